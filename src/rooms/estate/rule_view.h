/* rule_view.h -- what the pages of component and symptom show. */
#pragma once
#include "app/parts.h"
#include "rooms/estate/catalogue_rules.h"

struct rule_line {
    const struct rule_row *row;
    const char *symptom, *part, *trade; /* words */
    struct url where;
};

struct rules_view {
    const char *component; /* code, "any" */
    struct part_option *components;
    size_t component_n;
    struct rule_row *rows;
    size_t row_n;
    struct rule_line *lines;
    struct part_link *missing; /* symptoms for which the general row answers */
    size_t missing_n;
    bool may_edit;
    struct url here;
};

struct rule_form_view {
    struct rule_row row;
    const char *component, *symptom, *part, *trade; /* words */
    bool may_edit;
    struct part_option *parts, *trades;
    size_t part_n, trade_n;
    struct url action, up;
};
