/*
 * import_task.h -- an import by way of the page: uploaded, checked, looked at, accepted.
 *
 * Checking and taking over 20 000 rows is no work for a request, so a job does
 * it and the page shows how far it is.  The uploaded file holds phones and ID
 * numbers: it is kept sealed, until it was taken over, and a week at most.
 */
#pragma once
#include "app/job.h"
#include "rooms/estate/estate_import.h"

#define IMPORT_UPLOAD_MAX                                                                          \
    ((int64_t)8 << 20) /* bytes of a file sent by a page; commands take 32 MB */

struct import_task {
    int64_t id, project_id;
    const char *project_name, *kind, *file_name, *mapping;
    const char *state;   /* checking checked applying done failed */
    const char *columns; /* lines of letter, field, heading */
    const char *fault;   /* why nothing could be read or written, Chinese; "" */
    bool accept_good;
    int64_t row_n, refused_n, home_n, owner_n, company_n, staged_n;
    int64_t added_by, added_at, ended_at;
    /* of a ledger: see 0020_past_repair.sql for the lines */
    int64_t taken_n, blank_n;
    const char *sheets, *spellings, *same;
};

struct import_task_fault {
    int64_t row;
    const char *field, *home, *message, *sheet;
};

/* A file read, sealed and ready to be kept, outside of a transaction. */
struct import_upload {
    const char *file_name;
    struct span sealed;
};
enum err import_upload_read(struct op *op, const char *path, const char *file_name, int64_t size,
                            struct import_upload *ret) CHECKED;

/* Keeps it and has it checked.  project: a name; one that is not there yet is created by the apply.
 */
enum err import_submit(struct op *op, const struct import_upload *u, const char *project,
                       enum import_kind kind, int64_t *ret_id) CHECKED;
/* Checks again with a person's own mapping of columns. */
enum err import_check_again(struct op *op, const struct import_task *t,
                            const char *mapping) CHECKED;
/* Keeps which spellings of a company are one, as lines of past_repair.h. */
enum err import_same(struct op *op, const struct import_task *t, const char *same) CHECKED;
/* True when spellings are proposed as one company and nobody has answered. */
bool import_is_unanswered(const struct import_task *t);
/* Takes over: all rows, or the good ones when some are refused and accept_good is set. */
enum err import_accept(struct op *op, const struct import_task *t, bool accept_good) CHECKED;

/* E_NOT_FOUND also when the actor may not import into its project. */
enum err import_task_load(const struct op *op, int64_t id, struct import_task *ret) CHECKED;
/* The newest first, of the projects in which the actor may import. */
size_t import_task_list(const struct op *op, struct import_task **ret);
/* The first `most` refused rows, in the reader's language. */
size_t import_task_faults(const struct op *op, const struct import_task *t, int64_t most,
                          struct import_task_fault **ret);

/* Jobs of this room, ended by a zero row. */
extern const struct job_kind estate_jobs[];
