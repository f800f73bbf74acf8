/* keeper/serve_will.c -- what happened, and what the person wants. */
#include "keeper/serve.h"

result
serve_event(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct gate_event e = {
		.name = node_get_str(sv->q, S("event")),
		.record = node_get_str(sv->q, S("record")),
		.subject = node_get_str(sv->q, S("subject")),
		.party = node_get_str(sv->q, S("party")),
		.at = sv->sc->now,
	};
	struct node *list = node_list(a);
	struct moved *moved = NULL;
	size_t n = 0;

	if (!node_get_time(sv->q, S("at"), &e.at))
		e.at = sv->sc->now;
	sv->noted.record = e.record;
	TRY(gate_tell(sv->sc, sv->store, sv->asker, e, &sv->verdict, &moved, &n));
	for (size_t i = 0; i < n; i++)
		node_add(list, due_node(a, sv->store->plan, moved[i].dataset, moved[i].fields, moved[i].due,
				   moved[i].record, false));
	node_set(sv->body, S("due"), list);
	return OK;
}

/* -- consent -------------------------------------------------------------- */

static struct str
state_word(enum consent_state state)
{
	switch (state) {
	case CONSENT_NONE:
		return S("none");
	case CONSENT_PENDING:
		return S("pending");
	case CONSENT_GIVEN:
		return S("given");
	case CONSENT_WITHDRAWN:
		return S("withdrawn");
	case CONSENT_LAPSED:
		return S("lapsed");
	}
	return S("");
}

/* The person by id, or by an address that one person alone has.  Nobody yet:
 * empty, and the gate makes the person from the evidence. */
static result
who_consents(struct serving *sv, struct str *subject)
{
	const struct node *who = node_get(sv->q, S("who"));
	struct str *ids;
	size_t n;

	*subject = node_get_str(sv->q, S("subject"));
	if (subject->n > 0 || who == NULL)
		return OK;
	TRY(gate_who(sv->sc, sv->store, who, &ids, &n));
	if (n > 1)
		return fail_at(sv->sc, E_STATE, S("who"),
		    "several people have this address: name the `subject`");
	*subject = n == 1 ? ids[0] : S("");
	return OK;
}

/* The address that a consent is about is part of its evidence. */
static struct node *
evidence_with_who(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct node *evidence = node_copy(a, node_get(sv->q, S("evidence")));
	const struct node *who = node_get(sv->q, S("who"));

	NODE_EACH(member, who) {
		if (node_get(evidence, member->key) == NULL)
			node_set(evidence, member->key, node_copy(a, member));
	}
	return evidence;
}

result
serve_consent(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	enum consent_state state = CONSENT_NONE;
	struct str subject, record = S("");

	TRY(who_consents(sv, &subject));
	TRY(gate_consent(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("consent")), &subject,
	    evidence_with_who(sv), &sv->verdict, &state, &record));
	set_str(a, sv->body, S("record"), record);
	node_set_str(a, sv->body, S("state"), state_word(state));
	return OK;
}

result
serve_confirm(struct serving *sv)
{
	enum consent_state state = CONSENT_NONE;
	struct str record = node_get_str(sv->q, S("record"));

	sv->noted.record = record;
	TRY(gate_consent_confirm(sv->sc, sv->store, sv->asker, record,
	    node_get(sv->q, S("evidence")), &sv->verdict, &state));
	node_set_str(&sv->sc->arena, sv->body, S("state"), state_word(state));
	return OK;
}

result
serve_withdraw(struct serving *sv)
{
	uint64_t entry;

	return gate_withdraw(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("consent")),
	    node_get(sv->q, S("who")), node_get_str(sv->q, S("channel")), &entry);
}

/* -- contact -------------------------------------------------------------- */

static bool
channel_of(struct str name, enum channel *channel)
{
	static const char *const words[] = {
#define CHANNEL(id, word, ...) [CHANNEL_##id] = word,
#include "policy/channel.def"
#undef CHANNEL
	};

	for (size_t i = 0; i < N(words); i++)
		if (str_eq(name, str_of(words[i]))) {
			*channel = (enum channel)i;
			return true;
		}
	return false;
}

/* "No" is an answer like "yes": its entry is the gate's, and nothing is undone. */
result
serve_contact(struct serving *sv)
{
	struct str email = node_get_str(sv->q, S("email")), phone = node_get_str(sv->q, S("phone"));
	struct question q = { .purpose = node_get_str(sv->q, S("purpose")) };
	struct verdict v = { 0 };
	struct asker asker = *sv->asker;
	enum channel channel;

	if (asker.party.n == 0)
		asker.party = node_get_str(sv->q, S("party"));
	if (!channel_of(node_get_str(sv->q, S("channel")), &channel))
		return fail_at(sv->sc, E_INPUT, S("channel"),
		    "there is no such channel: email, sms, call, post ...");
	if ((email.n > 0) == (phone.n > 0))
		return fail_at(sv->sc, E_INPUT, S("email"),
		    "a contact check is about an `email` or a `phone`: give one");
	TRY(gate_contact(sv->sc, sv->store, &asker, q.purpose, channel,
	    email.n > 0 ? TYPE_EMAIL : TYPE_PHONE, email.n > 0 ? email : phone, &v));
	node_set_bool(&sv->sc->arena, sv->body, S("allowed"), v.why == WHY_NONE);
	if (v.why == WHY_NONE)
		return OK;
	node_set(sv->body, S("refused"), refused_node(&sv->sc->arena, &v));
	return v.entry != 0 ? OK
			    : gate_note_refusal(sv->sc, sv->store, sv->asker, S("contact"), &q, &v);
}
