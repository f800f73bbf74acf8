/* keeper/serve_who.c -- parties, colleagues, bearer keys and dated facts: the operator's. */
#include "gate/note.h"
#include "gate/verdict.h"
#include "keeper/serve.h"
#include "rights/rights.h"
#include "seal/sign.h"
#include "sys/range.h"
#include "vault/party.h"

static result
note(struct serving *sv, enum entry_kind kind, const char *verb, struct str record, struct str why)
{
	struct entry e = note_begin(sv->store, sv->asker, kind, str_of(verb));
	uint64_t seq;

	e.record = record;
	e.why = why;
	return note_write(sv->sc, sv->store, &e, &seq);
}

/* -- parties -------------------------------------------------------------- */

/* One of these words of the policy; nothing at all where it says none. */
static bool
word_of(const struct plan *plan, uint16_t first, uint16_t n, struct str word)
{
	if (n == 0)
		return word.n == 0;
	for (uint16_t i = first; i < first + n; i++)
		if (str_eq(plan->words.at[i], word))
			return true;
	return false;
}

static struct str
words_list(struct serving *sv, uint16_t first, uint16_t n)
{
	struct buf b = buf_new(&sv->sc->arena);

	for (uint16_t i = first; i < first + n; i++)
		buf_printf(&b, "%s%.*s", i > first ? ", " : "",
		    STR(sv->store->plan->words.at[i]));
	return n > 0 ? buf_str(&b) : S("none");
}

static result
check_through(struct serving *sv, const struct party_class *of, struct str through)
{
	struct party p;

	if (through.n == 0)
		return OK;
	if (of->through == NONE)
		return fail_at(sv->sc, E_INPUT, S("through"),
		    "the policy lets `%.*s` come through nobody", STR(of->name));
	TRY(vault_party(sv->sc, sv->store->vault, through, &p));
	if (p.class == of->through)
		return OK;
	return fail_at(sv->sc, E_INPUT, S("through"), "it is a `%.*s` that serves them",
	    STR(sv->store->plan->parties.at[of->through].name));
}

result
serve_party(struct serving *sv)
{
	struct party p = {
		.class = plan_party(sv->store->plan, node_get_str(sv->q, S("class"))),
		.name = node_get_str(sv->q, S("name")),
		.kind = node_get_str(sv->q, S("kind")),
		.through = node_get_str(sv->q, S("through")),
	};
	const struct party_class *of;

	if (p.class == NONE)
		return fail_at(sv->sc, E_INPUT, S("class"), "the policy has no such party");
	of = &sv->store->plan->parties.at[p.class];
	if (p.name.n == 0 || p.name.n > 200)
		return fail_at(sv->sc, E_INPUT, S("name"), "a party's name has 1 to 200 bytes");
	if (!word_of(sv->store->plan, of->first_kind, of->kinds, p.kind))
		return fail_at(sv->sc, E_INPUT, S("kind"), "say of which kind it is: %.*s",
		    STR(words_list(sv, of->first_kind, of->kinds)));
	TRY(check_through(sv, of, p.through));
	TRY(vault_party_add(sv->sc, sv->store->vault, &p));
	node_set_str(&sv->sc->arena, sv->body, S("party"), p.id);
	return note(
	    sv, ENTRY_PARTY_ADDED, "party", p.id, sv->store->plan->parties.at[p.class].name);
}

static void
set_ending(struct arena *a, struct node *n, const struct party_end *end)
{
	if (end->ended)
		node_set_time(a, n, S("erase-by"), end->erase_by);
	if (end->returned.set)
		node_set_time(a, n, S("returned"), end->returned.at);
	if (end->gone.set)
		node_set_time(a, n, S("erased"), end->gone.at);
}

result
serve_party_act(struct serving *sv)
{
	struct str word = node_get_str(sv->q, S("act"));
	struct arena *a = &sv->sc->arena;
	const struct asker *second;
	struct party_end end;
	struct node *n;

	if (!str_eq(word, S("end")) && !str_eq(word, S("returned")))
		return fail_at(sv->sc, E_INPUT, S("act"), "a party takes end or returned");
	TRY(serve_second(sv, &second));
	TRY(rights_party_act(sv->sc, sv->store, sv->asker, second, node_get_str(sv->q, S("reason")),
	    node_get_str(sv->q, S("party")),
	    str_eq(word, S("end")) ? PARTY_ACT_END : PARTY_ACT_RETURNED, &sv->verdict, &end));
	n = node_set(sv->body, S("party"), node_map(a));
	node_set_str(a, n, S("party"), end.party);
	set_ending(a, n, &end);
	return OK;
}

