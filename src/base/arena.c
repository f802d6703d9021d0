/*
 * arena.c -- blocks in a chain; see arena.h for the promises.
 *
 * The normal build cuts allocations from blocks of 16 KiB and more.  The
 * sanitizer build gives every allocation its own block, which is the whole
 * trick: malloc's red zones then lie around each of them.
 */
#include "base/arena.h"
#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define BLOCK_SIZE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BLOCK_SIZE 0
#endif
#endif
#ifndef BLOCK_SIZE
#define BLOCK_SIZE ((size_t)16 * 1024)
#endif

#define ALIGN ((size_t)16)

struct block {
    struct block *below;
    size_t size, used;
    _Alignas(16) char bytes[];
};

struct defer {
    struct defer *below;
    void (*fn)(void *);
    void *ptr;
};

struct arena {
    struct block *top;
    struct defer *defers;
    size_t total, ceiling;
};

struct arena *arena_open(size_t ceiling)
{
    struct arena *a = calloc(1, sizeof *a);

    must(a);
    a->ceiling = ceiling;
    return a;
}

static void run_defers(struct arena *a, const struct defer *until)
{
    while (a->defers != until) {
        struct defer *d = a->defers;
        must(d);
        a->defers = d->below;
        d->fn(d->ptr);
        free(d);
    }
}

static void drop_blocks(struct arena *a, const struct block *until)
{
    while (a->top != until) {
        struct block *b = a->top;
        must(b);
        a->top = b->below;
        a->total -= b->size;
        free(b);
    }
}

void arena_reset(struct arena *a)
{
    run_defers(a, NULL);
    if (!a->top)
        return;
    /* The lowest block stays: most requests fit into it. */
    struct block *low = a->top;
    while (low->below)
        low = low->below;
    if (BLOCK_SIZE == 0 || low->size > 4 * BLOCK_SIZE + 1) {
        drop_blocks(a, NULL);
        return;
    }
    drop_blocks(a, low);
    low->used = 0;
}

void arena_close(struct arena *a)
{
    if (!a)
        return;
    run_defers(a, NULL);
    drop_blocks(a, NULL);
    free(a);
}

static struct block *block_push(struct arena *a, size_t need)
{
    size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
    struct block *b;

    must(a->total + size <= a->ceiling);
    b = malloc(sizeof *b + size);
    must(b);
    b->below = a->top;
    b->size = size;
    b->used = 0;
    a->top = b;
    a->total += size;
    return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
    size_t need = BLOCK_SIZE ? (n + ALIGN - 1) & ~(ALIGN - 1) : n;
    struct block *b = a->top;
    void *p;

    must(n <= a->ceiling && need >= n);
    if (!b || b->size - b->used < need || BLOCK_SIZE == 0)
        b = block_push(a, need);
    p = b->bytes + b->used;
    b->used += need;
    memset(p, 0, n);
    return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    size_t bytes;

    must(!__builtin_mul_overflow(n, size, &bytes));
    return arena_alloc(a, bytes);
}

const char *arena_dup_n(struct arena *a, const void *p, size_t n)
{
    char *copy = arena_alloc(a, n + 1);

    if (n)
        memcpy(copy, p, n);
    return copy;
}

const char *arena_dup(struct arena *a, const char *s)
{
    return s ? arena_dup_n(a, s, strlen(s)) : NULL;
}

const char *arena_text(struct arena *a, struct span s)
{
    return arena_dup_n(a, s.p, s.n);
}

const char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
    va_list again;
    int n;
    char *p;

    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    must(n >= 0);
    p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return p;
}

const char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args;
    const char *s;

    va_start(args, format);
    s = arena_vprintf(a, format, args);
    va_end(args);
    return s;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *ptr)
{
    struct defer *d = malloc(sizeof *d);

    must(d);
    *d = (struct defer){ .below = a->defers, .fn = fn, .ptr = ptr };
    a->defers = d;
}

struct arena_mark arena_mark(struct arena *a)
{
    return (struct arena_mark){ .block = a->top,
                                .used = a->top ? a->top->used : 0,
                                .defer = a->defers };
}

void arena_rewind(struct arena *a, struct arena_mark m)
{
    run_defers(a, m.defer);
    drop_blocks(a, m.block);
    if (a->top)
        a->top->used = m.used;
}
