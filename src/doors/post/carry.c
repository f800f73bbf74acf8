/* doors/post/carry.c -- tellings carried to their addresses (libcurl); one thread, one loop. */
#include <curl/curl.h>

#include "base/check.h"
#include "base/log.h"
#include "doors/post/post.h"
#include "keeper/link.h"
#include "sys/clock.h"
#include "sys/jail.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define ASK_EACH span_seconds(1)
#define ANSWER_WITHIN_SECONDS 15L
#define CONTROL_WITHIN span_seconds(5)
#define CARRIED_MOST 64

struct post {
	struct arena link_arena;
	struct link *link; /* NULL: none now, the supervisor brings one */
	int control, signals;
	bool stop;
	CURLM *many;
};

/* One message on its way. */
struct carried {
	struct str telling;
	CURL *curl;
	bool answered;
	struct curl_slist *headers;
};

/* -- one message --------------------------------------------------------------- */

static size_t
pass_over(char *bytes, size_t size, size_t n, void *of)
{
	(void)bytes;
	(void)of;
	return size * n;
}

static void
add_header(struct arena *a, struct curl_slist **list, const char *name, struct str value)
{
	*list = curl_slist_append(
	    *list, str_c(a, str_printf(a, "%s: %.*s", name, STR(value))));
}

static struct curl_slist *
headers_of(struct arena *a, const struct node *m)
{
	struct curl_slist *list = NULL;
	struct str timestamp =
	    str_printf(a, "%lld", (long long)node_get_int(m, S("timestamp"), 0));

	add_header(a, &list, "Content-Type", S("application/json"));
	add_header(a, &list, "webhook-id", node_get_str(m, S("telling")));
	add_header(a, &list, "webhook-timestamp", timestamp);
	add_header(a, &list, "webhook-signature", node_get_str(m, S("signature")));
	return curl_slist_append(list, "Expect:");
}

/* The body lies in the scope of the turn, which outlives the carrying. */
static bool
carry(struct scope *sc, struct post *p, const struct node *m, struct carried *c)
{
	struct arena *a = &sc->arena;
	struct str body = node_get_str(m, S("body"));

	*c = (struct carried){ node_get_str(m, S("telling")), .curl = curl_easy_init() };
	if (c->curl == NULL)
		return false;
	c->headers = headers_of(a, m);
	curl_easy_setopt(c->curl, CURLOPT_URL, str_c(a, node_get_str(m, S("url"))));
	curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c->curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, c->headers);
	curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
	curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, str_c(a, body));
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, ANSWER_WITHIN_SECONDS);
	curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, pass_over);
	curl_multi_add_handle(p->many, c->curl);
	return true;
}

static int64_t
status_of(const struct carried *c)
{
	long status = 0;

	if (!c->answered)
		return 0;
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/* An answer counts when it came to its end. */
static void
note_answer(struct carried *c, CURLcode code)
{
	c->answered = code == CURLE_OK;
	if (!c->answered)
		log_event("post.no-answer", LOG_ID("telling", c->telling),
		    LOG_ID("why", str_of(curl_easy_strerror(code))));
}

static void
note_answers(struct post *p, struct carried *c, size_t n)
{
	struct CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(p->many, &left)) != NULL)
		for (size_t i = 0; i < n; i++)
			if (m->msg == CURLMSG_DONE && c[i].curl == m->easy_handle)
				note_answer(&c[i], m->data.result);
}

static void
put_down(struct post *p, struct carried *c)
{
	curl_multi_remove_handle(p->many, c->curl);
	curl_slist_free_all(c->headers);
	curl_easy_cleanup(c->curl);
}

/* -- the link ------------------------------------------------------------------- */

static void
lose_link(struct post *p)
{
	link_close(p->link);
	p->link = NULL;
	arena_clear(&p->link_arena);
}

static bool
ask(struct scope *sc, struct post *p, enum verb verb, const struct node *question,
    struct reply *reply)
{
	const struct question_head head = { .verb = verb };

	if (p->link == NULL)
		return false;
	if (link_ask(sc, p->link, &head, question, reply).code != E_OK) {
		lose_link(p);
		return false;
	}
	if (reply->code != E_OK)
		log_event("post.refused", LOG_ID("why", reply->text));
	return reply->code == E_OK;
}

static void
tell_status(struct scope *sc, struct post *p, const struct carried *c)
{
	struct node *q = node_map(&sc->arena);
	int64_t status = status_of(c);
	struct reply reply;

	node_set_str(&sc->arena, q, S("telling"), c->telling);
	node_set_int(&sc->arena, q, S("status"), status);
	if (!ask(sc, p, VERB_SENT, q, &reply))
		log_event("post.untold", LOG_ID("telling", c->telling), LOG_COUNT("status", status));
}

/* -- all that waits ---------------------------------------------------------------- */

static void
read_signals(struct scope *sc, struct post *p)
{
	int signal = 0;

	while (proc_signal_next(sc, p->signals, &signal).code == E_OK && signal != 0)
		if (signal == SIGINT || signal == SIGTERM)
			p->stop = true;
}

