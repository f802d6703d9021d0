/*
 * catalogue_diff.h -- what two contents of a catalogue have different.
 *
 * A content is a list of entries in ascending order of their keys, an entry a
 * key with a text for each field of its catalogue.  Nothing here knows where
 * they came from: a version, the tables of now, an uploaded file.
 */
#pragma once
#include "base/arena.h"

#define ENTRY_FIELDS 5

struct entry {
    const char *key;                  /* 'master_bath', 'wall/leak' */
    const char *values[ENTRY_FIELDS]; /* in the order of the catalogue's fields; never NULL */
};

struct entries {
    struct entry *e;
    size_t n;
};

enum diff_kind { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

struct diff_line {
    enum diff_kind kind;
    const struct entry *was, *is; /* NULL: not there */
    unsigned fields;              /* DIFF_CHANGED: bits of the fields that differ */
};

/* Puts the entries into the order of their keys. */
void entries_sort(struct entries list);
/* The entry of a key, or NULL; the list is in order. */
struct entry *entries_find(struct entries list, const char *key);
/* What must happen to `was` so that it is `is`, in the order of keys; looks at the first field_n
   fields; returns how many lines. */
size_t entries_diff(struct arena *mem, struct entries was, struct entries is, size_t field_n,
                    struct diff_line **ret);
