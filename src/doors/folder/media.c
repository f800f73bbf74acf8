/* doors/folder/media.c -- IANA media types of the kinds of files that fields hold. */
#include "doors/folder/media.h"

/* clang-format off */
static const struct {
	const char *end, *media;
} ends[] = {
	{ ".wav",  "audio/wav" },
	{ ".mp3",  "audio/mpeg" },
	{ ".m4a",  "audio/mp4" },
	{ ".ogg",  "audio/ogg" },
	{ ".opus", "audio/ogg" },
	{ ".flac", "audio/flac" },
	{ ".g722", "audio/g722" },
	{ ".jpg",  "image/jpeg" },
	{ ".jpeg", "image/jpeg" },
	{ ".png",  "image/png" },
	{ ".webp", "image/webp" },
	{ ".mp4",  "video/mp4" },
	{ ".webm", "video/webm" },
	{ ".avi",  "video/x-msvideo" },
	{ ".ts",   "video/mp2t" },
	{ ".h264", "video/h264" },
};
/* clang-format on */

struct str
media_of_name(struct str name)
{
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct str end = str_of(ends[i].end);

		if (name.n > end.n && str_eq_nocase(str_slice(name, name.n - end.n, name.n), end))
			return str_of(ends[i].media);
	}
	return S("");
}
