/*
 * past_import.c -- a ledger taken over: read, judged against the homes, written.
 *
 * What makes a row the same row is its home, its day and what it says, so a
 * corrected file sent again changes rows and doubles none; two equal rows of one
 * file are told apart by their order.  Rows go in by chunks: each is history by
 * itself, and who is interrupted sends the file again.
 */
#include "app/event.h"
#include "base/id.h"
#include "base/json.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/estate/estate_import_inside.h"
#include "rooms/estate/estate_seen.h"
#include "rooms/estate/past_repair.h"

#include <string.h>

#define AMBIGUOUS (-1)
#define KNOWN_MAX 5000

struct home_row {
    struct past_row row;
    int64_t home_id;
    const char *key;
    const struct past_spelling *company;
};

struct past_work {
    struct app *app;
    struct arena *mem; /* of the report */
    const struct actor *who;
    const struct import_order *order;
    struct import_report *report;
    struct seen *homes, *rooms, *keys;
    struct past_known *known;
    size_t known_n;
    struct home_row *rows;
    size_t n, room, fault_room;
    int64_t project, job;
    size_t from, to; /* the chunk being written */
};

/* ---- what the project knows ---- */

static const char *without_unit(struct arena *mem, const char *building, const char *room)
{
    return arena_printf(mem, "%s--%s", building, room);
}

static void read_homes(struct past_work *w, struct tx *tx)
{
    struct query q;
    int64_t before;

    for (db_query(tx, &q,
                  "select h.id, h.code, b.code, h.room from home h join building b"
                  " on b.project_id = h.project_id and b.id = h.building_id"
                  " where h.project_id = $1",
                  I(w->project));
         db_next(&q);) {
        const char *plain = without_unit(w->mem, db_text(&q, 2), db_text(&q, 3));

        (void)seen_add(w->homes, arena_dup(w->mem, db_text(&q, 1)), db_i64(&q, 0), &before);
        if (!seen_add(w->rooms, plain, db_i64(&q, 0), &before))
            (void)seen_add(w->rooms, arena_printf(w->mem, "%s again", plain), AMBIGUOUS, &before);
    }
    db_done(&q);
}

static enum err read_known(struct past_work *w)
{
    struct tx *tx = db_read(w->app->db, w->mem);
    struct query q;

    if (!w->project)
        w->project = db_int(tx,
                            "select id from project where name = $1 or slug = $1"
                            " order by case when name = $1 then 0 else 1 end limit 1",
                            T(w->order->project));
    else if (db_int(tx, "select count(*) from project where id = $1", I(w->project)) == 0)
        w->project = 0;
    read_homes(w, tx);
    w->known = arena_new_n(w->mem, struct past_known, KNOWN_MAX);
    for (db_query(tx, &q, "select id, name, short_name from company order by id");
         w->known_n < KNOWN_MAX && db_next(&q);)
        w->known[w->known_n++] =
            (struct past_known){ db_i64(&q, 0), db_text(&q, 1), db_text(&q, 2) };
    db_done(&q);
    return db_read_end(tx);
}

/* ---- judging ---- */

/* The value of a key, 0 when it is not there. */
static int64_t look_up(struct seen *s, const char *key)
{
    int64_t before = 0;

    return seen_add(s, key, 0, &before) ? 0 : before;
}

static int64_t home_of(struct past_work *w, const struct past_row *r)
{
    const char *plain;

    if (*r->code.unit)
        return look_up(w->homes, arena_dup(w->mem, r->home));
    plain = without_unit(w->mem, r->code.building, r->code.room);
    return look_up(w->rooms, arena_printf(w->mem, "%s again", plain)) == AMBIGUOUS
               ? AMBIGUOUS
               : look_up(w->rooms, plain);
}

static void keep_fault(struct past_work *w, const struct import_fault *f)
{
    struct import_report *r = w->report;

    r->sheets[r->sheet_n].refused++;
    if (r->fault_n == w->fault_room) {
        struct import_fault *more =
            arena_new_n(w->mem, struct import_fault, w->fault_room * 2 + 64);

        if (r->fault_n)
            memcpy(more, r->faults, r->fault_n * sizeof *more);
        r->faults = more;
        w->fault_room = w->fault_room * 2 + 64;
    }
    r->faults[r->fault_n++] = (struct import_fault){ .row = f->row,
                                                     .sheet = arena_dup(w->mem, f->sheet),
                                                     .field = f->field,
                                                     .home = arena_dup(w->mem, f->home),
                                                     .zh = f->zh,
                                                     .seen = arena_dup(w->mem, f->seen) };
}

static struct past_row *kept(struct past_work *w, const struct past_row *row)
{
    struct past_row *to;

