/*
 * deadline_inside.h -- what the two ways of counting share.
 *
 * deadline.c counts time, deadline_days.c counts days; both append steps to one
 * list and read one sorted, merged list of pauses.
 */
#pragma once
#include "rules/deadline.h"

struct count {
    struct arena *mem;
    const struct deadline_question *q;
    const struct calendar *calendar;
    const struct pause *pauses; /* sorted, none touching another */
    size_t pause_n;
    struct deadline_step *steps;
    size_t step_n, room;
    struct deadline *ret;
};

/* Appends a step. */
void count_add(struct count *c, struct deadline_step s);
/* A stretch of time, in order. */
void count_time(struct count *c, enum step_code code, int64_t from_at, int64_t to_at);
/* One day; consecutive counted days of one code become one step. */
void count_day(struct count *c, enum step_code code, int32_t on, const char *name);
/* True when a pause holds at any moment of [from_at, to_at). */
bool count_paused(const struct count *c, int64_t from_at, int64_t to_at);
/* Ends the count: the day bases. */
enum err count_days(struct count *c);
