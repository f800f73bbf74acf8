#include "bare.h"

#include "base/buf.h"

struct str
policy_bare(struct scope *sc, struct str text)
{
	struct buf b = buf_new(&sc->arena);
	struct str rest = text;

	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest);
		size_t end = 0;

		while (end < line.n && !str_starts(str_slice(line, end, line.n), S(" from \"")))
			end++;
		if (!str_starts(line, S("review ")))
			buf_printf(&b, "%.*s\n", STR(str_slice(line, 0, end)));
	}
	return buf_str(&b);
}
