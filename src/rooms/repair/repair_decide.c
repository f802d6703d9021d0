/*
 * repair_decide.c -- who answers for it: the two-clock verdict and the shares (S3.2.4a).
 *
 * The verdict is computed from the dates of building, home and first report by
 * rules/warranty and kept as it was computed; people decide the shares, which
 * must make a whole.
 */
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/repair/repair_inside.h"
#include "rules/liability.h"
#include "rules/pack.h"
#include "rules/warranty.h"

#include <string.h>

static struct warranty_question question_of(struct op *op, const struct matter *m, const char *code)
{
    struct warranty_question w = { .code = code,
                                   .completion_on = NO_DATE,
                                   .handover_on = NO_DATE,
                                   .contractor_start_on = NO_DATE,
                                   .reported_on = when_date(m->first_report_at, ZONE_SHANGHAI) };
    struct query q;

    if (db_one(op->tx, &q,
               "select b.completion_on, h.handover_on, b.design_life_y, p.rule_pack,"
               " p.waterproof_promise from home h join building b on b.project_id = h.project_id"
               " and b.id = h.building_id join project p on p.id = h.project_id"
               " where h.project_id = $1 and h.id = $2",
               I(op->project), I(m->home_id))) {
        if (!db_is_null(&q, 0))
            w.completion_on = (int32_t)db_i64(&q, 0);
        if (!db_is_null(&q, 1))
            w.handover_on = (int32_t)db_i64(&q, 1);
        w.design_life = (struct period){ (int)db_i64(&q, 2), PERIOD_YEAR };
        w.city = *db_text(&q, 3) ? pack_named(db_text(&q, 3)) : NULL;
        if (strstr(code, "_leak") && *db_text(&q, 4) && !period_parse(db_text(&q, 4), &w.promise))
            w.promise = (struct period){ 0 };
    }
    db_done(&q);
    return w;
}

static struct dbval cover_value(enum cover c)
{
    return c == COVER_UNKNOWN ? NUL : I(c == COVER_YES);
}

static enum err check_shares(struct op *op, const struct decision *d)
{
    int64_t sum = 0;

    if (d->share_n == 0 || d->share_n > SHARES_MOST)
        return fail(op, E_INPUT, "shares", "shares[0].percent", W("请填责任方和比例，最多 %d 方"),
                    SHARES_MOST);
    for (size_t i = 0; i < d->share_n; i++)
        sum += d->shares[i].percent_bp;
    if (sum != SHARES_WHOLE)
        return fail(op, E_INPUT, "shares_sum", "shares[0].percent",
                    W("各方比例加起来要等于 100%%，现在是 %d.%02d%%"), (int)(sum / 100),
                    (int)(sum % 100));
    return OK;
}

static const char *share_name(struct op *op, const struct share_new *s)
{
    const char *name =
        s->company_id ? db_str(op->tx, "select name from company where id = $1", I(s->company_id))
                      : NULL;

    return name ? name : s->name;
}

static void keep_shares(struct turn *t, const struct decision *d)
{
    struct op *op = t->op;

    db_exec(op->tx, "delete from liability_share where project_id = $1 and fault_id = $2",
            I(op->project), I(t->hit[0]->id));
    json_open(&t->note, "shares", '[');
    for (size_t i = 0; i < d->share_n; i++) {
        const struct share_new *s = &d->shares[i];

        db_exec(op->tx,
                "insert into liability_share (project_id, id, fault_id, party, company_id, name,"
                " percent_bp, grounds) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                I(op->project), I(id_new()), I(t->hit[0]->id), T(s->party), I(s->company_id),
                T(share_name(op, s)), I(s->percent_bp), T(s->grounds));
        json_open(&t->note, NULL, '{');
        json_text(&t->note, "party", s->party);
        json_int(&t->note, "percent", s->percent_bp);
        json_close(&t->note, '}');
    }
    json_close(&t->note, ']');
}

bool repair_verdict(struct op *op, const struct matter *m, const char *code, struct verdict *ret)
{
    struct warranty_question w = question_of(op, m, code);

    *ret = (struct verdict){ .owner = { .on = NO_DATE }, .contractor = { .on = NO_DATE } };
    if (w.completion_on == NO_DATE || !warranty_code(code))
        return false;
    *ret = warranty_verdict(op->mem, &w);
    return true;
}

static void keep_verdict(struct turn *t, const struct decision *d)
{
    struct op *op = t->op;
    struct verdict v;
    const char *line = repair_verdict(op, &t->m, d->warranty_code, &v)
                           ? v.explain
                           : word(op->lang, W("楼栋还没有竣工日期，暂不能计算保修期"));

    db_exec(op->tx,
            "update fault set warranty_code = $3, verdict = $4, owner_end_on = $5,"
            " contractor_end_on = $6, owner_covered = $7, contractor_covered = $8,"
            " decided_at = $9, decided_by = $10, footing = $11, grounds = $12"
            " where project_id = $1 and id = $2",
            I(op->project), I(t->hit[0]->id), T(d->warranty_code), T(line),
            I_OR_NUL(v.owner.on, NO_DATE), I_OR_NUL(v.contractor.on, NO_DATE),
            cover_value(v.owner_cover), cover_value(v.contractor_cover), I(op->now),
            I(op->actor->account_id), T(d->footing), T(d->grounds));
    json_text(&t->note, "verdict", line);
}

enum err repair_decide(struct op *op, const struct act *a, const struct decision *d)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "decide", true);

    if (e != OK || (e = check_shares(op, d)) != OK)
        return e;
    if (!warranty_code(d->warranty_code))
        return fail(op, E_INPUT, "warranty_code", "warranty_code", W("请从列表里选保修部位"));
    keep_verdict(&t, d);
    keep_shares(&t, d);
    json_text(&t.note, "footing", d->footing);
    json_text(&t.note, "text", d->grounds);
    turn_end(&t, "repair.decide");
    return OK;
}
