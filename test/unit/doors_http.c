/* unit/doors_http.c -- from request to response, with a real keeper behind, without a socket. */
#include "kit/unit.h"

#include "base/json.h"
#include "doors/http/bulk.h"
#include "doors/http/http.h"
#include "kit/keeper.h"

struct asking {
	struct test_keeper *t;
	struct http_request request;
	struct http_response out;
};

static void
set_header(struct asking *a, const char *name, struct str value)
{
	*LIST_ADD(&a->request.headers, &a->t->sc->arena) =
	    (struct http_pair){ str_of(name), value };
}

static struct asking
request(
    struct test_keeper *t, struct str token, const char *method, const char *path, const char *body)
{
	struct asking a = { .t = t };
	struct str target = str_of(path), query = S("");

	a.request.method = str_of(method);
	a.request.path = str_cut(target, '?', &query);
	while (query.n > 0) {
		struct str one = str_cut(query, '&', &query), value;
		struct str name = str_cut(one, '=', &value);

		*LIST_ADD(&a.request.query, &t->sc->arena) = (struct http_pair){ name, value };
	}
	a.request.body = str_of(body);
	if (token.n > 0)
		set_header(
		    &a, "Authorization", str_printf(&t->sc->arena, "Bearer %.*s", STR(token)));
	if (body[0] != '\0') {
		set_header(&a, "Content-Type", S("application/json"));
		set_header(&a, "Content-Length", str_printf(&t->sc->arena, "%zu", strlen(body)));
	}
	return a;
}

/* What serve.c does, without libmicrohttpd. */
static int
send_it(struct asking *a)
{
	struct scope *sc = a->t->sc;
	struct http_standing standing = { 0 };
	struct http_task task;
	struct reply reply;

	a->out = (struct http_response){ 0 };
	if (http_begin(sc, &a->request, &task, &a->out) && http_ask(sc, &task, &a->out)) {
		reply = ask_keeper(a->t, task.head.token, task.head.verb,
		    str_c(&sc->arena, json_text(&sc->arena, task.question)));
		standing = (struct http_standing){ reply.policy, reply.policy_hash,
			reply.policy_version, reply.entry };
		http_answer(sc, &task, &reply, &a->out);
	}
	http_finish(sc, &a->request, &standing, &a->out);
	return a->out.status;
}

static struct str
header_of(const struct asking *a, const char *name)
{
	for (size_t i = 0; i < a->out.headers.n; i++)
		if (str_eq_nocase(a->out.headers.at[i].name, str_of(name)))
			return a->out.headers.at[i].value;
	return S("");
}

static const struct node *
body_of(struct asking *a)
{
	struct node *n;

	assert_ok(json_parse(a->t->sc, a->out.body, &n));
	return n;
}

#define CONTACT \
	"{\"name\":\"Ada Lovelace\",\"company\":\"Engines Ltd\",\"email\":\"ada@example.org\"}"

static struct asking
offer_contact(struct test_keeper *t, struct str token, const char *body)
{
	struct asking a = request(t, token, "POST", "/v1/data/contact", body);

	set_header(&a, "Bailee-Purpose", S("sales"));
	return a;
}

static void
a_record_is_offered_read_changed_and_found(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S("")), record, path;
	struct asking a = offer_contact(t, sales, CONTACT);

	assert_int_equal(send_it(&a), 201);
	assert_str(header_of(&a, "ETag"), S("\"1\""));
	assert_true(str_starts(header_of(&a, "Bailee-Policy"), S("voip-distributor@1 sha256=")));
	assert_true(header_of(&a, "Bailee-Ledger").n > 0);
	record = node_get_str(body_of(&a), S("record"));

	path = str_printf(&t->sc->arena, "/v1/data/contact/%.*s:read", STR(record));
	a = request(t, sales, "POST", str_c(&t->sc->arena, path), "{}");
	set_header(&a, "Bailee-Purpose", S("sales"));
	assert_int_equal(send_it(&a), 200);
	assert_str(
	    node_get_str(node_get(body_of(&a), S("values")), S("company")), S("Engines Ltd"));

	path = str_printf(&t->sc->arena, "/v1/data/contact/%.*s", STR(record));
	a = request(
	    t, sales, "PATCH", str_c(&t->sc->arena, path), "{\"company\":\"Analytical Ltd\"}");
	set_header(&a, "Bailee-Purpose", S("sales"));
	set_header(&a, "If-Match", S("\"1\""));
	assert_int_equal(send_it(&a), 200);
	assert_str(header_of(&a, "ETag"), S("\"2\""));
	assert_int_equal(send_it(&a), 412); /* the version is old now */

	a = request(t, sales, "POST", "/v1/data/contact:find",
	    "{\"company\":\"Analytical Ltd\",\"@find\":{\"most\":5}}");
	set_header(&a, "Bailee-Purpose", S("sales"));
	assert_int_equal(send_it(&a), 200);
	assert_int_equal(node_get(body_of(&a), S("records"))->count, 1);
}

