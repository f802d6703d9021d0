/*
 * rooms.h -- everything the rooms bring: the only list of them.
 */
#pragma once
#include "app/event.h"
#include "app/job.h"
#include "app/route.h"

/* All routes, ended by a zero row. */
extern const struct route_set route_sets[];
/* All kinds of jobs, ended by a zero row, in the arena. */
const struct job_kind *job_kinds(struct arena *mem);
/* What rooms do when events of other rooms are written. */
extern const struct follower followers_of_rooms[];
