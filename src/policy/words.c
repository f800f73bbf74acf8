/* policy/words.c -- rows in the words of a notice. */
#include "policy/law.h"
#include "policy/phrase.h"
#include "policy/words.h"

static const struct {
	const char *article, *says;
} rights[] = {
#define RIGHT(id, word, article, words) { article, words },
#include "policy/right.def"
#undef RIGHT
};

static const struct {
	const char *article, *says;
} bases[] = {
#define BASIS(id, word, article, words, ends) { article, words },
#include "policy/basis.def"
#undef BASIS
};

static const char *const channels_say[] = {
#define CHANNEL(id, word, other, words) words,
#include "policy/channel.def"
#undef CHANNEL
};

static const struct {
	char code[3];
	const char *name;
} countries[] = {
#define COUNTRY(code, name) { code, name },
#include "policy/country.def"
#undef COUNTRY
};

const char *
words_country_name(const char country[3])
{
	for (size_t i = 0; i < N(countries); i++)
		if (str_eq(str_of(countries[i].code), str_of(country)))
			return countries[i].name;
	return NULL;
}

const char *
words_country_code(struct str word)
{
	for (size_t i = 0; i < N(countries); i++)
		if (str_eq_nocase(str_of(countries[i].code), word))
			return countries[i].code;
	return NULL;
}

/* In capitals, as the registers are known: TPS, CTPS. */
struct str
words_register(struct arena *arena, struct str word)
{
	struct buf b = buf_new(arena);

	for (size_t i = 0; i < word.n; i++)
		buf_putc(&b, word.p[i] >= 'a' && word.p[i] <= 'z' ? (char)(word.p[i] - 32)
								  : word.p[i]);
	return buf_str(&b);
}

const char *
words_right(enum right_kind kind)
{
	return rights[kind].says;
}

const char *
words_right_article(enum right_kind kind)
{
	return rights[kind].article;
}

const char *
words_basis_article(enum basis basis)
{
	return bases[basis].article;
}

struct str
words_name(struct arena *arena, struct str name)
{
	struct buf b = buf_new(arena);

	for (size_t i = 0; i < name.n; i++)
		buf_putc(&b, name.p[i] == '-' ? ' ' : name.p[i]);
	return buf_str(&b);
}

struct str
words_date(struct arena *arena, struct civil day)
{
	static const char *const months[] = { "January", "February", "March", "April", "May",
		"June", "July", "August", "September", "October", "November", "December" };

	return str_printf(arena, "%d %s %04d", day.day, months[day.month - 1], day.year);
}

struct str
words_field(struct arena *arena, const struct plan *plan, uint16_t field)
{
	const struct field *f = &plan->fields.at[field];

	return str_printf(arena, "%.*s %.*s",
	    STR(words_name(arena, plan->datasets.at[f->dataset].name)),
	    STR(words_name(arena, f->name)));
}

struct str
words_category(struct arena *arena, const struct plan *plan, uint16_t field)
{
	const struct field *f = &plan->fields.at[field];
	const struct dataset *d = &plan->datasets.at[f->dataset];

	if (f->category.n > 0)
		return f->category;
	return d->category.n > 0 ? d->category : words_name(arena, d->name);
}

struct str
words_event(struct arena *arena, const struct plan *plan, uint16_t event)
{
	static const struct {
		const char *name, *says;
	} built_in[] = {
		{ "arrival", "we received it" },
		{ "change", "it last changed" },
		{ "opt-out", "you opted out" },
		{ "closing", "it was closed" },
		{ "withdrawal", "it was withdrawn" },
		{ "leaving", "they left" },
	};
	const struct event *e = &plan->events.at[event];

	for (size_t i = 0; e->of == EVENT_OF_BUILT_IN && i < N(built_in); i++)
		if (str_eq(e->name, str_of(built_in[i].name)))
			return str_of(built_in[i].says);
	return words_name(arena, e->name);
}

/* What bailee itself holds, or NULL. */
static const char *
built_in_words(const struct dataset *d)
{
	static const struct {
		const char *name, *says;
	} rows[] = {
#define DATASET(name, field, words) { name, words },
#include "policy/built_in.def"
#undef DATASET
	};

	for (size_t i = 0; d->built_in && i < N(rows); i++)
		if (str_eq(d->name, str_of(rows[i].name)))
			return rows[i].says;
	return NULL;
}

