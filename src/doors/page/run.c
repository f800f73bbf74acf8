/* doors/page/run.c -- a visit: the cookie, one question after the other, the page or the way on. */
#include "doors/http/parts.h"
#include "doors/page/brought.h"
#include "doors/pages.h"
#include "keeper/link.h"
#include "sys/random.h"
#include "sys/ulid.h"
#include "sys/zone.h"

#define COOKIE "__Host-bailee"
#define STYLE_PATH S("/style.css")
#define SIGN_IN_PATH S("/sign-in")
#define TOKEN_BYTES 16

/* -- which page -------------------------------------------------------------- */

static const struct page_row *
find_row(struct arena *a, struct str path, struct node **names)
{
	struct route_match m;

	for (size_t i = 0; i < page_rows_n; i++) {
		if (!route_matches(str_of(page_rows[i].path), path, &m))
			continue;
		*names = node_map(a);
		for (size_t k = 0; k < m.n; k++)
			node_set_str(a, *names, str_dup(a, m.name[k].name), str_dup(a, m.name[k].value));
		return &page_rows[i];
	}
	return NULL;
}

/* A path that both have, such as the link of a letter: a browser says that it shows pages. */
static bool
is_of_a_programme(const struct http_request *r)
{
	return !str_eq(r->method, S("GET")) && route_known(r->path)
	       && !http_accepts(r, S("text/html"));
}

bool
pages_takes(const struct http_request *r)
{
	struct route_match m;

	for (size_t i = 0; i < page_rows_n; i++)
		if (route_matches(str_of(page_rows[i].path), r->path, &m))
			return !is_of_a_programme(r);
	if (str_eq(r->path, STYLE_PATH))
		return true;
	return !str_starts(r->path, S("/v1/")) && !route_known(r->path)
	       && http_accepts(r, S("text/html")) && http_header(r, S("Accept")).n > 0;
}

/* -- the cookie: SESSION~TOKEN ----------------------------------------------- */

static struct str
cookie_of(const struct http_request *r)
{
	struct str all = http_header(r, S("Cookie"));

	while (all.n > 0) {
		struct str one = str_trim(str_cut(all, ';', &all)), value;

		if (str_eq(str_cut(one, '=', &value), S(COOKIE)))
			return value;
	}
	return S("");
}

static struct str
token_new(struct arena *a)
{
	uint8_t bytes[TOKEN_BYTES];

	random_bytes(bytes, sizeof(bytes));
	return hex_encode(a, bytes, sizeof(bytes));
}

static void
take_cookie(struct scope *sc, struct page_task *t)
{
	struct str token;

	t->session = str_cut(cookie_of(t->request), '~', &token);
	t->token = token;
	if (token.n == TOKEN_BYTES * 2)
		return;
	t->session = S("");
	t->token = token_new(&sc->arena);
	t->is_new = true;
}

static void
put_cookie(struct scope *sc, const struct page_task *t, struct http_response *out)
{
	response_header(sc, out, S("Set-Cookie"),
	    str_printf(&sc->arena, COOKIE "=%.*s~%.*s; Path=/; Secure; HttpOnly; SameSite=Strict",
		STR(t->session), STR(t->token)));
}

/* W21.  In constant time; a browser that says from where says it was from here. */
static bool
is_ours(const struct page_task *t)
{
	struct str said = node_get_str(t->form, S("token")),
		   site = http_header(t->request, S("Sec-Fetch-Site"));
	uint8_t differs = (uint8_t)(said.n != t->token.n);

	for (size_t i = 0; i < said.n && i < t->token.n; i++)
		differs |= (uint8_t)(said.p[i] ^ t->token.p[i]);
	return differs == 0 && !t->is_new && (site.n == 0 || str_eq(site, S("same-origin")));
}

/* -- what goes out ----------------------------------------------------------- */

static struct str
notice_of(const struct http_request *r)
{
	struct str done = S(""), name;

	for (size_t i = 0; i < r->query.n; i++)
		if (str_eq(r->query.at[i].name, S("done")))
			done = r->query.at[i].value;
	name = str_cut(done, '.', &done);
	for (size_t i = 0; i < page_rows_n; i++)
		for (size_t k = 0; k < page_rows[i].posts; k++)
			if (str_eq(name, str_of(page_rows[i].name))
			    && str_eq(done, str_of(page_rows[i].post[k].ask.name)))
				return str_of(page_rows[i].post[k].says);
	if (str_eq(name, S("signed-out")))
		return S("You are signed out: it was too long since the last page. Sign in again.");
	return S("");
}

