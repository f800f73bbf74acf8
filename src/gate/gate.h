/* gate/gate.h -- may this come in, may that go out?
 *
 *  G1  What the policy does not mention is refused; `never` beats every
 *      other line.
 *  G2  Every answer is in the ledger before it is given, refusals too: an
 *      answer whose entry cannot be written is E_IO, never the data.
 *  G3  A record and its entry are committed together or not at all.
 *  G4  A refusal names its policy line; it never names a value.
 *  G5  What is another party's, what is gone and what never was are refused
 *      in the same words (no oracle).
 *  G7  A stranger's form changes nothing that is held, and its answer is the same whether
 *      what was typed is known here or not (gate/fill.h).
 *
 * A refusal is an answer: it comes back in the verdict.  A result other than
 * OK means that there was no answer.  A refusal writes nothing but its entry;
 * the caller rolls back to before the call and then calls gate_note_refusal.
 */
#ifndef BAILEE_GATE_GATE_H
#define BAILEE_GATE_GATE_H

#include "term/term.h"
#include "vault/asker.h"

enum why {
#define WHY(id, ...) WHY_##id,
#include "gate/why.def"
#undef WHY
	WHYS
};

const char *why_type(enum why); /* "purpose-not-allowed" */
const char *why_title(enum why);
int why_http(enum why);

struct verdict {
	enum why why;
	uint32_t line; /* of the policy; 0: the law pack, or no line */
	struct str detail; /* one sentence, no value */
	struct str law;
	struct str try_line; /* what would be allowed, or the line to add */
	struct str field; /* full name, or empty */
	uint64_t entry; /* its ledger entry */
};

struct withheld {
	struct str field;
	struct verdict verdict;
};

/* -- admit ---------------------------------------------------------------- */

struct offer {
	uint16_t dataset; /* NONE is refused with dataset_name */
	struct str dataset_name;
	struct str purpose;
	const struct node *given; /* map: field name -> value */
	struct str about; /* subject type; may be empty when there is only one */
	struct str subject; /* id, or empty: by key, else a new one */
	const struct node *people; /* of data about several: list of {about, subject, birth date} */
	struct str party; /* id; empty: the asker's, else ours */
	bool has_collected;
	struct instant collected; /* default: now; never in the future */
	const struct node *events; /* map: event -> RFC 3339 time */
	struct str declared_birth_date; /* weighed, never stored */
	const struct node
	    *flagged; /* list of fields whose text somebody marked as special or criminal */
	struct str source, notice;
	const struct node *opt_out; /* of a soft opt-in: {wording, for}, how it was offered */
	struct str ticket, order, reason; /* where the role's line asks for one */
	bool anew; /* what is held under the same key stays as it is, whatever it is (G7) */
};

enum admitted { ADMITTED_NEW,
	ADMITTED_CHANGED,
	ADMITTED_SAME };

struct receipt {
	enum admitted how;
	struct str record, subject;
	const struct person *people; /* of data about several */
	size_t n_people;
	int64_t version;
	struct group_due *dues;
	size_t n;
	uint64_t entry;
};

result gate_admit(struct scope *, struct store *, const struct asker *, const struct offer *,
    struct verdict *, struct receipt *) MUST;

/* -- read, find, change ---------------------------------------------------- */

struct question {
	struct str purpose;
	struct str dataset;
	struct str record; /* read, change */
	const struct node *by; /* find: map of findable fields */
	const struct node *fields; /* list of names, or NULL: all that is allowed */
	struct str ticket, order, reason;
	const struct asker *second; /* for `two people`, or NULL */
	struct str cursor; /* list */
	size_t most;
	bool dry_run; /* change: only show what would change */
	bool has_match;
	int64_t match; /* change: If-Match */
	bool hear, export; /* may hear / may export instead of may read */
	bool stream; /* read: a recording, photo or video itself: may hear or may read */
	uint64_t noted; /* read: goes on with the look of that entry, and is no look of its own; 0 */
	bool trial; /* change: dry_run, of which nothing is shown or noted */
	const struct node *flagged; /* change: list of fields whose text is marked as special */
	struct str party; /* totals: of this party's alone; empty: of all that the asker may see */
	struct str per; /* totals of a series: day, week, month or year; or empty */
	const struct node *mean; /* totals of a series: list of numbers to take the mean of */
	const struct node *passing; /* release: map of `passes` fields, given on and never held */
};

struct answer_row {
	struct record record;
	struct values values;
	struct withheld *withheld;
	size_t n_withheld;
};

struct answer {
	struct answer_row *rows;
	size_t n;
	struct str cursor; /* of the next page, or empty */
	struct str click; /* export for direct marketing: the token of the link in each message */
	uint64_t entry;
};

result gate_read(struct scope *, struct store *, const struct asker *, const struct question *,
    struct verdict *, struct answer *) MUST;
result gate_find(struct scope *, struct store *, const struct asker *, const struct question *,
    struct verdict *, struct answer *) MUST;
