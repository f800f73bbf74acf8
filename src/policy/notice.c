/* policy/notice.c -- the privacy notice: what a person is told (UK GDPR Art 13, 14). */
#include "policy/document.h"
#include "policy/law.h"
#include "policy/page.h"
#include "policy/phrase.h"
#include "policy/words.h"

struct notice {
	struct page page;
	struct arena *arena;
	const struct plan *plan;
};

#define say(n, ...) str_printf((n)->arena, __VA_ARGS__)

static void
contact_line(struct notice *n, const char *what, struct str value)
{
	if (value.n > 0)
		page_point(&n->page, say(n, "%s: %.*s", what, STR(value)));
}

/* LAW UK GDPR Art 13(1)(a), (b). */
static void
who_we_are(struct notice *n)
{
	const struct controller *c = &n->plan->controller;

	page_heading(&n->page, "Who we are");
	page_para(
	    &n->page, say(n, "%.*s decides about your data and answers for it.", STR(c->name)));
	page_list(&n->page);
	contact_line(n, "Address", c->address);
	contact_line(n, "Phone", c->phone);
	contact_line(n, "E-mail", c->email);
	contact_line(n, "Data protection", c->dpo);
	page_list_end(&n->page);
	for (size_t i = 0; i < n->plan->group_members.n; i++)
		page_para(&n->page,
		    say(n, "%.*s belongs to our group.", STR(n->plan->group_members.at[i].text)));
	for (size_t i = 0; i < n->plan->subjects.n; i++) {
		const struct subject_type *s = &n->plan->subjects.at[i];

		if (s->party != NONE)
			page_para(&n->page,
			    say(n,
				"For %.*s we work for %.*s. They decide, and we follow their "
				"instructions, except where this notice says that we decide.",
				STR(s->text), STR(n->plan->parties.at[s->party].text)));
	}
}

static struct str
field_says(struct notice *n, const struct field *f)
{
	struct buf b = buf_new(n->arena);

	buf_put(&b, words_name(n->arena, f->name));
	if ((f->marks & MARK_SPECIAL) != 0)
		buf_puts(&b, " (special category)");
	if ((f->marks & MARK_CRIMINAL) != 0)
		buf_puts(&b, " (criminal offences)");
	if ((f->marks & MARK_NO_QUERY) != 0)
		buf_puts(&b, " (without what stands behind a question mark)");
	if (f->dated)
		buf_printf(&b, " (until %.*s)", STR(date_print(n->arena, f->until)));
	if (f->off_unless != NONE)
		buf_printf(&b, " (off unless you consent: %.*s)",
		    STR(words_name(n->arena, n->plan->consents.at[f->off_unless].name)));
	if (f->off_cond != NONE) {
		buf_puts(&b, " (off unless ");
		words_cond(&b, n->plan, f->off_cond);
		buf_putc(&b, ')');
	}
	if (f->only_while != NONE) {
		buf_puts(&b, " (only while ");
		words_cond(&b, n->plan, f->only_while);
		buf_putc(&b, ')');
	}
	return buf_str(&b);
}

static struct str
about(struct notice *n, const struct dataset *d)
{
	struct buf b = buf_new(n->arena);

	for (uint16_t i = 0; i < d->subjects; i++) {
		if (i > 0)
			buf_puts(&b, d->all_subjects ? " and " : " or ");
		buf_put(&b,
		    n->plan->subjects.at[n->plan->dataset_subjects.at[d->first_subject + i]].text);
	}
	if (d->subjects == 0)
		buf_puts(&b, "no person");
	if (d->only_while != NONE) {
		buf_puts(&b, "; only while ");
		words_cond(&b, n->plan, d->only_while);
	}
	return buf_str(&b);
}

/* LAW UK GDPR Art 14(1)(d), Art 13(2)(e). */
static void
what_we_hold(struct notice *n)
{
	static const char *const heads[] = { "What", "About", "Needed", "Also, if it is given" };

	page_heading(&n->page, "What we hold");
	page_table(&n->page, "The data that we hold, and nothing else", heads, N(heads));
	for (size_t i = 0; i < n->plan->datasets.n; i++) {
		const struct dataset *d = &n->plan->datasets.at[i];
		struct buf needed = buf_new(n->arena), other = buf_new(n->arena);
		bool first_needed = true, first_other = true;

		if (d->built_in)
			continue;
		for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
			bool required = (n->plan->fields.at[f].marks & MARK_REQUIRED) != 0;

			phrase_comma(
			    required ? &needed : &other, required ? &first_needed : &first_other);
			buf_put(required ? &needed : &other, field_says(n, &n->plan->fields.at[f]));
		}
		page_row(&n->page, (struct str[]){ words_name(n->arena, d->name), about(n, d),
				       buf_str(&needed), buf_str(&other) });
	}
	page_table_end(&n->page);
}

