/* policy/notice.c -- the privacy notice: what a person is told (UK GDPR Art 13, 14). */
#include "policy/notice.h"

/* Two parts where a policy has both: people who deal with us, and people whose
 * data a company gives us because we work for it. */
enum part { PART_OURS,
	PART_PARTY,
	PARTS };

static const char *const part_titles[] = {
	[PART_OURS] = "If you deal with us yourself",
	[PART_PARTY] = "If a company that we work for gave us your data",
};

static enum part
part_of(const struct plan *plan, uint16_t subject)
{
	return plan->subjects.at[subject].party == NONE ? PART_OURS : PART_PARTY;
}

static bool
has_part(const struct plan *plan, enum part part)
{
	for (uint16_t i = 0; i < plan->subjects.n; i++)
		if (part_of(plan, i) == part)
			return true;
	return false;
}

static void
part_begins(struct paper *p, enum part part)
{
	if (has_part(p->plan, PART_OURS) && has_part(p->plan, PART_PARTY))
		page_heading_of(&p->page, str_of(part_titles[part]));
}

/* -- who ----------------------------------------------------------------------- */

static void
party_says(struct paper *p, const struct party_class *party)
{
	struct buf kinds = buf_new(p->arena), facts = buf_new(p->arena);
	bool first = true;

	for (uint16_t i = 0; i < party->kinds; i++) {
		phrase_comma(&kinds, &first);
		buf_put(&kinds, words_name(p->arena, p->plan->words.at[party->first_kind + i]));
	}
	if (party->kinds > 0)
		paper_from_detail(p, party->at, "kinds");
	first = true;
	for (uint16_t i = 0; i < party->facts; i++) {
		phrase_comma(&facts, &first);
		buf_put(&facts, words_name(p->arena, p->plan->words.at[party->first_fact + i]));
	}
	if (party->facts > 0)
		paper_from_detail(p, party->at, "facts");
	paper_from(p, party->at);
	page_point(&p->page,
	    say(p, "We work for %.*s%s%.*s%s%.*s.", STR(party->text),
		kinds.n > 0 ? ", which may be: " : "", STR(buf_str(&kinds)),
		facts.n > 0 ? "; of each we note: " : "", STR(buf_str(&facts))));
	if (party->through != NONE) {
		paper_from_detail(p, party->at, "through");
		page_point(&p->page,
		    say(p,
			"Where %.*s comes to us through %.*s, it is still the first that decides; the "
			"second sees what the first lets it see.",
			STR(party->text), STR(p->plan->parties.at[party->through].text)));
	}
}

/* LAW UK GDPR Art 13(1)(a), (b). */
static void
who_we_are(struct paper *p)
{
	const struct plan *plan = p->plan;

	page_heading(&p->page, "Who we are");
	paper_from(p, plan->controller.at);
	page_para(&p->page, say(p, "%.*s decides about your data and answers for it.",
				STR(plan->controller.name)));
	paper_contacts(p);
	page_list(&p->page);
	for (size_t i = 0; i < plan->group_members.n; i++) {
		const struct named *member = &plan->group_members.at[i];

		paper_from(p, member->at);
		page_point(&p->page, say(p, "%.*s belongs to our group.", STR(member->text)));
	}
	for (size_t i = 0; i < plan->links.n; i++) {
		paper_from(p, plan->links.at[i].at);
		page_link(&p->page, S("We publish"), plan->links.at[i].text);
	}
	for (size_t i = 0; i < plan->parties.n; i++)
		party_says(p, &plan->parties.at[i]);
	page_list_end(&p->page);
}

static struct str
states_say(struct paper *p, uint16_t subject)
{
	struct buf b = buf_new(p->arena);

	for (size_t i = 0; i < p->plan->states.n; i++) {
		const struct state *s = &p->plan->states.at[i];

		if (s->subject != subject)
			continue;
		buf_printf(&b, "%s%.*s from %.*s", b.n > 0 ? ", " : "; we call you ",
		    STR(words_name(p->arena, s->name)),
		    STR(words_event(p->arena, p->plan, s->event)));
		paper_from_detail(p, s->at, "state");
	}
	return buf_str(&b);
}

