/* What a policy says is said in a document: no word of the language is forgotten. */
#include "kit/unit.h"
#include "base/buf.h"
#include "policy/compile.h"
#include "policy/document.h"
#include "policy/phrase.h"
#include "sys/file.h"

#define FILE_CAP ((size_t)1 << 20)
#define LINES_MAX 4096

static const char *const texts[] = {
	"test/policy/front/clean-everything.policy", /* each clause of the language once */
	"policies/camera-telematics.policy",
	"policies/dialler.policy",
	"policies/it-support.policy",
	"policies/video-telematics.policy",
	"policies/voip-distributor.policy",
};

static const struct plan *
plan_in(struct scope *sc, const char *path)
{
	struct compile_options options = { .file = str_of(path) };
	struct diags diags;
	const struct plan *plan;
	struct str text;

	assert_ok(file_read(sc, str_of(path), FILE_CAP, &text));
	plan = policy_compile(sc, &sc->arena, text, &options, &diags);
	assert_non_null(plan);
	return plan;
}

/* Bit k of said[line]: document k says the line. */
static void
read_documents(struct scope *sc, const struct plan *plan, unsigned *said)
{
	memset(said, 0, LINES_MAX * sizeof(*said));
	for (enum document_kind kind = 0; kind < DOCUMENTS; kind++) {
		struct cited cited = { 0 };
		struct edition edition = { .hash = S("00"), .cited = &cited };
		struct buf b = buf_new(&sc->arena);

		assert_true(document_form_of(kind, S(""), &edition.form));
		document_print(&b, plan, kind, &edition);
		for (size_t i = 0; i < cited.line.n; i++)
			said[cited.line.at[i]] |= 1u << kind;
	}
}

static void
must_say(const char *path, const char *list, struct at at, unsigned wanted, const unsigned *said)
{
	if (at.line == 0 || (said[at.line] & wanted) == wanted)
		return;
	for (enum document_kind kind = 0; kind < DOCUMENTS; kind++)
		if ((wanted & ~said[at.line] & 1u << kind) != 0)
			fail_msg("%s:%u: a row of `%s` that the %s does not say (told.def)", path,
			    at.line, list, document_title(kind));
}

