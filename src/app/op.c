/* op.c -- how an operation says no; see op.h. */
#include "app/op.h"

#include <stdarg.h>
#include <string.h>

static const char *say_v(const struct op *op, const char *zh, va_list args)
{
    return arena_vprintf(op->mem, word(op->lang, zh), args);
}

enum err fail(struct op *op, enum err kind, const char *code, const char *field, const char *zh,
              ...)
{
    va_list args;

    va_start(args, zh);
    op->problem = (struct problem){ .code = code, .field = field, .words = say_v(op, zh, args) };
    va_end(args);
    return kind;
}

const char *say(const struct op *op, const char *zh, ...)
{
    va_list args;
    const char *s;

    va_start(args, zh);
    s = say_v(op, zh, args);
    va_end(args);
    return s;
}
