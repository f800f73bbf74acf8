/* keeper/serve_store.c -- the store itself: how it is, what it proves, its clock, its copies. */
#include "base/log.h"
#include "gate/note.h"
#include "keeper/epochs.h"
#include "keeper/serve.h"
#include "keeper/succeed.h"
#include "keeper/trial.h"
#include "policy/document.h"
#include "sql/sql.h"
#include "sql/statements.h"
#include "sys/zone.h"
#include "vault/epoch.h"
#include "vault/party.h"
#include "vault/stream.h"

/* -- how it is ------------------------------------------------------------ */

static struct node *
policy_node(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("name"), sv->store->plan->name);
	node_set_int(a, n, S("version"), sv->store->plan->version);
	node_set_str(a, n, S("hash"), sv->store->policy_hash);
	return n;
}

result
serve_health(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct node *places = node_list(a);
	struct str rest = sv->store->places;
	struct instant now = sv->sc->now;
	struct due next;
	int64_t late = 0;

	while (rest.n > 0)
		node_add(places, node_str(a, str_cut(rest, ' ', &rest)));
	node_set(sv->body, S("places"), places);
	TRY(vault_next_due(sv->sc, sv->store->vault, &next));
	if (next.set && instant_before(next.at, now))
		late = instant_since(now, next.at).us / 1000000;
	node_set_str(
	    a, sv->body, S("state"), sv->keeper->doubted ? S("clock-in-doubt") : S("well"));
	node_set(sv->body, S("policy"), policy_node(sv));
	node_set_time(a, sv->body, S("now"), now);
	node_set_bool(a, sv->body, S("rehearsal"), sv->keeper->clock.rehearsal);
	if (next.set)
		node_set_time(a, sv->body, S("due-next"), next.at);
	node_set_int(a, sv->body, S("late"), late);
	return OK;
}

#define EARLIER_MOST 1000

static result
find_earlier(struct serving *sv, const struct plan *plan, struct edition *edition)
{
	struct sql_policy_list_rows rows;
	struct earlier *earlier;

	TRY(sql_policy_list(sv->sc, vault_sql(sv->store->vault), 0, EARLIER_MOST, &rows));
	earlier = NEW_ARRAY(&sv->sc->arena, rows.n + 1, struct earlier);
	for (size_t i = 0; i < rows.n; i++)
		if (str_eq(rows.at[i].state, S("replaced")) && rows.at[i].version < plan->version)
			earlier[edition->n_earlier++] = (struct earlier){ rows.at[i].version,
				zone_civil((struct instant){ rows.at[i].starts }) };
	edition->earlier = earlier;
	return OK;
}

result
serve_document(struct serving *sv)
{
	struct str name = node_get_str(sv->q, S("name")), form = node_get_str(sv->q, S("form")),
		   text;
	struct edition edition = { 0 };
	struct buf out = buf_new_capped(&sv->sc->arena, WIRE_BYTES_MAX);
	enum document_kind kind;
	const struct plan *plan;

	if (!document_of_name(name, &kind))
		return fail_at(sv->sc, E_ABSENT, S("name"), "there is no such document: %s",
		    document_names);
	if (!document_form_of(kind, form, &edition.form))
		return fail_at(sv->sc, E_INPUT, S("form"), "this document has the forms %.*s",
		    STR(document_forms(&sv->sc->arena, kind)));
	TRY(serve_version(sv, &plan, &edition.hash));
	TRY(find_earlier(sv, plan, &edition));
	document_print(&out, plan, kind, &edition);
	if (!buf_done(&out, &text))
		return fail(sv->sc, E_TOO_BIG, "the document is over %zu bytes", WIRE_BYTES_MAX);
	node_set_str(&sv->sc->arena, sv->body, S("text"), text);
	node_set_str(&sv->sc->arena, sv->body, S("form"), document_form_word(edition.form));
	return OK;
}

/* -- what it proves ------------------------------------------------------- */

#define LEDGER_PAGE_MAX 1000
#define LEDGER_PAGE_USUAL 500

