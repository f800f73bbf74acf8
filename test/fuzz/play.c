/* fuzz/play.c -- any bytes are a play or one fault with its place (promise M1). */
#include "base/buf.h"
#include "base/check.h"
#include "base/scope.h"
#include "fuzz.h"
#include "promise/play.h"

int
FUZZ_TARGET(const uint8_t *bytes, size_t n)
{
	struct str text = { (const char *)bytes, n };
	struct play play;
	struct play_fault fault;
	struct scope sc;

	if (n > PLAY_BYTES_MAX + 1)
		return 0;
	scope_begin(&sc, (struct instant){ 0 });
	if (play_parse(&sc.arena, S("fuzz.promise"), text, &play, &fault)) {
		CHECK(play.id.n > 0 && play.lines.n > 0);
	} else {
		struct buf b = buf_new(&sc.arena);

		CHECK(fault.text.n > 0 && fault.at.line > 0);
		play_point(&b, text, fault.at);
	}
	scope_end(&sc);
	return 0;
}
