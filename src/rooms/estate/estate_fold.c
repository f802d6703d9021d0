/*
 * estate_fold.c -- rooms and amounts; estate_fold.h says what is promised.
 *
 * A room is read by its markers (栋, #, 单元, 室) where there are any, and by its
 * dashes where there are none, from the end: what stands before the building is
 * the name of a project or phase and may hold anything.
 */
#include "rooms/estate/estate_fold.h"

#include "base/buf.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 400 /* bytes of a cell that is to be a room */
#define PART_MAX 24  /* bytes of a building, unit or room */

/* ---- characters ---- */

static bool is_dash(uint32_t c)
{
    static const uint32_t dashes[] = { '-',    '_',    0x2010, 0x2011, 0x2012, 0x2013, 0x2014,
                                       0x2015, 0x2212, 0x30FC, 0x2500, 0xFE63, 0x7E,   0x301C };

    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
        if (c == dashes[i])
            return true;
    return false;
}

static bool is_space(uint32_t c)
{
    return c <= 0x20 || c == 0x7F || c == 0xA0 || c == 0xFEFF || (c >= 0x2000 && c <= 0x200F) ||
           c == 0x202F || c == 0x2060 || c == 0x3000 || (c >= 0x202A && c <= 0x202E);
}

const char *fold_tight(struct arena *mem, const char *text)
{
    struct buf b = buf_new(mem, strlen(text) + 8);
    char out[4];
    uint32_t c;

    while ((c = utf8_next(&text))) {
        c = fold_width(c);
        if (is_space(c))
            continue;
        if (is_dash(c))
            c = '-';
        if (c < 0x80)
            c = (uint32_t)toupper((int)c);
        buf_put(&b, out, utf8_put(out, c));
    }
    return b.p;
}

bool says_nothing(struct arena *mem, const char *text)
{
    static const char *const words[] = {
        "",     "-",    "--",   "---",    "/",      "\\",   "无",     "N/A",
        "NULL", "空",   "暂无", "待定",   "未知",   "不详", "未提供", "未登记",
        "没有", "#N/A", "NONE", "未收楼", "未交付", "未办", "未接",
    };
    const char *tight = fold_tight(mem, text);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(tight, words[i]) == 0)
            return true;
    return false;
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* ---- Chinese numerals ---- */

static int numeral(uint32_t c)
{
    static const char digits[] = "零一二三四五六七八九";
    const char *p = digits;
    uint32_t d;

    if (c == 0x3007) /* 〇 */
        return 0;
    for (int i = 0; (d = utf8_next(&p)); i++)
        if (d == c)
            return i;
    return c == 0x5341 ? 10 : -1; /* 十 */
}

/* 十二 → 12, 二十一 → 21, 七 → 7; -1 when it is anything else. */
static int han_number(const char *p, const char *end)
{
    int n = 0, d;
    bool ten = false;

    if (p == end)
        return -1;
    while (p < end) {
        if ((d = numeral(utf8_next(&p))) < 0)
            return -1;
        if (d == 10) {
            if (ten)
                return -1;
            n = (n ? n : 1) * 10;
            ten = true;
        } else {
            n = ten && n % 10 == 0 ? n + d : n * 10 + d;
        }
        if (n > 999)
            return -1;
    }
    return n;
}

/* ---- parts of a room ---- */

/* One part without leading zeros; NULL when it is none.  Han words stay (会所, 商铺3). */
static const char *part_of(struct arena *mem, const char *p, const char *end)
{
    int n = han_number(p, end);
    const char *q = p;

    if (n >= 0)
        return arena_printf(mem, "%d", n);
    while (end - p > 1 && *p == '0' && is_alnum(p[1]))
        p++;
    if (p == end || end - p > PART_MAX)
        return NULL;
    for (q = p; q < end;) {
        uint32_t c = utf8_next(&q);

        if (!(c < 0x80 ? is_alnum((char)c) : is_han(c)))
            return NULL;
    }
    return arena_dup_n(mem, p, (size_t)(end - p));
}

/* Replaces the spellings of markers by one letter each, which no folded text holds: b u r. */
static const char *with_markers(struct arena *mem, const char *tight)
{
    static const struct {
        const char *from, *to;
    } markers[] = {
        { "号楼", "b" }, { "#楼", "b" }, { "号栋", "b" }, { "#栋", "b" },  { "栋", "b" },
        { "幢", "b" },   { "座", "b" },  { "#", "b" },    { "单元", "u" }, { "门洞", "u" },
        { "梯", "u" },   { "室", "r" },  { "房", "r" },   { "户", "r" },   { "·", "-" },
        { ".", "-" },    { "/", "-" },   { "、", "-" },   { ",", "-" },    { "\\", "-" },
    };
    struct buf b = buf_new(mem, TEXT_MAX);

    while (*tight) {
        size_t i = 0, n = 1;

        while (i < sizeof markers / sizeof *markers && !text_starts(tight, markers[i].from))
            i++;
        if (i < sizeof markers / sizeof *markers) {
            buf_puts(&b, markers[i].to);
            n = strlen(markers[i].from);
        } else {
            buf_putc(&b, *tight);
        }
        tight += n;
    }
    return b.p;
}

