/* keeper/serve_person.c -- people and their requests. */
#include "base/json.h"
#include "gate/note.h"
#include "keeper/serve.h"
#include "term/letter.h"
#include "vault/stream.h"

static result
may_act(struct serving *sv, struct str subject)
{
	return rights_may(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")), subject,
	    &sv->verdict);
}

/* G2: that somebody looked is in the ledger, of whom too. */
static result
note_look(
    struct serving *sv, enum entry_kind kind, struct str verb, struct str subject, size_t count)
{
	struct entry e = note_begin(sv->store, sv->asker, kind, verb);
	uint64_t seq;

	e.purpose = S("rights-requests");
	e.count = (int64_t)count;
	if (subject.n > 0)
		TRY(note_subject(sv->sc, sv->store, &e, subject));
	return note_write(sv->sc, sv->store, &e, &seq);
}

static struct node *
person_node(struct serving *sv, const struct subject *s)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("subject"), s->id);
	node_set_str(
	    a, n, S("type"), s->type == NONE ? S("") : sv->store->plan->subjects.at[s->type].name);
	set_str(a, n, S("party"), s->party);
	node_set_bool(a, n, S("restricted"), s->restricted);
	node_set_bool(a, n, S("child"), s->child);
	return n;
}

result
serve_subjects(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena);
	struct str *ids;
	size_t n;

	TRY(may_act(sv, S("")));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	TRY(gate_who(sv->sc, sv->store, node_get(sv->q, S("who")), &ids, &n));
	for (size_t i = 0; i < n; i++) {
		struct subject s;

		TRY(vault_subject(sv->sc, sv->store->vault, ids[i], &s));
		if (sv->asker->party.n == 0 || str_eq(sv->asker->party, s.party))
			node_add(list, person_node(sv, &s));
	}
	node_set(sv->body, S("subjects"), list);
	return note_look(sv, ENTRY_FOUND, S("subjects"), S(""), list->count);
}

static struct node *
lifetimes_node(struct serving *sv, const struct lifetime *l, size_t n)
{
	struct node *list = node_list(&sv->sc->arena);

	for (size_t i = 0; i < n; i++)
		if (l[i].state == LIFE_OPEN)
			node_add(list, due_node(&sv->sc->arena, sv->store->plan, l[i].dataset, l[i].fields,
					   l[i].due, S(""), l[i].held));
	return list;
}

static result
held_node(struct serving *sv, const struct record *r, struct node **node)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = *node = node_map(a);
	struct lifetime *l;
	size_t count;

	node_set_str(a, n, S("record"), r->id);
	node_set_str(a, n, S("dataset"), sv->store->plan->datasets.at[r->dataset].name);
	set_str(a, n, S("party"), r->party);
	node_set_time(a, n, S("collected"), r->arrival);
	TRY(vault_lifetimes(sv->sc, sv->store->vault, r->id, &l, &count));
	node_set(n, S("due"), lifetimes_node(sv, l, count));
	return OK;
}

result
serve_subject(struct serving *sv)
{
	struct str id = node_get_str(sv->q, S("subject"));
	struct node *n, *records = node_list(&sv->sc->arena);
	struct record *held;
	struct subject s;
	size_t count;

	TRY(may_act(sv, id));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	TRY(vault_subject(sv->sc, sv->store->vault, id, &s));
	TRY(vault_records_of(sv->sc, sv->store->vault, id, &held, &count));
	n = person_node(sv, &s);
	for (size_t i = 0; i < count; i++) {
		struct node *record;

		TRY(held_node(sv, &held[i], &record));
		node_add(records, record);
	}
	node_set(n, S("records"), records);
	node_set(sv->body, S("subject"), n);
	return note_look(sv, ENTRY_READ, S("subject"), id, count);
}

result
serve_merge(struct serving *sv)
{
	return rights_merge(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")),
	    node_get_str(sv->q, S("subject")), node_get_str(sv->q, S("with")), &sv->verdict);
}

result
serve_split(struct serving *sv)
{
	return rights_split(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")),
	    node_get_str(sv->q, S("subject")), &sv->verdict);
}

result
serve_child(struct serving *sv)
{
	uint64_t erased = 0;
	bool erasing;

	TRY(rights_mark_child(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")),
	    node_get_str(sv->q, S("subject")), &sv->verdict, &erased, &erasing));
	node_set_int(&sv->sc->arena, sv->body, S("erased"), (int64_t)erased);
	if (erasing)
		node_set_bool(&sv->sc->arena, sv->body, S("erasing"), true);
	return erased > 0 ? serve_set_clear(sv) : OK;
}

