/* base/json.h -- strict JSON (RFC 8259), both ways.
 *
 *  J1  Refused: duplicate members, bad UTF-8, a NUL (also as \u0000), lone
 *      surrogates, depth over the cap, anything after the value, comments,
 *      NaN, numbers over 64 characters, objects of over JSON_MEMBERS_MAX members.
 *  J2  json_print(json_parse(x)) says the same as x, and is stable.
 *  J3  The fault names line and column, never the value.
 */
#ifndef BAILEE_BASE_JSON_H
#define BAILEE_BASE_JSON_H

#include "base/buf.h"
#include "base/node.h"

#define JSON_DEPTH_MAX 32
#define JSON_MEMBERS_MAX 4096 /* whoever knows how names are hashed makes them cost their square */
#define JSON_BYTES_MAX ((size_t)1 << 20)

/* Takes no more than JSON_BYTES_MAX bytes (E_TOO_BIG); E_INPUT otherwise. */
result json_parse(struct scope *, struct str text, struct node **) MUST;
/* The same, for a file of another size than a message has. */
result json_parse_up_to(struct scope *, struct str text, size_t most, struct node **) MUST;
void json_print(struct buf *, const struct node *); /* on one line */
void json_print_pretty(struct buf *, const struct node *); /* two blanks a level */
struct str json_text(struct arena *, const struct node *); /* one line */

#endif
