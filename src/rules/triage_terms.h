/*
 * triage_terms.h -- the table behind triage.c: which words speak for what, and how loudly.
 *
 * Made by tools/tables from data/triage/terms.txt, whose head explains the
 * columns; offices edit that file, never C.
 */
#pragma once
#include <stddef.h>

struct triage_row {
    const char *field;  /* kind place component symptom urgency */
    const char *code;   /* catalogue code, kind or urgency */
    int weight;         /* 1..9: what one of the words adds to the code's score */
    const char *words;  /* one of these in a clause, each ended by a line break … */
    const char *with;   /* … together with one of these ("": no matter) … */
    const char *unless; /* … and none of these */
    const char *sign;   /* urgency: code of what it is a sign of; else "" */
};
extern const struct triage_row triage_rows[];
extern const size_t triage_row_n;
