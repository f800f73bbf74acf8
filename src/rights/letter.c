/* rights/letter.c -- what a person is told in writing. */
#include "base/buf.h"
#include "base/check.h"
#include "policy/law.h"
#include "policy/words.h"
#include "rights/inside.h"
#include "sys/zone.h"
#include "term/letter.h"
#include "vault/person_code.h"

struct instant
lifted_from(struct instant announced)
{
	return instant_plus(zone_day_end(announced), (struct span){ 1 });
}

static void
put_day(struct buf *b, struct instant at)
{
	buf_put(b, words_date(b->arena, zone_civil(at)));
}

/* LAW UK GDPR Art 12(4); DPA 2018 s 164A, 165: who may be asked, and complained to. */
void
letter_ending(struct buf *b, const struct plan *plan, struct str id)
{
	const struct controller *c = &plan->controller;
	const struct law_regulator *r = law_regulator(c->regulator);

	buf_printf(b, "\nAsk us: %.*s", STR(c->email));
	if (c->dpo.n > 0)
		buf_printf(b, ", or our data protection officer: %.*s", STR(c->dpo));
	buf_puts(b, ".\nIf you are not content, you can complain to us, in the same way, and to the "
		    "regulator");
	if (r != NULL)
		buf_printf(b, ", the %s: %s", r->name, r->site);
	if (c->regulator_number.n > 0)
		buf_printf(b, " (our registration: %.*s)", STR(c->regulator_number));
	buf_printf(b, ". You can also go to court.\nOur number for it: %.*s\n", STR(id));
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
	buf_puts(&b, "\nIf you do not agree, tell us before then. You can also object to a use of your "
		     "data.\n");
	letter_ending(&b, a->plan, row->c.id);
	return buf_str(&b);
}

/* What each act writes: before the reasons, after them.  %r: the right, %d: the day of the
 * request, %b: by when, %f: the fee, %w: what waiting does to the time. */
static const struct {
	const char *before, *after;
} sentences[] = {
	[ACT_PAUSE] = { "To answer your request of %d under your right %r we need to know more: ",
	    "\n%w\n" },
	[ACT_EXTEND] = { "Your request of %d under your right %r takes longer, because: ",
	    "\nYou have our answer by %b at the latest.\n" },
	[ACT_REFUSE] = { "We do not do what you asked for on %d under your right %r, because: ",
	    "\n" },
	[ACT_ANSWER] = { "This is our answer to your request of %d under your right %r.\n", "\n" },
	[ACT_ACKNOWLEDGE] = { "We have your complaint of %d and look into it. You hear the outcome "
			      "from us without delay, by %b at the latest.\n",
	    "\n" },
	[ACT_FEE] = { "For your request of %d under your right %r we ask for %f, because: ",
	    "\nUntil it is paid, the time for our answer does not run.\n" },
	[ACT_WAIVE] = { "For your request of %d we no longer ask for %f. You have our answer by "
			"%b at the latest.\n",
	    "\n" },
	[ACT_ACCEPT] = { "You asked us on %d to correct what we hold about you, and we have.\n",
	    "\n" },
	[ACT_IDENTIFY] = { "", "" },
	[ACT_CONFIRM] = { "You asked us on %d to correct what we hold about you. The new address is "
			  "confirmed, and we have.\n",
	    "\n" },
};

/* Of somebody held for a party, when it has said so. */
static const char instructed[] =
    "You wrote to us on %d to use your right %r. The company that we hold your data for has told "
    "us to do what you asked, and it is done: ";

static void
put_waiting(struct buf *b, const struct acting *a, const struct case_row *row)
{
	if (!rights_time_runs(&row->c, a->plan)) {
		buf_puts(b, "Until we hear from you, the time for our answer stands still.");
		return;
	}
	buf_puts(b, "We go on as far as we can. You have our answer by ");
	put_day(b, row->c.due);
	buf_puts(b, " at the latest.");
}

static void
put_sentence(struct buf *b, const struct acting *a, const struct case_row *row, const char *text)
{
	for (; *text != '\0'; text++)
		if (*text != '%')
			buf_putc(b, *text);
		else if (*++text == 'd')
			put_day(b, row->c.received);
		else if (*text == 'b')
			put_day(b, row->c.due);
		else if (*text == 'f')
			buf_put(b, row->c.fee);
		else if (*text == 'w')
			put_waiting(b, a, row);
		else
			buf_puts(b, right_told(row->c.right));
}

