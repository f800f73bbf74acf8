/* doors/http/manual.c -- the manual's page of the surface, from the same tables (doc/API.md). */
#include "doors/http/http.h"

static const char head[] =
    "# The HTTP surface\n"
    "\n"
    "Made from `src/doors/http/routes.def`, `headers.def` and `src/keeper/verbs.def`; a test "
    "compares\n"
    "(`BLESS=1` writes it anew). The same as OpenAPI 3.1: `GET /v1/openapi.json`.\n"
    "\n"
    "JSON in UTF-8; times RFC 3339; ids ULID. `Authorization: Bearer bk_...` says who asks. No "
    "value of a\n"
    "person stands in a path or a query: look-ups are POST with a body. Every answer bears\n"
    "`Bailee-Policy: name@version sha256=...` and `Bailee-Ledger: entry`; a refusal or a fault is "
    "a problem\n"
    "document (RFC 9457) that names the line of the policy. A body has at most 1 MiB, NDJSON any "
    "length.\n"
    "\n"
    "## Bodies\n"
    "\n"
    "- *members*: an object; its members are those of the verb, without what path, query or header "
    "give.\n"
    "- *offer*: values by the field's name. The member `\"@offer\"` (no field can be called so) "
    "carries the\n"
    "  rest: `about` (what kind of person), `subject`, `party`, `collected` (when), `events` (name "
    "to time),\n"
    "  `declared-birth-date` (weighed, never stored), `flagged` (fields whose text somebody marked "
    "as\n"
    "  special), `source`, `notice`.\n"
    "- *by*: findable values by the field's name; `\"@find\"` carries `fields` and `most`.\n"
    "- *values*: a merge patch (RFC 7396): null removes a value. `If-Match` is the ETag it was "
    "read with.\n"
    "- *who*: `subject`, `email` or `phone`.\n"
    "- *stream*: the bytes of an image, audio or video of up to 2 GiB, with Content-Type and\n"
    "  Content-Length (411 without). It is asked whether it may come in before any is read.\n"
    "- *lines*: NDJSON, an offer a line; one verdict a line comes back, in order, `line` counted "
    "from 0.\n"
    "  A line that could not be asked ends the answer and names the `offset` to go on from:\n"
    "  `?offset=N` skips the first N lines of the body. With `?only=refused` what came in is "
    "counted, not\n"
    "  listed: the last line has the sums, and the list may have any length. Send a long list with "
    "an\n"
    "  `Idempotency-Key`: when it broke off, the same body again under the same key and the same "
    "offset,\n"
    "  within 24 hours, goes over what was taken before without taking it twice.\n"
    "\n"
    "A yes-no is true or false, a number a number. A null says the same as absence. What was\n"
    "brought to `/v1/streams` is offered as the text `stream:ID`, by the same key and within the\n"
    "hour. GET of an image, audio or video takes `Range` (one range of bytes: 206, 416),\n"
    "`If-Range` and `If-None-Match` with its ETag.\n"
    "\n"
    "## Headers\n"
    "\n"
    "| header | says |\n"
    "| --- | --- |\n";

static const char *
body_word(enum route_body body)
{
	switch (body) {
	case BODY_NONE:
		return "";
	case BODY_MEMBERS:
		return "members";
	case BODY_OFFER:
		return "offer";
	case BODY_BY:
		return "by";
	case BODY_VALUES:
		return "values";
	case BODY_WHO:
		return "who";
	case BODY_LINES:
		return "lines";
	case BODY_STREAM:
		return "stream";
	case BODY_FORM:
		return "form";
	}
	return "";
}

static const char *
who_word(enum verb verb)
{
	if (verb == VERBS)
		return "anybody";
	switch (verb_row(verb)->who) {
	case WHO_ANYBODY:
		return "anybody";
	case WHO_KEY:
		return "any key";
	case WHO_ROLE:
		return "a role";
	case WHO_OWN:
		return "a role; a person, of themselves";
	case WHO_PERSON:
		return "a person, of themselves";
	case WHO_OPERATOR:
		return "the operator";
	case WHO_POST:
	case WHO_MAILBOX:
		return "a part of ours";
	}
	return "";
}

static void
put_shape(struct buf *out, const char *title, const char *members)
{
	buf_printf(out, "- %s: %s%s%s\n", title, members[0] != '\0' ? "`" : "nothing",
	    members, members[0] != '\0' ? "`" : "");
}

static void
put_routes(struct buf *out)
{
	const struct route *r;

	buf_puts(out, "\n## Routes\n\n| route | who | body | query | status | what |\n"
		      "| --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; (r = route_at(i)) != NULL; i++)
		buf_printf(out, "| `%s %s` | %s | %s | %s | %d | %s |\n", r->method, r->pattern,
		    who_word(r->verb), body_word(r->body), r->query, r->status, r->what);
}

static void
put_verbs(struct buf *out)
{
	buf_puts(out, "\n## Verbs\n\nWhat each route asks and what comes back: `name:type`, `!` is "
		      "required;\n"
		      "`list.x` and `map.x` are of the shapes below.\n");
	for (size_t v = 0; v < VERBS; v++) {
		const struct verb_row *row = verb_row((enum verb)v);

		buf_printf(out, "\n### %s\n\n%s\n\n", row->name, row->what);
		put_shape(out, "asks", row->question);
		put_shape(out, "answers", row->answer);
	}
}

void
http_manual(struct buf *out)
{
	const struct http_header_row *h;
	const struct shape_row *s;

	buf_puts(out, head);
	for (size_t i = 0; (h = header_at(i)) != NULL; i++)
		buf_printf(out, "| `%s` | %s |\n", h->name, h->what);
	put_routes(out);
	put_verbs(out);
	buf_puts(out, "\n## Shapes\n\n| shape | members | what |\n| --- | --- | --- |\n");
	for (size_t i = 0; (s = shape_at(i)) != NULL; i++)
		buf_printf(out, "| %s | `%s` | %s |\n", s->name, s->members, s->what);
}
