/* keeper/serve.c -- who asks, may they, and which function answers. */
#include "base/check.h"
#include "base/log.h"
#include "keeper/serve.h"
#include "keeper/shape.h"
#include "sql/sql.h"

struct dispatch {
	result (*serve)(struct serving *);
	enum serve_how how;
};

/* clang-format off */
static const struct dispatch table[VERBS] = {
	[VERB_HEALTH] = { serve_health, SERVE_WHOLE },
	[VERB_OFFER] = { serve_offer, SERVE_IN_PIECES },
	[VERB_MAY] = { serve_may, SERVE_WHOLE },
	[VERB_READ] = { serve_read, SERVE_WHOLE },
	[VERB_FIND] = { serve_find, SERVE_WHOLE },
	[VERB_LIST] = { serve_list, SERVE_WHOLE },
	[VERB_TOTALS] = { serve_totals, SERVE_WHOLE },
	[VERB_CHANGE] = { serve_change, SERVE_WHOLE },
	[VERB_UPLOAD] = { serve_upload, SERVE_WHOLE },
	[VERB_UPLOAD_PIECE] = { serve_upload_piece, SERVE_WHOLE },
	[VERB_UPLOAD_END] = { serve_upload_end, SERVE_WHOLE },
	[VERB_DOWNLOAD] = { serve_download, SERVE_WHOLE },
	[VERB_DOWNLOAD_PIECE] = { serve_download_piece, SERVE_WHOLE },
	[VERB_EVENT] = { serve_event, SERVE_WHOLE },
	[VERB_RELEASE] = { serve_release, SERVE_WHOLE },
	[VERB_ORDER] = { serve_order, SERVE_WHOLE },
	[VERB_ORDERS] = { serve_orders, SERVE_WHOLE },
	[VERB_ORDER_ACT] = { serve_order_act, SERVE_WHOLE },
	[VERB_INCIDENT] = { serve_incident, SERVE_WHOLE },
	[VERB_INCIDENTS] = { serve_incidents, SERVE_WHOLE },
	[VERB_INCIDENT_ACT] = { serve_incident_act, SERVE_WHOLE },
	[VERB_CONSENT] = { serve_consent, SERVE_WHOLE },
	[VERB_FORMS] = { serve_forms, SERVE_WHOLE },
	[VERB_FORM] = { serve_form, SERVE_WHOLE },
	[VERB_FORM_SEND] = { serve_form_send, SERVE_WHOLE },
	[VERB_CONFIRM] = { serve_confirm, SERVE_WHOLE },
	[VERB_WITHDRAW] = { serve_withdraw, SERVE_WHOLE },
	[VERB_ASKED] = { serve_asked, SERVE_WHOLE },
	[VERB_ANSWER] = { serve_answer, SERVE_WHOLE },
	[VERB_CLICK] = { serve_click, SERVE_WHOLE },
	[VERB_CONTACT] = { serve_contact, SERVE_WHOLE },
	[VERB_CONTACTS] = { serve_contacts, SERVE_WHOLE },
	[VERB_SCREENING] = { serve_screening, SERVE_WHOLE },
	[VERB_SUBJECTS] = { serve_subjects, SERVE_WHOLE },
	[VERB_SUBJECT] = { serve_subject, SERVE_WHOLE },
	[VERB_MERGE] = { serve_merge, SERVE_WHOLE },
	[VERB_SPLIT] = { serve_split, SERVE_WHOLE },
	[VERB_CHILD] = { serve_child, SERVE_WHOLE },
	[VERB_READERS] = { serve_readers, SERVE_WHOLE },
	[VERB_CASE] = { serve_case, SERVE_WHOLE },
	[VERB_REQUEST] = { serve_request, SERVE_WHOLE },
	[VERB_REQUEST_CODE] = { serve_request_code, SERVE_IN_PIECES },
	[VERB_CASES] = { serve_cases, SERVE_WHOLE },
	[VERB_ACT] = { serve_act, SERVE_WHOLE },
	[VERB_CASE_CODE] = { serve_case_code, SERVE_IN_PIECES },
	[VERB_OWED] = { serve_owed, SERVE_WHOLE },
	[VERB_OWED_TELL] = { serve_owed_tell, SERVE_WHOLE },
	[VERB_OWED_PRINT] = { serve_owed_print, SERVE_WHOLE },
	[VERB_DECISION] = { serve_decision, SERVE_WHOLE },
	[VERB_DECISIONS] = { serve_decisions, SERVE_WHOLE },
	[VERB_DECISION_ACT] = { serve_decision_act, SERVE_WHOLE },
	[VERB_YES] = { serve_yes, SERVE_WHOLE },
	[VERB_CONTEST] = { serve_contest, SERVE_WHOLE },
	[VERB_NEW_ADDRESS] = { serve_new_address, SERVE_IN_PIECES },
	[VERB_NOT_ME] = { serve_not_me, SERVE_WHOLE },
	[VERB_PACKAGE] = { serve_package, SERVE_WHOLE },
	[VERB_COPY_CODE] = { serve_copy_code, SERVE_WHOLE },
	[VERB_COPY_TAKE] = { serve_copy_take, SERVE_IN_PIECES },
	[VERB_PACKAGE_PART] = { serve_package_part, SERVE_WHOLE },
	[VERB_TELLINGS] = { serve_tellings, SERVE_WHOLE },
	[VERB_TOLD] = { serve_told, SERVE_WHOLE },
	[VERB_TELL_TO] = { serve_tell_to, SERVE_WHOLE },
	[VERB_MAIL] = { serve_mail, SERVE_WHOLE },
	[VERB_MAIL_IN] = { serve_mail_in, SERVE_WHOLE },
	[VERB_MAIL_TEST] = { serve_mail_test, SERVE_WHOLE },
	[VERB_TEXT] = { serve_text, SERVE_WHOLE },
	[VERB_TEXT_TEST] = { serve_text_test, SERVE_WHOLE },
	[VERB_LETTERS] = { serve_letters, SERVE_WHOLE },
	[VERB_HANDS] = { serve_hands, SERVE_WHOLE },
	[VERB_TAKE] = { serve_take, SERVE_WHOLE },
	[VERB_HAND_END] = { serve_hand_end, SERVE_WHOLE },
	[VERB_HAND_TO] = { serve_hand_to, SERVE_WHOLE },
	[VERB_OUTBOX] = { serve_outbox, SERVE_WHOLE },
	[VERB_SENT] = { serve_sent, SERVE_WHOLE },
	[VERB_DUE] = { serve_due, SERVE_WHOLE },
	[VERB_ERASE] = { serve_erase, SERVE_WHOLE },
	[VERB_HOLD] = { serve_hold, SERVE_WHOLE },
	[VERB_HOLDS] = { serve_holds, SERVE_WHOLE },
	[VERB_LIFT] = { serve_lift, SERVE_WHOLE },
	[VERB_PARTY] = { serve_party, SERVE_WHOLE },
	[VERB_PARTIES] = { serve_parties, SERVE_WHOLE },
	[VERB_PARTY_ACT] = { serve_party_act, SERVE_WHOLE },
	[VERB_PARTY_PACKAGE] = { serve_party_package, SERVE_WHOLE },
	[VERB_STAFF] = { serve_staff, SERVE_WHOLE },
	[VERB_STAFFS] = { serve_staffs, SERVE_WHOLE },
	[VERB_KEY] = { serve_key, SERVE_WHOLE },
	[VERB_REVOKE] = { serve_revoke, SERVE_WHOLE },
	[VERB_LEAVE] = { serve_leave, SERVE_WHOLE },
	[VERB_INVITE] = { serve_invite, SERVE_WHOLE },
	[VERB_ENROL] = { serve_enrol, SERVE_WHOLE },
	[VERB_SIGN_IN] = { serve_sign_in, SERVE_IN_PIECES },
	[VERB_SIGN_OUT] = { serve_sign_out, SERVE_WHOLE },
	[VERB_SECOND_CODE] = { serve_second_code, SERVE_WHOLE },
	[VERB_ME] = { serve_me, SERVE_WHOLE },
	[VERB_PERSON_CODE] = { serve_person_code, SERVE_WHOLE },
	[VERB_PERSON_WAYS] = { serve_person_ways, SERVE_WHOLE },
	[VERB_PERSON_ENTER] = { serve_person_enter, SERVE_IN_PIECES },
	[VERB_OWN] = { serve_own, SERVE_WHOLE },
	[VERB_FACT] = { serve_fact, SERVE_WHOLE },
	[VERB_FACT_END] = { serve_fact_end, SERVE_WHOLE },
	[VERB_FACTS] = { serve_facts, SERVE_WHOLE },
	[VERB_POLICY] = { serve_policy, SERVE_WHOLE },
	[VERB_POLICIES] = { serve_policies, SERVE_WHOLE },
	[VERB_PROPOSE] = { serve_propose, SERVE_WHOLE },
	[VERB_DIFF] = { serve_diff, SERVE_WHOLE },
	[VERB_ACTIVATE] = { serve_activate, SERVE_WHOLE },
	[VERB_CALL_OFF] = { serve_call_off, SERVE_WHOLE },
	[VERB_DOCUMENT] = { serve_document, SERVE_WHOLE },
	[VERB_LEDGER] = { serve_ledger, SERVE_WHOLE },
	[VERB_HEAD] = { serve_head_of_ledger, SERVE_WHOLE },
	[VERB_FIGURES] = { serve_figures, SERVE_ALONE },
	[VERB_BACKUP] = { serve_backup, SERVE_ALONE },
	[VERB_TRY] = { serve_try, SERVE_ALONE },
	[VERB_ROTATE] = { serve_rotate, SERVE_ALONE },
	[VERB_CLOCK] = { serve_clock, SERVE_ALONE },
	[VERB_CONFIRM_TIME] = { serve_confirm_time, SERVE_WHOLE },
};
/* clang-format on */

