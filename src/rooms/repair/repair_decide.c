/*
 * repair_decide.c -- who answers for it: the two-clock verdict and the shares (S3.2.4a).
 *
 * The verdict is computed from the dates of building, home and first report by
 * rules/warranty and kept as it was computed; people decide the shares, which
 * must make a whole.
 */
#include "app/event.h"
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/repair/repair_deed.h"
#include "rooms/repair/repair_inside.h"
#include "rules/liability.h"
#include "rules/pack.h"
#include "rules/warranty.h"

#include <string.h>

static struct warranty_question question_of(struct op *op, const struct matter *m, const char *code,
                                            int64_t first_at)
{
    struct warranty_question w = { .code = code,
                                   .completion_on = NO_DATE,
                                   .handover_on = NO_DATE,
                                   .contractor_start_on = NO_DATE,
                                   .reported_on = when_date(first_at, ZONE_SHANGHAI) };
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

/* The evidence of a share is a file of this matter. */
static enum err check_evidence(struct op *op, const struct matter *m, const struct decision *d)
{
    for (size_t i = 0; i < d->share_n; i++)
        if (d->shares[i].evidence_file &&
            db_int(op->tx,
                   "select count(*) from file where project_id = $1 and id = $2"
                   " and subject = 'matter' and subject_id = $3",
                   I(op->project), I(d->shares[i].evidence_file), I(m->id)) == 0)
            return fail(op, E_INPUT, "evidence", "shares[0].evidence_file",
                        W("证据照片请从这件事的照片里选"));
    return OK;
}

/* What stood before a review stays in the record. */
static void put_by(struct op *op, const struct fault *f)
{
    db_exec(op->tx,
            "insert into liability_share_past (project_id, id, fault_id, v, party, company_id,"
            " name, percent_bp, grounds, evidence) select project_id, id, fault_id, $3, party,"
            " company_id, name, percent_bp, grounds, evidence from liability_share"
            " where project_id = $1 and fault_id = $2",
            I(op->project), I(f->id), I(f->decision_v));
    db_exec(op->tx, "delete from liability_share where project_id = $1 and fault_id = $2",
            I(op->project), I(f->id));
}

static void keep_shares(struct turn *t, const struct decision *d)
{
    struct op *op = t->op;

    put_by(op, t->hit[0]);
    json_open(&t->note, "shares", '[');
    for (size_t i = 0; i < d->share_n; i++) {
        const struct share_new *s = &d->shares[i];

        db_exec(op->tx,
                "insert into liability_share (project_id, id, fault_id, party, company_id, name,"
                " percent_bp, grounds, evidence, evidence_file)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                I(op->project), I(id_new()), I(t->hit[0]->id), T(s->party), I(s->company_id),
                T(share_name(op, s)), I(s->percent_bp), T(s->grounds),
                T(s->evidence ? s->evidence : ""), I(s->evidence_file));
        json_open(&t->note, NULL, '{');
        json_text(&t->note, "party", s->party);
        json_int(&t->note, "percent", s->percent_bp);
        json_close(&t->note, '}');
    }
    json_close(&t->note, ']');
}

bool repair_verdict(struct op *op, const struct matter *m, const char *code, int64_t first_at,
                    struct verdict *ret)
{
    struct warranty_question w = question_of(op, m, code, first_at);

    *ret = (struct verdict){ .owner = { .on = NO_DATE }, .contractor = { .on = NO_DATE } };
    if (w.completion_on == NO_DATE || !warranty_code(code))
        return false;
    *ret = warranty_verdict(op->mem, &w);
    return true;
}

void verdict_keep(struct op *op, const struct matter *m, const struct fault *f, const char *code,
                  const char *why)
{
    struct verdict v;
    const char *line = repair_verdict(op, m, code, fault_first_at(m, f), &v)
                           ? v.explain
                           : word(op->lang, W("楼栋还没有竣工日期，暂不能计算保修期"));

    db_exec(op->tx,
            "update fault set warranty_code = $3, verdict = $4, owner_end_on = $5,"
            " contractor_end_on = $6, owner_covered = $7, contractor_covered = $8"
            " where project_id = $1 and id = $2",
            I(op->project), I(f->id), T(code), T(line), I_OR_NUL(v.owner.on, NO_DATE),
            I_OR_NUL(v.contractor.on, NO_DATE), cover_value(v.owner_cover),
            cover_value(v.contractor_cover));
    db_exec(op->tx,
            "insert into verdict_kept (project_id, id, fault_id, v, at, why, warranty_code,"
            " verdict, owner_end_on, contractor_end_on, owner_covered, contractor_covered)"
            " select $1, $2, $3, 1 + count(*), $4, $5, $6, $7, $8, $9, $10, $11 from verdict_kept"
            " where project_id = $1 and fault_id = $3",
            I(op->project), I(id_new()), I(f->id), I(op->now), T(why), T(code), T(line),
            I_OR_NUL(v.owner.on, NO_DATE), I_OR_NUL(v.contractor.on, NO_DATE),
            cover_value(v.owner_cover), cover_value(v.contractor_cover));
}

enum err repair_decide(struct op *op, const struct act *a, const struct decision *d)
{
    struct turn t;
    enum err e = turn_begin(&t, op, a, "decide", true);

    if (e != OK || (e = check_shares(op, d)) != OK || (e = check_evidence(op, &t.m, d)) != OK)
        return e;
    if (!warranty_code(d->warranty_code))
        return fail(op, E_INPUT, "warranty_code", "warranty_code", W("请从列表里选保修部位"));
    verdict_keep(op, &t.m, t.hit[0], d->warranty_code, "decided");
    keep_shares(&t, d);
    db_exec(op->tx,
            "update fault set decided_at = $3, decided_by = $4, footing = $5, grounds = $6,"
            " decision_v = decision_v + 1 where project_id = $1 and id = $2",
            I(op->project), I(t.hit[0]->id), I(op->now), I(op->actor->account_id), T(d->footing),
            T(d->grounds));
    json_text(&t.note, "footing", d->footing);
    json_text(&t.note, "text", d->grounds);
    turn_end(&t, "repair.decide");
    return OK;
}

/* ---- dates that were corrected later ---- */

/* Did the verdict as kept change by being computed anew? */
static bool is_changed(struct op *op, const struct matter *m, const struct fault *f)
{
    struct verdict v;

    return repair_verdict(op, m, f->warranty_code, fault_first_at(m, f), &v) &&
           (v.owner.on != f->owner_end_on || v.contractor.on != f->contractor_end_on ||
            (v.owner_cover == COVER_YES) != (f->owner_covered == 1) ||
            (v.contractor_cover == COVER_YES) != (f->contractor_covered == 1));
}

static void recompute(struct op *op, int64_t matter_id)
{
    struct fault *faults;
    struct matter m;
    bool any = false;

    if (matter_load_id(op, matter_id, &m) != OK)
        return;
    for (size_t i = 0, n = fault_list(op, matter_id, &faults); i < n; i++) {
        const struct fault *f = &faults[i];

        if (!f->decided_at || *f->ending || !is_changed(op, &m, f))
            continue;
        verdict_keep(op, &m, f, f->warranty_code, "handover");
        any = true;
    }
    if (any)
        event_add(op, "matter", matter_id, "repair.verdict", NULL);
}

/* Open matters with a decision, by a last condition on $2. */
static void recompute_all(struct op *op, const char *condition, int64_t key)
{
    const char *from = arena_printf(op->mem,
                                    " from matter m join home h on h.project_id = m.project_id"
                                    " and h.id = m.home_id where m.project_id = $1"
                                    " and m.closed_at is null and %s and exists (select 1 from"
                                    " fault f where f.project_id = m.project_id"
                                    " and f.matter_id = m.id and f.decided_at is not null)",
                                    condition);
    size_t n = 0, most = (size_t)db_int(op->tx, arena_printf(op->mem, "select count(*)%s", from),
                                        I(op->project), I(key));
    int64_t *ids = arena_new_n(op->mem, int64_t, most + 1);
    struct query q;

    for (db_query(op->tx, &q, arena_printf(op->mem, "select m.id%s order by m.id", from),
                  I(op->project), I(key));
         n < most && db_next(&q);)
        ids[n++] = db_i64(&q, 0);
    db_done(&q);
    for (size_t i = 0; i < n; i++)
        recompute(op, ids[i]);
}

void repair_follow_home(struct op *op, int64_t home_id)
{
    recompute_all(op, "m.home_id = $2", home_id);
}

void repair_follow_building(struct op *op, int64_t building_id)
{
    recompute_all(op, "h.building_id = $2", building_id);
}

void repair_follow_project(struct op *op, int64_t project_id)
{
    recompute_all(op, "m.project_id = $2", project_id);
}
