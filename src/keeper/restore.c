/* keeper/restore.c -- a store from its backup, before any door opens. */
#include <stdlib.h>

#include "gate/note.h"
#include "keeper/inside.h"
#include "keeper/restore.h"
#include "term/told.h"
#include "vault/epoch.h"
#include "vault/stream.h"

#define PAGE 500

struct restoring {
	const struct keeper_restoration *of;
	struct keeper_restored *came;
};

/* -- what the newer ledger says was erased (K20) ---------------------------- */

static struct fields
fields_of(struct scope *sc, const struct plan *plan, const struct entry *e)
{
	struct fields f = { NEW_ARRAY(&sc->arena, plan->field_words, uint64_t) };

	for (size_t i = 0; i < e->fields; i++) {
		uint16_t field = plan_field_full(plan, e->field[i]);

		if (field != NONE)
			f.w[field / 64] |= (uint64_t)1 << (field % 64);
	}
	return f;
}

static result
end_again(struct scope *sc, struct keeper *k, const struct lifetime *life, struct fields gone)
{
	const struct plan *plan = k->store.plan;
	struct ending_note note = { ERASED_TERM, S("") };
	struct fields some = { NEW_ARRAY(&sc->arena, plan->field_words, uint64_t) };
	bool any = false;

	for (size_t i = 0; i < plan->field_words; i++) {
		some.w[i] = life->fields.w[i] & gone.w[i];
		any |= some.w[i] != 0;
	}
	if (!any || life->state != LIFE_OPEN)
		return OK;
	if (fields_within(plan, life->fields, some))
		return vault_end(sc, k->vault, life->id, note);
	return vault_end_fields(sc, k->vault, life->id, some, note);
}

/* The entry of a naming has no field: by its pseudonym it is found again (V12). */
static result
unname_again(struct scope *sc, struct keeper *k, const struct record *r, const struct entry *e)
{
	struct lifetime life;

	for (size_t i = 0; i < r->n_people; i++) {
		uint8_t pseudonym[16];

		TRY(vault_pseudonym(sc, k->vault, r->people[i].subject, pseudonym));
		if (!str_eq(hex_encode(&sc->arena, pseudonym, sizeof(pseudonym)), e->subject))
			continue;
		TRY(vault_naming(sc, k->vault, r, r->people[i].subject, &life));
		return vault_end(sc, k->vault, life.id, (struct ending_note){ ERASED_TERM, S("") });
	}
	return OK;
}

static result
apply_entry(struct scope *sc, struct keeper *k, const struct entry *e)
{
	struct fields gone = fields_of(sc, k->store.plan, e);
	struct lifetime *lives;
	struct record record;
	size_t n;
	result r;

	if (e->kind != ENTRY_ERASED || e->record.n == 0)
		return OK;
	r = vault_record(sc, k->vault, e->record, &record);
	if (r.code == E_ABSENT)
		return OK; /* it came after the backup, or is gone altogether */
	TRY(r);
	if (e->fields == 0)
		return unname_again(sc, k, &record, e);
	TRY(vault_lifetimes(sc, k->vault, e->record, &lives, &n));
	for (size_t i = 0; i < n; i++)
		TRY(end_again(sc, k, &lives[i], gone));
	return OK;
}

static result
apply_ledger(struct scope *sc, struct keeper *k, int64_t after)
{
	struct ledger_rows rows;

	do {
		TRY(ledger_page(sc, vault_sql(k->vault), after, PAGE, &rows));
		for (size_t i = 0; i < rows.n; i++) {
			TRY(apply_entry(sc, k, &rows.at[i].entry));
			after = rows.at[i].seq;
			sc->now = instant_max(sc->now, rows.at[i].at);
		}
	} while (rows.n == PAGE);
	return OK;
}

/* T7: what ends again here may not have been told to those who were given it. */
static result
tell_again(struct scope *sc, struct keeper *k)
{
	struct lifetime *lives;
	size_t n;

	TRY(vault_ending(sc, k->vault, &lives, &n));
	for (size_t i = 0; i < n; i++) {
		struct str pseudonym = S("");

		if (lives[i].subject.n > 0)
			pseudonym = hex_encode(&sc->arena, lives[i].pseudonym, sizeof(lives[i].pseudonym));
		TRY(told_open(sc, &k->store, &lives[i], lives[i].fields, pseudonym,
		    (struct ending_note){ .reason = lives[i].note.reason }));
	}
	return OK;
}

