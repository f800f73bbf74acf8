#include "ask.h"

#include "base/buf.h"
#include "base/json.h"
#include "term/letter.h"
#include "unit.h"

/* The scope is the store's, not this file's. */
#undef assert_ok
#define assert_ok(call) must(t, call, __FILE__, __LINE__)

static void
must(struct test_store *t, result r, const char *file, int line)
{
	if (r.code == E_OK)
		return;
	print_error("%s: %.*s %.*s\n", result_text(r.code), STR(t->sc->fault.text),
	    STR(t->sc->fault.detail));
	_fail(file, line);
}

struct node *
json(struct test_store *t, const char *text)
{
	struct node *node;

	if (text == NULL)
		return NULL;
	assert_ok(json_parse(t->sc, str_of(text), &node));
	return node;
}

void
wave_begin(struct test_store *t)
{
	assert_ok(sql_begin(t->sc, test_store_sql(t)));
	assert_ok(sql_savepoint(t->sc, test_store_sql(t)));
}

void
wave_end(struct test_store *t)
{
	struct span late;
	uint64_t erased;

	assert_ok(sql_commit(t->sc, test_store_sql(t)));
	assert_ok(vault_keys_destroy(t->sc, t->vault));
	assert_ok(sql_begin(t->sc, test_store_sql(t)));
	assert_ok(term_finish(t->sc, &t->store, &erased, &late));
	assert_ok(sql_commit(t->sc, test_store_sql(t)));
}

void
wave_verdict(struct test_store *t, const struct asker *asker, const char *verb,
    const struct question *q, struct verdict *v)
{
	if (v->why == WHY_NONE) {
		assert_ok(sql_release(t->sc, test_store_sql(t)));
		return;
	}
	assert_ok(sql_rollback_to(t->sc, test_store_sql(t)));
	assert_ok(gate_note_refusal(t->sc, &t->store, asker, str_of(verb), q, v));
}

void
travel_to(struct test_store *t, const char *rfc3339)
{
	struct instant to;
	uint64_t ended;
	bool more = true;

	assert_true(instant_parse(str_of(rfc3339), &to));
	assert_false(instant_before(to, t->sc->now));
	t->sc->now = to;
	while (more) {
		assert_ok(sql_begin(t->sc, test_store_sql(t)));
		assert_ok(term_sweep(t->sc, &t->store, 1000, &ended, &more));
		wave_end(t);
	}
}

void
travel_days(struct test_store *t, int64_t days)
{
	struct str to = instant_print(&t->sc->arena, instant_plus(t->sc->now, span_days(days)));

	travel_to(t, str_c(&t->sc->arena, to));
}

struct asker
ask_role(struct test_store *t, const char *role, struct str party)
{
	struct asker a = {
		.kind = ASKER_ROLE,
		.role = plan_role(t->store.plan, str_of(role)),
		.party = party,
		.door = S("api"),
	};
	struct staff staff = { .role = a.role, .party = party, .since = t->sc->now };
	struct str token;

	assert_int_not_equal(a.role, NONE);
	assert_ok(sql_begin(t->sc, test_store_sql(t)));
	assert_ok(vault_staff_add(t->sc, t->vault, &staff, S("Test Person")));
	a.staff = staff.id;
	assert_ok(vault_key_add(t->sc, t->vault, &a, INSTANT_NEVER, &a.key, &token));
	assert_ok(sql_commit(t->sc, test_store_sql(t)));
	return a;
}

