#include "store.h"

#include <stdarg.h>

#include "base/check.h"
#include "folder.h"
#include "policy/compile.h"
#include "seal/seal.h"
#include "sys/file.h"
#include "sys/zone.h"

#define POLICY S("policies/voip-distributor.policy")

static const struct plan *
compile(struct scope *sc, struct arena *arena)
{
	struct compile_options options = { .file = POLICY };
	const struct plan *plan;
	struct diags diags = { 0 };
	struct str text;

	CHECK(file_read(sc, POLICY, POLICY_BYTES_MAX, &text).code == E_OK);
	plan = policy_compile(sc, arena, text, &options, &diags);
	CHECK(plan != NULL && zone_use(sc, plan->zone).code == E_OK);
	return plan;
}

/* At the scope's end, also of a test that failed. */
static void
close_store(void *arg)
{
	struct test_store *t = arg;

	vault_close(t->vault);
	t->vault = NULL;
	arena_clear(&t->arena);
}

static void
open_again(struct test_store *t)
{
	result r = vault_open(t->sc, t->folder, t->root, t->store.plan, &t->vault);

	if (r.code != E_OK)
		fprintf(stderr, "%.*s\n", STR(t->sc->fault.text));
	CHECK(r.code == E_OK);
	CHECK(ledger_open(t->sc, vault_sql(t->vault), vault_store_id(t->vault),
		  vault_signing_seed(t->vault), &t->ledger)
		  .code
	      == E_OK);
	t->store.vault = t->vault;
	t->store.ledger = &t->ledger;
}

struct test_store *
test_store_make(struct scope *sc)
{
	struct test_store *t = NEW(&sc->arena, struct test_store);
	struct str id;

	*t = (struct test_store){ .sc = sc, .folder = test_folder(sc) };
	scope_on_end(sc, close_store, t);
	CHECK(root_make(sc, test_path(sc, t->folder, "root"), &t->root).code == E_OK);
	CHECK(vault_create(sc, t->folder, t->root, true, &id).code == E_OK);
	t->store.plan = compile(sc, &t->arena);
	t->store.policy_hash =
	    S("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	open_again(t);
	t->reseller = (struct party){
		.class = plan_party(t->store.plan, S("reseller")),
		.name = S("Northern Telecom Shop"),
		.kind = S(""),
	};
	CHECK(sql_begin(sc, vault_sql(t->vault)).code == E_OK);
	CHECK(vault_party_add(sc, t->vault, &t->reseller).code == E_OK);
	CHECK(sql_commit(sc, vault_sql(t->vault)).code == E_OK);
	return t;
}

void
test_store_reopen(struct test_store *t)
{
	vault_close(t->vault);
	open_again(t);
}

struct sql *
test_store_sql(struct test_store *t)
{
	return vault_sql(t->vault);
}

uint16_t
test_field(const struct test_store *t, const char *full)
{
	uint16_t field = plan_field_full(t->store.plan, str_of(full));

	CHECK(field != NONE);
	return field;
}

struct values
test_values(struct test_store *t, ...)
{
	struct values values = { NEW_ARRAY(&t->sc->arena, 64, struct value), 0 };
	const char *next;
	va_list args;

	va_start(args, t);
	while ((next = va_arg(args, const char *)) != NULL) {
		struct str text, full = str_cut(str_of(next), '=', &text);
		uint16_t field = plan_field_full(t->store.plan, full);

		CHECK(field != NONE);
		values.at[values.n++] = (struct value){ field, text };
	}
	va_end(args);
	return values;
}

struct record
test_put(struct test_store *t, const char *dataset, struct str subject, struct str party,
    struct values values)
{
	struct record record = {
		.id = S(""),
		.dataset = plan_dataset(t->store.plan, str_of(dataset)),
		.party = party,
		.subject = subject,
		.about = NONE,
		.policy_version = t->store.plan->version,
		.arrival = t->sc->now,
		.change = t->sc->now,
		.channel = S("api"),
		.source = S("programme"),
		.notice = S(""),
	};
	struct group_due *dues;
	size_t n;

	CHECK(term_dues(t->sc, &t->store, &record, values, NULL, 0, &dues, &n).code == E_OK);
	CHECK(vault_put(t->sc, t->vault, &record, values, dues, n).code == E_OK);
	return record;
}

struct str
test_value(struct test_store *t, struct str id, const char *full)
{
	struct record record;
	struct fields wanted;
	struct values values;

	if (vault_record(t->sc, t->vault, id, &record).code != E_OK)
		return S("");
	wanted.w = NEW_ARRAY(&t->sc->arena, t->store.plan->field_words, uint64_t);
	wanted.w[test_field(t, full) / 64] |= (uint64_t)1 << (test_field(t, full) % 64);
	CHECK(vault_read(t->sc, t->vault, &record, wanted, true, &values).code == E_OK);
	return values.n == 0 ? S("") : values.at[0].text;
}

bool
test_store_has(struct test_store *t, struct str bytes)
{
	struct str *names;
	size_t n;
	bool has = false;

	CHECK(dir_list(t->sc, t->folder, &names, &n).code == E_OK);
	for (size_t i = 0; i < n; i++) {
		struct str content;

		CHECK(file_read(t->sc, path_join(&t->sc->arena, t->folder, names[i]),
			  (size_t)256 << 20, &content)
			  .code
		      == E_OK);
		has |= memmem(content.p, content.n, bytes.p, bytes.n) != NULL;
	}
	return has;
}
