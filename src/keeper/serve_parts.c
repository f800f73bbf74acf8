/* keeper/serve_parts.c -- a package of a person of whom much is held, part by part (R21).
 *
 * How far each has come is remembered here, and lost at the end of a run or when nobody goes
 * on with it: then it is asked for anew.
 */
#include "keeper/serve.h"
#include "sys/ulid.h"

#define MAKINGS_MAX 8
#define MAKING_IDLE span_minutes(10)
#define FORMS_MAX 3

struct making {
	struct arena arena; /* of the members below */
	struct str id, asker, of, dataset; /* no id: free */
	struct str form[FORMS_MAX];
	size_t forms, at;
	struct package_parts *parts; /* of the form at hand; NULL: it begins */
	struct hashing *hashing;
	struct span touched; /* since boot */
};

struct makings {
	struct making making[MAKINGS_MAX];
};

static void
end_making(struct making *m)
{
	struct arena arena = m->arena;

	if (m->parts != NULL)
		rights_package_end(m->parts);
	arena_clear(&arena);
	*m = (struct making){ 0 };
}

/* One that is free, or that nobody has gone on with for a while; NULL: there is none. */
static struct making *
free_making(struct keeper *k)
{
	if (k->makings == NULL)
		k->makings = NEW(k->arena, struct makings);
	for (size_t i = 0; i < MAKINGS_MAX; i++) {
		struct making *m = &k->makings->making[i];

		if (m->id.n > 0 && clock_boot().us - m->touched.us >= MAKING_IDLE.us)
			end_making(m);
		if (m->id.n == 0)
			return m;
	}
	return NULL;
}

static result
find_making(struct serving *sv, struct making **m)
{
	struct str id = node_get_str(sv->q, S("parts"));

	for (size_t i = 0; i < MAKINGS_MAX && sv->keeper->makings != NULL; i++) {
		*m = &sv->keeper->makings->making[i];
		if ((*m)->id.n > 0 && str_eq((*m)->id, id)
		    && str_eq((*m)->asker, sv->asker->key)) {
			(*m)->touched = clock_boot();
			return OK;
		}
	}
	return fail(sv->sc, E_ABSENT, "no such package is being made: ask for it anew");
}

static void
take_forms(struct making *m, struct str form, struct str dataset)
{
	static const char *const all[FORMS_MAX] = { "json", "html", "csv" };

	m->dataset = str_dup(&m->arena, dataset);
	if (!str_eq(form, S("all"))) {
		m->form[0] = form.n > 0	     ? str_dup(&m->arena, form)
			     : dataset.n > 0 ? S("csv")
					     : S("json");
		m->forms = 1;
		return;
	}
	for (; m->forms < FORMS_MAX; m->forms++)
		m->form[m->forms] = str_of(all[m->forms]);
}

static result
begin_form(struct serving *sv, struct making *m)
{
	m->hashing = hashing_new(&m->arena);
	return rights_package_parts(
	    sv->sc, sv->store, m->of, m->form[m->at], m->dataset, &m->parts);
}

result
making_begin(struct serving *sv)
{
	struct making *m = free_making(sv->keeper);
	result r;

	if (m == NULL)
		return fail(sv->sc, E_BUSY, "so many packages are being made: ask for it later");
	m->id = ulid_new(&m->arena, sv->sc->now);
	m->asker = str_dup(&m->arena, sv->asker->key);
	m->of = str_dup(&m->arena, node_get_str(sv->q, S("case")));
	m->touched = clock_boot();
	take_forms(m, node_get_str(sv->q, S("form")), node_get_str(sv->q, S("dataset")));
	r = begin_form(sv, m); /* a form that there is not, is refused now */
	node_set_str(&sv->sc->arena, sv->body, S("parts"), m->id);
	if (r.code != E_OK)
		end_making(m);
	return r;
}

static struct str
file_of(struct arena *a, const struct making *m)
{
	if (m->dataset.n > 0)
		return str_printf(a, "%.*s.%.*s", STR(m->dataset), STR(m->form[m->at]));
	return str_printf(a, "package.%.*s", STR(m->form[m->at]));
}

/* The form is whole: it is signed, and the next one begins. */
static result
end_form(struct serving *sv, struct making *m)
{
	struct hash hash = hashing_end(m->hashing);

	node_set_str(&sv->sc->arena, sv->body, S("signature"),
	    package_signature_of(sv->sc, sv->store, &hash));
	rights_package_end(m->parts);
	m->parts = NULL;
	if (++m->at < m->forms)
		return begin_form(sv, m);
	node_set_bool(&sv->sc->arena, sv->body, S("done"), true);
	end_making(m);
	return OK;
}

result
serve_package_part(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct making *m = NULL;
	struct str text;
	bool done;
	result r;

	TRY(find_making(sv, &m));
	r = rights_package_part(
	    sv->sc, sv->store, sv->asker, m->parts, &sv->verdict, &text, &done);
	if (r.code != E_OK || sv->verdict.why != WHY_NONE) {
		end_making(m); /* half a part cannot be gone on with */
		return r;
	}
	hashing_add(m->hashing, text);
	node_set_str(a, sv->body, S("file"), file_of(a, m));
	node_set_str(a, sv->body, S("text"), text);
	return done ? end_form(sv, m) : OK;
}

void
keeper_drop_parts(struct keeper *k)
{
	for (size_t i = 0; i < MAKINGS_MAX && k->makings != NULL; i++)
		if (k->makings->making[i].id.n > 0)
			end_making(&k->makings->making[i]);
}
