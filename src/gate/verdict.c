/* gate/verdict.c -- the words of a refusal. */
#include <stdarg.h>

#include "base/check.h"
#include "gate/verdict.h"

static const struct {
	const char *type;
	int http;
	const char *title, *law;
} whys[WHYS] = {
#define WHY(id, type, http, title, law) [WHY_##id] = { type, http, title, law },
#include "gate/why.def"
#undef WHY
};

const char *
why_type(enum why why)
{
	CHECK(why < WHYS);
	return whys[why].type;
}

const char *
why_title(enum why why)
{
	CHECK(why < WHYS);
	return whys[why].title;
}

int
why_http(enum why why)
{
	CHECK(why < WHYS);
	return whys[why].http;
}

static void PRINTF(5, 0) say(struct scope *sc, struct verdict *v, enum why why, uint32_t line,
    const char *format, va_list args)
{
	CHECK(why != WHY_NONE);
	*v = (struct verdict){
		.why = why,
		.line = line,
		.detail = str_vprintf(&sc->arena, format, args),
		.law = str_of(whys[why].law),
		.try_line = S(""),
		.field = S(""),
	};
}

result
verdict_refuse(
    struct scope *sc, struct verdict *v, enum why why, uint32_t line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(sc, v, why, line, format, args);
	va_end(args);
	return OK;
}

result
verdict_refuse_field(struct scope *sc, struct verdict *v, enum why why, uint32_t line,
    struct str field, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(sc, v, why, line, format, args);
	va_end(args);
	v->field = str_dup(&sc->arena, field);
	return OK;
}

result
verdict_gone(struct scope *sc, struct verdict *v)
{
	return verdict_refuse(sc, v, WHY_GONE, 0, "nothing of that name is held for you");
}

result
verdict_erasing(struct scope *sc, struct verdict *v)
{
	return verdict_refuse(
	    sc, v, WHY_ERASING, 0, "there is much of it: ask again when it is gone");
}

result
verdict_absent(struct scope *sc, result got, bool *absent)
{
	*absent = got.code == E_ABSENT;
	if (!*absent)
		return got;
	sc->fault = (struct fault){ 0 };
	return OK;
}
