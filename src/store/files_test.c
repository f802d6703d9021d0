/* files_test.c -- files by content: kept once, whole or not at all, and damage is seen. */
#include "base/text.h"
#include "store/files.h"
#include "store/store_test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *path_of(struct place *p, const unsigned char hash[32])
{
    return arena_printf(p->mem, "%s/files/%02x/%s", p->dir, hash[0],
                        text_hex(p->mem, hash + 1, 31));
}

static int count_in(const char *dir)
{
    DIR *d = opendir(dir);
    const struct dirent *e;
    int n = 0;

    assert_non_null(d);
    while ((e = readdir(d)))
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static int temps(struct place *p)
{
    return count_in(arena_printf(p->mem, "%s/files/tmp", p->dir));
}

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void same_bytes_once(void **state)
{
    struct place *p = *state;
    struct files *f = files_open(p->dir);
    unsigned char a[32], b[32], c[32];
    struct span back;
    struct stat st;

    assert_non_null(f);
    assert_int_equal(files_put(f, "照片", 6, a), OK);
    assert_int_equal(files_put(f, "照片", 6, b), OK);
    assert_int_equal(files_put(f, "", 0, c), OK);
    assert_memory_equal(a, b, 32);
    /* The name is the hash of the content: BLAKE2b-256 of nothing is known. */
    assert_string_equal(text_hex(p->mem, c, 32),
                        "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    assert_int_equal(stat(path_of(p, a), &st), 0);
    assert_int_equal(st.st_nlink, 1);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(temps(p), 0);
    assert_int_equal(files_load(f, p->mem, a, &back), OK);
    assert_int_equal(back.n, 6);
    assert_memory_equal(back.p, "照片", 6);
    assert_int_equal(files_load(f, p->mem, c, &back), OK);
    assert_int_equal(back.n, 0);
    files_close(f);
}

static void takes_over_an_upload(void **state)
{
    struct place *p = *state;
    struct files *f = files_open(p->dir);
    const char *temp = files_temp(f, p->mem), *again = files_temp(f, p->mem);
    unsigned char a[32], b[32];
    int64_t size = 0;
    char text[8] = "";
    int fd;

    assert_string_not_equal(temp, again);
    write_file(temp, "upload");
    write_file(again, "upload");
    assert_int_equal(files_take(f, temp, a), OK);
    assert_int_equal(files_take(f, again, b), OK);
    assert_memory_equal(a, b, 32);
    assert_int_equal(temps(p), 0);
    fd = files_read(f, a, &size);
    assert_int_equal(size, 6);
    assert_int_equal(read(fd, text, sizeof text), 6);
    assert_string_equal(text, "upload");
    close(fd);
    assert_int_equal(files_take(f, temp, a), E_STORE);
    files_close(f);
}

static void missing_is_said(void **state)
{
    struct place *p = *state;
    struct files *f = files_open(p->dir);
    const unsigned char nothing[32] = { 1, 2, 3 };
    struct span back;
    int64_t size;

    assert_int_equal(files_read(f, nothing, &size), -1);
    assert_int_equal(files_check(f, nothing), E_NOT_FOUND);
    assert_int_equal(files_load(f, p->mem, nothing, &back), E_NOT_FOUND);
    assert_int_equal(back.n, 0);
    files_close(f);
}

static void damage_is_seen_and_healed(void **state)
{
    struct place *p = *state;
    struct files *f = files_open(p->dir);
    unsigned char hash[32], again[32];
    struct span back;

    assert_int_equal(files_put(f, "acceptance", 10, hash), OK);
    assert_int_equal(files_check(f, hash), OK);
    write_file(path_of(p, hash), "acceptancE");
    assert_int_equal(files_check(f, hash), E_STORE);
    assert_int_equal(files_load(f, p->mem, hash, &back), E_STORE);
    write_file(path_of(p, hash), "accept");
    assert_int_equal(files_check(f, hash), E_STORE);
    assert_int_equal(files_put(f, "acceptance", 10, again), OK);
    assert_int_equal(files_check(f, hash), OK);
    files_close(f);
}

static void old_temporaries_go(void **state)
{
    struct place *p = *state;
    struct files *f = files_open(p->dir);
    const char *old = files_temp(f, p->mem), *young = files_temp(f, p->mem);
    const struct timespec long_ago[2] = { { .tv_sec = time(NULL) - 90000 },
                                          { .tv_sec = time(NULL) - 90000 } };

    write_file(old, "x");
    write_file(young, "y");
    assert_int_equal(utimensat(AT_FDCWD, old, long_ago, 0), 0);
    files_close(f);
    f = files_open(p->dir);
    assert_int_equal(access(old, F_OK), -1);
    assert_int_equal(access(young, F_OK), 0);
    files_close(f);
}

static void full_disk(void **state)
{
    struct place *p = *state;
    struct files *f = files_open(p->dir);
    struct rlimit limit, old;
    unsigned char hash[32];
    char *big = arena_alloc(p->mem, 100000);

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = old;
    limit.rlim_cur = 50000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(files_put(f, big, 100000, hash), E_STORE);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(temps(p), 0);
    assert_int_equal(files_check(f, hash), E_NOT_FOUND);
    assert_int_equal(files_put(f, big, 100000, hash), OK);
    files_close(f);
}

static void put_the_same(void *arg, int no)
{
    unsigned char hash[32];
    char text[32];

    for (int i = 0; i < 20; i++) {
        int n = snprintf(text, sizeof text, "photo %d", i + no % 2 * 100);
        assert_int_equal(files_put(arg, text, (size_t)n, hash), OK);
        assert_int_equal(files_check(arg, hash), OK);
    }
}

static void many_at_once(void **state)
{
    struct place *p = *state;
    struct files *f = files_open(p->dir);

    crowd(8, put_the_same, f);
    assert_int_equal(temps(p), 0);
    files_close(f);
}

static void no_folder(void **state)
{
    (void)state;
    assert_null(files_open("/nowhere/at/all"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SENTENCE("the same bytes are kept once, under their hash", same_bytes_once),
        SENTENCE("an upload is taken over without a copy", takes_over_an_upload),
        SENTENCE("a missing file is said to be missing", missing_is_said),
        SENTENCE("damaged bytes are seen, and healed by the same content",
                 damage_is_seen_and_healed),
        SENTENCE("yesterday's unfinished uploads are swept away", old_temporaries_go),
        SENTENCE("a full disk keeps nothing and leaves nothing behind", full_disk),
        SENTENCE("the same photos put from many sides are kept once", many_at_once),
        SENTENCE("without a data folder there are no files", no_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
