/*
 * field_pages.c -- today of engineers and contractors, and the manager's overview.
 */
#include "app/page.h"
#include "base/must.h"
#include "base/when.h"
#include "field.html.h"
#include "overview.html.h"
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

/* ---- the manager's overview ---- */

static const struct shape state_shape[] = {
    SHAPE(struct state_row, state, S_TEXT, "state"),
    SHAPE(struct state_row, n, S_INT, "n"),
    SHAPE_END,
};
static const struct shape company_shape[] = {
    SHAPE(struct company_row, name, S_TEXT, "name"),
    SHAPE(struct company_row, open_n, S_INT, "open"),
    SHAPE(struct company_row, done_n, S_INT, "done"),
    SHAPE(struct company_row, returned_n, S_INT, "returned"),
    SHAPE_END,
};
static const struct shape overview_shape[] = {
    SHAPE(struct overview_view, open_n, S_INT, "open"),
    SHAPE(struct overview_view, overdue_n, S_INT, "overdue"),
    SHAPE(struct overview_view, emergency_n, S_INT, "emergency"),
    SHAPE(struct overview_view, received_30d, S_INT, "received_30d"),
    SHAPE(struct overview_view, closed_30d, S_INT, "closed_30d"),
    SHAPE(struct overview_view, accepted_30d, S_INT, "accepted_30d"),
    SHAPE(struct overview_view, first_pass_30d, S_INT, "first_pass_30d"),
    SHAPE_LIST(struct overview_view, states, state_n, struct state_row, state_shape, "states"),
    SHAPE_LIST(struct overview_view, companies, company_n, struct company_row, company_shape,
               "companies"),
    SHAPE_END,
};

static void count_project(const struct op *op, int64_t project, struct overview_view *v)
{
    int64_t since = op->now - 30 * DAY_MS;
    struct query q;

    v->open_n += db_int(op->tx,
                        "select coalesce(sum(n), 0) from matter_count where project_id = $1"
                        " and state <> 'closed'",
                        I(project));
    v->overdue_n += db_int(op->tx,
                           "select count(*) from matter where project_id = $1"
                           " and due_at is not null and due_at < $2",
                           I(project), I(op->now));
    v->emergency_n += db_int(op->tx,
                             "select count(*) from matter where project_id = $1"
                             " and closed_at is null and urgency = 'emergency'",
                             I(project));
    v->received_30d += db_int(op->tx,
                              "select count(*) from matter where project_id = $1"
                              " and received_at >= $2",
                              I(project), I(since));
    v->closed_30d += db_int(op->tx,
                            "select count(*) from matter where project_id = $1"
                            " and received_at >= $2 and closed_at is not null",
                            I(project), I(since));
    if (db_one(op->tx, &q,
               "select count(*), coalesce(sum(case when round = 1 then 1 else 0 end), 0)"
               " from acceptance where project_id = $1 and passed = 1 and at >= $2",
               I(project), I(since))) {
        v->accepted_30d += db_i64(&q, 0);
        v->first_pass_30d += db_i64(&q, 1);
    }
    db_done(&q);
}

static void count_states(const struct op *op, int64_t project, struct overview_view *v)
{
    for (size_t i = 0; i < v->state_n; i++) {
        v->states[i].state = fault_flow.states[i];
        v->states[i].n +=
            db_int(op->tx, "select n from matter_count where project_id = $1 and state = $2",
                   I(project), T(fault_flow.states[i]));
    }
}

static void count_companies(const struct op *op, int64_t project, struct overview_view *v)
{
    struct query q;

    for (db_query(
             op->tx, &q,
             "select c.name, sum(case when w.state in ('offered', 'taken', 'working') then 1"
             " else 0 end), sum(case when w.state in ('finished', 'passed') then 1 else 0 end),"
             " sum(case when w.round > 1 then 1 else 0 end) from work_order w"
             " join company c on c.id = w.company_id where w.project_id = $1"
             " group by c.id, c.name order by 2 desc, c.name limit 50",
             I(project));
         v->company_n < ROWS_MAX && db_next(&q);)
        v->companies[v->company_n++] =
            (struct company_row){ db_text(&q, 0), db_i64(&q, 1), db_i64(&q, 2), db_i64(&q, 3) };
    db_done(&q);
}

static const char *number(struct req *r, int64_t n)
{
    return arena_printf(r->mem, "%" PRId64, n);
}

static const char *rate(struct req *r, int64_t part, int64_t whole)
{
    return whole ? arena_printf(r->mem, "%" PRId64 "%%", (part * 100 + whole / 2) / whole) : "—";
}

static void add_figure(struct overview_view *v, const char *name, const char *value,
                       const char *note, const char *where)
{
    v->figures[v->figure_n++] = (struct figure){ name, value, note, { where } };
}

static void fill_figures(struct req *r, struct overview_view *v)
{
    add_figure(v, W("未关闭"), number(r, v->open_n), W("现在"), "/matters?view=open");
    add_figure(v, W("超期"), number(r, v->overdue_n), W("现在"), "/matters?view=overdue");
    add_figure(v, W("紧急"), number(r, v->emergency_n), W("未关闭"), "/matters?view=emergency");
    add_figure(v, W("关单率"), rate(r, v->closed_30d, v->received_30d),
               say(r->op, W("近 30 天收到 %d 件"), (int)v->received_30d), "/matters?view=closed");
    add_figure(v, W("一次维修合格率"), rate(r, v->first_pass_30d, v->accepted_30d),
               say(r->op, W("近 30 天验收 %d 项"), (int)v->accepted_30d), "/matters?view=closed");
}

static enum err overview(struct req *r)
{
    struct overview_view *v = arena_new(r->mem, struct overview_view);
    int64_t *projects;
    size_t n = actor_projects(r->op, &projects);

    while (fault_flow.states[v->state_n])
        v->state_n++;
    v->states = arena_new_n(r->mem, struct state_row, v->state_n + 1);
    v->companies = arena_new_n(r->mem, struct company_row, ROWS_MAX);
    for (size_t i = 0; i < n; i++)
        if (may_somewhere(r->op->actor, OVERVIEW_READ, projects[i])) {
            count_project(r->op, projects[i], v);
            count_states(r->op, projects[i], v);
            count_companies(r->op, projects[i], v);
        }
    for (size_t i = 0; i < v->state_n; i++)
        if (v->states[i].n > v->state_most && strcmp(v->states[i].state, "closed") != 0)
            v->state_most = v->states[i].n;
    fill_figures(r, v);
    req_title(r, say(r->op, W("总览")), "overview");
    return show(r, overview_page, overview_shape, v);
}

const struct route field_routes[] = {
    ROUTE(GET, "/field", FIELD_TODAY, SCOPE_GLOBAL, NULL, field_shape, NULL, field_today, NULL),
    ROUTE(GET, "/overview", OVERVIEW_READ, SCOPE_GLOBAL, NULL, overview_shape, NULL, overview,
          NULL),
};
const size_t field_route_n = LEN(field_routes);
