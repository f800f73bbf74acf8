/* keeper/alarms.c -- what needs the officer rings (K27). */
#include "base/log.h"
#include "gate/note.h"
#include "keeper/alarms.h"
#include "keeper/trial.h"
#include "policy/law.h"
#include "rights/rights.h"
#include "sql/statements.h"
#include "sys/zone.h"
#include "term/letter.h"
#include "vault/epoch.h"

#define RINGS_AGAIN span_days(1)
#define CASE_BEFORE span_days(5)
#define SWEEP_LATE span_minutes(10) /* T3 says a minute */
#define MAIL_STUCK 5 /* a letter that was tried so often: for 42 minutes */
#define TEXT_STUCK 3 /* a text message: for two and a half; a code is worth no more than 15 */
#define CALENDAR_BEFORE 100 /* days */
#define CAUSES_MOST 100 /* of one alarm */
#define RING_WITHIN span_seconds(1)
#define LETTER_ROOM ((size_t)1024) /* for one more, and the end */

enum alarm {
#define ALARM(id, ...) ALARM_##id,
#include "keeper/alarm.def"
#undef ALARM
	ALARMS
};

static const struct {
	const char *name, *says;
} rows[] = {
#define ALARM(id, name, says) { name, says },
#include "keeper/alarm.def"
#undef ALARM
};

static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

struct cause {
	enum alarm alarm;
	struct str of; /* a word: an id, or a name of the policy */
	struct instant due;
	int64_t line;
};

struct causes {
	struct scope *sc;
	struct keeper *k;
	LIST(struct cause) list; /* that there are */
	LIST(struct cause) ringing; /* of them, those that ring now */
};

static void
add(struct causes *all, enum alarm alarm, struct str of, struct instant due, int64_t line)
{
	*LIST_ADD(&all->list, &all->sc->arena) = (struct cause){ alarm, of, due, line };
}

/* -- what there is --------------------------------------------------------------------- */

static result
cases_due(struct causes *all)
{
	struct scope *sc = all->sc;
	struct sql_case_due_soon_rows cases;

	TRY(sql_case_due_soon(
	    sc, vault_sql(all->k->vault), instant_plus(sc->now, CASE_BEFORE).us,
	    rights_stopping(all->k->store.plan), CAUSES_MOST, &cases));
	for (size_t i = 0; i < cases.n; i++)
		add(all, ALARM_CASE_DUE, cases.at[i].id, (struct instant){ cases.at[i].due }, 0);
	return OK;
}

static result
lapsed(struct causes *all)
{
	struct lapsed *l;
	size_t n;

	TRY(gate_lapsed(all->sc, &all->k->store, &l, &n));
	for (size_t i = 0; i < n && i < CAUSES_MOST; i++)
		add(all, ALARM_REVIEW,
		    str_printf(&all->sc->arena, "%.*s:%.*s", STR(l[i].what), STR(l[i].of)),
		    l[i].due, l[i].line);
	return OK;
}

/* One for each who does not confirm, not for each telling. */
static result
unconfirmed(struct causes *all)
{
	struct scope *sc = all->sc;
	struct sql_telling_unconfirmed_rows rows_;

	TRY(sql_telling_unconfirmed(
	    sc, vault_sql(all->k->vault), sc->now.us, CAUSES_MOST, &rows_));
	for (size_t i = 0; i < rows_.n; i++)
		add(all, ALARM_UNCONFIRMED,
		    rows_.at[i].place.n > 0 ? rows_.at[i].place : rows_.at[i].recipient,
		    (struct instant){ rows_.at[i].confirm_by }, 0);
	return OK;
}

static result
sweep_late(struct causes *all)
{
	struct due next;

	if (all->k->doubted)
		add(all, ALARM_SWEEP_LATE, S("clock"), all->sc->now, 0);
	TRY(vault_next_due(all->sc, all->k->vault, &next));
	if (next.set && instant_before(instant_plus(next.at, SWEEP_LATE), all->sc->now))
		add(all, ALARM_SWEEP_LATE, S("sweep"), next.at, 0);
	return OK;
}

