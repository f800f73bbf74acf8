/* policy/check_share.c -- rule 3: who gets it, where, on what footing. */
#include "policy/check_rules.h"
#include "policy/law.h"

static struct str
recipient_line(struct checking *c, const struct recipient *r)
{
	struct buf b = buf_new(c->arena);

	phrase_recipient(&b, c->plan, r);
	return buf_str(&b);
}

/* Where only some of a country are adequate, who. */
static struct str
partly_note(struct checking *c, const char country[3])
{
	struct law_fact is;

	if (!law_partly(c->plan->law_date, country, &is))
		return S("");
	return rule_say(c, "adequate are only %s", is.what);
}

static void
recipient_transfer(struct checking *c, const struct recipient *r)
{
	struct recipient mended = *r;
	struct diag *m;

	if (law_adequate(c->plan->law_date, r->country) != NULL)
		return;
	if (mended.checked.n == 0)
		mended.checked = S("TRA-1");
	if (term_is_zero(mended.mechanism_review))
		mended.mechanism_review = (struct term){ .months = 12 };
	if (str_eq(r->mechanism, S("adequate"))) {
		m = rule_broken(c, DIAG_NOT_ADEQUATE, r->at);
		m->text = rule_say(c, "%s is not adequate in this law pack", r->country);
		mended.mechanism = S("idta");
	} else if (r->mechanism.n == 0) {
		m = rule_broken(c, DIAG_TRANSFER_MECHANISM, r->at);
		m->text = rule_say(c, "nothing says by which mechanism data goes to `%.*s` in %s",
		    STR(r->name), r->country);
		mended.mechanism = S("idta");
	} else if (r->checked.n == 0) {
		m = rule_broken(c, DIAG_TRANSFER_RISK, r->at);
		m->text = rule_say(
		    c, "nobody assessed the transfer to `%.*s` in %s", STR(r->name), r->country);
	} else if (term_is_zero(r->mechanism_review)) {
		m = rule_broken(c, DIAG_TRANSFER_REVIEW, r->at);
		m->text = rule_say(c, "nothing says when the transfer to `%.*s` in %s is reviewed",
		    STR(r->name), r->country);
	} else {
		return;
	}
	if (r->mechanism.n == 0 || str_eq(r->mechanism, S("adequate")))
		m->note = partly_note(c, r->country);
	rule_try(m, PASTE_INSTEAD, recipient_line(c, &mended));
}

static void
recipient_footing(struct checking *c, const struct recipient *r)
{
	struct recipient mended = *r;
	struct diag *m;

	if (r->role == RECIPIENT_UNSAID) {
		m = rule_broken(c, DIAG_RECIPIENT_ROLE, r->at);
		m->text = rule_say(
		    c, "nothing says whether `%.*s` is a processor or a controller", STR(r->name));
		mended.role = RECIPIENT_CONTROLLER;
	} else if (r->role == RECIPIENT_PROCESSOR && r->contract.n == 0) {
		m = rule_broken(c, DIAG_PROCESSOR_CONTRACT, r->at);
		m->text = rule_say(
		    c, "nothing says under which contract `%.*s` works for us", STR(r->name));
		mended.contract = S("C-1");
	} else {
		return;
	}
	rule_try(m, PASTE_INSTEAD, recipient_line(c, &mended));
}

/* A place outside the adequate countries stands on its operator's mechanism. */
static void
place_transfer(struct checking *c, const struct place *p)
{
	struct diag *m;

	if (law_adequate(c->plan->law_date, p->country) != NULL)
		return;
	if (p->run_by != NONE) {
		const struct recipient *r = &c->plan->recipients.at[p->run_by];

		if (law_adequate(c->plan->law_date, r->country) == NULL) /* its own line is checked */
			return;
	}
	m = rule_broken(c, DIAG_TRANSFER_MECHANISM, p->at);
	m->text = rule_say(c, "nothing says by which mechanism data goes to `%.*s` in %s",
	    STR(p->name), p->country);
	m->note = S("name who runs it, with a mechanism");
}

/* A purpose that the law opens is not sharing in the sense of a notice's list. */
static const struct share *
share_of(const struct plan *plan, uint16_t dataset)
{
	for (size_t i = 0; i < plan->shares.n; i++) {
		const struct share *s = &plan->shares.at[i];

		if (s->purpose != NONE && plan->purposes.at[s->purpose].built_in)
			continue;
		if (fields_meet_dataset(plan, s->fields, dataset))
			return s;
	}
	return NULL;
}

