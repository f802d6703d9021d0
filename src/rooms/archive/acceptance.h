/*
 * acceptance.h -- the acceptance sheet 维修验收单 of one fault (S3.2.5b): its facts, and its
 * drawing.
 *
 * Facts are JSON with the words of the day, so the sheet needs nothing but them
 * and the pictures they name by hash: catalogues, companies and people may
 * change later, the paper doesn't.
 */
#pragma once
#include "rooms/archive/paper_kind.h"

/* Collects the facts from the tables; E_NOT_FOUND when the fault has no passed acceptance. */
enum err acceptance_facts(struct op *op, const struct paper_ask *ask, const struct paper_name *name,
                          struct paper_facts *ret) CHECKED;
/* Draws the sheet.  E_STORE and E_NOT_FOUND when a picture is damaged or gone (a sheet without its
   signature is none), E_MEDIA when it can't be read. */
enum err acceptance_draw(struct app *app, struct arena *mem, const struct paper_drawing *what,
                         struct span *ret) CHECKED;
