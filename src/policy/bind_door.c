/* policy/bind_door.c -- the entrances: what each may offer and ask, and its duties. */
#include "policy/bind.h"

static struct door_rule *
door_at(struct cursor *c, uint16_t row)
{
	return &c->b->plan->doors.at[row];
}

static bool door_offers(struct cursor *c, uint16_t row);

static bool
door_asks(struct cursor *c, uint16_t row)
{
	struct door_rule *door = door_at(c, row);
	struct field_list list;

	if (!take_fields(c, &list) || !cursor_want(c, "for")
	    || !take_row(c, NAME_PURPOSE, &door->asks_for))
		return false;
	door->asks = fields_copy(c->b, list.set);
	return true;
}

/* clang-format off */
static const struct {
	const char *phrase;
	enum offered_by from;
} sources[] = {
	{ "keys",              FROM_KEYS },
	{ "signed-in people",  FROM_PEOPLE },
	{ "anyone",            FROM_ANYONE },
	{ "registered phones", FROM_PHONES },
	{ "the phone system",  FROM_PHONE_SYSTEM },
};
/* clang-format on */

static bool
door_from(struct cursor *c, uint16_t row)
{
	do {
		size_t i = 0;

		while (i < N(sources) && !cursor_say(c, sources[i].phrase))
			i++;
		if (i == N(sources))
			return bind_expected(c, "`keys`, `signed-in people`, `anyone`, `registered "
						"phones` or `the phone system`");
		door_at(c, row)->from |= sources[i].from;
	} while (cursor_say(c, "and") || cursor_say(c, "or"));
	return true;
}

static bool
door_tls(struct cursor *c, uint16_t row)
{
	door_at(c, row)->tls_only = true;
	return true;
}

static bool
take_span(struct cursor *c, struct span *span)
{
	struct at at = cursor_at(c);
	struct term term;
	struct diag *d;

	if (!take_term(c, &term))
		return false;
	*span = (struct span){ term.rest.us + span_days(term.days).us };
	if (term.months == 0)
		return true;
	d = bind_complain(c->b, DIAG_TERM_BAD, cursor_span(at, c));
	d->text = S("months and years have no fixed length");
	d->note = S("say it in days, hours, minutes or seconds");
	return false;
}

/* `block an address for 1 hour after 10 unknown phones in 60 seconds`. */
static bool
door_block(struct cursor *c, uint16_t row)
{
	struct door_rule *door = door_at(c, row);
	uint32_t count;

	bind_unbuilt(c->b, UNBUILT_BLOCK, c->t[-1].at);
	if (!take_span(c, &door->block_for) || !cursor_want(c, "after")
	    || !take_number(c, "a number", 1, 60000, &count) || !cursor_want(c, "unknown phones in")
	    || !take_span(c, &door->block_window))
		return false;
	door->block_count = (uint16_t)count;
	return true;
}

static bool
door_play(struct cursor *c, uint16_t row)
{
	bind_unbuilt(c->b, UNBUILT_BEFORE_RECORDING, c->t[-1].at);
	return take_text(c, "what is played", &door_at(c, row)->before_play);
}

static bool
door_connect(struct cursor *c, uint16_t row)
{
	bind_unbuilt(c->b, UNBUILT_BEFORE_CONNECTING, c->t[-1].at);
	return take_text(c, "what is played", &door_at(c, row)->before_connecting);
}

static bool
door_notice(struct cursor *c, uint16_t row)
{
	door_at(c, row)->shows_notice = true;
	return true;
}

static bool
door_seen(struct cursor *c, uint16_t row)
{
	bind_unbuilt(c->b, UNBUILT_ATTENDED, c->t[-1].at);
	door_at(c, row)->seen = true;
	return true;
}

static bool
door_ended(struct cursor *c, uint16_t row)
{
	bind_unbuilt(c->b, UNBUILT_ATTENDED, c->t[-1].at);
	door_at(c, row)->ended_by_them = true;
	return true;
}

static bool
door_pause(struct cursor *c, uint16_t row)
{
	bind_unbuilt(c->b, UNBUILT_PAYMENT_PAUSE, c->t[-1].at);
	return take_word(c, "what is paused", &door_at(c, row)->pause_while);
}

/* Of what the door may offer. */
static bool
door_while(struct cursor *c, uint16_t row)
{
	struct door_rule *door = door_at(c, row);
	const struct plan *plan = c->b->plan;
	struct about about = { .dataset = NONE, .fields = fields_new(c->b), .purpose = NONE };

	if (door->datasets == 0)
		return bind_expected(c, "`may offer` before the condition that it is under");
	for (uint16_t i = 0; i < door->datasets; i++) {
		const struct dataset *d =
		    &plan->datasets.at[plan->door_datasets.at[door->first_dataset + i]];

		for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
			fields_put(about.fields, f);
	}
	return take_cond(c, &about, &door->only_while);
}

/* clang-format off */
static const struct clause door_clauses[] = {
	{ "may offer",             door_offers, false },
	{ "may ask",               door_asks,   false },
	{ "only while",            door_while,  false },
	{ "from",                  door_from,   false },
	{ "tls only",              door_tls,    false },
	{ "block an address for",  door_block,  false },
	{ "before recording play", door_play,   false },
	{ "before connecting play", door_connect, false },
	{ "shows notice",          door_notice, false },
	{ "they see what is done", door_seen,   false },
	{ "they may end it",       door_ended,  false },
	{ "while payment pause",   door_pause,  false },
};
/* clang-format on */

#define OFFERS_MAX 256

static bool
door_offers(struct cursor *c, uint16_t row)
{
	struct door_rule *door = door_at(c, row);
	uint16_t datasets[OFFERS_MAX];
	size_t n;

	if (!take_rows(c, NAME_DATASET, door_clauses, N(door_clauses), datasets, &n, N(datasets)))
		return false;
	door->first_dataset = (uint16_t)c->b->plan->door_datasets.n;
	for (size_t i = 0; i < n; i++)
		*ROW(c->b, &c->b->plan->door_datasets) = datasets[i];
	door->datasets = (uint16_t)n;
	return true;
}

/* A door of forms serves those that anybody may send. */
static bool
door_is_built(const struct door_rule *door)
{
#define BUILT_FORMS(word) \
	if (str_eq(door->name, S(word)) && (door->from & FROM_ANYONE) == 0) \
		return false;
#define BUILT_DOOR(word) \
	if (str_eq(door->name, S(word))) \
		return true;
#include "policy/unbuilt.def"
#undef BUILT_DOOR
#undef BUILT_FORMS
	return false;
}

void
bind_door(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);
	const struct door_rule *door = &b->plan->doors.at[of->row];

	take_clauses(&c, door_clauses, N(door_clauses), of->row);
	if (!door_is_built(door))
		*ROW(b, &b->plan->unbuilt) = (struct unbuilt){ .kind = UNBUILT_DOOR,
			.at = door->at,
			.what = str_printf(b->arena, "door %.*s", STR(door->name)) };
}

void
bind_unbuilt(struct binder *b, enum unbuilt_kind kind, struct at at)
{
	static const char *const what[] = {
#define UNBUILT(name, words) [UNBUILT_##name] = words,
#include "policy/unbuilt.def"
#undef UNBUILT
	};

	*ROW(b, &b->plan->unbuilt) =
	    (struct unbuilt){ .kind = kind, .at = at, .what = str_of(what[kind]) };
}
