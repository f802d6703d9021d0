/*
 * repair_work.c -- what is done on a work order: taken, started, stopped, finished (S3.2.4c-d).
 *
 * Each act is a step of the order and, where fault_flow has a row for it, of its
 * fault.  A fault follows all of its orders: it is finished by the last one, and
 * goes back to the planning only when no other is left.
 */
#include "app/event.h"
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/repair/repair_deed_inside.h"

#include <string.h>

struct work {
    struct turn turn;
    struct order order;
    const struct step *step;
};

/* Other orders of the fault that are not at an end; and those finished. */
static int64_t others(const struct work *w, bool finished)
{
    return db_int(w->turn.op->tx,
                  finished ? "select count(*) from work_order where project_id = $1"
                             " and fault_id = $2 and id <> $3 and state = 'finished'"
                           : "select count(*) from work_order where project_id = $1"
                             " and fault_id = $2 and id <> $3"
                             " and state in ('offered', 'taken', 'working', 'stopped')",
                  I(w->turn.op->project), I(w->order.fault_id), I(w->order.id));
}

static bool is_one_of(const char *act, const char *const *acts)
{
    for (; *acts; acts++)
        if (strcmp(act, *acts) == 0)
            return true;
    return false;
}

/* Where the fault goes when this order alone does not decide it. */
static void follow(struct work *w)
{
    static const char *const ending[] = { "finish", "decline", "cancel", NULL };
    struct turn *t = &w->turn;

    if (!t->hit_n || !is_one_of(t->act, ending))
        return;
    if (others(w, false))
        t->instead = "";
    else if (strcmp(t->act, "finish") != 0 && others(w, true))
        t->instead = "finished";
}

/* The order's step and, of the same name, its fault's. */
static enum err work_begin(struct work *w, struct op *op, const char *no, const char *act)
{
    static const char *const bound[] = { "start", "finish", NULL };
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
    if (!t->hit_n && is_one_of(act, bound))
        return fail(op, E_RULE, "not_now", NULL,
                    W("方案还在等业主确认，确认后才能施工；工单先留在您这里"));
    follow(w);
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
            "update work_order set state = case when $3 = '' then state else $3 end,"
            " version = version + 1 where project_id = $1 and id = $2",
            I(op->project), I(w->order.id), T(w->step->to));
    turn_end(&w->turn, event);
}

/* ---- the contractor's acts ---- */

static enum err check_appointed(struct op *op, int64_t at, const char *field)
{
    if (at && (at < op->now - DAY_MS || at > op->now + 180 * DAY_MS))
        return fail(op, E_INPUT, field, field, W("约定时间请选今天起半年内的时间"));
    return OK;
}

static void appoint(struct work *w, const char *worker, int64_t at)
{
    struct op *op = w->turn.op;

    db_exec(op->tx,
            "update work_order set worker = case when $3 = '' then worker else $3 end,"
            " appointed_at = coalesce($4, appointed_at) where project_id = $1 and id = $2",
            I(op->project), I(w->order.id), T(worker), I_OR_NUL(at, 0));
    if (*worker)
        json_text(&w->turn.note, "worker", worker);
    if (at)
        json_int(&w->turn.note, "visit_at", at);
}

enum err order_take(struct op *op, const char *no, const char *worker, int64_t appointed_at)
{
    struct work w;
    enum err e = work_begin(&w, op, no, "take");

    if (e != OK || (e = check_appointed(op, appointed_at, "appointed_at")) != OK)
        return e;
    appoint(&w, worker, appointed_at);
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

/* The lines of this round; their sum is the cost. */
static enum err costs_keep(struct work *w, const struct finish *f, int64_t *sum)
{
    struct op *op = w->turn.op;

