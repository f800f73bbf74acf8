/* vault/find.c -- keyed fingerprints of findable values, and what is found
 * by them.  A token is of one party, dataset and field, so that none fits
 * another's (V6). */
#include <stdlib.h>

#include "sys/ulid.h"
#include "vault/inside.h"
#include "vault/value.h"

#define BEFORE_ALL S("\xff") /* greater than any id */

uint16_t
first_key_field(const struct plan *plan, uint16_t dataset)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	for (uint16_t i = 0; i < d->fields; i++)
		if ((plan->fields.at[d->first_field + i].marks & MARK_KEY) != 0)
			return (uint16_t)(d->first_field + i);
	return NONE;
}

/* Of this epoch's index, and while rows of the former one are there, of that (V19). */
struct token {
	struct str now, former; /* `former` is empty when there is none */
};

static struct token
token_make(struct scope *sc, const struct vault *v, struct str purpose, struct str value)
{
	struct token t = { seal_index(&sc->arena, v->index, purpose, value), S("") };

	if (v->former_index != NULL)
		t.former = seal_index(&sc->arena, v->former_index, purpose, value);
	return t;
}

static struct token
token_of(
    struct scope *sc, const struct vault *v, struct str party, uint16_t field, struct str value)
{
	struct str purpose = str_printf(
	    &sc->arena, "find/%.*s/%.*s", STR(party), STR(v->plan->fields.at[field].full));

	return token_make(sc, v, purpose, value);
}

result
vault_code(struct scope *sc, struct vault *v, uint16_t purpose, struct str value, struct str *code)
{
	struct str what = str_printf(
	    &sc->arena, "code/%.*s", STR(v->plan->purposes.at[purpose].name));
	struct str token = seal_index(&sc->arena, v->codes, what, value);
	uint8_t bytes[16];

	CHECK(vault_valid(v) && token.n >= sizeof(bytes));
	memcpy(bytes, token.p, sizeof(bytes));
	bytes[0] &= 0x7f; /* a ULID has 128 bits in 26 letters: the first is at most 7 */
	*code = ulid_of_bytes(&sc->arena, bytes);
	return OK;
}

/* All key fields together; false when one is missing. */
static bool
key_token(struct scope *sc, const struct vault *v, struct str party, uint16_t dataset,
    struct values key, struct token *token)
{
	const struct dataset *d = &v->plan->datasets.at[dataset];
	struct str purpose = str_printf(&sc->arena, "key/%.*s/%.*s", STR(party), STR(d->name));
	struct buf b = buf_new(&sc->arena);

	for (uint16_t i = 0; i < d->fields; i++) {
		uint16_t field = (uint16_t)(d->first_field + i);
		const struct value *value;

		if ((v->plan->fields.at[field].marks & MARK_KEY) == 0)
			continue;
		value = values_get(key, field);
		if (value == NULL || value->text.n == 0)
			return false;
		buf_printf(&b, "%zu:", value->text.n);
		buf_put(&b, value->text);
	}
	if (b.n == 0)
		return false;
	*token = token_make(sc, v, purpose, buf_str(&b));
	return true;
}

static result
add(struct scope *sc, struct vault *v, const struct record *record, int64_t lifetime,
    struct token token)
{
	return sql_lookup_add(sc, v->sql,
	    &(struct sql_lookup_add_in){
		.token = token.now,
		.record = record->id,
		.lifetime = lifetime,
		.party = record->party,
		.subject = record->subject,
	    });
}

result
lookup_write(struct scope *sc, struct vault *v, const struct record *record, int64_t lifetime,
    struct values values, struct values key)
{
	uint16_t first_key = first_key_field(v->plan, record->dataset);
	struct token token;

	for (size_t i = 0; i < values.n; i++) {
		uint16_t field = values.at[i].field;
		struct str *terms;
		size_t n;

		if ((v->plan->fields.at[field].marks & MARK_INDEXED) == 0)
			continue;
		value_terms(&sc->arena, v->plan, field, values.at[i].text, &terms, &n);
		for (size_t t = 0; t < n; t++)
			TRY(add(sc, v, record, lifetime,
			    token_of(sc, v, record->party, field, terms[t])));
	}
	if (values_get(values, first_key) != NULL
	    && key_token(sc, v, record->party, record->dataset, key, &token))
		TRY(add(sc, v, record, lifetime, token));
	return OK;
}

