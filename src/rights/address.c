/* rights/address.c -- a new address counts when whoever has it says so (R18).
 *
 * LAW UK GDPR Art 5(1)(d), (f), 32: an address is the way in, and where letters go; whoever can
 * change it by asking has both.
 */
#include "policy/words.h"
#include "rights/inside.h"
#include "sql/statements.h"
#include "vault/person_code.h"
#include "vault/value.h"

/* -- which ------------------------------------------------------------------------- */

static enum letter_way
way_of(const struct field *f)
{
	return f->type == TYPE_PHONE ? LETTER_BY_TEXT : LETTER_BY_MAIL;
}

static bool
is_there(const struct addresses *all, enum letter_way way, struct str address)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].way == way && str_eq(all->at[i].after, address))
			return true;
	return false;
}

/* Of a record that names several people nobody can say whose it is. */
result
address_among(struct acting *a, const struct record *r, const struct change *changes, size_t n,
    struct addresses *fresh)
{
	for (size_t i = 0; i < n && r->n_people == 0; i++) {
		const struct field *f =
		    &a->plan->fields.at[plan_field_full(a->plan, changes[i].field)];
		bool goes;

		if ((f->type != TYPE_EMAIL && f->type != TYPE_PHONE)
		    || (f->marks & MARK_FINDABLE) == 0 || changes[i].after.n == 0
		    || is_there(fresh, way_of(f), changes[i].after))
			continue;
		TRY(letter_way_set(a->sc, a->store, way_of(f), &goes));
		if (goes)
			*LIST_ADD(fresh, &a->sc->arena) = (struct new_address){
				.way = way_of(f),
				.before = changes[i].before,
				.after = changes[i].after,
				.subject = r->subject,
			};
	}
	return OK;
}

/* -- letters ------------------------------------------------------------------------- */

#define LINK_COUNTS_FOR span_days(30) /* after it was changed, or was not */

static struct str
not_me_link(struct acting *a, const struct case_row *row, struct str before)
{
	struct arena *arena = &a->sc->arena;
	struct str site = words_site(a->plan);
	struct str named = str_printf(arena, "%.*s %.*s", STR(row->c.id), STR(before));

	if (site.n == 0 || before.n == 0)
		return S("");
	return str_printf(arena, "%.*s/n/%.*s", STR(site),
	    STR(vault_link_token(a->sc, a->store->vault, LINK_NOT_ME, named)));
}

static void
put_not_me(struct buf *b, const struct plan *plan, struct str link)
{
	if (link.n > 0)
		buf_printf(b,
		    "If it was not you, open this and press the button: then nothing is changed, "
		    "whoever is signed in as you is signed out, and we look into it.\n\n    %.*s\n",
		    STR(link));
	else
		buf_printf(b, "If it was not you, tell us at once: %.*s\n",
		    STR(plan->controller.phone.n > 0 ? plan->controller.phone
						     : plan->controller.email));
}

static struct str
letter_to_old(struct acting *a, const struct case_row *row, const struct new_address *one)
{
	const struct plan *plan = a->plan;
	const char *what =
	    one->way == LETTER_BY_TEXT ? "telephone number" : "e-mail address";
	struct buf b = buf_new(&a->sc->arena);

	buf_printf(&b,
	    "%.*s\n\nWe are asked to change the %s that we have of you. A code has gone to the new "
	    "one. When it has been entered, the new one takes the place of the old one, for our "
	    "letters and to sign in with. Until then, for seven days at most, nothing changes.\n\n",
	    STR(plan->controller.name), what);
	put_not_me(&b, plan, not_me_link(a, row, one->before));
	letter_ending(&b, plan, row->c.id);
	return buf_str(&b);
}

static result
mail_old(struct acting *a, const struct case_row *row, const struct new_address *one,
    struct acted *acted)
{
	struct letter l = {
		.kind = LETTER_CASE,
		.subject = one->subject,
		.address = one->way == LETTER_BY_MAIL ? one->before : S(""),
		.title = S("What we know you by is to be changed"),
		.text = letter_to_old(a, row, one),
		.of = row->c.id,
	};
	enum letter_queued how;
	struct str id;

	TRY(letter_queue(a->sc, a->store, a->asker, &l, &how, &id));
	acted->letter = l.text;
	acted->mailed = how == LETTER_QUEUED;
	return OK;
}

