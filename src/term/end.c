/* term/end.c -- the sweep, and the three steps of an end. */
#include "sys/zone.h"
#include "term/entry.h"
#include "term/made.h"
#include "term/told.h"

static const char *const reasons[] = {
	[ERASED_TERM] = "term",
	[ERASED_PERSON] = "person",
	[ERASED_INSTRUCTION] = "instruction",
	[ERASED_NEVER] = "never",
	[ERASED_CHILD] = "child",
	[ERASED_REPLACED] = "replaced",
	[ERASED_POLICY] = "policy",
	[ERASED_GENERALISED] = "generalised",
	[ERASED_RESETTLED] = "resettled",
};

struct str
term_reason(enum erasure_reason reason)
{
	return str_of(reasons[reason]);
}

static struct entry
entry_of(struct scope *sc, const struct store *store, enum entry_kind kind,
    const struct lifetime *life, struct fields fields, struct ending_note note)
{
	struct entry e = term_entry(store, kind);

	e.line = term_line(store->plan, life->group);
	e.party = life->party;
	e.record = life->record;
	e.dataset = life->dataset == NONE ? S("") : store->plan->datasets.at[life->dataset].name;
	e.why = term_reason(note.reason);
	e.case_id = note.for_case;
	if (life->due.set)
		e.due = life->due.at;
	term_entry_fields(sc, store, &e, fields);
	return e;
}

/* A part of a record about several people is each one's. */
static result
whose(struct scope *sc, struct store *store, const struct lifetime *life, struct entry *e)
{
	struct record record = { .subject = life->subject };

	if (life->subject.n == 0 && life->dataset != NONE
	    && store->plan->datasets.at[life->dataset].all_subjects)
		TRY(vault_record(sc, store->vault, life->record, &record));
	return term_entry_people(sc, store, e, &record);
}

static result
end_now(struct scope *sc, struct store *store, const struct lifetime *life, struct fields gone,
    struct ending_note note)
{
	struct entry e = entry_of(sc, store, ENTRY_ERASURE_DECIDED, life, gone, note);
	int64_t seq;

	TRY(whose(sc, store, life, &e));
	TRY(ledger_append(sc, store->ledger, &e, &seq)); /* T6 */
	TRY(told_open(sc, store, life, gone, e.subject, note)); /* T7 */
	if (!fields_within(store->plan, life->fields, gone))
		return vault_end_fields(sc, store->vault, life->id, gone, note);
	return vault_end(sc, store->vault, life->id, note);
}

result
term_end(struct scope *sc, struct store *store, const struct lifetime *life,
    const struct fields *some, enum erasure_reason reason, struct str for_case)
{
	struct ending_note note = { reason, for_case };
	struct fields gone =
	    some != NULL ? fields_both(store->plan, &sc->arena, *some, life->fields) : life->fields;
	bool open = life->state == LIFE_OPEN;

	if (life->held)
		return fail(
		    sc, E_STATE, "a hold or a restriction keeps this until it is lifted"); /* T4 */
	if (open && store->plan->derives) /* it may have ended with its source just now */
		TRY(vault_is_open(sc, store->vault, life->id, &open));
	if (!open)
		return OK;
	TRY(end_now(sc, store, life, gone, note));
	if (life->dataset != NONE)
		TRY(term_referring(sc, store, life->dataset, life->party, life->record));
	return made_end(sc, store, life, gone, note); /* T9 */
}

result
term_unname(struct scope *sc, struct store *store, const struct record *record,
    struct str subject, enum erasure_reason reason, struct str for_case)
{
	struct ending_note note = { reason, for_case };
	struct lifetime life;
	struct entry e;
	int64_t seq;

	TRY(vault_naming(sc, store->vault, record, subject, &life));
	e = entry_of(sc, store, ENTRY_ERASURE_DECIDED, &life, life.fields, note);
	TRY(whose(sc, store, &life, &e));
	TRY(ledger_append(sc, store->ledger, &e, &seq)); /* T6 */
	TRY(vault_end(sc, store->vault, life.id, note));
	return term_recompute(sc, store, NONE, record->id, S(""), S(""));
}

/* -- the sweep ------------------------------------------------------------- */

static result
lapse_one(struct scope *sc, struct store *store, uint16_t consent, const struct lapse *lapse)
{
	const struct consent *c = &store->plan->consents.at[consent];
	struct entry e = term_entry(store, ENTRY_CONSENT_LAPSED);
	uint8_t pseudonym[16];
	int64_t seq;

	e.line = c->at.line;
	e.why = c->name;
	TRY(vault_pseudonym(sc, store->vault, lapse->subject, pseudonym));
	e.subject = hex_encode(&sc->arena, pseudonym, sizeof(pseudonym));
	TRY(ledger_append(sc, store->ledger, &e, &seq));
	TRY(vault_consent_set(sc, store->vault, lapse->subject, consent, CONSENT_LAPSED, lapse->at,
	    lapse->evidence));
	return term_recompute(sc, store, NONE, S(""), lapse->subject, S(""));
}

