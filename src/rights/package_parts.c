/* rights/package_parts.c -- the package of a person of whom much is held, in parts.
 *
 * R22: no more than a page of records, releases or entries is in memory at a time, and each
 * part is a question of its own, so that others are served in between.  The parts of one form,
 * one after the other, are the text that a package of little is printed as.
 */
#include "base/check.h"
#include "base/csv.h"
#include "base/json.h"
#include "rights/packing.h"

#define RECORDS_A_PART 100
#define GIVEN_A_PART 500
#define ENTRIES_A_PART 500

enum parts_form { FORM_IS_JSON,
	FORM_IS_HTML,
	FORM_IS_CSV,
	FORM_IS_ROWS, /* of one dataset, as `bailee put` takes them: NDJSON */
	FORM_IS_TABLE }; /* the same as CSV */

enum phase {
	PHASE_HEAD,
	PHASE_PERSON,
	PHASE_RECORDS,
	PHASE_CHOICES,
	PHASE_GIVEN,
	PHASE_READERS,
	PHASE_FOOT,
	PHASE_DATA, /* portable: of each dataset, its rows */
	PHASE_COLUMNS, /* of a table: which there are */
	PHASE_ROWS,
	PHASE_DONE,
};

struct package_parts {
	struct arena arena;
	struct str id, policy; /* the case; the hash of the policy that it began under */
	struct str dataset;
	enum parts_form form;
	enum phase phase;
	size_t person; /* of the case */
	struct str after; /* record */
	struct given given; /* that was told last; no record: none was */
	int64_t before; /* entry */
	uint16_t of; /* dataset, of PHASE_DATA */
	bool some; /* of the list that is open */
	bool opened; /* a dataset's list */
	size_t people, datasets, headings;
	struct fields seen;
	bool *about;
	struct node *heads;
};

/* One part while it is made. */
struct part {
	struct package_parts *to;
	struct packing p;
	struct case_row row;
	struct buf out;
	struct page page;
};

/* -- the beginning ----------------------------------------------------------------- */

static result
is_much_of(struct acting *a, struct str subject, bool *much)
{
	struct node *entries = node_list(&a->sc->arena);
	int64_t before = INT64_MAX;
	struct record *records;
	struct str after = S("");
	struct given *given;
	size_t n;

	TRY(vault_records_page(
	    a->sc, a->store->vault, subject, &after, PACKAGE_AT_ONCE, &records, &n));
	*much = *much || after.n > 0;
	if (*much)
		return OK;
	TRY(readers_page(a, subject, &before, PACKAGE_ENTRIES, entries));
	TRY(given_page(a->sc, a->store, subject, NULL, PACKAGE_ENTRIES, &given, &n));
	*much = before != 0 || n == PACKAGE_ENTRIES;
	return OK;
}

static bool
form_of(struct str form, struct str dataset, enum parts_form *is)
{
	static const char *const words[] = { "json", "html", "csv" };

	if (dataset.n > 0) {
		*is = str_eq(form, S("ndjson")) ? FORM_IS_ROWS : FORM_IS_TABLE;
		return true;
	}
	*is = FORM_IS_JSON;
	if (form.n == 0)
		return true;
	for (size_t i = 0; i < N(words); i++) {
		*is = (enum parts_form)i;
		if (str_eq(form, str_of(words[i])))
			return true;
	}
	return false;
}

static void
start(const struct store *store, struct package_parts *to)
{
	to->policy = str_dup(&to->arena, store->policy_hash);
	to->seen.w = NEW_ARRAY(&to->arena, store->plan->field_words, uint64_t);
	to->about = NEW_ARRAY(&to->arena, store->plan->subjects.n, bool);
	to->heads = node_map(&to->arena);
	if (to->form == FORM_IS_TABLE)
		to->phase = PHASE_COLUMNS;
	if (to->form == FORM_IS_ROWS)
		to->phase = PHASE_ROWS;
}

result
rights_package_much(struct scope *sc, struct store *store, const struct asker *asker,
    struct str reason, struct str id, struct verdict *v, bool *much)
{
	struct acting a = { .sc = sc,
		.store = store,
		.asker = asker,
		.reason = reason.n > 0 ? reason : id,
		.v = v };
	struct case_row row = { 0 };
	bool whole = false;

	*much = false;
	TRY(packing_load(&a, id, &row, &whole));
	if (!verdict_allows(v) || !whole)
		return OK;
	for (size_t i = 0; i < row.c.n && !*much; i++)
		if (case_answers(&a, &row, i))
			TRY(is_much_of(&a, row.c.subjects[i], much));
	return *much ? case_note(&a, ENTRY_PACKAGE_MADE, &row, &v->entry) : OK; /* G2 */
}

result
rights_package_parts(struct scope *sc, struct store *store, struct str id, struct str form,
    struct str dataset, struct package_parts **parts)
{
	struct arena arena = { 0 };
	enum parts_form is;

