#include <stdlib.h>

#include "policy/bind.h"

/* What needs another heading comes after it: types before conditions, events
 * before clocks, uses before grants. */
static const struct {
	enum heading heading;
	void (*bind)(struct binder *, struct section *);
	bool named; /* its row was declared */
} passes[] = {
	/* clang-format off */
	{ HEADING_POLICY,     bind_policy,     false },
	{ HEADING_LAW,        bind_law,        false },
	{ HEADING_FROM,       bind_from,       false },
	{ HEADING_CALENDAR,   bind_calendar,   false },
	{ HEADING_CONTROLLER, bind_controller, false },
	{ HEADING_PARTY,      bind_party,      true },
	{ HEADING_SUBJECT,    bind_subject,    true },
	{ HEADING_PLACE,      bind_place,      true },
	{ HEADING_DATA,       bind_dataset,       true },
	{ HEADING_EVENT,      bind_event,      true },
	{ HEADING_SUBJECT,    bind_subject_states, true },
	{ HEADING_DATA,       bind_dataset_marks, true },
	{ HEADING_KEEP,       bind_keep,       false },
	{ HEADING_PURPOSE,    bind_purpose,    true },
	{ HEADING_ORDER,      bind_order,      true },
	{ HEADING_CONSENT,    bind_consent,    true },
	{ HEADING_RECIPIENT,  bind_recipient,  true },
	{ HEADING_NEVER,      bind_never,      false },
	{ HEADING_SUPPRESS,   bind_suppress,   false },
	{ HEADING_SCREEN,     bind_screen,     false },
	{ HEADING_ROLE,       bind_role,       true },
	{ HEADING_HOLD,       bind_hold,       true },
	{ HEADING_DOOR,       bind_door,       true },
	{ HEADING_COOKIE,     bind_cookie,     true },
	{ HEADING_RIGHT,      bind_right,      false },
	{ HEADING_DECIDE,     bind_decide,     false },
	{ HEADING_BREACH,     bind_breach,     false },
	{ HEADING_CHANGE,     bind_change,     false },
	{ HEADING_REVIEW,     bind_review,     true },
	/* clang-format on */
};

static void
find_sections(struct binder *b)
{
	const struct tree *tree = b->tree;

	for (size_t i = 0; i < tree->sentences.n; i++) {
		const struct sentence *s = &tree->sentences.at[i];

		if (s->kind == SENTENCE_HEADING)
			*LIST_ADD(&b->sections, &b->sc->arena) =
			    (struct section){ .heading = s->heading, .head = s, .row = NONE };
		else if (b->sections.n > 0)
			b->sections.at[b->sections.n - 1].under++;
	}
}

/* Headings without which there is no policy. */
static const enum heading always[] = { HEADING_POLICY, HEADING_LAW, HEADING_FROM, HEADING_CALENDAR,
	HEADING_CONTROLLER };

/* One message for all of them: an empty file has one fault. */
static void
complain_not_said(struct binder *b, const enum heading *missing, size_t n)
{
	struct diag *d =
	    bind_complain(b, DIAG_NOT_SAID, (struct at){ .line = 1, .col = 1, .len = 1 });
	struct buf list = buf_new(&b->sc->arena);

	for (size_t i = 0; i < n; i++)
		buf_printf(&list, "%s`%s`",
		    i == 0	 ? ""
		    : i + 1 == n ? " and no "
				 : ", no ",
		    heading_word(missing[i]));
	d->text = said(b, "the policy has no %.*s", STR(buf_str(&list)));
	d->note = S("say it near the beginning");
	d->try_line = str_of(heading_example(missing[0]));
}

/* A line that could not be read may be the one that is missing. */
static void
everything_is_said(struct binder *b)
{
	enum heading missing[N(always)];
	size_t n = 0;

	if (b->diags->errors > 0)
		return;
	for (size_t i = 0; i < N(always); i++) {
		bool found = false;

		for (size_t s = 0; s < b->sections.n && !found; s++)
			found = b->sections.at[s].heading == always[i];
		if (!found)
			missing[n++] = always[i];
	}
	if (n > 0)
		complain_not_said(b, missing, n);
}

static int
by_line(const void *a, const void *b)
{
	const struct unbuilt *x = a, *y = b;

	if (x->at.line != y->at.line)
		return x->at.line < y->at.line ? -1 : 1;
	if (x->at.col != y->at.col)
		return x->at.col < y->at.col ? -1 : 1;
	return str_cmp(x->what, y->what);
}

void
policy_bind(struct binder *b)
{
	find_sections(b);
	everything_is_said(b);
	bind_declare(b);
	for (size_t p = 0; p < N(passes) && !b->full; p++) {
		for (size_t s = 0; s < b->sections.n && !b->full; s++) {
			struct section *of = &b->sections.at[s];

			if (of->heading == passes[p].heading
			    && (passes[p].named ? of->row != NONE : !of->head->broken))
				passes[p].bind(b, of);
		}
	}
	if (!b->full)
		bind_groups(b);
	if (b->plan->unbuilt.n > 0)
		qsort(
		    b->plan->unbuilt.at, b->plan->unbuilt.n, sizeof(*b->plan->unbuilt.at), by_line);
}
