/* rights/correct.c -- what is wrong is put right, and who was given it is told.
 *
 * LAW UK GDPR Art 16, 19.
 */
#include "gate/hand.h"
#include "policy/words.h"
#include "rights/inside.h"

struct correcting {
	struct acting *act;
	struct case_row *row;
	struct str reasons;
	struct buf done; /* in sentences, for the letter */
	size_t n;
	struct addresses *fresh; /* NULL: it is done; else only looked at, for new addresses */
};

/* A record of one of the people; a party's only when the party says so. */
static result
find_record(struct correcting *c, struct str id, struct record *r)
{
	struct acting *a = c->act;
	bool absent;

	TRY(verdict_absent(a->sc, vault_record(a->sc, a->store->vault, id, r), &absent));
	if (absent || a->plan->datasets.at[r->dataset].built_in)
		return verdict_gone(a->sc, a->v);
	for (size_t i = 0; i < c->row->c.n; i++) {
		if (!str_eq(c->row->c.subjects[i], r->subject))
			continue;
		if (c->row->passed[i].n > 0 && str_trim(c->reasons).n == 0)
			return verdict_refuse(a->sc, a->v, WHY_REASON, 0,
			    "it was passed to the party it is held for: give the party's "
			    "instruction as `reasons`");
		return OK;
	}
	return verdict_gone(a->sc, a->v);
}

static result
tell_recipients(
    struct correcting *c, const struct record *r, const struct change *changes, size_t n)
{
	struct acting *a = c->act;
	struct fields fields = fieldset_new(a->sc, a->plan);
	size_t told;

	for (size_t i = 0; i < n; i++)
		fieldset_add(fields, plan_field_full(a->plan, changes[i].field));
	TRY(told_correct(a->sc, a->store, r, fields, c->row->c.id, &told));
	return hand_corrected(a->sc, a->store, a->asker, r->id, fields);
}

static struct str
called(struct acting *a, struct str full)
{
	uint16_t field = plan_field_full(a->plan, full);

	return field == NONE ? full : words_field(&a->sc->arena, a->plan, field);
}

/* Reads what would change, or changes it. */
static result
correct_record(struct correcting *c, const struct node *change)
{
	struct acting *a = c->act;
	struct change *changes;
	struct record r;
	struct receipt receipt;
	size_t n;

	TRY(find_record(c, node_get_str(change, S("record")), &r));
	if (!verdict_allows(a->v))
		return OK;
	TRY(gate_correct(a->sc, a->store, a->asker, c->row->c.id, c->fresh != NULL, &r,
	    node_get(change, S("values")), a->v, &changes, &n, &receipt));
	if (!verdict_allows(a->v))
		return OK;
	if (c->fresh != NULL)
		return address_among(a, &r, changes, n, c->fresh);
	for (size_t i = 0; i < n; i++)
		buf_printf(&c->done, "%s%.*s", c->n++ > 0 ? ", " : "What we corrected: ",
		    STR(called(a, changes[i].field)));
	return tell_recipients(c, &r, changes, n);
}

static result
say_told(struct correcting *c)
{
	buf_puts(&c->done, c->n > 0 ? ".\n" : "It stood there already as you say.\n");
	return done_told(c->act, &c->done, c->row->c.id);
}

static result
correct_each(struct correcting *c, const struct node *changes)
{
	if (changes != NULL && changes->kind == NODE_MAP) /* one record alone */
		return correct_record(c, changes);
	if (changes == NULL || changes->kind != NODE_LIST || changes->count == 0)
		return fail_at(c->act->sc, E_INPUT, S("changes"),
		    "say what is corrected: [{ record, values: { field: value } }]");
	NODE_EACH(change, changes) {
		TRY(correct_record(c, change));
		if (!verdict_allows(c->act->v))
			return OK;
	}
	return OK;
}

result
correct_asked(struct acting *a, const struct case_row *row, const struct node *given,
    const struct node **changes)
{
	struct node *file;

	*changes = node_get(given, S("changes"));
	if (*changes != NULL)
		return OK;
	TRY(case_file(a, row, &file));
	*changes = node_get(node_get(file, S("evidence")), S("changes"));
	return OK;
}

result
correct_fresh(struct acting *a, struct case_row *row, const struct node *changes,
    struct str reasons, struct addresses *fresh)
{
	struct correcting c = { .act = a, .row = row, .reasons = reasons, .fresh = fresh };

	return correct_each(&c, changes);
}

result
correct_as_asked(struct acting *a, struct case_row *row, const struct node *given,
    struct str reasons, struct str *done)
{
	struct correcting c = {
		.act = a,
		.row = row,
		.reasons = reasons,
		.done = buf_new(&a->sc->arena),
	};
	const struct node *changes;

	TRY(correct_asked(a, row, given, &changes));
	TRY(correct_each(&c, changes));
	if (!verdict_allows(a->v))
		return OK;
	TRY(say_told(&c));
	*done = buf_str(&c.done);
	return OK;
}
