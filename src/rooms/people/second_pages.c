/*
 * second_pages.c -- the second factor: the code at the door, setting it up, and which projects ask
 * for it.
 *
 * The secret and the recovery codes stand in the answer to a write and nowhere else.
 */
#include "app/page.h"
#include "app/qr.h"
#include "base/id.h"
#include "base/must.h"
#include "rooms/people/people_pages.h"
#include "rooms/people/people_view.h"
#include "rooms/people/second.h"
#include "second.html.h"

#include <string.h>

#define TICKET_COOKIE  "anju_second"
#define TICKET_SECONDS 300
#define PROJECTS_SHOWN 200

static const struct field next_fields[] = {
    { "next", F_TEXT, false, 0, 300, NULL, W("然后去") },
    { 0 },
};
static const struct field door_fields[] = {
    { "code", F_TEXT, true, 6, 24, NULL, W("验证码") },
    { "next", F_TEXT, false, 0, 300, NULL, W("然后去") },
    { 0 },
};
static const struct field code_fields[] = {
    { "code", F_TEXT, true, 6, 24, NULL, W("验证码") },
    { 0 },
};

/* ---- the door ---- */

enum err second_ask(struct req *r, int64_t account, const char *next)
{
    struct session_new s = login_of(r, account, "password");
    struct url to = url_of(r->mem, "/staff/second");

    login_note(r->op, &s, "half");
    req_cookie(r, TICKET_COOKIE, second_ticket(r->op, account), TICKET_SECONDS);
    return done(r, *next ? url_with(r->mem, to, "next", next) : to, NULL, NULL, false);
}

static enum err second_door(struct req *r)
{
    struct login_view *v = arena_new(r->mem, struct login_view);

    if (!http_cookie(r->http, TICKET_COOKIE) && !r->is_again)
        return go(r, (struct url){ "/staff" });
    v->next = safe_next(form_text(r, "next"));
    v->masked = "";
    req_title(r, say(r->op, W("两步验证")), "");
    return show(r, second_door_page, NULL, v);
}

static const struct shape entered_shape[] = { SHAPE_END };

static enum err second_enter(struct req *r)
{
    const char *ticket = http_cookie(r->http, TICKET_COOKIE), *way = "second";
    struct op *op = r->op;
    int64_t account = ticket ? second_ticket_try(op, ticket) : 0;
    struct session_new s = login_of(r, account, "second");
    enum err e;

    op->keep_on_fail = true;
    if (!account)
        return fail(op, E_INPUT, "ticket_gone", "code",
                    W("等得太久或错得太多，请回到登录页，重新填密码"));
    if ((e = second_take(op, account, form_text(r, "code"), &way)) != OK) {
        login_note(op, &s, "wrong");
        return e;
    }
    second_ticket_used(op, ticket);
    req_cookie(r, TICKET_COOKIE, "", 0);
    return login_enter(r, account, way, safe_next(form_text(r, "next")));
}

/* ---- one's own ---- */

static const struct shape second_shape[] = {
    SHAPE(struct second_view, is_on, S_BOOL, "on"),
    SHAPE(struct second_view, is_required, S_BOOL, "required"),
    SHAPE(struct second_view, left_n, S_INT, "recovery_codes_left"),
    SHAPE(struct second_view, secret, S_TEXT, "secret"),
    SHAPE(struct second_view, uri, S_TEXT, "uri"),
    SHAPE_TEXTS(struct second_view, codes, code_n, "recovery_codes"),
    SHAPE_END,
};

static enum err second_answer(struct req *r, const char **codes)
{
    struct second_view *v = arena_new(r->mem, struct second_view);
    int64_t account = r->op->actor->account_id;

    v->is_on = second_is_on(r->op, account);
    v->is_required = second_is_required(r->op, account);
    v->left_n = second_codes_left(r->op, account);
    if ((v->uri = second_uri(r->op, &v->secret)))
        v->qr = qr_of(r->mem, v->uri);
    v->codes = codes;
    v->code_n = codes ? RECOVERY_CODES : 0;
    req_title(r, say(r->op, W("两步验证")), "me");
    return show(r, second_page, second_shape, v);
}

static enum err second_show(struct req *r)
{
    return second_answer(r, NULL);
}

static enum err begin(struct req *r)
{
    enum err e = second_begin(r->op);

    return e == OK ? done(r, (struct url){ "/me/second" }, NULL, NULL, false) : e;
}

static enum err confirm(struct req *r)
{
    const char **codes = NULL;
    enum err e = second_confirm(r->op, form_text(r, "code"), &codes);

    return e == OK ? second_answer(r, codes) : e;
}

/* Both ask for a code first: a borrowed browser is not enough. */
static enum err with_code(struct req *r)
{
    const char *way;

