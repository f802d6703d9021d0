/*
 * initials.h -- people are found by the pinyin initials of their names.
 *
 * The rows are made when a person is added here, and by a job for whoever came
 * another way (an import, a corrected name, an older version of the program):
 * it looks for names that differ from those the rows were made of.
 */
#pragma once
#include "app/job.h"

/* Makes the rows of a person of op->project anew, under its turn. */
void initials_put(struct op *op, int64_t person, const char *name);

extern const struct job_kind people_jobs[];
