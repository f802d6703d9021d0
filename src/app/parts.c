/*
 * parts.c -- the one table of states (icon, word, colour) and the arithmetic behind the parts.
 *
 * Status is never colour alone.  Grey: nobody has it yet.  info, blue: under way, our turn.
 * wait, purple: the owner's or a third side's turn.  ok, green: done, covered.  warn, amber: due
 * soon or disputed.  late, red: overdue, emergency.
 */
#include "app/parts.h"
#include "app/page.h"
#include "base/must.h"
#include "base/when.h"

#include <inttypes.h>
#include <string.h>

static const struct state_look looks[] = {
    /* clang-format off */
    /* a matter and its faults */
    { "reported",      "",     "circle-dot",      W("已报修") },
    { "acknowledged",  "info", "circle-dashed",   W("已受理") },
    { "visit_offered", "wait", "calendar-clock",  W("等业主选时间") },
    { "received",      "",     "circle-dot",      W("已收到") },
    { "passed_on",     "wait", "send",            W("已转办") },
    { "replied",       "ok",   "message-square",  W("已答复") },
    { "handed",        "wait", "building-2",      W("物业处理中") },
    { "answered",      "info", "message-square",  W("物业已答复") },
    { "objected",      "warn", "triangle-alert",  W("业主有异议") },
    { "scope_told",    "wait", "file-text",       W("已告知不在范围") },
    { "quoted",        "wait", "file-text",       W("等业主答复报价") },
    { "quote_agreed",  "info", "file-text",       W("报价已接受") },
    { "stopped",       "warn", "circle-pause",    W("停工中") },
    { "paid",          "ok",   "circle-check",    W("已付款") },
    { "visit_agreed",  "info", "calendar-clock",  W("已约上门") },
    { "arrived",       "info", "map-pin",         W("已到场") },
    { "checked",       "info", "search",          W("待定责") },
    { "decided",       "info", "scale",           W("待出方案") },
    { "plan_proposed", "wait", "user",            W("等业主确认方案") },
    { "change_asked",  "info", "pencil",          W("业主要求改方案") },
    { "plan_agreed",   "info", "file-check",      W("待派工") },
    { "ordered",       "info", "send",            W("已派工") },
    { "working",       "info", "hammer",          W("施工中") },
    { "finished",      "wait", "pen-line",        W("待验收") },
    { "refused",       "warn", "rotate-ccw",      W("验收未通过") },
    { "accepted",      "ok",   "circle-check",    W("已验收") },
    { "closed",        "ok",   "circle-check",    W("已关闭") },
    { "cancelled",     "",     "circle-x",        W("已取消") },
    { "paused",        "wait", "circle-pause",    W("暂停") },
    { "disputed",      "warn", "triangle-alert",  W("有争议") },
    /* work orders and plans */
    { "offered",       "wait", "send",            W("等接单") },
    { "taken",         "info", "user-check",      W("已接单") },
    { "declined",      "warn", "circle-x",        W("已拒单") },
    { "passed",        "ok",   "circle-check",    W("已通过") },
    { "proposed",      "wait", "user",            W("等业主确认") },
    { "agreed",        "ok",   "circle-check",    W("业主已同意") },
    { "not_agreed",    "warn", "circle-x",        W("业主未接受") },
    { "replaced",      "",     "history",         W("已有新版") },
    /* urgency */
    { "emergency",     "late", "zap",             W("紧急") },
    { "general_a",     "info", "wrench",          W("影响使用") },
    { "general_b",     "",     "wrench",          W("一般") },
    { "complex",       "warn", "layers",          W("复杂") },
    /* warranty */
    { "covered",       "ok",   "shield-check",    W("在保") },
    { "not_covered",   "",     "shield-x",        W("已过保修期") },
    { "due_soon",      "warn", "timer",           W("临期") },
    { "overdue",       "late", "circle-alert",    W("超期") },
    /* papers and long work */
    { "sealing",       "info", "hourglass",       W("封存中") },
    { "sealed",        "ok",   "lock",            W("已封存") },
    { "queued",        "",     "circle-dashed",   W("排队中") },
    { "running",       "info", "refresh-cw",      W("进行中") },
    { "done",          "ok",   "circle-check",    W("已完成") },
    { "failed",        "late", "triangle-alert",  W("失败") },
    /* clang-format on */
};

struct state_look state_look(const char *state)
{
    for (size_t i = 0; i < LEN(looks); i++)
        if (strcmp(looks[i].state, state) == 0)
            return looks[i];
    return (struct state_look){ state, "", "circle-dashed", state };
}

const char *state_words(const char *state)
{
    return state_look(state).words;
}

const char *words_of(const struct html *h, const char *words)
{
    return words ? word(h->page->op->lang, words) : "";
}

static const char *span_words(const struct html *h, int64_t ms)
{
    int64_t minutes = ms / 60000, hours = minutes / 60, days = hours / 24;

    if (days > 0 && hours % 24 > 0)
        return sayf(h, W("%d 天 %d 小时"), (int)days, (int)(hours % 24));
    if (days > 0)
        return sayf(h, W("%d 天"), (int)days);
    if (hours > 0 && minutes % 60 > 0)
        return sayf(h, W("%d 小时 %d 分"), (int)hours, (int)(minutes % 60));
    if (hours > 0)
        return sayf(h, W("%d 小时"), (int)hours);
    return sayf(h, W("%d 分"), (int)minutes);
}

