/* policy/cond.c -- is it so, and until when does it stay so?
 *
 * Every question of a condition is read once and becomes a stretch of time
 * in which it is true if no new fact comes; from then on only arithmetic is
 * left.  So a condition is exact however it is joined.
 */
#include "base/check.h"
#include "policy/cond.h"

_Static_assert(COND_STEPS_MAX <= 64, "the stack of a condition is one word");

static const struct stretch never = { { INT64_MAX }, { INT64_MAX } };
static const struct stretch always = { { INT64_MIN }, { INT64_MAX } };

bool
event_moment(const struct plan *plan, uint16_t event, const struct facts *facts, struct instant *at,
    bool *by_fallback)
{
	const struct event *e = &plan->events.at[event];
	struct instant base;

	*by_fallback = false;
	if (facts->event(facts->of, event, at))
		return true;
	if (!e->has_fallback || !facts->event(facts->of, e->fallback_event, &base))
		return false;
	*by_fallback = true; /* D1 */
	*at = facts->plus(base, e->fallback);
	return true;
}

static struct stretch
since(const struct plan *plan, uint16_t event, const struct facts *facts)
{
	struct stretch s = always;
	bool by_fallback;

	return event_moment(plan, event, facts, &s.from, &by_fallback) ? s : never;
}

static struct stretch
within(struct stretch s, struct term term, const struct facts *facts)
{
	if (s.from.us != INT64_MAX)
		s.to = facts->plus(s.from, term); /* D2 */
	return s;
}

static struct stretch
soft_within(const struct step *step, const struct facts *facts)
{
	struct stretch s = always;

	if (facts->objected(facts->of, step->b) || !facts->event(facts->of, step->a, &s.from))
		return never;
	if (facts->opt_out_offered == NULL || !facts->opt_out_offered(facts->of, step->b))
		return never;
	return within(s, step->term, facts);
}

static bool
field_is(const struct plan *plan, const struct step *step, const struct facts *facts)
{
	struct str word = plan->words.at[step->b];

	if (step->via == NONE)
		return facts->field_is(facts->of, step->a, word);
	return facts->field_via != NULL && facts->field_via(facts->of, step->via, step->a, word);
}

static struct stretch
party_fact(const struct plan *plan, const struct step *step, const struct facts *facts)
{
	struct str fact = plan->words.at[step->b];
	struct stretch s = never;

	if (facts->party_fact != NULL
	    && facts->party_fact(facts->of, step->a, fact, &s.from, &s.to))
		return s;
	return never;
}

/* The event that came last says which state the person is in; of two at one
 * moment, the state that the policy names last. */
static struct stretch
in_state(const struct plan *plan, uint16_t state, const struct facts *facts)
{
	const struct state *is = &plan->states.at[state];
	struct stretch s = since(plan, is->event, facts);

	if (facts->about != is->subject)
		return never;
	for (uint16_t i = 0; i < plan->states.n && s.from.us != INT64_MAX; i++) {
		const struct state *other = &plan->states.at[i];
		struct instant from;

		if (i == state || other->subject != is->subject)
			continue;
		from = since(plan, other->event, facts).from;
		if (instant_before(s.from, from) || (s.from.us == from.us && i > state))
			s.to = instant_min(s.to, from);
	}
	return s;
}

static bool
consent_given(const struct step *step, const struct facts *facts)
{
	if (step->b == NONE)
		return facts->consent(facts->of, step->a);
	return facts->consent_of != NULL && facts->consent_of(facts->of, step->a, step->b);
}

static struct stretch
answer(const struct plan *plan, const struct step *step, const struct facts *facts)
{
	switch (step->op) {
	case OP_FIELD_IS:
		return field_is(plan, step, facts) ? always : never;
	case OP_PARTY_IS:
		return facts->party_is(facts->of, step->a, plan->words.at[step->b]) ? always
										    : never;
	case OP_PARTY_FACT:
		return party_fact(plan, step, facts);
	case OP_STATE:
		return in_state(plan, step->a, facts);
	case OP_CONSENT:
		return consent_given(step, facts) ? always : never;
	case OP_HAPPENED:
		return since(plan, step->a, facts);
	case OP_WITHIN:
		return within(since(plan, step->a, facts), step->term, facts);
	case OP_SOFT_WITHIN:
		return soft_within(step, facts);
	case OP_NOT:
	case OP_AND:
	case OP_OR:
		break;
	}
	return never;
}