static struct str
grounds_say(struct notice *n, const struct purpose *p)
{
	struct buf b = buf_new(n->arena);

	for (uint16_t i = 0; i < p->grounds; i++) {
		if (i > 0)
			buf_puts(&b, "; ");
		words_ground(&b, n->plan, &n->plan->grounds.at[p->first_ground + i]);
		buf_printf(&b, " [%s]",
		    words_basis_article(n->plan->grounds.at[p->first_ground + i].basis));
	}
	if (p->second.n > 0)
		buf_printf(
		    &b, "; and the second ground: %.*s", STR(words_name(n->arena, p->second)));
	if (p->as_controller)
		buf_puts(&b, "; here we decide ourselves");
	return buf_str(&b);
}

static struct str
limits_say(struct notice *n, const struct purpose *p)
{
	struct buf b = buf_new(n->arena);

	if (p->with_consent != NONE) {
		buf_puts(&b, "only if ");
		words_cond(&b, n->plan, p->with_consent);
		buf_puts(&b, ". ");
	}
	if (p->only_while != NONE) {
		buf_puts(&b, "only while ");
		words_cond(&b, n->plan, p->only_while);
		buf_puts(&b, ". ");
	}
	if (p->as_totals_of > 0)
		buf_printf(&b, "only as totals of %u people or more. ", p->as_totals_of);
	if (p->marketing != 0) {
		buf_puts(&b, "direct marketing ");
		words_channels(&b, p->marketing);
		buf_puts(&b, "; you can stop it at any time, and we then stop. ");
	}
	return str_trim(buf_str(&b));
}

/* LAW UK GDPR Art 13(1)(c), (d). */
static void
why(struct notice *n)
{
	static const char *const heads[] = { "Why we use it", "What we use", "On which ground",
		"Limits" };

	page_heading(&n->page, "Why we use it, and on which ground");
	page_table(&n->page, "Every purpose; we use your data for nothing else", heads, N(heads));
	for (size_t i = 0; i < n->plan->purposes.n; i++) {
		const struct purpose *p = &n->plan->purposes.at[i];
		struct buf uses = buf_new(n->arena);

		if (p->built_in)
			continue;
		words_fields(&uses, n->plan, p->uses);
		page_row(&n->page,
		    (struct str[]){ p->text, buf_str(&uses), grounds_say(n, p), limits_say(n, p) });
	}
	page_table_end(&n->page);
	page_para(&n->page, S("We also use what we hold to answer you when you use your rights, "
			      "and to obey a court or a lawful authority that shows an order."));
}

static const char *
role_says(enum recipient_role role)
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

/* What is given without consent, and under what care (DPA 2018 Sch 2). */
static struct str
order_says(struct notice *n, const struct order_class *o)
{
	struct buf b = buf_new(n->arena);

	buf_printf(&b, "%.*s: we are shown ", STR(o->text));
	for (uint16_t i = 0; i < o->shows; i++)
		buf_printf(&b, "%s%.*s",
		    i == 0		? ""
		    : i + 1 == o->shows ? " and "
					: ", ",
		    STR(words_name(n->arena, n->plan->words.at[o->first_show + i])));
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
	return buf_str(&b);
}

static void
orders(struct notice *n)
{
	if (n->plan->orders.n == 0)
		return;
	page_para(&n->page, S("Without asking you, we give data to somebody only so:"));
	page_list(&n->page);
	for (size_t i = 0; i < n->plan->orders.n; i++)
		page_point(&n->page, order_says(n, &n->plan->orders.at[i]));
	page_list_end(&n->page);
}

static struct str
share_says(struct notice *n, const struct share *s)
{
	const struct purpose *p = &n->plan->purposes.at[s->purpose];
	struct buf b = buf_new(n->arena);

	if (p->built_in)
		buf_puts(&b, "what the law demands");
	else
		words_fields(&b, n->plan, s->fields);
	if (s->our_provisioning_address)
		buf_puts(&b, "; our provisioning address");
	buf_printf(&b, ", %.*s", STR(p->text));
	if (s->when != NONE) {
		buf_puts(&b, ", when ");
		words_cond(&b, n->plan, s->when);
	}
	return buf_str(&b);
}

