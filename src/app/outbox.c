/* outbox.c -- see outbox.h. */
#include "app/outbox.h"
#include "base/id.h"
#include "store/seal.h"

void outbox_add(struct op *op, const struct message *m)
{
    struct span sealed = { 0 };

    if (m->phone && *m->phone)
        sealed = seal_put(op->app->seal, op->mem, m->phone);
    db_exec(op->tx,
            "insert into outbox (project_id, id, channel, account_id, to_sealed, to_masked, kind,"
            " text, subject, subject_id, created_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            I(op->project), I(id_new()), T(sealed.n ? "sms" : "screen"), I(m->account_id),
            sealed.n ? B(sealed.p, sealed.n) : NUL,
            T(sealed.n ? phone_masked(op->mem, m->phone) : ""), T(m->kind), T(m->text),
            T(m->subject ? m->subject : ""), I(m->subject_id), I(op->now));
}
