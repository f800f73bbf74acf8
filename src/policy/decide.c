/* policy/decide.c -- what the policy says of one question. */
#include "policy/cond.h"
#include "policy/decide.h"

bool
cond_holds(const struct plan *plan, uint16_t cond, const struct facts *facts)
{
	struct reading r;

	cond_read(&r, plan, cond, facts);
	return cond_holds_at(&r, facts->now);
}

struct instant
cond_until(const struct plan *plan, uint16_t cond, const struct facts *facts)
{
	struct reading r;

	cond_read(&r, plan, cond, facts);
	return cond_holds_at(&r, facts->now) ? cond_ends(&r, facts->now) : INSTANT_EVER;
}

static bool
objection_wins_by_line(const struct plan *plan, uint16_t purpose)
{
	for (size_t i = 0; i < plan->rights.n; i++) {
		const struct right *r = &plan->rights.at[i];

		for (size_t k = 0; k < r->always_wins; k++)
			if (plan->right_purposes.at[r->always_wins_first + k] == purpose)
				return true;
	}
	return false;
}

/* LAW UK GDPR Art 21(1): a public task and interests; Art 6(1)(ea) is taken with
 * them, which is the reading that protects.  Art 21(2): direct marketing. */
static bool
objection_may_win(const struct plan *plan, uint16_t purpose, enum basis basis)
{
	switch (basis) {
	case BASIS_INTERESTS:
	case BASIS_TASK:
	case BASIS_RECOGNISED:
		return true;
	case BASIS_CONSENT:
	case BASIS_CONTRACT:
	case BASIS_LAW:
	case BASIS_VITAL:
	case BASIS_DECLARED:
	case BASIS_INSTRUCTION:
	case BASES:
		break;
	}
	return plan->purposes.at[purpose].marketing != 0 || objection_wins_by_line(plan, purpose);
}

/* What a party declared holds on the days of its declaration. */
static bool
declared(const struct plan *plan, uint16_t party, uint16_t fact, const struct facts *facts)
{
	struct instant from, to;

	return facts->party_fact != NULL
	       && facts->party_fact(facts->of, party, plan->words.at[fact], &from, &to)
	       && !instant_before(facts->now, from) && instant_before(facts->now, to);
}

bool
second_stands(const struct plan *plan, uint16_t purpose, const struct facts *facts)
{
	const struct purpose *p = &plan->purposes.at[purpose];

	return p->second_by == NONE || declared(plan, p->second_by, p->second_fact, facts);
}

bool
objected_to(const struct plan *plan, uint16_t purpose, const struct facts *facts)
{
	for (; purpose != NONE; purpose = plan->purposes.at[purpose].under)
		if (facts->objected(facts->of, purpose))
			return true;
	return false;
}

uint16_t
ground_standing(
    const struct plan *plan, uint16_t purpose, uint16_t subject, const struct facts *facts)
{
	const struct purpose *p = &plan->purposes.at[purpose];
	bool objected = objected_to(plan, purpose, facts);

	for (uint16_t i = p->first_ground; i < p->first_ground + p->grounds; i++) {
		const struct ground *g = &plan->grounds.at[i];

		if (g->subject != subject && g->subject != NONE)
			continue;
		if (g->basis == BASIS_CONSENT && !facts->consent(facts->of, g->consent))
			continue;
		if (g->basis == BASIS_DECLARED && !declared(plan, g->party, g->fact, facts))
			continue;
		if (objected && objection_may_win(plan, purpose, g->basis))
			continue; /* D3 */
		return i;
	}
	return NONE;
}

uint16_t
grant_for(const struct plan *plan, uint16_t role, enum may may, uint16_t purpose, uint16_t field)
{
	const struct role *r = &plan->roles.at[role];

	for (uint16_t i = r->first_grant; i < r->first_grant + r->grants; i++) {
		const struct grant *g = &plan->grants.at[i];

		if (g->role == role && g->purpose == purpose && (g->may & may) != 0
		    && fields_have(g->fields, field))
			return i;
	}
	return NONE;
}