static struct str
receives_say(struct notice *n, uint16_t recipient)
{
	struct buf b = buf_new(n->arena);

	for (size_t i = 0; i < n->plan->shares.n; i++) {
		if (n->plan->shares.at[i].recipient != recipient)
			continue;
		if (b.n > 0)
			buf_puts(&b, "; ");
		buf_put(&b, share_says(n, &n->plan->shares.at[i]));
	}
	if (n->plan->recipients.at[recipient].sealed_bytes_only)
		buf_puts(&b, b.n > 0 ? "; sealed bytes, which it cannot read"
				     : "only sealed bytes, which it cannot read");
	return buf_str(&b);
}

static void
where_it_lies(struct notice *n)
{
	page_list(&n->page);
	for (size_t i = 0; i < n->plan->places.n; i++) {
		const struct place *p = &n->plan->places.at[i];
		struct buf b = buf_new(n->arena);

		buf_printf(&b, "We hold it in %.*s, in ", STR(p->text));
		words_country(&b, n->plan, p->country, S(""));
		if (p->run_by != NONE)
			buf_printf(
			    &b, ", run by %.*s", STR(n->plan->recipients.at[p->run_by].text));
		if (!term_is_zero(p->backups_kept)) {
			buf_puts(&b, ", each copy for ");
			phrase_term(&b, p->backups_kept);
		}
		page_point(&n->page, buf_str(&b));
	}
	page_list_end(&n->page);
}

static void
shared_with_nobody(struct notice *n)
{
	struct buf b = buf_new(n->arena);
	bool first = true;

	for (size_t i = 0; i < n->plan->datasets.n; i++) {
		if (!n->plan->datasets.at[i].shared_with_nobody || n->plan->datasets.at[i].built_in)
			continue;
		phrase_comma(&b, &first);
		buf_put(&b, words_name(n->arena, n->plan->datasets.at[i].name));
	}
	if (!first)
		page_para(
		    &n->page, say(n, "Nobody else is given these, save by order of the law: %.*s.",
				  STR(buf_str(&b))));
}

/* LAW UK GDPR Art 13(1)(e), (f). */
static void
who_gets_it(struct notice *n)
{
	static const char *const heads[] = { "Who", "In", "What they are",
		"What they get, and why" };

	page_heading(&n->page, "Who gets it, and where it is");
	page_table(&n->page, "Everybody who is given any of it", heads, N(heads));
	for (uint16_t i = 0; i < n->plan->recipients.n; i++) {
		const struct recipient *r = &n->plan->recipients.at[i];
		struct buf in = buf_new(n->arena);

		words_country(&in, n->plan, r->country, r->mechanism);
		page_row(&n->page, (struct str[]){ r->text, buf_str(&in),
				       str_of(role_says(r->role)), receives_say(n, i) });
	}
	page_table_end(&n->page);
	shared_with_nobody(n);
	orders(n);
	where_it_lies(n);
}

static void
events_say(struct notice *n)
{
	page_list(&n->page);
	for (uint16_t i = 0; i < n->plan->events.n; i++) {
		const struct event *e = &n->plan->events.at[i];
		struct buf b = buf_new(n->arena);

		if (!e->has_fallback)
			continue;
		buf_printf(&b, "If \"%.*s\" never comes, we count as if it had come ",
		    STR(words_event(n->arena, n->plan, i)));
		phrase_term(&b, e->fallback);
		buf_printf(
		    &b, " after %.*s.", STR(words_event(n->arena, n->plan, e->fallback_event)));
		page_point(&n->page, buf_str(&b));
	}
	page_list_end(&n->page);
}

