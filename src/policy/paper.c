/* policy/paper.c -- a document's frame, its lines, and what documents share. */
#include <stdlib.h>

#include "base/check.h"
#include "policy/paper.h"

#define BY_HAND " (our people see to this; our systems do not yet)"

enum {
	TEXT_HTML = 1 << FORM_TEXT | 1 << FORM_HTML,
	TEXT_HTML_CSV = TEXT_HTML | 1 << FORM_CSV,
	JSON = 1 << FORM_JSON,
};

static const struct {
	const char *name, *title;
	unsigned forms;
	void (*put)(struct paper *);
} documents[] = {
#define DOCUMENT(name, title, forms) { #name, title, forms, document_##name },
#include "policy/document.def"
#undef DOCUMENT
};

const char document_names[] =
#define DOCUMENT(name, ...) " " #name
#include "policy/document.def"
#undef DOCUMENT
    ;

static const char *const form_words[] = {
	[FORM_TEXT] = "text",
	[FORM_HTML] = "html",
	[FORM_CSV] = "csv",
	[FORM_JSON] = "json",
};

bool
document_of_name(struct str name, enum document_kind *kind)
{
	for (*kind = 0; *kind < DOCUMENTS; ++*kind)
		if (str_eq(name, str_of(documents[*kind].name)))
			return true;
	return false;
}

struct str
document_form_word(enum document_form form)
{
	return str_of(form_words[form]);
}

bool
document_has_form(enum document_kind kind, enum document_form form)
{
	return (documents[kind].forms & 1u << form) != 0;
}

bool
document_form_of(enum document_kind kind, struct str word, enum document_form *form)
{
	for (*form = 0; *form < DOCUMENT_FORMS; ++*form)
		if (document_has_form(kind, *form)
		    && (word.n == 0 || str_eq(word, str_of(form_words[*form]))))
			return true;
	return false;
}

struct str
document_forms(struct arena *arena, enum document_kind kind)
{
	struct buf b = buf_new(arena);
	bool first = true;

	for (enum document_form form = 0; form < DOCUMENT_FORMS; form++) {
		if (!document_has_form(kind, form))
			continue;
		phrase_comma(&b, &first);
		buf_puts(&b, form_words[form]);
	}
	return buf_str(&b);
}

const char *
document_title(enum document_kind kind)
{
	return documents[kind].title;
}

/* -- lines of the policy ------------------------------------------------------ */

static void
read_lines(struct paper *p)
{
	uint32_t head = 0;

	for (struct str rest = p->plan->text; rest.n > 0;) {
		struct str line = phrase_without_comment(str_cut(rest, '\n', &rest));
		bool margin = line.n > 0 && line.p[0] != ' ' && line.p[0] != '\t';

		*LIST_ADD(&p->lines, p->arena) = str_trim(line);
		if (margin && str_trim(line).n > 0)
			head = (uint32_t)p->lines.n;
		*LIST_ADD(&p->heads, p->arena) = head;
	}
}

static uint32_t
head_of(const struct paper *p, uint32_t line)
{
	return line == 0 || line > p->heads.n ? 0 : p->heads.at[line - 1];
}

void
paper_from(struct paper *p, struct at at)
{
	page_from(&p->page, at.line);
}

void
paper_from_detail(struct paper *p, struct at at, const char *words)
{
	uint32_t head = head_of(p, at.line);
	bool found = false;

	for (uint32_t line = head + 1; head != 0 && head_of(p, line) == head; line++) {
		if (!str_starts(p->lines.at[line - 1], str_of(words)))
			continue;
		page_from(&p->page, line);
		found = true;
	}
	if (!found)
		page_from(&p->page, at.line);
}

void
paper_from_details(struct paper *p, struct at at)
{
	uint32_t head = head_of(p, at.line);

	for (uint32_t line = head + 1; head != 0 && head_of(p, line) == head; line++)
		if (p->lines.at[line - 1].n > 0)
			page_from(&p->page, line);
}

static bool
is_by_hand(const struct paper *p, struct at at, enum unbuilt_kind kind)
{
	for (size_t i = 0; i < p->plan->unbuilt.n; i++)
		if (p->plan->unbuilt.at[i].kind == kind
		    && head_of(p, p->plan->unbuilt.at[i].at.line) == head_of(p, at.line))
			return true;
	return false;
}

