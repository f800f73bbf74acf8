/* bin/serve.c -- the supervisor: its children, their links, and who is started again when.
 *
 * Each child has a control socket: a keeper says "ready" or "failed ...", and is
 * handed links ("door NAME" and a descriptor); a door is handed its link
 * ("link" and a descriptor) and says "ready" when it has it, "lost" when it is no good.
 */
#include "base/check.h"
#include "base/log.h"
#include "bin/parts.h"
#include "bin/serve.h"
#include "doors/folder/folder.h"
#include "doors/http/door.h"
#include "keeper/process.h"
#include "keeper/link.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/proc.h"
#include "sys/sock.h"
#include "sys/watch.h"

#define BACK_OFF_LEAST span_seconds(0)
#define BACK_OFF_FIRST ((struct span){ 200000 })
#define BACK_OFF_MOST span_seconds(10)
#define LIVED_WELL span_seconds(10) /* after so long the next death starts the back-off anew */
#define STOP_WITHIN span_seconds(20)
#define TELL_WITHIN span_seconds(5)

enum child_kind { CHILD_KEEPER,
	CHILD_DOOR,
	CHILD_FOLDER,
	CHILD_POST,
	CHILD_MAIL,
	CHILD_CHECKPOINTER,
	CHILDREN };

struct child {
	int32_t pid; /* 0: not running */
	int control; /* -1: none */
	bool ready, linked;
	struct span started, start_at; /* since boot */
	struct span back_off;
};

struct supervisor {
	const struct serve_options *o;
	struct child child[CHILDREN];
	struct door_listen listen[DOOR_LISTENS_MAX];
	size_t listens;
	struct file cert, key; /* fd -1: no TLS */
	int mail; /* where mail is handed in; -1: nowhere */
	int signals, ready, settings; /* news of what folders are to be watched */
	bool folders; /* there are some to watch */
	bool stop, been_ready, failed;
};

static const char *const names[CHILDREN] = { "keeper", "door", "folder", "post", "mail",
	"checkpointer" };

/* -- where it listens ------------------------------------------------------ */

static result
listen_unix(struct scope *sc, struct supervisor *s, struct str path)
{
	struct door_listen *l = &s->listen[s->listens];

	TRY(sock_unix_listen(sc, path, &l->fd));
	l->tls = false; /* the file's mode is the wall */
	l->proxied = s->o->proxied;
	s->listens++;
	return OK;
}

static result
listen_tcp(struct scope *sc, struct supervisor *s, struct str host, struct str port)
{
	struct door_listen *l = &s->listen[s->listens];
	uint64_t number;
	uint16_t taken;

	if (!str_to_u64(port, &number) || number > UINT16_MAX)
		return fail(sc, E_INPUT, "`--listen` takes ADDR:PORT or unix:PATH");
	if (s->o->plain && !sock_host_is_loopback(host))
		return fail(sc, E_INPUT,
		    "without TLS only on loopback: leave `--plain` out, or put a proxy in front");
	TRY(sock_tcp_listen(sc, host, (uint16_t)number, &l->fd));
	l->tls = !s->o->plain;
	l->proxied = s->o->plain && s->o->proxied;
	s->listens++;
	TRY(sock_port(sc, l->fd, &taken)); /* port 0 is one that is free */
	log_event("serve.listening", LOG_COUNT("port", taken), LOG_COUNT("tls", l->tls));
	return OK;
}

static result
listen_at(struct scope *sc, struct supervisor *s, struct str where)
{
	struct str host, port;

	if (s->listens == DOOR_LISTENS_MAX)
		return fail(sc, E_INPUT, "at most %d places to listen at", DOOR_LISTENS_MAX);
	if (str_starts(where, S("unix:")))
		return listen_unix(sc, s, str_slice(where, 5, where.n));
	if (!sock_place(where, &host, &port))
		return fail(sc, E_INPUT, "`--listen` takes ADDR:PORT or unix:PATH");
	return listen_tcp(sc, s, host, port);
}

