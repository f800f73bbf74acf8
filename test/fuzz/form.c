/* fuzz/form.c -- a posted form is refused or becomes a map of texts that are UTF-8 without NUL.
 *
 * The input is a Content-Type, a line end, then the body.
 */
#include "base/check.h"
#include "doors/page/page.h"
#include "fuzz.h"

static void
check_text(const struct node *n)
{
	CHECK(n->kind == NODE_STR && utf8_valid(n->text)
	      && memchr(n->text.p, 0, n->text.n) == NULL);
}

int
fuzz_form(const uint8_t *bytes, size_t n)
{
	struct str body, text = n > 0 ? (struct str){ (const char *)bytes, n } : S("");
	struct str type = str_cut(text, '\n', &body);
	struct scope sc;
	struct node *form;

	scope_begin(&sc, (struct instant){ 0 });
	if (form_parse(&sc, type, body, &form).code == E_OK)
		NODE_EACH(field, form) {
			if (field->kind != NODE_LIST)
				check_text(field);
			NODE_EACH(one, field->kind == NODE_LIST ? field : NULL) {
				check_text(one);
			}
		}
	scope_end(&sc);
	return 0;
}