    if (w->n == w->room) {
        struct home_row *more = arena_new_n(w->mem, struct home_row, w->room * 2 + 256);

        if (w->n)
            memcpy(more, w->rows, w->n * sizeof *more);
        w->rows = more;
        w->room = w->room * 2 + 256;
    }
    to = &w->rows[w->n].row;
    *to = *row;
    to->home = arena_dup(w->mem, row->home);
    to->reported_said = arena_dup(w->mem, row->reported_said);
    to->sent_said = arena_dup(w->mem, row->sent_said);
    to->done_said = arena_dup(w->mem, row->done_said);
    to->problem = arena_dup(w->mem, row->problem);
    to->category = arena_dup(w->mem, row->category);
    to->company = arena_dup(w->mem, row->company);
    to->called = arena_dup(w->mem, row->called);
    to->remark = arena_dup(w->mem, row->remark);
    return to;
}

/* The how many-th row of this file that says the same. */
static const char *key_of(struct past_work *w, int64_t home, const struct past_row *r)
{
    const char *when = r->reported_on == NO_DATE ? arena_printf(w->mem, "y%d", r->year)
                                                 : date_text(w->mem, r->reported_on);
    const char *same = arena_printf(w->mem, "%lld|%s|%s", (long long)home, when, r->problem);
    int64_t before;

    for (int k = 0;; k++) {
        const char *key = arena_printf(w->mem, "%s|%d", same, k);

        if (seen_add(w->keys, key, 1, &before))
            return key;
    }
}

static void judge(void *arg, const struct past_row *row, const struct import_fault *f)
{
    struct past_work *w = arg;
    struct import_fault none;
    int64_t home;

    if (!row) {
        keep_fault(w, f);
        return;
    }
    home = home_of(w, row);
    if (home > 0) {
        struct past_row *to = kept(w, row);

        w->rows[w->n].home_id = home;
        w->rows[w->n++].key = key_of(w, home, to);
        w->report->sheets[w->report->sheet_n].taken++;
        past_spelling_add(w->mem, w->report, row->company);
        return;
    }
    none = (struct import_fault){ .row = row->no,
                                  .sheet = row->sheet,
                                  .field = column_name(COL_ROOM),
                                  .home = row->home,
                                  .zh = home == AMBIGUOUS ? W("%s 没有写单元，项目里不止一套")
                                                          : W("项目里没有 %s 这套房"),
                                  .seen = row->home };
    keep_fault(w, &none);
}

static void count(struct import_report *r)
{
    for (size_t i = 0; i < r->sheet_n; i++) {
        r->count.rows += r->sheets[i].rows;
        r->count.taken += r->sheets[i].taken;
        r->count.refused += r->sheets[i].refused;
        r->count.blank += r->sheets[i].blank;
    }
    r->count.companies = (int64_t)r->spelling_n;
}

static void give_companies(struct past_work *w)
{
    const struct import_report *r = w->report;

    for (size_t i = 0; i < w->n; i++)
        for (size_t k = 0; k < r->spelling_n; k++)
            if (strcmp(r->spellings[k].said, w->rows[i].row.company) == 0)
                w->rows[i].company = &r->spellings[k];
}

/* ---- writing ---- */

static struct op op_of(struct tx *tx, const struct past_work *w)
{
    return (struct op){ .app = w->app,
                        .tx = tx,
                        .mem = tx_mem(tx),
                        .actor = w->who,
                        .now = when_now(),
                        .lang = LANG_ZH,
                        .project = w->project };
}

static void put(struct op *op, const struct past_work *w, const struct home_row *h)
{
    const struct past_row *r = &h->row;
    const struct past_spelling *c = h->company;

    db_exec(op->tx,
            "insert into past_repair (project_id, id, home_id, row_key, year, reported_on, sent_on,"
            " done_on, reported_said, sent_said, done_said, problem, category, company,"
            " company_said, company_id, outcome, passed, called, remark, file_name, sheet, row_no,"
            " job_id, imported_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
            " $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)"
            " on conflict (project_id, row_key) do update set year = excluded.year,"
            " sent_on = excluded.sent_on, done_on = excluded.done_on,"
            " reported_said = excluded.reported_said, sent_said = excluded.sent_said,"
            " done_said = excluded.done_said, category = excluded.category,"
            " company = excluded.company, company_said = excluded.company_said,"
            " company_id = excluded.company_id, outcome = excluded.outcome,"
            " passed = excluded.passed, called = excluded.called, remark = excluded.remark,"
            " file_name = excluded.file_name, sheet = excluded.sheet, row_no = excluded.row_no,"
            " job_id = excluded.job_id",
            I(w->project), I(id_new()), I(h->home_id), T(h->key), I(r->year),
            I_OR_NUL(r->reported_on, NO_DATE), I_OR_NUL(r->sent_on, NO_DATE),
            I_OR_NUL(r->done_on, NO_DATE), T(r->reported_said), T(r->sent_said), T(r->done_said),
            T(r->problem), T(r->category), T(c ? c->company : ""), T(r->company),
            I(c ? c->company_id : 0), T(r->outcome), T(r->passed), T(r->called), T(r->remark),
            T(w->order->file_name), T(r->sheet), I(r->no), I(w->job), I(op->now));
}

