/* vault/sign_in.c -- invitations, passwords with codes, sessions. */
#include "vault/sign_in.h"

#include "seal/token.h"
#include "seal/totp.h"
#include "sys/clock.h"
#include "vault/inside.h"

#define NAME_MOST 100
#define INVITATION_GROUPS 4
#define RECOVERY_GROUPS 2
#define WAITS_AFTER 3 /* wrong passwords */
#define WAIT_FIRST span_seconds(30)
#define WAIT_MOST span_minutes(15)
#define TOUCH_EVERY span_seconds(60)

static struct str
fingerprint(struct scope *sc, const struct vault *v, const char *purpose, struct str text)
{
	return seal_index(&sc->arena, key_derive(sc, v->seed, S("sign-in")), str_of(purpose), text);
}

static struct str
fingerprint_of_name(struct scope *sc, const struct vault *v, struct str name)
{
	return fingerprint(sc, v, "name", str_lower(&sc->arena, str_trim(name)));
}

static struct str
fingerprint_of_code(struct scope *sc, const struct vault *v, const char *purpose, struct str code)
{
	return fingerprint(sc, v, purpose, code_plain(&sc->arena, code));
}

/* -- what proves somebody: the secret of the codes, then the password's hash --- */

static struct str
proof_seal(struct scope *sc, const struct vault *v, struct str staff, struct str secret,
    struct str password)
{
	return seal_wrap(sc, key_derive(sc, v->seed, S("sign-in/proof")), staff,
	    str_printf(&sc->arena, "%.*s %.*s", STR(hex_encode(&sc->arena, secret.p, secret.n)),
		STR(password)));
}

static result
proof_open(struct scope *sc, const struct vault *v, struct str staff, struct str sealed,
    struct str *secret, struct str *password)
{
	struct str plain;

	TRY(seal_open(sc, key_derive(sc, v->seed, S("sign-in/proof")), staff, sealed, &plain));
	if (!hex_decode(&sc->arena, str_cut(plain, ' ', password), secret))
		return fail(sc, E_DAMAGED, "what proves a colleague cannot be read: invite them again");
	return OK;
}

/* -- the invitation ---------------------------------------------------------- */

static result
check_name(struct scope *sc, struct vault *v, struct str staff, struct str name)
{
	struct sql_sign_in_of_name_row row;
	bool found;

	name = str_trim(name);
	if (name.n == 0 || name.n > NAME_MOST || !utf8_valid(name))
		return fail_at(sc, E_INPUT, S("name"),
		    "a name to sign in by has 1 to %d letters", NAME_MOST);
	TRY(sql_sign_in_of_name(sc, v->sql, fingerprint_of_name(sc, v, name), &row, &found));
	if (found && !str_eq(row.staff, staff))
		return fail_at(sc, E_INPUT, S("name"),
		    "somebody else signs in by this name: choose another");
	return OK;
}

result
vault_invite(struct scope *sc, struct vault *v, struct str staff, struct str name,
    struct str *code, struct instant *until)
{
	struct staff s;

	CHECK(vault_valid(v));
	TRY(vault_staff(sc, v, staff, &s));
	if (s.left)
		return fail(sc, E_STATE, "this colleague has left");
	TRY(check_name(sc, v, s.id, name));
	*code = code_new(&sc->arena, INVITATION_GROUPS);
	*until = instant_plus(sc->now, span_hours(INVITATION_HOURS));
	TRY(sql_session_drop(sc, v->sql, s.id));
	TRY(sql_recovery_drop(sc, v->sql, s.id));
	return sql_sign_in_invite(sc, v->sql,
	    &(struct sql_sign_in_invite_in){
		.staff = s.id,
		.name = fingerprint_of_name(sc, v, name),
		.code = fingerprint_of_code(sc, v, "invitation", *code),
		.code_until = until->us,
		.proof = proof_seal(sc, v, s.id, seal_random(&sc->arena, TOTP_SECRET_BYTES), S("")),
	    });
}

result
vault_invited(
    struct scope *sc, struct vault *v, struct str code, struct str *staff, struct str *secret)
{
	struct sql_sign_in_of_code_row row;
	struct str password;
	bool found = false;

	CHECK(vault_valid(v));
	TRY(sql_sign_in_of_code(
	    sc, v->sql, fingerprint_of_code(sc, v, "invitation", code), &row, &found));
	if (!found || row.code_until <= sc->now.us)
		return fail_at(sc, E_AUTH, S("code"),
		    "this code is not known, or its time is over: ask for a new one");
	*staff = row.staff;
	return proof_open(sc, v, row.staff, row.proof, secret, &password);
}

