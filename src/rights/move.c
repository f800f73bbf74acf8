/* rights/move.c -- what may be done with a case.
 *
 *  R1  A case has a date by which it must be answered; no state is without a
 *      way out: `moves` below names every way there is.
 */
#include "base/buf.h"
#include "base/check.h"
#include "policy/law.h"
#include "rights/inside.h"
#include "vault/person_code.h"
#include "term/letter.h"
#include "policy/words.h"

static const char *const act_words[] = {
	[ACT_PAUSE] = "pause",
	[ACT_RESUME] = "resume",
	[ACT_EXTEND] = "extend",
	[ACT_REFUSE] = "refuse",
	[ACT_ANSWER] = "answer",
	[ACT_CANCEL] = "cancel",
	[ACT_ANNOUNCE] = "announce",
	[ACT_LIFT] = "lift",
	[ACT_ACKNOWLEDGE] = "acknowledge",
	[ACT_NOTE] = "note",
	[ACT_IDENTIFY] = "identify",
	[ACT_FEE] = "fee",
	[ACT_PAID] = "paid",
	[ACT_WAIVE] = "waive",
	[ACT_ACCEPT] = "accept",
	[ACT_SORT] = "sort",
	[ACT_CONFIRM] = "confirm",
};

const char *
rights_act_word(enum case_act act)
{
	CHECK(act < N(act_words));
	return act_words[act];
}

bool
rights_act_of(struct str word, enum case_act *act)
{
	for (size_t i = 0; i < N(act_words); i++)
		if (str_eq(word, str_of(act_words[i])))
			return *act = (enum case_act)i, true;
	return false;
}

#define OF(right) (1u << RIGHT_##right)
#define ANY_RIGHT ((1u << CASE_KINDS) - 1)
#define NOT(rights) (ANY_RIGHT & ~(rights))
/* What is done is not known from the case itself: somebody says it. */
#define IN_WORDS (OF(COMPLAIN) | OF(RECTIFY) | OF(UNSORTED))
#define OF_PARTIES (OF(ERASURE) | OF(RESTRICT) | OF(OBJECT))

