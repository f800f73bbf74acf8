/* policy/bind_share.c -- who is given what, and what nobody ever is. */
#include "policy/bind.h"

static struct recipient *
recipient_at(struct cursor *c, uint16_t row)
{
	return &c->b->plan->recipients.at[row];
}

#define ROLE(name, id) \
	static bool recipient_##name(struct cursor *c, uint16_t row) \
	{ \
		recipient_at(c, row)->role = RECIPIENT_##id; \
		return true; \
	}
ROLE(processor, PROCESSOR)
ROLE(controller, CONTROLLER)
ROLE(joint, JOINT)
ROLE(authority, AUTHORITY)
#undef ROLE

static bool
recipient_in(struct cursor *c, uint16_t row)
{
	return take_country(c, recipient_at(c, row)->country);
}

static bool
recipient_adequate(struct cursor *c, uint16_t row)
{
	recipient_at(c, row)->mechanism = S("adequate");
	return true;
}

static bool
recipient_by(struct cursor *c, uint16_t row)
{
	return take_word(c, "the transfer mechanism", &recipient_at(c, row)->mechanism);
}

static bool
recipient_checked(struct cursor *c, uint16_t row)
{
	return take_word(
	    c, "the number of the transfer assessment", &recipient_at(c, row)->checked);
}

static bool
recipient_review(struct cursor *c, uint16_t row)
{
	return take_term(c, &recipient_at(c, row)->mechanism_review);
}

static bool
recipient_contract(struct cursor *c, uint16_t row)
{
	return take_word(c, "the number of the contract", &recipient_at(c, row)->contract);
}

static bool
recipient_vetted(struct cursor *c, uint16_t row)
{
	return take_term(c, &recipient_at(c, row)->vetted_every);
}

static bool
recipient_told(struct cursor *c, uint16_t row)
{
	return take_told(c, &recipient_at(c, row)->told);
}

static bool
recipient_confirm(struct cursor *c, uint16_t row)
{
	return take_term(c, &recipient_at(c, row)->confirm_within);
}

static bool
recipient_must(struct cursor *c, uint16_t row)
{
	struct duty duty = { .at = cursor_at(c), .recipient = row };

	if (!take_text(c, "the duty", &duty.text))
		return false;
	if (cursor_say(c, "confirmed each within") && !take_term(c, &duty.each_within))
		return false;
	if (cursor_say(c, "confirmed every") && !take_term(c, &duty.every))
		return false;
	*ROW(c->b, &c->b->plan->duties) = duty;
	return true;
}

/* `with order, two people`: what must be shown or done at each release. */
static bool
take_needs(struct cursor *c, struct share *share)
{
	static const char *const words[] = { "ticket", "order", "reason", "two people" };
	size_t which;

	do {
		if (!take_one_of(c, words, N(words), &which))
			return false;
		share->needs |= 1u << which;
		if (which == 1 && !take_orders(c, &share->first_order, &share->orders))
			return false;
	} while (cursor_say_comma(c) || cursor_say(c, "and"));
	return true;
}

static bool
recipient_receives(struct cursor *c, uint16_t row)
{
	struct share share = {
		.recipient = row, .purpose = NONE, .when = NONE, .on = NONE
	};
	struct field_list list;
	struct about about = { .dataset = NONE, .purpose = NONE };

	if (cursor_say(c, "sealed bytes")) {
		recipient_at(c, row)->sealed_bytes_only = true;
		return true;
	}
	if (!take_fields(c, &list) || !cursor_want(c, "for")
	    || !take_row(c, NAME_PURPOSE, &share.purpose))
		return false;
	share.at = list.at;
	share.fields = fields_copy(c->b, list.set);
	share.our_provisioning_address = list.our_provisioning_address;
	about.fields = share.fields;
	if (cursor_say(c, "when") && !take_cond(c, &about, &share.when))
		return false;
	cursor_say_comma(c);
	if (cursor_say(c, "on") && !take_event(c, &about, &share.on))
		return false;
	cursor_say_comma(c);
	if (cursor_say(c, "with") && !take_needs(c, &share))
		return false;
	*ROW(c->b, &c->b->plan->shares) = share;
	return true;
}

/* clang-format off */
static const struct clause recipient_clauses[] = {
	{ "processor",        recipient_processor,  false },
	{ "controller",       recipient_controller, false },
	{ "joint controller", recipient_joint,      false },
	{ "authority",        recipient_authority,  false },
	{ "in",               recipient_in,         false },
	{ "adequate",         recipient_adequate,   false },
	{ "by",               recipient_by,         false },
	{ "checked",          recipient_checked,    false },
	{ "review every",     recipient_review,     false },
	{ "contract",         recipient_contract,   false },
	{ "vetted every",     recipient_vetted,     false },
	{ "told to erase by", recipient_told,       false },
	{ "confirm within",   recipient_confirm,    false },
	{ "must",             recipient_must,       true },
	{ "receives",         recipient_receives,   true },
};
/* clang-format on */

void
bind_recipient(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);

	if (!of->head->broken
	    && !take_text(&c, "who they are", &b->plan->recipients.at[of->row].text))
		return;
	take_clauses(&c, recipient_clauses, N(recipient_clauses), of->row);
}

