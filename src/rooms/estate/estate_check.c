/*
 * estate_check.c -- the checks of a row, in the order in which a row is read.
 *
 * First which home it is, then whether the file named it before, then what it
 * says.  The checks are a table; the first that objects ends the row.  "Named
 * before" counts a refused row too: of a room that the file names twice the
 * second is the duplicate, whichever of them is right.
 *
 * A sheet exported from one with merged cells says a building once and leaves
 * the cells below empty.  When half of a column's cells are empty, empty
 * means "as above"; otherwise an empty cell is a mistake and stays one.
 */
#include "rooms/estate/estate_check.h"

#include "base/buf.h"
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"
#include "rooms/estate/estate_seen.h"

#include <stdio.h>
#include <string.h>

#define LOOK_MEM ((size_t)64 << 20)
#define SEEN_MAX 60 /* characters of a cell that a message repeats */

struct check {
    struct arena *mem;     /* of the file */
    struct arena *row_mem; /* of the row */
    enum import_kind kind;
    const struct columns *columns;
    const struct sheet_row *row;
    struct import_row *out;
    struct import_fault fault;

    /* what the first look found */
    int64_t filled[COLUMN_N], data_n, with_unit;
    /* the cells above, for columns that are mostly empty */
    const char *above[COLUMN_N];
    struct seen *homes, *people, *completions;
    struct import_count count;
};

/* ---- cells ---- */

static const struct sheet_cell *cell_at(const struct check *c, enum column f)
{
    static const struct sheet_cell none = { .text = "" };
    int at = c->columns->at[f];

    return at == NO_COLUMN || (size_t)at >= c->row->n ? &none : &c->row->cells[at];
}

/* Text of a field; "" when the cell says nothing. */
static const char *cell(const struct check *c, enum column f)
{
    const char *text = cell_at(c, f)->text;

    return says_nothing(c->row_mem, text) ? "" : text;
}

static bool is_filled(const struct check *c, enum column f)
{
    const struct sheet_cell *at = cell_at(c, f);

    return !at->merged && *at->text && *fold_tight(c->row_mem, at->text);
}

static bool refuse(struct check *c, enum column f, const char *zh, const char *seen)
{
    c->fault.field = column_name(f);
    c->fault.zh = zh;
    c->fault.seen = utf8_cut(c->row_mem, seen, SEEN_MAX);
    return false;
}

static bool refuse_again(struct check *c, const char *zh, int64_t before)
{
    c->fault.field = "duplicate";
    c->fault.zh = zh;
    c->fault.seen = arena_printf(c->row_mem, "%lld", (long long)before);
    return false;
}

/* ---- rows that are no data ---- */

static bool begins_with(struct arena *mem, const char *text, const char *const *words)
{
    const char *tight = fold_tight(mem, text);

    for (; *words; words++)
        if (text_starts(tight, *words))
            return true;
    return false;
}

static bool repeats_heading(const struct check *c)
{
    size_t same = 0;

    for (size_t i = 0; i < c->row->n && i < c->columns->n; i++) {
        if (!*c->row->cells[i].text)
            continue;
        if (strcmp(c->row->cells[i].text, c->columns->words[i]) != 0)
            return false;
        same++;
    }
    return same >= 2;
}

/* Totals, footnotes, repeated headings, rows that only have a number or a border. */
static bool is_no_data(const struct check *c)
{
    static const char *const totals[] = { "合计", "总计", "小计",  "共计", "累计",
                                          "汇总", "本页", "TOTAL", "SUM",  NULL };
    static const char *const notes[] = { "注",   "备注", "说明", "制表", "填表", "审核", "审批",
                                         "打印", "导出", "日期", "※",    "*",    NULL };
    size_t own = 0, mapped = 0;
    const char *first = NULL;

    for (size_t i = 0; i < c->row->n; i++) {
        const struct sheet_cell *at = &c->row->cells[i];

        if (at->merged || !*fold_tight(c->row_mem, at->text))
            continue;
        own++;
        first = first ? first : at->text;
    }
    for (int f = 0; f < COL_NOTE; f++)
        mapped += is_filled(c, (enum column)f);
    return mapped == 0 || begins_with(c->row_mem, first, totals) ||
           (own <= 2 && begins_with(c->row_mem, first, notes)) || repeats_heading(c);
}

