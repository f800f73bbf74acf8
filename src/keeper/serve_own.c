/* keeper/serve_own.c -- people who sign in for themselves, and what they see of themselves. */
#include "gate/look.h"
#include "gate/note.h"
#include "gate/will.h"
#include "keeper/serve.h"
#include "term/letter.h"
#include "vault/person_code.h"

static result
note_person(struct serving *sv, enum entry_kind kind, const char *verb, struct str subject)
{
	struct entry e = note_begin(sv->store, sv->asker, kind, str_of(verb));
	uint64_t seq;

	TRY(note_subject(sv->sc, sv->store, &e, subject));
	return note_write(sv->sc, sv->store, &e, &seq);
}

/* -- a code -------------------------------------------------------------------- */

/* Without mail nobody gets one: said to everybody alike. */
static result
must_have_mail(struct serving *sv)
{
	struct mail mail;
	bool set;

	TRY(mail_get(sv->sc, sv->store, &mail, &set));
	return set ? OK
		   : fail(sv->sc, E_STATE,
		       "codes are sent by mail, and no mail is set up here: write to us instead");
}

static struct str
code_letter(struct serving *sv, const struct person_code *of, struct str kind)
{
	const struct controller *c = &sv->store->plan->controller;

	return str_printf(&sv->sc->arena,
	    "The code to see what %.*s holds about you as one of the %.*s:\n\n    %.*s\n\n"
	    "It counts once, for %d minutes, on the page where it was asked for.  If it was not you\n"
	    "who asked, leave this letter alone: nobody gets in without the code.\n",
	    STR(c->name), STR(kind), STR(of->code), (int)(PERSON_CODE_FOR.us / 60000000));
}

static result
send_code(struct serving *sv, struct str address, const struct person_code *of)
{
	const struct plan *plan = sv->store->plan;
	enum letter_queued queued;
	struct subject person;
	struct str id;

	TRY(vault_subject(sv->sc, sv->store->vault, of->subject, &person));
	TRY(letter_queue(sv->sc, sv->store, NULL,
	    &(struct letter){
		.kind = LETTER_CODE,
		.subject = of->subject,
		.address = address,
		.title = S("Your code"),
		.text = code_letter(sv, of,
		    person.type == NONE ? S("people known here")
					: plan->subjects.at[person.type].text),
		.until = instant_plus(sv->sc->now, PERSON_CODE_FOR),
	    },
	    &queued, &id));
	return note_person(sv, ENTRY_PERSON_CODE, "person-code", of->subject);
}

/* Two ids that are one person get one letter, and see all of theirs by its code. */
static result
is_one_of(
    struct serving *sv, const struct person_code *of, size_t n, struct str id, bool *known)
{
	struct str *same;
	size_t n_same;

	*known = false;
	TRY(vault_same(sv->sc, sv->store->vault, id, &same, &n_same));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n_same; k++)
			*known = *known || str_eq(of[i].subject, same[k]);
	return OK;
}

/* A child's data is erased when it is found, so nobody under age is among them. */
static result
people_of(struct serving *sv, struct str email, struct person_code **of, size_t *n,
    struct str *address)
{
	struct node *who = node_map(&sv->sc->arena);
	struct str *ids;
	size_t found;

	*n = 0;
	node_set_str(&sv->sc->arena, who, S("email"), email);
	TRY(who_address(sv->sc, sv->store, TYPE_EMAIL, email, address));
	TRY(gate_who(sv->sc, sv->store, who, &ids, &found));
	*of = NEW_ARRAY(&sv->sc->arena, found, struct person_code);
	for (size_t i = 0; i < found; i++) {
		bool known;

		TRY(is_one_of(sv, *of, *n, ids[i], &known));
		if (!known)
			(*of)[(*n)++].subject = ids[i];
	}
	return OK;
}

result
serve_person_code(struct serving *sv)
{
	struct str address, challenge;
	struct person_code *of;
	bool sent;
	size_t n;

	TRY(serve_attempt_counts(sv));
	TRY(must_have_mail(sv));
	TRY(people_of(sv, node_get_str(sv->q, S("email")), &of, &n, &address));
	TRY(vault_person_code(sv->sc, sv->store->vault, address, of, n, &challenge, &sent));
	for (size_t i = 0; sent && i < n; i++)
		TRY(send_code(sv, address, &of[i]));
	node_set_str(&sv->sc->arena, sv->body, S("challenge"), challenge);
	node_set_time(&sv->sc->arena, sv->body, S("until"),
	    instant_plus(sv->sc->now, PERSON_CODE_FOR));
	return OK;
}

/* In pieces: what is counted of a wrong code must stay. */
result
serve_person_enter(struct serving *sv)
{
	struct person_entry e = {
		.challenge = node_get_str(sv->q, S("challenge")),
		.code = node_get_str(sv->q, S("code")),
	};

	TRY(serve_attempt_counts(sv));
	TRY(vault_person_enter(sv->sc, sv->store->vault, &e));
	if (!e.good) {
		keeper_count_refusal(sv->keeper, sv->asker->door, sv->sc->now);
		return fail_at(sv->sc, E_AUTH, S("code"),
		    "this is not the code that was sent, or it counts no more: ask for a new one");
	}
	node_set_str(&sv->sc->arena, sv->body, S("session"), e.session);
	node_set_time(&sv->sc->arena, sv->body, S("until"), e.until);
	return note_person(sv, ENTRY_PERSON_ENTERED, "person-enter", e.subject);
}

/* -- what is held ------------------------------------------------------------------ */

result
serve_own(struct serving *sv)
{
	struct node *own;

	TRY(rights_own(sv->sc, sv->store, sv->asker, &sv->verdict, &own));
	if (sv->verdict.why == WHY_NONE)
		node_set(sv->body, S("own"), own);
	return OK;
}
