/*
 * repair_flow.c -- the life of a fault and of a work order, as tables.
 *
 *     reported → acknowledged → visit_agreed → checked → decided → plan_proposed ⇄ change_asked
 *     → plan_agreed → ordered → working → finished → accepted → closed
 *                        ↖ declined        ↘ refused → working (the next round)
 *
 * Nothing else decides what may happen next: buttons, the API's `actions` and
 * the tests read these rows (S1.3c: steps can't be skipped by editing data).
 */
#include "base/must.h"
#include "rooms/repair/repair.h"
#include "rooms/repair/repair_fields.h"

#include <string.h>

const char *const urgency_words[] = { "emergency", "general_a", "general_b", "complex", NULL };
const char *const footing_words[] = { "warranty", "sale_contract", "goodwill", "paid", NULL };
const char *const party_words[] = { "developer", "contractor",  "supplier",  "property",
                                    "owner",     "other_owner", "decorator", "insurer",
                                    "nature",    "unknown",     NULL };

#define FAULT_FIELD                                                                                \
    {                                                                                              \
        "fault", F_INT, false, 1, FAULTS_MAX, NULL, W("第几项")                                    \
    }
#define PHOTOS_FIELD                                                                               \
    {                                                                                              \
        "photos[]", F_ID, false, 0, 0, NULL, W("照片")                                             \
    }
#define REASON_FIELD(words)                                                                        \
    {                                                                                              \
        "reason", F_LINES, true, 2, 500, NULL, words                                               \
    }

/* clang-format off */
const struct field acknowledge_fields[] = {
    { "urgency", F_WORD, false, 0, 0, urgency_words, W("紧急程度") },
    { "note", F_LINES, false, 0, 500, NULL, W("说明") },
    { 0 } };
const struct field visit_fields[] = {
    { "visit_at", F_INSTANT, true, 0, 0, NULL, W("上门时间") },
    { "visit_to", F_INSTANT, false, 0, 0, NULL, W("最晚到") },
    { "checker", F_ID, false, 0, 0, NULL, W("上门工程师") },
    { 0 } };
const struct field wish_fields[] = {
    { "wished", F_TEXT, true, 2, 100, NULL, W("方便上门的时间") },
    { 0 } };
const struct field arrive_fields[] = { { 0 } };
const struct field check_fields[] = {
    FAULT_FIELD,
    { "cause", F_TEXT, true, 1, 40, NULL, W("故障原因") },
    { "finding", F_LINES, true, 4, 2000, NULL, W("现场情况") },
    { "measures", F_LINES, false, 0, 500, NULL, W("测量数据") },
    PHOTOS_FIELD,
    { 0 } };
const struct field decide_fields[] = {
    FAULT_FIELD,
    { "warranty_code", F_TEXT, true, 1, 40, NULL, W("保修部位") },
    { "footing", F_WORD, true, 0, 0, footing_words, W("处理依据") },
    { "grounds", F_LINES, true, 4, 2000, NULL, W("理由和证据") },
    { "shares[].party", F_WORD, true, 0, 0, party_words, W("责任方") },
    { "shares[].name", F_TEXT, false, 0, 60, NULL, W("名称") },
    { "shares[].company", F_ID, false, 0, 0, NULL, W("单位") },
    { "shares[].percent", F_PERCENT, true, 0, 0, NULL, W("比例") },
    { "shares[].grounds", F_TEXT, false, 0, 200, NULL, W("依据") },
    { 0 } };
const struct field plan_fields[] = {
    FAULT_FIELD,
    { "scope", F_LINES, true, 4, 1000, NULL, W("维修范围") },
    { "method", F_LINES, true, 4, 2000, NULL, W("怎么修") },
    { "materials", F_LINES, false, 0, 500, NULL, W("材料") },
    { "start_on", F_DATE, true, 0, 0, NULL, W("开工日期") },
    { "finish_on", F_DATE, true, 0, 0, NULL, W("完工日期") },
    { "cost", F_MONEY, false, 0, INT64_C(100000000), NULL, W("业主承担费用") },
    { 0 } };
