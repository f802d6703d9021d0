/*
 * db_write.c -- one writer that commits in groups.
 *
 * Measured on machines like ours: 2 200 durable inserts a second one by one,
 * 1 400 with 64 threads fighting for the file, 17 500 with 64 waiting here.
 * So callers never write: they queue, the writer's thread runs them one after
 * another, each in a savepoint, and commits once for all of them.  Who arrives
 * while a group runs still joins it, up to 64 callers or 20 ms.
 *
 * A caller's trouble is rolled back to its savepoint.  When the engine throws
 * the whole transaction away in the middle (disk full, no memory), the group is
 * run again one by one, so that one caller's trouble is not everybody's.  When
 * the COMMIT fails nobody's rows are kept and all are told so.
 *
 * Some work costs as much for one row as for sixty-four (a full-text index
 * writes a segment whenever a savepoint ends): a turn leaves it with db_at_end()
 * and it runs once the savepoints of the group are closed.
 *
 * Checkpoints run on a thread of their own, because they fsync the large file.
 * They only copy what no reader needs, so a WAL under steady load would never
 * begin anew; past HARD_PAGES the writer waits a moment for the readers.
 */
#include "base/log.h"
#include "base/must.h"
#include "base/when.h"
#include "store/db_inside.h"

#include <errno.h>
#include <inttypes.h>

#define GROUP_LIMIT 64
#define GROUP_MS    20
#define TIDY_PAGES  1000  /* 4 MB of WAL */
#define HARD_PAGES  16000 /* 64 MB */

struct group {
    struct waiter *who[GROUP_LIMIT];
    size_t n, ran;
};

static __thread const struct db *writing; /* the database whose writer this thread is */

static void count(struct db *db, int64_t *counter)
{
    pthread_mutex_lock(&db->write_lock);
    *counter += 1;
    pthread_mutex_unlock(&db->write_lock);
}

static void slow_log(struct db *db, const struct tx *tx, const struct waiter *w, int64_t ms)
{
    if (ms <= SLOW_MS)
        return;
    count(db, &db->stats.slow);
    log_line(LOG_WARN, "slow turn",
             "%" PRId64 " ms in project %" PRId64 ", %" PRId64 " of them: %s", ms, w->project,
             tx->slowest_ms, tx->slowest);
}

/* Runs one caller in its savepoint.  False: the whole transaction is gone. */
static bool run_one(struct db *db, struct waiter *w)
{
    struct tx tx;
    int64_t began = when_ticks();
    bool kept;

    if (!conn_say(db, db->writer, "savepoint one"))
        return false;
    tx_init(&tx, db, db->writer, w->mem);
    tx.is_write = true;
    tx.who = w;
    w->endings = NULL;
    w->endings_end = &w->endings;
    w->said = w->fn(&tx, w->arg);
    tx_end(&tx);
    if (tx.failed)
        w->said = E_STORE;
    slow_log(db, &tx, w, when_ticks() - began);
    kept = db->driver->in_transaction(db->writer);
    if (kept && w->said != OK)
        kept = conn_say(db, db->writer, "rollback to one");
    return kept && conn_say(db, db->writer, "release one");
}

/* What the turns left for the end, outside of their savepoints.  False: run the group apart. */
static bool run_endings(struct db *db, const struct waiter *w)
{
    struct tx tx;

    if (w->said != OK || !w->endings)
        return true;
    tx_init(&tx, db, db->writer, w->mem);
    tx.is_write = true;
    for (const struct ending *e = w->endings; e && !tx.failed; e = e->next)
        e->fn(&tx, e->arg);
    tx_end(&tx);
    return !tx.failed;
}

static bool begin(struct db *db)
{
    if (db->driver->begin(db->writer, true) == RAN_DONE)
        return true;
    log_line(LOG_ERROR, "begin", "%s", db->driver->error(db->writer));
    return false;
}

static void abandon(struct db *db)
{
    if (db->driver->in_transaction(db->writer))
        conn_say(db, db->writer, "rollback");
}

