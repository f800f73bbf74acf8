/* The tree and its JSON form: J1, J2 of policy/tree_json.h over every policy that we have. */
#include "kit/unit.h"
#include "base/json.h"
#include "policy/compile.h"
#include "policy/tree_json.h"
#include "sys/file.h"

#define FILE_CAP ((size_t)1 << 20)

static const struct compile_options options = { .file = { "tree", 4 } };

/* Returns whether the text has a JSON form: it has none when it does not parse. */
static bool
goes_through_json(struct scope *sc, struct str text)
{
	struct node *json, *read;
	struct str canonical, back;
	struct diags diags;

	if (!policy_format(sc, text, &options, &canonical, &diags)) {
		assert_null(policy_to_json(sc, text, &options, &diags));
		return false;
	}
	json = policy_to_json(sc, text, &options, &diags);
	assert_non_null(json);
	assert_ok(json_parse_up_to(sc, json_text(&sc->arena, json), TREE_JSON_MAX, &read));
	assert_ok(policy_from_json(sc, read, &options, &back, &diags));
	assert_int_equal(diags.errors, 0);
	assert_str(back, canonical);
	assert_true(node_eq(json, policy_to_json(sc, canonical, &options, &diags)));
	return true;
}

static size_t
folder_through_json(const char *folder)
{
	struct scope sc;
	struct str *names, text;
	size_t n, through = 0;

	scope_begin(&sc, TEST_NOW);
	assert_ok(dir_list(&sc, str_of(folder), &names, &n));
	for (size_t i = 0; i < n; i++) {
		struct str path = str_printf(&sc.arena, "%s/%.*s", folder, STR(names[i]));

		if (!str_ends(names[i], S(".policy")))
			continue;
		assert_ok(file_read(&sc, path, FILE_CAP, &text));
		through += goes_through_json(&sc, text);
	}
	scope_end(&sc);
	return through;
}

static void
every_policy_is_the_same_after_json(void **state)
{
	(void)state;
	assert_int_equal(folder_through_json("policies"), 6);
	assert_true(folder_through_json("test/policy/front") > 30);
	assert_true(folder_through_json("test/policy/law") > 30);
}

static const char small[] = "# first\n"
			    "policy small 1\n"
			    "# at the margin\n"
			    "\n"
			    "data enquiry about visitor from \"A-1\", \"001 s2\"  # why\n"
			    "    # inside\n"
			    "    email  email  required, findable,\n"
			    "            from \"A-2\",\n"
			    "            \"A-3\"\n"
			    "# behind\n";

static const char small_json[] =
    "{\"form\":1,\"sentences\":[{\"comment\":\"# first\"},{\"heading\":\"policy\",\"words\":["
    "\"small\",\"1\"]},{\"comment\":\"# at the margin\"},{\"heading\":\"data\",\"words\":["
    "\"enquiry\",\"about\",\"visitor\"],\"from\":[\"A-1\",\"001 s2\"],\"comment\":\"# why\","
    "\"blank\":true,\"details\":[{\"comment\":\"# inside\",\"indented\":true},{\"words\":["
    "\"email\",\"email\",\"required\",\",\",\"findable\"],\"from\":[\"\\n\",\"A-2\",\"\\n\","
    "\"A-3\"]}]},{\"comment\":\"# behind\"}]}";

static void
the_form_is_as_it_is_written_down(void **state)
{
	struct scope *sc = *state;
	struct diags diags;
	struct str text;
	struct node *json = policy_to_json(sc, str_of(small), &options, &diags);

	assert_str(json_text(&sc->arena, json), str_of(small_json));
	assert_ok(policy_from_json(sc, json, &options, &text, &diags));
	assert_str(text, str_of(small));
}

