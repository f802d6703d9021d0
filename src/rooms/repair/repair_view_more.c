/*
 * repair_view_more.c -- reading the hard cases for the page: who was tried, what was objected,
 * what it costs, what belongs together.
 *
 * An owner reads what concerns her.  Links may lead to another home, contact notes
 * and supervision are ours: those stay with the staff.
 */
#include "base/must.h"
#include "base/when.h"
#include "rooms/repair/repair_fields.h"
#include "rooms/repair/repair_view.h"
#include "rules/pack.h"
#include "rules/period.h"
#include "rules/warranty.h"

#include <string.h>

#define MORE_MAX 200

/* ---- shapes ---- */

/* clang-format off */
#define TEXT(type, member) SHAPE(struct type, member, S_TEXT, #member)
const struct shape objection_shape[] = {
    TEXT(objection_view, reason), TEXT(objection_view, outcome), TEXT(objection_view, review),
    SHAPE(struct objection_view, at, S_INSTANT, "at"),
    SHAPE(struct objection_view, reviewed_at, S_INSTANT, "reviewed_at"),
    SHAPE_END,
};
static const struct shape quote_line_shape[] = {
    TEXT(quote_line_view, words),
    SHAPE(struct quote_line_view, amount_fen, S_INT, "amount_fen"),
    SHAPE_END,
};
const struct shape quote_shape[] = {
    SHAPE(struct quote_view, v, S_INT, "v"),
    TEXT(quote_view, state),
    SHAPE(struct quote_view, amount_fen, S_INT, "amount_fen"),
    SHAPE(struct quote_view, paid_fen, S_INT, "paid_fen"),
    SHAPE(struct quote_view, months, S_INT, "warranty_months"),
    SHAPE(struct quote_view, valid_until_on, S_DATE, "valid_until"),
    SHAPE(struct quote_view, warranty_until_on, S_DATE, "warranty_until"),
    TEXT(quote_view, terms), TEXT(quote_view, answer), TEXT(quote_view, receipt),
    SHAPE(struct quote_view, offered_at, S_INSTANT, "offered_at"),
    SHAPE_LIST(struct quote_view, lines, line_n, struct quote_line_view, quote_line_shape, "lines"),
    SHAPE_END,
};
const struct shape verdict_kept_shape[] = {
    SHAPE(struct verdict_view, v, S_INT, "v"),
    TEXT(verdict_view, why), TEXT(verdict_view, verdict),
    SHAPE(struct verdict_view, owner_end_on, S_DATE, "owner_end"),
    SHAPE(struct verdict_view, contractor_end_on, S_DATE, "contractor_end"),
    SHAPE(struct verdict_view, at, S_INSTANT, "at"),
    SHAPE_END,
};
const struct shape refusal_shape[] = {
    SHAPE(struct refusal_view, round, S_INT, "round"),
    SHAPE(struct refusal_view, at, S_INSTANT, "at"),
    TEXT(refusal_view, reason),
    TEXT(refusal_view, witness_1), TEXT(refusal_view, witness_1_role),
    TEXT(refusal_view, witness_2), TEXT(refusal_view, witness_2_role),
    SHAPE_END,
};
const struct shape contact_shape[] = {
    SHAPE(struct contact_view, at, S_INSTANT, "at"),
    TEXT(contact_view, by), TEXT(contact_view, whom), TEXT(contact_view, way),
    TEXT(contact_view, result), TEXT(contact_view, purpose), TEXT(contact_view, note),
    SHAPE_END,
};
const struct shape visit_shape[] = {
    SHAPE(struct visit_view, visit_at, S_INSTANT, "visit_at"),
    SHAPE(struct visit_view, visit_to, S_INSTANT, "visit_to"),
    TEXT(visit_view, state), TEXT(visit_view, reason),
    SHAPE_END,
};
const struct shape entry_shape[] = {
    SHAPE(struct entry_view, at, S_INSTANT, "at"),
    TEXT(entry_view, kind), TEXT(entry_view, text), TEXT(entry_view, notice),
    TEXT(entry_view, witness_1), TEXT(entry_view, witness_1_role),
    TEXT(entry_view, witness_2), TEXT(entry_view, witness_2_role),
    SHAPE_END,
};
const struct shape link_shape[] = {
    TEXT(link_view, kind), TEXT(link_view, direction), TEXT(link_view, no),
    TEXT(link_view, title), TEXT(link_view, state),
    SHAPE_END,
};
const struct shape handing_shape[] = {
    TEXT(handing_view, company), TEXT(handing_view, reason), TEXT(handing_view, answer),
    SHAPE(struct handing_view, fault, S_INT, "fault"),
    SHAPE(struct handing_view, handed_at, S_INSTANT, "handed_at"),
    SHAPE(struct handing_view, due_at, S_INSTANT, "due_at"),
    SHAPE(struct handing_view, answered_at, S_INSTANT, "answered_at"),
    SHAPE_END,
};
const struct shape check_shape[] = {
    SHAPE(struct check_view, at, S_INSTANT, "at"),
    TEXT(check_view, by), TEXT(check_view, kind), TEXT(check_view, finding),
    SHAPE(struct check_view, stops, S_BOOL, "stops"),
    SHAPE(struct check_view, resolved_at, S_INSTANT, "resolved_at"),
    TEXT(check_view, resolution),
    SHAPE_END,
};
const struct shape cost_shape[] = {
    TEXT(cost_view, kind), TEXT(cost_view, words),
    SHAPE(struct cost_view, amount_fen, S_INT, "amount_fen"),
    SHAPE(struct cost_view, round, S_INT, "round"),
    SHAPE_END,
};
#undef TEXT
/* clang-format on */

