/* term/letter.c -- letters: queued and sealed, tried, ended (T12 to T15). */
#include "base/check.h"
#include "base/json.h"
#include "sql/statements.h"
#include "sys/ulid.h"
#include "term/entry.h"
#include "term/letter.h"
#include "vault/value.h"

#define OVER_MOST 100 /* a look */

static const char *const words[LETTER_KINDS] = {
#define LETTER(kind, word, people) [kind] = (word),
#include "term/letter.def"
#undef LETTER
};

static const char *const ways[LETTER_WAYS] = {
	[LETTER_BY_MAIL] = "mail",
	[LETTER_BY_TEXT] = "text",
};

static const char *const states[LETTER_STATES] = {
	[LETTER_WAITING] = "waiting",
	[LETTER_SENT] = "sent",
	[LETTER_REFUSED] = "refused",
	[LETTER_GIVEN_UP] = "given-up",
	[LETTER_LOST] = "lost",
};

struct str
letter_word(enum letter_kind kind)
{
	return str_of(words[kind]);
}

struct str
letter_way_word(enum letter_way way)
{
	return str_of(ways[way]);
}

static enum letter_way
way_of(struct str word)
{
	return str_eq(word, str_of(ways[LETTER_BY_TEXT])) ? LETTER_BY_TEXT : LETTER_BY_MAIL;
}

struct str
letter_state_word(enum letter_state state)
{
	return str_of(states[state]);
}

/* Rows are written from the table of words; another build's word is an alarm of its own. */
static enum letter_kind
kind_of(struct str word)
{
	for (size_t i = 0; i < LETTER_KINDS; i++)
		if (str_eq(word, str_of(words[i])))
			return (enum letter_kind)i;
	return LETTER_ALARM;
}

#define ROW_OF(row) \
	(struct letter_row) \
	{ \
		.id = (row)->id, .kind = kind_of((row)->kind), .way = way_of((row)->way), \
		.state = (enum letter_state)(row)->state, .of = (row)->of, \
		.pseudonym = (row)->pseudonym, .queued = { (row)->queued }, \
		.until = { (row)->ends }, .ended = { (row)->ended }, .tries = (row)->tries, \
		.next_try = { (row)->next_try }, .answer = (row)->answer, .line = (row)->line \
	}

/* -- entries -------------------------------------------------------------------- */

static result
note(struct scope *sc, struct store *store, enum entry_kind kind, const struct asker *by,
    const struct letter_row *row, uint16_t field)
{
	struct entry e = term_entry(store, kind);
	struct node *more = node_map(&sc->arena);
	int64_t seq;

	if (by != NULL)
		term_entry_by(store->plan, by, &e);
	e.subject = row->pseudonym;
	e.why = letter_word(row->kind);
	e.due = row->until;
	e.line = row->line;
	if (field != NONE) {
		e.field = &store->plan->fields.at[field].full;
		e.fields = 1;
	}
	node_set_str(&sc->arena, more, S("letter"), row->id);
	if (row->way == LETTER_BY_TEXT)
		node_set_str(&sc->arena, more, S("way"), letter_way_word(row->way));
	if (row->of.n > 0)
		node_set_str(&sc->arena, more, S("of"), row->of);
	if (row->answer > 0)
		node_set_int(&sc->arena, more, S("answer"), row->answer);
	e.more = more;
	return ledger_append(sc, store->ledger, &e, &seq);
}

/* -- whom ------------------------------------------------------------------------ */

static result
address_in(struct scope *sc, struct store *store, const struct record *r, struct value *found)
{
	const struct dataset *d = &store->plan->datasets.at[r->dataset];
	struct fields wanted = { NEW_ARRAY(&sc->arena, store->plan->field_words, uint64_t) };
	struct values values;

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (store->plan->fields.at[f].type == TYPE_EMAIL)
			fields_put(wanted, f);
	TRY(vault_read(sc, store->vault, r, wanted, false, &values));
	if (values.n > 0)
		*found = values.at[0];
	return OK;
}

