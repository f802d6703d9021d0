/*
 * repair_order.c -- work orders to the own team or a contractor (S3.2.4c).
 *
 * An order walks order_flow; each of its steps is also a step of its fault, so
 * the two can't tell different stories.
 */
#include "app/event.h"
#include "app/number.h"
#include "app/outbox.h"
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/estate/catalogue.h"
#include "rooms/repair/repair_inside.h"

#include <string.h>

#define ORDER_SELECT                                                                               \
    "select w.id, w.matter_id, w.fault_id, f.k, w.company_id, w.round, w.cost_fen, w.version,"     \
    " w.no, w.state, c.name, w.trade, w.scope, w.worker, w.work_done, w.reason, w.due_on,"         \
    " w.offered_at, w.appointed_at, w.started_at, w.finished_at from work_order w"                 \
    " join company c on c.id = w.company_id join fault f on f.project_id = w.project_id"           \
    " and f.id = w.fault_id"

static void order_read(const struct query *q, struct order *o)
{
    *o = (struct order){ .id = db_i64(q, 0),
                         .matter_id = db_i64(q, 1),
                         .fault_id = db_i64(q, 2),
                         .fault_k = db_i64(q, 3),
                         .company_id = db_i64(q, 4),
                         .round = db_i64(q, 5),
                         .cost_fen = db_i64(q, 6),
                         .version = db_i64(q, 7),
                         .no = db_text(q, 8),
                         .state = db_text(q, 9),
                         .company = db_text(q, 10),
                         .trade = db_text(q, 11),
                         .scope = db_text(q, 12),
                         .worker = db_text(q, 13),
                         .work_done = db_text(q, 14),
                         .reason = db_text(q, 15),
                         .due_on = db_is_null(q, 16) ? NO_DATE : (int32_t)db_i64(q, 16),
                         .offered_at = db_i64(q, 17),
                         .appointed_at = db_i64(q, 18),
                         .started_at = db_i64(q, 19),
                         .finished_at = db_i64(q, 20) };
}

/* A contractor sees her own company's orders only; the owner sees all of her matter. */
size_t order_list(const struct op *op, int64_t matter_id, struct order **ret)
{
    unsigned bits = roles_in(op->actor, op->project);
    bool own_only = bits == ROLE_CONTRACTOR;
    int64_t company = company_in(op->actor, op->project);
    size_t room = (size_t)db_int(op->tx,
                                 "select count(*) from work_order where project_id = $1"
                                 " and matter_id = $2",
                                 I(op->project), I(matter_id)),
           n = 0;
    struct order *list = arena_new_n(op->mem, struct order, room + 1);
    struct query q;

    for (db_query(op->tx, &q,
                  ORDER_SELECT " where w.project_id = $1 and w.matter_id = $2 order by w.id",
                  I(op->project), I(matter_id));
         n < room && db_next(&q);) {
        order_read(&q, &list[n]);
        n += !own_only || list[n].company_id == company;
    }
    db_done(&q);
    *ret = list;
    return n;
}

enum err order_load(const struct op *op, const char *no, struct order *ret, struct matter *m)
{
    const char *folded = number_fold(op->mem, no);
    struct query q;
    bool found;

    db_query(op->tx, &q, ORDER_SELECT " where w.project_id = $1 and w.no = $2", I(op->project),
             T(folded ? folded : ""));
    found = db_next(&q);
    if (found)
        order_read(&q, ret);
    db_done(&q);
    if (!found || matter_load_id(op, ret->matter_id, m) != OK)
        return E_NOT_FOUND;
    if (roles_in(op->actor, op->project) == ROLE_CONTRACTOR &&
        ret->company_id != company_in(op->actor, op->project))
        return E_NOT_FOUND;
    m->object.company_id = ret->company_id;
    return OK;
}

/* ---- sending one out ---- */

static void tell_company(struct op *op, int64_t company, const struct matter *m, const char *text)
{
    struct query q;

    for (db_query(op->tx, &q,
                  "select account_id from membership where company_id = $1 and ended_at is null"
                  " and project_id in (0, $2)",
                  I(company), I(op->project));
         db_next(&q);)
        outbox_add(op, &(struct message){ .account_id = db_i64(&q, 0),
                                          .kind = "order.offered",
                                          .text = text,
                                          .subject = "matter",
                                          .subject_id = m->id });
    db_done(&q);
}

static enum err check_company(struct op *op, const struct order_new *o)
{
    int64_t today = when_date(op->now, ZONE_SHANGHAI);

    if (db_int(op->tx, "select count(*) from contract where project_id = $1 and company_id = $2",
               I(op->project), I(o->company_id)) == 0)
        return fail(op, E_INPUT, "company", "company", W("请选这个项目有合同的单位"));
    if (o->due_on != NO_DATE && (o->due_on < today || o->due_on > today + 730))
        return fail(op, E_INPUT, "due_on", "due_on", W("完成日期不能早于今天"));
    return OK;
}

