/*
 * live.c -- the hub of live updates; see live.h.
 *
 * One thread waits until the store says that something was committed, reads the
 * new events, asks for each reader whether she may see the matter, by the same
 * filter as every list, and tells her only that it changed.  A right that ended
 * ends here too, because accounts are loaded anew for every round.
 */
#include "app/live.h"
#include "app/session.h"
#include "base/id.h"
#include "base/log.h"
#include "base/must.h"
#include "base/when.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define LIVE_MEMORY   ((size_t)64 << 20)
#define READER_LIMIT  4096
#define PROJECT_LIMIT 1024
#define BATCH         200

struct reader {
    struct reader *next;
    struct live *live;
    struct http_stream *stream;
    int64_t account_id, session_id;
};

struct live {
    struct app *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool dirty, stopping;
    struct reader *readers;
    size_t reader_n;
    size_t cursor_n; /* the hub's thread alone reads and writes them */
    struct {
        int64_t project, no;
    } cursors[PROJECT_LIMIT];
};

/* ---- readers come and go ---- */

static void reader_gone(void *arg)
{
    struct reader *gone = arg;
    struct live *l = gone->live;

    pthread_mutex_lock(&l->lock);
    for (struct reader **p = &l->readers; *p; p = &(*p)->next)
        if (*p == gone) {
            *p = gone->next;
            l->reader_n--;
            break;
        }
    pthread_mutex_unlock(&l->lock);
    free(gone);
}

static void reader_comes(void *arg, struct http_stream *stream)
{
    struct reader *r = arg;
    struct live *l = r->live;

    r->stream = stream;
    pthread_mutex_lock(&l->lock);
    r->next = l->readers;
    l->readers = r;
    l->reader_n++;
    pthread_mutex_unlock(&l->lock);
    http_stream_on_close(stream, reader_gone, r);
    http_stream_send(stream, "hello", NULL, "{}");
}

static enum err live_listen(struct req *r)
{
    struct live *l = r->op->app->live;
    struct reader *reader;
    bool full;

    if (!l)
        return E_NOT_FOUND;
    pthread_mutex_lock(&l->lock);
    full = l->reader_n >= READER_LIMIT;
    pthread_mutex_unlock(&l->lock);
    if (full)
        return E_TOO_MANY;
    reader = calloc(1, sizeof *reader);
    must(reader);
    reader->live = l;
    reader->account_id = r->op->actor->account_id;
    reader->session_id = r->op->actor->session_id;
    return show_events(r, reader_comes, reader);
}

/* ---- one round: new events, to those who may see them ---- */

struct news {
    int64_t project, matter;
    const char *no, *what;
};

struct told {
    int64_t account_id;
    bool *sees; /* one a news */
};

static size_t news_read(struct live *l, struct tx *tx, struct news *news)
{
    size_t n = 0;
    struct query q;

    for (size_t i = 0; i < l->cursor_n; i++) {
        for (db_query(tx, &q,
                      "select e.no, e.subject_id, e.what, m.no from event e left join matter m"
                      " on m.project_id = e.project_id and m.id = e.subject_id"
                      " and e.subject = 'matter' where e.project_id = $1 and e.no > $2"
                      " order by e.no limit 200",
                      I(l->cursors[i].project), I(l->cursors[i].no));
             db_next(&q);) {
            if (!db_is_null(&q, 3) && n == BATCH)
                break;
            l->cursors[i].no = db_i64(&q, 0);
            if (!db_is_null(&q, 3))
                news[n++] = (struct news){ l->cursors[i].project, db_i64(&q, 1), db_text(&q, 3),
                                           db_text(&q, 2) };
        }
        db_done(&q);
    }
    return n;
}

static bool sees(struct op *op, const struct news *news)
{
    const char *sql =
        arena_printf(op->mem,
                     "select count(*) from matter m where m.project_id = $3 and m.id = $4"
                     " and %s",
                     matter_visible(op->actor, news->project));

    return db_int(op->tx, sql, I(op->actor->account_id), I(company_in(op->actor, news->project)),
                  I(news->project), I(news->matter)) > 0;
}

static void told_fill(struct live *l, struct tx *tx, struct told *t, const struct news *news,
                      size_t n)
{
    struct op op = {
        .app = l->app, .tx = tx, .mem = tx_mem(tx), .now = when_now(), .lang = LANG_ZH
    };

    op.actor = actor_load(&op, t->account_id);
    t->sees = arena_new_n(op.mem, bool, n + 1);
    for (size_t i = 0; i < n; i++)
        t->sees[i] = sees(&op, &news[i]);
}