static void
whom_it_is_for(struct paper *p)
{
	page_heading(&p->page, "Whom this notice is for");
	for (enum part part = 0; part < PARTS; part++) {
		part_begins(p, part);
		page_list(&p->page);
		for (uint16_t i = 0; i < p->plan->subjects.n; i++) {
			const struct subject_type *s = &p->plan->subjects.at[i];

			if (part_of(p->plan, i) != part)
				continue;
			paper_from(p, s->at);
			page_point(&p->page, say(p, "%.*s%.*s", STR(s->text), STR(states_say(p, i))));
		}
		page_list_end(&p->page);
		if (part == PART_PARTY && has_part(p->plan, part))
			page_para(&p->page,
			    S("Here the company that we work for decides, and we follow its "
			      "instructions, except where this notice says that we decide. Ask "
			      "it for its own notice."));
	}
}

/* -- what ---------------------------------------------------------------------- */

static struct str
field_says(struct paper *p, uint16_t field)
{
	const struct field *f = &p->plan->fields.at[field];
	struct buf b = buf_new(p->arena);

	paper_from(p, f->at);
	buf_put(&b, words_name(p->arena, f->name));
	if (f->category.n > 0)
		buf_printf(&b, " (%.*s)", STR(f->category));
	if ((f->marks & MARK_SPECIAL) != 0)
		buf_puts(&b, " (special category)");
	if ((f->marks & MARK_CRIMINAL) != 0)
		buf_puts(&b, " (criminal offences)");
	if ((f->marks & MARK_SECRET) != 0)
		buf_puts(&b, " (never shown)");
	if ((f->marks & MARK_NO_QUERY) != 0)
		buf_puts(&b, " (without what stands behind a question mark)");
	if (f->dated)
		buf_printf(&b, " (until %.*s)", STR(words_date(p->arena, f->until)));
	if ((f->marks & MARK_PASSES) != 0)
		buf_puts(&b, " (passed on, never kept)");
	if (f->special_for != NONE)
		buf_printf(&b, " (what is special in it is used for one thing alone: %.*s)",
		    STR(p->plan->purposes.at[f->special_for].text));
	if (f->derived_from != NONE)
		buf_printf(&b, " (made from %.*s)",
		    STR(words_field(p->arena, p->plan, f->derived_from)));
	if (f->only_while != NONE) {
		buf_puts(&b, " (only while ");
		words_cond(&b, p->plan, f->only_while);
		buf_putc(&b, ')');
	}
	if (f->off_cond != NONE) {
		buf_puts(&b, " (off unless ");
		words_cond(&b, p->plan, f->off_cond);
		buf_putc(&b, ')');
	}
	if (f->off_unless != NONE)
		buf_printf(&b, " (off unless you consent to %.*s)",
		    STR(words_name(p->arena, p->plan->consents.at[f->off_unless].name)));
	return buf_str(&b);
}

static bool
dataset_in_part(const struct plan *plan, const struct dataset *d, enum part part)
{
	for (uint16_t i = 0; i < d->subjects; i++)
		if (part_of(plan, plan->dataset_subjects.at[d->first_subject + i]) == part)
			return true;
	return d->subjects == 0 && (d->party == NONE ? PART_OURS : PART_PARTY) == part;
}

/* What it is called, and of which categories it is where the policy says so. */
static struct str
kinds_of(struct paper *p, const struct dataset *d)
{
	struct buf b = buf_new(p->arena);
	LIST(struct str) kinds = { 0 };

	*LIST_ADD(&kinds, p->arena) = words_name(p->arena, d->name);
	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		struct str kind = words_category(p->arena, p->plan, f);

		if (!str_among(kind, kinds.at, kinds.n))
			*LIST_ADD(&kinds, p->arena) = kind;
	}
	buf_put(&b, kinds.at[0]);
	for (size_t i = 1; i < kinds.n; i++)
		buf_printf(&b, "%s%.*s", i == 1 ? ": " : ", ", STR(kinds.at[i]));
	if (kinds.n > 1)
		paper_from_detail(p, d->at, "category");
	return buf_str(&b);
}

