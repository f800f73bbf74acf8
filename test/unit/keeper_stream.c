/* unit/keeper_stream.c -- V9-V11 through the keeper: brought, held, heard, erased. */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/folder.h"
#include "base/buf.h"
#include "kit/keeper.h"
#include "sys/file.h"

#define CHUNK ((size_t)64 << 10)
#define BYTES (3 * CHUNK + 5)

struct office {
	struct test_keeper *t;
	struct str recorder, accounts;
	struct str bytes;
};

static struct office
office_make(void **state)
{
	struct office o = { .t = test_keeper_make(*state) };
	char *p = arena_alloc(&o.t->sc->arena, BYTES);

	o.recorder = key_of_channel(o.t, "recorder");
	o.accounts = key_of_role(o.t, "accounts", S(""));
	for (size_t i = 0; i < BYTES; i++)
		p[i] = (char)((i * 31 + i / 251) & 0x7f); /* no chunk like another */
	memcpy(p + CHUNK, "canary of the recording", 23);
	o.bytes = (struct str){ p, BYTES };
	return o;
}

static struct str
begun(struct office *o)
{
	struct reply r = ask_in_words(o->t, o->recorder, VERB_UPLOAD,
	    "{\"purpose\":\"verify\",\"dataset\":\"call\",\"field\":\"audio\","
	    "\"type\":\"audio/wav\",\"bytes\":%zu}",
	    o->bytes.n);

	assert_int_equal(r.code, E_OK);
	return node_get_str(r.body, S("stream"));
}

static enum code
piece(struct office *o, struct str key, struct str id, size_t from, size_t n)
{
	struct str text = base64_encode(&o->t->sc->arena, o->bytes.p + from, n);

	return ask_in_words(o->t, key, VERB_UPLOAD_PIECE,
	    "{\"stream\":\"%.*s\",\"at\":%zu,\"piece\":\"%.*s\"}",
	    STR(id), from, STR(text))
	    .code;
}

/* "stream:ID" */
static struct str
brought(struct office *o)
{
	struct str id = begun(o);
	struct reply r;

	assert_int_equal(piece(o, o->recorder, id, 0, 2 * CHUNK), E_OK);
	assert_int_equal(piece(o, o->recorder, id, 2 * CHUNK, BYTES - 2 * CHUNK), E_OK);
	r = ask_in_words(o->t, o->recorder, VERB_UPLOAD_END, "{\"stream\":\"%.*s\"}", STR(id));
	assert_int_equal(r.code, E_OK);
	return node_get_str(r.body, S("stream"));
}

static const struct node *
offered(struct office *o, struct str key, struct str audio)
{
	struct reply r = ask_in_words(o->t, key, VERB_OFFER,
	    "{\"purpose\":\"verify\",\"dataset\":\"call\",\"offers\":[{\"about\":\"caller\","
	    "\"values\":{\"number\":\"01632 960100\",\"audio\":\"%.*s\"}}]}",
	    STR(audio));

	assert_int_equal(r.code, E_OK);
	return node_get(r.body, S("answers"))->first;
}

static struct reply
download(struct office *o, struct str record, const char *more)
{
	return ask_in_words(o->t, o->accounts, VERB_DOWNLOAD,
	    "{\"purpose\":\"verify\",\"dataset\":\"call\",\"record\":\"%.*s\",\"field\":\"audio\"%s}",
	    STR(record), more);
}

static struct str
read_piece(struct office *o, struct str key, struct str ticket, size_t from, size_t n,
    enum code *code)
{
	struct reply r = ask_in_words(o->t, key, VERB_DOWNLOAD_PIECE,
	    "{\"download\":\"%.*s\",\"from\":%zu,\"most\":%zu}", STR(ticket), from, n);
	struct str bytes = S("");

	*code = r.code;
	if (r.code == E_OK)
		assert_true(base64_decode(
		    &o->t->sc->arena, node_get_str(r.body, S("piece")), &bytes));
	return bytes;
}

static void
what_was_brought_is_held_with_its_record_and_heard_as_it_was(void **state)
{
	struct office o = office_make(state);
	const struct node *offer = offered(&o, o.recorder, brought(&o));
	struct str record = node_get_str(offer, S("record")), ticket, got;
	struct reply r = download(&o, record, ",\"ticket\":\"T-1\"");
	enum code code;

	assert_str(node_get_str(offer, S("verdict")), S("admitted"));
	assert_int_equal(r.code, E_OK);
	assert_int_equal(node_get_int(r.body, S("bytes"), 0), (int)BYTES);
	assert_str(node_get_str(r.body, S("type")), S("audio/wav"));
	ticket = node_get_str(r.body, S("download"));
	got = read_piece(&o, o.accounts, ticket, CHUNK - 7, CHUNK + 20, &code);
	assert_int_equal(code, E_OK);
	assert_true(str_eq(got, str_slice(o.bytes, CHUNK - 7, 2 * CHUNK + 13)));
	got = read_piece(&o, o.accounts, ticket, BYTES - 3, CHUNK, &code);
	assert_true(str_eq(got, str_slice(o.bytes, BYTES - 3, BYTES)));
	(void)read_piece(&o, o.recorder, ticket, 0, 10, &code);
	assert_int_equal(code, E_DENIED); /* a ticket is of one key */
}

