/* What two policies differ in: F1-F3 of policy/diff.h. */
#include "kit/unit.h"
#include "policy/compile.h"
#include "policy/diff.h"
#include "sys/file.h"

#define FILE_CAP ((size_t)1 << 20)
#define EVERYTHING "test/policy/front/clean-everything.policy"
#define VOIP "policies/voip-distributor.policy"

static const struct plan *
compiled(struct scope *sc, struct str text)
{
	struct compile_options options = { .file = S("policy") };
	struct diags diags;

	return policy_compile(sc, &sc->arena, text, &options, &diags);
}

static struct str
file_text(struct scope *sc, struct str path)
{
	struct str text;

	assert_ok(file_read(sc, path, FILE_CAP, &text));
	return text;
}

/* What `diff` tells of one text and the same with `was` replaced by `is`. */
static struct diff *
edited(struct scope *sc, struct str text, const char *was, const char *is)
{
	struct diff *d = NEW(&sc->arena, struct diff);
	const struct plan *old, *new;
	size_t from = 0, n = strlen(was);

	while (from + n <= text.n && memcmp(text.p + from, was, n) != 0)
		from++;
	if (from + n > text.n)
		fail_msg("there is no `%s`", was);
	old = compiled(sc, text);
	new = compiled(sc, str_printf(&sc->arena, "%.*s%s%.*s", STR(str_slice(text, 0, from)), is,
			       STR(str_slice(text, from + n, text.n))));
	assert_non_null(old);
	if (new == NULL)
		fail_msg("with `%s` it does not compile", is);
	diff_plans(&sc->arena, old, new, d);
	return d;
}

static struct str
told(struct scope *sc, const struct diff *d)
{
	struct buf b = buf_new(&sc->arena);

	diff_print(&b, d, NULL);
	return buf_str(&b);
}

/* -- F1 ------------------------------------------------------------------------- */

static struct str *
all_policies(struct scope *sc, size_t *n)
{
	struct str *names, *paths;
	size_t found = 0;

	assert_ok(dir_list(sc, S("policies"), &names, n));
	paths = NEW_ARRAY(&sc->arena, *n + 1, struct str);
	for (size_t i = 0; i < *n; i++)
		if (str_ends(names[i], S(".policy")))
			paths[found++] =
			    str_printf(&sc->arena, "policies/%.*s", STR(names[i]));
	paths[found++] = S(EVERYTHING);
	*n = found;
	return paths;
}

static void
a_policy_differs_from_itself_in_nothing(void **state)
{
	struct scope *sc = *state;
	size_t n;
	struct str *paths = all_policies(sc, &n);

	for (size_t i = 0; i < n; i++) {
		const struct plan *plan = compiled(sc, file_text(sc, paths[i]));
		struct diff d;

		assert_non_null(plan);
		diff_plans(&sc->arena, plan, plan, &d);
		if (!diff_same(&d))
			fail_msg("%.*s: %.*s", STR(paths[i]), STR(told(sc, &d)));
	}
}

static bool
is_detail(struct str line)
{
	return line.n == 0 || line.p[0] == ' ' || line.p[0] == '\t' || line.p[0] == '#';
}

/* The same headings, the last one first; the comments are left out. */
static struct str
turned_round(struct scope *sc, struct str text)
{
	struct buf turned = buf_new(&sc->arena);
	struct str parts[2000], rest = text;
	size_t n = 0;
	bool goes_on = false;

	while (rest.n > 0) {
		const char *from = rest.p;
		struct str line = str_cut(rest, '\n', &rest);

		assert_true(n < N(parts));
		if (!is_detail(line) && !goes_on)
			parts[n++] = (struct str){ from, 0 };
		goes_on = str_ends(str_trim(line), S(","));
		if (n > 0)
			parts[n - 1].n = (size_t)(rest.p - parts[n - 1].p);
	}
	while (n-- > 0) {
		struct str part = parts[n];

		while (part.n > 0) {
			struct str line = str_cut(part, '\n', &part);

			if (!str_starts(str_trim(line), S("#")))
				buf_printf(&turned, "%.*s\n", STR(line));
		}
	}
	return buf_str(&turned);
}

