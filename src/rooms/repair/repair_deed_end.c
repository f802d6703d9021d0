/*
 * repair_deed_end.c -- the ends besides a signed acceptance, and the way back from them.
 *
 * Each leaves its reason.  S1.2b: what is out of warranty still gets advice.  S1.2c:
 * what was handed to the property company stays ours to follow until it has
 * answered.  A reopened matter keeps its first report.
 */
#include "app/number.h"
#include "base/id.h"
#include "base/when.h"
#include "rooms/repair/repair_deed_inside.h"

#include <string.h>

#define HAND_DUE_DAYS 60

enum err withdraw_effect(struct turn *t, const struct deed *d)
{
    turn_ending(t, "withdrawn", d->reason);
    return OK;
}

/* The older one goes on; the younger is merged into it. */
static enum err duplicate_check(struct turn *t, const struct deed *d, struct matter *other)
{
    struct op *op = t->op;

    if (matter_load(op, d->other, other) != OK)
        return fail(op, E_INPUT, "other", "other", W("没有这个编号的事项"));
    if (other->id == t->m.id)
        return fail(op, E_INPUT, "itself", "other", W("不能并入它自己"));
    if (repair_leads_to(op, other->id, t->m.id, "duplicate_of"))
        return fail(op, E_INPUT, "circle", "other", W("那一件已经并入这一件，不能再反过来"));
    if (other->home_id != t->m.home_id)
        return fail(op, E_INPUT, "other_home", "other",
                    W("那一件是另一套房的；不同的房请用“关联”"));
    if (other->closed_at)
        return fail(op, E_INPUT, "closed", "other",
                    W("那一件已关闭；又出现的问题请用“关联”，选“又出现了”"));
    if (other->first_report_at > t->m.first_report_at)
        return fail(op, E_INPUT, "younger", "other",
                    W("那一件报得更晚；请在那一件里选并入这一件，首次报修日期才不会丢"));
    return OK;
}

enum err duplicate_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;
    struct matter other;
    enum err e = duplicate_check(t, d, &other);

    if (e != OK)
        return e;
    db_exec(op->tx,
            "insert into matter_link (project_id, id, from_id, to_id, kind, note, at, by_id)"
            " values ($1, $2, $3, $4, 'duplicate_of', $5, $6, $7)"
            " on conflict (project_id, from_id, to_id, kind) do nothing",
            I(op->project), I(id_new()), I(t->m.id), I(other.id), T(d->reason), I(op->now),
            I(op->actor->account_id));
    turn_ending(t, "duplicate", d->reason);
    json_text(&t->note, "other", other.no);
    return OK;
}

enum err advise_effect(struct turn *t, const struct deed *d)
{
    turn_ending(t, "advice", d->reason);
    return OK;
}

static enum err hand_check(struct op *op, const struct deed *d)
{
    int32_t today = when_date(op->now, ZONE_SHANGHAI);

    if (db_int(op->tx,
               "select count(*) from contract x join company c on c.id = x.company_id"
               " where x.project_id = $1 and c.id = $2 and c.kind = 'property'",
               I(op->project), I(d->company_id)) == 0)
        return fail(op, E_INPUT, "company", "company", W("请选这个项目的物业公司"));
    if (d->due_on < today || d->due_on > today + HAND_DUE_DAYS)
        return fail(op, E_INPUT, "due_on", "due_on", W("答复日期请选今天起 %d 天内"),
                    HAND_DUE_DAYS);
    return OK;
}

enum err hand_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;
    enum err e = hand_check(op, d);

    if (e != OK)
        return e;
    for (size_t i = 0; i < t->hit_n; i++)
        db_exec(op->tx,
                "insert into handing (project_id, id, matter_id, fault_id, company_id, reason,"
                " handed_at, handed_by, due_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                I(op->project), I(id_new()), I(t->m.id), I(t->hit[i]->id), I(d->company_id),
                T(d->reason), I(op->now), I(op->actor->account_id),
                I(when_of_date(d->due_on + 1, ZONE_SHANGHAI)));
    tell_company(op, d->company_id, &t->m, "handing.new",
                 say(op, W("【安居】转来事项 %s：%s %s，请在 %s 前答复"), t->m.no_said,
                     t->m.home_said, t->m.title,
                     when_said(op, when_of_date(d->due_on + 1, ZONE_SHANGHAI))));
    return OK;
}

/* The company that has it now, not one that had it before. */
static bool is_at_hers(const struct turn *t)
{
    return db_int(t->op->tx,
                  "select count(*) from handing where project_id = $1 and fault_id = $2"
                  " and company_id = $3 and ended_at is null",
                  I(t->op->project), I(t->hit[0]->id),
                  I(company_in(t->op->actor, t->op->project))) > 0;
}

enum err answer_effect(struct turn *t, const struct deed *d)
{
    if (!is_at_hers(t))
        return fail(t->op, E_RULE, "not_hers", NULL, W("这件事现在不在贵公司处理"));
    for (size_t i = 0; i < t->hit_n; i++)
        db_exec(t->op->tx,
                "update handing set answered_at = $3, answered_by = $4, answer = $5"
                " where project_id = $1 and fault_id = $2 and ended_at is null",
                I(t->op->project), I(t->hit[i]->id), I(t->op->now), I(t->op->actor->account_id),
                T(d->text));
    return OK;
}

static void handing_end(struct turn *t)
{
    for (size_t i = 0; i < t->hit_n; i++)
        db_exec(t->op->tx,
                "update handing set ended_at = $3 where project_id = $1 and fault_id = $2"
                " and ended_at is null",
                I(t->op->project), I(t->hit[i]->id), I(t->op->now));
}

enum err take_back_effect(struct turn *t, const struct deed *d)
{
    (void)d;
    handing_end(t);
    return OK;
}

enum err close_handed_effect(struct turn *t, const struct deed *d)
{
    handing_end(t);
    turn_ending(t, "handed", d->text);
    return OK;
}

enum err settle_effect(struct turn *t, const struct deed *d)
{
    turn_ending(t, "settled", d->reason);
    return OK;
}

/* After a signed acceptance the next repair is a round of its own. */
enum err reopen_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;

    (void)d;
    for (size_t i = 0; i < t->hit_n; i++)
        db_exec(op->tx,
                "update fault set ending = '', ending_reason = '', finished_at = null,"
                " accepted_at = null, care_ack_at = null, round = case when exists (select 1 from"
                " acceptance x where x.project_id = fault.project_id and x.fault_id = fault.id"
                " and x.round = fault.round) then round + 1 else round end"
                " where project_id = $1 and id = $2",
                I(op->project), I(t->hit[i]->id));
    db_exec(op->tx,
            "update matter set visit_at = null, visit_to = null, arrived_at = null"
            " where project_id = $1 and id = $2",
            I(op->project), I(t->m.id));
    return OK;
}