static result
text_old(struct acting *a, const struct case_row *row, const struct new_address *one)
{
	const struct controller *c = &a->plan->controller;
	struct str link = not_me_link(a, row, one->before);
	struct letter l = {
		.kind = LETTER_CASE,
		.way = LETTER_BY_TEXT,
		.subject = one->subject,
		.address = one->before,
		.of = row->c.id,
	};
	enum letter_queued how;
	struct str id;

	if (one->before.n == 0)
		return OK;
	l.text = str_printf(&a->sc->arena,
	    "%.*s: we are asked to replace this number by another. If it was not you: %.*s",
	    STR(c->name), STR(link.n > 0 ? link : c->phone.n > 0 ? c->phone
								 : c->email));
	return letter_queue(a->sc, a->store, a->asker, &l, &how, &id);
}

/* At the old address, and of a number at whatever address there is besides. */
static result
tell_old(struct acting *a, const struct case_row *row, const struct addresses *fresh,
    struct acted *acted)
{
	for (size_t i = 0; i < fresh->n; i++) {
		if (fresh->at[i].way == LETTER_BY_TEXT)
			TRY(text_old(a, row, &fresh->at[i]));
		if (fresh->at[i].way == LETTER_BY_MAIL || fresh->n == 1)
			TRY(mail_old(a, row, &fresh->at[i], acted));
	}
	return OK;
}

/* -- the code --------------------------------------------------------------------------- */

static struct str
code_letter(struct acting *a, const struct case_row *row, enum letter_way way, struct str code)
{
	const struct controller *c = &a->plan->controller;
	struct str site = words_site(a->plan);
	struct buf b = buf_new(&a->sc->arena);

	if (way == LETTER_BY_TEXT) {
		buf_printf(&b, "%.*s is the code by which this becomes your number at %.*s",
		    STR(code), STR(c->name));
		if (site.n > 0)
			buf_printf(&b, ": %.*s/a/%.*s", STR(site), STR(row->c.id));
		buf_puts(&b, " Not you? Leave it.");
		return buf_str(&b);
	}
	buf_printf(&b,
	    "%.*s\n\nWe are asked to write to you at this address from now on. It counts when this "
	    "code is entered:\n\n    %.*s\n\n",
	    STR(c->name), STR(code));
	if (site.n > 0)
		buf_printf(&b, "Enter it here: %.*s/a/%.*s\nOr say", STR(site), STR(row->c.id));
	else
		buf_puts(&b, "Say");
	buf_puts(&b, " it to us, with the number of the case below. The code counts once, for seven "
		     "days. If it was not you who asked, do nothing: nothing is changed without "
		     "it.\n");
	letter_ending(&b, a->plan, row->c.id);
	return buf_str(&b);
}

static result
send_code(struct acting *a, const struct case_row *row, const struct node *to, bool *coded)
{
	struct person_code of = { .subject = row->c.subjects[0] };
	struct person_asking asking = {
		.for_case = row->c.id, .of = &of, .n = 1, .address = node_get_str(to, S("to"))
	};
	struct letter l = {
		.kind = LETTER_CODE,
		.way = node_get_bool(to, S("text"), false) ? LETTER_BY_TEXT : LETTER_BY_MAIL,
		.subject = row->c.subjects[0],
		.address = asking.address,
		.title = S("A code to confirm this address"),
		.of = row->c.id,
	};
	enum letter_queued how;
	struct str id;
	uint64_t seq;

	TRY(vault_person_code(a->sc, a->store->vault, &asking));
	*coded = asking.sent;
	if (!asking.sent)
		return OK;
	l.text = code_letter(a, row, l.way, of.code);
	l.until = asking.until;
	TRY(letter_queue(a->sc, a->store, a->asker, &l, &how, &id));
	*coded = how == LETTER_QUEUED;
	return *coded ? case_note(a, ENTRY_CASE_ADDRESS, row, &seq) : OK;
}

/* The first that is not confirmed; NULL: all are. */
static const struct node *
next_address(const struct node *file)
{
	NODE_EACH(one, node_get(file, S("addresses")))
		if (!node_get_bool(one, S("confirmed"), false))
			return one;
	return NULL;
}

result
address_send(struct acting *a, const struct case_row *row, bool *coded)
{
	const struct node *to;
	struct node *file;

	*coded = false;
	TRY(case_file(a, row, &file));
	to = next_address(file);
	return to != NULL ? send_code(a, row, to, coded) : OK;
}

/* -- put down ------------------------------------------------------------------------------ */

static struct node *
list_addresses(struct arena *arena, const struct addresses *fresh)
{
	struct node *list = node_list(arena);

	for (size_t i = 0; i < fresh->n; i++) {
		struct node *one = node_add(list, node_map(arena));

		node_set_str(arena, one, S("to"), fresh->at[i].after);
		node_set_bool(arena, one, S("text"), fresh->at[i].way == LETTER_BY_TEXT);
	}
	return list;
}

