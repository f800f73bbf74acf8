/* rights/package_print.c -- a package for people and for spreadsheets. */
#include "base/csv.h"
#include "base/json.h"
#include "policy/page.h"
#include "rights/rights.h"

/* A member as text, whatever its kind; "" when it is not there. */
static struct str
said(struct arena *arena, const struct node *map, const char *name)
{
	const struct node *member = node_get(map, str_of(name));

	if (member == NULL || member->kind == NODE_NULL)
		return S("");
	if (member->kind == NODE_STR)
		return member->text;
	if (member->kind == NODE_BOOL)
		return member->yes ? S("yes") : S("no");
	return json_text(arena, member);
}

static struct str
value_said(struct arena *arena, const struct node *value)
{
	struct str set = said(arena, value, "set"), file = said(arena, value, "file");

	if (file.n > 0)
		return str_printf(arena, "the file %.*s: %.*s", STR(file),
		    STR(said(arena, value, "value")));
	return set.n > 0 ? str_printf(arena, "a secret, set on %.*s, never shown", STR(set))
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
	struct str until = said(arena, value, "until");

	return until.n > 0 ? until : S("the event has not come yet");
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
	static const char *const heads[] = { "what", "value", "what that is", "kept until",
		"because", "what we use it for", "who may be given it" };

	page_table(page, "What is held", heads, N(heads));
	NODE_EACH(value, node_get(record, S("values"))) {
		struct str cells[] = {
			said(arena, value, "called"),
			value_said(arena, value),
			meaning_said(arena, value),
			until_said(arena, value),
			said(arena, value, "keep"),
			joined(arena, node_get(value, S("reasons"))),
			nobody_or(joined(arena, node_get(value, S("may-be-given-to")))),
		};

		page_row(page, cells);
	}
	page_table_end(page);
}

static void
print_record(struct page *page, struct arena *arena, const struct node *record)
{
	page_heading_of(page, str_printf(arena, "%.*s %.*s", STR(said(arena, record, "dataset")),
				  STR(said(arena, record, "record"))));
	page_para(
	    page, str_printf(arena, "Collected %.*s by %.*s; source: %.*s.",
		      STR(said(arena, record, "collected")), STR(said(arena, record, "channel")),
		      STR(said(arena, record, "source"))));
	if (said(arena, record, "notice").n > 0)
		page_para(page, str_printf(arena, "You were shown the notice: version %.*s.",
				    STR(said(arena, record, "notice"))));
	print_values(page, arena, record);
}

/* One table of flat maps. */
static void
print_table(struct page *page, struct arena *arena, const char *caption, const char *const *columns,
    size_t n, const struct node *list)
{
	if (list == NULL || list->count == 0)
		return;
	page_table(page, caption, columns, n);
	NODE_EACH(map, list) {
		struct str cells[PAGE_COLUMNS_MAX];

		for (size_t i = 0; i < n; i++)
			cells[i] = node_get(map, str_of(columns[i])) != NULL
					   && node_get(map, str_of(columns[i]))->kind == NODE_LIST
				       ? joined(arena, node_get(map, str_of(columns[i])))
				       : said(arena, map, columns[i]);
		page_row(page, cells);
	}
	page_table_end(page);
}

