/*
 * import_task.c -- the rows of an import that a person watches; see import_task.h.
 *
 * Nothing here reads a sheet: submit, check again and accept change the state
 * and leave the work to the job (import_job.c).  Two clicks are one, because a
 * state that has moved on refuses the second.
 */
#include "rooms/estate/import_task.h"

#include "app/event.h"
#include "base/id.h"
#include "base/text.h"
#include "store/seal.h"

#include <sodium.h>
#include <string.h>

#define LIST_MAX 50

/* ---- the file ---- */

enum err import_upload_read(struct op *op, const char *path, const char *file_name, int64_t size,
                            struct import_upload *ret)
{
    struct sheet_fault why;
    struct span bytes;
    size_t room;
    char *text;
    enum err e;

    if (size > IMPORT_UPLOAD_MAX)
        return fail(op, E_TOO_BIG, "too_big", "file",
                    W("文件超过 8 MB：请分成几个文件，或由管理员用命令行导入"));
    if ((e = sheet_load(op->mem, path, &bytes, &why)) != OK)
        return fail(op, e, why.code, "file", why.zh);
    room = sodium_base64_ENCODED_LEN(bytes.n, sodium_base64_VARIANT_ORIGINAL);
    text = arena_alloc(op->mem, room);
    sodium_bin2base64(text, room, (const unsigned char *)bytes.p, bytes.n,
                      sodium_base64_VARIANT_ORIGINAL);
    ret->file_name = utf8_cut(op->mem, file_name, 120);
    ret->sealed = seal_put(op->app->seal, op->mem, text);
    return OK;
}

/* ---- changing the state ---- */

static void have_it_run(struct op *op, int64_t id)
{
    job_add(op, "estate.import", arena_printf(op->mem, "{\"import\":\"%lld\"}", (long long)id), 0);
}

enum err import_submit(struct op *op, const struct import_upload *u, const char *project,
                       enum import_kind kind, int64_t *ret_id)
{
    int64_t at = db_int(op->tx, "select id from project where name = $1 or slug = $1", T(project));
    struct object o = { .project_id = at ? at : id_new() };

    /* Who may import into every project may bring a new one. */
    if (!may(op, IMPORT_RUN, &o))
        return fail(op, E_DENIED, "not_yours", "project", W("您不能向这个项目导入数据"));
    if (!at && (kind == IMPORT_COMPANIES || kind == IMPORT_LEDGER))
        return fail(op, E_INPUT, "no_project", "project",
                    W("还没有这个项目：请先导入它的房屋或业主"));
    *ret_id = id_new();
    db_exec(op->tx,
            "insert into import_job (project_id, id, project_name, kind, file_name, state, sealed,"
            " added_by, added_at) values ($1, $2, $3, $4, $5, 'checking', $6, $7, $8)",
            I(o.project_id), I(*ret_id), T(project), T(import_kind_word(kind)), T(u->file_name),
            B(u->sealed.p, u->sealed.n), I(op->actor->account_id), I(op->now));
    have_it_run(op, *ret_id);
    return OK;
}

static enum err step(struct op *op, const struct import_task *t, int64_t changed)
{
    if (changed != 1)
        return fail(op, E_STALE, "moved_on", NULL, W("这次导入已经在处理或已结束，请看最新情况"));
    have_it_run(op, t->id);
    return OK;
}

enum err import_check_again(struct op *op, const struct import_task *t, const char *mapping)
{
    return step(op, t,
                db_exec(op->tx,
                        "update import_job set state = 'checking', mapping = $3, fault = ''"
                        " where project_id = $1 and id = $2 and state in ('checked', 'failed')"
                        " and sealed is not null",
                        I(t->project_id), I(t->id), T(mapping)));
}

enum err import_same(struct op *op, const struct import_task *t, const char *same)
{
    if (db_exec(op->tx,
                "update import_job set same = $3 where project_id = $1 and id = $2"
                " and state = 'checked'",
                I(t->project_id), I(t->id), T(same)) != 1)
        return fail(op, E_STALE, "moved_on", NULL, W("这次导入已经在处理或已结束，请看最新情况"));
    return OK;
}

/* Is there a line of `same` for this spelling? */
static bool is_answered(const char *same, const char *said, size_t n)
{
    for (const char *p = same; *p; p += strcspn(p, "\n"), p += *p == '\n')
        if (strcspn(p, "\t") == n && memcmp(p, said, n) == 0)
            return true;
    return false;
}

