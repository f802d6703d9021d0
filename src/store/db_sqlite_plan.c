/*
 * db_sqlite_plan.c -- telling SQLite's planner what we know about our tables.
 *
 * Without statistics SQLite takes any first column of an index to leave about
 * ten rows.  Ours is the project, which leaves nearly all of them: so "the
 * orders of this fault, newest first" walked through every order of the project
 * because the primary key had the right order already.  ANALYZE would count,
 * but a database that is counted while it is small is planned badly when it has
 * grown, and two installations would not run the same plans.
 *
 * So the statistics are written, not counted: from the names of the columns,
 * which follow one habit everywhere.  They are the same for the same schema, on
 * an empty database and on a large one, and are compared at each opening.
 */
#include "store/db_sqlite_plan.h"
#include "base/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ROWS        1000000 /* of every table that a project's rows grow in */
#define PROJECTS    4
#define OF_ONE      10 /* rows that one key of another table leads to */
#define KINDS       8  /* different values of a state, a kind, a flag */
#define PARTS       10 /* a partial index holds this part of its table */
#define COLUMNS_MAX 16
#define TEXT_MAX    ((size_t)256 << 10)

/* Endings of names whose columns tell rows apart; the others only sort them into kinds. */
static const char *const keys[] = { "id",    "no",   "code",    "hash",     "index",
                                    "last4", "at",   "on",      "key",      "name",
                                    "terms", "room", "spelled", "initials", "login",
                                    "k",     "v",    "pos",     "matter",   "slug" };

static const char indexes[] =
    "select m.name, l.name, l.\"unique\", l.partial from sqlite_schema m"
    " join pragma_index_list(m.name) l where m.type = 'table' and exists (select 1"
    " from pragma_table_info(m.name) c where c.name = 'project_id' and c.pk = 1)"
    " order by m.name, l.name";

static bool tells_apart(const char *column)
{
    size_t n = strlen(column);

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        size_t k = strlen(keys[i]);

        if (n >= k && strcmp(column + n - k, keys[i]) == 0 && (n == k || column[n - k - 1] == '_'))
            return true;
    }
    return false;
}

static int64_t at_least_one(int64_t n)
{
    return n > 0 ? n : 1;
}

/* Rows that are left when this column of an index is given too. */
static int64_t narrowed(int64_t rows, const char *column)
{
    if (strcmp(column, "project_id") == 0)
        return at_least_one(rows / PROJECTS);
    if (!tells_apart(column))
        return at_least_one(rows / KINDS);
    return rows > OF_ONE ? OF_ONE : at_least_one(rows / 2);
}

/* "1000000 250000 10 5 noskipscan": rows of the index, then rows left after each column. */
static bool put_index(sqlite3 *db, struct buf *b, const char *index, bool is_unique,
                      bool is_partial)
{
    static const char sql[] = "select name from pragma_index_info(?1) order by seqno";
    int64_t rows = is_partial ? ROWS / PARTS : ROWS, left[COLUMNS_MAX];
    sqlite3_stmt *s;
    size_t n = 0;
    bool good;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_text(s, 1, index, -1, SQLITE_STATIC);
    buf_printf(b, "%" PRId64, rows);
    while (n < COLUMNS_MAX && sqlite3_step(s) == SQLITE_ROW) {
        const char *column = (const char *)sqlite3_column_text(s, 0);

        left[n++] = rows = narrowed(rows, column ? column : "");
    }
    good = sqlite3_finalize(s) == SQLITE_OK;
    if (n && is_unique)
        left[n - 1] = 1;
    for (size_t i = 0; i < n; i++)
        buf_printf(b, " %" PRId64, left[i]);
    buf_puts(b, " noskipscan");
    return good;
}

/* One line for each index: the statement that writes it. */
static bool put_all(sqlite3 *db, struct buf *b)
{
    sqlite3_stmt *s;
    bool good = true;

    if (sqlite3_prepare_v2(db, indexes, -1, &s, NULL) != SQLITE_OK)
        return false;
    while (good && sqlite3_step(s) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(s, 0);
        const char *index = (const char *)sqlite3_column_text(s, 1);

        buf_printf(b, "insert into sqlite_stat1 (tbl, idx, stat) values ('%s', '%s', '", table,
                   index);
        good = put_index(db, b, index, sqlite3_column_int(s, 2), sqlite3_column_int(s, 3));
        buf_puts(b, "');\n");
    }
    return sqlite3_finalize(s) == SQLITE_OK && good && !b->full;
}

/* What stands there, in the same words; nothing when there are no statistics yet. */
static void put_present(sqlite3 *db, struct buf *b)
{
    static const char sql[] =
        "select 'insert into sqlite_stat1 (tbl, idx, stat) values (''' || tbl || ''', ''' || idx"
        " || ''', ''' || stat || ''');' from sqlite_stat1 order by tbl, idx";
    sqlite3_stmt *s;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        return;
    while (sqlite3_step(s) == SQLITE_ROW)
        buf_printf(b, "%s\n", (const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
}

static bool say(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* The table of statistics cannot be created by hand: an ANALYZE that looks at next to nothing
   makes it, and what it found is replaced. */
static bool write_all(sqlite3 *db, const char *lines)
{
    bool good = say(db, "pragma analysis_limit = 1; begin immediate; analyze main;"
                        " delete from sqlite_stat1") &&
                say(db, lines) && say(db, "commit");

    if (!good && !sqlite3_get_autocommit(db))
        say(db, "rollback");
    return good && say(db, "analyze sqlite_schema");
}

bool sqlite_plan(sqlite3 *db, struct arena *mem)
{
    struct arena_mark mark = arena_mark(mem);
    struct buf wanted = buf_new(mem, TEXT_MAX), present = buf_new(mem, TEXT_MAX);
    bool good = put_all(db, &wanted);

    put_present(db, &present);
    if (good && strcmp(wanted.p, present.p) != 0)
        good = write_all(db, wanted.p);
    arena_rewind(mem, mark);
    return good;
}
