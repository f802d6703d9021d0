/*
 * repair_deed.c -- the frame and the table of the small acts.
 *
 * A row says what the act asks for, what it writes, and what the owner is told.
 * The message gets the number and her link, in this order.
 */
#include "base/must.h"
#include "base/when.h"
#include "rooms/repair/repair_deed_inside.h"

#include <string.h>

static const struct deed_rule {
    const char *act;
    bool is_single;
    size_t photos_least;
    const char *purpose; /* of its photos; "entry" is not for companies to see */
    deed_effect *effect;
    const char *message; /* to the contact of the matter; NULL: none */
} rules[] = {
    { "contact", false, 0, "check", contact_effect, NULL },
    { "offer", false, 0, "check", offer_effect,
      W("【安居】%s 请您看看上门时间是否合适，点 %s 一键确认，或说个方便的时间") },
    { "agree_visit", false, 0, "check", agree_visit_effect, NULL },
    { "miss", false, 0, "check", miss_effect,
      W("【安居】%s 约好的上门没有成，我们会尽快和您另约时间。详情见 %s") },
    { "no_access", false, 1, "check", no_access_effect,
      W("【安居】%s 我们按约上门，没有人应答，已在门上留了通知。请在 %s 选个方便的时间") },
    { "triage", false, 0, "check", triage_effect, NULL },
    { "make_safe", false, 0, "check", make_safe_effect,
      W("【安居】%s 已先做应急处置，责任随后再定，您不用担心。详情见 %s") },
    { "enter_absent", false, 1, "entry", enter_absent_effect,
      W("【安居】%s 情况紧急且联系不上您，我们在见证人在场时入户做了处置。经过和照片见 %s") },
    { "object", true, 0, "entry", object_effect,
      W("【安居】%s 已收到您的异议，会由另一位同事复核，结果会告诉您：%s") },
    { "uphold", true, 0, "check", uphold_effect,
      W("【安居】%s 的异议已复核，维持原认定，理由见 %s") },
    { "overturn", true, 0, "check", overturn_effect,
      W("【安居】%s 的异议已复核，将重新界定责任。进展见 %s") },
    { "scope", true, 0, "check", scope_effect,
      W("【安居】%s 经核查不在保修范围，理由见 %s。您可以签字知悉、提出异议，或选择付费维修") },
    { "sign_reason", true, 0, "check", sign_reason_effect, NULL },
    { "want_paid", true, 0, "check", want_paid_effect, NULL },
    { "quote", true, 0, "check", quote_effect, W("【安居】%s 的维修报价已出，请您看看：%s") },
    { "accept_quote", true, 0, "check", accept_quote_effect, NULL },
    { "decline_quote", true, 0, "check", decline_quote_effect, NULL },
    { "pay", true, 0, "check", pay_effect, W("【安居】%s 已收到您的付款，收据见 %s") },
    { "refuse_to_sign", true, 1, "entry", refuse_to_sign_effect,
      W("【安居】%s 已完工，您暂未签字，我们如实记录为“未确认”，不会当作验收通过。见 %s") },
    { "joint", true, 0, "check", joint_effect,
      W("【安居】%s 请您一起联合验收，时间和参加的人见 %s") },
    { "settle", true, 0, "check", settle_effect, W("【安居】%s 的争议已了结，记录见 %s") },
    { "withdraw", false, 0, "check", withdraw_effect,
      W("【安居】%s 已按您的意思撤回。以后需要，随时再报：%s") },
    { "duplicate", false, 0, "check", duplicate_effect,
      W("【安居】%s 和先前报的是同一件，已并入那一件一起处理，首次报修日期不变。见 %s") },
    { "advise", false, 0, "check", advise_effect, W("【安居】%s 我们的建议写在这里：%s") },
    { "hand", false, 0, "check", hand_effect,
      W("【安居】%s 由物业公司处理，我们会跟到有答复为止。进展见 %s") },
    { "answer", false, 0, "check", answer_effect, W("【安居】%s 物业公司已答复，见 %s") },
    { "take_back", false, 0, "check", take_back_effect, NULL },
    { "close_handed", false, 0, "check", close_handed_effect,
      W("【安居】%s 物业公司已处理完，见 %s") },
    { "reopen", false, 0, "check", reopen_effect,
      W("【安居】%s 已重新打开，首次报修日期不变。进展见 %s") },
};

