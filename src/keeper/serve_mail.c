/* keeper/serve_mail.c -- letters and text messages: where they go out, what waits, what became of
 * them. */
#include "base/json.h"
#include "keeper/serve.h"
#include "term/letter.h"
#include "vault/value.h"

#define LETTERS_MOST 16 /* that the part carries at once */
#define PAGE_MAX 500
#define PAGE_USUAL 100

static struct node *
mail_node(struct serving *sv, const struct mail *m)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("host"), m->host);
	node_set_int(a, n, S("port"), m->port);
	node_set_str(a, n, S("tls"), mail_tls_word(m->tls));
	node_set_str(a, n, S("from"), m->from);
	set_str(a, n, S("account"), m->account);
	set_str(a, n, S("name"), sv->store->plan->controller.name);
	return n;
}

/* -- the operator's ---------------------------------------------------------------- */

static result
given(struct serving *sv, struct mail *m)
{
	struct str tls = node_get_str(sv->q, S("tls"));

	*m = (struct mail){
		.host = node_get_str(sv->q, S("host")),
		.from = node_get_str(sv->q, S("from")),
		.account = node_get_str(sv->q, S("account")),
	};
	if (m->from.n == 0)
		m->from = sv->store->plan->controller.email;
	if (tls.n > 0 && !mail_tls_of(tls, &m->tls))
		return fail_at(sv->sc, E_INPUT, S("tls"), "`tls` is starttls, tls or none");
	m->port = node_get_int(sv->q, S("port"), m->tls == MAIL_TLS ? 465 : 587);
	return OK;
}

result
serve_mail(struct serving *sv)
{
	struct mail m;

	TRY(given(sv, &m));
	if (m.host.n == 0)
		return mail_unset(sv->sc, sv->store, sv->asker);
	TRY(mail_set(sv->sc, sv->store, sv->asker, &m));
	node_set(sv->body, S("mail"), mail_node(sv, &m));
	return OK;
}

result
serve_mail_test(struct serving *sv)
{
	const struct controller *c = &sv->store->plan->controller;
	const struct letter l = {
		.kind = LETTER_TEST,
		.address = node_get_str(sv->q, S("to")),
		.title = str_printf(&sv->sc->arena, "Mail of %.*s works", STR(c->name)),
		.text = str_printf(&sv->sc->arena,
		    "This letter shows that bailee can send mail for %.*s.\nNobody needs to answer "
		    "it.\n",
		    STR(c->name)),
	};
	enum letter_queued how;
	struct str id;

	if (l.address.n == 0)
		return fail_at(sv->sc, E_INPUT, S("to"), "say to which address");
	TRY(letter_queue(sv->sc, sv->store, sv->asker, &l, &how, &id));
	if (how == LETTER_NO_MAIL)
		return fail(sv->sc, E_STATE, "no mail is set: `bailee mail set` says where it goes");
	node_set_str(&sv->sc->arena, sv->body, S("letter"), id);
	return OK;
}

/* -- text messages ----------------------------------------------------------------- */

static struct node *
gateway_node(struct serving *sv, const struct gateway *g)
{
	struct node *n = node_map(&sv->sc->arena);

	node_set_str(&sv->sc->arena, n, S("url"), g->url);
	set_str(&sv->sc->arena, n, S("from"), g->from);
	return n;
}

result
serve_text(struct serving *sv)
{
	const struct gateway g = { .url = node_get_str(sv->q, S("url")),
		.from = node_get_str(sv->q, S("from")) };

	if (g.url.n == 0)
		return gateway_unset(sv->sc, sv->store, sv->asker);
	TRY(gateway_set(sv->sc, sv->store, sv->asker, &g));
	node_set(sv->body, S("text"), gateway_node(sv, &g));
	return OK;
}

result
serve_text_test(struct serving *sv)
{
	struct letter l = {
		.kind = LETTER_TEST,
		.way = LETTER_BY_TEXT,
		.text = str_printf(&sv->sc->arena,
		    "This shows that bailee can send text messages for %.*s.",
		    STR(sv->store->plan->controller.name)),
	};
	enum letter_queued how;
	struct str id;

	if (!value_phone(
		sv->sc, sv->store->plan, node_get_str(sv->q, S("to")), &l.address))
		return fail_at(sv->sc, E_INPUT, S("to"), "this is no telephone number");
	TRY(letter_queue(sv->sc, sv->store, sv->asker, &l, &how, &id));
	if (how == LETTER_NO_MAIL)
		return fail(sv->sc, E_STATE,
		    "no gateway is set: `bailee text set` says where text messages go");
	node_set_str(&sv->sc->arena, sv->body, S("letter"), id);
	return OK;
}

/* -- the list ---------------------------------------------------------------------- */

