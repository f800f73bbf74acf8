/* keeper/serve_data.c -- offers, records and what goes to recipients. */
#include "keeper/once.h"
#include "keeper/serve.h"
#include "policy/phrase.h"
#include "sql/sql.h"

/* -- in ------------------------------------------------------------------- */

static void
read_offer(struct serving *sv, const struct node *from, struct offer *o)
{
	struct str dataset = node_get_str(sv->q, S("dataset"));

	*o = (struct offer){
		.dataset = plan_dataset(sv->store->plan, dataset),
		.dataset_name = dataset,
		.purpose = node_get_str(sv->q, S("purpose")),
		.given = node_get(from, S("values")),
		.about = node_get_str(from, S("about")),
		.subject = node_get_str(from, S("subject")),
		.people = node_get(from, S("people")),
		.party = node_get_str(from, S("party")),
		.events = node_get(from, S("events")),
		.declared_birth_date = node_get_str(from, S("declared-birth-date")),
		.flagged = node_get(from, S("flagged")),
		.source = node_get_str(from, S("source")),
		.notice = node_get_str(from, S("notice")),
		.opt_out = node_get(from, S("opt-out")),
		.ticket = node_get_str(sv->q, S("ticket")),
		.order = node_get_str(sv->q, S("order")),
		.reason = node_get_str(sv->q, S("reason")),
	};
	o->has_collected = node_get_time(from, S("collected"), &o->collected);
}

static const char *
verdict_word(enum admitted how)
{
	switch (how) {
	case ADMITTED_NEW:
		return "admitted";
	case ADMITTED_CHANGED:
		return "changed";
	case ADMITTED_SAME:
		return "same";
	}
	return "";
}

static struct node *
receipt_node(struct serving *sv, const struct receipt *r)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("verdict"), str_of(verdict_word(r->how)));
	set_str(a, n, S("record"), r->record);
	set_str(a, n, S("subject"), r->subject);
	set_people(a, sv->store->plan, n, r->people, r->n_people);
	node_set_int(a, n, S("version"), r->version);
	node_set(n, S("due"), dues_node(a, sv->store->plan, r->dues, r->n));
	return n;
}

static struct node *
offer_refused(struct serving *sv, const struct verdict *v)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("verdict"), S("refused"));
	node_set(n, S("refused"), refused_node(a, v));
	return n;
}

/* A trial leaves nothing, not even its ids. */
static struct node *
trial_node(struct serving *sv, const struct receipt *r)
{
	struct receipt bare = { .how = r->how, .version = r->version, .dues = r->dues, .n = r->n };

	return receipt_node(sv, &bare);
}

static result
undo(struct serving *sv)
{
	TRY(sql_rollback_to(sv->sc, vault_sql(sv->store->vault)));
	return ledger_reload(sv->sc, sv->store->ledger);
}

static result
note(struct serving *sv, const struct offer *o, struct verdict *v)
{
	struct question q = { .purpose = o->purpose, .dataset = o->dataset_name };

	return serve_note_refusal(sv, S("offer"), &q, v);
}

static struct node *
offer_failed(struct serving *sv, enum code code, struct str text, struct str field)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a), *fault = node_map(a);

	node_set_str(a, fault, S("text"), text);
	node_set_int(a, fault, S("status"), result_http(code));
	set_str(a, fault, S("field"), field);
	node_set_str(a, n, S("verdict"), S("failed"));
	node_set(n, S("fault"), fault);
	return n;
}

/* The disk's faults lose the wave; one offer's own is that offer's answer. */
static bool
loses_the_wave(enum code code)
{
	return code == E_IO || code == E_BUSY;
}

/* G2: a refusal without its entry is no answer. */
static result
refuse_offer(
    struct serving *sv, const struct offer *o, bool trial, struct verdict *v, struct node **answer)
{
	if (!trial && note(sv, o, v).code != E_OK)
		return fail(sv->sc, E_IO, "the ledger cannot be written");
	*answer = offer_refused(sv, v);
	return OK;
}

/* One offer, in a savepoint of its own: the ones before and after it stand. */
static result
offer_one(struct serving *sv, const struct node *from, bool trial, struct node **answer)
{
	struct sql *sql = vault_sql(sv->store->vault);
	struct verdict v = { 0 };
	struct receipt receipt = { 0 };
	struct offer o;
	result r;

	read_offer(sv, from, &o);
	TRY(sql_savepoint(sv->sc, sql));
	r = gate_admit(sv->sc, sv->store, sv->asker, &o, &v, &receipt);
	if (r.code == E_OK && v.why == WHY_NONE && !trial)
		r = rights_inform(sv->sc, sv->store, &receipt);
	if (loses_the_wave(r.code))
		return r;
	if (r.code == E_OK && v.why == WHY_NONE)
		*answer = trial ? trial_node(sv, &receipt) : receipt_node(sv, &receipt);
	if (r.code == E_OK && v.why == WHY_NONE && !trial)
		return sql_release(sv->sc, sql);
	TRY(undo(sv));
	if (r.code != E_OK)
		*answer = offer_failed(sv, r.code, sv->sc->fault.text, sv->sc->fault.field);
	else if (v.why != WHY_NONE)
		return refuse_offer(sv, &o, trial, &v, answer);
	return r;
}

