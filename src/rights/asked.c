/* rights/asked.c -- who asks at our website, without signing in (R20).
 *
 * LAW UK GDPR Art 12(2), (3), (6): it is made easy, it has its date from that day, and who asks
 * is shown in proportion.  What somebody types shows nothing: a code goes to the address, when
 * it is on record, and what is answered here is the same whether it is.
 */
#include "base/buf.h"
#include "policy/words.h"
#include "rights/inside.h"
#include "sys/zone.h"
#include "term/letter.h"
#include "vault/value.h"

#define NAME_MAX ((size_t)200)
#define TEXT_MAX ((size_t)4000)

static result
check(struct scope *sc, const struct asks *q)
{
	if (!right_is_asked_for(q->right))
		return fail_at(sc, E_INPUT, S("right"), "say which right it is");
	if (q->email.n == 0 && q->phone.n == 0)
		return fail_at(sc, E_INPUT, S("email"),
		    "say an e-mail address or a telephone number, so that we can answer");
	if (q->email.n > 0 && !value_is_email(q->email))
		return fail_at(sc, E_INPUT, S("email"), "this is no e-mail address");
	if (q->name.n > NAME_MAX)
		return fail_at(sc, E_INPUT, S("name"), "a name has at most %zu bytes", NAME_MAX);
	if (str_trim(q->text).n == 0 || q->text.n > TEXT_MAX)
		return fail_at(sc, E_INPUT, S("text"),
		    "say in a few words what you want, in at most %zu bytes", TEXT_MAX);
	return OK;
}

/* As it came, for whoever reads the case. */
static struct str
words_of(struct arena *arena, const struct asks *q)
{
	struct buf b = buf_new(arena);

	if (q->name.n > 0)
		buf_printf(&b, "Name: %.*s\n", STR(q->name));
	if (q->email.n > 0)
		buf_printf(&b, "E-mail: %.*s\n", STR(q->email));
	if (q->phone.n > 0)
		buf_printf(&b, "Telephone: %.*s\n", STR(q->phone));
	buf_printf(&b, "\n%.*s", STR(str_trim(q->text)));
	return buf_str(&b);
}

static struct node *
address_node(struct arena *arena, const struct asks *q)
{
	struct node *n = node_map(arena);

	node_set_str(arena, n, q->email.n > 0 ? S("email") : S("phone"),
	    q->email.n > 0 ? q->email : q->phone);
	return n;
}

static struct request
request_of(struct arena *arena, const struct asks *q)
{
	struct node *evidence = node_map(arena), *from = address_node(arena, q);

	node_set_bool(arena, from, S("proved"), false);
	node_set_str(arena, evidence, S("text"), words_of(arena, q));
	if (q->right == RIGHT_OBJECT && q->purpose.n > 0)
		node_set_str(arena, evidence, S("purpose"), q->purpose);
	return (struct request){
		.right = q->right, .who = address_node(arena, q), .from = from, .evidence = evidence
	};
}

/* -- what they are told ------------------------------------------------------------------ */

static void
put_day(struct buf *b, struct instant at)
{
	buf_put(b, words_date(b->arena, zone_civil(at)));
}

/* The same to everybody, known or not. */
static struct str
letter_of_asking(struct acting *a, const struct case_row *row)
{
	struct buf b = buf_new(&a->sc->arena);

	buf_printf(&b, "%.*s\n\nOn ", STR(a->plan->controller.name));
	put_day(&b, row->c.received);
	buf_printf(&b, " somebody asked us at our website to use the right %s, and gave this address.",
	    right_told(row->c.right));
	if (row->c.waits == WAITS_IDENTITY)
		buf_printf(&b,
		    "\n\nPlease show us that it is you. Where we have this address of you, a code came "
		    "to it in a letter of its own: type it at\n\n    %.*s/contact/%.*s\n\nor tell it "
		    "us. Where none came, write from an address that we have, or ring us, and say the "
		    "number below. What you show us we do not keep. The time for our answer begins "
		    "then. If it was not you, leave this letter alone: nothing is done.\n",
		    STR(words_site(a->plan)), STR(row->c.id));
	else {
		buf_puts(&b, " It has come in. You have our answer by ");
		put_day(&b, row->c.due);
		buf_puts(&b, " at the latest.\n");
	}
	letter_ending(&b, a->plan, row->c.id);
	return buf_str(&b);
}

static result
write_back(struct acting *a, const struct case_row *row, const struct asks *q, bool *written)
{
	struct letter l = {
		.kind = LETTER_RECEIVED,
		.address = q->email,
		.title = str_printf(&a->sc->arena, "Your request, case %.*s", STR(row->c.id)),
		.text = letter_of_asking(a, row),
		.of = row->c.id,
	};
	enum letter_queued how;
	struct str id;

	*written = false;
	if (q->email.n == 0)
		return OK;
	TRY(letter_queue(a->sc, a->store, a->asker, &l, &how, &id));
	*written = how == LETTER_QUEUED;
	return case_paper_add(a, row,
	    row->c.waits == WAITS_IDENTITY ? S("identify") : S("acknowledge"), S(""), l.text);
}

/* LAW DPA 2018 s 164A: a complaint is acknowledged by the letter that went out. */
static result
acknowledged(struct acting *a, struct case_row *row)
{
	uint64_t seq;

	row->c.acknowledged = (struct due){ .set = true, .at = a->sc->now };
	TRY(case_store(a, row));
	return case_note(a, ENTRY_CASE_ACKNOWLEDGED, row, &seq);
}

result
rights_asks(struct scope *sc, struct store *store, const struct asker *asker, const struct asks *q,
    struct verdict *v, struct person_case *c)
{
	struct acting a = {
		.sc = sc, .store = store, .plan = store->plan, .asker = asker, .reason = S(""), .v = v
	};
	struct case_row row = { .c.right = q->right, .c.received = sc->now };
	struct request request = request_of(&sc->arena, q);
	struct stays *stays;
	bool written, coded;
	size_t n;

	*v = (struct verdict){ 0 };
	TRY(check(sc, q));
	TRY(objection_known(&a, &request));
	if (!verdict_allows(v))
		return OK;
	TRY(case_enter(&a, &row, &request));
	TRY(case_do_at_once(&a, &row, &request, &stays, &n));
	TRY(write_back(&a, &row, q, &written));
	if (row.c.waits == WAITS_IDENTITY)
		TRY(code_send_to(&a, &row, q->email, &coded));
	if (written && q->right == RIGHT_COMPLAIN)
		TRY(acknowledged(&a, &row));
	*c = row.c;
	c->due = rights_deadline(q->right, sc->now, store->plan); /* whoever is known */
	return OK;
}
