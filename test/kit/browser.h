/* kit/browser.h -- a browser in this process: pages over a keeper, without a socket. */
#ifndef BAILEE_KIT_BROWSER_H
#define BAILEE_KIT_BROWSER_H

#include "doors/page/page.h"
#include "keeper.h"

#define PASSWORD "correct horse battery"

struct browser {
	struct test_keeper *t;
	struct str cookie;
	struct http_response out;
};

void set_header(struct scope *, struct http_request *, const char *name, struct str value);
struct str header_of(const struct browser *, const char *name); /* of the response */
/* What serve.c does, without libmicrohttpd; the status. */
int send_it(struct browser *, struct http_request *);
int look_at(struct browser *, const char *path); /* with one member of a query, or none */
int send_form(struct browser *, const char *path, struct str body);
struct str token_of(const struct browser *); /* of forms */
bool shows(const struct browser *, const char *text);

#define SEND(b, path, format, ...) \
	send_form(b, path, \
	    str_printf(&(b)->t->sc->arena, "token=%.*s&" format, STR(token_of(b)), ##__VA_ARGS__))

struct person_in {
	struct str staff, secret;
};

/* By the pages: an invitation, a password and a telephone; who signs in as `dana`. */
struct person_in invite(struct browser *, const char *role, struct str party);
struct str digits_of(struct test_keeper *, const struct person_in *, int64_t later);
/* 303: signed in. */
int sign_in(struct browser *, const struct person_in *, const char *password, int64_t later);

#endif