/* ---- the first look ---- */

static bool reads_unit(const struct check *c)
{
    struct room_code code;

    return (*cell(c, COL_FULL_ROOM) && fold_room(c->row_mem, cell(c, COL_FULL_ROOM), &code) &&
            *code.unit) ||
           (*cell(c, COL_ROOM) && fold_room(c->row_mem, cell(c, COL_ROOM), &code) && *code.unit) ||
           *cell(c, COL_UNIT);
}

static void look(struct check *c)
{
    c->data_n++;
    for (int f = 0; f < COLUMN_N; f++)
        c->filled[f] += *cell_at(c, (enum column)f)->text != '\0';
    c->with_unit += reads_unit(c);
}

static bool is_sparse(const struct check *c, enum column f)
{
    return (c->data_n - c->filled[f]) * 2 >= c->data_n;
}

/* The cell, or the one above where empty means that. */
static const char *carried(struct check *c, enum column f)
{
    const char *now = cell(c, f);

    if (*now) {
        c->above[f] = arena_dup(c->mem, now);
        if (f == COL_BUILDING)
            c->above[COL_UNIT] = "";
        return now;
    }
    return is_sparse(c, f) && c->above[f] ? c->above[f] : "";
}

/* ---- which home ---- */

/* An owner below the one who stands with the home: a list of rows in which many rooms are empty. */
static bool is_next_owner(const struct check *c)
{
    return c->kind == IMPORT_OWNERS && !*cell(c, COL_BUILDING) && !*cell(c, COL_UNIT) &&
           !*cell(c, COL_ROOM) && *cell(c, COL_NAME) &&
           (c->data_n - c->filled[COL_ROOM]) * 5 > c->data_n;
}

static const char *above(const struct check *c, enum column f)
{
    return c->above[f] ? c->above[f] : "";
}

static bool read_parts(struct check *c)
{
    struct room_code *code = &c->out->code, whole;
    bool is_next = is_next_owner(c);
    const char *building = is_next ? above(c, COL_BUILDING) : carried(c, COL_BUILDING);
    const char *unit = is_next ? above(c, COL_UNIT) : carried(c, COL_UNIT);
    const char *room = is_next ? above(c, COL_ROOM) : cell(c, COL_ROOM);

    c->above[COL_ROOM] = arena_dup(c->mem, room);

    if (!*room || !fold_room(c->row_mem, room, &whole)) {
        (void)fold_building(c->row_mem, building, &code->building); /* for the message */
        (void)fold_unit(c->row_mem, unit, &code->unit);
    }
    if (!*room)
        return refuse(c, COL_ROOM, W("没有填写房号"), "");
    if (!fold_room(c->row_mem, room, &whole))
        return refuse(c, COL_ROOM, W("认不出房号“%s”"), room);
    *code = whole;
    if (*building && !fold_building(c->row_mem, building, &code->building)) {
        const char *joined = arena_printf(c->row_mem, "%s-%s-%s", building, unit, room);

        if (!fold_room(c->row_mem, joined, code) || !*code->building)
            return refuse(c, COL_BUILDING, W("认不出楼栋“%s”"), building);
        return true;
    }
    if (*unit && !fold_unit(c->row_mem, unit, &code->unit))
        return refuse(c, COL_UNIT, W("认不出单元“%s”"), unit);
    if ((*whole.building && strcmp(whole.building, code->building) != 0) ||
        (*whole.unit && strcmp(whole.unit, code->unit) != 0))
        return refuse(c, COL_ROOM, W("房号“%s”和楼栋、单元对不上"), room);
    return true;
}

