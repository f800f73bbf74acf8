/* policy/bind_words.c -- reading words, and saying which one was not right. */
#include "policy/bind.h"
#include "policy/words.h"

struct cursor
cursor_of(struct binder *b, const struct section *of, const struct sentence *s)
{
	struct cursor c = { .b = b, .of = of };

	if (s->tokens > 0) {
		c.t = &b->tree->tokens.at[s->first_token];
		c.end = c.t + s->tokens;
	}
	return c;
}

struct cursor
cursor_after_heading(struct binder *b, const struct section *of)
{
	struct cursor c = cursor_of(b, of, of->head);

	if (!cursor_ended(&c))
		c.t++;
	return c;
}

struct cursor
cursor_after_name(struct binder *b, const struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);

	c.t++;
	return c;
}

bool
cursor_ended(const struct cursor *c)
{
	return c->t == c->end;
}

struct at
cursor_at(const struct cursor *c)
{
	struct at at = cursor_ended(c) ? c->t[-1].at : c->t->at;

	if (cursor_ended(c)) {
		at.col += at.len;
		at.len = 1;
	}
	return at;
}

struct at
cursor_span(struct at first, const struct cursor *c)
{
	struct at last = c->t[-1].at;

	if (last.line == first.line && last.col + last.len > first.col)
		first.len = last.col + last.len - first.col;
	return first;
}

/* How many words of the phrase come next; 0 unless all of them do. */
static size_t
phrase_words(const struct cursor *c, const char *phrase)
{
	struct str rest = str_of(phrase);
	size_t n = 0;

	while (rest.n > 0) {
		struct str word = str_cut(rest, ' ', &rest);

		if (c->t + n == c->end || c->t[n].kind != TOKEN_WORD || !str_eq(c->t[n].text, word))
			return 0;
		n++;
	}
	return n;
}

bool
cursor_see(const struct cursor *c, const char *phrase)
{
	return phrase_words(c, phrase) > 0;
}

bool
cursor_say(struct cursor *c, const char *phrase)
{
	size_t n = phrase_words(c, phrase);

	c->t += n;
	return n > 0;
}

bool
cursor_say_comma(struct cursor *c)
{
	if (cursor_ended(c) || c->t->kind != TOKEN_COMMA)
		return false;
	c->t++;
	return true;
}

struct diag *
bind_complain(struct binder *b, enum diag_code code, struct at at)
{
	return diag_add(b->diags, &b->sc->arena, code, at);
}

void
bind_try_instead(struct binder *b, struct diag *d, const struct token *token, struct str with)
{
	diag_try_instead(d, &b->sc->arena, b->plan->text, token->text, with);
}

static struct str
token_shown(struct binder *b, const struct token *t)
{
	struct str text = t->text;

	if (t->kind == TOKEN_TEXT)
		return S("a text");
	if (text.n > 60) {
		for (text.n = 40; ((unsigned char)text.p[text.n] & 0xc0) == 0x80;)
			text.n--;
		return said(b, "`%.*s...`", STR(text));
	}
	return said(b, "`%.*s`", STR(text));
}

bool
bind_expected(struct cursor *c, const char *what)
{
	struct binder *b = c->b;
	struct diag *d = bind_complain(b, DIAG_EXPECTED, cursor_at(c));

	if (cursor_ended(c))
		d->text = said(b, "the sentence ends where %s should follow", what);
	else
		d->text = said(b, "%.*s stands where %s should", STR(token_shown(b, c->t)), what);
	if (c->of != NULL)
		d->note = said(b, "as in: %s", heading_example(c->of->heading));
	bind_suggest(c, d, str_of(what));
	return false;
}

bool
cursor_want(struct cursor *c, const char *phrase)
{
	return cursor_say(c, phrase) || bind_expected(c, said(c->b, "`%s`", phrase).p);
}

