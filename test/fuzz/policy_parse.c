/* fuzz/policy_parse.c -- S1: every byte of a good text is in a token, a comment or white space;
 * S2: any bytes are read to their end; tokens stand where they say. */
#include "base/check.h"
#include "policy/compile.h"
#include "policy/tree.h"
#include "fuzz.h"

static void
cover(uint8_t *covered, struct str text, struct str part, size_t around)
{
	size_t at = (size_t)(part.p - text.p);

	CHECK(part.p >= text.p && at >= around && at + part.n + around <= text.n);
	for (size_t i = at - around; i < at + part.n + around; i++) {
		CHECK(covered[i] == 0);
		covered[i] = 1;
	}
}

static void
every_byte_is_in_something(struct scope *sc, struct str text, const struct tree *tree)
{
	uint8_t *covered = NEW_ARRAY(&sc->arena, text.n + 1, uint8_t);
	size_t bom = str_starts(text, S("\xef\xbb\xbf")) ? 3 : 0;

	for (size_t i = 0; i < tree->tokens.n; i++)
		cover(covered, text, tree->tokens.at[i].text,
		    tree->tokens.at[i].kind == TOKEN_TEXT);
	for (size_t i = 0; i < tree->sentences.n; i++)
		if (tree->sentences.at[i].comment.n > 0)
			cover(covered, text, tree->sentences.at[i].comment, 0);
	for (size_t i = bom; i < text.n; i++)
		CHECK(covered[i] == 1 || strchr(" \t\r\n", text.p[i]) != NULL);
}

/* Sentences follow each other and share no token; a mark stands behind its words. */
static void
sentences_are_in_order(const struct tree *tree)
{
	uint32_t next = 0;

	for (size_t i = 0; i < tree->sentences.n; i++) {
		const struct sentence *s = &tree->sentences.at[i];

		if (s->kind == SENTENCE_COMMENT) {
			CHECK(s->comment.n > 0 && s->tokens == 0 && s->mark == 0);
			continue;
		}
		CHECK(s->first_token >= next);
		CHECK(s->broken || s->tokens > 0);
		next = s->first_token + s->tokens + s->mark;
		CHECK(next <= tree->tokens.n);
	}
}

int
fuzz_policy_parse(const uint8_t *bytes, size_t n)
{
	struct str text = { (const char *)bytes, n };
	struct diags diags = { 0 };
	struct tree tree;
	struct scope sc;

	scope_begin(&sc, (struct instant){ 0 });
	tree_lex(&sc, text, &tree, &diags);
	if (diags.errors == 0)
		every_byte_is_in_something(&sc, text, &tree);
	tree_parse(&sc, text, &tree, &diags);
	sentences_are_in_order(&tree);
	scope_end(&sc);
	return 0;
}