static const char *const area_words[] = { "open", "account", "desk", "person", "staff" };

static void
print_layout(struct page *p, struct str title, struct str notice, struct buf *whole)
{
	struct node *n = node_map(&p->sc->arena);

	node_set_str(&p->sc->arena, n, S("title"), title);
	node_set_str(&p->sc->arena, n, S("notice"), notice);
	node_set_str(&p->sc->arena, n, S("area"),
	    str_of(area_words[p->row != NULL ? p->row->area : AREA_OPEN]));
	p->body = buf_str(p->out);
	p->out = whole;
	p->in_posted = false;
	page_piece_layout(p, n);
}

static struct instant
now_of(struct scope *sc, const struct node *me)
{
	struct instant at;

	return node_get_time(me, S("now"), &at) ? at : sc->now;
}

static void
finish_html(struct scope *sc, const struct page_task *t, int status, struct buf *whole,
    struct http_response *out)
{
	out->status = status;
	out->type = S("text/html; charset=utf-8");
	out->body = buf_str(whole);
	out->csp = S(HTTP_PAGE_CSP);
	if (t->is_new || t->forgets)
		put_cookie(sc, t, out);
}

static struct node *
query_node(struct arena *a, const struct http_request *r)
{
	struct node *n = node_map(a);

	for (size_t i = 0; i < r->query.n; i++)
		if (node_get(n, r->query.at[i].name) == NULL && utf8_valid(r->query.at[i].value))
			node_set_str(a, n, r->query.at[i].name, r->query.at[i].value);
	return n;
}

static struct page
page_of(struct scope *sc, const struct page_task *t, struct buf *body)
{
	return (struct page){
		.sc = sc,
		.out = body,
		.row = t->row,
		.answers = t->answers,
		.me = t->me,
		.path = t->path,
		.query = query_node(&sc->arena, t->request),
		.fault = t->fault,
		.form = t->form,
		.posted = t->post != NULL ? str_of(t->post->ask.name) : S(""),
		.token = t->token,
		.now = now_of(sc, t->me),
		.zoned = zone_used(node_get_str(t->me, S("zone"))),
	};
}

static void
respond_page(struct scope *sc, const struct page_task *t, struct http_response *out)
{
	struct buf body = buf_new(&sc->arena), whole = buf_new(&sc->arena);
	struct page p = page_of(sc, t, &body);

	page_summary(&p);
	t->row->print(&p);
	print_layout(&p, str_of(t->row->title),
	    t->fault == NULL && !t->is_post ? notice_of(t->request) : S(""), &whole);
	finish_html(sc, t, t->fault != NULL ? t->status : 200, &whole, out);
}

void
pages_problem(struct scope *sc, const struct page_task *t, int status, struct str title,
    struct str detail, struct http_response *out)
{
	struct buf body = buf_new(&sc->arena), whole = buf_new(&sc->arena);
	struct page p = page_of(sc, t, &body);
	struct node *n = node_map(&sc->arena), *refused;

	if (t->fault != NULL) {
		node_set(n, S("refused"), node_copy(&sc->arena, t->fault));
	} else {
		refused = node_set(n, S("refused"), node_map(&sc->arena));
		node_set_int(&sc->arena, refused, S("status"), status);
		node_set_str(&sc->arena, refused, S("title"), title);
		node_set_str(&sc->arena, refused, S("detail"), detail);
	}
	page_piece_problem(&p, n);
	print_layout(&p, title, S(""), &whole);
	finish_html(sc, t, status, &whole, out);
}

static void
redirect(struct scope *sc, const struct page_task *t, struct str to, struct http_response *out)
{
	out->status = 303;
	out->type = S("");
	response_header(sc, out, S("Location"), to);
	put_cookie(sc, t, out);
}

static void
respond_style(struct http_response *out)
{
	out->status = 200;
	out->type = S("text/css; charset=utf-8");
	out->body = str_of(page_style);
	out->cache = S("max-age=3600");
}

/* -- the request ------------------------------------------------------------- */

/* A person has another way in than a colleague. */
static struct str
way_in(const struct page_task *t)
{
	return t->row->area == AREA_PERSON ? S("/me/sign-in") : SIGN_IN_PATH;
}

