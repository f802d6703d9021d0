/*
 * triage.h -- how urgent is it?  A suggestion from what was written and what was chosen.
 *
 * Kinds and urgencies are those of clocks.md.  The text may only raise what the
 * chosen component and symptom usually mean, never lower it: a missed emergency
 * costs more than a call too many.  The reason names the very words that were
 * found, because a person decides and must see why.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

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

/* Never fails: without any hint it is general_b.  Texts live in `mem`. */
struct triage triage_suggest(struct arena *mem, const struct triage_question *q);
