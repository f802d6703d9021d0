/* estate_check_test.c -- whole files: the two that offices sent, and small ones with one trouble
 * each. */
#include "rooms/estate/estate_check.h"

#include "base/buf.h"
#include "base/when.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena *mem;

struct seen_rows {
    json_t *errors;
    const char *good; /* homes of the good rows, with owners behind: "3-1-101(张三+李四)" */
};

static void visit(void *arg, const struct import_row *row, const struct import_fault *fault)
{
    struct seen_rows *v = arg;

    if (fault) {
        json_array_append_new(
            v->errors, json_pack("[Iss]", (json_int_t)fault->row, fault->field, fault->home));
        return;
    }
    v->good = arena_printf(mem, "%s%s%s", v->good, *v->good ? " " : "", row->home);
    for (size_t i = 0; i < row->person_n; i++)
        v->good = arena_printf(mem, "%s%s%s%s", v->good, i ? "+" : "(", row->person[i].name,
                               i + 1 == row->person_n ? ")" : "");
}

static void as_expected(const char *name, const char *ending, enum import_kind kind)
{
    const char *dir = getenv("TEST_DATA");
    struct seen_rows v = { .errors = json_array(), .good = "" };
    struct import_file file = { .kind = kind, .mapping = "" };
    struct import_count count;
    struct columns columns;
    struct sheet_fault why;
    json_t *want = json_load_file(arena_printf(mem, "%s/%s.expect.json", dir, name), 0, NULL);

    assert_non_null(want);
    assert_int_equal(
        sheet_load(mem, arena_printf(mem, "%s/%s.%s", dir, name, ending), &file.bytes, &why), OK);
    assert_int_equal(import_read(mem, &file, visit, &v, &count, &columns, &why), OK);
    assert_int_equal(count.rows, json_integer_value(json_object_get(want, "rows")));
    assert_int_equal(count.homes, json_integer_value(json_object_get(want, "homes")));
    if (json_object_get(want, "owners"))
        assert_int_equal(count.owners, json_integer_value(json_object_get(want, "owners")));
    if (!json_equal(v.errors, json_object_get(want, "errors")))
        fail_msg("%s", json_dumps(v.errors, 0));
    json_decref(want);
    json_decref(v.errors);
}

static void homes_export(void **state)
{
    (void)state;
    as_expected("homes-export", "csv", IMPORT_HOMES);
}

static void owners_register(void **state)
{
    (void)state;
    as_expected("owners-register", "xlsx", IMPORT_OWNERS);
}

