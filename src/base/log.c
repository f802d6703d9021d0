/* log.c -- see log.h. */
#include "base/log.h"
#include "base/json.h"
#include "base/when.h"

#include <stdatomic.h>
#include <unistd.h>

static _Atomic int least_level = LOG_INFO;

void log_level_set(enum log_level least)
{
    atomic_store(&least_level, (int)least);
}

void log_line(enum log_level level, const char *what, const char *format, ...)
{
    static const char *const names[] = { "debug", "info", "warn", "error" };
    struct arena *mem;
    struct json j;
    va_list args;

    if ((int)level < atomic_load(&least_level))
        return;
    mem = arena_open(256 * 1024);
    j = json_new(mem, 64 * 1024);
    json_open(&j, NULL, '{');
    json_text(&j, "time", when_text(mem, when_now(), 0));
    json_text(&j, "level", names[level]);
    json_text(&j, "what", what);
    va_start(args, format);
    json_text(&j, "text", arena_vprintf(mem, format, args));
    va_end(args);
    json_close(&j, '}');
    buf_putc(&j.out, '\n');
    (void)!write(STDERR_FILENO, j.out.p, j.out.n);
    arena_close(mem);
}
