/* test/mutate/mutate.c -- who would notice a line that is gone?
 *
 *	mutate [--each N] [--first K] [--list]
 *
 * Each line of each policy is deleted in turn (each N-th, from the K-th on).
 * It is noticed by the compiler, as it checks a policy that is activated; by a
 * play that rests on the sentence, which `bailee promise --doubt` shows to fail
 * without it; by the trace, when no other sentence of any policy carries one of
 * its sources.  What none of them notices must be in unnoticed.tsv, with the reason
 * why that is right, and must be shown by the difference in meaning, which the
 * documents are printed from and which the two people see who put a version into
 * force (diff.h F2).  A row there that no line needs is a fault too.
 */
#include <fnmatch.h>

#include "base/check.h"
#include "policy/compile.h"
#include "policy/diff.h"
#include "promise/stage.h"
#include "sys/file.h"

#define POLICIES "policies"
#define PLAYS "test/promise"
#define KEPT "test/mutate/unnoticed.tsv"
#define FILE_CAP ((size_t)4 << 20)

enum who { WHO_COMPILER,
	WHO_PLAY,
	WHO_TRACE,
	WHO_KEPT, /* the difference shows it, and a reason is written down */
	WHO_LOOSENS, /* the same, and the reason is that a play should notice */
	WHO_DIFF, /* the difference shows it, and that is all */
	WHO_NOBODY,
	WHOS };

struct policy {
	struct str name, text; /* "dialler.policy" */
	const struct plan *plan;
	size_t lines, told[WHOS];
};

/* One line that a play rests on, by the line numbers of its sentence.  Where it stands under a
 * heading that was told with it, the last one is meant. */
struct rested {
	size_t policy, first, last;
};

struct kept {
	struct str policy, pattern, does, reason;
	bool needed;
};

struct run {
	struct scope *sc;
	LIST(struct policy) policies;
	LIST(struct rested) rested;
	LIST(struct kept) kept;
	size_t each, first, faults;
	bool list;
};

static struct str
read_file(struct run *r, struct str path)
{
	struct str text;

	CHECK(file_read(r->sc, path, FILE_CAP, &text).code == E_OK);
	return text;
}

static const struct plan *
compile(struct scope *sc, struct arena *arena, struct str text, struct diags *diags)
{
	struct compile_options options = { .file = S("policy"), .activating = true };

	return policy_compile(sc, arena, text, &options, diags);
}

static void
read_policies(struct run *r)
{
	struct str *names;
	size_t n;

	CHECK(dir_list(r->sc, S(POLICIES), &names, &n).code == E_OK);
	for (size_t i = 0; i < n; i++) {
		struct policy *p;
		struct diags diags;

		if (!str_ends(names[i], S(".policy")) || str_starts(names[i], S("corner-")))
			continue; /* an example, and no company's */
		p = LIST_ADD(&r->policies, &r->sc->arena);
		p->name = names[i];
		p->text = read_file(r, path_join(&r->sc->arena, S(POLICIES), names[i]));
		p->plan = compile(r->sc, &r->sc->arena, p->text, &diags);
		CHECK(p->plan != NULL);
	}
}

/* -- plays ------------------------------------------------------------------- */

static size_t
line_at(struct str text, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text.p[i] == '\n';
	return line;
}

static void
read_play(struct run *r, struct str path)
{
	struct str text = read_file(r, path);
	struct play_fault fault;
	struct play play = { 0 };

	CHECK(play_parse(&r->sc->arena, path, text, &play, &fault));
	for (size_t p = 0; p < r->policies.n; p++) {
		struct policy *policy = &r->policies.at[p];

		if (!str_has(text, policy->name))
			continue;
		for (size_t i = 0; i < play.rests.n; i++) {
			size_t from, to;

			if (play.rests.at[i].line.n == 0
			    || !policy_sentence(&r->sc->arena, policy->text, play.rests.at[i].line,
				&from, &to))
				continue;
			*LIST_ADD(&r->rested, &r->sc->arena) = (struct rested){ p,
				line_at(policy->text, str_has(play.rests.at[i].line, S("\n    ")) ? to - 1 : from),
				line_at(policy->text, to - 1) };
		}
	}
}

