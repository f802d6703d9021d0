/*
 * demo_hard.c -- matters that leave the usual way: handed over, out of scope, quoted, disputed.
 */
#include "base/must.h"
#include "base/when.h"
#include "cli/demo_tale.h"
#include "rooms/repair/repair_deed.h"

#include <string.h>

static const struct {
    const char *goal, *at; /* leaves the usual way at this state */
    bool is_paid;
    const char *acts[3]; /* in order, NULL-ended */
} ways[] = {
    { "visit_offered", "acknowledged", false, { "offer" } },
    { "handed", "acknowledged", false, { "contact", "hand" } },
    { "answered", "acknowledged", false, { "hand", "answer" } },
    { "withdrawn", "acknowledged", false, { "withdraw" } },
    { "advised", "checked", false, { "advise" } },
    { "scope_told", "decided", true, { "scope" } },
    { "objected", "decided", true, { "scope", "object" } },
    { "signed_off", "decided", true, { "scope", "sign_reason" } },
    { "quoted", "decided", true, { "quote" } },
    { "quote_agreed", "decided", true, { "quote", "accept_quote" } },
    { "disputed", "finished", false, { "refuse_to_sign", "joint" } },
};

bool tale_turns_off(const char *goal, const char *state)
{
    for (size_t i = 0; i < LEN(ways); i++)
        if (strcmp(ways[i].goal, goal) == 0)
            return strcmp(ways[i].at, state) == 0;
    return false;
}

bool tale_is_paid(const char *goal)
{
    for (size_t i = 0; i < LEN(ways); i++)
        if (strcmp(ways[i].goal, goal) == 0)
            return ways[i].is_paid;
    return false;
}

static const struct {
    const char *act;
    int who; /* of demo.h; -1: the owner */
    const char *reason, *text;
} said[] = {
    { "offer", DEMO_AGENT, "", "" },
    { "contact", DEMO_AGENT, "", "电话无人接听，稍后再打" },
    { "hand", DEMO_AGENT, "公共管道，归物业维护", "" },
    { "answer", DEMO_PROPERTY, "", "已更换公共管道阀门，观察两天无渗漏。" },
    { "withdraw", -1, "自己已经处理好了", "" },
    { "advise", DEMO_AGENT, "更换密封圈即可，型号已发短信", "" },
    { "scope", DEMO_ENGINEER, "装修时改动了这一处，不属于保修范围", "" },
    { "object", -1, "我装修时没有动过这里，请再看看", "" },
    { "sign_reason", -1, "", "" },
    { "quote", DEMO_ENGINEER, "", "含垃圾清运，不含家具搬移" },
    { "accept_quote", -1, "", "" },
    { "refuse_to_sign", DEMO_AGENT, "要求先谈误工补偿再签字", "" },
    { "joint", DEMO_AGENT, "", "请监理、施工单位和您一起闭水验收" },
};

static void fill(struct tale *t, const char *act, struct deed *d)
{
    static const struct deed_line lines[] = { { "", "拆除和基层处理", 120000 },
                                              { "", "材料和恢复", 168000 } };
    int32_t today = when_date(t->op->now, ZONE_SHANGHAI);

    d->visit_at = d->at = t->op->now + DAY_MS;
    if (strcmp(act, "contact") == 0) {
        d->at = 0;
        d->way = "phone";
        d->result = "no_answer";
        d->purpose = "visit";
    } else if (strcmp(act, "hand") == 0) {
        d->company_id = t->d->companies[4];
        d->due_on = today + 5;
    } else if (strcmp(act, "quote") == 0) {
        d->lines = lines;
        d->line_n = LEN(lines);
        d->valid_until_on = today + 30;
        d->months = 24;
    } else if (strcmp(act, "refuse_to_sign") == 0) {
        d->witness_1 = "王强";
        d->witness_1_role = "property";
        d->witness_2 = "赵敏";
        d->witness_2_role = "neighbour";
    } else if (strcmp(act, "joint") == 0)
        d->letter = "XA33021188";
}

static enum err tell_act(struct tale *t, const char *act)
{
    struct signing s = {
        .signer = t->home->owner, .how = "typed", .device = "", .strokes_hash = ""
    };
    struct deed d = deed_new();
    int64_t photos[1];
    size_t i = 0;

    while (strcmp(said[i].act, act) != 0)
        must(++i < LEN(said));
    tale_later(t, 1, 10);
    tale_as(t, said[i].who < 0 ? t->home->account_id : t->d->staff[said[i].who]);
    d.reason = said[i].reason;
    d.text = said[i].text;
    fill(t, act, &d);
    if (strcmp(act, "refuse_to_sign") == 0) {
        photos[0] = tale_photo(t, t->c->picture);
        d.photos = photos;
        d.photo_n = 1;
    }
    if (strcmp(act, "sign_reason") == 0)
        d.signing = &s;
    return repair_do(t->op, &t->act, act, &d);
}

enum err tale_turn_off(struct tale *t, const char *goal)
{
    for (size_t i = 0; i < LEN(ways); i++)
        for (size_t k = 0; strcmp(ways[i].goal, goal) == 0 && k < 3 && ways[i].acts[k]; k++) {
            enum err e = tell_act(t, ways[i].acts[k]);

            if (e != OK)
                return e;
        }
    return OK;
}
