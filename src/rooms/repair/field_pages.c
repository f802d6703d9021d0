/*
 * field_pages.c -- today of engineers and contractors.
 */
#include "app/page.h"
#include "base/must.h"
#include "base/when.h"
#include "field.html.h"
#include "rooms/repair/field_view.h"
#include "rooms/repair/repair_pages.h"

#include <inttypes.h>
#include <string.h>

#define ROWS_MAX 100

/* ---- today ---- */

static const struct shape visit_shape[] = {
    SHAPE(struct field_visit, no, S_TEXT, "no"),
    SHAPE(struct field_visit, project, S_TEXT, "project"),
    SHAPE(struct field_visit, title, S_TEXT, "title"),
    SHAPE(struct field_visit, home, S_TEXT, "home"),
    SHAPE(struct field_visit, state, S_TEXT, "state"),
    SHAPE(struct field_visit, visit_at, S_INSTANT, "visit_at"),
    SHAPE(struct field_visit, due_at, S_INSTANT, "due_at"),
    SHAPE_END,
};
static const struct shape field_order_shape[] = {
    SHAPE(struct field_order, no, S_TEXT, "no"),
    SHAPE(struct field_order, project, S_TEXT, "project"),
    SHAPE(struct field_order, title, S_TEXT, "title"),
    SHAPE(struct field_order, home, S_TEXT, "home"),
    SHAPE(struct field_order, state, S_TEXT, "state"),
    SHAPE(struct field_order, company, S_TEXT, "company"),
    SHAPE(struct field_order, scope, S_TEXT, "scope"),
    SHAPE(struct field_order, due_on, S_DATE, "due_on"),
    SHAPE_END,
};
static const struct shape field_shape[] = {
    SHAPE_LIST(struct field_view, visits, visit_n, struct field_visit, visit_shape, "visits"),
    SHAPE_LIST(struct field_view, orders, order_n, struct field_order, field_order_shape, "orders"),
    SHAPE_END,
};

/* Matters that wait for the engineer herself, or in her projects for nobody in particular. */
static void fill_visits(const struct op *op, int64_t project, struct field_view *v)
{
    bool all = (roles_in(op->actor, project) & (ROLE_ADMIN | ROLE_MANAGER | ROLE_SUPERVISOR)) != 0;
    struct query q;

    if (!all && !(roles_in(op->actor, project) & ROLE_ENGINEER))
        return;
    for (db_query(op->tx, &q,
                  "select m.no, m.title, h.code, m.contact_name, m.state, p.slug, m.urgency,"
                  " m.visit_at, m.visit_to, m.due_at, m.received_at from matter m"
                  " join home h on h.project_id = m.project_id and h.id = m.home_id"
                  " join project p on p.id = m.project_id where m.project_id = $1"
                  " and m.closed_at is null and m.state in ('visit_agreed', 'checked', 'decided',"
                  " 'quote_agreed', 'change_asked') and ($2 = 1 or m.checker_id in (0, $3))"
                  " order by m.visit_at, m.id limit 100",
                  I(project), I(all), I(op->actor->account_id));
         v->visit_n < ROWS_MAX && db_next(&q);)
        v->visits[v->visit_n++] = (struct field_visit){
            .no = db_text(&q, 0),
            .title = db_text(&q, 1),
            .home = db_text(&q, 2),
            .contact = db_text(&q, 3),
            .state = db_text(&q, 4),
            .project = db_text(&q, 5),
            .urgency = db_text(&q, 6),
            .visit_at = db_i64(&q, 7),
            .visit_to = db_i64(&q, 8),
            .due_at = db_i64(&q, 9),
            .received_at = db_i64(&q, 10),
            .where = url_of(op->mem, "/p/%s/matters/%s", db_text(&q, 5), db_text(&q, 0)),
        };
    db_done(&q);
}

/* A contractor's orders are her company's, an engineer's those of the own teams. */
static void fill_orders(const struct op *op, int64_t project, struct field_view *v)
{
    int64_t company = company_in(op->actor, project);
    bool own = (roles_in(op->actor, project) & ~(unsigned)ROLE_CONTRACTOR) != 0;
    struct query q;

    for (db_query(op->tx, &q,
                  "select w.no, m.title, h.code, w.state, c.name, w.scope, p.slug, w.due_on,"
                  " w.offered_at from work_order w"
                  " join company c on c.id = w.company_id"
                  " join matter m on m.project_id = w.project_id and m.id = w.matter_id"
                  " join home h on h.project_id = m.project_id and h.id = m.home_id"
                  " join project p on p.id = w.project_id where w.project_id = $1"
                  " and w.state in ('offered', 'taken', 'working', 'stopped')"
                  " and (w.company_id = $2 or ($3 = 1 and c.kind = 'own_team'))"
                  " order by w.due_on, w.id limit 100",
                  I(project), I(company), I(own));
         v->order_n < ROWS_MAX && db_next(&q);)
        v->orders[v->order_n++] = (struct field_order){
            .no = db_text(&q, 0),
            .title = db_text(&q, 1),
            .home = db_text(&q, 2),
            .state = db_text(&q, 3),
            .company = db_text(&q, 4),
            .scope = db_text(&q, 5),
            .project = db_text(&q, 6),
            .due_on = db_is_null(&q, 7) ? NO_DATE : (int32_t)db_i64(&q, 7),
            .offered_at = db_i64(&q, 8),
            .where = url_of(op->mem, "/p/%s/orders/%s", db_text(&q, 6), db_text(&q, 0)),
        };
    db_done(&q);
}

static enum err field_today(struct req *r)
{
    struct field_view *v = arena_new(r->mem, struct field_view);
    int64_t *projects;
    size_t n = actor_projects(r->op, &projects);

    v->visits = arena_new_n(r->mem, struct field_visit, ROWS_MAX);
    v->orders = arena_new_n(r->mem, struct field_order, ROWS_MAX);
    for (size_t i = 0; i < n; i++)
        if (may_somewhere(r->op->actor, FIELD_TODAY, projects[i])) {
            fill_visits(r->op, projects[i], v);
            fill_orders(r->op, projects[i], v);
        }
    req_title(r, say(r->op, W("今日")), "field");
    return show(r, field_page, field_shape, v);
}

const struct route field_routes[] = {
    ROUTE(GET, "/field", FIELD_TODAY, SCOPE_GLOBAL, NULL, field_shape, NULL, field_today, NULL),
};
const size_t field_route_n = LEN(field_routes);
