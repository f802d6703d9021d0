/* db_test.c -- statements, queries, snapshots and the sticky error. */
#include "store/db_inside.h"
#include "store/store_test.h"

#include <string.h>

/* Runs fn in a turn and expects the answer. */
static void turn(struct place *p, db_work *fn, enum err expected)
{
    if (!p->db)
        place_db(p);
    assert_int_equal(db_write(p->db, 1, p->mem, fn, p), expected);
}

static enum err bind_work(struct tx *tx, void *arg)
{
    struct query q;

    (void)arg;
    assert_int_equal(db_exec(tx, "insert into kind (name, id) values ($2, $1)", I(7), T("墙面")),
                     1);
    assert_true(db_one(tx, &q, "select id, name from kind where id = $1 and id + 0 = $1", I(7)));
    assert_int_equal(db_i64(&q, 0), 7);
    assert_string_equal(db_text(&q, 1), "墙面");
    return OK;
}

static void binds_by_name(void **state)
{
    turn(*state, bind_work, OK);
}

static enum err null_work(struct tx *tx, void *arg)
{
    struct query q;
    size_t n = 9;

    (void)arg;
    db_exec(tx, "insert into thing (id, name, sealed, size) values ($1, $2, $3, $4)", I(1), T(NULL),
            B("", 0), I_OR_NUL(-1, -1));
    assert_true(db_one(tx, &q, "select name, sealed, size from thing where id = $1", I(1)));
    assert_true(db_is_null(&q, 0));
    assert_null(db_text(&q, 0));
    assert_false(db_is_null(&q, 1));
    assert_non_null(db_bytes(&q, 1, &n));
    assert_int_equal(n, 0);
    assert_true(db_is_null(&q, 2));
    assert_int_equal(db_i64(&q, 2), 0);
    assert_null(db_bytes(&q, 2, &n));
    db_exec(tx, "update thing set sealed = $1", B("a\0b", 3));
    assert_true(db_one(tx, &q, "select sealed from thing"));
    assert_memory_equal(db_bytes(&q, 0, &n), "a\0b", 3);
    assert_int_equal(n, 3);
    assert_null(db_str(tx, "select name from thing where id = 99"));
    assert_int_equal(db_int(tx, "select id from thing where id = 99"), 0);
    return OK;
}

static void keeps_null_and_empty_apart(void **state)
{
    turn(*state, null_work, OK);
}

static enum err count_work(struct tx *tx, void *arg)
{
    (void)arg;
    assert_int_equal(db_exec(tx, "insert into kind (id, name) values (1, 'a'), (2, 'b')"), 2);
    assert_int_equal(db_exec(tx, "update kind set name = name || 'x'"), 2);
    assert_int_equal(db_exec(tx, "update kind set name = 'y' where id = 3"), 0);
    assert_int_equal(db_int(tx, "insert into kind (id, name) values (3, 'c') returning id"), 3);
    assert_int_equal(db_int(tx, "select count(*) from kind"), 3);
    return OK;
}

static void counts_changed_rows(void **state)
{
    turn(*state, count_work, OK);
    assert_int_equal(place_int(*state, "select count(*) from kind"), 3);
}

static enum err try_work(struct tx *tx, void *arg)
{
    (void)arg;
    assert_int_equal(db_exec_try(tx, "insert into kind (id, name) values (1, 'a')"), 1);
    assert_int_equal(db_exec_try(tx, "insert into kind (id, name) values (2, 'b'), (3, 'a')"), -1);
    assert_int_equal(db_exec_try(tx, "insert into kind (id, name) values (1, 'c')"), -1);
    assert_int_equal(db_exec_try(tx, "insert into thing (id, kind_id) values (1, 404)"), -1);
    assert_false(tx_failed(tx));
    assert_int_equal(db_int(tx, "select count(*) from kind"), 1);
    return OK;
}

static void expected_conflicts_are_answers(void **state)
{
    turn(*state, try_work, OK);
    assert_int_equal(place_int(*state, "select count(*) from kind"), 1);
}

static enum err check_work(struct tx *tx, void *arg)
{
    (void)arg;
    assert_int_equal(db_exec_try(tx, "insert into thing (id, size) values (1, -1)"), 0);
    assert_true(tx_failed(tx));
    return OK;
}

static void a_broken_check_is_a_bug(void **state)
{
    turn(*state, check_work, E_STORE);
}

static enum err sticky_work(struct tx *tx, void *arg)
{
    struct query q;

    (void)arg;
    db_exec(tx, "insert into kind (id, name) values (1, 'a')");
    db_exec(tx, "insert into no_such_table values (1)");
    assert_true(tx_failed(tx));
    assert_int_equal(db_exec(tx, "insert into kind (id, name) values (2, 'b')"), 0);
    assert_int_equal(db_int(tx, "select count(*) from kind"), 0);
    assert_false(db_one(tx, &q, "select id from kind"));
    assert_int_equal(db_i64(&q, 0), 0);
    assert_null(db_text(&q, 0));
    return OK; /* what it says does not count any more */
}

static void errors_stick(void **state)
{
    turn(*state, sticky_work, E_STORE);
    assert_int_equal(place_int(*state, "select count(*) from kind"), 0);
}

static enum err wrong_count_work(struct tx *tx, void *arg)
{
    (void)arg;
    assert_int_equal(db_int(tx, "select $1 + $2", I(1)), 0);
    return OK;
}

static enum err wrong_name_work(struct tx *tx, void *arg)
{
    (void)arg;
    assert_int_equal(db_int(tx, "select $1 + $3", I(1), I(2)), 0);
    return OK;
}

