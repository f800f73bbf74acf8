/* unit/doors_manual.c -- doc/API.md is what the tables say; BLESS=1 writes it. */
#include "kit/unit.h"

#include "doors/http/http.h"
#include "sys/file.h"
#include "sys/proc.h"

#define PAGE S("doc/API.md")

static void
the_manual_of_the_surface_is_what_the_tables_say(void **state)
{
	struct scope *sc = *state;
	struct buf want = buf_new(&sc->arena);
	struct str got;

	http_manual(&want);
	if (proc_env(&sc->arena, "BLESS").n > 0)
		assert_ok(file_write(sc, PAGE, buf_str(&want), FILE_PUBLIC));
	assert_ok(file_read(sc, PAGE, (size_t)1 << 20, &got));
	if (!str_eq(got, buf_str(&want)))
		fail_msg("doc/API.md is another: BLESS=1 meson test doors_manual writes it");
}

UNIT_MAIN(TEST(the_manual_of_the_surface_is_what_the_tables_say))
