/* estate_seen.h -- texts that a file named before, and where. */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

struct seen;

/* Empty; lives in `mem`, and so do the texts it keeps. */
struct seen *seen_open(struct arena *mem);
/* True when `key` is new and now stands for `value`; false with what it stood for in *before. */
bool seen_add(struct seen *s, const char *key, int64_t value, int64_t *before);
