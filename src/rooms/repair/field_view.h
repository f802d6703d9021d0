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
