/* What a plan answers, on a plan made by hand. */
#include "kit/unit.h"
#include "policy/decide.h"

/* clang-format off */
enum {
	ARRIVAL,
	CHANGE,
	FINISH,
	DESPATCH,
	PURCHASE,
	CONTRACT_END,
	EVENTS,
};
static struct event events[EVENTS] = {
	[ARRIVAL]      = { .of = EVENT_OF_BUILT_IN },
	[CHANGE]       = { .of = EVENT_OF_BUILT_IN, .latest = true },
	[FINISH]       = { .has_fallback = true, .fallback = { .days = 1 }, .fallback_event = ARRIVAL },
	[DESPATCH]     = { .has_fallback = true, .fallback = { .months = 12 }, .fallback_event = CHANGE },
	[PURCHASE]     = { .latest = true },
	[CONTRACT_END] = { .of = EVENT_OF_PARTY, .latest = true },
};

enum {
	NEWS_CONSENT,
	CONSENTS,
};
enum {
	SUBSCRIPTION_EMAIL,
	CALL_DISPUTE,
	CALL_AUDIO,
	HEALTH,
	FIELDS,
};
static struct field fields[FIELDS] = { [HEALTH] = { .marks = MARK_SPECIAL } };
static struct str words[] = { { "yes", 3 } };

enum {
	NEWS,
	REPLY,
	DELIVER,
	PHONE_OFFERS,
	DUTY,
	COUNT,
	SAFETY,
	PURPOSES,
};
enum {
	CONTACT,
	VISITOR,
	CALLER,
};
static struct ground grounds[] = {
	{ .basis = BASIS_CONSENT,     .subject = CONTACT, .consent = NEWS_CONSENT },
	{ .basis = BASIS_INTERESTS,   .subject = CONTACT },
	{ .basis = BASIS_INTERESTS,   .subject = VISITOR },
	{ .basis = BASIS_INSTRUCTION, .subject = CALLER },
	{ .basis = BASIS_CONTRACT,    .subject = CONTACT },
	{ .basis = BASIS_LAW,         .subject = NONE },
	{ .basis = BASIS_TASK,        .subject = CALLER },
	{ .basis = BASIS_RECOGNISED,  .subject = CALLER },
};
static struct purpose purposes[PURPOSES] = {
	[NEWS]         = { .under = NONE, .first_ground = 0, .grounds = 2, .marketing = 1u << CHANNEL_EMAIL },
	[REPLY]        = { .under = NONE, .first_ground = 2, .grounds = 1 },
	[DELIVER]      = { .under = NONE, .first_ground = 3, .grounds = 1 },
	[PHONE_OFFERS] = { .under = NONE, .first_ground = 4, .grounds = 1 },
	[DUTY]         = { .under = NONE, .first_ground = 5, .grounds = 1 },
	[COUNT]        = { .under = NONE, .first_ground = 6, .grounds = 1 },
	[SAFETY]       = { .under = NONE, .first_ground = 7, .grounds = 1 },
};

enum { C_CONSENT, C_NEWS, C_DISPUTE, C_SERVED, C_WITHIN, C_NOT_WITHIN, C_BETWEEN, C_FALLBACK, C_BOTH,
	C_ALWAYS, CONDS };
