/*
 * writer.c -- how many durable rows a second the group-commit writer reaches by itself.
 *
 * Usage: writer FOLDER THREADS SECONDS.  Each thread adds one row at a time and waits until it is
 * on the disk.  Prints rows per second.
 */
#include "store/datadir.h"
#include "store/db.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

const struct migration migrations[] = {
    { 1, "0001_row", "create table row_of (id bigint primary key, text text not null);" },
    { 0 },
};

static struct db *db;
static atomic_llong next_id;
static atomic_bool stop;

static enum err add(struct tx *tx, void *arg)
{
    db_exec(tx, "insert into row_of (id, text) values ($1, $2)", I(*(const int64_t *)arg),
            T("a row of about the size of an event, so that pages fill as they do in use"));
    return OK;
}

static void *run(void *arg)
{
    struct arena *mem = arena_open((size_t)1 << 24);

    (void)arg;
    while (!atomic_load(&stop)) {
        int64_t id = atomic_fetch_add(&next_id, 1) + 1;

        if (db_write(db, 1, mem, add, &id) != OK)
            abort();
        arena_reset(mem);
    }
    arena_close(mem);
    return NULL;
}

int main(int argc, char **argv)
{
    struct arena *mem = arena_open((size_t)1 << 24);
    struct db_options o = { .durable = true };
    const char *why = "";
    int threads = argc == 4 ? (int)strtol(argv[2], NULL, 10) : 0;
    double seconds = argc == 4 ? strtod(argv[3], NULL) : 0;
    pthread_t *ids = arena_new_n(mem, pthread_t, threads + 1);

    if (threads < 1 || !datadir_open(mem, argv[1], true, &why))
        return 2;
    o.url = datadir_url(mem, argv[1]);
    db = db_open(mem, &o, &why);
    if (!db) {
        fprintf(stderr, "%s\n", why);
        return 1;
    }
    for (int i = 0; i < threads; i++)
        pthread_create(&ids[i], NULL, run, NULL);
    nanosleep(&(struct timespec){ (time_t)seconds, 0 }, NULL);
    atomic_store(&stop, true);
    for (int i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    printf("%.0f\n", (double)atomic_load(&next_id) / seconds);
    db_close(db);
    arena_close(mem);
    return 0;
}