/* What stands for @ in { "form": 1, "sentences": [ @ ] }, and where it is refused. */
static const struct {
	const char *sentence, *says;
} bad[] = {
	/* clang-format off */
	{ "1", "sentence 1: a sentence is an object" },
	{ "{}", "sentence 1: it says nothing" },
	{ "{\"comment\":\"no\"}", "sentence 1: a comment begins with # and is one line" },
	{ "{\"comment\":\"# a\\nrole x\"}", "sentence 1: a comment begins with # and is one line" },
	{ "{\"words\":[\"role\"]}", "sentence 1: it has no heading" },
	{ "{\"heading\":\"rolle\"}", "sentence 1: there is no such heading" },
	{ "{\"heading\":\"role\",\"word\":[\"x\"]}", "sentence 1 has no member `word`" },
	{ "{\"heading\":\"role\",\"words\":\"x\"}", "sentence 1: `words` is a list" },
	{ "{\"heading\":\"role\",\"words\":[]}", "sentence 1: `words` is empty: leave it out" },
	{ "{\"heading\":\"role\",\"words\":[1]}", "sentence 1: `words` holds strings and { \"text\": \"...\" }" },
	{ "{\"heading\":\"role\",\"words\":[\"a b\"]}", "sentence 1: a word holds no blank, comma, semicolon or quote" },
	{ "{\"heading\":\"role\",\"words\":[\"#a\"]}", "sentence 1: a word holds no blank, comma, semicolon or quote" },
	{ "{\"heading\":\"role\",\"words\":[\"a\\u000bb\"]}", "sentence 1: a word holds no blank, comma, semicolon or quote" },
	{ "{\"heading\":\"role\",\"words\":[{\"text\":\"a\\\"b\"}]}", "sentence 1: a text holds no quote and no line break" },
	{ "{\"heading\":\"role\",\"words\":[\"\\n\",\"a\"]}", "sentence 1: a line breaks behind a comma alone" },
	{ "{\"heading\":\"role\",\"words\":[\"a\",\",\"]}", "sentence 1: something must follow a comma" },
	{ "{\"heading\":\"role\",\"from\":[]}", "sentence 1: `from` names its sources" },
	{ "{\"heading\":\"role\",\"from\":[1]}", "sentence 1: `from` holds strings" },
	{ "{\"heading\":\"role\",\"blank\":true}", "sentence 1: no empty line stands before it" },
	{ "{\"heading\":\"role\",\"blank\":false}", "sentence 1: `blank` and `indented` are true, or left out" },
	{ "{\"heading\":\"role\",\"indented\":true}", "sentence 1: a comment alone is `indented`" },
	{ "{\"heading\":\"role\",\"details\":[]}", "sentence 1: `details` is a list that is not empty" },
	{ "{\"heading\":\"role\",\"details\":[{\"heading\":\"role\"}]}", "sentence 1 has no member `heading`" },
	{ "{\"heading\":\"role\",\"details\":[{\"from\":[\"A-1\"]}]}", "sentence 1, detail 1: a detail has words" },
	{ "{\"heading\":\"role\",\"details\":[{\"comment\":\"# a\"}]}", "sentence 1, detail 1: the last detail is a comment at the margin" },
	{ "{\"heading\":\"role\",\"words\":[\"x\",\"from\",{\"text\":\"A-1\"}]}", "the JSON says what no text of a policy says" },
	/* clang-format on */
};

static void
what_no_text_says_is_refused_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(bad); i++) {
		struct diags diags;
		struct node *json;
		struct scope sc;
		struct str text;

		scope_begin(&sc, TEST_NOW);
		assert_ok(json_parse(&sc,
		    str_printf(&sc.arena, "{\"form\":1,\"sentences\":[%s]}", bad[i].sentence),
		    &json));
		assert_int_equal(
		    policy_from_json(&sc, json, &options, &text, &diags).code, E_INPUT);
		assert_str(sc.fault.text, str_of(bad[i].says));
		scope_end(&sc);
	}
}

static void
json_of_another_form_is_refused(void **state)
{
	static const char *const other[] = { "[]", "{}", "{\"form\":2,\"sentences\":[]}",
		"{\"form\":1}", "{\"form\":1,\"sentences\":{}}",
		"{\"form\":1,\"sentences\":[],\"more\":1}" };
	struct scope *sc = *state;

	for (size_t i = 0; i < N(other); i++) {
		struct diags diags;
		struct node *json;
		struct str text;

		assert_ok(json_parse(sc, str_of(other[i]), &json));
		assert_int_equal(
		    policy_from_json(sc, json, &options, &text, &diags).code, E_INPUT);
	}
}

/* What the JSON says is read as a text is, and has the same faults. */
static void
faults_of_the_text_are_messages(void **state)
{
	struct scope *sc = *state;
	struct node *json;
	struct diags diags;
	struct str text;

	assert_ok(json_parse(sc,
	    S("{\"form\":1,\"sentences\":[{\"heading\":\"law\"},{\"heading\":\"law\"}]}"), &json));
	assert_ok(policy_from_json(sc, json, &options, &text, &diags));
	assert_int_equal(diags.errors, 1);
	assert_int_equal(diags.rows.at[0].code, DIAG_SAID_TWICE);
}

UNIT_MAIN(TEST(every_policy_is_the_same_after_json), TEST(the_form_is_as_it_is_written_down),
    TEST(what_no_text_says_is_refused_with_its_place), TEST(json_of_another_form_is_refused),
    TEST(faults_of_the_text_are_messages))
