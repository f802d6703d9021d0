/* datadir_test.c -- the data folder and its lock. */
#include "store/datadir.h"
#include "store/store_test.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void made_when_asked(void **state)
{
    struct place *p = *state;
    const char *dir = datadir_path(p->mem, p->dir, "a/b/data"), *why = NULL;
    struct stat st;

    assert_false(datadir_open(p->mem, dir, false, &why));
    assert_non_null(strstr(why, dir));
    assert_true(datadir_open(p->mem, dir, true, &why));
    assert_true(datadir_open(p->mem, dir, true, &why));
    assert_true(datadir_open(p->mem, dir, false, &why));
    assert_int_equal(stat(dir, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_false(datadir_has_database(p->mem, dir));
    assert_string_equal(datadir_url(p->mem, dir),
                        arena_printf(p->mem, "sqlite:%s/a/b/data/anju.db", p->dir));
    place_db(p);
    assert_true(datadir_has_database(p->mem, p->dir));
    assert_false(datadir_open(p->mem, datadir_path(p->mem, p->dir, "anju.db"), true, &why));
    assert_non_null(strstr(why, "not a folder"));
}

static void one_holder(void **state)
{
    struct place *p = *state;
    long holder;
    int fd = datadir_lock(p->mem, p->dir, &holder), other;

    assert_true(fd >= 0);
    assert_int_equal(datadir_lock(p->mem, p->dir, &holder), -1);
    assert_int_equal(holder, getpid());
    datadir_unlock(fd);
    other = datadir_lock(p->mem, p->dir, &holder);
    assert_true(other >= 0);
    datadir_unlock(other);
    assert_int_equal(datadir_lock(p->mem, "/nowhere/at/all", &holder), -1);
    assert_int_equal(holder, -1);
}

static void lock_ends_with_its_process(void **state)
{
    struct place *p = *state;
    int ends[2], status, fd;
    long holder;
    char c;
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    if ((pid = fork()) == 0) {
        if (datadir_lock(p->mem, p->dir, &holder) < 0 || write(ends[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    assert_int_equal(read(ends[0], &c, 1), 1);
    assert_int_equal(datadir_lock(p->mem, p->dir, &holder), -1);
    assert_int_equal(holder, pid);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    fd = datadir_lock(p->mem, p->dir, &holder);
    assert_true(fd >= 0);
    datadir_unlock(fd);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SENTENCE("the folder is made when asked, with its parents, for its owner alone",
                 made_when_asked),
        SENTENCE("one process holds the lock, and others learn which", one_holder),
        SENTENCE("the lock ends with its process, however that ends", lock_ends_with_its_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
