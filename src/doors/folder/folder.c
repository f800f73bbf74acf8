/* doors/folder/folder.c -- the process: one thread, one loop, a question at a time. */
#include "base/log.h"
#include "doors/folder/inside.h"
#include "sys/clock.h"
#include "sys/jail.h"
#include "sys/proc.h"
#include "sys/sock.h"
#include "sys/watch.h"

#define LOOK_EACH span_seconds(30)
#define LOOK_SOON ((struct span){ 500000 }) /* while a file is being written */
#define LATER span_seconds(10)
#define SLICE ((struct span){ 500000 }) /* W35 */
#define SETTINGS_MOST ((size_t)64 << 10)

/* -- the link ------------------------------------------------------------------- */

result
folder_ask(struct scope *sc, struct folder_door *d, const struct folder *f, enum verb verb,
    const struct node *question, const struct node **body)
{
	const struct question_head head = { .verb = verb, .token = f->key };
	struct reply reply;

	if (d->control.link == NULL)
		return fail(sc, E_BUSY, "the keeper is not there");
	if (link_ask(sc, d->control.link, &head, question, &reply).code != E_OK) {
		control_lost(&d->control);
		return fail(sc, E_BUSY, "the keeper went away");
	}
	*body = reply.body;
	return reply.code == E_OK ? OK : fail(sc, reply.code, "%.*s", STR(reply.text));
}

/* Each folder is tried anew by another link. */
static void
attend(struct scope *sc, struct folder_door *d)
{
	if (control_attend(sc, &d->control) != CONTROL_LINK)
		return;
	for (size_t i = 0; i < d->folders; i++)
		d->folder[i].later = (struct span){ 0 };
}

/* -- news ------------------------------------------------------------------------- */

static void
read_news(struct scope *sc, struct folder_door *d)
{
	struct watch_event *e;
	size_t n;

	if (watch_read(sc, d->news, &e, &n).code != E_OK) {
		log_event("folder.no-news", LOG_ID("why", sc->fault.text));
		return;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < d->folders; k++)
			if (d->folder[k].watch == e[i].folder && e[i].news != WATCH_LOST)
				seen_news(d, &d->folder[k], e[i].name, e[i].news == WATCH_WRITTEN);
}

static void
wait_for(struct scope *sc, struct folder_door *d, struct span most)
{
	struct sock_watch w[] = {
		{ .fd = d->control.fd },
		{ .fd = d->control.signals },
		{ .fd = d->news },
	};
	size_t ready;

	if (sock_wait(sc, w, N(w), most, &ready).code != E_OK) {
		d->control.stop = true;
		return;
	}
	if (w[0].readable || w[0].gone)
		attend(sc, d);
	if (w[1].readable)
		control_signalled(sc, &d->control);
	if (w[2].readable)
		read_news(sc, d);
}

void
folder_attend(struct folder_door *d)
{
	struct scope sc;

	clock_scope(&sc);
	wait_for(&sc, d, span_seconds(0));
	scope_end(&sc);
}

/* -- what is in hand ---------------------------------------------------------------- */

/* The list or the sidecar; what else lies there is named by the sidecar, or ours. */
static bool
find_main(struct scope *sc, struct taking *h, bool *list)
{
	struct str *names;
	size_t n;

	if (dir_list(sc, h->path, &names, &n).code != E_OK)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct str low = str_lower(&sc->arena, names[i]);

		*list = str_ends(low, S(".csv"));
		h->name = names[i];
		if (*list || str_ends(low, S(".json")))
			return true;
	}
	return false;
}

/* Its removal was under way: the report is where it belongs. */
static result
remove_rest(struct scope *sc, const struct taking *h)
{
	struct str *names;
	size_t n;

	TRY(dir_list(sc, h->path, &names, &n));
	for (size_t i = 0; i < n; i++)
		TRY(file_remove(sc, path_join(&sc->arena, h->path, names[i])));
	return dir_remove(sc, h->path);
}

bool
folder_turn_over(const struct folder_door *d)
{
	return clock_boot().us >= d->slice_end.us;
}

static result
work_on(struct scope *sc, struct folder_door *d, const struct folder *f, struct str id, bool *more)
{
	struct taking h = { .folder = f, .id = id };
	bool list, done = true;

	h.path = path_join(&sc->arena, path_join(&sc->arena, f->path, FOLDER_TAKEN), id);
	if (!find_main(sc, &h, &list))
		return remove_rest(sc, &h);
	TRY(taking_read_state(sc, &h));
	TRY(list ? taking_list(sc, d, &h, &done) : taking_single(sc, d, &h));
	*more |= !done;
	if (!done)
		return OK;
	TRY(report_publish(sc, &h));
	log_event("folder.taken", LOG_ID("folder", f->name), LOG_COUNT("admitted", h.admitted),
	    LOG_COUNT("refused", h.refused));
	return OK;
}

/* In the order that they were taken, until its turn is over. */
static result
work(struct scope *sc, struct folder_door *d, const struct folder *f)
{
	struct str *names;
	size_t n;

	TRY(dir_list(sc, path_join(&sc->arena, f->path, FOLDER_TAKEN), &names, &n));
	d->slice_end = (struct span){ clock_boot().us + SLICE.us };
	for (size_t i = 0; i < n && !d->control.stop; i++) {
		struct scope own;
		result r;

		if (folder_turn_over(d)) {
			d->more = true;
			return OK;
		}
		scope_begin(&own, sc->now);
		r = work_on(&own, d, f, names[i], &d->more);
		TRY(scope_end_within(&own, sc, r));
	}
	return OK;
}

