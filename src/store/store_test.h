/* store_test.h -- what the store's tests share: a folder of their own, a database in it, threads.
 */
#pragma once
/* cmocka wants these four before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/db.h"

#define SENTENCE(name, fn)                                                                         \
    {                                                                                              \
        name, fn, place_open, place_close, NULL                                                    \
    }

/* Of one test: an arena, an empty folder, and (after place_db) a database in it. */
struct place {
    struct arena *mem;
    char dir[64];
    struct db *db;
};

int place_open(void **state);
int place_close(void **state);
/* Opens DIR/anju.db with the test's migrations. */
struct db *place_db(struct place *p);
/* Runs one statement in a turn of its own. */
enum err place_say(struct place *p, const char *sql);
/* First column of a query in a snapshot of its own. */
int64_t place_int(struct place *p, const char *sql);

/* Runs fn(arg, 0) … fn(arg, n - 1) at once and waits for all. */
void crowd(int n, void (*fn)(void *arg, int no), void *arg);
