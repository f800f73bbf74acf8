/* bin/options.c -- reads what follows a command's name (N3). */
#include <stdarg.h>

#include "bin/command.h"

const struct option_row common_options[] = {
	{ "store", "DIR", "the store: else $BAILEE_STORE, ./store, /var/lib/bailee" },
	{ "json", NULL, "print JSON, for programmes" },
	{ "help", NULL, "print this" },
};
const size_t common_options_n = N(common_options);

bool
call_has(const struct call *call, const char *option)
{
	for (size_t i = 0; i < call->options.n; i++)
		if (str_eq(str_of(call->options.at[i].row->name), str_of(option)))
			return true;
	return false;
}

struct str
call_option(const struct call *call, const char *option)
{
	for (size_t i = call->options.n; i > 0; i--)
		if (str_eq(str_of(call->options.at[i - 1].row->name), str_of(option)))
			return call->options.at[i - 1].value;
	return S("");
}

static const struct option_row *
row_in(const struct option_row *rows, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_of(rows[i].name), name))
			return &rows[i];
	return NULL;
}

static const struct option_row *
row_of(const struct command *c, struct str name)
{
	const struct option_row *row = row_in(c->options, c->n_options, name);

	return row != NULL ? row : row_in(common_options, common_options_n, name);
}

static bool wrong(const struct call *call, const char *near, const char *format, ...) PRINTF(3, 4);

static bool
wrong(const struct call *call, const char *near, const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "bailee %s: ", call->command->name);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	if (near[0] != '\0')
		fprintf(stderr, "; did you mean `%s`?", near);
	fprintf(stderr, "\n        `bailee %s --help` says what it takes\n", call->command->name);
	return false;
}

static bool
unknown_option(struct call *call, struct str name)
{
	const struct command *c = call->command;
	const char **names =
	    NEW_ARRAY(&call->sc->arena, c->n_options + common_options_n, const char *);
	size_t n = 0;

	for (size_t i = 0; i < c->n_options; i++)
		names[n++] = c->options[i].name;
	for (size_t i = 0; i < common_options_n; i++)
		names[n++] = common_options[i].name;
	return wrong(
	    call, command_nearest(name, names, n), "there is no option `--%.*s`", STR(name));
}

/* `--name value`, `--name=value`, `--switch`; `i` stands at it. */
static bool
read_option(struct call *call, char **argv, int argc, int *i)
{
	struct str rest, name = str_cut(str_slice(str_of(argv[*i]), 2, SIZE_MAX), '=', &rest);
	bool joined = strchr(argv[*i], '=') != NULL;
	const struct option_row *row = row_of(call->command, name);

	if (row == NULL)
		return unknown_option(call, name);
	if (row->takes == NULL && joined)
		return wrong(call, "", "`--%s` takes no value", row->name);
	if (row->takes != NULL && !joined) {
		if (*i + 1 >= argc)
			return wrong(call, "", "`--%s` needs %s after it", row->name, row->takes);
		rest = str_of(argv[++*i]);
	}
	*LIST_ADD(&call->options, &call->sc->arena) = (struct option_given){ row, rest };
	return true;
}

/* `-w` for a switch of the command's own that begins so. */
static bool
read_letter(struct call *call, struct str word)
{
	const struct command *c = call->command;

	for (size_t i = 0; i < c->n_options && word.n == 2; i++) {
		if (c->options[i].takes == NULL && c->options[i].name[0] == word.p[1]) {
			*LIST_ADD(&call->options, &call->sc->arena) =
			    (struct option_given){ &c->options[i], S("") };
			return true;
		}
	}
	return wrong(
	    call, "", "there is no option `%.*s`; options are written out, `--option`", STR(word));
}

static bool
find_act(struct call *call)
{
	const struct command *c = call->command;
	const char **names = NEW_ARRAY(&call->sc->arena, c->n_acts, const char *);
	struct str given = call->n > 0 ? call->args[0] : str_of(c->acts[0].name);

	for (size_t i = 0; i < c->n_acts; i++) {
		names[i] = c->acts[i].name;
		if (str_eq(str_of(names[i]), given))
			call->act = &c->acts[i];
	}
	if (call->act == NULL)
		return wrong(call, command_nearest(given, names, c->n_acts),
		    "there is no `%s %.*s`", c->name, STR(given));
	if (call->n > 0) {
		call->args++;
		call->n--;
	}
	return true;
}

static bool
count_args(const struct call *call)
{
	const struct command *c = call->command;
	const char *shape = call->act != NULL ? call->act->args : c->args;
	size_t least = call->act != NULL ? call->act->least : c->least;
	size_t most = call->act != NULL ? call->act->most : c->most;
	const char *act = call->act != NULL ? call->act->name : "";

	if (call->n < least)
		return wrong(call, "", "too little was given; it goes `bailee %s%s%s %s`", c->name,
		    act[0] != '\0' ? " " : "", act, shape);
	if (call->n > most)
		return wrong(call, "", "`%.*s` is one too many; it goes `bailee %s%s%s %s`",
		    STR(call->args[most]), c->name, act[0] != '\0' ? " " : "", act, shape);
	return true;
}

bool
options_read(struct call *call, char **argv, int argc)
{
	bool words_only = false;

	call->args = NEW_ARRAY(&call->sc->arena, (size_t)argc + 1, struct str);
	for (int i = 0; i < argc; i++) {
		struct str word = str_of(argv[i]);

		if (!words_only && str_eq(word, S("--")))
			words_only = true;
		else if (!words_only && str_starts(word, S("--"))) {
			if (!read_option(call, argv, argc, &i))
				return false;
		} else if (!words_only && word.n > 1 && word.p[0] == '-') {
			if (!read_letter(call, word))
				return false;
		} else {
			call->args[call->n++] = word;
		}
	}
	call->json = call_has(call, "json");
	if (call->command->n_acts > 0 && !find_act(call))
		return false;
	return count_args(call);
}