/* What is asked, and what it waits for, stand sealed in the file until it is closed. */
static result
put_down(struct acting *a, struct case_row *row, const struct node *changes,
    const struct addresses *fresh)
{
	struct arena *arena = &a->sc->arena;
	const struct node *was;
	struct node *file, *evidence;

	TRY(case_file(a, row, &file));
	was = node_get(file, S("evidence"));
	evidence = file_with(arena, was, "changes", node_copy(arena, changes));
	file = file_with(arena, file, "evidence", evidence);
	file = file_with(arena, file, "addresses", list_addresses(arena, fresh));
	row->c.state = CASE_PAUSED;
	row->c.waits = WAITS_ADDRESS;
	row->was_paused = true;
	row->paused = a->sc->now;
	return case_change_file(a, row, file);
}

result
address_awaits(struct acting *a, struct case_row *row, const struct node *given,
    struct str reasons, struct acted *acted, bool *waits)
{
	struct addresses fresh = { 0 };
	const struct node *changes;

	*waits = false;
	TRY(correct_asked(a, row, given, &changes));
	TRY(correct_fresh(a, row, changes, reasons, &fresh));
	*waits = verdict_allows(a->v) && fresh.n > 0 && row->c.n > 0;
	if (!*waits)
		return OK;
	TRY(put_down(a, row, changes, &fresh));
	TRY(tell_old(a, row, &fresh, acted));
	TRY(case_paper_add(
	    a, row, str_of(rights_act_word(ACT_ACCEPT)), reasons, acted->letter));
	TRY(case_store(a, row));
	TRY(case_note(a, ENTRY_CASE_PAUSED, row, &a->v->entry));
	return address_send(a, row, &acted->coded);
}

/* -- confirmed ---------------------------------------------------------------------------- */

result
address_confirmed(struct acting *a, struct case_row *row, struct acted *acted, bool *all)
{
	struct arena *arena = &a->sc->arena;
	struct node *list = node_list(arena), *file;
	bool marked = false;

	TRY(case_file(a, row, &file));
	NODE_EACH(one, node_get(file, S("addresses"))) {
		struct node *copy = node_add(list, node_copy(arena, one));

		if (marked || node_get_bool(one, S("confirmed"), false))
			continue;
		node_set_bool(arena, copy, S("confirmed"), true);
		marked = true;
	}
	file = file_with(arena, file, "addresses", list);
	TRY(case_change_file(a, row, file));
	*all = next_address(file) == NULL;
	return *all ? OK : send_code(a, row, next_address(file), &acted->coded);
}

result
address_changed(struct acting *a, const struct case_row *row)
{
	for (size_t i = 0; i < row->c.n; i++)
		TRY(vault_person_codes_end(a->sc, a->store->vault, row->c.subjects[i]));
	return OK;
}

/* By whoever has the code, at the page of its letter. */
result
rights_new_address(struct scope *sc, struct store *store, const struct asker *asker,
    struct str id, struct str code, struct verdict *v, bool *good, bool *more)
{
	struct acting a = {
		.sc = sc, .store = store, .plan = store->plan, .asker = asker, .reason = id, .v = v
	};
	struct case_row row = { 0 };
	struct acted acted;

	*v = (struct verdict){ 0 };
	*good = *more = false;
	TRY(case_load(&a, id, &row));
	if (!verdict_allows(v) || row.c.waits != WAITS_ADDRESS) {
		*v = (struct verdict){ 0 }; /* no oracle */
		return OK;
	}
	TRY(address_code(&a, &row, code, &acted));
	*good = v->why != WHY_CODE;
	*more = verdict_allows(v) && row.c.waits == WAITS_ADDRESS;
	return OK;
}

/* -- it does not come ---------------------------------------------------------------------- */

static result
end_without(struct acting *a, struct case_row *row, enum entry_kind entry, struct str letter)
{
	bool mailed;

	row->c.state = CASE_CANCELLED;
	row->c.waits = WAITS_NOTHING;
	row->was_paused = false;
	row->c.closed = a->sc->now;
	TRY(letter_mail(a, row, letter, &mailed));
	TRY(case_paper_add(a, row, str_of(rights_act_word(ACT_CANCEL)), S(""), letter));
	TRY(case_close(a, row));
	TRY(case_store(a, row));
	return case_note(a, entry, row, &a->v->entry);
}

#define LAPSE_MOST 100 /* a look */

