/*
 * papers_matter.c -- what slip, check record, liability decision and plan say (S3.2.2, S3.2.3c,
 * S3.2.4a-b).
 */
#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/paper_words.h"
#include "rooms/archive/sheet.h"

#include <inttypes.h>
#include <string.h>

#define LINES_MOST 100

/* ---- repair slip 报修单 ---- */

static void slip_faults(struct sheet *s)
{
    static const struct sheet_col cols[] = {
        { "序", 1, false },   { "部位", 3, false },           { "构件", 3, false },
        { "现象", 3, false }, { "业主认为的原因", 4, false }, { "说明", 8, false },
    };
    struct op *op = s->op;
    struct query q;

    sheet_table(s, cols, LEN(cols));
    for (db_query(op->tx, &q,
                  "select k, place, component, symptom, cause_said, description from fault"
                  " where project_id = $1 and matter_id = $2 order by k",
                  I(op->project), I(s->ask->subject_id));
         db_next(&q);) {
        const char *cause = db_text(&q, 4);

        sheet_line(s,
                   (const char *[]){ arena_printf(op->mem, "%" PRId64, db_i64(&q, 0)),
                                     catalogue_zh(op, "place", db_text(&q, 1)),
                                     catalogue_zh(op, "component", db_text(&q, 2)),
                                     catalogue_zh(op, "symptom", db_text(&q, 3)),
                                     *cause ? catalogue_zh(op, "cause", cause) : "",
                                     db_text(&q, 5) },
                   LEN(cols));
    }
    db_done(&q);
    sheet_table_end(s);
}

enum err slip_say(struct sheet *s)
{
    static const char *const photos[] = { "report", NULL };
    struct op *op = s->op;
    struct query q;

    if (sheet_where(s) != OK)
        return E_NOT_FOUND;
    slip_faults(s);
    if (db_one(op->tx, &q,
               "select description, urgency, urgency_why, wished, visit_at, acknowledged_at,"
               " (select a.name from account a where a.id = m.handler_id) from matter m"
               " where project_id = $1 and id = $2",
               I(op->project), I(s->ask->subject_id))) {
        const char *why = db_text(&q, 2);

        sheet_row(s, "情况说明", db_text(&q, 0));
        sheet_pair(s, "紧急程度",
                   arena_printf(op->mem, "%s%s%s", zh_of(zh_urgencies, db_text(&q, 1)),
                                *why ? "：" : "", why),
                   "方便时间", db_text(&q, 3));
        sheet_pair(s, "受理",
                   arena_printf(op->mem, "%s　%s", zh_at(op->mem, db_i64(&q, 5)),
                                db_text(&q, 6) ? db_text(&q, 6) : ""),
                   "约定上门", zh_at(op->mem, db_i64(&q, 4)));
    }
    db_done(&q);
    sheet_photos(s, "照片", photos, 8);
    sheet_words(s,
                "首次报修时间以本单记载为准，不因转办、返修或再次报修而改变。查询进度或补充说明，"
                "请报事项编号。");
    sheet_signs(s, (const char *[]){ "报修人签字", "受理人签字" }, 2);
    return OK;
}

/* ---- check record 现场核查记录 ---- */

static void contacts(struct sheet *s)
{
    static const struct sheet_col cols[] = {
        { "联系时间", 5, false }, { "方式", 2, false }, { "结果", 3, false }, { "记录", 9, false }
    };
    struct op *op = s->op;
    struct query q;
    bool open = false;

    for (db_query(op->tx, &q,
                  "select at, way, result, note from contact where project_id = $1"
                  " and matter_id = $2 order by at limit $3",
                  I(op->project), I(s->ask->subject_id), I(LINES_MOST));
         db_next(&q); open = true) {
        if (!open)
            sheet_table(s, cols, LEN(cols));
        sheet_line(s,
                   (const char *[]){ zh_at(op->mem, db_i64(&q, 0)), zh_of(zh_ways, db_text(&q, 1)),
                                     zh_of(zh_results, db_text(&q, 2)), db_text(&q, 3) },
                   LEN(cols));
    }
    db_done(&q);
    if (open)
        sheet_table_end(s);
}

enum err check_say(struct sheet *s)
{
    static const char *const photos[] = { "check", "report", NULL };
    struct op *op = s->op;
    const char *what = sheet_fault(s);
    struct query q;
    bool found = what && db_one(op->tx, &q,
                                "select f.checked_at, a.name, f.cause_found, f.finding, f.measures,"
                                " m.visit_at, m.arrived_at from fault f join matter m"
                                " on m.project_id = f.project_id and m.id = f.matter_id"
                                " left join account a on a.id = f.checked_by"
                                " where f.project_id = $1 and f.id = $2"
                                " and f.checked_at is not null",
                                I(op->project), I(s->ask->fault));

