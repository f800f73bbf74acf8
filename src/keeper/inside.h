/* keeper/inside.h -- the keeper's own state; for the files of this room. */
#ifndef BAILEE_KEEPER_INSIDE_H
#define BAILEE_KEEPER_INSIDE_H

#include "gate/gate.h"
#include "keeper/keeper.h"
#include "keeper/seconds.h"
#include "keeper/strangers.h"
#include "keeper/wire.h"
#include "ledger/figures.h"
#include "ledger/ledger.h"
#include "rights/rights.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/sock.h"
#include "term/term.h"
#include "vault/root.h"
#include "vault/vault.h"

#define LINKS_MAX 64
#define WAVE_MAX 256 /* questions in one transaction */
#define SWEEP_STEP 200 /* lifetimes ended between two waves */
#define DOORS_MAX 16 /* names of doors whose refusals are counted */

#define SETTING_POLICY S("policy.text")
#define SETTING_RESETTLE S("policy.resettle") /* "AFTER UNTIL", until it is done */
#define SETTING_PLACES S("places") /* names, a blank between two */
#define SETTING_KEYS_NEWEST S("keys.newest") /* name of the newest copy of the keys */
#define SETTING_NEWEST S("backup.newest") /* name of the newest copy of the data */
#define SETTING_CLOCK S("clock.at") /* of a rehearsal */
#define SETTING_DOUBT S("clock.doubt") /* "yes": K10 */

/* A message that its link has not taken yet. */
struct outgoing {
	struct str packed;
	struct outgoing *next;
};

struct keeper_link {
	bool open;
	bool owner; /* asked without a bearer key, it is the operator */
	struct str door; /* empty: the question says it (K4) */
	struct arena arena; /* frames */
	struct sock_frames frames;
	struct arena waiting; /* outgoing */
	struct outgoing *first, *last;
};

/* K12 */
struct refusals {
	struct str door;
	struct instant since;
	int64_t count;
};

/* One question of a wave, from its bytes to its answer. */
struct asked {
	struct keeper_link *link;
	struct scope sc;
	struct question_head head;
	struct node *tree;
	struct reply reply;
	struct str packed;
};

struct streams; /* serve_stream.c */
struct makings; /* serve_parts.c */

struct keeper {
	struct keeper_options o;
	struct arena *arena;
	struct scope life; /* what lasts as long as the keeper: root, names */
	struct file_lock lock;
	uint32_t owner; /* uid of the store's folder */
	struct root *root;
	struct watch clock;
	/* the store; all of it is made anew when it is opened again (K8) */
	bool is_open;
	struct arena plan_arena;
	struct vault *vault;
	struct ledger ledger;
	/* figures that are being counted, of the policy with that hash */
	struct arena figures_arena;
	struct str figures_of;
	struct ledger_figures figures;
	struct store store;
	/* what comes into force next, and what the last one has not reached yet: succeed.h */
	struct instant policy_starts; /* INSTANT_NEVER: none waits */
	const struct plan *next; /* that waits, in the plan's arena; NULL: none: again.h */
	bool resettling;
	bool noticing; /* people are being told of it: notices.h */
	bool dropping; /* numbers of a register that another has replaced */
	int64_t resettled, resettle_until; /* lifetimes */
	/* who asks */
	struct keeper_link links[LINKS_MAX];
	int listening, control, signals; /* -1: none */
	bool stop;
	bool linked; /* there was a link once */
	bool post_rung; /* the part that carries was told, and has not asked since: ring.c */
	struct due next_out; /* when the next telling or letter is to go out */
	bool busy; /* the last turn had a wave: do not wait before the next */
	struct asked *wave;
	struct streams *streams; /* that come in; NULL: none ever did */
	struct makings *makings; /* packages in parts; NULL: none ever was */
	struct refusals refusals[DOORS_MAX];
	size_t n_refusals;
	struct strangers *strangers; /* NULL: none asked yet */
	struct seconds *seconds; /* NULL: no second person was needed yet */
	/* time; spans since boot */
	bool doubted;
	bool confirmed; /* in this wave: no longer in doubt once it is committed */
	struct clock_notes noted;
	struct span swept, signed_at, opened, purged;
	bool erasing_people; /* in steps: R19 */
	struct party_erasing erasing; /* of a party whose contract has ended */
	struct instant looked_for_late, pruned; /* by the store's own time, which a rehearsal moves */
};

/* store.c */
result keeper_open_store(struct scope *, struct keeper *) MUST;
void keeper_close_store(struct keeper *);

/* wave.c: K7, K8, K9 */
result keeper_wave(struct scope *, struct keeper *, struct asked *, size_t n) MUST;
/* One transaction around `work`; a fault rolls it back. */
result keeper_commit(struct scope *, struct keeper *,
    result (*work)(struct scope *, struct keeper *, void *), void *of) MUST;
