/* rights/decision.c -- what a machine proposes about a person, and who decides it.
 *
 *  R10 What a machine proposes is not a decision: it awaits review until a named colleague of
 *      the role that the policy names has confirmed or changed it, with reasons.
 *  R11 Whoever is decided about may contest it; then another colleague decides anew, and a
 *      case of `decisions` has the date by which the person hears of it.
 *
 * LAW UK GDPR Art 22A to 22D.
 *
 * What was proposed and why is sealed in a record of `case`, and so is each word that was
 * written when it was decided.
 */
#include "base/json.h"
#include "rights/inside.h"
#include "seal/token.h"
#include "sql/statements.h"
#include "sys/ulid.h"

#define DECISIONS_MOST 1000
#define DECISION_WORD_MAX ((size_t)4000)

static const char *const state_words[] = {
	[DECISION_AWAITING] = "awaiting-review",
	[DECISION_CONFIRMED] = "confirmed",
	[DECISION_CHANGED] = "changed",
	[DECISION_CONTESTED] = "contested",
};

struct str
decision_state_word(enum decision_state state)
{
	return str_of(state_words[state]);
}

/* -- rows --------------------------------------------------------------------------- */

static uint16_t
decision_named(const struct plan *plan, struct str name)
{
	for (uint16_t i = 0; i < plan->decisions.n; i++)
		if (str_eq(plan->decisions.at[i].name, name))
			return i;
	return NONE;
}

static bool
state_of(struct str word, enum decision_state *state)
{
	for (size_t i = 0; i < N(state_words); i++)
		if (str_eq(word, str_of(state_words[i])))
			return *state = (enum decision_state)i, true;
	return false;
}

static result
load(struct acting *a, struct str id, struct person_decision *d)
{
	struct sql_decision_get_row row = { 0 };
	bool found;

	TRY(sql_decision_get(a->sc, vault_sql(a->store->vault), id, &row, &found));
	if (!found || (a->asker->party.n > 0 && !str_eq(a->asker->party, row.party)))
		return verdict_gone(a->sc, a->v);
	*d = (struct person_decision){
		.id = id,
		.name = row.name,
		.subject = row.subject,
		.party = row.party,
		.record = row.record,
		.staff = row.staff,
		.for_case = row.person_case,
		.proposed = { row.proposed },
		.decided = { .set = row.decided.set, .at = { row.decided.n } },
	};
	if (!state_of(row.state, &d->state))
		return fail(a->sc, E_DAMAGED,
		    "a decision cannot be read; restore the store from a backup");
	return OK;
}

static result
store(struct acting *a, const struct person_decision *d)
{
	return sql_decision_move(a->sc, vault_sql(a->store->vault),
	    &(struct sql_decision_move_in){
		.state = decision_state_word(d->state),
		.decided = { .set = d->decided.set, .n = d->decided.at.us },
		.staff = d->staff,
		.person_case = d->for_case,
		.id = d->id,
	    });
}

static uint32_t
line_of(const struct plan *plan, struct str name)
{
	uint16_t i = decision_named(plan, name);

	return i == NONE ? plan->decide_at.line : plan->decisions.at[i].at.line;
}

/* `paper`: where the reasons stand; in the entry itself when they are one word. */
static result
note(struct acting *a, enum entry_kind kind, const struct person_decision *d, struct str reasons)
{
	struct entry e = note_begin(a->store, a->asker, kind, S("decision"));

	e.line = line_of(a->plan, d->name);
	e.record = d->id;
	e.case_id = d->for_case;
	note_more(a->sc, &e, S("decision"), d->name);
	note_more(a->sc, &e, S("reason"), str_trim(reasons));
	note_more(a->sc, &e, S("paper"), d->record);
	TRY(note_subject(a->sc, a->store, &e, d->subject));
	return note_write(a->sc, a->store, &e, &a->v->entry);
}

/* -- its file ------------------------------------------------------------------------ */

/* The history with one more line: what, when, by whom, the outcome and the reasons. */
static struct node *
history_and(struct acting *a, const struct node *history, const char *what, struct str outcome,
    struct str reasons)
{
	struct arena *arena = &a->sc->arena;
	struct node *line = node_map(arena);
	struct node *list = history != NULL ? node_copy(arena, history) : node_list(arena);

