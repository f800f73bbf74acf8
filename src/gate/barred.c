/* gate/barred.c -- what may not come in whatever else allows it.
 *
 * `never collect` and `never store` lines, on names and on values.  A column
 * that by its name holds special category or criminal data is refused as
 * that, not merely as unknown, so that the sender learns what is wrong with
 * it and not only where.
 */
#include "base/buf.h"
#include "gate/offer.h"
#include "vault/value.h"

enum kind { KIND_SPECIAL,
	KIND_CRIMINAL,
	KIND_CARD };

/* The first line that bans the kind, or NULL. */
static const struct never *
never_in(const struct plan *plan, enum kind kind)
{
	for (size_t i = 0; i < plan->nevers.n; i++) {
		const struct never *n = &plan->nevers.at[i];
		bool named = kind == KIND_SPECIAL    ? n->special
			     : kind == KIND_CRIMINAL ? n->criminal
						     : n->card_number;

		if (named && (n->act == NEVER_COLLECT || n->act == NEVER_STORE))
			return n;
	}
	return NULL;
}

static const struct never *
never_field(const struct plan *plan, uint16_t field)
{
	for (size_t i = 0; i < plan->nevers.n; i++) {
		const struct never *n = &plan->nevers.at[i];

		if ((n->act == NEVER_COLLECT || n->act == NEVER_STORE)
		    && (n->anything || fields_have(n->fields, field)))
			return n;
	}
	return NULL;
}

static const struct {
	const char *word, *kind;
} special[] = {
#define SPECIAL(word, kind) { word, kind },
#include "gate/special.def"
#undef SPECIAL
};

static bool
letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Small letters and digits of the name; `joined` without what parts words,
 * else with one dash between them. */
static struct str
folded(struct scope *sc, struct str name, bool joined)
{
	struct str low = str_lower(&sc->arena, name);
	struct buf b = buf_new(&sc->arena);

	for (size_t i = 0; i < low.n; i++) {
		bool capital = i > 0 && name.p[i] >= 'A' && name.p[i] <= 'Z' && name.p[i - 1] >= 'a'
			       && name.p[i - 1] <= 'z';

		if (!joined && (capital || !letter_or_digit(low.p[i])))
			buf_putc(&b, '-');
		if (letter_or_digit(low.p[i]))
			buf_putc(&b, low.p[i]);
	}
	return buf_str(&b);
}

static bool
begins_a_word(struct str words, struct str word)
{
	struct str rest = words;

	while (rest.n > 0) {
		struct str one = str_cut(rest, '-', &rest);

		if (str_starts(one, word))
			return true;
	}
	return false;
}

/* What kind of data a column says it holds, or NULL. */
static const char *
special_kind(struct scope *sc, struct str name)
{
	struct str joined = folded(sc, name, true), words = folded(sc, name, false);

	for (size_t i = 0; i < N(special); i++) {
		struct str word = str_of(special[i].word);

		if (str_starts(joined, word) || begins_a_word(words, word))
			return special[i].kind;
	}
	return NULL;
}

/* LAW UK GDPR Art 9(1), 10. */
static result
barred_column(struct scope *sc, const struct plan *plan, struct str name, struct verdict *v)
{
	const char *kind = special_kind(sc, name);
	const struct never *n;

	if (kind == NULL)
		return OK;
	n = never_in(plan, str_starts(str_of(kind), S("criminal")) ? KIND_CRIMINAL : KIND_SPECIAL);
	if (n == NULL)
		return OK; /* then it is refused as unknown */
	return verdict_refuse_field(
	    sc, v, WHY_SPECIAL, n->at.line, name, "a column of this name holds %s", kind);
}

static bool
may_hold_a_card(enum field_type type)
{
	switch (type) {
	case TYPE_NAME:
	case TYPE_TEXT:
	case TYPE_EMAIL:
	case TYPE_ADDRESS:
	case TYPE_URL:
	case TYPE_NUMBER:
	case TYPE_DOCUMENT:
	case TYPE_SECRET:
		return true;
	case TYPE_PHONE:
	case TYPE_DATE:
	case TYPE_TIME:
	case TYPE_MONEY:
	case TYPE_MAC:
	case TYPE_IP:
	case TYPE_POSITION:
	case TYPE_IMAGE:
	case TYPE_AUDIO:
	case TYPE_VIDEO:
	case TYPE_YES_NO:
	case TYPE_ONE_OF:
	case TYPE_REF:
	case FIELD_TYPES:
		break;
	}
	return false;
}

