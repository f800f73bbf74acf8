/* promise/play.h -- a play as it stands in its file, before it is run.
 *
 *	promise PV-013 "phone and e-mail go 90 days after the person left"
 *	rests on "keep contact.phone, contact.email until 90 days after leaving"
 *	cites uk-gdpr:5(1)(e)
 *
 *	keeper k with policies/voip-distributor.policy at 2027-03-02 09:00
 *	http s for sales POST /v1/data/contact { name: "Ann" } -> 201 as ann
 *
 *  M1  Any bytes give a play or one fault with its place; never a crash.
 *  M2  A line that is indented goes on with the line before it.
 *  M3  A fault and a failure point at a place of the file: line and column.
 *
 * Words are bare or in "quotes" (with \" \\ \n \t \xHH); a tree in { } or
 * [ ] is JSON whose keys and texts may stand bare; `->` and `,` are marks.
 * A `#` after a blank, and at the start of a line, begins a comment.
 */
#ifndef BAILEE_PROMISE_PLAY_H
#define BAILEE_PROMISE_PLAY_H

#include "base/list.h"
#include "base/node.h"

#define PLAY_BYTES_MAX ((size_t)256 << 10)
#define PLAY_DEPTH_MAX 16

struct spot {
	size_t line, column; /* from 1 */
};

enum token_kind { TOKEN_WORD,
	TOKEN_TEXT,
	TOKEN_TREE,
	TOKEN_ARROW,
	TOKEN_COMMA };

struct token {
	enum token_kind kind;
	struct spot at;
	struct str text; /* WORD and TEXT; TREE: as it stands in the file */
	struct node *tree; /* TOKEN_TREE */
};

struct play_line {
	struct token *token;
	size_t n; /* at least 1 */
};

/* A policy line without which the play must fail. */
struct rest {
	struct str line;
	struct str weaker; /* `doubted by`: what to put in its place, or empty */
	struct str also; /* `and`: what to add at the policy's end, or empty */
	struct str off; /* `rests on error B012`: a message to switch off; no line */
	struct spot at;
};

struct play {
	struct str file;
	struct str id, title;
	LIST(struct rest) rests;
	struct str rests_elsewhere; /* `rests on the keeper`: no policy line */
	LIST(struct str) cites;
	bool by_api; /* a door that is not built is played through `door api` */
	LIST(struct play_line) lines;
};

struct play_fault {
	struct spot at;
	struct str text;
};

/* False with the fault when `text` is no play. */
bool play_parse(
    struct arena *, struct str file, struct str text, struct play *, struct play_fault *) MUST;

/* Line `line` of `text` and a caret under `column`, indented, for messages. */
void play_point(struct buf *, struct str text, struct spot);

#endif
