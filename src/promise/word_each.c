/* promise/word_each.c -- every role, every field, every purpose, against the policy's own words. */
#include "base/json.h"
#include "promise/words.h"

#define RECORDS_MAX 64

/* A record to read from. */
struct specimen {
	struct str dataset, record;
};

struct matrix {
	struct stage *st;
	struct cue *c;
	const struct stage_keeper *k;
	const struct node *all; /* what `bailee why --all --json` says */
	struct specimen specimens[RECORDS_MAX];
	size_t n;
	int64_t shown, refused;
};

/* -- what the policy says ------------------------------------------------------- */

static bool
ask_policy(struct matrix *m)
{
	const struct str args[] = { S("why"), m->k->policy_path, S("--all"), S("--json") };

	if (!self_run(m->st, m->c, args, N(args), S("")))
		return false;
	m->all = m->st->last.body;
	return m->all != NULL
	       || stage_broke(m->st, cue_spot(m->c), "the policy does not say who may read what");
}

static const struct node *
may(const struct matrix *m, struct str role, struct str purpose, struct str field)
{
	NODE_EACH(one, node_get(m->all, S("may")))
		if (str_eq(node_get_str(one, S("field")), field)
		    && str_eq(node_get_str(one, S("role")), role)
		    && str_eq(node_get_str(one, S("purpose")), purpose))
			return one;
	return NULL;
}

/* -- the records ------------------------------------------------------------------ */

static bool
take_records(struct matrix *m)
{
	struct arena *a = &m->st->sc->arena;

	while (!cue_done(m->c) && m->c->line->token[m->c->i].kind == TOKEN_WORD
	       && str_starts(m->c->line->token[m->c->i].text, S("@"))) {
		struct spot at = cue_spot(m->c);
		struct specimen *s = &m->specimens[m->n];
		struct str name = m->c->line->token[m->c->i].text;

		if (!cue_take(m->st, m->c, "a record", &s->record)
		    || !names_in_text(m->st, at, str_printf(a, "%.*s.due.0.dataset", STR(name)),
			&s->dataset))
			return false;
		if (++m->n == RECORDS_MAX)
			return stage_broke(m->st, at, "so many records are too many");
	}
	return true;
}

static bool
is_of(const struct specimen *s, struct str field)
{
	struct str rest;

	return str_eq(s->dataset, str_cut(field, '.', &rest));
}

/* -- who reads ---------------------------------------------------------------------- */

/* A party's role is held for the party that stands on the stage. */
static bool
key_for(struct matrix *m, const struct node *role, struct str *token)
{
	struct stage *st = m->st;
	struct arena *a = &st->sc->arena;
	struct node *staff = node_map(a), *key = node_map(a);
	struct str party = S("");

	node_set_str(a, staff, S("name"), S("Colleague"));
	node_set_str(a, staff, S("role"), node_get_str(role, S("role")));
	if (node_get(role, S("of")) != NULL) {
		for (size_t i = 0; i < st->askers.n && party.n == 0; i++)
			party = st->askers.at[i].party;
		node_set_str(a, staff, S("party"), party);
	}
	if (!http_operator(st, m->c, m->k, "POST", "/v1/staff", staff))
		return false;
	node_set_str(a, key, S("staff"), node_get_str(st->last.body, S("staff")));
	if (!http_operator(st, m->c, m->k, "POST", "/v1/keys", key))
		return false;
	*token = str_dup(a, node_get_str(st->last.body, S("token")));
	return true;
}

static struct http_request
request(struct arena *a, const struct specimen *s, struct str token, struct str purpose,
    struct str field)
{
	struct http_request q = { .method = S("POST"), .token = token };
	const struct http_header with[] = {
		{ S("Bailee-Purpose"), purpose },
		{ S("Bailee-Ticket"), S("T-1") },
		{ S("Bailee-Order"), S("O-1") },
		{ S("Bailee-Reason"), S("R-1") },
	};
	struct str rest;

	str_cut(field, '.', &rest);
	q.path = str_printf(a, "/v1/data/%.*s/%.*s:read", STR(s->dataset), STR(s->record));
	q.body = str_printf(a, "{\"fields\":[\"%.*s\"]}", STR(rest));
	for (size_t i = 0; i < N(with); i++)
		*LIST_ADD(&q.headers, a) = with[i];
	return q;
}

/* One role and one purpose: each field of each record, all at once. */
struct round {
	struct matrix *m;
	struct str role, token, purpose;
	LIST(struct http_request) questions;
	LIST(struct str) fields; /* of each question */
	struct exchange *came;
};

static void
round_fill(struct round *r)
{
	struct arena *a = &r->m->st->sc->arena;

	NODE_EACH(field, node_get(r->m->all, S("fields")))
		for (size_t i = 0; i < r->m->n; i++) {
			const struct specimen *s = &r->m->specimens[i];

			if (!is_of(s, field->text))
				continue;
			*LIST_ADD(&r->questions, a) =
			    request(a, s, r->token, r->purpose, field->text);
			*LIST_ADD(&r->fields, a) = field->text;
		}
}

static bool
field_came(const struct exchange *e, struct str field)
{
	struct str name;

	str_cut(field, '.', &name);
	return e->status == 200 && node_get(node_get(e->body, S("values")), name) != NULL;
}