uint16_t
share_for(const struct plan *plan, uint16_t recipient, uint16_t purpose, uint16_t field)
{
	const struct recipient *r = &plan->recipients.at[recipient];

	for (uint16_t i = r->first_share; i < r->first_share + r->shares; i++) {
		const struct share *s = &plan->shares.at[i];

		if (s->recipient == recipient && s->purpose == purpose
		    && fields_have(s->fields, field))
			return i;
	}
	return NONE;
}

static bool
never_names(const struct plan *plan, const struct never *n, uint16_t field)
{
	unsigned marks = plan->fields.at[field].marks;

	return n->anything || (n->special && (marks & MARK_SPECIAL) != 0)
	       || (n->criminal && (marks & MARK_CRIMINAL) != 0) || fields_have(n->fields, field);
}

bool
never_spares(const struct plan *plan, const struct never *n, uint16_t recipient)
{
	for (uint16_t i = 0; i < n->excepts; i++)
		if (plan->never_recipients.at[n->first_except + i] == recipient)
			return true;
	return false;
}

uint16_t
never_share(const struct plan *plan, uint16_t recipient, uint16_t purpose, uint16_t field)
{
	if (!fields_have(plan->never_shared, field))
		return NONE;
	for (uint16_t i = 0; i < plan->nevers.n; i++) {
		const struct never *n = &plan->nevers.at[i];

		if (n->act == NEVER_SHARE && (n->recipient == NONE || n->recipient == recipient)
		    && !never_spares(plan, n, recipient)
		    && (n->purpose == NONE || n->purpose == purpose)
		    && (!n->marketing || plan->purposes.at[purpose].marketing != 0)
		    && never_names(plan, n, field))
			return i;
	}
	return NONE;
}

static struct due
until_arm(const struct plan *plan, const struct arm *arm, const struct facts *facts)
{
	struct due due = { 0 };

	due.set = event_moment(plan, arm->event, facts, &due.at, &due.limit);
	if (due.set)
		due.at = facts->plus(due.at, arm->term);
	return due;
}

/* Does the arm count at all, and until when? */
static bool
while_arm(
    const struct plan *plan, const struct arm *arm, const struct facts *facts, struct due *due)
{
	struct reading r;
	struct instant end;

	cond_read(&r, plan, arm->cond, facts);
	end =
	    cond_holds_at(&r, facts->now) ? cond_ends(&r, facts->now) : cond_ended(&r, facts->now);
	if (end.us == INT64_MIN)
		return false;
	*due = until_arm(plan, arm, facts);
	if (!due->set || instant_before(end, due->at))
		*due = (struct due){ .set = end.us != INT64_MAX, .at = end };
	else
		due->limit = true;
	return true;
}

static struct due
clock_due(const struct plan *plan, const struct clock *clock, const struct facts *facts)
{
	struct due latest = { .set = true, .at = INSTANT_EVER };

	for (size_t i = 0; i < clock->arms; i++) {
		const struct arm *arm = &plan->arms.at[clock->first_arm + i];
		struct due due;

		if (arm->cond == NONE)
			due = until_arm(plan, arm, facts);
		else if (!while_arm(plan, arm, facts, &due))
			continue;
		if (!due.set)
			return (struct due){ 0 };
		if (instant_before(latest.at, due.at))
			latest = due;
	}
	if (latest.at.us == INT64_MIN)
		latest.at = facts->now; /* no arm ever ran */
	return latest;
}

struct instant
facts_day(const struct facts *facts, struct civil day)
{
	return facts->day != NULL ? facts->day(day) : instant_utc(day);
}

/* LAW UK GDPR Art 5(1)(e): kept no longer than is necessary. */
struct due
group_due(const struct plan *plan, uint16_t group, const struct facts *facts)
{
	const struct group *g = &plan->groups.at[group];
	struct due due = clock_due(plan, &plan->clocks.at[g->clock], facts);
	struct instant last;

	if (!g->dated)
		return due;
	last = facts_day(facts, g->until);
	if (!due.set || instant_before(last, due.at))
		due = (struct due){ .set = true, .at = last };
	return due;
}
