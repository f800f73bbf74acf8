/* policy/diff.c -- two lists of what is said, laid side by side. */
#include <stdlib.h>

#include "policy/diff_say.h"

static const struct {
	const char *word;
} kinds[] = {
#define DIFF(id, word, ...) { word },
#include "policy/diff.def"
#undef DIFF
};

const char *
diff_kind_word(enum diff_kind kind)
{
	return kinds[kind].word;
}

const char *
diff_how_word(enum diff_how how)
{
	static const char *const words[] = {
		[DIFF_NEW] = "new",
		[DIFF_GONE] = "gone",
		[DIFF_CHANGED] = "changed",
		[DIFF_LONGER] = "longer",
		[DIFF_SHORTER] = "shorter",
	};

	return words[how];
}

bool
diff_same(const struct diff *d)
{
	return d->rows.n == 0;
}

/* -- what each plan says, in one order ------------------------------------------- */

/* A thing said with the name of its field, for fields have other numbers in
 * another plan. */
struct side {
	struct said said;
	struct str field;
};

static int
cmp_key(const struct side *a, const struct side *b)
{
	int order = (int)a->said.kind - (int)b->said.kind;

	order = order != 0 ? order : str_cmp(a->said.of, b->said.of);
	order = order != 0 ? order : str_cmp(a->said.what, b->said.what);
	return order != 0 ? order : str_cmp(a->field, b->field);
}

static int
cmp_side(const void *a, const void *b)
{
	const struct side *x = a, *y = b;
	int order = cmp_key(x, y);

	return order != 0 ? order : str_cmp(x->said.text, y->said.text);
}

struct sides {
	const struct plan *plan;
	struct side *at;
	size_t n;
};

/* Sorted; what is said twice is said once. */
static struct sides
sides_of(struct arena *arena, const struct plan *plan)
{
	struct sayer s = { .arena = arena, .plan = plan };
	struct sides all = { .plan = plan };
	size_t kept = 0;

	say_data(&s);
	say_use(&s);
	say_who(&s);
	all.at = NEW_ARRAY(arena, s.list.n + 1, struct side);
	for (; all.n < s.list.n; all.n++) {
		uint16_t field = s.list.at[all.n].field;

		all.at[all.n] = (struct side){ s.list.at[all.n],
			field == NONE ? S("") : plan->fields.at[field].full };
	}
	qsort(all.at, all.n, sizeof(all.at[0]), cmp_side);
	for (size_t i = 0; i < all.n; i++)
		if (i == 0 || cmp_side(&all.at[kept - 1], &all.at[i]) != 0)
			all.at[kept++] = all.at[i];
	all.n = kept;
	return all;
}

/* -- whose row is gone -------------------------------------------------------------- */

static bool
said_row(const struct sides *all, enum diff_kind kind, struct str of)
{
	struct side wanted = { .said = { .kind = kind, .of = of, .what = S("") }, .field = S("") };
	size_t low = 0, high = all->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (cmp_key(&all->at[mid], &wanted) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < all->n && cmp_key(&all->at[low], &wanted) == 0;
}

/* The row that a thing is said under: the purpose of what it uses. */
static enum diff_kind
row_kind(enum diff_kind kind)
{
	static const struct {
		enum diff_kind part, row;
	} parts[] = {
		{ DIFF_BASIS, DIFF_PURPOSE },
		{ DIFF_USES, DIFF_PURPOSE },
		{ DIFF_RECEIVES, DIFF_RECIPIENT },
		{ DIFF_MAY, DIFF_ROLE },
	};

	for (size_t i = 0; i < N(parts); i++)
		if (parts[i].part == kind)
			return parts[i].row;
	return kind;
}

/* Said of something that the other policy has not got at all: that it is
 * gone is told once. */
static bool
is_of_what_is_gone(const struct side *side, const struct sides *own, const struct sides *other)
{
	enum diff_kind row = row_kind(side->said.kind);
	struct str rest, dataset = str_cut(side->said.of, '.', &rest);

	if (side->field.n > 0 && plan_field_full(other->plan, side->field) == NONE)
		return true;
	if (side->said.kind == DIFF_FIELD && plan_dataset(other->plan, dataset) == NONE)
		return true;
	if (row == side->said.kind && side->said.what.n == 0)
		return false;
	return said_row(own, row, side->said.of) && !said_row(other, row, side->said.of);
}

/* -- differences -------------------------------------------------------------------- */

struct differ {
	struct arena *arena;
	struct diff *d;
	struct sides was, is;
};

static struct fields
fields_of(struct arena *arena, const struct plan *plan)
{
	return (struct fields){ NEW_ARRAY(arena, plan->field_words + 1, uint64_t) };
}

static enum diff_how
how_of(struct differ *df, const struct said *was, const struct said *is)
{
	if (was->timed && is->timed)
		return diff_of_terms(was->term, is->term);
	if (was->clock == NONE || is->clock == NONE)
		return DIFF_CHANGED;
	return diff_of_clocks(df->arena, df->was.plan, &df->was.plan->clocks.at[was->clock],
	    df->is.plan, &df->is.plan->clocks.at[is->clock]);
}

static void
add(struct differ *df, const struct side *was, const struct side *is)
{
	const struct side *one = was != NULL ? was : is;
	struct difference *row = LIST_ADD(&df->d->rows, df->arena);
	const struct plan *plan = was != NULL ? df->was.plan : df->is.plan;

	*row = (struct difference){
		.kind = one->said.kind,
		.how = was == NULL  ? DIFF_NEW
		       : is == NULL ? DIFF_GONE
				    : how_of(df, &was->said, &is->said),
		.of = one->said.of,
		.what = one->said.what,
		.of_fields = one->field.n > 0,
		.fields = fields_of(df->arena, plan),
		.before = was != NULL ? was->said.text : S(""),
		.after = is != NULL ? is->said.text : S(""),
		.old_at = was != NULL ? was->said.at : (struct at){ 0 },
		.new_at = is != NULL ? is->said.at : (struct at){ 0 },
	};
	if (row->of_fields)
		fields_put(row->fields, one->said.field);
}

/* How many from `from` on have its key. */
static size_t
run_of(const struct sides *all, size_t from)
{
	size_t n = 0;

	while (from + n < all->n && cmp_key(&all->at[from], &all->at[from + n]) == 0)
		n++;
	return n;
}

static bool
has_text(const struct side *at, size_t n, struct str text)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(at[i].said.text, text))
			return true;
	return false;
}

