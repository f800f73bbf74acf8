/* policy/check_use.c -- rules 2 and 12: every use has a purpose, a basis and
 * somebody who acts on it. */
#include <string.h>

#include "policy/check_rules.h"

static struct fields
used_fields(struct checking *c)
{
	struct fields used = rule_fields(c);

	for (uint16_t i = 0; i < c->plan->purposes.n; i++)
		if (rule_own_purpose(c->plan, i))
			rule_fields_join(c->plan, used, c->plan->purposes.at[i].uses);
	return used;
}

/* The purpose that an unused field would most likely belong to: one that uses
 * its dataset, or one with a basis for its people. */
static uint16_t
purpose_near(const struct plan *plan, uint16_t dataset)
{
	const struct dataset *d = &plan->datasets.at[dataset];
	uint16_t near = NONE;

	for (uint16_t i = 0; i < plan->purposes.n; i++) {
		const struct purpose *p = &plan->purposes.at[i];

		if (p->built_in)
			continue;
		if (fields_meet_dataset(plan, p->uses, dataset))
			return i;
		if (near == NONE && d->subjects > 0
		    && plan_has_ground(plan, i, plan->dataset_subjects.at[d->first_subject]))
			near = i;
	}
	return near;
}

static void
unused_try(struct checking *c, struct diag *m, uint16_t dataset, struct fields unused)
{
	uint16_t near = purpose_near(c->plan, dataset);
	uint32_t line;

	if (near == NONE)
		return;
	line = phrase_detail(c->plan, c->plan->purposes.at[near].at.line, S("uses "));
	if (line == 0)
		return;
	rule_other(m, phrase_at(c->plan, line), S("where it would be used"));
	rule_try(m, PASTE_INSTEAD_OTHER,
	    rule_say(c, "uses %.*s, %.*s", STR(rule_fields_print(c, unused)),
		STR(str_trim(str_slice(phrase_sentence(c->arena, c->plan, line), 4, SIZE_MAX)))));
}

/* One message a dataset, at its first field that nothing uses. */
static void
unused(struct checking *c, struct fields used, uint16_t dataset)
{
	const struct dataset *d = &c->plan->datasets.at[dataset];
	struct fields none = { NULL };
	uint16_t first = NONE;
	unsigned n = 0;
	struct diag *m;

	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++) {
		if (fields_have(used, i))
			continue;
		if (n++ == 0) {
			first = i;
			none = rule_fields(c);
		}
		fields_put(none, i);
	}
	if (n == 0)
		return;
	m = rule_broken(c, DIAG_FIELD_UNUSED, c->plan->fields.at[first].at);
	m->text = rule_say(c, "no purpose uses `%.*s`", STR(c->plan->fields.at[first].full));
	if (n > 1)
		m->text = rule_say(c, "no purpose uses `%.*s` and %u other field%s of `%.*s`",
		    STR(c->plan->fields.at[first].full), n - 1, n == 2 ? "" : "s", STR(d->name));
	m->note = S("collected for nothing");
	unused_try(c, m, dataset, none);
}

static struct str
basis_line(struct checking *c, const struct purpose *p, struct str subjects, uint16_t party)
{
	if (party != NONE)
		return rule_say(c, "basis instruction of %.*s for %.*s",
		    STR(c->plan->parties.at[party].name), STR(subjects));
	return rule_say(c, "basis legitimate-interests \"%.*s\" assessed LIA-1 for %.*s",
	    STR(p->text), STR(subjects));
}

static void
no_basis_for(struct checking *c, const struct purpose *p, uint16_t subject, const struct dataset *d)
{
	const struct subject_type *s = &c->plan->subjects.at[subject];
	struct diag *m = rule_broken(c, DIAG_PURPOSE_NO_BASIS, p->at);

	m->text = rule_say(c, "`%.*s` has no basis for `%.*s`", STR(p->name), STR(s->name));
	m->note = rule_say(c, "uses `%.*s`", STR(d->name));
	rule_other(m, d->at, rule_say(c, "about `%.*s`", STR(s->name)));
	rule_try(m, PASTE_UNDER, basis_line(c, p, s->name, s->party));
}

