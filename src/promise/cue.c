/* promise/cue.c -- reading a line of a play from left to right. */
#include "promise/stage.h"
#include "sys/zone.h"

struct spot
cue_spot(const struct cue *c)
{
	const struct token *last = &c->line->token[c->line->n - 1];

	if (c->i < c->line->n)
		return c->line->token[c->i].at;
	return (struct spot){ last->at.line, last->at.column + last->text.n };
}

bool
cue_done(const struct cue *c)
{
	return c->i >= c->line->n;
}

bool
cue_is(struct cue *c, const char *word)
{
	const struct token *t = &c->line->token[c->i];

	if (cue_done(c) || t->kind != TOKEN_WORD || !str_eq(t->text, str_of(word)))
		return false;
	c->i++;
	return true;
}

bool
cue_is_mark(struct cue *c, enum token_kind mark)
{
	if (cue_done(c) || c->line->token[c->i].kind != mark)
		return false;
	c->i++;
	return true;
}

bool
cue_take(struct stage *st, struct cue *c, const char *wanted, struct str *text)
{
	const struct token *t = &c->line->token[c->i];

	if (cue_done(c) || (t->kind != TOKEN_WORD && t->kind != TOKEN_TEXT))
		return stage_broke(st, cue_spot(c), "here %s is wanted", wanted);
	c->i++;
	return names_in_text(st, t->at, t->text, text);
}

bool
cue_tree(struct stage *st, struct cue *c, struct node **n)
{
	const struct token *t = &c->line->token[c->i];

	if (cue_done(c) || t->kind != TOKEN_TREE)
		return stage_broke(st, cue_spot(c), "here { } or [ ] is wanted");
	c->i++;
	*n = node_copy(&st->sc->arena, t->tree);
	return names_in_tree(st, t->at, *n);
}

bool
cue_number(struct stage *st, struct cue *c, int64_t *number)
{
	struct spot at = cue_spot(c);
	struct str text;

	if (!cue_take(st, c, "a number", &text))
		return false;
	return str_to_i64(text, number) || stage_broke(st, at, "here a number is wanted");
}

static bool
two_digits(struct str s, size_t at, int *n)
{
	uint64_t v;

	if (at + 2 > s.n || !str_to_u64(str_slice(s, at, at + 2), &v))
		return false;
	*n = (int)v;
	return true;
}

/* "09:00" or "09:00:30" */
static bool
read_hours(struct str s, struct civil *c)
{
	if ((s.n != 5 && s.n != 8) || s.p[2] != ':' || (s.n == 8 && s.p[5] != ':'))
		return false;
	return two_digits(s, 0, &c->hour) && two_digits(s, 3, &c->minute)
	       && (s.n == 5 || two_digits(s, 6, &c->second)) && civil_valid(*c);
}

bool
cue_time(struct stage *st, struct cue *c, struct instant *at)
{
	struct spot spot = cue_spot(c);
	struct str day;
	struct civil civil = { 0 };

	if (!cue_take(st, c, "a time like 2027-03-02 09:00", &day))
		return false;
	if (day.n > 10 && instant_parse(day, at))
		return true;
	if (!date_parse(day, &civil))
		return stage_broke(st, spot, "a time goes 2027-03-02 09:00");
	if (!cue_done(c) && read_hours(c->line->token[c->i].text, &civil))
		c->i++;
	*at = zone_instant(civil);
	return true;
}

static const struct {
	const char *word;
	int32_t months, days;
	int64_t seconds;
} units[] = {
	{ "second", 0, 0, 1 },
	{ "minute", 0, 0, 60 },
	{ "hour", 0, 0, 3600 },
	{ "day", 0, 1, 0 },
	{ "week", 0, 7, 0 },
	{ "month", 1, 0, 0 },
	{ "year", 12, 0, 0 },
};

static bool
read_unit(struct str word, int64_t count, struct term *t)
{
	if (str_ends(word, S("s")))
		word.n--;
	for (size_t i = 0; i < N(units); i++) {
		if (!str_eq(word, str_of(units[i].word)))
			continue;
		t->months += (int32_t)count * units[i].months;
		t->days += (int32_t)count * units[i].days;
		t->rest.us += count * units[i].seconds * 1000000;
		return true;
	}
	return false;
}

/* A signed count, as "+90" and "-1" are written. */
static bool
read_count(struct str s, int64_t *n)
{
	bool minus = str_starts(s, S("-"));
	uint64_t v;

	if (minus || str_starts(s, S("+")))
		s = str_slice(s, 1, s.n);
	if (!str_to_u64(s, &v) || v > 1000000)
		return false;
	*n = minus ? -(int64_t)v : (int64_t)v;
	return true;
}

bool
cue_term(struct stage *st, struct cue *c, struct term *t)
{
	struct spot at = cue_spot(c);
	size_t parts = 0;

	*t = (struct term){ 0 };
	for (; c->i + 1 < c->line->n; c->i += 2, parts++) {
		int64_t count;

		if (!read_count(c->line->token[c->i].text, &count)
		    || !read_unit(c->line->token[c->i + 1].text, count, t))
			break;
	}
	return parts > 0 || stage_broke(st, at, "a length of time goes +90 days -1 hour");
}

bool
cue_end(struct stage *st, struct cue *c)
{
	return cue_done(c) || stage_broke(st, cue_spot(c), "what begins here is left over");
}
