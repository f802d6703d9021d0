/* suggestion_pages.h -- routes of the suggestion room. */
#pragma once
#include "app/route.h"

extern const struct route suggestion_routes[];
extern const size_t suggestion_route_n;
