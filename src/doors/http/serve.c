/* doors/http/serve.c -- sockets, TLS and HTTP, by libmicrohttpd; one thread, one loop.
 *
 * A request waits suspended while the keeper answers: many requests are asked
 * on one link, and their answers come back in the order asked (K2).
 */
#include <microhttpd.h>

#include "base/check.h"
#include "base/log.h"
#include "doors/control.h"
#include "doors/http/bulk.h"
#include "doors/http/door.h"
#include "doors/http/http.h"
#include "doors/http/parts.h"
#include "doors/http/stream.h"
#include "doors/page/page.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/proc.h"
#include "sys/range.h"
#include "sys/sock.h"
#include "sys/zone.h"

#define VISITS_MAX 512
#define HEADERS_MAX ((size_t)32 << 10) /* of one request, with its line */
#define IDLE_SECONDS 30u /* a client that neither sends nor takes */
#define STOP_WITHIN span_seconds(5)
#define PEM_MAX ((size_t)64 << 10)
#define TLS_VERSIONS "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

enum visit_state {
	VISIT_READING,
	VISIT_ASKED, /* suspended, the keeper has it */
	VISIT_ANSWERED,
};

struct door;

/* One request of one connection. */
struct visit {
	bool open;
	struct door *door;
	struct MHD_Connection *connection;
	enum visit_state state;
	struct scope sc;
	struct http_request request;
	struct http_task task;
	struct http_response response;
	struct buf body;
	struct bulk bulk;
	struct page_task page;
	bool is_page;
	bool is_bulk, last; /* last: the body has ended */
	struct upload upload;
	struct download download;
	struct parts parts;
	bool uploads, downloads, parted;
	struct scope piece; /* of a bulk's, an upload's or a download's question at hand */
	struct MHD_Response *answer; /* that goes out in parts, while it does */
	struct reply reply; /* the last one, of a bulk */
	struct visit *next; /* that was asked after it */
};

struct listener {
	struct MHD_Daemon *daemon;
	int epoll;
};

struct door {
	struct arena arena; /* as long as the process */
	struct control control; /* W13 */
	bool resumed; /* since the last MHD_run */
	struct listener listen[DOOR_LISTENS_MAX];
	size_t listens;
	struct visit *visits;
	struct visit *first, *last; /* asked, oldest first */
	char policy[200], hash[80]; /* what the standing points to */
	struct http_standing standing;
};

/* A listener and the door it belongs to, for libmicrohttpd to hand back. */
struct entrance {
	struct door *door;
	bool tls, proxied;
};

/* -- visits --------------------------------------------------------------- */

static struct visit *
visit_new(struct door *d, struct MHD_Connection *c)
{
	for (size_t i = 0; i < VISITS_MAX; i++) {
		struct visit *v = &d->visits[i];

		if (v->open)
			continue;
		*v = (struct visit){ .open = true, .door = d, .connection = c };
		clock_scope(&v->sc);
		return v;
	}
	return NULL;
}

/* A request that asks many times has a scope for each of its questions. */
static bool
has_pieces(const struct visit *v)
{
	return v->is_bulk || v->uploads || v->downloads || v->parted;
}

static void
visit_end(struct visit *v)
{
	CHECK(v->state != VISIT_ASKED);
	bulk_clear(&v->bulk);
	if (has_pieces(v))
		scope_end(&v->piece);
	if (v->parted)
		parts_end(&v->parts);
	scope_end(&v->sc); /* W8: all of it is overwritten */
	*v = (struct visit){ 0 };
}

static void
on_completed(
    void *door, struct MHD_Connection *c, void **visit, enum MHD_RequestTerminationCode why)
{
	(void)door;
	(void)c;
	(void)why;
	if (*visit != NULL)
		visit_end(*visit);
	*visit = NULL;
}

/* -- the response --------------------------------------------------------- */

static bool ask(struct visit *, const struct node *question);