	node_set_str(arena, line, S("what"), str_of(what));
	node_set_time(arena, line, S("at"), a->sc->now);
	if (a->asker->staff.n > 0)
		node_set_str(arena, line, S("by"), a->asker->staff);
	if (outcome.n > 0)
		node_set_str(arena, line, S("outcome"), outcome);
	if (str_trim(reasons).n > 0)
		node_set_str(arena, line, S("reasons"), str_trim(reasons));
	node_add(list, line);
	return list;
}

static struct node *
file_node(struct acting *a, struct str name, struct str outcome, struct node *history)
{
	struct arena *arena = &a->sc->arena;
	struct node *file = node_map(arena);

	node_set_str(arena, file, S("decision"), name);
	node_set_str(arena, file, S("outcome"), outcome);
	node_set(file, S("history"), history);
	return file;
}

static result
file_of(struct acting *a, const struct person_decision *d, struct node **file)
{
	struct str text;

	TRY(vault_content(a->sc, a->store->vault, d->record, &text));
	return json_parse(a->sc, text, file);
}

static result
file_write(struct acting *a, const struct person_decision *d, const char *what, struct str outcome,
    struct str reasons)
{
	struct node *old, *history, *file;

	TRY(file_of(a, d, &old));
	history = history_and(a, node_get(old, S("history")), what, outcome, reasons);
	if (outcome.n == 0)
		outcome = node_get_str(old, S("outcome"));
	file = file_node(a, d->name, outcome, history);
	decision_used_keep(&a->sc->arena, old, file);
	return vault_change_content(
	    a->sc, a->store->vault, d->record, json_text(&a->sc->arena, file));
}

/* -- proposed ------------------------------------------------------------------------- */

static result
may_propose(struct acting *a, struct str name)
{
	uint16_t i = decision_named(a->plan, name);

	*a->v = (struct verdict){ 0 };
	if (a->asker->kind != ASKER_ROLE && a->asker->kind != ASKER_CHANNEL)
		return verdict_refuse(a->sc, a->v, WHY_ROLE, 0,
		    "what a machine proposes comes by a door or a role");
	if (i == NONE)
		return verdict_refuse(a->sc, a->v, WHY_DECISION, a->plan->decide_at.line,
		    "the policy lets no such thing be decided automatically");
	return OK;
}

/* Whom it is about: said, or whose the record is. */
static result
about(struct acting *a, const struct node *q, struct subject *person)
{
	struct str id = node_get_str(q, S("subject")), of = node_get_str(q, S("record"));
	struct record r;
	bool absent;

	if ((id.n > 0) == (of.n > 0))
		return fail_at(a->sc, E_INPUT, S("subject"),
		    "say who is decided about: `subject`, or a `record` of theirs");
	if (of.n > 0) {
		TRY(verdict_absent(
		    a->sc, vault_record(a->sc, a->store->vault, of, &r), &absent));
		if (absent || r.subject.n == 0)
			return verdict_gone(a->sc, a->v);
		id = r.subject;
	}
	return acting_person(a, id, person);
}

static result
propose(struct acting *a, const struct node *q, const struct subject *person,
    struct person_decision *d)
{
	struct arena *arena = &a->sc->arena;
	struct str outcome = str_trim(node_get_str(q, S("outcome")));
	struct str because = node_get_str(q, S("because"));
	struct node *file = file_node(
	    a, d->name, outcome, history_and(a, NULL, "proposed", outcome, because));

	if (outcome.n == 0 || outcome.n > DECISION_WORD_MAX
	    || because.n > DECISION_WORD_MAX)
		return fail_at(a->sc, E_INPUT, S("outcome"),
		    "say what the machine proposes, in up to 4,000 bytes");
	TRY(decision_used_take(a, q, file));
	TRY(vault_put_content(a->sc, a->store->vault, S("case"), person->id, person->party,
	    json_text(arena, file), &d->record));
	d->id = ulid_new(arena, a->sc->now);
	d->subject = person->id;
	d->party = person->party;
	d->proposed = a->sc->now;
	TRY(sql_decision_add(a->sc, vault_sql(a->store->vault),
	    &(struct sql_decision_add_in){
		.id = d->id,
		.name = d->name,
		.state = decision_state_word(d->state),
		.subject = d->subject,
		.party = d->party,
		.record = d->record,
		.proposed = d->proposed.us,
	    }));
	return note(a, ENTRY_DECISION_PROPOSED, d, because);
}