void
paper_clause(
    struct paper *p, struct buf *b, struct at at, const char *words, enum unbuilt_kind kind)
{
	paper_from_detail(p, at, words);
	if (is_by_hand(p, at, kind))
		buf_puts(b, BY_HAND);
}

/* -- the frame ----------------------------------------------------------------- */

static void
identity(struct paper *p)
{
	const struct plan *plan = p->plan;
	struct str version = say(p, "%u", (unsigned)plan->version);
	struct str hash = p->page.edition->hash;

	page_mark(&p->page, S("Policy"), plan->name);
	page_mark(&p->page, S("Version"), version);
	page_mark(&p->page, S("In force from"), date_print(p->arena, plan->from));
	page_mark(&p->page, S("SHA-256"), hash);
	paper_from(p, (struct at){ phrase_heading(plan, S("policy ")), 1, 1 });
	paper_from_details(p, (struct at){ phrase_heading(plan, S("policy ")), 1, 1 });
	paper_from(p, (struct at){ phrase_heading(plan, S("from ")), 1, 1 });
	paper_from(p, (struct at){ phrase_heading(plan, S("law ")), 1, 1 });
	paper_from(p, (struct at){ phrase_heading(plan, S("calendar ")), 1, 1 });
	page_para(&p->page,
	    say(p,
		"Printed from the policy %.*s, version %u%.*s, in force from %.*s, which our "
		"systems run. It rests on the law pack %.*s of %.*s; days end in %.*s. "
		"The policy's SHA-256 is %.*s.",
		STR(plan->name), (unsigned)plan->version,
		STR(plan->replaces > 0 ? say(p, ", which replaces version %u",
			(unsigned)plan->replaces)
				       : S("")),
		STR(words_date(p->arena, plan->from)), STR(plan->law_pack),
		STR(words_date(p->arena, plan->law_date)), STR(plan->zone), STR(hash)));
	if (plan->unbuilt.n > 0)
		page_para(&p->page,
		    S("Where a sentence ends in \"our people see to this; our systems do not "
		      "yet\", no programme of ours sees to it: people do."));
}

static void
paper_begin(struct paper *p, struct buf *out, const struct plan *plan, enum document_kind kind,
    const struct edition *edition)
{
	*p = (struct paper){ .arena = out->arena, .plan = plan, .kind = kind };
	read_lines(p);
	page_begin(&p->page, out, edition,
	    say(p, "%s of %.*s", documents[kind].title, STR(plan->controller.name)));
	if (edition->form != FORM_JSON)
		identity(p);
}

static int
by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
is_shown(const struct proof *proof, uint32_t line)
{
	for (size_t i = 0; i < proof->n; i++)
		if (proof->at[i].line == line)
			return true;
	return false;
}

static void
evidence_of(struct paper *p, uint32_t line)
{
	const struct proof *proof = p->page.edition->proof;

	page_evidence(&p->page, line, phrase_sentence(p->arena, p->plan, line),
	    is_shown(proof, line));
	page_list(&p->page);
	for (size_t i = 0; i < proof->n; i++)
		if (proof->at[i].line == line)
			page_opening(&p->page, proof->at[i].says, proof->at[i].whole);
	page_list_end(&p->page);
}

/* Each line that was said, once, with what shows that it is kept. */
static void
evidence(struct paper *p)
{
	const struct edition *e = p->page.edition;

	if (e->proof == NULL || e->cited == NULL)
		return;
	page_heading(&p->page, "What shows that it is so");
	page_para(&p->page, e->proof->about);
	page_para(&p->page, S("A line with nothing under it was not used yet, and no play rests on it."));
	qsort(e->cited->line.at, e->cited->line.n, sizeof(*e->cited->line.at), by_number);
	for (size_t i = 0; i < e->cited->line.n; i++)
		if (i == 0 || e->cited->line.at[i] != e->cited->line.at[i - 1])
			evidence_of(p, e->cited->line.at[i]);
}

