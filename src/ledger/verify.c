/* ledger/verify.c -- line by line, from nothing but the file and the key. */
#include "ledger/verify.h"

#include "ledger/entry.h"
#include "ledger/line.h"

void
ledger_verifier_begin(struct ledger_verifier *v, struct arena *arena, const struct public_key *key)
{
	*v = (struct ledger_verifier){
		.key = *key,
		.report = { .whole = true, .store = S(""), .signed_at = S("") },
		.arena = arena,
		.part = arena_alloc(arena, LEDGER_LINE_MAX),
		.signed_at = arena_alloc(arena, LINE_NAME_MAX),
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

/* -- the three kinds of line ------------------------------------------------------ */

static bool
header(struct ledger_verifier *v, const struct ledger_line *l)
{
	if (l->kind != LINE_HEADER)
		return broken(v, LEDGER_NO_HEADER, 0);
	if (memcmp(l->key.b, v->key.b, sizeof(l->key.b)) != 0)
		return broken(v, LEDGER_OTHER_KEY, 0);
	v->report.store = str_dup(v->arena, l->store);
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
out_of_place(struct ledger_verifier *v, int64_t seq, int64_t want)
{
	return seq > want ? broken(v, LEDGER_MISSING, want) : broken(v, LEDGER_OUT_OF_ORDER, seq);
}

static bool
entry(struct ledger_verifier *v, const struct ledger_line *l)
{
	struct hash hash;

	if (!start_at_first(v, l->seq))
		return false;
	if (l->seq != v->seq + 1)
		return out_of_place(v, l->seq, v->seq + 1);
	hash = seal_chain(&v->hash, l->body);
	if (!hash_eq(&hash, &l->hash))
		return broken(v, LEDGER_CHANGED, l->seq);
	v->hash = hash;
	v->seq = l->seq;
	v->report.last = l->seq;
	if (v->report.first == 0)
		v->report.first = l->seq;
	v->report.unsigned_tail++;
	return true;
}

static bool
proves(const struct ledger_verifier *v, const struct ledger_line *l)
{
	struct arena scratch = { 0 };
	bool good = sign_proves(&v->key, checkpoint_signed(&scratch, l->body), &l->signature);

	arena_clear(&scratch);
	return good;
}

/* A checkpoint before any entry stands for all that was pruned (L6). */
static void
start_at_checkpoint(struct ledger_verifier *v, const struct ledger_line *l)
{
	v->anchored = true;
	v->seq = l->seq;
	v->hash = l->hash;
	v->report.pruned = l->seq;
}

static void
note_signed(struct ledger_verifier *v, const struct ledger_line *l)
{
	v->report.checkpoints++;
	v->report.signed_seq = l->seq;
	v->report.unsigned_tail = 0;
	memcpy(v->signed_at, l->at.p, l->at.n); /* at most LINE_NAME_MAX */
	v->report.signed_at = (struct str){ v->signed_at, l->at.n };
}

static bool
checkpoint(struct ledger_verifier *v, const struct ledger_line *l)
{
	if (!proves(v, l))
		return broken(v, LEDGER_BAD_SIGN, l->seq);
	if (!str_eq(l->store, v->report.store))
		return broken(v, LEDGER_OTHER_STORE, l->seq);
	if (!v->anchored)
		start_at_checkpoint(v, l);
	if (l->seq != v->seq)
		return l->seq > v->seq ? broken(v, LEDGER_MISSING, v->seq + 1)
				       : broken(v, LEDGER_OUT_OF_ORDER, l->seq);
	if (!hash_eq(&l->hash, &v->hash))
		return broken(v, LEDGER_WRONG_SIGN, l->seq);
	note_signed(v, l);
	return true;
}

static bool
line_fits(struct ledger_verifier *v, struct str text)
{
	struct ledger_line l = line_cut(text);

	v->report.line++;
	if (v->report.line == 1)
		return header(v, &l);
	switch (l.kind) {
	case LINE_ENTRY:
		return entry(v, &l);
	case LINE_CHECKPOINT:
		return checkpoint(v, &l);
	case LINE_HEADER:
	case LINE_NONE:
		break;
	}
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
