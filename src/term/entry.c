/* term/entry.c -- entries of the ledger about clocks, holds and ends. */
#include "term/entry.h"

struct entry
term_entry(const struct store *store, enum entry_kind kind)
{
	return (struct entry){
		.kind = kind,
		.policy = store->plan->name,
		.version = store->plan->version,
	};
}

void
term_entry_by(const struct plan *plan, const struct asker *by, struct entry *e)
{
	e->actor = by->staff.n > 0 ? by->staff : by->key;
	e->key = by->staff.n > 0 ? by->key : S("");
	e->party = by->party;
	e->door = by->door;
	if (by->kind == ASKER_ROLE && by->role < plan->roles.n)
		e->role = plan->roles.at[by->role].name;
	else if (by->kind == ASKER_CHANNEL && by->channel < plan->doors.n)
		e->role = plan->doors.at[by->channel].name;
}

void
term_entry_fields(
    struct scope *sc, const struct store *store, struct entry *e, struct fields fields)
{
	struct str *names = NEW_ARRAY(&sc->arena, LEDGER_FIELDS_MAX, struct str);

	e->fields = 0;
	e->field = names;
	for (uint16_t i = 0; i < store->plan->fields.n && e->fields < LEDGER_FIELDS_MAX; i++)
		if (fields_have(fields, i))
			names[e->fields++] = store->plan->fields.at[i].full;
}

static result
pseudonym_of(struct scope *sc, const struct store *store, struct str subject, struct str *hex)
{
	uint8_t pseudonym[16];

	TRY(vault_pseudonym(sc, store->vault, subject, pseudonym));
	*hex = hex_encode(&sc->arena, pseudonym, sizeof(pseudonym));
	return OK;
}

result
term_entry_people(
    struct scope *sc, const struct store *store, struct entry *e, const struct record *record)
{
	struct str *also = NEW_ARRAY(&sc->arena, record->n_people + 1, struct str);

	if (record->subject.n > 0)
		return pseudonym_of(sc, store, record->subject, &e->subject);
	for (size_t i = 0; i < record->n_people; i++)
		TRY(pseudonym_of(sc, store, record->people[i].subject,
		    i == 0 ? &e->subject : &also[e->n_also++]));
	e->also = also;
	return OK;
}

result
term_entry_record(
    struct scope *sc, const struct store *store, struct entry *e, const struct record *record)
{
	e->record = record->id;
	e->party = record->party;
	e->dataset = store->plan->datasets.at[record->dataset].name;
	return term_entry_people(sc, store, e, record);
}

result
term_note_set(struct scope *sc, struct store *store, const struct asker *by, enum entry_kind kind,
    struct str name, struct node *more)
{
	struct entry e = term_entry(store, kind);
	int64_t seq;

	term_entry_by(store->plan, by, &e);
	e.why = name;
	e.more = more;
	return ledger_append(sc, store->ledger, &e, &seq);
}

int64_t
term_line(const struct plan *plan, uint16_t group)
{
	return group == NONE ? 0 : plan->clocks.at[plan->groups.at[group].clock].at.line;
}