/* ---- of a fault ---- */

static void read_objections(const struct op *op, struct fault_view *f)
{
    struct query q;

    f->objections = arena_new_n(op->mem, struct objection_view, MORE_MAX);
    for (db_query(op->tx, &q,
                  "select reason, outcome, review, at, reviewed_at from objection"
                  " where project_id = $1 and fault_id = $2 order by at, id",
                  I(op->project), I(f->f.id));
         f->objection_n < MORE_MAX && db_next(&q);)
        f->objections[f->objection_n++] =
            (struct objection_view){ db_text(&q, 0), db_text(&q, 1), db_text(&q, 2), db_i64(&q, 3),
                                     db_i64(&q, 4) };
    db_done(&q);
}

static void read_lines(const struct op *op, struct quote_view *v)
{
    size_t room = (size_t)db_int(op->tx,
                                 "select count(*) from quote_line where project_id = $1"
                                 " and quote_id = $2",
                                 I(op->project), I(v->id));
    struct query q;

    v->lines = arena_new_n(op->mem, struct quote_line_view, room + 1);
    for (db_query(op->tx, &q,
                  "select words, amount_fen from quote_line where project_id = $1"
                  " and quote_id = $2 order by k",
                  I(op->project), I(v->id));
         v->line_n < room && db_next(&q);)
        v->lines[v->line_n++] = (struct quote_line_view){ db_text(&q, 0), db_i64(&q, 1) };
    db_done(&q);
}

/* The paid work has a warranty of its own, from its acceptance (S7d). */
static int32_t own_warranty(const struct fault *f, const struct quote_view *v)
{
    bool is_taken = strcmp(v->state, "accepted") == 0 || strcmp(v->state, "paid") == 0;

    if (!f->accepted_at || !is_taken || !v->months)
        return NO_DATE;
    return period_end((struct period){ (int)v->months, PERIOD_MONTH },
                      when_date(f->accepted_at, ZONE_SHANGHAI), NULL);
}

