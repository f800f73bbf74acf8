/* gate/fill.c -- a form that a stranger sent. */
#include "base/json.h"
#include "gate/fill.h"
#include "gate/look.h"
#include "ledger/ledger.h"
#include "sql/sql.h"
#include "sys/zone.h"

struct filling {
	struct scope *sc;
	struct store *store;
	const struct plan *plan;
	const struct filled *f;
	struct asker door; /* the form is its programme */
	struct node *values; /* as the gate takes them */
	struct str subject; /* whoever sent it, once there is an id; or empty */
	struct verdict *v;
};

/* -- what is ticked ------------------------------------------------------------------ */

static bool
is_ticked(const struct plan *plan, const struct filled *f, uint16_t consent)
{
	uint16_t with;

	return node_get_str(f->yes, plan->consents.at[consent].name).n > 0
	       && form_asks_consent(plan, &f->form, consent, &with);
}

struct ticks {
	const struct plan *plan;
	const struct filled *f;
	bool at_once; /* those alone that no letter confirms */
};

static bool
yes_by(const void *of, uint16_t consent)
{
	const struct ticks *t = of;

	return is_ticked(t->plan, t->f, consent)
	       && !(t->at_once && t->plan->consents.at[consent].confirm_by_email);
}

bool
fill_waits(const struct plan *plan, const struct filled *f)
{
	const struct ticks at_once = { plan, f, true };

	return !form_stands(plan, &f->form, yes_by, &at_once);
}

/* -- what was sent ---------------------------------------------------------------------- */

/* G9 */
static result
says_what_the_policy_says(struct filling *g)
{
	const struct purpose *p = &g->plan->purposes.at[g->f->form.purpose];
	uint64_t version;

	if (str_eq(g->f->words, p->text) && str_to_u64(g->f->notice, &version)
	    && version == g->plan->version)
		return OK;
	return verdict_refuse(g->sc, g->v, WHY_NOTICE, p->at.line,
	    "the policy has changed since this form was opened: here it is as it is now, read it "
	    "again before you send it");
}

/* "2027-03-02T10:30" of a page, in the policy's zone. */
static struct str
as_moment(struct scope *sc, struct str text)
{
	uint64_t hour, minute;
	struct civil c;

	if (text.n != 16 || text.p[10] != 'T' || text.p[13] != ':'
	    || !date_parse(str_slice(text, 0, 10), &c)
	    || !str_to_u64(str_slice(text, 11, 13), &hour)
	    || !str_to_u64(str_slice(text, 14, 16), &minute) || hour > 23 || minute > 59)
		return text;
	c.hour = (int)hour;
	c.minute = (int)minute;
	return instant_print(&sc->arena, zone_instant(c));
}

static result
take_values(struct filling *g)
{
	g->values = node_map(&g->sc->arena);
	NODE_EACH(given, g->f->values) {
		uint16_t field = plan_field(g->plan, g->f->form.dataset, given->key);
		struct str text = given->kind == NODE_STR ? str_trim(given->text) : S("");

		if (field == NONE || !form_asks(g->plan, &g->f->form, field))
			return fail_at(g->sc, E_INPUT, S("values"), "the form has no such field");
		if (text.n > 0 && g->plan->fields.at[field].type == TYPE_TIME)
			text = as_moment(g->sc, text);
		if (text.n > 0)
			node_set_str(&g->sc->arena, g->values, given->key, text);
	}
	NODE_EACH(yes, g->f->yes) {
		uint16_t consent = plan_consent(g->plan, yes->key), with;

		if (consent == NONE || !form_asks_consent(g->plan, &g->f->form, consent, &with))
			return fail_at(g->sc, E_INPUT, S("yes"), "the form has no such box");
	}
	return OK;
}

/* PECR reg 22(2), UK GDPR Art 7: silence is no yes. */
static result
ticked_enough(struct filling *g)
{
	const struct ticks all = { g->plan, g->f, false };
	const struct purpose *p = &g->plan->purposes.at[g->f->form.purpose];

	if (form_stands(g->plan, &g->f->form, yes_by, &all))
		return OK;
	for (uint16_t c = 0; c < g->plan->consents.n; c++)
		if (g->plan->consents.at[c].purpose == g->f->form.purpose)
			return verdict_refuse_field(g->sc, g->v, WHY_CONSENT,
			    g->plan->consents.at[c].at.line, g->plan->consents.at[c].name,
			    "this is done with your yes alone: tick the box, or send nothing");
	return verdict_refuse(g->sc, g->v, WHY_CONSENT, p->at.line,
	    "this is done with your yes alone, and the boxes say none");
}

/* -- records ------------------------------------------------------------------------------ */

