/* policy/dpv.c -- the policy as JSON-LD, in the words of the W3C Data Privacy Vocabulary 2.
 *
 * What it has no word for stands under `bailee:`.  Each `dpv:` word used here is a line of
 * test/policy/dpv-terms.txt, which was checked against the published vocabulary.
 */
#include "base/json.h"
#include "policy/paper.h"

static struct str
name_iri(struct paper *p, const char *kind, struct str name)
{
	return say(p, "urn:bailee:%.*s:%u:%s:%.*s", STR(p->plan->name), (unsigned)p->plan->version,
	    kind, STR(name));
}

static void
put(struct paper *p, struct node *to, const char *key, struct str value)
{
	if (value.n > 0)
		node_set_str(p->arena, to, str_of(key), value);
}

static struct node *
put_list(struct paper *p, struct node *to, const char *key)
{
	return node_set(to, str_of(key), node_list(p->arena));
}

static void
refer(struct paper *p, struct node *list, struct str iri)
{
	put(p, node_add(list, node_map(p->arena)), "@id", iri);
}

/* A thing of its own in the graph. */
static struct node *
thing(struct paper *p, struct node *graph, const char *type, struct str iri, struct str title,
    struct at at)
{
	struct node *n = node_add(graph, node_map(p->arena));

	put(p, n, "@id", iri);
	put(p, n, "@type", str_of(type));
	put(p, n, "dcterms:title", title);
	if (at.line > 0)
		node_set_int(p->arena, n, S("bailee:line"), at.line);
	return n;
}

static void
country(struct paper *p, struct node *of, const char code[3])
{
	struct node *n;

	if (code[0] == '\0')
		return;
	n = node_set(of, S("dpv:hasCountry"), node_map(p->arena));
	put(p, n, "@id", say(p, "urn:iso:std:iso:3166:-1:%s", code));
	put(p, n, "@type", S("dpv:Country"));
	put(p, n, "dcterms:title", str_of(words_country_name(code)));
}

static void
controller(struct paper *p, struct node *graph)
{
	const struct controller *c = &p->plan->controller;
	struct node *n = thing(p, graph, "dpv:DataController", name_iri(p, "controller", S("we")),
	    c->name, c->at);

	put(p, n, "dpv:hasName", c->name);
	put(p, n, "dpv:hasAddress", c->address);
	put(p, n, "dpv:hasContact", c->email.n > 0 ? c->email : c->phone);
	if (c->dpo.n > 0) {
		struct node *dpo =
		    node_set(n, S("dpv:hasDataProtectionOfficer"), node_map(p->arena));

		put(p, dpo, "@type", S("dpv:DataProtectionOfficer"));
		put(p, dpo, "dpv:hasContact", c->dpo);
	}
}

static void
people(struct paper *p, struct node *graph)
{
	for (size_t i = 0; i < p->plan->parties.n; i++) {
		const struct party_class *party = &p->plan->parties.at[i];

		thing(p, graph, "dpv:DataController", name_iri(p, "party", party->name), party->text,
		    party->at);
	}
	for (size_t i = 0; i < p->plan->subjects.n; i++) {
		const struct subject_type *s = &p->plan->subjects.at[i];
		struct node *n = thing(
		    p, graph, "dpv:DataSubject", name_iri(p, "subject", s->name), s->text, s->at);

		if (s->party != NONE)
			refer(p, put_list(p, n, "dpv:hasDataController"),
			    name_iri(p, "party", p->plan->parties.at[s->party].name));
		if (s->least_age > 0)
			node_set_int(p->arena, n, S("bailee:leastAge"), s->least_age);
	}
}

static const char *
field_class(unsigned marks)
{
	return (marks & MARK_SPECIAL) != 0    ? "dpv:SpecialCategoryPersonalData"
	       : (marks & MARK_CRIMINAL) != 0 ? "dpv:SensitivePersonalData"
					      : "dpv:PersonalData";
}

static void
storage(struct paper *p, struct node *field, uint16_t row)
{
	struct node *list = put_list(p, field, "dpv:hasStorageCondition");

	for (size_t i = 0; i < p->plan->clocks.n; i++) {
		const struct clock *c = &p->plan->clocks.at[i];
		struct node *n;

		if (!fields_have(c->fields, row))
			continue;
		n = node_add(list, node_map(p->arena));
		put(p, n, "@type", S("dpv:StorageDuration"));
		put(p, n, "dcterms:description", paper_clock(p, c));
		node_set_int(p->arena, n, S("bailee:line"), c->at.line);
	}
}

