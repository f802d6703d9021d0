/* sheet_test.c -- papers of every kind, from the rows to a PDF whose every character is there. */
#include "app/photo_worker.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/notice.h"
#include "rooms/archive/pdf.h"
#include "rooms/archive/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rooms/archive/archive_fixture.h" /* cmocka last */

static const char *const rows[] = {
    "update fault set checked_at = 1781000000000, checked_by = 22, decided_at = 1781100000000,"
    " decided_by = 22, decision_v = 1 where id = 12",
    "insert into quote (project_id, id, fault_id, v, state, amount_fen, valid_until_on,"
    " warranty_months, terms, offered_by, offered_at) values (1, 61, 12, 1, 'offered', 288050,"
    " 20640, 24, '含垃圾清运，不含家具搬移', 22, 1781200000000)",
    "insert into quote_line (project_id, quote_id, k, words, amount_fen) values"
    " (1, 61, 1, '拆除和基层处理', 120000), (1, 61, 2, '材料和恢复', 168050)",
    "insert into signing_refusal (project_id, id, fault_id, round, at, by_id, reason, witness_1,"
    " witness_1_role, witness_2, witness_2_role) values (1, 71, 12, 1, 1781300000000, 22,"
    " '要求先谈误工补偿再签字', '王强', 'property', '赵敏', 'neighbour')",
    "insert into objection (project_id, id, fault_id, decision_v, at, reason, outcome, review)"
    " values (1, 72, 12, 1, 1781150000000, '我没有动过这里', 'kept', '照片显示地漏已移位')",
    "insert into contact (project_id, id, matter_id, at, by_id, way, result, purpose, note) values"
    " (1, 73, 11, 1780900000000, 22, 'phone', 'no_answer', 'visit', '响了一分钟')",
    "insert into company (id, name, kind, created_at) values (9, '别的公司', 'contractor', 1)",
    "insert into account (id, kind, name, created_at) values (24, 'staff', '吴建国', 1),"
    " (25, 'staff', '别的工人', 1)",
    "insert into membership (id, account_id, project_id, role, company_id, created_at)"
    " values (32, 24, 1, 'contractor', 8, 1), (33, 25, 1, 'contractor', 9, 1)",
};

static int open_more(void **state)
{
    int e = fix_open(state);

    for (size_t i = 0; i < LEN(rows); i++)
        fix_say(rows[i]);
    return e;
}

/* ---- issuing in a test ---- */

struct issue {
    const char *kind;
    struct paper_ask ask;
    int64_t id;
    enum err e;
};

static enum err issue_work(struct op *op, void *arg)
{
    struct issue *i = arg;

    return i->e = paper_issue(op, paper_kind_of(i->kind), &i->ask, &i->id);
}

static enum err issue(struct issue *i)
{
    enum err e = fix_write(issue_work, i);

    job_run_due(&fix_app, archive_jobs);
    return e;
}

static struct issue kind_now(const char *kind)
{
    struct issue i = { .kind = kind, .ask = { MATTER, FAULT, 0 } };

    if (strcmp(kind, "slip") == 0)
        i.ask.fault = 0;
    if (strcmp(kind, "order") == 0)
        i.ask.part = ORDER;
    if (strcmp(kind, "refusal") == 0)
        i.ask.part = 71;
    return i;
}

static struct paper paper_now(int64_t id)
{
    struct op op = fix_read();
    struct paper p = { 0 };
    const char *no =
        db_str(op.tx, "select no from paper where project_id = $1 and id = $2", I(PROJECT), I(id));

    assert_non_null(no);
    assert_int_equal(paper_by_no(&op, no, &p), OK);
    fix_read_end(&op);
    return p;
}

static struct span pdf_of(const struct paper *p)
{
    unsigned char hash[FILE_HASH_BYTES];
    struct span pdf;

    assert_true(hex_bytes(p->file_hash, hash, sizeof hash));
    assert_int_equal(files_load(fix_app.files, fix_mem, hash, &pdf), OK);
    return pdf;
}

/* The text of a PDF as poppler reads it, without spaces and line breaks; KEEP_PDF=folder keeps it
   for people who want to look at it. */
