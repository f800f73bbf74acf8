/* term/letter.h -- letters that go out by mail, and text messages that go out by a gateway:
 * queued here, carried by the part door-post.
 *
 *  T12  A letter is sealed under a key of its own, which is destroyed as soon as the letter
 *       has gone, was refused or is given up; at the latest at its `until`, whatever
 *       happens.  Until then nothing of it is in clear in any file.
 *  T13  What stays is its row without a word of it: what for, of whom (the ledger's name),
 *       of which case, when and how it ended; for LETTER_ROW_KEPT.  The ledger has the same.
 *  T14  A letter with a `once` is queued once, whatever is asked again.
 *  T15  It is tried until it has gone, the time before the next try being fixed before the
 *       one at hand; a permanent refusal is not tried again.  Its id makes its
 *       Message-ID, or webhook-id, so that one which went out twice, after a crash, is
 *       known as one.
 */
#ifndef BAILEE_TERM_LETTER_H
#define BAILEE_TERM_LETTER_H

#include "term/term.h"

enum letter_kind {
#define LETTER(kind, word, people) kind,
#include "term/letter.def"
#undef LETTER
	LETTER_KINDS
};
struct str letter_word(enum letter_kind);

/* By which way: a text message is a letter without a title. */
enum letter_way { LETTER_BY_MAIL,
	LETTER_BY_TEXT,
	LETTER_WAYS };
struct str letter_way_word(enum letter_way);

/* Exactly one of `subject`, `address` and neither: the newest e-mail address on record of a
 * person; one that the caller knows (then `subject`, if set, is whom it is about); the
 * officer of the policy.  Of a text message, the number alone, in E.164. */
struct letter {
	enum letter_kind kind;
	enum letter_way way;
	struct str subject; /* id of a person, or empty */
	struct str address; /* or empty: the person's on record, the officer's without a person */
	struct str title; /* one line of text, at most LETTER_TITLE_MAX bytes; by text: none */
	struct str text; /* plain text, lines ended by LF, at most LETTER_TEXT_MAX bytes */
	struct str of; /* what it is of: the id of a case, an incident, a telling; or empty */
	struct str once; /* T14: a word without a value; or empty */
	uint32_t line; /* of the policy that asks for it; 0: none */
	struct instant until; /* 0: LETTER_PATIENCE from now */
};

#define LETTER_TITLE_MAX ((size_t)200)
#define LETTER_TEXT_MAX ((size_t)40 * 1024)
#define LETTER_SMS_MAX ((size_t)800) /* bytes of a text message: a handful of messages in one */
#define LETTER_PATIENCE span_days(3)
#define LETTER_ROW_KEPT span_days(90)

enum letter_queued {
	LETTER_QUEUED,
	LETTER_TWICE, /* T14: the earlier one's id came back */
	LETTER_NO_ADDRESS, /* none is on record: nothing was queued, print it */
	LETTER_NO_MAIL, /* the operator has set no such way (`bailee mail set`, `bailee text set`):
			 * nothing was queued */
};
/* In the caller's transaction.  `by` NULL: the keeper itself.  E_INPUT: a line break or
 * another control character in the title, an address or number that is none, too long. */
result letter_queue(struct scope *, struct store *, const struct asker *by, const struct letter *,
    enum letter_queued *, struct str *id) MUST;

/* -- where mail goes: the smarthost ------------------------------------------------- */

enum mail_tls { MAIL_STARTTLS, /* required, or nothing is sent */
	MAIL_TLS, /* from the first byte */
	MAIL_PLAIN }; /* to this machine alone */
struct str mail_tls_word(enum mail_tls);
bool mail_tls_of(struct str word, enum mail_tls *) MUST; /* false: no such word */

struct mail {
	struct str host, from, account; /* account empty: without a password */
	int64_t port;
	enum mail_tls tls;
};
/* E_INPUT: no host, port or address; MAIL_PLAIN to another machine. */
result mail_set(struct scope *, struct store *, const struct asker *by, const struct mail *) MUST;
result mail_unset(struct scope *, struct store *, const struct asker *by) MUST;
result mail_get(struct scope *, struct store *, struct mail *, bool *set) MUST;

/* -- where text messages go: a gateway ------------------------------------------------ */

struct gateway {
	struct str url; /* `https`; `http` on this machine and in a rehearsal */
	struct str from; /* what the telephone shows as the sender, or empty: the gateway's own */
};
#define GATEWAY_FROM_MAX 15 /* letters, digits and blanks, or a number in E.164 */
/* E_INPUT: no address, or no sender. */
result gateway_set(
    struct scope *, struct store *, const struct asker *by, const struct gateway *) MUST;
result gateway_unset(struct scope *, struct store *, const struct asker *by) MUST;
result gateway_get(struct scope *, struct store *, struct gateway *, bool *set) MUST;

/* The newest e-mail address on record of a person, as letters go to; empty: none. */
result letter_address(struct scope *, struct store *, struct str subject, struct str *) MUST;
/* Is there a way to send such letters? */
result letter_way_set(struct scope *, struct store *, enum letter_way, bool *set) MUST;

/* -- out (T15), for the keeper ------------------------------------------------------ */

enum letter_state { LETTER_WAITING,
	LETTER_SENT, /* the smarthost, the gateway has taken it */
	LETTER_REFUSED, /* for good: 5xx of SMTP, 400, 413 or 422 of HTTP */
	LETTER_GIVEN_UP, /* its `until` passed */
	LETTER_LOST, /* its key is gone: the store was restored */
	LETTER_STATES };
struct str letter_state_word(enum letter_state);

#define LETTER_NO_ANSWER (-1)

struct letter_row {
	struct str id, of, pseudonym;
	enum letter_kind kind;
	enum letter_way way;
	enum letter_state state;
	struct instant queued, until, ended; /* `ended` 0: not yet */
	int64_t line; /* of the policy; 0: none */
	int64_t tries;
	int64_t answer; /* to the last try: of SMTP or HTTP, LETTER_NO_ANSWER, 0: not known yet */
	struct instant next_try;
};
struct letter_out {
	struct letter_row row;
	struct str address, title, text;
};

/* From the try with this number (1 is the first) to the next. */
struct span letter_wait(int64_t tried);
/* Those whose time has come, at most `most`; each is counted as tried. */
result letter_next(struct scope *, struct store *, enum letter_way, size_t most,
    struct letter_out **, size_t *n) MUST;
/* When the next is to go out by a way that is set; not `set`: none waits. */
result letter_next_at(struct scope *, struct store *, struct due *) MUST;
/* What the smarthost (SMTP) or the gateway (HTTP) answered, 0 for none.  E_ABSENT. */
result letter_tried(
    struct scope *, struct store *, const struct asker *by, struct str id, int64_t answer) MUST;
/* E_ABSENT. */
result letter_get(struct scope *, struct store *, struct str id, struct letter_row *) MUST;
struct letter_query {
	bool waiting, failed; /* neither: all */
	struct str after;
	size_t most;
};
result letter_list(struct scope *, struct store *, const struct letter_query *,
    struct letter_row **, size_t *n) MUST;
/* T12: those past their `until`; inside the caller's transaction. */
result letter_overdue(struct scope *, struct store *, size_t *n) MUST;
result letter_give_up(struct scope *, struct store *) MUST;
/* After their keys are gone (vault_keys_destroy): the entry that says so. */
result letter_finish(struct scope *, struct store *) MUST;
result letter_purge(struct scope *, struct store *) MUST;

#endif
