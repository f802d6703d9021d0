/*
 * id.h -- 64-bit ids: 41 bits of milliseconds since 2020, 10 bits of node, 12 bits of sequence.
 *
 * Unique across nodes, growing within one, and never negative.  In JSON they
 * are strings, because JavaScript loses integers above 2^53.
 */
#pragma once
#include "base/arena.h"

/* Which node this process is (0..1023), leased from a row of the database at start. */
void id_set_node(int node);
/* A new id.  Thread-safe; survives a clock that jumps back. */
int64_t id_new(void);
/* Decimal text of an id, as it stands in JSON and in addresses. */
const char *id_text(struct arena *mem, int64_t id);
