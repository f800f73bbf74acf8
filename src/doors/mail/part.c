/* doors/mail/part.c -- the parts of a message: which of them are read, and as what (W40, W44). */
#include "base/arena.h"
#include "base/transfer.h"
#include "doors/mail/inside.h"

#define BOUNDARY_MAX ((size_t)70) /* RFC 2046 5.1.1 */

/* One part: its head and its body, and what the head says of it. */
struct part {
	struct str head, body;
	struct str type; /* "text/plain" */
	struct str content; /* the field Content-Type */
};

static struct part
part_of(struct arena *a, struct str bytes)
{
	struct part p = { .body = bytes };
	struct mail_field f;
	size_t count;

	while (head_next(&p.body, &f))
		;
	p.head = str_slice(bytes, 0, bytes.n - p.body.n);
	p.content = head_get(p.head, "Content-Type", &count);
	p.type = head_word(a, p.content);
	if (p.type.n == 0)
		p.type = S("text/plain");
	return p;
}

/* -- texts ------------------------------------------------------------------------- */

static struct str
decoded(struct arena *a, const struct part *p)
{
	size_t count;
	struct str how = head_word(a, head_get(p->head, "Content-Transfer-Encoding", &count));

	if (str_eq(how, S("base64")))
		return transfer_base64(a, p->body);
	return str_eq(how, S("quoted-printable")) ? transfer_quoted(a, p->body) : p->body;
}

static bool
is_text(const struct part *p)
{
	size_t count;
	struct str said = head_get(p->head, "Content-Disposition", &count);

	return (str_eq(p->type, S("text/plain")) || str_eq(p->type, S("text/html")))
	       && !str_eq_nocase(str_slice(said, 0, 10), S("attachment"));
}

static void
take_text(struct arena *a, const struct part *p, struct mail_found *found)
{
	struct str text =
	    charset_read(a, head_parameter(a, p->content, "charset"), decoded(a, p));

	if (str_eq(p->type, S("text/html")))
		text = html_words(a, text);
	text = str_trim(charset_clean(a, text, true));
	if (found->text.n > 0 && text.n > 0)
		buf_puts(&found->text, "\n\n");
	buf_put(&found->text, text);
	found->texts++;
}

/* -- reports (RFC 3464) ------------------------------------------------------------ */

static struct str
inside_angles(struct str value)
{
	struct str rest;

	(void)str_cut(value, '<', &rest);
	return str_trim(str_cut(rest, '>', &rest));
}

/* One block a recipient: a failure of any is one. */
static void
take_status(struct arena *a, const struct part *p, struct mail_found *found)
{
	struct str rest = decoded(a, p);
	struct mail_field f;

	while (rest.n > 0)
		while (head_next(&rest, &f))
			found->failed = found->failed
					|| (str_eq_nocase(f.name, S("Action"))
					    && str_eq_nocase(str_trim(f.value), S("failed")));
}

/* What was not delivered comes back, or its head does. */
static void
take_returned(struct arena *a, const struct part *p, struct mail_found *found)
{
	size_t count;

	found->undelivered = inside_angles(head_get(decoded(a, p), "Message-ID", &count));
}

/* -- several in one ---------------------------------------------------------------- */

/* It ends the part before it; `last`: and all of them. */
static bool
is_boundary(struct str line, struct str boundary, bool *last)
{
	struct str behind = str_trim(str_slice(line, boundary.n, line.n));

	*last = str_eq(behind, S("--"));
	return str_starts(line, boundary) && (behind.n == 0 || *last);
}

/* The next part between lines "--boundary"; false: that was the last. */
static bool
next_part(struct str *rest, struct str line, bool *begun, struct str *part)
{
	struct str from = *rest;

	while (rest->n > 0) {
		struct str here = *rest, one = str_cut(*rest, '\n', rest);
		bool last;

		if (!is_boundary(one, line, &last))
			continue;
		if (*begun) {
			*part = str_slice(from, 0, (size_t)(here.p - from.p));
			*rest = last ? S("") : *rest;
			return true;
		}
		*begun = true;
		from = *rest;
	}
	*part = from;
	*begun = *begun && from.n > 0;
	return *begun;
}

static void read_one(struct arena *, struct str, size_t depth, struct mail_found *);

/* Of the same said twice: plain if there is one, else whatever says something. */
static void
read_alternatives(struct arena *a, struct str body, struct str line, size_t depth,
    struct mail_found *found)
{
	struct mail_found best = { .text = buf_new(a) };
	struct str part;
	bool begun = false, plain = false;

	while (!plain && found->parts < MAIL_PARTS_MAX && next_part(&body, line, &begun, &part)) {
		struct mail_found one = { .text = buf_new(a), .parts = found->parts };

		read_one(a, part, depth, &one);
		found->parts = one.parts;
		plain = one.text.n > 0 && str_eq(part_of(a, part).type, S("text/plain"));
		if (plain || one.text.n > 0)
			best = one;
	}
	if (found->text.n > 0 && best.text.n > 0)
		buf_puts(&found->text, "\n\n");
	buf_put(&found->text, buf_str(&best.text));
	found->texts += best.texts;
	found->others += best.others;
}

static void
read_several(struct arena *a, const struct part *p, size_t depth, struct mail_found *found)
{
	struct str boundary = head_parameter(a, p->content, "boundary"), body = p->body, part;
	struct str line = str_printf(a, "--%.*s", STR(boundary));
	bool begun = false;

	if (boundary.n == 0 || boundary.n > BOUNDARY_MAX || depth == MAIL_DEPTH_MAX) {
		found->others++;
		return;
	}
	if (str_eq(p->type, S("multipart/alternative"))) {
		read_alternatives(a, body, line, depth, found);
		return;
	}
	while (found->parts < MAIL_PARTS_MAX && next_part(&body, line, &begun, &part))
		read_one(a, part, depth, found);
}

static void
read_one(struct arena *a, struct str bytes, size_t depth, struct mail_found *found)
{
	struct part p = part_of(a, bytes);

	found->parts++;
	if (str_starts(p.type, S("multipart/")))
		read_several(a, &p, depth + 1, found);
	else if (str_eq(p.type, S("message/delivery-status")))
		take_status(a, &p, found);
	else if (depth > 0
		 && (str_eq(p.type, S("text/rfc822-headers"))
		     || (str_eq(p.type, S("message/rfc822")) && found->failed)))
		take_returned(a, &p, found);
	else if (is_text(&p))
		take_text(a, &p, found);
	else
		found->others++;
}

void
part_read(struct arena *a, struct str bytes, struct mail_found *found)
{
	*found = (struct mail_found){ .text = buf_new(a) };
	read_one(a, bytes, 0, found);
}
