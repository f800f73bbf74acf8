/* kit/browser.c -- a browser without a socket. */
#include "browser.h"
#include "unit.h"

#include "base/json.h"
#include "doors/http/stream.h"
#include "seal/totp.h"

void
set_header(struct scope *sc, struct http_request *r, const char *name, struct str value)
{
	*LIST_ADD(&r->headers, &sc->arena) = (struct http_pair){ str_of(name), value };
}

struct str
header_of(const struct browser *b, const char *name)
{
	for (size_t i = 0; i < b->out.headers.n; i++)
		if (str_eq_nocase(b->out.headers.at[i].name, str_of(name)))
			return b->out.headers.at[i].value;
	return S("");
}

/* What it has in one piece. */
static void
take_file(struct browser *b, const struct page_task *task, const struct reply *reply)
{
	struct scope *sc = b->t->sc;
	struct http_task as;
	struct download d;
	struct reply piece;

	pages_stream(task, &as);
	if (!download_begin(sc, &d, &as, reply, &b->out))
		return;
	piece = ask_keeper(b->t, as.head.token, VERB_DOWNLOAD_PIECE,
	    str_c(&sc->arena, json_text(&sc->arena, download_question(sc, &d, 0))));
	download_answer(sc, &d, &piece);
	b->out.body = d.piece;
}

/* What serve.c does, without libmicrohttpd. */
int
send_it(struct browser *b, struct http_request *r)
{
	struct scope *sc = b->t->sc;
	struct http_standing standing = { 0 };
	struct question_head head;
	struct page_task task;
	struct node *question;
	struct reply reply;

	b->out = (struct http_response){ 0 };
	if (b->cookie.n > 0)
		set_header(sc, r, "Cookie", b->cookie);
	assert_true(pages_takes(r));
	if (pages_begin(sc, r, &task, &b->out) && pages_read(sc, &task, &b->out))
		while (pages_next(sc, &task, &head, &question, &b->out)) {
			reply = ask_keeper(b->t, head.token, head.verb,
			    str_c(&sc->arena, json_text(&sc->arena, question)));
			pages_take(sc, &task, &reply);
		}
	if (task.streams)
		take_file(b, &task, &reply);
	http_finish(sc, r, &standing, &b->out);
	if (header_of(b, "Set-Cookie").n > 0) {
		struct str rest;

		b->cookie = str_cut(header_of(b, "Set-Cookie"), ';', &rest);
	}
	return b->out.status;
}

int
look_at(struct browser *b, const char *path)
{
	struct http_request r = { .method = S("GET"), .tls = true };
	struct str query;

	r.path = str_cut(str_of(path), '?', &query);
	if (query.n > 0) {
		struct str value, name = str_cut(query, '=', &value);

		*LIST_ADD(&r.query, &b->t->sc->arena) = (struct http_pair){ name, value };
	}
	set_header(b->t->sc, &r, "Accept", S("text/html"));
	return send_it(b, &r);
}

int
send_form(struct browser *b, const char *path, struct str body)
{
	struct http_request r = { .method = S("POST"), .path = str_of(path), .body = body };

	set_header(b->t->sc, &r, "Accept", S("text/html"));
	set_header(b->t->sc, &r, "Content-Type", S("application/x-www-form-urlencoded"));
	return send_it(b, &r);
}

struct str
token_of(const struct browser *b)
{
	struct str token;

	(void)str_cut(b->cookie, '~', &token);
	return token;
}

bool
shows(const struct browser *b, const char *text)
{
	return str_has(b->out.body, str_of(text));
}

struct str
digits_of(struct test_keeper *t, const struct person_in *p, int64_t later)
{
	struct instant now;

	assert_true(node_get_time(answer_of(t, S(""), VERB_HEALTH, "{}"), S("now"), &now));
	return totp_code(&t->sc->arena, p->secret, instant_plus(now, span_seconds(later)));
}

struct person_in
invite(struct browser *b, const char *role, struct str party)
{
	struct arena *a = &b->t->sc->arena;
	const struct node *n = answer_of(b->t, S(""), VERB_STAFF,
	    str_c(a, str_printf(a, "{\"name\":\"Dana Example\",\"role\":\"%s\"%s%.*s%s}", role,
			 party.n > 0 ? ",\"party\":\"" : "", STR(party), party.n > 0 ? "\"" : "")));
	struct person_in p = { .staff = node_get_str(n, S("staff")) };
	struct str code, key;

	n = answer_of(b->t, S(""), VERB_INVITE,
	    str_c(a, str_printf(a, "{\"staff\":\"%.*s\",\"name\":\"dana\"}", STR(p.staff))));
	code = node_get_str(n, S("code"));
	assert_int_equal(look_at(b, "/join"), 200);
	assert_int_equal(SEND(b, "/join", "form=begin&code=%.*s", STR(code)), 200);
	assert_true(shows(b, "type this key"));
	assert_true(shows(b, "<svg class=\"qr\""));
	n = answer_of(b->t, S(""), VERB_ENROL,
	    str_c(a, str_printf(a, "{\"code\":\"%.*s\"}", STR(code))));
	key = node_get_str(n, S("secret"));
	assert_true(totp_secret_read(a, key, &p.secret));
	assert_int_equal(SEND(b, "/join", "form=set&code=%.*s&password=" PASSWORD "&one-time=%.*s",
			     STR(code), STR(digits_of(b->t, &p, -30))),
	    200);
	assert_true(shows(b, "Recovery codes"));
	return p;
}

int
sign_in(struct browser *b, const struct person_in *p, const char *password, int64_t later)
{
	assert_int_equal(look_at(b, "/sign-in"), 200);
	return SEND(b, "/sign-in", "form=enter&name=Dana&password=%s&one-time=%.*s", password,
	    STR(digits_of(b->t, p, later)));
}
