/*
 * estate_template.h -- the empty table that people fill in for an import.
 *
 * An XLSX, because a CSV opened in a spreadsheet program loses the last digits of
 * an ID number: every column of this one is text.  The first row holds the
 * headings that the import knows best, the second sheet what to write below them.
 */
#pragma once
#include "rooms/estate/estate_columns.h"

/* The bytes of the template of a kind, in `mem`; n is 0 when it can't be made. */
struct span import_template(struct arena *mem, enum import_kind kind);
