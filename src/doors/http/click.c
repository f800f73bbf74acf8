/* doors/http/click.c -- the pages of one click.
 *
 * LAW UK GDPR Art 7(3), 21(3); PECR reg 22; RFC 8058.  A mail programme posts and reads
 * nothing; a person opens the page and presses its button.  Opening it changes nothing,
 * because programmes that look for harm open every link.
 */
#include "doors/http/http.h"

#define PAGE(title, main) \
	"<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n" \
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" \
	"<meta name=\"robots\" content=\"noindex\">\n<title>" title "</title>\n" \
	"<meta name=\"color-scheme\" content=\"light dark\">\n" \
	"<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n" \
	"<body>\n<main>\n<h1>" title "</h1>\n" main "</main>\n" \
	"<footer>\n<div class=\"wide\"><a href=\"/v1/documents/notice?form=html\">Privacy notice</a> " \
	"<a href=\"/me/sign-in\">What we hold about you</a></div>\n</footer>\n</body>\n</html>\n"

static void
page(struct http_response *out, int status, struct str text)
{
	out->status = status;
	out->type = S("text/html; charset=utf-8");
	out->body = text;
	out->csp = S(HTTP_PAGE_CSP);
}

void
click_button(struct http_response *out)
{
	page(out, 200,
	    S(PAGE("Stop these messages",
		"<p>Press the button, and we send no more of them to this address.</p>\n"
		"<form method=\"post\">\n"
		"<input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\">\n"
		"<button>Stop these messages</button>\n</form>\n")));
}

void
click_done(struct http_response *out)
{
	page(out, 200,
	    S(PAGE("It is done",
		"<p>From now on we send no more of them to this address. There is nothing else "
		"that you need to do.</p>\n")));
}

void
click_fault(struct scope *sc, const struct reply *reply, struct http_response *out)
{
	int status;

	problem_fault(sc, reply, out);
	status = out->status;
	if (reply->code == E_ABSENT)
		page(out, status,
		    S(PAGE("This link is not whole",
			"<p>Open it from the message again, all of it, or answer the message and "
			"say stop.</p>\n")));
	else
		page(out, status,
		    S(PAGE("It is not done yet",
			"<p>We could not take it just now. Press the button again in a minute, or "
			"answer the message and say stop.</p>\n")));
}