static bool
field_fails(struct round *r, struct str field, bool wanted, const struct exchange *e)
{
	struct stage *st = r->m->st;

	st->last = *e;
	return stage_failed(st, r->m->c->line->token[0].at,
	    str_printf(&st->sc->arena, "%.*s for %.*s is %s to %.*s, says the policy%s",
		STR(field), STR(r->purpose), wanted ? "shown" : "refused", STR(r->role),
		wanted ? " (is it filled, in a record that meets the conditions?)" : ""),
	    str_printf(&st->sc->arena, "%d %.*s", e->status, STR(str_slice(e->text, 0, 400))));
}

/* One record that shows the field is enough; each answer is a yes or a refusal. */
static bool
judge_field(struct round *r, struct str field)
{
	const struct node *allowed = may(r->m, r->role, r->purpose, field);
	bool wanted = allowed != NULL && node_get(allowed, S("totals")) == NULL, shown = false;
	const struct exchange *last = NULL;

	for (size_t i = 0; i < r->questions.n; i++) {
		const struct exchange *e = &r->came[i];

		if (!str_eq(r->fields.at[i], field))
			continue;
		if (e->status != 200 && e->status != 403 && e->status != 404)
			return field_fails(r, field, wanted, e);
		r->m->shown += e->status == 200;
		r->m->refused += e->status != 200;
		shown |= field_came(e, field);
		last = e;
	}
	return shown == wanted || field_fails(r, field, wanted, last);
}

static bool
round_play(struct round *r)
{
	struct stage *st = r->m->st;

	round_fill(r);
	r->came = NEW_ARRAY(&st->sc->arena, r->questions.n, struct exchange);
	if (!http_say_many(
		st, r->m->c, r->m->k, r->questions.at, r->questions.n, r->came))
		return false;
	NODE_EACH(field, node_get(r->m->all, S("fields")))
		if (!judge_field(r, field->text))
			return false;
	return true;
}

/* In a scope of its own: there are thousands of questions. */
static bool
role_reads_for(struct matrix *m, struct str role, struct str token, struct str purpose)
{
	struct round r = { .m = m, .role = role, .token = token, .purpose = purpose };
	struct scope *whole = m->st->sc, own;
	bool good;

	scope_begin(&own, whole->now);
	m->st->sc = &own;
	good = round_play(&r);
	m->st->sc = whole;
	m->st->expected = str_dup(&whole->arena, m->st->expected);
	m->st->came = str_dup(&whole->arena, m->st->came);
	m->st->last = (struct exchange){ 0 };
	scope_end(&own);
	return good;
}

static bool
role_reads(struct matrix *m, const struct node *role)
{
	struct str token;

	if (!key_for(m, role, &token))
		return false;
	NODE_EACH(purpose, node_get(m->all, S("purposes")))
		if (!role_reads_for(m, node_get_str(role, S("role")), token, purpose->text))
			return false;
	return true;
}

static bool
each_has_a_record(struct matrix *m)
{
	NODE_EACH(field, node_get(m->all, S("fields"))) {
		bool found = false;

		for (size_t i = 0; i < m->n; i++)
			found |= is_of(&m->specimens[i], field->text);
		if (!found)
			return stage_broke(m->st, m->c->line->token[0].at,
			    "no record of %.*s is named", STR(field->text));
	}
	return true;
}

/* -- what the ledger says --------------------------------------------------------- */

static bool
counted(struct matrix *m, int64_t *read, int64_t *refused)
{
	struct str text;

	if (!ledger_text(m->st, m->c, m->k, &text))
		return false;
	*read = ledger_count(m->st, text, "read");
	*refused = ledger_count(m->st, text, "read.refused");
	return true;
}

static bool
say_line(struct stage *st, struct cue *c)
{
	static const char *const words_after[] = { "for", "each", "purpose" };

	for (size_t i = 0; i < N(words_after); i++)
		if (!cue_is(c, words_after[i]))
			return stage_broke(st, cue_spot(c), "it goes: ... for each purpose, as the "
							    "policy says");
	cue_is_mark(c, TOKEN_COMMA);
	if (!cue_is(c, "as") || !cue_is(c, "the") || !cue_is(c, "policy") || !cue_is(c, "says"))
		return stage_broke(st, cue_spot(c), "it goes: ..., as the policy says");
	return true;
}

static bool
begin_line(struct stage *st, struct cue *c)
{
	return (cue_is(c, "role") && cue_is(c, "reads") && cue_is(c, "each") && cue_is(c, "field")
		   && cue_is(c, "of"))
	       || stage_broke(st, cue_spot(c), "it goes: each role reads each field of @NAME ...");
}

bool
play_each(struct stage *st, struct cue *c)
{
	struct matrix m = { .st = st, .c = c };
	int64_t read, refused, read_after, refused_after;

	if (!begin_line(st, c) || !take_records(&m) || !say_line(st, c))
		return false;
	m.k = cue_is(c, "of") ? cue_keeper(st, c) : stage_keeper(st, S(""));
	if (m.k == NULL || !cue_end(st, c) || !ask_policy(&m) || !each_has_a_record(&m)
	    || !counted(&m, &read, &refused))
		return false;
	NODE_EACH(role, node_get(m.all, S("roles")))
		if (!role_reads(&m, role))
			return false;
	if (!counted(&m, &read_after, &refused_after))
		return false;
	if (read_after - read == m.shown && refused_after - refused == m.refused)
		return true;
	return stage_failed(st, c->line->token[0].at,
	    str_printf(&st->sc->arena, "%lld reads and %lld refusals in the ledger",
		(long long)m.shown, (long long)m.refused),
	    str_printf(&st->sc->arena, "%lld and %lld", (long long)(read_after - read),
		(long long)(refused_after - refused)));
}
