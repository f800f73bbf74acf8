/* policy/diff_say.h -- what a plan says, piece by piece; for diff*.c alone. */
#ifndef BAILEE_POLICY_DIFF_SAY_H
#define BAILEE_POLICY_DIFF_SAY_H

#include "policy/diff.h"
#include "policy/phrase.h"

struct said {
	enum diff_kind kind;
	struct str of, what;
	uint16_t field; /* NONE: it is not about one */
	struct str text;
	bool timed; /* `text` is this term */
	struct term term;
	uint16_t clock; /* DIFF_KEEP: for longer and shorter; else NONE */
	struct at at;
};

struct sayer {
	struct arena *arena;
	const struct plan *plan;
	/* of the row that is being said */
	enum diff_kind kind;
	struct at at;
	struct str of;
	LIST(struct said) list;
};

/* Begins a row and says that it is there. */
void say_row(struct sayer *, enum diff_kind, struct at, struct str of, struct str text);
/* The same without saying so. */
void say_of(struct sayer *, enum diff_kind, struct at, struct str of);
/* Of that row; nothing is said of an empty text, a zero term, a false truth. */
void say_text(struct sayer *, const char *what, struct str);
void say_truth(struct sayer *, const char *what, bool);
void say_term(struct sayer *, const char *what, struct term);
void say_count(struct sayer *, const char *what, unsigned);
void say_name(struct sayer *, const char *what, struct str name); /* one of several: `what name` */
void say_cond(struct sayer *, const char *what, uint16_t cond);
void say_channels(struct sayer *, const char *what, unsigned bits);
void say_words(struct sayer *, const char *what, uint16_t first, uint16_t n);
void say_fields(struct sayer *, struct str what, struct fields, struct str text);
struct str say_told(enum told);
struct str say_needs(struct sayer *, unsigned needs, uint16_t first_order,
    uint16_t orders); /* " with ticket" */

/* diff_say_data.c, diff_say_use.c, diff_say_who.c */
void say_data(struct sayer *);
void say_use(struct sayer *);
void say_who(struct sayer *);

/* diff_term.c: how a term or a clock moved; DIFF_CHANGED when it is neither. */
enum diff_how diff_of_terms(struct term was, struct term is);
enum diff_how diff_of_clocks(struct arena *, const struct plan *was, const struct clock *,
    const struct plan *is, const struct clock *);

/* diff_rules.c: whether this policy may follow that one. */
void diff_rules(struct arena *, struct diff *);

#endif
