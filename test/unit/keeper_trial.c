/* A backup is brought back for trial (K30): what a trial proves, and what fails one. */
#include "kit/unit.h"

#include "base/json.h"
#include "keeper/trial.h"
#include "kit/folder.h"
#include "kit/keeper.h"
#include "sql/lite.h"
#include "sql/statements.h"
#include "sys/file.h"

#define BYTES_MOST ((size_t)64 << 20)

static struct test_keeper *
in_hall(struct scope *sc)
{
	struct str text;

	assert_ok(file_read(sc, S("test/kit/places.policy"), 65536, &text));
	return test_keeper_in(sc, text, "hall");
}

static struct str
lines(struct test_keeper *t)
{
	return node_get_str(answer_of(t, S(""), VERB_LEDGER, "{\"limit\":1000}"), S("lines"));
}

static size_t
times(struct test_keeper *t, const char *text)
{
	struct str all = lines(t), want = str_of(text);
	size_t n = 0;

	for (size_t i = 0; i + want.n <= all.n; i++)
		n += str_eq(str_slice(all, i, i + want.n), want);
	return n;
}

static struct str
put(struct test_keeper *t, const char *email)
{
	const struct node *body = answer_of(t, key_of_channel(t, "api"), VERB_OFFER,
	    str_c(&t->sc->arena,
		str_printf(&t->sc->arena,
		    "{\"purpose\":\"reply\",\"dataset\":\"enquiry\",\"offers\":[{\"values\":{\"email\":\"%s\","
		    "\"message\":\"canary-words\"}}]}",
		    email)));
	const struct node *answers = node_get(body, S("answers")), *first = NULL;

	NODE_EACH(one, answers)
		if (first == NULL)
			first = one;
	assert_non_null(first);
	assert_true(node_get_str(first, S("record")).n > 0);
	return node_get_str(first, S("record"));
}

static struct str
trial_folder(struct test_keeper *t)
{
	return test_path(t->sc, t->folder, KEEPER_TRIAL);
}

static void
a_trial_opens_every_part_and_finds_nothing_of_what_was_erased_since(void **state)
{
	struct test_keeper *t = in_hall(*state);
	const struct node *body;

	(void)put(t, "ann@example.org");
	(void)put(t, "bob@example.org");
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"a\"}");
	body = answer_of(t, S(""), VERB_TRY, "{}");
	assert_str(node_get_str(body, S("name")), S("a"));
	assert_str(node_get_str(body, S("place")), S("tape"));
	assert_int_equal(node_get_int(body, S("parts"), 0), 2);
	assert_int_equal(node_get_int(body, S("unopened"), -1), 0);
	assert_int_equal(node_get_int(body, S("erased"), -1), 0);
	assert_true(node_get_int(body, S("entries"), 0) > 3);
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":864000}");
	(void)put(t, "cat@example.org");
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":1728000}"); /* 30 days after arrival: two end */
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"keys\",\"keys\":true}");
	assert_int_equal(ask_keeper(t, S(""), VERB_TRY, "{}").code, E_ABSENT); /* K24: `a` is gone */
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"b\"}");
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":864000}");
	body = answer_of(t, S(""), VERB_TRY, "{}");
	assert_str(node_get_str(body, S("name")), S("b"));
	assert_int_equal(node_get_int(body, S("parts"), -1), 0);
	assert_int_equal(node_get_int(body, S("unopened"), -1), 1);
	assert_int_equal(node_get_int(body, S("erased"), -1), 3);
	assert_false(file_exists(t->sc, trial_folder(t)));
	assert_int_equal(times(t, "\"kind\":\"backup.tried\""), 2);
}

static size_t
overdue_trials(struct test_keeper *t)
{
	keeper_turn_once(t);
	return times(t, "\"why\":\"trial\"");
}

