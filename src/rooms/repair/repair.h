/*
 * repair.h -- one repair from the report to the signed acceptance (S3.2).
 *
 * A matter holds faults; each fault walks fault_flow by itself, its work orders
 * walk order_flow.  What a step needs, who may take it and where it leads stands
 * in the tables of repair_flow.c; the operations here check their arguments,
 * write rows, append one event and settle the matter.  They know no request.
 */
#pragma once
#include "app/flow.h"
#include "rooms/matter/matter.h"

#define FAULTS_MAX  10
#define PHOTOS_MAX  9
#define SHARES_MOST 8

extern const struct flow fault_flow, order_flow;

struct fault {
    int64_t id, matter_id, k, round, version;
    const char *state, *place, *component, *symptom, *trade; /* codes */
    const char *cause_said, *description, *cause_found, *finding, *measures;
    int64_t checked_at, checked_by, decided_at, decided_by, finished_at, accepted_at, care_ack_at;
    const char *warranty_code, *verdict; /* verdict: the sentence */
    int32_t owner_end_on, contractor_end_on;
    int64_t owner_covered, contractor_covered; /* 1 yes, 0 no, -1 unknown */
    const char *footing, *grounds;
    const char *ending, *ending_reason; /* passed withdrawn out_of_scope duplicate advice handed
                                           settled; "" while open */
    int64_t origin_id, first_at;        /* the fault that came again, and its first report; 0 */
    int64_t decision_v;
};
/* Faults of a matter in order; returns how many. */
size_t fault_list(const struct op *op, int64_t matter_id, struct fault **ret);

/* ---- reporting (S3.2.1a, S3.2.2) ---- */
struct fault_new {
    const char *place, *component, *symptom, *cause_said, *description;
};
struct report {
    int64_t home_id, person_id;
    const char *channel;                                 /* hotline phone_page desk api */
    const char *relation, *contact_name, *contact_phone; /* phone: folded */
    const char *description, *wished;
    const char *urgency, *urgency_why; /* "": proposed by the rules */
    const struct fault_new *faults;
    size_t fault_n;
    const int64_t *photos; /* uploads of the same account */
    size_t photo_n;
    int64_t received_at; /* 0: now */
};
/* Checks words and home, adds matter and faults, claims photos, sends the receipt with number and
   promised times; *ret is the matter as it stands then.  E_INPUT with the field; E_NOT_FOUND when
   the home is not hers to report for. */
enum err repair_report(struct op *op, const struct report *r, struct matter *ret) CHECKED;

/* November to March; a city's own dates come with its rule pack. */
bool is_heating_season(const struct op *op);

/* The two-clock verdict of a part for a matter's building, home and the date of the first report
   (an instant), computed anew; false while the building has no completion date. */
struct verdict;
bool repair_verdict(struct op *op, const struct matter *m, const char *code, int64_t first_at,
                    struct verdict *ret);
/* The first report that governs a fault: an earlier one's when it came again. */
int64_t fault_first_at(const struct matter *m, const struct fault *f);

/* ---- acts on a matter; `fault` is k, 0: every fault that the act fits ---- */
struct act {
    const char *no;
    int64_t fault;
};
enum err repair_acknowledge(struct op *op, const struct act *a, const char *urgency,
                            const char *note) CHECKED; /* S3.2.2b */
/* Agrees (or moves) the visit; checker 0: the actor when she is an engineer (S3.2.3b). */
enum err repair_visit(struct op *op, const struct act *a, int64_t visit_at, int64_t visit_to,
                      int64_t checker) CHECKED;
/* The owner says when it suits her. */
enum err repair_wish(struct op *op, const struct act *a, const char *wished) CHECKED;
enum err repair_arrive(struct op *op, const struct act *a) CHECKED; /* S3.2.3a */

struct check {
    const char *cause, *finding, *measures;
    const int64_t *photos;
    size_t photo_n;
};
enum err repair_check(struct op *op, const struct act *a,
                      const struct check *c) CHECKED; /* S3.2.3c */

