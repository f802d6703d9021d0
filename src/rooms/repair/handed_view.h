/* handed_view.h -- what the property company sees of what was handed to it. */
#pragma once
#include "rooms/repair/repair_view.h"

struct handed_row {
    const char *no, *project, *home, *title, *reason, *answer;
    int64_t fault, handed_at, due_at, answered_at;
    bool is_open;
    struct url where;
};
struct handed_list {
    struct handed_row *rows; /* open ones first, by their due time */
    size_t row_n;
};
struct handed_view {
    struct repair_view repair; /* only what handed_shape and the page name of it is shown */
    struct handed_row *rows;
    size_t row_n;
    bool is_open;
    struct url here;
};
