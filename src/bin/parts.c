/* bin/parts.c -- what each process of `bailee serve` does, and a keeper for one command. */
#include "base/log.h"
#include "bin/parts.h"
#include "doors/folder/folder.h"
#include "doors/http/door.h"
#include "doors/mail/mail.h"
#include "doors/post/post.h"
#include "keeper/process.h"
#include "promise/hook.h"
#include "promise/mailbox.h"
#include "promise/standin.h"
#include "sql/sql.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define GIVEN_FD 3
#define HANDED_CERT 4
#define HANDED_KEY 5
#define HANDED_LISTEN 6
#define HANDED_PASSWORD 4
#define HANDED_MAIL 4
#define HANDED_AUTHORITY 5

/* -- the keeper ------------------------------------------------------------ */

/* What stands behind `name=`; empty: nothing does. */
static struct str
word_after(const struct str *args, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(args[i], name))
			return str_slice(args[i], name.n, args[i].n);
	return S("");
}

static result
run_keeper(struct scope *sc, struct str *args, size_t n)
{
	const struct keeper_process p = {
		.options = {
		    .store = args[0],
		    .root = args[1],
		    .root_fd = PROCESS_ROOT_FD,
		    .place = word_after(args + 2, n - 2, S("place=")),
		    .weaker = str_among(S("weaker"), args + 2, n - 2),
		},
		.link = -1,
		.control = GIVEN_FD,
	};

	return keeper_process(sc, &p);
}

static result
run_keeper_for_one(struct scope *sc, struct str *args, size_t n)
{
	const struct keeper_process p = {
		/* a machine without landlock is no reason not to answer a command */
		.options = { .store = args[0],
		    .root = args[1],
		    .root_fd = PROCESS_ROOT_FD,
		    .one = true,
		    .weaker = !jail_available() },
		.link = GIVEN_FD,
		.control = -1,
	};

	(void)n;
	return keeper_process(sc, &p);
}

/* -- the door -------------------------------------------------------------- */

static result
run_door(struct scope *sc, struct str *args, size_t n)
{
	struct door_http d = { .control = GIVEN_FD, .cert = -1, .key = -1 };

	if (str_eq(args[0], S("cert"))) {
		d.cert = HANDED_CERT;
		d.key = HANDED_KEY;
	}
	for (size_t i = 1; i < n && d.listens < DOOR_LISTENS_MAX; i++) {
		struct str word = args[i];

		if (str_eq(word, S("tls")) || str_eq(word, S("plain"))
		    || str_eq(word, S("proxied"))) {
			d.listen[d.listens] = (struct door_listen){ HANDED_LISTEN + (int)d.listens,
				str_eq(word, S("tls")), str_eq(word, S("proxied")) };
			d.listens++;
		}
	}
	d.weaker = str_among(S("weaker"), args, n);
	return door_http(sc, &d);
}

static result
run_folder(struct scope *sc, struct str *args, size_t n)
{
	const struct door_folder d = {
		.control = GIVEN_FD,
		.store = args[0],
		.weaker = str_among(S("weaker"), args, n),
	};

	return door_folder(sc, &d);
}

static result
run_mail(struct scope *sc, struct str *args, size_t n)
{
	const struct door_mail m = {
		.control = GIVEN_FD,
		.listen = HANDED_MAIL,
		.authority = word_after(args, n, S("trust=")),
		.weaker = str_among(S("weaker"), args, n),
	};

	return door_mail(sc, &m);
}

static result
run_post(struct scope *sc, struct str *args, size_t n)
{
	const struct door_post p = {
		.control = GIVEN_FD,
		.password = str_among(S("password"), args, n) ? HANDED_PASSWORD : -1,
		.authority = str_among(S("authority"), args, n) ? HANDED_AUTHORITY : -1,
		.weaker = str_among(S("weaker"), args, n),
	};

	return door_post(sc, &p);
}

/* -- the checkpointer ------------------------------------------------------ */

