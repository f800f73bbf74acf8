/* A conversation in SMTP, its lines as they come (M12): each has at most one answer, which ends
 * in CR LF; a letter that was taken can be read. */
#include "fuzz.h"

#include "base/check.h"
#include "base/json.h"
#include "promise/smtp.h"

int
fuzz_smtp(const uint8_t *bytes, size_t n)
{
	struct str text = { n > 0 ? (const char *)bytes : "", n };
	const struct smtp_ways w = { .offers_tls = true, .answer = 250 };
	enum smtp_next next = SMTP_GO_ON;
	struct smtp s;
	struct scope sc;

	scope_begin(&sc, (struct instant){ 0 });
	s = (struct smtp){ .arena = &sc.arena };
	while (text.n > 0 && next != SMTP_END) {
		struct str reply;

		next = smtp_line(&s, &w, str_cut(text, '\n', &text), &reply);
		CHECK(reply.n == 0 || str_ends(reply, S("\r\n")));
		CHECK(reply.n > 0 || s.in_text);
		if (next == SMTP_START_TLS)
			s.secure = true;
		if (next == SMTP_TAKEN)
			CHECK(json_text(&sc.arena, smtp_letter(&sc.arena, &s)).n > 0);
	}
	scope_end(&sc);
	return 0;
}
