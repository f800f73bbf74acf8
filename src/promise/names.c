/* promise/names.c -- @names: what an answer said, used in a later line.
 *
 *	http s for sales POST /v1/data/contact { ... } -> 201 as ann
 *	http s for sales POST /v1/data/contact/@ann:read {}
 *	http o POST /v1/subjects/@ann.subject:mark-child {}
 */
#include "base/json.h"
#include "promise/stage.h"

/* Members that name what an answer is about, in the order they are tried. */
static const char *const ids[] = { "record", "case", "hold", "party", "staff", "key", "subject" };

const struct node *
node_at_path(const struct node *n, struct str path)
{
	while (path.n > 0 && n != NULL) {
		struct str key = str_cut(path, '.', &path);
		uint64_t index;

		if (n->kind == NODE_LIST && str_to_u64(key, &index)) {
			const struct node *child = n->first;

			while (child != NULL && index-- > 0)
				child = child->next;
			n = child;
		} else {
			n = node_get(n, key);
		}
	}
	return n;
}

static const struct node *
id_of(const struct node *body)
{
	for (size_t i = 0; i < N(ids); i++) {
		const struct node *n = node_get(body, str_of(ids[i]));

		if (n != NULL && n->kind == NODE_MAP)
			n = node_get(n, str_of(ids[i]));
		if (n != NULL && n->kind == NODE_STR)
			return n;
	}
	return NULL;
}

void
names_bind(struct stage *st, struct str name, struct node *body)
{
	*LIST_ADD(&st->bindings, &st->sc->arena) = (struct binding){ name, body };
}

static bool
names_one(struct stage *st, struct spot at, struct str word, struct str *text)
{
	struct str path, name = str_cut(word, '.', &path);
	const struct node *n = NULL;
	const struct asker_actor *a = stage_asker(st, name);
	const struct stage_keeper *k = stage_keeper(st, name);

	if (k != NULL && name.n > 0 && str_eq(path, S("policy")))
		*text = k->policy_path;
	else if (a != NULL && str_eq(path, S("party")))
		*text = a->party;
	else if (a != NULL && str_eq(path, S("staff")))
		*text = a->staff;
	else if (a != NULL && str_eq(path, S("token")))
		*text = a->token;
	else {
		for (size_t i = st->bindings.n; i > 0 && n == NULL; i--)
			if (str_eq(st->bindings.at[i - 1].name, name))
				n = path.n > 0 ? node_at_path(st->bindings.at[i - 1].body, path)
					       : id_of(st->bindings.at[i - 1].body);
		if (n == NULL)
			return stage_broke(st, at,
			    "nothing is called @%.*s; an earlier line says `as %.*s`", STR(word),
			    STR(name));
		*text = n->kind == NODE_STR ? n->text : json_text(&st->sc->arena, n);
	}
	return true;
}

static size_t
name_length(struct str s)
{
	size_t n = 0;

	while (n < s.n
	       && ((s.p[n] >= 'a' && s.p[n] <= 'z') || (s.p[n] >= '0' && s.p[n] <= '9')
		   || s.p[n] == '-' || s.p[n] == '.'))
		n++;
	return n;
}

/* An @ begins a name only at the start or after one of "/=": ann@example.org is
 * an address. */
bool
names_in_text(struct stage *st, struct spot at, struct str text, struct str *out)
{
	struct buf b = buf_new(&st->sc->arena);

	for (size_t i = 0; i < text.n; i++) {
		size_t n = text.p[i] == '@' && (i == 0 || strchr("/=", text.p[i - 1]) != NULL)
			       ? name_length(str_slice(text, i + 1, text.n))
			       : 0;
		struct str one;

		if (n == 0) {
			buf_putc(&b, text.p[i]);
			continue;
		}
		if (!names_one(st, at, str_slice(text, i + 1, i + 1 + n), &one))
			return false;
		buf_put(&b, one);
		i += n;
	}
	*out = buf_str(&b);
	return true;
}

bool
names_in_tree(struct stage *st, struct spot at, struct node *n)
{
	if (n->kind == NODE_STR && str_starts(n->text, S("@"))
	    && !names_in_text(st, at, n->text, &n->text))
		return false;
	for (struct node *child = n->first; child != NULL; child = child->next)
		if (!names_in_tree(st, at, child))
			return false;
	return true;
}
