/*
 * catalogue_version_test.c -- versions of the catalogues against a notebook: after each change the
 * test writes down what the tables hold, and every version must be what stood there then.
 */
#include "rooms/estate/catalogue.h"
#include "rooms/estate/catalogue_edit.h"
#include "rooms/estate/catalogue_file.h"
#include "rooms/estate/catalogue_rules.h"
#include "rooms/estate/catalogue_version.h"
#include "store/datadir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NOON    INT64_C(1795000000000)
#define CHANGES 60

static struct arena *mem;
static struct app app;
static const char *dir;
static uint64_t state = 7;

static unsigned roll(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

static int open_db(void **unused)
{
    const char *why = "";
    struct db_options o = { .durable = false };

    (void)unused;
    mem = arena_open((size_t)1 << 30);
    dir = arena_dup(mem, mkdtemp((char[]){ "/tmp/anju-versions-XXXXXX" }));
    o.url = datadir_url(mem, dir);
    app = (struct app){ .db = db_open(mem, &o, &why) };
    if (!app.db)
        fail_msg("%s", why);
    return 0;
}

static int close_db(void **unused)
{
    static const char *const names[] = { "anju.db", "anju.db-wal", "anju.db-shm" };

    (void)unused;
    db_close(app.db);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)remove(arena_printf(mem, "%s/%s", dir, names[i]));
    (void)rmdir(dir);
    arena_close(mem);
    return 0;
}

/* One turn as the program itself, at noon; act must not refuse. */
static enum err in_turn(struct tx *tx, void *arg)
{
    void (*const *act)(struct op *) = arg;
    struct op op = {
        .app = &app, .tx = tx, .mem = mem, .actor = &actor_system, .now = NOON, .lang = LANG_ZH
    };

    (*act)(&op);
    return OK;
}

static void turn(void (*act)(struct op *op))
{
    assert_int_equal(db_write(app.db, 0, mem, in_turn, &act), OK);
}

static void same(const struct book *b, struct entries a, struct entries z)
{
    struct diff_line *lines;
    size_t n = entries_diff(mem, a, z, b->field_n, &lines);

    if (n)
        fail_msg("%s: %zu entries differ, first %s", b->name, n,
                 (lines[0].is ? lines[0].is : lines[0].was)->key);
}

static void shipped(struct op *op)
{
    for (const struct book *b = books; b->name; b++) {
        struct entries now = book_now(op, b);

        assert_int_equal(version_now(op, b), 1);
        assert_true(now.n > 9);
        same(b, now, version_entries(op, b, 1));
        assert_int_equal(version_entries(op, b, 0).n, 0);
        for (size_t i = 0; i < now.n; i++)
            if (book_fault(op, b, &now.e[i]))
                fail_msg("%s %s: %s", b->name, now.e[i].key, book_fault(op, b, &now.e[i]));
        assert_false(version_add(op, b, &(struct version_new){ "edit", "nothing", 0 }));
    }
}

static void test_the_first_version_is_what_was_shipped(void **unused)
{
    (void)unused;
    turn(shipped);
}

/* ---- any sequence of changes ---- */

static void change_word(struct op *op, int i)
{
    static const char *const codes[] = { "garden", "kitchen", "roof", "study" };
    struct catalogue_row row;

    if (roll(4) == 0) {
        row = (struct catalogue_row){
            .kind = "place", .code = arena_printf(mem, "extra_%d", i), .zh = "新的", .en = "New"
        };
        assert_int_equal(catalogue_row_add(op, &row, "加"), OK);
        return;
    }
    assert_int_equal(catalogue_row_load(op, "place", codes[roll(4)], &row), OK);
    row.zh = arena_printf(mem, "名称 %u", roll(3));
    row.is_retired = roll(2);
    row.pos = 1 + roll(3);
    assert_int_equal(catalogue_row_put(op, &row, "改"), OK);
}

static void change_rule(struct op *op)
{
    static const char *const components[] = { "gas", "wall", "" };
    static const char *const symptoms[] = { "noise", "leak", "hollow", "" };
    static const char *const urgencies[] = { "emergency", "complex", "general_a" };
    struct rule_row row;

    assert_int_equal(rule_row_load(op, components[roll(3)], symptoms[roll(4)], &row), OK);
    row.urgency = urgencies[roll(3)];
    row.care_zh = arena_printf(mem, "提醒 %u", roll(3));
    assert_int_equal(rule_row_put(op, &row, "改"), OK);
}

