/*
 * estate_pages.c -- projects and their buildings: looked at, created, corrected.
 *
 * A project is created by those who may do so everywhere; who was given one
 * project edits that one.  A write says the whole of what its form shows, so a
 * program sends all fields too; the version it saw keeps two people apart.
 */
#include "rooms/estate/estate_pages.h"

#include "base/id.h"
#include "estate.html.h"
#include "rooms/estate/estate_fold.h"
#include "rooms/estate/estate_view.h"
#include "rules/pack.h"

#include <string.h>

#define HOMES_SHOWN 500

const struct shape project_shape[] = {
    SHAPE(struct project_view, id, S_ID, "id"),
    SHAPE(struct project_view, slug, S_TEXT, "project"),
    SHAPE(struct project_view, name, S_TEXT, "name"),
    SHAPE(struct project_view, city, S_TEXT, "city"),
    SHAPE(struct project_view, address, S_TEXT, "address"),
    SHAPE(struct project_view, hotline, S_TEXT, "hotline"),
    SHAPE(struct project_view, hours, S_TEXT, "hours"),
    SHAPE(struct project_view, emergency, S_TEXT, "emergency"),
    SHAPE(struct project_view, wechat, S_TEXT, "wechat"),
    SHAPE(struct project_view, desk, S_TEXT, "desk"),
    SHAPE(struct project_view, letterhead, S_TEXT, "letterhead"),
    SHAPE(struct project_view, rule_pack, S_TEXT, "rule_pack"),
    SHAPE(struct project_view, waterproof_promise, S_TEXT, "waterproof_promise"),
    SHAPE(struct project_view, version, S_INT, "version"),
    SHAPE(struct project_view, building_n, S_INT, "building_n"),
    SHAPE(struct project_view, home_n, S_INT, "home_n"),
    SHAPE(struct project_view, handed_n, S_INT, "handed_over_n"),
    SHAPE_END,
};

const struct shape building_shape[] = {
    SHAPE(struct building_view, id, S_ID, "id"),
    SHAPE(struct building_view, code, S_TEXT, "code"),
    SHAPE(struct building_view, name, S_TEXT, "name"),
    SHAPE(struct building_view, phase, S_TEXT, "phase"),
    SHAPE(struct building_view, completion_on, S_DATE, "completion_on"),
    SHAPE(struct building_view, design_life_y, S_INT, "design_life_y"),
    SHAPE(struct building_view, version, S_INT, "version"),
    SHAPE(struct building_view, unit_n, S_INT, "unit_n"),
    SHAPE(struct building_view, home_n, S_INT, "home_n"),
    SHAPE(struct building_view, handed_n, S_INT, "handed_over_n"),
    SHAPE_END,
};

static const struct shape projects_shape[] = {
    SHAPE_LIST(struct projects_view, projects, project_n, struct project_view, project_shape,
               "projects"),
    SHAPE_END,
};

static const struct shape one_project_shape[] = {
    SHAPE_INLINE(struct project_form_view, project, project_shape, "project"),
    SHAPE_END,
};

static const struct shape estate_shape[] = {
    SHAPE_INLINE(struct estate_view, project, project_shape, "project"),
    SHAPE_LIST(struct estate_view, buildings, building_n, struct building_view, building_shape,
               "buildings"),
    SHAPE_END,
};

static const struct shape building_page_shape[] = {
    SHAPE_INLINE(struct building_page_view, building, building_shape, "building"),
    SHAPE_LIST(struct building_page_view, homes, home_n, struct home_view, home_shape, "homes"),
    SHAPE_END,
};

static struct url estate_url(struct req *r, const char *slug)
{
    return url_of(r->mem, "/p/%s/estate", slug);
}

static struct url building_url(struct req *r, int64_t id)
{
    return url_of(r->mem, "/p/%s/buildings/%s", path_text(r, "project"), id_text(r->mem, id));
}

/* ---- projects ---- */

