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
#include "rooms/estate/estate_check_inside.h"

#include "base/buf.h"
#include "base/text.h"
#include "base/when.h"
#include "base/words.h"

#include <string.h>

#define SEEN_MAX 60 /* characters of a cell that a message repeats */

/* ---- cells ---- */

const struct sheet_cell *check_cell_at(const struct check *c, enum column f)
{
    static const struct sheet_cell none = { .text = "" };
    int at = c->columns->at[f];

    return at == NO_COLUMN || (size_t)at >= c->row->n ? &none : &c->row->cells[at];
}

/* Text of a field; "" when the cell says nothing. */
const char *check_cell(const struct check *c, enum column f)
{
    const char *text = check_cell_at(c, f)->text;

    return says_nothing(c->row_mem, text) ? "" : text;
}

bool check_is_filled(const struct check *c, enum column f)
{
    const struct sheet_cell *at = check_cell_at(c, f);

    return !at->merged && *at->text && *fold_tight(c->row_mem, at->text);
}

bool check_refuse(struct check *c, enum column f, const char *zh, const char *seen)
{
    c->fault.field = column_name(f);
    c->fault.zh = zh;
    c->fault.seen = utf8_cut(c->row_mem, seen, SEEN_MAX);
    return false;
}

bool check_refuse_again(struct check *c, const char *zh, int64_t before)
{
    c->fault.field = "duplicate";
    c->fault.zh = zh;
    c->fault.seen = arena_printf(c->row_mem, "%lld", (long long)before);
    return false;
}

static bool is_sparse(const struct check *c, enum column f)
{
    return (c->data_n - c->filled[f]) * 2 >= c->data_n;
}

/* The cell, or the one above where empty means that. */
static const char *carried(struct check *c, enum column f)
{
    const char *now = check_cell(c, f);

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
    return c->kind == IMPORT_OWNERS && !*check_cell(c, COL_BUILDING) && !*check_cell(c, COL_UNIT) &&
           !*check_cell(c, COL_ROOM) && *check_cell(c, COL_NAME) &&
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
    const char *room = is_next ? above(c, COL_ROOM) : check_cell(c, COL_ROOM);

    c->above[COL_ROOM] = arena_dup(c->mem, room);

    if (!*room || !fold_room(c->row_mem, room, &whole)) {
        (void)fold_building(c->row_mem, building, &code->building); /* for the message */
        (void)fold_unit(c->row_mem, unit, &code->unit);
    }
    if (!*room)
        return check_refuse(c, COL_ROOM, W("没有填写房号"), "");
    if (!fold_room(c->row_mem, room, &whole))
        return check_refuse(c, COL_ROOM, W("认不出房号“%s”"), room);
    *code = whole;
    if (*building && !fold_building(c->row_mem, building, &code->building)) {
        const char *joined = arena_printf(c->row_mem, "%s-%s-%s", building, unit, room);

        if (!fold_room(c->row_mem, joined, code) || !*code->building)
            return check_refuse(c, COL_BUILDING, W("认不出楼栋“%s”"), building);
        return true;
    }
    if (*unit && !fold_unit(c->row_mem, unit, &code->unit))
        return check_refuse(c, COL_UNIT, W("认不出单元“%s”"), unit);
    if ((*whole.building && strcmp(whole.building, code->building) != 0) ||
        (*whole.unit && strcmp(whole.unit, code->unit) != 0))
        return check_refuse(c, COL_ROOM, W("房号“%s”和楼栋、单元对不上"), room);
    return true;
}

static bool check_home(struct check *c)
{
    struct room_code *code = &c->out->code;
    const char *full = check_cell(c, COL_FULL_ROOM), *phase = check_cell(c, COL_PHASE);
    bool good = true;

    if (*full && !fold_room(c->row_mem, full, code))
        good = check_refuse(c, COL_ROOM, W("认不出房间“%s”"), full);
    else if (!*full)
        good = read_parts(c);
    c->out->home = room_code_text(c->row_mem, code);
    if (!good)
        return false;
    if (!*code->building)
        return check_refuse(c, COL_BUILDING, W("没有填写楼栋"), "");
    if (!*code->unit && c->with_unit > 0)
        return check_refuse(c, COL_UNIT, W("没有填写单元"), "");
    if (!*code->room)
        return check_refuse(c, COL_ROOM, W("没有填写房号"), "");
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
    return check_refuse_again(c, W("这套房在第 %s 行已经出现过"), before);
}

/* ---- what it says of the home ---- */

static bool check_words(struct check *c)
{
    const char *fit_out = check_cell(c, COL_FIT_OUT);

    c->out->home_type =
        utf8_cut(c->row_mem, text_trim(c->row_mem, check_cell(c, COL_HOME_TYPE)), 40);
    c->out->external_id =
        utf8_cut(c->row_mem, text_trim(c->row_mem, check_cell(c, COL_EXTERNAL)), 60);
    c->out->fit_out = *fit_out ? fold_fit_out(c->row_mem, fit_out) : "";
    return c->out->fit_out || check_refuse(c, COL_FIT_OUT, W("认不出装修标准“%s”"), fit_out);
}

static bool check_areas(struct check *c)
{
    const char *area = check_cell(c, COL_AREA), *inner = check_cell(c, COL_INNER_AREA);
    struct import_row *out = c->out;

    if (*area && !fold_area(c->row_mem, area, &out->area_cm2))
        return check_refuse(c, COL_AREA, W("认不出建筑面积“%s”"), area);
    if (*inner && !fold_area(c->row_mem, inner, &out->inner_cm2))
        return check_refuse(c, COL_INNER_AREA, W("认不出套内面积“%s”"), inner);
    if (out->area_cm2 && out->inner_cm2 > out->area_cm2)
        return check_refuse(c, COL_INNER_AREA, W("套内面积 %s 大于建筑面积"), inner);
    return true;
}

bool check_date(struct check *c, enum column f, const char *zh, int32_t *ret)
{
    const char *text = check_cell(c, f);

    *ret = NO_DATE;
    return !*text || fold_date(c->row_mem, text, ret) || check_refuse(c, f, zh, text);
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
    return check_refuse(c, COL_COMPLETION, W("同一栋楼在前面的行里竣工验收日期是 %s"),
                        date_text(c->row_mem, (int32_t)before));
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

bool check_row(struct check *c)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if ((checks[i].kinds & (1u << c->kind)) && !checks[i].good(c))
            return false;
    return true;
}
