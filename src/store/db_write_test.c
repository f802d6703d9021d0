/* db_write_test.c -- the writer's queue: groups, savepoints, reruns, and what callers are told. */
#include "base/when.h"
#include "store/db_inside.h"
#include "store/store_test.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

/* ---- helpers: hold the writer until a known number of callers waits ---- */

static int waiting(struct db *db)
{
    int n = 0;

    pthread_mutex_lock(&db->write_lock);
    for (const struct waiter *w = db->first; w; w = w->next)
        n++;
    pthread_mutex_unlock(&db->write_lock);
    return n;
}

struct gate {
    struct place *p;
    int expected; /* callers behind the one who holds the writer */
    atomic_bool held;
    db_work *work[8];
    enum err said[64];
    void *arg;
};

static enum err hold_work(struct tx *tx, void *arg)
{
    struct gate *g = arg;

    (void)tx;
    atomic_store(&g->held, true);
    while (waiting(g->p->db) < g->expected)
        sched_yield();
    /* Longer than a group may take, so that those who wait are the next group. */
    for (int64_t until = when_ticks() + 25; when_ticks() < until;)
        sched_yield();
    return OK;
}

static void gate_caller(void *arg, int no)
{
    struct gate *g = arg;
    struct arena *mem = arena_open(1024 * 1024);
    int64_t project = no;

    if (no == 0) {
        g->said[0] = db_write(g->p->db, 0, mem, hold_work, g);
    } else {
        while (!atomic_load(&g->held) || waiting(g->p->db) < no - 1)
            sched_yield();
        g->said[no] = db_write(g->p->db, project, mem, g->work[(no - 1) % 8], g->arg);
    }
    arena_close(mem);
}

/* ---- one hot row ---- */

struct numbers {
    struct place *p;
    _Atomic int seen[1001];
};

static enum err next_number(struct tx *tx, void *arg)
{
    int64_t *no = arg;

    *no = db_int(tx, "update counter set n = n + 1 where name = 'hot' returning n");
    return OK;
}

static void number_taker(void *arg, int no)
{
    struct numbers *all = arg;
    struct arena *mem = arena_open(1024 * 1024);
    int64_t got = 0;

    for (int i = 0; i < 20; i++) {
        assert_int_equal(db_write(all->p->db, no % 3, mem, next_number, &got), OK);
        assert_in_range(got, 1, 1000);
        atomic_fetch_add(&all->seen[got], 1);
    }
    arena_close(mem);
}

static void numbers_are_unique(void **state)
{
    struct numbers all = { .p = *state };
    struct db_stats s;

    place_db(all.p);
    crowd(50, number_taker, &all);
    for (int i = 1; i <= 1000; i++)
        assert_int_equal(atomic_load(&all.seen[i]), 1);
    assert_int_equal(place_int(all.p, "select n from counter where name = 'hot'"), 1000);
    s = db_stats(all.p->db);
    assert_int_equal(s.grouped, 1000);
    assert_in_range(s.commits, 1, 999);
}

/* ---- groups ---- */

static enum err add_hot(struct tx *tx, void *arg)
{
    (void)arg;
    db_exec(tx, "update counter set n = n + 1 where name = 'hot'");
    return OK;
}

static enum err add_and_refuse(struct tx *tx, void *arg)
{
    (void)arg;
    db_exec(tx, "update counter set n = n + 1000 where name = 'hot'");
    return E_RULE;
}

static enum err add_and_err(struct tx *tx, void *arg)
{
    (void)arg;
    db_exec(tx, "update counter set n = n + 1000 where name = 'hot'");
    db_exec(tx, "not a statement");
    return OK;
}

static void groups_are_one_commit(void **state)
{
    struct gate g = { .p = *state, .expected = 31 };
    struct db_stats s;

    for (int i = 0; i < 8; i++)
        g.work[i] = add_hot;
    place_db(g.p);
    crowd(32, gate_caller, &g);
    s = db_stats(g.p->db);
    assert_int_equal(s.grouped, 32);
    assert_in_range(s.commits, 1, 2 + 31 / 8); /* 2, unless the disk makes a group take 20 ms */
    assert_int_equal(place_int(g.p, "select n from counter"), 31);
}

static void failing_work_rolls_back_alone(void **state)
{
    struct gate g = { .p = *state,
                      .expected = 4,
                      .work = { add_hot, add_and_refuse, add_and_err, add_hot } };

    place_db(g.p);
    crowd(5, gate_caller, &g);
    assert_int_equal(g.said[1], OK);
    assert_int_equal(g.said[2], E_RULE);
    assert_int_equal(g.said[3], E_STORE);
    assert_int_equal(g.said[4], OK);
    assert_int_equal(place_int(g.p, "select n from counter"), 2);
    assert_int_equal(db_stats(g.p->db).reruns, 0);
}

/* ---- the whole transaction is thrown away ---- */

