/* archive_fixture.c -- see archive_fixture.h. */
#include "app/event.h"
#include "app/signature.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "store/datadir.h"
#include "store/seal.h"

#include <cairo.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rooms/archive/archive_fixture.h" /* cmocka last */

struct arena *fix_mem;
struct app fix_app;

/* What cairo's making of font subsets and fontconfig's memory of fonts never give back. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo\nleak:libfontconfig\n";
}

static const struct actor system_actor = { .name = "Anju", .csrf = "", .may_write = true };

/* ---- statements ---- */

static enum err run_sql(struct op *op, void *arg)
{
    db_exec_(op->tx, arg, NULL, 0);
    return OK;
}

void fix_say(const char *sql)
{
    assert_int_equal(fix_write(run_sql, (void *)(uintptr_t)sql), OK);
}

enum err fix_write(job_work *fn, void *arg)
{
    return app_write(&fix_app, PROJECT, fix_mem, fn, arg);
}

struct op fix_read(void)
{
    return (struct op){ .app = &fix_app,
                        .tx = db_read(fix_app.db, fix_mem),
                        .mem = fix_mem,
                        .actor = &system_actor,
                        .now = NOW,
                        .lang = LANG_ZH,
                        .project = PROJECT };
}

void fix_read_end(struct op *op)
{
    assert_int_equal(db_read_end(op->tx), OK);
}

int64_t fix_int(const char *sql)
{
    struct op op = fix_read();
    int64_t n = db_int_(op.tx, sql, NULL, 0);

    fix_read_end(&op);
    return n;
}

const char *fix_text(const char *sql)
{
    struct op op = fix_read();
    const char *s = db_str_(op.tx, sql, NULL, 0);

    fix_read_end(&op);
    return s ? s : "";
}

const char *fix_path(const char *hash)
{
    return arena_printf(fix_mem, "%s/files/%.2s/%s", fix_app.data_dir, hash, hash + 2);
}

/* ---- pictures ---- */

static struct photo stored(cairo_surface_t *s)
{
    const char *path = files_temp(fix_app.files, fix_mem);
    struct photo p = { 0 };

    assert_int_equal(cairo_surface_write_to_png(s, path), CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(s);
    assert_int_equal(photo_store(fix_mem, fix_app.files, path, &p), OK);
    unlink(path);
    return p;
}

/* A ceiling with a stain. */
struct photo fix_photo(int w, int h)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    cairo_t *c = cairo_create(s);
    cairo_pattern_t *stain =
        cairo_pattern_create_radial(w * 0.45, h * 0.45, h * 0.05, w * 0.45, h * 0.45, h * 0.36);

    cairo_set_source_rgb(c, 0.9, 0.9, 0.87);
    cairo_paint(c);
    cairo_pattern_add_color_stop_rgba(stain, 0, 0.55, 0.4, 0.25, 0.9);
    cairo_pattern_add_color_stop_rgba(stain, 1, 0.85, 0.75, 0.55, 0);
    cairo_set_source(c, stain);
    cairo_paint(c);
    cairo_set_source_rgb(c, 0.78, 0.8, 0.83);
    cairo_rectangle(c, 0, h * 0.82, w, h * 0.18);
    cairo_fill(c);
    cairo_pattern_destroy(stain);
    cairo_destroy(c);
    return stored(s);
}

/* A hand in strokes, drawn and stored as an acceptance does. */
static struct photo signature(void)
{
    struct buf b = buf_new(fix_mem, 20000);
    struct signature drawn;
    struct photo p = { 0 };
    unsigned char hash[FILE_HASH_BYTES];

    buf_puts(&b, "[[");
    for (int i = 0; i <= 200; i++) {
        double t = i / 200.0;
        buf_printf(&b, "%s[%d,%d,%d]", i ? "," : "", (int)(120 + 720 * t + 50 * sin(t * 31)),
                   (int)(500 + 260 * sin(t * 23) * cos(t * 6)), i * 8);
    }
    buf_puts(&b, "]]");
    assert_int_equal(signature_draw(fix_mem, b.p, &drawn), OK);
    assert_int_equal(files_put(fix_app.files, drawn.png.p, drawn.png.n, hash), OK);
    snprintf(p.full_hash, sizeof p.full_hash, "%s", text_hex(fix_mem, hash, sizeof hash));
    p.size = (int64_t)drawn.png.n;
    return p;
}