/* W7: as api.md shows it. */
static void
a_refusal_is_a_problem_that_names_its_line(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct asking a = offer_contact(t, key_of_role(t, "sales", S("")),
	    "{\"name\":\"Ada\",\"company\":\"X\",\"religion\":\"none\"}");
	const struct node *n;

	assert_int_equal(send_it(&a), 422);
	assert_str(a.out.type, S("application/problem+json"));
	n = body_of(&a);
	assert_str(node_get_str(n, S("type")), S("/problems/special-category"));
	assert_int_equal(node_get_int(n, S("status"), 0), 422);
	assert_str(node_get_str(node_get(n, S("policy")), S("name")), S("voip-distributor"));
	assert_true(node_get_int(node_get(n, S("policy")), S("line"), 0) > 0);
	assert_true(node_get_int(n, S("ledger"), 0) > 0);
	assert_true(str_starts(node_get_str(n, S("law")), S("UK GDPR")));
	assert_false(str_has(a.out.body, S("Ada")));
}

static void
an_envelope_carries_the_rest_of_an_offer(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S(""));
	struct asking a = offer_contact(t, sales,
	    "{\"name\":\"Ada\",\"company\":\"X "
	    "Ltd\",\"@offer\":{\"collected\":\"2026-01-01T00:00:00Z\",\"source\":\"fair\"}}");

	assert_int_equal(send_it(&a), 201);
	a = offer_contact(
	    t, sales, "{\"name\":\"Ada\",\"company\":\"X Ltd\",\"@offer\":{\"colour\":\"red\"}}");
	assert_int_equal(send_it(&a), 400);
	assert_true(str_has(a.out.body, S("colour")));
}

