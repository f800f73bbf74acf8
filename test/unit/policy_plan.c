/* The plan: P1-P5 of policy/plan.h, and what the binder makes of sentences. */
#include "kit/unit.h"
#include "policy/compile.h"
#include "policy/names.h"
#include "sys/file.h"

#define VOIP "policies/voip-distributor.policy"

/* A walk over every index of a plan: checks its range (P1) and writes it down,
 * so that two plans can be compared row for row (P3). */
struct walk {
	const struct plan *plan;
	struct buf out;
};

static void
index_in(struct walk *w, const char *what, size_t index, size_t rows)
{
	if (index != NONE && index >= rows)
		fail_msg("%s %zu of %zu rows", what, index, rows);
	buf_printf(&w->out, " %s %zu", what, index);
}

static void
index_must(struct walk *w, const char *what, size_t index, size_t rows)
{
	if (index >= rows)
		fail_msg("%s %zu of %zu rows", what, index, rows);
	buf_printf(&w->out, " %s %zu", what, index);
}

static void
run_in(struct walk *w, const char *what, size_t first, size_t n, size_t rows)
{
	if (n > 0 && first + n > rows)
		fail_msg("%s %zu and %zu more of %zu rows", what, first, n, rows);
	buf_printf(&w->out, " %s %zu+%zu", what, first, n);
}

static void
put_set(struct walk *w, struct fields set)
{
	for (size_t f = 0; f < w->plan->field_words * 64; f++) {
		if (!fields_have(set, (uint16_t)f))
			continue;
		if (f >= w->plan->fields.n)
			fail_msg("a set has a field %zu of %zu", f, w->plan->fields.n);
		buf_printf(&w->out, " %zu", f);
	}
}

static void
row(struct walk *w, const char *kind, struct at at, struct str name)
{
	buf_printf(
	    &w->out, "\n%s %u:%u %.*s", kind, (unsigned)at.line, (unsigned)at.col, STR(name));
}

static void
walk_what_is_held(struct walk *w)
{
	const struct plan *p = w->plan;

	for (size_t i = 0; i < p->datasets.n; i++) {
		const struct dataset *d = &p->datasets.at[i];

		row(w, "dataset", d->at, d->name);
		run_in(w, "subjects", d->first_subject, d->subjects, p->dataset_subjects.n);
		run_in(w, "fields", d->first_field, d->fields, p->fields.n);
		run_in(w, "groups", d->first_group, d->groups, p->groups.n);
		index_in(w, "party", d->party, p->parties.n);
		index_in(w, "place", d->place, p->places.n);
	}
	for (size_t i = 0; i < p->dataset_subjects.n; i++)
		index_must(w, "subject", p->dataset_subjects.at[i], p->subjects.n);
	for (size_t i = 0; i < p->fields.n; i++) {
		const struct field *f = &p->fields.at[i];

		row(w, "field", f->at, f->full);
		index_must(w, "dataset", f->dataset, p->datasets.n);
		index_must(w, "type", f->type, FIELD_TYPES);
		run_in(w, "words", f->first_word, f->words, p->words.n);
		index_in(w, "ref", f->ref, p->datasets.n);
		index_in(w, "derived", f->derived_from, p->fields.n);
		index_in(w, "while", f->only_while, p->conds.n);
		index_in(w, "unless", f->off_unless, p->consents.n);
		index_in(w, "off", f->off_cond, p->conds.n);
		index_must(w, "group", f->group, p->groups.n);
	}
	for (size_t i = 0; i < p->subjects.n; i++)
		index_in(w, "for", p->subjects.at[i].party, p->parties.n);
	for (size_t i = 0; i < p->parties.n; i++)
		index_in(w, "through", p->parties.at[i].through, p->parties.n);
	for (size_t i = 0; i < p->places.n; i++)
		index_in(w, "by", p->places.at[i].run_by, p->recipients.n);
}

