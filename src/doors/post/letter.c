/* doors/post/letter.c -- a letter to the smarthost (SMTP, RFC 5321; libcurl).
 *
 * TLS is what the operator has set: by STARTTLS (RFC 3207) or from the first byte
 * (RFC 8314), and then nothing is said before the certificate has been proved.
 */
#include "base/log.h"
#include "doors/post/inside.h"
#include "doors/post/mime.h"

#define MAIL_WITHIN_SECONDS 60L

static size_t
read_some(char *to, size_t size, size_t n, void *of)
{
	struct carried *c = of;
	size_t most = size * n < c->body.n ? size * n : c->body.n;

	memcpy(to, c->body.p, most);
	c->body = str_slice(c->body, most, c->body.n);
	return most;
}

static bool
compose(struct scope *sc, const struct node *mail, const struct node *letter, struct str *message)
{
	struct mime_letter l = {
		.id = node_get_str(letter, S("letter")),
		.from = node_get_str(mail, S("from")),
		.name = node_get_str(mail, S("name")),
		.to = node_get_str(letter, S("to")),
		.title = node_get_str(letter, S("title")),
		.text = node_get_str(letter, S("text")),
	};

	if (node_get_time(letter, S("queued"), &l.queued)
	    && mime_compose(sc, &l, message).code == E_OK)
		return true;
	log_event("post.no-letter", LOG_ID("letter", l.id), LOG_ID("why", sc->fault.text));
	return false;
}

/* The name that we say we are stands where a path would: the sender's domain. */
static struct str
url_of(struct scope *sc, const struct node *mail)
{
	bool tls = str_eq(node_get_str(mail, S("tls")), S("tls"));
	struct str domain;

	(void)str_cut(node_get_str(mail, S("from")), '@', &domain);
	return str_printf(&sc->arena, "%s://%.*s:%lld/%.*s", tls ? "smtps" : "smtp",
	    STR(node_get_str(mail, S("host"))), (long long)node_get_int(mail, S("port"), 587),
	    STR(domain));
}

static void
prove(struct scope *sc, CURL *curl, const struct secrets *s, const struct node *mail)
{
	bool plain = str_eq(node_get_str(mail, S("tls")), S("none"));
	struct str account = node_get_str(mail, S("account"));

	curl_easy_setopt(curl, CURLOPT_USE_SSL, plain ? CURLUSESSL_NONE : CURLUSESSL_ALL);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	if (s->authority.n > 0)
		curl_easy_setopt(curl, CURLOPT_CAINFO, str_c(&sc->arena, s->authority));
	if (account.n == 0)
		return;
	curl_easy_setopt(curl, CURLOPT_USERNAME, str_c(&sc->arena, account));
	curl_easy_setopt(curl, CURLOPT_PASSWORD, str_c(&sc->arena, s->password));
}

static struct str
angled(struct scope *sc, struct str address)
{
	return str_printf(&sc->arena, "<%.*s>", STR(address));
}

bool
letter_start(struct scope *sc, const struct secrets *s, const struct node *mail,
    const struct node *letter, struct carried *c)
{
	struct arena *a = &sc->arena;

	*c = (struct carried){ .id = node_get_str(letter, S("letter")), .letter = true };
	if (!compose(sc, mail, letter, &c->body) || (c->curl = curl_easy_init()) == NULL)
		return false;
	c->list = curl_slist_append(NULL,
	    str_c(a, angled(sc, node_get_str(letter, S("to")))));
	curl_easy_setopt(c->curl, CURLOPT_URL, str_c(a, url_of(sc, mail)));
	curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(
	    c->curl, CURLOPT_MAIL_FROM, str_c(a, angled(sc, node_get_str(mail, S("from")))));
	curl_easy_setopt(c->curl, CURLOPT_MAIL_RCPT, c->list);
	curl_easy_setopt(c->curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c->curl, CURLOPT_READFUNCTION, read_some);
	curl_easy_setopt(c->curl, CURLOPT_READDATA, c);
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, MAIL_WITHIN_SECONDS);
	curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	prove(sc, c->curl, s, mail);
	return true;
}

/* What was answered to the letter itself counts; before that, the smarthost has said nothing
 * of it, whatever it says of us: a greeting of 554 refuses no letter. */
void
letter_ended(struct carried *c, CURLcode code)
{
	bool of_letter = code == CURLE_OK || code == CURLE_SEND_ERROR;
	curl_off_t sent = 0;
	long status = 0;

	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c->curl, CURLINFO_SIZE_UPLOAD_T, &sent);
	c->status = of_letter || sent > 0 ? status : 0;
	if (code == CURLE_OK)
		return;
	if (c->status >= 200 && c->status <= 299)
		c->status = 0; /* broken off after an earlier line was taken */
	log_event("post.not-sent", LOG_ID("letter", c->id), LOG_COUNT("answer", (size_t)status),
	    LOG_ID("why", str_of(curl_easy_strerror(code))));
}
