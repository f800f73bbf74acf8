/* bin/text.c -- the texts a command is given: a policy, and what it compiles to. */
#include "bin/text.h"
#include "sys/file.h"

result
call_read(struct call *call, struct str path, size_t cap, struct str *content)
{
	if (str_eq(path, S("-")))
		return file_drain(call->sc, FILE_STDIN, cap, content);
	return file_read(call->sc, path, cap, content);
}

/* Diagnostics to switch off: "B012" or "B012,B031". */
static result
read_off(struct call *call, uint64_t off[DIAG_OFF])
{
	struct str rest = call_option(call, "off");

	while (rest.n > 0) {
		struct str one = str_cut(rest, ',', &rest);
		uint64_t number;

		if (!str_starts(one, S("B")) || !str_to_u64(str_slice(one, 1, one.n), &number)
		    || number >= DIAG_NUMBERS || diag_of_number((unsigned)number) == DIAGS)
			return fail(call->sc, E_INPUT, "there is no message `%.*s`; `B012` is one",
			    STR(one));
		off[number / 64] |= (uint64_t)1 << (number % 64);
	}
	return OK;
}

/* A cap above what a policy may have: the compiler says that it is too large. */
result
call_compile(struct call *call, struct str path, struct compiled *c)
{
	struct scope *sc = call->sc;

	c->options.file = str_eq(path, S("-")) ? S("standard input") : path;
	TRY(read_off(call, c->options.off));
	TRY(call_read(call, path, POLICY_BYTES_MAX + 1, &c->text));
	c->plan = policy_compile(sc, &sc->arena, c->text, &c->options, &c->diags);
	return OK;
}

result
call_plan(struct call *call, struct str path, struct compiled *c)
{
	struct buf text = buf_new(&call->sc->arena);

	TRY(call_compile(call, path, c));
	if (c->plan != NULL)
		return OK;
	diag_print(&text, &c->diags, c->options.file, c->text);
	TRY(file_pour(call->sc, FILE_STDERR, buf_str(&text)));
	return fail(call->sc, E_INPUT, "the policy does not compile");
}
