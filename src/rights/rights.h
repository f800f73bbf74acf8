/* rights/rights.h -- what a person may demand, as cases with deadlines.
 *
 *  R1  A case has a date by which it must be answered, from the law pack or
 *      sooner; no state is without a way out.
 *  R2  Erasure leaves exactly what an exception, a hold or a law names; the
 *      answer says which fields, why and until when.
 *  R3  A package holds everything about the person: values (never secrets),
 *      purposes, bases, recipients, sources, due dates and who read it.
 *  R4  Whoever acts on a case needs a role that may act for rights-requests; or is the
 *      person, in a session of their own: they make a request, see it move, take it back and
 *      save its package, of themselves and of nobody else.
 *  R5  A case that is not answered by its date has one entry that says so, and
 *      another when it is late again after an extension.
 *  R6  A restriction ends by our own decision only after the day on which the
 *      person was told so, with reasons (UK GDPR Art 18(3)).
 *  R8  Who somebody is, is shown in proportion: whoever asks from an address that is on
 *      record is known by it; of an unknown one nothing is done, and nothing told, until
 *      it is shown.  How it was shown is in the ledger in one word; what was shown is not kept.
 *  R9  A fee is asked only where the policy lets it, up to what it says, of a request that
 *      comes again or is excessive; until it is paid or waived nothing is answered.
 *  R7  Whom an incident affects is computed from the ledger: exactly the people
 *      of the entries of its means and its time (UK GDPR Art 33(3)(a), 34).
 *  R13 Where the policy says `by code to FIELD`, a code goes to what is on record there, and
 *      nowhere else; until it was said, and while it counts (V17), nothing is told or done.
 *      Whoever asks for somebody unknown is told the same.
 *  R15 What people whom we hold for a party ask for is passed on to it as a case of its own, which
 *      its own people see and decide, once it is known who asks; nothing is done at our word.
 *  R14 A code shows that somebody reads an address, not who of two people who share it: where
 *      what is known there bears more than one name, it opens nothing.
 *  R18 A new address or number by which we write to somebody, or they sign in, takes the old
 *      one's place when the code that went to it was said; the old one is told, and can stop it.
 *      For NEW_ADDRESS_FOR it waits, then it lapses.
 *  R10 Two people say that a party's contract has ended.  What is held for it is given
 *      back, page by page and signed, and is erased by the policy's date: returned or
 *      not, but for what a hold, a law or a purpose of our own keeps.
 *  R12 What a hold or a restriction kept of a person's erasure is erased when that ends;
 *      the letter of the answer says what stays, why and until when.
 */
#ifndef BAILEE_RIGHTS_RIGHTS_H
#define BAILEE_RIGHTS_RIGHTS_H

#include "base/buf.h"
#include "gate/gate.h"
#include "sys/ulid.h"
#include "term/told.h"

enum case_state { CASE_OPEN,
	CASE_PAUSED,
	CASE_ANSWERED,
	CASE_REFUSED,
	CASE_CANCELLED,
	CASE_LIFTED }; /* a restriction that we ended */

/* What a case that is paused waits for. */
enum case_waits { WAITS_NOTHING,
	WAITS_CLARIFICATION,
	WAITS_IDENTITY, /* R8 */
	WAITS_FEE, /* R9 */
	WAITS_ADDRESS }; /* R18 */

struct person_case {
	struct str id;
	enum right_kind right;
	enum case_state state;
	enum case_waits waits;
	struct instant received, due, closed;
	struct due acknowledged; /* a complaint */
	struct due erased; /* of an erasure: when it was carried out */
	struct due backups_clear; /* and by when no backup brings it back (T20) */
	struct str fee; /* that was asked for it, "10.00 GBP", or empty */
	struct str *subjects; /* who it is about */
	size_t n;
	struct str passed_to; /* party id, or empty */
	bool erasing; /* in steps: nothing is done with it until all is erased (R19) */
	struct telling *tell; /* who must be told of what was erased for it */
	size_t n_tell;
	/* rights_case alone: a list of maps { act, at, reasons, letter }, what was written; and
	 * what was asked for: { purpose, keep, text, decision, changes: [{ record, values }] } */
	struct node *papers, *asked;
};

/* `reason`: why the asker acts; a role whose line says `with reason` needs one. */

/* `who`: {subject} or values to find the person by ({email}, {phone}).  An
 * erasure case is carried out at once: `stays` names what an exception or a
 * hold keeps.  Objection takes effect at once for marketing. */
