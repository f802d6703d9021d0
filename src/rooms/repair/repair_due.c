/*
 * repair_due.c -- what is promised for a repair, by when (clocks.md, shipped defaults).
 *
 * One table holds the limits; the arithmetic is rules/deadline's.  An emergency
 * runs in real hours through nights and holidays; other hours are the office's,
 * days are calendar days.  A promise that needs a calendar which is not
 * published yet falls back to real time, because no promise is worse than an
 * early one.
 */
#include "base/must.h"
#include "base/when.h"
#include "rooms/repair/repair_inside.h"
#include "rules/calendar.h"
#include "rules/deadline.h"

#include <string.h>

#define MINUTE_MS INT64_C(60000)

struct limit {
    int64_t n;
    enum basis basis;
    int64_t real_ms; /* when the calendar is missing */
};
#define MINUTES(x)                                                                                 \
    {                                                                                              \
        (x), BASIS_MINUTE, (x)*MINUTE_MS                                                           \
    }
#define OFFICE(x)                                                                                  \
    {                                                                                              \
        (x), BASIS_BUSINESS_HOUR, (x)*60 * MINUTE_MS                                               \
    }
#define DAYS(x)                                                                                    \
    {                                                                                              \
        (x), BASIS_CALENDAR_DAY, (x)*DAY_MS                                                        \
    }

static const struct {
    const char *urgency;
    struct limit contact, arrival, plan, done;
} limits[] = {
    { "emergency", MINUTES(15), MINUTES(30), MINUTES(1440), DAYS(3) },
    { "general_a", OFFICE(2), OFFICE(24), DAYS(3), DAYS(7) },
    { "general_b", OFFICE(24), OFFICE(48), DAYS(3), DAYS(15) },
    { "complex", OFFICE(24), OFFICE(48), DAYS(7), DAYS(30) },
};

#define NIGHT_FROM_MIN (20 * 60)
#define NIGHT_TO_MIN   (8 * 60)
#define NIGHT_ARRIVAL  60

static const char *limit_words(const struct op *op, const struct limit *l)
{
    int n = (int)l->n;

    if (l->basis == BASIS_MINUTE)
        return n >= 1440 ? say(op, W("%d 小时"), n / 60) : say(op, W("%d 分钟"), n);
    return l->basis == BASIS_BUSINESS_HOUR ? say(op, W("%d 个工作小时"), n)
                                           : say(op, W("%d 天"), n);
}

size_t promise_classes(const struct op *op, struct promise_class **ret)
{
    *ret = arena_new_n(op->mem, struct promise_class, LEN(limits));
    for (size_t i = 0; i < LEN(limits); i++)
        (*ret)[i] = (struct promise_class){
            .urgency = limits[i].urgency,
            .contact = limit_words(op, &limits[i].contact),
            .arrival = limit_words(op, &limits[i].arrival),
            .plan = limit_words(op, &limits[i].plan),
            .done = limit_words(op, &limits[i].done),
        };
    return LEN(limits);
}

static size_t class_of(const char *urgency)
{
    for (size_t i = 0; i < LEN(limits); i++)
        if (strcmp(limits[i].urgency, urgency) == 0)
            return i;
    return 1;
}

static int64_t due(struct op *op, const struct limit *l, int64_t start_at)
{
    struct deadline_question q = {
        .start_at = start_at, .limit = l->n, .basis = l->basis, .zone = ZONE_SHANGHAI
    };
    struct deadline d;

    return deadline_due(op->mem, &q, &d) == OK ? d.due_at : start_at + l->real_ms;
}

/* Nights and rest days give an emergency an hour to arrive instead of half of one. */
static bool is_night(int64_t at)
{
    int32_t on = when_date(at, ZONE_SHANGHAI);
    int64_t minute = (at - when_of_date(on, ZONE_SHANGHAI)) / MINUTE_MS;

    return minute >= NIGHT_FROM_MIN || minute < NIGHT_TO_MIN ||
           day_is_rest(calendar_day(&calendar_cn, on, NULL));
}

