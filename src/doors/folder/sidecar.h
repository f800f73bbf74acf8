/* doors/folder/sidecar.h -- the file beside a recording that says what it is.
 *
 * JSON, as the body of POST /v1/data/{dataset}: values by the field's name, and "@offer" with the
 * rest of the offer. A file stands as {"file": "call.wav"}, with "bytes" when the sender knows how
 * many there are. "@dataset" and "@purpose" where the folder's own are not meant.
 */
#ifndef BAILEE_DOORS_FOLDER_SIDECAR_H
#define BAILEE_DOORS_FOLDER_SIDECAR_H

#include "base/list.h"
#include "base/node.h"

#define SIDECAR_BYTES_MAX ((size_t)256 << 10)
#define SIDECAR_FILES_MAX 8

struct sidecar_file {
	struct str field, name; /* as the policy has it; in the same folder */
	int64_t bytes; /* -1: not said */
};

struct sidecar {
	struct node *offer; /* what "@offer" says */
	struct node *values; /* without those that are files */
	struct str dataset, purpose; /* or empty */
	struct sidecar_file file[SIDECAR_FILES_MAX];
	size_t files;
};

result sidecar_read(struct scope *, struct str text, struct sidecar *) MUST;
/* A name in one folder, of a file that may be taken: no path, nothing hidden. */
bool folder_name(struct str name);

#endif
