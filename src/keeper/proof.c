/* keeper/proof.c -- what is exported can be shown to somebody who does not trust us.
 *
 * The proof is a text and its signature by the ledger's key: who says it, under
 * which policy, when, for which purpose, the values and the events of the
 * record.  Whoever has the public key checks the text as it stands.
 */
#include "base/json.h"
#include "keeper/serve.h"
#include "rights/rights.h"
#include "seal/sign.h"

/* The events of the record that have happened. */
static struct node *
events_node(struct serving *sv, const struct facts *facts, uint16_t dataset)
{
	const struct plan *plan = sv->store->plan;
	struct node *n = node_map(&sv->sc->arena);
	struct instant at;

	for (uint16_t i = 0; i < plan->events.n; i++) {
		const struct event *e = &plan->events.at[i];

		if (e->of == EVENT_OF_DATASET && e->of_row == dataset && facts->event(facts->of, i, &at))
			node_set_time(&sv->sc->arena, n, e->name, at);
	}
	return n;
}

static struct node *
statement(struct serving *sv, const struct question *q, const struct record *record,
    const struct node *shown, const struct facts *facts)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("controller"), sv->store->plan->controller.name);
	node_set_str(a, n, S("policy"), sv->store->plan->name);
	node_set_int(a, n, S("policy-version"), sv->store->plan->version);
	node_set_str(a, n, S("policy-sha256"), sv->store->policy_hash);
	node_set_time(a, n, S("made"), sv->sc->now);
	node_set_str(a, n, S("purpose"), q->purpose);
	set_str(a, n, S("ticket"), q->ticket);
	node_set_str(a, n, S("record"), record->id);
	node_set_time(a, n, S("collected"), record->arrival);
	node_set(n, S("events"), events_node(sv, facts, record->dataset));
	node_set(n, S("values"), node_copy(a, node_get(shown, S("values"))));
	return n;
}

result
serve_proof(struct serving *sv, const struct question *q, const struct record *record,
    const struct node *shown, struct node **proof)
{
	struct arena *a = &sv->sc->arena;
	struct public_key key = sign_public(vault_signing_seed(sv->store->vault));
	struct facts *facts;
	struct str text;

	facts = vault_facts(sv->sc, sv->store->vault, record, NULL, NULL, NULL, 0);
	text = json_text(a, statement(sv, q, record, shown, facts));
	TRY(vault_facts_read(facts));
	*proof = node_map(a);
	node_set_str(a, *proof, S("text"), text);
	node_set_str(a, *proof, S("signature"), package_signature(sv->sc, sv->store, text));
	node_set_str(a, *proof, S("public-key"), public_key_print(a, &key));
	return OK;
}
