/*
 * when.h -- instants, civil dates, and the one place where time is read.
 *
 * An instant (`_at`) is int64 milliseconds of UTC since 1970.  A civil date
 * (`_on`) is int32 days since 1970-01-01, proleptic Gregorian.  Local time is
 * UTC plus an offset in minutes; the shipped zone Asia/Shanghai is +480 all
 * year (no daylight saving since 1991).
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

#define ZONE_SHANGHAI 480 /* minutes east of UTC */
#define DAY_MS        INT64_C(86400000)
#define NO_DATE       INT32_MIN

/* Now.  Tests set it: ANJU_NOW (RFC 3339) fixes the start, when_set moves it. */
int64_t when_now(void);
/* From now on time runs from `at` (0: the machine's clock again). */
void when_set(int64_t at);
/* Monotonic milliseconds for timeouts and measuring; never for records. */
int64_t when_ticks(void);

struct civil {
    int year, month, day; /* month and day from 1 */
};
int32_t date_of(struct civil c);
struct civil date_civil(int32_t on);
bool civil_valid(struct civil c);
/* 0 = Monday … 6 = Sunday. */
int date_weekday(int32_t on);
/* `YYYY-MM-DD`, years 1900 to 2999; false on anything else. */
bool date_parse(const char *text, int32_t *ret);
const char *date_text(struct arena *mem, int32_t on);
/* Adds months; when there is no matching day, the last day of that month (Civil Code Art. 202). */
int32_t date_add_months(int32_t on, int months);

/* The civil date on which an instant falls, `zone` minutes east. */
int32_t when_date(int64_t at, int zone);
/* 00:00 local of a civil date. */
int64_t when_of_date(int32_t on, int zone);
/* RFC 3339 with zone (`Z` or ±hh:mm), optional fraction; *zone gets the offset when not NULL. */
bool when_parse(const char *text, int64_t *ret, int *zone);
/* `2026-09-30T23:40:00+08:00` (milliseconds only when not 0). */
const char *when_text(struct arena *mem, int64_t at, int zone);