#define CHECKPOINT_EACH span_seconds(1)
#define CHECKPOINT_FROM ((uint64_t)1 << 20) /* bytes of write-ahead log */

/* Never in the keeper's loop: a checkpoint stalls it for 100 to 200 ms. */
static void
checkpoint(struct sql *sql, struct str wal)
{
	struct file_facts facts;
	struct scope sc;

	clock_scope(&sc);
	if (file_look(&sc, wal, &facts).code == E_OK && facts.size >= CHECKPOINT_FROM
	    && sql_checkpoint(&sc, sql).code != E_OK)
		log_event("checkpointer.failed", LOG_ID("why", sc.fault.text));
	scope_end(&sc);
}

/* True: told to stop, or the supervisor is gone. */
static bool
told_to_stop(struct scope *sc, int signals)
{
	struct sock_watch w[] = { { .fd = signals }, { .fd = GIVEN_FD } };
	size_t ready;
	int signal = 0;

	if (sock_wait(sc, w, N(w), CHECKPOINT_EACH, &ready).code != E_OK || w[1].gone
	    || w[1].readable)
		return true;
	if (w[0].readable && proc_signal_next(sc, signals, &signal).code == E_OK)
		return signal == SIGINT || signal == SIGTERM;
	return false;
}

static result
run_checkpointer(struct scope *sc, struct str *args, size_t n)
{
	struct str store = args[0], path = path_join(&sc->arena, store, S("data.db"));
	struct jail_path paths[] = { { store, JAIL_READ | JAIL_WRITE | JAIL_MAKE } };
	struct sql *sql;
	int signals;

	TRY(proc_signals(sc, &signals));
	TRY(jail_enter(sc, JAIL_KEEPER, paths, N(paths), str_among(S("weaker"), args, n)));
	TRY(sql_open(sc, path, SQL_DATA, false, &sql));
	while (!told_to_stop(sc, signals))
		checkpoint(sql, path_join(&sc->arena, store, S("data.db-wal")));
	sql_close(sql);
	sock_close(&signals);
	return OK;
}

/* -- in a play, instead of a smarthost and of a recipient --------------------- */

static result
run_mailbox(struct scope *sc, struct str *args, size_t n)
{
	bool tls = str_among(S("tls"), args, n);
	const struct mailbox m = { GIVEN_FD, 4, tls ? 5 : -1, tls ? 6 : -1 };

	return mailbox_run(sc, &m);
}

static result
run_hook(struct scope *sc, struct str *args, size_t n)
{
	const struct hook h = { GIVEN_FD, 4 };

	(void)args;
	(void)n;
	return hook_run(sc, &h);
}

/* -- all of them ----------------------------------------------------------- */

static const struct {
	const char *word;
	size_t least; /* arguments */
	result (*run)(struct scope *, struct str *args, size_t n);
} parts[] = {
	{ PROCESS_KEEPER, 2, run_keeper },
	{ PROCESS_KEEPER_ONE, 2, run_keeper_for_one },
	{ PART_DOOR_HTTP, 2, run_door },
	{ PART_DOOR_FOLDER, 1, run_folder },
	{ PART_DOOR_MAIL, 0, run_mail },
	{ PART_POST, 0, run_post },
	{ PART_CHECKPOINTER, 1, run_checkpointer },
	{ PART_MAILBOX, 0, run_mailbox },
	{ PART_HOOK, 0, run_hook },
};

bool
part_run(struct scope *sc, struct str word, char **argv, int argc, result *r)
{
	struct str *args = NEW_ARRAY(&sc->arena, (size_t)argc + 1, struct str);

	for (int i = 0; i < argc; i++)
		args[i] = str_of(argv[i]);
	for (size_t i = 0; i < N(parts); i++) {
		if (!str_eq(word, str_of(parts[i].word)) || (size_t)argc < parts[i].least)
			continue;
		*r = parts[i].run(sc, args, (size_t)argc);
		return true;
	}
	return false;
}
