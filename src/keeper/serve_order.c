/* keeper/serve_order.c -- orders, and the second person. */
#include "keeper/serve.h"

static struct seconds *
seconds_of(struct serving *sv)
{
	struct keeper *k = sv->keeper;

	if (k->seconds == NULL)
		k->seconds = NEW(k->arena, struct seconds);
	return k->seconds;
}

result
serve_second_code(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;

	node_set_str(a, sv->body, S("code"),
	    second_make(sv->sc, seconds_of(sv), sv->token, clock_boot()));
	node_set_time(a, sv->body, S("until"), instant_plus(sv->sc->now, SECOND_LASTS));
	return OK;
}

/* A key, or a code that its owner told (K36). */
static struct str
second_shown(struct serving *sv)
{
	struct str shown = str_trim(node_get_str(sv->q, S("second")));
	struct str token =
	    second_token(sv->sc, seconds_of(sv), shown, sv->asker->key, clock_boot());

	return token.n > 0 ? token : shown;
}

result
serve_second(struct serving *sv, const struct asker **second)
{
	struct str token = second_shown(sv);
	struct verdict closed = { 0 };
	struct asker *who;

	*second = NULL;
	if (token.n == 0)
		return OK;
	who = NEW(&sv->sc->arena, struct asker);
	TRY(vault_key_asker(sv->sc, sv->store->vault, token, who));
	who->door = sv->asker->door;
	if (who->kind != ASKER_ROLE)
		return fail_at(sv->sc, E_AUTH, S("second"),
		    "the second person's code or key is not known, or has ended: a code lasts five "
		    "minutes, for one colleague");
	TRY(gate_contained(sv->sc, sv->store, who, &closed));
	if (closed.why != WHY_NONE)
		return fail_at(sv->sc, E_AUTH, S("second"),
		    "the second person's key is closed by an incident");
	*second = who;
	return OK;
}

static struct node *
order_node(struct serving *sv, const struct order *o)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a), *tell = node_list(a);

	node_set_str(a, n, S("order"), o->id);
	node_set_str(a, n, S("kind"), sv->store->plan->orders.at[o->kind].name);
	node_set_time(a, n, S("opened"), o->opened);
	node_set_time(a, n, S("ends"), o->ends);
	if (o->review.set)
		node_set_time(a, n, S("review"), o->review.at);
	for (size_t i = 0; i < o->n; i++) {
		struct node *one = node_add(tell, node_map(a));

		node_set_str(a, one, S("subject"), o->subjects[i]);
		node_set_time(a, one, S("due"), o->tell[i]);
	}
	node_set(n, S("tell"), tell);
	return n;
}

result
serve_order(struct serving *sv)
{
	const struct asker *second;
	struct order o;

	TRY(serve_second(sv, &second));
	TRY(gate_order_open(sv->sc, sv->store, sv->asker, second, node_get_str(sv->q, S("order")),
	    node_get(sv->q, S("shows")), &sv->verdict, &o));
	if (sv->verdict.why == WHY_NONE)
		node_set(sv->body, S("order"), order_node(sv, &o));
	return OK;
}

result
serve_orders(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena);
	struct order *orders;
	size_t n;

	TRY(gate_orders(sv->sc, sv->store, sv->asker, &sv->verdict, &orders, &n));
	for (size_t i = 0; i < n; i++)
		node_add(list, order_node(sv, &orders[i]));
	node_set(sv->body, S("orders"), list);
	return OK;
}

result
serve_order_act(struct serving *sv)
{
	static const struct {
		const char *word;
		enum order_act act;
	} acts[] = { { "end", ORDER_END }, { "review", ORDER_REVIEW }, { "told", ORDER_TOLD } };
	struct str word = node_get_str(sv->q, S("act"));

	if (str_eq(word, S("write")))
		return rights_order_write(sv->sc, sv->store, sv->asker,
		    node_get_str(sv->q, S("order")), node_get_str(sv->q, S("subject")),
		    &sv->verdict);
	for (size_t i = 0; i < N(acts); i++)
		if (str_eq(word, str_of(acts[i].word)))
			return gate_order_act(sv->sc, sv->store, sv->asker,
			    node_get_str(sv->q, S("order")), acts[i].act,
			    node_get_str(sv->q, S("subject")), &sv->verdict);
	return fail_at(sv->sc, E_INPUT, S("act"), "an order takes end, review, told or write");
}