static void
a_trial_and_nobodys_word_is_what_tried_every_asks_for(void **state)
{
	struct test_keeper *t = in_hall(*state);

	assert_int_equal(overdue_trials(t), 1); /* none since the policy's first day */
	assert_int_equal(times(t, "\"of\":\"trial:tape\""), 1); /* it rings */
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"a\"}");
	answer_of(t, S(""), VERB_FACT, "{\"kind\":\"tried\",\"of\":\"tape\"}");
	assert_int_equal(
	    ask_keeper(t, S(""), VERB_FACT, "{\"kind\":\"tried:place\",\"of\":\"tape\"}").code,
	    E_INPUT);
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":90000}");
	assert_int_equal(overdue_trials(t), 1);
	assert_int_equal(times(t, "\"of\":\"trial:tape\""), 2); /* and each day again */
	answer_of(t, S(""), VERB_TRY, "{}");
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":90000}");
	assert_int_equal(overdue_trials(t), 1);
	assert_int_equal(times(t, "\"of\":\"trial:tape\""), 2);
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":2764800}");
	assert_int_equal(overdue_trials(t), 2);
}

static void
change_byte(struct test_keeper *t, const char *name, const char *of)
{
	struct str path = test_path(t->sc, test_path(t->sc, t->folder, KEEPER_BACKUPS), name), bytes;
	char *at, *copy;

	assert_ok(file_read(t->sc, path, BYTES_MOST, &bytes));
	copy = arena_alloc(&t->sc->arena, bytes.n);
	memcpy(copy, bytes.p, bytes.n);
	at = memmem(copy, bytes.n, of, strlen(of));
	assert_non_null(at);
	at[strlen(of) - 1] ^= 1;
	assert_ok(file_write(t->sc, path, (struct str){ copy, bytes.n }, FILE_PRIVATE));
}

static void
a_backup_whose_ledger_was_touched_fails_and_rings(void **state)
{
	struct test_keeper *t = in_hall(*state);
	struct reply r;

	(void)put(t, "ann@example.org");
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"a\"}");
	change_byte(t, "a", "\"kind\":\"admitted\"");
	r = ask_keeper(t, S(""), VERB_TRY, "{\"name\":\"a\"}");
	assert_int_equal(r.code, E_STATE);
	assert_true(str_has(r.text, S("the trial of a failed")));
	assert_false(file_exists(t->sc, trial_folder(t)));
	keeper_turn_once(t);
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":60}");
	keeper_turn_once(t);
	assert_int_equal(times(t, "\"kind\":\"trial.failed\""), 1);
	assert_int_equal(times(t, "\"why\":\"trial-failed\""), 1);
	assert_int_equal(times(t, "\"kind\":\"stopped\""), 0); /* the store itself is well */
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"b\"}");
	answer_of(t, S(""), VERB_TRY, "{}");
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":90000}");
	keeper_turn_once(t);
	assert_int_equal(times(t, "\"why\":\"trial-failed\""), 1);
}

static void
a_file_that_is_no_backup_of_the_data_fails(void **state)
{
	struct test_keeper *t = in_hall(*state);
	struct str folder = test_path(t->sc, t->folder, KEEPER_BACKUPS);

	assert_int_equal(ask_keeper(t, S(""), VERB_TRY, "{}").code, E_ABSENT);
	assert_int_equal(ask_keeper(t, S(""), VERB_TRY, "{\"name\":\"none\"}").code, E_ABSENT);
	assert_int_equal(ask_keeper(t, S(""), VERB_TRY, "{\"name\":\"../data.db\"}").code, E_INPUT);
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"keys\",\"keys\":true}");
	assert_int_equal(ask_keeper(t, S(""), VERB_TRY, "{\"name\":\"epoch.key\"}").code, E_INPUT);
	assert_int_equal(ask_keeper(t, S(""), VERB_TRY, "{\"name\":\"keys\"}").code, E_STATE);
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"a\"}");
	assert_ok(file_remove(t->sc, test_path(t->sc, folder, "a")));
	assert_ok(file_write(t->sc, test_path(t->sc, folder, "a"), S("nothing"), FILE_PRIVATE));
	assert_int_equal(ask_keeper(t, S(""), VERB_TRY, "{}").code, E_STATE);
	assert_int_equal(times(t, "\"kind\":\"backup.tried\""), 0);
}

