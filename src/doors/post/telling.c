/* doors/post/telling.c -- a telling or a hand-over to its address (HTTP; libcurl). */
#include "base/log.h"
#include "doors/post/inside.h"

#define ANSWER_WITHIN_SECONDS 15L

static size_t
pass_over(char *bytes, size_t size, size_t n, void *of)
{
	(void)bytes;
	(void)of;
	return size * n;
}

static void
add_header(struct arena *a, struct curl_slist **list, const char *name, struct str value)
{
	*list = curl_slist_append(
	    *list, str_c(a, str_printf(a, "%s: %.*s", name, STR(value))));
}

static struct curl_slist *
headers_of(struct arena *a, const struct node *m)
{
	struct curl_slist *list = NULL;
	struct str timestamp =
	    str_printf(a, "%lld", (long long)node_get_int(m, S("timestamp"), 0));

	add_header(a, &list, "Content-Type", S("application/json"));
	add_header(a, &list, "webhook-id", node_get_str(m, S("message")));
	add_header(a, &list, "webhook-timestamp", timestamp);
	add_header(a, &list, "webhook-signature", node_get_str(m, S("signature")));
	return curl_slist_append(list, "Expect:");
}

bool
telling_start(struct scope *sc, const struct node *m, struct carried *c)
{
	struct arena *a = &sc->arena;
	struct str body = node_get_str(m, S("body"));

	*c = (struct carried){ .id = node_get_str(m, S("message")), .curl = curl_easy_init() };
	if (c->curl == NULL)
		return false;
	c->list = headers_of(a, m);
	curl_easy_setopt(c->curl, CURLOPT_URL, str_c(a, node_get_str(m, S("url"))));
	curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c->curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, c->list);
	curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
	curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, str_c(a, body));
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, ANSWER_WITHIN_SECONDS);
	curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, pass_over);
	return true;
}

/* An answer counts when it came to its end. */
void
telling_ended(struct carried *c, CURLcode code)
{
	long status = 0;

	if (code == CURLE_OK)
		curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
	else
		log_event("post.no-answer", LOG_ID("message", c->id),
		    LOG_ID("why", str_of(curl_easy_strerror(code))));
	c->status = status;
}