static struct buf
begin_letter(struct acting *a)
{
	struct buf b = buf_new(&a->sc->arena);

	buf_printf(&b, "%.*s\n\n", STR(a->plan->controller.name));
	return b;
}

/* R13: the same to everybody, known or not. */
result
letter_of_waiting(struct acting *a, const struct case_row *row, struct str *letter)
{
	struct buf b = begin_letter(a);
	bool text = false, coded;
	struct node *file;

	TRY(code_goes(a, row->c.right, &text, &coded));
	TRY(case_file(a, row, &file));
	put_sentence(&b, a, row, "You wrote to us on %d to use your right %r. ");
	buf_puts(&b, node_get_bool(node_get(file, S("from")), S("proved"), true)
			 ? "The address is not one that we have of the person whom it is about."
			 : "It did not come in a way that shows who has sent it.");
	buf_puts(&b, " Please show us that it is you");
	if (coded)
		buf_printf(&b,
		    ". Where we have %s of that person, a code has gone to it by %s: tell us the "
		    "code and the number of the case below. Where none came",
		    text ? "the telephone number" : "the e-mail address",
		    text ? "text message" : "mail");
	buf_puts(&b, coded ? ", " : ": ");
	buf_puts(&b,
	    "write from an address that we have, or ring us, and say the number of the case below. "
	    "What you show us we do not keep. The time for our answer begins then.\n");
	letter_ending(&b, a->plan, row->c.id);
	*letter = buf_str(&b);
	return OK;
}

/* LAW UK GDPR Art 12(3), 15(3): by electronic means, to whom the code goes. */
static void
put_copy(struct buf *b, const struct acting *a, const struct case_row *row)
{
	if ((row->c.right != RIGHT_ACCESS && row->c.right != RIGHT_PORTABILITY)
	    || words_site(a->plan).n == 0)
		return;
	if (row->link.n > 0)
		buf_printf(b, "Your copy: save it, once and within %d days, at\n%.*s/p/%.*s\nLater, or "
			      "again, at\n",
		    (int)(COPY_LINK_FOR.us / span_days(1).us), STR(words_site(a->plan)),
		    STR(row->link));
	else
		buf_puts(b, "Your copy: if it does not come with this letter, save it at\n");
	buf_printf(b, "%.*s/me/sign-in\n%s a code that goes to the e-mail address that we have of "
		      "you.\n",
	    STR(words_site(a->plan)), row->link.n > 0 ? "Both ask for" : "with");
}

/* LAW UK GDPR Art 13, 14: all that is to be told stands in the notice. */
void
letter_put_notice(struct buf *b, const struct plan *plan)
{
	buf_printf(b, "What we hold, why, until when and for whom stands in our notice, version %u%s",
	    (unsigned)plan->version, plan->links.n > 0 ? ": " : ", which goes with this letter");
	for (size_t i = 0; i < plan->links.n; i++)
		buf_printf(b, "%s%.*s", i == 0 ? "" : ", ", STR(plan->links.at[i].text));
	buf_puts(b, ".\n");
}

struct str
letter_of_act(struct acting *a, const struct case_row *row, enum case_act act, struct str reasons,
    struct str done)
{
	struct buf b = begin_letter(a);

	if ((size_t)act >= N(sentences) || sentences[act].before == NULL
	    || sentences[act].before[0] == '\0')
		return S("");
	put_sentence(&b, a, row,
	    act == ACT_ACCEPT && row->c.right != RIGHT_RECTIFY ? instructed : sentences[act].before);
	if (act == ACT_ANSWER && row->c.right == RIGHT_COMPLAIN)
		buf_puts(&b, "The outcome: ");
	buf_put(&b, str_trim(reasons));
	if (str_trim(reasons).n > 0 || sentences[act].after[0] != '\n')
		put_sentence(&b, a, row, sentences[act].after);
	buf_put(&b, done);
	if (act == ACT_ANSWER)
		put_copy(&b, a, row);
	if (row->c.right == RIGHT_INFORMED && act == ACT_ANSWER)
		letter_put_notice(&b, a->plan);
	letter_ending(&b, a->plan, row->c.id);
	return buf_str(&b);
}

/* Of people that no party answers for. */
static struct str
first_of_ours(const struct case_row *row)
{
	for (size_t i = 0; i < row->c.n; i++)
		if (row->passed[i].n == 0)
			return row->c.subjects[i];
	return S("");
}

