/*
 * db_open.c -- opening, and bringing the schema up to date.
 *
 * Each migration runs in a transaction of its own, together with the row that
 * says so; a start that dies half way goes on where it stopped.  Before the
 * first change to a database that holds something, a copy is put beside it.  A
 * schema newer than this binary is refused: an old binary can't know which of
 * its rules no longer hold.
 */
#include "base/buf.h"
#include "base/log.h"
#include "base/must.h"
#include "base/when.h"
#include "store/db_inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define READERS     4
#define SQL_CEILING (1024 * 1024)

/* The words of a migration that the engines spell differently. */
static const char *with_words(const struct db *db, struct arena *mem, const char *sql)
{
    const struct {
        const char *mark, *word;
    } words[] = { { "{{bytes}}", db->driver->bytes }, { "{{id}}", db->driver->id } };
    struct buf b = buf_new(mem, SQL_CEILING);

    while (*sql) {
        size_t i = 0;

        while (i < LEN(words) && strncmp(sql, words[i].mark, strlen(words[i].mark)) != 0)
            i++;
        if (i < LEN(words)) {
            buf_puts(&b, words[i].word);
            sql += strlen(words[i].mark);
        } else
            buf_putc(&b, *sql++);
    }
    must(!b.full);
    return b.p;
}

static int64_t schema_no(struct db *db, struct arena *mem, bool *failed)
{
    struct tx tx;
    int64_t no;

    tx_init(&tx, db, db->writer, mem);
    db_exec(&tx, "create table if not exists schema_migration (no bigint primary key,"
                 " name text not null, applied_at bigint not null)");
    no = db_int(&tx, "select max(no) from schema_migration");
    tx_end(&tx);
    *failed = tx.failed;
    return no;
}

/* Inside its transaction it looks again: another process may have been quicker. */
static bool migrate_one(struct db *db, struct arena *mem, const struct migration *m)
{
    struct tx tx;
    bool good;

    if (db->driver->begin(db->writer, true) != RAN_DONE)
        return false;
    tx_init(&tx, db, db->writer, mem);
    good = db_int(&tx, "select count(*) from schema_migration where no = $1", I(m->no)) != 0 ||
           (!tx.failed && db->driver->script(db->writer, with_words(db, mem, m->sql)) == RAN_DONE &&
            db_exec(&tx, "insert into schema_migration (no, name, applied_at) values ($1, $2, $3)",
                    I(m->no), T(m->name), I(when_now())) == 1);
    tx_end(&tx);
    return good && conn_say(db, db->writer, "commit");
}

static bool migrate_all(struct db *db, struct arena *mem, int64_t have, const char **why)
{
    for (const struct migration *m = migrations; m->no; m++) {
        struct arena_mark mark = arena_mark(mem);

        if (m->no <= have)
            continue;
        if (!migrate_one(db, mem, m)) {
            *why =
                arena_printf(mem, "%s: the change of the schema \"%s\" failed and was undone: %s",
                             db->url, m->name, db->driver->error(db->writer));
            if (db->driver->in_transaction(db->writer))
                conn_say(db, db->writer, "rollback");
            return false;
        }
        arena_rewind(mem, mark);
    }
    return true;
}

static bool migrate(struct db *db, struct arena *mem, const char **why)
{
    bool failed;
    int64_t have = schema_no(db, mem, &failed);
    int newest = 0;

    for (const struct migration *m = migrations; m->no; m++)
        newest = m->no;
    if (failed) {
        *why = arena_printf(mem, "cannot read %s: %s", db->url, db->driver->error(db->writer));
        return false;
    }
    if (have > newest) {
        *why = arena_printf(mem,
                            "%s was written by a newer version of this program (schema %" PRId64
                            ", this binary knows up to %d): start the newer version,"
                            " or restore a backup made before the upgrade",
                            db->url, have, newest);
        return false;
    }
    if (have > 0 && have < newest && !db->driver->keep_copy(db->writer, mem, (int)have + 1, why))
        return false;
    if (!migrate_all(db, mem, have, why))
        return false;
    if (!db->driver->plan(db->writer, mem))
        log_line(LOG_WARN, "plan", "%s", db->driver->error(db->writer));
    return true;
}

static bool open_readers(struct db *db, struct arena *mem, const struct db_options *o,
                         const char **why)
{
    int n = o->readers ? o->readers : READERS;

    db->readers = calloc((size_t)n, sizeof(struct conn *));
    must(db->readers);
    for (; db->reader_n < n; db->reader_n++)
        if (!(db->readers[db->free_n] = db->driver->open(mem, o, CONN_READER, why)))
            return false;
        else
            db->free_n++;
    db->tidier = db->driver->open(mem, o, CONN_TIDIER, why);
    return db->tidier != NULL;
}

static void db_free(struct db *db)
{
    for (int i = 0; i < db->free_n; i++)
        db->driver->close(db->readers[i]);
    free(db->readers);
    if (db->tidier)
        db->driver->close(db->tidier);
    /* The writer last: SQLite cleans up with the last connection, and this one may write. */
    if (db->writer)
        db->driver->close(db->writer);
    pthread_mutex_destroy(&db->read_lock);
    pthread_mutex_destroy(&db->write_lock);
    pthread_cond_destroy(&db->read_free);
    pthread_cond_destroy(&db->write_more);
    pthread_cond_destroy(&db->tidy_more);
    free(db);
}

struct db *db_open(struct arena *mem, const struct db_options *o, const char **why)
{
    struct db *db;

    if (strncmp(o->url, db_sqlite.scheme, strlen(db_sqlite.scheme)) != 0) {
        *why = arena_printf(mem, "%s: the address of a database begins with \"sqlite:\"", o->url);
        return NULL;
    }
    db = calloc(1, sizeof *db);
    must(db);
    db->driver = &db_sqlite;
    db->url = arena_dup(mem, o->url);
    pthread_mutex_init(&db->read_lock, NULL);
    pthread_mutex_init(&db->write_lock, NULL);
    pthread_cond_init(&db->read_free, NULL);
    pthread_cond_init(&db->write_more, NULL);
    pthread_cond_init(&db->tidy_more, NULL);
    db->writer = db->driver->open(mem, o, CONN_WRITER, why);
    if (!db->writer || !migrate(db, mem, why) || !open_readers(db, mem, o, why)) {
        db_free(db);
        return NULL;
    }
    writer_start(db);
    return db;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    writer_stop(db);
    must(db->free_n == db->reader_n); /* no snapshot is open any more */
    db_free(db);
}