/* -- what no key opens (K25) ----------------------------------------------------- */

struct unopened {
	int64_t lifetime;
	struct str record;
	struct fields left; /* that no entry says to be erased */
};

static int
by_record(const void *a, const void *b)
{
	return str_cmp(
	    ((const struct unopened *)a)->record, ((const struct unopened *)b)->record);
}

/* Before the ledger ends more: all that is ending is so for want of a key. */
static result
unopened_parts(struct scope *sc, struct keeper *k, struct unopened **parts, size_t *n)
{
	struct lifetime *lives;
	size_t n_lives;

	*n = 0;
	TRY(vault_ending(sc, k->vault, &lives, &n_lives));
	*parts = NEW_ARRAY(&sc->arena, n_lives + 1, struct unopened);
	for (size_t i = 0; i < n_lives; i++)
		if (!lives[i].naming)
			(*parts)[(*n)++] = (struct unopened){
				lives[i].id, lives[i].record, lives[i].fields
			};
	qsort(*parts, *n, sizeof(**parts), by_record);
	return OK;
}

static void
strike(const struct plan *plan, struct unopened *part, struct fields gone)
{
	for (size_t i = 0; i < plan->field_words; i++)
		part->left.w[i] &= ~gone.w[i];
}

static void
strike_all(struct scope *sc, const struct plan *plan, const struct entry *e,
    struct unopened *parts, size_t n)
{
	struct unopened wanted = { .record = e->record }, *part;

	if (e->kind != ENTRY_ERASURE_DECIDED || e->record.n == 0 || n == 0)
		return;
	part = bsearch(&wanted, parts, n, sizeof(*parts), by_record);
	while (part != NULL && part > parts && str_eq(part[-1].record, e->record))
		part--;
	for (; part != NULL && part < parts + n && str_eq(part->record, e->record); part++)
		strike(plan, part, fields_of(sc, plan, e));
}

/* A change says nothing of what it replaced: nothing of such a part was erased itself. */
static result
count_resealed(struct scope *sc, struct keeper *k, int64_t after, struct unopened *parts, size_t n,
    uint64_t *resealed)
{
	struct ledger_rows rows;

	do {
		TRY(ledger_page(sc, vault_sql(k->vault), after, PAGE, &rows));
		for (size_t i = 0; i < rows.n; i++)
			strike_all(sc, k->store.plan, &rows.at[i].entry, parts, n);
		if (rows.n > 0)
			after = rows.at[rows.n - 1].seq;
	} while (rows.n == PAGE);
	for (size_t i = 0; i < n; i++)
		*resealed += !fields_none(k->store.plan, parts[i].left);
	return OK;
}

/* The keys that were brought are those below `keys_end`: another key never was among them. */
static uint64_t
count_keyless(const struct unopened *parts, size_t n, int64_t keys_end)
{
	uint64_t keyless = 0;

	for (size_t i = 0; i < n; i++)
		keyless += parts[i].lifetime >= keys_end;
	return keyless;
}

/* -- in one transaction -------------------------------------------------------- */

/* A rehearsal's clock is never behind what is in its ledger. */
static result
carry_clock(struct scope *sc, struct keeper *k)
{
	if (!vault_is_rehearsal(k->vault))
		return OK;
	return vault_set(sc, k->vault, SETTING_CLOCK, instant_print(&sc->arena, sc->now));
}

