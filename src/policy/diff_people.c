/* policy/diff_people.c -- what changes, in sentences, for the people whom it is about.
 *
 * LAW UK GDPR Art 12(1), 13(3): in plain language, what for, who gets it, how long.
 */
#include "policy/diff_say.h"
#include "policy/words.h"

/* The parts of a letter, in the order in which they stand. */
enum part { PART_FOR,
	PART_GIVEN,
	PART_KEPT,
	PART_HELD,
	PART_ASKED,
	PART_OTHER,
	PARTS };

static const char *const parts[] = {
	[PART_FOR] = "What we use it for",
	[PART_GIVEN] = "Who is given it, and where it lies",
	[PART_KEPT] = "How long we keep it",
	[PART_HELD] = "What we hold",
	[PART_ASKED] = "What we ask you",
	[PART_OTHER] = "Besides",
};

struct line {
	enum part part;
	bool theirs; /* it concerns the people who are told */
	struct str text;
};

struct telling {
	struct arena *arena;
	const struct diff *d;
	uint16_t is, was; /* the kind of people, in each plan, or NONE */
	LIST(struct line) lines;
};

/* -- whom it concerns ----------------------------------------------------------------- */

static bool
fields_of_them(const struct plan *plan, struct fields set, uint16_t subject)
{
	for (uint16_t f = 0; f < plan->fields.n; f++)
		if (fields_have(set, f) && plan_is_about(plan, plan->fields.at[f].dataset, subject))
			return true;
	return false;
}

static bool
recipient_of_them(const struct plan *plan, uint16_t recipient, uint16_t subject)
{
	for (size_t i = 0; i < plan->shares.n; i++)
		if (plan->shares.at[i].recipient == recipient
		    && fields_of_them(plan, plan->shares.at[i].fields, subject))
			return true;
	return false;
}

/* In the plan where the row's `fields` count. */
static const struct plan *
plan_of(const struct diff *d, const struct difference *row)
{
	return row->how == DIFF_NEW ? d->is : d->was;
}

static bool
concerns(const struct telling *t, const struct difference *row)
{
	const struct plan *plan = plan_of(t->d, row);
	uint16_t subject = row->how == DIFF_NEW ? t->is : t->was;
	uint16_t purpose = plan_purpose(plan, row->of), recipient = plan_recipient(plan, row->of);

	if (row->of_fields)
		return fields_of_them(plan, row->fields, subject);
	if ((row->kind == DIFF_PURPOSE || row->kind == DIFF_BASIS) && purpose != NONE)
		return plan_has_ground(plan, purpose, subject);
	if ((row->kind == DIFF_RECIPIENT || row->kind == DIFF_RECEIVES) && recipient != NONE)
		return recipient_of_them(plan, recipient, subject);
	return true;
}

static void
add(struct telling *t, const struct difference *row, enum part part, struct buf *b)
{
	struct str text = buf_str(b);

	for (size_t i = 0; i < t->lines.n; i++)
		if (str_eq(t->lines.at[i].text, text)) {
			t->lines.at[i].theirs = t->lines.at[i].theirs || concerns(t, row);
			return;
		}
	*LIST_ADD(&t->lines, t->arena) = (struct line){ part, concerns(t, row), text };
}

/* -- said of a row -------------------------------------------------------------------- */

static void
put_fields(struct buf *b, const struct diff *d, const struct difference *row)
{
	words_fields(b, plan_of(d, row), row->fields);
}

/* Whatever has no sentence of its own: "role sales: ...; until now: ...". */
static void
say_plainly(struct telling *t, const struct difference *row, enum part part, struct str of)
{
	struct buf b = buf_new(t->arena);
	struct str before = row->before.n > 0 ? row->before : S("nothing");
	struct str after = row->after.n > 0 ? row->after : S("nothing more");

	buf_put(&b, words_name(t->arena, of.n > 0 ? of : str_of(diff_kind_word(row->kind))));
	if (row->what.n > 0)
		buf_printf(&b, ", %.*s", STR(words_name(t->arena, row->what)));
	if (row->of_fields) {
		buf_puts(&b, ", ");
		put_fields(&b, t->d, row);
	}
	if (row->before.n + row->after.n == 0)
		buf_puts(&b, row->how == DIFF_NEW ? ": new" : ": no longer");
	else
		buf_printf(&b, ": from now on %.*s; until now %.*s", STR(after), STR(before));
	add(t, row, part, &b);
}

