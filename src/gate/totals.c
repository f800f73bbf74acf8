/* gate/totals.c -- how many people's records hold which values, and never of few.
 *
 * Each record is looked at as if it were read: role, basis, consent, objection,
 * restriction.  What leaves is a count of different people for each combination
 * of values; a group of fewer than the purpose says is told only within the
 * rest, and the rest only when it is large enough too.  No sum of all is given:
 * with it, one small group could be worked out.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "gate/note.h"
#include "gate/row.h"
#include "vault/party.h"

#define PAGE 500

/* One record, reduced to what is counted. */
struct seen {
	struct str group; /* the values, joined so that no two combinations meet */
	struct str who; /* subject, or the record where there is none */
	struct values values;
};

struct counting {
	struct look look;
	struct asked asked;
	LIST(struct seen) seen;
};

static int
by_group(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;
	int order = str_cmp(x->group, y->group);

	return order != 0 ? order : str_cmp(x->who, y->who);
}

static struct values
values_kept(struct arena *arena, struct values values)
{
	struct values kept = { NEW_ARRAY(arena, values.n + 1, struct value), values.n };

	for (size_t i = 0; i < values.n; i++)
		kept.at[i] = (struct value){ .field = values.at[i].field,
			.text = str_dup(arena, values.at[i].text) };
	return kept;
}

static void
see_person(struct counting *c, struct arena *keep, const struct answer_row *row, struct str who)
{
	struct seen *seen = LIST_ADD(&c->seen, keep);
	struct buf group = buf_new(keep);

	for (size_t i = 0; i < row->values.n; i++) {
		buf_printf(&group, "%u:%zu:", row->values.at[i].field, row->values.at[i].text.n);
		buf_put(&group, row->values.at[i].text);
	}
	*seen = (struct seen){
		.group = buf_str(&group),
		.who = str_dup(keep, who),
		.values = values_kept(keep, row->values),
	};
}

static void
see(struct counting *c, struct arena *keep, const struct answer_row *row)
{
	const struct record *r = &row->record;

	for (size_t i = 0; i < r->n_people; i++)
		see_person(c, keep, row, r->people[i].subject);
	if (r->n_people == 0)
		see_person(c, keep, row, r->subject.n > 0 ? r->subject : r->id);
}

/* A scope a page: a store is larger than memory. */
static result
count_page(struct counting *c, struct scope *sc, const struct str *ids, size_t n)
{
	struct look *l = &c->look;

	for (size_t i = 0; i < n; i++) {
		struct answer_row row;
		struct verdict of_row = { 0 };
		struct record r;
		struct scope *outer = l->sc;
		result done;

		l->sc = sc;
		done = look_record(l, ids[i], &r, &of_row);
		if (done.code == E_OK && verdict_allows(&of_row))
			done = row_open(l, &r, &c->asked, &row, &of_row);
		l->sc = outer;
		TRY(done);
		if (verdict_allows(&of_row) && row.values.n > 0)
			see(c, &outer->arena, &row);
	}
	return OK;
}

static result
count_party(struct counting *c, struct str party)
{
	struct look *l = &c->look;
	struct str after = S("");
	size_t n;

	do {
		struct scope own;
		struct str *ids;
		result r;

		scope_begin(&own, l->sc->now);
		r = vault_list(&own, l->store->vault, l->dataset, party, after, PAGE, &ids, &n);
		if (r.code == E_OK)
			r = count_page(c, &own, ids, n);
		if (r.code == E_OK && n > 0)
			after = str_dup(&l->sc->arena, ids[n - 1]);
		if (r.code != E_OK)
			r = fail(l->sc, r.code, "a record could not be counted: %.*s",
			    STR(own.fault.text));
		scope_end(&own);
		TRY(r);
	} while (n == PAGE);
	return OK;
}

static result
count_all(struct counting *c)
{
	struct look *l = &c->look;
	uint16_t class = l->plan->datasets.at[l->dataset].party;
	struct party *all;
	size_t n;

	if (l->asker->party.n > 0 || class == NONE)
		return count_party(c, l->asker->party);
	TRY(vault_parties(l->sc, l->store->vault, &all, &n));
	for (size_t i = 0; i < n; i++)
		if (all[i].class == class)
			TRY(count_party(c, all[i].id));
	return OK;
}

