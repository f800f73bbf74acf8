/* vault/asker.c -- who may ask: staff and bearer keys, as roles and hashes. */
#include "seal/token.h"
#include "sys/ulid.h"
#include "sys/zone.h"
#include "vault/inside.h"
#include "vault/sign_in.h"

/* -- staff -------------------------------------------------------------------------- */

result
vault_staff_add(struct scope *sc, struct vault *v, struct staff *staff, struct str name)
{
	CHECK(vault_valid(v));
	TRY(vault_put_content(sc, v, S("colleague"), S(""), S(""), name, &staff->record));
	staff->id = ulid_new(&sc->arena, sc->now);
	staff->since = sc->now;
	staff->left = false;
	return sql_staff_add(sc, v->sql,
	    &(struct sql_staff_add_in){
		.id = staff->id,
		.party = staff->party,
		.role = name_of_role(v, staff->role),
		.record = staff->record,
		.since = staff->since.us,
	    });
}

result
vault_staff(struct scope *sc, struct vault *v, struct str id, struct staff *staff)
{
	struct sql_staff_get_row row;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_staff_get(sc, v->sql, id, &row, &found));
	if (!found)
		return fail(
		    sc, E_ABSENT, "there is no such colleague; register one with `bailee staff`");
	*staff = (struct staff){
		.id = row.id,
		.role = plan_role(v->plan, row.role),
		.party = row.party,
		.record = row.record,
		.since = { row.since },
		.left = row.gone != 0,
	};
	return OK;
}

result
vault_staff_all(struct scope *sc, struct vault *v, struct staff **staff, size_t *n)
{
	LIST(struct staff) list = { 0 };
	struct sql_staff_page_rows page;
	struct str after = S("");

	CHECK(vault_valid(v));
	do {
		TRY(sql_staff_page(sc, v->sql, after, VAULT_PAGE, &page));
		for (size_t i = 0; i < page.n; i++)
			TRY(vault_staff(sc, v, after = page.at[i].id, LIST_ADD(&list, &sc->arena)));
	} while (page.n == VAULT_PAGE);
	*staff = list.at;
	*n = list.n;
	return OK;
}

/* -- bearer keys ----------------------------------------------------------------------- */

static const struct {
	enum asker_kind kind;
	const char *word;
} kinds[] = {
	{ ASKER_ROLE, "role" },
	{ ASKER_CHANNEL, "channel" },
	{ ASKER_RECIPIENT, "recipient" },
	{ ASKER_PLACE, "place" },
	{ ASKER_OPERATOR, "operator" },
};

static struct str
word_of_kind(enum asker_kind kind)
{
	for (size_t i = 0; i < N(kinds); i++)
		if (kinds[i].kind == kind)
			return str_of(kinds[i].word);
	CHECK_NEVER("nobody has a key");
}

static enum asker_kind
kind_of_word(struct str word)
{
	for (size_t i = 0; i < N(kinds); i++)
		if (str_eq(word, str_of(kinds[i].word)))
			return kinds[i].kind;
	return ASKER_NOBODY;
}

/* The column of the door holds a recipient's or a place's name too. */
static struct str
channel_of(const struct vault *v, const struct asker *a)
{
	if (a->kind == ASKER_RECIPIENT)
		return v->plan->recipients.at[a->recipient].name;
	if (a->kind == ASKER_PLACE)
		return v->plan->places.at[a->place].name;
	return a->kind == ASKER_CHANNEL ? name_of_door(v, a->channel) : S("");
}

result
vault_key_add(struct scope *sc, struct vault *v, const struct asker *asker, struct instant until,
    struct str *id, struct str *token)
{
	struct hash hash;

	CHECK(vault_valid(v));
	*id = ulid_new(&sc->arena, sc->now);
	*token = token_new(sc);
	hash = token_hash(*token);
	return sql_bearer_add(sc, v->sql,
	    &(struct sql_bearer_add_in){
		.id = *id,
		.hash = hash_str(&hash),
		.kind = word_of_kind(asker->kind),
		.staff = asker->staff,
		.party = asker->party,
		.role = asker->kind == ASKER_ROLE ? name_of_role(v, asker->role) : S(""),
		.channel = channel_of(v, asker),
		.ends = until.us,
	    });
}

result
vault_key_revoke(struct scope *sc, struct vault *v, struct str id)
{
	CHECK(vault_valid(v));
	TRY(sql_bearer_revoke(sc, v->sql, id));
	return sql_changes(v->sql) == 1 ? OK : fail(sc, E_ABSENT, "there is no such key");
}

/* A role, door, recipient or place that the policy no longer has opens nothing. */
static void
fill(const struct vault *v, const struct sql_bearer_of_hash_row *row, struct asker *asker)
{
	enum asker_kind kind = kind_of_word(row->kind);
	uint16_t role = row->role.n > 0 ? plan_role(v->plan, row->role) : NONE;
	uint16_t channel = kind == ASKER_CHANNEL ? plan_door(v->plan, row->channel) : NONE;
	uint16_t recipient =
	    kind == ASKER_RECIPIENT ? plan_recipient(v->plan, row->channel) : NONE;
	uint16_t place = kind == ASKER_PLACE ? plan_place(v->plan, row->channel) : NONE;

	if ((kind == ASKER_ROLE && role == NONE) || (kind == ASKER_CHANNEL && channel == NONE)
	    || (kind == ASKER_RECIPIENT && recipient == NONE)
	    || (kind == ASKER_PLACE && place == NONE))
		return;
	*asker = (struct asker){
		.kind = kind,
		.key = row->id,
		.staff = row->staff,
		.role = role,
		.party = row->party,
		.channel = channel,
		.recipient = recipient,
		.place = place,
		.door = asker->door,
	};
}

result
vault_key_asker(struct scope *sc, struct vault *v, struct str token, struct asker *asker)
{
	struct hash hash = token_hash(token); /* also of a wrong shape: the same time for all */
	struct sql_bearer_of_hash_row row;
	struct instant until;
	bool found;

	CHECK(vault_valid(v));
	*asker = (struct asker){ .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	TRY(sql_bearer_of_hash(sc, v->sql, hash_str(&hash), &row, &found));
	if (found && row.revoked == 0 && sc->now.us < row.ends)
		fill(v, &row, asker);
	return found ? OK : vault_session_asker(sc, v, token, asker, &until);
}

result
vault_quota(
    struct scope *sc, struct vault *v, struct str key, uint32_t line, uint16_t a_day, bool *left)
{
	struct civil civil = zone_civil(sc->now);
	int64_t day = civil.year * 10000 + civil.month * 100 + civil.day;
	struct sql_quota_get_row row;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_quota_get(sc, v->sql, key, line, &row, &found));
	if (!found || row.day != day)
		row.used = 0;
	*left = row.used < a_day;
	return *left ? sql_quota_put(sc, v->sql, key, line, day, row.used + 1) : OK;
}

result
vault_attempt(struct scope *sc, struct vault *v, struct str record, struct str purpose,
    struct str how, uint16_t most, bool *left)
{
	struct sql_attempt_get_row row;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_attempt_get(sc, v->sql, record, purpose, how, &row, &found));
	if (!found)
		row.used = 0;
	*left = row.used < most;
	return *left ? sql_attempt_put(sc, v->sql, record, purpose, how, row.used + 1) : OK;
}
