/* rights/affected.c -- whom an incident affects: the people of the ledger's entries (R7).
 *
 * LAW UK GDPR Art 4(12), 33(3)(a), 34.
 */
#include "ledger/ledger.h"
#include "rights/inside.h"
#include "sys/zone.h"

#define PAGE 1000

struct affected {
	struct acting *a;
	const struct incident *i;
	struct node *people;
	int64_t unnamed;
};

/* What a colleague or a key changed was altered; what others changed is their own. */
static bool
came_by(const struct incident *i, const struct ledger_row *row)
{
	const struct entry *e = &row->entry;
	bool changed = row->kind == ENTRY_CHANGED;

	if (str_eq(i->means, S("key")))
		return str_eq(e->actor, i->of) || str_eq(e->key, i->of);
	if (str_eq(i->means, S("colleague")))
		return str_eq(e->actor, i->of);
	if (str_eq(i->means, S("recipient")))
		return str_eq(e->recipient, i->of);
	if (str_eq(i->means, S("dataset")))
		return !changed && str_eq(e->dataset, i->of);
	return !changed;
}

static void
add_once(struct arena *arena, struct node *list, struct str name)
{
	if (name.n > 0 && !node_lists(list, name))
		node_add(list, node_str(arena, name));
}

static struct node *
person_of(struct affected *all, struct str subject, struct str party)
{
	static const char *const lists[] = { "fields", "days", "recipients" };
	struct arena *arena = &all->a->sc->arena;
	struct node *person;

	for (person = all->people->first; person != NULL; person = person->next)
		if (str_eq(node_get_str(person, S("subject")), subject))
			return person;
	person = node_add(all->people, node_map(arena));
	node_set_str(arena, person, S("subject"), subject);
	if (party.n > 0)
		node_set_str(arena, person, S("party"), party);
	for (size_t i = 0; i < N(lists); i++)
		node_set(person, str_of(lists[i]), node_list(arena));
	return person;
}

static struct node *
list_in(struct node *person, struct str name)
{
	struct node *list = person->first;

	while (list != NULL && !str_eq(list->key, name))
		list = list->next;
	return list;
}

static void
add_entry(struct affected *all, struct str subject, const struct ledger_row *row)
{
	struct arena *arena = &all->a->sc->arena;
	struct node *person = person_of(all, subject, row->entry.party);
	struct civil day = zone_civil(row->at);

	for (size_t i = 0; i < row->entry.fields; i++)
		add_once(arena, list_in(person, S("fields")), row->entry.field[i]);
	add_once(arena, list_in(person, S("days")),
	    str_printf(arena, "%04d-%02d-%02d", day.year, day.month, day.day));
	add_once(arena, list_in(person, S("recipients")), row->entry.recipient);
}

/* A package holds everything about the people of its case. */
static result
add_package(struct affected *all, const struct ledger_row *row)
{
	struct verdict gone = { 0 };
	struct acting quiet = *all->a;
	struct case_row c;

	quiet.v = &gone;
	TRY(case_load(&quiet, row->entry.case_id, &c));
	for (size_t i = 0; verdict_allows(&gone) && i < c.c.n; i++)
		add_entry(all, c.c.subjects[i], row);
	return OK;
}

static result
add_row(struct affected *all, const struct ledger_row *row)
{
	struct record r;
	bool absent;

	if (row->kind == ENTRY_PACKAGE_MADE)
		return add_package(all, row);
	if (row->entry.record.n == 0)
		return OK;
	TRY(verdict_absent(all->a->sc,
	    vault_record(all->a->sc, all->a->store->vault, row->entry.record, &r), &absent));
	if (absent)
		all->unnamed++;
	else if (r.subject.n > 0)
		add_entry(all, r.subject, row);
	for (size_t i = 0; !absent && i < r.n_people; i++)
		add_entry(all, r.people[i].subject, row);
	return OK;
}

result
affected_by(struct acting *a, const struct incident *i, struct instant since,
    struct instant until, struct node **people, int64_t *unnamed)
{
	struct affected all = { .a = a, .i = i, .people = node_list(&a->sc->arena) };
	struct ledger_rows page;
	int64_t after = 0;

	do {
		TRY(ledger_seen(
		    a->sc, vault_sql(a->store->vault), since, until, after, PAGE, &page));
		for (size_t n = 0; n < page.n; n++)
			if (came_by(i, &page.at[n]))
				TRY(add_row(&all, &page.at[n]));
		if (page.n > 0)
			after = page.at[page.n - 1].seq;
	} while (page.n == PAGE);
	*people = all.people;
	*unnamed = all.unnamed;
	return OK;
}
