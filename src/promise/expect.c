/* promise/expect.c -- what came, held against what was promised. */
#include "base/json.h"
#include "promise/stage.h"
#include "sys/zone.h"

#define SHOWN_MAX 1500

void
exchange_print(struct buf *b, const struct exchange *e)
{
	if (e->said.n == 0)
		return;
	buf_printf(b, "       said  %.*s\n       came  %d ", STR(str_slice(e->said, 0, SHOWN_MAX)),
	    e->status);
	for (struct str rest = str_trim(str_slice(e->text, 0, SHOWN_MAX)); rest.n > 0;) {
		struct str line = str_cut(rest, '\n', &rest);

		buf_printf(b, "%.*s%s", STR(line), rest.n > 0 ? "\n             " : "");
	}
	buf_puts(b, e->text.n > SHOWN_MAX ? " ...\n" : "\n");
}

static struct str
shown(struct stage *st)
{
	struct str text = str_trim(st->last.text);

	return str_printf(&st->sc->arena, "%d %.*s%s", st->last.status,
	    STR(str_slice(text, 0, 300)), text.n > 300 ? " ..." : "");
}

#define FAILED(st, at, ...) \
	stage_failed((st), (at), str_printf(&(st)->sc->arena, __VA_ARGS__), shown(st))

static bool
at_text(const struct cue *c)
{
	return !cue_done(c) && c->line->token[c->i].kind == TOKEN_TEXT;
}

static bool
each_text(struct stage *st, struct cue *c, bool wanted)
{
	do {
		struct spot at = cue_spot(c);
		struct str text;

		if (!cue_take(st, c, "a text", &text))
			return false;
		if (str_has(st->last.text, text) != wanted)
			return FAILED(
			    st, at, "the answer %s \"%.*s\"", wanted ? "has" : "lacks", STR(text));
	} while (at_text(c));
	return true;
}

static bool
expect_has(struct stage *st, struct cue *c)
{
	return each_text(st, c, true);
}

static bool
expect_lacks(struct stage *st, struct cue *c)
{
	return each_text(st, c, false);
}

/* The problem document, or the refusal in the verdict of a single offer. */
static const struct node *
refusal(const struct stage *st)
{
	const struct node *b = st->last.body;

	return node_get(b, S("refused")) != NULL ? node_get(b, S("refused")) : b;
}

static bool
expect_refused(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str type, came = node_get_str(refusal(st), S("type"));

	if (!cue_take(st, c, "the reason, such as field-unknown", &type))
		return false;
	if (str_starts(came, S("/problems/")))
		came = str_slice(came, 10, came.n);
	return str_eq(came, type) || FAILED(st, at, "refused as %.*s", STR(type));
}

static struct str
line_of(struct str text, int64_t line)
{
	struct str one = S("");

	for (int64_t i = 0; i < line && text.n > 0; i++)
		one = str_cut(text, '\n', &text);
	return str_trim(one);
}

static bool
expect_by(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	const struct stage_keeper *k = stage_keeper(st, S(""));
	const struct node *policy = node_get(refusal(st), S("policy"));
	int64_t line = node_get_int(policy != NULL ? policy : refusal(st), S("line"), 0);
	struct str wanted, came;

	if (!cue_take(st, c, "the beginning of a policy line", &wanted))
		return false;
	came = line_of(k != NULL ? k->policy : S(""), line);
	return str_starts(came, wanted)
	       || FAILED(st, at, "refused by the line \"%.*s\", not line %lld \"%.*s\"",
		   STR(wanted), (long long)line, STR(came));
}

static bool
expect_naming(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	const struct node *r = refusal(st);
	struct str field;

	if (!cue_take(st, c, "a field", &field))
		return false;
	return str_eq(node_get_str(r, S("field")), field)
	       || node_lists(node_get(r, S("fields")), field)
	       || FAILED(st, at, "the refusal names %.*s", STR(field));
}

static const struct node *
first_record(const struct stage *st)
{
	const struct node *b = st->last.body, *list = node_get(b, S("records"));

	if (node_get(b, S("record")) != NULL && node_get(b, S("record"))->kind == NODE_MAP)
		return node_get(b, S("record"));
	if (list == NULL)
		list = node_get(node_get(b, S("parcel")), S("rows"));
	return list != NULL && list->first != NULL ? list->first : b;
}

