/* What is printed from a plan: whole, true to the text, and safe to publish. */
#include "kit/unit.h"
#include "base/buf.h"
#include "base/csv.h"
#include "policy/compile.h"
#include "policy/decide.h"
#include "policy/document.h"
#include "policy/phrase.h"

#include <stdio.h>

static struct str
policy_text(struct scope *sc)
{
	struct buf b = buf_new(&sc->arena);
	FILE *f = fopen("policies/voip-distributor.policy", "r");
	char part[4096];
	size_t n;

	assert_non_null(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_put(&b, (struct str){ part, n });
	fclose(f);
	return buf_str(&b);
}

static const struct plan *
plan_of(struct scope *sc, struct str text)
{
	struct compile_options options = { .file = S("test.policy") };
	struct diags diags;
	const struct plan *plan = policy_compile(sc, &sc->arena, text, &options, &diags);

	if (plan == NULL)
		fail_msg("%.*s", STR(diags.rows.at[0].text));
	return plan;
}

static struct str
document_of(
    struct scope *sc, const struct plan *plan, enum document_kind kind, enum document_form form)
{
	struct edition edition = { .form = form, .hash = S("0123abcd") };
	struct buf b = buf_new(&sc->arena);

	document_print(&b, plan, kind, &edition);
	return buf_str(&b);
}

static struct str
printed(struct scope *sc, const struct plan *plan, bool notice, enum document_form form)
{
	return document_of(sc, plan, notice ? DOCUMENT_notice : DOCUMENT_schedule, form);
}

static struct str
escaped(struct scope *sc, struct str s)
{
	struct buf b = buf_new(&sc->arena);

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			buf_puts(&b, "&#39;");
		else
			buf_putc(&b, s.p[i]);
	}
	return buf_str(&b);
}

static void
the_policy_of_the_first_company_breaks_no_rule(void **state)
{
	struct scope *sc = *state;
	struct compile_options options = { .file = S("voip"), .activating = true };
	struct diags diags;

	assert_non_null(policy_compile(sc, &sc->arena, policy_text(sc), &options, &diags));
	assert_int_equal(diags.errors + diags.warnings, 0);
}

static void
the_notice_has_each_sentence_word_for_word(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = plan_of(sc, policy_text(sc));
	struct str text = printed(sc, plan, true, FORM_TEXT),
		   html = printed(sc, plan, true, FORM_HTML);

	for (size_t i = 0; i < plan->purposes.n; i++) {
		if (plan->purposes.at[i].built_in)
			continue;
		if (!str_has(text, plan->purposes.at[i].text)
		    || !str_has(html, escaped(sc, plan->purposes.at[i].text)))
			fail_msg("%.*s", STR(plan->purposes.at[i].text));
	}
	for (size_t i = 0; i < plan->recipients.n; i++)
		if (!str_has(html, escaped(sc, plan->recipients.at[i].text)))
			fail_msg("%.*s", STR(plan->recipients.at[i].text));
	for (size_t i = 0; i < plan->exceptions.n; i++)
		assert_true(str_has(html, plan->exceptions.at[i].telling));
}

static void
the_notice_says_what_the_law_wants_said(void **state)
{
	static const char *const says[] = { "Example Voice Ltd", "1 Mill Street",
		"privacy@voice.example", "Information Commissioner", "ZA123456", "1 December 2026",
		"0123abcd", "90 days after leaving", "the right of access", "Art 15",
		"a machine proposes, and a person decides, with reasons", "within 30 days",
		"only from the age of 16", "our legitimate interests",
		"International Data Transfer Agreement", "by the link in each message",
		"14 days before" };
	struct scope *sc = *state;
	struct str html = printed(sc, plan_of(sc, policy_text(sc)), true, FORM_HTML);

	for (size_t i = 0; i < N(says); i++)
		if (!str_has(html, str_of(says[i])))
			fail_msg("%s", says[i]);
}

/* Names of open elements, innermost last; every end tag ends the innermost. */
struct open {
	struct str at[64];
	size_t n;
};

static bool
is_void(struct str tag)
{
	return str_eq(tag, S("meta")) || str_eq(tag, S("!DOCTYPE"));
}

