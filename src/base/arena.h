/*
 * arena.h -- memory with a lifetime instead of an owner.
 *
 * Three lifetimes exist: the process, one request (or job, or command), and
 * one turn of a loop (arena_mark/arena_rewind).  Nothing in an arena is freed
 * by hand.  An allocation never fails: it is zeroed, aligned for any type, and
 * running past the arena's ceiling is a bug that aborts, because every input
 * has a ceiling of its own.  Under AddressSanitizer each allocation is its own
 * malloc, so overruns and use after reset are found at the byte.
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A parser's view of bytes it does not own; not terminated. */
struct span {
    const char *p;
    size_t n;
};

/* Opens an arena that may grow to `ceiling` bytes.  Close with arena_close. */
struct arena *arena_open(size_t ceiling);
/* Runs the deferred calls in reverse and gives everything back.  NULL is fine. */
void arena_close(struct arena *a);
/* As close, but the arena may be used again. */
void arena_reset(struct arena *a);

/* `n` zeroed bytes. */
void *arena_alloc(struct arena *a, size_t n);
#define arena_new(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define arena_new_n(a, type, n) ((type *)arena_array((a), (size_t)(n), sizeof(type)))
/* n * size zeroed bytes; aborts on overflow. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* A copy of `s` (NULL stays NULL). */
const char *arena_dup(struct arena *a, const char *s);
/* A copy of `n` bytes plus a NUL that is not counted. */
const char *arena_dup_n(struct arena *a, const void *p, size_t n);
/* A span as text. */
const char *arena_text(struct arena *a, struct span s);
const char *arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *arena_vprintf(struct arena *a, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Calls fn(ptr) when the arena is reset, closed, or rewound past this point. */
void arena_defer(struct arena *a, void (*fn)(void *), void *ptr);

/* A place to come back to: for row loops, and for a handler that runs again. */
struct arena_mark {
    void *block;
    size_t used;
    void *defer;
};
struct arena_mark arena_mark(struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark m);
