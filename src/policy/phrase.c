/* policy/phrase.c -- rows said again in words. */
#include "policy/document.h"
#include "policy/phrase.h"

static const char *const channel_words[] = {
#define CHANNEL(id, word, ...) word,
#include "policy/channel.def"
#undef CHANNEL
};

static const char *const basis_words[] = {
#define BASIS(id, word, ...) word,
#include "policy/basis.def"
#undef BASIS
};

const char *
channel_word(enum channel channel)
{
	return channel_words[channel];
}

const char *
basis_word(enum basis basis)
{
	return basis_words[basis];
}

void
phrase_comma(struct buf *b, bool *first)
{
	if (!*first)
		buf_puts(b, ", ");
	*first = false;
}

void
phrase_term(struct buf *b, struct term term)
{
	buf_put(b, term_print(b->arena, term));
}

static size_t
count_in(const struct dataset *d, struct fields set, uint16_t *missing)
{
	size_t n = 0;

	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++) {
		if (fields_have(set, i))
			n++;
		else
			*missing = i;
	}
	return n;
}

static void
dataset_fields(
    struct buf *b, const struct plan *plan, const struct dataset *d, struct fields set, bool *first)
{
	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++) {
		if (!fields_have(set, i))
			continue;
		phrase_comma(b, first);
		buf_put(b, plan->fields.at[i].full);
	}
}

/* Whole datasets and lists of names first: `except` takes all that follows. */
void
phrase_fields(struct buf *b, const struct plan *plan, struct fields set)
{
	const struct dataset *but_one = NULL;
	uint16_t missing = NONE, left_out = NONE;
	bool first = true;

	for (size_t i = 0; i < plan->datasets.n; i++) {
		const struct dataset *d = &plan->datasets.at[i];
		size_t n = count_in(d, set, &missing);

		if (n == 0)
			continue;
		if (n == d->fields) {
			phrase_comma(b, &first);
			buf_printf(b, "%.*s.*", STR(d->name));
		} else if (n + 1 == d->fields && n > 2 && but_one == NULL) {
			but_one = d;
			left_out = missing;
		} else {
			dataset_fields(b, plan, d, set, &first);
		}
	}
	if (but_one != NULL) {
		phrase_comma(b, &first);
		buf_printf(b, "%.*s.* except %.*s", STR(but_one->name),
		    STR(plan->fields.at[left_out].full));
	}
}

static struct str
name_of_event(const struct plan *plan, uint16_t event)
{
	return plan->events.at[event].name;
}

static void
phrase_question(struct buf *b, const struct plan *plan, const struct step *s)
{
	switch (s->op) {
	case OP_FIELD_IS:
		buf_printf(
		    b, "%.*s is %.*s", STR(plan->fields.at[s->a].full), STR(plan->words.at[s->b]));
		break;
	case OP_PARTY_IS:
		buf_printf(b, "party.kind is %.*s", STR(plan->words.at[s->b]));
		break;
	case OP_PARTY_FACT:
		buf_printf(b, "party.%.*s valid", STR(plan->words.at[s->b]));
		break;
	case OP_STATE:
		buf_printf(b, "%.*s is %.*s",
		    STR(plan->subjects.at[plan->states.at[s->a].subject].name),
		    STR(plan->states.at[s->a].name));
		break;
	case OP_CONSENT:
		buf_printf(b, "consent %.*s%s%.*s given", STR(plan->consents.at[s->a].name),
		    s->b == NONE ? "" : " of ",
		    STR(s->b == NONE		 ? S("")
			: s->b == COND_EVERYBODY ? S("everybody")
						 : plan->subjects.at[s->b].name));
		break;
	case OP_HAPPENED:
		buf_printf(b, "%.*s happened", STR(name_of_event(plan, s->a)));
		break;
	case OP_WITHIN:
	case OP_SOFT_WITHIN:
		buf_puts(b, s->op == OP_WITHIN ? "within " : "soft-opt-in within ");
		phrase_term(b, s->term);
		buf_printf(b, " of %.*s", STR(name_of_event(plan, s->a)));
		break;
	case OP_NOT:
	case OP_AND:
	case OP_OR:
		break;
	}
}

/* The first step of the part that ends with `last`. */
static size_t
part_begin(const struct step *steps, size_t last)
{
	switch (steps[last].op) {
	case OP_NOT:
		return part_begin(steps, last - 1);
	case OP_AND:
	case OP_OR:
		return part_begin(steps, part_begin(steps, last - 1) - 1);
	case OP_FIELD_IS:
	case OP_PARTY_IS:
	case OP_PARTY_FACT:
	case OP_STATE:
	case OP_CONSENT:
	case OP_HAPPENED:
	case OP_WITHIN:
	case OP_SOFT_WITHIN:
		break;
	}
	return last;
}