static const char *text_of(struct span pdf, const char *name)
{
    const char *keep = getenv("KEEP_PDF");
    const char *path = arena_printf(fix_mem, "%s/%s.pdf", keep ? keep : fix_app.data_dir, name);
    struct buf b = buf_new(fix_mem, 4 << 20);
    FILE *f = fopen(path, "wb");
    int c;

    assert_non_null(f);
    assert_int_equal(fwrite(pdf.p, 1, pdf.n, f), pdf.n);
    fclose(f);
    f = popen(arena_printf(fix_mem, "pdftotext -raw %s - 2>/dev/null", path), "r");
    assert_non_null(f);
    while ((c = fgetc(f)) != EOF)
        if (c != ' ' && c != '\n' && c != '\f')
            buf_putc(&b, (char)c);
    assert_int_equal(pclose(f), 0);
    if (!keep)
        unlink(path);
    return b.p;
}

static void must_say(const char *text, const char *words)
{
    struct buf b = buf_new(fix_mem, 64 << 10);

    for (; *words; words++)
        if (*words != ' ')
            buf_putc(&b, *words);
    if (!strstr(text, b.p))
        fail_msg("not on the paper: %s\n%s", b.p, text);
}

static const struct {
    const char *kind, *prefix, *says[8];
} kinds[] = {
    { "slip", "B", { "报修单", "一期5栋2单元1802", "190****0021", "电话", "主卫", "水渍" } },
    { "check", "C", { "现场核查记录", "立管根部防水未做附加层", "含水率18%", "何立", "无人接听" } },
    { "decision",
      "L",
      { "责任认定书", "第七条", "恒基建设", "60%", "40%", "照片显示地漏已移位", "保修责任" } },
    { "plan", "P", { "维修方案及确认书", "第2版", "闭水48小时", "聚氨酯", "业主不承担费用" } },
    { "quote", "Q", { "维修报价单", "1,200.00元", "2,880.50元", "24个月", "2026年7月6日" } },
    { "order", "D", { "派工单", "W260609-0002", "吴建国", "190****0021", "聚氨酯" } },
    { "refusal", "J", { "拒签记录", "要求先谈误工补偿再签字", "王强", "物业人员", "邻居" } },
};

static void every_kind(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(kinds); i++) {
        struct issue one = kind_now(kinds[i].kind);
        struct paper p;
        const char *text;
        struct op op;

        assert_int_equal(issue(&one), OK);
        p = paper_now(one.id);
        assert_string_equal(p.state, "sealed");
        assert_memory_equal(p.no, kinds[i].prefix, 1);
        text = text_of(pdf_of(&p), kinds[i].kind);
        for (size_t k = 0; k < 8 && kinds[i].says[k]; k++)
            must_say(text, kinds[i].says[k]);
        must_say(text, "澜庭项目·客户服务部");
        must_say(text, p.no);
        must_say(text, "第1页");
        op = fix_read();
        assert_int_equal(paper_check(&op, &p), PAPER_GOOD);
        fix_read_end(&op);
    }
}

static void nothing_yet(void **state)
{
    (void)state;
    fix_say("update fault set checked_at = null, decided_at = null");
    fix_say("delete from plan");
    fix_say("delete from quote_line");
    fix_say("delete from quote");
    fix_say("delete from signing_refusal");
    for (size_t i = 1; i < LEN(kinds); i++) {
        struct issue one = kind_now(kinds[i].kind);

        if (strcmp(one.kind, "order") == 0)
            one.ask.part = 999;
        assert_int_equal(issue(&one), E_NOT_FOUND);
    }
    assert_int_equal(fix_int("select count(*) from paper"), 0);
    assert_int_equal(fix_int("select count(*) from day_number"), 0);
}

static void same_again(void **state)
{
    struct issue one = kind_now("check"), two = one;
    struct paper p;

    (void)state;
    assert_int_equal(issue(&one), OK);
    assert_int_equal(issue(&two), E_RULE);
    fix_say("update fault set finding = '又看了一次'");
    assert_int_equal(issue(&two), OK);
    p = paper_now(one.id);
    assert_int_equal(p.replaced_by, two.id);
    assert_int_equal(fix_int("select count(*) from paper where replaced_by = 0"), 1);
}

/* ---- reprints ---- */

struct again {
    struct paper p;
    int64_t n;
};

static enum err copy_work(struct op *op, void *arg)
{
    struct again *a = arg;
    const struct actor he = { .account_id = 22, .name = "何立", .csrf = "" };

    op->actor = &he;
    return paper_copy(op, &a->p, &a->n);
}

