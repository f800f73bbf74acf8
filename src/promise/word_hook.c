/* promise/word_hook.c -- webhooks: a stand-in for a recipient's address, and what it got. */
#include "base/json.h"
#include "promise/standin.h"
#include "promise/words.h"

#define CODE_HALF ((size_t)5)

/* "ABCDE-FGHJK", the first in a text message; or empty. */
static struct str
code_in(struct str text)
{
	struct str rest = text;

	while (rest.n > 0) {
		struct str word = str_cut(rest, ' ', &rest), tail, head = str_cut(word, '-', &tail);

		if (head.n == CODE_HALF && tail.n >= CODE_HALF)
			return str_slice(word, 0, 2 * CODE_HALF + 1);
	}
	return S("");
}

/* `@NAME.url`, and of the newest request its body. */
static void
bind_newest(struct stage *st, struct standin *s, size_t from)
{
	struct arena *a = &st->sc->arena;
	struct node *n = node_map(a), *body;
	struct fault before = st->sc->fault;

	(void)from; /* what came before it is printed only */
	node_set_str(a, n, S("url"), str_printf(a, "http://127.0.0.1:%d/%.*s", s->port, STR(s->name)));
	if (s->came.n > 0) {
		struct node *newest = s->came.at[s->came.n - 1];

		node_set_str(a, n, S("id"), node_get_str(newest, S("id")));
		if (json_parse(st->sc, node_get_str(newest, S("body")), &body).code == E_OK) {
			node_set_str(a, newest, S("code"),
			    code_in(node_get_str(body, S("text"))));
			node_set_str(a, n, S("code"), node_get_str(newest, S("code")));
			node_set(n, S("body"), body);
		}
		st->sc->fault = before;
	}
	names_bind(st, s->name, n);
}

static void
print(struct buf *b, const struct node *r)
{
	buf_printf(b, "POST %.*s\nwebhook-id: %.*s\nwebhook-signature: %.*s\n%.*s\n\n",
	    STR(node_get_str(r, S("path"))), STR(node_get_str(r, S("id"))),
	    STR(node_get_str(r, S("signature"))), STR(node_get_str(r, S("body"))));
}

static const struct standin_list lists[] = {
	{ .path = "/v1/tellings?waiting=true&limit=500", .member = "tellings" },
	{ .path = "/v1/hand-overs?waiting=true&limit=500", .member = "hand-overs" },
	{ .path = "/v1/letters?waiting=true&limit=500",
	    .member = "letters",
	    .needs = "text",
	    .way = "text",
	    .untried = true },
};

const struct standin_kind standin_hook = {
	.noun = "requests",
	.lists = lists,
	.lists_n = N(lists),
	.came = bind_newest,
	.print = print,
};

bool
play_webhook(struct stage *st, struct cue *c)
{
	const char *const argv[] = { "bailee", PART_HOOK, NULL };
	struct standin *s;
	struct str name;
	int64_t code = 0;

	if (!cue_take(st, c, "a name", &name))
		return false;
	s = stage_standin(st, name);
	if (s == NULL) {
		s = standin_new(st, &standin_hook, name);
		if (!cue_end(st, c) || !stage_ok(st, c, standin_start(st, s, argv, NULL, 0)))
			return false;
		bind_newest(st, s, 0);
		return true;
	}
	if (!cue_is(c, "answers"))
		return stage_broke(st, cue_spot(c), "it goes: webhook %.*s answers CODE", STR(name));
	if (!cue_is(c, "nothing") && !cue_number(st, c, &code))
		return false;
	return cue_end(st, c) && standin_answers(st, c, s, code);
}
