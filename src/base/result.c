#include "base/result.h"
#include "base/check.h"

static const struct {
	const char *text;
	int http, exit;
} rows[] = {
#define RESULT(code, text, http, exit) { text, http, exit },
#include "base/result.def"
#undef RESULT
};

const char *
result_text(enum code code)
{
	CHECK(code < RESULT_CODES);
	return rows[code].text;
}

int
result_http(enum code code)
{
	CHECK(code < RESULT_CODES);
	return rows[code].http;
}

int
result_exit(enum code code)
{
	CHECK(code < RESULT_CODES);
	return rows[code].exit;
}
