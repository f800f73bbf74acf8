/* gate/stream.c -- recordings, photos and videos, which are brought before their record. */
#include "gate/offer.h"
#include "vault/stream.h"
#include "vault/value.h"

static result
stream_field(struct admission *a, struct str name, struct str media, uint16_t *field,
    struct str *canonical)
{
	const struct dataset *d = &a->plan->datasets.at[a->record.dataset];
	const struct field *f;

	*field = field_named(a->plan, a->record.dataset, name);
	if (*field == NONE)
		return verdict_refuse(a->sc, a->v, WHY_UNKNOWN, d->at.line,
		    "`data %.*s` has no such field", STR(d->name));
	f = &a->plan->fields.at[*field];
	if (!stream_type(f->type))
		return verdict_refuse_field(a->sc, a->v, WHY_VALUE, f->at.line, f->full,
		    "%.*s holds no image, audio or video", STR(f->full));
	TRY(barred_value(a->sc, a->plan, *field, S(""), a->v));
	if (verdict_allows(a->v) && !stream_media(f->type, media, canonical))
		return verdict_refuse_field(a->sc, a->v, WHY_VALUE, f->at.line, f->full,
		    "%.*s does not take what Content-Type says it is", STR(f->full));
	return OK;
}

/* Offers of its record ask all that a record's offer asks; this asks what is known so far. */
result
gate_stream(struct scope *sc, struct store *store, const struct asker *asker,
    const struct stream_offer *o, struct verdict *v, uint16_t *field, struct str *media)
{
	struct offer offer = {
		.dataset_name = o->dataset,
		.purpose = o->purpose,
		.ticket = o->ticket,
		.order = o->order,
		.reason = o->reason,
	};
	struct value value = { .text = S("stream") };
	struct admission a = {
		.sc = sc,
		.store = store,
		.plan = store->plan,
		.asker = asker,
		.offer = &offer,
		.v = v,
		.values = { &value, 1 },
		.record = { .party = asker->party, .about = NONE },
	};

	*v = (struct verdict){ 0 };
	TRY(offer_door(&a));
	if (verdict_allows(v))
		TRY(offer_dataset(&a));
	if (verdict_allows(v))
		TRY(stream_field(&a, o->field, o->media, field, media));
	if (!verdict_allows(v))
		return OK;
	value.field = *field;
	TRY(offer_purpose(&a));
	return verdict_allows(v) ? offer_rights(&a) : OK;
}

result
stream_taken(struct scope *sc, struct store *store, const struct asker *asker, uint16_t field,
    struct str *text, struct verdict *v)
{
	const struct field *f = &store->plan->fields.at[field];
	struct stream stream;
	struct str id;
	bool found;

	if (!stream_type(f->type) || !stream_named(*text, &id))
		return OK;
	TRY(stream_waiting(sc, store->vault, id, asker->key, field, &stream, &found));
	if (!found)
		return verdict_refuse_field(sc, v, WHY_VALUE, f->at.line, f->full,
		    "no stream of this id waits for %.*s: bring it again", STR(f->full));
	*text = stream.text;
	return OK;
}
