/* keeper/judge.c -- what is held, against a policy that would come into force (K23). */
#include "base/list.h"
#include "keeper/succeed.h"
#include "vault/party.h"

#define HELD_PAGE 500

struct judging {
	struct scope *sc;
	struct store *store;
	const struct diff *d;
	bool erases;
	struct shape_held *shapes;
	size_t n;
	struct str why;
};

static bool
names_have(struct str names, struct str name)
{
	while (names.n > 0)
		if (str_eq(str_cut(names, ' ', &names), name))
			return true;
	return false;
}

static bool
field_held(const struct judging *j, const struct field *f)
{
	struct str dataset = j->d->was->datasets.at[f->dataset].name;

	for (size_t i = 0; i < j->n; i++)
		if (str_eq(j->shapes[i].dataset, dataset)
		    && names_have(j->shapes[i].fields, f->name))
			return true;
	return false;
}

static bool
dataset_held(const struct judging *j, struct str dataset)
{
	for (size_t i = 0; i < j->n; i++)
		if (str_eq(j->shapes[i].dataset, dataset))
			return true;
	return false;
}

/* -- what no line keeps any longer ------------------------------------------------ */

/* The first name of the shape that the new policy has no field for. */
static bool
dropped(const struct judging *j, const struct shape_held *shape, struct str *name)
{
	uint16_t dataset = plan_dataset(j->d->is, shape->dataset);
	struct str rest = shape->fields;

	while (rest.n > 0) {
		*name = str_cut(rest, ' ', &rest);
		if (dataset == NONE || plan_field(j->d->is, dataset, *name) == NONE)
			return true;
	}
	return false;
}

static result
any_stopped(struct judging *j, const struct shape_held *shape, bool *stopped)
{
	struct lifetime *lives;
	int64_t after = 0;
	size_t n;

	*stopped = false;
	do {
		TRY(vault_lifetimes_shaped(
		    j->sc, j->store->vault, shape, after, HELD_PAGE, &lives, &n));
		for (size_t i = 0; i < n; i++)
			*stopped |= lives[i].held != 0;
		if (n > 0)
			after = lives[n - 1].id;
	} while (n == HELD_PAGE && !*stopped);
	return OK;
}

static result
judge_dropped(struct judging *j)
{
	for (size_t i = 0; i < j->n && j->why.n == 0; i++) {
		const struct shape_held *shape = &j->shapes[i];
		struct str name;
		bool stopped;

		if (!dropped(j, shape, &name))
			continue;
		TRY(any_stopped(j, shape, &stopped));
		if (stopped)
			j->why = str_printf(&j->sc->arena,
			    "it has no `%.*s.%.*s`, and a hold or a restriction keeps that",
			    STR(shape->dataset), STR(name));
		else if (!j->erases)
			j->why = str_printf(&j->sc->arena,
			    "it has no `%.*s.%.*s`, which %lld parts hold: say `erase`, and they "
			    "are erased as it takes effect, or keep the field",
			    STR(shape->dataset), STR(name), (long long)shape->lifetimes);
	}
	return OK;
}

/* -- what is called something else ---------------------------------------------------- */

static result
judge_types(struct judging *j)
{
	const struct plan *was = j->d->was, *is = j->d->is;

	for (uint16_t f = 0; f < was->fields.n && j->why.n == 0; f++) {
		uint16_t field = plan_field_full(is, was->fields.at[f].full);

		if (field != NONE && is->fields.at[field].type != was->fields.at[f].type
		    && field_held(j, &was->fields.at[f]))
			j->why = str_printf(&j->sc->arena,
			    "`%.*s` is of another type than what is held under that name: give "
			    "the new field another name",
			    STR(was->fields.at[f].full));
	}
	return OK;
}

static bool
is_key(const struct plan *plan, uint16_t field)
{
	return field != NONE && (plan->fields.at[field].marks & MARK_KEY) != 0;
}