void
cursor_finish(struct cursor *c)
{
	const struct token *first;
	struct diag *d;

	struct cursor left = *c;

	if (cursor_ended(c))
		return;
	first = c->t;
	c->t = c->end;
	d = bind_complain(c->b, DIAG_LEFT_OVER, cursor_span(first->at, c));
	d->text = S("the sentence is complete before these words");
	d->note = S("leave them out, or say them in a sentence of their own");
	if (bind_suggest_quotes(&left, d))
		return;
	if (c->end[-1].at.line == first->at.line && first->kind == TOKEN_WORD)
		bind_try_instead(c->b, d,
		    &(struct token){
			.text = { first->text.p,
			    (size_t)(c->end[-1].text.p - first->text.p) + c->end[-1].text.n } },
		    S(""));
}

bool
take_text(struct cursor *c, const char *what, struct str *text)
{
	if (cursor_ended(c) || c->t->kind != TOKEN_TEXT)
		return bind_expected(c, said(c->b, "a text in \"quotes\" (%s)", what).p);
	*text = c->t++->text;
	return true;
}

bool
take_word(struct cursor *c, const char *what, struct str *word)
{
	if (cursor_ended(c) || c->t->kind != TOKEN_WORD)
		return bind_expected(c, what);
	*word = c->t++->text;
	return true;
}

/* How the name would be declared: `purpose NAME "..."` with the name in it. */
static struct str
declared_so(struct binder *b, enum name_kind kind, struct str name)
{
	struct str rest = str_of(name_kind_heading(kind)), before;

	if (!str_has(rest, S("NAME")) || name.n > NAME_CHARACTERS_MAX)
		return said(b, "declare it: %.*s", STR(rest));
	before = str_cut(rest, 'N', &rest);
	return said(
	    b, "declare it: %.*s%.*s%.*s", STR(before), STR(name), STR(str_slice(rest, 3, rest.n)));
}

/* The sentence as it should be, when a name nearly matches; where to declare
 * it, when none does. */
bool
bind_complain_missing(struct binder *b, enum name_kind kind, const struct token *t)
{
	struct name *known = names_find(&b->names, kind, t->text);
	struct str near;
	struct diag *d;

	if (known != NULL && known->missing)
		return false; /* N2 */
	near = names_near(&b->names, kind, t->text);
	d = bind_complain(b, DIAG_NAME_UNKNOWN, t->at);
	d->text = said(b, "no %s is called %.*s", name_kind_word(kind), STR(token_shown(b, t)));
	if (near.n > 0) {
		d->note = said(b, "did you mean `%.*s`?", STR(near));
		bind_try_instead(b, d, t, near);
	} else {
		d->note = declared_so(b, kind, t->text);
	}
	names_add(&b->names, &b->sc->arena,
	    (struct name){
		.kind = kind, .text = t->text, .at = t->at, .row = NONE, .missing = true });
	return false;
}

bool
take_row(struct cursor *c, enum name_kind kind, uint16_t *row)
{
	const struct name *name;

	if (cursor_ended(c) || c->t->kind != TOKEN_WORD)
		return bind_expected(c, said(c->b, "the name of a %s", name_kind_word(kind)).p);
	name = names_find(&c->b->names, kind, c->t->text);
	if (name == NULL || name->missing)
		return bind_complain_missing(c->b, kind, c->t);
	*row = name->row;
	c->t++;
	return true;
}

bool
take_number(struct cursor *c, const char *what, unsigned from, unsigned to, uint32_t *number)
{
	uint64_t n;
	struct diag *d;

	if (cursor_ended(c) || c->t->kind != TOKEN_WORD)
		return bind_expected(c, what);
	if (str_to_u64(c->t->text, &n) && n >= from && n <= to) {
		*number = (uint32_t)n;
		c->t++;
		return true;
	}
	d = bind_complain(c->b, DIAG_NUMBER_BAD, c->t->at);
	d->text = said(
	    c->b, "%.*s is not %s from %u to %u", STR(token_shown(c->b, c->t)), what, from, to);
	return false;
}