/* What both sides say of one key falls away; the rest is paired as it stands. */
static void
compare_run(struct differ *df, const struct side *was, size_t n_was, const struct side *is,
    size_t n_is)
{
	size_t a = 0, b = 0;

	for (;;) {
		while (a < n_was && has_text(is, n_is, was[a].said.text))
			a++;
		while (b < n_is && has_text(was, n_was, is[b].said.text))
			b++;
		if (a == n_was && b == n_is)
			return;
		if (a < n_was && b < n_is)
			add(df, &was[a++], &is[b++]);
		else if (a < n_was)
			add(df, &was[a++], NULL);
		else
			add(df, NULL, &is[b++]);
	}
}

static void
compare(struct differ *df)
{
	size_t a = 0, b = 0;

	while (a < df->was.n || b < df->is.n) {
		int order = a == df->was.n  ? 1
			    : b == df->is.n ? -1
					    : cmp_key(&df->was.at[a], &df->is.at[b]);
		size_t n_was = order <= 0 ? run_of(&df->was, a) : 0;
		size_t n_is = order >= 0 ? run_of(&df->is, b) : 0;

		if (order >= 0
		    || !is_of_what_is_gone(&df->was.at[a], &df->was, &df->is))
			compare_run(df, &df->was.at[a], n_was, &df->is.at[b], n_is);
		a += n_was;
		b += n_is;
	}
}

/* -- merged: one difference for all the fields that have it ---------------------------- */

static int
cmp_row(const void *a, const void *b)
{
	const struct difference *x = a, *y = b;
	int order = (int)x->kind - (int)y->kind;

	order = order != 0 ? order : str_cmp(x->of, y->of);
	order = order != 0 ? order : str_cmp(x->what, y->what);
	order = order != 0 ? order : (int)x->how - (int)y->how;
	order = order != 0 ? order : str_cmp(x->before, y->before);
	order = order != 0 ? order : str_cmp(x->after, y->after);
	return order != 0 ? order : (int)x->old_at.line - (int)y->old_at.line;
}

static bool
merges(const struct difference *a, const struct difference *b)
{
	return a->of_fields && b->of_fields && a->kind == b->kind && a->how == b->how
	       && str_eq(a->of, b->of) && str_eq(a->what, b->what) && str_eq(a->before, b->before)
	       && str_eq(a->after, b->after);
}

static void
merge(struct diff *d)
{
	size_t kept = 0;

	if (d->rows.n > 0)
		qsort(d->rows.at, d->rows.n, sizeof(d->rows.at[0]), cmp_row);
	for (size_t i = 0; i < d->rows.n; i++) {
		struct difference *row = &d->rows.at[i];
		const struct plan *plan = row->how == DIFF_NEW ? d->is : d->was;

		if (kept == 0 || !merges(&d->rows.at[kept - 1], row)) {
			d->rows.at[kept++] = *row;
			continue;
		}
		for (size_t w = 0; w < plan->field_words; w++)
			d->rows.at[kept - 1].fields.w[w] |= row->fields.w[w];
	}
	d->rows.n = kept;
}

void
diff_plans(struct arena *arena, const struct plan *was, const struct plan *is, struct diff *d)
{
	struct differ df = { .arena = arena, .d = d };

	*d = (struct diff){ .was = was, .is = is };
	df.was = sides_of(arena, was);
	df.is = sides_of(arena, is);
	compare(&df);
	merge(d);
	diff_rules(arena, d);
}
