/*
 * estate_import.c -- the order of things in an import.
 *
 * Check the whole file; decide; stage in chunks; apply in one turn.  The file is
 * read a second time for staging, which costs less than keeping its rows, and
 * lets the first reading promise that nothing was written.
 */
#include "rooms/estate/estate_import.h"

#include "base/buf.h"
#include "base/id.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/estate/estate_import_inside.h"
#include "rooms/estate/past_repair.h"

#include <string.h>

#define COMPANIES_MAX 2000

const char *import_words(struct arena *mem, enum lang lang, const struct import_fault *f)
{
    return wordf(mem, lang, f->zh, f->seen);
}

/* ---- checking ---- */

struct faults {
    struct arena *mem;
    struct import_fault *list;
    size_t n, room;
};

static void keep_fault(void *arg, const struct import_row *row, const struct import_fault *f)
{
    struct faults *k = arg;

    if (row)
        return;
    if (k->n == k->room) {
        struct import_fault *more = arena_new_n(k->mem, struct import_fault, k->room * 2 + 64);

        if (k->n)
            memcpy(more, k->list, k->n * sizeof *more);
        k->list = more;
        k->room = k->room * 2 + 64;
    }
    k->list[k->n++] = (struct import_fault){ .row = f->row,
                                             .field = f->field,
                                             .home = arena_dup(k->mem, f->home),
                                             .zh = f->zh,
                                             .seen = arena_dup(k->mem, f->seen ? f->seen : "") };
}

static enum err check(struct arena *mem, const struct import_order *o, struct import_report *ret)
{
    struct import_file file = { .bytes = o->bytes, .kind = o->kind, .mapping = o->mapping };
    struct faults k = { .mem = mem };
    enum err e = import_read(mem, &file, keep_fault, &k, &ret->count, &ret->columns, &ret->why);

    ret->faults = k.list;
    ret->fault_n = k.n;
    return e;
}

/* ---- writing ---- */

static struct op op_of(struct tx *tx, const struct stage *s)
{
    return (struct op){ .app = s->app,
                        .tx = tx,
                        .mem = tx_mem(tx),
                        .actor = s->who,
                        .now = when_now(),
                        .lang = LANG_ZH,
                        .project = s->project };
}

static enum err write_begin(struct tx *tx, void *arg)
{
    struct op op = op_of(tx, arg);

    stage_begin(&op, arg);
    return OK;
}

static enum err write_rows(struct tx *tx, void *arg)
{
    struct op op = op_of(tx, arg);

    stage_rows(&op, arg);
    return OK;
}

static enum err write_all(struct tx *tx, void *arg)
{
    struct op op = op_of(tx, arg);

    return apply_all(&op, arg);
}

static enum err write_failed(struct tx *tx, void *arg)
{
    const struct stage *s = arg;
    struct op op = op_of(tx, s);

    stage_clear(&op, s);
    db_exec(
        tx,
        "update import_job set state = 'failed', ended_at = $3 where project_id = $1 and id = $2",
        I(s->project), I(s->job), I(op.now));
    return OK;
}

/* One write in an arena of its own, so that a long import keeps no memory. */
static enum err write(struct stage *s, db_work *work)
{
    struct arena *mem = arena_open((size_t)256 << 20);
    enum err e = db_write(s->app->db, s->project, mem, work, s);

    arena_close(mem);
    return e;
}

static void copy_row(struct arena *mem, struct import_row *to, const struct import_row *from)
{
    const char **texts[] = { &to->code.phase, &to->code.building, &to->code.unit,
                             &to->code.room,  &to->home,          &to->phase,
                             &to->home_type,  &to->fit_out,       &to->external_id,
                             &to->short_name, &to->company_kind,  &to->credit_code,
                             &to->contact,    &to->phone,         &to->trades,
                             &to->contract,   &to->buildings };

    *to = *from;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_dup(mem, *texts[i]);
    for (size_t i = 0; i < to->person_n; i++) {
        struct import_person *p = &to->person[i];

        p->name = arena_dup(mem, p->name);
        p->id_number = arena_dup(mem, p->id_number);
        for (size_t k = 0; k < p->phone_n; k++)
            p->phones[k] = arena_dup(mem, p->phones[k]);
    }
}

