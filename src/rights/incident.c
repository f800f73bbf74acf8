/* rights/incident.c -- incidents: opened, contained, told of, closed.
 *
 * LAW UK GDPR Art 33, 34.
 *
 * Its record of `incident` is a sealed file: what happened, what to do about
 * it, and who is affected (R7), computed once, for the time that the officer
 * names is over.
 */
#include "base/json.h"
#include "rights/inside.h"
#include "sys/zone.h"
#include "term/letter.h"
#include "vault/party.h"

struct incident_work {
	struct acting a;
	struct node *file;
	struct incident_told *t;
};

static result
work_begin(struct incident_work *w)
{
	TRY(may_act(&w->a));
	if (verdict_allows(w->a.v) && w->a.asker->party.n > 0)
		return verdict_refuse(w->a.sc, w->a.v, WHY_ROLE, 0,
		    "an incident is worked on by the controller's own people");
	return OK;
}

static result
incident_note(struct incident_work *w, enum entry_kind kind, struct str whom, struct str subject)
{
	const struct incident *i = &w->t->i;
	struct entry e = note_begin(w->a.store, w->a.asker, kind, S("incident"));

	e.purpose = S("rights-requests");
	e.record = i->id;
	e.line = w->a.plan->breaches.n > 0 ? w->a.plan->breaches.at[0].at.line : 0;
	if (kind == ENTRY_INCIDENT_CONTAINED || kind == ENTRY_INCIDENT_LIFTED)
		e.line = w->a.plan->contains.line;
	note_more(w->a.sc, &e, S("means"), i->means);
	note_more(w->a.sc, &e, S("of"), i->of);
	note_more(w->a.sc, &e, S("risk"), i->risk);
	note_more(w->a.sc, &e, S("whom"), whom);
	TRY(note_subject(w->a.sc, w->a.store, &e, subject));
	return note_write(w->a.sc, w->a.store, &e, &w->a.v->entry);
}

static struct str
told_of(struct incident_work *w, struct str whom)
{
	return str_printf(&w->a.sc->arena, "%.*s:%.*s", STR(w->t->i.id), STR(whom));
}

static result
is_told(struct incident_work *w, struct str whom, struct fact *f, bool *told)
{
	return vault_fact(
	    w->a.sc, w->a.store->vault, INCIDENT_TOLD, told_of(w, whom), f, told);
}

static result
set_told(struct incident_work *w, struct str whom)
{
	return incident_fact(
	    w->a.sc, w->a.store, INCIDENT_TOLD, told_of(w, whom), INSTANT_NEVER, S(""));
}

/* -- what comes back -------------------------------------------------------------- */

static result
incident_clocks(struct incident_work *w)
{
	const struct plan *plan = w->a.plan;
	struct incident_told *t = w->t;

	t->tell = NEW_ARRAY(&w->a.sc->arena, plan->breaches.n + 1, struct incident_tell);
	t->n = 0;
	for (uint16_t rule = 0; rule < plan->breaches.n; rule++) {
		struct incident_tell tell = { .whom = incident_rule_word(plan, rule),
			.line = plan->breaches.at[rule].at.line };

		TRY(gate_incident_clock(w->a.sc, w->a.store, &t->i, rule, &tell.clock));
		if (tell.clock.runs)
			t->tell[t->n++] = tell;
	}
	return OK;
}

static result
people_told(struct incident_work *w)
{
	struct arena *arena = &w->a.sc->arena;
	struct fact f;
	bool told;

	w->t->people = node_list(arena);
	NODE_EACH(person, node_get(w->file, S("people"))) {
		struct node *one = node_add(w->t->people, node_copy(arena, person));

		TRY(is_told(w, node_get_str(person, S("subject")), &f, &told));
		if (told)
			node_set_time(arena, one, S("told"), f.since);
		node_set_str(arena, one, S("letter"),
		    letter_of_incident(&w->a, &w->t->i, w->file, person));
	}
	return OK;
}