static result
stuck(struct causes *all, enum letter_way way, int64_t tries, struct str of)
{
	struct sql_letter_stuck_row row;
	bool found;

	TRY(sql_letter_stuck(all->sc, vault_sql(all->k->vault), tries, letter_way_word(way), &row,
	    &found));
	if (found)
		add(all, ALARM_MAIL_FAILED, of, (struct instant){ row.queued }, 0);
	return OK;
}

/* A letter that has failed is no news after a day; one to the officer tells nobody. */
static result
mail_failed(struct causes *all)
{
	struct scope *sc = all->sc;
	struct sql *sql = vault_sql(all->k->vault);
	struct sql_letter_failed_rows failed;

	TRY(sql_letter_failed(sc, sql, sc->now.us - RINGS_AGAIN.us,
	    letter_word(LETTER_ALARM), CAUSES_MOST, &failed));
	for (size_t i = 0; i < failed.n; i++)
		add(all, ALARM_MAIL_FAILED, failed.at[i].id,
		    (struct instant){ failed.at[i].ended }, 0);
	TRY(stuck(all, LETTER_BY_MAIL, MAIL_STUCK, S("smarthost")));
	return stuck(all, LETTER_BY_TEXT, TEXT_STUCK, S("gateway"));
}

/* K28 */
static result
keys_late(struct causes *all)
{
	struct epoch epoch;

	TRY(vault_epoch(all->sc, all->k->vault, &epoch));
	if (epoch.ends.us != 0 && !instant_before(all->sc->now, epoch.ends))
		add(all, ALARM_KEYS_LATE, S("keys"), epoch.ends, 0);
	return OK;
}

static result
keys_backup(struct causes *all)
{
	struct due since;

	TRY(copy_of_keys_due(all->sc, all->k, &since));
	if (since.set)
		add(all, ALARM_KEYS_BACKUP, S("keys"), since.at, 0);
	return OK;
}

/* A date of the law is counted three months ahead, and some days past a holiday. */
static void
calendar_ends(struct causes *all)
{
	struct instant end = zone_instant(law_calendar_end());

	if (!instant_before(all->sc->now, instant_plus(end, span_days(-CALENDAR_BEFORE))))
		add(all, ALARM_CALENDAR, S("bank-holidays"), end, 0);
}

/* K30 */
static result
trial_failed(struct causes *all)
{
	struct str name;
	bool found;

	TRY(vault_setting(all->sc, all->k->vault, SETTING_TRIAL_FAILED, &name, &found));
	if (found && name.n > 0)
		add(all, ALARM_TRIAL_FAILED, name, all->sc->now, 0);
	return OK;
}

static result
find_all(struct causes *all)
{
	TRY(keys_late(all));
	TRY(keys_backup(all));
	calendar_ends(all);
	TRY(trial_failed(all));
	TRY(cases_due(all));
	TRY(lapsed(all));
	TRY(unconfirmed(all));
	TRY(sweep_late(all));
	return mail_failed(all);
}

/* -- which ring -------------------------------------------------------------------------- */

static bool
is_there(const struct causes *all, struct str name, struct str of)
{
	for (size_t i = 0; i < all->list.n; i++)
		if (str_eq(str_of(rows[all->list.at[i].alarm].name), name)
		    && str_eq(all->list.at[i].of, of))
			return true;
	return false;
}

static result
find_ringing(struct causes *all)
{
	struct scope *sc = all->sc;

	for (size_t i = 0; i < all->list.n; i++) {
		struct sql_alarm_get_row row;
		bool found;

		TRY(sql_alarm_get(sc, vault_sql(all->k->vault),
		    str_of(rows[all->list.at[i].alarm].name), all->list.at[i].of, &row, &found));
		if (!found || row.rung + RINGS_AGAIN.us <= sc->now.us)
			*LIST_ADD(&all->ringing, &sc->arena) = all->list.at[i];
	}
	return OK;
}