static void
dataset_row(struct paper *p, const struct dataset *d)
{
	struct buf needed = buf_new(p->arena), other = buf_new(p->arena);
	struct buf about = buf_new(p->arena);
	bool first_needed = true, first_other = true;

	paper_from(p, d->at);
	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		bool required = (p->plan->fields.at[f].marks & MARK_REQUIRED) != 0;

		phrase_comma(required ? &needed : &other, required ? &first_needed : &first_other);
		buf_put(required ? &needed : &other, field_says(p, f));
	}
	buf_put(&about, paper_about(p, d));
	if (d->place != NONE) {
		buf_printf(&about,
		    p->plan->places.at[d->place].told == TOLD_NO ? "; held in %.*s alone"
								 : "; a copy of it lies in %.*s",
		    STR(p->plan->places.at[d->place].text));
		paper_from_detail(p, d->at, "in");
	}
	if (d->allocation != NONE)
		buf_printf(&about, "; of whoever %.*s names for that time, else of nobody",
		    STR(words_name(p->arena, p->plan->datasets.at[d->allocation].name)));
	if (d->series) {
		buf_puts(&about, "; one after the other, as a series");
		paper_from_detail(p, d->at, "as series");
	}
	page_row(&p->page, (struct str[]){ kinds_of(p, d), buf_str(&about),
			       buf_str(&needed), buf_str(&other) });
}

/* LAW UK GDPR Art 14(1)(d), Art 13(2)(e). */
static void
what_we_hold(struct paper *p)
{
	static const char *const heads[] = { "What", "About", "Needed", "Also, if it is given" };

	page_heading(&p->page, "What we hold");
	for (enum part part = 0; part < PARTS; part++) {
		part_begins(p, part);
		page_table(&p->page, "The data that we hold, and nothing else", heads, N(heads));
		for (size_t i = 0; i < p->plan->datasets.n; i++)
			if (!p->plan->datasets.at[i].built_in
			    && dataset_in_part(p->plan, &p->plan->datasets.at[i], part))
				dataset_row(p, &p->plan->datasets.at[i]);
		page_table_end(&p->page);
	}
}

/* -- why ------------------------------------------------------------------------- */

static bool
purpose_in_part(const struct plan *plan, const struct purpose *u, enum part part)
{
	for (uint16_t i = 0; i < u->grounds; i++) {
		uint16_t subject = plan->grounds.at[u->first_ground + i].subject;

		if (subject != NONE && part_of(plan, subject) == part)
			return true;
	}
	return u->grounds == 0 && part == PART_OURS;
}

/* LAW UK GDPR Art 13(1)(c), (d). */
static void
why(struct paper *p)
{
	static const char *const heads[] = { "Why we use it", "What we use", "On which ground",
		"Limits" };

	page_heading(&p->page, "Why we use it, and on which ground");
	for (enum part part = 0; part < PARTS; part++) {
		part_begins(p, part);
		page_table(
		    &p->page, "Every purpose; we use your data for nothing else", heads, N(heads));
		for (size_t i = 0; i < p->plan->purposes.n; i++) {
			const struct purpose *u = &p->plan->purposes.at[i];
			struct buf uses = buf_new(p->arena);

			if (u->built_in || !purpose_in_part(p->plan, u, part))
				continue;
			paper_from(p, u->at);
			paper_from_detail(p, u->at, "uses");
			words_fields(&uses, p->plan, u->uses);
			page_row(&p->page, (struct str[]){ u->text, buf_str(&uses),
					       paper_ground(p, u), paper_limits(p, u) });
		}
		page_table_end(&p->page);
	}
	page_para(&p->page, S("We also use what we hold to answer you when you use your rights, "
			      "and to obey a court or a lawful authority that shows an order."));
}

/* -- to whom --------------------------------------------------------------------- */

