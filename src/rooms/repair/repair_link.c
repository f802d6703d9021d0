/*
 * repair_link.c -- matters that belong together: caused by, child of, come again.
 *
 * A link moves nothing and hides nothing.  Where two homes are linked, the owner
 * of one never learns the number or the name of the other's: links are the
 * staff's to see (repair_view.c).
 */
#include "app/event.h"
#include "base/id.h"
#include "base/must.h"
#include "rooms/repair/repair_deed_inside.h"

#include <string.h>

#define CHAIN_MOST 100

bool repair_leads_to(const struct op *op, int64_t from, int64_t to, const char *kind)
{
    return from == to ||
           db_int(op->tx,
                  "with recursive way (id, n) as (select cast($2 as bigint), 0 union"
                  " select l.to_id, w.n + 1 from matter_link l join way w on l.from_id = w.id"
                  " where l.project_id = $1 and l.kind = $4 and w.n < $5)"
                  " select count(*) from way where id = $3",
                  I(op->project), I(from), I(to), T(kind), I(CHAIN_MOST)) > 0;
}

static enum err link_check(struct op *op, const struct matter *m, const struct matter *other,
                           const char *kind)
{
    if (other->id == m->id)
        return fail(op, E_INPUT, "itself", "other", W("不能和它自己关联"));
    if (repair_leads_to(op, other->id, m->id, kind))
        return fail(op, E_INPUT, "circle", "other", W("这样会绕成一圈：那一件已经连到这一件"));
    if (strcmp(kind, "recurrence_of") == 0 && other->home_id != m->home_id)
        return fail(op, E_INPUT, "other_home", "other", W("又出现的问题要是同一套房的"));
    if (strcmp(kind, "recurrence_of") == 0 && !other->closed_at &&
        strcmp(other->state, "accepted") != 0)
        return fail(op, E_INPUT, "open", "other",
                    W("那一件还没有办完；同一个问题请用“并入另一件”"));
    if (strcmp(kind, "parent") == 0 &&
        db_int(op->tx,
               "select count(*) from matter_link where project_id = $1 and from_id = $2"
               " and kind = 'parent' and to_id <> $3",
               I(op->project), I(m->id), I(other->id)))
        return fail(op, E_INPUT, "has_parent", "other", W("这一件已经归到另一件之下"));
    return OK;
}

static const struct fault *same_part(const struct fault *f, const struct fault *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].place, f->place) == 0 && strcmp(list[i].component, f->component) == 0)
            return &list[i];
    return NULL;
}

/* The same part again: its rounds go on, the first report of the first one governs. */
static enum err come_again(struct op *op, const struct matter *m, const struct matter *other)
{
    struct fault *mine, *theirs;
    size_t n = fault_list(op, m->id, &mine), k = fault_list(op, other->id, &theirs), hit = 0;

    for (size_t i = 0; i < n; i++) {
        const struct fault *f = same_part(&mine[i], theirs, k);

        if (!f)
            continue;
        mine[i].first_at = fault_first_at(other, f);
        db_exec(op->tx,
                "update fault set origin_id = $3, first_at = $4, round = round + $5,"
                " version = version + 1 where project_id = $1 and id = $2",
                I(op->project), I(mine[i].id), I(f->id), I(mine[i].first_at), I(f->round));
        if (mine[i].decided_at)
            verdict_keep(op, m, &mine[i], mine[i].warranty_code, "recurrence");
        hit++;
    }
    if (!hit)
        return fail(op, E_INPUT, "other_part", "other",
                    W("那一件里没有同一部位、同一构件的问题，不能算又出现"));
    tell_managers(op, m, "repair.recurrence",
                  say(op, W("【安居】%s：同一部位又出现问题（上次 %s），请您过问"), m->no_said,
                      other->no_said));
    return OK;
}

enum err repair_link(struct op *op, const struct act *a, const char *kind, const char *other_no,
                     const char *note)
{
    struct matter m, other;
    struct json j = json_new(op->mem, 8 << 10);
    enum err e = matter_load(op, a->no, &m);

    if (e != OK)
        return e;
    if (!may(op, REPAIR_LINK, &m.object))
        return fail(op, E_DENIED, "not_yours", NULL, W("这一步不由您来做"));
    if (matter_load(op, other_no, &other) != OK)
        return fail(op, E_INPUT, "other", "other", W("没有这个编号的事项"));
    if ((e = link_check(op, &m, &other, kind)) != OK)
        return e;
    if (db_int(op->tx,
               "select count(*) from matter_link where project_id = $1 and from_id = $2"
               " and to_id = $3 and kind = $4",
               I(op->project), I(m.id), I(other.id), T(kind)))
        return fail(op, E_RULE, "linked", "other", W("这两件已经这样关联过了"));
    if (strcmp(kind, "recurrence_of") == 0 && (e = come_again(op, &m, &other)) != OK)
        return e;
    db_exec(op->tx,
            "insert into matter_link (project_id, id, from_id, to_id, kind, note, at, by_id)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
            I(op->project), I(id_new()), I(m.id), I(other.id), T(kind), T(note), I(op->now),
            I(op->actor->account_id));
    json_open(&j, NULL, '{');
    json_text(&j, "kind", kind);
    json_text(&j, "other", other.no);
    if (*note)
        json_text(&j, "text", note);
    json_close(&j, '}');
    event_add(op, "matter", m.id, "repair.link", j.out.p);
    repair_settle(op, m.id);
    return OK;
}
