/* policy/diff_say_use.c -- purposes, recipients, consents, bans. */
#include "policy/diff_say.h"

static struct str
of_two(struct sayer *s, struct str a, const char *between, struct str b)
{
	return str_printf(s->arena, "%.*s%s%.*s", STR(a), between, STR(b));
}

static struct str
ground_text(struct sayer *s, const struct ground *g)
{
	struct buf b = buf_new(s->arena);

	buf_puts(&b, basis_word(g->basis));
	if (g->basis == BASIS_CONSENT && g->consent != NONE)
		buf_printf(&b, " %.*s", STR(s->plan->consents.at[g->consent].name));
	if (g->party != NONE && (g->basis == BASIS_INSTRUCTION || g->basis == BASIS_CONTRACT))
		buf_printf(&b, " of %.*s", STR(s->plan->parties.at[g->party].name));
	if (g->basis == BASIS_DECLARED)
		buf_printf(&b, " by %.*s in %.*s", STR(s->plan->parties.at[g->party].name),
		    STR(s->plan->words.at[g->fact]));
	if (g->interest.n > 0)
		buf_printf(&b, " \"%.*s\"", STR(g->interest));
	if (g->assessment.n > 0)
		buf_printf(&b, " assessed %.*s", STR(g->assessment));
	return buf_str(&b);
}

static void
say_grounds(struct sayer *s, const struct purpose *p)
{
	for (uint16_t i = 0; i < p->grounds; i++) {
		const struct ground *g = &s->plan->grounds.at[p->first_ground + i];
		struct str whom = g->subject == NONE
				      ? S("nobody")
				      : s->plan->subjects.at[g->subject].name;

		say_of(s, DIFF_BASIS, g->at, p->name);
		say_text(s, str_c(s->arena, of_two(s, S("for "), "", whom)), ground_text(s, g));
	}
}

static void
say_limits(struct sayer *s, const struct purpose *p)
{
	say_cond(s, "only while", p->only_while);
	say_cond(s, "only with", p->with_consent);
	say_text(s, "needs", str_trim(say_needs(s, p->needs, 0, 0)));
	say_count(s, "as totals of", p->as_totals_of);
	say_truth(s, "as pseudonyms", p->as_pseudonyms);
	say_channels(s, "direct marketing by", p->marketing);
	say_text(s, "second ground", p->second);
	if (p->second_by != NONE)
		say_text(s, "second ground declared in",
		    of_two(s, s->plan->parties.at[p->second_by].name, ".",
			s->plan->words.at[p->second_fact]));
	say_truth(s, "as controller", p->as_controller);
	if (p->under != NONE)
		say_text(s, "under", s->plan->purposes.at[p->under].name);
	if (p->hour_from != p->hour_to)
		say_text(s, "hours",
		    str_printf(s->arena, "%02u:%02u-%02u:%02u", p->hour_from / 60u,
			p->hour_from % 60u, p->hour_to / 60u, p->hour_to % 60u));
	say_count(s, "attempts", p->attempts);
	for (size_t i = 0; i < s->plan->event_letters.n; i++) {
		const struct event_letter *t = &s->plan->event_letters.at[i];

		if (&s->plan->purposes.at[t->purpose] == p)
			say_text(s,
			    str_c(s->arena,
				str_printf(s->arena, "tell %.*s by email after %.*s",
				    STR(s->plan->subjects.at[t->subject].name),
				    STR(s->plan->events.at[t->event].name))),
			    t->text);
	}
}

static void
say_purposes(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->purposes.n; i++) {
		const struct purpose *p = &s->plan->purposes.at[i];

		if (p->built_in)
			continue;
		say_row(s, DIFF_PURPOSE, p->at, p->name, p->text);
		say_limits(s, p);
		say_grounds(s, p);
		say_of(s, DIFF_USES, p->at, p->name);
		say_fields(s, S(""), p->uses, S(""));
	}
}

/* -- recipients ---------------------------------------------------------------- */

