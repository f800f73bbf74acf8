/* policy/notice_rights.c -- the notice's second half: what people may do and ask. */
#include "policy/law.h"
#include "policy/notice.h"

/* -- rights ---------------------------------------------------------------------- */

static const struct right *
right_line(const struct plan *plan, enum right_kind kind)
{
	for (size_t i = 0; i < plan->rights.n; i++)
		if (plan->rights.at[i].kind == kind && !plan->rights.at[i].all)
			return &plan->rights.at[i];
	return NULL;
}

static void
exceptions_say(struct paper *p, struct buf *b, enum right_kind kind)
{
	for (size_t i = 0; i < p->plan->exceptions.n; i++) {
		const struct exception *e = &p->plan->exceptions.at[i];

		if (e->kind != kind)
			continue;
		buf_puts(b, ". Except ");
		words_fields(b, p->plan, e->fields);
		if (e->telling.n > 0)
			buf_printf(b, ": %.*s", STR(e->telling));
		paper_from(p, e->at);
	}
}

static void
always_wins(struct paper *p, struct buf *b, const struct right *r)
{
	for (uint16_t i = 0; i < r->always_wins; i++) {
		uint16_t purpose = p->plan->right_purposes.at[r->always_wins_first + i];

		buf_printf(b, "%s %.*s",
		    i == 0 ? ". Your objection always wins against:" : ";",
		    STR(p->plan->purposes.at[purpose].text));
	}
	if (r->always_wins > 0)
		paper_from_detail(p, r->at, "always wins");
}

/* LAW UK GDPR Art 12(5), (6). */
static void
right_terms(struct paper *p, struct buf *b, const struct right *r)
{
	if (r->fee_most.n > 0) {
		buf_printf(b, "; we may ask for at most %.*s", STR(r->fee_most));
		if (!term_is_zero(r->fee_repeated)) {
			buf_puts(b, " when the same is asked again within ");
			phrase_term(b, r->fee_repeated);
		}
		if (r->fee_excessive)
			buf_puts(b, term_is_zero(r->fee_repeated) ? " when it is excessive"
								  : ", or when it is excessive");
	}
	if (r->code_to != NONE)
		buf_printf(b, "; you show that you are you by a code that we send to your %.*s",
		    STR(words_name(p->arena, p->plan->fields.at[r->code_to].name)));
	if (r->at_once != NONE)
		buf_printf(b, "; you can do it yourself, at once, on our %.*s",
		    STR(words_name(p->arena, p->plan->doors.at[r->at_once].name)));
}

static void
right_says(struct paper *p, enum right_kind kind)
{
	const struct right *r = right_line(p->plan, kind);
	struct term within = law_right_within(p->plan->law_date, kind)->within;
	struct buf b = buf_new(p->arena);

	if (r != NULL && !term_is_zero(r->within))
		within = r->within;
	buf_printf(&b, "the right %s (%s): we answer within ", words_right(kind),
	    words_right_article(kind));
	phrase_term(&b, within);
	buf_puts(&b, ", free of charge");
	if (r != NULL)
		right_terms(p, &b, r);
	exceptions_say(p, &b, kind);
	if (r != NULL) {
		paper_from(p, r->at);
		always_wins(p, &b, r);
		paper_from_detail(p, r->at, "right");
	}
	page_point(&p->page, buf_str(&b));
}

/* LAW UK GDPR Art 14(3): of what others gave us. */
static void
informed(struct paper *p)
{
	const struct right *r = right_line(p->plan, RIGHT_INFORMED);
	struct buf b = buf_new(p->arena);

	if (r == NULL || term_is_zero(r->within))
		return;
	buf_puts(&b, "When somebody else gives us data about you, we tell you within ");
	phrase_term(&b, r->within);
	paper_from_detail(p, r->at, "right");
	page_para(&p->page, say(p, "%.*s.", STR(buf_str(&b))));
}