static struct step steps[] = {
	{ .op = OP_CONSENT, .a = NEWS_CONSENT, .b = NONE },                               /* 0 */
	{ .op = OP_WITHIN, .a = PURCHASE, .term = { .months = 24 } },
	{ .op = OP_OR },
	{ .op = OP_FIELD_IS, .a = CALL_DISPUTE, .b = 0, .via = NONE },                      /* 3 */
	{ .op = OP_HAPPENED, .a = CONTRACT_END },                              /* 4 */
	{ .op = OP_NOT },
	{ .op = OP_WITHIN, .a = FINISH, .term = { .days = 3 } },               /* 6 */
	{ .op = OP_NOT },
	{ .op = OP_WITHIN, .a = PURCHASE, .term = { .days = 9 } },             /* 8 */
	{ .op = OP_AND },
	{ .op = OP_SOFT_WITHIN, .a = DESPATCH, .b = NEWS, .term = { .days = 9 } }, /* 10 */
	{ .op = OP_WITHIN, .a = PURCHASE, .term = { .days = 9 } },             /* 11 */
	{ .op = OP_WITHIN, .a = FINISH, .term = { .days = 3 } },
	{ .op = OP_AND },
	{ .op = OP_WITHIN, .a = FINISH, .term = { .days = 3 } },               /* 14 */
	{ .op = OP_WITHIN, .a = FINISH, .term = { .days = 1 } },
	{ .op = OP_NOT },
	{ .op = OP_OR },
};
static struct cond conds[CONDS] = {
	[C_CONSENT]    = { .first_step = 0, .steps = 1 },
	[C_NEWS]       = { .first_step = 0, .steps = 3 },
	[C_DISPUTE]    = { .first_step = 3, .steps = 1 },
	[C_SERVED]     = { .first_step = 4, .steps = 2 },
	[C_WITHIN]     = { .first_step = 6, .steps = 1 },
	[C_NOT_WITHIN] = { .first_step = 6, .steps = 2 },
	[C_BETWEEN]    = { .first_step = 6, .steps = 4 }, /* not within 3 days of finish and within 9 of purchase */
	[C_FALLBACK]   = { .first_step = 10, .steps = 1 },
	[C_BOTH]       = { .first_step = 11, .steps = 3 },
	[C_ALWAYS]     = { .first_step = 14, .steps = 4 }, /* within 3 days or not within 1: no gap */
};

enum {
	K_UNTIL,
	K_CALL,
	K_NEWS,
	K_DEVICE,
	K_OPEN,
	K_PLAIN,
	CLOCKS,
};
static struct arm arms[] = {
	{ .cond = NONE,      .term = { .days = 90 },   .event = DESPATCH },
	{ .cond = NONE,      .term = { .days = 90 },   .event = FINISH },      /* 1 */
	{ .cond = C_DISPUTE, .term = { .months = 12 }, .event = FINISH },
	{ .cond = C_NEWS,    .term = { .months = 36 }, .event = CHANGE },      /* 3 */
	{ .cond = C_SERVED,  .term = { .months = 84 }, .event = CHANGE },      /* 4 */
	{ .cond = C_CONSENT, .term = { .months = 24 }, .event = ARRIVAL },     /* 5 */
	{ .cond = NONE,      .term = { .days = 30 },   .event = CONTRACT_END },/* 6 */
};
static struct clock clocks[CLOCKS] = {
	[K_UNTIL]  = { .first_arm = 0, .arms = 1 },
	[K_CALL]   = { .first_arm = 1, .arms = 2 },
	[K_NEWS]   = { .first_arm = 3, .arms = 1 },
	[K_DEVICE] = { .first_arm = 4, .arms = 1 },
	[K_OPEN]   = { .first_arm = 5, .arms = 1 },
	[K_PLAIN]  = { .first_arm = 6, .arms = 1 },
};
static struct group groups[CLOCKS] = { { .clock = 0 }, { .clock = 1 }, { .clock = 2 }, { .clock = 3 },
	{ .clock = 4 }, { .clock = 5 } };

