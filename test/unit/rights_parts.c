/* The package of a person of whom much is held comes in parts (R22). */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/ask.h"
#include "kit/demand.h"

#define MANY (PACKAGE_AT_ONCE + 60)
#define PART_MOST ((size_t)1 << 20)

static void
put_many(struct test_store *t, size_t n)
{
	struct asker api = ask_channel(t, "api");
	struct str first = given(t, &api, "sales", "contact",
	    "{\"name\": \"Ada Canary\", \"company\": \"Engines\", \"phone\": \"01632 960100\", "
	    "\"email\": \"ada@example.org\"}");
	struct record r;

	assert_ok(vault_record(t->sc, t->vault, first, &r));
	for (size_t i = 1; i < n; i++)
		(void)given(t, &api, "sales", "contact",
		    str_c(&t->sc->arena, str_printf(&t->sc->arena,
					     "{\"name\": \"Ada \\\"C\\\" <b>\", \"company\": "
					     "\"Engines\", \"email\": \"ada%zu@example.org\", "
					     "\"@subject\": \"%.*s\"}",
					     i, STR(r.subject))));
}

static bool
is_much(struct test_store *t, const struct asker *d, struct str id)
{
	struct verdict v;
	bool much;

	wave_begin(t);
	assert_ok(rights_package_much(t->sc, &t->store, d, S("R-1"), id, &v, &much));
	wave_verdict(t, d, "package", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_NONE);
	return much;
}

struct whole {
	struct str text;
	size_t parts, most;
};

static struct whole
all_parts(struct test_store *t, const struct asker *d, struct str id, const char *form,
    const char *dataset)
{
	struct buf b = buf_new(&t->sc->arena);
	struct package_parts *parts;
	struct whole w = { 0 };
	struct verdict v = { 0 };
	bool done = false;

	assert_ok(rights_package_parts(
	    t->sc, &t->store, id, str_of(form), str_of(dataset), &parts));
	for (; !done; w.parts++) {
		struct scope own;
		struct str text;

		scope_begin(&own, t->sc->now);
		assert_ok(rights_package_part(&own, &t->store, d, parts, &v, &text, &done));
		assert_why(v, WHY_NONE);
		buf_put(&b, text);
		w.most = text.n > w.most ? text.n : w.most;
		scope_end(&own);
	}
	rights_package_end(parts);
	w.text = buf_str(&b);
	return w;
}

static struct node *
tree_of(struct test_store *t, const struct asker *d, struct str id)
{
	struct node *package = NULL;
	struct verdict v;

	wave_begin(t);
	assert_ok(rights_package(t->sc, &t->store, d, S("R-1"), id, &v, &package));
	wave_verdict(t, d, "package", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_NONE);
	return package;
}

static struct str
asked(struct test_store *t, const struct asker *d, enum right_kind right)
{
	struct demanded made = demand(t, d, right, "{\"email\": \"ada@example.org\"}", NULL);

	assert_why(made.v, WHY_NONE);
	return made.c.id;
}

/* A part at a time, in scopes that end, and still the text of the whole tree. */
static void
the_parts_are_the_package(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct whole json, csv;
	struct buf b = buf_new(&t->sc->arena);
	struct node *tree;
	struct str id;

	put_many(t, MANY);
	id = asked(t, &d, RIGHT_ACCESS);
	assert_true(is_much(t, &d, id));
	json = all_parts(t, &d, id, "json", "");
	csv = all_parts(t, &d, id, "csv", "");
	tree = tree_of(t, &d, id);
	assert_str(json.text, json_text(&t->sc->arena, tree));
	package_csv(&b, tree);
	assert_str(csv.text, buf_str(&b));
	assert_true(json.parts >= MANY / 100);
	assert_true(json.most < PART_MOST && json.most < json.text.n / 3);
}

static size_t
times(struct str text, struct str what)
{
	size_t n = 0;

	for (size_t i = 0; i + what.n <= text.n; i++)
		n += memcmp(text.p + i, what.p, what.n) == 0;
	return n;
}

static void
for_people_it_is_one_document(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct str html;

	put_many(t, MANY);
	html = all_parts(t, &d, asked(t, &d, RIGHT_ACCESS), "html", "").text;
	assert_true(str_starts(html, S("<!DOCTYPE html>")));
	assert_true(str_ends(str_trim(html), S("</html>")));
	assert_int_equal(times(html, S("<main")), 1);
	assert_int_equal(times(html, S("</main>")), 1);
	assert_int_equal(times(html, S("@example.org")), MANY + 1); /* and the request */
	assert_int_equal(times(html, S("id=\"part-1\"")), 1);
	assert_int_equal(times(html, S("id=\"part-2\"")), 1);
	assert_int_equal(times(html, S("<b>")), 0);
}

static void
rows_for_another_programme_come_in_parts_too(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct whole json, csv, rows;
	struct buf b = buf_new(&t->sc->arena), n = buf_new(&t->sc->arena);
	struct node *tree;
	struct str id;

	put_many(t, MANY);
	id = asked(t, &d, RIGHT_PORTABILITY);
	assert_true(is_much(t, &d, id));
	json = all_parts(t, &d, id, "json", "");
	csv = all_parts(t, &d, id, "csv", "contact");
	rows = all_parts(t, &d, id, "ndjson", "contact");
	tree = tree_of(t, &d, id);
	assert_str(json.text, json_text(&t->sc->arena, tree));
	assert_true(package_rows(&b, tree, S("contact"), true));
	assert_str(csv.text, buf_str(&b));
	assert_true(package_rows(&n, tree, S("contact"), false));
	assert_str(rows.text, buf_str(&n));
}

static void
of_little_it_is_one_answer(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));

	put_many(t, 20);
	assert_false(is_much(t, &d, asked(t, &d, RIGHT_ACCESS)));
}

static void
what_is_no_form_is_refused(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct package_parts *parts;

	assert_code(rights_package_parts(t->sc, &t->store, S("x"), S("pdf"), S(""), &parts),
	    E_INPUT);
}

/* R19 */
static void
of_somebody_who_is_being_erased_there_is_no_next_part(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct package_parts *parts;
	struct verdict v;
	struct str id, text;
	bool done;

	put_many(t, MANY);
	id = asked(t, &d, RIGHT_ACCESS);
	assert_ok(rights_package_parts(t->sc, &t->store, id, S("json"), S(""), &parts));
	assert_ok(rights_package_part(t->sc, &t->store, &d, parts, &v, &text, &done));
	assert_why(v, WHY_NONE);
	(void)asked(t, &d, RIGHT_ERASURE);
	assert_ok(rights_package_part(t->sc, &t->store, &d, parts, &v, &text, &done));
	assert_why(v, WHY_ERASING);
	rights_package_end(parts);
}

UNIT_MAIN(TEST(the_parts_are_the_package), TEST(for_people_it_is_one_document),
    TEST(rows_for_another_programme_come_in_parts_too), TEST(of_little_it_is_one_answer),
    TEST(what_is_no_form_is_refused),
    TEST(of_somebody_who_is_being_erased_there_is_no_next_part))
