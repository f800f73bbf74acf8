/* vault/part.c -- the values of one lifetime, packed and sealed as one.
 *
 * Packed (doc/format/store.md): a format byte, then for each value the
 * length of its name (2 bytes, big end first; the top bit says that the text is
 * flagged), the name, the length of the text (4 bytes) and the text.  Names, so
 * that a later policy can read it.
 */
#include "vault/inside.h"

#define PART_FORMAT 1
#define FLAGGED 0x8000u /* a name has at most 64 bytes */

const struct value *
values_get(struct values values, uint16_t field)
{
	for (size_t i = 0; i < values.n; i++)
		if (values.at[i].field == field)
			return &values.at[i];
	return NULL;
}

struct values
values_of_group(struct arena *arena, const struct plan *plan, struct values values, uint16_t group)
{
	struct values some = { NEW_ARRAY(arena, values.n + 1, struct value), 0 };

	for (size_t i = 0; i < values.n; i++)
		if (plan->fields.at[values.at[i].field].group == group && values.at[i].text.n > 0)
			some.at[some.n++] = values.at[i];
	return some;
}

/* V5: what a part was sealed as. */
static struct str
aad_of(struct scope *sc, const struct vault *v, const struct part_place *p)
{
	return str_printf(&sc->arena, "part\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%lld\n%lld",
	    STR(v->id), STR(p->party), STR(p->subject), STR(p->record), STR(p->dataset),
	    STR(p->fields), (long long)p->lifetime, (long long)p->policy);
}

static void
put_number(struct buf *b, size_t n, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--)
		buf_putc(b, (char)(n >> (8 * i) & 0xff)); /* one byte of it */
}

static struct str
pack(struct scope *sc, const struct plan *plan, struct values values)
{
	struct buf b = buf_new(&sc->arena);

	buf_putc(&b, PART_FORMAT);
	for (size_t i = 0; i < values.n; i++) {
		struct str name = plan->fields.at[values.at[i].field].name;

		put_number(&b, name.n | (values.at[i].flagged ? FLAGGED : 0), 2);
		buf_put(&b, name);
		put_number(&b, values.at[i].text.n, 4);
		buf_put(&b, values.at[i].text);
	}
	return buf_str(&b);
}

static bool
take_number(struct str *rest, size_t bytes, size_t *n)
{
	if (rest->n < bytes)
		return false;
	*n = 0;
	for (size_t i = 0; i < bytes; i++)
		*n = *n << 8 | (uint8_t)rest->p[i];
	*rest = str_slice(*rest, bytes, rest->n);
	return true;
}

static bool
take(struct str *rest, size_t n, struct str *piece)
{
	if (rest->n < n)
		return false;
	*piece = str_slice(*rest, 0, n);
	*rest = str_slice(*rest, n, rest->n);
	return true;
}

/* Fields that the policy no longer has are passed over. */
static bool
unpack(struct scope *sc, const struct plan *plan, uint16_t dataset, struct str packed,
    struct values *values)
{
	LIST(struct value) list = { 0 };

	if (packed.n == 0 || packed.p[0] != PART_FORMAT)
		return false;
	packed = str_slice(packed, 1, packed.n);
	while (packed.n > 0) {
		struct value value = { .field = NONE };
		struct str name;
		size_t n;

		if (!take_number(&packed, 2, &n) || !take(&packed, n & ~(size_t)FLAGGED, &name))
			return false;
		value.flagged = (n & FLAGGED) != 0;
		if (!take_number(&packed, 4, &n) || !take(&packed, n, &value.text))
			return false;
		if (dataset != NONE)
			value.field = plan_field(plan, dataset, name);
		if (value.field != NONE)
			*LIST_ADD(&list, &sc->arena) = value;
	}
	*values = (struct values){ list.at, list.n };
	return true;
}

result
part_store(struct scope *sc, struct vault *v, const struct key *key, const struct part_place *place,
    struct values values)
{
	struct str sealed = seal_wrap(sc, key, aad_of(sc, v, place), pack(sc, v->plan, values));

	return sql_part_add(sc, v->sql, place->lifetime, place->party, place->subject, sealed);
}

static result
damaged(struct scope *sc, struct str record)
{
	return fail(sc, E_DAMAGED,
	    "a part of record %.*s does not open as what it was sealed as; "
	    "restore the store from a backup",
	    STR(record));
}

result
part_open(struct scope *sc, struct vault *v, const struct part_place *place, uint16_t dataset,
    struct values *values, bool *there)
{
	struct sql_part_get_row row;
	struct str packed;
	struct key *key;
	result r;
	bool found;

	*values = (struct values){ 0 };
	r = keys_open(sc, v, place->lifetime, &key, there);
	if (r.code == E_DAMAGED)
		return damaged(sc, place->record);
	TRY(r);
	if (!*there)
		return OK;
	TRY(sql_part_get(sc, v->sql, place->lifetime, &row, &found));
	if (!found || seal_open(sc, key, aad_of(sc, v, place), row.sealed, &packed).code != E_OK
	    || !unpack(sc, v->plan, dataset, packed, values))
		return damaged(sc, place->record);
	return OK;
}
