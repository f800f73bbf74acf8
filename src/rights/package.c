/* rights/package.c -- everything about a person, in one tree.
 *
 *  R3  Values (never secrets), purposes word for word, bases, recipients,
 *      sources, due dates with their line, releases made, and who read it.
 *
 * The members of the tree are what doc/API.md calls a package; JSON, HTML and
 * CSV (package_print.c) are printed from it and from nothing else.
 */
#include "base/buf.h"
#include "base/check.h"
#include "base/json.h"
#include "policy/document.h"
#include "policy/law.h"
#include "policy/words.h"
#include "rights/packing.h"
#include "vault/party.h"
#include "vault/stream.h"
#include "vault/value.h"

#define READERS_SHOWN 200

static const struct {
	const char *is;
} types[] = {
#define TYPE(id, word, is) [TYPE_##id] = { is },
#include "policy/type.def"
#undef TYPE
};

/* -- what stands above the records -------------------------------------------------- */

static struct node *
controller_node(struct packing *p)
{
	const struct controller *c = &p->plan->controller;
	const struct law_regulator *r = law_regulator(c->regulator);
	struct node *map = node_map(p->arena);

	node_set_str(p->arena, map, S("name"), c->name);
	node_set_str(p->arena, map, S("address"), c->address);
	node_set_str(p->arena, map, S("phone"), c->phone);
	node_set_str(p->arena, map, S("email"), c->email);
	node_set_str(p->arena, map, S("data-protection-officer"), c->dpo);
	node_set_str(p->arena, map, S("regulator"), c->regulator);
	node_set_str(p->arena, map, S("regulator-number"), c->regulator_number);
	if (r != NULL) {
		node_set_str(p->arena, map, S("regulator-name"), str_of(r->name));
		node_set_str(p->arena, map, S("regulator-site"), str_of(r->site));
	}
	return map;
}

static struct node *
policy_node(struct packing *p)
{
	struct node *map = node_map(p->arena);

	node_set_str(p->arena, map, S("name"), p->plan->name);
	node_set_int(p->arena, map, S("version"), p->plan->version);
	node_set_str(p->arena, map, S("sha256"), p->act->store->policy_hash);
	return map;
}

static void
case_state_node(struct packing *p, const struct case_row *row, struct node *map)
{
	node_set_str(p->arena, map, S("state"), str_of(case_state_word(row->c.state)));
	if (row->c.acknowledged.set)
		node_set_time(p->arena, map, S("acknowledged"), row->c.acknowledged.at);
	if (row->c.closed.us != 0)
		node_set_time(p->arena, map, S("closed"), row->c.closed);
	if (row->c.fee.n > 0)
		node_set_str(p->arena, map, S("fee"), row->c.fee);
}

static struct node *
case_node(struct packing *p, const struct case_row *row)
{
	struct node *map = node_map(p->arena);

	node_set_str(p->arena, map, S("id"), row->c.id);
	node_set_str(p->arena, map, S("right"), str_of(right_word(row->c.right)));
	node_set_time(p->arena, map, S("received"), row->c.received);
	node_set_time(p->arena, map, S("due"), row->c.due);
	case_state_node(p, row, map);
	return map;
}

/* -- records ----------------------------------------------------------------------------- */

static bool
field_portable(const struct plan *plan, uint16_t about, uint16_t field)
{
	for (size_t i = 0; i < plan->purposes.n; i++) {
		const struct purpose *p = &plan->purposes.at[i];

		if (p->built_in || !fields_have(p->uses, field))
			continue;
		for (uint16_t g = p->first_ground; g < p->first_ground + p->grounds; g++)
			if (plan->grounds.at[g].subject == about
			    && (plan->grounds.at[g].basis == BASIS_CONSENT
				|| plan->grounds.at[g].basis == BASIS_CONTRACT))
				return true;
	}
	return false;
}

/* LAW UK GDPR Art 20(1): what they gave us, be it by a form, a programme or to a colleague, and
 * not what came from somebody else: then the offer named its source. */
static bool
given_by_them(const struct record *r)
{
	static const char *const own[] = { "", "person", "programme", "staff" };

	for (size_t i = 0; i < N(own); i++)
		if (str_eq(r->source, str_of(own[i])))
			return true;
	return false;
}

