/*
 * db_sqlite.c -- SQLite behind db_driver.h: one file, WAL, synchronous=FULL.
 *
 * `$1` is a *name* to SQLite, numbered by first appearance in the text, so
 * parameters are bound by name.  Statements are cached by their text; one that
 * is asked for while it runs (a query inside a loop of itself) is prepared a
 * second time.
 */
#include "base/must.h"
#include "store/db_driver.h"
#include "store/db_sqlite_plan.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CACHE_SIZE   256 /* a power of two */
#define CACHE_WINDOW 8   /* places a text may stand in */
#define BUSY_MS      10000
#define HARD_BUSY_MS 200 /* what the writer waits for readers when the WAL is far too long */

struct statement {
    char *sql;
    size_t n;      /* bytes of sql */
    uint64_t hash; /* of them */
    sqlite3_stmt *s;
    bool busy, cached;
    int param_n, params[]; /* where $1, $2 … stand; 0: not there */
};

struct conn {
    sqlite3 *db;
    struct statement *cache[CACHE_SIZE];
    unsigned evict; /* whose turn it is to leave a full window */
    int wal_pages;
    char complaint[256]; /* ours, when the engine has none */
};

static enum ran ran_of(int rc)
{
    switch (rc) {
    case SQLITE_ROW: return RAN_ROW;
    case SQLITE_OK:
    case SQLITE_DONE: return RAN_DONE;
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY: return RAN_CONSTRAINT;
    default: return RAN_BROKEN;
    }
}

static const char *path_of(const char *url)
{
    return url + strlen("sqlite:");
}

/* ---- statements ---- */

static void statement_free(struct statement *st)
{
    if (!st)
        return;
    sqlite3_finalize(st->s);
    free(st->sql);
    free(st);
}

/* Eight bytes at a time: each start of a statement hashes its whole text. */
static uint64_t hash_of(const char *s, size_t n)
{
    uint64_t h = n, word;

    for (; n >= sizeof word; s += sizeof word, n -= sizeof word) {
        memcpy(&word, s, sizeof word);
        h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 32;
    }
    word = 0;
    memcpy(&word, s, n);
    h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return h ^ h >> 29;
}

static bool only_blank(const char *tail)
{
    return tail[strspn(tail, " \t\n;")] == '\0';
}

/* SQLite knows "$7" by its name only; asking for each name at each start would cost more than
   binding. */
static struct statement *statement_of(sqlite3_stmt *s, const char *sql, size_t n, uint64_t hash)
{
    int param_n = sqlite3_bind_parameter_count(s);
    struct statement *st = calloc(1, sizeof *st + (size_t)param_n * sizeof st->params[0]);
    char name[24];

    must(st && (st->sql = strdup(sql)));
    st->n = n;
    st->hash = hash;
    st->s = s;
    st->param_n = param_n;
    for (int i = 0; i < param_n; i++) {
        snprintf(name, sizeof name, "$%d", i + 1);
        st->params[i] = sqlite3_bind_parameter_index(s, name);
    }
    return st;
}

static struct statement *statement_new(struct conn *c, const char *sql, size_t n, uint64_t hash)
{
    const char *tail;
    sqlite3_stmt *s;

    if (sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, &tail) != SQLITE_OK)
        return NULL;
    if (!s || !only_blank(tail)) {
        sqlite3_finalize(s);
        snprintf(c->complaint, sizeof c->complaint, "exactly one statement at a time");
        return NULL;
    }
    return statement_of(s, sql, n, hash);
}

/* Puts a statement into the cache: a free place of its window, or that of an idle one. */
static void cache_put(struct conn *c, struct statement *st)
{
    size_t at = (size_t)st->hash;
    struct statement **place = NULL;

    for (size_t i = 0; i < CACHE_WINDOW && !place; i++)
        if (!c->cache[(at + i) % CACHE_SIZE])
            place = &c->cache[(at + i) % CACHE_SIZE];
    for (size_t i = 0; i < CACHE_WINDOW && !place; i++) {
        size_t k = (at + (c->evict + i) % CACHE_WINDOW) % CACHE_SIZE;
        if (!c->cache[k]->busy)
            place = &c->cache[k];
    }
    c->evict++;
    if (!place)
        return;
    statement_free(*place);
    *place = st;
    st->cached = true;
}

static struct statement *statement_take(struct conn *c, const char *sql)
{
    size_t n = strlen(sql);
    uint64_t hash = hash_of(sql, n);
    struct statement *st;

