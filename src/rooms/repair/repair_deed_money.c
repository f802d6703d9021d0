/*
 * repair_deed_money.c -- when she does not agree, and when it is not the developer's to pay.
 *
 * S3.2.4a: an objection is reviewed by another person than the one who decided.
 * S7d: work outside the warranty has a quote, her answer, a payment record and a
 * warranty of its own.  Nothing is closed as "out of scope" without her signature;
 * her way to object stays open until then.
 */
#include "base/id.h"
#include "base/when.h"
#include "rooms/repair/repair_deed_inside.h"

#include <string.h>

#define QUOTE_VALID_DAYS 180

enum err object_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;

    db_exec(op->tx,
            "insert into objection (project_id, id, fault_id, decision_v, at, person_id, reason)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            I(op->project), I(id_new()), I(t->hit[0]->id), I(t->hit[0]->decision_v), I(op->now),
            I(person_of_actor(op, t->m.home_id)), T(d->reason));
    db_exec(op->tx,
            "update plan set state = 'replaced' where project_id = $1 and fault_id = $2"
            " and state = 'proposed'",
            I(op->project), I(t->hit[0]->id));
    db_exec(op->tx,
            "update quote set state = 'replaced' where project_id = $1 and fault_id = $2"
            " and state = 'offered'",
            I(op->project), I(t->hit[0]->id));
    tell_managers(
        op, &t->m, "repair.objection",
        say(op, W("【安居】%s 业主对责任认定有异议，请安排另一位同事复核"), t->m.no_said));
    return OK;
}

static enum err review(struct turn *t, const char *outcome, const struct deed *d)
{
    struct op *op = t->op;

    if (t->hit[0]->decided_by == op->actor->account_id)
        return fail(op, E_RULE, "own_decision", NULL, W("责任是您定的，复核要由另一位同事来做"));
    db_exec(op->tx,
            "update objection set reviewer = $3, outcome = $4, review = $5, reviewed_at = $6"
            " where project_id = $1 and fault_id = $2 and outcome = ''",
            I(op->project), I(t->hit[0]->id), I(op->actor->account_id), T(outcome), T(d->reason),
            I(op->now));
    json_text(&t->note, "outcome", outcome);
    return OK;
}

enum err uphold_effect(struct turn *t, const struct deed *d)
{
    return review(t, "kept", d);
}

enum err overturn_effect(struct turn *t, const struct deed *d)
{
    return review(t, "changed", d);
}

/* Does the decision leave her side any part of it? */
static bool has_other_side(struct turn *t)
{
    return db_int(t->op->tx,
                  "select count(*) from liability_share where project_id = $1 and fault_id = $2"
                  " and party in ('owner', 'other_owner', 'decorator', 'nature', 'property')"
                  " and percent_bp > 0",
                  I(t->op->project), I(t->hit[0]->id)) > 0;
}

enum err scope_effect(struct turn *t, const struct deed *d)
{
    (void)d;
    if (t->hit[0]->owner_covered == 1 && !has_other_side(t))
        return fail(t->op, E_RULE, "in_scope", NULL,
                    W("还在保修期内，责任认定里也没有业主或第三方的份额，不能按范围外处理"));
    return OK;
}

enum err sign_reason_effect(struct turn *t, const struct deed *d)
{
    const struct signing *s = d->signing;
    struct op *op = t->op;
    const char *shown =
        db_str(op->tx, "select grounds from fault where project_id = $1 and id = $2",
               I(op->project), I(t->hit[0]->id));

    if (!s)
        return fail(op, E_INPUT, "signer", "signer", W("请签名"));
    db_exec(op->tx,
            "insert into consent_signing (project_id, id, fault_id, what, at, person_id, signer,"
            " signed_how, identity, device, strokes_hash, file_id, text)"
            " values ($1, $2, $3, 'out_of_scope', $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            I(op->project), I(id_new()), I(t->hit[0]->id), I(op->now),
            I(person_of_actor(op, t->m.home_id)), T(s->signer), T(s->how),
            T(op->actor->session_id ? "phone_code" : "token"), T(s->device), T(s->strokes_hash),
            I(keep_picture(op, &t->m, s)), T(shown ? shown : ""));
    turn_ending(t, "out_of_scope", "");
    return OK;
}

enum err want_paid_effect(struct turn *t, const struct deed *d)
{
    (void)d;
    db_exec(t->op->tx, "update fault set footing = 'paid' where project_id = $1 and id = $2",
            I(t->op->project), I(t->hit[0]->id));
    return OK;
}

static enum err quote_check(struct turn *t, const struct deed *d, int64_t *sum)
{
    int32_t today = when_date(t->op->now, ZONE_SHANGHAI);