static void
walk_step(struct walk *w, const struct step *s)
{
	const struct plan *p = w->plan;

	switch (s->op) {
	case OP_FIELD_IS:
		index_must(w, "field", s->a, p->fields.n);
		index_must(w, "word", s->b, p->words.n);
		index_in(w, "via", s->via, p->fields.n);
		break;
	case OP_PARTY_IS:
	case OP_PARTY_FACT:
		index_must(w, "party", s->a, p->parties.n);
		index_must(w, "word", s->b, p->words.n);
		break;
	case OP_STATE:
		index_must(w, "state", s->a, p->states.n);
		break;
	case OP_CONSENT:
		index_must(w, "consent", s->a, p->consents.n);
		break;
	case OP_SOFT_WITHIN:
		index_must(w, "purpose", s->b, p->purposes.n);
		index_must(w, "event", s->a, p->events.n);
		break;
	case OP_HAPPENED:
	case OP_WITHIN:
		index_must(w, "event", s->a, p->events.n);
		break;
	case OP_NOT:
	case OP_AND:
	case OP_OR:
		buf_printf(&w->out, " op %d", (int)s->op);
	}
}

static void
walk_time(struct walk *w)
{
	const struct plan *p = w->plan;

	for (size_t i = 0; i < p->events.n; i++) {
		const struct event *e = &p->events.at[i];

		row(w, "event", e->at, e->name);
		index_in(w, "of", e->of_row,
		    e->of == EVENT_OF_PARTY   ? p->parties.n
		    : e->of == EVENT_OF_FIELD ? p->fields.n
					      : p->datasets.n);
		if (e->has_fallback)
			index_must(w, "else", e->fallback_event, p->events.n);
	}
	for (size_t i = 0; i < p->steps.n; i++)
		walk_step(w, &p->steps.at[i]);
	for (size_t i = 0; i < p->conds.n; i++) {
		run_in(w, "steps", p->conds.at[i].first_step, p->conds.at[i].steps, p->steps.n);
		assert_in_range(p->conds.at[i].steps, 1, COND_STEPS_MAX);
	}
	for (size_t i = 0; i < p->arms.n; i++) {
		index_in(w, "cond", p->arms.at[i].cond, p->conds.n);
		index_must(w, "event", p->arms.at[i].event, p->events.n);
	}
	for (size_t i = 0; i < p->clocks.n; i++) {
		row(w, "clock", p->clocks.at[i].at, S(""));
		index_must(w, "dataset", p->clocks.at[i].dataset, p->datasets.n);
		run_in(w, "arms", p->clocks.at[i].first_arm, p->clocks.at[i].arms, p->arms.n);
		index_in(w, "place", p->clocks.at[i].place, p->places.n);
		put_set(w, p->clocks.at[i].fields);
	}
	for (size_t i = 0; i < p->groups.n; i++) {
		index_must(w, "dataset", p->groups.at[i].dataset, p->datasets.n);
		index_must(w, "clock", p->groups.at[i].clock, p->clocks.n);
		put_set(w, p->groups.at[i].fields);
	}
}

static void
walk_why(struct walk *w)
{
	const struct plan *p = w->plan;

	for (size_t i = 0; i < p->purposes.n; i++) {
		const struct purpose *q = &p->purposes.at[i];

		row(w, "purpose", q->at, q->name);
		run_in(w, "grounds", q->first_ground, q->grounds, p->grounds.n);
		index_in(w, "while", q->only_while, p->conds.n);
		index_in(w, "with", q->with_consent, p->conds.n);
		index_in(w, "under", q->under, p->purposes.n);
		put_set(w, q->uses);
	}
	for (size_t i = 0; i < p->grounds.n; i++) {
		index_must(w, "basis", p->grounds.at[i].basis, BASES);
		index_must(w, "for", p->grounds.at[i].subject, p->subjects.n);
		index_in(w, "consent", p->grounds.at[i].consent, p->consents.n);
		index_in(w, "party", p->grounds.at[i].party, p->parties.n);
	}
	for (size_t i = 0; i < p->consents.n; i++) {
		index_must(w, "for", p->consents.at[i].purpose, p->purposes.n);
		index_must(w, "by", p->consents.at[i].channel, CHANNELS);
		run_in(w, "evidence", p->consents.at[i].first_evidence, p->consents.at[i].evidences,
		    p->words.n);
	}
}

