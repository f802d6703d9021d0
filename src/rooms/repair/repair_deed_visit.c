/*
 * repair_deed_visit.c -- reaching the owner, and what is done when she can't be reached.
 *
 * S3.2.3b: every attempt with its time to the second, a visit offered, agreed, missed.
 * S3.2.3a: danger is made safe before anybody is blamed.  An absent owner's home is
 * entered only after she was tried to be reached twice and before two witnesses.
 */
#include "base/id.h"
#include "base/when.h"
#include "rooms/repair/repair_deed_inside.h"

#include <string.h>

#define ATTEMPTS_BEFORE_ENTRY 2
#define JOINT_AHEAD_MS        (60 * DAY_MS)

enum err contact_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;
    int64_t at = d->at ? d->at : op->now;

    if (at > op->now || at < t->m.received_at - DAY_MS)
        return fail(op, E_INPUT, "at", "at", W("联系时间要在报修之后、现在之前"));
    db_exec(op->tx,
            "insert into contact (project_id, id, matter_id, at, by_id, whom, way, result, purpose,"
            " note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            I(op->project), I(id_new()), I(t->m.id), I(at), I(op->actor->account_id), T(d->whom),
            T(d->way), T(d->result), T(d->purpose), T(d->text));
    if (strcmp(d->result, "reached") == 0 && !*d->whom)
        db_exec(op->tx,
                "update matter set contacted_at = coalesce(contacted_at, $3)"
                " where project_id = $1 and id = $2",
                I(op->project), I(t->m.id), I(at));
    json_text(&t->note, "way", d->way);
    json_text(&t->note, "result", d->result);
    json_int(&t->note, "tried_at", at);
    return OK;
}

enum err offer_effect(struct turn *t, const struct deed *d)
{
    int64_t visit_to = d->visit_to, checker = d->checker;
    enum err e = visit_check(t, d->visit_at, &visit_to, &checker);

    if (e != OK)
        return e;
    visit_end(t, "moved", "");
    visit_add(t, "offered", d->visit_at, visit_to, checker);
    return OK;
}

enum err agree_visit_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;

    (void)d;
    db_exec(op->tx,
            "update matter set (visit_at, visit_to, checker_id) = (select visit_at, visit_to,"
            " case when checker = 0 then matter.checker_id else checker end from visit"
            " where project_id = $1 and matter_id = $2 and ended_at is null)"
            " where project_id = $1 and id = $2",
            I(op->project), I(t->m.id));
    db_exec(op->tx,
            "update visit set state = 'agreed', said_by = $3, said_at = $4 where project_id = $1"
            " and matter_id = $2 and ended_at is null",
            I(op->project), I(t->m.id), I(op->actor->account_id), I(op->now));
    return OK;
}

/* The agreed visit did not take place: the next one is agreed anew. */
static void visit_forget(struct turn *t, const char *state, const char *reason)
{
    visit_end(t, state, reason);
    db_exec(t->op->tx,
            "update matter set visit_at = null, visit_to = null where project_id = $1 and id = $2",
            I(t->op->project), I(t->m.id));
}

enum err miss_effect(struct turn *t, const struct deed *d)
{
    visit_forget(t, strcmp(d->who, "owner") == 0 ? "missed_owner" : "missed_us", d->reason);
    json_text(&t->note, "who", d->who);
    return OK;
}

void entry_add(struct turn *t, const char *kind, int64_t order_id, const struct deed *d)
{
    struct op *op = t->op;

    db_exec(op->tx,
            "insert into entry_record (project_id, id, matter_id, fault_id, order_id, kind, at,"
            " by_id, text, notice, witness_1, witness_1_role, witness_2, witness_2_role)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            I(op->project), I(id_new()), I(t->m.id), I(t->hit_n ? t->hit[0]->id : 0), I(order_id),
            T(kind), I(op->now), I(op->actor->account_id), T(d->text), T(d->notice),
            T(d->witness_1), T(d->witness_1_role), T(d->witness_2), T(d->witness_2_role));
}

enum err no_access_effect(struct turn *t, const struct deed *d)
{
    entry_add(t, "no_access", 0, d);
    if (strcmp(t->steps[0]->to, "acknowledged") == 0)
        visit_forget(t, "no_access", d->text);
    return OK;
}

enum err triage_effect(struct turn *t, const struct deed *d)
{
    db_exec(t->op->tx,
            "update matter set urgency = $3, urgency_why = $4 where project_id = $1 and id = $2",
            I(t->op->project), I(t->m.id), T(d->kind), T(d->reason));
    json_text(&t->note, "urgency", d->kind);
    return OK;
}

enum err make_safe_effect(struct turn *t, const struct deed *d)
{
    if (strcmp(t->m.urgency, "emergency") != 0)
        return fail(t->op, E_RULE, "not_emergency", NULL,
                    W("这件事不是紧急事项；如果情况紧急，请先把紧急程度改为“紧急”"));
    entry_add(t, "make_safe", 0, d);
    db_exec(t->op->tx,
            "update matter set arrived_at = coalesce(arrived_at, $3)"
            " where project_id = $1 and id = $2",
            I(t->op->project), I(t->m.id), I(t->op->now));
    return OK;
}

enum err enter_absent_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;
    int64_t tried = db_int(op->tx,
                           "select count(*) from contact where project_id = $1 and matter_id = $2"
                           " and result <> 'reached'",
                           I(op->project), I(t->m.id));

    if (strcmp(t->m.urgency, "emergency") != 0)
        return fail(op, E_RULE, "not_emergency", NULL,
                    W("只有紧急事项才能在业主不在时入户；请另约时间"));
    if (tried < ATTEMPTS_BEFORE_ENTRY)
        return fail(op, E_RULE, "not_tried", NULL,
                    W("入户前请先联系业主至少 %d 次并记下时间，现在记了 %d 次"),
                    ATTEMPTS_BEFORE_ENTRY, (int)tried);
    if (witnesses_check(op, d) != OK)
        return E_INPUT;
    entry_add(t, "absent_entry", 0, d);
    json_text(&t->note, "witness_1", d->witness_1);
    json_text(&t->note, "witness_2", d->witness_2);
    return OK;
}

enum err joint_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;

    if (d->at < op->now || d->at > op->now + JOINT_AHEAD_MS)
        return fail(op, E_INPUT, "at", "at", W("联合验收时间请选今天起 60 天内的时间"));
    db_exec(op->tx,
            "insert into joint_inspection (project_id, id, fault_id, round, offered_at, by_id,"
            " meet_at, letter_no, text) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            I(op->project), I(id_new()), I(t->hit[0]->id), I(t->hit[0]->round), I(op->now),
            I(op->actor->account_id), I(d->at), T(d->letter), T(d->text));
    json_int(&t->note, "visit_at", d->at);
    return OK;
}

enum err refuse_to_sign_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;

    if (witnesses_check(op, d) != OK)
        return E_INPUT;
    db_exec(op->tx,
            "insert into signing_refusal (project_id, id, fault_id, round, at, by_id, reason,"
            " witness_1, witness_1_role, witness_2, witness_2_role)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            I(op->project), I(id_new()), I(t->hit[0]->id), I(t->hit[0]->round), I(op->now),
            I(op->actor->account_id), T(d->reason), T(d->witness_1), T(d->witness_1_role),
            T(d->witness_2), T(d->witness_2_role));
    json_int(&t->note, "round", t->hit[0]->round);
    json_text(&t->note, "witness_1", d->witness_1);
    json_text(&t->note, "witness_2", d->witness_2);
    return OK;
}
