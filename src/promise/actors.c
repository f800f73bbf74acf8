/* promise/actors.c -- who is on stage: keepers, askers, sinks. */
#include "promise/stage.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define START_WAIT span_seconds(20)
#define STOP_WAIT span_seconds(10)

struct stage_keeper *
stage_keeper(struct stage *st, struct str name)
{
	for (size_t i = st->keepers.n; i > 0; i--)
		if (name.n == 0 || str_eq(st->keepers.at[i - 1].name, name))
			return &st->keepers.at[i - 1];
	return NULL;
}

struct asker_actor *
stage_asker(struct stage *st, struct str name)
{
	for (size_t i = st->askers.n; i > 0; i--)
		if (str_eq(st->askers.at[i - 1].name, name))
			return &st->askers.at[i - 1];
	return NULL;
}

struct sink *
stage_sink(struct stage *st, struct str recipient)
{
	struct sink *s;

	for (size_t i = 0; i < st->sinks.n; i++)
		if (str_eq(st->sinks.at[i].recipient, recipient))
			return &st->sinks.at[i];
	s = LIST_ADD(&st->sinks, &st->sc->arena);
	s->recipient = recipient;
	return s;
}

struct stage_keeper *
cue_keeper(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str name;
	struct stage_keeper *k;

	if (!cue_take(st, c, "the name of a keeper", &name))
		return NULL;
	k = stage_keeper(st, name);
	if (k == NULL)
		stage_broke(st, at, "no keeper is called %.*s", STR(name));
	return k;
}

/* The supervisor writes one byte when all of it is ready, and closes. */
static result
wait_until_ready(struct scope *sc, int fd)
{
	struct sock_watch watch = { .fd = fd };
	size_t ready;
	struct str said;

	TRY(sock_wait(sc, &watch, 1, START_WAIT, &ready));
	if (ready == 0)
		return fail(sc, E_BUSY, "the keeper was not ready in 20 seconds");
	TRY(file_drain(sc, (struct file){ fd }, 16, &said));
	return said.n > 0 ? OK : fail(sc, E_STATE, "the keeper ended while it started");
}

/* One that was free a moment ago. */
static result
free_port(struct scope *sc, uint16_t *port)
{
	int fd;
	result r;

	TRY(sock_tcp_listen(sc, S("127.0.0.1"), 0, &fd));
	r = sock_port(sc, fd, port);
	sock_close(&fd);
	return r;
}

static result
start_serving(struct stage *st, struct stage_keeper *k)
{
	struct scope *sc = st->sc;
	struct arena *a = &sc->arena;
	const char *argv[24] = { "bailee", "serve", "--store", str_c(a, k->folder),
		"--behind-proxy", "--weaker-wall", "--listen",
		str_c(a, str_printf(a, "unix:%.*s", STR(k->socket))), "--ready", "3", NULL };
	size_t spoken = 10; /* and room for --mail-ca, --listen, --mail-in and --mail-trust */
	struct file log;
	int ready[2];
	result r;

	for (size_t i = 0; i < st->standins.n && spoken == 10; i++)
		if (st->standins.at[i].authority.n > 0) {
			argv[spoken++] = "--mail-ca";
			argv[spoken++] = str_c(a, st->standins.at[i].authority);
		}
	if (k->tls) {
		TRY(free_port(sc, &k->port));
		argv[spoken++] = "--listen";
		argv[spoken++] =
		    str_c(a, str_printf(a, "127.0.0.1:%u", (unsigned)k->port));
	}
	if (k->mail_trust.n > 0) {
		argv[spoken++] = "--mail-in";
		argv[spoken++] =
		    str_c(a, str_printf(a, "unix:%.*s/mail.sock", STR(k->folder)));
		argv[spoken++] = "--mail-trust";
		argv[spoken++] = str_c(a, k->mail_trust);
	}
	k->log =
	    path_join(a, st->folder, str_printf(a, "%.*s.log%zu", STR(k->name), st->commands++));
	TRY(file_create(sc, k->log, FILE_PRIVATE, &log));
	TRY(sock_pair(sc, ready));
	{
		const struct proc_fd fds[] = { { log.fd, 1 }, { log.fd, 2 }, { ready[1], 3 } };
		const struct proc_start start = {
			.path = str_c(a, st->self), .argv = argv, .fds = fds, .fd_count = N(fds)
		};

		r = proc_start(sc, &start, &k->pid);
	}
	sock_close(&ready[1]);
	file_close(&log);
	if (r.code == E_OK)
		r = wait_until_ready(sc, ready[0]);
	sock_close(&ready[0]);
	return r;
}

/* The end of a log, for somebody who looks for why a keeper did not start. */
static struct str
log_tail(struct scope *sc, struct str path)
{
	struct str text;

	if (file_read(sc, path, (size_t)16 << 20, &text).code != E_OK)
		return S("");
	return str_trim(str_slice(text, text.n > 600 ? text.n - 600 : 0, text.n));
}

bool
keeper_start(struct stage *st, struct cue *c, struct stage_keeper *k)
{
	result r = start_serving(st, k);

	if (r.code == E_OK)
		return true;
	return stage_broke(st, c->line->token[0].at, "%.*s; its log ends: %.*s",
	    STR(st->sc->fault.text), STR(log_tail(st->sc, k->log)));
}

void
keeper_stop(struct stage *st, struct stage_keeper *k)
{
	struct proc_end end;

	if (k->pid == 0)
		return;
	if (proc_kill(st->sc, k->pid, SIGTERM).code == E_OK
	    && proc_wait(st->sc, k->pid, STOP_WAIT, &end).code != E_OK
	    && proc_kill(st->sc, k->pid, SIGKILL).code == E_OK)
		(void)proc_wait(st->sc, k->pid, STOP_WAIT, &end)
		    .code; /* it is dead or beyond us */
	k->pid = 0;
}
