/* policy/why.c -- the chain of lines that allows, or the link that is missing. */
#include <stdarg.h>

#include "policy/decide.h"
#include "policy/phrase.h"
#include "policy/why.h"
#include "policy/why_ask.h"

static void
link_line(struct why_chain *c, uint32_t line, const char *what)
{
	for (size_t i = 0; i < c->links.n; i++)
		if (line > 0 && c->links.at[i].line == line)
			return; /* a line is said once */
	*LIST_ADD(&c->links, c->arena) = (struct why_link){ line, str_of(what) };
}

static void refuse(struct why_chain *c, const char *format, ...) PRINTF(2, 3);

static void
refuse(struct why_chain *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	c->no = str_vprintf(c->arena, format, ap);
	va_end(ap);
}

static void need(struct why_chain *c, uint32_t under, const char *format, ...) PRINTF(3, 4);

static void
need(struct why_chain *c, uint32_t under, const char *format, ...)
{
	va_list ap;

	c->under = under;
	va_start(ap, format);
	c->needed = str_vprintf(c->arena, format, ap);
	va_end(ap);
}

static void
other(struct why_chain *c, const char *lead, struct str name)
{
	c->others = c->others.n == 0
			? str_printf(c->arena, "%s %.*s", lead, STR(name))
			: str_printf(c->arena, "%.*s, %.*s", STR(c->others), STR(name));
}

static const struct field *
field_of(const struct why_chain *c, uint16_t field)
{
	return &c->plan->fields.at[field];
}

static const struct dataset *
dataset_of(const struct why_chain *c, uint16_t field)
{
	return &c->plan->datasets.at[field_of(c, field)->dataset];
}

/* What a condition asks: the consents and events of it. */
static void
link_cond(struct why_chain *c, uint16_t cond)
{
	const struct cond *k = cond == NONE ? NULL : &c->plan->conds.at[cond];

	for (uint16_t i = 0; k != NULL && i < k->steps; i++) {
		const struct step *s = &c->plan->steps.at[k->first_step + i];

		if (s->op == OP_CONSENT)
			link_line(c, c->plan->consents.at[s->a].at.line, "the consent that is asked");
		else if (s->op == OP_HAPPENED || s->op == OP_WITHIN || s->op == OP_SOFT_WITHIN)
			link_line(c, c->plan->events.at[s->a].at.line, "the event that is asked");
		else if (s->op == OP_FIELD_IS)
			link_line(c, field_of(c, s->a)->at.line, "the field that is asked");
	}
}

/* Details of a heading that say neither of these words first: its conditions and duties. */
static void
link_details(struct why_chain *c, uint32_t heading, const char *const *skip, size_t n,
    const char *what)
{
	for (uint32_t line = phrase_next_detail(c->plan, heading); line > 0;
	     line = phrase_next_detail(c->plan, line)) {
		struct str rest, said = phrase_sentence(c->arena, c->plan, line);
		struct str first = str_cut(said, ' ', &rest);
		bool skipped = false;

		for (size_t i = 0; i < n; i++)
			skipped = skipped || str_eq(first, str_of(skip[i]));
		if (!skipped)
			link_line(c, line, what);
	}
}

static void
link_field(struct why_chain *c, uint16_t field)
{
	link_line(c, dataset_of(c, field)->at.line, "the data");
	link_line(c, field_of(c, field)->at.line, "the field is held");
}

static bool
may_be_about(const struct why_chain *c, uint16_t field, uint16_t subject)
{
	return dataset_of(c, field)->subjects == 0
	       || plan_is_about(c->plan, field_of(c, field)->dataset, subject);
}

/* The grounds for the people that the field is about, and what they rest on. */
static void
link_grounds(struct why_chain *c, const struct purpose *p, uint16_t field)
{
	for (uint16_t i = 0; i < p->grounds; i++) {
		const struct ground *g = &c->plan->grounds.at[p->first_ground + i];

		if (!may_be_about(c, field, g->subject))
			continue;
		link_line(c, g->at.line, "on this basis, while it stands");
		if (g->consent != NONE)
			link_line(c, c->plan->consents.at[g->consent].at.line,
			    "the consent that it rests on");
		if (g->party != NONE)
			link_line(
			    c, c->plan->parties.at[g->party].at.line, "the party that it rests on");
	}
}

/* False when the purpose does not use the field, and that is the answer. */
static bool
link_purpose(struct why_chain *c, uint16_t purpose, uint16_t field)
{
	static const char *const skip[] = { "basis", "uses", "direct" };
	const struct purpose *p = &c->plan->purposes.at[purpose];

	if (!p->built_in && !fields_have(p->uses, field)) {
		link_line(c, p->at.line, "the purpose");
		refuse(c, "the purpose does not use the field");
		need(c, p->at.line, "uses %.*s", STR(field_of(c, field)->full));
		return false;
	}
	link_line(c, p->at.line, p->built_in ? "the purpose is the law's" : "the purpose uses it");
	link_grounds(c, p, field);
	if (p->built_in)
		return true;
	link_details(c, p->at.line, skip, N(skip), "as far as this goes");
	link_cond(c, p->only_while);
	link_cond(c, p->with_consent);
	return true;
}