static bool
withheld_in(const struct node *list, struct str field, struct str type)
{
	NODE_EACH(n, list) {
		struct str t = node_get_str(n, S("type"));

		if (str_starts(t, S("/problems/")))
			t = str_slice(t, 10, t.n);
		if (str_eq(node_get_str(n, S("field")), field) && str_eq(t, type))
			return true;
	}
	return false;
}

static bool
expect_withholds(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	const struct node *b = st->last.body;
	struct str field, type;

	if (!cue_take(st, c, "a field", &field) || !cue_take(st, c, "a reason", &type))
		return false;
	return withheld_in(node_get(b, S("withheld")), field, type)
	       || withheld_in(node_get(first_record(st), S("withheld")), field, type)
	       || withheld_in(node_get(node_get(b, S("parcel")), S("withheld")), field, type)
	       || FAILED(st, at, "%.*s is withheld as %.*s", STR(field), STR(type));
}

static bool
node_says(struct stage *st, const struct node *n, struct str value)
{
	return n != NULL
	       && str_eq(n->kind == NODE_STR ? n->text : json_text(&st->sc->arena, n), value);
}

static bool
expect_shows(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	const struct node *n;
	struct str field, value;

	if (!cue_take(st, c, "a field", &field))
		return false;
	n = node_get(node_get(first_record(st), S("values")), field);
	if (n == NULL)
		return FAILED(st, at, "the record shows %.*s", STR(field));
	if (!at_text(c))
		return true;
	return cue_take(st, c, "a value", &value)
	       && (node_says(st, n, value)
		   || FAILED(st, at, "%.*s is \"%.*s\"", STR(field), STR(value)));
}

static bool
expect_hides(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	const struct node *values = node_get(first_record(st), S("values"));
	struct str field;

	if (!cue_take(st, c, "a field", &field))
		return false;
	if (values == NULL)
		return FAILED(st, at, "a record came back, without %.*s", STR(field));
	return node_get(values, field) == NULL
	       || FAILED(st, at, "the record has no %.*s", STR(field));
}

static bool
exactly(const struct node *values, const struct str *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (node_get(values, fields[i]) == NULL)
			return false;
	return values != NULL && values->count == n;
}

static bool
expect_gives(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	const struct node *rows = node_get(node_get(st->last.body, S("parcel")), S("rows"));
	LIST(struct str)
	fields = { 0 };

	if (!cue_is(c, "exactly"))
		return stage_broke(st, at, "it goes: gives exactly FIELD ...");
	while (!cue_done(c) && c->line->token[c->i].kind == TOKEN_WORD)
		if (!cue_take(st, c, "a field", LIST_ADD(&fields, &st->sc->arena)))
			return false;
	if (rows == NULL || rows->first == NULL)
		return FAILED(st, at, "a parcel came back");
	NODE_EACH(row, rows)
		if (!exactly(node_get(row, S("values")), fields.at, fields.n))
			return FAILED(st, at, "each row has just these %zu fields", fields.n);
	return true;
}

/* A due date among `due` of the answer, or of its only receipt. */
static const struct node *
due_of(const struct stage *st, struct str field)
{
	const struct node *list = node_get(st->last.body, S("due"));

	if (list == NULL)
		list = node_get(first_record(st), S("due"));
	NODE_EACH(n, list) {
		NODE_EACH(f, node_get(n, S("fields"))) {
			struct str rest, last = f->text;

			for (str_cut(last, '.', &rest); rest.n > 0; str_cut(last, '.', &rest))
				last = rest;
			if (str_eq(f->text, field) || str_eq(last, field))
				return n;
		}
	}
	return NULL;
}

static bool
expect_due(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct instant wanted, came;
	const struct node *n;
	struct str field;

	if (!cue_take(st, c, "a field", &field))
		return false;
	n = due_of(st, field);
	if (n == NULL)
		return FAILED(st, at, "the answer says when %.*s is due", STR(field));
	if (cue_is(c, "never"))
		return !node_get_time(n, S("due"), &came)
		       || FAILED(st, at, "%.*s has no due date yet", STR(field));
	if (!cue_is(c, "at"))
		return stage_broke(st, cue_spot(c), "it goes: due FIELD at 2027-03-17 09:00");
	if (!cue_time(st, c, &wanted))
		return false;
	return (node_get_time(n, S("due"), &came) && came.us == wanted.us)
	       || FAILED(st, at, "%.*s is due %.*s", STR(field),
		   STR(instant_print(&st->sc->arena, wanted)));
}

