/*
 * papers_work.c -- what quote, work order and refusal record say (S7d, S3.2.4c, S3.2.5b).
 */
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/paper_words.h"
#include "rooms/archive/sheet.h"

#include <inttypes.h>
#include <string.h>

/* ---- quote 维修报价单 ---- */

static void quote_lines(struct sheet *s, int64_t quote, int64_t amount)
{
    static const struct sheet_col cols[] = { { "序", 1, false },
                                             { "项目", 11, false },
                                             { "金额", 4, true } };
    struct op *op = s->op;
    struct query q;
    int64_t n = 0;

    sheet_table(s, cols, LEN(cols));
    for (db_query(op->tx, &q,
                  "select words, amount_fen from quote_line where project_id = $1 and quote_id = $2"
                  " order by k",
                  I(op->project), I(quote));
         db_next(&q);)
        sheet_line(s,
                   (const char *[]){ arena_printf(op->mem, "%" PRId64, ++n), db_text(&q, 0),
                                     zh_money(op->mem, db_i64(&q, 1)) },
                   LEN(cols));
    db_done(&q);
    sheet_line(s, (const char *[]){ "", "合计", zh_money(op->mem, amount) }, LEN(cols));
    sheet_table_end(s);
}

static void quote_answer(struct sheet *s, const struct query *q)
{
    struct op *op = s->op;
    const char *answer = db_text(q, 8), *who = db_text(q, 9) ? db_text(q, 9) : "";

    sheet_row(s, "业主答复",
              arena_printf(op->mem, "%s%s%s%s%s%s%s", zh_of(zh_quote_states, db_text(q, 2)),
                           *who ? "　" : "", who, db_i64(q, 7) ? "　" : "",
                           zh_at(op->mem, db_i64(q, 7)), *answer ? "　" : "", answer));
    if (db_i64(q, 10))
        sheet_pair(s, "已付", zh_money(op->mem, db_i64(q, 10)), "收据", db_text(q, 11));
}

enum err quote_say(struct sheet *s)
{
    struct op *op = s->op;
    const char *what = sheet_fault(s);
    struct query q;
    bool found = what && db_one(op->tx, &q,
                                "select q.id, q.v, q.state, q.amount_fen, q.valid_until_on,"
                                " q.warranty_months, q.terms, q.answered_at, q.answer, a.name,"
                                " q.paid_fen, q.receipt_no, b.name, q.offered_at from quote q"
                                " left join account a on a.id = q.answered_by"
                                " left join account b on b.id = q.offered_by"
                                " where q.project_id = $1 and q.fault_id = $2"
                                " order by q.v desc limit 1",
                                I(op->project), I(s->ask->fault));
    bool answered;

    if (!found || sheet_where(s) != OK)
        return E_NOT_FOUND;
    answered = db_i64(&q, 7) != 0;
    s->under = arena_printf(op->mem, "第 %" PRId64 " 版", db_i64(&q, 1));
    s->signer = answered && db_text(&q, 9) ? db_text(&q, 9) : "";
    sheet_row(s, "报修内容", what);
    quote_lines(s, db_i64(&q, 0), db_i64(&q, 3));
    sheet_pair(s, "报价人", db_text(&q, 12) ? db_text(&q, 12) : "", "报价时间",
               zh_at(op->mem, db_i64(&q, 13)));
    sheet_pair(s, "有效期至", zh_on(op->mem, (int32_t)db_i64(&q, 4)), "本次维修保修",
               arena_printf(op->mem, "%" PRId64 " 个月，自验收之日起", db_i64(&q, 5)));
    sheet_row(s, "约定", db_text(&q, 6));
    quote_answer(s, &q);
    db_done(&q);
    sheet_words(s, "本项不在保修范围内，是否委托由业主自行决定，业主也可以另行委托他人维修。"
                   "除上列金额外不再收取其他费用；需要增加的，另出报价，经业主同意后再施工。");
    if (!answered)
        sheet_signs(s, (const char *[]){ "业主签字（接受本报价）", "报价人签字" }, 2);
    return OK;
}

/* ---- work order 派工单 ---- */

static void order_how(struct sheet *s)
{
    struct op *op = s->op;
    struct query q;

    if (db_one(op->tx, &q,
               "select cause_found, finding, measures from fault"
               " where project_id = $1 and id = $2",
               I(op->project), I(s->ask->fault))) {
        sheet_row(s, "原因", *db_text(&q, 0) ? catalogue_zh(op, "cause", db_text(&q, 0)) : "");
        sheet_row(s, "现场情况", db_text(&q, 1));
        sheet_row(s, "测量", db_text(&q, 2));
    }
    db_done(&q);
    if (db_one(op->tx, &q,
               "select method, materials from plan where project_id = $1 and fault_id = $2"
               " and state = 'agreed' order by v desc limit 1",
               I(op->project), I(s->ask->fault))) {
        sheet_row(s, "维修方法", db_text(&q, 0));
        sheet_row(s, "主要材料", db_text(&q, 1));
    }
    db_done(&q);
}

