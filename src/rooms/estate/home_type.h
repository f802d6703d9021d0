/*
 * home_type.h -- the places that a home of a type has (records.md, estate).
 *
 * A list replaces the places inside a home; common parts and "another place"
 * can always be chosen.  A type without a list has all places of the catalogue.
 */
#pragma once
#include "app/op.h"

struct home_type {
    const char *name;
    int64_t home_n, place_n; /* place_n 0: those of the catalogue */
    int64_t version;         /* 0: never edited */
};

struct home_type_place {
    const char *code, *words; /* words in the op's language */
    bool is_on;
};

/* Types of the project's homes, and those that have a list; by name. */
size_t home_type_list(const struct op *op, struct home_type **ret);
enum err home_type_load(const struct op *op, const char *name, struct home_type *ret) CHECKED;
/* The places inside a home that may be chosen for the type, in the order of the catalogue. */
size_t home_type_places(const struct op *op, const char *name, struct home_type_place **ret);
/* Writes the list; n 0: those of the catalogue again.  E_INPUT for a code that is no place inside a
   home, E_NOT_FOUND for a type that no home has. */
enum err home_type_put(struct op *op, const char *name, const char *const *codes, size_t n) CHECKED;
/* Codes that a report for this home may choose from, a space between them; "" all. */
const char *home_places(const struct op *op, int64_t project, int64_t home_id);
/* Whether the code stands in what home_places() said. */
bool home_places_have(const char *places, const char *code);
