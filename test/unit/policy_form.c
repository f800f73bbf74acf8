/* The forms that a policy makes (O1-O4 of policy/form.h). */
#include "kit/unit.h"
#include "policy/compile.h"
#include "policy/form.h"
#include "sys/file.h"

static const struct plan *
plan_of(struct scope *sc, struct str text)
{
	struct compile_options options = { .file = S("test.policy") };
	struct diags diags;
	const struct plan *plan = policy_compile(sc, &sc->arena, text, &options, &diags);

	if (plan == NULL)
		fail_msg("%.*s", STR(diags.rows.at[0].text));
	return plan;
}

static const struct plan *
read_plan(struct scope *sc, const char *name)
{
	struct str text;

	assert_ok(file_read(
	    sc, str_printf(&sc->arena, "policies/%s.policy", name), 1 << 20, &text));
	return plan_of(sc, text);
}

static void
put_fields(struct buf *b, const struct plan *plan, const struct form *form)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (form_asks(plan, form, f))
			buf_printf(b, " %.*s%s", STR(plan->fields.at[f].name),
			    (plan->fields.at[f].marks & MARK_REQUIRED) != 0 ? "!" : "");
}

static void
put_consents(struct buf *b, const struct plan *plan, const struct form *form)
{
	for (uint16_t c = 0; c < plan->consents.n; c++) {
		uint16_t with;

		if (!form_asks_consent(plan, form, c, &with))
			continue;
		buf_printf(b, " [%.*s]", STR(plan->consents.at[c].name));
		if (with != NONE)
			buf_printf(b, "+%.*s", STR(plan->datasets.at[with].name));
	}
}

/* "door: dataset/purpose field! field [consent]+data" a line */
static struct str
forms_of(struct scope *sc, const struct plan *plan)
{
	struct form form = { NONE, NONE, NONE };
	struct buf b = buf_new(&sc->arena);

	while (form_next(plan, &form)) {
		buf_printf(&b, "%.*s: %.*s/%.*s", STR(plan->doors.at[form.door].name),
		    STR(plan->datasets.at[form.dataset].name),
		    STR(plan->purposes.at[form.purpose].name));
		put_fields(&b, plan, &form);
		put_consents(&b, plan, &form);
		buf_putc(&b, '\n');
	}
	return buf_str(&b);
}

/* clang-format off */
static const struct {
	const char *policy, *forms;
} known[] = {
	{ "corner-shop", "website: enquiry/reply email! message!\n" },
	{ "voip-distributor",
	    "website: enquiry/reply name email! message! [news]+subscription\n"
	    "website: subscription/news email! [news] [open-tracking]\n" },
	{ "dialler",
	    "website: enquiry/reply name email! message! [newsletter]+subscription\n"
	    "website: subscription/newsletter email! [newsletter]\n" },
	{ "camera-telematics",
	    "forms: message/reply name email! phone message!\n"
	    "forms: quote/pricing name! email! phone way! product volume! lease-months\n"
	    "forms: demo/demonstrate name! email! phone product preferred!\n" },
	{ "video-telematics",
	    "website: buyer/sell name! email! phone\n"
	    "website: buyer/answer name! email! phone\n"
	    "website: entry/take-part kind! words! email\n"
	    "website: correspondence/answer channel! on-behalf-of complaint name email phone words!\n" },
	{ "it-support", "" },
};
/* clang-format on */

static void
the_forms_of_each_policy_are_what_a_stranger_can_fill_in(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(known); i++)
		assert_str(forms_of(sc, read_plan(sc, known[i].policy)), str_of(known[i].forms));
}

/* -- each rule by itself --------------------------------------------------------- */

static struct str
replaced(struct scope *sc, struct str text, const char *from, const char *to)
{
	struct buf b = buf_new(&sc->arena);
	struct str was = str_of(from);

	for (size_t i = 0; i < text.n; i++)
		if (str_starts(str_slice(text, i, text.n), was)) {
			buf_put(&b, str_slice(text, 0, i));
			buf_puts(&b, to);
			buf_put(&b, str_slice(text, i + was.n, text.n));
			return buf_str(&b);
		}
	fail_msg("%s is not in it", from);
	return text;
}

/* clang-format off */
static const struct {
	const char *why, *from, *to, *forms;
} edits[] = {
	{ "what nobody types", "    message  text   required\n    shared", "    message  text   required\n    word     mac required\n    shared", "" },
	{ "no address of theirs", "    email    email  required findable", "    email    text  required findable", "" },
	{ "money", "    message  text   required\n    shared", "    message  text   required\n    owed     money  required\n    shared", "" },
	{ "one is known by it", "email  required findable", "email  required findable unique", "" },
	{ "not from anyone", "door website may offer enquiry from anyone", "door website may offer enquiry from keys", "" },
	{ "another door", "door website may", "door phones may", "" },
	{ "a ticket", "    uses enquiry.*", "    uses enquiry.*\n    needs ticket", "" },
	{ "totals", "    uses enquiry.*", "    uses enquiry.* as totals of 10 or more", "" },
	{ "an optional field that nobody types", "    message  text   required\n    shared", "    message  text   required\n    photo    image\n    shared",
	    "website: enquiry/reply email! message!\n" },
	{ "a field of another purpose", "    message  text   required\n    shared", "    message  text   required\n    mood     text\n    shared",
	    "website: enquiry/reply email! message! mood\n" },
};
/* clang-format on */

static void
what_a_stranger_cannot_be_asked_makes_no_form(void **state)
{
	struct scope *sc = *state;
	struct str text;

	assert_ok(file_read(sc, S("policies/corner-shop.policy"), 1 << 20, &text));
	for (size_t i = 0; i < N(edits); i++) {
		struct str forms =
		    forms_of(sc, plan_of(sc, replaced(sc, text, edits[i].from, edits[i].to)));

		if (!str_eq(forms, str_of(edits[i].forms)))
			fail_msg("%s: %.*s", edits[i].why, STR(forms));
	}
}

UNIT_MAIN(TEST(what_a_stranger_cannot_be_asked_makes_no_form),
    TEST(the_forms_of_each_policy_are_what_a_stranger_can_fill_in))