/* clang-format off */
static const struct move {
	enum case_state from;
	enum case_waits waits;
	enum case_act act;
	unsigned rights; /* of which it may be done */
	enum case_state to;
	enum entry_kind entry;
	bool reasons; /* the person is told why */
} moves[] = {
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_PAUSE,       ANY_RIGHT,         CASE_PAUSED,    ENTRY_CASE_PAUSED,       true },
	{ CASE_PAUSED,   WAITS_CLARIFICATION, ACT_RESUME,      ANY_RIGHT,         CASE_OPEN,      ENTRY_CASE_RESUMED,      false },
	{ CASE_PAUSED,   WAITS_CLARIFICATION, ACT_ANSWER,      NOT(IN_WORDS),     CASE_ANSWERED,  ENTRY_CASE_ANSWERED,     false },
	{ CASE_PAUSED,   WAITS_CLARIFICATION, ACT_ANSWER,      IN_WORDS,          CASE_ANSWERED,  ENTRY_CASE_ANSWERED,     true },
	{ CASE_PAUSED,   WAITS_CLARIFICATION, ACT_REFUSE,      ANY_RIGHT,         CASE_REFUSED,   ENTRY_CASE_REFUSED,      true },
	{ CASE_PAUSED,   WAITS_CLARIFICATION, ACT_CANCEL,      ANY_RIGHT,         CASE_CANCELLED, ENTRY_CASE_CANCELLED,    false },
	{ CASE_PAUSED,   WAITS_CLARIFICATION, ACT_NOTE,        ANY_RIGHT,         CASE_PAUSED,    ENTRY_CASE_NOTED,        true },
	{ CASE_PAUSED,   WAITS_IDENTITY,      ACT_IDENTIFY,    ANY_RIGHT,         CASE_OPEN,      ENTRY_CASE_IDENTIFIED,   false },
	{ CASE_PAUSED,   WAITS_IDENTITY,      ACT_REFUSE,      ANY_RIGHT,         CASE_REFUSED,   ENTRY_CASE_REFUSED,      true },
	{ CASE_PAUSED,   WAITS_IDENTITY,      ACT_CANCEL,      ANY_RIGHT,         CASE_CANCELLED, ENTRY_CASE_CANCELLED,    false },
	{ CASE_PAUSED,   WAITS_IDENTITY,      ACT_NOTE,        ANY_RIGHT,         CASE_PAUSED,    ENTRY_CASE_NOTED,        true },
	/* LAW UK GDPR Art 12(5): of requests, and to complain is none */
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_FEE,         NOT(OF(COMPLAIN) | OF(UNSORTED)), CASE_PAUSED,    ENTRY_CASE_FEE,          true },
	{ CASE_PAUSED,   WAITS_FEE,           ACT_PAID,        ANY_RIGHT,         CASE_OPEN,      ENTRY_CASE_PAID,         false },
	{ CASE_PAUSED,   WAITS_FEE,           ACT_WAIVE,       ANY_RIGHT,         CASE_OPEN,      ENTRY_CASE_WAIVED,       false },
	{ CASE_PAUSED,   WAITS_FEE,           ACT_REFUSE,      ANY_RIGHT,         CASE_REFUSED,   ENTRY_CASE_REFUSED,      true },
	{ CASE_PAUSED,   WAITS_FEE,           ACT_CANCEL,      ANY_RIGHT,         CASE_CANCELLED, ENTRY_CASE_CANCELLED,    false },
	{ CASE_PAUSED,   WAITS_FEE,           ACT_NOTE,        ANY_RIGHT,         CASE_PAUSED,    ENTRY_CASE_NOTED,        true },
	{ CASE_PAUSED,   WAITS_ADDRESS,       ACT_CONFIRM,     OF(RECTIFY),       CASE_ANSWERED,  ENTRY_CASE_ACCEPTED,     false },
	{ CASE_PAUSED,   WAITS_ADDRESS,       ACT_REFUSE,      OF(RECTIFY),       CASE_REFUSED,   ENTRY_CASE_REFUSED,      true },
	{ CASE_PAUSED,   WAITS_ADDRESS,       ACT_CANCEL,      OF(RECTIFY),       CASE_CANCELLED, ENTRY_CASE_CANCELLED,    false },
	{ CASE_PAUSED,   WAITS_ADDRESS,       ACT_NOTE,        OF(RECTIFY),       CASE_PAUSED,    ENTRY_CASE_NOTED,        true },
	/* LAW DPA 2018 s 164A: the time to acknowledge is not extended */
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_EXTEND,      NOT(OF(COMPLAIN) | OF(UNSORTED)), CASE_OPEN,      ENTRY_CASE_EXTENDED,     true },
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_ACKNOWLEDGE, OF(COMPLAIN),      CASE_OPEN,      ENTRY_CASE_ACKNOWLEDGED, false },
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_ACCEPT,      OF(RECTIFY),       CASE_ANSWERED,  ENTRY_CASE_ACCEPTED,     false },
	/* of people held for a party, when the party has said so (passed_on) */
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_ACCEPT,      OF_PARTIES,        CASE_ANSWERED,  ENTRY_CASE_ACCEPTED,     true },
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_ANSWER,      NOT(IN_WORDS),     CASE_ANSWERED,  ENTRY_CASE_ANSWERED,     false },
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_ANSWER,      IN_WORDS,          CASE_ANSWERED,  ENTRY_CASE_ANSWERED,     true },
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_REFUSE,      ANY_RIGHT,         CASE_REFUSED,   ENTRY_CASE_REFUSED,      true },
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_CANCEL,      ANY_RIGHT,         CASE_CANCELLED, ENTRY_CASE_CANCELLED,    false },
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_NOTE,        ANY_RIGHT,         CASE_OPEN,      ENTRY_CASE_NOTED,        true },
	/* which right it is that somebody wrote about; it may wait then until it is shown who asks */
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_SORT,        OF(UNSORTED),      CASE_OPEN,      ENTRY_CASE_SORTED,       false },
	{ CASE_PAUSED,   WAITS_CLARIFICATION, ACT_SORT,        OF(UNSORTED),      CASE_OPEN,      ENTRY_CASE_SORTED,       false },
	/* a restriction that was granted is lifted by taking the request back */
	{ CASE_ANSWERED, WAITS_NOTHING,       ACT_CANCEL,      OF(RESTRICT),      CASE_CANCELLED, ENTRY_CASE_CANCELLED,    false },
	/* or by us, after the person was told */
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_ANNOUNCE,    OF(RESTRICT),      CASE_OPEN,      ENTRY_CASE_ANNOUNCED,    true },
	{ CASE_ANSWERED, WAITS_NOTHING,       ACT_ANNOUNCE,    OF(RESTRICT),      CASE_ANSWERED,  ENTRY_CASE_ANNOUNCED,    true },
	{ CASE_OPEN,     WAITS_NOTHING,       ACT_LIFT,        OF(RESTRICT),      CASE_LIFTED,    ENTRY_CASE_LIFTED,       false },
	{ CASE_ANSWERED, WAITS_NOTHING,       ACT_LIFT,        OF(RESTRICT),      CASE_LIFTED,    ENTRY_CASE_LIFTED,       false },
};
/* clang-format on */

