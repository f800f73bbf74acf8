/* test/kit/folder.h -- a folder for one test, gone with its scope. */
#ifndef BAILEE_KIT_FOLDER_H
#define BAILEE_KIT_FOLDER_H

#include "base/scope.h"

struct str test_folder(struct scope *);
/* A path in it. */
struct str test_path(struct scope *, struct str folder, const char *name);

#endif