	if (!form_of(form, dataset, &is))
		return fail_at(
		    sc, E_INPUT, S("form"), "a package has the forms json, html, csv and all");
	*parts = NEW(&arena, struct package_parts);
	(*parts)->arena = arena;
	(*parts)->id = str_dup(&(*parts)->arena, id);
	(*parts)->dataset = str_dup(&(*parts)->arena, dataset);
	(*parts)->form = is;
	start(store, *parts);
	return OK;
}

void
rights_package_end(struct package_parts *parts)
{
	struct arena arena = parts->arena; /* it holds the struct that it is in */

	arena_clear(&arena);
}

/* -- what every phase does ------------------------------------------------------------- */

static void
put_comma(struct part *p)
{
	if (p->to->some)
		buf_putc(&p->out, ',');
	p->to->some = true;
}

static void
put_list(struct part *p, const struct node *list)
{
	NODE_EACH(one, list) {
		put_comma(p);
		json_print(&p->out, one);
	}
}

/* A map without its last brace, so that more members follow. */
static void
put_open(struct part *p, const struct node *map, const char *more)
{
	struct str text = json_text(p->p.arena, map);

	buf_put(&p->out, str_slice(text, 0, text.n - 1));
	buf_puts(&p->out, map->count > 0 ? more : more + 1);
	p->to->some = false;
}

static void
put_member(struct part *p, const char *before, const struct node *value)
{
	buf_puts(&p->out, before);
	json_print(&p->out, value);
}

/* The next of the case's people who is there and whose answer is ours; false: that was all. */
static result
find_person(struct part *p, struct subject *person, bool *found)
{
	struct acting *a = p->p.act;

	for (*found = false; !*found && p->to->person < p->row.c.n;) {
		bool absent = true;

		if (case_answers(a, &p->row, p->to->person))
			TRY(verdict_absent(a->sc,
			    vault_subject(a->sc, a->store->vault,
				p->row.c.subjects[p->to->person], person),
			    &absent));
		*found = !absent;
		if (absent)
			p->to->person++;
	}
	return OK;
}

static void
next_person(struct part *p)
{
	if (p->to->form == FORM_IS_JSON)
		buf_puts(&p->out, "]}");
	p->to->person++;
	p->to->phase = PHASE_PERSON;
}

/* -- phases ------------------------------------------------------------------------------ */

static result
do_head(struct part *p)
{
	struct node *head = node_map(p->p.arena);

	packing_head(&p->p, &p->row, head);
	if (p->to->form == FORM_IS_JSON)
		put_open(p, head, ",\"people\":[");
	else if (p->to->form == FORM_IS_HTML)
		package_html_head(&p->page, head);
	else
		package_csv_heads(&p->out);
	p->to->phase = PHASE_PERSON;
	return OK;
}

static result
do_person(struct part *p)
{
	struct subject person;
	struct node *map;
	bool found;

	TRY(find_person(p, &person, &found));
	p->to->phase = found ? PHASE_RECORDS : PHASE_FOOT;
	p->to->after = S("");
	p->to->given = (struct given){ .record = S("") };
	p->to->before = INT64_MAX;
	if (!found)
		return OK;
	map = packing_person(&p->p, &person);
	if (p->to->form == FORM_IS_JSON) {
		buf_puts(&p->out, p->to->people > 0 ? "," : "");
		put_open(p, map, ",\"records\":[");
	} else if (p->to->form == FORM_IS_HTML) {
		package_html_person(&p->page, map);
	}
	p->to->people++;
	return OK;
}

static struct str
subject_of(const struct part *p)
{
	return p->row.c.subjects[p->to->person];
}

/* A page of the person's records, those of `of` alone where it is a dataset, as trees. */
static result
take_records(struct part *p, uint16_t of, struct node *list, bool *more)
{
	struct acting *a = p->p.act;
	struct str after = p->to->after;
	struct record *records;
	size_t n;

	TRY(vault_records_page(
	    a->sc, a->store->vault, subject_of(p), &after, RECORDS_A_PART, &records, &n));
	for (size_t i = 0; i < n; i++)
		if (of == NONE || records[i].dataset == of)
			TRY(packing_record(&p->p, &records[i], subject_of(p), list));
	*more = after.n > 0;
	p->to->after = str_dup(&p->to->arena, after); /* 26 bytes a page */
	return OK;
}