/* An order is offered too, and a report is accepted: a quote has looks of its own. */
static const char *quote_look(const char *state)
{
    static const struct {
        const char *state, *look;
    } looks[] = { { "offered", "proposed" },
                  { "accepted", "agreed" },
                  { "declined", "not_agreed" } };

    for (size_t i = 0; i < LEN(looks); i++)
        if (strcmp(looks[i].state, state) == 0)
            return looks[i].look;
    return state;
}

static void read_quotes(const struct op *op, struct fault_view *f)
{
    struct query q;

    f->quotes = arena_new_n(op->mem, struct quote_view, MORE_MAX);
    for (db_query(op->tx, &q,
                  "select id, v, amount_fen, paid_fen, warranty_months, offered_at, state, terms,"
                  " answer, receipt_no, valid_until_on from quote where project_id = $1"
                  " and fault_id = $2 order by v desc",
                  I(op->project), I(f->f.id));
         f->quote_n < MORE_MAX && db_next(&q);) {
        struct quote_view *v = &f->quotes[f->quote_n++];

        *v = (struct quote_view){ .id = db_i64(&q, 0),
                                  .v = db_i64(&q, 1),
                                  .amount_fen = db_i64(&q, 2),
                                  .paid_fen = db_i64(&q, 3),
                                  .months = db_i64(&q, 4),
                                  .offered_at = db_i64(&q, 5),
                                  .state = db_text(&q, 6),
                                  .terms = db_text(&q, 7),
                                  .answer = db_text(&q, 8),
                                  .receipt = db_text(&q, 9),
                                  .valid_until_on = (int32_t)db_i64(&q, 10) };
        v->look = quote_look(v->state);
        v->warranty_until_on = own_warranty(&f->f, v);
    }
    db_done(&q);
    for (size_t i = 0; i < f->quote_n; i++)
        read_lines(op, &f->quotes[i]);
}

static void read_verdicts(const struct op *op, struct fault_view *f)
{
    struct query q;

    f->verdicts = arena_new_n(op->mem, struct verdict_view, MORE_MAX);
    for (db_query(op->tx, &q,
                  "select v, at, why, verdict, owner_end_on, contractor_end_on from verdict_kept"
                  " where project_id = $1 and fault_id = $2 order by v",
                  I(op->project), I(f->f.id));
         f->verdict_n < MORE_MAX && db_next(&q);)
        f->verdicts[f->verdict_n++] =
            (struct verdict_view){ db_i64(&q, 0),
                                   db_i64(&q, 1),
                                   db_text(&q, 2),
                                   db_text(&q, 3),
                                   db_is_null(&q, 4) ? NO_DATE : (int32_t)db_i64(&q, 4),
                                   db_is_null(&q, 5) ? NO_DATE : (int32_t)db_i64(&q, 5) };
    db_done(&q);
}

static void read_refusals(const struct op *op, struct fault_view *f)
{
    struct query q;

    f->refusals = arena_new_n(op->mem, struct refusal_view, MORE_MAX);
    for (db_query(op->tx, &q,
                  "select round, at, reason, witness_1, witness_1_role, witness_2, witness_2_role"
                  " from signing_refusal where project_id = $1 and fault_id = $2 order by at, id",
                  I(op->project), I(f->f.id));
         f->refusal_n < MORE_MAX && db_next(&q);)
        f->refusals[f->refusal_n++] =
            (struct refusal_view){ db_i64(&q, 0),  db_i64(&q, 1),  db_text(&q, 2), db_text(&q, 3),
                                   db_text(&q, 4), db_text(&q, 5), db_text(&q, 6) };
    db_done(&q);
}

/* Where the fault came again: the earlier number, and what this report alone would be worth. */
static void read_origin(const struct op *op, const struct matter *m, struct fault_view *f)
{
    struct op copy = *op;
    struct verdict v;

    f->origin = f->alone = "";
    if (!f->f.origin_id)
        return;
    f->origin = db_str(op->tx,
                       "select m.no from fault f join matter m on m.project_id = f.project_id"
                       " and m.id = f.matter_id where f.project_id = $1 and f.id = $2",
                       I(op->project), I(f->f.origin_id));
    if (repair_verdict(&copy, m, f->f.warranty_code, m->first_report_at, &v))
        f->alone = v.explain;
}

