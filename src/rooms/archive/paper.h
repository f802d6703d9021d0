/*
 * paper.h -- papers that are sealed in two steps (house.md; S3.2.5b, S3.5d).
 *
 * The transaction that makes a paper true stores its facts, their hash, a
 * number and a random code, and appends the hash to the matter's chain.  A job
 * draws the PDF, brings it to the disk, and appends the file's hash.  So neither
 * facts nor file can be changed later without the chain saying so, and nobody
 * waits for a drawing.
 */
#pragma once
#include "app/job.h"
#include "app/op.h"

/*
 * Orders the acceptance sheet of a fault whose last round has passed; call it inside the
 * transaction that wrote that round.  *paper_id gets the new paper; an earlier one of the same
 * fault is marked as replaced.  E_NOT_FOUND: no such fault, or its last round didn't pass.
 */
enum err paper_order(struct op *op, int64_t matter_id, int64_t fault_id, int64_t *paper_id) CHECKED;

/* The job "paper.seal"; may run twice and does the work once.  A paper that can't be drawn is
   marked failed and tried again with the job. */
enum err paper_seal(struct job *job);
/* The archive's jobs, ended by a zero row. */
extern const struct job_kind archive_jobs[];

/* ---- checking ---- */
enum paper_state { PAPER_GOOD, PAPER_UNSEALED, PAPER_FACTS, PAPER_FILE, PAPER_GONE, PAPER_CHAIN };

struct paper {
    int64_t project_id, id, matter_id, fault_id, file_id, made_at, sealed_at, replaced_by;
    const char *no, *kind, *state, *facts, *facts_hash, *file_hash;
};
/* By its random code, in any project; E_NOT_FOUND. */
enum err paper_by_code(const struct op *op, const char *code, struct paper *ret) CHECKED;
/* By its number in op->project; E_NOT_FOUND. */
enum err paper_by_no(const struct op *op, const char *no, struct paper *ret) CHECKED;
/* Facts, file and chain against the hashes: the first thing that is wrong. */
enum paper_state paper_check(const struct op *op, const struct paper *p);
/* Stable word of a state: "good", "unsealed", "facts", "file", "gone", "chain". */
const char *paper_state_word(enum paper_state s);
/* All papers, one call each until it returns false; *after begins with 0. */
bool paper_next(const struct op *op, int64_t project, int64_t *after, struct paper *ret);
