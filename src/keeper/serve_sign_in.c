/* keeper/serve_sign_in.c -- invitations, signing in and out, leaving. */
#include "gate/note.h"
#include "keeper/serve.h"
#include "seal/totp.h"
#include "term/term.h"
#include "vault/sign_in.h"

static result
note_about(struct serving *sv, enum entry_kind kind, const char *verb, struct str staff)
{
	struct entry e = note_begin(sv->store, sv->asker, kind, str_of(verb));
	uint64_t seq;

	e.record = staff;
	return note_write(sv->sc, sv->store, &e, &seq);
}

/* A guess is counted with the other strangers' (K12), and costs no entry of its own. */
static result
unknown(struct serving *sv, result r)
{
	if (r.code == E_AUTH)
		keeper_count_refusal(sv->keeper, sv->asker->door, sv->sc->now);
	return r;
}

/* -- the way in -------------------------------------------------------------- */

result
serve_invite(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct str staff = node_get_str(sv->q, S("staff")), code;
	struct instant until;

	TRY(vault_invite(
	    sv->sc, sv->store->vault, staff, node_get_str(sv->q, S("name")), &code, &until));
	node_set_str(a, sv->body, S("code"), code);
	node_set_time(a, sv->body, S("until"), until);
	return note_about(sv, ENTRY_SIGN_IN_INVITED, "invite", staff);
}

static result
begin_enrolment(struct serving *sv, struct str code)
{
	struct arena *a = &sv->sc->arena;
	struct str staff, secret;

	TRY(unknown(sv, vault_invited(sv->sc, sv->store->vault, code, &staff, &secret)));
	node_set_bool(a, sv->body, S("done"), false);
	node_set_str(a, sv->body, S("secret"), totp_secret_print(a, secret));
	node_set_str(
	    a, sv->body, S("address"), totp_address(a, sv->store->plan->name, secret));
	return OK;
}

result
serve_enrol(struct serving *sv)
{
	struct str code = node_get_str(sv->q, S("code")),
		   password = node_get_str(sv->q, S("password"));
	struct str staff, recovery[RECOVERY_CODES];
	struct arena *a = &sv->sc->arena;
	struct node *list;

	TRY(serve_stranger(sv, STRANGER_ENTERS));
	if (node_get(sv->q, S("password")) == NULL)
		return begin_enrolment(sv, code);
	TRY(unknown(sv,
	    vault_enrol(sv->sc, sv->store->vault, code, password,
		node_get_str(sv->q, S("one-time")), &staff, recovery)));
	list = node_set(sv->body, S("recovery"), node_list(a));
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		node_add(list, node_str(a, recovery[i]));
	node_set_bool(a, sv->body, S("done"), true);
	return note_about(sv, ENTRY_SIGN_IN_SET, "enrol", staff);
}

/* -- in and out -------------------------------------------------------------- */

/* One sentence for whatever was wrong: no oracle. */
static result
refuse(struct serving *sv, struct str staff)
{
	keeper_count_refusal(sv->keeper, sv->asker->door, sv->sc->now);
	if (staff.n > 0)
		TRY(note_about(sv, ENTRY_SIGN_IN_REFUSED, "sign-in", staff));
	return fail(sv->sc, E_AUTH,
	    "the name, the password or the code is not right; a code counts once, so wait for the "
	    "next one");
}

/* In pieces: what is noted of a wrong attempt must stay. */
result
serve_sign_in(struct serving *sv)
{
	struct sign_in s = {
		.name = node_get_str(sv->q, S("name")),
		.password = node_get_str(sv->q, S("password")),
		.one_time = node_get_str(sv->q, S("one-time")),
	};

	TRY(serve_stranger(sv, STRANGER_ENTERS));
	TRY(vault_sign_in(sv->sc, sv->store->vault, &s));
	if (!s.good)
		return refuse(sv, s.staff);
	node_set_str(&sv->sc->arena, sv->body, S("session"), s.session);
	node_set_time(&sv->sc->arena, sv->body, S("until"), s.until);
	return note_about(sv, ENTRY_SIGNED_IN, "sign-in", s.staff);
}