#define PACKAGE_PAGE_MAX 1000
#define PACKAGE_PAGE_USUAL 500

result
serve_party_package(struct serving *sv)
{
	struct str form = node_get_str(sv->q, S("form"));
	int64_t most = node_get_int(sv->q, S("limit"), PACKAGE_PAGE_USUAL);
	struct party_page_of of = { .party = node_get_str(sv->q, S("party")),
		.dataset = node_get_str(sv->q, S("dataset")),
		.cursor = node_get_str(sv->q, S("cursor")),
		.most = (size_t)most,
		.csv = str_eq(form, S("csv")) };
	struct public_key key = sign_public(vault_signing_seed(sv->store->vault));
	struct arena *a = &sv->sc->arena;
	struct party_page page = { .text = S(""), .signature = S(""), .cursor = S("") };

	if (form.n > 0 && !of.csv && !str_eq(form, S("json")))
		return fail_at(sv->sc, E_INPUT, S("form"), "`form` is json or csv");
	if (most < 1 || most > PACKAGE_PAGE_MAX)
		return fail_at(
		    sv->sc, E_INPUT, S("limit"), "`limit` is from 1 to %d", PACKAGE_PAGE_MAX);
	TRY(rights_party_package(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")),
	    &of, &sv->verdict, &page));
	node_set_str(a, sv->body, S("text"), page.text);
	node_set_str(a, sv->body, S("signature"), page.signature);
	node_set_str(a, sv->body, S("public-key"), public_key_print(a, &key));
	node_set_int(a, sv->body, S("records"), (int64_t)page.records);
	set_str(a, sv->body, S("cursor"), page.cursor);
	return OK;
}

result
serve_parties(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct node *list = node_list(a);
	struct party_end end;
	struct party *parties;
	size_t n;

	TRY(vault_parties(sv->sc, sv->store->vault, &parties, &n));
	for (size_t i = 0; i < n; i++) {
		const struct party *p = &parties[i];
		struct node *node = node_add(list, node_map(a));

		node_set_str(a, node, S("party"), p->id);
		node_set_str(a, node, S("class"),
		    p->class == NONE ? S("") : sv->store->plan->parties.at[p->class].name);
		node_set_str(a, node, S("name"), p->name);
		set_str(a, node, S("kind"), p->kind);
		set_str(a, node, S("through"), p->through);
		node_set_bool(a, node, S("ended"), p->ended);
		TRY(rights_party_end(sv->sc, sv->store, p->id, &end));
		set_ending(a, node, &end);
	}
	node_set(sv->body, S("parties"), list);
	return OK;
}

/* -- staff ---------------------------------------------------------------- */

/* A role `of` a class of parties is held for one of them; ours is for nobody. */
static result
check_role(struct serving *sv, uint16_t role, struct str party)
{
	const struct plan *plan = sv->store->plan;
	struct party p;

	if (role == NONE)
		return fail_at(sv->sc, E_INPUT, S("role"), "the policy has no such role");
	if (plan->roles.at[role].party == NONE)
		return party.n == 0 ? OK
				    : fail_at(sv->sc, E_INPUT, S("party"),
					"this role is of our own people: leave `party` out");
	if (party.n == 0)
		return fail_at(
		    sv->sc, E_INPUT, S("party"), "this role is of a party: say of which `party`");
	TRY(vault_party(sv->sc, sv->store->vault, party, &p));
	if (p.class != plan->roles.at[role].party)
		return fail_at(
		    sv->sc, E_INPUT, S("party"), "this role is of another kind of party");
	return OK;
}

result
serve_staff(struct serving *sv)
{
	struct staff s = {
		.role = plan_role(sv->store->plan, node_get_str(sv->q, S("role"))),
		.party = node_get_str(sv->q, S("party")),
		.since = sv->sc->now,
	};

	TRY(check_role(sv, s.role, s.party));
	TRY(vault_staff_add(sv->sc, sv->store->vault, &s, node_get_str(sv->q, S("name"))));
	node_set_str(&sv->sc->arena, sv->body, S("staff"), s.id);
	return note(sv, ENTRY_STAFF_ADDED, "staff", s.id, sv->store->plan->roles.at[s.role].name);
}

