/* buf.c -- see buf.h. */
#include "base/buf.h"

#include <stdio.h>
#include <string.h>

struct buf buf_new(struct arena *mem, size_t ceiling)
{
    return (struct buf){
        .mem = mem, .p = arena_alloc(mem, 64), .n = 0, .room = 64, .ceiling = ceiling
    };
}

static bool make_room(struct buf *b, size_t n)
{
    size_t room = b->room;
    char *p;

    if (b->full || n > b->ceiling || b->n + n > b->ceiling) {
        b->full = true;
        return false;
    }
    if (b->n + n + 1 <= room)
        return true;
    while (room < b->n + n + 1)
        room *= 2;
    p = arena_alloc(b->mem, room);
    memcpy(p, b->p, b->n + 1);
    b->p = p;
    b->room = room;
    return true;
}

void buf_put(struct buf *b, const void *p, size_t n)
{
    if (!n || !make_room(b, n))
        return;
    memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
    buf_put(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
    buf_put(b, &c, 1);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args, again;
    int n;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n > 0 && make_room(b, (size_t)n)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
}
