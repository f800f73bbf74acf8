/* keeper/serve_told.c -- who is told of an end or a correction, and their word that it is done. */
#include "keeper/serve.h"
#include "term/send.h"

#define PAGE_MAX 500
#define PAGE_USUAL 100

/* Their key sees what they must be told, and confirms it. */
static bool
is_told(const struct serving *sv)
{
	return sv->asker->kind == ASKER_RECIPIENT || sv->asker->kind == ASKER_PLACE;
}

/* A recipient's are those of the places that it runs, too. */
static bool
is_own(const struct serving *sv, const struct telling *t)
{
	const struct plan *plan = sv->store->plan;

	return sv->asker->kind == ASKER_PLACE
		   ? str_eq(t->place, plan->places.at[sv->asker->place].name)
		   : str_eq(t->recipient, plan->recipients.at[sv->asker->recipient].name);
}

static result
own_alone(struct serving *sv, struct str *asked, struct str own, const char *which)
{
	if (asked->n > 0 && !str_eq(*asked, own))
		return fail_at(sv->sc, E_DENIED, str_of(which),
		    "this key sees what its own %s must be told", which);
	*asked = own;
	return OK;
}

static result
in_policy(struct serving *sv, const struct told_query *q)
{
	const struct plan *plan = sv->store->plan;

	if (q->recipient.n > 0 && plan_recipient(plan, q->recipient) == NONE)
		return fail_at(
		    sv->sc, E_INPUT, S("recipient"), "the policy has no such recipient");
	if (q->place.n > 0 && plan_place(plan, q->place) == NONE)
		return fail_at(sv->sc, E_INPUT, S("place"), "the policy has no such place");
	return OK;
}

/* One's own, or of all: for the operator and for who acts on requests. */
static result
may_look(struct serving *sv, struct told_query *q)
{
	const struct plan *plan = sv->store->plan;

	q->recipient = node_get_str(sv->q, S("recipient"));
	q->place = node_get_str(sv->q, S("place"));
	if (sv->asker->kind == ASKER_RECIPIENT)
		return own_alone(sv, &q->recipient,
		    plan->recipients.at[sv->asker->recipient].name, "recipient");
	if (sv->asker->kind == ASKER_PLACE)
		return own_alone(
		    sv, &q->place, plan->places.at[sv->asker->place].name, "place");
	TRY(in_policy(sv, q));
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
	q->waiting = node_get_bool(sv->q, S("waiting"), is_told(sv));
	return OK;
}

/* Where it goes out at all: when again. */
static result
add_telling(struct serving *sv, struct node *list, const struct telling *t)
{
	struct node *n = node_add(list, telling_node(&sv->sc->arena, t));
	struct str url;

	if (t->tries > 0)
		node_set_int(&sv->sc->arena, n, S("tries"), t->tries);
	if (t->answered)
		node_set_int(&sv->sc->arena, n, S("answer"), t->answer);
	if (t->told.set || t->confirmed.set || t->next_try.us == INSTANT_NEVER.us)
		return OK;
	TRY(send_address_of(sv->sc, sv->store, t, &url));
	if (url.n > 0)
		node_set_time(&sv->sc->arena, n, S("next-try"), t->next_try);
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
		if (is_told(sv))
			TRY(told_reached(sv->sc, sv->store, sv->asker, &t[i]));
		TRY(add_telling(sv, list, &t[i]));
	}
	node_set(sv->body, S("tellings"), list);
	if (n == q.most)
		node_set_str(&sv->sc->arena, sv->body, S("cursor"), t[n - 1].id);
	return OK;
}

/* In their name: whoever acts on requests, and says how they know. */
static result
may_confirm(struct serving *sv, const struct telling *t, struct str reason)
{
	if (is_told(sv))
		return is_own(sv, t)
			   ? OK
			   : fail_at(sv->sc, E_ABSENT, S("telling"), "there is no such telling");
	if (sv->asker->party.n > 0)
		return serve_refuse(sv, WHY_ROLE, 0, "who must be told is for our own people");
	TRY(rights_may(sv->sc, sv->store, sv->asker, reason, S(""), &sv->verdict));
	if (sv->verdict.why == WHY_NONE && str_trim(reason).n == 0)
		return serve_refuse(sv, WHY_REASON, 0,
		    "say how you know that it is done there: their letter, a number");
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
