/* vault/names.c -- rows say names, the plan says numbers.  A policy that
 * comes later may number its rows anew; a name it does not have is NONE. */
#include "vault/inside.h"

struct str
name_of_subject(const struct vault *v, uint16_t type)
{
	return type == NONE ? S("") : v->plan->subjects.at[type].name;
}

uint16_t
number_of_subject(const struct vault *v, struct str name)
{
	return name.n == 0 ? NONE : plan_subject(v->plan, name);
}

struct str
name_of_class(const struct vault *v, uint16_t class)
{
	return class == NONE ? S("") : v->plan->parties.at[class].name;
}

struct str
name_of_role(const struct vault *v, uint16_t role)
{
	return role == NONE ? S("") : v->plan->roles.at[role].name;
}

struct str
name_of_door(const struct vault *v, uint16_t door)
{
	return door == NONE ? S("") : v->plan->doors.at[door].name;
}

struct str
name_of_event(struct arena *arena, const struct plan *plan, uint16_t event)
{
	const struct event *e = &plan->events.at[event];
	struct str of = S("");

	switch (e->of) {
	case EVENT_OF_BUILT_IN:
		return e->name;
	case EVENT_OF_DATASET:
		of = plan->datasets.at[e->of_row].name;
		break;
	case EVENT_OF_FIELD:
		of = plan->fields.at[e->of_row].full;
		break;
	case EVENT_OF_PARTY:
		of = plan->parties.at[e->of_row].name;
		break;
	}
	return str_printf(arena, "%.*s of %.*s", STR(e->name), STR(of));
}

struct fields
fields_empty(struct arena *arena, const struct plan *plan)
{
	return (struct fields){ NEW_ARRAY(arena, plan->field_words, uint64_t) };
}

struct ids
ids_of(struct scope *sc, const void *rows, size_t n, size_t size)
{
	struct ids ids = { NEW_ARRAY(&sc->arena, n + 1, int64_t), n };

	CHECK(size == sizeof(int64_t));
	if (n > 0)
		memcpy(ids.at, rows, n * size);
	return ids;
}

struct str
names_of_fields(struct arena *arena, const struct plan *plan, struct values values)
{
	struct buf b = buf_new(arena);

	for (size_t i = 0; i < values.n; i++) {
		if (i > 0)
			buf_putc(&b, ' ');
		buf_put(&b, plan->fields.at[values.at[i].field].name);
	}
	return buf_str(&b);
}

struct fields
fields_of_names(struct arena *arena, const struct plan *plan, uint16_t dataset, struct str names)
{
	struct fields set = fields_empty(arena, plan);

	while (dataset != NONE && names.n > 0) {
		uint16_t field = plan_field(plan, dataset, str_cut(names, ' ', &names));

		if (field != NONE)
			fields_put(set, field);
	}
	return set;
}

/* -- whose clock asks for which event ---------------------------------------- */

static size_t
ask_words(const struct plan *plan)
{
	return (plan->groups.n + 63) / 64;
}

/* Facts of parties have the row after the last event's. */
static uint64_t *
asking(const struct vault *v, size_t group, uint16_t event)
{
	size_t row = event == EVENT_PARTY_FACT ? v->plan->events.n : event;

	return &v->asks[row * ask_words(v->plan) + group / 64];
}

static void
ask(struct vault *v, size_t group, uint16_t event)
{
	if (event == NONE)
		return;
	*asking(v, group, event) |= (uint64_t)1 << (group % 64);
	if (event != EVENT_PARTY_FACT && v->plan->events.at[event].has_fallback)
		ask(v, group, v->plan->events.at[event].fallback_event);
}

/* Every event that moves a person of this kind from one state to another. */
static void
ask_states(struct vault *v, size_t group, uint16_t subject)
{
	for (size_t i = 0; i < v->plan->states.n; i++)
		if (v->plan->states.at[i].subject == subject)
			ask(v, group, v->plan->states.at[i].event);
}

static void
ask_by_cond(struct vault *v, size_t group, uint16_t cond)
{
	const struct cond *c;

	if (cond == NONE)
		return;
	c = &v->plan->conds.at[cond];
	for (size_t i = 0; i < c->steps; i++) {
		const struct step *s = &v->plan->steps.at[c->first_step + i];

		if (s->op == OP_HAPPENED || s->op == OP_WITHIN || s->op == OP_SOFT_WITHIN)
			ask(v, group, s->a);
		if (s->op == OP_PARTY_FACT)
			ask(v, group, EVENT_PARTY_FACT);
		if (s->op == OP_STATE)
			ask_states(v, group, v->plan->states.at[s->a].subject);
	}
}

void
vault_use_plan(struct vault *v, const struct plan *plan)
{
	CHECK(vault_valid(v) && plan != NULL);
	arena_clear(&v->plan_arena);
	v->plan = plan;
	v->asks = NEW_ARRAY(&v->plan_arena, (plan->events.n + 1) * ask_words(plan) + 1, uint64_t);
	for (size_t g = 0; g < plan->groups.n; g++) {
		const struct clock *clock = &plan->clocks.at[plan->groups.at[g].clock];

		for (size_t i = 0; i < clock->arms; i++) {
			const struct arm *arm = &plan->arms.at[clock->first_arm + i];

			ask(v, g, arm->event);
			ask_by_cond(v, g, arm->cond);
		}
	}
}

void
vault_use_past(struct vault *v)
{
	v->succeeded = true;
}

bool
group_asks(const struct vault *v, uint16_t group, uint16_t event)
{
	if (event == NONE)
		return true;
	return group != NONE && (*asking(v, group, event) >> (group % 64) & 1) != 0;
}