/* -- codes ------------------------------------------------------------------- */

struct steps {
	int64_t store, wall;
};

/* In a rehearsal the store's clock stands, and a telephone's goes on: either counts. */
static bool
code_counts(struct scope *sc, const struct vault *v, struct str secret, struct str code,
    struct steps *last)
{
	struct watch wall = clock_wall();
	int64_t store = totp_step(secret, sc->now, code, last->store), real = 0;

	if (v->rehearsal)
		real = totp_step(secret, clock_now(&wall), code, last->wall);
	if (store > 0)
		last->store = store;
	if (real > 0)
		last->wall = real;
	return store > 0 || real > 0;
}

static result
recovery_counts(struct scope *sc, struct vault *v, struct str staff, struct str code, bool *good)
{
	TRY(sql_recovery_use(sc, v->sql, staff, fingerprint_of_code(sc, v, "recovery", code)));
	*good = sql_changes(v->sql) == 1;
	return OK;
}

static result
make_recovery(
    struct scope *sc, struct vault *v, struct str staff, struct str recovery[RECOVERY_CODES])
{
	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		recovery[i] = code_new(&sc->arena, RECOVERY_GROUPS);
		TRY(sql_recovery_add(
		    sc, v->sql, staff, fingerprint_of_code(sc, v, "recovery", recovery[i])));
	}
	return OK;
}

/* -- the password set -------------------------------------------------------- */

static result
check_password(struct scope *sc, struct str password)
{
	if (!utf8_valid(password) || password.n > PASSWORD_MOST || utf8_count(password) < PASSWORD_LEAST)
		return fail_at(sc, E_INPUT, S("password"),
		    "a password has at least %d characters: three or four words do well",
		    PASSWORD_LEAST);
	return OK;
}

result
vault_enrol(struct scope *sc, struct vault *v, struct str code, struct str password,
    struct str one_time, struct str *staff, struct str recovery[RECOVERY_CODES])
{
	struct steps steps = { 0 };
	struct str secret, stored;

	TRY(vault_invited(sc, v, code, staff, &secret));
	TRY(check_password(sc, password));
	if (!code_counts(sc, v, secret, one_time, &steps))
		return fail_at(sc, E_INPUT, S("one-time"),
		    "these are not the six digits that the app shows now: is the telephone's clock right?");
	TRY(password_hash(sc, password, &stored));
	TRY(make_recovery(sc, v, *staff, recovery));
	return sql_sign_in_enrol(sc, v->sql,
	    &(struct sql_sign_in_enrol_in){
		.proof = proof_seal(sc, v, *staff, secret, stored),
		.step = steps.store,
		.wall_step = steps.wall,
		.code = S(""),
		.staff = *staff,
	    });
}

/* -- signing in -------------------------------------------------------------- */

struct attempt {
	struct sign_in *of;
	struct sql_sign_in_of_name_row row;
	struct str secret, password;
	struct steps steps;
};

/* Somebody who is not known costs the same as a wrong code. */
static result
look_up(struct scope *sc, struct vault *v, struct attempt *a, bool *known)
{
	static const char zeros[TOTP_SECRET_BYTES];

	a->secret = (struct str){ zeros, sizeof(zeros) };
	TRY(sql_sign_in_of_name(sc, v->sql, fingerprint_of_name(sc, v, a->of->name), &a->row, known));
	if (*known)
		TRY(proof_open(sc, v, a->row.staff, a->row.proof, &a->secret, &a->password));
	a->steps = (struct steps){ *known ? a->row.step : 0, *known ? a->row.wall_step : 0 };
	*known = *known && a->password.n > 0;
	return OK;
}

static struct instant
wait_after(struct instant now, int64_t failures)
{
	struct span wait = WAIT_FIRST;

	if (failures < WAITS_AFTER)
		return now;
	for (int64_t i = WAITS_AFTER; i < failures && wait.us < WAIT_MOST.us; i++)
		wait.us *= 2;
	return instant_plus(now, wait.us < WAIT_MOST.us ? wait : WAIT_MOST);
}

static result
begin_session(struct scope *sc, struct vault *v, struct sign_in *s)
{
	struct hash hash;

	s->good = true;
	s->session = token_new(sc);
	s->until = instant_plus(sc->now, SESSION_MOST);
	hash = token_hash(s->session);
	TRY(sql_session_expire(sc, v->sql, sc->now.us, sc->now.us - SESSION_IDLE.us));
	return sql_session_add(sc, v->sql,
	    &(struct sql_session_add_in){ .hash = hash_str(&hash),
		.staff = s->staff,
		.subject = S(""),
		.used = sc->now.us,
		.ends = s->until.us });
}

