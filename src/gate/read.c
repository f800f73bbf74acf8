/* gate/read.c -- reading one record, finding some, listing them in order. */
#include "gate/coded.h"
#include "gate/note.h"
#include "gate/row.h"
#include "gate/will.h"
#include "vault/party.h"
#include "vault/value.h"

#define FIND_MOST 500
#define LIST_DEFAULT 100

static struct look
look_of(struct scope *sc, struct store *store, const struct asker *asker, const struct question *q)
{
	return (struct look){
		.sc = sc,
		.store = store,
		.asker = asker,
		.second = q->second,
		.q = q,
		.may = q->stream   ? MAY_HEAR | MAY_READ
		       : q->hear   ? MAY_HEAR
		       : q->export ? MAY_EXPORT
				   : MAY_READ,
	};
}

result
gate_read(struct scope *sc, struct store *store, const struct asker *asker,
    const struct question *q, struct verdict *v, struct answer *a)
{
	struct look l = look_of(sc, store, asker, q);
	struct answer_row row;
	struct record r;
	struct asked asked;

	*a = (struct answer){ 0 };
	TRY(look_begin(&l, v));
	if (!verdict_allows(v))
		return OK;
	TRY(look_record(&l, q->record, &r, v));
	if (!verdict_allows(v))
		return OK;
	TRY(asked_fields(&l, r.dataset, q->fields, &asked, v));
	if (!verdict_allows(v))
		return OK;
	TRY(row_open(&l, &r, &asked, &row, v));
	if (!verdict_allows(v))
		return OK;
	a->entry = q->noted;
	if (q->noted == 0)
		TRY(row_note(&l, ENTRY_READ, S("read"), &row, &a->entry)); /* G2 */
	TRY(coded_row(&l, &row));
	v->entry = a->entry;
	a->rows = NEW(&sc->arena, struct answer_row);
	a->rows[a->n++] = row;
	/* LAW PECR reg 22(3)(c), 23(b): whoever takes an address to write to takes this along */
	a->click = S("");
	if (q->export)
		a->click = will_click_among(sc, store, l.purpose, row.values, &r);
	return OK;
}

/* -- find ------------------------------------------------------------------ */

/* Looking for a value is using it: the purpose must use the field, and the
 * role may see it. */
static result
by_field(struct look *l, const struct node *given, struct value *value, struct verdict *v)
{
	uint16_t field = field_named(l->plan, l->dataset, given->key), grant;
	struct record nobody = { .dataset = l->dataset, .party = l->asker->party };
	struct str reason;

	if (field == NONE || (l->plan->fields.at[field].marks & (MARK_KEY | MARK_FINDABLE)) == 0)
		return verdict_refuse(l->sc, v, WHY_UNKNOWN,
		    l->plan->datasets.at[l->dataset].at.line,
		    "look by a field that the policy marks `findable` or `key`");
	TRY(look_field(l, &nobody, field, &grant, v));
	if (!verdict_allows(v))
		return OK;
	value->field = field;
	if (!value_canonical(l->sc, l->plan, field, given, &value->text, &reason))
		return verdict_refuse_field(l->sc, v, WHY_VALUE, l->plan->fields.at[field].at.line,
		    l->plan->fields.at[field].full, "%.*s", STR(reason));
	return OK;
}

static result
by_values(struct look *l, struct values *by, struct verdict *v)
{
	*by = (struct values){ 0 };
	if (l->q->by == NULL || l->q->by->count == 0)
		return verdict_refuse(l->sc, v, WHY_MISSING, 0, "say what to look by");
	by->at = NEW_ARRAY(&l->sc->arena, l->q->by->count, struct value);
	NODE_EACH(given, l->q->by) {
		TRY(by_field(l, given, &by->at[by->n], v));
		if (!verdict_allows(v))
			return OK;
		by->n++;
	}
	return OK;
}

struct ids {
	struct str *at;
	size_t n;
};

static void
ids_add(struct scope *sc, struct ids *ids, const struct str *more, size_t n)
{
	struct str *all = NEW_ARRAY(&sc->arena, ids->n + n, struct str);

	for (size_t i = 0; i < ids->n; i++)
		all[i] = ids->at[i];
	for (size_t i = 0; i < n; i++)
		all[ids->n + i] = more[i];
	ids->at = all;
	ids->n += n;
}

/* The parties whose records this asker may look through: its own; for our
 * people all parties of the class, or only "ours" when the data is ours. */
static result
parties_open(struct look *l, struct ids *parties)
{
	uint16_t class = l->plan->datasets.at[l->dataset].party;
	struct str own = l->asker->party;
	struct party *all;
	size_t n;

	*parties = (struct ids){ 0 };
	if (own.n > 0 || class == NONE)
		ids_add(l->sc, parties, &own, 1);
	if (class == NONE || (own.n > 0 && !role_sees_those_served(l->plan, l->asker->role)))
		return OK;
	TRY(vault_parties(l->sc, l->store->vault, &all, &n));
	for (size_t i = 0; i < n; i++)
		if (all[i].class == class && (own.n == 0 || str_eq(own, all[i].through)))
			ids_add(l->sc, parties, &all[i].id, 1);
	return OK;
}

/* A row of which nothing may be seen is there, with its reasons. */
static result
open_rows(
    struct look *l, struct str verb, const struct ids *ids, struct answer *a, struct verdict *v)
{
	struct asked asked;

