/*
 * db_crash_test.c -- what was acknowledged is there once, whatever happened after.
 *
 * A child process writes from many threads and reports each acknowledged row
 * through a pipe; it is killed in the middle, or its disk is full at the moment
 * of a COMMIT.
 */
#include "store/store_test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS 16
#define ENOUGH  2000

struct child {
    struct place *p;
    int pipe;
};

static enum err add_thing(struct tx *tx, void *arg)
{
    const int64_t *id = arg;

    db_exec(tx, "insert into thing (id, name) values ($1, $2)", I(*id), T("渗水"));
    db_exec(tx, "update counter set n = n + 1 where name = 'hot'");
    return OK;
}

static void add_for_ever(void *arg, int no)
{
    struct child *c = arg;
    struct arena *mem = arena_open(1024 * 1024);

    for (int64_t id = no * INT64_C(1000000);; id++) {
        if (db_write(c->p->db, no, mem, add_thing, &id) != OK ||
            write(c->pipe, &id, sizeof id) != (ssize_t)sizeof id)
            _exit(1);
        arena_reset(mem);
    }
}

/* Counts acknowledgements until there are enough, kills, and takes the rest out of the pipe. */
static size_t kill_in_the_middle(pid_t pid, int fd, int64_t *acked, size_t room)
{
    size_t n = 0;
    int64_t id;

    while (n < room && read(fd, &id, sizeof id) == (ssize_t)sizeof id) {
        acked[n++] = id;
        if (n == ENOUGH)
            kill(pid, SIGKILL);
    }
    return n;
}

static void kill_nine(void **state)
{
    static int64_t acked[100000];
    struct place *p = *state;
    int ends[2], status;
    size_t n;
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    if ((pid = fork()) == 0) {
        struct child c = { .p = p, .pipe = ends[1] };
        close(ends[0]);
        place_db(p);
        crowd(WRITERS, add_for_ever, &c);
        _exit(1);
    }
    close(ends[1]);
    n = kill_in_the_middle(pid, ends[0], acked, sizeof acked / sizeof acked[0]);
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_true(n >= ENOUGH);

    place_db(p);
    struct tx *tx = db_read(p->db, p->mem);
    int64_t rows = db_int(tx, "select count(*) from thing");
    assert_string_equal(db_str(tx, "pragma integrity_check"), "ok");
    assert_int_equal(db_int(tx, "select count(distinct id) from thing"), rows);
    assert_int_equal(db_int(tx, "select n from counter"), rows);
    assert_true(rows >= (int64_t)n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(db_int(tx, "select count(*) from thing where id = $1", I(acked[i])), 1);
    assert_int_equal(db_read_end(tx), OK);
}

static enum err add_large(struct tx *tx, void *arg)
{
    struct place *p = arg;

    db_exec(tx, "insert into thing (id, sealed) values (1, $1)",
            B(arena_alloc(p->mem, 256 * 1024), 256 * 1024));
    return OK;
}

static bool limit_files(rlim_t bytes)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
        return false;
    limit.rlim_cur = bytes;
    return setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

/* Runs in a child, so that the limit is its own.  The number says which line failed. */
static int commit_on_a_full_disk(struct place *p)
{
    struct tx *tx;
    int64_t rows;

    signal(SIGXFSZ, SIG_IGN);
    place_db(p);
    if (db_write(p->db, 1, p->mem, add_large, p) != OK)
        return 1;
    /* The rows fit into the cache; it is the COMMIT that does not fit on the disk. */
    if (!limit_files(400 * 1024) || db_write(p->db, 1, p->mem, add_large, p) != E_STORE ||
        db_write(p->db, 1, p->mem, add_large, p) != E_STORE)
        return 2;
    if (!limit_files(RLIM_INFINITY) || db_write(p->db, 1, p->mem, add_large, p) != OK)
        return 3;
    tx = db_read(p->db, p->mem);
    rows = db_int(tx, "select count(*) from thing");
    if (db_read_end(tx) != OK || rows != 2)
        return 4;
    db_close(p->db);
    return 0;
}

static void full_at_commit(void **state)
{
    struct place *p = *state;
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(commit_on_a_full_disk(p));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    place_db(p);
    assert_int_equal(place_int(p, "select count(*) from thing"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SENTENCE("killed in the middle, every acknowledged row is there once", kill_nine),
        SENTENCE("a disk that is full at the commit: told, nothing kept, survived", full_at_commit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