struct share_new {
    const char *party, *name, *grounds, *evidence;
    int64_t company_id, percent_bp, evidence_file; /* a file of this matter; 0: none */
};
struct decision {
    const char *warranty_code, *footing, *grounds;
    const struct share_new *shares;
    size_t share_n;
};
/* Computes and keeps the two-clock verdict for the first report, and the shares (S3.2.4a). */
enum err repair_decide(struct op *op, const struct act *a, const struct decision *d) CHECKED;

struct plan_new {
    const char *scope, *method, *materials;
    int32_t start_on, finish_on;
    int64_t cost_fen; /* what the owner pays */
};
enum err repair_plan(struct op *op, const struct act *a,
                     const struct plan_new *p) CHECKED; /* S3.2.4b */
enum err repair_agree(struct op *op, const struct act *a) CHECKED;
enum err repair_ask_change(struct op *op, const struct act *a, const char *reason) CHECKED;

struct order_new {
    int64_t company_id;
    const char *trade, *scope;
    int32_t due_on;
};
enum err repair_order(struct op *op, const struct act *a,
                      const struct order_new *o) CHECKED; /* S3.2.4c */

/* What the owner signs with (S3.2.5b). */
struct signing {
    const char *signer;           /* her name as signed */
    const char *how;              /* "drawn" or "typed" */
    const char *device;           /* browser, as said */
    const char *strokes_hash;     /* "" when typed */
    const unsigned char *picture; /* hash of the stored picture, NULL when typed */
    int64_t picture_size;
    bool care_known; /* the care notes were acknowledged (S3.2.5c) */
};
enum err repair_accept(struct op *op, const struct act *a, const struct signing *s) CHECKED;
/* Not repaired: opens the next round with its reason. */
enum err repair_refuse(struct op *op, const struct act *a, const char *reason,
                       const int64_t *photos, size_t photo_n) CHECKED;
enum err repair_close(struct op *op, const struct act *a, const char *note) CHECKED;
/* A note of staff, not shown to the owner. */
enum err repair_note(struct op *op, const struct act *a, const char *text, const int64_t *photos,
                     size_t photo_n) CHECKED;

/* ---- orders ---- */
struct order {
    int64_t id, matter_id, fault_id, fault_k, company_id, round, cost_fen, version;
    const char *no, *state, *company, *trade, *scope, *worker, *work_done, *reason;
    int32_t due_on;
    int64_t offered_at, appointed_at, started_at, finished_at;
};
size_t order_list(const struct op *op, int64_t matter_id, struct order **ret);
/* By its number, with its matter; E_NOT_FOUND also when it is another company's. */
enum err order_load(const struct op *op, const char *no, struct order *ret,
                    struct matter *m) CHECKED;

enum err order_take(struct op *op, const char *no, const char *worker,
                    int64_t appointed_at) CHECKED;
enum err order_decline(struct op *op, const char *no, const char *reason) CHECKED;
enum err order_start(struct op *op, const char *no, const int64_t *photos, size_t photo_n) CHECKED;
/* Costs: lines by kind, or one sum when there are none.  At least one photo. */
struct deed_line;
struct finish {
    const char *work_done;
    int64_t cost_fen;
    const struct deed_line *lines;
    size_t line_n;
    const int64_t *photos;
    size_t photo_n;
};
enum err order_finish(struct op *op, const char *no, const struct finish *f) CHECKED;

/* ---- promises (clocks.md) ---- */
struct promise {
    const char *words; /* W: 首次联系 */
    int64_t from_at, due_at, done_at;
};
/* What is promised for a matter now and what was kept, in order; at most 5. */
size_t promise_list(const struct op *op, const struct matter *m, struct promise **ret);
/* What is promised for each urgency, in words, for the public page (S3.2.1b). */
struct promise_class {
    const char *urgency, *contact, *arrival, *plan, *done;
};
size_t promise_classes(const struct op *op, struct promise_class **ret);
/* Recomputes state and due time of a matter from its faults. */
void repair_settle(struct op *op, int64_t matter_id);

/* Words of an event for the timeline ("已受理"), Chinese; the event itself when unknown. */
const char *repair_event_words(const char *what);
/* Is this event for the owner's eyes too? */
bool repair_event_is_public(const char *what);
