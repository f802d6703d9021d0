/*
 * company.h -- partner companies (one for all projects) and their contracts with a project.
 */
#pragma once
#include "app/op.h"
#include "base/when.h"

struct company_new {
    const char *name, *short_name;
    const char *kind;            /* contractor supplier supervisor property insurer own_team */
    const char *contact, *phone; /* phone: folded; "" */
};
/* Finds the company of this name or adds it; *id gets its id.  E_INPUT: an unknown kind. */
enum err company_ensure(struct op *op, const struct company_new *c, int64_t *id) CHECKED;

struct contract_new {
    int64_t company_id;
    const char *no, *trades; /* trades: catalogue words, separated by a space */
    int32_t completion_on;   /* start of the contractor's clock; NO_DATE: the building's */
    int32_t ends_on;
    int64_t settlement_fen, retention_bp;
};
/* Adds a contract in op->project; the same company and number again writes over it. */
enum err contract_put(struct op *op, const struct contract_new *c, int64_t *id) CHECKED;

extern const char *const company_kinds[]; /* NULL-ended */