static void
earlier_versions(struct paper *p)
{
	const struct edition *e = p->page.edition;

	if (e->n_earlier == 0 || e->form == FORM_JSON)
		return;
	page_heading(&p->page, "Earlier versions");
	page_list(&p->page);
	for (size_t i = 0; i < e->n_earlier; i++) {
		const struct earlier *was = &e->earlier[i];

		page_point_to(&p->page,
		    say(p, "Version %lld, in force from %.*s", (long long)was->version,
			STR(words_date(p->arena, was->from))),
		    say(p, "form=html&version=%lld", (long long)was->version));
	}
	page_list_end(&p->page);
}

static void
paper_end(struct paper *p)
{
	earlier_versions(p);
	evidence(p);
	page_end(&p->page);
}

void
document_print(struct buf *b, const struct plan *plan, enum document_kind kind,
    const struct edition *edition)
{
	struct paper p;

	paper_begin(&p, b, plan, kind, edition);
	documents[kind].put(&p);
	paper_end(&p);
}

/* -- what documents share ---------------------------------------------------- */

void
paper_contacts(struct paper *p)
{
	const struct controller *c = &p->plan->controller;
	const struct {
		const char *what, *words;
		struct str value;
	} row[] = {
		{ "Address", "address", c->address },
		{ "Phone", "phone", c->phone },
		{ "E-mail", "email", c->email },
		{ "Data protection officer", "dpo", c->dpo },
	};

	page_list(&p->page);
	for (size_t i = 0; i < N(row); i++) {
		if (row[i].value.n == 0)
			continue;
		paper_from_detail(p, c->at, row[i].words);
		page_link(&p->page, str_of(row[i].what), row[i].value);
	}
	if (c->public_authority) {
		paper_from_detail(p, c->at, "public authority");
		page_point(&p->page, S("A public authority"));
	}
	page_list_end(&p->page);
}

bool
paper_for_party(const struct ground *g)
{
	return g->basis == BASIS_INSTRUCTION || g->basis == BASIS_DECLARED;
}

struct str
paper_about(struct paper *p, const struct dataset *d)
{
	struct buf b = buf_new(p->arena);

	for (uint16_t i = 0; i < d->subjects; i++) {
		uint16_t subject = p->plan->dataset_subjects.at[d->first_subject + i];

		if (i > 0)
			buf_puts(&b, d->all_subjects ? " and " : " or ");
		buf_put(&b, p->plan->subjects.at[subject].text);
	}
	if (d->subjects == 0)
		buf_puts(&b, "things, not people");
	if (d->party != NONE)
		buf_printf(&b, ", for %.*s", STR(p->plan->parties.at[d->party].text));
	if (d->only_while != NONE) {
		buf_puts(&b, "; only while ");
		words_cond(&b, p->plan, d->only_while);
		paper_from_detail(p, d->at, "only while");
	}
	return buf_str(&b);
}

struct str
paper_needs(struct paper *p, unsigned needs)
{
	static const struct {
		enum need need;
		const char *says;
	} row[] = {
		{ NEED_TICKET, "a ticket" },
		{ NEED_ORDER, "the order that is shown" },
		{ NEED_REASON, "a written reason" },
		{ NEED_TWO_PEOPLE, "two people" },
	};
	struct buf b = buf_new(p->arena);
	bool first = true;

	for (size_t i = 0; i < N(row); i++) {
		if ((needs & row[i].need) == 0)
			continue;
		buf_puts(&b, first ? "" : " and ");
		buf_puts(&b, row[i].says);
		first = false;
	}
	return buf_str(&b);
}

static bool
same_ground(const struct ground *a, const struct ground *b)
{
	return a->basis == b->basis && a->consent == b->consent && a->party == b->party
	       && str_eq(a->interest, b->interest) && str_eq(a->assessment, b->assessment);
}

/* "visitor, member: our legitimate interests (security) [UK GDPR Art 6(1)(f)]": each
 * ground once, with all that it holds for. */
static void
ground_says(struct paper *p, struct buf *b, const struct purpose *purpose, uint16_t from)
{
	const struct ground *g = &p->plan->grounds.at[purpose->first_ground];
	bool first = true;

	for (uint16_t i = from; i < purpose->grounds; i++) {
		if (!same_ground(&g[from], &g[i]) || g[i].subject == NONE)
			continue;
		phrase_comma(b, &first);
		buf_put(b, words_name(p->arena, p->plan->subjects.at[g[i].subject].name));
		paper_from(p, g[i].at);
	}
	buf_puts(b, first ? "" : ": ");
	words_ground(b, p->plan, &g[from]);
	buf_printf(b, " [%s]", words_basis_article(g[from].basis));
	if (p->kind != DOCUMENT_notice && g[from].assessment.n > 0)
		buf_printf(b, " (assessment %.*s)", STR(g[from].assessment));
	paper_from(p, g[from].at);
}