result
letter_mail(struct acting *a, const struct case_row *row, struct str letter, bool *mailed)
{
	struct letter l = {
		.kind = LETTER_CASE,
		.subject = first_of_ours(row),
		.title = str_printf(&a->sc->arena, "Your request, case %.*s", STR(row->c.id)),
		.text = letter,
		.of = row->c.id,
	};
	enum letter_queued how;
	struct node *file;
	struct str id;

	*mailed = false;
	TRY(case_file(a, row, &file));
	if (node_get_bool(node_get(file, S("evidence")), S("owed"), false))
		l.title = str_printf(&a->sc->arena, "What %.*s holds about you",
		    STR(str_slice(a->plan->controller.name, 0, 120)));
	if (row->c.waits == WAITS_IDENTITY || l.subject.n == 0)
		l.address = node_get_str(node_get(file, S("from")), S("email"));
	if (letter.n == 0 || (l.subject.n == 0 && l.address.n == 0)
	    || (row->c.waits == WAITS_IDENTITY && l.address.n == 0))
		return OK;
	TRY(letter_queue(a->sc, a->store, a->asker, &l, &how, &id));
	*mailed = how == LETTER_QUEUED;
	return OK;
}

result
letter_mail_to(struct acting *a, struct str subject, struct str of, struct str letter, bool *mailed)
{
	struct letter l = {
		.kind = LETTER_CASE,
		.subject = subject,
		.title = str_printf(&a->sc->arena, "What was decided, %.*s", STR(of)),
		.text = letter,
		.of = of,
	};
	enum letter_queued how;
	struct str id;

	*mailed = false;
	if (subject.n == 0)
		return OK;
	TRY(letter_queue(a->sc, a->store, a->asker, &l, &how, &id));
	*mailed = how == LETTER_QUEUED;
	return OK;
}

static void
put_contest(struct buf *b, const struct plan *plan, struct str name, struct str token)
{
	unsigned by = 0;

	for (size_t i = 0; i < plan->decisions.n; i++)
		if (str_eq(plan->decisions.at[i].name, name))
			by = plan->decisions.at[i].contest;
	buf_puts(b, "\nYou may say what you think of it, have another person look at it, and "
		    "contest it");
	if (by != 0) {
		buf_putc(b, ' ');
		words_channels(b, by);
	}
	buf_printf(b, ": %.*s/c/%.*s\n", STR(words_site(plan)), STR(token));
}

static void
put_looked_at(struct buf *b, const struct node *names)
{
	size_t n = 0;

	NODE_EACH(name, names)
		buf_printf(b, "%s%.*s", n++ > 0 ? ", " : "What the machine looked at: ", STR(name->text));
	if (n > 0)
		buf_putc(b, '\n');
}

/* LAW UK GDPR Art 22C */
struct str
letter_of_decision(struct acting *a, const struct person_decision *d, struct str reasons,
    struct str token)
{
	struct buf b = begin_letter(a);

	buf_printf(&b, "About you a decision was made: %.*s. A machine proposed it on ",
	    STR(words_name(&a->sc->arena, d->name)));
	put_day(&b, d->proposed);
	buf_puts(&b, "; a person of ours has looked at it on ");
	put_day(&b, a->sc->now);
	buf_printf(&b, " and decided.\n\nThe decision: %.*s\nThe reasons: %.*s\n",
	    STR(node_get_str(d->file, S("outcome"))), STR(str_trim(reasons)));
	put_looked_at(&b, decision_used_names(a, d));
	put_contest(&b, a->plan, d->name, token);
	letter_ending(&b, a->plan, d->id);
	return buf_str(&b);
}

static void
put_names(struct buf *b, const struct node *list)
{
	size_t n = 0;

	NODE_EACH(name, list)
		buf_printf(b, "%s%.*s", n++ > 0 ? ", " : "", STR(name->text));
}

/* The full name of a field, in words. */
static void
put_called_one(struct buf *b, const struct plan *plan, struct str name, bool another)
{
	uint16_t field = plan_field_full(plan, name);

	buf_printf(b, "%s%.*s", another ? ", " : "",
	    STR(field == NONE ? name : words_field(b->arena, plan, field)));
}

static void
put_called(struct buf *b, const struct plan *plan, const struct node *list)
{
	size_t n = 0;

	NODE_EACH(name, list)
		put_called_one(b, plan, name->text, n++ > 0);
}

static void
put_if(struct buf *b, const char *before, struct str text)
{
	if (text.n > 0)
		buf_printf(b, "%s%.*s", before, STR(text));
}

static void
put_measures(
    struct buf *b, const struct incident *i, const struct node *file, const char *before)
{
	struct str measures = node_get_str(file, S("measures"));

