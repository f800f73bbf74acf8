/* doors/folder/inside.h -- what the files of this door share. */
#ifndef BAILEE_DOORS_FOLDER_INSIDE_H
#define BAILEE_DOORS_FOLDER_INSIDE_H

#include "base/buf.h"
#include "doors/control.h"
#include "doors/folder/folder.h"
#include "doors/folder/sidecar.h"
#include "sys/file.h"

#define REPORT_END S(".report.csv")
#define REPORT_MODE 0644u
#define STATE S("state")
#define REPORT S("report")

/* A name that somebody has seen, and how it was then. */
struct sighting {
	struct str folder, name;
	uint64_t size;
	struct instant changed;
	struct span still_since, first; /* since boot */
	bool closed; /* its writer has closed it */
	bool reported; /* why it is not taken, as it is now */
};

struct sightings {
	struct sighting *at;
	size_t n, room;
};

struct folder_door {
	struct control control;
	struct arena arena;
	int news;
	struct folder folder[FOLDERS_MAX];
	size_t folders;
	struct arena arena_of[2]; /* of the names seen: the last time, and this time */
	struct sightings seen[2];
	size_t now; /* which of the two is this time's */
	struct span slice_end; /* since boot: then it is another folder's turn (W35) */
	bool more; /* something in hand goes on in the next turn */
};

/* OK, or: E_BUSY, the keeper is not there; what it says otherwise. */
result folder_ask(struct scope *, struct folder_door *, const struct folder *, enum verb,
    const struct node *question, const struct node **body) MUST;

/* While something long is done: told to stop, given another link? */
void folder_attend(struct folder_door *);
bool folder_turn_over(const struct folder_door *);

/* seen.c: what is there, and since when it has been still */
result seen_look(struct scope *, struct folder_door *, const struct folder *) MUST;
void seen_news(struct folder_door *, const struct folder *, struct str name, bool closed);
void seen_turn(struct folder_door *); /* before all folders are looked at anew */
struct sighting *seen_of(struct folder_door *, struct str folder, struct str name); /* or NULL */
bool seen_still(const struct sighting *); /* W30, as far as its content is not asked */

/* take.c: what is complete becomes something in hand */
result folder_take(struct scope *, struct folder_door *, const struct folder *) MUST;
/* What a crash left between two moves goes back to where it came from. */
result folder_put_back(struct scope *, const struct folder *) MUST;

/* -- in hand: FOLDER/taken/ULID ------------------------------------------------ */

struct taking {
	const struct folder *folder;
	struct str path, id; /* FOLDER/taken/ULID */
	struct str name; /* of the list or the sidecar */
	/* what is durable of it */
	uint64_t rows; /* that have their verdict */
	uint64_t at, line; /* of a list: the byte and the line after them */
	uint64_t report; /* bytes of the report */
	uint64_t admitted, refused;
	uint64_t attempt; /* of an offer with streams */
	struct node *streams; /* name of a file -> "stream:ID" */
};

result taking_read_state(struct scope *, struct taking *) MUST;
result taking_write_state(struct scope *, const struct taking *) MUST;

/* list.c, single.c: E_BUSY, go on later; `done`, and it is the only one whose turn may end
 * before: every row has its verdict */
result taking_list(struct scope *, struct folder_door *, struct taking *, bool *done) MUST;
result taking_single(struct scope *, struct folder_door *, struct taking *) MUST;

/* report.c */
struct report_row {
	uint64_t line;
	struct str verdict, reason, field;
	int64_t policy_line;
};

/* Of one verdict of the keeper's. */
struct report_row report_row_of(uint64_t line, const struct node *answer);
void report_put(struct taking *, struct buf *, const struct report_row *);
/* Durable, with the state. */
result report_add(struct scope *, struct taking *, struct str lines) MUST;
/* Beside where the file was; then nothing of it is left. */
result report_publish(struct scope *, struct taking *) MUST;
/* Why something stays where it is. */
result report_left(struct scope *, const struct folder *, struct str name, struct str why) MUST;
result report_clean(struct scope *, const struct folder *) MUST; /* old ones */

#endif
