/*
 * estate_check_people.c -- the checks of owners and of companies.
 *
 * A cell may hold a couple, and the cells beside it their phones and IDs in the
 * same order.  One of each for two owners is the first one's; more than there
 * are owners is nobody's, and refused: a phone in the wrong hands opens a home.
 * Messages repeat what a cell said, but never a phone or an ID number.
 */
#include "rooms/estate/estate_check_inside.h"

#include "base/buf.h"
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"

#include <string.h>

/* ---- owners ---- */

bool check_names(struct check *c)
{
    const char *text = check_cell(c, COL_NAME);
    struct fold_list names;

    if (!*text)
        return check_refuse(c, COL_NAME, W("没有填写业主姓名"), "");
    if (!fold_names(c->row_mem, text, &names) || names.n == 0)
        return check_refuse(c, COL_NAME, W("认不出业主姓名“%s”"), text);
    c->out->person_n = names.n;
    for (size_t i = 0; i < names.n; i++)
        c->out->person[i] = (struct import_person){
            .name = names.item[i], .id_number = "", .relation = "", .share_bp = NOT_TOLD
        };
    return true;
}

bool check_ids(struct check *c)
{
    const char *text = check_cell(c, COL_ID_NUMBER);
    struct fold_list ids;

    if (!*text)
        return true;
    if (!fold_ids(c->row_mem, text, &ids))
        return check_refuse(c, COL_ID_NUMBER, W("证件号不对，请核对位数、出生日期和最后一位校验码"),
                            "");
    if (ids.n > c->out->person_n)
        return check_refuse(c, COL_ID_NUMBER, W("证件号比业主多，分不清是谁的"), "");
    for (size_t i = 0; i < ids.n; i++)
        c->out->person[i].id_number = ids.item[i];
    return true;
}

bool check_phones(struct check *c)
{
    static const enum column both[] = { COL_PHONE, COL_PHONE_2 };
    struct import_row *out = c->out;
    struct fold_list list;

    for (size_t k = 0; k < 2; k++) {
        const char *text = check_cell(c, both[k]);

        if (!fold_phones(c->row_mem, text, &list))
            return check_refuse(c, both[k], W("电话不对，请核对位数"), "");
        if (out->person_n > 1 && list.n > out->person_n)
            return check_refuse(c, both[k], W("电话比业主多，分不清是谁的"), "");
        for (size_t i = 0; i < list.n; i++) {
            struct import_person *p = &out->person[out->person_n == 1 ? 0 : i];

            if (p->phone_n < FOLD_LIST)
                p->phones[p->phone_n++] = list.item[i];
        }
    }
    return true;
}

bool check_shares(struct check *c)
{
    const char *share = check_cell(c, COL_SHARE), *relation = check_cell(c, COL_RELATION),
               *word = "";
    struct import_row *out = c->out;
    int64_t bp[FOLD_LIST];

    if (!fold_shares(c->row_mem, share, out->person_n, bp))
        return check_refuse(c, COL_SHARE, W("产权比例“%s”认不出，或和业主人数、合计对不上"), share);
    if (*relation && !(word = fold_relation(c->row_mem, relation)))
        return check_refuse(c, COL_RELATION, W("认不出与房屋的关系“%s”"), relation);
    for (size_t i = 0; i < out->person_n; i++) {
        out->person[i].share_bp = bp[i];
        out->person[i].relation = *word ? word : i == 0 ? "owner" : "co_owner";
    }
    return true;
}

/* A second row of a home is its next owner, unless it is the same one again. */
bool check_people_once(struct check *c)
{
    struct import_row *out = c->out;
    int64_t before;

    for (size_t i = 0; i < out->person_n; i++)
        if (!seen_add(c->people, arena_printf(c->row_mem, "%s|%s", out->home, out->person[i].name),
                      out->no, &before))
            return check_refuse_again(c, W("这套房的这位业主在第 %s 行已经出现过"), before);
    return true;
}

/* ---- companies ---- */

