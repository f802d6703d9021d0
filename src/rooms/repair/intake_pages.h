/* intake_pages.h -- routes of hotline and front desk. */
#pragma once
#include "app/route.h"

extern const struct route call_routes[];
extern const size_t call_route_n;
