/* unit/doors_folder.c -- W30 to W33, without a keeper: sidecars, reports, what a crash left. */
#include "kit/unit.h"

#include "base/json.h"
#include "doors/cells.h"
#include "doors/folder/inside.h"
#include "doors/folder/media.h"
#include "kit/folder.h"

/* clang-format off */
static const struct {
	const char *text, *fault; /* NULL: it is one */
	size_t files;
} sidecars[] = {
	{ "{\"number\":\"1\"}",                                      NULL, 0 },
	{ "{\"audio\":{\"file\":\"a.wav\"},\"@offer\":{\"about\":\"caller\"}}", NULL, 1 },
	{ "{\"audio\":{\"file\":\"a.wav\",\"bytes\":7},\"photo\":{\"file\":\"a.jpg\"}}", NULL, 2 },
	{ "{\"@dataset\":\"call\",\"@purpose\":\"verify\"}",         NULL, 0 },
	{ "{\"audio\":{\"file\":\"../a.wav\"}}",                     "the same folder", 0 },
	{ "{\"audio\":{\"file\":\".a.wav\"}}",                       "the same folder", 0 },
	{ "{\"audio\":{\"file\":\"state\"}}",                        "the same folder", 0 },
	{ "{\"audio\":{\"file\":\"a.wav\"},\"b\":{\"file\":\"a.wav\"}}", "twice", 0 },
	{ "{\"audio\":{\"file\":\"a.wav\",\"mode\":1}}",             "no more", 0 },
	{ "{\"@offer\":{\"values\":{}}}",                            "beside", 0 },
	{ "{\"@offer\":[]}",                                         "object", 0 },
	{ "{\"@purpose\":7}",                                        "a name", 0 },
	{ "[]",                                                      "no JSON object", 0 },
	{ "{",                                                       "", 0 },
};
/* clang-format on */

static void
a_sidecar_names_files_of_its_own_folder_each_once(void **state)
{
	for (size_t i = 0; i < N(sidecars); i++) {
		struct scope sc;
		struct sidecar s;
		result r;

		(void)state;
		scope_begin(&sc, TEST_NOW);
		r = sidecar_read(&sc, str_of(sidecars[i].text), &s);
		if ((r.code == E_OK) != (sidecars[i].fault == NULL))
			fail_msg("%s", sidecars[i].text);
		if (r.code == E_OK)
			assert_int_equal(s.files, sidecars[i].files);
		else if (!str_has(sc.fault.text, str_of(sidecars[i].fault)))
			fail_msg("%s: %.*s", sidecars[i].text, STR(sc.fault.text));
		scope_end(&sc);
	}
}

/* clang-format off */
static const struct {
	const char *column[3], *cell[3], *offer; /* "wrong: ...": it is none */
} cells[] = {
	{ { "@about" }, { "caller" }, "{\"about\":\"caller\"}" },
	{ { "name" }, { "Ann" }, "{}" },
	{ { "@other" }, { "x" }, "{}" },
	{ { "@people.caller", "@people.answerer" }, { "new", "01MG1RJS00Y0B59NC7JDGFPT61" },
	    "{\"people\":[{\"about\":\"caller\"},{\"about\":\"answerer\",\"subject\":\"01MG1RJS00Y0B59NC7JDGFPT61\"}]}" },
	{ { "@people.caller" }, { "new   new" }, "{\"people\":[{\"about\":\"caller\"},{\"about\":\"caller\"}]}" },
	{ { "@people.a", "@people.b", "@people.b.declared-birth-date" }, { "new", "new new", "- 2001-02-03" },
	    "{\"people\":[{\"about\":\"a\"},{\"about\":\"b\"},{\"about\":\"b\",\"declared-birth-date\":\"2001-02-03\"}]}" },
	{ { "@people.a", "@people.a.declared-birth-date" }, { "new", "2001-02-03 2001-02-03" }, "wrong: more dates" },
	{ { "@people.a.declared-birth-date", "@people.a" }, { "2001-02-03", "new" }, "wrong: more dates" },
	{ { "@people." }, { "new" }, "wrong: no kind" },
	{ { "@people.a" }, { "Ann" }, "wrong: 26 letters" },
	{ { "@party" }, { "7" }, "wrong: 26 letters" },
	{ { "@collected" }, { "yesterday" }, "wrong: a time" },
	{ { "@collected" }, { "2027-03-02" }, "{\"collected\":\"2027-03-02\"}" },
	{ { "@people.a.name" }, { "Ann" }, "{}" },
	{ { "@opt-out.for", "@opt-out" }, { "news  offers", "No, thank you" }, "{\"opt-out\":{\"for\":[\"news\",\"offers\"],\"wording\":\"No, thank you\"}}" },
	{ { "@opt-out.by" }, { "Ann" }, "{}" },
};
/* clang-format on */

static void
a_row_names_those_whom_it_is_about_in_columns(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(cells); i++) {
		struct row_offer r = { .offer = node_map(&sc->arena) };
		struct str wrong = S(""), want = str_of(cells[i].offer), got;
		enum cell last = CELL_VALUE;

		for (size_t k = 0; k < 3 && cells[i].column[k] != NULL && last != CELL_WRONG; k++)
			last = cell_put(&sc->arena, &r, str_of(cells[i].column[k]),
			    str_of(cells[i].cell[k]), &wrong);
		got = json_text(&sc->arena, r.offer);
		if (last == CELL_WRONG ? !str_starts(want, S("wrong: "))
					     || !str_has(wrong, str_slice(want, 7, want.n))
				       : !str_eq(got, want))
			fail_msg("%zu: %.*s %.*s", i, STR(got), STR(wrong));
	}
}

