/* db_inside.h -- what db.c, db_write.c and db_open.c share; private to store/. */
#pragma once
#include "store/db_driver.h"

#include <pthread.h>
#include <semaphore.h>

#define SLOW_MS  50 /* a turn longer than this is named in the log */
#define FEW_OPEN 8

/* An unfinished statement and the variable it was started for. */
struct open_query {
    const struct query *owner; /* compared, never followed: it may be out of scope */
    void *statement;
};

/* What db_at_end() keeps for the end of the group, in the order of the calls. */
struct ending {
    struct ending *next;
    void (*fn)(struct tx *tx, void *arg);
    void *arg;
};

struct tx {
    struct db *db;
    struct conn *conn;
    struct arena *mem;
    bool failed, is_write;
    struct waiter *who; /* whose turn it is; NULL in a snapshot */
    struct open_query few[FEW_OPEN], *open;
    size_t open_n, open_room;
    int64_t slowest_ms; /* of one statement, for the slow log */
    char slowest[160];
};

/* A caller of db_write, on its own stack. */
struct waiter {
    struct waiter *next;
    int64_t project;
    struct arena *mem;
    struct arena_mark mark;
    db_work *fn;
    void *arg;
    struct ending *endings, **endings_end;
    enum err said;
    sem_t done;
};

struct db {
    const struct db_driver *driver;
    const char *url;

    pthread_mutex_t read_lock; /* over the readers */
    pthread_cond_t read_free;
    struct conn **readers;
    int reader_n, free_n;

    pthread_mutex_t write_lock; /* over all below */
    pthread_cond_t write_more, tidy_more;
    struct waiter *first, *last;
    bool stop, tidy_due;
    struct db_stats stats;
    void (*committed)(void *arg, const int64_t *projects, size_t n);
    void *committed_arg;

    struct conn *writer; /* the writer thread's alone, once it runs */
    int tidied_pages;
    pthread_t write_thread;
    struct conn *tidier;
    pthread_t tidy_thread;
};

/* Runs one statement without arguments or rows. */
bool conn_say(struct db *db, struct conn *c, const char *sql);
void tx_init(struct tx *tx, struct db *db, struct conn *c, struct arena *mem);
/* Closes what is still open. */
void tx_end(struct tx *tx);
void writer_start(struct db *db);
void writer_stop(struct db *db);
