/* bin/cmd_init.c -- makes a store: keys, certificate, policy, the first operator. */
#include "base/json.h"
#include "bin/root.h"
#include "bin/store.h"
#include "bin/text.h"
#include "keeper/keeper.h"
#include "seal/key.h"
#include "sys/file.h"
#include "vault/root.h"

static const struct option_row options[] = {
	{ "policy", "FILE", "the policy that the store obeys" },
	{ "rehearsal", NULL,
	    "a store whose clock may be moved, for ever; never for real people's data" },
	{ "at", "TIME", "where the clock of a rehearsal starts" },
	{ "place", "NAMES",
	    "the places of the policy where this store's bytes lie, NAME,NAME; else all but those of "
	    "backups" },
	{ "host", "NAMES",
	    "names and addresses for the TLS certificate, NAME,NAME; else localhost" },
	{ "passphrase", NULL, "the root key is a passphrase, asked for now and at each start" },
	OPTION_PASSPHRASE_FD,
	{ "sheet", "FILE", "write the recovery sheet there as well" },
};

struct made {
	struct str store, id, token;
	struct str share[3];
	bool typed; /* the root is a passphrase */
	const struct plan *plan;
};

static result
read_start(struct call *call, struct keeper_birth *birth)
{
	struct scope *sc = call->sc;

	birth->rehearsal = call_has(call, "rehearsal");
	birth->at = sc->now;
	if (!call_has(call, "at"))
		return OK;
	if (!birth->rehearsal)
		return fail(
		    sc, E_INPUT, "--at goes with --rehearsal: no other store's clock can be set");
	if (!instant_parse(call_option(call, "at"), &birth->at))
		return fail(
		    sc, E_INPUT, "--at takes a time such as 2027-03-02T09:00:00Z, or a date");
	return OK;
}

/* Those where data lies, and not backups alone, with `between` two. */
static struct str
places_of(struct arena *a, const struct plan *plan, const char *between)
{
	struct buf b = buf_new(a);
	bool any = false;

	for (size_t i = 0; i < plan->places.n; i++) {
		if (!term_is_zero(plan->places.at[i].backups_kept)
		    || plan->places.at[i].told != TOLD_NO) /* another system */
			continue;
		buf_printf(&b, "%s%.*s", any ? between : "", STR(plan->places.at[i].name));
		any = true;
	}
	return buf_str(&b);
}

static bool
has_place(const struct plan *plan, struct str name)
{
	for (size_t i = 0; i < plan->places.n; i++)
		if (str_eq(plan->places.at[i].name, name))
			return true;
	return false;
}

/* Bytes lie only where the policy says that they may; the store's first entry
 * says where they do. */
static result
take_places(struct call *call, const struct plan *plan, struct keeper_birth *birth)
{
	struct arena *a = &call->sc->arena;
	struct str rest = call_option(call, "place");
	struct buf places = buf_new(a);

	while (rest.n > 0) {
		struct str name = str_trim(str_cut(rest, ',', &rest));

		if (!has_place(plan, name))
			return fail(call->sc, E_INPUT,
			    "the policy has no place `%.*s`; it has %.*s", STR(name),
			    STR(places_of(a, plan, ", ")));
		buf_printf(&places, "%s%.*s", places.n > 0 ? " " : "", STR(name));
	}
	birth->places = places.n > 0 ? buf_str(&places) : places_of(a, plan, " ");
	return OK;
}

static struct str
sheet_text(struct arena *a, const struct made *m)
{
	struct buf b = buf_new(a);

	buf_printf(&b,
	    "recovery sheet of the store %.*s\n\n"
	    "Any two of these three lines bring the store's root key back.  Keep them apart, off "
	    "this\n"
	    "machine.  Without the %s and two of them nothing in the store can ever be "
	    "read.\n\n",
	    STR(m->id), m->typed ? "passphrase" : "key file");
	for (size_t i = 0; i < N(m->share); i++)
		buf_printf(&b, "    %.*s\n", STR(m->share[i]));
	return buf_str(&b);
}

static void
show_text(struct call *call, const struct made *m)
{
	struct buf *b = &call->out;

	buf_printf(b, "made the store %.*s in %.*s, under the policy %.*s %u\n\n", STR(m->id),
	    STR(m->store), STR(m->plan->name), m->plan->version);
	buf_put(b, sheet_text(b->arena, m));
	buf_printf(b, "\nthe operator's key, shown once:\n\n    %.*s\n", STR(m->token));
	if (m->plan->unbuilt.n > 0)
		buf_puts(b,
		    "\nthe policy says this, and this version of bailee does not do it yet:\n\n");
	for (size_t i = 0; i < m->plan->unbuilt.n; i++)
		buf_printf(b, "    line %-4u %.*s\n", m->plan->unbuilt.at[i].at.line,
		    STR(m->plan->unbuilt.at[i].what));
	buf_printf(b, "\nnext: bailee serve --store %.*s\n", STR(m->store));
}

