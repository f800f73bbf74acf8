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
	struct party reseller; /* registered: of the first class that the policy names, if any */
};

/* Under policies/voip-distributor.policy; opened, in no transaction; closed
 * with the scope. */
struct test_store *test_store_make(struct scope *);
/* Under the same with one place of its text changed: CHECKs that it compiles. */
struct test_store *test_store_edited(struct scope *, const char *from, const char *to);
/* Under test/kit/fleet.policy, with one place changed (`from` empty: none); its parties are
 * registered by the test. */
struct test_store *test_store_fleet(struct scope *, const char *from, const char *to);
struct party test_party(struct test_store *, const char *class, const char *kind);
struct party test_party_through(
    struct test_store *, const char *class, const char *kind, struct str through);
/* Under the policy in that file. */
struct test_store *test_store_under(struct scope *, const char *path);
/* Closes and opens it again, as after a crash. */
void test_store_reopen(struct test_store *);
struct sql *test_store_sql(struct test_store *);
void test_begin(struct test_store *); /* a transaction */
void test_commit(struct test_store *);
void test_travel(struct test_store *, const char *to); /* RFC 3339 */
/* What the keeper does: each in a transaction of its own. */
uint64_t test_sweep(struct test_store *);
uint64_t test_finish(struct test_store *);

/* A new person; subject types as the policy names them. */
struct str test_subject(struct test_store *, const char *type, struct str party);
uint16_t test_field(const struct test_store *, const char *full);
/* "delivery.phone=+441632960100", NULL at the end. */
struct values test_values(struct test_store *, ...);
/* Puts a record of these values with the dues the term computes; CHECKs. */
struct record test_put(
    struct test_store *, const char *dataset, struct str subject, struct str party, struct values);
/* A parcel for a new end-user of the reseller. */
struct record test_delivery(struct test_store *, const char *shipment);
void test_tell(struct test_store *, const char *dataset, const char *event, struct str record,
    const char *at);
struct str test_value(struct test_store *, struct str record, const char *full); /* or "" */
size_t test_entries(struct test_store *, enum entry_kind);
struct str test_store_files(struct test_store *); /* all of them, one after the other */
/* Is it in any file of the store? */
bool test_store_has(struct test_store *, struct str bytes);

#endif
