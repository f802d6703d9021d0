/*
 * deadline.c -- see deadline.h: pauses put in order, and the bases that count time.
 *
 * All three walk forward and stop at the first moment at which nothing is left,
 * so a limit used up exactly at the end of an interval ends there and not
 * where the next one begins.
 */
#include "base/must.h"
#include "base/when.h"
#include "rules/deadline_inside.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)

const struct hours hours_default = { .day = {
                                         [0] = { 2, { { 510, 720 }, { 810, 1080 } } },
                                         [1] = { 2, { { 510, 720 }, { 810, 1080 } } },
                                         [2] = { 2, { { 510, 720 }, { 810, 1080 } } },
                                         [3] = { 2, { { 510, 720 }, { 810, 1080 } } },
                                         [4] = { 2, { { 510, 720 }, { 810, 1080 } } },
                                     } };

/* `HH:MM` up to 24:00, or -1. */
static int minute_parse(const char *t)
{
    int min;

    for (int i = 0; i < 5; i++)
        if (i == 2 ? t[i] != ':' : t[i] < '0' || t[i] > '9')
            return -1;
    if (t[3] > '5')
        return -1;
    min = ((t[0] - '0') * 10 + (t[1] - '0')) * 60 + (t[3] - '0') * 10 + (t[4] - '0');
    return min <= 1440 ? min : -1;
}

bool hours_add(struct hours_row *row, const char *interval)
{
    int from, to, i = 0;

    if (strlen(interval) != 11 || interval[5] != '-' || row->n == HOURS_MAX)
        return false;
    from = minute_parse(interval);
    to = minute_parse(interval + 6);
    if (from < 0 || to <= from)
        return false;
    while (i < row->n && row->at[i].to_min <= from)
        i++;
    if (i < row->n && row->at[i].from_min < to)
        return false;
    memmove(&row->at[i + 1], &row->at[i], sizeof row->at[0] * (size_t)(row->n - i));
    row->at[i].from_min = from;
    row->at[i].to_min = to;
    row->n++;
    return true;
}

void count_add(struct count *c, struct deadline_step s)
{
    if (c->step_n == c->room) {
        size_t room = c->room ? c->room * 2 : 16;
        struct deadline_step *more = arena_new_n(c->mem, struct deadline_step, room);
        if (c->step_n)
            memcpy(more, c->steps, c->step_n * sizeof *more);
        c->steps = more;
        c->room = room;
    }
    c->steps[c->step_n++] = s;
}

void count_time(struct count *c, enum step_code code, int64_t from_at, int64_t to_at)
{
    count_add(c, (struct deadline_step){ .code = code,
                                         .counted = code == STEP_TIME,
                                         .from_at = from_at,
                                         .to_at = to_at,
                                         .from_on = NO_DATE,
                                         .to_on = NO_DATE });
}

static bool day_counted(enum step_code code)
{
    return code == STEP_DAY || code == STEP_MAKEUP || code == STEP_END_AT_REST;
}

void count_day(struct count *c, enum step_code code, int32_t on, const char *name)
{
    struct deadline_step *last = c->step_n ? &c->steps[c->step_n - 1] : NULL;

    if (code == STEP_DAY && last && last->code == STEP_DAY && last->to_on == on - 1)
        last->to_on = on;
    else
        count_add(c, (struct deadline_step){ .code = code,
                                             .counted = day_counted(code),
                                             .from_on = on,
                                             .to_on = on,
                                             .name = name });
}

bool count_paused(const struct count *c, int64_t from_at, int64_t to_at)
{
    for (size_t i = 0; i < c->pause_n; i++)
        if (c->pauses[i].from_at < to_at && c->pauses[i].to_at > from_at)
            return true;
    return false;
}

static int pause_order(const void *a, const void *b)
{
    const struct pause *x = a, *y = b;

    return (x->from_at > y->from_at) - (x->from_at < y->from_at);
}

/* Sorts and merges, so that time under two pauses is taken away once. */
static enum err pauses_merge(struct count *c)
{
    const struct deadline_question *q = c->q;
    struct pause *p = arena_new_n(c->mem, struct pause, q->pause_n + 1);
    size_t n = 0;

    for (size_t i = 0; i < q->pause_n; i++) {
        if (q->pauses[i].to_at <= q->pauses[i].from_at)
            return E_INPUT;
        p[i] = q->pauses[i];
    }
    qsort(p, q->pause_n, sizeof *p, pause_order);
    for (size_t i = 0; i < q->pause_n; i++)
        if (n && p[i].from_at <= p[n - 1].to_at) {
            if (p[i].to_at > p[n - 1].to_at)
                p[n - 1].to_at = p[i].to_at;
        } else
            p[n++] = p[i];
    c->pauses = p;
    c->pause_n = n;
    return OK;
}