struct stays {
	struct str record, field;
	struct str why; /* the sentence the person is told */
	uint32_t line;
	struct due until;
	bool held; /* by a hold: `until` is when it is reviewed */
};

/* `from`: {email} or {phone}, the address that the request came from; NULL: whoever enters it
 * knows the person (R8).  `evidence`: what is asked for, {purpose}, {keep}, {changes}. */
struct request {
	enum right_kind right;
	const struct node *who, *from, *evidence;
	struct instant received; /* zero: now */
};

struct opened {
	struct person_case c;
	struct stays *stays;
	size_t n_stays;
	struct str letter; /* what to write to the person, or empty */
	bool mailed; /* it goes by mail; else it is printed */
	bool coded; /* a code is on its way to what is on record (R13) */
};

result rights_open(struct scope *, struct store *, const struct asker *, struct str reason,
    const struct request *, struct verdict *, struct opened *) MUST;
result rights_case(struct scope *, struct store *, const struct asker *, struct str reason,
    struct str id, struct verdict *, struct person_case *) MUST;
/* Those due first, after the case `after`, at most `most` of them. */
#define CASES_MOST 1000
/* Notices that are owed (Art 13, 14) may be many, and nobody asked for most of them. */
enum case_notices { NOTICES_TOO,
	NOTICES_ALONE,
	NOTICES_LEFT_OUT };
struct case_page {
	bool open_only;
	bool ours; /* without the cases that were opened for a party when one of ours was passed on */
	enum case_notices notices;
	struct str after; /* id, or empty */
	size_t most;
	struct str last; /* of the next page; empty: this was the last */
};
result rights_cases(struct scope *, struct store *, const struct asker *, struct str reason,
    struct case_page *, struct verdict *, struct person_case **, size_t *n) MUST;
/* A list of the words of what may be done with it next. */
struct node *rights_next(struct arena *, const struct person_case *);
enum case_act { ACT_PAUSE, /* `waits`: clarification, when nothing is said, or identity */
	ACT_RESUME,
	ACT_EXTEND,
	ACT_REFUSE,
	ACT_ANSWER, /* of a complaint: `reasons` is the outcome */
	ACT_CANCEL,
	ACT_ANNOUNCE, /* R6 */
	ACT_LIFT,
	ACT_ACKNOWLEDGE, /* a complaint, DPA 2018 s 164A */
	ACT_NOTE,
	ACT_IDENTIFY, /* R8: `shown`, and `subject` where it was not known who is meant */
	ACT_FEE, /* R9: `amount`, `excessive` */
	ACT_PAID,
	ACT_WAIVE,
	ACT_ACCEPT, /* a correction: `changes`, else those that were asked for */
	ACT_SORT, /* R16: `right`, `purpose`; `subject`, of somebody else than whoever wrote */
	ACT_CONFIRM }; /* R18: by the code alone, rights_case_code */
const char *rights_act_word(enum case_act);
bool rights_act_of(struct str word, enum case_act *);

/* -- what comes in by itself: incoming.c ------------------------------------------- */

/*  R16 What somebody writes to us opens a case that is not sorted yet: it has a date from the day
 *      on which it came, the soonest of any right, until a colleague says which right it is; or
 *      it is put to the open case that it answers, by the number of the case or of our letter.
 *      Its address shows who somebody is only where it is proved to be theirs. */
struct incoming {
	struct str from; /* the sender's e-mail address */
	bool proved; /* by whoever received it; else anybody may have written it there */
	bool untold; /* it went to many, or a machine wrote it: nobody waits to hear that it came */
	struct str title, text; /* UTF-8 */
	const struct node *cases, *letters; /* lists of ids that it names; or NULL */
	struct instant received; /* zero: now */
};

enum incoming_became { INCOMING_OPENED,
	INCOMING_ANSWERED }; /* put to a case that was there */

struct taken {
	enum incoming_became became;
	struct person_case c;
};
/* `asker`: by which door; what it may do is not asked, for anybody may write to us.  E_INPUT:
 * the address is none, or it says nothing. */
result rights_incoming(struct scope *, struct store *, const struct asker *,
    const struct incoming *, struct taken *) MUST;
/* A letter of ours did not arrive: noted at its case; `known` false: it is none of a case. */
result rights_undelivered(struct scope *, struct store *, const struct asker *,
    const struct incoming *, bool *known) MUST;

