/* keeper/wave.c -- all that waits, in one transaction (K7, K8, K9). */
#include "base/check.h"
#include "base/log.h"
#include "keeper/serve.h"
#include "keeper/succeed.h"
#include "sql/sql.h"
#include "term/letter.h"

result
keeper_commit(struct scope *sc, struct keeper *k,
    result (*work)(struct scope *, struct keeper *, void *), void *of)
{
	struct sql *sql = vault_sql(k->vault);
	result r;

	TRY(sql_begin(sc, sql));
	r = work(sc, k, of);
	if (r.code == E_OK)
		r = sql_commit(sc, sql);
	if (r.code == E_OK)
		return OK;
	sql_rollback(sql);
	return r;
}

result
keeper_note(struct scope *sc, struct keeper *k, const struct entry *e)
{
	int64_t seq;

	return ledger_append(sc, &k->ledger, e, &seq);
}

/* -- the end of lifetimes (K9) -------------------------------------------- */

struct finished {
	uint64_t *erased;
};

static result
finish(struct scope *sc, struct keeper *k, void *of)
{
	struct finished *f = of;
	struct span worst;

	TRY(letter_finish(sc, &k->store));
	return term_finish(sc, &k->store, f->erased, &worst);
}

result
keeper_finish(struct scope *sc, struct keeper *k, uint64_t *erased)
{
	struct finished f = { erased };
	struct lifetime *ending;
	bool letters;
	size_t n;

	*erased = 0;
	TRY(vault_ending(sc, k->vault, &ending, &n));
	TRY(vault_letters_ending(sc, k->vault, &letters));
	if (n == 0 && !letters)
		return OK;
	TRY(vault_keys_destroy(sc, k->vault));
	return keeper_commit(sc, k, finish, &f);
}

/* -- one question --------------------------------------------------------- */

static void
answer_fault(struct asked *a, result r)
{
	a->reply.code = r.code;
	a->reply.text = a->sc.fault.text.n > 0 ? a->sc.fault.text : str_of(result_text(r.code));
	a->reply.field = a->sc.fault.field;
	a->reply.body = NULL;
}

/* The answer must fit before what it tells is kept; a fault's always does. */
static result
pack(struct keeper *k, struct asked *a)
{
	result r;

	serve_head(k, &a->reply);
	r = wire_pack_reply(&a->sc, &a->reply, &a->packed);
	if (r.code == E_OK)
		return OK;
	answer_fault(a, r);
	return r;
}

static void
pack_fault(struct keeper *k, struct asked *a, result r)
{
	answer_fault(a, r);
	CHECK(pack(k, a).code == E_OK);
}

/* What it wrote is kept or undone; what it wrote in pieces is its own matter. */
static result
settle(struct scope *sc, struct keeper *k, bool whole, bool keep)
{
	struct sql *sql = vault_sql(k->vault);

	if (whole && keep)
		return sql_release(sc, sql);
	if (whole)
		TRY(sql_rollback_to(sc, sql));
	return keep ? OK : ledger_reload(sc, &k->ledger);
}

/* OK: it has its answer, whatever that says.  Else the transaction is lost. */
static result
ask_one(struct scope *sc, struct keeper *k, struct asked *a)
{
	bool whole;
	result r;

	if (a->tree == NULL) { /* it could not be read */
		pack_fault(k, a, (result){ a->reply.code });
		return OK;
	}
	whole = serve_how(a->head.verb) == SERVE_WHOLE;
	if (whole)
		TRY(sql_savepoint(sc, vault_sql(k->vault)));
	r = serve_question(&a->sc, k, a->link, &a->head, a->tree, &a->reply);
	if (r.code == E_OK)
		r = pack(k, a);
	if (r.code == E_OK)
		return settle(sc, k, whole, true);
	TRY(settle(sc, k, whole, false));
	if (a->sc.fault.detail.n > 0)
		log_event("keeper.fault", LOG_ID("verb", str_of(verb_row(a->head.verb)->name)),
		    LOG_COUNT("code", r.code));
	pack_fault(k, a, r);
	return sql_in_transaction(vault_sql(k->vault)) ? OK : (result){ E_IO };
}

