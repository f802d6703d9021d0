/* field_view.h -- what "today" of people on site and the manager's overview show. */
#pragma once
#include "app/parts.h"
#include "rooms/repair/repair.h"

struct field_visit {
    const char *no, *title, *home, *contact, *state, *project, *urgency;
    int64_t visit_at, visit_to, due_at, received_at;
    struct url where;
};
struct field_order {
    const char *no, *title, *home, *state, *company, *scope, *project;
    int32_t due_on;
    int64_t offered_at;
    struct url where;
};
struct field_view {
    struct field_visit *visits; /* to be checked, decided or planned by her */
    size_t visit_n;
    struct field_order *orders;
    size_t order_n;
};

struct figure {
    const char *name, *value, *note;
    struct url where;
};
struct company_row {
    const char *name;
    int64_t open_n, done_n, returned_n;
};
struct state_row {
    const char *state;
    int64_t n;
};
struct overview_view {
    struct figure figures[8];
    size_t figure_n;
    struct state_row *states;
    size_t state_n;
    int64_t state_most;
    struct company_row *companies;
    size_t company_n;
    int64_t open_n, overdue_n, emergency_n, received_30d, closed_30d, accepted_30d, first_pass_30d;
};
