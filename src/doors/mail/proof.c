/* doors/mail/proof.c -- whether our own mail server proves the sender (RFC 8601, RFC 7489).
 *
 * Anybody may write such a field; the mail server takes those away that bear its own name, and
 * puts its own.  What stands in quotes is the sender's to choose, and not heard.  Of what bears
 * that name each word about DMARC has to be `pass`, so that one that was left standing gains
 * nothing beside the server's own.
 */
#include "base/arena.h"
#include "doors/mail/inside.h"

/* Blanks are none where the grammar lets them stand: around `=`, `.` and `/`. */
static struct str
closed_up(struct arena *a, struct str text)
{
	char *to = arena_alloc(a, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		size_t next = i;

		while (next < text.n && text.p[next] == ' ')
			next++;
		if (text.p[i] == ' '
		    && (n == 0 || strchr("=./;", to[n - 1]) != NULL || next == text.n
			|| strchr("=./;", text.p[next]) != NULL))
			continue;
		to[n++] = text.p[i];
	}
	return (struct str){ to, n };
}

/* "dmarc=pass" of "dmarc=pass reason=x header.from=example.org"; off `rest`. */
static struct str
take_term(struct str *rest)
{
	while (str_starts(*rest, S(" ")))
		*rest = str_slice(*rest, 1, rest->n);
	return str_cut(*rest, ' ', rest);
}

struct told {
	size_t passed, others; /* words about DMARC */
};

/* LAW RFC 8601 2.7.2, RFC 7489 11.2: the domain that was proved is that of `From`. */
static void
hear_result(struct str section, struct str domain, struct told *told)
{
	struct str term = take_term(&section), value, method = str_cut(term, '=', &value), version;
	bool ours = false;

	if (!str_eq_nocase(str_cut(method, '/', &version), S("dmarc")))
		return;
	while (section.n > 0) {
		struct str of, is = S("");

		of = str_cut(take_term(&section), '=', &is);
		ours = ours
		       || (str_eq_nocase(of, S("header.from")) && str_eq_nocase(is, domain));
	}
	if (str_eq_nocase(value, S("pass")) && ours)
		told->passed++;
	else
		told->others++;
}

static void
hear(struct arena *a, struct str value, struct str authority, struct str domain, struct told *told)
{
	struct str rest = closed_up(a, head_unquoted(a, head_bare(a, value)));
	struct str who = str_cut(rest, ';', &rest), version;

	if (!str_eq_nocase(str_cut(who, ' ', &version), authority))
		return;
	while (rest.n > 0)
		hear_result(str_cut(rest, ';', &rest), domain, told);
}

bool
proof_stands(struct arena *a, struct str head, struct str authority, struct str from)
{
	struct told told = { 0 };
	struct mail_field f;
	struct str domain;

	(void)str_cut(from, '@', &domain);
	if (authority.n == 0 || domain.n == 0)
		return false;
	while (head_next(&head, &f))
		if (str_eq_nocase(f.name, S("Authentication-Results")))
			hear(a, f.value, authority, domain, &told);
	return told.passed > 0 && told.others == 0;
}
