/*
 * estate_columns.h -- which column of a sheet holds what.
 *
 * A sheet's headings are found by what they say, not by where they stand: title
 * rows lie above them, line breaks and units inside them, and every office has
 * its own words.  What is guessed is shown to the person who imports, who may
 * point any column at any field.
 */
#pragma once
#include "rooms/estate/sheet.h"

enum import_kind { IMPORT_NONE = 0, IMPORT_HOMES, IMPORT_OWNERS, IMPORT_COMPANIES, IMPORT_LEDGER };

enum column {
    COL_FULL_ROOM = 0, /* the whole address in one cell */
    COL_PHASE,
    COL_BUILDING,
    COL_UNIT,
    COL_ROOM,
    COL_HOME_TYPE,
    COL_AREA,
    COL_INNER_AREA,
    COL_FIT_OUT,
    COL_COMPLETION,
    COL_NOTICE,
    COL_KEYS,
    COL_HANDOVER,
    COL_NAME,
    COL_ID_NUMBER,
    COL_PHONE,
    COL_PHONE_2,
    COL_SHARE,
    COL_RELATION,
    COL_EXTERNAL,
    COL_COMPANY,
    COL_SHORT_NAME,
    COL_COMPANY_KIND,
    COL_CREDIT_CODE,
    COL_CONTACT,
    COL_TRADES,
    COL_CONTRACT,
    COL_BUILDINGS,
    COL_ENDS,
    COL_REPORTED,
    COL_PROBLEM,
    COL_CATEGORY,
    COL_SENT,
    COL_DONE,
    COL_PASSED,
    COL_CALLED,
    COL_REMARK,
    COL_NOTE, /* known, and not taken over */
    COLUMN_N
};

#define NO_COLUMN (-1)

struct columns {
    int64_t heading;                  /* number of the (last) heading row */
    size_t n;                         /* cells of the heading */
    int at[COLUMN_N];                 /* cell of each field, NO_COLUMN */
    const char *words[SHEET_COLUMNS]; /* the headings as written, for showing; "" */
    const char *phase;                /* 一期, when a title above says so; "" */
};

/* homes, owners, companies, ledger; IMPORT_NONE for anything else. */
enum import_kind import_kind_of(const char *word);
const char *import_kind_word(enum import_kind kind);
/* Stable name of a field ("inner_area"), and its words for people (套内面积). */
const char *column_name(enum column c);
const char *column_words(enum column c);
/* By name; COLUMN_N when there is none. */
enum column column_of(const char *name);
/* True when an import of this kind reads the field. */
bool column_is_for(enum column c, enum import_kind kind);
/*
 * Finds the heading among the first rows of a sheet that was just opened.  It reads further than
 * the heading, so open the sheet again and pass over rows up to ret->heading.  Texts live in `mem`.
 * False when no row looks like a heading for this kind.
 */
bool columns_find(struct arena *mem, struct sheet *s, enum import_kind kind, struct columns *ret);
/* "澜庭一期业主信息台账" → 一期; "" when no phase is named. */
const char *phase_in(struct arena *mem, const char *text);
/*
 * Changes the guess: "name=G,phone=3" or "inner_area=" (not in this sheet): letters as the sheet
 * shows them, or numbers from 1.  False when a field or a column is unknown.
 */
bool columns_override(struct columns *c, const char *mapping);