/* What is given without consent, and under what care (DPA 2018 Sch 2). */
static struct str
order_says(struct paper *p, const struct order_class *o)
{
	struct buf b = buf_new(p->arena);

	buf_printf(&b, "%.*s: we are shown ", STR(o->text));
	for (uint16_t i = 0; i < o->shows; i++)
		buf_printf(&b, "%s%.*s",
		    i == 0		? ""
		    : i + 1 == o->shows ? " and "
					: ", ",
		    STR(words_name(p->arena, p->plan->words.at[o->first_show + i])));
	for (uint16_t i = 0; i < o->countries; i++)
		buf_printf(&b, "%s%s", i == 0 ? "; it is of " : " or ",
		    words_country_name(
			str_c(p->arena, p->plan->words.at[o->first_country + i])));
	buf_printf(&b, "%s; it ends after ", o->shows == 0 ? "the reason" : "");
	phrase_term(&b, o->ends_after);
	if (o->two_people)
		buf_puts(&b, "; two of us agree to it");
	if (!term_is_zero(o->reviewed_within)) {
		buf_puts(&b, "; it is looked at again within ");
		phrase_term(&b, o->reviewed_within);
	}
	if (!term_is_zero(o->tell_within)) {
		buf_puts(&b, "; we tell you within ");
		phrase_term(&b, o->tell_within);
		buf_puts(&b, o->unless_forbidden ? ", unless we are forbidden to" : "");
	}
	if (o->hold != NONE)
		buf_puts(&b, "; what it names is kept until nobody needs it for the case");
	paper_from(p, o->at);
	paper_from_details(p, o->at);
	return buf_str(&b);
}

static void
orders(struct paper *p)
{
	if (p->plan->orders.n == 0)
		return;
	page_para(&p->page, S("Without asking you, we give data to somebody only so:"));
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->orders.n; i++)
		page_point(&p->page, order_says(p, &p->plan->orders.at[i]));
	page_list_end(&p->page);
}

static void
place_says(struct paper *p, const struct place *place)
{
	struct buf b = buf_new(p->arena);

	buf_printf(&b, "We hold it in %.*s, in ", STR(place->text));
	words_country(&b, p->plan, place->country, S(""));
	if (place->run_by != NONE)
		buf_printf(
		    &b, ", run by %.*s", STR(p->plan->recipients.at[place->run_by].text));
	if (place->sealed_before_transfer)
		buf_puts(&b, ", sealed before it goes there");
	if (!term_is_zero(place->backups_kept)) {
		buf_puts(&b, ", each copy for ");
		phrase_term(&b, place->backups_kept);
		paper_from_detail(p, place->at, "kept");
	}
	if (!term_is_zero(place->copied_every)) {
		buf_puts(&b, ", copied at least every ");
		phrase_term(&b, place->copied_every);
		paper_from_detail(p, place->at, "copied every");
	}
	if (!term_is_zero(place->tried_every)) {
		buf_puts(&b, ", and brought back for trial every ");
		phrase_term(&b, place->tried_every);
		paper_from_detail(p, place->at, "tried every");
	}
	if (place->told != TOLD_NO) {
		buf_puts(&b, ", told when something is erased");
		if (!term_is_zero(place->confirm_within)) {
			buf_puts(&b, ", and must confirm within ");
			phrase_term(&b, place->confirm_within);
		}
		paper_from_detail(p, place->at, "told to erase");
	}
	paper_from(p, place->at);
	page_point(&p->page, buf_str(&b));
}

static void
shared_with_nobody(struct paper *p)
{
	struct buf b = buf_new(p->arena);
	bool first = true;

	for (size_t i = 0; i < p->plan->datasets.n; i++) {
		const struct dataset *d = &p->plan->datasets.at[i];

		if (!d->shared_with_nobody || d->built_in)
			continue;
		phrase_comma(&b, &first);
		buf_put(&b, words_name(p->arena, d->name));
		paper_from_detail(p, d->at, "shared with nobody");
	}
	if (!first)
		page_para(&p->page,
		    say(p, "Nobody else is given these, save by order of the law: %.*s.",
			STR(buf_str(&b))));
}

static struct str
what_they_are(struct paper *p, uint16_t recipient)
{
	const struct recipient *r = &p->plan->recipients.at[recipient];
	struct str duties = paper_duties(p, recipient);

	return say(p, "%s%s%.*s", paper_role(r->role), duties.n > 0 ? ". " : "", STR(duties));
}

