/* matter_pages.h -- routes of the list of matters. */
#pragma once
#include "app/route.h"

extern const struct route matter_routes[];
extern const size_t matter_route_n;
