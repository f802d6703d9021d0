/* import_view.h -- what the pages of an import show. */
#pragma once
#include "app/parts.h"
#include "rooms/estate/import_task.h"

struct import_line {
    const struct import_task *task;
    struct url where;
    const char *kind; /* in the reader's language */
};

struct imports_view {
    struct import_line *lines;
    size_t line_n;
    struct import_task *tasks;
    size_t task_n;
    const char **projects; /* names, to choose from */
    size_t project_n;
    struct url action, template_homes, template_owners, template_companies, template_ledger;
};

struct import_column {
    const char *letter, *field, *heading;
};

struct import_sheet {
    const char *name;
    int64_t year, rows, taken, refused, blank; /* year -1: no heading was found */
};

struct import_spelling {
    const char *said, *proposed, *answer; /* answer: "" same apart */
    int64_t n;
};

struct import_view {
    struct import_task task;
    const char *kind;
    struct import_column *columns;
    size_t column_n;
    struct part_option *fields; /* what a column may be */
    size_t field_n;
    struct import_task_fault *faults;
    size_t fault_n;
    bool is_working, may_apply, may_check;
    int64_t good_n;
    struct import_sheet *sheets; /* of a ledger */
    size_t sheet_n;
    struct import_spelling *spellings;
    size_t spelling_n, proposed_n;
    bool is_unanswered;
    struct url here, check, apply, same, all;
};
