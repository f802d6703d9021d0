/* archive_pages.h -- routes of photos and papers; see archive_pages.c. */
#pragma once
#include "app/route.h"

extern const struct route archive_routes[];
extern const size_t archive_route_n;
