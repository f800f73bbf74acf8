/* policy/document.h -- what is printed from a plan, and never written twice. */
#ifndef BAILEE_POLICY_DOCUMENT_H
#define BAILEE_POLICY_DOCUMENT_H

#include "base/buf.h"
#include "policy/plan.h"

enum document_form { FORM_TEXT,
	FORM_HTML };

/* Every document bears name, version, date and `hash` (hex of the policy). */
void document_notice(struct buf *, const struct plan *, enum document_form, struct str hash);
void document_schedule(struct buf *, const struct plan *, enum document_form, struct str hash);

/* The chain of lines that allows or refuses: may ROLE read FIELD for PURPOSE?
 * Returns whether it is allowed; an unknown name is answered with the ones
 * that exist nearby. */
bool document_why(
    struct buf *, const struct plan *, struct str field, struct str purpose, struct str role);

/* The page of a diagnostic number; false when there is none. */
bool document_explain(struct buf *, unsigned number) MUST;

/* The sentence of one line of the policy, as it stands in the text. */
struct str plan_line(const struct plan *, uint32_t line);

#endif
