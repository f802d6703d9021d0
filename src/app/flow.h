/*
 * flow.h -- the one workflow mechanism: a life cycle is a static const table of steps.
 *
 * Buttons on pages, the API's `actions`, the diagrams in the docs and the tests
 * of every (state, act, role) read the table.  Effects are not in it: a step
 * appends an event; everything else follows from events.
 */
#pragma once
#include "app/field.h"
#include "app/op.h"

struct step {
    const char *act;       /* 'acknowledge'; also the last part of the address */
    const char *from, *to; /* state words; to "" : stays */
    enum action right;
    const struct field *fields; /* what the act needs (also the form), ended by a zero row */
    const char *button;         /* W("受理") verb */
    const char *done;           /* W("已受理") what the timeline says */
};

struct flow {
    const char *name;          /* 'fault', 'order' */
    const char *const *states; /* all states, first is the start, NULL-ended */
    const char *const *finals; /* states without a way out, NULL-ended */
    const struct step *steps;
    size_t step_n;
};

/* The row for an act from a state, or NULL. */
const struct step *flow_step(const struct flow *f, const char *from, const char *act);
/* Acts that this actor may do to this object now; returns how many (for buttons and `actions`). */
size_t flow_allowed(const struct op *op, const struct flow *f, const char *state,
                    const struct object *o, const struct step ***ret);
/*
 * Finds the step and asks for the right: OK and *ret, or E_RULE "not_now" when the table has no
 * row from this state, E_DENIED when it is not hers.
 */
enum err flow_take(struct op *op, const struct flow *f, const char *state, const char *act,
                   const struct object *o, const struct step **ret) CHECKED;
/* Start-up check: states reachable, none without exit but finals, no double row; aborts if not. */
void flow_check(const struct flow *f);
/* All flows of the program, for the docs and the tests; ended by NULL. */
extern const struct flow *const flows[];