/* What a party has to say first is accepted of those who were passed to it alone. */
static bool
is_there(const struct move *move, const struct person_case *c)
{
	return move->from == c->state && move->waits == c->waits
	       && (move->rights & (1u << c->right)) != 0
	       && (move->act != ACT_ACCEPT || move->rights != OF_PARTIES || c->passed_to.n > 0);
}

struct node *
rights_next(struct arena *a, const struct person_case *c)
{
	struct node *list = node_list(a);

	for (size_t i = 0; i < N(moves); i++)
		if (is_there(&moves[i], c))
			node_add(list, node_str(a, str_of(act_words[moves[i].act])));
	return list;
}

/* One act while it is done. */
struct moving {
	struct acting *act;
	const struct move *move;
	struct case_row *row;
	struct str reasons;
	const struct node *given; /* members of the act's own */
	bool by_code; /* R13: the code was right */
	struct acted *acted;
};

static bool
final_state(enum case_state state)
{
	return state != CASE_OPEN && state != CASE_PAUSED;
}

/* -- the clock ---------------------------------------------------------------------- */

static result
wait_for(struct moving *m, enum case_waits waits)
{
	m->row->c.waits = waits;
	m->row->was_paused = true;
	m->row->paused = m->act->sc->now;
	return OK;
}

/* LAW UK GDPR Art 12A: the time for an answer begins when it is shown who asks, and when
 * a fee is paid; while we wait to be told which data is meant, it stands still. */
static void
go_on(struct moving *m)
{
	struct acting *a = m->act;
	struct case_row *row = m->row;
	struct rights_clock was = row->clock;
	bool runs = rights_time_runs(&row->c, a->plan);
	bool anew = row->c.waits != WAITS_CLARIFICATION;

	if (!runs && anew && m->move->to == CASE_OPEN) {
		row->clock = (struct rights_clock){ .from = a->sc->now, .extended = was.extended };
		row->c.due = rights_clock_due(row->c.right, row->clock, a->plan);
	} else if (!runs && !anew) {
		rights_clock_stop(&row->clock, row->paused, a->sc->now);
		row->c.due = rights_moved(row->c.right, row->c.due, was, row->clock, a->plan);
	}
	row->was_paused = false;
	row->c.waits = WAITS_NOTHING;
}

/* An extension is given once, and before the time is over. */
static result
extend(struct moving *m)
{
	struct acting *a = m->act;
	struct case_row *row = m->row;
	struct rights_clock was = row->clock;

	if (was.extended || instant_before(row->c.due, a->sc->now))
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "the time is extended once, and before it is over");
	row->clock.extended = true;
	row->c.due = rights_moved(row->c.right, row->c.due, was, row->clock, a->plan);
	return OK;
}

static result
pause(struct moving *m)
{
	struct str waits = node_get_str(m->given, S("waits"));
	bool identity = str_eq(waits, S("identity"));

	if (waits.n > 0 && !identity && !str_eq(waits, S("clarification")))
		return fail_at(m->act->sc, E_INPUT, S("waits"),
		    "a case waits for clarification or for identity");
	if (identity && m->row->c.right == RIGHT_UNSORTED)
		return verdict_refuse(m->act->sc, m->act->v, WHY_CASE_STATE, 0,
		    "say first which right it is: sort; then it waits where that is needed");
	return wait_for(m, identity ? WAITS_IDENTITY : WAITS_CLARIFICATION);
}

