#include "base/scope.h"
#include "base/check.h"

#define SCOPE_MAGIC 0x5c09e001u

struct cleanup {
	struct cleanup *older;
	void (*run)(void *);
	void *arg;
};

void
scope_begin(struct scope *sc, struct instant now)
{
	*sc = (struct scope){
		.magic = SCOPE_MAGIC,
		.now = now,
		.fault = { E_OK, S(""), S(""), S("") },
	};
}

bool
scope_valid(const struct scope *sc)
{
	return sc != NULL && sc->magic == SCOPE_MAGIC;
}

void
scope_on_end(struct scope *sc, void (*run)(void *), void *arg)
{
	struct cleanup *c;

	CHECK(scope_valid(sc));
	c = NEW(&sc->arena, struct cleanup);
	*c = (struct cleanup){ sc->cleanups, run, arg };
	sc->cleanups = c;
}

void
scope_end(struct scope *sc)
{
	CHECK(scope_valid(sc));
	while (sc->cleanups != NULL) { /* B2: newest first; one may add another */
		struct cleanup *c = sc->cleanups;

		sc->cleanups = c->older;
		c->run(c->arg);
	}
	arena_clear(&sc->arena);
	explicit_bzero(sc, sizeof(*sc));
}

/* The inner call may have failed in the outer scope: its fault stands there already. */
result
scope_end_within(struct scope *own, struct scope *outer, result r)
{
	const struct fault *f = &own->fault;

	CHECK(scope_valid(own) && scope_valid(outer));
	if (r.code != E_OK && f->code == r.code)
		outer->fault = (struct fault){ r.code, str_dup(&outer->arena, f->text),
			str_dup(&outer->arena, f->detail), str_dup(&outer->arena, f->field) };
	else if (r.code != E_OK && outer->fault.code != r.code)
		outer->fault = (struct fault){ .code = r.code };
	scope_end(own);
	return r;
}

result
fail(struct scope *sc, enum code code, const char *format, ...)
{
	va_list args;

	CHECK(scope_valid(sc) && code != E_OK);
	va_start(args, format);
	sc->fault = (struct fault){ code, str_vprintf(&sc->arena, format, args), S(""), S("") };
	va_end(args);
	return (result){ code };
}

result
fail_in_front(struct scope *sc, result r, const char *format, ...)
{
	struct fault *f = &sc->fault;
	struct str front;
	va_list args;

	CHECK(scope_valid(sc));
	if (r.code == E_OK)
		return r;
	if (f->code != r.code)
		*f = (struct fault){ .code = r.code };
	va_start(args, format);
	front = str_vprintf(&sc->arena, format, args);
	va_end(args);
	f->text = f->text.n == 0 ? front : str_printf(&sc->arena, "%.*s: %.*s", STR(front), STR(f->text));
	return r;
}

result
fail_at(struct scope *sc, enum code code, struct str field, const char *format, ...)
{
	va_list args;

	CHECK(scope_valid(sc) && code != E_OK);
	va_start(args, format);
	sc->fault = (struct fault){
		code,
		str_vprintf(&sc->arena, format, args),
		S(""),
		str_dup(&sc->arena, field),
	};
	va_end(args);
	return (result){ code };
}

result
fail_detail(struct scope *sc, const char *format, ...)
{
	va_list args;

	CHECK(scope_valid(sc) && sc->fault.code != E_OK);
	va_start(args, format);
	sc->fault.detail = str_vprintf(&sc->arena, format, args);
	va_end(args);
	return (result){ sc->fault.code };
}