/* Whoever can hand mail in is believed about senders: it is this machine alone. */
static result
listen_for_mail(struct scope *sc, struct supervisor *s)
{
	struct str where = s->o->mail_in, host, port;
	uint64_t number;
	uint16_t taken;

	if (where.n == 0)
		return OK;
	if (str_starts(where, S("unix:")))
		return sock_unix_listen(sc, str_slice(where, 5, where.n), &s->mail);
	if (!sock_place(where, &host, &port) || !str_to_u64(port, &number) || number > UINT16_MAX
	    || !sock_host_is_loopback(host))
		return fail(sc, E_INPUT,
		    "`--mail-in` takes unix:PATH or 127.0.0.1:PORT: a mail server on this machine "
		    "hands mail in");
	TRY(sock_tcp_listen(sc, host, (uint16_t)number, &s->mail));
	TRY(sock_port(sc, s->mail, &taken));
	log_event("serve.takes-mail", LOG_COUNT("port", taken));
	return OK;
}

static result
open_pem(
    struct scope *sc, struct supervisor *s, struct str given, const char *usual, struct file *file)
{
	struct str path = given.n > 0 ? given : path_join(&sc->arena, s->o->store, str_of(usual));
	result r = file_open(sc, path, file);

	if (r.code == E_ABSENT)
		return fail(sc, E_ABSENT,
		    "there is no %.*s: give `--cert` and `--key`, or `--plain` on loopback",
		    STR(path));
	return r;
}

static result
listen_all(struct scope *sc, struct supervisor *s)
{
	bool tls = false;

	if (s->o->listens == 0)
		TRY(listen_at(sc, s, S("127.0.0.1:8443")));
	for (size_t i = 0; i < s->o->listens; i++)
		TRY(listen_at(sc, s, s->o->listen[i]));
	for (size_t i = 0; i < s->listens; i++)
		tls = tls || s->listen[i].tls;
	if (!tls)
		return OK;
	TRY(open_pem(sc, s, s->o->cert, "tls.crt", &s->cert));
	return open_pem(sc, s, s->o->key, "tls.key", &s->key);
}

/* -- starting -------------------------------------------------------------- */

#define AS_CONTROL 3
#define AS_CERT 4
#define AS_KEY 5
#define AS_LISTEN 6
#define AS_PASSWORD 4
#define AS_MAIL 4
#define AS_AUTHORITY 5
#define HANDED_MAX (4 + DOOR_LISTENS_MAX)
#define WORDS_MAX (8 + DOOR_LISTENS_MAX)

struct handed {
	struct proc_fd fd[HANDED_MAX];
	size_t n;
	const char *word[WORDS_MAX];
	size_t words;
	struct file opened[2]; /* for this start alone */
	size_t n_opened;
};

static void
hand(struct handed *h, int fd, int as)
{
	CHECK(h->n < HANDED_MAX);
	h->fd[h->n++] = (struct proc_fd){ fd, as };
}

static void
say(struct handed *h, const char *word)
{
	CHECK(h->words < WORDS_MAX - 1);
	h->word[h->words++] = word;
}

/* Read anew for each start of the part: what it says may have changed. */
static void
hand_file(struct scope *sc, struct handed *h, struct str path, const char *word, int as)
{
	struct file *file = &h->opened[h->n_opened];

	if (path.n == 0)
		return;
	if (file_open(sc, path, file).code != E_OK) {
		log_event("serve.no-file", LOG_ID("what", str_of(word)),
		    LOG_ID("why", sc->fault.text));
		return;
	}
	h->n_opened++;
	hand(h, file->fd, as);
	say(h, word);
}

