/* Canonical texts, what is searched, and card numbers. */
#include "kit/unit.h"

#include "base/buf.h"
#include "vault/value.h"

/* A plan of one field, by hand. */
struct one_field {
	struct field field;
	struct plan plan;
	struct str words[2];
};

static const struct plan *
plan_of(struct one_field *o, enum field_type type)
{
	o->words[0] = S("dpd");
	o->words[1] = S("royal-mail");
	o->field = (struct field){ .full = S("x.y"), .type = type, .words = 2 };
	o->plan = (struct plan){ .zone = S("Europe/London") };
	o->plan.fields.at = &o->field;
	o->plan.fields.n = 1;
	o->plan.words.at = o->words;
	o->plan.words.n = 2;
	return &o->plan;
}

/* clang-format off */
static const struct {
	enum field_type type;
	const char *given, *text; /* text NULL: refused */
} cases[] = {
	{ TYPE_NAME,     "Ada Lovelace",             "Ada Lovelace" },
	{ TYPE_NAME,     "  Ada  ",                  "Ada" },
	{ TYPE_NAME,     "",                         NULL },
	{ TYPE_NAME,     "   ",                      NULL },
	{ TYPE_NAME,     "Ada\nLovelace",            NULL },
	{ TYPE_NAME,     "Ada\x7f",                  NULL },
	{ TYPE_NAME,     "Ada\xc2\x85",              NULL },            /* NEL, a C1 control */
	{ TYPE_NAME,     "\xe2\x80\xae" "live.exe",  NULL },            /* right-to-left override */
	{ TYPE_NAME,     "Zo\xc3\xab",               "Zo\xc3\xab" },
	{ TYPE_NAME,     "Zo\xc3",                   NULL },            /* half a character */
	{ TYPE_TEXT,     "two\nlines",               "two\nlines" },
	{ TYPE_TEXT,     "bell\a",                   NULL },
	{ TYPE_EMAIL,    "Ada@Voice.Example",        "ada@voice.example" },
	{ TYPE_EMAIL,    "a.b+c@x-y.example",        "a.b+c@x-y.example" },
	{ TYPE_EMAIL,    "ada@voice",                NULL },
	{ TYPE_EMAIL,    "ada@@voice.example",       NULL },
	{ TYPE_EMAIL,    "@voice.example",           NULL },
	{ TYPE_EMAIL,    "ada@",                     NULL },
	{ TYPE_EMAIL,    "a..b@voice.example",       NULL },
	{ TYPE_EMAIL,    ".ada@voice.example",       NULL },
	{ TYPE_EMAIL,    "ada.@voice.example",       NULL },
	{ TYPE_EMAIL,    "ada@-voice.example",       NULL },
	{ TYPE_EMAIL,    "ada@voice..example",       NULL },
	{ TYPE_EMAIL,    "ada@voice.example.",       NULL },
	{ TYPE_EMAIL,    "ada@voice.example\r\nBcc: x@y.example", NULL },
	{ TYPE_EMAIL,    "<ada@voice.example>",      NULL },
	{ TYPE_EMAIL,    "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example" },
	{ TYPE_PHONE,    "01632 960100",             "+441632960100" },
	{ TYPE_PHONE,    "(01632) 960-100",          "+441632960100" },
	{ TYPE_PHONE,    "+44 (0)1632 960100",       "+441632960100" },
	{ TYPE_PHONE,    "+44 1632 960100",          "+441632960100" },
	{ TYPE_PHONE,    "0044 1632 960100",         "+441632960100" },
	{ TYPE_PHONE,    "+1 202 555 0143",          "+12025550143" },
	{ TYPE_PHONE,    "1632 960100",              NULL },            /* no trunk prefix */
	{ TYPE_PHONE,    "01632",                    NULL },
	{ TYPE_PHONE,    "016329601001234",          NULL },
	{ TYPE_PHONE,    "+440 1632 960100",         NULL },
	{ TYPE_PHONE,    "+1234567890123456",        NULL },            /* 16 digits */
	{ TYPE_PHONE,    "+",                        NULL },
	{ TYPE_PHONE,    "01632 96O1OO",             NULL },            /* letters O */
	{ TYPE_PHONE,    "01632 960100 ext 4",       NULL },
	{ TYPE_PHONE,    "++441632960100",           NULL },
	{ TYPE_DATE,     "2026-11-22",               "2026-11-22" },
	{ TYPE_DATE,     "2026-02-29",               NULL },
	{ TYPE_DATE,     "22/11/2026",               NULL },
	{ TYPE_TIME,     "2026-11-22T10:00:00+01:00", "2026-11-22T09:00:00Z" },
	{ TYPE_TIME,     "yesterday",                NULL },
	{ TYPE_NUMBER,   "007",                      "7" },
	{ TYPE_NUMBER,   "-0",                       "0" },
	{ TYPE_NUMBER,   "-0.0",                     "0" },
	{ TYPE_NUMBER,   "12.50",                    "12.5" },
	{ TYPE_NUMBER,   "1e9",                      NULL },
	{ TYPE_NUMBER,   "1.",                       NULL },
	{ TYPE_NUMBER,   ".5",                       NULL },
	{ TYPE_NUMBER,   "--1",                      NULL },
	{ TYPE_NUMBER,   "1.2.3",                    NULL },
	{ TYPE_NUMBER,   "9999999999999999999",      NULL },            /* 19 digits */
	{ TYPE_MONEY,    "12.50 GBP",                "12.50 GBP" },
	{ TYPE_MONEY,    "012.50 GBP",               "12.50 GBP" },
	{ TYPE_MONEY,    "12.50",                    NULL },
	{ TYPE_MONEY,    "12.50 gbp",                NULL },
	{ TYPE_MONEY,    "12.50 GBPX",               NULL },
	{ TYPE_MAC,      "00:15:65:AA:bb:cc",        "001565aabbcc" },
	{ TYPE_MAC,      "0015.65aa.bbcc",           "001565aabbcc" },
	{ TYPE_MAC,      "001565aabbcc",             "001565aabbcc" },
	{ TYPE_MAC,      "001565aabbc",              NULL },
	{ TYPE_MAC,      "001565aabbcg",             NULL },
	{ TYPE_MAC,      "0:0:1:5:6:5:a:a:b:b:c:c",  NULL },
	{ TYPE_IP,       "192.0.2.1",                "192.0.2.1" },
	{ TYPE_IP,       "192.0.2.256",              NULL },
	{ TYPE_IP,       "2001:DB8:0:0:1:0:0:1",     "2001:db8::1:0:0:1" },
	{ TYPE_IP,       "2001:0db8::0001",          "2001:db8::1" },
	{ TYPE_IP,       "::",                       "::" },
	{ TYPE_IP,       "1:0:3:4:5:6:7:8",          "1:0:3:4:5:6:7:8" },
	{ TYPE_IP,       "fe80::1%eth0",             NULL },
	{ TYPE_URL,      "https://voice.example/a?b", "https://voice.example/a?b" },
	{ TYPE_URL,      "javascript:alert(1)",      NULL },
	{ TYPE_URL,      "https://",                 NULL },
	{ TYPE_URL,      "https://user@voice.example/", NULL },
	{ TYPE_URL,      "https://voice.example/a b", NULL },
	{ TYPE_POSITION, "53.64, -1.78",             "53.64,-1.78" },
	{ TYPE_POSITION, "90,180",                   "90,180" },
	{ TYPE_POSITION, "90.1,0",                   NULL },
	{ TYPE_POSITION, "0,-180.5",                 NULL },
	{ TYPE_POSITION, "53.64",                    NULL },
	{ TYPE_AUDIO,    "UklGRg==",                 "UklGRg==" },
	{ TYPE_AUDIO,    "UklGRg=",                  NULL },
	{ TYPE_AUDIO,    "Ukl=Rg==",                 NULL },
	{ TYPE_AUDIO,    "====",                     NULL },
	{ TYPE_YES_NO,   "Yes",                      "yes" },
	{ TYPE_YES_NO,   "maybe",                    NULL },
	{ TYPE_ONE_OF,   "Royal-Mail",               "royal-mail" },
	{ TYPE_ONE_OF,   "ups",                      NULL },
	{ TYPE_REF,      "01jc0z7q5v3n8r2w4x6y9abcde", "01JC0Z7Q5V3N8R2W4X6Y9ABCDE" },
	{ TYPE_REF,      "../../etc/passwd",         NULL },
	{ TYPE_SECRET,   " canary 7Qx ",             " canary 7Qx " },  /* blanks are part of it */
	{ TYPE_SECRET,   "",                         NULL },
};
/* clang-format on */