static void reprints(void **state)
{
    struct issue one = kind_now("check"), two = one;
    struct again a;
    struct span first, again;
    struct op op;

    (void)state;
    assert_int_equal(issue(&one), OK);
    a.p = paper_now(one.id);
    first = pdf_of(&a.p);
    for (int64_t n = 1; n <= 2; n++) {
        assert_int_equal(fix_write(copy_work, &a), OK);
        assert_int_equal(a.n, n);
    }
    fix_say("update fault set finding = '又看了一次'");
    assert_int_equal(issue(&two), OK);
    a.p = paper_now(one.id);
    op = fix_read();
    assert_int_equal(paper_copy_draw(&op, &a.p, 2, &again), OK);
    assert_int_equal(paper_copy_draw(&op, &a.p, 3, &first), E_NOT_FOUND);
    fix_read_end(&op);
    must_say(text_of(again, "reprint"), "再次打印第2次何立2026年6月14日10:32");
    must_say(text_of(again, "reprint"),
             arena_printf(fix_mem, "已由C%s替代", paper_now(two.id).no + 1));
    first = pdf_of(&a.p);
    assert_null(strstr(text_of(first, "original"), "再次打印"));
    assert_int_equal(fix_int("select count(*) from event where what = 'paper.reprinted'"), 2);
    assert_int_equal(fix_int("select count(*) from file where subject = 'paper'"), 2);
    op = fix_read();
    assert_int_equal(paper_check(&op, &a.p), PAPER_GOOD);
    fix_read_end(&op);
}

/* ---- who reads what ---- */

static bool sees(int64_t account, enum role role, int64_t company, const struct paper *p)
{
    struct grant grant = { PROJECT, role, company };
    struct actor actor = { .account_id = account, .name = "", .csrf = "", .grant_n = 1 };
    struct op op = fix_read();
    bool yes;

    actor.grants = &grant;
    op.actor = &actor;
    yes = paper_is_visible(&op, p);
    fix_read_end(&op);
    return yes;
}

static void rights(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(kinds); i++) {
        struct issue one = kind_now(kinds[i].kind);
        bool is_order = strcmp(one.kind, "order") == 0;
        struct paper p;

        assert_int_equal(issue(&one), OK);
        p = paper_now(one.id);
        assert_true(sees(22, ROLE_ENGINEER, 0, &p));
        assert_true(sees(22, ROLE_SUPERVISOR, 0, &p));
        assert_int_equal(sees(21, ROLE_OWNER, 0, &p), !is_order);
        assert_false(sees(23, ROLE_OWNER, 0, &p));
        assert_int_equal(sees(24, ROLE_CONTRACTOR, 8, &p), is_order);
        assert_false(sees(25, ROLE_CONTRACTOR, 9, &p));
        assert_false(sees(25, ROLE_PROPERTY, 9, &p));
    }
    fix_say("update home_person set to_on = 1 where person_id = 6");
    {
        struct issue one = kind_now("check");
        fix_say("update fault set finding = 'x'");
        assert_int_equal(issue(&one), OK);
        struct paper p = paper_now(one.id);
        assert_false(sees(21, ROLE_OWNER, 0, &p));
    }
}

/* ---- what people really write ---- */

static const char *check_text(const char *finding, const char *name)
{
    struct issue one = kind_now("check");
    struct paper p;

    fix_say(arena_printf(fix_mem, "update fault set finding = '%s'", finding));
    assert_int_equal(issue(&one), OK);
    p = paper_now(one.id);
    assert_string_equal(p.state, "sealed");
    return text_of(pdf_of(&p), name);
}

static void rare_characters(void **state)
{
    const char *text;

    (void)state;
    text = check_text("住户㐂子与𠮷野说：如果〇五号墙面、镕、堃、喆、燊、淼、犇、尛、龘 都潮了",
                      "rare");
    must_say(text, "㐂子与");
    must_say(text, "野说：如果〇五号墙面、镕、堃、喆、燊、淼、犇");
    assert_true(strstr(text, "𠮷") || strstr(text, "〔U+20BB7〕"));
    text = check_text("漏水😭👨‍👩‍👧，a\u202Ecba\u202C 尾", "emoji");
    must_say(text, "漏水〔表情〕");
    must_say(text, "acba尾");
    assert_null(strstr(text, "\xE2\x80\xAE"));
}

