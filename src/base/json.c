#include "base/json.h"
#include "base/check.h"

#define NUMBER_MAX 64
#define KEYS_SCANNED 16 /* up to so many members are compared one by one */

struct reader {
	struct scope *sc;
	struct str text;
	size_t at;
	unsigned depth;
};

static result read_value(struct reader *, struct node **);

/* J3: where, never what. */
static result
refuse(const struct reader *r, size_t at, const char *why)
{
	size_t line = 1, start = 0;

	for (size_t i = 0; i < at; i++) {
		if (r->text.p[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	return fail(r->sc, E_INPUT, "the JSON is malformed at line %zu, column %zu: %s", line,
	    utf8_count(str_slice(r->text, start, at)) + 1, why);
}

/* The byte at `at`, or a NUL past the end: a NUL stands nowhere in JSON. */
static char
peek(const struct reader *r)
{
	return r->at < r->text.n ? r->text.p[r->at] : '\0';
}

static void
skip_blanks(struct reader *r)
{
	while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r')
		r->at++;
}

static bool
take(struct reader *r, char c)
{
	if (peek(r) != c || r->at >= r->text.n)
		return false;
	r->at++;
	return true;
}

static result
read_hex4(struct reader *r, uint32_t *unit)
{
	*unit = 0;
	for (int i = 0; i < 4; i++) {
		char c = peek(r);

		if (c >= '0' && c <= '9')
			*unit = *unit << 4 | (uint32_t)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			*unit = *unit << 4 | (uint32_t)((c | 32) - 'a' + 10);
		else
			return refuse(r, r->at, "\\u needs four hex digits");
		r->at++;
	}
	return OK;
}

/* What follows "\u"; two units when the first is a high surrogate. */
static result
read_unicode(struct reader *r, uint32_t *c)
{
	size_t at = r->at - 2;
	uint32_t low;

	TRY(read_hex4(r, c));
	if (*c == 0)
		return refuse(r, at, "a NUL is not taken");
	if (*c < 0xd800 || *c > 0xdfff)
		return OK;
	if (*c > 0xdbff || !take(r, '\\') || !take(r, 'u'))
		return refuse(r, at, "a lone surrogate");
	TRY(read_hex4(r, &low));
	if (low < 0xdc00 || low > 0xdfff)
		return refuse(r, at, "a lone surrogate");
	*c = 0x10000 + ((*c - 0xd800) << 10 | (low - 0xdc00));
	return OK;
}

static result
read_escape(struct reader *r, char *p, size_t *n)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *known;
	uint32_t c;

	r->at++; /* the backslash */
	if (take(r, 'u')) {
		TRY(read_unicode(r, &c));
		*n += utf8_put(p + *n, c);
		return OK;
	}
	known = peek(r) == '\0' ? NULL : strchr(from, peek(r));
	if (known == NULL)
		return refuse(r, r->at, "no such escape");
	p[(*n)++] = to[known - from];
	r->at++;
	return OK;
}

/* Where the string that starts at r->at ends; `plain` when no escape is in it. */
static result
string_end(const struct reader *r, size_t *end, bool *plain)
{
	size_t i;

	*plain = true;
	for (i = r->at; i < r->text.n && r->text.p[i] != '"'; i++) {
		if ((unsigned char)r->text.p[i] < 0x20)
			return refuse(r, i, "a control character within a text");
		if (r->text.p[i] == '\\') {
			*plain = false;
			i++;
		}
	}
	if (i >= r->text.n)
		return refuse(r, r->at - 1, "the text does not end");
	*end = i;
	return OK;
}

static result
read_string(struct reader *r, struct str *text)
{
	size_t end, n = 0;
	bool plain;
	char *p;

	r->at++; /* the quote */
	TRY(string_end(r, &end, &plain));
	if (!utf8_valid(str_slice(r->text, r->at, end)))
		return refuse(r, r->at - 1, "the text is not UTF-8");
	if (plain) {
		*text = str_dup(&r->sc->arena, str_slice(r->text, r->at, end));
		r->at = end + 1;
		return OK;
	}
	p = arena_alloc(&r->sc->arena, end - r->at); /* an escape is never shorter */
	while (r->at < end) {
		if (r->text.p[r->at] == '\\')
			TRY(read_escape(r, p, &n));
		else
			p[n++] = r->text.p[r->at++];
	}
	r->at = end + 1;
	*text = (struct str){ p, n };
	return OK;
}

static bool
skip_digits(struct reader *r)
{
	size_t start = r->at;

	while (peek(r) >= '0' && peek(r) <= '9')
		r->at++;
	return r->at > start;
}

static result
read_number(struct reader *r, struct node **node)
{
	size_t start = r->at;
	bool whole = true, fine;
	struct str text;
	int64_t num;

	take(r, '-');
	fine = take(r, '0') || skip_digits(r);
	if (fine && take(r, '.')) {
		whole = false;
		fine = skip_digits(r);
	}
	if (fine && (peek(r) | 32) == 'e') {
		whole = false;
		r->at++;
		if (!take(r, '+'))
			take(r, '-');
		fine = skip_digits(r);
	}
	text = str_slice(r->text, start, r->at);
	if (!fine || (peek(r) >= '0' && peek(r) <= '9'))
		return refuse(r, start, "not a number");
	if (text.n > NUMBER_MAX)
		return refuse(r, start, "the number is too long");
	if (whole && str_to_i64(text, &num)) {
		*node = node_int(&r->sc->arena, num);
		return OK;
	}
	*node = node_str(&r->sc->arena, str_dup(&r->sc->arena, text));
	(*node)->kind = NODE_DECIMAL;
	return OK;
}

static result
read_word(struct reader *r, struct node **node)
{
	static const struct str words[] = { { "true", 4 }, { "false", 5 }, { "null", 4 } };
	struct str rest = str_slice(r->text, r->at, r->text.n);

	for (size_t i = 0; i < N(words); i++) {
		if (!str_starts(rest, words[i]))
			continue;
		r->at += words[i].n;
		*node = i == 2 ? node_null(&r->sc->arena) : node_bool(&r->sc->arena, i == 0);
		return OK;
	}
	return refuse(r, r->at, r->at >= r->text.n ? "it ends too early" : "no value starts here");
}

static result
read_list(struct reader *r, struct node **node)
{
	struct node *child;

	*node = node_list(&r->sc->arena);
	r->at++;
	skip_blanks(r);
	if (take(r, ']'))
		return OK;
	for (;;) {
		TRY(read_value(r, &child));
		node_add(*node, child);
		skip_blanks(r);
		if (take(r, ']'))
			return OK;
		if (!take(r, ','))
			return refuse(r, r->at, "a comma or ] must follow");
	}
}

/* The keys of one map, hashed once there are many of them: thousands of members must not cost
 * their square. */
struct keys {
	const struct node **slot; /* NULL while the map is small */
	size_t room; /* a power of two */
};

static size_t
hash(struct str s)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

/* False when a member of that name is there already. */
static bool
keys_put(struct keys *k, const struct node *member)
{
	size_t i = hash(member->key) & (k->room - 1);

	for (; k->slot[i] != NULL; i = (i + 1) & (k->room - 1)) {
		if (str_eq(k->slot[i]->key, member->key))
			return false;
	}
	k->slot[i] = member;
	return true;
}

static bool
keys_add(struct arena *a, struct keys *k, const struct node *map, const struct node *member)
{
	if (map->count < KEYS_SCANNED)
		return node_get(map, member->key) == NULL;
	if (map->count * 2 >= k->room) {
		k->room = k->room == 0 ? (size_t)4 * KEYS_SCANNED : k->room * 2;
		k->slot = NEW_ARRAY(a, k->room, const struct node *);
		NODE_EACH(old, map)
			keys_put(k, old);
	}
	return keys_put(k, member);
}

static result
read_member(struct reader *r, struct node *map, struct keys *keys)
{
	size_t at = r->at;
	struct node *child;
	struct str key;

	if (peek(r) != '"')
		return refuse(r, r->at, "a member's name in quotes must follow");
	if (map->count == JSON_MEMBERS_MAX)
		return refuse(r, r->at, "an object has too many members");
	TRY(read_string(r, &key));
	skip_blanks(r);
	if (!take(r, ':'))
		return refuse(r, r->at, "a colon must follow");
	TRY(read_value(r, &child));
	child->key = key;
	if (!keys_add(&r->sc->arena, keys, map, child))
		return refuse(r, at, "a member of this name stands there twice");
	node_add(map, child);
	skip_blanks(r);
	return OK;
}

static result
read_map(struct reader *r, struct node **node)
{
	struct keys keys = { 0 };

	*node = node_map(&r->sc->arena);
	r->at++;
	skip_blanks(r);
	if (take(r, '}'))
		return OK;
	for (;;) {
		TRY(read_member(r, *node, &keys));
		if (take(r, '}'))
			return OK;
		if (!take(r, ','))
			return refuse(r, r->at, "a comma or } must follow");
		skip_blanks(r);
	}
}

static result
read_value(struct reader *r, struct node **node)
{
	char c;

	skip_blanks(r);
	c = peek(r);
	if (c == '"') {
		*node = node_str(&r->sc->arena, S(""));
		return read_string(r, &(*node)->text);
	}
	if (c == '-' || (c >= '0' && c <= '9'))
		return read_number(r, node);
	if (c != '{' && c != '[')
		return read_word(r, node);
	if (r->depth == JSON_DEPTH_MAX)
		return refuse(r, r->at, "it is nested too deep");
	r->depth++;
	TRY(c == '{' ? read_map(r, node) : read_list(r, node));
	r->depth--;
	return OK;
}

result
json_parse(struct scope *sc, struct str text, struct node **node)
{
	return json_parse_up_to(sc, text, JSON_BYTES_MAX, node);
}

result
json_parse_up_to(struct scope *sc, struct str text, size_t most, struct node **node)
{
	struct reader r = { .sc = sc, .text = text };

	if (text.n > most)
		return fail(sc, E_TOO_BIG, "the JSON has %zu bytes; at most %zu are taken", text.n,
		    most);
	TRY(read_value(&r, node));
	skip_blanks(&r);
	if (r.at < text.n)
		return refuse(&r, r.at, "something follows the value");
	return OK;
}

static void
put_string(struct buf *b, struct str s)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	size_t done = 0;

	buf_putc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		const char *known = s.p[i] == '\0' ? NULL : strchr(from, s.p[i]);

		if (known == NULL && (unsigned char)s.p[i] >= 0x20)
			continue;
		buf_put(b, str_slice(s, done, i));
		done = i + 1;
		if (known != NULL) {
			buf_putc(b, '\\');
			buf_putc(b, to[known - from]);
		} else {
			buf_printf(b, "\\u%04x", (unsigned)s.p[i]);
		}
	}
	buf_put(b, str_slice(s, done, s.n));
	buf_putc(b, '"');
}