/* clang-format off */
static const struct {
	const char *why, *method, *path, *body;
	const char *header, *value; /* one more, or NULL */
	bool key;
	int status;
} wrong[] = {
	{ "no such path", "GET", "/v1/nothing", "", NULL, NULL, true, 404 },
	{ "no such path under a good one", "GET", "/v1/parties/x/y", "", NULL, NULL, true, 404 },
	{ "no such method", "PUT", "/v1/parties", "", NULL, NULL, true, 405 },
	{ "a method in small letters", "get", "/v1/parties", "", NULL, NULL, true, 405 },
	{ "a key that is none", "GET", "/v1/parties", "", "Authorization", "Bearer bk_0000000000000000000000000000000000000000000", false, 401 },
	{ "a role where the operator is asked", "GET", "/v1/parties", "", NULL, NULL, true, 403 },
	{ "JSON that is none", "POST", "/v1/events", "{", NULL, NULL, true, 400 },
	{ "JSON that is no object", "POST", "/v1/events", "[]", NULL, NULL, true, 400 },
	{ "a member that stands twice", "POST", "/v1/events", "{\"event\":\"a\",\"event\":\"b\"}", NULL, NULL, true, 400 },
	{ "bad UTF-8", "POST", "/v1/events", "{\"event\":\"\xc3\x28\"}", NULL, NULL, true, 400 },
	{ "a NUL", "POST", "/v1/events", "{\"event\":\"\\u0000\"}", NULL, NULL, true, 400 },
	{ "a member of another type", "POST", "/v1/events", "{\"event\":1}", NULL, NULL, true, 400 },
	{ "a member too many", "POST", "/v1/events", "{\"event\":\"leaving\",\"x\":1}", NULL, NULL, true, 400 },
	{ "an id that is none", "POST", "/v1/data/contact/17:read", "{}", "Bailee-Purpose", "sales", true, 400 },
	{ "an id that was never", "POST", "/v1/data/contact/01ARZ3NDEKTSV4RRFFQ69G5FAV:read", "{}", "Bailee-Purpose", "sales", true, 404 },
	{ "no purpose", "POST", "/v1/data/contact/01ARZ3NDEKTSV4RRFFQ69G5FAV:read", "{}", NULL, NULL, true, 400 },
	{ "a query where none is", "GET", "/v1/holds?name=ada", "", NULL, NULL, true, 400 },
	{ "a query that is no number", "GET", "/v1/due?limit=many", "", NULL, NULL, true, 400 },
	{ "a limit out of range", "GET", "/v1/due?limit=501", "", NULL, NULL, true, 400 },
	{ "path and body disagree", "POST", "/v1/data/contact/01ARZ3NDEKTSV4RRFFQ69G5FAV:read", "{\"dataset\":\"device\"}", "Bailee-Purpose", "sales", true, 400 },
	{ "header and body disagree", "POST", "/v1/contact-checks", "{\"purpose\":\"news\",\"channel\":\"email\",\"email\":\"a@example.org\"}", "Bailee-Purpose", "sales", true, 400 },
	{ "a header that is not UTF-8", "GET", "/v1/holds", "", "Bailee-Reason", "\xff", true, 400 },
	{ "an Idempotency-Key where none is kept", "POST", "/v1/events", "{\"event\":\"leaving\"}", "Idempotency-Key", "k", true, 400 },
	{ "an ETag where none is compared", "GET", "/v1/holds", "", "If-Match", "\"1\"", true, 400 },
	{ "an ETag that is no version", "PATCH", "/v1/data/contact/01ARZ3NDEKTSV4RRFFQ69G5FAV", "{}", "If-Match", "\"x\"", true, 400 },
	{ "an unknown document", "GET", "/v1/documents/novel", "", NULL, NULL, false, 404 },
	{ "a production act", "POST", "/v1/backups", "{\"to\":\"b\"}", NULL, NULL, true, 403 },
};
/* clang-format on */

static void
what_is_asked_wrongly_is_refused_with_its_status(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S(""));

	for (size_t i = 0; i < N(wrong); i++) {
		struct asking a = request(
		    t, wrong[i].key ? sales : S(""), wrong[i].method, wrong[i].path, wrong[i].body);

		if (wrong[i].header != NULL)
			set_header(&a, wrong[i].header, str_of(wrong[i].value));
		if (send_it(&a) != wrong[i].status)
			fail_msg("%s: %d, not %d: %.*s", wrong[i].why, a.out.status,
			    wrong[i].status, STR(a.out.body));
	}
}

static void
a_body_of_another_type_or_too_long_is_refused_before_it_is_read(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct asking a = request(t, S(""), "POST", "/v1/events", "");

	set_header(&a, "Content-Length", S("5"));
	set_header(&a, "Content-Type", S("text/plain"));
	assert_int_equal(send_it(&a), 415);
	a = request(t, S(""), "POST", "/v1/events", "");
	set_header(&a, "Content-Length", S("1048577"));
	set_header(&a, "Content-Type", S("application/json; charset=utf-8"));
	assert_int_equal(send_it(&a), 413);
	a = request(t, S(""), "POST", "/v1/events", "");
	set_header(&a, "Content-Length", S("5"));
	set_header(&a, "Content-Type", S("application/json"));
	set_header(&a, "Content-Encoding", S("gzip"));
	assert_int_equal(send_it(&a), 415);
}