/* -- records of a token, newest first ------------------------------------------- */

static int
newest_first(const void *a, const void *b)
{
	return str_cmp(((const struct sql_lookup_newest_row *)b)->record,
	    ((const struct sql_lookup_newest_row *)a)->record);
}

/* Two pages in order are one page in order: of `most`, without repeats. */
static void
merge_pages(struct scope *sc, struct sql_lookup_newest_rows *page,
    const struct sql_lookup_newest_rows *former, size_t most)
{
	struct sql_lookup_newest_row *all =
	    NEW_ARRAY(&sc->arena, page->n + former->n + 1, struct sql_lookup_newest_row);
	size_t n = page->n + former->n;

	if (page->n > 0)
		memcpy(all, page->at, page->n * sizeof(*all));
	memcpy(all + page->n, former->at, former->n * sizeof(*all));
	qsort(all, n, sizeof(*all), newest_first);
	page->at = all;
	page->n = 0;
	for (size_t i = 0; i < n && page->n < most; i++)
		if (page->n == 0 || !str_eq(all[page->n - 1].record, all[i].record))
			all[page->n++] = all[i];
}

static result
newest_of(struct scope *sc, struct vault *v, const struct token *token, struct str before,
    size_t most, struct sql_lookup_newest_rows *page)
{
	struct sql_lookup_newest_rows former;

	TRY(sql_lookup_newest(sc, v->sql, token->now, before, (int64_t)most, page));
	if (token->former.n == 0)
		return OK;
	TRY(sql_lookup_newest(sc, v->sql, token->former, before, (int64_t)most, &former));
	if (former.n > 0)
		merge_pages(sc, page, &former, most);
	return OK;
}

result
vault_by_key(struct scope *sc, struct vault *v, uint16_t dataset, struct str party,
    struct values key, struct str *id, bool *found)
{
	struct sql_lookup_newest_rows rows;
	struct token token;

	CHECK(vault_valid(v));
	*found = false;
	if (!key_token(sc, v, party, dataset, key, &token))
		return OK;
	TRY(newest_of(sc, v, &token, BEFORE_ALL, 1, &rows));
	if (rows.n == 0)
		return OK;
	*id = rows.at[0].record;
	*found = true;
	return OK;
}

struct tokens {
	struct token *at;
	size_t n;
	size_t room;
};

/* False when a value has no term: nothing can match it. */
static bool
tokens_of(
    struct scope *sc, struct vault *v, struct str party, struct values by, struct tokens *tokens)
{
	LIST(struct token) list = { 0 };

	for (size_t i = 0; i < by.n; i++) {
		struct str *terms;
		size_t n;

		value_terms(&sc->arena, v->plan, by.at[i].field, by.at[i].text, &terms, &n);
		if (n == 0)
			return false;
		for (size_t t = 0; t < n; t++)
			*LIST_ADD(&list, &sc->arena) =
			    token_of(sc, v, party, by.at[i].field, terms[t]);
	}
	*tokens = (struct tokens){ list.at, list.n, list.room };
	return list.n > 0;
}

static result
has_one(struct scope *sc, struct vault *v, const struct token *token, struct str record, bool *has)
{
	struct sql_lookup_has_row row;

	TRY(sql_lookup_has(sc, v->sql, token->now, record, &row, has));
	if (*has || token->former.n == 0)
		return OK;
	return sql_lookup_has(sc, v->sql, token->former, record, &row, has);
}

static result
has_all(
    struct scope *sc, struct vault *v, const struct tokens *tokens, struct str record, bool *all)
{
	*all = true;
	for (size_t i = 1; i < tokens->n && *all; i++)
		TRY(has_one(sc, v, &tokens->at[i], record, all));
	return OK;
}

