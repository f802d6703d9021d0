/*
 * deadline_days.c -- calendar days and working days, see deadline.h.
 *
 * The day of the start is not counted, nor a day that a pause touches.  When
 * the last of the counted calendar days is a rest day, the end rolls on to the
 * next working day; a day under a pause cannot become the last one either,
 * because nobody could keep the promise on it.
 */
#include "base/when.h"
#include "rules/deadline_inside.h"

#define WALK_MAX 110000 /* days, about 300 years */

static bool day_paused(const struct count *c, int32_t on)
{
    return count_paused(c, when_of_date(on, c->q->zone), when_of_date(on + 1, c->q->zone));
}

static enum err finish(struct count *c, int32_t last_on)
{
    c->ret->due_at = when_of_date(last_on + 1, c->q->zone);
    return OK;
}

static enum err missing(struct count *c, int32_t on)
{
    c->ret->missing_year = date_civil(on).year;
    return E_RULE;
}

static enum err count_working(struct count *c, int32_t start_on)
{
    int64_t left = c->q->limit;

    for (int32_t on = start_on + 1; on - start_on <= WALK_MAX; on++) {
        const char *name;
        enum day_kind kind = calendar_day(c->calendar, on, &name);
        if (kind == DAY_UNKNOWN)
            return missing(c, on);
        if (day_is_rest(kind))
            count_day(c, STEP_REST, on, name);
        else if (day_paused(c, on))
            count_day(c, STEP_PAUSE, on, NULL);
        else {
            count_day(c, kind == DAY_MAKEUP ? STEP_MAKEUP : STEP_DAY, on, name);
            if (--left == 0)
                return finish(c, on);
        }
    }
    return E_INPUT;
}

/* From the last counted day on to a working day without a pause. */
static enum err roll(struct count *c, int32_t end_on)
{
    for (int32_t on = end_on; on - end_on <= WALK_MAX; on++) {
        const char *name;
        enum day_kind kind = calendar_day(c->calendar, on, &name);
        if (kind == DAY_UNKNOWN)
            return missing(c, on);
        if (on == end_on) {
            count_day(c, day_is_rest(kind) ? STEP_END_AT_REST : STEP_DAY, on, name);
            if (!day_is_rest(kind))
                return finish(c, on);
        } else if (day_is_rest(kind))
            count_day(c, STEP_REST, on, name);
        else if (day_paused(c, on))
            count_day(c, STEP_PAUSE, on, NULL);
        else {
            count_day(c, STEP_ROLLED_TO, on, NULL);
            return finish(c, on);
        }
    }
    return E_INPUT;
}

static enum err count_calendar(struct count *c, int32_t start_on)
{
    int64_t left = c->q->limit;

    for (int32_t on = start_on + 1; on - start_on <= WALK_MAX; on++) {
        if (day_paused(c, on)) {
            const char *name = NULL;
            bool rests = day_is_rest(calendar_day(c->calendar, on, &name));

            count_day(c, rests ? STEP_REST : STEP_PAUSE, on, rests ? name : NULL);
            continue;
        }
        if (--left == 0 && !c->q->keep_rest_day)
            return roll(c, on);
        count_day(c, STEP_DAY, on, NULL);
        if (left == 0)
            return finish(c, on);
    }
    return E_INPUT;
}

enum err count_days(struct count *c)
{
    int32_t start_on = when_date(c->q->start_at, c->q->zone);

    count_day(c, STEP_START_DAY, start_on, NULL);
    return c->q->basis == BASIS_WORKING_DAY ? count_working(c, start_on)
                                            : count_calendar(c, start_on);
}
