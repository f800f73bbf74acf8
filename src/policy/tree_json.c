/* policy/tree_json.c -- the tree as JSON, and back. */
#include "policy/tree_json.h"

static struct node *
words_json(struct arena *arena, const struct token *t, size_t n)
{
	struct node *list = node_list(arena);

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && t[i].at.line > t[i - 1].at.line)
			node_add(list, node_str(arena, S("\n")));
		if (t[i].kind == TOKEN_TEXT)
			node_set_str(arena, node_add(list, node_map(arena)), S("text"), t[i].text);
		else
			node_add(list, node_str(arena, t[i].text));
	}
	return list;
}

/* Of a mark the texts alone: its `from` and its commas are always the same. */
static struct node *
from_json(struct arena *arena, const struct token *t, size_t n)
{
	struct node *list = node_list(arena);

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && t[i].at.line > t[i - 1].at.line)
			node_add(list, node_str(arena, S("\n")));
		if (t[i].kind == TOKEN_TEXT)
			node_add(list, node_str(arena, t[i].text));
	}
	return list;
}

static struct node *
sentence_json(struct arena *arena, const struct tree *tree, size_t i)
{
	const struct sentence *s = &tree->sentences.at[i];
	const struct token *t = &tree->tokens.at[s->first_token];
	struct node *map = node_map(arena);
	size_t skip = s->kind == SENTENCE_HEADING;

	if (skip > 0)
		node_set_str(arena, map, S("heading"), str_of(heading_word(s->heading)));
	if (s->tokens > skip)
		node_set(map, S("words"), words_json(arena, t + skip, s->tokens - skip));
	if (s->mark > 0)
		node_set(map, S("from"), from_json(arena, t + s->tokens, s->mark));
	if (s->comment.n > 0)
		node_set_str(arena, map, S("comment"), s->comment);
	if (s->kind == SENTENCE_COMMENT && s->indented)
		node_set_bool(arena, map, S("indented"), true);
	if (s->blank_before && !s->indented && i > 0)
		node_set_bool(arena, map, S("blank"), true);
	return map;
}

/* Behind the last detail or indented comment under a heading. */
static size_t
behind_details(const struct tree *tree, size_t heading)
{
	size_t behind = heading + 1;

	for (size_t i = behind; i < tree->sentences.n; i++) {
		const struct sentence *s = &tree->sentences.at[i];

		if (s->kind == SENTENCE_HEADING)
			break;
		if (s->indented)
			behind = i + 1;
	}
	return behind;
}

struct node *
tree_json(struct arena *arena, const struct tree *tree)
{
	struct node *map = node_map(arena), *list = node_list(arena), *details, *one;
	size_t behind;

	node_set_int(arena, map, S("form"), TREE_JSON_FORM);
	node_set(map, S("sentences"), list);
	for (size_t i = 0; i < tree->sentences.n; i = behind) {
		bool heads = tree->sentences.at[i].kind == SENTENCE_HEADING;

		one = node_add(list, sentence_json(arena, tree, i));
		behind = heads ? behind_details(tree, i) : i + 1;
		if (behind == i + 1)
			continue;
		details = node_set(one, S("details"), node_list(arena));
		for (size_t d = i + 1; d < behind; d++)
			node_add(details, sentence_json(arena, tree, d));
	}
	return map;
}

struct reader {
	struct scope *sc;
	struct tree *tree;
	size_t sentence, detail; /* from 1, for messages; detail 0: the heading itself */
	uint32_t line; /* of the next token: only that it grows is told */
	bool breaks; /* the next token begins a line */
};

static result
refuse(struct reader *r, const char *why)
{
	if (r->detail > 0)
		return fail(r->sc, E_INPUT, "sentence %zu, detail %zu: %s", r->sentence, r->detail,
		    why);
	return fail(r->sc, E_INPUT, "sentence %zu: %s", r->sentence, why);
}

static bool
no_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\t')
			return false;
	return true;
}

static bool
is_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(" \t,;\"", s.p[i]) != NULL)
			return false;
	return s.n > 0 && s.n <= TREE_WORD_MAX && s.p[0] != '#' && no_control(s);
}

static bool
is_text(struct str s)
{
	return s.n <= TREE_TEXT_MAX && !str_has(s, S("\"")) && no_control(s);
}