static void
what_is_heard_needs_what_its_line_needs(void **state)
{
	struct office o = office_make(state);
	struct str record = node_get_str(offered(&o, o.recorder, brought(&o)), S("record"));

	assert_str(refusal_of(download(&o, record, "").body), S("ticket"));
}

static struct reply
ranged(struct office *o, struct str record, const char *ticket)
{
	struct arena *a = &o->t->sc->arena;

	return download(o, record, str_c(a, str_printf(a, ",\"ranged\":true%s", ticket)));
}

/* The body's refusal, or "". */
static struct str
range_of(struct office *o, struct str record, const char *ticket)
{
	struct reply r = ranged(o, record, ticket);

	assert_int_equal(r.code, E_OK);
	return refusal_of(r.body);
}

/* 20 a day: `may hear call.audio for verify with ticket, 20 a day`. */
static void
ranges_of_one_recording_are_one_look_for_an_hour(void **state)
{
	struct office o = office_make(state);
	struct str record = node_get_str(offered(&o, o.recorder, brought(&o)), S("record"));
	int64_t before = ranged(&o, record, ",\"ticket\":\"T-1\"").entry;

	for (int i = 0; i < 50; i++)
		assert_str(range_of(&o, record, ",\"ticket\":\"T-1\""), S(""));
	assert_int_equal(ranged(&o, record, ",\"ticket\":\"T-1\"").entry, before);
	assert_true(download(&o, record, ",\"ticket\":\"T-1\"").entry > before); /* whole: anew */
	assert_str(range_of(&o, record, ""), S("ticket")); /* each is judged */
	/* another ticket is another look, and so is the next hour */
	for (int i = 2; i <= 19; i++) {
		(void)answer_of(o.t, S(""), VERB_CLOCK, i == 2 ? "{\"by\":3600}" : "{\"by\":1}");
		assert_str(range_of(&o, record,
			       i == 2 ? ",\"ticket\":\"T-1\""
				      : str_c(&o.t->sc->arena,
					  str_printf(&o.t->sc->arena, ",\"ticket\":\"T-%d\"", i))),
		    S(""));
	}
	assert_str(range_of(&o, record, ",\"ticket\":\"T-20\""), S("quota"));
	assert_str(range_of(&o, record, ",\"ticket\":\"T-1\""), S("")); /* goes on */
}

/* The same policy, and its accounts may put another recording in the place of one. */
static struct office
office_that_changes(struct scope *sc)
{
	const struct str line = S("    may hear call.audio for verify with ticket");
	struct str text, rest;
	struct buf b = buf_new(&sc->arena);
	struct office o;

	assert_ok(file_read(sc, S("policies/voip-distributor.policy"), 1 << 20, &text));
	for (rest = text; rest.n > 0;) {
		struct str one = str_cut(rest, '\n', &rest);

		buf_printf(&b, "%.*s\n", STR(one));
		if (str_starts(one, line))
			buf_puts(&b, "    may change call.audio for verify with ticket\n");
	}
	o = (struct office){ .t = test_keeper_in(sc, buf_str(&b), "hall") };
	assert_non_null(o.t);
	o.recorder = key_of_channel(o.t, "recorder");
	o.accounts = key_of_role(o.t, "accounts", S(""));
	return o;
}

static void
another_recording_in_its_place_is_another_look(void **state)
{
	struct office o = office_that_changes(*state);
	struct str record = node_get_str(offered(&o, o.recorder, S("AAAA")), S("record"));
	struct reply first = ranged(&o, record, ",\"ticket\":\"T-1\""), then, changed;

	assert_str(node_get_str(first.body, S("whole")), S("AAAA"));
	assert_int_equal(ranged(&o, record, ",\"ticket\":\"T-1\"").entry, first.entry);
	changed = ask_in_words(o.t, o.accounts, VERB_CHANGE,
	    "{\"purpose\":\"verify\",\"dataset\":\"call\",\"record\":\"%.*s\","
	    "\"ticket\":\"T-1\",\"values\":{\"audio\":\"BBBB\"}}",
	    STR(record));
	assert_str(refusal_of(changed.body), S(""));
	then = ranged(&o, record, ",\"ticket\":\"T-1\"");
	assert_str(node_get_str(then.body, S("whole")), S("BBBB"));
	assert_true(then.entry > changed.entry);
	assert_int_equal(ranged(&o, record, ",\"ticket\":\"T-1\"").entry, then.entry);
}

