/* promise/doubt.c -- the weakest line that may stand in a line's place.
 *
 * A promise that holds without its line is none.  Candidates come weakest
 * first; the caller takes the first that compiles: longer terms (100 years
 * and down), a condition or an exception dropped, a mark dropped, the whole
 * sentence dropped with its details.
 */
#include "promise/stage.h"

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* One blank between words, none at the ends. */
static struct str
squeeze(struct arena *a, struct str s)
{
	struct buf b = buf_new(a);

	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++)
		if (!blank(s.p[i]))
			buf_putc(&b, s.p[i]);
		else if (!blank(s.p[i - 1]))
			buf_putc(&b, ' ');
	return str_trim(buf_str(&b));
}

static size_t
line_end(struct str s, size_t at)
{
	while (at < s.n && s.p[at] != '\n')
		at++;
	return at < s.n ? at + 1 : at;
}

/* The end of the sentence that begins at `at`: lines that end in a comma go on. */
static size_t
sentence_end(struct str s, size_t at)
{
	size_t end = line_end(s, at);

	while (end < s.n && str_ends(str_trim(str_slice(s, at, end)), S(",")))
		end = line_end(s, end);
	return end;
}

static bool
reads_like(struct arena *a, struct str sentence, struct str line, bool whole)
{
	struct str s = squeeze(a, sentence), l = squeeze(a, line);

	return str_eq(s, l) || (!whole && str_starts(s, l) && strchr(" ,;", s.p[l.n]) != NULL);
}

/* The end of as many sentences, from `at` on, as `line` has lines: a heading and what stands
 * under it. */
static size_t
sentences_end(struct str s, size_t at, struct str line)
{
	size_t end = sentence_end(s, at);

	for (size_t i = 0; i + 1 < line.n; i++)
		if (line.p[i] == '\n' && end < s.n)
			end = sentence_end(s, end);
	return end;
}

bool
policy_sentence(struct arena *a, struct str policy, struct str line, size_t *from, size_t *to)
{
	for (int whole = 1; whole >= 0; whole--) {
		for (size_t at = 0; at < policy.n; at = sentence_end(policy, at)) {
			size_t end = sentences_end(policy, at, line);

			if (!reads_like(a, str_slice(policy, at, end), line, whole))
				continue;
			*from = at;
			*to = end;
			return true;
		}
	}
	return false;
}

/* -- candidates: each gives another sentence, or the same when it has nothing
 *    to weaken ------------------------------------------------------------- */

static bool
is_unit(struct str word)
{
	static const char *const units[] = { "second", "minute", "hour", "day", "week", "month",
		"year" };

	while (word.n > 0
	       && (word.p[word.n - 1] == 's' || word.p[word.n - 1] == ';'
		   || word.p[word.n - 1] == ','))
		word.n--;
	for (size_t i = 0; i < N(units); i++)
		if (str_eq(word, str_of(units[i])))
			return true;
	return false;
}

static struct str
longer(struct arena *a, struct str s, const char *years)
{
	struct buf b = buf_new(a);
	struct str rest = s;

	while (rest.n > 0) {
		struct str word = str_cut(rest, ' ', &rest), after,
			   unit = str_cut(rest, ' ', &after);
		uint64_t number;

		if (b.n > 0)
			buf_putc(&b, ' ');
		if (str_to_u64(word, &number) && is_unit(unit)) {
			buf_printf(&b, "%s years%s", years,
			    str_ends(unit, S(";"))   ? ";"
			    : str_ends(unit, S(",")) ? ","
						     : "");
			rest = after;
		} else {
			buf_put(&b, word);
		}
	}
	return buf_str(&b);
}

/* Without what stands between `from` and the next of `stops` (or the end). */
static struct str
without(struct arena *a, struct str s, const char *from, const char *const *stops, size_t n)
{
	const char *at = memmem(s.p, s.n, from, strlen(from)), *end = s.p + s.n;

	if (at == NULL)
		return s;
	for (size_t i = 0; i < n; i++) {
		const char *stop =
		    memmem(at + 1, (size_t)(end - at) - 1, stops[i], strlen(stops[i]));

		if (stop != NULL)
			end = stop;
	}
	return str_printf(a, "%.*s%.*s", (int)(at - s.p), s.p, (int)(s.p + s.n - end), end);
}

static struct str
without_tail(struct arena *a, struct str s)
{
	static const char *const tails[] = { " when ", " with ", " of their own", ", two people",
		" showing what changes", ", told to ", " contract ", ", at once by ",
		", by code to ", ", vetted every " };

	for (size_t i = 0; i < N(tails); i++)
		s = without(a, s, tails[i], NULL, 0);
	return s;
}

static struct str
without_exception(struct arena *a, struct str s, bool to_end)
{
	static const char *const stops[] = { " for ", " until ", " while " };

	return without(a, s, " except ", stops, to_end ? 0 : N(stops));
}

static struct str
without_required(struct arena *a, struct str s)
{
	static const char *const stops[] = { " " };

	return without(a, s, " required", stops, 1);
}

static const char *const years[] = { "100", "50", "25", "10", "5" };
#define WEAKENED_N (N(years) + 4)

/* The n-th candidate of one sentence, WEAKENED_N and on: none. */
static struct str
weakened(struct arena *a, struct str s, size_t n)
{
	switch (n < N(years) ? 0 : n - N(years) + 1) {
	case 0:
		return longer(a, s, years[n]);
	case 1:
		return without_tail(a, s);
	case 2:
		return without_exception(a, s, false);
	case 3:
		return without_exception(a, s, true);
	default:
		return without_required(a, s);
	}
}

static struct str
indent_of(struct str s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
		n++;
	return str_slice(s, 0, n);
}

/* A heading goes with its details. */
static size_t
block_end(struct str policy, size_t from, size_t to)
{
	if (indent_of(str_slice(policy, from, to)).n > 0)
		return to;
	while (to < policy.n && indent_of(str_slice(policy, to, policy.n)).n > 0)
		to = line_end(policy, to);
	return to;
}

static struct str
put_in_place(struct arena *a, struct str policy, size_t from, size_t to, struct str line)
{
	struct str indent = indent_of(str_slice(policy, from, to));
	struct buf b = buf_new(a);

	buf_put(&b, str_slice(policy, 0, from));
	if (line.n > 0) {
		buf_put(&b, indent);
		buf_put(&b, line);
		buf_putc(&b, '\n');
	}
	buf_put(&b, str_slice(policy, to, policy.n));
	return buf_str(&b);
}

bool
doubt_text(struct arena *a, struct str policy, const struct rest *rest, size_t n, struct str *text)
{
	size_t from, to;
	struct str sentence;

	if (!policy_sentence(a, policy, rest->line, &from, &to))
		return false;
	if (rest->weaker.n > 0) {
		*text = put_in_place(a, policy, from, to, rest->weaker);
		if (rest->also.n > 0)
			*text = str_printf(a, "%.*s\n%.*s\n", STR(*text), STR(rest->also));
		return n == 0;
	}
	sentence = squeeze(a, str_slice(policy, from, to));
	for (size_t i = 0; i < WEAKENED_N; i++) {
		struct str other = weakened(a, sentence, i);

		if (str_eq(other, sentence) || n-- > 0)
			continue;
		*text = put_in_place(a, policy, from, to, other);
		return true;
	}
	*text = put_in_place(a, policy, from, n == 0 ? block_end(policy, from, to) : to, S(""));
	return n == 0;
}
