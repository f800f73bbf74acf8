/* vault/value.c -- one canonical text for each type of value. */
#include "base/buf.h"
#include "base/list.h"
#include "sys/sock.h"
#include "sys/ulid.h"
#include "vault/stream.h"
#include "vault/value.h"

#define NAME_MOST 200 /* characters */
#define TEXT_MOST 4000
#define SECRET_MOST 1000
#define URL_MOST 2000
#define EMAIL_MOST 254 /* bytes: RFC 5321, 4.5.3.1.3 */
#define LOCAL_MOST 64
#define DIGITS_MOST 18 /* of a number, before the point and after it */
#define BYTES_MOST ((size_t)256 << 10)

/* What a reader needs; false when the given text is not of the type. */
struct reader {
	struct scope *sc;
	const struct plan *plan;
	const struct field *field;
	struct str given; /* trimmed, valid UTF-8 */
};

/* -- characters ------------------------------------------------------------------- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return true;
}

/* Control characters, and those that turn the direction of what follows. */
static bool
is_printable(struct str s, bool lines)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == 0x7f || (c < 0x20 && !(lines && (c == '\n' || c == '\t' || c == '\r'))))
			return false;
		if (c == 0xc2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xa0)
			return false; /* C1 controls */
		if (c == 0xe2 && i + 2 < s.n && (unsigned char)s.p[i + 1] == 0x80
		    && (unsigned char)s.p[i + 2] >= 0xaa && (unsigned char)s.p[i + 2] <= 0xae)
			return false;
	}
	return true;
}

static bool
plain_text(const struct reader *r, struct str *text, size_t most, bool lines)
{
	*text = r->given;
	return text->n > 0 && is_printable(*text, lines) && utf8_count(*text) <= most;
}

/* -- types ---------------------------------------------------------------------------- */

static bool
name_text(const struct reader *r, struct str *text)
{
	return plain_text(r, text, NAME_MOST, false);
}

static bool
long_text(const struct reader *r, struct str *text)
{
	return plain_text(r, text, TEXT_MOST, true);
}

static bool
secret_text(const struct reader *r, struct str *text)
{
	return plain_text(r, text, SECRET_MOST, false);
}

static bool
is_label(struct str label)
{
	if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
		return false;
	for (size_t i = 0; i < label.n; i++)
		if (!is_letter(label.p[i]) && !is_digit(label.p[i]) && label.p[i] != '-')
			return false;
	return true;
}

/* Names of RFC 1123 with a dot; what is not ASCII stands as xn-- (IDNA). */
static bool
is_domain(struct str domain)
{
	struct str rest = domain;
	size_t labels = 0;

	if (domain.n == 0 || domain.n > 253 || domain.p[domain.n - 1] == '.')
		return false;
	while (rest.n > 0) {
		struct str label = str_cut(rest, '.', &rest);

		if (!is_label(label))
			return false;
		labels++;
	}
	return labels >= 2;
}

static bool
is_local_part(struct str local)
{
	bool dot = true; /* neither first nor two in a row */

	for (size_t i = 0; i < local.n; i++) {
		char c = local.p[i];

		if (c == '.' && dot)
			return false;
		dot = c == '.';
		if (!dot && !is_letter(c) && !is_digit(c)
		    && strchr("!#$%&'*+-/=?^_`{|}~", c) == NULL)
			return false;
	}
	return local.n > 0 && local.n <= LOCAL_MOST && !dot;
}

bool
value_is_email(struct str text)
{
	struct str domain, local = str_cut(text, '@', &domain);

	return text.n <= EMAIL_MOST && is_local_part(local) && is_domain(domain);
}

/* The local part too: two spellings of one mailbox must meet in look-ups and
 * in suppressions, and no provider in use tells them apart. */
static bool
email_text(const struct reader *r, struct str *text)
{
	*text = str_lower(&r->sc->arena, r->given);
	return value_is_email(r->given);
}

static const struct country {
	const char *zone, *code, *trunk;
	size_t fewest, most;
} countries[] = {
#define COUNTRY(zone, code, trunk, fewest, most) { zone, code, trunk, fewest, most },
#include "vault/country.def"
#undef COUNTRY
};

static const struct country *
country_of(struct str zone)
{
	for (size_t i = 0; i < N(countries); i++)
		if (str_eq(zone, str_of(countries[i].zone)))
			return &countries[i];
	return NULL;
}