static void
say_transfer(struct sayer *s, const struct recipient *r)
{
	static const char *const roles[] = { "", "processor", "controller", "joint controller",
		"authority" };

	say_text(s, "as", str_of(roles[r->role]));
	say_text(s, "in", str_of(r->country));
	say_text(s, "by", r->mechanism);
	say_text(s, "checked", r->checked);
	say_term(s, "review every", r->mechanism_review);
	say_text(s, "contract", r->contract);
	say_truth(s, "receives sealed bytes", r->sealed_bytes_only);
	say_term(s, "vetted every", r->vetted_every);
	say_text(s, "told to erase by", say_told(r->told));
	say_term(s, "confirm within", r->confirm_within);
}

static void
say_duties(struct sayer *s, uint16_t recipient)
{
	for (size_t i = 0; i < s->plan->duties.n; i++) {
		const struct duty *d = &s->plan->duties.at[i];

		if (d->recipient != recipient)
			continue;
		s->at = d->at;
		say_name(s, "must", d->text);
		say_term(s, "confirmed each within", d->each_within);
		say_term(s, "confirmed every", d->every);
	}
}

static struct str
share_limits(struct sayer *s, const struct share *h)
{
	struct buf b = buf_new(s->arena);

	if (h->when != NONE) {
		buf_puts(&b, "when ");
		phrase_cond(&b, s->plan, h->when);
	}
	if (h->on != NONE)
		buf_printf(&b, " on %.*s", STR(s->plan->events.at[h->on].name));
	buf_put(&b, say_needs(s, h->needs, h->first_order, h->orders));
	return str_trim(buf_str(&b));
}

static void
say_shares(struct sayer *s, uint16_t recipient)
{
	for (size_t i = 0; i < s->plan->shares.n; i++) {
		const struct share *h = &s->plan->shares.at[i];
		struct str what, limits;

		if (h->recipient != recipient)
			continue;
		what = of_two(s, S("for "), "", s->plan->purposes.at[h->purpose].name);
		limits = share_limits(s, h);
		say_of(s, DIFF_RECEIVES, h->at, s->plan->recipients.at[recipient].name);
		say_fields(s, what, h->fields, limits);
		if (h->our_provisioning_address)
			say_name(s, "our provisioning address",
			    of_two(s, what, " ", limits));
	}
}

static void
say_recipients(struct sayer *s)
{
	for (uint16_t i = 0; i < s->plan->recipients.n; i++) {
		const struct recipient *r = &s->plan->recipients.at[i];

		say_row(s, DIFF_RECIPIENT, r->at, r->name, r->text);
		say_transfer(s, r);
		say_duties(s, i);
		say_shares(s, i);
	}
}

/* -- consents, bans, do-not-contact ------------------------------------------------ */

static struct str
instant_text(struct sayer *s, struct instant at)
{
	return at.us == INSTANT_EVER.us ? S("") : instant_print(s->arena, at);
}

static void
say_orders(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->orders.n; i++) {
		const struct order_class *o = &s->plan->orders.at[i];

		say_row(s, DIFF_ORDER, o->at, o->name, o->text);
		say_words(s, "shows", o->first_show, o->shows);
		say_truth(s, "shows records", o->shows_records);
		say_truth(s, "shows fields", o->shows_fields);
		say_words(s, "in", o->first_country, o->countries);
		say_term(s, "ends after", o->ends_after);
		say_term(s, "reviewed within", o->reviewed_within);
		say_truth(s, "two people", o->two_people);
		say_term(s, "tell the person within", o->tell_within);
		say_truth(s, "unless it forbids that", o->unless_forbidden);
		if (o->hold != NONE)
			say_name(s, "holds", s->plan->holds.at[o->hold].name);
	}
}

