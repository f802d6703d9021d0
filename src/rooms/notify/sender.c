/* sender.c -- see sender.h. */
#include "rooms/notify/sender.h"
#include "base/log.h"

#include <inttypes.h>

#define EVERY_MS 2000

static enum err send_waiting(struct op *op, void *arg)
{
    int64_t n =
        db_exec(op->tx, "update outbox set sent_at = $1 where sent_at is null and channel = 'sms'",
                I(op->now));

    (void)arg;
    if (n > 0)
        log_line(LOG_INFO, "outbox", "%" PRId64 " messages taken out by the development sender", n);
    return OK;
}

/* An idle server writes nothing. */
static enum err run(struct job *job)
{
    struct tx *tx = db_read(job->app->db, job->mem);
    int64_t n = db_int(tx, "select count(*) from outbox where sent_at is null and channel = 'sms'");
    enum err e = db_read_end(tx);

    if (e != OK || n == 0)
        return e;
    return app_write(job->app, 0, job->mem, send_waiting, NULL);
}

const struct job_kind notify_jobs[] = {
    { "outbox.send", run, EVERY_MS },
    { 0 },
};