static void
in_keys(struct test_keeper *t, const char *text)
{
	struct sql *keys;

	assert_ok(sql_open(t->sc, test_path(t->sc, t->folder, "keys.db"), SQL_KEYS, false, &keys));
	assert_int_equal(sqlite3_exec(keys->db, text, NULL, NULL, NULL), SQLITE_OK);
	sql_close(keys);
}

/* A key that should be gone and is not: what the trial is for. */
static void
what_was_erased_and_can_be_read_again_fails_a_trial(void **state)
{
	struct test_keeper *t = in_hall(*state);
	struct str ann = put(t, "ann@example.org");
	struct reply r;

	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"a\"}");
	in_keys(t, "CREATE TABLE kept AS SELECT * FROM key");
	(void)answer_of(t, key_of_role(t, "officer", S("")), VERB_ERASE,
	    str_c(&t->sc->arena,
		str_printf(&t->sc->arena,
		    "{\"why\":\"never\",\"reason\":\"R-1\",\"records\":[\"%.*s\"]}", STR(ann))));
	assert_int_equal(times(t, "\"kind\":\"erased\""), 1);
	assert_int_equal(node_get_int(answer_of(t, S(""), VERB_TRY, "{}"), S("erased"), 0), 1);
	in_keys(t, "INSERT OR IGNORE INTO key SELECT * FROM kept");
	r = ask_keeper(t, S(""), VERB_TRY, "{}");
	assert_int_equal(r.code, E_STATE);
	assert_true(str_has(r.text, S("brings back enquiry.email")));
}

/* -- of the keys ------------------------------------------------------------------------- */

static void
fails_saying(struct test_keeper *t, const char *why)
{
	struct reply r = ask_keeper(t, S(""), VERB_TRY, "{\"keys\":true}");

	assert_int_equal(r.code, E_STATE);
	if (!str_has(r.text, str_of(why)))
		fail_msg("`%s` does not say: %s", str_c(&t->sc->arena, r.text), why);
}

static void
a_backup_of_the_keys_opens_the_newest_of_the_data_and_brings_nothing_back(void **state)
{
	struct test_keeper *t = in_hall(*state);
	struct str ann = put(t, "ann@example.org");
	const struct node *body;

	assert_int_equal(ask_keeper(t, S(""), VERB_TRY, "{\"keys\":true}").code, E_ABSENT);
	(void)put(t, "bob@example.org");
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"a\"}");
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"keys\",\"keys\":true}");
	(void)answer_in_words(t, key_of_role(t, "officer", S("")), VERB_ERASE,
	    "{\"why\":\"never\",\"reason\":\"R-1\",\"records\":[\"%.*s\"]}", STR(ann));
	body = answer_of(t, S(""), VERB_TRY, "{\"keys\":true}");
	assert_str(node_get_str(body, S("keys")), S("keys"));
	assert_str(node_get_str(body, S("name")), S("a"));
	assert_int_equal(node_get_int(body, S("parts"), 0), 1);
	assert_int_equal(node_get_int(body, S("erased"), 0), 1); /* both copies have it still */
	assert_int_equal(node_get_int(body, S("epoch"), 0), 1);
	assert_non_null(node_get(body, S("ends")));
	assert_int_equal(times(t, "\"why\":\"keys\""), 1); /* in the ledger */
	assert_false(file_exists(t->sc, trial_folder(t)));
	assert_int_equal(overdue_trials(t), 1); /* it is no trial of a backup of the data */
}

