/* rights/package_print.c -- a package for people and for spreadsheets. */
#include "base/csv.h"
#include "base/json.h"
#include "policy/page.h"
#include "policy/words.h"
#include "rights/packing.h"
#include "sys/zone.h"

/* What bailee wrote down itself: "right: access; who: email: ann@example.org". */
static void
put_flat(struct buf *b, const struct node *node)
{
	bool first = true;

	if (node->kind == NODE_STR) {
		buf_put(b, node->text);
		return;
	}
	if (node->kind != NODE_MAP && node->kind != NODE_LIST) {
		json_print(b, node);
		return;
	}
	NODE_EACH(member, node) {
		buf_puts(b, first ? "" : "; ");
		if (node->kind == NODE_MAP)
			buf_printf(b, "%.*s: ", STR(member->key));
		put_flat(b, member);
		first = false;
	}
}

/* A member as text, whatever its kind; "" when it is not there. */
static struct str
said(struct arena *arena, const struct node *map, const char *name)
{
	const struct node *member = node_get(map, str_of(name));
	struct buf flat = buf_new(arena);

	if (member == NULL || member->kind == NODE_NULL)
		return S("");
	if (member->kind == NODE_STR)
		return member->text;
	if (member->kind == NODE_BOOL)
		return member->yes ? S("yes") : S("no");
	if (member->kind != NODE_MAP && member->kind != NODE_LIST)
		return json_text(arena, member);
	put_flat(&flat, member);
	return buf_str(&flat);
}

/* The civil day of a moment: "2 March 2027". */
static struct str
day_said(struct arena *arena, const struct node *map, const char *name)
{
	struct instant at;

	if (!instant_parse(said(arena, map, name), &at))
		return S("");
	return words_date(arena, zone_civil(at));
}

/* "2 March 2027, 09:00" */
static struct str
moment_said(struct arena *arena, const struct node *map, const char *name)
{
	struct instant at;
	struct civil c;

	if (!instant_parse(said(arena, map, name), &at))
		return S("");
	c = zone_civil(at);
	return str_printf(arena, "%.*s, %02d:%02d", STR(words_date(arena, c)), c.hour, c.minute);
}

/* A name of the policy, or several: "contact.job-title" is "contact job title". */
static struct str
plain(struct arena *arena, struct str names)
{
	struct buf b = buf_new(arena);

	for (size_t i = 0; i < names.n; i++)
		buf_putc(&b, names.p[i] == '-' || names.p[i] == '.' ? ' ' : names.p[i]);
	return buf_str(&b);
}

static struct str
value_said(struct arena *arena, const struct node *value)
{
	struct str set = said(arena, value, "set"), file = said(arena, value, "file");

	if (file.n > 0)
		return str_printf(arena, "the file %.*s: %.*s", STR(file),
		    STR(said(arena, value, "value")));
	return set.n > 0 ? str_printf(arena, "a secret, set on %.*s, never shown",
		   STR(day_said(arena, value, "set")))
			 : said(arena, value, "value");
}

static struct str
joined(struct arena *arena, const struct node *list)
{
	struct buf b = buf_new(arena);

	NODE_EACH(one, list) {
		if (b.n > 0)
			buf_puts(&b, ", ");
		buf_put(&b, one->kind == NODE_STR ? one->text : S(""));
	}
	return buf_str(&b);
}

static struct str
until_said(struct arena *arena, const struct node *value)
{
	struct str until = day_said(arena, value, "until");

	return until.n > 0 ? until : S("no day is set yet");
}

/* A word of a list is told with the list: "one of delivered, not-delivered, busy". */
static struct str
meaning_said(struct arena *arena, const struct node *value)
{
	const struct node *words = node_get(value, S("one-of"));

	if (words == NULL)
		return said(arena, value, "is");
	return str_printf(arena, "one of: %.*s", STR(joined(arena, words)));
}

static struct str
nobody_or(struct str names)
{
	return names.n > 0 ? names : S("nobody");
}

/* -- HTML ------------------------------------------------------------------------- */

static void
print_values(struct page *page, struct arena *arena, const struct node *record)
{
	static const char *const heads[] = { "category", "what", "value", "what that is",
		"kept until", "how long we keep it", "what we use it for", "who may be given it" };

	page_table(page, "What is held", heads, N(heads));
	NODE_EACH(value, node_get(record, S("values"))) {
		struct str cells[] = {
			said(arena, value, "category"),
			said(arena, value, "called"),
			value_said(arena, value),
			meaning_said(arena, value),
			until_said(arena, value),
			said(arena, value, "kept"),
			joined(arena, node_get(value, S("reasons"))),
			nobody_or(joined(arena, node_get(value, S("may-be-given-to")))),
		};

		page_row(page, cells);
	}
	page_table_end(page);
}