/* `level` is the depth when the text is laid out in lines, -1 on one line. */
static void
put_break(struct buf *b, int level)
{
	if (level < 0)
		return;
	buf_putc(b, '\n');
	buf_pad(b, ' ', (size_t)level * 2);
}

static void put_node(struct buf *, const struct node *, int level);

static void
put_children(struct buf *b, const struct node *n, int level)
{
	int inner = level < 0 ? -1 : level + 1;
	bool map = n->kind == NODE_MAP;

	buf_putc(b, map ? '{' : '[');
	NODE_EACH(child, n) {
		if (child != n->first)
			buf_putc(b, ',');
		put_break(b, inner);
		if (map) {
			put_string(b, child->key);
			buf_puts(b, level < 0 ? ":" : ": ");
		}
		put_node(b, child, inner);
	}
	if (n->count > 0)
		put_break(b, level);
	buf_putc(b, map ? '}' : ']');
}

static void
put_node(struct buf *b, const struct node *n, int level)
{
	switch (n->kind) {
	case NODE_NULL:
		buf_puts(b, "null");
		break;
	case NODE_BOOL:
		buf_puts(b, n->yes ? "true" : "false");
		break;
	case NODE_INT:
		buf_printf(b, "%lld", (long long)n->num);
		break;
	case NODE_DECIMAL:
		buf_put(b, n->text);
		break;
	case NODE_STR:
		put_string(b, n->text);
		break;
	case NODE_LIST:
	case NODE_MAP:
		put_children(b, n, level);
		break;
	}
}

void
json_print(struct buf *b, const struct node *n)
{
	put_node(b, n, -1);
}

void
json_print_pretty(struct buf *b, const struct node *n)
{
	put_node(b, n, 0);
}

struct str
json_text(struct arena *a, const struct node *n)
{
	struct buf b = buf_new(a);

	json_print(&b, n);
	return buf_str(&b);
}
