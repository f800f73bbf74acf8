/* keeper/serve_work.c -- what the role of whoever asks may do. */
#include "keeper/serve.h"
#include "policy/words.h"
#include "vault/party.h"
#include "vault/stream.h"

static const char *const types[] = {
#define TYPE(id, word, is) [TYPE_##id] = word,
#include "policy/type.def"
#undef TYPE
};

static const char *const what_is[] = {
#define TYPE(id, word, is) [TYPE_##id] = is,
#include "policy/type.def"
#undef TYPE
};

static void
set_needs(struct arena *a, struct node *n, unsigned needs)
{
	static const struct {
		enum need need;
		const char *name;
	} rows[] = { { NEED_TICKET, "ticket" }, { NEED_ORDER, "order" }, { NEED_REASON, "reason" },
		{ NEED_TWO_PEOPLE, "two-people" } };

	for (size_t i = 0; i < N(rows); i++)
		node_set_bool(a, n, str_of(rows[i].name), (needs & rows[i].need) != 0);
	node_set_bool(a, n, S("needs"), needs != 0);
}

static bool
is_found(const struct work *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->fields[i].finds)
			return true;
	return false;
}

static struct node *
work_node(struct serving *sv, const struct work *w)
{
	const struct plan *plan = sv->store->plan;
	const struct dataset *d = &plan->datasets.at[w->dataset];
	const struct purpose *p = &plan->purposes.at[w->purpose];
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("dataset"), d->name);
	node_set_str(a, n, S("purpose"), p->name);
	node_set_str(a, n, S("text"), p->text);
	node_set_int(a, n, S("line"), w->line);
	node_set_bool(a, n, S("reads"), (w->may & MAY_READ) != 0);
	node_set_bool(a, n, S("finds"), is_found(w));
	node_set_bool(a, n, S("hears"), (w->may & MAY_HEAR) != 0);
	node_set_bool(a, n, S("exports"), (w->may & MAY_EXPORT) != 0);
	node_set_bool(a, n, S("changes"), (w->may & (MAY_CHANGE | MAY_NARROW)) != 0);
	node_set_bool(a, n, S("stores"), w->stores);
	node_set_bool(a, n, S("erases"), w->erases);
	set_needs(a, n, w->needs);
	if (p->as_totals_of > 0)
		node_set_int(a, n, S("totals"), p->as_totals_of);
	if (w->a_day > 0)
		node_set_int(a, n, S("a-day"), w->a_day);
	if (d->party != NONE)
		node_set_str(a, n, S("held-for"), plan->parties.at[d->party].name);
	return n;
}

/* -- one of them -------------------------------------------------------------------- */

static struct node *
words_of(struct arena *a, const struct plan *plan, const struct field *f)
{
	struct node *list = node_list(a);

	for (uint16_t i = f->first_word; i < f->first_word + f->words; i++)
		node_add(list, node_str(a, plan->words.at[i]));
	return list;
}

struct node *
serve_field_node(struct arena *a, const struct plan *plan, const struct work_field *w)
{
	const struct field *f = &plan->fields.at[w->field];
	struct node *n = node_map(a);

	node_set_str(a, n, S("field"), f->name);
	node_set_str(a, n, S("full"), f->full);
	node_set_str(a, n, S("type"), str_of(types[f->type]));
	node_set_str(a, n, S("is"), str_of(what_is[f->type]));
	node_set_int(a, n, S("line"), w->line);
	node_set_bool(a, n, S("finds"), w->finds);
	node_set_bool(a, n, S("reads"), (w->may & MAY_READ) != 0);
	node_set_bool(a, n, S("hears"), (w->may & MAY_HEAR) != 0);
	node_set_bool(a, n, S("exports"), (w->may & MAY_EXPORT) != 0);
	node_set_bool(a, n, S("changes"), (w->may & MAY_CHANGE) != 0);
	node_set_bool(a, n, S("narrows"), (w->may & MAY_NARROW) != 0);
	node_set_bool(a, n, S("file"), stream_type(f->type) || f->type == TYPE_DOCUMENT);
	node_set_bool(a, n, S("required"), (f->marks & (MARK_REQUIRED | MARK_KEY)) != 0);
	node_set_bool(a, n, S("secret"), (f->marks & MARK_SECRET) != 0);
	if (f->words > 0)
		node_set(n, S("one-of"), words_of(a, plan, f));
	return n;
}

