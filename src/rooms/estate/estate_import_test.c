/* estate_import_test.c -- files into a real database: all or nothing, and the second time. */
#include "rooms/estate/estate_import.h"

#include "store/datadir.h"
#include "store/db.h"
#include "store/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *mem;
static struct app app;

static int open_app(void **state)
{
    char *dir = mkdtemp((char[]){ "/tmp/anju-import-XXXXXX" });
    const char *why = "", *kept;
    struct db_options o = { .durable = false };

    (void)state;
    mem = arena_open((size_t)1 << 30);
    kept = arena_dup(mem, dir);
    o.url = datadir_url(mem, kept);
    assert_true(datadir_open(mem, kept, true, &why));
    app = (struct app){ .db = db_open(mem, &o, &why), .seal = NULL, .data_dir = kept };
    if (!app.db)
        fail_msg("%s", why);
    app.seal = seal_open(mem, kept, &why);
    assert_non_null(app.seal);
    return 0;
}

static int close_app(void **state)
{
    static const char *const names[] = { "anju.db", "anju.db-wal", "anju.db-shm", "keys",
                                         "uploads" };

    (void)state;
    db_close(app.db);
    seal_close(app.seal);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)remove(arena_printf(mem, "%s/%s", app.data_dir, names[i]));
    (void)rmdir(app.data_dir);
    arena_close(mem);
    return 0;
}

static int64_t count(const char *sql)
{
    struct tx *tx = db_read(app.db, mem);
    int64_t n = db_int(tx, sql);

    assert_int_equal(db_read_end(tx), OK);
    return n;
}

static const char *text(const char *sql)
{
    struct tx *tx = db_read(app.db, mem);
    const char *s = db_str(tx, sql);

    assert_int_equal(db_read_end(tx), OK);
    return s ? s : "";
}

static struct import_report run(enum import_kind kind, const char *csv, bool accept, bool dry)
{
    struct import_order o = { .project = "澜庭",
                              .kind = kind,
                              .bytes = { csv, strlen(csv) },
                              .file_name = "a.csv",
                              .file_hash = "",
                              .mapping = "",
                              .accept_good = accept,
                              .dry_run = dry };
    struct import_report r;
    enum err e = import_run(&app, mem, &actor_system, &o, &r);

    if (e != OK)
        assert_non_null(r.why.code);
    return r;
}

#define OWNERS "楼栋,单元,房号,建筑面积,业主姓名,身份证号,联系电话,产权比例\n"

static void nothing(void **state)
{
    struct import_report r;

    (void)state;
    r = run(IMPORT_OWNERS, OWNERS "3,1,101,90,张三,,1,\n3,1,102,90,李四,,,\n", false, false);
    assert_false(r.applied);
    assert_int_equal(r.count.homes, 0);
    r = run(IMPORT_OWNERS, OWNERS "3,1,102,90,李四,,,\n", false, true);
    assert_false(r.applied);
    assert_int_equal(r.count.homes, 1);
    r = run(IMPORT_COMPANIES, "单位名称,专业\n恒基建设,土建\n", false, false);
    assert_string_equal(r.why.code, "no_project");
    assert_int_equal(count("select count(*) from project") + count("select count(*) from home") +
                         count("select count(*) from import_job") +
                         count("select count(*) from company"),
                     0);
}

static void good_rows(void **state)
{
    struct import_report r =
        run(IMPORT_OWNERS,
            OWNERS "3,1,101,90,张三、李四,,19000000001/19000000002,各50%\n3,1,102,90,王五,,1,\n",
            true, false);

    (void)state;
    assert_true(r.applied);
    assert_int_equal(r.count.homes, 1);
    assert_int_equal(r.count.owners, 2);
    assert_int_equal(count("select count(*) from home"), 1);
    assert_int_equal(count("select count(*) from person"), 2);
    assert_int_equal(count("select count(*) from import_person"), 0);
    assert_string_equal(
        text("select relation from home_person hp join person p on p.id = hp.person_id"
             " where p.name = '李四'"),
        "co_owner");
}