/* The command line is what process parts of bin/parts.c read. */
static void
prepare(struct scope *sc, const struct supervisor *s, enum child_kind kind, int root_fd,
    struct handed *h)
{
	say(h, "bailee");
	switch (kind) {
	case CHILD_KEEPER:
		say(h, PROCESS_KEEPER);
		say(h, str_c(&sc->arena, s->o->store));
		say(h, str_c(&sc->arena, root_word(&s->o->root)));
		if (s->o->place.n > 0)
			say(h,
			    str_c(&sc->arena,
				str_printf(&sc->arena, "place=%.*s", STR(s->o->place))));
		if (root_fd >= 0)
			hand(h, root_fd, PROCESS_ROOT_FD);
		break;
	case CHILD_DOOR:
		say(h, PART_DOOR_HTTP);
		say(h, s->cert.fd >= 0 ? "cert" : "no-cert");
		if (s->cert.fd >= 0) {
			hand(h, s->cert.fd, AS_CERT);
			hand(h, s->key.fd, AS_KEY);
		}
		for (size_t i = 0; i < s->listens; i++) {
			say(h, s->listen[i].tls	      ? "tls"
			       : s->listen[i].proxied ? "proxied"
						      : "plain");
			hand(h, s->listen[i].fd, AS_LISTEN + (int)i);
		}
		break;
	case CHILD_FOLDER:
		say(h, PART_DOOR_FOLDER);
		say(h, str_c(&sc->arena, s->o->store));
		break;
	case CHILD_POST:
		say(h, PART_POST);
		hand_file(sc, h, s->o->mail_password, "password", AS_PASSWORD);
		hand_file(sc, h, s->o->mail_authority, "authority", AS_AUTHORITY);
		break;
	case CHILD_MAIL:
		say(h, PART_DOOR_MAIL);
		if (s->o->mail_trust.n > 0)
			say(h,
			    str_c(&sc->arena,
				str_printf(
				    &sc->arena, "trust=%.*s", STR(s->o->mail_trust))));
		hand(h, s->mail, AS_MAIL);
		break;
	case CHILD_CHECKPOINTER:
		say(h, PART_CHECKPOINTER);
		say(h, str_c(&sc->arena, s->o->store));
		break;
	case CHILDREN:
		break;
	}
	if (s->o->weaker)
		say(h, "weaker");
}

static result
start(struct scope *sc, struct supervisor *s, enum child_kind kind)
{
	struct child *c = &s->child[kind];
	struct handed h = { 0 };
	int pair[2], root_fd = -1;
	result r;

	if (kind == CHILD_KEEPER && s->o->root.typed != NULL)
		TRY(root_hand(sc, s->o->root.typed, &root_fd));
	r = sock_pair(sc, pair);
	if (r.code != E_OK) {
		sock_close(&root_fd);
		return r;
	}
	prepare(sc, s, kind, root_fd, &h);
	hand(&h, pair[1], AS_CONTROL);
	r = proc_start(sc, &(struct proc_start){
			       .path = PROC_ITSELF,
			       .argv = h.word,
			       .fds = h.fd,
			       .fd_count = h.n,
			   },
	    &c->pid);
	sock_close(&pair[1]);
	sock_close(&root_fd);
	while (h.n_opened > 0)
		file_close(&h.opened[--h.n_opened]);
	if (r.code != E_OK) {
		sock_close(&pair[0]);
		return r;
	}
	c->control = pair[0];
	c->ready = c->linked = false;
	c->started = clock_boot();
	return OK;
}

static bool
is_wanted(const struct supervisor *s, size_t kind)
{
	return (kind != CHILD_FOLDER || s->folders) && (kind != CHILD_MAIL || s->mail >= 0);
}

static void
start_those_due(struct scope *sc, struct supervisor *s)
{
	for (size_t i = 0; i < CHILDREN; i++) {
		struct child *c = &s->child[i];

		if (c->pid != 0 || s->stop || !is_wanted(s, i) || clock_boot().us < c->start_at.us)
			continue;
		if (start(sc, s, (enum child_kind)i).code == E_OK)
			continue;
		log_event("serve.cannot-start", LOG_ID("child", str_of(names[i])),
		    LOG_ID("why", sc->fault.text));
		c->start_at = (struct span){ clock_boot().us + BACK_OFF_MOST.us };
	}
}

/* -- links ----------------------------------------------------------------- */

static result
hand_over(struct scope *sc, int control, struct str message, int fd)
{
	TRY(sock_send(sc, control, message, TELL_WITHIN));
	return sock_pass(sc, control, fd);
}

