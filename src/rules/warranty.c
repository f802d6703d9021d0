/*
 * warranty.c -- see warranty.h: candidates, winner, ends.
 *
 * The winner is decided on unrolled dates, or a holiday could change which
 * rule won.  A matter reported on the end date itself is covered.  Before
 * handover there is no owner's clock: whatever is found is a handover defect.
 */
#include "rules/warranty.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rules/warranty_inside.h"

#include <string.h>

static const struct period fifty_years = { 50, PERIOD_YEAR };

static const struct pack *national(void)
{
    const struct pack *p = pack_named("national");

    must(p);
    return p;
}

bool warranty_code(const char *code)
{
    return pack_find(national(), "part", code, NULL, 0) != NULL;
}

/* Season dates: asked for, the city's, the default.  True when nobody vouches for them. */
static bool season_choose(const struct warranty_question *q, enum period_unit unit,
                          struct season *s)
{
    const char *key = unit == PERIOD_HEATING ? "heating" : "cooling";
    const struct season *given = unit == PERIOD_HEATING ? &q->heating : &q->cooling;
    const struct pack_row *row = NULL;

    if (given->from_month) {
        *s = *given;
        return false;
    }
    if (q->city)
        row = pack_find(q->city, "season", key, NULL, q->completion_on);
    if (!row)
        row = pack_find(national(), "season", key, NULL, q->completion_on);
    must(row && month_day_parse(row->side, &s->from_month, &s->from_day) &&
         month_day_parse(row->length, &s->to_month, &s->to_day));
    return !row->confirmed;
}

/* The unrolled end; *assumed when default season dates were needed. */
static int32_t end_of(const struct warranty_question *q, struct period p, int32_t start_on,
                      bool *assumed)
{
    struct season s = { 0 };

    *assumed =
        (p.unit == PERIOD_HEATING || p.unit == PERIOD_COOLING) && season_choose(q, p.unit, &s);
    return period_end(p, start_on, &s);
}

static struct warranty_end roll(const struct warranty_question *q, int32_t on)
{
    struct rolled r = calendar_roll(q->calendar ? q->calendar : &calendar_cn, on);

    return (struct warranty_end){ .on = r.on, .unrolled_on = on, .missing_year = r.missing_year };
}

static void candidate_add(struct verdict *v, const struct warranty_question *q,
                          struct warranty_candidate c, int32_t start_on)
{
    bool assumed;

    c.end = roll(q, end_of(q, c.period, start_on, &assumed));
    c.assumed = c.assumed || assumed;
    v->candidate[v->candidate_n++] = c;
}

static bool row_period(const struct warranty_question *q, const struct pack_row *row,
                       struct period *p)
{
    if (!row)
        return false;
    if (strcmp(row->length, "design") == 0)
        *p = q->design_life.unit ? q->design_life : fifty_years;
    else
        must(period_parse(row->length, p));
    return true;
}

static void contractor_side(struct verdict *v, const struct warranty_question *q)
{
    const struct pack_row *row =
        pack_find(national(), "period", q->code, "contractor", q->completion_on);
    struct warranty_candidate c = { .rule = "contractor_remaining" };
    int32_t start_on =
        q->contractor_start_on == NO_DATE ? q->completion_on : q->contractor_start_on;
    bool assumed;

    if (!row_period(q, row, &c.period))
        return;
    c.source = row->source;
    c.confirmed = row->confirmed;
    candidate_add(v, q, c, q->completion_on);
    v->contractor = roll(q, end_of(q, c.period, start_on, &assumed));
    v->contractor_cover = q->reported_on <= v->contractor.on ? COVER_YES : COVER_NO;
}

static void owner_side(struct verdict *v, const struct warranty_question *q)
{
    const struct pack_row *row =
        pack_find(national(), "period", q->code, "minimum", q->handover_on);
    struct period p;

    if (row_period(q, row, &p))
        candidate_add(v, q,
                      (struct warranty_candidate){ .rule = "minimum_1998",
                                                   .period = p,
                                                   .source = row->source,
                                                   .confirmed = row->confirmed },
                      q->handover_on);
    if (q->promise.unit)
        candidate_add(v, q,
                      (struct warranty_candidate){ .rule = "promise",
                                                   .period = q->promise,
                                                   .source = PROMISE_SOURCE,
                                                   .confirmed = true },
                      q->handover_on);
    row = q->city ? pack_find(q->city, "period", q->code, "local", q->handover_on) : NULL;
    if (row && row_period(q, row, &p))
        candidate_add(v, q,
                      (struct warranty_candidate){ .rule = "local_rule",
                                                   .period = p,
                                                   .source = row->source,
                                                   .confirmed = row->confirmed,
                                                   .assumed = !row->confirmed },
                      q->handover_on);
}

static void winner_choose(struct verdict *v, const struct warranty_question *q)
{
    const struct warranty_candidate *c = v->candidate;

    for (int i = 0; i < v->candidate_n; i++)
        if (v->winner < 0 || c[i].end.unrolled_on > c[v->winner].end.unrolled_on)
            v->winner = i;
    if (v->winner < 0)
        return;
    v->owner = c[v->winner].end;
    v->owner_rule = c[v->winner].rule;
    v->owner_cover = q->reported_on <= v->owner.on ? COVER_YES : COVER_NO;
}

/* Owners quote the design working life of waterproofing; it is no warranty period. */
static const char *note_for(const char *code)
{
    return text_ends(code, "_leak") && strcmp(code, "pipe_leak") != 0
               ? "《建筑与市政工程防水通用规范》GB 55030-2022 的防水设计工作年限不是保修期限"
               : NULL;
}

struct verdict warranty_verdict(struct arena *mem, const struct warranty_question *q)
{
    const struct pack_row *part = pack_find(national(), "part", q->code, NULL, 0);
    struct verdict v = { .winner = -1,
                         .owner = { .on = NO_DATE, .unrolled_on = NO_DATE },
                         .contractor = { .on = NO_DATE, .unrolled_on = NO_DATE } };

    must(part);
    v.part = part->source;
    v.note = note_for(q->code);
    contractor_side(&v, q);
    if (q->handover_on == NO_DATE) {
        v.owner_rule = "not_handed_over";
        v.owner_cover = COVER_YES;
    } else {
        owner_side(&v, q);
        winner_choose(&v, q);
    }
    v.developer_risk = v.owner_cover == COVER_YES && v.contractor_cover == COVER_NO;
    v.explain = warranty_sentence(mem, q, &v);
    return v;
}

int32_t warranty_self_repair(const struct pack *city, int32_t reported_on, const int32_t *failed_on,
                             size_t failed_n, const char **source)
{
    for (size_t i = 0; city && i < city->n; i++) {
        const struct pack_row *r = &city->rows[i];
        struct period p;
        int64_t rounds;
        int32_t on;
        if (strcmp(r->kind, "self_repair") != 0)
            continue;
        must(text_int(r->key, &rounds) && rounds > 0 && period_parse(r->length, &p));
        on = period_end(p, reported_on, NULL);
        if (failed_n >= (size_t)rounds && failed_on[rounds - 1] < on)
            on = failed_on[rounds - 1];
        if (source)
            *source = r->source;
        return on;
    }
    return NO_DATE;
}
