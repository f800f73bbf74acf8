/* gate/release.c -- may this go out, to this recipient, for this purpose?
 *
 * Whoever releases needs a line of their own for the fields (`may read`,
 * `change` or `export`): a release is no way round what a role may see.
 * Either every record that is named goes, cut to its fields, or none.
 */
#include "base/buf.h"
#include "base/json.h"
#include "gate/coded.h"
#include "gate/compose.h"
#include "gate/laid.h"
#include "gate/note.h"
#include "gate/offer.h"
#include "gate/recipient.h"
#include "gate/row.h"
#include "gate/screen.h"
#include "gate/will.h"
#include "sys/ulid.h"
#include "vault/party.h"
#include "sys/zone.h"
#include "term/told.h"

struct release {
	struct look look;
	uint16_t recipient;
	struct parcel *parcel;
	struct values passing; /* with the one record */
	bool *datasets; /* of which there is a record in the parcel */
	enum compose_step step;
	uint16_t on; /* by lines of this event alone, or NONE */
	struct str hand; /* the hand-over that it goes by, or empty */
	struct fields would; /* COMPOSE_ASK: that would go */
	struct verdict *v;
};

static result
release_begin(struct release *r, struct str recipient)
{
	struct look *l = &r->look;

	TRY(look_begin(l, r->v));
	if (!verdict_allows(r->v))
		return OK;
	r->recipient = plan_recipient(l->plan, recipient);
	if (r->recipient == NONE)
		return verdict_refuse(
		    l->sc, r->v, WHY_RECIPIENT, 0, "say one of the recipients of the policy");
	TRY(releases_stand(l, r->recipient, NONE, r->v));
	return verdict_allows(r->v) ? recipient_stands(l, r->recipient, r->v) : OK;
}

static result
not_shared(struct release *r, uint16_t field, struct verdict *v)
{
	struct look *l = &r->look;
	const struct recipient *to = &l->plan->recipients.at[r->recipient];
	struct str full = l->plan->fields.at[field].full;

	TRY(verdict_refuse_field(l->sc, v, WHY_SHARE, to->at.line, full,
	    "`%.*s` does not receive %.*s for `%.*s`", STR(to->name), STR(full),
	    STR(l->plan->purposes.at[l->purpose].name)));
	return OK;
}

/* The `receives` lines for the field: the first whose condition holds and
 * whose needs are met; else the refusal of the first. */
static result
share_stands(struct release *r, const struct record *record, uint16_t field,
    const struct facts *facts, uint16_t *share, struct verdict *v)
{
	struct look *l = &r->look;
	struct verdict first = { 0 };

	*share = NONE;
	for (uint16_t i = 0; i < l->plan->shares.n; i++) {
		const struct share *s = &l->plan->shares.at[i];
		struct verdict its = { 0 };

		if (s->recipient != r->recipient || s->purpose != l->purpose
		    || !fields_have(s->fields, field) || (r->on != NONE && s->on != r->on))
			continue;
		if (s->when != NONE && !cond_holds(l->plan, s->when, facts))
			TRY(verdict_refuse_field(l->sc, &its, WHY_WHEN, s->at.line,
			    l->plan->fields.at[field].full,
			    vault_facts_asks_again(facts)
				? "this has changed since the person said yes: ask again"
				: "this record does not meet the condition of the line"));
		else
			TRY(look_needs(l,
			    &(struct needed){ s->needs, s->first_order, s->orders, s->at.line },
			    record, &its));
		if (verdict_allows(&its))
			TRY(order_gives(l, s->needs, field, &its));
		if (verdict_allows(&its)) {
			*share = i;
			return OK;
		}
		if (verdict_allows(&first))
			first = its;
	}
	if (verdict_allows(&first))
		return not_shared(r, field, v);
	*v = first;
	v->field = l->plan->fields.at[field].full;
	return OK;
}

/* LAW UK GDPR Art 5(1)(a), 13(1)(e).  `shared with nobody` was said to whom it is about when it
 * came, and goes on to hold for it when a later version says otherwise; a law is another thing. */
