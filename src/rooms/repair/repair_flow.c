/*
 * repair_flow.c -- the life of a fault and of a work order, as tables.
 *
 *     reported → acknowledged → visit_agreed → checked → decided → plan_proposed ⇄ change_asked
 *     → plan_agreed → ordered → working → finished → accepted → closed
 *                        ↖ declined        ↘ refused → working (the next round)
 *                                          ↘ disputed (she will not sign) → accepted, refused,
 * settled decided, scope_told, quoted, plan_proposed → objected → decided or checked (another
 * person) decided → scope_told → closed by her signature, or quoted → quote_agreed → plan_proposed
 *     before the check and after it → handed → answered → closed, or taken back
 *     before work → withdrawn, merged, advised: closed, each with its ending; closed → reopened
 *
 * Of `finish`, `decline` and `cancel` the row names where the fault goes when no other order of it
 * is open; while one is, the fault stays (repair_order.c), and a last cancelled order beside a
 * finished one finishes it.
 *
 * Nothing else decides what may happen next: buttons, the API's `actions` and
 * the tests read these rows (S1.3c: steps can't be skipped by editing data).
 */
#include "base/must.h"
#include "rooms/repair/repair.h"
#include "rooms/repair/repair_fields.h"

#include <string.h>

/* Sets of states that share acts. */
#define BEFORE_VISIT(X, ...)                                                                       \
    X("acknowledged", __VA_ARGS__)                                                                 \
    X("visit_offered", __VA_ARGS__)                                                                \
    X("visit_agreed", __VA_ARGS__)
#define BEFORE_PLAN(X, ...)                                                                        \
    X("reported", __VA_ARGS__)                                                                     \
    BEFORE_VISIT(X, __VA_ARGS__)                                                                   \
    X("handed", __VA_ARGS__)                                                                       \
    X("answered", __VA_ARGS__)                                                                     \
    X("checked", __VA_ARGS__)                                                                      \
    X("objected", __VA_ARGS__)                                                                     \
    X("decided", __VA_ARGS__)                                                                      \
    X("scope_told", __VA_ARGS__)                                                                   \
    X("quoted", __VA_ARGS__)
#define BEFORE_WORK(X, ...)                                                                        \
    BEFORE_PLAN(X, __VA_ARGS__)                                                                    \
    X("quote_agreed", __VA_ARGS__)                                                                 \
    X("plan_proposed", __VA_ARGS__)                                                                \
    X("change_asked", __VA_ARGS__)                                                                 \
    X("plan_agreed", __VA_ARGS__)
#define AT_WORK(X, ...)                                                                            \
    X("ordered", __VA_ARGS__)                                                                      \
    X("working", __VA_ARGS__)                                                                      \
    X("refused", __VA_ARGS__)
#define WHILE_OPEN(X, ...)                                                                         \
    BEFORE_WORK(X, __VA_ARGS__)                                                                    \
    AT_WORK(X, __VA_ARGS__)                                                                        \
    X("finished", __VA_ARGS__)                                                                     \
    X("disputed", __VA_ARGS__)                                                                     \
    X("accepted", __VA_ARGS__)
#define ROW(from_, act_, ...) { act_, from_, __VA_ARGS__ },

/* clang-format off */
static const char *const fault_states[] = {
    "reported", "acknowledged", "visit_offered", "visit_agreed", "handed", "answered", "checked",
    "objected", "decided", "scope_told", "quoted", "quote_agreed", "plan_proposed", "change_asked",
    "plan_agreed", "ordered", "working", "refused", "finished", "disputed", "accepted", "closed",
    NULL };
static const char *const fault_finals[] = { "closed", NULL };