static result
work_done(struct incident_work *w)
{
	w->t->unnamed = node_get_int(w->file, S("unnamed"), 0);
	if (!node_get_time(w->file, S("since"), &w->t->since)
	    || !node_get_time(w->file, S("until"), &w->t->until))
		return fail(w->a.sc, E_DAMAGED, "the file of an incident has no time");
	TRY(incident_clocks(w));
	w->t->report = letter_to_regulator(&w->a, w->t, w->file);
	return people_told(w);
}

static result
work_load(struct incident_work *w, struct str id)
{
	struct incident *all;
	struct str text;
	size_t n;

	TRY(gate_incidents(w->a.sc, w->a.store, &all, &n));
	for (size_t i = 0; i < n; i++) {
		bool absent;

		if (!str_eq(all[i].id, id))
			continue;
		w->t->i = all[i];
		TRY(verdict_absent(
		    w->a.sc, vault_content(w->a.sc, w->a.store->vault, id, &text), &absent));
		if (!absent)
			return json_parse(w->a.sc, text, &w->file);
	}
	return verdict_gone(w->a.sc, w->a.v);
}

/* -- opening ---------------------------------------------------------------------- */

static const char *const risks[] = { "unlikely", "likely", "high" };

static bool
is_risk(struct str word)
{
	for (size_t i = 0; i < N(risks); i++)
		if (str_eq(word, str_of(risks[i])))
			return true;
	return false;
}

/* A name that the policy or the store knows, or an id. */
static result
means_of(struct incident_work *w, const struct node *given)
{
	static const char *const means[] = { "key", "colleague", "recipient", "dataset", "all" };
	const struct plan *plan = w->a.plan;
	const struct node *by = node_get(given, S("by"));
	struct incident *i = &w->t->i;
	bool known = false;

	for (size_t m = 0; m < N(means) && by->count == 1; m++)
		if (by->first->kind == NODE_STR && str_eq(by->first->key, str_of(means[m])))
			known = true;
	if (known) {
		i->means = by->first->key;
		i->of = str_eq(i->means, S("all")) ? S("") : by->first->text;
		known = ledger_word(i->of) && (i->of.n > 0 || str_eq(i->means, S("all")));
	}
	if (known && str_eq(i->means, S("recipient")))
		known = plan_recipient(plan, i->of) != NONE;
	if (known && str_eq(i->means, S("dataset")))
		known = plan_dataset(plan, i->of) != NONE;
	return known ? OK
		     : fail_at(w->a.sc, E_INPUT, S("by"),
			 "say by which one key, colleague, recipient or dataset it came, or "
			 "all=yes");
}

static result
times_of(struct incident_work *w, const struct node *given)
{
	struct incident_told *t = w->t;

	t->until = w->a.sc->now;
	if (!node_get_time(given, S("since"), &t->since)
	    || (node_get(given, S("until")) != NULL
		&& !node_get_time(given, S("until"), &t->until))
	    || instant_before(t->until, t->since) || instant_before(w->a.sc->now, t->until))
		return fail_at(w->a.sc, E_INPUT, S("since"),
		    "`since` when, and `until` when if it is over; neither is in the future");
	return OK;
}

static result
incident_given(struct incident_work *w, const struct node *given)
{
	w->t->i.risk = node_get_str(given, S("risk"));
	if (w->t->i.risk.n == 0)
		w->t->i.risk = S("likely");
	if (!is_risk(w->t->i.risk))
		return fail_at(
		    w->a.sc, E_INPUT, S("risk"), "a risk is unlikely, likely or high");
	if (str_trim(node_get_str(given, S("what"))).n == 0)
		return fail_at(w->a.sc, E_INPUT, S("what"), "say what happened");
	if (str_trim(node_get_str(given, S("advice"))).n == 0)
		return fail_at(
		    w->a.sc, E_INPUT, S("advice"), "say what the people can do about it");
	TRY(means_of(w, given));
	return times_of(w, given);
}

