/*
 * repair_acts.c -- from the receipt to the owner's consent: acknowledge, visit, check, plan.
 */
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/estate/catalogue.h"
#include "rooms/repair/repair_inside.h"

#include <inttypes.h>
#include <string.h>

#define VISIT_LONGEST_MS (12 * INT64_C(3600000))
#define VISIT_AHEAD_MS   (180 * DAY_MS)

enum err repair_acknowledge(struct op *op, const struct act *a, const char *urgency,
                            const char *note)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "acknowledge", false);

    if (e != OK)
        return e;
    db_exec(op->tx,
            "update matter set acknowledged_at = coalesce(acknowledged_at, $3),"
            " contacted_at = coalesce(contacted_at, $3), handler_id = case when handler_id = 0"
            " then $4 else handler_id end, urgency = $5 where project_id = $1 and id = $2",
            I(op->project), I(t.m.id), I(op->now), I(op->actor->account_id),
            T(*urgency ? urgency : t.m.urgency));
    if (*urgency && strcmp(urgency, t.m.urgency) != 0)
        json_text(&t.note, "urgency", urgency);
    if (*note)
        json_text(&t.note, "text", note);
    turn_end(&t, "repair.acknowledge");
    tell_contact(op, &t.m, "repair.acknowledge",
                 say(op_of_contact(op, &t.m),
                     W("【安居】您的报修 %s 已由客服%s受理，接下来约您上门。进展见 %s"),
                     t.m.no_said, op->actor->name, owner_link(op, &t.m)));
    return OK;
}

/* An engineer (or manager) with a place in this project. */
static bool is_checker(const struct op *op, int64_t account)
{
    return db_int(op->tx,
                  "select count(*) from membership where account_id = $1 and ended_at is null"
                  " and role in ('engineer', 'manager', 'admin') and project_id in (0, $2)",
                  I(account), I(op->project)) > 0;
}

static enum err visit_times(struct op *op, int64_t visit_at, int64_t *visit_to)
{
    if (*visit_to == 0)
        *visit_to = visit_at + 2 * INT64_C(3600000);
    if (visit_at < op->now - DAY_MS || visit_at > op->now + VISIT_AHEAD_MS)
        return fail(op, E_INPUT, "visit_at", "visit_at", W("上门时间请选今天起半年内的时间"));
    if (*visit_to <= visit_at || *visit_to - visit_at > VISIT_LONGEST_MS)
        return fail(op, E_INPUT, "visit_to", "visit_to",
                    W("“最晚到”要晚于上门时间，而且在 12 小时以内"));
    return OK;
}

enum err visit_check(struct turn *t, int64_t visit_at, int64_t *visit_to, int64_t *checker)
{
    struct op *op = t->op;
    enum err e = visit_times(op, visit_at, visit_to);

    if (e != OK)
        return e;
    if (!*checker)
        *checker = t->m.checker_id                         ? t->m.checker_id
                   : is_checker(op, op->actor->account_id) ? op->actor->account_id
                                                           : 0;
    if (*checker && !is_checker(op, *checker))
        return fail(op, E_INPUT, "checker", "checker", W("请选这个项目的工程师"));
    return OK;
}

void visit_end(struct turn *t, const char *state, const char *reason)
{
    db_exec(t->op->tx,
            "update visit set state = $3, reason = $4, ended_at = $5 where project_id = $1"
            " and matter_id = $2 and ended_at is null",
            I(t->op->project), I(t->m.id), T(state), T(reason), I(t->op->now));
}

void visit_add(struct turn *t, const char *state, int64_t visit_at, int64_t visit_to,
               int64_t checker)
{
    struct op *op = t->op;

    db_exec(op->tx,
            "insert into visit (project_id, id, matter_id, state, visit_at, visit_to, checker,"
            " said_by, said_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            I(op->project), I(id_new()), I(t->m.id), T(state), I(visit_at), I(visit_to), I(checker),
            I(op->actor->account_id), I(op->now));
    json_int(&t->note, "visit_at", visit_at);
    json_int(&t->note, "visit_to", visit_to);
}