static const struct step fault_steps[] = {
    /* what moves it on */
    { "acknowledge", "reported", "acknowledged", REPAIR_ACKNOWLEDGE, acknowledge_fields, W("受理"), W("已受理") },
    BEFORE_VISIT(ROW, "visit", "visit_agreed", REPAIR_VISIT, visit_fields, W("约定上门"), W("约好上门"))
    { "offer", "acknowledged", "visit_offered", REPAIR_VISIT, visit_fields, W("请业主选上门时间"), W("提出上门时间") },
    { "offer", "visit_offered", "visit_offered", REPAIR_VISIT, visit_fields, W("换一个上门时间"), W("换了上门时间") },
    { "agree_visit", "visit_offered", "visit_agreed", REPAIR_VISIT_OWN, agree_visit_fields, W("这个时间可以"), W("业主同意上门时间") },
    { "wish", "reported", "", REPAIR_VISIT_OWN, wish_fields, W("说个方便的时间"), W("业主说了方便的时间") },
    BEFORE_VISIT(ROW, "wish", "", REPAIR_VISIT_OWN, wish_fields, W("想改时间"), W("业主想改上门时间"))
    { "arrive", "acknowledged", "visit_agreed", REPAIR_CHECK, arrive_fields, W("我到了"), W("工程师到场") },
    { "arrive", "visit_offered", "visit_agreed", REPAIR_CHECK, arrive_fields, W("我到了"), W("工程师到场") },
    { "arrive", "visit_agreed", "", REPAIR_CHECK, arrive_fields, W("我到了"), W("工程师到场") },
    { "check", "visit_agreed", "checked", REPAIR_CHECK, check_fields, W("记录核查"), W("现场已核查") },
    { "decide", "checked", "decided", REPAIR_DECIDE, decide_fields, W("定责"), W("责任已界定") },
    { "plan", "decided", "plan_proposed", REPAIR_PLAN, plan_fields, W("提出方案"), W("维修方案已出") },
    { "plan", "quote_agreed", "plan_proposed", REPAIR_PLAN, plan_fields, W("提出方案"), W("维修方案已出") },
    { "plan", "change_asked", "plan_proposed", REPAIR_PLAN, plan_fields, W("提出新方案"), W("新方案已出") },
    { "agree", "plan_proposed", "plan_agreed", REPAIR_CONSENT, agree_fields, W("确认方案"), W("业主确认方案") },
    { "change", "plan_proposed", "change_asked", REPAIR_CONSENT, change_fields, W("我想改一改"), W("业主要求修改方案") },
    { "order", "plan_agreed", "ordered", REPAIR_ORDER, order_fields, W("派工"), W("已派工") },
    AT_WORK(ROW, "order", "", REPAIR_ORDER, order_fields, W("再派一家"), W("已加派工单"))
    /* what its orders do to it; held back while others of its orders are open */
    { "decline", "ordered", "plan_agreed", ORDER_WORK, decline_fields, W("不能接"), W("施工单位未接单") },
    { "cancel", "ordered", "plan_agreed", REPAIR_ORDER, cancel_fields, W("撤单"), W("已撤单") },
    { "cancel", "working", "plan_agreed", REPAIR_ORDER, cancel_fields, W("撤单"), W("已撤单") },
    { "start", "ordered", "working", ORDER_WORK, start_fields, W("开工"), W("已开工") },
    { "start", "refused", "working", ORDER_WORK, start_fields, W("返修开工"), W("返修已开工") },
    { "start", "working", "", ORDER_WORK, start_fields, W("开工"), W("已开工") },
    { "finish", "working", "finished", ORDER_WORK, finish_fields, W("完工"), W("已完工，等业主验收") },
    { "accept", "finished", "accepted", REPAIR_ACCEPT, accept_fields, W("验收通过"), W("业主验收通过并签字") },
    { "accept", "disputed", "accepted", REPAIR_ACCEPT, accept_fields, W("验收通过"), W("业主验收通过并签字") },
    { "refuse", "finished", "refused", REPAIR_ACCEPT, refusal_fields, W("还没修好"), W("业主验收未通过") },
    { "refuse", "disputed", "refused", REPAIR_ACCEPT, refusal_fields, W("还没修好"), W("业主验收未通过") },
    { "close", "accepted", "closed", REPAIR_CLOSE, close_fields, W("关闭"), W("已关闭") },
    /* reaching her, and danger */
    WHILE_OPEN(ROW, "contact", "", REPAIR_VISIT, contact_fields, W("记一次联系"), W("联系业主"))
    { "miss", "visit_agreed", "acknowledged", REPAIR_VISIT, miss_fields, W("没有碰上"), W("约好的上门没有成") },
    { "no_access", "visit_agreed", "acknowledged", REPAIR_CHECK, no_access_fields, W("敲不开门"), W("上门无人应答，已留证") },
    AT_WORK(ROW, "no_access", "", REPAIR_CHECK, no_access_fields, W("敲不开门"), W("上门无人应答，已留证"))
    BEFORE_WORK(ROW, "triage", "", REPAIR_SAFE, triage_fields, W("改紧急程度"), W("紧急程度已改"))
    BEFORE_WORK(ROW, "make_safe", "", REPAIR_SAFE, make_safe_fields, W("应急处置"), W("已应急处置"))
    BEFORE_VISIT(ROW, "enter_absent", "", REPAIR_ENTER, enter_absent_fields, W("业主不在，见证入户"), W("业主不在，在见证下入户处置"))
    /* she objects; another person reviews */
    { "object", "decided", "objected", REPAIR_CONSENT, object_fields, W("我不同意责任认定"), W("业主对责任认定提出异议") },
    { "object", "scope_told", "objected", REPAIR_CONSENT, object_fields, W("我不同意，请复核"), W("业主对责任认定提出异议") },
    { "object", "quoted", "objected", REPAIR_CONSENT, object_fields, W("我不同意责任认定"), W("业主对责任认定提出异议") },
    { "object", "plan_proposed", "objected", REPAIR_CONSENT, object_fields, W("我不同意责任认定"), W("业主对责任认定提出异议") },
    { "uphold", "objected", "decided", REPAIR_REVIEW, review_fields, W("复核：维持"), W("复核维持原认定") },
    { "overturn", "objected", "checked", REPAIR_REVIEW, review_fields, W("复核：重新定责"), W("复核后重新定责") },
    /* outside the warranty */
    { "scope", "decided", "scope_told", REPAIR_DECIDE, scope_fields, W("告知不在保修范围"), W("告知业主不在保修范围") },
    { "sign_reason", "scope_told", "closed", REPAIR_ACCEPT, sign_reason_fields, W("我已知悉，签字"), W("业主签字知悉") },
    { "want_paid", "scope_told", "decided", REPAIR_CONSENT, agree_fields, W("我想付费维修"), W("业主选择付费维修") },
    { "quote", "decided", "quoted", REPAIR_PLAN, quote_fields, W("报价"), W("报价已出") },
    { "quote", "quoted", "quoted", REPAIR_PLAN, quote_fields, W("重新报价"), W("新报价已出") },
    { "accept_quote", "quoted", "quote_agreed", REPAIR_CONSENT, agree_fields, W("接受报价"), W("业主接受报价") },
    { "decline_quote", "quoted", "decided", REPAIR_CONSENT, change_fields, W("不接受报价"), W("业主不接受报价") },
    { "pay", "quote_agreed", "", REPAIR_PAY, pay_fields, W("登记收款"), W("已登记收款") },
    { "pay", "plan_proposed", "", REPAIR_PAY, pay_fields, W("登记收款"), W("已登记收款") },
    { "pay", "change_asked", "", REPAIR_PAY, pay_fields, W("登记收款"), W("已登记收款") },
    { "pay", "plan_agreed", "", REPAIR_PAY, pay_fields, W("登记收款"), W("已登记收款") },
    AT_WORK(ROW, "pay", "", REPAIR_PAY, pay_fields, W("登记收款"), W("已登记收款"))
    { "pay", "finished", "", REPAIR_PAY, pay_fields, W("登记收款"), W("已登记收款") },
    { "pay", "disputed", "", REPAIR_PAY, pay_fields, W("登记收款"), W("已登记收款") },
    { "pay", "accepted", "", REPAIR_PAY, pay_fields, W("登记收款"), W("已登记收款") },
    /* she will not sign */
    { "refuse_to_sign", "finished", "disputed", REPAIR_VISIT, refuse_to_sign_fields, W("业主拒绝签字"), W("已完工，业主未确认，有争议") },
    { "joint", "refused", "", REPAIR_VISIT, joint_fields, W("提出联合验收"), W("提出联合验收") },
    { "joint", "finished", "", REPAIR_VISIT, joint_fields, W("提出联合验收"), W("提出联合验收") },
    { "joint", "disputed", "", REPAIR_VISIT, joint_fields, W("提出联合验收"), W("提出联合验收") },
    { "settle", "disputed", "closed", REPAIR_REVIEW, settle_fields, W("争议了结"), W("争议已了结") },
    /* other ways to an end */
    BEFORE_WORK(ROW, "withdraw", "closed", REPAIR_WITHDRAW, withdraw_fields, W("不修了"), W("报修已撤回"))
    { "duplicate", "reported", "closed", REPAIR_LINK, duplicate_fields, W("并入另一件"), W("与另一件重复，已并入") },
    BEFORE_VISIT(ROW, "duplicate", "closed", REPAIR_LINK, duplicate_fields, W("并入另一件"), W("与另一件重复，已并入"))
    { "duplicate", "checked", "closed", REPAIR_LINK, duplicate_fields, W("并入另一件"), W("与另一件重复，已并入") },
    { "advise", "acknowledged", "closed", REPAIR_CLOSE, advise_fields, W("给建议后关闭"), W("已给出建议") },
    { "advise", "checked", "closed", REPAIR_CLOSE, advise_fields, W("给建议后关闭"), W("已给出建议") },
    { "advise", "decided", "closed", REPAIR_CLOSE, advise_fields, W("给建议后关闭"), W("已给出建议") },
    BEFORE_VISIT(ROW, "hand", "handed", REPAIR_HAND, hand_fields, W("转物业处理"), W("已转物业公司"))
    { "hand", "checked", "handed", REPAIR_HAND, hand_fields, W("转物业处理"), W("已转物业公司") },
    { "hand", "decided", "handed", REPAIR_HAND, hand_fields, W("转物业处理"), W("已转物业公司") },
    { "answer", "handed", "answered", HANDING_ANSWER, answer_fields, W("答复"), W("物业公司已答复") },
    { "take_back", "handed", "acknowledged", REPAIR_HAND, take_back_fields, W("收回自办"), W("已从物业收回") },
    { "take_back", "answered", "acknowledged", REPAIR_HAND, take_back_fields, W("收回自办"), W("已从物业收回") },
    { "close_handed", "answered", "closed", REPAIR_HAND, close_fields, W("确认物业已处理"), W("物业已处理，已关闭") },
    { "reopen", "closed", "acknowledged", REPAIR_REOPEN, reopen_fields, W("重新打开"), W("已重新打开") },
};
const struct flow fault_flow = { "fault", fault_states, fault_finals, fault_steps, LEN(fault_steps) };

