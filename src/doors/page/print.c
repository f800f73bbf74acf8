/* doors/page/print.c -- values on a page, each escaped by where it stands. */
#include "doors/page/page.h"
#include "sys/zone.h"

/* Safe in a text and within the quotes of an attribute alike. */
static void
escape(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		switch (text.p[i]) {
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		case '\'':
			buf_puts(out, "&#39;");
			break;
		default: /* a byte, not an enum */
			buf_putc(out, text.p[i]);
		}
}

void
page_literal(struct page *p, struct str text)
{
	buf_put(p->out, text);
}

void
page_body(struct page *p)
{
	buf_put(p->out, p->body);
}

/* -- times ------------------------------------------------------------------- */

static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };

static struct civil
civil_of(const struct page *p, struct instant at)
{
	return p->zoned ? zone_civil(at) : civil_utc(at);
}

static void
say_time(struct page *p, struct instant at, bool hour)
{
	struct civil c = civil_of(p, at);

	buf_printf(p->out, "<time datetime=\"%.*s\">%d %s %d", STR(instant_print(&p->sc->arena, at)),
	    c.day, months[c.month - 1], c.year);
	if (hour)
		buf_printf(p->out, ", %02d:%02d%s", c.hour, c.minute, p->zoned ? "" : " UTC");
	buf_puts(p->out, "</time>");
}

/* Civil days from today. */
static int64_t
days_to(const struct page *p, struct instant at)
{
	struct civil a = civil_of(p, p->now), b = civil_of(p, at);

	a = (struct civil){ a.year, a.month, a.day, 0, 0, 0, 0 };
	b = (struct civil){ b.year, b.month, b.day, 0, 0, 0, 0 };
	return instant_since(instant_utc(b), instant_utc(a)).us / span_days(1).us;
}

static void
say_left(struct page *p, struct instant at)
{
	int64_t days = days_to(p, at), count = days < 0 ? -days : days;
	const char *plural = count == 1 ? "" : "s";

	if (instant_before(at, p->now))
		days = days == 0 ? -1 : days;
	if (days < 0 && count == 0)
		buf_puts(p->out, "<strong class=\"late\">late since today</strong>");
	else if (days < 0)
		buf_printf(p->out, "<strong class=\"late\">%lld day%s late</strong>",
		    (long long)count, plural);
	else if (days == 0)
		buf_puts(p->out, "<strong class=\"today\">today</strong>");
	else
		buf_printf(p->out, "<span class=\"%s\">%lld day%s left</span>",
		    days <= 5 ? "soon" : "left", (long long)days, plural);
}

/* The point of `delivery.name`, not that of a number. */
static bool
is_joint(struct str text, size_t i)
{
	return text.p[i] == '.' && i > 0 && i + 1 < text.n && text.p[i + 1] >= 'a'
	       && text.p[i + 1] <= 'z';
}

static struct str
with_blanks(struct arena *a, struct str text)
{
	char *copy = arena_alloc(a, text.n + 1);

	for (size_t i = 0; i < text.n; i++)
		copy[i] = text.p[i] == '-' || is_joint(text, i) ? ' ' : text.p[i];
	return (struct str){ copy, text.n };
}

/* A name of the policy, and nothing that is to be typed as it stands. */
static bool
is_name(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-.", text.p[i]) == NULL)
			return false;
	return text.n > 0;
}

/* What stands between backticks for a programmer stands in quotes for a reader. */
static struct str
in_quotes(struct arena *a, struct str text)
{
	struct buf b = buf_new(a);

	while (text.n > 0) {
		struct str rest, inner, before = str_cut(text, '`', &rest);

		buf_put(&b, before);
		if (before.n == text.n)
			break;
		inner = str_cut(rest, '`', &text);
		if (inner.n == rest.n) { /* it has no end */
			buf_putc(&b, '`');
			buf_put(&b, rest);
			break;
		}
		buf_printf(&b, "\xe2\x80\x9c%.*s\xe2\x80\x9d",
		    STR(is_name(inner) ? with_blanks(a, inner) : inner));
	}
	return buf_str(&b);
}

