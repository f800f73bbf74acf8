/* Sources: taken off a sentence, found by its line, held to a list. */
#include "kit/unit.h"
#include "policy/compile.h"
#include "policy/phrase.h"
#include "policy/trace.h"

static const char small[] =
    "policy small 1 from \"A-1\"\n"
    "law uk@2026-06-19\n"
    "from 2026-12-01\n"
    "calendar Europe/London\n"
    "controller \"Example Ltd\"\n"
    "subject visitor \"visitors, \"  # from \"B-1\"\n"
    "data enquiry about visitor from \"001 s2.2.2\", \"A-2\"\n"
    "    email  email  required\n"
    "    shared with nobody\n"
    "keep enquiry.* until 30 days after arrival,\n"
    "        reading \"from us\", from \"A-3\",\n"
    "        \"A-4\"  # B-2\n"
    "keep case.*, incident.*, consent.*, colleague.*, ledger.* until 6 years after arrival\n"
    "purpose reply \"to answer\"\n"
    "    basis legitimate-interests \"answering\" assessed LIA-1 for visitor\n"
    "    uses enquiry.*\n"
    "role office may read enquiry.* for reply\n"
    "door website may offer enquiry from anyone, tls only\n";

static const struct plan *
compiled(struct scope *sc, const char *text)
{
	struct compile_options options = { .file = S("small") };
	struct diags diags;
	const struct plan *plan =
	    policy_compile(sc, &sc->arena, str_of(text), &options, &diags);

	assert_non_null(plan);
	return plan;
}

static void
the_sources_of_a_line_are_those_of_its_sentence(void **state)
{
	static const struct {
		uint32_t line;
		size_t n;
		const char *first;
	} rows[] = { { 1, 1, "A-1" }, { 2, 0, "" }, { 6, 0, "" }, { 7, 2, "001 s2.2.2" },
		{ 8, 0, "" }, { 10, 2, "A-3" }, { 11, 2, "A-3" }, { 12, 2, "A-3" }, { 13, 0, "" } };
	const struct plan *plan = compiled(*state, small);

	assert_int_equal(plan->sources.n, 5);
	for (size_t i = 0; i < N(rows); i++) {
		size_t n;
		const struct source *s = plan_sources(plan, rows[i].line, &n);

		assert_int_equal(n, rows[i].n);
		if (n > 0)
			assert_str(s->text, str_of(rows[i].first));
	}
}

/* K2: a line to paste is built on a sentence, and its sources would end it. */
static void
a_sentence_said_again_has_no_sources(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = compiled(sc, small);

	assert_str(phrase_sentence(&sc->arena, plan, 1), S("policy small 1"));
	assert_str(phrase_sentence(&sc->arena, plan, 6), S("subject visitor \"visitors, \""));
	assert_str(phrase_sentence(&sc->arena, plan, 10),
	    S("keep enquiry.* until 30 days after arrival, reading \"from us\""));
}

static void
a_list_is_read_by_its_first_column(void **state)
{
	struct scope *sc = *state;
	struct trace_list list;
	struct diags diags = { 0 };

	assert_ok(trace_read(
	    sc, S("id\tstatement\r\nA-1\tsay \"this\"\r\n\nA-2\nA-3\nA-5\t\n"), &list));
	assert_int_equal(list.rows.n, 4);
	assert_str(list.rows.at[3], S("A-5"));
	trace_check(sc, compiled(sc, small), &list, &diags);
	assert_int_equal(diags.errors, 1); /* */
}

static void
a_list_that_numbers_no_row_or_one_twice_is_refused(void **state)
{
	static const char *const bad[] = { "id\nA-1\nA-1\n", "id\n\tno number\n", "id\nA 1\tx\n" };
	struct scope *sc = *state;
	struct trace_list list;

	for (size_t i = 0; i < N(bad); i++)
		assert_int_equal(trace_read(sc, str_of(bad[i]), &list).code, E_INPUT);
}

UNIT_MAIN(TEST(the_sources_of_a_line_are_those_of_its_sentence),
    TEST(a_sentence_said_again_has_no_sources), TEST(a_list_is_read_by_its_first_column),
    TEST(a_list_that_numbers_no_row_or_one_twice_is_refused))
