/* promise/word_mail.c -- letters: a stand-in for the smarthost, and what it got. */
#include "base/json.h"
#include "promise/words.h"
#include "seal/cert.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define AS_CONTROL 3
#define AS_LISTENING 4
#define AS_KEY 5
#define AS_CERT 6
#define TELL_WITHIN span_seconds(5)
#define SETTLED_WITHIN span_seconds(10)
#define LOOK_EACH ((struct span){ 50000 })
#define CERT_DAYS 30

struct mail_actor *
stage_mail(struct stage *st, struct str name)
{
	for (size_t i = 0; i < st->mails.n; i++)
		if (str_eq(st->mails.at[i].name, name))
			return &st->mails.at[i];
	return NULL;
}

void
mail_stop(struct stage *st, struct mail_actor *m)
{
	struct proc_end end;

	sock_close(&m->control); /* its end is the end */
	if (m->pid != 0 && proc_wait(st->sc, m->pid, TELL_WITHIN, &end).code != E_OK)
		(void)proc_kill(st->sc, m->pid, SIGKILL).code; /* it dies with us anyway */
	m->pid = 0;
}

/* -- the stand-in ------------------------------------------------------------------- */

struct handed_files {
	struct file key, cert; /* fd -1: none */
};

/* The certificate lies beside the play, for `bailee serve --mail-ca`. */
static result
make_certificate(struct scope *sc, struct stage *st, struct mail_actor *m, struct handed_files *h)
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
start(struct scope *sc, struct stage *st, struct mail_actor *m, struct handed_files *h)
{
	const char *const plain[] = { "bailee", PART_STANDIN, NULL };
	const char *const tls[] = { "bailee", PART_STANDIN, "tls", NULL };
	int pair[2], listening;
	uint16_t port;
	result r;

	TRY(sock_tcp_listen(sc, S("127.0.0.1"), 0, &listening));
	TRY(sock_port(sc, listening, &port));
	TRY(sock_pair(sc, pair));
	{
		const struct proc_fd fds[] = { { pair[1], AS_CONTROL }, { listening, AS_LISTENING },
			{ h->key.fd, AS_KEY }, { h->cert.fd, AS_CERT } };
		const struct proc_start start = {
			.path = str_c(&sc->arena, st->self),
			.argv = h->key.fd >= 0 ? tls : plain,
			.fds = fds,
			.fd_count = h->key.fd >= 0 ? N(fds) : N(fds) - 2,
		};

		r = proc_start(sc, &start, &m->pid);
	}
	sock_close(&pair[1]);
	sock_close(&listening);
	m->control = pair[0];
	m->port = port;
	return r;
}

static bool
answers(struct stage *st, struct cue *c, struct mail_actor *m)
{
	int64_t code;

	return cue_number(st, c, &code) && cue_end(st, c)
	       && stage_ok(st, c,
		   sock_send(st->sc, m->control,
		       str_printf(&st->sc->arena, "answers %lld", (long long)code),
		       TELL_WITHIN));
}

static void
bind_port(struct stage *st, const struct mail_actor *m)
{
	struct node *body = node_map(&st->sc->arena);

	node_set_str(&st->sc->arena, body, S("port"),
	    str_printf(&st->sc->arena, "%d", m->port));
	names_bind(st, m->name, body);
}

bool
play_mail(struct stage *st, struct cue *c)
{
	struct handed_files h = { { -1 }, { -1 } };
	struct mail_actor *m;
	struct str name;
	bool ok;

	if (!cue_take(st, c, "a name", &name))
		return false;
	m = stage_mail(st, name);
	if (m != NULL)
		return cue_is(c, "answers") ? answers(st, c, m)
					    : stage_broke(st, cue_spot(c),
						"it goes: mail %.*s answers CODE", STR(name));
	m = LIST_ADD(&st->mails, &st->sc->arena);
	*m = (struct mail_actor){ .name = name, .control = -1 };
	ok = !cue_is(c, "tls") || stage_ok(st, c, make_certificate(st->sc, st, m, &h));
	ok = ok && cue_end(st, c) && stage_ok(st, c, start(st->sc, st, m, &h));
	if (h.key.fd >= 0)
		file_close(&h.key);
	if (h.cert.fd >= 0)
		file_close(&h.cert);
	if (ok)
		bind_port(st, m);
	return ok;
}

