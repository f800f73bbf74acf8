/* policy/bind_right.c -- rights, breaches, changes, decisions, reviews, cookies. */
#include "policy/bind.h"

static const char *const kinds[] = {
#define RIGHT(id, word, ...) word,
#include "policy/right.def"
#undef RIGHT
};

static struct right *
right_at(struct cursor *c, uint16_t row)
{
	return &c->b->plan->rights.at[row];
}

#define OF(right) (1u << RIGHT_##right)
/* Who asks is shown first (UK GDPR Art 12(6)). */
#define SHOWN (OF(ACCESS) | OF(RECTIFY) | OF(ERASURE) | OF(RESTRICT) | OF(PORTABILITY))

static void
changes_nothing(struct cursor *c, struct at at, const char *word, const struct right *r,
    const char *why)
{
	struct diag *d = bind_complain(c->b, DIAG_RIGHT_IDLE, at);

	d->text = said(c->b, "`%s` changes nothing for `right %s`", word,
	    r->all ? "all" : kinds[r->kind]);
	d->note = str_of(r->all ? "it says to whom all of them are passed" : why);
}

/* The word just read is for these rights. */
static void
want_right(struct cursor *c, uint16_t row, const char *word, unsigned rights, const char *why)
{
	const struct right *r = right_at(c, row);

	if (r->all || (rights & (1u << r->kind)) == 0)
		changes_nothing(c, c->t[-1].at, word, r, why);
}

static bool
right_within(struct cursor *c, uint16_t row)
{
	want_right(c, row, "within", ~0u, "");
	return take_term(c, &right_at(c, row)->within);
}

static bool
right_free(struct cursor *c, uint16_t row)
{
	want_right(c, row, "free", ~0u, "");
	right_at(c, row)->free_of_charge = true;
	return true;
}

/* `at most 10.00 GBP when repeated within 12 months or excessive` (UK GDPR Art 12(5)). */
static bool
right_fee(struct cursor *c, uint16_t row)
{
	struct right *r = right_at(c, row);
	struct str amount, currency;

	want_right(c, row, "at most", SHOWN | OF(OBJECT) | OF(DECISIONS),
	    "to be informed and to complain cost nothing");
	if (!take_word(c, "an amount, 10.00 GBP", &amount)
	    || !take_word(c, "a currency, GBP", &currency) || !cursor_want(c, "when"))
		return false;
	r->fee_most = str_printf(c->b->arena, "%.*s %.*s", STR(amount), STR(currency));
	if (cursor_say(c, "excessive"))
		return r->fee_excessive = true, true;
	if (!cursor_want(c, "repeated within") || !take_term(c, &r->fee_repeated))
		return false;
	r->fee_excessive = cursor_say(c, "or excessive");
	return true;
}

/* `by code to FIELD`: whoever asks is found by it, and a code can go there. */
static bool
right_code(struct cursor *c, uint16_t row)
{
	struct right *r = right_at(c, row);
	struct at at = c->t->at;
	const struct field *f;
	struct diag *d;

	want_right(c, row, "by code to", SHOWN, "nobody has to show who they are for it");
	if (!take_row(c, NAME_FIELD, &r->code_to))
		return false;
	f = &c->b->plan->fields.at[r->code_to];
	if (f->type == FIELD_TYPES
	    || ((f->type == TYPE_PHONE || f->type == TYPE_EMAIL)
		&& (f->marks & (MARK_FINDABLE | MARK_KEY)) != 0))
		return true;
	d = bind_complain(c->b, DIAG_CODE_NOWHERE, at);
	d->text = said(c->b, "no code can go to `%.*s`", STR(f->full));
	d->note = S("codes go to a `phone` or an `email` that is `findable` or a `key`");
	return true;
}

static bool
right_at_once(struct cursor *c, uint16_t row)
{
	want_right(c, row, "at once by", SHOWN | OF(OBJECT), "somebody has to look at it");
	return take_row(c, NAME_DOOR, &right_at(c, row)->at_once);
}