result
rights_decision_propose(struct scope *sc, struct store *st, const struct asker *asker,
    const struct node *q, struct verdict *v, struct person_decision *d)
{
	struct acting a = {
		.sc = sc, .store = st, .plan = st->plan, .asker = asker, .reason = S(""), .v = v
	};
	struct subject person;

	*d = (struct person_decision){ .name = node_get_str(q, S("decision")),
		.staff = S(""),
		.for_case = S("") };
	TRY(may_propose(&a, d->name));
	if (verdict_allows(v))
		TRY(about(&a, q, &person));
	return verdict_allows(v) ? propose(&a, q, &person, d) : OK;
}

/* -- looked at -------------------------------------------------------------------------- */

/* The role that the policy names; without one, who acts on people's rights. */
static result
may_review(struct acting *a, struct str name)
{
	uint16_t i = decision_named(a->plan, name);
	const struct decision *line = i == NONE ? NULL : &a->plan->decisions.at[i];

	if (line == NULL || line->by == NONE)
		return may_act(a);
	*a->v = (struct verdict){ 0 };
	if (a->asker->kind == ASKER_ROLE && a->asker->role == line->by)
		return OK;
	return verdict_refuse(a->sc, a->v, WHY_ROLE, line->at.line,
	    "it is for `%.*s` to look at", STR(a->plan->roles.at[line->by].name));
}

/* Who acts on people's rights sees it too. */
static result
may_see(struct acting *a, struct str name)
{
	TRY(may_review(a, name));
	return verdict_allows(a->v) ? OK : may_act(a);
}

/* What whoever asks may do with it next, and by when it is to be decided anew. */
static result
may_be_done(struct acting *a, struct person_decision *d)
{
	bool open = d->state == DECISION_AWAITING || d->state == DECISION_CONTESTED;
	struct verdict mine = { 0 };
	struct acting as = *a;
	struct case_row row;

	as.v = &mine;
	TRY(may_review(&as, d->name));
	d->may_decide = open && verdict_allows(&mine) && a->asker->staff.n > 0
			&& !(d->state == DECISION_CONTESTED && str_eq(a->asker->staff, d->staff));
	TRY(may_act(&as));
	d->may_contest = !open && verdict_allows(&mine);
	if (d->state != DECISION_CONTESTED || d->for_case.n == 0)
		return OK;
	mine = (struct verdict){ 0 };
	TRY(case_load(&as, d->for_case, &row));
	if (verdict_allows(&mine))
		d->due = (struct due){ .set = true, .at = row.c.due };
	return OK;
}

bool
rights_decision_reviewer(
    const struct plan *plan, const struct asker *asker, struct str name, uint16_t *role)
{
	bool any = false;

	*role = NONE;
	for (uint16_t i = 0; i < plan->decisions.n; i++) {
		const struct decision *line = &plan->decisions.at[i];

		if (name.n > 0 && !str_eq(line->name, name))
			continue;
		*role = line->by;
		any |= asker->kind == ASKER_ROLE && line->by != NONE && asker->role == line->by;
	}
	return any;
}

result
rights_decision(struct scope *sc, struct store *st, const struct asker *asker, struct str reason,
    struct str id, struct verdict *v, struct person_decision *d)
{
	struct acting a = { .sc = sc,
		.store = st,
		.plan = st->plan,
		.asker = asker,
		.reason = reason.n > 0 ? reason : id,
		.v = v };
	struct entry e;

	*v = (struct verdict){ 0 };
	TRY(load(&a, id, d));
	if (verdict_allows(v))
		TRY(may_see(&a, d->name));
	if (!verdict_allows(v))
		return OK;
	TRY(file_of(&a, d, &d->file));
	TRY(decision_used(&a, d, &d->used));
	TRY(may_be_done(&a, d));
	e = note_begin(st, asker, ENTRY_READ, S("decision")); /* G2 */
	e.record = d->id;
	e.line = line_of(a.plan, d->name);
	decision_used_note(&a, d, &e);
	TRY(note_subject(sc, st, &e, d->subject));
	return note_write(sc, st, &e, &v->entry);
}

result
rights_decisions(struct scope *sc, struct store *st, const struct asker *asker, bool open_only,
    struct verdict *v, struct person_decision **list, size_t *n)
{
	struct acting a = { .sc = sc,
		.store = st,
		.plan = st->plan,
		.asker = asker,
		.reason = S("decisions"),
		.v = v };
	struct sql_decision_list_rows rows;

