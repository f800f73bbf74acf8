/* policy/plan.h -- the compiled policy: flat tables that the gate indexes.
 *
 * policy_compile (policy/compile.h) makes a plan from text; from then on it
 * is constant.  Rows refer to each other by index; NONE is "no row".  Every
 * row knows the place in the text that says it, so that a verdict, a
 * diagnostic and a printed sentence can name their line.
 *
 *  P1  Every index in a plan is in range or NONE; every bit set has
 *      plan->field_words words.
 *  P2  A plan holds no pointer into anything but its own arena.
 *  P3  The same text gives the same plan, row for row, on any machine.
 *  P4  Deciding from a plan (policy/decide.h) allocates nothing.
 *  P5  Every field is in exactly one group per place (of a plan for one place: in
 *      one); a secret shares its group with no field that is not secret, a dated one
 *      with none of another date.
 *      What passes is never held, and stands with the first group of its data.
 *  P6  A role knows where its grants stand, a recipient its shares, and the plan
 *      which fields no one may have: an answer does not slow as a policy grows.
 */
#ifndef BAILEE_POLICY_PLAN_H
#define BAILEE_POLICY_PLAN_H

#include "base/list.h"
#include "base/time.h"

#define NONE UINT16_MAX
#define PLAN_ROWS_MAX (UINT16_MAX - 1) /* of any one kind */
#define PLAN_FIELDS_MAX 8192
#define PLAN_SETS_MAX 131072 /* of fields: at most 128 MiB */

struct at {
	uint32_t line, col, len; /* from 1, in characters; line 0: from the law pack */
};

/* A set of fields, one bit each, plan->field_words words, in plan memory. */
struct fields {
	uint64_t *w;
};

enum field_type {
#define TYPE(id, word, ...) TYPE_##id,
#include "policy/type.def"
#undef TYPE
	FIELD_TYPES
};

enum field_mark {
	MARK_REQUIRED = 1 << 0,
	MARK_KEY = 1 << 1, /* with the other key fields: one record per value */
	MARK_FINDABLE = 1 << 2,
	MARK_SPECIAL = 1 << 3, /* UK GDPR Art 9 */
	MARK_CRIMINAL = 1 << 4, /* Art 10 */
	MARK_SECRET = 1 << 5, /* type secret: never shown, searched or exported */
	MARK_UNIQUE = 1 << 6, /* no second record of the party with that value */
	MARK_NO_QUERY = 1 << 7, /* of a url, what stands behind ? or # is cut off at the door */
	MARK_PASSES = 1 << 8, /* goes through to a recipient in a release, and never rests */
	MARK_INDEXED = 1 << 9, /* key, findable or unique, or what one is unique within */
	MARK_FOLLOWED = 1 << 10, /* a ref by which a clock asks another record */
};

struct field {
	struct at at;
	struct str name; /* "phone" */
	struct str full; /* "delivery.phone" */
	uint16_t dataset;
	enum field_type type;
	unsigned marks; /* enum field_mark */
	uint16_t first_word, words; /* `one of`: plan->words[first_word...] */
	uint16_t ref; /* `ref DATASET`, or NONE */
	uint16_t unique_within; /* field: MARK_UNIQUE among records with the same value of it; or NONE */
	uint16_t derived_from; /* field of this data, or of data that it refers to; or NONE */
	uint16_t special_for; /* `if special, only for PURPOSE`; or NONE */
	uint16_t only_while; /* cond, or NONE */
	uint16_t off_unless; /* consent without which it is not admitted, or NONE */
	bool dated; /* `until DATE`: not admitted from that day on, and gone with it */
	struct civil until;
	uint16_t off_cond; /* `off unless COND`, where that is more than one consent; or NONE */
	uint16_t group; /* of its first place, or of the place that the plan is for */
	struct str category; /* as its own line says; words_category has what it falls in */
};

/* The last dataset rows are the built-in ones (case, consent, colleague,
 * incident, ledger): they have clocks but take no offers.  Each has one field, a
 * document (built_in.def): the room that keeps it says what stands in it. */
