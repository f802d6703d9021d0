/* pinyin_test.c -- names as they stand in registers, and the letters people type for them. */
#include "rules/pinyin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool spells(const char *name, const char *letters)
{
    struct pinyin p = pinyin_of(name);

    for (size_t i = 0; i < p.n; i++)
        if (strcmp(p.spelling[i], letters) == 0)
            return true;
    return false;
}

static void check(const char *name, const char *letters)
{
    if (!spells(name, letters))
        fail_msg("%s is not spelled %s (%s …)", name, letters, pinyin_of(name).spelling[0]);
}

static void test_names(void **state)
{
    static const char *const names[][2] = {
        { "王秀英", "wxy" }, { "张三", "zs" },    { "陈静", "cj" },       { "李娜", "ln" },
        { "何立", "hl" },    { "钱多多", "qdd" }, { "欧阳娜娜", "oynn" }, { "龚鑫", "gx" },
        { "於菟", "yt" },    { "丁一", "dy" },    { "吕蒙", "lm" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        check(names[i][0], names[i][1]);
}

static void test_surnames(void **state)
{
    static const char *const names[][2] = {
        { "单雄信", "sxx" }, { "仇英", "qy" },    { "曾国藩", "zgf" }, { "解缙", "xj" },
        { "查良镛", "zly" }, { "区寄", "oj" },    { "朴树", "ps" },    { "任我行", "rwx" },
        { "尉迟恭", "ycg" }, { "万俟咏", "mqy" }, { "令狐冲", "lhc" }, { "单于夫罗", "cyfl" },
        { "盖叫天", "gjt" }, { "乐毅", "yy" },    { "翟天临", "ztl" }, { "澹台镜", "ttj" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        check(names[i][0], names[i][1]);
    check("单雄信", "dxx"); /* as who doesn't know reads it */
    check("曾国藩", "cgf");
    assert_false(spells("于单", "yx"));
    check("于单", "yd"); /* no surname there */
}

static void test_heteronyms(void **state)
{
    (void)state;
    check("王乐", "wl");
    check("王乐", "wy");
    check("李重", "lz");
    check("李重", "lc");
    check("张行", "zx");
    check("张行", "zh");
}

static void test_other_names(void **state)
{
    (void)state;
    check("Anna Schmidt", "as");
    check("王Ａｎｎａ", "wa");
    check("陳靜", "cj");
    check("阿依古丽·买买提", "ayglmmt");
    assert_int_equal(pinyin_of("").n, 0);
    assert_int_equal(pinyin_of("123 -").n, 0);
}

static void test_never_more_than_promised(void **state)
{
    struct pinyin p = pinyin_of("单乐重行长都了着得地乐重行长");

    (void)state;
    assert_int_equal(p.n, PINYIN_SPELLINGS);
    for (size_t i = 0; i < p.n; i++)
        assert_true(strlen(p.spelling[i]) <= PINYIN_LETTERS);
}

static void test_typed(void **state)
{
    struct arena *mem = arena_open((size_t)1 << 20);

    (void)state;
    assert_string_equal(pinyin_typed(mem, "WXY"), "wxy");
    assert_string_equal(pinyin_typed(mem, "ｗ ｘｙ "), "wxy");
    assert_null(pinyin_typed(mem, ""));
    assert_null(pinyin_typed(mem, "wx1"));
    assert_null(pinyin_typed(mem, "王xy"));
    assert_null(pinyin_typed(mem, "abcdefghijklm"));
    arena_close(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "Q8 a name is found by its initials", test_names, NULL, NULL, NULL },
        { "Q8 surnames are read as surnames, and as usual too", test_surnames, NULL, NULL, NULL },
        { "Q8 heteronyms of a given name are read each way", test_heteronyms, NULL, NULL, NULL },
        { "Q8 Latin, traditional and Uyghur names have initials too", test_other_names, NULL, NULL,
          NULL },
        { "a name of heteronyms has eight spellings, not thousands", test_never_more_than_promised,
          NULL, NULL, NULL },
        { "typed letters are folded, anything else is no spelling", test_typed, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("pinyin", tests, NULL, NULL);
}
