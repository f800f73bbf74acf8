/* vault/letter.c -- the text of a letter on its way, sealed under a key of its own. */
#include "vault/inside.h"

static struct str
aad_of(struct scope *sc, const struct vault *v, struct str id, int64_t key)
{
	return str_printf(
	    &sc->arena, "letter\n%.*s\n%.*s\n%lld", STR(v->id), STR(id), (long long)key);
}

result
vault_letter_seal(struct scope *sc, struct vault *v, struct str id, struct str text, int64_t *key,
    struct str *sealed)
{
	struct key *own;

	CHECK(vault_valid(v));
	TRY(keys_take(sc, v, key, &own));
	*sealed = seal_wrap(sc, own, aad_of(sc, v, id, *key), text);
	return OK;
}

result
vault_letter_open(struct scope *sc, struct vault *v, struct str id, int64_t key, struct str sealed,
    struct str *text, bool *there)
{
	struct key *own;

	CHECK(vault_valid(v));
	TRY(keys_open(sc, v, key, &own, there));
	if (!*there)
		return OK;
	return seal_open(sc, own, aad_of(sc, v, id, key), sealed, text);
}

result
vault_letters_ending(struct scope *sc, struct vault *v, bool *any)
{
	struct sql_letter_ending_rows rows;

	CHECK(vault_valid(v));
	TRY(sql_letter_ending(sc, v->sql, 0, 1, &rows));
	*any = rows.n > 0;
	return OK;
}