static void again(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        assert_true(run(IMPORT_OWNERS,
                        OWNERS "3栋,1单元,0101,,张三,430000197212018870,19000000003,\n", false,
                        false)
                        .applied);
    assert_int_equal(count("select count(*) from home"), 1);
    assert_int_equal(count("select count(*) from person"), 2);
    assert_int_equal(count("select count(*) from home_person"), 2);
    assert_int_equal(count("select count(*) from person_phone"), 3);
    assert_int_equal(count("select area_cm2 from home"), 900000);
    assert_int_equal(
        count("select share_bp from home_person hp join person p on p.id = hp.person_id"
              " where p.name = '张三'"),
        5000);
}

static void corrected(void **state)
{
    (void)state;
    /* A misspelt name is known by its phone; another owner with the same phone is another person.
     */
    assert_true(run(IMPORT_OWNERS, OWNERS "3,1,101,,张叁,,19000000001,\n", false, false).applied);
    assert_int_equal(count("select count(*) from person where name = '张三'"), 0);
    assert_int_equal(count("select count(*) from person"), 2);
    assert_true(
        run(IMPORT_OWNERS, OWNERS "3,1,101,,张叁、张小,,19000000001/19000000001,\n", false, false)
            .applied);
    assert_int_equal(count("select count(*) from person"), 3);
    /* One ID number is one person, in another home too. */
    assert_true(
        run(IMPORT_OWNERS, OWNERS "5,1,101,,张三,430000197212018870,,\n", false, false).applied);
    assert_int_equal(count("select count(*) from person"), 3);
    assert_int_equal(
        count("select count(*) from home_person hp join person p on p.id = hp.person_id"
              " where p.name = '张三'"),
        2);
}

static void homes(void **state)
{
    (void)state;
    assert_true(run(IMPORT_HOMES,
                    "房间全称,建筑面积,套内面积,装修标准,竣工日期\n澜庭二期7#2单元501室,100,80,"
                    "毛胚,45280\n",
                    false, false)
                    .applied);
    assert_string_equal(text("select p.name from phase p join building b on b.phase_id = p.id"
                             " where b.code = '7' and b.completion_on = 19711"),
                        "二期");
    assert_string_equal(text("select fit_out from home where code = '7-2-501'"), "bare");
    assert_true(run(IMPORT_HOMES, "房间全称,户型\n7-2-501,A1\n", false, false).applied);
    assert_int_equal(
        count("select inner_cm2 from home where code = '7-2-501' and home_type = 'A1'"), 800000);
}

static void companies(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        assert_true(run(IMPORT_COMPANIES,
                        "单位名称,类别,联系人,联系电话,合同编号,承包楼栋\n恒基建设,施工,王工,"
                        "19000000009,HT-1,3、5栋\n",
                        false, false)
                        .applied);
    assert_int_equal(count("select count(*) from company"), 1);
    assert_string_equal(text("select buildings from contract"), "3 5");
}

static void sealed(void **state)
{
    (void)state;
    assert_int_equal(count("select count(*) from event_payload where payload like '%1900000%'"
                           " or payload like '%430000%'"),
                     0);
    assert_int_equal(count("select count(*) from person_phone where masked like '%00000%'"), 0);
    assert_true(count("select count(*) from event where what = 'estate.import'") > 5);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        { "a bad row, a dry run and an unknown project write nothing", nothing, NULL, NULL, NULL },
        { "accepted good rows leave nothing of the refused ones", good_rows, NULL, NULL, NULL },
        { "a second import meets what is there and erases nothing", again, NULL, NULL, NULL },
        { "a corrected name is known by phone or ID number", corrected, NULL, NULL, NULL },
        { "homes bring their phase, building and completion date", homes, NULL, NULL, NULL },
        { "companies are one for all projects, with a contract each", companies, NULL, NULL, NULL },
        { "S3.5e phones and ID numbers stand nowhere in the open", sealed, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests(tests, open_app, close_app);
}