static void
passed_on(struct paper *p)
{
	for (size_t i = 0; i < p->plan->rights.n; i++) {
		const struct right *r = &p->plan->rights.at[i];

		if (r->passed_to == NONE || r->subject == NONE)
			continue;
		paper_from(p, r->at);
		page_para(&p->page, say(p,
					"For %.*s we pass a request on to %.*s within %.*s, and "
					"help them to answer it.",
					STR(p->plan->subjects.at[r->subject].text),
					STR(p->plan->parties.at[r->passed_to].text),
					STR(term_print(p->arena, r->passed_within))));
	}
}

/* LAW UK GDPR Art 13(2)(b). */
void
notice_rights(struct paper *p)
{
	const struct controller *c = &p->plan->controller;
	struct str how = c->dpo.n > 0 ? c->dpo : c->email.n > 0 ? c->email
								: c->address;

	page_heading(&p->page, "Your rights");
	page_para(&p->page, S("You have"));
	page_list(&p->page);
	for (enum right_kind kind = 0; kind < RIGHTS; kind++)
		if (kind != RIGHT_INFORMED && kind != RIGHT_COMPLAIN)
			right_says(p, kind);
	page_list_end(&p->page);
	page_para(
	    &p->page, say(p,
			  "To use one, write to %.*s%s%.*s. You need no form and no reason. We may "
			  "ask for what shows that you are you. If a request is complex we may "
			  "take %.*s longer, and tell you why within the first month.",
			  STR(how), c->phone.n > 0 ? " or phone " : "", STR(c->phone),
			  STR(term_print(p->arena, law_limit(p->plan->law_date, LAW_EXTENSION)->within))));
	informed(p);
	passed_on(p);
}

/* -- consents, cookies, marketing ------------------------------------------------- */

static void
evidence_says(struct paper *p, struct buf *b, const struct consent *c)
{
	bool first = true;

	for (uint16_t i = 0; i < c->evidences; i++) {
		if (i == 0)
			buf_puts(b, ". As its proof we keep: ");
		phrase_comma(b, &first);
		buf_put(b, words_name(p->arena, p->plan->words.at[c->first_evidence + i]));
	}
	if (c->counts_from.us > INSTANT_EVER.us)
		buf_printf(b, ". It counts if you gave it on or after %.*s",
		    STR(words_date(p->arena, civil_utc(c->counts_from))));
	if (c->evidences > 0 || c->counts_from.us > INSTANT_EVER.us)
		paper_from_detail(p, c->at, "counts if given");
	if (!c->has_listed_before)
		return;
	buf_printf(b, ". Who was on the list before %.*s stays on it",
	    STR(words_date(p->arena, civil_utc(c->listed_before))));
	if (c->reading.n > 0)
		buf_printf(b, " (\"%.*s\")", STR(c->reading));
	paper_from_detail(p, c->at, "counts if listed");
}

static void
consent_says(struct paper *p, const struct consent *c)
{
	struct buf b = buf_new(p->arena);

	buf_printf(&b, "%.*s, %.*s", STR(words_name(p->arena, c->name)),
	    STR(p->plan->purposes.at[c->purpose].text));
	if (c->asked_as.n > 0) {
		buf_printf(&b, ". We ask: \"%.*s\"", STR(c->asked_as));
		paper_from_detail(p, c->at, "asked as");
	}
	if (c->confirm_by_email) {
		buf_puts(&b, ". It counts when you have confirmed it by e-mail");
		paper_from_detail(p, c->at, "confirm by email");
	}
	if (c->for_each_call) {
		buf_puts(&b, ". It holds for one call");
		paper_from_detail(p, c->at, "for each call");
	}
	if (c->for_each_recipient) {
		buf_puts(&b, ". It holds for one recipient, and for what it names");
		paper_from_detail(p, c->at, "for each recipient");
	}
	if (c->is_explicit) {
		buf_puts(&b, ". It is explicit: your own words or your own act");
		paper_from_detail(p, c->at, "explicit");
	}
	if (!term_is_zero(c->lapses)) {
		buf_puts(&b, ". It lapses after ");
		phrase_term(&b, c->lapses);
		paper_from_detail(p, c->at, "lapses");
	}
	evidence_says(p, &b, c);
	buf_puts(&b, ". Take it back ");
	words_channels(&b, c->withdrawn_by);
	buf_puts(&b, ", at any time; what was done before stays lawful");
	paper_from_detail(p, c->at, "withdrawn by");
	paper_from(p, c->at);
	page_point(&p->page, buf_str(&b));
}

