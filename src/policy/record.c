/* policy/record.c -- the record of processing activities (UK GDPR Art 30(1) and (2)). */
#include "policy/law.h"
#include "policy/paper.h"

static bool
of_party(const struct plan *plan, const struct purpose *u)
{
	for (uint16_t i = 0; i < u->grounds; i++)
		if (paper_for_party(&plan->grounds.at[u->first_ground + i]))
			return true;
	return false;
}

static bool
of_ours(const struct plan *plan, const struct purpose *u)
{
	for (uint16_t i = 0; i < u->grounds; i++)
		if (!paper_for_party(&plan->grounds.at[u->first_ground + i]))
			return true;
	return u->grounds == 0 || u->as_controller; /* none: about things, or of the law */
}

/* -- one activity ------------------------------------------------------------------ */

/* LAW Art 30(1)(c), (2)(a): the people; for a processor, and on whose behalf. */
static struct str
people_of(struct paper *p, const struct purpose *u, bool processor)
{
	struct buf b = buf_new(p->arena);
	bool *said = arena_alloc(p->arena, p->plan->subjects.n + 1);

	for (uint16_t i = 0; i < u->grounds; i++) {
		const struct ground *g = &p->plan->grounds.at[u->first_ground + i];

		if (g->subject == NONE || said[g->subject]
		    || paper_for_party(g) != processor)
			continue;
		said[g->subject] = true;
		buf_printf(&b, "%s%.*s", b.n > 0 ? "; " : "",
		    STR(p->plan->subjects.at[g->subject].text));
		if (processor && g->party != NONE)
			buf_printf(&b, ", for %.*s", STR(p->plan->parties.at[g->party].text));
		paper_from(p, p->plan->subjects.at[g->subject].at);
	}
	return u->built_in ? S("everybody whose data is held") : buf_str(&b);
}

static struct str
fields_of(struct paper *p, const struct purpose *u)
{
	struct buf b = buf_new(p->arena);
	const char *kinds[] = { "", "", "" };
	size_t n = 0;
	unsigned marks = 0;

	if (u->built_in)
		return S("whatever is held about the person");
	words_fields(&b, p->plan, u->uses);
	paper_from_detail(p, u->at, "uses");
	for (uint16_t f = 0; f < p->plan->fields.n; f++)
		if (fields_have(u->uses, f))
			marks |= p->plan->fields.at[f].marks;
	if ((marks & MARK_SPECIAL) != 0)
		kinds[n++] = "special categories";
	if ((marks & MARK_CRIMINAL) != 0)
		kinds[n++] = "criminal offences";
	if (n > 0)
		buf_printf(&b, " (with %s%s%s)", kinds[0], n > 1 ? " and " : "", kinds[1]);
	return buf_str(&b);
}

/* LAW Art 30(1)(d). */
static struct str
recipients_of(struct paper *p, uint16_t purpose)
{
	struct buf b = buf_new(p->arena);

	for (uint16_t r = 0; r < p->plan->recipients.n; r++) {
		bool found = false;

		for (size_t i = 0; i < p->plan->shares.n; i++) {
			const struct share *s = &p->plan->shares.at[i];

			if (s->recipient != r || s->purpose != purpose)
				continue;
			found = true;
			paper_from(p, s->at);
		}
		if (found)
			buf_printf(&b, "%s%.*s (%s)", b.n > 0 ? "; " : "",
			    STR(p->plan->recipients.at[r].text),
			    paper_role(p->plan->recipients.at[r].role));
	}
	return b.n > 0 ? buf_str(&b) : S("nobody");
}

/* LAW Art 30(1)(e), (2)(c). */
static struct str
transfers_of(struct paper *p, uint16_t purpose)
{
	struct buf b = buf_new(p->arena);

	for (uint16_t r = 0; r < p->plan->recipients.n; r++) {
		const struct recipient *to = &p->plan->recipients.at[r];
		bool found = false;

		for (size_t i = 0; i < p->plan->shares.n; i++)
			found = found
				|| (p->plan->shares.at[i].recipient == r
				    && p->plan->shares.at[i].purpose == purpose);
		if (!found || str_eq(str_of(to->country), S("GB")))
			continue;
		buf_puts(&b, b.n > 0 ? "; " : "");
		words_country(&b, p->plan, to->country, to->mechanism);
		if (to->checked.n > 0)
			buf_printf(&b, " (%.*s)", STR(to->checked));
		buf_printf(&b, ", to %.*s", STR(to->text));
		paper_from(p, to->at);
	}
	return b.n > 0 ? buf_str(&b) : S("none");
}