static result
note_subject_out(struct serving *sv)
{
	struct entry e = note_begin(sv->store, sv->asker, ENTRY_SIGNED_OUT, S("sign-out"));
	uint64_t seq;

	TRY(note_subject(sv->sc, sv->store, &e, sv->asker->subject));
	return note_write(sv->sc, sv->store, &e, &seq);
}

result
serve_sign_out(struct serving *sv)
{
	TRY(vault_sign_out(sv->sc, sv->store->vault, sv->token));
	if (sv->asker->kind == ASKER_PERSON)
		return note_subject_out(sv);
	return note_about(sv, ENTRY_SIGNED_OUT, "sign-out", sv->asker->staff);
}

/* -- who --------------------------------------------------------------------- */

bool
serve_has_desk(const struct serving *sv)
{
	const struct plan *plan = sv->store->plan;
	uint16_t purpose = plan_purpose(plan, S("rights-requests"));

	for (uint16_t i = 0; i < plan->grants.n; i++)
		if (sv->asker->kind == ASKER_ROLE && plan->grants.at[i].role == sv->asker->role
		    && plan->grants.at[i].purpose == purpose)
			return true;
	return false;
}

static bool
has_work(const struct serving *sv)
{
	return sv->asker->kind == ASKER_ROLE
	       && sv->store->plan->roles.at[sv->asker->role].grants > 0;
}

result
serve_me(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct asker session = { .kind = ASKER_NOBODY };
	struct instant until;
	uint16_t role;

	if (sv->asker->kind == ASKER_ROLE)
		node_set_str(
		    a, sv->body, S("role"), sv->store->plan->roles.at[sv->asker->role].name);
	set_str(a, sv->body, S("staff"), sv->asker->staff);
	set_str(a, sv->body, S("party"), sv->asker->party);
	set_str(a, sv->body, S("subject"), sv->asker->subject);
	node_set_bool(a, sv->body, S("desk"), serve_has_desk(sv));
	node_set_bool(a, sv->body, S("work"), has_work(sv));
	node_set_bool(a, sv->body, S("reviews"),
	    rights_decision_reviewer(sv->store->plan, sv->asker, S(""), &role));
	node_set_bool(a, sv->body, S("operator"), sv->asker->kind == ASKER_OPERATOR);
	node_set_time(a, sv->body, S("now"), sv->sc->now);
	node_set_str(a, sv->body, S("zone"), sv->store->plan->zone);
	if (sv->token.n > 0)
		TRY(vault_session_asker(sv->sc, sv->store->vault, sv->token, &session, &until));
	if (session.kind != ASKER_NOBODY)
		node_set_time(a, sv->body, S("until"), until);
	return OK;
}

/* -- the end ----------------------------------------------------------------- */

/* The event that ends what is held of the colleague themselves. */
static result
tell_leaving(struct serving *sv, const struct staff *s)
{
	const struct plan *plan = sv->store->plan;
	uint16_t event = plan_event(plan, plan_dataset(plan, S("colleague")), S("leaving"));
	struct moved *moved;
	size_t n;

	if (event == NONE || s->record.n == 0)
		return OK;
	return term_event(sv->sc, sv->store, sv->asker, event, s->record, S(""), S(""),
	    sv->sc->now, &moved, &n);
}

result
serve_leave(struct serving *sv)
{
	struct str id = node_get_str(sv->q, S("staff"));
	struct staff s;

	TRY(vault_staff_leave(sv->sc, sv->store->vault, id));
	TRY(vault_staff(sv->sc, sv->store->vault, id, &s));
	TRY(tell_leaving(sv, &s));
	return note_about(sv, ENTRY_STAFF_LEFT, "leave", id);
}