/* Digits alone, and a plus in front; "(0)" after a country code is dropped. */
static bool
dialled(const struct reader *r, struct str *digits, bool *plus)
{
	struct buf b = buf_new(&r->sc->arena);
	struct str s = r->given;

	*plus = str_starts(s, S("+"));
	for (size_t i = *plus ? 1 : 0; i < s.n; i++) {
		if (*plus && b.n > 0 && str_starts(str_slice(s, i, s.n), S("(0)")))
			i += 2;
		else if (is_digit(s.p[i]))
			buf_putc(&b, s.p[i]);
		else if (strchr(" -().", s.p[i]) == NULL)
			return false;
	}
	*digits = buf_str(&b);
	return true;
}

/* ITU-T E.164: at most 15 digits. */
#define PHONE_FEWEST 7
#define PHONE_MOST 15

bool
value_is_e164(struct str text)
{
	for (size_t i = 1; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	return text.n > PHONE_FEWEST && text.n <= PHONE_MOST + 1 && text.p[0] == '+'
	       && text.p[1] != '0';
}

static bool
international(const struct reader *r, struct str digits, struct str *text)
{
	*text = str_printf(&r->sc->arena, "+%.*s", STR(digits));
	return digits.n >= PHONE_FEWEST && digits.n <= PHONE_MOST && digits.p[0] != '0';
}

static bool
national(const struct reader *r, struct str digits, struct str *text)
{
	const struct country *c = country_of(r->plan->zone);
	size_t trunk;

	if (c == NULL || !str_starts(digits, str_of(c->trunk)))
		return false;
	trunk = str_of(c->trunk).n;
	digits = str_slice(digits, trunk, digits.n);
	if (digits.n < c->fewest || digits.n > c->most || digits.p[0] == '0')
		return false;
	return international(r, str_printf(&r->sc->arena, "%s%.*s", c->code, STR(digits)), text);
}

static bool
phone_text(const struct reader *r, struct str *text)
{
	const struct country *c = country_of(r->plan->zone);
	struct str digits, rest;
	bool plus;

	if (!dialled(r, &digits, &plus))
		return false;
	if (!plus && str_starts(digits, S("00"))) {
		plus = true;
		digits = str_slice(digits, 2, digits.n);
	}
	if (!plus)
		return national(r, digits, text);
	/* a number of the policy's own country is checked as one */
	if (c == NULL || !str_starts(digits, str_of(c->code)))
		return international(r, digits, text);
	rest = str_slice(digits, str_of(c->code).n, digits.n);
	return rest.n >= c->fewest && rest.n <= c->most && rest.p[0] != '0'
	       && international(r, digits, text);
}

bool
value_phone(struct scope *sc, const struct plan *plan, struct str given, struct str *text)
{
	const struct reader r = { .sc = sc, .plan = plan, .given = str_trim(given) };

	return phone_text(&r, text);
}

static bool
date_text(const struct reader *r, struct str *text)
{
	struct civil civil;

	if (!date_parse(r->given, &civil))
		return false;
	*text = date_print(&r->sc->arena, civil);
	return true;
}

static bool
time_text(const struct reader *r, struct str *text)
{
	struct instant at;

	if (!instant_parse(r->given, &at))
		return false;
	*text = instant_print(&r->sc->arena, at);
	return true;
}

/* -12.50: sign, digits, point, digits; no exponent, no leading zeros. */
static bool
decimal(struct scope *sc, struct str s, size_t decimals_most, bool keep_decimals, struct str *text)
{
	bool minus = str_starts(s, S("-"));
	struct str after, before = str_cut(minus ? str_slice(s, 1, s.n) : s, '.', &after);
	bool point = str_has(s, S("."));

	if (before.n == 0 || before.n > DIGITS_MOST || !all_digits(before) || !all_digits(after)
	    || after.n > decimals_most || (point && after.n == 0))
		return false;
	while (before.n > 1 && before.p[0] == '0')
		before = str_slice(before, 1, before.n);
	while (!keep_decimals && after.n > 0 && after.p[after.n - 1] == '0')
		after = str_slice(after, 0, after.n - 1);
	if (str_eq(before, S("0")) && after.n == 0)
		minus = false;
	*text = str_printf(&sc->arena, "%s%.*s%s%.*s", minus ? "-" : "", STR(before),
	    after.n > 0 ? "." : "", STR(after));
	return true;
}

static bool
number_text(const struct reader *r, struct str *text)
{
	return decimal(r->sc, r->given, DIGITS_MOST, false, text);
}

/* An amount and an ISO 4217 code: "12.50 GBP". */
static bool
money_text(const struct reader *r, struct str *text)
{
	struct str code, amount = str_cut(r->given, ' ', &code), plain;

	code = str_trim(code);
	if (code.n != 3 || !is_letter(code.p[0]) || !is_letter(code.p[1]) || !is_letter(code.p[2])
	    || !decimal(r->sc, amount, 4, true, &plain))
		return false;
	for (size_t i = 0; i < 3; i++)
		if (code.p[i] >= 'a')
			return false;
	*text = str_printf(&r->sc->arena, "%.*s %.*s", STR(plain), STR(code));
	return true;
}

/* 00:15:65:aa:bb:cc, 00-15-65..., 0015.65aa.bbcc, 001565aabbcc. */
static bool
mac_text(const struct reader *r, struct str *text)
{
	struct buf b = buf_new(&r->sc->arena);
	struct str bytes;

	for (size_t i = 0; i < r->given.n; i++)
		if (strchr(":-.", r->given.p[i]) == NULL)
			buf_putc(&b, r->given.p[i]);
	*text = str_lower(&r->sc->arena, buf_str(&b));
	return r->given.n <= 17 && text->n == 12 && hex_decode(&r->sc->arena, *text, &bytes);
}

/* RFC 5952: lower case, no leading zeros, the longest run of zero groups
 * (the first of equals, of two at least) as "::". */
static struct str
ip6_print(struct arena *arena, const uint8_t bytes[16])
{
	struct buf b = buf_new(arena);
	size_t from = 8, most = 1;

	for (size_t i = 0, run = 0; i < 8; i++) {
		run = bytes[2 * i] == 0 && bytes[2 * i + 1] == 0 ? run + 1 : 0;
		if (run > most) {
			most = run;
			from = i + 1 - run;
		}
	}
	for (size_t i = 0; i < 8; i++) {
		if (i == from) {
			buf_puts(&b, "::");
			i += most - 1;
			continue;
		}
		if (b.n > 0 && b.p[b.n - 1] != ':')
			buf_putc(&b, ':');
		buf_printf(&b, "%x", (unsigned)(bytes[2 * i] << 8 | bytes[2 * i + 1]));
	}
	return buf_str(&b);
}

static bool
ip_text(const struct reader *r, struct str *text)
{
	uint8_t b[16];

	switch (sock_host_bytes(r->given, b)) {
	case 4:
		*text = str_printf(&r->sc->arena, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
		return true;
	case 16:
		*text = ip6_print(&r->sc->arena, b);
		return true;
	default:
		return false;
	}
}

static bool
url_text(const struct reader *r, struct str *text)
{
	struct str rest, host,
	    scheme = str_starts(r->given, S("https://")) ? S("https://") : S("http://");

	*text = r->given;
	if (r->given.n > URL_MOST || !str_starts(r->given, scheme))
		return false;
	if ((r->field->marks & MARK_NO_QUERY) != 0)
		*text = str_cut(str_cut(r->given, '?', &rest), '#', &rest);
	for (size_t i = 0; i < text->n; i++)
		if (text->p[i] <= ' ' || text->p[i] > '~'
		    || strchr("\"<>\\^`{|}", text->p[i]) != NULL)
			return false;
	host = str_cut(str_slice(*text, scheme.n, text->n), '/', &rest);
	return host.n > 0 && !str_has(host, S("@"));
}

static bool
degrees(struct scope *sc, struct str s, int64_t most, struct str *text)
{
	struct str whole, after;
	int64_t n;

	if (!decimal(sc, s, 7, false, text))
		return false;
	whole =
	    str_cut(str_starts(*text, S("-")) ? str_slice(*text, 1, text->n) : *text, '.', &after);
	return str_to_i64(whole, &n) && (n < most || (n == most && after.n == 0));
}

static bool
position_text(const struct reader *r, struct str *text)
{
	struct str east, north = str_cut(r->given, ',', &east);

	if (!degrees(r->sc, str_trim(north), 90, &north)
	    || !degrees(r->sc, str_trim(east), 180, &east))
		return false;
	*text = str_printf(&r->sc->arena, "%.*s,%.*s", STR(north), STR(east));
	return true;
}

static bool
document_text(const struct reader *r, struct str *text)
{
	*text = r->given;
	return text->n > 0 && text->n <= BYTES_MOST;
}

static bool
base64_text(const struct reader *r, struct str *text)
{
	size_t padding = 0;

	*text = r->given;
	if (text->n == 0 || text->n > BYTES_MOST || text->n % 4 != 0)
		return false;
	while (padding < 2 && text->p[text->n - 1 - padding] == '=')
		padding++;
	for (size_t i = 0; i < text->n - padding; i++)
		if (!is_letter(text->p[i]) && !is_digit(text->p[i]) && text->p[i] != '+'
		    && text->p[i] != '/')
			return false;
	return true;
}

/* Sound and pictures: small ones come as base64 (RFC 4648), all others as a stream that was
 * brought before, which the gate looks up. */
static bool
stream_or_base64(const struct reader *r, struct str *text)
{
	struct str id;

	*text = r->given;
	return stream_named(r->given, &id) ? text->n == id.n + S("stream:").n
					   : base64_text(r, text);
}

static bool
yes_no_text(const struct reader *r, struct str *text)
{
	*text = str_lower(&r->sc->arena, r->given);
	return str_eq(*text, S("yes")) || str_eq(*text, S("no"));
}

static bool
one_of_text(const struct reader *r, struct str *text)
{
	for (size_t i = 0; i < r->field->words; i++) {
		*text = r->plan->words.at[r->field->first_word + i];
		if (str_eq_nocase(r->given, *text))
			return true;
	}
	return false;
}

static bool
ref_text(const struct reader *r, struct str *text)
{
	uint8_t bytes[16];

	if (!ulid_bytes(r->given, bytes))
		return false;
	*text = ulid_of_bytes(&r->sc->arena, bytes);
	return true;
}

/* "an e-mail address" */
static const char *const what[] = {
#define TYPE(id, word, text, ...) [TYPE_##id] = text,
#include "policy/type.def"
#undef TYPE
};

/* clang-format off */
static bool (*const canonical[])(const struct reader *, struct str *text) = {
	[TYPE_NAME]     = name_text,
	[TYPE_TEXT]     = long_text,
	[TYPE_EMAIL]    = email_text,
	[TYPE_PHONE]    = phone_text,
	[TYPE_ADDRESS]  = long_text,
	[TYPE_DATE]     = date_text,
	[TYPE_TIME]     = time_text,
	[TYPE_NUMBER]   = number_text,
	[TYPE_MONEY]    = money_text,
	[TYPE_MAC]      = mac_text,
	[TYPE_IP]       = ip_text,
	[TYPE_URL]      = url_text,
	[TYPE_POSITION] = position_text,
	[TYPE_IMAGE]    = stream_or_base64,
	[TYPE_AUDIO]    = stream_or_base64,
	[TYPE_VIDEO]    = stream_or_base64,
	[TYPE_DOCUMENT] = document_text,
	[TYPE_YES_NO]   = yes_no_text,
	[TYPE_ONE_OF]   = one_of_text,
	[TYPE_REF]      = ref_text,
	[TYPE_SECRET]   = secret_text,
};
/* clang-format on */
_Static_assert(N(canonical) == FIELD_TYPES, "each type has a canonical text");

/* A door's node as text; a list or a map never is one. */
static bool
text_of(struct scope *sc, const struct node *given, enum field_type type, struct str *text)
{
	switch (given->kind) {
	case NODE_STR:
		*text = given->text;
		return utf8_valid(*text);
	case NODE_BOOL:
		*text = given->yes ? S("yes") : S("no");
		return type == TYPE_YES_NO;
	case NODE_INT:
		*text = str_printf(&sc->arena, "%lld", (long long)given->num);
		return type == TYPE_NUMBER || type == TYPE_TEXT;
	case NODE_DECIMAL:
		*text = given->text;
		return type == TYPE_NUMBER;
	case NODE_NULL:
	case NODE_LIST:
	case NODE_MAP:
		break;
	}
	return false;
}

/* A secret, a document and sound are taken as they are, blanks and all. */
static bool
is_trimmed(enum field_type type)
{
	return type != TYPE_SECRET && type != TYPE_DOCUMENT;
}

bool
value_canonical(struct scope *sc, const struct plan *plan, uint16_t field, const struct node *given,
    struct str *text, struct str *reason)
{
	const struct field *f = &plan->fields.at[field];
	struct reader r = { .sc = sc, .plan = plan, .field = f };
	struct str raw;

	if (text_of(sc, given, f->type, &raw)) {
		r.given = is_trimmed(f->type) ? str_trim(raw) : raw;
		if (canonical[f->type](&r, text))
			return true;
	}
	*reason = str_printf(&sc->arena, "`%.*s` is not %s", STR(f->full), what[f->type]);
	return false;
}

struct node *
value_node(struct arena *arena, const struct plan *plan, uint16_t field, struct str text)
{
	struct node *node;
	int64_t n;

	if (plan->fields.at[field].type == TYPE_YES_NO)
		return node_bool(arena, str_eq(text, S("yes")));
	if (plan->fields.at[field].type != TYPE_NUMBER)
		return node_str(arena, text);
	if (str_to_i64(text, &n))
		return node_int(arena, n);
	node = node_str(arena, text);
	node->kind = NODE_DECIMAL;
	return node;
}
