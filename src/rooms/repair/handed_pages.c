/*
 * handed_pages.c -- the property company's side: what was handed to it, and its answer (S1.2c).
 *
 * It reads the work, the address, a masked phone and the photos of the work; who
 * pays, who objected and what else the matter holds is not its to read.
 */
#include "app/page.h"
#include "base/must.h"
#include "handed.html.h"
#include "rooms/repair/handed_view.h"
#include "rooms/repair/repair_deed.h"
#include "rooms/repair/repair_fields.h"
#include "rooms/repair/repair_pages.h"

#include <string.h>

#define ROWS_MAX 200

static const struct shape row_shape[] = {
    SHAPE(struct handed_row, no, S_TEXT, "no"),
    SHAPE(struct handed_row, project, S_TEXT, "project"),
    SHAPE(struct handed_row, home, S_TEXT, "home"),
    SHAPE(struct handed_row, title, S_TEXT, "title"),
    SHAPE(struct handed_row, reason, S_TEXT, "reason"),
    SHAPE(struct handed_row, answer, S_TEXT, "answer"),
    SHAPE(struct handed_row, fault, S_INT, "fault"),
    SHAPE(struct handed_row, handed_at, S_INSTANT, "handed_at"),
    SHAPE(struct handed_row, due_at, S_INSTANT, "due_at"),
    SHAPE(struct handed_row, answered_at, S_INSTANT, "answered_at"),
    SHAPE_END,
};
static const struct shape list_shape[] = {
    SHAPE_LIST(struct handed_list, rows, row_n, struct handed_row, row_shape, "handed"),
    SHAPE_END,
};
static const struct shape photo_shape[] = {
    SHAPE(struct photo_view, id, S_ID, "id"),
    SHAPE(struct photo_view, part.full.s, S_TEXT, "href"),
    SHAPE_END,
};
static const struct shape handed_shape[] = {
    SHAPE(struct handed_view, repair.m.no, S_TEXT, "no"),
    SHAPE(struct handed_view, repair.m.project, S_TEXT, "project"),
    SHAPE(struct handed_view, repair.m.home_said, S_TEXT, "address"),
    SHAPE(struct handed_view, repair.m.contact_name, S_TEXT, "contact_name"),
    SHAPE(struct handed_view, repair.m.contact_masked, S_TEXT, "contact_phone"),
    SHAPE(struct handed_view, repair.m.title, S_TEXT, "title"),
    SHAPE(struct handed_view, repair.m.description, S_TEXT, "description"),
    SHAPE_LIST(struct handed_view, rows, row_n, struct handed_row, row_shape, "handed"),
    SHAPE_LIST(struct handed_view, repair.photos, repair.photo_n, struct photo_view, photo_shape,
               "photos"),
    SHAPE_END,
};

static size_t rows_read(const struct op *op, int64_t project, int64_t matter,
                        struct handed_row *rows)
{
    struct query q;
    size_t n = 0;

    for (db_query(op->tx, &q,
                  "select m.no, p.slug, h.code, m.title, x.reason, x.answer, f.k, x.handed_at,"
                  " x.due_at, x.answered_at, x.ended_at from handing x"
                  " join matter m on m.project_id = x.project_id and m.id = x.matter_id"
                  " join fault f on f.project_id = x.project_id and f.id = x.fault_id"
                  " join home h on h.project_id = m.project_id and h.id = m.home_id"
                  " join project p on p.id = x.project_id where x.project_id = $1"
                  " and x.company_id = $2 and ($3 = 0 or x.matter_id = $3)"
                  " order by case when x.answered_at is null and x.ended_at is null then 0"
                  " else 1 end, x.due_at, x.id limit 200",
                  I(project), I(company_in(op->actor, project)), I(matter));
         n < ROWS_MAX && db_next(&q);)
        rows[n++] = (struct handed_row){
            .no = db_text(&q, 0),
            .project = db_text(&q, 1),
            .home = db_text(&q, 2),
            .title = db_text(&q, 3),
            .reason = db_text(&q, 4),
            .answer = db_text(&q, 5),
            .fault = db_i64(&q, 6),
            .handed_at = db_i64(&q, 7),
            .due_at = db_i64(&q, 8),
            .answered_at = db_i64(&q, 9),
            .is_open = db_is_null(&q, 9) && db_is_null(&q, 10),
            .where = url_of(op->mem, "/p/%s/handed/%s", db_text(&q, 1), db_text(&q, 0)),
        };
    db_done(&q);
    return n;
}

static enum err handed_list(struct req *r)
{
    struct handed_list *v = arena_new(r->mem, struct handed_list);
    int64_t *projects;
    size_t n = actor_projects(r->op, &projects);

    v->rows = arena_new_n(r->mem, struct handed_row, ROWS_MAX * (n + 1));
    for (size_t i = 0; i < n; i++)
        if (may_somewhere(r->op->actor, HANDING_READ, projects[i]))
            v->row_n += rows_read(r->op, projects[i], 0, v->rows + v->row_n);
    req_title(r, say(r->op, W("转来的事项")), "handed");
    return show(r, handed_list_page, list_shape, v);
}

static enum err find(struct req *r, struct handed_view *v)
{
    struct matter m;
    enum err e = matter_load(r->op, path_text(r, "no"), &m);

    if (e != OK)
        return e;
    repair_view_fill(r, &m, &v->repair);
    v->rows = arena_new_n(r->mem, struct handed_row, ROWS_MAX);
    v->row_n = rows_read(r->op, r->op->project, m.id, v->rows);
    for (size_t i = 0; i < v->row_n; i++)
        v->is_open |= v->rows[i].is_open;
    v->here = url_of(r->mem, "/p/%s/handed/%s", m.project, m.no);
    return v->row_n ? OK : E_NOT_FOUND;
}

static enum err handed_show(struct req *r)
{
    struct handed_view *v = arena_new(r->mem, struct handed_view);
    enum err e = find(r, v);

    if (e != OK)
        return e;
    req_etag(r, v->repair.m.version);
    req_title(r, v->repair.m.title, "handed");
    return show(r, handed_page, handed_shape, v);
}

static enum err answer(struct req *r)
{
    struct handed_view *v = arena_new(r->mem, struct handed_view);
    struct deed d = deed_read(r);
    struct matter m;
    enum err e = matter_load(r->op, path_text(r, "no"), &m);
    struct act a = { .no = m.no, .fault = form_int(r, "fault") };

    if (e != OK || (e = req_fresh(r, m.version)) != OK ||
        (e = repair_do(r->op, &a, "answer", &d)) != OK || (e = find(r, v)) != OK)
        return e;
    return done(r, v->here, handed_shape, v, false);
}

const struct route handed_routes[] = {
    ROUTE(GET, "/handed", HANDING_READ, SCOPE_GLOBAL, NULL, list_shape, NULL, handed_list, NULL),
    ROUTE(GET, "/p/{project}/handed/{no}", HANDING_READ, SCOPE_PROJECT, NULL, handed_shape, NULL,
          handed_show, NULL),
    ROUTE(POST, "/p/{project}/handed/{no}/answer", HANDING_ANSWER, SCOPE_PROJECT, answer_fields,
          handed_shape, NULL, answer, handed_show),
};
const size_t handed_route_n = LEN(handed_routes);
