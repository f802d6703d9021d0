/*
 * repair_view.h -- one repair as it is shown: the page, its JSON, and the owner's page read this.
 */
#pragma once
#include "app/parts.h"
#include "app/route.h"
#include "rooms/archive/archive_view.h"
#include "rooms/repair/repair.h"

struct action_view {
    const char *act, *words, *href; /* href: "/p/lanting/matters/R…/check" */
    int64_t fault;                  /* k; 0: the whole matter */
    const struct field *fields;     /* what its form asks for */
    bool is_rare;                   /* does not lead on: stands in the fold */
    bool is_per_fault;
};

struct share_view {
    const char *party, *name, *grounds, *evidence;
    int64_t percent_bp, evidence_file;
};
struct objection_view {
    const char *reason, *outcome, *review; /* outcome: '' kept changed */
    int64_t at, reviewed_at;
};
struct quote_line_view {
    const char *words;
    int64_t amount_fen;
};
struct quote_view {
    int64_t id, v, amount_fen, paid_fen, months, offered_at;
    const char *state, *look, *terms, *answer, *receipt; /* look: of parts.c */
    int32_t valid_until_on, warranty_until_on; /* of the paid work; NO_DATE before acceptance */
    struct quote_line_view *lines;
    size_t line_n;
};
struct verdict_view { /* as it was computed then */
    int64_t v, at;
    const char *why, *verdict;
    int32_t owner_end_on, contractor_end_on;
};
struct refusal_view {
    int64_t round, at;
    const char *reason, *witness_1, *witness_1_role, *witness_2, *witness_2_role;
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
    /* words; the number it came again from; the verdict by this report's own date */
    const char *ending, *origin, *alone, *self_repair_source;
    int32_t self_repair_on; /* her right to repair it herself, by the city's rule; or NO_DATE */
    struct objection_view *objections;
    size_t objection_n;
    struct quote_view *quotes; /* newest first */
    size_t quote_n;
    struct verdict_view *verdicts; /* oldest first; more than one when dates were corrected */
    size_t verdict_n;
    struct refusal_view *refusals;
    size_t refusal_n;
};
struct contact_view {
    int64_t at;
    const char *by, *whom, *way, *result, *purpose, *note;
};
struct visit_view {
    int64_t visit_at, visit_to;
    const char *state, *reason;
};
struct entry_view {
    int64_t at;
    const char *kind, *text, *notice, *witness_1, *witness_1_role, *witness_2, *witness_2_role;
};
struct link_view {
    const char *kind, *direction, *no, *title, *state; /* direction: to, from */
    struct url where;
};
struct handing_view {
    const char *company, *reason, *answer;
    int64_t handed_at, due_at, answered_at, fault;
};
struct check_view { /* a supervision record */
    int64_t at, resolved_at;
    const char *by, *kind, *finding, *resolution;
    bool stops;
};
struct cost_view {
    const char *kind, *words;
    int64_t amount_fen, round;
};
struct order_view {
    struct order o;
    const char *state_words, *href;
    struct action_view *actions;
    size_t action_n;
    struct check_view *checks;
    size_t check_n;
    struct cost_view *costs;
    size_t cost_n;
};
struct event_view {
    int64_t no, at;
    const char *what, *words, *actor, *text;
    struct part_photo *photos;
    size_t photo_n;
};
struct photo_view {
    int64_t id;
    const char *purpose, *type;
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
    struct papers_view papers;
    struct photo_view *photos;
    size_t photo_n;
    struct contact_view *contacts;
    size_t contact_n;
    struct visit_view *visits;
    size_t visit_n;
    struct entry_view *entries;
    size_t entry_n;
    struct link_view *links;
    size_t link_n;
    struct handing_view *handings;
    size_t handing_n;
    const char *next_who, *next_what, *next_tone;
    int64_t next_from_at, next_due_at;
    bool is_owner; /* she looks at her own */
    bool is_staff, may_link, is_rare_open;
    struct part_option *checkers, *companies, *causes, *trades, *codes, *properties;
    size_t property_n, checker_n, company_n, cause_n, trade_n, code_n;
    const char *open_act; /* the act whose form was refused, or "" */
    struct url here, upload, home, all;
};
extern const struct shape repair_shape[];
struct order_page_view {
    struct repair_view repair;
    const struct order_view *order;
    const struct fault_view *fault;
    const char *phone;  /* of the contact, shown just now; NULL: not now */
    bool may_see_phone; /* and it was not shown to her yet */
};
extern const struct shape order_page_shape[];

/* repair_view_more.c: staff see all, the owner no links, no contact notes, no supervision. */
void repair_view_more(const struct op *op, struct repair_view *v);
void fault_view_more(const struct op *op, const struct matter *m, struct fault_view *f);
void order_view_more(const struct op *op, struct order_view *o);
extern const struct shape objection_shape[], quote_shape[], verdict_kept_shape[], refusal_shape[],
    contact_shape[], visit_shape[], entry_shape[], link_shape[], handing_shape[], check_shape[],
    cost_shape[];
void repair_view_fill(struct req *r, const struct matter *m, struct repair_view *v);
/* The fields of a small act, by their names. */
struct deed;
struct deed deed_read(struct req *r);
/* Ends a write on a matter: goes on to its page, or answers with what that shows. */
enum err repair_done(struct req *r, const struct matter *m, bool created);
const struct action_view *repair_action(const struct repair_view *v, const char *act);
