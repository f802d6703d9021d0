/*
 * repair_shape.c -- a repair and an order as JSON: the answers and the OpenAPI document read these.
 */
#include "rooms/repair/repair_view.h"

static const struct shape action_shape[] = {
    SHAPE(struct action_view, act, S_TEXT, "act"),
    SHAPE(struct action_view, words, S_TEXT, "words"),
    SHAPE(struct action_view, href, S_TEXT, "href"),
    SHAPE(struct action_view, fault, S_INT, "fault"),
    SHAPE_END,
};
static const struct shape share_shape[] = {
    SHAPE(struct share_view, party, S_TEXT, "party"),
    SHAPE(struct share_view, name, S_TEXT, "name"),
    SHAPE(struct share_view, percent_bp, S_INT, "percent_hundredths"),
    SHAPE(struct share_view, grounds, S_TEXT, "grounds"),
    SHAPE(struct share_view, evidence, S_TEXT, "evidence"),
    SHAPE(struct share_view, evidence_file, S_ID, "evidence_file"),
    SHAPE_END,
};
static const struct shape plan_shape[] = {
    SHAPE(struct plan_view, v, S_INT, "v"),
    SHAPE(struct plan_view, state, S_TEXT, "state"),
    SHAPE(struct plan_view, scope, S_TEXT, "scope"),
    SHAPE(struct plan_view, method, S_TEXT, "method"),
    SHAPE(struct plan_view, materials, S_TEXT, "materials"),
    SHAPE(struct plan_view, start_on, S_DATE, "start_on"),
    SHAPE(struct plan_view, finish_on, S_DATE, "finish_on"),
    SHAPE(struct plan_view, cost_fen, S_INT, "cost_fen"),
    SHAPE(struct plan_view, answer, S_TEXT, "answer"),
    SHAPE(struct plan_view, proposed_at, S_INSTANT, "proposed_at"),
    SHAPE(struct plan_view, answered_at, S_INSTANT, "answered_at"),
    SHAPE_END,
};
static const struct shape round_shape[] = {
    SHAPE(struct round_view, round, S_INT, "round"),
    SHAPE(struct round_view, passed, S_BOOL, "passed"),
    SHAPE(struct round_view, reason, S_TEXT, "reason"),
    SHAPE(struct round_view, signer, S_TEXT, "signer"),
    SHAPE(struct round_view, at, S_INSTANT, "at"),
    SHAPE_END,
};
static const struct shape candidate_shape[] = {
    SHAPE(struct candidate_view, rule, S_TEXT, "rule"),
    SHAPE(struct candidate_view, period, S_TEXT, "period"),
    SHAPE(struct candidate_view, end_on, S_DATE, "end"),
    SHAPE(struct candidate_view, source, S_TEXT, "source"),
    SHAPE(struct candidate_view, governs, S_BOOL, "governs"),
    SHAPE(struct candidate_view, confirmed, S_BOOL, "confirmed"),
    SHAPE_END,
};
static const struct shape fault_shape[] = {
    SHAPE(struct fault_view, f.k, S_INT, "fault"),
    SHAPE(struct fault_view, f.state, S_TEXT, "state"),
    SHAPE(struct fault_view, f.round, S_INT, "round"),
    SHAPE(struct fault_view, f.place, S_TEXT, "place"),
    SHAPE(struct fault_view, f.component, S_TEXT, "component"),
    SHAPE(struct fault_view, f.symptom, S_TEXT, "symptom"),
    SHAPE(struct fault_view, f.trade, S_TEXT, "trade"),
    SHAPE(struct fault_view, f.cause_said, S_TEXT, "cause_said"),
    SHAPE(struct fault_view, f.cause_found, S_TEXT, "cause_found"),
    SHAPE(struct fault_view, f.finding, S_TEXT, "finding"),
    SHAPE(struct fault_view, f.measures, S_TEXT, "measures"),
    SHAPE(struct fault_view, f.warranty_code, S_TEXT, "warranty_code"),
    SHAPE(struct fault_view, f.verdict, S_TEXT, "verdict"),
    SHAPE(struct fault_view, f.owner_end_on, S_DATE, "owner_end"),
    SHAPE(struct fault_view, f.contractor_end_on, S_DATE, "contractor_end"),
    SHAPE_LIST(struct fault_view, candidates, candidate_n, struct candidate_view, candidate_shape,
               "candidates"),
    SHAPE(struct fault_view, f.footing, S_TEXT, "footing"),
    SHAPE(struct fault_view, f.grounds, S_TEXT, "grounds"),
    SHAPE_LIST(struct fault_view, shares, share_n, struct share_view, share_shape, "shares"),
    SHAPE_LIST(struct fault_view, plans, plan_n, struct plan_view, plan_shape, "plans"),
    SHAPE_LIST(struct fault_view, rounds, round_n, struct round_view, round_shape, "rounds"),
    SHAPE(struct fault_view, f.ending, S_TEXT, "ending"),
    SHAPE(struct fault_view, f.ending_reason, S_TEXT, "ending_reason"),
    SHAPE(struct fault_view, origin, S_TEXT, "recurrence_of"),
    SHAPE(struct fault_view, alone, S_TEXT, "verdict_of_this_report"),
    SHAPE(struct fault_view, self_repair_on, S_DATE, "self_repair_from"),
    SHAPE(struct fault_view, self_repair_source, S_TEXT, "self_repair_source"),
    SHAPE_LIST(struct fault_view, objections, objection_n, struct objection_view, objection_shape,
               "objections"),
    SHAPE_LIST(struct fault_view, quotes, quote_n, struct quote_view, quote_shape, "quotes"),
    SHAPE_LIST(struct fault_view, verdicts, verdict_n, struct verdict_view, verdict_kept_shape,
               "verdicts"),
    SHAPE_LIST(struct fault_view, refusals, refusal_n, struct refusal_view, refusal_shape,
               "signing_refusals"),
    SHAPE_END,
};
static const struct shape order_shape[] = {
    SHAPE(struct order_view, o.no, S_TEXT, "no"),
    SHAPE(struct order_view, o.state, S_TEXT, "state"),
    SHAPE(struct order_view, o.fault_k, S_INT, "fault"),
    SHAPE(struct order_view, o.company, S_TEXT, "company"),
    SHAPE(struct order_view, o.trade, S_TEXT, "trade"),
    SHAPE(struct order_view, o.scope, S_TEXT, "scope"),
    SHAPE(struct order_view, o.worker, S_TEXT, "worker"),
    SHAPE(struct order_view, o.due_on, S_DATE, "due_on"),
    SHAPE(struct order_view, o.round, S_INT, "round"),
    SHAPE(struct order_view, o.work_done, S_TEXT, "work_done"),
    SHAPE(struct order_view, o.reason, S_TEXT, "reason"),
    SHAPE(struct order_view, o.cost_fen, S_INT, "cost_fen"),
    SHAPE(struct order_view, o.appointed_at, S_INSTANT, "appointed_at"),
    SHAPE(struct order_view, o.started_at, S_INSTANT, "started_at"),
    SHAPE(struct order_view, o.finished_at, S_INSTANT, "finished_at"),
    SHAPE_LIST(struct order_view, actions, action_n, struct action_view, action_shape, "actions"),
    SHAPE_LIST(struct order_view, checks, check_n, struct check_view, check_shape, "supervision"),
    SHAPE_LIST(struct order_view, costs, cost_n, struct cost_view, cost_shape, "costs"),
    SHAPE_END,
};
static const struct shape event_shape[] = {
    SHAPE(struct event_view, no, S_INT, "no"),
    SHAPE(struct event_view, what, S_TEXT, "what"),
    SHAPE(struct event_view, words, S_TEXT, "words"),
    SHAPE(struct event_view, actor, S_TEXT, "actor"),
    SHAPE(struct event_view, text, S_TEXT, "text"),
    SHAPE(struct event_view, at, S_INSTANT, "at"),
    SHAPE_END,
};
static const struct shape promise_shape[] = {
    SHAPE(struct promise, words, S_TEXT, "words"),
    SHAPE(struct promise, from_at, S_INSTANT, "from_at"),
    SHAPE(struct promise, due_at, S_INSTANT, "due_at"),
    SHAPE(struct promise, done_at, S_INSTANT, "done_at"),
    SHAPE_END,
};
static const struct shape photo_shape[] = {
    SHAPE(struct photo_view, id, S_ID, "id"),
    SHAPE(struct photo_view, purpose, S_TEXT, "purpose"),
    SHAPE(struct photo_view, part.full.s, S_TEXT, "href"),
    SHAPE_END,
};
static const struct shape paper_shape[] = {
    SHAPE(struct paper_view, no, S_TEXT, "no"),
    SHAPE(struct paper_view, state, S_TEXT, "state"),
    SHAPE(struct paper_view, where.s, S_TEXT, "href"),
    SHAPE(struct paper_view, verify.s, S_TEXT, "verify"),
    SHAPE_END,
};
const struct shape repair_shape[] = {
    SHAPE_INLINE(struct repair_view, m, matter_shape, "matter"),
    SHAPE_LIST(struct repair_view, faults, fault_n, struct fault_view, fault_shape, "faults"),
    SHAPE_LIST(struct repair_view, orders, order_n, struct order_view, order_shape, "orders"),
    SHAPE_LIST(struct repair_view, promises, promise_n, struct promise, promise_shape, "promises"),
    SHAPE_LIST(struct repair_view, events, event_n, struct event_view, event_shape, "events"),
    SHAPE_LIST(struct repair_view, photos, photo_n, struct photo_view, photo_shape, "photos"),
    SHAPE_LIST(struct repair_view, papers, paper_n, struct paper_view, paper_shape, "papers"),
    SHAPE_LIST(struct repair_view, actions, action_n, struct action_view, action_shape, "actions"),
    SHAPE_LIST(struct repair_view, contacts, contact_n, struct contact_view, contact_shape,
               "contacts"),
    SHAPE_LIST(struct repair_view, visits, visit_n, struct visit_view, visit_shape, "visits"),
    SHAPE_LIST(struct repair_view, entries, entry_n, struct entry_view, entry_shape, "entries"),
    SHAPE_LIST(struct repair_view, links, link_n, struct link_view, link_shape, "links"),
    SHAPE_LIST(struct repair_view, handings, handing_n, struct handing_view, handing_shape,
               "handings"),
    SHAPE_END,
};

