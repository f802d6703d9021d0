/*
 * catalogue_diff_test.c -- differences against an oracle that knows no order: every key is looked
 * up in both lists, field by field.
 */
#include "rooms/estate/catalogue_diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define KEYS   12
#define ROUNDS 20000

static struct arena *mem;
static uint64_t state = 20261124;

static unsigned roll(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

/* Some of the keys in any order, with few values so that many are equal. */
static struct entries some(size_t field_n)
{
    static const char *const values[] = { "", "甲", "乙" };
    struct entries list = { .e = arena_new_n(mem, struct entry, KEYS) };
    unsigned first = roll(KEYS);

    for (unsigned i = 0; i < KEYS; i++) {
        struct entry *e = &list.e[list.n];

        if (roll(3) == 0)
            continue;
        e->key = arena_printf(mem, "k%u", (first + i * 5) % KEYS);
        for (size_t f = 0; f < ENTRY_FIELDS; f++)
            e->values[f] = f < field_n ? values[roll(3)] : "not looked at";
        list.n++;
    }
    entries_sort(list);
    return list;
}

static const struct entry *in(struct entries list, const char *key)
{
    for (size_t i = 0; i < list.n; i++)
        if (strcmp(list.e[i].key, key) == 0)
            return &list.e[i];
    return NULL;
}

/* What the oracle says of a key: -1 nothing, else the kind; *bits the fields. */
static int oracle(struct entries was, struct entries is, const char *key, size_t field_n,
                  unsigned *bits)
{
    const struct entry *a = in(was, key), *b = in(is, key);

    *bits = 0;
    if (!a || !b)
        return a ? DIFF_REMOVED : b ? DIFF_ADDED : -1;
    for (size_t f = 0; f < field_n; f++)
        if (strcmp(a->values[f], b->values[f]) != 0)
            *bits |= 1u << f;
    return *bits ? DIFF_CHANGED : -1;
}

static void one_round(void)
{
    size_t field_n = 1 + roll(ENTRY_FIELDS), expected = 0;
    struct entries was = some(field_n), is = some(field_n);
    struct diff_line *lines;
    size_t n = entries_diff(mem, was, is, field_n, &lines);

    for (unsigned k = 0; k < KEYS; k++) {
        const char *key = arena_printf(mem, "k%u", k);
        const struct diff_line *found = NULL;
        unsigned bits;
        int kind = oracle(was, is, key, field_n, &bits);

        for (size_t i = 0; i < n; i++)
            if (strcmp((lines[i].is ? lines[i].is : lines[i].was)->key, key) == 0) {
                assert_null(found);
                found = &lines[i];
            }
        expected += kind >= 0;
        assert_int_equal(kind >= 0, found != NULL);
        if (found) {
            assert_int_equal(found->kind, kind);
            assert_int_equal(found->fields, bits);
            assert_ptr_equal(found->was, in(was, key));
            assert_ptr_equal(found->is, in(is, key));
        }
    }
    assert_int_equal(n, expected);
}

static void test_differences_are_those_of_the_oracle(void **unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        struct arena_mark mark = arena_mark(mem);

        one_round();
        arena_rewind(mem, mark);
    }
}

/* Doing to `was` what the lines say makes `is`. */
static void test_a_difference_applied_gives_the_other_list(void **unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS / 10; i++) {
        struct arena_mark mark = arena_mark(mem);
        struct entries was = some(ENTRY_FIELDS), is = some(ENTRY_FIELDS);
        struct entries made = { .e = arena_new_n(mem, struct entry, 2 * KEYS) };
        struct diff_line *lines, *none;
        size_t n = entries_diff(mem, was, is, ENTRY_FIELDS, &lines);

        for (size_t k = 0; k < was.n; k++) {
            bool is_named = false;

            for (size_t l = 0; l < n; l++)
                is_named = is_named || lines[l].was == &was.e[k];
            if (!is_named)
                made.e[made.n++] = was.e[k];
        }
        for (size_t l = 0; l < n; l++)
            if (lines[l].is)
                made.e[made.n++] = *lines[l].is;
        entries_sort(made);
        assert_int_equal(entries_diff(mem, made, is, ENTRY_FIELDS, &none), 0);
        assert_int_equal(entries_diff(mem, is, made, ENTRY_FIELDS, &none), 0);
        arena_rewind(mem, mark);
    }
}

static void test_keys_are_found(void **unused)
{
    struct entries list = some(1);

    (void)unused;
    for (size_t i = 0; i < list.n; i++)
        assert_ptr_equal(entries_find(list, list.e[i].key), &list.e[i]);
    assert_null(entries_find(list, "moon"));
    assert_null(entries_find((struct entries){ NULL, 0 }, "k1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "records, catalogues: differences of twenty thousand pairs of lists are those of an "
          "oracle",
          test_differences_are_those_of_the_oracle, NULL, NULL, NULL },
        { "records, catalogues: a difference applied to one list gives the other",
          test_a_difference_applied_gives_the_other_list, NULL, NULL, NULL },
        { "keys are found in an ordered list, and only those", test_keys_are_found, NULL, NULL,
          NULL },
    };
    int failed;

    mem = arena_open((size_t)1 << 28);
    failed = cmocka_run_group_tests_name("catalogue differences", tests, NULL, NULL);
    arena_close(mem);
    return failed;
}
