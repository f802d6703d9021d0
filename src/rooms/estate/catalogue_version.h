/*
 * catalogue_version.h -- numbered versions of each catalogue: who changed what, when and why.
 *
 * Whatever changes a catalogue ends with version_add(), which compares the
 * tables with the newest version and keeps what is different; so a version
 * can't forget a field.  A roll-back is a new version that equals an old one;
 * nothing is ever taken away.
 */
#pragma once
#include "rooms/estate/catalogue_book.h"

#define VERSION_PAGE 50

struct catalogue_version {
    int64_t no, at, account_id; /* at 0: what was there when versions began */
    const char *who;            /* "" the program */
    const char *reason, *how;   /* "start" "edit" "import" "rollback" */
    int64_t back_to;            /* rollback: the version it equals */
    int64_t entry_n;            /* entries that it changed */
};

struct version_new {
    const char *how, *reason;
    int64_t back_to;
};

/* The newest number of a book. */
int64_t version_now(const struct op *op, const struct book *b);
/* Versions with a number below `before` (0: all), newest first, VERSION_PAGE at most. */
size_t version_list(const struct op *op, const struct book *b, int64_t before,
                    struct catalogue_version **ret);
enum err version_load(const struct op *op, const struct book *b, int64_t no,
                      struct catalogue_version *ret) CHECKED;
/* The content of a version, in the order of keys; number 0 is empty. */
struct entries version_entries(const struct op *op, const struct book *b, int64_t no);
/* Keeps what the tables hold as a new version; false when nothing is different. */
bool version_add(struct op *op, const struct book *b, const struct version_new *v);
/* Makes the book what it was in version `no`, as a new version; words that came later are retired.
   E_NOT_FOUND, or E_RULE when nothing would change. */
enum err version_rollback(struct op *op, const struct book *b, int64_t no,
                          const char *reason) CHECKED;
