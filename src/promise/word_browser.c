/* promise/word_browser.c -- somebody at the pages: they open links, send forms, keep a cookie. */
#include "base/json.h"
#include "promise/words.h"
#include "seal/totp.h"

#define PASSWORD "correct horse battery"
#define KEY_BEGINS S("<code class=\"key\">")

static struct browser_actor *
browser_named(struct stage *st, struct str name)
{
	for (size_t i = 0; i < st->browsers.n; i++)
		if (str_eq(st->browsers.at[i].name, name))
			return &st->browsers.at[i];
	return NULL;
}

/* The last one counts; its attributes are the browser's matter. */
static void
keep_cookie(struct stage *st, struct browser_actor *b)
{
	struct str rest = st->last.headers;

	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest), more;

		if (str_eq_nocase(str_slice(line, 0, 11), S("set-cookie:")))
			b->cookie = str_trim(str_cut(str_slice(line, 11, line.n), ';', &more));
	}
}

static bool
say(struct stage *st, struct cue *c, struct browser_actor *b, const char *method, struct str path,
    struct str body)
{
	const struct stage_keeper *k = stage_keeper(st, b->keeper);
	struct http_request q = { .method = str_of(method), .path = path, .body = body };

	if (k == NULL)
		return stage_broke(st, cue_spot(c), "no keeper is on stage");
	*LIST_ADD(&q.headers, &st->sc->arena) = (struct http_header){ S("Accept"), S("text/html") };
	if (b->cookie.n > 0)
		*LIST_ADD(&q.headers, &st->sc->arena) =
		    (struct http_header){ S("Cookie"), b->cookie };
	if (b->far) /* as the proxy says, behind which the keeper is */
		*LIST_ADD(&q.headers, &st->sc->arena) =
		    (struct http_header){ S("X-Forwarded-For"), S("192.0.2.80") };
	if (body.n > 0)
		*LIST_ADD(&q.headers, &st->sc->arena) = (struct http_header){ S("Content-Type"),
			S("application/x-www-form-urlencoded") };
	if (!http_say(st, c, k, &q))
		return false;
	keep_cookie(st, b);
	b->path = path;
	b->page = str_dup(&st->sc->arena, st->last.text);
	return true;
}

/* -- forms ----------------------------------------------------------------------------- */

static void
encode(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char letter = text.p[i];
		bool plain = (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z')
			     || (letter >= 'a' && letter <= 'z') || letter == '-' || letter == '.';

		buf_printf(out, plain ? "%c" : "%%%02X", (unsigned char)letter);
	}
}

static void
put_pair(struct buf *out, struct str name, struct str value)
{
	if (out->n > 0)
		buf_putc(out, '&');
	encode(out, name);
	buf_putc(out, '=');
	encode(out, value);
}

/* What stands between `begins` and `ends`, and then behind it; false: it is not there. */
static bool
between(struct str *rest, struct str begins, struct str ends, struct str *found)
{
	size_t from, to;

	for (from = 0; from < rest->n && !str_starts(str_slice(*rest, from, rest->n), begins); from++)
		;
	if (from == rest->n)
		return false;
	*rest = str_slice(*rest, from + begins.n, rest->n);
	for (to = 0; to < rest->n && !str_starts(str_slice(*rest, to, rest->n), ends); to++)
		;
	*found = str_slice(*rest, 0, to);
	*rest = str_slice(*rest, to, rest->n);
	return true;
}

static struct str
attribute_of(struct str tag, const char *name)
{
	struct str value = S("");

	(void)between(&tag, str_of(name), S("\""), &value);
	return value;
}

/* What the page that is open hides in that form, but for what every form has. */
static void
put_hidden(struct buf *out, const struct browser_actor *b, struct str path, struct str form,
    const struct node *fields)
{
	struct str page = str_eq(b->path, path) ? b->page : S(""), text, tag;

	while (between(&page, S("<form "), S("</form>"), &text)) {
		struct str named =
		    str_printf(out->arena, "name=\"form\" value=\"%.*s\"", STR(form));

		if (!str_has(text, named))
			continue;
		while (between(&text, S("<input type=\"hidden\""), S(">"), &tag)) {
			struct str name = attribute_of(tag, "name=\"");

			if (!str_among(name, (struct str[]){ S("form"), S("token"), S("nth") }, 3)
			    && node_get(fields, name) == NULL)
				put_pair(out, name, attribute_of(tag, "value=\""));
		}
		return;
	}
}