/* LAW DPA 2018 s 164A */
static result
acknowledge(struct moving *m)
{
	struct acting *a = m->act;

	if (m->row->c.acknowledged.set)
		return verdict_refuse(
		    a->sc, a->v, WHY_CASE_STATE, 0, "the complaint was acknowledged already");
	m->row->c.acknowledged = (struct due){ .set = true, .at = a->sc->now };
	m->row->c.due = rights_outcome(m->row->c.received, a->plan);
	return OK;
}

/* -- what was done at once is undone ---------------------------------------------------- */

/* Clocks that the restriction stopped run again, but for what a hold stops. */
static result
start_clocks(struct acting *a, struct str subject)
{
	struct record *records;
	size_t n;

	TRY(vault_records_of(a->sc, a->store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++)
		TRY(term_pause(a->sc, a->store, records[i].id, false));
	return OK;
}

/* LAW UK GDPR Art 18(3): the person is informed before (R6). */
static result
may_lift(struct acting *a, const struct case_row *row)
{
	if (!row->announced.set)
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "the person is told before a restriction is lifted: announce it first");
	if (instant_before(a->sc->now, lifted_from(row->announced.at)))
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "the person was told today: it is lifted from tomorrow on");
	return OK;
}

/* A restriction that is refused, taken back or lifted no longer restricts. */
static result
lift_restriction(struct acting *a, const struct case_row *row)
{
	uint64_t erased = 0;

	for (size_t i = 0; i < row->c.n; i++) {
		struct entry e = note_begin(a->store, a->asker, ENTRY_UNRESTRICTED, S("case"));
		struct subject person;
		bool absent;
		uint64_t seq;

		TRY(verdict_absent(a->sc,
		    vault_subject(a->sc, a->store->vault, row->c.subjects[i], &person), &absent));
		if (absent || !person.restricted)
			continue;
		TRY(vault_subject_restrict(a->sc, a->store->vault, person.id, false));
		TRY(start_clocks(a, person.id));
		e.case_id = row->c.id;
		TRY(note_subject(a->sc, a->store, &e, person.id));
		TRY(note_write(a->sc, a->store, &e, &seq));
		TRY(left_of_person(a, person.id, S(""), &erased)); /* R12 */
	}
	return told_resume(a->sc, a->store, row->c.id);
}

/* LAW UK GDPR Art 21(1): compelling grounds, and never for direct marketing (3). */
static result
end_objection(struct acting *a, const struct case_row *row)
{
	struct node *file;
	uint16_t purpose;

	TRY(case_file(a, row, &file));
	purpose = plan_purpose(a->plan, node_get_str(node_get(file, S("evidence")), S("purpose")));
	if (purpose == NONE || a->plan->purposes.at[purpose].marketing != 0)
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "an objection to direct marketing cannot be refused");
	for (size_t i = 0; i < row->c.n; i++) {
		if (row->passed[i].n > 0)
			continue;
		TRY(vault_object_end(a->sc, a->store->vault, row->c.subjects[i], purpose));
		TRY(term_recompute(a->sc, a->store, NONE, S(""), row->c.subjects[i], S("")));
	}
	return OK;
}

/* -- what an act does ---------------------------------------------------------------- */

static result
ask_fee(struct moving *m)
{
	TRY(fee_ask(m->act, m->row, m->given));
	return verdict_allows(m->act->v) ? wait_for(m, WAITS_FEE) : OK;
}

static result
identify(struct moving *m)
{
	if (m->by_code)
		m->row->shown = S("code");
	else
		TRY(identity_shown(m->act, m->row, m->given, m->reasons));
	if (!verdict_allows(m->act->v))
		return OK;
	TRY(pass_due(m->act, m->row));
	return pass_on(m->act, m->row);
}

static result
announce(struct moving *m)
{
	m->row->announced = (struct due){ .set = true, .at = m->act->sc->now };
	return OK;
}

