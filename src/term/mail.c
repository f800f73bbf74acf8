/* term/mail.c -- where mail goes: the smarthost that the operator has set. */
#include "sys/sock.h"
#include "term/entry.h"
#include "term/letter.h"
#include "vault/value.h"

#define SETTING_MAIL S("mail")

static const char *const tls_words[] = {
	[MAIL_STARTTLS] = "starttls",
	[MAIL_TLS] = "tls",
	[MAIL_PLAIN] = "none",
};

struct str
mail_tls_word(enum mail_tls tls)
{
	return str_of(tls_words[tls]);
}

bool
mail_tls_of(struct str word, enum mail_tls *tls)
{
	for (size_t i = 0; i < N(tls_words); i++)
		if (str_eq(word, str_of(tls_words[i]))) {
			*tls = (enum mail_tls)i;
			return true;
		}
	return false;
}

static bool
is_host(struct str host)
{
	for (size_t i = 0; i < host.n; i++)
		if (host.p[i] <= ' ' || host.p[i] > '~'
		    || strchr("/\\@\"?#%[]<>", host.p[i]) != NULL)
			return false;
	return host.n > 0 && host.n <= 253;
}

static bool
is_account(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] < ' ' || name.p[i] > '~')
			return false;
	return name.n <= 254;
}

static result
check(struct scope *sc, const struct mail *m)
{
	if (!is_host(m->host))
		return fail_at(sc, E_INPUT, S("host"), "a host is a name or an address");
	if (m->port < 1 || m->port > 65535)
		return fail_at(sc, E_INPUT, S("port"), "a port is from 1 to 65535");
	if (!value_is_email(m->from))
		return fail_at(sc, E_INPUT, S("from"),
		    "`from` is the e-mail address that letters come from");
	if (!is_account(m->account))
		return fail_at(sc, E_INPUT, S("account"), "the account is a name in ASCII");
	if (m->tls == MAIL_PLAIN && !sock_host_is_loopback(m->host)
	    && !str_eq(m->host, S("localhost")))
		return fail_at(sc, E_INPUT, S("tls"),
		    "without TLS to this machine alone: letters hold personal data");
	return OK;
}

/* The host is no value of a person; the account and the address are left out. */
static struct node *
noted(struct arena *a, const struct mail *m)
{
	struct node *more = node_map(a);

	if (ledger_word(m->host))
		node_set_str(a, more, S("host"), m->host);
	node_set_str(a, more, S("tls"), mail_tls_word(m->tls));
	return more;
}

result
mail_set(
    struct scope *sc, struct store *store, const struct asker *by, const struct mail *m)
{
	struct arena *a = &sc->arena;
	struct node *n = node_map(a);

	TRY(check(sc, m));
	node_set_str(a, n, S("host"), m->host);
	node_set_int(a, n, S("port"), m->port);
	node_set_str(a, n, S("tls"), mail_tls_word(m->tls));
	node_set_str(a, n, S("from"), m->from);
	node_set_str(a, n, S("account"), m->account);
	TRY(vault_set_tree(sc, store->vault, SETTING_MAIL, n));
	return term_note_set(sc, store, by, ENTRY_FACT_ADDED, SETTING_MAIL, noted(a, m));
}

result
mail_unset(struct scope *sc, struct store *store, const struct asker *by)
{
	TRY(vault_set_tree(sc, store->vault, SETTING_MAIL, NULL));
	return term_note_set(sc, store, by, ENTRY_FACT_ENDED, SETTING_MAIL, NULL);
}

result
mail_get(struct scope *sc, struct store *store, struct mail *m, bool *set)
{
	struct node *n;

	*m = (struct mail){ 0 };
	TRY(vault_setting_tree(sc, store->vault, SETTING_MAIL, &n));
	*set = n != NULL;
	if (!*set)
		return OK;
	m->host = node_get_str(n, S("host"));
	m->port = node_get_int(n, S("port"), 0);
	m->from = node_get_str(n, S("from"));
	m->account = node_get_str(n, S("account"));
	if (!mail_tls_of(node_get_str(n, S("tls")), &m->tls))
		return fail(sc, E_DAMAGED, "what the store notes of the mail cannot be read");
	return OK;
}
