/*
 * acceptance_draw.c -- the acceptance sheet from its facts, row by row.
 *
 * Everything on the paper is in the facts or named there by hash, so drawing it
 * again years later gives the same bytes.
 */
#include "app/number.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/acceptance.h"
#include "rooms/archive/paper_picture.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#define PHOTO_MOST 4

struct sheet {
    struct arena *mem;
    json_t *facts;
    struct pdf_picture photos[PHOTO_MOST];
    size_t photo_n;
    struct span signature;
};

/* ---- reading facts ---- */

static const char *text_at(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

static int64_t int_at(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

/* "2026年6月8日", and with the time of day behind it. */
static const char *date_say(struct arena *mem, const char *iso, bool with_time)
{
    int64_t at;
    struct civil c;
    int minute;

    if (!when_parse(iso, &at, NULL)) {
        int32_t on;
        if (!date_parse(iso, &on))
            return "";
        at = when_of_date(on, ZONE_SHANGHAI);
    }
    c = date_civil(when_date(at, ZONE_SHANGHAI));
    minute = (int)((at - when_of_date(when_date(at, ZONE_SHANGHAI), ZONE_SHANGHAI)) / 60000);
    return with_time ? arena_printf(mem, "%d年%d月%d日 %02d:%02d", c.year, c.month, c.day,
                                    minute / 60, minute % 60)
                     : arena_printf(mem, "%d年%d月%d日", c.year, c.month, c.day);
}

/* Joins what isn't empty by a mark. */
static void join(struct buf *b, const char *mark, const char *s)
{
    if (*s)
        buf_printf(b, "%s%s", b->n ? mark : "", s);
}

static const json_t *last_round(const struct sheet *s)
{
    const json_t *rounds = json_object_get(s->facts, "rounds");

    return json_array_get(rounds, json_array_size(rounds) - 1);
}

/* ---- the rows ---- */

static void where_rows(struct pdf *p, const struct sheet *s)
{
    const json_t *f = s->facts, *project = json_object_get(f, "project");
    const char *relation = text_at(f, "relation");

    pdf_pair(p, "房屋", arena_printf(s->mem, "%s%s", text_at(project, "name"), text_at(f, "home")),
             "业主", text_at(f, "owners"));
    pdf_pair(p, "报修人",
             arena_printf(s->mem, "%s%s%s%s　%s", text_at(f, "reporter"), *relation ? "（" : "",
                          relation, *relation ? "）" : "", text_at(f, "contact")),
             "事项编号", number_say(s->mem, text_at(f, "matter_no")));
    pdf_pair(p, "报修时间",
             arena_printf(s->mem, "%s（%s）", date_say(s->mem, text_at(f, "received_at"), true),
                          text_at(f, "channel")),
             "首次报修", date_say(s->mem, text_at(f, "first_report_at"), false));
}

static void fault_rows(struct pdf *p, const struct sheet *s)
{
    const json_t *f = json_object_get(s->facts, "fault");
    struct buf what = buf_new(s->mem, 16000), why = buf_new(s->mem, 16000);

    join(&what, " · ", text_at(f, "place"));
    join(&what, " · ", text_at(f, "component"));
    join(&what, " · ", text_at(f, "symptom"));
    join(&what, "，", text_at(f, "description"));
    if (int_at(s->facts, "fault_n") > 1)
        buf_printf(&what, "（本次报修共 %" PRId64 " 项，此为第 %" PRId64 " 项）",
                   int_at(s->facts, "fault_n"), int_at(f, "k"));
    join(&why, "", text_at(f, "cause"));
    join(&why, "；", text_at(f, "finding"));
    join(&why, "；", text_at(f, "measures"));
    pdf_row(p, "故障", what.p);
    pdf_row(p, "原因", why.p);
}

static const char *share_say(const struct sheet *s, const json_t *share)
{
    int64_t bp = int_at(share, "percent_bp");
    const char *name = text_at(share, "name"), *grounds = text_at(share, "grounds");
    const char *percent = bp % 100
                              ? arena_printf(s->mem, "%" PRId64 ".%02" PRId64, bp / 100, bp % 100)
                              : arena_printf(s->mem, "%" PRId64, bp / 100);

    return arena_printf(s->mem, "%s%s%s %s%%%s%s", text_at(share, "party"), *name ? " " : "", name,
                        percent, *grounds ? "：" : "", grounds);
}

static void verdict_rows(struct pdf *p, const struct sheet *s)
{
    const json_t *v = json_object_get(s->facts, "verdict");
    const json_t *shares = json_object_get(s->facts, "shares");
    struct buf who = buf_new(s->mem, 16000);
    const char *footing = text_at(v, "footing"), *grounds = text_at(v, "grounds");

    if (*footing)
        join(&who, "", arena_printf(s->mem, "%s%s%s", footing, *grounds ? "：" : "", grounds));
    for (size_t i = 0; i < json_array_size(shares); i++)
        join(&who, "\n", share_say(s, json_array_get(shares, i)));
    pdf_row(p, "保修认定", text_at(v, "explain"));
    pdf_row(p, "责任", who.p);
}

static void plan_row(struct pdf *p, const struct sheet *s)
{
    const json_t *plan = json_object_get(s->facts, "plan");
    struct buf b = buf_new(s->mem, 32000);
    int64_t fen = int_at(plan, "cost_fen");

    if (!plan)
        return;
    join(&b, "", text_at(plan, "scope"));
    join(&b, "：", text_at(plan, "method"));
    if (*text_at(plan, "materials"))
        join(&b, "；", arena_printf(s->mem, "材料：%s", text_at(plan, "materials")));
    buf_printf(&b, "（第 %" PRId64 " 版", int_at(plan, "v"));
    if (*text_at(plan, "agreed_at"))
        buf_printf(&b, "，业主 %s 同意", date_say(s->mem, text_at(plan, "agreed_at"), false));
    if (fen)
        buf_printf(&b, "，业主承担费用 %" PRId64 ".%02" PRId64 " 元）", fen / 100, fen % 100);
    else
        buf_puts(&b, "，业主不承担费用）");
    pdf_row(p, "维修方案", b.p);
}

static void work_rows(struct pdf *p, const struct sheet *s)
{
    const json_t *orders = json_object_get(s->facts, "orders");
    const char *finished = text_at(json_object_get(s->facts, "fault"), "finished_at");
    struct buf done = buf_new(s->mem, 32000), by = buf_new(s->mem, 8000);
    size_t n = json_array_size(orders);

    for (size_t i = 0; i < n; i++) {
        const json_t *o = json_array_get(orders, i);
        const char *worker = text_at(o, "worker");

        join(&done, "\n",
             n > 1 ? arena_printf(s->mem, "%zu. %s", i + 1, text_at(o, "work_done"))
                   : text_at(o, "work_done"));
        join(&by, "\n",
             arena_printf(s->mem, "%s%s%s", text_at(o, "company"), *worker ? "　" : "", worker));
        finished = text_at(o, "finished_at");
    }
    pdf_row(p, "维修内容", done.p);
    if (n > 0)
        pdf_pair(p, "施工单位", by.p, "完成", date_say(s->mem, finished, true));
}

static void rounds_row(struct pdf *p, const struct sheet *s)
{
    const json_t *rounds = json_object_get(s->facts, "rounds");
    struct buf b = buf_new(s->mem, 32000);

    if (json_array_size(rounds) < 2)
        return;
    for (size_t i = 0; i < json_array_size(rounds); i++) {
        const json_t *r = json_array_get(rounds, i);
        const char *reason = text_at(r, "reason");
        bool passed = json_is_true(json_object_get(r, "passed"));

        join(&b, "\n",
             arena_printf(s->mem, "第 %" PRId64 " 轮　%s　%s%s%s", int_at(r, "round"),
                          date_say(s->mem, text_at(r, "at"), true), passed ? "合格" : "不合格",
                          *reason ? "：" : "", reason));
    }
    pdf_row(p, "验收经过", b.p);
}

static void warranty_row(struct pdf *p, const struct sheet *s)
{
    const char *end = text_at(json_object_get(s->facts, "verdict"), "owner_end");
    const char *hotline = text_at(json_object_get(s->facts, "project"), "hotline");
    struct buf b = buf_new(s->mem, 2000);

    if (*end)
        buf_printf(&b, "该部位业主保修期至 %s。", date_say(s->mem, end, false));
    buf_puts(&b, "如同一问题再次出现，请凭本单编号报修，首次报修时间不变");
    if (*hotline)
        buf_printf(&b, "，服务电话 %s", hotline);
    buf_puts(&b, "。");
    pdf_row(p, "保修", b.p);
}

static void sign_rows(struct pdf *p, const struct sheet *s)
{
    static const char *const opinions[] = { "验收合格", "不合格" };
    const json_t *sig = json_object_get(last_round(s), "signature");
    struct buf by = buf_new(s->mem, 4000);
    bool typed = strcmp(text_at(sig, "how"), "typed") == 0;

    join(&by, "", text_at(sig, "signer"));
    join(&by, "\n", date_say(s->mem, text_at(sig, "at"), true));
    join(&by, "\n", text_at(sig, "identity"));
    if (*text_at(s->facts, "engineer"))
        join(&by, "\n", arena_printf(s->mem, "经办：%s", text_at(s->facts, "engineer")));
    pdf_boxes(p, "业主意见", opinions, LEN(opinions), 0);
    if (typed)
        pdf_pair(p, "业主签字", arena_printf(s->mem, "%s（键入签名）", text_at(sig, "signer")),
                 "签字人", by.p);
    else
        pdf_signature(p, "业主签字", s->signature, "签字人", by.p);
}

static void body(struct pdf *p, const void *arg)
{
    const struct sheet *s = arg;

    where_rows(p, s);
    fault_rows(p, s);
    verdict_rows(p, s);
    plan_row(p, s);
    work_rows(p, s);
    pdf_pictures(p, "照片", s->photos, s->photo_n);
    pdf_row(p, "使用提示", text_at(json_object_get(s->facts, "fault"), "care"));
    warranty_row(p, s);
    rounds_row(p, s);
    sign_rows(p, s);
}

/* ---- pictures ---- */

static const char *caption(struct arena *mem, const json_t *photo)
{
    static const struct {
        const char *purpose, *zh;
    } words[] = { { "before", "修前" }, { "after", "修后" }, { "check", "勘查" }, { "", "报修" } };
    size_t i = 0;
    int64_t at = 0;
    struct civil c;

    while (words[i].purpose[0] && strcmp(words[i].purpose, text_at(photo, "purpose")) != 0)
        i++;
    (void)when_parse(text_at(photo, "at"), &at, NULL);
    c = date_civil(when_date(at, ZONE_SHANGHAI));
    return arena_printf(mem, "%s　%d月%d日", words[i].zh, c.month, c.day);
}

static enum err pictures_load(struct app *app, struct sheet *s)
{
    const json_t *photos = json_object_get(s->facts, "photos");
    const json_t *sig = json_object_get(last_round(s), "signature");
    enum err e = OK;

    for (size_t i = 0; i < json_array_size(photos) && s->photo_n < PHOTO_MOST && e == OK; i++) {
        const json_t *photo = json_array_get(photos, i);
        struct pdf_picture *p = &s->photos[s->photo_n++];

        p->caption = caption(s->mem, photo);
        e = paper_picture(app, s->mem, text_at(photo, "hash"), &p->jpeg);
    }
    if (e == OK && strcmp(text_at(sig, "how"), "typed") != 0)
        e = paper_picture(app, s->mem, text_at(sig, "hash"), &s->signature);
    return e;
}

enum err acceptance_draw(struct app *app, struct arena *mem, const struct paper_drawing *what,
                         struct span *ret)
{
    struct sheet s = { .mem = mem, .facts = json_loads(what->facts, 0, NULL) };
    struct pdf_head head = { .title = "维修验收单" };
    enum err e;

    if (!s.facts)
        return E_INPUT;
    head.under = arena_printf(mem, "第 %" PRId64 " 轮验收", int_at(last_round(&s), "round"));
    paper_head(mem, s.facts, what, &head);
    e = pictures_load(app, &s);
    if (e == OK)
        e = pdf_make(mem, &head, body, &s, ret);
    json_decref(s.facts);
    return e;
}
