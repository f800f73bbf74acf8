/* vault/sign_in.h -- how people sign in: a password and a code, and the session that follows.
 *
 *  V13 The code is looked at first: without the telephone nobody makes the keeper compute
 *      argon2id, and nobody can keep somebody else out by guessing passwords.
 *  V14 A code counts once, whatever comes of the attempt.  So there is one password a
 *      step at most, and after the third wrong one a wait, up to WAIT_MOST.
 *  V15 A session ends when it was idle for SESSION_IDLE, after SESSION_MOST, when it is
 *      signed out, when somebody is invited anew and when the colleague leaves.
 *
 * The name that somebody signs in by stands here as a keyed fingerprint, the secret of
 * the codes and the password's hash sealed, sessions and codes as hashes.
 */
#ifndef BAILEE_VAULT_SIGN_IN_H
#define BAILEE_VAULT_SIGN_IN_H

#include "vault/asker.h"

#define INVITATION_HOURS 72
#define SESSION_IDLE span_minutes(30)
#define SESSION_MOST span_hours(10)
#define PASSWORD_LEAST 12 /* characters */
#define PASSWORD_MOST 256 /* bytes */
#define RECOVERY_CODES 8

/* What the colleague had before ends.  E_INPUT: the name is another's, or is none. */
result vault_invite(struct scope *, struct vault *, struct str staff, struct str name,
    struct str *code, struct instant *until) MUST;
/* The secret that the app is given; E_AUTH: no such code, or its time is over. */
result vault_invited(
    struct scope *, struct vault *, struct str code, struct str *staff, struct str *secret) MUST;
/* E_INPUT names `password` or `one-time`. */
result vault_enrol(struct scope *, struct vault *, struct str code, struct str password,
    struct str one_time, struct str *staff, struct str recovery[RECOVERY_CODES]) MUST;

struct sign_in {
	struct str name, password, one_time;
	bool good;
	struct str staff; /* whose; empty unless the code was right */
	struct str session; /* shown once */
	struct instant until;
};

/* OK whether it is good or not: what it wrote of a wrong one must stay. */
result vault_sign_in(struct scope *, struct vault *, struct sign_in *) MUST;
result vault_sign_out(struct scope *, struct vault *, struct str session) MUST;
/* Fills the asker of a session that runs; leaves it otherwise. */
result vault_session_asker(
    struct scope *, struct vault *, struct str token, struct asker *, struct instant *until) MUST;
/* Keys, sessions and the way to sign in end.  E_ABSENT, E_STATE: has left already. */
result vault_staff_leave(struct scope *, struct vault *, struct str staff) MUST;

#endif
