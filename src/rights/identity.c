/* rights/identity.c -- who asks, shown in proportion (R8).
 *
 * LAW UK GDPR Art 12(6): more is asked for only where there is a doubt.  Whoever writes
 * from an address that is on record is known by it; to be left alone, or to complain,
 * nobody has to show anything.
 */
#include "rights/inside.h"

bool
identity_matters(enum right_kind right)
{
	static const bool matters[CASE_KINDS] = {
		[RIGHT_ACCESS] = true,
		[RIGHT_RECTIFY] = true,
		[RIGHT_ERASURE] = true,
		[RIGHT_RESTRICT] = true,
		[RIGHT_PORTABILITY] = true,
	};

	return matters[right];
}

bool
right_is_asked_for(enum right_kind right)
{
	return right < RIGHTS && right != RIGHT_INFORMED && right != RIGHT_DECISIONS;
}

/* People whom a party answers for are the party's to know, but where a code shows it (R13). */
result
identity_known(
    struct acting *a, const struct case_row *row, const struct node *from, bool *known)
{
	struct str *ids;
	size_t n, ours = 0;
	bool coded = code_line(a->plan, row->c.right) != NULL;

	*known = false;
	if (node_get(from, S("email")) == NULL && node_get(from, S("phone")) == NULL)
		return fail_at(a->sc, E_INPUT, S("from"),
		    "`from` is the email or phone that the request came from");
	if (!node_get_bool(from, S("proved"), true)) /* R16 */
		return OK;
	TRY(gate_people(a->sc, a->store, from, &ids, &n));
	for (size_t i = 0; i < row->c.n; i++) {
		if (row->passed[i].n > 0 && !coded)
			continue;
		ours++;
		if (!str_among(row->c.subjects[i], ids, n))
			return OK;
	}
	*known = ours > 0 || row->c.n > 0;
	return OK;
}

/* In one word, so that what was shown cannot get in. */
static result
shown_how(struct acting *a, const struct node *given, struct str *how)
{
	static const char *const words[] = { "address", "code", "call-back", "document",
		"questions", "in-person", "party" };

	*how = node_get_str(given, S("shown"));
	for (size_t i = 0; i < N(words); i++)
		if (str_eq(*how, str_of(words[i])))
			return OK;
	return fail_at(a->sc, E_INPUT, S("shown"),
	    "say how it was shown who asks: address, code, call-back, document, questions, "
	    "in-person or party; what was shown is not kept");
}

/* Whoever asked was not known; now it is known who is meant. */
static result
take_person(struct acting *a, struct case_row *row, struct str id)
{
	struct subject person;
	bool taken;

	TRY(acting_person(a, id, &person));
	if (!verdict_allows(a->v) || str_among(id, row->c.subjects, row->c.n))
		return OK;
	TRY(case_take_person(a, row, id, &taken));
	return case_store_person(a, row, row->c.n - 1);
}

/* R13: a colleague's word is not the code; another way than the policy's is told with reasons. */
static result
may_show(struct acting *a, const struct case_row *row, struct str reasons)
{
	const struct right *line = code_line(a->plan, row->c.right);

	if (line == NULL)
		return OK;
	if (str_eq(row->shown, S("code")))
		return verdict_refuse(a->sc, a->v, WHY_CODE, line->at.line,
		    "the code that was sent is entered itself");
	if (str_trim(reasons).n == 0)
		return verdict_refuse(a->sc, a->v, WHY_REASON, line->at.line,
		    "the policy says by code; for another way give the reasons");
	return OK;
}

result
identity_shown(
    struct acting *a, struct case_row *row, const struct node *given, struct str reasons)
{
	struct str subject = node_get_str(given, S("subject"));

	TRY(shown_how(a, given, &row->shown));
	TRY(may_show(a, row, reasons));
	if (!verdict_allows(a->v))
		return OK;
	if (subject.n > 0)
		TRY(take_person(a, row, subject));
	if (verdict_allows(a->v) && row->c.n == 0)
		return verdict_refuse(a->sc, a->v, WHY_MISSING, 0,
		    "nobody was found for this request: say `subject`, or refuse it");
	return OK;
}
