/* unit/doors_stream.c -- W25: a stream by HTTP, piece by piece, and ranges of one. */
#include "kit/unit.h"

#include "doors/http/stream.h"

/* clang-format off */
static const struct {
	const char *why, *header; uint64_t size;
	bool partial, possible; uint64_t from, to;
} ranges[] = {
	{ "none asked for",            "",                  10, false, false, 0, 0 },
	{ "the first byte",            "bytes=0-0",         10, true,  true,  0, 0 },
	{ "from one on",               "bytes=4-",          10, true,  true,  4, 9 },
	{ "cut at the end",            "bytes=4-100",       10, true,  true,  4, 9 },
	{ "the last ones",             "bytes=-3",          10, true,  true,  7, 9 },
	{ "more last ones than there are", "bytes=-30",     10, true,  true,  0, 9 },
	{ "the unit in any case",      "Bytes=1-2",         10, true,  true,  1, 2 },
	{ "past the end",              "bytes=10-",         10, true,  false, 0, 0 },
	{ "none of the last",          "bytes=-0",          10, true,  false, 0, 0 },
	{ "of nothing",                "bytes=0-",           0, true,  false, 0, 0 },
	{ "backwards: does not count", "bytes=5-4",         10, false, false, 0, 0 },
	{ "several: the whole",        "bytes=0-1,3-4",     10, false, false, 0, 0 },
	{ "another unit",              "lines=0-1",         10, false, false, 0, 0 },
	{ "no number",                 "bytes=a-b",         10, false, false, 0, 0 },
	{ "no dash",                   "bytes=5",           10, false, false, 0, 0 },
	{ "a number too large",        "bytes=99999999999999999999-", 10, false, false, 0, 0 },
};
/* clang-format on */

static void
a_range_is_within_what_there_is_or_does_not_count(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(ranges); i++) {
		struct http_range r = http_range_of(str_of(ranges[i].header), ranges[i].size);

		if (r.partial != ranges[i].partial || r.possible != ranges[i].possible
		    || r.from != ranges[i].from || r.to != ranges[i].to)
			fail_msg("%s", ranges[i].why);
	}
}

static struct http_request
asking(struct scope *sc, const char *name, const char *value)
{
	struct http_request r = { .method = S("GET") };

	*LIST_ADD(&r.headers, &sc->arena) = (struct http_pair){ str_of(name), str_of(value) };
	*LIST_ADD(&r.headers, &sc->arena) = (struct http_pair){ S("Range"), S("bytes=2-3") };
	return r;
}

static int
status_of(struct scope *sc, const char *name, const char *value, struct http_response *out)
{
	struct http_request request = asking(sc, name, value);
	struct http_task task = { .request = &request };
	struct reply reply = { .body = node_map(&sc->arena) };
	struct download d;

	*out = (struct http_response){ 0 };
	node_set_str(&sc->arena, reply.body, S("type"), S("audio/wav"));
	node_set_int(&sc->arena, reply.body, S("bytes"), 6);
	node_set_str(&sc->arena, reply.body, S("sha-256"), S("ab"));
	node_set_str(&sc->arena, reply.body, S("whole"), S("Y2FuYXJ5"));
	assert_false(download_begin(sc, &d, &task, &reply, out));
	return out->status;
}

static void
a_range_of_something_else_than_the_client_has_is_the_whole(void **state)
{
	struct http_response out;

	assert_int_equal(status_of(*state, "If-Range", "\"ab\"", &out), 206);
	assert_str(out.body, S("na"));
	assert_int_equal(status_of(*state, "If-Range", "\"cd\"", &out), 200);
	assert_str(out.body, S("canary"));
	assert_int_equal(status_of(*state, "If-Range", "Sun, 22 Nov 2026 08:00:00 GMT", &out), 200);
	assert_int_equal(status_of(*state, "If-None-Match", "\"ab\"", &out), 304);
	assert_int_equal(out.body.n, 0);
}

/* A keeper that takes all. */
static void
answer(struct scope *sc, struct upload *u, struct http_response *out)
{
	struct reply reply = { .body = node_map(&sc->arena) };
	struct node *q = upload_question(sc, u);

	assert_non_null(q);
	if (u->task->head.verb == VERB_UPLOAD)
		node_set_str(&sc->arena, reply.body, S("stream"), S("01MG1RJS00Y0B59NC7JDGFPT61"));
	upload_answer(sc, u, &reply, out);
}

static void
what_comes_in_is_asked_about_first_and_goes_on_in_whole_chunks(void **state)
{
	struct scope *sc = *state;
	static const struct route route = { .reply = REPLY_JSON, .status = 201 };
	struct http_task task = { .route = &route, .question = node_map(&sc->arena) };
	struct http_response out = { 0 };
	size_t total = STREAM_PIECE * 2 + 1, sent = 0, pieces = 0;
	char some[1000] = { 0 };
	struct upload u;

	node_set_int(&sc->arena, task.question, S("bytes"), (int64_t)total);
	assert_true(upload_begin(sc, &u, &task, &out));
	answer(sc, &u, &out);
	assert_int_equal(u.step, UPLOAD_PIECES);
	while (sent < total) {
		sent += upload_take(&u, some, total - sent < sizeof(some) ? total - sent : sizeof(some));
		if (!upload_full(&u))
			continue;
		assert_true(u.filled == STREAM_PIECE || u.at + u.filled == total);
		answer(sc, &u, &out);
		assert_int_equal(task.head.verb, VERB_UPLOAD_PIECE);
		pieces++;
	}
	assert_int_equal(pieces, 3);
	assert_true(upload_whole(&u));
	answer(sc, &u, &out);
	assert_int_equal(task.head.verb, VERB_UPLOAD_END);
	assert_int_equal(u.step, UPLOAD_DONE);
	assert_int_equal(out.status, 201);
}

static void
a_stream_without_a_length_is_not_taken(void **state)
{
	struct scope *sc = *state;
	struct http_task task = { .question = node_map(&sc->arena) };
	struct http_response out = { 0 };
	struct upload u;

	node_set_int(&sc->arena, task.question, S("bytes"), 0);
	assert_false(upload_begin(sc, &u, &task, &out));
	assert_int_equal(out.status, 411);
}

UNIT_MAIN(TEST(a_range_is_within_what_there_is_or_does_not_count),
    TEST(a_range_of_something_else_than_the_client_has_is_the_whole),
    TEST(what_comes_in_is_asked_about_first_and_goes_on_in_whole_chunks),
    TEST(a_stream_without_a_length_is_not_taken))
