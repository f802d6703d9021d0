/* archive_pages.h -- routes of photos and papers; see archive_pages.c. */
#pragma once
#include "app/route.h"

extern const struct route archive_routes[], paper_routes[], notice_routes[];
extern const size_t archive_route_n, paper_route_n, notice_route_n;