/* LAW UK GDPR Art 15(1)(g) */
static struct str
source_said(struct arena *arena, const struct node *record)
{
	static const struct {
		const char *word, *says;
	} sources[] = {
		{ "", "Collected" },
		{ "person", "You gave it to us" },
		{ "staff", "Our own people entered it" },
		{ "programme", "A programme of ours entered it" },
	};
	struct str source = said(arena, record, "source");

	for (size_t i = 0; i < N(sources); i++)
		if (str_eq(source, str_of(sources[i].word)))
			return str_of(sources[i].says);
	return str_printf(arena, "It came to us from %.*s", STR(source));
}

static void
print_record(struct page *page, struct arena *arena, const struct node *record)
{
	page_heading_of(page, plain(arena, said(arena, record, "dataset")));
	page_para(page, str_printf(arena, "%.*s on %.*s. Our number for it: %.*s.",
			    STR(source_said(arena, record)),
			    STR(day_said(arena, record, "collected")),
			    STR(said(arena, record, "record"))));
	if (said(arena, record, "notice").n > 0)
		page_para(page, str_printf(arena, "You were shown the notice: version %.*s.",
				    STR(said(arena, record, "notice"))));
	print_values(page, arena, record);
}

/* A column of a table of flat maps: the head, the member, and how it is said. */
struct column {
	const char *head, *member;
	enum said_as { AS_IT_IS,
		AS_NAMES,
		AS_DAY,
		AS_MOMENT,
		AS_STEPS } as;
};

/* "proposed: refused (score 12); confirmed: two invoices are not paid" */
static struct str
steps_said(struct arena *arena, const struct node *steps)
{
	struct buf b = buf_new(arena);
	size_t n = 0;

	NODE_EACH(step, steps) {
		struct str outcome = node_get_str(step, S("outcome"));
		struct str reasons = node_get_str(step, S("reasons"));

		buf_printf(&b, "%s%.*s", n++ > 0 ? "; " : "", STR(node_get_str(step, S("what"))));
		if (outcome.n > 0)
			buf_printf(&b, ": %.*s", STR(outcome));
		if (reasons.n > 0)
			buf_printf(&b, " (%.*s)", STR(reasons));
	}
	return buf_str(&b);
}

static struct str
cell_said(struct arena *arena, const struct node *map, const struct column *c)
{
	const struct node *member = node_get(map, str_of(c->member));
	struct str text = member != NULL && member->kind == NODE_LIST
				  && (member->count == 0 || member->first->kind == NODE_STR)
			      ? joined(arena, member)
			      : said(arena, map, c->member);

	switch (c->as) {
	case AS_IT_IS:
		return text;
	case AS_NAMES:
		return plain(arena, text);
	case AS_DAY:
		return day_said(arena, map, c->member);
	case AS_MOMENT:
		return moment_said(arena, map, c->member);
	case AS_STEPS:
		return steps_said(arena, member);
	}
	return text;
}

static void
print_table(struct page *page, struct arena *arena, const char *caption,
    const struct column *columns, size_t n, const struct node *list)
{
	const char *heads[PAGE_COLUMNS_MAX];

	if (list == NULL || list->count == 0)
		return;
	for (size_t i = 0; i < n; i++)
		heads[i] = columns[i].head;
	page_table(page, caption, heads, n);
	NODE_EACH(map, list) {
		struct str cells[PAGE_COLUMNS_MAX];

		for (size_t i = 0; i < n; i++)
			cells[i] = cell_said(arena, map, &columns[i]);
		page_row(page, cells);
	}
	page_table_end(page);
}

void
package_html_person(struct page *page, const struct node *person)
{
	struct arena *arena = page->arena;

	page_heading(page, str_c(arena, str_printf(arena, "What we hold: %.*s",
					    STR(said(arena, person, "text")))));
	if (node_get_bool(person, S("restricted"), false))
		page_para(page, S("Use is restricted: it is kept, not used."));
}

void
package_html_records(struct page *page, const struct node *person)
{
	NODE_EACH(record, node_get(person, S("records")))
		print_record(page, page->arena, record);
}