static void
set_public_key(struct serving *sv)
{
	struct public_key key = sign_public(vault_signing_seed(sv->store->vault));

	node_set_str(
	    &sv->sc->arena, sv->body, S("public-key"), public_key_print(&sv->sc->arena, &key));
}

/* Entries name parties and their records: our own people and the operator see
 * them, a party's people do not. */
result
serve_ledger(struct serving *sv)
{
	struct ledger_cursor at = { 0 };
	int64_t after = node_get_int(sv->q, S("after"), 0),
		most = node_get_int(sv->q, S("limit"), LEDGER_PAGE_USUAL);
	struct str piece = S("");

	if (sv->asker->party.n > 0 || sv->asker->kind == ASKER_CHANNEL)
		return fail(sv->sc, E_DENIED,
		    "the ledger is for our own people: ask for `readers` of one person instead");
	if (after < 0 || most < 1 || most > LEDGER_PAGE_MAX)
		return fail_at(sv->sc, E_INPUT, S("limit"),
		    "`limit` is from 1 to %d, `after` is the number of an entry", LEDGER_PAGE_MAX);
	if (after > 0)
		at = (struct ledger_cursor){ .after = after, .begun = true };
	else
		TRY(ledger_export_from(sv->sc, sv->store->ledger, 0, &at));
	TRY(ledger_export(sv->sc, sv->store->ledger, &at, most, &piece));
	node_set_str(&sv->sc->arena, sv->body, S("lines"), piece);
	node_set_int(&sv->sc->arena, sv->body, S("last"), at.after);
	node_set_bool(&sv->sc->arena, sv->body, S("done"), at.done);
	set_public_key(sv);
	return OK;
}

result
serve_head_of_ledger(struct serving *sv)
{
	struct str line = S("");
	bool found;

	TRY(ledger_last_checkpoint(sv->sc, sv->store->ledger, &line, &found));
	node_set_int(&sv->sc->arena, sv->body, S("seq"), sv->store->ledger->head.seq);
	node_set_bool(&sv->sc->arena, sv->body, S("signed"),
	    found && sv->store->ledger->signed_seq == sv->store->ledger->head.seq);
	node_set_str(&sv->sc->arena, sv->body, S("checkpoint"), found ? line : S(""));
	set_public_key(sv);
	return OK;
}

#define FIGURES_STEP 1000 /* entries: the loop must not stall */

/* Those of the policy that runs, counted so far; another policy begins anew. */
static struct ledger_figures *
figures_kept(struct keeper *k)
{
	if (!str_eq(k->figures_of, k->store.policy_hash)) {
		arena_clear(&k->figures_arena);
		k->figures_of = str_dup(&k->figures_arena, k->store.policy_hash);
		ledger_figures_begin(&k->figures, &k->figures_arena,
		    str_dup(&k->figures_arena, k->store.plan->name), k->store.plan->version);
	}
	return &k->figures;
}

static void
set_figures(struct serving *sv, const struct ledger_figures *f)
{
	struct arena *a = &sv->sc->arena;
	struct node *list = node_list(a);

	for (size_t i = 0; i < f->rows.n; i++) {
		struct node *n = node_add(list, node_map(a));

		node_set_int(a, n, S("line"), f->rows.at[i].line);
		node_set_str(a, n, S("kind"), str_of(entry_word(f->rows.at[i].kind)));
		node_set_str(a, n, S("text"), str_of(entry_text(f->rows.at[i].kind)));
		if (f->rows.at[i].line > 0)
			node_set_str(a, n, S("says"),
			    str_trim(plan_line(sv->store->plan, (uint32_t)f->rows.at[i].line)));
		node_set_int(a, n, S("count"), f->rows.at[i].count);
		node_set_int(a, n, S("late"), f->rows.at[i].late_ms);
	}
	node_set(sv->body, S("figures"), list);
}

