/* promise/smtp.c -- the stand-in's side of SMTP (RFC 5321), a line at a time. */
#include "promise/smtp.h"
#include "base/transfer.h"

struct str
smtp_greeting(void)
{
	return S("220 stand-in.example ESMTP\r\n");
}

/* -- letters as a mailbox shows them ------------------------------------------------- */

/* RFC 2047: a word of base64 in UTF-8, the only kind that we write. */
static bool
take_word(struct str *text, struct str *word)
{
	struct str start = S("=?UTF-8?B?"), rest;

	if (!str_starts(*text, start))
		return false;
	*word = str_cut(str_slice(*text, start.n, text->n), '?', &rest);
	if (!str_starts(rest, S("=")))
		return false;
	*text = str_slice(rest, 1, rest.n);
	return true;
}

/* A field of the head, its lines joined, its words read. */
static struct str
unfolded(struct arena *a, struct str text)
{
	struct buf b = buf_new(a);
	struct str word, line;

	while (text.n > 0) {
		if (take_word(&text, &word)) {
			buf_put(&b, transfer_base64(a, word));
			for (line = text; str_starts(line, S(" ")) || str_starts(line, S("\r"))
					  || str_starts(line, S("\n"));)
				line = str_slice(line, 1, line.n);
			if (str_starts(line, S("=?")))
				text = line; /* the blank between two words is none */
			continue;
		}
		if (text.p[0] != '\r' && text.p[0] != '\n')
			buf_putc(&b, text.p[0]);
		text = str_slice(text, 1, text.n);
	}
	return str_trim(buf_str(&b));
}

/* The next field with the lines that go on from it; false after the last. */
static bool
next_field(struct str *head, struct str *name, struct str *value)
{
	size_t end = 0;

	if (head->n == 0 || str_starts(*head, S("\r\n")))
		return false;
	while (end < head->n
	       && !(head->p[end] == '\n'
		    && (end + 1 == head->n || (head->p[end + 1] != ' ' && head->p[end + 1] != '\t'))))
		end++;
	*name = str_cut(str_slice(*head, 0, end), ':', value);
	*head = str_slice(*head, end < head->n ? end + 1 : end, head->n);
	return true;
}

struct node *
smtp_letter(struct arena *a, const struct smtp *s)
{
	struct node *n = node_map(a), *head = node_list(a);
	struct str rest = buf_str(&s->letter), name, value;

	node_set_str(a, n, S("from"), s->from);
	node_set_str(a, n, S("to"), s->to);
	node_set_bool(a, n, S("tls"), s->secure);
	while (next_field(&rest, &name, &value)) {
		struct str text = unfolded(a, value);

		node_add(head, node_str(a, str_printf(a, "%.*s: %.*s", STR(name), STR(text))));
		if (str_eq(name, S("Subject")))
			node_set_str(a, n, S("title"), text);
	}
	node_set(n, S("head"), head);
	if (str_starts(rest, S("\r\n")))
		rest = str_slice(rest, 2, rest.n);
	node_set_str(a, n, S("text"), transfer_quoted(a, rest));
	return n;
}

/* -- the conversation ------------------------------------------------------------------ */

static bool
says(struct str line, const char *command, struct str *rest)
{
	struct str want = str_of(command);

	if (line.n < want.n)
		return false;
	for (size_t i = 0; i < want.n; i++)
		if ((line.p[i] & ~0x20) != (want.p[i] & ~0x20))
			return false;
	*rest = str_trim(str_slice(line, want.n, line.n));
	return true;
}

/* <address> and what may follow it; empty: it is none. */
static struct str
address_of(struct smtp *s, struct str rest)
{
	struct str after;

	if (!str_starts(rest, S("<")))
		return S("");
	return str_dup(s->arena, str_cut(str_slice(rest, 1, rest.n), '>', &after));
}

static void
forget(struct smtp *s)
{
	s->from = s->to = S("");
	s->in_text = false;
}

static enum smtp_next
text_line(struct smtp *s, struct str line, struct str *reply)
{
	if (str_eq(line, S("."))) {
		s->in_text = false;
		*reply = S("250 taken\r\n");
		return SMTP_TAKEN;
	}
	if (str_starts(line, S(".")))
		line = str_slice(line, 1, line.n);
	if (s->letter.n + line.n > SMTP_LETTER_MAX) {
		*reply = S("552 too long\r\n");
		return SMTP_END;
	}
	buf_put(&s->letter, line);
	buf_puts(&s->letter, "\r\n");
	return SMTP_GO_ON;
}

static struct str
recipient(struct smtp *s, const struct smtp_ways *w, struct str rest)
{
	if (s->from.n == 0)
		return S("503 say MAIL first\r\n");
	if (w->answer != 250)
		return str_printf(s->arena, "%lld the play says so\r\n", (long long)w->answer);
	s->to = address_of(s, rest);
	return s->to.n > 0 ? S("250 ok\r\n") : S("501 no address\r\n");
}

enum smtp_next
smtp_line(
    struct smtp *s, const struct smtp_ways *w, struct str line, struct str *reply)
{
	struct str rest;

	*reply = S("");
	if (s->in_text)
		return text_line(s, line, reply);
	*reply = S("250 ok\r\n");
	if (says(line, "EHLO", &rest)) {
		*reply = w->offers_tls && !s->secure
			     ? S("250-stand-in.example\r\n250-STARTTLS\r\n250 8BITMIME\r\n")
			     : S("250-stand-in.example\r\n250 8BITMIME\r\n");
	} else if (says(line, "STARTTLS", &rest) && w->offers_tls && !s->secure) {
		forget(s);
		*reply = S("220 go on\r\n");
		return SMTP_START_TLS;
	} else if (says(line, "MAIL FROM:", &rest)) {
		forget(s);
		s->from = address_of(s, rest);
	} else if (says(line, "RCPT TO:", &rest)) {
		*reply = recipient(s, w, rest);
	} else if (says(line, "DATA", &rest)) {
		s->in_text = s->to.n > 0;
		s->letter = buf_new(s->arena);
		*reply = s->in_text ? S("354 go on\r\n") : S("503 say RCPT first\r\n");
	} else if (says(line, "RSET", &rest)) {
		forget(s);
	} else if (says(line, "QUIT", &rest)) {
		*reply = S("221 bye\r\n");
		return SMTP_END;
	} else if (!says(line, "HELO", &rest) && !says(line, "NOOP", &rest)) {
		*reply = S("502 not known here\r\n");
	}
	return SMTP_GO_ON;
}