/* Different people of the group that begins at `from`. */
static size_t
people_of(const struct counting *c, size_t from, size_t *next)
{
	size_t people = 0, i = from;

	for (; i < c->seen.n && str_eq(c->seen.at[i].group, c->seen.at[from].group); i++)
		if (i == from || !str_eq(c->seen.at[i].who, c->seen.at[i - 1].who))
			people++;
	*next = i;
	return people;
}

static void
tell(struct counting *c, struct totals *t)
{
	size_t least = c->look.plan->purposes.at[c->look.purpose].as_totals_of, next = 0;

	t->rows = NEW_ARRAY(&c->look.sc->arena, c->seen.n + 1, struct total);
	if (c->seen.n > 0)
		qsort(c->seen.at, c->seen.n, sizeof(*c->seen.at), by_group);
	for (size_t i = 0; i < c->seen.n; i = next) {
		size_t people = people_of(c, i, &next);

		if (people < least)
			t->rest += people;
		else
			t->rows[t->n++] = (struct total){ c->seen.at[i].values, people };
	}
	if (t->rest < least)
		t->rest = 0;
}

static result
note_totals(struct counting *c, struct totals *t)
{
	struct look *l = &c->look;
	struct entry e = note_begin(l->store, l->asker, ENTRY_FOUND, S("totals"));
	struct values counted = { NEW_ARRAY(&l->sc->arena, c->asked.n + 1, struct value), 0 };

	for (size_t i = 0; i < c->asked.n; i++)
		counted.at[counted.n++] = (struct value){ .field = c->asked.at[i] };
	e.purpose = l->plan->purposes.at[l->purpose].name;
	e.dataset = l->plan->datasets.at[l->dataset].name;
	note_fields(l->sc, l->plan, &e, counted);
	note_more(l->sc, &e, S("ticket"), l->q->ticket);
	return note_write(l->sc, l->store, &e, &t->entry);
}

/* Of every field, whether or not a record holds it: may it be counted by? */
static result
count_begin(struct counting *c, struct verdict *v)
{
	struct look *l = &c->look;
	struct record nobody = { .party = l->asker->party };

	TRY(look_begin(l, v));
	if (!verdict_allows(v))
		return OK;
	if (l->dataset == NONE || l->q->fields == NULL || l->q->fields->count == 0)
		return verdict_refuse(l->sc, v, WHY_MISSING, 0,
		    "say which dataset, and by which of its fields to count");
	if (l->plan->purposes.at[l->purpose].as_totals_of == 0)
		return verdict_refuse(l->sc, v, WHY_TOTALS,
		    l->plan->purposes.at[l->purpose].at.line,
		    "`%.*s` sees records, not totals: read or list them",
		    STR(l->plan->purposes.at[l->purpose].name));
	nobody.dataset = l->dataset;
	TRY(asked_fields(l, l->dataset, l->q->fields, &c->asked, v));
	for (size_t i = 0; i < c->asked.n && verdict_allows(v); i++) {
		uint16_t grant;

		TRY(look_field(l, &nobody, c->asked.at[i], &grant, v));
	}
	return OK;
}

result
gate_totals(struct scope *sc, struct store *store, const struct asker *asker,
    const struct question *q, struct verdict *v, struct totals *t)
{
	struct counting c = {
		.look = {
		    .sc = sc,
		    .store = store,
		    .asker = asker,
		    .second = q->second,
		    .q = q,
		    .may = MAY_READ | MAY_EXPORT,
		    .totals = true,
		},
	};

	*t = (struct totals){ 0 };
	TRY(count_begin(&c, v));
	if (!verdict_allows(v))
		return OK;
	TRY(count_all(&c));
	tell(&c, t);
	TRY(note_totals(&c, t)); /* G2 */
	v->entry = t->entry;
	return OK;
}