static void
put_grounds(struct buf *b, const struct plan *plan, uint16_t purpose, uint16_t subject)
{
	const struct purpose *p = &plan->purposes.at[purpose];
	bool theirs = plan_has_ground(plan, purpose, subject), first = true;

	for (uint16_t g = p->first_ground; g < p->first_ground + p->grounds; g++) {
		if (theirs && plan->grounds.at[g].subject != subject)
			continue;
		buf_puts(b, first ? "" : "; ");
		words_ground(b, plan, &plan->grounds.at[g]);
		first = false;
	}
}

static void
say_new_purpose(struct telling *t, const struct difference *row, uint16_t purpose)
{
	const struct plan *plan = t->d->is;
	struct buf b = buf_new(t->arena);

	buf_printf(&b, "New: %.*s. We use for it: ", STR(plan->purposes.at[purpose].text));
	words_fields(&b, plan, plan->purposes.at[purpose].uses);
	buf_puts(&b, ". It rests on ");
	put_grounds(&b, plan, purpose, t->is);
	add(t, row, PART_FOR, &b);
}

static void
say_basis(struct telling *t, const struct difference *row, uint16_t was, uint16_t is)
{
	struct buf b = buf_new(t->arena);

	buf_printf(&b, "That we may use it %.*s rests on ",
	    STR(t->d->is->purposes.at[is].text));
	put_grounds(&b, t->d->is, is, t->is);
	buf_puts(&b, "; until now on ");
	put_grounds(&b, t->d->was, was, t->was);
	add(t, row, PART_FOR, &b);
}

static void
say_purpose(struct telling *t, const struct difference *row)
{
	const struct diff *d = t->d;
	uint16_t was = plan_purpose(d->was, row->of), is = plan_purpose(d->is, row->of);
	struct buf b = buf_new(t->arena);

	if (is == NONE)
		buf_printf(&b, "No longer: %.*s", STR(d->was->purposes.at[was].text));
	else if (row->kind == DIFF_USES && row->how == DIFF_NEW)
		buf_puts(&b, "We also use ");
	else if (row->kind == DIFF_USES)
		buf_puts(&b, "We no longer use ");
	if (is != NONE && row->kind == DIFF_USES) {
		put_fields(&b, d, row);
		buf_printf(&b, " %.*s", STR(d->is->purposes.at[is].text));
	}
	if (is != NONE && was == NONE)
		say_new_purpose(t, row, is);
	else if (is != NONE && row->kind == DIFF_BASIS)
		say_basis(t, row, was, is);
	else if (b.n > 0)
		add(t, row, PART_FOR, &b);
	else
		say_plainly(t, row, PART_FOR, d->is->purposes.at[is].text);
}

/* "DPD, in the United Kingdom" */
static void
put_recipient(struct buf *b, const struct plan *plan, uint16_t recipient)
{
	const struct recipient *r = &plan->recipients.at[recipient];

	buf_printf(b, "%.*s, in ", STR(r->text));
	words_country(b, plan, r->country, r->mechanism);
}

/* Of `for deliver`: the purpose's sentence. */
static struct str
purpose_text(const struct plan *plan, struct str what)
{
	uint16_t purpose =
	    str_starts(what, S("for ")) ? plan_purpose(plan, str_slice(what, 4, what.n)) : NONE;

	return purpose == NONE ? S("") : plan->purposes.at[purpose].text;
}

static void
say_receives(struct telling *t, const struct difference *row, const struct plan *plan,
    uint16_t recipient)
{
	struct str text = purpose_text(plan, row->what);
	struct buf b = buf_new(t->arena);

	put_recipient(&b, plan, recipient);
	buf_puts(&b, row->how == DIFF_NEW    ? ", is given "
		     : row->how == DIFF_GONE ? ", is no longer given "
					     : ", is given under other conditions: ");
	put_fields(&b, t->d, row);
	buf_printf(&b, "%s%.*s", text.n > 0 ? ", " : "", STR(text));
	add(t, row, PART_GIVEN, &b);
}