/* So that the same cause rings at once when it comes again. */
static result
forget_over(struct causes *all, bool only_look, bool *any)
{
	struct sql *sql = vault_sql(all->k->vault);
	struct sql_alarm_all_rows rung;

	*any = false;
	TRY(sql_alarm_all(all->sc, sql, (int64_t)ALARMS * CAUSES_MOST, &rung));
	for (size_t i = 0; i < rung.n; i++) {
		if (is_there(all, rung.at[i].name, rung.at[i].of))
			continue;
		*any = true;
		if (!only_look)
			TRY(sql_alarm_drop(all->sc, sql, rung.at[i].name, rung.at[i].of));
	}
	return OK;
}

/* -- ringing -------------------------------------------------------------------------------- */

static struct str
letter_text(const struct causes *all)
{
	struct buf b = buf_new_capped(&all->sc->arena, LETTER_TEXT_MAX);
	size_t i = 0;

	for (; i < all->ringing.n && b.n < LETTER_TEXT_MAX - LETTER_ROOM; i++) {
		const struct cause *c = &all->ringing.at[i];
		struct civil day = zone_civil(c->due);

		if (i == 0 || c->alarm != c[-1].alarm)
			buf_printf(&b, "%s%s: %s\n", i == 0 ? "" : "\n", rows[c->alarm].name,
			    rows[c->alarm].says);
		buf_printf(&b, "    %.*s, %04d-%02d-%02d", STR(c->of), day.year, day.month, day.day);
		if (c->line > 0)
			buf_printf(&b, ", line %lld of the policy", (long long)c->line);
		buf_puts(&b, "\n");
	}
	if (i < all->ringing.n)
		buf_printf(&b, "\nand %zu more\n", all->ringing.n - i);
	buf_puts(&b, "\nThis comes again each day until it is done.\n");
	return buf_str(&b);
}

static result
write_letter(struct causes *all)
{
	const struct controller *c = &all->k->store.plan->controller;
	const struct letter l = {
		.kind = LETTER_ALARM,
		.title = str_printf(&all->sc->arena, "bailee, %.*s: %zu to be seen to",
		    STR(str_slice(c->name, 0, 120)), all->ringing.n),
		.text = letter_text(all),
	};
	enum letter_queued how;
	struct str id;

	return letter_queue(all->sc, &all->k->store, NULL, &l, &how, &id);
}

static result
note_one(struct causes *all, const struct cause *c)
{
	struct entry e = note_begin(&all->k->store, &itself, ENTRY_ALARM, S(""));

	e.why = str_of(rows[c->alarm].name);
	e.due = c->due;
	e.line = c->line;
	note_more(all->sc, &e, S("of"), c->of);
	TRY(keeper_note(all->sc, all->k, &e));
	return sql_alarm_put(
	    all->sc, vault_sql(all->k->vault), e.why, c->of, all->sc->now.us);
}

static result
write_all(struct scope *sc, struct keeper *k, void *of)
{
	struct causes *all = of;
	bool any;

	(void)sc;
	(void)k;
	for (size_t i = 0; i < all->ringing.n; i++)
		TRY(note_one(all, &all->ringing.at[i]));
	TRY(forget_over(all, false, &any));
	return all->ringing.n > 0 ? write_letter(all) : OK;
}

/* "alarm NAME OF DUE LINE": the supervisor runs the operator's command with these words. */
static void
ring(const struct causes *all, const struct cause *c)
{
	struct str words = str_printf(&all->sc->arena, "alarm %s %.*s %.*s %lld",
	    rows[c->alarm].name, STR(c->of), STR(instant_print(&all->sc->arena, c->due)),
	    (long long)c->line);

	if (all->k->control >= 0
	    && sock_send(all->sc, all->k->control, words, RING_WITHIN).code != E_OK)
		log_event("keeper.alarm-unheard");
}

result
alarms_look(struct scope *sc, struct keeper *k)
{
	struct causes all = { .sc = sc, .k = k };
	bool over;

	TRY(find_all(&all));
	TRY(find_ringing(&all));
	TRY(forget_over(&all, true, &over));
	if (all.ringing.n == 0 && !over)
		return OK;
	TRY(keeper_commit(sc, k, write_all, &all));
	for (size_t i = 0; i < all.ringing.n; i++)
		ring(&all, &all.ringing.at[i]);
	if (all.ringing.n > 0)
		log_event("keeper.alarms", LOG_COUNT("rung", all.ringing.n));
	return OK;
}