static const struct field project_fields[] = {
    { "name", F_TEXT, true, 1, 40, NULL, W("项目名称") },
    { "city", F_TEXT, false, 0, 40, NULL, W("城市") },
    { "address", F_TEXT, false, 0, 200, NULL, W("地址") },
    { "hotline", F_TEXT, false, 0, 60, NULL, W("服务电话") },
    { "hours", F_TEXT, false, 0, 100, NULL, W("服务时间") },
    { "emergency", F_TEXT, false, 0, 60, NULL, W("24 小时紧急电话") },
    { "wechat", F_TEXT, false, 0, 60, NULL, W("微信公众号") },
    { "desk", F_TEXT, false, 0, 100, NULL, W("前台位置") },
    { "letterhead", F_TEXT, false, 0, 80, NULL, W("单据抬头") },
    { "rule_pack", F_TEXT, false, 0, 40, NULL, W("保修规则") },
    { "waterproof_promise", F_TEXT, false, 0, 12, NULL, W("防渗漏承诺期限") },
    { 0 },
};

static void read_project(const struct req *r, struct project_view *p)
{
    p->name = form_text(r, "name");
    p->city = form_text(r, "city");
    p->address = form_text(r, "address");
    p->hotline = form_text(r, "hotline");
    p->hours = form_text(r, "hours");
    p->emergency = form_text(r, "emergency");
    p->wechat = form_text(r, "wechat");
    p->desk = form_text(r, "desk");
    p->letterhead = form_text(r, "letterhead");
    p->rule_pack = form_text(r, "rule_pack");
    p->waterproof_promise = form_text(r, "waterproof_promise");
}

static size_t pack_options(struct req *r, struct part_option **ret)
{
    size_t n = 0;

    *ret = arena_new_n(r->mem, struct part_option, pack_n + 1);
    (*ret)[n++] = (struct part_option){ .value = "", .words = W("全国规则") };
    for (size_t i = 0; i < pack_n; i++)
        if (strcmp(packs[i].name, "national") != 0)
            (*ret)[n++] = (struct part_option){ .value = packs[i].name, .words = packs[i].name };
    return n;
}

static bool may_create(const struct req *r)
{
    return may(r->op, ESTATE_EDIT, &(struct object){ 0 });
}

static enum err projects_show(struct req *r)
{
    struct projects_view *v = arena_new(r->mem, struct projects_view);

    v->project_n = project_list(r->op, ESTATE_EDIT, &v->projects);
    v->lines = arena_new_n(r->mem, struct project_line, v->project_n + 1);
    for (size_t i = 0; i < v->project_n; i++)
        v->lines[i] = (struct project_line){ &v->projects[i], estate_url(r, v->projects[i].slug) };
    v->may_create = may_create(r);
    v->pack_n = pack_options(r, &v->packs);
    v->blank = (struct project_view){ .slug = "",
                                      .name = "",
                                      .city = "",
                                      .address = "",
                                      .hotline = "",
                                      .hours = "",
                                      .letterhead = "",
                                      .emergency = "",
                                      .wechat = "",
                                      .desk = "",
                                      .rule_pack = "",
                                      .waterproof_promise = "" };
    v->action = url_of(r->mem, "/admin/estate");
    req_title(r, say(r->op, W("项目和房屋")), "estate");
    return show(r, projects_page, projects_shape, v);
}

static enum err project_create(struct req *r)
{
    struct project_view *p = arena_new(r->mem, struct project_view);
    int64_t id = 0;
    enum err e;

    if (!may_create(r))
        return E_DENIED;
    read_project(r, p);
    if (db_int(r->op->tx, "select count(*) from project where name = $1", T(p->name)) > 0)
        return fail(r->op, E_RULE, "name_taken", "name", W("已经有一个叫“%s”的项目"), p->name);
    e = estate_project_ensure(r->op, p->name, &id);
    p->id = id;
    if (e == OK)
        e = estate_project_put(r->op, p);
    if (e == OK)
        e = project_load(r->op, id, p);
    return e == OK ? done(r, estate_url(r, p->slug), project_shape, p, true) : e;
}

static enum err project_edit_show(struct req *r)
{
    struct project_form_view *v = arena_new(r->mem, struct project_form_view);
    enum err e = project_load(r->op, r->op->project, &v->project);