static void
each_type_has_one_canonical_text_and_refuses_what_is_not_one(void **state)
{
	struct scope *sc = *state;
	struct one_field o;

	for (size_t i = 0; i < N(cases); i++) {
		const struct plan *plan = plan_of(&o, cases[i].type);
		struct str text = S(""), reason = S("");
		bool ok = value_canonical(
		    sc, plan, 0, node_str(&sc->arena, str_of(cases[i].given)), &text, &reason);

		if (ok != (cases[i].text != NULL) || (ok && !str_eq(text, str_of(cases[i].text))))
			fail_msg("\"%s\" became \"%.*s\"", cases[i].given, STR(ok ? text : reason));
		if (!ok && !str_starts(reason, S("`x.y` is not ")))
			fail_msg("no reason for \"%s\"", cases[i].given);
	}
}

static void
a_canonical_text_is_its_own_canonical_text(void **state)
{
	struct scope *sc = *state;
	struct one_field o;

	for (size_t i = 0; i < N(cases); i++) {
		const struct plan *plan = plan_of(&o, cases[i].type);
		struct str text = S(""), reason;

		if (cases[i].text == NULL)
			continue;
		assert_true(value_canonical(
		    sc, plan, 0, node_str(&sc->arena, str_of(cases[i].text)), &text, &reason));
		assert_str(text, str_of(cases[i].text));
	}
}

