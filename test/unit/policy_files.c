/* Every message, whole: test/policy/README says how these files work. */
#include "kit/unit.h"
#include "base/check.h"
#include "base/json.h"
#include "policy/compile.h"
#include "policy/trace.h"
#include "sys/file.h"

#define FILE_CAP ((size_t)1 << 20)

static const char *const folders[] = { "test/policy/front", "test/policy/law",
	"test/policy/gaps" };

/* `# traced to A-1 A-2`: the rows of a list that the sources are held to. */
static void
trace(struct scope *sc, const struct plan *plan, struct diags *diags)
{
	struct trace_list list;
	struct buf tsv = buf_new(&sc->arena);
	struct str rest = plan->text, line = str_cut(rest, '\n', &rest);

	if (!str_starts(line, S("# traced to ")))
		return;
	buf_puts(&tsv, "id\n");
	for (rest = str_slice(line, 12, line.n); rest.n > 0;) {
		buf_put(&tsv, str_cut(rest, ' ', &rest));
		buf_putc(&tsv, '\n');
	}
	assert_ok(trace_read(sc, buf_str(&tsv), &list));
	trace_check(sc, plan, &list, diags);
}

/* What `bailee check` would say of the text. */
static struct str
answer(struct scope *sc, struct str name, struct str text)
{
	struct compile_options options = { .file = name,
		.activating = str_has(text, S("# to be activated")) };
	struct buf out = buf_new(&sc->arena);
	struct diags diags;
	const struct plan *plan = policy_compile(sc, &sc->arena, text, &options, &diags);

	assert_true((plan == NULL) == (diags.errors > 0));
	if (plan != NULL)
		trace(sc, plan, &diags);
	diag_print(&out, &diags, name, text);
	return buf_str(&out);
}

static void
compare(struct scope *sc, struct str path, struct str got)
{
	struct str out = str_printf(&sc->arena, "%.*s.out", STR(str_slice(path, 0, path.n - 7)));
	struct str want = S("");

	if (getenv("BLESS") != NULL) {
		assert_ok(file_write(sc, out, got, FILE_PUBLIC));
		return;
	}
	if (file_exists(sc, out))
		assert_ok(file_read(sc, out, FILE_CAP, &want));
	if (!str_eq(got, want))
		fail_msg("%.*s says\n%.*s\nand not\n%.*s", STR(path), STR(got), STR(want));
}

static void
try_file(const char *folder, struct str name)
{
	struct scope sc;
	struct str path, text, got;

	scope_begin(&sc, TEST_NOW);
	path = str_printf(&sc.arena, "%s/%.*s", folder, STR(name));
	assert_ok(file_read(&sc, path, FILE_CAP, &text));
	got = answer(&sc, name, text);
	if (name.p[0] == 'B'
	    && !str_has(got, str_printf(&sc.arena, " %.*s: ", STR(str_slice(name, 0, 4)))))
		fail_msg("%.*s does not say %.*s but\n%.*s", STR(path), STR(str_slice(name, 0, 4)),
		    STR(got));
	if (str_starts(name, S("clean")) && str_has(got, S(" error ")))
		fail_msg("%.*s is not clean:\n%.*s", STR(path), STR(got));
	compare(&sc, path, got);
	scope_end(&sc);
}

static void
every_message_is_as_it_was_written_down(void **state)
{
	struct scope *sc = *state;

	for (size_t f = 0; f < N(folders); f++) {
		struct str *names;
		size_t n;

		assert_ok(dir_list(sc, str_of(folders[f]), &names, &n));
		assert_true(n > 0);
		for (size_t i = 0; i < n; i++)
			if (str_ends(names[i], S(".policy")))
				try_file(folders[f], names[i]);
	}
}

static void
every_number_has_a_file(void **state)
{
	struct scope *sc = *state;
	bool seen[DIAG_NUMBERS] = { false };

	for (size_t f = 0; f < N(folders); f++) {
		struct str *names;
		size_t n;
		uint64_t number;

		assert_ok(dir_list(sc, str_of(folders[f]), &names, &n));
		for (size_t i = 0; i < n; i++)
			if (names[i].p[0] == 'B' && str_to_u64(str_slice(names[i], 1, 4), &number)
			    && number < N(seen))
				seen[number] = true;
	}
	for (size_t d = 0; d < DIAGS; d++)
		assert_int_equal(diag_of_number(diag_number((enum diag_code)d)), d); /* used once */
	for (size_t d = 0; d < DIAGS; d++)
		if (!seen[diag_number((enum diag_code)d)])
			fail_msg("no file for B%03u", diag_number((enum diag_code)d));
}

static void
format(struct scope *sc, struct str text, struct str *canonical)
{
	struct compile_options options = { .file = S("x") };
	struct diags diags;

	assert_true(policy_format(sc, text, &options, canonical, &diags));
	assert_int_equal(diags.errors, 0);
}

static void
the_policies_that_we_ship_are_clean_and_canonical(void **state)
{
	struct scope *sc = *state;
	struct str *names, text, canonical;
	size_t n;

	assert_ok(dir_list(sc, S("policies"), &names, &n));
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		struct compile_options options = { .file = names[i], .activating = true };
		struct diags diags;

		if (!str_ends(names[i], S(".policy")))
			continue; /* an editor's */
		assert_ok(file_read(
		    sc, str_printf(&sc->arena, "policies/%.*s", STR(names[i])), FILE_CAP, &text));
		assert_non_null(policy_compile(sc, &sc->arena, text, &options, &diags));
		assert_int_equal(diags.warnings, 0);
		format(sc, text, &canonical);
		assert_str(canonical, text);
	}
}