const struct field agree_fields[] = { FAULT_FIELD, { 0 } };
const struct field change_fields[] = { FAULT_FIELD, REASON_FIELD(W("想怎么改")), { 0 } };
const struct field order_fields[] = {
    FAULT_FIELD,
    { "company", F_ID, true, 0, 0, NULL, W("施工单位") },
    { "trade", F_TEXT, false, 0, 40, NULL, W("专业") },
    { "scope", F_LINES, true, 2, 1000, NULL, W("工作内容") },
    { "due_on", F_DATE, false, 0, 0, NULL, W("完成日期") },
    { 0 } };
const struct field accept_fields[] = {
    FAULT_FIELD,
    { "signer", F_TEXT, true, 2, 40, NULL, W("签名人姓名") },
    { "strokes", F_TEXT, false, 0, 300000, NULL, W("手写签名") },
    { "signature_png", F_TEXT, false, 0, 900000, NULL, W("签名图片") },
    { "care", F_BOOL, true, 0, 0, NULL, W("使用提示") },
    { 0 } };
const struct field refusal_fields[] = { FAULT_FIELD, REASON_FIELD(W("哪里没修好")), PHOTOS_FIELD, { 0 } };
const struct field close_fields[] = {
    FAULT_FIELD,
    { "note", F_LINES, false, 0, 500, NULL, W("说明") },
    { 0 } };
const struct field note_fields[] = {
    { "text", F_LINES, true, 1, 2000, NULL, W("记一笔") },
    PHOTOS_FIELD,
    { 0 } };
const struct field take_fields[] = {
    { "worker", F_TEXT, false, 0, 40, NULL, W("施工人员") },
    { "appointed_at", F_INSTANT, false, 0, 0, NULL, W("约定上门") },
    { 0 } };
const struct field decline_fields[] = { REASON_FIELD(W("不能接的原因")), { 0 } };
const struct field start_fields[] = { PHOTOS_FIELD, { 0 } };
const struct field finish_fields[] = {
    { "work_done", F_LINES, true, 2, 2000, NULL, W("做了什么") },
    { "cost", F_MONEY, false, 0, INT64_C(10000000000), NULL, W("费用") },
    PHOTOS_FIELD,
    { 0 } };

static const char *const fault_states[] = {
    "reported", "acknowledged", "visit_agreed", "checked", "decided", "plan_proposed",
    "change_asked", "plan_agreed", "ordered", "working", "refused", "finished", "accepted",
    "closed", NULL };
static const char *const fault_finals[] = { "closed", NULL };

static const struct step fault_steps[] = {
    { "acknowledge", "reported", "acknowledged", REPAIR_ACKNOWLEDGE, acknowledge_fields, W("受理"), W("已受理") },
    { "visit", "acknowledged", "visit_agreed", REPAIR_VISIT, visit_fields, W("约定上门"), W("约好上门") },
    { "visit", "visit_agreed", "visit_agreed", REPAIR_VISIT, visit_fields, W("改约"), W("改约上门") },
    { "wish", "reported", "", REPAIR_VISIT_OWN, wish_fields, W("说个方便的时间"), W("业主说了方便的时间") },
    { "wish", "acknowledged", "", REPAIR_VISIT_OWN, wish_fields, W("说个方便的时间"), W("业主说了方便的时间") },
    { "wish", "visit_agreed", "", REPAIR_VISIT_OWN, wish_fields, W("想改时间"), W("业主想改上门时间") },
    { "arrive", "visit_agreed", "", REPAIR_CHECK, arrive_fields, W("我到了"), W("工程师到场") },
    { "check", "visit_agreed", "checked", REPAIR_CHECK, check_fields, W("记录核查"), W("现场已核查") },
    { "decide", "checked", "decided", REPAIR_DECIDE, decide_fields, W("定责"), W("责任已界定") },
    { "plan", "decided", "plan_proposed", REPAIR_PLAN, plan_fields, W("提出方案"), W("维修方案已出") },
    { "plan", "change_asked", "plan_proposed", REPAIR_PLAN, plan_fields, W("提出新方案"), W("新方案已出") },
    { "agree", "plan_proposed", "plan_agreed", REPAIR_CONSENT, agree_fields, W("确认方案"), W("业主确认方案") },
    { "change", "plan_proposed", "change_asked", REPAIR_CONSENT, change_fields, W("我想改一改"), W("业主要求修改方案") },
    { "order", "plan_agreed", "ordered", REPAIR_ORDER, order_fields, W("派工"), W("已派工") },
    { "decline", "ordered", "plan_agreed", ORDER_WORK, decline_fields, W("不能接"), W("施工单位未接单") },
    { "start", "ordered", "working", ORDER_WORK, start_fields, W("开工"), W("已开工") },
    { "start", "refused", "working", ORDER_WORK, start_fields, W("返修开工"), W("返修已开工") },
    { "finish", "working", "finished", ORDER_WORK, finish_fields, W("完工"), W("已完工，等业主验收") },
    { "accept", "finished", "accepted", REPAIR_ACCEPT, accept_fields, W("验收通过"), W("业主验收通过并签字") },
    { "refuse", "finished", "refused", REPAIR_ACCEPT, refusal_fields, W("还没修好"), W("业主验收未通过") },
    { "close", "accepted", "closed", REPAIR_CLOSE, close_fields, W("关闭"), W("已关闭") },
};
const struct flow fault_flow = { "fault", fault_states, fault_finals, fault_steps, LEN(fault_steps) };