/* LAW UK GDPR Art 13(2)(a). */
static void
how_long(struct notice *n)
{
	static const char *const heads[] = { "What", "How long" };

	page_heading(&n->page, "How long we keep it");
	page_table(&n->page, "When each thing is erased", heads, N(heads));
	for (size_t i = 0; i < n->plan->clocks.n; i++) {
		const struct clock *c = &n->plan->clocks.at[i];
		struct buf what = buf_new(n->arena), term = buf_new(n->arena);

		words_fields(&what, n->plan, c->fields);
		words_clock(&term, n->plan, c);
		page_row(&n->page, (struct str[]){ buf_str(&what), buf_str(&term) });
	}
	page_table_end(&n->page);
	events_say(n);
	for (size_t i = 0; i < n->plan->parties.n; i++)
		if (n->plan->parties.at[i].returned)
			page_para(&n->page,
			    say(n,
				"When our work for %.*s ends, we return what we hold for them and "
				"erase it within %.*s.",
				STR(n->plan->parties.at[i].text),
				STR(term_print(n->arena, n->plan->parties.at[i].return_within))));
	for (size_t i = 0; i < n->plan->holds.n; i++)
		page_para(
		    &n->page, say(n,
				  "A %.*s may keep what it needs for longer; it is looked at again "
				  "every %.*s.",
				  STR(words_name(n->arena, n->plan->holds.at[i].name)),
				  STR(term_print(n->arena, n->plan->holds.at[i].reviewed_every))));
}

static const struct right *
right_line(const struct plan *plan, enum right_kind kind)
{
	for (size_t i = 0; i < plan->rights.n; i++)
		if (plan->rights.at[i].kind == kind && !plan->rights.at[i].all)
			return &plan->rights.at[i];
	return NULL;
}

static void
exceptions_say(struct notice *n, struct buf *b, enum right_kind kind)
{
	for (size_t i = 0; i < n->plan->exceptions.n; i++) {
		const struct exception *e = &n->plan->exceptions.at[i];

		if (e->kind != kind)
			continue;
		buf_puts(b, ". Except ");
		words_fields(b, n->plan, e->fields);
		if (e->telling.n > 0)
			buf_printf(b, ": %.*s", STR(e->telling));
	}
}

static void
right_says(struct notice *n, enum right_kind kind)
{
	const struct right *r = right_line(n->plan, kind);
	struct term within = law_right_within(n->plan->law_date, kind)->within;
	struct buf b = buf_new(n->arena);

	if (r != NULL && !term_is_zero(r->within))
		within = r->within;
	buf_printf(&b, "the right %s (%s): we answer within ", words_right(kind),
	    words_right_article(kind));
	phrase_term(&b, within);
	buf_puts(&b, ", free of charge");
	exceptions_say(n, &b, kind);
	if (r != NULL && r->always_wins > 0) {
		buf_puts(&b, ". Your objection always wins against:");
		for (uint16_t i = 0; i < r->always_wins; i++)
			buf_printf(&b, "%s %.*s", i == 0 ? "" : ";",
			    STR(n->plan->purposes
				    .at[n->plan->right_purposes.at[r->always_wins_first + i]]
				    .text));
	}
	page_point(&n->page, buf_str(&b));
}

static void
passed_on(struct notice *n)
{
	for (size_t i = 0; i < n->plan->rights.n; i++) {
		const struct right *r = &n->plan->rights.at[i];

		if (r->passed_to == NONE || r->subject == NONE)
			continue;
		page_para(&n->page, say(n,
					"For %.*s we pass a request on to %.*s within %.*s, and "
					"help them to answer it.",
					STR(n->plan->subjects.at[r->subject].text),
					STR(n->plan->parties.at[r->passed_to].text),
					STR(term_print(n->arena, r->passed_within))));
	}
}

/* LAW UK GDPR Art 13(2)(b). */
static void
your_rights(struct notice *n)
{
	const struct controller *c = &n->plan->controller;
	struct str how = c->dpo.n > 0 ? c->dpo : c->email.n > 0 ? c->email
								: c->address;

	page_heading(&n->page, "Your rights");
	page_para(&n->page, S("You have"));
	page_list(&n->page);
	for (enum right_kind kind = 0; kind < RIGHTS; kind++)
		if (kind != RIGHT_INFORMED && kind != RIGHT_COMPLAIN)
			right_says(n, kind);
	page_list_end(&n->page);
	page_para(
	    &n->page, say(n,
			  "To use one, write to %.*s%s%.*s. You need no form and no reason. We may "
			  "ask for what shows that you are you. If a request is complex we may "
			  "take %.*s longer, and tell you why within the first month.",
			  STR(how), c->phone.n > 0 ? " or phone " : "", STR(c->phone),
			  STR(term_print(n->arena, law_limit(n->plan->law_date, LAW_EXTENSION)->within))));
	passed_on(n);
}

