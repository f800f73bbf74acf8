/* unit/doors_page.c -- pages as a browser asks for them: a real keeper behind, no socket. */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/browser.h"
#include "seal/totp.h"
#include "sys/clock.h"

/* -- signing in -------------------------------------------------------------- */

static void
move_clock(struct test_keeper *t, int64_t seconds)
{
	struct arena *a = &t->sc->arena;

	(void)answer_of(t, t->operator_token, VERB_CLOCK,
	    str_c(a, str_printf(a, "{\"by\":%lld}", (long long)seconds)));
}

static void
who_was_invited_signs_in_and_out(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct person_in p = invite(&b, "dpo", S(""));
	struct str before;

	before = b.cookie;
	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 303);
	assert_str(header_of(&b, "Location"), S("/"));
	assert_false(str_eq(before, b.cookie));
	assert_true(str_has(header_of(&b, "Set-Cookie"),
	    S("; Path=/; Secure; HttpOnly; SameSite=Strict")));
	assert_int_equal(look_at(&b, "/account"), 200);
	assert_true(shows(&b, "<dd>dpo</dd>"));
	before = b.cookie;
	assert_int_equal(SEND(&b, "/account", "form=leave"), 303);
	b.cookie = before; /* back, after signing out */
	assert_int_equal(look_at(&b, "/account"), 303);
	assert_str(header_of(&b, "Location"), S("/sign-in?done=signed-out"));
	assert_int_equal(look_at(&b, "/account"), 303);
	assert_str(header_of(&b, "Location"), S("/sign-in"));
}

static void
a_code_counts_once_and_wrong_ones_tell_nothing(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct person_in p = invite(&b, "dpo", S("")), nobody = { .secret = S("12345678901234567890") };
	struct str wrong;

	assert_int_equal(sign_in(&b, &nobody, PASSWORD, 0), 401);
	wrong = b.out.body;
	assert_int_equal(sign_in(&b, &p, "another password", 0), 401);
	assert_int_equal(wrong.n, b.out.body.n); /* the same page but for its token */
	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 401); /* that code is used up */
	assert_int_equal(sign_in(&b, &p, PASSWORD, 30), 303);
	assert_int_equal(sign_in(&b, &p, PASSWORD, 30), 401);
}

static void
wrong_passwords_wait_and_the_wait_ends(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct person_in p = invite(&b, "dpo", S(""));

	for (int i = 0; i < 3; i++) {
		move_clock(b.t, 60);
		assert_int_equal(sign_in(&b, &p, "wrong", 0), 401);
	}
	assert_int_equal(sign_in(&b, &p, PASSWORD, 30), 401); /* right, and too soon */
	move_clock(b.t, 900);
	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 303);
}

static void
a_session_ends_when_idle_at_its_end_and_when_the_colleague_leaves(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct person_in p = invite(&b, "dpo", S(""));
	struct arena *a = &b.t->sc->arena;

	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 303);
	move_clock(b.t, 29 * 60);
	assert_int_equal(look_at(&b, "/account"), 200);
	move_clock(b.t, 29 * 60);
	assert_int_equal(look_at(&b, "/account"), 200);
	move_clock(b.t, 31 * 60);
	assert_int_equal(look_at(&b, "/account"), 303);
	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 303);
	for (int i = 0; i < 30; i++) {
		move_clock(b.t, 20 * 60);
		if (i < 29)
			assert_int_equal(look_at(&b, "/account"), 200);
	}
	assert_int_equal(look_at(&b, "/account"), 303);
	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 303);
	(void)answer_of(b.t, S(""), VERB_LEAVE,
	    str_c(a, str_printf(a, "{\"staff\":\"%.*s\"}", STR(p.staff))));
	assert_int_equal(look_at(&b, "/account"), 303);
	move_clock(b.t, 60);
	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 401);
}

/* -- other ways in ------------------------------------------------------------------ */

static struct str
first_recovery_code(const struct browser *b)
{
	struct str text = b->out.body, begin = S("<ul class=\"codes\"><li>"), rest;

	for (size_t i = 0; i + begin.n < text.n; i++)
		if (str_starts(str_slice(text, i, text.n), begin))
			return str_cut(str_slice(text, i + begin.n, text.n), '<', &rest);
	return S("");
}