/* Where and whom to call: what records.md lets a contractor know. */
static bool order_where(struct sheet *s)
{
    struct op *op = s->op;
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select m.no, m.home_id, m.contact_name, m.contact_masked, p.name, m.wished"
                        " from matter m join project p on p.id = m.project_id"
                        " where m.project_id = $1 and m.id = $2",
                        I(op->project), I(s->ask->subject_id));

    if (found) {
        sheet_pair(
            s, "房屋", arena_printf(op->mem, "%s %s", db_text(&q, 4), home_name(op, db_i64(&q, 1))),
            "事项编号", arena_printf(op->mem, "%c %s", db_text(&q, 0)[0], db_text(&q, 0) + 1));
        sheet_pair(s, "联系人", arena_printf(op->mem, "%s　%s", db_text(&q, 2), db_text(&q, 3)),
                   "方便时间", db_text(&q, 5));
    }
    db_done(&q);
    return found;
}

enum err order_say(struct sheet *s)
{
    static const char *const photos[] = { "check", "report", NULL };
    struct op *op = s->op;
    const char *what = sheet_fault(s);
    struct query q;
    bool found = what && db_one(op->tx, &q,
                                "select o.no, c.name, o.trade, o.scope, o.due_on, o.worker,"
                                " o.appointed_at, o.round, a.name, o.offered_at from work_order o"
                                " join company c on c.id = o.company_id"
                                " left join account a on a.id = o.offered_by"
                                " where o.project_id = $1 and o.id = $2 and o.fault_id = $3",
                                I(op->project), I(s->ask->part), I(s->ask->fault));

    if (!found || !order_where(s))
        return E_NOT_FOUND;
    if (db_i64(&q, 7) > 1)
        s->under = arena_printf(op->mem, "第 %" PRId64 " 轮", db_i64(&q, 7));
    sheet_pair(s, "施工单位", db_text(&q, 1), "派工编号",
               arena_printf(op->mem, "%c %s", db_text(&q, 0)[0], db_text(&q, 0) + 1));
    sheet_pair(s, "施工人员", db_text(&q, 5), "工种", catalogue_zh(op, "trade", db_text(&q, 2)));
    sheet_pair(s, "约定上门", zh_at(op->mem, db_i64(&q, 6)), "完成日期",
               db_is_null(&q, 4) ? "" : zh_on(op->mem, (int32_t)db_i64(&q, 4)));
    sheet_pair(s, "派工时间", zh_at(op->mem, db_i64(&q, 9)), "派工人",
               db_text(&q, 8) ? db_text(&q, 8) : "");
    sheet_row(s, "故障", what);
    sheet_row(s, "施工内容", db_text(&q, 3));
    db_done(&q);
    order_how(s);
    sheet_photos(s, "照片", photos, 8);
    sheet_words(
        s, "入户请出示证件、穿鞋套、铺好保护；开工前拍照，完工后清理现场并拍照上传。发现与本单不"
           "符、需要变更或存在危险的，先停下并联系派工人。");
    sheet_signs(s, (const char *[]){ "施工人员签字", "业主确认到场", "业主确认完工" }, 3);
    return OK;
}

/* ---- refusal to sign 拒签记录 ---- */

enum err refusal_say(struct sheet *s)
{
    static const char *const photos[] = { "entry", "after", NULL };
    struct op *op = s->op;
    const char *what = sheet_fault(s);
    struct query q;
    bool found = what && db_one(op->tx, &q,
                                "select r.round, r.at, a.name, r.reason, r.witness_1,"
                                " r.witness_1_role, r.witness_2, r.witness_2_role"
                                " from signing_refusal r left join account a on a.id = r.by_id"
                                " where r.project_id = $1 and r.id = $2 and r.fault_id = $3",
                                I(op->project), I(s->ask->part), I(s->ask->fault));

    if (!found || sheet_where(s) != OK)
        return E_NOT_FOUND;
    s->under = arena_printf(op->mem, "第 %" PRId64 " 轮验收", db_i64(&q, 0));
    sheet_row(s, "报修内容", what);
    sheet_pair(s, "记录时间", zh_at(op->mem, db_i64(&q, 1)), "记录人",
               db_text(&q, 2) ? db_text(&q, 2) : "");
    sheet_row(s, "拒签理由", db_text(&q, 3));
    sheet_pair(s, "见证人一", db_text(&q, 4), "身份", zh_of(zh_witnesses, db_text(&q, 5)));
    sheet_pair(s, "见证人二", db_text(&q, 6), "身份", zh_of(zh_witnesses, db_text(&q, 7)));
    db_done(&q);
    sheet_photos(s, "照片", photos, 12);
    sheet_words(s, "本记录只证明业主当场没有签字及其理由，不表示维修已经验收合格。本项状态记为"
                   "“已完工，业主未确认，有争议”，业主仍可提出返修、联合验收或依法解决。");
    sheet_signs(s, (const char *[]){ "见证人一签字", "见证人二签字", "记录人签字" }, 3);
    return OK;
}