static void
what_a_path_takes_is_told(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct asking a = request(t, S(""), "PUT", "/v1/cases", "");

	assert_int_equal(send_it(&a), 405);
	assert_str(header_of(&a, "Allow"), S("POST, GET, HEAD, OPTIONS"));
	a = request(t, S(""), "OPTIONS", "/v1/cases", "");
	assert_int_equal(send_it(&a), 204);
	assert_str(header_of(&a, "Allow"), S("POST, GET, HEAD, OPTIONS"));
	a = request(t, S(""), "HEAD", "/v1/policy", "");
	assert_int_equal(send_it(&a), 200);
}

static void
documents_come_in_the_form_that_is_accepted(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct asking a = request(t, S(""), "GET", "/v1/documents/notice", "");

	assert_int_equal(send_it(&a), 200);
	assert_str(a.out.type, S("text/plain; charset=utf-8"));
	a = request(t, S(""), "GET", "/v1/documents/notice", "");
	set_header(&a, "Accept", S("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"));
	assert_int_equal(send_it(&a), 200);
	assert_str(a.out.type, S("text/html; charset=utf-8"));
	assert_true(str_has(a.out.body, S("<html")));
	a = request(t, S(""), "GET", "/v1/documents/schedule?form=html", "");
	assert_int_equal(send_it(&a), 200);
	assert_str(a.out.type, S("text/html; charset=utf-8"));
	a = request(t, S(""), "GET", "/v1/documents/record", "");
	set_header(&a, "Accept", S("text/csv"));
	assert_int_equal(send_it(&a), 200);
	assert_str(a.out.type, S("text/csv; charset=utf-8"));
	a = request(t, S(""), "GET", "/v1/documents/dpv", "");
	assert_int_equal(send_it(&a), 200);
	assert_str(a.out.type, S("application/ld+json"));
	a = request(t, S(""), "GET", "/v1/documents/notice?form=csv", "");
	assert_int_equal(send_it(&a), 400);
}

static void
a_package_comes_as_one_archive(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str dpo = key_of_role(t, "dpo", S("")), path;
	struct asking a = offer_contact(t, key_of_role(t, "sales", S("")), CONTACT);

	assert_int_equal(send_it(&a), 201);
	a = request(t, dpo, "POST", "/v1/cases",
	    "{\"right\":\"access\",\"who\":{\"email\":\"ada@example.org\"}}");
	set_header(&a, "Bailee-Reason", S("she wrote"));
	assert_int_equal(send_it(&a), 201);
	path = str_printf(&t->sc->arena, "/v1/cases/%.*s/package",
	    STR(node_get_str(node_get(body_of(&a), S("case")), S("case"))));
	a = request(t, dpo, "GET", str_c(&t->sc->arena, path), "");
	set_header(&a, "Bailee-Reason", S("she wrote"));
	set_header(&a, "Accept", S("application/zip"));
	assert_int_equal(send_it(&a), 200);
	assert_str(a.out.type, S("application/zip"));
	assert_true(str_starts(a.out.body, S("PK\3\4")));
	assert_true(str_has(a.out.body, S("package.json.sig")));
	assert_true(str_has(a.out.body, S("package.html")));
}

/* W5: the tables are whole: each route can be found, and each is in OpenAPI. */
static void
every_route_is_found_and_described(void **state)
{
	struct scope *sc = *state;
	struct node *api = http_openapi(&sc->arena);
	const struct node *paths = node_get(api, S("paths"));
	const struct route *r;

	for (size_t i = 0; (r = route_at(i)) != NULL; i++) {
		struct str path = str_of(r->pattern), allow, plain = S("");
		const struct node *described = node_get(paths, path);
		struct route_match m;

		assert_non_null(described);
		assert_non_null(node_get(described, str_lower(&sc->arena, str_of(r->method))));
		while (path.n > 0) { /* names stand for themselves */
			struct str fixed = str_cut(path, '{', &path),
				   name = str_cut(path, '}', &path);

			plain = str_printf(
			    &sc->arena, "%.*s%.*s%.*s", STR(plain), STR(fixed), STR(name));
		}
		if (route_find(&sc->arena, str_of(r->method), plain, &m, &allow) != r)
			fail_msg("%s %.*s finds another row", r->method, STR(plain));
	}
	assert_true(json_text(&sc->arena, api).n > 10000);
}

