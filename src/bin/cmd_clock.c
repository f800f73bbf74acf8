/* bin/cmd_clock.c -- the clock of a rehearsal; the answer to a clock that leapt. */
#include "bin/store.h"

static const struct option_row options[] = {
	OPTION_KEY,
};

static const struct act acts[] = {
	{ "show", "", 0, 0, "the store's time, what is due next, how late erasing was", call_act,
	    VERB_HEALTH, "", "" },
	{ "to", "TIME", 1, 1,
	    "move a rehearsal's clock there; what falls due on the way is erased", call_act,
	    VERB_CLOCK, "to", "" },
	{ "by", "SECONDS", 1, 1, "move it on by so many seconds", call_act, VERB_CLOCK, "by", "" },
	{ "confirm", "", 0, 0, "after the machine's clock leapt: the time is right, erase on",
	    call_act, VERB_CONFIRM_TIME, "", "" },
};

const struct command command_clock = {
	.name = "clock",
	.what = "the store's time",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual = "Only a store born as a rehearsal can be moved, and only forward.",
	.examples = "bailee clock\n"
		    "bailee clock to 2027-06-01T09:00:00Z",
};
