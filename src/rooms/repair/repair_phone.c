/*
 * repair_phone.c -- the contact's number for those who hold the order: once, and written down
 * (records.md, keeping and privacy).
 */
#include "rooms/repair/repair_phone.h"
#include "app/event.h"
#include "base/id.h"
#include "base/must.h"
#include "rooms/repair/repair_inside.h"
#include "store/seal.h"

#include <string.h>

static bool is_held(const char *state)
{
    static const char *const held[] = { "taken", "working", "stopped" };

    for (size_t i = 0; i < LEN(held); i++)
        if (strcmp(held[i], state) == 0)
            return true;
    return false;
}

bool order_phone_is_open(const struct op *op, const struct order *o, const struct matter *m)
{
    return *m->contact_masked && is_held(o->state) && may(op, ORDER_PHONE, &m->object) &&
           db_int(op->tx,
                  "select count(*) from order_phone where project_id = $1 and order_id = $2"
                  " and account_id = $3",
                  I(op->project), I(o->id), I(op->actor->account_id)) == 0;
}

static const char *contact_of(struct op *op, int64_t matter_id)
{
    const char *phone = NULL;
    struct query q;
    size_t n = 0;

    if (db_one(op->tx, &q, "select contact_sealed from matter where project_id = $1 and id = $2",
               I(op->project), I(matter_id)) &&
        !db_is_null(&q, 0)) {
        const void *p = db_bytes(&q, 0, &n);

        phone = seal_get(op->app->seal, op->mem, p, n);
    }
    db_done(&q);
    return phone;
}

enum err order_phone(struct op *op, const char *no, const char **ret)
{
    struct matter m;
    struct order o;
    enum err e = order_load(op, no, &o, &m);

    if (e != OK)
        return e;
    if (!may(op, ORDER_PHONE, &m.object))
        return fail(op, E_DENIED, "not_yours", NULL, W("联系电话只给接单的施工单位看"));
    if (!is_held(o.state))
        return fail(op, E_RULE, "not_taken", NULL, W("接单后、完工前才能查看联系电话"));
    if (!order_phone_is_open(op, &o, &m) || !(*ret = contact_of(op, m.id)))
        return fail(op, E_RULE, "seen_already", NULL,
                    W("这张工单的电话您已经看过一次；要再联系，请打服务热线"));
    db_exec(op->tx,
            "insert into order_phone (project_id, order_id, account_id, at)"
            " values ($1, $2, $3, $4)",
            I(op->project), I(o.id), I(op->actor->account_id), I(op->now));
    db_exec(op->tx,
            "insert into reveal (project_id, id, account_id, person_id, what, reason, at)"
            " values ($1, $2, $3, $4, 'phone', $5, $6)",
            I(op->project), I(id_new()), I(op->actor->account_id), I(m.person_id), T(o.no),
            I(op->now));
    event_add(op, "order", o.id, "order.phone", NULL);
    return OK;
}