static bool
begin_row(struct scope *sc, struct page_task *t, struct http_response *out)
{
	struct str method = t->request->method;

	t->is_post = str_eq(method, S("POST"));
	if (!t->is_post && !str_eq(method, S("GET")) && !str_eq(method, S("HEAD"))) {
		pages_problem(sc, t, 405, S("This page does not take that"),
		    S("a page is read with GET and its forms are sent with POST"), out);
		response_header(sc, out, S("Allow"), S("GET, HEAD, POST"));
		return false;
	}
	if (t->row->area == AREA_OPEN || t->session.n > 0)
		return true;
	redirect(sc, t, way_in(t), out);
	return false;
}

bool
pages_begin(struct scope *sc, const struct http_request *r, struct page_task *t,
    struct http_response *out)
{
	*t = (struct page_task){ .request = r, .answers = node_map(&sc->arena), .status = 200 };
	take_cookie(sc, t);
	if (str_eq(r->path, STYLE_PATH)) {
		respond_style(out);
		return false;
	}
	t->row = find_row(&sc->arena, r->path, &t->path);
	if (t->row != NULL)
		return begin_row(sc, t, out);
	pages_problem(sc, t, 404, S("There is no such page"),
	    S("the address may be mistyped, or what was there is erased: start again from the first page"),
	    out);
	return false;
}

static bool
find_post(struct page_task *t)
{
	for (size_t i = 0; i < t->row->posts; i++)
		if (str_eq(node_get_str(t->form, S("form")), str_of(t->row->post[i].ask.name)))
			t->post = &t->row->post[i];
	return t->post != NULL;
}

bool
pages_read(struct scope *sc, struct page_task *t, struct http_response *out)
{
	if (!t->is_post)
		return true;
	if (form_parse(sc, http_header(t->request, S("Content-Type")), t->request->body, &t->form)
		.code
	    != E_OK) {
		pages_problem(sc, t, 400, S("The form could not be read"), sc->fault.text, out);
		return false;
	}
	if (!is_ours(t)) {
		pages_problem(sc, t, 403, S("This form is not from here"),
		    S("it was opened before you signed in or out, or by another site: open the page again "
		      "and send the form from there"),
		    out);
		return false;
	}
	if (find_post(t))
		return true;
	pages_problem(sc, t, 400, S("The form could not be read"),
	    S("this page has no such form: open it again"), out);
	return false;
}

/* -- questions --------------------------------------------------------------- */

static struct str
query_of(const struct http_request *r, struct str name)
{
	for (size_t i = 0; i < r->query.n; i++)
		if (str_eq(r->query.at[i].name, name))
			return r->query.at[i].value;
	return S("");
}

/* Fields "NAME.x" of the form, as a map of x.  "was.x" is what stood there: the same is not
 * there, and what is empty now is null; else what is left empty is not there. */
static struct node *
with_prefix(struct arena *a, const struct node *form, struct str name)
{
	struct str prefix = str_printf(a, "%.*s.", STR(name));
	struct node *map = node_map(a);

	NODE_EACH(m, form) {
		struct str key, was;

		if (m->kind != NODE_STR || !str_starts(m->key, prefix))
			continue;
		key = str_slice(m->key, prefix.n, m->key.n);
		was = node_get_str(form, str_printf(a, "was.%.*s", STR(key)));
		if (str_eq(m->text, was))
			continue;
		if (m->text.n > 0)
			node_set_str(a, map, key, m->text);
		else
			node_set(map, key, node_null(a));
	}
	return map;
}

static struct node *
value_of(struct arena *a, const struct page_task *t, const struct page_member *m)
{
	struct str name = str_of(m->value), text = S("");
	const struct node *field;
	struct node *n;

	switch (m->from) {
	case FROM_LITERAL:
		text = name;
		break;
	case FROM_PATH:
		text = node_get_str(t->path, name);
		break;
	case FROM_QUERY:
		text = query_of(t->request, name);
		break;
	case FROM_FORM:
		field = node_get(t->form, name);
		if (field != NULL && field->kind == NODE_LIST && str_eq(str_of(m->type), S("list")))
			return node_copy(a, field);
		text = page_text_of(field);
		break;
	case FROM_PREFIX:
		return with_prefix(a, t->form, name);
	case FROM_ROWS:
		return NULL; /* brought.c */
	}
	if (text.n == 0)
		return NULL;
	return http_typed(a, str_of(m->type), text, &n) ? n : node_str(a, text);
}

