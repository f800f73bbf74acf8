/* term/send.c -- tellings that go out by webhook: where to, when again, and when no more. */
#include "sys/sock.h"
#include "term/entry.h"
#include "term/send.h"
#include "term/telling.h"
#include "vault/party.h"

#define FACT_ADDRESS S("told:webhook") /* a colon: the store's own */

/* -- when ------------------------------------------------------------------------- */

/* As Standard Webhooks proposes; 71.6 hours in all. */
static const int64_t waits[SEND_TRIES - 1] = { 5, 300, 1800, 7200, 18000, 36000, 50400, 72000,
	72000 }; /* seconds */

struct span
send_wait(int64_t tried)
{
	if (tried < 1 || tried >= SEND_TRIES)
		return span_seconds(0);
	return span_seconds(waits[tried - 1]);
}

/* -- where ------------------------------------------------------------------------ */

static bool
plain_bytes(struct str url)
{
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '"' || url.p[i] == '\\')
			return false;
	return url.n <= SEND_URL_MAX;
}

/* Its host, without port and brackets; false when it has a name or password in it. */
static bool
host_of(struct str rest, struct str *host)
{
	struct str authority = rest;

	for (size_t i = 0; i < rest.n; i++)
		if (rest.p[i] == '/' || rest.p[i] == '?' || rest.p[i] == '#') {
			authority = str_slice(rest, 0, i);
			break;
		}
	*host = str_starts(authority, S("["))
		    ? str_cut(str_slice(authority, 1, authority.n), ']', &rest)
		    : str_cut(authority, ':', &rest);
	return host->n > 0 && !str_has(authority, S("@"));
}

static result
check_url(struct scope *sc, const struct store *store, struct str url)
{
	bool https = str_starts(url, S("https://")), http = str_starts(url, S("http://"));
	struct str host;

	if ((!https && !http) || !plain_bytes(url)
	    || !host_of(str_slice(url, https ? 8 : 7, url.n), &host))
		return fail_at(sc, E_INPUT, S("url"),
		    "`url` is an address such as https://example.com/erasures, without blanks and "
		    "without a name or password");
	if (https || sock_host_is_loopback(host) || str_eq(host, S("localhost"))
	    || vault_is_rehearsal(store->vault))
		return OK;
	return fail_at(sc, E_INPUT, S("url"),
	    "`http` is for this machine and for rehearsals: give an `https` address");
}

static result
check_recipient(struct scope *sc, const struct store *store, struct str name)
{
	uint16_t r = plan_recipient(store->plan, name);

	if (r == NONE)
		return fail_at(
		    sc, E_INPUT, S("recipient"), "the policy has no such recipient");
	if (store->plan->recipients.at[r].told == TOLD_WEBHOOK)
		return OK;
	return fail_at(sc, E_INPUT, S("recipient"),
	    "the policy does not say `told to erase by webhook` of this recipient");
}

static result
note_address(struct scope *sc, struct store *store, const struct asker *by, const struct fact *f,
    enum entry_kind kind)
{
	struct entry e = term_entry(store, kind);
	struct node *more = node_map(&sc->arena);
	int64_t seq;

	term_entry_by(store->plan, by, &e);
	e.recipient = f->of;
	e.why = f->kind;
	if (f->reference.n > 0 && ledger_word(f->reference))
		node_set_str(&sc->arena, more, S("reference"), f->reference);
	e.more = more;
	return ledger_append(sc, store->ledger, &e, &seq);
}

result
send_to(struct scope *sc, struct store *store, const struct asker *by, struct str recipient,
    struct str url)
{
	struct fact f = {
		.kind = FACT_ADDRESS,
		.of = recipient,
		.reference = url,
		.since = sc->now,
		.until = url.n > 0 ? INSTANT_NEVER : sc->now,
	};

	TRY(check_recipient(sc, store, recipient));
	if (url.n > 0)
		TRY(check_url(sc, store, url));
	TRY(vault_fact_add(sc, store->vault, &f));
	if (url.n > 0)
		TRY(sql_telling_send_again(sc, vault_sql(store->vault), recipient));
	return note_address(
	    sc, store, by, &f, url.n > 0 ? ENTRY_FACT_ADDED : ENTRY_FACT_ENDED);
}

static result
address_of(struct scope *sc, struct store *store, struct str recipient, struct str *url)
{
	struct fact f;
	bool found;

	*url = S("");
	TRY(vault_fact(sc, store->vault, FACT_ADDRESS, recipient, &f, &found));
	if (found && instant_before(sc->now, f.until))
		*url = f.reference;
	return OK;
}

/* -- out (T10) ----------------------------------------------------------------------- */

static result
count_try(struct scope *sc, struct store *store, struct telling *t)
{
	struct span wait = send_wait(++t->tries);
	struct instant next = wait.us > 0 ? instant_plus(sc->now, wait) : INSTANT_NEVER;

	return sql_telling_try(sc, vault_sql(store->vault), t->tries, next.us, t->id);
}

static result
take_those_of(struct scope *sc, struct store *store, struct str recipient, size_t most,
    struct sending *to, size_t *n)
{
	struct sql_telling_to_send_rows rows;
	struct str url;

	TRY(address_of(sc, store, recipient, &url));
	if (url.n == 0)
		return OK;
	TRY(sql_telling_to_send(sc, vault_sql(store->vault), recipient, sc->now.us,
	    (int64_t)(most - *n), &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct sending *s = &to[(*n)++];

		*s = (struct sending){ TELLING_OF(&rows.at[i]), url };
		TRY(count_try(sc, store, &s->telling));
	}
	return OK;
}

result
send_next(struct scope *sc, struct store *store, size_t most, struct sending **to, size_t *n)
{
	*to = NEW_ARRAY(&sc->arena, most, struct sending);
	*n = 0;
	for (size_t i = 0; i < store->plan->recipients.n && *n < most; i++) {
		const struct recipient *r = &store->plan->recipients.at[i];

		if (r->told == TOLD_WEBHOOK)
			TRY(take_those_of(sc, store, r->name, most, *to, n));
	}
	return OK;
}

result
send_tried(
    struct scope *sc, struct store *store, const struct asker *by, struct str id, int64_t status)
{
	struct str answer = status > 0 ? str_printf(&sc->arena, "status-%lld", (long long)status)
				       : S("no-answer");
	struct telling t;

	TRY(told_get(sc, store, id, &t));
	if (status >= 200 && status <= 299)
		return told_reached(sc, store, by, &t); /* T11 */
	if (t.told.set || t.confirmed.set)
		return OK;
	if (t.tries >= SEND_TRIES)
		return told_note(sc, store, ENTRY_TOLD_GIVEN_UP, by, answer, &t);
	if (t.tries == 1)
		return told_note(sc, store, ENTRY_TOLD_FAILED, by, answer, &t);
	return OK;
}
