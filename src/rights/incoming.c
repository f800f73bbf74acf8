/* rights/incoming.c -- what people write to us, by whichever door (R16).
 *
 * LAW UK GDPR Art 12(2), (3): no form and no word is asked for; the time runs from the day on
 * which it came, whoever sorts it, and when.
 */
#include "base/buf.h"
#include "policy/words.h"
#include "rights/inside.h"
#include "sql/statements.h"
#include "sys/zone.h"
#include "term/letter.h"
#include "vault/value.h"

/* Who writes twice in a day is told once that it came: two machines never talk for long. */
#define TOLD_ONCE_A_DAY "received-%.*s-%04d%02d%02d"
#define NAMED_MOST ((size_t)20) /* ids of one letter that are looked at */

struct str
incoming_words(struct arena *arena, const struct incoming *in)
{
	struct str title = str_trim(in->title), text = str_trim(in->text);

	if (title.n == 0 || text.n == 0)
		return title.n > 0 ? title : text;
	return str_printf(arena, "%.*s\n\n%.*s", STR(title), STR(text));
}

static result
check(struct scope *sc, const struct incoming *in)
{
	if (!value_is_email(in->from))
		return fail_at(sc, E_INPUT, S("from"), "this is no e-mail address");
	if (!utf8_valid(in->title) || !utf8_valid(in->text))
		return fail_at(sc, E_INPUT, S("text"), "a letter is UTF-8");
	if (incoming_words(&sc->arena, in).n == 0)
		return fail_at(sc, E_INPUT, S("text"), "the letter says nothing");
	return OK;
}

/* Nobody's leave is asked: anybody may write to us (R4 is of who acts on it). */
static struct acting
acting_for(struct scope *sc, struct store *store, const struct asker *asker, struct verdict *v)
{
	*v = (struct verdict){ 0 };
	return (struct acting){
		.sc = sc, .store = store, .plan = store->plan, .asker = asker, .reason = S(""), .v = v
	};
}

static struct node *
sender(struct arena *arena, const struct incoming *in)
{
	struct node *from = node_map(arena);

	node_set_str(arena, from, S("email"), in->from);
	node_set_bool(arena, from, S("proved"), in->proved);
	return from;
}

/* -- which case it answers ------------------------------------------------------------- */

/* Not `there`: none of that id, or it is closed, and what is written now is something new. */
static result
load_open(struct acting *a, struct str id, struct case_row *row, bool *there)
{
	struct verdict v = { 0 };
	struct acting one = *a;

	one.v = &v;
	TRY(case_load(&one, id, row));
	*there = verdict_allows(&v) && row->party.n == 0
		 && (row->c.state == CASE_OPEN || row->c.state == CASE_PAUSED);
	return OK;
}

static result
case_of_letter(struct acting *a, struct str letter, struct str *id)
{
	struct letter_row row;
	bool absent;

	*id = S("");
	TRY(verdict_absent(a->sc, letter_get(a->sc, a->store, letter, &row), &absent));
	if (!absent && (row.kind == LETTER_CASE || row.kind == LETTER_RECEIVED))
		*id = row.of;
	return OK;
}

static result
find_answered(struct acting *a, const struct incoming *in, struct case_row *row, bool *found)
{
	size_t n = 0;

	*found = false;
	NODE_EACH(id, in->cases)
		if (!*found && n++ < NAMED_MOST)
			TRY(load_open(a, id->text, row, found));
	NODE_EACH(letter, in->letters) {
		struct str id;

		if (*found || n++ >= NAMED_MOST)
			continue;
		TRY(case_of_letter(a, letter->text, &id));
		if (id.n > 0)
			TRY(load_open(a, id, row, found));
	}
	return OK;
}

/* -- put to it ------------------------------------------------------------------------- */

/* Nothing is done by it: "that was not me" comes from an address on record, too. */
static result
put_to_case(struct acting *a, const struct case_row *row, const struct incoming *in)
{
	TRY(case_paper_came(a, row, S("mail"), in));
	return case_note(a, ENTRY_CASE_WRITTEN, row, &a->v->entry);
}

/* -- a new one --------------------------------------------------------------------------- */

static void
put_day(struct buf *b, struct instant at)
{
	buf_put(b, words_date(b->arena, zone_civil(at)));
}

static struct str
letter_of_receipt(struct acting *a, const struct case_row *row)
{
	struct buf b = buf_new(&a->sc->arena);

	buf_printf(&b, "%.*s\n\nYou wrote to us on ", STR(a->plan->controller.name));
	put_day(&b, row->c.received);
	buf_puts(&b, ", and it has come in. You have our answer by ");
	put_day(&b, row->c.due);
	buf_puts(&b, " at the latest. What you write in answer to this letter is put to it.\n");
	letter_ending(&b, a->plan, row->c.id);
	return buf_str(&b);
}

static result
once_a_day(struct acting *a, struct str address, struct str *once)
{
	struct civil day = zone_civil(a->sc->now);
	struct str canonical, mark;

	TRY(who_address(a->sc, a->store, TYPE_EMAIL, address, &canonical));
	mark = will_mark(a->sc, a->store, TYPE_EMAIL, canonical, S(""));
	*once = str_printf(&a->sc->arena, TOLD_ONCE_A_DAY,
	    STR(hex_encode(&a->sc->arena, mark.p, mark.n)), day.year, day.month, day.day);
	return OK;
}