result
serve_readers(struct serving *sv)
{
	struct node *entries = NULL;

	TRY(rights_readers(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")),
	    node_get_str(sv->q, S("subject")), &sv->verdict, &entries));
	if (sv->verdict.why == WHY_NONE)
		node_set(sv->body, S("entries"), entries);
	return OK;
}

/* -- cases ---------------------------------------------------------------- */

static const char *const right_words[] = {
#define RIGHT(id, word, ...) [RIGHT_##id] = word,
#include "policy/right.def"
#undef RIGHT
	[RIGHT_UNSORTED] = "unsorted",
};

static bool
word_of(const char *const *words, size_t n, struct str word, size_t *which)
{
	for (*which = 0; *which < n; ++*which)
		if (str_eq(word, str_of(words[*which])))
			return true;
	return false;
}

static struct str
case_state_word(enum case_state state)
{
	switch (state) {
	case CASE_OPEN:
		return S("open");
	case CASE_PAUSED:
		return S("paused");
	case CASE_ANSWERED:
		return S("answered");
	case CASE_REFUSED:
		return S("refused");
	case CASE_CANCELLED:
		return S("cancelled");
	case CASE_LIFTED:
		return S("lifted");
	}
	return S("");
}

static const char *const waits_words[] = {
	[WAITS_NOTHING] = "",
	[WAITS_CLARIFICATION] = "clarification",
	[WAITS_IDENTITY] = "identity",
	[WAITS_FEE] = "fee",
	[WAITS_ADDRESS] = "address",
};

static struct node *
case_node(struct serving *sv, const struct person_case *c)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a), *subjects = node_list(a), *tell = node_list(a);

	node_set_str(a, n, S("case"), c->id);
	node_set_str(a, n, S("right"), str_of(right_words[c->right]));
	node_set_str(a, n, S("state"), case_state_word(c->state));
	node_set_time(a, n, S("received"), c->received);
	node_set_time(a, n, S("due"), c->due);
	set_str(a, n, S("waits"), str_of(waits_words[c->waits]));
	set_str(a, n, S("fee"), c->fee);
	if (c->acknowledged.set)
		node_set_time(a, n, S("acknowledged"), c->acknowledged.at);
	if (c->state != CASE_OPEN && c->state != CASE_PAUSED)
		node_set_time(a, n, S("closed"), c->closed);
	if (c->erased.set)
		node_set_time(a, n, S("erased"), c->erased.at);
	if (c->backups_clear.set)
		node_set_time(a, n, S("backups-clear"), c->backups_clear.at);
	if (c->erasing)
		node_set_bool(a, n, S("erasing"), true);
	node_set_bool(a, n, S("overdue"),
	    (c->state == CASE_OPEN || c->state == CASE_PAUSED)
		&& rights_time_runs(c, sv->store->plan) && instant_before(c->due, sv->sc->now));
	for (size_t i = 0; i < c->n; i++)
		node_add(subjects, node_str(a, c->subjects[i]));
	node_set(n, S("subjects"), subjects);
	set_str(a, n, S("passed-to"), c->passed_to);
	for (size_t i = 0; i < c->n_tell; i++)
		node_add(tell, telling_node(a, &c->tell[i]));
	node_set(n, S("tell"), tell);
	node_set(n, S("may"), rights_next(a, c));
	if (c->papers != NULL)
		node_set(n, S("papers"), c->papers);
	if (c->asked != NULL && c->asked->count > 0)
		node_set(n, S("asked"), c->asked);
	return n;
}

static void
letter_said(struct serving *sv, struct str letter, bool mailed)
{
	if (letter.n == 0)
		return;
	node_set_str(&sv->sc->arena, sv->body, S("letter"), letter);
	node_set_bool(&sv->sc->arena, sv->body, S("mailed"), mailed);
}

static result
read_right(struct serving *sv, enum right_kind *kind)
{
	size_t right;

	if (!word_of(right_words, N(right_words), node_get_str(sv->q, S("right")), &right))
		return fail_at(sv->sc, E_INPUT, S("right"),
		    "there is no such right: access, erasure, rectification, objection ...");
	*kind = (enum right_kind)right;
	return OK;
}