/* -- bulk ------------------------------------------------------------------ */

/* What a body of this type is sent as, for this purpose, and how the verdicts are asked for. */
struct sending {
	const char *type, *purpose, *accept, *once;
};

static struct str
bulk_as(struct test_keeper *t, struct sending as, struct str token, const char *path,
    struct str body, size_t piece)
{
	struct asking a = request(t, token, "POST", path, "");
	struct scope *sc = t->sc;
	struct http_task task;
	struct reply reply = { 0 };
	struct bulk b;
	size_t at = 0;
	bool last = false;

	set_header(&a, "Content-Type", str_of(as.type));
	set_header(&a, "Bailee-Purpose", str_of(as.purpose));
	set_header(&a, "Accept", str_of(as.accept));
	if (as.once != NULL)
		set_header(&a, "Idempotency-Key", str_of(as.once));
	assert_true(http_begin(sc, &a.request, &task, &a.out));
	assert_true(http_ask(sc, &task, &a.out));
	assert_true(bulk_begin(sc, &b, &task, &a.out));
	while (!last) {
		size_t n = body.n - at < piece ? body.n - at : piece;
		struct node *q;

		at += bulk_take(sc, &b, body.p + at, n);
		last = at == body.n;
		if (last)
			bulk_last(sc, &b);
		if (!last && !bulk_full(&b))
			continue;
		q = bulk_question(&b);
		if (q != NULL)
			reply = ask_keeper(t, task.head.token, task.head.verb,
			    str_c(&sc->arena, json_text(&sc->arena, q)));
		bulk_answer(&b, q != NULL ? &reply : NULL, false);
	}
	bulk_end(sc, &b, &reply, &a.out);
	bulk_clear(&b);
	return a.out.body;
}

static struct str
bulk_all(struct test_keeper *t, struct str token, const char *path, struct str body, size_t piece)
{
	return bulk_as(t, (struct sending){ "application/x-ndjson", "sales", "*/*" }, token, path,
	    body, piece);
}

#define LINES \
	"{\"name\":\"A\",\"company\":\"X Ltd\"}\n" \
	"not json\n" \
	"\n" \
	"{\"name\":\"B\",\"company\":\"Y Ltd\",\"religion\":\"none\"}\r\n" \
	"{\"name\":\"C\",\"company\":\"Z Ltd\"}"

/* W9, W10: whatever the pieces are that it comes in. */
static void
each_line_has_its_verdict_in_order(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S(""));
	static const size_t pieces[] = { 1, 7, 1000 };

	for (size_t i = 0; i < N(pieces); i++) {
		struct str out = bulk_all(t, sales, "/v1/bulk/contact", S(LINES), pieces[i]);
		static const char *const verdicts[] = { "admitted", "malformed", "refused",
			"admitted" };
		static const int64_t numbers[] = { 0, 1, 3, 4 };

		for (size_t v = 0; v < N(verdicts); v++) {
			struct node *line;

			assert_ok(json_parse(t->sc, str_cut(out, '\n', &out), &line));
			assert_str(node_get_str(line, S("verdict")), str_of(verdicts[v]));
			assert_int_equal(node_get_int(line, S("line"), -1), numbers[v]);
		}
		assert_int_equal(out.n, 0);
	}
}

static void
an_upload_goes_on_from_an_offset(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str out = bulk_all(
	    t, key_of_role(t, "sales", S("")), "/v1/bulk/contact?offset=4", S(LINES), 1000);

	assert_true(str_starts(out, S("{\"line\":4,\"verdict\":\"admitted\"")));
}