/* The keys of what is ending are destroyed, then "erased" is written. */
result keeper_finish(struct scope *, struct keeper *, uint64_t *erased) MUST;
/* One entry of the keeper itself, in the transaction of the caller. */
result keeper_note(struct scope *, struct keeper *, const struct entry *) MUST;

/* places.c: where the store's bytes lie (K26) */
result places_read(struct scope *, struct keeper *) MUST;
/* The one place of a store, for its clocks; empty where it lies in several. */
struct str places_one(struct str places);
/* Why a store that lies there cannot obey this policy; empty: it can. */
struct str places_bar(struct scope *, const struct plan *, struct str places);
/* E_STATE, and it is in the ledger: somebody serves it where it does not lie. */
result places_check(struct scope *, struct keeper *) MUST;

/* copies.c: a copy ends with the entry of its making, whose due date says until when it may be
 * kept (K24): as its place says, else as long as any place does; 0: none says. */
struct instant copy_until(const struct plan *, uint16_t place, struct instant now);
/* Where a copy goes: the place that is named, else the only place of backups; NONE: the
 * policy has none, and it stays where the store lies. */
result copy_place(struct scope *, const struct store *, struct str name, uint16_t *place) MUST;
/* Datasets that the policy holds elsewhere than there. */
void copy_without(struct scope *, const struct store *, uint16_t place, struct left_out *);
/* Of a store that was opened from a copy. */
result copy_read(
    struct scope *, struct keeper *, struct instant *made, struct instant *until) MUST;
result copy_check_until(struct scope *, struct instant until) MUST; /* E_STATE: it is past */
/* In the transaction of the caller: it will lie in STORE/backups; none lies there. */
result copy_remember(struct scope *, struct keeper *, struct str name, struct instant until) MUST;
result copy_forget_all(struct scope *, struct keeper *) MUST;
/* In the transaction of the caller: of the data, one is made now (T20). */
result copy_made(struct scope *, struct keeper *, struct str name, struct instant until) MUST;
/* The same of one of the keys, that opens what is there now. */
result copy_of_keys_made(struct scope *, struct keeper *, struct str name) MUST;
/* Not set: the newest copy of the keys opens the newest one of the data. */
result copy_of_keys_due(struct scope *, struct keeper *, struct due *since) MUST;
/* The same of those that were made since an instant and that this store does not know. */
result copies_made_since(struct scope *, struct keeper *, struct instant) MUST;
/* In it too: of those that an older bailee made (T20). */
result copies_know(struct scope *, struct keeper *) MUST;
/* Deletes those in STORE/backups whose time is over. */
result keeper_end_copies(struct scope *, struct keeper *) MUST;

struct keeper_restoration;
struct keeper_restored;
/* restore.c: and before it is closed again, `look` at it. */
result restore_and_look(struct scope *, const struct keeper_restoration *, struct keeper_restored *,
    result (*look)(struct scope *, struct keeper *, void *), void *of) MUST;

/* tend.c: what is done between waves */
result keeper_tend(struct scope *, struct keeper *) MUST;
/* When keeper_tend has something to do next, from now. */
struct span keeper_until(struct scope *, struct keeper *);
result keeper_look_at_clock(struct scope *, struct keeper *, bool same_boot) MUST;
/* serve_parts.c: those that are being made are forgotten. */
void keeper_drop_parts(struct keeper *);
/* People who are being erased in steps (R19), all that is under way. */
result keeper_erase_people(struct scope *, struct keeper *) MUST;
/* What was held for parties whose day has come, all of it (R10). */
result keeper_erase_for_parties(struct scope *, struct keeper *) MUST;
/* Ends all that is due now; counts what was erased. */
result keeper_sweep(struct scope *, struct keeper *, bool all, uint64_t *erased) MUST;
result keeper_sign(struct scope *, struct keeper *)
    MUST; /* a checkpoint, and the head into keys.db */
void keeper_count_refusal(struct keeper *, struct str door, struct instant now);

/* ring.c: by the control socket, once for all that is to go out now */
result ring_post(struct scope *, struct keeper *) MUST;

/* serve_stream.c: after opening the store, before closing it, and between waves */
result keeper_start_streams(struct scope *, struct keeper *) MUST;
void keeper_drop_streams(struct keeper *);
result keeper_tend_streams(struct scope *, struct keeper *, bool idle_too) MUST;

/* links.c */
void links_gather(struct scope *, struct keeper *, struct asked *, size_t *n);
void links_answer(struct scope *, struct keeper *, const struct asked *);
void links_flush(struct scope *, struct keeper *);
void links_close(struct keeper *);
#define WATCH_OWN 3 /* listening, control, signals */
void links_watch(const struct keeper *, struct sock_watch *); /* WATCH_OWN + LINKS_MAX of them */
void links_attend(struct scope *, struct keeper *, const struct sock_watch *);
bool links_any(const struct keeper *);

#endif
