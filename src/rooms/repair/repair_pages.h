/* repair_pages.h -- routes of the repair room. */
#pragma once
#include "app/route.h"

extern const struct route repair_routes[], intake_routes[], field_routes[], handed_routes[],
    public_routes[];
extern const size_t repair_route_n, intake_route_n, field_route_n, handed_route_n, public_route_n;
