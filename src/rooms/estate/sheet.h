/*
 * sheet.h -- rows of a table that somebody keeps in an office.
 *
 * One interface over CSV in whatever encoding a machine in China writes (UTF-8,
 * GB18030, UTF-16) and XLSX as Excel, WPS and export programs write it.  A
 * reader sees rows of text; what a cell meant to its program (a number, a date)
 * is told beside it.  Nothing is ever evaluated: a formula in a CSV is text.
 *
 * A file is hostile until read: DTDs are refused, sizes are counted while they
 * are unpacked and not believed, rows, columns and cells have ceilings.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

#define SHEET_FILE_MAX (32u << 20)  /* bytes of a file */
#define SHEET_CELL_MAX (128u << 10) /* bytes of a cell's text */
#define SHEET_COLUMNS  256          /* columns behind these are not read */
#define SHEET_ROWS_MAX 200000       /* rows with something in them */

enum sheet_kind { SHEET_TEXT = 0, SHEET_NUMBER, SHEET_DATE };

struct sheet_cell {
    const char *text;     /* never NULL; "" for an empty cell; valid UTF-8; dates as YYYY-MM-DD */
    enum sheet_kind kind; /* what the file said it was; CSV knows only text */
    bool merged;          /* filled down from the first cell of a merged range */
};

struct sheet_row {
    int64_t no;                     /* row of the sheet, or record of the CSV, from 1 */
    size_t n;                       /* cells up to the last one that holds something */
    const struct sheet_cell *cells; /* valid until the next sheet_next */
};

/* Why a file can't be read; zh is a literal marked with W(). */
struct sheet_fault {
    const char *code; /* "old_xls", "encoding", "quotes", "too_big" …; NULL: none */
    const char *zh;
    int64_t row; /* 0: the whole file */
};

struct sheet;

/*
 * Opens a table.  bytes: the whole file, borrowed for as long as `mem` lives.  which: the how
 * many-th visible sheet, from 0 (CSV has one).  Closed when `mem` is reset.  E_NOT_FOUND: there is
 * no such sheet; E_TOO_BIG, E_MEDIA, E_INPUT with *why filled: the file can't be read.
 */
enum err sheet_open(struct arena *mem, struct span bytes, size_t which, struct sheet **ret,
                    struct sheet_fault *why) CHECKED;
/* Reads a file into `mem` for sheet_open. */
enum err sheet_load(struct arena *mem, const char *path, struct span *ret,
                    struct sheet_fault *why) CHECKED;
/* The next row that holds something; false at the end and at a fault (then sheet_why tells). */
bool sheet_next(struct sheet *s, struct sheet_row *ret);
/* What went wrong while reading; code is NULL when nothing did. */
struct sheet_fault sheet_why(const struct sheet *s);
/* Name of the open sheet ("2021年"); "" for a CSV. */
const char *sheet_name(const struct sheet *s);
/* True when rows are numbered from the heading (CSV), false when by the sheet (XLSX). */
bool sheet_counts_from_heading(const struct sheet *s);