/* "offers.1.values": of the first of a list. */
static struct node *
member_in(struct arena *a, struct node *question, struct str name, struct str *rest)
{
	struct node *in;

	for (in = question->first; in != NULL && !str_eq(in->key, name); in = in->next)
		;
	if (!str_starts(*rest, S("1.")))
		return in != NULL ? in : node_set(question, name, node_map(a));
	*rest = str_slice(*rest, 2, rest->n);
	if (in == NULL)
		in = node_set(question, name, node_list(a));
	return in->first != NULL ? in->first : node_add(in, node_map(a));
}

static void
set_member(struct arena *a, struct node *question, struct str member, struct node *value)
{
	struct str rest, first = str_cut(member, '.', &rest);
	struct node *in;

	if (rest.n == 0) {
		node_set(question, member, value);
		return;
	}
	in = member_in(a, question, first, &rest);
	set_member(a, in, rest, value);
}

static struct node *
question_of(struct arena *a, const struct page_task *t, const struct page_ask *ask)
{
	struct node *q = node_map(a);

	for (size_t i = 0; i < ask->n; i++) {
		struct node *value = value_of(a, t, &ask->member[i]);

		if (value != NULL)
			set_member(a, q, str_of(ask->member[i].member), value);
	}
	if (t->so_far != NULL && t->post != NULL && ask == &t->post->ask)
		set_member(a, q, S("cursor"), node_str(a, node_get_str(t->so_far, S("cursor"))));
	return q;
}

/* Who signed in, what was posted, then what the page asks. */
static const struct page_ask *
ask_at(const struct page_task *t, size_t step)
{
	static const struct page_ask me = { "me", VERB_ME, true, NULL, 0, NULL, 0 };

	if (t->session.n > 0 && step-- == 0)
		return &me;
	if (t->post != NULL && step-- == 0)
		return &t->post->ask;
	return step < t->row->asks ? &t->row->ask[step] : NULL;
}

static bool
holds(const struct page_task *t, const struct page_when *when)
{
	struct str what = str_of(when->what);
	const struct node *n = t->answers;

	if (str_eq(what, S("posted")))
		return (t->post != NULL) != when->negate;
	while (what.n > 0)
		n = node_get(n, str_cut(what, '.', &what));
	return page_is(n) != when->negate;
}

/* What is not to be asked is stepped over. */
static const struct page_ask *
ask_next(struct page_task *t)
{
	const struct page_ask *ask;

	for (; (ask = ask_at(t, t->step)) != NULL; t->step++) {
		bool needed = true;

		for (size_t i = 0; i < ask->whens; i++)
			needed = needed && holds(t, &ask->when[i]);
		if (needed)
			break;
	}
	return ask;
}

/* -- answers ----------------------------------------------------------------- */

/* An offer's own answer, when it was one alone. */
static const struct node *
offered_of(const struct reply *r)
{
	const struct node *answers = r->code == E_OK ? node_get(r->body, S("answers")) : NULL;

	return answers != NULL && answers->kind == NODE_LIST && answers->count == 1
		   ? answers->first
		   : NULL;
}

static void
put_text(struct arena *a, struct node *map, struct str key, struct str text)
{
	for (struct node *m = map->first; m != NULL; m = m->next)
		if (str_eq(m->key, key)) {
			m->text = text;
			return;
		}
	node_set_str(a, map, key, text);
}

/* What is missing beside the purpose has a field of its own on a form. */
static struct node *
with_need(struct arena *a, struct node *refused)
{
	static const struct {
		const char *type, *field;
	} needs[] = { { "ticket", "ticket" }, { "order", "order" }, { "reason", "reason" },
		{ "two-people", "second" } };
	struct str type = node_get_str(refused, S("type"));

	for (size_t i = 0; i < N(needs); i++)
		if (str_eq(type, str_of(needs[i].type)))
			put_text(a, refused, S("field"), str_of(needs[i].field));
	return refused;
}

