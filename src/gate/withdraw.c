/* gate/withdraw.c -- a person says no: always accepted, by any channel.
 *
 * LAW UK GDPR Art 7(3), 21(3); PECR reg 22.  Nobody is asked who they are
 * before a no counts: the address is enough, also one that is not held.
 */
#include "gate/look.h"
#include "gate/note.h"
#include "gate/will.h"

struct no {
	struct scope *sc;
	struct store *store;
	const struct asker *asker;
	uint16_t consent; /* NONE: all */
	struct reach reach;
	struct str channel;
	struct str party; /* the one to whom it is said; empty: to all */
	uint64_t *entry;
};

static bool
consent_meant(const struct no *no, uint16_t consent)
{
	const struct consent *c = &no->store->plan->consents.at[consent];

	if (no->consent != NONE)
		return no->consent == consent;
	return no->reach.all || will_reaches(&no->reach, 1u << c->channel);
}

static result
tell_withdrawal(struct no *no, struct str record)
{
	const struct plan *plan = no->store->plan;
	uint16_t event = plan_event(plan, plan_dataset(plan, S("consent")), S("withdrawal"));
	struct moved *moved;
	size_t n;

	if (event == NONE)
		return OK;
	return term_event(no->sc, no->store, no->asker, event, record, S(""), S(""), no->sc->now,
	    &moved, &n);
}

