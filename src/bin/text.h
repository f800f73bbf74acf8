/* bin/text.h -- the texts a command is given: a policy, and what it compiles to. */
#ifndef BAILEE_BIN_TEXT_H
#define BAILEE_BIN_TEXT_H

#include "bin/command.h"
#include "policy/compile.h"

struct compiled {
	struct compile_options options;
	struct str text;
	struct diags diags;
	const struct plan *plan; /* NULL: there were errors */
};

/* A file, or standard input for "-". */
result call_read(struct call *, struct str path, size_t cap, struct str *content) MUST;

/* Reads and compiles the policy at `path` ("-" is standard input). */
result call_compile(struct call *, struct str path, struct compiled *) MUST;
/* The same; errors are printed and E_INPUT. */
result call_plan(struct call *, struct str path, struct compiled *) MUST;

#endif