static bool
expect_says(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str path, value;

	if (!cue_take(st, c, "a path", &path) || !cue_take(st, c, "a value", &value))
		return false;
	return node_says(st, node_at_path(st->last.body, path), value)
	       || FAILED(st, at, "%.*s is %.*s", STR(path), STR(value));
}

static bool
expect_counts(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	const struct node *n;
	int64_t count;
	struct str path;

	if (!cue_take(st, c, "a path", &path) || !cue_number(st, c, &count))
		return false;
	n = node_at_path(st->last.body, path);
	return (n != NULL && n->kind == NODE_LIST && n->count == (size_t)count)
	       || FAILED(st, at, "%.*s has %lld members", STR(path), (long long)count);
}

/* The tag of the box, or empty. */
static struct str
box_of(struct scope *sc, struct str page, struct str name)
{
	struct str named = str_printf(&sc->arena, " name=\"%.*s\"", STR(name)), rest;

	for (size_t i = 0; i < page.n; i++) {
		struct str tag;

		if (!str_starts(str_slice(page, i, page.n), S("<input type=\"checkbox\"")))
			continue;
		tag = str_cut(str_slice(page, i, page.n), '>', &rest);
		if (str_has(tag, named))
			return tag;
	}
	return S("");
}

static bool
expect_box(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str name, tag;
	bool ticked;

	if (!cue_take(st, c, "the name of a box", &name))
		return false;
	tag = box_of(st->sc, st->last.text, name);
	ticked = cue_is(c, "ticked");
	if (!ticked && !cue_is(c, "unticked"))
		return stage_broke(st, cue_spot(c), "it goes: box NAME ticked|unticked");
	if (tag.n == 0)
		return FAILED(st, at, "the page has a box %.*s", STR(name));
	return str_has(tag, S(" checked")) == ticked
	       || FAILED(st, at, "the box %.*s is %s", STR(name), ticked ? "ticked" : "not ticked");
}

/* `bailee check --json` gives a list of messages, each with its code. */
static bool
compiler_said(const struct stage *st, struct str code)
{
	return str_has(st->last.text, str_printf(&st->sc->arena, "\"%.*s\"", STR(code)));
}

static bool
expect_error(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str code;

	if (!cue_take(st, c, "a number such as B012", &code))
		return false;
	return compiler_said(st, code) || FAILED(st, at, "the compiler says %.*s", STR(code));
}

static bool
expect_silent(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str code;

	if (!cue_take(st, c, "a number such as B012", &code))
		return false;
	return !compiler_said(st, code)
	       || FAILED(st, at, "the compiler does not say %.*s", STR(code));
}

static bool
expect_as(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str name;

	if (!cue_take(st, c, "a name", &name))
		return false;
	if (st->last.body == NULL)
		return FAILED(st, at, "the answer is JSON");
	names_bind(st, name, st->last.body);
	return true;
}

static const struct {
	const char *word;
	bool (*expect)(struct stage *, struct cue *);
} expects[] = {
#define EXPECT(word, function, usage, manual) { word, function },
#include "promise/expect.def"
#undef EXPECT
};

static bool
expect_one(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	int64_t status;

	for (size_t i = 0; i < N(expects); i++)
		if (cue_is(c, expects[i].word))
			return expects[i].expect(st, c);
	if (cue_done(c) || c->line->token[c->i].kind != TOKEN_WORD
	    || !str_to_i64(c->line->token[c->i].text, &status))
		return stage_broke(st, at,
		    "no expectation begins like this; `bailee promise --help expect` lists them");
	c->i++;
	return st->last.status == status || FAILED(st, at, "%lld", (long long)status);
}

bool
expect_all(struct stage *st, struct cue *c)
{
	while (!cue_done(c)) {
		if (!expect_one(st, c))
			return false;
		cue_is_mark(c, TOKEN_COMMA);
		cue_is_mark(c, TOKEN_ARROW);
	}
	return true;
}