static bool commit(struct db *db)
{
    int64_t began = when_ticks(), ms;
    bool good = conn_say(db, db->writer, "commit");

    if (!good) {
        log_line(LOG_ERROR, "commit", "%s", db->driver->error(db->writer));
        abandon(db);
    }
    if ((ms = when_ticks() - began) > SLOW_MS)
        log_line(LOG_WARN, "slow commit", "%" PRId64 " ms", ms);
    if (good)
        count(db, &db->stats.commits);
    return good;
}

/* Each caller in a transaction of its own: for a group that was thrown away as a whole. */
static void run_apart(struct db *db, struct group *g)
{
    bool can_begin = true;

    for (size_t i = 0; i < g->n; i++) {
        struct waiter *w = g->who[i];
        bool good;

        if (i < g->ran) {
            count(db, &db->stats.reruns);
            arena_rewind(w->mem, w->mark);
        }
        can_begin = can_begin && begin(db);
        good = can_begin && run_one(db, w) && run_endings(db, w);
        if (!good)
            abandon(db);
        if (!good || !commit(db))
            w->said = E_STORE;
    }
}

static void take_more(struct db *db, struct group *g)
{
    pthread_mutex_lock(&db->write_lock);
    while (db->first && g->n < GROUP_LIMIT) {
        g->who[g->n++] = db->first;
        db->first = db->first->next;
    }
    if (!db->first)
        db->last = NULL;
    pthread_mutex_unlock(&db->write_lock);
}

/* Time is up: who was taken but not run goes back in front of the queue.  They were taken at
   once, so their chain is whole. */
static void give_back(struct db *db, struct group *g)
{
    if (g->ran == g->n)
        return;
    pthread_mutex_lock(&db->write_lock);
    g->who[g->n - 1]->next = db->first;
    db->first = g->who[g->ran];
    if (!db->last)
        db->last = g->who[g->n - 1];
    pthread_mutex_unlock(&db->write_lock);
    g->n = g->ran;
}

static void tell_committed(struct db *db, const struct group *g)
{
    int64_t projects[GROUP_LIMIT];
    void (*fn)(void *arg, const int64_t *projects, size_t n);
    void *arg;
    size_t n = 0;

    for (size_t i = 0, k; i < g->n; i++) {
        for (k = 0; k < n && projects[k] != g->who[i]->project; k++)
            ;
        if (g->who[i]->said == OK && k == n)
            projects[n++] = g->who[i]->project;
    }
    pthread_mutex_lock(&db->write_lock);
    fn = db->committed;
    arg = db->committed_arg;
    pthread_mutex_unlock(&db->write_lock);
    if (fn && n)
        fn(arg, projects, n);
}

/* Who is woken does not find a lock in the way: the posts come after it, and a waiter may be gone
   as soon as its own was made. */
static void answer(struct db *db, struct group *g)
{
    int64_t good = 0;

    for (size_t i = 0; i < g->n; i++)
        good += g->who[i]->said == OK;
    pthread_mutex_lock(&db->write_lock);
    db->stats.grouped += good;
    pthread_mutex_unlock(&db->write_lock);
    for (size_t i = 0; i < g->n; i++)
        sem_post(&g->who[i]->done);
}

static void run_group(struct db *db)
{
    struct group g = { .n = 0 };
    bool whole = begin(db);
    int64_t until = when_ticks() + GROUP_MS;

    take_more(db, &g);
    while (whole && g.ran < g.n && (g.ran == 0 || when_ticks() <= until)) {
        whole = run_one(db, g.who[g.ran++]);
        if (whole && g.ran == g.n)
            take_more(db, &g);
    }
    if (whole)
        give_back(db, &g);
    for (size_t i = 0; whole && i < g.n; i++)
        whole = run_endings(db, g.who[i]);
    if (!whole) {
        abandon(db);
        run_apart(db, &g);
    } else if (!commit(db)) {
        for (size_t i = 0; i < g.n; i++)
            g.who[i]->said = E_STORE;
    }
    tell_committed(db, &g);
    answer(db, &g);
}

