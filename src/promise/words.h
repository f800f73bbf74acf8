/* promise/words.h -- what each word of word.def does. */
#ifndef BAILEE_PROMISE_WORDS_H
#define BAILEE_PROMISE_WORDS_H

#include "promise/stage.h"

#define WORD(name, function, usage, manual) bool function(struct stage *, struct cue *);
#include "promise/word.def"
#undef WORD

/* FILE [where "LINE" is "OTHER"|absent] [and "LINE"] ...: the policy so
 * changed, and weakened when it is doubted, in a file of the play. */
bool cue_policy(struct stage *, struct cue *, struct str *path, struct str *text) MUST;
/* The same, and no line is doubted: the compiler's messages are doubted instead. */
bool cue_policy_draft(struct stage *, struct cue *, struct str *path, struct str *text) MUST;

/* The ledger as it is exported, and how many entries of a kind stand in it. */
bool ledger_text(struct stage *, struct cue *, const struct stage_keeper *, struct str *text) MUST;
int64_t ledger_count(struct stage *, struct str text, const char *kind);

#endif
