/*
 * estate_columns.c -- headings as offices write them, and the search for them.
 *
 * A heading is folded (no white space, no brackets with units, half-width) and
 * looked up in the table below; longer parts count when the whole isn't there.
 * The row that names most fields is the heading.  Two rows make one when the
 * lower one names more beneath the upper one's groups (业主信息 over 姓名, 电话).
 */
#include "rooms/estate/estate_columns.h"

#include "base/buf.h"
#include "base/text.h"
#include "base/words.h"
#include "rooms/estate/estate_fold.h"

#include <ctype.h>
#include <string.h>

#define LOOK_ROWS 30

enum {
    H = 1 << IMPORT_HOMES,
    O = 1 << IMPORT_OWNERS,
    C = 1 << IMPORT_COMPANIES,
    L = 1 << IMPORT_LEDGER
};

/* The fields: stable name, words for people, kinds that read it, spellings; "=x" only as a whole.
 */
static const struct field_words {
    const char *name, *words;
    unsigned kinds;
    const char *spellings;
} fields[COLUMN_N] = {
    /* clang-format off */
    [COL_FULL_ROOM]    = { "full_room", W("房间全称"), H | O | L,
        "房间编号 房间全称 房屋全称 房源全称 房号全称 房间编码 房屋编码 房间代码 房屋坐落 房屋地址 物业地址 房源地址 房源名称 房产名称 房产 =房源 =地址 =坐落 =房间信息 =房屋 roomcode" },
    [COL_PHASE]        = { "phase", W("分期"), H | O | L, "分期 期数 =期 =期别 组团 =phase" },
    [COL_BUILDING]     = { "building", W("楼栋"), H | O | L,
        "楼栋 栋号 楼号 幢号 座号 =栋 =幢 =座 =楼 =楼宇 =楼座 楼栋号 楼栋名称 =building" },
    [COL_UNIT]         = { "unit", W("单元"), H | O | L, "单元 单元号 =门洞 =unit" },
    [COL_ROOM]         = { "room", W("房号"), H | O | L,
        "房号 室号 房间号 =房间 =室 =户号 门牌 门牌号 户室 =room" },
    [COL_HOME_TYPE]    = { "type", W("户型"), H | O, "户型 房型 户型编号 =type" },
    [COL_INNER_AREA]   = { "inner_area", W("套内面积"), H | O,
        "套内面积 套内建筑面积 套内 使用面积 innerarea" },
    [COL_AREA]         = { "area", W("建筑面积"), H | O,
        "建筑面积 建面 房屋面积 实测面积 产权面积 =面积 =area" },
    [COL_FIT_OUT]      = { "fit_out", W("装修标准"), H | O,
        "装修标准 装修状态 装修情况 装修类型 交付标准 交房标准 =装修 =精装/毛坯 =毛坯/精装 fitout" },
    [COL_COMPLETION]   = { "completion", W("竣工验收日期"), H | O | C,
        "竣工验收备案日期 竣工验收日期 竣工备案日期 竣工日期 竣工时间 竣备日期 竣备时间 竣工验收 验收日期 completion" },
    [COL_NOTICE]       = { "notice", W("交付通知日期"), H | O,
        "交付通知 通知交付 通知交房 约定交付 合同交付 合同交房 入伙通知 notice" },
    [COL_KEYS]         = { "keys", W("领钥匙日期"), H | O, "钥匙 keys" },
    [COL_HANDOVER]     = { "handover", W("收楼日期"), H | O,
        "收楼日期 收楼时间 收房日期 收房时间 交付日期 交付时间 交房日期 交房时间 交楼日期 交楼时间 接房日期 接房时间 入伙日期 入伙时间 实际交付 收楼 收房 接房 handover" },
    [COL_NAME]         = { "name", W("业主姓名"), O | L,
        "业主姓名 业主名称 产权人 权利人 买受人 客户姓名 客户名称 购房人 房主 业主名 =业主 =姓名 =客户 =名称 =name =owner" },
    [COL_ID_NUMBER]    = { "id_number", W("身份证号"), O,
        "身份证号 身份证 证件号 证件编号 证件 idnumber =id" },
    [COL_PHONE_2]      = { "phone_2", W("备用电话"), O,
        "备用电话 备用手机 其他电话 紧急联系电话 电话2 电话二 手机2 第二联系 家庭电话" },
    [COL_PHONE]        = { "phone", W("联系电话"), O | C | L,
        "联系电话 联系方式 手机号 手机 移动电话 电话 =tel =mobile =phone" },
    [COL_SHARE]        = { "share", W("产权比例"), O,
        "产权比例 产权份额 共有份额 共有比例 共有情况 共有方式 份额 占比 =比例 =share" },
    [COL_RELATION]     = { "relation", W("与房屋关系"), O,
        "与房屋关系 与业主关系 人员类型 客户类型 业主类型 =关系 =身份 relation" },
    [COL_EXTERNAL]     = { "external_id", W("原系统编号"), H | O,
        "原系统编号 房间id 房源id 房屋id 系统编号 外部编号 房源编号 externalid" },
    [COL_COMPANY]      = { "company", W("单位名称"), C | L,
        "单位名称 公司名称 企业名称 供应商名称 合作单位 承包单位 承包商 施工单位 维修单位 供方名称 责任单位 分包单位 供应商 =单位 =公司 =名称 =全称 =company" },
    [COL_SHORT_NAME]   = { "short_name", W("简称"), C, "简称 shortname" },
    [COL_COMPANY_KIND] = { "kind", W("单位类别"), C,
        "单位类别 单位类型 企业类型 公司类型 合作类型 =类别 =类型 =性质 =kind" },
    [COL_CREDIT_CODE]  = { "credit_code", W("统一社会信用代码"), C,
        "统一社会信用代码 社会信用代码 信用代码 税号 纳税人识别号 营业执照 creditcode" },
    [COL_CONTACT]      = { "contact", W("联系人"), C,
        "联系人 负责人 项目经理 =经办人 =contact" },
    [COL_TRADES]       = { "trades", W("专业"), C,
        "专业 承包内容 承包范围 施工内容 施工范围 工种 分项工程 分包内容 供货内容 =trades" },
    [COL_CONTRACT]     = { "contract", W("合同编号"), C, "合同编号 合同号 =合同 =contract" },
    [COL_BUILDINGS]    = { "buildings", W("承包楼栋"), C,
        "承包楼栋 施工楼栋 负责楼栋 所属楼栋 =楼栋 =楼号 =buildings" },
    [COL_ENDS]         = { "ends", W("质保到期"), C,
        "质保到期 质保期至 保修到期 保修期至 质保截止 保修截止 责任期至 =ends" },
    [COL_REPORTED]     = { "reported", W("报修日期"), L,
        "报修日期 报修时间 受理日期 受理时间 登记日期 登记时间 接报日期 接报时间 来电日期 来电时间 =日期 =时间 =报修 reported" },
    [COL_PROBLEM]      = { "problem", W("报修内容"), L,
        "报修内容 报修事项 报修问题 维修内容 维修事项 问题描述 故障描述 问题内容 =内容 =问题 =事项 problem" },
    [COL_CATEGORY]     = { "category", W("类别"), L,
        "报修类别 维修类别 问题类别 报修类型 =类别 =类型 =专业 =分类 category" },
    [COL_SENT]         = { "sent", W("派单时间"), L,
        "派单时间 派单日期 派工时间 派工日期 通知时间 通知日期 =派单 =派工 sent" },
    [COL_DONE]         = { "done", W("完成时间"), L,
        "完成时间 完成日期 完工时间 完工日期 修复时间 修复日期 处理时间 处理日期 =完成 =完工 done" },
    [COL_PASSED]       = { "passed", W("是否合格"), L,
        "是否合格 验收结果 验收情况 =合格 =验收 passed" },
    [COL_CALLED]       = { "called", W("回访"), L, "回访结果 回访情况 回访 满意度 called" },
    [COL_REMARK]       = { "remark", W("备注"), L, "备注 说明 =附注 remark" },
    [COL_NOTE]         = { "note", W("备注"), H | O | C | L,
        "备注 说明 序号 编号 =no =no. 业态 物业类型 用途 楼层 层数 性别 民族 签约 总价 单价 金额" },
    /* clang-format on */
};

