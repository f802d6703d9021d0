/*
 * must.h -- a broken invariant ends the process, in production too.
 *
 * The transaction it happened in never commits; the supervisor starts the
 * program again within a second.  Expected refusals use enum err instead.
 */
#pragma once

#define must(cond) ((cond) ? (void)0 : must_failed(#cond, __FILE__, __LINE__))

/* Here the program must never come; says which case nobody thought of. */
#define must_not(what) must_failed(what, __FILE__, __LINE__)

/* Logs the broken condition with a backtrace and aborts. */
_Noreturn void must_failed(const char *cond, const char *file, int line);

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