result
serve_staffs(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct node *list = node_list(a);
	struct staff *staff;
	size_t n;

	TRY(vault_staff_all(sv->sc, sv->store->vault, &staff, &n));
	for (size_t i = 0; i < n; i++) {
		struct node *node = node_add(list, node_map(a));

		node_set_str(a, node, S("staff"), staff[i].id);
		node_set_str(a, node, S("role"),
		    staff[i].role == NONE ? S("") : sv->store->plan->roles.at[staff[i].role].name);
		set_str(a, node, S("party"), staff[i].party);
		node_set_time(a, node, S("since"), staff[i].since);
		node_set_bool(a, node, S("left"), staff[i].left);
	}
	node_set(sv->body, S("staff"), list);
	return OK;
}

/* -- bearer keys ---------------------------------------------------------- */

/* Who is no colleague and no role: a row of the policy. */
static const struct {
	const char *member;
	enum asker_kind kind;
	uint16_t (*row)(const struct plan *, struct str name);
	size_t at; /* of struct asker */
	const char *absent;
} holders[] = {
	{ "channel", ASKER_CHANNEL, plan_door, offsetof(struct asker, channel),
	    "the policy has no such door" },
	{ "recipient", ASKER_RECIPIENT, plan_recipient, offsetof(struct asker, recipient),
	    "the policy has no such recipient" },
	{ "place", ASKER_PLACE, plan_place, offsetof(struct asker, place),
	    "the policy has no such place" },
};

static bool
is_said(const struct serving *sv, const char *member)
{
	return node_get_str(sv->q, str_of(member)).n > 0;
}

static result
one_is_said(struct serving *sv)
{
	int said = node_get_bool(sv->q, S("operator"), false) + is_said(sv, "staff")
		   + is_said(sv, "role");

	for (size_t i = 0; i < N(holders); i++)
		said += is_said(sv, holders[i].member);
	return said == 1 ? OK
			 : fail_at(sv->sc, E_INPUT, S("role"),
			     "a key is for a `staff`, a `role`, a `channel`, a `recipient`, a "
			     "`place` or an `operator`: name one");
}

static result
read_row(struct serving *sv, size_t i, struct asker *of)
{
	struct str member = str_of(holders[i].member);
	uint16_t row = holders[i].row(sv->store->plan, node_get_str(sv->q, member));

	of->kind = holders[i].kind;
	memcpy((char *)of + holders[i].at, &row, sizeof(row));
	return row != NONE ? OK : fail_at(sv->sc, E_INPUT, member, "%s", holders[i].absent);
}

/* Of a colleague, a role, a door's programme, a recipient, a place or an operator: one. */
static result
read_holder(struct serving *sv, struct asker *of)
{
	struct str staff_id = node_get_str(sv->q, S("staff"));
	struct staff staff;

	*of = (struct asker){
		.role = NONE, .channel = NONE, .party = node_get_str(sv->q, S("party"))
	};
	TRY(one_is_said(sv));
	for (size_t i = 0; i < N(holders); i++)
		if (is_said(sv, holders[i].member))
			return read_row(sv, i, of);
	if (node_get_bool(sv->q, S("operator"), false)) {
		of->kind = ASKER_OPERATOR;
		return OK;
	}
	of->kind = ASKER_ROLE;
	of->role = plan_role(sv->store->plan, node_get_str(sv->q, S("role")));
	if (staff_id.n > 0) {
		TRY(vault_staff(sv->sc, sv->store->vault, staff_id, &staff));
		of->staff = staff.id;
		of->role = staff.role;
		of->party = staff.party;
	}
	return check_role(sv, of->role, of->party);
}

result
serve_key(struct serving *sv)
{
	struct instant until = INSTANT_NEVER;
	struct str id, token;
	struct asker of;

	TRY(read_holder(sv, &of));
	if (!node_get_time(sv->q, S("until"), &until))
		until = INSTANT_NEVER;
	TRY(vault_key_add(sv->sc, sv->store->vault, &of, until, &id, &token));
	node_set_str(&sv->sc->arena, sv->body, S("key"), id);
	node_set_str(&sv->sc->arena, sv->body, S("token"), token);
	return note(sv, ENTRY_KEY_MADE, "key", id,
	    of.role == NONE ? S("") : sv->store->plan->roles.at[of.role].name);
}

result
serve_revoke(struct serving *sv)
{
	struct str key = node_get_str(sv->q, S("key"));

	TRY(vault_key_revoke(sv->sc, sv->store->vault, key));
	return note(sv, ENTRY_KEY_REVOKED, "revoke", key, S(""));
}