struct tries {
    int n, undone;
};

static void undo(void *arg)
{
    ((struct tries *)arg)->undone++;
}

static enum err remember_work(struct tx *tx, void *arg)
{
    struct tries *t = arg;

    t->n++;
    arena_defer(tx_mem(tx), undo, t);
    if (t->n == 2)
        assert_int_equal(t->undone, 1); /* the arena is as it was before the first run */
    db_exec(tx, "update counter set n = n + 1 where name = 'hot'");
    return OK;
}

/* SQLite's way to lose everything at once; a full disk does the same. */
static enum err destroy_work(struct tx *tx, void *arg)
{
    (void)arg;
    db_exec(tx, "insert or rollback into counter (name, n) values ('hot', 1)");
    return OK;
}

static void group_runs_again(void **state)
{
    struct tries tries = { .n = 0 };
    struct gate g = {
        .p = *state, .expected = 2, .work = { remember_work, destroy_work }, .arg = &tries
    };

    place_db(g.p);
    crowd(3, gate_caller, &g);
    assert_int_equal(g.said[1], OK);
    assert_int_equal(g.said[2], E_STORE);
    assert_int_equal(place_int(g.p, "select n from counter"), 1);
    assert_int_equal(tries.n, 2);
    assert_int_equal(db_stats(g.p->db).reruns, 2);
    assert_int_equal(tries.undone, 2); /* and closed by its owner */
    assert_int_equal(place_say(g.p, "update counter set n = 5"), OK);
}

static enum err fill_work(struct tx *tx, void *arg)
{
    const struct place *p = arg;

    db_exec(tx, "insert into thing (id, sealed) values (1, $1)",
            B(arena_alloc(p->mem, 65536), 65536));
    return OK;
}

static void full_disk(void **state)
{
    struct place *p = *state;
    enum err said = OK;
    int kept = 0;

    place_db(p);
    assert_int_equal(place_say(p, "pragma max_page_count = 200"), OK);
    for (; said == OK && kept < 100; kept += said == OK)
        said = db_write(p->db, 1, p->mem, fill_work, p);
    assert_int_equal(said, E_STORE);
    assert_in_range(kept, 1, 99);
    assert_int_equal(place_int(p, "select count(*) from thing"), kept);
    assert_int_equal(place_say(p, "pragma max_page_count = 2000"), OK);
    assert_int_equal(db_write(p->db, 1, p->mem, fill_work, p), OK);
    assert_int_equal(place_int(p, "select count(*) from thing"), kept + 1);
}

/* ---- who is told ---- */

struct told {
    int n;
    int64_t projects[8];
};

static void told(void *arg, const int64_t *projects, size_t n)
{
    struct told *t = arg;

    for (size_t i = 0; i < n && t->n < 8; i++)
        t->projects[t->n++] = projects[i];
}

static void commits_are_told(void **state)
{
    struct place *p = *state;
    struct told t = { .n = 0 };

    place_db(p);
    db_on_commit(p->db, told, &t);
    assert_int_equal(db_write(p->db, 7, p->mem, add_hot, NULL), OK);
    assert_int_equal(t.n, 1); /* before the caller returned */
    assert_int_equal(db_write(p->db, 8, p->mem, add_and_refuse, NULL), E_RULE);
    assert_int_equal(db_write(p->db, 9, p->mem, add_hot, NULL), OK);
    assert_int_equal(t.n, 2);
    assert_int_equal(t.projects[0], 7);
    assert_int_equal(t.projects[1], 9);
    db_on_commit(p->db, NULL, NULL);
}

static enum err slow_work(struct tx *tx, void *arg)
{
    (void)arg;
    assert_true(tx_is_write(tx));
    for (int64_t until = when_ticks() + SLOW_MS + 10; when_ticks() < until;)
        sched_yield();
    return OK;
}

static void slow_turns_are_counted(void **state)
{
    struct place *p = *state;

    place_db(p);
    assert_int_equal(db_write(p->db, 1, p->mem, slow_work, NULL), OK);
    assert_int_equal(db_stats(p->db).slow, 1);
}

/* ---- readers beside the writer ---- */

static void reader_or_writer(void *arg, int no)
{
    struct place *p = arg;
    struct arena *mem = arena_open(1024 * 1024);

    for (int i = 0; i < 50; i++) {
        if (no < 4) {
            assert_int_equal(db_write(p->db, no, mem, add_hot, NULL), OK);
        } else {
            struct tx *tx = db_read(p->db, mem);
            int64_t before = db_int(tx, "select n from counter");
            assert_int_equal(db_int(tx, "select n from counter"), before);
            assert_int_equal(db_read_end(tx), OK);
        }
        arena_reset(mem);
    }
    arena_close(mem);
}

static void readers_and_writers(void **state)
{
    struct place *p = *state;

    place_db(p);
    crowd(12, reader_or_writer, p);
    assert_int_equal(place_int(p, "select n from counter"), 200);
}

