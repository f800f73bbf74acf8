/* gate/note.c -- entries of the ledger, begun from who asks. */
#include "base/check.h"
#include "gate/note.h"
#include "policy/phrase.h"
#include "seal/seal.h"
#include "vault/party.h"

struct entry
note_begin(
    const struct store *store, const struct asker *asker, enum entry_kind kind, struct str verb)
{
	const struct plan *plan = store->plan;
	struct entry e = {
		.kind = kind,
		.verb = verb,
		.policy = plan->name,
		.version = plan->version,
	};

	term_entry_by(plan, asker, &e);
	return e;
}

result
note_subject(struct scope *sc, struct store *store, struct entry *e, struct str subject)
{
	uint8_t pseudonym[16];

	if (subject.n == 0)
		return OK;
	TRY(vault_pseudonym(sc, store->vault, subject, pseudonym));
	e->subject = hex_encode(&sc->arena, pseudonym, sizeof(pseudonym));
	return OK;
}

result
note_record(struct scope *sc, struct store *store, struct entry *e, const struct record *r)
{
	e->record = r->id;
	e->dataset = store->plan->datasets.at[r->dataset].name;
	if (r->party.n > 0)
		e->party = r->party;
	return term_entry_people(sc, store, e, r);
}

void
note_fields(struct scope *sc, const struct plan *plan, struct entry *e, struct values values)
{
	struct str *names = NEW_ARRAY(&sc->arena, values.n, struct str);
	size_t n = 0;

	for (size_t i = 0; i < values.n && n < LEDGER_FIELDS_MAX; i++)
		names[n++] = plan->fields.at[values.at[i].field].full;
	e->field = names;
	e->fields = n;
}

static bool
is_switch(const struct plan *plan, uint16_t field)
{
	const struct field *f = &plan->fields.at[field];
	const struct dataset *d = &plan->datasets.at[f->dataset];

	return d->subjects == 0 && d->allocation == NONE && (f->marks & MARK_SECRET) == 0
	       && (f->type == TYPE_YES_NO || f->type == TYPE_ONE_OF);
}

/* "birth:yes/history:no", as far as an entry has room for it. */
static struct str
switches(struct scope *sc, const struct plan *plan, struct values of, struct values from)
{
	struct buf b = buf_new(&sc->arena);

	for (size_t i = 0; i < of.n; i++) {
		const struct field *f = &plan->fields.at[of.at[i].field];
		const struct value *value = values_get(from, of.at[i].field);
		struct str text = value == NULL || value->text.n == 0 ? S("-") : value->text;

		if (is_switch(plan, of.at[i].field)
		    && b.n + f->name.n + text.n + 2 <= LEDGER_WORD_MAX)
			buf_printf(&b, "%s%.*s:%.*s", b.n > 0 ? "/" : "", STR(f->name), STR(text));
	}
	return buf_str(&b);
}

void
note_switches(struct scope *sc, const struct plan *plan, struct entry *e, struct values was,
    struct values is)
{
	struct str now = switches(sc, plan, is, is);

	if (now.n == 0)
		return;
	note_more(sc, e, S("was"), switches(sc, plan, is, was));
	note_more(sc, e, S("is"), now);
}

void
note_more(struct scope *sc, struct entry *e, struct str name, struct str word)
{
	struct node *more;

	if (word.n == 0 || !ledger_word(word))
		return;
	more = e->more != NULL ? node_copy(&sc->arena, e->more) : node_map(&sc->arena);
	node_set_str(&sc->arena, more, name, word);
	e->more = more;
}

/* "service-ground:G-7" */
static result
note_fact(struct scope *sc, struct store *store, struct entry *e, struct str name, struct str fact,
    struct str party)
{
	struct fact f;
	bool found;

	TRY(vault_fact_stretch(sc, store->vault, fact, party, &f, &found));
	if (found && !instant_before(sc->now, f.since) && instant_before(sc->now, f.until))
		note_more(sc, e, name,
		    f.reference.n > 0 && ledger_word(f.reference)
			? str_printf(&sc->arena, "%.*s:%.*s", STR(fact), STR(f.reference))
			: fact);
	return OK;
}

static size_t
grounds_for(const struct plan *plan, const struct purpose *p, uint16_t about)
{
	size_t n = 0;

	for (uint16_t i = p->first_ground; i < p->first_ground + p->grounds; i++)
		n += plan->grounds.at[i].subject == about;
	return n;
}

