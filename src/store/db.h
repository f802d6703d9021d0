/*
 * db.h -- one SQL interface for two engines.
 *
 * The same statement text runs on SQLite and on PostgreSQL: parameters are
 * `$1 … $n` (each used at least once, in any order), types are BIGINT, TEXT,
 * SMALLINT 0/1 and bytes, instants are UTC milliseconds, money is fen, dates
 * are days since 1970.  Arguments are tagged values, so there is no format
 * string, no escaping function and no way to join a value into a statement:
 *
 *     db_exec(tx, "update home set room = $1 where project_id = $2 and id = $3",
 *             T(room), I(project), I(id));
 *
 *     struct query q;
 *     for (db_query(tx, &q, "select id, name from person where project_id = $1", I(project));
 *          db_next(&q);)
 *         add(db_i64(&q, 0), db_text(&q, 1));
 *
 * Errors of the environment (database gone, disk full) are sticky on the
 * transaction: later calls do nothing, return no rows, and the one who opened
 * it is told at the end.  A statement that does not compile, or a broken
 * constraint that db_exec_try was not asked to expect, is a bug of ours and is
 * logged with its text; it is sticky too.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

struct db; /* the engine, its readers and its one writer */
struct tx; /* one transaction, with the arena its texts live in */

struct dbval {
    enum { DB_NULL, DB_INT, DB_TEXT, DB_BYTES } type;
    int64_t i;
    const char *p; /* text or bytes, borrowed until the call returns */
    size_t n;
};
#define I(x)    ((struct dbval){ .type = DB_INT, .i = (x) })
#define T(x)    dbval_text(x) /* NULL stores null */
#define B(p, n) dbval_bytes((p), (n))
#define NUL     ((struct dbval){ .type = DB_NULL })
/* An id or a date that may be missing: stores null when `absent` equals x. */
#define I_OR_NUL(x, absent) ((x) == (absent) ? NUL : I(x))
struct dbval dbval_text(const char *s);
struct dbval dbval_bytes(const void *p, size_t n);

