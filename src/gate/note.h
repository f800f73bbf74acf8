/* gate/note.h -- entries of the ledger, begun from who asks. */
#ifndef BAILEE_GATE_NOTE_H
#define BAILEE_GATE_NOTE_H

#include "gate/gate.h"

/* An entry with actor, role, party, door and policy filled in. */
struct entry note_begin(
    const struct store *, const struct asker *, enum entry_kind, struct str verb);
/* Adds the record, its dataset and party, and its subject's pseudonym. */
result note_record(struct scope *, struct store *, struct entry *, const struct record *) MUST;
result note_subject(struct scope *, struct store *, struct entry *, struct str subject) MUST;
/* The ground on which this record was used: a declaration by its reference; of several
 * that the purpose names for this kind of person, the one that stood (NONE: none is known). */
result note_ground(struct scope *, struct store *, struct entry *, uint16_t purpose,
    const struct record *, uint16_t ground) MUST;
/* Names of the fields that the values are of. */
void note_fields(struct scope *, const struct plan *, struct entry *, struct values);
/* Of data about nobody alone: what a yes or no, or a word of a list, was and is, as `was` and
 * `is`; a value of a person stands in no entry. */
void note_switches(struct scope *, const struct plan *, struct entry *, struct values was,
    struct values is);
/* A word beside the rest; left out when it is empty or no word (L2). */
void note_more(struct scope *, struct entry *, struct str name, struct str word);
/* Which words, and not the words: their hash; nothing of none. */
struct str note_wording(struct scope *, struct str wording);
result note_write(struct scope *, struct store *, const struct entry *, uint64_t *seq) MUST;

#endif