static void
print_person(struct page *page, struct arena *arena, const struct node *person)
{
	static const char *const consents[] = { "consent", "state", "since", "asked-as" };
	static const char *const given[] = { "at", "recipient", "purpose", "fields", "record" };
	static const char *const decisions[] = { "decision", "state", "outcome", "proposed",
		"decided" };
	static const char *const readers[] = { "at", "text", "role", "purpose", "fields",
		"recipient" };

	page_heading(page, str_c(arena, str_printf(arena, "What we hold: %.*s",
					    STR(said(arena, person, "text")))));
	if (node_get_bool(person, S("restricted"), false))
		page_para(page, S("Use is restricted: it is kept, not used."));
	NODE_EACH(record, node_get(person, S("records")))
		print_record(page, arena, record);
	print_table(page, arena, "What you agreed to", consents, N(consents),
	    node_get(person, S("consents")));
	if (node_get(person, S("objections")) != NULL
	    && node_get(person, S("objections"))->count > 0)
		page_para(page, str_printf(arena, "You objected to: %.*s.",
				    STR(joined(arena, node_get(person, S("objections"))))));
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
	static const char *const heads[] = { "purpose", "basis", "fields" };

	page_heading(page, "What for, and on what basis");
	page_table(page, "Purposes", heads, N(heads));
	NODE_EACH(purpose, node_get(package, S("purposes"))) {
		struct buf grounds = buf_new(arena);
		struct str cells[3] = { said(arena, purpose, "text"), S(""),
			said(arena, purpose, "fields") };

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
	page_para(page, S("You may ask for correction, erasure, restriction or a copy to take "
			  "elsewhere, object, and complain to us or to the regulator."));
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
	static const char *const papers[] = { "at", "act", "reasons", "letter" };
	static const char *const entries[] = { "entry", "at", "text", "role" };
	const struct edition edition = { .form = FORM_HTML };
	const struct node *file = node_get(package, S("file")), *of = node_get(package, S("case"));
	struct arena *arena = out->arena;
	struct page page;

	page_begin(&page, out, &edition, S("The file of a request"));
	page_para(&page, str_printf(arena, "Case %.*s, of %.*s; received %.*s; %.*s.",
			     STR(said(arena, of, "id")), STR(said(arena, of, "right")),
			     STR(said(arena, of, "received")), STR(said(arena, of, "state"))));
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

void
package_html(struct buf *out, const struct node *package)
{
	static const char *const recipients[] = { "text", "country", "by", "purpose", "fields",
		"contract" };
	const struct edition edition = { .form = FORM_HTML };
	struct arena *arena = out->arena;
	struct page page;

	if (node_get(package, S("papers")) != NULL) {
		file_html(out, package);
		return;
	}

	page_begin(&page, out, &edition, S("Your data"));
	page_para(&page, str_printf(arena, "The answer to your request %.*s, made %.*s.",
			     STR(said(arena, node_get(package, S("case")), "id")),
			     STR(said(arena, package, "made"))));
	NODE_EACH(person, node_get(package, S("people")))
		print_person(&page, arena, person);
	print_grounds(&page, arena, package);
	page_heading(&page, "Who may be given it");
	print_table(&page, arena, "Recipients", recipients, N(recipients),
	    node_get(package, S("recipients")));
	print_contacts(&page, arena, package);
	page_end(&page);
}

/* -- CSV: one row a value ------------------------------------------------------------- */

void
package_csv(struct buf *out, const struct node *package)
{
	static const char *const heads[] = { "subject", "kind", "dataset", "record", "field",
		"called", "what that is", "value", "collected", "channel", "source", "kept until",
		"because", "used for", "may be given to" };
	struct arena *arena = out->arena;
	struct str cells[N(heads)];

	for (size_t i = 0; i < N(heads); i++)
		cells[i] = str_of(heads[i]);
	csv_put(out, cells, N(heads));
	NODE_EACH(person, node_get(package, S("people")))
		NODE_EACH(record, node_get(person, S("records")))
			NODE_EACH(value, node_get(record, S("values"))) {
				struct str row[N(heads)] = {
					said(arena, person, "subject"),
					said(arena, person, "kind"),
					said(arena, record, "dataset"),
					said(arena, record, "record"),
					said(arena, value, "field"),
					said(arena, value, "called"),
					meaning_said(arena, value),
					value_said(arena, value),
					said(arena, record, "collected"),
					said(arena, record, "channel"),
					said(arena, record, "source"),
					said(arena, value, "until"),
					said(arena, value, "keep"),
					joined(arena, node_get(value, S("reasons"))),
					nobody_or(joined(
					    arena, node_get(value, S("may-be-given-to")))),
				};

				csv_put(out, row, N(heads));
			}
}

/* -- rows that another store can take in -------------------------------------------------- */

static void
rows_csv(struct buf *out, const struct node *rows)
{
	struct arena *arena = out->arena;
	struct node *heads = node_map(arena);
	struct str *cells;
	size_t n;

	NODE_EACH(row, rows)
		NODE_EACH(value, row)
			if (node_get(heads, value->key) == NULL)
				node_set(heads, value->key, node_null(arena));
	cells = NEW_ARRAY(arena, heads->count + 1, struct str);
	n = 0;
	NODE_EACH(head, heads)
		cells[n++] = head->key;
	csv_put(out, cells, n);
	NODE_EACH(row, rows) {
		n = 0;
		NODE_EACH(head, heads)
			cells[n++] = said(arena, row, str_c(arena, head->key));
		csv_put(out, cells, n);
	}
}

bool
package_rows(struct buf *out, const struct node *package, struct str dataset, bool csv)
{
	const struct node *rows = node_get(node_get(package, S("data")), dataset);

	if (rows == NULL)
		return false;
	if (csv) {
		rows_csv(out, rows);
		return true;
	}
	NODE_EACH(row, rows) {
		json_print(out, row);
		buf_putc(out, '\n');
	}
	return true;
}
