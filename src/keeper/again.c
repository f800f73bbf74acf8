/* keeper/again.c -- who has to say yes again, since which version (K25). */
#include "keeper/again.h"
#include "base/check.h"

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
		.version = is->version,
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

/* What waits for its day asks for nothing yet, and is answered already. */
static result
take_waiting(struct scope *sc, struct again *a)
{
	struct compile_options o = { .file = S("policy"), .past = true };
	struct diags diags = { 0 };
	struct sql_policy_waiting_row waits;
	struct sql_policy_get_row row;
	struct diff d;
	bool found;

	a->k->next = NULL;
	TRY(sql_policy_waiting(sc, vault_sql(a->k->vault), &waits, &found));
	if (!found)
		return OK;
	TRY(sql_policy_get(sc, vault_sql(a->k->vault), waits.version, &row, &found));
	CHECK(found);
	a->k->next = policy_compile(
	    sc, &a->k->plan_arena, str_dup(&a->k->plan_arena, row.text), &o, &diags);
	if (a->k->next == NULL) /* succeed.c says why, on its day */
		return OK;
	diff_plans(&sc->arena, a->k->store.plan, a->k->next, &d);
	for (size_t i = 0; i < d.ask_again.n; i++) {
		uint16_t consent = plan_consent(
		    a->k->store.plan, a->k->next->consents.at[d.ask_again.at[i]].name);

		if (consent != NONE)
			*LIST_ADD(&a->rows, &a->k->plan_arena) =
			    (struct reaffirm){ .consent = consent,
				    .purpose = NONE,
				    .recipient = NONE,
				    .version = a->k->next->version,
				    .since = { row.starts },
				    .waits = true };
	}
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
	TRY(take_waiting(sc, &a));
	vault_use_reaffirms(k->vault, a.rows.at, a.rows.n);
	return OK;
}

/* -- of one person ----------------------------------------------------------------------- */

static bool
was_said(const struct consent_said *said, const struct reaffirm *r)
{
	return said->covers >= r->version || (!r->waits && !instant_before(said->since, r->since));
}

result
again_of(struct scope *sc, struct keeper *k, struct str subject, uint32_t version,
    struct again_one **list, size_t *n)
{
	const struct plan *plan = k->store.plan;

	*n = 0;
	*list = NEW_ARRAY(&sc->arena, plan->consents.n + 1, struct again_one);
	for (uint16_t c = 0; c < plan->consents.n; c++) {
		const struct consent *of = &plan->consents.at[c];
		struct consent_said said;
		struct reaffirm r;

		if (of->for_each_recipient || of->for_each_call
		    || !vault_consent_asked(k->vault, c, version, &r))
			continue;
		TRY(vault_consent_for(sc, k->vault, subject, c, S(""), &said));
		if (said.state != CONSENT_GIVEN)
			continue;
		(*list)[(*n)++] = (struct again_one){
			.consent = c,
			.version = r.version,
			.starts = r.since,
			.state = was_said(&said, &r)	      ? AGAIN_ACCEPTED
				 : said.declined >= r.version ? AGAIN_DECLINED
							      : AGAIN_ASKED,
		};
	}
	return OK;
}

static const struct plan *
plan_after(const struct store *store, size_t i)
{
	return i + 1 < store->n_past ? store->past[i + 1].plan : store->plan;
}

result
again_plans(struct scope *sc, struct keeper *k, uint32_t version, const struct plan **was,
    const struct plan **is)
{
	const struct store *store = &k->store;

	*was = store->plan;
	*is = k->next;
	if (k->next != NULL && k->next->version == version)
		return OK;
	for (size_t i = store->n_past; i-- > 0;) {
		*was = store->past[i].plan;
		*is = plan_after(store, i);
		if ((*is)->version == version)
			return OK;
	}
	return fail(sc, E_ABSENT, "this change does not come: nothing is asked of you");
}

/* -- the link of its letter ----------------------------------------------------------------- */

struct str
again_link(struct scope *sc, struct vault *v, uint32_t version, struct str subject)
{
	struct str named =
	    str_printf(&sc->arena, "%u %.*s", (unsigned)version, STR(subject));

	return str_printf(
	    &sc->arena, "/r/%.*s", STR(vault_link_token(sc, v, LINK_AGAIN, named)));
}

result
again_link_read(
    struct scope *sc, struct vault *v, struct str token, uint32_t *version, struct str *subject)
{
	struct str named;
	uint64_t number;

	TRY(vault_link_read(sc, v, LINK_AGAIN, token, &named));
	CHECK(str_to_u64(str_cut(named, ' ', subject), &number)); /* we wrote it */
	*version = (uint32_t)number;
	return OK;
}