static const struct {
    enum import_kind kind;
    const char *word;
} kinds[] = {
    { IMPORT_HOMES, "homes" },
    { IMPORT_OWNERS, "owners" },
    { IMPORT_COMPANIES, "companies" },
    { IMPORT_LEDGER, "ledger" },
};

enum import_kind import_kind_of(const char *word)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].word, word) == 0)
            return kinds[i].kind;
    return IMPORT_NONE;
}

const char *import_kind_word(enum import_kind kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].kind == kind)
            return kinds[i].word;
    return "";
}

const char *column_name(enum column c)
{
    return fields[c].name;
}

const char *column_words(enum column c)
{
    return fields[c].words;
}

enum column column_of(const char *name)
{
    for (int c = 0; c < COLUMN_N; c++)
        if (strcmp(fields[c].name, name) == 0)
            return (enum column)c;
    return COLUMN_N;
}

bool column_is_for(enum column c, enum import_kind kind)
{
    return (fields[c].kinds & (1u << kind)) != 0;
}

/* ---- one heading ---- */

/* Small letters, no brackets with what is in them, no marks: "建筑面积\n（㎡）" → "建筑面积". */
static const char *fold_heading(struct arena *mem, const char *text)
{
    const char *tight = fold_tight(mem, text);
    struct buf b = buf_new(mem, strlen(tight) + 1);
    int depth = 0;

    for (; *tight; tight++) {
        unsigned char c = (unsigned char)*tight;

        depth += c == '(' || c == '[';
        if (depth == 0 && !strchr(":*_-", c))
            buf_putc(&b, (char)tolower(c));
        depth -= (c == ')' || c == ']') && depth > 0;
    }
    return b.n ? b.p : tight;
}

