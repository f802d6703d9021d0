/*
 * link_pages.c -- a one-time link is made and printed, and opened by whom it is for.
 *
 * Reading the address (a preview, a scanner, a page loaded twice) uses nothing up.
 */
#include "app/page.h"
#include "app/qr.h"
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "links.html.h"
#include "rooms/people/link.h"
#include "rooms/people/people_pages.h"
#include "rooms/people/people_view.h"

#include <string.h>

#define QUARTER_MS (INT64_C(15) * 60000)
#define TRIES_MOST 30

/* ---- made by the office ---- */

static const struct field make_fields[] = {
    { "days", F_INT, false, 1, LINK_DAYS_MOST, NULL, W("有效天数") },
    { 0 },
};
static const struct shape card_shape[] = {
    SHAPE(struct link_card_view, address, S_TEXT, "url"),
    SHAPE(struct link_card_view, until_at, S_INSTANT, "expires_at"),
    SHAPE_END,
};

const char *own_address(const struct req *r)
{
    const char *url = r->op->app->public_url;

    return url && *url ? url : arena_printf(r->mem, "http://%s", r->http->host);
}

static enum err link_add(struct req *r)
{
    struct link_card_view *v = arena_new(r->mem, struct link_card_view);
    int64_t days = form_has(r, "days") ? form_int(r, "days") : LINK_DAYS_DEFAULT, home;
    struct op *op = r->op;
    struct entry_view entry;
    const char *token;
    struct query q;
    enum err e;

    home = path_id(r, "id");
    v->person_id = db_int(op->tx,
                          "select person_id from home_person where project_id = $1"
                          " and home_id = $2 and id = $3 and to_on is null",
                          I(op->project), I(home), I(path_id(r, "relation")));
    if ((e = link_make(op, home, v->person_id, days, &token)) != OK ||
        (e = link_find(op, token, &entry)) != OK)
        return e;
    v->project = entry.project_name;
    v->home = entry.home;
    v->until_at = op->now + days * DAY_MS;
    v->address = arena_printf(r->mem, "%s/k/%s", own_address(r), token);
    v->qr = qr_of(r->mem, v->address);
    if (db_one(op->tx, &q,
               "select p.name, j.hotline, j.letterhead from person p join project j"
               " on j.id = p.project_id where p.project_id = $1 and p.id = $2",
               I(op->project), I(v->person_id))) {
        v->name = db_text(&q, 0);
        v->hotline = db_text(&q, 1);
        v->letterhead = db_text(&q, 2);
    }
    db_done(&q);
    req_title(r, say(op, W("业主登录卡")), "homes");
    return show(r, link_card_page, card_shape, v);
}

/* ---- opened by the owner ---- */

static enum err gone(struct req *r)
{
    return fail(r->op, E_NOT_FOUND, "link_gone", NULL,
                W("这个链接已经用过或过期了。请用登记的手机号登录，或请客服再发一个"));
}

static enum err link_show(struct req *r)
{
    struct entry_page_view *v = arena_new(r->mem, struct entry_page_view);
    struct entry_view l;

    if (link_find(r->op, path_text(r, "token"), &l) != OK)
        return gone(r);
    v->project = l.project_name;
    v->home = l.home;
    v->name = l.name;
    v->here = url_of(r->mem, "/k/%s", path_text(r, "token"));
    req_title(r, say(r->op, W("进入我的家")), "");
    return show(r, entry_page, NULL, v);
}

static enum err link_enter(struct req *r)
{
    int64_t account = 0;

    r->op->keep_on_fail = true;
    if (!rate_ok(r->op, "link.peer", r->http->peer, TRIES_MOST, QUARTER_MS))
        return fail(r->op, E_TOO_MANY, "too_many", NULL, W("尝试次数太多，请 15 分钟后再试"));
    if (link_use(r->op, path_text(r, "token"), &account) != OK)
        return gone(r);
    return login_enter(r, account, "link", "/my");
}

const struct route link_routes[] = {
    /* clang-format off */
    ROUTE(POST, "/p/{project}/homes/{id}/people/{relation}/link", PERSON_LINK, SCOPE_PROJECT, make_fields, card_shape, NULL, link_add, NULL),
    ROUTE(GET, "/k/{token}", ANYONE, SCOPE_GLOBAL, NULL, NULL, NULL, link_show, NULL),
    ROUTE(POST, "/k/{token}", ANYONE, SCOPE_GLOBAL, NULL, NULL, NULL, link_enter, NULL),
    /* clang-format on */
};
const size_t link_route_n = LEN(link_routes);
