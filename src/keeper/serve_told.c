/* keeper/serve_told.c -- recipients told of an erasure, and their word that it is done. */
#include "keeper/serve.h"

#define PAGE_MAX 500
#define PAGE_USUAL 100

static bool
is_recipient(const struct serving *sv)
{
	return sv->asker->kind == ASKER_RECIPIENT;
}

static struct str
own_name(const struct serving *sv)
{
	return sv->store->plan->recipients.at[sv->asker->recipient].name;
}

/* A recipient's own, or of all: for the operator and for who acts on requests. */
static result
may_look(struct serving *sv, struct told_query *q)
{
	q->recipient = node_get_str(sv->q, S("recipient"));
	if (is_recipient(sv)) {
		if (q->recipient.n > 0 && !str_eq(q->recipient, own_name(sv)))
			return fail_at(sv->sc, E_DENIED, S("recipient"),
			    "a recipient's key sees what that recipient must be told");
		q->recipient = own_name(sv);
		return OK;
	}
	if (q->recipient.n > 0 && plan_recipient(sv->store->plan, q->recipient) == NONE)
		return fail_at(
		    sv->sc, E_INPUT, S("recipient"), "the policy has no such recipient");
	if (sv->asker->kind == ASKER_OPERATOR)
		return OK;
	if (sv->asker->party.n > 0)
		return serve_refuse(sv, WHY_ROLE, 0, "who must be told is for our own people");
	return rights_may(
	    sv->sc, sv->store, sv->asker, S("tellings"), S(""), &sv->verdict);
}

static result
take_limit(struct serving *sv, struct told_query *q)
{
	int64_t limit = node_get_int(sv->q, S("limit"), PAGE_USUAL);

	if (limit < 1 || limit > PAGE_MAX)
		return fail_at(sv->sc, E_INPUT, S("limit"), "`limit` is from 1 to %d", PAGE_MAX);
	q->most = (size_t)limit;
	q->after = node_get_str(sv->q, S("cursor"));
	q->waiting = node_get_bool(sv->q, S("waiting"), is_recipient(sv));
	return OK;
}

result
serve_tellings(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena);
	struct told_query q = { 0 };
	struct telling *t;
	size_t n;

	TRY(take_limit(sv, &q));
	TRY(may_look(sv, &q));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	TRY(told_list(sv->sc, sv->store, &q, &t, &n));
	for (size_t i = 0; i < n; i++) {
		if (is_recipient(sv))
			TRY(told_reached(sv->sc, sv->store, sv->asker, &t[i]));
		node_add(list, telling_node(&sv->sc->arena, &t[i]));
	}
	node_set(sv->body, S("tellings"), list);
	if (n == q.most)
		node_set_str(&sv->sc->arena, sv->body, S("cursor"), t[n - 1].id);
	return OK;
}

/* In the recipient's name: whoever acts on requests, and says how they know. */
static result
may_confirm(struct serving *sv, const struct telling *t, struct str reason)
{
	if (is_recipient(sv))
		return str_eq(t->recipient, own_name(sv))
			   ? OK
			   : fail_at(sv->sc, E_ABSENT, S("telling"), "there is no such telling");
	if (sv->asker->party.n > 0)
		return serve_refuse(sv, WHY_ROLE, 0, "who must be told is for our own people");
	TRY(rights_may(sv->sc, sv->store, sv->asker, reason, S(""), &sv->verdict));
	if (sv->verdict.why == WHY_NONE && str_trim(reason).n == 0)
		return serve_refuse(sv, WHY_REASON, 0,
		    "say how you know that the recipient has erased it: its letter, a number");
	return OK;
}

result
serve_told(struct serving *sv)
{
	struct str reason = node_get_str(sv->q, S("reason"));
	struct telling t;

	TRY(told_get(sv->sc, sv->store, node_get_str(sv->q, S("telling")), &t));
	TRY(may_confirm(sv, &t, reason));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	TRY(told_confirm(sv->sc, sv->store, sv->asker, reason, &t));
	node_set(sv->body, S("telling"), telling_node(&sv->sc->arena, &t));
	return OK;
}
