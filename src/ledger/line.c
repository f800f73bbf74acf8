/* ledger/line.c -- the three kinds of line (doc/format/ledger.md). */
#include "ledger/line.h"

#include "ledger/entry.h"

/* Each of these takes exactly what it names from the front of `rest`. */

static bool
take(struct str *rest, struct str want)
{
	if (!str_starts(*rest, want))
		return false;
	*rest = str_slice(*rest, want.n, rest->n);
	return true;
}

static bool
take_word(struct str *rest, struct str *word)
{
	*word = str_cut(*rest, '"', rest);
	return word->n > 0 && word->n <= LINE_NAME_MAX && ledger_word(*word);
}

static bool
take_number(struct str *rest, int64_t *number)
{
	size_t n = 0;

	while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
		n++;
	if (!str_to_i64(str_slice(*rest, 0, n), number) || *number < 1 || rest->p[0] == '0')
		return false;
	*rest = str_slice(*rest, n, rest->n);
	return true;
}

/* Lower case only: a changed letter is a change. */
static bool
take_hex(struct str *rest, void *bytes, size_t n)
{
	struct str hex = str_slice(*rest, 0, 2 * n);

	for (size_t i = 0; i < hex.n; i++) {
		if (hex.p[i] >= 'A' && hex.p[i] <= 'F')
			return false;
	}
	*rest = str_slice(*rest, 2 * n, rest->n);
	return hex_read(hex, bytes, n);
}

/* `{"WHAT":BODY,"MARK":"HEX"}`: the body's bytes are what was hashed. */
static bool
cut_line(struct str line, struct str before, struct str after, size_t bytes, struct str *body,
    void *hex)
{
	size_t tail = after.n + 2 * bytes + 2;
	struct str rest;

	if (!str_starts(line, before) || line.n < before.n + tail)
		return false;
	*body = str_slice(line, before.n, line.n - tail);
	rest = str_slice(line, line.n - tail, line.n);
	return take(&rest, after) && take_hex(&rest, hex, bytes) && str_eq(rest, S("\"}"));
}

static bool
cut_header(struct str rest, struct ledger_line *l)
{
	return take(&rest, S("{\"ledger\":\"" LEDGER_FORMAT "\",\"store\":\""))
	       && take_word(&rest, &l->store) && take(&rest, S(",\"key\":\""))
	       && take_hex(&rest, l->key.b, sizeof(l->key.b)) && str_eq(rest, S("\"}"));
}

static bool
cut_entry(struct str line, struct ledger_line *l)
{
	struct str rest;

	if (!cut_line(line, S("{\"entry\":"), S(",\"hash\":\""), sizeof(l->hash.b), &l->body, l->hash.b))
		return false;
	rest = l->body;
	return take(&rest, S("{\"seq\":")) && take_number(&rest, &l->seq) && take(&rest, S(",\"at\":\""));
}

static bool
cut_checkpoint(struct str line, struct ledger_line *l)
{
	struct str rest;

	if (!cut_line(line, S("{\"checkpoint\":"), S(",\"signature\":\""), sizeof(l->signature.b),
		&l->body, l->signature.b))
		return false;
	rest = l->body;
	return take(&rest, S("{\"store\":\"")) && take_word(&rest, &l->store)
	       && take(&rest, S(",\"seq\":")) && take_number(&rest, &l->seq)
	       && take(&rest, S(",\"at\":\"")) && take_word(&rest, &l->at)
	       && take(&rest, S(",\"hash\":\"")) && take_hex(&rest, l->hash.b, sizeof(l->hash.b))
	       && str_eq(rest, S("\"}"));
}

struct ledger_line
line_cut(struct str line)
{
	struct ledger_line l = { 0 };

	if (cut_entry(line, &l))
		l.kind = LINE_ENTRY;
	else if (cut_checkpoint(line, &l))
		l.kind = LINE_CHECKPOINT;
	else if (cut_header(line, &l))
		l.kind = LINE_HEADER;
	return l;
}