static const char *const order_states[] = { "offered", "taken", "working", "stopped", "finished",
                                            "passed", "declined", "cancelled", NULL };
static const char *const order_finals[] = { "passed", "declined", "cancelled", NULL };

static const struct step order_steps[] = {
    { "take", "offered", "taken", ORDER_WORK, take_fields, W("接单"), W("施工单位接单") },
    { "decline", "offered", "declined", ORDER_WORK, decline_fields, W("不能接"), W("施工单位未接单") },
    { "appoint", "taken", "", ORDER_WORK, appoint_fields, W("约上门时间"), W("施工单位约好上门") },
    { "no_access", "taken", "", ORDER_WORK, no_access_fields, W("敲不开门"), W("上门无人应答，已留证") },
    { "start", "taken", "working", ORDER_WORK, start_fields, W("开工"), W("已开工") },
    { "finish", "working", "finished", ORDER_WORK, finish_fields, W("完工"), W("已完工，等业主验收") },
    { "supervise", "taken", "", ORDER_SUPERVISE, supervise_fields, W("记监督"), W("监督检查") },
    { "supervise", "working", "", ORDER_SUPERVISE, supervise_fields, W("记监督"), W("监督检查") },
    { "supervise", "stopped", "", ORDER_SUPERVISE, supervise_fields, W("记监督"), W("监督检查") },
    { "supervise", "finished", "", ORDER_SUPERVISE, supervise_fields, W("记监督"), W("监督检查") },
    { "stop", "working", "stopped", ORDER_SUPERVISE, supervise_fields, W("责令停工"), W("查出问题，已停工") },
    { "resume", "stopped", "working", ORDER_SUPERVISE, resume_fields, W("同意复工"), W("整改完成，已复工") },
    { "cancel", "offered", "cancelled", REPAIR_ORDER, cancel_fields, W("撤单"), W("已撤单") },
    { "cancel", "taken", "cancelled", REPAIR_ORDER, cancel_fields, W("撤单"), W("已撤单") },
    { "cancel", "stopped", "cancelled", REPAIR_ORDER, cancel_fields, W("撤单"), W("已撤单") },
    { "pass", "finished", "passed", REPAIR_ACCEPT, NULL, W("验收通过"), W("验收通过") },
    { "return", "finished", "taken", REPAIR_ACCEPT, NULL, W("退回返修"), W("退回返修") },
};
const struct flow order_flow = { "order", order_states, order_finals, order_steps, LEN(order_steps) };

