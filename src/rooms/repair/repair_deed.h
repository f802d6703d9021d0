/*
 * repair_deed.h -- the acts of a repair that carry little: one struct, one table, one frame.
 *
 * Contact attempts, offers of a visit, make-safe work, objections, quotes, handing over and all the
 * endings but the signed acceptance differ only in what they write.  repair_do() runs the frame
 * (load, fit, right, photos, write, event, settle, tell); the row of the act says the rest.
 */
#pragma once
#include "rooms/repair/repair.h"

struct deed_line {
    const char *kind, *words;
    int64_t amount_fen;
};
#define DEED_LINES_MAX 50

/* What such an act may carry; a text is never NULL, what an act lacks is "" or 0 or NO_DATE. */
struct deed {
    const char *text, *reason, *way, *result, *purpose, *whom, *who, *kind, *name, *notice, *letter;
    const char *receipt, *other; /* other: the number of another matter */
    const char *witness_1, *witness_1_role, *witness_2, *witness_2_role;
    int64_t at, visit_at, visit_to, checker, company_id, amount_fen, months;
    int32_t due_on, valid_until_on;
    const int64_t *photos;
    size_t photo_n;
    const struct deed_line *lines;
    size_t line_n;
    const struct signing *signing; /* sign_reason only */
};
/* An empty one, to be filled by name. */
struct deed deed_new(void);

/* Takes the act of that name (fault_flow); E_NOT_FOUND for an unknown name, else as turn_begin()
   says, or E_INPUT with the field, or E_RULE with the reason. */
enum err repair_do(struct op *op, const struct act *a, const char *act,
                   const struct deed *d) CHECKED;
/* The same for an order's own acts: appoint, no_access, supervise, stop, resume, cancel. */
enum err order_do(struct op *op, const char *no, const char *act, const struct deed *d) CHECKED;

/*
 * Links two matters (no step: both stay where they are).  kind: "caused_by", "parent" (this one is
 * the child), "recurrence_of" (the same part of the same home again: rounds go on, the first report
 * governs, the manager is told).  E_INPUT for itself, a circle, another home's recurrence.
 */
enum err repair_link(struct op *op, const struct act *a, const char *kind, const char *other,
                     const char *note) CHECKED;
/* Does a way of links of that kind lead from one matter to the other? */
bool repair_leads_to(const struct op *op, int64_t from, int64_t to, const char *kind);

/* A home, a building, a project (by an import) has corrected dates: recomputes the verdicts of its
   open faults and keeps the old ones (warranty.md, "Which date is the handover date").  They follow
   the events home.edit, building.edit, estate.import. */
void repair_follow_home(struct op *op, int64_t home_id);
void repair_follow_building(struct op *op, int64_t building_id);
void repair_follow_project(struct op *op, int64_t project_id);
/* A home has a new owner: plans that are not finished are asked anew, work stops until then. */
void repair_owner_changed(struct op *op, int64_t home_id);
