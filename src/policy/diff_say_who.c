/* policy/diff_say_who.c -- roles, doors, rights, and what is done for people. */
#include "policy/diff_say.h"

static const char *const right_words[] = {
#define RIGHT(id, word, ...) word,
#include "policy/right.def"
#undef RIGHT
};

static struct str
name_of_purpose(const struct plan *plan, uint16_t purpose)
{
	return plan->purposes.at[purpose].name;
}

/* -- roles ---------------------------------------------------------------------- */

static struct str
grant_limits(struct sayer *s, const struct grant *g)
{
	struct buf b = buf_new(s->arena);

	buf_put(&b, say_needs(s, g->needs, g->first_order, g->orders));
	if (g->a_day > 0)
		buf_printf(&b, ", %u a day", g->a_day);
	phrase_shown(&b, s->plan, g);
	buf_puts(&b, g->from_office ? ", from office" : "");
	buf_puts(&b, g->of_their_own ? " of their own" : "");
	buf_puts(&b, g->of_those_served ? " of those they serve" : "");
	buf_puts(&b, g->showing_what_changes ? ", showing what changes" : "");
	if (g->only_while != NONE) {
		buf_puts(&b, ", only while ");
		phrase_cond(&b, s->plan, g->only_while);
	}
	return str_trim(buf_str(&b));
}

static void
say_grant(struct sayer *s, const struct grant *g)
{
	static const struct {
		enum may may;
		const char *word;
	} acts[] = {
		{ MAY_READ, "read" },
		{ MAY_CHANGE, "change" },
		{ MAY_HEAR, "hear" },
		{ MAY_EXPORT, "export" },
		{ MAY_NARROW, "narrow" },
	};
	struct str limits = grant_limits(s, g);

	say_of(s, DIFF_MAY, g->at, s->plan->roles.at[g->role].name);
	for (size_t i = 0; i < N(acts); i++)
		if ((g->may & acts[i].may) != 0)
			say_fields(s,
			    str_printf(s->arena, "%s for %.*s", acts[i].word,
				STR(name_of_purpose(s->plan, g->purpose))),
			    g->fields, limits);
}

static void
say_roles(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->roles.n; i++) {
		const struct role *r = &s->plan->roles.at[i];

		say_row(s, DIFF_ROLE, r->at, r->name, S(""));
		if (r->party != NONE)
			say_text(s, "of", s->plan->parties.at[r->party].name);
	}
	for (size_t i = 0; i < s->plan->grants.n; i++)
		say_grant(s, &s->plan->grants.at[i]);
}

/* -- doors ---------------------------------------------------------------------- */

static struct str
span_text(struct sayer *s, struct span span)
{
	return str_printf(s->arena, "%lld seconds", (long long)(span.us / 1000000));
}

static void
say_from(struct sayer *s, unsigned from)
{
	static const struct {
		enum offered_by by;
		const char *word;
	} words[] = {
		{ FROM_KEYS, "keys" },
		{ FROM_PEOPLE, "signed-in people" },
		{ FROM_ANYONE, "anyone" },
		{ FROM_PHONES, "registered phones" },
		{ FROM_PHONE_SYSTEM, "the phone system" },
	};

	for (size_t i = 0; i < N(words); i++)
		if ((from & words[i].by) != 0)
			say_name(s, "from", str_of(words[i].word));
}

static void
say_doors(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->doors.n; i++) {
		const struct door_rule *d = &s->plan->doors.at[i];

		say_row(s, DIFF_DOOR, d->at, d->name, S(""));
		for (uint16_t k = 0; k < d->datasets; k++)
			say_name(s, "may offer",
			    s->plan->datasets.at[s->plan->door_datasets.at[d->first_dataset + k]]
				.name);
		say_cond(s, "only while", d->only_while);
		say_from(s, d->from);
		say_truth(s, "tls only", d->tls_only);
		if (d->block_count > 0)
			say_text(s, "block",
			    str_printf(s->arena, "for %.*s after %u in %.*s",
				STR(span_text(s, d->block_for)), d->block_count,
				STR(span_text(s, d->block_window))));
		say_text(s, "before recording play", d->before_play);
		say_text(s, "while payment pause", d->pause_while);
		say_text(s, "before connecting play", d->before_connecting);
		say_truth(s, "shows notice", d->shows_notice);
		say_truth(s, "they see what is done", d->seen);
		say_truth(s, "they may end it", d->ended_by_them);
		if (d->asks_for != NONE && !fields_none(s->plan, d->asks))
			say_fields(s,
			    str_printf(s->arena, "may ask for %.*s",
				STR(name_of_purpose(s->plan, d->asks_for))),
			    d->asks, S(""));
	}
}

/* -- rights ---------------------------------------------------------------------- */

