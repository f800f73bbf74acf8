#include "demand.h"

#include "unit.h"

#undef assert_ok
#define assert_ok(call) assert_int_equal((call).code, E_OK)

struct demanded
demand(struct test_store *t, const struct asker *asker, enum right_kind right, const char *who,
    const char *evidence)
{
	struct demanded d = { 0 };

	wave_begin(t);
	assert_ok(rights_open(t->sc, &t->store, asker, S("R-1"), right, json(t, who), t->sc->now,
	    json(t, evidence), &d.v, &d.c, &d.stays, &d.n_stays));
	wave_verdict(t, asker, "case", NULL, &d.v);
	wave_end(t);
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
		{ 'n', ACT_ANNOUNCE }, { 'l', ACT_LIFT } };
	struct verdict v = { 0 };
	struct str letter;

	for (size_t i = 0; i < N(acts); i++) {
		if (acts[i].letter != act)
			continue;
		wave_begin(t);
		assert_ok(
		    rights_act(t->sc, &t->store, asker, id, acts[i].act, str_of(reasons), &v, c, &letter));
		wave_verdict(t, asker, "case", NULL, &v);
		wave_end(t);
	}
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