    if (strcmp(t->hit[0]->footing, "paid") != 0)
        return fail(t->op, E_RULE, "not_paid", NULL, W("处理依据是“收费维修”时才报价；请先改定责"));
    if (d->line_n == 0 || d->line_n > DEED_LINES_MAX)
        return fail(t->op, E_INPUT, "lines", "lines[0].words", W("请写 1 到 %d 行报价"),
                    DEED_LINES_MAX);
    for (size_t i = 0; i < d->line_n; i++)
        *sum += d->lines[i].amount_fen;
    if (*sum <= 0)
        return fail(t->op, E_INPUT, "amount", "lines[0].amount", W("报价要大于零"));
    if (d->valid_until_on < today || d->valid_until_on > today + QUOTE_VALID_DAYS)
        return fail(t->op, E_INPUT, "valid_until_on", "valid_until_on",
                    W("有效期请选今天起 %d 天内的日期"), QUOTE_VALID_DAYS);
    return OK;
}

enum err quote_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;
    int64_t id = id_new(), sum = 0, v;
    enum err e = quote_check(t, d, &sum);

    if (e != OK)
        return e;
    db_exec(op->tx,
            "update quote set state = 'replaced' where project_id = $1 and fault_id = $2"
            " and state in ('offered', 'declined')",
            I(op->project), I(t->hit[0]->id));
    v = 1 + db_int(op->tx, "select count(*) from quote where project_id = $1 and fault_id = $2",
                   I(op->project), I(t->hit[0]->id));
    db_exec(op->tx,
            "insert into quote (project_id, id, fault_id, v, state, amount_fen, valid_until_on,"
            " warranty_months, terms, offered_by, offered_at)"
            " values ($1, $2, $3, $4, 'offered', $5, $6, $7, $8, $9, $10)",
            I(op->project), I(id), I(t->hit[0]->id), I(v), I(sum), I(d->valid_until_on),
            I(d->months), T(d->text), I(op->actor->account_id), I(op->now));
    for (size_t i = 0; i < d->line_n; i++)
        db_exec(op->tx,
                "insert into quote_line (project_id, quote_id, k, words, amount_fen)"
                " values ($1, $2, $3, $4, $5)",
                I(op->project), I(id), I((int64_t)i + 1), T(d->lines[i].words),
                I(d->lines[i].amount_fen));
    json_int(&t->note, "v", v);
    json_int(&t->note, "amount_fen", sum);
    return OK;
}

static void quote_answer(struct turn *t, const char *state, const char *answer)
{
    db_exec(t->op->tx,
            "update quote set state = $3, answered_by = $4, answered_at = $5, answer = $6"
            " where project_id = $1 and fault_id = $2 and state = 'offered'",
            I(t->op->project), I(t->hit[0]->id), T(state), I(t->op->actor->account_id),
            I(t->op->now), T(answer));
}

enum err accept_quote_effect(struct turn *t, const struct deed *d)
{
    int64_t until = db_int(t->op->tx,
                           "select valid_until_on from quote where project_id = $1"
                           " and fault_id = $2 and state = 'offered'",
                           I(t->op->project), I(t->hit[0]->id));

    (void)d;
    if (when_date(t->op->now, ZONE_SHANGHAI) > until)
        return fail(t->op, E_RULE, "quote_expired", NULL,
                    W("这份报价过了有效期，我们会给您重新报价"));
    quote_answer(t, "accepted", "");
    return OK;
}

enum err decline_quote_effect(struct turn *t, const struct deed *d)
{
    quote_answer(t, "declined", d->reason);
    return OK;
}

enum err pay_effect(struct turn *t, const struct deed *d)
{
    struct op *op = t->op;
    struct query q;
    int64_t id = 0, owed = 0;

    if (db_one(op->tx, &q,
               "select id, amount_fen - paid_fen from quote where project_id = $1"
               " and fault_id = $2 and state in ('accepted', 'paid') order by v desc limit 1",
               I(op->project), I(t->hit[0]->id))) {
        id = db_i64(&q, 0);
        owed = db_i64(&q, 1);
    }
    db_done(&q);
    if (!id)
        return fail(op, E_RULE, "no_quote", NULL, W("这一项没有业主接受的报价，不用收款"));
    if (d->amount_fen > owed)
        return fail(op, E_INPUT, "amount", "amount", W("收款不能超过还没付的 %d.%02d 元"),
                    (int)(owed / 100), (int)(owed % 100));
    db_exec(op->tx,
            "insert into payment (project_id, id, quote_id, at, by_id, way, amount_fen, receipt_no)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
            I(op->project), I(id_new()), I(id), I(op->now), I(op->actor->account_id), T(d->way),
            I(d->amount_fen), T(d->receipt));
    db_exec(op->tx,
            "update quote set paid_fen = paid_fen + $3, paid_at = $4, receipt_no = $5,"
            " state = case when paid_fen + $3 >= amount_fen then 'paid' else state end"
            " where project_id = $1 and id = $2",
            I(op->project), I(id), I(d->amount_fen), I(op->now), T(d->receipt));
    json_int(&t->note, "amount_fen", d->amount_fen);
    json_text(&t->note, "receipt", d->receipt);
    return OK;
}