static void
the_end_of_a_name_says_what_a_file_is(void **state)
{
	(void)state;
	assert_str(media_of_name(S("call.WAV")), S("audio/wav"));
	assert_str(media_of_name(S("a.b.jpeg")), S("image/jpeg"));
	assert_str(media_of_name(S(".wav")), S(""));
	assert_str(media_of_name(S("call.exe")), S(""));
}

static struct folder
folder_make(struct scope *sc)
{
	struct folder f = { .name = S("one"), .path = test_folder(sc), .watch = -1 };

	assert_ok(dir_make(sc, path_join(&sc->arena, f.path, FOLDER_IN), DIR_PRIVATE));
	assert_ok(dir_make(sc, path_join(&sc->arena, f.path, FOLDER_TAKEN), DIR_PRIVATE));
	return f;
}

static void
put(struct scope *sc, const struct folder *f, const char *path, const char *text)
{
	struct str full = path_join(&sc->arena, f->path, str_of(path));

	assert_ok(dir_make_all(sc, path_folder(full), DIR_PRIVATE));
	assert_ok(file_write(sc, full, str_of(text), FILE_PRIVATE));
}

static struct str
got(struct scope *sc, const struct folder *f, const char *path)
{
	struct str text = S("");

	if (file_read(sc, path_join(&sc->arena, f->path, str_of(path)), 1 << 20, &text).code != E_OK)
		return S("none");
	return text;
}

/* W32: between the two moves of a taking. */
static void
what_was_half_taken_goes_back_to_its_sender_and_over_nothing(void **state)
{
	struct scope *sc = *state;
	struct folder f = folder_make(sc);

	put(sc, &f, "taken/01MG1RJS00Y0B59NC7JDGFPT61.new/list.csv", "old");
	put(sc, &f, "taken/01MG1RJS00Y0B59NC7JDGFPT61.new/other.csv", "other");
	put(sc, &f, "in/list.csv", "new");
	put(sc, &f, "taken/01MG1RJS00Y0B59NC7JDGFPT62/whole.csv", "whole");
	assert_ok(folder_put_back(sc, &f));
	assert_str(got(sc, &f, "in/list.csv"), S("new"));
	assert_str(got(sc, &f, "in/01MG1RJS00Y0B59NC7JDGFPT61-list.csv"), S("old"));
	assert_str(got(sc, &f, "in/other.csv"), S("other"));
	assert_str(got(sc, &f, "taken/01MG1RJS00Y0B59NC7JDGFPT62/whole.csv"), S("whole"));
	assert_str(got(sc, &f, "in/whole.csv"), S("none"));
}

/* W32: what was written after the last durable line counts for nothing. */
static void
a_report_goes_on_from_its_last_durable_line(void **state)
{
	struct scope *sc = *state;
	struct folder f = folder_make(sc);
	struct taking t = { .folder = &f, .id = S("X"), .name = S("list.csv") }, again;
	struct report_row row = { 2, S("admitted"), S(""), S(""), 0 };
	struct buf lines = buf_new(&sc->arena);

	t.path = path_join(&sc->arena, f.path, S("taken/X"));
	put(sc, &f, "taken/X/list.csv", "a\n1\n2\n");
	assert_ok(taking_read_state(sc, &t));
	report_put(&t, &lines, &row);
	t.rows = 1;
	assert_ok(report_add(sc, &t, buf_str(&lines)));
	assert_ok(file_append(sc, path_join(&sc->arena, t.path, S("report")),
	    S("torn and longer than a row"), FILE_PRIVATE));
	again = (struct taking){ .folder = &f, .id = S("X"), .name = S("list.csv"), .path = t.path };
	assert_ok(taking_read_state(sc, &again));
	assert_int_equal(again.rows, 1);
	lines = buf_new(&sc->arena);
	row = (struct report_row){ 3, S("refused"), S("=why"), S("a.b"), 7 };
	report_put(&again, &lines, &row);
	again.rows = 2;
	assert_ok(report_add(sc, &again, buf_str(&lines)));
	assert_ok(report_publish(sc, &again));
	assert_str(got(sc, &f, "in/list.csv.report.csv"),
	    S("line,verdict,reason,field,policy-line\r\n2,admitted,,,\r\n3,refused,\"'=why\",a.b,7\r\n"
	      ",total,\"1 admitted, 1 not\",,\r\n"));
	assert_false(file_exists(sc, t.path));
}

static void
settings_say_what_a_folder_is_for(void **state)
{
	struct scope *sc = *state;
	struct folder f = { .name = S("a"), .path = S("/srv/a"), .key = S("bk_x") }, read;

	f.dataset = S("call");
	f.purpose = S("verify");
	assert_ok(folder_read(sc, S("a"), folder_write(&sc->arena, &f), &read));
	assert_str(read.path, f.path);
	assert_str(read.purpose, f.purpose);
	assert_str(read.about, S(""));
	f.key = S("");
	assert_code(folder_read(sc, S("a"), folder_write(&sc->arena, &f), &read), E_INPUT);
}

UNIT_MAIN(TEST(a_sidecar_names_files_of_its_own_folder_each_once),
    TEST(a_row_names_those_whom_it_is_about_in_columns),
    TEST(the_end_of_a_name_says_what_a_file_is),
    TEST(what_was_half_taken_goes_back_to_its_sender_and_over_nothing),
    TEST(a_report_goes_on_from_its_last_durable_line), TEST(settings_say_what_a_folder_is_for))