static void
fields(struct paper *p, struct node *graph)
{
	for (size_t i = 0; i < p->plan->datasets.n; i++) {
		const struct dataset *d = &p->plan->datasets.at[i];

		for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
			const struct field *field = &p->plan->fields.at[f];
			struct node *n = thing(p, graph,
			    d->subjects == 0 && !d->built_in ? "dpv:Data"
							     : field_class(field->marks),
			    name_iri(p, "field", field->full), words_field(p->arena, p->plan, f),
			    field->at);
			struct node *about = put_list(p, n, "dpv:hasDataSubject");

			for (uint16_t s = 0; s < d->subjects; s++)
				refer(p, about,
				    name_iri(p, "subject",
					p->plan->subjects
					    .at[p->plan->dataset_subjects.at[d->first_subject + s]]
					    .name));
			storage(p, n, f);
		}
	}
}

static const char *
basis_class(enum basis basis)
{
	switch (basis) {
	case BASIS_CONSENT:
		return "dpv:Consent";
	case BASIS_CONTRACT:
		return "dpv:Contract";
	case BASIS_LAW:
		return "dpv:LegalObligation";
	case BASIS_VITAL:
		return "dpv:VitalInterest";
	case BASIS_TASK:
		return "dpv:PublicInterest";
	case BASIS_RECOGNISED:
	case BASIS_INTERESTS:
		return "dpv:LegitimateInterest";
	case BASIS_DECLARED:
	case BASIS_INSTRUCTION: /* the party's ground is the party's to name */
	case BASES:
		break;
	}
	return "dpv:LegalBasis";
}

static void
grounds(struct paper *p, struct node *process, const struct purpose *u)
{
	struct node *bases = put_list(p, process, "dpv:hasLegalBasis");
	struct node *subjects = put_list(p, process, "dpv:hasDataSubject");

	for (uint16_t i = 0; i < u->grounds; i++) {
		const struct ground *g = &p->plan->grounds.at[u->first_ground + i];
		struct node *n = node_add(bases, node_map(p->arena));
		struct buf words = buf_new(p->arena);

		words_ground(&words, p->plan, g);
		put(p, n, "@type", str_of(basis_class(g->basis)));
		put(p, n, "dcterms:description", buf_str(&words));
		put(p, n, "bailee:article", str_of(words_basis_article(g->basis)));
		put(p, n, "bailee:assessment", g->assessment);
		if (g->subject != NONE)
			refer(p, subjects,
			    name_iri(p, "subject", p->plan->subjects.at[g->subject].name));
	}
}

/* Who decides: we, or the parties that we work for; then we are their processor. */
static void
who_decides(struct paper *p, struct node *process, const struct purpose *u)
{
	struct node *deciding = put_list(p, process, "dpv:hasDataController");
	bool ours = u->grounds == 0 || u->as_controller, theirs = false;

	for (uint16_t i = 0; i < u->grounds; i++) {
		const struct ground *g = &p->plan->grounds.at[u->first_ground + i];

		theirs = theirs || paper_for_party(g);
		ours = ours || !paper_for_party(g);
		if (paper_for_party(g) && g->party != NONE)
			refer(p, deciding,
			    name_iri(p, "party", p->plan->parties.at[g->party].name));
	}
	if (ours)
		refer(p, deciding, name_iri(p, "controller", S("we")));
	if (theirs)
		refer(p, put_list(p, process, "dpv:hasDataProcessor"),
		    name_iri(p, "controller", S("we")));
}

static void
process(struct paper *p, struct node *graph, const struct purpose *u)
{
	struct node *n = thing(
	    p, graph, "dpv:Process", name_iri(p, "process", u->name), u->text, u->at);
	struct node *purpose = node_set(n, S("dpv:hasPurpose"), node_map(p->arena)), *used,
		    *given;
	uint16_t row = (uint16_t)(u - p->plan->purposes.at);

	put(p, purpose, "@type", u->marketing != 0 ? S("dpv:DirectMarketing") : S("dpv:Purpose"));
	put(p, purpose, "dcterms:description", u->text);
	who_decides(p, n, u);
	grounds(p, n, u);
	put(p, n, "bailee:limits", paper_limits(p, u));
	used = put_list(p, n, "dpv:hasPersonalData");
	for (uint16_t f = 0; f < p->plan->fields.n; f++)
		if (fields_have(u->uses, f))
			refer(p, used, name_iri(p, "field", p->plan->fields.at[f].full));
	given = put_list(p, n, "dpv:hasRecipient");
	for (size_t i = 0; i < p->plan->shares.n; i++)
		if (p->plan->shares.at[i].purpose == row)
			refer(p, given,
			    name_iri(p, "recipient",
				p->plan->recipients.at[p->plan->shares.at[i].recipient].name));
}

