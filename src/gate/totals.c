/* gate/totals.c -- how many people's records hold which values, and never of few.
 *
 * Each record is looked at as if it were read: role, basis, consent, objection,
 * restriction.  What leaves is a count of different people for each combination
 * of values; a group of fewer than the purpose says is told only within the
 * rest, and the rest only when it is large enough too.  No sum of all is given:
 * with it, one small group could be worked out.
 *
 * A series is counted by stretches of its time as well, and means of its numbers are taken:
 * of so many different people's numbers, or not at all.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "gate/note.h"
#include "gate/row.h"
#include "sys/zone.h"
#include "vault/party.h"

#define PAGE 500

/* One record, reduced to what is counted. */
struct seen {
	struct str group; /* the values, joined so that no two combinations meet */
	struct str who; /* subject, or the record where there is none */
	struct values values; /* that it is counted by */
	struct str from; /* of a series */
	struct values numbers; /* of which the mean is taken */
};

enum stretch {
	STRETCH_NONE,
	STRETCH_DAY,
	STRETCH_WEEK,
	STRETCH_MONTH,
	STRETCH_YEAR,
};

struct counting {
	struct look look;
	struct asked asked; /* what it is counted by, then the time, then the numbers */
	size_t by, numbers; /* how many are counted by, and where the numbers begin */
	enum stretch stretch;
	LIST(struct seen) seen;
};

static int
by_group(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;
	int order = str_cmp(x->group, y->group);

	return order != 0 ? order : str_cmp(x->who, y->who);
}

/* The values of these fields, in the order in which they were asked for. */
static struct values
values_kept(struct arena *arena, struct values values, const uint16_t *fields, size_t n)
{
	struct values kept = { NEW_ARRAY(arena, n + 1, struct value), 0 };

	for (size_t i = 0; i < n; i++) {
		const struct value *value = values_get(values, fields[i]);

		if (value != NULL)
			kept.at[kept.n++] = (struct value){ .field = fields[i],
				.text = str_dup(arena, value->text) };
	}
	return kept;
}

/* The first civil day of the stretch, or nothing when the record holds no time. */
static struct str
stretch_of(const struct counting *c, struct arena *arena, struct values values)
{
	const struct value *time = values_get(values, c->asked.at[c->by]);
	struct instant at;
	struct civil day;

	if (time == NULL || !instant_parse(time->text, &at))
		return S("");
	day = zone_civil(at);
	day = (struct civil){ .year = day.year, .month = day.month, .day = day.day };
	if (c->stretch == STRETCH_WEEK)
		day = civil_plus_days(day, -civil_weekday(day));
	if (c->stretch == STRETCH_MONTH || c->stretch == STRETCH_YEAR)
		day.day = 1;
	if (c->stretch == STRETCH_YEAR)
		day.month = 1;
	return date_print(arena, day);
}

static void
see_person(struct counting *c, struct arena *keep, const struct answer_row *row, struct str who)
{
	struct seen seen = {
		.who = str_dup(keep, who),
		.values = values_kept(keep, row->values, c->asked.at, c->by),
		.numbers = values_kept(
		    keep, row->values, c->asked.at + c->numbers, c->asked.n - c->numbers),
		.from = S(""),
	};
	struct buf group = buf_new(keep);

	if (c->stretch != STRETCH_NONE)
		seen.from = stretch_of(c, keep, row->values);
	if (c->stretch != STRETCH_NONE ? seen.from.n == 0 : seen.values.n == 0)
		return;
	buf_printf(&group, "%.*s:", STR(seen.from));
	for (size_t i = 0; i < seen.values.n; i++) {
		buf_printf(&group, "%u:%zu:", seen.values.at[i].field, seen.values.at[i].text.n);
		buf_put(&group, seen.values.at[i].text);
	}
	seen.group = buf_str(&group);
	*LIST_ADD(&c->seen, keep) = seen;
}

static void
see(struct counting *c, struct arena *keep, const struct answer_row *row)
{
	const struct record *r = &row->record;

	for (size_t i = 0; i < r->n_people; i++)
		see_person(c, keep, row, r->people[i].subject);
	if (r->n_people > 0)
		return;
	/* people whom nobody knows apart may be one */
	if (r->subject.n > 0 || c->look.plan->datasets.at[r->dataset].subjects > 0)
		see_person(c, keep, row, r->subject);
	else
		see_person(c, keep, row, r->id);
}

