/*
 * deadline.h -- when a limit runs out, and every step of how that was counted.
 *
 * Five bases (clocks.md): real hours and minutes run through nights and
 * holidays; business hours run inside the office's intervals; calendar and
 * working days leave out the day of the start and end at 24:00 of the last day
 * (Civil Code Art. 201-203).  Pauses stop real time for their length and take
 * away each day they touch.  A year without calendar is an answer of its own.
 */
#pragma once
#include "base/err.h"
#include "rules/calendar.h"

#include "base/arena.h"

enum basis {
    BASIS_HOUR = 1,
    BASIS_MINUTE,
    BASIS_BUSINESS_HOUR,
    BASIS_CALENDAR_DAY,
    BASIS_WORKING_DAY,
};

/* Holds at every moment from from_at up to, not including, to_at. */
struct pause {
    int64_t from_at, to_at;
};

#define HOURS_MAX 24 /* intervals in one row */

/* The office's intervals, minutes after 00:00, in order, none touching another's inside. */
struct hours_row {
    int n;
    struct {
        int from_min, to_min; /* to_min at most 1440 */
    } at[HOURS_MAX];
};

/* Make-up workdays use the Friday row; weekends their own, if any; holidays none. */
struct hours {
    struct hours_row day[7]; /* 0 = Monday */
};
/* 08:30-12:00 and 13:30-18:00, Monday to Friday. */
extern const struct hours hours_default;
/* `08:30-12:00` into the row; false when malformed, empty or overlapping one that is there. */
bool hours_add(struct hours_row *row, const char *interval);

#define LIMIT_MAX 100000000

struct deadline_question {
    int64_t start_at;
    int64_t limit; /* 1 … LIMIT_MAX, in units of the basis */
    enum basis basis;
    const struct hours *hours;  /* NULL: hours_default */
    const struct pause *pauses; /* any order, may overlap */
    size_t pause_n;
    bool keep_rest_day;              /* calendar days: an end on a rest day stays there */
    const struct calendar *calendar; /* NULL: calendar_cn */
    int zone;                        /* minutes east of UTC; days begin there */
};

/* Why a stretch was counted or was not. */
enum step_code {
    STEP_TIME = 1,    /* counted hours */
    STEP_DAY,         /* counted days */
    STEP_MAKEUP,      /* a counted make-up workday */
    STEP_END_AT_REST, /* the last counted day is a rest day: the end rolls on */
    STEP_ROLLED_TO,   /* the working day it rolled to */
    STEP_START_DAY,   /* the day of the start, not counted */
    STEP_REST,        /* weekend or holiday */
    STEP_PAUSE,
    STEP_CLOSED, /* a working day without office hours, or after them */
};

/* A counted interval or a skipped day.  Either instants or days. */
struct deadline_step {
    enum step_code code;
    bool counted;
    int64_t from_at, to_at; /* when from_on is NO_DATE */
    int32_t from_on, to_on; /* both included */
    const char *name;       /* the holiday's name, or NULL */
};

struct deadline {
    int64_t due_at;  /* exclusive end */
    int32_t last_on; /* the day that holds the last moment before due_at */
    size_t step_n;
    const struct deadline_step *steps; /* in order of time, each skipped day once */
    int missing_year;                  /* with E_RULE only */
};

/* OK; E_RULE when a needed year has no calendar (missing_year says which); E_INPUT when a number is
   out of range, a pause ends before it begins, or the end lies past the year 2999. */
CHECKED enum err deadline_due(struct arena *mem, const struct deadline_question *q,
                              struct deadline *ret);

/* Stable word of a step, `rest_day`. */
const char *step_word(enum step_code code);
/* Its reason in Chinese, with weekday or holiday. */
const char *step_reason(struct arena *mem, const struct deadline_step *s);
