/* doors/mail/head.c -- the head of a message: fields, words, addresses. */
#include "base/arena.h"
#include "base/transfer.h"
#include "doors/mail/inside.h"
#include "doors/post/mime.h"

/* -- fields ------------------------------------------------------------------------ */

static bool
goes_on(struct str rest)
{
	return rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t');
}

/* A line and those that go on from it (RFC 5322 2.2.3), off `rest`. */
static struct str
take_folded(struct str *rest)
{
	struct str line = str_cut(*rest, '\n', rest);

	while (goes_on(*rest)) {
		struct str more = str_cut(*rest, '\n', rest);

		line.n = (size_t)(more.p + more.n - line.p);
	}
	return line;
}

bool
head_next(struct str *rest, struct mail_field *f)
{
	while (rest->n > 0) {
		struct str line;

		if (rest->p[0] == '\n') {
			*rest = str_slice(*rest, 1, rest->n);
			return false;
		}
		line = take_folded(rest);
		f->name = str_trim(str_cut(line, ':', &f->value));
		if (f->name.n > 0 && f->name.n < line.n)
			return true;
	}
	return false;
}

struct str
head_get(struct str head, const char *name, size_t *count)
{
	struct str value = S("");
	struct mail_field f;

	*count = 0;
	while (head_next(&head, &f))
		if (str_eq_nocase(f.name, str_of(name)) && ++*count == 1)
			value = str_trim(f.value);
	return value;
}

/* -- comments and quotes ----------------------------------------------------------- */

/* Where a quoted string that begins at `i` ends, past its quote; what is not closed goes on. */
static size_t
quoted_end(struct str text, size_t i)
{
	for (i++; i < text.n && text.p[i] != '"'; i++)
		i += text.p[i] == '\\';
	return i < text.n ? i + 1 : text.n;
}

static size_t
comment_end(struct str text, size_t i)
{
	size_t depth = 0;

	for (; i < text.n; i++) {
		if (text.p[i] == '\\')
			i++;
		else if (text.p[i] == '(')
			depth++;
		else if (text.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	return text.n;
}

struct str
head_bare(struct arena *a, struct str value)
{
	struct buf b = buf_new(a);
	size_t end;

	for (size_t i = 0; i < value.n; i = end) {
		end = i + 1;
		if (value.p[i] == '(') {
			end = comment_end(value, i);
			buf_putc(&b, ' ');
		} else if (value.p[i] == '"') {
			end = quoted_end(value, i);
			buf_put(&b, str_slice(value, i, end));
		} else {
			buf_putc(&b, value.p[i] == '\n' || value.p[i] == '\t' ? ' ' : value.p[i]);
		}
	}
	return str_trim(buf_str(&b));
}

/* -- one address ------------------------------------------------------------------- */

struct str
head_unquoted(struct arena *a, struct str bare)
{
	struct buf b = buf_new(a);
	size_t end;

	for (size_t i = 0; i < bare.n; i = end) {
		bool quote = bare.p[i] == '"';

		end = quote ? quoted_end(bare, i) : i + 1;
		buf_putc(&b, quote ? ' ' : bare.p[i]);
	}
	return str_trim(buf_str(&b));
}

static size_t
count_of(struct str text, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == c;
	return n;
}

bool
head_address(struct arena *a, struct str value, struct str *address)
{
	struct str text = head_unquoted(a, head_bare(a, value)), behind;

	*address = text;
	if (count_of(text, ',') > 0 || count_of(text, ';') > 0 || count_of(text, '<') > 1)
		return false;
	if (count_of(text, '<') == 1) {
		(void)str_cut(text, '<', address);
		if (!str_ends(text, S(">")))
			return false;
		*address = str_trim(str_cut(*address, '>', &behind));
	}
	return mime_is_address(*address);
}

/* -- encoded words (RFC 2047) ------------------------------------------------------ */

/* Q is quoted-printable in which `_` is a blank. */
static struct str
of_q(struct arena *a, struct str text)
{
	char *to = arena_alloc(a, text.n + 1);

	for (size_t i = 0; i < text.n; i++)
		to[i] = text.p[i] == '_' ? ' ' : text.p[i];
	return transfer_quoted(a, (struct str){ to, text.n });
}

/* =?charset?Q?text?= off `text`; false: none begins here. */
static bool
take_word(struct arena *a, struct str *text, struct str *word)
{
	struct str rest, charset, how, said, language;

	if (!str_starts(*text, S("=?")))
		return false;
	charset = str_cut(str_slice(*text, 2, text->n), '?', &rest);
	how = str_cut(rest, '?', &rest);
	said = str_cut(rest, '?', &rest);
	if (how.n != 1 || !str_starts(rest, S("=")) || charset.n == 0 || charset.n > 40)
		return false;
	charset = str_cut(charset, '*', &language);
	if (str_eq_nocase(how, S("b")))
		*word = charset_read(a, charset, transfer_base64(a, said));
	else if (str_eq_nocase(how, S("q")))
		*word = charset_read(a, charset, of_q(a, said));
	else
		return false;
	*text = str_slice(rest, 1, rest.n);
	return true;
}

struct str
head_text(struct arena *a, struct str value)
{
	struct buf b = buf_new(a);
	struct str word, next;

	while (value.n > 0) {
		if (!take_word(a, &value, &word)) {
			if (value.p[0] != '\n') /* RFC 5322 2.2.3 */
				buf_putc(&b, value.p[0]);
			value = str_slice(value, 1, value.n);
			continue;
		}
		buf_put(&b, word);
		next = str_trim(value);
		if (str_starts(next, S("=?")))
			value = next; /* the blank between two words is none */
	}
	return str_trim(charset_clean(a, charset_read(a, S("utf-8"), buf_str(&b)), false));
}

/* -- parameters -------------------------------------------------------------------- */

/* The text of a quoted string, or of a word. */
static struct str
plain_of(struct arena *a, struct str text)
{
	struct buf b = buf_new(a);
	size_t end;

	text = str_trim(text);
	if (!str_starts(text, S("\"")))
		return text;
	end = quoted_end(text, 0);
	for (size_t i = 1; i + 1 < end; i++) {
		i += text.p[i] == '\\';
		buf_putc(&b, text.p[i]);
	}
	return buf_str(&b);
}

/* Up to the next `;` that is in no quotes. */
static struct str
take_section(struct str *rest)
{
	struct str section;
	size_t i = 0;

	while (i < rest->n && rest->p[i] != ';')
		i = rest->p[i] == '"' ? quoted_end(*rest, i) : i + 1;
	section = str_slice(*rest, 0, i);
	*rest = str_slice(*rest, i + 1, rest->n);
	return section;
}

struct str
head_parameter(struct arena *a, struct str value, const char *name)
{
	struct str rest = head_bare(a, value);

	(void)take_section(&rest);
	while (rest.n > 0) {
		struct str is, section = take_section(&rest);
		struct str key = str_trim(str_cut(section, '=', &is));

		if (str_eq_nocase(key, str_of(name)))
			return plain_of(a, is);
	}
	return S("");
}

struct str
head_word(struct arena *a, struct str value)
{
	struct str rest = head_bare(a, value);

	return str_lower(a, str_trim(take_section(&rest)));
}