struct dataset {
	struct at at;
	struct str name;
	uint16_t first_subject, subjects; /* plan->dataset_subjects[...] */
	bool all_subjects; /* `and`: several people a record; `or`: one of them */
	uint16_t party; /* held for, or NONE */
	uint16_t place; /* NONE: every place */
	uint16_t first_field, fields;
	uint16_t first_group, groups;
	uint16_t only_while; /* cond without which nothing of it is admitted, or NONE */
	uint16_t allocation; /* `by DATA`: its records say whom this is about, and when; or NONE */
	bool series; /* `as series`: each record has a time, and they are counted by it */
	bool shared_with_nobody;
	struct str category; /* of the fields that no line names, or empty */
	bool built_in;
};

struct subject_type {
	struct at at;
	struct str name, text;
	uint16_t party; /* `for PARTY`: then we are its processor; or NONE */
	uint16_t least_age; /* years, 0: none stated */
};

/* `state former from leaving`, under its subject. */
struct state {
	struct at at;
	struct str name;
	uint16_t subject, event;
};

struct party_class {
	struct at at;
	struct str name, text;
	uint16_t first_kind, kinds; /* plan->words: `kinds insurer, broker` */
	uint16_t first_fact, facts; /* plan->words: `facts contract-number` */
	uint16_t through; /* the class of those who may serve them, or NONE */
	struct term return_within; /* `at the end return, then erase within` */
	bool returned;
};

struct place {
	struct at at;
	struct str name, text;
	char country[3]; /* ISO 3166-1 alpha-2 */
	uint16_t run_by; /* recipient, or NONE */
	bool sealed_before_transfer;
	struct term backups_kept; /* zero: not a place of backups */
	struct term copied_every, tried_every; /* zero: not said */
	enum told {
		TOLD_NO,
		TOLD_WEBHOOK,
		TOLD_TASK,
	} told;
	struct term confirm_within;
};

enum event_of {
	EVENT_OF_DATASET,
	EVENT_OF_FIELD,
	EVENT_OF_PARTY,
	EVENT_OF_BUILT_IN,
};

/* Built-in events: arrival, change, opt-out, payment, closing (of a case or
 * incident), withdrawal (of a consent), leaving (of a colleague). */
struct event {
	struct at at;
	struct str name;
	enum event_of of;
	uint16_t of_row; /* dataset, field or party class */
	bool latest; /* `latest`; false: `first` */
	bool has_fallback; /* `if it never comes, T after arrival|change` */
	struct term fallback;
	uint16_t fallback_event; /* the built-in arrival or change */
};

/* Conditions in postfix order, over one record, its subject and party. */
enum op {
	OP_FIELD_IS, /* a: field, b: word in plan->words */
	OP_PARTY_IS, /* a: party class, b: word */
	OP_PARTY_FACT, /* a: party class, b: word: this dated fact of the party holds today */
	OP_STATE, /* a: state: the person is in it */
	/* a: consent given and not withdrawn; b: by all of this subject type whom the record
	 * names, COND_EVERYBODY, or NONE: by whoever is at hand */
	OP_CONSENT,
	OP_HAPPENED, /* a: event */
	OP_WITHIN, /* a: event, term: at most so long since */
	/* soft opt-in (PECR reg 22(3)): as OP_WITHIN, counted from the event itself and
	 * not from its fallback, and no objection to purpose b */
	OP_SOFT_WITHIN,
	OP_NOT,
	OP_AND,
	OP_OR,
};

struct step {
	struct at at;
	enum op op;
	uint16_t a, b;
	uint16_t via; /* OP_FIELD_IS: the ref field that is followed to the record of `a`; or NONE */
	struct term term;
};

struct cond {
	struct at at;
	uint16_t first_step, steps; /* at most COND_STEPS_MAX */
};

#define COND_STEPS_MAX 64
#define COND_EVERYBODY ((uint16_t)(NONE - 1))

enum ending {
	END_ERASE,
	END_BLANK,
	END_GENERALISE,
};

