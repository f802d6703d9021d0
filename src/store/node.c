/* node.c -- see node.h.  Rows are never deleted, so that the numbers in them have no gap. */
#include "store/node.h"
#include "base/id.h"
#include "base/random.h"
#include "base/when.h"

#define NODES 1024

static enum err take_work(struct tx *tx, void *arg)
{
    struct node *n = arg;
    int64_t now = when_now(), no;
    struct query q;

    no = db_one(tx, &q, "select no from node_lease where until_at < $1 order by no limit 1", I(now))
             ? db_i64(&q, 0)
             : db_int(tx, "select count(*) from node_lease");
    db_done(&q);
    if (no >= NODES)
        return E_TOO_MANY;
    db_exec(tx,
            "insert into node_lease (no, holder, until_at) values ($1, $2, $3)"
            " on conflict (no) do update set holder = excluded.holder,"
            " until_at = excluded.until_at",
            I(no), T(n->holder), I(now + NODE_LEASE_MS));
    n->no = (int)no;
    return OK;
}

enum err node_take(struct db *db, struct arena *mem, struct node *ret)
{
    enum err e;

    *ret = (struct node){ .holder = random_token(mem, 16) };
    e = db_write(db, 0, mem, take_work, ret);
    if (e == OK)
        id_set_node(ret->no);
    return e;
}

struct renewal {
    const struct node *node;
    int64_t until_at;
};

static enum err keep_work(struct tx *tx, void *arg)
{
    const struct renewal *r = arg;

    return db_exec(tx, "update node_lease set until_at = $1 where no = $2 and holder = $3",
                   I(r->until_at), I(r->node->no), T(r->node->holder)) == 1
               ? OK
               : E_STALE;
}

enum err node_keep(struct db *db, struct arena *mem, const struct node *n)
{
    struct renewal r = { .node = n, .until_at = when_now() + NODE_LEASE_MS };

    return db_write(db, 0, mem, keep_work, &r);
}

void node_drop(struct db *db, struct arena *mem, const struct node *n)
{
    struct renewal r = { .node = n, .until_at = 0 };

    /* When it can't be given back, it is free in an hour. */
    (void)!db_write(db, 0, mem, keep_work, &r);
}
