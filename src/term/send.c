/* term/send.c -- tellings that go out by webhook: where to, when again, and when no more. */
#include "sys/sock.h"
#include "term/entry.h"
#include "term/send.h"
#include "term/telling.h"
#include "vault/party.h"

/* Where a recipient, or a place, is told. */
struct told_at {
	struct str name, url;
	bool place;
};

/* The fact that says where; a colon: the store's own. */
static struct str
kind_of(bool place)
{
	return place ? S("told:place") : S("told:webhook");
}

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

result
send_url_check(struct scope *sc, const struct store *store, struct str url)
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

/* A recipient of that name before a place of that name. */
static result
find_whom(struct scope *sc, const struct store *store, struct str name, bool *place)
{
	const struct plan *plan = store->plan;
	uint16_t r = plan_recipient(plan, name), p = plan_place(plan, name);

	*place = false;
	if (r != NONE && plan->recipients.at[r].told == TOLD_WEBHOOK)
		return OK;
	*place = p != NONE && plan->places.at[p].told == TOLD_WEBHOOK;
	if (*place)
		return OK;
	if (r == NONE && p == NONE)
		return fail_at(sc, E_INPUT, S("recipient"),
		    "the policy has no such recipient, and no such place");
	return fail_at(sc, E_INPUT, S("recipient"),
	    "the policy does not say `told to erase by webhook` of it");
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

static result
send_again(struct scope *sc, struct store *store, struct str whom, bool place)
{
	struct sql *sql = vault_sql(store->vault);

	return place ? sql_telling_send_place_again(sc, sql, whom)
		     : sql_telling_send_again(sc, sql, whom);
}

result
send_address_set(struct scope *sc, struct store *store, const struct asker *by, struct str kind,
    struct str whom, struct str url)
{
	struct fact f = {
		.kind = kind,
		.of = whom,
		.reference = url,
		.since = sc->now,
		.until = url.n > 0 ? INSTANT_NEVER : sc->now,
	};

	if (url.n > 0)
		TRY(send_url_check(sc, store, url));
	TRY(vault_fact_add(sc, store->vault, &f));
	return note_address(
	    sc, store, by, &f, url.n > 0 ? ENTRY_FACT_ADDED : ENTRY_FACT_ENDED);
}

result
send_address(
    struct scope *sc, struct store *store, struct str kind, struct str whom, struct str *url)
{
	struct fact f;
	bool found;

	*url = S("");
	TRY(vault_fact(sc, store->vault, kind, whom, &f, &found));
	if (found && instant_before(sc->now, f.until))
		*url = f.reference;
	return OK;
}

result
send_to(struct scope *sc, struct store *store, const struct asker *by, struct str whom,
    struct str url)
{
	bool place;

	TRY(find_whom(sc, store, whom, &place));
	TRY(send_address_set(sc, store, by, kind_of(place), whom, url));
	return url.n > 0 ? send_again(sc, store, whom, place) : OK;
}

result
send_address_of(
    struct scope *sc, struct store *store, const struct telling *t, struct str *url)
{
	return send_address(sc, store, kind_of(t->place.n > 0), told_whom(t), url);
}

/* All that the policy tells by webhook and that have an address. */
static result
list_told(struct scope *sc, struct store *store, struct told_at **at, size_t *n)
{
	const struct plan *plan = store->plan;
	size_t of = 0;

	*at = NEW_ARRAY(&sc->arena, plan->recipients.n + plan->places.n, struct told_at);
	*n = 0;
	for (size_t i = 0; i < plan->recipients.n; i++)
		if (plan->recipients.at[i].told == TOLD_WEBHOOK)
			(*at)[of++] = (struct told_at){ .name = plan->recipients.at[i].name };
	for (size_t i = 0; i < plan->places.n; i++)
		if (plan->places.at[i].told == TOLD_WEBHOOK)
			(*at)[of++] = (struct told_at){ .name = plan->places.at[i].name,
				.place = true };
	for (size_t i = 0; i < of; i++) {
		struct told_at *w = &(*at)[i];

		TRY(send_address(sc, store, kind_of(w->place), w->name, &w->url));
		if (w->url.n > 0)
			(*at)[(*n)++] = *w;
	}
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
waiting_at(struct scope *sc, struct store *store, const struct told_at *at, size_t most,
    struct telling **t, size_t *n)
{
	struct sql *sql = vault_sql(store->vault);

	if (at->place) {
		struct sql_telling_to_send_place_rows rows;

		TRY(sql_telling_to_send_place(
		    sc, sql, at->name, sc->now.us, (int64_t)most, &rows));
		TELLINGS_OF(sc, rows, t, n);
	} else {
		struct sql_telling_to_send_rows rows;

		TRY(sql_telling_to_send(sc, sql, at->name, sc->now.us, (int64_t)most, &rows));
		TELLINGS_OF(sc, rows, t, n);
	}
	return OK;
}

static result
take_at(struct scope *sc, struct store *store, const struct told_at *at, size_t most,
    struct sending *to, size_t *n)
{
	struct telling *t;
	size_t of;

	TRY(waiting_at(sc, store, at, most - *n, &t, &of));
	for (size_t i = 0; i < of; i++) {
		struct sending *s = &to[(*n)++];

		*s = (struct sending){ t[i], at->url };
		TRY(count_try(sc, store, &s->telling));
	}
	return OK;
}

result
send_next(struct scope *sc, struct store *store, size_t most, struct sending **to, size_t *n)
{
	struct told_at *at;
	size_t told;

	*to = NEW_ARRAY(&sc->arena, most, struct sending);
	*n = 0;
	TRY(list_told(sc, store, &at, &told));
	for (size_t i = 0; i < told && *n < most; i++)
		TRY(take_at(sc, store, &at[i], most, *to, n));
	return OK;
}

static result
next_at(struct scope *sc, struct store *store, const struct told_at *at, int64_t *next, bool *found)
{
	struct sql_telling_next_at_place_row of_place = { 0 };
	struct sql_telling_next_at_row row = { 0 };
	struct sql *sql = vault_sql(store->vault);

	if (at->place)
		TRY(sql_telling_next_at_place(sc, sql, at->name, &of_place, found));
	else
		TRY(sql_telling_next_at(sc, sql, at->name, &row, found));
	*next = at->place ? of_place.next_try : row.next_try;
	return OK;
}

result
send_next_at(struct scope *sc, struct store *store, struct due *due)
{
	struct told_at *at;
	int64_t next;
	size_t told;
	bool found;

	*due = (struct due){ 0 };
	TRY(list_told(sc, store, &at, &told));
	for (size_t i = 0; i < told; i++) {
		TRY(next_at(sc, store, &at[i], &next, &found));
		if (found && next != INSTANT_NEVER.us && (!due->set || next < due->at.us))
			*due = (struct due){ .set = true, .at = { next } };
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
	TRY(sql_telling_answered(sc, vault_sql(store->vault), status, id));
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