/* A scope a page: a store is larger than memory. */
static result
count_page(struct counting *c, struct scope *sc, const struct str *ids, size_t n)
{
	struct look *l = &c->look;

	for (size_t i = 0; i < n; i++) {
		struct answer_row row;
		struct verdict of_row = { 0 };
		struct record r;
		struct scope *outer = l->sc;
		result done;

		l->sc = sc;
		done = look_record(l, ids[i], &r, &of_row);
		if (done.code == E_OK && verdict_allows(&of_row))
			done = row_open(l, &r, &c->asked, &row, &of_row);
		l->sc = outer;
		TRY(done);
		if (verdict_allows(&of_row) && row.values.n > 0)
			see(c, &outer->arena, &row);
	}
	return OK;
}

static result
count_party(struct counting *c, struct str party)
{
	struct look *l = &c->look;
	struct str after = S("");
	size_t n;

	do {
		struct scope own;
		struct str *ids;
		result r;

		scope_begin(&own, l->sc->now);
		r = vault_list(&own, l->store->vault, l->dataset, party, after, PAGE, &ids, &n);
		if (r.code == E_OK)
			r = count_page(c, &own, ids, n);
		if (r.code == E_OK && n > 0)
			after = str_dup(&l->sc->arena, ids[n - 1]);
		r = fail_in_front(&own, r, "a record could not be counted");
		TRY(scope_end_within(&own, l->sc, r));
	} while (n == PAGE);
	return OK;
}

static result
count_all(struct counting *c)
{
	struct look *l = &c->look;
	uint16_t class = l->plan->datasets.at[l->dataset].party;
	struct party *all;
	size_t n;

	if (l->asker->party.n > 0 || class == NONE)
		return count_party(c, l->asker->party);
	if (l->q->party.n > 0)
		return count_party(c, l->q->party);
	TRY(vault_parties(l->sc, l->store->vault, &all, &n));
	for (size_t i = 0; i < n; i++)
		if (all[i].class == class)
			TRY(count_party(c, all[i].id));
	return OK;
}

/* Different people of the group that begins at `from`. */
static size_t
people_of(const struct counting *c, size_t from, size_t *next)
{
	size_t people = 0, i = from;

	for (; i < c->seen.n && str_eq(c->seen.at[i].group, c->seen.at[from].group); i++)
		if (i == from || !str_eq(c->seen.at[i].who, c->seen.at[i - 1].who))
			people++;
	*next = i;
	return people;
}

/* Over records, as they come; of fewer people's numbers nothing is said. */
static void
mean_of(struct counting *c, size_t from, size_t next, uint16_t field, size_t least,
    struct values *means)
{
	struct arena *arena = &c->look.sc->arena;
	double sum = 0;
	size_t n = 0, people = 0;
	struct str last = S("");

	for (size_t i = from; i < next; i++) {
		const struct value *number = values_get(c->seen.at[i].numbers, field);

		if (number == NULL)
			continue;
		sum += strtod(str_c(arena, number->text), NULL);
		people += n++ == 0 || !str_eq(last, c->seen.at[i].who);
		last = c->seen.at[i].who;
	}
	if (n > 0 && people >= least)
		means->at[means->n++] = (struct value){ .field = field,
			.text = str_printf(arena, "%.2f", sum / (double)n) };
}

static struct total
total_of(struct counting *c, size_t from, size_t next, size_t people, size_t least)
{
	struct total total = { .values = c->seen.at[from].values,
		.from = c->seen.at[from].from,
		.people = people,
		.means = { NEW_ARRAY(&c->look.sc->arena, c->asked.n + 1, struct value), 0 } };

	for (size_t i = c->numbers; i < c->asked.n; i++)
		mean_of(c, from, next, c->asked.at[i], least, &total.means);
	return total;
}

static void
tell(struct counting *c, struct totals *t)
{
	size_t least = c->look.plan->purposes.at[c->look.purpose].as_totals_of, next = 0;

	t->rows = NEW_ARRAY(&c->look.sc->arena, c->seen.n + 1, struct total);
	if (c->seen.n > 0)
		qsort(c->seen.at, c->seen.n, sizeof(*c->seen.at), by_group);
	for (size_t i = 0; i < c->seen.n; i = next) {
		size_t people = people_of(c, i, &next);

		if (people < least)
			t->rest += people;
		else
			t->rows[t->n++] = total_of(c, i, next, people, least);
	}
	if (t->rest < least)
		t->rest = 0;
}

static result
note_totals(struct counting *c, struct totals *t)
{
	struct look *l = &c->look;
	struct entry e = note_begin(l->store, l->asker, ENTRY_FOUND, S("totals"));
	struct values counted = { NEW_ARRAY(&l->sc->arena, c->asked.n + 1, struct value), 0 };

	for (size_t i = 0; i < c->asked.n; i++)
		counted.at[counted.n++] = (struct value){ .field = c->asked.at[i] };
	e.purpose = l->plan->purposes.at[l->purpose].name;
	e.dataset = l->plan->datasets.at[l->dataset].name;
	note_fields(l->sc, l->plan, &e, counted);
	note_more(l->sc, &e, S("ticket"), l->q->ticket);
	return note_write(l->sc, l->store, &e, &t->entry);
}