enum unit {
	UNIT_SECONDS,
	UNIT_MINUTES,
	UNIT_HOURS,
	UNIT_DAYS,
	UNIT_WEEKS,
	UNIT_MONTHS,
	UNIT_YEARS
};

/* clang-format off */
static const struct {
	const char *one, *many;
	enum unit unit;
	unsigned most; /* a hundred years and a bit */
} units[] = {
	{ "second", "seconds", UNIT_SECONDS, 86400 * 366 },
	{ "minute", "minutes", UNIT_MINUTES, 1440 * 366 },
	{ "hour",   "hours",   UNIT_HOURS,   24 * 366 },
	{ "day",    "days",    UNIT_DAYS,    36600 },
	{ "week",   "weeks",   UNIT_WEEKS,   5220 },
	{ "month",  "months",  UNIT_MONTHS,  1200 },
	{ "year",   "years",   UNIT_YEARS,   100 },
};
/* clang-format on */

static struct term
term_of(enum unit unit, uint32_t n)
{
	switch (unit) {
	case UNIT_SECONDS:
		return (struct term){ .rest = span_seconds(n) };
	case UNIT_MINUTES:
		return (struct term){ .rest = span_minutes(n) };
	case UNIT_HOURS:
		return (struct term){ .rest = span_hours(n) };
	case UNIT_DAYS:
		return (struct term){ .days = (int32_t)n };
	case UNIT_WEEKS:
		return (struct term){ .days = (int32_t)n * 7 };
	case UNIT_MONTHS:
		return (struct term){ .months = (int32_t)n };
	case UNIT_YEARS:
		return (struct term){ .months = (int32_t)n * 12 };
	}
	return (struct term){ 0 };
}

#define UNITS "`seconds`, `minutes`, `hours`, `days`, `weeks`, `months`, `years`"

/* `unit`: the word that should be one, or NULL. */
static bool
complain_term(struct cursor *c, struct at at, const struct token *unit)
{
	struct diag *d = bind_complain(c->b, DIAG_TERM_BAD, at);

	d->text = S("this is no duration");
	d->note = S("a whole number and seconds, minutes, hours, days, weeks, months or years; at "
		    "most 100 years");
	if (unit != NULL)
		bind_suggest(&(struct cursor){ c->b, c->of, unit, c->end }, d, S(UNITS));
	return false;
}

bool
take_term(struct cursor *c, struct term *term)
{
	struct at from = cursor_at(c);
	uint64_t n;

	if (cursor_ended(c) || c->t->kind != TOKEN_WORD)
		return bind_expected(c, "a duration");
	if (!str_to_u64(c->t->text, &n) || n == 0 || c->t + 1 == c->end)
		return complain_term(c, from, NULL);
	c->t++;
	for (size_t i = 0; i < N(units); i++) {
		if (!cursor_say(c, units[i].one) && !cursor_say(c, units[i].many))
			continue;
		if (n > units[i].most)
			return complain_term(c, cursor_span(from, c), NULL);
		*term = term_of(units[i].unit, (uint32_t)n);
		return true;
	}
	c->t++;
	return complain_term(c, cursor_span(from, c), c->t - 1);
}

bool
take_date(struct cursor *c, struct civil *date)
{
	struct diag *d;

	if (cursor_ended(c) || c->t->kind != TOKEN_WORD)
		return bind_expected(c, "a date");
	if (date_parse(c->t->text, date)) {
		c->t++;
		return true;
	}
	d = bind_complain(c->b, DIAG_DATE_BAD, c->t->at);
	d->text = said(c->b, "%.*s is no date", STR(token_shown(c->b, c->t)));
	d->note = S("year-month-day, as 2026-12-01");
	return false;
}

/* What people write who mean a country of the list. */
static struct str
country_meant(struct str word)
{
	static const struct {
		const char *word, *country;
	} known[] = { { "uk", "GB" }, { "gbr", "GB" }, { "eng", "GB" }, { "usa", "US" },
		{ "irl", "IE" }, { "deu", "DE" }, { "ger", "DE" }, { "fra", "FR" } };

	for (size_t i = 0; i < N(known); i++)
		if (str_eq_nocase(word, str_of(known[i].word)))
			return str_of(known[i].country);
	return str_of(words_country_code(word));
}

