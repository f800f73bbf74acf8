/* Any bytes as a message (W40, W42): what comes out is text, one line where one is meant, within
 * its caps; nobody is proved without the name of our mail server in it. */
#include "fuzz.h"

#include "base/check.h"
#include "doors/mail/message.h"

static bool
is_clean(struct str text, bool lines)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c < ' ' && !(lines && c == '\n')) || c == 0x7f)
			return false;
	}
	return utf8_valid(text);
}

int
fuzz_mail(const uint8_t *bytes, size_t n)
{
	struct str text = { n > 0 ? (const char *)bytes : "", n };
	struct mail_message m;
	struct scope sc;

	scope_begin(&sc, (struct instant){ 0 });
	if (mail_read(&sc, S("mx.voice.example"), text, &m).code == E_OK) {
		CHECK(m.from.n > 2 && m.from.n <= 254);
		CHECK(is_clean(m.title, false) && m.title.n <= MAIL_TITLE_MAX);
		CHECK(is_clean(m.text, true) && m.text.n <= MAIL_TEXT_MAX);
		CHECK(is_clean(m.id, false) && is_clean(m.token, false));
		CHECK(m.letters->count <= MAIL_NAMED_MAX && m.cases->count <= MAIL_NAMED_MAX);
		CHECK(!m.proved || n > sizeof("mx.voice.example"));
		CHECK(mail_read(&sc, S(""), text, &m).code == E_OK && !m.proved);
	}
	scope_end(&sc);
	return 0;
}
