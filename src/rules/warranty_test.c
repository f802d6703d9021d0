/*
 * warranty_test.c -- periods against a day-by-day walk, and the verdicts of
 * warranty.md: two clocks, four candidates, the sentence.
 */
#include "base/when.h"
#include "rules/warranty.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct arena *mem;
static uint64_t seed;

static int open_arena(void **state)
{
    (void)state;
    mem = arena_open((size_t)1 << 26);
    seed = 20210315;
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(mem);
    return 0;
}

static int any(int n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int)((seed >> 33) % (uint64_t)n);
}

static int32_t day(const char *text)
{
    int32_t on = NO_DATE;

    assert_true(!text || date_parse(text, &on));
    return on;
}

/* One day at a time: the n-th month after the start ends on the start's day of the month, or on
   the month's last day when it comes first. */
static int32_t walk_months(int32_t start_on, int months)
{
    struct civil start = date_civil(start_on);
    int32_t on = start_on;

    while (months > 0) {
        struct civil before = date_civil(on++), now = date_civil(on);
        months -= now.month != before.month;
    }
    while (date_civil(on).day < start.day && date_civil(on + 1).month == date_civil(on).month)
        on++;
    return on;
}

static void test_months(void **state)
{
    int32_t first_on = day("2003-01-01");

    (void)state;
    for (int i = 0; i < 3000; i++) {
        int32_t on = first_on + any(9000);
        struct period p = { 1 + any(70), PERIOD_MONTH };
        assert_int_equal(period_end(p, on, NULL), walk_months(on, p.n));
        p = (struct period){ 1 + any(8), PERIOD_YEAR };
        assert_int_equal(period_end(p, on, NULL), walk_months(on, 12 * p.n));
        p = (struct period){ 1 + any(400), PERIOD_DAY };
        assert_int_equal(period_end(p, on, NULL), on + p.n);
    }
}

/* Walks on until n seasons have begun after the start, then to the season's last day. */
static int32_t walk_seasons(int n, int32_t on, const struct season *s)
{
    while (n) {
        struct civil c = date_civil(++on);
        n -= c.month == s->from_month && c.day == s->from_day;
    }
    for (;; on++) {
        struct civil c = date_civil(on);
        if (c.month == s->to_month && c.day == s->to_day)
            return on;
    }
}

static void test_seasons(void **state)
{
    int32_t first_on = day("2010-01-01");

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct season s = { 1 + any(12), 1 + any(28), 1 + any(12), 1 + any(28) };
        struct period p = { 1 + any(4), i % 2 ? PERIOD_HEATING : PERIOD_COOLING };
        int32_t on = first_on + any(4000);
        assert_int_equal(period_end(p, on, &s), walk_seasons(p.n, on, &s));
    }
}

static void test_roll(void **state)
{
    (void)state;
    for (int32_t on = day("2010-01-01"); on < day("2026-12-31"); on++) {
        int32_t wanted = on;
        while (day_is_rest(calendar_day(&calendar_cn, wanted, NULL)))
            wanted++;
        assert_int_equal(calendar_roll(&calendar_cn, on).on, wanted);
    }
    assert_int_equal(calendar_roll(&calendar_cn, day("2029-02-28")).missing_year, 2029);
    assert_int_equal(calendar_roll(&calendar_cn, day("2029-02-28")).on, day("2029-02-28"));
}

struct asked {
    const char *code, *completion, *handover, *reported, *promise;
};

static struct verdict ask(struct asked a)
{
    struct warranty_question q = { .code = a.code,
                                   .completion_on = day(a.completion),
                                   .handover_on = day(a.handover),
                                   .reported_on = day(a.reported),
                                   .contractor_start_on = NO_DATE };

    assert_true(!a.promise || period_parse(a.promise, &q.promise));
    return warranty_verdict(mem, &q);
}

static void test_promise_wins(void **state)
{
    struct verdict v =
        ask((struct asked){ "wet_room_leak", "2021-03-15", "2021-06-30", "2025-11-10", "5y" });

    (void)state;
    assert_int_equal(v.owner.on, day("2026-06-30"));
    assert_string_equal(v.owner_rule, "promise");
    assert_int_equal(v.contractor.on, day("2026-03-16"));
    assert_int_equal(v.contractor.unrolled_on, day("2026-03-15"));
    assert_int_equal(v.owner_cover, COVER_YES);
    assert_int_equal(v.contractor_cover, COVER_YES);
    assert_int_equal(v.candidate_n, 3);
}

static void test_remaining_wins(void **state)
{
    struct verdict v =
        ask((struct asked){ "roof_leak", "2016-01-01", "2017-01-01", "2021-01-04", NULL });

    (void)state;
    assert_string_equal(v.owner_rule, "contractor_remaining");
    assert_int_equal(v.owner.unrolled_on, day("2021-01-01"));
    assert_int_equal(v.owner.on, day("2021-01-04"));
    assert_int_equal(v.owner_cover, COVER_YES);
    v = ask((struct asked){ "roof_leak", "2016-01-01", "2017-01-01", "2021-01-05", NULL });
    assert_int_equal(v.owner_cover, COVER_NO);
}

/* 2026-10-02 and 2026-10-05 both roll to 2026-10-08. */
static void test_unrolled_decides(void **state)
{
    struct verdict v =
        ask((struct asked){ "plaster", "2024-10-02", "2025-10-05", "2026-10-08", NULL });

    (void)state;
    assert_int_equal(v.candidate[0].end.on, v.candidate[1].end.on);
    assert_string_equal(v.owner_rule, "minimum_1998");
    assert_int_equal(v.owner.unrolled_on, day("2026-10-05"));
    assert_int_equal(v.owner_cover, COVER_YES);
}

