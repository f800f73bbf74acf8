/* base/log.h -- the log: event names and typed fields, to standard error.
 *
 *	log_event("keeper.started", LOG_COUNT("records", n), LOG_CODE(code));
 *
 * No constructor takes text that a person gave, so personal data in a log
 * is a compile error: LOG_WORD takes a literal, LOG_ID an id of ours.
 */
#ifndef BAILEE_BASE_LOG_H
#define BAILEE_BASE_LOG_H

#include "base/result.h"
#include "base/time.h"

enum log_kind {
	LOG_KIND_COUNT,
	LOG_KIND_WORD,
	LOG_KIND_ID,
	LOG_KIND_TIME,
};

struct log_field {
	const char *name;
	enum log_kind kind;
	int64_t number;
	struct str text;
};

#define LOG_COUNT(name, n) ((struct log_field){ "" name, LOG_KIND_COUNT, (int64_t)(n), { "", 0 } })
#define LOG_WORD(name, literal) ((struct log_field){ "" name, LOG_KIND_WORD, 0, S(literal) })
/* an id of ours: a ULID, a code, a path */
#define LOG_ID(name, id) ((struct log_field){ "" name, LOG_KIND_ID, 0, (id) })
#define LOG_TIME(name, at) ((struct log_field){ "" name, LOG_KIND_TIME, (at).us, { "", 0 } })

#define log_event(...) LOG_EVENT_(__VA_ARGS__, ((struct log_field){ 0 }))
#define LOG_EVENT_(event, ...) \
	log_write(event, (const struct log_field[]){ __VA_ARGS__ }, \
	    N(((const struct log_field[]){ __VA_ARGS__ })))

/* The last field, an empty one, ends the list. */
void log_write(const char *event, const struct log_field *, size_t n);
void log_quiet(bool); /* tests and one-shot commands */

#endif
