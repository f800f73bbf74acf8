/* bin/store.c -- where the store is, and asking its keeper (N1). */
#include "bin/root.h"
#include "bin/store.h"
#include "keeper/link.h"
#include "keeper/shape.h"
#include "seal/cert.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define STORE_HERE S("./store")
#define STORE_OF_HOST S("/var/lib/bailee")

struct str
call_store(struct call *call)
{
	struct str given = call_option(call, "store"),
		   env = proc_env(&call->sc->arena, "BAILEE_STORE");

	if (given.n > 0)
		return given;
	if (env.n > 0)
		return env;
	return file_exists(call->sc, STORE_HERE) ? STORE_HERE : STORE_OF_HOST;
}

/* Nobody: the operator. */
static struct str
key_of(struct call *call)
{
	struct str given = call_option(call, "key");

	return given.n > 0 ? given : proc_env(&call->sc->arena, "BAILEE_KEY");
}

static result
reply_fault(struct call *call, const struct reply *reply)
{
	if (reply->field.n > 0)
		return fail_at(call->sc, reply->code, reply->field, "%.*s", STR(reply->text));
	return fail(call->sc, reply->code, "%.*s", STR(reply->text));
}

static void
close_link(void *link)
{
	link_close(link);
}

static result
keeper_of_own(struct call *call, struct str store)
{
	struct scope *sc = call->sc;
	struct root_source root;
	int fd = -1;
	result r;

	TRY(root_find(sc, store, S(""), -1, &root));
	if (root.typed != NULL)
		TRY(root_hand(sc, root.typed, &fd));
	r = link_private(sc, &sc->arena, store, root_word(&root), fd, &call->link);
	sock_close(&fd);
	return r;
}

static result
open_link(struct call *call)
{
	struct scope *sc = call->sc;
	struct str store = call_store(call);

	TRY(link_join(sc, &sc->arena, store, &call->link));
	if (call->link == NULL)
		TRY(keeper_of_own(call, store));
	scope_on_end(sc, close_link, call->link);
	return OK;
}

result
call_ask(
    struct call *call, enum verb verb, const struct node *question, const struct node **answer)
{
	struct scope *sc = call->sc;
	const struct question_head head = {
		.verb = verb, .token = key_of(call), .door = S(DOOR_API)
	};
	struct reply reply;

	if (call->link == NULL)
		TRY(open_link(call));
	TRY(link_ask(sc, call->link, &head, question, &reply));
	if (reply.code != E_OK)
		return reply_fault(call, &reply);
	*answer = reply.body;
	return OK;
}

/* -- the question ----------------------------------------------------------- */

/* "a,b": each a member of the list. */
static struct node *
list_of(struct arena *a, struct str text)
{
	struct node *list = node_list(a);

	while (text.n > 0)
		node_add(list, node_str(a, str_trim(str_cut(text, ',', &text))));
	return list;
}

/* "email=ann@example.org,phone=...": members of the map. */
result
call_map(struct scope *sc, const char *name, struct str text, struct node **map)
{
	*map = node_map(&sc->arena);
	while (text.n > 0) {
		struct str value, key = str_cut(str_cut(text, ',', &text), '=', &value);

		if (key.n == 0 || value.n == 0)
			return fail(
			    sc, E_INPUT, "%s goes NAME=VALUE, or NAME=VALUE,NAME=VALUE", name);
		node_set_str(&sc->arena, *map, str_trim(key), str_trim(value));
	}
	return OK;
}

static result
time_of(struct scope *sc, const char *name, struct str text, struct node **n)
{
	struct instant at;

	if (!instant_parse(text, &at))
		return fail(
		    sc, E_INPUT, "%s is a time such as 2027-03-02T09:00:00Z, or a date", name);
	*n = node_time(&sc->arena, at);
	return OK;
}

static result
int_of(struct scope *sc, const char *name, struct str text, struct node **n)
{
	int64_t number;

	if (!str_to_i64(text, &number))
		return fail(sc, E_INPUT, "%s is a whole number", name);
	*n = node_int(&sc->arena, number);
	return OK;
}

/* One member from what the command line says, by its type in the shape. */
static result
set_member(struct call *call, struct node *question, const struct shape_member *m, struct str text)
{
	struct scope *sc = call->sc;
	const char *name = str_c(&sc->arena, m->name);
	struct node *n = NULL;

	if (str_eq(m->type, S("list")))
		n = list_of(&sc->arena, text);
	else if (str_eq(m->type, S("map")))
		TRY(call_map(sc, name, text, &n));
	else if (str_eq(m->type, S("time")))
		TRY(time_of(sc, name, text, &n));
	else if (str_eq(m->type, S("int")))
		TRY(int_of(sc, name, text, &n));
	else if (str_eq(m->type, S("bool")))
		n = node_bool(&sc->arena, true);
	else
		n = node_str(&sc->arena, text);
	node_set(question, m->name, n);
	return OK;
}

/* The argument that stands for the member, or NULL. */
static const struct str *
argument_of(const struct call *call, const struct act *act, struct str member)
{
	struct str rest = str_of(act->members);

	for (size_t i = 0; i < call->n && rest.n > 0; i++)
		if (str_eq(str_cut(rest, ' ', &rest), member))
			return &call->args[i];
	return NULL;
}

result
call_question(struct call *call, const struct act *act, struct node **question)
{
	struct str shape = str_of(verb_row(act->verb)->question);
	struct shape_member m;

	*question = node_map(&call->sc->arena);
	while (shape_next(&shape, &m)) {
		const struct str *given = argument_of(call, act, m.name);
		const char *name = str_c(&call->sc->arena, m.name);

		if (given != NULL)
			TRY(set_member(call, *question, &m, *given));
		else if (call_has(call, name))
			TRY(set_member(call, *question, &m, call_option(call, name)));
	}
	return OK;
}

result
call_act(struct call *call)
{
	return call_act_of(call, call->act);
}

result
call_act_of(struct call *call, const struct act *act)
{
	struct node *question;
	const struct node *answer;

	TRY(call_question(call, act, &question));
	TRY(call_ask(call, act->verb, question, &answer));
	return call_show(call, answer, act->show);
}

/* -- TLS ---------------------------------------------------------------------- */

#define CERT_DAYS 397 /* what browsers still take */

result
store_certificate(struct scope *sc, struct str store, struct str names)
{
	struct str hosts[16] = { S("localhost"), S("127.0.0.1"), S("::1") }, key, cert;
	size_t n = names.n > 0 ? 0 : 3;

	while (names.n > 0 && n < N(hosts))
		hosts[n++] = str_trim(str_cut(names, ',', &names));
	TRY(cert_make(sc, hosts, n, CERT_DAYS, &key, &cert));
	TRY(file_write(sc, path_join(&sc->arena, store, S("tls.key")), key, FILE_SECRET));
	return file_write(sc, path_join(&sc->arena, store, S("tls.crt")), cert, FILE_PUBLIC);
}
