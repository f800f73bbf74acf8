/* bin/command.h -- the command line: one table of commands, one reader of
 * options, one way to say what came out.
 *
 *  N1  The command line has no privilege over data: it asks the keeper the
 *      verbs that a door asks, with a bearer key.
 *  N2  What a command says goes to standard output, whole, at its end; what
 *      went wrong goes to standard error; the exit status says which.
 *  N3  An unknown command, option or argument ends with 2 before anything is
 *      opened, and names what was probably meant.
 *  N4  With --json, standard output is JSON and nothing else.
 */
#ifndef BAILEE_BIN_COMMAND_H
#define BAILEE_BIN_COMMAND_H

#include "base/buf.h"
#include "base/list.h"
#include "base/node.h"
#include "keeper/verbs.h"

#define EXIT_NO 1 /* the answer is no: a refusal, an error in a policy, a promise that failed */
#define EXIT_USAGE 2

struct option_row {
	const char *name; /* without the dashes */
	const char *takes; /* how the manual names its value; NULL: a switch */
	const char *what;
};

struct command;

struct option_given {
	const struct option_row *row;
	struct str value;
};

/* One run of one command. */
struct call {
	struct scope *sc;
	const struct command *command;
	const struct act *act; /* NULL when the command has none */
	LIST(struct option_given) options;
	struct str *args; /* after the act's name */
	size_t n;
	bool json;
	bool no; /* the answer is no */
	struct buf out;
	struct link *link; /* opened by the first call_ask */
};

/* What a command with several ways to go offers: `bailee party add`. */
struct act {
	const char *name;
	const char *args; /* as the manual shows them: "CLASS NAME" */
	size_t least, most; /* arguments */
	const char *what;
	result (*run)(struct call *); /* call_act: asks `verb`, shows the answer */
	enum verb verb;
	const char *members; /* of the question, one for each argument */
	const char *show; /* of the answer: "list: column column" or "" */
};

struct command {
	const char *name;
	const char *args;
	size_t least, most;
	const char *what; /* one line, no full stop */
	result (*run)(struct call *); /* NULL when `acts` say what to do */
	const struct act *acts;
	size_t n_acts;
	const struct option_row *options;
	size_t n_options;
	int fault; /* exit status of every fault; 0: by its kind */
	bool (*help)(struct buf *, struct str word); /* `--help WORD`; NULL: no words */
	const char *manual; /* paragraphs */
	const char *examples; /* one a line */
};

/* commands.c: the table */
extern const struct command *const commands[];
extern const size_t commands_n;
const struct command *command_of_name(struct str);
/* The name in `names` that was probably meant, or "". */
const char *command_nearest(struct str given, const char *const *names, size_t n);

/* options.c: what the command was given */
bool call_has(const struct call *, const char *option);
struct str call_option(const struct call *, const char *option); /* the last one, or "" */
/* Options that every command takes. */
extern const struct option_row common_options[];
extern const size_t common_options_n;
/* Reads argv after the command's name; on a fault says so on standard error
 * and returns false. */
bool options_read(struct call *, char **argv, int argc);

/* help.c: what there is */
void help_all(struct buf *);
void help_command(struct buf *, const struct command *);
void help_roff(struct buf *); /* doc/man/bailee.1 */

#endif
