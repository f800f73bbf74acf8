/* policy/bind.h -- from sentences to rows: what each word of a policy means.
 *
 * For the files bind*.c alone.  First every name is declared, then the types
 * of fields, then sentences in an order of headings that has what it needs
 * before it needs it (bind.c); where a name stands in the text never matters.
 *
 *  N1  A sentence with a fault gives one message and is left; the others go on.
 *  N2  A name that is missing is reported where it is first wanted, once.
 *  N3  With no message, every row is complete: an index is a row of its kind,
 *      or NONE where plan.h allows it.
 */
#ifndef BAILEE_POLICY_BIND_H
#define BAILEE_POLICY_BIND_H

#include "base/scope.h"
#include "policy/names.h"
#include "policy/tree.h"

/* A heading and what stands under it. */
struct section {
	enum heading heading;
	const struct sentence *head;
	size_t under; /* sentences after `head`: details, comments among them */
	uint16_t row; /* of its kind in the plan; NONE: it has none */
};

struct binder {
	struct scope *sc; /* messages and scratch */
	struct arena *arena; /* the plan's */
	const struct tree *tree;
	struct plan *plan;
	struct diags *diags;
	struct names names;
	LIST(struct section) sections;
	LIST(uint16_t) next_event; /* of each event: the next one of the same name, or NONE */
	struct str here; /* the place that the plan is for, or empty */
	size_t sets; /* of fields, made so far */
	struct fields list; /* the set of the list of fields that is being read */
	bool *faulty; /* of each purpose: it had a fault, and what it uses is not known */
	bool full; /* a limit was passed, and that was reported */
};

/* Reads the words of one sentence from left to right. */
struct cursor {
	struct binder *b;
	const struct section *of;
	const struct token *t, *end;
};

struct cursor cursor_of(struct binder *, const struct section *, const struct sentence *);
struct cursor cursor_after_heading(struct binder *, const struct section *); /* behind `purpose` */
struct cursor cursor_after_name(
    struct binder *, const struct section *); /* behind `purpose news` */
struct at cursor_at(const struct cursor *); /* of the next word, or just behind the last */
struct at cursor_span(struct at first, const struct cursor *); /* up to the word before the next */
bool cursor_ended(const struct cursor *);

/* Words of a phrase, separated by one blank.  `cursor_say` steps over them when they
 * come next; `cursor_want` complains when they do not. */
bool cursor_see(const struct cursor *, const char *phrase);
bool cursor_say(struct cursor *, const char *phrase);
bool cursor_want(struct cursor *, const char *phrase) MUST;
bool cursor_say_comma(struct cursor *);
void cursor_finish(struct cursor *); /* complains about what is left */

/* Each reads one thing, or complains and returns false. */
bool take_text(struct cursor *, const char *what, struct str *) MUST;
bool take_word(struct cursor *, const char *what, struct str *) MUST;
bool take_row(struct cursor *, enum name_kind, uint16_t *row) MUST;
bool take_number(struct cursor *, const char *what, unsigned from, unsigned to, uint32_t *) MUST;
bool take_term(struct cursor *, struct term *) MUST;
bool take_date(struct cursor *, struct civil *) MUST;
bool take_country(struct cursor *, char country[3]) MUST;
bool take_told(struct cursor *, enum told *) MUST; /* `webhook` or `task` */
bool take_channel(struct cursor *, enum channel *) MUST;
bool take_channels(struct cursor *, unsigned *bits) MUST;
/* `insurer, broker and shop`: rows of plan->words. */
bool take_word_list(struct cursor *, const char *what, uint16_t *first, uint16_t *count) MUST;
/* One of the phrases; its number.  The complaint lists them all. */
bool take_one_of(struct cursor *, const char *const *phrases, size_t n, size_t *which) MUST;

/* Messages; each returns the row for the caller to complete. */
struct diag *bind_complain(struct binder *, enum diag_code, struct at);
#define said(binder, ...) \
	str_printf(&(binder)->sc->arena, __VA_ARGS__) /* scratch text, a NUL behind it */
bool bind_expected(struct cursor *, const char *what); /* returns false */
bool bind_complain_missing(
    struct binder *, enum name_kind, const struct token *); /* returns false */
/* The line of a word with another word in its place, to be pasted. */
void bind_try_instead(struct binder *, struct diag *, const struct token *, struct str with);

/* bind_near.c: the nearest of the phrases that stand in `phrases` between backticks to what
 * comes next, as "did you mean" and a line to paste; false when none is near. */
