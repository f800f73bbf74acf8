/* promise/standin.c -- processes that stand in for somebody outside: begun, heard and ended. */
#include "promise/standin.h"
#include "base/check.h"
#include "base/json.h"
#include "sys/clock.h"
#include "sys/sock.h"

#define AS_CONTROL 3
#define AS_LISTENING 4
#define AS_MORE 5
#define MORE_MOST 2
#define TELL_WITHIN span_seconds(5)
#define HEAR_WITHIN span_seconds(10)
#define SETTLED_WITHIN span_seconds(10)
#define LOOK_EACH ((struct span){ 30000 })

struct standin *
stage_standin(struct stage *st, struct str name)
{
	for (size_t i = 0; i < st->standins.n; i++)
		if (str_eq(st->standins.at[i].name, name))
			return &st->standins.at[i];
	return NULL;
}

struct standin *
standin_new(struct stage *st, const struct standin_kind *kind, struct str name)
{
	struct standin *s = LIST_ADD(&st->standins, &st->sc->arena);

	*s = (struct standin){ .kind = kind, .name = name, .control = -1 };
	return s;
}

result
standin_start(
    struct stage *st, struct standin *s, const char *const *argv, const int *more, size_t n)
{
	struct scope *sc = st->sc;
	int pair[2], listening;
	uint16_t port;
	result r;

	CHECK(n <= MORE_MOST);
	TRY(sock_tcp_listen(sc, S("127.0.0.1"), 0, &listening));
	TRY(sock_port(sc, listening, &port));
	TRY(sock_pair(sc, pair));
	{
		struct proc_fd fds[2 + MORE_MOST] = { { pair[1], AS_CONTROL },
			{ listening, AS_LISTENING } };
		const struct proc_start start = {
			.path = str_c(&sc->arena, st->self),
			.argv = argv,
			.fds = fds,
			.fd_count = 2 + n,
		};

		for (size_t i = 0; i < n; i++)
			fds[2 + i] = (struct proc_fd){ more[i], AS_MORE + (int)i };
		r = proc_start(sc, &start, &s->pid);
	}
	sock_close(&pair[1]);
	sock_close(&listening);
	s->control = pair[0];
	s->port = port;
	return r;
}

void
standin_stop(struct stage *st, struct standin *s)
{
	struct proc_end end;

	sock_close(&s->control); /* its end is the end */
	if (s->pid != 0 && proc_wait(st->sc, s->pid, TELL_WITHIN, &end).code != E_OK)
		(void)proc_kill(st->sc, s->pid, SIGKILL).code; /* it dies with us anyway */
	s->pid = 0;
}

/* -- what it is told ------------------------------------------------------------------ */

bool
standin_answers(struct stage *st, struct cue *c, const struct standin *s, int64_t code)
{
	return stage_ok(st, c,
	    sock_send(st->sc, s->control,
		str_printf(&st->sc->arena, "answers %lld", (long long)code), TELL_WITHIN));
}

bool
standin_hears(struct scope *sc, int control, int64_t *answer)
{
	struct str message, code;
	int64_t n;

	if (sock_receive(sc, control, HEAR_WITHIN, &message).code != E_OK)
		return false;
	if (str_eq(str_cut(message, ' ', &code), S("answers")) && str_to_i64(code, &n))
		*answer = n;
	return true;
}

/* -- what came to it ------------------------------------------------------------------ */

static bool
take(struct stage *st, struct cue *c, struct standin *s, struct span wait)
{
	struct sock_watch w = { .fd = s->control };
	size_t ready, from = s->came.n;
	struct str message;
	struct node *one;

	for (;; wait = span_seconds(0)) {
		if (!stage_ok(st, c, sock_wait(st->sc, &w, 1, wait, &ready)))
			return false;
		if (!w.readable)
			break;
		if (!stage_ok(st, c, sock_receive(st->sc, s->control, TELL_WITHIN, &message))
		    || !stage_ok(st, c, json_parse(st->sc, message, &one)))
			return false;
		*LIST_ADD(&s->came, &st->sc->arena) = one;
	}
	if (s->came.n > from)
		s->kind->came(st, s, from);
	return true;
}

/* To go out now, or out and not answered yet. */
static bool
is_underway(const struct standin_list *l, const struct stage_keeper *k, const struct node *row)
{
	bool tried = l->untried || node_get_int(row, S("tries"), 0) > 0;
	struct instant next;

	return (tried && node_get(row, S("answer")) == NULL)
	       || (node_get_time(row, S("next-try"), &next) && !instant_before(k->now, next));
}

static bool
any_of_list(struct stage *st, struct cue *c, const struct stage_keeper *k,
    const struct standin_list *l, bool *any)
{
	if (!http_operator(st, c, k, "GET", l->path, NULL))
		return false;
	if (l->needs != NULL && node_get(st->last.body, str_of(l->needs)) == NULL)
		return true;
	NODE_EACH(row, node_get(st->last.body, str_of(l->member)))
		*any |= (l->way == NULL || str_eq(node_get_str(row, S("way")), str_of(l->way)))
			&& is_underway(l, k, row);
	return true;
}

static bool
any_underway(struct stage *st, struct cue *c, const struct standin_kind *kind, bool *any)
{
	*any = false;
	for (size_t i = 0; i < st->keepers.n; i++)
		for (size_t l = 0; l < kind->lists_n && st->keepers.at[i].pid != 0; l++)
			if (!any_of_list(st, c, &st->keepers.at[i], &kind->lists[l], any))
				return false;
	return true;
}

/* M5: until nothing is under way any more. */
static bool
settle(struct stage *st, struct cue *c, struct standin *s)
{
	int64_t until = clock_boot().us + SETTLED_WITHIN.us;
	bool any;

	do {
		if (!any_underway(st, c, s->kind, &any)
		    || !take(st, c, s, any ? LOOK_EACH : span_seconds(0)))
			return false;
	} while (any && clock_boot().us < until);
	return !any
	       || stage_broke(st, c->line->token[0].at, "%s are to go out, and nothing became of it",
		   s->kind->noun);
}

bool
standin_look(struct stage *st, struct cue *c, struct standin *s, struct str *text)
{
	struct buf b = buf_new(&st->sc->arena);

	if (!settle(st, c, s))
		return false;
	for (size_t i = 0; i < s->came.n; i++)
		s->kind->print(&b, s->came.at[i]);
	*text = buf_str(&b);
	return true;
}
