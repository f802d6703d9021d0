/*
 * catalogue_rules.h -- the administrator's side of what a fault usually means.
 *
 * A row is found by component and symptom, '' for any.  Editing one that was
 * only meant by a general row makes a row of its own, so the general one keeps
 * answering for the others.  Running matters keep what they were given.
 */
#pragma once
#include "app/op.h"

#define RULE_ANY "any" /* '' as it stands in addresses and forms */

struct rule_row {
    const char *component, *symptom; /* codes; "" any */
    const char *warranty_code, *trade, *urgency, *care_zh, *care_en;
    int64_t version; /* 0: there is no row of its own yet */
};

/* Rows of a component ("" the general ones), the general one first; returns how many. */
size_t rule_rows(const struct op *op, const char *component, struct rule_row **ret);
/* The row, or what answers for it now with version 0.  E_NOT_FOUND for unknown codes. */
enum err rule_row_load(const struct op *op, const char *component, const char *symptom,
                       struct rule_row *ret) CHECKED;
/* Writes or makes it.  E_INPUT for a warranty code, trade or urgency that nobody knows.  A change
   makes a version, which keeps the reason. */
enum err rule_row_put(struct op *op, const struct rule_row *row, const char *reason) CHECKED;
/* Chinese name of a code of the warranty table; the code itself when it is unknown. */
const char *rule_part_words(const char *code);