/* Until each has its answer, or none in time; what is broken off by a stop is tried again. */
static void
wait_for_all(struct scope *sc, struct post *p)
{
	struct curl_waitfd stop = { .fd = p->signals, .events = CURL_WAIT_POLLIN };
	int running = 1;

	while (!p->stop && curl_multi_perform(p->many, &running) == CURLM_OK && running > 0) {
		if (curl_multi_poll(p->many, &stop, 1, 1000, NULL) != CURLM_OK)
			return;
		read_signals(sc, p);
	}
}

static void
carry_all(struct scope *sc, struct post *p)
{
	struct carried c[CARRIED_MOST];
	struct reply reply;
	size_t n = 0;

	if (!ask(sc, p, VERB_OUTBOX, node_map(&sc->arena), &reply))
		return;
	NODE_EACH(m, node_get(reply.body, S("messages")))
		if (n < CARRIED_MOST && carry(sc, p, m, &c[n]))
			n++;
	if (n == 0)
		return;
	wait_for_all(sc, p);
	note_answers(p, c, n);
	for (size_t i = 0; i < n; i++) {
		tell_status(sc, p, &c[i]);
		put_down(p, &c[i]);
	}
	log_event("post.carried", LOG_COUNT("messages", n));
}

/* -- the loop ------------------------------------------------------------------------ */

/* "link" and a descriptor; its end is the end. */
static void
attend(struct scope *sc, struct post *p)
{
	struct str message;
	int fd;

	if (sock_receive(sc, p->control, CONTROL_WITHIN, &message).code != E_OK
	    || sock_take(sc, p->control, CONTROL_WITHIN, &fd).code != E_OK) {
		sock_close(&p->control);
		p->stop = true;
		return;
	}
	if (p->link != NULL)
		lose_link(p);
	p->link = link_of_fd(&p->link_arena, fd);
	if (sock_send(sc, p->control, S("ready"), CONTROL_WITHIN).code != E_OK)
		p->stop = true;
}

static result
turn(struct scope *sc, struct post *p)
{
	struct sock_watch w[] = {
		{ .fd = p->control },
		{ .fd = p->signals },
		{ .fd = p->link != NULL ? link_fd(p->link) : -1 },
	};
	size_t ready;

	TRY(sock_wait(sc, w, N(w), ASK_EACH, &ready));
	if (w[0].readable || w[0].gone)
		attend(sc, p);
	if (w[1].readable)
		read_signals(sc, p);
	if (w[2].gone && p->link != NULL)
		lose_link(p);
	if (!p->stop)
		carry_all(sc, p);
	return OK;
}

/* Each turn has a scope of its own. */
static result
turn_once(struct post *p)
{
	struct watch watch = clock_wall();
	struct scope sc;
	result r;

	scope_begin(&sc, clock_now(&watch));
	r = turn(&sc, p);
	if (r.code != E_OK)
		log_event("post.failed", LOG_ID("why", sc.fault.text));
	scope_end(&sc);
	return r;
}

/* -- the start ------------------------------------------------------------------------ */

/* What finds hosts and proves who they are; all else is closed. */
static result
raise_wall(struct scope *sc, bool weaker)
{
	const struct jail_path paths[] = {
		{ S("/etc/ssl"), JAIL_READ },
		{ S("/usr/share/ca-certificates"), JAIL_READ },
		{ S("/usr/local/share/ca-certificates"), JAIL_READ },
		{ S("/etc/resolv.conf"), JAIL_READ },
		{ S("/etc/hosts"), JAIL_READ },
		{ S("/etc/nsswitch.conf"), JAIL_READ },
		{ S("/etc/host.conf"), JAIL_READ },
		{ S("/etc/gai.conf"), JAIL_READ },
		{ S("/run/systemd/resolve"), JAIL_READ },
	};

	if (proc_is_root() && proc_become(sc, S(POST_ACCOUNT)).code != E_OK)
		TRY(proc_become(sc, S("nobody")));
	return jail_enter(sc, JAIL_COURIER, paths, N(paths), weaker);
}

static result
run(struct scope *sc, const struct door_post *o, struct post *p)
{
	result r;

	TRY(proc_guard_secrets(sc));
	TRY(proc_signals(sc, &p->signals));
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK
	    || (p->many = curl_multi_init()) == NULL)
		return fail(sc, E_BUSY, "libcurl could not start");
	r = raise_wall(sc, o->weaker);
	while (r.code == E_OK && !p->stop)
		r = turn_once(p);
	if (p->link != NULL)
		lose_link(p);
	curl_multi_cleanup(p->many);
	curl_global_cleanup();
	return r;
}

result
door_post(struct scope *sc, const struct door_post *o)
{
	struct post p = { .control = o->control, .signals = -1 };
	result r = run(sc, o, &p);

	sock_close(&p.signals);
	return r;
}