static void
a_recovery_code_stands_in_for_the_telephone_once(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct str code;

	(void)invite(&b, "dpo", S(""));
	code = first_recovery_code(&b);
	assert_int_equal(code.n, 11);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(look_at(&b, "/sign-in"), 200);
		assert_int_equal(SEND(&b, "/sign-in",
				     "form=enter&name=dana&password=" PASSWORD
				     "&one-time=%.*s",
				     STR(code)),
		    i == 0 ? 303 : 401);
	}
}

static void
an_invitation_ends_what_was_before_and_ends_itself_in_time(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct person_in p = invite(&b, "dpo", S(""));
	struct arena *a = &b.t->sc->arena;
	struct str code;

	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 303);
	code = node_get_str(answer_of(b.t, S(""), VERB_INVITE,
				str_c(a, str_printf(a, "{\"staff\":\"%.*s\",\"name\":\"dana\"}",
					     STR(p.staff)))),
	    S("code"));
	assert_int_equal(look_at(&b, "/account"), 303);
	assert_int_equal(sign_in(&b, &p, PASSWORD, 30), 401);
	move_clock(b.t, 73 * 3600);
	assert_int_equal(SEND(&b, "/join", "form=begin&code=%.*s", STR(code)), 401);
	assert_true(shows(&b, "ask for a new one"));
}

static void
two_colleagues_do_not_sign_in_by_one_name(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct arena *a = &b.t->sc->arena;
	const struct node *n;
	struct reply r;

	(void)invite(&b, "dpo", S(""));
	n = answer_of(b.t, S(""), VERB_STAFF, "{\"name\":\"Dana Other\",\"role\":\"sales\"}");
	r = ask_keeper(b.t, S(""), VERB_INVITE,
	    str_c(a, str_printf(a, "{\"staff\":\"%.*s\",\"name\":\" DANA \"}",
			 STR(node_get_str(n, S("staff"))))));
	assert_int_equal(r.code, E_INPUT);
	assert_str(r.field, S("name"));
}

/* K26 */
static void
a_flood_of_strangers_is_told_to_come_back(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	size_t wrong = 0, busy = 0;

	for (int i = 0; i < 60; i++) {
		enum code code = ask_keeper(t, S(""), VERB_SIGN_IN,
		    "{\"name\":\"dana\",\"password\":\"x\",\"one-time\":\"000000\"}")
				     .code;

		wrong += code == E_AUTH;
		busy += code == E_OFTEN;
	}
	assert_int_equal(wrong + busy, 60);
	assert_true(busy > 0);
}

/* -- forms ------------------------------------------------------------------- */

static void
a_form_without_its_token_is_not_taken(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct http_request r = { .method = S("POST"), .path = S("/sign-in") };
	struct str token;

	assert_int_equal(send_form(&b, "/sign-in", S("form=enter&name=a&password=b&one-time=c")), 403);
	assert_int_equal(look_at(&b, "/sign-in"), 200);
	token = token_of(&b);
	assert_int_equal(send_form(&b, "/sign-in", S("form=enter&token=&name=a")), 403);
	assert_int_equal(SEND(&b, "/sign-in", "form=enter&token=again"), 403);
	assert_int_equal(send_form(&b, "/sign-in",
			     S("token=00000000000000000000000000000000&form=enter&name=a")),
	    403);
	assert_int_equal(SEND(&b, "/sign-in", "form=other"), 400);
	r.body = str_printf(&b.t->sc->arena, "form=enter&token=%.*s", STR(token));
	set_header(b.t->sc, &r, "Content-Type", S("application/x-www-form-urlencoded"));
	set_header(b.t->sc, &r, "Sec-Fetch-Site", S("cross-site"));
	assert_int_equal(send_it(&b, &r), 403);
}

static void
what_was_typed_comes_back_escaped(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };

	assert_int_equal(look_at(&b, "/sign-in"), 200);
	assert_int_equal(
	    SEND(&b, "/sign-in", "form=enter&name=%%22%%3E%%3Cscript%%3E&password=b&one-time=1"), 401);
	assert_true(shows(&b, "value=\"&quot;&gt;&lt;script&gt;\""));
	assert_false(shows(&b, "<script"));
	assert_true(shows(&b, "role=\"alert\""));
	assert_false(shows(&b, "value=\"b\"")); /* a password is typed again */
}

