/* keeper/serve_own.c -- people who sign in for themselves, and what they see of themselves. */
#include "base/buf.h"
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

/* One asking: where it goes, and whose codes. */
struct coding {
	struct serving *sv;
	enum letter_way way;
	struct whose whose;
	struct person_asking asking;
};

/* Without the way nobody gets one: said to everybody alike. */
static result
must_have_way(struct coding *c)
{
	struct serving *sv = c->sv;
	bool set;

	TRY(letter_way_set(sv->sc, sv->store, c->way, &set));
	if (set)
		return OK;
	return fail(sv->sc, E_STATE, "codes are sent by %s, and %s is set up here: write to us instead",
	    c->way == LETTER_BY_TEXT ? "text message" : "mail",
	    c->way == LETTER_BY_TEXT ? "no gateway" : "no mail");
}

/* A person's kind, in the words of the policy. */
static result
kind_of(struct serving *sv, struct str id, struct str *kind)
{
	const struct plan *plan = sv->store->plan;
	struct subject person;

	TRY(vault_subject(sv->sc, sv->store->vault, id, &person));
	*kind = person.type == NONE ? S("people known here") : plan->subjects.at[person.type].text;
	return OK;
}

static result
put_codes(struct coding *c, struct buf *b)
{
	for (size_t i = 0; i < c->asking.n; i++) {
		const struct person_code *of = &c->asking.of[i];
		struct str kind;

		TRY(kind_of(c->sv, of->subject, &kind));
		buf_printf(b, "As one of the %.*s:\n\n    %.*s\n\n", STR(kind), STR(of->code));
	}
	return OK;
}

static result
mail_text(struct coding *c, struct buf *b)
{
	const struct controller *we = &c->sv->store->plan->controller;

	buf_printf(b, "%s to see what %.*s holds about you.\n\n",
	    c->asking.n == 1 ? "The code" : "Codes, one for each place where we know this address,",
	    STR(we->name));
	TRY(put_codes(c, b));
	buf_printf(b,
	    "It counts once, for %d minutes, on the page where it was asked for.  If it was not you\n"
	    "who asked, leave this letter alone: nobody gets in without the code.\n",
	    (int)(PERSON_CODE_FOR.us / 60000000));
	return OK;
}

/* R14: of nobody is it said what is held, nor how many they are. */
static void
shared_text(struct coding *c, struct buf *b)
{
	const struct controller *we = &c->sv->store->plan->controller;

	buf_printf(b,
	    "Somebody asked %.*s for a code to see what is held about them. This %s is known here "
	    "with more than one name, and a code would not show whose it is, so none opens "
	    "anything. Write to us and say your name: %.*s\n",
	    STR(we->name), c->way == LETTER_BY_TEXT ? "number" : "address",
	    STR(we->dpo.n > 0 ? we->dpo : we->email));
}

static void
text_text(struct coding *c, struct buf *b)
{
	for (size_t i = 0; i < c->asking.n; i++)
		buf_printf(b, "%s%.*s", i == 0 ? "" : ", ", STR(c->asking.of[i].code));
	buf_printf(b, " %s to see what %.*s holds about you, once, for %d minutes. Not you? Leave it.",
	    c->asking.n == 1 ? "is the code" : "are codes, each for a part,",
	    STR(c->sv->store->plan->controller.name), (int)(PERSON_CODE_FOR.us / 60000000));
}

static result
compose(struct coding *c, struct str *text)
{
	struct buf b = buf_new(&c->sv->sc->arena);

	if (c->whose.shared)
		shared_text(c, &b);
	else if (c->way == LETTER_BY_TEXT)
		text_text(c, &b);
	else
		TRY(mail_text(c, &b));
	*text = buf_str(&b);
	return OK;
}

