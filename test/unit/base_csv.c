#include "kit/unit.h"
#include "base/csv.h"

/* Rows as "a|b/c|d", a fault as "!LINE". */
static struct str
rows_of(struct scope *sc, struct str text)
{
	struct buf b = buf_new(&sc->arena);
	struct csv_row row;
	struct csv csv;
	bool more = true;

	csv_open(&csv, text);
	while (more) {
		bool fine = csv_next(sc, &csv, &row, &more).code == E_OK;

		if (!more)
			break;
		if (b.n > 0)
			buf_putc(&b, '/');
		if (!fine)
			buf_printf(&b, "!%zu", row.line);
		for (size_t i = 0; fine && i < row.n; i++) {
			if (i > 0)
				buf_putc(&b, '|');
			buf_put(&b, row.field[i]);
		}
	}
	return buf_str(&b);
}

static const struct {
	const char *why, *text, *rows;
} cases[] = {
	/* clang-format off */
	{ "plain",                  "a,b\nc,d\n",          "a|b/c|d" },
	{ "CRLF, no end of line",   "a,b\r\nc,d",          "a|b/c|d" },
	{ "byte-order mark",        "\xef\xbb\xbf" "a,b\n", "a|b" },
	{ "semicolons",             "a;b,c;d\n",           "a|b,c|d" },
	{ "tabs",                   "a\tb\n",              "a|b" },
	{ "separator in quotes does not count", "\"a,b,c\";d\n", "a,b,c|d" },
	{ "quotes doubled",         "\"a \"\"b\"\"\",c\n", "a \"b\"|c" },
	{ "line break in quotes",   "\"a\nb\",c\nd,e\n",   "a\nb|c/d|e" },
	{ "empty fields",           ",,\n",                "||" },
	{ "empty quoted",           "\"\",a\n",            "|a" },
	{ "blank lines are no rows", "\na,b\n\r\n\nc,d\n\n", "a|b/c|d" },
	{ "nothing",                "",                    "" },
	{ "blanks are kept",        " a , b \n",           " a | b " },
	{ "quote inside unquoted",  "a,b\nc\"d,e\nf,g\n",  "a|b/!2/f|g" },
	{ "text after a quote",     "a,b\n\"c\"d,e\nf,g\n", "a|b/!2/f|g" },
	{ "never closed",           "a,b\n\"c,d\ne,f\n",   "a|b/!2/e|f" },
	{ "bad UTF-8",              "a,b\n\xff,c\nd,e\n",  "a|b/!2/d|e" },
	{ "line counted over quoted breaks", "\"a\n\n\",b\nx\"y\n", "a\n\n|b/!4" },
	/* clang-format on */
};

static void
rows_are_as_companies_write_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct scope sc;
		struct str got;

		scope_begin(&sc, TEST_NOW);
		got = rows_of(&sc, str_of(cases[i].text));
		if (!str_eq(got, str_of(cases[i].rows)))
			fail_msg("%s: %.*s", cases[i].why, STR(got));
		scope_end(&sc);
	}
}

static void
a_nul_and_too_much_are_refused_and_the_next_row_is_read(void **state)
{
	struct scope sc;
	struct buf b;

	(void)state;
	scope_begin(&sc, TEST_NOW);
	assert_str(rows_of(&sc, S("a,b\nc\0,d\ne,f\n")), S("a|b/!2/e|f"));
	b = buf_new(&sc.arena);
	buf_puts(&b, "a,b\n");
	buf_pad(&b, ',', CSV_FIELDS_MAX);
	buf_puts(&b, "\n\"");
	buf_pad(&b, 'x', CSV_ROW_MAX);
	buf_puts(&b, "\ninside the quotes,no row\n\",x\nc,d\n");
	assert_str(rows_of(&sc, buf_str(&b)), S("a|b/!2/!3/c|d"));
	scope_end(&sc);
}

static void
what_is_written_is_read_the_same(void **state)
{
	static const struct str row[] = {
		{ "plain", 5 },
		{ "a,b", 3 },
		{ "say \"x\"", 7 },
		{ "two\r\nlines", 10 },
		{ "", 0 },
		{ "semi;colon", 10 },
	};
	struct csv_row back;
	struct scope sc;
	struct csv csv;
	struct buf b;
	bool more;

	(void)state;
	scope_begin(&sc, TEST_NOW);
	b = buf_new(&sc.arena);
	csv_put(&b, row, N(row));
	csv_put(&b, &row[4], 1); /* one empty field is a row too */
	csv_open(&csv, buf_str(&b));
	assert_ok(csv_next(&sc, &csv, &back, &more));
	assert_int_equal(back.n, N(row));
	for (size_t i = 0; i < N(row); i++)
		assert_str(back.field[i], row[i]);
	assert_ok(csv_next(&sc, &csv, &back, &more));
	assert_true(more && back.n == 1);
	scope_end(&sc);
}

static void
no_field_is_a_formula_to_a_spreadsheet(void **state)
{
	static const char *const formulas[] = { "=1+1", "+1", "-1", "@x", "\tx", "\rx" };
	struct scope sc;

	(void)state;
	for (size_t i = 0; i < N(formulas); i++) {
		struct str field = str_of(formulas[i]);
		struct buf b;

		scope_begin(&sc, TEST_NOW);
		b = buf_new(&sc.arena);
		csv_put(&b, &field, 1);
		assert_str(buf_str(&b), str_printf(&sc.arena, "\"'%s\"\r\n", formulas[i]));
		scope_end(&sc);
	}
}

static void
what_is_no_csv_is_named(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *says;
	} files[] = {
		{ "\xff\xfen\0a\0", 6, "UTF-16" },
		{ "PK\x03\x04rest", 8, "spreadsheet" },
		{ "\xd0\xcf\x11\xe0", 4, "spreadsheet" },
		{ "\x1f\x8b\x08", 3, "unpack" },
		{ "%PDF-1.4\n", 9, "PDF" },
		{ "name,firm\rAnn,Ex\r", 18, "carriage return" },
		{ "name,firm\r\nAnn,Ex\r\n", 20, "" },
		{ "name,firm\r", 10, "" },
		{ "PK,name\n", 8, "" },
		{ "", 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < N(files); i++) {
		struct str why = csv_foreign((struct str){ files[i].text, files[i].n });

		assert_int_equal(why.n > 0, files[i].says[0] != '\0');
		assert_true(str_has(why, str_of(files[i].says)));
	}
}

UNIT_MAIN(TEST(rows_are_as_companies_write_them),
    TEST(a_nul_and_too_much_are_refused_and_the_next_row_is_read),
    TEST(what_is_written_is_read_the_same), TEST(no_field_is_a_formula_to_a_spreadsheet),
    TEST(what_is_no_csv_is_named))