enum serve_how
serve_how(enum verb verb)
{
	return table[verb].how;
}

/* -- who asks ------------------------------------------------------------- */

static struct str
door_of(const struct keeper_link *l, const struct question_head *head)
{
	if (l->door.n > 0)
		return l->door;
	return head->door.n > 0 ? head->door : S(DOOR_API); /* K4 */
}

static bool
is_withdrawal(enum verb verb)
{
	return verb == VERB_WITHDRAW || verb == VERB_CLICK;
}

/* UK GDPR Art 7(3): a withdrawal is taken from anybody, whatever key they show. */
static result
find_asker(struct scope *sc, struct keeper *k, const struct keeper_link *l,
    const struct question_head *head, struct asker *a)
{
	*a = (struct asker){ .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	if (head->token.n > 0)
		TRY(vault_key_asker(sc, k->vault, head->token, a));
	else if (l->owner)
		a->kind = ASKER_OPERATOR;
	a->door = door_of(l, head);
	a->address = l->door.n > 0 ? head->address : S(""); /* K4 */
	if (a->kind != ASKER_NOBODY || head->token.n == 0 || is_withdrawal(head->verb))
		return OK;
	keeper_count_refusal(k, a->door, sc->now);
	return fail(sc, E_AUTH, "the bearer key is not known, or has ended");
}

/* K4: a part that carries asks for what it carries, and nobody else does. */
static result
may_carry(struct scope *sc, const struct keeper_link *l, enum verb_who who)
{
	if ((who == WHO_POST) == str_eq(l->door, S(DOOR_POST))
	    && (who == WHO_MAILBOX) == str_eq(l->door, S(DOOR_MAILBOX)))
		return OK;
	return fail(sc, E_DENIED, "this is between the keeper and a part that carries mail");
}

static bool
is_carried(enum verb_who who)
{
	return who == WHO_POST || who == WHO_MAILBOX;
}

/* What it must be told, what it is given; a no is taken from anybody. */
static bool
for_recipients(const struct asker *a, enum verb verb)
{
	if (verb == VERB_HANDS || verb == VERB_TAKE)
		return a->kind == ASKER_RECIPIENT;
	return verb == VERB_TELLINGS || verb == VERB_TOLD || is_withdrawal(verb);
}

static result
may_ask_of_oneself(struct scope *sc, enum verb verb, enum verb_who who)
{
	if (who == WHO_OWN || who == WHO_PERSON || verb == VERB_ME || verb == VERB_SIGN_OUT)
		return OK;
	return fail(sc, E_DENIED, "whoever signed in for themselves asks about themselves alone");
}

static result
may_ask(struct scope *sc, struct keeper *k, const struct keeper_link *l, enum verb verb,
    const struct asker *a)
{
	enum verb_who who = verb_row(verb)->who;

	TRY(may_carry(sc, l, who));
	if (is_carried(who))
		return OK;

	if ((a->kind == ASKER_RECIPIENT || a->kind == ASKER_PLACE) && !for_recipients(a, verb))
		return fail(sc, E_DENIED,
		    "the key of a recipient or a place is for what it must be told and is given: "
		    "`tellings`, `hand-overs`");
	if (who == WHO_ANYBODY)
		return OK;
	if (a->kind == ASKER_NOBODY) {
		keeper_count_refusal(k, a->door, sc->now);
		return fail(sc, E_AUTH, "this needs a bearer key");
	}
	if (a->kind == ASKER_PERSON)
		return may_ask_of_oneself(sc, verb, who);
	if (who == WHO_PERSON)
		return fail(sc, E_DENIED, "this is for people in a session of their own");
	if ((who == WHO_ROLE || who == WHO_OWN) && a->kind != ASKER_ROLE)
		return fail(sc, E_DENIED, "this needs the key of a role: `bailee key` makes one");
	if (who == WHO_OPERATOR && a->kind != ASKER_OPERATOR)
		return fail(sc, E_DENIED,
		    "this is for the operator of the store: use the operator's key, or beside the "
		    "store none at all (`unset BAILEE_KEY`)");
	return OK;
}

/* -- the answer ----------------------------------------------------------- */

void
serve_head(const struct keeper *k, struct reply *reply)
{
	if (!k->is_open)
		return;
	reply->policy = k->store.plan->name;
	reply->policy_version = k->store.plan->version;
	reply->policy_hash = k->store.policy_hash;
	reply->entry = k->ledger.head.seq;
}

static result
count_stranger(struct serving *sv, enum stranger kind, struct str who)
{
	struct keeper *k = sv->keeper;

	if (k->strangers == NULL)
		k->strangers = NEW(k->arena, struct strangers);
	return strangers_count(sv->sc, k->strangers, kind, who, clock_boot());
}

result
serve_stranger(struct serving *sv, enum stranger kind)
{
	if (kind == STRANGER_SENDS && sv->asker->kind != ASKER_NOBODY)
		return OK; /* a programme of ours, that carries what many sent */
	return count_stranger(sv, kind, sv->asker->address);
}

result
serve_stranger_writes(struct serving *sv, struct str to)
{
	return count_stranger(sv, STRANGER_WRITES, str_lower(&sv->sc->arena, str_trim(to)));
}

result
serve_guessed(struct serving *sv, result r)
{
	if (r.code == E_ABSENT && sv->asker->kind == ASKER_NOBODY)
		TRY(serve_stranger(sv, STRANGER_SAYS_NO));
	return r;
}

/* An entry each would let a sweep of strangers fill the disk (K12). */
result
serve_note_refusal(
    struct serving *sv, struct str verb, const struct question *q, struct verdict *v)
{
	if (sv->asker->kind == ASKER_NOBODY) {
		keeper_count_refusal(sv->keeper, sv->asker->door, sv->sc->now);
		return OK;
	}
	return gate_note_refusal(sv->sc, sv->store, sv->asker, verb, q, v);
}

/* What a whole verb wrote is undone, then the refusal is written (G2). */
static result
note_refusal(struct serving *sv, const char *verb, bool whole)
{
	struct sql *sql = vault_sql(sv->store->vault);

	if (whole) {
		TRY(sql_rollback_to(sv->sc, sql));
		TRY(sql_savepoint(sv->sc, sql));
		TRY(ledger_reload(sv->sc, sv->store->ledger));
	}
	TRY(serve_note_refusal(sv, str_of(verb), &sv->noted, &sv->verdict));
	sv->body = node_map(&sv->sc->arena);
	node_set(sv->body, S("refused"), refused_node(&sv->sc->arena, &sv->verdict));
	return OK;
}

/* K6 */
static void
check_answer(struct scope *sc, const struct verb_row *row, const struct node *body)
{
	result r = shape_check(sc, str_of(row->answer), body);

	if (r.code != E_OK)
		log_event("keeper.bad-answer", LOG_ID("verb", str_of(row->name)),
		    LOG_ID("why", sc->fault.text));
	CHECK(r.code == E_OK);
}

static result
run(struct serving *sv, const struct keeper_link *l, const struct question_head *head)
{
	const struct verb_row *row = verb_row(head->verb);

	TRY(may_ask(sv->sc, sv->keeper, l, head->verb, sv->asker));
	TRY(shape_check(sv->sc, str_of(row->question), sv->q));
	if (!is_withdrawal(head->verb))
		TRY(gate_contained(sv->sc, sv->store, sv->asker, &sv->verdict));
	if (sv->verdict.why != WHY_NONE) /* nothing was written yet */
		return note_refusal(sv, row->name, false);
	TRY(table[head->verb].serve(sv));
	if (sv->verdict.why != WHY_NONE)
		return note_refusal(sv, row->name, table[head->verb].how == SERVE_WHOLE);
	check_answer(sv->sc, row, sv->body);
	return OK;
}

result
serve_question(struct scope *sc, struct keeper *k, const struct keeper_link *l,
    const struct question_head *head, const struct node *question, struct reply *reply)
{
	struct asker asker;
	struct serving sv = {
		.sc = sc, .keeper = k, .store = &k->store, .asker = &asker, .token = head->token, .q = question
	};

	CHECK((size_t)head->verb < VERBS && table[head->verb].serve != NULL);
	TRY(find_asker(sc, k, l, head, &asker));
	sv.body = node_map(&sc->arena);
	TRY(run(&sv, l, head));
	reply->code = E_OK;
	reply->body = sv.body;
	return OK;
}
