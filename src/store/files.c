/*
 * files.c -- content-addressed files; see files.h.
 *
 * Bytes are written under files/tmp, fsynced, linked to their name, and the
 * folder of the name is fsynced: at no moment does a name exist whose bytes are
 * not on stable storage.  Linking instead of renaming never replaces a file; if
 * the one that stands there is not what its name says, it is replaced by the
 * good bytes that just came.
 *
 * All 256 folders are made at the start, so that no put has to care whether
 * another one's new folder is on the disk yet.
 */
#include "store/files.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOAD_LIMIT (INT64_C(256) * 1024 * 1024)
#define PATH_MEM   ((size_t)64 * 1024)
#define BLOCK      65536
#define STALE_SEC  (24 * 3600) /* a temporary file of yesterday belongs to nobody any more */

struct files {
    char *dir;            /* DIR/files */
    pthread_mutex_t lock; /* over giving a name and taking it away */
};

static bool make_dir(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool sync_dir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return good;
}

static bool make_folders(struct arena *mem, const char *dir, const char *root)
{
    bool good = make_dir(root) && make_dir(arena_printf(mem, "%s/tmp", root));

    for (unsigned i = 0; i < 256 && good; i++)
        good = make_dir(arena_printf(mem, "%s/%02x", root, i));
    return good && sync_dir(root) && sync_dir(dir);
}

/* Uploads that a crash left behind; younger ones may be another process's. */
static void sweep(struct arena *mem, const char *tmp)
{
    DIR *d = opendir(tmp);
    const struct dirent *e;
    struct stat st;
    time_t now = time(NULL);

    while (d && (e = readdir(d))) {
        struct arena_mark mark = arena_mark(mem);
        const char *path = arena_printf(mem, "%s/%s", tmp, e->d_name);
        if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && now - st.st_mtime > STALE_SEC)
            unlink(path);
        arena_rewind(mem, mark);
    }
    if (d)
        closedir(d);
}

struct files *files_open(const char *dir)
{
    struct arena *mem = arena_open(4 * PATH_MEM);
    const char *root = arena_printf(mem, "%s/files", dir);
    struct files *f = NULL;

    must(sodium_init() >= 0);
    if (make_folders(mem, dir, root)) {
        sweep(mem, arena_printf(mem, "%s/tmp", root));
        f = calloc(1, sizeof *f);
        must(f && (f->dir = strdup(root)));
        pthread_mutex_init(&f->lock, NULL);
    }
    arena_close(mem);
    return f;
}

void files_close(struct files *f)
{
    if (!f)
        return;
    pthread_mutex_destroy(&f->lock);
    free(f->dir);
    free(f);
}

const char *files_temp(struct files *f, struct arena *mem)
{
    return arena_printf(mem, "%s/tmp/%s", f->dir, random_token(mem, 16));
}

static const char *folder_of(struct files *f, struct arena *mem, const unsigned char hash[32])
{
    return arena_printf(mem, "%s/%02x", f->dir, hash[0]);
}

static const char *path_of(struct files *f, struct arena *mem, const unsigned char hash[32])
{
    return arena_printf(mem, "%s/%s", folder_of(f, mem, hash),
                        text_hex(mem, hash + 1, FILE_HASH_BYTES - 1));
}