static void
tag_walked(struct open *open, struct str inside)
{
	struct str rest, name = str_cut(inside, ' ', &rest);

	if (name.p[0] == '/') {
		assert_true(open->n > 0);
		assert_str(str_slice(name, 1, name.n), open->at[--open->n]);
	} else if (!is_void(name)) {
		assert_true(open->n < N(open->at));
		open->at[open->n++] = name;
	}
}

static void
well_formed(struct str html)
{
	struct open open = { .n = 0 };
	struct str rest = html;

	while (rest.n > 0) {
		str_cut(rest, '<', &rest);
		if (rest.n == 0)
			break;
		tag_walked(&open, str_cut(rest, '>', &rest));
	}
	assert_int_equal(open.n, 0);
}

static size_t
count(struct str text, struct str part)
{
	size_t n = 0;

	for (size_t i = 0; i + part.n <= text.n; i++)
		n += str_starts(str_slice(text, i, text.n), part);
	return n;
}

static void
the_html_is_whole_and_can_be_read_by_everybody(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = plan_of(sc, policy_text(sc));

	for (int notice = 0; notice < 2; notice++) {
		struct str html = printed(sc, plan, notice == 1, FORM_HTML);

		well_formed(html);
		assert_true(str_starts(html, S("<!DOCTYPE html>\n<html lang=\"en-GB\">")));
		assert_int_equal(count(html, S("<h1>")), 1);
		assert_int_equal(count(html, S("<table ")), count(html, S("<caption>")));
		assert_int_equal(count(html, S("<th>")), 0); /* each says what it heads */
		assert_int_equal(count(html, S("<tr role=\"row\"><th scope=\"")),
		    count(html, S("<tr ")));
		assert_true(str_has(html, S("@media print")));
		assert_int_equal(count(html, S("<script")), 0);
	}
}

static const char hostile[] =
    "policy small 1\nlaw uk@2026-06-19\nfrom 2026-12-01\ncalendar Europe/London\n"
    "controller \"Example <script>alert(1)</script> & 'Co' Ltd\"\n"
    "subject visitor \"visitors <b>\"\n"
    "data enquiry about visitor\n    email  email  required\n    shared with nobody\n"
    "keep enquiry.* until 30 days after arrival\n"
    "    reading \"as long as </td></table> we must\"\n"
    "keep case.*, incident.*, consent.*, colleague.*, ledger.* until 6 years after arrival\n"
    "purpose reply \"to answer <img src=x onerror=alert(1)>\"\n"
    "    basis legitimate-interests \"<i>\" assessed LIA-1 for visitor\n    uses  enquiry.*\n"
    "role office\n    may read enquiry.* for reply\n";

static void
whatever_a_policy_says_is_escaped(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = plan_of(sc, str_of(hostile));

	for (int notice = 0; notice < 2; notice++) {
		struct str html = printed(sc, plan, notice == 1, FORM_HTML);

		well_formed(html);
		assert_int_equal(
		    count(html, S("<script")) + count(html, S("<img")) + count(html, S("<b>")), 0);
	}
	assert_true(str_has(printed(sc, plan, true, FORM_HTML),
	    S("Example &lt;script&gt;alert(1)&lt;/script&gt; &amp; &#39;Co&#39; Ltd")));
	assert_true(str_has(
	    printed(sc, plan, true, FORM_TEXT), S("to answer <img src=x onerror=alert(1)>")));
}

static struct str
on_one_line(struct scope *sc, struct str text)
{
	struct buf b = buf_new(&sc->arena);

	for (size_t i = 0; i < text.n; i++)
		buf_putc(&b, text.p[i] == '\n' ? ' ' : text.p[i]);
	return buf_str(&b);
}

