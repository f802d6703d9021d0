/* words_table.h -- the English texts as tools/words compiled them, sorted by strcmp. */
#pragma once
#include <stddef.h>

struct words_row {
    const char *zh, *en;
};
extern const struct words_row words_en[];
extern const size_t words_en_n;
