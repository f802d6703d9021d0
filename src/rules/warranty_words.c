/*
 * warranty_words.c -- a verdict in one sentence: end, winning rule with its
 * article, whether the report was in time, the contractor's side, and what the
 * reader must not overlook (rolled, calendar not published, seasons assumed).
 */
#include "base/buf.h"
#include "base/must.h"
#include "base/when.h"
#include "rules/warranty_inside.h"

#include <string.h>

static const struct {
    const char *rule, *text, *from;
} rule_texts[] = {
    { "contractor_remaining", "承包单位保修期的剩余部分", "竣工验收合格" },
    { "minimum_1998", "法定最低期限", "交付" },
    { "promise", "合同承诺", "交付" },
    { "local_rule", "地方规定", "交付" },
};

static void end_put(struct buf *b, const struct warranty_end *e)
{
    buf_puts(b, date_text(b->mem, e->on));
    if (e->missing_year)
        buf_printf(b, "（%d 年的放假安排尚未载入，遇休息日未作顺延）", e->missing_year);
    else if (e->on != e->unrolled_on)
        buf_printf(b, "（%s 为休息日，依《民法典》第二百零三条顺延）",
                   date_text(b->mem, e->unrolled_on));
}

static void rule_put(struct buf *b, const struct warranty_question *q,
                     const struct warranty_candidate *c)
{
    for (size_t i = 0; i < LEN(rule_texts); i++)
        if (strcmp(rule_texts[i].rule, c->rule) == 0)
            buf_printf(b, "%s（自%s之日 %s 起 %s，%s", rule_texts[i].text, rule_texts[i].from,
                       date_text(b->mem, i ? q->handover_on : q->completion_on),
                       period_text(b->mem, c->period), c->source);
    if (c->assumed)
        buf_puts(b, "，所依起止日期或规定未经确认");
    buf_puts(b, "）");
}

static void owner_put(struct buf *b, const struct warranty_question *q, const struct verdict *v)
{
    const struct warranty_candidate *c;

    if (v->winner < 0) {
        buf_printf(b, "房屋尚未交付，%s的问题按交付缺陷处理，业主保修期自交付之日起算（%s）",
                   v->part, MAX_SOURCE);
        return;
    }
    c = &v->candidate[v->winner];
    buf_printf(b, "%s对业主保修至 ", v->part);
    end_put(b, &v->owner);
    buf_puts(b, "，依据为");
    rule_put(b, q, c);
    if (v->candidate_n > 1 && strcmp(c->rule, "promise") != 0)
        buf_printf(b, "，是各项期限中最长的一项（%s）", MAX_SOURCE);
    buf_printf(b, "，%s 报修%s", date_text(b->mem, q->reported_on),
               v->owner_cover == COVER_YES ? "在保修期内" : "已过保修期");
}

static void contractor_put(struct buf *b, const struct verdict *v)
{
    if (v->contractor.on == NO_DATE) {
        buf_puts(b, "；承包单位的保修期依承包合同约定");
        return;
    }
    buf_puts(b, "；承包单位保修至 ");
    end_put(b, &v->contractor);
    if (v->winner != 0)
        buf_printf(b, "（%s）", v->candidate[0].source);
    buf_puts(b, v->contractor_cover == COVER_YES ? "，仍在保修期内" : "，已过保修期");
    if (v->winner < 0 && v->candidate[0].assumed)
        buf_puts(b, "，所依起止日期未经确认");
    if (v->developer_risk)
        buf_puts(b, "，由开发企业自行承担");
}

const char *warranty_sentence(struct arena *mem, const struct warranty_question *q,
                              const struct verdict *v)
{
    struct buf b = buf_new(mem, 8192);

    if (v->winner < 0 && q->handover_on != NO_DATE) {
        buf_printf(
            &b,
            "%s的保修期由双方约定，缺少合同或质量保证书约定的期限，无法判断是否在保修期内（%s）。",
            v->part, MAX_SOURCE);
        return b.p;
    }
    owner_put(&b, q, v);
    contractor_put(&b, v);
    buf_puts(&b, "。");
    must(!b.full);
    return b.p;
}