/* Counted only up to what is committed and signed: a figure is never taken back. */
result
serve_figures(struct serving *sv)
{
	struct str document = node_get_str(sv->q, S("document"));
	struct ledger_figures *f = figures_kept(sv->keeper);
	struct hash hash;
	bool done;

	if (sv->asker->kind != ASKER_OPERATOR && !serve_has_desk(sv))
		return fail(sv->sc, E_DENIED,
		    "figures are for the operator and for a role that acts for rights-requests");
	if (document.n > 0 && !hex_read(document, hash.b, sizeof(hash.b)))
		return fail_at(sv->sc, E_INPUT, S("document"),
		    "`document` is the SHA-256 of what the figures are printed in, 64 hex digits");
	TRY(keeper_sign(sv->sc, sv->keeper));
	TRY(ledger_figures_count(sv->sc, sv->store->ledger, f, FIGURES_STEP, &done));
	node_set_bool(&sv->sc->arena, sv->body, S("done"), done);
	node_set_int(&sv->sc->arena, sv->body, S("seq"), f->head.seq);
	set_figures(sv, f);
	if (done && document.n > 0)
		node_set_str(&sv->sc->arena, sv->body, S("statement"),
		    ledger_figures_sign(sv->sc, sv->store->ledger, f, sv->store->policy_hash,
			hex_encode(&sv->sc->arena, hash.b, sizeof(hash.b))));
	set_public_key(sv);
	return OK;
}

/* -- copies --------------------------------------------------------------- */

struct noted {
	enum entry_kind kind;
	const struct asker *asker;
	const char *verb;
	struct instant to; /* of the clock, until when a copy may be kept, or 0 */
	struct node *more;
};

static result
write_note(struct scope *sc, struct keeper *k, void *of)
{
	const struct noted *n = of;
	struct entry e = note_begin(&k->store, n->asker, n->kind, str_of(n->verb));

	e.due = n->to;
	e.more = n->more;
	return keeper_note(sc, k, &e);
}

struct copying {
	struct noted note;
	struct str name;
	bool keys;
	uint16_t place; /* NONE: where the store lies */
	struct left_out without; /* what is not for that place */
};

static result
write_copying(struct scope *sc, struct keeper *k, void *of)
{
	struct copying *c = of;

	TRY(copy_remember(sc, k, c->name, c->note.to));
	if (c->keys)
		TRY(copy_of_keys_made(sc, k, c->name));
	else
		TRY(copy_made(sc, k, c->name, c->note.to));
	if (c->place != NONE && !c->keys)
		TRY(vault_fact_add(sc, k->vault,
		    &(struct fact){ .kind = FACT_COPIED,
			.of = k->store.plan->places.at[c->place].name,
			.reference = S(""),
			.since = sc->now,
			.until = INSTANT_NEVER }));
	return write_note(sc, k, &c->note);
}

/* A plain name: a copy is made beneath the store and nowhere else. */
static bool
name_is_plain(struct str name)
{
	return name.n > 0 && name.n <= 100 && name.p[0] != '.' && ledger_word(name)
	       && !str_has(name, S("/"));
}

/* Each recording under a second name: its bytes never change. */
static result
copy_streams(struct serving *sv, const struct copying *c, struct str path)
{
	struct str folder =
	    str_printf(&sv->sc->arena, "%.*s%s", STR(path), KEEPER_COPY_STREAMS);
	uint64_t held, missing, n;

	TRY(streams_missing(sv->sc, sv->store->vault, &held, &missing));
	if (missing > 0)
		return fail(sv->sc, E_DAMAGED,
		    "%llu recordings of the store have no file: bring them back from a backup first",
		    (unsigned long long)missing);
	if (held == 0)
		return OK;
	TRY(dir_make(sv->sc, folder, DIR_PRIVATE));
	TRY(streams_copy(sv->sc, sv->store->vault, folder, &c->without, &n));
	node_set_int(&sv->sc->arena, sv->body, S("recordings"), (int64_t)n);
	return OK;
}

/* What the ledger says of it: where it goes, and without what. */
static void
describe_copy(struct serving *sv, struct copying *c)
{
	struct arena *a = &sv->sc->arena;
	struct buf without = buf_new(a);

	c->note.more = node_map(a);
	if (c->place != NONE)
		node_set_str(a, c->note.more, S("place"),
		    sv->store->plan->places.at[c->place].name);
	for (size_t i = 0; i < c->without.n; i++)
		buf_printf(&without, "%s%.*s", i > 0 ? " " : "", STR(c->without.dataset[i]));
	if (c->without.n > 0)
		node_set_str(a, c->note.more, S("without"), buf_str(&without));
}

