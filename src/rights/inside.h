/* rights/inside.h -- what the files of this room share; nobody else reads it. */
#ifndef BAILEE_RIGHTS_INSIDE_H
#define BAILEE_RIGHTS_INSIDE_H

#include "gate/look.h"
#include "gate/note.h"
#include "gate/will.h"
#include "rights/rights.h"
#include "term/letter.h"

/* Who acts, why, and the answer: the same for everything in this room. */
struct acting {
	struct scope *sc;
	struct store *store;
	const struct plan *plan;
	const struct asker *asker;
	struct str reason;
	struct verdict *v;
};

/* R4: a line of the role for rights-requests whose needs are met, or refused. */
result may_act(struct acting *) MUST;
/* Is the person there, and this asker's to act for (G5)? */
result acting_person(struct acting *, struct str subject, struct subject *) MUST;

/* -- cases: case.c ----------------------------------------------------------- */

struct case_row {
	struct person_case c;
	struct str *passed; /* of each subject: the party it was passed to, or empty */
	bool was_paused;
	struct instant paused;
	struct rights_clock clock;
	struct due announced; /* that the restriction will be lifted */
	struct str shown, why; /* for the entry of an act: how it was shown who asks; why a fee */
	struct str record;
	struct str party; /* whose case it is, or empty: ours */
	struct str link; /* of an answer: the token by which its copy is taken, or empty */
	struct str part_of; /* the case that was passed on by it, or empty (R15) */
};

const char *right_word(enum right_kind);
bool right_of(struct str word, enum right_kind *) MUST;
const char *right_told(enum right_kind); /* "of access", for people */
struct str case_waits_word(enum case_waits);
const char *case_state_word(enum case_state);
/* A case of another party is absent to this asker; refused as gone. */
result case_load(struct acting *, struct str id, struct case_row *) MUST;
result case_store_new(struct acting *, struct case_row *) MUST; /* sets the id */
result case_store_person(struct acting *, const struct case_row *, size_t i) MUST;
result case_store(struct acting *, const struct case_row *) MUST;
result case_note(struct acting *, enum entry_kind, const struct case_row *, uint64_t *seq) MUST;

/* What was asked: {right, who, from, evidence}. */
result case_file(struct acting *, const struct case_row *, struct node **) MUST;
/* That a request asked for changes, and its closing, leave no value in the file. */
result case_spare_file(struct acting *, const struct case_row *) MUST;
/* The same map with another value of one member; NULL: without it. */
struct node *file_with(
    struct arena *, const struct node *map, const char *name, struct node *value);
result case_change_file(struct acting *, const struct case_row *, const struct node *) MUST;
/* What was written down when it was dealt with: {act, at, reasons, letter}. */
result case_paper_add(struct acting *, const struct case_row *, struct str act, struct str reasons,
    struct str letter) MUST;
/* What came in by itself: {act, at, from, proved, text}. */
result case_paper_came(struct acting *, const struct case_row *, struct str act,
    const struct incoming *) MUST;
result case_papers(struct acting *, const struct case_row *, struct str **ids, size_t *n) MUST;

/* What was asked to be erased goes now. */
result case_erased(struct acting *, struct case_row *) MUST;

/* -- what comes in by itself: incoming.c (R16) ------------------------------------ */

/* Its title and its text, as the desk reads them. */
struct str incoming_words(struct arena *, const struct incoming *);
/* `given`: right, purpose; subject, where somebody else is meant than whoever wrote. */
result case_sort(struct acting *, struct case_row *, const struct node *given) MUST;

/* -- done at once: open.c ------------------------------------------------------- */

/* A purpose that the policy has, or none. */
result objection_known(struct acting *, const struct request *) MUST;
/* By when, about whom; and whether it waits until it is shown who asks (R8). */
result case_begin(struct acting *, struct case_row *, const struct request *) MUST;
/* Stored, with its file, and noted; nothing is done yet. */
result case_enter(struct acting *, struct case_row *, const struct request *) MUST;
/* Of a case that waits for nobody: what is done at once of what was asked. */
result case_do_at_once(struct acting *, struct case_row *, const struct request *, struct stays **,
    size_t *n) MUST;