int64_t promise_contact(struct op *op, const char *urgency, int64_t received_at)
{
    return due(op, &limits[class_of(urgency)].contact, received_at);
}

int64_t promise_arrival(struct op *op, const char *urgency, int64_t received_at)
{
    struct limit l = limits[class_of(urgency)].arrival;

    if (l.basis == BASIS_MINUTE && is_night(received_at))
        l.n = NIGHT_ARRIVAL;
    return due(op, &l, received_at);
}

int64_t promise_plan(struct op *op, const char *urgency, int64_t received_at)
{
    return due(op, &limits[class_of(urgency)].plan, received_at);
}

/* ---- where a matter stands ---- */

struct progress {
    int64_t planned_at, agreed_at, finished_at; /* of the slowest fault; 0: not yet */
    int32_t finish_on;                          /* as agreed, the latest */
};

static struct progress progress_of(const struct op *op, int64_t matter_id)
{
    struct progress p = { .finish_on = NO_DATE };
    struct query q;

    if (db_one(
            op->tx, &q,
            "select count(*), count(f.planned_at), max(f.planned_at), count(f.agreed_at),"
            " max(f.agreed_at), count(f.finished_at), max(f.finished_at), max(f.finish_on) from"
            " (select x.finished_at, (select min(proposed_at) from plan where project_id ="
            " x.project_id and fault_id = x.id) as planned_at, (select max(answered_at) from plan"
            " where project_id = x.project_id and fault_id = x.id and state = 'agreed') as"
            " agreed_at, (select max(finish_on) from plan where project_id = x.project_id and"
            " fault_id = x.id and state = 'agreed') as finish_on from fault x"
            " where x.project_id = $1 and x.matter_id = $2) f",
            I(op->project), I(matter_id))) {
        int64_t n = db_i64(&q, 0);

        p.planned_at = db_i64(&q, 1) == n ? db_i64(&q, 2) : 0;
        p.agreed_at = db_i64(&q, 3) == n ? db_i64(&q, 4) : 0;
        p.finished_at = db_i64(&q, 5) == n ? db_i64(&q, 6) : 0;
        p.finish_on = db_is_null(&q, 7) ? NO_DATE : (int32_t)db_i64(&q, 7);
    }
    db_done(&q);
    return p;
}

size_t promise_list(const struct op *op, const struct matter *m, struct promise **ret)
{
    struct op o = *op;
    struct promise *list = arena_new_n(op->mem, struct promise, 5);
    struct progress p = progress_of(op, m->id);
    int64_t arrived = m->arrived_at, visit_due = m->visit_to ? m->visit_to : m->visit_at;
    size_t n = 0;

    if (!arrived && strcmp(m->state, "reported") != 0 && strcmp(m->state, "acknowledged") != 0 &&
        strcmp(m->state, "visit_agreed") != 0)
        arrived = m->visit_at ? m->visit_at : m->received_at;
    list[n++] =
        (struct promise){ W("首次联系"), m->received_at,
                          promise_contact(&o, m->urgency, m->received_at), m->acknowledged_at };
    list[n++] = (struct promise){
        visit_due ? W("按约上门") : W("上门核查"), visit_due ? m->acknowledged_at : m->received_at,
        visit_due ? visit_due : promise_arrival(&o, m->urgency, m->received_at), arrived
    };
    list[n++] = (struct promise){ W("维修方案"), m->received_at,
                                  promise_plan(&o, m->urgency, m->received_at), p.planned_at };
    if (p.finish_on != NO_DATE)
        list[n++] = (struct promise){ W("按约完工"), p.agreed_at,
                                      when_of_date(p.finish_on + 1, ZONE_SHANGHAI), p.finished_at };
    *ret = list;
    return n;
}
