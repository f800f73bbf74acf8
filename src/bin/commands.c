/* bin/commands.c -- the table of commands, and finding one in it. */
#include "bin/command.h"

#define GROUP(what)
#define COMMAND(name) extern const struct command command_##name;
#include "bin/commands.def"
#undef COMMAND
#define COMMAND(name) &command_##name,
const struct command *const commands[] = {
#include "bin/commands.def"
};
#undef COMMAND
#undef GROUP
const size_t commands_n = N(commands);

const struct command *
command_of_name(struct str name)
{
	for (size_t i = 0; i < commands_n; i++)
		if (str_eq(str_of(commands[i]->name), name))
			return commands[i];
	return NULL;
}

#define NAME_MAX_NEAR 32

/* Letters to change, add or leave out; `a` and `b` are short. */
static size_t
distance(struct str a, struct str b)
{
	size_t row[NAME_MAX_NEAR + 1];

	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t best = diagonal + (a.p[i - 1] != b.p[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.n];
}

const char *
command_nearest(struct str given, const char *const *names, size_t n)
{
	const char *best = "";
	size_t least = given.n < 5 ? 2 : 3;

	for (size_t i = 0; i < n; i++) {
		struct str name = str_of(names[i]);
		size_t d;

		if (given.n > NAME_MAX_NEAR || name.n > NAME_MAX_NEAR)
			continue;
		d = given.n > 2 && str_starts(name, given) ? 0 : distance(given, name);
		if (d < least) {
			least = d;
			best = names[i];
		}
	}
	return best;
}
