/* sheet_inside.h -- what sheet.c shares with its two readers, and nobody else sees. */
#pragma once
#include "base/words.h"
#include "rooms/estate/sheet.h"

struct sheet_reader {
    /* One row into s->row; false at the end or after sheet_fail. */
    bool (*next)(struct sheet *s);
    bool from_heading;
};

struct sheet {
    const struct sheet_reader *reader;
    struct arena *mem;     /* as long as the sheet */
    struct arena *row_mem; /* reset before each row */
    struct sheet_cell *cells;
    char *acc;    /* the cell being read, SHEET_CELL_MAX + 1 bytes */
    size_t acc_n; /* goes on counting past the end, so that a fault shows */
    size_t row_bytes;
    size_t n;      /* cells of the row, up to the last that holds something */
    int64_t no;    /* number of the row */
    int64_t given; /* rows given so far */
    struct sheet_fault fault;
    const char *name; /* of the sheet; NULL: it has none */
    void *in;         /* the reader's own */
};

enum err csv_open(struct sheet *s, struct span bytes);
enum err xlsx_open(struct sheet *s, struct span bytes, size_t which);
/* Remembers the first fault; returns `kind`. */
enum err sheet_fail(struct sheet *s, enum err kind, const char *code, const char *zh);
/* Adds bytes to the cell being read. */
void sheet_add(struct sheet *s, const char *p, size_t n);
/* What was read so far as text in row_mem; a fault when it or its row is too long. */
const char *sheet_taken(struct sheet *s);
/* Puts a cell of the current row; text lives in row_mem or mem.  Empty ones leave no trace. */
void sheet_put(struct sheet *s, size_t column, struct sheet_cell cell);
