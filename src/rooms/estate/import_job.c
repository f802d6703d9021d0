/*
 * import_job.c -- the work behind an import that a person watches.
 *
 * The job opens the sealed file, checks it or takes it over, and writes down
 * what came out.  It may run twice: a state that has moved on is left alone, and
 * taking over the same file again changes nothing.
 */
#include "rooms/estate/import_task.h"

#include "base/buf.h"
#include "base/text.h"
#include "base/when.h"
#include "store/seal.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define FAULTS_KEPT 1000
#define KEEP_MS     (7 * DAY_MS)

struct work {
    struct import_task task;
    struct actor who;
    struct span bytes;
    struct import_report report;
    enum err e;
};

static int64_t import_id(const char *arg)
{
    json_t *j = json_loads(arg, 0, NULL);
    const char *text = json_string_value(json_object_get(j, "import"));
    int64_t id = 0;

    if (!text || !text_int(text, &id))
        id = 0;
    json_decref(j);
    return id;
}

/* The uploaded bytes; empty when they are gone or were altered. */
static struct span unsealed(struct job *job, const void *p, size_t n)
{
    const char *text = p ? seal_get(job->app->seal, job->mem, p, n) : NULL;
    struct span out = { "", 0 };
    size_t room = text ? strlen(text) : 0;
    unsigned char *bytes = arena_alloc(job->mem, room + 1);

    if (room && sodium_base642bin(bytes, room, text, room, NULL, &out.n, NULL,
                                  sodium_base64_VARIANT_ORIGINAL) == 0)
        out.p = (const char *)bytes;
    else
        out.n = 0;
    return out;
}

static enum err load(struct job *job, int64_t id, struct work *w)
{
    struct tx *tx = db_read(job->app->db, job->mem);
    struct op op = {
        .app = job->app, .tx = tx, .mem = job->mem, .actor = &actor_system, .lang = LANG_ZH
    };
    enum err e = import_task_load(&op, id, &w->task), ended;
    const char *name;
    struct query q;
    size_t n;

    w->who = actor_system;
    if (e == OK && db_one(tx, &q, "select sealed from import_job where id = $1", I(id))) {
        const void *p = db_bytes(&q, 0, &n);

        w->bytes = unsealed(job, db_is_null(&q, 0) ? NULL : p, n);
        db_done(&q);
    }
    name =
        e == OK ? db_str(tx, "select name from account where id = $1", I(w->task.added_by)) : NULL;
    if (name) {
        w->who.account_id = w->task.added_by;
        w->who.name = name;
    }
    ended = db_read_end(tx);
    return e == OK ? ended : e;
}

/* ---- what came out ---- */

/* One line a column of the sheet: letter, field that it was taken for, heading. */
static const char *columns_text(struct arena *mem, const struct columns *c)
{
    struct buf b = buf_new(mem, 64 << 10);

    for (size_t i = 0; i < c->n; i++) {
        const char *field = "";
        char letter[3] = { (char)('A' + i % 26), '\0', '\0' };

        if (i >= 26) {
            letter[1] = letter[0];
            letter[0] = (char)('A' + i / 26 - 1);
        }
        for (int f = 0; f < COLUMN_N; f++)
            if (c->at[f] == (int)i)
                field = column_name((enum column)f);
        buf_printf(&b, "%s\t%s\t", letter, field);
        for (const char *p = utf8_cut(mem, c->words[i], 40); *p; p++)
            buf_putc(&b, (unsigned char)*p < ' ' ? ' ' : *p);
        buf_putc(&b, '\n');
    }
    return b.p;
}

static void keep_faults(struct op *op, const struct work *w)
{
    const struct import_report *r = &w->report;

    db_exec(op->tx, "delete from import_fault where project_id = $1 and job_id = $2",
            I(w->task.project_id), I(w->task.id));
    for (size_t i = 0; i < r->fault_n && i < FAULTS_KEPT; i++)
        db_exec(
            op->tx,
            "insert into import_fault (project_id, job_id, row_no, field, home, words, seen, sheet)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
            I(w->task.project_id), I(w->task.id), I(r->faults[i].row), T(r->faults[i].field),
            T(r->faults[i].home), T(r->faults[i].zh), T(r->faults[i].seen),
            T(r->faults[i].sheet ? r->faults[i].sheet : ""));
}

/* Cells of a line of ours hold no tabs and no line breaks. */
static const char *plain(struct arena *mem, const char *text)
{
    struct buf b = buf_new(mem, strlen(text) + 1);

    for (; *text; text++)
        buf_putc(&b, (unsigned char)*text < ' ' ? ' ' : *text);
    return b.p;
}