static bool
came_for_nobody(const struct look *l, const struct record *r)
{
	if (l->plan->purposes.at[l->purpose].built_in)
		return false;
	for (size_t i = 0; i < l->store->n_past; i++) {
		const struct plan *was = l->store->past[i].plan;
		uint16_t d;

		if (l->store->past[i].version != r->policy_version)
			continue;
		d = plan_dataset(was, l->plan->datasets.at[r->dataset].name);
		return d != NONE && was->datasets.at[d].shared_with_nobody;
	}
	return false;
}

/* G1: never beats every other line. */
static result
field_goes(struct release *r, const struct record *record, uint16_t field,
    const struct facts *facts, uint16_t *share, uint16_t *grant, struct verdict *v)
{
	struct look *l = &r->look;
	uint16_t barred = never_share(l->plan, r->recipient, l->purpose, field);
	struct str full = l->plan->fields.at[field].full;

	if (barred != NONE)
		return verdict_refuse_field(l->sc, v, WHY_NEVER, l->plan->nevers.at[barred].at.line,
		    full, "%.*s is never given for this", STR(full));
	if (came_for_nobody(l, record))
		return verdict_refuse_field(l->sc, v, WHY_NEVER,
		    l->plan->datasets.at[record->dataset].at.line, full,
		    "it came when the policy said that it is shared with nobody");
	TRY(share_stands(r, record, field, facts, share, v));
	return verdict_allows(v) ? look_field(l, record, field, grant, v) : OK;
}

/* Unless fields are named: what a line gives this recipient for the purpose. */
static bool
field_meant(struct release *r, const struct asked *asked, uint16_t field)
{
	struct look *l = &r->look;

	return asked->named || share_for(l->plan, r->recipient, l->purpose, field) != NONE
	       || never_share(l->plan, r->recipient, l->purpose, field) != NONE;
}

struct going {
	struct fields held;
	uint16_t share; /* the last line that gave something */
	uint16_t *fields, *grants; /* that go, and the asker's lines: a release is a look */
	size_t n;
};

static void
parcel_withhold(struct release *r, const struct verdict *v)
{
	struct answer_row row = { .withheld = r->parcel->withheld,
		.n_withheld = r->parcel->n_withheld };

	row_withhold(r->look.sc, &row, v);
	r->parcel->withheld = row.withheld;
	r->parcel->n_withheld = row.n_withheld;
}

static result
cut_to_shares(struct release *r, const struct record *record, const struct asked *asked,
    const struct facts *facts, struct going *going)
{
	struct look *l = &r->look;
	struct verdict first = { 0 };

	for (size_t i = 0; i < asked->n; i++) {
		uint16_t field = asked->at[i], share, grant;
		struct verdict v = { 0 };

		if (!field_meant(r, asked, field))
			continue;
		TRY(field_goes(r, record, field, facts, &share, &grant, &v));
		if (!verdict_allows(&v)) {
			parcel_withhold(r, &v);
			first = verdict_allows(&first) ? v : first;
			continue;
		}
		if (!fields_have(going->held, field))
			continue; /* nothing optional is made up */
		going->share = share;
		going->fields[going->n] = field;
		going->grants[going->n++] = grant;
	}
	if (going->n > 0)
		return OK;
	if (!verdict_allows(&first))
		*r->v = first;
	else if (asked->n > 0 && fields_none(l->plan, going->held))
		return verdict_gone(l->sc, r->v);
	else
		return verdict_refuse(l->sc, r->v, WHY_SHARE,
		    l->plan->recipients.at[r->recipient].at.line,
		    "`%.*s` receives nothing of this record for `%.*s`",
		    STR(l->plan->recipients.at[r->recipient].name),
		    STR(l->plan->purposes.at[l->purpose].name));
	return OK;
}

/* Until when the recipient may have it: as long as we may. */
static result
delete_by(struct release *r, const struct record *record, struct fields given, struct due *by)
{
	struct look *l = &r->look;
	struct lifetime *lives;
	size_t n;

	TRY(vault_lifetimes(l->sc, l->store->vault, record->id, &lives, &n));
	for (size_t i = 0; i < n; i++) {
		if (lives[i].state != LIFE_OPEN || !lives[i].due.set
		    || !fields_meet(l->plan, lives[i].fields, given))
			continue;
		if (!by->set || instant_before(lives[i].due.at, by->at))
			*by = lives[i].due;
	}
	return OK;
}

