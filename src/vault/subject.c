/* vault/subject.c -- people: an id, a type, and a key of their own, from
 * which the ledger's name for them is made. */
#include "sys/ulid.h"
#include "vault/inside.h"

result
vault_subject_new(
    struct scope *sc, struct vault *v, uint16_t type, struct str party, struct subject *subject)
{
	struct key *key;
	int64_t key_id;

	CHECK(vault_valid(v));
	*subject =
	    (struct subject){ .id = ulid_new(&sc->arena, sc->now), .type = type, .party = party };
	TRY(keys_take(sc, v, &key_id, &key));
	return sql_subject_add(sc, v->sql, subject->id, party, name_of_subject(v, type), key_id);
}

/* Two ids of one person: what one has asked for holds for the other. */
static result
same_restricted(struct scope *sc, struct vault *v, struct subject *subject)
{
	struct sql_same_restricted_row row;

	return sql_same_restricted(sc, v->sql, subject->id, &row, &subject->restricted);
}

result
vault_subject(struct scope *sc, struct vault *v, struct str id, struct subject *subject)
{
	struct sql_subject_get_row row;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_subject_get(sc, v->sql, id, &row, &found));
	if (!found || row.ending != 0)
		return fail(
		    sc, E_ABSENT, "there is no such person, or nothing of the person is left");
	*subject = (struct subject){
		.id = id,
		.type = number_of_subject(v, row.type),
		.party = row.party,
		.restricted = row.restricted != 0,
		.child = row.child != 0,
		.erasing = row.erasing != 0,
	};
	return subject->restricted ? OK : same_restricted(sc, v, subject);
}

#define SAME_MOST 1000

result
vault_same(struct scope *sc, struct vault *v, struct str id, struct str **ids, size_t *n)
{
	struct sql_same_of_rows rows;

	TRY(sql_same_of(sc, v->sql, id, SAME_MOST, &rows));
	*ids = NEW_ARRAY(&sc->arena, rows.n + 1, struct str);
	(*ids)[0] = id;
	for (*n = 1; *n <= rows.n; ++*n)
		(*ids)[*n] = rows.at[*n - 1].other;
	return OK;
}

result
vault_merge(struct scope *sc, struct vault *v, struct str one, struct str other)
{
	struct str *ones, *others;
	size_t n_ones, n_others;

	TRY(vault_same(sc, v, one, &ones, &n_ones));
	TRY(vault_same(sc, v, other, &others, &n_others));
	for (size_t i = 0; i < n_ones; i++)
		for (size_t k = 0; k < n_others; k++) {
			TRY(sql_same_add(sc, v->sql, ones[i], others[k]));
			TRY(sql_same_add(sc, v->sql, others[k], ones[i]));
		}
	return OK;
}

result
vault_split(struct scope *sc, struct vault *v, struct str id)
{
	return sql_same_drop(sc, v->sql, id);
}

result
vault_subject_restrict(struct scope *sc, struct vault *v, struct str id, bool restricted)
{
	return sql_subject_restrict(sc, v->sql, restricted, id);
}

result
vault_subject_erase(struct scope *sc, struct vault *v, struct str id, bool erasing)
{
	return sql_subject_erase(sc, v->sql, erasing, id);
}

result
vault_subject_mark_child(struct scope *sc, struct vault *v, struct str id)
{
	return sql_subject_mark_child(sc, v->sql, id);
}

result
vault_pseudonym(struct scope *sc, struct vault *v, struct str subject, uint8_t pseudonym[16])
{
	struct sql_subject_get_row row;
	struct str made;
	struct key *key;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_subject_get(sc, v->sql, subject, &row, &found));
	if (found)
		TRY(keys_open(sc, v, row.key, &key, &found));
	if (!found) {
		memset(pseudonym, 0, 16);
		return fail(
		    sc, E_ABSENT, "there is no such person, or nothing of the person is left");
	}
	made = seal_index(&sc->arena, key, S("pseudonym"), subject);
	CHECK(made.n == 16);
	memcpy(pseudonym, made.p, 16);
	return OK;
}

result
vault_subjects_of(struct scope *sc, struct vault *v, struct str type, struct str after,
    size_t most, struct str **ids, size_t *n)
{
	struct sql_subject_of_type_rows rows;

	CHECK(vault_valid(v));
	TRY(sql_subject_of_type(sc, v->sql, type, after, (int64_t)most, &rows));
	*ids = NEW_ARRAY(&sc->arena, rows.n + 1, struct str);
	for (*n = 0; *n < rows.n; ++*n)
		(*ids)[*n] = rows.at[*n].id;
	return OK;
}

struct records {
	LIST(struct record) list;
};

/* Of so many ids, those that are there. */
static result
add_page(struct scope *sc, struct vault *v, const struct sql_record_of_subject_rows *page,
    struct records *records)
{
	for (size_t i = 0; i < page->n; i++) {
		struct record record;
		result r = vault_record(sc, v, page->at[i].id, &record);

		if (r.code == E_OK)
			*LIST_ADD(&records->list, &sc->arena) = record;
		else if (r.code != E_ABSENT)
			return r;
	}
	return OK;
}

result
vault_records_page(struct scope *sc, struct vault *v, struct str subject, struct str *after,
    size_t most, struct record **found, size_t *n)
{
	struct sql_record_of_subject_rows page;
	struct records records = { 0 };

	CHECK(vault_valid(v));
	TRY(sql_record_of_subject(sc, v->sql, subject, *after, (int64_t)most, &page));
	TRY(add_page(sc, v, &page, &records));
	*after = page.n == most ? page.at[page.n - 1].id : S("");
	*found = records.list.at;
	*n = records.list.n;
	return OK;
}

result
vault_records_last(struct scope *sc, struct vault *v, struct str subject, struct str *id)
{
	struct sql_record_last_of_subject_row row;
	bool found;

	TRY(sql_record_last_of_subject(sc, v->sql, subject, &row, &found));
	*id = found ? row.id : S("");
	return OK;
}

result
vault_records_of(
    struct scope *sc, struct vault *v, struct str subject, struct record **found, size_t *n)
{
	struct sql_record_of_subject_rows page;
	struct records records = { 0 };
	struct str after = S("");

	CHECK(vault_valid(v));
	do {
		TRY(sql_record_of_subject(sc, v->sql, subject, after, VAULT_PAGE, &page));
		TRY(add_page(sc, v, &page, &records));
		if (page.n > 0)
			after = page.at[page.n - 1].id;
	} while (page.n == VAULT_PAGE);
	*found = records.list.at;
	*n = records.list.n;
	return OK;
}