static void
every_page_has_its_headers(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };

	assert_int_equal(look_at(&b, "/"), 200);
	assert_str(header_of(&b, "Content-Security-Policy"),
	    S("default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
	      "base-uri 'none'"));
	assert_str(header_of(&b, "Cache-Control"), S("no-store"));
	assert_str(header_of(&b, "X-Content-Type-Options"), S("nosniff"));
	assert_str(header_of(&b, "Referrer-Policy"), S("no-referrer"));
	assert_true(header_of(&b, "Strict-Transport-Security").n > 0);
	assert_int_equal(look_at(&b, "/style.css"), 200);
	assert_str(b.out.type, S("text/css; charset=utf-8"));
	assert_int_equal(look_at(&b, "/no-such-page"), 404);
	assert_true(shows(&b, "There is no such page"));
	assert_int_equal(look_at(&b, "/?done=<script>"), 200);
	assert_false(shows(&b, "<script"));
}

static void
the_link_of_a_decision_is_a_page_for_a_person_and_a_route_for_a_programme(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct http_request r = { .method = S("POST"), .path = S("/c/bk_none") };

	assert_int_equal(look_at(&b, "/c/bk_none"), 200);
	assert_true(shows(&b, "What should they know?"));
	assert_int_equal(SEND(&b, "/c/bk_none", "form=contest&words=It+was+paid"), 404);
	assert_true(shows(&b, "This was not done"));
	assert_true(shows(&b, "It was paid"));
	assert_false(pages_takes(&r));
	set_header(b.t->sc, &r, "Accept", S("application/json"));
	assert_false(pages_takes(&r));
}

/* -- the desk ---------------------------------------------------------------------- */

static void
put_contact(struct test_keeper *t)
{
	(void)answer_of(t, key_of_role(t, "sales", S("")), VERB_OFFER,
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":{\"name\":\"Ann "
	    "Example\",\"company\":\"Example Ltd\",\"email\":\"ann@example.org\"}}]}");
}

/* The id in the first link to /desk/cases/ of the page. */
static char *
case_link(const struct browser *b)
{
	struct str text = b->out.body, begin = S("href=\"/desk/cases/01");

	for (size_t i = 0; i + begin.n + 26 < text.n; i++)
		if (str_starts(str_slice(text, i, text.n), begin))
			return str_c(&b->t->sc->arena, str_slice(text, i + 6, i + 6 + 12 + 26));
	fail_msg("no link to a request is on the page");
	return NULL;
}

#define ENTER(b, more) \
	SEND(b, "/desk/cases/new", \
	    "form=open&email=ann%%40example.org&from-email=ann%%40example.org&reason=mail-1&" more)

static void
a_request_is_answered_from_its_first_day_to_its_last(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct person_in p = invite(&b, "dpo", S(""));
	char *path;

	put_contact(b.t);
	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 303);
	assert_int_equal(look_at(&b, "/desk"), 200);
	assert_true(shows(&b, "There is no request."));
	assert_int_equal(ENTER(&b, "right=access"), 200);
	assert_true(shows(&b, "The request is entered"));
	path = case_link(&b);
	assert_int_equal(look_at(&b, "/desk"), 200);
	assert_true(shows(&b, "days left"));
	assert_int_equal(look_at(&b, path), 200);
	assert_true(shows(&b, "Download the package"));
	assert_int_equal(SEND(&b, path, "form=package"), 200);
	assert_str(b.out.type, S("application/zip"));
	assert_str(header_of(&b, "Content-Disposition"),
	    S("attachment; filename=\"package.zip\""));
	assert_int_equal(SEND(&b, path, "form=act&act=pause"), 403); /* without reasons */
	assert_true(shows(&b, "This was not done"));
	assert_int_equal(
	    SEND(&b, path, "form=act&act=note&reasons=%%3Cscript%%3Ealert(1)%%3C/script%%3E"), 200);
	assert_false(shows(&b, "<script"));
	assert_true(shows(&b, "&lt;script&gt;alert(1)"));
	assert_int_equal(SEND(&b, path, "form=act&act=answer"), 200);
	assert_true(shows(&b, "Send this letter to the person"));
	assert_int_equal(SEND(&b, path, "form=act&act=answer"), 409); /* the other tab */
	assert_int_equal(look_at(&b, path), 200);
	assert_true(shows(&b, "What was written"));
	assert_false(shows(&b, "Next:"));
}