/* What the request is about, of people that no party answers for. */
result carry_out(struct acting *, struct case_row *, const struct node *evidence,
    struct stays **, size_t *n) MUST;
/* The same of those who were passed to one party, which has said so. */
result carry_out_instructed(struct acting *, struct case_row *, const struct node *evidence,
    struct stays **, size_t *n) MUST;
/* Is the i-th of its people for whoever acts to answer: ours, or, of their own case, theirs? */
bool case_answers(const struct acting *, const struct case_row *, size_t i);

/* -- passed on: pass.c (R15) ----------------------------------------------------- */

/* To whom requests of this person go, and by when; NULL: to nobody. */
const struct right *pass_line(const struct plan *, enum right_kind, const struct subject *);
/* Once it is known who asks: each party gets a case of its own. */
result pass_on(struct acting *, const struct case_row *) MUST;
/* By when they have it, counted from now. */
result pass_due(struct acting *, struct case_row *) MUST;
/* The person takes it back, or it was done at the parties' word: so are theirs. */
result pass_close(struct acting *, const struct case_row *, enum case_state) MUST;
/* One more person: a party's are passed to it. */
result case_take_person(struct acting *, struct case_row *, struct str subject, bool *taken) MUST;

/* A case opened by what the room itself does for somebody who may: no line is asked for. */
result case_open_for(struct acting *, const struct request *, struct case_row *) MUST;
result case_open_of(struct acting *, enum right_kind, const struct node *who,
    const struct node *evidence, struct case_row *) MUST;
/* The clock of its file and of its papers begins; the values that were asked for go. */
result case_close(struct acting *, const struct case_row *) MUST;
/* A person's own request, of what the policy says they do at once: move.c. */
result case_answer_at_once(struct acting *, struct case_row *) MUST;

/* -- by whom: identity.c (R8) ---------------------------------------------------- */

/* Must it be shown who asks before this is done? */
bool identity_matters(enum right_kind);
/* A notice is owed unasked; a decision is contested at the decision. */
bool right_is_asked_for(enum right_kind);
/* Is the address on record for each person whom it is about? */
result identity_known(
    struct acting *, const struct case_row *, const struct node *from, bool *known) MUST;
result identity_shown(
    struct acting *, struct case_row *, const struct node *given, struct str reasons) MUST;

/* -- by a code: code.c (R13), whose.c (R14) ------------------------------------------- */

/* The line that says `by code to` of this right, or NULL. */
const struct right *code_line(const struct plan *, enum right_kind);
/* Does the operator let codes of it go out?  `text`: by text message, else by mail. */
result code_goes(struct acting *, enum right_kind, bool *text, bool *goes) MUST;
/* Of a case that waits for who asks: a code to the address that is on record of everybody whom
 * it is about.  Not `coded`: there is none, there are several, or no more are sent this hour. */
result code_send(struct acting *, const struct case_row *, bool *coded) MUST;
/* R20: by the policy's line, else to the address by which its people were found. */
result code_send_to(
    struct acting *, const struct case_row *, struct str email, bool *coded) MUST;
/* move.c: as ACT_IDENTIFY and ACT_CONFIRM do, once the code was right. */
result case_move_by_code(
    struct acting *, struct case_row *, enum case_act, struct acted *) MUST;

/* Which field of the type codes are sent to by some right, the one after `after`; NONE. */
uint16_t code_field(const struct plan *, enum field_type, uint16_t after);
/* Do they bear the names of more than one person? */
result ids_shared(
    struct scope *, struct store *, const struct str *ids, size_t n, bool *shared) MUST;

/* -- a new address: address.c (R18) -------------------------------------------------- */

struct new_address {
	enum letter_way way;
	struct str before, after; /* canonical; `before` empty: there was none */
	struct str subject;
};
struct addresses {
	struct new_address *at;
	size_t n, room;
};
/* Those of the changes by which we write to somebody, or they sign in. */
result address_among(struct acting *, const struct record *, const struct change *, size_t n,
    struct addresses *) MUST;
/* A correction that is accepted: does it wait for new addresses?  Then it is put down so. */
result address_awaits(struct acting *, struct case_row *, const struct node *given,
    struct str reasons, struct acted *, bool *waits) MUST;
