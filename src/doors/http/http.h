/* doors/http/http.h -- a request as the door sees it, and what it answers.
 *
 *  W5  A route is one row of routes.def; dispatch, 404, 405, OpenAPI and the
 *      manual are made from the rows.
 *  W6  No value of a person is in a path, a query string or a log.
 *  W7  Every answer says which policy gave it and where the ledger stood,
 *      faults too; a fault or refusal is a problem document (RFC 9457).
 *  W8  The door decides nothing: what is malformed it refuses, all else it
 *      asks; it holds nothing of a person when an answer has gone.
 *
 * These files know no socket: serve.c alone speaks libmicrohttpd.
 */
#ifndef BAILEE_DOORS_HTTP_HTTP_H
#define BAILEE_DOORS_HTTP_HTTP_H

#include "base/buf.h"
#include "base/list.h"
#include "base/scope.h"
#include "keeper/verbs.h"

#define HTTP_BODY_MAX ((size_t)1 << 20)

struct http_pair {
	struct str name, value;
};

struct http_request {
	struct str method, path; /* the path decoded, without its query */
	LIST(struct http_pair) headers, query;
	struct str body;
	bool tls;
	struct str address; /* of the other end; empty: not known */
};

/* Of pages for people: no script, nothing inline, nothing of another site. */
#define HTTP_PAGE_CSP \
	"default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri " \
	"'none'"

struct http_response {
	int status;
	struct str type; /* empty: no body */
	struct str body;
	LIST(struct http_pair) headers;
	struct str csp, cache; /* of its own; empty: as all have it */
};

enum route_body { BODY_NONE,
	BODY_MEMBERS,
	BODY_OFFER,
	BODY_BY,
	BODY_VALUES,
	BODY_WHO,
	BODY_LINES,
	BODY_STREAM,
	BODY_FORM };

enum route_reply {
	REPLY_JSON,
	REPLY_OFFERED,
	REPLY_RECORD,
	REPLY_CHANGED,
	REPLY_VERDICTS,
	REPLY_TEXT,
	REPLY_LEDGER,
	REPLY_PACKAGE,
	REPLY_STREAM,
	REPLY_NOTHING,
	REPLY_BUTTON,
	REPLY_CLICKED,
	REPLY_OPENAPI,
	REPLY_LIVE,
	REPLY_READY,
};

struct route {
	const char *method, *pattern;
	enum verb verb; /* VERBS: the door answers itself */
	enum route_body body;
	const char *preset, *query;
	enum route_reply reply;
	int status;
	const char *what;
};

struct http_header_row {
	const char *name, *member, *what;
};

const struct route *route_at(size_t n); /* NULL after the last */
const struct http_header_row *header_at(size_t n);

/* The row of this method (HEAD is GET) and path; what {names} stand for comes
 * in `names`.  NULL: 404 when `allow` is empty, else 405 with it. */
#define ROUTE_NAMES_MAX 4
struct route_match {
	struct http_pair name[ROUTE_NAMES_MAX];
	size_t n;
};
const struct route *route_find(struct arena *, struct str method, struct str path,
    struct route_match *, struct str *allow);

bool route_matches(struct str pattern, struct str path, struct route_match *);
bool route_known(struct str path);

struct str http_header(const struct http_request *, struct str name); /* or "" */
bool http_accepts(const struct http_request *, struct str type); /* by Accept */

/* What the door knows of the keeper without asking: from its last reply. */
struct http_standing {
	struct str policy, hash;
	int64_t version, entry;
};

/* A request on its way. */
struct http_task {
	const struct http_request *request;
	const struct route *route; /* NULL: the response is already there */
	struct route_match match;
	struct question_head head;
	struct node *question;
};

/* Before the body: route, query, type of the body, bearer key.  False: the
 * response is there (404, 405, 406, 415 ...). */
bool http_begin(
    struct scope *, const struct http_request *, struct http_task *, struct http_response *);
/* After it: the question is made.  False: the response is there. */
bool http_ask(struct scope *, struct http_task *, struct http_response *);
/* One offer from an object: its values, and what "@offer" says. */
struct node *http_offer(struct arena *, const struct node *body);
/* From the keeper's reply to the response. */
void http_answer(
    struct scope *, const struct http_task *, const struct reply *, struct http_response *);
/* Headers that every response bears. */
void http_finish(struct scope *, const struct http_request *, const struct http_standing *,
    struct http_response *);

/* A text from a path, a query or a form, of the type that the shape says; false: it is not. */
bool http_typed(struct arena *, struct str type, struct str text, struct node **);
/* The forms of a package, its signatures and the key, in one archive to save. */
void http_package(struct scope *, const struct reply *, struct http_response *);
struct str package_type(const struct http_task *); /* of one form, as its header says */

/* problem.c */
void problem_fault(struct scope *, const struct reply *, struct http_response *);
void problem_refused(struct scope *, const struct reply *, const struct node *refused,
    struct http_response *);
void problem_own(struct scope *, int status, const char *type, struct http_response *,
    const char *format, ...) PRINTF(5, 6);
struct node *problem_of_code(struct arena *, enum code, struct str text, struct str field);

void response_header(struct scope *, struct http_response *, struct str name, struct str value);
void response_json(struct scope *, struct http_response *, int status, const struct node *);

/* openapi.c, manual.c: what the tables say */
struct node *http_openapi(struct arena *);
void http_manual(struct buf *);

/* click.c: the pages of one click */
void click_button(struct http_response *);
void click_done(struct http_response *);
void click_fault(struct scope *, const struct reply *, struct http_response *);

/* zip.c: files in one archive (libarchive); false when memory did not do */
bool http_zip(
    struct arena *, const struct http_pair *files, size_t n, struct instant, struct str *zip);

#endif
