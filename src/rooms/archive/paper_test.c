/* paper_test.c -- the acceptance sheet from the transaction to the sealed file (S3.2.5b). */
#include "app/photo_worker.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/acceptance.h"
#include "rooms/archive/care.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rooms/archive/archive_fixture.h" /* cmocka last */

static struct span pdf_of(const struct paper *p)
{
    unsigned char hash[FILE_HASH_BYTES];
    struct span pdf;

    assert_true(hex_bytes(p->file_hash, hash, sizeof hash));
    assert_int_equal(files_load(fix_app.files, fix_mem, hash, &pdf), OK);
    return pdf;
}

static void sealed(void **state)
{
    struct paper p = fix_sealed();
    struct span pdf = pdf_of(&p);
    const char *keep = getenv("KEEP_PDF"); /* for people who want to look at it */
    FILE *f = keep ? fopen(keep, "wb") : NULL;

    (void)state;
    if (f) {
        fwrite(pdf.p, 1, pdf.n, f);
        fclose(f);
    }
    assert_string_equal(p.state, "sealed");
    assert_in_range(p.sealed_at, NOW, NOW + 600000);
    assert_memory_equal(pdf.p, "%PDF-1.", 7);
    assert_true(pdf.n > 10000 && pdf.n < 1000000);
    assert_int_equal(fix_int("select count(*) from file where subject = 'paper'"
                             " and purpose = 'sheet' and type = 'application/pdf'"),
                     1);
    assert_string_equal(fix_text("select hash from file where subject = 'paper'"), p.file_hash);
    assert_int_equal(fix_int("select count(*) from event where what = 'paper.ordered'"), 1);
    assert_int_equal(fix_int("select count(*) from event where what = 'paper.sealed'"), 1);
}

static void facts(void **state)
{
    static const char *const said[] = {
        "\"no\":\"A260614-0001\"",
        "\"home\":\"一期 5栋 2单元 1802\"",
        "\"owners\":\"陈淑兰\"",
        "\"contact\":\"190****0021\"",
        "\"relation\":\"业主\"",
        "\"place\":\"主卫\",\"component\":\"顶棚\",\"symptom\":\"渗漏\"",
        "48 小时内请保持通风",
        "\"cause\":\"立管根部防水未做附加层\"",
        "第七条",
        "\"party\":\"施工单位\",\"name\":\"恒基建设\",\"percent_bp\":6000",
        "\"work_done\":\"1. 立管根部凿开",
        "\"round\":1,\"passed\":false,\"reason\":\"顶棚补漆色差明显，灯具未装\"",
        "\"signer\":\"陈淑兰\"",
        "\"identity\":\"短信验证码核验\"",
        "\"demo\":true",
        "\"verify\":\"https://anju.example/v/",
    };
    struct paper p = fix_sealed();

    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (!strstr(p.facts, said[i]))
            fail_msg("not in the facts: %s\n%s", said[i], p.facts);
    assert_int_equal(strlen(fix_text("select code from paper")), 22);
}

static void same_bytes(void **state)
{
    struct paper p = fix_sealed();
    struct span once = pdf_of(&p), again;

    (void)state;
    when_set(NOW + 86400000);
    assert_int_equal(acceptance_draw(&fix_app, fix_mem,
                                     &(struct paper_drawing){ p.facts, p.facts_hash, NULL, NULL },
                                     &again),
                     OK);
    assert_int_equal(once.n, again.n);
    assert_memory_equal(once.p, again.p, once.n);
}

static void twice(void **state)
{
    struct paper p = fix_sealed();
    struct job job = { .app = &fix_app,
                       .mem = fix_mem,
                       .project = PROJECT,
                       .kind = "paper.seal",
                       .arg = arena_printf(fix_mem, "{\"paper\":\"%lld\"}", (long long)p.id) };

    (void)state;
    assert_int_equal(paper_seal(&job), OK);
    fix_say("update paper set state = 'sealing'"); /* as if the commit had been lost */
    assert_int_equal(paper_seal(&job), OK);
    assert_string_equal(fix_text("select state from paper"), "sealed");
    assert_string_equal(fix_text("select file_hash from paper"), p.file_hash);
    assert_int_equal(fix_int("select count(*) from job"), 0);
}

static enum err order(struct op *op, void *arg)
{
    return paper_order(op, MATTER, FAULT, arg);
}

static void not_passed(void **state)
{
    int64_t id = 0;

    (void)state;
    fix_say("update acceptance set passed = 0 where round = 2");
    assert_int_equal(fix_write(order, &id), E_NOT_FOUND);
    assert_int_equal(fix_int("select count(*) from paper"), 0);
    assert_int_equal(fix_int("select count(*) from job"), 0);
    assert_int_equal(fix_int("select count(*) from day_number"), 0);
}

static void no_signature(void **state)
{
    int64_t id = 0;
    const char *hash = fix_text("select hash from file where purpose = 'signature'");

    (void)state;
    assert_int_equal(remove(fix_path(hash)), 0);
    assert_int_equal(fix_write(order, &id), OK);
    job_run_due(&fix_app, archive_jobs);
    assert_string_equal(fix_text("select state from paper"), "failed");
    assert_int_equal(fix_int("select count(*) from file where subject = 'paper'"), 0);
    assert_int_equal(fix_int("select count(*) from job where state = 'waiting'"), 1);
}

