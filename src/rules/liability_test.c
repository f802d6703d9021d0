/* liability_test.c -- shares of money, against largest remainders found the slow way. */
#include "rules/liability.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PARTIES 6

static uint64_t seed = 602515;

static int64_t any(int64_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((seed >> 33) % (uint64_t)n);
}

/* How many of the others are served before i: a larger fraction, or an equal one given earlier. */
static int before(const int64_t *fraction, int n, int i)
{
    int found = 0;

    for (int k = 0; k < n; k++)
        found += fraction[k] > fraction[i] || (fraction[k] == fraction[i] && k < i);
    return found;
}

static void oracle(int64_t amount, const int *share, int n, int64_t *part)
{
    int64_t fraction[PARTIES], left = amount;

    for (int i = 0; i < n; i++) {
        part[i] = amount * share[i] / SHARES_WHOLE;
        fraction[i] = amount * share[i] % SHARES_WHOLE;
        left -= part[i];
    }
    for (int i = 0; i < n; i++)
        part[i] += before(fraction, n, i) < left;
}

static void check(int64_t amount, const int *share, int n)
{
    int64_t got[PARTIES], wanted[PARTIES], sum = 0;

    oracle(amount, share, n, wanted);
    assert_int_equal(split_amount(amount, share, (size_t)n, got), OK);
    for (int i = 0; i < n; i++) {
        assert_true(got[i] == wanted[i]);
        sum += got[i];
    }
    assert_true(sum == amount);
}

static void test_random(void **state)
{
    (void)state;
    for (int c = 0; c < 5000; c++) {
        int share[PARTIES], n = 1 + (int)any(PARTIES), left = SHARES_WHOLE;
        for (int i = 0; i < n; i++) {
            share[i] = i == n - 1 ? left : (int)any(left + 1);
            left -= share[i];
        }
        check(any(c % 2 ? 200 : INT64_C(2000000000)), share, n);
    }
}

static void test_every_pair(void **state)
{
    (void)state;
    for (int first = 0; first <= SHARES_WHOLE; first += 7)
        for (int64_t amount = 0; amount < 12; amount++)
            check(amount, (int[]){ first, SHARES_WHOLE - first }, 2);
}

static void test_ruling(void **state)
{
    int64_t part[3];

    (void)state;
    assert_int_equal(split_amount(3860000, (int[]){ 6000, 2500, 1500 }, 3, part), OK);
    assert_int_equal(part[0], 2316000);
    assert_int_equal(part[1], 965000);
    assert_int_equal(part[2], 579000);
}

static void test_refused(void **state)
{
    int64_t part[2] = { -7, -7 };

    (void)state;
    assert_int_equal(split_amount(10, (int[]){ 5000, 4999 }, 2, part), E_INPUT);
    assert_int_equal(split_amount(10, (int[]){ -1, 10001 }, 2, part), E_INPUT);
    assert_int_equal(split_amount(-1, (int[]){ 5000, 5000 }, 2, part), E_INPUT);
    assert_int_equal(split_amount(10, NULL, 0, part), E_INPUT);
    assert_int_equal(part[0], -7);
}

static void test_huge(void **state)
{
    int64_t part[2];

    (void)state;
    assert_int_equal(split_amount(INT64_MAX, (int[]){ 3333, 6667 }, 2, part), OK);
    assert_true(part[0] + part[1] == INT64_MAX);
}

static void test_percent(void **state)
{
    static const char *const bad[] = {
        "", "-1", "+1", "8.", ".5", "1.234", "100.01", "1e1", "60%"
    };
    int v;

    (void)state;
    assert_true(percent_parse("8.7", &v) && v == 870);
    assert_true(percent_parse("33.33", &v) && v == 3333);
    assert_true(percent_parse("100", &v) && v == SHARES_WHOLE);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(percent_parse(bad[i], &v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "warranty.md 60/25/15 adds up to the fen", test_ruling, NULL, NULL, NULL },
        { "remainders go to the largest fractions, ties in the order given", test_random, NULL,
          NULL, NULL },
        { "small amounts between two parties, all of them", test_every_pair, NULL, NULL, NULL },
        { "shares that are no whole are refused and nothing is written", test_refused, NULL, NULL,
          NULL },
        { "the largest amount does not overflow", test_huge, NULL, NULL, NULL },
        { "a percent has at most two decimals and no sign", test_percent, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("liability", tests, NULL, NULL);
}