/* Where it is, and how it is safe there; the rest is between us and them. */
static void
say_other_terms(struct telling *t, struct buf *b, const struct difference *row, uint16_t was,
    uint16_t is)
{
	const struct recipient *old = &t->d->was->recipients.at[was];

	if (!str_eq(row->what, S("in")) && !str_eq(row->what, S("by"))) {
		buf_printf(b, "What we have agreed with %.*s changes",
		    STR(t->d->is->recipients.at[is].text));
		return;
	}
	put_recipient(b, t->d->is, is);
	buf_puts(b, " from now on; until now in ");
	words_country(b, t->d->was, old->country, old->mechanism);
}

static void
say_recipient(struct telling *t, const struct difference *row)
{
	const struct diff *d = t->d;
	uint16_t was = plan_recipient(d->was, row->of), is = plan_recipient(d->is, row->of);
	const struct plan *plan = row->how == DIFF_GONE ? d->was : d->is;
	uint16_t at = row->how == DIFF_GONE ? was : is;
	struct buf b = buf_new(t->arena);

	if (is == NONE) {
		put_recipient(&b, d->was, was);
		buf_puts(&b, ", is given nothing any more");
	} else if (row->kind == DIFF_RECEIVES && row->of_fields) {
		say_receives(t, row, plan, at);
	} else if (was == NONE && d->is->recipients.at[is].sealed_bytes_only) {
		put_recipient(&b, d->is, is);
		buf_puts(&b, ", stores for us what it cannot read");
	} else if (was != NONE) {
		say_other_terms(t, &b, row, was, is);
	}
	if (b.n > 0)
		add(t, row, PART_GIVEN, &b);
}

/* The clock of the first of the row's fields, in this plan; NONE: it has none there. */
static uint16_t
clock_in(const struct diff *d, const struct difference *row, const struct plan *plan)
{
	const struct plan *from = plan_of(d, row);

	for (uint16_t f = 0; f < from->fields.n; f++) {
		uint16_t there;

		if (!fields_have(row->fields, f))
			continue;
		there = plan_field_full(plan, from->fields.at[f].full);
		return there == NONE ? NONE : plan->groups.at[plan->fields.at[there].group].clock;
	}
	return NONE;
}

static void
say_kept(struct telling *t, const struct difference *row)
{
	uint16_t was = clock_in(t->d, row, t->d->was), is = clock_in(t->d, row, t->d->is);
	struct buf b = buf_new(t->arena);

	if (!row->of_fields || is == NONE) {
		say_plainly(t, row, PART_KEPT, S("keep"));
		return;
	}
	put_fields(&b, t->d, row);
	buf_puts(&b, ": ");
	words_clock(&b, t->d->is, &t->d->is->clocks.at[is]);
	if (was != NONE) {
		buf_puts(&b, "; until now ");
		words_clock(&b, t->d->was, &t->d->was->clocks.at[was]);
		if (row->how == DIFF_LONGER && !t->d->is->clocks.at[is].reaches_back)
			buf_puts(&b, ". What we hold already goes at its time");
	}
	add(t, row, PART_KEPT, &b);
}

/* New fields say themselves what is new of their data. */
static void
say_held(struct telling *t, const struct difference *row)
{
	struct buf b = buf_new(t->arena);

	if (row->kind == DIFF_DATA && row->what.n == 0)
		return;
	if (!row->of_fields || row->what.n > 0
	    || (row->how != DIFF_NEW && row->how != DIFF_GONE)) {
		say_plainly(t, row, PART_HELD, row->of);
		return;
	}
	buf_puts(&b, row->how == DIFF_NEW ? "We also hold " : "We no longer hold ");
	put_fields(&b, t->d, row);
	add(t, row, PART_HELD, &b);
}

