/* fuzz/stream.c -- the header of a stream's file: what is read is whole, and is written alike. */
#include "base/check.h"
#include "fuzz.h"
#include "sys/ulid.h"
#include "vault/stream.h"

int
fuzz_stream(const uint8_t *bytes, size_t n)
{
	struct str text = n > 0 ? (struct str){ (const char *)bytes, n } : S("");
	struct stream_header h;
	struct str id, media;

	if (stream_header_read(text, &h)) {
		CHECK(n >= STREAM_HEADER && h.bytes > 0 && h.bytes <= STREAM_BYTES_MAX);
		CHECK(ulid_valid(h.id));
	}
	if (stream_named(text, &id))
		CHECK(ulid_valid(id));
	if (stream_media(TYPE_AUDIO, text, &media))
		CHECK(str_starts(media, S("audio/")) && !str_has(media, S("\n")));
	return 0;
}
