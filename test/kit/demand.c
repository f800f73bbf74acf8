#include "demand.h"

#include "unit.h"

#undef assert_ok
#define assert_ok(call) assert_int_equal((call).code, E_OK)

struct demanded
demand(struct test_store *t, const struct asker *asker, enum right_kind right, const char *who,
    const char *evidence)
{
	return demand_from(t, asker, right, who, NULL, evidence);
}

struct demanded
demand_from(struct test_store *t, const struct asker *asker, enum right_kind right,
    const char *who, const char *from, const char *evidence)
{
	struct request q = {
		.right = right,
		.who = json(t, who),
		.from = json(t, from),
		.evidence = json(t, evidence),
	};
	struct demanded d = { 0 };
	struct opened opened;

	wave_begin(t);
	assert_ok(rights_open(t->sc, &t->store, asker, S("R-1"), &q, &d.v, &opened));
	wave_verdict(t, asker, "case", NULL, &d.v);
	wave_end(t);
	d.c = opened.c;
	d.stays = opened.stays;
	d.n_stays = opened.n_stays;
	d.letter = opened.letter;
	return d;
}

struct verdict
act_on(struct test_store *t, const struct asker *asker, struct str id, char act,
    const char *reasons, struct person_case *c)
{
	static const struct {
		char letter;
		enum case_act act;
	} acts[] = { { 'p', ACT_PAUSE }, { 'r', ACT_RESUME }, { 'x', ACT_EXTEND },
		{ 'f', ACT_REFUSE }, { 'a', ACT_ANSWER }, { 'c', ACT_CANCEL },
		{ 'n', ACT_ANNOUNCE }, { 'l', ACT_LIFT }, { 'k', ACT_ACKNOWLEDGE },
		{ 'o', ACT_NOTE } };
	struct verdict v = { 0 };
	struct acted acted;

	for (size_t i = 0; i < N(acts); i++) {
		if (acts[i].letter != act)
			continue;
		v = act_with(t, asker, id, acts[i].act, reasons, NULL, &acted);
		*c = acted.c;
	}
	return v;
}

struct verdict
act_with(struct test_store *t, const struct asker *asker, struct str id, enum case_act act,
    const char *reasons, const char *given, struct acted *acted)
{
	struct verdict v = { 0 };

	wave_begin(t);
	assert_ok(rights_act(t->sc, &t->store, asker, id, act, str_of(reasons), json(t, given), &v,
	    acted));
	wave_verdict(t, asker, "case", NULL, &v);
	wave_end(t);
	return v;
}

const struct stays *
stay_of(const struct demanded *d, const char *full)
{
	for (size_t i = 0; i < d->n_stays; i++)
		if (str_eq(d->stays[i].field, str_of(full)))
			return &d->stays[i];
	return NULL;
}