	if (!i->contained && measures.n == 0)
		return;
	buf_puts(b, before);
	if (i->contained)
		buf_printf(b, "the way by which it came is closed.%s", measures.n > 0 ? " " : "");
	buf_put(b, measures);
}

static void
put_days(struct buf *b, const struct node *days)
{
	struct civil day;
	size_t n = 0;

	NODE_EACH(text, days) {
		CHECK(date_parse(text->text, &day)); /* affected.c wrote it */
		buf_puts(b, n++ > 0 ? ", " : "");
		buf_put(b, words_date(b->arena, day));
	}
}

/* LAW UK GDPR Art 34(2), 82 */
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
	put_called(&b, a->plan, node_get(person, S("fields")));
	buf_puts(&b, "\nSeen or given on: ");
	put_days(&b, node_get(person, S("days")));
	if (node_get(person, S("recipients"))->count > 0) {
		buf_puts(&b, "\nTo whom it was given: ");
		put_names(&b, node_get(person, S("recipients")));
	}
	put_if(&b, "\nWhat it may mean for you: ", node_get_str(file, S("consequences")));
	put_measures(&b, i, file, "\nWhat we do about it: ");
	buf_printf(&b,
	    "\nWhat you can do: %.*s\nWhere it harmed you, a court can order that you are "
	    "compensated.\n",
	    STR(node_get_str(file, S("advice"))));
	letter_ending(&b, a->plan, i->id);
	return buf_str(&b);
}

/* -- to the regulator ------------------------------------------------------------------ */

/* The fields of all the people, each once. */
static void
put_fields_of(struct buf *b, const struct plan *plan, const struct node *people)
{
	struct node *seen = node_map(b->arena);
	size_t n = 0;

	NODE_EACH(person, people)
		NODE_EACH(field, node_get(person, S("fields"))) {
			if (node_get(seen, field->text) != NULL)
				continue;
			node_set_bool(b->arena, seen, field->text, true);
			put_called_one(b, plan, field->text, n++ > 0);
		}
}

static void
put_moment(struct buf *b, struct instant at)
{
	struct civil c = zone_civil(at);

	put_day(b, at);
	buf_printf(b, ", %02d:%02d", c.hour, c.minute);
}

static void
put_reached(struct buf *b, const struct plan *plan, const struct incident_told *t,
    const struct node *file)
{
	const struct node *people = node_get(file, S("people"));

	buf_printf(b, "\nWhat happened: %.*s\nWhen: ", STR(node_get_str(file, S("what"))));
	put_moment(b, t->since);
	buf_puts(b, " to ");
	put_moment(b, t->until);
	buf_puts(b, "\nWe learned of it: ");
	put_moment(b, t->i.opened);
	buf_printf(b, "\nPeople whom it reached: %zu", people->count);
	if (t->unnamed > 0)
		buf_printf(
		    b, ", and %lld entries of people no longer held", (long long)t->unnamed);
	buf_puts(b, "\nData of theirs: ");
	put_fields_of(b, plan, people);
}

/* LAW UK GDPR Art 33(3): nature, categories and numbers, whom to ask, consequences, measures;
 * (4): what is not known yet follows. */
struct str
letter_to_regulator(struct acting *a, const struct incident_told *t, const struct node *file)
{
	static const char *const later = "not known yet; it follows";
	const struct controller *c = &a->plan->controller;
	struct str consequences = node_get_str(file, S("consequences"));
	struct buf b = begin_letter(a);

	buf_printf(&b, "Personal data breach, our number %.*s", STR(t->i.id));
	if (c->regulator_number.n > 0)
		buf_printf(&b, "; our registration: %.*s", STR(c->regulator_number));
	buf_puts(&b, "\n");
	put_reached(&b, a->plan, t, file);
	buf_printf(&b, "\nRisk to them: %.*s\nLikely consequences: ", STR(t->i.risk));
	if (consequences.n > 0)
		buf_put(&b, consequences);
	else
		buf_puts(&b, later);
	put_measures(&b, &t->i, file, "\nMeasures taken and proposed: ");
	if (!t->i.contained && node_get_str(file, S("measures")).n == 0)
		buf_printf(&b, "\nMeasures taken and proposed: %s", later);
	buf_printf(&b, "\nWhat people are advised to do: %.*s\nAsk: %.*s%s%.*s, %.*s\n",
	    STR(node_get_str(file, S("advice"))), STR(c->dpo.n > 0 ? c->dpo : c->email),
	    c->phone.n > 0 ? ", " : "", STR(c->phone), STR(c->address));
	return buf_str(&b);
}
