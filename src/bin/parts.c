/* bin/parts.c -- the programme started as a part of itself: a keeper. */
#include "bin/parts.h"
#include "keeper/process.h"

#define GIVEN_FD 3

static result
run_keeper(struct scope *sc, struct str *args, size_t n)
{
	const struct keeper_process p = {
		.options = {
		    .store = args[0],
		    .root = args[1],
		    .weaker = n > 2 && str_eq(args[2], S("weaker")),
		},
		.link = -1,
		.control = GIVEN_FD,
	};

	return keeper_process(sc, &p);
}

static result
run_keeper_for_one(struct scope *sc, struct str *args, size_t n)
{
	const struct keeper_process p = {
		.options = { .store = args[0], .root = args[1], .one = true },
		.link = GIVEN_FD,
		.control = -1,
	};

	(void)n;
	return keeper_process(sc, &p);
}

static const struct {
	const char *word;
	size_t least; /* arguments */
	result (*run)(struct scope *, struct str *args, size_t n);
} parts[] = {
	{ PROCESS_KEEPER, 2, run_keeper },
	{ PROCESS_KEEPER_ONE, 2, run_keeper_for_one },
};

bool
part_run(struct scope *sc, struct str word, char **argv, int argc, result *r)
{
	struct str *args = NEW_ARRAY(&sc->arena, (size_t)argc + 1, struct str);

	for (int i = 0; i < argc; i++)
		args[i] = str_of(argv[i]);
	for (size_t i = 0; i < N(parts); i++) {
		if (!str_eq(word, str_of(parts[i].word)) || (size_t)argc < parts[i].least)
			continue;
		*r = parts[i].run(sc, args, (size_t)argc);
		return true;
	}
	return false;
}
