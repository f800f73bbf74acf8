/* sys/tty.h -- a person at a terminal.
 *
 *  Y1  A passphrase is read without echo, and the terminal is put back as it
 *      was, also when reading fails.
 */
#ifndef BAILEE_SYS_TTY_H
#define BAILEE_SYS_TTY_H

#include "base/scope.h"

#define TTY_LINE_MAX 1024

bool tty_at(int fd); /* whether a person sits at it */
/* Asks on the controlling terminal; without its line end, in the scope's
 * arena.  E_STATE when there is no terminal, E_TOO_BIG over TTY_LINE_MAX. */
result tty_ask_secret(struct scope *, struct str question, struct str *answer) MUST;

#endif
