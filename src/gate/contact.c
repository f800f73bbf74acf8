/* gate/contact.c -- may we write to this address, call this number, reach this person?
 *
 * Asked before each message and each call.  Whose will it is decides in this
 * order: a lasting opt-out, then every person who has this address, of whom
 * one objection or restriction is enough to say no, then the registers.
 */
#include "gate/look.h"
#include "gate/note.h"
#include "gate/screen.h"
#include "gate/will.h"
#include "vault/value.h"

struct contact {
	struct look look;
	const struct reached *who;
	bool typed; /* the channel reaches addresses of `type` */
	enum field_type type;
	struct str address; /* canonical; of a person, the first that may be used */
	struct str subject; /* of whom it may be said: the first who stands */
	struct record record;
	uint16_t ground;
	struct verdict *v;
};

bool
contact_type(enum channel channel, enum field_type *type)
{
	switch (channel) {
	case CHANNEL_EMAIL:
		*type = TYPE_EMAIL;
		return true;
	case CHANNEL_SMS:
	case CHANNEL_CALL:
	case CHANNEL_AUTOMATED_CALL:
		*type = TYPE_PHONE;
		return true;
	case CHANNEL_POST:
		*type = TYPE_ADDRESS;
		return true;
	case CHANNEL_LINK:
	case CHANNEL_PORTAL:
	case CHANNEL_WEBSITE:
	case CHANNELS:
		return false;
	}
	return false;
}

static bool
reaches_by(const struct contact *c, uint16_t field)
{
	const struct look *l = &c->look;

	return !l->plan->datasets.at[l->plan->fields.at[field].dataset].built_in
	       && (!c->typed || l->plan->fields.at[field].type == c->type)
	       && fields_have(l->plan->purposes.at[l->purpose].uses, field);
}

static uint16_t
field_for(const struct contact *c)
{
	for (uint16_t i = 0; i < c->look.plan->fields.n; i++)
		if (reaches_by(c, i))
			return i;
	return NONE;
}

static result
contact_begin(struct contact *c)
{
	struct look *l = &c->look;
	const struct purpose *p;
	struct str reason = S("");
	uint16_t field;

	TRY(look_begin(l, c->v));
	if (!verdict_allows(c->v))
		return OK;
	p = &l->plan->purposes.at[l->purpose];
	field = p->built_in ? NONE : field_for(c);
	if (field == NONE || (p->marketing != 0 && (p->marketing & 1u << c->who->channel) == 0))
		return verdict_refuse(l->sc, c->v, WHY_PURPOSE, p->at.line,
		    "`%.*s` does not reach people by this channel", STR(p->name));
	if (c->who->address.n == 0)
		return OK;
	if (!value_canonical(l->sc, l->plan, field, node_str(&l->sc->arena, c->who->address),
		&c->address, &reason))
		return verdict_refuse(l->sc, c->v, WHY_VALUE, 0, "%.*s", STR(reason));
	return OK;
}

/* LAW PECR reg 21, 22; UK GDPR Art 21(3). */
static result
not_suppressed(struct contact *c, struct str address, struct str party, struct verdict *v)
{
	struct look *l = &c->look;
	bool suppressed = false;

	if (l->plan->purposes.at[l->purpose].marketing == 0 || !c->typed)
		return OK;
	TRY(vault_suppressed(l->sc, l->store->vault, c->type, address, party, &suppressed));
	for (size_t i = 0; i < l->plan->suppressions.n && suppressed; i++)
		if ((l->plan->suppressions.at[i].types & 1u << c->type) != 0)
			return verdict_refuse(l->sc, v, WHY_SUPPRESSED,
			    l->plan->suppressions.at[i].at.line,
			    "this address or number has opted out");
	return OK;
}

static result
contact_suppressed(struct contact *c)
{
	return c->address.n == 0
		   ? OK
		   : not_suppressed(c, c->address, c->look.asker->party, c->v);
}

/* Does the record hold the address, or one at all, in a field that the purpose uses? */
static result
holds_address(struct contact *c, const struct record *r, bool *holds, struct str *address)
{
	struct look *l = &c->look;
	const struct dataset *d = &l->plan->datasets.at[r->dataset];
	struct fields wanted = fieldset_new(l->sc, l->plan);
	struct values values = { 0 };

	*holds = false;
	if (d->built_in)
		return OK;
	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (reaches_by(c, f))
			fieldset_add(wanted, f);
	if (fields_none(l->plan, wanted))
		return OK;
	TRY(vault_read(l->sc, l->store->vault, r, wanted, false, &values));
	for (size_t i = 0; i < values.n && !*holds; i++) {
		*holds = c->address.n == 0 || str_eq(values.at[i].text, c->address);
		*address = values.at[i].text;
	}
	return OK;
}

