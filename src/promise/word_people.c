/* promise/word_people.c -- those who ask: parties, staff, doors. */
#include "promise/words.h"

/* `of KEEPER`, or the newest. */
static struct stage_keeper *
of_keeper(struct stage *st, struct cue *c)
{
	struct stage_keeper *k;

	if (cue_is(c, "of"))
		return cue_keeper(st, c);
	k = stage_keeper(st, S(""));
	if (k == NULL)
		stage_broke(st, cue_spot(c), "no keeper is on stage");
	return k;
}

static bool
make_key(struct stage *st, struct cue *c, const struct stage_keeper *k, const struct node *body,
    struct asker_actor *who)
{
	if (!http_operator(st, c, k, "POST", "/v1/keys", body))
		return false;
	who->keeper = k->name;
	who->token = node_get_str(st->last.body, S("token"));
	*LIST_ADD(&st->askers, &st->sc->arena) = *who;
	return true;
}

/* The role that the policy gives to people of such a party. */
static struct str
role_of_class(struct str policy, struct str class)
{
	while (policy.n > 0) {
		struct str line = str_trim(str_cut(policy, '\n', &policy)), name, rest, of;

		if (!str_starts(line, S("role ")))
			continue;
		name = str_cut(str_slice(line, 5, line.n), ' ', &rest);
		of = str_cut(rest, ' ', &rest);
		if (str_eq(of, S("of")) && str_eq(str_cut(rest, ' ', &rest), class))
			return name;
	}
	return S("");
}

bool
play_party(struct stage *st, struct cue *c)
{
	struct arena *a = &st->sc->arena;
	struct asker_actor who = { 0 };
	struct node *body = node_map(a), *key = node_map(a);
	struct str class, organisation, kind, through, role;
	struct stage_keeper *k;

	if (!cue_take(st, c, "a name", &who.name) || !cue_take(st, c, "a class of parties", &class)
	    || !cue_take(st, c, "the organisation's name", &organisation))
		return false;
	if (cue_is(c, "kind")) {
		if (!cue_take(st, c, "a kind of party", &kind))
			return false;
		node_set_str(a, body, S("kind"), kind);
	}
	if (cue_is(c, "through")) {
		struct spot at = cue_spot(c);

		if (!cue_take(st, c, "a party", &through))
			return false;
		if (stage_asker(st, through) == NULL)
			return stage_broke(st, at, "no party is called %.*s", STR(through));
		node_set_str(a, body, S("through"), stage_asker(st, through)->party);
	}
	k = of_keeper(st, c);
	if (k == NULL || !cue_end(st, c))
		return false;
	node_set_str(a, body, S("class"), class);
	node_set_str(a, body, S("name"), organisation);
	if (!http_operator(st, c, k, "POST", "/v1/parties", body))
		return false;
	who.party = node_get_str(st->last.body, S("party"));
	role = role_of_class(k->policy, class);
	if (role.n == 0)
		return stage_broke(
		    st, c->line->token[0].at, "the policy has no role of %.*s", STR(class));
	node_set_str(a, key, S("party"), who.party);
	node_set_str(a, key, S("role"), role);
	return make_key(st, c, k, key, &who);
}

/* `for PARTY`, when it stands there. */
static bool
for_party(struct stage *st, struct cue *c, struct str *party)
{
	struct spot at;
	struct str name;

	if (!cue_is(c, "for"))
		return true;
	at = cue_spot(c);
	if (!cue_take(st, c, "a party", &name))
		return false;
	if (stage_asker(st, name) == NULL)
		return stage_broke(st, at, "no party is called %.*s", STR(name));
	*party = stage_asker(st, name)->party;
	return true;
}

bool
play_staff(struct stage *st, struct cue *c)
{
	struct arena *a = &st->sc->arena;
	struct asker_actor who = { 0 };
	struct node *body = node_map(a), *key = node_map(a);
	struct str role;
	struct stage_keeper *k;

	if (!cue_take(st, c, "a name", &who.name))
		return false;
	if (!cue_is(c, "role"))
		return stage_broke(st, cue_spot(c), "it goes: staff NAME role ROLE");
	if (!cue_take(st, c, "a role", &role) || !for_party(st, c, &who.party))
		return false;
	k = of_keeper(st, c);
	if (k == NULL || !cue_end(st, c))
		return false;
	if (who.party.n > 0)
		node_set_str(a, body, S("party"), who.party);
	node_set_str(a, body, S("name"), str_printf(a, "Colleague %.*s", STR(who.name)));
	node_set_str(a, body, S("role"), role);
	if (!http_operator(st, c, k, "POST", "/v1/staff", body))
		return false;
	who.staff = node_get_str(st->last.body, S("staff"));
	node_set_str(a, key, S("staff"), who.staff);
	return make_key(st, c, k, key, &who);
}

