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

/* -- what is written ----------------------------------------------------------------- */

/* The record's page, of the contact with this address. */
static char *
contact_of(struct browser *b, const char *email)
{
	struct str at;

	(void)str_cut(str_of(email), '@', &at);
	assert_int_equal(SEND(b, ONE, "form=find&by.email=ann%%40%.*s", STR(at)), 200);
	return link_of(b, ONE "/records/");
}

static void
a_change_is_shown_before_it_is_saved(void **state)
{
	struct browser b = colleague(state, "sales");
	char *record, *change;

	put_contact(b.t, "Ann Example", "ann@example.org");
	record = contact_of(&b, "ann@example.org");
	change = str_c(&b.t->sc->arena, str_printf(&b.t->sc->arena, "%s/change", record));
	assert_int_equal(look_at(&b, change), 200);
	assert_true(shows(&b, ">\nExample Ltd</textarea>"));
	assert_int_equal(SEND(&b, change,
			     "form=look&match=1&was.name=Ann+Example&value.name=Ann+Example&"
			     "was.company=Example+Ltd&value.company=%%3Ci%%3ENew&was.email="
			     "ann%%40example.org&value.email="),
	    200);
	assert_true(shows(&b, "<td>Example Ltd</td><td>&lt;i&gt;New</td>"));
	assert_true(shows(&b, "<td>ann@example.org</td>"));
	assert_false(shows(&b, "<td>Ann Example</td>")); /* it stays */
	assert_int_equal(look_at(&b, record), 200);
	assert_true(shows(&b, "Example Ltd")); /* nothing is saved yet */
	assert_int_equal(SEND(&b, change,
			     "form=save&match=1&was.company=Example+Ltd&value.company=%%3Ci%%3ENew&"
			     "was.email=ann%%40example.org&value.email="),
	    303);
	assert_true(str_has(header_of(&b, "Location"), S("?done=work-change.save")));
	assert_int_equal(look_at(&b, record), 200);
	assert_true(shows(&b, "&lt;i&gt;New"));
	assert_false(shows(&b, "ann@example.org"));
	assert_int_equal(SEND(&b, change, "form=save&match=1&value.company=Other"), 412);
	assert_true(shows(&b, "Open the record again"));
	assert_int_equal(SEND(&b, change, "form=look&was.name=A&value.name=A"), 400);
	assert_true(shows(&b, "Nothing is changed yet"));
	assert_int_equal(SEND(&b, change, "form=look&was.company=New&value.company="), 422);
	assert_true(shows(&b, "id=\"at-fault\""));
}

static void
a_secret_is_never_shown_not_even_to_whoever_types_it(void **state)
{
	struct browser b = colleague(state, "support");
	struct arena *a = &b.t->sc->arena;
	struct str id = put_device(b.t, party_of(b.t, "Other Shop"), "001565010000");
	char *change = str_c(a, str_printf(a, "/work/device/provision/records/%.*s/change", STR(id)));

	assert_int_equal(look_at(&b, change), 200);
	assert_false(shows(&b, "001565010000")); /* for this purpose nothing is seen */
	assert_int_equal(SEND(&b, change,
			     "form=look&ticket=T-9&was.username=&value.username=202&was.vendor=&"
			     "value.vendor=&value.password=new-hush-hush"),
	    200);
	assert_true(shows(&b, "<td>201</td><td>202</td>"));
	assert_true(shows(&b, "replaced"));
	assert_false(shows(&b, "hush-hush"));
	assert_false(shows(&b, "yealink"));
	assert_int_equal(SEND(&b, change,
			     "form=save&ticket=T-9&value.username=202&value.password=new-hush-hush"),
	    303);
}

static void
a_new_record_is_shown_before_it_is_kept(void **state)
{
	struct browser b = colleague(state, "sales");

	assert_int_equal(look_at(&b, ONE "/new"), 200);
	assert_int_equal(SEND(&b, ONE "/new", "form=look&value.name=Ann"), 422);
	assert_true(shows(&b, "id=\"at-fault\""));
	assert_int_equal(SEND(&b, ONE "/new",
			     "form=look&value.name=Ann+Example&value.company=Example+Ltd&"
			     "value.email=ann%%40example.org"),
	    200);
	assert_true(shows(&b, "This would be held"));
	assert_int_equal(SEND(&b, ONE, "form=find&by.email=ann%%40example.org"), 200);
	assert_true(shows(&b, "Found: 0"));
	assert_int_equal(SEND(&b, ONE "/new",
			     "form=keep&value.name=Ann+Example&value.company=Example+Ltd&"
			     "value.email=ann%%40example.org"),
	    303);
	assert_true(str_starts(header_of(&b, "Location"), S(ONE "/records/01")));
	assert_int_equal(SEND(&b, ONE, "form=find&by.email=ann%%40example.org"), 200);
	assert_true(shows(&b, "Found: 1"));
	assert_int_equal(look_at(&b, "/work/contact/leads/new"), 200);
	assert_true(shows(&b, "No line of the policy lets you add one"));
	assert_int_equal(SEND(&b, "/work/contact/leads/new", "form=keep&value.name=Ann"), 422);
}

