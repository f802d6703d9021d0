/* import_pages.h -- routes of the import: /admin/import and what hangs on it. */
#pragma once
#include "app/route.h"

extern const struct route import_routes[];
extern const size_t import_route_n;