static void
show_json(struct call *call, const struct made *m)
{
	struct arena *a = &call->sc->arena;
	struct node *n = node_map(a), *sheet = node_list(a), *unbuilt = node_list(a);

	for (size_t i = 0; i < N(m->share); i++)
		node_add(sheet, node_str(a, m->share[i]));
	for (size_t i = 0; i < m->plan->unbuilt.n; i++) {
		struct node *one = node_add(unbuilt, node_map(a));

		node_set_int(a, one, S("line"), m->plan->unbuilt.at[i].at.line);
		node_set_str(a, one, S("what"), m->plan->unbuilt.at[i].what);
	}
	node_set_str(a, n, S("store"), m->store);
	node_set_str(a, n, S("id"), m->id);
	node_set_str(a, n, S("token"), m->token);
	node_set(n, S("sheet"), sheet);
	node_set(n, S("unbuilt"), unbuilt);
	json_print(&call->out, n);
	buf_putc(&call->out, '\n');
}

static result
make_root(struct call *call, struct str store, struct root **root)
{
	struct scope *sc = call->sc;
	struct str salt;
	int fd;

	TRY(root_fd_option(call, &fd));
	if (!call_has(call, "passphrase") && fd < 0)
		return root_make(sc, path_join(&sc->arena, store, S(KEEPER_ROOT)), root);
	TRY(root_new_typed(sc, fd, &salt, root));
	return file_write(sc, path_join(&sc->arena, store, S(KEEPER_SALT)),
	    str_printf(&sc->arena, "%.*s\n", STR(salt)), FILE_PRIVATE);
}

/* The folder must be ours alone and hold no store; the rest is undone by
 * nobody, so it is made only after all that can be checked was. */
static result
make_store(struct call *call, struct keeper_birth *birth, struct made *m)
{
	struct scope *sc = call->sc;
	struct root *root;

	TRY(seal_start(sc));
	TRY(dir_make_all(sc, m->store, DIR_PRIVATE));
	if (file_exists(sc, path_join(&sc->arena, m->store, S(KEEPER_ROOT)))
	    || file_exists(sc, path_join(&sc->arena, m->store, S(KEEPER_SALT))))
		return fail(sc, E_STATE, "%.*s holds a store already", STR(m->store));
	TRY(make_root(call, m->store, &root));
	m->typed = !file_exists(sc, path_join(&sc->arena, m->store, S(KEEPER_ROOT)));
	birth->root = root;
	TRY(keeper_make(sc, birth, &m->id, &m->token));
	TRY(root_shares(sc, root, m->id, m->share));
	return store_certificate(sc, m->store, call_option(call, "host"));
}

static result
run(struct call *call)
{
	struct scope *sc = call->sc;
	struct compiled c = { .options.activating = true };
	struct keeper_birth birth = { 0 };
	struct made m = { 0 };
	struct str sheet = call_option(call, "sheet");

	if (!call_has(call, "policy"))
		return fail(sc, E_INPUT,
		    "--policy FILE is wanted: a store obeys a policy from its first moment");
	TRY(read_start(call, &birth));
	TRY(call_plan(call, call_option(call, "policy"), &c));
	TRY(take_places(call, c.plan, &birth));
	m.plan = c.plan;
	m.store = call->n > 0 ? call->args[0] : call_store(call);
	birth.store = m.store;
	birth.policy = c.text;
	TRY(make_store(call, &birth, &m));
	if (sheet.n > 0)
		TRY(file_write(sc, sheet, sheet_text(&sc->arena, &m), FILE_SECRET));
	if (call->json)
		show_json(call, &m);
	else
		show_text(call, &m);
	return OK;
}

const struct command command_init = {
	.name = "init",
	.args = "[DIR]",
	.most = 1,
	.what = "make a store that obeys a policy",
	.run = run,
	.options = options,
	.n_options = N(options),
	.manual = "Makes the folder with a root key (mode 0400), a TLS certificate signed by "
		  "itself and the first\n"
		  "operator's key, and prints the recovery sheet.  Names what the policy says and "
		  "this version\n"
		  "cannot do.  The policy must compile without an error and without placeholders.",
	.examples =
	    "bailee init ./store --policy policies/voip-distributor.policy --sheet sheet.txt\n"
	    "bailee init ./rehearsal --policy company.policy --rehearsal --at 2027-03-02",
};
