/* repair_veil.h -- what a buyer does not read of the time before her (story 7). */
#pragma once
#include "rooms/repair/repair_view.h"

/* Takes out what an earlier owner said and signed, from the view of a later one. */
void repair_view_veil(struct repair_view *v);