/* How exactly a value is told once its clock has run out. */
enum grain {
#define GRAIN(id, ...) GRAIN_##id,
#include "policy/grain.def"
#undef GRAIN
	GRAINS
};

/* One arm of a keep line.  A line's clock runs out when all its arms have. */
struct arm {
	uint16_t cond; /* NONE: `until`; else `while COND`, the rest its limit */
	struct term term; /* so long after ... */
	uint16_t event; /* ... this event; NONE: a `while` without a limit, which does not compile */
};

/* A `keep` line has a clock for each dataset that it names. */
struct clock {
	struct at at;
	uint16_t dataset;
	struct fields fields;
	uint16_t place; /* NONE: everywhere */
	uint16_t first_arm, arms; /* none: `unstated`, which does not compile */
	enum ending ending;
	enum grain grain; /* END_GENERALISE: to this, */
	struct term coarse_for; /* and gone so long after */
	struct str reading;
	bool reaches_back; /* also to what earlier versions collected, though it be longer */
};

/* The fields of one dataset that end together: one sealed part each. */
struct group {
	uint16_t dataset;
	uint16_t clock;
	struct fields fields;
	bool secret;
	bool dated; /* its fields have the same `until DATE` */
	struct civil until;
	bool of_value; /* its clock starts at an event of a field: a new value, a new lifetime */
};

enum basis {
#define BASIS(id, word, ...) BASIS_##id,
#include "policy/basis.def"
#undef BASIS
	BASES
};

struct ground {
	struct at at;
	enum basis basis;
	uint16_t subject; /* for whom; each `for` name is a ground of its own */
	uint16_t consent; /* BASIS_CONSENT */
	/* BASIS_INSTRUCTION: of whom; BASIS_DECLARED: by whom; BASIS_CONTRACT: with whom, or NONE */
	uint16_t party;
	uint16_t fact; /* BASIS_DECLARED: plan->words, the fact of the party that says so */
	struct str interest, assessment; /* legitimate interests and their assessment */
};

enum channel {
#define CHANNEL(id, word, ...) CHANNEL_##id,
#include "policy/channel.def"
#undef CHANNEL
	CHANNELS
};

enum need {
	NEED_TICKET = 1 << 0,
	NEED_ORDER = 1 << 1,
	NEED_REASON = 1 << 2,
	NEED_TWO_PEOPLE = 1 << 3,
};

/* Built in: rights-requests and legal-order, the last two rows. */
struct purpose {
	struct at at;
	struct str name, text;
	struct fields uses;
	uint16_t first_ground, grounds;
	uint16_t only_while; /* cond, or NONE */
	uint16_t with_consent; /* cond over OP_CONSENT, OP_SOFT_WITHIN ..., or NONE */
	unsigned needs; /* enum need */
	bool as_pseudonyms; /* what identifies leaves as a code of this purpose */
	uint16_t as_totals_of; /* 0: values; else only totals of so many or more */
	unsigned marketing; /* bit per enum channel; 0: not direct marketing */
	struct str second; /* `second ground WORD` of second.def, for special or criminal fields */
	uint16_t second_by, second_fact; /* declared by this party, in this fact; or NONE */
	bool as_controller;
	uint16_t under; /* purpose, or NONE */
	uint16_t hour_from, hour_to; /* `hours 08:00-20:00` in minutes; equal: any */
	uint16_t attempts; /* 0: any number */
	bool built_in;
};

/* UNSAID does not compile. */
enum recipient_role {
	RECIPIENT_UNSAID,
	RECIPIENT_PROCESSOR,
	RECIPIENT_CONTROLLER,
	RECIPIENT_JOINT,
	RECIPIENT_AUTHORITY,
};

/* `tell contact by email after despatch saying "..."`, under its purpose. */
struct event_letter {
	struct at at;
	uint16_t purpose, subject, event;
	struct str text;
};