static bool
goes_along(const struct packing *p, const struct record *r, uint16_t field)
{
	const struct field *f = &p->plan->fields.at[field];

	return !p->portable
	       || (given_by_them(r) && f->derived_from == NONE && (f->marks & MARK_SECRET) == 0
		   && field_portable(p->plan, r->about, field));
}

/* LAW UK GDPR Art 12(1), 15: what each value is, in words, and what else it could be. */
static void
say_what(struct packing *p, struct node *map, uint16_t field)
{
	const struct field *f = &p->plan->fields.at[field];
	struct node *words;

	node_set_str(p->arena, map, S("called"), words_field(p->arena, p->plan, field));
	node_set_str(p->arena, map, S("category"), words_category(p->arena, p->plan, field));
	node_set_str(p->arena, map, S("is"), str_of(types[f->type].is));
	if (f->words == 0)
		return;
	words = node_set(map, S("one-of"), node_list(p->arena));
	for (uint16_t i = 0; i < f->words; i++)
		node_add(words, node_str(p->arena, p->plan->words.at[f->first_word + i]));
}

/* Who may be given it, whether or not anybody was. */
static struct node *
recipients_of_field(struct packing *p, uint16_t field)
{
	struct node *list = node_list(p->arena);
	uint16_t last = NONE;

	for (size_t i = 0; i < p->plan->shares.n; i++) {
		const struct share *share = &p->plan->shares.at[i];

		if (!fields_have(share->fields, field) || share->recipient == last)
			continue;
		last = share->recipient;
		node_add(list, node_str(p->arena, p->plan->recipients.at[last].text));
	}
	return list;
}

/* Does the purpose use the field, of people of this kind? */
static bool
serves(const struct plan *plan, const struct purpose *p, uint16_t field, uint16_t about)
{
	if (p->built_in || !fields_have(p->uses, field))
		return false;
	for (uint16_t g = p->first_ground; g < p->first_ground + p->grounds; g++)
		if (about == NONE || plan->grounds.at[g].subject == NONE
		    || plan->grounds.at[g].subject == about)
			return true;
	return false;
}

static void
purposes_of_field(struct packing *p, uint16_t field, uint16_t about, struct node *entry)
{
	struct node *names = node_set(entry, S("purposes"), node_list(p->arena));
	struct node *reasons = node_set(entry, S("reasons"), node_list(p->arena));

	for (size_t i = 0; i < p->plan->purposes.n; i++) {
		const struct purpose *purpose = &p->plan->purposes.at[i];

		if (!serves(p->plan, purpose, field, about))
			continue;
		node_add(names, node_str(p->arena, purpose->name));
		node_add(reasons, node_str(p->arena, purpose->text));
	}
}

/* "audio/x-wav ..." is "x-wav": good enough for an end of a name. */
static struct str
end_of(struct str text)
{
	struct str rest, media;

	(void)str_cut(text, ' ', &rest);
	(void)str_cut(str_cut(rest, ' ', &media), '/', &rest);
	return rest;
}

/* A recording is a file beside the package; where it is fetched, when it is too large for that. */
static void
set_file(struct packing *p, struct node *map, const struct record *r, const struct field *f,
    struct str text)
{
	struct str id;

	if (!stream_type(f->type) || !stream_named(text, &id))
		return;
	node_set_str(p->arena, map, S("file"),
	    str_printf(p->arena, "recordings/%.*s-%.*s.%.*s", STR(r->id), STR(f->name),
		STR(end_of(text))));
	node_set_str(p->arena, map, S("fetch"),
	    str_printf(p->arena, "/v1/data/%.*s/%.*s/%.*s",
		STR(p->plan->datasets.at[r->dataset].name), STR(r->id), STR(f->name)));
}

/* What bailee itself wrote down of a request is a map and not a text. */
static result
value_of(struct packing *p, const struct value *value, struct node **node)
{
	const struct field *f = &p->plan->fields.at[value->field];

	if (p->plan->datasets.at[f->dataset].built_in && str_starts(value->text, S("{")))
		return json_parse(p->act->sc, value->text, node);
	*node = value_node(p->arena, p->plan, value->field, value->text);
	return OK;
}