	TRY(asked_fields(l, l->dataset, l->q->fields, &asked, v));
	a->rows = NEW_ARRAY(&l->sc->arena, ids->n, struct answer_row);
	for (size_t i = 0; i < ids->n && verdict_allows(v); i++) {
		struct answer_row row;
		struct verdict of_row = { 0 };
		struct record r;

		TRY(look_record(l, ids->at[i], &r, &of_row));
		if (!verdict_allows(&of_row))
			continue;
		TRY(row_open(l, &r, &asked, &row, &of_row));
		if (!verdict_allows(&of_row))
			row_withhold(l->sc, &row, &of_row);
		TRY(row_note(l, ENTRY_FOUND, verb, &row, &a->entry)); /* G2 */
		TRY(coded_row(l, &row));
		a->rows[a->n++] = row;
	}
	return OK;
}

static result
note_none(struct look *l, struct str verb, struct answer *a)
{
	struct entry e = note_begin(l->store, l->asker, ENTRY_FOUND, verb);

	e.purpose = l->plan->purposes.at[l->purpose].name;
	e.dataset = l->plan->datasets.at[l->dataset].name;
	note_more(l->sc, &e, S("ticket"), l->q->ticket);
	return note_write(l->sc, l->store, &e, &a->entry);
}

static result
answer_rows(
    struct look *l, struct str verb, const struct ids *ids, struct answer *a, struct verdict *v)
{
	TRY(open_rows(l, verb, ids, a, v));
	if (!verdict_allows(v))
		return OK;
	if (a->n == 0)
		TRY(note_none(l, verb, a));
	v->entry = a->entry;
	return OK;
}

static result
begin_many(struct look *l, struct verdict *v)
{
	TRY(look_begin(l, v));
	if (verdict_allows(v) && l->dataset == NONE)
		return verdict_refuse(l->sc, v, WHY_DATASET, 0, "say which dataset");
	return OK;
}

result
gate_find(struct scope *sc, struct store *store, const struct asker *asker,
    const struct question *q, struct verdict *v, struct answer *a)
{
	struct look l = look_of(sc, store, asker, q);
	size_t most = q->most == 0 || q->most > FIND_MOST ? FIND_MOST : q->most;
	struct ids parties, found = { 0 };
	struct values by;

	*a = (struct answer){ 0 };
	TRY(begin_many(&l, v));
	if (!verdict_allows(v))
		return OK;
	TRY(by_values(&l, &by, v));
	if (!verdict_allows(v))
		return OK;
	TRY(parties_open(&l, &parties));
	for (size_t i = 0; i < parties.n && found.n < most; i++) {
		struct str *ids;
		size_t n;

		TRY(vault_find(
		    sc, store->vault, l.dataset, parties.at[i], by, most - found.n, &ids, &n));
		ids_add(sc, &found, ids, n);
	}
	return answer_rows(&l, S("find"), &found, a, v);
}

/* -- list ------------------------------------------------------------------ */

/* A cursor is a record's id, after its party's and a slash when there is one. */
static result
list_page(
    struct look *l, const struct ids *parties, size_t most, struct ids *page, struct str *cursor)
{
	struct str after = S(""), party = S(""), rest = S("");
	size_t i = 0;

	if (l->q->cursor.n > 0) {
		party = str_cut(l->q->cursor, '/', &rest);
		after = rest.n > 0 ? rest : party;
		party = rest.n > 0 ? party : S("");
		while (i < parties->n && !str_eq(parties->at[i], party))
			i++;
		if (i == parties->n)
			return fail_at(l->sc, E_INPUT, S("cursor"),
			    "the cursor is none of ours; begin again without one");
	}
	*cursor = S("");
	for (; i < parties->n; i++, after = S("")) {
		struct str *ids;
		size_t n;

		TRY(vault_list(l->sc, l->store->vault, l->dataset, parties->at[i], after,
		    most - page->n, &ids, &n));
		ids_add(l->sc, page, ids, n);
		if (page->n < most)
			continue;
		*cursor = parties->at[i].n > 0 ? str_printf(
			      &l->sc->arena, "%.*s/%.*s", STR(parties->at[i]), STR(ids[n - 1]))
					       : ids[n - 1];
		break;
	}
	return OK;
}

static bool
is_need(enum why why)
{
	return why == WHY_TICKET || why == WHY_ORDER || why == WHY_REASON
	       || why == WHY_TWO_PEOPLE;
}

/* Where each line asks for something that is not given, no row would show anything. */
static result
list_needs(struct look *l, struct verdict *v)
{
	const struct dataset *d = &l->plan->datasets.at[l->dataset];
	struct record nobody = { .dataset = l->dataset, .party = l->asker->party };
	struct verdict first = { 0 };

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		struct verdict its = { 0 };
		uint16_t grant;

		TRY(look_field(l, &nobody, f, &grant, &its));
		if (grant != NONE || (its.why == WHY_ROLE && its.try_line.n == 0))
			return OK;
		if (is_need(its.why) && verdict_allows(&first))
			first = its;
	}
	*v = first;
	return OK;
}

result
gate_list(struct scope *sc, struct store *store, const struct asker *asker,
    const struct question *q, struct verdict *v, struct answer *a)
{
	struct look l = look_of(sc, store, asker, q);
	struct ids parties, page = { 0 };

	*a = (struct answer){ 0 };
	if (q->most > FIND_MOST)
		return fail_at(sc, E_INPUT, S("limit"), "a page has 1 to %d records", FIND_MOST);
	TRY(begin_many(&l, v));
	if (!verdict_allows(v))
		return OK;
	TRY(list_needs(&l, v));
	if (!verdict_allows(v))
		return OK;
	TRY(parties_open(&l, &parties));
	TRY(list_page(&l, &parties, q->most == 0 ? LIST_DEFAULT : q->most, &page, &a->cursor));
	return answer_rows(&l, S("list"), &page, a, v);
}