static void
dataset_shared(struct checking *c, uint16_t dataset)
{
	const struct dataset *d = &c->plan->datasets.at[dataset];
	const struct share *s = share_of(c->plan, dataset);
	struct diag *m;

	if (s == NULL && !d->shared_with_nobody) {
		m = rule_broken(c, DIAG_NO_RECIPIENT, d->at);
		m->text = rule_say(c, "nothing says who is given `%.*s`", STR(d->name));
		m->note = S("no recipient receives it");
		rule_try(m, PASTE_UNDER, S("shared with nobody"));
	} else if (s != NULL && d->shared_with_nobody) {
		uint32_t line = phrase_detail(c->plan, d->at.line, S("shared with nobody"));

		m = rule_broken(c, DIAG_SHARED_AFTER_ALL, s->at);
		m->text = rule_say(c, "`%.*s` is shared with nobody, and `%.*s` receives it",
		    STR(d->name), STR(c->plan->recipients.at[s->recipient].name));
		m->note = S("this line gives it away");
		if (line == 0)
			return;
		rule_other(m, phrase_at(c->plan, line), S("this line says that nobody gets it"));
		rule_try(m, PASTE_INSTEAD_OTHER, S("# shared with nobody"));
	}
}

static void
share_outside(struct checking *c, const struct share *s)
{
	const struct purpose *p = &c->plan->purposes.at[s->purpose];
	struct fields outside = rule_fields_less(c, s->fields, p->uses);
	struct share mended = *s;
	struct buf b = buf_new(c->arena);
	struct diag *m = rule_broken(c, DIAG_SHARE_OUTSIDE, s->at);

	mended.fields = rule_fields_less(c, s->fields, outside);
	m->text = rule_say(c, "`%.*s` would receive `%.*s`, which `%.*s` does not use",
	    STR(c->plan->recipients.at[s->recipient].name),
	    STR(c->plan->fields.at[rule_fields_next(c->plan, outside, 0)].full), STR(p->name));
	rule_other(m, p->at, S("the purpose"));
	if (fields_none(c->plan, mended.fields))
		buf_printf(&b, "# %.*s", STR(phrase_sentence(c->arena, c->plan, s->at.line)));
	else
		phrase_share(&b, c->plan, &mended);
	rule_try(m, PASTE_INSTEAD, buf_str(&b));
}

static void
order_ends(struct checking *c, const struct order_class *o)
{
	struct diag *m;

	if (!term_is_zero(o->ends_after))
		return;
	m = rule_broken(c, DIAG_ORDER_NO_END, o->at);
	m->text = rule_say(c, "nothing says when an order `%.*s` ends", STR(o->name));
	rule_try(m, PASTE_UNDER, S("ends after 14 days"));
}

static struct str
shows_with_records(struct checking *c, const struct order_class *o)
{
	struct buf b = buf_new(c->arena);

	buf_puts(&b, "shows ");
	for (uint16_t i = 0; i < o->shows; i++)
		buf_printf(&b, "%.*s, ", STR(c->plan->words.at[o->first_show + i]));
	buf_puts(&b, "records");
	return buf_str(&b);
}

/* What is held is what the order names, and it may name nothing. */
static void
order_holds(struct checking *c, const struct order_class *o)
{
	struct diag *m;

	if (o->hold == NONE || o->shows_records)
		return;
	m = rule_broken(c, DIAG_ORDER_HOLDS, o->at);
	m->text = rule_say(c, "an order `%.*s` holds records that it does not name", STR(o->name));
	rule_other(m, c->plan->holds.at[o->hold].at, S("the hold"));
	rule_try(m, PASTE_UNDER, shows_with_records(c, o));
}

/* The line before `i` of the same recipient and purpose that has one of its fields. */
static const struct share *
said_before(const struct plan *plan, uint16_t i)
{
	const struct share *s = &plan->shares.at[i];

	for (uint16_t j = plan->recipients.at[s->recipient].first_share; j < i; j++) {
		const struct share *t = &plan->shares.at[j];

		if (t->recipient == s->recipient && t->purpose == s->purpose && t->needs == 0
		    && fields_meet(plan, t->fields, s->fields))
			return t;
	}
	return NULL;
}

