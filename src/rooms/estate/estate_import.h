/*
 * estate_import.h -- homes, owners and companies of a file become rows, all of them or none.
 *
 * One operation behind the page, the API and `anju import`.  A file is checked
 * whole before anything is written.  Good rows then go to staging tables in
 * chunks, so that no other writer waits, and from there into the estate in one
 * turn: a reader sees the estate before the import or after it.
 */
#pragma once
#include "app/op.h"
#include "rooms/estate/estate_check.h"

struct import_order {
    const char *project; /* name or short name; a new one is created by homes and owners */
    int64_t project_id;  /* when it is known already, else 0 */
    int64_t job_id;      /* the row of import_job, 0: make one */
    enum import_kind kind;
    struct span bytes;
    const char *file_name, *file_hash, *mapping; /* "" */
    bool dry_run, accept_good;
    const char *same; /* of a ledger: which spellings are one company (past_repair.h); NULL */
};

/* A sheet of a ledger and what became of its rows. */
struct past_sheet {
    const char *name;
    int year; /* 0: none was found */
    int64_t rows, taken, refused, blank;
    bool has_heading;
};

/* A company as the ledger writes it. */
struct past_spelling {
    const char *said, *proposed; /* proposed: "" when nothing is alike */
    const char *company;         /* what it stands for */
    int64_t n, company_id;       /* company_id 0: none of ours */
    bool is_answered;
};

struct import_report {
    struct import_count count; /* rows read and refused; homes, owners, companies taken over, or
                                  that would be in a dry run */
    struct import_fault *faults;
    size_t fault_n;
    struct columns columns;
    struct sheet_fault why; /* nothing could be read or written: code is not NULL */
    int64_t project_id;     /* 0 when nothing was written */
    bool applied;
    struct past_sheet *sheets; /* of a ledger */
    size_t sheet_n;
    struct past_spelling *spellings;
    size_t spelling_n;
};

/*
 * Checks, and when all is good (or accept_good) and it is no dry run, writes.  Texts of the report
 * live in `mem`.  OK whenever the file could be judged: report->applied tells whether it was taken
 * over. E_INPUT, E_MEDIA, E_TOO_BIG with report->why; E_STORE when the database failed, nothing was
 * kept. The caller has asked for the right IMPORT_RUN.  Not within a transaction.
 */
enum err import_run(struct app *app, struct arena *mem, const struct actor *who,
                    const struct import_order *order, struct import_report *ret) CHECKED;
/* The sentence of a fault in the reader's language. */
const char *import_words(struct arena *mem, enum lang lang, const struct import_fault *f);