static bool check_home(struct check *c)
{
    struct room_code *code = &c->out->code;
    const char *full = cell(c, COL_FULL_ROOM), *phase = cell(c, COL_PHASE);
    bool good = true;

    if (*full && !fold_room(c->row_mem, full, code))
        good = refuse(c, COL_ROOM, W("认不出房间“%s”"), full);
    else if (!*full)
        good = read_parts(c);
    c->out->home = room_code_text(c->row_mem, code);
    if (!good)
        return false;
    if (!*code->building)
        return refuse(c, COL_BUILDING, W("没有填写楼栋"), "");
    if (!*code->unit && c->with_unit > 0)
        return refuse(c, COL_UNIT, W("没有填写单元"), "");
    if (!*code->room)
        return refuse(c, COL_ROOM, W("没有填写房号"), "");
    c->out->phase = phase_in(c->row_mem, *phase ? phase : code->phase);
    if (!*c->out->phase)
        c->out->phase = *phase ? text_trim(c->row_mem, phase) : c->columns->phase;
    return true;
}

static bool check_home_once(struct check *c)
{
    int64_t before;

    if (seen_add(c->homes, c->out->home, c->out->no, &before))
        return true;
    return refuse_again(c, W("这套房在第 %s 行已经出现过"), before);
}

/* ---- what it says of the home ---- */

static bool check_words(struct check *c)
{
    const char *fit_out = cell(c, COL_FIT_OUT);

    c->out->home_type = utf8_cut(c->row_mem, text_trim(c->row_mem, cell(c, COL_HOME_TYPE)), 40);
    c->out->external_id = utf8_cut(c->row_mem, text_trim(c->row_mem, cell(c, COL_EXTERNAL)), 60);
    c->out->fit_out = *fit_out ? fold_fit_out(c->row_mem, fit_out) : "";
    return c->out->fit_out || refuse(c, COL_FIT_OUT, W("认不出装修标准“%s”"), fit_out);
}

static bool check_areas(struct check *c)
{
    const char *area = cell(c, COL_AREA), *inner = cell(c, COL_INNER_AREA);
    struct import_row *out = c->out;

    if (*area && !fold_area(c->row_mem, area, &out->area_cm2))
        return refuse(c, COL_AREA, W("认不出建筑面积“%s”"), area);
    if (*inner && !fold_area(c->row_mem, inner, &out->inner_cm2))
        return refuse(c, COL_INNER_AREA, W("认不出套内面积“%s”"), inner);
    if (out->area_cm2 && out->inner_cm2 > out->area_cm2)
        return refuse(c, COL_INNER_AREA, W("套内面积 %s 大于建筑面积"), inner);
    return true;
}

static bool check_date(struct check *c, enum column f, const char *zh, int32_t *ret)
{
    const char *text = cell(c, f);

    *ret = NO_DATE;
    return !*text || fold_date(c->row_mem, text, ret) || refuse(c, f, zh, text);
}

static bool check_dates(struct check *c)
{
    struct import_row *out = c->out;

    return check_date(c, COL_COMPLETION, W("竣工验收日期“%s”不存在或写法不明确"),
                      &out->completion_on) &&
           check_date(c, COL_NOTICE, W("交付通知日期“%s”不存在或写法不明确"), &out->notice_on) &&
           check_date(c, COL_KEYS, W("领钥匙日期“%s”不存在或写法不明确"), &out->keys_on) &&
           check_date(c, COL_HANDOVER, W("收楼日期“%s”不存在或写法不明确"), &out->handover_on);
}

/* One building was completed on one day; two days would start two warranties. */
static bool check_completion(struct check *c)
{
    int64_t before;

    if (c->out->completion_on == NO_DATE ||
        seen_add(c->completions, c->out->code.building, c->out->completion_on, &before) ||
        before == c->out->completion_on)
        return true;
    return refuse(c, COL_COMPLETION, W("同一栋楼在前面的行里竣工验收日期是 %s"),
                  date_text(c->row_mem, (int32_t)before));
}

/* ---- owners ---- */