struct recipient {
	struct at at;
	struct str name, text;
	enum recipient_role role;
	char country[3];
	struct str mechanism; /* "adequate", "idta" ...; empty: none said */
	struct str checked; /* transfer risk assessment */
	struct term mechanism_review; /* zero: none */
	struct str contract; /* empty: none named */
	bool sealed_bytes_only;
	struct term vetted_every;
	uint16_t first_share, shares; /* its lines are among these (P6) */
	enum told told; /* how they are told of an erasure; TOLD_NO: as a task */
	struct term confirm_within; /* zero: as long as the law pack says */
};

/* `must "..."`: a duty of a recipient, in words. */
struct duty {
	struct at at;
	uint16_t recipient;
	struct str text;
	struct term each_within; /* confirmed so long after each release; zero: not of each */
	struct term every; /* confirmed again and again; zero: not */
};

/* One `receives` line. */
struct share {
	struct at at;
	uint16_t recipient;
	struct fields fields;
	bool our_provisioning_address; /* the literal extra of that name */
	uint16_t purpose;
	uint16_t when; /* cond, or NONE */
	uint16_t on; /* `on EVENT`: handed over by itself when that happens; NONE: by people */
	unsigned needs;
	uint16_t first_order, orders; /* `with order court, crime`: plan->order_kinds; 0: any */
};

/* `order NAME`: what lets somebody be given data though nobody agreed, once it is opened
 * with its evidence (DPA 2018 Sch 2). */
struct order_class {
	struct at at;
	struct str name, text;
	uint16_t first_show, shows; /* plan->words: authority, reference ... */
	bool shows_records, shows_fields; /* it is for those named in it, and for no other */
	uint16_t first_country, countries; /* plan->words; none: of any country */
	struct term ends_after;
	struct term reviewed_within; /* zero: by nobody */
	bool two_people; /* open it */
	struct term tell_within; /* the people whose data was given; zero: they are not told */
	bool unless_forbidden; /* it may say until when they must not be told */
	uint16_t hold; /* laid on the records that it names; NONE: none */
};

struct consent {
	struct at at;
	struct str name;
	uint16_t purpose;
	enum channel channel;
	struct str asked_as; /* the wording */
	struct instant counts_from; /* given on or after; INSTANT_EVER: any day */
	struct str evidence; /* words of plan->words: wording, time, ip, address, click */
	uint16_t first_evidence, evidences;
	bool has_listed_before;
	struct instant listed_before; /* on the list before this stays on it */
	struct str reading;
	bool confirm_by_email;
	bool for_each_call; /* a yes is for the one call that its evidence names */
	bool for_each_recipient; /* for one recipient, and for the fields that it names */
	bool is_explicit; /* UK GDPR Art 9(2)(a): in words of one's own doing, never by conduct */
	struct term lapses; /* zero: never */
	unsigned withdrawn_by; /* bit per enum channel */
};

enum never_act {
	NEVER_COLLECT,
	NEVER_STORE,
	NEVER_SHARE,
	NEVER_JOIN,
};

struct never {
	struct at at;
	enum never_act act;
	bool special, criminal, card_number; /* kinds named */
	struct fields fields; /* fields named */
	bool anything; /* `anything` */
	uint16_t dataset, other_dataset; /* NEVER_JOIN */
	uint16_t recipient; /* NEVER_SHARE with it; NONE: anyone */
	uint16_t first_except, excepts; /* plan->never_recipients: anyone but these */
	uint16_t purpose; /* NONE: any */
	bool marketing; /* `for direct marketing` */
	struct str reading; /* of what the author read in the text, or empty */
};

struct suppress {
	struct at at;
	unsigned types; /* bit per enum field_type: email, phone */
	uint16_t event;
	uint16_t each; /* party: who opts out of one of them stays with the others; or NONE */
};

struct screen {
	struct at at;
	enum field_type type;
	uint16_t first_register, registers; /* plan->words: tps, ctps */
	struct term at_most_old;
	uint16_t purpose;
};

struct hold_class {
	struct at at;
	struct str name;
	uint16_t first_dataset, datasets; /* plan->hold_datasets */
	struct fields fields; /* whose clocks are paused: all of those data, or the fields named */
	uint16_t by; /* role, or NONE: nobody is named */
	bool with_reason;
	struct term reviewed_every;
};

