/* rights/done.c -- what an answer tells of what was done.
 *
 * LAW UK GDPR Art 12(3): the action taken on a request; Art 17(3): what stays, and why; Art 19:
 * who else is told; Art 21(3), 18(2): what ends, and what still goes on.
 */
#include "policy/words.h"
#include "rights/inside.h"
#include "sys/zone.h"
#include "vault/party.h"

static size_t
ours(const struct case_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->c.n; i++)
		n += row->passed[i].n == 0;
	return n;
}

/* -- erasure ------------------------------------------------------------------------- */

static bool
same_stay(const struct stays *a, const struct stays *b)
{
	return str_eq(a->why, b->why) && a->until.set == b->until.set
	       && (!a->until.set || a->until.at.us == b->until.at.us);
}

static bool
is_field(const struct stays *list, size_t n, struct str field)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].field, field))
			return true;
	return false;
}

static void
say_fields(struct acting *a, struct buf *b, const struct stays *list, size_t n, size_t first)
{
	const struct stays *like = &list[first];
	bool any = false;

	for (size_t i = first; i < n; i++) {
		uint16_t field = plan_field_full(a->plan, list[i].field);

		if (!same_stay(&list[i], like) || field == NONE
		    || (i > first && is_field(&list[first], i - first, list[i].field)))
			continue;
		buf_printf(b, "%s%.*s", any ? ", " : "",
		    STR(words_field(&a->sc->arena, a->plan, field)));
		any = true;
	}
}

/* What bailee itself holds as proof is said once, by its clock. */
static bool
is_proof(struct acting *a, const struct stays *s)
{
	uint16_t field = plan_field_full(a->plan, s->field);

	return field != NONE
	       && a->plan->datasets.at[a->plan->fields.at[field].dataset].built_in;
}

static void
say_proof(struct acting *a, struct buf *b, const struct stays *list, size_t n)
{
	uint16_t dataset = NONE;

	for (size_t i = 0; i < n && dataset == NONE; i++)
		if (is_proof(a, &list[i]))
			dataset = a->plan->fields.at[plan_field_full(a->plan, list[i].field)].dataset;
	if (dataset == NONE)
		return;
	buf_puts(b, "  - what you asked for or agreed to, and what we answered, as proof: ");
	words_clock(b, a->plan,
	    &a->plan->clocks.at[a->plan->groups.at[a->plan->datasets.at[dataset].first_group].clock]);
	buf_putc(b, '\n');
}

/* One line for what stays for the same reason until the same day. */
static void
say_stays(struct acting *a, struct buf *b, const struct stays *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool said = is_proof(a, &list[i]);

		for (size_t k = 0; k < i; k++)
			said = said || same_stay(&list[k], &list[i]);
		if (said)
			continue;
		buf_puts(b, "  - ");
		say_fields(a, b, list, n, i);
		buf_printf(b, ": %.*s", STR(list[i].why));
		if (list[i].until.set)
			buf_printf(b, "; %s %.*s",
			    list[i].held ? "we look at that again by" : "until",
			    STR(words_date(&a->sc->arena, zone_civil(list[i].until.at))));
		buf_putc(b, '\n');
	}
}

/* UK GDPR Art 12(1): what is done, and what is not done yet. */
static void
say_backups(struct acting *a, struct buf *b, const struct person_case *c)
{
	if (c->backups_clear.set)
		buf_printf(b, "From %.*s on, no backup of ours can bring it back either.\n",
		    STR(words_date(&a->sc->arena, zone_civil(c->backups_clear.at))));
	else
		buf_puts(b, "Backups of ours still hold it, sealed, for a while; we do not bring it back.\n");
}

static result
say_erased(struct acting *a, struct buf *b, const struct case_row *row, const struct node *file)
{
	const struct node *evidence = node_get(file, S("evidence"));
	struct erasing e;

	TRY(erasing_begin(&e, a, ERASED_PERSON));
	e.preview = true;
	e.before = row->c.id;
	for (size_t i = 0; i < row->c.n; i++) {
		bool stepped;

		TRY(steps_of(a, row->c.id, row->c.subjects[i], &stepped));
		if (row->passed[i].n == 0 && !stepped)
			TRY(erase_asked(&e, row->c.subjects[i], evidence));
	}
	TRY(steps_left(a, row->c.id, &e)); /* R19 */
	buf_puts(b, node_get(evidence, S("fields")) != NULL || node_get(evidence, S("records")) != NULL
			? "We have erased what you asked us to erase"
			: "We have erased what we held about you");
	buf_puts(b, e.n_stays > 0 ? ". This stays, and nothing else:\n" : ".\n");
	say_stays(a, b, e.stays, e.n_stays);
	say_proof(a, b, e.stays, e.n_stays);
	say_backups(a, b, &row->c);
	return OK;
}

/* -- who else is told ------------------------------------------------------------------ */

static struct str
told_name(struct acting *a, const struct telling *t)
{
	uint16_t r = t->place.n > 0 ? NONE : plan_recipient(a->plan, t->recipient);
	uint16_t p = t->place.n > 0 ? plan_place(a->plan, t->place) : NONE;

	if (p != NONE)
		return a->plan->places.at[p].text;
	return r == NONE ? words_name(&a->sc->arena, told_whom(t))
			 : a->plan->recipients.at[r].text;
}