/* How well a heading is one of the spellings: 0 not, else the length that matched, a whole one
 * +1000. */
static size_t match(const char *heading, const char *spellings)
{
    size_t best = 0, n, length = strlen(heading);

    for (const char *p = spellings; *p; p += n + strspn(p + n, " ")) {
        bool whole_only = *p == '=';

        p += whole_only;
        n = strcspn(p, " ");
        if (n == length && memcmp(heading, p, n) == 0)
            return 1000 + n;
        if (!whole_only && n > best && length < 60 && memmem(heading, length, p, n))
            best = n;
    }
    return best;
}

/* The field that a heading names best; COLUMN_N for none. */
static enum column named(struct arena *mem, const char *text, enum import_kind kind)
{
    enum column found = COLUMN_N;
    size_t best = 0, n;
    const char *heading;

    if (!*text || strlen(text) > 90)
        return COLUMN_N;
    heading = fold_heading(mem, text);
    for (int c = 0; c < COLUMN_N; c++)
        if (column_is_for((enum column)c, kind) &&
            (n = match(heading, fields[c].spellings)) > best) {
            best = n;
            found = (enum column)c;
        }
    return found;
}

/* ---- a row of headings ---- */

struct candidate {
    int64_t row;
    size_t n, score;
    const char *words[SHEET_COLUMNS];
    enum column is[SHEET_COLUMNS];
};

static size_t score(const struct candidate *c)
{
    bool seen[COLUMN_N] = { false };
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++)
        if (c->is[i] < COLUMN_N && !seen[c->is[i]]) {
            seen[c->is[i]] = true;
            n++;
        }
    return n;
}

static void read_candidate(struct arena *mem, const struct sheet_row *row, enum import_kind kind,
                           struct candidate *ret)
{
    ret->row = row->no;
    ret->n = row->n;
    for (size_t i = 0; i < row->n; i++) {
        ret->words[i] = arena_dup(mem, row->cells[i].text);
        ret->is[i] = named(mem, ret->words[i], kind);
    }
    ret->score = score(ret);
}

/* Two rows read as one heading: what the lower one names counts first. */
static void join(struct arena *mem, const struct candidate *up, const struct candidate *low,
                 enum import_kind kind, struct candidate *ret)
{
    *ret = *low;
    ret->n = up->n > low->n ? up->n : low->n;
    for (size_t i = 0; i < ret->n; i++) {
        const char *above = i < up->n ? up->words[i] : "";

        if (i >= low->n || !*low->words[i]) {
            ret->words[i] = above;
            ret->is[i] = *above ? up->is[i] : COLUMN_N;
        } else if (low->is[i] == COLUMN_N && strcmp(above, low->words[i]) != 0) {
            ret->words[i] = arena_printf(mem, "%s%s", above, low->words[i]);
            ret->is[i] = named(mem, ret->words[i], kind);
        }
    }
    ret->score = score(ret);
}

static bool has(const struct candidate *c, enum column want)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->is[i] == want)
            return true;
    return false;
}