static struct node *
fields_node(struct serving *sv, const struct work *w)
{
	struct node *list = node_list(&sv->sc->arena);

	for (size_t i = 0; i < w->n; i++)
		node_add(list, serve_field_node(&sv->sc->arena, sv->store->plan, &w->fields[i]));
	return list;
}

/* What may be told to have happened to one: of the data or of a field of it. */
static struct node *
events_node(struct serving *sv, uint16_t dataset)
{
	const struct plan *plan = sv->store->plan;
	struct node *list = node_list(&sv->sc->arena);

	for (uint16_t i = 0; i < plan->events.n && role_tells(plan, sv->asker->role, dataset); i++) {
		const struct event *e = &plan->events.at[i];

		if ((e->of == EVENT_OF_DATASET && e->of_row == dataset)
		    || (e->of == EVENT_OF_FIELD
			&& plan->fields.at[e->of_row].dataset == dataset))
			node_add(list, node_str(&sv->sc->arena, e->name));
	}
	return list;
}

/* Whom a new record may be about, where its data does not say. */
static struct node *
about_node(struct serving *sv, const struct dataset *d)
{
	const struct plan *plan = sv->store->plan;
	struct node *list = node_list(&sv->sc->arena);

	for (uint16_t i = 0; i < d->subjects && d->subjects > 1 && !d->all_subjects; i++)
		node_add(list, node_str(&sv->sc->arena,
				   plan->subjects.at[plan->dataset_subjects.at[d->first_subject + i]].name));
	return list;
}

#define PARTIES_MOST 500 /* a person chooses among them */

/* For whom our own people may store one. */
static result
parties_node(struct serving *sv, const struct work *w, struct node **list)
{
	uint16_t class = sv->store->plan->datasets.at[w->dataset].party;
	struct party *all;
	size_t n;

	*list = node_list(&sv->sc->arena);
	if (class == NONE || !w->stores || sv->asker->party.n > 0)
		return OK;
	TRY(vault_parties(sv->sc, sv->store->vault, &all, &n));
	for (size_t i = 0; i < n && (*list)->count < PARTIES_MOST; i++) {
		struct node *one;

		if (all[i].class != class)
			continue;
		one = node_add(*list, node_map(&sv->sc->arena));
		node_set_str(&sv->sc->arena, one, S("party"), all[i].id);
		node_set_str(&sv->sc->arena, one, S("name"), all[i].name);
	}
	return OK;
}

static result
one_work(struct serving *sv, const struct works *all, uint16_t dataset, uint16_t purpose)
{
	struct node *parties;
	const struct work *w = NULL;

	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].dataset == dataset && all->at[i].purpose == purpose)
			w = &all->at[i];
	if (w == NULL)
		return serve_refuse(sv, WHY_ROLE,
		    sv->store->plan->roles.at[sv->asker->role].at.line,
		    "no line lets this role do anything with that data for that purpose");
	TRY(parties_node(sv, w, &parties));
	node_set(sv->body, S("work"), work_node(sv, w));
	node_set(sv->body, S("fields"), fields_node(sv, w));
	node_set(sv->body, S("events"), events_node(sv, dataset));
	node_set(sv->body, S("about"), about_node(sv, &sv->store->plan->datasets.at[dataset]));
	node_set(sv->body, S("parties"), parties);
	return OK;
}

result
serve_may(struct serving *sv)
{
	const struct plan *plan = sv->store->plan;
	struct str dataset = node_get_str(sv->q, S("dataset")),
		   purpose = node_get_str(sv->q, S("purpose"));
	struct node *list = node_list(&sv->sc->arena), *names = node_list(&sv->sc->arena);
	struct works all;

	works_of(sv->sc, plan, sv->asker, &all);
	if (dataset.n > 0 && purpose.n > 0)
		TRY(one_work(sv, &all, plan_dataset(plan, dataset), plan_purpose(plan, purpose)));
	for (size_t i = 0; i < all.n; i++) {
		struct str name = plan->datasets.at[all.at[i].dataset].name;

		if ((dataset.n > 0 && !str_eq(dataset, name))
		    || (purpose.n > 0
			&& !str_eq(purpose, plan->purposes.at[all.at[i].purpose].name)))
			continue;
		if (names->last == NULL || !str_eq(names->last->text, name))
			node_add(names, node_str(&sv->sc->arena, name));
		node_add(list, work_node(sv, &all.at[i]));
	}
	node_set(sv->body, S("data"), names);
	node_set(sv->body, S("works"), list);
	return OK;
}