static void
every_document_bears_name_version_date_and_hash_in_each_form(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = plan_of(sc, policy_text(sc));

	for (enum document_kind kind = 0; kind < DOCUMENTS; kind++) {
		for (enum document_form form = 0; form < DOCUMENT_FORMS; form++) {
			struct str text;

			if (!document_has_form(kind, form))
				continue;
			text = on_one_line(sc, document_of(sc, plan, kind, form));
			if (!str_has(text, S("voip-distributor")) || !str_has(text, S("0123abcd"))
			    || !(str_has(text, S("1 December 2026"))
				 || str_has(text, S("2026-12-01")))
			    || !(str_has(text, S("ersion 1")) || str_has(text, S(",1,"))
				 || str_has(text, S("version\": 1"))))
				fail_msg("%s, form %d", document_title(kind), (int)form);
		}
	}
}

/* A spreadsheet gets one table: a head, then as many cells in each row. */
static void
csv_is_one_table_with_a_row_for_each_thing(void **state)
{
	static const struct {
		enum document_kind kind;
		size_t rows;
	} tables[] = { { DOCUMENT_record, 17 }, { DOCUMENT_recipients, 10 },
		{ DOCUMENT_cookies, 0 }, { DOCUMENT_schedule, 40 } };
	struct scope *sc = *state;
	const struct plan *plan = plan_of(sc, policy_text(sc));

	for (size_t i = 0; i < N(tables); i++) {
		struct str text = document_of(sc, plan, tables[i].kind, FORM_CSV);
		size_t columns = 0, rows = 0;
		struct csv_row row;
		struct csv csv;
		bool more = true;

		csv_open(&csv, text);
		for (;;) {
			assert_ok(csv_next(sc, &csv, &row, &more));
			if (!more)
				break;
			columns = rows == 0 ? row.n : columns;
			assert_int_equal(row.n, columns);
			if (rows++ > 0)
				assert_str(row.field[row.n - 1], S("0123abcd"));
		}
		assert_true(rows > tables[i].rows + 1); /* one is the head */
	}
}

/* A link tells the other website nothing of where its reader came from. */
static void
links_carry_nobodys_trail(void **state)
{
	struct scope *sc = *state;
	struct str text = policy_text(sc), html;
	const struct plan *plan;
	struct buf b = buf_new(&sc->arena);

	while (text.n > 0) {
		struct str line = str_cut(text, '\n', &text);

		buf_printf(&b, "%.*s\n", STR(line));
		if (str_starts(line, S("controller ")))
			buf_puts(&b, "    link \"https://voice.example/privacy\"\n");
	}
	plan = plan_of(sc, buf_str(&b));
	html = document_of(sc, plan, DOCUMENT_notice, FORM_HTML);
	assert_true(str_has(html,
	    S("<a href=\"https://voice.example/privacy\" rel=\"noreferrer\">https://voice")));
	assert_int_equal(count(html, S("<a href=\"http")), count(html, S(" rel=\"noreferrer\"")));
	assert_true(str_has(html, S("<a href=\"mailto:privacy@voice.example\">")));
}

/* Each mark leads to its line, and the line to what shows it. */
static void
a_proof_leads_each_sentence_to_its_line_and_its_evidence(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = plan_of(sc, policy_text(sc));
	uint32_t keep = plan->clocks.at[0].at.line;
	struct evidence shown[] = {
		{ keep, S("1,204 erased"), S("In the ledger: 1,204 erased"), S("") },
		{ keep, S(""), S("Tested by PV-1: a <title>"), S("promise PV-1 \"a <title>\"\n") },
	};
	struct proof proof = { shown, N(shown), S("about") };
	struct cited cited = { 0 };
	struct edition edition = {
		.form = FORM_HTML, .hash = S("0123abcd"), .proof = &proof, .cited = &cited
	};
	struct buf b = buf_new(&sc->arena);
	struct str html, rest;

	document_print(&b, plan, DOCUMENT_notice, &edition);
	html = buf_str(&b);
	well_formed(html);
	assert_true(str_has(html,
	    str_printf(&sc->arena,
		"<a class=\"from\" href=\"#line-%u\">line %u</a> <small>(1,204 erased; 1 play)",
		keep, keep)));
	assert_int_equal(
	    count(html, str_printf(&sc->arena, "<h3 id=\"line-%u\">", keep)), 1);
	assert_true(str_has(html, S("<pre tabindex=\"0\">promise PV-1 &quot;a &lt;title&gt;")));
	for (rest = html; rest.n > 0;) {
		struct str number;

		str_cut(rest, '#', &rest);
		if (!str_starts(rest, S("line-")))
			continue;
		number = str_cut(rest, '"', &rest);
		assert_int_equal(
		    count(html, str_printf(&sc->arena, " id=\"%.*s\"", STR(number))), 1);
	}
}