static void
share_again(struct checking *c, uint16_t i)
{
	const struct share *s = &c->plan->shares.at[i], *t = said_before(c->plan, i);
	struct diag *m = rule_broken(c, DIAG_SHARE_TWICE, s->at);

	m->text = rule_say(c, "`%.*s` would receive a field for `%.*s` by two lines",
	    STR(c->plan->recipients.at[s->recipient].name),
	    STR(c->plan->purposes.at[s->purpose].name));
	m->note = S("which of them holds? join their conditions with `or`");
	if (t != NULL)
		rule_other(m, t->at, S("given here already"));
}

/* K3: what each recipient is given for each purpose, so far; a line that needs an
 * order, a ticket or the like is another way to it. */
static void
shares_twice(struct checking *c)
{
	const struct plan *plan = c->plan;
	struct so_far {
		uint32_t of; /* recipient, from 1 */
		struct fields sum;
	} *given = NEW_ARRAY(c->arena, plan->purposes.n + 1, struct so_far);

	for (uint16_t i = 0; i < plan->shares.n && !rule_enough(c); i++) {
		const struct share *s = &plan->shares.at[i];
		struct so_far *g;

		if (s->purpose == NONE || s->needs != 0)
			continue;
		g = &given[s->purpose];
		if (g->sum.w == NULL)
			g->sum = rule_fields(c);
		if (g->of != (uint32_t)s->recipient + 1)
			memset(g->sum.w, 0, plan->field_words * sizeof(uint64_t));
		else if (fields_meet(plan, g->sum, s->fields))
			share_again(c, i);
		g->of = (uint32_t)s->recipient + 1;
		rule_fields_join(plan, g->sum, s->fields);
	}
}

/* What a purpose, or one that it is under, asks of the person who acts for it. */
static const struct purpose *
purpose_that_asks(const struct plan *plan, uint16_t purpose)
{
	for (uint16_t p = purpose; p != NONE; p = plan->purposes.at[p].under)
		if (plan->purposes.at[p].needs != 0
		    || plan->purposes.at[p].hour_from != plan->purposes.at[p].hour_to)
			return &plan->purposes.at[p];
	return NULL;
}

/* `on EVENT`: nobody is there to show a ticket, and the event is one of the records. */
static void
share_by_itself(struct checking *c, const struct share *s)
{
	const struct plan *plan = c->plan;
	const struct event *e = &plan->events.at[s->on];
	const struct purpose *asks = purpose_that_asks(plan, s->purpose);
	struct share by_people = *s;
	struct buf b = buf_new(c->arena);
	bool of_record = e->of == EVENT_OF_DATASET || e->of == EVENT_OF_FIELD;
	struct diag *m;

	if (of_record && s->needs == 0 && asks == NULL)
		return;
	m = rule_broken(c, DIAG_SHARE_BY_ITSELF, s->at);
	if (!of_record)
		m->text = rule_say(c, "nobody tells `%.*s` of a record, so nothing is handed over on it",
		    STR(e->name));
	else
		m->text = rule_say(c,
		    "on `%.*s` nobody is there to show what the %s asks for", STR(e->name),
		    s->needs != 0 ? "line" : "purpose");
	m->note = S("without `on`, a person releases it");
	if (of_record && s->needs == 0)
		rule_other(m, asks->at, S("the purpose"));
	by_people.on = NONE;
	phrase_share(&b, plan, &by_people);
	rule_try(m, PASTE_INSTEAD, buf_str(&b));
}

void
check_shares(struct checking *c)
{
	const struct plan *plan = c->plan;

	for (size_t i = 0; i < plan->orders.n && !rule_enough(c); i++)
		order_ends(c, &plan->orders.at[i]);
	for (size_t i = 0; i < plan->orders.n; i++)
		order_holds(c, &plan->orders.at[i]);
	for (size_t i = 0; i < plan->recipients.n && !rule_enough(c); i++) {
		recipient_footing(c, &plan->recipients.at[i]);
		recipient_transfer(c, &plan->recipients.at[i]);
	}
	shares_twice(c);
	for (size_t i = 0; i < plan->places.n && !rule_enough(c); i++)
		place_transfer(c, &plan->places.at[i]);
	for (uint16_t i = 0; i < plan->datasets.n && !rule_enough(c); i++)
		if (!plan->datasets.at[i].built_in)
			dataset_shared(c, i);
	for (size_t i = 0; i < plan->shares.n && !rule_enough(c); i++) {
		const struct share *s = &plan->shares.at[i];

		if (s->purpose != NONE && !plan->purposes.at[s->purpose].built_in
		    && !fields_within(plan, s->fields, plan->purposes.at[s->purpose].uses))
			share_outside(c, s);
		if (s->on != NONE)
			share_by_itself(c, s);
	}
}