static result
note_given(struct release *r, const struct record *record, struct values values, struct due by)
{
	struct look *l = &r->look;
	struct entry e = note_begin(l->store, l->asker, ENTRY_RELEASED, S("release"));
	struct buf names = buf_new(&l->sc->arena);
	struct given given = {
		.recipient = l->plan->recipients.at[r->recipient].name,
		.record = record->id,
		.subject = record->subject,
		.purpose = l->plan->purposes.at[l->purpose].name,
		.instruction = r->parcel->instruction,
		.at = l->sc->now,
		.delete_by = by,
	};

	e.purpose = given.purpose;
	e.recipient = given.recipient;
	e.due = by.set ? by.at : (struct instant){ 0 };
	TRY(note_record(l->sc, l->store, &e, record));
	TRY(note_ground(l->sc, l->store, &e, l->purpose, record, l->ground));
	note_fields(l->sc, l->plan, &e, values);
	note_more(l->sc, &e, S("instruction"), given.instruction);
	note_more(l->sc, &e, S("hand-over"), r->hand);
	note_more(l->sc, &e, S("ticket"), l->q->ticket);
	note_more(l->sc, &e, S("order"), l->q->order);
	TRY(order_used(l->sc, l->store, l->q->order, record));
	TRY(order_gave(l->sc, l->store, l->q->order, given.instruction));
	if (l->second != NULL)
		note_more(l->sc, &e, S("second"), l->second->staff);
	for (size_t i = 0; i < values.n; i++) {
		if (i > 0)
			buf_putc(&names, ',');
		buf_put(&names, l->plan->fields.at[values.at[i].field].full);
	}
	given.fields = buf_str(&names);
	TRY(given_add(l->sc, l->store, &given));
	return note_write(l->sc, l->store, &e, &r->parcel->entry);
}

/* Values that the asker brings to be given on: by the same lines as what is held. */
static result
pass_on(struct release *r, const struct record *record, const struct facts *facts)
{
	struct look *l = &r->look;

	if (l->q->passing == NULL)
		return OK;
	r->passing.at = NEW_ARRAY(&l->sc->arena, l->q->passing->count, struct value);
	NODE_EACH(given, l->q->passing) {
		struct value value = { .field = field_named(l->plan, record->dataset, given->key) };
		uint16_t share, grant;

		if (value.field == NONE
		    || (l->plan->fields.at[value.field].marks & MARK_PASSES) == 0)
			return verdict_refuse(l->sc, r->v, WHY_UNKNOWN,
			    l->plan->datasets.at[record->dataset].at.line,
			    "`data %.*s` has no such field that passes",
			    STR(l->plan->datasets.at[record->dataset].name));
		TRY(field_goes(r, record, value.field, facts, &share, &grant, r->v));
		if (verdict_allows(r->v))
			TRY(value_taken(
			    l->sc, l->plan, value.field, given, &value.text, r->v));
		if (!verdict_allows(r->v))
			return OK;
		r->passing.at[r->passing.n++] = value;
	}
	return OK;
}

static result
pack(
    struct release *r, const struct record *record, const struct going *going, struct fields wanted)
{
	struct look *l = &r->look;
	struct parcel_row *row = &r->parcel->rows[r->parcel->n++];
	struct values values = { 0 };
	struct due by = { 0 };
	struct answer_row spared = { .withheld = r->parcel->withheld,
		.n_withheld = r->parcel->n_withheld };
	struct verdict flagged = { 0 };

	row->record = record->id;
	row->extra = l->plan->shares.at[going->share].our_provisioning_address
			 ? S("our provisioning address")
			 : S("");
	TRY(vault_read(l->sc, l->store->vault, record, wanted, true, &values));
	TRY(row_spare(l, &values, &spared, &flagged));
	r->parcel->withheld = spared.withheld;
	r->parcel->n_withheld = spared.n_withheld;
	if (values.n == 0 && !verdict_allows(&flagged)) {
		*r->v = flagged;
		return OK;
	}
	row->values = laid_over(l->sc, l->plan, record->dataset, values, r->passing);
	TRY(delete_by(r, record, wanted, &by));
	if (by.set && (!r->parcel->delete_by.set || instant_before(by.at, r->parcel->delete_by.at)))
		r->parcel->delete_by = by;
	row->click = will_click_among(l->sc, l->store, l->purpose, row->values, record);
	if (r->step == COMPOSE_FIRST)
		TRY(note_given(r, record, row->values, by)); /* G2 */
	TRY(coded_values(l, &row->values, &spared));
	r->parcel->withheld = spared.withheld;
	r->parcel->n_withheld = spared.n_withheld;
	return coded_id(l, &row->record);
}