/* One message for each kind of person, at the first dataset about them. */
static void
purpose_basis(struct checking *c, uint16_t purpose)
{
	const struct purpose *p = &c->plan->purposes.at[purpose];

	for (uint16_t s = 0; s < c->plan->subjects.n; s++) {
		if (plan_has_ground(c->plan, purpose, s))
			continue;
		for (uint16_t i = 0; i < c->plan->datasets.n; i++) {
			const struct dataset *d = &c->plan->datasets.at[i];

			if (!d->built_in && plan_is_about(c->plan, i, s)
			    && fields_meet_dataset(c->plan, p->uses, i)) {
				no_basis_for(c, p, s, d);
				break;
			}
		}
	}
}

static bool
somebody_acts(const struct plan *plan, uint16_t purpose)
{
	for (size_t i = 0; i < plan->grants.n; i++)
		if (plan->grants.at[i].purpose == purpose)
			return true;
	for (size_t i = 0; i < plan->shares.n; i++)
		if (plan->shares.at[i].purpose == purpose)
			return true;
	for (size_t i = 0; i < plan->doors.n; i++)
		if (plan->doors.at[i].asks_for == purpose
		    && !fields_none(plan, plan->doors.at[i].asks))
			return true;
	return false;
}

static void
nobody_acts(struct checking *c, const struct purpose *p)
{
	struct diag *m = rule_broken(c, DIAG_PURPOSE_NOBODY, p->at);
	struct fields open = rule_fields(c);

	m->text = rule_say(c, "nobody may act for `%.*s`", STR(p->name));
	m->note = S("no role, recipient or door is for it");
	for
		RULE_FIELDS(c->plan, p->uses, i)
	if ((c->plan->fields.at[i].marks & MARK_SECRET) == 0)
		fields_put(open, i);
	for (size_t i = 0; i < c->plan->roles.n; i++) {
		if (c->plan->roles.at[i].party != NONE)
			continue;
		rule_other(m, c->plan->roles.at[i].at, S("a role that could"));
		rule_try(m, PASTE_UNDER,
		    rule_say(c, "may read %.*s for %.*s", STR(rule_fields_print(c, open)),
			STR(p->name)));
		m->paste = PASTE_UNDER_OTHER;
		return;
	}
}

static void
second_ground(struct checking *c, const struct purpose *p)
{
	if (p->second.n > 0)
		return;
	for
		RULE_FIELDS(c->plan, p->uses, i)
		{
			const struct field *f = &c->plan->fields.at[i];
			struct diag *m;

			if ((f->marks & (MARK_SPECIAL | MARK_CRIMINAL)) == 0
			    && f->special_for != (uint16_t)(p - c->plan->purposes.at))
				continue;
			m = rule_broken(c, DIAG_SECOND_GROUND, p->at);
			m->text = rule_say(c, "`%.*s` uses `%.*s` without a second ground",
			    STR(p->name), STR(f->full));
			rule_other(m, f->at,
			    (f->marks & MARK_SPECIAL) != 0    ? S("special category")
			    : (f->marks & MARK_CRIMINAL) != 0 ? S("criminal")
							      : S("it may be flagged as special"));
			rule_try(m, PASTE_UNDER, S("second ground legal-claims"));
			return;
		}
}

/* Every person named on the line of ground `g`. */
static struct str
subjects_on_line(struct checking *c, const struct purpose *p, const struct ground *g)
{
	struct buf b = buf_new(c->arena);
	bool first = true;

	for (uint16_t i = 0; i < p->grounds; i++) {
		const struct ground *other = &c->plan->grounds.at[p->first_ground + i];

		if (other->at.line != g->at.line || other->subject == NONE)
			continue;
		phrase_comma(&b, &first);
		buf_put(&b, c->plan->subjects.at[other->subject].name);
	}
	return buf_str(&b);
}

static bool
first_on_line(const struct plan *plan, const struct purpose *p, uint16_t i)
{
	return i == 0
	       || plan->grounds.at[p->first_ground + i].at.line
		      != plan->grounds.at[p->first_ground + i - 1].at.line;
}