/* A person says yes when a record of theirs holds the address and everything
 * stands for it. */
static result
person_says(struct contact *c, struct str subject, bool *known, struct record *record,
    struct str *address, struct verdict *said)
{
	struct look *l = &c->look;
	struct record *records;
	size_t n;

	TRY(vault_records_of(l->sc, l->store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++) {
		const struct facts *facts;
		bool holds;

		TRY(holds_address(c, &records[i], &holds, address));
		if (!holds)
			continue;
		*known = true;
		*said = (struct verdict){ 0 };
		facts = vault_facts(l->sc, l->store->vault, &records[i], NULL, NULL, NULL, 0);
		TRY(look_person(l, &records[i], facts, said));
		if (verdict_allows(said) && c->address.n == 0)
			TRY(not_suppressed(c, *address, records[i].party, said));
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

/* One person by the id, as far as it is this asker's (G5), or all who have the address. */
static result
who_is_meant(struct contact *c, struct str **ids, size_t *n)
{
	struct look *l = &c->look;
	struct subject person;
	bool absent;

	if (c->address.n > 0)
		return vault_subjects_by(
		    l->sc, l->store->vault, c->type, c->address, l->asker->party, ids, n);
	TRY(verdict_absent(
	    l->sc, vault_subject(l->sc, l->store->vault, c->who->subject, &person), &absent));
	*n = !absent && (l->asker->party.n == 0 || str_eq(l->asker->party, person.party)) ? 1 : 0;
	*ids = NEW(&l->sc->arena, struct str);
	**ids = c->who->subject;
	return OK;
}

static result
contact_people(struct contact *c)
{
	struct look *l = &c->look;
	struct verdict first = { 0 };
	struct str *ids, address = c->address;
	size_t n;

	TRY(who_is_meant(c, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		struct verdict said = { 0 };
		struct record record;
		bool known = false;

		TRY(person_says(c, ids[i], &known, &record, &address, &said));
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
	c->address = address;
	if (c->subject.n > 0)
		return OK;
	if (verdict_allows(&first))
		return verdict_gone(l->sc, c->v);
	*c->v = first;
	return OK;
}

static result
contact_screened(struct contact *c)
{
	struct look *l = &c->look;

	return c->typed ? screen_stands(l->sc, l->store, l->purpose, c->type, c->address, c->ground,
		   c->v)
			: OK;
}

/* The yes is the attempt. */
static result
contact_counted(struct contact *c)
{
	return look_attempt(&c->look, c->record.id, S("contact"), c->v);
}

static result
contact_allowed(struct contact *c, struct str *click)
{
	struct look *l = &c->look;
	struct entry e = note_begin(l->store, l->asker, ENTRY_CONTACT_ALLOWED, S("contact"));

	e.purpose = l->plan->purposes.at[l->purpose].name;
	if (c->typed)
		*click = will_click(
		    l->sc, l->store, l->purpose, c->type, c->address, &c->record);
	TRY(note_subject(l->sc, l->store, &e, c->subject));
	TRY(note_ground(l->sc, l->store, &e, l->purpose, &c->record, c->ground));
	return note_write(l->sc, l->store, &e, &c->v->entry); /* G2 */
}

result
gate_contact(struct scope *sc, struct store *store, const struct asker *asker,
    const struct reached *who, struct verdict *v, struct str *click)
{
	static result (*const asks[])(
	    struct contact *) = { contact_suppressed, contact_people, contact_screened,
		contact_counted };
	struct question q = { .purpose = who->purpose };
	struct contact c = {
		.look = { .sc = sc, .store = store, .asker = asker, .q = &q },
		.who = who,
		.address = S(""),
		.subject = S(""),
		.ground = NONE,
		.v = v,
	};

	*click = S("");
	c.typed = contact_type(who->channel, &c.type);
	TRY(contact_begin(&c));
	for (size_t i = 0; i < N(asks) && verdict_allows(v); i++)
		TRY(asks[i](&c));
	return verdict_allows(v) ? contact_allowed(&c, click) : OK;
}
