/* doors/mail/message.c -- a message of the internet, read for what it says and who says it. */
#include "doors/mail/message.h"
#include "base/arena.h"
#include "doors/mail/inside.h"
#include "sys/ulid.h"

#define LONG_TITLE ((size_t)2000) /* with a token in it */

/* LF alone ends a line from here on. */
static struct str
lines_of(struct arena *a, struct str bytes)
{
	char *to = arena_alloc(a, bytes.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < bytes.n; i++)
		if (bytes.p[i] != '\r')
			to[n++] = bytes.p[i];
	return (struct str){ to, n };
}

/* -- the sender -------------------------------------------------------------------- */

static result
read_sender(struct scope *sc, struct str head, struct mail_message *m)
{
	size_t count;
	struct str from = head_get(head, "From", &count);

	if (count != 1 || !head_address(&sc->arena, from, &m->from))
		return fail(sc, E_INPUT, "a message is from one address that can be answered");
	return OK;
}

/* RFC 3834: a machine says so; RFC 2919, 2369: a list does, and an advertisement. */
static void
read_kind(struct str head, struct mail_message *m)
{
	static const char *const lists[] = { "List-Id", "List-Unsubscribe", "Precedence" };
	size_t count;
	struct str rest, by = str_cut(head_get(head, "Auto-Submitted", &count), ';', &rest);

	m->automatic = count > 0 && !str_eq_nocase(str_trim(by), S("no"));
	for (size_t i = 0; i < N(lists); i++) {
		(void)head_get(head, lists[i], &count);
		m->listed = m->listed || count > 0;
	}
}

/* -- what it answers --------------------------------------------------------------- */

/* Of <01JD2K...@voice.example> what we have made it of: the id of a letter. */
static void
name_letters(struct arena *a, struct str value, struct node *letters)
{
	struct str rest = value, domain;

	while (rest.n > 0 && letters->count < MAIL_NAMED_MAX) {
		struct str id;

		(void)str_cut(rest, '<', &rest);
		id = str_cut(str_cut(rest, '>', &rest), '@', &domain);
		if (ulid_valid(id) && !node_lists(letters, id))
			node_add(letters, node_str(a, id));
	}
}

static bool
is_of_id(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* "Re: Your request, case 01JD2K...": our number for it. */
static void
name_cases(struct arena *a, struct str title, struct node *cases)
{
	size_t from = 0;

	for (size_t i = 0; i <= title.n && cases->count < MAIL_NAMED_MAX; i++) {
		struct str word = str_slice(title, from, i);

		if (i < title.n && is_of_id(title.p[i]))
			continue;
		if (ulid_valid(word) && !node_lists(cases, word))
			node_add(cases, node_str(a, word));
		from = i + 1;
	}
}

static void
read_answered(struct arena *a, struct str head, struct str title, struct mail_message *m)
{
	size_t count;

	m->letters = node_list(a);
	m->cases = node_list(a);
	name_letters(a, head_get(head, "In-Reply-To", &count), m->letters);
	name_letters(a, head_get(head, "References", &count), m->letters);
	name_cases(a, title, m->cases);
}

/* -- what it wants ----------------------------------------------------------------- */

/* RFC 2369 3.2: "unsubscribe", and behind it the token of the link, if there is one. */
static void
read_unsubscribe(struct str title, struct mail_message *m)
{
	struct str rest, word = str_cut(title, ' ', &rest);

	m->unsubscribes = str_eq_nocase(word, S("unsubscribe")) && !str_has(str_trim(rest), S(" "));
	if (m->unsubscribes)
		m->token = str_trim(rest);
}

static void
say_others(struct mail_found *found)
{
	if (found->others == 0)
		return;
	buf_printf(&found->text, "%s[%zu %s with this message, and %s not kept]",
	    found->text.n > 0 ? "\n\n" : "", found->others,
	    found->others == 1 ? "attachment came" : "attachments came",
	    found->others == 1 ? "is" : "are");
}

#define CUT_SHORT "\n\n[the rest of a long message is not kept]"

static void
read_text(struct scope *sc, struct str lines, struct mail_message *m)
{
	struct mail_found found;
	struct buf text = buf_new(&sc->arena);
	struct str whole;

	part_read(&sc->arena, lines, &found);
	say_others(&found);
	whole = buf_str(&found.text);
	m->failed = found.failed;
	if (found.failed && found.undelivered.n > 0)
		name_letters(&sc->arena,
		    str_printf(&sc->arena, "<%.*s>", STR(found.undelivered)), m->letters);
	buf_put(&text, charset_cut(whole, MAIL_TEXT_MAX - sizeof(CUT_SHORT)));
	if (text.n < whole.n)
		buf_puts(&text, CUT_SHORT);
	m->text = buf_str(&text);
}

result
mail_read(struct scope *sc, struct str authority, struct str bytes, struct mail_message *m)
{
	struct arena *a = &sc->arena;
	struct str lines = lines_of(a, bytes), head, rest = lines, title, behind;
	struct mail_field f;
	size_t count;

	*m = (struct mail_message){ .token = S("") };
	while (head_next(&rest, &f))
		;
	head = str_slice(lines, 0, lines.n - rest.n);
	TRY(read_sender(sc, head, m));
	m->proved = proof_stands(a, head, authority, m->from);
	title = charset_cut(head_text(a, head_get(head, "Subject", &count)), LONG_TITLE);
	m->title = charset_cut(title, MAIL_TITLE_MAX);
	(void)str_cut(head_get(head, "Message-ID", &count), '<', &behind);
	m->id = charset_clean(a, charset_read(a, S(""), str_cut(behind, '>', &behind)), false);
	read_kind(head, m);
	read_answered(a, head, title, m);
	read_unsubscribe(title, m);
	read_text(sc, lines, m);
	return OK;
}
