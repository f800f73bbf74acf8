/* bin/bailee.c -- the one program: finds the command, runs it, says how it went. */
#include "bin/command.h"
#include "bin/parts.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "base/json.h"

static void
say_error(struct call *call, result r)
{
	struct scope *sc = call->sc;
	struct buf err = buf_new(&sc->arena);
	struct str text = sc->fault.text.n > 0 ? sc->fault.text : str_of(result_text(r.code));

	if (call->json) {
		struct node *n = node_map(&sc->arena);

		node_set_str(&sc->arena, n, S("error"), text);
		if (sc->fault.field.n > 0)
			node_set_str(&sc->arena, n, S("field"), sc->fault.field);
		node_set_int(&sc->arena, n, S("exit"), result_exit(r.code));
		json_print(&err, n);
	} else {
		buf_printf(&err, "bailee: %.*s", STR(text));
		if (sc->fault.field.n > 0)
			buf_printf(&err, " (%.*s)", STR(sc->fault.field));
		if (sc->fault.detail.n > 0)
			buf_printf(&err, "\n        %.*s", STR(sc->fault.detail));
	}
	buf_putc(&err, '\n');
	(void)file_pour(sc, FILE_STDERR, buf_str(&err)).code; /* nowhere left to say it */
}

static result
run(struct call *call)
{
	if (call->act == NULL)
		return call->command->run(call);
	return call->act->run(call);
}

static int
run_command(struct call *call)
{
	result r = run(call), poured;

	poured = file_pour(call->sc, FILE_STDOUT, buf_str(&call->out)); /* N2 */
	if (r.code == E_OK)
		r = poured;
	if (r.code != E_OK)
		say_error(call, r);
	if (r.code == E_OK)
		return call->no ? EXIT_NO : 0;
	return call->command->fault != 0 ? call->command->fault : result_exit(r.code);
}

static int
show_help(struct scope *sc, const struct command *command, struct str word)
{
	struct buf out = buf_new(&sc->arena);

	if (command != NULL
	    && (command->help == NULL || word.n == 0 || !command->help(&out, word)))
		help_command(&out, command);
	if (command == NULL)
		help_all(&out);
	return file_pour(sc, FILE_STDOUT, buf_str(&out)).code == E_OK ? 0 : result_exit(E_IO);
}

static int
unknown(struct scope *sc, struct str name)
{
	const char **names = NEW_ARRAY(&sc->arena, commands_n, const char *);
	const char *near;

	for (size_t i = 0; i < commands_n; i++)
		names[i] = commands[i]->name;
	near = command_nearest(name, names, commands_n);
	fprintf(stderr, "bailee: there is no command `%.*s`", STR(name));
	if (near[0] != '\0')
		fprintf(stderr, "; did you mean `%s`?", near);
	fprintf(stderr, "\n        `bailee --help` lists them\n");
	return EXIT_USAGE;
}

static bool
is_any(struct str s, const char *a, const char *b)
{
	return str_eq(s, str_of(a)) || str_eq(s, str_of(b));
}

static int
start(struct scope *sc, int argc, char **argv)
{
	struct str name = str_of(argc > 1 ? argv[1] : "--help");
	struct call call = { .sc = sc };
	result part;
	bool help = is_any(name, "help", "--help") || str_eq(name, S("-h"));

	if (is_any(name, "--version", "version")) {
		printf("bailee " BAILEE_VERSION "\n");
		return 0;
	}
	if (part_run(sc, name, argv + 2, argc > 2 ? argc - 2 : 0, &part)) {
		if (part.code != E_OK)
			say_error(&call, part);
		return result_exit(part.code);
	}
	if (help && argc < 3)
		return show_help(sc, NULL, S(""));
	if (help && str_eq(str_of(argv[2]), S("--roff"))) {
		call.out = buf_new(&sc->arena);
		help_roff(&call.out);
		return file_pour(sc, FILE_STDOUT, buf_str(&call.out)).code == E_OK
			   ? 0
			   : result_exit(E_IO);
	}
	if (help)
		name = str_of(argv[2]);
	call.command = command_of_name(name);
	if (call.command == NULL)
		return unknown(sc, name);
	for (int i = help ? 1 : 2; i < argc; i++)
		if (help || is_any(str_of(argv[i]), "--help", "-h"))
			return show_help(sc, call.command, str_of(argv[argc - 1]));
	call.out = buf_new(&sc->arena);
	return options_read(&call, argv + 2, argc - 2) ? run_command(&call) : EXIT_USAGE;
}

int
main(int argc, char **argv)
{
	struct scope sc;
	int status;

	clock_scope(&sc);
	status = start(&sc, argc, argv);
	scope_end(&sc);
	return status;
}