static int
bring(struct browser *b, const char *list, bool trial)
{
	struct arena *a = &b->t->sc->arena;
	struct http_request r = { .method = S("POST"), .path = S(ONE "/list") };

	r.body = str_printf(a,
	    "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n%.*s\r\n"
	    "--x\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\nbring\r\n%s"
	    "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
	    "Content-Type: text/csv\r\n\r\n%s\r\n--x--\r\n",
	    STR(token_of(b)),
	    trial ? "--x\r\nContent-Disposition: form-data; name=\"trial\"\r\n\r\ntrue\r\n" : "",
	    list);
	set_header(b->t->sc, &r, "Content-Type", S("multipart/form-data; boundary=x"));
	return send_it(b, &r);
}

#define HEAD "name,company,email\r\n"

static void
each_row_of_a_list_has_its_verdict(void **state)
{
	struct browser b = colleague(state, "sales");
	static const char list[] = HEAD "Ann Example,Example Ltd,ann@example.org\r\n"
					"<i>Bob</i>,,no-mail\r\n"
					"Cat,\"Cat\nand more\",cat@example.org\r\n"
					"Dan,Dan Ltd,dan@example.org,too,many\r\n";

	assert_int_equal(look_at(&b, ONE "/list"), 200);
	assert_int_equal(bring(&b, list, true), 200);
	assert_true(shows(&b, "What would become of it"));
	assert_int_equal(SEND(&b, ONE, "form=find&by.email=ann%%40example.org"), 200);
	assert_true(shows(&b, "Found: 0"));
	assert_int_equal(bring(&b, list, false), 200);
	assert_true(shows(&b, "<strong>4</strong> rows"));
	assert_true(shows(&b, "<strong>2</strong> new"));
	assert_true(shows(&b, "<strong>2</strong> not taken"));
	assert_true(shows(&b, "<th scope=\"row\" class=\"number\">3</th>"));
	assert_true(shows(&b, "<th scope=\"row\" class=\"number\">6</th>"));
	assert_false(shows(&b, "<i>Bob"));
	assert_int_equal(SEND(&b, ONE, "form=find&by.email=cat%%40example.org"), 200);
	assert_true(shows(&b, "Found: 1"));
	assert_int_equal(bring(&b, "", false), 400);
	assert_true(shows(&b, "Choose a list"));
	assert_int_equal(bring(&b, "name,\xff\n", false), 400);
	assert_true(shows(&b, "CSV UTF-8"));
	assert_int_equal(bring(&b, "nothing,known\na,b\n", false), 200);
	assert_true(shows(&b, "<strong>1</strong> not taken"));
}

static void
a_long_list_is_taken_in_pieces_and_whole(void **state)
{
	struct browser b = colleague(state, "sales");
	struct buf list = buf_new(&b.t->sc->arena);

	buf_puts(&list, HEAD);
	for (int i = 0; i < 1200; i++)
		buf_printf(&list, "Ann Example,Example Ltd,ann%d@example.org\r\n", i);
	assert_int_equal(bring(&b, str_c(&b.t->sc->arena, buf_str(&list)), false), 200);
	assert_true(shows(&b, "<strong>1200</strong> new"));
	assert_true(shows(&b, "<strong>0</strong> not taken"));
}

static void
what_happened_is_recorded_and_a_partys_record_is_erased(void **state)
{
	struct browser b = colleague(state, "reseller-user");
	struct arena *a = &b.t->sc->arena;
	struct str session, token, id;
	char *record, *erase;

	(void)str_cut(b.cookie, '=', &session);
	session = str_cut(session, '~', &token);
	id = put_device(b.t,
	    node_get_str(answer_of(b.t, session, VERB_ME, "{}"), S("party")), "001565010000");
	record = str_c(a, str_printf(a, "/work/device/search-devices/records/%.*s", STR(id)));
	assert_int_equal(SEND(&b, record, "form=tell&event=provisioned"), 303);
	assert_int_equal(SEND(&b, record, "form=tell&event=provisioned&at=2099-01-01"), 400);
	assert_int_equal(SEND(&b, record, "form=tell&event=no-such"), 400);
	erase = str_c(a, str_printf(a, "/work/device/provision/records/%.*s/erase", STR(id)));
	assert_int_equal(look_at(&b, erase), 200);
	assert_int_equal(SEND(&b, erase, "form=look&because=order-1"), 200);
	assert_true(shows(&b, "form"));
	assert_int_equal(look_at(&b, record), 200);
	assert_true(shows(&b, "001565010000"));
	assert_int_equal(SEND(&b, erase, "form=gone&because=order-1"), 303);
	assert_int_equal(look_at(&b, record), 200);
	assert_false(shows(&b, "001565010000"));
}