struct str
paper_ground(struct paper *p, const struct purpose *purpose)
{
	struct buf b = buf_new(p->arena);

	for (uint16_t i = 0; i < purpose->grounds; i++) {
		const struct ground *g = &p->plan->grounds.at[purpose->first_ground];
		uint16_t before = 0;

		while (!same_ground(&g[before], &g[i]))
			before++;
		if (before < i)
			continue;
		buf_puts(&b, b.n > 0 ? "; " : "");
		ground_says(p, &b, purpose, i);
	}
	if (purpose->second.n > 0) {
		buf_puts(&b, "; and the second ground for special or criminal data: ");
		words_second(&b, purpose->second);
		paper_from_detail(p, purpose->at, "second ground");
	}
	if (purpose->second_by != NONE) {
		buf_printf(&b,
		    "; and the second ground for special or criminal data that %.*s declared, as "
		    "%.*s",
		    STR(p->plan->parties.at[purpose->second_by].text),
		    STR(words_name(p->arena, p->plan->words.at[purpose->second_fact])));
		paper_from_detail(p, purpose->at, "second ground");
	}
	if (purpose->as_controller) {
		buf_puts(&b, "; here we decide ourselves");
		paper_from_detail(p, purpose->at, "as controller");
	}
	return buf_str(&b);
}

static void
sentence(struct paper *p, struct buf *b, struct at at, const char *words)
{
	paper_from_detail(p, at, words);
	buf_puts(b, ". ");
}

static void
contact_limits(struct paper *p, struct buf *b, const struct purpose *u)
{
	if (u->marketing != 0) {
		buf_puts(b, "Direct marketing ");
		words_channels(b, u->marketing);
		buf_puts(b, "; tell us to stop at any time, and we stop");
		sentence(p, b, u->at, "direct marketing");
	}
	if (u->hour_from != u->hour_to) {
		buf_printf(b, "Only from %02d:%02d to %02d:%02d", u->hour_from / 60,
		    u->hour_from % 60, u->hour_to / 60, u->hour_to % 60);
		sentence(p, b, u->at, "hours");
	}
	if (u->attempts > 0) {
		buf_printf(b, "At most %u attempts", u->attempts);
		sentence(p, b, u->at, "attempts");
	}
}

/* Letters that an event sends. */
static void
letters_say(struct paper *p, struct buf *b, const struct purpose *u)
{
	const struct plan *plan = p->plan;

	for (size_t i = 0; i < plan->event_letters.n; i++) {
		const struct event_letter *s = &plan->event_letters.at[i];

		if (&plan->purposes.at[s->purpose] != u)
			continue;
		buf_printf(b, "By e-mail after %.*s: \u201c%.*s\u201d ",
		    STR(words_event(p->arena, plan, s->event)), STR(s->text));
		paper_from(p, s->at);
	}
}

struct str
paper_limits(struct paper *p, const struct purpose *u)
{
	struct buf b = buf_new(p->arena);

	letters_say(p, &b, u);

	if (u->under != NONE) {
		buf_printf(&b, "A part of: %.*s", STR(p->plan->purposes.at[u->under].text));
		sentence(p, &b, u->at, "under");
	}
	if (u->with_consent != NONE) {
		buf_puts(&b, "Only if ");
		words_cond(&b, p->plan, u->with_consent);
		sentence(p, &b, u->at, "only with");
	}
	if (u->only_while != NONE) {
		buf_puts(&b, "Only while ");
		words_cond(&b, p->plan, u->only_while);
		sentence(p, &b, u->at, "only while");
	}
	if (u->as_totals_of > 0) {
		buf_printf(&b, "Only as totals of %u people or more", u->as_totals_of);
		sentence(p, &b, u->at, "uses");
	}
	if (u->as_pseudonyms) {
		buf_puts(&b, "Only with codes in place of what tells who you are");
		sentence(p, &b, u->at, "as pseudonyms");
	}
	if (u->needs != 0) {
		buf_printf(&b, "Each time it takes %.*s", STR(paper_needs(p, u->needs)));
		sentence(p, &b, u->at, "needs");
	}
	contact_limits(p, &b, u);
	return str_trim(buf_str(&b));
}

