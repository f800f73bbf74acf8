/* keeper/serve_policy.c -- policies proposed, compared and activated (K20). */
#include "gate/note.h"
#include "gate/verdict.h"
#include "keeper/notices.h"
#include "keeper/serve.h"
#include "keeper/succeed.h"
#include "policy/document.h"
#include "sys/zone.h"

/* -- who ------------------------------------------------------------------------- */

/* A colleague of ours, by name, in a role that answers for people's rights. */
static result
check_colleague(struct serving *sv)
{
	TRY(rights_may(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")), S(""),
	    &sv->verdict));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	if (sv->asker->staff.n == 0 || sv->asker->party.n > 0)
		return serve_refuse(sv, WHY_ROLE, 0,
		    "two colleagues bring a policy into force: this key is of no person of ours");
	return OK;
}

static bool
is_ours(const struct asker *a)
{
	return a->kind == ASKER_OPERATOR || (a->kind == ASKER_ROLE && a->party.n == 0);
}

/* -- a text ------------------------------------------------------------------------ */

static result
compile_new(struct serving *sv, struct str text, const struct plan **plan)
{
	struct compile_options o = { .file = S("policy"), .activating = true };
	struct diags diags = { 0 };

	*plan = policy_compile(sv->sc, &sv->sc->arena, text, &o, &diags);
	if (*plan != NULL)
		return OK;
	return serve_refuse(sv, WHY_SUCCESSION, 0, "the policy has an error: %.*s",
	    STR(succeed_message(sv->sc, &diags)));
}

/* One that is only looked at, or ran before: it need not hold any longer. */
static result
compile_any(struct serving *sv, struct str text, const struct plan **plan)
{
	struct compile_options o = { .file = S("policy"), .past = true };
	struct diags diags = { 0 };

	*plan = policy_compile(sv->sc, &sv->sc->arena, text, &o, &diags);
	if (*plan == NULL)
		return fail_at(sv->sc, E_INPUT, S("text"), "the policy cannot be read: %.*s",
		    STR(succeed_message(sv->sc, &diags)));
	return OK;
}

static result
row_of(struct serving *sv, int64_t version, struct sql_policy_get_row *row)
{
	bool found;

	TRY(sql_policy_get(sv->sc, vault_sql(sv->store->vault), version, row, &found));
	if (found
	    && (is_ours(sv->asker) || str_eq(row->state, S("running"))
		|| str_eq(row->state, S("replaced"))))
		return OK;
	return fail_at(sv->sc, E_ABSENT, S("version"), "there is no version %lld of the policy",
	    (long long)version);
}

static void
list_unbuilt(struct serving *sv, const struct plan *plan)
{
	struct arena *a = &sv->sc->arena;
	struct node *unbuilt = node_list(a);

	for (size_t i = 0; i < plan->unbuilt.n; i++) {
		struct node *u = node_add(unbuilt, node_map(a));

		node_set_int(a, u, S("line"), plan->unbuilt.at[i].at.line);
		node_set_str(a, u, S("what"), plan->unbuilt.at[i].what);
	}
	node_set(sv->body, S("unbuilt"), unbuilt);
}

/* -- the policy that runs, or another version of it ---------------------------------- */

static result
show_policy(struct serving *sv, const struct plan *plan, struct str hash)
{
	struct arena *a = &sv->sc->arena;

	node_set_str(a, sv->body, S("name"), plan->name);
	node_set_int(a, sv->body, S("version"), plan->version);
	node_set_str(a, sv->body, S("hash"), hash);
	if (node_get_bool(sv->q, S("text"), false))
		node_set_str(a, sv->body, S("text"), plan->text);
	if (node_get_bool(sv->q, S("words"), false))
		node_set(sv->body, S("words"), serve_words(a, plan));
	list_unbuilt(sv, plan);
	return OK;
}

/* Those that ran are compiled already; another is for our own people alone. */
result
serve_version(struct serving *sv, const struct plan **plan, struct str *hash)
{
	int64_t version = node_get_int(sv->q, S("version"), sv->store->plan->version);
	struct sql_policy_get_row row;

	*plan = sv->store->plan;
	*hash = sv->store->policy_hash;
	if (version == sv->store->plan->version)
		return OK;
	TRY(row_of(sv, version, &row));
	*hash = row.hash;
	for (size_t i = 0; i < sv->store->n_past; i++)
		if (sv->store->past[i].version == version) {
			*plan = sv->store->past[i].plan;
			return OK;
		}
	return compile_any(sv, row.text, plan);
}

