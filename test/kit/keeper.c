/* kit/keeper.c -- both sides of the wall in one process. */
#include "bare.h"
#include "keeper.h"

#include "base/check.h"
#include "base/json.h"
#include "folder.h"
#include "sys/file.h"
#include "sys/sock.h"

#define POLICY S("policies/voip-distributor.policy")
#define POLICY_MAX ((size_t)1 << 20)

static void
must(struct scope *sc, result r)
{
	if (r.code != E_OK)
		fprintf(stderr, "kit: %.*s: %.*s\n", STR(sc->fault.text), STR(sc->fault.detail));
	CHECK(r.code == E_OK);
}

void
test_keeper_start(struct test_keeper *t)
{
	struct keeper_options o = { .store = t->folder };

	must(t->sc, keeper_open(t->sc, &t->arena, &o, &t->keeper));
	t->link = link_make(t, S(""), true);
}

struct link *
link_make(struct test_keeper *t, struct str door, bool owner)
{
	int fds[2];

	must(t->sc, sock_pair(t->sc, fds));
	must(t->sc, keeper_take_link(t->sc, t->keeper, fds[0], door, owner));
	return link_of_fd(&t->arena, fds[1]);
}

void
keeper_turn_once(struct test_keeper *t)
{
	struct scope turn;

	scope_begin(&turn, t->sc->now);
	must(&turn, keeper_turn(&turn, t->keeper, (struct span){ 0 }));
	scope_end(&turn);
}

void
link_put_json(
    struct test_keeper *t, struct link *l, struct str token, enum verb verb, const char *json)
{
	struct question_head head = { .verb = verb, .token = token, .door = S(DOOR_API) };
	struct node *question;

	must(t->sc, json_parse(t->sc, str_of(json), &question));
	must(t->sc, link_put(t->sc, l, &head, question));
	must(t->sc, link_pump(t->sc, l));
}

bool
link_take_one(struct test_keeper *t, struct link *l, struct reply *reply)
{
	bool more = false;

	must(t->sc, link_pump(t->sc, l));
	must(t->sc, link_next(t->sc, l, reply, &more));
	return more;
}

void
test_keeper_stop(struct test_keeper *t)
{
	if (t->keeper == NULL)
		return;
	keeper_close(t->sc, t->keeper);
	link_close(t->link);
	t->keeper = NULL;
}

static void
end(void *of)
{
	struct test_keeper *t = of;

	test_keeper_stop(t);
	arena_clear(&t->arena);
}

static struct test_keeper *
make(struct scope *sc, const struct keeper_birth *of, struct instant born)
{
	struct test_keeper *t = NEW(&sc->arena, struct test_keeper);
	struct keeper_birth birth = *of;
	struct str store_id, root_path;
	struct root *root;
	result r;

	t->sc = sc;
	t->folder = test_path(sc, test_folder(sc), "store");
	scope_on_end(sc, end, t);
	must(sc, dir_make(sc, t->folder, DIR_PRIVATE));
	root_path = path_join(&sc->arena, t->folder, S(KEEPER_ROOT));
	must(sc, root_make(sc, root_path, &root));
	birth.store = t->folder;
	birth.root = root;
	sc->now = born;
	r = keeper_make(sc, &birth, &store_id, &t->operator_token);
	root_clear(root);
	if (r.code == E_INPUT)
		return NULL;
	must(sc, r);
	test_keeper_start(t);
	return t;
}

static struct str
usual_policy(struct scope *sc)
{
	struct str text;

	must(sc, file_read(sc, POLICY, POLICY_MAX, &text));
	return policy_bare(sc, text);
}

struct test_keeper *
test_keeper_make(struct scope *sc)
{
	return test_keeper_in(sc, usual_policy(sc), "");
}

struct test_keeper *
test_keeper_in(struct scope *sc, struct str policy, const char *places)
{
	struct keeper_birth birth = {
		.rehearsal = true, .at = sc->now, .policy = policy, .places = str_of(places)
	};

	return make(sc, &birth, sc->now);
}

struct test_keeper *
test_keeper_production(struct scope *sc, struct instant born)
{
	struct keeper_birth birth = { .at = sc->now, .policy = usual_policy(sc) };

	return make(sc, &birth, born);
}

struct reply
ask_keeper(struct test_keeper *t, struct str token, enum verb verb, const char *json)
{
	struct reply reply;
	bool answered = false;

	link_put_json(t, t->link, token, verb, json);
	for (int i = 0; i < 100 && !answered; i++) {
		keeper_turn_once(t);
		answered = link_take_one(t, t->link, &reply);
	}
	CHECK(answered);
	return reply;
}

const struct node *
answer_of(struct test_keeper *t, struct str token, enum verb verb, const char *json)
{
	struct reply r = ask_keeper(t, token, verb, json);

	if (r.code != E_OK)
		fprintf(stderr, "kit: %s: %.*s\n", verb_row(verb)->name, STR(r.text));
	CHECK(r.code == E_OK);
	return r.body;
}

static const char *in_words(struct test_keeper *, const char *format, va_list) PRINTF(2, 0);

static const char *
in_words(struct test_keeper *t, const char *format, va_list args)
{
	return str_c(&t->sc->arena, str_vprintf(&t->sc->arena, format, args));
}

struct reply
ask_in_words(struct test_keeper *t, struct str token, enum verb verb, const char *format, ...)
{
	const char *json;
	va_list args;

	va_start(args, format);
	json = in_words(t, format, args);
	va_end(args);
	return ask_keeper(t, token, verb, json);
}

const struct node *
answer_in_words(struct test_keeper *t, struct str token, enum verb verb, const char *format, ...)
{
	const char *json;
	va_list args;

	va_start(args, format);
	json = in_words(t, format, args);
	va_end(args);
	return answer_of(t, token, verb, json);
}

struct str
refusal_of(const struct node *body)
{
	return node_get_str(node_get(body, S("refused")), S("type"));
}

struct str
party_of(struct test_keeper *t, const char *name)
{
	struct str q = str_printf(&t->sc->arena, "{\"class\":\"reseller\",\"name\":\"%s\"}", name);

	return node_get_str(answer_of(t, S(""), VERB_PARTY, str_c(&t->sc->arena, q)), S("party"));
}

struct str
key_of_role(struct test_keeper *t, const char *role, struct str party)
{
	struct str q =
	    str_printf(&t->sc->arena, "{\"name\":\"Grace Hopper\",\"role\":\"%s\"%s%.*s%s}", role,
		party.n > 0 ? ",\"party\":\"" : "", STR(party), party.n > 0 ? "\"" : "");
	struct str staff =
	    node_get_str(answer_of(t, S(""), VERB_STAFF, str_c(&t->sc->arena, q)), S("staff"));

	q = str_printf(&t->sc->arena, "{\"staff\":\"%.*s\"}", STR(staff));
	return node_get_str(answer_of(t, S(""), VERB_KEY, str_c(&t->sc->arena, q)), S("token"));
}

struct str
key_of_channel(struct test_keeper *t, const char *door)
{
	struct str q = str_printf(&t->sc->arena, "{\"channel\":\"%s\"}", door);

	return node_get_str(answer_of(t, S(""), VERB_KEY, str_c(&t->sc->arena, q)), S("token"));
}
