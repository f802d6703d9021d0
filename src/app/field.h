/*
 * field.h -- what a write may carry.
 *
 * A route declares every accepted parameter: name, type, range.  The handler
 * gets typed, checked values; anything else is refused (quality 17).  The same
 * rows make the OpenAPI document, the tests and the fuzz dictionary.
 *
 * Names: "reason"; "faults[].place" for groups that repeat.  A form sends
 * faults[0].place, faults[1].place …; JSON sends {"faults":[{"place":…}]}; both arrive the same.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum field_type {
    F_TEXT = 1, /* min..max code points; line breaks and tabs only in F_LINES */
    F_LINES,    /* text of several lines */
    F_SECRET,   /* a password: as F_TEXT, never kept, logged or shown again */
    F_INT,      /* min..max */
    F_ID,       /* 64-bit id; a string in JSON */
    F_BOOL,     /* "1" or "" in forms, true/false in JSON */
    F_DATE,     /* YYYY-MM-DD, between 1950 and 2100 */
    F_INSTANT,  /* RFC 3339, or a form's datetime-local in the project's zone */
    F_MONEY, /* yuan with two decimals in forms ("4800.00"), fen as integer in JSON; min..max fen */
    F_PERCENT, /* "33.33" → 3333 hundredths; a number in JSON */
    F_PHONE,   /* folded to digits */
    F_WORD,    /* one of words[] */
    F_FILES,   /* uploads; min..max count; JSON cannot send them */
};

struct field {
    const char *name;
    enum field_type type;
    bool required;
    int64_t min, max;
    const char *const *words; /* F_WORD, NULL-ended */
    const char *label;        /* W("原因"), for error texts and the OpenAPI document */
};
