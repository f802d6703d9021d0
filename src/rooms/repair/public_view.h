/* public_view.h -- a project's public page. */
#pragma once
#include "rooms/estate/estate.h"
#include "rooms/repair/repair.h"

struct public_view {
    struct project_view p;
    struct promise_class *promises;
    size_t promise_n;
};
