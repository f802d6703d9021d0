/*
 * files.h -- photos, signatures and papers by the hash of their content.
 *
 * A file is written to DIR/files/ab/cdef… under the BLAKE2b-256 of its bytes
 * and is on stable storage (file and folder fsynced) before the call returns,
 * so the row that names it may be committed.  The same bytes are stored once.
 * Who may read a file is not asked here: rows in `file` say what it belongs to.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

struct files;

#define FILE_HASH_BYTES 32

/* Opens DIR/files, creating it when missing. */
struct files *files_open(const char *dir) CHECKED;
void files_close(struct files *f);

/* Keeps n bytes; hash[32] is filled.  E_STORE: disk full or broken, nothing kept. */
enum err files_put(struct files *f, const void *p, size_t n, unsigned char hash[32]) CHECKED;
/* Takes over a finished temporary file (made by files_temp) without copying it. */
enum err files_take(struct files *f, const char *temp_path, unsigned char hash[32]) CHECKED;
/* Path of a new temporary file on the same disk; the caller opens, and unlinks or hands it over. */
const char *files_temp(struct files *f, struct arena *mem);
/* Takes the bytes away, unless they were put (for the first time or again) within the last
   older_sec seconds.  Whoever calls it knows that no row names them. */
void files_drop(struct files *f, const unsigned char hash[32], int64_t older_sec);
/* Opens for reading; -1 when it is missing.  *size gets the length. */
int files_read(struct files *f, const unsigned char hash[32], int64_t *size);
/* Reads the whole file into the arena; E_NOT_FOUND when missing, E_STORE when its hash is wrong. */
enum err files_load(struct files *f, struct arena *mem, const unsigned char hash[32],
                    struct span *ret) CHECKED;
/* Recomputes the hash: OK, E_NOT_FOUND or E_STORE (bytes are not what the name says). */
enum err files_check(struct files *f, const unsigned char hash[32]) CHECKED;
