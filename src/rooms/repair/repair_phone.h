/* repair_phone.h -- the contact's number for those who hold the order, once. */
#pragma once
#include "rooms/repair/repair.h"

/* Whether the actor may see the contact's number of this order, once. */
bool order_phone_is_open(const struct op *op, const struct order *o, const struct matter *m);
/* The number, after writing down who saw it for which order.  E_DENIED: not of the order's company;
   E_RULE: the order is not hers to do now, or she saw it before. */
enum err order_phone(struct op *op, const char *no, const char **ret) CHECKED;