static void
say_capital(struct page *p, struct str text)
{
	char first;

	if (text.n == 0)
		return;
	first = text.p[0];
	if (first >= 'a' && first <= 'z' && text.n > 1 && text.p[1] != '`')
		first = (char)(first - 'a' + 'A');
	escape(p->out, (struct str){ &first, 1 });
	escape(p->out, str_slice(text, 1, text.n));
}

static void
say_sentence(struct page *p, struct str text)
{
	text = in_quotes(&p->sc->arena, text);
	say_capital(p, text);
	if (text.n > 0 && strchr(".?!", text.p[text.n - 1]) == NULL)
		buf_putc(p->out, '.');
}

static void
say_text(struct page *p, const struct node *n, enum page_say how)
{
	struct instant at;

	switch (how) {
	case SAY_TIME:
	case SAY_DATE:
	case SAY_LEFT:
		if (!instant_parse(n->text, &at))
			break;
		if (how == SAY_LEFT)
			say_left(p, at);
		else
			say_time(p, at, how == SAY_TIME);
		return;
	case SAY_WORDS:
		escape(p->out, with_blanks(&p->sc->arena, n->text));
		return;
	case SAY_CAPITAL:
		say_capital(p, n->text);
		return;
	case SAY_LABEL:
		say_capital(p, with_blanks(&p->sc->arena, n->text));
		return;
	case SAY_SENTENCE:
		say_sentence(p, n->text);
		return;
	case SAY_TEXT:
	case SAY_RAW:
	case SAY_YES:
		break;
	}
	escape(p->out, n->text);
}

void
page_say(struct page *p, const struct node *n, enum page_say how)
{
	if (n == NULL)
		return;
	switch (n->kind) {
	case NODE_NULL:
		return;
	case NODE_BOOL:
		buf_puts(p->out, n->yes ? "yes" : "no");
		return;
	case NODE_INT:
		buf_printf(p->out, "%lld", (long long)n->num);
		return;
	case NODE_STR:
	case NODE_DECIMAL:
		say_text(p, n, how);
		return;
	case NODE_LIST:
	case NODE_MAP:
		for (const struct node *m = n->first; m != NULL; m = m->next) {
			page_say(p, m, how);
			if (m->next != NULL)
				buf_puts(p->out, ", ");
		}
		return;
	}
}

/* -- addresses: W22 ---------------------------------------------------------- */

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

static bool
is_of(struct str text, const char *good)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\0' || strchr(good, text.p[i]) == NULL)
			return false;
	return text.n > 0;
}