/* -- the wave ------------------------------------------------------------- */

struct batch {
	struct asked *at;
	size_t n;
};

static result
ask_all(struct scope *sc, struct keeper *k, void *of)
{
	struct batch *b = of;

	for (size_t i = 0; i < b->n; i++)
		TRY(ask_one(sc, k, &b->at[i]));
	return OK;
}

/* K8 */
static void
answer_lost(struct scope *sc, struct keeper *k, struct batch *b, result r, struct str why)
{
	if (r.code != E_BUSY)
		r.code = E_IO;
	for (size_t i = 0; i < b->n; i++) {
		b->at[i].sc.fault = (struct fault){ .text = why };
		pack_fault(k, &b->at[i], r);
	}
	log_event("keeper.wave-lost", LOG_COUNT("questions", b->n), LOG_ID("why", sc->fault.text));
	keeper_close_store(k);
	k->opened = (struct span){ 0 }; /* and opened again in this very turn */
}

/* Whoever can make room is told of it: no other fault says what is to be done. */
static struct str
not_done(const struct scope *sc)
{
	return str_has(sc->fault.text, S("the disk is full"))
		   ? S("the disk is full: nothing was done; make room, and ask again")
		   : S("the store cannot be written: nothing was done, ask again");
}

/* What this wave agreed on comes into force before the next one is decided. */
static void
follow(struct scope *sc, struct keeper *k)
{
	result r = OK;

	if (!k->doubted)
		r = succeed_when_due(sc, k);
	if (r.code == E_OK)
		r = succeed_resettle(sc, k, false);
	if (r.code != E_OK)
		log_event("keeper.cannot-succeed", LOG_ID("why", sc->fault.text));
}

static void
run_batch(struct scope *sc, struct keeper *k, struct asked *at, size_t n)
{
	struct batch b = { at, n };
	uint64_t erased;
	result r = OK;

	if (n == 0)
		return;
	k->confirmed = false;
	if (!k->is_open)
		r = fail(sc, E_IO, "the store is not open");
	if (r.code == E_OK)
		r = keeper_commit(sc, k, ask_all, &b);
	if (r.code != E_OK) {
		answer_lost(sc, k, &b, r, not_done(sc));
		return;
	}
	r = keeper_finish(sc, k, &erased);
	if (r.code != E_OK)
		answer_lost(sc, k, &b, r,
		    S("it is done, but what it erases is not gone yet: the keeper goes on with "
		      "that"));
	if (k->confirmed)
		k->doubted = false;
	if (r.code == E_OK)
		follow(sc, k);
}

/* A verb that makes its own transactions (K16). */
static void
run_alone(struct scope *sc, struct keeper *k, struct asked *a)
{
	result r = k->is_open ? OK : fail(&a->sc, E_IO, "the store is not open");

	(void)sc;
	if (r.code == E_OK)
		r = serve_question(&a->sc, k, a->link, &a->head, a->tree, &a->reply);
	if (r.code == E_OK)
		r = pack(k, a);
	if (r.code == E_OK)
		return;
	pack_fault(k, a, r);
	if (r.code == E_IO || r.code == E_BUSY || r.code == E_DAMAGED)
		keeper_close_store(k); /* K8 */
}

result
keeper_wave(struct scope *sc, struct keeper *k, struct asked *wave, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		wave[i].sc.now = sc->now; /* one frozen now */
		if (wave[i].tree == NULL || serve_how(wave[i].head.verb) != SERVE_ALONE)
			continue;
		run_batch(sc, k, wave + from, i - from);
		run_alone(sc, k, &wave[i]);
		sc->now = clock_now(&k->clock);
		from = i + 1;
	}
	run_batch(sc, k, wave + from, n - from);
	return OK;
}