static void empty_fields(void **state)
{
    (void)state;
    fix_say("update matter set description = '', wished = '', contact_name = '', contact_masked ="
            " '', relation = ''");
    fix_say("update fault set description = '', cause_found = '', finding = '', measures = '',"
            " verdict = '', grounds = '', footing = '', owner_end_on = null");
    fix_say("delete from liability_share");
    fix_say("update project set letterhead = '', hotline = ''");
    for (size_t i = 0; i < LEN(kinds); i++) {
        struct issue one = kind_now(kinds[i].kind);

        assert_int_equal(issue(&one), OK);
        must_say(
            text_of(pdf_of(&(struct paper){ .file_hash = paper_now(one.id).file_hash }), "empty"),
            "澜庭项目·客户服务部");
    }
}

/* Every character of a text over many pages is there, in order, and each page has its foot. */
static void very_long(void **state)
{
    struct buf b = buf_new(fix_mem, 200000);
    const char *text, *at;

    (void)state;
    for (int i = 0; i < 1500; i++)
        buf_printf(&b, "甲%04d乙墙面丙", i);
    text = at = check_text(b.p, "long");
    for (int i = 0; i < 1500; i++) {
        const char *found = strstr(at, arena_printf(fix_mem, "%04d", i));
        if (!found)
            fail_msg("%d is lost", i);
        at = found;
    }
    must_say(text, "第5页");
}

static void long_cells(void **state)
{
    struct issue one = kind_now("decision");
    struct buf b = buf_new(fix_mem, 200000);
    struct paper p;
    const char *text;

    (void)state;
    for (int i = 0; i < 700; i++)
        buf_printf(&b, "丁%04d戊", i);
    fix_say(arena_printf(fix_mem, "update liability_share set grounds = '%s'", b.p));
    assert_int_equal(issue(&one), OK);
    p = paper_now(one.id);
    text = text_of(pdf_of(&p), "cells");
    must_say(text, "0699");
    /* the head of the table again on the next page */
    assert_non_null(strstr(strstr(text, "责任方比例理由证据") + 1, "责任方比例理由证据"));
}

static enum err many_photos_work(struct op *op, void *arg)
{
    const struct photo *photo = arg;

    for (int i = 0; i < 500; i++)
        file_add(op, &(struct file_new){ .photo = photo,
                                         .name = "a.jpg",
                                         .subject = "matter",
                                         .subject_id = MATTER,
                                         .purpose = "check",
                                         .client_hash = "" });
    return OK;
}

static void many_photos(void **state)
{
    struct photo photo = fix_photo(640, 480);
    struct issue one = kind_now("check");
    struct paper p;
    struct span pdf;

    (void)state;
    assert_int_equal(fix_write(many_photos_work, &photo), OK);
    assert_int_equal(issue(&one), OK);
    p = paper_now(one.id);
    pdf = pdf_of(&p);
    assert_true(pdf.n < 4000000);
    must_say(text_of(pdf, "photos"), "共501张照片，此处印16张");
}

/* ---- notices ---- */

struct announced {
    struct notice n;
    int64_t id, photos[1];
    const char *cancel;
    bool post, change;
    enum err e;
};

static enum err announce_work(struct op *op, void *arg)
{
    struct announced *a = arg;
    const struct grant grant = { PROJECT, ROLE_AGENT, 0 };
    const struct actor she = {
        .account_id = 22, .name = "何立", .csrf = "", .grant_n = 1, .grants = &grant
    };

    op->actor = &she;
    a->e = a->cancel   ? notice_cancel(op, a->id, a->cancel)
           : a->post   ? notice_post(op, a->id, "2单元门厅", a->photos, a->photos[0] ? 1 : 0)
           : a->change ? notice_change(op, a->id, &a->n)
                       : notice_add(op, &a->n, &a->id);
    return a->e;
}

static enum err announce(struct announced *a)
{
    enum err e = fix_write(announce_work, a);

    job_run_due(&fix_app, archive_jobs);
    return e;
}

static struct announced water(void)
{
    return (struct announced){ .n = { .building_id = 4,
                                      .kind = "water",
                                      .from_at = NOW + 3600000,
                                      .to_at = NOW + 7 * 3600000,
                                      .reason = "更换2单元给水立管阀门",
                                      .homes = "2单元1802、1902",
                                      .contact = "何立 400-000-0000",
                                      .advice = "" } };
}

static const char *notice_text(const char *name)
{
    int64_t id = fix_int("select id from paper where subject = 'notice' and replaced_by = 0");
    struct paper p = paper_now(id);

    assert_string_equal(p.state, "sealed");
    return text_of(pdf_of(&p), name);
}