static enum err megabyte_work(struct tx *tx, void *arg)
{
    struct place *p = arg;

    db_exec(tx, "insert into thing (id, sealed) values (2, $1)",
            B(arena_alloc(p->mem, 1024 * 1024), 1024 * 1024));
    return OK;
}

static void wal_begins_anew(void **state)
{
    struct place *p = *state;
    const char *why = NULL;
    const struct db_options o = { .url = arena_printf(p->mem, "sqlite:%s/anju.db", p->dir) };
    struct arena_mark mark;
    struct conn *tidier;
    int pages = INT32_MAX;

    place_db(p);
    mark = arena_mark(p->mem);
    for (int i = 0; i < 12; i++) {
        assert_int_equal(db_write(p->db, 1, p->mem, megabyte_work, p), OK);
        arena_rewind(p->mem, mark);
    }
    /* 12 MB went through it.  One more checkpoint, unless the one beside the writer is at it just
       now, and the next write starts over. */
    tidier = p->db->driver->open(p->mem, &o, CONN_TIDIER, &why);
    assert_non_null(tidier);
    for (int i = 0; i < 10000 && pages > 100; i++) {
        p->db->driver->tidy(tidier, false);
        assert_int_equal(place_say(p, "update counter set n = n + 1"), OK);
        pages = p->db->driver->untidy(p->db->writer);
    }
    p->db->driver->close(tidier);
    assert_in_range(pages, 0, 100);
}

/* ---- what is left for the end of the group ---- */

static void end_well(struct tx *tx, void *arg)
{
    db_exec(tx, "update counter set n = n * 10 + $1 where name = 'hot'", I(*(const int64_t *)arg));
}

static void end_badly(struct tx *tx, void *arg)
{
    (void)arg;
    db_exec(tx, "insert into counter (name, n) values ('hot', 'twice')");
}

static enum err leave(struct tx *tx, int64_t digit, void (*fn)(struct tx *tx, void *arg))
{
    int64_t *arg = arena_new(tx_mem(tx), int64_t);

    *arg = digit;
    db_at_end(tx, fn, arg);
    return OK;
}

static enum err leave_two(struct tx *tx, void *arg)
{
    (void)arg;
    db_exec(tx, "update counter set n = n + 1 where name = 'hot'");
    return leave(tx, 2, end_well) == OK ? leave(tx, 3, end_well) : E_STORE;
}

static enum err leave_and_refuse(struct tx *tx, void *arg)
{
    (void)arg;
    return leave(tx, 9, end_well) == OK ? E_RULE : OK;
}

static enum err leave_trouble(struct tx *tx, void *arg)
{
    (void)arg;
    db_exec(tx, "update counter set n = n + 1000 where name = 'hot'");
    return leave(tx, 0, end_badly);
}

static void endings_follow_their_turns(void **state)
{
    struct gate g = { .p = *state,
                      .expected = 3,
                      .work = { add_hot, leave_two, leave_and_refuse } };

    place_db(g.p);
    crowd(4, gate_caller, &g);
    assert_int_equal(g.said[1], OK);
    assert_int_equal(g.said[2], OK);
    assert_int_equal(g.said[3], E_RULE);
    assert_int_equal(place_int(g.p, "select n from counter where name = 'hot'"), 223);
}

static void a_bad_ending_fails_its_own_turn(void **state)
{
    struct gate g = { .p = *state, .expected = 3, .work = { leave_two, leave_trouble, add_hot } };

    place_db(g.p);
    crowd(4, gate_caller, &g);
    assert_int_equal(g.said[1], OK);
    assert_int_equal(g.said[2], E_STORE);
    assert_int_equal(g.said[3], OK);
    assert_int_equal(place_int(g.p, "select n from counter where name = 'hot'"), 124);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SENTENCE("fifty writers on one counter get a thousand different numbers",
                 numbers_are_unique),
        SENTENCE("who waits together is committed together", groups_are_one_commit),
        SENTENCE("a turn that fails takes back its own rows only", failing_work_rolls_back_alone),
        SENTENCE("a group that is thrown away runs again one by one, with its arenas rewound",
                 group_runs_again),
        SENTENCE(
            "what a turn leaves for the end of its group runs once, after all turns, if it is kept",
            endings_follow_their_turns),
        SENTENCE("an ending that the engine refuses fails its own turn and no other",
                 a_bad_ending_fails_its_own_turn),
        SENTENCE("a full disk is told, keeps what was acknowledged, and is survived", full_disk),
        SENTENCE("committed projects are told, each once, refused ones not", commits_are_told),
        SENTENCE("a slow turn is counted", slow_turns_are_counted),
        SENTENCE("snapshots hold still while others write", readers_and_writers),
        SENTENCE("the log of writes does not grow for ever", wal_begins_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