#define BITS(name, value) static uint64_t name[1] = { value }
BITS(none_w, 0); BITS(email_w, 1u << SUBSCRIPTION_EMAIL); BITS(call_w, 1u << CALL_DISPUTE | 1u << CALL_AUDIO);
enum {
	SALES,
	ACCOUNTS,
};
static struct grant grants[] = {
	{ .role = SALES,    .may = MAY_READ,              .purpose = NEWS,  .fields = { email_w } },
	{ .role = SALES,    .may = MAY_READ | MAY_CHANGE, .purpose = REPLY, .fields = { email_w } },
	{ .role = ACCOUNTS, .may = MAY_HEAR,              .purpose = REPLY, .fields = { call_w } },
};
enum {
	COURIER,
	MAKER,
};
static struct share shares[] = {
	{ .recipient = COURIER, .purpose = DELIVER, .fields = { email_w } },
	{ .recipient = COURIER, .purpose = REPLY,   .fields = { call_w } },
};
static struct never nevers[] = {
	{ .act = NEVER_COLLECT, .anything = true, .fields = { none_w }, .recipient = NONE, .purpose = NONE },
	{ .act = NEVER_SHARE, .anything = true, .marketing = true, .fields = { none_w }, .recipient = NONE, .purpose = NONE },
	{ .act = NEVER_SHARE, .fields = { call_w }, .recipient = MAKER, .purpose = NONE },
	{ .act = NEVER_SHARE, .special = true, .fields = { none_w }, .recipient = NONE, .purpose = REPLY },
};
static uint16_t right_purposes[] = { PHONE_OFFERS };
static struct right rights[] = { { .kind = RIGHT_OBJECT, .always_wins = 1 } };

#define ROWS(name) .name = { .at = name, .n = N(name) }
static struct role roles[2];
static struct recipient recipients[2];
static struct plan plan = {
	.field_words = 1,
	ROWS(events), ROWS(fields), ROWS(words), ROWS(grounds), ROWS(purposes), ROWS(steps), ROWS(conds),
	ROWS(arms), ROWS(clocks), ROWS(groups), ROWS(grants), ROWS(shares), ROWS(nevers), ROWS(rights),
	ROWS(roles), ROWS(recipients),
	ROWS(right_purposes),
};
/* clang-format on */

#define DAY ((int64_t)86400 * 1000000)

struct world {
	int day[EVENTS]; /* 0: has not happened */
	unsigned consents, objections, yes; /* bits: consent, purpose, field */
	unsigned not_offered; /* bits: purposes of which no opt-out was offered */
};

static struct instant
on(int day)
{
	struct instant first = instant_utc((struct civil){ .year = 2027, .month = 1, .day = 1 });

	return (struct instant){ first.us + day * DAY };
}

static bool
is_yes(void *of, uint16_t field, struct str word)
{
	assert_true(str_eq(word, S("yes")));
	return (((struct world *)of)->yes >> field & 1) != 0;
}

static bool
no_party(void *of, uint16_t party, struct str word)
{
	(void)of, (void)party, (void)word;
	return false;
}

static bool
given(void *of, uint16_t consent)
{
	return (((struct world *)of)->consents >> consent & 1) != 0;
}

static bool
objected(void *of, uint16_t purpose)
{
	return (((struct world *)of)->objections >> purpose & 1) != 0;
}

static bool
opt_out_offered(void *of, uint16_t purpose)
{
	return (((struct world *)of)->not_offered >> purpose & 1) == 0;
}

static bool
happened(void *of, uint16_t event, struct instant *at)
{
	int day = ((struct world *)of)->day[event];

	*at = on(day);
	return day != 0;
}

static struct instant
plus_utc(struct instant at, struct term t)
{
	struct civil c = civil_plus_days(civil_plus_months(civil_utc(at), t.months), t.days);

	return instant_plus(instant_utc(c), t.rest);
}

static struct facts
facts_of(struct world *w, int now)
{
	struct facts facts = { w, on(now), is_yes, no_party, given, objected, happened, plus_utc };

	facts.opt_out_offered = opt_out_offered;
	return facts;
}

