/* company_pages.h -- routes of the company room. */
#pragma once
#include "app/route.h"

extern const struct route company_routes[];
extern const size_t company_route_n;
