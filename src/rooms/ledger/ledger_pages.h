/* ledger_pages.h -- routes of the register and of the manager's overview. */
#pragma once
#include "app/route.h"

extern const struct route register_routes[];
extern const size_t register_route_n;
extern const struct route overview_routes[];
extern const size_t overview_route_n;
