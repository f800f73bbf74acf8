/* promise/word_keeper.c -- keepers: made, moved in time, broken, brought back. */
#include "promise/words.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/zone.h"

#define KILL_WAIT span_seconds(10)

static struct stage_keeper *
new_keeper(struct stage *st, struct str name)
{
	struct arena *a = &st->sc->arena;
	struct stage_keeper *k = LIST_ADD(&st->keepers, a);

	k->name = name;
	k->folder = path_join(a, st->folder, name);
	k->socket = path_join(a, st->folder, str_printf(a, "%.*s.sock", STR(name)));
	return k;
}

static bool
init_store(struct stage *st, struct cue *c, struct stage_keeper *k, struct str policy)
{
	struct scope *sc = st->sc;
	const struct str args[] = { S("init"), S("--store"), k->folder, S("--policy"), policy,
		S("--rehearsal"), S("--at"), instant_print(&sc->arena, k->now), S("--json") };

	if (!self_run(st, c, args, N(args), S("")))
		return false;
	k->token = node_get_str(st->last.body, S("token"));
	if (st->last.status == 0 && k->token.n > 0)
		return true;
	return stage_broke(st, c->line->token[0].at, "the store could not be made: %.*s",
	    STR(str_slice(str_trim(st->last.text), 0, 800)));
}

/* `taking mail, trusting ID` */
static bool
cue_mail(struct stage *st, struct cue *c, struct str *trust)
{
	*trust = S("");
	if (!cue_is(c, "taking"))
		return true;
	if (!cue_is(c, "mail") || !cue_is(c, "trusting"))
		return stage_broke(st, cue_spot(c), "it goes: taking mail trusting ID");
	return cue_take(st, c, "the name of a mail server", trust);
}

bool
play_keeper(struct stage *st, struct cue *c)
{
	struct str name, path, text, trust;
	struct instant at = zone_instant((struct civil){ 2027, 3, 2, 9, 0, 0, 0 });
	struct stage_keeper *k;

	if (!cue_take(st, c, "a name", &name))
		return false;
	if (!cue_is(c, "with"))
		return stage_broke(st, cue_spot(c), "it goes: keeper k with FILE at TIME");
	if (!cue_policy(st, c, &path, &text) || (cue_is(c, "at") && !cue_time(st, c, &at))
	    || !cue_mail(st, c, &trust))
		return false;
	k = new_keeper(st, name);
	k->mail_trust = trust;
	k->policy = text;
	k->policy_path = path;
	k->now = at;
	k->tls = cue_is(c, "over") && cue_is(c, "tls");
	return init_store(st, c, k, path) && keeper_start(st, c, k) && cue_end(st, c);
}

static bool
move_clock(struct stage *st, struct cue *c, struct stage_keeper *k, struct instant to)
{
	struct arena *a = &st->sc->arena;
	struct node *body = node_map(a);

	node_set_time(a, body, S("to"), to);
	k->now = to;
	return http_operator(st, c, k, "POST", "/v1/clock", body);
}

bool
play_travel(struct stage *st, struct cue *c)
{
	struct stage_keeper *k = stage_keeper(st, S(""));
	struct term t;
	struct instant to;

	if (!cue_done(c) && c->line->token[c->i].kind == TOKEN_WORD
	    && stage_keeper(st, c->line->token[c->i].text) != NULL)
		k = cue_keeper(st, c);
	if (k == NULL)
		return stage_broke(st, cue_spot(c), "no keeper is on stage");
	if (cue_is(c, "to"))
		return cue_time(st, c, &to) && cue_end(st, c) && move_clock(st, c, k, to);
	return cue_term(st, c, &t) && cue_end(st, c) && move_clock(st, c, k, zone_plus(k->now, t));
}

bool
play_backup(struct stage *st, struct cue *c)
{
	struct stage_keeper *k = cue_keeper(st, c);
	struct str name;

	if (k == NULL)
		return false;
	if (!cue_is(c, "to"))
		return stage_broke(st, cue_spot(c), "it goes: backup KEEPER to NAME");
	if (!cue_take(st, c, "a name", &name) || !cue_end(st, c))
		return false;
	{
		const struct str args[] = { S("backup"), name, S("--store"), k->folder };

		if (!self_run(st, c, args, N(args), S("")))
			return false;
	}
	return st->last.status == 0
	       || stage_broke(st, c->line->token[0].at, "the backup failed: %.*s",
		   STR(str_trim(st->last.text)));
}

