/*
 * past_read.c -- a ledger from its first sheet to its last row.
 *
 * Each sheet has a heading and a year of its own: in its name, in the title
 * above, or in the file's name.  Every row between the heading and the last row
 * with something in it is accounted for: taken, refused or blank.
 */
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"
#include "rooms/estate/estate_check_inside.h"
#include "rooms/estate/past_repair.h"

#include <string.h>

#define SHEETS_MAX  64
#define PROBLEM_MAX 400
#define WORDS_MAX   120

struct ledger {
    struct arena *mem; /* of the report */
    struct arena *row_mem;
    const struct past_file *file;
    struct import_report *report;
    struct past_sheet *sheet;
    past_visit *visit;
    void *arg;
    struct check check; /* of the sheet: cells by field */
    struct past_row out;
};

/* ---- cells ---- */

static const char *said(struct ledger *l, enum column f, size_t most)
{
    const char *text = text_trim(l->row_mem, check_cell_at(&l->check, f)->text);

    return utf8_cut(l->row_mem, text, most);
}

/* As said, but "" for a dash and other ways to say nothing. */
static const char *told(struct ledger *l, enum column f, size_t most)
{
    return *check_cell(&l->check, f) ? said(l, f, most) : "";
}

static bool refuse(struct ledger *l, enum column f, const char *zh, const char *seen)
{
    return check_refuse(&l->check, f, zh, seen);
}

/* ---- one row ---- */

static bool read_home(struct ledger *l)
{
    struct past_row *out = &l->out;
    const char *full = check_cell(&l->check, COL_FULL_ROOM);
    const char *room = *full ? full : check_cell(&l->check, COL_ROOM);
    const char *building = check_cell(&l->check, COL_BUILDING);
    const char *unit = check_cell(&l->check, COL_UNIT);

    out->home = room;
    if (!*room)
        return refuse(l, COL_ROOM, W("没有填写房号"), "");
    if (!fold_room(l->row_mem, room, &out->code))
        return refuse(l, COL_ROOM, W("认不出房号“%s”"), room);
    if (!*out->code.building && *building &&
        !fold_building(l->row_mem, building, &out->code.building))
        return refuse(l, COL_BUILDING, W("认不出楼栋“%s”"), building);
    if (!*out->code.unit && *unit && !fold_unit(l->row_mem, unit, &out->code.unit))
        return refuse(l, COL_UNIT, W("认不出单元“%s”"), unit);
    out->home = room_code_text(l->row_mem, &out->code);
    if (!*out->code.building || !*out->code.room)
        return refuse(l, COL_ROOM, W("房号“%s”没有写明楼栋"), room);
    return true;
}

static bool read_problem(struct ledger *l)
{
    struct past_row *out = &l->out;

    out->category = told(l, COL_CATEGORY, WORDS_MAX);
    out->problem = told(l, COL_PROBLEM, PROBLEM_MAX);
    if (!*out->problem)
        out->problem = out->category;
    return *out->problem || refuse(l, COL_PROBLEM, W("没有写报修内容"), "");
}

/* What the row says of its end in words or by its day. */
static const char *outcome_of(const struct past_date *done, const char *words)
{
    if (done->is == PAST_DAY || done->is == PAST_MONTH)
        return "done";
    if (done->is != PAST_WORDS)
        return "";
    if (strstr(words, "拒"))
        return "refused";
    if (strstr(words, "未") || strstr(words, "没"))
        return "unfinished";
    return strstr(words, "完") || strstr(words, "已") ? "done" : "";
}