/* LAW UK GDPR Art 13(1)(e), (f). */
static void
who_gets_it(struct paper *p)
{
	static const char *const heads[] = { "Who", "In", "What they are",
		"What they get, and why" };

	page_heading(&p->page, "Who gets it, and where it is");
	page_table(&p->page, "Everybody who is given any of it", heads, N(heads));
	for (uint16_t i = 0; i < p->plan->recipients.n; i++) {
		const struct recipient *r = &p->plan->recipients.at[i];
		struct buf in = buf_new(p->arena);

		paper_from(p, r->at);
		words_country(&in, p->plan, r->country, r->mechanism);
		page_row(&p->page, (struct str[]){ r->text, buf_str(&in), what_they_are(p, i),
				       paper_receives(p, i) });
	}
	page_table_end(&p->page);
	shared_with_nobody(p);
	orders(p);
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->places.n; i++)
		place_says(p, &p->plan->places.at[i]);
	page_list_end(&p->page);
}

/* -- how long -------------------------------------------------------------------- */

static void
event_says(struct paper *p, uint16_t event)
{
	const struct event *e = &p->plan->events.at[event];

	if (!e->has_fallback)
		return;
	paper_from(p, e->at);
	page_point(&p->page,
	    say(p, "If \"%.*s\" never comes, we count as if it had come %.*s after %.*s.",
		STR(words_event(p->arena, p->plan, event)),
		STR(term_print(p->arena, e->fallback)),
		STR(words_event(p->arena, p->plan, e->fallback_event))));
}

static void
party_ends(struct paper *p, const struct party_class *party)
{
	struct buf b = buf_new(p->arena);

	if (!party->returned)
		return;
	buf_printf(&b,
	    "When our work for %.*s ends, we return what we hold for them and erase it within ",
	    STR(party->text));
	phrase_term(&b, party->return_within);
	paper_from_detail(p, party->at, "at the end");
	page_point(&p->page, say(p, "%.*s.", STR(buf_str(&b))));
}

static void
hold_says(struct paper *p, const struct hold_class *h)
{
	struct buf what = buf_new(p->arena);

	words_fields(&what, p->plan, h->fields);
	paper_from(p, h->at);
	paper_from_detail(p, h->at, "pauses keep");
	paper_from_detail(p, h->at, "by ");
	page_point(&p->page,
	    say(p, "A %.*s may keep for longer what it needs of %.*s; it is looked at again every "
		   "%.*s.",
		STR(words_name(p->arena, h->name)), STR(buf_str(&what)),
		STR(term_print(p->arena, h->reviewed_every))));
}

/* LAW UK GDPR Art 13(2)(a). */
static void
how_long(struct paper *p)
{
	static const char *const heads[] = { "What", "How long" };

	page_heading(&p->page, "How long we keep it");
	page_table(&p->page, "When each thing is erased", heads, N(heads));
	for (size_t i = 0; i < p->plan->clocks.n; i++) {
		const struct clock *c = &p->plan->clocks.at[i];
		struct buf what = buf_new(p->arena);

		words_fields(&what, p->plan, c->fields);
		page_row(&p->page, (struct str[]){ buf_str(&what), paper_clock(p, c) });
	}
	page_table_end(&p->page);
	page_list(&p->page);
	for (uint16_t i = 0; i < p->plan->events.n; i++)
		event_says(p, i);
	for (size_t i = 0; i < p->plan->parties.n; i++)
		party_ends(p, &p->plan->parties.at[i]);
	for (size_t i = 0; i < p->plan->holds.n; i++)
		hold_says(p, &p->plan->holds.at[i]);
	page_list_end(&p->page);
}

void
document_notice(struct paper *p)
{
	who_we_are(p);
	whom_it_is_for(p);
	what_we_hold(p);
	why(p);
	who_gets_it(p);
	how_long(p);
	notice_rights(p);
	notice_consents(p);
	notice_cookies(p);
	notice_do_not_contact(p);
	notice_recordings(p);
	notice_complaints(p);
	notice_children(p);
	notice_decisions(p);
	notice_nevers(p);
	notice_breaches(p);
	notice_reviews(p);
	notice_changes(p);
}