static const char *sheets_text(struct arena *mem, const struct import_report *r)
{
    struct buf b = buf_new(mem, 64 << 10);

    for (size_t i = 0; i < r->sheet_n; i++) {
        const struct past_sheet *s = &r->sheets[i];

        buf_printf(&b, "%s\t%d\t%lld\t%lld\t%lld\t%lld\n", plain(mem, s->name),
                   s->has_heading ? s->year : -1, (long long)s->rows, (long long)s->taken,
                   (long long)s->refused, (long long)s->blank);
    }
    return b.p;
}

static const char *spellings_text(struct arena *mem, const struct import_report *r)
{
    struct buf b = buf_new(mem, 512 << 10);

    for (size_t i = 0; i < r->spelling_n; i++)
        buf_printf(&b, "%s\t%lld\t%s\n", plain(mem, r->spellings[i].said),
                   (long long)r->spellings[i].n, plain(mem, r->spellings[i].proposed));
    return b.p;
}

/* What a ledger has besides: rows of several sheets, and companies in several spellings. */
static void save_ledger(struct op *op, const struct work *w)
{
    const struct import_report *r = &w->report;

    db_exec(op->tx,
            "update import_job set taken_n = $3, blank_n = $4, sheets = $5, spellings = $6"
            " where project_id = $1 and id = $2",
            I(w->task.project_id), I(w->task.id), I(r->count.taken), I(r->count.blank),
            T(sheets_text(op->mem, r)), T(spellings_text(op->mem, r)));
}

static const char *fault_of(const struct work *w)
{
    if (w->report.why.code)
        return w->report.why.zh;
    return w->e == OK ? "" : W("数据库写不进去，什么都没有保存：请检查磁盘空间后再试");
}

static enum err save_check(struct op *op, void *arg)
{
    const struct work *w = arg;
    const struct import_count *c = &w->report.count;

    db_exec(
        op->tx,
        "update import_job set state = $3, row_n = $4, refused_n = $5, home_n = $6, owner_n = $7,"
        " company_n = $8, columns = $9, fault = $10 where project_id = $1 and id = $2",
        I(w->task.project_id), I(w->task.id), T(w->e == OK ? "checked" : "failed"), I(c->rows),
        I(c->refused), I(c->homes), I(c->owners), I(c->companies),
        T(columns_text(op->mem, &w->report.columns)), T(fault_of(w)));
    keep_faults(op, w);
    save_ledger(op, w);
    return OK;
}

static enum err save_failure(struct op *op, void *arg)
{
    const struct work *w = arg;

    db_exec(op->tx,
            "update import_job set state = 'failed', fault = $3 where project_id = $1 and id = $2",
            I(w->task.project_id), I(w->task.id), T(fault_of(w)));
    return OK;
}

static enum err run(struct job *job)
{
    struct work w = { 0 };
    struct import_order o = { .file_hash = "" };
    int64_t id = import_id(job->arg);
    bool checking, applying;

    if (id == 0 || load(job, id, &w) != OK)
        return OK; /* the import is gone */
    checking = strcmp(w.task.state, "checking") == 0;
    applying = strcmp(w.task.state, "applying") == 0;
    if (!checking && !applying)
        return OK;
    o.project = w.task.project_name;
    o.project_id = w.task.project_id;
    o.job_id = id;
    o.kind = import_kind_of(w.task.kind);
    o.bytes = w.bytes;
    o.file_name = w.task.file_name;
    o.mapping = w.task.mapping;
    o.dry_run = checking;
    o.accept_good = w.task.accept_good;
    o.same = w.task.same;
    w.e = import_run(job->app, job->mem, &w.who, &o, &w.report);
    if (applying && w.e == OK && w.report.applied)
        return OK;
    return app_write(job->app, w.task.project_id, job->mem, checking ? save_check : save_failure,
                     &w);
}

/* ---- files that nobody took over ---- */

static enum err forget(struct op *op, void *arg)
{
    (void)arg;
    db_exec(op->tx,
            "update import_job set sealed = null, state = case when state = 'done' then 'done'"
            " else 'failed' end, fault = case when state = 'done' then fault else $2 end"
            " where added_at < $1 and sealed is not null",
            I(op->now - KEEP_MS), T(W("上传的文件已过一周，为保护个人信息已删除，请重新上传")));
    return OK;
}

static enum err run_forget(struct job *job)
{
    return app_write(job->app, 0, job->mem, forget, NULL);
}

const struct job_kind estate_jobs[] = {
    { "estate.import", run, 0 },
    { "estate.import.forget", run_forget, DAY_MS },
    { 0 },
};
