/* policy/document.h -- what is printed from a plan, and never written twice. */
#ifndef BAILEE_POLICY_DOCUMENT_H
#define BAILEE_POLICY_DOCUMENT_H

#include "base/buf.h"
#include "base/list.h"
#include "policy/plan.h"

enum document_form {
	FORM_TEXT,
	FORM_HTML,
	FORM_CSV, /* the main table alone */
	FORM_JSON,
	DOCUMENT_FORMS
};

/* Lines of the policy, in the order in which a document says them. */
struct cited {
	LIST(uint32_t) line;
};

/* What shows that a line is kept: a figure, a play.  `brief` stands beside the
 * sentence; `whole` is the play's text, or empty. */
struct evidence {
	uint32_t line;
	struct str brief, says, whole;
};

/* Brought by the caller: this room reads no file and asks no keeper. */
struct proof {
	const struct evidence *at;
	size_t n;
	struct str about; /* one sentence: where the figures are from */
};

/* An organisation that is registered at run time, and its class in the policy. */
struct registered {
	struct str class, name;
};

/* A version that was in force before this one, as the keeper knows it. */
struct earlier {
	int64_t version;
	struct civil from;
};

/* One printing of a document.  Each bears name, version, date and hash. */
struct edition {
	enum document_form form;
	struct str hash; /* hex of the policy's text */
	const struct proof *proof; /* NULL: without */
	const struct registered *parties; /* for the record; NULL: their classes alone */
	size_t n_parties;
	const struct earlier *earlier; /* served under the same address, as ?version=N */
	size_t n_earlier;
	struct cited *cited; /* NULL, or is told the lines that were said */
};

/* Every document, as the command line names it. */
enum document_kind {
#define DOCUMENT(name, ...) DOCUMENT_##name,
#include "policy/document.def"
#undef DOCUMENT
	DOCUMENTS
};

extern const char document_names[]; /* for people: "notice, record ..." */
bool document_of_name(struct str name, enum document_kind *) MUST;
/* A form by its word, "": the first that the document has. */
bool document_form_of(enum document_kind, struct str word, enum document_form *) MUST;
struct str document_form_word(enum document_form);
bool document_has_form(enum document_kind, enum document_form);
struct str document_forms(struct arena *, enum document_kind); /* their words */
const char *document_title(enum document_kind);

void document_print(struct buf *, const struct plan *, enum document_kind, const struct edition *);

/* The page of a diagnostic number; false when there is none. */
bool document_explain(struct buf *, unsigned number) MUST;

/* The sentence of one line of the policy, as it stands in the text. */
struct str plan_line(const struct plan *, uint32_t line);

#endif
