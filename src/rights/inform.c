/* rights/inform.c -- whoever's data came from somebody else is told of it, in time.
 *
 * LAW UK GDPR Art 14(1) to (3)(a).
 *
 * `right informed of SUBJECT within TERM`: the first record of a new person which came without
 * them, and with no notice shown, opens a case `informed` by itself.  A party's people are
 * passed to the party, through which they hear of it; the time is the same.  A case ends by
 * itself when nothing is held of the person any more: there is nothing to tell.
 */
#include "policy/words.h"
#include "rights/inside.h"
#include "sql/statements.h"
#include "sys/zone.h"
#include "vault/party.h"

static bool
is_owed(const struct plan *plan, uint16_t about)
{
	for (size_t i = 0; i < plan->rights.n; i++) {
		const struct right *r = &plan->rights.at[i];

		if (r->kind == RIGHT_INFORMED && !r->all && r->subject != NONE
		    && r->subject == about)
			return true;
	}
	return false;
}

static result
open_for(struct scope *sc, struct store *store, const struct record *r, struct str subject)
{
	static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct verdict v = { 0 };
	struct acting a = {
		.sc = sc, .store = store, .plan = store->plan, .asker = &itself, .v = &v
	};
	struct node *who = node_map(&sc->arena), *asked = node_map(&sc->arena);
	struct record *records;
	struct case_row row;
	size_t n;

	TRY(vault_records_of(sc, store->vault, subject, &records, &n));
	if (n != 1 || !str_eq(records[0].id, r->id)) /* known before: told, or owed, already */
		return OK;
	node_set_str(&sc->arena, who, S("subject"), subject);
	node_set_bool(&sc->arena, asked, S("owed"), true);
	return case_open_of(&a, RIGHT_INFORMED, who, asked, &row);
}

result
rights_inform(struct scope *sc, struct store *store, const struct receipt *got)
{
	struct record r;
	bool any = false;

	for (size_t i = 0; i < store->plan->rights.n; i++)
		any |= store->plan->rights.at[i].kind == RIGHT_INFORMED
		       && store->plan->rights.at[i].subject != NONE;
	if (!any || got->how != ADMITTED_NEW)
		return OK;
	TRY(vault_record(sc, store->vault, got->record, &r));
	if (r.notice.n > 0 || str_eq(r.source, S("person")))
		return OK;
	if (r.subject.n > 0 && is_owed(store->plan, r.about))
		TRY(open_for(sc, store, &r, r.subject));
	for (size_t i = 0; i < r.n_people; i++)
		if (is_owed(store->plan, r.people[i].about))
			TRY(open_for(sc, store, &r, r.people[i].subject));
	return OK;
}

/* -- the letter ------------------------------------------------------------------------ */

/* UK GDPR Art 14(2)(f) */
static result
put_source(struct acting *a, struct buf *b, const struct record *r)
{
	struct party party;
	bool absent = true;

	if (ulid_valid(r->source))
		TRY(verdict_absent(a->sc,
		    vault_party(a->sc, a->store->vault, r->source, &party), &absent));
	if (!absent)
		buf_printf(b, "from %.*s", STR(party.name));
	else if (str_eq(r->source, S("staff")))
		buf_puts(b, "through a colleague of ours");
	else if (str_eq(r->source, S("programme")) || ulid_valid(r->source))
		buf_puts(b, "through a programme of ours");
	else
		buf_printf(b, "from %.*s", STR(words_name(b->arena, r->source)));
	return OK;
}

static result
put_held(struct acting *a, struct buf *b, const struct record *r)
{
	struct fields held = fieldset_new(a->sc, a->plan);

	TRY(vault_holds(a->sc, a->store->vault, r, &held));
	buf_printf(b, "Since %.*s, ", STR(words_date(b->arena, zone_civil(r->arrival))));
	TRY(put_source(a, b, r));
	buf_puts(b, ": ");
	words_fields(b, a->plan, held);
	buf_puts(b, ".\n");
	return OK;
}