/* LAW Art 30(1)(f). */
static struct str
limits_of(struct paper *p, const struct purpose *u)
{
	struct buf b = buf_new(p->arena);

	buf_puts(&b, u->built_in ? "what is asked about: as for its other purposes" : "");
	for (size_t i = 0; i < p->plan->clocks.n; i++) {
		const struct clock *c = &p->plan->clocks.at[i];
		bool own = p->plan->datasets.at[c->dataset].built_in;

		if (u->built_in ? !own : !fields_meet(p->plan, c->fields, u->uses))
			continue;
		buf_puts(&b, b.n > 0 ? "; " : "");
		words_fields(&b, p->plan,
		    own ? c->fields : fields_both(p->plan, p->arena, c->fields, u->uses));
		buf_printf(&b, ": %.*s", STR(paper_clock(p, c)));
	}
	return buf_str(&b);
}

static const char *const heads[] = { "Purpose", "Part", "People, and on whose behalf", "Data",
	"Ground", "Limits", "Given to", "Outside the United Kingdom", "Kept", "Line" };

static void
activity(struct paper *p, uint16_t purpose, bool processor)
{
	const struct purpose *u = &p->plan->purposes.at[purpose];

	paper_from(p, u->at);
	page_row(&p->page,
	    (struct str[]){ say(p, "%.*s (%.*s)", STR(u->text), STR(u->name)),
		processor ? S("processor, Art 30(2)") : S("controller, Art 30(1)"),
		people_of(p, u, processor), fields_of(p, u),
		u->built_in ? S("the law") : paper_ground(p, u), paper_limits(p, u),
		recipients_of(p, purpose), transfers_of(p, purpose), limits_of(p, u),
		u->built_in ? S("the law pack") : say(p, "%u", (unsigned)u->at.line) });
}

static void
activities(struct paper *p, bool processor)
{
	page_entries(&p->page, heads, N(heads));
	for (uint16_t i = 0; i < p->plan->purposes.n; i++) {
		const struct purpose *u = &p->plan->purposes.at[i];

		if (processor ? of_party(p->plan, u) : of_ours(p->plan, u))
			activity(p, i, processor);
	}
	page_table_end(&p->page);
}

/* -- security ---------------------------------------------------------------------- */

static struct str
may_says(struct paper *p, const struct grant *g)
{
	static const struct {
		enum may may;
		const char *word;
	} words[] = {
		{ MAY_READ, "read" },
		{ MAY_CHANGE, "change" },
		{ MAY_HEAR, "hear" },
		{ MAY_EXPORT, "export" },
		{ MAY_NARROW, "narrow" },
	};
	struct buf b = buf_new(p->arena);
	bool first = true;

	for (size_t i = 0; i < N(words); i++) {
		if ((g->may & words[i].may) == 0)
			continue;
		phrase_comma(&b, &first);
		buf_puts(&b, words[i].word);
	}
	return buf_str(&b);
}

#define limit(b, first, ...) (phrase_comma((b), (first)), buf_printf((b), __VA_ARGS__))

static void
holdings(struct paper *p, const struct grant *g, struct buf *b, bool *first)
{
	for (uint16_t i = 0; i < g->holdings; i++) {
		const struct holding *h = &p->plan->holdings.at[g->first_holding + i];

		limit(b, first, "with %.*s on record", STR(words_name(p->arena, h->fact)));
		if (term_is_zero(h->within))
			continue;
		buf_puts(b, ", not older than ");
		phrase_term(b, h->within);
	}
}