static bool
same_key(const struct plan *a, uint16_t dataset, const struct plan *b)
{
	const struct dataset *d = &a->datasets.at[dataset];

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (is_key(a, f) && !is_key(b, plan_field_full(b, a->fields.at[f].full)))
			return false;
	return true;
}

static struct str
party_of(const struct plan *plan, uint16_t party)
{
	return party == NONE ? S("") : plan->parties.at[party].name;
}

static result
judge_datasets(struct judging *j)
{
	const struct plan *was = j->d->was, *is = j->d->is;

	for (uint16_t i = 0; i < was->datasets.n && j->why.n == 0; i++) {
		struct str name = was->datasets.at[i].name;
		uint16_t now = plan_dataset(is, name);

		if (now == NONE || !dataset_held(j, name))
			continue;
		if (!same_key(was, i, is) || !same_key(is, now, was))
			j->why = str_printf(&j->sc->arena,
			    "`%.*s` has another key, and records are held under the old one",
			    STR(name));
		else if (!str_eq(party_of(was, was->datasets.at[i].party),
			     party_of(is, is->datasets.at[now].party)))
			j->why = str_printf(&j->sc->arena,
			    "`%.*s` is held for another party than its records were collected for",
			    STR(name));
	}
	return OK;
}

/* -- who and what it no longer names --------------------------------------------------- */

static result
judge_people(struct judging *j)
{
	for (size_t i = 0; i < j->d->was->subjects.n && j->why.n == 0; i++) {
		struct str name = j->d->was->subjects.at[i].name;
		int64_t n;

		if (plan_subject(j->d->is, name) != NONE)
			continue;
		TRY(vault_count_subjects(j->sc, j->store->vault, name, &n));
		if (n > 0)
			j->why = str_printf(&j->sc->arena,
			    "it has no subject `%.*s`, and %lld of them are held", STR(name),
			    (long long)n);
	}
	return OK;
}

static result
judge_parties(struct judging *j)
{
	struct party *parties;
	size_t n;

	TRY(vault_parties(j->sc, j->store->vault, &parties, &n));
	for (size_t i = 0; i < n && j->why.n == 0; i++) {
		struct str name = party_of(j->d->was, parties[i].class);

		if (!parties[i].ended && name.n > 0 && plan_party(j->d->is, name) == NONE)
			j->why = str_printf(&j->sc->arena,
			    "it has no party `%.*s`, and we work for one", STR(name));
	}
	return OK;
}

static result
judge_holds(struct judging *j)
{
	struct hold *holds;
	size_t n;

	TRY(vault_holds_open(j->sc, j->store->vault, &holds, &n));
	for (size_t i = 0; i < n && j->why.n == 0; i++) {
		struct str name = holds[i].class == NONE
				      ? S("")
				      : j->d->was->holds.at[holds[i].class].name;

		if (name.n > 0 && plan_hold(j->d->is, name) == NONE)
			j->why = str_printf(&j->sc->arena,
			    "it has no hold `%.*s`, and one is open", STR(name));
	}
	return OK;
}

/* -- what was said to the people whose data is held -------------------------------------- */

/* When the version that ran after past[i] came into force. */
static result
ended_at(struct judging *j, size_t i, struct instant *end)
{
	const struct store *s = j->store;
	uint32_t next = i + 1 < s->n_past ? s->past[i + 1].version : s->plan->version;
	struct sql_policy_get_row row;
	bool found;

	TRY(sql_policy_get(j->sc, vault_sql(s->vault), next, &row, &found));
	*end = found ? (struct instant){ row.starts } : j->sc->now;
	return OK;
}

static const struct purpose *
new_without_consent(const struct plan *was, const struct plan *is)
{
	for (size_t i = 0; i < is->purposes.n; i++) {
		const struct purpose *p = &is->purposes.at[i];

		if (!p->built_in && plan_purpose(was, p->name) == NONE && !diff_on_consent(is, p))
			return p;
	}
	return NULL;
}

