/*
 * pack.h -- rule packs: periods, seasons and rights as rows a lawyer can read.
 *
 * `national` holds what statute says; a city pack adds longer periods, its
 * seasons and the owner's right to repair by herself.  Every row carries its
 * source, the day it came into force and whether a lawyer has confirmed it.
 * The shipped packs are made from data/rules by tools/tables.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

/* Columns as the files have them; the head of data/rules/national.txt explains each kind. */
struct pack_row {
    const char *kind;   /* part, period, season, self_repair */
    const char *key;    /* part code, heating/cooling, or number of failed repairs */
    const char *side;   /* contractor, minimum, local; a season's first day MM-DD */
    const char *length; /* a period; a season's last day MM-DD */
    const char *source; /* article; the part's Chinese name in a `part` row */
    const char *since;  /* in force from, or - */
    bool confirmed;
};

struct pack {
    const char *name;
    size_t n;
    const struct pack_row *rows;
};

extern const struct pack packs[]; /* made by tools/tables */
extern const size_t pack_n;

/* The pack of that name, or NULL. */
const struct pack *pack_named(const char *name);
/* The row in force on `on` (the latest `since` not after it, else the first one), or NULL.
   side NULL: any. */
const struct pack_row *pack_find(const struct pack *p, const char *kind, const char *key,
                                 const char *side, int32_t on);
