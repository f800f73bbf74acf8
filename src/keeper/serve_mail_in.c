/* keeper/serve_mail_in.c -- mail that comes in: to whom it is, and what it becomes (R16).
 *
 *  K32  A message counts once, though the mail server brings it again.
 *  K33  What a machine has written opens nothing and is answered by nothing (RFC 3834).
 *  K34  A no to advertising is taken from anybody, and at once (UK GDPR Art 21(3), PECR reg 22).
 */
#include "gate/verdict.h"
#include "keeper/once.h"
#include "keeper/serve.h"

#define SEEN_FOR span_days(30) /* RFC 5321 4.5.4.1: a mail server tries for four or five days */
#define UNSUBSCRIBE S("unsubscribe")

/* -- to whom ------------------------------------------------------------------------------ */

/* "privacy+2027" is "privacy" (RFC 5233). */
static struct str
mailbox_of(struct str address, struct str *domain)
{
	struct str tag;

	return str_cut(str_cut(address, '@', domain), '+', &tag);
}

static bool
is_at(struct str to, struct str ours, struct str mailbox)
{
	struct str domain, our_domain, box = mailbox_of(to, &domain);

	if (mailbox.n == 0)
		mailbox = mailbox_of(ours, &our_domain);
	else
		(void)mailbox_of(ours, &our_domain);
	return our_domain.n > 0 && str_eq_nocase(box, mailbox)
	       && str_eq_nocase(domain, our_domain);
}

/* Of the company or its officer; `mailbox`: another name at the same domains, or empty. */
static bool
is_ours(const struct plan *plan, const struct node *to, struct str mailbox)
{
	NODE_EACH(one, to)
		if (is_at(one->text, plan->controller.email, mailbox)
		    || is_at(one->text, plan->controller.dpo, mailbox))
			return true;
	return false;
}

/* -- what it becomes ------------------------------------------------------------------------ */

static result
became(struct serving *sv, struct str word, struct str id)
{
	node_set_str(&sv->sc->arena, sv->body, S("became"), word);
	if (id.n > 0)
		node_set_str(&sv->sc->arena, sv->body, S("case"), id);
	return OK;
}

/* The token of the link, if it is whole; else whoever writes says it of their own address. */
static result
withdraw(struct serving *sv)
{
	struct node *who = node_map(&sv->sc->arena);
	struct str token = node_get_str(sv->q, S("token"));
	uint64_t entry;
	bool absent = true;

	if (token.n > 0)
		TRY(verdict_absent(sv->sc,
		    gate_click(sv->sc, sv->store, sv->asker, token, &entry), &absent));
	node_set_str(&sv->sc->arena, who, S("email"), node_get_str(sv->q, S("from")));
	if (absent)
		TRY(gate_withdraw(
		    sv->sc, sv->store, sv->asker, S(""), who, S("email"), &entry));
	return became(sv, S("withdrawn"), S(""));
}

static result
came_back(struct serving *sv, const struct incoming *in)
{
	bool known;

	TRY(rights_undelivered(sv->sc, sv->store, sv->asker, in, &known));
	return became(sv, known ? S("undelivered") : S("ignored"), S(""));
}

static result
take(struct serving *sv, const struct incoming *in)
{
	struct taken taken;

	TRY(rights_incoming(sv->sc, sv->store, sv->asker, in, &taken));
	return became(sv, taken.became == INCOMING_OPENED ? S("opened") : S("answered"),
	    taken.c.id);
}

static bool
says(const struct serving *sv, const char *member)
{
	return node_get_bool(sv->q, str_of(member), false);
}

static result
sort_out(struct serving *sv)
{
	const struct plan *plan = sv->store->plan;
	const struct node *to = node_get(sv->q, S("to"));
	const struct incoming in = {
		.from = node_get_str(sv->q, S("from")),
		.proved = says(sv, "proved"),
		.untold = says(sv, "listed"),
		.title = node_get_str(sv->q, S("title")),
		.text = node_get_str(sv->q, S("text")),
		.cases = node_get(sv->q, S("cases")),
		.letters = node_get(sv->q, S("letters")),
	};

	if (says(sv, "unsubscribes") || is_ours(plan, to, UNSUBSCRIBE))
		return withdraw(sv);
	if (says(sv, "failed"))
		return came_back(sv, &in);
	if (says(sv, "automatic") || says(sv, "no-sender")) /* K33 */
		return became(sv, S("ignored"), S(""));
	return take(sv, &in);
}

/* Who wrote it counts too: a Message-ID is whatever somebody wrote there. */
static result
seen_before(struct serving *sv, bool *seen)
{
	struct str id = node_get_str(sv->q, S("message")), from = node_get_str(sv->q, S("from"));

	if (id.n == 0)
		id = str_printf(&sv->sc->arena, "%.*s\n%.*s",
		    STR(node_get_str(sv->q, S("title"))), STR(node_get_str(sv->q, S("text"))));
	return once_seen(
	    sv, str_printf(&sv->sc->arena, "%.*s\n%.*s", STR(from), STR(id)), SEEN_FOR, seen);
}

result
serve_mail_in(struct serving *sv)
{
	const struct node *to = node_get(sv->q, S("to"));
	const struct plan *plan = sv->store->plan;
	bool seen;

	NODE_EACH(one, to)
		if (one->kind != NODE_STR)
			return fail_at(sv->sc, E_INPUT, S("to"), "`to` is a list of addresses");
	if (!is_ours(plan, to, S("")) && !is_ours(plan, to, UNSUBSCRIBE))
		return fail_at(sv->sc, E_ABSENT, S("to"),
		    "this is none of our addresses: mail goes to the policy's `email` or `dpo`");
	TRY(seen_before(sv, &seen));
	return seen ? became(sv, S("twice"), S("")) : sort_out(sv);
}
