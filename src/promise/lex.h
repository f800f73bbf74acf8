/* promise/lex.h -- the letters of a play: words, texts, trees, marks. */
#ifndef BAILEE_PROMISE_LEX_H
#define BAILEE_PROMISE_LEX_H

#include "base/buf.h"
#include "base/check.h"
#include "promise/play.h"

struct lexer {
	struct arena *arena;
	struct str text;
	size_t at;
	struct spot spot;
	struct play_fault *fault; /* the first one */
};

/* The next line that is not blank; `more` is false after the last. */
bool lex_line(struct lexer *, struct play_line *, bool *more) MUST;

/* For tree.c: pieces. */
void lex_blanks(struct lexer *, bool in_tree);
bool lex_text(struct lexer *, struct str *) MUST; /* stands at its quote */
struct str lex_bare(struct lexer *, const char *stops);
char lex_next(const struct lexer *); /* NUL at the end */
void lex_step(struct lexer *);
bool lex_wrong(struct lexer *, struct spot, const char *what);
bool lex_tree(struct lexer *, size_t depth, struct node **) MUST; /* tree.c */

#endif
