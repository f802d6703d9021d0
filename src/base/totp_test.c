/* totp_test.c -- the examples of RFC 6238, RFC 4226 and RFC 4648, and codes that come twice. */
#include "base/totp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SENTENCE(words, fn)                                                                        \
    {                                                                                              \
        words, fn, NULL, NULL, NULL                                                                \
    }

static const char secret[] = "12345678901234567890";
static struct arena *mem;

static void rfc_6238(void **state)
{
    static const struct {
        int64_t at_s;
        const char *code;
    } examples[] = {
        { 59, "94287082" },         { 1111111109, "07081804" }, { 1111111111, "14050471" },
        { 1234567890, "89005924" }, { 2000000000, "69279037" }, { 20000000000, "65353130" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        assert_string_equal(totp_code_of(mem, secret, 20, totp_step(examples[i].at_s * 1000), 8),
                            examples[i].code);
}

static void rfc_4226(void **state)
{
    static const char *const codes[] = { "755224", "287082", "359152", "969429", "338314",
                                         "254676", "287922", "162583", "399871", "520489" };

    (void)state;
    for (int64_t i = 0; i < 10; i++)
        assert_string_equal(totp_code(mem, secret, 20, i), codes[i]);
}

static void once_and_near(void **state)
{
    int64_t at = INT64_C(1795000000000), now = totp_step(at);
    const char *code = totp_code(mem, secret, 20, now);

    (void)state;
    assert_int_equal(totp_find(mem, secret, 20, at, 1, 0, code), now);
    assert_int_equal(totp_find(mem, secret, 20, at, 1, now, code), 0);
    assert_int_equal(totp_find(mem, secret, 20, at + TOTP_STEP_MS, 1, 0, code), now);
    assert_int_equal(totp_find(mem, secret, 20, at - TOTP_STEP_MS, 1, 0, code), now);
    assert_int_equal(totp_find(mem, secret, 20, at + 2 * TOTP_STEP_MS, 1, 0, code), 0);
    assert_int_equal(totp_find(mem, secret, 20, at, 1, 0, "00000"), 0);
    assert_int_equal(totp_find(mem, secret, 20, at, 1, 0, ""), 0);
    assert_int_equal(totp_find(mem, secret, 20, at, 1, 0, arena_printf(mem, "%s0", code)), 0);
}

static void rfc_4648(void **state)
{
    static const char *const pairs[][2] = {
        { "", "" },
        { "f", "MY" },
        { "fo", "MZXQ" },
        { "foo", "MZXW6" },
        { "foob", "MZXW6YQ" },
        { "fooba", "MZXW6YTB" },
        { "foobar", "MZXW6YTBOI" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(base32(mem, pairs[i][0], strlen(pairs[i][0])), pairs[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SENTENCE("quality codes are those of RFC 6238's examples", rfc_6238),
        SENTENCE("quality codes are those of RFC 4226's examples", rfc_4226),
        SENTENCE("quality security 10 a code counts once, and a step to either side",
                 once_and_near),
        SENTENCE("quality the secret is written as RFC 4648 says", rfc_4648),
    };
    int failed;

    mem = arena_open((size_t)16 << 20);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_close(mem);
    return failed;
}
