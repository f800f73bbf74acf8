/* keeper/wire.h -- questions and answers as bytes (doc/format/wire.md).
 *
 *  K14  What is unpacked is whole, exact and bounded: no byte is left over,
 *       no depth over WIRE_DEPTH_MAX, no more than WIRE_NODES_MAX values, no
 *       map over WIRE_MEMBERS_MAX members or with a member twice, all text
 *       UTF-8 without a NUL.  Anything else is E_INPUT.
 *  K15  wire_unpack(wire_pack(x)) equals x, and one tree has one form.
 */
#ifndef BAILEE_KEEPER_WIRE_H
#define BAILEE_KEEPER_WIRE_H

#include "keeper/link.h"

#define WIRE_VERSION 2
#define WIRE_DEPTH_MAX 40
#define WIRE_NODES_MAX 200000
#define WIRE_REPLY_NODES_MAX 2000000 /* the keeper may say more than it is told */
#define WIRE_MEMBERS_MAX 1000
#define WIRE_TOKEN_MAX 200 /* bearer token, door name, address: bytes each */

result wire_pack_question(
    struct scope *, const struct question_head *, const struct node *, struct str *packed) MUST;
/* The slices of `head` live in the scope. */
result wire_unpack_question(
    struct scope *, struct str packed, struct question_head *, struct node **) MUST;
result wire_pack_reply(struct scope *, const struct reply *, struct str *packed) MUST;
result wire_unpack_reply(struct scope *, struct str packed, struct reply *) MUST;

#endif