static void
another_role_sees_no_desk(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct person_in p = invite(&b, "sales", S(""));

	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 303);
	assert_int_equal(look_at(&b, "/"), 200);
	assert_false(shows(&b, "/desk"));
	assert_int_equal(look_at(&b, "/desk"), 403);
	assert_int_equal(look_at(&b, "/desk/cases"), 403);
	assert_int_equal(look_at(&b, "/desk/ledger"), 200);
	assert_true(shows(&b, "Figures are for the operator"));
}

static void
what_is_not_there_or_of_another_is_404(void **state)
{
	static const char *const paths[] = { "/desk/cases/01MG2QFHM0ZNW0Z2EMJVCVZ68N",
		"/desk/people/01MG2QFHM0ZNW0Z2EMJVCVZ68N",
		"/desk/incidents/01MG2QFHM0ZNW0Z2EMJVCVZ68N", "/desk/policy/77" };
	struct browser b = { .t = test_keeper_make(*state) };
	struct person_in p = invite(&b, "dpo", S(""));

	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 303);
	for (size_t i = 0; i < N(paths); i++) {
		assert_int_equal(look_at(&b, paths[i]), 404);
		assert_true(shows(&b, "Go to the first page"));
	}
	assert_int_equal(look_at(&b, "/desk/cases/%3Cscript%3E"), 400);
	assert_false(shows(&b, "<script"));
}

/* -- long pages ---------------------------------------------------------------------- */

static struct reply
many_cases(struct scope *sc, size_t n)
{
	struct arena *a = &sc->arena;
	struct node *body = node_map(a), *list = node_set(body, S("cases"), node_list(a));

	for (size_t i = 0; i < n; i++) {
		struct node *c = node_add(list, node_map(a));
		size_t turn = i * 7919 % n;
		struct instant due = instant_plus(TEST_NOW, span_hours((int64_t)turn));

		node_set_str(a, c, S("case"), str_printf(a, "01MG2QFHM0ZNW0Z2EMJVC%05zu", turn));
		node_set_str(a, c, S("right"), S("access"));
		node_set_str(a, c, S("state"), S("open"));
		node_set_time(a, c, S("received"), TEST_NOW);
		node_set_time(a, c, S("due"), due);
	}
	return (struct reply){ .code = E_OK, .body = body };
}

/* How many rows lead to the request whose turn it is. */
static size_t
rows_in_order(struct scope *sc, struct str page)
{
	struct str front = S("href=\"/desk/cases/01MG2QFHM0ZNW0Z2EMJVC");
	size_t rows = 0;

	for (size_t i = 0; i + front.n + 5 < page.n; i++) {
		if (!str_starts(str_slice(page, i, page.n), front))
			continue;
		i += front.n;
		if (!str_eq(str_slice(page, i, i + 5), str_printf(&sc->arena, "%05zu", rows)))
			break;
		rows++;
	}
	return rows;
}

static void
a_page_of_10000_rows_is_printed_whole_and_in_order(void **state)
{
	struct scope *sc = *state;
	struct http_request r = { .method = S("GET"), .path = S("/desk/cases") };
	struct http_response out = { 0 };
	struct question_head head;
	struct page_task task;
	struct node *question;
	struct reply me = { .code = E_OK, .body = node_map(&sc->arena) };
	struct reply cases = many_cases(sc, 10000);

	node_set_time(&sc->arena, me.body, S("now"), TEST_NOW);
	node_set_bool(&sc->arena, me.body, S("desk"), true);
	set_header(sc, &r, "Cookie", S("__Host-bailee=bk_x~0123456789abcdef0123456789abcdef"));
	assert_true(pages_begin(sc, &r, &task, &out) && pages_read(sc, &task, &out));
	assert_true(pages_next(sc, &task, &head, &question, &out));
	assert_int_equal(head.verb, VERB_ME);
	pages_take(sc, &task, &me);
	assert_true(pages_next(sc, &task, &head, &question, &out));
	pages_take(sc, &task, &cases);
	assert_false(pages_next(sc, &task, &head, &question, &out));
	assert_int_equal(out.status, 200);
	assert_int_equal(rows_in_order(sc, out.body), 10000);
}

