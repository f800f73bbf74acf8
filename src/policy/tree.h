/* policy/tree.h -- a policy as it is written: sentences of words, and comments.
 *
 * A *sentence* is a heading (at the margin), one of its details (indented) or
 * a comment on a line of its own.  A sentence that goes on after a comma is
 * one sentence.  What the words mean is not known here (policy/bind.h).
 *
 *  S1  Every byte of a good text is in a token, a comment or white space, so
 *      that printing a tree loses nothing that an author wrote.
 *  S2  Reading any bytes ends, in time linear in their number.
 *  S3  print(tree_parse(x)) is a fixpoint: parsed and printed again it is the same.
 */
#ifndef BAILEE_POLICY_TREE_H
#define BAILEE_POLICY_TREE_H

#include "base/scope.h"
#include "policy/diag.h"

#define TREE_LINES_MAX 200000
#define TREE_TOKENS_MAX 2000000
#define TREE_WORD_MAX ((size_t)256) /* bytes */
#define TREE_TEXT_MAX ((size_t)4000)

enum token_kind { TOKEN_WORD,
	TOKEN_TEXT,
	TOKEN_COMMA,
	TOKEN_SEMICOLON };

struct token {
	enum token_kind kind;
	struct str text; /* of a TOKEN_TEXT what stands between the quotes */
	struct at at; /* with the quotes */
};

enum heading {
#define HEADING(id, ...) HEADING_##id,
#include "policy/keyword.def"
#undef HEADING
	HEADINGS
};

enum sentence_kind { SENTENCE_HEADING,
	SENTENCE_DETAIL,
	SENTENCE_COMMENT };

struct sentence {
	enum sentence_kind kind;
	enum heading heading; /* of a detail: the one it stands under; HEADINGS: not known */
	uint32_t first_token, tokens; /* tree->tokens[...], none of a comment */
	uint32_t mark; /* tokens behind those: the sources that it carries, from "DV-041" */
	struct str comment; /* from the # on; after a heading or detail: at its end */
	bool indented; /* a comment under a heading */
	bool broken; /* a fault was found in it: its name counts, the rest is not read */
	bool blank_before; /* the author left a line empty */
};

struct tree {
	LIST(struct token) tokens;
	LIST(struct sentence) sentences;
};

/* Cuts `text` into sentences.  Faults become messages and leave out the line
 * they are on; the rest is read. */
void tree_lex(struct scope *, struct str text, struct tree *, struct diags *);

/* lex, then finds the heading of every sentence and takes off its sources. */
void tree_parse(struct scope *, struct str text, struct tree *, struct diags *);

/* Takes `from "DV-041", "DV-042"` off the end of a sentence: what is left is bound. */
void tree_take_sources(struct scope *, struct tree *, struct sentence *, struct diags *);

const char *heading_word(enum heading);
const char *heading_example(enum heading);

/* The canonical layout, LF at every line's end. */
void tree_print(struct buf *, const struct tree *);

#endif