/* W25: what the client takes next; 0 while the keeper is asked for it. */
static ssize_t
read_stream(void *visit, uint64_t at, char *to, size_t most)
{
	struct visit *v = visit;
	size_t n = download_copy(&v->download, at, to, most);

	if (n > 0)
		return (ssize_t)n; /* at most STREAM_PIECE */
	if (v->download.broken)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	scope_end(&v->piece);
	scope_begin(&v->piece, v->sc.now);
	(void)ask(v, download_question(&v->piece, &v->download, at)); /* a fault is the next call's */
	return 0;
}

/* W50 */
static ssize_t
read_parts(void *visit, uint64_t at, char *to, size_t most)
{
	struct visit *v = visit;
	size_t n = parts_copy(&v->parts, to, most);

	(void)at;
	if (n > 0)
		return (ssize_t)n; /* at most a part */
	if (v->parts.broken)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (v->parts.ended) {
		if (v->parts.signature.n > 0)
			(void)MHD_add_response_footer(v->answer, "Bailee-Signature",
			    str_c(&v->sc.arena, v->parts.signature)); /* else without */
		return MHD_CONTENT_READER_END_OF_STREAM;
	}
	scope_end(&v->piece);
	scope_begin(&v->piece, v->sc.now);
	(void)ask(v, parts_question(&v->piece, &v->parts)); /* a fault is the next call's */
	return 0;
}