static void
walk_who(struct walk *w)
{
	const struct plan *p = w->plan;

	for (size_t i = 0; i < p->shares.n; i++) {
		index_must(w, "recipient", p->shares.at[i].recipient, p->recipients.n);
		index_must(w, "for", p->shares.at[i].purpose, p->purposes.n);
		index_in(w, "when", p->shares.at[i].when, p->conds.n);
		put_set(w, p->shares.at[i].fields);
	}
	for (size_t i = 0; i < p->grants.n; i++) {
		row(w, "grant", p->grants.at[i].at, S(""));
		index_must(w, "role", p->grants.at[i].role, p->roles.n);
		index_must(w, "for", p->grants.at[i].purpose, p->purposes.n);
		put_set(w, p->grants.at[i].fields);
	}
	for (size_t i = 0; i < p->doors.n; i++) {
		run_in(w, "offers", p->doors.at[i].first_dataset, p->doors.at[i].datasets,
		    p->door_datasets.n);
		index_in(w, "for", p->doors.at[i].asks_for, p->purposes.n);
		put_set(w, p->doors.at[i].asks);
	}
	for (size_t i = 0; i < p->nevers.n; i++) {
		index_in(w, "recipient", p->nevers.at[i].recipient, p->recipients.n);
		index_in(w, "purpose", p->nevers.at[i].purpose, p->purposes.n);
		index_in(w, "joins", p->nevers.at[i].dataset, p->datasets.n);
		put_set(w, p->nevers.at[i].fields);
	}
	for (size_t i = 0; i < p->holds.n; i++) {
		run_in(w, "of", p->holds.at[i].first_dataset, p->holds.at[i].datasets,
		    p->hold_datasets.n);
		index_in(w, "by", p->holds.at[i].by, p->roles.n);
		put_set(w, p->holds.at[i].fields);
	}
	for (size_t i = 0; i < p->exceptions.n; i++) {
		index_must(w, "for", p->exceptions.at[i].purpose, p->purposes.n);
		put_set(w, p->exceptions.at[i].fields);
	}
	for (size_t i = 0; i < p->unbuilt.n; i++)
		row(w, "unbuilt", p->unbuilt.at[i].at, p->unbuilt.at[i].what);
}

static struct str
walked(struct arena *arena, const struct plan *plan)
{
	struct walk w = { .plan = plan, .out = buf_new(arena) };

	walk_what_is_held(&w);
	walk_time(&w);
	walk_why(&w);
	walk_who(&w);
	return buf_str(&w.out);
}

static const struct plan *
compiled(struct scope *sc, struct arena *arena, struct str text)
{
	struct compile_options options = { .file = S("test.policy") };
	struct diags diags;
	const struct plan *plan = policy_compile(sc, arena, text, &options, &diags);
	struct buf out = buf_new(&sc->arena);

	diag_print(&out, &diags, options.file, text);
	if (plan == NULL)
		fail_msg("%.*s", STR(buf_str(&out)));
	return plan;
}

static struct str
read_whole(struct scope *sc, const char *path)
{
	struct str text;

	assert_ok(file_read(sc, str_of(path), POLICY_BYTES_MAX, &text));
	return text;
}

static void
every_index_is_in_range_and_the_same_text_gives_the_same_rows(void **state)
{
	struct scope *sc = *state;
	struct str text = read_whole(sc, VOIP);
	struct str again = str_dup(&sc->arena, text);

	assert_str(walked(&sc->arena, compiled(sc, &sc->arena, text)),
	    walked(&sc->arena, compiled(sc, &sc->arena, again)));
}