#define ANSWERS_MAX (WIRE_BYTES_MAX - ((size_t)64 << 10)) /* what fits into one reply, packed */

/* What would not fit is not tried: an admission must not go unanswered. */
static result
has_room(struct serving *sv, const struct node *answer, size_t *used, bool *room)
{
	struct str packed;

	TRY(wire_pack(sv->sc, answer, &packed));
	*used += packed.n;
	*room = *used + packed.n < ANSWERS_MAX;
	return OK;
}

/* Is in already: under this Idempotency-Key it was admitted before. */
static bool
came_in(const struct node *before)
{
	struct str verdict = node_get_str(before, S("verdict"));

	return before != NULL && !str_eq(verdict, S("refused")) && !str_eq(verdict, S("failed"));
}

/* `before`: what was answered to each of them the first time, or NULL. */
static result
offer_all(struct serving *sv, const struct node *offers, const struct node *before, bool trial)
{
	struct node *answers = node_set(sv->body, S("answers"), node_list(&sv->sc->arena));
	const struct node *was = before != NULL ? before->first : NULL;
	bool room = true;
	size_t used = 0;

	for (const struct node *offer = offers->first; offer != NULL;
	     offer = offer->next, was = was != NULL ? was->next : NULL) {
		struct node *answer;
		result r;

		if (came_in(was)) {
			node_add(answers, node_copy(&sv->sc->arena, was));
			continue;
		}
		if (!room) {
			node_add(answers,
			    offer_failed(sv, E_TOO_BIG,
				S("the answers are too long: offer fewer at a time"), S("")));
			continue;
		}
		r = offer_one(sv, offer, trial, &answer);
		if (r.code != E_OK && (loses_the_wave(r.code) || offers->count == 1))
			return r;
		node_add(answers, answer);
		TRY(has_room(sv, answer, &used, &room));
	}
	return OK;
}

result
serve_offer(struct serving *sv)
{
	const struct node *offers = node_get(sv->q, S("offers"));
	bool trial = node_get_bool(sv->q, S("dry-run"), false);
	const struct node *before;

	if (offers->count > WIRE_OFFERS_MAX)
		return fail_at(
		    sv->sc, E_TOO_BIG, S("offers"), "at most %d offers at a time", WIRE_OFFERS_MAX);
	TRY(once_recall(sv, &before));
	TRY(offer_all(sv, offers, before, trial));
	return trial ? OK : once_keep(sv);
}

/* -- out ------------------------------------------------------------------ */

result
serve_read_question(struct serving *sv, struct question *q)
{
	*q = (struct question){
		.purpose = node_get_str(sv->q, S("purpose")),
		.dataset = node_get_str(sv->q, S("dataset")),
		.record = node_get_str(sv->q, S("record")),
		.by = node_get(sv->q, S("by")),
		.fields = node_get(sv->q, S("fields")),
		.ticket = node_get_str(sv->q, S("ticket")),
		.order = node_get_str(sv->q, S("order")),
		.reason = node_get_str(sv->q, S("reason")),
		.cursor = node_get_str(sv->q, S("cursor")),
		.dry_run = node_get_bool(sv->q, S("preview"), false),
		.has_match = node_get(sv->q, S("match")) != NULL,
		.match = node_get_int(sv->q, S("match"), 0),
		.hear = node_get_bool(sv->q, S("hear"), false),
		.export = node_get_bool(sv->q, S("export"), false),
		.flagged = node_get(sv->q, S("flagged")),
		.party = node_get_str(sv->q, S("party")),
		.per = node_get_str(sv->q, S("per")),
		.mean = node_get(sv->q, S("mean")),
		.passing = node_get(sv->q, S("passing")),
	};
	sv->noted = *q;
	return serve_second(sv, &q->second);
}

#define PAGE_MAX 500
#define PAGE_USUAL 100

/* Out of range is an error, never silently cut. */
static result
read_most(struct serving *sv, struct str member, size_t *most)
{
	int64_t n = node_get_int(sv->q, member, PAGE_USUAL);

	if (n < 1 || n > PAGE_MAX)
		return fail_at(
		    sv->sc, E_INPUT, member, "`%.*s` is from 1 to %d", STR(member), PAGE_MAX);
	*most = (size_t)n;
	return OK;
}

static struct node *
records_node(struct serving *sv, const struct answer *answer)
{
	struct node *list = node_list(&sv->sc->arena);

	for (size_t i = 0; i < answer->n; i++)
		node_add(list, record_node(&sv->sc->arena, sv->store->plan, &answer->rows[i]));
	return list;
}

/* A clock of which nothing is shown tells nothing either. */
static struct node *
shown_fields(struct arena *a, const struct plan *plan, const struct lifetime *l,
    struct values shown)
{
	struct node *names = node_list(a);

	for (size_t i = 0; i < shown.n; i++)
		if (fields_have(l->fields, shown.at[i].field))
			node_add(names, node_str(a, plan->fields.at[shown.at[i].field].name));
	return names;
}