/* Going back makes what the old version had; words of later are there, retired. */
static void back_to(struct op *op, const struct book *b, int64_t no, struct entries old)
{
    int64_t before = version_now(op, b);
    struct entries now, goal = book_goal(op, b, book_now(op, b), old);
    struct diff_line *lines;
    bool moves = entries_diff(mem, book_now(op, b), goal, b->field_n, &lines) > 0;

    assert_int_equal(version_rollback(op, b, no, "回"), moves ? OK : E_RULE);
    assert_int_equal(version_now(op, b), moves ? before + 1 : before);
    now = book_now(op, b);
    same(b, now, goal);
    for (size_t i = 0; i < now.n; i++) {
        const struct entry *was = entries_find(old, now.e[i].key);

        assert_true(was || (b->key_n == 1 && strcmp(now.e[i].values[3], "1") == 0));
    }
    for (size_t i = 0; i < old.n; i++)
        assert_non_null(entries_find(now, old.e[i].key));
}

static void walk(struct op *op, const struct book *b)
{
    struct entries notebook[CHANGES + 2] = { [1] = version_entries(op, b, 1) };
    int64_t no = version_now(op, b);

    assert_int_equal(no, 1);
    for (int i = 0; i < CHANGES; i++) {
        int64_t now;

        if (roll(5) == 0) {
            int64_t old = 1 + roll((unsigned)no);

            back_to(op, b, old, notebook[old]);
        } else if (b->key_n == 1) {
            change_word(op, i);
        } else {
            change_rule(op);
        }
        now = version_now(op, b);
        assert_true(now == no || now == no + 1);
        if (now == no)
            same(b, notebook[no], book_now(op, b));
        no = now;
        notebook[no] = book_now(op, b);
    }
    assert_true(no > CHANGES / 3);
    for (int64_t i = 1; i <= no; i++)
        same(b, notebook[i], version_entries(op, b, i));
}

static void walk_places(struct op *op)
{
    walk(op, book_of("place"));
}

static void walk_rules(struct op *op)
{
    walk(op, book_of("rule"));
}

static void test_every_version_is_what_stood_there_then(void **unused)
{
    (void)unused;
    turn(walk_places);
    turn(walk_rules);
}

/* ---- words of old matters ---- */

static void rename_symptom(struct op *op)
{
    struct catalogue_row row;

    assert_int_equal(catalogue_row_load(op, "symptom", "hollow", &row), OK);
    row.zh = "空响";
    assert_int_equal(catalogue_row_put(op, &row, "改名"), OK);
    assert_string_equal(catalogue_words(op, "symptom", "hollow"), "空响");
    assert_string_equal(catalogue_words_at(op, "symptom", "hollow", NOON - 1), "空鼓");
    assert_string_equal(catalogue_words_at(op, "symptom", "hollow", NOON), "空响");
    assert_string_equal(catalogue_words_at(op, "symptom", "moon", NOON), "moon");
    op->lang = LANG_EN;
    assert_string_equal(catalogue_words_at(op, "symptom", "hollow", NOON), "Hollow");
}

static void test_an_old_matter_keeps_its_words(void **unused)
{
    (void)unused;
    turn(rename_symptom);
}

/* ---- files ---- */

static int64_t draft_of(struct op *op, const struct book *b, const char *csv,
                        struct catalogue_draft *d)
{
    struct book_file *f = arena_new(mem, struct book_file);

    if (book_file_read(op, b, (struct span){ csv, strlen(csv) }, "t.csv", f) != OK)
        fail_msg("%s: %s", csv, op->problem.words);
    assert_int_equal(draft_load(op, b, draft_add(op, b, f), d), OK);
    return d->id;
}

static size_t changes(struct op *op, const struct catalogue_draft *d)
{
    struct entries base = version_entries(op, d->book, d->base_no);
    struct diff_line *lines;

    return entries_diff(mem, base, draft_entries(op, d, base), d->book->field_n, &lines);
}

static void round_trip(struct op *op)
{
    for (int lang = 0; lang < 2; lang++)
        for (const struct book *b = books; b->name; b++) {
            struct catalogue_draft d;

            op->lang = lang ? LANG_EN : LANG_ZH;
            draft_of(op, b, book_csv(op, b, book_now(op, b)).p, &d);
            if (d.fault_n)
                fail_msg("%s: %s", b->name, d.faults[0].words);
            assert_int_equal(changes(op, &d), 0);
            assert_int_equal(draft_accept(op, &d, "没有改动"), E_RULE);
        }
}

static void test_an_export_comes_back_without_a_difference(void **unused)
{
    (void)unused;
    turn(round_trip);
}

static void take_over(struct op *op)
{
    const struct book *b = book_of("trade");
    int64_t no = version_now(op, b);
    struct catalogue_draft d, late;
    struct catalogue_row row;

    draft_of(op, b,
             "代码,中文,英文,停用\r\nlift,电梯安装,Lift works,\r\nglass,玻璃,\"'=Glass\",否\r\n"
             "fire,消防,Fire,是\r\n",
             &d);
    draft_of(op, b, "code,zh\r\nlift,升降机\r\n", &late);
    assert_int_equal(d.fault_n, 0);
    assert_int_equal(changes(op, &d), 3);
    assert_int_equal(changes(op, &late), 1);
    assert_int_equal(version_now(op, b), no); /* nothing happened yet */
    assert_int_equal(draft_accept(op, &d, "换供应商"), OK);
    assert_int_equal(version_now(op, b), no + 1);
    assert_int_equal(catalogue_row_load(op, "trade", "glass", &row), OK);
    assert_string_equal(row.en, "=Glass");
    assert_true(row.pos > 100);
    assert_false(catalogue_has(op, "trade", "fire"));
    assert_true(catalogue_has(op, "trade", "civil")); /* not in the file: as it was */
    assert_int_equal(draft_load(op, b, d.id, &d), E_NOT_FOUND);
    assert_int_equal(draft_accept(op, &late, "晚了"), E_STALE);
    assert_string_equal(catalogue_words(op, "trade", "lift"), "电梯安装");
}

