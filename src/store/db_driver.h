/*
 * db_driver.h -- what an engine must offer; private to store/.
 *
 * A connection runs statements one after another and is used by one thread at a
 * time.  Savepoint, release, rollback and commit are the same words in both
 * engines, so db.c says them; how a transaction begins is the engine's.  Only
 * db_sqlite.c includes sqlite3.h.
 */
#pragma once
#include "store/db.h"

struct conn; /* the engine's connection with its statement cache */

enum ran {
    RAN_ROW,
    RAN_DONE,
    RAN_CONSTRAINT, /* a unique or foreign key; other broken checks are bugs, thus RAN_BROKEN */
    RAN_BROKEN,
};

enum conn_use { CONN_WRITER, CONN_READER, CONN_TIDIER };

struct db_driver {
    const char *scheme; /* "sqlite:" */
    const char *bytes;  /* what {{bytes}} means in a migration */
    const char *id;     /* what {{id}} means: a 64-bit primary key that we give ourselves */

    /* NULL and a sentence in *why when the database can't be opened. */
    struct conn *(*open)(struct arena *mem, const struct db_options *o, enum conn_use use,
                         const char **why);
    void (*close)(struct conn *c);
    /* Begins the writer's transaction, or a read snapshot that is fixed from this moment. */
    enum ran (*begin)(struct conn *c, bool write);
    /* False when the engine has thrown the whole transaction away. */
    bool (*in_transaction)(struct conn *c);

    /* Takes from the cache or prepares, and binds args[1..n]; NULL when the statement is wrong. */
    void *(*start)(struct conn *c, const char *sql, const struct dbval *args, size_t n);
    enum ran (*step)(struct conn *c, void *statement);
    void (*finish)(struct conn *c, void *statement);
    const char *(*text)(void *statement);
    int64_t (*changes)(struct conn *c);
    /* Several statements without arguments: migrations. */
    enum ran (*script)(struct conn *c, const char *sql);
    /* The last complaint, for logs; without values. */
    const char *(*error)(struct conn *c);

    int64_t (*get_i64)(void *statement, int column);
    const char *(*get_text)(void *statement, int column); /* borrowed until the next step */
    const void *(*get_bytes)(void *statement, int column, size_t *n);
    bool (*get_null)(void *statement, int column);

    /* Pages that wait for housekeeping since the last commit (SQLite: length of the WAL). */
    int (*untidy)(struct conn *c);
    /* Housekeeping.  hard: on the writer's connection between two groups, for a WAL that readers
       kept growing; otherwise beside the writer. */
    void (*tidy)(struct conn *c, bool hard);
    /* Copies the database to a file beside it, before migration `no` changes it. */
    bool (*keep_copy)(struct conn *c, struct arena *mem, int no, const char **why);
    /* Once the schema is there, on the writer's connection: what the planner should know. */
    bool (*plan)(struct conn *c, struct arena *mem);
};

extern const struct db_driver db_sqlite;
