/* keeper/serve_again.c -- people say yes or no to what a new version asks again (K25). */
#include "gate/verdict.h"
#include "keeper/again.h"
#include "keeper/serve.h"

/* Whose answer it is: by the link of their letter, or in a session of their own. */
struct answering {
	struct serving *sv;
	bool by_link;
	uint32_t version; /* 0: whichever asks */
	struct subject person;
	struct again_one *asked;
	size_t n;
};

static result
link_over(struct answering *a)
{
	return fail_at(a->sv->sc, E_ABSENT, S("token"),
	    "this link counts no more: answer on your own page, or write to us");
}

static bool
is_over(const struct answering *a)
{
	return a->n == 0
	       || instant_before(
		   instant_plus(a->asked[0].starts, AGAIN_LINK_FOR), a->sv->sc->now);
}

static result
begin(struct answering *a, struct serving *sv)
{
	struct str subject = sv->asker->subject, token = node_get_str(sv->q, S("token"));
	bool absent;

	*a = (struct answering){ .sv = sv, .by_link = token.n > 0 };
	if (a->by_link)
		TRY(serve_stranger(sv, STRANGER_SAYS_NO));
	if (a->by_link)
		TRY(again_link_read(
		    sv->sc, sv->store->vault, token, &a->version, &subject));
	else if (sv->asker->kind != ASKER_PERSON)
		return fail_at(sv->sc, E_AUTH, S("token"),
		    "say the token of the letter's link, or sign in on your own page");
	TRY(verdict_absent(
	    sv->sc, vault_subject(sv->sc, sv->store->vault, subject, &a->person), &absent));
	if (absent)
		return link_over(a);
	TRY(again_of(sv->sc, sv->keeper, subject, a->version, &a->asked, &a->n));
	return a->by_link && is_over(a) ? link_over(a) : OK;
}

/* -- what is asked ------------------------------------------------------------------------ */

static result
wording_of(struct answering *a, const struct again_one *one, struct str *wording)
{
	struct str name = a->sv->store->plan->consents.at[one->consent].name;
	const struct plan *was, *is;
	uint16_t consent;

	TRY(again_plans(a->sv->sc, a->sv->keeper, one->version, &was, &is));
	consent = plan_consent(is, name);
	*wording = consent == NONE ? name : is->consents.at[consent].asked_as;
	return OK;
}

static struct str
state_of(const struct again_one *one)
{
	switch (one->state) {
	case AGAIN_ASKED:
		return S("asked");
	case AGAIN_ACCEPTED:
		return S("accepted");
	case AGAIN_DECLINED:
		return S("declined");
	}
	return S("");
}

static result
one_node(struct answering *a, const struct again_one *one, struct node *list)
{
	const struct plan *plan = a->sv->store->plan;
	const struct consent *c = &plan->consents.at[one->consent];
	struct arena *arena = &a->sv->sc->arena;
	struct node *n = node_add(list, node_map(arena));
	struct str wording;

	TRY(wording_of(a, one, &wording));
	node_set_str(arena, n, S("consent"), c->name);
	node_set_str(arena, n, S("wording"), wording);
	node_set_str(arena, n, S("purpose"), plan->purposes.at[c->purpose].text);
	node_set_int(arena, n, S("version"), one->version);
	node_set_str(arena, n, S("state"), state_of(one));
	return OK;
}

/* In the words of the letter, for people of this kind. */
static result
say_changes(struct answering *a, const struct again_one *one)
{
	struct serving *sv = a->sv;
	struct arena *arena = &sv->sc->arena;
	const struct plan *was, *is;
	struct buf said = buf_new(arena);
	struct diff d;

	TRY(again_plans(sv->sc, sv->keeper, one->version, &was, &is));
	diff_plans(arena, was, is, &d);
	diff_print_people(&said, &d,
	    a->person.type == NONE
		? NONE
		: plan_subject(is, sv->store->plan->subjects.at[a->person.type].name));
	node_set_int(arena, sv->body, S("version"), one->version);
	node_set_str(arena, sv->body, S("changes"), str_trim(buf_str(&said)));
	node_set_time(arena, sv->body, S("starts"), one->starts);
	if (a->by_link)
		node_set_time(
		    arena, sv->body, S("until"), instant_plus(one->starts, AGAIN_LINK_FOR));
	return OK;
}

/* On their own page what was said yes to needs nothing more. */
static result
answer_with(struct answering *a)
{
	struct node *list = node_list(&a->sv->sc->arena);
	const struct again_one *newest = NULL;

	for (size_t i = 0; i < a->n; i++) {
		const struct again_one *one = &a->asked[i];

		if (!a->by_link && one->state == AGAIN_ACCEPTED)
			continue;
		if (newest == NULL || newest->version < one->version)
			newest = one;
		TRY(one_node(a, one, list));
	}
	node_set(a->sv->body, S("consents"), list);
	return newest != NULL ? say_changes(a, newest) : OK;
}

result
serve_asked(struct serving *sv)
{
	struct answering a;

	TRY(begin(&a, sv));
	return answer_with(&a);
}

/* -- the answer ---------------------------------------------------------------------------- */

static result
answer(struct answering *a, const struct again_one *one, bool yes)
{
	struct consent_again again = {
		.subject = a->person.id,
		.consent = one->consent,
		.version = one->version,
		.channel = a->by_link ? S("link") : S("page"),
		.yes = yes,
	};

	if (one->state == (yes ? AGAIN_ACCEPTED : AGAIN_DECLINED)) /* pressed twice */
		return OK;
	if (one->state == AGAIN_ACCEPTED || (a->by_link && one->state != AGAIN_ASKED))
		return serve_refuse(a->sv, WHY_CONSENT, 0,
		    one->state == AGAIN_ACCEPTED
			? "you have said yes to it: take that back, on your own page or by any message"
			: "the link counts once, and you have answered: say yes after all on your own "
			  "page");
	TRY(wording_of(a, one, &again.wording));
	return gate_consent_again(
	    a->sv->sc, a->sv->store, a->sv->asker, &again, &a->sv->verdict);
}

result
serve_answer(struct serving *sv)
{
	uint16_t consent = plan_consent(sv->store->plan, node_get_str(sv->q, S("consent")));
	struct answering a;

	TRY(begin(&a, sv));
	for (size_t i = 0; i < a.n; i++) {
		if (a.asked[i].consent != consent)
			continue;
		TRY(answer(&a, &a.asked[i], node_get_bool(sv->q, S("yes"), false)));
		if (sv->verdict.why != WHY_NONE)
			return OK;
		TRY(again_of(
		    sv->sc, sv->keeper, a.person.id, a.version, &a.asked, &a.n));
		return answer_with(&a);
	}
	return fail_at(sv->sc, E_ABSENT, S("consent"), "nothing of that name is asked of you again");
}