/* Until when, by which line; a secret is there by name and day alone. */
static result
value_entry(struct packing *p, const struct record *r, const struct lifetime *life,
    const struct field *f, const struct value *value, struct node **entry)
{
	const struct clock *clock = &p->plan->clocks.at[p->plan->groups.at[life->group].clock];
	struct node *map = node_map(p->arena), *held;
	struct buf kept = buf_new(p->arena);

	*entry = map;

	node_set_str(p->arena, map, S("field"), f->full);
	if (p->page)
		node_set_str(p->arena, map, S("name"), f->name);
	if ((f->marks & MARK_SECRET) != 0) {
		node_set_time(p->arena, map, S("set"), life->began);
	} else if (value != NULL) {
		TRY(value_of(p, value, &held));
		node_set(map, S("value"), held);
	}
	if (value != NULL)
		set_file(p, map, r, f, value->text);
	if (life->due.set)
		node_set_time(p->arena, map, S("until"), life->due.at);
	node_set_bool(p->arena, map, S("held"), life->held);
	node_set_int(p->arena, map, S("line"), clock->at.line);
	node_set_str(p->arena, map, S("keep"), plan_line(p->plan, clock->at.line));
	words_clock(&kept, p->plan, clock);
	node_set_str(p->arena, map, S("kept"), buf_str(&kept));
	return OK;
}

static result
add_life(struct packing *p, const struct record *r, const struct lifetime *life,
    struct values values, struct node *list)
{
	const struct dataset *d = &p->plan->datasets.at[r->dataset];

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		struct node *entry;

		if (!fields_have(life->fields, f)
		    || !goes_along(p, r, f))
			continue;
		TRY(value_entry(
		    p, r, life, &p->plan->fields.at[f], values_get(values, f), &entry));
		say_what(p, entry, f);
		purposes_of_field(p, f, r->about, entry);
		node_set(entry, S("may-be-given-to"), recipients_of_field(p, f));
		node_add(list, entry);
		fieldset_add(p->seen, f);
	}
	return OK;
}

static result
values_node(struct packing *p, const struct record *r, struct node **list)
{
	struct acting *a = p->act;
	struct fields held = fieldset_new(a->sc, p->plan);
	struct values values = { 0 };
	struct lifetime *lives;
	size_t n;

	*list = node_list(p->arena);
	TRY(vault_holds(a->sc, a->store->vault, r, &held));
	TRY(vault_read(a->sc, a->store->vault, r, held, false, &values));
	TRY(vault_lifetimes(a->sc, a->store->vault, r->id, &lives, &n));
	for (size_t i = 0; i < n; i++)
		if (lives[i].state == LIFE_OPEN)
			TRY(add_life(p, r, &lives[i], values, *list));
	return OK;
}

/* As `bailee put` takes it in: members are the short names of fields. */
static void
add_row(struct packing *p, const struct record *r, const struct node *values)
{
	const struct dataset *d = &p->plan->datasets.at[r->dataset];
	struct node *row, *list;

	if (!p->portable || values->count == 0)
		return;
	list = (struct node *)(uintptr_t)node_get(p->rows, d->name);
	if (list == NULL)
		list = node_set(p->rows, d->name, node_list(p->arena));
	row = node_add(list, node_map(p->arena));
	NODE_EACH(value, values) {
		struct str field, dataset = str_cut(node_get_str(value, S("field")), '.', &field);

		if (dataset.n > 0 && node_get(value, S("value")) != NULL)
			node_set(row, field, node_copy(p->arena, node_get(value, S("value"))));
	}
}

static result
record_node(struct packing *p, const struct record *r, struct node **map)
{
	struct node *values;

	*map = node_map(p->arena);
	node_set_str(p->arena, *map, S("record"), r->id);
	node_set_str(p->arena, *map, S("dataset"), p->plan->datasets.at[r->dataset].name);
	if (r->about != NONE) {
		node_set_str(p->arena, *map, S("about"), p->plan->subjects.at[r->about].name);
		p->about[r->about] = true;
	}
	if (r->party.n > 0)
		node_set_str(p->arena, *map, S("held-for"), r->party);
	node_set_time(p->arena, *map, S("collected"), r->arrival);
	node_set_time(p->arena, *map, S("changed"), r->change);
	node_set_str(p->arena, *map, S("channel"), r->channel);
	node_set_str(p->arena, *map, S("source"), r->source);
	node_set_str(p->arena, *map, S("notice"), r->notice);
	node_set_int(p->arena, *map, S("collected-under-policy"), r->policy_version);
	TRY(values_node(p, r, &values));
	node_set(*map, S("values"), values);
	add_row(p, r, values);
	return OK;
}