/* LAW UK GDPR Art 13(2)(c), Art 7(3). */
void
notice_consents(struct paper *p)
{
	page_heading(&p->page, "What you may consent to, and how to take it back");
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->consents.n; i++)
		consent_says(p, &p->plan->consents.at[i]);
	page_list_end(&p->page);
}

/* LAW PECR reg 6. */
void
notice_cookies(struct paper *p)
{
	page_heading(&p->page, "Cookies");
	paper_cookies(p);
}

static void
screen_says(struct paper *p, const struct screen *s)
{
	struct buf b = buf_new(p->arena);
	bool first = true;

	buf_puts(&b, "Before we ring you ");
	buf_put(&b, p->plan->purposes.at[s->purpose].text);
	buf_puts(&b, ", we check your number against ");
	for (uint16_t i = 0; i < s->registers; i++) {
		phrase_comma(&b, &first);
		buf_put(&b, words_register(p->arena, p->plan->words.at[s->first_register + i]));
	}
	buf_puts(&b, ", in a copy at most ");
	phrase_term(&b, s->at_most_old);
	buf_puts(&b, " old");
	paper_from_detail(p, s->at, "screen");
	page_point(&p->page, buf_str(&b));
}

void
notice_do_not_contact(struct paper *p)
{
	page_heading(&p->page, "If you do not want to be contacted");
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->suppressions.n; i++) {
		const struct suppress *s = &p->plan->suppressions.at[i];
		struct buf b = buf_new(p->arena);

		buf_printf(&b,
		    "When you tell us to stop, we keep a fingerprint of your %s%s%s for "
		    "ever, so that you stay out after everything else is erased",
		    (s->types & 1u << TYPE_EMAIL) != 0 ? "e-mail address" : "",
		    (s->types & 1u << TYPE_EMAIL) != 0 && (s->types & 1u << TYPE_PHONE) != 0
			? " and of your "
			: "",
		    (s->types & 1u << TYPE_PHONE) != 0 ? "telephone number" : "");
		if (s->each != NONE)
			buf_printf(&b, "; each %.*s is told to stop by itself",
			    STR(p->plan->parties.at[s->each].name));
		paper_from_detail(p, s->at, "suppress");
		page_point(&p->page, buf_str(&b));
	}
	for (size_t i = 0; i < p->plan->screens.n; i++)
		screen_says(p, &p->plan->screens.at[i]);
	page_list_end(&p->page);
}

static void
session_says(struct paper *p, const struct door_rule *d)
{
	struct buf b = buf_new(p->arena);

	if (d->before_connecting.n > 0) {
		buf_printf(&b, "Before you are put through you hear: \"%.*s\"",
		    STR(d->before_connecting));
		paper_clause(p, &b, d->at, "before connecting play", UNBUILT_BEFORE_CONNECTING);
		page_point(&p->page, buf_str(&b));
	}
	if (!d->seen && !d->ended_by_them)
		return;
	b = buf_new(p->arena);
	buf_printf(&b, "When we work on your computer you %s%s%s",
	    d->seen ? "see what is done" : "", d->seen && d->ended_by_them ? ", and you " : "",
	    d->ended_by_them ? "may end it at any moment" : "");
	paper_from_detail(p, d->at, "they see");
	paper_clause(p, &b, d->at, "they may end", UNBUILT_ATTENDED);
	page_point(&p->page, buf_str(&b));
}

