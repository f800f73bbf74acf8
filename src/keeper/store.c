/* keeper/store.c -- making a store, opening it, and opening it again. */
#include "base/check.h"
#include "gate/note.h"
#include "keeper/inside.h"
#include "keeper/succeed.h"
#include "policy/compile.h"
#include "sql/sql.h"
#include "sys/zone.h"
#include "vault/asker.h"

/* -- the policy ----------------------------------------------------------- */

static result
compile(struct scope *sc, struct arena *arena, struct str text, struct str places,
    bool activating, const struct plan **plan)
{
	struct compile_options o = {
		.file = S("policy"), .activating = activating, .place = places_one(places)
	};
	struct diags diags = { 0 };

	*plan = policy_compile(sc, arena, str_dup(arena, text), &o, &diags);
	if (*plan == NULL)
		return fail(
		    sc, E_INPUT, "the policy does not compile: `bailee check` says what is wrong");
	return zone_use(sc, (*plan)->zone);
}

/* What ran before counts as it was written, whatever is checked today. */
static result
take_past_one(struct scope *sc, struct keeper *k, int64_t version, struct past_policy *past)
{
	struct compile_options o = {
		.file = S("policy"), .past = true, .place = places_one(k->store.places)
	};
	struct diags diags = { 0 };
	struct sql_policy_get_row row;
	bool found;

	TRY(sql_policy_get(sc, vault_sql(k->vault), version, &row, &found));
	past->version = (uint32_t)version; /* written from one */
	past->plan = policy_compile(
	    sc, &k->plan_arena, str_dup(&k->plan_arena, row.text), &o, &diags);
	if (past->plan == NULL)
		return fail(sc, E_DAMAGED,
		    "version %lld of the policy, which ran before, cannot be read any more",
		    (long long)version);
	return OK;
}

#define POLICIES_PAGE 100

static result
take_past(struct scope *sc, struct keeper *k)
{
	LIST(struct past_policy) past = { 0 };
	struct sql_policy_list_rows page;
	int64_t after = 0;

	do {
		TRY(sql_policy_list(sc, vault_sql(k->vault), after, POLICIES_PAGE, &page));
		for (size_t i = 0; i < page.n; i++) {
			after = page.at[i].version;
			if (str_eq(page.at[i].state, S("replaced")))
				TRY(take_past_one(
				    sc, k, after, LIST_ADD(&past, &k->plan_arena)));
		}
	} while (page.n == POLICIES_PAGE);
	k->store.past = past.at;
	k->store.n_past = past.n;
	if (past.n > 0)
		vault_use_past(k->vault);
	return OK;
}

static result
keeper_take_plan(struct scope *sc, struct keeper *k)
{
	struct str text;
	bool found;

	TRY(vault_setting(sc, k->vault, SETTING_POLICY, &text, &found));
	if (!found)
		return fail(sc, E_DAMAGED, "the store holds no policy: restore it from a backup");
	TRY(places_read(sc, k));
	TRY(compile(sc, &k->plan_arena, text, k->store.places, false, &k->store.plan));
	k->store.policy_hash = succeed_hash(&k->plan_arena, text);
	vault_use_plan(k->vault, k->store.plan);
	TRY(take_past(sc, k));
	return succeed_reaffirms(sc, k);
}

/* -- open and close ------------------------------------------------------- */

static result
take_clock(struct scope *sc, struct keeper *k)
{
	struct instant at;
	struct str text;
	bool found;

	TRY(vault_setting(sc, k->vault, SETTING_DOUBT, &text, &found));
	k->doubted = found && str_eq(text, S("yes"));
	k->clock = clock_wall();
	if (!vault_is_rehearsal(k->vault))
		return OK;
	TRY(vault_setting(sc, k->vault, SETTING_CLOCK, &text, &found));
	if (!found || !instant_parse(text, &at))
		return fail(sc, E_DAMAGED, "the store does not hold the clock of its rehearsal");
	k->clock = clock_rehearsal(at); /* K11 */
	return OK;
}

static result
open_store(struct scope *sc, struct keeper *k)
{
	TRY(vault_open(sc, k->o.store, k->root, NULL, &k->vault));
	TRY(keeper_take_plan(sc, k));
	TRY(take_clock(sc, k));
	TRY(ledger_open(sc, vault_sql(k->vault), vault_store_id(k->vault),
	    vault_signing_seed(k->vault), &k->ledger));
	k->store.vault = k->vault;
	k->store.ledger = &k->ledger;
	TRY(succeed_open(sc, k));
	return keeper_start_streams(sc, k);
}