/* P2: the text and everything else of the compilation are wiped. */
static void
a_plan_stands_on_its_own_arena(void **state)
{
	struct scope *sc = *state, other;
	struct arena arena = { 0 };
	struct str text = read_whole(sc, VOIP), before;
	const struct plan *plan;
	char *wiped;

	scope_begin(&other, TEST_NOW);
	wiped = arena_alloc(&other.arena, text.n);
	memcpy(wiped, text.p, text.n);
	plan = compiled(&other, &arena, (struct str){ wiped, text.n });
	before = walked(&sc->arena, plan);
	memset(wiped, '?', text.n);
	scope_end(&other);
	assert_str(walked(&sc->arena, plan), before);
	assert_str(plan->text, text);
	assert_str(plan->name, S("voip-distributor"));
	arena_clear(&arena);
}

/* P5, without places. */
static void
every_field_is_in_one_group_and_secrets_are_apart(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = compiled(sc, &sc->arena, read_whole(sc, VOIP));

	for (uint16_t f = 0; f < plan->fields.n; f++) {
		size_t groups = 0;

		for (size_t g = 0; g < plan->groups.n; g++) {
			const struct group *group = &plan->groups.at[g];

			if (!fields_have(group->fields, f))
				continue;
			groups++;
			assert_int_equal(group->dataset, plan->fields.at[f].dataset);
			assert_int_equal(group->secret, plan->fields.at[f].type == TYPE_SECRET);
			assert_int_equal(plan->fields.at[f].group, g);
		}
		if (groups != 1)
			fail_msg("%.*s is in %zu groups", STR(plan->fields.at[f].full), groups);
	}
}

#define HEAD \
	"policy t 1\nlaw uk@2026-06-19\nfrom 2026-12-01\n" \
	"calendar Europe/London\ncontroller \"X\"\n" \
	"keep case.*, incident.* until 6 years after closing\n" \
	"keep consent.*, ledger.* until 6 years after arrival\n" \
	"keep colleague.* until 1 year after leaving\n" \
	"subject person \"people\"\nrole desk\n may read a.* for see\n" \
	"purpose see \"to see\"\n uses a.*\n" \
	" basis legitimate-interests \"seeing\" assessed L-1 for person\n" \
	"data a about person\n x text\n y yes-no\n s secret\n shared with nobody\n"

static void
secrets_are_apart_also_under_one_clock(void **state)
{
	struct scope *sc = *state;
	static const char text[] = HEAD "keep a.* until 3 days after arrival\n";
	struct compile_options options = { .file = S("t") };
	struct diags diags;
	const struct plan *plan;

	/* what the law says of a role that reads a secret is not asked here */
	options.off[0] = ~(uint64_t)0;
	plan = policy_compile(sc, &sc->arena, str_of(text), &options, &diags);
	assert_non_null(plan);
	assert_int_equal(plan->datasets.at[0].groups, 2);
	assert_false(plan->groups.at[0].secret);
	assert_true(plan->groups.at[1].secret);
	assert_int_equal(plan->fields.at[plan_field_full(plan, S("a.s"))].group, 1);
	assert_int_equal(plan->fields.at[plan_field_full(plan, S("a.x"))].group, 0);
}

static void
a_line_has_a_clock_for_each_data_with_the_nearest_event(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = compiled(sc, &sc->arena, read_whole(sc, VOIP));
	static const struct {
		const char *dataset, *event, *of;
	} rows[] = {
		{ "case", "closing", "case" },
		{ "incident", "closing", "incident" },
		{ "consent", "withdrawal", "consent" },
		{ "colleague", "leaving", "colleague" },
	};

	for (size_t i = 0; i < N(rows); i++) {
		uint16_t d = plan_dataset(plan, str_of(rows[i].dataset));
		const struct group *g = &plan->groups.at[plan->datasets.at[d].first_group];
		const struct arm *arm = &plan->arms.at[plan->clocks.at[g->clock].first_arm];

		assert_int_equal(arm->event, plan_event(plan, d, str_of(rows[i].event)));
		assert_int_equal(
		    plan->events.at[arm->event].of_row, plan_dataset(plan, str_of(rows[i].of)));
	}
	assert_int_equal(plan_event(plan, plan_dataset(plan, S("contact")), S("withdrawal")), NONE);
	assert_true(plan_event(plan, NONE, S("contract-end")) != NONE);
	assert_int_equal(plan_event(plan, NONE, S("leaving")), NONE);
}

