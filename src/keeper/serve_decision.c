/* keeper/serve_decision.c -- what machines propose about people, and who decides it. */
#include "keeper/serve.h"

static struct node *
may_node(struct arena *a, const struct person_decision *d)
{
	struct node *list = node_list(a);

	if (d->may_decide) {
		node_add(list, node_str(a, S("confirm")));
		node_add(list, node_str(a, S("change")));
	}
	if (d->may_contest)
		node_add(list, node_str(a, S("contest")));
	return list;
}

static struct node *
decision_node(struct serving *sv, const struct person_decision *d)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);
	uint16_t role;

	node_set_str(a, n, S("decision"), d->id);
	node_set_str(a, n, S("of"), d->name);
	node_set_str(a, n, S("state"), decision_state_word(d->state));
	node_set_str(a, n, S("subject"), d->subject);
	node_set_time(a, n, S("proposed"), d->proposed);
	if (d->decided.set)
		node_set_time(a, n, S("decided"), d->decided.at);
	set_str(a, n, S("by"), d->staff);
	set_str(a, n, S("case"), d->for_case);
	if (d->due.set)
		node_set_time(a, n, S("due"), d->due.at);
	(void)rights_decision_reviewer(sv->store->plan, sv->asker, d->name, &role);
	if (role != NONE)
		node_set_str(a, n, S("reviewer"), sv->store->plan->roles.at[role].name);
	node_set(n, S("may"), may_node(a, d));
	if (d->file == NULL)
		return n;
	set_str(a, n, S("outcome"), node_get_str(d->file, S("outcome")));
	if (d->used != NULL)
		node_set(n, S("used"), d->used);
	node_set(n, S("history"), node_copy(a, node_get(d->file, S("history"))));
	return n;
}

static result
answer_with(struct serving *sv, const struct person_decision *d)
{
	if (sv->verdict.why == WHY_NONE)
		node_set(sv->body, S("decision"), decision_node(sv, d));
	return OK;
}

result
serve_decision(struct serving *sv)
{
	struct person_decision d;

	TRY(rights_decision_propose(
	    sv->sc, sv->store, sv->asker, sv->q, &sv->verdict, &d));
	return answer_with(sv, &d);
}

result
serve_decisions(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena);
	struct str id = node_get_str(sv->q, S("decision"));
	struct person_decision one = { 0 }, *d = &one;
	size_t n = 1;

	if (id.n > 0)
		TRY(rights_decision(sv->sc, sv->store, sv->asker,
		    node_get_str(sv->q, S("reason")), id, &sv->verdict, &one));
	else
		TRY(rights_decisions(sv->sc, sv->store, sv->asker,
		    node_get_bool(sv->q, S("open"), false), &sv->verdict, &d, &n));
	for (size_t i = 0; i < n && sv->verdict.why == WHY_NONE; i++)
		node_add(list, decision_node(sv, &d[i]));
	node_set(sv->body, S("decisions"), list);
	return OK;
}

result
serve_decision_act(struct serving *sv)
{
	struct person_decision d = { .letter = S("") };

	TRY(rights_decision_act(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("decision")),
	    node_get_str(sv->q, S("act")), node_get_str(sv->q, S("outcome")),
	    node_get_str(sv->q, S("reasons")), &sv->verdict, &d));
	TRY(answer_with(sv, &d));
	if (sv->verdict.why == WHY_NONE && d.letter.n > 0) {
		node_set_str(&sv->sc->arena, sv->body, S("letter"), d.letter);
		node_set_bool(&sv->sc->arena, sv->body, S("mailed"), d.mailed);
	}
	return OK;
}

result
serve_contest(struct serving *sv)
{
	struct due due;

	TRY(serve_guessed(sv,
	    rights_decision_contest(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("token")),
		node_get_str(sv->q, S("words")), &sv->verdict, &due)));
	if (due.set)
		node_set_time(&sv->sc->arena, sv->body, S("due"), due.at);
	return OK;
}
