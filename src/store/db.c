/*
 * db.c -- statements and read snapshots over an engine; see db.h.
 *
 * Errors of the environment stick to the transaction: the first is logged with
 * its statement, and from then on every call does nothing, so that callers need
 * no checks between their lines.  That is safe because nobody is answered
 * before the commit, and it makes both engines alike (PostgreSQL refuses every
 * statement after a failed one, SQLite does not).
 *
 * Unfinished statements are kept in a list of the transaction, by the address
 * of the caller's variable: it may be used for the next query without db_done,
 * and may have gone out of scope when the transaction ends.
 */
#include "base/log.h"
#include "base/must.h"
#include "base/when.h"
#include "store/db_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dbval dbval_text(const char *s)
{
    return (struct dbval){ .type = s ? DB_TEXT : DB_NULL, .p = s, .n = s ? strlen(s) : 0 };
}

struct dbval dbval_bytes(const void *p, size_t n)
{
    return (struct dbval){ .type = DB_BYTES, .p = p ? p : "", .n = p ? n : 0 };
}

/* ---- the transaction as an object ---- */

void tx_init(struct tx *tx, struct db *db, struct conn *c, struct arena *mem)
{
    *tx = (struct tx){ .db = db, .conn = c, .mem = mem, .open_room = FEW_OPEN };
    tx->open = tx->few;
}

void tx_end(struct tx *tx)
{
    for (size_t i = 0; i < tx->open_n; i++)
        tx->db->driver->finish(tx->conn, tx->open[i].statement);
    if (tx->open != tx->few)
        free(tx->open);
    tx->open = tx->few;
    tx->open_n = 0;
    tx->open_room = FEW_OPEN;
}

struct arena *tx_mem(const struct tx *tx)
{
    return tx->mem;
}

bool tx_failed(const struct tx *tx)
{
    return tx->failed;
}

bool tx_is_write(const struct tx *tx)
{
    return tx->is_write;
}

static void tx_break(struct tx *tx, const char *sql)
{
    if (!tx->failed)
        log_line(LOG_ERROR, "sql", "%s: %.400s", tx->db->driver->error(tx->conn), sql);
    tx->failed = true;
}

/* Remembers the slowest statement; its text is copied, as it may stand in a short-lived arena. */
static enum ran timed_step(struct tx *tx, void *statement)
{
    const struct db_driver *d = tx->db->driver;
    int64_t began = when_ticks(), ms;
    enum ran ran = d->step(tx->conn, statement);

    if ((ms = when_ticks() - began) > tx->slowest_ms) {
        tx->slowest_ms = ms;
        snprintf(tx->slowest, sizeof tx->slowest, "%.150s", d->text(statement));
    }
    return ran;
}

bool conn_say(struct db *db, struct conn *c, const char *sql)
{
    void *s = db->driver->start(c, sql, NULL, 0);
    enum ran ran = s ? db->driver->step(c, s) : RAN_BROKEN;

    if (s)
        db->driver->finish(c, s);
    return ran == RAN_DONE;
}

/* ---- statements without rows ---- */

static int64_t run(struct tx *tx, const char *sql, const struct dbval *args, size_t n, bool try)
{
    const struct db_driver *d = tx->db->driver;
    enum ran ran = RAN_ROW;
    int64_t changed = 0;
    void *s;

    if (tx->failed)
        return 0;
    if (!(s = d->start(tx->conn, sql, args, n))) {
        tx_break(tx, sql);
        return 0;
    }
    while (ran == RAN_ROW)
        ran = timed_step(tx, s);
    if (ran == RAN_DONE)
        changed = d->changes(tx->conn);
    else if (ran == RAN_CONSTRAINT && try && d->in_transaction(tx->conn))
        changed = -1;
    else
        tx_break(tx, sql);
    d->finish(tx->conn, s);
    return changed;
}

int64_t db_exec_(struct tx *tx, const char *sql, const struct dbval *args, size_t n)
{
    return run(tx, sql, args, n, false);
}

int64_t db_exec_try_(struct tx *tx, const char *sql, const struct dbval *args, size_t n)
{
    return run(tx, sql, args, n, true);
}

/* ---- queries ---- */

static void forget(struct tx *tx, size_t i)
{
    void *statement = tx->open[i].statement;

    tx->open[i] = tx->open[--tx->open_n];
    tx->db->driver->finish(tx->conn, statement);
}

