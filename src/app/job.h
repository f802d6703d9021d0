/*
 * job.h -- long work outside the request: rows in `job`, claimed by a runner thread.
 */
#pragma once
#include "app/op.h"

/*
 * Adds a job in the current transaction.  arg: JSON text; run_at: 0 for now.  It runs at least
 * once after the commit, so what it does must bear being done twice.
 */
void job_add(struct op *op, const char *kind, const char *arg, int64_t run_at);

/* A kind of job: fn runs outside any transaction; it opens its own by db_read / job_write. */
struct job {
    struct app *app;
    struct arena *mem;
    int64_t id, project;
    const char *kind, *arg;
};
struct job_kind {
    const char *kind;
    enum err (*run)(struct job *job);
    int64_t every_ms; /* 0: only when added; else also by itself at this distance */
};
/* Runs fn(op, arg) in a write transaction as the system, in the job's project. */
typedef enum err job_work(struct op *op, void *arg);
enum err job_write(struct job *job, job_work *fn, void *arg) CHECKED;
enum err app_write(struct app *app, int64_t project, struct arena *mem, job_work *fn,
                   void *arg) CHECKED;

struct job_runner;
/* kinds ended by a zero row; kinds live as long as the process. */
struct job_runner *job_start(struct app *app, const struct job_kind *kinds);
void job_stop(struct job_runner *runner);
/* Runs what is due now in the calling thread until nothing is left (commands, tests). */
void job_run_due(struct app *app, const struct job_kind *kinds);
/* Something was committed: look sooner. */
void job_poke(struct job_runner *runner);