static void
only_who_brought_it_may_offer_it_and_only_once(void **state)
{
	struct office o = office_make(state);
	struct str stream = brought(&o), other = key_of_channel(o.t, "recorder");
	const struct node *answer = offered(&o, other, stream);

	assert_str(node_get_str(answer, S("verdict")), S("refused"));
	assert_str(node_get_str(offered(&o, o.recorder, stream), S("verdict")), S("admitted"));
	assert_str(node_get_str(offered(&o, o.recorder, stream), S("verdict")), S("refused"));
	assert_str(
	    node_get_str(offered(&o, o.recorder, S("stream:01MG1RJS00Y0B59NC7JDGFPT61")), S("verdict")),
	    S("refused"));
}

static void
pieces_come_in_order_whole_and_from_one_key(void **state)
{
	struct office o = office_make(state);
	struct str id = begun(&o);

	assert_int_equal(piece(&o, o.recorder, id, CHUNK, CHUNK), E_STATE);
	assert_int_equal(piece(&o, o.recorder, id, 0, CHUNK - 1), E_INPUT);
	assert_int_equal(piece(&o, o.accounts, id, 0, CHUNK), E_ABSENT);
	assert_int_equal(piece(&o, o.recorder, id, 0, CHUNK), E_OK);
	assert_int_equal(piece(&o, o.recorder, id, 0, CHUNK), E_STATE);
	assert_int_equal(
	    ask_in_words(o.t, o.recorder, VERB_UPLOAD_END, "{\"stream\":\"%.*s\"}", STR(id)).code,
	    E_STATE);
}

static void
what_no_record_may_hold_does_not_begin_to_come_in(void **state)
{
	static const struct {
		const char *question, *refusal;
	} cases[] = {
		{ "{\"purpose\":\"verify\",\"dataset\":\"call\",\"field\":\"audio\",\"type\":\"text/"
		  "html\",\"bytes\":5}",
		    "value-malformed" },
		{ "{\"purpose\":\"verify\",\"dataset\":\"call\",\"field\":\"number\",\"type\":\"audio/"
		  "wav\",\"bytes\":5}",
		    "value-malformed" },
		{ "{\"purpose\":\"news\",\"dataset\":\"call\",\"field\":\"audio\",\"type\":\"audio/"
		  "wav\",\"bytes\":5}",
		    "purpose-not-allowed" },
		{ "{\"purpose\":\"verify\",\"dataset\":\"delivery\",\"field\":\"name\",\"type\":\"audio/"
		  "wav\",\"bytes\":5}",
		    "door" },
	};
	struct office o = office_make(state);

	for (size_t i = 0; i < N(cases); i++)
		assert_str(refusal_of(ask_keeper(o.t, o.recorder, VERB_UPLOAD, cases[i].question).body),
		    str_of(cases[i].refusal));
	assert_false(file_exists(o.t->sc, path_join(&o.t->sc->arena, o.t->folder, S("streams"))));
}

static size_t
files_in(struct office *o, const char *sub)
{
	struct str folder = test_path(o->t->sc, o->t->folder, sub), *names;
	size_t n = 0, all = 0;

	if (!file_exists(o->t->sc, folder))
		return 0;
	assert_ok(dir_list(o->t->sc, folder, &names, &n));
	for (size_t i = 0; i < n; i++) {
		struct str path = path_join(&o->t->sc->arena, folder, names[i]), *in;
		struct file_facts facts;
		size_t k;

		assert_ok(file_look(o->t->sc, path, &facts));
		if (facts.kind == FILE_REGULAR)
			all++;
		else if (dir_list(o->t->sc, path, &in, &k).code == E_OK)
			all += k;
	}
	return all;
}

static void
half_a_stream_is_gone_after_a_start_and_a_whole_one_that_nobody_offered_too(void **state)
{
	struct office o = office_make(state);
	struct str id = begun(&o), whole = brought(&o);

	assert_int_equal(piece(&o, o.recorder, id, 0, CHUNK), E_OK);
	assert_int_equal(files_in(&o, "streams"), 2);
	test_keeper_stop(o.t);
	test_keeper_start(o.t);
	assert_int_equal(piece(&o, o.recorder, id, CHUNK, CHUNK), E_ABSENT);
	assert_str(node_get_str(offered(&o, o.recorder, whole), S("verdict")), S("refused"));
	keeper_turn_once(o.t);
	assert_int_equal(files_in(&o, "streams"), 0);
}

