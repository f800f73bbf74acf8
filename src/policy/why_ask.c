/* policy/why_ask.c -- reads a question, finds its names, shows the answer. */
#include "policy/names.h"
#include "policy/phrase.h"
#include "policy/why_ask.h"

#define WORDS_MAX 8

static const char shapes[] =
    "ask: ROLE may read|change|hear|export FIELD for PURPOSE; RECIPIENT receives FIELD for "
    "PURPOSE; DOOR may offer DATA|FIELD; DOOR may ask FIELD for PURPOSE; keep FIELD";

struct words {
	struct str at[WORDS_MAX];
	size_t n;
};

static struct words
words_of(struct str question)
{
	struct words w = { 0 };
	struct str rest = str_trim(question);

	while (rest.n > 0 && w.n < WORDS_MAX) {
		struct str word = str_cut(rest, ' ', &rest);

		if (word.n > 0)
			w.at[w.n++] = word;
	}
	return w;
}

static void
offer_near(struct buf *b, struct str name, struct str known, bool *first)
{
	if (edit_distance(name, known, 2) > 2 && !(name.n > 2 && str_has(known, name)))
		return;
	buf_printf(b, "%s`%.*s`", *first ? "; did you mean " : ", ", STR(known));
	*first = false;
}

/* Says that there is no such name, and which ones are near. */
#define FIND(row, found, kind, name, rows, member) \
	do { \
		(row) = (found); \
		if ((row) == NONE && c->no.n == 0) { \
			struct buf b_ = buf_new(c->arena); \
			bool first_ = true; \
			buf_printf(&b_, "there is no %s `%.*s`", kind, STR(name)); \
			for (size_t i_ = 0; i_ < c->plan->rows.n; i_++) \
				offer_near(&b_, name, c->plan->rows.at[i_].member, &first_); \
			c->no = buf_str(&b_); \
		} \
	} while (0)

static void
find_field(struct why_chain *c, struct why_question *q, struct str name)
{
	FIND(q->field, plan_field_full(c->plan, name), "field", name, fields, full);
	if (q->field != NONE)
		q->dataset = c->plan->fields.at[q->field].dataset;
}

static void
find_purpose(struct why_chain *c, struct why_question *q, struct str name)
{
	FIND(q->purpose, plan_purpose(c->plan, name), "purpose", name, purposes, name);
}

static bool
is(struct str word, const char *wanted)
{
	return str_eq(word, str_of(wanted));
}

static bool
find_may(struct str word, enum may *may)
{
	static const struct {
		const char *word;
		enum may may;
	} known[] = { { "read", MAY_READ }, { "change", MAY_CHANGE }, { "hear", MAY_HEAR },
		{ "export", MAY_EXPORT } };

	for (size_t i = 0; i < N(known); i++) {
		*may = known[i].may;
		if (is(word, known[i].word))
			return true;
	}
	return false;
}

enum asked {
	ASKED_NOTHING,
	ASKED_ROLE,
	ASKED_RECIPIENT,
	ASKED_DOOR,
	ASKED_DOOR_ASKS,
	ASKED_KEEP,
};

/* `WHO may VERB WHAT for PURPOSE`, of a role or a door. */
static enum asked
read_may(struct why_chain *c, const struct words *w, struct why_question *q)
{
	bool of_role = find_may(w->at[2], &q->may), asks = is(w->at[2], "ask");

	if (of_role && w->n == 6)
		FIND(q->who, plan_role(c->plan, w->at[0]), "role", w->at[0], roles, name);
	else if ((asks && w->n == 6) || (is(w->at[2], "offer") && w->n == 4))
		FIND(q->who, plan_door(c->plan, w->at[0]), "door", w->at[0], doors, name);
	else
		return ASKED_NOTHING;
	if (w->n == 4 && !str_has(w->at[3], S("."))) {
		FIND(q->dataset, plan_dataset(c->plan, w->at[3]), "data", w->at[3], datasets, name);
		return ASKED_DOOR;
	}
	find_field(c, q, w->at[3]);
	if (w->n == 4)
		return ASKED_DOOR;
	find_purpose(c, q, w->at[5]);
	return of_role ? ASKED_ROLE : ASKED_DOOR_ASKS;
}

static enum asked
read_question(struct why_chain *c, const struct words *w, struct why_question *q)
{
	if (w->n == 2 && is(w->at[0], "keep")) {
		find_field(c, q, w->at[1]);
		return ASKED_KEEP;
	}
	if (w->n == 5 && is(w->at[1], "receives") && is(w->at[3], "for")) {
		FIND(q->who, plan_recipient(c->plan, w->at[0]), "recipient", w->at[0], recipients,
		    name);
		find_field(c, q, w->at[2]);
		find_purpose(c, q, w->at[4]);
		return ASKED_RECIPIENT;
	}
	if (w->n < 4 || !is(w->at[1], "may") || (w->n > 4 && !is(w->at[4], "for")))
		return ASKED_NOTHING;
	return read_may(c, w, q);
}

