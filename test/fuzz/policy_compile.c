/* fuzz/policy_compile.c -- C1: any bytes give a plan or an error, and what is
 * said of them can be printed as text. */
#include "base/check.h"
#include "base/json.h"
#include "policy/compile.h"
#include "policy/diff.h"
#include "policy/document.h"
#include "policy/why.h"
#include "fuzz.h"

static void
question(struct buf *out, const struct plan *plan, struct str text, bool known)
{
	struct why_chain chain;

	why_ask(out->arena, plan, text, &chain);
	CHECK(chain.known == known && chain.yes == (chain.no.n == 0));
	why_print(out, &chain);
	CHECK(json_text(out->arena, why_json(&chain)).n > 0);
}

/* Each kind of question, of rows here and there. */
static void
questions(struct buf *out, const struct plan *plan)
{
	struct arena *a = out->arena;

	question(out, plan, plan->name, false);
	for (size_t i = 0; i < plan->purposes.n && i < 8; i++) {
		struct str field = plan->fields.at[i * 7 % plan->fields.n].full;
		struct str purpose = plan->purposes.at[i].name;

		question(out, plan, str_printf(a, "keep %.*s", STR(field)), true);
		if (plan->roles.n > 0)
			question(out, plan,
			    str_printf(a, "%.*s may %s %.*s for %.*s",
				STR(plan->roles.at[i % plan->roles.n].name),
				i % 2 == 0 ? "read" : "change", STR(field), STR(purpose)),
			    true);
		if (plan->recipients.n > 0)
			question(out, plan,
			    str_printf(a, "%.*s receives %.*s for %.*s",
				STR(plan->recipients.at[i % plan->recipients.n].name), STR(field),
				STR(purpose)),
			    true);
		if (plan->doors.n > 0)
			question(out, plan,
			    str_printf(a, "%.*s may offer %.*s",
				STR(plan->doors.at[i % plan->doors.n].name), STR(field)),
			    true);
	}
}

/* Whatever compiles can be printed. */
static void
documents(struct arena *arena, const struct plan *plan)
{
	struct buf out = buf_new(arena);
	struct str printed;

	for (enum document_kind kind = 0; kind < DOCUMENTS; kind++) {
		for (enum document_form form = 0; form < DOCUMENT_FORMS; form++) {
			struct edition edition = { .form = form, .hash = S("00") };

			if (document_has_form(kind, form))
				document_print(&out, plan, kind, &edition);
		}
	}
	questions(&out, plan);
	CHECK(buf_done(&out, &printed) && utf8_valid(printed));
}

/* F1 */
static void
differs_from_itself_in_nothing(struct arena *arena, const struct plan *plan)
{
	struct diff d;

	diff_plans(arena, plan, plan, &d);
	CHECK(diff_same(&d));
}

int
fuzz_policy_compile(const uint8_t *bytes, size_t n)
{
	struct str text = { (const char *)bytes, n }, printed;
	struct compile_options options = { .file = S("fuzz.policy"), .activating = n % 2 == 1 };
	struct arena arena = { 0 };
	const struct plan *plan;
	struct diags diags;
	struct scope sc;
	struct buf out;

	scope_begin(&sc, (struct instant){ 0 });
	out = buf_new(&sc.arena);
	plan = policy_compile(&sc, &arena, text, &options, &diags);
	CHECK((plan != NULL) == (diags.errors == 0));
	diag_print(&out, &diags, options.file, text);
	CHECK(buf_done(&out, &printed) && utf8_valid(printed));
	CHECK(json_text(&sc.arena, diag_json(&sc.arena, &diags, options.file, text)).n > 0);
	if (plan != NULL) {
		documents(&sc.arena, plan);
		differs_from_itself_in_nothing(&sc.arena, plan);
	}
	scope_end(&sc);
	arena_clear(&arena);
	return 0;
}
