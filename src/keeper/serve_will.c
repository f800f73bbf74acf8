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
	struct happened told;

	if (!node_get_time(sv->q, S("at"), &e.at))
		e.at = sv->sc->now;
	sv->noted.record = e.record;
	TRY(gate_tell(sv->sc, sv->store, sv->asker, e, &sv->verdict, &told));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	for (size_t i = 0; i < told.n_moved; i++) {
		const struct moved *m = &told.moved[i];

		node_add(list, due_node(a, sv->store->plan, m->dataset, m->fields, m->due,
				   m->record, false));
	}
	node_set(sv->body, S("due"), list);
	set_handed(sv, told.handed, told.n_handed);
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
serve_yes(struct serving *sv)
{
	enum consent_state state = CONSENT_NONE;

	TRY(serve_guessed(sv,
	    gate_consent_click(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("token")),
		&sv->verdict, &state)));
	node_set_str(&sv->sc->arena, sv->body, S("state"), state_word(state));
	return OK;
}

result
serve_withdraw(struct serving *sv)
{
	uint64_t entry;

	if (sv->asker->kind == ASKER_NOBODY)
		TRY(serve_stranger(sv, STRANGER_SAYS_NO));
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

/* An address of the channel's own type, or a person by the id. */
static result
take_reached(struct serving *sv, const struct node *row, struct reached *who)
{
	struct str email = node_get_str(row, S("email")), phone = node_get_str(row, S("phone"));
	enum field_type type;
	bool typed = contact_type(who->channel, &type);

	who->subject = node_get_str(row, S("subject"));
	who->address = email.n > 0 ? email : phone;
	if ((email.n > 0) + (phone.n > 0) + (who->subject.n > 0) != 1)
		return fail_at(sv->sc, E_INPUT, S("subject"),
		    "a contact check is about an `email`, a `phone` or a `subject`: give one");
	if (who->address.n > 0 && (!typed || type != (email.n > 0 ? TYPE_EMAIL : TYPE_PHONE)))
		return fail_at(sv->sc, E_INPUT, S("channel"),
		    "this channel does not reach such an address: give the `subject`");
	return OK;
}

/* "No" is an answer like "yes": its entry is the gate's, and nothing is undone. */
static result
check_one(struct serving *sv, const struct asker *asker, const struct reached *who,
    struct node *answer)
{
	struct arena *a = &sv->sc->arena;
	struct question q = { .purpose = who->purpose };
	struct verdict v = { 0 };
	struct str click;

	TRY(gate_contact(sv->sc, sv->store, asker, who, &v, &click));
	node_set_bool(a, answer, S("allowed"), v.why == WHY_NONE);
	set_str(a, answer, S("click"), click);
	if (v.why == WHY_NONE)
		return OK;
	node_set(answer, S("refused"), refused_node(a, &v));
	return v.entry != 0 ? OK
			    : gate_note_refusal(sv->sc, sv->store, sv->asker, S("contact"), &q, &v);
}

static result
contact_asked(struct serving *sv, struct asker *asker, struct reached *who)
{
	*asker = *sv->asker;
	if (asker->party.n == 0)
		asker->party = node_get_str(sv->q, S("party"));
	*who = (struct reached){ .purpose = node_get_str(sv->q, S("purpose")) };
	return channel_of(node_get_str(sv->q, S("channel")), &who->channel)
		   ? OK
		   : fail_at(sv->sc, E_INPUT, S("channel"),
		       "there is no such channel: email, sms, call, post, website ...");
}

result
serve_contact(struct serving *sv)
{
	struct asker asker;
	struct reached who;

	TRY(contact_asked(sv, &asker, &who));
	TRY(take_reached(sv, sv->q, &who));
	return check_one(sv, &asker, &who, sv->body);
}

/* A row that cannot be asked about has its fault, and the others their answers. */
result
serve_contacts(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct node *answers = node_set(sv->body, S("answers"), node_list(a));
	const struct node *checks = node_get(sv->q, S("checks"));
	struct asker asker;
	struct reached who;

	TRY(contact_asked(sv, &asker, &who));
	NODE_EACH(row, checks) {
		struct node *answer = node_add(answers, node_map(a));

		if (take_reached(sv, row, &who).code == E_OK) {
			TRY(check_one(sv, &asker, &who, answer));
			continue;
		}
		node_set_bool(a, answer, S("allowed"), false);
		node_set_str(a, answer, S("fault"), str_dup(a, sv->sc->fault.text));
		sv->sc->fault = (struct fault){ 0 };
	}
	return OK;
}

/* -- one click, and the registers -------------------------------------------- */

result
serve_click(struct serving *sv)
{
	uint64_t entry;

	return serve_guessed(sv,
	    gate_click(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("token")), &entry));
}

result
serve_screening(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct loading l = { .list = node_get_int(sv->q, S("list"), 0) };
	struct instant as_of;

	if (!node_get_time(sv->q, S("as-of"), &as_of))
		as_of = sv->sc->now;
	TRY(gate_screening(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("register")), as_of,
	    node_get_bool(sv->q, S("done"), false), node_get(sv->q, S("numbers")), &l));
	node_set_int(a, sv->body, S("list"), l.list);
	node_set_int(a, sv->body, S("taken"), (int64_t)l.taken);
	node_set_int(a, sv->body, S("refused"), (int64_t)l.refused);
	return OK;
}
