/* promise/stage.h -- a play while it runs.
 *
 *  M4  A play runs the real programme and speaks to it through its public
 *      entrances alone: sockets, HTTP, the command line.  Nothing of it is
 *      called into.
 *  M5  Nothing sleeps: what takes time is waited for by its descriptor, and
 *      the store's clock is moved.
 *  M6  What goes wrong before an expectation breaks the play; what an
 *      expectation finds fails it.  Only the second counts for a doubt.
 *  M7  A play writes beneath its own folder and nowhere else.
 */
#ifndef BAILEE_PROMISE_STAGE_H
#define BAILEE_PROMISE_STAGE_H

#include "base/buf.h"
#include "base/scope.h"
#include "promise/play.h"

/* What was said last, and what came back: of HTTP or of a command. */
struct exchange {
	struct str said; /* "POST /v1/data/contact {...}" */
	int status; /* of HTTP, or the exit status */
	struct str headers;
	struct str text;
	struct node *body; /* NULL unless the text is JSON */
};

struct stage_keeper {
	struct str name, folder, socket;
	struct str policy, policy_path; /* the policy's text and file */
	int32_t pid; /* 0: it is down */
	struct str token; /* of the operator */
	struct str mail_trust; /* it takes mail, and this mail server's word; empty: none */
	struct instant now;
	struct str log;
	bool tls; /* it listens on a port of this machine too, by TLS */
	uint16_t port;
};

struct asker_actor {
	struct str name;
	struct str keeper;
	struct str token;
	struct str party; /* id, or empty */
	struct str staff; /* id, or empty */
};

/* What a recipient was given. */
struct sink {
	struct str recipient;
	struct str keeper;
	LIST(const struct node *) parcels;
};

/* A process that stands in for somebody outside, and what it took (standin.c). */
struct standin {
	const struct standin_kind *kind;
	struct str name;
	int32_t pid;
	int control, port;
	struct str authority; /* path of its certificate; empty: it offers no TLS */
	LIST(struct node *) came; /* letters or requests, the oldest first */
};

/* Somebody at the pages, with the telephone that the codes are of. */
struct browser_actor {
	struct str name, keeper;
	struct str secret, cookie;
	bool far; /* from another address than ours */
	struct str path, page; /* that it shows: its forms are sent with what is hidden in them */
};

struct binding {
	struct str name;
	struct node *body;
};

enum stage_end { STAGE_PASSED,
	STAGE_FAILED,
	STAGE_BROKE };

struct stage {
	struct scope *sc;
	const struct play *play;
	struct str folder; /* M7 */
	struct str self; /* the programme */
	const struct rest *doubt; /* put the weaker line in its place; NULL: no doubt */
	bool doubted; /* the weaker line stood in a policy that was used */
	LIST(struct stage_keeper) keepers;
	LIST(struct asker_actor) askers;
	LIST(struct sink) sinks;
	LIST(struct standin) standins;
	LIST(struct browser_actor) browsers;
	LIST(struct binding) bindings;
	struct exchange last;
	size_t commands; /* run so far; names their output */
	enum stage_end end;
	struct spot at;
	struct str expected, came;
};

/* Tokens of the line that is played, read from left to right. */
struct cue {
	const struct play_line *line;
	size_t i;
};

/* M6.  Both return false, so that a word can `return stage_broke(...)`. */
bool stage_broke(struct stage *, struct spot, const char *format, ...) PRINTF(3, 4);
bool stage_failed(struct stage *, struct spot, struct str expected, struct str came);
/* A result that is not OK breaks the play with the scope's fault. */
bool stage_ok(struct stage *, struct cue *, result);

/* -- cue.c: reading a line ------------------------------------------------ */

struct spot cue_spot(const struct cue *); /* where it stands, or the line's end */
bool cue_done(const struct cue *);
/* Steps over the word when it stands here. */
bool cue_is(struct cue *, const char *word);
bool cue_is_mark(struct cue *, enum token_kind);
/* Steps over a word or a text; says what was wanted when neither is here. */
bool cue_take(struct stage *, struct cue *, const char *wanted, struct str *) MUST;
bool cue_tree(struct stage *, struct cue *, struct node **) MUST;
bool cue_number(struct stage *, struct cue *, int64_t *) MUST;
/* "2027-03-02", "2027-03-02 09:00" in the policy's zone, or RFC 3339. */
bool cue_time(struct stage *, struct cue *, struct instant *) MUST;
/* "+90 days -1 hour", or "90 days" */
bool cue_term(struct stage *, struct cue *, struct term *) MUST;
bool cue_end(struct stage *, struct cue *) MUST; /* nothing is left over */