enum err repair_order(struct op *op, const struct act *a, const struct order_new *o)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "order", true);
    const char *no, *trade;

    if (e != OK || (e = check_company(op, o)) != OK)
        return e;
    trade = *o->trade ? o->trade : t.hit[0]->trade;
    if (!catalogue_has(op, "trade", trade))
        return fail(op, E_INPUT, "not_in_catalogue", "trade", W("请从列表里选专业"));
    no = number_next(op, "W");
    db_exec(op->tx,
            "insert into work_order (project_id, id, matter_id, fault_id, no, state, company_id,"
            " trade, scope, due_on, round, offered_by, offered_at)"
            " values ($1, $2, $3, $4, $5, 'offered', $6, $7, $8, $9, $10, $11, $12)",
            I(op->project), I(id_new()), I(t.m.id), I(t.hit[0]->id), T(no), I(o->company_id),
            T(trade), T(o->scope), I_OR_NUL(o->due_on, NO_DATE), I(t.hit[0]->round),
            I(op->actor->account_id), I(op->now));
    json_text(&t.note, "order", no);
    json_text(&t.note, "text", o->scope);
    turn_end(&t, "repair.order");
    tell_company(op, o->company_id, &t.m,
                 say(op, W("【安居】新工单 %s：%s %s，请接单"), number_say(op->mem, no),
                     t.m.home_said, t.m.title));
    return OK;
}

/* ---- its own steps ---- */

struct work {
    struct turn turn;
    struct order order;
    const struct step *step;
};

/* The order's step and the fault's step of the same name; the fault's may be missing (take). */
static enum err work_begin(struct work *w, struct op *op, const char *no, const char *act)
{
    struct turn *t = &w->turn;
    enum err e;

    *w = (struct work){ .turn = { .op = op, .act = act } };
    if ((e = order_load(op, no, &w->order, &t->m)) != OK ||
        (e = flow_take(op, &order_flow, w->order.state, act, &t->m.object, &w->step)) != OK)
        return e;
    t->fault_n = fault_list(op, t->m.id, &t->faults);
    for (size_t i = 0; i < t->fault_n; i++) {
        const struct step *s = flow_step(&fault_flow, t->faults[i].state, act);

        if (t->faults[i].id == w->order.fault_id && s) {
            t->steps[0] = s;
            t->hit[0] = &t->faults[i];
            t->hit_n = 1;
        }
    }
    t->note = json_new(op->mem, 64 << 10);
    json_open(&t->note, NULL, '{');
    json_int(&t->note, "fault", w->order.fault_k);
    json_text(&t->note, "order", w->order.no);
    return OK;
}

static void work_end(struct work *w, const char *event)
{
    struct op *op = w->turn.op;

    db_exec(op->tx,
            "update work_order set state = $3, version = version + 1"
            " where project_id = $1 and id = $2",
            I(op->project), I(w->order.id), T(w->step->to));
    turn_end(&w->turn, event);
}

enum err order_take(struct op *op, const char *no, const char *worker, int64_t appointed_at)
{
    struct work w;
    enum err e = work_begin(&w, op, no, "take");

    if (e != OK)
        return e;
    if (appointed_at && (appointed_at < op->now - DAY_MS || appointed_at > op->now + 180 * DAY_MS))
        return fail(op, E_INPUT, "appointed_at", "appointed_at",
                    W("约定时间请选今天起半年内的时间"));
    db_exec(op->tx,
            "update work_order set worker = $3, appointed_at = $4"
            " where project_id = $1 and id = $2",
            I(op->project), I(w.order.id), T(worker), I_OR_NUL(appointed_at, 0));
    if (*worker)
        json_text(&w.turn.note, "worker", worker);
    if (appointed_at)
        json_int(&w.turn.note, "visit_at", appointed_at);
    work_end(&w, "order.take");
    return OK;
}

enum err order_decline(struct op *op, const char *no, const char *reason)
{
    struct work w;
    enum err e = work_begin(&w, op, no, "decline");

    if (e != OK)
        return e;
    db_exec(op->tx, "update work_order set reason = $3 where project_id = $1 and id = $2",
            I(op->project), I(w.order.id), T(reason));
    json_text(&w.turn.note, "text", reason);
    work_end(&w, "order.decline");
    return OK;
}

enum err order_start(struct op *op, const char *no, const int64_t *photos, size_t photo_n)
{
    struct work w;
    enum err e = work_begin(&w, op, no, "start");

    if (e != OK || (e = turn_photos(&w.turn, photos, photo_n, "before")) != OK)
        return e;
    db_exec(op->tx,
            "update work_order set started_at = coalesce(started_at, $3)"
            " where project_id = $1 and id = $2",
            I(op->project), I(w.order.id), I(op->now));
    work_end(&w, "order.start");
    return OK;
}

enum err order_finish(struct op *op, const char *no, const char *work_done, int64_t cost_fen,
                      const int64_t *photos, size_t photo_n)
{
    struct work w;
    enum err e = work_begin(&w, op, no, "finish");

    if (e != OK)
        return e;
    if (photo_n == 0)
        return fail(op, E_RULE, "photo_needed", "photos[]", W("请至少上传一张完工后的照片"));
    if ((e = turn_photos(&w.turn, photos, photo_n, "after")) != OK)
        return e;
    db_exec(
        op->tx,
        "update work_order set finished_at = $3, work_done = $4,"
        " cost_fen = case when $5 > 0 then $5 else cost_fen end where project_id = $1 and id = $2",
        I(op->project), I(w.order.id), I(op->now), T(work_done), I(cost_fen));
    db_exec(op->tx, "update fault set finished_at = $3 where project_id = $1 and id = $2",
            I(op->project), I(w.order.fault_id), I(op->now));
    json_text(&w.turn.note, "text", work_done);
    work_end(&w, "order.finish");
    tell_contact(op, &w.turn.m, "repair.finished",
                 say(op_of_contact(op, &w.turn.m),
                     W("【安居】%s 已修好，请您看看是否满意并签字验收：%s"), w.turn.m.no_said,
                     owner_link(op, &w.turn.m)));
    return OK;
}
