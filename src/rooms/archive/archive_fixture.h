/* archive_fixture.h -- a repair that has just been accepted, in a folder of its own; for tests. */
#pragma once
#include "app/job.h"
#include "rooms/archive/file.h"
#include "rooms/archive/paper.h"

/* cmocka wants these four before it, and comes last because it has a macro fail() */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PROJECT INT64_C(1)
#define MATTER  INT64_C(11)
#define FAULT   INT64_C(12)
#define ORDER   INT64_C(13)
#define HOME    INT64_C(5)
#define NOW     INT64_C(1781404320000) /* 2026-06-14T10:32:00+08:00 */

extern struct arena *fix_mem;
extern struct app fix_app;

/* Folder, database, project 澜庭, home 5-2-1802 of 陈淑兰 (account 21), staff 22, a foreign owner
   23, a matter with one fault that passed its second round, photos and a drawn signature. */
int fix_open(void **state);
int fix_close(void **state);

/* Statements and numbers, each in a transaction of its own. */
void fix_say(const char *sql);
int64_t fix_int(const char *sql);
const char *fix_text(const char *sql);
/* Runs fn as this account (0: the system). */
enum err fix_write(job_work *fn, void *arg);
struct op fix_read(void);
void fix_read_end(struct op *op);
/* The path of a stored file. */
const char *fix_path(const char *hash);
/* A photo of w × h in the store. */
struct photo fix_photo(int w, int h);
/* Orders the sheet and seals it; the paper. */
struct paper fix_sealed(void);
