/* promise/one.c -- one play in a process of its own, and its report. */
#include "base/json.h"
#include "promise/run.h"
#include "sys/file.h"
#include "sys/proc.h"

static void
print_failure(struct buf *b, const struct stage *st, struct str text)
{
	buf_printf(b, "%.*s:%zu:%zu: %s\n", STR(st->play->file), st->at.line, st->at.column,
	    st->end == STAGE_BROKE ? "the play broke" : "a promise is not kept");
	play_point(b, text, st->at);
	if (st->end == STAGE_FAILED)
		buf_printf(b, "   expected  %.*s\n", STR(st->expected));
	buf_printf(
	    b, "       %s  %.*s\n", st->end == STAGE_FAILED ? "came" : "why ", STR(st->came));
	exchange_print(b, &st->last);
}

static const char *
end_word(enum stage_end end)
{
	switch (end) {
	case STAGE_PASSED:
		return "passed";
	case STAGE_FAILED:
		return "failed";
	case STAGE_BROKE:
		return "broke";
	}
	return "";
}

/* A report is JSON: what came may be a file of any bytes, or a text cut within a letter. */
static struct str
readable(struct arena *a, struct str text)
{
	struct buf b = buf_new(a);

	if (utf8_valid(text))
		return text;
	for (size_t i = 0; i < text.n; i++)
		buf_putc(&b, (unsigned char)text.p[i] < 0x80 ? text.p[i] : '?');
	return buf_str(&b);
}

static result
write_report(struct scope *sc, const struct play_order *o, const struct stage *st, struct str text)
{
	struct arena *a = &sc->arena;
	const struct play *p = st->play;
	struct node *n = node_map(a);
	struct buf message = buf_new(a);

	if (st->end != STAGE_PASSED)
		print_failure(&message, st, text);
	node_set_str(a, n, S("file"), o->file);
	node_set_str(a, n, S("id"), p->id);
	node_set_str(a, n, S("title"), p->title);
	node_set_bool(a, n, S("by-api"), p->by_api);
	node_set_str(a, n, S("end"), str_of(end_word(st->end)));
	node_set_str(a, n, S("message"), readable(a, buf_str(&message)));
	node_set_int(a, n, S("doubts"), (int64_t)p->rests.n);
	node_set_str(a, n, S("doubt"),
	    st->doubt == NULL	   ? S("")
	    : st->doubt->off.n > 0 ? st->doubt->off
				   : st->doubt->line);
	return file_write(sc, path_join(a, o->folder, S("report")), json_text(a, n), FILE_PRIVATE);
}

/* A doubt whose line never stood in a policy of the play shows nothing. */
static void
settle_doubt(struct stage *st)
{
	if (st->doubt == NULL || st->doubted || st->end == STAGE_BROKE)
		return;
	st->end = STAGE_PASSED;
	stage_broke(st, st->doubt->at, "what the play rests on stands in none of its policies");
}

result
promise_play_one(struct scope *sc, const struct play_order *o)
{
	struct play play;
	struct play_fault fault;
	struct stage st = { .sc = sc, .play = &play, .folder = o->folder };
	struct str text;

	TRY(file_read(sc, o->file, PLAY_BYTES_MAX + 1, &text));
	TRY(proc_path(sc, &st.self));
	if (!play_parse(&sc->arena, o->file, text, &play, &fault)) {
		st.end = STAGE_BROKE;
		st.at = fault.at;
		st.came = fault.text;
	} else {
		if (o->doubt >= 0 && (size_t)o->doubt < play.rests.n)
			st.doubt = &play.rests.at[o->doubt];
		stage_play(&st);
		settle_doubt(&st);
	}
	return write_report(sc, o, &st, text);
}
