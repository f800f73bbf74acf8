/* promise/tree.c -- JSON as a play writes it: keys and texts may stand bare.
 *
 *	{ mac: "001565aabbcc", own-server: true, most: 5, about: @anna }
 *
 * `true`, `false`, `null` and whole numbers are themselves, any other bare
 * word is a text.  A text that begins with @ is a name that the play gave.
 */
#include "promise/lex.h"

static bool
tree_bare(struct lexer *x, struct node **n)
{
	struct spot at = x->spot;
	struct str word = lex_bare(x, ",{}[]");
	int64_t number;

	if (word.n == 0)
		return lex_wrong(x, at, "here a value stands");
	if (str_eq(word, S("true")) || str_eq(word, S("false")))
		*n = node_bool(x->arena, word.p[0] == 't');
	else if (str_eq(word, S("null")))
		*n = node_null(x->arena);
	else if (str_to_i64(word, &number) && (word.n == 1 || word.p[0] != '0'))
		*n = node_int(x->arena, number);
	else
		*n = node_str(x->arena, word);
	return true;
}

static bool
tree_value(struct lexer *x, size_t depth, struct node **n)
{
	struct str text;

	if (lex_next(x) == '{' || lex_next(x) == '[')
		return lex_tree(x, depth + 1, n);
	if (lex_next(x) != '"')
		return tree_bare(x, n);
	if (!lex_text(x, &text))
		return false;
	*n = node_str(x->arena, text);
	return true;
}

static bool
tree_member(struct lexer *x, size_t depth, struct node *map)
{
	struct spot at = x->spot;
	struct str key;
	struct node *child;

	if (lex_next(x) == '"') {
		if (!lex_text(x, &key))
			return false;
	} else {
		key = lex_bare(x, ":,{}[]");
	}
	lex_blanks(x, true);
	if (key.n == 0 || lex_next(x) != ':')
		return lex_wrong(x, at, "a member is a key, a colon and a value");
	if (node_get(map, key) != NULL)
		return lex_wrong(x, at, "this key stands here twice");
	lex_step(x);
	lex_blanks(x, true);
	if (!tree_value(x, depth, &child))
		return false;
	node_set(map, key, child);
	return true;
}

static bool
tree_element(struct lexer *x, size_t depth, struct node *list)
{
	struct node *child;

	if (!tree_value(x, depth, &child))
		return false;
	node_add(list, child);
	return true;
}

bool
lex_tree(struct lexer *x, size_t depth, struct node **n)
{
	struct spot from = x->spot;
	bool map = lex_next(x) == '{';
	char end = map ? '}' : ']';

	if (depth > PLAY_DEPTH_MAX)
		return lex_wrong(x, from, "this is too deep");
	*n = map ? node_map(x->arena) : node_list(x->arena);
	lex_step(x);
	for (lex_blanks(x, true); lex_next(x) != end; lex_blanks(x, true)) {
		if (lex_next(x) == '\0')
			return lex_wrong(x, from, "this bracket is not closed");
		if (!(map ? tree_member(x, depth, *n) : tree_element(x, depth, *n)))
			return false;
		lex_blanks(x, true);
		if (lex_next(x) == ',')
			lex_step(x);
		else if (lex_next(x) != end && lex_next(x) != '\0')
			return lex_wrong(x, x->spot, "here a comma or the closing bracket stands");
	}
	lex_step(x);
	return true;
}
