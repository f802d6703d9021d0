/*
 * id.c -- see id.h.  The machine's clock is used, not the injected one: ids must stay unique
 * when a test sets the time back.
 */
#include "base/id.h"
#include "base/must.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <time.h>

#define EPOCH_MS INT64_C(1577836800000) /* 2020-01-01 */

static atomic_int node_no;
static atomic_int_fast64_t last; /* milliseconds << 12 | sequence */

void id_set_node(int node)
{
    must(node >= 0 && node < 1024);
    atomic_store(&node_no, node);
}

int64_t id_new(void)
{
    struct timespec t;
    int64_t seen, next, fresh;

    clock_gettime(CLOCK_REALTIME, &t);
    fresh = ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 - EPOCH_MS) << 12;
    seen = atomic_load(&last);
    do
        next = fresh > seen ? fresh : seen + 1;
    while (!atomic_compare_exchange_weak(&last, &seen, next));
    return (next >> 12) << 22 | (int64_t)atomic_load(&node_no) << 12 | (next & 0xFFF);
}

const char *id_text(struct arena *mem, int64_t id)
{
    return arena_printf(mem, "%" PRId64, id);
}