static result
weigh_password(struct scope *sc, struct vault *v, struct attempt *a)
{
	bool waits = sc->now.us < a->row.wait_until;
	bool good = !waits && a->of->password.n <= PASSWORD_MOST
		    && password_proves(sc, a->password, a->of->password);
	int64_t failures = good ? 0 : a->row.failures + !waits;
	struct instant until = waits ? (struct instant){ a->row.wait_until }
				     : wait_after(sc->now, failures);

	TRY(sql_sign_in_note(sc, v->sql,
	    &(struct sql_sign_in_note_in){ .step = a->steps.store,
		.wall_step = a->steps.wall,
		.failures = failures,
		.wait_until = until.us,
		.staff = a->row.staff }));
	return good ? begin_session(sc, v, a->of) : OK;
}

result
vault_sign_in(struct scope *sc, struct vault *v, struct sign_in *s)
{
	struct attempt a = { .of = s };
	bool known, good;

	CHECK(vault_valid(v));
	s->good = false;
	s->staff = S("");
	TRY(look_up(sc, v, &a, &known));
	good = code_counts(sc, v, a.secret, s->one_time, &a.steps); /* V13 */
	if (known && !good)
		TRY(recovery_counts(sc, v, a.row.staff, s->one_time, &good));
	if (!known || !good)
		return OK;
	s->staff = a.row.staff;
	return weigh_password(sc, v, &a);
}

result
vault_sign_out(struct scope *sc, struct vault *v, struct str session)
{
	struct hash hash = token_hash(session);

	CHECK(vault_valid(v));
	TRY(sql_session_end(sc, v->sql, hash_str(&hash)));
	return sql_changes(v->sql) == 1
		   ? OK
		   : fail(sc, E_STATE, "this is a bearer key and no session: `bailee key revoke` ends it");
}

/* -- sessions ---------------------------------------------------------------- */

static result
touch(struct scope *sc, struct vault *v, struct str hash, int64_t used)
{
	if (sc->now.us - used < TOUCH_EVERY.us || !sql_in_transaction(v->sql))
		return OK;
	return sql_session_touch(sc, v->sql, sc->now.us, hash);
}

/* Somebody of whom nothing is held any more has nothing to ask for. */
static result
asker_of_person(struct scope *sc, struct vault *v, struct str id, struct asker *asker)
{
	struct subject person;
	result r = vault_subject(sc, v, id, &person);

	if (r.code == E_ABSENT)
		return OK;
	TRY(r);
	*asker = (struct asker){ .kind = ASKER_PERSON,
		.key = S("person"),
		.subject = person.id,
		.role = NONE,
		.channel = NONE,
		.door = asker->door };
	return OK;
}

static result
asker_of_staff(struct scope *sc, struct vault *v, struct str id, struct asker *asker)
{
	struct staff s;

	TRY(vault_staff(sc, v, id, &s));
	if (s.left || s.role == NONE)
		return OK;
	*asker = (struct asker){ .kind = ASKER_ROLE,
		.key = s.id, /* so that a quota is a person's and not a session's */
		.staff = s.id,
		.role = s.role,
		.party = s.party,
		.channel = NONE,
		.door = asker->door };
	return OK;
}

result
vault_session_asker(struct scope *sc, struct vault *v, struct str token, struct asker *asker,
    struct instant *until)
{
	struct hash hash = token_hash(token);
	struct sql_session_of_hash_row row;
	bool found;

	TRY(sql_session_of_hash(sc, v->sql, hash_str(&hash), &row, &found));
	if (!found || row.ends <= sc->now.us || row.used + SESSION_IDLE.us <= sc->now.us)
		return OK;
	*until = (struct instant){ row.ends };
	TRY(row.subject.n > 0 ? asker_of_person(sc, v, row.subject, asker)
			      : asker_of_staff(sc, v, row.staff, asker));
	return asker->kind == ASKER_NOBODY ? OK : touch(sc, v, hash_str(&hash), row.used);
}

result
vault_staff_leave(struct scope *sc, struct vault *v, struct str staff)
{
	struct staff s;

	CHECK(vault_valid(v));
	TRY(vault_staff(sc, v, staff, &s));
	if (s.left)
		return fail(sc, E_STATE, "this colleague has left already");
	TRY(sql_staff_leave(sc, v->sql, sc->now.us, s.id));
	TRY(sql_bearer_end(sc, v->sql, s.id));
	TRY(sql_session_drop(sc, v->sql, s.id));
	TRY(sql_recovery_drop(sc, v->sql, s.id));
	return sql_sign_in_drop(sc, v->sql, s.id);
}
