/*
 * home_type_pages.c -- types of homes: which places each has.
 */
#include "home_types.html.h"
#include "rooms/estate/estate.h"
#include "rooms/estate/estate_pages.h"
#include "rooms/estate/home_type_view.h"

#define PLACES_MAX 200

static const struct shape type_shape[] = {
    SHAPE(struct home_type, name, S_TEXT, "type"),
    SHAPE(struct home_type, home_n, S_INT, "homes"),
    SHAPE(struct home_type, place_n, S_INT, "places"),
    SHAPE(struct home_type, version, S_INT, "version"),
    SHAPE_END,
};

static const struct shape types_shape[] = {
    SHAPE_LIST(struct home_types_view, types, type_n, struct home_type, type_shape, "types"),
    SHAPE_END,
};

static const struct shape form_shape[] = {
    SHAPE_INLINE(struct home_type_form_view, type, type_shape, "type"),
    SHAPE_TEXTS(struct home_type_form_view, codes, code_n, "places"),
    SHAPE_END,
};

static enum err types_show(struct req *r)
{
    struct home_types_view *v = arena_new(r->mem, struct home_types_view);
    struct project_view project;
    enum err e = project_load(r->op, r->op->project, &project);

    if (e != OK)
        return e;
    v->project = project.name;
    v->up = url_of(r->mem, "/p/%s/estate", project.slug);
    v->type_n = home_type_list(r->op, &v->types);
    v->lines = arena_new_n(r->mem, struct home_type_line, v->type_n + 1);
    for (size_t i = 0; i < v->type_n; i++)
        v->lines[i] = (struct home_type_line){
            &v->types[i], url_with(r->mem, url_of(r->mem, "/p/%s/home-types/edit", project.slug),
                                   "type", v->types[i].name)
        };
    req_title(r, say(r->op, W("户型和部位")), "estate");
    return show(r, home_types_page, types_shape, v);
}

static const struct field type_query[] = {
    { "type", F_TEXT, true, 1, 40, NULL, W("户型") },
    { 0 },
};

static enum err fill(struct req *r, struct home_type_form_view *v)
{
    struct project_view project;
    enum err e = project_load(r->op, r->op->project, &project);

    if (e == OK)
        e = home_type_load(r->op, form_text(r, "type"), &v->type);
    if (e != OK)
        return e;
    v->project = project.name;
    v->estate = url_of(r->mem, "/p/%s/estate", project.slug);
    v->up = v->action = url_of(r->mem, "/p/%s/home-types", project.slug);
    v->place_n = home_type_places(r->op, v->type.name, &v->places);
    v->codes = arena_new_n(r->mem, const char *, v->place_n + 1);
    for (size_t i = 0; i < v->place_n; i++)
        if (v->places[i].is_on)
            v->codes[v->code_n++] = v->places[i].code;
    return OK;
}

static enum err type_show(struct req *r)
{
    struct home_type_form_view *v = arena_new(r->mem, struct home_type_form_view);
    enum err e = fill(r, v);

    if (e != OK)
        return e;
    req_etag(r, v->type.version);
    req_title(r, say(r->op, W("户型 %s 的部位"), v->type.name), "estate");
    return show(r, home_type_page, form_shape, v);
}

static const struct field type_fields[] = {
    { "type", F_TEXT, true, 1, 40, NULL, W("户型") },
    { "places[]", F_TEXT, false, 1, 40, NULL, W("部位") },
    { 0 },
};

static enum err type_edit(struct req *r)
{
    struct home_type_form_view *v = arena_new(r->mem, struct home_type_form_view);
    size_t n = form_count(r, "places[]");
    const char *codes[PLACES_MAX];
    struct home_type was;
    enum err e = home_type_load(r->op, form_text(r, "type"), &was);

    if (e == OK)
        e = req_fresh(r, was.version);
    if (e != OK)
        return e;
    if (n > PLACES_MAX)
        return fail(r->op, E_INPUT, "too_many", "places[]", W("请从列表里选部位"));
    for (size_t i = 0; i < n; i++)
        codes[i] = form_text_at(r, "places[]", i);
    e = home_type_put(r->op, was.name, codes, n);
    if (e == OK)
        e = fill(r, v);
    return e == OK ? done(r, v->up, form_shape, v, false) : e;
}

/* clang-format off */
const struct route home_type_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, "/p/{project}/home-types", ESTATE_EDIT, SCOPE_PROJECT, NULL, types_shape, NULL, types_show, NULL),
    ROUTE(GET, "/p/{project}/home-types/edit", ESTATE_EDIT, SCOPE_PROJECT, type_query, form_shape, NULL, type_show, NULL),
    ROUTE(POST, "/p/{project}/home-types", ESTATE_EDIT, SCOPE_PROJECT, type_fields, form_shape, NULL, type_edit, type_show),
};
/* clang-format on */
const size_t home_type_route_n = sizeof home_type_routes / sizeof *home_type_routes;
