/* keeper/succeed.c -- one policy after the other (K20-K23). */
#include "base/check.h"
#include "base/log.h"
#include "gate/note.h"
#include "keeper/notices.h"
#include "keeper/succeed.h"
#include "seal/seal.h"

#define RESETTLE_STEP 500 /* lifetimes in one transaction */

static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

struct str
succeed_hash(struct arena *arena, struct str text)
{
	struct hash h = seal_hash(text);

	return hex_encode(arena, h.b, sizeof(h.b));
}

struct str
succeed_message(struct scope *sc, const struct diags *diags)
{
	for (size_t i = 0; i < diags->rows.n; i++) {
		const struct diag *d = &diags->rows.at[i];

		if (diag_severity(d->code) == DIAG_ERROR)
			return str_printf(&sc->arena, "line %u, B%03u: %.*s (%u in all)",
			    (unsigned)d->at.line, diag_number(d->code), STR(d->text),
			    (unsigned)diags->errors);
	}
	return S("it does not compile");
}

/* -- its instant ------------------------------------------------------------------- */

struct succession {
	struct sql_policy_get_row row;
	const struct plan *next;
	struct str why; /* it may not follow after all */
};

static struct entry
entry_of(const struct scope *sc, struct keeper *k, const struct sql_policy_get_row *row,
    enum entry_kind kind)
{
	struct entry e = note_begin(&k->store, &itself, kind, S(""));

	(void)sc;
	e.actor = row->activated_by;
	e.count = row->version;
	return e;
}

static result
note_refused(struct scope *sc, struct keeper *k, void *of)
{
	struct succession *s = of;
	struct entry e = entry_of(sc, k, &s->row, ENTRY_POLICY_REFUSED);

	TRY(sql_policy_move(sc, vault_sql(k->vault), S("refused"), s->row.version));
	return keeper_note(sc, k, &e);
}

static void
take_up(struct keeper *k, const struct succession *s)
{
	struct past_policy *past = NEW_ARRAY(&k->plan_arena, k->store.n_past + 1, struct past_policy);

	if (k->store.n_past > 0)
		memcpy(past, k->store.past, k->store.n_past * sizeof(past[0]));
	past[k->store.n_past++] =
	    (struct past_policy){ k->store.plan->version, k->store.plan };
	k->store.past = past;
	k->store.plan = s->next;
	k->store.policy_hash = str_dup(&k->plan_arena, s->row.hash);
	vault_use_plan(k->vault, s->next);
	vault_use_past(k->vault);
}

static result
note_active(struct scope *sc, struct keeper *k, const struct succession *s)
{
	struct entry e = entry_of(sc, k, &s->row, ENTRY_POLICY_ACTIVATED);
	struct node *more = node_map(&sc->arena);

	node_set_str(&sc->arena, more, S("hash"), s->row.hash);
	node_set_str(&sc->arena, more, S("proposed-by"), s->row.proposed_by);
	node_set_str(&sc->arena, more, S("activated-by"), s->row.activated_by);
	e.more = more;
	return keeper_note(sc, k, &e);
}

static result
begin_resettling(struct scope *sc, struct keeper *k)
{
	k->resettled = 0;
	TRY(vault_lifetimes_last(sc, k->vault, &k->resettle_until));
	return vault_set(sc, k->vault, SETTING_RESETTLE,
	    str_printf(&sc->arena, "0 %lld", (long long)k->resettle_until));
}

/* K21.  When it is not committed the store is closed, and memory with it (K8). */
static result
come_into_force(struct scope *sc, struct keeper *k, void *of)
{
	struct succession *s = of;
	struct sql *sql = vault_sql(k->vault);
	uint64_t ended;

	TRY(sql_policy_move(sc, sql, S("replaced"), (int64_t)k->store.plan->version));
	TRY(sql_policy_move(sc, sql, S("running"), s->row.version));
	TRY(vault_set(sc, k->vault, SETTING_POLICY, s->row.text));
	take_up(k, s);
	TRY(succeed_reaffirms(sc, k));
	TRY(note_active(sc, k, s));
	TRY(begin_resettling(sc, k));
	return term_end_unkept(sc, &k->store, &ended);
}

static result
judge_again(struct scope *sc, struct keeper *k, struct succession *s)
{
	struct compile_options o = {
		.file = S("policy"), .activating = true, .place = places_one(k->store.places)
	};
	struct diags diags = { 0 };
	struct diff d;

	s->why = S("");
	s->next = policy_compile(
	    sc, &k->plan_arena, str_dup(&k->plan_arena, s->row.text), &o, &diags);
	if (s->next == NULL) {
		s->why = succeed_message(sc, &diags);
		return OK;
	}
	diff_plans(&sc->arena, k->store.plan, s->next, &d);
	return succeed_judge(sc, &k->store, &d, s->row.erases != 0, &s->why);
}