static bool
right_except(struct cursor *c, uint16_t row)
{
	struct exception e = { .kind = right_at(c, row)->kind };
	struct field_list list;

	want_right(c, row, "except", OF(ERASURE) | OF(RESTRICT) | OF(OBJECT),
	    "only an erasure and a restriction have exceptions");
	if (!take_fields(c, &list) || !cursor_want(c, "for")
	    || !take_row(c, NAME_PURPOSE, &e.purpose) || !cursor_want(c, "telling")
	    || !take_text(c, "the sentence that the person is told", &e.telling))
		return false;
	e.at = list.at;
	e.fields = fields_copy(c->b, list.set);
	*ROW(c->b, &c->b->plan->exceptions) = e;
	return true;
}

static bool
right_of(struct cursor *c, uint16_t row)
{
	return take_row(c, NAME_SUBJECT, &right_at(c, row)->subject);
}

static bool
right_passed(struct cursor *c, uint16_t row)
{
	struct right *r = right_at(c, row);

	return take_row(c, NAME_PARTY, &r->passed_to) && cursor_want(c, "within")
	       && take_term(c, &r->passed_within);
}

static bool right_wins(struct cursor *c, uint16_t row);

/* clang-format off */
static const struct clause right_clauses[] = {
	{ "within",          right_within, false },
	{ "free",            right_free,   false },
	{ "at most",         right_fee,    false },
	{ "by code to",      right_code,   false },
	{ "at once by",      right_at_once, false },
	{ "except",          right_except, true },
	{ "always wins for", right_wins,   false },
	{ "of",              right_of,     false },
	{ "passed to",       right_passed, false },
};
/* clang-format on */

#define WINS_MAX 256

static bool
right_wins(struct cursor *c, uint16_t row)
{
	struct plan *plan = c->b->plan;
	uint16_t purposes[WINS_MAX];
	size_t n;

	want_right(c, row, "always wins for", OF(OBJECT), "only an objection wins against a purpose");
	if (!take_rows(c, NAME_PURPOSE, right_clauses, N(right_clauses), purposes, &n, N(purposes)))
		return false;
	right_at(c, row)->always_wins_first = (uint16_t)plan->right_purposes.n;
	right_at(c, row)->always_wins = (uint16_t)n;
	for (size_t i = 0; i < n; i++)
		*ROW(c->b, &plan->right_purposes) = purposes[i];
	return true;
}

/* `of` says who is informed, or whose requests are passed on; and `all` is for the latter. */
static void
right_for_nobody(struct cursor *c, const struct right *r)
{
	if (r->passed_to != NONE)
		return;
	if (r->all)
		changes_nothing(c, r->at, "of", r, "");
	else if (r->subject != NONE && r->kind != RIGHT_INFORMED)
		changes_nothing(c, r->at, "of", r, "it is everybody's, and is passed to nobody");
}

void
bind_right(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);
	struct right r = { .at = cursor_at(&c),
		.subject = NONE,
		.passed_to = NONE,
		.fee_most = S(""),
		.code_to = NONE,
		.at_once = NONE };
	size_t which = 0;

	r.all = cursor_say(&c, "all");
	if (!r.all && !take_one_of(&c, kinds, N(kinds), &which))
		return;
	r.kind = (enum right_kind)which;
	*ROW(b, &b->plan->rights) = r;
	take_clauses(&c, right_clauses, N(right_clauses), LAST(&b->plan->rights));
	right_for_nobody(&c, &b->plan->rights.at[LAST(&b->plan->rights)]);
}

static struct str
words_between(struct binder *b, const struct token *from, const struct token *to)
{
	struct buf text = buf_new(b->arena);

	for (const struct token *t = from; t < to; t++)
		buf_printf(&text, "%s%.*s", t > from ? " " : "", STR(t->text));
	return buf_str(&text);
}

/* `within 72 hours unless risk is unlikely`, `without delay when risk is high`. */
static bool
take_telling(struct cursor *c, struct breach_rule *rule)
{
	static const char *const thresholds[] = { "unless risk is unlikely", "when risk is high",
		"always" };
	const struct token *from;
	size_t which;

	if (!cursor_say(c, "without delay")
	    && (!cursor_want(c, "within") || !take_term(c, &rule->within)))
		return false;
	rule->threshold = S("");
	if (cursor_ended(c) || c->t->kind == TOKEN_COMMA)
		return true;
	from = c->t;
	if (!take_one_of(c, thresholds, N(thresholds), &which))
		return false;
	rule->threshold = words_between(c->b, from, c->t);
	return true;
}