	*n = 0;
	TRY(sql_decision_list(sc, vault_sql(st->vault), open_only, decision_state_word(DECISION_AWAITING),
	    decision_state_word(DECISION_CONTESTED), DECISIONS_MOST, &rows));
	*list = NEW_ARRAY(&sc->arena, rows.n, struct person_decision);
	for (size_t i = 0; i < rows.n; i++) {
		struct verdict mine = { 0 };

		a.v = &mine;
		TRY(load(&a, rows.at[i].id, &(*list)[*n]));
		if (verdict_allows(&mine))
			TRY(may_see(&a, (*list)[*n].name));
		if (!verdict_allows(&mine))
			continue;
		TRY(may_be_done(&a, &(*list)[*n]));
		++*n;
	}
	*v = (struct verdict){ 0 };
	return OK;
}

static struct node *
said_of(struct acting *a, const struct person_decision *d)
{
	struct arena *arena = &a->sc->arena;
	struct node *map = node_map(arena);

	node_set_str(arena, map, S("decision"), d->name);
	node_set_str(arena, map, S("state"), decision_state_word(d->state));
	node_set_str(arena, map, S("outcome"), node_get_str(d->file, S("outcome")));
	node_set_time(arena, map, S("proposed"), d->proposed);
	if (d->decided.set)
		node_set_time(arena, map, S("decided"), d->decided.at);
	if (a->asker->kind == ASKER_PERSON)
		node_set_str(arena, map, S("id"), d->id);
	node_set(map, S("used"), decision_used_names(a, d));
	node_set(map, S("history"), node_copy(arena, node_get(d->file, S("history"))));
	return map;
}

result
decisions_of(struct acting *a, struct str subject, struct node **list)
{
	struct sql_decision_of_subject_rows rows;

	*list = node_list(&a->sc->arena);
	TRY(sql_decision_of_subject(
	    a->sc, vault_sql(a->store->vault), subject, DECISIONS_MOST, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct person_decision d;
		bool absent;

		TRY(load(a, rows.at[i].id, &d));
		TRY(verdict_absent(a->sc, file_of(a, &d, &d.file), &absent));
		if (!absent)
			node_add(*list, said_of(a, &d));
	}
	return OK;
}

/* -- decided (R10) ------------------------------------------------------------------------ */

static result
close_file(struct acting *a, const struct person_decision *d)
{
	uint16_t event = plan_event(a->plan, plan_dataset(a->plan, S("case")), S("closing"));
	struct moved *moved;
	size_t n;

	if (event == NONE)
		return OK;
	return term_event(a->sc, a->store, a->asker, event, d->record, S(""), S(""), a->sc->now,
	    &moved, &n);
}

static result
may_decide(struct acting *a, const struct person_decision *d, struct str reasons)
{
	TRY(may_review(a, d->name));
	if (!verdict_allows(a->v))
		return OK;
	if (d->state != DECISION_AWAITING && d->state != DECISION_CONTESTED)
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, line_of(a->plan, d->name),
		    "it is %s already", state_words[d->state]);
	if (a->asker->staff.n == 0)
		return verdict_refuse(a->sc, a->v, WHY_ROLE, line_of(a->plan, d->name),
		    "it takes a named colleague: use a key of one");
	if (d->state == DECISION_CONTESTED && str_eq(a->asker->staff, d->staff))
		return verdict_refuse(a->sc, a->v, WHY_TWO_PEOPLE, line_of(a->plan, d->name),
		    "another colleague than the first looks at what was contested");
	if (str_trim(reasons).n == 0)
		return verdict_refuse(a->sc, a->v, WHY_REASON, line_of(a->plan, d->name),
		    "the person is told why; give the reasons");
	return OK;
}

/* The date by which the person hears is met. */
static result
answer_case(struct acting *a, const struct person_decision *d)
{
	struct case_row row;

	if (d->for_case.n == 0)
		return OK;
	TRY(case_load(a, d->for_case, &row));
	if (!verdict_allows(a->v) || row.c.state != CASE_OPEN)
		return OK;
	row.c.state = CASE_ANSWERED;
	row.c.closed = a->sc->now;
	TRY(case_close(a, &row));
	TRY(case_store(a, &row));
	return case_note(a, ENTRY_CASE_ANSWERED, &row, &a->v->entry);
}