/* A contractor gets the work, where and when, and a masked phone; who pays is not hers to read
   (records.md, keeping and privacy). */
static const struct shape work_shape[] = {
    SHAPE(struct fault_view, f.k, S_INT, "fault"),
    SHAPE(struct fault_view, f.state, S_TEXT, "state"),
    SHAPE(struct fault_view, f.round, S_INT, "round"),
    SHAPE(struct fault_view, f.place, S_TEXT, "place"),
    SHAPE(struct fault_view, f.component, S_TEXT, "component"),
    SHAPE(struct fault_view, f.symptom, S_TEXT, "symptom"),
    SHAPE(struct fault_view, f.finding, S_TEXT, "finding"),
    SHAPE(struct fault_view, f.measures, S_TEXT, "measures"),
    SHAPE_END,
};
static const struct shape site_shape[] = {
    SHAPE(struct matter, no, S_TEXT, "no"),
    SHAPE(struct matter, project, S_TEXT, "project"),
    SHAPE(struct matter, home_said, S_TEXT, "address"),
    SHAPE(struct matter, contact_name, S_TEXT, "contact_name"),
    SHAPE(struct matter, contact_masked, S_TEXT, "contact_phone"),
    SHAPE(struct matter, title, S_TEXT, "title"),
    SHAPE(struct matter, urgency, S_TEXT, "urgency"),
    SHAPE(struct matter, wished, S_TEXT, "wished"),
    SHAPE_END,
};
const struct shape order_page_shape[] = {
    SHAPE_OBJECT(struct order_page_view, order, order_shape, "order"),
    SHAPE_OBJECT(struct order_page_view, fault, work_shape, "fault"),
    SHAPE_INLINE(struct order_page_view, repair.m, site_shape, "matter"),
    SHAPE(struct order_page_view, phone, S_TEXT, "phone"),
    SHAPE(struct order_page_view, may_see_phone, S_BOOL, "may_see_phone"),
    SHAPE_LIST(struct order_page_view, repair.photos, repair.photo_n, struct photo_view,
               photo_shape, "photos"),
    SHAPE_END,
};