static struct offer
offer_of(struct filling *g, uint16_t dataset, uint16_t purpose, const struct node *values)
{
	return (struct offer){
		.dataset = dataset,
		.dataset_name = g->plan->datasets.at[dataset].name,
		.purpose = g->plan->purposes.at[purpose].name,
		.given = values,
		.subject = g->subject,
		.source = S("person"),
		.notice = g->f->notice,
		.anew = true,
	};
}

static result
undo(struct scope *sc, struct store *store)
{
	TRY(sql_rollback_to(sc, vault_sql(store->vault)));
	return ledger_reload(sc, store->ledger);
}

/* All that can be wrong with what was typed is told now; what is known here of an address is
 * not (G7). */
static result
try_main(struct filling *g)
{
	struct offer o = offer_of(g, g->f->form.dataset, g->f->form.purpose, g->values);
	struct receipt nothing;

	o.about = g->f->about;
	TRY(sql_savepoint(g->sc, vault_sql(g->store->vault)));
	TRY(gate_admit(g->sc, g->store, &g->door, &o, g->v, &nothing));
	TRY(undo(g->sc, g->store));
	if (g->v->why == WHY_CONSENT || g->v->why == WHY_SUPPRESSED)
		*g->v = (struct verdict){ 0 };
	return OK;
}

static result
store_main(struct filling *g, struct receipt *r)
{
	struct offer o = offer_of(g, g->f->form.dataset, g->f->form.purpose, g->values);

	o.about = g->f->about;
	TRY(gate_admit(g->sc, g->store, &g->door, &o, g->v, r));
	if (g->v->why == WHY_SUPPRESSED)
		*g->v = (struct verdict){ 0 }; /* G7 */
	if (g->subject.n == 0)
		g->subject = r->subject;
	return OK;
}

/* Of another dataset, from what this form asks. */
static struct node *
values_for(struct filling *g, uint16_t dataset)
{
	const struct dataset *d = &g->plan->datasets.at[dataset];
	struct node *values = node_map(&g->sc->arena);

	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++) {
		uint16_t from = NONE;

		if ((g->plan->fields.at[i].marks & (MARK_REQUIRED | MARK_KEY)) != 0)
			from = form_source(g->plan, &g->f->form, i);
		if (from != NONE)
			node_set_str(&g->sc->arena, values, g->plan->fields.at[i].name,
			    node_get_str(g->values, g->plan->fields.at[from].name));
	}
	return values;
}

/* -- yes ------------------------------------------------------------------------------------- */

/* What was typed into the first field that the consent's channel reaches. */
static struct str
address_for(struct filling *g, const struct consent *c)
{
	const struct dataset *d = &g->plan->datasets.at[g->f->form.dataset];
	enum field_type type;

	if (!contact_type(c->channel, &type) || c->confirm_by_email)
		type = TYPE_EMAIL;
	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++)
		if (g->plan->fields.at[i].type == type && form_asks(g->plan, &g->f->form, i))
			return node_get_str(g->values, g->plan->fields.at[i].name);
	return S("");
}

/* G8: the offer that is made when the link is pressed. */
static struct str
waiting_offer(struct filling *g, const struct consent *c, uint16_t with)
{
	struct arena *a = &g->sc->arena;
	struct node *offer = node_map(a);
	bool own = with == NONE;

	node_set_str(a, offer, S("dataset"),
	    g->plan->datasets.at[own ? g->f->form.dataset : with].name);
	node_set_str(a, offer, S("purpose"), g->plan->purposes.at[c->purpose].name);
	node_set_str(a, offer, S("door"), g->door.door);
	node_set_str(a, offer, S("notice"), g->f->notice);
	node_set_str(a, offer, S("about"), own ? g->f->about : S(""));
	node_set(offer, S("values"), own ? node_copy(a, g->values) : values_for(g, with));
	return json_text(a, offer);
}

static struct node *
evidence_of(struct filling *g, const struct consent *c, uint16_t with)
{
	struct arena *a = &g->sc->arena;
	struct node *e = node_map(a);

	node_set_str(a, e, S("wording"), c->asked_as);
	node_set_time(a, e, S("time"), g->sc->now);
	node_set_str(a, e, S("notice"), g->f->notice);
	node_set_str(a, e, S("form"),
	    str_printf(a, "%.*s/%.*s", STR(g->plan->datasets.at[g->f->form.dataset].name),
		STR(g->plan->purposes.at[g->f->form.purpose].name)));
	if (g->door.address.n > 0)
		node_set_str(a, e, S("ip"), g->door.address);
	if (address_for(g, c).n > 0)
		node_set_str(a, e, S("address"), address_for(g, c));
	if (!c->confirm_by_email)
		node_set_time(a, e, S("click"), g->sc->now);
	else if (with != NONE || c->purpose == g->f->form.purpose)
		node_set_str(a, e, S("offer"), waiting_offer(g, c, with));
	return e;
}

