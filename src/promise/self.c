/* promise/self.c -- runs the programme itself, as somebody at a terminal would. */
#include "base/json.h"
#include "promise/stage.h"
#include "sys/file.h"
#include "sys/proc.h"

#define SAID_MAX ((size_t)32 << 20)
#define COMMAND_WAIT span_seconds(60)

static struct str
said_of(struct arena *a, const struct str *args, size_t n)
{
	struct buf b = buf_new(a);

	buf_puts(&b, "bailee");
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, " %.*s", STR(args[i]));
	return buf_str(&b);
}

static result
start_and_wait(struct scope *sc, const struct proc_start *start, struct proc_end *end)
{
	int32_t pid;

	TRY(proc_start(sc, start, &pid));
	TRY(proc_wait(sc, pid, COMMAND_WAIT, end));
	return end->by_signal
		   ? fail(sc, E_STATE, "the command was ended by signal %d", end->number)
		   : OK;
}

static result
run_into(struct stage *st, const struct str *args, size_t n, struct str token, struct str out_path,
    struct proc_end *end)
{
	struct scope *sc = st->sc;
	struct arena *a = &sc->arena;
	const char **argv = NEW_ARRAY(a, n + 2, const char *);
	const char *env[2] = { str_c(a, str_printf(a, "BAILEE_KEY=%.*s", STR(token))), NULL };
	struct file out;
	result r;

	argv[0] = "bailee";
	for (size_t i = 0; i < n; i++)
		argv[i + 1] = str_c(a, args[i]);
	TRY(file_create(sc, out_path, FILE_PRIVATE, &out));
	{
		const struct proc_fd fds[] = { { out.fd, 1 }, { out.fd, 2 } };
		const struct proc_start start = { .path = str_c(a, st->self),
			.argv = argv,
			.env = env,
			.fds = fds,
			.fd_count = N(fds) };

		r = start_and_wait(sc, &start, end);
	}
	file_close(&out);
	return r;
}

bool
self_run(struct stage *st, struct cue *c, const struct str *args, size_t n, struct str token)
{
	struct scope *sc = st->sc;
	struct str path = path_join(
	    &sc->arena, st->folder, str_printf(&sc->arena, "command-%zu", st->commands++));
	struct proc_end end = { 0 };
	struct str text = S("");
	struct fault before;
	struct node *body;

	if (!stage_ok(st, c, run_into(st, args, n, token, path, &end))
	    || !stage_ok(st, c, file_read(sc, path, SAID_MAX, &text)))
		return false;
	before = sc->fault;
	if (json_parse(sc, text, &body).code != E_OK)
		body = NULL;
	sc->fault = before;
	st->last = (struct exchange){ .said = said_of(&sc->arena, args, n),
		.status = end.number,
		.text = text,
		.body = body };
	return true;
}