result gate_list(struct scope *, struct store *, const struct asker *, const struct question *,
    struct verdict *, struct answer *) MUST;

/* -- streams: recordings, photos, videos ---------------------------------------- */

/* One is brought before its record is: by whom, for which field, of what kind. */
struct stream_offer {
	struct str purpose, dataset, field, media;
	struct str ticket, order, reason;
	const struct asker *second;
};
/* May it come in, as far as can be known without the record's other values? */
result gate_stream(struct scope *, struct store *, const struct asker *,
    const struct stream_offer *, struct verdict *, uint16_t *field, struct str *media) MUST;

/* How many people's records hold these values: never fewer than the purpose says. */
struct total {
	struct values values;
	struct str from; /* of a series: the day on which its stretch begins; or empty */
	size_t people;
	struct values means; /* never of fewer people's numbers, either */
};

struct totals {
	struct total *rows;
	size_t n;
	size_t rest; /* people of all smaller groups together; 0: none, or too few to tell */
	uint64_t entry;
};

/* `question.fields` names what is counted by; for purposes `as totals of N`.  Data `as series`
 * is counted `per` a stretch of its time, too, and the `mean` of its numbers taken. */
result gate_totals(struct scope *, struct store *, const struct asker *, const struct question *,
    struct verdict *, struct totals *) MUST;

struct change {
	struct str field;
	struct str before, after; /* empty for a secret: only that it is replaced */
	bool secret;
};

/* `given`: field -> new value, null removes.  A stale `match` is E_STALE. */
result gate_change(struct scope *, struct store *, const struct asker *, const struct question *,
    const struct node *given, struct verdict *, struct change **, size_t *n, struct receipt *) MUST;

/* LAW UK GDPR Art 16: the same for a person's case, by whoever may act on it; no line to
 * change is needed.  The caller has found the record to be the person's.  `trial`: nothing is
 * written or noted. */
result gate_correct(struct scope *, struct store *, const struct asker *, struct str for_case,
    bool trial, const struct record *, const struct node *given, struct verdict *,
    struct change **, size_t *n, struct receipt *) MUST;

/* -- release to a recipient ------------------------------------------------ */

struct parcel_row {
	struct str record;
	struct values values;
	struct str extra; /* "our provisioning address", or empty */
	struct str click; /* of direct marketing: the token of the link in the message */
};

struct parcel {
	struct str
	    instruction; /* id: the recipient may do what it says, nothing else (Art 28(3)(a)) */
	struct parcel_row *rows;
	size_t n;
	struct withheld *withheld;
	size_t n_withheld;
	struct due delete_by; /* the earliest due date among what is given */
	uint64_t entry;
};

/* `question.record` or `records`; fields NULL: all the share line names.
 * `second`: the other person's asker for `two people`, or NULL. */
result gate_release(struct scope *, struct store *, const struct asker *,
    const struct asker *second, struct str recipient, const struct node *records,
    const struct question *, struct verdict *, struct parcel *) MUST;

/* Whom we want to reach, and why: by an address of the channel's type, or a person by the id. */
struct reached {
	struct str purpose;
	enum channel channel;
	struct str address, subject; /* one of them */
};
/* Which type of address a channel writes to or rings; false: of none. */
bool contact_type(enum channel, enum field_type *);
/* May we?  Yes to direct marketing comes with a `click`, the token of the link in the message. */
result gate_contact(struct scope *, struct store *, const struct asker *, const struct reached *,
    struct verdict *, struct str *click) MUST;

/* A piece of a register of numbers that must not be rung; `done`, it counts from now on, as
 * the register stood at `as_of`. */
struct loading {
	int64_t list; /* 0: a new one, and then its number */
	size_t taken, refused; /* of this piece; refused is what is no telephone number */
};
result gate_screening(struct scope *, struct store *, const struct asker *, struct str name,
    struct instant as_of, bool done, const struct node *numbers, struct loading *) MUST;

/* -- consent ---------------------------------------------------------------- */

/* `evidence`: wording, time, ip, address, click, listed ... (texts).  Complete
 * evidence is CONSENT_GIVEN, anything less waits as CONSENT_PENDING.  An empty
 * `*subject` is set: whose address it is, else a new person. */
result gate_consent(struct scope *, struct store *, const struct asker *, struct str consent,
    struct str *subject, const struct node *evidence, struct verdict *, enum consent_state *,
    struct str *record) MUST;
/* By the link of the letter that `confirm by email` sends, from anybody who has it. */
result gate_consent_click(struct scope *, struct store *, const struct asker *, struct str token,
    struct verdict *, enum consent_state *) MUST;
/* A yes that was given is said again to a new version, or (`yes` false) not: then it goes on for
 * what it was said to. */
struct consent_again {
	struct str subject;
	uint16_t consent;
	uint32_t version;
	struct str wording, channel; /* `channel`: link, or page */
	bool yes;
};
result gate_consent_again(struct scope *, struct store *, const struct asker *,
    const struct consent_again *, struct verdict *) MUST;