/* The language has no brackets, and a plan made from it never needs any. */
static void
phrase_part(struct buf *b, const struct plan *plan, const struct step *steps, size_t last)
{
	enum op op = steps[last].op;

	if (op == OP_NOT) {
		buf_puts(b, "not ");
		phrase_part(b, plan, steps, last - 1);
	} else if (op == OP_AND || op == OP_OR) {
		phrase_part(b, plan, steps, part_begin(steps, last - 1) - 1);
		buf_puts(b, op == OP_AND ? " and " : " or ");
		phrase_part(b, plan, steps, last - 1);
	} else {
		phrase_question(b, plan, &steps[last]);
	}
}

void
phrase_cond(struct buf *b, const struct plan *plan, uint16_t cond)
{
	const struct cond *c = &plan->conds.at[cond];

	phrase_part(b, plan, &plan->steps.at[c->first_step], c->steps - 1u);
}

static void
phrase_arm(struct buf *b, const struct plan *plan, const struct arm *arm)
{
	if (arm->cond != NONE) {
		buf_puts(b, "while ");
		phrase_cond(b, plan, arm->cond);
		if (arm->event == NONE)
			return;
		buf_puts(b, ", at most ");
	} else {
		buf_puts(b, "until ");
	}
	phrase_term(b, arm->term);
	buf_printf(b, " after %.*s", STR(name_of_event(plan, arm->event)));
}

const char *
grain_words(enum grain grain)
{
	static const char *const words[] = {
#define GRAIN(id, words, ...) words,
#include "policy/grain.def"
#undef GRAIN
	};

	return words[grain];
}

void
phrase_arms(struct buf *b, const struct plan *plan, const struct clock *c)
{
	for (size_t i = 0; i < c->arms; i++) {
		buf_puts(b, i == 0 ? "" : "; ");
		phrase_arm(b, plan, &plan->arms.at[c->first_arm + i]);
	}
	if (c->ending == END_BLANK)
		buf_puts(b, ", then blank");
	if (c->ending == END_GENERALISE) {
		buf_printf(b, ", then generalise to %s for ", grain_words(c->grain));
		phrase_term(b, c->coarse_for);
	}
}

void
phrase_clock(struct buf *b, const struct plan *plan, const struct clock *c)
{
	buf_puts(b, "keep ");
	phrase_fields(b, plan, c->fields);
	buf_putc(b, ' ');
	phrase_arms(b, plan, c);
	if (c->place != NONE)
		buf_printf(b, " in %.*s", STR(plan->places.at[c->place].name));
}

static const char *const role_words[] = { "", "processor", "controller", "joint", "authority" };

void
phrase_recipient(struct buf *b, const struct plan *plan, const struct recipient *r)
{
	(void)plan;
	buf_printf(b, "recipient %.*s \"%.*s\" %s in %s", STR(r->name), STR(r->text),
	    role_words[r->role], r->country);
	if (str_eq(r->mechanism, S("adequate")))
		buf_puts(b, " adequate");
	else if (r->mechanism.n > 0)
		buf_printf(b, " by %.*s", STR(r->mechanism));
	if (r->checked.n > 0)
		buf_printf(b, " checked %.*s", STR(r->checked));
	if (!term_is_zero(r->mechanism_review)) {
		buf_puts(b, ", review every ");
		phrase_term(b, r->mechanism_review);
	}
	if (r->contract.n > 0)
		buf_printf(b, "%s contract %.*s", r->checked.n > 0 ? "," : "", STR(r->contract));
	if (!term_is_zero(r->vetted_every)) {
		buf_puts(b, ", vetted every ");
		phrase_term(b, r->vetted_every);
	}
	if (r->told != TOLD_NO)
		buf_printf(b, ", told to erase by %s", r->told == TOLD_TASK ? "task" : "webhook");
	if (!term_is_zero(r->confirm_within)) {
		buf_puts(b, ", confirm within ");
		phrase_term(b, r->confirm_within);
	}
}

void
phrase_orders(struct buf *b, const struct plan *plan, uint16_t first, uint16_t n)
{
	buf_puts(b, " with order");
	for (uint16_t i = 0; i < n; i++)
		buf_printf(b, "%s%.*s", i == 0 ? " " : ", ",
		    STR(plan->orders.at[plan->order_kinds.at[first + i]].name));
}

void
phrase_shown(struct buf *b, const struct plan *plan, const struct grant *g)
{
	for (uint16_t i = 0; i < g->holdings; i++) {
		const struct holding *h = &plan->holdings.at[g->first_holding + i];

		buf_printf(b, ", holding %.*s", STR(h->fact));
		if (term_is_zero(h->within))
			continue;
		buf_puts(b, " within ");
		phrase_term(b, h->within);
	}
	if (g->two_above > 0)
		buf_printf(b, ", two people above %u records", g->two_above);
	if (g->named_in != NONE)
		buf_printf(b, ", named in %.*s", STR(plan->fields.at[g->named_in].full));
}

