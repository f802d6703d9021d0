/*
 * node.h -- which of the 1024 node numbers in ids (base/id.h) is this process's.
 *
 * Two processes with one number could make the same id in the same millisecond,
 * also two after each other when the clock was set back in between.  So a number
 * is leased from a row, given back at a clean stop, and free again an hour after
 * its holder was last heard of.
 */
#pragma once
#include "store/db.h"

#define NODE_LEASE_MS INT64_C(3600000)

struct node {
    int no;
    const char *holder; /* a token of this process, in the arena of node_take */
};

/* Leases the lowest free number and sets it (id_set_node).  E_TOO_MANY: all 1024 are in use. */
enum err node_take(struct db *db, struct arena *mem, struct node *ret) CHECKED;
/* Renews it; to be called several times an hour.  E_STALE: another holds it by now, so this
   process must make no more ids. */
enum err node_keep(struct db *db, struct arena *mem, const struct node *n) CHECKED;
/* Gives it back. */
void node_drop(struct db *db, struct arena *mem, const struct node *n);
