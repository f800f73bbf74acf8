/* keeper/serve_form.c -- forms of the website: what each says and asks, and what is sent. */
#include "base/buf.h"
#include "gate/fill.h"
#include "keeper/serve.h"
#include "policy/words.h"

/* -- what a form says ------------------------------------------------------------------ */

static bool
asks_any(const struct plan *plan, const struct form *form, struct fields fields)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (fields_have(fields, f) && form_asks(plan, form, f))
			return true;
	return false;
}

static struct node *
names_of(struct arena *a, const struct plan *plan, const struct form *form, struct fields fields)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];
	struct node *list = node_list(a);

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (fields_have(fields, f) && form_asks(plan, form, f))
			node_add(list, node_str(a, words_name(a, plan->fields.at[f].name)));
	return list;
}

/* "DPD: to get the order to the door" */
static void
add_share(struct arena *a, const struct plan *plan, const struct share *s, struct node *list)
{
	struct str text = str_printf(a, "%.*s: %.*s",
	    STR(plan->recipients.at[s->recipient].text),
	    STR(plan->purposes.at[s->purpose].text));

	NODE_EACH(said, list)
		if (str_eq(said->text, text))
			return;
	node_add(list, node_str(a, text));
}

/* LAW UK GDPR Art 13(1)(e): who asks by law or by an order, the notice names. */
static struct node *
given_to(struct arena *a, const struct plan *plan, const struct form *form)
{
	struct node *list = node_list(a);

	for (size_t i = 0; i < plan->shares.n; i++) {
		const struct share *s = &plan->shares.at[i];

		if (!plan->purposes.at[s->purpose].built_in && asks_any(plan, form, s->fields))
			add_share(a, plan, s, list);
	}
	return list;
}

/* Art 13(2)(a) */
static struct node *
kept(struct arena *a, const struct plan *plan, const struct form *form)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];
	struct node *list = node_list(a);

	for (uint16_t i = d->first_group; i < d->first_group + d->groups; i++) {
		const struct group *g = &plan->groups.at[i];
		struct buf words = buf_new(a);
		struct node *one;

		if (!asks_any(plan, form, g->fields))
			continue;
		words_clock(&words, plan, &plan->clocks.at[g->clock]);
		one = node_add(list, node_map(a));
		node_set(one, S("fields"), names_of(a, plan, form, g->fields));
		node_set_str(a, one, S("keep"), buf_str(&words));
	}
	return list;
}

static bool
no_box(const void *of, uint16_t consent)
{
	(void)of;
	(void)consent;
	return false;
}

/* Of whoever fills it in: where nothing is so without a yes, no other ground is theirs. */
static bool
needs_yes(const struct plan *plan, const struct form *form)
{
	return !form_stands(plan, form, no_box, NULL);
}

/* Art 13(1)(c), (d) */
static struct node *
grounds(struct arena *a, const struct plan *plan, const struct form *form)
{
	const struct purpose *p = &plan->purposes.at[form->purpose];
	struct node *list = node_list(a);

	for (uint16_t i = p->first_ground; i < p->first_ground + p->grounds; i++) {
		struct buf words = buf_new(a);

		if (!form_about(plan, form, plan->grounds.at[i].subject)
		    || (needs_yes(plan, form) && plan->grounds.at[i].basis != BASIS_CONSENT))
			continue;
		words_ground(&words, plan, &plan->grounds.at[i]);
		if (list->last == NULL || !str_eq(list->last->text, buf_str(&words)))
			node_add(list, node_str(a, buf_str(&words)));
	}
	return list;
}

static uint16_t
least_age(const struct plan *plan, const struct form *form)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];
	uint16_t least = 0;

	for (uint16_t i = 0; i < d->subjects; i++) {
		uint16_t about = plan->dataset_subjects.at[d->first_subject + i];

		if (form_about(plan, form, about) && plan->subjects.at[about].least_age > least)
			least = plan->subjects.at[about].least_age;
	}
	return least;
}

static struct node *
form_node(struct arena *a, const struct plan *plan, const struct form *form)
{
	const struct purpose *p = &plan->purposes.at[form->purpose];
	struct node *n = node_map(a);

	node_set_str(a, n, S("dataset"), plan->datasets.at[form->dataset].name);
	node_set_str(a, n, S("purpose"), p->name);
	node_set_str(a, n, S("text"), p->text);
	node_set_str(a, n, S("controller"), plan->controller.name);
	node_set_int(a, n, S("notice"), (int64_t)plan->version);
	if (least_age(plan, form) > 0)
		node_set_int(a, n, S("least-age"), least_age(plan, form));
	node_set(n, S("given-to"), given_to(a, plan, form));
	node_set(n, S("kept"), kept(a, plan, form));
	node_set(n, S("why"), grounds(a, plan, form));
	return n;
}

/* -- what it asks ------------------------------------------------------------------------- */

static struct node *
fields_node(struct arena *a, const struct plan *plan, const struct form *form)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];
	struct node *list = node_list(a);

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		const struct work_field w = {
			.field = f, .may = MAY_CHANGE, .line = plan->fields.at[f].at.line
		};

		if (form_asks(plan, form, f))
			node_add(list, serve_field_node(a, plan, &w));
	}
	return list;
}