/* K28: a copy of the keys opens while their epoch lasts, and no longer. */
static result
end_with_epoch(struct serving *sv, struct copying *c)
{
	struct instant next, *until = &c->note.to;
	struct epoch epoch;

	TRY(epochs_finish(sv->sc, sv->keeper, false));
	TRY(epochs_next(sv->sc, sv->keeper, &next));
	TRY(vault_epoch(sv->sc, sv->store->vault, &epoch));
	*until = until->us == 0 ? epoch.ends : instant_min(*until, epoch.ends);
	return OK;
}

static result
copy_keys(struct serving *sv, struct str path)
{
	TRY(sql_backup(sv->sc, vault_keys_sql(sv->store->vault), path));
	TRY(epochs_write_line(sv->sc, sv->keeper));
	node_set_str(&sv->sc->arena, sv->body, S("epoch"),
	    path_join(&sv->sc->arena, path_folder(path), S(KEEPER_EPOCH)));
	return OK;
}

static result
plan_copy(struct serving *sv, struct copying *c)
{
	c->name = node_get_str(sv->q, S("to"));
	c->keys = node_get_bool(sv->q, S("keys"), false);
	if (!name_is_plain(c->name) || str_eq(c->name, S(KEEPER_EPOCH)))
		return fail_at(sv->sc, E_INPUT, S("to"),
		    "a backup's name has letters, digits, dots and dashes, and no slash");
	TRY(copy_place(sv->sc, sv->store, node_get_str(sv->q, S("place")), &c->place));
	if (!c->keys)
		copy_without(sv->sc, sv->store, c->place, &c->without);
	c->note = (struct noted){ c->keys ? ENTRY_KEYS_BACKUP : ENTRY_BACKUP, sv->asker, "backup",
		copy_until(sv->store->plan, c->place, sv->sc->now), NULL };
	describe_copy(sv, c);
	return c->keys ? end_with_epoch(sv, c) : OK;
}

static result
make_copy(struct serving *sv, struct copying *c, struct str path)
{
	TRY(keeper_commit(sv->sc, sv->keeper, write_copying, c));
	TRY(keeper_sign(sv->sc, sv->keeper)); /* the copy ends with its own entry, signed */
	if (c->keys)
		return copy_keys(sv, path);
	TRY(copy_streams(sv, c, path));
	return vault_copy(sv->sc, sv->store->vault, path, &c->without);
}

result
serve_backup(struct serving *sv)
{
	struct str path, folder = path_join(&sv->sc->arena, sv->keeper->o.store, S(KEEPER_BACKUPS));
	struct copying c = { 0 };
	struct file_facts made;

	TRY(plan_copy(sv, &c));
	path = path_join(&sv->sc->arena, folder, c.name);
	if (file_exists(sv->sc, path))
		return fail_at(sv->sc, E_STATE, S("to"), "there is a backup of that name already");
	TRY(dir_make_all(sv->sc, folder, DIR_PRIVATE));
	TRY(make_copy(sv, &c, path));
	TRY(file_look(sv->sc, path, &made));
	node_set_str(&sv->sc->arena, sv->body, S("to"), path);
	if (c.place != NONE)
		node_set_str(&sv->sc->arena, sv->body, S("place"),
		    sv->store->plan->places.at[c.place].name);
	node_set_int(&sv->sc->arena, sv->body, S("bytes"), (int64_t)made.size);
	if (c.note.to.us != 0)
		node_set_time(&sv->sc->arena, sv->body, S("until"), c.note.to);
	return OK;
}