/* -- what it got ----------------------------------------------------------------------- */

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

static bool
take_letters(struct stage *st, struct cue *c, struct mail_actor *m, struct span wait)
{
	struct sock_watch w = { .fd = m->control };
	struct str message;
	struct node *letter;
	size_t ready;

	for (;; wait = span_seconds(0)) {
		if (!stage_ok(st, c, sock_wait(st->sc, &w, 1, wait, &ready)))
			return false;
		if (!w.readable)
			return true;
		if (!stage_ok(st, c, sock_receive(st->sc, m->control, TELL_WITHIN, &message))
		    || !stage_ok(st, c, json_parse(st->sc, message, &letter)))
			return false;
		node_set_str(&st->sc->arena, letter, S("code"),
		    code_in(node_get_str(letter, S("text"))));
		node_set_str(&st->sc->arena, letter, S("port"),
		    str_printf(&st->sc->arena, "%d", m->port));
		*LIST_ADD(&m->letters, &st->sc->arena) = letter;
		names_bind(st, m->name, letter);
	}
}

/* Not answered, or to be tried again now. */
static bool
is_underway(const struct stage_keeper *k, const struct node *letter)
{
	struct instant next;

	return node_get(letter, S("answer")) == NULL
	       || (node_get_time(letter, S("next-try"), &next) && !instant_before(k->now, next));
}

/* Is there a letter of which nobody knows yet what became of it? */
static bool
any_underway(struct stage *st, struct cue *c, bool *any)
{
	*any = false;
	for (size_t i = 0; i < st->keepers.n; i++) {
		if (st->keepers.at[i].pid == 0)
			continue;
		if (!http_operator(st, c, &st->keepers.at[i], "GET",
			"/v1/letters?waiting=true&limit=500", NULL))
			return false;
		if (node_get(st->last.body, S("mail")) == NULL)
			continue;
		NODE_EACH(l, node_get(st->last.body, S("letters")))
			*any |= is_underway(&st->keepers.at[i], l);
	}
	return true;
}

static bool
settle(struct stage *st, struct cue *c, struct mail_actor *m)
{
	int64_t until = clock_boot().us + SETTLED_WITHIN.us;
	bool any;

	do {
		if (!any_underway(st, c, &any)
		    || !take_letters(st, c, m, any ? LOOK_EACH : span_seconds(0)))
			return false;
	} while (any && clock_boot().us < until);
	return !any
	       || stage_broke(
		   st, c->line->token[0].at, "a letter waits, and nothing became of it");
}

static struct str
text_of(struct stage *st, const struct mail_actor *m)
{
	static const char *const shown[] = { "from", "to", "title", "text" };
	struct buf b = buf_new(&st->sc->arena);

	for (size_t i = 0; i < m->letters.n; i++) {
		const struct node *l = m->letters.at[i];

		for (size_t s = 0; s < N(shown); s++)
			buf_printf(&b, "%s: %.*s\n", shown[s],
			    STR(node_get_str(l, str_of(shown[s]))));
		NODE_EACH(field, node_get(l, S("head")))
			buf_printf(&b, "%.*s\n", STR(field->text));
		buf_printf(&b, "tls: %s\n\n", node_get_bool(l, S("tls"), false) ? "yes" : "no");
	}
	return buf_str(&b);
}

bool
mail_look(struct stage *st, struct cue *c, struct mail_actor *m, struct str *text, size_t *n)
{
	if (!settle(st, c, m))
		return false;
	*text = text_of(st, m);
	*n = m->letters.n;
	return true;
}

size_t
mail_count(const struct mail_actor *m, struct str to)
{
	size_t n = 0;

	for (size_t i = 0; i < m->letters.n; i++)
		n += str_eq(node_get_str(m->letters.at[i], S("to")), to);
	return n;
}
