/* rights/packing.h -- a package of a person while it is made: as one tree, or in parts. */
#ifndef BAILEE_RIGHTS_PACKING_H
#define BAILEE_RIGHTS_PACKING_H

#include "policy/page.h"
#include "rights/inside.h"

struct packing {
	struct acting *act;
	struct arena *arena;
	const struct plan *plan;
	bool whole; /* what is held of the person; else the file of the case alone */
	bool portable; /* UK GDPR Art 20: only what rests on consent or contract */
	bool page; /* what a person looks at themselves */
	struct fields seen; /* of all records: whose purposes and recipients are told */
	bool *about; /* of each kind of people, whether a record is about one of them */
	struct node *rows; /* portable: of each dataset, rows as they may be brought in elsewhere */
	struct node *package;
};

/* -- trees: package.c ------------------------------------------------------------- */

/* The case, when its package may be made now; `whole` as above. */
result packing_load(struct acting *, struct str id, struct case_row *, bool *whole) MUST;
void packing_head(struct packing *, const struct case_row *, struct node *map);
/* What stands of a person above the records. */
struct node *packing_person(struct packing *, const struct subject *);
/* Adds it, when the package shows something of it. */
result packing_record(
    struct packing *, const struct record *, struct str subject, struct node *list) MUST;
result packing_given(struct packing *, const struct given *, struct node *list) MUST;
result packing_consents(struct packing *, struct str subject, struct node **) MUST;
result packing_objections(struct packing *, struct str subject, struct node **) MUST;
result packing_passed(struct packing *, const struct case_row *, struct node *list) MUST;
/* Of all that was seen. */
struct node *packing_purposes(struct packing *);
struct node *packing_recipients(struct packing *);

/* -- forms: package_print.c ----------------------------------------------------------- */

extern const struct edition package_edition;
#define PACKAGE_TITLE S("Your data")

void package_html_head(struct page *, const struct node *package);
/* Any part of a person's tree: what is not in it is not printed. */
void package_html_person(struct page *, const struct node *person);
void package_html_rest(struct page *, const struct node *person);
void package_html_records(struct page *, const struct node *person);
void package_html_foot(struct page *, const struct node *package);
void package_csv_heads(struct buf *);
void package_csv_person(struct buf *, const struct node *person);
/* The names of columns that a row has, added to those of others; a row of them. */
void package_rows_heads(struct arena *, const struct node *row, struct node *heads);
void package_rows_put(struct buf *, const struct node *heads, const struct node *row, bool csv);

#endif
