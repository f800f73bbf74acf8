/* keeper/serve_owed.c -- notices that are owed to many people. */
#include "keeper/serve.h"
#include "vault/party.h"

static result
group_node(struct serving *sv, const struct owed_group *g, struct node **map)
{
	struct arena *a = &sv->sc->arena;
	struct party party;

	*map = node_map(a);
	set_str(a, *map, S("party"), g->party);
	if (g->party.n > 0) {
		TRY(vault_party(sv->sc, sv->store->vault, g->party, &party));
		node_set_str(a, *map, S("name"), party.name);
	}
	node_set_str(a, *map, S("dataset"), g->dataset);
	node_set_str(a, *map, S("source"), g->source);
	node_set_time(a, *map, S("day"), g->came);
	node_set_str(a, *map, S("key"), g->day);
	node_set_int(a, *map, S("people"), (int64_t)g->people);
	node_set_int(a, *map, S("mail"), (int64_t)g->mail);
	node_set_int(a, *map, S("post"), (int64_t)(g->party.n > 0 ? 0 : g->people - g->mail - g->moot));
	node_set_int(a, *map, S("moot"), (int64_t)g->moot);
	node_set_time(a, *map, S("due"), g->due);
	return OK;
}

result
serve_owed(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena), *map;
	struct owed_list owed;

	TRY(rights_owed(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")), &sv->verdict,
	    &owed));
	for (size_t i = 0; i < owed.n; i++) {
		TRY(group_node(sv, &owed.at[i], &map));
		node_add(list, map);
	}
	node_set(sv->body, S("groups"), list);
	node_set_bool(&sv->sc->arena, sv->body, S("more"), owed.more);
	return OK;
}

static struct owed_group
group_asked(const struct serving *sv)
{
	return (struct owed_group){
		.party = node_get_str(sv->q, S("party")),
		.dataset = node_get_str(sv->q, S("dataset")),
		.source = node_get_str(sv->q, S("source")),
		.day = node_get_str(sv->q, S("day")),
	};
}

static result
how_of(struct serving *sv, enum owed_how *how)
{
	static const char *const words[] = {
		[OWED_BY_MAIL] = "mail",
		[OWED_BY_POST] = "post",
		[OWED_BY_PARTY] = "party",
	};
	struct str word = node_get_str(sv->q, S("how"));

	for (size_t i = 0; i < N(words); i++)
		if (str_eq(word, str_of(words[i]))) {
			*how = (enum owed_how)i;
			return OK;
		}
	return fail_at(sv->sc, E_INPUT, S("how"), "people are told by mail, post or party");
}

result
serve_owed_tell(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct owed_group which = group_asked(sv);
	struct owed_told t;
	enum owed_how how;

	TRY(how_of(sv, &how));
	TRY(rights_owed_tell(sv->sc, sv->store, sv->asker, &which, how,
	    node_get_str(sv->q, S("reasons")), node_get_str(sv->q, S("cursor")), &sv->verdict, &t));
	node_set_int(a, sv->body, S("told"), (int64_t)t.told);
	node_set_int(a, sv->body, S("ended"), (int64_t)t.ended);
	node_set_int(a, sv->body, S("left"), (int64_t)t.left);
	set_str(a, sv->body, S("cursor"), t.last);
	return OK;
}

result
serve_owed_print(struct serving *sv)
{
	struct owed_group which = group_asked(sv);
	struct node *letters;
	struct str last;

	TRY(rights_owed_print(sv->sc, sv->store, sv->asker, &which,
	    node_get_str(sv->q, S("cursor")), &sv->verdict, &letters, &last));
	node_set(sv->body, S("letters"), letters);
	set_str(&sv->sc->arena, sv->body, S("cursor"), last);
	return OK;
}
