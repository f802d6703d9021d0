/* number.h -- numbers people read over the phone: R261123-0042 (kind, day, running number). */
#pragma once
#include "app/op.h"

/* Next number of a kind ("R", "W", "A") for op->project and the day of op->now, under the turn. */
const char *number_next(struct op *op, const char *kind);
/* "R261123-0042" → "R 261123-0042" for people. */
const char *number_say(struct arena *mem, const char *no);
/* What people type ("r 261123 42", full width) → "R261123-0042"; NULL when it is no number. */
const char *number_fold(struct arena *mem, const char *typed);