static enum err write_chunk(struct tx *tx, void *arg)
{
    const struct past_work *w = arg;
    struct op op = op_of(tx, w);

    for (size_t i = w->from; i < w->to; i++)
        put(&op, w, &w->rows[i]);
    db_exec(tx, "update import_job set staged_n = $3 where project_id = $1 and id = $2",
            I(w->project), I(w->job), I((int64_t)w->to));
    return OK;
}

static enum err write_begin(struct tx *tx, void *arg)
{
    const struct past_work *w = arg;
    const struct import_order *o = w->order;
    struct op op = op_of(tx, w);

    db_exec(tx,
            "insert into import_job (project_id, id, project_name, kind, file_name, file_hash,"
            " mapping, state, accept_good, added_by, added_at) values ($1, $2, $3, 'ledger', $4,"
            " $5, $6, 'applying', $7, $8, $9) on conflict (project_id, id) do update set"
            " state = 'applying', staged_n = 0, accept_good = excluded.accept_good",
            I(w->project), I(w->job), T(o->project), T(o->file_name), T(o->file_hash),
            T(o->mapping), I(o->accept_good), I(w->who->account_id), I(op.now));
    return OK;
}

static const char *numbers(struct op *op, const struct past_work *w)
{
    const struct import_count *c = &w->report->count;
    struct json j = json_new(op->mem, 4096);

    json_open(&j, NULL, '{');
    json_text(&j, "kind", "ledger");
    json_text(&j, "file", w->order->file_name);
    json_int(&j, "rows", c->rows);
    json_int(&j, "taken", c->taken);
    json_int(&j, "refused", c->refused);
    json_int(&j, "blank", c->blank);
    json_close(&j, '}');
    return j.out.p;
}

static enum err write_end(struct tx *tx, void *arg)
{
    const struct past_work *w = arg;
    const struct import_count *c = &w->report->count;
    struct op op = op_of(tx, w);

    db_exec(tx,
            "update import_job set state = 'done', sealed = null, ended_at = $3, row_n = $4,"
            " refused_n = $5, taken_n = $6, blank_n = $7 where project_id = $1 and id = $2",
            I(w->project), I(w->job), I(op.now), I(c->rows), I(c->refused), I(c->taken),
            I(c->blank));
    event_add(&op, "project", w->project, "estate.ledger", numbers(&op, w));
    return OK;
}

static enum err write(struct past_work *w, db_work *work)
{
    struct arena *mem = arena_open((size_t)64 << 20);
    enum err e = db_write(w->app->db, w->project, mem, work, w);

    arena_close(mem);
    return e;
}

static int64_t how_many(const struct past_work *w)
{
    struct arena *mem = arena_open((size_t)1 << 20);
    struct tx *tx = db_read(w->app->db, mem);
    int64_t n = db_int(tx, "select count(*) from past_repair where project_id = $1", I(w->project));

    if (db_read_end(tx) != OK)
        n = 0;
    arena_close(mem);
    return n;
}

static enum err write_all(struct past_work *w)
{
    int64_t before = how_many(w);
    enum err e = write(w, write_begin);

    for (w->from = 0; e == OK && w->from < w->n; w->from = w->to) {
        w->to = w->from + CHUNK < w->n ? w->from + CHUNK : w->n;
        e = write(w, write_chunk);
    }
    if (e == OK)
        e = write(w, write_end);
    w->report->count.fresh = how_many(w) - before;
    return e;
}

/* ---- all of it ---- */

static enum err take_over(struct past_work *w)
{
    struct import_report *r = w->report;
    const struct import_order *o = w->order;
    struct past_file file = { o->bytes, o->file_name, o->mapping };
    enum err e = read_known(w);

    if (e != OK)
        return e;
    if (!w->project) {
        r->why =
            (struct sheet_fault){ "no_project",
                                  W("还没有这个项目：请先导入它的房屋或业主，再导入维修台账"), 0 };
        return E_INPUT;
    }
    if ((e = past_read(w->mem, &file, judge, w, r)) != OK)
        return e;
    past_spellings_propose(w->mem, r, w->known, w->known_n);
    past_spellings_choose(w->mem, r, o->same ? o->same : "", w->known, w->known_n);
    count(r);
    if (o->dry_run || w->n == 0 || (r->count.refused > 0 && !o->accept_good))
        return OK;
    give_companies(w);
    e = write_all(w);
    r->applied = e == OK;
    r->project_id = e == OK ? w->project : 0;
    return e;
}

enum err past_import_run(struct app *app, struct arena *mem, const struct actor *who,
                         const struct import_order *order, struct import_report *ret)
{
    struct past_work w = { .app = app,
                           .mem = mem,
                           .who = who,
                           .order = order,
                           .report = ret,
                           .project = order->project_id };

    w.job = order->job_id ? order->job_id : id_new();
    w.homes = seen_open(mem);
    w.rooms = seen_open(mem);
    w.keys = seen_open(mem);
    return take_over(&w);
}