    *sum = f->line_n ? 0 : f->cost_fen;
    if (f->line_n > DEED_LINES_MAX)
        return fail(op, E_INPUT, "lines", "lines[0].words", W("最多 %d 行费用"), DEED_LINES_MAX);
    for (size_t i = 0; i < f->line_n; i++) {
        *sum += f->lines[i].amount_fen;
        db_exec(op->tx,
                "insert into order_cost (project_id, order_id, round, k, kind, words, amount_fen)"
                " values ($1, $2, $3, $4, $5, $6, $7)",
                I(op->project), I(w->order.id), I(w->order.round), I((int64_t)i + 1),
                T(f->lines[i].kind), T(f->lines[i].words), I(f->lines[i].amount_fen));
    }
    if (f->line_n && f->cost_fen && f->cost_fen != *sum)
        return fail(op, E_INPUT, "cost", "cost", W("费用合计和各行加起来不一样"));
    return OK;
}

static void tell_finished(struct work *w)
{
    struct turn *t = &w->turn;

    if (t->instead)
        return;
    tell_contact(t->op, &t->m, "repair.finished",
                 say(op_of_contact(t->op, &t->m),
                     W("【安居】%s 已修好，请您看看是否满意并签字验收：%s"), t->m.no_said,
                     owner_link(t->op, &t->m)));
}

enum err order_finish(struct op *op, const char *no, const struct finish *f)
{
    struct work w;
    enum err e = work_begin(&w, op, no, "finish");
    int64_t cost;

    if (e != OK)
        return e;
    if (f->photo_n == 0)
        return fail(op, E_RULE, "photo_needed", "photos[]", W("请至少上传一张完工后的照片"));
    if ((e = turn_photos(&w.turn, f->photos, f->photo_n, "after")) != OK ||
        (e = costs_keep(&w, f, &cost)) != OK)
        return e;
    db_exec(op->tx,
            "update work_order set finished_at = $3, work_done = $4, cost_fen = cost_fen + $5"
            " where project_id = $1 and id = $2",
            I(op->project), I(w.order.id), I(op->now), T(f->work_done), I(cost));
    if (!w.turn.instead)
        db_exec(op->tx, "update fault set finished_at = $3 where project_id = $1 and id = $2",
                I(op->project), I(w.order.fault_id), I(op->now));
    json_text(&w.turn.note, "text", f->work_done);
    work_end(&w, "order.finish");
    tell_finished(&w);
    return OK;
}

/* ---- the small acts of an order ---- */

typedef enum err work_effect(struct work *w, const struct deed *d);

static enum err appoint_effect(struct work *w, const struct deed *d)
{
    enum err e = check_appointed(w->turn.op, d->at, "at");

    if (e == OK)
        appoint(w, d->name, d->at);
    return e;
}

static enum err order_no_access_effect(struct work *w, const struct deed *d)
{
    entry_add(&w->turn, "no_access", w->order.id, d);
    return OK;
}

static void supervise(struct work *w, const struct deed *d, bool stops)
{
    struct op *op = w->turn.op;

    db_exec(op->tx,
            "insert into supervision (project_id, id, order_id, at, by_id, kind, finding, stops)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
            I(op->project), I(id_new()), I(w->order.id), I(op->now), I(op->actor->account_id),
            T(d->kind), T(d->text), I(stops));
}

static enum err supervise_effect(struct work *w, const struct deed *d)
{
    supervise(w, d, false);
    return OK;
}

static enum err stop_effect(struct work *w, const struct deed *d)
{
    supervise(w, d, true);
    tell_company(
        w->turn.op, w->order.company_id, &w->turn.m, "order.stopped",
        say(w->turn.op, W("【安居】工单 %s 查出问题，请停工整改：%s"), w->order.no, d->text));
    return OK;
}

/* Work that waits for the owner's word is resumed by her, not by us. */
static enum err resume_effect(struct work *w, const struct deed *d)
{
    struct op *op = w->turn.op;

    for (size_t i = 0; i < w->turn.fault_n; i++)
        if (w->turn.faults[i].id == w->order.fault_id &&
            strcmp(w->turn.faults[i].state, "working") != 0)
            return fail(op, E_RULE, "not_now", NULL, W("方案还在等业主确认，确认后才能复工"));
    db_exec(op->tx,
            "update supervision set resolved_at = $3, resolved_by = $4, resolution = $5"
            " where project_id = $1 and order_id = $2 and stops = 1 and resolved_at is null",
            I(op->project), I(w->order.id), I(op->now), I(op->actor->account_id), T(d->text));
    return OK;
}

static enum err cancel_effect(struct work *w, const struct deed *d)
{
    struct op *op = w->turn.op;

