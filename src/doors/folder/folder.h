/* doors/folder/folder.h -- the watched folders: lists and recordings that come as files.
 *
 *  W30  Only what is whole is taken: its writer has closed it, it has been still for a while, and
 *       its content ends where it should. What stops half-way stays where it is, and is reported.
 *  W31  What is taken is moved out of the sender's reach first, then read; it is removed when every
 *       row has its verdict. Removed, not overwritten: flash would keep old blocks anyway.
 *  W32  A file in hand when the process dies is gone on with, from the last verdict that is
 *       durable; what was asked again has its first answer (Idempotency-Key).
 *  W33  The report has a line a row: its line in the file, verdict, reason, field, line of the
 *       policy; never a value.
 *  W35  Folders take turns: what is long of one waits half-way for what is short of another, and
 *       the trouble of one is not another's.
 *  W34  It opens nothing but the folders, and knows of the store what any door knows.
 *
 * FOLDER/in is the sender's: files come there, reports appear beside them. FOLDER/taken is ours.
 */
#ifndef BAILEE_DOORS_FOLDER_FOLDER_H
#define BAILEE_DOORS_FOLDER_FOLDER_H

#include "base/scope.h"
#include "keeper/verbs.h"

#define FOLDER_ACCOUNT "bailee-door"
#define FOLDER_SETTINGS S("folders") /* of the store: NAME.json, one a folder */
#define FOLDER_IN S("in")
#define FOLDER_TAKEN S("taken")
#define FOLDERS_MAX 64

/* One folder: who sends, for what. */
struct folder {
	struct str name;
	struct str path;
	struct str key; /* bearer key: of a door of the policy, for one party */
	struct str dataset, purpose, about; /* of what does not say; or empty */
	int watch; /* sys/watch.h */
	struct span later; /* since boot: what is in hand of it cannot go on before then */
};

/* From its settings, JSON; E_INPUT. */
result folder_read(struct scope *, struct str name, struct str text, struct folder *) MUST;
struct str folder_write(struct arena *, const struct folder *);

struct door_folder {
	int control; /* the supervisor's end: "link" and a descriptor; "ready" goes there */
	struct str store; /* where the settings lie, read before the wall is raised */
	bool weaker;
};

result door_folder(struct scope *, const struct door_folder *) MUST;

#endif
