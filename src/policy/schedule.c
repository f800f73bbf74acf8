/* policy/schedule.c -- the retention schedule: each field, its clock, its line. */
#include "policy/law.h"
#include "policy/paper.h"

static struct str
place_of(const struct plan *plan, const struct clock *c)
{
	return c->place == NONE ? S("every place") : plan->places.at[c->place].text;
}

/* What a person asking to be forgotten is told of this field. */
static struct str
exception_of(struct paper *p, uint16_t field)
{
	const struct plan *plan = p->plan;

	for (size_t i = 0; i < plan->exceptions.n; i++) {
		const struct exception *e = &plan->exceptions.at[i];

		if (e->kind == RIGHT_ERASURE && fields_have(e->fields, field))
			return say(p, "stays for %.*s (line %u)",
			    STR(plan->purposes.at[e->purpose].name), (unsigned)e->at.line);
	}
	if (plan->datasets.at[plan->fields.at[field].dataset].built_in)
		return S("stays: it is the proof");
	return S("erased on request");
}

static void
schedule_field(struct paper *p, uint16_t field)
{
	const struct field *f = &p->plan->fields.at[field];

	if ((f->marks & MARK_PASSES) != 0)
		page_row(&p->page,
		    (struct str[]){ f->full, S("never held: it passes to a recipient"), S(""), S(""),
			say(p, "%u", (unsigned)f->at.line) });
	for (size_t i = 0; i < p->plan->clocks.n; i++) {
		const struct clock *c = &p->plan->clocks.at[i];

		if (!fields_have(c->fields, field))
			continue;
		page_row(&p->page,
		    (struct str[]){ p->plan->fields.at[field].full, paper_clock(p, c),
			place_of(p->plan, c), exception_of(p, field),
			say(p, "%u", (unsigned)c->at.line) });
	}
}

static void
schedule_events(struct paper *p)
{
	static const char *const heads[] = { "Event", "Counts", "If it never comes", "Line" };

	page_heading(&p->page, "The events that start clocks");
	page_table(&p->page, "Events", heads, N(heads));
	for (uint16_t i = 0; i < p->plan->events.n; i++) {
		const struct event *e = &p->plan->events.at[i];
		struct buf fallback = buf_new(p->arena);

		if (e->of == EVENT_OF_BUILT_IN)
			continue;
		if (e->has_fallback) {
			buf_puts(&fallback, "taken to have come ");
			phrase_term(&fallback, e->fallback);
			buf_printf(&fallback, " after %.*s",
			    STR(words_event(p->arena, p->plan, e->fallback_event)));
		}
		paper_from(p, e->at);
		page_row(&p->page,
		    (struct str[]){ e->name, e->latest ? S("the latest") : S("the first"),
			buf_str(&fallback), say(p, "%u", (unsigned)e->at.line) });
	}
	page_table_end(&p->page);
}

static struct str
status(bool confirmed)
{
	return confirmed ? S("confirmed") : S("a setting: not confirmed");
}

static void
law_row(struct paper *p, struct str what, const struct law_term *law)
{
	page_row(&p->page, (struct str[]){ what, term_print(p->arena, law->within),
			       str_of(law->source), status(law->confirmed) });
}

static void
country_rows(struct paper *p)
{
	for (size_t i = 0; i < p->plan->recipients.n; i++) {
		const struct recipient *r = &p->plan->recipients.at[i];
		const struct law_country *c = law_adequate(p->plan->law_date, r->country);

		if (c == NULL || str_eq(str_of(c->source), S("home")))
			continue;
		page_row(&p->page,
		    (struct str[]){ say(p, "%s, for %.*s", words_country_name(r->country),
					STR(r->name)),
			S("adequate"), str_of(c->source), status(c->confirmed) });
	}
}

/* How days are counted, and how far the list of bank holidays goes. */
static void
schedule_days(struct paper *p)
{
	enum division division = p->plan->controller.division;
	struct civil day = { 0 }, confirmed = { 0 };
	struct law_fact is;

	paper_from_detail(p, p->plan->controller.at, "bank holidays of");
	for (size_t n = 0; law_holiday(division, n, &day, &is); n++)
		if (is.confirmed)
			confirmed = day;
	page_para(&p->page,
	    say(p,
		"A month ends on the same date of the next month, or on its last day. A date of the "
		"law that falls on a weekend or on a bank holiday of %s is the next "
		"working day. Bank holidays are confirmed up to %.*s and listed, as a setting, up "
		"to %.*s; later ones are not known, and an answer can only be early.",
		law_division_name(division), STR(words_date(p->arena, confirmed)),
		STR(words_date(p->arena, day))));
}

static bool
rests_on_recognised(const struct plan *plan)
{
	for (size_t i = 0; i < plan->grounds.n; i++)
		if (plan->grounds.at[i].basis == BASIS_RECOGNISED)
			return true;
	return false;
}

static bool
has_exempt_cookie(const struct plan *plan)
{
	for (size_t i = 0; i < plan->cookies.n; i++)
		if (plan->cookies.at[i].class == COOKIE_EXEMPT)
			return true;
	return false;
}

/* What the law lets one do, where the policy does it. */
static void
leave_rows(struct paper *p)
{
	const bool taken[LAW_LEAVES] = {
		[LAW_LEAVE_RECOGNISED] = rests_on_recognised(p->plan),
		[LAW_LEAVE_EXEMPT_COOKIE] = has_exempt_cookie(p->plan),
		[LAW_LEAVE_AUTOMATED] = p->plan->decisions.n > 0,
		[LAW_LEAVE_STOP_CLOCK] = true,
	};

	for (enum law_leave leave = 0; leave < LAW_LEAVES; leave++) {
		struct law_fact is;

		if (!law_leave(p->plan->law_date, leave, &is) || !taken[leave])
			continue;
		page_row(&p->page,
		    (struct str[]){ str_of(is.what), S("allowed"), str_of(is.source),
			status(is.confirmed) });
	}
}

/* L2: what the policy takes from the pack, and how sure that is. */
static void
schedule_law(struct paper *p)
{
	static const char *const heads[] = { "What", "At most", "Source", "Status" };

	page_heading(&p->page, "What the law pack says");
	page_table(&p->page, "Limits that this policy stands on", heads, N(heads));
	for (enum right_kind kind = 0; kind < RIGHTS; kind++)
		law_row(p, say(p, "the right %s", words_right(kind)), law_right_within(p->plan->law_date, kind));
	for (enum law_limit limit = 0; limit < LAW_LIMITS; limit++)
		law_row(p, str_of(law_limit(p->plan->law_date, limit)->what),
		    law_limit(p->plan->law_date, limit));
	country_rows(p);
	leave_rows(p);
	page_table_end(&p->page);
	schedule_days(p);
}

void
document_schedule(struct paper *p)
{
	static const char *const heads[] = { "Field", "Kept", "Where", "If the person asks",
		"Line" };

	page_heading(&p->page, "Each field and its clock");
	page_table(&p->page, "Fields", heads, N(heads));
	for (uint16_t i = 0; i < p->plan->fields.n; i++)
		schedule_field(p, i);
	page_table_end(&p->page);
	schedule_events(p);
	schedule_law(p);
}
