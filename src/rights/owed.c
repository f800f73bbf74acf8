/* rights/owed.c -- notices that are owed, many at once (R21).
 *
 * LAW UK GDPR Art 14(1) to (3), (5)(b).
 *
 * They are told in groups: of one day, one source and one data, by us or by the party through
 * which they are known.  A step answers some and says where to go on, so that a list of many does
 * not hold up whoever else asks.
 */
#include "rights/inside.h"
#include "sql/statements.h"
#include "sys/zone.h"
#include "term/letter.h"
#include "vault/party.h"

#define LOOKED_MOST 1000 /* cases that the groups are counted of */
#define STEP 50 /* cases that are answered in one question */
#define PRINTED_MOST 200 /* letters of one page */

#define NOTICES_ONLY 1 /* sql: case_open_page */

/* -- which ------------------------------------------------------------------------------ */

static struct str
day_word(struct arena *a, struct instant at)
{
	struct civil c = zone_civil(at);

	return str_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* The first that came of the person says from where. */
static result
group_of(struct acting *a, const struct case_row *row, struct owed_group *g)
{
	const struct record *first = NULL;
	struct record *records;
	size_t n;

	*g = (struct owed_group){
		.dataset = S(""), .source = S(""), .day = day_word(&a->sc->arena, row->c.received)
	};
	g->party = row->c.passed_to;
	if (row->c.n == 0)
		return OK;
	TRY(vault_records_of(a->sc, a->store->vault, row->c.subjects[0], &records, &n));
	for (size_t i = 0; i < n; i++)
		if (!a->plan->datasets.at[records[i].dataset].built_in
		    && (first == NULL || instant_before(records[i].arrival, first->arrival)))
			first = &records[i];
	if (first != NULL) {
		g->dataset = a->plan->datasets.at[first->dataset].name;
		g->source = first->source;
	}
	return OK;
}

static bool
same_group(const struct owed_group *a, const struct owed_group *b)
{
	return str_eq(a->party, b->party) && str_eq(a->dataset, b->dataset)
	       && str_eq(a->source, b->source) && str_eq(a->day, b->day);
}

/* `ours`: opened by itself, and neither what a party was passed nor what somebody asked for. */
static result
take_case(struct acting *a, struct str id, struct case_row *row, bool *ours)
{
	struct verdict v = { 0 };
	struct acting one = *a;

	one.v = &v;
	*ours = false;
	TRY(case_load(&one, id, row));
	if (!verdict_allows(&v) || row->c.state != CASE_OPEN
	    || !str_eq(row->party, a->asker->party))
		return OK;
	return notice_is_owed(a, row, ours);
}

/* -- the groups --------------------------------------------------------------------------- */

static result
count(struct acting *a, const struct case_row *row, struct owed_list *list)
{
	struct owed_group g, *in = NULL;
	struct str address = S("");
	bool moot;

	TRY(group_of(a, row, &g));
	TRY(notice_moot(a, row, &moot));
	for (size_t i = 0; i < list->n && in == NULL; i++)
		if (same_group(&list->at[i], &g))
			in = &list->at[i];
	if (in == NULL) {
		in = LIST_ADD(list, &a->sc->arena);
		*in = g;
		in->came = row->c.received;
		in->due = row->c.due;
	}
	in->people++;
	in->moot += moot;
	if (g.party.n == 0 && row->c.n > 0)
		TRY(letter_address(a->sc, a->store, row->c.subjects[0], &address));
	in->mail += address.n > 0;
	return OK;
}

result
rights_owed(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    struct verdict *v, struct owed_list *list)
{
	struct acting a = { .sc = sc,
		.store = store,
		.asker = asker,
		.reason = reason.n > 0 ? reason : S("deadlines"),
		.v = v };
	struct sql_case_open_page_rows rows;

	*list = (struct owed_list){ 0 };
	TRY(may_act(&a));
	if (!verdict_allows(v))
		return OK;
	TRY(sql_case_open_page(
	    sc, vault_sql(store->vault), S(""), NOTICES_ONLY, 2 * LOOKED_MOST + 1, &rows));
	list->more = rows.n > 2 * LOOKED_MOST;
	for (size_t i = 0; i < rows.n; i++) {
		struct case_row row;
		bool ours;

		TRY(take_case(&a, rows.at[i].id, &row, &ours));
		if (ours)
			TRY(count(&a, &row, list));
	}
	return OK;
}

/* -- told --------------------------------------------------------------------------------- */

static result
by_mail(struct acting *a, struct case_row *row, struct str reasons, struct owed_told *t)
{
	struct str letter, address;
	bool mailed;

	TRY(letter_address(a->sc, a->store, row->c.subjects[0], &address));
	if (address.n == 0) {
		t->left++;
		return OK;
	}
	TRY(letter_of_notice(a, row, &letter));
	TRY(letter_mail(a, row, letter, &mailed));
	if (!mailed) {
		t->left++;
		return OK;
	}
	t->told++;
	return notice_end(a, row, CASE_ANSWERED, reasons, letter);
}

/* Whoever has no address to which a letter goes by itself. */
static result
by_post(struct acting *a, struct case_row *row, struct str reasons, struct owed_told *t)
{
	struct str letter, address;

	TRY(letter_address(a->sc, a->store, row->c.subjects[0], &address));
	if (address.n > 0) {
		t->left++;
		return OK;
	}
	TRY(letter_of_notice(a, row, &letter));
	t->told++;
	return notice_end(a, row, CASE_ANSWERED, reasons, letter);
}

static result
tell(struct acting *a, enum owed_how how, struct case_row *row, struct str reasons,
    struct owed_told *t)
{
	bool moot;

	TRY(notice_moot(a, row, &moot));
	if (moot) {
		t->ended++;
		return notice_end_moot(a, row);
	}
	switch (how) {
	case OWED_BY_MAIL:
		return by_mail(a, row, reasons, t);
	case OWED_BY_POST:
		return by_post(a, row, reasons, t);
	case OWED_BY_PARTY:
		t->told++;
		return notice_end(a, row, CASE_ANSWERED, reasons, S(""));
	}
	return OK;
}

/* A party's people hear of it from the party, ours from us. */
static result
may_tell_so(struct acting *a, const struct owed_group *which, enum owed_how how, struct str reasons)
{
	bool set = true;

	if ((which->party.n > 0) != (how == OWED_BY_PARTY))
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    which->party.n > 0 ? "these people are told by the party through which they are known"
				       : "these people are told by us: by mail, or by post");
	if (how == OWED_BY_MAIL)
		TRY(letter_way_set(a->sc, a->store, LETTER_BY_MAIL, &set));
	if (!set)
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "no mail is set up here: print the letters, or set one up");
	if (how != OWED_BY_MAIL && str_trim(reasons).n == 0)
		return verdict_refuse(a->sc, a->v, WHY_REASON, 0,
		    "each case keeps how they were told: say it");
	return OK;
}