struct role {
	struct at at;
	struct str name;
	uint16_t party; /* `of PARTY`, or NONE: our own people */
	uint16_t first_grant, grants; /* its grants are among these (P6) */
};

enum may {
	MAY_READ = 1 << 0,
	MAY_CHANGE = 1 << 1,
	MAY_HEAR = 1 << 2,
	MAY_EXPORT = 1 << 3,
	MAY_NARROW = 1 << 4, /* change, to a later word of a field's list alone */
};

/* One (role, purpose, fields) of a `may` line: fields already cut to those
 * that the purpose uses. */
struct grant {
	struct at at;
	uint16_t role;
	unsigned may;
	struct fields fields;
	uint16_t purpose;
	unsigned needs;
	uint16_t first_order, orders; /* as in struct share */
	uint16_t a_day; /* 0: no quota */
	bool of_their_own; /* records of the asker's party */
	bool of_those_served; /* records of the parties that the asker's party serves */
	bool showing_what_changes;
	uint16_t only_while; /* cond, of the record at hand, or NONE */
	uint16_t first_holding, holdings; /* plan->holdings: dated facts of the colleague */
	uint16_t two_above; /* a day's records beyond which a second person is needed; 0: none */
	uint16_t named_in; /* field that must name who asks, or their party; or NONE */
	bool from_office;
};

/* `holding training within 12 months` */
struct holding {
	struct str fact;
	struct term within; /* zero: as long as the fact says */
};

enum offered_by { FROM_KEYS = 1 << 0,
	FROM_PEOPLE = 1 << 1,
	FROM_ANYONE = 1 << 2,
	FROM_PHONES = 1 << 3,
	FROM_PHONE_SYSTEM = 1 << 4 };

struct door_rule {
	struct at at;
	struct str name; /* api, portal, phones, recorder, website ... */
	uint16_t first_dataset, datasets; /* plan->door_datasets: may offer */
	struct fields asks; /* `may ask ... for PURPOSE` */
	uint16_t asks_for;
	uint16_t only_while; /* cond, of what is offered, or NONE */
	unsigned from; /* enum offered_by */
	bool tls_only;
	uint16_t block_count; /* `block an address for T after N unknown phones in T` */
	struct span block_window, block_for;
	struct str before_play, pause_while; /* texts of recording duties */
	struct str before_connecting; /* what an answered person hears before they are put through */
	bool shows_notice; /* an offer says which version of the notice its person was shown */
	bool seen, ended_by_them; /* a session that the person watches, and may end */
};

enum right_kind {
#define RIGHT(id, word, ...) RIGHT_##id,
#include "policy/right.def"
#undef RIGHT
	RIGHTS, /* those that people have, and a policy may speak of */
	RIGHT_UNSORTED = RIGHTS, /* of a case alone: which of them is asked for has yet to be said */
	CASE_KINDS
};

/* One `right` line; rights that no line names are held as the law pack says. */
struct right {
	struct at at;
	enum right_kind kind;
	bool all; /* `right all of SUBJECT passed to PARTY` */
	struct term within; /* zero: the law's */
	bool free_of_charge;
	struct str fee_most; /* "10.00 GBP"; empty: never a fee */
	struct term fee_repeated; /* of a request that comes again within so long */
	bool fee_excessive;
	uint16_t code_to; /* field to which a code is sent, so that people show who they are; or NONE */
	uint16_t at_once; /* door at which people do it themselves; or NONE */
	uint16_t always_wins_first, always_wins; /* plan->right_purposes */
	uint16_t subject; /* passed on for these people, or NONE */
	uint16_t passed_to; /* party, or NONE */
	struct term passed_within;
};

/* One `except` of a right: exactly these fields stay. */
struct exception {
	struct at at;
	enum right_kind kind;
	struct fields fields;
	uint16_t purpose;
	struct str telling; /* the sentence the person is told */
};

