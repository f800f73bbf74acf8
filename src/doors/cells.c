/* doors/cells.c -- what stands in a row of a list beside the values. */
#include "doors/cells.h"
#include "sys/ulid.h"

#define PEOPLE S("@people.")
#define OPT_OUT S("@opt-out")
#define BIRTH_DATE S("declared-birth-date")

enum kind_of_cell { TEXT,
	ID,
	TIME };

static const struct {
	const char *name;
	enum kind_of_cell kind;
} of_the_offer[] = {
	{ "about", TEXT },
	{ "subject", ID },
	{ "party", ID },
	{ "collected", TIME },
	{ "source", TEXT },
	{ "notice", TEXT },
	{ "declared-birth-date", TEXT },
};

/* The keeper refuses a whole question for it: here it is one row's. */
static bool
is_of_kind(
    struct arena *a, enum kind_of_cell kind, struct str column, struct str cell, struct str *wrong)
{
	struct instant at;

	switch (kind) {
	case TEXT:
		return true;
	case ID:
		if (ulid_valid(cell))
			return true;
		*wrong = str_printf(
		    a, "`%.*s` takes ids of 26 letters and digits", STR(column));
		return false;
	case TIME:
		if (instant_parse(cell, &at))
			return true;
		*wrong = str_printf(a,
		    "`%.*s` takes a time such as 2027-03-02 or 2027-03-02T09:00:00Z", STR(column));
		return false;
	}
	return false;
}

static struct str
next_word(struct str *rest)
{
	struct str word = str_cut(*rest, ' ', rest);

	*rest = str_trim(*rest);
	return word;
}

static enum cell
put_people(
    struct arena *a, struct row_offer *r, struct str kind, struct str cell, struct str *wrong)
{
	if (kind.n == 0) {
		*wrong = S("the column `@people.` names no kind of people: `@people.driver`");
		return CELL_WRONG;
	}
	if (r->people == NULL)
		r->people = node_set(r->offer, S("people"), node_list(a));
	while (cell.n > 0) {
		struct str word = next_word(&cell);
		struct node *one = node_add(r->people, node_map(a));

		node_set_str(a, one, S("about"), kind);
		if (str_eq(word, S("new")))
			continue;
		if (!is_of_kind(a, ID, S("@people"), word, wrong))
			return CELL_WRONG;
		node_set_str(a, one, S("subject"), word);
	}
	return CELL_TAKEN;
}

static enum cell
put_birth_dates(
    struct arena *a, struct row_offer *r, struct str kind, struct str cell, struct str *wrong)
{
	struct node *one = r->people != NULL ? r->people->first : NULL;

	for (; cell.n > 0; one = one->next) {
		struct str word = next_word(&cell);

		while (one != NULL && !str_eq(node_get_str(one, S("about")), kind))
			one = one->next;
		if (one == NULL) {
			*wrong = str_printf(a,
			    "`@people.%.*s.declared-birth-date` has more dates than `@people.%.*s` before "
			    "it has people",
			    STR(kind), STR(kind));
			return CELL_WRONG;
		}
		if (!str_eq(word, S("-")))
			node_set_str(a, one, BIRTH_DATE, word);
	}
	return CELL_TAKEN;
}

/* `@opt-out`: the words; `@opt-out.for`: purposes, a blank between two. */
static enum cell
put_opt_out(struct arena *a, struct row_offer *r, struct str what, struct str cell)
{
	struct node *purposes;

	if (what.n > 0 && !str_eq(what, S(".for")))
		return CELL_VALUE;
	if (r->opt_out == NULL)
		r->opt_out = node_set(r->offer, S("opt-out"), node_map(a));
	if (what.n == 0) {
		node_set_str(a, r->opt_out, S("wording"), cell);
		return CELL_TAKEN;
	}
	purposes = node_set(r->opt_out, S("for"), node_list(a));
	while (cell.n > 0)
		node_add(purposes, node_str(a, next_word(&cell)));
	return CELL_TAKEN;
}

enum cell
cell_put(
    struct arena *a, struct row_offer *r, struct str column, struct str cell, struct str *wrong)
{
	struct str what, kind;

	if (str_starts(column, PEOPLE)) {
		kind = str_cut(str_slice(column, PEOPLE.n, column.n), '.', &what);
		if (str_eq(what, BIRTH_DATE))
			return put_birth_dates(a, r, kind, cell, wrong);
		return what.n > 0 ? CELL_VALUE : put_people(a, r, kind, cell, wrong);
	}
	if (str_starts(column, OPT_OUT))
		return put_opt_out(a, r, str_slice(column, OPT_OUT.n, column.n), cell);
	for (size_t i = 0; i < N(of_the_offer); i++)
		if (str_starts(column, S("@"))
		    && str_eq(str_slice(column, 1, column.n), str_of(of_the_offer[i].name))) {
			if (!is_of_kind(a, of_the_offer[i].kind, column, cell, wrong))
				return CELL_WRONG;
			node_set_str(a, r->offer, str_slice(column, 1, column.n), cell);
			return CELL_TAKEN;
		}
	return CELL_VALUE;
}
