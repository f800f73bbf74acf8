/* vault/click.c -- one click by which a person says no (RFC 8058).
 *
 * The token is sealed and not stored: it holds no address, only the fingerprint
 * by which the address is suppressed, and outlives whoever it was made for.
 */
#include "base/buf.h"
#include "base/check.h"
#include "seal/token.h"
#include "vault/inside.h"

#define CLICK_AAD S("click/1")

static const char *const type_words[] = {
#define TYPE(id, word, ...) [TYPE_##id] = word,
#include "policy/type.def"
#undef TYPE
};

/* The mark is bytes, and may hold any; so it stands last. */
struct str
vault_click_token(struct scope *sc, struct vault *v, const struct click *c)
{
	struct buf plain = buf_new(&sc->arena);

	CHECK(vault_valid(v));
	buf_printf(&plain, "%.*s\n%s\n%.*s\n%.*s\n", STR(c->purpose), type_words[c->type],
	    STR(c->subject), STR(c->party));
	buf_put(&plain, c->mark);
	return token_print(&sc->arena, seal_wrap(sc, v->clicks, CLICK_AAD, buf_str(&plain)));
}

static bool
type_of(struct str word, enum field_type *type)
{
	for (size_t i = 0; i < N(type_words); i++)
		if (str_eq(word, str_of(type_words[i]))) {
			*type = (enum field_type)i;
			return true;
		}
	return false;
}

result
vault_click_read(struct scope *sc, struct vault *v, struct str token, struct click *c)
{
	struct str sealed, plain;
	bool whole = token_read(&sc->arena, token, &sealed) && sealed.n > SEAL_OVERHEAD
		     && seal_open(sc, v->clicks, CLICK_AAD, sealed, &plain).code == E_OK;

	CHECK(vault_valid(v));
	*c = (struct click){ 0 };
	if (whole) {
		c->purpose = str_cut(plain, '\n', &plain);
		whole = type_of(str_cut(plain, '\n', &plain), &c->type);
		c->subject = str_cut(plain, '\n', &plain);
		c->party = str_cut(plain, '\n', &plain);
		c->mark = plain;
	}
	sc->fault = (struct fault){ 0 };
	if (whole && c->mark.n == INDEX_BYTES)
		return OK;
	return fail_at(sc, E_ABSENT, S("token"),
	    "this link is not whole: open it from the message again, or write to us");
}

/* -- other links: what waits for the one who has the letter -------------------------------- */

static struct str
link_aad(enum vault_link link)
{
	static const char *const aads[VAULT_LINKS] = {
		[LINK_YES] = "yes/1",
		[LINK_NOT_ME] = "not-me/1",
		[LINK_AGAIN] = "again/1",
	};

	CHECK(link < VAULT_LINKS);
	return str_of(aads[link]);
}

struct str
vault_link_token(struct scope *sc, struct vault *v, enum vault_link link, struct str id)
{
	CHECK(vault_valid(v));
	return token_print(&sc->arena, seal_wrap(sc, v->clicks, link_aad(link), id));
}

result
vault_link_read(
    struct scope *sc, struct vault *v, enum vault_link link, struct str token, struct str *id)
{
	struct str sealed;
	bool whole = token_read(&sc->arena, token, &sealed) && sealed.n > SEAL_OVERHEAD
		     && seal_open(sc, v->clicks, link_aad(link), sealed, id).code == E_OK;

	CHECK(vault_valid(v));
	sc->fault = (struct fault){ 0 };
	return whole ? OK
		     : fail_at(sc, E_ABSENT, S("token"),
			 "this link is not whole: open it from the message again, or write to us");
}