static result
give_up(struct moving *m)
{
	if (m->row->c.right == RIGHT_RESTRICT)
		return lift_restriction(m->act, m->row);
	if (m->row->c.right == RIGHT_OBJECT && m->move->act == ACT_REFUSE)
		return end_objection(m->act, m->row);
	return OK;
}

static result
lift(struct moving *m)
{
	TRY(may_lift(m->act, m->row));
	return verdict_allows(m->act->v) ? lift_restriction(m->act, m->row) : OK;
}

/* R18: an officer's word is not the code. */
static result
confirm(struct moving *m)
{
	if (!m->by_code)
		return verdict_refuse(m->act->sc, m->act->v, WHY_CODE, 0,
		    "a new address is confirmed by the code that went to it: enter that");
	m->row->shown = S("code");
	return address_changed(m->act, m->row);
}

static result
sort(struct moving *m)
{
	return case_sort(m->act, m->row, m->given);
}

static result
nothing_more(struct moving *m)
{
	(void)m;
	return OK;
}

static result (*const does[])(struct moving *) = {
	[ACT_PAUSE] = pause,
	[ACT_RESUME] = nothing_more,
	[ACT_EXTEND] = extend,
	[ACT_REFUSE] = give_up,
	[ACT_ANSWER] = nothing_more,
	[ACT_CANCEL] = give_up,
	[ACT_ANNOUNCE] = announce,
	[ACT_LIFT] = lift,
	[ACT_ACKNOWLEDGE] = acknowledge,
	[ACT_NOTE] = nothing_more,
	[ACT_IDENTIFY] = identify,
	[ACT_FEE] = ask_fee,
	[ACT_PAID] = nothing_more,
	[ACT_WAIVE] = nothing_more,
	[ACT_ACCEPT] = nothing_more,
	[ACT_SORT] = sort,
	[ACT_CONFIRM] = confirm,
};

/* -- the end -------------------------------------------------------------------------- */

static result
end_record(struct acting *a, struct str record, struct instant at)
{
	uint16_t event = plan_event(a->plan, plan_dataset(a->plan, S("case")), S("closing"));
	struct moved *moved;
	size_t n;

	if (event == NONE || record.n == 0)
		return OK;
	return term_event(
	    a->sc, a->store, a->asker, event, record, S(""), S(""), at, &moved, &n);
}

static result
end_papers(struct acting *a, const struct case_row *row)
{
	struct str *papers;
	size_t n;

	TRY(case_papers(a, row, &papers, &n));
	for (size_t i = 0; i < n; i++)
		TRY(end_record(a, papers[i], row->c.closed));
	return OK;
}

result
case_close(struct acting *a, const struct case_row *row)
{
	struct node *file;
	bool gone;

	TRY(verdict_absent(a->sc, case_file(a, row, &file), &gone));
	if (gone) /* a child's: it was erased with all else, and has no clock to start */
		return steps_close(a, row->c.id);
	TRY(case_spare_file(a, row));
	TRY(steps_close(a, row->c.id));
	TRY(end_record(a, row->record, row->c.closed));
	return end_papers(a, row);
}

static result
tell_closing(struct moving *m)
{
	if (m->move->act == ACT_ANNOUNCE)
		return end_papers(m->act, m->row);
	m->row->c.closed = m->act->sc->now;
	return case_close(m->act, m->row);
}

/* -- a move --------------------------------------------------------------------------- */

static result
do_sorted(struct moving *m, const struct node *file)
{
	const struct request q = { .right = m->row->c.right,
		.who = node_get(file, S("who")),
		.evidence = node_get(file, S("evidence")) };

	return case_do_at_once(
	    m->act, m->row, &q, &m->acted->stays, &m->acted->n_stays);
}

/* What is done beyond the case itself, once it stands: what waited until it was shown who
 * asks; a correction. */