/* A2: what this build does not do is not said as if it did. */
static void
what_is_not_built_is_marked_where_it_is_said(void **state)
{
	static const char policy[] =
	    "policy small 1\nlaw uk@2026-06-19\nfrom 2026-12-01\ncalendar Europe/London\n"
	    "controller \"X Ltd\"\nsubject visitor \"visitors\"\n"
	    "data enquiry about visitor\n    email  email  required\n    shared with nobody\n"
	    "keep enquiry.* until 30 days after arrival\n"
	    "keep case.*, incident.*, consent.*, colleague.*, ledger.* until 6 years after "
	    "arrival\npurpose reply \"to answer\"\n"
	    "    basis legitimate-interests \"a\" assessed LIA-1 for visitor\n"
	    "    uses  enquiry.*\nrole office\n    may read enquiry.* for reply\n"
	    "door api may offer enquiry from keys, tls only\n"
	    "door carrier-pigeon may offer enquiry from anyone\n";
	struct scope *sc = *state;
	const struct plan *plan = plan_of(sc, str_of(policy));
	struct str record = document_of(sc, plan, DOCUMENT_record, FORM_HTML);

	assert_true(str_has(record, S("the door api takes enquiry from programmes with a key, "
				      "encrypted alone</li>")));
	assert_true(str_has(record, S("the door carrier pigeon takes enquiry from anyone (our "
				      "people see to this; our systems do not yet)")));
}

static void
the_schedule_has_each_field_with_the_line_of_its_clock(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = plan_of(sc, policy_text(sc));
	struct str html = printed(sc, plan, false, FORM_HTML);

	for (uint16_t i = 0; i < plan->fields.n; i++) {
		const struct clock *c =
		    &plan->clocks.at[plan->groups.at[plan->fields.at[i].group].clock];
		struct str row = str_printf(
		    &sc->arena, "<th scope=\"row\" role=\"rowheader\">%.*s</th>", STR(plan->fields.at[i].full));
		struct str rest = html, line;

		assert_int_equal(count(html, row), 1);
		if ((plan->fields.at[i].marks & MARK_PASSES) != 0)
			continue; /* of its own line: it has no clock */
		while (!str_starts(rest, row))
			rest = str_slice(rest, 1, rest.n);
		line = str_cut(rest, '\n', &rest);
		assert_true(str_ends(
		    line, str_printf(&sc->arena, "data-head=\"Line\">%u</td></tr>",
			      (unsigned)c->at.line)));
	}
}

static void
every_message_has_a_page_with_its_title(void **state)
{
	struct scope *sc = *state;

	for (enum diag_code code = 0; code < DIAGS; code++) {
		struct buf b = buf_new(&sc->arena);

		if (!document_explain(&b, diag_number(code)))
			fail_msg("B%03u has no page in doc/explain", diag_number(code));
		if (!str_starts(buf_str(&b), str_printf(&sc->arena, "# B%03u: %s\n",
						 diag_number(code), diag_title(code))))
			fail_msg("doc/explain/B%03u.md has another title", diag_number(code));
		assert_true(
		    str_has(buf_str(&b), S("## Why")) && str_has(buf_str(&b), S("## Mended")));
	}
}

static void
a_number_that_nothing_has_has_no_page(void **state)
{
	struct scope *sc = *state;
	struct buf b = buf_new(&sc->arena);

	for (unsigned number = 0; number < 1000; number++)
		if (diag_of_number(number) == DIAGS)
			assert_false(document_explain(&b, number));
}

static bool
answer_yes(void *of, uint16_t row)
{
	(void)of, (void)row;
	return true;
}

static bool
answer_word(void *of, uint16_t row, struct str word)
{
	(void)of, (void)row, (void)word;
	return true;
}

static bool
answer_event(void *of, uint16_t event, struct instant *at)
{
	(void)of;
	*at = TEST_NOW;
	return event % 2 == 0;
}