/* `must "..." confirmed each within TERM`: from this release on it is waited for. */
static result
await_duties(struct release *r)
{
	struct look *l = &r->look;

	for (size_t i = 0; i < l->plan->duties.n; i++) {
		const struct duty *d = &l->plan->duties.at[i];

		if (d->recipient != r->recipient || term_is_zero(d->each_within))
			continue;
		TRY(vault_fact_add(l->sc, l->store->vault,
		    &(struct fact){ .kind = DUTY_OPEN,
			.of = r->parcel->instruction,
			.reference = l->plan->recipients.at[r->recipient].name,
			.since = l->sc->now,
			.until = zone_plus(l->sc->now, d->each_within) }));
	}
	return OK;
}

/* Did the person say yes to just this recipient, and to this field? */
static result
one_agreed(struct release *r, const struct record *record, uint16_t consent, uint16_t field,
    struct verdict *v)
{
	struct look *l = &r->look;
	const struct consent *c = &l->plan->consents.at[consent];
	struct str full = l->plan->fields.at[field].full, text, rest;
	struct consent_said said;
	struct node *words;

	TRY(vault_consent_for(l->sc, l->store->vault, record->subject, consent,
	    l->plan->recipients.at[r->recipient].name, &said));
	if (said.state == CONSENT_GIVEN
	    && !vault_asks_again(l->store->vault, consent, &said, l->purpose, r->recipient)) {
		TRY(vault_content(l->sc, l->store->vault, said.evidence, &text));
		TRY(json_parse(l->sc, text, &words));
		for (rest = node_get_str(words, S("fields")); rest.n > 0;)
			if (str_eq(str_trim(str_cut(rest, ',', &rest)), full))
				return OK;
	}
	return verdict_refuse_field(l->sc, v, WHY_CONSENT, c->at.line, full,
	    "the person has not said yes to giving %.*s to `%.*s`; ask for it", STR(full),
	    STR(l->plan->recipients.at[r->recipient].name));
}

static result
agreed_to(struct release *r, const struct record *record, uint16_t consent, uint16_t field,
    struct verdict *v)
{
	if (record->n_people == 0)
		return one_agreed(r, record, consent, field, v);
	for (size_t i = 0; i < record->n_people && verdict_allows(v); i++) {
		struct record one = record_of_person(record, &record->people[i]);

		TRY(one_agreed(r, &one, consent, field, v));
	}
	return OK;
}

/* `for each recipient`: asks again when the recipient or the fields are others. */
static result
agreed(struct release *r, const struct record *record, uint16_t field, struct verdict *v)
{
	struct look *l = &r->look;

	for (uint16_t c = 0; c < l->plan->consents.n && verdict_allows(v); c++)
		if (l->plan->consents.at[c].for_each_recipient
		    && l->plan->consents.at[c].purpose == l->purpose)
			TRY(agreed_to(r, record, c, field, v));
	return OK;
}

/* LAW UK GDPR Art 21(3), PECR reg 22: also of a list that was loaded again, and for
 * a recipient that does the sending. */
static result
not_suppressed(struct release *r, const struct record *record, uint16_t field, struct verdict *v)
{
	struct look *l = &r->look;
	const struct field *f = &l->plan->fields.at[field];
	struct fields one = fieldset_new(l->sc, l->plan);
	struct values values = { 0 };
	bool suppressed;

	fieldset_add(one, field);
	for (size_t i = 0; i < l->plan->suppressions.n && verdict_allows(v); i++) {
		const struct suppress *s = &l->plan->suppressions.at[i];

		if (l->plan->purposes.at[l->purpose].marketing == 0
		    || (s->types & 1u << f->type) == 0)
			continue;
		TRY(vault_read(l->sc, l->store->vault, record, one, false, &values));
		if (values.n == 0)
			return OK;
		TRY(vault_suppressed(l->sc, l->store->vault, f->type, values.at[0].text,
		    record->party, &suppressed));
		if (suppressed)
			return verdict_refuse_field(l->sc, v, WHY_SUPPRESSED, s->at.line, f->full,
			    "%.*s has opted out", STR(f->full));
	}
	return OK;
}