struct breach_rule {
	struct at at;
	enum breach_tell {
		TELL_REGULATOR,
		TELL_PEOPLE,
		TELL_PARTY,
	} tell;
	uint16_t party;
	struct term within; /* zero: without delay */
	struct str threshold; /* "unless risk is unlikely" */
};

struct change_rule {
	struct at at;
	bool purpose, recipient, clock, category; /* what counts as material */
	bool new_with_consent; /* `new purposes only with consent` */
	uint16_t first_subject, subjects; /* plan->change_subjects: told */
	enum channel channel;
	struct term before;
};

/* A dated fact of this name; without it in time, what it closes is refused. */
struct review {
	struct at at;
	struct str name;
	struct term every;
	enum review_closes {
		CLOSES_NOTHING,
		CLOSES_DOOR,
		CLOSES_ROLE,
		CLOSES_RECIPIENT,
	} closes;
	uint16_t closed; /* row of doors, roles or recipients */
};

/* `decide NAME automatically`: a named person may be asked, and it may be contested. */
struct decision {
	struct at at;
	struct str name;
	uint16_t by; /* role of the people who review it, or NONE */
	unsigned contest; /* bit per enum channel */
};

enum cookie_class {
	COOKIE_ESSENTIAL,
	COOKIE_EXEMPT,
	COOKIE_CONSENT,
};

struct cookie {
	struct at at;
	struct str name, text; /* what it is for */
	enum cookie_class class;
	uint16_t consent; /* COOKIE_CONSENT */
	struct term life; /* zero: until the browser is closed */
	uint16_t random_bits; /* 0: not said */
	bool host_only; /* no other host receives it */
};

/* A company of the controller's group, or a place it publishes something at. */
struct named {
	struct at at;
	struct str text;
};

/* GOV.UK's divisions of the United Kingdom, each with bank holidays of its own. */
enum division { ENGLAND_WALES,
	SCOTLAND,
	NORTHERN_IRELAND,
	DIVISIONS };

struct controller {
	struct at at;
	struct str name, address, phone, email, dpo, regulator, regulator_number;
	enum division division; /* whose bank holidays move the law's dates */
	bool public_authority; /* UK GDPR Art 6(1): legitimate interests are not for its tasks */
};

/* `from "DV-041"`: what a sentence comes from. */
struct source {
	struct at at;
	uint32_t first_line, last_line; /* of the sentence that carries it */
	struct str text;
};

/* What a policy says that this build cannot do: named when it is activated. */
enum unbuilt_kind {
	UNBUILT_DOOR, /* one that is no BUILT_DOOR */
#define UNBUILT(name, words) UNBUILT_##name,
#include "policy/unbuilt.def"
#undef UNBUILT
};
struct unbuilt {
	enum unbuilt_kind kind;
	struct at at;
	struct str what; /* "door phones", "cookie" ... */
};

struct plan {
	struct str name;
	uint32_t version;
	uint32_t replaces; /* 0: none */
	struct str law_pack; /* "uk" */
	struct civil law_date;
	struct civil from;
	struct str zone; /* "Europe/London" */
	struct controller controller;
	size_t field_words; /* uint64_t words in every struct fields */