result
serve_case(struct serving *sv)
{
	struct request q = {
		.who = node_get(sv->q, S("who")),
		.from = node_get(sv->q, S("from")),
		.evidence = node_get(sv->q, S("evidence")),
	};
	struct opened opened;

	TRY(read_right(sv, &q.right));
	if (!node_get_time(sv->q, S("received"), &q.received))
		q.received = sv->sc->now;
	TRY(rights_open(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")), &q,
	    &sv->verdict, &opened));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	node_set(sv->body, S("case"), case_node(sv, &opened.c));
	node_set(sv->body, S("stays"),
	    stays_node(&sv->sc->arena, sv->store->plan, opened.stays, opened.n_stays));
	letter_said(sv, opened.letter, opened.mailed);
	if (opened.c.waits == WAITS_IDENTITY)
		node_set_bool(&sv->sc->arena, sv->body, S("coded"), opened.coded);
	return OK;
}

/* What was written in it is about the person: that somebody looked is in the ledger. */
static result
one_case(struct serving *sv, struct str id, struct person_case *c)
{
	TRY(rights_case(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")), id,
	    &sv->verdict, c));
	if (sv->verdict.why != WHY_NONE || c->papers->count + c->asked->count == 0)
		return OK;
	return note_look(
	    sv, ENTRY_READ, S("cases"), c->n > 0 ? c->subjects[0] : S(""), c->papers->count);
}

static enum case_notices
notices_wanted(const struct node *q)
{
	if (node_get(q, S("informed")) == NULL)
		return NOTICES_TOO;
	return node_get_bool(q, S("informed"), false) ? NOTICES_ALONE : NOTICES_LEFT_OUT;
}

result
serve_cases(struct serving *sv)
{
	struct str id = node_get_str(sv->q, S("case"));
	struct node *list = node_list(&sv->sc->arena);
	struct person_case one = { 0 }, *cases = &one;
	int64_t limit = node_get_int(sv->q, S("limit"), CASES_MOST);
	struct case_page page = {
		.open_only = node_get_bool(sv->q, S("open"), false),
		.ours = node_get_bool(sv->q, S("ours"), false),
		.notices = notices_wanted(sv->q),
		.after = node_get_str(sv->q, S("cursor")),
		.most = (size_t)limit,
	};
	size_t n = 1;

	if (limit < 1 || limit > CASES_MOST)
		return fail_at(
		    sv->sc, E_INPUT, S("limit"), "a page has 1 to %d cases", CASES_MOST);
	if (id.n > 0)
		TRY(one_case(sv, id, &one));
	else
		TRY(rights_cases(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")),
		    &page, &sv->verdict, &cases, &n));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	for (size_t i = 0; i < n; i++)
		node_add(list, case_node(sv, &cases[i]));
	node_set(sv->body, S("cases"), list);
	set_str(&sv->sc->arena, sv->body, S("cursor"), page.last);
	return OK;
}

result
serve_act(struct serving *sv)
{
	struct acted acted;
	enum case_act act;

	if (!rights_act_of(node_get_str(sv->q, S("act")), &act))
		return fail_at(sv->sc, E_INPUT, S("act"),
		    "there is no such act: acknowledge, note, identify, accept, fee, paid, waive, "
		    "sort, pause, resume, extend, refuse, answer, cancel, announce, lift");
	TRY(rights_act(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("case")), act,
	    node_get_str(sv->q, S("reasons")), sv->q, &sv->verdict, &acted));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	node_set(sv->body, S("case"), case_node(sv, &acted.c));
	if (acted.n_stays > 0)
		node_set(sv->body, S("stays"),
		    stays_node(&sv->sc->arena, sv->store->plan, acted.stays, acted.n_stays));
	letter_said(sv, acted.letter, acted.mailed);
	if (acted.c.waits == WAITS_IDENTITY || acted.c.waits == WAITS_ADDRESS)
		node_set_bool(&sv->sc->arena, sv->body, S("coded"), acted.coded);
	return OK;
}

/* In pieces: what is counted of a wrong code stays; all else of a refusal is undone. */
static result
settle_code(struct serving *sv, result r)
{
	struct sql *sql = vault_sql(sv->store->vault);

	if (r.code == E_IO || r.code == E_BUSY)
		return r;
	if (r.code == E_OK && (sv->verdict.why == WHY_NONE || sv->verdict.why == WHY_CODE))
		return sql_release(sv->sc, sql);
	TRY(sql_rollback_to(sv->sc, sql));
	TRY(ledger_reload(sv->sc, sv->store->ledger));
	return r;
}