static result
do_records(struct part *p)
{
	struct node *map, *list = node_list(p->p.arena);
	struct acting *a = p->p.act;
	struct subject person;
	bool more;

	TRY(vault_subject(a->sc, a->store->vault, subject_of(p), &person));
	TRY(take_records(p, NONE, list, &more));
	map = packing_person(&p->p, &person);
	node_set(map, S("records"), list);
	if (p->to->form == FORM_IS_JSON)
		put_list(p, list);
	else if (p->to->form == FORM_IS_HTML)
		package_html_records(&p->page, map);
	else
		package_csv_person(&p->out, map);
	if (more)
		return OK;
	if (p->to->form == FORM_IS_CSV || p->p.portable)
		next_person(p);
	else
		p->to->phase = PHASE_CHOICES;
	return OK;
}

static result
do_choices(struct part *p)
{
	struct node *consents, *objections, *map = node_map(p->p.arena);

	TRY(packing_consents(&p->p, subject_of(p), &consents));
	TRY(packing_objections(&p->p, subject_of(p), &objections));
	if (p->to->form == FORM_IS_JSON) {
		put_member(p, "],\"consents\":", consents);
		put_member(p, ",\"objections\":", objections);
		buf_puts(&p->out, ",\"given\":[");
		p->to->some = false;
	} else {
		node_set(map, S("consents"), consents);
		node_set(map, S("objections"), objections);
		package_html_rest(&p->page, map);
	}
	p->to->phase = PHASE_GIVEN;
	return OK;
}

static void
remember_given(struct part *p, const struct given *g)
{
	p->to->given = (struct given){
		.at = g->at,
		.instruction = str_dup(&p->to->arena, g->instruction),
		.record = str_dup(&p->to->arena, g->record),
	};
}

static result
end_given(struct part *p)
{
	struct node *decisions, *map = node_map(p->p.arena);

	TRY(decisions_of(p->p.act, subject_of(p), &decisions));
	if (p->to->form == FORM_IS_JSON) {
		put_member(p, "],\"decisions\":", decisions);
		buf_puts(&p->out, ",\"readers\":[");
		p->to->some = false;
	} else {
		node_set(map, S("decisions"), decisions);
		package_html_rest(&p->page, map);
	}
	p->to->phase = PHASE_READERS;
	return OK;
}

static result
do_given(struct part *p)
{
	struct node *map = node_map(p->p.arena), *list = node_list(p->p.arena);
	struct acting *a = p->p.act;
	struct given *given;
	size_t n;

	TRY(given_page(a->sc, a->store, subject_of(p),
	    p->to->given.record.n > 0 ? &p->to->given : NULL, GIVEN_A_PART, &given, &n));
	for (size_t i = 0; i < n; i++)
		TRY(packing_given(&p->p, &given[i], list));
	if (n > 0)
		remember_given(p, &given[n - 1]);
	node_set(map, S("given"), list);
	if (p->to->form == FORM_IS_JSON)
		put_list(p, list);
	else
		package_html_rest(&p->page, map);
	return n == GIVEN_A_PART ? OK : end_given(p);
}

static result
do_readers(struct part *p)
{
	struct node *map = node_map(p->p.arena), *list = node_list(p->p.arena);

	TRY(readers_page(p->p.act, subject_of(p), &p->to->before, ENTRIES_A_PART, list));
	node_set(map, S("readers"), list);
	if (p->to->form == FORM_IS_JSON)
		put_list(p, list);
	else
		package_html_rest(&p->page, map);
	if (p->to->before == 0)
		next_person(p);
	return OK;
}

static result
do_foot(struct part *p)
{
	struct node *map = node_map(p->p.arena), *passed = node_list(p->p.arena);

	TRY(packing_passed(&p->p, &p->row, passed));
	packing_head(&p->p, &p->row, map);
	node_set(map, S("passed-on"), passed);
	node_set(map, S("purposes"), packing_purposes(&p->p));
	node_set(map, S("recipients"), packing_recipients(&p->p));
	p->to->phase = PHASE_DONE;
	if (p->to->form == FORM_IS_HTML)
		package_html_foot(&p->page, map);
	if (p->to->form != FORM_IS_JSON)
		return OK;
	put_member(p, "],\"passed-on\":", passed);
	put_member(p, ",\"purposes\":", node_get(map, S("purposes")));
	put_member(p, ",\"recipients\":", node_get(map, S("recipients")));
	buf_puts(&p->out, p->p.portable ? ",\"data\":{" : "}");
	if (p->p.portable) {
		p->to->phase = PHASE_DATA;
		p->to->person = 0;
		p->to->after = S("");
	}
	return OK;
}

/* A page of rows of one dataset, of the case's people one after the other. */
static result
take_rows(struct part *p, uint16_t of, const struct node **rows, bool *more)
{
	struct node *list = node_list(p->p.arena);
	struct subject person;
	bool found, more_records = false;

	p->p.rows = node_map(p->p.arena);
	*rows = NULL;
	TRY(find_person(p, &person, &found));
	*more = found;
	if (!found)
		return OK;
	TRY(take_records(p, of, list, &more_records));
	*rows = node_get(p->p.rows, p->p.plan->datasets.at[of].name);
	if (!more_records) {
		p->to->person++;
		p->to->after = S("");
	}
	return OK;
}