static void
unweighed(struct checking *c, const struct purpose *p, const struct ground *g)
{
	struct diag *m = rule_broken(c, DIAG_INTERESTS_UNWEIGHED, g->at);

	m->text = rule_say(c, "the interests of `%.*s` are not %s", STR(p->name),
	    g->interest.n == 0 ? "named" : "weighed");
	m->note = g->interest.n == 0 ? S("which interests?") : S("by which assessment?");
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "basis legitimate-interests \"%.*s\" assessed LIA-1 for %.*s",
		STR(g->interest.n > 0 ? g->interest : p->text), STR(subjects_on_line(c, p, g))));
}

static bool
works_for_another(struct str text)
{
	static const char *const says[] = { "work for", "works for", "working for", "employ",
		"staff of", "people at " };

	if (str_has(text, S("for us")) || str_has(text, S("by us")) || str_has(text, S("our own")))
		return false;
	for (size_t i = 0; i < N(says); i++)
		if (str_has(text, str_of(says[i])))
			return true;
	return false;
}

/* LAW UK GDPR Art 6(1)(b): a contract to which the person is a party.  With a
 * party of ours, or for people who work for one, it is somebody else's. */
static bool
contract_not_theirs(const struct plan *plan, const struct ground *g)
{
	if (g->party != NONE)
		return true;
	return g->subject != NONE
	       && (plan->subjects.at[g->subject].party != NONE
		   || works_for_another(plan->subjects.at[g->subject].text));
}

static void
not_theirs(struct checking *c, const struct purpose *p, const struct ground *g)
{
	struct diag *m = rule_broken(c, DIAG_CONTRACT_NOT_THEIRS, g->at);
	struct str subjects = subjects_on_line(c, p, g);

	m->text = rule_say(c, "`%.*s` rests on a contract that `%.*s` is not a party to",
	    STR(p->name), STR(subjects));
	m->note = S("the contract is with somebody else");
	if (g->subject == NONE)
		return;
	rule_other(m, c->plan->subjects.at[g->subject].at, S("these people"));
	if (c->plan->subjects.at[g->subject].party != NONE)
		rule_try(m, PASTE_INSTEAD,
		    basis_line(c, p, subjects, c->plan->subjects.at[g->subject].party));
	else
		rule_try(m, PASTE_INSTEAD,
		    rule_say(c,
			"basis legitimate-interests \"our contract with your employer\" assessed "
			"LIA-1 for %.*s",
			STR(subjects)));
}

/* LAW UK GDPR Art 28(10): ends of our own make us a controller.  Marketing that a
 * party sends through us rests on what its people gave, and is its own. */
static bool
own_ends(const struct plan *plan, const struct purpose *p, const struct ground *g)
{
	return !p->as_controller && p->marketing == 0 && g->subject != NONE
	       && plan->subjects.at[g->subject].party != NONE
	       && g->basis == BASIS_INTERESTS;
}

static void
unsaid_ends(struct checking *c, const struct purpose *p, const struct ground *g)
{
	const struct subject_type *s = &c->plan->subjects.at[g->subject];
	struct diag *m = rule_broken(c, DIAG_OWN_ENDS, g->at);

	m->text = rule_say(c, "`%.*s` is an end of our own, and `%.*s` are held for `%.*s`",
	    STR(p->name), STR(s->name), STR(c->plan->parties.at[s->party].name));
	m->note = S("our interests, in data that we work on for another");
	rule_other(m, p->at, S("this purpose"));
	rule_try(m, PASTE_UNDER_OTHER, S("as controller"));
}

static bool
has_word(struct str text, struct str word)
{
	while (text.n > 0) {
		struct str one = str_cut(text, ' ', &text);

		if (one.n > 0 && strchr(",;.()", one.p[one.n - 1]) != NULL)
			one.n--;
		if (str_eq(one, word))
			return true;
	}
	return false;
}

static bool
has_year(struct str text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.n; i++) {
		digits = text.p[i] >= '0' && text.p[i] <= '9' ? digits + 1 : 0;
		if (digits == 4)
			return true;
	}
	return false;
}

