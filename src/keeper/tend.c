/* keeper/tend.c -- what is done between waves: sweeping, signing, looking at the clock. */
#include "base/check.h"
#include "base/log.h"
#include "gate/hand.h"
#include "gate/note.h"
#include "keeper/alarms.h"
#include "keeper/epochs.h"
#include "keeper/notices.h"
#include "keeper/prune.h"
#include "keeper/succeed.h"
#include "rights/rights.h"
#include "sql/sql.h"
#include "sql/statements.h"
#include "term/letter.h"
#include "vault/epoch.h"
#include "vault/screen.h"

#define SWEEP_AT_LEAST span_seconds(30)
#define SIGN_AT_MOST span_seconds(60)
#define REOPEN_AFTER span_seconds(1)
#define LATE_LOOKED_FOR span_seconds(10)
#define NUMBERS_DROPPED ((size_t)5000)
#define ONCE_PURGED span_minutes(10)
#define PRUNED_EACH span_days(1)

static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

static bool
passed(struct span since, struct span span)
{
	return clock_boot().us - since.us >= span.us;
}

static struct entry
own_entry(struct keeper *k, enum entry_kind kind)
{
	return note_begin(&k->store, &itself, kind, S(""));
}

static result
write_entry(struct scope *sc, struct keeper *k, void *of)
{
	return keeper_note(sc, k, of);
}

/* -- the clock (K10) ------------------------------------------------------ */

static result
last_entry_at(struct scope *sc, struct keeper *k, struct instant *at)
{
	struct ledger_rows rows;

	*at = INSTANT_EVER;
	if (k->ledger.head.seq == 0)
		return OK;
	TRY(ledger_page(sc, k->ledger.sql, k->ledger.head.seq - 1, 1, &rows));
	if (rows.n > 0)
		*at = rows.at[0].at;
	return OK;
}

static result
write_doubt(struct scope *sc, struct keeper *k, void *of)
{
	struct entry doubted = own_entry(k, ENTRY_CLOCK_DOUBTED),
		     stopped = own_entry(k, ENTRY_SWEEP_STOPPED);

	doubted.why = *(struct str *)of;
	TRY(vault_set(sc, k->vault, SETTING_DOUBT, S("yes")));
	TRY(keeper_note(sc, k, &doubted));
	return keeper_note(sc, k, &stopped);
}

result
keeper_look_at_clock(struct scope *sc, struct keeper *k, bool same_boot)
{
	struct instant wall = clock_now(&k->clock), boot = { clock_boot().us };
	struct clock_notes notes = k->noted;
	enum clock_doubt doubt;
	struct str why;

	if (k->clock.rehearsal)
		return OK;
	notes.same_boot = same_boot;
	if (!same_boot)
		TRY(last_entry_at(sc, k, &notes.last_entry));
	doubt = term_doubt(notes, wall, boot);
	k->noted = (struct clock_notes){ .wall = wall, .boot = boot };
	if (doubt == CLOCK_FINE || k->doubted)
		return OK;
	k->doubted = true;
	why = doubt == CLOCK_BEHIND ? S("clock-behind") : S("clock-leapt");
	log_event("clock.doubted", LOG_ID("why", why), LOG_TIME("now", wall));
	return keeper_commit(sc, k, write_doubt, &why);
}

/* -- the sweep ------------------------------------------------------------ */

struct swept {
	uint64_t ended;
	bool more;
};

static result
sweep(struct scope *sc, struct keeper *k, void *of)
{
	struct swept *s = of;

	return term_sweep(sc, &k->store, SWEEP_STEP, &s->ended, &s->more);
}

result
keeper_sweep(struct scope *sc, struct keeper *k, bool all, uint64_t *erased)
{
	struct swept s = { 0 };
	uint64_t some;

	*erased = 0;
	do {
		TRY(keeper_commit(sc, k, sweep, &s));
		TRY(keeper_finish(sc, k, &some));
		*erased += some;
	} while (all && s.more);
	k->swept = clock_boot();
	return OK;
}

static result
sweep_when_due(struct scope *sc, struct keeper *k)
{
	struct due next;
	uint64_t erased;

	if (k->doubted)
		return OK;
	TRY(vault_next_due(sc, k->vault, &next));
	if (!passed(k->swept, SWEEP_AT_LEAST) && (!next.set || instant_before(sc->now, next.at)))
		return OK;
	return keeper_sweep(sc, k, false, &erased);
}

/* -- refusals before anybody is known (K12) ------------------------------- */

void
keeper_count_refusal(struct keeper *k, struct str door, struct instant now)
{
	size_t i = 0;

	while (i < k->n_refusals && !str_eq(k->refusals[i].door, door))
		i++;
	if (i == DOORS_MAX)
		i--; /* a name too many is counted with the last */
	if (i == k->n_refusals) {
		k->refusals[i] = (struct refusals){ .door = str_dup(k->arena, door) };
		k->n_refusals++;
	}
	if (k->refusals[i].count++ == 0)
		k->refusals[i].since = now;
}