/* Counts [from, to) less its pauses; true when *left_ms ran out, then *due_at is set. */
static bool count_stretch(struct count *c, struct pause span, int64_t *left_ms, int64_t *due_at)
{
    int64_t at = span.from_at;

    for (size_t i = 0; i <= c->pause_n && at < span.to_at; i++) {
        bool pausing = i < c->pause_n && c->pauses[i].from_at < span.to_at;
        int64_t stop = pausing ? c->pauses[i].from_at : span.to_at;
        if (pausing && c->pauses[i].to_at <= at)
            continue;
        if (stop - at >= *left_ms) {
            *due_at = at + *left_ms;
            count_time(c, STEP_TIME, at, *due_at);
            return true;
        }
        if (stop > at) {
            count_time(c, STEP_TIME, at, stop);
            *left_ms -= stop - at;
            at = stop;
        }
        if (pausing) {
            stop = c->pauses[i].to_at < span.to_at ? c->pauses[i].to_at : span.to_at;
            count_time(c, STEP_PAUSE, at, stop);
            at = stop;
        }
    }
    return false;
}

static enum err count_real(struct count *c)
{
    int64_t left = c->q->limit * (c->q->basis == BASIS_HOUR ? 60 : 1) * MINUTE_MS;
    struct pause all = { c->q->start_at, INT64_MAX / 2 };

    must(count_stretch(c, all, &left, &c->ret->due_at));
    return OK;
}

/* The row for a day, and why there is none. */
static const struct hours_row *row_of(const struct count *c, int32_t on, enum day_kind kind)
{
    const struct hours *h = c->q->hours ? c->q->hours : &hours_default;
    const struct hours_row *row = &h->day[kind == DAY_MAKEUP ? 4 : date_weekday(on)];

    return kind == DAY_HOLIDAY || !row->n ? NULL : row;
}

/* One open day.  A day on which nothing counts becomes one step that says why. */
static bool count_open_day(struct count *c, int32_t on, const struct hours_row *row, int64_t *left)
{
    int64_t midnight = when_of_date(on, c->q->zone);
    size_t mark = c->step_n;
    bool counted = false, open = false;

    for (int i = 0; i < row->n; i++) {
        struct pause span = { midnight + row->at[i].from_min * MINUTE_MS,
                              midnight + row->at[i].to_min * MINUTE_MS };
        if (span.from_at < c->q->start_at)
            span.from_at = c->q->start_at;
        open = open || span.from_at < span.to_at;
        if (count_stretch(c, span, left, &c->ret->due_at))
            return true;
    }
    for (size_t i = mark; i < c->step_n; i++)
        counted = counted || c->steps[i].counted;
    if (!counted) {
        c->step_n = mark;
        count_day(c, open ? STEP_PAUSE : STEP_CLOSED, on, NULL);
    }
    return false;
}

static enum err count_business(struct count *c)
{
    int64_t left = c->q->limit * 60 * MINUTE_MS;

    for (int32_t on = when_date(c->q->start_at, c->q->zone);; on++) {
        const char *name;
        enum day_kind kind = calendar_day(c->calendar, on, &name);
        const struct hours_row *row = row_of(c, on, kind);
        if (kind == DAY_UNKNOWN) {
            c->ret->missing_year = date_civil(on).year;
            return E_RULE;
        }
        if (!row)
            count_day(c, day_is_rest(kind) ? STEP_REST : STEP_CLOSED, on, name);
        else if (count_open_day(c, on, row, &left))
            return OK;
    }
}

enum err deadline_due(struct arena *mem, const struct deadline_question *q, struct deadline *ret)
{
    static enum err (*const bases[])(struct count *) = {
        [BASIS_HOUR] = count_real,
        [BASIS_MINUTE] = count_real,
        [BASIS_BUSINESS_HOUR] = count_business,
        [BASIS_CALENDAR_DAY] = count_days,
        [BASIS_WORKING_DAY] = count_days,
    };
    struct deadline d = { 0 };
    struct count c = { .mem = mem, .q = q, .ret = &d };
    enum err e;

    c.calendar = q->calendar ? q->calendar : &calendar_cn;
    if (q->limit < 1 || q->limit > LIMIT_MAX || pauses_merge(&c) != OK)
        return E_INPUT;
    e = bases[q->basis](&c);
    d.last_on = when_date(d.due_at - 1, q->zone);
    d.steps = c.steps;
    d.step_n = c.step_n;
    if (e == OK && date_civil(d.last_on).year > 2999)
        return E_INPUT;
    *ret = d;
    return e;
}

static const struct {
    const char *word, *reason;
} step_texts[] = {
    [STEP_TIME] = { "time", "计入" },
    [STEP_DAY] = { "day", "计入" },
    [STEP_MAKEUP] = { "makeup_day", "调休上班，计入" },
    [STEP_END_AT_REST] = { "end_at_rest_day", "期满日为休息日，顺延" },
    [STEP_ROLLED_TO] = { "rolled_to", "顺延至此工作日" },
    [STEP_START_DAY] = { "start_day", "起算当日不计入" },
    [STEP_REST] = { "rest_day", "休息日" },
    [STEP_PAUSE] = { "pause", "暂停计时" },
    [STEP_CLOSED] = { "closed", "办公时间外" },
};

const char *step_word(enum step_code code)
{
    return step_texts[code].word;
}

const char *step_reason(struct arena *mem, const struct deadline_step *s)
{
    const char *text = step_texts[s->code].reason;

    if (s->code != STEP_REST && s->code != STEP_END_AT_REST && s->code != STEP_MAKEUP)
        return text;
    if (s->name)
        return arena_printf(mem, "%s（%s）", text, s->name);
    return arena_printf(mem, "%s（%s）", text, day_name(s->from_on));
}
