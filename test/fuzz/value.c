/* fuzz/value.c -- a canonical text is its own canonical text; no value, however
 * hostile, gives a reason that quotes it, a term that is not folded, or a crash.
 * The first byte picks the type. */
#include "vault/value.h"
#include "base/check.h"
#include "fuzz.h"

static const struct plan *
plan_of(struct plan *plan, struct field *field, struct str words[2], uint8_t pick)
{
	words[0] = S("dpd");
	words[1] = S("royal-mail");
	*field = (struct field){
		.full = S("x.y"),
		.type = (enum field_type)(pick % FIELD_TYPES), /* any byte is some type */
		.words = 2,
	};
	*plan = (struct plan){ .zone = S("Europe/London") };
	plan->fields.at = field;
	plan->fields.n = 1;
	plan->words.at = words;
	plan->words.n = 2;
	return plan;
}

static void
check_terms(struct scope *sc, const struct plan *plan, struct str text)
{
	struct str *terms, *again;
	size_t n, m;

	value_terms(&sc->arena, plan, 0, text, &terms, &n);
	CHECK(n <= 32);
	for (size_t i = 0; i < n; i++) {
		CHECK(terms[i].n > 0);
		value_terms(&sc->arena, plan, 0, terms[i], &again, &m);
		CHECK(m == 1 && str_eq(again[0], terms[i]));
	}
}

int
fuzz_value(const uint8_t *bytes, size_t n)
{
	struct str words[2], given, text, again, reason;
	struct field field;
	struct plan plan;
	struct scope sc;

	if (n == 0)
		return 0;
	scope_begin(&sc, (struct instant){ 0 });
	plan_of(&plan, &field, words, bytes[0]);
	given = (struct str){ (const char *)bytes + 1, n - 1 };
	(void)value_has_card_number(given); /* any answer: it must not crash */
	if (value_canonical(&sc, &plan, 0, node_str(&sc.arena, given), &text, &reason)) {
		CHECK(utf8_valid(text) && text.n > 0);
		CHECK(value_canonical(&sc, &plan, 0, node_str(&sc.arena, text), &again, &reason));
		CHECK(str_eq(text, again));
		CHECK(value_node(&sc.arena, &plan, 0, text) != NULL);
		check_terms(&sc, &plan, text);
	} else {
		CHECK(str_starts(reason, S("`x.y` is not ")));
	}
	scope_end(&sc);
	return 0;
}