/* `new purposes only with consent` was said by a version that ran, and a record from its
 * time is held: leaving the line out first, and adding the purpose then, keeps no word. */
static result
judge_promised(struct judging *j)
{
	struct sql_record_oldest_row oldest;
	bool held;

	TRY(sql_record_oldest(j->sc, vault_sql(j->store->vault), &oldest, &held));
	for (size_t i = 0; i < j->store->n_past && held && j->why.n == 0; i++) {
		const struct plan *was = j->store->past[i].plan;
		const struct purpose *p = NULL;
		struct instant end;

		if (was->changes.n == 0 || !was->changes.at[0].new_with_consent)
			continue;
		TRY(ended_at(j, i, &end));
		if (oldest.arrival < end.us)
			p = new_without_consent(was, j->d->is);
		if (p != NULL)
			j->why = str_printf(&j->sc->arena,
			    "`%.*s` rests on no consent, and version %u said that new purposes "
			    "would: ask people first, or wait until nothing from its time is held",
			    STR(p->name), (unsigned)j->store->past[i].version);
	}
	return OK;
}

/* K26 */
static result
judge_places(struct judging *j)
{
	const struct plan *is = j->d->is;

	j->why = places_bar(j->sc, is, j->store->places);
	for (uint16_t i = 0; i < is->datasets.n && j->why.n == 0; i++) {
		struct str name = is->datasets.at[i].name;
		uint16_t only = plan_only_in(is, i);

		if (only != NONE && !str_eq(is->places.at[only].name, j->store->places)
		    && dataset_held(j, name))
			j->why = str_printf(&j->sc->arena,
			    "it holds `%.*s` in `%.*s` alone, and records of it lie here",
			    STR(name), STR(is->places.at[only].name));
	}
	return OK;
}

static result (*const judges[])(struct judging *) = {
	judge_places,
	judge_dropped,
	judge_types,
	judge_datasets,
	judge_people,
	judge_parties,
	judge_holds,
	judge_promised,
};

result
succeed_judge(struct scope *sc, struct store *store, const struct diff *d, bool erases,
    struct str *why)
{
	struct judging j = {
		.sc = sc, .store = store, .d = d, .erases = erases, .why = S("")
	};

	if (d->bars.n > 0)
		j.why = d->bars.at[0].text;
	TRY(vault_shapes(sc, store->vault, &j.shapes, &j.n));
	for (size_t i = 0; i < N(judges) && j.why.n == 0; i++)
		TRY(judges[i](&j));
	*why = j.why;
	return OK;
}

/* -- how many it reaches ------------------------------------------------------------------ */

static bool
reaches(const struct plan *plan, const struct difference *row, const struct shape_held *shape)
{
	uint16_t dataset = plan_dataset(plan, shape->dataset);
	struct str rest = shape->fields;

	while (dataset != NONE && rest.n > 0) {
		uint16_t field = plan_field(plan, dataset, str_cut(rest, ' ', &rest));

		if (field != NONE && fields_have(row->reach, field))
			return true;
	}
	return false;
}

result
succeed_reach(struct scope *sc, struct store *store, const struct diff *d,
    const struct difference *row, int64_t *records, int64_t *people)
{
	struct shape_held *shapes;
	size_t n, reached = 0;

	*records = *people = 0;
	if (row->kind == DIFF_SUBJECT)
		return vault_count_subjects(sc, store->vault, row->of, people);
	if (row->kind == DIFF_CONSENT)
		return vault_count_consents(sc, store->vault, row->of, people);
	TRY(vault_shapes(sc, store->vault, &shapes, &n));
	for (size_t i = 0; i < n; i++)
		if (reaches(d->was, row, &shapes[i]))
			shapes[reached++] = shapes[i];
	return vault_count_shapes(sc, store->vault, shapes, reached, records, people);
}