/* LAW PECR reg 21: a number that goes to whoever rings it is one that may be rung. */
static result
screened(struct release *r, const struct record *record, uint16_t field, struct verdict *v)
{
	struct look *l = &r->look;
	enum field_type type = l->plan->fields.at[field].type;
	struct fields one = fieldset_new(l->sc, l->plan);
	struct values values = { 0 };

	if (type != TYPE_PHONE || l->plan->purposes.at[l->purpose].marketing == 0)
		return OK;
	fieldset_add(one, field);
	TRY(vault_read(l->sc, l->store->vault, record, one, false, &values));
	if (values.n == 0)
		return OK;
	TRY(screen_stands(
	    l->sc, l->store, l->purpose, type, values.at[0].text, l->ground, v));
	if (!verdict_allows(v))
		v->field = l->plan->fields.at[field].full;
	return OK;
}

/* The person's own will, after what the lines say: then it is packed. */
static result
ask_person(struct release *r, const struct record *record, const struct facts *facts,
    const struct going *going)
{
	struct look *l = &r->look;
	struct fields wanted = fieldset_new(l->sc, l->plan);
	struct verdict first = { 0 };

	TRY(look_person(l, record, facts, r->v));
	for (size_t i = 0; i < going->n && verdict_allows(r->v); i++) {
		struct verdict its = { 0 };

		TRY(look_spared(l, going->fields[i], &its));
		if (verdict_allows(&its))
			TRY(not_suppressed(r, record, going->fields[i], &its));
		if (verdict_allows(&its))
			TRY(screened(r, record, going->fields[i], &its));
		if (verdict_allows(&its)) {
			TRY(agreed(r, record, going->fields[i], &its));
			if (!verdict_allows(&its) && l->q->fields != NULL) {
				*r->v = its; /* it is asked for what was not agreed to */
				return OK;
			}
		}
		if (verdict_allows(&its)) {
			fieldset_add(wanted, going->fields[i]);
			continue;
		}
		parcel_withhold(r, &its);
		first = its;
	}
	if (verdict_allows(r->v) && fields_none(l->plan, wanted))
		*r->v = first;
	if (verdict_allows(r->v) && !l->by_line && r->step != COMPOSE_AGAIN)
		TRY(look_count(l, going->grants, going->n, r->v));
	r->would = wanted;
	if (!verdict_allows(r->v) || r->step == COMPOSE_ASK)
		return OK;
	if (r->step == COMPOSE_FIRST)
		TRY(look_attempt(
		    l, record->id, l->plan->recipients.at[r->recipient].name, r->v));
	return verdict_allows(r->v) ? pack(r, record, going, wanted) : OK;
}

/* `never join A with B`: not in one parcel either. */
static result
never_joined(struct release *r, uint16_t dataset)
{
	struct look *l = &r->look;

	for (size_t i = 0; i < l->plan->nevers.n; i++) {
		const struct never *n = &l->plan->nevers.at[i];
		uint16_t other = n->dataset == dataset ? n->other_dataset : n->dataset;

		if (n->act != NEVER_JOIN || other == NONE
		    || (n->dataset != dataset && n->other_dataset != dataset)
		    || !r->datasets[other])
			continue;
		return verdict_refuse(l->sc, r->v, WHY_JOINED, n->at.line,
		    "`%.*s` and `%.*s` never go together",
		    STR(l->plan->datasets.at[dataset].name),
		    STR(l->plan->datasets.at[other].name));
	}
	r->datasets[dataset] = true;
	return OK;
}

