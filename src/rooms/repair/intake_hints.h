/*
 * intake_hints.h -- what the program knows while a call is still being typed (S3.2.1b).
 *
 * Three things: what the text is proposed to be, with the words that speak for
 * it; open matters that may be the same one; closed ones of the same home,
 * place and component that may have come back.  Nothing is chosen by itself.
 */
#pragma once
#include "rooms/repair/intake_view.h"

struct hints_question {
    int64_t home;                            /* in op->project; 0: not known yet */
    const char *description;                 /* what was typed so far */
    const char *place, *component, *symptom; /* what was chosen; "" */
};
/* Fills hints of op->project; matters only those that the actor may see. */
void hints_look(const struct op *op, const struct hints_question *q, struct intake_hints *ret);

extern const struct shape hints_shape[];