const char *
paper_role(enum recipient_role role)
{
	switch (role) {
	case RECIPIENT_PROCESSOR:
		return "works for us under a contract";
	case RECIPIENT_CONTROLLER:
		return "decides for itself and has its own notice";
	case RECIPIENT_JOINT:
		return "decides together with us";
	case RECIPIENT_AUTHORITY:
		return "a public authority";
	case RECIPIENT_UNSAID:
		break;
	}
	return "";
}

struct str
paper_orders(struct paper *p, uint16_t first, uint16_t n)
{
	struct buf b = buf_new(p->arena);
	bool none = true;

	for (uint16_t i = 0; i < n; i++) {
		phrase_comma(&b, &none);
		buf_put(&b, p->plan->orders.at[p->plan->order_kinds.at[first + i]].text);
	}
	return buf_str(&b);
}

static struct str
paper_share(struct paper *p, const struct share *s)
{
	const struct purpose *purpose = &p->plan->purposes.at[s->purpose];
	struct buf b = buf_new(p->arena);

	if (purpose->built_in)
		buf_puts(&b, "what the law demands");
	else
		words_fields(&b, p->plan, s->fields);
	if (s->our_provisioning_address)
		buf_puts(&b, "; our provisioning address");
	buf_printf(&b, ", %.*s", STR(purpose->text));
	if (s->when != NONE) {
		buf_puts(&b, ", when ");
		words_cond(&b, p->plan, s->when);
	}
	if (s->on != NONE)
		buf_printf(&b, ", as soon as %.*s is told",
		    STR(p->plan->events.at[s->on].name));
	if (s->needs != 0)
		buf_printf(&b, ", which takes %.*s", STR(paper_needs(p, s->needs)));
	if (s->orders > 0)
		buf_printf(&b, " (%.*s)", STR(paper_orders(p, s->first_order, s->orders)));
	paper_from(p, s->at);
	return buf_str(&b);
}

struct str
paper_receives(struct paper *p, uint16_t recipient)
{
	const struct recipient *r = &p->plan->recipients.at[recipient];
	struct buf b = buf_new(p->arena);

	for (size_t i = 0; i < p->plan->shares.n; i++) {
		if (p->plan->shares.at[i].recipient != recipient)
			continue;
		if (b.n > 0)
			buf_puts(&b, "; ");
		buf_put(&b, paper_share(p, &p->plan->shares.at[i]));
	}
	if (r->sealed_bytes_only) {
		buf_puts(&b, b.n > 0 ? "; sealed bytes, which it cannot read"
				     : "only sealed bytes, which it cannot read");
		paper_from_detail(p, r->at, "receives sealed bytes");
	}
	return buf_str(&b);
}

struct str
paper_duties(struct paper *p, uint16_t recipient)
{
	struct buf b = buf_new(p->arena);

	for (size_t i = 0; i < p->plan->duties.n; i++) {
		const struct duty *d = &p->plan->duties.at[i];

		if (d->recipient != recipient)
			continue;
		buf_printf(&b, "%s%.*s", b.n > 0 ? "; " : "It must ", STR(d->text));
		paper_from(p, d->at);
		if (!term_is_zero(d->each_within)) {
			buf_puts(&b, ", and confirm it each time within ");
			phrase_term(&b, d->each_within);
		}
		if (!term_is_zero(d->every)) {
			buf_puts(&b, ", and confirm it every ");
			phrase_term(&b, d->every);
		}
	}
	return buf_str(&b);
}

struct str
paper_clock(struct paper *p, const struct clock *c)
{
	struct buf b = buf_new(p->arena);

	words_clock(&b, p->plan, c);
	paper_from(p, c->at);
	if (c->reading.n > 0)
		paper_from_detail(p, c->at, "reading");
	if (c->reaches_back) {
		buf_puts(&b, "; this holds for what was collected before, too");
		paper_from_detail(p, c->at, "reaches back");
	}
	return buf_str(&b);
}
