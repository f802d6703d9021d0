/* estate_check_inside.h -- what the checks of a row share; nobody else includes it. */
#pragma once
#include "rooms/estate/estate_check.h"
#include "rooms/estate/estate_seen.h"

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

/* Text of a field; "" when the cell says nothing. */
const char *check_cell(const struct check *c, enum column f);
/* The cell itself; an empty one when the sheet has no such column. */
const struct sheet_cell *check_cell_at(const struct check *c, enum column f);
/* The cell was filled in this row and not merged down from above. */
bool check_is_filled(const struct check *c, enum column f);
/* Keeps why the row is refused; returns false.  `seen` stands for %s. */
bool check_refuse(struct check *c, enum column f, const char *zh, const char *seen);
bool check_refuse_again(struct check *c, const char *zh, int64_t before);
/* A date, NO_DATE when the cell says nothing. */
bool check_date(struct check *c, enum column f, const char *zh, int32_t *ret);

/* Totals, footnotes, repeated headings, rows that only have a number or a border
   (estate_read.c). */
bool check_is_no_data(const struct check *c);

/* All that a kind of import checks, in order (estate_check.c); c->row and c->out are set. */
bool check_row(struct check *c);
/* Parts of it (estate_check_people.c). */
bool check_names(struct check *c);
bool check_ids(struct check *c);
bool check_phones(struct check *c);
bool check_shares(struct check *c);
bool check_people_once(struct check *c);
bool check_company(struct check *c);
bool check_company_words(struct check *c);
bool check_buildings(struct check *c);