bool check_company(struct check *c)
{
    const char *name = text_trim(c->row_mem, check_cell(c, COL_COMPANY));
    int64_t before;

    c->out->home = name;
    if (!*name)
        return check_refuse(c, COL_COMPANY, W("没有填写单位名称"), "");
    if (utf8_count(name) > 80 || strpbrk(name, "<>\n"))
        return check_refuse(c, COL_COMPANY, W("认不出单位名称“%s”"), name);
    if (seen_add(c->homes, fold_tight(c->row_mem, name), c->out->no, &before))
        return true;
    return check_refuse_again(c, W("这个单位在第 %s 行已经出现过"), before);
}

static const char *company_kind(struct arena *mem, const char *text)
{
    static const struct {
        const char *part, *word;
    } words[] = {
        { "监理", "supervisor" }, { "物业", "property" },   { "保险", "insurer" },
        { "自有", "own_team" },   { "供", "supplier" },     { "材料", "supplier" },
        { "厂", "supplier" },     { "施工", "contractor" }, { "承包", "contractor" },
        { "包", "contractor" },   { "工程", "contractor" }, { "维修", "contractor" },
        { "合作", "contractor" },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(text, words[i].part))
            return words[i].word;
    return *fold_tight(mem, text) ? NULL : "contractor";
}

bool check_company_words(struct check *c)
{
    struct import_row *out = c->out;
    const char *kind = check_cell(c, COL_COMPANY_KIND), *code = check_cell(c, COL_CREDIT_CODE);
    struct fold_list phones;

    out->short_name =
        utf8_cut(c->row_mem, text_trim(c->row_mem, check_cell(c, COL_SHORT_NAME)), 20);
    out->contact = utf8_cut(c->row_mem, text_trim(c->row_mem, check_cell(c, COL_CONTACT)), 40);
    out->contract = utf8_cut(c->row_mem, text_trim(c->row_mem, check_cell(c, COL_CONTRACT)), 60);
    out->trades = utf8_cut(c->row_mem, text_trim(c->row_mem, check_cell(c, COL_TRADES)), 200);
    out->credit_code = fold_tight(c->row_mem, code);
    if (!(out->company_kind = company_kind(c->row_mem, kind)))
        return check_refuse(c, COL_COMPANY_KIND, W("认不出单位类别“%s”"), kind);
    if (*out->credit_code && !is_credit_code(out->credit_code))
        return check_refuse(c, COL_CREDIT_CODE, W("统一社会信用代码“%s”的位数或校验码不对"), code);
    if (!fold_phones(c->row_mem, check_cell(c, COL_PHONE), &phones))
        return check_refuse(c, COL_PHONE, W("电话不对，请核对位数"), "");
    out->phone = phones.n ? phones.item[0] : "";
    return true;
}

/* "3、5栋" → "3 5"; "全部" and nothing mean every building. */
bool check_buildings(struct check *c)
{
    const char *text = check_cell(c, COL_BUILDINGS), *part;
    struct buf b = buf_new(c->row_mem, 400), one = buf_new(c->row_mem, 40);
    const char *p = strstr(text, "全") || strstr(text, "所有") ? "" : text;

    while (*p) {
        const char *at = p;
        uint32_t mark = fold_width(utf8_next(&p));
        bool ends = mark == ',' || mark == 0x3001 || mark == ';' || mark == '/' || mark <= ' ';

        if (!ends)
            buf_put(&one, at, (size_t)(p - at));
        if (one.n && (ends || !*p)) {
            if (!fold_building(c->row_mem, one.p, &part))
                return check_refuse(c, COL_BUILDINGS, W("认不出承包楼栋“%s”"), text);
            buf_printf(&b, "%s%s", b.n ? " " : "", part);
            one = buf_new(c->row_mem, 40);
        }
    }
    c->out->buildings = b.p;
    return check_date(c, COL_COMPLETION, W("竣工验收日期“%s”不存在或写法不明确"),
                      &c->out->completion_on) &&
           check_date(c, COL_ENDS, W("质保到期日“%s”不存在或写法不明确"), &c->out->ends_on);
}
