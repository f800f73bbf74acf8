/* rights/code.c -- who asks shows it by a code that goes to what is on record of them (R13). */
#include "policy/words.h"
#include "rights/inside.h"
#include "term/letter.h"
#include "vault/person_code.h"
#include "vault/value.h"

const struct right *
code_line(const struct plan *plan, enum right_kind right)
{
	for (size_t i = 0; i < plan->rights.n; i++)
		if (plan->rights.at[i].kind == right && !plan->rights.at[i].all
		    && plan->rights.at[i].code_to != NONE)
			return &plan->rights.at[i];
	return NULL;
}

static enum letter_way
way_of(const struct plan *plan, const struct right *line)
{
	return plan->fields.at[line->code_to].type == TYPE_PHONE ? LETTER_BY_TEXT : LETTER_BY_MAIL;
}

result
code_goes(struct acting *a, enum right_kind right, bool *text, bool *goes)
{
	const struct right *line = code_line(a->plan, right);

	*goes = false;
	if (line == NULL)
		return OK;
	*text = way_of(a->plan, line) == LETTER_BY_TEXT;
	return letter_way_set(a->sc, a->store, way_of(a->plan, line), goes);
}

/* -- where to ----------------------------------------------------------------------- */

struct known {
	struct str *at;
	size_t n, room;
};

static result
read_one(struct acting *a, const struct record *r, uint16_t field, struct known *known)
{
	struct fields wanted = fieldset_new(a->sc, a->plan);
	struct values values;

	fields_put(wanted, field);
	TRY(vault_read(a->sc, a->store->vault, r, wanted, false, &values));
	for (size_t i = 0; i < values.n; i++)
		*LIST_ADD(known, &a->sc->arena) = values.at[i].text;
	return OK;
}