static result
card_number(
    struct scope *sc, const struct plan *plan, struct str name, struct str text, struct verdict *v)
{
	const struct never *n = never_in(plan, KIND_CARD);

	if (n == NULL || !value_has_card_number(text))
		return OK;
	return verdict_refuse_field(sc, v, WHY_CARD, n->at.line, name,
	    "a number in it looks like a payment card's; leave it out");
}

result
barred_value(
    struct scope *sc, const struct plan *plan, uint16_t field, struct str text, struct verdict *v)
{
	const struct field *f = &plan->fields.at[field];
	const struct never *n = never_field(plan, field);

	if (n != NULL)
		return verdict_refuse_field(
		    sc, v, WHY_NEVER, n->at.line, f->full, "%.*s is never held", STR(f->full));
	if ((f->marks & MARK_PASSES) != 0)
		return verdict_refuse_field(sc, v, WHY_NEVER, f->at.line, f->full,
		    "%.*s passes in a release and is never held", STR(f->full));
	return may_hold_a_card(f->type) ? card_number(sc, plan, f->full, text, v) : OK;
}

result
barred_flag(
    struct scope *sc, const struct plan *plan, uint16_t dataset, struct str name, struct verdict *v)
{
	uint16_t field = field_named(plan, dataset, name);
	const struct never *n = never_in(plan, KIND_SPECIAL);

	if (field != NONE
	    && ((plan->fields.at[field].marks & (MARK_SPECIAL | MARK_CRIMINAL)) != 0
		|| plan->fields.at[field].special_for != NONE))
		return OK;
	if (n == NULL)
		n = never_in(plan, KIND_CRIMINAL);
	return verdict_refuse_field(sc, v, WHY_SPECIAL,
	    n != NULL ? n->at.line : plan->datasets.at[dataset].at.line,
	    field != NONE ? plan->fields.at[field].full : S(""),
	    "somebody marked this text as special or criminal; take the passage out");
}

static struct str
given_text(struct scope *sc, const struct node *given)
{
	switch (given->kind) {
	case NODE_STR:
	case NODE_DECIMAL:
		return given->text;
	case NODE_INT:
		return str_printf(&sc->arena, "%lld", (long long)given->num);
	case NODE_NULL:
	case NODE_BOOL:
	case NODE_LIST:
	case NODE_MAP:
		break;
	}
	return S("");
}

/* A column is named as it would be as a field, unless a value stands in its
 * place (G4). */
struct str
name_shown(const struct admission *a, struct str name)
{
	struct str low = str_lower(&a->sc->arena, name);

	for (size_t i = 0; i < low.n; i++)
		if (!letter_or_digit(low.p[i]) && low.p[i] != '-' && low.p[i] != '_')
			return S("");
	if (name.n == 0 || name.n > 64)
		return S("");
	return str_printf(&a->sc->arena, "%.*s.%.*s",
	    STR(a->plan->datasets.at[a->record.dataset].name), STR(name));
}

static result
barred_given(struct admission *a, const struct node *given)
{
	uint16_t field = field_named(a->plan, a->record.dataset, given->key);

	if (field != NONE)
		return barred_value(a->sc, a->plan, field, given_text(a->sc, given), a->v);
	TRY(barred_column(a->sc, a->plan, given->key, a->v));
	if (verdict_allows(a->v))
		TRY(card_number(a->sc, a->plan, given->key, given_text(a->sc, given), a->v));
	if (!verdict_allows(a->v))
		a->v->field = name_shown(a, given->key);
	return OK;
}

result
offer_barred(struct admission *a)
{
	NODE_EACH(given, a->offer->given) {
		TRY(barred_given(a, given));
		if (!verdict_allows(a->v))
			return OK;
	}
	NODE_EACH(name, a->offer->flagged) {
		TRY(barred_flag(a->sc, a->plan, a->record.dataset, name->text, a->v));
		if (!verdict_allows(a->v))
			return OK;
	}
	return OK;
}
