/* bin/cmd_screening.c -- registers of numbers that must not be rung.
 *
 * A register has millions of lines: the file is read in pieces and is never whole in memory.
 */
#include <string.h>

#include "bin/store.h"
#include "sys/file.h"

#define PIECE_NUMBERS ((size_t)2000)
#define PIECE_BYTES ((size_t)64 << 10)

struct loading {
	struct call *call;
	struct file file;
	uint64_t offset; /* of what is not read yet */
	int64_t list;
	uint64_t taken, refused;
	bool ended; /* the file is */
};

static const struct option_row options[] = {
	OPTION_KEY,
	{ "as-of", "TIME", "the day whose register the file is; else today" },
};

static result
ask_piece(struct loading *l, struct node *numbers)
{
	struct arena *a = &l->call->sc->arena;
	const struct node *answer;
	struct node *q = node_map(a);

	node_set_str(a, q, S("register"), l->call->args[0]);
	if (call_has(l->call, "as-of"))
		node_set_str(a, q, S("as-of"), call_option(l->call, "as-of"));
	if (l->list != 0)
		node_set_int(a, q, S("list"), l->list);
	node_set(q, S("numbers"), numbers);
	node_set_bool(a, q, S("done"), l->ended);
	TRY(call_ask(l->call, VERB_SCREENING, q, &answer));
	l->list = node_get_int(answer, S("list"), 0);
	l->taken += (uint64_t)node_get_int(answer, S("taken"), 0);
	l->refused += (uint64_t)node_get_int(answer, S("refused"), 0);
	return OK;
}

/* The first cell of a line, as registers come: a number, or a number and more. */
static struct str
number_of(struct str line)
{
	struct str rest, cell = str_cut(line, ',', &rest);

	cell = str_trim(cell);
	if (cell.n >= 2 && cell.p[0] == '"' && cell.p[cell.n - 1] == '"')
		cell = str_slice(cell, 1, cell.n - 1);
	return cell;
}

/* Whole lines only: what follows the last line's end is read again with the next piece. */
static result
load_piece(struct loading *l)
{
	struct scope *sc = l->call->sc;
	char *bytes = arena_alloc(&sc->arena, PIECE_BYTES);
	struct node *numbers = node_list(&sc->arena);
	struct str text, line;
	size_t got, used = 0;

	TRY(file_get(sc, l->file, l->offset, bytes, PIECE_BYTES, &got));
	text = (struct str){ bytes, got };
	while (used < got && numbers->count < PIECE_NUMBERS) {
		const char *end = memchr(bytes + used, '\n', got - used);
		size_t n = end != NULL ? (size_t)(end - bytes) - used : got - used;

		if (end == NULL && got == PIECE_BYTES && used > 0)
			break;
		line = number_of(str_slice(text, used, used + n));
		if (line.n > 0)
			node_add(numbers, node_str(&sc->arena, line));
		used += n + (end != NULL);
	}
	l->offset += used;
	l->ended = used == got && got < PIECE_BYTES;
	return ask_piece(l, numbers);
}

/* Each piece has a scope of its own. */
static result
load_pieces(struct loading *l)
{
	struct scope *sc = l->call->sc;

	while (!l->ended) {
		struct scope inner;
		result r;

		scope_begin(&inner, sc->now);
		l->call->sc = &inner;
		r = load_piece(l);
		l->call->sc = sc;
		TRY(scope_end_within(&inner, sc, r));
	}
	return OK;
}

static result
run_load(struct call *call)
{
	struct loading l = { .call = call };
	struct arena *a = &call->sc->arena;
	struct node *said = node_map(a);
	result r;

	TRY(file_open(call->sc, call->args[1], &l.file));
	r = ask_piece(&l, node_list(a)); /* opens the link, in the scope that lasts */
	if (r.code == E_OK)
		r = load_pieces(&l);
	file_close(&l.file);
	TRY(r);
	node_set_str(a, said, S("register"), call->args[0]);
	node_set_int(a, said, S("numbers"), (int64_t)l.taken);
	node_set_int(a, said, S("left-out"), (int64_t)l.refused);
	return call_show(call, said, "");
}

static const struct act acts[] = {
	{ "load", "REGISTER FILE", 2, 2, "a register takes the place of the one before", run_load,
	    VERB_SCREENING, "register", "" },
};

const struct command command_screening = {
	.name = "screening",
	.what = "registers of numbers that must not be rung: TPS, CTPS",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual = "FILE has a telephone number at the start of each line; lines without one are left "
		  "out and counted.\n"
		  "Numbers are kept as keyed fingerprints: one that is asked for is found, and the "
		  "list cannot be read out.\n"
		  "A contact check and a release for marketing calls say no to a number on it, and "
		  "to every number when\n"
		  "the register is older than the policy's `screen` line lets it be.",
	.examples = "bailee screening load tps tps-2027-03.csv --as-of 2027-03-01",
};
