/* paper_picture.h -- what all drawings of papers share: their head, and pictures by hash. */
#pragma once
#include "rooms/archive/paper_kind.h"
#include "rooms/archive/pdf.h"

#include <jansson.h>

/* Letterhead, number, QR, date and the mark of a reprint, from facts. */
void paper_head(struct arena *mem, const json_t *facts, const struct paper_drawing *what,
                struct pdf_head *ret);
/* A stored picture as JPEG; E_STORE and E_NOT_FOUND when it is damaged or gone, E_MEDIA when it
   can't be read. */
enum err paper_picture(struct app *app, struct arena *mem, const char *hash,
                       struct span *ret) CHECKED;
