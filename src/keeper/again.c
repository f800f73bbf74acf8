/* keeper/again.c -- who has to say yes again, since which version (K25). */
#include "keeper/succeed.h"

struct again {
	struct keeper *k;
	LIST(struct reaffirm) rows;
};

static uint16_t
purpose_now(const struct plan *now, const struct plan *is, uint16_t purpose)
{
	return purpose == NONE ? NONE : plan_purpose(now, is->purposes.at[purpose].name);
}

static uint16_t
recipient_now(const struct plan *now, const struct plan *is, uint16_t recipient)
{
	return recipient == NONE ? NONE : plan_recipient(now, is->recipients.at[recipient].name);
}

/* What a later version dropped cannot be used, so nothing of it waits. */
static void
take_row(struct again *a, const struct plan *is, const struct diff_again *row, int64_t starts)
{
	const struct plan *now = a->k->store.plan;
	struct reaffirm r = {
		.consent = plan_consent(now, is->consents.at[row->consent].name),
		.purpose = purpose_now(now, is, row->purpose),
		.recipient = recipient_now(now, is, row->recipient),
		.since = { starts },
	};

	if (r.consent != NONE && (r.purpose == NONE) == (row->purpose == NONE)
	    && (r.recipient == NONE) == (row->recipient == NONE))
		*LIST_ADD(&a->rows, &a->k->plan_arena) = r;
}

static result
take_step(struct scope *sc, struct again *a, const struct plan *was, const struct plan *is)
{
	struct sql_policy_get_row row;
	struct diff d;
	bool found;

	TRY(sql_policy_get(sc, vault_sql(a->k->vault), is->version, &row, &found));
	if (!found)
		return fail(sc, E_DAMAGED,
		    "when version %u of the policy came into force cannot be read: restore it "
		    "from a backup",
		    (unsigned)is->version);
	diff_plans(&sc->arena, was, is, &d);
	for (size_t i = 0; i < d.again.n; i++)
		take_row(a, is, &d.again.at[i], row.starts);
	return OK;
}

result
succeed_reaffirms(struct scope *sc, struct keeper *k)
{
	struct store *store = &k->store;
	struct again a = { .k = k };

	for (size_t i = 0; i < store->n_past; i++)
		TRY(take_step(sc, &a, store->past[i].plan,
		    i + 1 < store->n_past ? store->past[i + 1].plan : store->plan));
	vault_use_reaffirms(k->vault, a.rows.at, a.rows.n);
	return OK;
}