/* -- what else is known of a person -------------------------------------------------------- */

static const char *const consent_words[] = {
	[CONSENT_NONE] = "none",
	[CONSENT_PENDING] = "pending",
	[CONSENT_GIVEN] = "given",
	[CONSENT_WITHDRAWN] = "withdrawn",
	[CONSENT_LAPSED] = "lapsed",
};

result
packing_consents(struct packing *p, struct str subject, struct node **list)
{
	*list = node_list(p->arena);
	for (uint16_t c = 0; c < p->plan->consents.n; c++) {
		enum consent_state state;
		struct instant since;
		struct node *map;

		TRY(vault_consent_state(
		    p->act->sc, p->act->store->vault, subject, c, &state, &since));
		if (state == CONSENT_NONE)
			continue;
		map = node_add(*list, node_map(p->arena));
		node_set_str(p->arena, map, S("consent"), p->plan->consents.at[c].name);
		node_set_str(p->arena, map, S("asked-as"), p->plan->consents.at[c].asked_as);
		node_set_str(p->arena, map, S("state"), str_of(consent_words[state]));
		node_set_time(p->arena, map, S("since"), since);
	}
	return OK;
}

result
packing_objections(struct packing *p, struct str subject, struct node **list)
{
	*list = node_list(p->arena);
	for (uint16_t i = 0; i < p->plan->purposes.n; i++) {
		bool objected;

		TRY(vault_objected(p->act->sc, p->act->store->vault, subject, i, &objected));
		if (objected)
			node_add(*list, node_str(p->arena, p->plan->purposes.at[i].name));
	}
	return OK;
}

static struct str
recipient_text(const struct packing *p, struct str name)
{
	uint16_t r = plan_recipient(p->plan, name);

	return r == NONE ? name : p->plan->recipients.at[r].text;
}

result
packing_given(struct packing *p, const struct given *given, struct node *list)
{
	struct node *map;
	bool forbids;

	TRY(gate_order_forbids(p->act->sc, p->act->store, given->instruction, &forbids));
	if (forbids)
		return OK;
	map = node_add(list, node_map(p->arena));
	node_set_time(p->arena, map, S("at"), given->at);
	node_set_str(p->arena, map, S("recipient"), given->recipient);
	if (p->page)
		node_set_str(p->arena, map, S("who"), recipient_text(p, given->recipient));
	node_set_str(p->arena, map, S("purpose"), given->purpose);
	node_set_str(p->arena, map, S("record"), given->record);
	node_set_str(p->arena, map, S("fields"), given->fields);
	node_set_str(p->arena, map, S("instruction"), given->instruction);
	return OK;
}

static result
given_node(struct packing *p, struct str subject, struct node **list)
{
	struct given *given;
	size_t n;

	*list = node_list(p->arena);
	TRY(given_of(p->act->sc, p->act->store, S(""), subject, &given, &n));
	for (size_t i = 0; i < n; i++)
		TRY(packing_given(p, &given[i], *list));
	return OK;
}

result
packing_record(struct packing *p, const struct record *r, struct str subject, struct node *list)
{
	struct record own = *r;
	struct node *map;

	/* their requests are shown as such */
	if (p->page && p->plan->datasets.at[own.dataset].built_in)
		return OK;
	for (size_t k = 0; k < r->n_people; k++)
		if (str_eq(r->people[k].subject, subject))
			own = record_of_person(r, &r->people[k]);
	TRY(record_node(p, &own, &map));
	if (node_get(map, S("values"))->count > 0)
		node_add(list, map);
	return OK;
}

