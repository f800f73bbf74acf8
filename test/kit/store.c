#include "store.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/check.h"
#include "bare.h"
#include "folder.h"
#include "policy/compile.h"
#include "seal/seal.h"
#include "sys/file.h"
#include "sys/zone.h"

#define POLICY S("policies/voip-distributor.policy")
#define FLEET S("test/kit/fleet.policy")

/* The policy's text with one place of it changed. */
static struct str
edited(struct scope *sc, struct str text, struct str from, struct str to)
{
	for (size_t i = 0; i + from.n <= text.n; i++)
		if (str_eq(str_slice(text, i, i + from.n), from))
			return str_printf(&sc->arena, "%.*s%.*s%.*s", (int)i, text.p, STR(to),
			    STR(str_slice(text, i + from.n, text.n)));
	CHECK_NEVER("the policy says this");
}

static const struct plan *
compile(
    struct scope *sc, struct arena *arena, struct str file, struct str from, struct str to)
{
	struct compile_options options = { .file = file };
	const struct plan *plan;
	struct diags diags = { 0 };
	struct str text;

	CHECK(file_read(sc, file, POLICY_BYTES_MAX, &text).code == E_OK);
	text = policy_bare(sc, text);
	plan = policy_compile(
	    sc, arena, from.n > 0 ? edited(sc, text, from, to) : text, &options, &diags);
	if (plan == NULL && diags.rows.n > 0)
		fprintf(stderr, "B%03u at line %u\n", diag_number(diags.rows.at[0].code),
		    diags.rows.at[0].at.line);
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
	return test_store_edited(sc, "", "");
}

static struct test_store *
make(struct scope *sc, struct str file, const char *from, const char *to)
{
	struct test_store *t = NEW(&sc->arena, struct test_store);
	struct str id;

	*t = (struct test_store){ .sc = sc, .folder = test_folder(sc) };
	scope_on_end(sc, close_store, t);
	CHECK(root_make(sc, test_path(sc, t->folder, "root"), &t->root).code == E_OK);
	CHECK(vault_create(sc, t->folder, t->root, true, &id).code == E_OK);
	t->store.plan = compile(sc, &t->arena, file, str_of(from), str_of(to));
	t->store.policy_hash =
	    S("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	open_again(t);
	return t;
}

struct party
test_party(struct test_store *t, const char *class, const char *kind)
{
	return test_party_through(t, class, kind, S(""));
}

struct party
test_party_through(
    struct test_store *t, const char *class, const char *kind, struct str through)
{
	struct party p = {
		.class = plan_party(t->store.plan, str_of(class)),
		.name = S("Northern Telecom Shop"),
		.kind = str_of(kind),
		.through = through,
	};

	CHECK(sql_begin(t->sc, vault_sql(t->vault)).code == E_OK);
	CHECK(vault_party_add(t->sc, t->vault, &p).code == E_OK);
	CHECK(sql_commit(t->sc, vault_sql(t->vault)).code == E_OK);
	return p;
}

struct test_store *
test_store_edited(struct scope *sc, const char *from, const char *to)
{
	struct test_store *t = make(sc, POLICY, from, to);

	t->reseller = test_party(t, "reseller", "");
	return t;
}

struct test_store *
test_store_fleet(struct scope *sc, const char *from, const char *to)
{
	return make(sc, FLEET, from, to);
}

struct test_store *
test_store_under(struct scope *sc, const char *path)
{
	struct test_store *t = make(sc, str_of(path), "", "");

	if (t->store.plan->parties.n > 0)
		t->reseller = test_party(t,
		    str_printf(&sc->arena, "%.*s", STR(t->store.plan->parties.at[0].name)).p, "");
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

/* Faults are shown: a test that cannot set its scene has no other voice. */
static void
must(struct test_store *t, result r)
{
	if (r.code != E_OK)
		fprintf(stderr, "%s: %.*s\n", result_text(r.code), STR(t->sc->fault.text));
	CHECK(r.code == E_OK);
}

void
test_begin(struct test_store *t)
{
	must(t, sql_begin(t->sc, vault_sql(t->vault)));
}

void
test_commit(struct test_store *t)
{
	must(t, sql_commit(t->sc, vault_sql(t->vault)));
}

void
test_travel(struct test_store *t, const char *to)
{
	CHECK(instant_parse(str_of(to), &t->sc->now));
}

uint64_t
test_sweep(struct test_store *t)
{
	uint64_t ended;
	bool more;

	test_begin(t);
	must(t, term_sweep(t->sc, &t->store, 10000, &ended, &more));
	test_commit(t);
	return ended;
}

uint64_t
test_finish(struct test_store *t)
{
	struct span late;
	uint64_t erased;

	must(t, vault_keys_destroy(t->sc, t->vault));
	test_begin(t);
	must(t, term_finish(t->sc, &t->store, &erased, &late));
	test_commit(t);
	return erased;
}

size_t
test_entries(struct test_store *t, enum entry_kind kind)
{
	struct ledger_rows rows;
	size_t n = 0;

	must(t, ledger_page(t->sc, vault_sql(t->vault), 0, 1000, &rows));
	for (size_t i = 0; i < rows.n; i++)
		n += rows.at[i].kind == kind;
	return n;
}

struct str
test_subject(struct test_store *t, const char *type, struct str party)
{
	struct subject s;

	must(t, vault_subject_new(
		    t->sc, t->vault, plan_subject(t->store.plan, str_of(type)), party, &s));
	return s.id;
}

struct record
test_delivery(struct test_store *t, const char *shipment)
{
	const char *key =
	    str_c(&t->sc->arena, str_printf(&t->sc->arena, "delivery.shipment=%s", shipment));

	return test_put(t, "delivery", test_subject(t, "end-user", t->reseller.id), t->reseller.id,
	    test_values(t, key, "delivery.order=SO-1001", "delivery.name=Ada Lovelace",
		"delivery.address=1 Mill Street, Huddersfield HD1 1AA",
		"delivery.phone=+441632960100", "delivery.courier=dpd", NULL));
}

void
test_tell(
    struct test_store *t, const char *dataset, const char *event, struct str record, const char *at)
{
	const struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	uint16_t number =
	    plan_event(t->store.plan, plan_dataset(t->store.plan, str_of(dataset)), str_of(event));
	struct moved *moved;
	struct instant when;
	size_t n;

	CHECK(number != NONE && instant_parse(str_of(at), &when));
	must(t, term_event(t->sc, &t->store, &nobody, number, record, S(""), S(""), when, &moved, &n));
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

	must(t, term_dues(t->sc, &t->store, &record, values, NULL, 0, &dues, &n));
	must(t, vault_put(t->sc, t->vault, &record, values, dues, n));
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

static void
put_files(struct test_store *t, struct str folder, struct buf *all)
{
	struct str *names;
	size_t n;

	must(t, dir_list(t->sc, folder, &names, &n));
	for (size_t i = 0; i < n; i++) {
		struct str path = path_join(&t->sc->arena, folder, names[i]), content;
		struct file_facts facts;

		must(t, file_look(t->sc, path, &facts));
		if (facts.kind == FILE_FOLDER) {
			put_files(t, path, all);
			continue;
		}
		must(t, file_read(t->sc, path, (size_t)256 << 20, &content));
		buf_put(all, content);
	}
}

struct str
test_store_files(struct test_store *t)
{
	struct buf all = buf_new_capped(&t->sc->arena, (size_t)1 << 30);

	put_files(t, t->folder, &all);
	return buf_str(&all);
}

bool
test_store_has(struct test_store *t, struct str bytes)
{
	return str_has(test_store_files(t), bytes);
}