result
serve_try(struct serving *sv)
{
	struct str name = node_get_str(sv->q, S("name"));
	bool keys = node_get_bool(sv->q, S("keys"), false);
	struct trial t = { .name = keys ? S("") : name,
		.of_keys = keys,
		.keys = keys ? name : S(""),
		.place = S("") };
	struct arena *a = &sv->sc->arena;

	if (name.n > 0 && (!name_is_plain(name) || str_eq(name, S(KEEPER_EPOCH))))
		return fail_at(sv->sc, E_INPUT, S("name"),
		    "a backup's name has letters, digits, dots and dashes, and no slash");
	TRY(trial_run(sv->sc, sv->keeper, &t));
	node_set_str(a, sv->body, S("name"), t.name);
	set_str(a, sv->body, S("place"), t.place);
	node_set_time(a, sv->body, S("made"), t.made);
	node_set_int(a, sv->body, S("parts"), (int64_t)t.parts);
	node_set_int(a, sv->body, S("unopened"), (int64_t)t.came.unopened);
	node_set_int(a, sv->body, S("entries"), t.entries);
	node_set_int(a, sv->body, S("erased"), (int64_t)t.erased);
	node_set_int(a, sv->body, S("recordings"), (int64_t)t.came.recordings);
	node_set_int(a, sv->body, S("missing"), (int64_t)t.came.missing);
	set_str(a, sv->body, S("keys"), t.keys);
	if (!keys)
		return OK;
	node_set_int(a, sv->body, S("epoch"), t.epoch.id);
	node_set_time(a, sv->body, S("ends"), t.epoch.ends);
	return OK;
}

/* -- its keys (K28) -------------------------------------------------------- */

/* Without `epoch` the next one begins, or what is under way goes on; with it, that one. */
result
serve_rotate(struct serving *sv)
{
	struct keeper *k = sv->keeper;
	int64_t wanted = node_get_int(sv->q, S("epoch"), 0);
	struct arena *a = &sv->sc->arena;
	struct instant next;
	struct epoch epoch;

	if (wanted == 0 && vault_rotating(k->vault) == ROTATING_NOT)
		TRY(epochs_begin(sv->sc, k));
	TRY(epochs_step(sv->sc, k));
	TRY(epochs_next(sv->sc, k, &next));
	TRY(vault_epoch(sv->sc, k->vault, &epoch));
	if (wanted > epoch.id)
		return fail_at(sv->sc, E_ABSENT, S("epoch"), "there was no such epoch yet");
	node_set_int(a, sv->body, S("epoch"), epoch.id);
	node_set_time(a, sv->body, S("began"), epoch.began);
	node_set_time(a, sv->body, S("ends"), epoch.ends);
	node_set_bool(a, sv->body, S("done"),
	    vault_rotating(k->vault) == ROTATING_NOT || (wanted > 0 && wanted < epoch.id));
	return OK;
}

/* -- its clock (K11) ------------------------------------------------------ */

static result
write_clock(struct scope *sc, struct keeper *k, void *of)
{
	const struct instant *at = of;

	return vault_set(sc, k->vault, SETTING_CLOCK, instant_print(&sc->arena, *at));
}

/* Durable first, then true: a crash leaves the clock where the store says. */
static result
move_to(struct serving *sv, struct instant at)
{
	TRY(keeper_commit(sv->sc, sv->keeper, write_clock, &at));
	clock_move(&sv->keeper->clock, at);
	sv->sc->now = clock_now(&sv->keeper->clock);
	return OK;
}

/* Policies whose instant comes before anything else that is due. */
static result
next_policies(struct serving *sv, struct instant to)
{
	struct keeper *k = sv->keeper;
	struct due next;

	for (;;) {
		TRY(succeed_resettle(sv->sc, k, true));
		TRY(vault_next_due(sv->sc, sv->store->vault, &next));
		if (instant_before(to, k->policy_starts)
		    || (next.set && !instant_before(k->policy_starts, next.at)))
			return OK;
		if (instant_before(sv->sc->now, k->policy_starts))
			TRY(move_to(sv, k->policy_starts));
		TRY(succeed_when_due(sv->sc, k));
	}
}

/* Epochs that end on the way, each on its day; one in which nothing was erased may wait for
 * the next that matters. */
