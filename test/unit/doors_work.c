/* unit/doors_work.c -- the pages for staff and for parties' people. */
#include "kit/unit.h"

#include "kit/browser.h"

/* Signed in by the pages, in this role. */
static struct browser
colleague(void **state, const char *role)
{
	struct browser b = { .t = test_keeper_make(*state) };
	bool ours = !str_eq(str_of(role), S("reseller-user"));
	struct person_in p = invite(&b, role, ours ? S("") : party_of(b.t, "Example Shop"));

	assert_int_equal(sign_in(&b, &p, PASSWORD, 0), 303);
	return b;
}

static void
put_contact(struct test_keeper *t, const char *name, const char *email)
{
	struct arena *a = &t->sc->arena;

	(void)answer_of(t, key_of_role(t, "sales", S("")), VERB_OFFER,
	    str_c(a, str_printf(a,
			 "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":"
			 "{\"name\":\"%s\",\"company\":\"Example Ltd\",\"email\":\"%s\"}}]}",
			 name, email)));
}

static struct str
put_device(struct test_keeper *t, struct str party, const char *mac)
{
	struct arena *a = &t->sc->arena;
	const struct node *n = answer_of(t, key_of_role(t, "reseller-user", party), VERB_OFFER,
	    str_c(a, str_printf(a,
			 "{\"purpose\":\"provision\",\"dataset\":\"device\",\"offers\":[{\"values\":"
			 "{\"mac\":\"%s\",\"vendor\":\"yealink\",\"username\":\"201\","
			 "\"password\":\"hush-hush-hush\"}}]}",
			 mac)));

	return node_get_str(node_get(n, S("answers"))->first, S("record"));
}

/* The first link of the page that begins so. */
static char *
link_of(const struct browser *b, const char *begins)
{
	struct str text = b->out.body, rest,
		   begin = str_printf(&b->t->sc->arena, "href=\"%s", begins);

	for (size_t i = 0; i + begin.n < text.n; i++)
		if (str_starts(str_slice(text, i, text.n), begin))
			return str_c(
			    &b->t->sc->arena, str_cut(str_slice(text, i + 6, text.n), '"', &rest));
	fail_msg("no link to %s is on the page", begins);
	return NULL;
}

#define ONE "/work/contact/sales"

static void
staff_see_what_they_may_do_and_find_and_open_a_record(void **state)
{
	struct browser b = colleague(state, "sales");

	put_contact(b.t, "<b>Ann</b> Example", "ann@example.org");
	assert_int_equal(look_at(&b, "/"), 200);
	assert_true(shows(&b, "href=\"/work\""));
	assert_int_equal(look_at(&b, "/work"), 200);
	assert_true(shows(&b, "href=\"" ONE "\""));
	assert_false(shows(&b, "/work/device/"));
	assert_int_equal(look_at(&b, ONE), 200);
	assert_int_equal(SEND(&b, ONE, "form=find&by.email=ann%%40example.org"), 200);
	assert_true(shows(&b, "Found: 1"));
	assert_true(shows(&b, "&lt;b&gt;Ann&lt;/b&gt; Example"));
	assert_false(shows(&b, "<b>Ann"));
	assert_int_equal(look_at(&b, link_of(&b, ONE "/records/")), 200);
	assert_true(shows(&b, "ann@example.org"));
	assert_true(shows(&b, "Kept until"));
	assert_int_equal(SEND(&b, ONE, "form=find&by.email=nobody%%40example.org"), 200);
	assert_true(shows(&b, "Found: 0"));
}

static void
what_a_role_may_not_do_is_a_page_with_the_reason(void **state)
{
	struct browser b = colleague(state, "sales");

	assert_int_equal(look_at(&b, "/work/device/provision"), 403);
	assert_true(shows(&b, "This role may not do this for this purpose"));
	assert_true(shows(&b, "<a href=\"/\">"));
	assert_int_equal(look_at(&b, "/work/contact/news"), 403);
	assert_int_equal(look_at(&b, "/work/no-such/thing"), 403);
	assert_int_equal(look_at(&b, ONE "/records/01JD2K8B7Q4M5N6P7R8S9T0V1W"), 200);
	assert_true(shows(&b, "not held"));
	assert_int_equal(SEND(&b, ONE, "form=find"), 422);
	assert_true(shows(&b, "This was not done"));
	assert_int_equal(SEND(&b, ONE, "form=find&by.name=Ann"), 422);
	assert_int_equal(SEND(&b, ONE, "form=find&by.email=no-address"), 422);
	assert_true(shows(&b, "aria-invalid"));
	assert_int_equal(send_form(&b, ONE, S("form=find&by.email=ann%40example.org")), 403);
}