result
keeper_open_store(struct scope *sc, struct keeper *k)
{
	result r;

	CHECK(!k->is_open);
	k->opened = clock_boot();
	r = open_store(sc, k);
	k->is_open = r.code == E_OK;
	if (!k->is_open)
		keeper_close_store(k);
	return r;
}

void
keeper_close_store(struct keeper *k)
{
	keeper_drop_streams(k);
	keeper_drop_parts(k);
	vault_close(k->vault);
	k->vault = NULL;
	k->store = (struct store){ 0 };
	arena_clear(&k->plan_arena);
	k->is_open = false;
}

/* -- a new store ---------------------------------------------------------- */

struct birth {
	const struct keeper_birth *of;
	struct str *token;
};

static result
first_operator(struct scope *sc, struct keeper *k, struct str *token)
{
	struct asker operator= { .kind = ASKER_OPERATOR, .role = NONE, .channel = NONE };
	struct entry made = note_begin(&k->store, &operator, ENTRY_KEY_MADE, S("key"));
	struct str id;
	int64_t seq;

	TRY(vault_key_add(sc, k->vault, &operator, INSTANT_NEVER, &id, token));
	made.actor = id;
	return ledger_append(sc, &k->ledger, &made, &seq);
}

static result
write_birth(struct scope *sc, struct keeper *k, void *of)
{
	struct birth *b = of;
	struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct entry born, active;
	struct node *more = node_map(&sc->arena);
	struct str places = b->of->places;
	int64_t seq;
	size_t n = 0;

	TRY(vault_set(sc, k->vault, SETTING_POLICY, b->of->policy));
	TRY(vault_set(sc, k->vault, SETTING_PLACES, b->of->places));
	if (b->of->rehearsal)
		TRY(vault_set(sc, k->vault, SETTING_CLOCK, instant_print(&sc->arena, b->of->at)));
	TRY(keeper_take_plan(sc, k));
	TRY(succeed_enter_own(sc, k));
	node_set_bool(&sc->arena, more, S("rehearsal"), b->of->rehearsal);
	while (places.n > 0)
		node_set_str(&sc->arena, more, str_printf(&sc->arena, "place-%zu", ++n),
		    str_cut(places, ' ', &places));
	born = note_begin(&k->store, &nobody, ENTRY_STORE_MADE, S(""));
	born.more = more;
	TRY(ledger_append(sc, &k->ledger, &born, &seq));
	active = note_begin(&k->store, &nobody, ENTRY_POLICY_ACTIVATED, S(""));
	more = node_map(&sc->arena);
	node_set_str(&sc->arena, more, S("hash"), k->store.policy_hash);
	active.more = more;
	TRY(ledger_append(sc, &k->ledger, &active, &seq));
	TRY(first_operator(sc, k, b->token));
	return ledger_checkpoint(sc, &k->ledger);
}

/* A policy that does not compile must not leave half a store behind. */
static result
check_policy(struct scope *sc, const struct keeper_birth *b)
{
	struct arena arena = { 0 };
	const struct plan *plan;
	struct str bar;
	result r = compile(sc, &arena, b->policy, b->places, true, &plan);

	if (r.code == E_OK) {
		bar = places_bar(sc, plan, b->places);
		r = bar.n == 0 ? OK : fail_at(sc, E_INPUT, S("place"), "%.*s", STR(bar));
	}
	arena_clear(&arena);
	return r;
}

static result
make(struct scope *sc, const struct keeper_birth *b, struct str *store_id, struct str *token)
{
	struct keeper *k = NEW(&sc->arena, struct keeper);
	struct birth birth = { b, token };
	result r;

	TRY(vault_create(sc, b->store, b->root, b->rehearsal, store_id));
	TRY(vault_open(sc, b->store, b->root, NULL, &k->vault));
	r = ledger_open(sc, vault_sql(k->vault), vault_store_id(k->vault),
	    vault_signing_seed(k->vault), &k->ledger);
	k->store.vault = k->vault;
	k->store.ledger = &k->ledger;
	if (r.code == E_OK)
		r = keeper_commit(sc, k, write_birth, &birth);
	if (r.code == E_OK)
		r = vault_keys_note_head(
		    sc, k->vault, (uint64_t)k->ledger.head.seq, k->ledger.head.hash.b);
	keeper_close_store(k);
	return r;
}

/* A rehearsal is born at its own time; what else is made then is made now. */
result
keeper_make(
    struct scope *sc, const struct keeper_birth *b, struct str *store_id, struct str *token)
{
	struct instant now = sc->now;
	result r;

	TRY(check_policy(sc, b));
	if (b->rehearsal)
		sc->now = b->at;
	r = make(sc, b, store_id, token);
	sc->now = now;
	return r;
}
