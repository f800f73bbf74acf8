/* rights/merge.c -- two ids that are one person, and that are not after all.
 *
 * A link: nothing is sealed anew, and it can be taken back.  Requests are of the whole person.
 */
#include "rights/inside.h"

struct merging {
	struct acting act;
	struct subject one, other;
};

static result
note(struct merging *m, enum entry_kind kind, const struct subject *of, struct str with)
{
	struct entry e = note_begin(m->act.store, m->act.asker, kind, S("subject"));

	e.purpose = S("rights-requests");
	note_more(m->act.sc, &e, S("with"), with);
	note_more(m->act.sc, &e, S("reason"), m->act.reason);
	TRY(note_subject(m->act.sc, m->act.store, &e, of->id));
	return note_write(m->act.sc, m->act.store, &e, &m->act.v->entry);
}

static result
are_one(struct merging *m, bool *yes)
{
	struct str *ids;
	size_t n;

	*yes = false;
	TRY(vault_same(m->act.sc, m->act.store->vault, m->one.id, &ids, &n));
	for (size_t i = 0; i < n; i++)
		*yes = *yes || str_eq(ids[i], m->other.id);
	return OK;
}

static result
find_both(struct merging *m, struct str one, struct str other)
{
	struct acting *a = &m->act;

	TRY(may_act(a));
	if (verdict_allows(a->v))
		TRY(acting_person(a, one, &m->one));
	if (verdict_allows(a->v))
		TRY(acting_person(a, other, &m->other));
	if (verdict_allows(a->v) && !str_eq(m->one.party, m->other.party))
		return verdict_refuse(a->sc, a->v, WHY_PURPOSE, 0,
		    "they are held for different parties, and neither learns of the other's");
	return OK;
}

result
rights_merge(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    struct str one, struct str other, struct verdict *v)
{
	struct merging m = {
		.act = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v },
	};
	bool same;

	if (str_eq(one, other))
		return fail_at(sc, E_INPUT, S("with"), "say another person");
	TRY(find_both(&m, one, other));
	if (!verdict_allows(v))
		return OK;
	TRY(are_one(&m, &same));
	if (same)
		return verdict_refuse(sc, v, WHY_CASE_STATE, 0, "they are one person already");
	TRY(vault_merge(sc, store->vault, one, other));
	TRY(term_recompute(sc, store, NONE, S(""), one, S("")));
	TRY(term_recompute(sc, store, NONE, S(""), other, S("")));
	TRY(note(&m, ENTRY_SUBJECT_MERGED, &m.one, other));
	return note(&m, ENTRY_SUBJECT_MERGED, &m.other, one);
}

result
rights_split(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    struct str id, struct verdict *v)
{
	struct merging m = {
		.act = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v },
	};
	struct str *ids;
	size_t n;

	TRY(may_act(&m.act));
	if (verdict_allows(v))
		TRY(acting_person(&m.act, id, &m.one));
	if (!verdict_allows(v))
		return OK;
	TRY(vault_same(sc, store->vault, id, &ids, &n));
	if (n == 1)
		return verdict_refuse(
		    sc, v, WHY_CASE_STATE, 0, "nobody else is the same person");
	TRY(vault_split(sc, store->vault, id));
	for (size_t i = 0; i < n; i++)
		TRY(term_recompute(sc, store, NONE, S(""), ids[i], S("")));
	return note(&m, ENTRY_SUBJECT_SPLIT, &m.one, S(""));
}
