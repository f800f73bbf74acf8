/* bin/reach.c -- how many people and records each difference reaches, in words. */
#include "bin/reach.h"

static struct str
count_text(struct arena *a, int64_t n, const char *one, const char *many)
{
	return str_printf(a, "%lld %s", (long long)n, n == 1 ? one : many);
}

struct str *
reach_texts(struct arena *a, const struct diff *d, const struct node *answer)
{
	struct str *texts = NEW_ARRAY(a, d->rows.n + 1, struct str);
	size_t i = 0;

	NODE_EACH(row, node_get(answer, S("differences"))) {
		int64_t people = node_get_int(row, S("people"), 0),
			records = node_get_int(row, S("records"), 0);

		if (i == d->rows.n)
			break;
		texts[i++] = people + records == 0
				 ? S("reaches nothing that is held")
				 : str_printf(a, "reaches %.*s, %.*s",
				     STR(count_text(a, people, "person", "people")),
				     STR(count_text(a, records, "record", "records")));
	}
	return texts;
}