    for (size_t i = 0; i < CACHE_WINDOW; i++) {
        st = c->cache[((size_t)hash + i) % CACHE_SIZE];
        if (st && !st->busy && st->hash == hash && st->n == n && memcmp(st->sql, sql, n) == 0)
            return st;
    }
    if ((st = statement_new(c, sql, n, hash)))
        cache_put(c, st);
    return st;
}

static int bind_one(sqlite3_stmt *s, int at, const struct dbval *v)
{
    if (v->n > INT32_MAX)
        return SQLITE_TOOBIG;
    switch (v->type) {
    case DB_INT: return sqlite3_bind_int64(s, at, v->i);
    case DB_TEXT: return sqlite3_bind_text(s, at, v->p, (int)v->n, SQLITE_TRANSIENT);
    case DB_BYTES: return sqlite3_bind_blob(s, at, v->p, (int)v->n, SQLITE_TRANSIENT);
    case DB_NULL: break;
    }
    return sqlite3_bind_null(s, at);
}

/* Every $k up to n must stand in the statement, as PostgreSQL wants it. */
static bool bind_all(struct conn *c, const struct statement *st, const struct dbval *args, size_t n)
{
    bool good = (size_t)st->param_n == n;

    for (size_t i = 0; i < n && good; i++)
        good = st->params[i] > 0 && bind_one(st->s, st->params[i], &args[i + 1]) == SQLITE_OK;
    if (!good)
        snprintf(c->complaint, sizeof c->complaint, "%zu arguments do not fit the %d parameters", n,
                 st->param_n);
    return good;
}

static void finish(struct conn *c, void *statement)
{
    struct statement *st = statement;

    (void)c;
    sqlite3_reset(st->s);
    sqlite3_clear_bindings(st->s);
    st->busy = false;
    if (!st->cached)
        statement_free(st);
}

static void *start(struct conn *c, const char *sql, const struct dbval *args, size_t n)
{
    struct statement *st;

    c->complaint[0] = '\0';
    if (!(st = statement_take(c, sql)))
        return NULL;
    st->busy = true;
    if (bind_all(c, st, args, n))
        return st;
    finish(c, st);
    return NULL;
}

static enum ran step(struct conn *c, void *statement)
{
    (void)c;
    return ran_of(sqlite3_step(((struct statement *)statement)->s));
}

static const char *text(void *statement)
{
    return ((struct statement *)statement)->sql;
}

static int64_t changes(struct conn *c)
{
    return sqlite3_changes64(c->db);
}

static enum ran script(struct conn *c, const char *sql)
{
    c->complaint[0] = '\0';
    return ran_of(sqlite3_exec(c->db, sql, NULL, NULL, NULL));
}

static bool in_transaction(struct conn *c)
{
    return !sqlite3_get_autocommit(c->db);
}

static const char *error(struct conn *c)
{
    return c->complaint[0] ? c->complaint : sqlite3_errmsg(c->db);
}

static enum ran say(struct conn *c, const char *sql)
{
    void *st = start(c, sql, NULL, 0);
    enum ran ran = RAN_ROW;

    if (!st)
        return RAN_BROKEN;
    while (ran == RAN_ROW)
        ran = step(c, st);
    finish(c, st);
    return ran;
}

/* A deferred transaction has its snapshot from its first read, so we read at once. */
static enum ran begin(struct conn *c, bool write)
{
    enum ran ran = say(c, write ? "begin immediate" : "begin");

    if (ran == RAN_DONE && !write)
        ran = say(c, "select 1 from sqlite_schema limit 1");
    return ran;
}

/* ---- columns ---- */

static int64_t get_i64(void *statement, int column)
{
    return sqlite3_column_int64(((struct statement *)statement)->s, column);
}

static const char *get_text(void *statement, int column)
{
    return (const char *)sqlite3_column_text(((struct statement *)statement)->s, column);
}

static const void *get_bytes(void *statement, int column, size_t *n)
{
    sqlite3_stmt *s = ((struct statement *)statement)->s;
    const void *p = sqlite3_column_blob(s, column);

    *n = (size_t)sqlite3_column_bytes(s, column);
    return p;
}

static bool get_null(void *statement, int column)
{
    return sqlite3_column_type(((struct statement *)statement)->s, column) == SQLITE_NULL;
}

/* ---- housekeeping ---- */

static int count_pages(void *arg, sqlite3 *db, const char *name, int pages)
{
    struct conn *c = arg;

    (void)db;
    (void)name;
    c->wal_pages = pages;
    return SQLITE_OK;
}