/* The clock of the evidence starts: every record of it that the person has. */
static result
evidence_ends(struct no *no, struct str subject)
{
	uint16_t consents = plan_dataset(no->store->plan, S("consent"));
	struct record *records;
	size_t n;

	TRY(vault_records_of(no->sc, no->store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++)
		if (records[i].dataset == consents)
			TRY(tell_withdrawal(no, records[i].id));
	return OK;
}

static result
withdraw_one(struct no *no, struct str subject, uint16_t consent)
{
	const struct consent *c = &no->store->plan->consents.at[consent];
	struct entry e = note_begin(no->store, no->asker, ENTRY_CONSENT_WITHDRAWN, S("withdraw"));

	TRY(vault_consent_set(
	    no->sc, no->store->vault, subject, consent, CONSENT_WITHDRAWN, no->sc->now, S("")));
	e.purpose = no->store->plan->purposes.at[c->purpose].name;
	e.line = c->at.line;
	note_more(no->sc, &e, S("consent"), c->name);
	note_more(no->sc, &e, S("channel"), no->channel);
	TRY(note_subject(no->sc, no->store, &e, subject));
	return note_write(no->sc, no->store, &e, no->entry);
}

static bool
ends_marketing(const struct no *no)
{
	const struct plan *plan = no->store->plan;

	return no->consent == NONE
	       || plan->purposes.at[plan->consents.at[no->consent].purpose].marketing != 0;
}

static result
withdraw_person(struct no *no, struct str subject)
{
	for (uint16_t c = 0; c < no->store->plan->consents.n; c++)
		if (consent_meant(no, c))
			TRY(withdraw_one(no, subject, c));
	TRY(evidence_ends(no, subject));
	if (ends_marketing(no))
		TRY(will_opt_out(
		    no->sc, no->store, no->asker, subject, &no->reach, S(""), no->entry));
	return term_recompute(no->sc, no->store, NONE, S(""), subject, S(""));
}

result
will_remember(struct scope *sc, struct store *store, const struct asker *asker,
    const struct node *who, struct str party, uint64_t *seq)
{
	struct str email = node_get_str(who, S("email")), phone = node_get_str(who, S("phone")),
		   canonical;
	enum field_type type = email.n > 0 ? TYPE_EMAIL : TYPE_PHONE;

	if (email.n == 0 && phone.n == 0)
		return OK;
	TRY(who_address(sc, store, type, email.n > 0 ? email : phone, &canonical));
	return canonical.n == 0 ? OK
				: will_suppress(sc, store, asker, type,
				    will_mark(sc, store, type, canonical, party), seq);
}

/* So that the answer has an entry even when there was nothing to change. */
static result
note_nothing_held(struct no *no)
{
	struct entry e = note_begin(no->store, no->asker, ENTRY_CONSENT_WITHDRAWN, S("withdraw"));

	note_more(no->sc, &e, S("channel"), no->channel);
	return note_write(no->sc, no->store, &e, no->entry);
}

static struct reach
reach_of(const struct no *no, const struct node *who)
{
	const struct plan *plan = no->store->plan;

	if (no->consent != NONE)
		return (struct reach){
			.type = plan->consents.at[no->consent].channel == CHANNEL_EMAIL ? TYPE_EMAIL
											: TYPE_PHONE
		};
	return (struct reach){
		.all = node_get_str(who, S("subject")).n > 0,
		.type = node_get_str(who, S("email")).n > 0 ? TYPE_EMAIL : TYPE_PHONE,
	};
}

result
gate_withdraw(struct scope *sc, struct store *store, const struct asker *asker, struct str consent,
    const struct node *who, struct str channel, uint64_t *entry)
{
	struct no no = {
		.sc = sc,
		.store = store,
		.asker = asker,
		.consent = plan_consent(store->plan, consent),
		.channel = channel,
		.party = asker->party.n > 0 ? asker->party : node_get_str(who, S("party")),
		.entry = entry,
	};
	struct str *subjects;
	bool theirs = false;
	size_t n;

	*entry = 0;
	if (consent.n > 0 && no.consent == NONE)
		return fail_at(sc, E_INPUT, S("consent"),
		    "say one of the consents of the policy, or none for all");
	no.reach = reach_of(&no, who);
	TRY(gate_people(sc, store, who, &subjects, &n));
	for (size_t i = 0; i < n; i++) {
		struct subject person;

		TRY(vault_subject(sc, store->vault, subjects[i], &person));
		if (no.party.n > 0 && !str_eq(no.party, person.party))
			continue;
		TRY(withdraw_person(&no, subjects[i]));
		theirs = true;
	}
	if (!theirs && node_get_str(who, S("subject")).n > 0 && asker->kind != ASKER_NOBODY)
		return fail_at(sc, E_ABSENT, S("who"),
		    "nobody of this id is held: say the email or the phone, which is remembered "
		    "though nobody has it");
	if (ends_marketing(&no))
		TRY(will_remember(sc, store, asker, who, no.party, entry));
	return *entry == 0 ? note_nothing_held(&no) : OK;
}

/* -- one click -------------------------------------------------------------------- */

/* RFC 8058: the click is all there is, and nothing is asked; who it was for may be long
 * gone, and the address stays out all the same. */
result
gate_click(struct scope *sc, struct store *store, const struct asker *asker, struct str token,
    uint64_t *entry)
{
	struct no no = {
		.sc = sc,
		.store = store,
		.asker = asker,
		.consent = NONE,
		.channel = S("link"),
		.entry = entry,
	};
	struct subject person;
	struct click c;
	uint16_t purpose;
	bool absent = true;

	*entry = 0;
	TRY(vault_click_read(sc, store->vault, token, &c));
	no.reach = (struct reach){ .type = c.type };
	no.party = c.party;
	purpose = plan_purpose(store->plan, c.purpose);
	if (c.subject.n > 0)
		TRY(verdict_absent(
		    sc, vault_subject(sc, store->vault, c.subject, &person), &absent));
	if (!absent && purpose != NONE
	    && !will_reaches(&no.reach, store->plan->purposes.at[purpose].marketing))
		/* it is sent by another channel now */
		TRY(will_object(sc, store, asker, c.subject, purpose, S(""), entry));
	if (!absent)
		TRY(withdraw_person(&no, c.subject));
	TRY(will_suppress(sc, store, asker, c.type, c.mark, entry));
	return *entry == 0 ? note_nothing_held(&no) : OK;
}
