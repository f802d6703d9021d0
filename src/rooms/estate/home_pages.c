/*
 * home_pages.c -- one home: added and corrected, its handover dates above all.
 */
#include "base/id.h"
#include "estate.html.h"
#include "rooms/estate/estate_fold.h"
#include "rooms/estate/estate_pages.h"
#include "rooms/estate/estate_view.h"

#include <string.h>

const struct shape home_shape[] = {
    SHAPE(struct home_view, id, S_ID, "id"),
    SHAPE(struct home_view, code, S_TEXT, "code"),
    SHAPE(struct home_view, say, S_TEXT, "words"),
    SHAPE(struct home_view, building_id, S_ID, "building_id"),
    SHAPE(struct home_view, building, S_TEXT, "building"),
    SHAPE(struct home_view, unit, S_TEXT, "unit"),
    SHAPE(struct home_view, room, S_TEXT, "room"),
    SHAPE(struct home_view, type, S_TEXT, "type"),
    SHAPE(struct home_view, fit_out, S_TEXT, "fit_out"),
    SHAPE(struct home_view, area_cm2, S_INT, "area_cm2"),
    SHAPE(struct home_view, inner_cm2, S_INT, "inner_cm2"),
    SHAPE(struct home_view, external_id, S_TEXT, "external_id"),
    SHAPE(struct home_view, notice_on, S_DATE, "notice_on"),
    SHAPE(struct home_view, keys_on, S_DATE, "keys_on"),
    SHAPE(struct home_view, signed_on, S_DATE, "signed_on"),
    SHAPE(struct home_view, handover_on, S_DATE, "handover_on"),
    SHAPE(struct home_view, handover_by, S_TEXT, "handover_by"),
    SHAPE(struct home_view, completion_on, S_DATE, "completion_on"),
    SHAPE(struct home_view, version, S_INT, "version"),
    SHAPE_END,
};

static const struct shape home_form_shape[] = {
    SHAPE_INLINE(struct home_form_view, home, home_shape, "home"),
    SHAPE_END,
};

const char *on_text(struct arena *mem, int32_t on)
{
    return on == NO_DATE ? "" : date_text(mem, on);
}

const char *handover_words(const char *by)
{
    if (strcmp(by, "notice") == 0)
        return W("交付通知");
    if (strcmp(by, "keys") == 0)
        return W("领取钥匙");
    return strcmp(by, "signed") == 0 ? W("签署验房单") : "";
}

static const char *const fit_out_words[] = { "", "bare", "fitted", NULL };
static const char *const handover_choices[] = { "", "notice", "keys", "signed", NULL };

/* What both forms carry behind their own fields. */
#define HOME_FIELDS                                                                                \
    { "type", F_TEXT, false, 0, 40, NULL, W("户型") },                                             \
        { "fit_out", F_WORD, false, 0, 0, fit_out_words, W("装修状态") },                          \
        { "area", F_TEXT, false, 0, 20, NULL, W("建筑面积（㎡）") },                               \
        { "inner", F_TEXT, false, 0, 20, NULL, W("套内面积（㎡）") },                              \
        { "external_id", F_TEXT, false, 0, 60, NULL, W("其他系统里的编号") },                      \
        { "notice_on", F_DATE, false, 0, 0, NULL, W("交付通知载明的日期") },                       \
        { "keys_on", F_DATE, false, 0, 0, NULL, W("领取钥匙的日期") },                             \
        { "signed_on", F_DATE, false, 0, 0, NULL, W("签署验房单的日期") },                         \
        { "handover_by", F_WORD, false, 0, 0, handover_choices, W("以哪个日期为交付日期") },       \
    {                                                                                              \
        0                                                                                          \
    }

static const struct field home_fields[] = { HOME_FIELDS };
static const struct field home_new_fields[] = {
    { "building_id", F_ID, true, 0, 0, NULL, W("楼栋") },
    { "unit", F_TEXT, false, 0, 12, NULL, W("单元") },
    { "room", F_TEXT, true, 1, 12, NULL, W("房号") },
    HOME_FIELDS,
};

/* ---- what was sent ---- */

static enum err read_area(struct req *r, const char *field, int64_t *ret_cm2)
{
    *ret_cm2 = 0;
    if (form_has(r, field) && !fold_area(r->mem, form_text(r, field), ret_cm2))
        return fail(r->op, E_INPUT, "area", field, W("面积请写成 118.33 这样的平方米数"));
    return OK;
}

static enum err read_home(struct req *r, struct home_view *h)
{
    enum err e = read_area(r, "area", &h->area_cm2);

    if (e == OK)
        e = read_area(r, "inner", &h->inner_cm2);
    h->type = form_text(r, "type");
    h->fit_out = form_text(r, "fit_out");
    h->external_id = form_text(r, "external_id");
    h->notice_on = form_date(r, "notice_on");
    h->keys_on = form_date(r, "keys_on");
    h->signed_on = form_date(r, "signed_on");
    h->handover_by = form_text(r, "handover_by");
    return e;
}

/* Unit and room as the import would fold them, so that both find the same home. */
static enum err read_place(struct req *r, struct home_view *h)
{
    const char *room = form_text(r, "room");
    struct room_code code;

