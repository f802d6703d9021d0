/*
 * post_pages.c -- a member of staff: department, post, certificates (S2.1a).
 */
#include "app/page.h"
#include "base/must.h"
#include "base/when.h"
#include "post.html.h"
#include "rooms/people/people_pages.h"
#include "rooms/people/people_view.h"
#include "rooms/people/post.h"

static const struct shape certificate_shape[] = {
    SHAPE(struct certificate, id, S_ID, "id"),
    SHAPE(struct certificate, name, S_TEXT, "name"),
    SHAPE(struct certificate, no, S_TEXT, "no"),
    SHAPE(struct certificate, until_on, S_DATE, "until"),
    SHAPE(struct certificate, is_over, S_BOOL, "over"),
    SHAPE_END,
};
static const struct shape post_shape[] = {
    SHAPE(struct post_view, account, S_ID, "id"),
    SHAPE(struct post_view, name, S_TEXT, "name"),
    SHAPE(struct post_view, login, S_TEXT, "login"),
    SHAPE(struct post_view, department, S_TEXT, "department"),
    SHAPE(struct post_view, post, S_TEXT, "post"),
    SHAPE(struct post_view, version, S_INT, "version"),
    SHAPE_LIST(struct post_view, certificates, certificate_n, struct certificate, certificate_shape,
               "certificates"),
    SHAPE_END,
};

static enum err find(struct req *r, struct post_view *v)
{
    enum err e = whole_admin(r);

    return e == OK ? post_load(r->op, path_id(r, "id"), v) : e;
}

static enum err post_show(struct req *r)
{
    struct post_view *v = arena_new(r->mem, struct post_view);
    enum err e = find(r, v);

    if (e != OK)
        return e;
    req_etag(r, v->version);
    req_title(r, v->name, "people");
    return show(r, post_page, post_shape, v);
}

static enum err post_done(struct req *r, enum err e)
{
    return e == OK ? done_at(r, url_of(r->mem, "/admin/people/%s/post", path_text(r, "id")), false)
                   : e;
}

static enum err post_edit(struct req *r)
{
    struct post_view v;
    enum err e = find(r, &v);

    if (e == OK)
        e = req_fresh(r, v.version);
    return e == OK ? post_done(r, post_put(r->op, v.account, form_text(r, "department"),
                                           form_text(r, "post")))
                   : e;
}

static enum err certificate_new(struct req *r)
{
    struct post_view v;
    enum err e = find(r, &v);

    return e == OK ? post_done(r, certificate_add(r->op, v.account, form_text(r, "name"),
                                                  form_text(r, "no"), form_date(r, "until_on")))
                   : e;
}

static enum err certificate_end(struct req *r)
{
    struct post_view v;
    enum err e = find(r, &v);

    return e == OK ? post_done(r, certificate_remove(r->op, v.account, form_int(r, "certificate")))
                   : e;
}

static const struct field post_fields[] = {
    { "department", F_TEXT, false, 0, 40, NULL, W("部门") },
    { "post", F_TEXT, false, 0, 40, NULL, W("岗位") },
    { 0 },
};
static const struct field certificate_fields[] = {
    { "name", F_TEXT, true, 2, 60, NULL, W("证书") },
    { "no", F_TEXT, false, 0, 40, NULL, W("证书编号") },
    { "until_on", F_DATE, false, 0, 0, NULL, W("有效期至") },
    { 0 },
};
static const struct field end_fields[] = {
    { "certificate", F_ID, true, 0, 0, NULL, W("证书") },
    { 0 },
};

/* clang-format off */
#define P "/admin/people/{id}/post"
const struct route post_routes[] = {
    ROUTE(GET, P, ACCOUNT_ADMIN, SCOPE_GLOBAL, NULL, post_shape, NULL, post_show, NULL),
    ROUTE(POST, P, ACCOUNT_ADMIN, SCOPE_GLOBAL, post_fields, post_shape, NULL, post_edit, post_show),
    ROUTE(POST, P "/certificates", ACCOUNT_ADMIN, SCOPE_GLOBAL, certificate_fields, post_shape, NULL, certificate_new, post_show),
    ROUTE(POST, P "/certificates/end", ACCOUNT_ADMIN, SCOPE_GLOBAL, end_fields, post_shape, NULL, certificate_end, post_show),
};
/* clang-format on */
const size_t post_route_n = LEN(post_routes);