static struct node *
kept_node(struct arena *a, const struct plan *plan, const struct lifetime *l, struct node *names)
{
	uint32_t line = plan->clocks.at[plan->groups.at[l->group].clock].at.line;
	struct node *n = node_map(a);

	node_set(n, S("fields"), names);
	if (l->due.set)
		node_set_time(a, n, S("until"), l->due.at);
	node_set_bool(a, n, S("held"), l->held != 0);
	node_set_int(a, n, S("line"), line);
	node_set_str(a, n, S("keep"), phrase_sentence(a, plan, line));
	return n;
}

static result
set_kept(struct serving *sv, const struct answer_row *row)
{
	struct node *list = node_list(&sv->sc->arena);
	struct lifetime *lives;
	size_t n;

	TRY(vault_lifetimes(sv->sc, sv->store->vault, row->record.id, &lives, &n));
	for (size_t i = 0; i < n; i++) {
		struct node *names =
		    shown_fields(&sv->sc->arena, sv->store->plan, &lives[i], row->values);

		if (lives[i].state == LIFE_OPEN && names->count > 0)
			node_add(list,
			    kept_node(&sv->sc->arena, sv->store->plan, &lives[i], names));
	}
	node_set(sv->body, S("kept"), list);
	return OK;
}

result
serve_read(struct serving *sv)
{
	struct answer answer = { 0 };
	struct question q;
	struct node *record, *proof;

	TRY(serve_read_question(sv, &q));
	TRY(gate_read(sv->sc, sv->store, sv->asker, &q, &sv->verdict, &answer));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	record = record_node(&sv->sc->arena, sv->store->plan, &answer.rows[0]);
	node_set(
	    sv->body, S("withheld"), node_copy(&sv->sc->arena, node_get(record, S("withheld"))));
	node_set(sv->body, S("record"), record);
	TRY(set_kept(sv, &answer.rows[0]));
	if (!q.export)
		return OK;
	set_str(&sv->sc->arena, record, S("click"), answer.click);
	TRY(serve_proof(sv, &q, &answer.rows[0].record, record, &proof));
	node_set(record, S("proof"), proof);
	return OK;
}

result
serve_find(struct serving *sv)
{
	struct answer answer = { 0 };
	struct question q;

	TRY(serve_read_question(sv, &q));
	TRY(read_most(sv, S("most"), &q.most));
	TRY(gate_find(sv->sc, sv->store, sv->asker, &q, &sv->verdict, &answer));
	node_set(sv->body, S("records"), records_node(sv, &answer));
	return OK;
}

result
serve_list(struct serving *sv)
{
	struct answer answer = { 0 };
	struct question q;

	TRY(serve_read_question(sv, &q));
	TRY(read_most(sv, S("limit"), &q.most));
	TRY(gate_list(sv->sc, sv->store, sv->asker, &q, &sv->verdict, &answer));
	node_set(sv->body, S("records"), records_node(sv, &answer));
	set_str(&sv->sc->arena, sv->body, S("cursor"), answer.cursor);
	return OK;
}

result
serve_totals(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct node *list = node_list(a);
	struct totals totals;
	struct question q;

	TRY(serve_read_question(sv, &q));
	TRY(gate_totals(sv->sc, sv->store, sv->asker, &q, &sv->verdict, &totals));
	for (size_t i = 0; i < totals.n; i++) {
		struct node *n = node_add(list, node_map(a));

		node_set(n, S("values"), values_node(a, sv->store->plan, totals.rows[i].values));
		set_str(a, n, S("from"), totals.rows[i].from);
		node_set_int(a, n, S("people"), (int64_t)totals.rows[i].people);
		if (totals.rows[i].means.n > 0)
			node_set(n, S("mean"), values_node(a, sv->store->plan, totals.rows[i].means));
	}
	node_set(sv->body, S("totals"), list);
	if (totals.rest > 0)
		node_set_int(a, sv->body, S("rest"), (int64_t)totals.rest);
	return OK;
}

result
serve_change(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct receipt receipt = { 0 };
	struct change *changes = NULL;
	struct node *list = node_list(a);
	struct question q;
	size_t n = 0;

	TRY(serve_read_question(sv, &q));
	TRY(gate_change(sv->sc, sv->store, sv->asker, &q, node_get(sv->q, S("values")),
	    &sv->verdict, &changes, &n, &receipt));
	for (size_t i = 0; i < n; i++) {
		struct node *c = node_add(list, node_map(a));

		node_set_str(a, c, S("field"), changes[i].field);
		set_str(a, c, S("before"), changes[i].before);
		set_str(a, c, S("after"), changes[i].after);
		node_set_bool(a, c, S("secret"), changes[i].secret);
	}
	node_set(sv->body, S("changes"), list);
	if (q.dry_run || sv->verdict.why != WHY_NONE)
		return OK;
	set_str(a, sv->body, S("record"), receipt.record);
	node_set_int(a, sv->body, S("version"), receipt.version);
	node_set(sv->body, S("due"), dues_node(a, sv->store->plan, receipt.dues, receipt.n));
	return OK;
}