/* ---- rows ---- */

static const char *const rows[] = {
    "insert into project (id, slug, name, letterhead, hotline, is_demo, created_at)"
    " values (1, 'lanting', '澜庭', '澜庭项目 · 客户服务部', '400-000-0000', 1, 1)",
    "insert into phase (project_id, id, name) values (1, 3, '一期')",
    "insert into building (project_id, id, phase_id, code, name) values (1, 4, 3, '5', '5栋')",
    "insert into home (project_id, id, building_id, code, unit, room, created_at)"
    " values (1, 5, 4, '5-2-1802', '2', '1802', 1)",
    "insert into account (id, kind, name, created_at) values (21, 'owner', '陈淑兰', 1)",
    "insert into account (id, kind, login, name, created_at) values (22, 'staff', 'heli', '何立', "
    "1)",
    "insert into account (id, kind, name, created_at) values (23, 'owner', '别家', 1)",
    "insert into membership (id, account_id, project_id, role, created_at)"
    " values (31, 22, 1, 'engineer', 1)",
    "insert into person (project_id, id, name, created_at) values (1, 6, '陈淑兰', 1)",
    "insert into account_person (project_id, person_id, account_id, way, at)"
    " values (1, 6, 21, 'phone', 1)",
    "insert into home_person (project_id, id, home_id, person_id, relation)"
    " values (1, 7, 5, 6, 'owner')",
    "insert into home (project_id, id, building_id, code, unit, room, created_at)"
    " values (1, 9, 4, '5-2-1902', '2', '1902', 1)",
    "insert into person (project_id, id, name, created_at) values (1, 10, '别家', 1)",
    "insert into account_person (project_id, person_id, account_id, way, at)"
    " values (1, 10, 23, 'phone', 1)",
    "insert into home_person (project_id, id, home_id, person_id, relation)"
    " values (1, 71, 9, 10, 'owner')",
    "insert into company (id, name, kind, created_at) values (8, '恒基建设', 'contractor', 1)",
    "insert into matter (project_id, id, no, kind, channel, state, urgency, home_id, person_id,"
    " relation, contact_name, contact_masked, title, description, received_at, received_by,"
    " first_report_at, checker_id, fault_n) values (1, 11, 'R260608-0004', 'repair', 'hotline',"
    " 'accepted', 'general_a', 5, 6, 'owner', '陈淑兰', '190****0021', '主卫顶棚渗水', '水渍',"
    " 1780880280000, 22, 1762704000000, 22, 2)",
    "insert into fault (project_id, id, matter_id, k, state, place, component, symptom, trade,"
    " round, description, cause_found, finding, measures, verdict, owner_end_on, owner_covered,"
    " footing, grounds) values (1, 12, 11, 1, 'accepted', 'master_bath', 'ceiling', 'leak', "
    "'防水', 2,"
    " '水渍约 0.6 × 0.4 米，灯罩内积水', '立管根部防水未做附加层',"
    " '楼上重做地漏时凿穿防水层一处', '含水率 18%；面积 0.24 m²',"
    " '房屋于2021年6月30日交付，渗漏在2025年11月10日首次报修，合同承诺的防水五年"
    "保修期至2026年6月30日，仍在业主保修期内（《房屋建筑工程质量保修办法》第七条）。',"
    " 20634, 1, 'warranty', '立管根部为原始施工')",
    "insert into liability_share (project_id, id, fault_id, party, company_id, percent_bp,"
    " grounds) values (1, 41, 12, 'contractor', 8, 6000, '立管根部未做附加层'),"
    " (1, 42, 12, 'other_owner', 0, 4000, '1902 重做地漏凿穿防水层')",
    "insert into plan (project_id, id, fault_id, v, state, scope, method, materials, proposed_by,"
    " proposed_at, answered_at) values (1, 43, 12, 2, 'agreed', '立管根部与主卫顶棚',"
    " '凿开立管根部，涂膜防水两遍加附加层，闭水 48 小时', '聚氨酯防水涂料、防霉腻子', 22, 1,"
    " 1780966680000)",
    "insert into work_order (project_id, id, matter_id, fault_id, no, state, company_id, trade,"
    " scope, worker, finished_at, work_done, offered_by, offered_at) values (1, 13, 11, 12,"
    " 'W260609-0002', 'passed', 8, '防水', '防水', '吴建国', 1781338800000,"
    " '1. 立管根部凿开，涂膜防水两遍加附加层，闭水 48 小时无渗漏；2. 顶棚铲除发霉腻子，防霉处理，"
    "乳胶漆两遍；3. 更换吸顶灯。', 22, 1)",
    "insert into acceptance (project_id, id, fault_id, round, passed, reason, at) values (1, 51,"
    " 12, 1, 0, '顶棚补漆色差明显，灯具未装', 1781251200000)",
};

