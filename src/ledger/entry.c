/* ledger/entry.c -- entries as text. */
#include "ledger/entry.h"

#include "base/check.h"
#include "base/json.h"

enum member_type { WORD,
	NUMBER,
	TIME };

/* clang-format off */
static const struct {
	enum member_type type;
	const char *name;
	size_t offset;
} members[] = {
#define MEMBER(type, field, name) { type, name, offsetof(struct entry, field) },
#include "ledger/member.def"
#undef MEMBER
};

static const struct {
	const char *word, *text;
} kinds[] = {
#define ENTRY(kind, word, text) { word, text },
#include "ledger/entry.def"
#undef ENTRY
};
/* clang-format on */

const char *
entry_word(enum entry_kind kind)
{
	CHECK(kind < ENTRY_KINDS);
	return kinds[kind].word;
}

const char *
entry_text(enum entry_kind kind)
{
	CHECK(kind < ENTRY_KINDS);
	return kinds[kind].text;
}

bool
entry_of_word(struct str word, enum entry_kind *kind)
{
	for (size_t i = 0; i < N(kinds); i++) {
		if (str_eq(word, str_of(kinds[i].word))) {
			*kind = (enum entry_kind)i;
			return true;
		}
	}
	return false;
}

static bool
word_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
	       || (c != 0 && strchr("._:/*-", c) != NULL);
}

bool
ledger_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!word_letter(s.p[i]))
			return false;
	}
	return s.n <= LEDGER_WORD_MAX;
}

/* -- printing ------------------------------------------------------------------ */

static result
no_word(struct scope *sc, const char *name)
{
	return fail_at(sc, E_INPUT, str_of(name),
	    "`%s` may have letters, digits and . _ : / * - only, at most %d: the ledger takes no "
	    "free text",
	    name, LEDGER_WORD_MAX);
}

/* buf_printf would take most of an append's time. */
static void
put_quoted(struct buf *b, const char *name, struct str word)
{
	buf_puts(b, ",\"");
	buf_puts(b, name);
	buf_puts(b, "\":\"");
	buf_put(b, word);
	buf_putc(b, '"');
}

/* Words need no escaping, so what is printed is JSON as it stands. */
static result
put_word(struct scope *sc, struct buf *b, const char *name, struct str word)
{
	if (word.n == 0)
		return OK;
	if (!ledger_word(word))
		return no_word(sc, name);
	put_quoted(b, name, word);
	return OK;
}

static void
put_number(struct buf *b, const char *name, int64_t n)
{
	if (n != 0)
		buf_printf(b, ",\"%s\":%lld", name, (long long)n);
}

static void
put_time(struct scope *sc, struct buf *b, const char *name, struct instant at)
{
	if (at.us != 0)
		put_quoted(b, name, instant_print(&sc->arena, at));
}

static result
put_members(struct scope *sc, struct buf *b, const struct entry *e)
{
	for (size_t i = 0; i < N(members); i++) {
		const void *at = (const char *)e + members[i].offset;

		switch (members[i].type) {
		case WORD:
			TRY(put_word(sc, b, members[i].name, *(const struct str *)at));
			break;
		case NUMBER:
			put_number(b, members[i].name, *(const int64_t *)at);
			break;
		case TIME:
			put_time(sc, b, members[i].name, *(const struct instant *)at);
			break;
		}
	}
	return OK;
}

static bool
pseudonym_valid(struct str subject)
{
	uint8_t bytes[16];

	return subject.n == 0 || hex_read(subject, bytes, sizeof(bytes));
}

static result
put_also(struct scope *sc, struct buf *b, const struct entry *e)
{
	if (e->n_also > LEDGER_ALSO_MAX)
		return fail_at(sc, E_INPUT, S("also"), "an entry names at most %d people more", LEDGER_ALSO_MAX);
	for (size_t i = 0; i < e->n_also; i++) {
		if (e->also[i].n == 0 || !pseudonym_valid(e->also[i]))
			return fail_at(sc, E_INPUT, S("also"),
			    "the ledger names people by pseudonym alone: 32 hex digits");
		buf_puts(b, i == 0 ? ",\"also\":[\"" : ",\"");
		buf_put(b, e->also[i]);
		buf_putc(b, '"');
	}
	if (e->n_also > 0)
		buf_putc(b, ']');
	return OK;
}

static result
put_fields(struct scope *sc, struct buf *b, const struct entry *e)
{
	if (e->fields == 0)
		return OK;
	if (e->fields > LEDGER_FIELDS_MAX)
		return fail_at(sc, E_INPUT, S("fields"), "an entry names at most %d fields", LEDGER_FIELDS_MAX);
	for (size_t i = 0; i < e->fields; i++) {
		if (e->field[i].n == 0 || !ledger_word(e->field[i]))
			return no_word(sc, "fields");
		buf_puts(b, i == 0 ? ",\"fields\":[\"" : ",\"");
		buf_put(b, e->field[i]);
		buf_putc(b, '"');
	}
	buf_putc(b, ']');
	return OK;
}

