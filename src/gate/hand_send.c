/* gate/hand_send.c -- hand-overs that go out by webhook: where to, when again, when no more. */
#include "gate/hand_row.h"
#include "gate/verdict.h"
#include "term/send.h"

#define HAND_ADDRESS S("hand:webhook") /* a colon: the store's own */

static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

result
hand_to(struct scope *sc, struct store *store, const struct asker *by, struct str recipient,
    struct str url)
{
	uint16_t r = plan_recipient(store->plan, recipient);

	if (r == NONE)
		return fail_at(
		    sc, E_INPUT, S("recipient"), "the policy has no such recipient");
	if (store->plan->recipients.at[r].shares == 0)
		return fail_at(
		    sc, E_INPUT, S("recipient"), "the policy gives this recipient nothing");
	TRY(send_address_set(sc, store, by, HAND_ADDRESS, recipient, url));
	return url.n > 0 ? sql_hand_send_again(sc, vault_sql(store->vault), recipient) : OK;
}

result
hand_address(struct scope *sc, struct store *store, struct str recipient, struct str *url)
{
	return send_address(sc, store, HAND_ADDRESS, recipient, url);
}

static result
count_try(struct scope *sc, struct store *store, struct hand *h)
{
	struct span wait = send_wait(++h->tries);
	struct instant next = wait.us > 0 ? instant_plus(sc->now, wait) : INSTANT_NEVER;

	return sql_hand_try(sc, vault_sql(store->vault), h->tries, next.us, h->id);
}

static result
next_of(struct scope *sc, struct store *store, struct str recipient, size_t most,
    struct handing *to, size_t *n)
{
	struct sql_hand_to_send_rows rows;
	struct str url;

	TRY(hand_address(sc, store, recipient, &url));
	if (url.n == 0)
		return OK;
	TRY(sql_hand_to_send(sc, vault_sql(store->vault), recipient, sc->now.us,
	    (int64_t)(most - *n), &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct handing *h = &to[*n];
		struct verdict v = { 0 };

		*h = (struct handing){ .hand = HAND_OF(&rows.at[i]), .url = url };
		TRY(hand_compose(sc, store, &itself, NULL, &h->hand, &v, &h->parcel));
		if (!verdict_allows(&v)) {
			TRY(hand_stop(
			    sc, store, &itself, &h->hand, str_of(why_type(v.why))));
			continue;
		}
		TRY(count_try(sc, store, &h->hand));
		++*n;
	}
	return OK;
}

result
hand_next(struct scope *sc, struct store *store, size_t most, struct handing **to, size_t *n)
{
	*to = NEW_ARRAY(&sc->arena, most, struct handing);
	*n = 0;
	for (size_t i = 0; i < store->plan->recipients.n && *n < most; i++)
		if (store->plan->recipients.at[i].shares > 0)
			TRY(next_of(
			    sc, store, store->plan->recipients.at[i].name, most, *to, n));
	return OK;
}

result
hand_next_at(struct scope *sc, struct store *store, struct due *due)
{
	*due = (struct due){ 0 };
	for (size_t i = 0; i < store->plan->recipients.n; i++) {
		struct str name = store->plan->recipients.at[i].name, url;
		struct sql_hand_next_at_row row;
		bool found;

		if (store->plan->recipients.at[i].shares == 0)
			continue;
		TRY(hand_address(sc, store, name, &url));
		if (url.n == 0)
			continue;
		TRY(sql_hand_next_at(sc, vault_sql(store->vault), name, &row, &found));
		if (found && row.next_try != INSTANT_NEVER.us
		    && (!due->set || row.next_try < due->at.us))
			*due = (struct due){ .set = true, .at = { row.next_try } };
	}
	return OK;
}

result
hand_tried(
    struct scope *sc, struct store *store, const struct asker *by, struct str id, int64_t status)
{
	struct str answer = status > 0 ? str_printf(&sc->arena, "status-%lld", (long long)status)
				       : S("no-answer");
	struct hand h;

	TRY(hand_get(sc, store, id, &h));
	TRY(sql_hand_answered(sc, vault_sql(store->vault), status, id));
	if (h.taken.set || h.ended.set)
		return OK;
	if (status >= 200 && status <= 299)
		return hand_over(sc, store, by, &h);
	if (h.tries >= SEND_TRIES)
		return hand_note(sc, store, by, ENTRY_HAND_GIVEN_UP, &h, answer);
	if (h.tries == 1)
		return hand_note(sc, store, by, ENTRY_HAND_FAILED, &h, answer);
	return OK;
}
