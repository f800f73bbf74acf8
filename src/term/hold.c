/* term/hold.c -- what pauses a clock: exactly the lifetimes it covers (T4). */
#include "sys/zone.h"
#include "term/entry.h"

static result
note_hold(struct scope *sc, struct store *store, enum entry_kind kind, const struct hold *hold)
{
	struct entry e = term_entry(store, kind);
	struct node *more = node_map(&sc->arena);
	uint8_t pseudonym[16];
	int64_t seq;

	e.actor = hold->by;
	e.record = hold->record;
	if (hold->class != NONE) {
		e.line = store->plan->holds.at[hold->class].at.line;
		e.why = store->plan->holds.at[hold->class].name;
	}
	node_set_str(&sc->arena, more, S("hold"), hold->id);
	e.more = more;
	if (hold->subject.n > 0
	    && vault_pseudonym(sc, store->vault, hold->subject, pseudonym).code == E_OK)
		e.subject = hex_encode(&sc->arena, pseudonym, sizeof(pseudonym));
	if (kind != ENTRY_HOLD_LIFTED)
		e.due = hold->review;
	return ledger_append(sc, store->ledger, &e, &seq);
}

/* Lateness counts from when its end could come. */
static result
stop(struct scope *sc, struct store *store, struct lifetime *life, enum held_by by, bool held)
{
	if (held == ((life->held & by) != 0))
		return OK;
	TRY(vault_set_held(sc, store->vault, life->id, by, held));
	if (held || !life->due.set || !instant_before(life->due.at, sc->now))
		return OK;
	life->due.at = sc->now;
	return vault_set_due(sc, store->vault, life->id, life->due);
}

result
term_pause(struct scope *sc, struct store *store, struct str record, bool paused)
{
	struct lifetime *lives;
	size_t n;

	TRY(vault_lifetimes(sc, store->vault, record, &lives, &n));
	for (size_t i = 0; i < n; i++)
		if (lives[i].state == LIFE_OPEN)
			TRY(stop(sc, store, &lives[i], HELD_BY_PERSON, paused));
	return OK;
}

static result
apply_to_record(struct scope *sc, struct store *store, const struct record *record)
{
	struct lifetime *lives;
	size_t n;
	bool held;

	TRY(term_resettle_record(sc, store, record->id)); /* T4: of exactly its fields */
	TRY(vault_lifetimes(sc, store->vault, record->id, &lives, &n));
	for (size_t i = 0; i < n; i++) {
		if (lives[i].state != LIFE_OPEN)
			continue;
		TRY(vault_held(sc, store->vault, record, lives[i].group, &held));
		TRY(stop(sc, store, &lives[i], HELD_BY_HOLD, held));
	}
	return OK;
}

/* What is held is what open holds cover: asked anew, so that lifting one of
 * two leaves the other's. */
static result
apply(struct scope *sc, struct store *store, const struct hold *hold)
{
	struct record *records, one;
	size_t n;
	result r;

	if (hold->record.n > 0) {
		r = vault_record(sc, store->vault, hold->record, &one);
		if (r.code == E_ABSENT)
			return OK;
		TRY(r);
		return apply_to_record(sc, store, &one);
	}
	TRY(vault_records_of(sc, store->vault, hold->subject, &records, &n));
	for (size_t i = 0; i < n; i++)
		TRY(apply_to_record(sc, store, &records[i]));
	return OK;
}

/* Whom a hold is about must be there, or it would pause nothing. */
static result
check_covered(struct scope *sc, struct store *store, const struct hold *hold)
{
	struct subject subject;
	struct record record;

	if ((hold->subject.n > 0) == (hold->record.n > 0))
		return fail(
		    sc, E_INPUT, "a hold covers one record or one person; name one of them");
	if (hold->record.n > 0)
		return vault_record(sc, store->vault, hold->record, &record);
	return vault_subject(sc, store->vault, hold->subject, &subject);
}

result
term_hold(struct scope *sc, struct store *store, struct hold *hold, struct str reason)
{
	const struct hold_class *class = &store->plan->holds.at[hold->class];

	TRY(check_covered(sc, store, hold));
	if (class->with_reason && reason.n == 0)
		return fail_at(
		    sc, E_INPUT, S("reason"), "the policy wants a reason for this hold; give one");
	hold->reason_record = S("");
	if (reason.n > 0)
		TRY(vault_put_content(
		    sc, store->vault, S("case"), S(""), S(""), reason, &hold->reason_record));
	hold->placed = sc->now;
	if (hold->review.us == 0)
		hold->review = term_is_zero(class->reviewed_every)
				   ? INSTANT_NEVER
				   : zone_plus(sc->now, class->reviewed_every);
	TRY(vault_hold_place(sc, store->vault, hold));
	TRY(apply(sc, store, hold));
	return note_hold(sc, store, ENTRY_HOLD_PLACED, hold);
}

result
term_lift(struct scope *sc, struct store *store, struct str id)
{
	struct hold hold;

	TRY(vault_hold(sc, store->vault, id, &hold));
	TRY(vault_hold_lift(sc, store->vault, id));
	TRY(apply(sc, store, &hold));
	return note_hold(sc, store, ENTRY_HOLD_LIFTED, &hold);
}