/* Whoever sent it is somebody new: an address alone does not show who they are. */
static result
own_subject(struct filling *g)
{
	const struct dataset *d = &g->plan->datasets.at[g->f->form.dataset];
	uint16_t about = plan_subject(g->plan, g->f->about);
	struct subject s;

	if (g->subject.n > 0)
		return OK;
	if (about == NONE)
		about = g->plan->dataset_subjects.at[d->first_subject];
	TRY(vault_subject_new(g->sc, g->store->vault, about, S(""), &s));
	g->subject = s.id;
	return OK;
}

static result
say_yes(struct filling *g, uint16_t consent, uint16_t with)
{
	const struct consent *c = &g->plan->consents.at[consent];
	struct verdict v = { 0 };
	enum consent_state state;
	struct str subject = S(""), record;

	if (!c->confirm_by_email) {
		TRY(own_subject(g));
		subject = g->subject;
	}
	TRY(gate_consent(g->sc, g->store, &g->door, c->name, &subject, evidence_of(g, c, with), &v,
	    &state, &record));
	if (v.why != WHY_NONE)
		return verdict_refuse(g->sc, g->v, v.why, v.line, "%.*s", STR(v.detail));
	if (state == CONSENT_GIVEN && with != NONE) {
		struct offer o = offer_of(g, with, c->purpose, values_for(g, with));
		struct receipt r;

		TRY(gate_admit(g->sc, g->store, &g->door, &o, g->v, &r));
	}
	return OK;
}

/* G7: whatever is known of the address, the answer is the same. */
static result
take_yes(struct filling *g, uint16_t consent)
{
	struct verdict said = *g->v;
	uint16_t with;

	if (!form_asks_consent(g->plan, &g->f->form, consent, &with))
		return OK;
	TRY(sql_savepoint(g->sc, vault_sql(g->store->vault)));
	TRY(say_yes(g, consent, with));
	if (verdict_allows(g->v)) {
		*g->v = said;
		return sql_release(g->sc, vault_sql(g->store->vault));
	}
	*g->v = said;
	return undo(g->sc, g->store);
}

/* Those without which the record does not stand come before it. */
static result
take_each_yes(struct filling *g, bool for_the_purpose)
{
	for (uint16_t c = 0; c < g->plan->consents.n; c++)
		if (is_ticked(g->plan, g->f, c)
		    && (g->plan->consents.at[c].purpose == g->f->form.purpose) == for_the_purpose)
			TRY(take_yes(g, c));
	return OK;
}

result
gate_fill(struct scope *sc, struct store *store, const struct asker *asker, const struct filled *f,
    struct verdict *v, struct receipt *r)
{
	struct filling g = {
		.sc = sc,
		.store = store,
		.plan = store->plan,
		.f = f,
		.door = { .kind = ASKER_CHANNEL,
		    .role = NONE,
		    .channel = f->form.door,
		    .door = store->plan->doors.at[f->form.door].name,
		    .address = asker->address },
		.v = v,
	};

	*v = (struct verdict){ 0 };
	*r = (struct receipt){ 0 };
	TRY(says_what_the_policy_says(&g));
	if (verdict_allows(v))
		TRY(take_values(&g));
	if (verdict_allows(v))
		TRY(ticked_enough(&g));
	if (verdict_allows(v) && fill_waits(g.plan, f))
		TRY(try_main(&g));
	if (verdict_allows(v))
		TRY(take_each_yes(&g, true));
	if (verdict_allows(v) && !fill_waits(g.plan, f))
		TRY(store_main(&g, r));
	return verdict_allows(v) ? take_each_yes(&g, false) : OK;
}

/* -- when the link was pressed ---------------------------------------------------------------- */

/* By the policy of today: what it no longer lets in stays out, and its entry says so. */
result
fill_offered(struct scope *sc, struct store *store, struct str subject, const struct node *offer)
{
	struct str door = node_get_str(offer, S("door"));
	const struct asker programme = {
		.kind = ASKER_CHANNEL, .role = NONE, .channel = plan_door(store->plan, door), .door = door
	};
	struct question noted = { .purpose = node_get_str(offer, S("purpose")),
		.dataset = node_get_str(offer, S("dataset")) };
	struct offer o = {
		.dataset = plan_dataset(store->plan, noted.dataset),
		.dataset_name = noted.dataset,
		.purpose = noted.purpose,
		.given = node_get(offer, S("values")),
		.about = node_get_str(offer, S("about")),
		.subject = subject,
		.source = S("person"),
		.notice = node_get_str(offer, S("notice")),
		.anew = true,
	};
	struct verdict v = { 0 };
	struct receipt r;

	if (offer == NULL)
		return OK;
	TRY(sql_savepoint(sc, vault_sql(store->vault)));
	TRY(gate_admit(sc, store, &programme, &o, &v, &r));
	if (verdict_allows(&v))
		return sql_release(sc, vault_sql(store->vault));
	TRY(undo(sc, store));
	return gate_note_refusal(sc, store, &programme, S("offer"), &noted, &v);
}
