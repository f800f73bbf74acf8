/* test/kit/store.h -- a store in a folder, under a policy of ours. */
#ifndef BAILEE_KIT_STORE_H
#define BAILEE_KIT_STORE_H

#include "ledger/ledger.h"
#include "sql/sql.h"
#include "term/term.h"
#include "vault/party.h"
#include "vault/root.h"

struct test_store {
	struct scope *sc;
	struct str folder;
	struct root *root;
	struct vault *vault;
	struct ledger ledger;
	struct arena arena; /* the plan's */
	struct store store; /* what floors 4 and up work on */
	struct party reseller; /* registered */
};

/* Under policies/voip-distributor.policy; opened, in no transaction; closed
 * with the scope. */
struct test_store *test_store_make(struct scope *);
/* Closes and opens it again, as after a crash. */
void test_store_reopen(struct test_store *);
struct sql *test_store_sql(struct test_store *);

uint16_t test_field(const struct test_store *, const char *full);
/* "delivery.phone=+441632960100", NULL at the end. */
struct values test_values(struct test_store *, ...);
/* Puts a record of these values with the dues the term computes; CHECKs. */
struct record test_put(
    struct test_store *, const char *dataset, struct str subject, struct str party, struct values);
struct str test_value(struct test_store *, struct str record, const char *full); /* or "" */
/* Is it in any file of the store? */
bool test_store_has(struct test_store *, struct str bytes);

#endif