static void test_developer_risk(void **state)
{
    struct verdict v =
        ask((struct asked){ "wet_room_leak", "2020-06-30", "2026-06-30", "2026-11-10", NULL });

    (void)state;
    assert_string_equal(v.owner_rule, "minimum_1998");
    assert_int_equal(v.owner.on, day("2027-06-30"));
    assert_int_equal(v.owner.missing_year, 2027);
    assert_int_equal(v.contractor_cover, COVER_NO);
    assert_true(v.developer_risk);
    assert_non_null(strstr(v.explain, "由开发企业自行承担"));
    assert_non_null(strstr(v.note, "GB 55030-2022"));
}

static void test_not_handed_over(void **state)
{
    struct verdict v = ask((struct asked){ "plaster", "2026-01-05", NULL, "2026-03-02", NULL });

    (void)state;
    assert_int_equal(v.owner.on, NO_DATE);
    assert_string_equal(v.owner_rule, "not_handed_over");
    assert_int_equal(v.owner_cover, COVER_YES);
    v = ask((struct asked){ "plaster", "2026-01-05", "2026-06-01", "2026-03-02", NULL });
    assert_int_equal(v.owner_cover, COVER_YES);
}

static void test_nothing_agreed(void **state)
{
    struct verdict v =
        ask((struct asked){ "other", "2021-03-15", "2021-06-30", "2025-11-10", NULL });

    (void)state;
    assert_int_equal(v.candidate_n, 0);
    assert_null(v.owner_rule);
    assert_int_equal(v.owner_cover, COVER_UNKNOWN);
    assert_int_equal(v.contractor_cover, COVER_UNKNOWN);
}

/* The table of minimum periods, as warranty.md prints it. */
static void test_table(void **state)
{
    static const struct {
        const char *code, *contractor, *minimum;
    } rows[] = {
        { "structure", "design", NULL },
        { "roof_leak", "5y", "3y" },
        { "wet_room_leak", "5y", "1y" },
        { "basement_leak", "5y", "1y" },
        { "plaster", "2y", "1y" },
        { "floor_hollow", "2y", "1y" },
        { "door_window", "2y", "1y" },
        { "pipe_blocked", "2y", "2m" },
        { "pipe_leak", "2y", "1y" },
        { "heating", "2heating", "1heating" },
        { "cooling", "2cooling", "1cooling" },
        { "electrical", "2y", NULL },
        { "equipment", "2y", NULL },
        { "sanitary", "2y", "1y" },
        { "lamps_switches", "2y", "6m" },
        { "insulation", "5y", NULL },
        { "decoration", "2y", NULL },
        { "other", NULL, NULL },
    };
    static const char *const sides[] = { "contractor", "minimum" };
    const struct pack *p = pack_named("national");

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int side = 0; side < 2; side++) {
            const char *wanted = side ? rows[i].minimum : rows[i].contractor;
            const struct pack_row *r =
                pack_find(p, "period", rows[i].code, sides[side], day("2026-01-01"));
            assert_true(warranty_code(rows[i].code));
            assert_true(!r == !wanted);
            if (r)
                assert_string_equal(r->length, wanted);
        }
}

static void test_self_repair(void **state)
{
    const struct pack *city = pack_named("example");
    int32_t failed[] = { day("2026-01-20"), day("2026-02-10"), day("2026-03-01") };
    int32_t reported_on = day("2026-01-10");

    (void)state;
    assert_int_equal(warranty_self_repair(city, reported_on, failed, 3, NULL), failed[2]);
    assert_int_equal(warranty_self_repair(city, reported_on, failed, 2, NULL), day("2026-04-10"));
    assert_int_equal(warranty_self_repair(NULL, reported_on, failed, 3, NULL), NO_DATE);
}

static void test_period_words(void **state)
{
    static const char *const bad[] = { "",    "y",   "0y",  "05y",  "5",    "5Y",
                                       "-5y", "5 y", "5yy", "201y", "1e3d", "2heat" };
    struct period p;

    (void)state;
    assert_true(period_parse("50y", &p) && p.n == 50 && p.unit == PERIOD_YEAR);
    assert_true(period_parse("18m", &p) && p.n == 18 && p.unit == PERIOD_MONTH);
    assert_true(period_parse("2heating", &p) && p.n == 2 && p.unit == PERIOD_HEATING);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(period_parse(bad[i], &p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "Art. 202 months and years end where a walk by days ends", test_months, NULL, NULL,
          NULL },
        { "a season counts only if it began after the start", test_seasons, NULL, NULL, NULL },
        { "Art. 203 every rest day from 2010 to 2026 rolls on", test_roll, NULL, NULL, NULL },
        { "Order 88 Art. 33 the promise wins and the contractor's end rolls", test_promise_wins,
          NULL, NULL, NULL },
        { "Order 88 Art. 33 what is left of the contractor's period wins", test_remaining_wins,
          NULL, NULL, NULL },
        { "Order 88 Art. 33 the minimum holds when the contractor's is used up",
          test_developer_risk, NULL, NULL, NULL },
        { "rules-cli.md the winner is decided on unrolled dates", test_unrolled_decides, NULL, NULL,
          NULL },
        { "before handover everything is covered", test_not_handed_over, NULL, NULL, NULL },
        { "other without a promise says what is missing", test_nothing_agreed, NULL, NULL, NULL },
        { "warranty.md the table of minimum periods", test_table, NULL, NULL, NULL },
        { "a city's right to repair arises at the earlier date", test_self_repair, NULL, NULL,
          NULL },
        { "periods are read strictly", test_period_words, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("warranty", tests, open_arena, close_arena);
}
