/* doors/post/carry.c -- tellings and letters carried (libcurl); one thread, one loop. */
#include "base/log.h"
#include "doors/control.h"
#include "doors/post/inside.h"
#include "doors/post/post.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define ASK_EACH span_seconds(60) /* unless told to look: then at once */
#define END_WITHIN span_seconds(5)
#define CARRIED_MOST 64
#define SECRET_MOST 4096
#define AUTHORITY_MOST ((size_t)256 * 1024)

/* What was answered and could not be told to the keeper yet. */
struct untold {
	char id[64];
	bool letter;
	int64_t status;
};

struct post {
	struct control control;
	struct arena arena;
	bool look;
	struct secrets secrets;
	struct file authority;
	CURLM *many;
	struct untold untold[CARRIED_MOST];
	size_t n_untold;
};

/* -- the link ------------------------------------------------------------------- */

static bool
ask(struct scope *sc, struct post *p, enum verb verb, const struct node *question,
    struct reply *reply)
{
	const struct question_head head = { .verb = verb };

	if (p->control.link == NULL)
		return false;
	if (link_ask(sc, p->control.link, &head, question, reply).code != E_OK) {
		control_lost(&p->control);
		return false;
	}
	if (reply->code != E_OK)
		log_event("post.refused", LOG_ID("why", reply->text));
	return reply->code == E_OK;
}

static bool
tell_one(struct scope *sc, struct post *p, const struct untold *u)
{
	struct node *q = node_map(&sc->arena);
	struct reply reply;

	node_set_str(&sc->arena, q, u->letter ? S("letter") : S("message"), str_of(u->id));
	node_set_int(&sc->arena, q, S("status"), u->status);
	/* refused: it is known no more */
	return ask(sc, p, VERB_SENT, q, &reply) || p->control.link != NULL;
}

/* A keeper that was away is told when it is back, so that nothing goes out again for that. */
static bool
tell_all(struct scope *sc, struct post *p)
{
	while (p->n_untold > 0) {
		if (!tell_one(sc, p, &p->untold[p->n_untold - 1]))
			return false;
		p->n_untold--;
	}
	return true;
}

static void
note_answer(struct post *p, const struct carried *c)
{
	struct untold *u = &p->untold[p->n_untold];

	if (c->id.n >= sizeof(u->id) || p->n_untold == CARRIED_MOST)
		return;
	*u = (struct untold){ .letter = c->letter, .status = c->status };
	memcpy(u->id, c->id.p, c->id.n);
	p->n_untold++;
}

/* -- all that waits ---------------------------------------------------------------- */

/* Until each has its answer, or none in time.  A stop lets what is on its way come to its end
 * for a while; what is broken off is tried again. */
static void
wait_for_all(struct scope *sc, struct post *p)
{
	struct curl_waitfd stop = { .fd = p->control.signals, .events = CURL_WAIT_POLLIN };
	int64_t until = INT64_MAX; /* since boot */
	int running = 1;

	while (clock_boot().us < until
	       && curl_multi_perform(p->many, &running) == CURLM_OK && running > 0) {
		if (curl_multi_poll(p->many, &stop, 1, 1000, NULL) != CURLM_OK)
			return;
		control_signalled(sc, &p->control);
		if (p->control.stop && until == INT64_MAX)
			until = clock_boot().us + END_WITHIN.us;
	}
}

static size_t
start_all(struct scope *sc, struct post *p, const struct node *out, struct carried *c)
{
	const struct node *mail = node_get(out, S("mail"));
	size_t n = 0;

	NODE_EACH(m, node_get(out, S("messages")))
		n += n < CARRIED_MOST && telling_start(sc, m, &c[n]);
	NODE_EACH(l, node_get(out, S("letters")))
		n += n < CARRIED_MOST && letter_start(sc, &p->secrets, mail, l, &c[n]);
	for (size_t i = 0; i < n; i++)
		curl_multi_add_handle(p->many, c[i].curl);
	return n;
}

static void
end_one(struct carried *c, CURLcode code)
{
	if (c->letter)
		letter_ended(c, code);
	else
		telling_ended(c, code);
}

