/*
 * catalogue.h -- words that everybody uses for places, components, symptoms, trades and causes
 * (records.md, catalogues), and what a fault of a kind usually means.
 *
 * They are rows: shipped by a migration, edited by the administrator, never
 * deleted, because old matters name them.
 */
#pragma once
#include "app/op.h"

struct catalogue_item {
    const char *code;  /* stable word: "master_bath" */
    const char *words; /* in the op's language */
    bool is_common;    /* places: a common part, not inside a home */
};

/* Items of a kind ("place", "component", "symptom", "trade", "cause") that are not retired, in
   their order; returns how many. */
size_t catalogue_list(const struct op *op, const char *kind, struct catalogue_item **ret);
/* Words of a code, retired ones too; the code itself when it is unknown. */
const char *catalogue_words(const struct op *op, const char *kind, const char *code);
/* The same as they were at an instant, so that an old matter keeps the words under which it was
   written; the words of now when there was no such code then. */
const char *catalogue_words_at(const struct op *op, const char *kind, const char *code, int64_t at);
/* Whether this code may be chosen now. */
bool catalogue_has(const struct op *op, const char *kind, const char *code);

struct catalogue_rule {
    const char *warranty_code; /* code of rules/warranty: "waterproof" … */
    const char *trade;         /* "waterproofing" */
    const char *urgency;       /* emergency general_a general_b complex */
    const char *care;          /* what the owner should do meanwhile, in the op's language; "" */
};
/* What a component with a symptom usually means; falls back to the component alone, then to the
   general row. */
void catalogue_rule_find(const struct op *op, const char *component, const char *symptom,
                         struct catalogue_rule *ret);
/* The same, sharpened by the place ("roof", "facade", "lift" …): prefer this where the place is
   known; an unknown place or "" changes nothing. */
void catalogue_rule_at(const struct op *op, const char *place, const char *component,
                       const char *symptom, struct catalogue_rule *ret);
