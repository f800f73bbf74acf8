/* promise/word_mail.c -- letters: a stand-in for the smarthost, and what it got. */
#include "promise/standin.h"
#include "promise/words.h"
#include "seal/cert.h"
#include "sys/clock.h"
#include "sys/file.h"

#define CERT_DAYS 30

/* -- the stand-in ------------------------------------------------------------------- */

struct handed_files {
	struct file key, cert; /* fd -1: none */
};

/* The certificate lies beside the play, for `bailee serve --mail-ca`. */
static result
make_certificate(struct scope *sc, struct stage *st, struct standin *m, struct handed_files *h)
{
	const struct str host[] = { S("127.0.0.1"), S("localhost") };
	struct watch wall = clock_wall();
	struct str key, cert, key_path;
	struct scope own;
	result r;

	m->authority = path_join(
	    &sc->arena, st->folder, str_printf(&sc->arena, "%.*s.crt", STR(m->name)));
	key_path = path_join(
	    &sc->arena, st->folder, str_printf(&sc->arena, "%.*s.key", STR(m->name)));
	scope_begin(&own, clock_now(&wall));
	r = cert_make(&own, host, N(host), CERT_DAYS, &key, &cert);
	if (r.code == E_OK)
		r = file_write(&own, m->authority, cert, FILE_PRIVATE);
	if (r.code == E_OK)
		r = file_write(&own, key_path, key, FILE_PRIVATE);
	scope_end(&own);
	if (r.code != E_OK)
		return fail(sc, r.code, "the stand-in has no certificate");
	TRY(file_open(sc, m->authority, &h->cert));
	return file_open(sc, key_path, &h->key);
}

static result
start(struct stage *st, struct standin *m, const struct handed_files *h)
{
	const char *const plain[] = { "bailee", PART_MAILBOX, NULL };
	const char *const tls[] = { "bailee", PART_MAILBOX, "tls", NULL };
	const int more[] = { h->key.fd, h->cert.fd };
	bool secure = h->key.fd >= 0;

	return standin_start(st, m, secure ? tls : plain, more, secure ? N(more) : 0);
}

static bool
begin(struct stage *st, struct cue *c, struct standin *m)
{
	struct handed_files h = { { -1 }, { -1 } };
	struct node *body = node_map(&st->sc->arena);
	bool ok;

	ok = !cue_is(c, "tls") || stage_ok(st, c, make_certificate(st->sc, st, m, &h));
	ok = ok && cue_end(st, c) && stage_ok(st, c, start(st, m, &h));
	if (h.key.fd >= 0)
		file_close(&h.key);
	if (h.cert.fd >= 0)
		file_close(&h.cert);
	node_set_str(&st->sc->arena, body, S("port"), str_printf(&st->sc->arena, "%d", m->port));
	names_bind(st, m->name, body);
	return ok;
}

/* -- what it got ----------------------------------------------------------------------- */

/* The path of the first address of the web that has one: "/y/AXp3...". */
static struct str
link_in(struct str text)
{
	for (size_t i = 0; i + 8 < text.n; i++) {
		struct str rest;
		size_t end = 0;

		if (!str_starts(str_slice(text, i, text.n), S("https://")))
			continue;
		(void)str_cut(str_slice(text, i + 8, text.n), '/', &rest);
		while (end < rest.n && rest.p[end] > ' ')
			end++;
		if (end > 0)
			return str_slice(text, (size_t)(rest.p - text.p) - 1, (size_t)(rest.p - text.p) + end);
	}
	return S("");
}

/* A line of its own that begins with four blanks, or the first run of six digits or more. */
static struct str
code_in(struct str text)
{
	struct str rest = text;
	size_t from = 0;

	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest);

		if (str_starts(line, S("    ")))
			return str_trim(line);
	}

	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && text.p[i] >= '0' && text.p[i] <= '9')
			continue;
		if (i - from >= 6)
			return str_slice(text, from, i);
		from = i + 1;
	}
	return S("");
}

static void
came(struct stage *st, struct standin *m, size_t from)
{
	struct arena *a = &st->sc->arena;

	for (size_t i = from; i < m->came.n; i++) {
		struct node *letter = m->came.at[i];

		node_set_str(a, letter, S("code"), code_in(node_get_str(letter, S("text"))));
		node_set_str(a, letter, S("link"), link_in(node_get_str(letter, S("text"))));
		node_set_str(a, letter, S("port"), str_printf(a, "%d", m->port));
		names_bind(st, m->name, letter);
	}
}

static void
print(struct buf *b, const struct node *letter)
{
	static const char *const shown[] = { "from", "to", "title", "text" };

	for (size_t s = 0; s < N(shown); s++)
		buf_printf(b, "%s: %.*s\n", shown[s], STR(node_get_str(letter, str_of(shown[s]))));
	NODE_EACH(field, node_get(letter, S("head")))
		buf_printf(b, "%.*s\n", STR(field->text));
	buf_printf(b, "tls: %s\n\n", node_get_bool(letter, S("tls"), false) ? "yes" : "no");
}

static const struct standin_list list = {
	.path = "/v1/letters?waiting=true&limit=500",
	.member = "letters",
	.needs = "mail",
	.way = "mail",
	.untried = true,
};

const struct standin_kind standin_mail = {
	.noun = "letters",
	.lists = &list,
	.lists_n = 1,
	.came = came,
	.print = print,
};

bool
play_mail(struct stage *st, struct cue *c)
{
	struct standin *m;
	struct str name;
	int64_t code;

	if (!cue_take(st, c, "a name", &name))
		return false;
	m = stage_standin(st, name);
	if (m == NULL)
		return begin(st, c, standin_new(st, &standin_mail, name));
	if (!cue_is(c, "answers"))
		return stage_broke(st, cue_spot(c), "it goes: mail %.*s answers CODE", STR(name));
	return cue_number(st, c, &code) && cue_end(st, c) && standin_answers(st, c, m, code);
}