static struct node *
about_node(struct arena *a, const struct plan *plan, const struct form *form)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];
	struct node *list = node_list(a);

	for (uint16_t i = 0; i < d->subjects && d->subjects > 1; i++) {
		uint16_t about = plan->dataset_subjects.at[d->first_subject + i];
		struct node *one;

		if (!form_about(plan, form, about))
			continue;
		one = node_add(list, node_map(a));
		node_set_str(a, one, S("name"), plan->subjects.at[about].name);
		node_set_str(a, one, S("text"), plan->subjects.at[about].text);
	}
	return list;
}

/* LAW UK GDPR Art 7(2), (3) */
static struct node *
box_node(struct arena *a, const struct plan *plan, const struct form *form, uint16_t consent)
{
	const struct consent *c = &plan->consents.at[consent];
	struct buf by = buf_new(a);
	struct node *n = node_map(a);

	words_channels(&by, c->withdrawn_by);
	node_set_str(a, n, S("consent"), c->name);
	node_set_str(a, n, S("asked-as"), c->asked_as);
	node_set_str(a, n, S("text"), plan->purposes.at[c->purpose].text);
	node_set_bool(a, n, S("needed"),
	    c->purpose == form->purpose && needs_yes(plan, form));
	node_set_bool(a, n, S("by-letter"), c->confirm_by_email);
	node_set_str(a, n, S("withdrawn-by"), buf_str(&by));
	return n;
}

/* `yes`: those alone that it names; NULL: all. */
static struct node *
boxes_node(
    struct arena *a, const struct plan *plan, const struct form *form, const struct node *yes)
{
	struct node *list = node_list(a);

	for (uint16_t c = 0; c < plan->consents.n; c++) {
		uint16_t with;

		if (form_asks_consent(plan, form, c, &with)
		    && (yes == NULL || node_get_str(yes, plan->consents.at[c].name).n > 0))
			node_add(list, box_node(a, plan, form, c));
	}
	return list;
}

/* Somebody else's address would be flooded with our letters. */
static result
count_letters(struct serving *sv, const struct filled *f)
{
	const struct plan *plan = sv->store->plan;
	const struct dataset *d = &plan->datasets.at[f->form.dataset];
	bool letter = false;

	for (uint16_t c = 0; c < plan->consents.n; c++)
		letter = letter
			 || (plan->consents.at[c].confirm_by_email
			     && node_get_str(f->yes, plan->consents.at[c].name).n > 0);
	for (uint16_t i = d->first_field; letter && i < d->first_field + d->fields; i++) {
		struct str typed = node_get_str(f->values, plan->fields.at[i].name);

		if (plan->fields.at[i].type == TYPE_EMAIL && typed.n > 0)
			return serve_stranger_writes(sv, typed);
	}
	return OK;
}

/* -- verbs -------------------------------------------------------------------------------- */

static result
find_form(struct serving *sv, struct form *form)
{
	const struct plan *plan = sv->store->plan;

	if (form_find(plan, plan_dataset(plan, node_get_str(sv->q, S("dataset"))),
		plan_purpose(plan, node_get_str(sv->q, S("purpose"))), form))
		return OK;
	return fail(sv->sc, E_ABSENT, "the policy makes no such form for whoever comes by the website");
}

result
serve_forms(struct serving *sv)
{
	struct node *list = node_set(sv->body, S("forms"), node_list(&sv->sc->arena));
	struct form form = { NONE, NONE, NONE };

	while (form_next(sv->store->plan, &form))
		node_add(list, form_node(&sv->sc->arena, sv->store->plan, &form));
	return OK;
}

result
serve_form(struct serving *sv)
{
	const struct plan *plan = sv->store->plan;
	struct arena *a = &sv->sc->arena;
	struct form form;

	TRY(find_form(sv, &form));
	node_set(sv->body, S("form"), form_node(a, plan, &form));
	node_set(sv->body, S("fields"), fields_node(a, plan, &form));
	node_set(sv->body, S("about"), about_node(a, plan, &form));
	node_set(sv->body, S("consents"), boxes_node(a, plan, &form, NULL));
	return OK;
}

/* G7: of data with a key a date would say since when it is known. */
static bool
has_key(const struct plan *plan, uint16_t dataset)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if ((plan->fields.at[f].marks & MARK_KEY) != 0)
			return true;
	return false;
}

result
serve_form_send(struct serving *sv)
{
	const struct plan *plan = sv->store->plan;
	struct arena *a = &sv->sc->arena;
	struct filled f = {
		.values = node_get(sv->q, S("values")),
		.yes = node_get(sv->q, S("yes")),
		.about = node_get_str(sv->q, S("about")),
		.words = node_get_str(sv->q, S("words")),
		.notice = str_printf(a, "%lld", (long long)node_get_int(sv->q, S("notice"), 0)),
	};
	struct receipt r;

	TRY(serve_stranger(sv, STRANGER_SENDS));
	TRY(find_form(sv, &f.form));
	sv->noted.purpose = plan->purposes.at[f.form.purpose].name;
	sv->noted.dataset = plan->datasets.at[f.form.dataset].name;
	TRY(count_letters(sv, &f));
	TRY(gate_fill(sv->sc, sv->store, sv->asker, &f, &sv->verdict, &r));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	node_set_bool(a, sv->body, S("stored"), !fill_waits(plan, &f));
	node_set(sv->body, S("due"),
	    has_key(plan, f.form.dataset) ? node_list(a) : dues_node(a, plan, r.dues, r.n));
	node_set(sv->body, S("consents"),
	    boxes_node(a, plan, &f.form, f.yes != NULL ? f.yes : node_map(a)));
	return OK;
}
