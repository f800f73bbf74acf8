/* vault/stream.h -- recordings, photos and videos: bytes in files beside the database.
 *
 *  V9   A stream has a key of its own in keys.db. It is held by the lifetime whose part names
 *       it, goes over to the next when that part is sealed anew, and its key is destroyed with
 *       those of the lifetime that ends with it; the file is removed later.
 *  V10  It is sealed in chunks of STREAM_CHUNK; each says of which stream it is, which of how
 *       many, so that none can be moved, left out, repeated or cut.
 *  V11  Until a record holds it, nothing of it is read but by whoever brought it, to offer it;
 *       what a crash leaves half-way is removed at the next start.
 *
 * The value of its field is one text: "stream:ID audio/wav 480044 bytes sha-256 9f86...".
 * doc/format/stream.md says every byte of the file.
 */
#ifndef BAILEE_VAULT_STREAM_H
#define BAILEE_VAULT_STREAM_H

#include "seal/seal.h"
#include "sys/file.h"
#include "vault/vault.h"

#define STREAM_CHUNK ((size_t)64 << 10)
#define STREAM_BYTES_MAX ((uint64_t)2 << 30)
#define STREAM_HEADER 64
#define STREAM_FOLDER S("streams") /* of the store */

bool stream_type(enum field_type); /* image, audio, video */
/* The id in the text of a value, when it names a stream. */
bool stream_named(struct str text, struct str *id) MUST;
/* "audio/wav" for a field of sound; false for what such a field may not hold. */
bool stream_media(enum field_type, struct str given, struct str *media) MUST;

/* -- coming in ------------------------------------------------------------- */

struct stream_in {
	struct arena arena; /* of the members below */
	struct str id, media;
	struct str asker; /* id of the bearer key */
	uint16_t field;
	int64_t key_id;
	struct key *key;
	struct file file;
	struct hashing *hashing;
	uint64_t bytes, at; /* how many there will be, and there are */
};

/* `in` says asker, field, media and bytes; its row and its file are made, in the caller's
 * transaction.  stream_in_drop ends it. */
result stream_in_begin(struct scope *, struct vault *, struct stream_in *) MUST;
/* Whole chunks in order, and a last one.  E_STATE: it goes on at another place. */
result stream_in_put(
    struct scope *, struct vault *, struct stream_in *, uint64_t at, struct str bytes) MUST;
/* All is there and durable; it waits for a record, as `text`.  E_STATE: there is more to come. */
result stream_in_end(
    struct scope *, struct vault *, struct stream_in *, struct str *text) MUST;
/* After it has ended, or to give it up: its file goes when it has not. */
void stream_in_drop(struct scope *, struct vault *, struct stream_in *);
/* It is wanted no more, unless a record holds it. */
result stream_abandon(struct scope *, struct vault *, struct str id) MUST;
/* Those that wait for a record since before then. */
result stream_abandon_old(struct scope *, struct vault *, struct instant before) MUST;

/* -- held ------------------------------------------------------------------- */

struct stream {
	struct str id;
	int64_t key;
	uint64_t bytes;
	struct str about; /* "audio/wav 480044 bytes sha-256 9f86..." */
	struct str text; /* of the value */
};

/* One that waits for a record, by whoever brought it and for that field alone. */
result stream_waiting(struct scope *, struct vault *, struct str id, struct str asker,
    uint16_t field, struct stream *, bool *found) MUST;
/* One that a record holds; not found when that has ended. */
result stream_held(struct scope *, struct vault *, struct str id, struct stream *, bool *found)
    MUST;
/* From `from`, at most `most` bytes; E_DAMAGED when a chunk is not what was sealed there. */
result stream_read(struct scope *, struct vault *, const struct stream *, uint64_t from,
    size_t most, struct str *bytes) MUST;

/* -- the end, and copies ------------------------------------------------------ */

/* At the start, in a transaction: what came in half-way and was not held. */
result streams_start(struct scope *, struct vault *) MUST;
/* Between transactions: files and keys of some that are gone; then, in one, their rows. */
struct streams_gone {
	struct str *ids;
	size_t n;
};
result streams_reclaim(struct scope *, struct vault *, size_t most, struct streams_gone *) MUST;
result streams_forget(struct scope *, struct vault *, const struct streams_gone *) MUST;
/* Each that is held and not left out, under a second name in `folder`; E_ABSENT: a file is
 * not there. */
result streams_copy(struct scope *, struct vault *, struct str folder, const struct left_out *,
    uint64_t *n) MUST;
/* How many are held, and of how many the file is not there. */
result streams_missing(struct scope *, struct vault *, uint64_t *held, uint64_t *missing) MUST;

struct str stream_path(struct arena *, struct str store, struct str id);

#endif