/* -- files ---------------------------------------------------------------------------- */

/* A short recording of a call; its record. */
static struct str
put_call(struct test_keeper *t)
{
	struct arena *a = &t->sc->arena;
	struct str recorder = key_of_channel(t, "recorder"), stream;
	const struct node *n = answer_of(t, recorder, VERB_UPLOAD,
	    "{\"purpose\":\"verify\",\"dataset\":\"call\",\"field\":\"audio\","
	    "\"type\":\"audio/x-wav\",\"bytes\":5}");

	stream = node_get_str(n, S("stream"));
	(void)answer_of(t, recorder, VERB_UPLOAD_PIECE,
	    str_c(a, str_printf(a, "{\"stream\":\"%.*s\",\"at\":0,\"piece\":\"UklGRjE=\"}", STR(stream))));
	stream = node_get_str(answer_of(t, recorder, VERB_UPLOAD_END,
				  str_c(a, str_printf(a, "{\"stream\":\"%.*s\"}", STR(stream)))),
	    S("stream"));
	n = answer_of(t, recorder, VERB_OFFER,
	    str_c(a, str_printf(a,
			 "{\"purpose\":\"verify\",\"dataset\":\"call\",\"offers\":[{\"about\":\"caller\","
			 "\"values\":{\"number\":\"+441632960123\",\"audio\":\"%.*s\"}}]}",
			 STR(stream))));
	return node_get_str(node_get(n, S("answers"))->first, S("record"));
}

static void
a_recording_is_saved_by_who_may_hear_it_with_a_ticket_and_so_often_a_day(void **state)
{
	struct browser b = colleague(state, "accounts");
	struct arena *a = &b.t->sc->arena;
	struct str id = put_call(b.t);
	char *record = str_c(a, str_printf(a, "/work/call/verify/records/%.*s", STR(id))),
	     *file = str_c(a, str_printf(a, "%s/files/audio", record));

	assert_int_equal(look_at(&b, "/work/call/verify"), 200);
	assert_int_equal(SEND(&b, "/work/call/verify", "form=go&record=%.*s", STR(id)), 303);
	assert_str(header_of(&b, "Location"), str_of(record));
	assert_int_equal(SEND(&b, "/work/call/verify", "form=go&record=Ann+Example"), 303);
	assert_str(header_of(&b, "Location"), S("/work/call/verify/records/none"));
	assert_int_equal(look_at(&b, record), 200);
	assert_true(shows(&b, "/files/audio\""));
	assert_int_equal(look_at(&b, file), 200);
	assert_true(shows(&b, "Ticket"));
	assert_int_equal(SEND(&b, file, "form=file"), 403);
	assert_true(shows(&b, "This was not done"));
	for (int i = 0; i < 20; i++)
		assert_int_equal(SEND(&b, file, "form=file&ticket=T-%d", i), 200);
	assert_str(b.out.type, S("audio/x-wav"));
	assert_str(b.out.body, S("RIFF1"));
	assert_str(header_of(&b, "Content-Disposition"), S("attachment"));
	assert_int_equal(SEND(&b, file, "form=file&ticket=T-20"), 429);
	assert_true(shows(&b, "go on tomorrow"));
}

UNIT_MAIN(TEST(staff_see_what_they_may_do_and_find_and_open_a_record),
    TEST(what_a_role_may_not_do_is_a_page_with_the_reason),
    TEST(a_ticket_is_asked_for_and_carried_along),
    TEST(a_partys_people_see_their_own_and_no_other),
    TEST(many_records_come_a_page_at_a_time),
    TEST(a_change_is_shown_before_it_is_saved),
    TEST(a_secret_is_never_shown_not_even_to_whoever_types_it),
    TEST(a_new_record_is_shown_before_it_is_kept),
    TEST(each_row_of_a_list_has_its_verdict),
    TEST(a_long_list_is_taken_in_pieces_and_whole),
    TEST(what_happened_is_recorded_and_a_partys_record_is_erased),
    TEST(a_recording_is_saved_by_who_may_hear_it_with_a_ticket_and_so_often_a_day))
