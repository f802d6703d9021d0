/* assets_table.h -- what tools/embed made of the built web files, sorted by name. */
#pragma once
#include "app/assets.h"

extern const struct asset assets[];
extern const size_t assets_n;
