/* By when a request is answered, against a count that walks over the days one by one: whatever
 * is asked, shown, paid, told and extended, in whichever order. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "kit/demand.h"
#include "sys/zone.h"

/* -- the ICO's count, day by day ---------------------------------------------------------- */

#define DAYS 1461 /* 2025 to 2028 */

struct almanac {
	struct civil day[DAYS];
	bool works[DAYS];
	bool stands_still[DAYS]; /* for the request that is counted */
};

/* England and Wales, as GOV.UK lists them. */
static const char holidays[] =
    "2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26 "
    "2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28 "
    "2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28 "
    "2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26";

static int
length_of(int year, int month)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && year % 4 == 0 ? 29 : lengths[month - 1];
}

static void
almanac_fill(struct almanac *a)
{
	int year = 2025, month = 1, date = 1;

	*a = (struct almanac){ 0 };
	for (int i = 0; i < DAYS; i++) {
		char text[40];

		snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, date);
		a->day[i] = (struct civil){
			.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)date
		};
		/* 1 January 2025 was a Wednesday */
		a->works[i] = (i + 2) % 7 < 5 && strstr(holidays, text) == NULL;
		if (++date > length_of(year, month)) {
			date = 1;
			if (++month > 12) {
				month = 1;
				year++;
			}
		}
	}
}

static int
index_of(const struct almanac *a, int year, int month, int date)
{
	for (int i = 0; i < DAYS; i++)
		if (a->day[i].year == year && a->day[i].month == month && a->day[i].day == date)
			return i;
	fail_msg("%d-%d-%d is beyond the almanac", year, month, date);
	return -1;
}

/* The same date of that month or its last day, then each day that stood still, then on to a
 * working day. */
static int
answer_by(const struct almanac *a, int from, int months)
{
	int year = a->day[from].year, month = a->day[from].month + months, date = a->day[from].day;
	int by;

	year += (month - 1) / 12;
	month = (month - 1) % 12 + 1;
	if (date > length_of(year, month))
		date = length_of(year, month);
	by = index_of(a, year, month, date);
	for (int i = from; i < DAYS; i++)
		by += a->stands_still[i];
	while (!a->works[by])
		by++;
	return by;
}

/* -- a request, through the door ------------------------------------------------------------ */

struct life {
	struct test_store *t;
	struct asker dpo;
	struct almanac *almanac;
	enum right_kind right;
	struct str id;
	struct person_case c;
	int today, from, asked; /* days of the almanac */
	bool extended;
	uint64_t dice;
};

static int throw(struct life * l, int sides)
{
	l->dice = l->dice * 6364136223846793005u + 1442695040888963407u;
	return (int)((l->dice >> 33) % (uint64_t)sides);
}

/* At some hour of the day in London. */
static void
go_to(struct life *l, int day)
{
	struct civil at = l->almanac->day[day];

	at.hour = (int8_t) throw(l, 24);
	at.minute = 30;
	l->today = day;
	l->t->sc->now = zone_instant(at);
}

static void
act(struct life *l, enum case_act act, const char *given)
{
	struct acted acted;

	assert_why(act_with(l->t, &l->dpo, l->id, act, "it is said why", given, &acted), WHY_NONE);
	l->c = acted.c;
}

static void
anew(struct life *l)
{
	l->from = l->today;
	memset(l->almanac->stands_still, 0, sizeof(l->almanac->stands_still));
}

static void
wait_a_while(struct life *l)
{
	l->asked = l->today;
	go_to(l, l->today + throw(l, 3) * throw(l, 12)); /* often the same day */
}

static void
ask_which(struct life *l)
{
	act(l, ACT_PAUSE, "{\"waits\": \"clarification\"}");
	wait_a_while(l);
	act(l, ACT_RESUME, NULL);
	for (int i = l->asked; i <= l->today && l->right == RIGHT_ACCESS; i++)
		l->almanac->stands_still[i] = true;
}

static void
ask_who(struct life *l)
{
	act(l, ACT_PAUSE, "{\"waits\": \"identity\"}");
	wait_a_while(l);
	act(l, ACT_IDENTIFY, "{\"shown\": \"document\"}");
	anew(l);
}

static void
ask_fee(struct life *l)
{
	if (l->right != RIGHT_ACCESS || l->c.fee.n > 0) /* it is asked for once, and for a copy */
		return;
	act(l, ACT_FEE, "{\"amount\": \"10.00 GBP\", \"excessive\": true}");
	wait_a_while(l);
	act(l, ACT_PAID, NULL);
	anew(l);
}

static void
ask_longer(struct life *l)
{
	if (l->extended || l->c.due.us < l->t->sc->now.us)
		return;
	act(l, ACT_EXTEND, NULL);
	l->extended = true;
}

static void
judge(const struct life *l, const char *what)
{
	int by = answer_by(l->almanac, l->from, l->extended ? 3 : 1);
	struct instant due = zone_day_end(zone_instant(l->almanac->day[by]));

	if (l->c.due.us != due.us)
		fail_msg("%s on day %d: %s, and by the count it is %d-%02d-%02d", what, l->today,
		    str_c(&l->t->sc->arena, instant_print(&l->t->sc->arena, l->c.due)),
		    l->almanac->day[by].year, l->almanac->day[by].month, l->almanac->day[by].day);
}

static void
live(struct test_store *t, struct almanac *almanac, uint64_t seed)
{
	static const struct {
		const char *what;
		void (*does)(struct life *);
	} acts[] = { { "which", ask_which }, { "who", ask_who }, { "fee", ask_fee },
		{ "longer", ask_longer } };
	struct life l = { .t = t, .dpo = ask_role(t, "dpo", S("")), .almanac = almanac };
	struct demanded made;

	l.dice = seed;
	l.right = throw(&l, 3) > 0 ? RIGHT_ACCESS : RIGHT_PORTABILITY;
	go_to(&l, throw(&l, 900));
	anew(&l);
	made = demand(t, &l.dpo, l.right, "{\"email\": \"ada@example.org\"}", NULL);
	l.id = made.c.id;
	l.c = made.c;
	judge(&l, "received");
	for (int i = throw(&l, 6); i > 0; i--) {
		size_t which = (size_t) throw(&l, (int)N(acts));

		go_to(&l, l.today + throw(&l, 3) * throw(&l, 10));
		acts[which].does(&l);
		judge(&l, acts[which].what);
	}
}

static void
every_date_is_the_one_that_is_counted_day_by_day(void **state)
{
	struct scope *sc = *state;
	struct almanac *almanac = NEW(&sc->arena, struct almanac);
	struct test_store *t = test_store_edited(sc, "breach tell the regulator",
	    "right access within 1 month, free, at most 10.00 GBP when excessive\n"
	    "breach tell the regulator");
	struct asker api = ask_channel(t, "api");

	given(t, &api, "sales", "contact",
	    "{\"name\": \"Ada\", \"company\": \"Engines\", \"email\": \"ada@example.org\"}");
	for (uint64_t seed = 1; seed <= 400; seed++) {
		almanac_fill(almanac);
		live(t, almanac, seed);
	}
}

UNIT_MAIN(TEST(every_date_is_the_one_that_is_counted_day_by_day))
