/* doors/http/zip.h -- an archive that is written as it goes out (libarchive). */
#ifndef BAILEE_DOORS_HTTP_ZIP_H
#define BAILEE_DOORS_HTTP_ZIP_H

#include "base/arena.h"
#include "base/str.h"
#include "base/time.h"

/* One file after the other: zip_open, zip_put as often as wanted.  False: it cannot be written. */
struct zip;
struct zip *zip_new(struct arena *, struct instant at); /* of each file's name */
struct arena *zip_arena(struct zip *);
bool zip_open(struct zip *, struct str name) MUST;
bool zip_put(struct zip *, struct str bytes) MUST;
bool zip_close(struct zip *) MUST;
/* What was written since it was taken last, in the arena. */
struct str zip_take(struct zip *, struct arena *);
void zip_free(struct zip *);

#endif