/* `special, criminal, card-number`, or fields: what a ban is about. */
static bool
take_banned(struct cursor *c, struct never *n)
{
	struct field_list list;

	do {
		if (cursor_say(c, "special"))
			n->special = true;
		else if (cursor_say(c, "criminal"))
			n->criminal = true;
		else if (cursor_say(c, "card-number"))
			n->card_number = true;
		else if (cursor_say(c, "anything"))
			n->anything = true;
		else if (!fields_see(c))
			return bind_expected(
			    c, "`special`, `criminal`, `card-number`, `anything` or a field");
		else if (!take_fields(c, &list))
			return false;
		else
			for (size_t i = 0; i < c->b->plan->field_words; i++)
				n->fields.w[i] |= list.set.w[i];
	} while (cursor_say_comma(c) || cursor_say(c, "and") || cursor_say(c, "or"));
	return true;
}

/* `except` takes from anyone: what a text leaves open is named, one by one. */
static bool
take_never_except(struct cursor *c, struct never *n)
{
	struct plan *plan = c->b->plan;

	n->first_except = (uint16_t)plan->never_recipients.n;
	do {
		uint16_t row;

		if (!take_row(c, NAME_RECIPIENT, &row))
			return false;
		*ROW(c->b, &plan->never_recipients) = row;
		n->excepts++;
	} while (cursor_say_comma(c) || cursor_say(c, "and") || cursor_say(c, "or"));
	return true;
}

static bool
take_never_with(struct cursor *c, struct never *n)
{
	if (!cursor_say(c, "anyone"))
		return take_row(c, NAME_RECIPIENT, &n->recipient);
	return !cursor_say(c, "except") || take_never_except(c, n);
}

static bool
take_never_share(struct cursor *c, struct never *n)
{
	if (!take_banned(c, n))
		return false;
	if (cursor_say(c, "with") && !take_never_with(c, n))
		return false;
	if (!cursor_say(c, "for"))
		return true;
	n->marketing = cursor_say(c, "direct marketing");
	return n->marketing || take_row(c, NAME_PURPOSE, &n->purpose);
}

static bool
take_never_join(struct cursor *c, struct never *n)
{
	return take_row(c, NAME_DATASET, &n->dataset) && cursor_want(c, "with")
	       && take_row(c, NAME_DATASET, &n->other_dataset);
}

static bool
take_never(struct cursor *c, struct never *n)
{
	static const char *const acts[] = { "collect", "store", "share", "join" };
	size_t which;

	if (!take_one_of(c, acts, N(acts), &which))
		return false;
	n->act = (enum never_act)which;
	switch (n->act) {
	case NEVER_COLLECT:
	case NEVER_STORE:
		return take_banned(c, n);
	case NEVER_SHARE:
		return take_never_share(c, n);
	case NEVER_JOIN:
		return take_never_join(c, n);
	}
	return false;
}

static void
end_heading(struct cursor *c)
{
	uint64_t said_already = 0;

	cursor_finish(c);
	take_details(c, NULL, 0, NONE, &said_already);
}

static bool
never_reading(struct cursor *c, uint16_t row)
{
	return take_text(c, "the reading", &c->b->plan->nevers.at[row].reading);
}

static const struct clause never_clauses[] = {
	{ "reading", never_reading, false },
};

void
bind_never(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);
	struct never n = { .at = cursor_at(&c),
		.fields = fields_new(b),
		.dataset = NONE,
		.other_dataset = NONE,
		.recipient = NONE,
		.purpose = NONE,
		.reading = S("") };

	if (!take_never(&c, &n))
		return;
	n.at = cursor_span(n.at, &c);
	*ROW(b, &b->plan->nevers) = n;
	take_clauses(&c, never_clauses, N(never_clauses), LAST(&b->plan->nevers));
}

static bool
take_suppressed(struct cursor *c, unsigned *bits)
{
	static const char *const words[] = { "email", "phone" };
	static const enum field_type types[] = { TYPE_EMAIL, TYPE_PHONE };
	size_t which;

	do {
		if (!take_one_of(c, words, N(words), &which))
			return false;
		*bits |= 1u << types[which];
	} while (cursor_say_comma(c) || cursor_say(c, "and"));
	return true;
}

void
bind_suppress(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);
	struct suppress s = { .at = cursor_at(&c), .each = NONE };

	if (!take_suppressed(&c, &s.types))
		return;
	if (cursor_say(&c, "for each") && !take_row(&c, NAME_PARTY, &s.each))
		return;
	if (!cursor_want(&c, "after")
	    || !take_row(&c, NAME_EVENT, &s.event) || !cursor_want(&c, "for ever as fingerprint"))
		return;
	*ROW(b, &b->plan->suppressions) = s;
	end_heading(&c);
}

void
bind_screen(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);
	struct screen s = { .at = cursor_at(&c) };
	static const char *const words[] = { "phone", "email" };
	size_t which;

	if (!take_one_of(&c, words, N(words), &which) || !cursor_want(&c, "against")
	    || !take_word_list(&c, "a register", &s.first_register, &s.registers)
	    || !cursor_want(&c, "at most") || !take_term(&c, &s.at_most_old)
	    || !cursor_want(&c, "old") || !cursor_want(&c, "before")
	    || !take_row(&c, NAME_PURPOSE, &s.purpose))
		return;
	s.type = which == 0 ? TYPE_PHONE : TYPE_EMAIL;
	*ROW(b, &b->plan->screens) = s;
	end_heading(&c);
}
