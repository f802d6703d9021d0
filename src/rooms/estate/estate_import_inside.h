/* estate_import_inside.h -- between the import's order of things and its SQL. */
#pragma once
#include "rooms/estate/estate_import.h"

struct stage {
    struct app *app;
    const struct actor *who;
    const struct import_order *order;
    int64_t project, job;
    bool is_new;       /* the project will be created */
    struct arena *mem; /* of the chunk */
    struct import_row *rows;
    size_t n;
    enum err e;
    const struct import_report *report;
};

#define CHUNK 400 /* rows staged in one transaction: a few milliseconds */

/* Staging; each runs inside a write transaction (estate_stage.c). */
void stage_begin(struct op *op, const struct stage *s);
void stage_rows(struct op *op, const struct stage *s);
void stage_clear(struct op *op, const struct stage *s);
/* From staging into the estate (estate_apply.c). */
enum err apply_all(struct op *op, const struct stage *s) CHECKED;
/* Companies are few and go straight in (estate_companies.c). */
enum err apply_companies(struct op *op, const struct stage *s) CHECKED;