static const struct flow *const own_flows[] = { &fault_flow, &order_flow, NULL };

/* Events that are no step, or that the owner does not see. */
static const struct {
    const char *what, *words;
    bool is_public;
} events[] = {
    { "repair.report", W("报修"), true },
    { "repair.contact", W("联系业主"), false },
    { "repair.note", W("内部记录"), false },
    { "repair.link", W("已关联"), false },
    { "repair.verdict", W("保修判定已重算"), true },
    { "repair.failed_twice", W("两次没有修好，已提醒经理"), false },
    { "repair.failed_thrice", W("三次没有修好，应提出联合验收"), false },
    { "repair.owner_changed", W("房屋过户，方案请新业主确认"), true },
    { "order.decline", W("施工单位未接单"), false },
    { "order.cancel", W("已撤单"), false },
    { "order.supervise", W("监督检查"), false },
    { "paper.ordered", W("单据已出具"), false },
    { "paper.sealed", W("单据已封存"), true },
    { "paper.reprinted", W("单据再次打印"), false },
};
/* clang-format on */

/* "repair.check" and "order.take" are steps. */
static const char *step_words(const char *what)
{
    const char *act = strchr(what, '.');

    for (size_t f = 0; act && own_flows[f]; f++)
        for (size_t i = 0; i < own_flows[f]->step_n; i++)
            if (strcmp(own_flows[f]->steps[i].act, act + 1) == 0 &&
                (strncmp(what, "order.", 6) == 0) == (own_flows[f] == &order_flow))
                return own_flows[f]->steps[i].done;
    return NULL;
}

const char *repair_event_words(const char *what)
{
    const char *words = step_words(what);

    for (size_t i = 0; i < LEN(events); i++)
        if (strcmp(events[i].what, what) == 0)
            return events[i].words;
    return words ? words : what;
}

bool repair_event_is_public(const char *what)
{
    for (size_t i = 0; i < LEN(events); i++)
        if (strcmp(events[i].what, what) == 0)
            return events[i].is_public;
    return step_words(what) != NULL;
}