/* `field` NONE: none. */
static result
find_address(struct scope *sc, struct store *store, struct str subject, struct value *best)
{
	struct instant newest = INSTANT_EVER;
	struct record *records;
	size_t n;

	*best = (struct value){ .field = NONE };
	TRY(vault_records_of(sc, store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++) {
		struct value found = { .field = NONE };

		if (store->plan->datasets.at[records[i].dataset].built_in)
			continue;
		TRY(address_in(sc, store, &records[i], &found));
		if (found.field == NONE || instant_before(records[i].change, newest))
			continue;
		*best = found;
		newest = records[i].change;
	}
	return OK;
}

result
letter_address(struct scope *sc, struct store *store, struct str subject, struct str *address)
{
	struct value best;

	TRY(find_address(sc, store, subject, &best));
	*address = best.field == NONE ? S("") : best.text;
	return OK;
}

static struct str
officer(const struct controller *c)
{
	if (value_is_email(c->dpo))
		return c->dpo;
	return value_is_email(c->email) ? c->email : S("");
}

static result
address_for(struct scope *sc, struct store *store, const struct letter *l, struct value *to)
{
	*to = (struct value){ .field = NONE, .text = l->address };
	if (l->way == LETTER_BY_TEXT)
		return value_is_e164(l->address)
			   ? OK
			   : fail_at(sc, E_INPUT, S("to"),
			       "this is no telephone number such as +441632960100");
	if (l->address.n > 0)
		return value_is_email(l->address)
			   ? OK
			   : fail_at(sc, E_INPUT, S("address"), "this is no e-mail address");
	if (l->subject.n > 0)
		return find_address(sc, store, l->subject, to);
	to->text = officer(&store->plan->controller);
	return OK;
}

/* -- queued ------------------------------------------------------------------------ */

static bool
one_line(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
			return false;
	return text.n > 0 && text.n <= LETTER_TITLE_MAX && utf8_valid(text);
}

static result
check(struct scope *sc, const struct letter *l)
{
	size_t most = l->way == LETTER_BY_TEXT ? LETTER_SMS_MAX : LETTER_TEXT_MAX;

	if (l->way == LETTER_BY_MAIL && !one_line(l->title))
		return fail_at(sc, E_INPUT, S("title"),
		    "the title of a letter is one line of at most %zu bytes", LETTER_TITLE_MAX);
	if (l->text.n == 0 || l->text.n > most || !utf8_valid(l->text))
		return fail_at(
		    sc, E_INPUT, S("text"), "a letter has from 1 to %zu bytes of text", most);
	if ((l->of.n > 0 && !ledger_word(l->of)) || (l->once.n > 0 && !ledger_word(l->once)))
		return fail_at(sc, E_INPUT, S("of"), "what a letter is of is a word");
	return OK;
}

static result
seal(struct scope *sc, struct store *store, const struct letter *l, struct str address,
    struct str id, int64_t *key, struct str *sealed)
{
	struct node *n = node_map(&sc->arena);

	node_set_str(&sc->arena, n, S("to"), address);
	node_set_str(&sc->arena, n, S("title"), l->title);
	node_set_str(&sc->arena, n, S("text"), l->text);
	return vault_letter_seal(sc, store->vault, id, json_text(&sc->arena, n), key, sealed);
}

static result
name_subject(struct scope *sc, struct store *store, struct str subject, struct str *name)
{
	uint8_t pseudonym[16];

	*name = S("");
	if (subject.n == 0)
		return OK;
	TRY(vault_pseudonym(sc, store->vault, subject, pseudonym));
	*name = hex_encode(&sc->arena, pseudonym, sizeof(pseudonym));
	return OK;
}

static result
add(struct scope *sc, struct store *store, const struct asker *by, const struct letter *l,
    const struct value *to, struct str *id)
{
	struct letter_row row = {
		.id = ulid_new(&sc->arena, sc->now),
		.of = l->of,
		.kind = l->kind,
		.way = l->way,
		.queued = sc->now,
		.until = l->until,
		.line = l->line,
	};
	struct str sealed;
	int64_t key;

	if (row.until.us == 0)
		row.until = instant_plus(sc->now, LETTER_PATIENCE);
	TRY(name_subject(sc, store, l->subject, &row.pseudonym));
	TRY(seal(sc, store, l, to->text, row.id, &key, &sealed));
	TRY(sql_letter_add(sc, vault_sql(store->vault),
	    &(struct sql_letter_add_in){ .id = row.id,
		.kind = letter_word(row.kind),
		.key = key,
		.sealed = sealed,
		.of = row.of,
		.once = l->once,
		.pseudonym = row.pseudonym,
		.line = row.line,
		.way = letter_way_word(row.way),
		.queued = row.queued.us,
		.ends = row.until.us }));
	*id = row.id;
	return note(sc, store, ENTRY_LETTER_QUEUED, by, &row, to->field);
}

result
letter_queue(struct scope *sc, struct store *store, const struct asker *by, const struct letter *l,
    enum letter_queued *how, struct str *id)
{
	struct sql_letter_once_row once;
	struct value to;
	bool set, found = false;

	*id = S("");
	TRY(check(sc, l));
	TRY(letter_way_set(sc, store, l->way, &set));
	*how = LETTER_NO_MAIL;
	if (!set)
		return OK;
	if (l->once.n > 0)
		TRY(sql_letter_once(sc, vault_sql(store->vault), l->once, &once, &found));
	*how = LETTER_TWICE;
	if (found) {
		*id = once.id;
		return OK;
	}
	TRY(address_for(sc, store, l, &to));
	*how = to.text.n > 0 ? LETTER_QUEUED : LETTER_NO_ADDRESS;
	return to.text.n > 0 ? add(sc, store, by, l, &to, id) : OK;
}

/* -- out (T15) ----------------------------------------------------------------------- */

/* Then every four hours. */
static const int64_t waits[] = { 30, 120, 600, 1800, 3600, 7200, 14400 }; /* seconds */

struct span
letter_wait(int64_t tried)
{
	size_t n = tried < 1 ? 0 : (size_t)tried - 1;

	return span_seconds(waits[n < N(waits) ? n : N(waits) - 1]);
}

static result
end(struct scope *sc, struct store *store, const struct asker *by, struct letter_row *row,
    enum letter_state state, enum entry_kind kind)
{
	row->state = state;
	row->ended = sc->now;
	TRY(sql_letter_end(
	    sc, vault_sql(store->vault), (int64_t)state, row->ended.us, S(""), row->id));
	return note(sc, store, kind, by, row, NONE);
}

/* `there` is false when its key is gone: then it has ended. */
static result
unseal(struct scope *sc, struct store *store, struct letter_out *out, bool *there)
{
	struct sql_letter_sealed_row sealed;
	struct str text;
	struct node *n;

	TRY(sql_letter_sealed(sc, vault_sql(store->vault), out->row.id, &sealed, there));
	if (*there)
		TRY(vault_letter_open(sc, store->vault, out->row.id, sealed.key, sealed.sealed,
		    &text, there));
	if (!*there)
		return end(sc, store, NULL, &out->row, LETTER_LOST, ENTRY_LETTER_LOST);
	TRY(json_parse(sc, text, &n));
	out->address = node_get_str(n, S("to"));
	out->title = node_get_str(n, S("title"));
	out->text = node_get_str(n, S("text"));
	return OK;
}

static result
count_try(struct scope *sc, struct store *store, struct letter_row *row)
{
	row->next_try = instant_plus(sc->now, letter_wait(++row->tries));
	return sql_letter_try(
	    sc, vault_sql(store->vault), row->tries, row->next_try.us, row->id);
}

result
letter_next(struct scope *sc, struct store *store, enum letter_way way, size_t most,
    struct letter_out **out, size_t *n)
{
	struct sql_letter_due_rows rows;

	TRY(sql_letter_due(sc, vault_sql(store->vault), sc->now.us, letter_way_word(way),
	    (int64_t)most, &rows));
	*out = NEW_ARRAY(&sc->arena, rows.n + 1, struct letter_out);
	*n = 0;
	for (size_t i = 0; i < rows.n; i++) {
		struct letter_out *o = &(*out)[*n];
		bool there;

		*o = (struct letter_out){ .row = ROW_OF(&rows.at[i]) };
		TRY(unseal(sc, store, o, &there));
		if (!there)
			continue;
		TRY(count_try(sc, store, &o->row));
		++*n;
	}
	return OK;
}

static result
next_at_by(struct scope *sc, struct store *store, enum letter_way way, struct due *due)
{
	struct sql_letter_next_at_row row;
	bool set, found;

	TRY(letter_way_set(sc, store, way, &set));
	if (!set)
		return OK;
	TRY(sql_letter_next_at(sc, vault_sql(store->vault), letter_way_word(way), &row, &found));
	if (found && (!due->set || row.next_try < due->at.us))
		*due = (struct due){ .set = true, .at = { row.next_try } };
	return OK;
}

result
letter_next_at(struct scope *sc, struct store *store, struct due *due)
{
	*due = (struct due){ 0 };
	TRY(next_at_by(sc, store, LETTER_BY_MAIL, due));
	return next_at_by(sc, store, LETTER_BY_TEXT, due);
}

/* RFC 5321: for good; but for RFC 4954, 3207, that our own account or TLS is not as the
 * smarthost wants it: the operator can mend that.  RFC 9110: that this very message is wrong;
 * all else is of the gateway or of our account there. */
static bool
refused(enum letter_way way, int64_t answer)
{
	if (way == LETTER_BY_TEXT)
		return answer == 400 || answer == 413 || answer == 422;
	return answer >= 500 && answer <= 599 && answer != 530 && answer != 534 && answer != 535
	       && answer != 538;
}

/* An answer that comes late, to one that has ended, changes nothing. */
result
letter_tried(
    struct scope *sc, struct store *store, const struct asker *by, struct str id, int64_t answer)
{
	struct letter_row row;

	TRY(letter_get(sc, store, id, &row));
	if (row.state != LETTER_WAITING)
		return OK;
	row.answer = answer > 0 ? answer : LETTER_NO_ANSWER;
	TRY(sql_letter_answered(sc, vault_sql(store->vault), row.answer, id));
	if (answer >= 200 && answer <= 299)
		return end(sc, store, by, &row, LETTER_SENT, ENTRY_LETTER_SENT);
	if (refused(row.way, answer))
		return end(sc, store, by, &row, LETTER_REFUSED, ENTRY_LETTER_REFUSED);
	return row.tries == 1 ? note(sc, store, ENTRY_LETTER_FAILED, by, &row, NONE) : OK;
}

/* -- looked at ------------------------------------------------------------------------- */

result
letter_get(struct scope *sc, struct store *store, struct str id, struct letter_row *row)
{
	struct sql_letter_get_row got;
	bool found;

	TRY(sql_letter_get(sc, vault_sql(store->vault), id, &got, &found));
	if (!found)
		return fail_at(sc, E_ABSENT, S("letter"), "there is no such letter");
	*row = ROW_OF(&got);
	return OK;
}

result
letter_list(struct scope *sc, struct store *store, const struct letter_query *q,
    struct letter_row **list, size_t *n)
{
	int64_t low = q->waiting || !q->failed ? LETTER_WAITING : LETTER_REFUSED;
	int64_t high = q->failed || !q->waiting ? LETTER_LOST : LETTER_WAITING;
	struct sql_letter_page_rows rows;

	TRY(sql_letter_page(
	    sc, vault_sql(store->vault), q->after, low, high, (int64_t)q->most, &rows));
	*list = NEW_ARRAY(&sc->arena, rows.n + 1, struct letter_row);
	for (*n = 0; *n < rows.n; ++*n)
		(*list)[*n] = ROW_OF(&rows.at[*n]);
	return OK;
}

/* -- ended (T12, T13) -------------------------------------------------------------------- */

static result
find_over(struct scope *sc, struct store *store, struct sql_letter_over_rows *rows)
{
	return sql_letter_over(sc, vault_sql(store->vault), sc->now.us, OVER_MOST, rows);
}

result
letter_overdue(struct scope *sc, struct store *store, size_t *n)
{
	struct sql_letter_over_rows rows;

	TRY(find_over(sc, store, &rows));
	*n = rows.n;
	return OK;
}

result
letter_give_up(struct scope *sc, struct store *store)
{
	struct sql_letter_over_rows rows;

	TRY(find_over(sc, store, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct letter_row row = ROW_OF(&rows.at[i]);

		TRY(end(sc, store, NULL, &row, LETTER_GIVEN_UP, ENTRY_LETTER_GIVEN_UP));
	}
	return OK;
}

result
letter_finish(struct scope *sc, struct store *store)
{
	struct sql *sql = vault_sql(store->vault);
	struct entry e = term_entry(store, ENTRY_LETTER_ERASED);
	int64_t seq;

	TRY(sql_letter_keyless(sc, sql));
	e.count = sql_changes(sql);
	return e.count > 0 ? ledger_append(sc, store->ledger, &e, &seq) : OK;
}

result
letter_purge(struct scope *sc, struct store *store)
{
	struct instant before = { sc->now.us - LETTER_ROW_KEPT.us };

	return sql_letter_purge(sc, vault_sql(store->vault), before.us);
}
