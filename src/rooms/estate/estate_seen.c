/*
 * estate_seen.c -- a hash table of texts, open addressing, that only grows.
 *
 * The hash is seeded per table from nothing secret: a file can make it slow, for
 * itself, up to the ceiling of rows; nothing else shares the table.
 */
#include "rooms/estate/estate_seen.h"

#include <string.h>

struct slot {
    const char *key;
    int64_t value;
};

struct seen {
    struct arena *mem;
    struct slot *slots;
    size_t n, room; /* room is a power of two */
};

static size_t hash(const char *key)
{
    uint64_t h = 0xcbf29ce484222325;

    for (; *key; key++)
        h = (h ^ (unsigned char)*key) * 0x100000001b3;
    return (size_t)(h ^ h >> 29);
}

static struct slot *place(struct slot *slots, size_t room, const char *key)
{
    size_t i = hash(key) & (room - 1);

    while (slots[i].key && strcmp(slots[i].key, key) != 0)
        i = (i + 1) & (room - 1);
    return &slots[i];
}

struct seen *seen_open(struct arena *mem)
{
    struct seen *s = arena_new(mem, struct seen);

    s->mem = mem;
    s->room = 1024;
    s->slots = arena_new_n(mem, struct slot, s->room);
    return s;
}

static void grow(struct seen *s)
{
    struct slot *more = arena_new_n(s->mem, struct slot, s->room * 2);

    for (size_t i = 0; i < s->room; i++)
        if (s->slots[i].key)
            *place(more, s->room * 2, s->slots[i].key) = s->slots[i];
    s->slots = more;
    s->room *= 2;
}

bool seen_add(struct seen *s, const char *key, int64_t value, int64_t *before)
{
    struct slot *at = place(s->slots, s->room, key);

    if (at->key) {
        *before = at->value;
        return false;
    }
    *at = (struct slot){ .key = arena_dup(s->mem, key), .value = value };
    if (++s->n * 2 > s->room)
        grow(s);
    return true;
}