result
done_told(struct acting *a, struct buf *b, struct str id)
{
	struct telling *t;
	size_t n, said = 0;

	TRY(told_of_case(a->sc, a->store, id, &t, &n));
	for (size_t i = 0; i < n; i++) {
		bool before = false;

		for (size_t k = 0; k < i; k++)
			before = before || str_eq(told_whom(&t[k]), told_whom(&t[i]));
		if (!before)
			buf_printf(b, "%s%.*s",
			    said++ > 0 ? ", " : "Whom we tell, since they have it from us: ",
			    STR(told_name(a, &t[i])));
	}
	buf_puts(b, said > 0 ? ".\n" : "");
	return OK;
}

/* -- what ends, what goes on ------------------------------------------------------------- */

static void
say_objected(struct acting *a, struct buf *b, const struct node *evidence)
{
	uint16_t purpose = plan_purpose(a->plan, node_get_str(evidence, S("purpose")));

	if (purpose == NONE)
		buf_puts(b, "You get no direct marketing from us any more, whatever it is "
			    "about and by whatever way.\n");
	else
		buf_printf(b, "We no longer use what we hold about you %.*s.\n",
		    STR(a->plan->purposes.at[purpose].text));
}

static void
say_restricted(struct acting *a, struct buf *b, const struct node *evidence)
{
	const struct plan *plan = a->plan;

	buf_puts(b, "Since your request we keep what we hold about you, and do not use it. We tell "
		    "you before that ends.\n");
	if (node_get(evidence, S("keep")) != NULL)
		buf_puts(b, "As you wish, what would have ended meanwhile is kept for you until "
			    "then.\n");
	for (size_t i = 0; i < plan->exceptions.n; i++)
		if (plan->exceptions.at[i].kind == RIGHT_RESTRICT)
			buf_printf(b, "But: %.*s.\n", STR(plan->exceptions.at[i].telling));
}

static result
say_passed(struct acting *a, struct buf *b, const struct case_row *row)
{
	for (size_t i = 0; i < row->c.n; i++) {
		struct party party;
		bool absent;

		if (row->passed[i].n == 0)
			continue;
		TRY(verdict_absent(a->sc,
		    vault_party(a->sc, a->store->vault, row->passed[i], &party), &absent));
		buf_printf(b, "We hold data about you for %.*s, who answers for it: we have passed "
			      "your request on, and do there what they say.\n",
		    STR(absent ? S("an organisation") : party.name));
	}
	return OK;
}

static result
say_of_right(struct acting *a, struct buf *b, const struct case_row *row)
{
	struct node *file;

	TRY(case_file(a, row, &file));
	switch (row->c.right) {
	case RIGHT_ACCESS:
		buf_puts(b, "With this letter goes everything that we hold about you: what it is, "
			    "what for, since when and until when, where it came from, who was "
			    "given it and who looked at it.\n");
		break;
	case RIGHT_PORTABILITY:
		buf_puts(b, "With this letter goes what you gave us on your consent or for a "
			    "contract, in a form that another system can read.\n");
		break;
	case RIGHT_ERASURE:
		TRY(say_erased(a, b, row, file));
		return done_told(a, b, row->c.id);
	case RIGHT_OBJECT:
		say_objected(a, b, node_get(file, S("evidence")));
		break;
	case RIGHT_RESTRICT:
		say_restricted(a, b, node_get(file, S("evidence")));
		return done_told(a, b, row->c.id);
	case RIGHT_INFORMED:
	case RIGHT_RECTIFY: /* what was corrected: correct.c */
	case RIGHT_DECISIONS: /* decided anew by a letter of its own: decision.c */
	case RIGHT_COMPLAIN: /* the outcome is the reasons */
	case RIGHT_UNSORTED: /* in words */
	case CASE_KINDS:
		break;
	}
	return OK;
}

static result
say_unknown(struct acting *a, struct buf *b, const struct case_row *row)
{
	struct node *file;
	uint16_t purpose;

	TRY(case_file(a, row, &file));
	purpose = plan_purpose(a->plan, node_get_str(node_get(file, S("evidence")), S("purpose")));
	buf_puts(b, "We looked for what you told us of yourself, and hold nothing about you.\n");
	if (row->c.right == RIGHT_OBJECT
	    && (purpose == NONE || a->plan->purposes.at[purpose].marketing != 0))
		buf_puts(b, "The address that you gave us is one that gets no direct marketing from us, "
			    "also if it comes to us later.\n");
	return OK;
}

result
done_said(struct acting *a, const struct case_row *row, struct str *done)
{
	struct buf b = buf_new(&a->sc->arena);
	bool theirs = row->c.right != RIGHT_COMPLAIN && row->c.right != RIGHT_INFORMED;

	if (row->c.n == 0 && theirs)
		TRY(say_unknown(a, &b, row));
	if (ours(row) > 0)
		TRY(say_of_right(a, &b, row));
	TRY(say_passed(a, &b, row));
	*done = buf_str(&b);
	return OK;
}