bool
take_country(struct cursor *c, char country[3])
{
	struct str meant;
	struct diag *d;

	if (cursor_ended(c) || c->t->kind != TOKEN_WORD)
		return bind_expected(c, "a country");
	if (c->t->text.n == 2) {
		memcpy(country, c->t->text.p, 2);
		country[2] = '\0';
		if (words_country_name(country) != NULL) {
			c->t++;
			return true;
		}
	}
	d = bind_complain(c->b, DIAG_COUNTRY_BAD, c->t->at);
	d->text = said(c->b, "%.*s is no country", STR(token_shown(c->b, c->t)));
	d->note = S("two capitals, as GB, IE or US");
	meant = country_meant(c->t->text);
	if (meant.n == 0)
		return false;
	d->note = said(c->b, "did you mean `%.*s`?", STR(meant));
	bind_try_instead(c->b, d, c->t, meant);
	return false;
}

static struct str
list_of(struct binder *b, const char *const *phrases, size_t n)
{
	struct buf list = buf_new(&b->sc->arena);

	for (size_t i = 0; i < n; i++)
		buf_printf(&list, "%s`%s`", i == 0 ? "" : i + 1 == n ? " or "
								     : ", ",
		    phrases[i]);
	return buf_str(&list);
}

bool
take_one_of(struct cursor *c, const char *const *phrases, size_t n, size_t *which)
{
	struct diag *d;

	for (*which = 0; *which < n; ++*which)
		if (cursor_say(c, phrases[*which]))
			return true;
	if (cursor_ended(c) || c->t->kind != TOKEN_WORD)
		return bind_expected(c, said(c->b, "%.*s", STR(list_of(c->b, phrases, n))).p);
	d = bind_complain(c->b, DIAG_WORD_UNKNOWN, c->t->at);
	d->text = said(c->b, "%.*s cannot stand here", STR(token_shown(c->b, c->t)));
	d->note = said(c->b, "it is one of %.*s", STR(list_of(c->b, phrases, n)));
	bind_suggest(c, d, list_of(c->b, phrases, n));
	return false;
}

bool
take_told(struct cursor *c, enum told *told)
{
	static const char *const ways[] = { "webhook", "task" };
	size_t which;

	if (!take_one_of(c, ways, N(ways), &which))
		return false;
	*told = which == 0 ? TOLD_WEBHOOK : TOLD_TASK;
	return true;
}

static const char *const channel_words[] = {
#define CHANNEL(id, word, second, ...) word,
#include "policy/channel.def"
#undef CHANNEL
};
static const char *const channel_second[] = {
#define CHANNEL(id, word, second, ...) second,
#include "policy/channel.def"
#undef CHANNEL
};

bool
take_channel(struct cursor *c, enum channel *channel)
{
	size_t which;

	for (size_t i = 0; i < CHANNELS; i++) {
		if (cursor_say(c, channel_second[i])) {
			*channel = (enum channel)i;
			return true;
		}
	}
	if (!take_one_of(c, channel_words, CHANNELS, &which))
		return false;
	*channel = (enum channel)which;
	return true;
}

bool
take_channels(struct cursor *c, unsigned *bits)
{
	enum channel channel;

	do {
		if (!take_channel(c, &channel))
			return false;
		*bits |= 1u << channel;
	} while (cursor_say_comma(c) || cursor_say(c, "and") || cursor_say(c, "or"));
	return true;
}

bool
take_word_list(struct cursor *c, const char *what, uint16_t *first, uint16_t *count)
{
	struct str word;

	*first = (uint16_t)c->b->plan->words.n;
	do {
		if (!take_word(c, what, &word))
			return false;
		bind_word(c->b, word);
		++*count;
	} while (cursor_say_comma(c) || cursor_say(c, "and") || cursor_say(c, "or"));
	return true;
}