static bool read_days(struct ledger *l)
{
    struct past_row *out = &l->out;
    const struct check *c = &l->check;
    struct past_date reported = past_date_read(l->row_mem, check_cell_at(c, COL_REPORTED));
    struct past_date sent = past_date_read(l->row_mem, check_cell_at(c, COL_SENT));
    struct past_date done = past_date_read(l->row_mem, check_cell_at(c, COL_DONE));
    int32_t later = sent.on != NO_DATE ? sent.on : done.on;

    out->reported_said = said(l, COL_REPORTED, WORDS_MAX);
    out->sent_said = said(l, COL_SENT, WORDS_MAX);
    out->done_said = said(l, COL_DONE, WORDS_MAX);
    out->reported_on = past_reported_on(&reported, out->year, later);
    if (reported.is == PAST_WRONG || reported.is == PAST_WORDS)
        return refuse(l, COL_REPORTED, W("报修日期“%s”不存在或写法不明确"), out->reported_said);
    if (reported.is == PAST_MONTH && out->year == 0)
        return refuse(l, COL_REPORTED, W("报修日期“%s”没有年份，工作表名称里也没有"),
                      out->reported_said);
    if (reported.is != PAST_NOTHING && out->reported_on == NO_DATE)
        return refuse(l, COL_REPORTED, W("报修日期“%s”不存在或写法不明确"), out->reported_said);
    if (out->year && out->reported_on != NO_DATE &&
        (date_civil(out->reported_on).year < out->year - 1 ||
         date_civil(out->reported_on).year > out->year + 1))
        return refuse(l, COL_REPORTED, W("报修日期“%s”和工作表的年份对不上"), out->reported_said);
    if (sent.is == PAST_WRONG)
        return refuse(l, COL_SENT, W("派单时间“%s”不存在或写法不明确"), out->sent_said);
    if (done.is == PAST_WRONG)
        return refuse(l, COL_DONE, W("完成时间“%s”不存在或写法不明确"), out->done_said);
    out->sent_on = past_later_on(&sent, out->year, out->reported_on);
    out->done_on =
        past_later_on(&done, out->year, out->sent_on == NO_DATE ? out->reported_on : out->sent_on);
    out->outcome = outcome_of(&done, out->done_said);
    return true;
}

/* 合格, 是, √ … and 否; other words go to the remark, as they are. */
static bool read_rest(struct ledger *l)
{
    static const char *const yes[] = {
        "合格", "是", "√", "✓", "✔", "Y", "1", "通过", "对", "已合格"
    };
    static const char *const no[] = { "不合格", "否", "×", "✗", "X", "N", "0", "未通过" };
    struct past_row *out = &l->out;
    const char *passed = told(l, COL_PASSED, WORDS_MAX);
    const char *tight = fold_tight(l->row_mem, passed);

    out->passed = "";
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (strcmp(tight, yes[i]) == 0)
            out->passed = "passed";
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (strcmp(tight, no[i]) == 0)
            out->passed = "failed";
    out->company = told(l, COL_COMPANY, WORDS_MAX);
    out->called = said(l, COL_CALLED, WORDS_MAX);
    out->remark = told(l, COL_REMARK, PROBLEM_MAX);
    if (*passed && !*out->passed)
        out->remark =
            *out->remark ? arena_printf(l->row_mem, "%s；%s", passed, out->remark) : passed;
    return true;
}

static void row(struct ledger *l, const struct sheet_row *row)
{
    struct import_fault *f = &l->check.fault;

    l->out = (struct past_row){ .sheet = l->sheet->name,
                                .home = "",
                                .no = row->no,
                                .year = l->sheet->year,
                                .code = { "", "", "", "" } };
    l->sheet->rows++;
    if (read_home(l) && read_problem(l) && read_days(l) && read_rest(l)) {
        l->visit(l->arg, &l->out, NULL);
        return;
    }
    f->row = l->out.no;
    f->home = l->out.home;
    f->sheet = l->sheet->name;
    l->visit(l->arg, NULL, f);
}

/* ---- one sheet ---- */

static void title(struct ledger *l, const struct sheet_row *row)
{
    for (size_t i = 0; i < row->n && !l->sheet->year; i++)
        if (*row->cells[i].text)
            l->sheet->year = past_year_in(row->cells[i].text);
}

