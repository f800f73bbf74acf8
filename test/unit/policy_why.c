/* Why: a yes rests on lines (W1), a no names what is missing or forbids (W2). */
#include "kit/unit.h"
#include "base/json.h"
#include "policy/compile.h"
#include "policy/why.h"
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
voip(struct scope *sc)
{
	struct str text;

	assert_ok(file_read(sc, S("policies/voip-distributor.policy"), 1 << 20, &text));
	return plan_of(sc, text);
}

/* clang-format off */
static const struct {
	const char *question;
	bool yes;
	const char *says;
} asked[] = {
	{ "sales may read contact.phone for phone-offers",  true,  "purpose phone-offers \"to tell" },
	{ "sales may read contact.phone for phone-offers",  true,  "keep contact.phone, contact.email" },
	{ "reseller-user may read delivery.phone for deliver", true, "of their own" },
	{ "support may read device.mac for search-devices", true,  "with ticket" },
	{ "dpo may read contact.email for rights-requests", true,  "from the law" },
	{ "sales may read contact.phone for news",          false, "the purpose does not use the field" },
	{ "sales may read contact.phone for news",          false, "uses contact.phone" },
	{ "sales may read contact.phone for news",          false, "for these they may: sales" },
	{ "warehouse may read contact.phone for tell",      false, "no `may` line lets the role read it for that" },
	{ "warehouse may read contact.phone for tell",      false, "may read contact.phone for tell" },
	{ "warehouse may read contact.phone for tell",      false, "who may: sales" },
	{ "warehouse may export delivery.name for deliver", false, "lets the role export it" },
	{ "support may read device.password for provision", false, "a secret is never shown" },
	{ "dpd receives delivery.phone for deliver",        true,  "when delivery.courier is dpd" },
	{ "dpd receives contact.phone for deliver",         false, "the data is shared with nobody" },
	{ "dpd receives device.mac for provision",          false, "receives device.mac for provision" },
	{ "dpd receives device.password for provision",     false, "a secret is never shown" },
	{ "api may offer device.mac",                       true,  "a purpose that uses it" },
	{ "api may offer contact",                          true,  "from keys, tls only" },
	{ "website may offer device",                       false, ", device\n" },
	{ "website may offer device",                       false, "doors that may: api" },
	{ "keep contact.phone",                             true,  "event leaving of contact latest" },
	{ "keep call.audio",                                true,  "hold claim" },
	/* what is no question, and names that there are not */
	{ "",                                               false, "ask: ROLE may read" },
	{ "keep",                                           false, "ask: ROLE may read" },
	{ "sales may eat contact.phone for news",           false, "ask: ROLE may read" },
	{ "sales may read contact.phone by news",           false, "ask: ROLE may read" },
	{ "sales may read contact.phone for news please",   false, "ask: ROLE may read" },
	{ "sales may read contact.phne for news",           false, "there is no field `contact.phne`; did you mean `contact.phone`" },
	{ "sales may read contact.phone for nwes",          false, "did you mean `news`" },
	{ "zzz may read contact.phone for news",            false, "there is no role `zzz`\n" },
	{ "dpx receives delivery.phone for deliver",        false, "there is no recipient `dpx`; did you mean `dpd`" },
	{ "wibsite may offer device",                       false, "there is no door `wibsite`; did you mean `website`" },
	{ "website may offer devise",                       false, "there is no data `devise`; did you mean `device`" },
};
/* clang-format on */

static void
an_answer_names_the_lines_it_rests_on_or_the_one_that_is_missing(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = voip(sc);

	for (size_t i = 0; i < N(asked); i++) {
		struct buf b = buf_new(&sc->arena);
		struct why_chain chain;

		why_ask(&sc->arena, plan, str_of(asked[i].question), &chain);
		why_print(&b, &chain);
		if (chain.yes != asked[i].yes || !str_has(buf_str(&b), str_of(asked[i].says)))
			fail_msg("%s: %.*s", asked[i].question, STR(buf_str(&b)));
	}
}

/* W1, W2: whoever writes what is said to be needed gets a yes to the same question. */
static void
what_is_needed_makes_it_so(void **state)
{
	static const char *const questions[] = { "warehouse may export delivery.name for deliver",
		"apc receives delivery.shipment for deliver" };
	struct scope *sc = *state;

	for (size_t i = 0; i < N(questions); i++) {
		const struct plan *plan = voip(sc);
		struct buf text = buf_new(&sc->arena);
		struct str rest = plan->text;
		struct why_chain chain;

		why_ask(&sc->arena, plan, str_of(questions[i]), &chain);
		assert_false(chain.yes);
		assert_true(chain.needed.n > 0);
		for (uint32_t line = 1; rest.n > 0; line++) {
			buf_put(&text, str_cut(rest, '\n', &rest));
			buf_putc(&text, '\n');
			if (line == chain.under)
				buf_printf(&text, "    %.*s\n", STR(chain.needed));
		}
		why_ask(&sc->arena, plan_of(sc, buf_str(&text)), str_of(questions[i]), &chain);
		if (!chain.yes)
			fail_msg("%s: %.*s", questions[i], STR(chain.no));
	}
}

