/* promise/hook.c -- takes requests instead of a recipient; one at a time. */
#include "promise/hook.h"
#include "base/buf.h"
#include "base/json.h"
#include "promise/standin.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/sock.h"

#define TELL_WITHIN span_seconds(10)
#define READ_ROOM ((size_t)16 << 10)

/* -- a request (RFC 9112) ---------------------------------------------------------- */

/* The headers that a recipient looks at, by the names that JSON gives them. */
static const struct {
	const char *header, *member;
} heads[] = {
	{ "webhook-id", "id" },
	{ "webhook-timestamp", "timestamp" },
	{ "webhook-signature", "signature" },
	{ "content-type", "type" },
};

static bool
end_of_head(struct str came, size_t *end)
{
	for (size_t i = 0; i + 4 <= came.n; i++)
		if (memcmp(came.p + i, "\r\n\r\n", 4) == 0) {
			*end = i + 4;
			return true;
		}
	return false;
}

static bool
read_header(struct arena *a, struct str line, struct node *request, int64_t *length)
{
	struct str value, name = str_lower(a, str_cut(line, ':', &value));

	value = str_trim(value);
	if (str_eq(name, S("content-length")))
		return str_to_i64(value, length) && *length >= 0
		       && *length <= (int64_t)HOOK_BYTES_MAX;
	for (size_t i = 0; i < N(heads); i++)
		if (str_eq(name, str_of(heads[i].header)) && utf8_valid(value))
			node_set_str(a, request, str_of(heads[i].member), value);
	return true;
}

enum hook_read
hook_read(struct arena *a, struct str came, struct node **request)
{
	struct str rest, line, body;
	int64_t length = 0;
	size_t end;

	*request = node_map(a);
	if (!end_of_head(came, &end))
		return came.n > HOOK_BYTES_MAX ? HOOK_NONE : HOOK_MORE;
	rest = str_slice(came, 0, end);
	line = str_cut(rest, '\n', &rest);
	if (!str_eq(str_cut(line, ' ', &line), S("POST")))
		return HOOK_NONE;
	line = str_cut(line, ' ', &body);
	if (!utf8_valid(line))
		return HOOK_NONE;
	node_set_str(a, *request, S("path"), line);
	while (rest.n > 0)
		if (!read_header(a, str_trim(str_cut(rest, '\n', &rest)), *request, &length))
			return HOOK_NONE;
	if (came.n - end < (size_t)length)
		return HOOK_MORE;
	body = str_slice(came, end, end + (size_t)length);
	if (!utf8_valid(body))
		return HOOK_NONE;
	node_set_str(a, *request, S("body"), body);
	return HOOK_WHOLE;
}

/* -- the loop ------------------------------------------------------------------------ */

struct porch {
	struct hook o;
	int64_t answer;
	bool end;
};

static result
take(struct scope *sc, const struct porch *p, int fd)
{
	struct buf came = buf_new_capped(&sc->arena, HOOK_BYTES_MAX + READ_ROOM);
	char *room = NEW_ARRAY(&sc->arena, READ_ROOM, char);
	enum hook_read is = HOOK_MORE;
	struct node *request;
	size_t got;

	while (is == HOOK_MORE) {
		TRY(sock_read_some(sc, fd, room, READ_ROOM, &got));
		if (got == 0)
			return OK;
		buf_put(&came, (struct str){ room, got });
		is = hook_read(&sc->arena, buf_str(&came), &request);
	}
	if (is == HOOK_NONE)
		return OK;
	TRY(sock_send(sc, p->o.control, json_text(&sc->arena, request), TELL_WITHIN));
	if (p->answer == 0)
		return OK;
	return file_pour(sc, (struct file){ fd },
	    str_printf(&sc->arena,
		"HTTP/1.1 %lld Said\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
		(long long)p->answer));
}

static result
turn(struct scope *sc, struct porch *p)
{
	struct sock_watch w[] = { { .fd = p->o.control }, { .fd = p->o.listening } };
	size_t ready;
	int fd;

	TRY(sock_wait(sc, w, N(w), SOCK_FOREVER, &ready));
	if (w[0].readable || w[0].gone)
		p->end = !standin_hears(sc, p->o.control, &p->answer);
	if (p->end || !w[1].readable || sock_accept(sc, p->o.listening, &fd).code != E_OK)
		return OK;
	(void)take(sc, p, fd).code; /* whoever hangs up is not heard */
	sock_close(&fd);
	return OK;
}

result
hook_run(struct scope *sc, const struct hook *o)
{
	struct porch p = { .o = *o, .answer = 200 };
	result r = OK;

	(void)sc;
	while (r.code == E_OK && !p.end) {
		struct watch watch = clock_wall();
		struct scope own;

		scope_begin(&own, clock_now(&watch));
		r = turn(&own, &p);
		scope_end(&own);
	}
	return r;
}