static struct str
grant_limits(struct paper *p, const struct grant *g)
{
	struct buf b = buf_new(p->arena);
	bool first = true;

	if (g->needs != 0)
		limit(&b, &first, "with %.*s", STR(paper_needs(p, g->needs)));
	if (g->a_day > 0)
		limit(&b, &first, "%u a day", g->a_day);
	if (g->of_their_own)
		limit(&b, &first, "of their own company alone");
	if (g->of_those_served)
		limit(&b, &first, "of the companies that they serve alone");
	if (g->showing_what_changes)
		limit(&b, &first, "shown what changes first");
	holdings(p, g, &b, &first);
	if (g->two_above > 0)
		limit(&b, &first, "by two people above %u records a day", g->two_above);
	if (g->named_in != NONE)
		limit(&b, &first, "only where they are named as %.*s",
		    STR(words_name(p->arena, p->plan->fields.at[g->named_in].name)));
	if (g->orders > 0)
		limit(&b, &first, "for %.*s", STR(paper_orders(p, g->first_order, g->orders)));
	if (g->only_while != NONE) {
		limit(&b, &first, "only while ");
		words_cond(&b, p->plan, g->only_while);
	}
	if (g->from_office) {
		limit(&b, &first, "from the office alone");
		paper_from_detail(p, g->at, "may");
	}
	return buf_str(&b);
}

static void
who_may(struct paper *p)
{
	static const char *const columns[] = { "Role", "May", "What", "For", "Limits", "Line" };

	page_heading(&p->page, "Who may see it inside");
	page_table(&p->page, "Nobody sees anything but this; secrets are shown to nobody", columns,
	    N(columns));
	for (size_t i = 0; i < p->plan->grants.n; i++) {
		const struct grant *g = &p->plan->grants.at[i];
		const struct role *role = &p->plan->roles.at[g->role];
		struct buf what = buf_new(p->arena);

		words_fields(&what, p->plan, g->fields);
		paper_from(p, role->at);
		paper_from(p, g->at);
		page_row(&p->page,
		    (struct str[]){ role->party == NONE
					? words_name(p->arena, role->name)
					: say(p, "%.*s, of %.*s",
					    STR(words_name(p->arena, role->name)),
					    STR(p->plan->parties.at[role->party].text)),
			may_says(p, g), buf_str(&what), p->plan->purposes.at[g->purpose].text,
			grant_limits(p, g), say(p, "%u", (unsigned)g->at.line) });
	}
	page_table_end(&p->page);
}

static struct str
door_from(struct paper *p, unsigned from)
{
	static const struct {
		enum offered_by by;
		const char *says;
	} words[] = {
		{ FROM_KEYS, "programmes with a key" },
		{ FROM_PEOPLE, "people who signed in" },
		{ FROM_ANYONE, "anyone" },
		{ FROM_PHONES, "registered phones" },
		{ FROM_PHONE_SYSTEM, "the phone system" },
	};
	struct buf b = buf_new(p->arena);
	bool first = true;

	for (size_t i = 0; i < N(words); i++) {
		if ((from & words[i].by) == 0)
			continue;
		phrase_comma(&b, &first);
		buf_puts(&b, words[i].says);
	}
	return buf_str(&b);
}

static void
door_says(struct paper *p, const struct door_rule *d)
{
	struct str from = door_from(p, d->from);
	struct buf b = buf_new(p->arena);
	bool first = true;

	buf_printf(&b, "the door %.*s takes ", STR(words_name(p->arena, d->name)));
	for (uint16_t i = 0; i < d->datasets; i++) {
		uint16_t dataset = p->plan->door_datasets.at[d->first_dataset + i];

		phrase_comma(&b, &first);
		buf_put(&b, words_name(p->arena, p->plan->datasets.at[dataset].name));
	}
	if (!fields_none(p->plan, d->asks)) {
		buf_puts(&b, d->datasets > 0 ? ", and is asked for " : "questions for ");
		words_fields(&b, p->plan, d->asks);
	}
	if (from.n > 0)
		buf_printf(&b, " from %.*s", STR(from));
	if (d->only_while != NONE) {
		buf_puts(&b, ", only while ");
		words_cond(&b, p->plan, d->only_while);
	}
	if (d->tls_only)
		buf_puts(&b, ", encrypted alone");
	paper_clause(p, &b, d->at, "may", UNBUILT_DOOR);
	if (d->block_count > 0) {
		buf_printf(&b, "; after %u unknown phones an address is blocked", d->block_count);
		paper_clause(p, &b, d->at, "block", UNBUILT_BLOCK);
	}
	if (d->shows_notice) {
		buf_puts(&b, "; what it brings says which notice was shown");
		paper_from_detail(p, d->at, "shows notice");
	}
	paper_from(p, d->at);
	page_point(&p->page, buf_str(&b));
}

