/* keeper/serve_incident.c -- incidents: who is affected, what is closed, who was told. */
#include "keeper/serve.h"

static struct node *
tell_node(struct serving *sv, const struct incident_told *t)
{
	struct arena *a = &sv->sc->arena;
	struct node *list = node_list(a);

	for (size_t i = 0; i < t->n; i++) {
		const struct incident_clock *clock = &t->tell[i].clock;
		struct node *n = node_add(list, node_map(a));

		node_set_str(a, n, S("whom"), t->tell[i].whom);
		node_set_int(a, n, S("line"), t->tell[i].line);
		node_set_time(a, n, S("due"), clock->due);
		node_set_bool(a, n, S("overdue"),
		    !clock->told.set && !instant_before(sv->sc->now, clock->due));
		if (clock->told.set)
			node_set_time(a, n, S("told"), clock->told.at);
	}
	return list;
}

static struct node *
incident_node(struct serving *sv, const struct incident_told *t)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("incident"), t->i.id);
	node_set_str(a, n, S("means"), t->i.means);
	set_str(a, n, S("of"), t->i.of);
	node_set_time(a, n, S("opened"), t->i.opened);
	node_set_str(a, n, S("risk"), t->i.risk);
	node_set_bool(a, n, S("contained"), t->i.contained);
	node_set_bool(a, n, S("open"), t->i.open);
	node_set(n, S("tell"), tell_node(sv, t));
	if (t->people == NULL)
		return n;
	node_set_time(a, n, S("since"), t->since);
	node_set_time(a, n, S("until"), t->until);
	node_set_int(a, n, S("unnamed"), t->unnamed);
	node_set(n, S("people"), t->people);
	node_set_str(a, n, S("report"), t->report);
	return n;
}

static result
answer_with(struct serving *sv, const struct incident_told *t)
{
	if (sv->verdict.why == WHY_NONE)
		node_set(sv->body, S("incident"), incident_node(sv, t));
	return OK;
}

result
serve_incident(struct serving *sv)
{
	struct incident_told t;

	TRY(rights_incident_open(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")),
	    sv->q, &sv->verdict, &t));
	return answer_with(sv, &t);
}

result
serve_incidents(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena);
	struct str reason = node_get_str(sv->q, S("reason")), id = node_get_str(sv->q, S("incident"));
	struct incident_told *t = NEW(&sv->sc->arena, struct incident_told);
	size_t n = 1;

	if (id.n > 0)
		TRY(rights_incident(sv->sc, sv->store, sv->asker, reason, id, &sv->verdict, t));
	else
		TRY(rights_incidents(sv->sc, sv->store, sv->asker, reason,
		    node_get_bool(sv->q, S("open"), false), &sv->verdict, &t, &n));
	for (size_t i = 0; i < n && sv->verdict.why == WHY_NONE; i++)
		node_add(list, incident_node(sv, &t[i]));
	node_set(sv->body, S("incidents"), list);
	return OK;
}

result
serve_incident_act(struct serving *sv)
{
	static const struct {
		const char *word;
		enum incident_act act;
		const char *of; /* the member that it is about */
	} acts[] = {
		{ "assess", INCIDENT_ACT_ASSESS, "risk" },
		{ "contain", INCIDENT_ACT_CONTAIN, "" },
		{ "lift", INCIDENT_ACT_LIFT, "" },
		{ "told", INCIDENT_ACT_TOLD, "whom" },
		{ "write", INCIDENT_ACT_WRITE, "whom" },
		{ "close", INCIDENT_ACT_CLOSE, "" },
	};
	struct str word = node_get_str(sv->q, S("act"));
	const struct asker *second;
	struct incident_told t;

	TRY(serve_second(sv, &second));
	for (size_t i = 0; i < N(acts); i++) {
		if (!str_eq(word, str_of(acts[i].word)))
			continue;
		TRY(rights_incident_act(sv->sc, sv->store, sv->asker, second,
		    node_get_str(sv->q, S("reason")), node_get_str(sv->q, S("incident")),
		    acts[i].act, node_get_str(sv->q, str_of(acts[i].of)), &sv->verdict, &t));
		return answer_with(sv, &t);
	}
	return fail_at(sv->sc, E_INPUT, S("act"),
	    "an incident takes assess, contain, lift, told, write or close");
}
