/* base/str.h -- a slice of bytes, and the literals that name one.
 *
 * Inside bailee text is a pointer and a length.  A NUL is a byte like any
 * other; C strings exist only at the edge of the operating system.  A slice
 * owns nothing: it lives as long as what it points into.
 */
#ifndef BAILEE_BASE_STR_H
#define BAILEE_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define N(array) (sizeof(array) / sizeof((array)[0]))

struct arena;

struct str {
	const char *p; /* NULL only in a zeroed struct: an empty slice too */
	size_t n;
};

#define S(literal) ((struct str){ ("" literal), sizeof(literal) - 1 })
/* for printf: "%.*s", STR(s).  The length is cut at INT_MAX. */
#define STR(s) (int)((s).n > 0x7fffffff ? 0x7fffffff : (s).n), (s).p

struct str str_of(const char *c_string); /* NULL gives the empty slice */
bool str_eq(struct str, struct str);
bool str_eq_nocase(struct str, struct str); /* ASCII letters only */
int str_cmp(struct str, struct str); /* by bytes, shorter first on a tie */
bool str_starts(struct str, struct str prefix);
bool str_ends(struct str, struct str suffix);
bool str_has(struct str, struct str needle);
/* One of the words of `words`, a blank between two. */
bool str_has_word(struct str words, struct str word);
bool str_among(struct str, const struct str *list, size_t n); /* one of them is the same */
struct str str_slice(struct str, size_t from, size_t to); /* clamped */
struct str str_trim(struct str); /* ASCII blanks at both ends */

/* Cuts `s` at the first `sep`: what stands before it is returned, `rest` is
 * what follows (empty when there was none; then all of `s` is returned). */
struct str str_cut(struct str s, char sep, struct str *rest);

/* Decimal digits only, the whole slice; false when out of range. */
bool str_to_u64(struct str, uint64_t *value) MUST;
bool str_to_i64(struct str, int64_t *value) MUST;

struct str str_dup(struct arena *, struct str);
struct str str_lower(struct arena *, struct str); /* ASCII */
struct str str_printf(struct arena *, const char *format, ...) PRINTF(2, 3);
struct str str_vprintf(struct arena *, const char *format, va_list) PRINTF(2, 0);
char *str_c(struct arena *, struct str); /* NUL-terminated copy; CHECKs for NUL inside */

/* Hex, lower case.  `hex_decode` takes either case, even length only. */
/* RFC 4648, padded. */
struct str base64_encode(struct arena *, const void *bytes, size_t n);
/* Strict: padded, no blank, no bit that stands for nothing. */
bool base64_decode(struct arena *, struct str text, struct str *bytes) MUST;
struct str hex_encode(struct arena *, const void *bytes, size_t n);
bool hex_decode(struct arena *, struct str hex, struct str *bytes) MUST;
bool hex_read(struct str hex, void *bytes, size_t n) MUST; /* exactly `n` bytes */

/* RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF. */
bool utf8_valid(struct str);
/* Number of code points; the slice must be valid. */
size_t utf8_count(struct str);
/* Writes a code point, at most U+10FFFF: 1 to 4 bytes. */
size_t utf8_put(char *to, uint32_t code);
/* The first code point, and its bytes; 0: none stands there. */
size_t utf8_take(struct str, uint32_t *code);

#endif
