/*
 * err.h -- what can be expected to go wrong, as values.
 *
 * Ten kinds; the code for programs, the words for people and the field
 * concerned travel in struct problem.  The table in app/ maps each kind to its
 * HTTP status.  Environmental failures (E_STORE) are sticky on the transaction.
 */
#pragma once

enum err {
    OK = 0,
    E_INPUT,     /* a field is missing, malformed or out of range: 422 */
    E_LOGIN,     /* nobody is logged in, and somebody has to be: 401 */
    E_DENIED,    /* known person, not hers to do: 403 */
    E_NOT_FOUND, /* no such thing, or not visible to her: 404 */
    E_STALE,     /* somebody changed it since she looked: 409 */
    E_RULE,      /* the rules of the work say no: 409 with a reason */
    E_TOO_MANY,  /* rate limit: 429 */
    E_TOO_BIG,   /* body, file, pixels over the limit: 413 */
    E_MEDIA,     /* a file is not what it says, or not a kind we take: 415 */
    E_STORE,     /* the database or the disk is gone or full: 503 */
};

struct problem {
    const char *code;  /* stable word for programs, "phone_taken" */
    const char *words; /* sentence for people in the reader's language */
    const char *field; /* the form field concerned, or NULL */
};

#define CHECKED __attribute__((warn_unused_result))
