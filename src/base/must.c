/* must.c -- the last words of a process that found itself wrong. */
#include "base/must.h"

#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void must_failed(const char *cond, const char *file, int line)
{
    void *frames[32];
    int n = backtrace(frames, (int)LEN(frames));

    fprintf(stderr, "{\"level\":\"fatal\",\"at\":\"%s:%d\",\"must\":\"%s\"}\n", file, line, cond);
    backtrace_symbols_fd(frames, n, STDERR_FILENO);
    abort();
}