/* clang-format off */
#define NOTHING { .consents = 0 }
#define ALWAYS 1000000 /* INSTANT_NEVER */
#define OVER  -1000000 /* INSTANT_EVER: does not hold */
static const struct {
	const char *why;
	int cond; int now; struct world w;
	int until;
} until[] = {
	{ "a consent ends by a fact alone",        C_CONSENT,  5, { .consents = 1 }, ALWAYS },
	{ "no consent, no condition",              C_CONSENT,  5, NOTHING, OVER },
	{ "or: the latest",                        C_NEWS,     5, { .consents = 1, .day = { [PURCHASE] = 1 } }, ALWAYS },
	{ "or: what is left",                      C_NEWS,     5, { .day = { [PURCHASE] = 1 } }, 1 + 730 + 1 },
	{ "a value",                               C_DISPUTE,  5, { .yes = 1u << CALL_DISPUTE }, ALWAYS },
	{ "another value",                         C_DISPUTE,  5, { .yes = 1u << CALL_AUDIO }, OVER },
	{ "not happened goes on",                  C_SERVED,   5, NOTHING, ALWAYS },
	{ "not happened is over when it happens",  C_SERVED,   5, { .day = { [CONTRACT_END] = 5 } }, OVER },
	{ "within ends at event and term",         C_WITHIN,   5, { .day = { [FINISH] = 4 } }, 7 },
	{ "the last day is over at its end",       C_WITHIN,   7, { .day = { [FINISH] = 4 } }, OVER },
	{ "an event not come has no within",       C_WITHIN,   5, NOTHING, OVER },
	{ "within by the fallback",                C_WITHIN,   5, { .day = { [ARRIVAL] = 3 } }, 7 },
	{ "the fallback has not come yet",         C_WITHIN,   3, { .day = { [ARRIVAL] = 3 } }, OVER },
	{ "the event beats its fallback",          C_WITHIN,   5, { .day = { [ARRIVAL] = 3, [FINISH] = 3 } }, 6 },
	{ "not within begins when within ends",    C_NOT_WITHIN, 8, { .day = { [FINISH] = 4 } }, ALWAYS },
	{ "not within does not hold before",       C_NOT_WITHIN, 5, { .day = { [FINISH] = 4 } }, OVER },
	{ "and: the earliest",                     C_BOTH,     5, { .day = { [FINISH] = 4, [PURCHASE] = 3 } }, 7 },
	{ "and: one is over",                      C_BOTH,     8, { .day = { [FINISH] = 4, [PURCHASE] = 3 } }, OVER },
	{ "between two moments",                   C_BETWEEN,  8, { .day = { [FINISH] = 4, [PURCHASE] = 3 } }, 12 },
	{ "one answer takes over from another",    C_ALWAYS,   4, { .day = { [FINISH] = 4 } }, ALWAYS },
	{ "a soft opt-in needs the event itself",  C_FALLBACK, 370, { .day = { [CHANGE] = 4 } }, OVER },
	{ "a soft opt-in with its event",          C_FALLBACK, 8, { .day = { [DESPATCH] = 4 } }, 13 },
	{ "and without an opt-out offered it never was", C_FALLBACK, 8, { .day = { [DESPATCH] = 4 }, .not_offered = 1u << NEWS }, OVER },
	{ "an opt-out that was not offered of another purpose", C_FALLBACK, 8, { .day = { [DESPATCH] = 4 }, .not_offered = 1u << REPLY }, 13 },
	{ "an objection ends the soft opt-in",     C_FALLBACK, 8, { .day = { [DESPATCH] = 4 }, .objections = 1u << NEWS }, OVER },
	{ "an objection to something else",        C_FALLBACK, 8, { .day = { [DESPATCH] = 4 }, .objections = 1u << REPLY }, 13 },
};
/* clang-format on */

static void
a_condition_knows_until_when_it_holds(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(until); i++) {
		struct world w = until[i].w;
		struct facts f = facts_of(&w, until[i].now);
		struct instant want = on(until[i].until),
			       got = cond_until(&plan, (uint16_t)until[i].cond, &f);

		if (until[i].until == ALWAYS)
			want = INSTANT_NEVER;
		if (until[i].until == OVER)
			want = INSTANT_EVER;
		if (got.us != want.us)
			fail_msg(
			    "%s: %lld days", until[i].why, (long long)((got.us - on(0).us) / DAY));
		if (cond_holds(&plan, (uint16_t)until[i].cond, &f) != (until[i].until != OVER))
			fail_msg("%s: holds", until[i].why);
	}
}

/* From each of 40 days with each of 4 finishes, walk on day by day: the
 * condition holds on every day before the answer and not on the answer. */