static void
say_consents(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->consents.n; i++) {
		const struct consent *c = &s->plan->consents.at[i];

		say_row(s, DIFF_CONSENT, c->at, c->name,
		    of_two(s, s->plan->purposes.at[c->purpose].name, " by ",
			str_of(channel_word(c->channel))));
		say_text(s, "asked as", c->asked_as);
		say_text(s, "counts if given on or after", instant_text(s, c->counts_from));
		say_words(s, "counts with", c->first_evidence, c->evidences);
		if (c->has_listed_before)
			say_text(s, "counts if listed before", instant_text(s, c->listed_before));
		say_text(s, "reading", c->reading);
		say_truth(s, "confirm by email", c->confirm_by_email);
		say_truth(s, "for each call", c->for_each_call);
		say_truth(s, "for each recipient", c->for_each_recipient);
		say_truth(s, "explicit", c->is_explicit);
		say_term(s, "lapses after", c->lapses);
		say_channels(s, "withdrawn by", c->withdrawn_by);
	}
}

static struct str
ban_scope(struct sayer *s, const struct never *n)
{
	struct buf b = buf_new(s->arena);

	if (n->act == NEVER_SHARE)
		buf_printf(&b, "with %.*s",
		    STR(n->recipient == NONE ? S("anyone")
					     : s->plan->recipients.at[n->recipient].name));
	for (uint16_t i = 0; i < n->excepts; i++)
		buf_printf(&b, "%s %.*s", i == 0 ? " except" : ",",
		    STR(s->plan->recipients
			    .at[s->plan->never_recipients.at[n->first_except + i]]
			    .name));
	if (n->purpose != NONE)
		buf_printf(&b, " for %.*s", STR(s->plan->purposes.at[n->purpose].name));
	if (n->marketing)
		buf_puts(&b, " for direct marketing");
	return str_trim(buf_str(&b));
}

static void
say_ban_of(struct sayer *s, bool yes, const char *kind, struct str scope)
{
	if (yes)
		say_name(s, kind, scope);
}

static void
say_nevers(struct sayer *s)
{
	static const char *const acts[] = { "collect", "store", "share", "join" };

	for (size_t i = 0; i < s->plan->nevers.n; i++) {
		const struct never *n = &s->plan->nevers.at[i];
		struct str scope = ban_scope(s, n);

		say_of(s, DIFF_NEVER, n->at, str_of(acts[n->act]));
		say_ban_of(s, n->special, "special", scope);
		say_ban_of(s, n->criminal, "criminal", scope);
		say_ban_of(s, n->card_number, "card-number", scope);
		say_ban_of(s, n->anything, "anything", scope);
		if (n->act == NEVER_JOIN)
			say_name(s, "data",
			    of_two(s, s->plan->datasets.at[n->dataset].name, " with ",
				s->plan->datasets.at[n->other_dataset].name));
		else
			say_fields(s, scope, n->fields, S(""));
		if (n->reading.n > 0)
			say_text(s, "reading", n->reading);
	}
}

static void
say_suppressed(struct sayer *s, const struct suppress *u, const char *what)
{
	say_row(s, DIFF_SUPPRESS, u->at, str_of(what),
	    of_two(s, S("after "), "", s->plan->events.at[u->event].name));
	if (u->each != NONE)
		say_text(s, "for each", s->plan->parties.at[u->each].name);
}

static void
say_contact(struct sayer *s)
{
	static const struct {
		enum field_type type;
		const char *word;
	} types[] = { { TYPE_EMAIL, "email" }, { TYPE_PHONE, "phone" } };

	for (size_t i = 0; i < s->plan->suppressions.n; i++) {
		const struct suppress *u = &s->plan->suppressions.at[i];

		for (size_t t = 0; t < N(types); t++)
			if ((u->types & 1u << types[t].type) != 0)
				say_suppressed(s, u, types[t].word);
	}
	for (size_t i = 0; i < s->plan->screens.n; i++) {
		const struct screen *n = &s->plan->screens.at[i];

		say_row(s, DIFF_SCREEN, n->at,
		    of_two(s, n->type == TYPE_EMAIL ? S("email") : S("phone"), " before ",
			s->plan->purposes.at[n->purpose].name),
		    S(""));
		say_words(s, "against", n->first_register, n->registers);
		say_term(s, "at most old", n->at_most_old);
	}
}

void
say_use(struct sayer *s)
{
	say_purposes(s);
	say_recipients(s);
	say_orders(s);
	say_consents(s);
	say_nevers(s);
	say_contact(s);
}