static struct node *
row_node(struct arena *a, const struct letter_row *row)
{
	struct node *n = node_map(a);

	node_set_str(a, n, S("letter"), row->id);
	node_set_str(a, n, S("kind"), letter_word(row->kind));
	node_set_str(a, n, S("way"), letter_way_word(row->way));
	node_set_str(a, n, S("state"), letter_state_word(row->state));
	set_str(a, n, S("of"), row->of);
	node_set_int(a, n, S("line"), row->line);
	node_set_time(a, n, S("queued"), row->queued);
	node_set_time(a, n, S("until"), row->until);
	node_set_int(a, n, S("tries"), row->tries);
	if (row->ended.us != 0)
		node_set_time(a, n, S("ended"), row->ended);
	else if (row->tries > 0)
		node_set_time(a, n, S("next-try"), row->next_try);
	if (row->answer != 0)
		node_set_int(a, n, S("answer"), row->answer);
	return n;
}

static result
say_ways(struct serving *sv)
{
	struct gateway gateway;
	struct mail mail;
	bool set;

	TRY(mail_get(sv->sc, sv->store, &mail, &set));
	if (set)
		node_set(sv->body, S("mail"), mail_node(sv, &mail));
	TRY(gateway_get(sv->sc, sv->store, &gateway, &set));
	if (set)
		node_set(sv->body, S("text"), gateway_node(sv, &gateway));
	return OK;
}

result
serve_letters(struct serving *sv)
{
	int64_t limit = node_get_int(sv->q, S("limit"), PAGE_USUAL);
	struct node *list = node_list(&sv->sc->arena);
	struct letter_query q = {
		.waiting = node_get_bool(sv->q, S("waiting"), false),
		.failed = node_get_bool(sv->q, S("failed"), false),
		.after = node_get_str(sv->q, S("cursor")),
		.most = (size_t)limit,
	};
	struct letter_row *rows;
	size_t n;

	if (limit < 1 || limit > PAGE_MAX)
		return fail_at(sv->sc, E_INPUT, S("limit"), "`limit` is from 1 to %d", PAGE_MAX);
	TRY(letter_list(sv->sc, sv->store, &q, &rows, &n));
	for (size_t i = 0; i < n; i++)
		node_add(list, row_node(&sv->sc->arena, &rows[i]));
	node_set(sv->body, S("letters"), list);
	if (n == q.most)
		node_set_str(&sv->sc->arena, sv->body, S("cursor"), rows[n - 1].id);
	return say_ways(sv);
}

/* -- the post's --------------------------------------------------------------------- */

static struct node *
out_node(struct arena *a, const struct letter_out *o)
{
	struct node *n = node_map(a);

	node_set_str(a, n, S("letter"), o->row.id);
	node_set_str(a, n, S("to"), o->address);
	node_set_str(a, n, S("title"), o->title);
	node_set_str(a, n, S("text"), o->text);
	node_set_time(a, n, S("queued"), o->row.queued);
	return n;
}

result
serve_letters_out(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena);
	struct letter_out *out;
	struct mail mail;
	size_t n = 0;
	bool set;

	TRY(mail_get(sv->sc, sv->store, &mail, &set));
	if (set)
		TRY(letter_next(sv->sc, sv->store, LETTER_BY_MAIL, LETTERS_MOST, &out, &n));
	for (size_t i = 0; i < n; i++)
		node_add(list, out_node(&sv->sc->arena, &out[i]));
	if (n > 0)
		node_set(sv->body, S("mail"), mail_node(sv, &mail));
	node_set(sv->body, S("letters"), list);
	return OK;
}

/* What gateways commonly take: doc/why/text-messages.md. */
static struct str
text_body(struct serving *sv, const struct gateway *g, const struct letter_out *o)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("to"), o->address);
	set_str(a, n, S("from"), g->from);
	node_set_str(a, n, S("text"), o->text);
	return json_text(a, n);
}

/* As messages of their own, signed and carried as the others are. */
result
serve_texts_out(struct serving *sv, size_t most, struct node *list)
{
	struct gateway gateway;
	struct letter_out *out;
	size_t n = 0;
	bool set;

	TRY(gateway_get(sv->sc, sv->store, &gateway, &set));
	if (set)
		TRY(letter_next(sv->sc, sv->store, LETTER_BY_TEXT, most, &out, &n));
	for (size_t i = 0; i < n; i++)
		node_add(list,
		    message_node(sv, out[i].row.id, gateway.url, text_body(sv, &gateway, &out[i])));
	return OK;
}

result
serve_letter_sent(struct serving *sv, struct str id)
{
	return letter_tried(
	    sv->sc, sv->store, sv->asker, id, node_get_int(sv->q, S("status"), 0));
}
