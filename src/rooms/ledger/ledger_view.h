/* ledger_view.h -- what the register and the overview show. */
#pragma once
#include "app/parts.h"
#include "rooms/ledger/register.h"

struct register_line {
    const struct register_row *row;
    struct url where;
};
struct register_chosen { /* a filter in use */
    const char *words, *value;
};
struct register_view {
    struct register_row *rows;
    size_t row_n;
    struct register_line *lines;
    struct register_filter filter;
    struct register_chosen *chosen;
    size_t chosen_n;
    struct part_option *projects, *buildings, *components, *companies;
    size_t project_n, building_n, component_n, company_n;
    const char *next; /* address of the next page in the API; NULL */
    bool may_export;
    struct url here, plain, export;
};

struct overview_figure {
    const char *group, *name, *note;
    int64_t n;
    struct url where; /* the rows behind it */
    const char *href;
};
struct overview_rate {
    const char *id, *name, *value;
    int64_t part, whole;
};
struct figures_view {
    struct overview_figure *figures;
    size_t n;
    struct overview_rate *rates;
    size_t rate_n;
};
