/*
 * photo.c -- starts the confined child, waits for it with a deadline, and believes little of it.
 *
 * The results come back in memory files, so a child that is killed leaves
 * nothing behind on the disk.  Two children at most: a third caller waits, and
 * a phone that sends ten pictures can't take the machine.
 */
#include "app/photo_inside.h"
#include "app/photo_worker.h"
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN  2
#define ABOVE     10 /* our ends stay clear of the child's numbers */
#define OUT_LIMIT ((off_t)24 << 20)

int64_t photo_deadline_ms = 10000;

/* ---- the two places ---- */

static pthread_mutex_t place_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t place_free = PTHREAD_COND_INITIALIZER;
static int places = CHILDREN;

static void place_take(void)
{
    pthread_mutex_lock(&place_lock);
    while (places == 0)
        pthread_cond_wait(&place_free, &place_lock);
    places--;
    pthread_mutex_unlock(&place_lock);
}

static void place_give(void)
{
    pthread_mutex_lock(&place_lock);
    places++;
    pthread_cond_signal(&place_free);
    pthread_mutex_unlock(&place_lock);
}

/* ---- the child ---- */

struct child {
    pid_t pid;
    int in, full, thumb, report, report_end;
    char said[160]; /* what it reported */
    bool late;
};

/* The same descriptor with a number that is not one of the child's. */
static int above(int fd)
{
    int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, ABOVE);

    if (fd >= 0)
        close(fd);
    return high;
}

static void close_all(struct child *c)
{
    const int fds[] = { c->in, c->full, c->thumb, c->report, c->report_end };

    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

static bool ends_open(struct child *c, const char *path)
{
    int pair[2];

    *c = (struct child){ .in = -1, .full = -1, .thumb = -1, .report = -1, .report_end = -1 };
    c->in = above(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY));
    c->full = above(memfd_create("photo", MFD_CLOEXEC));
    c->thumb = above(memfd_create("thumb", MFD_CLOEXEC));
    if (pipe2(pair, O_CLOEXEC) == 0) {
        c->report = above(pair[0]);
        c->report_end = above(pair[1]);
    }
    return c->in >= 0 && c->full >= 0 && c->thumb >= 0 && c->report >= 0 && c->report_end >= 0;
}

static bool child_start(struct child *c, bool with_place)
{
    char name[] = "anju", command[] = PHOTO_WORKER, place[] = "place";
    char *argv[] = { name, command, with_place ? place : NULL, NULL }, *envp[] = { NULL };
    posix_spawn_file_actions_t acts;
    int failed;

    if (posix_spawn_file_actions_init(&acts) != 0)
        return false;
    failed = posix_spawn_file_actions_addopen(&acts, 0, "/dev/null", O_RDONLY, 0);
    failed |= posix_spawn_file_actions_adddup2(&acts, c->report_end, 1);
    failed |= posix_spawn_file_actions_adddup2(&acts, c->in, PHOTO_IN);
    failed |= posix_spawn_file_actions_adddup2(&acts, c->full, PHOTO_FULL);
    failed |= posix_spawn_file_actions_adddup2(&acts, c->thumb, PHOTO_THUMB);
    failed |= posix_spawn_file_actions_addclosefrom_np(&acts, PHOTO_THUMB + 1);
    if (!failed)
        failed = posix_spawn(&c->pid, "/proc/self/exe", &acts, NULL, argv, envp);
    posix_spawn_file_actions_destroy(&acts);
    close(c->report_end);
    c->report_end = -1;
    return failed == 0;
}

/* Reads the report until the child is gone or the deadline has passed. */
static void report_read(struct child *c)
{
    int64_t until = when_ticks() + photo_deadline_ms;
    size_t n = 0;

    while (n < sizeof c->said - 1) {
        int64_t left = until - when_ticks();
        ssize_t got;
        int ready = left <= 0
                        ? 0
                        : poll(&(struct pollfd){ .fd = c->report, .events = POLLIN }, 1, (int)left);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0) {
            c->late = true;
            return;
        }
        got = read(c->report, c->said + n, sizeof c->said - 1 - n);
        if (got <= 0)
            return;
        n += (size_t)got;
    }
}