result
serve_case_code(struct serving *sv)
{
	struct acted acted;
	result r;

	TRY(serve_stranger(sv, STRANGER_ENTERS));
	TRY(sql_savepoint(sv->sc, vault_sql(sv->store->vault)));
	r = rights_case_code(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("case")),
	    node_get_str(sv->q, S("code")), &sv->verdict, &acted);
	TRY(settle_code(sv, r));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	node_set(sv->body, S("case"), case_node(sv, &acted.c));
	if (acted.n_stays > 0)
		node_set(sv->body, S("stays"),
		    stays_node(&sv->sc->arena, sv->store->plan, acted.stays, acted.n_stays));
	node_set_bool(&sv->sc->arena, sv->body, S("coded"), acted.coded);
	return OK;
}

/* -- a new address (R18) ------------------------------------------------------ */

/* As of a code to sign in: whatever is wrong with it is said in the same words. */
static result
wrong_code(struct serving *sv)
{
	keeper_count_refusal(sv->keeper, sv->asker->door, sv->sc->now);
	sv->verdict = (struct verdict){ 0 };
	return fail_at(sv->sc, E_AUTH, S("code"),
	    "this is not the code that was sent, or it counts no more: have another sent");
}

result
serve_new_address(struct serving *sv)
{
	bool good, more;
	result r;

	TRY(serve_stranger(sv, STRANGER_ENTERS));
	TRY(sql_savepoint(sv->sc, vault_sql(sv->store->vault)));
	r = rights_new_address(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("case")),
	    node_get_str(sv->q, S("code")), &sv->verdict, &good, &more);
	TRY(settle_code(sv, r));
	if (!good)
		return wrong_code(sv);
	node_set_bool(&sv->sc->arena, sv->body, S("more"), more);
	return OK;
}

/* R20 */
result
serve_request(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct asks q = {
		.name = str_trim(node_get_str(sv->q, S("name"))),
		.email = str_trim(node_get_str(sv->q, S("email"))),
		.phone = str_trim(node_get_str(sv->q, S("phone"))),
		.text = node_get_str(sv->q, S("text")),
		.purpose = node_get_str(sv->q, S("purpose")),
	};
	struct person_case c;
	bool mail;

	TRY(serve_stranger(sv, STRANGER_SENDS));
	if (q.email.n > 0)
		TRY(serve_stranger_writes(sv, q.email));
	TRY(read_right(sv, &q.right));
	TRY(rights_asks(sv->sc, sv->store, sv->asker, &q, &sv->verdict, &c));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	TRY(letter_way_set(sv->sc, sv->store, LETTER_BY_MAIL, &mail));
	node_set_str(a, sv->body, S("case"), c.id);
	node_set_time(a, sv->body, S("due"), c.due);
	node_set_bool(a, sv->body, S("shows-who"), c.waits == WAITS_IDENTITY);
	node_set_bool(a, sv->body, S("by-mail"), mail && q.email.n > 0);
	return OK;
}

result
serve_request_code(struct serving *sv)
{
	struct instant due;
	bool good;
	result r;

	TRY(serve_stranger(sv, STRANGER_ENTERS));
	TRY(sql_savepoint(sv->sc, vault_sql(sv->store->vault)));
	r = rights_asks_code(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("case")),
	    node_get_str(sv->q, S("code")), &sv->verdict, &good, &due);
	TRY(settle_code(sv, r));
	if (!good)
		return wrong_code(sv);
	node_set_time(&sv->sc->arena, sv->body, S("due"), due);
	return OK;
}

result
serve_not_me(struct serving *sv)
{
	struct due due;
	bool changed;

	TRY(serve_stranger(sv, STRANGER_ENTERS));
	TRY(rights_not_me(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("token")),
	    &sv->verdict, &changed, &due));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	node_set_bool(&sv->sc->arena, sv->body, S("changed"), changed);
	if (due.set)
		node_set_time(&sv->sc->arena, sv->body, S("due"), due.at);
	return OK;
}

/* -- the package ---------------------------------------------------------- */

#define PACKAGE_MAX (WIRE_REPLY_MAX - ((size_t)1 << 20)) /* a form; all of them share the reply */