static void
a_grant_is_cut_to_what_its_purpose_uses(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = compiled(sc, &sc->arena, read_whole(sc, VOIP));
	uint16_t sales = plan_role(plan, S("sales")),
		 phone = plan_field_full(plan, S("contact.phone"));
	size_t lines = 0;

	for (size_t i = 0; i < plan->grants.n; i++) {
		const struct grant *g = &plan->grants.at[i];

		assert_true(fields_within(plan, g->fields, plan->purposes.at[g->purpose].uses));
		if (g->role != sales || (g->may & MAY_CHANGE) == 0)
			continue;
		lines++;
		assert_int_equal(fields_have(g->fields, phone),
		    g->purpose != plan_purpose(plan, S("history"))
			&& g->purpose != plan_purpose(plan, S("portal")));
	}
	assert_int_equal(lines, 5);
}

/* clang-format off */
static const struct {
	const char *cond;
	enum op ops[8];
	size_t n;
} conds[] = {
	{ "a.y is yes", { OP_FIELD_IS }, 1 },
	{ "not a.y is yes", { OP_FIELD_IS, OP_NOT }, 2 },
	{ "not not a.y is yes", { OP_FIELD_IS, OP_NOT, OP_NOT }, 3 },
	{ "a.y is yes or change happened and a.x is ok",
	  { OP_FIELD_IS, OP_HAPPENED, OP_FIELD_IS, OP_AND, OP_OR }, 5 },
	{ "a.y is yes and change happened or a.x is ok",
	  { OP_FIELD_IS, OP_HAPPENED, OP_AND, OP_FIELD_IS, OP_OR }, 5 },
	{ "not a.y is yes and not change happened",
	  { OP_FIELD_IS, OP_NOT, OP_HAPPENED, OP_NOT, OP_AND }, 5 },
	{ "a.y is no, or within 3 days of change, or a.x is \"so so\"",
	  { OP_FIELD_IS, OP_WITHIN, OP_OR, OP_FIELD_IS, OP_OR }, 5 },
};
/* clang-format on */

static void
not_binds_before_and_and_and_before_or(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(conds); i++) {
		struct str text = str_printf(&sc->arena,
		    HEAD "keep a.* while %s, at most 9 days after arrival\n", conds[i].cond);
		struct compile_options options = { .file = S("t"), .off = { ~(uint64_t)0 } };
		struct diags diags;
		const struct plan *plan = policy_compile(sc, &sc->arena, text, &options, &diags);

		if (plan == NULL || plan->conds.n != 1 || plan->steps.n != conds[i].n)
			fail_msg("%s", conds[i].cond);
		for (size_t s = 0; s < conds[i].n; s++)
			if (plan->steps.at[s].op != conds[i].ops[s])
				fail_msg("%s: step %zu", conds[i].cond, s);
	}
}

/* The sections of a policy in reverse order. */
static struct str
turned_round(struct arena *arena, struct str text)
{
	LIST(struct str) sections = { 0 };
	struct buf out = buf_new(arena);

	while (text.n > 0) {
		size_t n = 1;

		while (
		    n < text.n && !(text.p[n - 1] == '\n' && text.p[n] >= 'a' && text.p[n] <= 'z'))
			n++;
		*LIST_ADD(&sections, arena) = str_slice(text, 0, n);
		text = str_slice(text, n, text.n);
	}
	for (size_t i = sections.n; i-- > 0;)
		buf_put(&out, sections.at[i]);
	return buf_str(&out);
}

