/* vault/consent.c -- what people said yes and no to. */
#include "sys/zone.h"
#include "vault/inside.h"

static const struct {
	enum consent_state state;
	const char *word;
} words[] = {
	{ CONSENT_PENDING, "pending" },
	{ CONSENT_GIVEN, "given" },
	{ CONSENT_WITHDRAWN, "withdrawn" },
	{ CONSENT_LAPSED, "lapsed" },
};

static bool
state_of_word(struct str word, enum consent_state *state)
{
	for (size_t i = 0; i < N(words); i++)
		if (str_eq(word, str_of(words[i].word))) {
			*state = words[i].state;
			return true;
		}
	return false;
}

static struct str
word_of_state(enum consent_state state)
{
	for (size_t i = 0; i < N(words); i++)
		if (words[i].state == state)
			return str_of(words[i].word);
	CHECK_NEVER("none is not stored");
}

/* A yes for one recipient or one call has a row of its own: `disclosure/police`. */
static struct str
row_name(struct scope *sc, const struct consent *c, struct str one)
{
	return one.n == 0 ? c->name
			  : str_printf(&sc->arena, "%.*s/%.*s", STR(c->name), STR(one));
}

result
vault_consent_state(struct scope *sc, struct vault *v, struct str subject, uint16_t consent,
    enum consent_state *state, struct instant *since)
{
	struct consent_said said;

	TRY(vault_consent_for(sc, v, subject, consent, S(""), &said));
	*state = said.state;
	*since = said.since;
	return OK;
}

result
vault_consent_for(struct scope *sc, struct vault *v, struct str subject, uint16_t consent,
    struct str one, struct consent_said *said)
{
	const struct consent *c = &v->plan->consents.at[consent];
	struct sql_consent_get_row row;
	bool found;

	CHECK(vault_valid(v));
	*said = (struct consent_said){ .evidence = S("") };
	TRY(sql_consent_get(sc, v->sql, subject, row_name(sc, c, one), &row, &found));
	if (!found)
		return OK;
	if (!state_of_word(row.state, &said->state))
		return fail(sc, E_DAMAGED,
		    "the state of a consent cannot be read; restore the store from a backup");
	said->since.us = row.since;
	said->evidence = row.evidence;
	said->covers = (uint32_t)row.covers;
	said->declined = (uint32_t)row.declined;
	if (said->state == CONSENT_GIVEN && !term_is_zero(c->lapses)
	    && !instant_before(sc->now, zone_plus(said->since, c->lapses)))
		said->state = CONSENT_LAPSED;
	return OK;
}

void
vault_use_reaffirms(struct vault *v, const struct reaffirm *reaffirms, size_t n)
{
	v->reaffirms = reaffirms;
	v->n_reaffirms = n;
}

/* LAW UK GDPR Art 7(1), 13(3). */
bool
vault_asks_again(const struct vault *v, uint16_t consent, const struct consent_said *said,
    uint16_t purpose, uint16_t recipient)
{
	for (size_t i = 0; i < v->n_reaffirms; i++) {
		const struct reaffirm *r = &v->reaffirms[i];
		bool whole = r->purpose == NONE && r->recipient == NONE;

		if (r->consent == consent && !r->waits && instant_before(said->since, r->since)
		    && said->covers < r->version
		    && (whole || (r->purpose != NONE && r->purpose == purpose)
			|| (r->recipient != NONE && r->recipient == recipient)))
			return true;
	}
	return false;
}

bool
vault_consent_asked(
    const struct vault *v, uint16_t consent, uint32_t version, struct reaffirm *newest)
{
	bool any = false;

	for (size_t i = 0; i < v->n_reaffirms; i++) {
		const struct reaffirm *r = &v->reaffirms[i];

		if (r->consent != consent || (version != 0 && r->version != version)
		    || (any && r->version < newest->version))
			continue;
		*newest = *r;
		any = true;
	}
	return any;
}

result
vault_consent_cover(struct scope *sc, struct vault *v, struct str subject, uint16_t consent,
    uint32_t version)
{
	CHECK(vault_valid(v));
	return sql_consent_cover(sc, v->sql, version, subject, v->plan->consents.at[consent].name);
}

result
vault_consent_decline(struct scope *sc, struct vault *v, struct str subject, uint16_t consent,
    uint32_t version)
{
	CHECK(vault_valid(v));
	return sql_consent_decline(
	    sc, v->sql, version, subject, v->plan->consents.at[consent].name);
}

result
vault_consent_uncover(struct scope *sc, struct vault *v, uint32_t version)
{
	CHECK(vault_valid(v));
	TRY(sql_consent_uncover(sc, v->sql, version));
	return sql_consent_undecline(sc, v->sql, version);
}

result
vault_consent_lapse(
    struct scope *sc, struct vault *v, uint16_t consent, struct lapse *lapse, bool *found)
{
	const struct consent *c = &v->plan->consents.at[consent];
	struct sql_consent_oldest_row row;

	CHECK(vault_valid(v));
	*found = false;
	if (term_is_zero(c->lapses))
		return OK;
	TRY(sql_consent_oldest(sc, v->sql, c->name, &row, found));
	if (*found)
		*lapse = (struct lapse){
			.subject = row.subject,
			.evidence = row.evidence,
			.at = zone_plus((struct instant){ row.since }, c->lapses),
		};
	return OK;
}