/* -- at the website, without signing in: asked.c --------------------------------------- */

/*  R20 Anybody may ask there, and is answered in the same way whoever is known.  What they
 *      type shows nothing (R16): a request waits until a code that went to the address, when
 *      it is on record, is said.  Advertising ends at once, and a complaint waits for nothing. */
struct asks {
	enum right_kind right;
	struct str name, email, phone; /* e-mail or telephone, or both */
	struct str text; /* in their own words */
	struct str purpose; /* an objection: to which use; empty: all advertising */
};
/* `due` of the case is by the law alone. */
result rights_asks(struct scope *, struct store *, const struct asker *, const struct asks *,
    struct verdict *, struct person_case *) MUST;
/* In pieces, as rights_case_code; not `good`: a wrong code, or no such case. */
result rights_asks_code(struct scope *, struct store *, const struct asker *, struct str id,
    struct str code, struct verdict *, bool *good, struct instant *due) MUST;

/* `reasons`: what the person is told.  `given`: a map of the act's own members, or NULL. */
struct acted {
	struct person_case c;
	struct stays *stays; /* of an erasure that waited until who asks was shown */
	size_t n_stays;
	struct str letter; /* what to write to the person, or empty */
	bool mailed; /* it goes by mail; else it is printed */
	bool coded; /* R13 */
};
/* R13, R18: a case that waits for who asks, or for a new address, goes on when the code is right;
 * `code` empty: one is sent again.  Refused as WHY_CODE: what was counted of a wrong one must
 * stay.  A person says it of a new address of their own. */
result rights_case_code(struct scope *, struct store *, const struct asker *, struct str id,
    struct str code, struct verdict *, struct acted *) MUST;
result rights_act(struct scope *, struct store *, const struct asker *, struct str id,
    enum case_act, struct str reasons, const struct node *given, struct verdict *,
    struct acted *) MUST;

/* -- a new address: address.c (R18) ------------------------------------------------ */

#define NEW_ADDRESS_FOR span_days(7)

/* At the page of the code's letter, by whoever has it.  Not `good`: no such code, or no such
 * case; what was counted must stay.  `more`: another one is to be confirmed. */
result rights_new_address(struct scope *, struct store *, const struct asker *, struct str id,
    struct str code, struct verdict *, bool *good, bool *more) MUST;
/* By the link of the letter to the old address: it is called off, whoever is signed in is signed
 * out, and a complaint opens, `due` then; not set of a second press.  `changed`: it was
 * confirmed before.  E_ABSENT: no such link. */
result rights_not_me(struct scope *, struct store *, const struct asker *, struct str token,
    struct verdict *, bool *changed, struct due *due) MUST;
/* Those that nobody confirmed in time; and their end, inside the caller's transaction. */
result rights_unconfirmed(struct scope *, struct store *, size_t *n) MUST;
result rights_lapse(struct scope *, struct store *) MUST;

/* Open cases past their date of which no entry tells yet; and their entries,
 * inside the caller's transaction. */
result rights_overdue(struct scope *, struct store *, size_t *n) MUST;
result rights_tell_overdue(struct scope *, struct store *) MUST;

/* -- decisions of machines: decision.c -------------------------------------------- */

/*  R10 What a machine proposes awaits review until a named colleague of the role that the
 *      policy names has confirmed or changed it, with reasons (UK GDPR Art 22A to 22D).
 *  R11 Whoever is decided about may contest it; then another colleague decides anew, and a
 *      case of `decisions` has the date. */
enum decision_state { DECISION_AWAITING,
	DECISION_CONFIRMED,
	DECISION_CHANGED,
	DECISION_CONTESTED };
struct str decision_state_word(enum decision_state);

struct person_decision {
	struct str id, name; /* of the policy's `decide` line */
	enum decision_state state;
	struct str subject, party, record;
	struct str staff; /* who decided last, or empty */
	struct str for_case; /* that contests it, or empty */
	struct instant proposed;
	struct due decided, due; /* `due`: of contesting it, when that is answered at the latest */
	struct node *file; /* {decision, outcome, history, used, record}; NULL in a list */
	struct node *used; /* {field, name, value} of what it looked at; NULL in a list */
	bool may_decide, may_contest; /* whoever asks */
	struct str letter; /* of an act: what to write to the person */
	bool mailed;
};

/*  R17 Who decides sees what the machine looked at, as it stands today, what it proposed and
 *      why, and what the person said; naming the role on the `decide` line lets it see that. */
