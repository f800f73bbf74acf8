/* rights/readers.c -- who read my data: the ledger's entries of one person. */
#include "rights/inside.h"

#define READERS_MOST 10000
#define READERS_PAGE 1000

static void
set_word(struct arena *arena, struct node *map, struct str name, struct str word)
{
	if (word.n > 0)
		node_set_str(arena, map, name, word);
}

/* T20 */
static result
set_clear(struct acting *a, struct node *map, const struct ledger_row *row)
{
	struct due clear;

	if (row->kind != ENTRY_ERASED)
		return OK;
	TRY(term_backups_clear(a->sc, a->store, row->at, &clear));
	if (clear.set)
		node_set_time(&a->sc->arena, map, S("backups-clear"), clear.at);
	return OK;
}

static struct node *
entry_node(struct arena *arena, const struct ledger_row *row)
{
	const struct entry *e = &row->entry;
	struct node *map = node_map(arena), *fields = node_list(arena);

	node_set_int(arena, map, S("entry"), row->seq);
	node_set_time(arena, map, S("at"), row->at);
	node_set_str(arena, map, S("what"), str_of(entry_word(row->kind)));
	node_set_str(arena, map, S("text"), str_of(entry_text(row->kind)));
	set_word(arena, map, S("who"), e->actor);
	set_word(arena, map, S("role"), e->role);
	set_word(arena, map, S("party"), e->party);
	set_word(arena, map, S("door"), e->door);
	set_word(arena, map, S("purpose"), e->purpose);
	set_word(arena, map, S("recipient"), e->recipient);
	set_word(arena, map, S("record"), e->record);
	set_word(arena, map, S("case"), e->case_id);
	set_word(arena, map, S("why"), e->why);
	for (size_t i = 0; i < e->fields; i++)
		node_add(fields, node_str(arena, e->field[i]));
	node_set(map, S("fields"), fields);
	return map;
}

/* Not what an order forbids to be told. */
static result
add_entry(struct acting *a, const struct ledger_row *row, struct node *entries)
{
	struct node *entry = entry_node(&a->sc->arena, row);
	bool forbids;

	TRY(set_clear(a, entry, row));
	TRY(gate_order_forbids(
	    a->sc, a->store, node_get_str(row->entry.more, S("order")), &forbids));
	if (!forbids)
		node_add(entries, entry);
	return OK;
}

result
readers_page(struct acting *a, struct str subject, int64_t *before, size_t most,
    struct node *entries)
{
	struct ledger_rows page;
	uint8_t pseudonym[16];

	TRY(vault_pseudonym(a->sc, a->store->vault, subject, pseudonym));
	TRY(ledger_of_subject_before(a->sc, vault_sql(a->store->vault),
	    hex_encode(&a->sc->arena, pseudonym, sizeof(pseudonym)), *before, (int64_t)most,
	    &page));
	for (size_t i = 0; i < page.n; i++)
		TRY(add_entry(a, &page.at[i], entries));
	*before = page.n == most ? page.at[page.n - 1].seq : 0;
	return OK;
}

result
readers_of(struct acting *a, struct str subject, struct node **entries)
{
	int64_t before = INT64_MAX;

	*entries = node_list(&a->sc->arena);
	do {
		TRY(readers_page(a, subject, &before, READERS_PAGE, *entries));
	} while (before != 0 && (*entries)->count < READERS_MOST);
	return OK;
}

result
rights_readers(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    struct str subject, struct verdict *v, struct node **entries)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v };
	struct subject person;
	struct entry e;

	TRY(may_act(&a));
	if (verdict_allows(v))
		TRY(acting_person(&a, subject, &person));
	if (!verdict_allows(v))
		return OK;
	TRY(readers_of(&a, subject, entries));
	e = note_begin(store, asker, ENTRY_READ, S("readers"));
	e.purpose = S("rights-requests");
	TRY(note_subject(sc, store, &e, subject));
	return note_write(sc, store, &e, &v->entry);
}