/* Where the digits and letters, or the Chinese numerals, that end at `end` begin. */
static const char *run_before(const char *begin, const char *end)
{
    const char *p = end;

    while (p > begin && is_alnum(p[-1]))
        p--;
    if (p < end)
        return p;
    while (p - begin >= 3 && han_number(p - 3, p) >= 0)
        p -= 3; /* the numerals take three bytes each */
    if (p == end)
        while (p - begin >= 3 && p[-1] != '-' && (unsigned char)p[-1] >= 0x80 &&
               !text_starts(p - 3, "期") && end - p < PART_MAX - 3)
            p -= 3; /* a name: 会所 */
    return p;
}

static const char *skip_dashes(const char *p)
{
    while (*p == '-')
        p++;
    return p;
}

static const char *trim_end(const char *p, const char *end)
{
    while (end > p && (end[-1] == '-' || end[-1] == 'r'))
        end--;
    return end;
}

/* "18层1802" and "18F-1802": the floor says nothing that the room doesn't. */
static const char *skip_floor(const char *p)
{
    const char *q = p;

    while (isdigit((unsigned char)*q))
        q++;
    if (q == p)
        return p;
    if (text_starts(q, "层") || text_starts(q, "楼"))
        return skip_dashes(q + 3);
    return p;
}

/* What stands behind the building: unit and room, by marker or dash. */
static bool read_rest(struct arena *mem, const char *rest, struct room_code *ret)
{
    const char *end, *unit = strchr(rest, 'u'), *dash;

    rest = skip_dashes(rest);
    if (unit) {
        if (unit < rest || !(ret->unit = part_of(mem, rest, unit)))
            return false;
        rest = skip_dashes(unit + 1);
    }
    rest = skip_floor(rest);
    end = trim_end(rest, rest + strlen(rest));
    dash = memchr(rest, '-', (size_t)(end - rest));
    if (dash && !unit) {
        if (!(ret->unit = part_of(mem, rest, dash)))
            return false;
        rest = skip_floor(skip_dashes(dash));
    }
    if (rest >= end)
        return true; /* a building or unit alone */
    ret->room = part_of(mem, rest, end);
    return ret->room != NULL;
}

/* No marker of a building: parts between dashes, counted from the end. */
static bool read_dashes(struct arena *mem, const char *p, struct room_code *ret)
{
    const char *end = trim_end(p, p + strlen(p)), *cut[3], *at, *part;
    const char **to[3] = { &ret->room, &ret->unit, &ret->building };
    size_t n = 0;

    for (at = end; at > p && n < 3; at--)
        if (at[-1] == '-' && at < end)
            cut[n++] = at;
    if (n < 3)
        cut[n++] = p;
    if (n == 2)
        to[1] = &ret->building;
    for (size_t i = 0; i < n; i++) {
        const char *from = cut[i];

        end = trim_end(p, i ? cut[i - 1] : end);
        if (i == n - 1 && n > 1) { /* a name may stand before the building: 二期3-2-1802 */
            from = run_before(from, end);
            at = from;
        }
        if (!(part = part_of(mem, from, end)))
            return false;
        *to[i] = part;
    }
    if (n > 1)
        ret->phase = arena_dup_n(mem, p, (size_t)(trim_end(p, at) - p));
    return true;
}

/* "12号1802" as Shanghai writes it: 号 between digits stands behind the building. */
static const char *number_sign(struct arena *mem, const char *text)
{
    struct buf b = buf_new(mem, TEXT_MAX);

    for (const char *p = text; *p;) {
        if (text_starts(p, "号")) {
            if (p > text && p[3] && (isdigit((unsigned char)p[3]) || p[3] == '-'))
                buf_putc(&b, 'b');
            else if (p[3])
                buf_put(&b, p, 3);
            p += 3;
        } else {
            buf_putc(&b, *p++);
        }
    }
    return b.p;
}

static bool read_room(struct arena *mem, const char *text, struct room_code *ret)
{
    const char *p, *mark, *from;

    if (strlen(text) > TEXT_MAX / 2)
        return false;
    p = with_markers(mem, fold_tight(mem, text));
    if (!strchr(p, 'b'))
        p = number_sign(mem, p);
    p = skip_dashes(p);
    if (!*p)
        return false;
    mark = strchr(p, 'b');
    if (mark) {
        from = run_before(p, mark);
        if (!(ret->building = part_of(mem, from, mark)))
            return false;
        ret->phase = arena_dup_n(mem, p, (size_t)(trim_end(p, from) - p));
        return read_rest(mem, mark + 1, ret);
    }
    if (strchr(p, 'u'))
        return read_rest(mem, p, ret);
    return read_dashes(mem, p, ret);
}