static struct MHD_Response *
response_of(struct visit *v)
{
	struct http_response *out = &v->response;
	char *body;

	if (v->parted)
		return MHD_create_response_from_callback(
		    MHD_SIZE_UNKNOWN, STREAM_PIECE, read_parts, v, NULL);
	if (v->downloads)
		return MHD_create_response_from_callback(
		    v->download.n, STREAM_PIECE, read_stream, v, NULL);
	body = arena_alloc(&v->sc.arena, out->body.n + 1);
	if (out->body.n > 0)
		memcpy(body, out->body.p, out->body.n);
	/* persistent: the visit's scope holds it, and overwrites it at its end */
	return MHD_create_response_from_buffer(out->body.n, body, MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result
respond(struct visit *v)
{
	struct http_response *out = &v->response;
	struct MHD_Response *r;
	enum MHD_Result queued;

	http_finish(&v->sc, &v->request, &v->door->standing, out);
	r = response_of(v);
	CHECK(r != NULL);
	for (size_t i = 0; i < out->headers.n; i++)
		if (MHD_add_response_header(r, str_c(&v->sc.arena, out->headers.at[i].name),
			str_c(&v->sc.arena, out->headers.at[i].value))
		    != MHD_YES)
			log_event("http.header-dropped", LOG_COUNT("status", out->status));
	v->answer = r;
	queued = MHD_queue_response(v->connection, (unsigned)out->status, r);
	MHD_destroy_response(r);
	return queued;
}

/* -- asking --------------------------------------------------------------- */

static struct scope *
scope_of(struct visit *v)
{
	return has_pieces(v) ? &v->piece : &v->sc;
}

/* A download that is allowed begins; its bytes come when the client takes them. */
static void
take_download(struct visit *v)
{
	if (v->reply.code != E_OK || node_get(v->reply.body, S("refused")) != NULL) {
		http_answer(&v->sc, &v->task, &v->reply, &v->response);
		return;
	}
	v->downloads = download_begin(&v->sc, &v->download, &v->task, &v->reply, &v->response);
	if (v->downloads)
		scope_begin(&v->piece, v->sc.now);
}

static void
take_parts(struct visit *v)
{
	parts_begin(&v->sc, &v->parts, &v->task, &v->reply, &v->response);
	v->parted = true;
	scope_begin(&v->piece, v->sc.now);
}

/* All verdicts that are held together: then lists are broken off, to be gone on with (W11). */
static bool
is_crowded(const struct door *d)
{
	size_t held = 0;

	for (size_t i = 0; i < VISITS_MAX; i++)
		held += d->visits[i].is_bulk ? d->visits[i].bulk.out.room : 0;
	return held > BULK_ALL_MAX;
}

static void
take_reply(struct visit *v)
{
	v->state = VISIT_ANSWERED;
	if (v->is_bulk) {
		bulk_answer(&v->bulk, &v->reply, is_crowded(v->door));
		v->state = VISIT_READING;
	} else if (v->uploads) {
		upload_answer(&v->sc, &v->upload, &v->reply, &v->response);
		if (v->upload.step != UPLOAD_DONE)
			v->state = VISIT_READING;
	} else if (v->downloads) {
		download_answer(&v->piece, &v->download, &v->reply);
	} else if (v->parted) {
		parts_answer(&v->parts, &v->reply);
	} else if (parts_come(&v->reply)) {
		take_parts(v);
	} else if (v->task.route->reply == REPLY_STREAM) {
		take_download(v);
	} else {
		http_answer(&v->sc, &v->task, &v->reply, &v->response);
	}
}

static void
fault_here(struct visit *v, enum code code, struct str text)
{
	const struct reply reply = { .code = code, .text = text };

	v->reply = reply;
	if (v->is_page) {
		v->state = VISIT_ANSWERED;
		pages_problem(&v->sc, &v->page, result_http(code), str_of(result_text(code)), text,
		    &v->response);
		return;
	}
	take_reply(v);
}

/* False: the response is there, or the lines of a bulk have their fault. */
static bool
put(struct visit *v, const struct question_head *head, const struct node *question)
{
	struct door *d = v->door;
	result r;

	if (d->control.link == NULL) {
		fault_here(v, E_BUSY, S("the keeper is not there: it is being started, ask again"));
		return false;
	}
	r = link_put(scope_of(v), d->control.link, head, question);
	if (r.code != E_OK) {
		fault_here(v, r.code, scope_of(v)->fault.text);
		return false;
	}
	v->state = VISIT_ASKED;
	v->next = NULL;
	if (d->last != NULL)
		d->last->next = v;
	else
		d->first = v;
	d->last = v;
	return true;
}

/* True: the visit is suspended until the answer comes. */
static bool
ask(struct visit *v, const struct node *question)
{
	if (!put(v, &v->task.head, question))
		return false;
	MHD_suspend_connection(v->connection);
	return true;
}

/* True: as ask.  What an upload's answer tells has been taken when it is false. */
static bool
ask_upload(struct visit *v)
{
	scope_end(&v->piece);
	scope_begin(&v->piece, v->sc.now);
	return ask(v, upload_question(&v->piece, &v->upload));
}

/* A page asks one verb after the other.  False: the response is there. */
static bool
put_page(struct visit *v)
{
	struct question_head head;
	struct node *question;

	v->state = VISIT_ANSWERED;
	return pages_next(&v->sc, &v->page, &head, &question, &v->response)
	       && put(v, &head, question);
}

static void
ask_batch(struct visit *v)
{
	struct node *question = bulk_question(&v->bulk);

	scope_end(&v->piece);
	scope_begin(&v->piece, v->sc.now);
	if (question == NULL)
		bulk_answer(&v->bulk, NULL, is_crowded(v->door));
	else
		(void)ask(v, question); /* either way the lines have their verdict, or will */
}

/* -- a request, as it comes ------------------------------------------------ */

static enum MHD_Result
take_pair(void *list, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct visit *v = list;
	struct http_pair pair = { str_dup(&v->sc.arena, str_of(name)),
		str_dup(&v->sc.arena, str_of(value)) };

	if (kind == MHD_HEADER_KIND)
		*LIST_ADD(&v->request.headers, &v->sc.arena) = pair;
	else
		*LIST_ADD(&v->request.query, &v->sc.arena) = pair;
	return MHD_YES;
}

static bool
is_too_large(const struct visit *v)
{
	uint64_t n;

	return str_to_u64(http_header(&v->request, S("Content-Length")), &n) && n > HTTP_BODY_MAX;
}

/* W19 */
static struct str
address_of(struct scope *sc, const struct entrance *e, struct MHD_Connection *c,
    const struct http_request *r)
{
	const union MHD_ConnectionInfo *info;
	struct str last = S("");
	uint8_t bytes[16];

	if (!e->proxied) {
		info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
		return range_host(&sc->arena, info != NULL ? info->client_addr : NULL);
	}
	for (size_t i = 0; i < r->headers.n; i++) {
		struct str rest = r->headers.at[i].value;

		if (str_eq_nocase(r->headers.at[i].name, S("X-Forwarded-For")))
			while (rest.n > 0)
				last = str_trim(str_cut(rest, ',', &rest));
	}
	return sock_host_bytes(last, bytes) > 0 ? last : S("");
}

/* W26: nothing of the body is read before the keeper has said that it may come. */
static enum MHD_Result
arrive_stream(struct visit *v)
{
	if (!http_ask(&v->sc, &v->task, &v->response)
	    || !upload_begin(&v->sc, &v->upload, &v->task, &v->response)) {
		v->state = VISIT_ANSWERED;
		return respond(v);
	}
	v->uploads = true;
	scope_begin(&v->piece, v->sc.now);
	return ask_upload(v) ? MHD_YES : respond(v);
}

/* What is refused is refused at once when its body is not worth waiting for. */
static enum MHD_Result
arrive(const struct entrance *e, struct MHD_Connection *c, const char *url, const char *method,
    void **visit)
{
	struct visit *v = visit_new(e->door, c);

	*visit = v;
	if (v == NULL)
		return MHD_NO;
	v->request.method = str_dup(&v->sc.arena, str_of(method));
	v->request.path = str_dup(&v->sc.arena, str_of(url));
	v->request.tls = e->tls;
	MHD_get_connection_values(c, MHD_HEADER_KIND, take_pair, v);
	MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, take_pair, v);
	v->request.address = address_of(&v->sc, e, c, &v->request);
	v->body = buf_new_capped(&v->sc.arena, HTTP_BODY_MAX);
	v->is_page = pages_takes(&v->request);
	if (v->is_page) {
		if (!pages_begin(&v->sc, &v->request, &v->page, &v->response))
			v->state = VISIT_ANSWERED;
		return MHD_YES;
	}
	if (!http_begin(&v->sc, &v->request, &v->task, &v->response)) {
		v->state = VISIT_ANSWERED;
		return is_too_large(v) ? respond(v) : MHD_YES;
	}
	if (v->task.route->body == BODY_STREAM)
		return arrive_stream(v);
	if (v->task.route->body != BODY_LINES)
		return MHD_YES;
	v->is_bulk = true;
	scope_begin(&v->piece, v->sc.now);
	if (!http_ask(&v->sc, &v->task, &v->response)
	    || !bulk_begin(&v->sc, &v->bulk, &v->task, &v->response))
		v->state = VISIT_ANSWERED;
	return MHD_YES;
}

static void
take_body(struct visit *v, const char *bytes, size_t *n)
{
	size_t taken = *n;

	if (v->state == VISIT_READING && v->is_bulk) {
		taken = bulk_take(&v->sc, &v->bulk, bytes, *n);
		if (bulk_full(&v->bulk))
			ask_batch(v);
	} else if (v->state == VISIT_READING && v->uploads) {
		taken = upload_take(&v->upload, bytes, *n);
		if (upload_full(&v->upload))
			(void)ask_upload(v); /* refused: the body's end is answered with it */
	} else if (v->state == VISIT_READING) {
		buf_put(&v->body, (struct str){ bytes, *n });
	}
	*n -= taken;
}

static enum MHD_Result
end_bulk(struct visit *v)
{
	if (!v->last) {
		v->last = true;
		bulk_last(&v->sc, &v->bulk);
		if (v->bulk.lines.n > 0)
			ask_batch(v);
	}
	if (v->state == VISIT_ASKED)
		return MHD_YES;
	bulk_end(&v->sc, &v->bulk, &v->reply, &v->response);
	v->state = VISIT_ANSWERED;
	return respond(v);
}

/* Called without bytes once before them, after the first answer, and then at their end. */
static enum MHD_Result
end_upload(struct visit *v)
{
	if (!upload_whole(&v->upload))
		return MHD_YES;
	return ask_upload(v) ? MHD_YES : respond(v);
}

static enum MHD_Result
end_page(struct visit *v)
{
	if (!buf_done(&v->body, &v->request.body)) {
		pages_problem(&v->sc, &v->page, 413, S("The form is too large"),
		    S("a form has at most a megabyte: send a long list in pieces"), &v->response);
		return respond(v);
	}
	if (!pages_read(&v->sc, &v->page, &v->response) || !put_page(v))
		return respond(v);
	MHD_suspend_connection(v->connection);
	return MHD_YES;
}

static enum MHD_Result
end_body(struct visit *v)
{
	if (v->is_page)
		return end_page(v);
	if (v->is_bulk)
		return end_bulk(v);
	if (v->uploads)
		return end_upload(v);
	if (!buf_done(&v->body, &v->request.body)) {
		problem_own(&v->sc, 413, "too-large", &v->response, "a body has at most %zu bytes",
		    HTTP_BODY_MAX);
		return respond(v);
	}
	if (v->task.route->body == BODY_NONE && v->request.body.n > 0) {
		problem_own(&v->sc, 400, "malformed", &v->response, "this takes no body");
		return respond(v);
	}
	if (!http_ask(&v->sc, &v->task, &v->response))
		return respond(v);
	return ask(v, v->task.question) ? MHD_YES : respond(v);
}

static enum MHD_Result
on_request(void *of, struct MHD_Connection *c, const char *url, const char *method,
    const char *version, const char *bytes, size_t *n, void **visit)
{
	const struct entrance *e = of;
	struct visit *v = *visit;

	(void)version;
	if (v == NULL)
		return arrive(e, c, url, method, visit);
	if (*n > 0) {
		take_body(v, bytes, n);
		return MHD_YES;
	}
	return v->state == VISIT_ANSWERED ? respond(v) : end_body(v);
}

/* -- the keeper's answers -------------------------------------------------- */

static void
note_standing(struct door *d, const struct reply *r)
{
	if (r->policy.n == 0 || r->policy.n >= sizeof(d->policy)
	    || r->policy_hash.n >= sizeof(d->hash))
		return;
	memcpy(d->policy, r->policy.p, r->policy.n);
	memcpy(d->hash, r->policy_hash.p, r->policy_hash.n);
	d->standing = (struct http_standing){
		.policy = { d->policy, r->policy.n },
		.hash = { d->hash, r->policy_hash.n },
		.version = r->policy_version,
		.entry = r->entry,
	};
}

static struct visit *
take_oldest(struct door *d)
{
	struct visit *v = d->first;

	if (v == NULL)
		return NULL;
	d->first = v->next;
	if (d->first == NULL)
		d->last = NULL;
	v->next = NULL;
	return v;
}

/* Goes on in the next MHD_run, which must come at once. */
static void
resume(struct visit *v)
{
	v->door->resumed = true;
	MHD_resume_connection(v->connection);
}

/* What a page's question named goes out itself, and is no page any more. */
static void
stream_page(struct visit *v)
{
	v->is_page = false;
	v->state = VISIT_ANSWERED;
	pages_stream(&v->page, &v->task);
	if (parts_come(&v->reply))
		take_parts(v);
	else
		take_download(v);
}

static void
answered(struct visit *v)
{
	if (v->is_page) {
		pages_take(&v->sc, &v->page, &v->reply);
		if (v->page.streams)
			stream_page(v);
		else if (put_page(v))
			return; /* suspended as it was */
	} else {
		take_reply(v);
	}
	resume(v);
}

/* The keeper went away: what it was asked may have been done. */
static void
give_up(struct door *d)
{
	struct visit *v;

	while ((v = take_oldest(d)) != NULL) {
		fault_here(v, E_BUSY,
		    S("the keeper went away: whether it was done is not known, look before you ask "
		      "again"));
		resume(v);
	}
}

/* A keeper that is still there is linked anew. */
static void
lose_link(struct door *d)
{
	control_lost(&d->control);
	give_up(d);
}

static void
take_answers(struct scope *sc, struct door *d)
{
	bool more = true;

	if (d->control.link == NULL)
		return;
	while (more) {
		struct visit *v = d->first;
		struct reply reply;

		if (link_next(v != NULL ? scope_of(v) : sc, d->control.link, &reply, &more).code != E_OK
		    || (more && v == NULL)) {
			lose_link(d);
			return;
		}
		if (!more)
			return;
		(void)take_oldest(d);
		note_standing(d, &reply);
		v->reply = reply;
		answered(v);
	}
}

/* -- the loop -------------------------------------------------------------- */

static struct span
until_timeout(const struct door *d, struct span most)
{
	for (size_t i = 0; i < d->listens; i++) {
		MHD_UNSIGNED_LONG_LONG ms;

		if (MHD_get_timeout(d->listen[i].daemon, &ms) == MHD_YES
		    && ms < (uint64_t)most.us / 1000)
			most.us = (int64_t)ms * 1000;
	}
	return most;
}

static result
run_listeners(struct scope *sc, struct door *d)
{
	for (size_t i = 0; i < d->listens; i++)
		if (MHD_run(d->listen[i].daemon) != MHD_YES)
			return fail(sc, E_IO, "the HTTP server has failed");
	return OK;
}

static void
pump(struct scope *sc, struct door *d)
{
	if (d->control.link != NULL && link_pump(sc, d->control.link).code != E_OK) {
		take_answers(sc, d); /* its last answers stand */
		if (d->control.link != NULL)
			lose_link(d);
	}
	take_answers(sc, d);
}

static result
turn(struct scope *sc, struct door *d, struct span most)
{
	struct sock_watch w[3 + DOOR_LISTENS_MAX] = {
		{ .fd = d->control.fd },
		{ .fd = d->control.signals },
		{ .fd = d->control.link != NULL ? link_fd(d->control.link) : -1 },
	};
	size_t ready;

	w[2].to_write = d->control.link != NULL && link_waiting(d->control.link);
	for (size_t i = 0; i < d->listens; i++)
		w[3 + i].fd = d->listen[i].epoll;
	TRY(sock_wait(sc, w, 3 + d->listens, until_timeout(d, most), &ready));
	if ((w[0].readable || w[0].gone) && control_attend(sc, &d->control) == CONTROL_LINK)
		give_up(d);
	if (w[1].readable)
		control_signalled(sc, &d->control);
	do {
		d->resumed = false;
		TRY(run_listeners(sc, d));
		pump(sc, d);
	} while (d->resumed);
	return OK;
}

/* Each turn has a scope of its own. */
static result
turn_once(struct door *d, struct span most)
{
	struct scope sc;
	result r;

	clock_scope(&sc);
	r = turn(&sc, d, most);
	if (r.code != E_OK)
		log_event("http.failed", LOG_ID("why", sc.fault.text));
	scope_end(&sc);
	return r;
}

static bool
has_visits(const struct door *d)
{
	for (size_t i = 0; i < VISITS_MAX; i++)
		if (d->visits[i].open)
			return true;
	return false;
}

/* No new connection; what is under way is answered, for a while. */
static void
wind_down(struct door *d)
{
	int64_t until = clock_boot().us + STOP_WITHIN.us;

	for (size_t i = 0; i < d->listens; i++) {
		int fd = MHD_quiesce_daemon(d->listen[i].daemon);

		sock_close(&fd);
	}
	while (has_visits(d) && clock_boot().us < until)
		if (turn_once(d, span_seconds(1)).code != E_OK)
			break;
	control_drop(&d->control);
	give_up(d);
	for (size_t i = 0; i < d->listens; i++)
		MHD_stop_daemon(d->listen[i].daemon);
}

/* -- the start ------------------------------------------------------------- */

static result
read_pem(struct scope *sc, int fd, char **pem)
{
	struct file file = { fd };
	char *text = arena_alloc(&sc->arena, PEM_MAX + 1);
	size_t n;

	TRY(file_get(sc, file, 0, text, PEM_MAX, &n));
	if (n == 0 || n == PEM_MAX)
		return fail(sc, E_INPUT,
		    "the certificate or its key is not a PEM file of up to %zu bytes", PEM_MAX);
	*pem = text;
	return OK;
}

static result
start_plain(struct door *d, struct entrance *e, int fd, struct MHD_Daemon **daemon)
{
	*daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
	    on_request, e, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
	    d, MHD_OPTION_CONNECTION_LIMIT, (unsigned)VISITS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
	    IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADERS_MAX, MHD_OPTION_END);
	return OK;
}