    if (form_has(r, "unit") && (!fold_unit(r->mem, form_text(r, "unit"), &h->unit) || !*h->unit))
        return fail(r->op, E_INPUT, "unit", "unit", W("单元请写成 2 或 2单元"));
    if (!fold_room(r->mem, arena_printf(r->mem, "1-1-%s", room), &code) || !*code.room)
        return fail(r->op, E_INPUT, "room", "room", W("房号请写成 1802 这样的数字、字母"));
    h->room = code.room;
    return OK;
}

/* ---- the form ---- */

static void form_links(struct req *r, struct home_form_view *v)
{
    v->project = db_str(r->op->tx, "select name from project where id = $1", I(r->op->project));
    v->up = url_of(r->mem, "/admin/estate");
    v->estate = url_of(r->mem, "/p/%s/estate", path_text(r, "project"));
    v->building_page = url_of(r->mem, "/p/%s/buildings/%s", path_text(r, "project"),
                              id_text(r->mem, v->home.building_id));
}

static enum err home_edit_show(struct req *r)
{
    struct home_form_view *v = arena_new(r->mem, struct home_form_view);
    enum err e = home_load(r->op, path_id(r, "id"), &v->home);

    if (e != OK)
        return e;
    v->building = v->home.building;
    v->area = area_text(r->mem, v->home.area_cm2);
    v->inner = area_text(r->mem, v->home.inner_cm2);
    v->action =
        url_of(r->mem, "/p/%s/homes/%s/edit", path_text(r, "project"), id_text(r->mem, v->home.id));
    form_links(r, v);
    req_etag(r, v->home.version);
    req_title(r, v->home.say, "estate");
    return show(r, home_form_page, home_form_shape, v);
}

static enum err home_edit(struct req *r)
{
    struct home_view *h = arena_new(r->mem, struct home_view);
    enum err e = home_load(r->op, path_id(r, "id"), h);

    if (e == OK)
        e = req_fresh(r, h->version);
    if (e == OK)
        e = read_home(r, h);
    if (e == OK)
        e = estate_home_put(r->op, h, &h->id);
    if (e == OK)
        e = home_load(r->op, h->id, h);
    return e == OK ? done(r,
                          url_of(r->mem, "/p/%s/buildings/%s", path_text(r, "project"),
                                 id_text(r->mem, h->building_id)),
                          home_shape, h, false)
                   : e;
}

static const struct field new_query[] = {
    { "building_id", F_ID, true, 0, 0, NULL, W("楼栋") },
    { 0 },
};

static enum err home_new_show(struct req *r)
{
    struct home_form_view *v = arena_new(r->mem, struct home_form_view);
    struct building_view b;
    enum err e = building_load(r->op, form_int(r, "building_id"), &b);

    if (e != OK)
        return e;
    v->home = (struct home_view){ .building_id = b.id,
                                  .building = b.name,
                                  .code = "",
                                  .say = "",
                                  .unit = "",
                                  .room = "",
                                  .type = "",
                                  .fit_out = "",
                                  .external_id = "",
                                  .handover_by = "",
                                  .notice_on = NO_DATE,
                                  .keys_on = NO_DATE,
                                  .signed_on = NO_DATE,
                                  .handover_on = NO_DATE,
                                  .completion_on = b.completion_on };
    v->building = b.name;
    v->area = v->inner = "";
    v->action = url_of(r->mem, "/p/%s/homes", path_text(r, "project"));
    form_links(r, v);
    req_title(r, say(r->op, W("添加房屋")), "estate");
    return show(r, home_form_page, home_form_shape, v);
}

static enum err home_create(struct req *r)
{
    struct home_view *h = arena_new(r->mem, struct home_view);
    enum err e;

    *h = (struct home_view){ .building_id = form_int(r, "building_id"),
                             .unit = "",
                             .handover_on = NO_DATE };
    e = read_place(r, h);
    if (e == OK)
        e = read_home(r, h);
    if (e == OK)
        e = estate_home_put(r->op, h, &h->id);
    if (e == OK)
        e = home_load(r->op, h->id, h);
    return e == OK ? done(r,
                          url_of(r->mem, "/p/%s/buildings/%s", path_text(r, "project"),
                                 id_text(r->mem, h->building_id)),
                          home_shape, h, true)
                   : e;
}

/* clang-format off */
const struct route home_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, "/p/{project}/homes/new", ESTATE_EDIT, SCOPE_PROJECT, new_query, home_form_shape, NULL, home_new_show, NULL),
    ROUTE(POST, "/p/{project}/homes", ESTATE_EDIT, SCOPE_PROJECT, home_new_fields, home_shape, NULL, home_create, home_new_show),
    ROUTE(GET, "/p/{project}/homes/{id}/edit", ESTATE_EDIT, SCOPE_PROJECT, NULL, home_form_shape, NULL, home_edit_show, NULL),
    ROUTE(POST, "/p/{project}/homes/{id}/edit", ESTATE_EDIT, SCOPE_PROJECT, home_fields, home_shape, NULL, home_edit, home_edit_show),
};
/* clang-format on */
const size_t home_route_n = sizeof home_routes / sizeof *home_routes;