/* A door that has no link to the keeper that is there gets one. */
static void
link_door(struct scope *sc, struct supervisor *s, enum child_kind kind, struct str message)
{
	struct child *keeper = &s->child[CHILD_KEEPER], *door = &s->child[kind];
	int pair[2];

	if (!keeper->ready || door->pid == 0 || door->linked || door->control < 0)
		return;
	if (sock_pair(sc, pair).code != E_OK)
		return;
	door->linked = hand_over(sc, keeper->control, message, pair[0]).code == E_OK
		       && hand_over(sc, door->control, S("link"), pair[1]).code == E_OK;
	sock_close(&pair[0]);
	sock_close(&pair[1]);
}

/* -- what children say, and how they end ----------------------------------- */

static void
tell_ready(struct scope *sc, struct supervisor *s, bool well)
{
	struct file ready = { s->ready };

	if (s->ready < 0)
		return;
	if (well && file_pour(sc, ready, S("1")).code != E_OK)
		log_event("serve.nobody-waits");
	sock_close(&s->ready);
}

/* There is something to carry.  When it is not there, it asks as soon as it is. */
static void
ring_post(struct scope *sc, struct supervisor *s)
{
	struct child *post = &s->child[CHILD_POST];

	if (post->pid == 0 || !post->linked || post->control < 0)
		return;
	if (sock_send(sc, post->control, S("look"), TELL_WITHIN).code != E_OK)
		log_event("serve.post-not-rung");
}

/* NAME OF DUE LINE, to the operator's command: as words, and in the environment of none. */
static void
run_alarm(struct scope *sc, const struct supervisor *s, struct str words)
{
	const char *argv[8] = { NULL };
	size_t n = 0;
	int32_t pid;

	if (s->o->alarm_command.n == 0)
		return;
	argv[n++] = str_c(&sc->arena, s->o->alarm_command);
	while (words.n > 0 && n < N(argv) - 1)
		argv[n++] = str_c(&sc->arena, str_cut(words, ' ', &words));
	if (proc_start(sc, &(struct proc_start){ .path = argv[0], .argv = argv }, &pid).code != E_OK)
		log_event("serve.alarm-command-failed", LOG_ID("why", sc->fault.text));
}

/* What it says of itself: something is to go out, or an alarm rings. */
static bool
hear_keeper(struct scope *sc, struct supervisor *s, struct str message)
{
	struct str rest, word = str_cut(message, ' ', &rest);

	if (str_eq(word, S("post")))
		ring_post(sc, s);
	else if (str_eq(word, S("alarm")))
		run_alarm(sc, s, rest);
	else
		return false;
	return true;
}

static void
hear(struct scope *sc, struct supervisor *s, enum child_kind kind)
{
	struct child *c = &s->child[kind];
	struct str message;

	if (sock_receive(sc, c->control, TELL_WITHIN, &message).code != E_OK) {
		sock_close(&c->control); /* its end comes by signal */
		return;
	}
	if (kind == CHILD_KEEPER && hear_keeper(sc, s, message))
		return;
	if (kind != CHILD_KEEPER && str_eq(message, S("lost"))) {
		c->linked = false;
		return;
	}
	if (!str_eq(message, S("ready"))) {
		struct str why = message;

		(void)str_cut(message, ' ', &why);
		if (s->been_ready)
			log_event("serve.child-failed", LOG_ID("child", str_of(names[kind])),
			    LOG_ID("why", why));
		s->failed = s->failed || !s->been_ready;
		(void)fail(sc, E_STATE, "%.*s", STR(why)).code; /* said when it was the start */
		return;
	}
	c->ready = true;
	if (kind == CHILD_DOOR && !s->been_ready) {
		s->been_ready = true;
		log_event("serve.ready");
		tell_ready(sc, s, true);
	}
}