static void
next_dataset(struct part *p)
{
	if (p->to->opened)
		buf_puts(&p->out, "]");
	p->to->opened = p->to->some = false;
	p->to->of++;
	p->to->person = 0;
	p->to->after = S("");
	if (p->to->of < p->p.plan->datasets.n)
		return;
	buf_puts(&p->out, "}}");
	p->to->phase = PHASE_DONE;
}

static result
do_data(struct part *p)
{
	const struct node *rows;
	bool more;

	TRY(take_rows(p, p->to->of, &rows, &more));
	if (rows != NULL && !p->to->opened) {
		buf_puts(&p->out, p->to->datasets++ > 0 ? "," : "");
		json_print(&p->out,
		    node_str(p->p.arena, p->p.plan->datasets.at[p->to->of].name));
		buf_puts(&p->out, ":[");
		p->to->opened = true;
		p->to->some = false;
	}
	if (rows != NULL)
		put_list(p, rows);
	if (!more)
		next_dataset(p);
	return OK;
}

static result
dataset_of(struct part *p, uint16_t *of)
{
	*of = plan_dataset(p->p.plan, p->to->dataset);
	if (*of != NONE && p->p.portable)
		return OK;
	return fail_at(p->p.act->sc, E_ABSENT, S("dataset"),
	    "there is nothing of it in this package: a case of portability has rows of each "
	    "dataset in `data`");
}

static result
do_columns(struct part *p)
{
	const struct node *rows;
	uint16_t of;
	bool more;

	TRY(dataset_of(p, &of));
	TRY(take_rows(p, of, &rows, &more));
	if (rows != NULL)
		NODE_EACH(row, rows)
			package_rows_heads(&p->to->arena, row, p->to->heads);
	if (more)
		return OK;
	package_rows_put(&p->out, p->to->heads, NULL, true);
	p->to->phase = PHASE_ROWS;
	p->to->person = 0;
	p->to->after = S("");
	return OK;
}

static result
do_rows(struct part *p)
{
	const struct node *rows;
	uint16_t of;
	bool more;

	TRY(dataset_of(p, &of));
	TRY(take_rows(p, of, &rows, &more));
	if (rows != NULL)
		NODE_EACH(row, rows)
			package_rows_put(
			    &p->out, p->to->heads, row, p->to->form == FORM_IS_TABLE);
	if (!more)
		p->to->phase = PHASE_DONE;
	return OK;
}

/* -- a part ---------------------------------------------------------------------------------- */

static result (*const does[])(struct part *) = {
	[PHASE_HEAD] = do_head,
	[PHASE_PERSON] = do_person,
	[PHASE_RECORDS] = do_records,
	[PHASE_CHOICES] = do_choices,
	[PHASE_GIVEN] = do_given,
	[PHASE_READERS] = do_readers,
	[PHASE_FOOT] = do_foot,
	[PHASE_DATA] = do_data,
	[PHASE_COLUMNS] = do_columns,
	[PHASE_ROWS] = do_rows,
};

static result
do_part(struct part *p, struct str *text)
{
	bool first = p->to->phase == PHASE_HEAD, html = p->to->form == FORM_IS_HTML;
	struct buf body = buf_new(p->p.arena);

	p->out = buf_new(p->p.arena);
	page_begin(&p->page, &body, &package_edition, PACKAGE_TITLE);
	p->page.before = p->to->headings;
	TRY(does[p->to->phase](p));
	p->to->headings += p->page.headings.n;
	if (html)
		page_end_part(&p->page, first, p->to->phase == PHASE_DONE);
	*text = buf_str(html ? &body : &p->out);
	return OK;
}

result
rights_package_part(struct scope *sc, struct store *store, const struct asker *asker,
    struct package_parts *parts, struct verdict *v, struct str *text, bool *done)
{
	struct acting a = {
		.sc = sc, .store = store, .asker = asker, .reason = parts->id, .v = v
	};
	struct part p = { .to = parts };

	*text = S("");
	*done = false;
	if (!str_eq(parts->policy, store->policy_hash))
		return fail(sc, E_STATE, "another policy has come into force: ask for it anew");
	p.p = (struct packing){ .act = &a,
		.arena = &sc->arena,
		.plan = store->plan,
		.whole = true,
		.seen = parts->seen,
		.about = parts->about,
		.rows = node_map(&sc->arena) };
	TRY(packing_load(&a, parts->id, &p.row, &p.p.whole));
	if (!verdict_allows(v))
		return OK;
	p.p.portable = p.row.c.right == RIGHT_PORTABILITY;
	CHECK(parts->phase != PHASE_DONE);
	TRY(do_part(&p, text));
	*done = parts->phase == PHASE_DONE;
	return OK;
}