static bool check_names(struct check *c)
{
    const char *text = cell(c, COL_NAME);
    struct fold_list names;

    if (!*text)
        return refuse(c, COL_NAME, W("没有填写业主姓名"), "");
    if (!fold_names(c->row_mem, text, &names) || names.n == 0)
        return refuse(c, COL_NAME, W("认不出业主姓名“%s”"), text);
    c->out->person_n = names.n;
    for (size_t i = 0; i < names.n; i++)
        c->out->person[i] = (struct import_person){
            .name = names.item[i], .id_number = "", .relation = "", .share_bp = NOT_TOLD
        };
    return true;
}

static bool check_ids(struct check *c)
{
    const char *text = cell(c, COL_ID_NUMBER);
    struct fold_list ids;

    if (!*text)
        return true;
    if (!fold_ids(c->row_mem, text, &ids))
        return refuse(c, COL_ID_NUMBER, W("证件号不对，请核对位数、出生日期和最后一位校验码"), "");
    if (ids.n > c->out->person_n)
        return refuse(c, COL_ID_NUMBER, W("证件号比业主多，分不清是谁的"), "");
    for (size_t i = 0; i < ids.n; i++)
        c->out->person[i].id_number = ids.item[i];
    return true;
}

static bool check_phones(struct check *c)
{
    static const enum column both[] = { COL_PHONE, COL_PHONE_2 };
    struct import_row *out = c->out;
    struct fold_list list;

    for (size_t k = 0; k < 2; k++) {
        const char *text = cell(c, both[k]);

        if (!fold_phones(c->row_mem, text, &list))
            return refuse(c, both[k], W("电话不对，请核对位数"), "");
        if (out->person_n > 1 && list.n > out->person_n)
            return refuse(c, both[k], W("电话比业主多，分不清是谁的"), "");
        for (size_t i = 0; i < list.n; i++) {
            struct import_person *p = &out->person[out->person_n == 1 ? 0 : i];

            if (p->phone_n < FOLD_LIST)
                p->phones[p->phone_n++] = list.item[i];
        }
    }
    return true;
}

static bool check_shares(struct check *c)
{
    const char *share = cell(c, COL_SHARE), *relation = cell(c, COL_RELATION), *word = "";
    struct import_row *out = c->out;
    int64_t bp[FOLD_LIST];

    if (!fold_shares(c->row_mem, share, out->person_n, bp))
        return refuse(c, COL_SHARE, W("产权比例“%s”认不出，或和业主人数、合计对不上"), share);
    if (*relation && !(word = fold_relation(c->row_mem, relation)))
        return refuse(c, COL_RELATION, W("认不出与房屋的关系“%s”"), relation);
    for (size_t i = 0; i < out->person_n; i++) {
        out->person[i].share_bp = bp[i];
        out->person[i].relation = *word ? word : i == 0 ? "owner" : "co_owner";
    }
    return true;
}

/* A second row of a home is its next owner, unless it is the same one again. */
static bool check_people_once(struct check *c)
{
    struct import_row *out = c->out;
    int64_t before;

    for (size_t i = 0; i < out->person_n; i++)
        if (!seen_add(c->people, arena_printf(c->row_mem, "%s|%s", out->home, out->person[i].name),
                      out->no, &before))
            return refuse_again(c, W("这套房的这位业主在第 %s 行已经出现过"), before);
    return true;
}

/* ---- companies ---- */