/* LAW UK GDPR Art 13(2)(c), Art 7(3). */
static void
consents(struct notice *n)
{
	if (n->plan->consents.n == 0)
		return;
	page_heading(&n->page, "What you may consent to, and how to take it back");
	page_list(&n->page);
	for (size_t i = 0; i < n->plan->consents.n; i++) {
		const struct consent *c = &n->plan->consents.at[i];
		struct buf b = buf_new(n->arena);

		buf_printf(&b, "%.*s", STR(words_name(n->arena, c->name)));
		if (c->asked_as.n > 0)
			buf_printf(&b, ": \"%.*s\"", STR(c->asked_as));
		buf_puts(&b, ". Take it back ");
		words_channels(&b, c->withdrawn_by);
		buf_puts(&b, ", at any time; what was done before stays lawful");
		page_point(&n->page, buf_str(&b));
	}
	page_list_end(&n->page);
}

/* LAW UK GDPR Art 13(2)(d); DPA 2018 s 164A. */
static void
complaints(struct notice *n)
{
	const struct controller *c = &n->plan->controller;
	const struct law_regulator *regulator = law_regulator(c->regulator);
	struct str name = regulator != NULL ? str_of(regulator->name) : c->regulator;

	page_heading(&n->page, "If you are not content");
	page_para(
	    &n->page, say(n,
			  "Complain to us first, in any way you like. We confirm within %.*s that "
			  "we have it, look into it without delay and tell you the outcome.",
			  STR(term_print(n->arena, law_right_within(n->plan->law_date, RIGHT_COMPLAIN)->within))));
	if (name.n == 0)
		return;
	page_para(&n->page,
	    say(n,
		"You may complain to the regulator at any time: %.*s%s%s%s%.*s%s. You may also go "
		"to court.",
		STR(name), regulator != NULL ? ", " : "", regulator != NULL ? regulator->site : "",
		c->regulator_number.n > 0 ? " (our registration: " : "", STR(c->regulator_number),
		c->regulator_number.n > 0 ? ")" : ""));
}

static void
children(struct notice *n)
{
	page_heading(&n->page, "Children");
	page_list(&n->page);
	for (size_t i = 0; i < n->plan->subjects.n; i++) {
		const struct subject_type *s = &n->plan->subjects.at[i];

		if (s->least_age > 0)
			page_point(&n->page, say(n,
						 "%.*s: only from the age of %u; what we learn of "
						 "anybody younger we erase",
						 STR(s->text), s->least_age));
		else
			page_point(&n->page, say(n, "%.*s: we ask nobody's age", STR(s->text)));
	}
	page_list_end(&n->page);
}

/* LAW UK GDPR Art 13(2)(f), Art 22A to 22D. */
static void
decisions(struct notice *n)
{
	page_heading(&n->page, "Decisions by machines");
	if (!n->plan->decides_automatically) {
		page_para(&n->page, S("We take no decision about you by machine alone."));
		return;
	}
	page_list(&n->page);
	for (size_t i = 0; i < n->plan->decisions.n; i++) {
		struct buf b = buf_new(n->arena);

		buf_printf(&b,
		    "%.*s is decided by machine. You may have a person look at it, say what you "
		    "think and contest it ",
		    STR(words_name(n->arena, n->plan->decisions.at[i].name)));
		words_channels(&b, n->plan->decisions.at[i].contest);
		page_point(&n->page, buf_str(&b));
	}
	page_list_end(&n->page);
}

static void
named_kind(struct buf *b, bool *first, bool said, const char *words)
{
	if (!said)
		return;
	phrase_comma(b, first);
	buf_puts(b, words);
}

static void
never_what(struct buf *b, const struct plan *plan, const struct never *v)
{
	bool first = true;

	named_kind(b, &first, v->anything, "anything");
	named_kind(b, &first, v->special, "special categories of data");
	named_kind(b, &first, v->criminal, "data about criminal offences");
	named_kind(b, &first, v->card_number, "card numbers");
	if (fields_none(plan, v->fields))
		return;
	phrase_comma(b, &first);
	words_fields(b, plan, v->fields);
}

