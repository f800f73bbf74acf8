/* gate/consent_letter.c -- `confirm by email`: the letter with the link that makes a yes count.
 *
 * LAW UK GDPR Art 7(1); PECR reg 22: whoever typed an address need not be whose it is, so
 * the yes counts when the link that went to the address was pressed.
 */
#include "base/buf.h"
#include "base/json.h"
#include "gate/fill.h"
#include "gate/look.h"
#include "gate/consent_letter.h"
#include "policy/words.h"
#include "term/letter.h"

#define COUNTS_FOR span_days(30)

struct confirming {
	struct scope *sc;
	const struct plan *plan;
	const struct consent *consent;
	const struct node *evidence;
};

/* What just this yes is for: to whom, and of what. */
static void
put_one(struct buf *b, const struct confirming *c)
{
	uint16_t to = plan_recipient(c->plan, node_get_str(c->evidence, S("recipient")));
	struct str fields = node_get_str(c->evidence, S("fields"));

	if (!c->consent->for_each_recipient || to == NONE)
		return;
	buf_printf(b, "Who would be given it: %.*s.\n", STR(c->plan->recipients.at[to].text));
	for (const char *said = "What: "; fields.n > 0; said = ", ") {
		struct str name = str_trim(str_cut(fields, ',', &fields));
		uint16_t field = plan_field_full(c->plan, name);

		if (field != NONE)
			buf_printf(b, "%s%.*s%s", said, STR(words_field(b->arena, c->plan, field)),
			    (c->plan->fields.at[field].marks & (MARK_SPECIAL | MARK_CRIMINAL)) != 0
				? " (sensitive)"
				: ", not sensitive");
	}
	buf_puts(b, ".\n");
}

static struct str
text_of(const struct confirming *c, struct str token)
{
	const struct controller *k = &c->plan->controller;
	struct str wording = str_trim(node_get_str(c->evidence, S("wording")));
	struct buf b = buf_new(&c->sc->arena);

	buf_printf(&b, "%.*s\n\nYou are asked to confirm this: %.*s\n", STR(k->name),
	    STR(wording.n > 0 ? wording : c->consent->asked_as));
	buf_printf(&b, "What for: %.*s.\n", STR(c->plan->purposes.at[c->consent->purpose].text));
	put_one(&b, c);
	buf_printf(&b, "\nIf you agree, open this and press the button; only then it counts:\n"
		       "\n    %.*s/y/%.*s\n\n",
	    STR(words_site(c->plan)), STR(token));
	buf_printf(&b, "If you do not, or it was not you who asked for it, do nothing: without it "
		       "nothing is done.\nAsk us: %.*s\n",
	    STR(k->email));
	return buf_str(&b);
}

result
consent_letter(struct scope *sc, struct store *store, const struct asker *asker, uint16_t consent,
    const struct node *evidence, struct str subject, struct str record)
{
	const struct confirming c = { sc, store->plan, &store->plan->consents.at[consent], evidence };
	struct str address = str_trim(node_get_str(evidence, S("address")));
	struct letter l = {
		.kind = LETTER_CONFIRM,
		.subject = subject,
		.title = S("Please confirm"),
		.text = text_of(&c, vault_link_token(sc, store->vault, LINK_YES, record)),
		.of = record,
		.once = str_printf(&sc->arena, "confirm:%.*s", STR(record)),
		.line = c.consent->at.line,
	};
	enum letter_queued how;
	struct str id;

	if (!c.consent->confirm_by_email || words_site(store->plan).n == 0)
		return OK;
	if (address.n > 0)
		TRY(who_address(sc, store, TYPE_EMAIL, address, &l.address));
	/* nobody has set a mail: whoever asked for the yes sends the link of their own */
	return letter_queue(sc, store, asker, &l, &how, &id);
}

/* Whoever has the link has the address; a second press changes nothing. */
result
gate_consent_click(struct scope *sc, struct store *store, const struct asker *asker,
    struct str token, struct verdict *v, enum consent_state *state)
{
	struct node *evidence = node_map(&sc->arena), *kept;
	struct record r;
	struct str record, text;

	*v = (struct verdict){ 0 };
	TRY(vault_link_read(sc, store->vault, LINK_YES, token, &record));
	TRY(vault_record(sc, store->vault, record, &r));
	if (instant_before(instant_plus(r.arrival, COUNTS_FOR), sc->now))
		return fail_at(sc, E_ABSENT, S("token"),
		    "this link counts for thirty days: say yes again where you said it");
	node_set_time(&sc->arena, evidence, S("click"), sc->now);
	TRY(vault_content(sc, store->vault, record, &text));
	TRY(json_parse(sc, text, &kept));
	TRY(consent_confirmed(sc, store, asker, record, evidence, v, state));
	if (v->why != WHY_NONE || *state != CONSENT_GIVEN || node_get(kept, S("offer")) == NULL)
		return OK;
	TRY(json_parse(sc, node_get_str(kept, S("offer")), &kept));
	return fill_offered(sc, store, r.subject, kept);
}