result
serve_policy(struct serving *sv)
{
	const struct plan *plan;
	struct str hash;

	TRY(serve_version(sv, &plan, &hash));
	return show_policy(sv, plan, hash);
}

static void
set_when(struct serving *sv, struct node *n, const char *name, int64_t us)
{
	if (us > 0)
		node_set_time(&sv->sc->arena, n, str_of(name), (struct instant){ us });
}

static struct node *
version_node(struct serving *sv, const struct sql_policy_list_row *row)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_int(a, n, S("version"), row->version);
	node_set_str(a, n, S("name"), row->name);
	node_set_str(a, n, S("hash"), row->hash);
	node_set_str(a, n, S("state"), row->state);
	set_when(sv, n, "starts", row->starts);
	if (!is_ours(sv->asker))
		return n;
	set_when(sv, n, "proposed", row->proposed);
	set_str(a, n, S("proposed-by"), row->proposed_by);
	set_when(sv, n, "activated", row->activated);
	set_str(a, n, S("activated-by"), row->activated_by);
	set_when(sv, n, "told", row->told);
	return n;
}

#define POLICIES_MOST 1000

result
serve_policies(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena);
	struct sql_policy_list_rows rows;

	TRY(sql_policy_list(sv->sc, vault_sql(sv->store->vault), 0, POLICIES_MOST, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct str state = rows.at[i].state;

		if (is_ours(sv->asker) || str_eq(state, S("running"))
		    || str_eq(state, S("replaced")))
			node_add(list, version_node(sv, &rows.at[i]));
	}
	node_set(sv->body, S("policies"), list);
	node_set_bool(&sv->sc->arena, sv->body, S("settled"), !sv->keeper->resettling);
	return OK;
}

/* -- what changes -------------------------------------------------------------------- */

static result
count_rows(struct serving *sv, const struct diff *d, const struct node *rows)
{
	struct node *row = node_get(rows, S("differences")) != NULL
			       ? node_get(rows, S("differences"))->first
			       : NULL;

	for (size_t i = 0; i < d->rows.n; i++, row = row->next) {
		int64_t records, people;

		TRY(succeed_reach(sv->sc, sv->store, d, &d->rows.at[i], &records, &people));
		node_set_int(&sv->sc->arena, row, S("records"), records);
		node_set_int(&sv->sc->arena, row, S("people"), people);
	}
	return OK;
}

static result
take_new(struct serving *sv, const struct plan **plan)
{
	const struct node *text = node_get(sv->q, S("text"));
	struct str hash;

	if (text != NULL)
		return compile_any(sv, text->text, plan);
	return serve_version(sv, plan, &hash);
}

result
serve_diff(struct serving *sv)
{
	const struct plan *was = sv->store->plan, *is;
	struct str old = node_get_str(sv->q, S("was"));
	struct node *rows;
	struct diff d;

	if (!is_ours(sv->asker))
		return fail(sv->sc, E_DENIED, "what a policy changes is for our own people");
	if (old.n > 0)
		TRY(compile_any(sv, old, &was));
	TRY(take_new(sv, &is));
	diff_plans(&sv->sc->arena, was, is, &d);
	rows = diff_node(&sv->sc->arena, &d);
	TRY(count_rows(sv, &d, rows));
	node_set(sv->body, S("diff"), rows);
	return OK;
}

/* -- the first colleague --------------------------------------------------------------- */

static result
keep_proposal(struct serving *sv, const struct plan *plan, struct str hash)
{
	struct entry e = note_begin(sv->store, sv->asker, ENTRY_POLICY_STAGED, S("propose"));
	uint64_t seq;

	e.count = plan->version;
	note_more(sv->sc, &e, S("hash"), hash);
	TRY(sql_policy_put(sv->sc, vault_sql(sv->store->vault),
	    &(struct sql_policy_put_in){
		.version = plan->version,
		.name = plan->name,
		.hash = hash,
		.text = plan->text,
		.state = S("proposed"),
		.proposed = sv->sc->now.us,
		.proposed_by = sv->asker->staff,
		.activated_by = S(""),
	    }));
	return note_write(sv->sc, sv->store, &e, &seq);
}