static result
find_unconfirmed(struct scope *sc, struct store *store, struct sql_case_unconfirmed_rows *rows)
{
	return sql_case_unconfirmed(sc, vault_sql(store->vault),
	    sc->now.us - NEW_ADDRESS_FOR.us, LAPSE_MOST, rows);
}

result
rights_unconfirmed(struct scope *sc, struct store *store, size_t *n)
{
	struct sql_case_unconfirmed_rows rows;

	TRY(find_unconfirmed(sc, store, &rows));
	*n = rows.n;
	return OK;
}

static result
lapse(struct acting *a, struct str id)
{
	struct buf b = buf_new(&a->sc->arena);
	struct case_row row;

	TRY(case_load(a, id, &row));
	buf_printf(&b,
	    "%.*s\n\nYou asked us to correct what we hold about you. The code that went to the new "
	    "address was not entered within seven days, so nothing was changed. You may ask "
	    "again.\n",
	    STR(a->plan->controller.name));
	letter_ending(&b, a->plan, id);
	return end_without(a, &row, ENTRY_CASE_LAPSED, buf_str(&b));
}

result
rights_lapse(struct scope *sc, struct store *store)
{
	const struct asker keeper = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct sql_case_unconfirmed_rows rows;

	TRY(find_unconfirmed(sc, store, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct verdict v = { 0 };
		struct acting a = { sc, store, store->plan, &keeper, rows.at[i].id, &v };

		TRY(lapse(&a, rows.at[i].id));
	}
	return OK;
}

/* -- "that was not me" ------------------------------------------------------------------------ */

/* Of the address that the letter went to, not of the new one: what is written goes there. */
static result
open_complaint(
    struct acting *a, const struct case_row *row, struct str address, struct case_row *complaint)
{
	struct arena *arena = &a->sc->arena;
	struct node *who = node_map(arena), *evidence = node_map(arena);
	struct request q = { .right = RIGHT_COMPLAIN, .who = who, .from = who, .evidence = evidence };

	node_set_str(arena, who, value_is_email(address) ? S("email") : S("phone"), address);
	node_set_str(arena, evidence, S("text"),
	    str_printf(arena,
		"I did not ask for my address to be changed by the request %.*s: %s.",
		STR(row->c.id),
		row->c.state == CASE_ANSWERED ? "it was changed, look at who did it"
					      : "it was stopped"));
	return case_open_for(a, &q, complaint);
}

static result
sign_out_all(struct acting *a, const struct case_row *row)
{
	for (size_t i = 0; i < row->c.n; i++)
		TRY(vault_person_sessions_end(a->sc, a->store->vault, row->c.subjects[i]));
	return address_changed(a, row);
}

static result
disown(struct acting *a, struct case_row *row, struct node *file, struct str address,
    struct instant *due)
{
	struct case_row complaint;
	uint64_t seq;

	TRY(sign_out_all(a, row));
	TRY(case_note(a, ENTRY_CASE_DISOWNED, row, &seq));
	if (row->c.waits == WAITS_ADDRESS)
		TRY(end_without(a, row, ENTRY_CASE_CANCELLED, S("")));
	TRY(open_complaint(a, row, address, &complaint));
	*due = complaint.c.due;
	TRY(case_file(a, row, &file));
	return case_change_file(a, row,
	    file_with(&a->sc->arena, file, "disowned",
		node_str(&a->sc->arena, complaint.c.id)));
}

static bool
counts_still(const struct acting *a, const struct case_row *row)
{
	return row->c.closed.us == 0
	       || instant_before(a->sc->now, instant_plus(row->c.closed, LINK_COUNTS_FOR));
}

result
rights_not_me(struct scope *sc, struct store *store, const struct asker *asker, struct str token,
    struct verdict *v, bool *changed, struct due *due)
{
	struct acting a = { sc, store, store->plan, asker, S("link"), v };
	struct case_row row = { 0 };
	struct str named, id, address;
	struct node *file;

	*v = (struct verdict){ 0 };
	*due = (struct due){ 0 };
	TRY(vault_link_read(sc, store->vault, LINK_NOT_ME, token, &named));
	id = str_cut(named, ' ', &address);
	TRY(case_load(&a, id, &row));
	if (!verdict_allows(v) || !counts_still(&a, &row))
		return verdict_gone(sc, v);
	TRY(case_file(&a, &row, &file));
	*changed = row.c.state == CASE_ANSWERED;
	if (node_get(file, S("disowned")) != NULL) /* a second press is no harm */
		return OK;
	due->set = true;
	return disown(&a, &row, file, address, &due->at);
}
