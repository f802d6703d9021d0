/*
 * deadline_test.c -- deadlines against an oracle that walks: one minute at a
 * time for hours, one day at a time for days.  The oracle shares only the
 * calendar and the civil dates with the code that it checks.
 */
#include "base/when.h"
#include "rules/deadline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MINUTE INT64_C(60000)
#define CASES  3000

static struct arena *mem;
static uint64_t seed;

static int open_arena(void **state)
{
    (void)state;
    mem = arena_open((size_t)1 << 28);
    seed = 20260930;
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(mem);
    return 0;
}

/* 0 … n-1, the same in every run. */
static int64_t any(int64_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((seed >> 33) % (uint64_t)n);
}

static int64_t at(const char *text)
{
    int64_t ms;

    assert_true(when_parse(text, &ms, NULL));
    return ms;
}

static bool paused(const struct deadline_question *q, int64_t from_at, int64_t to_at)
{
    for (size_t i = 0; i < q->pause_n; i++)
        if (q->pauses[i].from_at < to_at && from_at < q->pauses[i].to_at)
            return true;
    return false;
}

static bool rest(int32_t on)
{
    return day_is_rest(calendar_day(&calendar_cn, on, NULL));
}

/* Does this minute count?  Written out for the default hours, which are not read. */
static bool minute_counts(const struct deadline_question *q, int64_t minute_at)
{
    int32_t on = when_date(minute_at, q->zone);
    int64_t min = (minute_at - when_of_date(on, q->zone)) / MINUTE;

    if (paused(q, minute_at, minute_at + MINUTE))
        return false;
    if (q->basis != BASIS_BUSINESS_HOUR)
        return true;
    return !rest(on) && ((min >= 510 && min < 720) || (min >= 810 && min < 1080));
}

static int64_t walk_minutes(const struct deadline_question *q)
{
    int64_t left = q->limit * (q->basis == BASIS_MINUTE ? 1 : 60), now_at = q->start_at;

    for (; left; now_at += MINUTE)
        left -= minute_counts(q, now_at);
    return now_at;
}

static bool day_paused(const struct deadline_question *q, int32_t on)
{
    return paused(q, when_of_date(on, q->zone), when_of_date(on + 1, q->zone));
}

static int64_t walk_days(const struct deadline_question *q)
{
    int32_t on = when_date(q->start_at, q->zone);

    for (int64_t left = q->limit; left;) {
        on++;
        left -= !day_paused(q, on) && !(q->basis == BASIS_WORKING_DAY && rest(on));
    }
    if (q->basis == BASIS_CALENDAR_DAY && !q->keep_rest_day && rest(on))
        while (rest(on) || day_paused(q, on))
            on++;
    return when_of_date(on + 1, q->zone);
}

/* Up to three pauses near the start, on whole minutes, overlapping as they like. */
static void any_question(struct deadline_question *q, struct pause *pauses, enum basis basis)
{
    int64_t base_at = at("2023-12-20T00:00:00+08:00");

    *q = (struct deadline_question){ .basis = basis, .zone = ZONE_SHANGHAI };
    q->start_at = base_at + any(900 * INT64_C(1440)) * MINUTE;
    q->limit = 1 + any(basis == BASIS_MINUTE ? 4000 : 40);
    q->keep_rest_day = any(4) == 0;
    q->pauses = pauses;
    q->pause_n = (size_t)any(4);
    for (size_t i = 0; i < q->pause_n; i++) {
        pauses[i].from_at = q->start_at + (any(15 * INT64_C(1440)) - 1440) * MINUTE;
        pauses[i].to_at = pauses[i].from_at + (1 + any(3 * INT64_C(1440))) * MINUTE;
    }
}

static void steps_check(const struct deadline *d)
{
    for (size_t i = 1; i < d->step_n; i++) {
        const struct deadline_step *before = &d->steps[i - 1], *s = &d->steps[i];
        if (before->from_on != NO_DATE && s->from_on != NO_DATE)
            assert_true(before->to_on < s->from_on);
        if (before->from_on == NO_DATE && s->from_on == NO_DATE)
            assert_true(before->to_at <= s->from_at);
    }
}

static void against(int64_t (*walk)(const struct deadline_question *), enum basis basis, int cases)
{
    struct deadline_question q;
    struct pause pauses[3];
    struct deadline d;

    for (int i = 0; i < cases; i++) {
        any_question(&q, pauses, basis);
        assert_int_equal(deadline_due(mem, &q, &d), OK);
        assert_true(d.due_at == walk(&q));
        assert_int_equal(d.last_on, when_date(d.due_at - 1, ZONE_SHANGHAI));
        steps_check(&d);
        arena_reset(mem);
    }
}