/* The arguments as a counted array; the first element is a placeholder so that none is legal. */
#define DB_ARGS_(...)                                                                              \
    (const struct dbval[]){ { .type = DB_NULL }, ##__VA_ARGS__ },                                  \
        sizeof((const struct dbval[]){ { .type = DB_NULL }, ##__VA_ARGS__ }) /                     \
                sizeof(struct dbval) -                                                             \
            1

struct query {
    struct tx *tx;
    void *statement; /* the engine's */
    bool open;
};

/* Runs a statement that returns no rows; returns the number of rows changed (0 after an error). */
#define db_exec(tx, sql, ...) db_exec_((tx), (sql), DB_ARGS_(__VA_ARGS__))
/* As db_exec, but a broken unique or foreign key is an answer: -1, nothing changed, tx as before.
 */
#define db_exec_try(tx, sql, ...) db_exec_try_((tx), (sql), DB_ARGS_(__VA_ARGS__))
/* Starts a query; read it with db_next.  One that is left early is closed by db_done, by the next
   query of the same variable, or by the transaction's end, after which it is not touched. */
#define db_query(tx, q, sql, ...) db_query_((tx), (q), (sql), DB_ARGS_(__VA_ARGS__))
/* First row of a query or false; the query stays open for the getters until db_done or tx end. */
#define db_one(tx, q, sql, ...) (db_query((tx), (q), (sql), ##__VA_ARGS__), db_next(q))
/* First column of the first row; 0 when there is none. */
#define db_int(tx, sql, ...) db_int_((tx), (sql), DB_ARGS_(__VA_ARGS__))
/* First column of the first row in the transaction's arena; NULL when there is none. */
#define db_str(tx, sql, ...) db_str_((tx), (sql), DB_ARGS_(__VA_ARGS__))

int64_t db_exec_(struct tx *tx, const char *sql, const struct dbval *args, size_t n);
int64_t db_exec_try_(struct tx *tx, const char *sql, const struct dbval *args, size_t n);
void db_query_(struct tx *tx, struct query *q, const char *sql, const struct dbval *args, size_t n);
int64_t db_int_(struct tx *tx, const char *sql, const struct dbval *args, size_t n);
const char *db_str_(struct tx *tx, const char *sql, const struct dbval *args, size_t n);
/* For the list mechanism: args[1..n] of an array built at run time (args[0] is not read). */
void db_query_n(struct tx *tx, struct query *q, const char *sql, const struct dbval *args,
                size_t n);

bool db_next(struct query *q);
void db_done(struct query *q);
int64_t db_i64(const struct query *q, int column); /* NULL reads as 0 */
/* Text in the transaction's arena (lives as long as it); NULL for null. */
const char *db_text(const struct query *q, int column);
/* Bytes in the transaction's arena; *n gets the length. */
const void *db_bytes(const struct query *q, int column, size_t *n);
bool db_is_null(const struct query *q, int column);

/* The arena of a transaction and whether something in its environment broke. */
struct arena *tx_mem(const struct tx *tx);
bool tx_failed(const struct tx *tx);
bool tx_is_write(const struct tx *tx);

/* ---- opening ---- */
struct migration {
    int no;           /* 1, 2, 3 … without a gap */
    const char *name; /* "0003_people" */
    const char *sql;  /* of both engines; {{bytes}} is the type of bytes, {{id}} that of a primary
                         key of one column which we give ourselves */
};
/* The migrations of this binary in order, ended by .no = 0 (generated from src's NNNN_*.sql). */
extern const struct migration migrations[];

struct db_options {
    const char *url; /* "sqlite:DIR/anju.db" */
    int readers;     /* read connections kept; 0 means 4 */
    bool durable;    /* fsync at each commit; only the bulk demo loader says false */
};
/*
 * Opens the database, creating it when missing, and brings the schema up to date, each migration
 * in its own transaction; before that, what an existing one holds is copied to
 * DIR/backup-before-NNNN.db.  On failure returns NULL and *why (in `mem`) gets a sentence that
 * says what to do (a newer schema, a file that is no database, a full disk).
 */
struct db *db_open(struct arena *mem, const struct db_options *o, const char **why) CHECKED;
void db_close(struct db *db);

/* ---- transactions ---- */
/* A read snapshot, fixed from now on; texts go to `mem`.  Waits for a free connection, so a thread
   holds at most one.  Never NULL. */
struct tx *db_read(struct db *db, struct arena *mem);
/* Ends it; E_STORE when it had failed. */
enum err db_read_end(struct tx *tx);

/*
 * Runs fn inside a write transaction of the project's turn, on the writer's thread, and returns
 * after the commit is on the disk.  Up to 64 callers (or 20 ms) are committed together, each in
 * its own savepoint: fn's value other than OK rolls back that savepoint only.  fn may run again
 * (the arena is rewound first) when the whole group failed, so it has no effect but rows.
 * project 0 is for global rows.  E_STORE: nothing was kept.  Not to be called inside fn.
 */
typedef enum err db_work(struct tx *tx, void *arg);
enum err db_write(struct db *db, int64_t project, struct arena *mem, db_work *fn,
                  void *arg) CHECKED;

/*
 * Inside fn of db_write: leaves work for the end of the group, in the same transaction but outside
 * of the savepoints.  It runs if and only if this turn is kept; when the engine refuses it, this
 * turn fails with E_STORE.  `arg` stands in the arena of db_write.  fn must not read what other
 * turns of the group may have changed.
 */
void db_at_end(struct tx *tx, void (*fn)(struct tx *tx, void *arg), void *arg);

/* Called on the writer's thread after each commit, before its callers return, with the projects
   that changed (each once); for live events.  It must be quick. */
void db_on_commit(struct db *db, void (*fn)(void *arg, const int64_t *projects, size_t n),
                  void *arg);

/* Counters for /metrics and tests. */
struct db_stats {
    int64_t commits; /* transactions that are on the disk */
    int64_t grouped; /* callers whose rows they carried */
    int64_t reruns;  /* callers run again because their group was thrown away */
    int64_t slow;    /* turns over 50 ms */
};
struct db_stats db_stats(struct db *db);