    if (!found || sheet_where(s) != OK)
        return E_NOT_FOUND;
    sheet_row(s, "报修内容", what);
    sheet_pair(s, "约定上门", zh_at(op->mem, db_i64(&q, 5)), "到场", zh_at(op->mem, db_i64(&q, 6)));
    sheet_pair(s, "核查时间", zh_at(op->mem, db_i64(&q, 0)), "核查人",
               db_text(&q, 1) ? db_text(&q, 1) : "");
    sheet_row(s, "原因", *db_text(&q, 2) ? catalogue_zh(op, "cause", db_text(&q, 2)) : "");
    sheet_row(s, "现场情况", db_text(&q, 3));
    sheet_row(s, "测量", db_text(&q, 4));
    db_done(&q);
    contacts(s);
    sheet_photos(s, "照片", photos, 16);
    sheet_words(s, "以上记录由核查人当场填写。业主对记录有不同意见的，请在签字处写明；"
                   "未签字不影响业主依法主张权利。");
    sheet_signs(s, (const char *[]){ "核查人签字", "业主（或在场人）签字" }, 2);
    return OK;
}

/* ---- liability decision 责任认定书 ---- */

/* A neighbour's or the owner's name is no business of whoever reads another's copy. */
static const char *party_say(struct op *op, const char *party, const char *name)
{
    static const char *const persons[] = { "owner", "other_owner" };

    for (size_t i = 0; i < LEN(persons); i++)
        if (strcmp(party, persons[i]) == 0)
            name = "";
    return arena_printf(op->mem, "%s%s%s", zh_of(zh_parties, party), name && *name ? "\n" : "",
                        name ? name : "");
}

static void shares(struct sheet *s)
{
    static const struct sheet_col cols[] = {
        { "责任方", 4, false }, { "比例", 2, true }, { "理由", 6, false }, { "证据", 5, false }
    };
    struct op *op = s->op;
    struct query q;

    sheet_table(s, cols, LEN(cols));
    for (db_query(op->tx, &q,
                  "select s.party, coalesce(c.name, s.name), s.percent_bp, s.grounds, s.evidence"
                  " from liability_share s left join company c on c.id = s.company_id"
                  " where s.project_id = $1 and s.fault_id = $2 order by s.percent_bp desc, s.id",
                  I(op->project), I(s->ask->fault));
         db_next(&q);)
        sheet_line(s,
                   (const char *[]){ party_say(op, db_text(&q, 0), db_text(&q, 1)),
                                     zh_percent(op->mem, db_i64(&q, 2)), db_text(&q, 3),
                                     db_text(&q, 4) },
                   LEN(cols));
    db_done(&q);
    sheet_table_end(s);
}

static void objections(struct sheet *s)
{
    static const struct sheet_col cols[] = { { "提出时间", 4, false },
                                             { "异议理由", 6, false },
                                             { "复核结果", 3, false },
                                             { "复核意见", 6, false } };
    static const struct zh outcomes[] = {
        { "kept", "维持" }, { "changed", "变更" }, { "", "复核中" }, { NULL, "" }
    };
    struct op *op = s->op;
    struct query q;
    bool open = false;

    for (db_query(op->tx, &q,
                  "select at, reason, outcome, review from objection where project_id = $1"
                  " and fault_id = $2 order by at limit $3",
                  I(op->project), I(s->ask->fault), I(LINES_MOST));
         db_next(&q); open = true) {
        if (!open)
            sheet_table(s, cols, LEN(cols));
        sheet_line(s,
                   (const char *[]){ zh_at(op->mem, db_i64(&q, 0)), db_text(&q, 1),
                                     zh_of(outcomes, db_text(&q, 2)), db_text(&q, 3) },
                   LEN(cols));
    }
    db_done(&q);
    if (open)
        sheet_table_end(s);
}

static const char *end_say(struct op *op, const struct query *q, int column)
{
    return db_is_null(q, column) ? "未能确定" : zh_on(op->mem, (int32_t)db_i64(q, column));
}

enum err decision_say(struct sheet *s)
{
    struct op *op = s->op;
    const char *what = sheet_fault(s);
    struct query q;
    bool found = what && db_one(op->tx, &q,
                                "select f.verdict, f.owner_end_on, f.contractor_end_on, f.footing,"
                                " f.grounds, f.decided_at, a.name, f.decision_v, f.cause_found,"
                                " f.finding from fault f left join account a on a.id = f.decided_by"
                                " where f.project_id = $1 and f.id = $2"
                                " and f.decided_at is not null",
                                I(op->project), I(s->ask->fault));