static void
note_end(struct supervisor *s, const struct proc_end *end)
{
	for (size_t i = 0; i < CHILDREN; i++) {
		struct child *c = &s->child[i];

		if (c->pid != end->pid)
			continue;
		if (!s->stop)
			log_event("serve.child-ended", LOG_ID("child", str_of(names[i])),
			    LOG_COUNT("signal", end->by_signal), LOG_COUNT("number", end->number));
		if (clock_boot().us - c->started.us > LIVED_WELL.us)
			c->back_off = BACK_OFF_LEAST;
		c->start_at = (struct span){ clock_boot().us + c->back_off.us };
		c->back_off.us = c->back_off.us == 0 ? BACK_OFF_FIRST.us : c->back_off.us * 2;
		if (c->back_off.us > BACK_OFF_MOST.us)
			c->back_off = BACK_OFF_MOST;
		c->pid = 0;
		c->ready = c->linked = false;
		sock_close(&c->control);
		if (i == CHILD_KEEPER)
			for (size_t door = 0; door < CHILDREN; door++)
				s->child[door].linked = false;
	}
}

static void
reap(struct scope *sc, struct supervisor *s)
{
	struct proc_end end;
	bool any = true;

	while (proc_reap(sc, &end, &any).code == E_OK && any)
		note_end(s, &end);
}

static void
read_signals(struct scope *sc, struct supervisor *s)
{
	int signal = 0;

	while (proc_signal_next(sc, s->signals, &signal).code == E_OK && signal != 0)
		if (signal == SIGINT || signal == SIGTERM)
			s->stop = true;
	reap(sc, s);
}

/* -- watched folders --------------------------------------------------------- */

static struct str
settings_folder(struct scope *sc, const struct supervisor *s)
{
	return path_join(&sc->arena, s->o->store, FOLDER_SETTINGS);
}

static result
count_folders(struct scope *sc, struct supervisor *s)
{
	struct str *settings;
	size_t n;

	TRY(dir_list(sc, settings_folder(sc, s), &settings, &n));
	s->folders = false;
	for (size_t i = 0; i < n; i++)
		s->folders |= str_ends(settings[i], S(".json"));
	return OK;
}

/* They lie behind the door's wall, which is raised once: it is begun anew (W34). */
static result
read_settings_news(struct scope *sc, struct supervisor *s)
{
	struct child *door = &s->child[CHILD_FOLDER];
	struct watch_event *e;
	bool changed = false;
	size_t n;

	TRY(watch_read(sc, s->settings, &e, &n));
	for (size_t i = 0; i < n; i++)
		changed |= e[i].news != WATCH_OPENED
			   && (e[i].news == WATCH_LOST || str_ends(e[i].name, S(".json")));
	if (!changed)
		return OK;
	TRY(count_folders(sc, s));
	door->back_off = BACK_OFF_LEAST;
	return door->pid != 0 ? proc_kill(sc, door->pid, SIGTERM) : OK;
}

static result
watch_settings(struct scope *sc, struct supervisor *s)
{
	int folder;

	TRY(dir_make_all(sc, settings_folder(sc, s), DIR_PRIVATE));
	TRY(watch_open(sc, &s->settings));
	TRY(folder_watch_all(sc, s->settings, settings_folder(sc, s), &folder));
	return count_folders(sc, s);
}

/* -- the loop -------------------------------------------------------------- */

static struct span
until_start(const struct supervisor *s)
{
	struct span wait = span_seconds(30);

	for (size_t i = 0; i < CHILDREN; i++) {
		int64_t us = s->child[i].start_at.us - clock_boot().us;

		if (s->child[i].pid == 0 && is_wanted(s, i) && us < wait.us)
			wait.us = us > 0 ? us : 0;
	}
	return wait;
}