/* A fault looks as a refusal does. */
static struct node *
refused_of(struct arena *a, const struct reply *r)
{
	const struct node *body = offered_of(r) != NULL ? offered_of(r) : r->body,
			  *refused = r->code == E_OK ? node_get(body, S("refused")) : NULL,
			  *fault = node_get(body, S("fault"));
	struct node *n;

	if (refused != NULL)
		return with_need(a, node_copy(a, refused));
	n = node_map(a);
	if (r->code == E_OK && fault != NULL) {
		node_set_int(a, n, S("status"), node_get_int(fault, S("status"), 500));
		node_set_str(a, n, S("detail"), node_get_str(fault, S("text")));
		node_set_str(a, n, S("field"), node_get_str(fault, S("field")));
		return n;
	}
	node_set_int(a, n, S("status"), result_http(r->code));
	node_set_str(a, n, S("title"), str_of(result_text(r->code)));
	node_set_str(a, n, S("detail"), str_dup(a, r->text));
	node_set_str(a, n, S("field"), str_dup(a, r->field));
	return n;
}

static bool
is_refused(const struct reply *r)
{
	if (r->code != E_OK || str_eq(node_get_str(offered_of(r), S("verdict")), S("failed")))
		return true;
	return node_get(offered_of(r), S("refused")) != NULL
	       || (node_get(r->body, S("refused")) != NULL && r->body->count == 1);
}

/* One batch of a list; the step goes on when there is no more. */
static bool
take_rows(struct scope *sc, struct page_task *t, const struct reply *r)
{
	const struct page_ask *ask = ask_at(t, t->step);

	return t->rows != NULL && t->post != NULL && ask == &t->post->ask && brought_take(sc, t, r);
}

#define ROUNDS_MOST 200 /* of one form: what is left has a button to go on */

/* W36: what is done in steps is asked again from where it stands. */
static bool
take_round(struct page_task *t, struct node *answer)
{
	for (struct node *n = answer->first; n != NULL; n = n->next)
		if (n->kind == NODE_INT)
			n->num += node_get_int(t->so_far, n->key, 0);
	t->so_far = answer;
	return node_get_str(answer, S("cursor")).n > 0 && ++t->rounds < ROUNDS_MOST;
}

void
pages_take(struct scope *sc, struct page_task *t, const struct reply *r)
{
	struct arena *a = &sc->arena;
	const struct page_ask *ask = ask_at(t, t->step);
	bool is_post = t->post != NULL && ask == &t->post->ask, refused = is_refused(r);
	struct node *answer = refused ? node_map(a) : r->body;

	if (take_rows(sc, t, r))
		return;
	if (is_post && t->post->repeats && !refused && take_round(t, answer))
		return;
	t->streams = !refused && (ask->verb == VERB_DOWNLOAD || parts_come(r));
	if (refused)
		node_set(answer, S("refused"), refused_of(a, r));
	if (ask->verb == VERB_ME && !refused)
		t->me = answer;
	else if (r->code == E_AUTH && t->session.n > 0 && ask->verb == VERB_ME)
		t->forgets = true;
	t->broken = refused && !is_post && !ask->tries;
	if (t->broken || (refused && is_post)) {
		t->fault = node_get(answer, S("refused"));
		t->status = (int)node_get_int(t->fault, S("status"), 500);
	}
	if (!refused || (ask->tries && !is_post))
		node_set(t->answers, str_of(ask->name), answer);
	t->step++;
}

static const struct node *
member_of(const struct node *n, struct str name)
{
	return n != NULL && n->kind == NODE_LIST && str_eq(name, S("1")) ? n->first
									 : node_get(n, name);
}

/* W22: what was typed goes into an address when it looks as an id does. */
static const struct node *
id_typed(struct scope *sc, const struct node *typed)
{
	struct str id = str_trim(page_text_of(typed));

	return node_str(&sc->arena, ulid_valid(id) ? id : S("none"));
}

/* "/desk/cases/{case}": of the path, or "{open.case.case}": an id of the answer. */
static struct str
way_on(struct scope *sc, const struct page_task *t)
{
	struct str then = str_of(t->post->then);
	struct buf to = buf_new(&sc->arena);

	while (then.n > 0) {
		struct str fixed = str_cut(then, '{', &then), name;
		const struct node *n = t->answers;

		buf_put(&to, fixed);
		name = str_cut(then, '}', &then);
		if (node_get(t->path, name) != NULL)
			n = node_get(t->path, name);
		else if (str_starts(name, S(".")))
			n = id_typed(sc, node_get(t->form, str_slice(name, 1, name.n)));
		else
			while (name.n > 0)
				n = member_of(n, str_cut(name, '.', &name));
		if (n != NULL && n->kind == NODE_INT)
			buf_printf(&to, "%lld", (long long)n->num);
		else if (n != t->answers)
			buf_put(&to, page_text_of(n));
	}
	if (t->post->says[0] != '\0')
		buf_printf(&to, "?done=%s.%s", t->row->name, t->post->ask.name);
	return buf_str(&to);
}