static void
link_arm(struct why_chain *c, const struct arm *arm)
{
	const struct event *e = arm->event == NONE ? NULL : &c->plan->events.at[arm->event];

	link_cond(c, arm->cond);
	if (e != NULL && e->at.line > 0)
		link_line(c, e->at.line, "the event that it counts from");
}

static void
link_clocks(struct why_chain *c, uint16_t field)
{
	const struct plan *plan = c->plan;

	for (size_t i = 0; i < plan->clocks.n; i++) {
		const struct clock *k = &plan->clocks.at[i];

		if (!fields_have(k->fields, field))
			continue;
		link_line(c, k->at.line, "until it is erased");
		link_details(c, k->at.line, NULL, 0, "how it is read");
		for (uint16_t a = 0; a < k->arms; a++)
			link_arm(c, &plan->arms.at[k->first_arm + a]);
	}
	for (size_t i = 0; i < plan->holds.n; i++)
		if (fields_have(plan->holds.at[i].fields, field))
			link_line(c, plan->holds.at[i].at.line, "this may keep it longer");
}

static bool
is_secret(const struct why_chain *c, uint16_t field)
{
	return (field_of(c, field)->marks & MARK_SECRET) != 0;
}

static bool
refuse_secret(struct why_chain *c, uint16_t field)
{
	if (!is_secret(c, field))
		return false;
	link_line(c, field_of(c, field)->at.line, "the field is a secret");
	refuse(c, "a secret is never shown");
	return true;
}

static const char *
may_word(enum may may)
{
	return may == MAY_READ	   ? "read"
	       : may == MAY_CHANGE ? "change"
	       : may == MAY_HEAR   ? "hear"
				   : "export";
}

static void
other_purposes(struct why_chain *c, const struct why_question *q)
{
	for (size_t i = 0; i < c->plan->grants.n; i++) {
		const struct grant *g = &c->plan->grants.at[i];

		if (g->role == q->who && (g->may & q->may) != 0 && fields_have(g->fields, q->field))
			other(c, "for these they may:", c->plan->purposes.at[g->purpose].name);
	}
}

static void
other_roles(struct why_chain *c, const struct why_question *q)
{
	for (uint16_t i = 0; i < c->plan->roles.n; i++)
		if (grant_for(c->plan, i, q->may, q->purpose, q->field) != NONE)
			other(c, "who may:", c->plan->roles.at[i].name);
}

void
why_role(struct why_chain *c, const struct why_question *q)
{
	const struct role *r = &c->plan->roles.at[q->who];
	uint16_t grant = grant_for(c->plan, q->who, q->may, q->purpose, q->field);

	if (q->may != MAY_CHANGE && refuse_secret(c, q->field))
		return;
	link_field(c, q->field);
	if (!link_purpose(c, q->purpose, q->field)) {
		other_purposes(c, q);
		return;
	}
	link_line(c, r->at.line, "the role");
	if (grant == NONE) {
		refuse(c, "no `may` line lets the role %s it for that", may_word(q->may));
		need(c, r->at.line, "may %s %.*s for %.*s", may_word(q->may),
		    STR(field_of(c, q->field)->full), STR(c->plan->purposes.at[q->purpose].name));
		other_purposes(c, q);
		if (c->others.n == 0)
			other_roles(c, q);
		return;
	}
	link_line(c, c->plan->grants.at[grant].at.line, "the role may act for it");
	link_cond(c, c->plan->grants.at[grant].only_while);
	link_clocks(c, q->field);
	c->yes = true;
}

/* `shared with nobody`, or a `never` line. */
static bool
refuse_banned(struct why_chain *c, const struct why_question *q)
{
	const struct dataset *d = dataset_of(c, q->field);
	uint16_t never = never_share(c->plan, q->who, q->purpose, q->field);

	if (never != NONE) {
		link_line(c, c->plan->nevers.at[never].at.line, "nothing beats it");
		refuse(c, "a `never` line forbids it");
		return true;
	}
	if (d->shared_with_nobody
	    && share_for(c->plan, q->who, q->purpose, q->field) == NONE) {
		uint32_t line = phrase_detail(c->plan, d->at.line, S("shared with nobody"));

		link_line(c, line > 0 ? line : d->at.line, "the data is shared with nobody");
		refuse(c, "the data is shared with nobody");
		return true;
	}
	return false;
}