static bool check_company(struct check *c)
{
    const char *name = text_trim(c->row_mem, cell(c, COL_COMPANY));
    int64_t before;

    c->out->home = name;
    if (!*name)
        return refuse(c, COL_COMPANY, W("没有填写单位名称"), "");
    if (utf8_count(name) > 80 || strpbrk(name, "<>\n"))
        return refuse(c, COL_COMPANY, W("认不出单位名称“%s”"), name);
    if (seen_add(c->homes, fold_tight(c->row_mem, name), c->out->no, &before))
        return true;
    return refuse_again(c, W("这个单位在第 %s 行已经出现过"), before);
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

static bool check_company_words(struct check *c)
{
    struct import_row *out = c->out;
    const char *kind = cell(c, COL_COMPANY_KIND), *code = cell(c, COL_CREDIT_CODE);
    struct fold_list phones;

    out->short_name = utf8_cut(c->row_mem, text_trim(c->row_mem, cell(c, COL_SHORT_NAME)), 20);
    out->contact = utf8_cut(c->row_mem, text_trim(c->row_mem, cell(c, COL_CONTACT)), 40);
    out->contract = utf8_cut(c->row_mem, text_trim(c->row_mem, cell(c, COL_CONTRACT)), 60);
    out->trades = utf8_cut(c->row_mem, text_trim(c->row_mem, cell(c, COL_TRADES)), 200);
    out->credit_code = fold_tight(c->row_mem, code);
    if (!(out->company_kind = company_kind(c->row_mem, kind)))
        return refuse(c, COL_COMPANY_KIND, W("认不出单位类别“%s”"), kind);
    if (*out->credit_code && !is_credit_code(out->credit_code))
        return refuse(c, COL_CREDIT_CODE, W("统一社会信用代码“%s”的位数或校验码不对"), code);
    if (!fold_phones(c->row_mem, cell(c, COL_PHONE), &phones))
        return refuse(c, COL_PHONE, W("电话不对，请核对位数"), "");
    out->phone = phones.n ? phones.item[0] : "";
    return true;
}

/* "3、5栋" → "3 5"; "全部" and nothing mean every building. */
static bool check_buildings(struct check *c)
{
    const char *text = cell(c, COL_BUILDINGS), *part;
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
                return refuse(c, COL_BUILDINGS, W("认不出承包楼栋“%s”"), text);
            buf_printf(&b, "%s%s", b.n ? " " : "", part);
            one = buf_new(c->row_mem, 40);
        }
    }
    c->out->buildings = b.p;
    return check_date(c, COL_COMPLETION, W("竣工验收日期“%s”不存在或写法不明确"),
                      &c->out->completion_on) &&
           check_date(c, COL_ENDS, W("质保到期日“%s”不存在或写法不明确"), &c->out->ends_on);
}

/* ---- a row ---- */

enum { H = 1 << IMPORT_HOMES, O = 1 << IMPORT_OWNERS, C = 1 << IMPORT_COMPANIES };

static const struct {
    unsigned kinds;
    bool (*good)(struct check *c);
} checks[] = {
    { H | O, check_home },       { H, check_home_once },   { H | O, check_words },
    { H | O, check_areas },      { O, check_names },       { O, check_ids },
    { O, check_phones },         { O, check_shares },      { H | O, check_dates },
    { H | O, check_completion }, { O, check_people_once }, { C, check_company },
    { C, check_company_words },  { C, check_buildings },
};

static bool check_row(struct check *c)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if ((checks[i].kinds & (1u << c->kind)) && !checks[i].good(c))
            return false;
    return true;
}

static void clear_row(struct import_row *row, int64_t no)
{
    *row = (struct import_row){
        .no = no,
        .home = "",
        .phase = "",
        .home_type = "",
        .fit_out = "",
        .external_id = "",
        .phone = "",
        .short_name = "",
        .contact = "",
        .company_kind = "",
        .trades = "",
        .credit_code = "",
        .contract = "",
        .buildings = "",
        .ends_on = NO_DATE,
        .completion_on = NO_DATE,
        .notice_on = NO_DATE,
        .keys_on = NO_DATE,
        .handover_on = NO_DATE,
        .code = { "", "", "", "" },
    };
}

static void count_good(struct check *c)
{
    int64_t before;

    c->count.owners += (int64_t)c->out->person_n;
    if (c->kind == IMPORT_COMPANIES)
        c->count.companies++;
    else if (c->kind == IMPORT_HOMES || seen_add(c->homes, c->out->home, c->out->no, &before))
        c->count.homes++;
}

/* ---- a file ---- */

typedef void each_row(struct check *c, void *arg);