/* All rows below the heading; `last` is the row that was seen last. */
static enum err each(struct ledger *l, struct sheet *s, int64_t heading)
{
    int64_t last = heading;
    struct sheet_row r;

    while (sheet_next(s, &r)) {
        if (r.no <= heading) {
            if (r.no < heading)
                title(l, &r);
            continue;
        }
        if (!l->sheet->year)
            l->sheet->year = past_year_in(l->file->file_name);
        l->sheet->blank += r.no - last - 1;
        last = r.no;
        if (sheet_counts_from_heading(s))
            r.no -= heading - 1;
        l->check.row = &r;
        arena_reset(l->row_mem);
        if (check_is_no_data(&l->check))
            l->sheet->blank++;
        else
            row(l, &r);
    }
    l->check.row = NULL;
    l->sheet->rows += l->sheet->blank;
    return sheet_why(s).code ? E_INPUT : OK;
}

/* Reads the heading, then the rows; *found tells whether there was a heading. */
static enum err sheet(struct ledger *l, size_t which, bool *found)
{
    struct arena *look = arena_open((size_t)1 << 30);
    struct columns *columns = arena_new(l->mem, struct columns);
    struct sheet_fault *why = &l->report->why;
    struct sheet *s;
    enum err e = sheet_open(look, l->file->bytes, which, &s, why);

    *found = false;
    if (e == OK) {
        l->sheet->name = arena_dup(l->mem, utf8_cut(l->mem, sheet_name(s), 60));
        l->sheet->year = past_year_in(l->sheet->name);
        *found = columns_find(l->mem, s, IMPORT_LEDGER, columns);
        l->sheet->has_heading = *found;
        if (sheet_why(s).code) {
            *why = sheet_why(s);
            e = E_INPUT;
        }
    }
    if (e == OK && *found && !columns_override(columns, l->file->mapping)) {
        *why = (struct sheet_fault){ "mapping", W("列的对应关系写得不对"), 0 };
        e = E_INPUT;
    }
    if (e == OK && *found && (e = sheet_open(look, l->file->bytes, which, &s, why)) == OK) {
        l->check =
            (struct check){ .row_mem = l->row_mem, .kind = IMPORT_LEDGER, .columns = columns };
        if ((e = each(l, s, columns->heading)) != OK)
            *why = sheet_why(s);
    }
    if (*found && !l->report->columns.n)
        l->report->columns = *columns;
    arena_close(look);
    return e;
}

enum err past_read(struct arena *mem, const struct past_file *file, past_visit *visit, void *arg,
                   struct import_report *ret)
{
    struct ledger l = { .mem = mem, .file = file, .report = ret, .visit = visit, .arg = arg };
    size_t with_heading = 0;
    enum err e = OK;

    l.row_mem = arena_open((size_t)64 << 20);
    ret->sheets = arena_new_n(mem, struct past_sheet, SHEETS_MAX);
    for (ret->sheet_n = 0; ret->sheet_n < SHEETS_MAX; ret->sheet_n++) {
        bool found;

        l.sheet = &ret->sheets[ret->sheet_n];
        *l.sheet = (struct past_sheet){ .name = "" };
        if ((e = sheet(&l, ret->sheet_n, &found)) != OK)
            break;
        with_heading += found;
    }
    arena_close(l.row_mem);
    if (e == E_NOT_FOUND && ret->sheet_n > 0)
        e = OK;
    if (e == OK && with_heading == 0) {
        ret->why = (struct sheet_fault){
            "no_heading",
            W("找不到表头：请保留一行列名（例如 报修日期、房号、报修内容），或下载模板对照"), 0
        };
        e = E_INPUT;
    }
    if (e != OK && !ret->why.code)
        ret->why =
            (struct sheet_fault){ "broken", W("文件中间有一行读不下去，请检查后重新保存"), 0 };
    return e == E_NOT_FOUND ? E_INPUT : e;
}