/* LAW UK GDPR Art 14(1), (2) */
result
letter_of_notice(struct acting *a, const struct case_row *row, struct str *letter)
{
	struct buf b = buf_new(&a->sc->arena);
	struct record *records;
	size_t n;

	buf_printf(&b, "%.*s\n\nWe hold data about you that did not come from you, and tell you so.\n\n",
	    STR(a->plan->controller.name));
	for (size_t i = 0; i < row->c.n; i++) {
		TRY(vault_records_of(a->sc, a->store->vault, row->c.subjects[i], &records, &n));
		for (size_t k = 0; k < n; k++)
			if (!a->plan->datasets.at[records[k].dataset].built_in)
				TRY(put_held(a, &b, &records[k]));
	}
	letter_put_notice(&b, a->plan);
	buf_puts(&b, "\nYou may ask us for a copy, have it corrected or erased, have it kept and not "
		     "used, or object to a use of it.");
	if (words_site(a->plan).n > 0)
		buf_printf(&b, " You can do so at\n%.*s/me/sign-in\nor by writing to us.",
		    STR(words_site(a->plan)));
	buf_putc(&b, '\n');
	letter_ending(&b, a->plan, row->c.id);
	*letter = buf_str(&b);
	return OK;
}

result
notice_is_owed(struct acting *a, const struct case_row *row, bool *owed)
{
	struct node *file;

	*owed = false;
	if (row->c.right != RIGHT_INFORMED)
		return OK;
	TRY(case_file(a, row, &file));
	*owed = node_get_bool(node_get(file, S("evidence")), S("owed"), false);
	return OK;
}

/* -- nothing left ------------------------------------------------------------------------ */

result
notice_moot(struct acting *a, const struct case_row *row, bool *moot)
{
	struct record *records;
	size_t n;

	*moot = row->c.n > 0;
	for (size_t i = 0; i < row->c.n && *moot; i++) {
		TRY(vault_records_of(a->sc, a->store->vault, row->c.subjects[i], &records, &n));
		for (size_t k = 0; k < n; k++)
			*moot = *moot && a->plan->datasets.at[records[k].dataset].built_in;
	}
	return OK;
}

result
notice_end(struct acting *a, struct case_row *row, enum case_state state, struct str reasons,
    struct str letter)
{
	struct node *file;
	bool gone;

	row->c.state = state;
	row->c.waits = WAITS_NOTHING;
	row->c.closed = a->sc->now;
	TRY(verdict_absent(a->sc, case_file(a, row, &file), &gone));
	if (!gone)
		TRY(case_paper_add(
		    a, row, state == CASE_ANSWERED ? S("answer") : S("cancel"), reasons, letter));
	TRY(case_close(a, row));
	TRY(case_store(a, row));
	TRY(case_note(a, state == CASE_ANSWERED ? ENTRY_CASE_ANSWERED : ENTRY_CASE_CANCELLED, row,
	    &a->v->entry));
	return pass_close(a, row, state);
}

result
notice_end_moot(struct acting *a, struct case_row *row)
{
	row->why = S("nothing-held");
	return notice_end(a, row, CASE_CANCELLED,
	    S("Nothing is held of the person any more: there is nothing to tell."), S(""));
}

result
notices_end_of(struct acting *a, struct str subject)
{
	static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct sql_case_of_subject_rows rows;
	struct acting by = *a;

	by.asker = &itself;
	by.reason = S("");
	TRY(sql_case_of_subject(a->sc, vault_sql(a->store->vault), subject, S(""), CASES_MOST, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct verdict v = { 0 };
		struct case_row row;
		bool moot = false, owed = false, gone = false;

		by.v = &v;
		TRY(case_load(&by, rows.at[i].id, &row));
		if (row.c.right == RIGHT_INFORMED && row.c.state == CASE_OPEN)
			TRY(verdict_absent(a->sc, notice_is_owed(&by, &row, &owed), &gone));
		if (owed || gone) /* a child's file is erased with all else */
			TRY(notice_moot(&by, &row, &moot));
		if (moot)
			TRY(notice_end_moot(&by, &row));
	}
	return OK;
}