/* Is one of the decisions (`name` empty: any of them) this asker's to review?  `role`: whose the
 * last of them is, or NONE: of who acts on people's rights. */
bool rights_decision_reviewer(
    const struct plan *, const struct asker *, struct str name, uint16_t *role);
/* `q`: decision, subject or record, outcome, because, used. */
result rights_decision_propose(struct scope *, struct store *, const struct asker *,
    const struct node *q, struct verdict *, struct person_decision *) MUST;
result rights_decision(struct scope *, struct store *, const struct asker *, struct str reason,
    struct str id, struct verdict *, struct person_decision *) MUST;
/* Those that this asker reviews, or may act for. */
result rights_decisions(struct scope *, struct store *, const struct asker *, bool open_only,
    struct verdict *, struct person_decision **, size_t *n) MUST;
/* `act`: confirm, change (to `outcome`), contest in the person's name. */
result rights_decision_act(struct scope *, struct store *, const struct asker *, struct str id,
    struct str act, struct str outcome, struct str reasons, struct verdict *,
    struct person_decision *) MUST;
/* By the link of the letter, from anybody who has it.  `due`: when another person has decided, at
 * the latest; not set of a second click. */
result rights_decision_contest(struct scope *, struct store *, const struct asker *,
    struct str token, struct str words, struct verdict *, struct due *due) MUST;

/* -- incidents: incident.c ------------------------------------------------------- */

struct incident_tell {
	struct str whom; /* regulator, people, or a party of the policy */
	uint32_t line;
	struct incident_clock clock;
};

struct incident_told {
	struct incident i;
	struct instant since, until; /* of what happened */
	struct incident_tell *tell; /* those that run */
	size_t n;
	/* rights_incident alone: a map each of subject, party, fields, days, recipients,
	 * told, letter */
	struct node *people;
	struct str report; /* what the regulator is told, in words (Art 33(3)) */
	int64_t unnamed; /* entries whose person is no longer held */
};

/* `given`: by (a map of one means), what, advice, since, until, risk; consequences and
 * measures, which the law wants told and which may be found out later. */
result rights_incident_open(struct scope *, struct store *, const struct asker *,
    struct str reason, const struct node *given, struct verdict *, struct incident_told *) MUST;
result rights_incident(struct scope *, struct store *, const struct asker *, struct str reason,
    struct str id, struct verdict *, struct incident_told *) MUST;
result rights_incidents(struct scope *, struct store *, const struct asker *, struct str reason,
    bool open_only, struct verdict *, struct incident_told **, size_t *n) MUST;
enum incident_act { INCIDENT_ACT_ASSESS, /* `of`: the risk */
	INCIDENT_ACT_CONTAIN,
	INCIDENT_ACT_LIFT, /* by two people */
	INCIDENT_ACT_TOLD, /* `of`: whom */
	/* `of`: a person, or empty for all of them: those who were not told and whose address is
	 * on record are told by a letter; the others are still to be told */
	INCIDENT_ACT_WRITE,
	INCIDENT_ACT_CLOSE };
result rights_incident_act(struct scope *, struct store *, const struct asker *,
    const struct asker *second, struct str reason, struct str id, enum incident_act,
    struct str of, struct verdict *, struct incident_told *) MUST;

/* After an offer was admitted: whoever is owed a notice by `right informed of` has a case of it. */
result rights_inform(struct scope *, struct store *, const struct receipt *) MUST;

/* -- notices that are owed, many at once: owed.c --------------------------------------- */

/*  R21 Who is owed a notice is told in groups; each case is answered with its own evidence: the
 *      letter that went out or was printed, or how the party says that it told them.  A case
 *      ends by itself when nothing is held of the person any more. */
struct owed_group {
	struct str party; /* through which they are known, and which tells them; or empty: we do */
	struct str dataset, source; /* of what came first */
	struct str day; /* "2027-03-02": on which it came */
	size_t people, mail; /* `mail`: an address is on record */
	size_t moot; /* nothing is held of them any more */
	struct instant came, due; /* the first of them */
};
struct owed_list {
	struct owed_group *at;
	size_t n, room;
	bool more; /* than were counted */
};
result rights_owed(struct scope *, struct store *, const struct asker *, struct str reason,
    struct verdict *, struct owed_list *) MUST;
enum owed_how { OWED_BY_MAIL, /* those whose address is on record */
	OWED_BY_POST, /* the others: their letters were printed and sent */
	OWED_BY_PARTY }; /* the party says so */