/* One letter, however many ids have the address. */
static result
send_codes(struct coding *c)
{
	struct serving *sv = c->sv;
	struct letter l = {
		.kind = LETTER_CODE,
		.way = c->way,
		.subject = c->whose.ids[0],
		.address = c->whose.address,
		.title = S("Your code"),
		.until = c->asking.until,
	};
	enum letter_queued queued;
	struct str id;

	TRY(compose(c, &l.text));
	TRY(letter_queue(sv->sc, sv->store, NULL, &l, &queued, &id));
	for (size_t i = 0; i < c->whose.n; i++)
		TRY(note_person(sv, ENTRY_PERSON_CODE, "person-code", c->whose.ids[i]));
	return OK;
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
find_people(struct coding *c)
{
	struct serving *sv = c->sv;
	struct str email = node_get_str(sv->q, S("email")), phone = node_get_str(sv->q, S("phone"));

	if ((email.n > 0) == (phone.n > 0))
		return fail_at(sv->sc, E_INPUT, S("email"), "say an e-mail address or a telephone number");
	c->way = phone.n > 0 ? LETTER_BY_TEXT : LETTER_BY_MAIL;
	TRY(rights_whose(sv->sc, sv->store, phone.n > 0 ? TYPE_PHONE : TYPE_EMAIL,
	    phone.n > 0 ? phone : email, &c->whose));
	c->asking.address = c->whose.address;
	c->asking.shared = c->whose.shared;
	c->asking.of = NEW_ARRAY(&sv->sc->arena, c->whose.n, struct person_code);
	for (size_t i = 0; i < c->whose.n; i++) {
		bool known;

		TRY(is_one_of(sv, c->asking.of, c->asking.n, c->whose.ids[i], &known));
		if (!known)
			c->asking.of[c->asking.n++].subject = c->whose.ids[i];
	}
	return must_have_way(c);
}

static result
ask_code(struct coding *c)
{
	struct serving *sv = c->sv;

	TRY(vault_person_code(sv->sc, sv->store->vault, &c->asking));
	if (c->asking.sent)
		TRY(send_codes(c));
	node_set_str(&sv->sc->arena, sv->body, S("challenge"), c->asking.challenge);
	node_set_time(&sv->sc->arena, sv->body, S("until"), c->asking.until);
	return OK;
}

result
serve_person_code(struct serving *sv)
{
	struct coding c = { .sv = sv };

	TRY(serve_stranger(sv, STRANGER_ENTERS));
	TRY(find_people(&c));
	return ask_code(&c);
}

result
serve_person_ways(struct serving *sv)
{
	struct node *ways = node_list(&sv->sc->arena);
	bool set;

	for (enum letter_way w = LETTER_BY_MAIL; w < LETTER_WAYS; w++) {
		TRY(letter_way_set(sv->sc, sv->store, w, &set));
		if (set && (w == LETTER_BY_MAIL || rights_text_codes(sv->store->plan)))
			node_add(ways, node_str(&sv->sc->arena, letter_way_word(w)));
	}
	node_set(sv->body, S("ways"), ways);
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

	TRY(serve_stranger(sv, STRANGER_ENTERS));
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

/* -- a copy by the link of a letter (V18) ------------------------------------------- */

/* Of no link a code is asked for like any other, and nobody is written to. */
static result
find_linked(struct coding *c)
{
	struct serving *sv = c->sv;
	struct str token = node_get_str(sv->q, S("token")), id, subject, address = S("");

	c->asking.of = NEW_ARRAY(&sv->sc->arena, 1, struct person_code);
	c->asking.address = token;
	TRY(vault_copy_linked(sv->sc, sv->store->vault, token, &id, &subject));
	if (id.n > 0)
		TRY(letter_address(sv->sc, sv->store, subject, &address));
	if (address.n == 0)
		return OK;
	TRY(rights_whose(sv->sc, sv->store, TYPE_EMAIL, address, &c->whose));
	c->whose.ids = NEW_ARRAY(&sv->sc->arena, 1, struct str);
	c->whose.ids[0] = subject;
	c->whose.n = 1;
	c->asking.address = address;
	c->asking.shared = c->whose.shared;
	c->asking.of[c->asking.n++].subject = subject;
	return OK;
}

result
serve_copy_code(struct serving *sv)
{
	struct coding c = { .sv = sv, .way = LETTER_BY_MAIL };

	TRY(serve_stranger(sv, STRANGER_ENTERS));
	TRY(must_have_way(&c));
	TRY(find_linked(&c));
	return ask_code(&c);
}

/* In pieces: what is counted of a wrong code must stay. */
result
serve_copy_take(struct serving *sv)
{
	struct str token = node_get_str(sv->q, S("token")), id = S(""), subject = S("");
	struct person_entry e = {
		.challenge = node_get_str(sv->q, S("challenge")),
		.code = node_get_str(sv->q, S("code")),
	};
	struct asker person = { .kind = ASKER_PERSON, .role = NONE, .channel = NONE };

	TRY(serve_stranger(sv, STRANGER_ENTERS));
	TRY(vault_person_coded(sv->sc, sv->store->vault, &e));
	if (e.good)
		TRY(vault_copy_linked(sv->sc, sv->store->vault, token, &id, &subject));
	if (id.n == 0 || !str_eq(subject, e.subject)) {
		keeper_count_refusal(sv->keeper, sv->asker->door, sv->sc->now);
		return fail_at(sv->sc, E_AUTH, S("code"),
		    "this is not the code that was sent, or the link counts no more: a link counts "
		    "once; on your own page you save your copy as often as you like");
	}
	person.subject = subject;
	person.door = sv->asker->door;
	sv->asker = &person;
	TRY(serve_package_of(sv, id, S("all")));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	TRY(vault_copy_taken(sv->sc, sv->store->vault, token));
	return note_person(sv, ENTRY_PACKAGE_TAKEN, "copy-take", subject);
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