/* The backup lies in the folder of whichever keeper made it. */
static bool
find_backup(struct stage *st, struct cue *c, struct str name, struct str *path)
{
	struct arena *a = &st->sc->arena;

	for (size_t i = st->keepers.n; i > 0; i--) {
		*path =
		    path_join(a, path_join(a, st->keepers.at[i - 1].folder, S("backups")), name);
		if (file_exists(st->sc, *path))
			return true;
	}
	return stage_broke(st, c->line->token[0].at, "no backup is called %.*s", STR(name));
}

/* The ledger as it is now goes along, as a keeper that was careful has it. */
static bool
export_newest(struct stage *st, struct cue *c, const struct stage_keeper *k, struct str *path)
{
	struct arena *a = &st->sc->arena;
	struct str args[] = { S("ledger"), S("export"), S(""), S("--store"), k->folder };

	*path = path_join(a, st->folder, str_printf(a, "newest-%zu", st->commands++));
	args[2] = *path;
	if (!self_run(st, c, args, N(args), S("")))
		return false;
	return st->last.status == 0
	       || stage_broke(st, c->line->token[0].at, "the ledger could not be exported: %.*s",
		   STR(str_trim(st->last.text)));
}

static bool
restore_into(struct stage *st, struct cue *c, struct str backup, struct stage_keeper *k,
    const struct stage_keeper *keys, struct str ledger)
{
	const struct str args[] = { S("restore"), backup, S("--store"), k->folder, S("--keys"),
		keys->folder, S("--ledger"), ledger };

	k->policy = keys->policy;
	k->token = keys->token;
	k->mail_trust = keys->mail_trust;
	k->now = keys->now;
	if (!self_run(st, c, args, N(args), S("")))
		return false;
	if (st->last.status != 0)
		return stage_broke(st, c->line->token[0].at, "restoring failed: %.*s",
		    STR(str_trim(st->last.text)));
	return keeper_start(st, c, k);
}

bool
play_restore(struct stage *st, struct cue *c)
{
	struct str backup, name, path, keys_of, ledger;
	struct stage_keeper *keys;

	if (!cue_take(st, c, "the name of a backup", &backup))
		return false;
	if (!cue_is(c, "to") || !cue_take(st, c, "a name", &name) || !cue_is(c, "with")
	    || !cue_is(c, "the") || !cue_is(c, "keys") || !cue_is(c, "of"))
		return st->end == STAGE_BROKE
			   ? false
			   : stage_broke(st, cue_spot(c),
			       "it goes: restore NAME to KEEPER with the keys of OTHER");
	keys = cue_keeper(st, c);
	if (keys == NULL || !cue_end(st, c) || !find_backup(st, c, backup, &path)
	    || !export_newest(st, c, keys, &ledger))
		return false;
	keeper_stop(st, keys);
	keys_of = keys->name;
	if (stage_keeper(st, name) == NULL)
		new_keeper(st, name);
	return restore_into(
	    st, c, path, stage_keeper(st, name), stage_keeper(st, keys_of), ledger);
}

bool
play_crash(struct stage *st, struct cue *c)
{
	struct stage_keeper *k = cue_keeper(st, c);
	struct proc_end end;

	if (k == NULL || !cue_end(st, c))
		return false;
	if (k->pid == 0)
		return stage_broke(st, c->line->token[0].at, "%.*s is down already", STR(k->name));
	if (!stage_ok(st, c, proc_kill(st->sc, k->pid, SIGKILL))
	    || !stage_ok(st, c, proc_wait(st->sc, k->pid, KILL_WAIT, &end)))
		return false;
	k->pid = 0;
	return true;
}

bool
play_restart(struct stage *st, struct cue *c)
{
	struct stage_keeper *k = cue_keeper(st, c);

	if (k == NULL || !cue_end(st, c))
		return false;
	keeper_stop(st, k);
	return keeper_start(st, c, k);
}