    if (!r->op->actor->session_id)
        return fail(r->op, E_DENIED, "not_yours", NULL, W("两步验证由员工登录后自己设置"));
    return second_take(r->op, r->op->actor->account_id, form_text(r, "code"), &way);
}

static enum err new_codes(struct req *r)
{
    const char **codes = NULL;
    enum err e = with_code(r);

    if (e != OK)
        return e;
    second_codes(r->op, r->op->actor->account_id, &codes);
    return second_answer(r, codes);
}

static enum err switch_off(struct req *r)
{
    int64_t account = r->op->actor->account_id;
    enum err e = with_code(r);

    if (e != OK)
        return e;
    second_remove(r->op, account, r->op->actor->session_id);
    second_enforce(r->op);
    return done(r, (struct url){ "/me/second" }, NULL, NULL, false);
}

/* ---- which projects ask for it ---- */

static const char *const policies[] = { "default", "on", "off", NULL };
static const struct field policy_fields[] = {
    { "project_id", F_ID, true, 0, 0, NULL, W("项目") },
    { "second_factor", F_WORD, true, 0, 0, policies, W("两步验证") },
    { 0 },
};
static const struct shape policy_shape[] = {
    SHAPE(struct policy_view, id, S_ID, "id"),
    SHAPE(struct policy_view, name, S_TEXT, "project"),
    SHAPE(struct policy_view, second_factor, S_TEXT, "second_factor"),
    SHAPE_END,
};
static const struct shape security_shape[] = {
    SHAPE_LIST(struct security_view, rows, n, struct policy_view, policy_shape, "projects"),
    SHAPE_END,
};

static enum err security_show(struct req *r)
{
    struct security_view *v = arena_new(r->mem, struct security_view);
    struct query q;
    enum err e = whole_admin(r);

    if (e != OK)
        return e;
    v->is_demo = r->op->app->is_demo;
    v->rows = arena_new_n(r->mem, struct policy_view, PROJECTS_SHOWN);
    for (db_query(r->op->tx, &q, "select id, name, second_factor from project order by name");
         v->n < PROJECTS_SHOWN && db_next(&q);)
        v->rows[v->n++] =
            (struct policy_view){ db_i64(&q, 0), id_text(r->mem, db_i64(&q, 0)), db_text(&q, 1),
                                  *db_text(&q, 2) ? db_text(&q, 2) : "default" };
    db_done(&q);
    req_title(r, say(r->op, W("登录安全")), "security");
    return show(r, security_page, security_shape, v);
}

static enum err policy_put(struct req *r)
{
    const char *policy = form_text(r, "second_factor");
    enum err e = whole_admin(r);

    if (e != OK)
        return e;
    if (db_exec(r->op->tx,
                "update project set second_factor = $2, version = version + 1 where id = $1",
                I(form_int(r, "project_id")), T(strcmp(policy, "default") == 0 ? "" : policy)) == 0)
        return E_NOT_FOUND;
    /* Who asks for it now is not locked out in the middle of a click. */
    second_enforce(r->op);
    return done(r, (struct url){ "/admin/security" }, NULL, NULL, false);
}

const struct route second_routes[] = {
    /* clang-format off */
    ROUTE(GET, "/staff/second", ANYONE, SCOPE_GLOBAL, next_fields, NULL, NULL, second_door, NULL),
    ROUTE(POST, "/staff/second", ANYONE, SCOPE_GLOBAL, door_fields, entered_shape, NULL, second_enter, second_door),
    ROUTE(GET, "/me/second", LOGGED_IN, SCOPE_GLOBAL, NULL, second_shape, NULL, second_show, NULL),
    ROUTE(POST, "/me/second/begin", LOGGED_IN, SCOPE_GLOBAL, NULL, NULL, NULL, begin, second_show),
    ROUTE(POST, "/me/second/confirm", LOGGED_IN, SCOPE_GLOBAL, code_fields, second_shape, NULL, confirm, second_show),
    ROUTE(POST, "/me/second/codes", LOGGED_IN, SCOPE_GLOBAL, code_fields, second_shape, NULL, new_codes, second_show),
    ROUTE(POST, "/me/second/off", LOGGED_IN, SCOPE_GLOBAL, code_fields, NULL, NULL, switch_off, second_show),
    ROUTE(GET, "/admin/security", ACCOUNT_ADMIN, SCOPE_GLOBAL, NULL, security_shape, NULL, security_show, NULL),
    ROUTE(POST, "/admin/security", ACCOUNT_ADMIN, SCOPE_GLOBAL, policy_fields, NULL, NULL, policy_put, security_show),
    /* clang-format on */
};
const size_t second_route_n = LEN(second_routes);