static void
order_never_matters(void **state)
{
	struct scope *sc = *state;
	struct str text = read_whole(sc, VOIP);
	const struct plan *one = compiled(sc, &sc->arena, text);
	const struct plan *two = compiled(sc, &sc->arena, turned_round(&sc->arena, text));

	assert_int_equal(one->grants.n, two->grants.n);
	assert_int_equal(one->groups.n, two->groups.n);
	assert_int_equal(one->steps.n, two->steps.n);
	for (size_t f = 0; f < one->fields.n; f++) {
		const struct field *x = &one->fields.at[f];
		uint16_t y = plan_field_full(two, x->full);
		const struct arm *a, *b;

		a = &one->arms.at[one->clocks.at[one->groups.at[x->group].clock].first_arm];
		b = &two->arms.at[two->clocks.at[two->groups.at[two->fields.at[y].group].clock]
				      .first_arm];
		assert_str(one->events.at[a->event].name, two->events.at[b->event].name);
		assert_memory_equal(&a->term, &b->term, sizeof(a->term));
	}
}

static void
distances_are_those_of_slips_of_the_pen(void **state)
{
	/* clang-format off */
	static const struct { const char *a, *b; size_t most, d; } rows[] = {
		{ "reply", "reply", 2, 0 }, { "reply", "repyl", 2, 1 }, { "reply", "replay", 2, 1 },
		{ "reply", "rply", 2, 1 },  { "reply", "reqly", 2, 1 }, { "until", "untill", 2, 1 },
		{ "ab", "ba", 2, 1 },       { "", "ab", 2, 2 },         { "reply", "deliver", 2, 3 },
		{ "reply", "replies", 1, 2 },
	};
	/* clang-format on */
	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct str a = str_of(rows[i].a), b = str_of(rows[i].b);

		if (edit_distance(a, b, rows[i].most) != rows[i].d
		    || edit_distance(b, a, rows[i].most) != rows[i].d)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
	}
}

static void
only_the_checks_of_the_law_can_be_switched_off(void **state)
{
	struct scope *sc = *state;
	struct compile_options options = { .file = S("t") };
	struct diags diags;

	memset(options.off, 0xff, sizeof(options.off));
	assert_null(policy_compile(sc, &sc->arena, S("keep nothing.*\n"), &options, &diags));
	assert_true(diags.errors > 0);
}

static void
a_policy_that_is_too_long_is_one_error(void **state)
{
	struct scope *sc = *state;
	struct compile_options options = { .file = S("t") };
	struct str text = { arena_alloc(&sc->arena, (size_t)10 << 20), (size_t)10 << 20 };
	struct str canonical;
	struct diags diags;

	assert_null(policy_compile(sc, &sc->arena, text, &options, &diags));
	assert_int_equal(diags.errors, 1);
	assert_int_equal(diag_number(diags.rows.at[0].code), 80);
	assert_false(policy_format(sc, text, &options, &canonical, &diags));
	assert_int_equal(diags.errors, 1);
}

/* Text over and over, and what it must be refused with. */
/* clang-format off */
static const struct {
	const char *why, *before, *again;
	size_t times;
	unsigned number;
} hostile[] = {
	{ "nothing but NULs",      "",                   "\0",             100000, 81 },
	{ "NULs on lines",         "policy x 1\n",       "\0\n",           20000,  81 },
	{ "an endless word",       "policy ",            "x",              300000, 80 },
	{ "an endless text",       "controller \"",      "x",              300000, 82 },
	{ "an endless list",       "keep ",              "a.b, ",          50000, 87 },
	{ "nothing but commas",    "",                   ",",              2000001, 80 },
	{ "nothing but line ends", "",                   "\n",             200001, 80 },
	{ "a deep condition",      HEAD "keep a.* while ", "not ",          100000, 85 },
	{ "a long condition",      HEAD "keep a.* while a.y is yes", " or a.y is no", 50000, 91 },
	{ "headings and no more",  "",                   "purpose x\n",    90000,  51 },
	{ "names and no more",     "",                   "role r\nrole s\n", 50000, 51 },
	{ "unknown names",         HEAD,                 "keep zz.zz until 1 day after yy\n", 50000, 50 },
	{ "unknown headings",      "",                   "porpose x\n",    90000,  83 },
	{ "details of nothing",    "",                   " x\n",           90000,  84 },
	{ "too many roles",        "",                   NULL,             70000,  94 },
};
/* clang-format on */

