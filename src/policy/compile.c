#include "policy/bind.h"
#include "policy/check.h"
#include "policy/tree_json.h"
#include "policy/trace.h"

static bool
too_large(struct scope *sc, struct str text, struct diags *diags)
{
	struct diag *d;

	if (text.n <= POLICY_BYTES_MAX)
		return false;
	d = diag_add(
	    diags, &sc->arena, DIAG_TOO_LARGE, (struct at){ .line = 1, .col = 1, .len = 1 });
	d->text = str_printf(
	    &sc->arena, "the policy has %zu bytes; at most %zu are read", text.n, POLICY_BYTES_MAX);
	return true;
}

static void
begin(struct diags *diags, const struct compile_options *options)
{
	*diags = (struct diags){ 0 };
	memcpy(diags->off, options->off, sizeof(diags->off));
}

/* A plan whose strings are never NULL (base/str.h). */
static struct plan *
plan_new(struct arena *arena, struct str text)
{
	struct plan *plan = NEW(arena, struct plan);
	struct str none = S("");

	plan->text = str_dup(arena, text);
	plan->name = plan->law_pack = plan->zone = none;
	plan->controller = (struct controller){ .name = none,
		.address = none,
		.phone = none,
		.email = none,
		.dpo = none,
		.regulator = none,
		.regulator_number = none };
	return plan;
}

const struct plan *
policy_compile(struct scope *sc, struct arena *arena, struct str text,
    const struct compile_options *options, struct diags *diags)
{
	struct plan *plan;
	struct tree tree;
	struct binder b;

	begin(diags, options);
	if (too_large(sc, text, diags))
		return NULL;
	plan = plan_new(arena, text);
	tree_parse(sc, plan->text, &tree, diags);
	trace_sources(&tree, arena, plan);
	b = (struct binder){
		.sc = sc, .arena = arena, .tree = &tree, .plan = plan, .diags = diags, .here = options->place
	};
	policy_bind(&b);
	if (options->law.year != 0)
		plan->law_date = options->law;
	if (diags->errors == 0)
		plan_index(plan, arena);
	if (diags->errors == 0 && !options->past)
		policy_check(sc, plan, options, diags);
	return diags->errors == 0 ? plan : NULL;
}

/* False (with messages) when it is not one that can be printed. */
static bool
parse(struct scope *sc, struct str text, const struct compile_options *options, struct tree *tree,
    struct diags *diags)
{
	begin(diags, options);
	if (too_large(sc, text, diags))
		return false;
	tree_parse(sc, text, tree, diags);
	return diags->errors == 0;
}

bool
policy_format(struct scope *sc, struct str text, const struct compile_options *options,
    struct str *canonical, struct diags *diags)
{
	struct tree tree;
	struct buf out = buf_new(&sc->arena);

	*canonical = S("");
	if (!parse(sc, text, options, &tree, diags))
		return false;
	tree_print(&out, &tree);
	return buf_done(&out, canonical);
}

struct node *
policy_to_json(struct scope *sc, struct str text, const struct compile_options *options,
    struct diags *diags)
{
	struct tree tree;

	return parse(sc, text, options, &tree, diags) ? tree_json(&sc->arena, &tree) : NULL;
}

/* Printed and parsed again it must be the same: whatever else would let two
 * readers see two policies. */
result
policy_from_json(struct scope *sc, const struct node *json, const struct compile_options *options,
    struct str *canonical, struct diags *diags)
{
	struct tree tree, again;
	struct buf out = buf_new(&sc->arena);

	begin(diags, options);
	TRY(tree_of_json(sc, json, &tree));
	tree_print(&out, &tree);
	*canonical = buf_str(&out);
	if (!parse(sc, *canonical, options, &again, diags))
		return OK;
	if (!node_eq(tree_json(&sc->arena, &tree), tree_json(&sc->arena, &again)))
		return fail(sc, E_INPUT, "the JSON says what no text of a policy says");
	return OK;
}
