/* rights/fee.c -- a fee for a request (R9).
 *
 * LAW UK GDPR Art 12(5): the first is free; one that comes again or is excessive may
 * cost what is reasonable, and we show that it is so.
 */
#include "rights/inside.h"
#include "sql/statements.h"
#include "sys/zone.h"

/* "10.00 GBP" in hundredths; false when it is no such amount. */
static bool
take_amount(struct str text, uint64_t *hundredths, struct str *currency)
{
	struct str whole = str_cut(str_cut(text, ' ', currency), '.', &text);
	uint64_t pounds, pence = 0;

	if (!str_to_u64(whole, &pounds) || pounds > 1000000
	    || (text.n > 0 && (text.n != 2 || !str_to_u64(text, &pence))))
		return false;
	*hundredths = pounds * 100 + pence;
	return *hundredths > 0 && currency->n == 3;
}

static const struct right *
fee_line(const struct plan *plan, enum right_kind kind)
{
	for (size_t i = 0; i < plan->rights.n; i++) {
		const struct right *r = &plan->rights.at[i];

		if (!r->all && r->kind == kind && r->fee_most.n > 0)
			return r;
	}
	return NULL;
}

/* The same person asked for the same and was answered, not longer ago than the line says. */
static result
comes_again(struct acting *a, const struct case_row *row, const struct right *r, bool *again)
{
	*again = false;
	if (term_is_zero(r->fee_repeated))
		return OK;
	for (size_t i = 0; i < row->c.n && !*again; i++) {
		struct sql_case_answered_last_row last = { 0 };
		bool found;

		TRY(sql_case_answered_last(a->sc, vault_sql(a->store->vault),
		    row->c.subjects[i], str_of(right_word(row->c.right)),
		    str_of(case_state_word(CASE_ANSWERED)), &last, &found));
		*again = found
			 && !instant_before(
			     zone_plus((struct instant){ last.closed }, r->fee_repeated),
			     row->c.received);
	}
	return OK;
}

static result
may_cost(struct acting *a, struct case_row *row, const struct right *r,
    const struct node *given)
{
	bool again;

	TRY(comes_again(a, row, r, &again));
	row->why = again ? S("repeated") : S("excessive");
	if (again || (r->fee_excessive && node_get_bool(given, S("excessive"), false)))
		return OK;
	return verdict_refuse(a->sc, a->v, WHY_FEE, r->at.line,
	    "it is the first request of this person in that time: it is free%s",
	    r->fee_excessive ? ", unless it is excessive" : "");
}

result
fee_ask(struct acting *a, struct case_row *row, const struct node *given)
{
	const struct right *r = fee_line(a->plan, row->c.right);
	struct str amount = node_get_str(given, S("amount")), currency, most;
	uint64_t hundredths, at_most = 0;

	if (!take_amount(amount, &hundredths, &currency))
		return fail_at(a->sc, E_INPUT, S("amount"), "an amount is written 10.00 GBP");
	if (r == NULL)
		return verdict_refuse(a->sc, a->v, WHY_FEE, 0,
		    "the policy lets nothing be asked for the right %s",
		    right_word(row->c.right));
	if (row->c.fee.n > 0)
		return verdict_refuse(
		    a->sc, a->v, WHY_CASE_STATE, r->at.line, "a fee was asked for it already");
	TRY(may_cost(a, row, r, given));
	if (!verdict_allows(a->v))
		return OK;
	if (!take_amount(r->fee_most, &at_most, &most) || !str_eq(currency, most)
	    || hundredths > at_most)
		return verdict_refuse(a->sc, a->v, WHY_FEE, r->at.line, "it is at most %.*s",
		    STR(r->fee_most));
	row->c.fee = str_dup(&a->sc->arena, amount);
	return OK;
}