enum err repair_visit(struct op *op, const struct act *a, int64_t visit_at, int64_t visit_to,
                      int64_t checker)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "visit", false);

    if (e != OK || (e = visit_check(&t, visit_at, &visit_to, &checker)) != OK)
        return e;
    visit_end(&t, "moved", "");
    visit_add(&t, "agreed", visit_at, visit_to, checker);
    db_exec(op->tx,
            "update matter set visit_at = $3, visit_to = $4, checker_id = $5"
            " where project_id = $1 and id = $2",
            I(op->project), I(t.m.id), I(visit_at), I(visit_to), I(checker));
    turn_end(&t, "repair.visit");
    tell_contact(op, &t.m, "repair.visit",
                 say(op_of_contact(op, &t.m),
                     W("【安居】%s 约好 %s 上门核查。时间不合适请点 %s 改约"), t.m.no_said,
                     when_said(op_of_contact(op, &t.m), visit_at), owner_link(op, &t.m)));
    return OK;
}

enum err repair_wish(struct op *op, const struct act *a, const char *wished)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "wish", false);

    if (e != OK)
        return e;
    db_exec(op->tx, "update matter set wished = $3 where project_id = $1 and id = $2",
            I(op->project), I(t.m.id), T(wished));
    json_text(&t.note, "text", wished);
    turn_end(&t, "repair.wish");
    return OK;
}

enum err repair_arrive(struct op *op, const struct act *a)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "arrive", false);

    if (e != OK)
        return e;
    if (t.m.arrived_at)
        return fail(op, E_RULE, "arrived", NULL, W("已经记录过到场"));
    db_exec(op->tx,
            "update matter set arrived_at = $3, visit_at = coalesce(visit_at, $3),"
            " checker_id = case when checker_id = 0 then $4 else checker_id end"
            " where project_id = $1 and id = $2",
            I(op->project), I(t.m.id), I(op->now), I(op->actor->account_id));
    turn_end(&t, "repair.arrive");
    return OK;
}

enum err repair_check(struct op *op, const struct act *a, const struct check *c)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "check", true);

    if (e != OK)
        return e;
    if (!catalogue_has(op, "cause", c->cause))
        return fail(op, E_INPUT, "not_in_catalogue", "cause", W("请从列表里选故障原因"));
    if ((e = turn_photos(&t, c->photos, c->photo_n, "check")) != OK)
        return e;
    db_exec(op->tx,
            "update fault set checked_at = $3, checked_by = $4, cause_found = $5, finding = $6,"
            " measures = $7 where project_id = $1 and id = $2",
            I(op->project), I(t.hit[0]->id), I(op->now), I(op->actor->account_id), T(c->cause),
            T(c->finding), T(c->measures));
    db_exec(op->tx,
            "update matter set arrived_at = coalesce(arrived_at, $3)"
            " where project_id = $1 and id = $2",
            I(op->project), I(t.m.id), I(op->now));
    visit_end(&t, "done", "");
    json_text(&t.note, "text", c->finding);
    turn_end(&t, "repair.check");
    return OK;
}

/* ---- the plan and the owner's word on it ---- */

static enum err plan_dates(struct op *op, const struct plan_new *p)
{
    int32_t today = when_date(op->now, ZONE_SHANGHAI);

    if (p->start_on < today - 30 || p->start_on > today + 730)
        return fail(op, E_INPUT, "start_on", "start_on", W("开工日期离今天太远"));
    if (p->finish_on < p->start_on || p->finish_on > today + 730)
        return fail(op, E_INPUT, "finish_on", "finish_on", W("完工日期不能早于开工日期"));
    return OK;
}