static void
a_backup_of_the_keys_that_does_not_do_fails_and_says_what_to_do(void **state)
{
	struct test_keeper *t = in_hall(*state);
	struct str folder = test_path(t->sc, t->folder, KEEPER_BACKUPS), line;

	(void)put(t, "ann@example.org");
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"keys\",\"keys\":true}");
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"a\"}");
	answer_of(t, S(""), VERB_TRY, "{\"keys\":true}");
	assert_ok(file_read(t->sc, test_path(t->sc, folder, KEEPER_EPOCH), 4096, &line));
	assert_ok(file_remove(t->sc, test_path(t->sc, folder, KEEPER_EPOCH)));
	fails_saying(t, "epoch.key is not beside it");
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"keys2\",\"keys\":true}");
	answer_of(t, S(""), VERB_TRY, "{\"keys\":true}");
	test_keeper_stop(t);
	test_keeper_start(t); /* keys that were minted ahead are destroyed, and others minted */
	(void)put(t, "bob@example.org");
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"b\"}");
	fails_saying(t, "1 parts of the newest backup of the data came in after it was made");
	answer_of(t, S(""), VERB_ROTATE, "{}");
	fails_saying(t, "is of epoch 1, and the epoch key of 2");
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"keys3\",\"keys\":true}");
	answer_of(t, S(""), VERB_TRY, "{\"keys\":true}");
	assert_ok(file_copy(t->sc, test_path(t->sc, t->folder, "keys.db"),
	    test_path(t->sc, folder, "keys4"), FILE_PRIVATE));
	assert_int_equal(
	    ask_keeper(t, S(""), VERB_TRY, "{\"keys\":true,\"name\":\"keys4\"}").code, E_STATE);
	assert_int_equal(
	    ask_keeper(t, S(""), VERB_TRY, "{\"keys\":true,\"name\":\"a\"}").code, E_STATE);
}

static bool
keys_are_due(struct test_keeper *t)
{
	return node_get(answer_of(t, S(""), VERB_DUE, "{\"before\":\"9999-12-31T00:00:00Z\"}"),
		   S("keys-backup"))
	       != NULL;
}

static size_t
alarms_of_keys(struct test_keeper *t)
{
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":60}");
	keeper_turn_once(t);
	return times(t, "\"why\":\"keys-backup\"");
}

static void
a_new_backup_of_the_keys_is_due_when_the_newest_does_not_open_what_is_copied(void **state)
{
	struct test_keeper *t = in_hall(*state);

	(void)put(t, "ann@example.org");
	assert_false(keys_are_due(t)); /* nothing was copied */
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"a\"}");
	assert_int_equal(alarms_of_keys(t), 0); /* it may come within the day */
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":90000}");
	assert_true(keys_are_due(t));
	assert_int_equal(alarms_of_keys(t), 1);
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"keys\",\"keys\":true}");
	assert_false(keys_are_due(t));
	assert_int_equal(alarms_of_keys(t), 1);
	answer_of(t, S(""), VERB_ROTATE, "{}");
	assert_true(keys_are_due(t));
	assert_int_equal(alarms_of_keys(t), 2);
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"keys2\",\"keys\":true}");
	assert_false(keys_are_due(t));
	(void)put(t, "bob@example.org"); /* under a key that was minted ahead */
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"b\"}");
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":90000}");
	assert_false(keys_are_due(t));
}

UNIT_MAIN(TEST(a_backup_of_the_keys_opens_the_newest_of_the_data_and_brings_nothing_back),
    TEST(a_backup_of_the_keys_that_does_not_do_fails_and_says_what_to_do),
    TEST(a_new_backup_of_the_keys_is_due_when_the_newest_does_not_open_what_is_copied),
    TEST(a_trial_opens_every_part_and_finds_nothing_of_what_was_erased_since),
    TEST(a_trial_and_nobodys_word_is_what_tried_every_asks_for),
    TEST(a_backup_whose_ledger_was_touched_fails_and_rings),
    TEST(a_file_that_is_no_backup_of_the_data_fails),
    TEST(what_was_erased_and_can_be_read_again_fails_a_trial))