static void
each_row_is_said_in_the_documents_that_are_for_it(void **state)
{
	struct scope *sc = *state;
	static unsigned said[LINES_MAX];

	for (size_t t = 0; t < N(texts); t++) {
		const struct plan *plan = plan_in(sc, texts[t]);

		read_documents(sc, plan, said);
#define SAID(name) 1u << DOCUMENT_##name
#define TOLD(list, documents) \
	for (size_t i = 0; i < plan->list.n; i++) \
		must_say(texts[t], #list, plan->list.at[i].at, documents, said);
#include "policy/told.def"
#undef TOLD
	}
}

static bool
is_untold(struct str line)
{
	static const char *const untold[] = {
#define UNTOLD_LINE(words, why) words,
#include "policy/told.def"
#undef UNTOLD_LINE
	};

	for (size_t i = 0; i < N(untold); i++)
		if (str_starts(line, str_of(untold[i])))
			return true;
	return false;
}

static void
each_sentence_is_said_by_some_document(void **state)
{
	struct scope *sc = *state;
	static unsigned said[LINES_MAX];
	size_t missing = 0;

	for (size_t t = 0; t < N(texts); t++) {
		const struct plan *plan = plan_in(sc, texts[t]);
		struct str rest = plan->text;
		bool goes_on = false;

		read_documents(sc, plan, said);
		for (uint32_t at = 1; rest.n > 0; at++) {
			struct str line =
			    str_trim(phrase_without_comment(str_cut(rest, '\n', &rest)));
			bool begins = line.n > 0 && !goes_on;

			goes_on = str_ends(line, S(","));
			if (!begins || said[at] != 0 || is_untold(line))
				continue;
			print_error("%s:%u: no document says `%.*s`\n", texts[t], at, STR(line));
			missing++;
		}
	}
	assert_int_equal(missing, 0);
}

/* -- without a word, some document reads otherwise ------------------------------- */

/* All documents as one text. */
static struct str
all_documents(struct scope *sc, const struct plan *plan)
{
	struct buf b = buf_new(&sc->arena);

	for (enum document_kind kind = 0; kind < DOCUMENTS; kind++) {
		struct edition edition = { .hash = S("00") };

		assert_true(document_form_of(kind, S(""), &edition.form));
		document_print(&b, plan, kind, &edition);
	}
	return buf_str(&b);
}

static const struct plan *
plan_without(struct scope *sc, struct str text, size_t from, size_t to)
{
	struct compile_options options = { .file = S("less") };
	char *less = arena_alloc(&sc->arena, text.n);
	struct diags diags;

	memcpy(less, text.p, text.n);
	memset(less + from, ' ', to - from); /* lines keep their numbers */
	return policy_compile(sc, &sc->arena, (struct str){ less, text.n }, &options, &diags);
}

/* The end of the word, or of the words in quotes, that begins at `at`. */
static size_t
word_end(struct str text, size_t at)
{
	bool quoted = false;

	while (at < text.n && text.p[at] != '\n' && (quoted || text.p[at] != ' ')) {
		quoted = quoted != (text.p[at] == '"');
		at++;
	}
	return at;
}

static bool
is_untold_word(struct str word)
{
	static const char *const untold[] = {
#define UNTOLD_WORD(word, why) word,
#include "policy/told.def"
#undef UNTOLD_WORD
	};

	for (size_t i = 0; i < N(untold); i++)
		if (str_eq(word, str_of(untold[i])))
			return true;
	return false;
}

/* Words from `from` up to, not with, `to`: left out, does anybody see it? */
static bool
is_seen(struct str text, struct str whole, size_t from, size_t to, bool *compiles)
{
	struct scope sc;
	const struct plan *less;
	bool seen;

	scope_begin(&sc, TEST_NOW);
	less = plan_without(&sc, text, from, to);
	*compiles = less != NULL;
	seen = less == NULL || !str_eq(all_documents(&sc, less), whole);
	scope_end(&sc);
	return seen;
}

/* One word from `from` on, then up to four, until it compiles without them; how many
 * of those nobody missed. */
static size_t
left_out(struct str text, struct str whole, size_t from, uint32_t line, size_t *tried)
{
	size_t unseen = 0;

	for (size_t to = word_end(text, from), n = 0; n < 4; n++) {
		struct str words = str_slice(text, from, to);
		bool compiles;

		if (!is_seen(text, whole, from, to, &compiles) && !is_untold_word(words)) {
			print_error("%s:%u: nobody sees that `%.*s` is left out\n", texts[0],
			    line, STR(words));
			unseen++;
		}
		*tried += compiles;
		if (compiles || to >= text.n || text.p[to] == '\n')
			break;
		to = word_end(text, to + 1);
	}
	return unseen;
}

/* Of clean-everything, which has each clause. */
static void
no_clause_can_be_left_out_and_nobody_see_it(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = plan_in(sc, texts[0]);
	struct str text = plan->text, whole = all_documents(sc, plan);
	size_t tried = 0, unseen = 0;
	bool comment = false;
	uint32_t line = 1;

	for (size_t at = 0; at < text.n; at++) {
		bool begins = text.p[at] > ' ' && (at == 0 || text.p[at - 1] <= ' ');

		line += text.p[at] == '\n';
		comment = text.p[at] == '#' || (comment && text.p[at] != '\n');
		if (begins && !comment)
			unseen += left_out(text, whole, at, line, &tried);
	}
	assert_int_equal(unseen, 0);
	assert_true(tried > 100);
}

/* plan.h, read as text: a list that is new there is new here. */
static void
each_list_of_the_plan_has_a_row(void **state)
{
	static const char *const listed[] = {
#define TOLD(list, documents) #list,
#define UNTOLD(list, why) #list,
#include "policy/told.def"
#undef TOLD
#undef UNTOLD
	};
	struct scope *sc = *state;
	struct str rest, line;
	size_t seen = 0;

	assert_ok(file_read(sc, S("src/policy/plan.h"), FILE_CAP, &rest));
	while (rest.n > 0 && !str_eq(str_cut(rest, '\n', &rest), S("struct plan {")))
		continue;
	while (rest.n > 0 && !str_starts(line = str_cut(rest, '\n', &rest), S("}"))) {
		struct str names, name;

		if (!str_starts(str_trim(line), S("LIST(")))
			continue;
		str_cut(line, ')', &names);
		names = str_cut(names, ';', &line);
		while (names.n > 0) {
			bool found = false;

			name = str_trim(str_cut(names, ',', &names));
			for (size_t i = 0; i < N(listed); i++)
				found = found || str_eq(name, str_of(listed[i]));
			if (!found)
				fail_msg("test/policy/told.def has no row for the list `%.*s`",
				    STR(name));
			seen++;
		}
	}
	assert_true(seen >= 40);
}

UNIT_MAIN(TEST(each_list_of_the_plan_has_a_row),
    TEST(each_row_is_said_in_the_documents_that_are_for_it),
    TEST(each_sentence_is_said_by_some_document),
    TEST(no_clause_can_be_left_out_and_nobody_see_it))