void
notice_recordings(struct paper *p)
{
	page_heading(&p->page, "Calls, recordings and sessions");
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->doors.n; i++) {
		const struct door_rule *d = &p->plan->doors.at[i];
		struct buf b = buf_new(p->arena);

		session_says(p, d);
		if (d->before_play.n > 0) {
			buf_printf(&b, "Before a recording begins you hear: \"%.*s\"",
			    STR(d->before_play));
			paper_clause(p, &b, d->at, "before recording play", UNBUILT_BEFORE_RECORDING);
		}
		if (d->pause_while.n > 0) {
			buf_puts(&b, b.n > 0 ? ". While you pay, nothing is recorded"
					     : "While you pay, nothing is recorded");
			paper_clause(p, &b, d->at, "while payment pause", UNBUILT_PAYMENT_PAUSE);
		}
		if (b.n > 0)
			page_point(&p->page, buf_str(&b));
	}
	page_list_end(&p->page);
}

/* -- complaints, children, decisions ---------------------------------------------- */

/* LAW UK GDPR Art 13(2)(d); DPA 2018 s 164A. */
void
notice_complaints(struct paper *p)
{
	const struct controller *c = &p->plan->controller;
	const struct law_regulator *regulator = law_regulator(c->regulator);
	const struct right *r = right_line(p->plan, RIGHT_COMPLAIN);
	struct term within = law_right_within(p->plan->law_date, RIGHT_COMPLAIN)->within;
	struct str name = regulator != NULL ? str_of(regulator->name) : c->regulator;

	if (r != NULL && !term_is_zero(r->within))
		within = r->within;
	page_heading(&p->page, "If you are not content");
	if (r != NULL)
		paper_from(p, r->at);
	page_para(
	    &p->page, say(p,
			  "Complain to us first, in any way you like. We confirm within %.*s that "
			  "we have it, look into it without delay and tell you the outcome.",
			  STR(term_print(p->arena, within))));
	if (name.n == 0)
		return;
	paper_from_detail(p, c->at, "regulator");
	page_para(&p->page,
	    say(p,
		"You may complain to the regulator at any time: the %.*s%s%.*s%s. You may also go "
		"to court.",
		STR(name), c->regulator_number.n > 0 ? " (our registration: " : "",
		STR(c->regulator_number), c->regulator_number.n > 0 ? ")" : ""));
	if (regulator == NULL)
		return;
	page_list(&p->page);
	page_link(&p->page, S("Where to complain"), str_of(regulator->site));
	page_list_end(&p->page);
}

void
notice_children(struct paper *p)
{
	page_heading(&p->page, "Children");
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->subjects.n; i++) {
		const struct subject_type *s = &p->plan->subjects.at[i];

		if (s->least_age > 0)
			paper_from_detail(p, s->at, "least age");
		page_point(&p->page,
		    s->least_age > 0
			? say(p,
			    "%.*s: only from the age of %u; what we learn of anybody younger "
			    "we erase",
			    STR(s->text), s->least_age)
			: say(p, "%.*s: we ask nobody's age", STR(s->text)));
	}
	page_list_end(&p->page);
}

static void
decision_says(struct paper *p, const struct decision *d)
{
	struct buf b = buf_new(p->arena);

	buf_printf(&b,
	    "%.*s: a machine proposes, and a person decides, with reasons. You may say what you think "
	    "of it, have another person look at it and contest it ",
	    STR(words_name(p->arena, d->name)));
	words_channels(&b, d->contest);
	if (d->by != NONE)
		buf_printf(&b, "; who decides: %.*s",
		    STR(words_name(p->arena, p->plan->roles.at[d->by].name)));
	paper_from_detail(p, d->at, "reviewed by");
	paper_from_detail(p, d->at, "contested by");
	paper_from_detail(p, d->at, "decide");
	page_point(&p->page, buf_str(&b));
}