static void
order_and_comments_are_no_difference(void **state)
{
	struct scope *sc = *state;
	size_t n;
	struct str *paths = all_policies(sc, &n);

	for (size_t i = 0; i < n; i++) {
		struct str text = file_text(sc, paths[i]);
		const struct plan *was = compiled(sc, text),
				  *is = compiled(sc, turned_round(sc, text));
		struct diff d;

		if (is == NULL)
			fail_msg("%.*s turned round does not compile", STR(paths[i]));
		diff_plans(&sc->arena, was, is, &d);
		if (!diff_same(&d))
			fail_msg("%.*s: %.*s", STR(paths[i]), STR(told(sc, &d)));
	}
}

static void
another_way_to_say_it_is_no_difference(void **state)
{
	static const struct {
		const char *was, *is;
	} ways[] = {
		{ "policy voip-distributor 1", "policy voip-wholesaler 2" },
		{ "from 2026-12-01", "from 2027-01-01" },
		{ "uses contact.*, call.*\n", "uses call.*\n    uses contact.*\n" },
		{ "keep contact.phone, contact.email, contact.job-title until 90 days after leaving",
		    "keep contact.job-title until 90 days after leaving\n"
		    "keep contact.email, contact.phone until 90 days after leaving" },
		{ "required findable", "findable required" },
	};
	struct scope *sc = *state;

	for (size_t i = 0; i < N(ways); i++) {
		struct diff *d = edited(sc, file_text(sc, S(VOIP)), ways[i].was, ways[i].is);

		if (!diff_same(d))
			fail_msg("%s: %.*s", ways[i].is, STR(told(sc, d)));
	}
}

/* -- F2 ------------------------------------------------------------------------- */

/* Lines that add nothing which another line or the law does not say already. */
static bool
adds_nothing(struct str line)
{
	static const char *const begins[] = { "#", "policy ", "from ", "replaces " };

	for (size_t i = 0; i < N(begins); i++)
		if (str_starts(line, str_of(begins[i])))
			return true;
	return line.n == 0;
}

static size_t
try_without(struct scope *sc, struct str path, const struct plan *was, struct str text, size_t from,
    size_t to)
{
	struct scope own;
	const struct plan *is;
	struct diff d;
	size_t seen = 0;

	scope_begin(&own, sc->now);
	is = compiled(&own, str_printf(&own.arena, "%.*s%.*s", STR(str_slice(text, 0, from)),
				STR(str_slice(text, to, text.n))));
	if (is != NULL) {
		seen = 1;
		diff_plans(&own.arena, was, is, &d);
		if (diff_same(&d))
			fail_msg("%.*s without `%.*s` says the same", STR(path),
			    STR(str_trim(str_slice(text, from, to))));
	}
	scope_end(&own);
	return seen;
}

/* Each line in turn is left out, with the lines that it goes on in. */
static void
to_leave_out_a_line_is_a_difference(void **state)
{
	struct scope *sc = *state;
	size_t n, tried = 0;
	struct str *paths = all_policies(sc, &n);

	for (size_t i = 0; i < n; i++) {
		struct str text = file_text(sc, paths[i]), rest = text;
		const struct plan *was = compiled(sc, text);

		while (rest.n > 0) {
			size_t from = (size_t)(rest.p - text.p);
			struct str line = str_cut(rest, '\n', &rest), last = line;

			while (str_ends(str_trim(last), S(",")) && rest.n > 0)
				last = str_cut(rest, '\n', &rest);
			if (!adds_nothing(str_trim(line)))
				tried += try_without(sc, paths[i], was, text, from,
				    rest.n > 0 ? (size_t)(rest.p - text.p) : text.n);
		}
	}
	assert_true(tried > 200);
}