static enum err put_rows(struct op *op, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < LEN(rows); i++)
        db_exec_(op->tx, rows[i], NULL, 0);
    event_add(op, "matter", MATTER, "repair.report", "{\"channel\":\"hotline\"}");
    return tx_failed(op->tx) ? E_STORE : OK;
}

struct pictures {
    struct photo photo[3], signature;
};

static enum err put_pictures(struct op *op, void *arg)
{
    static const char *const purposes[] = { "before", "after", "report" };
    struct pictures *p = arg;
    struct file_new f = {
        .name = "IMG.jpg", .subject = "order", .subject_id = ORDER, .client_hash = ""
    };

    for (size_t i = 0; i < LEN(p->photo); i++) {
        f.photo = &p->photo[i];
        f.purpose = purposes[i];
        f.subject = i == 2 ? "matter" : "order";
        f.subject_id = i == 2 ? MATTER : ORDER;
        file_add(op, &f);
    }
    db_exec(
        op->tx,
        "insert into file (project_id, id, hash, type, size, name, subject, subject_id, purpose,"
        " added_by, added_at) values ($1, 53, $2, 'image/png', $3, 'signature.png', 'matter',"
        " $4, 'signature', 21, $5)",
        I(op->project), T(p->signature.full_hash), I(p->signature.size), I(MATTER), I(op->now));
    db_exec(op->tx,
            "insert into acceptance (project_id, id, fault_id, round, passed, signer, signed_how,"
            " identity, file_id, at) values (1, 52, 12, 2, 1, '陈淑兰', 'drawn', 'phone_code', 53,"
            " $1)",
            I(op->now));
    event_add(op, "matter", MATTER, "repair.accept", "{\"round\":2}");
    return OK;
}

int fix_open(void **state)
{
    struct db_options o = { .durable = false };
    struct pictures pictures;
    const char *why = "";

    (void)state;
    when_set(NOW);
    fix_mem = arena_open((size_t)1 << 30);
    fix_app = (struct app){ .public_url = "https://anju.example" };
    fix_app.data_dir = arena_dup(fix_mem, mkdtemp((char[]){ "/tmp/anju-archive-XXXXXX" }));
    o.url = datadir_url(fix_mem, fix_app.data_dir);
    assert_true(datadir_open(fix_mem, fix_app.data_dir, true, &why));
    fix_app.db = db_open(fix_mem, &o, &why);
    assert_non_null(fix_app.db);
    fix_app.seal = seal_open(fix_mem, fix_app.data_dir, &why);
    fix_app.files = files_open(fix_app.data_dir);
    assert_non_null(fix_app.files);
    assert_int_equal(fix_write(put_rows, NULL), OK);
    for (size_t i = 0; i < LEN(pictures.photo); i++)
        pictures.photo[i] = fix_photo(900 + 100 * (int)i, 700);
    pictures.signature = signature();
    assert_int_equal(fix_write(put_pictures, &pictures), OK);
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

int fix_close(void **state)
{
    (void)state;
    files_close(fix_app.files);
    db_close(fix_app.db);
    seal_close(fix_app.seal);
    nftw(fix_app.data_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    arena_close(fix_mem);
    when_set(0);
    return 0;
}

/* ---- the sheet ---- */

static enum err order(struct op *op, void *arg)
{
    return paper_order(op, MATTER, FAULT, arg);
}

struct paper fix_sealed(void)
{
    int64_t id = 0;
    struct paper p = { 0 };
    struct op op;

    assert_int_equal(fix_write(order, &id), OK);
    job_run_due(&fix_app, archive_jobs);
    op = fix_read();
    assert_int_equal(paper_by_no(&op, "A260614-0001", &p), OK);
    assert_int_equal(p.id, id);
    fix_read_end(&op);
    return p;
}