static void
of_a_brief_answer_only_what_was_not_taken_is_listed_and_all_is_counted(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S(""));
	struct str out = bulk_all(t, sales, "/v1/bulk/contact?only=refused", S(LINES), 1000);
	struct asking a = request(t, sales, "POST", "/v1/bulk/contact?only=some", "");
	struct http_task task;
	struct bulk b;

	assert_true(str_starts(str_cut(out, '\n', &out), S("{\"line\":1,\"verdict\":\"malformed\"")));
	assert_true(str_starts(str_cut(out, '\n', &out), S("{\"line\":3,\"verdict\":\"refused\"")));
	assert_str(out, S("{\"lines\":4,\"admitted\":2,\"changed\":0,\"same\":0,\"refused\":1,"
			  "\"malformed\":1}\n"));
	set_header(&a, "Content-Type", S("application/x-ndjson"));
	assert_true(http_begin(t->sc, &a.request, &task, &a.out));
	assert_true(http_ask(t->sc, &task, &a.out));
	assert_false(bulk_begin(t->sc, &b, &task, &a.out));
	assert_int_equal(a.out.status, 400);
}

/* W11: `contact` has no key of its own by which a second one would be known. */
static void
a_list_that_broke_off_comes_again_under_its_key_and_nothing_is_there_twice(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S("")), half, again, first;
	const struct sending as = { "application/x-ndjson", "sales", "*/*", "list-of-march" };
	struct buf lines = buf_new(&t->sc->arena);
	size_t n = 0;

	for (int i = 0; i < 1500; i++)
		buf_printf(&lines, "{\"name\":\"P%d\",\"company\":\"X Ltd\"}\n", i);
	half = buf_str(&lines);
	/* what the door had asked when the connection was lost: whole batches alone */
	for (size_t i = 0; i < 1000; i++)
		(void)str_cut(half, '\n', &half);
	half = str_slice(buf_str(&lines), 0, lines.n - half.n);
	first = bulk_as(t, as, sales, "/v1/bulk/contact", half, 65536);
	again = bulk_as(t, as, sales, "/v1/bulk/contact", buf_str(&lines), 4096);
	assert_true(first.n > 0 && str_starts(again, first)); /* the same records */
	while (again.n > 0)
		n += str_has(str_cut(again, '\n', &again), S("\"admitted\""));
	assert_int_equal(n, 1500);
}

static void
a_bulk_without_a_good_key_is_one_problem(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str out = bulk_all(t, S("bk_0000000000000000000000000000000000000000000"),
	    "/v1/bulk/contact", S("{\"name\":\"A\",\"company\":\"X Ltd\"}\n"), 1000);

	assert_true(str_has(out, S("/problems/who")));
}

/* A blank first line once ended the door. */
static void
a_csv_whose_first_line_names_nothing_is_malformed(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	static const char *const bodies[] = { "\n", "\nAnn,X Ltd\n", "\r\n\r\n", "\xef\xbb\xbf\n" };

	for (size_t i = 0; i < N(bodies); i++) {
		struct str out = bulk_as(t, (struct sending){ "text/csv", "sales", "*/*", NULL },
		    key_of_role(t, "sales", S("")), "/v1/bulk/contact", str_of(bodies[i]), 1000);

		assert_true(str_has(out, S("the first line names the columns")));
	}
}

static void
many_lines_become_several_questions(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct buf lines = buf_new(&t->sc->arena);
	struct str out;
	size_t n = 0;

	for (int i = 0; i < 1100; i++)
		buf_printf(&lines, "{\"name\":\"P%d\",\"company\":\"X Ltd\"}\n", i);
	out = bulk_all(
	    t, key_of_role(t, "sales", S("")), "/v1/bulk/contact:preview", buf_str(&lines), 65536);
	while (out.n > 0) {
		assert_true(str_has(str_cut(out, '\n', &out), S("\"admitted\"")));
		n++;
	}
	assert_int_equal(n, 1100);
}

/* -- contact checks ------------------------------------------------------------ */

#define CHECKS_NDJSON \
	"{\"phone\":\"01632 960100\"}\n" \
	"{\"phone\":\"01632 960199\"}\n" \
	"{\"email\":\"a@example.org\"}\n" \
	"{\"phone\":\"abc\"}\n"
#define CHECKS_CSV \
	"Name;Phone\r\n" \
	"\"A; B\";\"01632 960100\"\r\n" \
	";01632 960199\r\n"

