/*
 * search.h -- the one tokenizer, for writing the index and for asking it.
 *
 * SQLite's own tokenizers find nothing for two Chinese characters (measured,
 * dependencies 4.2), so we cut the text ourselves and store plain words that
 * any engine can read: every overlapping pair of a run of Han characters, and
 * the run's last character alone; Latin and digit words as they are.  Width,
 * case and traditional forms are folded first, on both sides.
 */
#pragma once
#include "base/arena.h"

#include <stdbool.h>

/* One word of the question. */
struct search_phrase {
    const char **grams; /* to be found next to each other, in this order */
    size_t n;
    bool prefix; /* the last gram may go on: one Han character, or a Latin word */
};

/* Folds one code point: width, case, traditional to simplified. */
uint32_t search_fold(uint32_t c);

/* The terms under which `text` is indexed, in order, repeats included. */
const char **search_terms(struct arena *mem, const char *text, size_t *n);
/* The same joined by blanks: what the index column holds. */
const char *search_index_text(struct arena *mem, const char *text);
/* The words asked for; none when the text holds neither letter nor digit. */
struct search_phrase *search_phrases(struct arena *mem, const char *text, size_t *n);
/* An FTS5 MATCH expression in which all words are needed; NULL when there are none. */
const char *search_match_sqlite(struct arena *mem, const char *text);
/* The same as a to_tsquery('simple', …) text. */
const char *search_match_pg(struct arena *mem, const char *text);