static result
read_all(struct acting *a, struct str subject, uint16_t field, struct known *known)
{
	struct record *records;
	size_t n;

	*known = (struct known){ 0 };
	TRY(vault_records_of(a->sc, a->store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++)
		if (records[i].dataset == a->plan->fields.at[field].dataset)
			TRY(read_one(a, &records[i], field, known));
	return OK;
}

/* The one that was asked about, or the one that there is; `to` empty: several, or none. */
static result
first_address(
    struct acting *a, const struct case_row *row, const struct right *line, struct str *to)
{
	enum field_type type = a->plan->fields.at[line->code_to].type;
	struct known known;
	struct node *file;
	struct str asked;

	TRY(case_file(a, row, &file));
	asked = node_get_str(
	    node_get(file, S("who")), type == TYPE_PHONE ? S("phone") : S("email"));
	if (asked.n > 0)
		return who_address(a->sc, a->store, type, asked, to);
	TRY(read_all(a, row->c.subjects[0], line->code_to, &known));
	*to = known.n > 0 ? known.at[0] : S("");
	for (size_t i = 0; i < known.n; i++)
		if (!str_eq(known.at[i], *to))
			*to = S("");
	return OK;
}

/* R13: on record of each person whom it is about, and of one name (R14). */
static result
find_address(
    struct acting *a, const struct case_row *row, const struct right *line, struct str *to)
{
	bool shared;

	*to = S("");
	if (row->c.n == 0)
		return OK;
	TRY(first_address(a, row, line, to));
	for (size_t i = 0; i < row->c.n && to->n > 0; i++) {
		struct known known;

		TRY(read_all(a, row->c.subjects[i], line->code_to, &known));
		if (!str_among(*to, known.at, known.n))
			*to = S("");
	}
	TRY(ids_shared(a->sc, a->store, row->c.subjects, row->c.n, &shared));
	if (shared)
		*to = S("");
	return OK;
}

/* -- out ---------------------------------------------------------------------------- */

static struct str
code_text(struct acting *a, const struct case_row *row, struct str code)
{
	const struct controller *c = &a->plan->controller;

	return str_printf(&a->sc->arena,
	    "%.*s: somebody uses a right over your data (%s). If it is you, tell us this code, with "
	    "which we answer: %.*s. If not, tell nobody. %.*s",
	    STR(c->name), right_word(row->c.right), STR(code),
	    STR(c->phone.n > 0 ? c->phone : c->email));
}

/* R20: to whoever the address is of, asked at the website or not. */
static struct str
website_text(struct acting *a, const struct case_row *row, struct str code)
{
	const struct controller *c = &a->plan->controller;

	return str_printf(&a->sc->arena,
	    "%.*s\n\nSomebody asked us at our website to use the right %s over your data.  The code to "
	    "show that it\nwas you:\n\n    %.*s\n\nIt counts once, for seven days, at\n\n    "
	    "%.*s/contact/%.*s\n\nIf it was not you, leave this letter alone, and tell nobody the code: "
	    "nothing is done.\nAsk us: %.*s\n",
	    STR(c->name), right_told(row->c.right), STR(code), STR(words_site(a->plan)),
	    STR(row->c.id), STR(c->email));
}

static result
send_to(struct acting *a, const struct case_row *row, enum letter_way way, struct str to,
    struct str text, struct instant until)
{
	const struct letter l = {
		.kind = LETTER_CODE,
		.way = way,
		.subject = row->c.subjects[0],
		.address = to,
		.title = S("A code to show that it is you"),
		.text = text,
		.of = row->c.id,
		.until = until,
	};
	enum letter_queued how;
	struct str id;
	uint64_t seq;

	TRY(letter_queue(a->sc, a->store, a->asker, &l, &how, &id));
	return how == LETTER_QUEUED ? case_note(a, ENTRY_CASE_CODE, row, &seq) : OK;
}

/* A text that comes late is worth nothing when the person is still on the telephone, and goes on
 * being worth something when they are not. */
#define CODE_PATIENCE span_hours(4)

/* Whoever was found by the address has it on record; of several names it opens nothing. */
static result
is_theirs(struct acting *a, const struct case_row *row, bool *theirs)
{
	bool shared;

	TRY(ids_shared(a->sc, a->store, row->c.subjects, row->c.n, &shared));
	*theirs = row->c.n > 0 && !shared;
	return OK;
}

result
code_send_to(struct acting *a, const struct case_row *row, struct str email, bool *coded)
{
	struct person_code of = { .subject = row->c.n > 0 ? row->c.subjects[0] : S("") };
	struct person_asking asking = { .for_case = row->c.id, .of = &of };
	bool set, theirs;

	*coded = false;
	if (code_line(a->plan, row->c.right) != NULL)
		return code_send(a, row, coded);
	TRY(letter_way_set(a->sc, a->store, LETTER_BY_MAIL, &set));
	if (!set || email.n == 0)
		return OK;
	TRY(who_address(a->sc, a->store, TYPE_EMAIL, email, &asking.address));
	TRY(is_theirs(a, row, &theirs));
	asking.n = theirs ? 1 : 0;
	TRY(vault_person_code(a->sc, a->store->vault, &asking));
	*coded = asking.sent;
	return asking.sent ? send_to(a, row, LETTER_BY_MAIL, asking.address,
		   website_text(a, row, of.code), (struct instant){ 0 })
			   : OK;
}

result
code_send(struct acting *a, const struct case_row *row, bool *coded)
{
	const struct right *line = code_line(a->plan, row->c.right);
	struct person_code of = { .subject = row->c.n > 0 ? row->c.subjects[0] : S("") };
	struct person_asking asking = { .for_case = row->c.id, .of = &of };
	bool set;

	*coded = false;
	if (line == NULL)
		return OK;
	TRY(letter_way_set(a->sc, a->store, way_of(a->plan, line), &set));
	if (!set)
		return OK;
	TRY(find_address(a, row, line, &asking.address));
	asking.n = asking.address.n > 0 ? 1 : 0;
	TRY(vault_person_code(a->sc, a->store->vault, &asking));
	*coded = asking.sent;
	if (!asking.sent)
		return OK;
	return send_to(a, row, way_of(a->plan, line), asking.address, code_text(a, row, of.code),
	    instant_plus(a->sc->now, CODE_PATIENCE));
}

/* -- in ----------------------------------------------------------------------------- */

static result
wrong(struct acting *a)
{
	return verdict_refuse(a->sc, a->v, WHY_CODE, 0,
	    "this is not the code that was sent, or it counts no more: after %d wrong ones have "
	    "another sent",
	    PERSON_TRIES);
}

result
address_code(struct acting *a, struct case_row *row, struct str code, struct acted *acted)
{
	bool good, all;

	*acted = (struct acted){ .letter = S("") };
	if (code.n == 0)
		return address_send(a, row, &acted->coded);
	TRY(vault_case_code(a->sc, a->store->vault, row->c.id, code, &good));
	if (!good)
		return wrong(a);
	TRY(address_confirmed(a, row, acted, &all));
	return all ? case_move_by_code(a, row, ACT_CONFIRM, acted) : OK;
}

static result
identity_code(struct acting *a, struct case_row *row, struct str code, struct acted *acted)
{
	bool good;

	if (code.n == 0)
		return code_send(a, row, &acted->coded);
	TRY(vault_case_code(a->sc, a->store->vault, row->c.id, code, &good));
	return good ? case_move_by_code(a, row, ACT_IDENTIFY, acted) : wrong(a);
}

/* R20 */
result
rights_asks_code(struct scope *sc, struct store *store, const struct asker *asker, struct str id,
    struct str code, struct verdict *v, bool *good, struct instant *due)
{
	struct acting a = {
		.sc = sc, .store = store, .plan = store->plan, .asker = asker, .reason = id, .v = v
	};
	struct acted acted = { .letter = S("") };
	struct case_row row = { 0 };

	*v = (struct verdict){ 0 };
	*good = false;
	TRY(case_load(&a, id, &row));
	if (!verdict_allows(v) || row.c.waits != WAITS_IDENTITY || code.n == 0) {
		*v = (struct verdict){ 0 }; /* no oracle */
		return OK;
	}
	TRY(identity_code(&a, &row, code, &acted));
	*good = v->why != WHY_CODE;
	*due = row.c.due;
	return OK;
}

result
rights_case_code(struct scope *sc, struct store *store, const struct asker *asker, struct str id,
    struct str code, struct verdict *v, struct acted *acted)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = id, .v = v };
	struct case_row row = { 0 };

	*acted = (struct acted){ .letter = S("") };
	TRY(may_act(&a));
	if (verdict_allows(v))
		TRY(case_load(&a, id, &row));
	if (!verdict_allows(v))
		return OK;
	if (row.c.waits == WAITS_ADDRESS)
		TRY(address_code(&a, &row, code, acted));
	else if (row.c.waits == WAITS_IDENTITY && asker->kind != ASKER_PERSON)
		TRY(identity_code(&a, &row, code, acted));
	else
		TRY(verdict_refuse(sc, v, WHY_CASE_STATE, 0, "the case does not wait for a code"));
	acted->c = row.c;
	return OK;
}
