/* doors/folder/settings.c -- what a folder is for, as the store keeps it. */
#include "base/json.h"
#include "doors/folder/folder.h"

static const struct {
	const char *member;
	size_t at;
	bool required;
} members[] = {
	{ "path", offsetof(struct folder, path), true },
	{ "key", offsetof(struct folder, key), true },
	{ "dataset", offsetof(struct folder, dataset), true },
	{ "purpose", offsetof(struct folder, purpose), true },
	{ "about", offsetof(struct folder, about), false },
};

static struct str *
member_of(struct folder *f, size_t i)
{
	return (struct str *)((char *)f + members[i].at); /* a member's own place */
}

result
folder_read(struct scope *sc, struct str name, struct str text, struct folder *f)
{
	struct node *n;

	*f = (struct folder){ .name = str_dup(&sc->arena, name), .watch = -1 };
	TRY(json_parse(sc, text, &n));
	for (size_t i = 0; i < N(members); i++) {
		struct str value = node_get_str(n, str_of(members[i].member));

		if (value.n == 0 && members[i].required)
			return fail(sc, E_INPUT, "the settings of folder `%.*s` have no `%s`",
			    STR(name), members[i].member);
		*member_of(f, i) = str_dup(&sc->arena, value);
	}
	return OK;
}

struct str
folder_write(struct arena *a, const struct folder *f)
{
	struct folder copy = *f;
	struct node *n = node_map(a);

	for (size_t i = 0; i < N(members); i++)
		if (member_of(&copy, i)->n > 0)
			node_set_str(a, n, str_of(members[i].member), *member_of(&copy, i));
	return json_text(a, n);
}
