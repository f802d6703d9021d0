/*
 * assets.c -- finds embedded files; see assets.h.
 *
 * There are about ten, so a walk through the table is as fast as anything.  In
 * the developer's mode a file is read again for each request into an arena that
 * lives as long as the process; that is a bounded waste on a developer's desk.
 */
#include "app/assets.h"
#include "app/assets_table.h"
#include "base/must.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define DEV_CEILING ((size_t)512 << 20)
#define DEV_MAX     16

static struct {
    pthread_mutex_t lock;
    const char *dir;
    struct arena *mem;
    struct asset now[DEV_MAX];
    struct timespec at[DEV_MAX];
} dev = { .lock = PTHREAD_MUTEX_INITIALIZER };

void asset_set_dir(const char *dir)
{
    pthread_mutex_lock(&dev.lock);
    dev.dir = dir;
    if (dir && !dev.mem)
        dev.mem = arena_open(DEV_CEILING);
    pthread_mutex_unlock(&dev.lock);
}

bool asset_is_fresh(void)
{
    pthread_mutex_lock(&dev.lock);
    bool is_fresh = dev.dir != NULL;
    pthread_mutex_unlock(&dev.lock);
    return is_fresh;
}

/* The file behind assets[i] as it is on disk now; the built-in one when it is gone. */
static const struct asset *from_disk(size_t i)
{
    const char *path = arena_printf(dev.mem, "%s/%s", dev.dir, assets[i].name);
    FILE *f = fopen(path, "rb");
    struct stat st;

    if (!f || i >= DEV_MAX || fstat(fileno(f), &st) != 0 || st.st_size <= 0) {
        if (f)
            fclose(f);
        return &assets[i];
    }
    if (memcmp(&dev.at[i], &st.st_mtim, sizeof(st.st_mtim)) != 0) {
        unsigned char *p = arena_alloc(dev.mem, (size_t)st.st_size);
        dev.now[i] = assets[i];
        dev.now[i].bytes = p;
        dev.now[i].n = fread(p, 1, (size_t)st.st_size, f);
        dev.now[i].gz = NULL;
        dev.now[i].gz_n = 0;
        dev.at[i] = st.st_mtim;
    }
    fclose(f);
    return &dev.now[i];
}

const struct asset *asset_find(const char *path)
{
    const struct asset *found = NULL;

    pthread_mutex_lock(&dev.lock);
    for (size_t i = 0; i < assets_n && !found; i++)
        if (strcmp(assets[i].path, path) == 0)
            found = dev.dir ? from_disk(i) : &assets[i];
    pthread_mutex_unlock(&dev.lock);
    return found;
}

struct url asset_url(const char *name)
{
    for (size_t i = 0; i < assets_n; i++)
        if (strcmp(assets[i].name, name) == 0)
            return (struct url){ assets[i].path };
    must_failed("an asset that was not built in", name, 0);
}