static void
a_list_comes_back_with_a_verdict_for_each_row(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S(""));
	static const char *const says[] = { "\"allowed\":true", "\"type\":\"gone\"",
		"does not reach such an address", "\"type\":\"value-malformed\"" };
	struct str out;

	bulk_all(t, sales, "/v1/bulk/contact",
	    S("{\"name\":\"A\",\"company\":\"X Ltd\",\"phone\":\"01632 960100\"}"), 1000);
	out = bulk_as(t,
	    (struct sending){ "application/x-ndjson", "review-account", "application/json" }, sales,
	    "/v1/contact-checks:list?channel=call", S(CHECKS_NDJSON), 11);
	for (size_t i = 0; i < N(says); i++) {
		struct str line = str_cut(out, '\n', &out);

		assert_true(str_starts(
		    line, str_printf(&t->sc->arena, "{\"line\":%zu,", i)));
		if (!str_has(line, str_of(says[i])))
			fail_msg("%.*s", STR(line));
	}
	assert_int_equal(out.n, 0);
}

static void
a_list_may_be_csv_and_come_back_as_csv(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S(""));
	struct sending csv = { "text/csv; charset=utf-8", "review-account", "text/csv" };
	struct str out;

	bulk_all(t, sales, "/v1/bulk/contact",
	    S("{\"name\":\"A\",\"company\":\"X Ltd\",\"phone\":\"01632 960100\"}"), 1000);
	out = bulk_as(
	    t, csv, sales, "/v1/contact-checks:list?channel=call", S("phone\n01632 960100\n"), 3);
	assert_str(out, S("line,allowed,click,type,detail,policy-line\r\n1,yes,,,,\r\n"));
	out = bulk_as(t, csv, sales, "/v1/contact-checks:list?channel=call", S(CHECKS_CSV), 1000);
	assert_true(str_has(str_cut(out, '\n', &out), S("line,")));
	assert_str(str_cut(out, '\n', &out), S("1,yes,,,,\r"));
	assert_true(str_starts(out, S("2,no,,gone,")));
}

static void
one_click_is_a_page_with_a_button(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct asking a = request(t, S(""), "GET", "/w/AAAA", "");

	assert_int_equal(send_it(&a), 200);
	assert_true(str_has(a.out.body, S("<form method=\"post\">")));
	assert_false(str_has(a.out.body, S("script")));
	a = request(t, S(""), "POST", "/w/AAAA", "");
	a.request.body = S("List-Unsubscribe=One-Click");
	set_header(&a, "Content-Type", S("application/x-www-form-urlencoded"));
	set_header(&a, "Content-Length", S("26"));
	assert_int_equal(send_it(&a), 404);
	assert_true(str_has(a.out.body, S("This link is not whole")));
	a = request(t, S(""), "POST", "/w/AAAA", "");
	set_header(&a, "Content-Type", S("multipart/form-data; boundary=x"));
	set_header(&a, "Content-Length", S("9"));
	assert_int_equal(send_it(&a), 404);
}

UNIT_MAIN(
    TEST(a_list_comes_back_with_a_verdict_for_each_row),
    TEST(a_list_may_be_csv_and_come_back_as_csv), TEST(one_click_is_a_page_with_a_button),
    TEST(a_record_is_offered_read_changed_and_found),
    TEST(a_refusal_is_a_problem_that_names_its_line),
    TEST(an_envelope_carries_the_rest_of_an_offer),
    TEST(what_is_asked_wrongly_is_refused_with_its_status),
    TEST(a_body_of_another_type_or_too_long_is_refused_before_it_is_read),
    TEST(what_a_path_takes_is_told),
    TEST(documents_come_in_the_form_that_is_accepted),
    TEST(a_package_comes_as_one_archive),
    TEST(every_route_is_found_and_described),
    TEST(each_line_has_its_verdict_in_order),
    TEST(an_upload_goes_on_from_an_offset),
    TEST(of_a_brief_answer_only_what_was_not_taken_is_listed_and_all_is_counted),
    TEST(a_list_that_broke_off_comes_again_under_its_key_and_nothing_is_there_twice),
    TEST(a_bulk_without_a_good_key_is_one_problem),
    TEST(a_csv_whose_first_line_names_nothing_is_malformed),
    TEST(many_lines_become_several_questions))