static void
a_condition_holds_on_every_day_up_to_its_end_and_not_at_it(void **state)
{
	(void)state;
	for (uint16_t cond = 0; cond < CONDS; cond++) {
		for (int now = 1; now < 40; now++) {
			for (int finish = 0; finish < 4; finish++) {
				struct world w = { .day = { 1, 1, finish * 9, 0, 8, 30 } };
				struct facts f = facts_of(&w, now);
				struct instant end = cond_until(&plan, cond, &f);

				for (int day = now; end.us != INT64_MIN && day < 60; day++) {
					f.now = on(day);
					if (!instant_before(f.now, end)) {
						assert_false(cond_holds(&plan, cond, &f));
						break;
					}
					assert_true(cond_holds(&plan, cond, &f));
				}
			}
		}
	}
}

/* clang-format off */
static const struct {
	const char *why;
	int group; int now; struct world w;
	bool set, limit; int at;
} due[] = {
	{ "event and term",                         K_UNTIL, 5, { .day = { 1, 1, [DESPATCH] = 4 } }, true, false, 94 },
	{ "fallback and term",                      K_UNTIL, 5, { .day = { 1, 2 } }, true, true, 2 + 365 + 90 },
	{ "the real event after the fallback",      K_UNTIL, 500, { .day = { 1, 2, [DESPATCH] = 450 } }, true, false, 540 },
	{ "no event, no fallback, no date",         K_PLAIN, 5, { .day = { 1, 1 } }, false, false, 0 },
	{ "the event of a party",                   K_PLAIN, 5, { .day = { 1, 1, [CONTRACT_END] = 3 } }, true, false, 33 },
	{ "two arms, one of them idle",             K_CALL, 5, { .day = { 1, 1, [FINISH] = 4 } }, true, false, 94 },
	{ "two arms: the latest",                   K_CALL, 5, { .day = { 1, 1, [FINISH] = 4 }, .yes = 1u << CALL_DISPUTE }, true, true, 4 + 365 },
	{ "two arms after both ran out",            K_CALL, 600, { .day = { 1, 1, [FINISH] = 4 } }, true, false, 94 },
	{ "while: the condition's own end",         K_NEWS, 5, { .day = { 1, 1, [PURCHASE] = 4 } }, true, false, 4 + 730 + 1 },
	{ "while: the outer limit",                 K_NEWS, 5, { .day = { 1, 1, [PURCHASE] = 4 }, .consents = 1 }, true, true, 1 + 1096 },
	{ "while: time ended it",                   K_NEWS, 900, { .day = { 1, 1, [PURCHASE] = 4 } }, true, false, 4 + 730 + 1 },
	{ "while: an event ended it",               K_DEVICE, 9, { .day = { 1, 1, [CONTRACT_END] = 7 } }, true, false, 7 },
	{ "while: nothing has ended it",            K_DEVICE, 9, { .day = { 1, 1 } }, true, true, 1 + 2557 },
	{ "while: a withdrawn consent ends it now", K_OPEN, 9, { .day = { 1, 1 } }, true, false, 9 },
	{ "while: no change, no limit, no date",    K_NEWS, 9, { .day = { 1, 0 }, .consents = 1 }, false, false, 0 },
};
/* clang-format on */

static void
a_clock_runs_out_with_the_latest_of_its_arms(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(due); i++) {
		struct world w = due[i].w;
		struct facts f = facts_of(&w, due[i].now);
		struct due got = group_due(&plan, (uint16_t)due[i].group, &f);

		if (got.set != due[i].set || got.limit != due[i].limit
		    || (got.set && got.at.us != on(due[i].at).us))
			fail_msg("%s: set %d limit %d day %lld", due[i].why, got.set, got.limit,
			    (long long)((got.at.us - on(0).us) / DAY));
	}
}

static struct due
due_on(uint16_t group, struct world *w, int now)
{
	struct facts f = facts_of(w, now);

	return group_due(&plan, group, &f);
}

static bool
not_earlier(struct due later, struct due earlier)
{
	if (!later.set || !earlier.set)
		return !later.set;
	return later.at.us >= earlier.at.us;
}