/* V9: the erasure is the key's; the file follows. */
static void
an_erased_recording_is_heard_no_more_not_even_by_who_is_listening(void **state)
{
	struct office o = office_make(state);
	struct str record = node_get_str(offered(&o, o.recorder, brought(&o)), S("record"));
	struct str ticket =
	    node_get_str(download(&o, record, ",\"ticket\":\"T-1\"").body, S("download"));
	enum code code;

	assert_int_equal(files_in(&o, "streams"), 1);
	(void)answer_of(o.t, S(""), VERB_CLOCK, "{\"by\":63072000}");
	(void)read_piece(&o, o.accounts, ticket, 0, 10, &code);
	assert_int_equal(code, E_ABSENT);
	keeper_turn_once(o.t);
	assert_int_equal(files_in(&o, "streams"), 0);
}

static void
no_byte_of_a_recording_is_on_the_disk_and_a_backup_has_its_file(void **state)
{
	struct office o = office_make(state);
	struct str content, path, *names;
	size_t n;

	(void)offered(&o, o.recorder, brought(&o));
	(void)answer_of(o.t, S(""), VERB_BACKUP, "{\"to\":\"copy\"}");
	assert_int_equal(files_in(&o, "backups/copy.streams"), 1);
	path = test_path(o.t->sc, o.t->folder, "backups/copy.streams");
	assert_ok(dir_list(o.t->sc, path, &names, &n));
	assert_ok(file_read(o.t->sc, path_join(&o.t->sc->arena, path, names[0]), 1 << 20, &content));
	assert_true(str_starts(content, S("bailee stream 1\n")));
	assert_false(str_has(content, S("canary of the recording")));
}

/* V10: two chunks in each other's place, one cut off, one byte changed. */
static void
a_file_that_was_tampered_with_does_not_open(void **state)
{
	struct office o = office_make(state);
	struct str record = node_get_str(offered(&o, o.recorder, brought(&o)), S("record"));
	struct str ticket =
	    node_get_str(download(&o, record, ",\"ticket\":\"T-1\"").body, S("download"));
	struct str folder = test_path(o.t->sc, o.t->folder, "streams"), *names, path, content, swapped;
	size_t n, sealed = CHUNK + 41;
	enum code code;

	assert_ok(dir_list(o.t->sc, folder, &names, &n));
	folder = path_join(&o.t->sc->arena, folder, str_eq(names[0], S("new")) ? names[1] : names[0]);
	assert_ok(dir_list(o.t->sc, folder, &names, &n));
	path = path_join(&o.t->sc->arena, folder, names[0]);
	assert_ok(file_read(o.t->sc, path, 1 << 20, &content));
	swapped = str_printf(&o.t->sc->arena, "%.*s", 64, content.p);
	{
		struct buf b = buf_new(&o.t->sc->arena);

		buf_put(&b, swapped);
		buf_put(&b, str_slice(content, 64 + sealed, 64 + 2 * sealed));
		buf_put(&b, str_slice(content, 64, 64 + sealed));
		buf_put(&b, str_slice(content, 64 + 2 * sealed, 64 + 3 * sealed));
		assert_ok(file_write(o.t->sc, path, buf_str(&b), FILE_PRIVATE));
	}
	(void)read_piece(&o, o.accounts, ticket, 0, 10, &code);
	assert_int_equal(code, E_DAMAGED);
	(void)read_piece(&o, o.accounts, ticket, 3 * CHUNK, 5, &code);
	assert_int_equal(code, E_DAMAGED); /* cut */
	(void)read_piece(&o, o.accounts, ticket, 2 * CHUNK, 5, &code);
	assert_int_equal(code, E_OK); /* in its place still */
}

static void
so_many_come_in_of_one_key_and_no_more(void **state)
{
	struct office o = office_make(state);

	for (int i = 0; i < 8; i++)
		(void)begun(&o);
	assert_int_equal(ask_in_words(o.t, o.recorder, VERB_UPLOAD,
			     "{\"purpose\":\"verify\",\"dataset\":\"call\",\"field\":\"audio\","
			     "\"type\":\"audio/wav\",\"bytes\":5}")
			     .code,
	    E_BUSY);
}

UNIT_MAIN(TEST(what_was_brought_is_held_with_its_record_and_heard_as_it_was),
    TEST(what_is_heard_needs_what_its_line_needs),
    TEST(ranges_of_one_recording_are_one_look_for_an_hour),
    TEST(another_recording_in_its_place_is_another_look),
    TEST(only_who_brought_it_may_offer_it_and_only_once),
    TEST(pieces_come_in_order_whole_and_from_one_key),
    TEST(what_no_record_may_hold_does_not_begin_to_come_in),
    TEST(half_a_stream_is_gone_after_a_start_and_a_whole_one_that_nobody_offered_too),
    TEST(an_erased_recording_is_heard_no_more_not_even_by_who_is_listening),
    TEST(no_byte_of_a_recording_is_on_the_disk_and_a_backup_has_its_file),
    TEST(a_file_that_was_tampered_with_does_not_open),
    TEST(so_many_come_in_of_one_key_and_no_more))