static result
note_refusals(struct scope *sc, struct keeper *k, struct refusals *r)
{
	struct entry e = own_entry(k, ENTRY_KEY_REFUSED);

	e.door = ledger_word(r->door) ? r->door : S("");
	e.count = r->count;
	TRY(keeper_commit(sc, k, write_entry, &e));
	r->count = 0;
	return OK;
}

static result
note_all_refusals(struct scope *sc, struct keeper *k, bool now)
{
	for (size_t i = 0; i < k->n_refusals; i++) {
		struct refusals *r = &k->refusals[i];

		if (r->count > 0
		    && (now || instant_since(sc->now, r->since).us >= span_seconds(60).us))
			TRY(note_refusals(sc, k, r));
	}
	return OK;
}

/* -- the checkpoint ------------------------------------------------------- */

static result
sign(struct scope *sc, struct keeper *k, void *of)
{
	(void)of;
	return ledger_checkpoint(sc, &k->ledger);
}

result
keeper_sign(struct scope *sc, struct keeper *k)
{
	TRY(note_all_refusals(sc, k, true));
	if (k->ledger.head.seq > k->ledger.signed_seq) {
		TRY(keeper_commit(sc, k, sign, NULL));
		TRY(vault_keys_note_head(
		    sc, k->vault, (uint64_t)k->ledger.head.seq, k->ledger.head.hash.b));
	}
	k->signed_at = clock_boot();
	return OK;
}

/* -- all of it ------------------------------------------------------------ */

static result
purge(struct scope *sc, struct keeper *k, void *of)
{
	(void)of;
	TRY(told_purge(sc, &k->store));
	TRY(hand_purge(sc, &k->store));
	TRY(letter_purge(sc, &k->store));
	return sql_once_drop(sc, vault_sql(k->vault), sc->now.us);
}

/* Numbers of a register that another has replaced, some at a time. */
static result
drop_numbers(struct scope *sc, struct keeper *k, void *of)
{
	(void)of;
	return vault_screen_drop(sc, k->vault, NUMBERS_DROPPED, &k->dropping);
}

static result
drop_registers(struct scope *sc, struct keeper *k)
{
	TRY(vault_screen_waits(sc, k->vault, &k->dropping));
	return k->dropping ? keeper_commit(sc, k, drop_numbers, NULL) : OK;
}

/* What may be late: counted, and told of once by an entry each. */
struct lateness {
	result (*count)(struct scope *, struct store *, size_t *);
	result (*tell)(struct scope *, struct store *);
	const char *event;
};

static result
write_late(struct scope *sc, struct keeper *k, void *of)
{
	const struct lateness *late = of;

	return late->tell(sc, &k->store);
}

static result
look_for(struct scope *sc, struct keeper *k, struct lateness late)
{
	size_t n;

	TRY(late.count(sc, &k->store, &n));
	if (n == 0)
		return OK;
	TRY(keeper_commit(sc, k, write_late, &late));
	log_event(late.event, LOG_COUNT("things", n));
	return OK;
}

static result
erase_step(struct scope *sc, struct keeper *k, void *of)
{
	return rights_parties_erase(sc, &k->store, of);
}

static result
person_step(struct scope *sc, struct keeper *k, void *of)
{
	uint64_t erased;

	return rights_erase_step(sc, &k->store, &erased, of);
}

/* R19: one person after the other, each in steps. */
static result
erase_people(struct scope *sc, struct keeper *k)
{
	uint64_t erased;
	bool more = false;

	TRY(keeper_commit(sc, k, person_step, &more));
	k->erasing_people = more;
	return more ? keeper_finish(sc, k, &erased) : OK;
}

result
keeper_erase_people(struct scope *sc, struct keeper *k)
{
	do {
		TRY(erase_people(sc, k));
	} while (k->erasing_people);
	return OK;
}

/* R10: in steps, each a transaction; one that is lost begins anew. */
static result
erase_for_parties(struct scope *sc, struct keeper *k)
{
	struct party_erasing at = k->erasing;
	uint64_t erased;

	k->erasing = (struct party_erasing){ 0 };
	TRY(keeper_commit(sc, k, erase_step, &at));
	k->erasing = at;
	return keeper_finish(sc, k, &erased);
}

result
keeper_erase_for_parties(struct scope *sc, struct keeper *k)
{
	do {
		TRY(erase_for_parties(sc, k));
	} while (!k->erasing.idle);
	return OK;
}

/* K29 */
static result
prune_when_due(struct scope *sc, struct keeper *k)
{
	int64_t moved = instant_since(sc->now, k->pruned).us;

	if (moved >= 0 && moved < PRUNED_EACH.us)
		return OK;
	k->pruned = sc->now;
	return prune_ledger(sc, k);
}

