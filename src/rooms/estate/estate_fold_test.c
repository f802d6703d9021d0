/* estate_fold_test.c -- spellings, three columns a case: what was typed, what it means ("!":
 * nothing). */
#include "rooms/estate/estate_fold.h"

#include "base/buf.h"
#include "base/when.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct spelling {
    const char *typed, *means;
};

static struct arena *mem;

static void same(const struct spelling *s, const char *got)
{
    if (strcmp(got, s->means) != 0)
        fail_msg("“%s” should be %s, not %s", s->typed, s->means, got);
}

static void rooms(void **state)
{
    static const struct spelling cases[] = {
        { "3-2-1802", "3-2-1802" },
        { "3栋2单元1802", "3-2-1802" },
        { "3栋2单元1802室", "3-2-1802" },
        { "3#2单元1802", "3-2-1802" },
        { "３＃２单元１８０２", "3-2-1802" },
        { "澜庭二期7#2单元501室", "7-2-501 澜庭二期" },
        { "澜庭二期-6栋-2单元-2002", "6-2-2002 澜庭二期" },
        { "澜庭二期-6号楼2单元1704", "6-2-1704 澜庭二期" },
        { "澜庭二期１１#２单元９０２室", "11-2-902 澜庭二期" },
        { "二期3-2-1802", "3-2-1802 二期" },
        { "澜庭二期七栋二单元501", "7-2-501 澜庭二期" },
        { "澜庭十二栋一单元1001", "12-1-1001 澜庭" },
        { "03-02-0501", "3-2-501" },
        { "3#1802", "3-1802" },
        { "3-1802", "3-1802" },
        { "1802", "1802" },
        { "1802室", "1802" },
        { "3—2－1802", "3-2-1802" },
        { " 3 - 2 - 1802 ", "3-2-1802" },
        { "3.2.1802", "3-2-1802" },
        { "3/2/1802", "3-2-1802" },
        { "3_2_1802", "3-2-1802" },
        { "a1栋2单元1802a", "A1-2-1802A" },
        { "3栋2单元18层1802", "3-2-1802" },
        { "12号1802室", "12-1802" },
        { "3号楼2-1802", "3-2-1802" },
        { "澜庭花园3幢1单元101房", "3-1-101 澜庭花园" },
        { "3栋-2-1802", "3-2-1802" },
        { "3-2-18О2", "!" }, /* a Cyrillic О */
        { "３-２-１８０２\u200b", "3-2-1802" },
        { "<script>-1-1", "!" },
        { "3-2-1802'--", "!" },
        { "", "!" },
        { "---", "!" },
        { "栋单元室", "!" },
        { "5栋1单元", "5-1" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct room_code code;
        const char *got = "!";

        if (fold_room(mem, cases[i].typed, &code))
            got = arena_printf(mem, "%s%s%s", room_code_text(mem, &code), *code.phase ? " " : "",
                               code.phase);
        same(&cases[i], got);
    }
}

static void buildings(void **state)
{
    static const struct spelling cases[] = {
        { "3栋", "3" },       { "03", "3" },       { "三栋", "3" },        { "3#", "3" },
        { "3号楼", "3" },     { "A座", "A" },      { "澜庭二期3栋", "3" }, { "会所", "会所" },
        { "3号", "3" },       { "3栋1单元", "!" }, { "3;drop", "!" },      { "十二", "12" },
        { "二十一栋", "21" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got;

        same(&cases[i], fold_building(mem, cases[i].typed, &got) ? got : "!");
    }
}

static void dates(void **state)
{
    static const struct spelling cases[] = {
        { "2021年7月7日", "2021-07-07" },
        { "2021/07/02", "2021-07-02" },
        { "2021.7.15", "2021-07-15" },
        { "20210703", "2021-07-03" },
        { "44377", "2021-06-30" },
        { "45280", "2023-12-20" },
        { "45280.0", "2023-12-20" },
        { "2021-07-02 10:30", "2021-07-02" },
        { "2021-07-02T00:00:00Z", "2021-07-02" },
        { "2021年7月7日 上午", "2021-07-07" },
        { "21.7.3", "2021-07-03" },
        { "２０２１年７月７日", "2021-07-07" },
        { "二〇二一年七月十五日", "2021-07-15" },
        { "二〇二一年十二月二十一日", "2021-12-21" },
        { "7/15/2021", "2021-07-15" },
        { "15/7/2021", "2021-07-15" },
        { "3/4/2021", "!" },
        { "2021-06-31", "!" },
        { "2021-02-29", "!" },
        { "2020-02-29", "2020-02-29" },
        { "2.15", "!" },
        { "2021年7月", "!" },
        { "1900-01-01", "!" },
        { "9999-12-31", "!" },
        { "999999999999", "!" },
        { "-44377", "!" },
        { "明天", "!" },
        { "2021-7-7左右", "!" },
        { "", "!" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t on;

        same(&cases[i], fold_date(mem, cases[i].typed, &on) ? date_text(mem, on) : "!");
    }
}

static const char *joined(bool good, const struct fold_list *list)
{
    struct buf b = buf_new(mem, 2000);

    for (size_t i = 0; good && i < list->n; i++)
        buf_printf(&b, "%s%s", i ? "+" : "", list->item[i]);
    return good ? b.p : "!";
}

static void names(void **state)
{
    static const struct spelling cases[] = {
        { "潘斌、孙涛涛", "潘斌+孙涛涛" },
        { "张三，李四", "张三+李四" },
        { "张三\n李四", "张三+李四" },
        { "张三 李四", "张三+李四" },
        { "张 三", "张三" },
        { "张　三", "张三" },
        { "孙𬭎", "孙𬭎" },
        { "范㛃", "范㛃" },
        { "John Smith", "John Smith" },
        { "阿依古丽·买买提", "阿依古丽·买买提" },
        { "张三;李四/王五", "张三+李四+王五" },
        { "湖南某某有限公司", "湖南某某有限公司" },
        { "12345", "!" },
        { "<b>张三</b>", "!" },
        { "=cmd|' /C calc'!A0", "!" },
        { "#N/A", "!" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fold_list list;
        bool good = fold_names(mem, cases[i].typed, &list);

        same(&cases[i], joined(good, &list));
    }
}

static void phones(void **state)
{
    static const struct spelling cases[] = {
        { "19000059294", "19000059294" },
        { "19000059222、19000066563", "19000059222+19000066563" },
        { "19000076989 19000024890", "19000076989+19000024890" },
        { "19000067096；19000062359", "19000067096+19000062359" },
        { "19000039767/19000018585", "19000039767+19000018585" },
        { "19000039767\n19000018585", "19000039767+19000018585" },
        { "1900005929419000066563", "19000059294+19000066563" },
        { "190 0005 9294", "19000059294" },
        { "190-0005-9294", "19000059294" },
        { "+86 190 0005 9294", "19000059294" },
        { "8619000059294", "19000059294" },
        { "１９００００５９２９４", "19000059294" },
        { "19000059294（妻）", "19000059294" },
        { "手机：19000059294", "19000059294" },
        { "0731-88880000", "073188880000" },
        { "19000", "!" },
        { "190000592941", "!" },
        { "1900005929x", "!" },
        { "12000059294", "!" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fold_list list;
        bool good = fold_phones(mem, cases[i].typed, &list);

        same(&cases[i], joined(good, &list));
    }
}

static void ids(void **state)
{
    static const struct spelling cases[] = {
        { "430000197212018870", "430000197212018870" },
        { "43000019530201038x", "43000019530201038X" },
        { "43000019530201038Ｘ", "43000019530201038X" },
        { "430000 19530201 038X", "43000019530201038X" },
        { "'430000197212018870", "430000197212018870" },
        { "430000196604173453、430000195404253120", "430000196604173453+430000195404253120" },
        { "430000196604173453 430000195404253120", "430000196604173453+430000195404253120" },
        { "430000197605148828、430000199312044282", "430000197605148828+430000199312044282" },
        { "430000197212018871", "!" },
        { "430000197213018870", "!" },
        { "43000019721201887", "!" },
        { "430000196704259008", "!" }, /* what a spreadsheet makes of an ID kept as a number */
        { "430000530201038", "430000530201038" },
        { "E12345678", "E12345678" },
        { "H0123456789", "H0123456789" },
        { "91430100MA4L16JQ9B", "!" },
        { "12345", "!" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fold_list list;
        bool good = fold_ids(mem, cases[i].typed, &list);

        same(&cases[i], joined(good, &list));
    }
}

static void shares(void **state)
{
    static const struct {
        const char *typed;
        size_t owners;
        const char *means;
    } cases[] = {
        { "50%、50%", 2, "5000 5000" },
        { "各50%", 2, "5000 5000" },
        { "0.5/0.5", 2, "5000 5000" },
        { "50/50", 2, "5000 5000" },
        { "30/70", 2, "3000 7000" },
        { "1/2", 2, "5000 5000" },
        { "1/2、1/2", 2, "5000 5000" },
        { "各1/2", 2, "5000 5000" },
        { "各半", 2, "5000 5000" },
        { "５０％；５０％", 2, "5000 5000" },
        { "60%\n40%", 2, "6000 4000" },
        { "5:5", 2, "5000 5000" },
        { "1/3、2/3", 2, "3333 6667" },
        { "33%、33%、34%", 3, "3300 3300 3400" },
        { "共同共有", 2, "-1 -1" },
        { "单独所有", 1, "10000" },
        { "100%", 1, "10000" },
        { "50%", 1, "5000" },
        { "1", 1, "10000" },
        { "", 2, "-1 -1" },
        { "按份共有：张三60% 李四40%", 2, "6000 4000" },
        { "60%、60%", 2, "!" },
        { "50%、30%、20%", 2, "!" },
        { "0.5/0.5", 1, "!" },
        { "-50%、150%", 2, "!" },
        { "很多", 1, "!" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct spelling s = { cases[i].typed, cases[i].means };
        struct buf b = buf_new(mem, 400);
        int64_t bp[FOLD_LIST];
        bool good = fold_shares(mem, s.typed, cases[i].owners, bp);

        for (size_t k = 0; k < cases[i].owners; k++)
            buf_printf(&b, "%s%lld", k ? " " : "", (long long)bp[k]);
        same(&s, good ? b.p : "!");
    }
}

static void areas(void **state)
{
    static const struct spelling cases[] = {
        { "138.69㎡", "1386900" },
        { "138.69 m2", "1386900" },
        { "约138.69平方米", "1386900" },
        { "142", "1420000" },
        { "１３８．６９", "1386900" },
        { "1,234.5", "12345000" },
        { "-5", "!" },
        { "0", "!" },
        { "138.69元", "!" },
        { "1e5", "!" },
        { "12.3.4", "!" },
        { "面积", "!" },
        { "99999999999999999", "!" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t cm2;

        same(&cases[i], fold_area(mem, cases[i].typed, &cm2)
                            ? arena_printf(mem, "%lld", (long long)cm2)
                            : "!");
    }
}

static void words(void **state)
{
    static const struct spelling cases[] = {
        { "毛坯", "bare" },     { "毛胚", "bare" },   { "毛坯房", "bare" },    { "精装", "fitted" },
        { "精装修", "fitted" }, { "简装", "fitted" }, { " 精 装 ", "fitted" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same(&cases[i], fold_fit_out(mem, cases[i].typed));
    assert_null(fold_fit_out(mem, "蓝色"));
    assert_true(is_credit_code("91350100M000100Y43"));
    assert_false(is_credit_code("91350100M000100Y44"));
    assert_false(is_credit_code("91350100M000100Y4I"));
}

static int open_mem(void **state)
{
    (void)state;
    mem = arena_open((size_t)64 << 20);
    return 0;
}

static int close_mem(void **state)
{
    (void)state;
    arena_close(mem);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        { "a room has one code however it is typed, and other scripts have none", rooms, NULL, NULL,
          NULL },
        { "a building in a column of its own is folded", buildings, NULL, NULL, NULL },
        { "a date is taken only when it can be read in one way", dates, NULL, NULL, NULL },
        { "two owners of a cell are two, and a name with a gap is one", names, NULL, NULL, NULL },
        { "phones of a cell are told apart and wrong ones refused", phones, NULL, NULL, NULL },
        { "ID numbers are checked by their own check digit and birthday", ids, NULL, NULL, NULL },
        { "shares are read in every spelling and must add up", shares, NULL, NULL, NULL },
        { "areas lose their units and nothing else", areas, NULL, NULL, NULL },
        { "fit-out words and credit codes", words, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests(tests, open_mem, close_mem);
}
