/*
 * period.h -- lengths of time as contracts write them, and seasons.
 *
 * Civil Code Art. 200-204: the first day is not counted, the end is the
 * matching date, and where that date does not exist the last day of its month.
 * A season counts only when it began after the start, in the owner's favour.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

enum period_unit {
    PERIOD_NONE = 0,
    PERIOD_YEAR,
    PERIOD_MONTH,
    PERIOD_DAY,
    PERIOD_HEATING,
    PERIOD_COOLING,
};

struct period {
    int n;
    enum period_unit unit;
};

/* First and last day of a season in any year; `to` before `from` lies in the next year. */
struct season {
    int from_month, from_day, to_month, to_day; /* from_month 0: not given */
};

/* `50y`, `18m`, `30d`, `2heating`, `1cooling`; at most 200 years or 200 seasons. */
bool period_parse(const char *text, struct period *ret);
/* `MM-DD`; 02-29 is taken, and means the last day of February. */
bool month_day_parse(const char *text, int *month, int *day);
/* The unrolled end of a period; `s` is asked for the two season units only. */
int32_t period_end(struct period p, int32_t start_on, const struct season *s);
/* `5 年`, `2 个供暖期`. */
const char *period_text(struct arena *mem, struct period p);
