/* archive_view.h -- what the pages of the archive show. */
#pragma once
#include "app/parts.h"
#include "app/route.h"
#include "rooms/archive/notice.h"

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

/* A paper in the list of its matter. */
struct paper_line {
    const char *no, *no_said, *kind, *title, *state, *replaced_by; /* replaced_by: number, "" */
    int64_t fault, made_at, copy_n; /* fault: k, 0: the whole matter; copy_n: reprints so far */
    struct url where, verify, print;
};
/* One that can be issued now. */
struct paper_offer {
    const char *kind, *title, *order, *have; /* order: its number, ""; have: the last one's, "" */
    int64_t fault, fault_id, part;           /* fault: k */
};
struct papers_view {
    struct paper_line *lines; /* newest first; only what the reader may see */
    size_t line_n;
    struct paper_offer *offers; /* empty for who may not issue */
    size_t offer_n;
    bool by_fault; /* more than one fault: each paper says which */
    struct url issue;
};
extern const struct shape paper_line_shape[], paper_offer_shape[], notice_shape[];
/* The papers of a matter, and what may be issued; project and no: of its address. */
void papers_fill(const struct op *op, int64_t matter_id, const char *project, const char *no,
                 struct papers_view *ret);

/* All notices that the reader may see, by project. */
struct notices_view {
    struct notice *list; /* running first */
    size_t n;
    struct part_link *projects; /* where a new one can be made */
    size_t project_n;
    const char *building; /* only of this one, or "" */
};
struct notice_view {
    struct notice n;
    bool may_edit;
    struct url change, cancel, post, upload, print, all;
    const char *from, *to; /* for the form */
    const char *open_act;
};
struct notice_form_view {
    struct part_option *buildings;
    size_t building_n;
    const char *project_name, *building; /* building: chosen */
    struct url action, all;
};