static const char small[] =
    "policy small 1\n"
    "law uk@2026-06-19\n"
    "from 2026-12-01\n"
    "calendar Europe/London\n"
    "controller \"Example Ltd\"\n"
    "subject visitor \"visitors to our website\"\n"
    "data enquiry about visitor\n"
    "    email    email  required from \"S-1\"\n"
    "    message  text\n"
    "event answer of enquiry latest; if it never comes, 6 months after arrival\n"
    "keep enquiry.* until 30 days after answer\n"
    "keep case.*, incident.*, consent.*, colleague.*, ledger.* until 6 years after arrival\n"
    "purpose reply \"to answer\"\n"
    "    basis legitimate-interests \"answering\" assessed LIA-1 for visitor\n"
    "    uses enquiry.*,\n"
    "            enquiry.email\n"
    "    needs ticket # each time\n"
    "recipient helper \"who answers\" processor in GB contract C-1\n"
    "    must \"be kind\"\n"
    "    receives enquiry.email for reply from \"S-2\", \"S-3\"\n"
    "role office may read enquiry.* for reply\n"
    "door website may offer enquiry from anyone, tls only\n";

static void
the_whole_answer_is_as_it_is_written_down(void **state)
{
	struct scope *sc = *state;
	struct buf b = buf_new(&sc->arena);
	struct why_chain chain;

	why_ask(&sc->arena, plan_of(sc, str_of(small)),
	    S(" helper receives  enquiry.email for reply"), &chain);
	why_print(&b, &chain);
	assert_str(buf_str(&b),
	    S("helper receives  enquiry.email for reply?\n"
	      "yes\n"
	      "  line 7      the data\n"
	      "              data enquiry about visitor\n"
	      "  line 8      the field is held\n"
	      "              email email required  (S-1)\n"
	      "  line 13     the purpose uses it\n"
	      "              purpose reply \"to answer\"\n"
	      "  line 14     on this basis, while it stands\n"
	      "              basis legitimate-interests \"answering\" assessed LIA-1 for visitor\n"
	      "  line 17     as far as this goes\n"
	      "              needs ticket\n"
	      "  line 18     the recipient\n"
	      "              recipient helper \"who answers\" processor in GB contract C-1\n"
	      "  line 20     they receive it for that\n"
	      "              receives enquiry.email for reply  (S-2, S-3)\n"
	      "  line 19     their duty\n"
	      "              must \"be kind\"\n"
	      "  line 11     until it is erased\n"
	      "              keep enquiry.* until 30 days after answer\n"
	      "  line 10     the event that it counts from\n"
	      "              event answer of enquiry latest; if it never comes, 6 months after "
	      "arrival\n"));
}

static void
an_answer_has_a_json_form(void **state)
{
	struct scope *sc = *state;
	struct why_chain chain;

	why_ask(&sc->arena, plan_of(sc, str_of(small)),
	    S("helper receives enquiry.message for reply"), &chain);
	assert_str(json_text(&sc->arena, why_json(&chain)),
	    S("{\"question\":\"helper receives enquiry.message for reply\",\"answer\":\"no\","
	      "\"why\":\"no `receives` line gives it to them for that\",\"lines\":[{\"what\":"
	      "\"the data\",\"line\":7,\"text\":\"data enquiry about visitor\"},{\"what\":\"the "
	      "field is held\",\"line\":9,\"text\":\"message text\"},{\"what\":\"the purpose uses "
	      "it\",\"line\":13,\"text\":\"purpose reply \\\"to answer\\\"\"},{\"what\":\"on this "
	      "basis, while it stands\",\"line\":14,\"text\":\"basis legitimate-interests "
	      "\\\"answering\\\" assessed LIA-1 for visitor\"},{\"what\":\"as far as this goes\","
	      "\"line\":17,\"text\":\"needs ticket\"},{\"what\":\"the recipient\",\"line\":18,"
	      "\"text\":\"recipient helper \\\"who answers\\\" processor in GB contract C-1\"}],"
	      "\"needed\":\"receives enquiry.message for reply\",\"under\":18,\"instead\":false}"));
}

static bool
stands_in(const struct node *may, struct str role, struct str purpose, struct str field)
{
	NODE_EACH(one, may)
		if (str_eq(node_get_str(one, S("role")), role)
		    && str_eq(node_get_str(one, S("purpose")), purpose)
		    && str_eq(node_get_str(one, S("field")), field))
			return true;
	return false;
}

static void
all_that_may_be_read_is_what_is_answered_to_each_question(void **state)
{
	struct scope *sc = *state;
	const struct plan *plan = voip(sc);
	const struct node *all = why_all(&sc->arena, plan), *may = node_get(all, S("may"));

	assert_int_equal(node_get(all, S("roles"))->count, plan->roles.n);
	assert_true(may->count > 100);
	NODE_EACH(role, node_get(all, S("roles")))
		NODE_EACH(purpose, node_get(all, S("purposes")))
			NODE_EACH(field, node_get(all, S("fields"))) {
				struct str who = node_get_str(role, S("role"));
				struct why_chain chain;

				why_ask(&sc->arena, plan,
				    str_printf(&sc->arena, "%.*s may read %.*s for %.*s", STR(who),
					STR(field->text), STR(purpose->text)),
				    &chain);
				assert_true(chain.known);
				assert_int_equal(chain.yes,
				    stands_in(may, who, purpose->text, field->text));
			}
}

UNIT_MAIN(TEST(all_that_may_be_read_is_what_is_answered_to_each_question),
    TEST(an_answer_names_the_lines_it_rests_on_or_the_one_that_is_missing),
    TEST(what_is_needed_makes_it_so), TEST(the_whole_answer_is_as_it_is_written_down),
    TEST(an_answer_has_a_json_form))