struct visitor {
    import_visit *visit;
    void *arg;
};

static void visit_row(struct check *c, void *arg)
{
    const struct visitor *v = arg;
    struct import_row out;

    clear_row(&out, c->row->no);
    c->out = &out;
    c->count.rows++;
    if (check_row(c)) {
        count_good(c);
        v->visit(v->arg, &out, NULL);
        return;
    }
    c->count.refused++;
    c->fault.row = out.no;
    c->fault.home = out.home;
    v->visit(v->arg, NULL, &c->fault);
}

static void look_row(struct check *c, void *arg)
{
    (void)arg;
    look(c);
}

/* Every data row below the heading of the how many-th sheet. */
static enum err each(struct check *c, struct span bytes, size_t which, each_row *fn, void *arg)
{
    struct arena *mem = arena_open((size_t)1 << 30);
    struct sheet_fault why;
    struct sheet_row row;
    struct sheet *s;
    enum err e = sheet_open(mem, bytes, which, &s, &why);

    while (e == OK && sheet_next(s, &row)) {
        if (row.no <= c->columns->heading)
            continue;
        if (sheet_counts_from_heading(s))
            row.no -= c->columns->heading - 1;
        c->row = &row;
        arena_reset(c->row_mem);
        if (!is_no_data(c))
            fn(c, arg);
    }
    if (e == OK && sheet_why(s).code)
        e = E_INPUT;
    arena_close(mem);
    return e;
}

/* The first visible sheet with a heading that we know. */
static enum err find(struct arena *mem, const struct import_file *file, struct columns *columns,
                     struct sheet_fault *why, size_t *which)
{
    struct sheet *s;
    enum err e = OK;

    for (*which = 0; *which < 8; ++*which) {
        struct arena *look = arena_open((size_t)1 << 30);
        struct columns found;
        bool is_found = false;

        if ((e = sheet_open(look, file->bytes, *which, &s, why)) == OK) {
            is_found = columns_find(mem, s, file->kind, &found);
            *why = sheet_why(s);
        }
        arena_close(look);
        if (is_found) {
            *columns = found;
            return OK;
        }
        if (e != OK || why->code)
            break;
    }
    if (!why->code)
        *why = (struct sheet_fault){ "no_heading",
                                     W("找不到表头：请保留一行列名（例如 "
                                       "楼栋、单元、房号、业主姓名、联系电话），或下载模板对照"),
                                     0 };
    return e == OK || e == E_NOT_FOUND ? E_INPUT : e;
}

/* The second opening of a good file can only fail as the first did; what it says then is kept. */
static enum err read_rows(struct check *c, const struct import_file *file, size_t which,
                          struct visitor *v)
{
    enum err e = each(c, file->bytes, which, look_row, NULL);

    return e == OK ? each(c, file->bytes, which, visit_row, v) : e;
}

enum err import_read(struct arena *mem, const struct import_file *file, import_visit *visit,
                     void *arg, struct import_count *count, struct columns *columns,
                     struct sheet_fault *why)
{
    struct visitor v = { visit, arg };
    struct check c = { .kind = file->kind, .columns = columns };
    size_t which;
    enum err e = find(mem, file, columns, why, &which);

    *count = (struct import_count){ 0 };
    if (e != OK)
        return e;
    if (!columns_override(columns, file->mapping)) {
        *why = (struct sheet_fault){ "mapping", W("列的对应关系写得不对"), 0 };
        return E_INPUT;
    }
    c.mem = arena_open((size_t)256 << 20);
    c.row_mem = arena_open(LOOK_MEM);
    c.homes = seen_open(c.mem);
    c.people = seen_open(c.mem);
    c.completions = seen_open(c.mem);
    e = read_rows(&c, file, which, &v);
    *count = c.count;
    arena_close(c.row_mem);
    arena_close(c.mem);
    if (e != OK && !why->code)
        *why = (struct sheet_fault){ "broken", W("文件中间有一行读不下去，请检查后重新保存"), 0 };
    return e;
}