/* The click in the confirmation message. */
result gate_consent_confirm(struct scope *, struct store *, const struct asker *, struct str record,
    const struct node *evidence, struct verdict *, enum consent_state *) MUST;
/* Who is meant: {subject}, {email} or {phone}, across all parties.  E_INPUT
 * when it is none of these; nobody found is n == 0. */
result gate_who(
    struct scope *, struct store *, const struct node *who, struct str **subjects, size_t *n) MUST;
/* And those that are the same person as one of them (vault_merge). */
result gate_people(
    struct scope *, struct store *, const struct node *who, struct str **subjects, size_t *n) MUST;
/* Always accepted; `who`: {subject} or {email} or {phone}, and {party} when it is said to
 * one of them alone; consent empty: all. */
result gate_withdraw(struct scope *, struct store *, const struct asker *, struct str consent,
    const struct node *who, struct str channel, uint64_t *entry) MUST;
/* The same by the link in a message.  E_ABSENT: we never made such a link. */
result gate_click(
    struct scope *, struct store *, const struct asker *, struct str token, uint64_t *entry) MUST;

/* -- orders ------------------------------------------------------------------ */

/* An opened order: until it ends, lines that say `with order` of its kind hold for
 * what it names.  What it was opened with is sealed in a record of `case`. */
struct order {
	struct str id;
	uint16_t kind; /* plan->orders */
	struct instant opened, ends;
	struct due review; /* not set: none is due */
	struct str record;
	struct str *subjects; /* who were looked at and are still to be told */
	struct instant *tell; /* by when, of each */
	size_t n;
};

/* `shows`: what the policy's line asks for, as texts; `records` a list of ids;
 * `ends` sooner than the policy says, and `forbids-until`, as RFC 3339 times. */
result gate_order_open(struct scope *, struct store *, const struct asker *,
    const struct asker *second, struct str kind, const struct node *shows, struct verdict *,
    struct order *) MUST;
/* Those that run, are to be reviewed, or of which somebody is to be told. */
result gate_orders(struct scope *, struct store *, const struct asker *, struct verdict *,
    struct order **, size_t *n) MUST;
enum order_act { ORDER_END,
	ORDER_REVIEW,
	ORDER_TOLD };
/* ORDER_TOLD: this subject was told. */
result gate_order_act(struct scope *, struct store *, const struct asker *, struct str id,
    enum order_act, struct str subject, struct verdict *) MUST;
/* Is the person not to know of it yet, of an order or of an instruction that was given under it? */
result gate_order_forbids(struct scope *, struct store *, struct str id, bool *forbids) MUST;

/* -- incidents -------------------------------------------------------------------- */

/* What is known of an incident without opening its file (rights/incident.c). */
struct incident {
	struct str id; /* of its record, too */
	struct str means, of; /* key, colleague, recipient, dataset or all; and which */
	struct instant opened;
	struct str risk; /* unlikely, likely or high */
	bool open, contained;
};
/* Every one that ever was, the oldest first. */
result gate_incidents(struct scope *, struct store *, struct incident **, size_t *n) MUST;
/* `breach` line `rule` of the policy for this incident. */
struct incident_clock {
	bool runs; /* by the risk */
	struct instant due;
	struct due told;
};
result gate_incident_clock(struct scope *, struct store *, const struct incident *, uint16_t rule,
    struct incident_clock *) MUST;
struct str incident_rule_word(const struct plan *, uint16_t rule); /* regulator, people, a party */
/* `contain sessions`: may whoever asks ask at all? */
result gate_contained(struct scope *, struct store *, const struct asker *, struct verdict *) MUST;

/* -- what was not done by its date --------------------------------------------- */

/* Reviews, and what is still to be done under orders: things of which no entry
 * tells yet, and their entries, inside the caller's transaction. */
result gate_overdue(struct scope *, struct store *, size_t *n) MUST;
result gate_tell_overdue(struct scope *, struct store *) MUST;
/* All of them, whatever entry tells of them. */
struct lapsed {
	struct str what, of; /* "review", and which */
	struct instant due;
	uint32_t line;
};
result gate_lapsed(struct scope *, struct store *, struct lapsed **, size_t *n) MUST;

/* -- events ------------------------------------------------------------------ */

/* One of record, subject and party is named. */
struct gate_event {
	struct str name; /* as the policy has it */
	struct str record, subject, party;
	struct instant at; /* E_INPUT when it is in the future */
};
/* What came of it: due dates that it set, and what it handed over (gate/hand.h). */
struct happened {
	struct moved *moved;
	size_t n_moved;
	struct handed *handed;
	size_t n_handed;
};
/* Whoever may offer or change what it happened to may tell it; of a party, the
 * operator. */
result gate_tell(struct scope *, struct store *, const struct asker *, struct gate_event,
    struct verdict *, struct happened *) MUST;

/* After the caller has rolled back: the entry of a refusal. */
result gate_note_refusal(struct scope *, struct store *, const struct asker *, struct str verb,
    const struct question *, struct verdict *) MUST;

#endif
