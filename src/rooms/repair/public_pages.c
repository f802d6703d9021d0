/*
 * public_pages.c -- what anyone may read about a project's service: channels, hours, promises
 * (S3.2.1b).
 *
 * No login and nothing about a person or a home stands here; it is printed and hung
 * in the lobby.
 */
#include "app/page.h"
#include "base/must.h"
#include "public.html.h"
#include "rooms/estate/estate.h"
#include "rooms/repair/public_view.h"
#include "rooms/repair/repair_pages.h"

static const struct shape promise_class_shape[] = {
    SHAPE(struct promise_class, urgency, S_TEXT, "urgency"),
    SHAPE(struct promise_class, contact, S_TEXT, "contact"),
    SHAPE(struct promise_class, arrival, S_TEXT, "arrival"),
    SHAPE(struct promise_class, plan, S_TEXT, "plan"),
    SHAPE(struct promise_class, done, S_TEXT, "done"),
    SHAPE_END,
};
static const struct shape public_shape[] = {
    SHAPE(struct public_view, p.name, S_TEXT, "name"),
    SHAPE(struct public_view, p.city, S_TEXT, "city"),
    SHAPE(struct public_view, p.address, S_TEXT, "address"),
    SHAPE(struct public_view, p.hotline, S_TEXT, "hotline"),
    SHAPE(struct public_view, p.emergency, S_TEXT, "emergency"),
    SHAPE(struct public_view, p.wechat, S_TEXT, "wechat"),
    SHAPE(struct public_view, p.desk, S_TEXT, "desk"),
    SHAPE(struct public_view, p.hours, S_TEXT, "hours"),
    SHAPE_LIST(struct public_view, promises, promise_n, struct promise_class, promise_class_shape,
               "promises"),
    SHAPE_END,
};

static enum err public_show(struct req *r)
{
    struct public_view *v = arena_new(r->mem, struct public_view);
    int64_t id = project_find(r->op, path_text(r, "slug"));

    if (!id || project_load(r->op, id, &v->p) != OK)
        return E_NOT_FOUND;
    v->promise_n = promise_classes(r->op, &v->promises);
    req_title(r, v->p.name, "");
    return show(r, public_page, public_shape, v);
}

const struct route public_routes[] = {
    ROUTE(GET, "/at/{slug}", ANYONE, SCOPE_GLOBAL, NULL, public_shape, NULL, public_show, NULL),
};
const size_t public_route_n = LEN(public_routes);
