/* search_test.c -- whatever piece of a text is asked for, the index holds its terms in a row. */
#include "rules/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct arena *mem;

static int open_arena(void **state)
{
    (void)state;
    mem = arena_open((size_t)1 << 26);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(mem);
    return 0;
}

/* Is the phrase in the index at position i?  A prefix may go on. */
static bool stands_at(const char **terms, size_t n, size_t i, const struct search_phrase *p)
{
    if (i + p->n > n)
        return false;
    for (size_t k = 0; k < p->n; k++) {
        bool last = k + 1 == p->n;
        size_t len = strlen(p->grams[k]);
        if (last && p->prefix ? strncmp(terms[i + k], p->grams[k], len) != 0
                              : strcmp(terms[i + k], p->grams[k]) != 0)
            return false;
    }
    return true;
}

static bool found(const char *text, const char *asked)
{
    size_t n, asked_n;
    const char **terms = search_terms(mem, text, &n);
    struct search_phrase *p = search_phrases(mem, asked, &asked_n);

    for (size_t w = 0; w < asked_n; w++) {
        bool stands = false;
        for (size_t i = 0; i < n; i++)
            stands = stands || stands_at(terms, n, i, &p[w]);
        if (!stands)
            return false;
    }
    return asked_n > 0;
}

static void test_every_piece(void **state)
{
    static const char text[] = "主卫渗水滴漏卫生间"; /* three bytes a character */
    char piece[sizeof text];

    (void)state;
    for (size_t from = 0; from < sizeof text - 1; from += 3)
        for (size_t n = 3; from + n < sizeof text; n += 3) {
            memcpy(piece, text + from, n);
            piece[n] = 0;
            assert_true(found(text, piece));
        }
    assert_false(found(text, "卫水"));
    assert_false(found(text, "厨房"));
}

static void test_folding(void **state)
{
    (void)state;
    assert_true(found("主卫渗水 ＷＣ", "wc"));
    assert_true(found("3-2-1802 wc", "ＷＣ １８"));
    assert_true(found("墙面滲漏", "渗漏"));
    assert_false(found("wc", "c"));
    assert_null(search_match_sqlite(mem, "，。 !"));
}

static void test_terms(void **state)
{
    (void)state;
    assert_string_equal(search_index_text(mem, "主卫渗水 ＷＣ"), "主卫 卫渗 渗水 水 wc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "rules-cli.md the terms of the worked example", test_terms, NULL, NULL, NULL },
        { "every piece of a Han text is found, and nothing else", test_every_piece, NULL, NULL,
          NULL },
        { "width, case and traditional forms fold on both sides", test_folding, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("search", tests, open_arena, close_arena);
}