/* -- the loop ------------------------------------------------------------------------ */

static result
tend_one(struct scope *sc, struct folder_door *d, const struct folder *f)
{
	TRY(seen_look(sc, d, f));
	TRY(folder_take(sc, d, f));
	TRY(report_clean(sc, f));
	if (d->control.link == NULL || clock_boot().us < f->later.us)
		return OK;
	return work(sc, d, f);
}

/* One folder's trouble is not another's. */
static void
tend(struct scope *sc, struct folder_door *d)
{
	seen_turn(d);
	d->more = false;
	for (size_t i = 0; i < d->folders && !d->control.stop; i++) {
		struct folder *f = &d->folder[i];

		if (tend_one(sc, d, f).code == E_OK)
			continue;
		if (!d->control.stop)
			log_event("folder.waits", LOG_ID("folder", f->name), LOG_ID("why", sc->fault.text));
		f->later = (struct span){ clock_boot().us + LATER.us };
		sc->fault = (struct fault){ 0 };
	}
}

/* Soon again while something may become still. */
static struct span
until_look(const struct folder_door *d)
{
	const struct sightings *s = &d->seen[d->now];

	if (d->more)
		return span_seconds(0);
	for (size_t i = 0; i < s->n; i++)
		if (!s->at[i].reported && s->at[i].closed)
			return LOOK_SOON;
	for (size_t i = 0; i < d->folders; i++)
		if (d->folder[i].later.us > clock_boot().us)
			return LATER;
	return LOOK_EACH;
}

static void
turn(struct folder_door *d)
{
	struct scope sc;

	clock_scope(&sc);
	wait_for(&sc, d, until_look(d));
	if (!d->control.stop)
		tend(&sc, d);
	scope_end(&sc);
}

/* -- the start ------------------------------------------------------------------------- */

static result
read_settings(struct scope *sc, struct scope *kept, struct folder_door *d, struct str store)
{
	struct str folder = path_join(&sc->arena, store, FOLDER_SETTINGS), *names, text;
	size_t n;

	TRY(dir_list(sc, folder, &names, &n));
	for (size_t i = 0; i < n && d->folders < FOLDERS_MAX; i++) {
		struct str name = names[i];

		if (!str_ends(name, S(".json")))
			continue;
		TRY(file_read(sc, path_join(&sc->arena, folder, name), SETTINGS_MOST, &text));
		TRY(folder_read(
		    kept, str_slice(name, 0, name.n - 5), text, &d->folder[d->folders++]));
	}
	return OK;
}

/* W34 */
static result
raise_wall(struct scope *sc, const struct folder_door *d, bool weaker)
{
	struct jail_path *paths = NEW_ARRAY(&sc->arena, d->folders + 1, struct jail_path);

	for (size_t i = 0; i < d->folders; i++)
		paths[i] = (struct jail_path){ d->folder[i].path, JAIL_READ | JAIL_WRITE | JAIL_MAKE };
	if (proc_is_root() && proc_become(sc, S(FOLDER_ACCOUNT)).code != E_OK)
		TRY(proc_become(sc, S("nobody")));
	return jail_enter(sc, JAIL_DOOR, paths, d->folders, weaker);
}

/* A folder that cannot be watched is looked at all the same. */
static void
watch_all(struct scope *sc, struct folder_door *d)
{
	for (size_t i = 0; i < d->folders; i++) {
		struct folder *f = &d->folder[i];

		if (folder_watch(sc, d->news, path_join(&sc->arena, f->path, FOLDER_IN), &f->watch).code
		    != E_OK)
			log_event("folder.cannot-watch", LOG_ID("folder", f->name),
			    LOG_ID("why", sc->fault.text));
	}
}

static void
put_back_all(struct scope *sc, const struct folder_door *d)
{
	for (size_t i = 0; i < d->folders; i++)
		if (folder_put_back(sc, &d->folder[i]).code != E_OK)
			log_event("folder.cannot-put-back", LOG_ID("folder", d->folder[i].name),
			    LOG_ID("why", sc->fault.text));
}

static result
run(struct scope *sc, const struct door_folder *o, struct folder_door *d)
{
	TRY(proc_guard_secrets(sc));
	TRY(proc_signals(sc, &d->control.signals));
	TRY(read_settings(sc, sc, d, o->store));
	TRY(watch_open(sc, &d->news));
	watch_all(sc, d);
	TRY(raise_wall(sc, d, o->weaker));
	put_back_all(sc, d);
	while (!d->control.stop)
		turn(d);
	return OK;
}

result
door_folder(struct scope *sc, const struct door_folder *o)
{
	struct folder_door *d = NEW(&sc->arena, struct folder_door);
	result r;

	d->control = (struct control){ .fd = o->control, .signals = -1 };
	d->news = -1;
	r = run(sc, o, d);
	control_drop(&d->control);
	sock_close(&d->news);
	sock_close(&d->control.signals);
	arena_clear(&d->arena_of[0]);
	arena_clear(&d->arena_of[1]);
	return r;
}
