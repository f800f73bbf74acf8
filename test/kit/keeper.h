/* test/kit/keeper.h -- a keeper in this process, and a link to it. */
#ifndef BAILEE_KIT_KEEPER_H
#define BAILEE_KIT_KEEPER_H

#include "keeper/keeper.h"
#include "keeper/link.h"
#include "vault/root.h"

struct test_keeper {
	struct scope *sc;
	struct arena arena;
	struct str folder;
	struct keeper *keeper;
	struct link *link; /* the owner's: without a token it is the operator */
	struct str operator_token;
};

/* A rehearsal under policies/voip-distributor.policy, at TEST_NOW; closed with
 * the scope. */
struct test_keeper *test_keeper_make(struct scope *);
/* A rehearsal under that policy, in those places of it; else E_INPUT and NULL. */
struct test_keeper *test_keeper_in(struct scope *, struct str policy, const char *places);
/* Not a rehearsal: its clock is the machine's; its first entries say `born`. */
struct test_keeper *test_keeper_production(struct scope *, struct instant born);
void test_keeper_stop(struct test_keeper *); /* as by SIGTERM */
void test_keeper_start(struct test_keeper *);

/* A link of its own, as a door has: of a named door, or an owner's (""). */
struct link *link_make(struct test_keeper *, struct str door, bool owner);
void keeper_turn_once(struct test_keeper *); /* one turn of the loop */
void link_put_json(
    struct test_keeper *, struct link *, struct str token, enum verb, const char *json);
bool link_take_one(struct test_keeper *, struct link *, struct reply *);

/* One question in JSON, with a bearer token or "". */
struct reply ask_keeper(struct test_keeper *, struct str token, enum verb, const char *json);
/* The same, and it must be answered: the body. */
const struct node *answer_of(struct test_keeper *, struct str token, enum verb, const char *json);
/* As these two, the question written as by printf. */
struct reply ask_in_words(
    struct test_keeper *, struct str token, enum verb, const char *format, ...) PRINTF(4, 5);
const struct node *answer_in_words(
    struct test_keeper *, struct str token, enum verb, const char *format, ...) PRINTF(4, 5);
/* The type of the refusal, or "". */
struct str refusal_of(const struct node *body);

/* Keys. */
struct str key_of_role(struct test_keeper *, const char *role, struct str party);
struct str key_of_channel(struct test_keeper *, const char *door);
struct str party_of(struct test_keeper *, const char *name);

#endif
