/*
 * audit_pages.c -- the page that searches the event log, and its export.
 */
#include "rooms/audit/audit_pages.h"
#include "app/page.h"
#include "audit.html.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/audit/audit_view.h"

#include <inttypes.h>
#include <string.h>

static const struct shape row_shape[] = {
    SHAPE(struct audit_row, no, S_INT, "no"),
    SHAPE(struct audit_row, at, S_INSTANT, "at"),
    SHAPE(struct audit_row, actor, S_TEXT, "who"),
    SHAPE(struct audit_row, role, S_TEXT, "role"),
    SHAPE(struct audit_row, what, S_TEXT, "what"),
    SHAPE(struct audit_row, subject, S_TEXT, "subject"),
    SHAPE(struct audit_row, subject_said, S_TEXT, "of"),
    SHAPE(struct audit_row, text, S_TEXT, "text"),
    SHAPE_END,
};
static const struct shape audit_shape[] = {
    SHAPE_LIST(struct audit_view, rows, row_n, struct audit_row, row_shape, "events"),
    SHAPE_END,
};

static const char *const kinds[] = { "repair.",  "order.",     "suggestion.", "paper.",  "person.",
                                     "home.",    "building.",  "project.",    "estate.", "account.",
                                     "company.", "catalogue.", "audit.",      NULL };
static const struct field filter_fields[] = {
    { "who", F_TEXT, false, 0, 40, NULL, W("谁") },
    { "what", F_WORD, false, 0, 0, kinds, W("做了什么") },
    { "no", F_TEXT, false, 0, 20, NULL, W("事项编号") },
    { "from_on", F_DATE, false, 0, 0, NULL, W("从哪天") },
    { "to_on", F_DATE, false, 0, 0, NULL, W("到哪天") },
    { "before", F_INT, false, 0, INT64_MAX, NULL, W("更早的") },
    { 0 },
};

static struct audit_filter filter_read(struct req *r)
{
    return (struct audit_filter){ .who = form_text(r, "who"),
                                  .what = form_text(r, "what"),
                                  .no = form_text(r, "no"),
                                  .from_on = form_date(r, "from_on"),
                                  .to_on = form_date(r, "to_on"),
                                  .before = form_int(r, "before") };
}

static struct url further(struct req *r, const struct audit_view *v)
{
    struct url u = v->here;
    const struct audit_filter *f = &v->f;

    if (*f->who)
        u = url_with(r->mem, u, "who", f->who);
    if (*f->what)
        u = url_with(r->mem, u, "what", f->what);
    if (*f->no)
        u = url_with(r->mem, u, "no", f->no);
    if (f->from_on != NO_DATE)
        u = url_with(r->mem, u, "from_on", date_text(r->mem, f->from_on));
    if (f->to_on != NO_DATE)
        u = url_with(r->mem, u, "to_on", date_text(r->mem, f->to_on));
    return url_with(r->mem, u, "before",
                    arena_printf(r->mem, "%" PRId64, v->rows[v->row_n - 1].no));
}

static enum err audit_show(struct req *r)
{
    struct audit_view *v = arena_new(r->mem, struct audit_view);

    v->f = filter_read(r);
    v->project = db_str(r->op->tx, "select slug from project where id = $1", I(r->op->project));
    v->here = url_of(r->mem, "/p/%s/audit", v->project);
    v->export = url_of(r->mem, "/p/%s/audit/export", v->project);
    v->row_n = audit_list(r->op, &v->f, AUDIT_ROWS + 1, &v->rows);
    if (v->row_n > AUDIT_ROWS) {
        v->row_n = AUDIT_ROWS;
        req_next(r, further(r, v));
    }
    req_title(r, say(r->op, W("操作记录")), "audit");
    return show(r, audit_page, audit_shape, v);
}

/* A whole table in one answer: what is more is asked for by days. */
static enum err audit_take_out(struct req *r)
{
    struct audit_filter f = filter_read(r);
    size_t rows;
    struct span bytes = audit_export(r->op, &f, &rows);

    return show_bytes(r, bytes, "text/csv; charset=utf-8", "audit.csv");
}

/* From the menu: the first of her projects. */
static enum err audit_first(struct req *r)
{
    int64_t *ids;
    size_t n = actor_projects(r->op, &ids);

    for (size_t i = 0; i < n; i++)
        if (may_somewhere(r->op->actor, AUDIT_READ, ids[i]))
            return go(
                r, url_of(r->mem, "/p/%s/audit",
                          db_str(r->op->tx, "select slug from project where id = $1", I(ids[i]))));
    return E_NOT_FOUND;
}

const struct route audit_routes[] = {
    ROUTE(GET, "/admin/audit", AUDIT_READ, SCOPE_GLOBAL, NULL, NULL, NULL, audit_first, NULL),
    ROUTE(GET, "/p/{project}/audit", AUDIT_READ, SCOPE_PROJECT, filter_fields, audit_shape, NULL,
          audit_show, NULL),
    ROUTE(POST, "/p/{project}/audit/export", AUDIT_READ, SCOPE_PROJECT, filter_fields, NULL, NULL,
          audit_take_out, audit_show),
};
const size_t audit_route_n = LEN(audit_routes);
