/* gate/will.c -- what the person wants, carried out. */
#include "gate/look.h"
#include "gate/note.h"
#include "gate/will.h"

static unsigned
channels_of(enum field_type type)
{
	return type == TYPE_EMAIL
		   ? 1u << CHANNEL_EMAIL
		   : 1u << CHANNEL_CALL | 1u << CHANNEL_AUTOMATED_CALL | 1u << CHANNEL_SMS;
}

bool
will_reaches(const struct reach *reach, unsigned marketing)
{
	return marketing != 0 && (reach->all || (marketing & channels_of(reach->type)) != 0);
}

/* LAW UK GDPR Art 21. */
result
will_object(struct scope *sc, struct store *store, const struct asker *asker, struct str subject,
    uint16_t purpose, struct str for_case, uint64_t *seq)
{
	struct entry e = note_begin(store, asker, ENTRY_OBJECTED, S("object"));

	TRY(vault_object(sc, store->vault, subject, purpose, sc->now));
	TRY(term_recompute(sc, store, NONE, S(""), subject, S("")));
	e.purpose = store->plan->purposes.at[purpose].name;
	e.case_id = for_case;
	TRY(note_subject(sc, store, &e, subject));
	return note_write(sc, store, &e, seq);
}

static const struct suppress *
suppress_line(const struct plan *plan, enum field_type type)
{
	for (size_t i = 0; i < plan->suppressions.n; i++)
		if ((plan->suppressions.at[i].types & 1u << type) != 0)
			return &plan->suppressions.at[i];
	return NULL;
}

struct str
will_mark(struct scope *sc, struct store *store, enum field_type type, struct str address,
    struct str party)
{
	const struct suppress *line = suppress_line(store->plan, type);

	return vault_mark(sc, store->vault, type, address,
	    line != NULL && line->each != NONE ? party : S(""));
}

/* LAW UK GDPR Art 21(3): a keyed fingerprint, so that no import revives it. */
result
will_suppress(struct scope *sc, struct store *store, const struct asker *asker,
    enum field_type type, struct str mark, uint64_t *seq)
{
	const struct suppress *line = suppress_line(store->plan, type);
	struct entry e = note_begin(store, asker, ENTRY_SUPPRESSED, S("opt-out"));

	if (line == NULL)
		return OK;
	TRY(vault_suppress(sc, store->vault, mark, sc->now));
	e.line = line->at.line;
	return note_write(sc, store, &e, seq);
}

struct str
will_click(struct scope *sc, struct store *store, uint16_t purpose, enum field_type type,
    struct str address, const struct record *r)
{
	const struct purpose *p = &store->plan->purposes.at[purpose];
	struct click c = {
		.purpose = p->name,
		.type = type,
		.subject = r->subject,
		.party = r->party,
	};

	if ((type != TYPE_EMAIL && type != TYPE_PHONE) || (p->marketing & channels_of(type)) == 0)
		return S("");
	c.mark = will_mark(sc, store, type, address, r->party);
	return vault_click_token(sc, store->vault, &c);
}

struct str
will_click_among(struct scope *sc, struct store *store, uint16_t purpose, struct values values,
    const struct record *r)
{
	struct str click = S("");

	for (size_t i = 0; i < values.n && click.n == 0; i++)
		click = will_click(sc, store, purpose,
		    store->plan->fields.at[values.at[i].field].type, values.at[i].text, r);
	return click;
}

/* Is the field of an address within reach, and of a marketing purpose? */
static bool
field_reached(const struct plan *plan, uint16_t field, const struct reach *reach)
{
	enum field_type type = plan->fields.at[field].type;

	if ((type != TYPE_EMAIL && type != TYPE_PHONE) || (!reach->all && type != reach->type))
		return false;
	for (size_t i = 0; i < plan->purposes.n; i++)
		if (!plan->purposes.at[i].built_in && plan->purposes.at[i].marketing != 0
		    && fields_have(plan->purposes.at[i].uses, field))
			return true;
	return false;
}

static result
suppress_record(struct scope *sc, struct store *store, const struct asker *asker,
    const struct record *r, const struct reach *reach, uint64_t *seq)
{
	const struct dataset *d = &store->plan->datasets.at[r->dataset];
	struct fields wanted = fieldset_new(sc, store->plan);
	struct values values = { 0 };

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (field_reached(store->plan, f, reach))
			fieldset_add(wanted, f);
	if (fields_none(store->plan, wanted))
		return OK;
	TRY(vault_read(sc, store->vault, r, wanted, false, &values));
	for (size_t i = 0; i < values.n; i++) {
		enum field_type type = store->plan->fields.at[values.at[i].field].type;

		TRY(will_suppress(sc, store, asker, type,
		    will_mark(sc, store, type, values.at[i].text, r->party), seq));
	}
	return OK;
}

static result
tell_opt_out(
    struct scope *sc, struct store *store, const struct asker *asker, struct str subject)
{
	for (size_t i = 0; i < store->plan->suppressions.n; i++) {
		struct moved *moved;
		size_t n;

		if (store->plan->suppressions.at[i].event != NONE)
			return term_event(sc, store, asker, store->plan->suppressions.at[i].event, S(""),
			    subject, S(""), sc->now, &moved, &n);
	}
	return OK;
}

result
will_opt_out(struct scope *sc, struct store *store, const struct asker *asker, struct str subject,
    const struct reach *reach, struct str for_case, uint64_t *seq)
{
	struct record *records;
	size_t n;

	for (uint16_t p = 0; p < store->plan->purposes.n; p++)
		if (will_reaches(reach, store->plan->purposes.at[p].marketing))
			TRY(will_object(sc, store, asker, subject, p, for_case, seq));
	TRY(vault_records_of(sc, store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++)
		if (records[i].n_people == 0) /* else the address may be somebody else's */
			TRY(suppress_record(sc, store, asker, &records[i], reach, seq));
	return tell_opt_out(sc, store, asker, subject);
}