static result
find_next(struct acting *a, const struct owed_group *which, struct str id, struct case_row *row,
    bool *meant)
{
	struct owed_group g;

	TRY(take_case(a, id, row, meant));
	if (!*meant)
		return OK;
	TRY(group_of(a, row, &g));
	*meant = same_group(&g, which);
	return OK;
}

result
rights_owed_tell(struct scope *sc, struct store *store, const struct asker *asker,
    const struct owed_group *which, enum owed_how how, struct str reasons, struct str after,
    struct verdict *v, struct owed_told *t)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .v = v };
	struct sql_case_open_page_rows rows;
	size_t done = 0;

	*t = (struct owed_told){ .last = S("") };
	a.reason = str_trim(reasons).n > 0 ? reasons : S("notices");
	TRY(may_act(&a));
	if (verdict_allows(v))
		TRY(may_tell_so(&a, which, how, reasons));
	if (!verdict_allows(v))
		return OK;
	TRY(sql_case_open_page(
	    sc, vault_sql(store->vault), after, NOTICES_ONLY, 4 * STEP + 1, &rows));
	for (size_t i = 0; i < rows.n && i < 4 * STEP; i++) {
		struct case_row row;
		bool meant;

		if (done == STEP)
			return OK;
		TRY(find_next(&a, which, rows.at[i].id, &row, &meant));
		if (meant)
			TRY(tell(&a, how, &row, reasons, t));
		done += meant;
		t->last = rows.at[i].id;
	}
	if (rows.n <= 4 * STEP)
		t->last = S("");
	return OK;
}

