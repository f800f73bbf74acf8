/* gate/opt_out.c -- how somebody could refuse advertising when their address was collected.
 *
 * LAW PECR reg 22(3)(c): a soft opt-in stands on a simple means of refusing, given at the time the
 * details were collected and with each message since.  The first is shown by the offer that brings
 * the address: the words, or the notice that has them, the door and the moment.
 */
#include "base/json.h"
#include "gate/note.h"
#include "gate/offer.h"

#define WORDING_MAX 4000

static result
take_purpose(struct admission *a, struct str name)
{
	uint16_t purpose = plan_purpose(a->plan, name);

	if (purpose == NONE || !purpose_soft(a->plan, purpose))
		return verdict_refuse_field(a->sc, a->v, WHY_VALUE, 0, S("opt-out"),
		    "an opt-out is said of a purpose that rests on a soft opt-in");
	a->opt_outs[a->n_opt_outs++] = purpose;
	return OK;
}

/* Words are what counts; a notice that was shown may have them. */
static result
opt_out_told(struct admission *a)
{
	struct str wording = str_trim(node_get_str(a->offer->opt_out, S("wording")));

	if ((wording.n == 0 && a->offer->notice.n == 0) || wording.n > WORDING_MAX)
		return verdict_refuse_field(a->sc, a->v, WHY_VALUE, 0, S("opt-out"),
		    "say in `wording` with which words the opt-out was offered, in up to 4000 "
		    "characters, or in `notice` which notice had them");
	if (a->record.about == NONE || a->record.n_people > 0)
		return verdict_refuse_field(a->sc, a->v, WHY_VALUE, 0, S("opt-out"),
		    "an opt-out is offered to the one person whom a record is about");
	return OK;
}

result
offer_opt_out(struct admission *a)
{
	const struct node *purposes = node_get(a->offer->opt_out, S("for"));

	if (a->offer->opt_out == NULL)
		return OK;
	TRY(opt_out_told(a));
	a->opt_outs =
	    NEW_ARRAY(&a->sc->arena, purposes == NULL ? 1 : purposes->count, uint16_t);
	if (purposes == NULL && verdict_allows(a->v))
		return take_purpose(a, a->plan->purposes.at[a->purpose].name);
	NODE_EACH(name, purposes)
		if (verdict_allows(a->v))
			TRY(take_purpose(a, name->text));
	return OK;
}

/* -- what shows it ------------------------------------------------------------------- */

static struct str
evidence_of(struct admission *a)
{
	struct arena *arena = &a->sc->arena;
	struct node *n = node_map(arena), *purposes = node_list(arena);

	for (size_t i = 0; i < a->n_opt_outs; i++)
		node_add(purposes,
		    node_str(arena, a->plan->purposes.at[a->opt_outs[i]].name));
	node_set(n, S("opt-out-offered"), purposes);
	node_set_str(arena, n, S("wording"), str_trim(node_get_str(a->offer->opt_out, S("wording"))));
	node_set_str(arena, n, S("notice"), a->offer->notice);
	node_set_str(arena, n, S("door"), a->plan->doors.at[a->door].name);
	node_set_time(arena, n, S("time"), a->record.change);
	return json_text(arena, n);
}

static result
note_opt_out(struct admission *a, uint16_t purpose, struct str evidence)
{
	const struct purpose *p = &a->plan->purposes.at[purpose];
	struct entry e = note_begin(a->store, a->asker, ENTRY_OPT_OUT_OFFERED, S("offer"));
	uint64_t seq;

	e.purpose = p->name;
	e.line = p->at.line;
	e.record = evidence;
	note_more(a->sc, &e, S("wording"),
	    note_wording(a->sc, str_trim(node_get_str(a->offer->opt_out, S("wording")))));
	note_more(a->sc, &e, S("notice"), a->offer->notice);
	note_more(a->sc, &e, S("channel"), a->plan->doors.at[a->door].name);
	TRY(note_subject(a->sc, a->store, &e, a->record.subject));
	return note_write(a->sc, a->store, &e, &seq);
}

result
opt_out_kept(struct admission *a)
{
	struct str evidence;

	if (a->n_opt_outs == 0)
		return OK;
	TRY(vault_put_content(a->sc, a->store->vault, S("consent"), a->record.subject,
	    a->record.party, evidence_of(a), &evidence));
	for (size_t i = 0; i < a->n_opt_outs; i++) {
		TRY(vault_opt_out_offer(a->sc, a->store->vault, a->record.subject, a->opt_outs[i],
		    a->record.change, evidence));
		TRY(note_opt_out(a, a->opt_outs[i], evidence));
	}
	return OK;
}
