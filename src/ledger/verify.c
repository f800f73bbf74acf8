/* ledger/verify.c -- line by line, from nothing but the file and the key. */
#include "ledger/verify.h"

#include "ledger/entry.h"

#define HASH_HEX (2 * HASH_BYTES)
#define SIGNATURE_HEX (2 * sizeof(((struct signature *)NULL)->b))
#define STORE_MOST 64

void
ledger_verifier_begin(struct ledger_verifier *v, struct arena *arena, const struct public_key *key)
{
	*v = (struct ledger_verifier){
		.key = *key,
		.report = { .whole = true, .store = S(""), .signed_at = S("") },
		.arena = arena,
		.part = arena_alloc(arena, LEDGER_LINE_MAX),
	};
}

static bool
broken(struct ledger_verifier *v, enum ledger_fault fault, int64_t seq)
{
	v->report.whole = false;
	v->report.fault = fault;
	v->report.seq = seq;
	return false;
}

/* -- cutting a line: each of these takes exactly what it names ------------------- */

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
	return word->n > 0 && word->n <= STORE_MOST && ledger_word(*word);
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
cut_line(struct str line, struct str before, struct str after, size_t bytes, struct str *body, void *hex)
{
	size_t tail = after.n + 2 * bytes + 2;
	struct str rest;

	if (!str_starts(line, before) || line.n < before.n + tail)
		return false;
	*body = str_slice(line, before.n, line.n - tail);
	rest = str_slice(line, line.n - tail, line.n);
	return take(&rest, after) && take_hex(&rest, hex, bytes) && str_eq(rest, S("\"}"));
}

/* -- the three kinds of line ------------------------------------------------------ */

static bool
header(struct ledger_verifier *v, struct str line)
{
	struct public_key key;
	struct str store, rest = line;

	if (!take(&rest, S("{\"ledger\":\"" LEDGER_FORMAT "\",\"store\":\"")) || !take_word(&rest, &store)
	    || !take(&rest, S(",\"key\":\"")) || !take_hex(&rest, key.b, sizeof(key.b)) || !str_eq(rest, S("\"}")))
		return broken(v, LEDGER_NO_HEADER, 0);
	if (memcmp(key.b, v->key.b, sizeof(key.b)) != 0)
		return broken(v, LEDGER_OTHER_KEY, 0);
	v->report.store = str_dup(v->arena, store);
	return true;
}

static bool
start_at_first(struct ledger_verifier *v, int64_t seq)
{
	struct arena scratch = { 0 };

	if (v->anchored)
		return true;
	if (seq != 1)
		return broken(v, LEDGER_NO_START, seq);
	v->hash = ledger_genesis(&scratch, v->report.store);
	arena_clear(&scratch);
	v->anchored = true;
	return true;
}

static bool
entry(struct ledger_verifier *v, struct str body, const struct hash *said)
{
	struct str rest = body;
	struct hash hash;
	int64_t seq;

	if (!take(&rest, S("{\"seq\":")) || !take_number(&rest, &seq) || !take(&rest, S(",\"at\":\"")))
		return broken(v, LEDGER_BAD_LINE, v->seq + 1);
	if (!start_at_first(v, seq))
		return false;
	if (seq != v->seq + 1)
		return broken(v, seq > v->seq ? LEDGER_MISSING : LEDGER_OUT_OF_ORDER, seq > v->seq ? v->seq + 1 : seq);
	hash = seal_chain(&v->hash, body);
	if (!hash_eq(&hash, said))
		return broken(v, LEDGER_CHANGED, seq);
	v->hash = hash;
	v->seq = seq;
	v->report.last = seq;
	if (v->report.first == 0)
		v->report.first = seq;
	v->report.unsigned_tail++;
	return true;
}

struct sign {
	struct str store, at;
	int64_t seq;
	struct hash hash;
};

static bool
sign_parse(struct str body, struct sign *s)
{
	return take(&body, S("{\"store\":\"")) && take_word(&body, &s->store) && take(&body, S(",\"seq\":"))
	       && take_number(&body, &s->seq) && take(&body, S(",\"at\":\"")) && take_word(&body, &s->at)
	       && take(&body, S(",\"hash\":\"")) && take_hex(&body, s->hash.b, sizeof(s->hash.b))
	       && str_eq(body, S("\"}"));
}

static bool
proves(const struct ledger_verifier *v, struct str body, const struct signature *made)
{
	struct arena scratch = { 0 };
	bool good = sign_proves(&v->key, checkpoint_signed(&scratch, body), made);

	arena_clear(&scratch);
	return good;
}

/* A checkpoint before any entry stands for all that was pruned (L6). */
static void
start_at_sign(struct ledger_verifier *v, const struct sign *s)
{
	v->anchored = true;
	v->seq = s->seq;
	v->hash = s->hash;
	v->report.pruned = s->seq;
}