    if (e != OK)
        return e;
    v->pack_n = pack_options(r, &v->packs);
    v->up = estate_url(r, v->project.slug);
    v->action = url_of(r->mem, "/p/%s/estate/edit", v->project.slug);
    req_etag(r, v->project.version);
    req_title(r, v->project.name, "estate");
    return show(r, project_form_page, one_project_shape, v);
}

static enum err project_edit(struct req *r)
{
    struct project_view *p = arena_new(r->mem, struct project_view);
    enum err e = project_load(r->op, r->op->project, p);

    if (e == OK)
        e = req_fresh(r, p->version);
    if (e != OK)
        return e;
    read_project(r, p);
    if ((e = estate_project_put(r->op, p)) == OK)
        e = project_load(r->op, p->id, p);
    return e == OK ? done(r, estate_url(r, p->slug), project_shape, p, false) : e;
}

/* ---- the estate of a project ---- */

static enum err estate_show(struct req *r)
{
    struct estate_view *v = arena_new(r->mem, struct estate_view);
    enum err e = project_load(r->op, r->op->project, &v->project);

    if (e != OK)
        return e;
    v->building_n = building_list(r->op, &v->buildings);
    v->lines = arena_new_n(r->mem, struct building_line, v->building_n + 1);
    for (size_t i = 0; i < v->building_n; i++)
        v->lines[i] =
            (struct building_line){ &v->buildings[i], building_url(r, v->buildings[i].id) };
    v->phase = v->building_n ? v->buildings[v->building_n - 1].phase : "";
    v->edit = url_of(r->mem, "/p/%s/estate/edit", v->project.slug);
    v->add = url_of(r->mem, "/p/%s/buildings", v->project.slug);
    v->up = url_of(r->mem, "/admin/estate");
    v->types = url_of(r->mem, "/p/%s/home-types", v->project.slug);
    req_title(r, v->project.name, "estate");
    return show(r, estate_page, estate_shape, v);
}

/* ---- buildings ---- */

static const struct field building_new_fields[] = {
    { "code", F_TEXT, true, 1, 12, NULL, W("楼号") },
    { "phase", F_TEXT, false, 0, 20, NULL, W("分期") },
    { "name", F_TEXT, false, 0, 20, NULL, W("楼栋名称") },
    { "completion_on", F_DATE, false, 0, 0, NULL, W("竣工验收日期") },
    { "design_life_y", F_INT, false, 1, 200, NULL, W("设计使用年限（年）") },
    { 0 },
};

static const struct field building_fields[] = {
    { "name", F_TEXT, true, 1, 20, NULL, W("楼栋名称") },
    { "phase", F_TEXT, false, 0, 20, NULL, W("分期") },
    { "completion_on", F_DATE, false, 0, 0, NULL, W("竣工验收日期") },
    { "design_life_y", F_INT, true, 1, 200, NULL, W("设计使用年限（年）") },
    { 0 },
};

static enum err building_create(struct req *r)
{
    struct building_view *b = arena_new(r->mem, struct building_view);
    int64_t id = 0;
    enum err e;

    if (!fold_building(r->mem, form_text(r, "code"), &b->code) || !*b->code)
        return fail(r->op, E_INPUT, "building_code", "code",
                    W("楼号请写成 3 或 A1 这样的数字、字母"));
    if (db_int(r->op->tx, "select count(*) from building where project_id = $1 and code = $2",
               I(r->op->project), T(b->code)) > 0)
        return fail(r->op, E_RULE, "building_taken", "code", W("已经有 %s 了"), b->code);
    b->name = form_text(r, "name");
    b->phase_id = estate_phase_ensure(r->op, form_text(r, "phase"));
    b->completion_on = form_date(r, "completion_on");
    b->design_life_y = form_int(r, "design_life_y");
    e = estate_building_ensure(r->op, b, &id);
    if (e == OK)
        e = building_load(r->op, id, b);
    return e == OK ? done(r, building_url(r, id), building_shape, b, true) : e;
}

static const struct field building_query[] = {
    { "after", F_ID, false, 0, 0, NULL, W("上一页的最后一套") },
    { 0 },
};

