/*
 * job.c -- the runner of long work; see job.h.
 *
 * A job is claimed in a transaction of its own, run outside of any, and marked
 * done in another.  A process that dies in between leaves a row that says
 * running; the next start, or a claim that is an hour old, runs it again.  A job
 * that fails comes back later, each time twice as late, and is given up after
 * eight tries with its error kept for the administrator.
 */
#include "app/job.h"
#include "base/id.h"
#include "base/log.h"
#include "base/must.h"
#include "base/when.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define TRIES      8
#define CLAIM_MS   (INT64_C(60) * 60 * 1000)
#define LOOK_MS    1000
#define JOB_MEMORY ((size_t)1 << 30)
#define KIND_LIMIT 32

void job_add(struct op *op, const char *kind, const char *arg, int64_t run_at)
{
    db_exec(op->tx,
            "insert into job (id, project_id, kind, arg, run_at, created_at)"
            " values ($1, $2, $3, $4, $5, $6)",
            I(id_new()), I(op->project), T(kind), T(arg), I(run_at ? run_at : op->now), I(op->now));
}

struct app_turn {
    struct app *app;
    struct arena *mem;
    int64_t project;
    job_work *fn;
    void *arg;
};

static enum err app_turn(struct tx *tx, void *arg)
{
    struct app_turn *t = arg;
    struct op op = { .app = t->app,
                     .tx = tx,
                     .mem = t->mem,
                     .actor = &actor_system,
                     .now = when_now(),
                     .lang = LANG_ZH,
                     .project = t->project };

    return t->fn(&op, t->arg);
}

enum err app_write(struct app *app, int64_t project, struct arena *mem, job_work *fn, void *arg)
{
    struct app_turn t = { app, mem, project, fn, arg };

    return db_write(app->db, project, mem, app_turn, &t);
}

enum err job_write(struct job *job, job_work *fn, void *arg)
{
    return app_write(job->app, job->project, job->mem, fn, arg);
}

/* ---- one job ---- */

static enum err claim(struct op *op, void *arg)
{
    struct job *job = arg;
    struct query q;

    job->id = 0;
    if (db_one(
            op->tx, &q,
            "select id, project_id, kind, arg from job where (state = 'waiting' and run_at <= $1)"
            " or (state = 'running' and claimed_at < $2) order by run_at, id limit 1",
            I(op->now), I(op->now - CLAIM_MS))) {
        job->id = db_i64(&q, 0);
        job->project = db_i64(&q, 1);
        job->kind = db_text(&q, 2);
        job->arg = db_text(&q, 3);
    }
    db_done(&q);
    if (job->id)
        db_exec(
            op->tx,
            "update job set state = 'running', claimed_at = $2, tries = tries + 1 where id = $1",
            I(job->id), I(op->now));
    return OK;
}

struct outcome {
    int64_t id;
    enum err e;
};

static enum err settle(struct op *op, void *arg)
{
    const struct outcome *o = arg;
    int64_t tries = db_int(op->tx, "select tries from job where id = $1", I(o->id));

    if (o->e == OK)
        db_exec(op->tx, "delete from job where id = $1", I(o->id));
    else
        db_exec(op->tx, "update job set state = $2, run_at = $3, error = $4 where id = $1",
                I(o->id), T(tries >= TRIES ? "failed" : "waiting"),
                I(op->now + (INT64_C(1000) << (tries < 16 ? tries : 16))),
                T(arena_printf(op->mem, "error %d", (int)o->e)));
    return OK;
}

static const struct job_kind *kind_find(const struct job_kind *kinds, const char *kind)
{
    for (; kinds->kind; kinds++)
        if (strcmp(kinds->kind, kind) == 0)
            return kinds;
    return NULL;
}

/* False when there was nothing to do. */
static bool run_one(struct app *app, const struct job_kind *kinds)
{
    struct arena *mem = arena_open(JOB_MEMORY), *own = arena_open(JOB_MEMORY);
    struct job job = { .app = app, .mem = mem };
    bool found = app_write(app, 0, own, claim, &job) == OK && job.id != 0;

    if (found) {
        const struct job_kind *k = kind_find(kinds, job.kind);
        struct outcome o = { .id = job.id, .e = k ? k->run(&job) : E_NOT_FOUND };

        if (o.e != OK)
            log_line(LOG_WARN, "job", "%s %" PRId64 " ended with error %d", job.kind, job.id,
                     (int)o.e);
        if (app_write(app, 0, own, settle, &o) != OK)
            log_line(LOG_ERROR, "job", "%s %" PRId64 " could not be settled", job.kind, job.id);
    }
    arena_close(mem);
    arena_close(own);
    return found;
}