static struct instant
plus_days(struct instant at, struct term t)
{
	return instant_plus(at, span_days(t.days + 30 * t.months));
}

/* P4: every question of a whole plan, and not a byte more of any arena. */
static void
deciding_allocates_nothing(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = plan_of(sc, policy_text(sc));
	struct facts facts = { NULL, TEST_NOW, answer_word, answer_word, answer_yes, answer_yes,
		answer_event, plus_days, NULL };
	size_t used = sc->arena.used;
	unsigned seen = 0;

	for (uint16_t g = 0; g < plan->groups.n; g++)
		seen += group_due(plan, g, &facts).set;
	for (uint16_t c = 0; c < plan->conds.n; c++)
		seen += cond_holds(plan, c, &facts) && cond_until(plan, c, &facts).us > 0;
	for (uint16_t p = 0; p < plan->purposes.n; p++) {
		for (uint16_t s = 0; s < plan->subjects.n; s++)
			seen += ground_standing(plan, p, s, &facts) != NONE;
		for (uint16_t f = 0; f < plan->fields.n; f++) {
			for (uint16_t r = 0; r < plan->roles.n; r++)
				seen += grant_for(plan, r, MAY_READ, p, f) != NONE;
			for (uint16_t r = 0; r < plan->recipients.n; r++)
				seen += share_for(plan, r, p, f) != never_share(plan, r, p, f);
		}
	}
	assert_true(seen > 100);
	assert_int_equal(sc->arena.used, used);
}

/* Each clock, said again in the words of the language, is the same clock. */
static void
what_is_said_again_compiles_to_what_it_was_said_from(void **state)
{
	struct scope *sc = *state;
	struct str text = policy_text(sc);
	const struct plan *plan = plan_of(sc, text), *again;
	struct buf b = buf_new(&sc->arena);
	struct str rest = text;

	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest);

		if (!str_starts(line, S("keep "))
		    && !str_starts(str_trim(line), S("reading \"as long")))
			buf_printf(&b, "%.*s\n", STR(line));
	}
	for (size_t i = 0; i < plan->clocks.n; i++) {
		phrase_clock(&b, plan, &plan->clocks.at[i]);
		buf_putc(&b, '\n');
	}
	again = plan_of(sc, buf_str(&b));
	assert_int_equal(again->clocks.n, plan->clocks.n);
	for (size_t i = 0; i < plan->clocks.n; i++) {
		const struct clock *x = &plan->clocks.at[i], *y = &again->clocks.at[i];

		assert_true(fields_within(plan, x->fields, y->fields)
			    && fields_within(plan, y->fields, x->fields));
		assert_int_equal(x->arms, y->arms);
		for (size_t k = 0; k < x->arms; k++) {
			const struct arm *a = &plan->arms.at[x->first_arm + k],
					 *c = &again->arms.at[y->first_arm + k];

			assert_int_equal(a->event, c->event);
			assert_int_equal(a->term.months, c->term.months);
			assert_int_equal(a->term.days, c->term.days);
			assert_int_equal(a->cond == NONE, c->cond == NONE);
		}
	}
}

UNIT_MAIN(TEST(the_policy_of_the_first_company_breaks_no_rule),
    TEST(the_notice_has_each_sentence_word_for_word), TEST(the_notice_says_what_the_law_wants_said),
    TEST(the_html_is_whole_and_can_be_read_by_everybody), TEST(whatever_a_policy_says_is_escaped),
    TEST(every_document_bears_name_version_date_and_hash_in_each_form),
    TEST(csv_is_one_table_with_a_row_for_each_thing), TEST(links_carry_nobodys_trail),
    TEST(a_proof_leads_each_sentence_to_its_line_and_its_evidence),
    TEST(what_is_not_built_is_marked_where_it_is_said),
    TEST(the_schedule_has_each_field_with_the_line_of_its_clock),
    TEST(every_message_has_a_page_with_its_title), TEST(a_number_that_nothing_has_has_no_page),
    TEST(deciding_allocates_nothing), TEST(what_is_said_again_compiles_to_what_it_was_said_from))
