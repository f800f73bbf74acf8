/* promise/play.c -- the head of a play, and its lines. */
#include "base/buf.h"
#include "promise/lex.h"

static bool
wrong(struct play_fault *f, struct spot at, const char *text)
{
	*f = (struct play_fault){ at, str_of(text) };
	return false;
}

static bool
is_word(const struct play_line *l, size_t i, const char *word)
{
	return i < l->n && l->token[i].kind == TOKEN_WORD
	       && str_eq(l->token[i].text, str_of(word));
}

static bool
is_text(const struct play_line *l, size_t i)
{
	return i < l->n && l->token[i].kind == TOKEN_TEXT;
}

static bool
read_title(struct arena *a, struct play *p, const struct play_line *l, struct play_fault *f)
{
	(void)a;
	if (l->n != 3 || l->token[1].kind != TOKEN_WORD || !is_text(l, 2))
		return wrong(f, l->token[0].at, "it goes: promise ID \"what it shows\"");
	if (p->id.n > 0)
		return wrong(f, l->token[0].at, "a file holds one promise");
	p->id = l->token[1].text;
	p->title = l->token[2].text;
	return true;
}

static const char rests_usage[] =
    "it goes: rests on \"LINE\" [doubted by \"LINE\" [and \"LINE\"]], "
    "rests on error B012, or rests on the keeper \"what\"";

/* doubted by "LINE" [and "LINE"], from token 3 on */
static bool
read_doubted(const struct play_line *l, struct rest *r)
{
	if (l->n == 3)
		return true;
	if (l->n < 6 || !is_word(l, 3, "doubted") || !is_word(l, 4, "by") || !is_text(l, 5))
		return false;
	r->weaker = l->token[5].text;
	if (l->n == 6)
		return true;
	if (l->n != 8 || !is_word(l, 6, "and") || !is_text(l, 7))
		return false;
	r->also = l->token[7].text;
	return true;
}

static bool
read_rests(struct arena *a, struct play *p, const struct play_line *l, struct play_fault *f)
{
	struct rest r = { .at = l->token[0].at };

	if (l->n == 5 && is_word(l, 1, "on") && is_word(l, 2, "the") && is_word(l, 3, "keeper")
	    && is_text(l, 4)) {
		p->rests_elsewhere = l->token[4].text;
		return true;
	}
	if (l->n == 4 && is_word(l, 1, "on") && is_word(l, 2, "error"))
		r.off = l->token[3].text;
	else if (!is_word(l, 1, "on") || !is_text(l, 2) || !read_doubted(l, &r))
		return wrong(f, l->token[0].at, rests_usage);
	else
		r.line = l->token[2].text;
	*LIST_ADD(&p->rests, a) = r;
	return true;
}

static bool
read_cites(struct arena *a, struct play *p, const struct play_line *l, struct play_fault *f)
{
	if (l->n < 2)
		return wrong(f, l->token[0].at, "it goes: cites uk-gdpr:5(1)(e)");
	for (size_t i = 1; i < l->n; i++)
		if (l->token[i].kind == TOKEN_WORD)
			*LIST_ADD(&p->cites, a) = l->token[i].text;
	return true;
}

static bool
read_by(struct arena *a, struct play *p, const struct play_line *l, struct play_fault *f)
{
	(void)a;
	if (l->n != 2 || !is_word(l, 1, "api"))
		return wrong(f, l->token[0].at, "it goes: by api");
	p->by_api = true;
	return true;
}

static const struct {
	const char *word;
	bool (*read)(struct arena *, struct play *, const struct play_line *, struct play_fault *);
} heads[] = {
	{ "promise", read_title },
	{ "rests", read_rests },
	{ "cites", read_cites },
	{ "by", read_by },
};

static bool
read_line(struct arena *a, struct play *p, const struct play_line *l, struct play_fault *f)
{
	for (size_t i = 0; i < N(heads); i++)
		if (is_word(l, 0, heads[i].word))
			return heads[i].read(a, p, l, f);
	if (l->token[0].kind != TOKEN_WORD)
		return wrong(f, l->token[0].at, "a line begins with a word");
	if (p->id.n == 0)
		return wrong(
		    f, l->token[0].at, "a play begins with: promise ID \"what it shows\"");
	*LIST_ADD(&p->lines, a) = *l;
	return true;
}

static bool
is_whole(const struct play *p, struct play_fault *f)
{
	if (p->id.n == 0)
		return wrong(
		    f, (struct spot){ 1, 1 }, "a play begins with: promise ID \"what it shows\"");
	if (p->rests.n == 0 && p->rests_elsewhere.n == 0)
		return wrong(f, (struct spot){ 1, 1 }, "a play says what it rests on");
	if (p->lines.n == 0)
		return wrong(f, (struct spot){ 1, 1 }, "a play without a line shows nothing");
	return true;
}

bool
play_parse(struct arena *a, struct str file, struct str text, struct play *p, struct play_fault *f)
{
	struct lexer x = { .arena = a, .text = text, .spot = { 1, 1 }, .fault = f };
	struct play_line line;
	bool more;

	*p = (struct play){ .file = file };
	*f = (struct play_fault){ 0 };
	if (text.n > PLAY_BYTES_MAX)
		return wrong(f, (struct spot){ 1, 1 }, "a play has at most 256 KiB");
	if (!utf8_valid(text))
		return wrong(f, (struct spot){ 1, 1 }, "a play is UTF-8 text");
	for (;;) {
		if (!lex_line(&x, &line, &more))
			return false;
		if (!more)
			return is_whole(p, f);
		if (!read_line(a, p, &line, f))
			return false;
	}
}

void
play_point(struct buf *b, struct str text, struct spot at)
{
	struct str rest = text, line = S("");

	for (size_t i = 0; i < at.line; i++)
		line = str_cut(rest, '\n', &rest);
	buf_printf(b, "%5zu | %.*s\n      | ", at.line, STR(line));
	for (size_t i = 1; i < at.column && i <= line.n; i++)
		buf_putc(b, line.p[i - 1] == '\t' ? '\t' : ' ');
	buf_puts(b, "^\n");
}
