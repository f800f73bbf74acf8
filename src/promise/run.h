/* promise/run.h -- plays: run, doubted, counted against the statements.
 *
 *  M8  Each play is a process of its own in a folder of its own; a few at a
 *      time; one that dies has broken, and no other feels it.
 *  M9  A doubt puts the weakest line that compiles in place of one that the
 *      play rests on.  The play must then fail at an expectation; one that
 *      still passes is no promise, one that breaks earlier shows nothing.
 *  M10 A statement is shown when it has a play and all of its plays pass.
 */
#ifndef BAILEE_PROMISE_RUN_H
#define BAILEE_PROMISE_RUN_H

#include "promise/stage.h"

/* Runs the lines of st->play; afterwards st->end and what goes with it. */
void stage_play(struct stage *);

/* Every play at a path: a file, or a folder with all beneath it. */
struct play_files {
	LIST(struct str) path;
};
result promise_files(struct scope *, struct str path, struct play_files *) MUST;

#define PLAY_NO_DOUBT (-1)

/* In the play's own process: runs one file, leaves FOLDER/report (JSON).
 * `doubt`: which of its lines is put in doubt, or PLAY_NO_DOUBT. */
struct play_order {
	struct str file, folder;
	int64_t doubt;
};

result promise_play_one(struct scope *, const struct play_order *) MUST;

/* What came of one play, as its report says. */
struct outcome {
	struct str file, id, title;
	bool by_api;
	enum stage_end end;
	struct str message; /* place, caret, expected, came, last exchange */
	struct str doubt; /* the line that was doubted, or empty */
	size_t doubts; /* how many lines of it can be doubted */
};

struct promise_options {
	const struct str *paths; /* files, or folders with all beneath them */
	size_t n;
	size_t at_once; /* 1 to 8 */
	bool doubt;
	bool keep; /* leave the folders */
	struct str cover; /* TSV of statements; empty: none */
	struct str write; /* where the table of statements goes; empty: nowhere */
};

/* Prints as it says in doc/man/promise.7; `passed` is false when a play did
 * not, or stood without its line. */
result promise_run(struct scope *, const struct promise_options *, struct buf *out, bool *passed)
    MUST;

/* cover.c */
struct outcomes {
	struct outcome *at;
	size_t n;
};
result cover_print(struct scope *, struct str tsv, struct outcomes, struct buf *out) MUST;
result cover_page(struct scope *, struct str tsv, struct outcomes, struct buf *page) MUST;

/* help.c: `bailee promise --help WORD`; false when there is no such word. */
bool promise_help(struct buf *, struct str word) MUST;
void promise_words(struct buf *);
void promise_roff(struct buf *); /* doc/man/promise.7 */

#endif