static void test_a_file_is_taken_over_once_and_only_on_what_it_was_compared_with(void **unused)
{
    (void)unused;
    turn(take_over);
}

static void wrong_files(struct op *op)
{
    static const struct {
        const char *book, *csv, *words;
    } wrong[] = {
        { "place", "代码,中文,英文\nRoof,屋面,Roof\n", "小写" },
        { "place", "代码,中文,英文\nroof,,Roof\n", "请填写中文" },
        { "place", "代码,中文,颜色\nroof,屋面,红\n", "颜色" },
        { "place", "中文\n屋面\n", "代码" },
        { "place", "代码,代码\nroof,roof\n", "两个" },
        { "place", "代码,次序\nroof,很前面\n", "次序" },
        { "place", "代码,停用\nroof,也许\n", "停用" },
        { "place", "代码,中文\nroof,屋面\nroof,屋顶\n", "两次" },
        { "place", "代码,中文\nroof,\"屋\n面\"\n", "换行" },
        { "rule", "构件代码,现象代码,保修项目,专业,紧急程度\nmoon,leak,other,civil,complex\n",
          "moon" },
        { "rule", "构件代码,现象代码,专业\nwall,leak,巫术\n", "巫术" },
        { "rule", "构件代码,现象代码,紧急程度\nwall,leak,马上\n", "马上" },
        { "place_rule", "部位代码,构件代码,现象代码,专业\nany,wall,leak,civil\n", "部位" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct book *b = book_of(wrong[i].book);
        int64_t no = version_now(op, b);
        struct catalogue_draft d;

        draft_of(op, b, wrong[i].csv, &d);
        if (d.fault_n == 0 || !strstr(d.faults[0].words, wrong[i].words))
            fail_msg("%s: %s", wrong[i].csv, d.fault_n ? d.faults[0].words : "no fault");
        assert_int_equal(draft_accept(op, &d, "不行"), E_RULE);
        assert_int_equal(version_now(op, b), no);
    }
}

static void test_wrong_files_are_told_what_is_wrong(void **unused)
{
    (void)unused;
    turn(wrong_files);
}

static void words_for_codes(struct op *op)
{
    const struct book *b = book_of("rule");
    struct catalogue_draft d;
    struct rule_row row;

    draft_of(op, b,
             "构件代码,现象代码,专业,紧急程度,保修项目\n"
             "gas,sanding,消防,紧急,other\nany,noise,Civil works,复杂,other\n",
             &d);
    if (d.fault_n)
        fail_msg("%s", d.faults[0].words);
    assert_int_equal(draft_accept(op, &d, "用名称填写"), OK);
    assert_int_equal(rule_row_load(op, "gas", "sanding", &row), OK);
    assert_string_equal(row.trade, "fire");
    assert_string_equal(row.urgency, "emergency");
    assert_int_equal(rule_row_load(op, "", "noise", &row), OK);
    assert_string_equal(row.trade, "civil");
    assert_string_equal(row.urgency, "complex");
}

static void test_people_may_write_words_for_codes(void **unused)
{
    (void)unused;
    turn(words_for_codes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "records, catalogues: the first version is what was shipped, and all of it is valid",
          test_the_first_version_is_what_was_shipped, NULL, NULL, NULL },
        { "records, catalogues: after any changes and roll-backs every version is what stood there "
          "then",
          test_every_version_is_what_stood_there_then, NULL, NULL, NULL },
        { "records, catalogues: an old matter keeps the words under which it was written",
          test_an_old_matter_keeps_its_words, NULL, NULL, NULL },
        { "records, catalogues: an export comes back without a difference, in both languages",
          test_an_export_comes_back_without_a_difference, NULL, NULL, NULL },
        { "records, catalogues: a file is taken over once, and only on the version it was compared "
          "with",
          test_a_file_is_taken_over_once_and_only_on_what_it_was_compared_with, NULL, NULL, NULL },
        { "records, catalogues: wrong files are told what is wrong and change nothing",
          test_wrong_files_are_told_what_is_wrong, NULL, NULL, NULL },
        { "records, catalogues: in a file people may write words for codes",
          test_people_may_write_words_for_codes, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests_name("catalogue versions", tests, open_db, close_db);
}