static void
add_token(struct reader *r, enum token_kind kind, struct str text)
{
	r->line += r->breaks;
	r->breaks = false;
	*LIST_ADD(&r->tree->tokens, &r->sc->arena) =
	    (struct token){ .kind = kind, .text = text, .at = { .line = r->line, .col = 1, .len = 1 } };
}

static bool
comma_before(const struct reader *r, const struct sentence *s)
{
	size_t n = r->tree->tokens.n;

	return n > s->first_token && r->tree->tokens.at[n - 1].kind == TOKEN_COMMA;
}

static result
read_word(struct reader *r, const struct sentence *s, const struct node *n)
{
	bool text = n->kind == NODE_MAP && n->count == 1 && node_get(n, S("text")) != NULL;
	const struct node *of = text ? n->first : n;

	if (of->kind != NODE_STR)
		return refuse(r, "`words` holds strings and { \"text\": \"...\" }");
	if (text && !is_text(of->text))
		return refuse(r, "a text holds no quote and no line break");
	if (text)
		add_token(r, TOKEN_TEXT, of->text);
	else if (str_eq(of->text, S("\n")) && comma_before(r, s) && !r->breaks)
		r->breaks = true;
	else if (str_eq(of->text, S("\n")))
		return refuse(r, "a line breaks behind a comma alone");
	else if (str_eq(of->text, S(",")))
		add_token(r, TOKEN_COMMA, of->text);
	else if (str_eq(of->text, S(";")))
		add_token(r, TOKEN_SEMICOLON, of->text);
	else if (is_word(of->text))
		add_token(r, TOKEN_WORD, of->text);
	else
		return refuse(r, "a word holds no blank, comma, semicolon or quote");
	return OK;
}

static result
read_words(struct reader *r, struct sentence *s, const struct node *words)
{
	size_t first = r->tree->tokens.n;

	if (words != NULL && words->kind != NODE_LIST)
		return refuse(r, "`words` is a list");
	NODE_EACH(word, words)
		TRY(read_word(r, s, word));
	if (words != NULL && r->tree->tokens.n == first)
		return refuse(r, "`words` is empty: leave it out");
	s->tokens = (uint32_t)r->tree->tokens.n - s->first_token;
	if (s->tokens == 0)
		return refuse(r, "a detail has words");
	if (r->breaks || comma_before(r, s))
		return refuse(r, "something must follow a comma");
	return OK;
}

static result
read_from(struct reader *r, struct sentence *s, const struct node *from)
{
	size_t texts = 0;
	bool breaks = false;

	if (from == NULL)
		return OK;
	if (from->kind != NODE_LIST)
		return refuse(r, "`from` is a list");
	NODE_EACH(one, from) {
		if (one->kind != NODE_STR || (breaks && str_eq(one->text, S("\n"))))
			return refuse(r, "`from` holds strings");
		if (str_eq(one->text, S("\n"))) {
			breaks = true;
			continue;
		}
		if (!is_text(one->text))
			return refuse(r, "a text holds no quote and no line break");
		if (texts > 0 || breaks)
			add_token(r, TOKEN_COMMA, S(","));
		r->breaks = breaks;
		if (texts++ == 0)
			add_token(r, TOKEN_WORD, S("from"));
		add_token(r, TOKEN_TEXT, one->text);
		breaks = false;
	}
	if (texts == 0 || breaks)
		return refuse(r, "`from` names its sources");
	s->mark = (uint32_t)r->tree->tokens.n - s->first_token - s->tokens;
	return OK;
}

static result
read_members(struct reader *r, const struct node *map, bool detail)
{
	static const char *const known[] = { "words", "from", "comment", "blank", "indented",
		"heading", "details" };

	if (map->kind != NODE_MAP)
		return refuse(r, "a sentence is an object");
	NODE_EACH(member, map) {
		size_t i = 0;

		while (i < N(known) && !str_eq(member->key, str_of(known[i])))
			i++;
		if (i == N(known) || (detail && i > 4))
			return fail(r->sc, E_INPUT, "sentence %zu has no member `%.*s`", r->sentence,
			    STR(member->key));
	}
	return OK;
}

static result
read_flag(struct reader *r, const struct node *map, const char *name, bool *flag)
{
	const struct node *member = node_get(map, str_of(name));

	*flag = member != NULL;
	if (member == NULL || (member->kind == NODE_BOOL && member->yes))
		return OK;
	return refuse(r, "`blank` and `indented` are true, or left out");
}

