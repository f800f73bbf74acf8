/* doors/folder/seen.c -- the files that are there, and since when they have been still. */
#include "doors/folder/inside.h"
#include "sys/clock.h"

#define STILL_CLOSED span_seconds(1) /* after its writer has closed it */
#define STILL_LONG span_seconds(60) /* when nobody saw that */

static struct sighting *
find(const struct sightings *s, struct str folder, struct str name)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->at[i].folder, folder) && str_eq(s->at[i].name, name))
			return &s->at[i];
	return NULL;
}

struct sighting *
seen_of(struct folder_door *d, struct str folder, struct str name)
{
	return find(&d->seen[d->now], folder, name);
}

static struct sighting *
add(struct folder_door *d, struct str folder, struct str name)
{
	struct arena *a = &d->arena_of[d->now];
	struct sighting *s = LIST_ADD(&d->seen[d->now], a);

	*s = (struct sighting){
		.folder = folder, .name = str_dup(a, name), .still_since = clock_boot(), .first = clock_boot()
	};
	return s;
}

void
seen_turn(struct folder_door *d)
{
	d->now = 1 - d->now;
	arena_clear(&d->arena_of[d->now]);
	d->seen[d->now] = (struct sightings){ 0 };
}

/* Names that are written to: those of clients that rename when they are done, and our own. */
static bool
is_passing(struct str name)
{
	static const char *const ends[] = { ".part", ".filepart", ".tmp", ".crdownload", ".new",
		".report.csv" };

	for (size_t i = 0; i < N(ends); i++)
		if (str_ends(name, str_of(ends[i])))
			return true;
	return !folder_name(name);
}

static result
look_at(struct scope *sc, struct folder_door *d, const struct folder *f, struct str name)
{
	struct str path = path_join(&sc->arena, path_join(&sc->arena, f->path, FOLDER_IN), name);
	const struct sighting *before = find(&d->seen[1 - d->now], f->name, name);
	struct file_facts facts;
	struct sighting *s;

	TRY(file_look(sc, path, &facts));
	if (facts.kind != FILE_REGULAR)
		return OK;
	s = add(d, f->name, name);
	s->size = facts.size;
	s->changed = facts.changed;
	if (before == NULL)
		return OK;
	s->closed = before->closed;
	s->first = before->first;
	if (before->size == facts.size && before->changed.us == facts.changed.us) {
		s->still_since = before->still_since;
		s->reported = before->reported;
	}
	return OK;
}

result
seen_look(struct scope *sc, struct folder_door *d, const struct folder *f)
{
	struct str *names;
	size_t n;

	TRY(dir_list(sc, path_join(&sc->arena, f->path, FOLDER_IN), &names, &n));
	for (size_t i = 0; i < n; i++)
		if (!is_passing(names[i]))
			TRY(look_at(sc, d, f, names[i]));
	return OK;
}

void
seen_news(struct folder_door *d, const struct folder *f, struct str name, bool closed)
{
	struct sighting *s = seen_of(d, f->name, name);

	if (is_passing(name))
		return;
	if (s == NULL)
		s = add(d, f->name, name);
	s->closed = closed;
	s->still_since = clock_boot();
}

bool
seen_still(const struct sighting *s)
{
	int64_t still = clock_boot().us - s->still_since.us;

	return still >= (s->closed ? STILL_CLOSED.us : STILL_LONG.us);
}
