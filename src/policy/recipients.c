/* policy/recipients.c -- everybody who is given any of it; who works for us, and for whom. */
#include "policy/paper.h"

/* Somebody who works for us on what we hold for a party (UK GDPR Art 28(2)). */
static bool
is_sub_processor(const struct plan *plan, uint16_t recipient)
{
	if (plan->recipients.at[recipient].role != RECIPIENT_PROCESSOR)
		return false;
	if (plan->recipients.at[recipient].sealed_bytes_only)
		return plan->parties.n > 0;
	for (size_t i = 0; i < plan->shares.n; i++) {
		const struct share *s = &plan->shares.at[i];

		for (uint16_t d = 0; s->recipient == recipient && d < plan->datasets.n; d++)
			if (plan->datasets.at[d].party != NONE
			    && fields_meet_dataset(plan, s->fields, d))
				return true;
	}
	return false;
}

static const char *
what_it_is(const struct plan *plan, uint16_t recipient)
{
	switch (plan->recipients.at[recipient].role) {
	case RECIPIENT_PROCESSOR:
		return is_sub_processor(plan, recipient) ? "processor, and sub-processor"
							 : "processor";
	case RECIPIENT_CONTROLLER:
		return "controller";
	case RECIPIENT_JOINT:
		return "joint controller";
	case RECIPIENT_AUTHORITY:
		return "authority";
	case RECIPIENT_UNSAID:
		break;
	}
	return "";
}

static struct str
transfer_of(struct paper *p, const struct recipient *r)
{
	struct buf b = buf_new(p->arena);

	words_country(&b, p->plan, r->country, r->mechanism);
	if (str_eq(r->mechanism, S("adequate")))
		buf_puts(&b, ", which is adequate");
	if (r->checked.n > 0)
		buf_printf(&b, "; assessed as %.*s", STR(r->checked));
	if (!term_is_zero(r->mechanism_review)) {
		buf_puts(&b, "; looked at again every ");
		phrase_term(&b, r->mechanism_review);
	}
	return buf_str(&b);
}

static struct str
contract_of(struct paper *p, const struct recipient *r)
{
	struct buf b = buf_new(p->arena);

	buf_put(&b, r->contract);
	if (!term_is_zero(r->vetted_every)) {
		buf_printf(&b, "%svetted every ", b.n > 0 ? "; " : "");
		phrase_term(&b, r->vetted_every);
		paper_from_detail(p, r->at, "vetted every");
	}
	return buf_str(&b);
}

/* What it must do, how it is told of an erasure, and how soon it confirms. */
static struct str
must_of(struct paper *p, uint16_t recipient)
{
	const struct recipient *r = &p->plan->recipients.at[recipient];
	struct buf b = buf_new(p->arena);

	buf_put(&b, paper_duties(p, recipient));
	if (r->told == TOLD_WEBHOOK) {
		buf_puts(&b, b.n > 0 ? "; it is told of an erasure by a signed message"
				     : "it is told of an erasure by a signed message");
		paper_from_detail(p, r->at, "told by");
	}
	if (!term_is_zero(r->confirm_within)) {
		buf_puts(&b, b.n > 0 ? "; it confirms an erasure within "
				     : "it confirms an erasure within ");
		phrase_term(&b, r->confirm_within);
		paper_from_detail(p, r->at, "confirm within");
	}
	return buf_str(&b);
}

static struct str
runs_of(struct paper *p, uint16_t recipient)
{
	struct buf b = buf_new(p->arena);
	bool first = true;

	for (size_t i = 0; i < p->plan->places.n; i++) {
		if (p->plan->places.at[i].run_by != recipient)
			continue;
		phrase_comma(&b, &first);
		buf_put(&b, p->plan->places.at[i].text);
		paper_from(p, p->plan->places.at[i].at);
	}
	return buf_str(&b);
}

void
document_recipients(struct paper *p)
{
	static const char *const heads[] = { "Who", "What it is", "Where, and under which safeguard",
		"Contract", "What it gets, and why", "What it must do", "What it runs", "Line" };

	page_heading(&p->page, "Who they are");
	page_para(&p->page, S("Everybody who is given any of it, and nobody else."));
	page_entries(&p->page, heads, N(heads));
	for (uint16_t i = 0; i < p->plan->recipients.n; i++) {
		const struct recipient *r = &p->plan->recipients.at[i];

		paper_from(p, r->at);
		page_row(&p->page,
		    (struct str[]){ say(p, "%.*s (%.*s)", STR(r->text), STR(r->name)),
			str_of(what_it_is(p->plan, i)), transfer_of(p, r), contract_of(p, r),
			paper_receives(p, i), must_of(p, i), runs_of(p, i),
			say(p, "%u", (unsigned)r->at.line) });
	}
	page_table_end(&p->page);
}
