#include "base/log.h"
#include "base/check.h"

#define LINE_MAX_BYTES 1024

static bool quiet;

void
log_quiet(bool yes)
{
	quiet = yes;
}

/* One printable word, whatever it was: a log line stays one line. */
static void
put_word(char *line, size_t *n, struct str word)
{
	for (size_t i = 0; i < word.n && *n < LINE_MAX_BYTES - 1; i++) {
		char c = word.p[i];

		line[(*n)++] = c > ' ' && c < 127 ? c : '_';
	}
}

static void
put_field(char *line, size_t *n, struct arena *a, const struct log_field *f)
{
	put_word(line, n, str_printf(a, "%s=", f->name));
	switch (f->kind) {
	case LOG_KIND_COUNT:
		put_word(line, n, str_printf(a, "%lld", (long long)f->number));
		break;
	case LOG_KIND_WORD:
	case LOG_KIND_ID:
		put_word(line, n, f->text);
		break;
	case LOG_KIND_TIME:
		put_word(line, n, instant_print(a, (struct instant){ f->number }));
		break;
	}
}

void
log_write(const char *event, const struct log_field *fields, size_t count)
{
	struct arena a = { 0 };
	char line[LINE_MAX_BYTES];
	size_t n = 0;

	if (quiet)
		return;
	put_word(line, &n, str_of(event));
	for (size_t i = 0; i < count && fields[i].name != NULL; i++) {
		if (n < LINE_MAX_BYTES - 1)
			line[n++] = ' ';
		put_field(line, &n, &a, &fields[i]);
	}
	line[n++] = '\n';
	fwrite(line, 1, n, stderr); /* one call, so lines of processes do not mix */
	arena_clear(&a);
}
