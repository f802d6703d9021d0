/* home_type_view.h -- what the pages of the types of homes show. */
#pragma once
#include "app/parts.h"
#include "rooms/estate/home_type.h"

struct home_type_line {
    const struct home_type *type;
    struct url where;
};

struct home_types_view {
    struct home_type *types;
    size_t type_n;
    struct home_type_line *lines;
    const char *project;
    struct url up;
};

struct home_type_form_view {
    struct home_type type;
    struct home_type_place *places;
    size_t place_n;
    const char **codes; /* of those that are on */
    size_t code_n;
    const char *project;
    struct url up, estate, action;
};