static result
renew_keys(struct serving *sv, struct instant to, bool *erased)
{
	struct keeper *k = sv->keeper;
	struct instant next;

	for (;;) {
		TRY(epochs_finish(sv->sc, k, true));
		TRY(epochs_next(sv->sc, k, &next));
		if (instant_before(to, next))
			return OK;
		if (!*erased)
			next = to;
		if (instant_before(sv->sc->now, next))
			TRY(move_to(sv, next));
		TRY(epochs_begin(sv->sc, k));
		*erased = false;
	}
}

static result
step_through(struct serving *sv, struct instant to, uint64_t *erased)
{
	struct due next;
	uint64_t some;
	bool any = true; /* was erased in this epoch, for all we know */

	for (;;) {
		TRY(next_policies(sv, to));
		TRY(vault_next_due(sv->sc, sv->store->vault, &next));
		if (!next.set || instant_before(to, next.at))
			return renew_keys(sv, to, &any);
		TRY(renew_keys(sv, next.at, &any));
		if (instant_before(sv->sc->now, next.at))
			TRY(move_to(sv, next.at));
		TRY(keeper_sweep(sv->sc, sv->keeper, true, &some));
		*erased += some;
		any = true;
		if (some > 0)
			continue;
		TRY(vault_next_due(sv->sc, sv->store->vault, &next)); /* a consent may have lapsed */
		if (next.set && !instant_before(sv->sc->now, next.at))
			return fail(sv->sc, E_STATE,
			    "something is due that the sweep does not end: see the log");
	}
}

static result
read_target(struct serving *sv, struct instant *to)
{
	const struct node *by = node_get(sv->q, S("by"));
	bool has_to = node_get_time(sv->q, S("to"), to);

	if (has_to == (by != NULL))
		return fail_at(
		    sv->sc, E_INPUT, S("to"), "say `to` which time, or `by` how many seconds");
	if (by != NULL && (by->num < 0 || by->num > INT32_MAX * INT64_C(10)))
		return fail_at(sv->sc, E_INPUT, S("by"), "a clock moves on, by at most 680 years");
	if (by != NULL)
		*to = instant_plus(sv->sc->now, span_seconds(by->num));
	if (instant_before(*to, sv->sc->now))
		return fail_at(sv->sc, E_STATE, S("to"), "a rehearsal's clock never moves back");
	return OK;
}

result
serve_clock(struct serving *sv)
{
	struct noted note = { ENTRY_CLOCK_MOVED, sv->asker, "clock", { 0 }, NULL };
	uint64_t erased = 0;

	if (!sv->keeper->clock.rehearsal)
		return fail(sv->sc, E_DENIED,
		    "only the clock of a rehearsal can be moved: this store is for production");
	TRY(read_target(sv, &note.to));
	TRY(keeper_erase_people(sv->sc, sv->keeper));
	TRY(step_through(sv, note.to, &erased));
	TRY(move_to(sv, note.to));
	TRY(keeper_erase_for_parties(sv->sc, sv->keeper));
	TRY(keeper_commit(sv->sc, sv->keeper, write_note, &note));
	TRY(keeper_sign(sv->sc, sv->keeper));
	node_set_time(&sv->sc->arena, sv->body, S("now"), sv->sc->now);
	node_set_int(&sv->sc->arena, sv->body, S("erased"), (int64_t)erased);
	return OK;
}

/* K10: two entries, and it sweeps on from the next turn. */
result
serve_confirm_time(struct serving *sv)
{
	struct keeper *k = sv->keeper;
	struct entry confirmed =
	    note_begin(sv->store, sv->asker, ENTRY_CLOCK_CONFIRMED, S("confirm-time"));
	struct entry resumed =
	    note_begin(sv->store, sv->asker, ENTRY_SWEEP_RESUMED, S("confirm-time"));

	if (!k->doubted)
		return fail(sv->sc, E_STATE, "the clock is not in doubt");
	TRY(vault_set(sv->sc, k->vault, SETTING_DOUBT, S("no")));
	TRY(keeper_note(sv->sc, k, &confirmed));
	TRY(keeper_note(sv->sc, k, &resumed));
	node_set_time(&sv->sc->arena, sv->body, S("now"), sv->sc->now);
	k->confirmed = true;
	return OK;
}