/* LAW UK GDPR Art 6(3): laid down by law, which may be the common law. */
static bool
names_a_law(struct str text)
{
	static const char *const enactments[] = { "Act", "Acts", "Regulation", "Regulations", "Order",
		"Rules", "Directive", "Measure" };

	if (has_word(text, S("GDPR")) || str_has(text, S("common law")))
		return true;
	for (size_t i = 0; i < N(enactments) && has_year(text); i++)
		if (has_word(text, str_of(enactments[i])))
			return true;
	return false;
}

static void
law_unnamed(struct checking *c, const struct purpose *p, const struct ground *g)
{
	struct diag *m = rule_broken(c, DIAG_LAW_UNNAMED, g->at);

	m->text = rule_say(c, "the law that obliges us to `%.*s` is not named", STR(p->name));
	m->note = str_has(str_lower(c->arena, g->interest), S("contract"))
		      ? S("what a contract asks is no obligation of the law")
		      : S("which Act, Regulations or Order, and of which year?");
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "basis law \"Companies Act 2006 s 386\" for %.*s",
		STR(subjects_on_line(c, p, g))));
}

/* LAW UK GDPR Art 6(1), second subparagraph. */
static void
authority_interests(struct checking *c, const struct purpose *p, const struct ground *g)
{
	struct diag *m = rule_broken(c, DIAG_AUTHORITY_INTERESTS, g->at);

	m->text = rule_say(c, "`%.*s` rests on the interests of a public authority", STR(p->name));
	rule_other(m, c->plan->controller.at, S("a public authority"));
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "basis public-task \"%.*s\" for %.*s", STR(p->text),
		STR(subjects_on_line(c, p, g))));
}

static void
ground_stands_alone(struct checking *c, const struct purpose *p, const struct ground *g)
{
	if (g->basis == BASIS_INTERESTS && (g->interest.n == 0 || g->assessment.n == 0))
		unweighed(c, p, g);
	if (g->basis == BASIS_INTERESTS && c->plan->controller.public_authority)
		authority_interests(c, p, g);
	if (g->basis == BASIS_LAW && !names_a_law(g->interest))
		law_unnamed(c, p, g);
	if (g->basis == BASIS_CONTRACT && contract_not_theirs(c->plan, g))
		not_theirs(c, p, g);
	if (own_ends(c->plan, p, g))
		unsaid_ends(c, p, g);
}

static void
purpose_grounds(struct checking *c, const struct purpose *p)
{
	for (uint16_t i = 0; i < p->grounds; i++) {
		const struct ground *g = &c->plan->grounds.at[p->first_ground + i];

		if (first_on_line(c->plan, p, i))
			ground_stands_alone(c, p, g);
	}
}

static void
uses_nothing(struct checking *c, const struct purpose *p)
{
	struct diag *m = rule_broken(c, DIAG_PURPOSE_NO_FIELDS, p->at);

	m->text = rule_say(c, "`%.*s` uses nothing", STR(p->name));
	for (size_t i = 0; i < c->plan->datasets.n; i++) {
		const struct dataset *d = &c->plan->datasets.at[i];

		if (d->built_in)
			continue;
		rule_try(m, PASTE_UNDER, rule_say(c, "uses %.*s.*", STR(d->name)));
		return;
	}
}

static void
check_purpose(struct checking *c, uint16_t purpose)
{
	const struct purpose *p = &c->plan->purposes.at[purpose];

	if (fields_none(c->plan, p->uses)) {
		uses_nothing(c, p);
		return;
	}
	purpose_basis(c, purpose);
	purpose_grounds(c, p);
	second_ground(c, p);
	if (!somebody_acts(c->plan, purpose))
		nobody_acts(c, p);
}

void
check_uses(struct checking *c)
{
	struct fields used = used_fields(c);

	for (uint16_t i = 0; i < c->plan->datasets.n && !rule_enough(c); i++)
		if (!c->plan->datasets.at[i].built_in)
			unused(c, used, i);
	for (uint16_t i = 0; i < c->plan->purposes.n && !rule_enough(c); i++)
		if (rule_own_purpose(c->plan, i))
			check_purpose(c, i);
}
