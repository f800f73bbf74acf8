/* test/kit/ask.h -- asking the gate and the rights as the keeper does.
 *
 * Each call is a wave of one: begin, savepoint, the question, and after a
 * refusal the rollback and its entry; commit; keys of what ended destroyed
 * and finished.
 */
#ifndef BAILEE_KIT_ASK_H
#define BAILEE_KIT_ASK_H

#include "gate/gate.h"
#include "store.h"

/* Staff and a key in a role, of our own or (party) of the party; by door api. */
struct asker ask_role(struct test_store *, const char *role, struct str party);
struct asker ask_channel(struct test_store *, const char *door);
struct asker ask_operator(void);

struct node *json(struct test_store *, const char *text);

/* The wall and the test's clock. */
void wave_begin(struct test_store *);
void wave_end(struct test_store *);
/* After a verdict: what a refusal wrote is undone, its entry written. */
void wave_verdict(struct test_store *, const struct asker *, const char *verb,
    const struct question *, struct verdict *);
void travel_to(struct test_store *, const char *rfc3339); /* and sweeps */
void travel_days(struct test_store *, int64_t days);

/* Members of `text` that begin with @ are the envelope: @about, @subject,
 * @party, @collected, @events, @declared-birth-date, @flagged, @source,
 * @ticket. */
struct verdict offer(struct test_store *, const struct asker *, const char *purpose,
    const char *dataset, const char *text, struct receipt *);
/* Offers what must be admitted; the record's id. */
struct str given(struct test_store *, const struct asker *, const char *purpose,
    const char *dataset, const char *text);

/* `text`: {"fields", "ticket", "order", "reason", "by", "export", "hear", "flagged",
 * "passing"}. */
struct verdict read_as(struct test_store *, const struct asker *, const char *purpose,
    struct str record, const char *text, struct answer *);
struct verdict find_as(struct test_store *, const struct asker *, const char *purpose,
    const char *dataset, const char *text, struct answer *);
struct verdict release_as(struct test_store *, const struct asker *, const struct asker *second,
    const char *recipient, const char *purpose, struct str record, const char *text,
    struct parcel *);
struct verdict change_as(struct test_store *, const struct asker *, const char *purpose,
    struct str record, const char *text, const char *values, struct change **, size_t *n);

/* The value of a field in what came back, or "". */
struct str value_in(struct test_store *, struct values, const char *full);
enum why why_withheld(const struct answer_row *, const char *full); /* WHY_NONE: not withheld */
/* "a.b,a.c": the fields that came back. */
struct str fields_in(struct test_store *, struct values);

void event_of(struct test_store *, const char *dataset, const char *event, struct str record);
void fact_of(
    struct test_store *, const char *kind, const char *of, const char *since, const char *until);

/* The newest entry of the ledger. */
/* Letters have somewhere to go. */
void mail_is_set(struct test_store *);
struct ledger_row last_entry(struct test_store *);
struct ledger_row last_of(struct test_store *, enum entry_kind); /* of this kind */
size_t entries(struct test_store *, enum entry_kind);
/* The line of the policy that begins with these words. */
uint32_t line_of(struct test_store *, const char *words);

#define assert_why(verdict, want) assert_why_(verdict, want, __FILE__, __LINE__)
void assert_why_(struct verdict, enum why want, const char *file, int line);

#endif
