/* bin/help.c -- what the commands are, for a terminal and for man(1); both
 * come from the table, so neither can lag behind. */
#include "bin/command.h"

/* What follows a group's line, until the next. */
enum line_kind { LINE_GROUP,
	LINE_COMMAND };

#define GROUP(what)
#define COMMAND(name) extern const struct command command_##name;
#include "bin/commands.def"
#undef COMMAND
#undef GROUP

static const struct {
	enum line_kind kind;
	const char *what; /* of a group */
	const struct command *command;
} lines[] = {
#define GROUP(what) { LINE_GROUP, what, NULL },
#define COMMAND(name) { LINE_COMMAND, NULL, &command_##name },
#include "bin/commands.def"
#undef COMMAND
#undef GROUP
};

static const struct {
	int status;
	const char *what;
} statuses[] = {
	{ EXIT_NO, "the answer is no: a refusal, an error in a policy, a promise that failed" },
	{ EXIT_USAGE, "the command line is wrong" },
};

static void
put_status(struct buf *b, bool roff, int status, struct str what)
{
	if (roff)
		buf_printf(b, ".TP\n.B %d\n%.*s\n", status, STR(what));
	else
		buf_printf(b, "    %-2d %.*s\n", status, STR(what));
}

/* Codes of one exit status share a line. */
static void
put_statuses(struct buf *b, bool roff)
{
	put_status(b, roff, 0, S("it was done, or the answer is yes"));
	for (size_t i = 0; i < N(statuses); i++)
		put_status(b, roff, statuses[i].status, str_of(statuses[i].what));
	for (int status = EXIT_USAGE + 1; status < 16; status++) {
		struct buf text = buf_new(b->arena);

		for (enum code c = E_OK; c < RESULT_CODES; c++)
			if (result_exit(c) == status)
				buf_printf(&text, "%s%s", text.n > 0 ? "; " : "", result_text(c));
		if (text.n > 0)
			put_status(b, roff, status, buf_str(&text));
	}
}

void
help_all(struct buf *b)
{
	buf_puts(b, "bailee keeps personal data as a policy says, and proves it\n\n"
		    "usage: bailee COMMAND [OPTION...] [ARGUMENT...]\n");
	for (size_t i = 0; i < N(lines); i++) {
		const struct command *c;

		if (lines[i].kind == LINE_GROUP) {
			buf_printf(b, "\n%s\n", lines[i].what);
			continue;
		}
		c = lines[i].command;
		buf_printf(b, "    %-10s %s\n", c->name, c->what);
	}
	buf_puts(b, "\n`bailee help COMMAND` says what a command takes, with examples\n"
		    "\nexit status\n");
	put_statuses(b, false);
}

static void
put_usage(struct buf *b, const struct command *c, const char *lead)
{
	for (size_t i = 0; i < c->n_acts; i++)
		buf_printf(b, "%sbailee %s %s%s%s\n", i == 0 ? lead : "       ", c->name,
		    c->acts[i].name, c->acts[i].args[0] != '\0' ? " " : "", c->acts[i].args);
	if (c->n_acts == 0)
		buf_printf(
		    b, "%sbailee %s%s%s\n", lead, c->name, c->args[0] != '\0' ? " " : "", c->args);
}

static void
put_options(struct buf *b, const struct option_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str name = str_printf(b->arena, "--%s%s%s", rows[i].name,
		    rows[i].takes != NULL ? " " : "", rows[i].takes != NULL ? rows[i].takes : "");

		buf_printf(b, "    %-24.*s %s\n", STR(name), rows[i].what);
	}
}

