/* doors/http/parts.c -- a package of a person of whom much is held, as it comes. */
#include "doors/http/parts.h"
#include "base/buf.h"
#include "doors/http/zip.h"

bool
parts_come(const struct reply *reply)
{
	return reply->code == E_OK && node_get(reply->body, S("parts")) != NULL;
}

static bool
is_archive(const struct http_task *t)
{
	return t->question == NULL || str_eq(node_get_str(t->question, S("form")), S("all"));
}

void
parts_begin(struct scope *sc, struct parts *p, struct http_task *t, const struct reply *reply,
    struct http_response *out)
{
	*p = (struct parts){
		.task = t,
		.id = str_dup(&sc->arena, node_get_str(reply->body, S("parts"))),
		.key = str_dup(&sc->arena, node_get_str(reply->body, S("public-key"))),
	};
	out->status = 200;
	if (is_archive(t)) {
		p->zip = zip_new(&sc->arena, sc->now);
		out->type = S("application/zip");
		response_header(
		    sc, out, S("Content-Disposition"), S("attachment; filename=\"package.zip\""));
		return;
	}
	out->type = package_type(t);
	response_header(sc, out, S("Bailee-Public-Key"), p->key);
	response_header(sc, out, S("Trailer"), S("Bailee-Signature"));
}

size_t
parts_copy(struct parts *p, char *to, size_t most)
{
	struct str some = str_slice(p->hand, 0, most);

	memcpy(to, some.p, some.n);
	p->hand = str_slice(p->hand, some.n, p->hand.n);
	return some.n;
}

struct node *
parts_question(struct scope *sc, struct parts *p)
{
	struct node *q = node_map(&sc->arena);

	p->hand = S("");
	arena_clear(&p->arena);
	p->task->head.verb = VERB_PACKAGE_PART;
	node_set_str(&sc->arena, q, S("parts"), p->id);
	return q;
}

/* A file, its signature beside it, and after the last the key. */
static bool
into_archive(struct parts *p, const struct node *body)
{
	struct str file = node_get_str(body, S("file")), sig;
	bool done = true;

	if (!str_eq(file, p->file)) {
		p->file = str_dup(zip_arena(p->zip), file);
		done = zip_open(p->zip, p->file);
	}
	done = done && zip_put(p->zip, node_get_str(body, S("text")));
	sig = str_printf(&p->arena, "%.*s.sig", STR(file));
	if (node_get(body, S("signature")) != NULL)
		done = done && zip_open(p->zip, sig)
		       && zip_put(p->zip, node_get_str(body, S("signature")));
	if (node_get_bool(body, S("done"), false))
		done = done && zip_open(p->zip, S("public-key.txt")) && zip_put(p->zip, p->key)
		       && zip_close(p->zip);
	p->hand = zip_take(p->zip, &p->arena);
	return done;
}

void
parts_answer(struct parts *p, const struct reply *reply)
{
	p->broken = reply->code != E_OK || node_get(reply->body, S("refused")) != NULL;
	if (p->broken)
		return;
	if (p->zip != NULL)
		p->broken = !into_archive(p, reply->body);
	else
		p->hand = str_dup(&p->arena, node_get_str(reply->body, S("text")));
	p->ended = node_get_bool(reply->body, S("done"), false);
	if (p->ended && p->zip == NULL)
		p->signature = str_dup(&p->arena, node_get_str(reply->body, S("signature")));
}

void
parts_end(struct parts *p)
{
	if (p->zip != NULL)
		zip_free(p->zip);
	arena_clear(&p->arena);
}