static void flush(struct stage *s)
{
    if (s->e == OK && s->n > 0)
        s->e = write(s, write_rows);
    s->n = 0;
    arena_reset(s->mem);
}

static void stage_row(void *arg, const struct import_row *row, const struct import_fault *f)
{
    struct stage *s = arg;
    bool is_company = s->order->kind == IMPORT_COMPANIES;

    (void)f;
    if (!row || s->e != OK || (is_company && s->n == COMPANIES_MAX))
        return;
    copy_row(s->mem, &s->rows[s->n++], row);
    if (!is_company && s->n == CHUNK)
        flush(s);
}

/* Stages all good rows; companies stay in s->rows. */
static enum err stage(struct stage *s, struct arena *mem)
{
    const struct import_order *o = s->order;
    struct import_file file = { .bytes = o->bytes, .kind = o->kind, .mapping = o->mapping };
    struct import_count count;
    struct columns columns;
    struct sheet_fault why;
    enum err e = write(s, write_begin);

    if (e == OK)
        e = import_read(mem, &file, stage_row, s, &count, &columns, &why);
    if (o->kind != IMPORT_COMPANIES)
        flush(s);
    return e == OK ? s->e : e;
}

static void find_project(struct app *app, const struct import_order *o, struct stage *s)
{
    struct arena *mem = arena_open((size_t)1 << 20);
    struct tx *tx = db_read(app->db, mem);

    s->project = o->project_id ? o->project_id
                               : db_int(tx,
                                        "select id from project where name = $1 or slug = $1"
                                        " order by case when name = $1 then 0 else 1 end limit 1",
                                        T(o->project));
    s->is_new = db_int(tx, "select count(*) from project where id = $1", I(s->project)) == 0;
    s->e = db_read_end(tx);
    arena_close(mem);
    if (s->project == 0)
        s->project = id_new();
}

static enum err write_file(struct stage *s, struct arena *mem, struct import_report *ret)
{
    size_t room = s->order->kind == IMPORT_COMPANIES ? COMPANIES_MAX : CHUNK;
    enum err e;

    if (s->e == OK && s->is_new && s->order->kind == IMPORT_COMPANIES) {
        ret->why =
            (struct sheet_fault){ "no_project",
                                  W("还没有这个项目：请先导入它的房屋或业主，再导入单位"), 0 };
        return E_INPUT;
    }
    s->mem = arena_open((size_t)64 << 20);
    s->rows = arena_new_n(mem, struct import_row, room);
    s->job = s->order->job_id ? s->order->job_id : id_new();
    e = s->e == OK ? stage(s, mem) : s->e;
    if (e == OK)
        e = write(s, write_all);
    if (e != OK && write(s, write_failed) != OK)
        e = E_STORE;
    arena_close(s->mem);
    return e;
}

enum err import_run(struct app *app, struct arena *mem, const struct actor *who,
                    const struct import_order *order, struct import_report *ret)
{
    struct stage s = { .app = app, .who = who, .order = order, .report = ret };
    enum err e;

    *ret = (struct import_report){ 0 };
    if (order->kind == IMPORT_LEDGER)
        return past_import_run(app, mem, who, order, ret);
    e = check(mem, order, ret);
    if (e != OK || order->dry_run)
        return e;
    if ((ret->count.refused > 0 && !order->accept_good) || ret->count.rows == ret->count.refused) {
        ret->count.homes = ret->count.owners = ret->count.companies = 0; /* nothing is taken over */
        return OK;
    }
    if (ret->count.companies > COMPANIES_MAX) {
        ret->why = (struct sheet_fault){ "too_many_rows",
                                         W("一次最多导入 2000 个单位，请分成几个文件"), 0 };
        return E_TOO_BIG;
    }
    find_project(app, order, &s);
    e = write_file(&s, mem, ret);
    ret->applied = e == OK;
    ret->project_id = e == OK ? s.project : 0;
    if (e != OK)
        ret->count.homes = ret->count.owners = ret->count.companies = 0;
    return e;
}