static void
dataset_words(struct buf *b, const struct plan *plan, const struct dataset *d, struct fields set)
{
	const char *built_in = built_in_words(d);
	bool first = true;

	if (built_in != NULL) {
		buf_puts(b, built_in);
		return;
	}
	buf_printf(b, "%.*s: ", STR(words_name(b->arena, d->name)));
	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++) {
		if (!fields_have(set, i))
			continue;
		phrase_comma(b, &first);
		buf_put(b, words_name(b->arena, plan->fields.at[i].name));
	}
}

void
words_fields(struct buf *b, const struct plan *plan, struct fields set)
{
	bool first = true;

	for (size_t i = 0; i < plan->datasets.n; i++) {
		const struct dataset *d = &plan->datasets.at[i];
		bool any = false;

		for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
			any = any || fields_have(set, f);
		if (!any)
			continue;
		if (!first)
			buf_puts(b, "; ");
		first = false;
		dataset_words(b, plan, d, set);
	}
}

static void
words_consent(struct buf *b, const struct plan *plan, const struct step *s, bool negated)
{
	const char *all = s->b == NONE ? "you" : "everybody whom the record names";

	if (s->b == COND_EVERYBODY || s->b == NONE)
		buf_printf(b, "%s", all);
	else
		buf_printf(b, "each %.*s whom the record names",
		    STR(words_name(b->arena, plan->subjects.at[s->b].name)));
	if (negated)
		buf_puts(b, s->b == NONE ? " do not consent" : " does not consent");
	else
		buf_puts(b, s->b == NONE ? " consent" : " consents");
	buf_printf(b, " to %.*s", STR(words_name(b->arena, plan->consents.at[s->a].name)));
}

static void
asked_words(struct buf *b, const struct plan *plan, const struct step *s, bool negated)
{
	const char *no = negated ? "not " : "";

	switch (s->op) {
	case OP_FIELD_IS:
		buf_printf(b, "%.*s is %s%.*s", STR(words_field(b->arena, plan, s->a)), no,
		    STR(words_name(b->arena, plan->words.at[s->b])));
		break;
	case OP_PARTY_IS:
		buf_printf(b, "the company that we work for is %s%s %.*s", no,
		    str_has(S("aeiou"), str_slice(plan->words.at[s->b], 0, 1)) ? "an" : "a",
		    STR(words_name(b->arena, plan->words.at[s->b])));
		break;
	case OP_PARTY_FACT:
		buf_printf(b, "the company's %.*s is %sin date",
		    STR(words_name(b->arena, plan->words.at[s->b])), no);
		break;
	case OP_STATE:
		buf_printf(b, "you are %sa %.*s %.*s", no,
		    STR(words_name(b->arena, plan->states.at[s->a].name)),
		    STR(words_name(
			b->arena, plan->subjects.at[plan->states.at[s->a].subject].name)));
		break;
	case OP_CONSENT:
		words_consent(b, plan, s, negated);
		break;
	case OP_HAPPENED:
		buf_printf(b, "%.*s has %scome", STR(words_event(b->arena, plan, s->a)), no);
		break;
	case OP_WITHIN:
	case OP_SOFT_WITHIN:
		buf_printf(b, "it is %swithin ", no);
		phrase_term(b, s->term);
		buf_printf(b, " of %.*s", STR(words_event(b->arena, plan, s->a)));
		buf_puts(b, s->op == OP_SOFT_WITHIN ? " and you have not objected" : "");
		break;
	case OP_NOT:
	case OP_AND:
	case OP_OR:
		break;
	}
}

/* `not` stands before one question only: the language has no brackets. */
void
words_cond(struct buf *b, const struct plan *plan, uint16_t cond)
{
	const struct cond *c = &plan->conds.at[cond];
	const struct step *steps = &plan->steps.at[c->first_step];
	size_t asked = 0;

	for (size_t i = 0; i < c->steps; i++) {
		bool negated = false;
		size_t next = i + 1;

		if (steps[i].op == OP_NOT || steps[i].op == OP_AND || steps[i].op == OP_OR)
			continue;
		while (next < c->steps && steps[next].op == OP_NOT) {
			negated = !negated;
			next++;
		}
		if (asked++ > 0)
			buf_puts(b, next < c->steps && steps[next].op == OP_AND ? " and " : " or ");
		asked_words(b, plan, &steps[i], negated);
	}
}