/* To a proved address alone: whom a stranger names as the sender gets nothing. */
static result
acknowledge(struct acting *a, const struct case_row *row, const struct incoming *in)
{
	struct letter l = {
		.kind = LETTER_RECEIVED,
		.address = in->from,
		.title = str_printf(
		    &a->sc->arena, "We have your letter, case %.*s", STR(row->c.id)),
		.text = letter_of_receipt(a, row),
		.of = row->c.id,
	};
	enum letter_queued how;
	struct str id;

	if (!in->proved || in->untold)
		return OK;
	TRY(once_a_day(a, in->from, &l.once));
	return letter_queue(a->sc, a->store, a->asker, &l, &how, &id);
}

static result
open_unsorted(struct acting *a, struct case_row *row, const struct incoming *in)
{
	struct arena *arena = &a->sc->arena;
	struct node *who = node_map(arena), *evidence = node_map(arena);
	const struct request q = { .right = RIGHT_UNSORTED,
		.who = who,
		.from = sender(arena, in),
		.evidence = evidence };

	node_set_str(arena, who, S("email"), in->from);
	node_set_str(arena, evidence, S("text"), incoming_words(arena, in));
	*row = (struct case_row){ .c.right = RIGHT_UNSORTED, .c.received = in->received };
	if (row->c.received.us == 0)
		row->c.received = a->sc->now;
	TRY(case_enter(a, row, &q));
	return acknowledge(a, row, in);
}

result
rights_incoming(struct scope *sc, struct store *store, const struct asker *asker,
    const struct incoming *in, struct taken *taken)
{
	struct verdict v;
	struct acting a = acting_for(sc, store, asker, &v);
	struct case_row row;
	bool found;

	TRY(check(sc, in));
	TRY(find_answered(&a, in, &row, &found));
	if (found)
		TRY(put_to_case(&a, &row, in));
	else
		TRY(open_unsorted(&a, &row, in));
	*taken = (struct taken){ found ? INCOMING_ANSWERED : INCOMING_OPENED, row.c };
	return OK;
}

/* -- a letter that came back --------------------------------------------------------------- */

result
rights_undelivered(struct scope *sc, struct store *store, const struct asker *asker,
    const struct incoming *in, bool *known)
{
	struct verdict v;
	struct acting a = acting_for(sc, store, asker, &v);
	struct case_row row;

	TRY(find_answered(&a, in, &row, known));
	if (!*known)
		return OK;
	TRY(case_paper_add(&a, &row, S("undelivered"), S(""), S("")));
	return case_note(&a, ENTRY_CASE_UNDELIVERED, &row, &v.entry);
}

/* -- sorted -------------------------------------------------------------------------------- */

static result
read_right(struct acting *a, const struct node *given, enum right_kind *right)
{
	if (right_of(node_get_str(given, S("right")), right) && right_is_asked_for(*right))
		return OK;
	return fail_at(a->sc, E_INPUT, S("right"),
	    "say which right it is: access, rectification, erasure, restriction, portability, "
	    "objection or complaint");
}

/* Of somebody else than whoever wrote: a colleague has found out who is meant. */
static struct node *
who_is_meant(struct arena *arena, const struct node *given, const struct node *file)
{
	struct str subject = node_get_str(given, S("subject"));
	struct node *who = node_map(arena);

	if (subject.n == 0)
		return node_copy(arena, node_get(file, S("who")));
	node_set_str(arena, who, S("subject"), subject);
	return who;
}

static struct node *
what_is_asked(
    struct arena *arena, const struct node *given, const struct node *file, enum right_kind right)
{
	struct node *evidence = node_copy(arena, node_get(file, S("evidence")));
	struct str purpose = node_get_str(given, S("purpose"));

	if (right == RIGHT_OBJECT && purpose.n > 0)
		node_set_str(arena, evidence, S("purpose"), purpose);
	return evidence;
}

static struct node *
sorted_file(struct arena *arena, const struct node *given, const struct node *file,
    enum right_kind right)
{
	struct node *sorted = node_map(arena);

	node_set_str(arena, sorted, S("right"), str_of(right_word(right)));
	node_set(sorted, S("who"), who_is_meant(arena, given, file));
	if (node_get(file, S("from")) != NULL)
		node_set(sorted, S("from"), node_copy(arena, node_get(file, S("from"))));
	if (node_get(file, S("evidence")) != NULL)
		node_set(sorted, S("evidence"), what_is_asked(arena, given, file, right));
	return sorted;
}

result
case_sort(struct acting *a, struct case_row *row, const struct node *given)
{
	struct request q = { 0 };
	struct node *file, *sorted;

	TRY(read_right(a, given, &q.right));
	TRY(case_file(a, row, &file));
	sorted = sorted_file(&a->sc->arena, given, file, q.right);
	q.who = node_get(sorted, S("who"));
	q.from = node_get(sorted, S("from"));
	q.evidence = node_get(sorted, S("evidence"));
	TRY(objection_known(a, &q));
	if (!verdict_allows(a->v))
		return OK;
	row->c.right = q.right;
	TRY(case_begin(a, row, &q));
	for (size_t i = 0; i < row->c.n; i++)
		TRY(case_store_person(a, row, i));
	TRY(case_change_file(a, row, sorted));
	TRY(sql_case_sorted(
	    a->sc, vault_sql(a->store->vault), str_of(right_word(q.right)), row->c.id));
	return row->c.state == CASE_OPEN ? pass_on(a, row) : OK;
}