static void
read_plays(struct run *r, struct str folder)
{
	struct str *names;
	size_t n;

	CHECK(dir_list(r->sc, folder, &names, &n).code == E_OK);
	for (size_t i = 0; i < n; i++) {
		struct str path = path_join(&r->sc->arena, folder, names[i]);
		struct file_facts facts;

		CHECK(file_look(r->sc, path, &facts).code == E_OK);
		if (facts.kind == FILE_FOLDER)
			read_plays(r, path);
		else if (str_ends(path, S(".promise")))
			read_play(r, path);
	}
}

static bool
play_rests_on(const struct run *r, size_t policy, size_t line)
{
	for (size_t i = 0; i < r->rested.n; i++)
		if (r->rested.at[i].policy == policy && r->rested.at[i].first <= line
		    && line <= r->rested.at[i].last)
			return true;
	return false;
}

/* -- the trace --------------------------------------------------------------- */

static size_t
carriers(const struct run *r, struct str source)
{
	size_t n = 0;

	for (size_t p = 0; p < r->policies.n; p++)
		for (size_t i = 0; i < r->policies.at[p].plan->sources.n; i++)
			n += str_eq(r->policies.at[p].plan->sources.at[i].text, source);
	return n;
}

/* A source of the whole policy that the mutant's text carries nowhere more. */
static bool
trace_notices(const struct run *r, const struct policy *p, const struct plan *mutant)
{
	for (size_t i = 0; i < p->plan->sources.n; i++) {
		struct str source = p->plan->sources.at[i].text;
		size_t before = 0, after = 0;

		for (size_t k = 0; k < p->plan->sources.n; k++)
			before += str_eq(p->plan->sources.at[k].text, source);
		for (size_t k = 0; k < mutant->sources.n; k++)
			after += str_eq(mutant->sources.at[k].text, source);
		if (after < before && carriers(r, source) == before - after)
			return true;
	}
	return false;
}

/* -- the difference ------------------------------------------------------------ */

static bool
diff_notices(struct scope *sc, const struct plan *was, const struct plan *is)
{
	struct diff diff;

	diff_plans(&sc->arena, was, is, &diff);
	return !diff_same(&diff);
}

/* -- lines that nobody need notice ---------------------------------------------- */

static void
read_kept(struct run *r)
{
	struct str rest = read_file(r, S(KEPT));

	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest), more;
		struct kept *k;

		if (line.n == 0 || line.p[0] == '#')
			continue;
		k = LIST_ADD(&r->kept, &r->sc->arena);
		k->policy = str_cut(line, '\t', &more);
		k->pattern = str_cut(more, '\t', &more);
		k->does = str_cut(more, '\t', &k->reason);
		CHECK(k->pattern.n > 0 && k->reason.n > 0);
		CHECK(str_eq(k->does, S("tightens")) || str_eq(k->does, S("nothing"))
		      || str_eq(k->does, S("loosens")));
	}
}

static bool
is_field(const struct plan *plan, size_t line)
{
	for (size_t i = 0; i < plan->fields.n; i++)
		if (plan->fields.at[i].at.line == line)
			return true;
	return false;
}

static enum who
kept(struct run *r, const struct policy *p, struct str line, size_t number)
{
	struct str name = str_slice(p->name, 0, p->name.n - 7); /* without ".policy" */

	for (size_t i = 0; i < r->kept.n; i++) {
		struct kept *k = &r->kept.at[i];

		if (!str_eq(k->policy, S("*")) && !str_eq(k->policy, name))
			continue;
		if (str_eq(k->pattern, S("(field)"))
			? !is_field(p->plan, number)
			: fnmatch(str_c(&r->sc->arena, k->pattern), str_c(&r->sc->arena, line), 0)
			      != 0)
			continue;
		k->needed = true;
		return str_eq(k->does, S("loosens")) ? WHO_LOOSENS : WHO_KEPT;
	}
	return WHO_DIFF;
}

/* -- one line ------------------------------------------------------------------ */