static bool
breach_tell(struct cursor *c, struct breach_rule rule)
{
	if (!take_telling(c, &rule))
		return false;
	*ROW(c->b, &c->b->plan->breaches) = rule;
	return true;
}

static bool
breach_regulator(struct cursor *c, uint16_t row)
{
	(void)row;
	return breach_tell(
	    c, (struct breach_rule){ .at = c->t[-1].at, .tell = TELL_REGULATOR, .party = NONE });
}

static bool
breach_people(struct cursor *c, uint16_t row)
{
	(void)row;
	return breach_tell(
	    c, (struct breach_rule){ .at = c->t[-1].at, .tell = TELL_PEOPLE, .party = NONE });
}

static bool
breach_contain(struct cursor *c, uint16_t row)
{
	static const char *const what[] = { "sessions", "releases" };
	size_t which;

	(void)row;
	c->b->plan->contains = c->t[-1].at;
	do {
		if (!take_one_of(c, what, N(what), &which))
			return false;
		if (which == 0)
			c->b->plan->contains_sessions = true;
		else
			c->b->plan->contains_releases = true;
	} while (cursor_say_comma(c) || cursor_say(c, "and"));
	return true;
}

/* clang-format off */
static const struct clause breach_clauses[] = {
	{ "tell the regulator", breach_regulator, false },
	{ "tell people",        breach_people,    false },
	{ "people",             breach_people,    false },
	{ "contain",            breach_contain,   false },
};
/* clang-format on */

/* A detail may begin with the name of a party. */
static void
breach_line(struct cursor *c, uint64_t *said_already)
{
	struct breach_rule rule = { .at = cursor_at(c), .tell = TELL_PARTY, .party = NONE };

	if (clause_see(c, breach_clauses, N(breach_clauses))) {
		(void)take_clause_line(
		    c, breach_clauses, N(breach_clauses), NONE, said_already); /* N1 */
		return;
	}
	cursor_say(c, "tell");
	if (take_row(c, NAME_PARTY, &rule.party) && breach_tell(c, rule))
		cursor_finish(c);
}

void
bind_breach(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);
	uint64_t said_already = 0;

	if (!cursor_ended(&c))
		breach_line(&c, &said_already);
	for (size_t i = 1; i <= of->under; i++) {
		struct cursor line = cursor_of(b, of, of->head + i);

		if (of->head[i].kind == SENTENCE_DETAIL && !of->head[i].broken)
			breach_line(&line, &said_already);
	}
}

static bool
change_when(struct cursor *c, uint16_t row)
{
	static const char *const parts[] = { "purpose", "recipient", "clock", "category" };
	struct change_rule *rule = &c->b->plan->changes.at[row];
	bool *const said_of[] = { &rule->purpose, &rule->recipient, &rule->clock, &rule->category };
	size_t which;

	do {
		if (!take_one_of(c, parts, N(parts), &which))
			return false;
		*said_of[which] = true;
	} while (cursor_say_comma(c) || cursor_say(c, "or"));
	return cursor_want(c, "changes");
}

static bool
change_tell(struct cursor *c, uint16_t row)
{
	struct plan *plan = c->b->plan;
	struct change_rule *rule = &plan->changes.at[row];
	uint16_t people[WINS_MAX];
	size_t n;

	if (!take_rows(c, NAME_SUBJECT, NULL, 0, people, &n, N(people)) || !cursor_want(c, "by")
	    || !take_channel(c, &rule->channel) || !take_term(c, &rule->before)
	    || !cursor_want(c, "before it takes effect"))
		return false;
	rule->first_subject = (uint16_t)plan->change_subjects.n;
	rule->subjects = (uint16_t)n;
	for (size_t i = 0; i < n; i++)
		*ROW(c->b, &plan->change_subjects) = people[i];
	return true;
}

static bool
change_ask(struct cursor *c, uint16_t row)
{
	uint16_t consent;

	(void)row;
	do {
		if (!take_row(c, NAME_CONSENT, &consent))
			return false;
		*ROW(c->b, &c->b->plan->change_consents) = consent;
	} while (cursor_say_comma(c) || cursor_say(c, "and"));
	return true;
}

