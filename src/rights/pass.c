/* rights/pass.c -- what people of a party ask for is passed on to it: a case of its own (R15). */
#include "base/json.h"
#include "rights/inside.h"
#include "sql/statements.h"
#include "sys/zone.h"

const struct right *
pass_line(const struct plan *plan, enum right_kind right, const struct subject *person)
{
	for (size_t i = 0; i < plan->rights.n; i++) {
		const struct right *r = &plan->rights.at[i];

		if (r->passed_to != NONE && person->party.n > 0 && (r->all || r->kind == right)
		    && (r->subject == NONE || r->subject == person->type))
			return r;
	}
	return NULL;
}

bool
case_answers(const struct acting *a, const struct case_row *row, size_t i)
{
	return row->passed[i].n == 0
	       || (a->asker->party.n > 0 && str_eq(row->passed[i], a->asker->party));
}

/* -- on ------------------------------------------------------------------------------- */

static result
note_passed(struct acting *a, const struct case_row *row, const struct case_row *part, size_t i)
{
	struct entry e = note_begin(a->store, a->asker, ENTRY_CASE_PASSED, S("case"));
	uint64_t seq;

	e.case_id = row->c.id;
	e.party = part->party;
	note_more(a->sc, &e, S("as"), part->c.id);
	TRY(note_subject(a->sc, a->store, &e, part->c.subjects[i]));
	return note_write(a->sc, a->store, &e, &seq);
}

/* What was asked, as it was asked: they answer it, and have to know. */
static result
copy_file(struct acting *a, const struct case_row *row, struct case_row *part)
{
	struct node *file;

	TRY(case_file(a, row, &file));
	node_set_str(&a->sc->arena, file, S("part-of"), row->c.id);
	return vault_put_content(a->sc, a->store->vault, S("case"), part->c.subjects[0],
	    part->party, json_text(&a->sc->arena, file), &part->record);
}

static void
take_theirs(struct acting *a, const struct case_row *row, struct case_row *part)
{
	part->c.subjects = NEW_ARRAY(&a->sc->arena, row->c.n, struct str);
	part->passed = NEW_ARRAY(&a->sc->arena, row->c.n, struct str);
	for (size_t i = 0; i < row->c.n; i++) {
		if (!str_eq(row->passed[i], part->party))
			continue;
		part->passed[part->c.n] = part->party;
		part->c.subjects[part->c.n++] = row->c.subjects[i];
	}
}

static result
open_part(struct acting *a, const struct case_row *row, struct str party)
{
	struct case_row part = { .party = party, .part_of = row->c.id };

	part.c.right = row->c.right;
	part.c.state = CASE_OPEN;
	part.c.received = row->c.received;
	part.clock.from = row->clock.from;
	part.c.due = rights_clock_due(row->c.right, part.clock, a->plan);
	part.c.passed_to = party;
	part.c.fee = S("");
	take_theirs(a, row, &part);
	TRY(copy_file(a, row, &part));
	TRY(case_store_new(a, &part));
	TRY(case_note(a, ENTRY_CASE_OPENED, &part, &a->v->entry));
	for (size_t i = 0; i < part.c.n; i++)
		TRY(note_passed(a, row, &part, i));
	return OK;
}

static bool
had_before(const struct case_row *row, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(row->passed[k], row->passed[i]))
			return true;
	return false;
}

result
pass_on(struct acting *a, const struct case_row *row)
{
	for (size_t i = 0; i < row->c.n; i++)
		if (row->passed[i].n > 0 && !had_before(row, i))
			TRY(open_part(a, row, row->passed[i]));
	return OK;
}

result
pass_due(struct acting *a, struct case_row *row)
{
	for (size_t i = 0; i < row->c.n; i++) {
		const struct right *line;
		struct subject person;

		if (row->passed[i].n == 0)
			continue;
		TRY(vault_subject(a->sc, a->store->vault, row->c.subjects[i], &person));
		line = pass_line(a->plan, row->c.right, &person);
		if (line != NULL)
			row->c.due = instant_min(
			    row->c.due, zone_plus(a->sc->now, line->passed_within));
	}
	return OK;
}

/* -- back ----------------------------------------------------------------------------- */

static result
close_part(struct acting *a, struct str id, enum case_state state)
{
	struct case_row part;
	uint64_t seq;

	TRY(case_load(a, id, &part));
	if (!verdict_allows(a->v))
		return OK;
	part.c.state = state;
	part.c.waits = WAITS_NOTHING;
	part.c.closed = a->sc->now;
	TRY(case_store(a, &part));
	TRY(case_close(a, &part));
	return case_note(a,
	    state == CASE_CANCELLED ? ENTRY_CASE_CANCELLED : ENTRY_CASE_ACCEPTED, &part, &seq);
}

result
pass_close(struct acting *a, const struct case_row *row, enum case_state state)
{
	struct sql_case_parts_rows parts;

	TRY(sql_case_parts(a->sc, vault_sql(a->store->vault), row->c.id, &parts));
	for (size_t i = 0; i < parts.n; i++) {
		struct verdict v = { 0 };
		struct acting ours = *a;

		ours.v = &v;
		TRY(close_part(&ours, parts.at[i].id, state));
	}
	return OK;
}