struct clock_view clock_view(const struct html *h, int64_t from_at, int64_t due_at, int64_t done_at)
{
    int64_t now = done_at ? done_at : h->page->op->now;
    int64_t limit = due_at > from_at ? due_at - from_at : 1;
    int64_t used = (now - from_at) * 100 / limit;
    struct clock_view v = { .tone = "", .used = used < 0 ? 0 : used > 100 ? 100 : (int)used };

    if (done_at && done_at <= due_at) {
        v.tone = "clock--done";
        v.words = sayf(h, W("%s，按时"), span_words(h, done_at - from_at));
    } else if (now > due_at) {
        v.tone = "clock--late";
        v.words = sayf(h, W("超期 %s"), span_words(h, now - due_at));
    } else {
        v.tone = used >= 80 ? "clock--warn" : "";
        v.words = sayf(h, W("剩 %s"), span_words(h, due_at - now));
    }
    return v;
}

#define AXIS_LEFT  20
#define AXIS_RIGHT 740
#define AXIS_FIT   330 /* a bar narrower than this has its words beside it */

struct axis_scale {
    int32_t from_on, until_on;
};

static int axis_x(const struct axis_scale *s, int32_t on)
{
    int64_t days = s->until_on - s->from_on;

    return AXIS_LEFT + (int)((int64_t)(on - s->from_on) * (AXIS_RIGHT - AXIS_LEFT) / days);
}

static void axis_span(struct axis_scale *s, int32_t on)
{
    if (on == NO_DATE)
        return;
    if (s->from_on == NO_DATE || on < s->from_on)
        s->from_on = on;
    if (s->until_on == NO_DATE || on > s->until_on)
        s->until_on = on;
}

static struct axis_bar axis_bar(const struct axis_scale *s, int32_t from_on, int32_t until_on)
{
    struct axis_bar b = { .anchor = "start" };

    if (from_on == NO_DATE || until_on == NO_DATE)
        return b;
    b.x = axis_x(s, from_on);
    b.w = axis_x(s, until_on) - b.x;
    if (b.w < 3)
        b.w = 3;
    b.is_inside = b.w >= AXIS_FIT;
    b.text_x = b.is_inside ? b.x + 10 : b.x + b.w + 8;
    if (!b.is_inside && b.x > (AXIS_LEFT + AXIS_RIGHT) / 2) {
        b.text_x = b.x - 8;
        b.anchor = "end";
    }
    return b;
}

static const char *date_or(const struct html *h, int32_t on)
{
    return on == NO_DATE ? "" : date_text(html_mem(h), on);
}

static void axis_ticks(struct axis_view *a, const struct axis_scale *s)
{
    int first = date_civil(s->from_on).year, last = date_civil(s->until_on).year;
    int step = (last - first) / 10 + 1;

    for (int y = first; y < last && a->tick_n < LEN(a->tick_x); y += step) {
        a->tick_x[a->tick_n] = axis_x(s, date_of((struct civil){ y, 1, 1 }));
        a->tick_year[a->tick_n++] = y;
    }
}

static void axis_words(const struct html *h, struct axis_view *a, const struct part_verdict *v)
{
    if (a->owner.w)
        a->owner.words = sayf(h, W("业主保修期：%s 至 %s"), date_or(h, v->owner_from_on),
                              date_or(h, v->owner_until_on));
    if (a->contractor.w)
        a->contractor.words =
            sayf(h, W("施工单位保修期：%s 至 %s"), date_or(h, v->contractor_from_on),
                 date_or(h, v->contractor_until_on));
    a->first_words = sayf(h, W("首次报修 %s"), date_or(h, v->first_on));
    a->summary = sayf(h, W("%s；%s；%s"), a->owner.words ? a->owner.words : "",
                      a->contractor.words ? a->contractor.words : "", a->first_words);
}

struct axis_view axis_view(const struct html *h, const struct part_verdict *v)
{
    struct axis_view a = { 0 };
    struct axis_scale s = { NO_DATE, NO_DATE };
    const int32_t all[] = { v->owner_from_on,       v->owner_until_on, v->contractor_from_on,
                            v->contractor_until_on, v->first_on,       v->today_on };

    for (size_t i = 0; i < LEN(all); i++)
        axis_span(&s, all[i]);
    if (s.from_on == NO_DATE)
        return a;
    s.from_on = date_of((struct civil){ date_civil(s.from_on).year, 1, 1 });
    s.until_on = date_of((struct civil){ date_civil(s.until_on).year + 1, 1, 1 });
    axis_ticks(&a, &s);
    a.owner = axis_bar(&s, v->owner_from_on, v->owner_until_on);
    a.contractor = axis_bar(&s, v->contractor_from_on, v->contractor_until_on);
    a.first_x = v->first_on == NO_DATE ? 0 : axis_x(&s, v->first_on);
    a.today_x = v->today_on == NO_DATE ? 0 : axis_x(&s, v->today_on);
    axis_words(h, &a, v);
    return a;
}