static void newer(void **state)
{
    struct paper p = fix_sealed(), old;
    int64_t id = 0;
    struct op op;

    (void)state;
    assert_int_equal(fix_write(order, &id), OK);
    op = fix_read();
    assert_int_equal(paper_by_no(&op, p.no, &old), OK);
    assert_int_equal(old.replaced_by, id);
    assert_int_equal(paper_check(&op, &old), PAPER_GOOD);
    fix_read_end(&op);
}

static void care(void **state)
{
    (void)state;
    assert_non_null(strstr(care_note("ceiling", "leak"), "水渍"));
    assert_null(strstr(care_note("ceiling", "crack_hair"), "水渍"));
    assert_non_null(strstr(care_note("window", "leak"), "雨"));
    assert_string_equal(care_note("no such thing", ""), care_note("other", "other"));
    assert_string_not_equal(word(LANG_EN, care_note("gas", "")), care_note("gas", ""));
}

/* A finding of two thousand characters goes on to a second page. */
static void long_text(void **state)
{
    struct paper p;
    struct span pdf;

    (void)state;
    for (int i = 0; i < 9; i++)
        fix_say("update fault set finding = finding || finding");
    fix_say("update fault set finding = substr(finding, 1, 2000)");
    assert_int_equal(fix_int("select length(finding) from fault"), 2000);
    p = fix_sealed();
    pdf = pdf_of(&p);
    assert_non_null(memmem(pdf.p, pdf.n, "/Count 3", 8));
}

static enum paper_state check_now(void)
{
    struct op op = fix_read();
    struct paper p;
    enum paper_state s;

    assert_int_equal(paper_by_no(&op, "A260614-0001", &p), OK);
    s = paper_check(&op, &p);
    fix_read_end(&op);
    return s;
}

static void altered(void **state)
{
    struct paper p = fix_sealed();
    FILE *f;

    (void)state;
    assert_int_equal(check_now(), PAPER_GOOD);
    fix_say("update paper set facts = replace(facts, '陈淑兰', '陈淑芳')");
    assert_int_equal(check_now(), PAPER_FACTS);
    fix_say("update paper set facts = replace(facts, '陈淑芳', '陈淑兰')");
    fix_say("update paper set no = 'A260614-0001', facts_hash = upper(facts_hash)");
    assert_int_equal(check_now(), PAPER_FACTS);
    fix_say("update paper set facts_hash = lower(facts_hash), file_hash ="
            " (select hash from file where purpose = 'signature')");
    assert_int_equal(check_now(), PAPER_CHAIN);
    fix_say("update paper set file_hash = (select hash from file where purpose = 'sheet')");
    assert_int_equal(check_now(), PAPER_GOOD);
    f = fopen(fix_path(p.file_hash), "r+b");
    assert_non_null(f);
    fseek(f, 2000, SEEK_SET);
    fputc('!', f);
    fclose(f);
    assert_int_equal(check_now(), PAPER_FILE);
    assert_int_equal(remove(fix_path(p.file_hash)), 0);
    assert_int_equal(check_now(), PAPER_GONE);
}

/* ---- claiming uploads ---- */

struct claim {
    int64_t account, file, upload_of;
    enum err e;
};

static enum err add_and_claim(struct op *op, void *arg)
{
    struct claim *c = arg;
    const struct actor actor = { .account_id = c->account, .name = "x", .csrf = "" };
    struct photo p = { .size = 1, .full_hash = "aa", .thumb_hash = "bb" };

    if (c->upload_of)
        c->file = file_add(op, &(struct file_new){ .photo = &p,
                                                   .name = "a",
                                                   .subject = "upload",
                                                   .subject_id = c->upload_of,
                                                   .purpose = "",
                                                   .client_hash = "" });
    op->actor = &actor;
    c->e = file_claim(op, c->file, "order", ORDER, "after");
    if (c->e != OK)
        assert_string_equal(op->problem.code, "photo_gone");
    return OK;
}

static void claiming(void **state)
{
    struct claim c = { .account = 23, .upload_of = 22 };

    (void)state;
    assert_int_equal(fix_write(add_and_claim, &c), OK);
    assert_int_equal(c.e, E_INPUT);
    c.account = 22;
    c.upload_of = 0;
    assert_int_equal(fix_write(add_and_claim, &c), OK);
    assert_int_equal(c.e, OK);
    assert_int_equal(fix_write(add_and_claim, &c), OK);
    assert_int_equal(c.e, E_INPUT);
    assert_int_equal(fix_int("select count(*) from file where subject = 'upload'"), 0);
}

#define TEST(name, fn)                                                                             \
    {                                                                                              \
        name, fn, fix_open, fix_close, NULL                                                        \
    }

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST("S3.2.5b an accepted repair gets a sealed PDF, its file row and its events", sealed),
        TEST("S3.2.5b the sheet says home, fault, verdict, shares, work, rounds and signer", facts),
        TEST("S3.2.5b the same facts give the same bytes on another day", same_bytes),
        TEST("S3.2.5b sealing twice does the work once", twice),
        TEST("S3.2.5b a refused round has no sheet and uses up no number", not_passed),
        TEST("S3.2.5b a sheet whose signature is gone is not finished", no_signature),
        TEST("S3.2.5b a newer sheet replaces the older one, which stays true", newer),
        TEST("S3.2.5c each part has its care note, in both languages", care),
        TEST("S3.2.5b long texts go on to a second page", long_text),
        TEST("S1.3d a sheet whose facts, chain or file were altered is found out", altered),
        TEST("security 3: an upload is claimed once, and only by who sent it", claiming),
    };

    if (argc > 1 && strcmp(argv[1], PHOTO_WORKER) == 0)
        photo_worker_main(argc > 2 ? argv[2] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
