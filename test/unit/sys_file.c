#include "kit/unit.h"
#include "kit/folder.h"
#include "sys/file.h"
#include "sys/proc.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static void
what_is_written_is_read_with_the_mode_asked_for(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "a"), content;
	struct file_facts facts;
	mode_t mask = umask(0177);

	assert_ok(file_write(sc, path, S("old"), FILE_PRIVATE));
	assert_ok(file_write(sc, path, S("new\0er"), FILE_PUBLIC));
	umask(mask);
	assert_ok(file_read(sc, path, 6, &content));
	assert_str(content, S("new\0er"));
	assert_code(file_read(sc, path, 5, &content), E_TOO_BIG);
	assert_ok(file_look(sc, path, &facts));
	assert_int_equal(facts.kind, FILE_REGULAR);
	assert_int_equal(facts.mode, 0644); /* F2 */
	assert_int_equal(facts.size, 6);
	assert_false(file_exists(sc, str_printf(&sc->arena, "%.*s.new", STR(path))));
}

static void
append_adds_at_the_end(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "log"), content;

	assert_ok(file_append(sc, path, S("one\n"), FILE_PRIVATE));
	assert_ok(file_append(sc, path, S("two\n"), FILE_PRIVATE));
	assert_ok(file_read(sc, path, 100, &content));
	assert_str(content, S("one\ntwo\n"));
}

static void
what_is_absent_or_no_path_is_said_so(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), path = test_path(sc, folder, "none"), content;
	struct file f;

	assert_code(file_read(sc, path, 9, &content), E_ABSENT);
	assert_str(sc->fault.text, S("`none` cannot be read: it is not there"));
	assert_true(str_has(sc->fault.detail, path)); /* F4 */
	assert_code(file_remove(sc, path), E_ABSENT);
	assert_code(file_read(sc, S("a\0b"), 9, &content), E_INPUT);
	assert_code(file_read(sc, S(""), 9, &content), E_INPUT);
	assert_code(file_open(sc, folder, &f), E_IO);
	assert_false(file_exists(sc, path));
	assert_false(file_exists(sc, test_path(sc, path, "deeper")));
}

static void
a_link_is_not_followed_when_a_file_is_made(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), path = test_path(sc, folder, "link"), content;
	struct str target = test_path(sc, folder, "target");
	struct file f;

	assert_ok(file_write(sc, target, S("mine"), FILE_PRIVATE));
	assert_int_equal(symlink(str_c(&sc->arena, target), str_c(&sc->arena, path)), 0);
	assert_code(file_append(sc, path, S("x"), FILE_PRIVATE), E_IO);
	assert_code(file_create(sc, path, FILE_PRIVATE, &f), E_STATE);
	assert_ok(file_write(sc, path, S("new"), FILE_PRIVATE)); /* replaces the link */
	assert_ok(file_read(sc, target, 9, &content));
	assert_str(content, S("mine"));
}

static void
folders_are_made_listed_in_order_and_removed(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), deep = test_path(sc, folder, "x/y/z"), *names;
	size_t n;

	assert_ok(dir_make_all(sc, deep, DIR_PRIVATE));
	assert_ok(dir_make_all(sc, deep, DIR_PRIVATE));
	assert_code(dir_make(sc, deep, DIR_PRIVATE), E_STATE);
	for (const char *name = "cab"; *name != '\0'; name++)
		assert_ok(file_write(sc, path_join(&sc->arena, deep, (struct str){ name, 1 }), S(""),
		    FILE_PRIVATE));
	assert_ok(dir_list(sc, deep, &names, &n));
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		assert_str(names[i], str_slice(S("abc"), i, i + 1));
	assert_code(dir_remove(sc, deep), E_STATE);
	for (size_t i = 0; i < n; i++)
		assert_ok(file_remove(sc, path_join(&sc->arena, deep, names[i])));
	assert_ok(dir_remove(sc, deep));
	assert_code(dir_list(sc, deep, &names, &n), E_ABSENT);
}

static void
a_large_file_is_read_and_written_in_pieces(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "piece");
	struct file f;
	char piece[8];
	size_t got;

	assert_ok(file_create(sc, path, FILE_PRIVATE, &f));
	assert_ok(file_put(sc, f, 5, S("world")));
	assert_ok(file_put(sc, f, 0, S("hello")));
	assert_ok(file_sync(sc, f));
	assert_ok(file_get(sc, f, 3, piece, 4, &got));
	assert_str(((struct str){ piece, got }), S("lowo"));
	assert_ok(file_get(sc, f, 8, piece, 8, &got));
	assert_str(((struct str){ piece, got }), S("ld"));
	file_close(&f);
	assert_int_equal(f.fd, -1);
}

static void
a_lock_is_held_by_one_and_ends_with_its_holder(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "lock");
	struct file_lock mine, other;
	struct proc_end end;
	int said[2];
	char c;
	pid_t child;

	assert_int_equal(pipe(said), 0);
	child = fork();
	if (child == 0) {
		_exit(file_lock(sc, path, &mine).code == E_OK && write(said[1], "x", 1) == 1
			  ? (pause(), 0)
			  : 1);
	}
	assert_int_equal(read(said[0], &c, 1), 1);
	assert_code(file_lock(sc, path, &other), E_STATE);
	assert_ok(proc_kill(sc, child, SIGKILL));
	assert_ok(proc_wait(sc, child, span_seconds(10), &end));
	assert_ok(file_lock(sc, path, &other)); /* F3 */
	assert_code(file_lock(sc, path, &mine), E_STATE);
	file_unlock(&other);
	assert_ok(file_lock(sc, path, &mine));
	file_unlock(&mine);
	close(said[0]);
	close(said[1]);
}

static void
paths_are_joined_and_parted(void **state)
{
	struct scope *sc = *state;

	assert_str(path_join(&sc->arena, S("a"), S("b")), S("a/b"));
	assert_str(path_join(&sc->arena, S("a/"), S("b")), S("a/b"));
	assert_str(path_join(&sc->arena, S("a"), S("/b")), S("/b"));
	assert_str(path_last(S("a/b/c")), S("c"));
	assert_str(path_last(S("c")), S("c"));
	assert_str(path_folder(S("a/b/c")), S("a/b"));
	assert_str(path_folder(S("c")), S("."));
	assert_str(path_folder(S("/c")), S("/"));
}

static void
a_full_disk_says_so_and_leaves_the_old_content(void **state)
{
	struct scope *sc = *state;
	struct file full;

	assert_ok(file_open(sc, S("/dev/full"), &full));
	file_close(&full);
	assert_code(file_append(sc, S("/dev/full"), S("x"), FILE_PRIVATE), E_IO);
	assert_str(sc->fault.text, S("`full` cannot be written: the disk is full"));
}

UNIT_MAIN(TEST(what_is_written_is_read_with_the_mode_asked_for),
    TEST(append_adds_at_the_end), TEST(what_is_absent_or_no_path_is_said_so),
    TEST(a_link_is_not_followed_when_a_file_is_made),
    TEST(folders_are_made_listed_in_order_and_removed),
    TEST(a_large_file_is_read_and_written_in_pieces),
    TEST(a_lock_is_held_by_one_and_ends_with_its_holder), TEST(paths_are_joined_and_parted),
    TEST(a_full_disk_says_so_and_leaves_the_old_content))