/* T2: that a consent has lapsed is a fact like its withdrawal. */
static result
lapse_all(struct scope *sc, struct store *store, size_t most, bool *more)
{
	for (uint16_t c = 0; c < store->plan->consents.n; c++) {
		struct lapse lapse;
		bool found = true;

		while (found && most > 0) {
			TRY(vault_consent_lapse(sc, store->vault, c, &lapse, &found));
			found = found && !instant_before(sc->now, lapse.at);
			if (found)
				TRY(lapse_one(sc, store, c, &lapse));
			most -= found;
		}
	}
	*more = most == 0;
	return OK;
}

/* The clock that leaves something of this, or NULL.  A dated field goes with its day. */
static const struct clock *
generalising(const struct plan *plan, const struct lifetime *life)
{
	const struct clock *clock;

	if (life->group == NONE || life->coarse || plan->groups.at[life->group].dated)
		return NULL;
	clock = &plan->clocks.at[plan->groups.at[life->group].clock];
	return clock->ending == END_GENERALISE ? clock : NULL;
}

/* LAW UK GDPR Art 5(1)(c), (e): the exact value ends as any other does. */
static result
run_out(struct scope *sc, struct store *store, const struct lifetime *life)
{
	const struct clock *clock = generalising(store->plan, life);
	struct ending_note note = { ERASED_GENERALISED, S("") };
	struct due due = { .set = true };
	struct entry e;
	bool open;
	int64_t seq;

	if (clock != NULL)
		due.at = zone_plus(life->due.at, clock->coarse_for);
	if (clock == NULL || !instant_before(sc->now, due.at))
		return term_end(sc, store, life, NULL, ERASED_TERM, S(""));
	TRY(vault_is_open(sc, store->vault, life->id, &open));
	if (!open) /* it ended with its source just now */
		return OK;
	e = entry_of(sc, store, ENTRY_ERASURE_DECIDED, life, life->fields, note);
	TRY(whose(sc, store, life, &e));
	TRY(ledger_append(sc, store->ledger, &e, &seq)); /* T6 */
	TRY(told_open(sc, store, life, life->fields, e.subject, note)); /* T7 */
	TRY(vault_coarsen(sc, store->vault, life, due, note));
	TRY(term_referring(sc, store, life->dataset, life->party, life->record));
	return made_end(sc, store, life, life->fields, note); /* T9 */
}

result
term_sweep(struct scope *sc, struct store *store, size_t most, uint64_t *ended, bool *more)
{
	struct lifetime *lives;
	struct due next;
	bool more_lapse;
	size_t n;

	TRY(lapse_all(sc, store, most, &more_lapse));
	TRY(vault_due(sc, store->vault, sc->now, most, &lives, &n));
	for (size_t i = 0; i < n; i++)
		TRY(run_out(sc, store, &lives[i]));
	*ended = n;
	*more = n == most || more_lapse;
	if (*more || !store->plan->follows)
		return OK;
	TRY(vault_next_due(sc, store->vault, &next)); /* what has ended may end what asks for it */
	*more = next.set && !instant_before(sc->now, next.at);
	return OK;
}

/* -- the third step ---------------------------------------------------------------------- */

static bool
by_clock(const struct lifetime *life)
{
	return life->note.reason == ERASED_TERM || life->note.reason == ERASED_GENERALISED;
}

static struct span
lateness(const struct scope *sc, const struct lifetime *life)
{
	if (!by_clock(life) || !life->due.set
	    || instant_before(sc->now, life->due.at))
		return (struct span){ 0 };
	return instant_since(sc->now, life->due.at);
}

static struct str
pseudonym_of(struct scope *sc, const struct lifetime *life)
{
	if (life->subject.n == 0)
		return S("");
	return hex_encode(&sc->arena, life->pseudonym, sizeof(life->pseudonym));
}

static result
finish_one(struct scope *sc, struct store *store, const struct lifetime *life, struct span late)
{
	struct entry e = entry_of(sc, store, ENTRY_ERASED, life, life->fields, life->note);
	struct node *more = node_map(&sc->arena);
	struct due clear;
	bool forgotten;
	int64_t seq;

	e.subject = pseudonym_of(sc, life);
	TRY(term_backups_clear(sc, store, sc->now, &clear)); /* T20 */
	if (by_clock(life))
		node_set_int(&sc->arena, more, S("late-ms"), late.us / 1000);
	if (clear.set)
		node_set_str(
		    &sc->arena, more, S("backups-clear"), instant_print(&sc->arena, clear.at));
	e.more = more;
	TRY(ledger_append(sc, store->ledger, &e, &seq));
	TRY(vault_ended(sc, store->vault, life, &forgotten));
	TRY(given_end(sc, store, life->record)); /* T18 */
	if (!forgotten)
		return OK;
	e = term_entry(store, ENTRY_SUBJECT_FORGOTTEN);
	e.subject = pseudonym_of(sc, life);
	return ledger_append(sc, store->ledger, &e, &seq);
}

result
term_finish(struct scope *sc, struct store *store, uint64_t *erased, struct span *worst_lateness)
{
	struct lifetime *lives;
	size_t n;

	*erased = 0;
	*worst_lateness = (struct span){ 0 };
	TRY(vault_ending(sc, store->vault, &lives, &n));
	for (size_t i = 0; i < n; i++) {
		struct span late = lateness(sc, &lives[i]);

		TRY(finish_one(sc, store, &lives[i], late));
		if (late.us > worst_lateness->us)
			*worst_lateness = late;
	}
	*erased = n;
	return OK;
}