static result
package_text(struct serving *sv, struct str form, const struct node *package, struct str *text)
{
	struct buf out = buf_new_capped(&sv->sc->arena, PACKAGE_MAX);
	struct str dataset = node_get_str(sv->q, S("dataset"));

	if (dataset.n > 0) {
		if (!package_rows(&out, package, dataset, !str_eq(form, S("ndjson"))))
			return fail_at(sv->sc, E_ABSENT, S("dataset"),
			    "there is nothing of it in this package: a case of portability has rows "
			    "of each dataset in `data`");
	} else if (str_eq(form, S("html")))
		package_html(&out, package);
	else if (str_eq(form, S("csv")))
		package_csv(&out, package);
	else if (form.n == 0 || str_eq(form, S("json")))
		json_print(&out, package);
	else
		return fail_at(
		    sv->sc, E_INPUT, S("form"), "a package has the forms json, html, csv and all");
	if (!buf_done(&out, text))
		return fail(sv->sc, E_TOO_BIG, "the package is over %zu bytes in this form: csv is the shortest",
		    PACKAGE_MAX);
	return OK;
}

/* All forms of one package, each signed for itself. */
static result
all_forms(struct serving *sv, const struct node *package)
{
	static const char *const forms[] = { "json", "html", "csv" };
	struct arena *a = &sv->sc->arena;
	struct node *texts = node_map(a), *signatures = node_map(a);

	for (size_t i = 0; i < N(forms); i++) {
		struct str form = str_of(forms[i]), text;

		TRY(package_text(sv, form, package, &text));
		node_set_str(a, texts, form, text);
		node_set_str(a, signatures, form, package_signature(sv->sc, sv->store, text));
	}
	node_set(sv->body, S("package"), texts);
	node_set(sv->body, S("signatures"), signatures);
	return OK;
}

static result
one_form(struct serving *sv, struct str form, const struct node *package)
{
	struct arena *a = &sv->sc->arena;
	struct str text;

	TRY(package_text(sv, form, package, &text));
	node_set_str(a, sv->body, S("package"), text);
	node_set_str(a, sv->body, S("signature"), package_signature(sv->sc, sv->store, text));
	return OK;
}

#define FILES_MAX ((size_t)12 << 20) /* bytes of recordings that go along */
#define FILES_COUNT_MAX 200

static result
add_file(struct serving *sv, const struct node *value, struct node *files, size_t *used)
{
	struct stream stream;
	struct str id, bytes;
	bool found;

	if (node_get(value, S("file")) == NULL
	    || !stream_named(node_get_str(value, S("value")), &id))
		return OK;
	TRY(stream_held(sv->sc, sv->store->vault, id, &stream, &found));
	if (!found || stream.bytes > FILES_MAX - *used || files->count == FILES_COUNT_MAX)
		return OK; /* it is named with where to fetch it */
	TRY(stream_read(sv->sc, sv->store->vault, &stream, 0, FILES_MAX, &bytes));
	*used += bytes.n;
	node_set_str(&sv->sc->arena, files, node_get_str(value, S("file")),
	    base64_encode(&sv->sc->arena, bytes.p, bytes.n));
	return OK;
}

/* UK GDPR Art 15(3): a copy is of the recordings too. */
static result
all_files(struct serving *sv, const struct node *package)
{
	struct node *files = node_map(&sv->sc->arena);
	size_t used = 0;

	NODE_EACH(person, node_get(package, S("people")))
		NODE_EACH(record, node_get(person, S("records")))
			NODE_EACH(value, node_get(record, S("values")))
				TRY(add_file(sv, value, files, &used));
	if (files->count > 0)
		node_set(sv->body, S("files"), files);
	return OK;
}

result
serve_package_of(struct serving *sv, struct str id, struct str form)
{
	struct str reason = node_get_str(sv->q, S("reason"));
	struct arena *a = &sv->sc->arena;
	struct node *package = NULL;
	struct public_key key;

	TRY(rights_package(sv->sc, sv->store, sv->asker, reason, id, &sv->verdict, &package));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	if (str_eq(form, S("all"))) {
		TRY(all_forms(sv, package));
		TRY(all_files(sv, package));
	} else {
		TRY(one_form(sv, form, package));
	}
	key = sign_public(vault_signing_seed(sv->store->vault));
	node_set_str(a, sv->body, S("public-key"), public_key_print(a, &key));
	return OK;
}

/* R21: of much, in parts. */
result
serve_package(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct public_key key = sign_public(vault_signing_seed(sv->store->vault));
	bool much;

	TRY(rights_package_much(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")),
	    node_get_str(sv->q, S("case")), &sv->verdict, &much));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	if (much) {
		node_set_str(a, sv->body, S("public-key"), public_key_print(a, &key));
		return making_begin(sv);
	}
	return serve_package_of(
	    sv, node_get_str(sv->q, S("case")), node_get_str(sv->q, S("form")));
}
