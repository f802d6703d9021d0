/* system.h -- routes about the program itself: health and the API's own description. */
#pragma once
#include "app/route.h"

extern const struct route system_routes[];
extern const size_t system_route_n;
