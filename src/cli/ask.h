/*
 * ask.h -- one question from outside: a line of JSON, read strictly.
 *
 * The first thing wrong is kept, with code, sentence and field, and everything
 * read after it is a harmless default, so a question is read from top to
 * bottom and asked once whether it was sound.  Fields nobody declared are
 * refused: a misspelt `handovr` must not become a verdict.
 */
#pragma once
#include "base/json.h"
#include "rules/deadline.h"
#include "rules/period.h"

#include <jansson.h>

struct ask {
    struct arena *mem;
    json_t *top;
    bool widened;     /* a number did not fit 64 bits; integers were read as doubles */
    const char *code; /* of the first error, or NULL */
    const char *message, *field;
    int missing_year; /* with code calendar_missing */
    struct json *out; /* the answer's object is open */
};

/* Reads the line; afterwards a->code says whether it is an object. */
void ask_open(struct ask *a, const char *line, size_t n);
/* Keeps the first error; field NULL: the whole line. */
void ask_fail(struct ask *a, const char *code, const char *message, const char *field);

/* A place in the question: an object and its path, "" or "pauses[0].". */
struct at {
    json_t *object;
    const char *path;
};
/* The question itself. */
struct at ask_top(struct ask *a);
/* The i-th member of a list, which has to be an object. */
struct at ask_item(struct ask *a, json_t *list, size_t i, const char *key);
const char *ask_path(struct ask *a, struct at at, const char *key);

/* Refuses every key that is not in the NULL-terminated list. */
void ask_only(struct ask *a, struct at at, const char *const *keys);
/* The value; NULL when it is missing or null.  Required and missing is an error. */
json_t *ask_value(struct ask *a, struct at at, const char *key, bool required);
/* Strings; NULL when missing or wrong. */
const char *ask_text(struct ask *a, struct at at, const char *key, bool required);
int64_t ask_int(struct ask *a, struct at at, const char *key);
bool ask_bool(struct ask *a, struct at at, const char *key, bool otherwise);
/* NO_DATE when missing. */
int32_t ask_date(struct ask *a, struct at at, const char *key, bool required);
int64_t ask_instant(struct ask *a, struct at at, const char *key);
struct period ask_period(struct ask *a, struct at at, const char *key);
/* A list, or NULL; `most` members at most. */
json_t *ask_list(struct ask *a, struct at at, const char *key, bool required);
/* Refuses another zone or calendar than the shipped ones. */
void ask_defaults(struct ask *a, struct at at);

/* The questions.  Each writes its answer into a->out, or fails. */
void ask_deadline(struct ask *a);
void ask_warranty(struct ask *a);
void ask_split(struct ask *a);
void ask_search_terms(struct ask *a);
void ask_triage(struct ask *a);