static void
arm_words(struct buf *b, const struct plan *plan, const struct arm *arm)
{
	if (arm->cond != NONE) {
		buf_puts(b, "as long as ");
		words_cond(b, plan, arm->cond);
		buf_puts(b, ", but no longer than ");
	}
	if (arm->event == NONE)
		return;
	phrase_term(b, arm->term);
	buf_printf(b, " after %.*s", STR(words_event(b->arena, plan, arm->event)));
}

/* `until DATE` ends a field before its clock does. */
static void
dated_words(struct buf *b, const struct plan *plan, const struct clock *c)
{
	const struct dataset *d = &plan->datasets.at[c->dataset];

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (plan->fields.at[f].dated && fields_have(c->fields, f))
			buf_printf(b, "; %.*s at the latest until %.*s",
			    STR(words_name(b->arena, plan->fields.at[f].name)),
			    STR(date_print(b->arena, plan->fields.at[f].until)));
}

void
words_clock(struct buf *b, const struct plan *plan, const struct clock *c)
{
	for (size_t i = 0; i < c->arms; i++) {
		buf_puts(b, i == 0 ? "" : "; or, if that is later, ");
		arm_words(b, plan, &plan->arms.at[c->first_arm + i]);
	}
	if (c->ending == END_BLANK)
		buf_puts(b, "; then it is blanked");
	if (c->ending == END_GENERALISE) {
		buf_printf(b, "; then only the %s%s stays, for ",
		    c->grain > GRAIN_YEAR ? "place to about " : "", grain_words(c->grain));
		phrase_term(b, c->coarse_for);
		buf_puts(b, " more");
	}
	dated_words(b, plan, c);
	if (c->place != NONE)
		buf_printf(b, " (in %.*s)", STR(plan->places.at[c->place].text));
	if (c->reaches_back)
		buf_puts(b, " (also what we hold already)");
	if (c->reading.n > 0)
		buf_printf(b, " (\"%.*s\")", STR(c->reading));
}

void
words_ground(struct buf *b, const struct plan *plan, const struct ground *g)
{
	buf_puts(b, bases[g->basis].says);
	if (g->basis == BASIS_INTERESTS && g->interest.n > 0)
		buf_printf(b, " (%.*s)", STR(g->interest));
	if ((g->basis == BASIS_INSTRUCTION || g->basis == BASIS_DECLARED) && g->party != NONE)
		buf_printf(b, " (%.*s)", STR(plan->parties.at[g->party].text));
}

void
words_second(struct buf *b, struct str word)
{
	static const struct {
		const char *word, *article, *says;
	} seconds[] = {
#define SECOND(id, word, special, criminal, article, words) { word, article, words },
#include "policy/second.def"
#undef SECOND
	};

	for (size_t i = 0; i < N(seconds); i++)
		if (str_eq(word, str_of(seconds[i].word)))
			buf_printf(b, "%s [%s]", seconds[i].says, seconds[i].article);
}

void
words_channels(struct buf *b, unsigned channels)
{
	bool first = true;

	for (enum channel ch = 0; ch < CHANNELS; ch++) {
		if ((channels & 1u << ch) == 0)
			continue;
		phrase_comma(b, &first);
		buf_puts(b, channels_say[ch]);
	}
}

void
words_country(
    struct buf *b, const struct plan *plan, const char country[3], struct str mechanism)
{
	static const struct {
		const char *word, *says;
	} known[] = {
		{ "idta", "the International Data Transfer Agreement" },
		{ "addendum", "the UK addendum to the EU standard clauses" },
		{ "bcr", "binding corporate rules" },
		{ "data-bridge", "the UK-US data bridge" },
	};

	buf_puts(b, words_country_name(country));
	if (law_adequate(plan->law_date, country) != NULL || mechanism.n == 0)
		return;
	for (size_t i = 0; i < N(known); i++) {
		if (str_eq(mechanism, str_of(known[i].word))) {
			buf_printf(b, ", under %s", known[i].says);
			return;
		}
	}
	buf_printf(b, ", under %.*s", STR(mechanism));
}

struct str
words_site(const struct plan *plan)
{
	struct str link = plan->links.n > 0 ? plan->links.at[0].text : S("");
	size_t slashes = 0;

	for (size_t i = 0; i < link.n; i++)
		if (link.p[i] == '/' && ++slashes == 3)
			return str_slice(link, 0, i);
	return link;
}
