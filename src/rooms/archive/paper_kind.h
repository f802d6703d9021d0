/*
 * paper_kind.h -- the kinds of papers: one row each says number, title, who reads it, what it says
 * and how it is drawn (records.md, forms that print; S8b).
 */
#pragma once
#include "app/op.h"

/* What a paper is about. */
struct paper_ask {
    int64_t subject_id; /* the matter, or the notice */
    int64_t fault;      /* 0: the whole matter */
    int64_t part;       /* order, refusal: its id; 0: none */
};
struct paper_name {
    const char *no, *code; /* number and the random word in the QR */
    int64_t made_at;
};
struct paper_facts {
    const char *json; /* the sheet is drawn from */
    const char *body; /* what it says without number and time; "" when it is never compared */
};
/* What is drawn, and what is stamped on a reprint. */
struct paper_drawing {
    const char *facts, *hash; /* hash: of the facts */
    const char *mark;         /* "再次打印 第 2 次 …"; NULL: the sealed file itself */
    const char *replaced;     /* number of the newer one, or NULL */
};

struct sheet;
struct paper_kind {
    const char *kind, *prefix; /* "decision", "L": of the number */
    const char *title;         /* W("责任认定书") */
    const char *subject;       /* "matter", "notice" */
    unsigned readers;          /* roles besides staff */
    bool per_fault;            /* is about one fault */
    /* $1 project, $2 fault (or notice): rows (part id, what is shown of it) that it can be issued
       for now; NULL: not by hand */
    const char *parts;
    enum err (*say)(struct sheet *s); /* its blocks; E_NOT_FOUND: nothing to say yet */
    enum err (*facts)(struct op *op, const struct paper_ask *ask, const struct paper_name *name,
                      struct paper_facts *ret); /* instead of blocks */
    enum err (*draw)(struct app *app, struct arena *mem, const struct paper_drawing *d,
                     struct span *ret);
};
extern const struct paper_kind paper_kinds[]; /* ended by a zero row */
/* NULL for an unknown word. */
const struct paper_kind *paper_kind_of(const char *kind);

/* What each kind says (papers_matter.c, papers_work.c, notice.c). */
enum err slip_say(struct sheet *s) CHECKED;
enum err check_say(struct sheet *s) CHECKED;
enum err decision_say(struct sheet *s) CHECKED;
enum err plan_say(struct sheet *s) CHECKED;
enum err quote_say(struct sheet *s) CHECKED;
enum err order_say(struct sheet *s) CHECKED;
enum err refusal_say(struct sheet *s) CHECKED;
enum err notice_say(struct sheet *s) CHECKED;