/* ---- threads ---- */

static void ask_tidy(struct db *db)
{
    int pages = db->driver->untidy(db->writer);

    if (pages < db->tidied_pages)
        db->tidied_pages = 0; /* the WAL began anew */
    if (pages > HARD_PAGES) {
        db->driver->tidy(db->writer, true);
        db->tidied_pages = 0;
    } else if (pages - db->tidied_pages >= TIDY_PAGES) {
        db->tidied_pages = pages;
        pthread_mutex_lock(&db->write_lock);
        db->tidy_due = true;
        pthread_cond_signal(&db->tidy_more);
        pthread_mutex_unlock(&db->write_lock);
    }
}

static void *writer_main(void *arg)
{
    struct db *db = arg;
    bool more = true;

    writing = db;
    while (more) {
        pthread_mutex_lock(&db->write_lock);
        while (!db->first && !db->stop)
            pthread_cond_wait(&db->write_more, &db->write_lock);
        more = db->first != NULL;
        pthread_mutex_unlock(&db->write_lock);
        if (more) {
            run_group(db);
            ask_tidy(db);
        }
    }
    return NULL;
}

static void *tidy_main(void *arg)
{
    struct db *db = arg;

    pthread_mutex_lock(&db->write_lock);
    while (!db->stop) {
        if (!db->tidy_due) {
            pthread_cond_wait(&db->tidy_more, &db->write_lock);
            continue;
        }
        db->tidy_due = false;
        pthread_mutex_unlock(&db->write_lock);
        db->driver->tidy(db->tidier, false);
        pthread_mutex_lock(&db->write_lock);
    }
    pthread_mutex_unlock(&db->write_lock);
    return NULL;
}

void writer_start(struct db *db)
{
    must(pthread_create(&db->write_thread, NULL, writer_main, db) == 0);
    must(pthread_create(&db->tidy_thread, NULL, tidy_main, db) == 0);
}

void writer_stop(struct db *db)
{
    pthread_mutex_lock(&db->write_lock);
    db->stop = true;
    pthread_cond_broadcast(&db->write_more);
    pthread_cond_broadcast(&db->tidy_more);
    pthread_mutex_unlock(&db->write_lock);
    pthread_join(db->write_thread, NULL);
    pthread_join(db->tidy_thread, NULL);
}

/* ---- callers ---- */

enum err db_write(struct db *db, int64_t project, struct arena *mem, db_work *fn, void *arg)
{
    struct waiter w = {
        .project = project, .mem = mem, .mark = arena_mark(mem), .fn = fn, .arg = arg
    };

    must(writing != db); /* a turn inside a turn would wait for itself */
    must(sem_init(&w.done, 0, 0) == 0);
    pthread_mutex_lock(&db->write_lock);
    must(!db->stop);
    if (db->last)
        db->last->next = &w;
    else
        db->first = &w;
    db->last = &w;
    pthread_cond_signal(&db->write_more);
    pthread_mutex_unlock(&db->write_lock);
    while (sem_wait(&w.done) != 0)
        must(errno == EINTR);
    sem_destroy(&w.done);
    return w.said;
}

void db_at_end(struct tx *tx, void (*fn)(struct tx *tx, void *arg), void *arg)
{
    struct ending *e = arena_new(tx->mem, struct ending);

    must(tx->who);
    *e = (struct ending){ .fn = fn, .arg = arg };
    *tx->who->endings_end = e;
    tx->who->endings_end = &e->next;
}

void db_on_commit(struct db *db, void (*fn)(void *arg, const int64_t *projects, size_t n),
                  void *arg)
{
    pthread_mutex_lock(&db->write_lock);
    db->committed_arg = arg;
    db->committed = fn;
    pthread_mutex_unlock(&db->write_lock);
}

struct db_stats db_stats(struct db *db)
{
    struct db_stats s;

    pthread_mutex_lock(&db->write_lock);
    s = db->stats;
    pthread_mutex_unlock(&db->write_lock);
    return s;
}