/* One more code to the address that is to be confirmed. */
result address_send(struct acting *, const struct case_row *, bool *coded) MUST;
/* The code was right: `all` of them are confirmed, or the next gets its code. */
result address_confirmed(
    struct acting *, struct case_row *, struct acted *, bool *all) MUST;
/* code.c */
result address_code(struct acting *, struct case_row *, struct str code, struct acted *) MUST;
/* Once it stands: what went to the old ones opens nothing. */
result address_changed(struct acting *, const struct case_row *) MUST;

/* -- a fee: fee.c (R9); a correction: correct.c ------------------------------------ */

result fee_ask(struct acting *, struct case_row *, const struct node *given) MUST;
/* What is to be changed, as given with the act or as asked for. */
result correct_asked(struct acting *, const struct case_row *, const struct node *given,
    const struct node **changes) MUST;
/* Looks, and writes nothing: which new addresses are among them. */
result correct_fresh(struct acting *, struct case_row *, const struct node *changes,
    struct str reasons, struct addresses *) MUST;
/* `done`: which fields were corrected and who is told, in sentences for the letter. */
result correct_as_asked(struct acting *, struct case_row *, const struct node *given,
    struct str reasons, struct str *done) MUST;

/* -- what an answer tells of what was done: done.c */

/* In sentences, each on a line of its own; of a case that is answered. */
result done_said(struct acting *, const struct case_row *, struct str *done) MUST;
/* Which recipients and places are told of what was done for this case. */
result done_told(struct acting *, struct buf *, struct str id) MUST;

/* -- letters: letter.c -------------------------------------------------------------- */

/* What the person is told before a restriction is lifted; `from`: not before. */
struct str letter_of_lifting(struct acting *, const struct case_row *, struct str reasons);
struct instant lifted_from(struct instant announced);
/* How every letter ends: whom to ask, where to complain, our number for it. */
void letter_ending(struct buf *, const struct plan *, struct str id);
/* Of an act, or of the opening of a case that waits; empty when nothing is written.
 * `done`: what was done, in sentences, or empty. */
struct str letter_of_act(struct acting *, const struct case_row *, enum case_act,
    struct str reasons, struct str done);
result letter_of_waiting(struct acting *, const struct case_row *, struct str *letter) MUST;
/* By mail, where there is any: to the person's address on record; while it is not shown who
 * asks, or where nobody is known, to the one that the request came from. */
result letter_mail_to(struct acting *, struct str subject, struct str of, struct str letter,
    bool *mailed) MUST;
/* `token`: of the link by which it is contested. */
struct str letter_of_decision(struct acting *, const struct person_decision *, struct str reasons,
    struct str token);
result letter_mail(
    struct acting *, const struct case_row *, struct str letter, bool *mailed) MUST;

/* -- notices that are owed: inform.c ------------------------------------------------ */

/* A case that was opened by itself, of data that came from somebody else. */
result notice_is_owed(struct acting *, const struct case_row *, bool *owed) MUST;
/* Is nothing held any more of whom it is about? */
result notice_moot(struct acting *, const struct case_row *, bool *moot) MUST;
/* What they are told: what is held, since when, from where, and what they may do. */
result letter_of_notice(struct acting *, const struct case_row *, struct str *letter) MUST;
/* The case ends, answered or, where it is moot, cancelled; what was passed on ends with it. */
result notice_end(struct acting *, struct case_row *, enum case_state, struct str reasons,
    struct str letter) MUST;
result notice_end_moot(struct acting *, struct case_row *) MUST;
/* After an erasure: those of this person end by themselves when nothing is held any more. */
result notices_end_of(struct acting *, struct str subject) MUST;
void letter_put_notice(struct buf *, const struct plan *);

/* -- a person as they see themselves: package.c, own.c ----------------------------- */

/* One id: records, consents, objections, given, decisions, readers. */
result package_person(struct acting *, const struct subject *, struct node **map) MUST;

/* -- incidents: affected.c ------------------------------------------------------ */

/* R7: a list of maps: subject, party, fields, days, recipients. */
result affected_by(struct acting *, const struct incident *, struct instant since,
    struct instant until, struct node **people, int64_t *unnamed) MUST;
/* What a person is told of it: what, when, which fields, what to do. */
struct str letter_of_incident(
    struct acting *, const struct incident *, const struct node *file, const struct node *person);