/* False when it was killed, by us or by what it had opened. */
static bool child_end(struct child *c)
{
    int status = 0;

    report_read(c);
    if (c->late)
        kill(c->pid, SIGKILL);
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return !c->late && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- what it said ---- */

static const struct refusal {
    const char *said;
    enum err err;
    struct problem problem;
} refusals[] = {
    { "kind", E_MEDIA, { "photo_kind", W("这不是 JPEG、PNG 或 HEIC 照片，请换一张"), NULL } },
    { "cut", E_MEDIA, { "photo_cut", W("照片没有传完整，请重新选择这一张"), NULL } },
    { "big", E_TOO_BIG, { "photo_big", W("照片太大，请选小于 50 MB、5000 万像素的"), NULL } },
    { "", E_MEDIA, { "photo_broken", W("照片已损坏，打不开，请换一张"), NULL } },
};

static enum err refuse(struct photo *ret, const char *said)
{
    const struct refusal *r = refusals;

    while (r->said[0] && strcmp(r->said, said) != 0)
        r++;
    ret->problem = r->problem;
    return r->err;
}

struct mapping {
    void *p;
    size_t n;
};

static void mapping_end(void *arg)
{
    struct mapping *m = arg;

    munmap(m->p, m->n);
}

/* The child's file as bytes of ours; only a JPEG is believed to be one. */
static bool out_map(struct arena *mem, int fd, struct span *ret)
{
    struct mapping *m = arena_new(mem, struct mapping);
    struct stat st;

    if (fstat(fd, &st) != 0 || st.st_size < 4 || st.st_size > OUT_LIMIT)
        return false;
    m->n = (size_t)st.st_size;
    m->p = mmap(NULL, m->n, PROT_READ, MAP_PRIVATE, fd, 0);
    if (m->p == MAP_FAILED)
        return false;
    arena_defer(mem, mapping_end, m);
    *ret = (struct span){ m->p, m->n };
    return memcmp(m->p, "\xFF\xD8\xFF", 3) == 0;
}

static bool in_side(int n)
{
    return n > 0 && n <= PHOTO_FULL_SIDE;
}

static enum err result(struct arena *mem, const struct child *c, struct photo *ret)
{
    struct photo p = { .keep_place = ret->keep_place };
    int has_place;

    if (sscanf(c->said, "ok %d %d %" SCNd64 " %d %" SCNd32 " %" SCNd32, &p.width, &p.height,
               &p.taken_at, &has_place, &p.lat_e7, &p.lon_e7) != 6)
        return refuse(ret, c->said);
    if (!in_side(p.width) || !in_side(p.height) || !out_map(mem, c->full, &p.full) ||
        !out_map(mem, c->thumb, &p.thumb))
        return refuse(ret, "broken");
    p.has_place = has_place == 1;
    p.size = (int64_t)p.full.n;
    *ret = p;
    return OK;
}

/* In one of the two places. */
static enum err make(struct arena *mem, const char *path, struct photo *ret)
{
    struct child c;
    enum err e = E_STORE;
    bool good, started = ends_open(&c, path) && child_start(&c, ret->keep_place);

    if (started) {
        good = child_end(&c);
        e = good ? result(mem, &c, ret) : refuse(ret, c.late ? "big" : "broken");
    } else {
        ret->problem = (struct problem){ "photo_busy", W("现在处理不了照片，请稍后再试"), NULL };
    }
    close_all(&c);
    return e;
}

enum err photo_make(struct arena *mem, const char *path, struct photo *ret)
{
    enum err e;

    place_take();
    e = make(mem, path, ret);
    place_give();
    return e;
}

enum err photo_store(struct arena *mem, struct files *files, const char *path, struct photo *ret)
{
    struct arena_mark mark = arena_mark(mem);
    unsigned char full[FILE_HASH_BYTES], thumb[FILE_HASH_BYTES];
    enum err e = photo_make(mem, path, ret);

    if (e == OK)
        e = files_put(files, ret->full.p, ret->full.n, full);
    if (e == OK)
        e = files_put(files, ret->thumb.p, ret->thumb.n, thumb);
    if (e == OK) {
        snprintf(ret->full_hash, sizeof ret->full_hash, "%s", text_hex(mem, full, sizeof full));
        snprintf(ret->thumb_hash, sizeof ret->thumb_hash, "%s", text_hex(mem, thumb, sizeof thumb));
    }
    ret->full = ret->thumb = (struct span){ 0 };
    arena_rewind(mem, mark);
    return e;
}
