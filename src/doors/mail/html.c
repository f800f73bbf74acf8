/* doors/mail/html.c -- what a page says in words (W44): for people to read, not to show as a page.
 *
 * Nothing of it is obeyed: tags become ends of lines or nothing, and what is between those of
 * `script`, `style`, `head` and `title` is no words.
 */
#include "base/arena.h"
#include "doors/mail/inside.h"

#define NAME_MOST ((size_t)12)
#define NAMED_MOST ((size_t)12)

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Of "<p class=x>" and "</p>" the same "p"; empty: it is no tag. */
static struct str
tag_name(struct str tag)
{
	size_t from = str_starts(tag, S("</")) ? 2 : 1, to = from;

	while (to < tag.n && to - from < NAME_MOST
	       && (is_letter(tag.p[to]) || (to > from && tag.p[to] >= '0' && tag.p[to] <= '9')))
		to++;
	return str_slice(tag, from, to);
}

/* Quotes hold a `>`; what is not closed goes on to the end. */
static size_t
tag_end(struct str page, size_t i)
{
	char quote = '\0';

	for (; i < page.n; i++) {
		char c = page.p[i];

		if (quote != '\0' && c == quote)
			quote = '\0';
		else if (quote == '\0' && (c == '"' || c == '\'') && i > 0 && page.p[i - 1] == '=')
			quote = c;
		else if (quote == '\0' && c == '>')
			return i + 1;
	}
	return page.n;
}

/* Where `until` begins from `i` on, letters of either case; else the end. */
static size_t
find(struct str page, size_t i, struct str until)
{
	for (; i + until.n <= page.n; i++)
		if (page.p[i] == until.p[0]
		    && str_eq_nocase(str_slice(page, i, i + until.n), until))
			return i;
	return page.n;
}

static bool
breaks_line(struct str name)
{
	static const char *const tags[] = { "br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4",
		"h5", "h6", "table", "ul", "ol", "blockquote", "hr", "pre" };

	for (size_t i = 0; i < N(tags); i++)
		if (str_eq_nocase(name, str_of(tags[i])))
			return true;
	return false;
}

static const char *const silent[] = { "</script", "</style", "</head", "</title" };

/* Past a tag; of one with no words in it, past its end too. */
static size_t
pass_tag(struct str page, size_t i, struct buf *b)
{
	struct str name;
	size_t end;

	if (str_starts(str_slice(page, i, page.n), S("<!--")))
		return find(page, i + 4, S("-->")) + 3;
	end = tag_end(page, i);
	name = tag_name(str_slice(page, i, end));
	if (page.p[i + 1] != '/')
		for (size_t s = 0; s < N(silent); s++)
			if (str_eq_nocase(name, str_slice(str_of(silent[s]), 2, NAME_MOST)))
				return tag_end(page, find(page, end, str_of(silent[s])));
	if (breaks_line(name))
		buf_putc(b, '\n');
	else if (str_eq_nocase(name, S("td")))
		buf_putc(b, ' ');
	return end;
}

/* -- &amp; ------------------------------------------------------------------------- */

static const struct {
	const char *name;
	uint32_t is;
} named[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
	{ "nbsp", ' ' }, { "pound", 0xa3 }, { "euro", 0x20ac }, { "ndash", 0x2013 },
	{ "mdash", 0x2014 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "ldquo", 0x201c },
	{ "rdquo", 0x201d }, { "hellip", 0x2026 }, { "eacute", 0xe9 } };

static bool
number_of(struct str digits, unsigned base, uint32_t *is)
{
	uint64_t n = 0;

	for (size_t i = 0; i < digits.n; i++) {
		int at = digits.p[i] >= '0' && digits.p[i] <= '9' ? digits.p[i] - '0'
			 : is_letter(digits.p[i])		  ? (digits.p[i] | 0x20) - 'a' + 10
								  : 99;

		if ((unsigned)at >= base)
			return false;
		n = n * base + (unsigned)at;
	}
	*is = (uint32_t)n;
	return digits.n > 0 && n > 0 && n <= 0x10ffff && (n < 0xd800 || n > 0xdfff);
}

static bool
named_of(struct str name, uint32_t *is)
{
	if (str_starts(name, S("#x")) || str_starts(name, S("#X")))
		return number_of(str_slice(name, 2, name.n), 16, is);
	if (str_starts(name, S("#")))
		return number_of(str_slice(name, 1, name.n), 10, is);
	for (size_t i = 0; i < N(named); i++)
		if (str_eq(name, str_of(named[i].name)))
			return *is = named[i].is, true;
	return false;
}

/* What is none stands for itself. */
static size_t
pass_named(struct str page, size_t i, struct buf *b)
{
	struct str rest, name = str_cut(str_slice(page, i + 1, i + 1 + NAMED_MOST), ';', &rest);
	char bytes[4];
	uint32_t is;

	if (i + 1 + name.n >= page.n || page.p[i + 1 + name.n] != ';' || !named_of(name, &is)) {
		buf_putc(b, '&');
		return i + 1;
	}
	buf_put(b, (struct str){ bytes, utf8_put(bytes, is) });
	return i + name.n + 2;
}

/* -- words ------------------------------------------------------------------------- */

static bool
begins_tag(struct str page, size_t i)
{
	return page.p[i] == '<' && i + 1 < page.n
	       && (is_letter(page.p[i + 1]) || page.p[i + 1] == '/' || page.p[i + 1] == '!'
		   || page.p[i + 1] == '?');
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* One blank for many, one empty line for many. */
static struct str
tidy(struct arena *a, struct str text)
{
	struct buf b = buf_new(a);
	size_t empty = 0;

	while (text.n > 0) {
		struct str line = str_trim(str_cut(text, '\n', &text));

		empty = line.n == 0 ? empty + 1 : 0;
		if (empty > 1 || (empty == 1 && b.n == 0))
			continue;
		buf_put(&b, line);
		buf_putc(&b, '\n');
	}
	return str_trim(buf_str(&b));
}

struct str
html_words(struct arena *a, struct str page)
{
	struct buf b = buf_new(a);
	size_t i = 0;

	while (i < page.n) {
		if (begins_tag(page, i)) {
			i = pass_tag(page, i, &b);
		} else if (page.p[i] == '&') {
			i = pass_named(page, i, &b);
		} else if (!is_blank(page.p[i])) {
			buf_putc(&b, page.p[i++]);
		} else {
			while (i < page.n && is_blank(page.p[i]))
				i++;
			if (b.n > 0 && !is_blank(b.p[b.n - 1]))
				buf_putc(&b, ' ');
		}
	}
	return tidy(a, buf_str(&b));
}