static const char *
recipient_class(enum recipient_role role)
{
	switch (role) {
	case RECIPIENT_PROCESSOR:
		return "dpv:DataProcessor";
	case RECIPIENT_CONTROLLER:
		return "dpv:DataController";
	case RECIPIENT_JOINT:
		return "dpv:JointDataControllers";
	case RECIPIENT_AUTHORITY:
	case RECIPIENT_UNSAID:
		break;
	}
	return "dpv:Recipient";
}

static void
recipients(struct paper *p, struct node *graph)
{
	for (uint16_t i = 0; i < p->plan->recipients.n; i++) {
		const struct recipient *r = &p->plan->recipients.at[i];
		struct node *n = thing(p, graph, recipient_class(r->role),
		    name_iri(p, "recipient", r->name), r->text, r->at);

		country(p, n, r->country);
		put(p, n, "bailee:receives", paper_receives(p, i));
		put(p, n, "bailee:transferMechanism", r->mechanism);
		put(p, n, "bailee:contract", r->contract);
		put(p, n, "bailee:duties", paper_duties(p, i));
	}
}

static void
choices(struct paper *p, struct node *graph)
{
	for (size_t i = 0; i < p->plan->consents.n; i++) {
		const struct consent *c = &p->plan->consents.at[i];
		struct node *n = thing(
		    p, graph, "dpv:Consent", name_iri(p, "consent", c->name), c->name, c->at);
		struct buf channels = buf_new(p->arena);

		words_channels(&channels, c->withdrawn_by);
		put(p, n, "dcterms:description", c->asked_as);
		put(p, n, "bailee:withdrawnBy", buf_str(&channels));
	}
	for (enum right_kind kind = 0; kind < RIGHTS; kind++) {
		struct node *n = thing(p, graph, "dpv:DataSubjectRight",
		    name_iri(p, "right", say(p, "%d", (int)kind)),
		    say(p, "the right %s", words_right(kind)), (struct at){ 0 });

		put(p, n, "bailee:article", str_of(words_right_article(kind)));
	}
	for (size_t i = 0; i < p->plan->nevers.n; i++)
		thing(p, graph, "dpv:Prohibition", name_iri(p, "never", say(p, "%zu", i + 1)),
		    plan_line(p->plan, p->plan->nevers.at[i].at.line), p->plan->nevers.at[i].at);
	for (size_t i = 0; i < p->plan->places.n; i++) {
		const struct place *place = &p->plan->places.at[i];

		country(p,
		    thing(p, graph, "dpv:StorageLocation", name_iri(p, "place", place->name),
			place->text, place->at),
		    place->country);
	}
}

void
document_dpv(struct paper *p)
{
	const struct plan *plan = p->plan;
	struct str law_pack = say(p, "%.*s@%.*s", STR(plan->law_pack),
	    STR(date_print(p->arena, plan->law_date)));
	struct node *all = node_map(p->arena);
	struct node *context = node_set(all, S("@context"), node_map(p->arena)), *graph, *policy;

	put(p, context, "dpv", S("https://w3id.org/dpv#"));
	put(p, context, "dcterms", S("http://purl.org/dc/terms/"));
	put(p, context, "bailee", S("urn:bailee:vocabulary:"));
	graph = node_set(all, S("@graph"), node_list(p->arena));
	policy = thing(p, graph, "dpv:Policy", name_iri(p, "policy", plan->name),
	    say(p, "Policy of %.*s", STR(plan->controller.name)),
	    (struct at){ phrase_heading(plan, S("policy ")), 1, 1 });
	put(p, policy, "dpv:hasIdentifier", plan->name);
	node_set_int(p->arena, policy, S("bailee:version"), plan->version);
	put(p, policy, "dcterms:valid", date_print(p->arena, plan->from));
	put(p, policy, "bailee:sha256", p->page.edition->hash);
	put(p, policy, "bailee:lawPack", law_pack);
	controller(p, graph);
	people(p, graph);
	fields(p, graph);
	for (size_t i = 0; i < plan->purposes.n; i++)
		process(p, graph, &plan->purposes.at[i]);
	recipients(p, graph);
	choices(p, graph);
	json_print_pretty(p->page.out, all);
	buf_putc(p->page.out, '\n');
}