static result
read_comment(struct reader *r, const struct node *map, struct str *comment)
{
	const struct node *member = node_get(map, S("comment"));

	*comment = S("");
	if (member == NULL)
		return OK;
	if (member->kind != NODE_STR || !str_starts(member->text, S("#"))
	    || !str_eq(str_trim(member->text), member->text) || !no_control(member->text))
		return refuse(r, "a comment begins with # and is one line");
	*comment = member->text;
	return OK;
}

static result
read_heading(struct reader *r, struct sentence *s, const struct node *heading)
{
	if (heading == NULL)
		return OK;
	for (size_t h = 0; h < HEADINGS && heading->kind == NODE_STR; h++)
		if (str_eq(heading->text, str_of(heading_word((enum heading)h))))
			s->heading = (enum heading)h;
	if (s->heading == HEADINGS)
		return refuse(r, "there is no such heading");
	add_token(r, TOKEN_WORD, heading->text);
	return OK;
}

/* A heading or a detail, after its comment and its flags. */
static result
read_said(struct reader *r, struct sentence *s, const struct node *map, bool detail)
{
	if (!detail && s->heading == HEADINGS)
		return refuse(r, "it has no heading");
	s->kind = detail ? SENTENCE_DETAIL : SENTENCE_HEADING;
	s->indented = detail;
	TRY(read_words(r, s, node_get(map, S("words"))));
	return read_from(r, s, node_get(map, S("from")));
}

static result
read_sentence(struct reader *r, const struct node *map, bool detail, enum heading under)
{
	struct sentence s = { .kind = SENTENCE_COMMENT, .heading = HEADINGS };
	bool alone;

	TRY(read_members(r, map, detail));
	alone = node_get(map, S("words")) == NULL && node_get(map, S("heading")) == NULL
		&& node_get(map, S("from")) == NULL && node_get(map, S("details")) == NULL;
	TRY(read_comment(r, map, &s.comment));
	TRY(read_flag(r, map, "blank", &s.blank_before));
	TRY(read_flag(r, map, "indented", &s.indented));
	if (alone ? s.comment.n == 0 : s.indented)
		return refuse(r, alone ? "it says nothing" : "a comment alone is `indented`");
	s.first_token = (uint32_t)r->tree->tokens.n;
	r->breaks = true;
	TRY(read_heading(r, &s, node_get(map, S("heading"))));
	if (detail)
		s.heading = under;
	if (!alone)
		TRY(read_said(r, &s, map, detail));
	if (s.blank_before && (s.indented || r->tree->sentences.n == 0))
		return refuse(r, "no empty line stands before it");
	*LIST_ADD(&r->tree->sentences, &r->sc->arena) = s;
	return OK;
}

static result
read_details(struct reader *r, const struct node *details, enum heading under)
{
	if (details != NULL && (details->kind != NODE_LIST || details->count == 0))
		return refuse(r, "`details` is a list that is not empty");
	NODE_EACH(detail, details) {
		r->detail++;
		TRY(read_sentence(r, detail, true, under));
	}
	if (details != NULL && !r->tree->sentences.at[r->tree->sentences.n - 1].indented)
		return refuse(r, "the last detail is a comment at the margin");
	r->detail = 0;
	return OK;
}

result
tree_of_json(struct scope *sc, const struct node *map, struct tree *tree)
{
	struct reader r = { .sc = sc, .tree = tree };
	const struct node *list = node_get(map, S("sentences"));

	*tree = (struct tree){ 0 };
	if (map->kind != NODE_MAP || map->count != 2 || list == NULL || list->kind != NODE_LIST
	    || node_get_int(map, S("form"), 0) != TREE_JSON_FORM)
		return fail(sc, E_INPUT,
		    "this is no policy as JSON: { \"form\": %d, \"sentences\": [...] }",
		    TREE_JSON_FORM);
	NODE_EACH(sentence, list) {
		r.sentence++;
		TRY(read_sentence(&r, sentence, false, HEADINGS));
		TRY(read_details(&r, node_get(sentence, S("details")),
		    tree->sentences.at[tree->sentences.n - 1].heading));
	}
	return OK;
}