/* The block that begins here, without its closing line. */
static struct str
cut_block(struct str *rest)
{
	struct str block = *rest;

	while (rest->n > 0 && !str_starts(*rest, S("```")))
		(void)str_cut(*rest, '\n', rest);
	block.n = (size_t)(rest->p - block.p);
	return block;
}

/* A block that is no whole policy is added to the first, which is one. */
static void
try_block(struct scope *sc, struct str whole, struct str block)
{
	struct str text = block, got, canonical;

	if (!str_starts(block, S("policy ")))
		text = str_printf(&sc->arena, "%.*s%.*s", STR(whole), STR(block));
	got = answer(sc, S("block"), text);
	if (str_has(got, S(" error ")) || str_has(got, S(" warning ")))
		fail_msg("in doc/POLICY.md:\n%.*s%.*s", STR(block), STR(got));
	format(sc, block, &canonical);
	assert_str(canonical, block);
}

/* Blocks between ```policy and ``` in a document. */
static size_t
try_blocks(struct scope *sc, struct str rest)
{
	size_t blocks = 0;
	struct str whole = S("");

	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest), block;

		if (!str_eq(line, S("```policy")))
			continue;
		block = cut_block(&rest);
		if (blocks++ == 0)
			whole = block;
		try_block(sc, whole, block);
	}
	return blocks;
}

static void
every_example_of_the_manual_compiles(void **state)
{
	struct scope *sc = *state;
	struct str text;

	assert_ok(file_read(sc, S("doc/POLICY.md"), FILE_CAP, &text));
	assert_true(try_blocks(sc, text) > 10);
}

/* What an editor gets: the same messages, as JSON; columns in bytes, in UTF-16 units for LSP. */
static void
messages_have_a_json_form(void **state)
{
	struct scope *sc = *state;
	struct compile_options options = { .file = S("t.policy") };
	struct str text = S("policy t 1\nlaw uk@2026-06-19\nfrom 2026-12-01\n"
			    "calendar Europe/London\ncontroller \"X\"\nrole r\n"
			    "data d about nobody, # \xf0\x9f\x98\x80\n"
			    "   shared with nobody\n"
			    "party p \"\xc3\xa9\xf0\x9f\x98\x80\" role\nrole r\n");
	struct diags diags;
	struct str got;
	struct node *json;

	(void)policy_compile(sc, &sc->arena, text, &options, &diags);
	json = diag_json(&sc->arena, &diags, options.file, text);
	got = json_text(&sc->arena, json);
	assert_int_equal(node_get_int(json, S("errors"), 0), 3);
	if (!str_has(got,
		S("{\"code\":\"B051\",\"severity\":\"error\",\"file\":\"t.policy\",\"text\":"
		  "\"the role `r` is declared twice\",\"line\":10,\"column\":6,\"length\":1,"
		  "\"range\":{\"start\":{\"line\":10,\"column\":6},\"end\":{\"line\":10,"
		  "\"column\":7}},\"lsp\":{\"start\":{\"line\":9,\"character\":5},\"end\":"
		  "{\"line\":9,\"character\":6}},\"note\":\"give this one another name\","
		  "\"other\":{\"line\":6,\"column\":6,\"length\":1,\"range\":{\"start\":"
		  "{\"line\":6,\"column\":6},\"end\":{\"line\":6,\"column\":7}},\"lsp\":"
		  "{\"start\":{\"line\":5,\"character\":5},\"end\":{\"line\":5,"
		  "\"character\":6}},\"note\":\"declared here already\"},\"law\":"
		  "\"doc/POLICY.md, Names: a name is declared once among names of its kind\"}"))
	    || !str_has(got,
		S("\"line\":9,\"column\":14,\"length\":4,\"range\":{\"start\":{\"line\":9,"
		  "\"column\":18},\"end\":{\"line\":9,\"column\":22}},\"lsp\":{\"start\":"
		  "{\"line\":8,\"character\":14},\"end\":{\"line\":8,\"character\":18}}")))
		fail_msg("%.*s", STR(got));
}

static bool
is_named(const struct plan *plan, const char *what)
{
	for (size_t i = 0; i < plan->unbuilt.n; i++)
		if (str_eq(plan->unbuilt.at[i].what, str_of(what))
		    && plan->unbuilt.at[i].at.line > 0)
			return true;
	return false;
}

/* clean-everything says each clause once: what of it is not built is named. */
static void
what_is_not_built_is_named_with_its_line(void **state)
{
	static const char *const rows[] = {
#define UNBUILT(name, what) what,
#include "policy/unbuilt.def"
#undef UNBUILT
	};
	struct scope *sc = *state;
	struct compile_options options = { .file = S("everything") };
	struct diags diags;
	struct str text, canonical;
	const struct plan *plan;

	assert_ok(file_read(sc, S("test/policy/front/clean-everything.policy"), FILE_CAP, &text));
	plan = policy_compile(sc, &sc->arena, text, &options, &diags);
	assert_non_null(plan);
	for (size_t i = 0; i < N(rows); i++)
		if (!is_named(plan, rows[i]))
			fail_msg("nothing names `%s`", rows[i]);
	assert_true(is_named(plan, "door phones"));
	assert_false(is_named(plan, "door website"));
	format(sc, text, &canonical);
	assert_str(canonical, text);
	assert_false(is_named(plan, "door api"));
	for (size_t i = 1; i < plan->unbuilt.n; i++)
		assert_true(plan->unbuilt.at[i - 1].at.line <= plan->unbuilt.at[i].at.line);
}

UNIT_MAIN(TEST(messages_have_a_json_form), TEST(what_is_not_built_is_named_with_its_line),
    TEST(every_message_is_as_it_was_written_down), TEST(every_number_has_a_file),
    TEST(the_policies_that_we_ship_are_clean_and_canonical),
    TEST(every_example_of_the_manual_compiles))