static result
incident_file(struct incident_work *w, const struct node *given)
{
	struct arena *arena = &w->a.sc->arena;
	struct node *people;

	TRY(affected_by(
	    &w->a, &w->t->i, w->t->since, w->t->until, &people, &w->t->unnamed));
	w->file = node_map(arena);
	node_set_str(arena, w->file, S("what"), str_trim(node_get_str(given, S("what"))));
	node_set_str(arena, w->file, S("advice"), str_trim(node_get_str(given, S("advice"))));
	node_set_str(arena, w->file, S("consequences"),
	    str_trim(node_get_str(given, S("consequences"))));
	node_set_str(
	    arena, w->file, S("measures"), str_trim(node_get_str(given, S("measures"))));
	node_set_time(arena, w->file, S("since"), w->t->since);
	node_set_time(arena, w->file, S("until"), w->t->until);
	node_set_int(arena, w->file, S("unnamed"), w->t->unnamed);
	node_set(w->file, S("people"), people);
	return vault_put_content(w->a.sc, w->a.store->vault, S("incident"), S(""), S(""),
	    json_text(arena, w->file), &w->t->i.id);
}

static bool
plan_contains(const struct plan *plan)
{
	return plan->contains_sessions || plan->contains_releases;
}

static result
contain(struct incident_work *w, bool closed)
{
	struct instant until = closed ? INSTANT_NEVER : w->a.sc->now;

	w->t->i.contained = closed;
	TRY(incident_fact(
	    w->a.sc, w->a.store, INCIDENT_CONTAINED, w->t->i.id, until, S("")));
	return incident_note(
	    w, closed ? ENTRY_INCIDENT_CONTAINED : ENTRY_INCIDENT_LIFTED, S(""), S(""));
}

static result
incident_write(struct incident_work *w)
{
	struct incident *i = &w->t->i;
	struct scope *sc = w->a.sc;

	i->opened = sc->now;
	i->open = true;
	TRY(incident_fact(sc, w->a.store, INCIDENT_OPEN, i->id, INSTANT_NEVER,
	    str_printf(&sc->arena, "%.*s:%.*s", STR(i->means), STR(i->of))));
	TRY(incident_fact(sc, w->a.store, INCIDENT_RISK, i->id, INSTANT_NEVER, i->risk));
	if (node_get(w->file, S("people"))->count == 0)
		TRY(set_told(w, S("people")));
	TRY(incident_note(w, ENTRY_INCIDENT_OPENED, S(""), S("")));
	return plan_contains(w->a.plan) ? contain(w, true) : OK;
}

result
rights_incident_open(struct scope *sc, struct store *store, const struct asker *asker,
    struct str reason, const struct node *given, struct verdict *v, struct incident_told *t)
{
	struct incident_work w = {
		.a = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v }, .t = t
	};

	*t = (struct incident_told){ 0 };
	TRY(work_begin(&w));
	if (!verdict_allows(v))
		return OK;
	TRY(incident_given(&w, given));
	TRY(incident_file(&w, given));
	TRY(incident_write(&w));
	return work_done(&w);
}

/* -- looking ------------------------------------------------------------------------ */

result
rights_incident(struct scope *sc, struct store *store, const struct asker *asker,
    struct str reason, struct str id, struct verdict *v, struct incident_told *t)
{
	struct incident_work w = {
		.a = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v }, .t = t
	};

	*t = (struct incident_told){ 0 };
	TRY(work_begin(&w));
	if (verdict_allows(v))
		TRY(work_load(&w, id));
	return verdict_allows(v) ? work_done(&w) : OK;
}

result
rights_incidents(struct scope *sc, struct store *store, const struct asker *asker,
    struct str reason, bool open_only, struct verdict *v, struct incident_told **told, size_t *n)
{
	struct incident_work w = {
		.a = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v }
	};
	struct incident *all;
	size_t n_all;

	*n = 0;
	TRY(work_begin(&w));
	if (!verdict_allows(v))
		return OK;
	TRY(gate_incidents(sc, store, &all, &n_all));
	*told = NEW_ARRAY(&sc->arena, n_all + 1, struct incident_told);
	for (size_t i = 0; i < n_all; i++) {
		if (open_only && !all[i].open)
			continue;
		w.t = &(*told)[(*n)++];
		w.t->i = all[i];
		TRY(incident_clocks(&w));
	}
	return OK;
}

