/* rights/letter.c -- what a person is told in writing. */
#include "base/buf.h"
#include "rights/inside.h"
#include "sys/zone.h"

struct instant
lifted_from(struct instant announced)
{
	return instant_plus(zone_day_end(announced), (struct span){ 1 });
}

static void
put_day(struct buf *b, struct instant at)
{
	struct civil day = zone_civil(at);

	buf_printf(b, "%04d-%02d-%02d", day.year, day.month, day.day);
}

/* LAW UK GDPR Art 18(3) */
struct str
letter_of_lifting(struct acting *a, const struct case_row *row, struct str reasons)
{
	const struct controller *c = &a->plan->controller;
	struct buf b = buf_new(&a->sc->arena);

	buf_printf(&b, "%.*s\n\nYour request of ", STR(c->name));
	put_day(&b, row->c.received);
	buf_puts(&b, ": since then we have kept your data and not used it. From ");
	put_day(&b, lifted_from(row->announced.at));
	buf_printf(&b, " on we will use it again, because: %.*s\n", STR(str_trim(reasons)));
	buf_printf(&b, "\nIf you do not agree, tell us before then: %.*s", STR(c->email));
	if (c->dpo.n > 0)
		buf_printf(&b, ", or our data protection officer: %.*s", STR(c->dpo));
	buf_printf(&b, ". You can object to a use of your data, and you can complain to the "
		       "regulator.\nCase %.*s\n",
	    STR(row->c.id));
	return buf_str(&b);
}

static void
put_names(struct buf *b, const struct node *list)
{
	size_t n = 0;

	NODE_EACH(name, list)
		buf_printf(b, "%s%.*s", n++ > 0 ? ", " : "", STR(name->text));
}

/* LAW UK GDPR Art 34(2) */
struct str
letter_of_incident(struct acting *a, const struct incident *i, const struct node *file,
    const struct node *person)
{
	const struct controller *c = &a->plan->controller;
	struct buf b = buf_new(&a->sc->arena);

	buf_printf(&b, "%.*s\n\nOn ", STR(c->name));
	put_day(&b, i->opened);
	buf_printf(&b, " we learned that data about you was in an incident.\n\nWhat happened: %.*s\n",
	    STR(node_get_str(file, S("what"))));
	buf_puts(&b, "Your data in it: ");
	put_names(&b, node_get(person, S("fields")));
	buf_puts(&b, "\nWhen it was seen or given on: ");
	put_names(&b, node_get(person, S("days")));
	if (node_get(person, S("recipients"))->count > 0) {
		buf_puts(&b, "\nTo whom it was given: ");
		put_names(&b, node_get(person, S("recipients")));
	}
	buf_printf(&b, "\nWhat you can do: %.*s\n\nAsk us: %.*s",
	    STR(node_get_str(file, S("advice"))), STR(c->email));
	if (c->dpo.n > 0)
		buf_printf(&b, ", or our data protection officer: %.*s", STR(c->dpo));
	buf_printf(&b, ". You can complain to the regulator, and a court can order that you are "
		       "compensated.\nIncident %.*s\n",
	    STR(i->id));
	return buf_str(&b);
}
