/* doors/http/stream.h -- bytes in and out that no message holds: recordings, photos, videos.
 *
 *  W25  A body is never held: a piece of it is with the keeper before the next is read, and what
 *       goes out is fetched as the client takes it.
 *  W26  Whether it may come in is asked before the body is read; whether it may go out, and its
 *       entry in the ledger, before its first byte.
 *
 * Ranges: RFC 9110, section 14, one range of bytes; several are answered with the whole, as
 * 14.2 allows.
 */
#ifndef BAILEE_DOORS_HTTP_STREAM_H
#define BAILEE_DOORS_HTTP_STREAM_H

#include "doors/http/http.h"

#define STREAM_PIECE ((size_t)256 << 10)

/* -- ranges ------------------------------------------------------------------- */

struct http_range {
	bool partial; /* else the whole: none was asked for, or none that counts */
	bool possible;
	uint64_t from, to; /* the last byte of it */
};

/* Of something of `size` bytes. */
struct http_range http_range_of(struct str header, uint64_t size);

/* -- in ------------------------------------------------------------------------- */

enum upload_step { UPLOAD_BEGINS,
	UPLOAD_PIECES,
	UPLOAD_ENDS,
	UPLOAD_CHANGES,
	UPLOAD_DONE };

struct upload {
	struct http_task *task;
	enum upload_step step;
	struct str id;
	char *piece; /* STREAM_PIECE bytes, of the request's scope */
	size_t filled;
	uint64_t at, bytes; /* that the keeper has; that there will be */
};

/* False: the response is there. */
bool upload_begin(struct scope *, struct upload *, struct http_task *, struct http_response *);
/* Takes what it can; less than `n`, or upload_full: the keeper must be asked. */
size_t upload_take(struct upload *, const char *bytes, size_t n);
bool upload_full(const struct upload *);
bool upload_whole(const struct upload *); /* every byte has come, and is with the keeper */
/* The next question; its verb stands in the task. */
struct node *upload_question(struct scope *, struct upload *);
/* UPLOAD_DONE: the response is there, in `sc`, which outlives the reply. */
void upload_answer(
    struct scope *, struct upload *, const struct reply *, struct http_response *);

/* -- out ------------------------------------------------------------------------ */

struct download {
	struct http_task *task;
	struct str ticket;
	uint64_t from, n; /* of the stream: what goes out */
	struct str piece; /* in hand: bytes from `at` of what goes out */
	uint64_t at;
	bool broken; /* the keeper gave no more */
};

/* The reply's download as a response; true: its bytes come in pieces. */
bool download_begin(struct scope *, struct download *, struct http_task *, const struct reply *,
    struct http_response *);
/* What is in hand of `most` bytes from `at`; 0: ask. */
size_t download_copy(const struct download *, uint64_t at, char *to, size_t most);
struct node *download_question(struct scope *, struct download *, uint64_t at);
/* The piece lives in `sc`. */
void download_answer(struct scope *, struct download *, const struct reply *);

#endif