static void
say_right(struct sayer *s, const struct right *r)
{
	struct str of = r->all ? S("all") : str_of(right_words[r->kind]);

	if (r->subject != NONE)
		of = str_printf(s->arena, "%.*s of %.*s", STR(of),
		    STR(s->plan->subjects.at[r->subject].name));
	say_of(s, DIFF_RIGHT, r->at, of);
	say_term(s, "within", r->within);
	say_truth(s, "free", r->free_of_charge);
	say_text(s, "at most", r->fee_most);
	say_term(s, "repeated within", r->fee_repeated);
	say_truth(s, "or excessive", r->fee_excessive);
	if (r->code_to != NONE)
		say_text(s, "by code to", s->plan->fields.at[r->code_to].full);
	if (r->at_once != NONE)
		say_text(s, "at once by", s->plan->doors.at[r->at_once].name);
	for (uint16_t i = 0; i < r->always_wins; i++)
		say_name(s, "always wins for",
		    name_of_purpose(
			s->plan, s->plan->right_purposes.at[r->always_wins_first + i]));
	if (r->passed_to != NONE)
		say_text(s, "passed to", s->plan->parties.at[r->passed_to].name);
	say_term(s, "passed within", r->passed_within);
}

static void
say_rights(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->rights.n; i++)
		say_right(s, &s->plan->rights.at[i]);
	for (size_t i = 0; i < s->plan->exceptions.n; i++) {
		const struct exception *e = &s->plan->exceptions.at[i];

		say_of(s, DIFF_EXCEPT, e->at, str_of(right_words[e->kind]));
		say_fields(s,
		    str_printf(s->arena, "for %.*s", STR(name_of_purpose(s->plan, e->purpose))),
		    e->fields, e->telling);
	}
}

/* -- what is done ------------------------------------------------------------------ */

static void
say_breaches(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->breaches.n; i++) {
		const struct breach_rule *r = &s->plan->breaches.at[i];
		struct str whom = r->tell == TELL_REGULATOR ? S("the regulator")
				  : r->tell == TELL_PEOPLE  ? S("people")
							    : s->plan->parties.at[r->party].name;

		say_row(s, DIFF_BREACH, r->at, whom, r->threshold);
		say_term(s, "within", r->within);
	}
	say_of(s, DIFF_BREACH, (struct at){ 0 }, S(""));
	say_truth(s, "contain sessions", s->plan->contains_sessions);
	say_truth(s, "contain releases", s->plan->contains_releases);
}

static void
say_changes(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->changes.n; i++) {
		const struct change_rule *c = &s->plan->changes.at[i];

		say_row(s, DIFF_CHANGE, c->at, S(""), S(""));
		say_truth(s, "material when purpose", c->purpose);
		say_truth(s, "material when recipient", c->recipient);
		say_truth(s, "material when clock", c->clock);
		say_truth(s, "material when category", c->category);
		say_truth(s, "new purposes only with consent", c->new_with_consent);
		for (uint16_t k = 0; k < c->subjects; k++)
			say_name(s, "tell",
			    str_printf(s->arena, "%.*s by %s",
				STR(s->plan->subjects
					.at[s->plan->change_subjects.at[c->first_subject + k]]
					.name),
				channel_word(c->channel)));
		say_term(s, "before it takes effect", c->before);
	}
	for (size_t i = 0; i < s->plan->change_consents.n; i++)
		say_name(s, "ask again for",
		    s->plan->consents.at[s->plan->change_consents.at[i]].name);
}

static void
say_decisions(struct sayer *s)
{
	say_of(s, DIFF_DECIDE, s->plan->decide_at, S(""));
	if (s->plan->decide_at.line > 0 && !s->plan->decides_automatically)
		say_truth(s, "nothing automatically", true);
	for (size_t i = 0; i < s->plan->decisions.n; i++) {
		const struct decision *d = &s->plan->decisions.at[i];

		say_row(s, DIFF_DECIDE, d->at, d->name, S(""));
		if (d->by != NONE)
			say_text(s, "reviewed by", s->plan->roles.at[d->by].name);
		say_channels(s, "contested by", d->contest);
	}
}

static struct str
review_closed(struct sayer *s, const struct review *r)
{
	switch (r->closes) {
	case CLOSES_NOTHING:
		return S("");
	case CLOSES_DOOR:
		return str_printf(
		    s->arena, "door %.*s", STR(s->plan->doors.at[r->closed].name));
	case CLOSES_ROLE:
		return str_printf(
		    s->arena, "role %.*s", STR(s->plan->roles.at[r->closed].name));
	case CLOSES_RECIPIENT:
		return str_printf(
		    s->arena, "recipient %.*s", STR(s->plan->recipients.at[r->closed].name));
	}
	return S("");
}

static void
say_cookies(struct sayer *s)
{
	static const char *const classes[] = { "essential", "exempt", "only with consent" };

	for (size_t i = 0; i < s->plan->cookies.n; i++) {
		const struct cookie *c = &s->plan->cookies.at[i];

		say_row(s, DIFF_COOKIE, c->at, c->name, c->text);
		say_text(s, "as", str_of(classes[c->class]));
		if (c->class == COOKIE_CONSENT && c->consent != NONE)
			say_text(s, "consent", s->plan->consents.at[c->consent].name);
		say_term(s, "for", c->life);
		say_count(s, "random bits", c->random_bits);
		say_truth(s, "this host only", c->host_only);
	}
	for (size_t i = 0; i < s->plan->reviews.n; i++) {
		const struct review *r = &s->plan->reviews.at[i];

		say_row(s, DIFF_REVIEW, r->at, r->name, S(""));
		say_term(s, "every", r->every);
		say_text(s, "closes", review_closed(s, r));
	}
}

void
say_who(struct sayer *s)
{
	say_roles(s);
	say_doors(s);
	say_rights(s);
	say_breaches(s);
	say_changes(s);
	say_decisions(s);
	say_cookies(s);
}