static result
records_node(struct packing *p, struct str subject, struct node **list)
{
	struct record *records;
	size_t n;

	*list = node_list(p->arena);
	TRY(vault_records_of(p->act->sc, p->act->store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++)
		TRY(packing_record(p, &records[i], subject, *list));
	return OK;
}

/* A page shows the newest of what was done; a package has all of it. */
static struct node *
newest(struct arena *arena, const struct node *all)
{
	struct node *list = node_list(arena);

	NODE_EACH(entry, all) {
		if (list->count == READERS_SHOWN)
			break;
		node_add(list, node_copy(arena, entry));
	}
	return list;
}

struct node *
packing_person(struct packing *p, const struct subject *person)
{
	const struct subject_type *type = &p->plan->subjects.at[person->type];
	struct node *map = node_map(p->arena);

	node_set_str(p->arena, map, S("subject"), person->id);
	node_set_str(p->arena, map, S("kind"), type->name);
	node_set_str(p->arena, map, S("text"), type->text);
	node_set_bool(p->arena, map, S("restricted"), person->restricted);
	return map;
}

static result
person_node(struct packing *p, const struct subject *person, struct node **map)
{
	struct node *records, *consents, *objections, *given, *readers, *decisions;

	*map = packing_person(p, person);
	TRY(records_node(p, person->id, &records));
	node_set(*map, S("records"), records);
	if (p->portable)
		return OK;
	TRY(packing_consents(p, person->id, &consents));
	TRY(packing_objections(p, person->id, &objections));
	TRY(given_node(p, person->id, &given));
	TRY(readers_of(p->act, person->id, &readers));
	TRY(decisions_of(p->act, person->id, &decisions));
	node_set(*map, S("consents"), consents);
	node_set(*map, S("objections"), objections);
	node_set(*map, S("given"), given);
	node_set(*map, S("decisions"), decisions);
	node_set(*map, S("readers"),
	    p->page ? newest(p->arena, readers) : readers);
	return OK;
}

/* Their data is the party's to answer for. */
static result
passed_node(struct packing *p, struct str party, struct node *list)
{
	struct node *map = node_map(p->arena);
	struct party it;
	bool absent;

	TRY(verdict_absent(
	    p->act->sc, vault_party(p->act->sc, p->act->store->vault, party, &it), &absent));
	node_set_str(p->arena, map, S("party"), party);
	if (!absent)
		node_set_str(p->arena, map, S("name"), it.name);
	node_add(list, map);
	return OK;
}

result
packing_passed(struct packing *p, const struct case_row *row, struct node *list)
{
	for (size_t i = 0; i < row->c.n; i++)
		if (!case_answers(p->act, row, i))
			TRY(passed_node(p, row->passed[i], list));
	return OK;
}

static result
people_nodes(struct packing *p, const struct case_row *row)
{
	struct node *people = node_list(p->arena), *passed = node_list(p->arena);

	for (size_t i = 0; i < row->c.n; i++) {
		struct subject person;
		struct node *map;
		bool absent;

		if (!case_answers(p->act, row, i))
			continue;
		TRY(verdict_absent(p->act->sc,
		    vault_subject(p->act->sc, p->act->store->vault, row->c.subjects[i], &person),
		    &absent));
		if (absent)
			continue;
		TRY(person_node(p, &person, &map));
		node_add(people, map);
	}
	TRY(packing_passed(p, row, passed));
	node_set(p->package, S("people"), people);
	node_set(p->package, S("passed-on"), passed);
	return OK;
}

/* -- why, on what basis, to whom ------------------------------------------------------------ */

static struct str
names_of(struct packing *p, struct fields fields)
{
	struct buf b = buf_new(p->arena);
	size_t n = 0;

	for (uint16_t f = 0; f < p->plan->fields.n; f++)
		if (fields_have(fields, f) && fields_have(p->seen, f)) {
			buf_puts(&b, n++ == 0 ? "" : ", ");
			buf_put(&b, p->plan->fields.at[f].full);
		}
	return buf_str(&b);
}

static const struct {
	const char *word, *article, *told;
} bases[BASES] = {
#define BASIS(id, word, article, told, ends) [BASIS_##id] = { word, article, told },
#include "policy/basis.def"
#undef BASIS
};

static struct node *
grounds_node(struct packing *p, const struct purpose *purpose)
{
	struct node *list = node_list(p->arena);

	for (uint16_t g = purpose->first_ground; g < purpose->first_ground + purpose->grounds;
	     g++) {
		const struct ground *ground = &p->plan->grounds.at[g];
		struct node *map;

		if (ground->subject != NONE && !p->about[ground->subject])
			continue;
		map = node_add(list, node_map(p->arena));
		node_set_str(p->arena, map, S("basis"), str_of(bases[ground->basis].word));
		node_set_str(p->arena, map, S("text"), str_of(bases[ground->basis].told));
		node_set_str(p->arena, map, S("law"), str_of(bases[ground->basis].article));
		if (ground->interest.n > 0)
			node_set_str(p->arena, map, S("interest"), ground->interest);
		if (ground->assessment.n > 0)
			node_set_str(p->arena, map, S("assessment"), ground->assessment);
		if (ground->subject != NONE)
			node_set_str(
			    p->arena, map, S("for"), p->plan->subjects.at[ground->subject].name);
	}
	return list;
}

struct node *
packing_purposes(struct packing *p)
{
	struct node *list = node_list(p->arena);

	for (size_t i = 0; i < p->plan->purposes.n; i++) {
		const struct purpose *purpose = &p->plan->purposes.at[i];
		struct node *map, *grounds;

		if (purpose->built_in || !fields_meet(p->plan, purpose->uses, p->seen))
			continue;
		grounds = grounds_node(p, purpose);
		if (grounds->count == 0) /* of other people */
			continue;
		map = node_add(list, node_map(p->arena));
		node_set_str(p->arena, map, S("purpose"), purpose->name);
		node_set_str(p->arena, map, S("text"), purpose->text);
		node_set_str(p->arena, map, S("fields"), names_of(p, purpose->uses));
		node_set(map, S("grounds"), grounds);
	}
	return list;
}

struct node *
packing_recipients(struct packing *p)
{
	struct node *list = node_list(p->arena);

	for (size_t i = 0; i < p->plan->shares.n; i++) {
		const struct share *share = &p->plan->shares.at[i];
		const struct recipient *r = &p->plan->recipients.at[share->recipient];
		struct buf where = buf_new(p->arena);
		struct node *map;

		if (!fields_meet(p->plan, share->fields, p->seen))
			continue;
		map = node_add(list, node_map(p->arena));
		node_set_str(p->arena, map, S("recipient"), r->name);
		node_set_str(p->arena, map, S("text"), r->text);
		node_set_str(p->arena, map, S("country"), str_of(r->country));
		node_set_str(p->arena, map, S("by"), r->mechanism);
		words_country(&where, p->plan, r->country, r->mechanism);
		node_set_str(p->arena, map, S("where"), buf_str(&where));
		node_set_str(p->arena, map, S("contract"), r->contract);
		if (share->purpose != NONE)
			node_set_str(
			    p->arena, map, S("purpose"), p->plan->purposes.at[share->purpose].name);
		node_set_str(p->arena, map, S("fields"), names_of(p, share->fields));
	}
	return list;
}

void
packing_head(struct packing *p, const struct case_row *row, struct node *map)
{
	node_set(map, S("case"), case_node(p, row));
	node_set_time(p->arena, map, S("made"), p->act->sc->now);
	node_set(map, S("controller"), controller_node(p));
	node_set(map, S("policy"), policy_node(p));
}

static result
pack(struct packing *p, const struct case_row *row)
{
	packing_head(p, row, p->package);
	TRY(people_nodes(p, row));
	node_set(p->package, S("purposes"), packing_purposes(p));
	node_set(p->package, S("recipients"), packing_recipients(p));
	if (p->portable)
		node_set(p->package, S("data"), p->rows);
	return OK;
}

/* -- the file of a case of another kind -------------------------------------------------------- */

static result
papers_node(struct packing *p, const struct case_row *row, struct node **list)
{
	struct str *ids;
	size_t n;

	*list = node_list(p->arena);
	TRY(case_papers(p->act, row, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		struct node *paper;
		struct str text;

		TRY(vault_content(p->act->sc, p->act->store->vault, ids[i], &text));
		TRY(json_parse(p->act->sc, text, &paper));
		node_add(*list, paper);
	}
	return OK;
}

/* What the ledger has of the case, of each person whom it is about. */
static result
entries_node(struct packing *p, const struct case_row *row, struct node **list)
{
	*list = node_list(p->arena);
	for (size_t i = 0; i < row->c.n; i++) {
		struct node *all;
		struct subject person;
		bool absent;

		TRY(verdict_absent(p->act->sc,
		    vault_subject(p->act->sc, p->act->store->vault, row->c.subjects[i], &person),
		    &absent));
		if (absent)
			continue;
		TRY(readers_of(p->act, person.id, &all));
		NODE_EACH(entry, all)
			if (str_eq(node_get_str(entry, S("case")), row->c.id))
				node_add(*list, node_copy(p->arena, entry));
	}
	return OK;
}

/* Who asked, what was written and answered, and what the ledger says: for the regulator. */
static result
pack_file(struct packing *p, const struct case_row *row)
{
	struct node *file, *papers, *entries;

	TRY(case_file(p->act, row, &file));
	TRY(papers_node(p, row, &papers));
	TRY(entries_node(p, row, &entries));
	packing_head(p, row, p->package);
	node_set(p->package, S("file"), file);
	node_set(p->package, S("papers"), papers);
	node_set(p->package, S("entries"), entries);
	return OK;
}

result
package_person(struct acting *a, const struct subject *person, struct node **map)
{
	struct packing p = {
		.act = a, .arena = &a->sc->arena, .plan = a->store->plan, .page = true
	};

	p.seen = fieldset_new(a->sc, p.plan);
	p.about = NEW_ARRAY(&a->sc->arena, p.plan->subjects.n, bool);
	return person_node(&p, person, map);
}

/* What a person saves for themselves was answered before: by us, or at once by the policy. */
static bool
may_save(const struct acting *a, const struct case_row *row)
{
	return a->asker->kind != ASKER_PERSON || row->c.state == CASE_ANSWERED;
}

result
packing_load(struct acting *a, struct str id, struct case_row *row, bool *whole)
{
	struct verdict *v = a->v;

	TRY(may_act(a));
	if (verdict_allows(v))
		TRY(case_load(a, id, row));
	if (!verdict_allows(v))
		return OK;
	*whole = row->c.right == RIGHT_ACCESS || row->c.right == RIGHT_PORTABILITY;
	if (*whole && (row->c.state == CASE_REFUSED || row->c.state == CASE_CANCELLED))
		return verdict_refuse(a->sc, v, WHY_CASE_STATE, 0,
		    "a package answers a request that is not refused or taken back");
	if (*whole && (row->c.waits == WAITS_IDENTITY || row->c.waits == WAITS_FEE)) /* R8, R9 */
		return verdict_refuse(a->sc, v, WHY_CASE_STATE, 0, "the case waits for %.*s",
		    STR(case_waits_word(row->c.waits)));
	if (!may_save(a, row))
		return verdict_refuse(a->sc, v, WHY_CASE_STATE, 0,
		    "the package is there as soon as the request is answered");
	for (size_t i = 0; i < row->c.n && *whole; i++) {
		struct subject person = { 0 };
		bool absent;

		TRY(verdict_absent(a->sc,
		    vault_subject(a->sc, a->store->vault, row->c.subjects[i], &person), &absent));
		if (person.erasing) /* R19 */
			return verdict_erasing(a->sc, v);
	}
	return OK;
}

result
rights_package(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    struct str id, struct verdict *v, struct node **package)
{
	struct acting a = { .sc = sc,
		.store = store,
		.asker = asker,
		.reason = reason.n > 0 ? reason : id,
		.v = v };
	struct packing p = { .act = &a, .arena = &sc->arena, .plan = store->plan };
	struct case_row row = { 0 };

	TRY(packing_load(&a, id, &row, &p.whole));
	if (!verdict_allows(v))
		return OK;
	p.portable = row.c.right == RIGHT_PORTABILITY;
	p.seen = fieldset_new(sc, store->plan);
	p.about = NEW_ARRAY(&sc->arena, store->plan->subjects.n, bool);
	p.package = node_map(&sc->arena);
	p.rows = node_map(&sc->arena);
	TRY(p.whole ? pack(&p, &row) : pack_file(&p, &row));
	*package = p.package;
	return case_note(&a, ENTRY_PACKAGE_MADE, &row, &v->entry); /* G2 */
}

struct str
package_signature(struct scope *sc, const struct store *store, struct str text)
{
	struct signature s = sign_text(store->ledger->seed, text);

	return hex_encode(&sc->arena, s.b, sizeof(s.b));
}

struct str
package_signature_of(struct scope *sc, const struct store *store, const struct hash *hash)
{
	return package_signature(sc, store, sign_hashed(&sc->arena, hash));
}