/* Without these there is nothing to import. */
static bool is_enough(const struct candidate *c, enum import_kind kind)
{
    if (c->score < 2)
        return false;
    if (kind == IMPORT_COMPANIES)
        return has(c, COL_COMPANY);
    if (kind == IMPORT_LEDGER && !has(c, COL_PROBLEM))
        return false;
    return (has(c, COL_FULL_ROOM) || has(c, COL_ROOM)) &&
           (kind != IMPORT_OWNERS || has(c, COL_NAME));
}

const char *phase_in(struct arena *mem, const char *title)
{
    const char *p = strstr(title, "期"), *from = p;

    if (!p || strlen(title) > 200)
        return "";
    if (from > title && isdigit((unsigned char)from[-1]))
        while (from > title && isdigit((unsigned char)from[-1]))
            from--;
    else
        while (from - title >= 3 &&
               strstr("一二三四五六七八九十", arena_dup_n(mem, from - 3, 3)) != NULL)
            from -= 3;
    return from == p ? "" : arena_dup_n(mem, from, (size_t)(p - from) + strlen("期"));
}

static void take(const struct candidate *c, struct columns *ret)
{
    ret->heading = c->row;
    ret->n = c->n;
    for (int f = 0; f < COLUMN_N; f++)
        ret->at[f] = NO_COLUMN;
    for (size_t i = 0; i < c->n; i++) {
        enum column f = c->is[i];

        ret->words[i] = c->words[i];
        if (f == COL_PHONE && ret->at[f] != NO_COLUMN)
            f = COL_PHONE_2; /* the second 电话 of a sheet */
        if (f < COLUMN_N && ret->at[f] == NO_COLUMN)
            ret->at[f] = (int)i;
    }
    for (size_t i = c->n; i < SHEET_COLUMNS; i++)
        ret->words[i] = "";
}

/* True when a row holds headings mostly and no data. */
static bool is_heading(const struct candidate *c)
{
    size_t filled = 0, known = 0;

    for (size_t i = 0; i < c->n; i++) {
        filled += *c->words[i] != '\0';
        known += c->is[i] < COLUMN_N;
    }
    return known * 2 >= filled;
}

/* The row by itself, or with the row above it when both say more together. */
static struct candidate *with_above(struct arena *mem, const struct candidate *above,
                                    struct candidate *now, enum import_kind kind)
{
    struct candidate *two;

    if (!above || !is_heading(above) || !is_heading(now))
        return now;
    two = arena_new(mem, struct candidate);
    join(mem, above, now, kind, two);
    return two->score > now->score && two->score > above->score ? two : now;
}

bool columns_find(struct arena *mem, struct sheet *s, enum import_kind kind, struct columns *ret)
{
    struct candidate *best = NULL, *above = NULL, *now;
    struct sheet_row row;

    *ret = (struct columns){ .phase = "" };
    for (int i = 0; i < LOOK_ROWS && sheet_next(s, &row); i++) {
        struct candidate *alone = arena_new(mem, struct candidate);

        read_candidate(mem, &row, kind, alone);
        now = with_above(mem, above, alone, kind);
        above = alone;
        if (is_heading(now) && is_enough(now, kind) && (!best || now->score > best->score))
            best = now;
        else if (!best && !*ret->phase && row.n)
            ret->phase = phase_in(mem, row.cells[0].text);
    }
    if (best)
        take(best, ret);
    return best != NULL;
}

/* ---- a person's own mapping ---- */

static int column_at(struct span s)
{
    int n = 0;

    for (size_t i = 0; i < s.n; i++) {
        int c = toupper((unsigned char)s.p[i]);

        if (isdigit(c))
            n = n * 10 + (c - '0');
        else if (c >= 'A' && c <= 'Z')
            n = n * 26 + (c - 'A' + 1);
        else
            return NO_COLUMN;
        if (n > SHEET_COLUMNS)
            return NO_COLUMN;
    }
    return n - 1;
}

bool columns_override(struct columns *c, const char *mapping)
{
    while (*mapping) {
        size_t n = strcspn(mapping, ","), equal = strcspn(mapping, "=");
        char name[32] = "";
        enum column field;
        int at;

        if (equal >= n || equal >= sizeof name)
            return false;
        memcpy(name, mapping, equal);
        field = column_of(name);
        at = column_at((struct span){ .p = mapping + equal + 1, .n = n - equal - 1 });
        if (field == COLUMN_N || (at == NO_COLUMN && n > equal + 1))
            return false;
        c->at[field] = at;
        mapping += n + (mapping[n] == ',');
    }
    return true;
}
