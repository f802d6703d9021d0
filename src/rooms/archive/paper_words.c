/* paper_words.c -- see paper_words.h. */
#include "rooms/archive/paper_words.h"

#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

const struct zh zh_channels[] = { { "hotline", "电话" }, { "phone_page", "手机" },
                                  { "desk", "前台" },    { "api", "接口" },
                                  { "import", "导入" },  { NULL, "" } };
const struct zh zh_parties[] = { { "developer", "建设单位" },
                                 { "contractor", "施工单位" },
                                 { "supplier", "供应商" },
                                 { "property", "物业公司" },
                                 { "owner", "业主" },
                                 { "other_owner", "相邻业主" },
                                 { "decorator", "装修公司" },
                                 { "insurer", "保险公司" },
                                 { "nature", "自然原因" },
                                 { "unknown", "待查" },
                                 { NULL, "" } };
const struct zh zh_footings[] = { { "warranty", "保修责任" },
                                  { "sale_contract", "合同约定" },
                                  { "goodwill", "客户关怀" },
                                  { "paid", "有偿维修" },
                                  { NULL, "" } };
const struct zh zh_relations[] = { { "owner", "业主" },   { "co_owner", "共有人" },
                                   { "family", "家属" },  { "tenant", "租户" },
                                   { "proxy", "代理人" }, { NULL, "" } };
const struct zh zh_identities[] = { { "phone_code", "短信验证码核验" },
                                    { "staff_present", "工作人员在场核对" },
                                    { "token", "通过程序接口提交" },
                                    { NULL, "" } };
const struct zh zh_urgencies[] = { { "emergency", "紧急" },
                                   { "general_a", "影响使用" },
                                   { "general_b", "一般" },
                                   { "complex", "复杂" },
                                   { NULL, "" } };
const struct zh zh_ways[] = { { "phone", "电话" }, { "sms", "短信" },    { "wechat", "微信" },
                              { "door", "上门" },  { "letter", "信函" }, { NULL, "" } };
const struct zh zh_results[] = { { "reached", "联系上" },    { "no_answer", "无人接听" },
                                 { "refused", "拒绝沟通" },  { "left_message", "已留言" },
                                 { "wrong_number", "空号" }, { NULL, "" } };
const struct zh zh_witnesses[] = { { "property", "物业人员" }, { "neighbour", "邻居" },
                                   { "community", "社区" },    { "police", "民警" },
                                   { "supervisor", "监理" },   { "contractor", "施工单位" },
                                   { "staff", "工作人员" },    { NULL, "" } };
const struct zh zh_quote_states[] = {
    { "offered", "待业主答复" }, { "accepted", "业主已接受" },     { "declined", "业主未接受" },
    { "paid", "已付清" },        { "replaced", "已由新报价替代" }, { NULL, "" }
};
const struct zh zh_plan_states[] = { { "proposed", "待业主确认" },
                                     { "agreed", "业主已同意" },
                                     { "change_asked", "业主要求修改" },
                                     { "replaced", "已由新版本替代" },
                                     { NULL, "" } };

const char *zh_of(const struct zh *list, const char *code)
{
    while (list->code && strcmp(list->code, code) != 0)
        list++;
    return list->code ? list->zh : code;
}

const char *catalogue_zh(struct op *op, const char *kind, const char *code)
{
    const char *zh =
        db_str(op->tx, "select zh from catalogue where kind = $1 and code = $2", T(kind), T(code));

    return zh ? zh : code;
}

const char *home_name(struct op *op, int64_t home)
{
    struct query q;
    const char *name = "";

    if (db_one(op->tx, &q,
               "select p.name, b.name, h.unit, h.room from home h"
               " join building b on b.project_id = h.project_id and b.id = h.building_id"
               " join phase p on p.project_id = b.project_id and p.id = b.phase_id"
               " where h.project_id = $1 and h.id = $2",
               I(op->project), I(home))) {
        const char *unit = db_text(&q, 2);

        name = arena_printf(op->mem, "%s %s %s%s%s", db_text(&q, 0), db_text(&q, 1), unit,
                            *unit && !text_ends(unit, "单元") ? "单元 "
                            : *unit                           ? " "
                                                              : "",
                            db_text(&q, 3));
    }
    db_done(&q);
    return name;
}

const char *owners_of(struct op *op, int64_t home)
{
    struct buf b = buf_new(op->mem, 2000);
    struct query q;

    for (db_query(op->tx, &q,
                  "select p.name from home_person h join person p on p.project_id = h.project_id"
                  " and p.id = h.person_id where h.project_id = $1 and h.home_id = $2"
                  " and h.relation in ('owner', 'co_owner') and h.to_on is null"
                  " order by h.relation desc, h.id",
                  I(op->project), I(home));
         db_next(&q);)
        buf_printf(&b, "%s%s", b.n ? "、" : "", db_text(&q, 0));
    db_done(&q);
    return b.p;
}

const char *explain_of(struct op *op, const char *verdict)
{
    json_t *v = *verdict == '{' ? json_loads(verdict, 0, NULL) : NULL;
    const char *s = json_string_value(json_object_get(v, "explain"));

    s = arena_dup(op->mem, s ? s : v ? "" : verdict);
    json_decref(v);
    return s;
}

const char *account_name(struct op *op, int64_t account)
{
    const char *name = db_str(op->tx, "select name from account where id = $1", I(account));

    return name ? name : "";
}

/* ---- dates, money, shares ---- */

const char *zh_on(struct arena *mem, int32_t on)
{
    struct civil c = date_civil(on);

    return on == NO_DATE ? "" : arena_printf(mem, "%d年%d月%d日", c.year, c.month, c.day);
}

const char *zh_at(struct arena *mem, int64_t at)
{
    int32_t on = when_date(at, ZONE_SHANGHAI);
    int minute = (int)((at - when_of_date(on, ZONE_SHANGHAI)) / 60000);

    return at ? arena_printf(mem, "%s %02d:%02d", zh_on(mem, on), minute / 60, minute % 60) : "";
}

const char *zh_money(struct arena *mem, int64_t fen)
{
    char digits[32];
    struct buf b = buf_new(mem, 64);
    int n = snprintf(digits, sizeof digits, "%" PRId64, fen / 100);

    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            buf_putc(&b, ',');
        buf_putc(&b, digits[i]);
    }
    buf_printf(&b, ".%02d 元", (int)(fen % 100));
    return b.p;
}

const char *zh_percent(struct arena *mem, int64_t bp)
{
    return bp % 100 ? arena_printf(mem, "%" PRId64 ".%02" PRId64 "%%", bp / 100, bp % 100)
                    : arena_printf(mem, "%" PRId64 "%%", bp / 100);
}
