/*
 * repair_fields.c -- what each act of a repair needs.
 *
 * The routes check these rows, the forms are drawn from them, the OpenAPI
 * document shows them.  The words of a choice stand in repair_words().
 */
#include "rooms/repair/repair_fields.h"
#include "base/must.h"
#include "base/words.h"
#include "rooms/repair/repair.h"

#include <string.h>

const char *const urgency_words[] = { "emergency", "general_a", "general_b", "complex", NULL };
const char *const footing_words[] = { "warranty", "sale_contract", "goodwill", "paid", NULL };
static const char *const contact_ways[] = { "phone", "sms", "wechat", "door", "letter", NULL };
static const char *const contact_results[] = { "reached",      "no_answer",    "refused",
                                               "left_message", "wrong_number", NULL };
static const char *const contact_purposes[] = {
    "visit", "access", "plan", "accept", "other", NULL
};
static const char *const missers[] = { "owner", "us", NULL };
static const char *const pay_ways[] = { "cash", "transfer", "wechat", "alipay", "card", NULL };
static const char *const cost_kinds[] = { "labour", "material", "equipment", "other", NULL };
static const char *const supervision_kinds[] = { "quality", "safety", NULL };
static const char *const link_kinds[] = { "caused_by", "parent", "recurrence_of", NULL };
static const char *const witness_roles[] = { "property",   "neighbour",  "police", "community",
                                             "supervisor", "contractor", NULL };
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

#define WITNESS_FIELDS                                                                             \
    { "witness_1", F_TEXT, true, 2, 40, NULL, W("见证人一") },                                     \
        { "witness_1_role", F_WORD, true, 0, 0, witness_roles, W("见证人一的身份") },              \
        { "witness_2", F_TEXT, true, 2, 40, NULL, W("见证人二") },                                 \
    {                                                                                              \
        "witness_2_role", F_WORD, true, 0, 0, witness_roles, W("见证人二的身份")                   \
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
    { "shares[].evidence", F_TEXT, false, 0, 200, NULL, W("证据") },
    { "shares[].evidence_file", F_ID, false, 0, 0, NULL, W("证据照片") },
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
    { "lines[].kind", F_WORD, true, 0, 0, cost_kinds, W("费用类别") },
    { "lines[].words", F_TEXT, true, 1, 100, NULL, W("费用项目") },
    { "lines[].amount", F_MONEY, true, 0, INT64_C(10000000000), NULL, W("金额") },
    PHOTOS_FIELD,
    { 0 } };
/* ---- contact, visits, entry ---- */
const struct field contact_fields[] = {
    { "way", F_WORD, true, 0, 0, contact_ways, W("方式") },
    { "result", F_WORD, true, 0, 0, contact_results, W("结果") },
    { "purpose", F_WORD, true, 0, 0, contact_purposes, W("为了什么") },
    { "whom", F_TEXT, false, 0, 60, NULL, W("联系谁") },
    { "at", F_INSTANT, false, 0, 0, NULL, W("联系时间") },
    { "text", F_LINES, false, 0, 500, NULL, W("说了什么") },
    { 0 } };
const struct field agree_visit_fields[] = { { 0 } };
const struct field miss_fields[] = {
    { "who", F_WORD, true, 0, 0, missers, W("谁没有到") },
    REASON_FIELD(W("怎么回事")),
    PHOTOS_FIELD,
    { 0 } };
const struct field no_access_fields[] = {
    { "text", F_LINES, true, 4, 1000, NULL, W("敲门、等候的经过") },
    { "notice", F_LINES, false, 0, 500, NULL, W("留在门上的通知") },
    PHOTOS_FIELD,
    { 0 } };
const struct field triage_fields[] = {
    { "kind", F_WORD, true, 0, 0, urgency_words, W("紧急程度") },
    REASON_FIELD(W("为什么")),
    { 0 } };
const struct field make_safe_fields[] = {
    { "text", F_LINES, true, 4, 1000, NULL, W("做了什么应急处置") },
    PHOTOS_FIELD,
    { 0 } };
const struct field enter_absent_fields[] = {
    { "text", F_LINES, true, 4, 2000, NULL, W("入户经过和物品清点") },
    { "notice", F_LINES, true, 4, 500, NULL, W("发给业主的通知") },
    WITNESS_FIELDS,
    PHOTOS_FIELD,
    { 0 } };
/* ---- objection, scope, quote ---- */
const struct field object_fields[] = { FAULT_FIELD, REASON_FIELD(W("哪里不同意，为什么")), PHOTOS_FIELD, { 0 } };
const struct field review_fields[] = { FAULT_FIELD, REASON_FIELD(W("复核意见")), { 0 } };
const struct field scope_fields[] = { FAULT_FIELD, REASON_FIELD(W("不属于保修范围的理由")), { 0 } };
const struct field sign_reason_fields[] = {
    FAULT_FIELD,
    { "signer", F_TEXT, true, 2, 40, NULL, W("签名人姓名") },
    { "strokes", F_TEXT, false, 0, 300000, NULL, W("手写签名") },
    { "signature_png", F_TEXT, false, 0, 900000, NULL, W("签名图片") },
    { 0 } };
const struct field quote_fields[] = {
    FAULT_FIELD,
    { "lines[].words", F_TEXT, true, 1, 100, NULL, W("项目") },
    { "lines[].amount", F_MONEY, true, 1, INT64_C(100000000), NULL, W("金额") },
    { "valid_until_on", F_DATE, true, 0, 0, NULL, W("报价有效期至") },
    { "warranty_months", F_INT, true, 0, 120, NULL, W("维修后保修几个月") },
    { "text", F_LINES, false, 0, 1000, NULL, W("说明") },
    { 0 } };
