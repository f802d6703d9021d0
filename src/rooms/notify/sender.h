/*
 * sender.h -- takes messages out of the outbox after they were committed.
 *
 * The development sender writes them to the log and marks them as sent; the
 * outbox page shows them.  A real one for a provider takes its place here.
 */
#pragma once
#include "app/job.h"

/* The room's jobs, ended by a zero row. */
extern const struct job_kind notify_jobs[];