	LIST(struct str) words;
	LIST(struct party_class) parties;
	LIST(struct state) states;
	LIST(struct subject_type) subjects;
	LIST(struct place) places;
	LIST(struct dataset) datasets;
	LIST(uint16_t) dataset_subjects;
	LIST(struct field) fields;
	LIST(struct event) events;
	LIST(struct step) steps;
	LIST(struct cond) conds;
	LIST(struct arm) arms;
	LIST(struct clock) clocks;
	LIST(struct group) groups;
	LIST(struct ground) grounds;
	LIST(struct purpose) purposes;
	LIST(struct event_letter) event_letters;
	LIST(struct recipient) recipients;
	LIST(struct share) shares;
	LIST(struct duty) duties;
	LIST(struct order_class) orders;
	LIST(uint16_t) order_kinds;
	LIST(struct consent) consents;
	LIST(struct never) nevers;
	LIST(uint16_t) never_recipients;
	struct fields never_shared; /* that some `never share` names (P6) */
	LIST(struct suppress) suppressions;
	LIST(struct screen) screens;
	LIST(struct hold_class) holds;
	LIST(uint16_t) hold_datasets;
	LIST(struct role) roles;
	LIST(struct grant) grants;
	LIST(struct holding) holdings;
	LIST(struct door_rule) doors;
	LIST(uint16_t) door_datasets;
	LIST(struct right) rights;
	LIST(uint16_t) right_purposes;
	LIST(struct exception) exceptions;
	LIST(struct breach_rule) breaches;
	LIST(struct change_rule) changes;
	LIST(uint16_t) change_subjects;
	LIST(uint16_t) change_consents; /* who gave one of these is asked again */
	bool contains_sessions, contains_releases; /* what a breach stops at once */
	struct at contains; /* the line that says so */
	LIST(struct review) reviews;
	LIST(struct cookie) cookies;
	LIST(struct decision) decisions;
	LIST(struct named) group_members, links; /* of the controller */
	bool derives; /* some field is derived from another */
	bool follows; /* some field is MARK_FOLLOWED */
	bool decides_automatically;
	struct at decide_at;
	LIST(struct unbuilt) unbuilt;
	LIST(struct source) sources; /* as they stand in the text */
	struct str text; /* the source, for diagnostics and documents */
};

/* Fills what P6 speaks of, once all rows stand. */
void plan_index(struct plan *, struct arena *);

/* `by allocation`: the fields that tie a record to a person: both name the same
 * record, and its time lies from the one to the other.  NONE where there is none. */
struct tie {
	uint16_t ref, time; /* of the data */
	uint16_t other_ref, begins, ends; /* of the allocation */
};
struct tie plan_tie(const struct plan *, uint16_t dataset);

/* The time of a record of data `as series`: its first required one; or NONE. */
uint16_t plan_series_time(const struct plan *, uint16_t dataset);

/* Look-ups by name; NONE when there is none. */
uint16_t plan_dataset(const struct plan *, struct str name);
/* The place where the data is held and nowhere else, or NONE.  One that is told to erase is
 * another system, where a copy lies. */
uint16_t plan_only_in(const struct plan *, uint16_t dataset);
/* Is it one of the kinds of people that the data is about?  NONE is none of them. */
bool plan_is_about(const struct plan *, uint16_t dataset, uint16_t subject);
/* Does the purpose rest on a ground for these people? */
bool plan_has_ground(const struct plan *, uint16_t purpose, uint16_t subject);
uint16_t plan_field(const struct plan *, uint16_t dataset, struct str name);
uint16_t plan_field_full(const struct plan *, struct str full);
uint16_t plan_purpose(const struct plan *, struct str name);
uint16_t plan_recipient(const struct plan *, struct str name);
uint16_t plan_place(const struct plan *, struct str name);
uint16_t plan_role(const struct plan *, struct str name);
uint16_t plan_subject(const struct plan *, struct str name);
uint16_t plan_party(const struct plan *, struct str name);
uint16_t plan_consent(const struct plan *, struct str name);
uint16_t plan_order(const struct plan *, struct str name);
uint16_t plan_hold(const struct plan *, struct str name);
uint16_t plan_door(const struct plan *, struct str name);
/* An event of that name that can be reported for a record of `dataset`, or
 * (dataset NONE) for a party. */
uint16_t plan_event(const struct plan *, uint16_t dataset, struct str name);

/* The sources of the sentence that has `line`; NULL and 0 when it names none. */
const struct source *plan_sources(const struct plan *, uint32_t line, size_t *n);

bool fields_have(struct fields, uint16_t field);
void fields_put(struct fields, uint16_t field);
bool fields_none(const struct plan *, struct fields);
bool fields_within(const struct plan *, struct fields inner, struct fields outer);
bool fields_meet(const struct plan *, struct fields, struct fields);
/* What is in both, in that arena. */
struct fields fields_both(const struct plan *, struct arena *, struct fields, struct fields);
bool fields_meet_dataset(const struct plan *, struct fields, uint16_t dataset);

#endif
