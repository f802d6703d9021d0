/*
 * register.h -- the service ledger (售后服务台账): every matter as a row, its columns those of
 * records.md.
 *
 * One table of filters stands behind the page, the files and the figures of the
 * overview, so that a figure and the rows behind it are the same question.
 * What was imported from old ledgers is no matter and never appears here.
 */
#pragma once
#include "app/op.h"
#include "app/shape.h"

enum register_filter_key {
    BY_PROJECT, /* short name */
    BY_KIND,
    BY_STATE,
    BY_URGENCY,
    BY_CHANNEL,
    BY_OPEN,    /* "1" open, "0" closed */
    BY_OVERDUE, /* "1" */
    BY_WAITING, /* owner contractor us */
    BY_FROM,    /* received, civil dates, both included */
    BY_TO,
    BY_CLOSED_FROM,
    BY_CLOSED_TO,
    BY_ACCEPTED_FROM,
    BY_AGE_FROM, /* days since the first report, at least */
    BY_AGE_TO,   /* less than */
    BY_BUILDING, /* code */
    BY_HOME,     /* code */
    BY_COMPONENT,
    BY_WARRANTY,   /* in out open */
    BY_COMPANY,    /* id, of an order that stands */
    BY_ROUNDS,     /* at least */
    BY_FIRST_TIME, /* "1": no fault needed a second round */
    FILTER_N
};

struct register_filter {
    const char *value[FILTER_N]; /* "" or NULL: any */
};

/* Name in an address ("closed_from") and the words of its label. */
const char *register_filter_name(enum register_filter_key k);
const char *register_filter_words(enum register_filter_key k);
/* False when a value is none of those above; *bad gets the filter. */
bool register_filter_check(const struct register_filter *f, enum register_filter_key *bad);

struct register_row {
    int64_t id, received_at;
    const char *project, *no, *kind, *state, *home, *owner, *channel, *title, *places, *components;
    const char *symptoms, *urgency, *warranty, *responsible, *handler, *contractors, *endings;
    const char *links;
    int64_t sent_at, taken_at, contacted_at, arrived_at, agreed_at, started_at, finished_at;
    int64_t accepted_at, closed_at, due_at, rounds, days, overdue_days, cost_fen, paid_fen;
    int32_t warranty_end_on; /* NO_DATE */
};
extern const struct shape register_row_shape[];

struct register_cursor {
    int64_t at, id; /* of the last row; id 0: from the start */
};
#define REGISTER_STEP 200
/*
 * The next rows of one project behind *from, newest first, `most` at the most (REGISTER_STEP); a
 * handful of statements whatever their number.  op->project is set.  Only what the actor may see.
 */
size_t register_read(const struct op *op, const struct register_filter *f,
                     const struct register_cursor *from, size_t most, struct register_row **ret);
/* How many rows there are in op->project. */
int64_t register_count(const struct op *op, const struct register_filter *f);
/* Projects of the filter in which she may read the register; returns how many. */
size_t register_projects(const struct op *op, const struct register_filter *f, int64_t **ret);

/* Words of a code in a cell (the kind, the channel, the urgency, the warranty), Chinese. */
const char *register_words(const char *code);

/* ---- files (register_file.c) ---- */
struct register_file;
/* A file of all rows, made while it is sent: memory does not grow with the rows. */
struct register_file *register_file_open(const struct op *op, const struct register_filter *f,
                                         bool is_xlsx);
/* For http_answer.pull: bytes put, 0 at the end, -1 when the database failed. */
int64_t register_file_pull(void *file, char *out, size_t room);
void register_file_close(void *file);