static enum err upload_work(struct op *op, void *arg)
{
    struct photo p = fix_photo(300, 200);

    *(int64_t *)arg = file_add(op, &(struct file_new){ .photo = &p,
                                                       .name = "door.jpg",
                                                       .subject = "upload",
                                                       .subject_id = 22,
                                                       .purpose = "",
                                                       .client_hash = "" });
    return OK;
}

static void notices(void **state)
{
    struct announced a = water();
    const char *text;

    (void)state;
    assert_int_equal(announce(&a), OK);
    text = notice_text("notice");
    must_say(text, "停水通知");
    must_say(text, "5栋各位业主、住户");
    must_say(text, "2026年6月14日11:32至2026年6月14日17:32");
    must_say(text, "2单元1802、1902");
    must_say(text, "何立400-000-0000");
    must_say(text, "第三条");
    a.post = true;
    assert_int_equal(announce(&a), E_INPUT);
    assert_int_equal(fix_write(upload_work, &a.photos[0]), OK);
    assert_int_equal(announce(&a), OK);
    assert_int_equal(fix_int("select count(*) from notice where posted_at is not null"), 1);
    a.post = false;
    a.change = true;
    a.n.to_at += 3600000;
    assert_int_equal(announce(&a), OK);
    assert_int_equal(fix_int("select count(*) from notice where posted_at is not null"), 0);
    must_say(notice_text("notice2"), "18:32");
    a.cancel = "抢修提前完成";
    assert_int_equal(announce(&a), OK);
    must_say(notice_text("notice3"), "停水取消通知");
    assert_int_equal(announce(&a), E_RULE);
    assert_int_equal(fix_int("select count(*) from paper where replaced_by <> 0"), 2);
}

static void wrong_notices(void **state)
{
    struct announced a = water();

    (void)state;
    a.n.building_id = 999;
    assert_int_equal(announce(&a), E_INPUT);
    a = water();
    a.n.to_at = a.n.from_at;
    assert_int_equal(announce(&a), E_INPUT);
    a = water();
    a.n.from_at = NOW - 7200000;
    a.n.to_at = NOW - 3600000;
    assert_int_equal(announce(&a), E_INPUT);
    a = water();
    a.n.to_at = NOW + 40 * DAY_MS;
    assert_int_equal(announce(&a), E_INPUT);
    assert_int_equal(fix_int("select count(*) from notice"), 0);
}

static void notice_rights(void **state)
{
    struct announced a = water();
    struct paper p;

    (void)state;
    fix_say("insert into building (project_id, id, phase_id, code, name) values (1, 44, 3, '6',"
            " '6栋')");
    assert_int_equal(announce(&a), OK);
    p = paper_now(fix_int("select id from paper"));
    assert_true(sees(21, ROLE_OWNER, 0, &p));
    assert_true(sees(23, ROLE_OWNER, 0, &p)); /* she lives in the same building */
    assert_false(sees(24, ROLE_CONTRACTOR, 8, &p));
    fix_say("update home set building_id = 44 where id = 9");
    assert_false(sees(23, ROLE_OWNER, 0, &p));
}

#define TEST(name, fn)                                                                             \
    {                                                                                              \
        name, fn, open_more, fix_close, NULL                                                       \
    }

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST("S8b every kind of paper says what it must, is sealed and verifies", every_kind),
        TEST("S8b a paper that has nothing to say yet uses up no number", nothing_yet),
        TEST("S8b what would say the same is not issued again; a change replaces", same_again),
        TEST("S1.3d a reprint is marked, counted and logged; the sealed file stays", reprints),
        TEST("security 1: papers are read by whom the kind is for, and by nobody else", rights),
        TEST("S8b rare characters appear, pictures and turning signs do no harm", rare_characters),
        TEST("S8b empty fields make papers without gaps in their frame", empty_fields),
        TEST("S8b very long texts lose no line over pages", very_long),
        TEST("S8b long cells go on, and the head of the table is repeated", long_cells),
        TEST("S8b five hundred photos stay one readable file that says how many there are",
             many_photos),
        TEST("S8b a notice is printed, posted with a photo, changed and cancelled", notices),
        TEST("S8b a notice that can't be is refused", wrong_notices),
        TEST("security 1: a notice is for its building", notice_rights),
    };

    if (argc > 1 && strcmp(argv[1], PHOTO_WORKER) == 0)
        photo_worker_main(argc > 2 ? argv[2] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