/* -- the parser -------------------------------------------------------------- */

static void
forms_are_read_strictly(void **state)
{
	static const struct {
		const char *type, *body, *name, *value; /* value NULL: refused */
	} cases[] = {
		{ "application/x-www-form-urlencoded", "a=1&b=2+3%26", "b", "2 3&" },
		{ "application/x-www-form-urlencoded", "a=%0D%0Ax", "a", "\nx" },
		{ "application/x-www-form-urlencoded", "a", "a", "" },
		{ "application/x-www-form-urlencoded", "a=%4", "a", NULL },
		{ "application/x-www-form-urlencoded", "a=%zz", "a", NULL },
		{ "application/x-www-form-urlencoded", "a=%00", "a", NULL },
		{ "application/x-www-form-urlencoded", "a=%FF", "a", NULL },
		{ "application/x-www-form-urlencoded", "A=1", "A", NULL },
		{ "application/x-www-form-urlencoded", "=1", "", NULL },
		{ "application/x-www-form-urlencoded", "a%00=1", "a", NULL },
		{ "text/plain", "a=1", "a", NULL },
		{ "multipart/form-data; boundary=x",
		    "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\n"
		    "Content-Disposition: form-data; name=\"b\"; filename=\"l.csv\"\r\n"
		    "Content-Type: text/csv\r\n\r\nq,r\r\n1,2\r\n--x--\r\n",
		    "b", "q,r\n1,2" },
		{ "multipart/form-data; boundary=x",
		    "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", "a", NULL },
		{ "multipart/form-data; boundary=x", "--x\r\nname=\"a\"\r\n\r\n1\r\n--x--", "a", NULL },
		{ "multipart/form-data", "--x--", "a", NULL },
	};
	struct scope *sc = *state;

	for (size_t i = 0; i < N(cases); i++) {
		struct node *form;
		result r = form_parse(sc, str_of(cases[i].type), str_of(cases[i].body), &form);

		assert_int_equal(r.code == E_OK, cases[i].value != NULL);
		if (cases[i].value != NULL)
			assert_str(node_get_str(form, str_of(cases[i].name)), str_of(cases[i].value));
	}
}

/* A megabyte of fields of one name once held everybody else up for seconds. */
static void
a_form_of_too_many_fields_is_refused_whatever_their_names(void **state)
{
	struct scope *sc = *state;
	struct str type = S("application/x-www-form-urlencoded");
	struct buf b = buf_new(&sc->arena);
	struct node *form;

	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		buf_puts(&b, "a&");
	assert_ok(form_parse(sc, type, buf_str(&b), &form));
	assert_int_equal(node_get(form, S("a"))->count, FORM_FIELDS_MAX);
	buf_puts(&b, "a");
	assert_code(form_parse(sc, type, buf_str(&b), &form), E_INPUT);
}

UNIT_MAIN(TEST(who_was_invited_signs_in_and_out),
    TEST(a_code_counts_once_and_wrong_ones_tell_nothing),
    TEST(wrong_passwords_wait_and_the_wait_ends),
    TEST(a_session_ends_when_idle_at_its_end_and_when_the_colleague_leaves),
    TEST(a_form_without_its_token_is_not_taken), TEST(what_was_typed_comes_back_escaped),
    TEST(every_page_has_its_headers), TEST(forms_are_read_strictly),
    TEST(the_link_of_a_decision_is_a_page_for_a_person_and_a_route_for_a_programme),
    TEST(a_form_of_too_many_fields_is_refused_whatever_their_names),
    TEST(a_request_is_answered_from_its_first_day_to_its_last), TEST(another_role_sees_no_desk),
    TEST(what_is_not_there_or_of_another_is_404),
    TEST(a_recovery_code_stands_in_for_the_telephone_once),
    TEST(an_invitation_ends_what_was_before_and_ends_itself_in_time),
    TEST(two_colleagues_do_not_sign_in_by_one_name),
    TEST(a_flood_of_strangers_is_told_to_come_back),
    TEST(a_page_of_10000_rows_is_printed_whole_and_in_order))