/* Copies, reviews, orders, duties: asked for as often as the time has moved by a while. */
static result
look_for_late(struct scope *sc, struct keeper *k)
{
	int64_t moved = instant_since(sc->now, k->looked_for_late).us;

	if (moved >= 0 && moved < LATE_LOOKED_FOR.us)
		return OK;
	k->looked_for_late = sc->now;
	if (!k->doubted) {
		TRY(keeper_end_copies(sc, k)); /* K24 */
		TRY(erase_for_parties(sc, k));
		TRY(prune_when_due(sc, k));
	}
	TRY(look_for(sc, k,
	    (struct lateness){ rights_unreturned, rights_tell_unreturned, "keeper.unreturned" }));
	TRY(look_for(
	    sc, k, (struct lateness){ gate_overdue, gate_tell_overdue, "keeper.overdue" }));
	return k->o.one ? OK : alarms_look(sc, k);
}

static result
tend(struct scope *sc, struct keeper *k)
{
	uint64_t erased;

	TRY(keeper_look_at_clock(sc, k, true));
	if (!k->doubted)
		TRY(succeed_when_due(sc, k));
	TRY(succeed_resettle(sc, k, false));
	TRY(notices_step(sc, k));
	TRY(sweep_when_due(sc, k));
	TRY(epochs_tend(sc, k));
	TRY(erase_people(sc, k));
	if (k->erasing.open && !k->doubted)
		TRY(erase_for_parties(sc, k));
	TRY(look_for(sc, k,
	    (struct lateness){ rights_overdue, rights_tell_overdue, "keeper.cases-overdue" }));
	TRY(look_for(sc, k, /* R18 */
	    (struct lateness){ rights_unconfirmed, rights_lapse, "keeper.addresses-lapsed" }));
	TRY(look_for(sc, k, /* T8 */
	    (struct lateness){ told_overdue, told_note_overdue, "keeper.erasures-unconfirmed" }));
	TRY(look_for(sc, k, /* T12 */
	    (struct lateness){ letter_overdue, letter_give_up, "keeper.letters-given-up" }));
	TRY(keeper_finish(sc, k, &erased));
	TRY(look_for_late(sc, k));
	TRY(drop_registers(sc, k));
	if (!k->o.one)
		TRY(vault_keys_refill(sc, k->vault));
	TRY(note_all_refusals(sc, k, false));
	if (k->ledger.head.seq > k->ledger.signed_seq && passed(k->signed_at, SIGN_AT_MOST))
		TRY(keeper_sign(sc, k));
	TRY(keeper_tend_streams(sc, k, passed(k->purged, ONCE_PURGED)));
	if (passed(k->purged, ONCE_PURGED)) {
		TRY(keeper_commit(sc, k, purge, NULL));
		k->purged = clock_boot();
	}
	return ring_post(sc, k);
}

result
keeper_tend(struct scope *sc, struct keeper *k)
{
	result r;

	if (!k->is_open && !passed(k->opened, REOPEN_AFTER))
		return OK;
	if (!k->is_open) {
		uint64_t erased;

		TRY(keeper_open_store(sc, k));
		TRY(keeper_finish(sc, k, &erased)); /* what a lost wave left */
		log_event("keeper.reopened");
	}
	r = tend(sc, k);
	if (r.code != E_OK)
		keeper_close_store(k); /* K8 */
	return r;
}

struct span
keeper_until(struct scope *sc, struct keeper *k)
{
	struct due next;
	struct span wait = SWEEP_AT_LEAST;

	if (k->busy)
		return (struct span){ 0 };
	if (!k->is_open)
		return REOPEN_AFTER;
	if (k->resettling || k->dropping || k->noticing || k->erasing_people
	    || vault_rotating(k->vault) != ROTATING_NOT
	    || (k->erasing.open && !k->doubted))
		return (struct span){ 0 };
	if (k->ledger.head.seq > k->ledger.signed_seq)
		wait.us = k->signed_at.us + SIGN_AT_MOST.us - clock_boot().us;
	if (!k->doubted && vault_next_due(sc, k->vault, &next).code == E_OK && next.set) {
		int64_t us = instant_since(next.at, clock_now(&k->clock)).us;

		/* a rehearsal's clock does not come nearer by waiting */
		if (us < wait.us && (us <= 0 || !k->clock.rehearsal))
			wait.us = us;
	}
	if (k->next_out.set && !k->clock.rehearsal) {
		int64_t us = instant_since(k->next_out.at, clock_now(&k->clock)).us;

		wait.us = us < wait.us ? us : wait.us;
	}
	if (!k->doubted && !k->clock.rehearsal && k->policy_starts.us != INSTANT_NEVER.us) {
		int64_t us = instant_since(k->policy_starts, clock_now(&k->clock)).us;

		wait.us = us < wait.us ? us : wait.us;
	}
	if (wait.us < 0)
		wait.us = 0;
	return wait.us > SWEEP_AT_LEAST.us ? SWEEP_AT_LEAST : wait;
}