    if (!found || sheet_where(s) != OK)
        return E_NOT_FOUND;
    if (db_i64(&q, 7) > 1)
        s->under = arena_printf(op->mem, "第 %" PRId64 " 次认定", db_i64(&q, 7));
    sheet_row(s, "报修内容", what);
    sheet_row(s, "查明原因", *db_text(&q, 8) ? catalogue_zh(op, "cause", db_text(&q, 8)) : "");
    sheet_row(s, "现场情况", db_text(&q, 9));
    sheet_row(s, "保修认定", explain_of(op, db_text(&q, 0)));
    sheet_pair(s, "业主在保至", end_say(op, &q, 1), "施工在保至", end_say(op, &q, 2));
    sheet_row(s, "处理依据", zh_of(zh_footings, db_text(&q, 3)));
    sheet_row(s, "认定理由", db_text(&q, 4));
    sheet_pair(s, "认定时间", zh_at(op->mem, db_i64(&q, 5)), "认定人",
               db_text(&q, 6) ? db_text(&q, 6) : "");
    db_done(&q);
    shares(s);
    objections(s);
    sheet_words(s, "对本认定有异议的，可在业主页面或致电服务电话提出，由另一位同事复核并书面答复；"
                   "也可依法申请鉴定、仲裁或提起诉讼。责任划分不影响保修期内先行维修。");
    sheet_signs(s, (const char *[]){ "认定人签字", "业主签收" }, 2);
    return OK;
}

/* ---- plan and consent 维修方案及确认书 ---- */

static const char *consent_say(struct op *op, const struct query *q)
{
    const char *state = db_text(q, 7), *who = db_text(q, 9) ? db_text(q, 9) : "";

    if (strcmp(state, "agreed") == 0)
        return arena_printf(op->mem, "%s 于 %s 在业主页面确认同意（登录手机经短信验证码核验）。",
                            who, zh_at(op->mem, db_i64(q, 8)));
    return *db_text(q, 10)
               ? arena_printf(op->mem, "%s：%s", zh_of(zh_plan_states, state), db_text(q, 10))
               : zh_of(zh_plan_states, state);
}

enum err plan_say(struct sheet *s)
{
    struct op *op = s->op;
    const char *what = sheet_fault(s);
    struct query q;
    bool agreed, found = what && db_one(op->tx, &q,
                                        "select p.v, p.scope, p.method, p.materials, p.start_on,"
                                        " p.finish_on, p.cost_fen, p.state, p.answered_at, a.name,"
                                        " p.answer, b.name, p.proposed_at from plan p"
                                        " left join account a on a.id = p.answered_by"
                                        " left join account b on b.id = p.proposed_by"
                                        " where p.project_id = $1 and p.fault_id = $2"
                                        " order by p.v desc limit 1",
                                        I(op->project), I(s->ask->fault));

    if (!found || sheet_where(s) != OK)
        return E_NOT_FOUND;
    agreed = strcmp(db_text(&q, 7), "agreed") == 0;
    s->under = arena_printf(op->mem, "第 %" PRId64 " 版", db_i64(&q, 0));
    s->signer = agreed && db_text(&q, 9) ? db_text(&q, 9) : "";
    sheet_row(s, "报修内容", what);
    sheet_row(s, "维修范围", db_text(&q, 1));
    sheet_row(s, "维修方法", db_text(&q, 2));
    sheet_row(s, "主要材料", db_text(&q, 3));
    sheet_pair(s, "开工", db_is_null(&q, 4) ? "待定" : zh_on(op->mem, (int32_t)db_i64(&q, 4)),
               "完工", db_is_null(&q, 5) ? "待定" : zh_on(op->mem, (int32_t)db_i64(&q, 5)));
    sheet_pair(s, "业主承担费用",
               db_i64(&q, 6) ? zh_money(op->mem, db_i64(&q, 6)) : "无，业主不承担费用", "提出人",
               db_text(&q, 11) ? db_text(&q, 11) : "");
    sheet_row(s, "提出时间", zh_at(op->mem, db_i64(&q, 12)));
    sheet_row(s, "业主意见", consent_say(op, &q));
    db_done(&q);
    sheet_words(s, "施工中需要变更范围、材料、工期或费用的，另出新版方案，经业主确认后再施工。");
    if (!agreed)
        sheet_signs(s, (const char *[]){ "业主签字（同意本方案）", "项目经办人签字" }, 2);
    return OK;
}