static int untidy(struct conn *c)
{
    return c->wal_pages;
}

static void tidy(struct conn *c, bool hard)
{
    if (hard)
        sqlite3_busy_timeout(c->db, HARD_BUSY_MS);
    sqlite3_wal_checkpoint_v2(
        c->db, NULL, hard ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (hard)
        sqlite3_busy_timeout(c->db, BUSY_MS);
}

static bool sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return good;
}

/* Written under another name first: what is called a backup is a whole one. */
static bool keep_copy(struct conn *c, struct arena *mem, int no, const char **why)
{
    const char *file = sqlite3_db_filename(c->db, "main");
    const char *slash = strrchr(file, '/');
    const char *dir = slash ? arena_dup_n(mem, file, (size_t)(slash - file)) : ".";
    const char *name = arena_printf(mem, "%s/backup-before-%04d.db", dir, no);
    const char *part = arena_printf(mem, "%s.part", name);
    const struct dbval args[] = { { .type = DB_NULL }, dbval_text(part) };
    void *st;
    bool good = false;

    unlink(part);
    if ((st = start(c, "vacuum into $1", args, 1))) {
        good = step(c, st) == RAN_DONE;
        if (!good)
            snprintf(c->complaint, sizeof c->complaint, "%s", sqlite3_errmsg(c->db));
        finish(c, st);
    }
    good = good && chmod(part, 0600) == 0 && sync_path(part) && rename(part, name) == 0 &&
           sync_path(dir);
    if (!good) {
        *why = arena_printf(mem,
                            "cannot keep a copy at %s before the upgrade (%s):"
                            " make room on the disk and start again; nothing was changed",
                            name, error(c));
        unlink(part);
    }
    return good;
}

static bool plan(struct conn *c, struct arena *mem)
{
    return sqlite_plan(c->db, mem);
}

/* ---- opening ---- */

static void conn_close(struct conn *c)
{
    for (size_t i = 0; i < CACHE_SIZE; i++)
        statement_free(c->cache[i]);
    sqlite3_close(c->db);
    free(c);
}

static void settings_of_process(void)
{
    /* Its memory statistics would be one lock for all threads. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum ran settle(struct conn *c, const struct db_options *o, enum conn_use use)
{
    enum ran ran;

    sqlite3_extended_result_codes(c->db, 1);
    sqlite3_busy_timeout(c->db, BUSY_MS);
    sqlite3_wal_hook(c->db, count_pages, c); /* in place of the automatic checkpoint */
    ran = script(c, "pragma journal_mode = wal; pragma foreign_keys = on;"
                    "pragma temp_store = memory; pragma trusted_schema = off");
    if (ran == RAN_DONE)
        ran = script(c, o->durable ? "pragma synchronous = full" : "pragma synchronous = normal");
    if (ran == RAN_DONE)
        ran = script(c, use == CONN_READER
                            ? "pragma query_only = on; pragma cache_size = -6000"
                            : "pragma cache_size = -16000; pragma journal_size_limit = 67108864");
    return ran;
}

/* A new database is its owner's alone; SQLite gives the files beside it the same mode. */
static void make_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
}

static struct conn *conn_open(struct arena *mem, const struct db_options *o, enum conn_use use,
                              const char **why)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct conn *c = calloc(1, sizeof *c);
    const char *path = path_of(o->url);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

    must(c);
    pthread_once(&once, settings_of_process);
    if (use == CONN_WRITER) {
        flags |= SQLITE_OPEN_CREATE;
        make_private(path);
    }
    if (sqlite3_open_v2(path, &c->db, flags, NULL) == SQLITE_OK && settle(c, o, use) == RAN_DONE)
        return c;
    *why = arena_printf(mem,
                        "cannot open the database %s: %s"
                        " (is the folder there, may this user write it, has the disk room?)",
                        path, error(c));
    conn_close(c);
    return NULL;
}

const struct db_driver db_sqlite = {
    .scheme = "sqlite:",
    .bytes = "blob",
    .id = "integer primary key",
    .open = conn_open,
    .close = conn_close,
    .begin = begin,
    .in_transaction = in_transaction,
    .start = start,
    .step = step,
    .finish = finish,
    .text = text,
    .changes = changes,
    .script = script,
    .error = error,
    .get_i64 = get_i64,
    .get_text = get_text,
    .get_bytes = get_bytes,
    .get_null = get_null,
    .untidy = untidy,
    .tidy = tidy,
    .keep_copy = keep_copy,
    .plan = plan,
};