static void
a_ticket_is_asked_for_and_carried_along(void **state)
{
	struct browser b = colleague(state, "support");
	struct arena *a = &b.t->sc->arena;
	struct str id = put_device(b.t, party_of(b.t, "Other Shop"), "001565010000");
	char *record = str_c(a, str_printf(a, "/work/device/search-devices/records/%.*s", STR(id)));
	struct str seen;

	assert_int_equal(look_at(&b, "/work/device/search-devices/all"), 200);
	assert_false(shows(&b, "001565010000"));
	assert_int_equal(SEND(&b, "/work/device/search-devices/all", "form=list"), 403);
	assert_true(shows(&b, "This was not done"));
	assert_int_equal(SEND(&b, "/work/device/search-devices/all", "form=list&ticket=T-1"), 200);
	assert_true(shows(&b, "001565010000"));
	assert_true(shows(&b, "name=\"ticket\" value=\"T-1\""));
	assert_int_equal(look_at(&b, record), 200);
	assert_false(shows(&b, "001565010000"));
	assert_int_equal(SEND(&b, record, "form=one&ticket=T-1"), 200);
	assert_true(shows(&b, "001565010000"));
	assert_false(shows(&b, "hush-hush"));
	seen = node_get_str(
	    answer_of(b.t, b.t->operator_token, VERB_LEDGER, "{\"limit\":500}"), S("lines"));
	assert_true(str_has(seen, S("\"ticket\":\"T-1\"")));
}

static void
a_partys_people_see_their_own_and_no_other(void **state)
{
	struct browser b = colleague(state, "reseller-user");
	struct arena *a = &b.t->sc->arena;
	const struct node *me = NULL;
	struct str theirs, own, session;

	(void)str_cut(b.cookie, '=', &session);
	session = str_cut(session, '~', &theirs);
	me = answer_of(b.t, session, VERB_ME, "{}");
	own = put_device(b.t, node_get_str(me, S("party")), "001565010000");
	theirs = put_device(b.t, party_of(b.t, "Other Shop"), "001565010001");
	assert_int_equal(look_at(&b, "/work/device/search-devices/all"), 200);
	assert_true(shows(&b, "001565010000"));
	assert_false(shows(&b, "001565010001"));
	assert_int_equal(look_at(&b, str_c(a, str_printf(a, "/work/device/search-devices/records/%.*s",
						  STR(own)))),
	    200);
	assert_true(shows(&b, "001565010000"));
	assert_int_equal(look_at(&b, str_c(a, str_printf(a, "/work/device/search-devices/records/%.*s",
						  STR(theirs)))),
	    200);
	assert_false(shows(&b, "001565010001"));
	assert_true(shows(&b, "It is not held"));
}

static void
many_records_come_a_page_at_a_time(void **state)
{
	struct browser b = colleague(state, "sales");
	struct arena *a = &b.t->sc->arena;
	size_t seen = 0, pages = 0;
	const char *next = ONE "/all";

	for (int i = 0; i < 120; i++)
		put_contact(b.t, "Ann Example",
		    str_c(a, str_printf(a, "ann%d@example.org", i)));
	while (next != NULL) {
		assert_int_equal(look_at(&b, next), 200);
		for (struct str rest = b.out.body; rest.n > 0; seen++) {
			size_t at = 0;

			while (at < rest.n && !str_starts(str_slice(rest, at, rest.n), S(ONE "/records/")))
				at++;
			if (at == rest.n)
				break;
			rest = str_slice(rest, at + 1, rest.n);
		}
		pages++;
		next = shows(&b, "rel=\"next\"")
			   ? str_c(a, str_printf(a, ONE "/all%s", link_of(&b, "?cursor=")))
			   : NULL;
	}
	assert_int_equal(seen, 120);
	assert_int_equal(pages, 3);
}

UNIT_MAIN(TEST(staff_see_what_they_may_do_and_find_and_open_a_record),
    TEST(what_a_role_may_not_do_is_a_page_with_the_reason),
    TEST(a_ticket_is_asked_for_and_carried_along),
    TEST(a_partys_people_see_their_own_and_no_other),
    TEST(many_records_come_a_page_at_a_time))