static void
end_all(struct post *p, struct carried *c, size_t n)
{
	struct CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(p->many, &left)) != NULL)
		for (size_t i = 0; i < n; i++)
			if (m->msg == CURLMSG_DONE && c[i].curl == m->easy_handle)
				end_one(&c[i], m->data.result);
	for (size_t i = 0; i < n; i++) {
		note_answer(p, &c[i]);
		curl_multi_remove_handle(p->many, c[i].curl);
		curl_slist_free_all(c[i].list);
		curl_easy_cleanup(c[i].curl);
	}
}

/* Until nothing is left to go: each turn of it takes as much as fits into an answer. */
static void
carry_all(struct scope *sc, struct post *p)
{
	struct carried c[CARRIED_MOST];
	struct reply reply;
	size_t n;

	p->look = false;
	if (!tell_all(sc, p) || !ask(sc, p, VERB_OUTBOX, node_map(&sc->arena), &reply))
		return;
	n = start_all(sc, p, reply.body, c);
	if (n == 0)
		return;
	wait_for_all(sc, p);
	end_all(p, c, n);
	if (!tell_all(sc, p))
		log_event("post.untold", LOG_COUNT("answers", p->n_untold));
	p->look = !p->control.stop;
	log_event("post.carried", LOG_COUNT("messages", n));
}

/* -- the loop ------------------------------------------------------------------------ */

static result
turn(struct scope *sc, struct post *p)
{
	struct sock_watch w[] = {
		{ .fd = p->control.fd },
		{ .fd = p->control.signals },
		{ .fd = p->control.link != NULL ? link_fd(p->control.link) : -1 },
	};
	struct span wait = p->look && p->control.link != NULL ? span_seconds(0) : ASK_EACH;
	size_t ready;

	TRY(sock_wait(sc, w, N(w), wait, &ready));
	if (w[0].readable || w[0].gone) {
		p->look = true;
		(void)control_attend(sc, &p->control); /* all of its news ask to look */
	}
	if (w[1].readable)
		control_signalled(sc, &p->control);
	if (w[2].gone && p->control.link != NULL)
		control_lost(&p->control);
	if (!p->control.stop)
		carry_all(sc, p);
	return OK;
}

/* Each turn has a scope of its own. */
static result
turn_once(struct post *p)
{
	struct scope sc;
	result r;

	clock_scope(&sc);
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

	TRY(proc_signals(sc, &p->control.signals));
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK
	    || (p->many = curl_multi_init()) == NULL)
		return fail(sc, E_BUSY, "libcurl could not start");
	r = raise_wall(sc, o->weaker);
	while (r.code == E_OK && !p->control.stop)
		r = turn_once(p);
	control_drop(&p->control);
	curl_multi_cleanup(p->many);
	curl_global_cleanup();
	return r;
}

/* Handed by the supervisor, who may read what this part may not. */
static result
take_secrets(struct scope *sc, const struct door_post *o, struct post *p)
{
	struct str text, rest, path;

	if (o->password >= 0) {
		TRY(file_drain(sc, (struct file){ o->password }, SECRET_MOST, &text));
		p->secrets.password = str_dup(&p->arena, str_cut(text, '\n', &rest));
	}
	if (o->authority < 0)
		return OK;
	TRY(file_drain(sc, (struct file){ o->authority }, AUTHORITY_MOST, &text));
	TRY(file_of_memory(sc, text, &p->authority, &path)); /* GnuTLS wants a path */
	p->secrets.authority = str_dup(&p->arena, path);
	return OK;
}

result
door_post(struct scope *sc, const struct door_post *o)
{
	struct post p = { .control = { .fd = o->control, .signals = -1 }, .authority = { -1 } };
	result r = proc_guard_secrets(sc);

	if (r.code == E_OK)
		r = take_secrets(sc, o, &p);
	if (r.code == E_OK)
		r = run(sc, o, &p);
	arena_clear(&p.arena);

	sock_close(&p.control.signals);
	return r;
}