/* -- acting ------------------------------------------------------------------------- */

static result
assess(struct incident_work *w, struct str risk)
{
	if (!is_risk(risk))
		return fail_at(
		    w->a.sc, E_INPUT, S("risk"), "a risk is unlikely, likely or high");
	w->t->i.risk = risk;
	TRY(incident_fact(
	    w->a.sc, w->a.store, INCIDENT_RISK, w->t->i.id, INSTANT_NEVER, risk));
	return incident_note(w, ENTRY_INCIDENT_ASSESSED, S(""), S(""));
}

static result
contain_again(struct incident_work *w)
{
	if (w->t->i.contained || !plan_contains(w->a.plan))
		return verdict_refuse(w->a.sc, w->a.v, WHY_INCIDENT, w->a.plan->contains.line,
		    w->t->i.contained ? "it is contained already"
				      : "the policy has no `contain` in its `breach`");
	return contain(w, true);
}

static result
lift(struct incident_work *w, const struct asker *second)
{
	struct acting other = w->a;

	if (!w->t->i.contained)
		return verdict_refuse(w->a.sc, w->a.v, WHY_INCIDENT, w->a.plan->contains.line,
		    "nothing is closed by it");
	if (!asker_another(w->a.asker, second))
		return verdict_refuse(w->a.sc, w->a.v, WHY_TWO_PEOPLE, w->a.plan->contains.line,
		    "give a second person who may act for rights-requests");
	other.asker = second;
	TRY(may_act(&other));
	return verdict_allows(w->a.v) ? contain(w, false) : OK;
}

/* The last of the people told ends that clock. */
static result
all_people_told(struct incident_work *w)
{
	struct fact f;
	bool told;

	NODE_EACH(person, node_get(w->file, S("people"))) {
		TRY(is_told(w, node_get_str(person, S("subject")), &f, &told));
		if (!told)
			return OK;
	}
	return set_told(w, S("people"));
}

static result
tell_person(struct incident_work *w, struct str subject)
{
	TRY(set_told(w, subject));
	return incident_note(w, ENTRY_INCIDENT_TOLD, S("person"), subject);
}

static result
told(struct incident_work *w, struct str whom)
{
	bool everybody = str_eq(whom, S("people")), found = everybody;
	struct fact f;
	bool already;

	for (uint16_t rule = 0; rule < w->a.plan->breaches.n; rule++)
		found |= str_eq(whom, incident_rule_word(w->a.plan, rule));
	if (found && !everybody) {
		TRY(set_told(w, whom));
		return incident_note(w, ENTRY_INCIDENT_TOLD, whom, S(""));
	}
	NODE_EACH(person, node_get(w->file, S("people"))) {
		struct str subject = node_get_str(person, S("subject"));

		found |= str_eq(subject, whom);
		TRY(is_told(w, subject, &f, &already));
		if (!already && (everybody || str_eq(subject, whom)))
			TRY(tell_person(w, subject));
	}
	return found ? all_people_told(w) : verdict_gone(w->a.sc, w->a.v);
}

static uint32_t
line_of_people(const struct plan *plan)
{
	for (uint16_t rule = 0; rule < plan->breaches.n; rule++)
		if (plan->breaches.at[rule].tell == TELL_PEOPLE)
			return plan->breaches.at[rule].at.line;
	return 0;
}

/* Whoever is gone meanwhile has no address. */
static result
write_to(struct incident_work *w, const struct node *person, struct str subject)
{
	struct scope *sc = w->a.sc;
	const struct letter l = {
		.kind = LETTER_INCIDENT,
		.subject = subject,
		.title = S("Data about you was in an incident"),
		.text = letter_of_incident(&w->a, &w->t->i, w->file, person),
		.of = w->t->i.id,
		.once = str_printf(&sc->arena, "incident:%.*s:%.*s", STR(w->t->i.id), STR(subject)),
		.line = line_of_people(w->a.plan),
	};
	enum letter_queued how = LETTER_NO_ADDRESS;
	struct str id;
	bool absent;

	TRY(verdict_absent(
	    sc, letter_queue(sc, w->a.store, w->a.asker, &l, &how, &id), &absent));
	if (!absent && how == LETTER_NO_MAIL)
		return fail(sc, E_STATE, "no mail is set: `bailee mail set` says where it goes");
	return !absent && how != LETTER_NO_ADDRESS ? tell_person(w, subject) : OK;
}

