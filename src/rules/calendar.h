/*
 * calendar.h -- which days people work: weekends, holidays, make-up workdays.
 *
 * The State Council names next year's days each November or December.  A year
 * without a file is DAY_UNKNOWN and every caller has to say so; nothing here
 * guesses.  The shipped years are made from data/calendars by tools/tables; an
 * administrator's newer year is one more struct calendar_year.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A day that is not what its weekday says. */
struct calendar_row {
    int month_day; /* month * 100 + day */
    bool work;     /* a weekend on which people work; else a day off */
    const char *name;
};

struct calendar_year {
    int year;
    size_t n;
    const struct calendar_row *rows; /* in order */
};

struct calendar {
    size_t n;
    const struct calendar_year *years; /* in order */
};

/* The shipped calendar `cn`, 2004 to 2026. */
extern const struct calendar calendar_cn;

enum day_kind {
    DAY_UNKNOWN = 0, /* the year has no file */
    DAY_WORK,
    DAY_MAKEUP, /* a weekend turned into a workday */
    DAY_WEEKEND,
    DAY_HOLIDAY, /* off by the holiday notice, also when it is a weekend */
};

/* What `on` is; *name (when not NULL) gets the holiday's name, or NULL. */
enum day_kind calendar_day(const struct calendar *c, int32_t on, const char **name);
/* True for weekends and holidays. */
bool day_is_rest(enum day_kind kind);
/* 周一 … 周日. */
const char *day_name(int32_t on);

struct rolled {
    int32_t on;       /* the end, moved to a working day when the calendar is known */
    int missing_year; /* the year whose file is missing, else 0; then `on` is not moved */
};
/* The first working day at or after `on` (Civil Code Art. 203). */
struct rolled calendar_roll(const struct calendar *c, int32_t on);
