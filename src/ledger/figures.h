/* ledger/figures.h -- what was done by each line of a policy, counted from the
 * ledger and signed by its key.
 *
 *  F1  Figures are a function of the entries up to a number: whoever has the
 *      ledger counts the same ones.
 *  F2  A statement says whose ledger, up to which entry with which hash, of which
 *      policy, and of which document; it proves nothing about another.
 *  F3  To check one needs the document and the public key, nothing else.
 *
 * A document that bears a statement ends in it: its last line is the statement, in
 * HTML a comment.  The document that is hashed is what stands before that line.
 *
 *	{"figures":BODY,"signature":"HEX128"}
 *
 * BODY is {"store":"..","seq":N,"at":"..","hash":"HEX64","name":"..","version":N,
 * "policy":"HEX64","document":"HEX64","lines":[[LINE,"KIND",COUNT,LATE], ...]}; the signature
 * is over "bailee-figures 1", a line feed and BODY.  LATE is the worst lateness in milliseconds.
 */
#ifndef BAILEE_LEDGER_FIGURES_H
#define BAILEE_LEDGER_FIGURES_H

#include "base/list.h"
#include "ledger/ledger.h"

struct ledger_figure {
	int64_t line;
	enum entry_kind kind;
	int64_t count; /* entries, or what they count */
	int64_t late_ms; /* the worst */
};

struct ledger_figures {
	struct arena *arena;
	struct str policy; /* entries of other policies and versions are passed over */
	int64_t version;
	struct ledger_head head; /* up to which it is counted */
	LIST(struct ledger_figure) rows;
};

/* Texts must outlive the figures. */
void ledger_figures_begin(
    struct ledger_figures *, struct arena *, struct str policy, int64_t version);
/* Counts at most `most` (1 to 1000) entries on; `done` at the ledger's end. */
result ledger_figures_count(struct scope *, const struct ledger *, struct ledger_figures *,
    int64_t most, bool *done) MUST;
/* The statement, without its line feed. */
struct str ledger_figures_sign(struct scope *, const struct ledger *,
    const struct ledger_figures *, struct str policy_hash, struct str document_hash);

enum figures_fault {
	FIGURES_PROVED,
	FIGURES_NONE, /* the document bears no statement */
	FIGURES_BAD_LINE,
	FIGURES_BAD_SIGN, /* signed by another key, or changed */
	FIGURES_OTHER_DOCUMENT, /* the document was changed */
	FIGURES_OTHER_LEDGER, /* the file is no whole ledger with the entry that was counted last */
	FIGURES_OTHER_COUNT, /* its entries do not add up to the figures */
};

struct figures_report {
	enum figures_fault fault;
	struct str store, at, policy; /* of the statement */
	int64_t seq;
	size_t lines;
	const struct node *said; /* the statement's body, once its signature is proved */
};

/* F3 */
struct figures_report ledger_figures_check(
    struct scope *, const struct public_key *, struct str document);
/* The same, and counted again from an export of the ledger (F1). */
struct figures_report ledger_figures_recount(
    struct scope *, const struct public_key *, struct str document, struct str ledger);
bool ledger_figures_borne(struct str document); /* is there a statement at its end? */
const char *figures_fault_text(enum figures_fault);

#endif
