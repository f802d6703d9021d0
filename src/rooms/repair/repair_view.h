/*
 * repair_view.h -- one repair as it is shown: the page, its JSON, and the owner's page read this.
 */
#pragma once
#include "app/parts.h"
#include "app/route.h"
#include "rooms/repair/repair.h"

struct action_view {
    const char *act, *words, *href; /* href: "/p/lanting/matters/R…/check" */
    int64_t fault;                  /* k; 0: the whole matter */
};

struct share_view {
    const char *party, *name, *grounds;
    int64_t percent_bp;
};
struct plan_view {
    int64_t v, cost_fen, proposed_at, answered_at;
    const char *state, *scope, *method, *materials, *answer;
    int32_t start_on, finish_on;
};
struct round_view {
    int64_t round, at;
    bool passed;
    const char *reason, *signer;
};
/* One of the up to four ends that the owner's period may have; the latest governs. */
struct candidate_view {
    const char *rule, *period, *source;
    int32_t end_on;
    bool governs, confirmed;
};
struct fault_view {
    struct candidate_view *candidates;
    size_t candidate_n;
    struct fault f;
    const char *place, *component, *symptom, *trade, *cause_said, *cause_found, *footing, *care;
    struct share_view *shares;
    size_t share_n;
    struct plan_view *plans; /* newest first */
    size_t plan_n;
    struct round_view *rounds;
    size_t round_n;
    struct part_verdict verdict;
    const struct order *order; /* the newest of the fault; NULL: none */
};
struct order_view {
    struct order o;
    const char *state_words, *href;
    struct action_view *actions;
    size_t action_n;
};
struct event_view {
    int64_t no, at;
    const char *what, *words, *actor, *text;
    struct part_photo *photos;
    size_t photo_n;
};
struct paper_view {
    const char *no, *state;
    struct url where, verify;
};
struct photo_view {
    int64_t id;
    const char *purpose;
    struct part_photo part;
};

struct repair_view {
    struct matter m;
    struct fault_view *faults;
    size_t fault_n;
    struct order_view *orders;
    size_t order_n;
    struct event_view *events; /* oldest first */
    size_t event_n;
    struct promise *promises;
    size_t promise_n;
    struct action_view *actions;
    size_t action_n;
    struct paper_view *papers;
    size_t paper_n;
    struct photo_view *photos;
    size_t photo_n;
    const char *next_who, *next_what, *next_tone;
    int64_t next_from_at, next_due_at;
    bool is_owner; /* she looks at her own */
    bool is_staff;
    struct part_option *checkers, *companies, *causes, *trades, *codes;
    size_t checker_n, company_n, cause_n, trade_n, code_n;
    const char *open_act; /* the act whose form was refused, or "" */
    struct url here, upload, home, all;
};
extern const struct shape repair_shape[];

/* An order's own page: the order, its fault, and what is shown of the matter. */
struct order_page_view {
    struct repair_view repair;
    const struct order_view *order;
    const struct fault_view *fault;
};
extern const struct shape order_page_shape[];

/* Fills the view of a matter that the actor may see. */
void repair_view_fill(struct req *r, const struct matter *m, struct repair_view *v);
/* Ends a write on a matter: goes on to its page, or answers with all of it. */
enum err repair_done(struct req *r, const struct matter *m, bool created);
/* The action of this name, of any fault; NULL: not allowed now. */
const struct action_view *repair_action(const struct repair_view *v, const char *act);