static struct str
never_says(struct notice *n, const struct never *v)
{
	static const char *const acts[] = { [NEVER_COLLECT] = "collect",
		[NEVER_STORE] = "store",
		[NEVER_SHARE] = "share",
		[NEVER_JOIN] = "join" };
	struct buf b = buf_new(n->arena);

	buf_printf(&b, "We never %s ", acts[v->act]);
	if (v->act == NEVER_JOIN)
		buf_printf(&b, "%.*s with %.*s",
		    STR(words_name(n->arena, n->plan->datasets.at[v->dataset].name)),
		    STR(words_name(n->arena, n->plan->datasets.at[v->other_dataset].name)));
	else
		never_what(&b, n->plan, v);
	if (v->act == NEVER_SHARE && v->recipient == NONE)
		buf_puts(&b, " with anyone");
	else if (v->act == NEVER_SHARE)
		buf_printf(&b, " with %.*s", STR(n->plan->recipients.at[v->recipient].text));
	if (v->purpose != NONE)
		buf_printf(&b, ", %.*s", STR(n->plan->purposes.at[v->purpose].text));
	buf_puts(&b, v->marketing ? " for direct marketing" : "");
	return buf_str(&b);
}

static void
nevers(struct notice *n)
{
	if (n->plan->nevers.n == 0)
		return;
	page_heading(&n->page, "What we never do");
	page_list(&n->page);
	for (size_t i = 0; i < n->plan->nevers.n; i++)
		page_point(&n->page, never_says(n, &n->plan->nevers.at[i]));
	page_list_end(&n->page);
}

static void
breaches(struct notice *n)
{
	if (n->plan->breaches.n == 0)
		return;
	page_heading(&n->page, "If something goes wrong");
	page_list(&n->page);
	for (size_t i = 0; i < n->plan->breaches.n; i++) {
		const struct breach_rule *r = &n->plan->breaches.at[i];
		struct buf b = buf_new(n->arena);

		buf_puts(&b, "We tell ");
		if (r->tell == TELL_PARTY)
			buf_put(&b, n->plan->parties.at[r->party].text);
		else
			buf_puts(&b, r->tell == TELL_REGULATOR ? "the regulator" : "you");
		if (term_is_zero(r->within)) {
			buf_puts(&b, " without delay");
		} else {
			buf_puts(&b, " within ");
			phrase_term(&b, r->within);
		}
		if (r->threshold.n > 0)
			buf_printf(&b, ", %.*s", STR(r->threshold));
		page_point(&n->page, buf_str(&b));
	}
	page_list_end(&n->page);
}

static void
changes(struct notice *n)
{
	page_heading(&n->page, "If this notice changes");
	for (size_t i = 0; i < n->plan->changes.n; i++) {
		const struct change_rule *c = &n->plan->changes.at[i];
		struct buf b = buf_new(n->arena);

		buf_puts(&b, "Before a purpose, a recipient or a term changes we tell ");
		for (uint16_t s = 0; s < c->subjects; s++)
			buf_printf(&b, "%s%.*s", s == 0 ? "" : ", ",
			    STR(n->plan->subjects
				    .at[n->plan->change_subjects.at[c->first_subject + s]]
				    .text));
		buf_putc(&b, ' ');
		words_channels(&b, 1u << c->channel);
		if (!term_is_zero(c->before)) {
			buf_puts(&b, ", ");
			phrase_term(&b, c->before);
			buf_puts(&b, " before");
		}
		buf_putc(&b, '.');
		page_para(&n->page, buf_str(&b));
	}
	page_para(&n->page, S("Data keeps the version of this notice that it was collected under; "
			      "a longer term does not reach back to it."));
}

void
document_notice(struct buf *b, const struct plan *plan, enum document_form form, struct str hash)
{
	struct notice n = { .arena = b->arena, .plan = plan };

	page_begin(&n.page, b, form, say(&n, "Privacy notice of %.*s", STR(plan->controller.name)));
	page_para(&n.page, say(&n,
			       "In force from %.*s. This notice is printed from the policy %.*s, "
			       "version %u, that our systems run (sha256 %.*s).",
			       STR(date_print(b->arena, plan->from)), STR(plan->name),
			       (unsigned)plan->version, STR(hash)));
	who_we_are(&n);
	what_we_hold(&n);
	why(&n);
	who_gets_it(&n);
	how_long(&n);
	your_rights(&n);
	consents(&n);
	complaints(&n);
	children(&n);
	decisions(&n);
	nevers(&n);
	breaches(&n);
	changes(&n);
	page_end(&n.page);
}
