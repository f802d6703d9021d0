/*
 * matter_pages.c -- the agent's list over all her projects.
 */
#include "rooms/matter/matter_pages.h"
#include "app/number.h"
#include "app/page.h"
#include "base/id.h"
#include "base/must.h"
#include "matters.html.h"
#include "rooms/matter/matters_view.h"

#include <inttypes.h>
#include <string.h>

static const char *const urgencies[] = { "emergency", "general_a", "general_b", "complex", NULL };

static const struct field list_fields[] = {
    { "view", F_TEXT, false, 0, 20, NULL, W("视图") },
    { "urgency", F_WORD, false, 0, 0, urgencies, W("紧急程度") },
    { "q", F_TEXT, false, 0, 60, NULL, W("搜索") },
    { "cursor", F_TEXT, false, 0, 60, NULL, W("翻页位置") },
    { "home", F_ID, false, 0, 0, NULL, W("房屋") },
    { 0 },
};

static const struct shape matters_shape[] = {
    SHAPE_LIST(struct matters_view, list.rows, list.n, struct matter_row, matter_row_shape,
               "matters"),
    SHAPE(struct matters_view, next, S_TEXT, "next"),
    SHAPE_END,
};

static const char *query_or(const struct req *r, const char *name)
{
    const char *value = http_query(r->http, name);

    return value ? value : "";
}

/* The page's own address with these choices. */
static struct url list_url(struct req *r, const char *view, const char *cursor)
{
    struct url u = url_of(r->mem, "/matters");

    if (*view)
        u = url_with(r->mem, u, "view", view);
    if (*query_or(r, "project"))
        u = url_with(r->mem, u, "project", query_or(r, "project"));
    if (form_has(r, "urgency"))
        u = url_with(r->mem, u, "urgency", form_text(r, "urgency"));
    if (form_has(r, "q"))
        u = url_with(r->mem, u, "q", form_text(r, "q"));
    if (form_has(r, "home"))
        u = url_with(r->mem, u, "home", form_text(r, "home"));
    if (cursor)
        u = url_with(r->mem, u, "cursor", cursor);
    return u;
}

static void fill_tabs(struct req *r, const struct matter_filter *f, struct matters_view *v)
{
    v->tabs = arena_new_n(r->mem, struct part_tab, matter_view_n);
    for (size_t i = 0; i < matter_view_n; i++) {
        int64_t n = matter_view_count(r->op, matter_views[i].key, f->project);

        if (i == 0)
            v->open_n = n;
        v->tabs[v->tab_n++] = (struct part_tab){
            .words = matter_views[i].words,
            .where = list_url(r, matter_views[i].key, NULL),
            .is_on = strcmp(v->view, matter_views[i].key) == 0,
            .is_late = matter_views[i].is_late && n > 0,
            .count = n > 999 && i > 0 ? "999+" : arena_printf(r->mem, "%" PRId64, n),
        };
    }
}

static void fill_projects(struct req *r, struct matters_view *v)
{
    int64_t *ids;
    size_t n = actor_projects(r->op, &ids);
    struct query q;

    v->projects = arena_new_n(r->mem, struct part_option, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (db_one(r->op->tx, &q, "select slug, name from project where id = $1", I(ids[i])))
            v->projects[v->project_n++] =
                (struct part_option){ .value = db_text(&q, 0), .words = db_text(&q, 1) };
        db_done(&q);
    }
}

static void fill_lines(struct req *r, struct matters_view *v)
{
    v->lines = arena_new_n(r->mem, struct matters_line, v->list.n + 1);
    for (size_t i = 0; i < v->list.n; i++) {
        const struct matter_row *row = &v->list.rows[i];

        v->lines[i] =
            (struct matters_line){ row, url_of(r->mem, "/p/%s/matters/%s", row->project, row->no),
                                   url_of(r->mem, "/p/%s/matters/%s/preview", row->project,
                                          row->no) };
    }
}

/* A project by its short name, when she works in it; 0 otherwise. */
static int64_t project_of(struct req *r, const char *slug)
{
    int64_t id = db_int(r->op->tx, "select id from project where slug = $1", T(slug));

    return id && roles_in(r->op->actor, id) ? id : 0;
}

/* A whole number typed into the search opens its matter. */
static bool opens_one(const struct req *r, const struct matters_view *v)
{
    return !r->wants_json && v->list.n == 1 && form_has(r, "q") &&
           number_fold(r->mem, form_text(r, "q")) != NULL;
}

static enum err matters(struct req *r)
{
    struct matters_view *v = arena_new(r->mem, struct matters_view);
    struct matter_filter f = { .urgency = form_text(r, "urgency"),
                               .typed = form_text(r, "q"),
                               .cursor = form_text(r, "cursor"),
                               .home_id = form_int(r, "home") };
    enum err e;

    v->project = query_or(r, "project");
    if (*v->project && !(f.project = project_of(r, v->project)))
        return E_NOT_FOUND;
    v->view = form_has(r, "view") ? form_text(r, "view") : *f.typed ? "all" : matter_views[0].key;
    v->urgency = f.urgency;
    v->typed = f.typed;
    f.view = v->view;
    if ((e = matter_list_read(r->op, &f, &v->list)) != OK)
        return e;
    fill_lines(r, v);
    if (opens_one(r, v))
        return go(r, v->lines[0].where);
    if (v->list.cursor) {
        req_next(r, list_url(r, v->view, v->list.cursor));
        v->next = arena_printf(r->mem, "/api%s", list_url(r, v->view, v->list.cursor).s);
    }
    if (!r->wants_json) {
        fill_tabs(r, &f, v);
        fill_projects(r, v);
    }
    req_title(r, say(r->op, W("事项")), "matters");
    return show(r, matters_page, matters_shape, v);
}

const struct route matter_routes[] = {
    ROUTE(GET, "/matters", MATTER_LIST, SCOPE_GLOBAL, list_fields, matters_shape, NULL, matters,
          NULL),
};
const size_t matter_route_n = LEN(matter_routes);