/* A version that two people have agreed on already is theirs. */
static result
check_not_agreed(struct serving *sv, uint32_t version)
{
	struct sql_policy_get_row row;
	bool found;

	TRY(sql_policy_get(sv->sc, vault_sql(sv->store->vault), version, &row, &found));
	if (!found || str_eq(row.state, S("proposed")) || str_eq(row.state, S("refused"))
	    || str_eq(row.state, S("called-off")))
		return OK;
	return serve_refuse(
	    sv, WHY_SUCCESSION, 1, "version %u is %.*s already", version, STR(row.state));
}

static void
say_proposal(struct serving *sv, const struct diff *d, struct str hash)
{
	struct arena *a = &sv->sc->arena;

	node_set_int(a, sv->body, S("version"), d->is->version);
	node_set_str(a, sv->body, S("hash"), hash);
	node_set_int(a, sv->body, S("differences"), (int64_t)d->rows.n);
	node_set_bool(a, sv->body, S("material"), d->material);
	list_unbuilt(sv, d->is);
}

result
serve_propose(struct serving *sv)
{
	struct str text = node_get_str(sv->q, S("text")), hash;
	const struct plan *plan = NULL;
	struct diff d;

	TRY(check_colleague(sv));
	if (sv->verdict.why == WHY_NONE)
		TRY(compile_new(sv, text, &plan));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	diff_plans(&sv->sc->arena, sv->store->plan, plan, &d);
	if (d.bars.n > 0)
		return serve_refuse(sv, WHY_SUCCESSION, d.bars.at[0].at.line, "%.*s",
		    STR(d.bars.at[0].text));
	TRY(check_not_agreed(sv, plan->version));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	hash = succeed_hash(&sv->sc->arena, text);
	TRY(keep_proposal(sv, plan, hash));
	say_proposal(sv, &d, hash);
	return OK;
}

/* -- the second ------------------------------------------------------------------------- */

struct activation {
	struct sql_policy_get_row row;
	const struct plan *plan;
	struct diff d;
	struct instant told, starts;
	bool erases;
	bool by_letters; /* they are told now, by mail */
};

static result
check_proposal(struct serving *sv, struct activation *a)
{
	int64_t version = node_get_int(sv->q, S("version"), 0);

	TRY(row_of(sv, version, &a->row));
	if (!str_eq(a->row.state, S("proposed")))
		return serve_refuse(sv, WHY_SUCCESSION, 1, "version %lld is not proposed: it is %.*s",
		    (long long)version, STR(a->row.state));
	if (str_eq(a->row.proposed_by, sv->asker->staff))
		return serve_refuse(sv, WHY_TWO_PEOPLE, 1,
		    "who proposed a policy does not activate it: ask another colleague");
	return compile_new(sv, a->row.text, &a->plan);
}

/* From the start of its day, but not before now. */
static struct instant
start_of(const struct plan *plan, struct instant now)
{
	return instant_max(now, zone_instant(plan->from));
}

/* LAW UK GDPR Art 13(3): people are told before it takes effect, as the policy says. */
static result
check_notice(struct serving *sv, struct activation *a)
{
	const struct change_rule *rule = a->d.rule;
	struct instant earliest;

	if (!a->d.material || rule->subjects == 0)
		return OK;
	if (!node_get_time(sv->q, S("told"), &a->told)) {
		TRY(notices_can(sv->sc, sv->store, &a->d, &a->by_letters));
		a->told = sv->sc->now;
	}
	if (node_get(sv->q, S("told")) == NULL && !a->by_letters)
		return serve_refuse(sv, WHY_SUCCESSION, rule->at.line,
		    "the change is material: say when people were told of it (`told`)%s",
		    rule->channel == CHANNEL_EMAIL ? ", or let letters tell them: `bailee mail set`"
						   : "");
	if (a->told.us < a->row.proposed || instant_before(sv->sc->now, a->told))
		return serve_refuse(sv, WHY_SUCCESSION, rule->at.line,
		    "people can have been told between the proposal and now, at no other time");
	earliest = zone_plus(a->told, rule->before);
	if (!instant_before(a->starts, earliest))
		return OK;
	return serve_refuse(sv, WHY_SUCCESSION, rule->at.line,
	    "people must be told %.*s before it takes effect: it may from %.*s on, and would on %.*s",
	    STR(term_print(&sv->sc->arena, rule->before)),
	    STR(instant_print(&sv->sc->arena, earliest)),
	    STR(instant_print(&sv->sc->arena, a->starts)));
}