static result
start_tls(struct scope *sc, const struct door_http *o, struct door *d, struct entrance *e, int fd,
    struct MHD_Daemon **daemon)
{
	char *cert, *key;

	TRY(read_pem(sc, o->cert, &cert));
	TRY(read_pem(sc, o->key, &key));
	*daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TLS, 0, NULL,
	    NULL, on_request, e, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED,
	    on_completed, d, MHD_OPTION_CONNECTION_LIMIT, (unsigned)VISITS_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    HEADERS_MAX, MHD_OPTION_HTTPS_MEM_CERT, cert, MHD_OPTION_HTTPS_MEM_KEY, key,
	    MHD_OPTION_HTTPS_PRIORITIES, TLS_VERSIONS, MHD_OPTION_END);
	return OK;
}

static result
start_listener(
    struct scope *sc, const struct door_http *o, struct door *d, const struct door_listen *l)
{
	struct listener *listener = &d->listen[d->listens];
	struct entrance *e = NEW(&d->arena, struct entrance);
	const union MHD_DaemonInfo *info;

	*e = (struct entrance){ d, l->tls, l->proxied };
	if (l->tls)
		TRY(start_tls(sc, o, d, e, l->fd, &listener->daemon));
	else
		TRY(start_plain(d, e, l->fd, &listener->daemon));
	if (listener->daemon == NULL)
		return fail(sc, E_IO,
		    "the HTTP server does not start: is the certificate one of this key?");
	d->listens++;
	info = MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	CHECK(info != NULL);
	listener->epoll = info->epoll_fd;
	return OK;
}