static void remember(struct tx *tx, const struct query *q)
{
    if (tx->open_n == tx->open_room) {
        size_t room = tx->open_room * 2;
        struct open_query *more = malloc(room * sizeof *more);
        must(room > 0 && more);
        memcpy(more, tx->open, tx->open_n * sizeof *more);
        if (tx->open != tx->few)
            free(tx->open);
        tx->open = more;
        tx->open_room = room;
    }
    tx->open[tx->open_n++] = (struct open_query){ .owner = q, .statement = q->statement };
}

void db_query_n(struct tx *tx, struct query *q, const char *sql, const struct dbval *args, size_t n)
{
    for (size_t i = 0; i < tx->open_n; i++)
        if (tx->open[i].owner == q)
            forget(tx, i--);
    *q = (struct query){ .tx = tx };
    if (tx->failed)
        return;
    if (!(q->statement = tx->db->driver->start(tx->conn, sql, args, n))) {
        tx_break(tx, sql);
        return;
    }
    q->open = true;
    remember(tx, q);
}

void db_query_(struct tx *tx, struct query *q, const char *sql, const struct dbval *args, size_t n)
{
    db_query_n(tx, q, sql, args, n);
}

void db_done(struct query *q)
{
    if (!q->open)
        return;
    q->open = false;
    for (size_t i = 0; i < q->tx->open_n; i++)
        if (q->tx->open[i].statement == q->statement) {
            forget(q->tx, i);
            return;
        }
}

bool db_next(struct query *q)
{
    enum ran ran;

    if (!q->open || q->tx->failed)
        return false;
    if ((ran = timed_step(q->tx, q->statement)) == RAN_ROW)
        return true;
    if (ran != RAN_DONE)
        tx_break(q->tx, q->tx->db->driver->text(q->statement));
    db_done(q);
    return false;
}

int64_t db_i64(const struct query *q, int column)
{
    return q->open ? q->tx->db->driver->get_i64(q->statement, column) : 0;
}

const char *db_text(const struct query *q, int column)
{
    return q->open ? arena_dup(q->tx->mem, q->tx->db->driver->get_text(q->statement, column))
                   : NULL;
}

const void *db_bytes(const struct query *q, int column, size_t *n)
{
    const void *p;

    *n = 0;
    if (db_is_null(q, column))
        return NULL;
    p = q->tx->db->driver->get_bytes(q->statement, column, n);
    return arena_dup_n(q->tx->mem, p, *n);
}

bool db_is_null(const struct query *q, int column)
{
    return !q->open || q->tx->db->driver->get_null(q->statement, column);
}

int64_t db_int_(struct tx *tx, const char *sql, const struct dbval *args, size_t n)
{
    struct query q;
    int64_t v;

    db_query_n(tx, &q, sql, args, n);
    v = db_next(&q) ? db_i64(&q, 0) : 0;
    db_done(&q);
    return v;
}

const char *db_str_(struct tx *tx, const char *sql, const struct dbval *args, size_t n)
{
    struct query q;
    const char *v;

    db_query_n(tx, &q, sql, args, n);
    v = db_next(&q) ? db_text(&q, 0) : NULL;
    db_done(&q);
    return v;
}

/* ---- read snapshots ---- */

struct tx *db_read(struct db *db, struct arena *mem)
{
    struct tx *tx = malloc(sizeof *tx);
    struct conn *c;

    must(tx);
    pthread_mutex_lock(&db->read_lock);
    while (db->free_n == 0)
        pthread_cond_wait(&db->read_free, &db->read_lock);
    c = db->readers[--db->free_n];
    pthread_mutex_unlock(&db->read_lock);
    tx_init(tx, db, c, mem);
    if (db->driver->begin(c, false) != RAN_DONE)
        tx_break(tx, "begin");
    return tx;
}

enum err db_read_end(struct tx *tx)
{
    struct db *db = tx->db;
    bool failed = tx->failed;

    tx_end(tx);
    if (db->driver->in_transaction(tx->conn))
        failed |= !conn_say(db, tx->conn, "rollback");
    pthread_mutex_lock(&db->read_lock);
    db->readers[db->free_n++] = tx->conn;
    pthread_cond_signal(&db->read_free);
    pthread_mutex_unlock(&db->read_lock);
    free(tx);
    return failed ? E_STORE : OK;
}
