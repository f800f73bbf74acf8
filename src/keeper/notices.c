/* keeper/notices.c -- people are told of a material change of the policy, by mail (K26). */
#include "base/log.h"
#include "gate/note.h"
#include "keeper/again.h"
#include "keeper/notices.h"
#include "policy/law.h"
#include "policy/words.h"
#include "sys/zone.h"
#include "term/letter.h"

#define SETTING_NOTICES S("notices") /* what is told, and how far; empty: nobody is to be told */
#define STEP 100 /* people in one transaction */

static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

result
notices_can(struct scope *sc, struct store *store, const struct diff *d, bool *can)
{
	struct mail mail;

	TRY(mail_get(sc, store, &mail, can));
	*can = *can && d->rule->channel == CHANNEL_EMAIL;
	return OK;
}

/* -- the letter ------------------------------------------------------------------------- */

/* LAW UK GDPR Art 12(1), 13(2)(b), (d), 13(3): what changes, from when, what they can do. */
static void
put_choices(struct buf *b, const struct diff *d)
{
	const struct controller *c = &d->is->controller;
	const struct law_regulator *r = law_regulator(c->regulator);

	buf_puts(b, "\nWhat you can do:\n- You need not do anything. Where it rests on a yes of yours, we "
		    "ask you first.\n- You can object to a use of what we hold about you, take back "
		    "a consent, or have it corrected, given to you or erased, before that day and "
		    "after it.\n");
	buf_printf(b, "- Ask us, or complain to us: %.*s", STR(c->email));
	if (c->dpo.n > 0)
		buf_printf(b, ", or our data protection officer: %.*s", STR(c->dpo));
	buf_puts(b, ".\n- You can also complain to the regulator");
	if (r != NULL)
		buf_printf(b, ", the %s: %s", r->name, r->site);
	buf_puts(b, ", and go to court.\n");
}

static struct str
text_of(struct arena *a, const struct diff *d, uint16_t subject, struct instant starts)
{
	const struct plan *plan = d->is;
	struct buf b = buf_new(a), said = buf_new_capped(a, LETTER_TEXT_MAX / 2);
	struct str changes;

	buf_printf(&b, "%.*s\n\nFrom %.*s on we change how we use data about you.\n\n",
	    STR(plan->controller.name), STR(words_date(a, zone_civil(starts))));
	diff_print_people(&said, d, subject);
	buf_put(&b, buf_done(&said, &changes)
			? changes
			: S("It is more than a letter holds; our notice has it all.\n"));
	return buf_str(&b);
}

/* What stands below, and below the link of those who are asked for a yes again. */
static struct str
choices_of(struct arena *a, const struct diff *d)
{
	const struct plan *plan = d->is;
	struct buf b = buf_new(a);

	put_choices(&b, d);
	buf_printf(&b, "\nOur notice from then on, version %u", (unsigned)plan->version);
	for (size_t i = 0; i < plan->links.n; i++)
		buf_printf(&b, "%s%.*s", i == 0 ? ": " : ", ", STR(plan->links.at[i].text));
	buf_putc(&b, '\n');
	return buf_str(&b);
}

/* Of each kind of people the name, and what they are told. */
static struct node *
types_of(struct arena *a, const struct diff *d, struct instant starts)
{
	struct node *list = node_list(a);

	for (uint16_t i = 0; i < d->rule->subjects; i++) {
		uint16_t subject = d->is->change_subjects.at[d->rule->first_subject + i];
		struct node *type = node_add(list, node_map(a));

		node_set_str(a, type, S("type"), d->is->subjects.at[subject].name);
		node_set_str(a, type, S("text"), text_of(a, d, subject, starts));
		node_set_str(a, type, S("choices"), choices_of(a, d));
	}
	return list;
}

/* What is told, to whom of those that are left, and how many there were. */
struct telling_all {
	int64_t version, line, letters, unaddressed;
	struct node *types; /* { type, text } of each kind of people; the first is underway */
	struct str after; /* the last of that type who has had a letter */
	struct str title;
};

static result
keep(struct scope *sc, struct keeper *k, const struct telling_all *t)
{
	struct arena *a = &sc->arena;
	struct node *n = node_map(a);

	node_set_int(a, n, S("version"), t->version);
	node_set_int(a, n, S("line"), t->line);
	node_set_int(a, n, S("letters"), t->letters);
	node_set_int(a, n, S("unaddressed"), t->unaddressed);
	node_set(n, S("types"), t->types);
	node_set_str(a, n, S("after"), t->after);
	node_set_str(a, n, S("title"), t->title);
	return vault_set_tree(sc, k->vault, SETTING_NOTICES, n);
}

/* One that an earlier bailee began has the same text for all of them. */
static struct node *
type_of(struct arena *a, const struct node *type, struct str text)
{
	struct node *map;

	if (type->kind != NODE_STR)
		return node_copy(a, type);
	map = node_map(a);
	node_set_str(a, map, S("type"), type->text);
	node_set_str(a, map, S("text"), text);
	return map;
}

