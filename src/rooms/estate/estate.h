/*
 * estate.h -- projects, phases, buildings and homes as operations; the one place that writes them.
 *
 * Pages, the import, the demo and other rooms come here, so that a home is the
 * same wherever it came from.  Everything below a project works in op->project
 * and wants its turn for writing.  Every change appends an event; nothing is
 * deleted, because matters and papers name it.
 */
#pragma once
#include "app/op.h"
#include "base/when.h"

/* ---- projects ---- */

struct project_view {
    int64_t id;
    const char *slug, *name, *city, *address, *hotline, *hours, *letterhead;
    const char *emergency, *wechat, *desk; /* further channels of the public page */
    const char *rule_pack;                 /* "" is the national one */
    const char *waterproof_promise;        /* of the contract, for leaks: "5y"; "" none */
    int64_t version;
    int64_t phase_n, building_n, home_n, handed_n; /* homes with a handover date */
};

/* Id of the short name that stands in addresses, 0 when there is none. */
int64_t project_find(const struct op *op, const char *slug);
/* E_NOT_FOUND for an unknown id.  Rights are the caller's. */
enum err project_load(const struct op *op, int64_t id, struct project_view *ret) CHECKED;
/* Projects in which the actor may do `a`, by name; returns how many. */
size_t project_list(const struct op *op, enum action a, struct project_view **ret);

/*
 * Finds the project of this name or creates it, with a short name made from the Latin letters of
 * the name, else p1, p2 …  *id: the id a new one is to get, or 0; gets the id.  Writes in the turn
 * of that id or, as nobody can know a new project, in turn 0.
 */
enum err estate_project_ensure(struct op *op, const char *name, int64_t *id) CHECKED;
/* Writes what a person may change (all texts but slug; id tells which).  Refuses a name that is
   taken, an unknown rule pack, a promise that is no period. */
enum err estate_project_put(struct op *op, const struct project_view *p) CHECKED;

/* ---- phases and buildings ---- */

struct phase_view {
    int64_t id;
    const char *name;
};
/* Id of the phase of this name, created when missing; "" is 一期. */
int64_t estate_phase_ensure(struct op *op, const char *name);
size_t phase_list(const struct op *op, struct phase_view **ret);

struct building_view {
    int64_t id, phase_id;
    const char *code; /* folded: "3" */
    const char *name; /* "3栋"; "" when writing: made from the code */
    const char *phase;
    int32_t completion_on; /* completion acceptance; NO_DATE */
    int64_t design_life_y; /* 0 when writing: 50, or what it was */
    int64_t version;
    int64_t unit_n, home_n, handed_n;
};
/* Finds the building of b->code or creates it in b->phase_id; what b tells is written over what was
   known, what it leaves out is kept.  *id gets its id. */
enum err estate_building_ensure(struct op *op, const struct building_view *b, int64_t *id) CHECKED;
/* Writes phase, name, completion and design life of b->id as they stand in b. */
enum err estate_building_put(struct op *op, const struct building_view *b) CHECKED;
enum err building_load(const struct op *op, int64_t id, struct building_view *ret) CHECKED;
/* All of the project in the order of their numbers. */
size_t building_list(const struct op *op, struct building_view **ret);

/* ---- homes ---- */

struct home_view {
    int64_t id, building_id;
    const char *code;     /* "3-2-1802" */
    const char *say;      /* "3栋2单元1802", in the op's language */
    const char *building; /* its name */
    const char *unit, *room;
    const char *type;    /* "三室两厅"; "" */
    const char *fit_out; /* "" bare fitted */
    const char *external_id;
    int64_t area_cm2, inner_cm2;           /* 0: not told */
    int32_t notice_on, keys_on, signed_on; /* NO_DATE */
    int32_t handover_on;                   /* the one that governs; NO_DATE: not handed over */
    const char *handover_by;               /* notice keys signed; "" told by a file or not at all */
    int32_t completion_on;                 /* of the building */
    int64_t design_life_y;                 /* likewise */
    int64_t version;
};
/*
 * Creates (h->id 0; building_id, unit and room are wanted) or writes a home: type, fit-out, areas,
 * external id, the three dates and handover_by.  The date that governs is the one handover_by
 * names; with "" it stays as it was (handover_on when created).  *id gets the id.  E_RULE when the
 * room exists or handover_by names a date that is missing.
 */
enum err estate_home_put(struct op *op, const struct home_view *h, int64_t *id) CHECKED;
/* A home by what a person types: its code, or any spelling of it (3栋2单元1802, 3#1802 when it is
   the only one).  0 when there is none or it could be several. */
int64_t home_find(const struct op *op, const char *typed);
/* E_NOT_FOUND for an unknown id in op->project.  Rights are the caller's. */
enum err home_load(const struct op *op, int64_t id, struct home_view *ret) CHECKED;
/* Homes of a building (0: of the project) behind the home `after` (0: from the first one), at most
   `most`, in the order of building, unit, room. */
size_t home_list(const struct op *op, int64_t building, int64_t after, int64_t most,
                 struct home_view **ret);
/* "118.33" m² of 1183300 cm²; "" for 0. */
const char *area_text(struct arena *mem, int64_t cm2);
