/*
 * past_repair.h -- years of repairs that were kept in a spreadsheet, as history of their homes.
 *
 * One sheet a year, dates without a year, ticks for "passed", a company written
 * in two ways.  Every row becomes history or is listed with its reason:
 * rows = taken + refused + blank.  Nothing is guessed: a date that can be read
 * in two ways is refused or left as it was written, and two spellings are one
 * company only when a person says so.
 */
#pragma once
#include "app/shape.h"
#include "rooms/estate/estate_import.h"

/* ---- dates (past_date.c) ---- */

/* What a cell says of a day. */
struct past_date {
    enum {
        PAST_NOTHING = 0,
        PAST_DAY,   /* with its year: on */
        PAST_MONTH, /* without: month, day */
        PAST_WORDS, /* 未完, 业主拒绝: no date and not meant as one */
        PAST_WRONG, /* meant as a date and none */
    } is;
    int32_t on;
    int month, day;
    int other_day; /* 9.3 typed as a number may be the 30th; 0: no doubt */
};
struct past_date past_date_read(struct arena *mem, const struct sheet_cell *cell);
/* 2021 of "2021年", "21年度", "台账2021"; 0 when there is none. */
int past_year_in(const char *text);
/*
 * The day of the report.  year: of the sheet, 0 unknown; later: what happened next (NO_DATE).  A
 * report of December that was sent out in January stands in the sheet of the new year.  NO_DATE:
 * it can't be told.
 */
int32_t past_reported_on(const struct past_date *d, int year, int32_t later);
/* A day on or after `from`: a row may cross the year.  NO_DATE: not told, or told in two ways. */
int32_t past_later_on(const struct past_date *d, int year, int32_t from);

/* ---- rows (past_read.c) ---- */

struct past_row {
    const char *sheet, *home; /* home: the code as far as it is told */
    int64_t no;
    int year;
    struct room_code code;
    int32_t reported_on, sent_on, done_on; /* NO_DATE */
    const char *reported_said, *sent_said, *done_said;
    const char *problem, *category, *company, *outcome, *passed, *called, *remark;
};

struct past_file {
    struct span bytes;
    const char *file_name, *mapping;
};
/* One call a row: row or fault, as import_visit. */
typedef void past_visit(void *arg, const struct past_row *row, const struct import_fault *fault);

/*
 * Reads all visible sheets.  Rows that hold no repair are counted in the sheet's blank; its taken
 * and refused are the visitor's.  *columns: of the first sheet with a heading.  Texts of sheets
 * live in `mem`.  Errors as import_read.
 */
enum err past_read(struct arena *mem, const struct past_file *file, past_visit *visit, void *arg,
                   struct import_report *ret) CHECKED;

/* ---- spellings (past_company.c) ---- */

struct past_known {
    int64_t id;
    const char *name, *short_name;
};
/* Counts one more of this spelling; in `mem`. */
void past_spelling_add(struct arena *mem, struct import_report *r, const char *said);
/* Proposes for each spelling the company or the longer spelling that it begins like, when there is
   exactly one; a company of exactly this name needs nobody's word. */
void past_spellings_propose(struct arena *mem, struct import_report *r,
                            const struct past_known *known, size_t n);
/* Applies what a person said: lines of "as written<TAB>company", the company empty for 不是同一家.
 */
void past_spellings_choose(struct arena *mem, struct import_report *r, const char *same,
                           const struct past_known *known, size_t n);
/* "恒基=恒基建设,甲=乙" of a command as such lines. */
const char *past_same_lines(struct arena *mem, const char *typed);
/* Is there a proposal that nobody answered? */
bool past_is_unanswered(const struct import_report *r);

/* ---- taking over (past_import.c) ---- */

/* import_run() for IMPORT_LEDGER. */
enum err past_import_run(struct app *app, struct arena *mem, const struct actor *who,
                         const struct import_order *order, struct import_report *ret) CHECKED;

/* ---- reading (past_list.c) ---- */

struct past_view {
    int64_t id;
    int32_t reported_on, done_on; /* NO_DATE */
    int64_t year;
    const char *problem, *category, *company, *outcome, *passed, *called, *remark;
    const char *source; /* file, sheet and row it came from */
};
extern const struct shape past_shape[];
/* History of a home, the newest first; the caller has asked for the right to the home. */
size_t past_list(const struct op *op, int64_t home_id, struct past_view **ret);