struct owed_told {
	size_t told, ended, left; /* `left`: by another way */
	struct str last; /* of this step; empty: it was the last */
};
/* One step, after the case `after`.  `reasons`: how they were told. */
result rights_owed_tell(struct scope *, struct store *, const struct asker *,
    const struct owed_group *, enum owed_how, struct str reasons, struct str after,
    struct verdict *, struct owed_told *) MUST;
/* The letters of those without an address for mail: {case, to, addressed, letter}. */
result rights_owed_print(struct scope *, struct store *, const struct asker *,
    const struct owed_group *, struct str after, struct verdict *, struct node **letters,
    struct str *last) MUST;

/* A letter to each whom the order reached, who was not told and whose address is on record, or to
 * `whom` alone: what was seen or given, when and to whom.  Refused while the order forbids it. */
result rights_order_write(struct scope *, struct store *, const struct asker *, struct str order,
    struct str whom, struct verdict *) MUST;

/* The package of a case of access or portability: a tree that prints as JSON, HTML and CSV;
 * of another right, the file of the case: what was asked, written and done. */
result rights_package(struct scope *, struct store *, const struct asker *, struct str reason,
    struct str id, struct verdict *, struct node **) MUST;
/*  R22 A package of a person of whom much is held is made in parts, each a question of its own:
 *      a page of records, releases or entries at a time.  The parts of a form are its text.
 * `much`: it is made so, and its entry is written; else rights_package makes it. */
#define PACKAGE_AT_ONCE 300 /* records */
#define PACKAGE_ENTRIES 1000 /* of the ledger, or releases */
struct package_parts;
result rights_package_much(struct scope *, struct store *, const struct asker *, struct str reason,
    struct str id, struct verdict *, bool *much) MUST;
/* Of one form, or of the rows of a dataset; rights_package_end ends it. */
result rights_package_parts(struct scope *, struct store *, struct str id, struct str form,
    struct str dataset, struct package_parts **) MUST;
/* The next part; `done`: it was the last.  E_STATE: another policy has come into force. */
result rights_package_part(struct scope *, struct store *, const struct asker *,
    struct package_parts *, struct verdict *, struct str *text, bool *done) MUST;
void rights_package_end(struct package_parts *);
/* What a package says of the person who asks, in a session of their own; no case is made. */
result rights_own(struct scope *, struct store *, const struct asker *, struct verdict *,
    struct node **) MUST;
/* The three forms of a package tree, and its detached signature. */
void package_html(struct buf *, const struct node *package);
void package_csv(struct buf *, const struct node *package);
/* Of portability: one dataset's rows, as `bailee put` takes them in; false: it has none. */
bool package_rows(struct buf *, const struct node *package, struct str dataset, bool csv);
/* Hex, by the ledger's key: over the very bytes of one of the forms. */
struct str package_signature(struct scope *, const struct store *, struct str text);
/* Of a text that went out in parts: over its SHA-256 (doc/format/ledger.md). */
struct str package_signature_of(struct scope *, const struct store *, const struct hash *);

/* UK GDPR Art 8, policy `least age`: erased at once and without notice; `erasing`: in steps. */
result rights_mark_child(struct scope *, struct store *, const struct asker *, struct str reason,
    struct str subject, struct verdict *, uint64_t *erased, bool *erasing) MUST;
/*  R19 A person with many records is erased in steps, each a transaction.  From the commit that
 *      marks it nothing is read, given on or changed; a start goes on; the case says that it
 *      was erased when all of it is, and is answered not before.
 * One step of what is under way; `more`: there may be another.  Counts lifetimes. */
result rights_erase_step(struct scope *, struct store *, uint64_t *erased, bool *more) MUST;
/* A hold was lifted: what it alone kept of erasures that people asked for is erased (R12). */
result rights_lifted(struct scope *, struct store *, const struct asker *, const struct hold *,
    uint64_t *erased) MUST;
/* A party's instruction, or data found to be barred. */
result rights_erase(struct scope *, struct store *, const struct asker *, struct str reason,
    enum erasure_reason, const struct node *records, const struct node *fields, bool preview,
    struct verdict *, struct stays **, size_t *n_stays, uint64_t *erased) MUST;
/* Who read my data: ledger entries of one person, newest first. */
result rights_readers(struct scope *, struct store *, const struct asker *, struct str reason,
    struct str subject, struct verdict *, struct node **) MUST;