const struct field pay_fields[] = {
    FAULT_FIELD,
    { "amount", F_MONEY, true, 1, INT64_C(100000000), NULL, W("收到金额") },
    { "way", F_WORD, true, 0, 0, pay_ways, W("付款方式") },
    { "receipt", F_TEXT, true, 2, 40, NULL, W("收据号") },
    { 0 } };
/* ---- endings ---- */
const struct field withdraw_fields[] = { FAULT_FIELD, REASON_FIELD(W("为什么不修了")), { 0 } };
const struct field duplicate_fields[] = {
    FAULT_FIELD,
    { "other", F_TEXT, true, 4, 20, NULL, W("并入哪一件（编号）") },
    REASON_FIELD(W("为什么是同一件")),
    { 0 } };
const struct field advise_fields[] = { FAULT_FIELD, REASON_FIELD(W("给业主的建议")), { 0 } };
const struct field hand_fields[] = {
    FAULT_FIELD,
    { "company", F_ID, true, 0, 0, NULL, W("物业公司") },
    REASON_FIELD(W("为什么由物业处理")),
    { "due_on", F_DATE, true, 0, 0, NULL, W("请在哪天前答复") },
    { 0 } };
const struct field answer_fields[] = {
    FAULT_FIELD,
    { "text", F_LINES, true, 4, 2000, NULL, W("怎么处理的") },
    PHOTOS_FIELD,
    { 0 } };
const struct field take_back_fields[] = { FAULT_FIELD, REASON_FIELD(W("为什么收回")), { 0 } };
const struct field reopen_fields[] = { FAULT_FIELD, REASON_FIELD(W("为什么重新打开")), { 0 } };
const struct field refuse_to_sign_fields[] = {
    FAULT_FIELD,
    REASON_FIELD(W("业主为什么不签")),
    WITNESS_FIELDS,
    PHOTOS_FIELD,
    { 0 } };
const struct field joint_fields[] = {
    FAULT_FIELD,
    { "at", F_INSTANT, true, 0, 0, NULL, W("联合验收时间") },
    { "letter", F_TEXT, false, 0, 40, NULL, W("挂号信编号") },
    { "text", F_LINES, true, 4, 1000, NULL, W("请了谁，怎么验") },
    { 0 } };
const struct field settle_fields[] = { FAULT_FIELD, REASON_FIELD(W("怎么了结的")), { 0 } };
const struct field link_fields[] = {
    { "kind", F_WORD, true, 0, 0, link_kinds, W("什么关系") },
    { "other", F_TEXT, true, 4, 20, NULL, W("哪一件（编号）") },
    { "note", F_LINES, false, 0, 500, NULL, W("说明") },
    { 0 } };
/* ---- orders ---- */
const struct field appoint_fields[] = {
    { "at", F_INSTANT, true, 0, 0, NULL, W("约定上门") },
    { "name", F_TEXT, false, 0, 40, NULL, W("施工人员") },
    { 0 } };
const struct field supervise_fields[] = {
    { "kind", F_WORD, true, 0, 0, supervision_kinds, W("查什么") },
    { "text", F_LINES, true, 4, 1000, NULL, W("查到什么") },
    PHOTOS_FIELD,
    { 0 } };
const struct field resume_fields[] = {
    { "text", F_LINES, true, 4, 1000, NULL, W("怎么整改的") },
    PHOTOS_FIELD,
    { 0 } };
const struct field cancel_fields[] = { REASON_FIELD(W("为什么撤单")), { 0 } };
/* clang-format on */

static const struct {
    const char *code, *words;
} code_words[] = {
    { "phone", W("电话") },
    { "sms", W("短信") },
    { "wechat", W("微信") },
    { "door", W("上门敲门") },
    { "letter", W("信函") },
    { "reached", W("联系上了") },
    { "no_answer", W("没有人接") },
    { "refused", W("拒绝沟通") },
    { "left_message", W("留了言") },
    { "wrong_number", W("号码不对") },
    { "visit", W("约上门") },
    { "access", W("请开门") },
    { "plan", W("谈方案") },
    { "accept", W("请验收") },
    { "other", W("其他") },
    { "owner", W("业主") },
    { "us", W("我们") },
    { "cash", W("现金") },
    { "transfer", W("转账") },
    { "alipay", W("支付宝") },
    { "card", W("刷卡") },
    { "labour", W("人工") },
    { "material", W("材料") },
    { "equipment", W("机械") },
    { "quality", W("质量") },
    { "safety", W("安全") },
    { "consent", W("等业主确认") },
    { "caused_by", W("由那一件引起") },
    { "parent", W("归到那一件之下") },
    { "recurrence_of", W("那一件又出现了") },
    { "duplicate_of", W("和那一件重复") },
    { "property", W("物业公司") },
    { "neighbour", W("邻居") },
    { "police", W("民警") },
    { "community", W("社区") },
    { "supervisor", W("监理") },
    { "contractor", W("施工单位") },
    { "emergency", W("紧急") },
    { "general_a", W("影响使用") },
    { "general_b", W("一般") },
    { "complex", W("复杂") },
    { "passed", W("验收通过") },
    { "withdrawn", W("业主撤回") },
    { "out_of_scope", W("不在保修范围") },
    { "duplicate", W("并入另一件") },
    { "advice", W("已给建议") },
    { "handed", W("物业已处理") },
    { "settled", W("争议了结") },
};

const char *repair_words(const char *code)
{
    for (size_t i = 0; i < LEN(code_words); i++)
        if (strcmp(code_words[i].code, code) == 0)
            return code_words[i].words;
    return code;
}
