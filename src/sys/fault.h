/* sys/fault.h -- what the kernel refused, as a fault.
 *
 * For sys alone: a text such as "`keys.db` cannot be read: permission
 * denied".  ENOENT is E_ABSENT, EEXIST is E_STATE, all else is E_IO; the
 * whole subject and the kernel's words go to the detail.
 */
#ifndef BAILEE_SYS_FAULT_H
#define BAILEE_SYS_FAULT_H

#include "base/scope.h"

/* `what` is a path or the name of a thing, `deed` as "cannot be read". */
result fault_errno(struct scope *, int error, struct str what, const char *deed);

#endif