bool import_is_unanswered(const struct import_task *t)
{
    for (const char *p = t->spellings; *p; p += strcspn(p, "\n"), p += *p == '\n') {
        size_t said = strcspn(p, "\t"), n = strcspn(p, "\n");

        if (n > 0 && p[n - 1] != '\t' && !is_answered(t->same, p, said))
            return true;
    }
    return false;
}

enum err import_accept(struct op *op, const struct import_task *t, bool accept_good)
{
    if (t->refused_n > 0 && !accept_good)
        return fail(op, E_RULE, "rows_refused", "accept_good",
                    W("有 %lld 行没有通过检查，请改好后重新上传，或选择只导入其余各行"),
                    (long long)t->refused_n);
    if (import_is_unanswered(t))
        return fail(op, E_RULE, "spellings", NULL,
                    W("有的单位可能是同一家的两种写法，请先逐个确认"));
    if (t->row_n == t->refused_n + t->blank_n)
        return fail(op, E_RULE, "no_rows", NULL, W("没有可以导入的行"));
    return step(op, t,
                db_exec(op->tx,
                        "update import_job set state = 'applying', accept_good = $3, staged_n = 0"
                        " where project_id = $1 and id = $2 and state = 'checked'",
                        I(t->project_id), I(t->id), I(accept_good)));
}

/* ---- reading ---- */

#define TASK_COLUMNS                                                                               \
    "select id, project_id, project_name, kind, file_name, mapping, state, columns, fault,"        \
    " accept_good, row_n, refused_n, home_n, owner_n, company_n, staged_n, added_by, added_at,"    \
    " ended_at, taken_n, blank_n, sheets, spellings, same from import_job"

static void read_task(const struct query *q, struct import_task *t)
{
    *t = (struct import_task){
        .id = db_i64(q, 0),
        .project_id = db_i64(q, 1),
        .project_name = db_text(q, 2),
        .kind = db_text(q, 3),
        .file_name = db_text(q, 4),
        .mapping = db_text(q, 5),
        .state = db_text(q, 6),
        .columns = db_text(q, 7),
        .fault = db_text(q, 8),
        .accept_good = db_i64(q, 9) != 0,
        .row_n = db_i64(q, 10),
        .refused_n = db_i64(q, 11),
        .home_n = db_i64(q, 12),
        .owner_n = db_i64(q, 13),
        .company_n = db_i64(q, 14),
        .staged_n = db_i64(q, 15),
        .added_by = db_i64(q, 16),
        .added_at = db_i64(q, 17),
        .ended_at = db_i64(q, 18),
        .taken_n = db_i64(q, 19),
        .blank_n = db_i64(q, 20),
        .sheets = db_text(q, 21),
        .spellings = db_text(q, 22),
        .same = db_text(q, 23),
    };
}

enum err import_task_load(const struct op *op, int64_t id, struct import_task *ret)
{
    struct query q;
    bool found = db_one(op->tx, &q, TASK_COLUMNS " where id = $1", I(id));

    if (found)
        read_task(&q, ret);
    db_done(&q);
    if (!found || !may(op, IMPORT_RUN, &(struct object){ .project_id = ret->project_id }))
        return E_NOT_FOUND;
    return OK;
}

size_t import_task_list(const struct op *op, struct import_task **ret)
{
    struct query q;
    size_t n = 0;

    *ret = arena_new_n(op->mem, struct import_task, LIST_MAX);
    for (db_query(op->tx, &q, TASK_COLUMNS " order by added_at desc, id desc"); db_next(&q);) {
        read_task(&q, &(*ret)[n]);
        if (may(op, IMPORT_RUN, &(struct object){ .project_id = (*ret)[n].project_id }))
            n++;
        if (n == LIST_MAX)
            break;
    }
    db_done(&q);
    return n;
}

size_t import_task_faults(const struct op *op, const struct import_task *t, int64_t most,
                          struct import_task_fault **ret)
{
    struct query q;
    size_t n = 0;

    *ret = arena_new_n(op->mem, struct import_task_fault, most);
    for (db_query(op->tx, &q,
                  "select row_no, field, home, words, seen, sheet from import_fault"
                  " where project_id = $1 and job_id = $2 order by sheet, row_no limit $3",
                  I(t->project_id), I(t->id), I(most));
         db_next(&q);) {
        struct import_fault f = { .zh = db_text(&q, 3), .seen = db_text(&q, 4) };

        (*ret)[n++] =
            (struct import_task_fault){ db_i64(&q, 0), db_text(&q, 1), db_text(&q, 2),
                                        import_words(op->mem, op->lang, &f), db_text(&q, 5) };
    }
    return n;
}