static void test_hours_oracle(void **state)
{
    (void)state;
    against(walk_minutes, BASIS_HOUR, CASES / 3);
    against(walk_minutes, BASIS_MINUTE, CASES / 3);
}

static void test_business_oracle(void **state)
{
    (void)state;
    against(walk_minutes, BASIS_BUSINESS_HOUR, CASES / 3);
}

static void test_days_oracle(void **state)
{
    (void)state;
    against(walk_days, BASIS_CALENDAR_DAY, CASES);
    against(walk_days, BASIS_WORKING_DAY, CASES);
}

static void due_is(const char *start, int64_t limit, enum basis basis, const char *due)
{
    struct deadline_question q = {
        .start_at = at(start), .limit = limit, .basis = basis, .zone = ZONE_SHANGHAI
    };
    struct deadline d;

    assert_int_equal(deadline_due(mem, &q, &d), OK);
    assert_string_equal(when_text(mem, d.due_at, ZONE_SHANGHAI), due);
}

static void test_worked(void **state)
{
    static const char start[] = "2026-09-30T23:40:00+08:00";

    (void)state;
    due_is(start, 10, BASIS_MINUTE, "2026-09-30T23:50:00+08:00");
    due_is(start, 15, BASIS_MINUTE, "2026-09-30T23:55:00+08:00");
    due_is(start, 60, BASIS_MINUTE, "2026-10-01T00:40:00+08:00");
    due_is(start, 2, BASIS_HOUR, "2026-10-01T01:40:00+08:00");
    due_is(start, 3, BASIS_WORKING_DAY, "2026-10-11T00:00:00+08:00");
    due_is(start, 7, BASIS_WORKING_DAY, "2026-10-16T00:00:00+08:00");
    due_is(start, 15, BASIS_WORKING_DAY, "2026-10-28T00:00:00+08:00");
}

static void test_interval_end(void **state)
{
    (void)state;
    due_is("2026-09-30T16:00:00+08:00", 2, BASIS_BUSINESS_HOUR, "2026-09-30T18:00:00+08:00");
    due_is("2026-09-30T11:00:00+08:00", 1, BASIS_BUSINESS_HOUR, "2026-09-30T12:00:00+08:00");
}

static void test_missing_year(void **state)
{
    struct deadline_question q = { .start_at = at("2026-12-31T09:00:00+08:00"),
                                   .limit = 1,
                                   .basis = BASIS_WORKING_DAY,
                                   .zone = ZONE_SHANGHAI };
    struct deadline d;

    (void)state;
    assert_int_equal(deadline_due(mem, &q, &d), E_RULE);
    assert_int_equal(d.missing_year, 2027);
    q.basis = BASIS_CALENDAR_DAY;
    assert_int_equal(deadline_due(mem, &q, &d), E_RULE);
    q.keep_rest_day = true;
    assert_int_equal(deadline_due(mem, &q, &d), OK);
}

/* warranty.md's list for 2026, month and day. */
static void test_calendar_2026(void **state)
{
    static const int off[][2] = { { 101, 103 }, { 215, 223 }, { 404, 406 },  { 501, 505 },
                                  { 619, 621 }, { 925, 927 }, { 1001, 1007 } };
    static const int work[] = { 104, 214, 228, 509, 920, 1010 };

    (void)state;
    for (int32_t on = date_of((struct civil){ 2026, 1, 1 }); date_civil(on).year == 2026; on++) {
        struct civil c = date_civil(on);
        int md = c.month * 100 + c.day;
        enum day_kind wanted = date_weekday(on) >= 5 ? DAY_WEEKEND : DAY_WORK;
        for (size_t i = 0; i < sizeof off / sizeof *off; i++)
            if (md >= off[i][0] && md <= off[i][1])
                wanted = DAY_HOLIDAY;
        for (size_t i = 0; i < sizeof work / sizeof *work; i++)
            if (md == work[i])
                wanted = DAY_MAKEUP;
        assert_int_equal(calendar_day(&calendar_cn, on, NULL), wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "clocks.md the worked check of 2026-09-30 23:40", test_worked, NULL, NULL, NULL },
        { "rules-cli.md a limit used up at an interval's end ends there", test_interval_end, NULL,
          NULL, NULL },
        { "rules-cli.md a year without a calendar is named", test_missing_year, NULL, NULL, NULL },
        { "warranty.md the rest days and make-up days of 2026", test_calendar_2026, NULL, NULL,
          NULL },
        { "real hours and minutes end where a walk by minutes ends", test_hours_oracle, NULL, NULL,
          NULL },
        { "business hours end where a walk by minutes ends", test_business_oracle, NULL, NULL,
          NULL },
        { "Art. 201-203 days end where a walk by days ends", test_days_oracle, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("deadline", tests, open_arena, close_arena);
}