void
package_html_rest(struct page *page, const struct node *person)
{
	struct arena *arena = page->arena;
	/* clang-format off */
	static const struct column consents[] = { { "what for", "consent", AS_NAMES },
		{ "you said", "state", AS_IT_IS }, { "since", "since", AS_MOMENT },
		{ "to these words", "asked-as", AS_IT_IS } };
	static const struct column given[] = { { "when", "at", AS_MOMENT },
		{ "to whom", "recipient", AS_NAMES }, { "what for", "purpose", AS_NAMES },
		{ "what", "fields", AS_NAMES } };
	static const struct column decisions[] = { { "decision", "decision", AS_NAMES },
		{ "it is", "state", AS_NAMES }, { "outcome", "outcome", AS_IT_IS },
		{ "proposed", "proposed", AS_MOMENT }, { "decided", "decided", AS_MOMENT },
		{ "it looked at", "used", AS_NAMES }, { "what was said", "history", AS_STEPS } };
	static const struct column readers[] = { { "when", "at", AS_MOMENT },
		{ "what was done", "text", AS_IT_IS }, { "by", "role", AS_NAMES },
		{ "what for", "purpose", AS_NAMES }, { "with what", "fields", AS_NAMES },
		{ "given to", "recipient", AS_NAMES } };
	/* clang-format on */

	print_table(page, arena, "What you agreed to", consents, N(consents),
	    node_get(person, S("consents")));
	if (node_get(person, S("objections")) != NULL
	    && node_get(person, S("objections"))->count > 0)
		page_para(page, str_printf(arena, "You objected to: %.*s.",
				    STR(plain(arena, joined(arena, node_get(person, S("objections")))))));
	print_table(
	    page, arena, "To whom it was given", given, N(given), node_get(person, S("given")));
	print_table(page, arena, "What was decided about you with the help of a machine", decisions,
	    N(decisions), node_get(person, S("decisions")));
	print_table(page, arena, "Who read it, and what else was done", readers, N(readers),
	    node_get(person, S("readers")));
}

static void
print_grounds(struct page *page, struct arena *arena, const struct node *package)
{
	static const char *const heads[] = { "what for", "on what basis", "with what" };

	page_heading(page, "What for, and on what basis");
	page_table(page, "Purposes", heads, N(heads));
	NODE_EACH(purpose, node_get(package, S("purposes"))) {
		struct buf grounds = buf_new(arena);
		struct str cells[3] = { said(arena, purpose, "text"), S(""),
			plain(arena, said(arena, purpose, "fields")) };

		NODE_EACH(ground, node_get(purpose, S("grounds"))) {
			buf_puts(&grounds, grounds.n > 0 ? "; " : "");
			buf_put(&grounds, said(arena, ground, "text"));
			if (node_get(ground, S("interest")) != NULL)
				buf_printf(
				    &grounds, ": %.*s", STR(said(arena, ground, "interest")));
		}
		cells[1] = buf_str(&grounds);
		page_row(page, cells);
	}
	page_table_end(page);
}

static void
print_contacts(struct page *page, struct arena *arena, const struct node *package)
{
	const struct node *c = node_get(package, S("controller"));

	page_heading(page, "Who answers for this");
	page_para(page, str_printf(arena, "%.*s, %.*s, %.*s, %.*s. Data protection: %.*s.",
			    STR(said(arena, c, "name")), STR(said(arena, c, "address")),
			    STR(said(arena, c, "phone")), STR(said(arena, c, "email")),
			    STR(said(arena, c, "data-protection-officer"))));
	page_para(page, S("You may ask us to correct or erase it, to keep it and not use it, or for a "
			  "copy to take elsewhere; you may object, take back a consent at any "
			  "time, and complain to us."));
	page_para(page,
	    str_printf(arena, "You may also complain to the regulator%s%.*s%s%.*s, and go to court.",
		said(arena, c, "regulator-name").n > 0 ? ", the " : "",
		STR(said(arena, c, "regulator-name")),
		said(arena, c, "regulator-site").n > 0 ? ": " : "",
		STR(said(arena, c, "regulator-site"))));
	NODE_EACH(party, node_get(package, S("passed-on")))
		page_para(
		    page, str_printf(arena,
			      "Your request was passed to %.*s, for whom we hold data about you.",
			      STR(said(arena, party, "name"))));
}

/* What was asked, what was written down and told, and what the ledger says. */
static void
file_html(struct buf *out, const struct node *package)
{
	static const struct column papers[] = { { "when", "at", AS_MOMENT }, { "what", "act", AS_NAMES },
		{ "why", "reasons", AS_IT_IS }, { "the letter", "letter", AS_IT_IS } };
	static const struct column entries[] = { { "entry", "entry", AS_IT_IS },
		{ "when", "at", AS_MOMENT }, { "what", "text", AS_IT_IS }, { "by", "role", AS_NAMES } };
	const struct edition edition = { .form = FORM_HTML };
	const struct node *file = node_get(package, S("file")), *of = node_get(package, S("case"));
	struct arena *arena = out->arena;
	struct page page;

	page_begin(&page, out, &edition, S("The file of a request"));
	page_para(&page, str_printf(arena, "Case %.*s, of %.*s; received %.*s; %.*s.",
			     STR(said(arena, of, "id")), STR(said(arena, of, "right")),
			     STR(day_said(arena, of, "received")), STR(said(arena, of, "state"))));
	page_para(&page, said(arena, node_get(file, S("evidence")), "text"));
	page_heading(&page, "What was written");
	print_table(
	    &page, arena, "Papers", papers, N(papers), node_get(package, S("papers")));
	page_heading(&page, "What the ledger says");
	print_table(
	    &page, arena, "Entries", entries, N(entries), node_get(package, S("entries")));
	print_contacts(&page, arena, package);
	page_end(&page);
}