static void
say_place(struct telling *t, const struct difference *row)
{
	const struct plan *plan = row->how == DIFF_GONE ? t->d->was : t->d->is;
	struct buf b = buf_new(t->arena);

	if (row->what.n > 0 || row->how == DIFF_CHANGED) {
		say_plainly(t, row, PART_GIVEN, row->of);
		return;
	}
	for (size_t i = 0; i < plan->places.n; i++)
		if (str_eq(plan->places.at[i].name, row->of))
			buf_printf(&b, "It %s in %.*s, in %s",
			    row->how == DIFF_NEW ? "also lies" : "no longer lies",
			    STR(plan->places.at[i].text),
			    words_country_name(plan->places.at[i].country));
	add(t, row, PART_GIVEN, &b);
}

static void
say_one(struct telling *t, const struct difference *row)
{
	switch (row->kind) {
	case DIFF_PURPOSE:
	case DIFF_BASIS:
	case DIFF_USES:
		say_purpose(t, row);
		break;
	case DIFF_RECIPIENT:
	case DIFF_RECEIVES:
		say_recipient(t, row);
		break;
	case DIFF_PLACE:
		say_place(t, row);
		break;
	case DIFF_KEEP:
		say_kept(t, row);
		break;
	case DIFF_DATA:
	case DIFF_FIELD:
		say_held(t, row);
		break;
	case DIFF_CONSENT:
		say_plainly(t, row, PART_ASKED, row->of);
		break;
	case DIFF_EVENT:
	case DIFF_HOLD:
		say_plainly(t, row, PART_KEPT, row->of);
		break;
	case DIFF_SUBJECT:
	case DIFF_COOKIE:
		say_plainly(t, row, PART_HELD, row->of);
		break;
	case DIFF_POLICY:
	case DIFF_CONTROLLER:
	case DIFF_PARTY:
	case DIFF_ORDER:
	case DIFF_NEVER:
	case DIFF_SUPPRESS:
	case DIFF_SCREEN:
	case DIFF_ROLE:
	case DIFF_MAY:
	case DIFF_DOOR:
	case DIFF_RIGHT:
	case DIFF_EXCEPT:
	case DIFF_DECIDE:
	case DIFF_BREACH:
	case DIFF_CHANGE:
	case DIFF_REVIEW:
	case DIFF_KINDS:
		say_plainly(t, row, PART_OTHER, row->of);
		break;
	}
}

/* -- the letter's part ------------------------------------------------------------------ */

static bool
put_lines(struct buf *b, const struct telling *t, bool theirs)
{
	bool any = false;

	for (size_t part = 0; part < PARTS; part++) {
		bool headed = false;

		for (size_t i = 0; i < t->lines.n; i++) {
			const struct line *l = &t->lines.at[i];

			if ((size_t)l->part != part || l->theirs != theirs)
				continue;
			if (!headed)
				buf_printf(b, "%s%s:\n", any ? "\n" : "", parts[part]);
			buf_printf(b, "- %.*s.\n", STR(l->text));
			headed = any = true;
		}
	}
	return any;
}

void
diff_print_people(struct buf *b, const struct diff *d, uint16_t subject)
{
	struct telling t = { .arena = b->arena, .d = d, .is = subject, .was = NONE };
	bool theirs = false;

	for (uint16_t i = 0; i < d->was->subjects.n; i++)
		if (str_eq(d->was->subjects.at[i].name, d->is->subjects.at[subject].name))
			t.was = i;
	for (size_t i = 0; i < d->rows.n; i++)
		if (d->rows.at[i].material)
			say_one(&t, &d->rows.at[i]);
	for (size_t i = 0; i < t.lines.n; i++)
		theirs = theirs || t.lines.at[i].theirs;
	if (!theirs) {
		buf_puts(b, "Nothing changes in what we do with data about you. What changes concerns "
			    "others:\n\n");
		put_lines(b, &t, false);
		return;
	}
	put_lines(b, &t, true);
	for (size_t i = 0; i < t.lines.n; i++)
		if (!t.lines.at[i].theirs) {
			buf_puts(b, "\nThis changes too, for others:\n\n");
			put_lines(b, &t, false);
			return;
		}
}
