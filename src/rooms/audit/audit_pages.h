/* audit_pages.h -- routes of the audit room. */
#pragma once
#include "app/route.h"

extern const struct route audit_routes[];
extern const size_t audit_route_n;
