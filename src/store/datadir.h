/*
 * datadir.h -- the folder in which everything of one installation lives.
 *
 *     DIR/anju.db      the database (with -wal and -shm beside it while open)
 *     DIR/files/       photos and papers (files.h); files/tmp for uploads
 *     DIR/keys         what seals phones (seal.h)
 *     DIR/lock         held by the one process that may open the database
 *     DIR/control.sock where that process takes commands
 *
 * The folder is its owner's alone (mode 0700).  The lock is the kernel's, so it
 * ends with the process that held it, however that ended.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

/* True when DIR is a folder that we may use.  create: makes it (and its parents) when missing.
   Otherwise *why gets a sentence. */
bool datadir_open(struct arena *mem, const char *dir, bool create, const char **why);
/* DIR/name. */
const char *datadir_path(struct arena *mem, const char *dir, const char *name);
/* The address for db_open: "sqlite:DIR/anju.db". */
const char *datadir_url(struct arena *mem, const char *dir);
/* True when DIR holds a database already. */
bool datadir_has_database(struct arena *mem, const char *dir);

/*
 * Takes DIR/lock: its descriptor, to be kept until datadir_unlock or the end of the process.  A
 * forked child must close it.  -1: another process holds it (then *holder gets its process
 * number, 0 when unknown), or the file can't be made (*holder is -1).
 */
int datadir_lock(struct arena *mem, const char *dir, long *holder);
void datadir_unlock(int fd);
