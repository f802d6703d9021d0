/*
 * live.h -- live updates: who looks at what is told that it changed, nothing more.
 *
 * After each commit the hub looks at new events of the projects concerned and
 * sends `event: changed`, `data: {"subject":"matter","id":"…","no":"…","what":"…"}`
 * to those streams whose reader may see the matter; the page then fetches.
 */
#pragma once
#include "app/route.h"

struct live;
/* Begins to read the log from where it ends now. */
struct live *live_open(struct app *app);
/* Ends its thread; streams stay until the server has stopped, then comes live_close. */
void live_stop(struct live *l);
void live_close(struct live *l);
/* Called by the store after a commit. */
void live_committed(void *live, const int64_t *projects, size_t n);
extern const struct route live_routes[];
extern const size_t live_route_n;
