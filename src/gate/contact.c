/* gate/contact.c -- may we write to this address, may we call this number?
 *
 * Asked before each message and each call.  Whose will it is decides in this
 * order: a lasting opt-out, then every person who has this address, of whom
 * one objection or restriction is enough to say no, then the registers.
 */
#include "gate/note.h"
#include "gate/look.h"
#include "sys/zone.h"
#include "vault/party.h"
#include "vault/value.h"

struct contact {
	struct look look;
	enum channel channel;
	enum field_type type;
	struct str address; /* canonical */
	struct str subject; /* of whom it may be said: the first who stands */
	struct record record;
	uint16_t ground;
	struct verdict *v;
};

/* The first field of the type that the purpose uses. */
static uint16_t
field_for(const struct plan *plan, uint16_t purpose, enum field_type type)
{
	for (uint16_t i = 0; i < plan->fields.n; i++)
		if (plan->fields.at[i].type == type
		    && !plan->datasets.at[plan->fields.at[i].dataset].built_in
		    && fields_have(plan->purposes.at[purpose].uses, i))
			return i;
	return NONE;
}

static result
contact_begin(struct contact *c, struct str given)
{
	struct look *l = &c->look;
	const struct purpose *p;
	struct str reason = S("");
	uint16_t field;

	TRY(look_begin(l, c->v));
	if (!verdict_allows(c->v))
		return OK;
	p = &l->plan->purposes.at[l->purpose];
	field = p->built_in ? NONE : field_for(l->plan, l->purpose, c->type);
	if (field == NONE || (p->marketing != 0 && (p->marketing & 1u << c->channel) == 0))
		return verdict_refuse(l->sc, c->v, WHY_PURPOSE, p->at.line,
		    "`%.*s` does not reach people by this channel", STR(p->name));
	if (!value_canonical(
		l->sc, l->plan, field, node_str(&l->sc->arena, given), &c->address, &reason))
		return verdict_refuse(l->sc, c->v, WHY_VALUE, 0, "%.*s", STR(reason));
	return OK;
}

/* LAW PECR reg 21, 22; UK GDPR Art 21(3). */
static result
contact_suppressed(struct contact *c)
{
	struct look *l = &c->look;
	bool suppressed = false;

	if (l->plan->purposes.at[l->purpose].marketing == 0)
		return OK;
	TRY(vault_suppressed(
	    l->sc, l->store->vault, c->type, c->address, l->asker->party, &suppressed));
	for (size_t i = 0; i < l->plan->suppressions.n && suppressed; i++)
		if ((l->plan->suppressions.at[i].types & 1u << c->type) != 0)
			return verdict_refuse(l->sc, c->v, WHY_SUPPRESSED,
			    l->plan->suppressions.at[i].at.line,
			    "this address or number has opted out");
	return OK;
}

/* Does the record hold this very address in a field that the purpose uses? */
static result
holds_address(struct contact *c, const struct record *r, bool *holds)
{
	struct look *l = &c->look;
	const struct dataset *d = &l->plan->datasets.at[r->dataset];
	struct fields wanted = fieldset_new(l->sc, l->plan);
	struct values values = { 0 };

	*holds = false;
	if (d->built_in)
		return OK;
	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (l->plan->fields.at[f].type == c->type
		    && fields_have(l->plan->purposes.at[l->purpose].uses, f))
			fieldset_add(wanted, f);
	if (fields_none(l->plan, wanted))
		return OK;
	TRY(vault_read(l->sc, l->store->vault, r, wanted, false, &values));
	for (size_t i = 0; i < values.n && !*holds; i++)
		*holds = str_eq(values.at[i].text, c->address);
	return OK;
}

/* A person says yes when a record of theirs holds the address and everything
 * stands for it. */
static result
person_says(
    struct contact *c, struct str subject, bool *known, struct record *record, struct verdict *said)
{
	struct look *l = &c->look;
	struct record *records;
	size_t n;