static result
release_record(struct release *r, struct str id)
{
	struct look *l = &r->look;
	struct going going = { .held = fieldset_new(l->sc, l->plan) };
	struct record record;
	struct asked asked;
	const struct facts *facts;

	TRY(look_record(l, id, &record, r->v));
	if (!verdict_allows(r->v))
		return OK;
	TRY(releases_stand(l, NONE, record.dataset, r->v));
	if (verdict_allows(r->v))
		TRY(never_joined(r, record.dataset));
	if (!verdict_allows(r->v))
		return OK;
	facts = vault_facts(l->sc, l->store->vault, &record, NULL, NULL, NULL, 0);
	l->facts = facts;
	vault_facts_for(facts, l->purpose);
	vault_facts_to(facts, r->recipient);
	TRY(asked_fields(l, record.dataset, l->q->fields, &asked, r->v));
	if (!verdict_allows(r->v))
		return OK;
	TRY(vault_holds(l->sc, l->store->vault, &record, &going.held));
	going.fields = NEW_ARRAY(&l->sc->arena, asked.n, uint16_t);
	going.grants = NEW_ARRAY(&l->sc->arena, asked.n, uint16_t);
	TRY(pass_on(r, &record, facts));
	if (!verdict_allows(r->v))
		return OK;
	TRY(cut_to_shares(r, &record, &asked, facts, &going));
	TRY(vault_facts_read(facts));
	return verdict_allows(r->v) ? ask_person(r, &record, facts, &going) : OK;
}

static result
release_each(struct release *r, const struct node *records)
{
	struct look *l = &r->look;

	r->parcel->instruction = ulid_new(&l->sc->arena, l->sc->now);
	r->parcel->rows = NEW_ARRAY(&l->sc->arena, records->count, struct parcel_row);
	r->datasets = NEW_ARRAY(&l->sc->arena, l->plan->datasets.n + 1, bool);
	NODE_EACH(id, records) {
		if (id->kind != NODE_STR)
			return fail_at(l->sc, E_INPUT, S("records"), "a record is named by its id");
		NODE_EACH(earlier, records) {
			if (earlier == id)
				break;
			if (earlier->kind == NODE_STR && str_eq(earlier->text, id->text))
				return fail_at(
				    l->sc, E_INPUT, S("records"), "a record is named twice");
		}
		TRY(release_record(r, id->text));
		if (!verdict_allows(r->v))
			return OK;
	}
	return OK;
}

result
gate_release(struct scope *sc, struct store *store, const struct asker *asker,
    const struct asker *second, struct str recipient, const struct node *records,
    const struct question *q, struct verdict *v, struct parcel *parcel)
{
	struct release r = {
		.look = {
		    .sc = sc,
		    .store = store,
		    .asker = asker,
		    .second = second,
		    .q = q,
		    .may = MAY_READ | MAY_CHANGE | MAY_EXPORT,
		},
		.parcel = parcel,
		.v = v,
		.step = COMPOSE_FIRST,
		.on = NONE,
	};
	struct node *one = node_list(&sc->arena);

	*parcel = (struct parcel){ 0 };
	if (records == NULL) {
		node_add(one, node_str(&sc->arena, q->record));
		records = one;
	}
	if (records->kind != NODE_LIST || records->count == 0 || records->count > 1000)
		return fail_at(sc, E_INPUT, S("records"), "name 1 to 1000 records");
	if (q->passing != NULL && records->count != 1)
		return fail_at(sc, E_INPUT, S("passing"), "what passes goes with one record");
	TRY(release_begin(&r, recipient));
	if (verdict_allows(v))
		TRY(release_each(&r, records));
	if (verdict_allows(v))
		TRY(await_duties(&r));
	if (verdict_allows(v))
		v->entry = parcel->entry;
	else
		*parcel = (struct parcel){ 0 };
	return OK;
}

result
release_compose(struct scope *sc, struct store *store, const struct composing *c,
    struct verdict *v, struct parcel *parcel, struct fields *fields)
{
	struct release r = {
		.look = {
		    .sc = sc,
		    .store = store,
		    .asker = c->asker,
		    .second = c->second,
		    .q = c->q,
		    .may = MAY_READ | MAY_CHANGE | MAY_EXPORT,
		    .by_line = c->by_line,
		},
		.parcel = parcel,
		.v = v,
		.step = c->step,
		.on = c->on,
		.hand = c->hand,
	};

	*parcel = (struct parcel){
		.instruction = c->instruction,
		.rows = NEW_ARRAY(&sc->arena, 1, struct parcel_row),
	};
	TRY(release_begin(&r, c->recipient));
	if (!verdict_allows(v))
		return OK;
	r.datasets = NEW_ARRAY(&sc->arena, store->plan->datasets.n + 1, bool);
	TRY(release_record(&r, c->record));
	if (verdict_allows(v) && c->step == COMPOSE_FIRST)
		TRY(await_duties(&r));
	if (verdict_allows(v))
		v->entry = parcel->entry;
	*fields = r.would;
	return OK;
}