struct str letter_to_regulator(
    struct acting *, const struct incident_told *, const struct node *file);

/* -- erasing: erase.c --------------------------------------------------------- */

/* Why it is erased: for a case; what an erasure left; a child. */
enum erasing_what { ERASING_CASE,
	ERASING_LEFT,
	ERASING_CHILD };

struct erasing {
	struct acting *act;
	enum erasure_reason reason;
	enum erasing_what what;
	bool later; /* of somebody so much is held that it goes in steps (R19) */
	struct str for_case;
	struct str record; /* of a person this record alone; or empty */
	struct str before; /* of a person what came in before this id was made; or empty */
	bool preview;
	const struct fields *only; /* NULL: all fields */
	/* of a record that names several people: the one who is erased, what the record goes on
	 * holding about the others, and how many fields stay because of the one */
	const struct record *person;
	const struct fields *others;
	size_t own;
	const bool *stands; /* by exception: its purpose's condition holds for the record */
	struct hold *holds; /* that are open */
	size_t n_holds;
	struct stays *stays;
	size_t n_stays, room;
	uint64_t ended; /* lifetimes */
};

/* R19: steps.c.  ERASED_AT_ONCE is what one question may take. */
#define ERASED_AT_ONCE 200
#define ERASED_A_STEP 100
/* Marks the person; what came in before `e->before` (empty: before now) goes in steps. */
result erase_in_steps(struct erasing *, struct str subject) MUST;
/* Of a case: are some of its people being erased? */
result steps_open(struct acting *, struct str id, bool *open) MUST;
/* Was this person, of a case that is not closed, erased in steps? */
result steps_of(struct acting *, struct str id, struct str subject, bool *stepped) MUST;
/* What those steps left, each field, reason and day once. */
result steps_left(struct acting *, struct str id, struct erasing *) MUST;
result steps_close(struct acting *, struct str id) MUST;
/* move.c: a person's own request, of which all is erased now. */
result case_answer_for_person(struct acting *, struct case_row *) MUST;

result erasing_begin(struct erasing *, struct acting *, enum erasure_reason) MUST;
result erase_record(struct erasing *, const struct record *) MUST;
/* One of a person's, be it about several people. */
result erase_of_person(struct erasing *, const struct record *, struct str subject) MUST;
result erase_person(struct erasing *, struct str subject) MUST;
/* Fields of the evidence, by their full names; not `some`: it names none. */
result erase_fields(
    struct erasing *, const struct node *evidence, struct fields *, bool *some) MUST;
/* What the evidence names: `records`, `fields` as dataset.field; neither: all. */
result erase_asked(struct erasing *, struct str subject, const struct node *evidence) MUST;

/* The open hold that stops the end of this lifetime, or NULL. */
const struct hold *hold_on(
    const struct plan *, const struct hold *, size_t n, const struct lifetime *);

/* -- what an erasure left: left.c ------------------------------------------------ */

/* `record`: of that one alone; empty: of all.  Adds to `erased`. */
result left_of_person(
    struct acting *, struct str subject, struct str record, uint64_t *erased) MUST;

/* -- what a machine looked at: decision_used.c (R17) */

/* The names in `used`, and the record, of the question. */
result decision_used_take(struct acting *, const struct node *q, struct node *file) MUST;
void decision_used_keep(struct arena *, const struct node *old, struct node *file);
/* Each with its name in words and what stands there today; a secret, and what is gone, without. */
result decision_used(struct acting *, const struct person_decision *, struct node **list) MUST;
/* In words: what whoever it is about may know of it. */
struct node *decision_used_names(struct acting *, const struct person_decision *);
void decision_used_note(struct acting *, const struct person_decision *, struct entry *);

/* -- decisions about a person: decision.c */
result decisions_of(struct acting *, struct str subject, struct node **) MUST;

/* -- people: readers.c ---------------------------------------------------------- */

/* A page of those before entry `before`, which is 0 after the last page. */
result readers_page(struct acting *, struct str subject, int64_t *before, size_t most,
    struct node *entries) MUST;
/* Entries of the ledger about one person, newest first. */
result readers_of(struct acting *, struct str subject, struct node **) MUST;

#endif
