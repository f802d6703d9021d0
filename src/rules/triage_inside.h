/* triage_inside.h -- what the two halves of triage share: clauses, words, denials. */
#pragma once
#include "rules/triage.h"
#include "rules/triage_terms.h"

/* Lower case, half width, simplified; punctuation that ends a clause becomes a line break. */
const char *triage_clauses(struct arena *mem, const char *text);
/* Cuts the next line off; at the end *list is "". */
struct span triage_word(const char **list);
/* Whether the clause holds one of the words. */
bool triage_holds(struct span clause, const char *list);
/* Whether the row's with and unless allow it in this clause. */
bool triage_row_fits(struct span clause, const struct triage_row *row);
/* True when what stands before `at` denies it: 没有爆管, 没有发生爆管, 防漏电. */
bool triage_denied(struct span clause, const char *at);
/* Fills the urgency of a proposal; leaves it empty when no word speaks for any. */
void triage_guess_urgency(struct arena *mem, const char *text, bool heating,
                          struct triage_proposal *ret);