/* -- names.c: @names ------------------------------------------------------- */

/* Every @name and @name.path in a text becomes what it stands for. */
bool names_in_text(struct stage *, struct spot, struct str, struct str *) MUST;
/* A text of a tree that is @name alone, likewise. */
bool names_in_tree(struct stage *, struct spot, struct node *) MUST;
void names_bind(struct stage *, struct str name, struct node *body);
const struct node *node_at_path(const struct node *, struct str path);

/* -- actors.c -------------------------------------------------------------- */

struct stage_keeper *stage_keeper(
    struct stage *, struct str name); /* NULL: none; "": the newest */
struct asker_actor *stage_asker(struct stage *, struct str name);
struct sink *stage_sink(struct stage *, struct str recipient); /* made when there is none */
bool keeper_start(struct stage *, struct cue *, struct stage_keeper *) MUST;
void keeper_stop(struct stage *, struct stage_keeper *);
struct stage_keeper *cue_keeper(struct stage *, struct cue *); /* takes its name; NULL: broke */

/* -- standin.c, word_mail.c, word_hook.c -------------------------------------- */

struct standin *stage_standin(struct stage *, struct str name); /* NULL: none */
void standin_stop(struct stage *, struct standin *);
/* Waits until each letter or request has its answer; all that came, as text. */
bool standin_look(struct stage *, struct cue *, struct standin *, struct str *text) MUST;

/* -- client.c and run_self.c: what is said --------------------------------- */

struct http_header {
	struct str name, value;
};

enum http_over { HTTP_SOCKET, /* the unix socket: the wall is the file's mode */
	HTTP_TLS,
	HTTP_CLEAR }; /* plain, at the port that speaks TLS: nothing comes back, status 0 */
struct http_request {
	enum http_over over;
	struct str method, path, body;
	struct str token;
	LIST(struct http_header) headers;
};

/* Into stage->last; breaks the play when there was no answer at all. */
bool http_say(
    struct stage *, struct cue *, const struct stage_keeper *, const struct http_request *) MUST;
/* The same for many at once, each answer into `came`. */
bool http_say_many(struct stage *, struct cue *, const struct stage_keeper *,
    const struct http_request *, size_t n, struct exchange *came) MUST;
/* The same, as the operator, and 2xx or the play breaks. */
bool http_operator(struct stage *, struct cue *, const struct stage_keeper *, const char *method,
    const char *path, const struct node *body) MUST;

/* Runs the programme with these arguments and waits; into stage->last. */
bool self_run(struct stage *, struct cue *, const struct str *args, size_t n, struct str token)
    MUST;

/* -- expect.c ---------------------------------------------------------------- */

/* What follows `->`, about stage->last; true when all of it holds. */
bool expect_all(struct stage *, struct cue *) MUST;
/* What the exchange was, shortened, for a failure. */
void exchange_print(struct buf *, const struct exchange *);

/* -- doubt.c ----------------------------------------------------------------- */

/* The policy's text with the line in question weakened, or as it is.  `tries`
 * gives the n-th weakest text; false when there is no n-th. */
bool doubt_text(struct arena *, struct str policy, const struct rest *, size_t n, struct str *text)
    MUST;
/* One sentence of a policy and where it stands; a line that ends in a comma
 * goes on, and a line of several is a heading with what stands under it.  False when no
 * sentence of the policy reads like `line`. */
bool policy_sentence(struct arena *, struct str policy, struct str line, size_t *from, size_t *to)
    MUST;

/* -- disk.c ------------------------------------------------------------------- */

/* Whether `needle` stands in `bytes` plain or in another writing; `how` says in
 * which. */
bool disk_has(struct scope *, struct str bytes, struct str needle, const char **how) MUST;

/* -- word.def ------------------------------------------------------------------ */

struct word_row {
	const char *name;
	bool (*play)(struct stage *, struct cue *);
	const char *usage;
	const char *manual;
};

extern const struct word_row words[];
extern const size_t words_n;

#endif