/* The number at `from`, one greater. */
static struct str
with_more(struct scope *sc, struct str text, size_t from, size_t to)
{
	uint64_t number;

	assert_true(str_to_u64(str_slice(text, from, to), &number));
	return str_printf(&sc->arena, "%.*s%llu%.*s", STR(str_slice(text, 0, from)),
	    (unsigned long long)number + 1, STR(str_slice(text, to, text.n)));
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
number_at(struct str text, size_t from, size_t *to)
{
	*to = from;
	for (size_t i = from; i > 0; i--) {
		struct str here = str_slice(text, i - 1, text.n);

		if (here.p[0] == '#' || str_starts(here, S("from \""))
		    || str_starts(here, S("\npolicy ")) || (i == 1 && str_starts(here, S("policy "))))
			return false; /* a comment, a source, the policy's own number */
		if (here.p[0] == '\n')
			break;
	}
	if (from == 0 || (text.p[from - 1] != ' ' && text.p[from - 1] != '@'))
		return false;
	while (*to < text.n && *to < from + 9 && is_digit(text.p[*to]))
		(*to)++;
	return *to > from && *to < text.n && text.p[*to] == ' ';
}

static void
another_number_is_a_difference(void **state)
{
	struct scope *sc = *state;
	size_t n, tried = 0;
	struct str *paths = all_policies(sc, &n);

	for (size_t i = 0; i < n; i++) {
		struct str text = file_text(sc, paths[i]);
		const struct plan *was = compiled(sc, text);

		for (size_t from = 1, to; from < text.n; from++) {
			struct scope own;
			const struct plan *is;
			struct diff d;

			if (!number_at(text, from, &to))
				continue;
			scope_begin(&own, sc->now);
			is = compiled(&own, with_more(&own, text, from, to));
			if (is != NULL) {
				tried++;
				diff_plans(&own.arena, was, is, &d);
				if (diff_same(&d))
					fail_msg("%.*s: another number at `%.*s` says the same",
					    STR(paths[i]), STR(str_slice(text, from, from + 20)));
			}
			scope_end(&own);
		}
	}
	assert_true(tried > 100);
}

/* -- what is told ------------------------------------------------------------------ */

struct telling {
	const char *was, *is, *told;
	bool material;
};

static void
each_difference_is_told_in_its_own_words(void **state)
{
	static const struct telling rows[] = {
		{ "until 90 days after leaving", "until 6 months after leaving",
		    "longer  keep contact.phone, contact.email, contact.job-title: until 6 months "
		    "after leaving; was: until 90 days after leaving",
		    true },
		{ "until 90 days after leaving", "until 3 months after leaving",
		    "changed keep contact.phone", true },
		{ "keep enquiry.* until 30 days after answer",
		    "keep enquiry.* until 9 days after answer", "shorter keep enquiry.*", true },
		{ "until 90 days after finish; while call.dispute is yes, at most 12 months after "
		  "finish",
		    "until 90 days after finish", "shorter keep call.*", true },
		{ "least age 16", "least age 18", "changed subject contact least age: 18; was: 16",
		    false },
		{ "\"to find a device again when you ask us to change it\"",
		    "\"to find a device\"",
		    "changed purpose search-devices: to find a device; was: to find a device again",
		    true },
		{ "    result  number  required", "    result  number",
		    "gone    field provisioning-request.result required", false },
		{ "right access within 1 month, free", "right access within 2 weeks, free",
		    "shorter right access within: 14 days; was: 1 month", false },
		{ "within 24 hours", "within 12 hours", "breach reseller within", false },
	};
	struct scope *sc = *state;
	struct str text = file_text(sc, S(VOIP));

	for (size_t i = 0; i < N(rows); i++) {
		struct diff *d = edited(sc, text, rows[i].was, rows[i].is);

		if (!str_has(told(sc, d), str_of(rows[i].told)))
			fail_msg("%s is not told:\n%.*s", rows[i].told, STR(told(sc, d)));
		assert_int_equal(d->material, rows[i].material);
	}
}

static void
terms_of_months_and_days_are_not_simply_longer(void **state)
{
	struct scope *sc = *state;
	struct str text = file_text(sc, S(VOIP));

	assert_true(str_has(
	    told(sc, edited(sc, text, "until 90 days after leaving", "until 92 days after leaving")),
	    S("longer  keep")));
	assert_true(str_has(
	    told(sc, edited(sc, text, "until 90 days after leaving", "until 4 months after leaving")),
	    S("longer  keep")));
}

static void
a_material_change_says_whom_to_tell_and_when(void **state)
{
	struct scope *sc = *state;
	struct diff *d = edited(sc, file_text(sc, S(EVERYTHING)), "to settle claims",
	    "to settle claims quickly");
	struct str text = told(sc, d);

	assert_true(d->material);
	assert_true(str_has(text, S("tell driver by email, 14 days before it takes effect")));
	assert_true(str_has(text, S("tell walker by email, 14 days before it takes effect")));
	assert_true(str_has(text, S("ask again for consent offers")));
}

static void
a_consent_in_other_words_is_asked_again(void **state)
{
	struct scope *sc = *state;
	struct diff *d = edited(
	    sc, file_text(sc, S(VOIP)), "asked as \"", "asked as \"Yes, ");

	assert_int_equal(d->ask_again.n, 1);
}

static bool
waits(const struct diff *d, const char *purpose, const char *recipient)
{
	for (size_t i = 0; i < d->again.n; i++)
		if (d->again.at[i].purpose == plan_purpose(d->is, str_of(purpose))
		    && d->again.at[i].recipient == plan_recipient(d->is, str_of(recipient)))
			return true;
	return false;
}

static void
only_what_changed_waits_for_another_yes(void **state)
{
	struct scope *sc = *state;
	struct str text = file_text(sc, S("policies/dialler.policy"));
	struct diff *d = edited(sc, text, "to send you our newsletter", "to send you our news");

	assert_int_equal(d->ask_again.n, 3);
	assert_int_equal(d->again.n, 3);
	assert_true(waits(d, "newsletter", ""));
	assert_false(waits(d, "adverts", ""));
	d = edited(sc, text, "receives advert.mark for adverts when consent adverts given",
	    "receives advert.mark for adverts");
	assert_true(waits(d, "", "advert-service"));
	assert_false(waits(d, "", "newsletter-service"));
}

static void
less_and_other_clocks_wait_for_nobody(void **state)
{
	struct scope *sc = *state;
	struct str text = file_text(sc, S("policies/dialler.policy"));
	struct diff *d = edited(
	    sc, text, "receives payment.* for", "receives payment.reference, payment.name for");

	assert_true(d->material);
	assert_int_equal(d->again.n, 0);
	d = edited(sc, text, "keep mail.* until 90 days", "keep mail.* until 91 days");
	assert_true(d->material);
	assert_int_equal(d->again.n, 0);
}

static void
a_consent_in_other_words_waits_for_all_that_rests_on_it(void **state)
{
	struct scope *sc = *state;
	struct diff *d = edited(
	    sc, file_text(sc, S(VOIP)), "asked as \"", "asked as \"Yes, ");

	assert_int_equal(d->again.n, 1);
	assert_int_equal(d->again.at[0].purpose, NONE);
	assert_int_equal(d->again.at[0].recipient, NONE);
}

#define CAMERA "policies/camera-telematics.policy"
#define ONLY_ASKED "    new purposes only with consent from \"CT-013\"\n"
#define RESEARCH(basis) \
	"purpose research \"to find out\"\n    basis " basis " for member\n    uses account.email\n" \
	"role researcher\n    may read account.email for research\n"
#define ASKED \
	"consent research for research by portal\n    asked as \"You may ask me\"\n" \
	"    counts if given on or after 2026-12-01 with wording, time and click\n" \
	"    withdrawn by portal, email\n"
#define INTEREST "legitimate-interests \"better products\" assessed LIA-9"

static bool
barred_for_consent(struct scope *sc, const char *is)
{
	const struct diff *d = edited(sc, file_text(sc, S(CAMERA)), ONLY_ASKED, is);
	bool barred = false;

	for (size_t i = 0; i < d->bars.n; i++)
		barred |= str_has(d->bars.at[i].text, S("rests on no consent"));
	return barred;
}

static void
a_new_purpose_rests_on_consent_where_said(void **state)
{
	assert_false(barred_for_consent(*state, ONLY_ASKED));
	assert_true(barred_for_consent(*state, ONLY_ASKED RESEARCH(INTEREST)));
	assert_false(barred_for_consent(*state, ONLY_ASKED RESEARCH("consent research") ASKED));
}

static void
the_first_new_purpose_does_not_undo_what_was_said(void **state)
{
	assert_true(barred_for_consent(*state, RESEARCH(INTEREST)));
	assert_false(barred_for_consent(*state, ""));
}

static void
what_is_gone_is_told_once(void **state)
{
	struct scope *sc = *state;
	struct diff *d = edited(sc, file_text(sc, S(VOIP)), "    agent   text\n", "");

	assert_int_equal(d->rows.n, 1);
	assert_int_equal(d->rows.at[0].kind, DIFF_FIELD);
	assert_int_equal(d->rows.at[0].how, DIFF_GONE);
}

static void
a_policy_follows_one_of_a_lower_version_only(void **state)
{
	struct scope *sc = *state;
	struct str text = file_text(sc, S(VOIP));
	struct diff *same = edited(sc, text, "least age 16", "least age 17"),
		    *next = edited(sc, text, "distributor 1", "distributor 2");

	assert_int_equal(same->bars.n, 1);
	assert_int_equal(next->bars.n, 0);
}

/* -- for people ------------------------------------------------------------------------- */

static struct str
told_people(struct scope *sc, const struct diff *d, const char *subject)
{
	struct buf b = buf_new(&sc->arena);
	uint16_t at = NONE;

	for (uint16_t i = 0; i < d->is->subjects.n; i++)
		if (str_eq(d->is->subjects.at[i].name, str_of(subject)))
			at = i;
	assert_int_not_equal(at, NONE);
	diff_print_people(&b, d, at);
	return buf_str(&b);
}

/* LAW UK GDPR Art 12(1), 13(3) */
static void
people_are_told_in_sentences_and_of_themselves_first(void **state)
{
	static const struct {
		const char *was, *is, *whom, *says;
	} ways[] = {
		/* clang-format off */
		{ "keep contact.phone, contact.email, contact.job-title until 90 days after leaving",
		  "keep contact.phone, contact.email, contact.job-title until 1 year after leaving", "contact",
		  "How long we keep it:\n- contact: phone, email, job title: 1 year after leaving; until now 90 days "
		  "after leaving. What we hold already goes at its time.\n" },
		{ "never collect special", "recipient tnt \"TNT\" controller in FR adequate contract C-TNT\n"
		  "    receives delivery.name, delivery.address "
		  "for deliver\nnever collect special", "end-user",
		  "Who is given it, and where it lies:\n"
		  "- TNT, in France, is given delivery: name, address, to get the order to the door, and to settle "
		  "disputes with the courier.\n" },
		{ "never collect special", "recipient tnt \"TNT\" controller in FR adequate contract C-TNT\n"
		  "    receives delivery.name, delivery.address "
		  "for deliver\nnever collect special", "contact",
		  "Nothing changes in what we do with data about you. What changes concerns others:\n\nWho is given it, and where it lies:\n"
		  "- TNT, in France, is given delivery: name, address, to get the order to the door, and to settle "
		  "disputes with the courier.\n" },
		{ "purpose buy ", "purpose survey \"to ask what you think of us\"\n"
		  "    basis legitimate-interests \"better service\" assessed LIA-20 for contact\n"
		  "    uses contact.name, contact.email\n"
		  "role asker\n    may read contact.name, contact.email for survey\npurpose buy ", "contact",
		  "What we use it for:\n- New: to ask what you think of us. We use for it: contact: name, email. It rests "
		  "on our legitimate interests (better service).\n" },
		{ "    uses contact.name, contact.company\n", "    uses contact.name, contact.company, contact.side\n",
		  "contact", "What we use it for:\n- We also use contact: side to keep a record of who ordered and who "
		  "supplied.\n" },
		{ "recipient dpd \"DPD\" controller in GB", "recipient dpd \"DPD\" controller in FR adequate", "end-user",
		  "Who is given it, and where it lies:\n- DPD, in France from now on; until now in the United Kingdom.\n" },
		/* clang-format on */
	};
	struct scope *sc = *state;
	struct str voip = file_text(sc, S(VOIP));

	for (size_t i = 0; i < N(ways); i++)
		assert_str(told_people(sc, edited(sc, voip, ways[i].was, ways[i].is), ways[i].whom),
		    str_of(ways[i].says));
}

UNIT_MAIN(TEST(people_are_told_in_sentences_and_of_themselves_first),
    TEST(a_policy_differs_from_itself_in_nothing), TEST(order_and_comments_are_no_difference),
    TEST(another_way_to_say_it_is_no_difference), TEST(to_leave_out_a_line_is_a_difference),
    TEST(another_number_is_a_difference), TEST(each_difference_is_told_in_its_own_words),
    TEST(terms_of_months_and_days_are_not_simply_longer),
    TEST(a_material_change_says_whom_to_tell_and_when),
    TEST(a_consent_in_other_words_is_asked_again),
    TEST(only_what_changed_waits_for_another_yes),
    TEST(less_and_other_clocks_wait_for_nobody),
    TEST(a_consent_in_other_words_waits_for_all_that_rests_on_it),
    TEST(a_new_purpose_rests_on_consent_where_said),
    TEST(the_first_new_purpose_does_not_undo_what_was_said), TEST(what_is_gone_is_told_once),
    TEST(a_policy_follows_one_of_a_lower_version_only))
