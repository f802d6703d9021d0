/* datadir.c -- see datadir.h. */
#include "store/datadir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

const char *datadir_path(struct arena *mem, const char *dir, const char *name)
{
    return arena_printf(mem, "%s/%s", dir, name);
}

const char *datadir_url(struct arena *mem, const char *dir)
{
    return arena_printf(mem, "sqlite:%s/anju.db", dir);
}

bool datadir_has_database(struct arena *mem, const char *dir)
{
    return access(datadir_path(mem, dir, "anju.db"), F_OK) == 0;
}

static bool make_with_parents(struct arena *mem, const char *dir)
{
    const char *slash = strrchr(dir, '/');

    if (mkdir(dir, 0700) == 0 || errno == EEXIST)
        return true;
    if (errno != ENOENT || !slash || slash == dir)
        return false;
    return make_with_parents(mem, arena_dup_n(mem, dir, (size_t)(slash - dir))) &&
           (mkdir(dir, 0700) == 0 || errno == EEXIST);
}

bool datadir_open(struct arena *mem, const char *dir, bool create, const char **why)
{
    struct stat st;

    if (create && !make_with_parents(mem, dir)) {
        *why = arena_printf(mem, "cannot make the folder %s: %s", dir, strerror(errno));
        return false;
    }
    if (stat(dir, &st) != 0)
        *why = arena_printf(mem, "cannot use the folder %s: %s", dir, strerror(errno));
    else if (!S_ISDIR(st.st_mode))
        *why = arena_printf(mem, "%s is not a folder: name another with --data", dir);
    else if (access(dir, R_OK | W_OK | X_OK) != 0)
        *why = arena_printf(mem, "the folder %s belongs to another user: %s", dir, strerror(errno));
    else
        return true;
    return false;
}

static long holder_of(int fd)
{
    char text[24] = "";

    return pread(fd, text, sizeof text - 1, 0) > 0 ? strtol(text, NULL, 10) : 0;
}

int datadir_lock(struct arena *mem, const char *dir, long *holder)
{
    int fd = open(datadir_path(mem, dir, "lock"), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    *holder = -1;
    if (fd < 0)
        return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            *holder = holder_of(fd);
        close(fd);
        return -1;
    }
    /* The number is for people who ask who it is; the lock holds without it. */
    *holder = 0;
    if (ftruncate(fd, 0) == 0)
        dprintf(fd, "%ld\n", (long)getpid());
    return fd;
}

void datadir_unlock(int fd)
{
    if (fd >= 0)
        close(fd);
}
