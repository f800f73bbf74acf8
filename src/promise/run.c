/* promise/run.c -- many plays, a few at a time. */
#include "base/json.h"
#include "promise/run.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/sock.h"
#include "sys/ulid.h"

#define FOLDERS_DEEP 8
#define REPORT_MAX ((size_t)4 << 20)
#define TURN span_seconds(1)

struct job {
	struct str file;
	int64_t doubt;
	struct str folder;
	int32_t pid; /* 0: not started, or ended */
	struct outcome came; /* once it has ended */
};

struct jobs {
	LIST(struct job) all;
	struct str folder; /* of this run */
	struct str self;
	size_t running;
	int signals;
	bool stopped;
};

static result
find_plays(struct scope *sc, struct str path, size_t depth, struct play_files *files)
{
	struct file_facts facts;
	struct str *names;
	size_t n;

	TRY(file_look(sc, path, &facts));
	if (facts.kind == FILE_NONE)
		return fail(sc, E_ABSENT, "there is no %.*s", STR(path));
	if (facts.kind != FILE_FOLDER) {
		*LIST_ADD(&files->path, &sc->arena) = path;
		return OK;
	}
	TRY(dir_list(sc, path, &names, &n));
	for (size_t i = 0; i < n && depth < FOLDERS_DEEP; i++) {
		struct str child = path_join(&sc->arena, path, names[i]);

		TRY(file_look(sc, child, &facts));
		if (facts.kind == FILE_FOLDER || str_ends(names[i], S(".promise")))
			TRY(find_plays(sc, child, depth + 1, files));
	}
	return OK;
}

result
promise_files(struct scope *sc, struct str path, struct play_files *files)
{
	return find_plays(sc, path, 0, files);
}

static result
remove_all(struct scope *sc, struct str path, size_t depth)
{
	struct file_facts facts;
	struct str *names;
	size_t n;

	TRY(file_look(sc, path, &facts));
	if (facts.kind == FILE_NONE)
		return OK;
	if (facts.kind != FILE_FOLDER)
		return file_remove(sc, path);
	TRY(dir_list(sc, path, &names, &n));
	for (size_t i = 0; i < n && depth < FOLDERS_DEEP * 2; i++)
		TRY(remove_all(sc, path_join(&sc->arena, path, names[i]), depth + 1));
	return dir_remove(sc, path);
}

static result
start_job(struct scope *sc, struct jobs *jobs, struct job *job, size_t number)
{
	struct arena *a = &sc->arena;
	const char *argv[] = { "bailee", "promise", "--play", str_c(a, job->file), "--folder",
		NULL, "--doubted", str_c(a, str_printf(a, "%lld", (long long)job->doubt)), NULL };
	const struct proc_start start = { .path = str_c(a, jobs->self), .argv = argv };

	job->folder = path_join(a, jobs->folder, str_printf(a, "%zu", number));
	argv[5] = str_c(a, job->folder);
	TRY(dir_make(sc, job->folder, DIR_ENTERED));
	TRY(proc_start(sc, &start, &job->pid));
	jobs->running++;
	return OK;
}

static enum stage_end
end_of_word(struct str word)
{
	return str_eq(word, S("passed"))   ? STAGE_PASSED
	       : str_eq(word, S("failed")) ? STAGE_FAILED
					   : STAGE_BROKE;
}

static struct outcome
died(struct scope *sc, const struct job *job, const struct proc_end *end)
{
	return (struct outcome){
		.file = job->file,
		.end = STAGE_BROKE,
		.message = str_printf(&sc->arena,
		    "%.*s: the play's process ended with %s %d and no report\n", STR(job->file),
		    end->by_signal ? "signal" : "status", end->number),
	};
}