static result
turn(struct scope *sc, struct supervisor *s)
{
	struct sock_watch w[2 + CHILDREN] = { { .fd = s->signals }, { .fd = s->settings } };
	size_t ready;

	start_those_due(sc, s);
	link_door(sc, s, CHILD_DOOR, S("door " DOOR_API));
	link_door(sc, s, CHILD_FOLDER, S("door " DOOR_FOLDER));
	link_door(sc, s, CHILD_POST, S("door " DOOR_POST));
	link_door(sc, s, CHILD_MAIL, S("door " DOOR_MAILBOX));
	for (size_t i = 0; i < CHILDREN; i++)
		w[2 + i].fd = s->child[i].control;
	TRY(sock_wait(sc, w, N(w), until_start(s), &ready));
	for (size_t i = 0; i < CHILDREN; i++)
		if (w[2 + i].readable || w[2 + i].gone)
			hear(sc, s, (enum child_kind)i);
	if (s->failed)
		return (result){ sc->fault.code };
	if (w[0].readable)
		read_signals(sc, s);
	if (w[1].readable && read_settings_news(sc, s).code != E_OK)
		log_event("serve.no-news-of-folders", LOG_ID("why", sc->fault.text));
	return OK;
}

/* Each turn has a scope of its own; a fault of the start is kept. */
static result
turn_once(struct scope *sc, struct supervisor *s)
{
	struct scope own;

	clock_scope(&own);
	return scope_end_within(&own, sc, turn(&own, s));
}

/* Doors first, so that the keeper answers what they have asked. */
static void
stop_child(struct scope *sc, struct supervisor *s, enum child_kind kind)
{
	struct child *c = &s->child[kind];
	struct proc_end end;

	if (c->pid == 0)
		return;
	if (proc_kill(sc, c->pid, SIGTERM).code != E_OK)
		log_event("serve.gone-already", LOG_ID("child", str_of(names[kind])));
	if (proc_wait(sc, c->pid, STOP_WITHIN, &end).code != E_OK) {
		log_event("serve.killed", LOG_ID("child", str_of(names[kind])));
		(void)proc_kill(sc, c->pid, SIGKILL).code; /* it may have ended by now */
		(void)proc_wait(sc, c->pid, STOP_WITHIN, &end)
		    .code; /* so that none is left behind */
	}
	c->pid = 0;
	sock_close(&c->control);
}

static void
close_all(struct scope *sc, struct supervisor *s)
{
	s->stop = true;
	stop_child(sc, s, CHILD_DOOR);
	stop_child(sc, s, CHILD_FOLDER);
	stop_child(sc, s, CHILD_POST);
	stop_child(sc, s, CHILD_MAIL);
	stop_child(sc, s, CHILD_KEEPER);
	stop_child(sc, s, CHILD_CHECKPOINTER);
	tell_ready(sc, s, false);
	for (size_t i = 0; i < s->listens; i++)
		sock_close(&s->listen[i].fd);
	if (s->cert.fd >= 0)
		file_close(&s->cert);
	if (s->key.fd >= 0)
		file_close(&s->key);
	sock_close(&s->signals);
	sock_close(&s->settings);
	sock_close(&s->mail);
	log_event("serve.stopped");
}

static result
run(struct scope *sc, struct supervisor *s)
{
	result r;

	if (!s->o->weaker && !jail_available())
		return fail(sc, E_STATE,
		    "this kernel has no landlock: `--weaker-wall` goes on without it, and the "
		    "ledger will say so");
	TRY(link_store_is_there(sc, s->o->store));
	if (s->o->alarm_command.n > 0 && !file_exists(sc, s->o->alarm_command))
		return fail(sc, E_ABSENT, "there is no %.*s to run when an alarm rings",
		    STR(s->o->alarm_command));
	TRY(proc_signals(sc, &s->signals));
	TRY(watch_settings(sc, s));
	TRY(listen_all(sc, s));
	TRY(listen_for_mail(sc, s));
	do {
		r = turn_once(sc, s);
	} while (r.code == E_OK && !s->stop);
	return r;
}

result
serve_run(struct scope *sc, const struct serve_options *o)
{
	struct supervisor s = {
		.o = o,
		.ready = o->ready,
		.signals = -1,
		.settings = -1,
		.mail = -1,
		.cert = { -1 },
		.key = { -1 },
	};
	struct fault why;
	result r;

	for (size_t i = 0; i < CHILDREN; i++)
		s.child[i].control = -1;
	r = run(sc, &s);
	why = sc->fault;
	close_all(sc, &s);
	sc->fault = why;
	return r;
}
