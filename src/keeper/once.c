/* keeper/once.c -- offers under an Idempotency-Key. */
#include "keeper/once.h"
#include "seal/seal.h"
#include "sql/statements.h"

#define ONCE_CHARS_MAX 200
#define ONCE_KEPT span_hours(24)

struct marks {
	struct str token, question;
};

static struct key *
marking_key(struct serving *sv)
{
	return key_derive(sv->sc, vault_signing_seed(sv->store->vault), S("idempotency"));
}

static result
marks_of(struct serving *sv, struct str once, struct marks *m)
{
	struct key *key = marking_key(sv);
	struct str packed;

	TRY(wire_pack(sv->sc, sv->q, &packed));
	m->token = seal_index(&sv->sc->arena, key, S("key"), once);
	m->question = seal_index(&sv->sc->arena, key, S("question"), packed);
	return OK;
}

result
once_recall(struct serving *sv, const struct node **answers)
{
	struct str once = node_get_str(sv->q, S("once"));
	struct sql_once_get_row row;
	struct node *reply;
	struct marks m;
	bool again;

	*answers = NULL;
	if (once.n == 0)
		return OK;
	if (once.n > ONCE_CHARS_MAX)
		return fail_at(sv->sc, E_INPUT, S("once"),
		    "an idempotency key has at most %d characters", ONCE_CHARS_MAX);
	TRY(marks_of(sv, once, &m));
	TRY(sql_once_get(
	    sv->sc, vault_sql(sv->store->vault), sv->asker->key, m.token, &row, &again));
	if (!again || row.until <= sv->sc->now.us)
		return OK;
	if (!seal_eq(row.question, m.question))
		return fail_at(sv->sc, E_STATE, S("once"),
		    "this idempotency key was used for another offer: use a new one");
	TRY(wire_unpack(sv->sc, row.reply, &reply));
	*answers = node_get(reply, S("answers"));
	return OK;
}

result
once_keep(struct serving *sv)
{
	struct str once = node_get_str(sv->q, S("once")), reply;
	struct marks m;

	if (once.n == 0)
		return OK;
	TRY(marks_of(sv, once, &m));
	TRY(wire_pack(sv->sc, sv->body, &reply));
	return sql_once_put(sv->sc, vault_sql(sv->store->vault),
	    &(struct sql_once_put_in){
		.asker = sv->asker->key,
		.token = m.token,
		.question = m.question,
		.reply = reply,
		.until = instant_plus(sv->sc->now, ONCE_KEPT).us,
	    });
}

result
once_seen(struct serving *sv, struct str said, struct span within, bool *seen)
{
	struct sql *sql = vault_sql(sv->store->vault);
	struct str mark = seal_index(&sv->sc->arena, marking_key(sv), S("said"), said);
	struct sql_once_get_row row;

	TRY(sql_once_get(sv->sc, sql, sv->asker->door, mark, &row, seen));
	*seen = *seen && row.until > sv->sc->now.us;
	return sql_once_put(sv->sc, sql,
	    &(struct sql_once_put_in){
		.asker = sv->asker->door,
		.token = mark,
		.question = mark,
		.reply = mark,
		.until = instant_plus(sv->sc->now, within).us,
	    });
}
