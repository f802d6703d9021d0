/*
 * keeping.c -- see keeping.h.
 *
 * Bytes are stored once, under their hash, and may belong to several rows; an
 * upload of the same bytes may be under way while we forget.  So rows go first,
 * in a turn; bytes go after it, when no row names them and nobody stored them
 * again in the meantime (files_drop asks for their age under the lock of a put).
 */
#include "rooms/archive/keeping.h"
#include "app/event.h"
#include "base/text.h"
#include "store/files.h"

#define AT_ONCE 500

enum err uploads_have_room(struct op *op)
{
    struct query q;
    bool room = true;

    if (db_one(op->tx, &q,
               "select count(*), sum(size) from file where project_id = $1 and subject = 'upload'"
               " and subject_id = $2",
               I(op->project), I(op->actor->account_id)))
        room = db_i64(&q, 0) < UPLOADS_WAIT_MOST && db_i64(&q, 1) < UPLOADS_WAIT_SIZE;
    db_done(&q);
    return room ? OK
                : fail(op, E_TOO_MANY, "uploads_wait", "photo",
                       W("您有太多照片传上来还没有用。请先送出表单，或一天后再传"));
}

static size_t projects_of(struct job *job, int64_t **ret)
{
    struct tx *tx = db_read(job->app->db, job->mem);
    int64_t most = db_int(tx, "select count(*) from project");
    struct query q;
    size_t n = 0;

    *ret = arena_new_n(job->mem, int64_t, most + 1);
    for (db_query(tx, &q, "select id from project order by id"); (int64_t)n < most && db_next(&q);)
        (*ret)[n++] = db_i64(&q, 0);
    db_done(&q);
    return db_read_end(tx) == OK ? n : 0;
}

static enum err in_each_project(struct job *job, job_work *fn, void *arg)
{
    int64_t *projects;
    size_t n = projects_of(job, &projects);
    enum err e = OK;

    for (size_t i = 0; i < n && e == OK; i++)
        e = app_write(job->app, projects[i], job->mem, fn, arg);
    return e;
}

static enum err anchor(struct op *op, void *arg)
{
    (void)arg;
    event_anchor(op, op->project);
    return OK;
}

enum err keeping_anchor(struct job *job)
{
    return in_each_project(job, anchor, NULL);
}

/* ---- uploads that nobody claimed ---- */

struct forgotten {
    const char *hashes[2 * AT_ONCE];
    size_t n;
};

static enum err forget(struct op *op, void *arg)
{
    struct forgotten *f = arg;
    int64_t ids[AT_ONCE];
    size_t n = 0;
    struct query q;

    f->n = 0;
    for (db_query(op->tx, &q,
                  "select id, hash, thumb_hash from file where project_id = $1"
                  " and subject = 'upload' and added_at < $2 limit $3",
                  I(op->project), I(op->now - UPLOAD_KEEP_MS), I(AT_ONCE));
         n < AT_ONCE && db_next(&q);) {
        ids[n++] = db_i64(&q, 0);
        f->hashes[f->n++] = db_text(&q, 1);
        if (!db_is_null(&q, 2))
            f->hashes[f->n++] = db_text(&q, 2);
    }
    db_done(&q);
    for (size_t i = 0; i < n; i++)
        db_exec(op->tx, "delete from file where project_id = $1 and id = $2", I(op->project),
                I(ids[i]));
    return OK;
}

/* In a snapshot that began after the rows were gone. */
static void drop_bytes(struct job *job, const struct forgotten *f)
{
    struct tx *tx = db_read(job->app->db, job->mem);
    unsigned char hash[FILE_HASH_BYTES];

    for (size_t i = 0; i < f->n; i++)
        if (hex_bytes(f->hashes[i], hash, sizeof hash) &&
            db_int(tx,
                   "select (select count(*) from file where hash = $1)"
                   " + (select count(*) from file where thumb_hash = $1)",
                   T(f->hashes[i])) == 0)
            files_drop(job->app->files, hash, UPLOAD_KEEP_MS / 1000 / 2);
    (void)!db_read_end(tx);
}

enum err keeping_forget(struct job *job)
{
    struct forgotten f;
    int64_t *projects;
    size_t n = projects_of(job, &projects);
    enum err e = OK;

    for (size_t i = 0; i < n && e == OK; i++) {
        e = app_write(job->app, projects[i], job->mem, forget, &f);
        if (e == OK)
            drop_bytes(job, &f);
    }
    return e;
}
