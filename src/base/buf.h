/*
 * buf.h -- text that grows, up to a ceiling given at the start.
 *
 * Lives in an arena.  `p` is always NUL-terminated and never NULL.  Running
 * into the ceiling is sticky: later puts do nothing and `full` stays true, so
 * it is asked once, at the end.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

struct buf {
    struct arena *mem;
    char *p;
    size_t n, room, ceiling;
    bool full;
};

struct buf buf_new(struct arena *mem, size_t ceiling);
void buf_put(struct buf *b, const void *p, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
