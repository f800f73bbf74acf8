/* rights/inside.h -- what the files of this room share; nobody else reads it. */
#ifndef BAILEE_RIGHTS_INSIDE_H
#define BAILEE_RIGHTS_INSIDE_H

#include "gate/look.h"
#include "gate/note.h"
#include "gate/will.h"
#include "rights/rights.h"

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
	bool extended;
	struct due announced; /* that the restriction will be lifted */
	struct str record;
};

const char *right_word(enum right_kind);
const char *case_state_word(enum case_state);
/* A case of another party is absent to this asker; refused as gone. */
result case_load(struct acting *, struct str id, struct case_row *) MUST;
result case_store_new(struct acting *, struct case_row *) MUST; /* sets the id */
result case_store(struct acting *, const struct case_row *) MUST;
result case_note(struct acting *, enum entry_kind, const struct case_row *, uint64_t *seq) MUST;

/* What the person is told before a restriction is lifted; `from`: not before. */
struct str letter_of_lifting(struct acting *, const struct case_row *, struct str reasons);
struct instant lifted_from(struct instant announced);

/* -- incidents: affected.c ------------------------------------------------------ */

/* R7: a list of maps: subject, party, fields, days, recipients. */
result affected_by(struct acting *, const struct incident *, struct instant since,
    struct instant until, struct node **people, int64_t *unnamed) MUST;
/* What a person is told of it: what, when, which fields, what to do. */
struct str letter_of_incident(
    struct acting *, const struct incident *, const struct node *file, const struct node *person);

/* -- erasing: erase.c --------------------------------------------------------- */

struct erasing {
	struct acting *act;
	enum erasure_reason reason;
	struct str for_case;
	bool preview;
	const struct fields *only; /* NULL: all fields */
	const bool *stands; /* by exception: its purpose's condition holds for the record */
	struct hold *holds; /* that are open */
	size_t n_holds;
	struct stays *stays;
	size_t n_stays, room;
	uint64_t ended; /* lifetimes */
};

result erasing_begin(struct erasing *, struct acting *, enum erasure_reason) MUST;
result erase_record(struct erasing *, const struct record *) MUST;
result erase_person(struct erasing *, struct str subject) MUST;

/* The open hold that stops the end of this lifetime, or NULL. */
const struct hold *hold_on(
    const struct plan *, const struct hold *, size_t n, const struct lifetime *);

/* -- people: readers.c ---------------------------------------------------------- */

/* Entries of the ledger about one person, newest first. */
result readers_of(struct acting *, struct str subject, struct node **) MUST;

#endif