static bool
checkpoint(struct ledger_verifier *v, struct str body, const struct signature *made)
{
	struct sign s;

	if (!sign_parse(body, &s))
		return broken(v, LEDGER_BAD_LINE, v->seq);
	if (!proves(v, body, made))
		return broken(v, LEDGER_BAD_SIGN, s.seq);
	if (!str_eq(s.store, v->report.store))
		return broken(v, LEDGER_OTHER_STORE, s.seq);
	if (!v->anchored)
		start_at_sign(v, &s);
	if (s.seq != v->seq)
		return broken(v, s.seq > v->seq ? LEDGER_MISSING : LEDGER_OUT_OF_ORDER, s.seq > v->seq ? v->seq + 1 : s.seq);
	if (!hash_eq(&s.hash, &v->hash))
		return broken(v, LEDGER_WRONG_SIGN, s.seq);
	v->report.checkpoints++;
	v->report.signed_seq = s.seq;
	v->report.unsigned_tail = 0;
	v->report.signed_at = str_dup(v->arena, s.at);
	return true;
}

static bool
line_fits(struct ledger_verifier *v, struct str line)
{
	struct signature made;
	struct hash said;
	struct str body;

	v->report.line++;
	if (v->report.line == 1)
		return header(v, line);
	if (cut_line(line, S("{\"entry\":"), S(",\"hash\":\""), sizeof(said.b), &body, said.b))
		return entry(v, body, &said);
	if (cut_line(line, S("{\"checkpoint\":"), S(",\"signature\":\""), sizeof(made.b), &body, made.b))
		return checkpoint(v, body, &made);
	return broken(v, LEDGER_BAD_LINE, v->seq + 1);
}

/* -- pieces ------------------------------------------------------------------------ */

static bool
too_long(struct ledger_verifier *v)
{
	v->report.line++;
	return broken(v, LEDGER_LONG_LINE, v->seq + 1);
}

bool
ledger_verifier_feed(struct ledger_verifier *v, struct str piece)
{
	while (v->report.whole && piece.n > 0) {
		const char *end = memchr(piece.p, '\n', piece.n);
		size_t n = end != NULL ? (size_t)(end - piece.p) : piece.n;

		if (v->part_n + n > LEDGER_LINE_MAX)
			return too_long(v);
		memcpy(v->part + v->part_n, piece.p, n);
		v->part_n += n;
		if (end == NULL)
			return true;
		piece = str_slice(piece, n + 1, piece.n);
		(void)line_fits(v, (struct str){ v->part, v->part_n }); /* the report says it too */
		v->part_n = 0;
	}
	return v->report.whole;
}

const struct ledger_report *
ledger_verifier_end(struct ledger_verifier *v)
{
	if (v->report.whole && v->report.line == 0 && v->part_n == 0)
		(void)broken(v, LEDGER_NO_HEADER, 0); /* an empty file */
	if (v->report.whole && v->part_n > 0) {
		v->report.line++;
		(void)broken(v, LEDGER_CUT_LINE, v->seq + 1); /* told by the report */
	}
	return &v->report;
}

struct ledger_report
ledger_verify(struct arena *arena, const struct public_key *key, struct str text)
{
	struct ledger_verifier v;

	ledger_verifier_begin(&v, arena, key);
	(void)ledger_verifier_feed(&v, text); /* the report says it too */
	return *ledger_verifier_end(&v);
}

/* -- for people -------------------------------------------------------------------- */

static const char *
fault_text(enum ledger_fault fault)
{
	/* clang-format off */
	static const char *const text[] = {
#define LEDGER_FAULT(fault, text) [fault] = text,
#include "ledger/fault.def"
#undef LEDGER_FAULT
	};
	/* clang-format on */

	return text[fault];
}

static void
print_signed(struct buf *b, const struct ledger_report *r)
{
	if (r->signed_seq == 0) {
		buf_puts(b, "no checkpoint is in the file: the chain is whole, but nobody has signed it\n");
		return;
	}
	buf_printf(b, "signed up to entry %lld at %.*s, %lld checkpoints\n", (long long)r->signed_seq,
	    STR(r->signed_at), (long long)r->checkpoints);
	if (r->unsigned_tail > 0)
		buf_printf(b, "%lld entries after the last signed checkpoint: if some were cut off there, it cannot be seen\n",
		    (long long)r->unsigned_tail);
}

struct str
ledger_report_print(struct arena *arena, const struct ledger_report *r)
{
	struct buf b = buf_new(arena);

	if (!r->whole)
		buf_printf(&b, "the ledger is broken at line %zu, entry %lld: %s\n", r->line, (long long)r->seq,
		    fault_text(r->fault));
	else if (r->first == 0)
		buf_printf(&b, "the ledger of store %.*s is whole, and has no entry\n", STR(r->store));
	else
		buf_printf(&b, "the ledger of store %.*s is whole: entries %lld to %lld\n", STR(r->store),
		    (long long)r->first, (long long)r->last);
	if (r->pruned > 0)
		buf_printf(&b, "it begins behind entry %lld, for which a signed checkpoint vouches\n", (long long)r->pruned);
	if (r->line > 0 && (r->whole || r->signed_seq > 0))
		print_signed(&b, r);
	return buf_str(&b);
}
