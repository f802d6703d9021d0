/*
 * sender.h -- takes messages out of the outbox after they were committed.
 *
 * The development sender marks them as sent and logs that it did, without the
 * text, which may hold a code; the outbox page shows them.
 */
#pragma once
#include "app/job.h"

/* The room's jobs, ended by a zero row. */
extern const struct job_kind notify_jobs[];