static result
do_the_rest(struct moving *m, struct str *done)
{
	struct node *file;

	if ((m->move->act == ACT_ACCEPT || m->move->act == ACT_CONFIRM)
	    && m->row->c.right == RIGHT_RECTIFY)
		return correct_as_asked(m->act, m->row, m->given,
		    m->by_code ? S("code") : m->reasons, done);
	if (m->move->act == ACT_ANSWER)
		return done_said(m->act, m->row, done);
	if (m->move->act != ACT_IDENTIFY && m->move->act != ACT_ACCEPT
	    && m->move->act != ACT_SORT)
		return OK;
	TRY(case_file(m->act, m->row, &file));
	if (m->move->act == ACT_SORT)
		return do_sorted(m, file);
	if (m->move->act == ACT_ACCEPT)
		return carry_out_instructed(m->act, m->row, node_get(file, S("evidence")),
		    &m->acted->stays, &m->acted->n_stays);
	return carry_out(m->act, m->row, node_get(file, S("evidence")), &m->acted->stays,
	    &m->acted->n_stays);
}

/* From now on it waits until it is shown who asks. */
static bool
asks_who(const struct moving *m)
{
	return m->row->c.waits == WAITS_IDENTITY
	       && (m->move->act == ACT_PAUSE || m->move->act == ACT_SORT);
}

/* V18: where the letter goes out by itself, to an address that is one person's. */
static result
link_copy(struct acting *a, struct case_row *row)
{
	struct str address;
	bool set, shared;

	if ((row->c.right != RIGHT_ACCESS && row->c.right != RIGHT_PORTABILITY) || row->c.n != 1
	    || row->passed[0].n > 0 || words_site(a->plan).n == 0)
		return OK;
	TRY(letter_way_set(a->sc, a->store, LETTER_BY_MAIL, &set));
	TRY(letter_address(a->sc, a->store, row->c.subjects[0], &address));
	TRY(ids_shared(a->sc, a->store, row->c.subjects, row->c.n, &shared));
	if (!set || address.n == 0 || shared)
		return OK;
	return vault_copy_link(
	    a->sc, a->store->vault, row->c.id, row->c.subjects[0], &row->link);
}

static result
write_paper(struct moving *m, struct str done)
{
	enum case_act act = m->move->act;
	bool owed = false;

	if (act == ACT_ANSWER) {
		TRY(notice_is_owed(m->act, m->row, &owed));
		TRY(link_copy(m->act, m->row));
	}
	if (owed)
		TRY(letter_of_notice(m->act, m->row, &m->acted->letter));
	else if (asks_who(m))
		TRY(letter_of_waiting(m->act, m->row, &m->acted->letter));
	else if (act == ACT_ANNOUNCE)
		m->acted->letter = letter_of_lifting(m->act, m->row, m->reasons);
	else
		m->acted->letter = letter_of_act(m->act, m->row, act, m->reasons, done);
	TRY(letter_mail(m->act, m->row, m->acted->letter, &m->acted->mailed));
	if (m->acted->letter.n == 0 && str_trim(m->reasons).n == 0)
		return OK;
	return case_paper_add(
	    m->act, m->row, str_of(rights_act_word(act)), m->reasons, m->acted->letter);
}

static result
make_move(struct moving *m)
{
	struct acting *a = m->act;
	struct case_row *row = m->row;
	struct str done = S("");
	bool waits = false;

	if (m->move->act == ACT_ACCEPT && row->c.right == RIGHT_RECTIFY)
		TRY(address_awaits(a, row, m->given, m->reasons, m->acted, &waits));
	if (waits || !verdict_allows(a->v))
		return OK;
	if (row->c.state == CASE_PAUSED && m->move->to != CASE_PAUSED)
		go_on(m);
	TRY(does[m->move->act](m));
	if (verdict_allows(a->v))
		TRY(do_the_rest(m, &done));
	if (!verdict_allows(a->v))
		return OK;
	row->c.state = asks_who(m) ? CASE_PAUSED : m->move->to;
	TRY(write_paper(m, done));
	if (final_state(row->c.state))
		TRY(tell_closing(m));
	TRY(case_store(a, row));
	TRY(case_note(a, m->move->entry, row, &a->v->entry));
	if (m->move->act == ACT_CANCEL || m->move->act == ACT_ACCEPT || m->move->act == ACT_ANSWER)
		TRY(pass_close(a, row, row->c.state));
	return asks_who(m) ? code_send(a, row, &m->acted->coded)
			   : OK;
}

