/*
 * liability.h -- who pays how much: shares that add up, and money that adds up.
 *
 * A decision is a set of shares over parties (warranty.md, "Liability is a
 * split").  Shares are hundredths of a percent and money is fen, so that no
 * rounding can make or lose a fen: what is left over after cutting goes to the
 * largest fractional parts, ties in the order given.
 */
#pragma once
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHARES_WHOLE 10000 /* 100 % in hundredths of a percent */
#define SHARES_MAX   1000  /* parties in one decision */

/* `60`, `8.7`, `33.33` to hundredths; false on signs, more than two decimals, over 100. */
bool percent_parse(const char *text, int *hundredths);

/* Writes parts_fen[n].  E_INPUT when amount_fen or a share is negative, or the shares do not add
   up to SHARES_WHOLE, or n > SHARES_MAX; nothing is written then. */
CHECKED enum err split_amount(int64_t amount_fen, const int *hundredths, size_t n,
                              int64_t *parts_fen);
