/* bin/store.h -- where the store is, asking its keeper, showing the answer. */
#ifndef BAILEE_BIN_STORE_H
#define BAILEE_BIN_STORE_H

#include "bin/command.h"

struct str call_store(struct call *); /* --store, $BAILEE_STORE, ./store, /var/lib/bailee */

/* A fault of the keeper's is a fault of ours; a refusal is an answer. */
result call_ask(struct call *, enum verb, const struct node *question, const struct node **answer)
    MUST;
/* "email=ann@example.org,phone=...": members of the map; `name` is for the fault. */
result call_map(struct scope *, const char *name, struct str text, struct node **map) MUST;
/* The question that the act's arguments and the options make: an option is a
 * member when the verb's question has one of its name. */
result call_question(struct call *, const struct act *, struct node **question) MUST;
/* All of it: question, answer, shown. */
result call_act_of(struct call *, const struct act *) MUST;
result call_act(struct call *) MUST; /* of call->act: the `run` of plain acts */

/* A certificate signed by itself, STORE/tls.crt and tls.key; `names` with commas
 * between, or "" for this machine alone. */
result store_certificate(struct scope *, struct str store, struct str names) MUST;

/* -- show.c ----------------------------------------------------------------- */

/* As JSON, or for people: a refusal with its line; lists as columns, one line
 * each; the rest as `name value` lines.  `show` may be "member: column column"
 * to choose, "member" for a text as it is, or "" for all of it. */
result call_show(struct call *, const struct node *answer, const char *show) MUST;
/* Whether the answer is a refusal; then it is printed and call->no is set. */
bool call_refused(struct call *, const struct node *answer);
void show_refusal(struct buf *, const struct node *refused);
/* Texts and numbers as they are, times as they are, the rest as JSON. */
struct str show_value(struct arena *, const struct node *);

/* Options that data commands take. */
#define OPTION_KEY \
	{ \
		"key", "TOKEN", "the bearer key of who asks; else $BAILEE_KEY" \
	}
#define OPTIONS_WHY \
	{ "ticket", "ID", "the ticket that this is for, where the policy asks for one" }, \
	    { "order", "ID", "the order that this is for, where the policy asks for one" }, \
	{ \
		"reason", "TEXT", "the reason, where the policy asks for one" \
	}

#endif
