/* Any bytes as a conversation in LMTP (W45): replies are lines, what is held is within its cap,
 * and a message has a recipient. */
#include "fuzz.h"

#include "base/check.h"
#include "doors/mail/lmtp.h"

int
fuzz_lmtp(const uint8_t *bytes, size_t n)
{
	struct str rest = { n > 0 ? (const char *)bytes : "", n };
	enum lmtp_next next = LMTP_MORE;
	struct arena arena = { 0 }, own = { 0 };
	struct lmtp *l = NEW(&arena, struct lmtp);
	struct buf reply = buf_new(&arena);

	lmtp_begin(l, &own, &reply);
	while (rest.n > 0 && next != LMTP_END) {
		next = lmtp_take(l, &rest, &reply);
		CHECK(l->kept.n <= LMTP_KEPT && !l->kept.spoilt && l->n <= LMTP_LINE_MAX);
		if (next != LMTP_MESSAGE)
			continue;
		CHECK(l->to != NULL && l->to->count > 0 && l->to->count <= LMTP_TO_MAX);
		lmtp_answer(l, S("250 2.6.0 taken"), &reply);
	}
	CHECK(str_ends(buf_str(&reply), S("\r\n")));
	arena_clear(&own);
	arena_clear(&arena);
	return 0;
}
