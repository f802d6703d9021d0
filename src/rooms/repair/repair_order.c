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

void tell_company(struct op *op, int64_t company, const struct matter *m, const char *kind,
                  const char *text)
{
    struct query q;

    for (db_query(op->tx, &q,
                  "select account_id from membership where company_id = $1 and ended_at is null"
                  " and project_id in (0, $2)",
                  I(company), I(op->project));
         db_next(&q);)
        outbox_add(op, &(struct message){ .account_id = db_i64(&q, 0),
                                          .kind = kind,
                                          .text = text,
                                          .subject = "matter",
                                          .subject_id = m->id });
    db_done(&q);
}

static bool lists(struct op *op, const char *words, const char *word)
{
    return strstr(arena_printf(op->mem, " %s ", words), arena_printf(op->mem, " %s ", word)) !=
           NULL;
}

/* A contract of this project that covers the building and the trade, and has not ended.  The own
   team needs none for its trade. */
static enum err check_contract(struct op *op, const struct matter *m, int64_t company,
                               const char *trade)
{
    const char *building =
        db_str(op->tx, "select code from building where project_id = $1 and id = $2",
               I(op->project), I(m->building_id));
    bool any = false, fits = false;
    struct query q;

    for (db_query(op->tx, &q,
                  "select x.trades, x.buildings, c.kind, x.ends_on from contract x"
                  " join company c on c.id = x.company_id"
                  " where x.project_id = $1 and x.company_id = $2",
                  I(op->project), I(company));
         db_next(&q);) {
        bool runs = db_is_null(&q, 3) || db_i64(&q, 3) >= when_date(op->now, ZONE_SHANGHAI);

        any = true;
        fits |= runs && (!*db_text(&q, 1) || lists(op, db_text(&q, 1), building ? building : "")) &&
                (strcmp(db_text(&q, 2), "own_team") == 0 || lists(op, db_text(&q, 0), trade));
    }
    db_done(&q);
    if (!any)
        return fail(op, E_INPUT, "company", "company", W("请选这个项目有合同的单位"));
    if (!fits)
        return fail(op, E_INPUT, "outside_contract", "company",
                    W("这家单位的合同不含这个楼栋或专业，或已到期；请换一家，或先补合同"));
    return OK;
}

/* One open order for a fault and trade; the date is ahead. */
static enum err check_order(struct turn *t, const struct order_new *o, const char *trade)
{
    struct op *op = t->op;
    int64_t today = when_date(op->now, ZONE_SHANGHAI);

    if (!catalogue_has(op, "trade", trade))
        return fail(op, E_INPUT, "not_in_catalogue", "trade", W("请从列表里选专业"));
    if (o->due_on != NO_DATE && (o->due_on < today || o->due_on > today + 730))
        return fail(op, E_INPUT, "due_on", "due_on", W("完成日期不能早于今天"));
    if (db_int(op->tx,
               "select count(*) from work_order where project_id = $1 and fault_id = $2"
               " and trade = $3 and state in ('offered', 'taken', 'working', 'stopped')",
               I(op->project), I(t->hit[0]->id), T(trade)))
        return fail(op, E_RULE, "open_order", "trade",
                    W("这一项这个专业已有一张没结束的工单；请先撤单，或换一个专业"));
    return check_contract(op, &t->m, o->company_id, trade);
}

enum err repair_order(struct op *op, const struct act *a, const struct order_new *o)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "order", true);
    const char *no, *trade;

    if (e != OK)
        return e;
    trade = *o->trade ? o->trade : t.hit[0]->trade;
    if ((e = check_order(&t, o, trade)) != OK)
        return e;
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
    tell_company(op, o->company_id, &t.m, "order.offered",
                 say(op, W("【安居】新工单 %s：%s %s，请接单"), number_say(op->mem, no),
                     t.m.home_said, t.m.title));
    return OK;
}