/* The accounts that listen, each once. */
static size_t accounts(struct live *l, struct arena *mem, struct told **ret)
{
    struct told *list;
    size_t n = 0;

    pthread_mutex_lock(&l->lock);
    list = arena_new_n(mem, struct told, l->reader_n + 1);
    for (const struct reader *r = l->readers; r; r = r->next) {
        bool known = false;

        for (size_t i = 0; i < n && !known; i++)
            known = list[i].account_id == r->account_id;
        if (!known)
            list[n++].account_id = r->account_id;
    }
    pthread_mutex_unlock(&l->lock);
    *ret = list;
    return n;
}

static const char *news_json(struct arena *mem, const struct news *news)
{
    struct json j = json_new(mem, 4096);

    json_open(&j, NULL, '{');
    json_text(&j, "subject", "matter");
    json_id(&j, "id", news->matter);
    json_text(&j, "no", news->no);
    json_text(&j, "what", news->what);
    json_close(&j, '}');
    return j.out.p;
}

static void news_send(struct live *l, struct arena *mem, const struct told *told, size_t told_n,
                      const struct news *news, size_t n)
{
    const char **texts = arena_new_n(mem, const char *, n + 1);

    for (size_t i = 0; i < n; i++)
        texts[i] = news_json(mem, &news[i]);
    pthread_mutex_lock(&l->lock);
    for (struct reader *r = l->readers; r; r = r->next)
        for (size_t t = 0; t < told_n; t++)
            for (size_t i = 0; told[t].account_id == r->account_id && i < n; i++)
                if (told[t].sees[i])
                    http_stream_send(r->stream, "changed", NULL, texts[i]);
    pthread_mutex_unlock(&l->lock);
}

static void cursors_find(struct live *l, struct tx *tx, bool is_start)
{
    struct query q;

    for (db_query(tx, &q, "select project_id, no from event_counter"); db_next(&q);) {
        size_t i = 0;

        while (i < l->cursor_n && l->cursors[i].project != db_i64(&q, 0))
            i++;
        if (i < l->cursor_n || l->cursor_n == PROJECT_LIMIT)
            continue;
        l->cursors[l->cursor_n].project = db_i64(&q, 0);
        l->cursors[l->cursor_n++].no = is_start ? db_i64(&q, 1) : 0;
    }
    db_done(&q);
}

static size_t round_once(struct live *l, struct arena *mem)
{
    struct told *told;
    struct news *news = arena_new_n(mem, struct news, BATCH);
    size_t told_n = accounts(l, mem, &told), n;
    struct tx *tx = db_read(l->app->db, mem);

    cursors_find(l, tx, false);
    n = news_read(l, tx, news);
    for (size_t i = 0; n && i < told_n; i++)
        told_fill(l, tx, &told[i], news, n);
    if (db_read_end(tx) != OK)
        return 0;
    news_send(l, mem, told, told_n, news, n);
    return n;
}

static void *live_main(void *arg)
{
    struct live *l = arg;
    struct arena *mem = arena_open(LIVE_MEMORY);
    bool stop = false;

    while (!stop) {
        pthread_mutex_lock(&l->lock);
        while (!l->dirty && !l->stopping)
            pthread_cond_wait(&l->wake, &l->lock);
        l->dirty = false;
        stop = l->stopping;
        pthread_mutex_unlock(&l->lock);
        while (!stop && round_once(l, mem) == BATCH)
            arena_reset(mem);
        arena_reset(mem);
    }
    arena_close(mem);
    return NULL;
}

/* ---- opening ---- */

struct live *live_open(struct app *app)
{
    struct live *l = calloc(1, sizeof *l);
    struct arena *mem = arena_open(LIVE_MEMORY);
    struct tx *tx;

    must(l);
    l->app = app;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->wake, NULL);
    tx = db_read(app->db, mem);
    cursors_find(l, tx, true);
    if (db_read_end(tx) != OK)
        log_line(LOG_WARN, "live", "the event log could not be read at the start");
    arena_close(mem);
    must(pthread_create(&l->thread, NULL, live_main, l) == 0);
    return l;
}

void live_committed(void *arg, const int64_t *projects, size_t n)
{
    struct live *l = arg;

    (void)projects;
    (void)n;
    pthread_mutex_lock(&l->lock);
    l->dirty = true;
    pthread_cond_signal(&l->wake);
    pthread_mutex_unlock(&l->lock);
}

void live_stop(struct live *l)
{
    pthread_mutex_lock(&l->lock);
    l->stopping = true;
    pthread_cond_signal(&l->wake);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->thread, NULL);
}

void live_close(struct live *l)
{
    must(!l->readers);
    pthread_cond_destroy(&l->wake);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

const struct route live_routes[] = {
    ROUTE(GET, "/live/events", LIVE_LISTEN, SCOPE_GLOBAL, NULL, NULL, NULL, live_listen, NULL),
};
const size_t live_route_n = LEN(live_routes);