/* LAW Art 30(1)(g), (2)(d): a general description of the measures. */
static void
security(struct paper *p)
{
	page_heading(&p->page, "How it is kept safe");
	page_list(&p->page);
	page_point(&p->page,
	    S("Everything is held sealed, under a key for each term that it has; when the term "
	      "ends the key is destroyed. Keys are kept apart from the data and its backups."));
	page_point(&p->page,
	    S("Each answer and each refusal stands in a chained ledger before it is given; the "
	      "ledger holds no value of a person and can be checked by anybody."));
	for (size_t i = 0; i < p->plan->places.n; i++) {
		const struct place *place = &p->plan->places.at[i];
		struct buf b = buf_new(p->arena);

		buf_printf(&b, "%.*s, in ", STR(place->text));
		words_country(&b, p->plan, place->country, S(""));
		if (place->run_by != NONE)
			buf_printf(&b, ", run by %.*s",
			    STR(p->plan->recipients.at[place->run_by].text));
		if (place->sealed_before_transfer)
			buf_puts(&b, ", sealed before it goes there");
		paper_from(p, place->at);
		page_point(&p->page, buf_str(&b));
	}
	for (size_t i = 0; i < p->plan->doors.n; i++)
		door_says(p, &p->plan->doors.at[i]);
	page_list_end(&p->page);
	who_may(p);
}

/* -- the whole ---------------------------------------------------------------------- */

/* LAW Art 30(2)(a): each controller by name, when the caller knows them. */
static struct str
registered_of(struct paper *p, const struct party_class *party)
{
	const struct edition *e = p->page.edition;
	struct buf b = buf_new(p->arena);
	bool first = true;

	if (e->parties == NULL)
		return S("each is registered by name, and `bailee record --parties` prints them");
	for (size_t i = 0; i < e->n_parties; i++) {
		if (!str_eq(e->parties[i].class, party->name))
			continue;
		phrase_comma(&b, &first);
		buf_put(&b, e->parties[i].name);
	}
	return first ? S("none is registered") : buf_str(&b);
}

/* LAW Art 30(1)(a), (2)(a). */
static void
who_answers(struct paper *p)
{
	page_heading(&p->page, "Who answers");
	paper_from(p, p->plan->controller.at);
	page_para(&p->page, say(p, "%.*s, as controller%s.", STR(p->plan->controller.name),
				p->plan->parties.n > 0 ? " and as processor" : ""));
	paper_contacts(p);
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->recipients.n; i++) {
		const struct recipient *r = &p->plan->recipients.at[i];

		if (r->role != RECIPIENT_JOINT)
			continue;
		paper_from(p, r->at);
		page_point(&p->page, say(p, "Joint controller: %.*s", STR(r->text)));
	}
	for (size_t i = 0; i < p->plan->parties.n; i++) {
		paper_from(p, p->plan->parties.at[i].at);
		page_point(&p->page,
		    say(p, "We are the processor of %.*s: %.*s.",
			STR(p->plan->parties.at[i].text),
			STR(registered_of(p, &p->plan->parties.at[i]))));
	}
	page_list_end(&p->page);
}

void
document_record(struct paper *p)
{
	who_answers(p);
	page_heading(&p->page, "What we do and answer for (Art 30(1))");
	activities(p, false);
	page_heading(&p->page, "What we do by instruction (Art 30(2))");
	activities(p, true);
	security(p);
}
