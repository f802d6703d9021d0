/*
 * sender.c -- see sender.h.
 *
 * What was taken out is written to the log with masked number and text: this is
 * the sender for trying things out, and the log is where a first start reads its
 * codes.
 */
#include "rooms/notify/sender.h"
#include "base/log.h"

#define EVERY_MS 1000

static enum err mark_sent(struct op *op, void *arg)
{
    const int64_t *last = arg;

    db_exec(op->tx,
            "update outbox set sent_at = $1 where sent_at is null and channel = 'sms' and id <= $2",
            I(op->now), I(*last));
    return OK;
}

/* An idle server writes nothing. */
static enum err run(struct job *job)
{
    struct tx *tx = db_read(job->app->db, job->mem);
    int64_t last = 0;
    struct query q;
    enum err e;

    for (db_query(tx, &q,
                  "select to_masked, text, id from outbox where sent_at is null and channel = 'sms'"
                  " order by id limit 200");
         db_next(&q); last = db_i64(&q, 2))
        log_line(LOG_INFO, "sms", "%s %s", db_text(&q, 0), db_text(&q, 1));
    db_done(&q);
    e = db_read_end(tx);
    if (e != OK || last == 0)
        return e;
    return app_write(job->app, 0, job->mem, mark_sent, &last);
}

const struct job_kind notify_jobs[] = {
    { "outbox.send", run, EVERY_MS },
    { 0 },
};