/* LAW UK GDPR Art 13(2)(f), Art 22A to 22D. */
void
notice_decisions(struct paper *p)
{
	page_heading(&p->page, "Decisions by machines");
	if (!p->plan->decides_automatically) {
		paper_from(p, p->plan->decide_at);
		page_para(&p->page, S("We take no decision about you by machine alone."));
		return;
	}
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->decisions.n; i++)
		decision_says(p, &p->plan->decisions.at[i]);
	page_list_end(&p->page);
}

/* -- what we never do --------------------------------------------------------------- */

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
never_says(struct paper *p, const struct never *v)
{
	static const char *const acts[] = { [NEVER_COLLECT] = "collect",
		[NEVER_STORE] = "store",
		[NEVER_SHARE] = "share",
		[NEVER_JOIN] = "join" };
	struct buf b = buf_new(p->arena);

	buf_printf(&b, "We never %s ", acts[v->act]);
	if (v->act == NEVER_JOIN)
		buf_printf(&b, "%.*s with %.*s",
		    STR(words_name(p->arena, p->plan->datasets.at[v->dataset].name)),
		    STR(words_name(p->arena, p->plan->datasets.at[v->other_dataset].name)));
	else
		never_what(&b, p->plan, v);
	if (v->act == NEVER_SHARE && v->recipient == NONE)
		buf_puts(&b, " with anyone");
	for (uint16_t i = 0; i < v->excepts; i++)
		buf_printf(&b, "%s%.*s", i == 0 ? " except " : ", ",
		    STR(p->plan->recipients
			    .at[p->plan->never_recipients.at[v->first_except + i]]
			    .text));
	if (v->act == NEVER_SHARE && v->recipient != NONE)
		buf_printf(&b, " with %.*s", STR(p->plan->recipients.at[v->recipient].text));
	if (v->purpose != NONE)
		buf_printf(&b, ", %.*s", STR(p->plan->purposes.at[v->purpose].text));
	buf_puts(&b, v->marketing ? " for direct marketing" : "");
	if (v->reading.n > 0) {
		buf_printf(&b, " (\"%.*s\")", STR(v->reading));
		paper_from_detail(p, v->at, "reading");
	}
	paper_from_detail(p, v->at, "never");
	return buf_str(&b);
}

void
notice_nevers(struct paper *p)
{
	page_heading(&p->page, "What we never do");
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->nevers.n; i++)
		page_point(&p->page, never_says(p, &p->plan->nevers.at[i]));
	page_list_end(&p->page);
}

/* -- breaches, reviews, changes ------------------------------------------------------ */

static void
breach_says(struct paper *p, const struct breach_rule *r)
{
	struct buf b = buf_new(p->arena);

	buf_puts(&b, "We tell ");
	if (r->tell == TELL_PARTY)
		buf_put(&b, p->plan->parties.at[r->party].text);
	else
		buf_puts(&b, r->tell == TELL_REGULATOR ? "the regulator" : "you");
	if (term_is_zero(r->within)) {
		buf_puts(&b, " without delay");
	} else {
		buf_puts(&b, " within ");
		phrase_term(&b, r->within);
	}
	if (r->threshold.n > 0 && !str_eq(r->threshold, S("always")))
		buf_printf(&b, ", %.*s", STR(r->threshold));
	paper_from(p, r->at);
	page_point(&p->page, buf_str(&b));
}

void
notice_breaches(struct paper *p)
{
	page_heading(&p->page, "If something goes wrong");
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->breaches.n; i++)
		breach_says(p, &p->plan->breaches.at[i]);
	if (p->plan->contains_sessions || p->plan->contains_releases) {
		struct buf b = buf_new(p->arena);
		struct at at = p->plan->breaches.at[0].at;

		buf_printf(&b, "At once we %s%s%s",
		    p->plan->contains_sessions ? "shut out whoever it came by" : "",
		    p->plan->contains_sessions && p->plan->contains_releases ? " and " : "",
		    p->plan->contains_releases ? "give what is concerned to nobody" : "");
		paper_from_detail(p, at, "contain");
		page_point(&p->page, buf_str(&b));
	}
	page_list_end(&p->page);
}

