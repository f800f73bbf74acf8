/* promise/words.c -- the table of words. */
#include "promise/words.h"

const struct word_row words[] = {
#define WORD(name, function, usage, manual) { name, function, usage, manual },
#include "promise/word.def"
#undef WORD
};
const size_t words_n = N(words);
