/* archive_view.h -- what the pages of the archive show. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* The public page behind a paper's QR; nothing in it tells who lives where. */
struct verify_view {
    bool is_genuine;
    const char *state;            /* of paper_check: "good", "facts", … */
    const char *tone, *icon;      /* of the sentence */
    const char *words, *more;     /* the sentence, and what to do */
    const char *no, *no_said;     /* A260614-0001, A 260614-0001 */
    const char *kind, *kind_said; /* acceptance, 维修验收单 */
    const char *project;
    const char *signer; /* masked */
    const char *facts_hash, *hash_said, *file_hash;
    int64_t made_at, sealed_at;
    const char *made_said, *sealed_said; /* with the year, as on the paper; "" when not sealed */
    const char *replaced_by;             /* number of the newer paper, "" for none */
    bool is_demo;
};