static result
raise_wall(struct scope *sc, bool weaker)
{
	if (proc_is_root() && proc_become(sc, S(DOOR_ACCOUNT)).code != E_OK)
		TRY(proc_become(sc, S("nobody")));
	return jail_enter(sc, JAIL_DOOR, NULL, 0, weaker);
}

static result
run(struct scope *sc, const struct door_http *o, struct door *d)
{
	result r = OK;

	CHECK(o->listens > 0 && o->listens <= DOOR_LISTENS_MAX);
	TRY(proc_guard_secrets(sc));
	TRY(proc_signals(sc, &d->control.signals));
	for (size_t i = 0; i < o->listens && r.code == E_OK; i++)
		r = start_listener(sc, o, d, &o->listen[i]);
	if (zone_use(sc, S(PAGE_ZONE)).code != E_OK)
		log_event("http.no-zone", LOG_ID("zone", S(PAGE_ZONE))); /* times of pages are UTC */
	if (r.code == E_OK)
		r = raise_wall(sc, o->weaker);
	while (r.code == E_OK && !d->control.stop)
		r = turn_once(d, span_seconds(30));
	wind_down(d);
	return r;
}

result
door_http(struct scope *sc, const struct door_http *o)
{
	struct door *d = NEW(&sc->arena, struct door);
	result r;

	d->control.fd = o->control;
	d->visits = NEW_ARRAY(&d->arena, VISITS_MAX, struct visit);
	r = run(sc, o, d);
	arena_clear(&d->arena);
	return r;
}