void
help_command(struct buf *b, const struct command *c)
{
	buf_printf(b, "bailee %s - %s\n\n", c->name, c->what);
	put_usage(b, c, "usage: ");
	buf_printf(b, "\n%s\n", c->manual);
	if (c->n_acts > 0)
		buf_puts(b, "\nwhat it does\n");
	for (size_t i = 0; i < c->n_acts; i++)
		buf_printf(b, "    %-10s %s\n", c->acts[i].name, c->acts[i].what);
	buf_puts(b, "\noptions\n");
	put_options(b, c->options, c->n_options);
	put_options(b, common_options, common_options_n);
	buf_printf(b, "\nexamples\n");
	for (struct str rest = str_of(c->examples), line; rest.n > 0;) {
		line = str_cut(rest, '\n', &rest);
		buf_printf(b, "    %.*s\n", STR(line));
	}
}

static void
roff_options(struct buf *b, const struct option_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_puts(b, ".TP\n.B \\-\\-");
		buf_put_roff(b, rows[i].name);
		if (rows[i].takes != NULL) {
			buf_puts(b, " \\fI");
			buf_put_roff(b, rows[i].takes);
			buf_puts(b, "\\fR");
		}
		buf_putc(b, '\n');
		buf_put_roff(b, rows[i].what);
		buf_putc(b, '\n');
	}
}

static void
roff_command(struct buf *b, const struct command *c)
{
	buf_puts(b, ".SS ");
	buf_put_roff(b, c->name);
	buf_puts(b, "\n.nf\n");
	put_usage(b, c, "");
	buf_puts(b, ".fi\n.PP\n");
	buf_put_roff(b, c->manual);
	buf_putc(b, '\n');
	for (size_t i = 0; i < c->n_acts; i++) {
		buf_printf(b, ".TP\n.B %s\n", c->acts[i].name);
		buf_put_roff(b, c->acts[i].what);
		buf_putc(b, '\n');
	}
	roff_options(b, c->options, c->n_options);
	buf_puts(b, ".PP\nExamples:\n.PP\n.nf\n.RS\n");
	buf_put_roff(b, c->examples);
	buf_puts(b, "\n.RE\n.fi\n");
}

void
help_roff(struct buf *b)
{
	buf_puts(b,
	    ".\\\" made by `bailee help --roff` from src/bin; do not edit\n"
	    ".TH BAILEE 1 \"\" \"bailee " BAILEE_VERSION "\"\n"
	    ".SH NAME\nbailee \\- keeps personal data as a policy says, and proves it\n"
	    ".SH SYNOPSIS\n.B bailee\n.I COMMAND\n[\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n"
	    ".SH DESCRIPTION\nThe policy a company publishes is the programme that runs.  "
	    "bailee compiles it, and keeps, gives out and erases personal data as it says.\n"
	    ".SH OPTIONS\nEvery command takes these:\n");
	roff_options(b, common_options, common_options_n);
	buf_puts(b, ".SH COMMANDS\n");
	for (size_t i = 0; i < commands_n; i++)
		roff_command(b, commands[i]);
	buf_puts(b, ".SH EXIT STATUS\n");
	put_statuses(b, true);
	buf_puts(b,
	    ".SH ENVIRONMENT\n.TP\n.B BAILEE_STORE\nthe store, when \\-\\-store is not given\n"
	    ".TP\n.B BAILEE_KEY\nthe bearer key, when \\-\\-key is not given\n"
	    ".TP\n.B CREDENTIALS_DIRECTORY\nof systemd's: bailee\\-root is a root key file, "
	    "bailee\\-passphrase a passphrase\n"
	    ".SH FILES\n"
	    ".TP\n.B ./store\nthe store, where there is one and none is named\n"
	    ".TP\n.B /var/lib/bailee\nthe store otherwise; bailee\\-serve(8) says what lies in it\n"
	    ".TP\n.B /etc/default/bailee\nthe options that the service is started with\n"
	    ".TP\n.B FILE.verdicts.ndjson\nwhat became of each row of a FILE that was put; its .state, "
	    "where to go on after a break\n"
	    ".SH SEE ALSO\n.BR bailee\\-serve (8),\n.BR policy (7),\n.BR promise (7)\n");
}