static enum who
who_notices(struct run *r, size_t policy, struct str line, size_t number)
{
	struct policy *p = &r->policies.at[policy];
	size_t from = (size_t)(line.p - p->text.p);
	struct arena arena = { 0 };
	struct scope sc;
	struct diags diags;
	const struct plan *plan;
	enum who who = WHO_NOBODY;
	struct str text;

	scope_begin(&sc, r->sc->now);
	text = str_printf(&sc.arena, "%.*s%.*s", (int)from, p->text.p,
	    STR(str_slice(p->text, from + line.n + 1, p->text.n)));
	plan = compile(&sc, &arena, text, &diags);
	if (plan == NULL || diags.warnings > 0)
		who = WHO_COMPILER;
	else if (play_rests_on(r, policy, number))
		who = WHO_PLAY;
	else if (trace_notices(r, p, plan))
		who = WHO_TRACE;
	else if (diff_notices(&sc, p->plan, plan))
		who = kept(r, p, str_trim(line), number);
	scope_end(&sc);
	arena_clear(&arena);
	return who;
}

static const char *const whos[WHOS] = {
	[WHO_KEPT] = "kept",
	[WHO_LOOSENS] = "loosens",
	[WHO_DIFF] = "the difference alone",
	[WHO_NOBODY] = "nobody",
};

static void
try_policy(struct run *r, size_t policy)
{
	struct policy *p = &r->policies.at[policy];
	struct str rest = p->text;

	for (size_t number = 1; rest.n > 0; number++) {
		struct str line = str_cut(rest, '\n', &rest), said = str_trim(line);
		enum who who;

		if (said.n == 0 || said.p[0] == '#' || number % r->each != r->first % r->each)
			continue;
		who = who_notices(r, policy, line, number);
		p->lines++;
		p->told[who]++;
		if (who == WHO_DIFF || who == WHO_NOBODY || (r->list && (who == WHO_KEPT || who == WHO_LOOSENS)))
			printf("%s:%.*s:%zu: %.*s\n", whos[who], STR(p->name), number, STR(said));
		r->faults += who == WHO_DIFF || who == WHO_NOBODY;
	}
}

static void
summary(struct run *r)
{
	struct policy all = { .name = S("all") };

	printf("%-26s %6s %9s %6s %6s %6s %8s %6s %7s\n", "policy", "lines", "compiler", "plays",
	    "trace", "kept", "loosens", "diff", "nobody");
	for (size_t p = 0; p <= r->policies.n; p++) {
		const struct policy *row = p < r->policies.n ? &r->policies.at[p] : &all;

		printf("%-26.*s %6zu %9zu %6zu %6zu %6zu %8zu %6zu %7zu\n", STR(row->name), row->lines,
		    row->told[WHO_COMPILER], row->told[WHO_PLAY], row->told[WHO_TRACE],
		    row->told[WHO_KEPT], row->told[WHO_LOOSENS], row->told[WHO_DIFF], row->told[WHO_NOBODY]);
		all.lines += row->lines;
		for (enum who w = 0; w < WHOS; w++)
			all.told[w] += row->told[w];
	}
	for (size_t i = 0; i < r->kept.n && r->each == 1; i++) {
		if (r->kept.at[i].needed)
			continue;
		printf("%s: no line needs `%.*s`\n", KEPT, STR(r->kept.at[i].pattern));
		r->faults++;
	}
}

static size_t
number_of(const char *word)
{
	uint64_t n;

	CHECK(str_to_u64(str_of(word), &n) && n > 0);
	return (size_t)n;
}

int
main(int argc, char **argv)
{
	struct run r = { .each = 1, .first = 0 };
	struct scope sc;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--list") == 0)
			r.list = true;
		else if (strcmp(argv[i], "--each") == 0 && i + 1 < argc)
			r.each = number_of(argv[++i]);
		else if (strcmp(argv[i], "--first") == 0 && i + 1 < argc)
			r.first = number_of(argv[++i]);
	}
	scope_begin(&sc, (struct instant){ 1800000000000000 });
	r.sc = &sc;
	read_policies(&r);
	read_plays(&r, S(PLAYS));
	read_kept(&r);
	for (size_t p = 0; p < r.policies.n; p++)
		try_policy(&r, p);
	summary(&r);
	scope_end(&sc);
	printf("%s\n", r.faults == 0 ? "each line is noticed, or its reason is written down"
				     : "that is not so for the lines above");
	return r.faults == 0 ? 0 : 1;
}