static const struct {
    const char *what;
    enum import_kind kind;
    const char *csv, *mapping;
    const char *good, *errors;
} files[] = {
    { "titles, totals and footnotes are no data", IMPORT_OWNERS,
      "澜庭一期业主台账,,,\r\n,,,\r\n楼栋,单元,房号,业主姓名\r\n3栋,1单元,101,张三\r\n合 "
      "计,,1户,\r\n"
      "注：以上不含车位,,,\r\n制表：,客服部,,\r\n",
      "", "3-1-101(张三)", "[]" },
    { "rows count from the heading", IMPORT_HOMES, "房屋清单\n楼栋,单元,房号\n3,1,101\n\n3,1,\n",
      "", "3-1-101", "[[4,\"room\",\"3-1\"]]" },
    { "line breaks, units and stars in headings", IMPORT_HOMES,
      "\"楼\n栋*\",\"单元\",\"房 号\",\"建筑\n面积（㎡）\"\n3,1,101,-1\n3,1,102,88\n", "",
      "3-1-102", "[[2,\"area\",\"3-1-101\"]]" },
    { "semicolons", IMPORT_HOMES, "楼栋;单元;房号\n3;1;101\n", "", "3-1-101", "[]" },
    { "tabs", IMPORT_HOMES, "楼栋\t单元\t房号\n3\t1\t101\n", "", "3-1-101", "[]" },
    { "a byte order mark", IMPORT_HOMES, "\xEF\xBB\xBF楼栋,单元,房号\n3,1,101\n", "", "3-1-101",
      "[]" },
    { "cells left empty below a merged one", IMPORT_HOMES,
      "楼栋,单元,房号\n3栋,1单元,101\n,,102\n,2单元,101\n,,102\n5栋,1单元,101\n,,102\n", "",
      "3-1-101 3-1-102 3-2-101 3-2-102 5-1-101 5-1-102", "[]" },
    { "an empty cell in a full column is a mistake", IMPORT_HOMES,
      "楼栋,单元,房号\n3,1,101\n3,,102\n,1,103\n3,1,104\n3,1,105\n3,1,106\n3,1,107\n", "",
      "3-1-101 3-1-104 3-1-105 3-1-106 3-1-107",
      "[[3,\"unit\",\"3-102\"],[4,\"building\",\"1-103\"]]" },
    { "the second naming of a room is the duplicate, of a refused one too", IMPORT_HOMES,
      "房间全称,建筑面积,套内面积\n3-1-101,80,90\n3栋1单元101,90,80\n３#1单元0102,90,80\n3-1-102,"
      "90,80\n",
      "", "3-1-102",
      "[[2,\"inner_area\",\"3-1-101\"],[3,\"duplicate\",\"3-1-101\"],[5,\"duplicate\",\"3-1-102\"]"
      "]" },
    { "the second owner of a home has a row of her own", IMPORT_OWNERS,
      "楼栋,单元,房号,姓名,产权比例\n3,1,101,张三,50%\n3,1,101,李四,50%\n3,1,101,张三,50%\n", "",
      "3-1-101(张三) 3-1-101(李四)", "[[4,\"duplicate\",\"3-1-101\"]]" },
    { "the second owner stands below an empty room", IMPORT_OWNERS,
      "楼栋,单元,房号,姓名\n3,1,101,张三\n,,,李四\n3,1,102,王五\n", "",
      "3-1-101(张三) 3-1-101(李四) 3-1-102(王五)", "[]" },
    { "one reason a row", IMPORT_OWNERS,
      "房号,姓名,身份证,电话,产权比例,收楼日期\n3-1-101,,1,1,9,9\n3-1-102,张三,1,1,9,9\n3-1-103,"
      "张三,,1,9,9\n"
      "3-1-104,张三,,,九成,9\n3-1-105,张三,,,,9\n1-106,张三,,,,\n",
      "", "",
      "[[2,\"name\",\"3-1-101\"],[3,\"id_number\",\"3-1-102\"],[4,\"phone\",\"3-1-103\"],"
      "[5,\"share\",\"3-1-104\"],[6,\"handover\",\"3-1-105\"],[7,\"unit\",\"1-106\"]]" },
    { "headings in two rows", IMPORT_OWNERS,
      "房屋信息,,,业主信息,\n楼栋,单元,房号,姓名,电话\n3,1,101,张三,19000000000\n", "",
      "3-1-101(张三)", "[]" },
    { "a formula is text", IMPORT_HOMES, "房间全称,说明\n3-1-101,\"=HYPERLINK(\"\"x\"\")\"\n", "",
      "3-1-101", "[]" },
    { "a heading that comes again on the next page", IMPORT_HOMES,
      "楼栋,单元,房号\n3,1,101\n楼栋,单元,房号\n3,1,102\n", "", "3-1-101 3-1-102", "[]" },
    { "a person's own mapping", IMPORT_HOMES, "楼栋,单元,房号,户口\n3,1,x,101\n", "room=D",
      "3-1-101", "[]" },
    { "two completion days of a building", IMPORT_HOMES,
      "房间全称,竣工日期\n3-1-101,2023-12-20\n3-1-102,45280\n3-1-103,2023-12-21\n", "",
      "3-1-101 3-1-102", "[[4,\"completion\",\"3-1-103\"]]" },
    { "companies", IMPORT_COMPANIES,
      "单位名称,类别,专业,联系人,联系电话,统一社会信用代码\n恒基建设,施工,土建,王工,19000000001,"
      "91350100M000100Y43\n"
      "恒基建设,,,,,\n华安门窗,供应商,门窗,,19000,\n,施工,,,,\n某厂,,,,,123\n",
      "", "恒基建设",
      "[[3,\"duplicate\",\"恒基建设\"],[4,\"phone\",\"华安门窗\"],[5,\"company\",\"\"],"
      "[6,\"credit_code\",\"某厂\"]]" },
};

static void small_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct seen_rows v = { .errors = json_array(), .good = "" };
        struct import_file file = { .bytes = { files[i].csv, strlen(files[i].csv) },
                                    .kind = files[i].kind,
                                    .mapping = files[i].mapping };
        struct import_count count;
        struct columns columns;
        struct sheet_fault why;
        char *errors;

        if (import_read(mem, &file, visit, &v, &count, &columns, &why) != OK)
            fail_msg("%s: %s", files[i].what, why.zh);
        errors = json_dumps(v.errors, JSON_COMPACT);
        if (strcmp(v.good, files[i].good) != 0 || strcmp(errors, files[i].errors) != 0)
            fail_msg("%s: %s %s", files[i].what, v.good, errors);
        free(errors);
        json_decref(v.errors);
    }
}

static void broken_files(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *code;
    } broken[] = {
        { "", 0, "empty" },
        { "PK\3\4 and no more", 16, "broken" },
        { "\xD0\xCF\x11\xE0", 4, "old_xls" },
        { "\x89PNG", 4, "not_a_table" },
        { "\xFF\xFF\xFF", 3, "encoding" },
        { "a,b\n1,\"2", 8, "quotes" },
        { "a,b\n1,2\n", 8, "no_heading" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct seen_rows v = { .errors = json_array(), .good = "" };
        struct import_file file = { .bytes = { broken[i].bytes, broken[i].n },
                                    .kind = IMPORT_HOMES,
                                    .mapping = "" };
        struct import_count count;
        struct columns columns;
        struct sheet_fault why;

        assert_int_not_equal(import_read(mem, &file, visit, &v, &count, &columns, &why), OK);
        assert_string_equal(why.code, broken[i].code);
        json_decref(v.errors);
    }
}

static int open_mem(void **state)
{
    (void)state;
    mem = arena_open((size_t)256 << 20);
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
        { "another system's homes in GB18030 are read as its expectation says", homes_export, NULL,
          NULL, NULL },
        { "a sales office's register is read as its expectation says", owners_register, NULL, NULL,
          NULL },
        { "one trouble a file", small_files, NULL, NULL, NULL },
        { "what is no table is refused with its reason", broken_files, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests(tests, open_mem, close_mem);
}
