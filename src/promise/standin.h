/* promise/standin.h -- what plays do with every process that stands in for somebody outside.
 *
 * It has a listening socket and `control`, over which it is told `answers CODE` and sends what
 * came, as JSON; the end of it is the end of the process.
 */
#ifndef BAILEE_PROMISE_STANDIN_H
#define BAILEE_PROMISE_STANDIN_H

#include "promise/stage.h"
#include "sys/proc.h"

#define PART_HOOK "stand-in-hook" /* 3: control, 4: listening */
#define PART_MAILBOX "stand-in-smtp" /* [tls]; 3: control, 4: listening, 5: key, 6: certificate */

/* A list of the keeper's that says what is still under way. */
struct standin_list {
	const char *path, *member;
	const char *needs; /* without that member nothing goes out; NULL: always */
	const char *way; /* of letters: by which; NULL: of all */
	bool untried; /* what was not tried yet is under way, too */
};

struct standin_kind {
	const char *noun; /* of what it takes: "letters" */
	const struct standin_list *lists;
	size_t lists_n;
	/* What came since the first `from`: makes it whole and binds the newest. */
	void (*came)(struct stage *, struct standin *, size_t from);
	void (*print)(struct buf *, const struct node *);
};
extern const struct standin_kind standin_mail, standin_hook;

/* A new one, which runs when it is started. */
struct standin *standin_new(struct stage *, const struct standin_kind *, struct str name);
/* `more`: descriptors from 5 on. */
result standin_start(struct stage *, struct standin *, const char *const *argv, const int *more,
    size_t n) MUST;
bool standin_answers(struct stage *, struct cue *, const struct standin *, int64_t code) MUST;

/* In the process itself: a message has come; false when it is the end. */
bool standin_hears(struct scope *, int control, int64_t *answer) MUST;

#endif