static void
phrase_share_needs(struct buf *b, const struct plan *plan, const struct share *s)
{
	static const struct {
		enum need need;
		const char *word;
	} words[] = {
		{ NEED_TICKET, "ticket" },
		{ NEED_REASON, "reason" },
		{ NEED_TWO_PEOPLE, "two people" },
	};
	bool first = (s->needs & NEED_ORDER) == 0;

	if (!first)
		phrase_orders(b, plan, s->first_order, s->orders);
	for (size_t i = 0; i < N(words); i++) {
		if ((s->needs & words[i].need) == 0)
			continue;
		buf_printf(b, "%s%s", first ? " with " : ", ", words[i].word);
		first = false;
	}
}

void
phrase_share(struct buf *b, const struct plan *plan, const struct share *s)
{
	buf_puts(b, "receives ");
	phrase_fields(b, plan, s->fields);
	if (s->our_provisioning_address)
		buf_puts(b, ", our provisioning address");
	buf_printf(b, " for %.*s", STR(plan->purposes.at[s->purpose].name));
	if (s->when != NONE) {
		buf_puts(b, " when ");
		phrase_cond(b, plan, s->when);
	}
	if (s->on != NONE)
		buf_printf(b, ", on %.*s", STR(plan->events.at[s->on].name));
	phrase_share_needs(b, plan, s);
}

struct str
phrase_without_comment(struct str line)
{
	bool quoted = false;

	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '"')
			quoted = !quoted;
		if (line.p[i] == '#' && !quoted)
			return str_slice(line, 0, i);
	}
	return line;
}

static struct str
next_line(struct str *rest)
{
	return phrase_without_comment(str_cut(*rest, '\n', rest));
}

struct str
plan_line(const struct plan *plan, uint32_t line)
{
	struct str rest = plan->text, got = S("");

	for (uint32_t i = 0; i < line; i++)
		got = str_cut(rest, '\n', &rest);
	return str_trim(got);
}

/* What stands before `from "..."`: no other sentence has a text behind that word. */
static struct str
without_sources(struct str s)
{
	bool quoted = false;

	for (size_t i = 0; i < s.n; i++) {
		struct str left = str_trim(str_slice(s, 0, i)), right = str_slice(s, i, s.n);

		quoted ^= s.p[i] == '"';
		if (quoted || s.p[i] != 'f' || left.n == i || !str_starts(right, S("from"))
		    || !str_starts(str_trim(str_slice(right, 4, right.n)), S("\"")))
			continue;
		return str_ends(left, S(",")) ? str_slice(left, 0, left.n - 1) : left;
	}
	return s;
}

struct str
phrase_sentence(struct arena *arena, const struct plan *plan, uint32_t line)
{
	struct str rest = plan->text, got = S("");
	struct buf b = buf_new(arena);

	for (uint32_t i = 0; i < line; i++)
		got = next_line(&rest);
	got = str_trim(got);
	buf_put(&b, got);
	while (str_ends(got, S(",")) && rest.n > 0) {
		got = str_trim(next_line(&rest));
		buf_putc(&b, ' ');
		buf_put(&b, got);
	}
	return without_sources(buf_str(&b));
}

static bool
indented(struct str line)
{
	return line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

uint32_t
phrase_detail(const struct plan *plan, uint32_t line, struct str words)
{
	struct str rest = plan->text;
	uint32_t at = 0;

	while (rest.n > 0) {
		struct str got = next_line(&rest);

		at++;
		if (at <= line)
			continue;
		if (!indented(got) && str_trim(got).n > 0)
			return 0;
		if (str_starts(str_trim(got), words))
			return at;
	}
	return 0;
}

uint32_t
phrase_next_detail(const struct plan *plan, uint32_t line)
{
	struct str rest = plan->text, got = S("");
	uint32_t at = 0;
	bool goes_on = false;

	while (rest.n > 0) {
		got = next_line(&rest);
		if (++at < line || str_trim(got).n == 0)
			continue;
		if (at > line && !goes_on)
			return indented(got) ? at : 0;
		goes_on = str_ends(str_trim(got), S(","));
	}
	return 0;
}

uint32_t
phrase_heading(const struct plan *plan, struct str words)
{
	struct str rest = plan->text;

	for (uint32_t at = 1; rest.n > 0; at++)
		if (str_starts(next_line(&rest), words))
			return at;
	return 0;
}

struct at
phrase_at(const struct plan *plan, uint32_t line)
{
	struct str rest = plan->text, got = S("");
	uint32_t indent = 0;

	for (uint32_t i = 0; i < line; i++)
		got = next_line(&rest);
	while (indent < got.n && (got.p[indent] == ' ' || got.p[indent] == '\t'))
		indent++;
	return (struct at){ line, indent + 1, (uint32_t)str_trim(got).n };
}
