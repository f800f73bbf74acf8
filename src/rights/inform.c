/* rights/inform.c -- whoever's data came from somebody else is told of it, in time.
 *
 * LAW UK GDPR Art 14(1) to (3)(a).
 *
 * `right informed of SUBJECT within TERM`: the first record of a new person which came without
 * them, and with no notice shown, opens a case `informed` by itself.  A party's people are
 * passed to the party, through which they hear of it; the time is the same.
 */
#include "rights/inside.h"

static bool
is_owed(const struct plan *plan, uint16_t about)
{
	for (size_t i = 0; i < plan->rights.n; i++) {
		const struct right *r = &plan->rights.at[i];

		if (r->kind == RIGHT_INFORMED && !r->all && r->subject != NONE
		    && r->subject == about)
			return true;
	}
	return false;
}

static result
open_for(struct scope *sc, struct store *store, const struct record *r, struct str subject)
{
	static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct verdict v = { 0 };
	struct acting a = {
		.sc = sc, .store = store, .plan = store->plan, .asker = &itself, .v = &v
	};
	struct node *who = node_map(&sc->arena);
	struct record *records;
	struct case_row row;
	size_t n;

	TRY(vault_records_of(sc, store->vault, subject, &records, &n));
	if (n != 1 || !str_eq(records[0].id, r->id)) /* known before: told, or owed, already */
		return OK;
	node_set_str(&sc->arena, who, S("subject"), subject);
	return case_open_of(&a, RIGHT_INFORMED, who, NULL, &row);
}

result
rights_inform(struct scope *sc, struct store *store, const struct receipt *got)
{
	struct record r;
	bool any = false;

	for (size_t i = 0; i < store->plan->rights.n; i++)
		any |= store->plan->rights.at[i].kind == RIGHT_INFORMED
		       && store->plan->rights.at[i].subject != NONE;
	if (!any || got->how != ADMITTED_NEW)
		return OK;
	TRY(vault_record(sc, store->vault, got->record, &r));
	if (r.notice.n > 0 || str_eq(r.source, S("person")))
		return OK;
	if (r.subject.n > 0 && is_owed(store->plan, r.about))
		TRY(open_for(sc, store, &r, r.subject));
	for (size_t i = 0; i < r.n_people; i++)
		if (is_owed(store->plan, r.people[i].about))
			TRY(open_for(sc, store, &r, r.people[i].subject));
	return OK;
}