static const char *const order_states[] = { "offered", "taken", "working", "finished", "passed",
                                            "declined", NULL };
static const char *const order_finals[] = { "passed", "declined", NULL };

static const struct step order_steps[] = {
    { "take", "offered", "taken", ORDER_WORK, take_fields, W("接单"), W("施工单位接单") },
    { "decline", "offered", "declined", ORDER_WORK, decline_fields, W("不能接"), W("施工单位未接单") },
    { "start", "taken", "working", ORDER_WORK, start_fields, W("开工"), W("已开工") },
    { "finish", "working", "finished", ORDER_WORK, finish_fields, W("完工"), W("已完工，等业主验收") },
    { "pass", "finished", "passed", REPAIR_ACCEPT, NULL, W("验收通过"), W("验收通过") },
    { "return", "finished", "taken", REPAIR_ACCEPT, NULL, W("退回返修"), W("退回返修") },
};
const struct flow order_flow = { "order", order_states, order_finals, order_steps, LEN(order_steps) };

const struct flow *const flows[] = { &fault_flow, &order_flow, NULL };

/* Events of this room in words; those of the flows come from their rows. */
static const struct {
    const char *what, *words;
    bool is_public;
} events[] = {
    { "repair.report", W("报修"), true },
    { "repair.acknowledge", W("已受理"), true },
    { "repair.visit", W("约好上门"), true },
    { "repair.wish", W("业主说了方便的时间"), true },
    { "repair.arrive", W("工程师到场"), true },
    { "repair.check", W("现场已核查"), true },
    { "repair.decide", W("责任已界定"), true },
    { "repair.plan", W("维修方案已出"), true },
    { "repair.agree", W("业主确认方案"), true },
    { "repair.change", W("业主要求修改方案"), true },
    { "repair.order", W("已派工"), true },
    { "order.take", W("施工单位接单"), true },
    { "order.decline", W("施工单位未接单"), false },
    { "order.start", W("已开工"), true },
    { "order.finish", W("已完工，等业主验收"), true },
    { "repair.accept", W("业主验收通过并签字"), true },
    { "repair.refuse", W("业主验收未通过"), true },
    { "repair.close", W("已关闭"), true },
    { "repair.note", W("内部记录"), false },
    { "paper.ordered", W("验收单已出具"), false },
    { "paper.sealed", W("验收单已封存"), true },
};
/* clang-format on */

const char *repair_event_words(const char *what)
{
    for (size_t i = 0; i < LEN(events); i++)
        if (strcmp(events[i].what, what) == 0)
            return events[i].words;
    return what;
}

bool repair_event_is_public(const char *what)
{
    for (size_t i = 0; i < LEN(events); i++)
        if (strcmp(events[i].what, what) == 0)
            return events[i].is_public;
    return false;
}