/* -- the end of a party's contract: ends.c (R10) */

struct party_end {
	struct str party; /* id */
	bool ended;
	struct instant since, erase_by;
	struct due returned; /* somebody said that it has its data */
	struct due gone;
};
result rights_party_end(struct scope *, struct store *, struct str party, struct party_end *)
    MUST;
enum party_act { PARTY_ACT_END, /* by two people */
	PARTY_ACT_RETURNED };
/* E_STATE: the policy says nothing of the end of such parties, or it is not at that point. */
result rights_party_act(struct scope *, struct store *, const struct asker *,
    const struct asker *second, struct str reason, struct str party, enum party_act,
    struct verdict *, struct party_end *) MUST;

struct party_page_of {
	struct str party, dataset, cursor;
	size_t most;
	bool csv; /* else JSON */
};
struct party_page {
	struct str text, signature; /* as package_signature */
	struct str cursor; /* empty: that was the last */
	size_t records;
};
/* For our own people and for the party's.  An entry for each record. */
result rights_party_package(struct scope *, struct store *, const struct asker *,
    struct str reason, const struct party_page_of *, struct verdict *, struct party_page *) MUST;

/* One step of erasing what is held for parties whose day has come; `open`: there is more.
 * Kept between steps; a start begins anew. */
struct party_erasing {
	bool open;
	bool idle; /* after a step: nothing was to be done */
	bool held; /* something was kept by a hold */
	char party[ULID_LENGTH], after[ULID_LENGTH];
	size_t after_n;
	uint16_t dataset;
	uint64_t ended; /* lifetimes */
};
result rights_parties_erase(struct scope *, struct store *, struct party_erasing *) MUST;
/* A reminder, once, when half of the time is over and nothing was returned. */
result rights_unreturned(struct scope *, struct store *, size_t *n) MUST;
result rights_tell_unreturned(struct scope *, struct store *) MUST;

/* -- people at an address: whose.c (R14) */

struct whose {
	struct str address; /* canonical */
	struct str *ids;
	size_t n;
	bool shared; /* by people of more than one name */
};
/* Does the policy say `by code to` a telephone number? */
bool rights_text_codes(const struct plan *);
/* TYPE_EMAIL, or TYPE_PHONE where the policy says `by code to` such a field, and of that field
 * alone.  E_INPUT: it is none, or codes do not go there. */
result rights_whose(
    struct scope *, struct store *, enum field_type, struct str given, struct whose *) MUST;

/* Two ids are one person (a link that can be taken back), or are not after all: `split` makes
 * the id a person of its own again. */
result rights_merge(struct scope *, struct store *, const struct asker *, struct str reason,
    struct str one, struct str other, struct verdict *) MUST;
result rights_split(struct scope *, struct store *, const struct asker *, struct str reason,
    struct str id, struct verdict *) MUST;

/* May this asker act on people's rights (R4), and (subject not empty) for this
 * person?  Another party's is refused as gone.  Writes nothing. */
result rights_may(struct scope *, struct store *, const struct asker *, struct str reason,
    struct str subject, struct verdict *) MUST;

/* From when the time for an answer is counted, and what was added to it. */
struct rights_clock {
	struct instant from; /* received, or who asks was shown, or a fee was paid */
	struct instant last; /* of the days that do not count; 0: none */
	int32_t stopped; /* days that do not count, since then */
	bool extended;
};

/* Calendar month by the ICO's counting: the same date next month, the last
 * day if there is none, the next working day if that is none. */
struct instant rights_deadline(enum right_kind, struct instant received, const struct plan *);
/* By when the outcome of a complaint that was acknowledged is told. */
struct instant rights_outcome(struct instant received, const struct plan *);
/* Does the time of a case go on while it waits? */
bool rights_time_runs(const struct person_case *, const struct plan *);
/* The word of the right whose time stops for a clarification; empty: of none. */
struct str rights_stopping(const struct plan *);
/* Days from `asked` to `told` do not count, both of them with the rest, and none twice. */
void rights_clock_stop(struct rights_clock *, struct instant asked, struct instant told);
struct instant rights_clock_due(enum right_kind, struct rights_clock, const struct plan *);
/* Where the clock was another: a date that was sooner than it says is moved by itself. */
struct instant rights_moved(enum right_kind, struct instant due, struct rights_clock was,
    struct rights_clock, const struct plan *);

#endif