struct asker
ask_channel(struct test_store *t, const char *door)
{
	struct asker a = {
		.kind = ASKER_CHANNEL,
		.role = NONE,
		.channel = plan_door(t->store.plan, str_of(door)),
		.key = S("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
		.door = S("api"),
	};

	assert_int_not_equal(a.channel, NONE);
	return a;
}

struct asker
ask_operator(void)
{
	return (struct asker){
		.kind = ASKER_OPERATOR, .role = NONE, .channel = NONE, .door = S("api")
	};
}

static struct node *
without_envelope(struct test_store *t, const struct node *all)
{
	struct node *values = node_map(&t->sc->arena);

	NODE_EACH(member, all)
		if (!str_starts(member->key, S("@"))) {
			struct node *copy = node_copy(&t->sc->arena, member);

			node_set(values, member->key, copy);
		}
	return values;
}

struct verdict
offer(struct test_store *t, const struct asker *asker, const char *purpose, const char *dataset,
    const char *text, struct receipt *r)
{
	struct node *all = json(t, text);
	struct question q = { .purpose = str_of(purpose), .dataset = str_of(dataset) };
	struct offer o = {
		.dataset = NONE,
		.dataset_name = str_of(dataset),
		.purpose = str_of(purpose),
		.given = without_envelope(t, all),
		.about = node_get_str(all, S("@about")),
		.subject = node_get_str(all, S("@subject")),
		.people = node_get(all, S("@people")),
		.party = node_get_str(all, S("@party")),
		.events = node_get(all, S("@events")),
		.declared_birth_date = node_get_str(all, S("@declared-birth-date")),
		.flagged = node_get(all, S("@flagged")),
		.source = node_get_str(all, S("@source")),
		.notice = node_get_str(all, S("@notice")),
		.opt_out = node_get(all, S("@opt-out")),
		.ticket = node_get_str(all, S("@ticket")),
	};
	struct verdict v;

	o.has_collected = node_get_time(all, S("@collected"), &o.collected);
	wave_begin(t);
	assert_ok(gate_admit(t->sc, &t->store, asker, &o, &v, r));
	wave_verdict(t, asker, "offer", &q, &v);
	wave_end(t);
	return v;
}

struct str
given(struct test_store *t, const struct asker *asker, const char *purpose, const char *dataset,
    const char *text)
{
	struct receipt r;

	assert_why(offer(t, asker, purpose, dataset, text, &r), WHY_NONE);
	return r.record;
}

static struct question
question_of(struct test_store *t, const char *purpose, const char *dataset, struct str record,
    const struct node *n)
{
	(void)t;
	return (struct question){
		.purpose = str_of(purpose),
		.dataset = str_of(dataset),
		.record = record,
		.by = node_get(n, S("by")),
		.fields = node_get(n, S("fields")),
		.flagged = node_get(n, S("flagged")),
		.passing = node_get(n, S("passing")),
		.ticket = node_get_str(n, S("ticket")),
		.order = node_get_str(n, S("order")),
		.reason = node_get_str(n, S("reason")),
		.cursor = node_get_str(n, S("cursor")),
		.most = (size_t)node_get_int(n, S("most"), 0),
		.export = node_get_bool(n, S("export"), false),
		.hear = node_get_bool(n, S("hear"), false),
		.dry_run = node_get_bool(n, S("preview"), false),
	};
}

struct verdict
read_as(struct test_store *t, const struct asker *asker, const char *purpose, struct str record,
    const char *text, struct answer *a)
{
	struct question q = question_of(t, purpose, "", record, json(t, text));
	struct verdict v;

	wave_begin(t);
	assert_ok(gate_read(t->sc, &t->store, asker, &q, &v, a));
	wave_verdict(t, asker, "read", &q, &v);
	wave_end(t);
	return v;
}

struct verdict
find_as(struct test_store *t, const struct asker *asker, const char *purpose, const char *dataset,
    const char *text, struct answer *a)
{
	struct question q = question_of(t, purpose, dataset, S(""), json(t, text));
	struct verdict v;

	wave_begin(t);
	if (q.by != NULL)
		assert_ok(gate_find(t->sc, &t->store, asker, &q, &v, a));
	else
		assert_ok(gate_list(t->sc, &t->store, asker, &q, &v, a));
	wave_verdict(t, asker, "find", &q, &v);
	wave_end(t);
	return v;
}

struct verdict
release_as(struct test_store *t, const struct asker *asker, const struct asker *second,
    const char *recipient, const char *purpose, struct str record, const char *text,
    struct parcel *p)
{
	struct question q = question_of(t, purpose, "", record, json(t, text));
	struct verdict v;

	wave_begin(t);
	assert_ok(
	    gate_release(t->sc, &t->store, asker, second, str_of(recipient), NULL, &q, &v, p));
	wave_verdict(t, asker, "release", &q, &v);
	wave_end(t);
	return v;
}

struct verdict
change_as(struct test_store *t, const struct asker *asker, const char *purpose, struct str record,
    const char *text, const char *values, struct change **changes, size_t *n)
{
	struct question q = question_of(t, purpose, "", record, json(t, text));
	struct receipt r;
	struct verdict v;

	wave_begin(t);
	assert_ok(gate_change(t->sc, &t->store, asker, &q, json(t, values), &v, changes, n, &r));
	wave_verdict(t, asker, "change", &q, &v);
	wave_end(t);
	return v;
}

struct str
value_in(struct test_store *t, struct values values, const char *full)
{
	for (size_t i = 0; i < values.n; i++)
		if (values.at[i].field == test_field(t, full))
			return values.at[i].text;
	return S("");
}

struct str
fields_in(struct test_store *t, struct values values)
{
	struct buf b = buf_new(&t->sc->arena);

	for (size_t i = 0; i < values.n; i++) {
		buf_puts(&b, i == 0 ? "" : ",");
		buf_put(&b, t->store.plan->fields.at[values.at[i].field].full);
	}
	return buf_str(&b);
}

enum why
why_withheld(const struct answer_row *row, const char *full)
{
	for (size_t i = 0; i < row->n_withheld; i++)
		if (str_eq(row->withheld[i].field, str_of(full)))
			return row->withheld[i].verdict.why;
	return WHY_NONE;
}

void
event_of(struct test_store *t, const char *dataset, const char *event, struct str record)
{
	struct asker by = ask_channel(t, "api");
	uint16_t number =
	    plan_event(t->store.plan, plan_dataset(t->store.plan, str_of(dataset)), str_of(event));
	struct moved *moved;
	size_t n;

	assert_int_not_equal(number, NONE);
	wave_begin(t);
	assert_ok(
	    term_event(t->sc, &t->store, &by, number, record, S(""), S(""), t->sc->now, &moved, &n));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
}

void
fact_of(
    struct test_store *t, const char *kind, const char *of, const char *since, const char *until)
{
	struct fact f = { .kind = str_of(kind),
		.of = str_of(of),
		.reference = S("R-1"),
		.until = INSTANT_NEVER };

	assert_true(instant_parse(str_of(since), &f.since));
	if (until != NULL)
		assert_true(instant_parse(str_of(until), &f.until));
	assert_ok(sql_begin(t->sc, test_store_sql(t)));
	assert_ok(term_fact(t->sc, &t->store, &f));
	assert_ok(sql_commit(t->sc, test_store_sql(t)));
}

void
mail_is_set(struct test_store *t)
{
	const struct asker by = ask_operator();
	const struct mail m = {
		.host = S("mail.example.net"), .from = S("privacy@voice.example"), .port = 587
	};

	test_begin(t);
	assert_ok(mail_set(t->sc, &t->store, &by, &m));
	test_commit(t);
}

struct ledger_row
last_entry(struct test_store *t)
{
	struct ledger_rows rows;

	assert_ok(ledger_page(t->sc, test_store_sql(t), t->ledger.head.seq - 1, 1, &rows));
	assert_int_equal(rows.n, 1);
	return rows.at[0];
}

struct ledger_row
last_of(struct test_store *t, enum entry_kind kind)
{
	struct ledger_rows rows;

	for (int64_t seq = t->ledger.head.seq; seq > 0; seq--) {
		assert_ok(ledger_page(t->sc, test_store_sql(t), seq - 1, 1, &rows));
		if (rows.n == 1 && rows.at[0].kind == kind)
			return rows.at[0];
	}
	fail_msg("no entry of kind %d", kind);
	return (struct ledger_row){ 0 };
}

size_t
entries(struct test_store *t, enum entry_kind kind)
{
	struct ledger_rows rows;
	int64_t after = 0;
	size_t n = 0;

	do {
		assert_ok(ledger_page(t->sc, test_store_sql(t), after, 1000, &rows));
		for (size_t i = 0; i < rows.n; i++) {
			n += rows.at[i].kind == kind;
			after = rows.at[i].seq;
		}
	} while (rows.n == 1000);
	return n;
}

uint32_t
line_of(struct test_store *t, const char *words)
{
	struct str rest = t->store.plan->text;

	for (uint32_t line = 1; rest.n > 0; line++)
		if (str_starts(str_trim(str_cut(rest, '\n', &rest)), str_of(words)))
			return line;
	fail_msg("no line begins with \"%s\"", words);
	return 0;
}

void
assert_why_(struct verdict v, enum why want, const char *file, int line)
{
	if (v.why == want)
		return;
	print_error("got  %s, line %u: %.*s %.*s\nwant %s\n", why_type(v.why), v.line,
	    STR(v.detail), STR(v.field), why_type(want));
	_fail(file, line);
}
