/* fuzz/request.h -- a request as text: its line, its headers, an empty line, its body. */
#ifndef BAILEE_FUZZ_REQUEST_H
#define BAILEE_FUZZ_REQUEST_H

#include "doors/http/http.h"

static inline struct http_request
request_of_text(struct scope *sc, struct str text)
{
	struct http_request r = { 0 };
	struct str line = str_cut(text, '\n', &text), query;

	r.method = str_cut(line, ' ', &line);
	r.path = str_cut(line, '?', &query);
	while (query.n > 0) {
		struct str one = str_cut(query, '&', &query), value;
		struct str name = str_cut(one, '=', &value);

		*LIST_ADD(&r.query, &sc->arena) = (struct http_pair){ name, value };
	}
	while (text.n > 0 && (line = str_cut(text, '\n', &text)).n > 0) {
		struct str value, name = str_cut(line, ':', &value);

		*LIST_ADD(&r.headers, &sc->arena) = (struct http_pair){ name, str_trim(value) };
	}
	r.body = text;
	return r;
}

#endif