result
vault_find(struct scope *sc, struct vault *v, uint16_t dataset, struct str party, struct values by,
    size_t most, struct str **ids, size_t *n)
{
	LIST(struct str) found = { 0 };
	struct sql_lookup_newest_rows page;
	struct tokens tokens;
	struct str before = BEFORE_ALL;
	bool all;

	CHECK(vault_valid(v));
	for (size_t i = 0; i < by.n; i++)
		CHECK(v->plan->fields.at[by.at[i].field].dataset == dataset);
	*ids = NULL;
	*n = 0;
	if (!tokens_of(sc, v, party, by, &tokens))
		return OK;
	do {
		TRY(newest_of(sc, v, &tokens.at[0], before, VAULT_PAGE, &page));
		for (size_t i = 0; i < page.n && found.n < most; i++) {
			before = page.at[i].record;
			TRY(has_all(sc, v, &tokens, before, &all));
			if (all)
				*LIST_ADD(&found, &sc->arena) = before;
		}
	} while (page.n == VAULT_PAGE && found.n < most);
	*ids = found.at;
	*n = found.n;
	return OK;
}

result
vault_list(struct scope *sc, struct vault *v, uint16_t dataset, struct str party, struct str cursor,
    size_t most, struct str **ids, size_t *n)
{
	struct sql_record_page_rows rows;

	CHECK(vault_valid(v));
	TRY(sql_record_page(
	    sc, v->sql, party, v->plan->datasets.at[dataset].name, cursor, (int64_t)most, &rows));
	*ids = NEW_ARRAY(&sc->arena, rows.n + 1, struct str);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		(*ids)[i] = rows.at[i].id;
	return OK;
}

/* -- people by an address or a number ------------------------------------------ */

struct people {
	struct str *at;
	size_t n;
	size_t room;
};

static void
add_person(struct scope *sc, struct people *people, struct str id)
{
	for (size_t i = 0; i < people->n; i++)
		if (str_eq(people->at[i], id))
			return;
	if (id.n > 0)
		*LIST_ADD(people, &sc->arena) = id;
}

static result
people_of_field(struct scope *sc, struct vault *v, uint16_t field, struct str party,
    struct str value, struct people *people)
{
	struct value by = { field, value };
	struct str *ids;
	size_t n;

	TRY(vault_find(sc, v, v->plan->fields.at[field].dataset, party, (struct values){ &by, 1 },
	    VAULT_PAGE, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		struct record record;

		TRY(vault_record(sc, v, ids[i], &record));
		add_person(sc, people, record.subject);
	}
	return OK;
}

static result
people_of_parties(struct scope *sc, struct vault *v, uint16_t field, struct str party,
    struct str value, const struct party *parties, size_t n, struct people *people)
{
	uint16_t class = v->plan->datasets.at[v->plan->fields.at[field].dataset].party;

	if (party.n > 0 || class == NONE)
		return people_of_field(sc, v, field, party, value, people);
	for (size_t i = 0; i < n; i++)
		if (parties[i].class == class)
			TRY(people_of_field(sc, v, field, parties[i].id, value, people));
	return OK;
}

result
vault_subjects_in(struct scope *sc, struct vault *v, uint16_t field, struct str value,
    struct str **ids, size_t *n)
{
	struct people people = { 0 };
	struct party *parties;
	size_t n_parties;

	CHECK(vault_valid(v));
	TRY(vault_parties(sc, v, &parties, &n_parties));
	TRY(people_of_parties(sc, v, field, S(""), value, parties, n_parties, &people));
	*ids = people.at;
	*n = people.n;
	return OK;
}

result
vault_subjects_by(struct scope *sc, struct vault *v, enum field_type type, struct str value,
    struct str party, struct str **ids, size_t *n)
{
	struct people people = { 0 };
	struct party *parties;
	size_t n_parties;

	CHECK(vault_valid(v));
	TRY(vault_parties(sc, v, &parties, &n_parties));
	for (uint16_t f = 0; f < v->plan->fields.n; f++) {
		const struct field *field = &v->plan->fields.at[f];

		if (field->type == type && (field->marks & (MARK_FINDABLE | MARK_KEY)) != 0)
			TRY(people_of_parties(sc, v, f, party, value, parties, n_parties, &people));
	}
	*ids = people.at;
	*n = people.n;
	return OK;
}
