/* policy/diff_say.c -- one thing said of one row. */
#include "policy/diff_say.h"

void
say_of(struct sayer *s, enum diff_kind kind, struct at at, struct str of)
{
	s->kind = kind;
	s->at = at;
	s->of = of;
}

static struct said *
add(struct sayer *s, struct str what, struct str text)
{
	struct said *said = LIST_ADD(&s->list, s->arena);

	*said = (struct said){
		.kind = s->kind,
		.of = s->of,
		.what = what,
		.field = NONE,
		.text = text,
		.clock = NONE,
		.at = s->at,
	};
	return said;
}

void
say_row(struct sayer *s, enum diff_kind kind, struct at at, struct str of, struct str text)
{
	say_of(s, kind, at, of);
	add(s, S(""), text);
}

void
say_text(struct sayer *s, const char *what, struct str text)
{
	if (text.n > 0)
		add(s, str_of(what), text);
}

void
say_truth(struct sayer *s, const char *what, bool yes)
{
	if (yes)
		add(s, str_of(what), S(""));
}

void
say_term(struct sayer *s, const char *what, struct term term)
{
	struct said *said;

	if (term_is_zero(term))
		return;
	said = add(s, str_of(what), term_print(s->arena, term));
	said->timed = true;
	said->term = term;
}

void
say_count(struct sayer *s, const char *what, unsigned n)
{
	if (n > 0)
		add(s, str_of(what), str_printf(s->arena, "%u", n));
}

void
say_name(struct sayer *s, const char *what, struct str name)
{
	add(s, str_printf(s->arena, "%s %.*s", what, STR(name)), S(""));
}

void
say_cond(struct sayer *s, const char *what, uint16_t cond)
{
	struct buf b = buf_new(s->arena);

	if (cond == NONE)
		return;
	phrase_cond(&b, s->plan, cond);
	say_text(s, what, buf_str(&b));
}

void
say_channels(struct sayer *s, const char *what, unsigned bits)
{
	for (enum channel c = 0; c < CHANNELS; c++)
		if ((bits & 1u << c) != 0)
			say_name(s, what, str_of(channel_word(c)));
}

void
say_words(struct sayer *s, const char *what, uint16_t first, uint16_t n)
{
	for (uint16_t i = 0; i < n; i++)
		say_name(s, what, s->plan->words.at[first + i]);
}

void
say_fields(struct sayer *s, struct str what, struct fields set, struct str text)
{
	for (size_t f = 0; f < s->plan->fields.n; f++) {
		if (f % 64 == 0 && set.w[f / 64] == 0)
			f += 63;
		else if (fields_have(set, (uint16_t)f))
			add(s, what, text)->field = (uint16_t)f;
	}
}

struct str
say_told(enum told told)
{
	static const char *const words[] = {
		[TOLD_NO] = "", [TOLD_WEBHOOK] = "webhook", [TOLD_TASK] = "task"
	};

	return str_of(words[told]);
}

struct str
say_needs(struct sayer *s, unsigned needs, uint16_t first_order, uint16_t orders)
{
	static const struct {
		enum need need;
		const char *says;
	} words[] = {
		{ NEED_TICKET, " with ticket" },
		{ NEED_ORDER, "" },
		{ NEED_REASON, " with reason" },
		{ NEED_TWO_PEOPLE, ", two people" },
	};
	struct buf b = buf_new(s->arena);

	for (size_t i = 0; i < N(words); i++) {
		if ((needs & words[i].need) == 0)
			continue;
		if (words[i].need == NEED_ORDER)
			phrase_orders(&b, s->plan, first_order, orders);
		else
			buf_puts(&b, words[i].says);
	}
	return buf_str(&b);
}
