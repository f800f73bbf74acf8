/* doors/folder/media.h -- what a file is, by the end of its name. */
#ifndef BAILEE_DOORS_FOLDER_MEDIA_H
#define BAILEE_DOORS_FOLDER_MEDIA_H

#include "base/str.h"

struct str media_of_name(struct str name); /* "audio/wav", or "" */

#endif