static void
no_reason_names_the_value(void **state)
{
	struct scope *sc = *state;
	struct one_field o;
	struct str text, reason;

	assert_false(value_canonical(sc, plan_of(&o, TYPE_EMAIL), 0,
	    node_str(&sc->arena, S("canary-7Qx")), &text, &reason));
	assert_false(str_has(reason, S("canary")));
	assert_str(reason, S("`x.y` is not an e-mail address"));
}

static void
what_is_too_long_is_refused(void **state)
{
	struct scope *sc = *state;
	struct one_field o;
	struct buf b = buf_new(&sc->arena);
	struct str text, reason;

	buf_pad(&b, 'a', 200);
	assert_true(value_canonical(
	    sc, plan_of(&o, TYPE_NAME), 0, node_str(&sc->arena, buf_str(&b)), &text, &reason));
	buf_putc(&b, 'a');
	assert_false(value_canonical(
	    sc, plan_of(&o, TYPE_NAME), 0, node_str(&sc->arena, buf_str(&b)), &text, &reason));
	buf_pad(&b, 'a', 4000 - b.n);
	assert_true(value_canonical(
	    sc, plan_of(&o, TYPE_TEXT), 0, node_str(&sc->arena, buf_str(&b)), &text, &reason));
	buf_putc(&b, 'a');
	assert_false(value_canonical(
	    sc, plan_of(&o, TYPE_TEXT), 0, node_str(&sc->arena, buf_str(&b)), &text, &reason));
}

static void
numbers_and_truths_come_and_go_as_such(void **state)
{
	struct scope *sc = *state;
	struct one_field o;
	struct node *decimal = node_str(&sc->arena, S("12.50"));
	struct str text, reason;

	decimal->kind = NODE_DECIMAL;
	assert_true(value_canonical(sc, plan_of(&o, TYPE_NUMBER), 0, decimal, &text, &reason));
	assert_int_equal(value_node(&sc->arena, &o.plan, 0, text)->kind, NODE_DECIMAL);
	assert_true(value_canonical(sc, &o.plan, 0, node_int(&sc->arena, -3), &text, &reason));
	assert_int_equal(value_node(&sc->arena, &o.plan, 0, text)->num, -3);
	assert_true(value_canonical(
	    sc, plan_of(&o, TYPE_YES_NO), 0, node_bool(&sc->arena, true), &text, &reason));
	assert_true(value_node(&sc->arena, &o.plan, 0, text)->yes);
	/* a number has lost the zero in front of a telephone number */
	assert_false(value_canonical(
	    sc, plan_of(&o, TYPE_PHONE), 0, node_int(&sc->arena, 1632960100), &text, &reason));
	assert_false(value_canonical(sc, &o.plan, 0, node_list(&sc->arena), &text, &reason));
	assert_false(value_canonical(sc, &o.plan, 0, node_map(&sc->arena), &text, &reason));
	assert_false(value_canonical(sc, &o.plan, 0, node_null(&sc->arena), &text, &reason));
}

/* -- what is searched ------------------------------------------------------- */

static void
an_address_is_found_by_its_words(void **state)
{
	struct scope *sc = *state;
	struct one_field o;
	struct str *terms;
	size_t n;

	value_terms(&sc->arena, plan_of(&o, TYPE_ADDRESS), 0,
	    S("1 Caf\xc3\xa9 Street,\nHuddersfield  HD1 1AA, Street"), &terms, &n);
	assert_int_equal(n, 6); /* each word once */
	assert_str(terms[0], S("1"));
	assert_str(terms[1], S("cafe"));
	assert_str(terms[2], S("street"));
	assert_str(terms[3], S("huddersfield"));
	assert_str(terms[5], S("1aa"));
}

