/* gate/event_letter.c -- `tell contact by email after despatch`: a letter that an event sends.
 *
 * Nobody asks for it, so nobody shows a ticket: the purpose needs none, and is no
 * marketing (B126).  What stands against it is in the ledger, as for a contact.
 */
#include "gate/look.h"
#include "gate/note.h"
#include "gate/event_letter.h"
#include "term/letter.h"

struct letter_out_of {
	struct scope *sc;
	struct store *store;
	const struct asker *asker;
	const struct event_letter *s;
	const struct record *record;
	struct str address;
	struct str why; /* nothing is sent; empty: it is */
};

/* The newest address in a field that the purpose uses. */
static result
find_address(struct letter_out_of *o)
{
	const struct plan *plan = o->store->plan;
	const struct purpose *p = &plan->purposes.at[o->s->purpose];
	struct instant newest = INSTANT_EVER;
	struct record *records;
	size_t n;

	TRY(vault_records_of(o->sc, o->store->vault, o->record->subject, &records, &n));
	for (size_t i = 0; i < n; i++) {
		const struct dataset *d = &plan->datasets.at[records[i].dataset];
		struct fields wanted = fieldset_new(o->sc, plan);
		struct values values = { 0 };

		for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
			if (plan->fields.at[f].type == TYPE_EMAIL && fields_have(p->uses, f))
				fieldset_add(wanted, f);
		if (fields_none(plan, wanted) || instant_before(records[i].change, newest))
			continue;
		TRY(vault_read(o->sc, o->store->vault, &records[i], wanted, false, &values));
		if (values.n == 0)
			continue;
		newest = records[i].change;
		o->address = values.at[0].text;
	}
	return OK;
}

static result
stands(struct letter_out_of *o)
{
	const struct facts *facts =
	    vault_facts(o->sc, o->store->vault, o->record, NULL, NULL, NULL, 0);
	struct verdict v = { 0 };
	struct subject person;
	uint16_t ground;

	TRY(person_stands(o->sc, o->store, o->s->purpose, o->record, facts, &ground, &v));
	if (!verdict_allows(&v)) {
		o->why = str_of(why_type(v.why));
		return OK;
	}
	TRY(vault_subject(o->sc, o->store->vault, o->record->subject, &person));
	if (person.restricted && !restriction_spares(o->store->plan, o->s->purpose, ground, NONE))
		o->why = str_of(why_type(WHY_RESTRICTED));
	return OK;
}

static struct str
text_of(const struct letter_out_of *o)
{
	const struct plan *plan = o->store->plan;
	const struct controller *c = &plan->controller;

	return str_printf(&o->sc->arena,
	    "%.*s\n\nWe write to you %.*s.\nQuestions: %.*s, %.*s\n\n%.*s\n%.*s\n",
	    STR(o->s->text), STR(plan->purposes.at[o->s->purpose].text), STR(c->email),
	    STR(c->phone), STR(c->name), STR(c->address));
}

/* T14: once for each time that it happened. */
static result
send_out(struct letter_out_of *o, uint16_t event, struct instant at)
{
	bool again = o->store->plan->events.at[event].latest;
	struct letter l = { .kind = LETTER_EVENT,
		.subject = o->record->subject,
		.address = o->address,
		.title = str_slice(o->store->plan->controller.name, 0, LETTER_TITLE_MAX),
		.text = text_of(o),
		.of = o->record->id,
		.line = o->s->at.line };
	enum letter_queued queued;
	struct str id;

	l.once = str_printf(&o->sc->arena, "event-%u-%.*s-%lld", (unsigned)o->s->at.line,
	    STR(o->record->id), again ? (long long)at.us : 0LL);
	TRY(letter_queue(o->sc, o->store, o->asker, &l, &queued, &id));
	if (queued == LETTER_NO_ADDRESS)
		o->why = S("no-address");
	if (queued == LETTER_NO_MAIL)
		o->why = S("no-mail");
	return OK;
}

static result
send_one(struct letter_out_of *o, uint16_t event, struct instant at)
{
	struct entry e =
	    note_begin(o->store, o->asker, ENTRY_CONTACT_REFUSED, S("event"));
	uint64_t seq;

	TRY(stands(o));
	if (o->why.n == 0)
		TRY(find_address(o));
	if (o->why.n == 0 && o->address.n == 0)
		o->why = S("no-address");
	if (o->why.n == 0)
		TRY(send_out(o, event, at));
	if (o->why.n == 0)
		return OK;
	TRY(note_record(o->sc, o->store, &e, o->record));
	e.purpose = o->store->plan->purposes.at[o->s->purpose].name;
	e.why = o->why;
	e.line = o->s->at.line;
	return note_write(o->sc, o->store, &e, &seq);
}

result
event_letters_send(struct scope *sc, struct store *store, const struct asker *asker, uint16_t event,
    struct str id, struct instant at)
{
	const struct plan *plan = store->plan;
	struct record r;
	bool loaded = false;

	for (size_t i = 0; i < plan->event_letters.n; i++) {
		const struct event_letter *s = &plan->event_letters.at[i];
		struct letter_out_of o = { sc, store, asker, s, &r, S(""), S("") };

		if (s->event != event)
			continue;
		if (!loaded)
			TRY(vault_record(sc, store->vault, id, &r));
		loaded = true;
		if (r.subject.n > 0 && r.about == s->subject)
			TRY(send_one(&o, event, at));
	}
	return OK;
}
