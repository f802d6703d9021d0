/*
 * triage.h -- what is it, where, and how urgent?  Suggestions from what was written.
 *
 * Kinds and urgencies are those of clocks.md, places, components and symptoms
 * those of the catalogue.  Words and weights are data (data/triage/terms.txt);
 * a suggestion always names the very words that were found and what each of
 * them weighs, because a person decides and must see why.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

/* ---- how urgent ---- */

struct triage_question {
    const char *text; /* the description as written; "" */
    const char
        *usual; /* urgency of the catalogue's rule for what was chosen; "" when nothing was */
    bool is_heating_season; /* "not warm" is an emergency only then */
};

struct triage {
    const char *urgency; /* emergency complex general_a general_b */
    const char *word;    /* the words found in the text, or NULL when the choice decided */
    const char *kind;    /* Chinese literal marked for translation: what it is a sign of, or NULL */
    const char *why; /* one Chinese sentence: 描述里有“爆管”，可能是水管爆裂或大量漏水 */
};

/*
 * The text may only raise what the chosen component and symptom usually mean, never lower it: a
 * missed emergency costs more than a call too many.  Never fails: without any hint it is
 * general_b.  Texts live in `mem`.
 */
struct triage triage_suggest(struct arena *mem, const struct triage_question *q);

/* ---- what and where ---- */

enum triage_field {
    TRIAGE_KIND,      /* repair consult complaint suggestion */
    TRIAGE_PLACE,     /* catalogue codes */
    TRIAGE_COMPONENT, /* … */
    TRIAGE_SYMPTOM,   /* … */
    TRIAGE_URGENCY,   /* emergency complex general_a general_b */
    TRIAGE_FIELDS
};
/* "kind" … "urgency". */
const char *triage_field_word(enum triage_field field);

struct triage_reason {
    const char *word; /* as it was found, folded: "主卫" */
    int weight;       /* what it added */
};
struct triage_guess {
    const char *code; /* NULL: nothing in the text speaks for anything */
    int score;        /* sum of the weights below */
    const struct triage_reason *reasons;
    size_t reason_n;
    const char *rival; /* the next best code, NULL: none */
    int rival_score;
};
struct triage_proposal {
    struct triage_guess of[TRIAGE_FIELDS];
    const char *urgency_sign; /* Chinese literal marked for translation, what the urgency's word is
                                 a sign of; NULL without one */
    const char *urgency_why;  /* the sentence of triage_suggest, in Chinese */
};

/* Reads at most the first 64 KiB.  Never fails; all texts live in `mem` or for ever. */
struct triage_proposal triage_propose(struct arena *mem, const char *text, bool is_heating_season);