static result
check_held(struct serving *sv, struct activation *a)
{
	struct str why;

	a->erases = node_get_bool(sv->q, S("erase"), false);
	TRY(succeed_judge(sv->sc, sv->store, &a->d, a->erases, &why));
	return why.n == 0 ? OK : serve_refuse(sv, WHY_SUCCESSION, 0, "%.*s", STR(why));
}

static result
agree(struct serving *sv, const struct activation *a)
{
	struct entry e = note_begin(sv->store, sv->asker, ENTRY_POLICY_AGREED, S("activate"));
	struct keeper *k = sv->keeper;
	uint64_t seq;

	e.count = a->row.version;
	e.due = a->starts;
	note_more(sv->sc, &e, S("hash"), a->row.hash);
	note_more(sv->sc, &e, S("proposed-by"), a->row.proposed_by);
	note_more(sv->sc, &e, S("activated-by"), sv->asker->staff);
	TRY(sql_policy_agree(sv->sc, vault_sql(sv->store->vault),
	    &(struct sql_policy_agree_in){
		.activated = sv->sc->now.us,
		.activated_by = sv->asker->staff,
		.told = a->told.us,
		.starts = a->starts.us,
		.erases = a->erases,
		.version = a->row.version,
	    }));
	if (a->by_letters)
		TRY(notices_begin(sv->sc, k, &a->d, a->starts));
	k->policy_starts = instant_min(k->policy_starts, a->starts);
	TRY(succeed_reaffirms(sv->sc, k));
	return note_write(sv->sc, sv->store, &e, &seq);
}

result
serve_activate(struct serving *sv)
{
	struct activation a = { 0 };

	TRY(check_colleague(sv));
	if (sv->verdict.why == WHY_NONE)
		TRY(check_proposal(sv, &a));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	diff_plans(&sv->sc->arena, sv->store->plan, a.plan, &a.d);
	a.starts = start_of(a.plan, sv->sc->now);
	TRY(check_notice(sv, &a));
	if (sv->verdict.why == WHY_NONE)
		TRY(check_held(sv, &a));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	node_set_int(&sv->sc->arena, sv->body, S("version"), a.row.version);
	node_set_time(&sv->sc->arena, sv->body, S("starts"), a.starts);
	if (a.told.us != 0)
		node_set_time(&sv->sc->arena, sv->body, S("told"), a.told);
	return agree(sv, &a);
}

/* -- or either of them calls it off ------------------------------------------------------ */

/* What two people agreed on may wait for its day for months; one of our own who sees that
 * it is wrong is enough to stop it. */
result
serve_call_off(struct serving *sv)
{
	int64_t version = node_get_int(sv->q, S("version"), 0);
	struct entry e = note_begin(sv->store, sv->asker, ENTRY_POLICY_CALLED_OFF, S("call-off"));
	struct sql_policy_get_row row;
	uint64_t seq;

	TRY(check_colleague(sv));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	TRY(row_of(sv, version, &row));
	if (!str_eq(row.state, S("waiting")) && !str_eq(row.state, S("proposed")))
		return serve_refuse(sv, WHY_SUCCESSION, 1,
		    "version %lld is not proposed and does not wait for its day: it is %.*s",
		    (long long)version, STR(row.state));
	TRY(sql_policy_move(sv->sc, vault_sql(sv->store->vault), S("called-off"), version));
	TRY(notices_call_off(sv->sc, sv->keeper, version));
	TRY(vault_consent_uncover(sv->sc, sv->store->vault, (uint32_t)version));
	TRY(succeed_open(sv->sc, sv->keeper));
	TRY(succeed_reaffirms(sv->sc, sv->keeper));
	e.count = version;
	note_more(sv->sc, &e, S("hash"), row.hash);
	note_more(sv->sc, &e, S("proposed-by"), row.proposed_by);
	note_more(sv->sc, &e, S("activated-by"), row.activated_by);
	return note_write(sv->sc, sv->store, &e, &seq);
}