static result
take_stretch(struct counting *c, struct verdict *v)
{
	static const char *const words[] = { "", "day", "week", "month", "year" };
	const struct dataset *d = &c->look.plan->datasets.at[c->look.dataset];
	struct str per = c->look.q->per;

	if (!d->series && (per.n > 0 || c->look.q->mean != NULL))
		return verdict_refuse(c->look.sc, v, WHY_TOTALS, d->at.line,
		    "`%.*s` is no series: count its records by its fields", STR(d->name));
	for (size_t i = 0; i < N(words); i++)
		if (str_eq(per, str_of(words[i]))) {
			c->stretch = (enum stretch)i;
			return OK;
		}
	return fail_at(c->look.sc, E_INPUT, S("per"), "`per` is day, week, month or year");
}

static void
ask_field(struct counting *c, uint16_t field)
{
	uint16_t *at = NEW_ARRAY(&c->look.sc->arena, c->asked.n + 1, uint16_t);

	for (size_t i = 0; i < c->asked.n; i++)
		at[i] = c->asked.at[i];
	at[c->asked.n++] = field;
	c->asked.at = at;
}

static result
ask_means(struct counting *c, struct verdict *v)
{
	struct look *l = &c->look;

	c->numbers = c->asked.n;
	NODE_EACH(name, l->q->mean) {
		uint16_t field = field_named(l->plan, l->dataset, name->text);

		if (field == NONE || l->plan->fields.at[field].type != TYPE_NUMBER)
			return verdict_refuse(l->sc, v, WHY_UNKNOWN,
			    l->plan->datasets.at[l->dataset].at.line,
			    "a mean is of fields of `%.*s` that are numbers",
			    STR(l->plan->datasets.at[l->dataset].name));
		ask_field(c, field);
	}
	return OK;
}

/* What it is counted by, the time of a series, and the numbers. */
static result
take_asked(struct counting *c, struct verdict *v)
{
	struct look *l = &c->look;

	TRY(take_stretch(c, v));
	if (verdict_allows(v) && l->q->fields != NULL && l->q->fields->count > 0)
		TRY(asked_fields(l, l->dataset, l->q->fields, &c->asked, v));
	c->by = c->asked.n;
	if (c->by == 0 && c->stretch == STRETCH_NONE && verdict_allows(v))
		return verdict_refuse(l->sc, v, WHY_MISSING, 0,
		    "say which dataset, and by which of its fields to count");
	if (c->stretch != STRETCH_NONE)
		ask_field(c, plan_series_time(l->plan, l->dataset));
	return verdict_allows(v) ? ask_means(c, v) : OK;
}

/* Of every field, whether or not a record holds it: may it be counted by? */
static result
count_begin(struct counting *c, struct verdict *v)
{
	struct look *l = &c->look;
	struct record nobody = { .party = l->asker->party };

	TRY(look_begin(l, v));
	if (!verdict_allows(v))
		return OK;
	if (l->dataset == NONE)
		return verdict_refuse(l->sc, v, WHY_MISSING, 0,
		    "say which dataset, and by which of its fields to count");
	if (l->asker->party.n > 0 && l->q->party.n > 0 && !str_eq(l->asker->party, l->q->party))
		return verdict_gone(l->sc, v);
	if (l->plan->purposes.at[l->purpose].as_totals_of == 0)
		return verdict_refuse(l->sc, v, WHY_TOTALS,
		    l->plan->purposes.at[l->purpose].at.line,
		    "`%.*s` sees records, not totals: read or list them",
		    STR(l->plan->purposes.at[l->purpose].name));
	nobody.dataset = l->dataset;
	TRY(take_asked(c, v));
	for (size_t i = 0; i < c->asked.n && verdict_allows(v); i++) {
		uint16_t grant;

		TRY(look_field(l, &nobody, c->asked.at[i], &grant, v));
	}
	return OK;
}

result
gate_totals(struct scope *sc, struct store *store, const struct asker *asker,
    const struct question *q, struct verdict *v, struct totals *t)
{
	struct counting c = {
		.look = {
		    .sc = sc,
		    .store = store,
		    .asker = asker,
		    .second = q->second,
		    .q = q,
		    .may = MAY_READ | MAY_EXPORT,
		    .totals = true,
		},
	};

	*t = (struct totals){ 0 };
	TRY(count_begin(&c, v));
	if (!verdict_allows(v))
		return OK;
	TRY(count_all(&c));
	tell(&c, t);
	TRY(note_totals(&c, t)); /* G2 */
	v->entry = t->entry;
	return OK;
}