void job_run_due(struct app *app, const struct job_kind *kinds)
{
    while (run_one(app, kinds)) {
    }
}

/* ---- the thread ---- */

struct job_runner {
    struct app *app;
    const struct job_kind *kinds;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool poked, stopping;
    int64_t next_ms[KIND_LIMIT]; /* when a kind that runs by itself is due, by ticks */
};

static void run_timed(struct job_runner *r)
{
    for (size_t i = 0; r->kinds[i].kind; i++) {
        const struct job_kind *k = &r->kinds[i];

        if (!k->every_ms || when_ticks() < r->next_ms[i])
            continue;
        r->next_ms[i] = when_ticks() + k->every_ms;
        struct arena *mem = arena_open(JOB_MEMORY);
        struct job job = { .app = r->app, .mem = mem, .kind = k->kind, .arg = "{}" };
        enum err e = k->run(&job);

        if (e != OK)
            log_line(LOG_WARN, "job", "%s ended with error %d", k->kind, (int)e);
        arena_close(mem);
    }
}

/* Until poked, stopped, or a second has gone by; true to go on. */
static bool rest(struct job_runner *r)
{
    struct timespec until;
    bool go_on;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LOOK_MS / 1000;
    pthread_mutex_lock(&r->lock);
    while (!r->poked && !r->stopping && pthread_cond_timedwait(&r->wake, &r->lock, &until) == 0) {
    }
    r->poked = false;
    go_on = !r->stopping;
    pthread_mutex_unlock(&r->lock);
    return go_on;
}

/* Asked of a reader first, so that an idle server writes nothing. */
static bool is_due(struct app *app)
{
    struct arena *mem = arena_open(JOB_MEMORY);
    struct tx *tx = db_read(app->db, mem);
    int64_t now = when_now();
    int64_t n = db_int(tx,
                       "select count(*) from job where (state = 'waiting' and run_at <= $1)"
                       " or (state = 'running' and claimed_at < $2)",
                       I(now), I(now - CLAIM_MS));
    enum err e = db_read_end(tx);

    arena_close(mem);
    return e == OK && n > 0;
}

static void *runner_main(void *arg)
{
    struct job_runner *r = arg;

    do {
        run_timed(r);
        while (is_due(r->app) && run_one(r->app, r->kinds)) {
            bool stop;

            pthread_mutex_lock(&r->lock);
            stop = r->stopping;
            pthread_mutex_unlock(&r->lock);
            if (stop)
                break;
        }
    } while (rest(r));
    return NULL;
}

/* What a process that died had claimed; this process is the only one that runs jobs. */
static enum err unclaim(struct op *op, void *arg)
{
    (void)arg;
    db_exec(op->tx, "update job set state = 'waiting' where state = 'running'");
    return OK;
}

struct job_runner *job_start(struct app *app, const struct job_kind *kinds)
{
    struct job_runner *r = calloc(1, sizeof *r);
    struct arena *mem = arena_open(JOB_MEMORY);
    size_t n = 0;

    must(r);
    while (kinds[n].kind)
        n++;
    must(n <= KIND_LIMIT);
    r->app = app;
    r->kinds = kinds;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->wake, NULL);
    if (app_write(app, 0, mem, unclaim, NULL) != OK)
        log_line(LOG_WARN, "job", "claims of an earlier process could not be freed");
    arena_close(mem);
    must(pthread_create(&r->thread, NULL, runner_main, r) == 0);
    return r;
}

void job_poke(struct job_runner *r)
{
    pthread_mutex_lock(&r->lock);
    r->poked = true;
    pthread_cond_signal(&r->wake);
    pthread_mutex_unlock(&r->lock);
}

void job_stop(struct job_runner *r)
{
    pthread_mutex_lock(&r->lock);
    r->stopping = true;
    pthread_cond_signal(&r->wake);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    pthread_cond_destroy(&r->wake);
    pthread_mutex_destroy(&r->lock);
    free(r);
}