static struct str
closed_says(struct paper *p, const struct review *r)
{
	switch (r->closes) {
	case CLOSES_DOOR:
		return say(p, "the door %.*s",
		    STR(words_name(p->arena, p->plan->doors.at[r->closed].name)));
	case CLOSES_ROLE:
		return say(p, "the work of %.*s",
		    STR(words_name(p->arena, p->plan->roles.at[r->closed].name)));
	case CLOSES_RECIPIENT:
		return say(p, "the way to %.*s", STR(p->plan->recipients.at[r->closed].text));
	case CLOSES_NOTHING:
		break;
	}
	return S("");
}

void
notice_reviews(struct paper *p)
{
	page_heading(&p->page, "What we look at again and again");
	page_list(&p->page);
	for (size_t i = 0; i < p->plan->reviews.n; i++) {
		const struct review *r = &p->plan->reviews.at[i];
		struct buf b = buf_new(p->arena);

		buf_printf(&b, "%.*s, every ", STR(words_name(p->arena, r->name)));
		phrase_term(&b, r->every);
		if (r->closes != CLOSES_NOTHING)
			buf_printf(&b, "; when it is late, %.*s is closed",
			    STR(closed_says(p, r)));
		paper_from_detail(p, r->at, "review");
		page_point(&p->page, buf_str(&b));
	}
	page_list_end(&p->page);
}

static void
change_told(struct paper *p, struct buf *b, const struct change_rule *c)
{
	if (c->subjects == 0)
		return;
	buf_puts(b, ". We tell ");
	for (uint16_t s = 0; s < c->subjects; s++) {
		uint16_t subject = p->plan->change_subjects.at[c->first_subject + s];

		buf_printf(b, "%s%.*s", s == 0 ? "" : ", ",
		    STR(p->plan->subjects.at[subject].text));
	}
	buf_putc(b, ' ');
	words_channels(b, 1u << c->channel);
	if (!term_is_zero(c->before)) {
		buf_puts(b, ", ");
		phrase_term(b, c->before);
		buf_puts(b, " before it takes effect");
	}
	paper_from_detail(p, c->at, "tell");
}

static void
change_says(struct paper *p, const struct change_rule *c)
{
	struct buf b = buf_new(p->arena);
	bool first = true;

	buf_puts(&b, "A change matters when it is one of: ");
	named_kind(&b, &first, c->purpose, "why we use your data");
	named_kind(&b, &first, c->recipient, "who gets it");
	named_kind(&b, &first, c->clock, "how long we keep it");
	named_kind(&b, &first, c->category, "what we hold");
	change_told(p, &b, c);
	for (size_t i = 0; i < p->plan->change_consents.n; i++)
		buf_printf(&b, "%s%.*s",
		    i == 0 ? ". Then we ask again for your consent to: " : ", ",
		    STR(words_name(p->arena,
			p->plan->consents.at[p->plan->change_consents.at[i]].name)));
	if (p->plan->change_consents.n > 0)
		paper_from_detail(p, c->at, "ask again");
	if (c->new_with_consent) {
		buf_puts(&b, ". We use what we hold for a new purpose only after you said yes to it");
		paper_from_detail(p, c->at, "new purposes");
	}
	paper_from(p, c->at);
	paper_from_detail(p, c->at, "change");
	buf_putc(&b, '.');
	page_para(&p->page, buf_str(&b));
}

void
notice_changes(struct paper *p)
{
	page_heading(&p->page, "If this notice changes");
	for (size_t i = 0; i < p->plan->changes.n; i++)
		change_says(p, &p->plan->changes.at[i]);
	page_para(&p->page, S("Data keeps the version of this notice that it was collected under; "
			      "a longer term does not reach back to it, save where it says so."));
}