static void
send_file(struct scope *sc, const struct page_task *t, struct http_response *out)
{
	struct reply reply = {
		.code = E_OK,
		.body = node_copy(&sc->arena, node_get(t->answers, str_of(t->post->ask.name))),
	};

	http_package(sc, &reply, out);
	out->csp = S(HTTP_PAGE_CSP);
}

/* The POST was done: W23. */
static bool
posted(struct scope *sc, struct page_task *t, struct http_response *out)
{
	const struct node *answer = node_get(t->answers, str_of(t->post->ask.name));

	switch (t->post->cookie) {
	case COOKIE_STAYS:
		break;
	case COOKIE_ENTERS:
		t->session = node_get_str(answer, S("session"));
		t->token = token_new(&sc->arena);
		break;
	case COOKIE_LEAVES:
		t->session = S("");
		t->token = token_new(&sc->arena);
		break;
	}
	if (t->post->sends[0] != '\0') {
		send_file(sc, t, out);
		return true;
	}
	if (t->post->then[0] == '\0')
		return false;
	redirect(sc, t, way_on(sc, t), out);
	return true;
}

/* The keeper does not know the session any more: an open page goes on without. */
static bool
must_sign_in(struct scope *sc, struct page_task *t, struct http_response *out)
{
	if (!t->forgets || t->session.n == 0)
		return false;
	t->session = S("");
	t->token = token_new(&sc->arena);
	t->step = 0;
	if (t->row->area == AREA_OPEN && !t->is_post)
		return false;
	redirect(sc, t,
	    t->row->area == AREA_PERSON ? S("/me/sign-in?done=signed-out")
					: S("/sign-in?done=signed-out"),
	    out);
	return true;
}

static void
refuse_form(struct scope *sc, struct page_task *t)
{
	struct node *fault = node_map(&sc->arena);

	node_set_int(&sc->arena, fault, S("status"), result_http(E_INPUT));
	node_set_str(&sc->arena, fault, S("detail"), str_dup(&sc->arena, sc->fault.text));
	node_set_str(&sc->arena, fault, S("field"), str_dup(&sc->arena, sc->fault.field));
	sc->fault = (struct fault){ 0 };
	t->fault = fault;
	t->status = result_http(E_INPUT);
	t->step++;
}

/* A list is asked a batch at a time; then the report stands where the answer would. */
static void
next_rows(struct scope *sc, struct page_task *t, const struct page_ask *ask,
    struct node **question)
{
	*question = NULL;
	if (t->rows == NULL
	    && brought_begin(sc, t, node_get_str(t->form, str_of(brought_field(t->post)))).code != E_OK) {
		refuse_form(sc, t);
		return;
	}
	*question = question_of(&sc->arena, t, ask);
	if (brought_next(sc, t, *question))
		return;
	*question = NULL;
	node_set(t->answers, str_of(ask->name), brought_report(sc, t));
	t->step++;
}

void
pages_stream(const struct page_task *t, struct http_task *task)
{
	*task = (struct http_task){
		.request = t->request,
		.head = { .token = t->session, .door = S(DOOR_API), .address = t->request->address },
	};
}

bool
pages_next(struct scope *sc, struct page_task *t, struct question_head *head,
    struct node **question, struct http_response *out)
{
	const struct page_ask *ask;
	size_t after_post;

	if (t->streams || must_sign_in(sc, t, out))
		return false;
	after_post = (size_t)(t->session.n > 0) + (t->post != NULL);
	if (t->post != NULL && t->step == after_post && t->fault == NULL && posted(sc, t, out))
		return false;
	if (t->broken) {
		pages_problem(sc, t, t->status, node_get_str(t->fault, S("title")),
		    node_get_str(t->fault, S("detail")), out);
		return false;
	}
	ask = ask_next(t);
	if (ask == NULL) {
		respond_page(sc, t, out);
		return false;
	}
	*head = (struct question_head){
		.verb = ask->verb,
		.token = t->session,
		.door = S(DOOR_API),
		.address = t->request->address,
	};
	if (t->post != NULL && ask == &t->post->ask && brought_field(t->post) != NULL) {
		next_rows(sc, t, ask, question);
		return *question != NULL || pages_next(sc, t, head, question, out);
	}
	*question = question_of(&sc->arena, t, ask);
	return true;
}