static struct str
hostile_text(struct arena *arena, size_t i)
{
	struct buf text = buf_new(arena);

	buf_puts(&text, hostile[i].before);
	for (size_t n = 0; n < hostile[i].times; n++) {
		if (hostile[i].again == NULL)
			buf_printf(&text, "role r%zu\n", n);
		else if (hostile[i].again[0] == '\0')
			buf_put(&text, hostile[i].again[1] == '\n' ? S("\0\n") : S("\0"));
		else
			buf_puts(&text, hostile[i].again);
	}
	return buf_str(&text);
}

static void
hostile_texts_end_with_messages(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(hostile); i++) {
		struct compile_options options = { .file = S("t") };
		struct diags diags;
		struct scope sc;
		struct str text;
		struct buf out;
		bool said_so = false;

		scope_begin(&sc, TEST_NOW);
		text = hostile_text(&sc.arena, i);
		assert_true(text.n <= POLICY_BYTES_MAX);
		if (policy_compile(&sc, &sc.arena, text, &options, &diags) != NULL)
			fail_msg("%s compiles", hostile[i].why);
		for (size_t d = 0; d < diags.rows.n; d++)
			said_so =
			    said_so || diag_number(diags.rows.at[d].code) == hostile[i].number;
		out = buf_new(&sc.arena);
		diag_print(&out, &diags, options.file, text);
		if (!said_so || !utf8_valid(buf_str(&out)) || out.n > 20000)
			fail_msg(
			    "%s: %.*s", hostile[i].why, STR(str_slice(buf_str(&out), 0, 2000)));
		scope_end(&sc);
	}
}

/* 1,600 of these are 80,000 lines. */
static void
put_data_and_all_it_needs(struct buf *text, int i)
{
	buf_printf(text, "data d%d about person\n shared with nobody\n", i);
	for (int f = 0; f < 5; f++)
		buf_printf(text, " f%d text required\n", f);
	buf_printf(text, "keep d%d.* until 30 days after e%d\n", i, i);
	buf_printf(
	    text, "event e%d of d%d latest; if it never comes, 9 days after arrival\n", i, i);
	buf_printf(text, "purpose p%d \"to see\"\n uses d%d.*\n", i, i);
	buf_puts(text, " basis legitimate-interests \"seeing\" assessed L-1 for person\n");
	buf_printf(text, "role r%d\n", i);
	for (int g = 0; g < 36; g++)
		buf_printf(text, " may read d%d.f%d for p%d\n", i, g % 5, i);
}

static void
a_long_policy_compiles(void **state)
{
	struct scope *sc = *state;
	struct compile_options options = { .file = S("t"), .off = { ~(uint64_t)0 } };
	struct buf text = buf_new(&sc->arena);
	struct diags diags;
	const struct plan *plan;

	buf_puts(&text, HEAD "keep a.* until 3 days after arrival\n");
	for (int i = 0; i < 1600; i++)
		put_data_and_all_it_needs(&text, i);
	plan = policy_compile(sc, &sc->arena, buf_str(&text), &options, &diags);
	assert_int_equal(diags.errors, 0);
	assert_int_equal(plan->grants.n, 1600 * 36 + 1);
}

UNIT_MAIN(TEST(every_index_is_in_range_and_the_same_text_gives_the_same_rows),
    TEST(a_plan_stands_on_its_own_arena), TEST(every_field_is_in_one_group_and_secrets_are_apart),
    TEST(secrets_are_apart_also_under_one_clock),
    TEST(a_line_has_a_clock_for_each_data_with_the_nearest_event),
    TEST(a_grant_is_cut_to_what_its_purpose_uses), TEST(not_binds_before_and_and_and_before_or),
    TEST(order_never_matters), TEST(distances_are_those_of_slips_of_the_pen),
    TEST(only_the_checks_of_the_law_can_be_switched_off),
    TEST(a_policy_that_is_too_long_is_one_error), TEST(hostile_texts_end_with_messages),
    TEST(a_long_policy_compiles))
