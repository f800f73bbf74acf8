/* promise/word_hook.c -- webhooks: a stand-in for a recipient's address, and what it got. */
#include "base/json.h"
#include "promise/words.h"
#include "sys/clock.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define AS_CONTROL 3
#define AS_LISTENING 4
#define TELL_WITHIN span_seconds(5)
#define SETTLED_WITHIN span_seconds(10)
#define LOOK_EACH ((struct span){ 30000 })

struct hook_actor *
stage_hook(struct stage *st, struct str name)
{
	for (size_t i = 0; i < st->hooks.n; i++)
		if (str_eq(st->hooks.at[i].name, name))
			return &st->hooks.at[i];
	return NULL;
}

void
hook_stop(struct stage *st, struct hook_actor *h)
{
	struct proc_end end;

	sock_close(&h->control); /* its end is the end */
	if (h->pid != 0 && proc_wait(st->sc, h->pid, TELL_WITHIN, &end).code != E_OK)
		(void)proc_kill(st->sc, h->pid, SIGKILL).code; /* it dies with us anyway */
	h->pid = 0;
}

static result
start(struct scope *sc, const struct stage *st, struct hook_actor *h)
{
	const char *const argv[] = { "bailee", PART_HOOK, NULL };
	int pair[2], listening;
	uint16_t port;
	result r;

	TRY(sock_tcp_listen(sc, S("127.0.0.1"), 0, &listening));
	TRY(sock_port(sc, listening, &port));
	TRY(sock_pair(sc, pair));
	{
		const struct proc_fd fds[] = { { pair[1], AS_CONTROL }, { listening, AS_LISTENING } };
		const struct proc_start start = {
			.path = str_c(&sc->arena, st->self),
			.argv = argv,
			.fds = fds,
			.fd_count = N(fds),
		};

		r = proc_start(sc, &start, &h->pid);
	}
	sock_close(&pair[1]);
	sock_close(&listening);
	h->control = pair[0];
	h->port = port;
	return r;
}

/* `@NAME.url`, and of the newest request its body. */
static void
bind_newest(struct stage *st, const struct hook_actor *h)
{
	struct arena *a = &st->sc->arena;
	struct node *n = node_map(a), *body;
	struct fault before = st->sc->fault;

	node_set_str(a, n, S("url"), str_printf(a, "http://127.0.0.1:%d/%.*s", h->port, STR(h->name)));
	if (h->requests.n > 0) {
		struct node *newest = h->requests.at[h->requests.n - 1];

		node_set_str(a, n, S("id"), node_get_str(newest, S("id")));
		if (json_parse(st->sc, node_get_str(newest, S("body")), &body).code == E_OK)
			node_set(n, S("body"), body);
		st->sc->fault = before;
	}
	names_bind(st, h->name, n);
}

static bool
answers(struct stage *st, struct cue *c, struct hook_actor *h)
{
	int64_t code = 0;

	if (!cue_is(c, "nothing") && !cue_number(st, c, &code))
		return false;
	return cue_end(st, c)
	       && stage_ok(st, c,
		   sock_send(st->sc, h->control,
		       str_printf(&st->sc->arena, "answers %lld", (long long)code),
		       TELL_WITHIN));
}

bool
play_webhook(struct stage *st, struct cue *c)
{
	struct hook_actor *h;
	struct str name;

	if (!cue_take(st, c, "a name", &name))
		return false;
	h = stage_hook(st, name);
	if (h != NULL)
		return cue_is(c, "answers") ? answers(st, c, h)
					    : stage_broke(st, cue_spot(c),
						"it goes: webhook %.*s answers CODE", STR(name));
	h = LIST_ADD(&st->hooks, &st->sc->arena);
	*h = (struct hook_actor){ .name = name, .control = -1 };
	if (!cue_end(st, c) || !stage_ok(st, c, start(st->sc, st, h)))
		return false;
	bind_newest(st, h);
	return true;
}

/* -- what it got ----------------------------------------------------------------------- */

static bool
take_requests(struct stage *st, struct cue *c, struct hook_actor *h, struct span wait)
{
	struct sock_watch w = { .fd = h->control };
	struct str message;
	struct node *request;
	size_t ready;

	for (;; wait = span_seconds(0)) {
		if (!stage_ok(st, c, sock_wait(st->sc, &w, 1, wait, &ready)))
			return false;
		if (!w.readable)
			break;
		if (!stage_ok(st, c, sock_receive(st->sc, h->control, TELL_WITHIN, &message))
		    || !stage_ok(st, c, json_parse(st->sc, message, &request)))
			return false;
		*LIST_ADD(&h->requests, &st->sc->arena) = request;
	}
	bind_newest(st, h);
	return true;
}

/* To go out now, or out and not answered yet. */
static bool
is_underway(const struct stage_keeper *k, const struct node *row)
{
	struct instant next;

	return (node_get_int(row, S("tries"), 0) > 0 && node_get(row, S("answer")) == NULL)
	       || (node_get_time(row, S("next-try"), &next) && !instant_before(k->now, next));
}

static bool
any_underway(struct stage *st, struct cue *c, bool *any)
{
	static const struct {
		const char *path, *member;
	} lists[] = {
		{ "/v1/tellings?waiting=true&limit=500", "tellings" },
		{ "/v1/hand-overs?waiting=true&limit=500", "hand-overs" },
	};

	*any = false;
	for (size_t i = 0; i < st->keepers.n; i++)
		for (size_t l = 0; l < N(lists) && st->keepers.at[i].pid != 0; l++) {
			if (!http_operator(
				st, c, &st->keepers.at[i], "GET", lists[l].path, NULL))
				return false;
			NODE_EACH(row, node_get(st->last.body, str_of(lists[l].member)))
				*any |= is_underway(&st->keepers.at[i], row);
		}
	return true;
}

/* M5: until nothing is under way any more. */
static bool
settle(struct stage *st, struct cue *c, struct hook_actor *h)
{
	int64_t until = clock_boot().us + SETTLED_WITHIN.us;
	bool any;

	do {
		if (!any_underway(st, c, &any)
		    || !take_requests(st, c, h, any ? LOOK_EACH : span_seconds(0)))
			return false;
	} while (any && clock_boot().us < until);
	return !any
	       || stage_broke(
		   st, c->line->token[0].at, "something is to go out, and nothing became of it");
}

bool
hook_look(struct stage *st, struct cue *c, struct hook_actor *h, struct str *text, size_t *n)
{
	struct buf b = buf_new(&st->sc->arena);

	if (!settle(st, c, h))
		return false;
	for (size_t i = 0; i < h->requests.n; i++) {
		const struct node *r = h->requests.at[i];

		buf_printf(&b, "POST %.*s\nwebhook-id: %.*s\nwebhook-signature: %.*s\n%.*s\n\n",
		    STR(node_get_str(r, S("path"))), STR(node_get_str(r, S("id"))),
		    STR(node_get_str(r, S("signature"))), STR(node_get_str(r, S("body"))));
	}
	*text = buf_str(&b);
	*n = h->requests.n;
	return true;
}
