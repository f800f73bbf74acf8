/* policy/schedule.c -- the retention schedule: each field, its clock, its line. */
#include "policy/document.h"
#include "policy/law.h"
#include "policy/page.h"
#include "policy/phrase.h"
#include "policy/words.h"

static struct str
ends(struct arena *arena, const struct plan *plan, const struct clock *c)
{
	struct buf b = buf_new(arena);

	words_clock(&b, plan, c);
	return buf_str(&b);
}

static struct str
place_of(const struct plan *plan, const struct clock *c)
{
	return c->place == NONE ? S("every place") : plan->places.at[c->place].text;
}

/* What a person asking to be forgotten is told of this field. */
static struct str
exception_of(struct arena *arena, const struct plan *plan, uint16_t field)
{
	for (size_t i = 0; i < plan->exceptions.n; i++) {
		const struct exception *e = &plan->exceptions.at[i];

		if (e->kind == RIGHT_ERASURE && fields_have(e->fields, field))
			return str_printf(arena, "stays for %.*s (line %u)",
			    STR(plan->purposes.at[e->purpose].name), (unsigned)e->at.line);
	}
	if (plan->datasets.at[plan->fields.at[field].dataset].built_in)
		return S("stays: it is the proof");
	return S("erased on request");
}

static void
schedule_field(struct page *page, struct arena *arena, const struct plan *plan, uint16_t field)
{
	for (size_t i = 0; i < plan->clocks.n; i++) {
		const struct clock *c = &plan->clocks.at[i];

		if (!fields_have(c->fields, field))
			continue;
		page_row(page, (struct str[]){ plan->fields.at[field].full, ends(arena, plan, c),
				   place_of(plan, c), exception_of(arena, plan, field),
				   str_printf(arena, "%u", (unsigned)c->at.line) });
	}
}

static void
schedule_events(struct page *page, struct arena *arena, const struct plan *plan)
{
	static const char *const heads[] = { "Event", "Counts", "If it never comes", "Line" };

	page_heading(page, "The events that start clocks");
	page_table(page, "Events", heads, N(heads));
	for (uint16_t i = 0; i < plan->events.n; i++) {
		const struct event *e = &plan->events.at[i];
		struct buf fallback = buf_new(arena);

		if (e->of == EVENT_OF_BUILT_IN)
			continue;
		if (e->has_fallback) {
			buf_puts(&fallback, "taken to have come ");
			phrase_term(&fallback, e->fallback);
			buf_printf(&fallback, " after %.*s",
			    STR(words_event(arena, plan, e->fallback_event)));
		}
		page_row(
		    page, (struct str[]){ e->name, e->latest ? S("the latest") : S("the first"),
			      buf_str(&fallback), str_printf(arena, "%u", (unsigned)e->at.line) });
	}
	page_table_end(page);
}

static struct str
status(bool confirmed)
{
	return confirmed ? S("confirmed") : S("a setting: not confirmed");
}

static void
law_row(struct page *page, struct arena *arena, struct str what, const struct law_term *law)
{
	page_row(page, (struct str[]){ what, term_print(arena, law->within), str_of(law->source),
			   status(law->confirmed) });
}

static void
country_rows(struct page *page, struct arena *arena, const struct plan *plan)
{
	for (size_t i = 0; i < plan->recipients.n; i++) {
		const struct recipient *r = &plan->recipients.at[i];
		const struct law_country *c = law_adequate(plan->law_date, r->country);

		if (c == NULL || str_eq(str_of(c->source), S("home")))
			continue;
		page_row(
		    page, (struct str[]){ str_printf(arena, "%s, for %.*s", c->name, STR(r->name)),
			      S("adequate"), str_of(c->source), status(c->confirmed) });
	}
}

/* How days are counted, and how far the list of bank holidays goes. */
static void
schedule_days(struct page *page, struct arena *arena)
{
	struct civil day = { 0 }, confirmed = { 0 };
	struct law_fact is;

	for (size_t n = 0; law_holiday(n, &day, &is); n++)
		if (is.confirmed)
			confirmed = day;
	page_para(page,
	    str_printf(arena,
		"A month ends on the same date of the next month, or on its last day. A date of the "
		"law that falls on a weekend or on a bank holiday of England and Wales is the next "
		"working day. Bank holidays are confirmed up to %.*s and listed, as a setting, up "
		"to %.*s; later ones are not known, and an answer can only be early.",
		STR(date_print(arena, confirmed)), STR(date_print(arena, day))));
}

/* L2: what the policy takes from the pack, and how sure that is. */
static void
schedule_law(struct page *page, struct arena *arena, const struct plan *plan)
{
	static const char *const heads[] = { "What", "At most", "Source", "Status" };

	page_heading(page, "What the law pack says");
	page_table(page, "Limits that this policy stands on", heads, N(heads));
	for (enum right_kind kind = 0; kind < RIGHTS; kind++)
		law_row(page, arena, str_printf(arena, "the right %s", words_right(kind)),
		    law_right_within(plan->law_date, kind));
	for (enum law_limit limit = 0; limit < LAW_LIMITS; limit++)
		law_row(page, arena, str_of(law_limit(plan->law_date, limit)->what),
		    law_limit(plan->law_date, limit));
	country_rows(page, arena, plan);
	page_table_end(page);
	schedule_days(page, arena);
}

void
document_schedule(struct buf *b, const struct plan *plan, enum document_form form, struct str hash)
{
	static const char *const heads[] = { "Field", "Kept", "Where", "If the person asks",
		"Line" };
	struct page page;

	page_begin(&page, b, form,
	    str_printf(b->arena, "Retention schedule of %.*s", STR(plan->controller.name)));
	page_para(&page,
	    str_printf(b->arena,
		"Policy %.*s, version %u, in force from %.*s (sha256 %.*s). Days end in %.*s.",
		STR(plan->name), (unsigned)plan->version, STR(date_print(b->arena, plan->from)),
		STR(hash), STR(plan->zone)));
	page_heading(&page, "Each field and its clock");
	page_table(&page, "Fields", heads, N(heads));
	for (uint16_t i = 0; i < plan->fields.n; i++)
		schedule_field(&page, b->arena, plan, i);
	page_table_end(&page);
	schedule_events(&page, b->arena, plan);
	schedule_law(&page, b->arena, plan);
	page_end(&page);
}
