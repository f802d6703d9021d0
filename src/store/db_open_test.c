/* db_open_test.c -- opening: migrations, the copy before an upgrade, and clear refusals. */
#include "store/store_test.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_db(struct place *p)
{
    db_close(p->db);
    p->db = NULL;
}

/* Opening must fail; the sentence that says why. */
static const char *refused(struct place *p)
{
    const char *why = NULL;
    const struct db_options o = { .url = arena_printf(p->mem, "sqlite:%s/anju.db", p->dir) };
    struct db *db = db_open(p->mem, &o, &why);

    assert_null(db);
    assert_non_null(why);
    return why;
}

static bool exists(struct place *p, const char *name)
{
    return access(arena_printf(p->mem, "%s/%s", p->dir, name), F_OK) == 0;
}

static void schema_is_made_once(void **state)
{
    struct place *p = *state;
    struct stat st;

    place_db(p);
    assert_int_equal(place_int(p, "select count(*) from schema_migration"), 2);
    assert_int_equal(place_say(p, "update counter set n = 41"), OK);
    close_db(p);
    place_db(p);
    assert_int_equal(place_int(p, "select n from counter"), 41);
    assert_int_equal(place_int(p, "select max(no) from schema_migration"), 2);
    assert_false(exists(p, "backup-before-0003.db"));
    assert_int_equal(stat(arena_printf(p->mem, "%s/anju.db", p->dir), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void go_back_to_the_first(struct place *p)
{
    place_db(p);
    assert_int_equal(place_say(p, "drop table thing"), OK);
    assert_int_equal(place_say(p, "drop table kind"), OK);
    assert_int_equal(place_say(p, "delete from schema_migration where no = 2"), OK);
    assert_int_equal(place_say(p, "update counter set n = 41"), OK);
    close_db(p);
}

static void upgrade_keeps_a_copy(void **state)
{
    struct place *p = *state;

    go_back_to_the_first(p);
    place_db(p);
    assert_int_equal(place_int(p, "select count(*) from schema_migration"), 2);
    assert_int_equal(place_int(p, "select n from counter"), 41);
    close_db(p);
    assert_false(exists(p, "backup-before-0002.db.part"));

    /* The copy is a database of its own, as it was before. */
    assert_int_equal(unlink(arena_printf(p->mem, "%s/anju.db", p->dir)), 0);
    assert_int_equal(rename(arena_printf(p->mem, "%s/backup-before-0002.db", p->dir),
                            arena_printf(p->mem, "%s/anju.db", p->dir)),
                     0);
    place_db(p);
    assert_int_equal(place_int(p, "select n from counter"), 41);
    assert_int_equal(place_int(p, "select count(*) from kind"), 0);
}

static void no_copy_no_upgrade(void **state)
{
    struct place *p = *state;
    const char *why;

    go_back_to_the_first(p);
    /* A folder of that name can't be replaced by a file. */
    assert_int_equal(mkdir(arena_printf(p->mem, "%s/backup-before-0002.db", p->dir), 0700), 0);
    why = refused(p);
    assert_non_null(strstr(why, "nothing was changed"));
    assert_int_equal(rmdir(arena_printf(p->mem, "%s/backup-before-0002.db", p->dir)), 0);
    place_db(p);
}

static void failed_migration_is_undone(void **state)
{
    struct place *p = *state;
    const char *why;

    place_db(p);
    /* The second statement of 0002 fails, its first one must not stay. */
    assert_int_equal(place_say(p, "drop table thing"), OK);
    assert_int_equal(place_say(p, "drop table kind"), OK);
    assert_int_equal(place_say(p, "create table thing (old bigint)"), OK);
    assert_int_equal(place_say(p, "delete from schema_migration where no = 2"), OK);
    close_db(p);
    why = refused(p);
    assert_non_null(strstr(why, "0002_second"));
    assert_non_null(strstr(why, "thing"));
    assert_non_null(strstr(why, "undone"));
    why = refused(p);
    assert_null(strstr(why, "kind already exists"));
}

static void newer_schema_is_refused(void **state)
{
    struct place *p = *state;
    const char *why;

    place_db(p);
    assert_int_equal(place_say(p, "insert into schema_migration values (99, '0099_x', 0)"), OK);
    close_db(p);
    why = refused(p);
    assert_non_null(strstr(why, "newer version"));
    assert_non_null(strstr(why, "99"));
    assert_false(exists(p, "backup-before-0003.db"));
}

static void what_is_no_database_is_refused(void **state)
{
    struct place *p = *state;
    const char *why;
    int fd = open(arena_printf(p->mem, "%s/anju.db", p->dir), O_WRONLY | O_CREAT, 0600);

    assert_int_equal(write(fd, arena_printf(p->mem, "%4000s", "no database"), 4000), 4000);
    close(fd);
    why = refused(p);
    assert_non_null(strstr(why, "not a database"));
}

static void missing_folder_is_refused(void **state)
{
    struct place *p = *state;
    const char *why = NULL;
    const struct db_options o = { .url = "sqlite:/nowhere/at/all/anju.db" };
    const struct db_options other = { .url = "oracle:x" };

    assert_null(db_open(p->mem, &o, &why));
    assert_non_null(strstr(why, "/nowhere/at/all/anju.db"));
    assert_null(db_open(p->mem, &other, &why));
    assert_non_null(strstr(why, "sqlite:"));
}

static void open_one(void *arg, int no)
{
    struct place *p = arg;
    struct arena *mem = arena_open(1024 * 1024);
    const char *why = NULL;
    const struct db_options o = { .url = arena_printf(mem, "sqlite:%s/anju.db", p->dir),
                                  .readers = 1 + no % 2,
                                  .durable = true };
    struct db *db = db_open(mem, &o, &why);

    if (!db)
        fail_msg("%s", why);
    db_close(db);
    arena_close(mem);
}

static void two_starts_at_once(void **state)
{
    struct place *p = *state;

    place_db(p);
    crowd(4, open_one, p);
    assert_int_equal(place_int(p, "select count(*) from schema_migration"), 2);
}

/* How the engine would run it, on a database in which nothing was counted. */
static const char *plan_of(struct place *p, const char *sql)
{
    struct tx *tx = db_read(p->db, p->mem);
    struct query q;
    const char *said = "";

    for (db_query(tx, &q, arena_printf(p->mem, "explain query plan %s", sql)); db_next(&q);)
        said = arena_printf(p->mem, "%s%s; ", said, db_text(&q, 3));
    db_done(&q);
    assert_int_equal(db_read_end(tx), OK);
    return said;
}

static void plans_know_that_a_project_is_everything(void **state)
{
    struct place *p = *state;
    const char *newest = "select id from part where project_id = 1 and whole_id = 2"
                         " order by id desc limit 1";

    place_db(p);
    assert_non_null(strstr(plan_of(p, newest), "part_by_whole (project_id=? AND whole_id=?)"));
    assert_non_null(strstr(plan_of(p, "select id from part where project_id = 1 order by id"),
                           "(project_id=?)"));
    assert_int_equal(place_say(p, "delete from sqlite_stat1"), OK);
    close_db(p);
    place_db(p);
    assert_non_null(strstr(plan_of(p, newest), "part_by_whole (project_id=? AND whole_id=?)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SENTENCE("the schema is made once, and the file is its owner's alone", schema_is_made_once),
        SENTENCE("before an upgrade a copy is kept, and can be used", upgrade_keeps_a_copy),
        SENTENCE("without a copy nothing is upgraded", no_copy_no_upgrade),
        SENTENCE("a migration that fails leaves nothing behind", failed_migration_is_undone),
        SENTENCE("a newer schema is refused with a sentence", newer_schema_is_refused),
        SENTENCE("a file that is no database is refused", what_is_no_database_is_refused),
        SENTENCE("a missing folder and an unknown engine are refused", missing_folder_is_refused),
        SENTENCE(
            "a statement about one thing does not walk through its project, on an empty database"
            " too",
            plans_know_that_a_project_is_everything),
        SENTENCE("a database may be opened several times at once", two_starts_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