static void
asking_later_never_gives_an_earlier_date(void **state)
{
	struct world w = { .day = { 1, 2, 3, 4, 8, 0 } };

	(void)state;
	for (unsigned bits = 0; bits < 16; bits++) {
		w.consents = bits & 1;
		w.yes = (bits & 2) != 0 ? 1u << CALL_DISPUTE : 0;
		w.day[FINISH] = (bits & 4) != 0 ? 3 : 0;
		w.day[CONTRACT_END] = (bits & 8) != 0 ? 6 : 0;
		for (uint16_t g = 0; g < CLOCKS; g++)
			for (int now = 9; now < 900; now += 7)
				assert_true(
				    not_earlier(due_on(g, &w, now + 7), due_on(g, &w, now)));
	}
}

static void
a_longer_term_is_never_due_earlier(void **state)
{
	struct world w = { .consents = 1, .yes = 1u << CALL_DISPUTE };

	(void)state;
	for (size_t a = 0; a < N(arms); a++) {
		struct term kept = arms[a].term;

		for (int start = 1; start < 366; start++) {
			for (size_t e = 0; e < EVENTS; e++)
				w.day[e] = e == CONTRACT_END && a != 6 ? 0 : start;
			for (uint16_t g = 0; g < CLOCKS; g++) {
				struct due shorter = due_on(g, &w, start + 1);

				arms[a].term.days += 1;
				assert_true(not_earlier(due_on(g, &w, start + 1), shorter));
				arms[a].term.days -= 1;
				arms[a].term.months += 1;
				assert_true(not_earlier(due_on(g, &w, start + 1), shorter));
				arms[a].term = kept;
			}
		}
	}
}

static void
a_consent_never_brings_a_date_forward(void **state)
{
	(void)state;
	for (int now = 10; now < 1000; now += 3) {
		struct world w = { .day = { 1, 2, 3, 4, 8, 0 } };
		struct due without = due_on(K_NEWS, &w, now);

		w.consents = 1;
		assert_true(not_earlier(due_on(K_NEWS, &w, now), without));
	}
}

/* clang-format off */
static const struct {
	const char *why;
	uint16_t purpose, subject; struct world w;
	uint16_t ground;
} standing[] = {
	{ "a consent that is given",               NEWS,  CONTACT, { .consents = 1 }, 0 },
	{ "a consent withdrawn leaves the other",  NEWS,  CONTACT, NOTHING, 1 },
	{ "direct marketing: an objection wins over consent too",
	                                           NEWS,  CONTACT, { .consents = 1, .objections = 1u << NEWS }, NONE },
	{ "nobody else has that ground",           NEWS,  VISITOR, { .consents = 1 }, NONE },
	{ "interests",                             REPLY, VISITOR, NOTHING, 2 },
	{ "interests met by an objection",         REPLY, VISITOR, { .objections = 1u << REPLY }, NONE },
	{ "an objection to another purpose",       REPLY, VISITOR, { .objections = 1u << NEWS }, 2 },
	{ "an instruction is not ours to drop",    DELIVER, CALLER, { .objections = 1u << DELIVER }, 3 },
	{ "a line that lets objection win",        PHONE_OFFERS, CONTACT, { .objections = 1u << PHONE_OFFERS }, NONE },
	{ "a public task",                         COUNT, CALLER, NOTHING, 6 },
	{ "a public task met by an objection",     COUNT, CALLER, { .objections = 1u << COUNT }, NONE },
	{ "a recognised interest",                 SAFETY, CALLER, NOTHING, 7 },
	{ "a recognised interest met by an objection", SAFETY, CALLER, { .objections = 1u << SAFETY }, NONE },
	{ "a legal duty holds for anybody",        DUTY,  CALLER, { .objections = 1u << DUTY }, 5 },
};

