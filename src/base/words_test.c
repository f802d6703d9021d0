/* words_test.c -- two languages: the compiled table is found, the rest stands for itself. */
#include "base/words.h"
#include "base/words_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_row_is_found(void **state)
{
    (void)state;
    assert_true(words_en_n > 50);
    for (size_t i = 0; i < words_en_n; i++) {
        assert_string_equal(word(LANG_EN, words_en[i].zh), words_en[i].en);
        assert_string_equal(word(LANG_ZH, words_en[i].zh), words_en[i].zh);
        if (i > 0)
            assert_true(strcmp(words_en[i - 1].zh, words_en[i].zh) < 0);
    }
}

static void unknown_words_stand_for_themselves(void **state)
{
    (void)state;
    assert_string_equal(word(LANG_EN, "never translated"), "never translated");
    assert_string_equal(word(LANG_EN, ""), "");
    assert_null(word(LANG_EN, NULL));
}

static void english_may_turn_arguments_round(void **state)
{
    struct arena *mem = arena_open(1 << 16);

    (void)state;
    assert_string_equal(wordf(mem, LANG_ZH, W("共 %d 步，第 %d 步"), 6, 4), "共 6 步，第 4 步");
    assert_string_equal(wordf(mem, LANG_EN, W("共 %d 步，第 %d 步"), 6, 4), "Step 4 of 6");
    arena_close(mem);
}

static void tags_are_those_of_html(void **state)
{
    (void)state;
    assert_string_equal(lang_tag(LANG_ZH), "zh-CN");
    assert_string_equal(lang_tag(LANG_EN), "en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_found),
        cmocka_unit_test(unknown_words_stand_for_themselves),
        cmocka_unit_test(english_may_turn_arguments_round),
        cmocka_unit_test(tags_are_those_of_html),
    };

    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
