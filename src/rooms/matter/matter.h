/*
 * matter.h -- a matter is what somebody told us (S3.2.2a): number, home, reporter, content, time.
 *
 * This room keeps what all kinds have in common and finds them again; what is
 * done about a repair is the repair room's.  State, due time and the counters of
 * the tabs are written here only, so they can't drift apart.
 */
#pragma once
#include "app/op.h"
#include "app/shape.h"

struct matter {
    int64_t project_id, id;
    const char *project, *project_name; /* slug, name */
    const char *no, *no_said;           /* R261123-0042, R 261123-0042 */
    const char *kind, *channel, *state, *urgency, *urgency_why;
    int64_t home_id, building_id;
    const char *home_code, *home_said; /* 5-2-1802; 5栋 2单元 1802 */
    const char *contact_name, *contact_masked, *relation;
    const char *title, *description, *wished;
    int64_t person_id, received_by, handler_id, checker_id;
    const char *handler_name, *checker_name;
    int64_t received_at, first_report_at, acknowledged_at, contacted_at, visit_at, visit_to;
    int64_t arrived_at, closed_at, due_at, fault_n, version;
    int64_t veiled_until; /* what was said before it is an earlier owner's; 0: nothing is */
    struct object object; /* for may() */
};
extern const struct shape matter_shape[];

/* The matter of op->project with this number ("R261123-0042", or as typed), when the actor may see
   it; E_NOT_FOUND otherwise, which is also what a foreign one answers. */
enum err matter_load(const struct op *op, const char *no, struct matter *ret) CHECKED;
enum err matter_load_id(const struct op *op, int64_t id, struct matter *ret) CHECKED;

struct matter_new {
    const char *kind, *channel, *urgency, *urgency_why;
    int64_t home_id, person_id;
    const char *relation, *contact_name, *contact_phone; /* phone: folded digits */
    const char *title, *description, *wished;
    int64_t received_at; /* also the first report, unless that is set */
    int64_t first_report_at;
    int64_t received_by, handler_id, fault_n;
};
/* Adds it in state "reported" with the next number of its day; returns the id. */
int64_t matter_add(struct op *op, const struct matter_new *m);

/* State and due time (0: nothing is promised now) follow from the faults; moves the counters, and
   stamps closed_at on the first final state.  Raises the version. */
void matter_settle(struct op *op, int64_t id, const char *state, bool is_final, int64_t due_at);
/* Words under which it is found: call again when they change. */
void matter_index(struct op *op, int64_t id);
/* Follows person.merged: what that record reported is the other's now. */
void matter_follow_merge(struct op *op, int64_t person_id);
/* Follows home.owner_change: whom open matters of the home concern from now on. */
void matter_follow_owner(struct op *op, int64_t home_id);
/* The instant of the home's last sale when the actor is there as an owner only and the matter is of
   nobody she stands for, else 0.  Names, words, signatures and papers from before it are an earlier
   owner's and not hers to read (story 7). */
int64_t matter_veiled_until(const struct op *op, int64_t matter_id);
/* The person of the actor's account who has a running relation to the home; 0: none. */
int64_t person_of_actor(const struct op *op, int64_t home_id);
