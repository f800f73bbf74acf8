/* keeper/verbs.h -- the wall: what doors may ask, and how an answer looks.
 *
 *  K1  A door speaks verbs over one link and knows nothing else of the
 *      keeper; every question and answer is checked against its shape on the
 *      keeper's side.
 *  K2  One question, one answer, in the order asked on that link.
 *  K3  An answer comes only after what it tells is durable.
 *  K4  Which door asks is known from the link, not from what the door says;
 *      only on the store's own socket the question may name it.
 */
#ifndef BAILEE_KEEPER_VERBS_H
#define BAILEE_KEEPER_VERBS_H

#include "base/node.h"

enum verb {
#define VERB(id, ...) VERB_##id,
#include "keeper/verbs.def"
#undef VERB
	VERBS
};

enum verb_who { WHO_ANYBODY,
	WHO_KEY,
	WHO_ROLE,
	WHO_OWN, /* a role, or a person in a session of their own: of themselves alone */
	WHO_PERSON, /* that person alone */
	WHO_OPERATOR,
	WHO_POST, /* the part that carries tellings, by its link alone (K4) */
	WHO_MAILBOX }; /* and the part that mail is handed to */

struct verb_row {
	const char *name;
	enum verb_who who;
	const char *question, *answer; /* shapes */
	const char *what;
};

const struct verb_row *verb_row(enum verb);
enum verb verb_of_name(struct str name); /* VERBS when there is none */

/* What a door sends: the verb, who asks as far as the door can tell (a
 * bearer token, or nothing), the door's own name in the policy. */
struct question_head {
	enum verb verb;
	struct str token;
	struct str door; /* K4 */
	struct str address; /* the other end's, as the door saw it; empty: it knows none */
};

/* What comes back: a result code with its public text, or the tree.  The
 * policy that answered and the ledger's newest entry stand in every reply,
 * faults too; they are empty and 0 when the store is not open. */
struct reply {
	enum code code;
	struct str text, field; /* of the fault */
	struct str policy; /* name */
	int64_t policy_version;
	struct str policy_hash; /* hex */
	int64_t entry;
	struct node *body; /* E_OK: a map */
};

/* -- shapes: how a question and an answer are made (verbs.def, shapes.def) -- */

struct shape_member {
	struct str name;
	struct str type; /* str id time int bool map list any */
	struct str of; /* the shape of the map, or of each in the list; or empty */
	bool required;
};

struct shape_row {
	const char *name, *members, *what;
};

/* Reads one member off `rest`; false at its end.  Shapes are ours: a wrong
 * one is a broken invariant. */
bool shape_next(struct str *rest, struct shape_member *);
const struct shape_row *shape_row(struct str name); /* NULL: none of that name */
const struct shape_row *shape_at(size_t n); /* NULL after the last */

#define WIRE_BYTES_MAX ((size_t)1 << 20) /* of a question; of an answer, unless it is a package */
#define WIRE_REPLY_MAX ((size_t)32 << 20) /* what a person is given may be long */
#define WIRE_OFFERS_MAX 1000
#define DOOR_POST "post" /* the link of the part that carries tellings; no door of a policy */
#define DOOR_MAILBOX "mailbox" /* the link of the part that mail is handed to */
#define DOOR_FOLDER "folder" /* the link of the watched folders; each has a key of its own */
#define DOOR_API "api" /* the door of HTTP and of the store's own socket */

#endif
