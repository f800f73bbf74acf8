/* unit/vault_stream.c -- V9: a stream goes over to the next lifetime, and ends with the last. */
#include "kit/unit.h"

#include "kit/store.h"
#include "sql/statements.h"
#include "vault/stream.h"

#define BYTES (STREAM_CHUNK + 9)

static struct str
plain(struct scope *sc)
{
	char *p = arena_alloc(&sc->arena, BYTES);

	for (size_t i = 0; i < BYTES; i++)
		p[i] = (char)('a' + i % 23);
	return (struct str){ p, BYTES };
}

/* Brought and whole; the text of the value. */
static struct str
brought(struct test_store *t)
{
	struct stream_in in = {
		.asker = S("01MG1RJS00Y0B59NC7JDGFPT61"),
		.field = test_field(t, "call.audio"),
		.media = S("audio/wav"),
		.bytes = BYTES,
	};
	struct stream s;
	struct str text, id;
	bool found;

	test_begin(t);
	assert_ok(stream_in_begin(t->sc, t->vault, &in));
	assert_ok(stream_in_put(t->sc, t->vault, &in, 0, plain(t->sc)));
	assert_ok(stream_in_end(t->sc, t->vault, &in, &text));
	id = str_dup(&t->sc->arena, in.id);
	stream_in_drop(t->sc, t->vault, &in);
	assert_ok(stream_waiting(t->sc, t->vault, id, S("01MG1RJS00Y0B59NC7JDGFPT61"),
	    test_field(t, "call.audio"), &s, &found));
	assert_true(found);
	test_commit(t);
	return s.text;
}

static struct record
call_with(struct test_store *t, struct str text)
{
	struct values values = test_values(t, "call.number=+441632960100", NULL);
	struct value all[2] = { values.at[0], { test_field(t, "call.audio"), text, false } };
	struct record r;

	test_begin(t);
	r = test_put(
	    t, "call", test_subject(t, "caller", S("")), S(""), (struct values){ all, 2 });
	test_commit(t);
	return r;
}

static bool
is_held(struct test_store *t, struct str text, struct stream *s)
{
	struct str id;
	bool found;

	assert_true(stream_named(text, &id));
	assert_ok(stream_held(t->sc, t->vault, id, s, &found));
	return found;
}

static int64_t
life_holding(struct test_store *t, struct str record)
{
	struct lifetime *lives;
	size_t n;

	assert_ok(vault_lifetimes(t->sc, t->vault, record, &lives, &n));
	for (size_t i = 0; i < n; i++)
		if (lives[i].state == LIFE_OPEN)
			return lives[i].id;
	return 0;
}

static void
another_value_changes_and_the_stream_is_not_touched(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str text = brought(t), bytes;
	struct record r = call_with(t, text);
	int64_t before = life_holding(t, r.id);
	struct group_due *dues;
	struct stream s;
	size_t n;

	test_begin(t);
	r.change = t->sc->now;
	assert_ok(term_dues(t->sc, &t->store, &r, test_values(t, "call.number=+441632960200", NULL), NULL,
	    0, &dues, &n));
	assert_ok(vault_change(t->sc, t->vault, &r,
	    test_values(t, "call.number=+441632960200", NULL), dues, n));
	test_commit(t);
	assert_true(test_finish(t) > 0);
	assert_true(life_holding(t, r.id) != before);
	assert_true(is_held(t, text, &s));
	assert_ok(stream_read(t->sc, t->vault, &s, STREAM_CHUNK - 2, 100, &bytes));
	assert_true(str_eq(bytes, str_slice(plain(t->sc), STREAM_CHUNK - 2, BYTES)));
}

static void
its_field_is_erased_alone_and_its_key_goes(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str text = brought(t);
	struct record r = call_with(t, text);
	struct fields gone = { NEW_ARRAY(&t->sc->arena, t->store.plan->field_words, uint64_t) };
	uint16_t audio = test_field(t, "call.audio");
	struct sql_keys_get_row key;
	struct streams_gone files;
	struct stream s;
	bool found;

	assert_true(is_held(t, text, &s));
	assert_ok(sql_keys_get(t->sc, vault_keys_sql(t->vault), s.key, &key, &found));
	assert_true(found && test_store_has(t, key.wrapped));
	gone.w[audio / 64] |= (uint64_t)1 << (audio % 64);
	test_begin(t);
	assert_ok(vault_end_fields(t->sc, t->vault, life_holding(t, r.id), gone,
	    (struct ending_note){ ERASED_PERSON, S("") }));
	test_commit(t);
	assert_false(is_held(t, text, &s)); /* from the commit that says so */
	assert_true(test_finish(t) > 0);
	assert_str(test_value(t, r.id, "call.number"), S("+441632960100"));
	assert_false(test_store_has(t, key.wrapped));
	assert_ok(streams_reclaim(t->sc, t->vault, 10, &files));
	assert_int_equal(files.n, 1);
	test_begin(t);
	assert_ok(streams_forget(t->sc, t->vault, &files));
	test_commit(t);
	assert_false(file_exists(t->sc, stream_path(&t->sc->arena, t->folder, files.ids[0])));
}

/* clang-format off */
static const struct {
	enum field_type type; const char *given, *media; /* NULL: not that */
} kinds[] = {
	{ TYPE_AUDIO, "audio/wav",             "audio/wav" },
	{ TYPE_AUDIO, "audio/ogg; codecs=opus", "audio/ogg" },
	{ TYPE_AUDIO, "video/mp4",             NULL },
	{ TYPE_IMAGE, "image/jpeg",            "image/jpeg" },
	{ TYPE_IMAGE, "image/svg+xml",         NULL },
	{ TYPE_VIDEO, "video/",                NULL },
	{ TYPE_VIDEO, "video/a b",             NULL },
	{ TYPE_TEXT,  "text/plain",            NULL },
};
/* clang-format on */

static void
a_field_takes_its_own_kind_and_no_script(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(kinds); i++) {
		struct str media;
		bool is = stream_media(kinds[i].type, str_of(kinds[i].given), &media);

		if (is != (kinds[i].media != NULL) || (is && !str_eq(media, str_of(kinds[i].media))))
			fail_msg("%s", kinds[i].given);
	}
}

UNIT_MAIN(TEST(another_value_changes_and_the_stream_is_not_touched),
    TEST(its_field_is_erased_alone_and_its_key_goes),
    TEST(a_field_takes_its_own_kind_and_no_script))
