/* matters_view.h -- what the list of matters shows. */
#pragma once
#include "app/parts.h"
#include "rooms/matter/matter_list.h"

struct matters_line {
    const struct matter_row *row;
    struct url where, preview;
};
struct matters_view {
    struct matter_list list;
    struct matters_line *lines;
    struct part_tab *tabs;
    size_t tab_n;
    struct part_option *projects; /* slug, name */
    size_t project_n;
    const char *view, *urgency, *typed, *project;
    const char *next; /* address of the next page in the API; NULL */
    int64_t open_n;
};
