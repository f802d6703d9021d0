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
#include "rooms/archive/paper_kind.h"

/*
 * Issues a paper: facts, number, hash and event now, the PDF by a job.  *ret_id gets the new one;
 * an earlier one about the same is marked as replaced. E_NOT_FOUND       there is nothing it could
 * say yet (no such fault, no verdict, not passed) E_RULE "same"     it would say what the last one
 * says: print that again E_TOO_BIG         more text than a paper holds
 */
enum err paper_issue(struct op *op, const struct paper_kind *kind, const struct paper_ask *ask,
                     int64_t *ret_id) CHECKED;
/* The acceptance sheet of a fault whose last round has passed; call it inside the transaction that
   wrote that round. */
enum err paper_order(struct op *op, int64_t matter_id, int64_t fault_id, int64_t *paper_id) CHECKED;

/* The job "paper.seal"; may run twice and does the work once.  A paper that can't be drawn is
   marked failed and tried again with the job. */
enum err paper_seal(struct job *job);
/* The archive's jobs, ended by a zero row. */
extern const struct job_kind archive_jobs[];

/* ---- checking ---- */
enum paper_state { PAPER_GOOD, PAPER_UNSEALED, PAPER_FACTS, PAPER_FILE, PAPER_GONE, PAPER_CHAIN };

struct paper {
    int64_t project_id, id, subject_id, fault_id, part_id, file_id, made_at, sealed_at, replaced_by;
    const char *no, *kind, *subject, *state, *facts, *facts_hash, *file_hash;
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

/* ---- reading and printing again ---- */
/* May the actor read it?  Staff all; an owner her own, but no work order; a company its own work
   orders alone. */
bool paper_is_visible(const struct op *op, const struct paper *p);
/*
 * Prints again: *ret_n is the how-manieth reprint this is.  The sealed file is never touched: a
 * reprint is drawn from the same facts when it is read, with a mark on every page (which reprint,
 * who, when), and says which paper has replaced it.  E_RULE "not_sealed".
 */
enum err paper_copy(struct op *op, const struct paper *p, int64_t *ret_n) CHECKED;
/* Draws reprint n; E_NOT_FOUND when there is none. */
enum err paper_copy_draw(const struct op *op, const struct paper *p, int64_t n,
                         struct span *ret) CHECKED;
/* Number of the paper that replaced it, or NULL. */
const char *paper_replaced_no(const struct op *op, const struct paper *p);
