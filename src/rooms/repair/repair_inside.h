/* repair_inside.h -- what the files of this room share. */
#pragma once
#include "base/json.h"
#include "rooms/repair/repair.h"

/* One act under way: the matter, and the faults that it moves. */
struct turn {
    struct op *op;
    const char *act;
    struct matter m;
    struct fault *faults; /* all of the matter's */
    size_t fault_n;
    struct fault *hit[FAULTS_MAX]; /* those that the act fits */
    const struct step *steps[FAULTS_MAX];
    size_t hit_n;
    const char *instead; /* where they go instead of their step's `to`; "": they stay; NULL */
    struct json note;    /* payload of the event, an open object */
};

/*
 * Loads the matter, finds the faults whose state has a row for the act, and asks for the right.
 * is_single: the act is about one fault; several that fit and none named are E_INPUT.
 * E_NOT_FOUND, E_RULE "not_now", E_DENIED.
 */
enum err turn_begin(struct turn *t, struct op *op, const struct act *a, const char *act,
                    bool is_single) CHECKED;
/* Moves the hit faults to where their steps lead, appends the event, settles the matter. */
void turn_end(struct turn *t, const char *event);
/* repair_settle() for a matter that was loaded after everything that this turn changed about it;
   brings its state and due time up to date. */
void repair_settle_loaded(struct op *op, struct matter *m);
/* Claims uploads for the matter and names them in the event. */
enum err turn_photos(struct turn *t, const int64_t *photos, size_t n, const char *purpose) CHECKED;
/* A message to the contact of the matter, and to her screen. */
void tell_contact(struct op *op, const struct matter *m, const char *kind, const char *text);
/* A message to the managers of the project. */
void tell_managers(struct op *op, const struct matter *m, const char *kind, const char *text);
/* A message to the people of a company. */
void tell_company(struct op *op, int64_t company, const struct matter *m, const char *kind,
                  const char *text);
/* Checks a visit's window and its engineer; fills in what was left open. */
enum err visit_check(struct turn *t, int64_t visit_at, int64_t *visit_to, int64_t *checker) CHECKED;
/* The history of visits: ends the running one, adds the next. */
void visit_end(struct turn *t, const char *state, const char *reason);
void visit_add(struct turn *t, const char *state, int64_t visit_at, int64_t visit_to,
               int64_t checker);
/* Keeps a verdict as computed now: `why` is decided, handover or recurrence; writes the fault. */
void verdict_keep(struct op *op, const struct matter *m, const struct fault *f, const char *code,
                  const char *why);
/* The op with the language of the matter's reporter, for what is said to her: whoever acts, she
   reads her own.  Chinese when she has no account yet. */
const struct op *op_of_contact(const struct op *op, const struct matter *m);
/* "http://…/my/lanting/R261123-0042" */
const char *owner_link(const struct op *op, const struct matter *m);

/* Time in words for messages: "11月23日 18:00". */
const char *when_said(const struct op *op, int64_t at);

/* The promises of an urgency class, as instants (repair_due.c). */
int64_t promise_contact(struct op *op, const char *urgency, int64_t received_at);
int64_t promise_arrival(struct op *op, const char *urgency, int64_t received_at);
int64_t promise_plan(struct op *op, const char *urgency, int64_t received_at);
