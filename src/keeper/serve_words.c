/* keeper/serve_words.c -- the policy's own words, for whoever has to choose one.
 *
 * Names as verbs take them, and beside each what the policy says of it: a form needs no manual.
 * All of it stands in the notice too; nothing here is about a person.
 */
#include "base/buf.h"
#include "keeper/serve.h"

static struct node *
add_word(struct arena *a, struct node *list, struct str name, struct str text)
{
	struct node *n = node_add(list, node_map(a));

	node_set_str(a, n, S("name"), name);
	node_set_str(a, n, S("text"), text.n > 0 ? text : name);
	return n;
}

/* LAW UK GDPR Art 21(1), (2) */
static bool
may_object(const struct plan *plan, const struct purpose *p)
{
	for (uint16_t g = p->first_ground; g < p->first_ground + p->grounds; g++)
		if (plan->grounds.at[g].basis == BASIS_INTERESTS
		    || plan->grounds.at[g].basis == BASIS_TASK)
			return true;
	return p->marketing != 0;
}

static void
put_purposes(struct arena *a, const struct plan *plan, struct node *list)
{
	for (size_t i = 0; i < plan->purposes.n; i++) {
		const struct purpose *p = &plan->purposes.at[i];

		if (!p->built_in)
			node_set_bool(a, add_word(a, list, p->name, p->text), S("may-object"),
			    may_object(plan, p));
	}
}

static void
put_datasets(struct arena *a, const struct plan *plan, struct node *list)
{
	for (size_t i = 0; i < plan->datasets.n; i++)
		if (!plan->datasets.at[i].built_in)
			(void)add_word(a, list, plan->datasets.at[i].name, S(""));
}

/* "stops the clocks of delivery, call, contact; reviewed every 6 months" */
static void
put_holds(struct arena *a, const struct plan *plan, struct node *list)
{
	for (size_t i = 0; i < plan->holds.n; i++) {
		const struct hold_class *h = &plan->holds.at[i];
		struct buf b = buf_new(a);

		buf_puts(&b, "stops the clocks of ");
		for (uint16_t d = 0; d < h->datasets; d++) {
			uint16_t of = plan->hold_datasets.at[h->first_dataset + d];

			buf_printf(
			    &b, "%s%.*s", d > 0 ? ", " : "", STR(plan->datasets.at[of].name));
		}
		if (h->by != NONE)
			buf_printf(&b, "; placed by %.*s", STR(plan->roles.at[h->by].name));
		(void)add_word(a, list, h->name, buf_str(&b));
	}
}

#define PUT(rows, text) \
	do { \
		struct node *list = node_set(words, S(#rows), node_list(a)); \
		for (size_t i = 0; i < plan->rows.n; i++) \
			(void)add_word(a, list, plan->rows.at[i].name, text); \
	} while (0)

struct node *
serve_words(struct arena *a, const struct plan *plan)
{
	struct node *words = node_map(a);

	put_purposes(a, plan, node_set(words, S("purposes"), node_list(a)));
	put_datasets(a, plan, node_set(words, S("data"), node_list(a)));
	put_holds(a, plan, node_set(words, S("holds"), node_list(a)));
	PUT(subjects, plan->subjects.at[i].text);
	PUT(recipients, plan->recipients.at[i].text);
	PUT(parties, plan->parties.at[i].text);
	PUT(consents, plan->consents.at[i].asked_as);
	PUT(decisions, S(""));
	PUT(roles, S(""));
	return words;
}