static result
succeed(struct scope *sc, struct keeper *k, int64_t version)
{
	struct succession s = { 0 };
	uint64_t erased;
	bool found;
	result r;

	TRY(sql_policy_get(sc, vault_sql(k->vault), version, &s.row, &found));
	CHECK(found);
	TRY(judge_again(sc, k, &s));
	if (s.why.n > 0) {
		log_event("keeper.policy-refused", LOG_COUNT("version", version),
		    LOG_ID("why", s.why));
		return keeper_commit(sc, k, note_refused, &s);
	}
	r = keeper_commit(sc, k, come_into_force, &s);
	if (r.code != E_OK) {
		keeper_close_store(k);
		return r;
	}
	k->resettling = true;
	log_event("keeper.policy", LOG_COUNT("version", version));
	return keeper_finish(sc, k, &erased);
}

result
succeed_when_due(struct scope *sc, struct keeper *k)
{
	while (k->is_open && !instant_before(sc->now, k->policy_starts)) {
		struct sql_policy_waiting_row row;
		bool found;

		TRY(sql_policy_waiting(sc, vault_sql(k->vault), &row, &found));
		if (found && row.starts <= sc->now.us)
			TRY(succeed(sc, k, row.version));
		TRY(succeed_open(sc, k));
	}
	return OK;
}

/* -- what is held follows (K22) ------------------------------------------------------- */

struct settling {
	uint64_t settled;
	int64_t after;
	bool more;
};

static result
resettle(struct scope *sc, struct keeper *k, void *of)
{
	struct settling *s = of;
	struct entry e = note_begin(&k->store, &itself, ENTRY_POLICY_SETTLED, S(""));

	s->after = k->resettled;
	TRY(term_resettle(
	    sc, &k->store, &s->after, k->resettle_until, RESETTLE_STEP, &s->settled, &s->more));
	if (s->more)
		return vault_set(sc, k->vault, SETTING_RESETTLE,
		    str_printf(&sc->arena, "%lld %lld", (long long)s->after,
			(long long)k->resettle_until));
	TRY(vault_set(sc, k->vault, SETTING_RESETTLE, S("")));
	return keeper_note(sc, k, &e);
}

result
succeed_resettle(struct scope *sc, struct keeper *k, bool all)
{
	uint64_t erased;

	while (k->is_open && k->resettling) {
		struct settling s = { 0 };

		TRY(keeper_commit(sc, k, resettle, &s));
		k->resettled = s.after;
		k->resettling = s.more;
		TRY(keeper_finish(sc, k, &erased));
		if (!all)
			break;
	}
	return OK;
}

/* -- what the store says of it ------------------------------------------------------------ */

static result
read_resettling(struct scope *sc, struct keeper *k)
{
	struct str text, rest;
	bool found;

	TRY(vault_setting(sc, k->vault, SETTING_RESETTLE, &text, &found));
	k->resettling = found && text.n > 0;
	if (!k->resettling)
		return OK;
	text = str_cut(text, ' ', &rest);
	if (!str_to_i64(text, &k->resettled) || !str_to_i64(rest, &k->resettle_until))
		return fail(sc, E_DAMAGED,
		    "how far the store follows its policy cannot be read: restore it from a backup");
	return OK;
}

result
succeed_open(struct scope *sc, struct keeper *k)
{
	struct sql_policy_waiting_row row;
	bool found;

	TRY(sql_policy_waiting(sc, vault_sql(k->vault), &row, &found));
	k->policy_starts = found ? (struct instant){ row.starts } : INSTANT_NEVER;
	TRY(notices_open(sc, k));
	return read_resettling(sc, k);
}

result
succeed_enter_own(struct scope *sc, struct keeper *k)
{
	const struct plan *plan = k->store.plan;
	struct sql_policy_get_row row;
	bool found;

	TRY(sql_policy_get(sc, vault_sql(k->vault), plan->version, &row, &found));
	if (found)
		return OK;
	return sql_policy_put(sc, vault_sql(k->vault),
	    &(struct sql_policy_put_in){
		.version = plan->version,
		.name = plan->name,
		.hash = k->store.policy_hash,
		.text = plan->text,
		.state = S("running"),
		.proposed = sc->now.us,
		.proposed_by = S(""),
		.activated = sc->now.us,
		.activated_by = S(""),
		.starts = sc->now.us,
	    });
}