/* When she may repair it herself at the responsible side's cost, where the city says so. */
static void read_self_repair(const struct op *op, const struct matter *m, struct fault_view *f)
{
    const char *name =
        db_str(op->tx, "select rule_pack from project where id = $1", I(op->project));
    int32_t *failed = arena_new_n(op->mem, int32_t, f->round_n + 1);
    size_t failed_n = 0;

    f->self_repair_on = NO_DATE;
    f->self_repair_source = "";
    if (*f->f.ending || !name || !*name)
        return;
    for (size_t i = 0; i < f->round_n; i++)
        if (!f->rounds[i].passed)
            failed[failed_n++] = when_date(f->rounds[i].at, ZONE_SHANGHAI);
    f->self_repair_on =
        warranty_self_repair(pack_named(name), when_date(fault_first_at(m, &f->f), ZONE_SHANGHAI),
                             failed, failed_n, &f->self_repair_source);
}

void fault_view_more(const struct op *op, const struct matter *m, struct fault_view *f)
{
    f->ending = *f->f.ending ? repair_words(f->f.ending) : "";
    read_origin(op, m, f);
    read_self_repair(op, m, f);
    if (!f->f.checked_at)
        return;
    read_objections(op, f);
    read_quotes(op, f);
    read_verdicts(op, f);
    read_refusals(op, f);
}

/* ---- of an order ---- */

void order_view_more(const struct op *op, struct order_view *o)
{
    struct query q;

    o->checks = arena_new_n(op->mem, struct check_view, MORE_MAX);
    o->costs = arena_new_n(op->mem, struct cost_view, MORE_MAX);
    for (db_query(op->tx, &q,
                  "select s.at, s.resolved_at, a.name, s.kind, s.finding, s.resolution, s.stops"
                  " from supervision s left join account a on a.id = s.by_id"
                  " where s.project_id = $1 and s.order_id = $2 order by s.at, s.id",
                  I(op->project), I(o->o.id));
         o->check_n < MORE_MAX && db_next(&q);)
        o->checks[o->check_n++] =
            (struct check_view){ db_i64(&q, 0),  db_i64(&q, 1),  db_text(&q, 2),    db_text(&q, 3),
                                 db_text(&q, 4), db_text(&q, 5), db_i64(&q, 6) != 0 };
    db_done(&q);
    for (db_query(op->tx, &q,
                  "select kind, words, amount_fen, round from order_cost where project_id = $1"
                  " and order_id = $2 order by round, k",
                  I(op->project), I(o->o.id));
         o->cost_n < MORE_MAX && db_next(&q);)
        o->costs[o->cost_n++] =
            (struct cost_view){ db_text(&q, 0), db_text(&q, 1), db_i64(&q, 2), db_i64(&q, 3) };
    db_done(&q);
}

/* ---- of a matter ---- */

static void read_contacts(const struct op *op, struct repair_view *v)
{
    struct query q;

    v->contacts = arena_new_n(op->mem, struct contact_view, MORE_MAX);
    for (db_query(op->tx, &q,
                  "select c.at, a.name, c.whom, c.way, c.result, c.purpose, c.note from contact c"
                  " left join account a on a.id = c.by_id"
                  " where c.project_id = $1 and c.matter_id = $2 order by c.at, c.id",
                  I(op->project), I(v->m.id));
         v->contact_n < MORE_MAX && db_next(&q);)
        v->contacts[v->contact_n++] =
            (struct contact_view){ db_i64(&q, 0),  db_text(&q, 1), db_text(&q, 2), db_text(&q, 3),
                                   db_text(&q, 4), db_text(&q, 5), db_text(&q, 6) };
    db_done(&q);
}

