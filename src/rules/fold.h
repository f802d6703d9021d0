/* fold.h -- the table behind search.c: traditional and compatibility forms to simplified ones. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct fold_pair {
    uint16_t from, to;
};
extern const struct fold_pair fold_pairs[]; /* by `from`; made by tools/tables from data/fold */
extern const size_t fold_n;