	TRY(vault_records_of(l->sc, l->store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++) {
		const struct facts *facts;
		bool holds;

		TRY(holds_address(c, &records[i], &holds));
		if (!holds)
			continue;
		*known = true;
		*said = (struct verdict){ 0 };
		facts = vault_facts(l->sc, l->store->vault, &records[i], NULL, NULL, NULL, 0);
		TRY(look_person(l, &records[i], facts, said));
		*record = records[i];
		if (verdict_allows(said))
			return OK;
	}
	return OK;
}

static bool
final(enum why why)
{
	return why == WHY_OBJECTED || why == WHY_RESTRICTED;
}

static result
contact_people(struct contact *c)
{
	struct look *l = &c->look;
	struct verdict first = { 0 };
	struct str *ids;
	size_t n;

	TRY(vault_subjects_by(
	    l->sc, l->store->vault, c->type, c->address, l->asker->party, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		struct verdict said = { 0 };
		struct record record;
		bool known = false;

		TRY(person_says(c, ids[i], &known, &record, &said));
		if (!known)
			continue;
		if (verdict_allows(&said) && c->subject.n == 0) {
			c->record = record;
			c->subject = ids[i];
			c->ground = l->ground;
		}
		if (verdict_allows(&said))
			continue;
		first = verdict_allows(&first) || final(said.why) ? said : first;
		if (final(said.why))
			c->subject = S("");
		if (final(said.why))
			break;
	}
	if (c->subject.n > 0)
		return OK;
	if (verdict_allows(&first))
		return verdict_gone(l->sc, c->v);
	*c->v = first;
	return OK;
}

/* LAW PECR reg 21(3): the registers as they were at most 28 days ago. */
static result
contact_screened(struct contact *c)
{
	struct look *l = &c->look;

	for (size_t i = 0; i < l->plan->screens.n; i++) {
		const struct screen *s = &l->plan->screens.at[i];

		if (s->type != c->type || s->purpose != l->purpose)
			continue;
		for (size_t k = 0; k < s->registers; k++) {
			struct str name = l->plan->words.at[s->first_register + k];
			struct fact f;
			bool found;

			TRY(vault_fact(l->sc, l->store->vault, S("register"), name, &f, &found));
			if (found && instant_before(l->sc->now, zone_plus(f.since, s->at_most_old)))
				continue;
			return verdict_refuse(l->sc, c->v, WHY_SCREEN, s->at.line,
			    "the list was not screened against `%.*s` in time; record the "
			    "screening",
			    STR(name));
		}
	}
	return OK;
}

/* The yes is the attempt. */
static result
contact_counted(struct contact *c)
{
	return look_attempt(&c->look, c->record.id, S("contact"), c->v);
}

result
gate_contact(struct scope *sc, struct store *store, const struct asker *asker, struct str purpose,
    enum channel channel, enum field_type type, struct str address, struct verdict *v)
{
	static result (*const asks[])(
	    struct contact *) = { contact_suppressed, contact_people, contact_screened,
		contact_counted };
	struct question q = { .purpose = purpose };
	struct contact c = {
		.look = { .sc = sc, .store = store, .asker = asker, .q = &q },
		.channel = channel,
		.type = type,
		.subject = S(""),
		.ground = NONE,
		.v = v,
	};
	struct entry e;

	TRY(contact_begin(&c, address));
	for (size_t i = 0; i < N(asks) && verdict_allows(v); i++)
		TRY(asks[i](&c));
	if (!verdict_allows(v))
		return OK;
	e = note_begin(store, asker, ENTRY_CONTACT_ALLOWED, S("contact"));
	e.purpose = store->plan->purposes.at[c.look.purpose].name;
	TRY(note_subject(sc, store, &e, c.subject));
	TRY(note_ground(sc, store, &e, c.look.purpose, &c.record, c.ground));
	return note_write(sc, store, &e, &v->entry); /* G2 */
}
