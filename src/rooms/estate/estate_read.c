/*
 * estate_read.c -- a file from its first byte to its last checked row.
 *
 * It is opened three times: to find the heading, to see which columns are mostly
 * empty, and to check its rows.  Reading again is cheaper than keeping 20 000
 * rows, and lets a row be judged by what the whole file looks like.
 */
#include "rooms/estate/estate_check_inside.h"

#include "base/text.h"
#include "base/when.h"
#include "base/words.h"

#include <string.h>

#define LOOK_MEM ((size_t)64 << 20)

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
bool check_is_no_data(const struct check *c)
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
        mapped += check_is_filled(c, (enum column)f);
    return mapped == 0 || begins_with(c->row_mem, first, totals) ||
           (own <= 2 && begins_with(c->row_mem, first, notes)) || repeats_heading(c);
}

/* ---- the first look ---- */

static bool reads_unit(const struct check *c)
{
    struct room_code code;

    return (*check_cell(c, COL_FULL_ROOM) &&
            fold_room(c->row_mem, check_cell(c, COL_FULL_ROOM), &code) && *code.unit) ||
           (*check_cell(c, COL_ROOM) && fold_room(c->row_mem, check_cell(c, COL_ROOM), &code) &&
            *code.unit) ||
           *check_cell(c, COL_UNIT);
}

static void look(struct check *c)
{
    c->data_n++;
    for (int f = 0; f < COLUMN_N; f++)
        c->filled[f] += *check_cell_at(c, (enum column)f)->text != '\0';
    c->with_unit += reads_unit(c);
}

/* ---- a row ---- */

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
        if (!check_is_no_data(c))
            fn(c, arg);
    }
    c->row = NULL;
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