static const struct {
	uint16_t role; enum may may; uint16_t purpose, field, row;
} granted[] = {
	{ SALES, MAY_READ, NEWS, SUBSCRIPTION_EMAIL, 0 },    { SALES, MAY_CHANGE, NEWS, SUBSCRIPTION_EMAIL, NONE },
	{ SALES, MAY_CHANGE, REPLY, SUBSCRIPTION_EMAIL, 1 }, { SALES, MAY_READ, REPLY, CALL_AUDIO, NONE },
	{ ACCOUNTS, MAY_HEAR, REPLY, CALL_AUDIO, 2 },        { ACCOUNTS, MAY_READ, REPLY, CALL_AUDIO, NONE },
	{ ACCOUNTS, MAY_HEAR, NEWS, CALL_AUDIO, NONE },
};

static const struct {
	uint16_t recipient, purpose, field, share, never;
} shared[] = {
	{ COURIER, DELIVER, SUBSCRIPTION_EMAIL, 0, NONE }, { COURIER, DELIVER, CALL_AUDIO, NONE, NONE },
	{ COURIER, REPLY, CALL_AUDIO, 1, NONE },           { MAKER, DELIVER, SUBSCRIPTION_EMAIL, NONE, NONE },
	{ COURIER, NEWS, SUBSCRIPTION_EMAIL, NONE, 1 },    { MAKER, REPLY, CALL_AUDIO, NONE, 2 },
	{ COURIER, REPLY, HEALTH, NONE, 3 },               { COURIER, DELIVER, HEALTH, NONE, NONE },
};
/* clang-format on */

static void
a_ground_stands_until_it_is_withdrawn_or_objected_to(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(standing); i++) {
		struct world w = standing[i].w;
		struct facts f = facts_of(&w, 5);

		if (ground_standing(&plan, standing[i].purpose, standing[i].subject, &f)
		    != standing[i].ground)
			fail_msg("%s", standing[i].why);
	}
}

static void
what_no_line_allows_is_refused(void **state)
{
	struct scope *sc = *state;

	plan_index(&plan, &sc->arena);
	for (size_t i = 0; i < N(granted); i++)
		assert_int_equal(grant_for(&plan, granted[i].role, granted[i].may,
				     granted[i].purpose, granted[i].field),
		    granted[i].row);
	for (size_t i = 0; i < N(shared); i++) {
		assert_int_equal(
		    share_for(&plan, shared[i].recipient, shared[i].purpose, shared[i].field),
		    shared[i].share);
		assert_int_equal(
		    never_share(&plan, shared[i].recipient, shared[i].purpose, shared[i].field),
		    shared[i].never);
	}
}

/* Every dataset that begins and ends around the edges of words of 64 fields,
 * against every single field. */
static void
a_set_meets_a_dataset_when_it_has_one_of_its_fields(void **state)
{
	static const uint16_t edges[] = { 0, 1, 63, 64, 65, 127, 128, 129, 191, 192 };
	struct dataset d = { 0 };
	struct plan wide = { .field_words = 4, .datasets = { .at = &d, .n = 1 } };
	uint64_t bits[4];

	(void)state;
	for (size_t a = 0; a < N(edges); a++) {
		for (size_t b = a; b < N(edges); b++) {
			d.first_field = edges[a];
			d.fields = (uint16_t)(edges[b] - edges[a]);
			for (uint16_t f = 0; f < 200; f++) {
				memset(bits, 0, sizeof(bits));
				fields_put((struct fields){ bits }, f);
				assert_int_equal(fields_meet_dataset(&wide, (struct fields){ bits }, 0),
				    f >= edges[a] && f < edges[b]);
			}
		}
	}
}

UNIT_MAIN(TEST(a_set_meets_a_dataset_when_it_has_one_of_its_fields),
    TEST(a_condition_knows_until_when_it_holds),
    TEST(a_condition_holds_on_every_day_up_to_its_end_and_not_at_it),
    TEST(a_clock_runs_out_with_the_latest_of_its_arms),
    TEST(asking_later_never_gives_an_earlier_date),
    TEST(a_longer_term_is_never_due_earlier),
    TEST(a_consent_never_brings_a_date_forward),
    TEST(a_ground_stands_until_it_is_withdrawn_or_objected_to),
    TEST(what_no_line_allows_is_refused))