static bool
change_new(struct cursor *c, uint16_t row)
{
	c->b->plan->changes.at[row].new_with_consent = true;
	return true;
}

static const struct clause change_clauses[] = {
	{ "material when", change_when, false },
	{ "tell", change_tell, false },
	{ "ask again for", change_ask, false },
	{ "new purposes only with consent", change_new, false },
};

void
bind_change(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);

	*ROW(b, &b->plan->changes) = (struct change_rule){ .at = c.t[-1].at };
	take_clauses(&c, change_clauses, N(change_clauses), LAST(&b->plan->changes));
}

static bool
decide_by(struct cursor *c, uint16_t row)
{
	return take_row(c, NAME_ROLE, &c->b->plan->decisions.at[row].by);
}

static bool
decide_contest(struct cursor *c, uint16_t row)
{
	return take_channels(c, &c->b->plan->decisions.at[row].contest);
}

static const struct clause decide_clauses[] = {
	{ "reviewed by", decide_by, false },
	{ "contested by", decide_contest, false },
};

void
bind_decide(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);

	if (!cursor_want(&c, "automatically"))
		return;
	if (b->plan->decide_at.line == 0)
		b->plan->decide_at = cursor_span(c.t[-2].at, &c);
	if (of->row == NONE) { /* `nothing` */
		take_clauses(&c, NULL, 0, NONE);
		return;
	}
	b->plan->decides_automatically = true;
	take_clauses(&c, decide_clauses, N(decide_clauses), of->row);
}

/* `or door website closes`: what is shut while the review is late. */
static bool
take_closes(struct cursor *c, struct review *r)
{
	static const char *const words[] = { "door", "role", "recipient" };
	static const enum name_kind kinds_closed[] = { NAME_DOOR, NAME_ROLE, NAME_RECIPIENT };
	size_t which;

	if (!cursor_say(c, "or"))
		return true;
	if (!take_one_of(c, words, N(words), &which)
	    || !take_row(c, kinds_closed[which], &r->closed))
		return false;
	r->closes = (enum review_closes)(CLOSES_DOOR + which);
	return cursor_want(c, "closes");
}

void
bind_review(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);
	struct review *r = &b->plan->reviews.at[of->row];

	if (of->head->broken || !cursor_want(&c, "every") || !take_term(&c, &r->every)
	    || !take_closes(&c, r))
		return;
	take_clauses(&c, NULL, 0, NONE);
}

static bool
take_cookie_class(struct cursor *c, struct cookie *cookie)
{
	if (cursor_say(c, "essential"))
		cookie->class = COOKIE_ESSENTIAL;
	else if (cursor_say(c, "exempt"))
		cookie->class = COOKIE_EXEMPT;
	else if (!cursor_say(c, "only with consent"))
		return bind_expected(c, "`essential`, `exempt` or `only with consent NAME`");
	else
		return cookie->class = COOKIE_CONSENT, take_row(c, NAME_CONSENT, &cookie->consent);
	return true;
}

static bool
cookie_life(struct cursor *c, uint16_t row)
{
	return take_term(c, &c->b->plan->cookies.at[row].life);
}

static bool
cookie_random(struct cursor *c, uint16_t row)
{
	uint32_t bits;

	if (!take_number(c, "a number of bits", 64, 512, &bits) || !cursor_want(c, "bits"))
		return false;
	c->b->plan->cookies.at[row].random_bits = (uint16_t)bits;
	return true;
}

static bool
cookie_host(struct cursor *c, uint16_t row)
{
	c->b->plan->cookies.at[row].host_only = true;
	return true;
}

/* clang-format off */
static const struct clause cookie_clauses[] = {
	{ "for",            cookie_life,   false },
	{ "random",         cookie_random, false },
	{ "this host only", cookie_host,   false },
};
/* clang-format on */

void
bind_cookie(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);
	struct cookie *cookie = &b->plan->cookies.at[of->row];

	bind_unbuilt(b, UNBUILT_COOKIE, cookie->at);
	if (of->head->broken || !take_text(&c, "what it is for", &cookie->text)
	    || !take_cookie_class(&c, cookie))
		return;
	take_clauses(&c, cookie_clauses, N(cookie_clauses), of->row);
}