/* LAW UK GDPR Art 5(2), 6(1): where several could carry it, which one did. */
result
note_ground(struct scope *sc, struct store *store, struct entry *e, uint16_t purpose,
    const struct record *r, uint16_t ground)
{
	const struct purpose *p = &store->plan->purposes.at[purpose];
	const struct ground *g = ground != NONE ? &store->plan->grounds.at[ground] : NULL;

	if (g != NULL && g->basis == BASIS_DECLARED)
		TRY(note_fact(sc, store, e, S("ground"), store->plan->words.at[g->fact], r->party));
	else if (g != NULL && grounds_for(store->plan, p, r->about) > 1)
		note_more(sc, e, S("ground"), str_of(basis_word(g->basis)));
	if (p->second_by == NONE)
		return OK;
	return note_fact(sc, store, e, S("second-ground"), store->plan->words.at[p->second_fact],
	    r->party);
}

struct str
note_wording(struct scope *sc, struct str wording)
{
	struct hash h = seal_hash(wording);

	if (wording.n == 0)
		return S("");
	return str_printf(
	    &sc->arena, "sha256:%.*s", STR(hex_encode(&sc->arena, h.b, sizeof(h.b))));
}

result
note_write(struct scope *sc, struct store *store, const struct entry *e, uint64_t *seq)
{
	int64_t n = 0;

	TRY(ledger_append(sc, store->ledger, e, &n));
	CHECK(n > 0);
	*seq = (uint64_t)n;
	return OK;
}

/* The entry of a refusal bears the verb as a person names it: "purpose-not-allowed". */
static enum entry_kind
refusal_kind(struct str verb)
{
	static const struct {
		const char *verb;
		enum entry_kind kind;
	} kinds[] = {
		{ "offer", ENTRY_ADMIT_REFUSED },
		{ "read", ENTRY_READ_REFUSED },
		{ "find", ENTRY_FIND_REFUSED },
		{ "list", ENTRY_FIND_REFUSED },
		{ "change", ENTRY_CHANGE_REFUSED },
		{ "release", ENTRY_RELEASE_REFUSED },
		{ "take", ENTRY_RELEASE_REFUSED },
		{ "hand-end", ENTRY_RELEASE_REFUSED },
		{ "contact", ENTRY_CONTACT_REFUSED },
		{ "event", ENTRY_EVENT_REFUSED },
		{ "propose", ENTRY_POLICY_REFUSED },
		{ "activate", ENTRY_POLICY_REFUSED },
		{ "consent", ENTRY_CONSENT_REFUSED },
		{ "confirm", ENTRY_CONSENT_REFUSED },
		{ "order", ENTRY_ORDER_REFUSED },
	};

	for (size_t i = 0; i < N(kinds); i++)
		if (str_eq(verb, str_of(kinds[i].verb)))
			return kinds[i].kind;
	return ENTRY_RIGHT_DENIED;
}

/* Names that a caller wrote are kept only when the policy knows them: what is
 * not known may be a person's name typed into the wrong place. */
static struct str
known_or_nothing(bool known, struct str name)
{
	return known ? name : S("");
}

/* The record that a refusal names, when there is one for this asker (G5). */
static result
note_refused_record(struct scope *sc, struct store *store, const struct asker *asker,
    struct entry *e, struct str id)
{
	struct record r;
	result got;

	if (!ledger_word(id) || id.n == 0)
		return OK;
	got = vault_record(sc, store->vault, id, &r);
	if (got.code == E_ABSENT) {
		sc->fault = (struct fault){ 0 };
		return OK;
	}
	TRY(got);
	if (asker->party.n > 0 && !str_eq(asker->party, r.party)) {
		e->record = id;
		return OK;
	}
	return note_record(sc, store, e, &r);
}

result
gate_note_refusal(struct scope *sc, struct store *store, const struct asker *asker, struct str verb,
    const struct question *q, struct verdict *v)
{
	const struct plan *plan = store->plan;
	struct entry e = note_begin(store, asker, refusal_kind(verb), verb);

	CHECK(v->why != WHY_NONE);
	e.why = str_of(why_type(v->why));
	e.line = v->line;
	if (v->field.n > 0 && plan_field_full(plan, v->field) != NONE) {
		e.field = &v->field;
		e.fields = 1;
	}
	if (q != NULL) {
		e.purpose = known_or_nothing(plan_purpose(plan, q->purpose) != NONE, q->purpose);
		e.dataset = known_or_nothing(plan_dataset(plan, q->dataset) != NONE, q->dataset);
		TRY(note_refused_record(sc, store, asker, &e, q->record));
		note_more(sc, &e, S("ticket"), q->ticket);
	}
	return note_write(sc, store, &e, &v->entry);
}