static enum err two_statements_work(struct tx *tx, void *arg)
{
    (void)arg;
    db_exec(tx, "insert into kind (id, name) values (1, 'a'); drop table thing");
    return OK;
}

static void arguments_must_fit(void **state)
{
    turn(*state, wrong_count_work, E_STORE);
    turn(*state, wrong_name_work, E_STORE);
    turn(*state, two_statements_work, E_STORE);
    assert_int_equal(place_int(*state, "select count(*) from thing"), 0);
    assert_int_equal(place_int(*state, "select count(*) from kind"), 0);
}

static int64_t deep(struct tx *tx, int depth)
{
    struct query q; /* left open on purpose, and out of scope when the transaction ends */
    int64_t sum = 0;

    if (depth > 0 && db_one(tx, &q, "select id from kind order by id"))
        sum = db_i64(&q, 0) + deep(tx, depth - 1);
    return sum;
}

static enum err open_work(struct tx *tx, void *arg)
{
    struct query q, inner;
    int rows = 0;

    (void)arg;
    db_exec(tx, "insert into kind (id, name) values (1, 'a'), (2, 'b'), (3, 'c')");
    assert_int_equal(deep(tx, 40), 40);
    for (db_query(tx, &q, "select id from kind order by id"); db_next(&q);)
        for (db_query(tx, &inner, "select id from kind order by id"); db_next(&inner);)
            rows += db_i64(&q, 0) >= db_i64(&inner, 0);
    assert_int_equal(rows, 6);
    for (int i = 0; i < 1000; i++)
        assert_true(db_one(tx, &q, "select id from kind where id > $1 order by id", I(1)));
    assert_int_equal(db_i64(&q, 0), 2);
    assert_in_range(tx->open_n, 1, 50);
    db_done(&q);
    db_done(&q);
    assert_false(db_next(&q));
    return OK;
}

static void queries_may_be_left_open(void **state)
{
    turn(*state, open_work, OK);
    assert_int_equal(place_int(*state, "select count(*) from kind"), 3);
}

static enum err many_work(struct tx *tx, void *arg)
{
    struct place *p = arg;

    /* More texts than the cache holds, twice, so that statements leave it and come back. */
    for (int64_t i = 0; i < 1200; i++) {
        const char *sql = arena_printf(p->mem, "select $1 + %d", (int)(i % 600));
        assert_int_equal(db_int(tx, sql, I(i)), i + i % 600);
    }
    return OK;
}

static void many_statements(void **state)
{
    turn(*state, many_work, OK);
}

static void list_arguments(void **state)
{
    struct place *p = *state;
    struct dbval args[3] = { [1] = I(40), [2] = T("2") };
    struct tx *tx;
    struct query q;

    place_db(p);
    tx = db_read(p->db, p->mem);
    db_query_n(tx, &q, "select $1 || $2", args, 2);
    assert_true(db_next(&q));
    assert_string_equal(db_text(&q, 0), "402");
    assert_int_equal(db_read_end(tx), OK);
}

static void snapshot_stands_still(void **state)
{
    struct place *p = *state;
    struct tx *tx;

    place_db(p);
    tx = db_read(p->db, p->mem);
    assert_false(tx_is_write(tx));
    assert_ptr_equal(tx_mem(tx), p->mem);
    assert_int_equal(place_say(p, "insert into kind (id, name) values (1, 'a')"), OK);
    assert_int_equal(db_int(tx, "select count(*) from kind"), 0);
    assert_int_equal(db_read_end(tx), OK);
    assert_int_equal(place_int(p, "select count(*) from kind"), 1);
}

static void snapshot_writes_nothing(void **state)
{
    struct place *p = *state;
    struct tx *tx;

    place_db(p);
    tx = db_read(p->db, p->mem);
    db_exec(tx, "insert into kind (id, name) values (1, 'a')");
    assert_true(tx_failed(tx));
    assert_int_equal(db_read_end(tx), E_STORE);
    assert_int_equal(place_int(p, "select count(*) from kind"), 0);
}

static void texts_outlive_the_statement(void **state)
{
    struct place *p = *state;
    const char *name;

    place_db(p);
    assert_int_equal(place_say(p, "insert into kind (id, name) values (1, '厨房')"), OK);
    struct tx *tx = db_read(p->db, p->mem);
    name = db_str(tx, "select name from kind");
    assert_int_equal(db_read_end(tx), OK);
    assert_string_equal(name, "厨房");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SENTENCE("$1 is bound by its name, wherever and how often it stands", binds_by_name),
        SENTENCE("null, empty bytes and bytes with zeros stay what they are",
                 keeps_null_and_empty_apart),
        SENTENCE("a statement says how many rows it changed", counts_changed_rows),
        SENTENCE("a broken unique or foreign key is an answer, and changes nothing",
                 expected_conflicts_are_answers),
        SENTENCE("a broken check is a bug and fails the turn", a_broken_check_is_a_bug),
        SENTENCE("after an error every call does nothing and the turn is not kept", errors_stick),
        SENTENCE("arguments that do not fit the parameters, and two statements in one, fail",
                 arguments_must_fit),
        SENTENCE("queries may be left open, used again, and nested", queries_may_be_left_open),
        SENTENCE("more statements than the cache holds", many_statements),
        SENTENCE("a list passes its arguments as an array", list_arguments),
        SENTENCE("a snapshot stands still from its beginning", snapshot_stands_still),
        SENTENCE("a snapshot can't write", snapshot_writes_nothing),
        SENTENCE("texts live as long as the arena", texts_outlive_the_statement),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