static struct outcome
outcome_of(struct scope *sc, const struct job *job, const struct proc_end *end)
{
	struct str text;
	struct node *n;

	if (file_read(sc, path_join(&sc->arena, job->folder, S("report")), REPORT_MAX, &text).code
		!= E_OK
	    || json_parse(sc, text, &n).code != E_OK)
		return died(sc, job, end);
	return (struct outcome){
		.file = job->file,
		.id = node_get_str(n, S("id")),
		.title = node_get_str(n, S("title")),
		.by_api = node_get_bool(n, S("by-api"), false),
		.end = end_of_word(node_get_str(n, S("end"))),
		.message = node_get_str(n, S("message")),
		.doubt = node_get_str(n, S("doubt")),
		.doubts = (size_t)node_get_int(n, S("doubts"), 0),
	};
}

static result
collect(struct scope *sc, struct jobs *jobs)
{
	for (;;) {
		struct proc_end end;
		bool any;

		TRY(proc_reap(sc, &end, &any));
		if (!any)
			return OK;
		for (size_t i = 0; i < jobs->all.n; i++) {
			struct job *job = &jobs->all.at[i];

			if (job->pid != end.pid || job->pid == 0)
				continue;
			job->pid = 0;
			job->came = outcome_of(sc, job, &end);
			jobs->running--;
		}
	}
}

/* Until a child ends or somebody interrupts. */
static result
wait_for_one(struct scope *sc, struct jobs *jobs)
{
	struct sock_watch watch = { .fd = jobs->signals };
	size_t ready;
	int signal;

	TRY(sock_wait(sc, &watch, 1, TURN, &ready));
	do {
		TRY(proc_signal_next(sc, jobs->signals, &signal));
		jobs->stopped |= signal == SIGINT || signal == SIGTERM;
	} while (signal != 0);
	return collect(sc, jobs);
}

static result
run_jobs(struct scope *sc, struct jobs *jobs, size_t from, size_t at_once)
{
	size_t next = from;

	while ((next < jobs->all.n && !jobs->stopped) || jobs->running > 0) {
		while (next < jobs->all.n && jobs->running < at_once && !jobs->stopped) {
			TRY(start_job(sc, jobs, &jobs->all.at[next], next));
			next++;
		}
		TRY(wait_for_one(sc, jobs));
	}
	return jobs->stopped ? fail(sc, E_STATE, "interrupted") : OK;
}

static void
outcomes_add(struct scope *sc, struct jobs *jobs, size_t from, struct outcomes *o)
{
	o->n = jobs->all.n - from;
	o->at = NEW_ARRAY(&sc->arena, o->n + 1, struct outcome);
	for (size_t i = 0; i < o->n; i++)
		o->at[i] = jobs->all.at[from + i].came;
}

static size_t
print_plays(struct buf *out, struct outcomes o)
{
	size_t passed = 0;

	for (size_t i = 0; i < o.n; i++) {
		const struct outcome *one = &o.at[i];

		passed += one->end == STAGE_PASSED;
		buf_printf(out, "%s %.*s %.*s%s\n",
		    one->end == STAGE_PASSED   ? "ok    "
		    : one->end == STAGE_FAILED ? "FAILED"
					       : "BROKE ",
		    STR(one->id.n > 0 ? one->id : one->file), STR(one->title),
		    one->by_api ? " (by api)" : "");
		buf_put(out, one->message);
	}
	return passed;
}

/* M9: failing is what is wanted here. */
static bool
print_doubts(struct buf *out, struct outcomes o)
{
	size_t ends[3] = { 0 };

	for (size_t i = 0; i < o.n; i++) {
		const struct outcome *one = &o.at[i];

		ends[one->end]++;
		if (one->end == STAGE_PASSED)
			buf_printf(
			    out, "STANDS WITHOUT IT %.*s: %.*s\n", STR(one->id), STR(one->doubt));
		if (one->end == STAGE_BROKE)
			buf_printf(out, "SHOWS NOTHING     %.*s: %.*s\n%.*s", STR(one->id),
			    STR(one->doubt), STR(one->message));
	}
	buf_printf(out,
	    "doubt: %zu lines weakened, %zu plays fell, %zu stand without their line, %zu show "
	    "nothing\n",
	    o.n, ends[STAGE_FAILED], ends[STAGE_PASSED], ends[STAGE_BROKE]);
	return ends[STAGE_PASSED] == 0 && ends[STAGE_BROKE] == 0;
}