const struct edition package_edition = { .form = FORM_HTML };

void
package_html_head(struct page *page, const struct node *package)
{
	page_para(page, str_printf(page->arena, "The answer to your request %.*s, made %.*s.",
			    STR(said(page->arena, node_get(package, S("case")), "id")),
			    STR(day_said(page->arena, package, "made"))));
}

void
package_html_foot(struct page *page, const struct node *package)
{
	static const struct column recipients[] = { { "who", "text", AS_IT_IS },
		{ "where, and how it is safe there", "where", AS_IT_IS },
		{ "what for", "purpose", AS_NAMES }, { "what", "fields", AS_NAMES } };

	print_grounds(page, page->arena, package);
	page_heading(page, "Who may be given it");
	print_table(page, page->arena, "Recipients", recipients, N(recipients),
	    node_get(package, S("recipients")));
	print_contacts(page, page->arena, package);
}

void
package_html(struct buf *out, const struct node *package)
{
	struct page page;

	if (node_get(package, S("papers")) != NULL) {
		file_html(out, package);
		return;
	}
	page_begin(&page, out, &package_edition, PACKAGE_TITLE);
	package_html_head(&page, package);
	NODE_EACH(person, node_get(package, S("people"))) {
		package_html_person(&page, person);
		package_html_records(&page, person);
		package_html_rest(&page, person);
	}
	package_html_foot(&page, package);
	page_end(&page);
}

/* -- CSV: one row a value ------------------------------------------------------------- */

static const char *const csv_heads[] = { "subject", "kind", "dataset", "record", "category",
	"field", "called", "what that is", "value", "collected", "channel", "source", "kept until",
	"because", "used for", "may be given to" };

void
package_csv_heads(struct buf *out)
{
	struct str cells[N(csv_heads)];

	for (size_t i = 0; i < N(csv_heads); i++)
		cells[i] = str_of(csv_heads[i]);
	csv_put(out, cells, N(csv_heads));
}

void
package_csv_person(struct buf *out, const struct node *person)
{
	struct arena *arena = out->arena;

	NODE_EACH(record, node_get(person, S("records")))
		NODE_EACH(value, node_get(record, S("values"))) {
			struct str row[N(csv_heads)] = {
				said(arena, person, "subject"),
				said(arena, person, "kind"),
				said(arena, record, "dataset"),
				said(arena, record, "record"),
				said(arena, value, "category"),
				said(arena, value, "field"),
				said(arena, value, "called"),
				meaning_said(arena, value),
				value_said(arena, value),
				said(arena, record, "collected"),
				said(arena, record, "channel"),
				said(arena, record, "source"),
				said(arena, value, "until"),
				said(arena, value, "kept"),
				joined(arena, node_get(value, S("reasons"))),
				nobody_or(joined(
				    arena, node_get(value, S("may-be-given-to")))),
			};

			csv_put(out, row, N(csv_heads));
		}
}

void
package_csv(struct buf *out, const struct node *package)
{
	package_csv_heads(out);
	NODE_EACH(person, node_get(package, S("people")))
		package_csv_person(out, person);
}

/* -- rows that another store can take in -------------------------------------------------- */

void
package_rows_heads(struct arena *arena, const struct node *row, struct node *heads)
{
	NODE_EACH(value, row)
		if (node_get(heads, value->key) == NULL)
			node_set(heads, str_dup(arena, value->key), node_null(arena));
}

/* `row` NULL: the heads themselves. */
void
package_rows_put(struct buf *out, const struct node *heads, const struct node *row, bool csv)
{
	struct arena *arena = out->arena;
	struct str *cells;
	size_t n = 0;

	if (!csv) {
		json_print(out, row);
		buf_putc(out, '\n');
		return;
	}
	cells = NEW_ARRAY(arena, heads->count + 1, struct str);
	NODE_EACH(head, heads)
		cells[n++] = row == NULL ? head->key : said(arena, row, str_c(arena, head->key));
	csv_put(out, cells, n);
}

bool
package_rows(struct buf *out, const struct node *package, struct str dataset, bool csv)
{
	const struct node *rows = node_get(node_get(package, S("data")), dataset);
	struct node *heads = node_map(out->arena);

	if (rows == NULL)
		return false;
	NODE_EACH(row, rows)
		package_rows_heads(out->arena, row, heads);
	if (csv)
		package_rows_put(out, heads, NULL, csv);
	NODE_EACH(row, rows)
		package_rows_put(out, heads, row, csv);
	return true;
}
