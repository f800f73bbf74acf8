/* policy/cookies.c -- the cookie list, and the choices that a visitor has (PECR reg 6). */
#include "policy/paper.h"

static struct str
class_says(struct paper *p, const struct cookie *c)
{
	switch (c->class) {
	case COOKIE_ESSENTIAL:
		return S("needed for what you asked for");
	case COOKIE_EXEMPT:
		return S("set without consent, as the law allows");
	case COOKIE_CONSENT:
		return say(p, "set only if you consent to %.*s",
		    STR(words_name(p->arena, p->plan->consents.at[c->consent].name)));
	}
	return S("");
}

void
paper_cookies(struct paper *p)
{
	static const char *const heads[] = { "Cookie", "What it does", "When it is set",
		"How long it stays", "Line" };

	page_table(&p->page, "Every cookie, and nothing else", heads,
	    p->kind == DOCUMENT_notice ? N(heads) - 1 : N(heads));
	for (size_t i = 0; i < p->plan->cookies.n; i++) {
		const struct cookie *c = &p->plan->cookies.at[i];
		struct buf what = buf_new(p->arena);

		buf_put(&what, c->text);
		if (c->random_bits > 0) {
			buf_printf(&what, "; a random number of %u bits", c->random_bits);
			paper_from_detail(p, c->at, "random");
		}
		if (c->host_only) {
			buf_puts(&what, "; sent to this website alone");
			paper_from_detail(p, c->at, "this host only");
		}
		paper_clause(p, &what, c->at, "cookie", UNBUILT_COOKIE);
		page_row(&p->page, (struct str[]){ c->name, buf_str(&what), class_says(p, c),
				       term_is_zero(c->life) ? S("until you close the browser")
							     : term_print(p->arena, c->life),
				       say(p, "%u", (unsigned)c->at.line) });
	}
	page_table_end(&p->page);
	if (p->plan->cookies.n == 0)
		page_para(&p->page, S("We set no cookies."));
}

static struct str
cookies_of(struct paper *p, uint16_t consent)
{
	struct buf b = buf_new(p->arena);
	bool first = true;

	for (size_t i = 0; i < p->plan->cookies.n; i++) {
		const struct cookie *c = &p->plan->cookies.at[i];

		if (consent == NONE ? c->class == COOKIE_CONSENT
				    : c->class != COOKIE_CONSENT || c->consent != consent)
			continue;
		phrase_comma(&b, &first);
		buf_put(&b, c->name);
		paper_from(p, c->at);
	}
	return buf_str(&b);
}

static void
choice_row(struct paper *p, uint16_t consent)
{
	const struct consent *c = &p->plan->consents.at[consent];
	struct str cookies = cookies_of(p, consent);
	struct buf how = buf_new(p->arena);

	if (cookies.n == 0)
		return;
	buf_puts(&how, "say yes when we ask; change your mind ");
	words_channels(&how, c->withdrawn_by);
	paper_from(p, c->at);
	paper_from_detail(p, c->at, "asked as");
	paper_from_detail(p, c->at, "withdrawn by");
	page_row(&p->page,
	    (struct str[]){ c->asked_as.n > 0 ? c->asked_as : words_name(p->arena, c->name), cookies,
		S("off"), buf_str(&how) });
}

/* The preference table: each choice, its cookies, how it stands at first. */
static void
choices(struct paper *p)
{
	static const char *const heads[] = { "Your choice", "Cookies", "At first",
		"How to change it" };
	struct str needed = cookies_of(p, NONE);

	page_heading(&p->page, "Your choices");
	page_table(&p->page, "What you may turn on and off", heads, N(heads));
	if (needed.n > 0)
		page_row(&p->page, (struct str[]){ S("What the website needs to work"), needed,
				       S("on"), S("it is always on; your browser can refuse it") });
	for (uint16_t i = 0; i < p->plan->consents.n; i++)
		choice_row(p, i);
	page_table_end(&p->page);
}

void
document_cookies(struct paper *p)
{
	page_heading(&p->page, "The cookies");
	paper_cookies(p);
	choices(p);
}