/* -- on paper ------------------------------------------------------------------------------ */

/* Name and postal address as they are held, a line each. */
static result
put_address(struct acting *a, const struct record *r, enum field_type type, struct buf *b)
{
	const struct dataset *d = &a->plan->datasets.at[r->dataset];
	struct fields wanted = fieldset_new(a->sc, a->plan);
	struct values values;

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (a->plan->fields.at[f].type == type)
			fieldset_add(wanted, f);
	TRY(vault_read(a->sc, a->store->vault, r, wanted, false, &values));
	if (values.n > 0)
		buf_printf(b, "%.*s\n", STR(values.at[0].text));
	return OK;
}

static result
address_of(struct acting *a, struct str subject, struct str *name, struct str *address)
{
	struct record *records;
	size_t n;

	*name = *address = S("");
	TRY(vault_records_of(a->sc, a->store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++) {
		struct buf names = buf_new(&a->sc->arena), places = buf_new(&a->sc->arena);

		if (a->plan->datasets.at[records[i].dataset].built_in)
			continue;
		TRY(put_address(a, &records[i], TYPE_NAME, &names));
		TRY(put_address(a, &records[i], TYPE_ADDRESS, &places));
		*name = name->n > 0 ? *name : buf_str(&names);
		*address = address->n > 0 ? *address : buf_str(&places);
	}
	return OK;
}

static result
print(struct acting *a, const struct case_row *row, struct node *letters)
{
	struct arena *arena = &a->sc->arena;
	struct node *map = node_map(arena);
	struct str letter, mail, name, address;
	struct entry e = note_begin(a->store, a->asker, ENTRY_READ, S("notices"));
	uint64_t seq;
	bool moot;

	TRY(notice_moot(a, row, &moot));
	TRY(letter_address(a->sc, a->store, row->c.subjects[0], &mail));
	if (moot || mail.n > 0)
		return OK;
	TRY(letter_of_notice(a, row, &letter));
	TRY(address_of(a, row->c.subjects[0], &name, &address));
	node_set_str(arena, map, S("case"), row->c.id);
	node_set_str(arena, map, S("to"), str_printf(arena, "%.*s%.*s", STR(name), STR(address)));
	node_set_bool(arena, map, S("addressed"), address.n > 0);
	node_set_str(arena, map, S("letter"), letter);
	node_add(letters, map);
	e.case_id = row->c.id;
	e.purpose = S("rights-requests");
	TRY(note_subject(a->sc, a->store, &e, row->c.subjects[0]));
	return note_write(a->sc, a->store, &e, &seq); /* G2 */
}

result
rights_owed_print(struct scope *sc, struct store *store, const struct asker *asker,
    const struct owed_group *which, struct str after, struct verdict *v, struct node **letters,
    struct str *last)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = S("notices"), .v = v };
	struct sql_case_open_page_rows rows;

	*letters = node_list(&sc->arena);
	*last = S("");
	TRY(may_act(&a));
	if (verdict_allows(v))
		TRY(may_tell_so(&a, which, OWED_BY_POST, S("printed")));
	if (!verdict_allows(v))
		return OK;
	TRY(sql_case_open_page(
	    sc, vault_sql(store->vault), after, NOTICES_ONLY, LOOKED_MOST + 1, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct case_row row;
		bool meant;

		if (i == LOOKED_MOST || (*letters)->count == PRINTED_MOST) {
			*last = rows.at[i - 1].id;
			return OK;
		}
		TRY(find_next(&a, which, rows.at[i].id, &row, &meant));
		if (meant)
			TRY(print(&a, &row, *letters));
	}
	return OK;
}