bool fold_room(struct arena *mem, const char *text, struct room_code *ret)
{
    *ret = (struct room_code){ .phase = "", .building = "", .unit = "", .room = "" };
    if (read_room(mem, text, ret))
        return true;
    /* What was read before the mistake stays, for the message; what was not is "". */
    ret->building = ret->building ? ret->building : "";
    ret->unit = ret->unit ? ret->unit : "";
    ret->room = ret->room ? ret->room : "";
    return false;
}

bool fold_building(struct arena *mem, const char *text, const char **ret)
{
    const char *p = with_markers(mem, fold_tight(mem, text));
    const char *mark = strchr(p, 'b'), *end = mark ? mark : p + strlen(p);
    const char *from;

    *ret = "";
    if (strlen(text) > TEXT_MAX / 2 || (mark && mark[1]))
        return false;
    if (!mark && text_ends(p, "号"))
        end -= 3;
    from = mark ? run_before(p, end) : p;
    p = part_of(mem, from, end);
    *ret = p ? p : "";
    return p != NULL;
}

bool fold_unit(struct arena *mem, const char *text, const char **ret)
{
    const char *p = with_markers(mem, fold_tight(mem, text));
    const char *mark = strchr(p, 'u'), *part;

    *ret = "";
    if (strlen(text) > TEXT_MAX / 2 || (mark && mark[1]))
        return false;
    part = part_of(mem, p, mark ? mark : p + strlen(p));
    *ret = part ? part : "";
    return part != NULL;
}

const char *room_code_text(struct arena *mem, const struct room_code *code)
{
    const char *parts[] = { code->building, code->unit, code->room };
    struct buf b = buf_new(mem, TEXT_MAX);

    for (size_t i = 0; i < 3; i++) {
        if (*parts[i] && b.n)
            buf_putc(&b, '-');
        buf_puts(&b, parts[i]);
    }
    return b.p;
}

/* ---- amounts ---- */

bool fold_area(struct arena *mem, const char *text, int64_t *ret_cm2)
{
    static const char *const units[] = { "",     "㎡",   "M2",       "M²", "平方米",
                                         "平米", "平方", "平方米整", "平", "M^2" };
    const char *tight = fold_tight(mem, text);
    struct buf b = buf_new(mem, 40);
    double area;
    char *end;

    if (text_starts(tight, "约"))
        tight += strlen("约");
    for (; isdigit((unsigned char)*tight) || *tight == '.' || *tight == ','; tight++)
        if (*tight != ',')
            buf_putc(&b, *tight);
    area = strtod(b.p, &end);
    if (b.n == 0 || b.full || *end || !(area > 0 && area < 1e6))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(tight, units[i]) == 0) {
            *ret_cm2 = (int64_t)(area * 10000 + 0.5);
            return true;
        }
    return false;
}

struct spelling {
    const char *part, *word;
};

/* The word of the first spelling that the text holds. */
static const char *spelled(struct arena *mem, const char *text, const struct spelling *s)
{
    const char *tight = fold_tight(mem, text);

    for (; s->part; s++)
        if (strstr(tight, s->part))
            return s->word;
    return NULL;
}

const char *fold_fit_out(struct arena *mem, const char *text)
{
    static const struct spelling words[] = {
        { "毛坯", "bare" },   { "毛胚", "bare" },   { "毛呸", "bare" },   { "毛杯", "bare" },
        { "清水", "bare" },   { "白坯", "bare" },   { "未装", "bare" },   { "精", "fitted" },
        { "简装", "fitted" }, { "全装", "fitted" }, { "豪装", "fitted" }, { "硬装", "fitted" },
        { "成品", "fitted" }, { "装修", "fitted" }, { "BARE", "bare" },   { "FITTED", "fitted" },
        { NULL, NULL },
    };

    return spelled(mem, text, words);
}

const char *fold_relation(struct arena *mem, const char *text)
{
    static const struct spelling words[] = {
        { "共有", "co_owner" }, { "共同", "co_owner" }, { "CO-OWNER", "co_owner" },
        { "业主", "owner" },    { "产权人", "owner" },  { "本人", "owner" },
        { "OWNER", "owner" },   { "租", "tenant" },     { "TENANT", "tenant" },
        { "代理", "proxy" },    { "委托", "proxy" },    { "PROXY", "proxy" },
        { "家", "family" },     { "配偶", "family" },   { "父", "family" },
        { "母", "family" },     { "子", "family" },     { "女", "family" },
        { "夫", "family" },     { "妻", "family" },     { "FAMILY", "family" },
        { NULL, NULL },
    };

    return spelled(mem, text, words);
}