/* LAW UK GDPR Art 34 */
static result
write_letters(struct incident_work *w, struct str whom)
{
	bool everybody = whom.n == 0 || str_eq(whom, S("people")), found = everybody, already;
	struct fact f;

	NODE_EACH(person, node_get(w->file, S("people"))) {
		struct str subject = node_get_str(person, S("subject"));

		if (!everybody && !str_eq(subject, whom))
			continue;
		found = true;
		TRY(is_told(w, subject, &f, &already));
		if (!already)
			TRY(write_to(w, person, subject));
	}
	return found ? all_people_told(w) : verdict_gone(w->a.sc, w->a.v);
}

/* The file's clock begins when it is closed. */
static result
file_ends(struct incident_work *w)
{
	const struct plan *plan = w->a.plan;
	uint16_t event = plan_event(plan, plan_dataset(plan, S("incident")), S("closing"));
	struct str id = w->t->i.id;
	bool changed;

	if (event == NONE)
		return OK;
	TRY(vault_event(w->a.sc, w->a.store->vault, event, id, S(""), S(""), w->a.sc->now,
	    &changed));
	return term_recompute(w->a.sc, w->a.store, event, id, S(""), S(""));
}

static result
close_it(struct incident_work *w)
{
	struct scope *sc = w->a.sc;

	if (w->t->i.contained)
		return verdict_refuse(sc, w->a.v, WHY_INCIDENT, w->a.plan->contains.line,
		    "something is closed by it; lift that first, with a second person");
	TRY(incident_clocks(w));
	for (size_t i = 0; i < w->t->n; i++)
		if (!w->t->tell[i].clock.told.set)
			return verdict_refuse(sc, w->a.v, WHY_INCIDENT, w->t->tell[i].line,
			    "`%.*s` was not told yet", STR(w->t->tell[i].whom));
	w->t->i.open = false;
	TRY(incident_fact(sc, w->a.store, INCIDENT_OPEN, w->t->i.id, sc->now,
	    str_printf(
		&sc->arena, "%.*s:%.*s", STR(w->t->i.means), STR(w->t->i.of))));
	TRY(file_ends(w));
	return incident_note(w, ENTRY_INCIDENT_CLOSED, S(""), S(""));
}

static result
act_on_it(struct incident_work *w, enum incident_act act, const struct asker *second, struct str of)
{
	if (!w->t->i.open)
		return verdict_refuse(
		    w->a.sc, w->a.v, WHY_INCIDENT, 0, "the incident is closed; open a new one");
	switch (act) {
	case INCIDENT_ACT_ASSESS:
		return assess(w, of);
	case INCIDENT_ACT_CONTAIN:
		return contain_again(w);
	case INCIDENT_ACT_LIFT:
		return lift(w, second);
	case INCIDENT_ACT_TOLD:
		return told(w, of);
	case INCIDENT_ACT_WRITE:
		return write_letters(w, of);
	case INCIDENT_ACT_CLOSE:
		break;
	}
	return close_it(w);
}

result
rights_incident_act(struct scope *sc, struct store *store, const struct asker *asker,
    const struct asker *second, struct str reason, struct str id, enum incident_act act,
    struct str of, struct verdict *v, struct incident_told *t)
{
	struct incident_work w = {
		.a = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v }, .t = t
	};

	*t = (struct incident_told){ 0 };
	TRY(work_begin(&w));
	if (verdict_allows(v))
		TRY(work_load(&w, id));
	if (verdict_allows(v))
		TRY(act_on_it(&w, act, second, of));
	return verdict_allows(v) ? work_done(&w) : OK;
}