/* What may be done instead. */
static result
wrong_move(struct moving *m)
{
	struct acting *a = m->act;
	const struct case_row *row = m->row;
	const struct node *next = rights_next(&a->sc->arena, &row->c);
	struct buf b = buf_new(&a->sc->arena);

	NODE_EACH(act, next)
		buf_printf(&b, "%s%.*s", b.n == 0 ? ": what may be done is " : ", ", STR(act->text));
	if (next->count == 0)
		buf_puts(&b, ": nothing more is done with it, open another case");
	if (row->c.waits != WAITS_NOTHING)
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "the case waits for %.*s%.*s", STR(case_waits_word(row->c.waits)),
		    STR(buf_str(&b)));
	return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0, "the case is %s, of %s%.*s",
	    case_state_word(row->c.state), right_word(row->c.right), STR(buf_str(&b)));
}

static result
find_move(struct moving *m, enum case_act act)
{
	struct acting *a = m->act;
	const struct case_row *row = m->row;

	if (row->c.erasing)
		return verdict_erasing(a->sc, a->v); /* R19 */
	for (size_t i = 0; i < N(moves); i++) {
		if (moves[i].act != act || !is_there(&moves[i], &row->c))
			continue;
		if (moves[i].reasons && str_trim(m->reasons).n == 0)
			return verdict_refuse(
			    a->sc, a->v, WHY_REASON, 0, "the person is told why; give the reasons");
		m->move = &moves[i];
		return make_move(m);
	}
	return wrong_move(m);
}

result
case_move_by_code(
    struct acting *a, struct case_row *row, enum case_act act, struct acted *acted)
{
	struct moving m = {
		.act = a, .row = row, .reasons = S(""), .by_code = true, .acted = acted
	};

	TRY(find_move(&m, act));
	acted->c = row->c;
	return verdict_allows(a->v) ? told_of_case(a->sc, a->store, row->c.id, &acted->c.tell,
		   &acted->c.n_tell)
				    : OK;
}

/* What the policy says people do for themselves at once, needs nobody to answer it. */
static bool
is_at_once(const struct plan *plan, enum right_kind right)
{
	for (size_t i = 0; i < plan->rights.n; i++)
		if (plan->rights.at[i].kind == right && !plan->rights.at[i].all
		    && plan->rights.at[i].at_once != NONE)
			return true;
	return false;
}

result
case_answer_at_once(struct acting *a, struct case_row *row)
{
	if (a->asker->kind != ASKER_PERSON || row->c.erasing)
		return OK;
	return case_answer_for_person(a, row);
}

result
case_answer_for_person(struct acting *a, struct case_row *row)
{
	struct acted acted = { .letter = S("") };
	struct moving m = { .act = a, .row = row, .reasons = S(""), .acted = &acted };

	if (row->c.state != CASE_OPEN || row->c.passed_to.n > 0
	    || !is_at_once(a->plan, row->c.right))
		return OK;
	return find_move(&m, row->c.right == RIGHT_RECTIFY ? ACT_ACCEPT : ACT_ANSWER);
}

result
rights_act(struct scope *sc, struct store *store, const struct asker *asker, struct str id,
    enum case_act act, struct str reasons, const struct node *given, struct verdict *v,
    struct acted *acted)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = reasons, .v = v };
	struct case_row row = { 0 };
	struct moving m = { .act = &a, .row = &row, .reasons = reasons, .given = given, .acted = acted };

	*acted = (struct acted){ .letter = S("") };
	/* what is done with a case is its own reason: the case */
	if (str_trim(a.reason).n == 0)
		a.reason = id;
	TRY(may_act(&a));
	if (asker->kind == ASKER_PERSON && act != ACT_CANCEL)
		return verdict_refuse(sc, v, WHY_ROLE, 0,
		    "a request is answered by us; whoever made it may take it back");
	if (verdict_allows(v))
		TRY(case_load(&a, id, &row));
	if (verdict_allows(v))
		TRY(find_move(&m, act));
	acted->c = row.c;
	if (!verdict_allows(v))
		return OK;
	return told_of_case(sc, store, id, &acted->c.tell, &acted->c.n_tell);
}
