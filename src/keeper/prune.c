/* keeper/prune.c -- the start of the ledger goes when its time is over (K29). */
#include "keeper/prune.h"

#include "base/log.h"
#include "gate/note.h"
#include "policy/decide.h"
#include "sql/statements.h"
#include "sys/zone.h"

#define AT_ONCE ((int64_t)2000) /* entries in one transaction, or what one checkpoint signs */
#define CHECKPOINTS_READ 1000
#define STEPS_MOST 50

static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

/* -- when an entry's time is over ---------------------------------------------------- */

/* Of an entry it is known when it was written, and nothing else. */
struct written {
	const struct plan *plan;
	struct instant at;
};

static bool
no_word(void *of, uint16_t row, struct str word)
{
	(void)of, (void)row, (void)word;
	return false;
}

static bool
no_row(void *of, uint16_t row)
{
	(void)of, (void)row;
	return false;
}

static bool
happened(void *of, uint16_t event, struct instant *at)
{
	const struct written *w = of;

	*at = w->at;
	return str_eq(w->plan->events.at[event].name, S("arrival"))
	       || str_eq(w->plan->events.at[event].name, S("change"));
}

static struct due
due_of(const struct plan *plan, struct instant at, struct instant now)
{
	const struct dataset *d = &plan->datasets.at[plan_dataset(plan, S("ledger"))];
	struct written w = { plan, at };
	const struct facts facts = {
		.of = &w,
		.now = now,
		.field_is = no_word,
		.party_is = no_word,
		.consent = no_row,
		.objected = no_row,
		.event = happened,
		.plus = zone_plus,
		.day = zone_instant,
		.about = NONE,
	};

	return group_due(plan, plan->fields.at[d->first_field].group, &facts);
}

/* -- a step ---------------------------------------------------------------------------- */

struct pruning {
	int64_t seq; /* up to here; 0: nothing is over */
	bool more; /* something is over after it */
};

/* What was signed at a time was written before it. */
static result
find_end(struct scope *sc, struct keeper *k, struct pruning *p)
{
	struct sql *sql = vault_sql(k->vault);
	struct sql_checkpoint_eldest_rows at;
	struct sql_entry_first_row first = { 0 };
	bool found;

	*p = (struct pruning){ 0 };
	TRY(sql_entry_first(sc, sql, &first, &found));
	TRY(sql_checkpoint_eldest(sc, sql, CHECKPOINTS_READ, &at));
	for (size_t i = 0; i < at.n && found; i++) {
		struct due due = due_of(k->store.plan, (struct instant){ at.at[i].at }, sc->now);

		if (!due.set || instant_before(sc->now, due.at)
		    || at.at[i].seq >= k->ledger.head.seq)
			break;
		if (at.at[i].seq < first.seq)
			continue;
		if (p->seq > 0 && at.at[i].seq - first.seq >= AT_ONCE) {
			p->more = true;
			break;
		}
		p->seq = at.at[i].seq;
	}
	p->more = p->more || (p->seq > 0 && p->seq == at.at[at.n - 1].seq);
	return OK;
}

static result
note(struct scope *sc, struct keeper *k, int64_t seq)
{
	const struct plan *plan = k->store.plan;
	const struct dataset *d = &plan->datasets.at[plan_dataset(plan, S("ledger"))];
	const struct group *g = &plan->groups.at[plan->fields.at[d->first_field].group];
	struct entry e = note_begin(&k->store, &itself, ENTRY_LEDGER_PRUNED, S(""));

	e.line = plan->clocks.at[g->clock].at.line;
	note_more(sc, &e, S("up-to"), str_printf(&sc->arena, "%lld", (long long)seq));
	return keeper_note(sc, k, &e);
}

/* In one transaction: in between, no checkpoint would vouch for the start. */
static result
step(struct scope *sc, struct keeper *k, void *of)
{
	const struct pruning *p = of;
	bool more;

	do {
		TRY(ledger_prune(sc, &k->ledger, p->seq, AT_ONCE, &more));
	} while (more);
	return note(sc, k, p->seq);
}

result
prune_ledger(struct scope *sc, struct keeper *k)
{
	struct pruning p = { .more = true };

	for (int i = 0; i < STEPS_MOST && p.more; i++) {
		TRY(find_end(sc, k, &p));
		if (p.seq == 0)
			return OK;
		TRY(keeper_commit(sc, k, step, &p));
	}
	log_event("keeper.ledger-pruned", LOG_COUNT("up-to", p.seq));
	return OK;
}
