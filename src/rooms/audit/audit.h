/*
 * audit.h -- searching the event log: who did what to what, when (S1.3d, S3.5e).
 *
 * The log is what everything else follows from, so it is also the record of who looked and who
 * took data out: a reveal and an export are events like any other.  Payloads carry no phone and no
 * ID number; what they say of people is cut to a line.
 */
#pragma once
#include "app/op.h"

#define AUDIT_ROWS       50
#define AUDIT_EXPORT_MAX 20000

struct audit_filter {
    const char *who;        /* part of a name; "" anyone */
    const char *what;       /* beginning of the event's word: "repair.", "person.reveal"; "" all */
    const char *no;         /* number of a matter; "" all */
    int32_t from_on, to_on; /* both included; NO_DATE open */
    int64_t before;         /* only events with a lower number; 0: the newest */
};
struct audit_row {
    int64_t no, at;
    const char *what, *words, *subject, *subject_said, *actor, *role, *text;
};
/* Events of op->project, newest first, at most `most`; returns how many.  One statement, however
   many rows. */
size_t audit_list(const struct op *op, const struct audit_filter *f, size_t most,
                  struct audit_row **ret);
/* The same as CSV (UTF-8 with BOM, cells guarded against formulas), at most AUDIT_EXPORT_MAX rows,
   and an event that says who took it out with which filter. */
struct span audit_export(struct op *op, const struct audit_filter *f, size_t *rows);