bool
play_door(struct stage *st, struct cue *c)
{
	struct arena *a = &st->sc->arena;
	struct asker_actor who = { 0 };
	struct node *key = node_map(a);
	struct str channel;
	struct stage_keeper *k;

	if (!cue_take(st, c, "a name", &who.name))
		return false;
	if (!cue_is(c, "as"))
		return stage_broke(st, cue_spot(c), "it goes: door NAME as CHANNEL");
	if (!cue_take(st, c, "a door of the policy", &channel))
		return false;
	node_set_str(a, key, S("channel"), channel);
	if (!for_party(st, c, &who.party))
		return false;
	if (who.party.n > 0)
		node_set_str(a, key, S("party"), who.party);
	k = of_keeper(st, c);
	return k != NULL && cue_end(st, c) && make_key(st, c, k, key, &who);
}

/* Who is told what was erased: `what` is recipient or place. */
static bool
told_one(struct stage *st, struct cue *c, const char *what)
{
	struct asker_actor who = { 0 };
	struct node *key = node_map(&st->sc->arena);
	struct stage_keeper *k;
	struct str named;

	if (!cue_take(st, c, "a name", &who.name))
		return false;
	if (!cue_is(c, "as"))
		return stage_broke(st, cue_spot(c), "it goes: %s NAME as what the policy calls it", what);
	if (!cue_take(st, c, "a name of the policy", &named))
		return false;
	node_set_str(&st->sc->arena, key, str_of(what), named);
	k = of_keeper(st, c);
	return k != NULL && cue_end(st, c) && make_key(st, c, k, key, &who);
}

bool
play_recipient(struct stage *st, struct cue *c)
{
	return told_one(st, c, "recipient");
}

bool
play_place(struct stage *st, struct cue *c)
{
	return told_one(st, c, "place");
}

bool
play_fact(struct stage *st, struct cue *c)
{
	struct arena *a = &st->sc->arena;
	struct node *body = node_map(a);
	struct str kind, of, reference;
	struct instant until;
	struct stage_keeper *k;

	if (!cue_take(st, c, "a kind of fact", &kind))
		return false;
	if (!cue_is(c, "of"))
		return stage_broke(st, cue_spot(c), "it goes: fact KIND of NAME until TIME");
	if (!cue_take(st, c, "what it is of", &of))
		return false;
	node_set_str(a, body, S("kind"), kind);
	node_set_str(a, body, S("of"), of);
	if (cue_is(c, "reference")) {
		if (!cue_take(st, c, "a reference", &reference))
			return false;
		node_set_str(a, body, S("reference"), reference);
	}
	if (cue_is(c, "until")) {
		if (!cue_time(st, c, &until))
			return false;
		node_set_time(a, body, S("until"), until);
	}
	k = of_keeper(st, c);
	return k != NULL && cue_end(st, c) && http_operator(st, c, k, "POST", "/v1/facts", body);
}

/* By the code that they are sent, as anybody does. */
bool
play_person(struct stage *st, struct cue *c)
{
	struct arena *a = &st->sc->arena;
	struct node *ask = node_map(a), *enter = node_map(a);
	struct asker_actor who = { 0 };
	struct str address, mail, letters;
	const struct stage_keeper *k;
	struct standin *m;

	if (!cue_take(st, c, "a name", &who.name))
		return false;
	if (!cue_is(c, "at") || !cue_take(st, c, "an e-mail address or a number", &address)
	    || !cue_is(c, "by") || !cue_take(st, c, "a stand-in of `mail` or `webhook`", &mail))
		return stage_broke(st, cue_spot(c), "it goes: person NAME at ADDRESS by MAIL");
	m = stage_standin(st, mail);
	k = of_keeper(st, c);
	if (k == NULL || !cue_end(st, c))
		return false;
	if (m == NULL)
		return stage_broke(
		    st, c->line->token[0].at, "no stand-in is called %.*s", STR(mail));
	node_set_str(a, ask, str_has(address, S("@")) ? S("email") : S("phone"), address);
	if (!http_operator(st, c, k, "POST", "/v1/people:code", ask))
		return false;
	node_set_str(a, enter, S("challenge"), node_get_str(st->last.body, S("challenge")));
	if (!standin_look(st, c, m, &letters))
		return false;
	if (m->came.n == 0)
		return stage_broke(st, c->line->token[0].at, "nobody was sent a code");
	node_set_str(a, enter, S("code"), node_get_str(m->came.at[m->came.n - 1], S("code")));
	if (!http_operator(st, c, k, "POST", "/v1/people:enter", enter))
		return false;
	who.keeper = k->name;
	who.token = node_get_str(st->last.body, S("session"));
	*LIST_ADD(&st->askers, a) = who;
	return true;
}