static void read_visits(const struct op *op, struct repair_view *v)
{
    struct query q;

    v->visits = arena_new_n(op->mem, struct visit_view, MORE_MAX);
    for (db_query(op->tx, &q,
                  "select visit_at, visit_to, state, reason from visit where project_id = $1"
                  " and matter_id = $2 order by said_at, id",
                  I(op->project), I(v->m.id));
         v->visit_n < MORE_MAX && db_next(&q);)
        v->visits[v->visit_n++] =
            (struct visit_view){ db_i64(&q, 0), db_i64(&q, 1), db_text(&q, 2), db_text(&q, 3) };
    db_done(&q);
}

static void read_entries(const struct op *op, struct repair_view *v)
{
    struct query q;

    v->entries = arena_new_n(op->mem, struct entry_view, MORE_MAX);
    for (db_query(op->tx, &q,
                  "select at, kind, text, notice, witness_1, witness_1_role, witness_2,"
                  " witness_2_role from entry_record where project_id = $1 and matter_id = $2"
                  " order by at, id",
                  I(op->project), I(v->m.id));
         v->entry_n < MORE_MAX && db_next(&q);)
        v->entries[v->entry_n++] =
            (struct entry_view){ db_i64(&q, 0),  db_text(&q, 1), db_text(&q, 2), db_text(&q, 3),
                                 db_text(&q, 4), db_text(&q, 5), db_text(&q, 6), db_text(&q, 7) };
    db_done(&q);
}

static void read_links(const struct op *op, struct repair_view *v)
{
    struct query q;

    v->links = arena_new_n(op->mem, struct link_view, MORE_MAX);
    for (db_query(op->tx, &q,
                  "select l.kind, case when l.from_id = $2 then 'to' else 'from' end, m.no,"
                  " m.title, m.state from matter_link l join matter m"
                  " on m.project_id = l.project_id and m.id = case when l.from_id = $2"
                  " then l.to_id else l.from_id end where l.project_id = $1"
                  " and (l.from_id = $2 or l.to_id = $2) order by l.at, l.id",
                  I(op->project), I(v->m.id));
         v->link_n < MORE_MAX && db_next(&q);)
        v->links[v->link_n++] = (struct link_view){
            .kind = db_text(&q, 0),
            .direction = db_text(&q, 1),
            .no = db_text(&q, 2),
            .title = db_text(&q, 3),
            .state = db_text(&q, 4),
            .where = url_of(op->mem, "/p/%s/matters/%s", v->m.project, db_text(&q, 2)),
        };
    db_done(&q);
}

static void read_handings(const struct op *op, struct repair_view *v)
{
    struct query q;

    v->handings = arena_new_n(op->mem, struct handing_view, MORE_MAX);
    for (db_query(op->tx, &q,
                  "select c.name, h.reason, h.answer, h.handed_at, h.due_at, h.answered_at, f.k"
                  " from handing h join company c on c.id = h.company_id join fault f"
                  " on f.project_id = h.project_id and f.id = h.fault_id"
                  " where h.project_id = $1 and h.matter_id = $2 order by h.handed_at, h.id",
                  I(op->project), I(v->m.id));
         v->handing_n < MORE_MAX && db_next(&q);)
        v->handings[v->handing_n++] =
            (struct handing_view){ db_text(&q, 0), db_text(&q, 1), db_text(&q, 2), db_i64(&q, 3),
                                   db_i64(&q, 4),  db_i64(&q, 5),  db_i64(&q, 6) };
    db_done(&q);
}

void repair_view_more(const struct op *op, struct repair_view *v)
{
    read_visits(op, v);
    read_entries(op, v);
    read_handings(op, v);
    if (!v->is_staff)
        return;
    read_contacts(op, v);
    read_links(op, v);
}