static result
party_of_subject(struct scope *sc, struct vault *v, struct str subject, struct str *party)
{
	struct sql_subject_get_row row;
	bool found;

	TRY(sql_subject_get(sc, v->sql, subject, &row, &found));
	if (!found || row.ending != 0)
		return fail(
		    sc, E_ABSENT, "there is no such person, or nothing of the person is left");
	*party = row.party;
	return OK;
}

result
vault_consent_set(struct scope *sc, struct vault *v, struct str subject, uint16_t consent,
    enum consent_state state, struct instant at, struct str evidence_record)
{
	TRY(vault_consent_set_for(
	    sc, v, subject, consent, S(""), state, at, evidence_record));
	if (state != CONSENT_WITHDRAWN)
		return OK;
	return sql_consent_end_scoped(sc, v->sql,
	    &(struct sql_consent_end_scoped_in){
		.state = word_of_state(state),
		.since = at.us,
		.subject = subject,
		.after = row_name(sc, &v->plan->consents.at[consent], S("!")),
		.before = row_name(sc, &v->plan->consents.at[consent], S("~")),
	    });
}

result
vault_consent_set_for(struct scope *sc, struct vault *v, struct str subject, uint16_t consent,
    struct str one, enum consent_state state, struct instant at, struct str evidence_record)
{
	struct str party;

	CHECK(vault_valid(v));
	TRY(party_of_subject(sc, v, subject, &party));
	return sql_consent_put(sc, v->sql,
	    &(struct sql_consent_put_in){
		.subject = subject,
		.name = row_name(sc, &v->plan->consents.at[consent], one),
		.party = party,
		.state = word_of_state(state),
		.since = at.us,
		.evidence = evidence_record,
	    });
}

/* No consent has a slash in its name. */
static struct str
opt_out_row(struct scope *sc, struct vault *v, uint16_t purpose)
{
	return str_printf(&sc->arena, "/%.*s", STR(v->plan->purposes.at[purpose].name));
}

result
vault_opt_out_offer(struct scope *sc, struct vault *v, struct str subject, uint16_t purpose,
    struct instant at, struct str evidence_record)
{
	struct str party;

	CHECK(vault_valid(v));
	TRY(party_of_subject(sc, v, subject, &party));
	return sql_consent_put(sc, v->sql,
	    &(struct sql_consent_put_in){
		.subject = subject,
		.name = opt_out_row(sc, v, purpose),
		.party = party,
		.state = word_of_state(CONSENT_GIVEN),
		.since = at.us,
		.evidence = evidence_record,
	    });
}

result
vault_opt_out_offered(
    struct scope *sc, struct vault *v, struct str subject, uint16_t purpose, bool *offered)
{
	struct sql_consent_get_row row;

	return sql_consent_get(
	    sc, v->sql, subject, opt_out_row(sc, v, purpose), &row, offered);
}

result
vault_object(
    struct scope *sc, struct vault *v, struct str subject, uint16_t purpose, struct instant at)
{
	struct str party;

	CHECK(vault_valid(v));
	TRY(party_of_subject(sc, v, subject, &party));
	return sql_objection_put(
	    sc, v->sql, subject, v->plan->purposes.at[purpose].name, party, at.us);
}

result
vault_object_end(struct scope *sc, struct vault *v, struct str subject, uint16_t purpose)
{
	return sql_objection_drop(sc, v->sql, subject, v->plan->purposes.at[purpose].name);
}

result
vault_objected(
    struct scope *sc, struct vault *v, struct str subject, uint16_t purpose, bool *objected)
{
	struct sql_objection_get_row row;

	return sql_objection_get(
	    sc, v->sql, subject, v->plan->purposes.at[purpose].name, &row, objected);
}

/* -- do not contact: outlives every erasure ------------------------------------------------ */

/* By the word of its type, which stays what it is when types are added; for one party
 * alone, by its id too. */
struct str
vault_mark(struct scope *sc, struct vault *v, enum field_type type, struct str value,
    struct str party)
{
	static const char *const type_words[] = {
#define TYPE(id, word, ...) [TYPE_##id] = "suppress/" word,
#include "policy/type.def"
#undef TYPE
	};

	if (party.n > 0)
		value = str_printf(&sc->arena, "%.*s\n%.*s", STR(value), STR(party));
	return seal_index(&sc->arena, v->fingerprints, str_of(type_words[type]), value);
}

result
vault_suppress(struct scope *sc, struct vault *v, struct str mark, struct instant at)
{
	CHECK(vault_valid(v));
	return sql_suppression_put(sc, v->sql, mark, at.us);
}

result
vault_suppressed(struct scope *sc, struct vault *v, enum field_type type, struct str value,
    struct str party, bool *suppressed)
{
	struct sql_suppression_get_row row;

	TRY(sql_suppression_get(
	    sc, v->sql, vault_mark(sc, v, type, value, S("")), &row, suppressed));
	if (*suppressed || party.n == 0)
		return OK;
	return sql_suppression_get(
	    sc, v->sql, vault_mark(sc, v, type, value, party), &row, suppressed);
}