/* Paid work costs what she accepted, nothing else does. */
static enum err plan_cost(struct turn *t, int64_t *cost)
{
    struct op *op = t->op;
    int64_t quoted = db_int(op->tx,
                            "select coalesce(max(amount_fen), 0) from quote where project_id = $1"
                            " and fault_id = $2 and state in ('accepted', 'paid')",
                            I(op->project), I(t->hit[0]->id));
    bool is_paid = strcmp(t->hit[0]->footing, "paid") == 0;

    if (!is_paid && *cost > 0)
        return fail(op, E_INPUT, "cost", "cost", W("只有定责为“收费维修”时，业主才承担费用"));
    if (is_paid && !quoted)
        return fail(op, E_RULE, "quote_first", NULL, W("收费维修请先报价，业主接受后再出方案"));
    if (*cost > 0 && *cost != quoted)
        return fail(op, E_INPUT, "cost", "cost", W("费用以业主接受的报价为准"));
    *cost = is_paid ? quoted : 0;
    return OK;
}

enum err repair_plan(struct op *op, const struct act *a, const struct plan_new *p)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "plan", true);
    int64_t v, cost;

    if (e != OK || (e = plan_dates(op, p)) != OK)
        return e;
    cost = p->cost_fen;
    if ((e = plan_cost(&t, &cost)) != OK)
        return e;
    db_exec(op->tx,
            "update plan set state = 'replaced' where project_id = $1 and fault_id = $2"
            " and state in ('proposed', 'change_asked')",
            I(op->project), I(t.hit[0]->id));
    v = 1 + db_int(op->tx, "select count(*) from plan where project_id = $1 and fault_id = $2",
                   I(op->project), I(t.hit[0]->id));
    db_exec(op->tx,
            "insert into plan (project_id, id, fault_id, v, state, scope, method, materials,"
            " start_on, finish_on, cost_fen, proposed_by, proposed_at)"
            " values ($1, $2, $3, $4, 'proposed', $5, $6, $7, $8, $9, $10, $11, $12)",
            I(op->project), I(id_new()), I(t.hit[0]->id), I(v), T(p->scope), T(p->method),
            T(p->materials), I(p->start_on), I(p->finish_on), I(cost), I(op->actor->account_id),
            I(op->now));
    json_int(&t.note, "v", v);
    turn_end(&t, "repair.plan");
    tell_contact(op, &t.m, "repair.plan",
                 say(op_of_contact(op, &t.m), W("【安居】%s 的维修方案已出，请您确认：%s"),
                     t.m.no_said, owner_link(op, &t.m)));
    return OK;
}

static enum err plan_answer(struct turn *t, const char *state, const char *answer,
                            const char *event)
{
    struct op *op = t->op;

    db_exec(op->tx,
            "update plan set state = $3, answered_by = $4, answered_at = $5, answer = $6"
            " where project_id = $1 and fault_id = $2 and state = 'proposed'",
            I(op->project), I(t->hit[0]->id), T(state), I(op->actor->account_id), I(op->now),
            T(answer));
    if (*answer)
        json_text(&t->note, "text", answer);
    turn_end(t, event);
    return OK;
}

/* Work that waited for a new owner's word goes on where it stood. */
static const char *orders_wait(struct turn *t)
{
    struct op *op = t->op;
    int64_t open = db_int(op->tx,
                          "select count(*) from work_order where project_id = $1"
                          " and fault_id = $2 and state in ('offered', 'taken')",
                          I(op->project), I(t->hit[0]->id)),
            stopped = db_int(op->tx,
                             "select count(*) from work_order where project_id = $1"
                             " and fault_id = $2 and state = 'stopped'",
                             I(op->project), I(t->hit[0]->id));

    return stopped ? "working" : open ? "ordered" : NULL;
}

enum err repair_agree(struct op *op, const struct act *a)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "agree", true);

    if (e != OK)
        return e;
    t.instead = orders_wait(&t);
    return plan_answer(&t, "agreed", "", "repair.agree");
}

enum err repair_ask_change(struct op *op, const struct act *a, const char *reason)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "change", true);

    return e == OK ? plan_answer(&t, "change_asked", reason, "repair.change") : e;
}