void
cond_read(struct reading *r, const struct plan *plan, uint16_t cond, const struct facts *facts)
{
	const struct cond *c = &plan->conds.at[cond];

	CHECK(c->steps > 0 && c->steps <= COND_STEPS_MAX);
	r->steps = &plan->steps.at[c->first_step];
	r->n = c->steps;
	for (size_t i = 0; i < r->n; i++)
		r->answers[i] = answer(plan, &r->steps[i], facts);
}

/* The stack is a word: the newest truth is its lowest bit. */
static uint64_t
join(enum op op, uint64_t stack)
{
	uint64_t below = stack >> 1;

	switch (op) {
	case OP_NOT:
		return stack ^ 1;
	case OP_AND:
		return (stack & 1) != 0 ? below : below & ~(uint64_t)1;
	case OP_OR:
		return below | (stack & 1);
	case OP_FIELD_IS:
	case OP_PARTY_IS:
	case OP_PARTY_FACT:
	case OP_STATE:
	case OP_CONSENT:
	case OP_HAPPENED:
	case OP_WITHIN:
	case OP_SOFT_WITHIN:
		break;
	}
	return stack;
}

static bool
asks(enum op op)
{
	return op != OP_NOT && op != OP_AND && op != OP_OR;
}

bool
cond_holds_at(const struct reading *r, struct instant t)
{
	uint64_t stack = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct stretch *s = &r->answers[i];

		if (asks(r->steps[i].op))
			stack = stack << 1 | (s->from.us <= t.us && t.us < s->to.us);
		else
			stack = join(r->steps[i].op, stack);
	}
	return (stack & 1) != 0;
}

/* The next moment after `t` at which an answer turns, or INSTANT_NEVER. */
static struct instant
next_turn(const struct reading *r, struct instant t)
{
	struct instant next = INSTANT_NEVER;

	for (size_t i = 0; i < r->n; i++) {
		if (instant_before(t, r->answers[i].from))
			next = instant_min(next, r->answers[i].from);
		if (instant_before(t, r->answers[i].to))
			next = instant_min(next, r->answers[i].to);
	}
	return next;
}

/* The last moment up to `t` at which an answer turned, or INSTANT_EVER. */
static struct instant
last_turn(const struct reading *r, struct instant t)
{
	struct instant last = INSTANT_EVER;

	for (size_t i = 0; i < r->n; i++) {
		if (r->answers[i].from.us <= t.us)
			last = instant_max(last, r->answers[i].from);
		if (r->answers[i].to.us <= t.us)
			last = instant_max(last, r->answers[i].to);
	}
	return last;
}

struct instant
cond_ends(const struct reading *r, struct instant now)
{
	struct instant t = now;

	do
		t = next_turn(r, t);
	while (t.us != INT64_MAX && cond_holds_at(r, t));
	return t;
}

struct instant
cond_ended(const struct reading *r, struct instant now)
{
	struct instant t = last_turn(r, now);

	while (t.us != INT64_MIN) {
		struct instant before = { t.us - 1 };

		if (cond_holds_at(r, before))
			return t;
		t = last_turn(r, before);
	}
	return t;
}

static bool
offered_always(void *of, uint16_t purpose)
{
	(void)of;
	(void)purpose;
	return true;
}

bool
cond_wants_opt_out(const struct plan *plan, uint16_t cond, const struct facts *facts)
{
	struct facts offered = *facts;

	offered.opt_out_offered = offered_always;
	return !cond_holds(plan, cond, facts) && cond_holds(plan, cond, &offered);
}

static bool
asks_soft(const struct plan *plan, uint16_t cond)
{
	const struct cond *c = cond == NONE ? NULL : &plan->conds.at[cond];

	for (uint16_t i = 0; c != NULL && i < c->steps; i++)
		if (plan->steps.at[c->first_step + i].op == OP_SOFT_WITHIN)
			return true;
	return false;
}

bool
purpose_soft(const struct plan *plan, uint16_t purpose)
{
	const struct purpose *p = &plan->purposes.at[purpose];

	return asks_soft(plan, p->with_consent) || asks_soft(plan, p->only_while);
}