bool bind_suggest(struct cursor *, struct diag *, struct str phrases);
bool bind_suggest_quotes(struct cursor *, struct diag *);

/* A clause: words that may follow a heading's own, on its line or under it. */
struct clause {
	const char *phrase;
	bool (*take)(struct cursor *, uint16_t row);
	bool many; /* may be said more than once */
};

bool clause_see(const struct cursor *, const struct clause *, size_t n);
/* What is left of this sentence, then every detail under it. */
void take_clauses(struct cursor *, const struct clause *, size_t n, uint16_t row);
void take_details(
    struct cursor *, const struct clause *, size_t n, uint16_t row, uint64_t *said_already);
/* The clauses of one sentence; false after a complaint. */
bool take_clause_line(
    struct cursor *, const struct clause *, size_t n, uint16_t row, uint64_t *said_already);

/* A list of names of one kind after which clauses may come. */
bool take_rows(struct cursor *, enum name_kind, const struct clause *, size_t n, uint16_t *rows,
    size_t *count, size_t most) MUST;

/* A row of a plan's table; past the limit, the last one again, with a message. */
bool bind_row_room(struct binder *, size_t n, size_t most);
#define ROW(b, list) \
	(bind_row_room((b), (list)->n, PLAN_ROWS_MAX) ? LIST_ADD((list), (b)->arena) \
						      : &(list)->at[(list)->n - 1])
#define LAST(list) ((uint16_t)((list)->n - 1))
uint16_t bind_word(struct binder *, struct str);

/* Sets of fields. */
struct fields fields_new(struct binder *);
struct fields fields_copy(struct binder *, struct fields);
/* What is held of the data that the policy declares; bailee's own are none of them. */
void fields_put_everything(struct binder *, struct fields, bool secrets);

/* What a list of fields named, word for word. */
struct listed {
	struct at at;
	uint16_t field; /* NONE: by `.*` or `everything` */
};

struct field_list {
	struct fields set; /* until the next list is read: a row keeps a copy */
	struct at at;
	bool our_provisioning_address;
	LIST(struct listed) words;
};

bool fields_see(const struct cursor *);
bool take_fields(struct cursor *, struct field_list *) MUST;

/* What a condition or a clock can ask about: the records of one dataset, or of
 * those that a set has fields of. */
struct about {
	uint16_t dataset; /* NONE: those of `fields` */
	struct fields fields;
	uint16_t purpose; /* whose objection ends a soft opt-in; NONE: none is asked */
};

bool take_cond(struct cursor *, const struct about *, uint16_t *cond) MUST;
/* Do the next words begin a condition, or are they a name? */
bool cond_see(const struct cursor *);
/* `client in FACT`: a party and one of its facts. */
bool take_party_fact(struct cursor *, uint16_t *party, uint16_t *word) MUST;
bool take_event(struct cursor *, const struct about *, uint16_t *event) MUST;

/* Behind `order`: of which kinds; none named: any. */
bool take_orders(struct cursor *, uint16_t *first, uint16_t *count) MUST;

/* Names what this build cannot do: a row of unbuilt.def. */
void bind_unbuilt(struct binder *, enum unbuilt_kind, struct at);

/* The passes (bind.c says in which order). */
void bind_declare(struct binder *);
bool bind_is_data_clause(const struct cursor *); /* a detail of `data` that is no field */
/* The field that this line declares; NONE when an earlier one has its name. */
uint16_t bind_declared_here(struct binder *, const struct dataset *, const struct token *);
/* To where the marks of a field begin; false when its type had a fault. */
bool bind_skip_type(struct cursor *, const struct field *);
uint16_t event_built_in(const struct binder *, const char *name);
void bind_groups(struct binder *);

#define BIND(name) void bind_##name(struct binder *, struct section *);
BIND(policy)
BIND(law)
BIND(from)
BIND(calendar)
BIND(controller)
BIND(party)
BIND(subject)
BIND(subject_states)
BIND(place)
BIND(dataset)
BIND(dataset_marks)
BIND(event)
BIND(keep)
BIND(purpose)
BIND(recipient)
BIND(order)
BIND(consent)
BIND(never)
BIND(suppress)
BIND(screen)
BIND(hold)
BIND(role)
BIND(door)
BIND(cookie)
BIND(right)
BIND(decide)
BIND(breach)
BIND(change)
BIND(review)
#undef BIND

/* Everything above, for a tree that was parsed into a plan that holds nothing
 * but its text. */
void policy_bind(struct binder *);

#endif
