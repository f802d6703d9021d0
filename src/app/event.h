/*
 * event.h -- the one append-only event log (S1.3d).
 *
 * Every change appends an event in its own transaction.  Timeline, live
 * updates, messages, audit read it.  Each subject has a hash chain over header
 * and salted hash of the payload; the payload is a row of its own that may be
 * destroyed and leaves a chain that still verifies.
 *
 *   hash = H(prev_hash | project | no | subject | subject_id | subject_no | what | at |
 *            actor_id | actor_role | payload_hash),  payload_hash = H(salt | payload)
 */
#pragma once
#include "app/op.h"
#include "base/json.h"

/*
 * Appends an event.  payload: JSON object text (NULL: "{}"), never with a phone or an ID number.
 * Must run in a write transaction with op->project's turn (0 for global subjects).
 */
void event_add(struct op *op, const char *subject, int64_t subject_id, const char *what,
               const char *payload);

/*
 * What a room does when another room's event is written, in the same transaction: a corrected
 * handover date recomputes the verdicts of open repairs.  A room can't call one that stands behind
 * it, so the table is the program's (cli/rooms.c); it stands in app->followers, ended by a zero
 * row.
 */
struct follower {
    const char *what; /* "home.edit" */
    void (*follow)(struct op *op, int64_t subject_id);
};

struct event {
    int64_t no, subject_no, at, actor_id;
    const char *what, *actor_name, *actor_role;
    const char *payload; /* JSON; NULL when destroyed */
};
/* Events of a subject, oldest first; returns how many. */
size_t event_list(const struct op *op, const char *subject, int64_t subject_id, struct event **ret);

struct event_fault {
    int64_t project_id, no;
    const char *subject;
    int64_t subject_id;
    const char *what; /* "hash", "gap", "head", "payload", "count", "anchor" */
};
/* Checks chains of a project (all of them, or one subject's when subject_id is not 0).  Rows are
   read in the transaction's arena; when it is not op->mem, they are forgotten one by one. */
size_t event_verify(const struct op *op, int64_t project, const char *subject, int64_t subject_id,
                    struct event_fault **ret);
/* Adds the anchor of days that ended; a job calls it daily. */
void event_anchor(struct op *op, int64_t project);
