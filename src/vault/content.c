/* vault/content.c -- records of the built-in datasets: one sealed text each. */
#include "vault/inside.h"

static uint16_t
content_field(const struct plan *plan, struct str dataset)
{
	uint16_t number = plan_dataset(plan, dataset);

	CHECK(number != NONE && plan->datasets.at[number].built_in
	      && plan->datasets.at[number].fields > 0);
	return plan->datasets.at[number].first_field;
}

result
vault_put_content(struct scope *sc, struct vault *v, struct str dataset, struct str subject,
    struct str party, struct str content, struct str *id)
{
	uint16_t field = content_field(v->plan, dataset);
	struct value value = { field, content };
	struct record *record = NEW(&sc->arena, struct record);
	struct facts *facts = vault_facts(sc, v, record, NULL, NULL, NULL, 0);
	struct group_due due = { .group = v->plan->fields.at[field].group };

	CHECK(vault_valid(v) && content.n > 0);
	*record = (struct record){
		.dataset = v->plan->fields.at[field].dataset,
		.party = party,
		.subject = subject,
		.about = NONE,
		.policy_version = v->plan->version,
		.arrival = sc->now,
		.change = sc->now,
		.channel = S(""),
		.source = S("programme"),
		.notice = S(""),
	};
	due.due = group_due(v->plan, due.group, facts);
	TRY(vault_facts_read(facts));
	TRY(vault_put(sc, v, record, (struct values){ &value, 1 }, &due, 1));
	*id = record->id;
	return OK;
}

result
vault_change_content(struct scope *sc, struct vault *v, struct str id, struct str content)
{
	struct record *record = NEW(&sc->arena, struct record);
	struct value value = { .text = content };
	struct group_due due;
	struct facts *facts;

	CHECK(content.n > 0);
	TRY(vault_record(sc, v, id, record));
	value.field = v->plan->datasets.at[record->dataset].first_field;
	record->change = sc->now;
	facts = vault_facts(sc, v, record, NULL, NULL, NULL, 0);
	due = (struct group_due){ .group = v->plan->fields.at[value.field].group };
	due.due = group_due(v->plan, due.group, facts);
	TRY(vault_facts_read(facts));
	return vault_change(sc, v, record, (struct values){ &value, 1 }, &due, 1);
}

result
vault_content(struct scope *sc, struct vault *v, struct str id, struct str *content)
{
	struct record record;
	struct values values;
	struct fields all;

	TRY(vault_record(sc, v, id, &record));
	TRY(vault_holds(sc, v, &record, &all));
	TRY(vault_read(sc, v, &record, all, false, &values));
	if (values.n == 0)
		return fail(sc, E_ABSENT, "there is no such record, or nothing of it is left");
	*content = values.at[0].text;
	return OK;
}
