/* gate/who.c -- whom is this about? */
#include "gate/look.h"
#include "gate/will.h"
#include "vault/value.h"

bool
asker_another(const struct asker *first, const struct asker *second)
{
	return second != NULL && second->staff.n > 0 && first->staff.n > 0
	       && !str_eq(first->staff, second->staff) && str_eq(first->party, second->party);
}

/* Any field of the type: what is canonical depends on the type alone. */
static uint16_t
field_of_type(const struct plan *plan, enum field_type type)
{
	for (uint16_t i = 0; i < plan->fields.n; i++)
		if (plan->fields.at[i].type == type)
			return i;
	return NONE;
}

result
who_address(struct scope *sc, struct store *store, enum field_type type, struct str given,
    struct str *canonical)
{
	uint16_t field = field_of_type(store->plan, type);
	struct str reason;

	*canonical = S("");
	if (field == NONE)
		return OK; /* nobody's address is held, so nobody is found by one */
	if (!value_canonical(
		sc, store->plan, field, node_str(&sc->arena, given), canonical, &reason))
		return fail_at(sc, E_INPUT, type == TYPE_EMAIL ? S("email") : S("phone"),
		    "this is not %s",
		    type == TYPE_EMAIL ? "an e-mail address" : "a telephone number");
	return OK;
}

static result
by_id(struct scope *sc, struct store *store, struct str id, struct str **subjects, size_t *n)
{
	struct subject s;
	bool absent;

	TRY(verdict_absent(sc, vault_subject(sc, store->vault, id, &s), &absent));
	*subjects = NEW(&sc->arena, struct str);
	**subjects = id;
	*n = absent ? 0 : 1;
	return OK;
}

result
gate_who(
    struct scope *sc, struct store *store, const struct node *who, struct str **subjects, size_t *n)
{
	struct str id = node_get_str(who, S("subject")), email = node_get_str(who, S("email"));
	struct str phone = node_get_str(who, S("phone")), canonical;
	enum field_type type = email.n > 0 ? TYPE_EMAIL : TYPE_PHONE;

	*n = 0;
	if ((id.n > 0) + (email.n > 0) + (phone.n > 0) != 1)
		return fail_at(sc, E_INPUT, S("who"), "say who by one of subject, email or phone");
	if (id.n > 0)
		return by_id(sc, store, id, subjects, n);
	TRY(who_address(sc, store, type, email.n > 0 ? email : phone, &canonical));
	if (canonical.n == 0)
		return OK;
	return vault_subjects_by(sc, store->vault, type, canonical, S(""), subjects, n);
}

result
gate_people(
    struct scope *sc, struct store *store, const struct node *who, struct str **subjects, size_t *n)
{
	LIST(struct str) all = { 0 };
	struct str *found;
	size_t n_found;

	TRY(gate_who(sc, store, who, &found, &n_found));
	for (size_t i = 0; i < n_found; i++) {
		struct str *same;
		size_t n_same;

		TRY(vault_same(sc, store->vault, found[i], &same, &n_same));
		for (size_t k = 0; k < n_same; k++) {
			struct subject s;
			bool absent;

			TRY(verdict_absent(
			    sc, vault_subject(sc, store->vault, same[k], &s), &absent));
			if (!absent && !str_among(same[k], all.at, all.n))
				*LIST_ADD(&all, &sc->arena) = same[k];
		}
	}
	*subjects = all.at;
	*n = all.n;
	return OK;
}