/* As a browser sends it: the form's name and its token, which stands in the cookie too. */
static struct str
form_of(struct stage *st, const struct browser_actor *b, struct str path, struct str form,
    const struct node *fields)
{
	struct buf out = buf_new(&st->sc->arena);
	struct str token;

	(void)str_cut(b->cookie, '~', &token);
	put_pair(&out, S("form"), form);
	put_pair(&out, S("token"), token);
	put_hidden(&out, b, path, form, fields);
	NODE_EACH(field, fields) {
		put_pair(&out, field->key,
		    field->kind == NODE_STR ? field->text : json_text(&st->sc->arena, field));
	}
	return buf_str(&out);
}

/* -- signing in ------------------------------------------------------------------------- */

static bool
send_pairs(struct stage *st, struct cue *c, struct browser_actor *b, const char *path,
    const char *form, const char *const names[], const struct str values[], size_t n)
{
	struct node *fields = node_map(&st->sc->arena);

	for (size_t i = 0; i < n; i++)
		node_set_str(&st->sc->arena, fields, str_of(names[i]), values[i]);
	return say(st, c, b, "GET", str_of(path), S(""))
	       && say(st, c, b, "POST", str_of(path), form_of(st, b, str_of(path), str_of(form), fields));
}

static bool
secret_on_page(struct stage *st, struct str *secret)
{
	struct str text = st->last.text, rest;

	for (size_t i = 0; i + KEY_BEGINS.n < text.n; i++)
		if (str_starts(str_slice(text, i, text.n), KEY_BEGINS))
			return totp_secret_read(&st->sc->arena,
			    str_cut(str_slice(text, i + KEY_BEGINS.n, text.n), '<', &rest), secret);
	return false;
}

static bool
enrol(struct stage *st, struct cue *c, struct browser_actor *b, struct str code)
{
	static const char *const one[] = { "code" }, *const three[] = { "code", "password", "one-time" };
	struct str values[3] = { code, S(PASSWORD) };
	struct instant before = instant_plus(stage_keeper(st, b->keeper)->now, span_seconds(-30));

	if (!send_pairs(st, c, b, "/join", "begin", one, values, 1))
		return false;
	if (!secret_on_page(st, &b->secret))
		return stage_broke(st, cue_spot(c), "the page at /join shows no key");
	values[2] = totp_code(&st->sc->arena, b->secret, before);
	return send_pairs(st, c, b, "/join", "set", three, values, 3);
}

static bool
sign_in(struct stage *st, struct cue *c, struct browser_actor *b)
{
	static const char *const names[] = { "name", "password", "one-time" };
	struct str values[] = { b->name, S(PASSWORD),
		totp_code(&st->sc->arena, b->secret, stage_keeper(st, b->keeper)->now) };

	if (!send_pairs(st, c, b, "/sign-in", "enter", names, values, N(values)))
		return false;
	return st->last.status == 303
	       || stage_broke(st, cue_spot(c), "signing in was answered with %d", st->last.status);
}

static bool
invite(struct stage *st, struct cue *c, struct browser_actor *b, struct str staff)
{
	struct node *body = node_map(&st->sc->arena);
	const struct stage_keeper *k = stage_keeper(st, b->keeper);
	struct str path = str_printf(&st->sc->arena, "/v1/staff/%.*s:invite", STR(staff));

	node_set_str(&st->sc->arena, body, S("name"), b->name);
	return http_operator(st, c, k, "POST", str_c(&st->sc->arena, path), body)
	       && enrol(st, c, b, node_get_str(st->last.body, S("code")));
}

/* Where the last answer sent the browser, or empty. */
static struct str
sent_to(const struct stage *st)
{
	struct str rest = st->last.headers;

	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest);

		if (str_eq_nocase(str_slice(line, 0, 9), S("location:")))
			return str_trim(str_slice(line, 9, line.n));
	}
	return S("");
}

/* Somebody whom data is held about: by the code that they are sent. */
static bool
person_enters(struct stage *st, struct cue *c, struct browser_actor *b, struct str address,
    struct standin *mail)
{
	static const char *const email[] = { "email" }, *const code[] = { "code" };
	struct str letters, page;

	if (!send_pairs(st, c, b, "/me/sign-in", "ask", email, &address, 1))
		return false;
	page = sent_to(st);
	if (!standin_look(st, c, mail, &letters))
		return false;
	if (page.n == 0 || mail->came.n == 0)
		return stage_broke(st, cue_spot(c), "nobody was sent a code");
	letters = node_get_str(mail->came.at[mail->came.n - 1], S("code"));
	return send_pairs(st, c, b, str_c(&st->sc->arena, page), "enter", code, &letters, 1)
	       && (st->last.status == 303
		   || stage_broke(st, cue_spot(c), "the code was answered with %d", st->last.status));
}

