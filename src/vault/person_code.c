/* vault/person_code.c -- codes that people are sent, and the session that follows. */
#include "vault/person_code.h"

#include "seal/token.h"
#include "seal/totp.h"
#include "sys/ulid.h"
#include "vault/inside.h"
#include "vault/sign_in.h"

#define CODE_GROUPS 2

static struct str
fingerprint(struct scope *sc, const struct vault *v, const char *purpose, struct str text)
{
	return seal_index(
	    &sc->arena, key_derive(sc, v->seed, S("person-code")), str_of(purpose), text);
}

/* `of`: the challenge, or the case, that the code belongs to. */
static struct str
fingerprint_of_code(struct scope *sc, const struct vault *v, struct str of, struct str code)
{
	return fingerprint(sc, v, "code",
	    str_printf(&sc->arena, "%.*s %.*s", STR(of), STR(code_plain(&sc->arena, code))));
}

static result
put_code(struct scope *sc, struct vault *v, const struct person_asking *a, struct str mark,
    const struct person_code *of)
{
	struct str whose = a->for_case.n > 0 ? a->for_case : a->challenge;

	return sql_person_code_add(sc, v->sql,
	    &(struct sql_person_code_add_in){
		.id = a->challenge,
		.subject = of->subject,
		.address = mark,
		.code = fingerprint_of_code(sc, v, whose, of->code),
		.made = sc->now.us,
		.ends = a->until.us,
		.for_case = a->for_case,
	    });
}

/* V16: of somebody unknown stands a row like any other, with nobody in it. */
result
vault_person_code(struct scope *sc, struct vault *v, struct person_asking *a)
{
	struct str mark = fingerprint(sc, v, "address", str_lower(&sc->arena, a->address));
	int64_t hour_ago = sc->now.us - span_hours(1).us;
	struct sql_person_code_asked_row asked;
	struct person_code nobody = { .subject = S("") };
	bool found;

	CHECK(vault_valid(v));
	a->challenge = ulid_new(&sc->arena, sc->now);
	a->until = instant_plus(sc->now, a->for_case.n > 0 ? CASE_CODE_FOR : PERSON_CODE_FOR);
	TRY(sql_person_code_drop(sc, v->sql, hour_ago, sc->now.us));
	TRY(sql_person_code_asked(sc, v->sql, mark, hour_ago, &asked, &found));
	a->sent = a->n > 0 && a->n <= PERSON_PEOPLE && asked.n < PERSON_CODES;
	if (a->sent)
		TRY(sql_person_code_replace(sc, v->sql, a->for_case));
	for (size_t i = 0; a->sent && !a->shared && i < a->n; i++) {
		a->of[i].code = code_new(&sc->arena, CODE_GROUPS);
		TRY(put_code(sc, v, a, mark, &a->of[i]));
	}
	nobody.code = code_new(&sc->arena, CODE_GROUPS);
	return a->sent && !a->shared ? OK : put_code(sc, v, a, mark, &nobody);
}

static result
begin_session(struct scope *sc, struct vault *v, struct person_entry *e)
{
	struct hash hash;

	e->session = token_new(sc);
	e->until = instant_plus(sc->now, SESSION_MOST);
	hash = token_hash(e->session);
	TRY(sql_session_expire(sc, v->sql, sc->now.us, sc->now.us - SESSION_IDLE.us));
	return sql_session_add(sc, v->sql,
	    &(struct sql_session_add_in){ .hash = hash_str(&hash),
		.staff = S(""),
		.subject = e->subject,
		.used = sc->now.us,
		.ends = e->until.us });
}

result
vault_person_coded(struct scope *sc, struct vault *v, struct person_entry *e)
{
	struct sql_person_code_of_row row;
	bool found;

	CHECK(vault_valid(v));
	e->good = false;
	TRY(sql_person_code_try(sc, v->sql, e->challenge));
	TRY(sql_person_code_of(sc, v->sql, e->challenge,
	    fingerprint_of_code(sc, v, e->challenge, e->code), &row, &found));
	if (!found || row.subject.n == 0 || row.ends <= sc->now.us || row.tries > PERSON_TRIES)
		return OK;
	e->good = true;
	e->subject = row.subject;
	return sql_person_code_use(sc, v->sql, e->challenge);
}

result
vault_person_enter(struct scope *sc, struct vault *v, struct person_entry *e)
{
	TRY(vault_person_coded(sc, v, e));
	return e->good ? begin_session(sc, v, e) : OK;
}

/* -- the link of a letter (V18) ------------------------------------------------------ */

static struct str
link_id(struct scope *sc, const struct vault *v, struct str token)
{
	return fingerprint(sc, v, "link", token);
}

result
vault_copy_link(struct scope *sc, struct vault *v, struct str for_case, struct str subject,
    struct str *token)
{
	CHECK(vault_valid(v) && for_case.n > 0 && subject.n > 0);
	*token = token_new(sc);
	return sql_person_code_add(sc, v->sql,
	    &(struct sql_person_code_add_in){
		.id = link_id(sc, v, *token),
		.subject = subject,
		.address = fingerprint(sc, v, "address", *token),
		.code = fingerprint(sc, v, "code", *token),
		.made = sc->now.us,
		.ends = instant_plus(sc->now, COPY_LINK_FOR).us,
		.for_case = for_case,
	    });
}

result
vault_copy_linked(struct scope *sc, struct vault *v, struct str token, struct str *for_case,
    struct str *subject)
{
	struct sql_person_code_link_row row;
	bool found;

	CHECK(vault_valid(v));
	*for_case = *subject = S("");
	TRY(sql_person_code_link(sc, v->sql, link_id(sc, v, token), &row, &found));
	if (!found || row.ends <= sc->now.us)
		return OK;
	*for_case = row.for_case;
	*subject = row.subject;
	return OK;
}

result
vault_copy_taken(struct scope *sc, struct vault *v, struct str token)
{
	CHECK(vault_valid(v));
	return sql_person_code_use(sc, v->sql, link_id(sc, v, token));
}

result
vault_case_code(
    struct scope *sc, struct vault *v, struct str for_case, struct str code, bool *good)
{
	struct sql_person_code_of_case_row row;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_person_code_try_case(sc, v->sql, for_case));
	TRY(sql_person_code_of_case(sc, v->sql, for_case,
	    fingerprint_of_code(sc, v, for_case, code), &row, &found));
	*good = found && row.subject.n > 0 && row.ends > sc->now.us && row.tries <= PERSON_TRIES;
	return *good ? sql_person_code_replace(sc, v->sql, for_case) : OK;
}

result
vault_person_codes_end(struct scope *sc, struct vault *v, struct str subject)
{
	CHECK(vault_valid(v));
	return sql_person_code_end(sc, v->sql, subject);
}

result
vault_person_sessions_end(struct scope *sc, struct vault *v, struct str subject)
{
	CHECK(vault_valid(v));
	return sql_session_end_person(sc, v->sql, subject);
}