static result
take(struct scope *sc, struct keeper *k, struct telling_all *t, bool *any)
{
	struct node *n;

	*t = (struct telling_all){ 0 };
	TRY(vault_setting_tree(sc, k->vault, SETTING_NOTICES, &n));
	*any = n != NULL;
	if (!*any)
		return OK;
	t->version = node_get_int(n, S("version"), 0);
	t->line = node_get_int(n, S("line"), 0);
	t->letters = node_get_int(n, S("letters"), 0);
	t->unaddressed = node_get_int(n, S("unaddressed"), 0);
	t->types = node_list(&sc->arena);
	NODE_EACH(type, node_get(n, S("types")))
		node_add(t->types, type_of(&sc->arena, type, node_get_str(n, S("text"))));
	t->after = node_get_str(n, S("after"));
	t->title = node_get_str(n, S("title"));
	return OK;
}

result
notices_begin(
    struct scope *sc, struct keeper *k, const struct diff *d, struct instant starts)
{
	struct arena *a = &sc->arena;
	const struct telling_all t = {
		.version = (int64_t)d->is->version,
		.line = (int64_t)d->rule->at.line,
		.types = types_of(a, d, starts),
		.title = str_printf(a, "How %.*s uses data about you changes",
		    STR(str_slice(d->is->controller.name, 0, 120))),
	};

	TRY(keep(sc, k, &t));
	k->noticing = true;
	return OK;
}

result
notices_call_off(struct scope *sc, struct keeper *k, int64_t version)
{
	struct telling_all t;
	bool any;

	TRY(take(sc, k, &t, &any));
	if (!any || t.version != version)
		return OK;
	k->noticing = false;
	return vault_set_tree(sc, k->vault, SETTING_NOTICES, NULL);
}

/* LAW UK GDPR Art 7(3): no is as easy as yes, and no answer is no yes. */
static result
put_again(struct scope *sc, struct keeper *k, const struct telling_all *t, struct str subject,
    struct buf *b)
{
	struct str site = words_site(k->store.plan);
	struct again_one *asked;
	size_t n;

	TRY(again_of(sc, k, subject, (uint32_t)t->version, &asked, &n));
	if (n == 0 || site.n == 0)
		return OK;
	buf_printf(b,
	    "\nWe ask for your yes again. Say yes or no here, until %.*s:\n\n    %.*s%.*s\n\nIf you "
	    "say no, or do not answer, nothing that is new is done on your yes; what does not "
	    "change goes on.\n",
	    STR(words_date(
		b->arena, zone_civil(instant_plus(asked[0].starts, AGAIN_LINK_FOR)))),
	    STR(site), STR(again_link(sc, k->vault, (uint32_t)t->version, subject)));
	return OK;
}

/* -- to each -------------------------------------------------------------------------------- */

static result
tell_one(struct scope *sc, struct keeper *k, struct telling_all *t, struct str subject)
{
	struct arena *a = &sc->arena;
	struct buf b = buf_new(a);
	struct letter l = {
		.kind = LETTER_NOTICE,
		.subject = subject,
		.title = t->title,
		.of = str_printf(a, "policy-%lld", (long long)t->version),
		.once = str_printf(a, "notice:%lld:%.*s", (long long)t->version, STR(subject)),
		.line = (uint32_t)t->line, /* was one */
	};
	enum letter_queued how;
	struct str id;

	buf_put(&b, node_get_str(t->types->first, S("text")));
	TRY(put_again(sc, k, t, subject, &b));
	buf_put(&b, node_get_str(t->types->first, S("choices")));
	l.text = buf_str(&b);
	TRY(letter_queue(sc, &k->store, NULL, &l, &how, &id));
	t->letters += how == LETTER_QUEUED;
	t->unaddressed += how == LETTER_NO_ADDRESS || how == LETTER_NO_MAIL;
	return OK;
}

static result
tell_some(struct scope *sc, struct keeper *k, struct telling_all *t)
{
	struct node *left = node_list(&sc->arena);
	struct str *ids;
	size_t n;

	TRY(vault_subjects_of(sc, k->vault, node_get_str(t->types->first, S("type")), t->after,
	    STEP, &ids, &n));
	for (size_t i = 0; i < n; i++)
		TRY(tell_one(sc, k, t, t->after = ids[i]));
	if (n == STEP)
		return keep(sc, k, t);
	for (const struct node *type = t->types->first->next; type != NULL; type = type->next)
		node_add(left, node_copy(&sc->arena, type));
	t->types = left;
	t->after = S("");
	return keep(sc, k, t);
}

static result
end_telling(struct scope *sc, struct keeper *k, const struct telling_all *t)
{
	struct entry e = note_begin(&k->store, &itself, ENTRY_POLICY_TOLD, S(""));
	struct node *more = node_map(&sc->arena);

	e.count = t->version;
	e.line = t->line;
	node_set_int(&sc->arena, more, S("letters"), t->letters);
	node_set_int(&sc->arena, more, S("unaddressed"), t->unaddressed);
	e.more = more;
	TRY(vault_set_tree(sc, k->vault, SETTING_NOTICES, NULL));
	return keeper_note(sc, k, &e);
}

static result
step(struct scope *sc, struct keeper *k, void *of)
{
	struct telling_all *t = of;

	return t->types->first != NULL ? tell_some(sc, k, t) : end_telling(sc, k, t);
}

result
notices_open(struct scope *sc, struct keeper *k)
{
	struct telling_all t;

	return take(sc, k, &t, &k->noticing);
}

result
notices_step(struct scope *sc, struct keeper *k)
{
	struct telling_all t;

	if (!k->noticing)
		return OK;
	TRY(take(sc, k, &t, &k->noticing));
	return k->noticing ? keeper_commit(sc, k, step, &t) : OK;
}