static void
a_name_is_found_whatever_its_case_marks_and_blanks(void **state)
{
	struct scope *sc = *state;
	struct one_field o;
	struct str *a, *b;
	size_t n;

	value_terms(&sc->arena, plan_of(&o, TYPE_NAME), 0, S("J\xc3\x98RGEN  \xc5\x81ukasz"), &a, &n);
	value_terms(&sc->arena, &o.plan, 0, S("jorgen lukasz"), &b, &n);
	assert_str(a[0], b[0]);
	value_terms(&sc->arena, &o.plan, 0, S(" "), &a, &n);
	assert_int_equal(n, 0);
}

static void
a_long_address_has_no_more_than_32_terms(void **state)
{
	struct scope *sc = *state;
	struct one_field o;
	struct buf b = buf_new(&sc->arena);
	struct str *terms;
	size_t n;

	for (int i = 0; i < 100; i++)
		buf_printf(&b, "w%d ", i);
	value_terms(&sc->arena, plan_of(&o, TYPE_ADDRESS), 0, buf_str(&b), &terms, &n);
	assert_int_equal(n, 32);
}

/* -- card numbers ------------------------------------------------------------- */

/* clang-format off */
static const struct {
	bool card;
	const char *text;
} cards[] = {
	{ true,  "4111111111111111" },
	{ true,  "4111 1111 1111 1111" },
	{ true,  "4111-1111-1111-1111" },
	{ true,  "4111 - 1111 - 1111 - 1111" },
	{ true,  "4111\xc2\xa0" "1111\xe2\x80\x91" "1111 1111" },
	{ true,  "card 4111 1111 1111 1111 12/27 123" },
	{ true,  "card 4111 1111 1111 1111 1227 123" },   /* expiry and code behind it */
	{ true,  "order 12 4111 1111 1111 1111" },        /* digits before it */
	{ true,  "no:4111111111111111." },
	{ true,  "x4111111111111111x" },
	{ true,  "378282246310005" },                     /* American Express */
	{ true,  "5555555555554444" },
	{ true,  "2223003122003222" },                    /* Mastercard, the new range */
	{ true,  "6011111111111117" },
	{ true,  "3530111333300000" },
	{ true,  "30569309025904" },                      /* Diners Club, 14 digits */
	{ true,  "4222222222222" },                       /* 13 digits */
	{ true,  "+4111111111111111" },                   /* 16 digits are no telephone number */
	{ false, "4111111111111112" },                    /* wrong check digit */
	{ false, "4111111111111" "1111111" },             /* 20 digits in a row */
	{ false, "1234567890123452" },                    /* no issuer begins so */
	{ false, "8944200000000000003" },                 /* a SIM card's ICCID */
	{ false, "+441632960100" },
	{ false, "01632 960100, 01632 960101" },
	{ false, "+378282246310005" },                    /* a telephone number by its plus */
	{ false, "001565aabbcc" },
	{ false, "00:15:65:41:11:11" },
	{ false, "2026-11-22 10:00:00" },
	{ false, "411111111111" },                        /* 12 digits */
	{ false, "4111 1111 1111\n1111" },                /* two lines are two things */
	{ false, "SO-1001" },
	{ false, "" },
};
/* clang-format on */

static void
a_card_number_is_seen_and_what_is_none_is_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cards); i++)
		if (value_has_card_number(str_of(cards[i].text)) != cards[i].card)
			fail_msg("\"%s\"", cards[i].text);
}

/* Of 100,000 random digit runs with no issuer's prefix, none is a card. */
static void
digits_without_an_issuer_are_never_a_card(void **state)
{
	char digits[16];
	uint64_t x = 88172645463325252u;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		digits[0] = '1';
		for (size_t k = 1; k < sizeof(digits); k++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			digits[k] = (char)('0' + x % 10);
		}
		assert_false(value_has_card_number((struct str){ digits, sizeof(digits) }));
	}
}

UNIT_MAIN(TEST(each_type_has_one_canonical_text_and_refuses_what_is_not_one),
    TEST(a_canonical_text_is_its_own_canonical_text), TEST(no_reason_names_the_value),
    TEST(what_is_too_long_is_refused), TEST(numbers_and_truths_come_and_go_as_such),
    TEST(an_address_is_found_by_its_words),
    TEST(a_name_is_found_whatever_its_case_marks_and_blanks),
    TEST(a_long_address_has_no_more_than_32_terms),
    TEST(a_card_number_is_seen_and_what_is_none_is_not),
    TEST(digits_without_an_issuer_are_never_a_card))