struct deed deed_new(void)
{
    return (struct deed){ .text = "",
                          .reason = "",
                          .way = "",
                          .result = "",
                          .purpose = "",
                          .whom = "",
                          .who = "",
                          .kind = "",
                          .name = "",
                          .notice = "",
                          .letter = "",
                          .receipt = "",
                          .other = "",
                          .witness_1 = "",
                          .witness_1_role = "",
                          .witness_2 = "",
                          .witness_2_role = "",
                          .due_on = NO_DATE,
                          .valid_until_on = NO_DATE };
}

static const struct deed_rule *rule_of(const char *act)
{
    for (size_t i = 0; i < LEN(rules); i++)
        if (strcmp(rules[i].act, act) == 0)
            return &rules[i];
    return NULL;
}

enum err witnesses_check(struct op *op, const struct deed *d)
{
    if (strcmp(d->witness_1, d->witness_2) == 0)
        return fail(op, E_INPUT, "witnesses", "witness_2", W("两位见证人要是两个人"));
    return OK;
}

void turn_ending(struct turn *t, const char *ending, const char *reason)
{
    for (size_t i = 0; i < t->hit_n; i++)
        db_exec(t->op->tx,
                "update fault set ending = $3, ending_reason = $4"
                " where project_id = $1 and id = $2",
                I(t->op->project), I(t->hit[i]->id), T(ending), T(reason));
    json_text(&t->note, "ending", ending);
}

/* What the timeline shows of it. */
static void note_words(struct turn *t, const struct deed *d)
{
    const char *text = *d->reason ? d->reason : d->text;

    if (*text)
        json_text(&t->note, "text", text);
}

/* Nothing ends, and nothing goes to others, while somebody is still at work on it. */
static enum err orders_ended(const struct turn *t)
{
    for (size_t i = 0; i < t->hit_n; i++) {
        const char *to = t->steps[i]->to;

        if ((strcmp(to, "closed") == 0 || strcmp(to, "handed") == 0) &&
            db_int(t->op->tx,
                   "select count(*) from work_order where project_id = $1 and fault_id = $2"
                   " and state in ('offered', 'taken', 'working', 'stopped')",
                   I(t->op->project), I(t->hit[i]->id)))
            return fail(t->op, E_RULE, "open_order", NULL, W("还有工单没有结束，请先撤单"));
    }
    return OK;
}

enum err repair_do(struct op *op, const struct act *a, const char *act, const struct deed *d)
{
    const struct deed_rule *rule = rule_of(act);
    struct turn t;
    enum err e;

    if (!rule)
        return E_NOT_FOUND;
    if ((e = turn_begin(&t, op, a, act, rule->is_single)) != OK)
        return e;
    if (d->photo_n < rule->photos_least)
        return fail(op, E_RULE, "photo_needed", "photos[]", W("请至少上传一张照片作为凭证"));
    if ((e = orders_ended(&t)) != OK ||
        (e = turn_photos(&t, d->photos, d->photo_n, rule->purpose)) != OK ||
        (e = rule->effect(&t, d)) != OK)
        return e;
    note_words(&t, d);
    turn_end(&t, arena_printf(op->mem, "repair.%s", act));
    if (rule->message)
        tell_contact(
            op, &t.m, arena_printf(op->mem, "repair.%s", act),
            say(op_of_contact(op, &t.m), rule->message, t.m.no_said, owner_link(op, &t.m)));
    return OK;
}
