/*
 * catalogue_edit.h -- the administrator's side of the catalogues: all rows, words in both
 * languages.
 *
 * Codes are for ever and rows are never deleted: what nobody should choose any
 * more is retired, and old matters still find its words.
 */
#pragma once
#include "app/op.h"

struct catalogue_row {
    const char *kind, *code, *zh, *en;
    int64_t pos;
    bool is_common; /* places only */
    bool is_retired;
    int64_t version;
};

/* The kinds in their order, NULL-ended, and their Chinese name, marked for translation. */
extern const char *const catalogue_kinds[];
const char *catalogue_kind_words(const char *kind);
/* Codes stand in addresses, exports and other people's programs: lower-case ASCII, digits, _. */
bool catalogue_is_code(const char *code);

/* All rows of a kind, retired ones last; returns how many. */
size_t catalogue_rows(const struct op *op, const char *kind, struct catalogue_row **ret);
enum err catalogue_row_load(const struct op *op, const char *kind, const char *code,
                            struct catalogue_row *ret) CHECKED;
/* Adds a row; pos 0 puts it at the end.  Refuses a code that is there, or no snake_case word.  Like
   every change it makes a version, which keeps the reason. */
enum err catalogue_row_add(struct op *op, const struct catalogue_row *row,
                           const char *reason) CHECKED;
/* Writes words, order, common and retired of row->kind and row->code. */
enum err catalogue_row_put(struct op *op, const struct catalogue_row *row,
                           const char *reason) CHECKED;