static result
put_more_value(struct scope *sc, struct buf *b, const struct node *v)
{
	switch (v->kind) {
	case NODE_BOOL:
		buf_puts(b, v->yes ? "true" : "false");
		return OK;
	case NODE_INT:
		buf_printf(b, "%lld", (long long)v->num);
		return OK;
	case NODE_STR:
		if (!ledger_word(v->text))
			break;
		buf_printf(b, "\"%.*s\"", STR(v->text));
		return OK;
	case NODE_NULL:
	case NODE_DECIMAL:
	case NODE_LIST:
	case NODE_MAP:
		break;
	}
	return no_word(sc, "more");
}

static result
put_more(struct scope *sc, struct buf *b, const struct node *more)
{
	if (more == NULL || more->count == 0)
		return OK;
	CHECK(more->kind == NODE_MAP);
	if (more->count > LEDGER_MORE_MAX)
		return fail_at(sc, E_INPUT, S("more"), "an entry says at most %d things more", LEDGER_MORE_MAX);
	buf_puts(b, ",\"more\":{");
	NODE_EACH(v, more) {
		if (v->key.n == 0 || !ledger_word(v->key))
			return no_word(sc, "more");
		buf_printf(b, "%s\"%.*s\":", v == more->first ? "" : ",", STR(v->key));
		TRY(put_more_value(sc, b, v));
	}
	buf_putc(b, '}');
	return OK;
}

result
entry_print(
    struct scope *sc, const struct entry *e, int64_t seq, struct instant at, struct str *body)
{
	struct buf b = buf_new(&sc->arena);

	if (!pseudonym_valid(e->subject))
		return fail_at(sc, E_INPUT, S("subject"),
		    "the ledger names people by pseudonym alone: 32 hex digits");
	buf_printf(&b, "{\"seq\":%lld,\"at\":\"%.*s\",\"kind\":\"%s\"", (long long)seq,
	    STR(instant_print(&sc->arena, at)), entry_word(e->kind));
	TRY(put_members(sc, &b, e));
	TRY(put_also(sc, &b, e));
	TRY(put_fields(sc, &b, e));
	TRY(put_more(sc, &b, e->more));
	buf_putc(&b, '}');
	*body = buf_str(&b);
	return OK;
}

/* -- parsing ------------------------------------------------------------------- */

static void
take_members(struct entry *e, const struct node *map)
{
	for (size_t i = 0; i < N(members); i++) {
		struct str name = str_of(members[i].name);
		void *at = (char *)e + members[i].offset;

		switch (members[i].type) {
		case WORD:
			*(struct str *)at = node_get_str(map, name);
			break;
		case NUMBER:
			*(int64_t *)at = node_get_int(map, name, 0);
			break;
		case TIME:
			if (!node_get_time(map, name, at))
				*(struct instant *)at = (struct instant){ 0 };
			break;
		}
	}
}

static const struct str *
take_list(struct scope *sc, const struct node *list, size_t *n)
{
	struct str *words;

	if (list == NULL)
		return NULL;
	words = NEW_ARRAY(&sc->arena, list->count, struct str);
	NODE_EACH(word, list)
		words[(*n)++] = word->text;
	return words;
}

result
entry_parse(struct scope *sc, struct str body, struct ledger_row *row)
{
	struct node *map;
	struct str again;

	*row = (struct ledger_row){ .body = body };
	if (json_parse(sc, body, &map).code != E_OK)
		return fail(sc, E_DAMAGED, "an entry of the ledger is not what was written");
	row->seq = node_get_int(map, S("seq"), 0);
	if (!node_get_time(map, S("at"), &row->at)
	    || !entry_of_word(node_get_str(map, S("kind")), &row->kind))
		return fail(sc, E_DAMAGED, "entry %lld of the ledger is not what was written",
		    (long long)row->seq);
	row->entry.kind = row->kind;
	take_members(&row->entry, map);
	row->entry.also = take_list(sc, node_get(map, S("also")), &row->entry.n_also);
	row->entry.field = take_list(sc, node_get(map, S("fields")), &row->entry.fields);
	row->entry.more = node_get(map, S("more"));
	/* What is printed again must be the same: nothing was overlooked. */
	if (entry_print(sc, &row->entry, row->seq, row->at, &again).code != E_OK || !str_eq(again, body))
		return fail(sc, E_DAMAGED, "entry %lld of the ledger is not what was written",
		    (long long)row->seq);
	return OK;
}

/* -- links ---------------------------------------------------------------------- */

struct hash
ledger_genesis(struct arena *arena, struct str store)
{
	return seal_hash(str_printf(arena, LEDGER_FORMAT "\n%.*s", STR(store)));
}

struct str
checkpoint_signed(struct arena *arena, struct str body)
{
	return str_printf(arena, "bailee-checkpoint 1\n%.*s", STR(body));
}