/* No line of a policy can be weakened for these. */
static void
print_undoubted(struct buf *out, struct outcomes plays)
{
	size_t n = 0;

	for (size_t i = 0; i < plays.n; i++)
		n += plays.at[i].end == STAGE_PASSED && plays.at[i].doubts == 0;
	buf_printf(out, "%zu plays rest on the keeper alone and were not doubted\n", n);
}

static result
run_doubts(struct scope *sc, struct jobs *jobs, struct outcomes plays, size_t at_once,
    struct buf *out, bool *passed)
{
	size_t from = jobs->all.n;
	struct outcomes doubts;

	for (size_t i = 0; i < plays.n; i++)
		for (size_t d = 0; d < plays.at[i].doubts && plays.at[i].end == STAGE_PASSED; d++)
			*LIST_ADD(&jobs->all, &sc->arena) =
			    (struct job){ .file = plays.at[i].file, .doubt = (int64_t)d };
	TRY(run_jobs(sc, jobs, from, at_once));
	outcomes_add(sc, jobs, from, &doubts);
	*passed &= print_doubts(out, doubts);
	print_undoubted(out, plays);
	return OK;
}

static result
open_jobs(struct scope *sc, struct jobs *jobs)
{
	struct str base = proc_env(&sc->arena, "TMPDIR"), ulid = ulid_new(&sc->arena, sc->now);

	jobs->folder = path_join(&sc->arena, base.n > 0 ? base : S("/tmp"),
	    str_printf(&sc->arena, "bailee-%.*s", STR(str_slice(ulid, 16, ulid.n))));
	TRY(proc_path(sc, &jobs->self));
	TRY(proc_signals(sc, &jobs->signals));
	return dir_make(sc, jobs->folder, DIR_ENTERED);
}

static result
cover(struct scope *sc, const struct promise_options *o, struct outcomes plays, struct buf *out)
{
	struct buf page = buf_new(&sc->arena);
	struct str tsv;

	TRY(file_read(sc, o->cover, (size_t)8 << 20, &tsv));
	TRY(cover_print(sc, tsv, plays, out));
	if (o->write.n == 0)
		return OK;
	TRY(cover_page(sc, tsv, plays, &page));
	return file_write(sc, o->write, buf_str(&page), FILE_PUBLIC);
}

static result
run_all(struct scope *sc, const struct promise_options *o, struct jobs *jobs, struct buf *out,
    bool *passed)
{
	struct outcomes plays;
	struct play_files files = { 0 };
	size_t good;

	for (size_t i = 0; i < o->n; i++)
		TRY(promise_files(sc, o->paths[i], &files));
	for (size_t i = 0; i < files.path.n; i++)
		*LIST_ADD(&jobs->all, &sc->arena) =
		    (struct job){ .file = files.path.at[i], .doubt = PLAY_NO_DOUBT };
	TRY(run_jobs(sc, jobs, 0, o->at_once));
	outcomes_add(sc, jobs, 0, &plays);
	good = print_plays(out, plays);
	*passed = good == plays.n && plays.n > 0;
	if (o->doubt)
		TRY(run_doubts(sc, jobs, plays, o->at_once, out, passed));
	if (o->cover.n > 0)
		TRY(cover(sc, o, plays, out));
	buf_printf(out, "%zu passed, %zu failed\n", good, plays.n - good);
	return OK;
}

result
promise_run(struct scope *sc, const struct promise_options *o, struct buf *out, bool *passed)
{
	struct jobs jobs = { 0 };
	result r, removed;

	*passed = false;
	TRY(open_jobs(sc, &jobs));
	r = run_all(sc, o, &jobs, out, passed);
	if (o->keep) {
		buf_printf(out, "the plays' folders are in %.*s\n", STR(jobs.folder));
		return r;
	}
	removed = remove_all(sc, jobs.folder, 0);
	return r.code != E_OK ? r : removed;
}