/* -- facts ---------------------------------------------------------------- */

/* What is filed under a party's id is one of the facts that the policy names of it. */
static result
fact_of_party(struct serving *sv, const struct fact *f)
{
	const struct party_class *class;
	struct party p;
	bool absent;

	TRY(verdict_absent(sv->sc, vault_party(sv->sc, sv->store->vault, f->of, &p), &absent));
	if (absent || p.class == NONE)
		return OK;
	class = &sv->store->plan->parties.at[p.class];
	if (word_of(sv->store->plan, class->first_fact, class->facts, f->kind))
		return OK;
	return fail_at(sv->sc, E_INPUT, S("kind"), "the facts that the policy names of `%.*s`: %.*s",
	    STR(class->name), STR(words_list(sv, class->first_fact, class->facts)));
}

static result
record_fact(struct serving *sv, const struct fact *f, enum entry_kind kind)
{
	struct entry e = note_begin(sv->store, sv->asker, kind, S("fact"));
	uint64_t seq;

	TRY(fact_of_party(sv, f));
	TRY(term_fact(sv->sc, sv->store, f));
	e.record = f->of;
	e.why = f->kind;
	if (f->until.us != INSTANT_NEVER.us)
		e.due = f->until;
	if (ledger_word(f->reference))
		note_more(sv->sc, &e, S("reference"), f->reference);
	return note_write(sv->sc, sv->store, &e, &seq);
}

result
serve_fact(struct serving *sv)
{
	struct fact f = {
		.kind = node_get_str(sv->q, S("kind")),
		.of = node_get_str(sv->q, S("of")),
		.reference = node_get_str(sv->q, S("reference")),
		.since = sv->sc->now,
	};

	if (!node_get_time(sv->q, S("since"), &f.since))
		f.since = sv->sc->now;
	if (!node_get_time(sv->q, S("until"), &f.until))
		f.until = INSTANT_NEVER;
	if (!ledger_word(f.kind) || !ledger_word(f.of))
		return fail_at(
		    sv->sc, E_INPUT, S("of"), "`kind` and `of` are names or ids, without blanks");
	if (str_has(f.kind, S(":")))
		return fail_at(sv->sc, E_INPUT, S("kind"),
		    "what has a colon is stated by the store alone");
	if (str_eq(f.kind, FACT_OFFICE) && !range_is(f.of))
		return fail_at(sv->sc, E_INPUT, S("of"),
		    "`office` is a fact of a range of addresses, such as 192.0.2.0/24 or "
		    "2001:db8::/32");
	if (instant_before(f.until, f.since))
		return fail_at(sv->sc, E_INPUT, S("until"), "`until` is before `since`");
	return record_fact(sv, &f, ENTRY_FACT_ADDED);
}

/* Nothing of this kind and name holds from `at` on. */
result
serve_fact_end(struct serving *sv)
{
	struct fact f = {
		.kind = node_get_str(sv->q, S("kind")),
		.of = node_get_str(sv->q, S("of")),
	};
	struct instant at;
	bool found;

	if (!node_get_time(sv->q, S("at"), &at))
		at = sv->sc->now;
	TRY(vault_fact(sv->sc, sv->store->vault, f.kind, f.of, &f, &found));
	if (!found)
		return fail_at(sv->sc, E_INPUT, S("kind"), "no such fact has begun");
	if (instant_before(at, f.since))
		return fail_at(sv->sc, E_INPUT, S("at"), "the fact had not begun by then");
	f.since = f.until = at;
	return record_fact(sv, &f, ENTRY_FACT_ENDED);
}

result
serve_facts(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct node *list = node_list(a);
	struct fact *facts;
	size_t n;

	TRY(vault_facts_all(sv->sc, sv->store->vault, &facts, &n));
	for (size_t i = 0; i < n; i++) {
		const struct fact *f = &facts[i];
		struct node *node;

		if (str_has(f->kind, S(":")))
			continue; /* the store's own: orders, duties */
		node = node_add(list, node_map(a));

		node_set_str(a, node, S("kind"), f->kind);
		node_set_str(a, node, S("of"), f->of);
		set_str(a, node, S("reference"), f->reference);
		node_set_time(a, node, S("since"), f->since);
		if (f->until.us != INSTANT_NEVER.us)
			node_set_time(a, node, S("until"), f->until);
	}
	node_set(sv->body, S("facts"), list);
	return OK;
}