static void
answer(struct why_chain *c, enum asked asked, const struct why_question *q)
{
	switch (asked) {
	case ASKED_NOTHING:
		return;
	case ASKED_ROLE:
		why_role(c, q);
		return;
	case ASKED_RECIPIENT:
		why_recipient(c, q);
		return;
	case ASKED_DOOR:
		why_door(c, q);
		return;
	case ASKED_DOOR_ASKS:
		why_asks(c, q);
		return;
	case ASKED_KEEP:
		why_keep(c, q);
		return;
	}
}

void
why_ask(struct arena *arena, const struct plan *plan, struct str question, struct why_chain *c)
{
	struct words w = words_of(question);
	struct why_question q = { .who = NONE, .dataset = NONE, .field = NONE, .purpose = NONE };
	enum asked asked;

	*c = (struct why_chain){ .arena = arena,
		.plan = plan,
		.question = str_trim(question),
		.no = S(""),
		.needed = S(""),
		.others = S("") };
	asked = read_question(c, &w, &q);
	c->known = asked != ASKED_NOTHING && c->no.n == 0;
	if (asked == ASKED_NOTHING)
		c->no = str_of(shapes);
	else if (c->known)
		answer(c, asked, &q);
}

/* The sentence with one blank where a table has many. */
static struct str
sentence(const struct why_chain *c, uint32_t line)
{
	struct str said = phrase_sentence(c->arena, c->plan, line);
	struct buf b = buf_new(c->arena);
	bool quoted = false;

	for (size_t i = 0; i < said.n; i++) {
		bool again = i > 0 && said.p[i] == ' ' && said.p[i - 1] == ' ';

		quoted ^= said.p[i] == '"';
		if (quoted || !again)
			buf_putc(&b, said.p[i]);
	}
	return buf_str(&b);
}

static void
print_link(struct buf *b, const struct why_chain *c, const struct why_link *l)
{
	const struct source *s;
	size_t n;

	if (l->line == 0) {
		buf_printf(b, "  from the law   %.*s\n", STR(l->what));
		return;
	}
	buf_printf(b, "  line %-6u %.*s\n              %.*s", (unsigned)l->line, STR(l->what),
	    STR(sentence(c, l->line)));
	s = plan_sources(c->plan, l->line, &n);
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s%.*s%s", i == 0 ? "  (" : ", ", STR(s[i].text),
		    i + 1 == n ? ")" : "");
	buf_putc(b, '\n');
}

void
why_print(struct buf *b, const struct why_chain *c)
{
	if (!c->known) {
		buf_printf(b, "%.*s\n", STR(c->no));
		return;
	}
	buf_printf(b, "%.*s?\n", STR(c->question));
	if (c->yes)
		buf_puts(b, "yes\n");
	else
		buf_printf(b, "no: %.*s\n", STR(c->no));
	for (size_t i = 0; i < c->links.n; i++)
		print_link(b, c, &c->links.at[i]);
	if (c->needed.n > 0)
		buf_printf(b, "  it would need, under line %u%s\n              %.*s\n",
		    (unsigned)c->under, c->instead ? " instead" : "", STR(c->needed));
	if (c->others.n > 0)
		buf_printf(b, "  %.*s\n", STR(c->others));
}

static struct node *
link_json(const struct why_chain *c, const struct why_link *l)
{
	struct node *map = node_map(c->arena), *from;
	const struct source *s;
	size_t n;

	node_set_str(c->arena, map, S("what"), l->what);
	if (l->line == 0)
		return map;
	node_set_int(c->arena, map, S("line"), l->line);
	node_set_str(c->arena, map, S("text"), sentence(c, l->line));
	s = plan_sources(c->plan, l->line, &n);
	if (n == 0)
		return map;
	from = node_set(map, S("from"), node_list(c->arena));
	for (size_t i = 0; i < n; i++)
		node_add(from, node_str(c->arena, s[i].text));
	return map;
}

struct node *
why_json(const struct why_chain *c)
{
	struct node *map = node_map(c->arena), *links = node_list(c->arena);

	node_set_str(c->arena, map, S("question"), c->question);
	node_set_str(c->arena, map, S("answer"), !c->known ? S("unknown") : c->yes ? S("yes")
										   : S("no"));
	if (c->no.n > 0)
		node_set_str(c->arena, map, S("why"), c->no);
	for (size_t i = 0; i < c->links.n; i++)
		node_add(links, link_json(c, &c->links.at[i]));
	node_set(map, S("lines"), links);
	if (c->needed.n > 0) {
		node_set_str(c->arena, map, S("needed"), c->needed);
		node_set_int(c->arena, map, S("under"), c->under);
		node_set_bool(c->arena, map, S("instead"), c->instead);
	}
	if (c->others.n > 0)
		node_set_str(c->arena, map, S("others"), c->others);
	return map;
}
