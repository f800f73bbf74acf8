/* term/gateway.c -- where text messages go: the gateway that the operator has set. */
#include "term/entry.h"
#include "term/letter.h"
#include "term/send.h"
#include "vault/value.h"

#define SETTING_GATEWAY S("text")

/* What networks show: letters, digits and blanks, or a number. */
static bool
is_sender(struct str from)
{
	for (size_t i = 0; i < from.n; i++) {
		char c = from.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
			|| c == ' '))
			return value_is_e164(from);
	}
	return from.n <= GATEWAY_FROM_MAX;
}

result
gateway_set(
    struct scope *sc, struct store *store, const struct asker *by, const struct gateway *g)
{
	struct arena *a = &sc->arena;
	struct node *n = node_map(a);

	TRY(send_url_check(sc, store, g->url));
	if (!is_sender(g->from))
		return fail_at(sc, E_INPUT, S("from"),
		    "`from` is at most %d letters, digits and blanks, or a number such as "
		    "+441632960100",
		    GATEWAY_FROM_MAX);
	node_set_str(a, n, S("url"), g->url);
	node_set_str(a, n, S("from"), g->from);
	TRY(vault_set_tree(sc, store->vault, SETTING_GATEWAY, n));
	/* the address may hold the name of an account */
	return term_note_set(sc, store, by, ENTRY_FACT_ADDED, SETTING_GATEWAY, NULL);
}

result
gateway_unset(struct scope *sc, struct store *store, const struct asker *by)
{
	TRY(vault_set_tree(sc, store->vault, SETTING_GATEWAY, NULL));
	return term_note_set(sc, store, by, ENTRY_FACT_ENDED, SETTING_GATEWAY, NULL);
}

result
gateway_get(struct scope *sc, struct store *store, struct gateway *g, bool *set)
{
	struct node *n;

	*g = (struct gateway){ 0 };
	TRY(vault_setting_tree(sc, store->vault, SETTING_GATEWAY, &n));
	*set = n != NULL;
	if (!*set)
		return OK;
	g->url = node_get_str(n, S("url"));
	g->from = node_get_str(n, S("from"));
	return OK;
}

result
letter_way_set(struct scope *sc, struct store *store, enum letter_way way, bool *set)
{
	struct gateway gateway;
	struct mail mail;

	return way == LETTER_BY_TEXT ? gateway_get(sc, store, &gateway, set)
				     : mail_get(sc, store, &mail, set);
}