static result
decide(struct acting *a, struct person_decision *d, struct str outcome, struct str reasons)
{
	bool changed = outcome.n > 0;
	struct str token = token_new(a->sc);
	struct hash hash = token_hash(token);

	TRY(file_write(a, d, changed ? "changed" : "confirmed", outcome, reasons));
	TRY(file_of(a, d, &d->file));
	d->letter = letter_of_decision(a, d, reasons, token);
	TRY(letter_mail_to(a, d->subject, d->id, d->letter, &d->mailed));
	TRY(answer_case(a, d));
	d->state = changed ? DECISION_CHANGED : DECISION_CONFIRMED;
	d->decided = (struct due){ .set = true, .at = a->sc->now };
	d->staff = a->asker->staff;
	TRY(store(a, d));
	TRY(sql_decision_contestable(a->sc, vault_sql(a->store->vault),
	    hex_encode(&a->sc->arena, hash.b, sizeof(hash.b)), d->id));
	TRY(close_file(a, d));
	return note(a, changed ? ENTRY_DECISION_CHANGED : ENTRY_DECISION_CONFIRMED, d, reasons);
}

/* -- contested (R11) ------------------------------------------------------------------------ */

static result
contest(struct acting *a, struct person_decision *d, struct str words)
{
	struct arena *arena = &a->sc->arena;
	struct node *who = node_map(arena), *evidence = node_map(arena);
	struct case_row row;

	if (d->state != DECISION_CONFIRMED && d->state != DECISION_CHANGED)
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, line_of(a->plan, d->name),
		    "it is %s: a person looks at it as it is", state_words[d->state]);
	node_set_str(arena, who, S("subject"), d->subject);
	node_set_str(arena, evidence, S("decision"), d->id);
	if (str_trim(words).n > 0)
		node_set_str(arena, evidence, S("text"), str_trim(words));
	TRY(case_open_of(a, RIGHT_DECISIONS, who, evidence, &row));
	if (!verdict_allows(a->v))
		return OK;
	d->for_case = row.c.id;
	d->due = (struct due){ .set = true, .at = row.c.due };
	TRY(file_write(a, d, "contested", S(""), words));
	d->state = DECISION_CONTESTED;
	TRY(store(a, d));
	return note(a, ENTRY_DECISION_CONTESTED, d, S(""));
}

static result
act(struct acting *a, struct str word, struct person_decision *d, struct str outcome,
    struct str reasons)
{
	if (str_eq(word, S("contest"))) {
		struct subject person;

		TRY(may_act(a));
		if (verdict_allows(a->v))
			TRY(acting_person(a, d->subject, &person));
		return verdict_allows(a->v) ? contest(a, d, reasons) : OK;
	}
	if (!str_eq(word, S("confirm")) && !str_eq(word, S("change")))
		return fail_at(
		    a->sc, E_INPUT, S("act"), "a decision takes confirm, change or contest");
	if (str_eq(word, S("change")) != (str_trim(outcome).n > 0))
		return fail_at(a->sc, E_INPUT, S("outcome"),
		    "`change` says another `outcome`, `confirm` none");
	TRY(may_decide(a, d, reasons));
	return verdict_allows(a->v) ? decide(a, d, str_trim(outcome), reasons) : OK;
}

result
rights_decision_act(struct scope *sc, struct store *st, const struct asker *asker, struct str id,
    struct str word, struct str outcome, struct str reasons, struct verdict *v,
    struct person_decision *d)
{
	struct acting a = { .sc = sc,
		.store = st,
		.plan = st->plan,
		.asker = asker,
		.reason = str_trim(reasons).n > 0 ? reasons : id,
		.v = v };

	*v = (struct verdict){ 0 };
	TRY(load(&a, id, d));
	if (!verdict_allows(v))
		return OK;
	return act(&a, word, d, outcome, reasons);
}

/* Whoever has the link of the letter is who it was written to. */
result
rights_decision_contest(struct scope *sc, struct store *st, const struct asker *asker,
    struct str token, struct str words, struct verdict *v, struct due *due)
{
	struct acting a = {
		.sc = sc, .store = st, .plan = st->plan, .asker = asker, .reason = S("link"), .v = v
	};
	struct sql_decision_by_token_row row = { 0 };
	struct person_decision d;
	struct hash hash = token_hash(token);
	bool found;

	*v = (struct verdict){ 0 };
	*due = (struct due){ 0 };
	if (!token_valid(token))
		return verdict_gone(sc, v);
	TRY(sql_decision_by_token(sc, vault_sql(st->vault),
	    hex_encode(&sc->arena, hash.b, sizeof(hash.b)), &row, &found));
	if (!found)
		return verdict_gone(sc, v);
	TRY(load(&a, row.id, &d));
	if (!verdict_allows(v) || d.state == DECISION_CONTESTED) /* a second click is no harm */
		return OK;
	TRY(contest(&a, &d, words));
	*due = d.due;
	return OK;
}