static void list_homes(struct req *r, struct building_page_view *v)
{
    /* a form that came again has no query of its own */
    int64_t after = r->is_again ? 0 : form_int(r, "after");

    v->home_n = home_list(r->op, v->building.id, after, HOMES_SHOWN + 1, &v->homes);
    if (v->home_n > HOMES_SHOWN) {
        v->home_n = HOMES_SHOWN;
        req_next(
            r, url_with(r->mem, v->action, "after", id_text(r->mem, v->homes[HOMES_SHOWN - 1].id)));
    }
    v->lines = arena_new_n(r->mem, struct home_line, v->home_n + 1);
    for (size_t i = 0; i < v->home_n; i++)
        v->lines[i] =
            (struct home_line){ &v->homes[i], area_text(r->mem, v->homes[i].area_cm2),
                                url_of(r->mem, "/p/%s/homes/%s/edit", path_text(r, "project"),
                                       id_text(r->mem, v->homes[i].id)) };
}

static enum err building_show(struct req *r)
{
    struct building_page_view *v = arena_new(r->mem, struct building_page_view);
    enum err e = building_load(r->op, path_id(r, "id"), &v->building);

    if (e != OK)
        return e;
    v->project = db_str(r->op->tx, "select name from project where id = $1", I(r->op->project));
    v->action = building_url(r, v->building.id);
    v->notices = url_with(r->mem, url_of(r->mem, "/p/%s/notices", path_text(r, "project")),
                          "building", path_text(r, "id"));
    v->add = url_with(r->mem, url_of(r->mem, "/p/%s/homes/new", path_text(r, "project")),
                      "building_id", id_text(r->mem, v->building.id));
    v->up = url_of(r->mem, "/admin/estate");
    v->estate = estate_url(r, path_text(r, "project"));
    list_homes(r, v);
    req_etag(r, v->building.version);
    req_title(r, v->building.name, "estate");
    return show(r, building_page, building_page_shape, v);
}

static enum err building_edit(struct req *r)
{
    struct building_view *b = arena_new(r->mem, struct building_view);
    enum err e = building_load(r->op, path_id(r, "id"), b);

    if (e == OK)
        e = req_fresh(r, b->version);
    if (e != OK)
        return e;
    b->name = form_text(r, "name");
    b->phase_id = estate_phase_ensure(r->op, form_text(r, "phase"));
    b->completion_on = form_date(r, "completion_on");
    b->design_life_y = form_int(r, "design_life_y");
    if ((e = estate_building_put(r->op, b)) == OK)
        e = building_load(r->op, b->id, b);
    return e == OK ? done(r, building_url(r, b->id), building_shape, b, false) : e;
}

/* clang-format off */
const struct route estate_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, "/admin/estate", ESTATE_EDIT, SCOPE_GLOBAL, NULL, projects_shape, NULL, projects_show, NULL),
    ROUTE(POST, "/admin/estate", ESTATE_EDIT, SCOPE_GLOBAL, project_fields, project_shape, NULL, project_create, projects_show),
    ROUTE(GET, "/p/{project}/estate", ESTATE_EDIT, SCOPE_PROJECT, NULL, estate_shape, NULL, estate_show, NULL),
    ROUTE(GET, "/p/{project}/estate/edit", ESTATE_EDIT, SCOPE_PROJECT, NULL, one_project_shape, NULL, project_edit_show, NULL),
    ROUTE(POST, "/p/{project}/estate/edit", ESTATE_EDIT, SCOPE_PROJECT, project_fields, project_shape, NULL, project_edit, project_edit_show),
    ROUTE(POST, "/p/{project}/buildings", ESTATE_EDIT, SCOPE_PROJECT, building_new_fields, building_shape, NULL, building_create, estate_show),
    ROUTE(GET, "/p/{project}/buildings/{id}", ESTATE_EDIT, SCOPE_PROJECT, building_query, building_page_shape, NULL, building_show, NULL),
    ROUTE(POST, "/p/{project}/buildings/{id}", ESTATE_EDIT, SCOPE_PROJECT, building_fields, building_shape, NULL, building_edit, building_show),
};
/* clang-format on */
const size_t estate_route_n = sizeof estate_routes / sizeof *estate_routes;
