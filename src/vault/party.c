/* vault/party.c -- organisations we work for, and dated facts. */
#include "sys/ulid.h"
#include "vault/inside.h"

result
vault_party_add(struct scope *sc, struct vault *v, struct party *party)
{
	CHECK(vault_valid(v));
	party->id = ulid_new(&sc->arena, sc->now);
	party->ended = false;
	return sql_party_add(sc, v->sql,
	    &(struct sql_party_add_in){
		.id = party->id,
		.class = name_of_class(v, party->class),
		.name = party->name,
		.kind = party->kind,
		.through = party->through,
	    });
}

result
vault_party(struct scope *sc, struct vault *v, struct str id, struct party *party)
{
	struct sql_party_get_row row;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_party_get(sc, v->sql, id, &row, &found));
	if (!found)
		return fail(
		    sc, E_ABSENT, "there is no such party; register it with `bailee party`");
	*party = (struct party){
		.id = row.id,
		.class = plan_party(v->plan, row.class),
		.name = row.name,
		.kind = row.kind,
		.through = row.through,
		.ended = row.ended != 0,
	};
	return OK;
}

result
vault_parties(struct scope *sc, struct vault *v, struct party **parties, size_t *n)
{
	LIST(struct party) list = { 0 };
	struct sql_party_page_rows page;
	struct str after = S("");

	CHECK(vault_valid(v));
	do {
		TRY(sql_party_page(sc, v->sql, after, VAULT_PAGE, &page));
		for (size_t i = 0; i < page.n; i++)
			TRY(vault_party(sc, v, after = page.at[i].id, LIST_ADD(&list, &sc->arena)));
	} while (page.n == VAULT_PAGE);
	*parties = list.at;
	*n = list.n;
	return OK;
}

result
vault_party_end(struct scope *sc, struct vault *v, struct str id)
{
	CHECK(vault_valid(v));
	TRY(sql_party_end(sc, v->sql, id));
	return sql_changes(v->sql) == 1 ? OK : fail(sc, E_ABSENT, "there is no such party");
}

/* -- facts ------------------------------------------------------------------------- */

#define FACTS_MOST 100000

result
vault_fact_add(struct scope *sc, struct vault *v, const struct fact *fact)
{
	CHECK(vault_valid(v));
	if (instant_before(fact->until, fact->since))
		return fail(sc, E_INPUT, "a fact cannot end before it begins");
	return sql_fact_add(sc, v->sql,
	    &(struct sql_fact_add_in){
		.kind = fact->kind,
		.about = fact->of,
		.since = fact->since.us,
		.ends = fact->until.us,
		.reference = fact->reference,
	    });
}

result
vault_fact(struct scope *sc, struct vault *v, struct str kind, struct str of, struct fact *fact,
    bool *found)
{
	struct sql_fact_newest_row row;

	CHECK(vault_valid(v));
	TRY(sql_fact_newest(sc, v->sql, kind, of, sc->now.us, &row, found));
	if (*found)
		*fact = (struct fact){ kind, of, row.reference, { row.since }, { row.ends } };
	return OK;
}

/* One that begins takes the place of the one before; true when what follows in time
 * cannot change the answer any more. */
static bool
stretch_more(struct fact *s, bool *found, struct fact next, struct instant now)
{
	if (!instant_before(next.since, next.until))
		return false;
	if (*found && s->until.us == next.since.us) {
		s->until = next.until;
	} else if (*found
		   && (instant_before(now, s->until) || instant_before(now, next.since))) {
		return true;
	} else {
		*s = next;
		*found = true;
	}
	if (!instant_before(now, next.since))
		s->reference = next.reference;
	return false;
}

result
vault_fact_stretch(struct scope *sc, struct vault *v, struct str kind, struct str of,
    struct fact *stretch, bool *found)
{
	struct sql_fact_of_rows rows;
	bool enough = false;

	CHECK(vault_valid(v));
	*found = false;
	TRY(sql_fact_of(sc, v->sql, kind, of, FACTS_MOST, &rows));
	for (size_t i = 0; i < rows.n && !enough; i++) {
		struct fact next = { kind, of, rows.at[i].reference, { rows.at[i].since },
			{ rows.at[i].ends } };

		if (i + 1 < rows.n)
			next.until =
			    instant_min(next.until, (struct instant){ rows.at[i + 1].since });
		enough = stretch_more(stretch, found, next, sc->now);
	}
	return OK;
}

result
vault_facts_of_kind(
    struct scope *sc, struct vault *v, struct str kind, struct fact **facts, size_t *n)
{
	struct sql_fact_of_kind_rows rows;

	CHECK(vault_valid(v));
	TRY(sql_fact_of_kind(sc, v->sql, kind, FACTS_MOST, &rows));
	*facts = NEW_ARRAY(&sc->arena, rows.n + 1, struct fact);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		(*facts)[i] = (struct fact){ kind, rows.at[i].about, rows.at[i].reference,
			{ rows.at[i].since }, { rows.at[i].ends } };
	return OK;
}

result
vault_facts_all(struct scope *sc, struct vault *v, struct fact **facts, size_t *n)
{
	struct sql_fact_list_rows rows;

	CHECK(vault_valid(v));
	TRY(sql_fact_list(sc, v->sql, FACTS_MOST, &rows));
	*facts = NEW_ARRAY(&sc->arena, rows.n + 1, struct fact);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		(*facts)[i] = (struct fact){ rows.at[i].kind, rows.at[i].about,
			rows.at[i].reference, { rows.at[i].since }, { rows.at[i].ends } };
	return OK;
}