static bool
fits(struct str text, enum page_url how)
{
	switch (how) {
	case URL_ID:
		return is_of(text, DIGITS "ABCDEFGHJKMNPQRSTVWXYZ") && text.n == 26;
	case URL_NUMBER:
		return is_of(text, DIGITS);
	case URL_NAME:
		return fits(text, URL_ID) || fits(text, URL_WORD);
	case URL_WORD:
		return is_of(text, LETTERS DIGITS "-") && text.n <= 60;
	case URL_OTPAUTH:
		return str_starts(text, S("otpauth://totp/"))
		       && is_of(text, LETTERS DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ:/?=&.-");
	}
	return false;
}

void
page_url(struct page *p, const struct node *n, enum page_url how)
{
	if (n != NULL && n->kind == NODE_INT)
		buf_printf(p->out, "%lld", (long long)n->num);
	else if (n != NULL && n->kind == NODE_STR && fits(n->text, how))
		escape(p->out, n->text);
	else
		buf_putc(p->out, '-');
}

/* A cursor is the keeper's own word. */
void
page_pager(struct page *p, const struct node *cursor)
{
	struct str text = page_text_of(cursor);

	if (text.n == 0)
		return;
	buf_puts(p->out, "<nav class=\"pager\" aria-label=\"Pages\"><a rel=\"next\" href=\"?cursor=");
	for (size_t i = 0; i < text.n; i++)
		buf_printf(p->out, strchr("<>&\"'%+# ", text.p[i]) != NULL ? "%%%02X" : "%c",
		    (unsigned char)text.p[i]);
	buf_puts(p->out, "\">Next page</a></nav>");
}

/* -- lists ------------------------------------------------------------------------ */

void
page_count(struct page *p, const struct node *list)
{
	buf_printf(p->out, "%zu", list != NULL ? list->count : (size_t)0);
}

bool
page_has(const struct node *list, struct str word)
{
	NODE_EACH(one, list)
		if (one->kind == NODE_STR && str_eq(one->text, word))
			return true;
	return false;
}

struct sorted {
	const struct node *node;
	struct str by;
};

/* What has no such member stands last; equals stay as they were. */
static bool
is_before(const struct sorted *a, const struct sorted *b)
{
	if (a->by.n == 0 || b->by.n == 0)
		return a->by.n > 0 && b->by.n == 0;
	return str_cmp(a->by, b->by) < 0;
}

static void
merge_sort(struct sorted *at, struct sorted *room, size_t n)
{
	size_t half = n / 2, i = 0, k = half;

	if (n < 2)
		return;
	merge_sort(at, room, half);
	merge_sort(at + half, room, n - half);
	for (size_t out = 0; out < n; out++)
		room[out] = k == n || (i < half && !is_before(&at[k], &at[i])) ? at[i++] : at[k++];
	memcpy(at, room, n * sizeof(*at));
}

const struct node *
page_sorted(struct page *p, const struct node *list, struct str by)
{
	struct arena *a = &p->sc->arena;
	struct node *out = node_list(a);
	struct sorted *at;
	size_t n = 0;

	if (list == NULL)
		return NULL;
	at = NEW_ARRAY(a, 2 * list->count + 1, struct sorted);
	NODE_EACH(one, list)
		at[n++] = (struct sorted){ one, node_get_str(one, by) };
	merge_sort(at, at + n, n);
	for (size_t i = 0; i < n; i++)
		node_add(out, node_copy(a, at[i].node));
	return out;
}

/* -- what a template asks of values ------------------------------------------ */

bool
page_is(const struct node *n)
{
	if (n == NULL)
		return false;
	switch (n->kind) {
	case NODE_NULL:
		return false;
	case NODE_BOOL:
		return n->yes;
	case NODE_INT:
		return n->num != 0;
	case NODE_STR:
	case NODE_DECIMAL:
		return n->text.n > 0;
	case NODE_LIST:
	case NODE_MAP:
		return n->count > 0;
	}
	return false;
}

bool
page_starts(const struct node *n, struct str with)
{
	return n != NULL && n->kind == NODE_STR && str_starts(n->text, with);
}

bool
page_is_word(const struct node *n, struct str word)
{
	return n != NULL && n->kind == NODE_STR && str_eq(n->text, word);
}

bool
page_same(const struct node *a, const struct node *b)
{
	return a != NULL && b != NULL && node_eq(a, b);
}

const struct node *
page_constant(struct page *p, struct str text)
{
	return node_str(&p->sc->arena, text);
}

const struct node *
page_posted(struct page *p)
{
	return node_str(&p->sc->arena, p->posted);
}

const struct node *
page_which(struct page *p)
{
	return node_str(&p->sc->arena, p->row != NULL ? str_of(p->row->name) : S(""));
}

const struct node *
page_key(struct page *p, const struct node *n)
{
	return n == NULL ? NULL : node_str(&p->sc->arena, n->key);
}

struct str
page_text_of(const struct node *n)
{
	return n != NULL && n->kind == NODE_STR ? n->text : S("");
}

struct str
page_join(struct page *p, struct str prefix, const struct node *n)
{
	return str_printf(&p->sc->arena, "%.*s%.*s", STR(prefix), STR(page_text_of(n)));
}

struct str
page_beside(struct page *p, struct str text, const struct node *beside)
{
	struct str more = page_text_of(beside);

	if (more.n == 0 || str_eq(more, text))
		return text;
	return str_printf(&p->sc->arena, "%.*s (%.*s)", STR(text), STR(more));
}

void
page_pass(struct page *p, struct node *to, struct str name, const struct node *n)
{
	if (n != NULL)
		node_set(to, name, node_copy(&p->sc->arena, n));
}