static bool
browser_of_person(struct stage *st, struct cue *c, struct str name)
{
	struct str address, mail;
	struct standin *m;
	struct browser_actor *b;

	if (!cue_take(st, c, "an e-mail address", &address) || !cue_is(c, "by")
	    || !cue_take(st, c, "a stand-in of `mail`", &mail))
		return stage_broke(st, cue_spot(c), "it goes: browser NAME at ADDRESS by MAIL");
	m = stage_standin(st, mail);
	if (m == NULL || stage_keeper(st, S("")) == NULL)
		return stage_broke(st, c->line->token[0].at,
		    "a keeper and a stand-in called %.*s come first", STR(mail));
	b = browser_named(st, name);
	if (b == NULL)
		b = LIST_ADD(&st->browsers, &st->sc->arena);
	*b = (struct browser_actor){ .name = name,
		.keeper = stage_keeper(st, S(""))->name };
	return cue_end(st, c) && person_enters(st, c, b, address, m);
}

/* browser NAME of STAFF | browser NAME at ADDRESS by MAIL */
bool
play_browser(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str name, of = S("");
	const struct asker_actor *who;
	struct browser_actor *b;

	if (!cue_take(st, c, "a name", &name))
		return false;
	if (cue_is(c, "at"))
		return browser_of_person(st, c, name);
	b = browser_named(st, name);
	if (b != NULL)
		return cue_end(st, c) && sign_in(st, c, b);
	if (!cue_is(c, "of") || !cue_take(st, c, "a colleague", &of))
		return stage_broke(st, at, "`browser NAME of STAFF`");
	if (str_eq(of, S("nobody"))) {
		b = LIST_ADD(&st->browsers, &st->sc->arena);
		*b = (struct browser_actor){ .name = name, .far = true };
		return cue_end(st, c);
	}
	who = stage_asker(st, of);
	if (who == NULL || who->staff.n == 0)
		return stage_broke(st, at, "no colleague is called %.*s", STR(of));
	b = LIST_ADD(&st->browsers, &st->sc->arena);
	*b = (struct browser_actor){ .name = name, .keeper = who->keeper };
	return cue_end(st, c) && invite(st, c, b, who->staff) && sign_in(st, c, b);
}

/* -- pages -------------------------------------------------------------------------------- */

static bool
came(struct stage *st, struct cue *c, struct spot at)
{
	if (cue_is_mark(c, TOKEN_ARROW))
		return expect_all(st, c);
	if (!cue_end(st, c))
		return false;
	return (st->last.status >= 200 && st->last.status < 400)
	       || stage_broke(st, at, "the page was answered with %d; say `-> %d` when that is meant",
		   st->last.status, st->last.status);
}

static bool
take_browser(struct stage *st, struct cue *c, struct browser_actor **b)
{
	struct spot at = cue_spot(c);
	struct str name;

	if (!cue_take(st, c, "whose browser", &name))
		return false;
	*b = browser_named(st, name);
	if (*b == NULL && str_eq(name, S("nobody")) && stage_keeper(st, S("")) != NULL)
		*(*b = LIST_ADD(&st->browsers, &st->sc->arena)) = (struct browser_actor){
			.name = name, .keeper = stage_keeper(st, S(""))->name
		};
	return *b != NULL || stage_broke(st, at, "no browser is called %.*s", STR(name));
}

/* visit NAME PATH [-> EXPECTATIONS] */
bool
play_visit(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct browser_actor *b;
	struct str path;

	return take_browser(st, c, &b) && cue_take(st, c, "a path", &path)
	       && say(st, c, b, "GET", path, S("")) && came(st, c, at);
}

/* send NAME PATH FORM {...} [-> EXPECTATIONS] */
bool
play_send(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct node *fields = NULL;
	struct browser_actor *b;
	struct str path, form;

	if (!take_browser(st, c, &b) || !cue_take(st, c, "a path", &path)
	    || !cue_take(st, c, "the name of a form", &form))
		return false;
	if (!cue_done(c) && c->line->token[c->i].kind == TOKEN_TREE && !cue_tree(st, c, &fields))
		return false;
	return say(st, c, b, "POST", path, form_of(st, b, path, form, fields)) && came(st, c, at);
}