    db_exec(op->tx, "update work_order set reason = $3 where project_id = $1 and id = $2",
            I(op->project), I(w->order.id), T(d->reason));
    if (w->turn.instead && strcmp(w->turn.instead, "finished") == 0)
        db_exec(op->tx, "update fault set finished_at = $3 where project_id = $1 and id = $2",
                I(op->project), I(w->order.fault_id), I(op->now));
    tell_company(op, w->order.company_id, &w->turn.m, "order.cancelled",
                 say(op, W("【安居】工单 %s 已撤回：%s"), w->order.no, d->reason));
    return OK;
}

static const struct {
    const char *act;
    size_t photos_least;
    work_effect *effect;
} deeds[] = {
    { "appoint", 0, appoint_effect },     { "no_access", 1, order_no_access_effect },
    { "supervise", 0, supervise_effect }, { "stop", 0, stop_effect },
    { "resume", 0, resume_effect },       { "cancel", 0, cancel_effect },
};

enum err order_do(struct op *op, const char *no, const char *act, const struct deed *d)
{
    const char *text = *d->reason ? d->reason : d->text;
    size_t i = 0;
    struct work w;
    enum err e;

    while (i < LEN(deeds) && strcmp(deeds[i].act, act) != 0)
        i++;
    if (i == LEN(deeds))
        return E_NOT_FOUND;
    if ((e = work_begin(&w, op, no, act)) != OK)
        return e;
    if (d->photo_n < deeds[i].photos_least)
        return fail(op, E_RULE, "photo_needed", "photos[]", W("请至少上传一张照片作为凭证"));
    if ((e = turn_photos(&w.turn, d->photos, d->photo_n, "check")) != OK ||
        (e = deeds[i].effect(&w, d)) != OK)
        return e;
    if (*text)
        json_text(&w.turn.note, "text", text);
    work_end(&w, arena_printf(op->mem, "order.%s", act));
    return OK;
}

/* ---- the home is sold while work is open (story 7) ---- */

static void ask_again(struct op *op, int64_t fault_id)
{
    static const char why[] = W("房屋过户，等新业主确认方案");

    db_exec(op->tx,
            "update plan set state = 'proposed', answered_by = 0, answered_at = null, answer = ''"
            " where project_id = $1 and fault_id = $2 and state = 'agreed'",
            I(op->project), I(fault_id));
    db_exec(op->tx,
            "insert into supervision (project_id, id, order_id, at, by_id, kind, finding, stops)"
            " select $1, $2, id, $3, $4, 'consent', $5, 1 from work_order where project_id = $1"
            " and fault_id = $6 and state = 'working' order by id limit 1",
            I(op->project), I(id_new()), I(op->now), I(op->actor->account_id), T(why), I(fault_id));
    db_exec(op->tx,
            "update work_order set state = 'stopped', version = version + 1 where project_id = $1"
            " and fault_id = $2 and state = 'working'",
            I(op->project), I(fault_id));
    db_exec(op->tx,
            "update fault set state = 'plan_proposed', version = version + 1"
            " where project_id = $1 and id = $2",
            I(op->project), I(fault_id));
}

static void owner_changed(struct op *op, int64_t matter_id)
{
    static const char *const agreed[] = { "plan_agreed", "ordered", "working", NULL };
    struct fault *faults;
    size_t n = fault_list(op, matter_id, &faults), asked = 0;

    for (size_t i = 0; i < n; i++)
        if (is_one_of(faults[i].state, agreed)) {
            ask_again(op, faults[i].id);
            asked++;
        }
    if (!asked)
        return;
    event_add(op, "matter", matter_id, "repair.owner_changed", NULL);
    repair_settle(op, matter_id);
}

void repair_owner_changed(struct op *op, int64_t home_id)
{
    size_t most = (size_t)db_int(op->tx,
                                 "select count(*) from matter where project_id = $1"
                                 " and home_id = $2 and closed_at is null",
                                 I(op->project), I(home_id)),
           n = 0;
    int64_t *ids = arena_new_n(op->mem, int64_t, most + 1);
    struct query q;

    for (db_query(op->tx, &q,
                  "select id from matter where project_id = $1 and home_id = $2"
                  " and closed_at is null order by id",
                  I(op->project), I(home_id));
         n < most && db_next(&q);)
        ids[n++] = db_i64(&q, 0);
    db_done(&q);
    for (size_t i = 0; i < n; i++)
        owner_changed(op, ids[i]);
}