void
why_recipient(struct why_chain *c, const struct why_question *q)
{
	static const char *const skip[] = { "receives" };
	const struct recipient *r = &c->plan->recipients.at[q->who];
	uint16_t share = share_for(c->plan, q->who, q->purpose, q->field);

	if (refuse_secret(c, q->field) || refuse_banned(c, q))
		return;
	link_field(c, q->field);
	if (!link_purpose(c, q->purpose, q->field))
		return;
	link_line(c, r->at.line, "the recipient");
	if (share == NONE) {
		refuse(c, "no `receives` line gives it to them for that");
		need(c, r->at.line, "receives %.*s for %.*s", STR(field_of(c, q->field)->full),
		    STR(c->plan->purposes.at[q->purpose].name));
		for (uint16_t i = 0; i < c->plan->recipients.n; i++)
			if (share_for(c->plan, i, q->purpose, q->field) != NONE)
				other(c, "who receives it:", c->plan->recipients.at[i].name);
		return;
	}
	link_line(c, c->plan->shares.at[share].at.line, "they receive it for that");
	link_cond(c, c->plan->shares.at[share].when);
	link_details(c, r->at.line, skip, N(skip), "their duty");
	link_clocks(c, q->field);
	c->yes = true;
}

/* What must hold of a field before it is admitted. */
static void
link_admission(struct why_chain *c, uint16_t field)
{
	const struct field *f = field_of(c, field);

	link_line(c, f->at.line, "the field");
	link_cond(c, dataset_of(c, field)->only_while);
	link_cond(c, f->only_while);
	if (f->off_unless != NONE)
		link_line(c, c->plan->consents.at[f->off_unless].at.line,
		    "without this it is not admitted");
	for (size_t i = 0; i < c->plan->purposes.n; i++)
		if (!c->plan->purposes.at[i].built_in
		    && fields_have(c->plan->purposes.at[i].uses, field))
			link_line(c, c->plan->purposes.at[i].at.line, "a purpose that uses it");
	link_clocks(c, field);
}

/* `may offer a, b, `: to be gone on with. */
static struct str
offered_now(const struct why_chain *c, const struct door_rule *d)
{
	struct buf b = buf_new(c->arena);

	buf_puts(&b, "may offer ");
	for (uint16_t i = 0; i < d->datasets; i++)
		buf_printf(&b, "%.*s, ",
		    STR(c->plan->datasets.at[c->plan->door_datasets.at[d->first_dataset + i]].name));
	return buf_str(&b);
}

void
why_door(struct why_chain *c, const struct why_question *q)
{
	const struct door_rule *d = &c->plan->doors.at[q->who];
	const struct dataset *of = &c->plan->datasets.at[q->dataset];

	link_line(c, of->at.line, "the data");
	link_line(c, d->at.line, "the door");
	for (uint16_t i = 0; i < d->datasets; i++)
		c->yes = c->yes
			 || c->plan->door_datasets.at[d->first_dataset + i] == q->dataset;
	if (!c->yes) {
		refuse(c, "the door may not offer it");
		need(c, d->at.line, "%.*s%.*s", STR(offered_now(c, d)), STR(of->name));
		c->instead = d->datasets > 0;
		for (size_t i = 0; i < c->plan->doors.n; i++) {
			const struct door_rule *by = &c->plan->doors.at[i];

			for (uint16_t o = 0; o < by->datasets; o++)
				if (c->plan->door_datasets.at[by->first_dataset + o] == q->dataset)
					other(c, "doors that may:", by->name);
		}
		return;
	}
	link_details(c, d->at.line, NULL, 0, "as far as this goes");
	link_cond(c, d->only_while);
	if (q->field != NONE)
		link_admission(c, q->field);
}

void
why_asks(struct why_chain *c, const struct why_question *q)
{
	const struct door_rule *d = &c->plan->doors.at[q->who];

	if (refuse_secret(c, q->field))
		return;
	link_field(c, q->field);
	if (!link_purpose(c, q->purpose, q->field))
		return;
	link_line(c, d->at.line, "the door");
	c->yes = d->asks_for == q->purpose && fields_have(d->asks, q->field);
	if (c->yes) {
		link_details(c, d->at.line, NULL, 0, "as far as this goes");
		return;
	}
	refuse(c, "the door may not ask it for that");
	need(c, d->at.line, "may ask %.*s for %.*s", STR(field_of(c, q->field)->full),
	    STR(c->plan->purposes.at[q->purpose].name));
}

/* Every field has a clock: what compiles is kept until something. */
void
why_keep(struct why_chain *c, const struct why_question *q)
{
	const struct dataset *d = dataset_of(c, q->field);

	link_field(c, q->field);
	link_clocks(c, q->field);
	if (d->party != NONE)
		link_line(c, c->plan->parties.at[d->party].at.line, "held for this party");
	for (size_t i = 0; i < c->plan->exceptions.n; i++)
		if (fields_have(c->plan->exceptions.at[i].fields, q->field))
			link_line(c, c->plan->exceptions.at[i].at.line,
			    "it stays though somebody asks");
	c->yes = true;
}