/* ---- writing ---- */

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t k = write(fd, p, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

static bool hash_fd(int fd, unsigned char hash[32])
{
    crypto_generichash_state s;
    unsigned char *block = malloc(BLOCK);
    ssize_t n = 1;

    must(block);
    crypto_generichash_init(&s, NULL, 0, FILE_HASH_BYTES);
    while (n > 0 || (n < 0 && errno == EINTR))
        if ((n = read(fd, block, BLOCK)) > 0)
            crypto_generichash_update(&s, block, (unsigned long long)n);
    free(block);
    crypto_generichash_final(&s, hash, FILE_HASH_BYTES);
    return n == 0;
}

/* Gives a finished and fsynced temporary file its name; takes it away in any case. */
static enum err settle(struct files *f, struct arena *mem, const char *temp,
                       const unsigned char hash[32])
{
    const char *path = path_of(f, mem, hash);
    bool good;

    pthread_mutex_lock(&f->lock);
    good = link(temp, path) == 0;
    if (!good && errno == EEXIST) {
        /* the time says that somebody wants it again: see files_drop */
        good = (files_check(f, hash) == OK && utimensat(AT_FDCWD, path, NULL, 0) == 0) ||
               rename(temp, path) == 0;
    }
    pthread_mutex_unlock(&f->lock);
    unlink(temp);
    return good && sync_dir(folder_of(f, mem, hash)) ? OK : E_STORE;
}

enum err files_put(struct files *f, const void *p, size_t n, unsigned char hash[32])
{
    struct arena *mem = arena_open(PATH_MEM);
    const char *temp = files_temp(f, mem);
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write_all(fd, p, n) && fsync(fd) == 0;
    enum err e = E_STORE;

    crypto_generichash(hash, FILE_HASH_BYTES, p, n, NULL, 0);
    if (fd >= 0)
        good = close(fd) == 0 && good;
    if (good)
        e = settle(f, mem, temp, hash);
    else if (fd >= 0)
        unlink(temp);
    arena_close(mem);
    return e;
}

enum err files_take(struct files *f, const char *temp_path, unsigned char hash[32])
{
    struct arena *mem = arena_open(PATH_MEM);
    int fd = open(temp_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool good = fd >= 0 && hash_fd(fd, hash) && fchmod(fd, 0600) == 0 && fsync(fd) == 0;
    enum err e = E_STORE;

    if (fd >= 0)
        close(fd);
    if (good)
        e = settle(f, mem, temp_path, hash);
    else
        unlink(temp_path);
    arena_close(mem);
    return e;
}

void files_drop(struct files *f, const unsigned char hash[32], int64_t older_sec)
{
    struct arena *mem = arena_open(PATH_MEM);
    const char *path = path_of(f, mem, hash);
    struct stat st;

    pthread_mutex_lock(&f->lock);
    if (lstat(path, &st) == 0 && time(NULL) - st.st_mtime >= older_sec)
        unlink(path);
    pthread_mutex_unlock(&f->lock);
    arena_close(mem);
}

/* ---- reading ---- */

int files_read(struct files *f, const unsigned char hash[32], int64_t *size)
{
    struct arena *mem = arena_open(PATH_MEM);
    int fd = open(path_of(f, mem, hash), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;

    arena_close(mem);
    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
        close(fd);
        fd = -1;
    }
    *size = fd >= 0 ? st.st_size : 0;
    return fd;
}

static size_t read_all(int fd, char *p, size_t n)
{
    size_t got = 0;

    while (got < n) {
        ssize_t k = read(fd, p + got, n - got);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            break;
        got += (size_t)k;
    }
    return got;
}

enum err files_load(struct files *f, struct arena *mem, const unsigned char hash[32],
                    struct span *ret)
{
    int64_t size;
    int fd = files_read(f, hash, &size);
    unsigned char found[FILE_HASH_BYTES];
    size_t n = (size_t)size;
    char *p;

    *ret = (struct span){ .p = "", .n = 0 };
    if (fd < 0)
        return E_NOT_FOUND;
    if (size > LOAD_LIMIT) {
        close(fd);
        return E_STORE;
    }
    p = arena_alloc(mem, n + 1);
    n = read_all(fd, p, n);
    close(fd);
    crypto_generichash(found, sizeof found, (const unsigned char *)p, n, NULL, 0);
    if (memcmp(found, hash, sizeof found) != 0)
        return E_STORE;
    *ret = (struct span){ .p = p, .n = n };
    return OK;
}

enum err files_check(struct files *f, const unsigned char hash[32])
{
    int64_t size;
    int fd = files_read(f, hash, &size);
    unsigned char found[FILE_HASH_BYTES];
    bool good;

    if (fd < 0)
        return E_NOT_FOUND;
    good = hash_fd(fd, found) && memcmp(found, hash, sizeof found) == 0;
    close(fd);
    return good ? OK : E_STORE;
}