static result
bring_to_date(struct scope *sc, struct keeper *k, void *of)
{
	struct restoring *r = of;
	const struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct entry note = note_begin(&k->store, &nobody, ENTRY_RESTORED, S(""));
	struct instant made, until;
	struct unopened *parts;
	uint64_t ended, indexed;
	int64_t keys_end;
	size_t n;

	r->came->had = k->ledger.head.seq;
	TRY(copy_read(sc, k, &made, &until));
	TRY(copies_know(sc, k));
	TRY(vault_keys_noted(sc, k->vault, &keys_end));
	TRY(vault_mend(sc, k->vault, &ended, &indexed));
	TRY(unopened_parts(sc, k, &parts, &n));
	r->came->unopened = n;
	r->came->keyless = count_keyless(parts, n, keys_end);
	if (r->of->ledger.n > 0) {
		TRY(ledger_adopt(sc, &k->ledger, r->of->ledger, &r->came->adopted));
		TRY(count_resealed(sc, k, r->came->had, parts, n, &r->came->resealed));
	}
	TRY(apply_ledger(sc, k, r->came->had));
	TRY(copy_check_until(sc, until)); /* K24, by the newest time that is known */
	TRY(copies_made_since(sc, k, made)); /* it knows of none that came after it (T20) */
	TRY(copy_forget_all(sc, k));
	TRY(tell_again(sc, k));
	TRY(carry_clock(sc, k));
	note.count = r->came->adopted;
	return keeper_note(sc, k, &note);
}

static result
restore_open(struct scope *sc, struct keeper *k, struct restoring *r)
{
	uint64_t due;

	k->clock = vault_is_rehearsal(k->vault) ? k->clock : clock_wall();
	sc->now = instant_max(clock_now(&k->clock), r->of->now);
	TRY(keeper_commit(sc, k, bring_to_date, r));
	TRY(keeper_finish(sc, k, &r->came->erased));
	if (vault_is_rehearsal(k->vault))
		clock_move(&k->clock, sc->now);
	TRY(keeper_sweep(sc, k, true, &due));
	r->came->erased += due;
	TRY(streams_missing(sc, k->vault, &r->came->recordings, &r->came->missing));
	return keeper_sign(sc, k);
}

/* -- what was brought (K35) -------------------------------------------------------- */

/* Read whole: a copy that was cut off, or whose pages are damaged, is none. */
static result
check_copy(struct scope *sc, struct str path, enum sql_store store, const char *of)
{
	struct sql *sql;
	result r = sql_open(sc, path, store, false, &sql);
	struct str why;

	if (r.code == E_OK) {
		r = sql_check(sc, sql);
		sql_close(sql);
	}
	if (r.code == E_OK)
		return OK;
	why = sc->fault.detail.n > 0 ? sc->fault.detail : sc->fault.text;
	(void)fail(sc, r.code == E_STATE ? E_STATE : E_DAMAGED,
	    "that is no backup of the %s, or it was cut off or damaged: take another copy of it, or an "
	    "older one",
	    of);
	return fail_detail(sc, "%.*s", STR(why));
}

static result
check_copies(struct scope *sc, struct str store)
{
	TRY(check_copy(sc, path_join(&sc->arena, store, S("data.db")), SQL_DATA, "data"));
	return check_copy(sc, path_join(&sc->arena, store, S("keys.db")), SQL_KEYS, "keys");
}

result
restore_and_look(struct scope *sc, const struct keeper_restoration *of,
    struct keeper_restored *came, result (*look)(struct scope *, struct keeper *, void *), void *by)
{
	struct keeper *k = NEW(&sc->arena, struct keeper);
	struct restoring restoring = { of, came };
	struct str root = path_join(&sc->arena, of->store, S(KEEPER_ROOT));
	result r;

	*came = (struct keeper_restored){ 0 };
	k->o.store = of->store;
	k->arena = &sc->arena;
	k->root = of->typed;
	if (k->root == NULL)
		TRY(root_of_file(sc, root, &k->root));
	TRY(check_copies(sc, of->store));
	TRY(vault_bring_epoch(sc, of->store, k->root, of->epoch));
	TRY(vault_accept_restored(sc, of->store, k->root));
	TRY(keeper_open_store(sc, k));
	r = restore_open(sc, k, &restoring);
	if (r.code == E_OK && look != NULL)
		r = look(sc, k, by);
	keeper_close_store(k);
	return r;
}

result
keeper_restore(struct scope *sc, const struct keeper_restoration *of, struct keeper_restored *came)
{
	return restore_and_look(sc, of, came, NULL, NULL);
}
