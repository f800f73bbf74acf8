/* doors/post/mime.c -- a letter as a message of the internet. */
#include "base/buf.h"
#include "doors/post/mime.h"

#define ADDRESS_MOST ((size_t)254) /* RFC 5321 */
#define TITLE_MOST ((size_t)998)
#define WORD_BYTES ((size_t)42) /* of text in an encoded word: 56 of base64, 68 in all */
#define PLAIN_MOST ((size_t)60) /* a title that is as it is */
#define LINE_MOST ((size_t)76)

/* -- what may stand in a head (W16) -------------------------------------------------- */

bool
mime_is_address(struct str address)
{
	size_t ats = 0;

	for (size_t i = 0; i < address.n; i++) {
		char c = address.p[i];

		if (c <= ' ' || c > '~' || strchr("\"(),:;<>[]\\", c) != NULL)
			return false;
		ats += c == '@';
	}
	return ats == 1 && address.n >= 3 && address.n <= ADDRESS_MOST && address.p[0] != '@'
	       && address.p[address.n - 1] != '@';
}

static bool
is_id(struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (!((id.p[i] >= '0' && id.p[i] <= '9') || (id.p[i] >= 'A' && id.p[i] <= 'Z')
			|| (id.p[i] >= 'a' && id.p[i] <= 'z')))
			return false;
	return id.n > 0 && id.n <= 64;
}

static bool
is_line(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
			return false;
	return text.n <= TITLE_MOST && utf8_valid(text);
}

static result
check(struct scope *sc, const struct mime_letter *l)
{
	if (!is_id(l->id))
		return fail(sc, E_INPUT, "the id of a letter is letters and digits");
	if (!mime_is_address(l->from) || !mime_is_address(l->to))
		return fail(sc, E_INPUT, "a letter goes from and to one address each");
	if (!is_line(l->title) || !is_line(l->name))
		return fail(sc, E_INPUT, "a title and a name are one line of text");
	if (!utf8_valid(l->text))
		return fail(sc, E_INPUT, "the text of a letter is UTF-8");
	return OK;
}

/* -- the head ------------------------------------------------------------------------ */

static bool
is_plain(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < ' ' || text.p[i] > '~')
			return false;
	return text.n <= PLAIN_MOST && !str_has(text, S("=?"));
}

/* So many bytes of it that no character is cut. */
static size_t
piece_of(struct str text)
{
	size_t n = text.n < WORD_BYTES ? text.n : WORD_BYTES;

	while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* RFC 2047: encoded words, each on a line of its own. */
static void
put_words(struct scope *sc, struct buf *b, struct str text)
{
	for (size_t n; text.n > 0; text = str_slice(text, n, text.n)) {
		n = piece_of(text);
		buf_printf(b, "=?UTF-8?B?%.*s?=", STR(base64_encode(&sc->arena, text.p, n)));
		if (n < text.n)
			buf_puts(b, "\r\n ");
	}
}

static void
put_text(struct scope *sc, struct buf *b, struct str text)
{
	if (is_plain(text))
		buf_put(b, text);
	else
		put_words(sc, b, text);
}

static bool
is_quotable(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '"' || text.p[i] == '\\')
			return false;
	return is_plain(text);
}

static void
put_from(struct scope *sc, struct buf *b, const struct mime_letter *l)
{
	buf_puts(b, "From: ");
	if (l->name.n > 0 && is_quotable(l->name))
		buf_printf(b, "\"%.*s\"\r\n ", STR(l->name));
	else if (l->name.n > 0) {
		put_words(sc, b, l->name);
		buf_puts(b, "\r\n ");
	}
	buf_printf(b, "<%.*s>\r\n", STR(l->from));
}

static void
put_date(struct buf *b, struct instant at)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil c = civil_utc(at);

	buf_printf(b, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", days[civil_weekday(c)],
	    c.day, months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

static void
put_head(struct scope *sc, struct buf *b, const struct mime_letter *l)
{
	struct str domain;

	(void)str_cut(l->from, '@', &domain);
	put_date(b, l->queued);
	put_from(sc, b, l);
	buf_printf(b, "To: <%.*s>\r\nSubject: ", STR(l->to));
	put_text(sc, b, l->title);
	buf_printf(b, "\r\nMessage-ID: <%.*s@%.*s>\r\n", STR(l->id), STR(domain));
	buf_puts(b, "Auto-Submitted: auto-generated\r\n" /* RFC 3834 */
		    "MIME-Version: 1.0\r\n"
		    "Content-Type: text/plain; charset=utf-8\r\n"
		    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
}

/* -- the body: quoted-printable, RFC 2045 6.7 ------------------------------------------ */

struct line {
	struct buf *b;
	size_t n;
};

static void
put_piece(struct line *to, struct str piece)
{
	if (to->n + piece.n > LINE_MOST - 1) { /* the last is for a soft break */
		buf_puts(to->b, "=\r\n");
		to->n = 0;
	}
	buf_put(to->b, piece);
	to->n += piece.n;
}

static bool
stands_as_it_is(struct str text, size_t i)
{
	char c = text.p[i];
	bool last = i + 1 == text.n || text.p[i + 1] == '\n';

	if (c == ' ' || c == '\t')
		return !last;
	return c > ' ' && c <= '~' && c != '=';
}

static void
put_body(struct scope *sc, struct buf *b, struct str text)
{
	struct line to = { b, 0 };

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n') {
			buf_puts(b, "\r\n");
			to.n = 0;
		} else if (stands_as_it_is(text, i)) {
			put_piece(&to, str_slice(text, i, i + 1));
		} else {
			put_piece(&to,
			    str_printf(&sc->arena, "=%02X", (unsigned)(unsigned char)text.p[i]));
		}
	}
	if (to.n > 0)
		buf_puts(b, "\r\n");
}

result
mime_compose(struct scope *sc, const struct mime_letter *l, struct str *message)
{
	struct buf b = buf_new(&sc->arena);

	TRY(check(sc, l));
	put_head(sc, &b, l);
	put_body(sc, &b, l->text);
	return buf_done(&b, message) ? OK : fail(sc, E_INPUT, "the letter is too long");
}
