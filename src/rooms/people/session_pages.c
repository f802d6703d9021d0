/*
 * session_pages.c -- where an account is logged in, when it was tried, and how a session is ended:
 * one's own by oneself, others' by an administrator.
 */
#include "app/event.h"
#include "app/page.h"
#include "base/id.h"
#include "base/must.h"
#include "rooms/people/people_pages.h"
#include "rooms/people/people_view.h"
#include "rooms/people/second.h"
#include "second.html.h"

#include <string.h>

#define SESSIONS_SHOWN 50
#define HISTORY_SHOWN  50
#define IDLE_MS        (INT64_C(72) * 3600 * 1000)

static const struct shape session_shape[] = {
    SHAPE(struct session_view, id, S_ID, "id"),
    SHAPE(struct session_view, way, S_TEXT, "way"),
    SHAPE(struct session_view, device, S_TEXT, "device"),
    SHAPE(struct session_view, peer, S_TEXT, "peer"),
    SHAPE(struct session_view, created_at, S_INSTANT, "created_at"),
    SHAPE(struct session_view, seen_at, S_INSTANT, "seen_at"),
    SHAPE(struct session_view, is_this, S_BOOL, "this"),
    SHAPE_END,
};
static const struct shape login_shape[] = {
    SHAPE(struct login_row, at, S_INSTANT, "at"),
    SHAPE(struct login_row, way, S_TEXT, "way"),
    SHAPE(struct login_row, result, S_TEXT, "result"),
    SHAPE(struct login_row, device, S_TEXT, "device"),
    SHAPE(struct login_row, peer, S_TEXT, "peer"),
    SHAPE_END,
};
static const struct shape sessions_shape[] = {
    SHAPE(struct sessions_view, name, S_TEXT, "name"),
    SHAPE(struct sessions_view, has_second, S_BOOL, "second_factor"),
    SHAPE_LIST(struct sessions_view, sessions, session_n, struct session_view, session_shape,
               "sessions"),
    SHAPE_LIST(struct sessions_view, logins, login_n, struct login_row, login_shape, "history"),
    SHAPE_END,
};

/* What people recognise of a browser; the order decides, for most claim to be several. */
static const char *device_of(const struct op *op, const char *agent)
{
    static const struct {
        const char *word, *says;
    } browsers[] = { { "MicroMessenger", W("微信") },
                     { "Edg/", "Edge" },
                     { "Firefox/", "Firefox" },
                     { "Chrome/", "Chrome" },
                     { "Safari/", "Safari" } },
      systems[] = { { "iPhone", "iPhone" },       { "iPad", "iPad" },
                    { "HarmonyOS", "HarmonyOS" }, { "Android", "Android" },
                    { "Windows", "Windows" },     { "Mac OS", "macOS" },
                    { "Linux", "Linux" } };
    const char *browser = NULL, *system = NULL;

    for (size_t i = 0; !browser && i < LEN(browsers); i++)
        if (strstr(agent, browsers[i].word))
            browser = word(op->lang, browsers[i].says);
    for (size_t i = 0; !system && i < LEN(systems); i++)
        if (strstr(agent, systems[i].word))
            system = systems[i].says;
    if (!browser && !system)
        return say(op, W("其他设备"));
    return arena_printf(op->mem, "%s%s%s", browser ? browser : "", browser && system ? " · " : "",
                        system ? system : "");
}

static void read_sessions(const struct op *op, int64_t account, struct sessions_view *v)
{
    struct query q;

    v->sessions = arena_new_n(op->mem, struct session_view, SESSIONS_SHOWN);
    for (db_query(op->tx, &q,
                  "select id, way, agent, peer, created_at, seen_at from session"
                  " where account_id = $1 and ended_at is null and expires_at > $2"
                  " and seen_at > $3 order by seen_at desc, id desc limit 50",
                  I(account), I(op->now), I(op->now - IDLE_MS));
         v->session_n < SESSIONS_SHOWN && db_next(&q);)
        v->sessions[v->session_n++] = (struct session_view){
            .id = db_i64(&q, 0),
            .id_text = id_text(op->mem, db_i64(&q, 0)),
            .way = db_text(&q, 1),
            .device = device_of(op, db_text(&q, 2)),
            .peer = db_text(&q, 3),
            .created_at = db_i64(&q, 4),
            .seen_at = db_i64(&q, 5),
            .is_this = db_i64(&q, 0) == op->actor->session_id,
        };
    db_done(&q);
}

static void read_history(const struct op *op, int64_t account, struct sessions_view *v)
{
    struct query q;

    v->logins = arena_new_n(op->mem, struct login_row, HISTORY_SHOWN);
    for (db_query(op->tx, &q,
                  "select at, way, result, agent, peer from login_event where account_id = $1"
                  " order by id desc limit 50",
                  I(account));
         v->login_n < HISTORY_SHOWN && db_next(&q);)
        v->logins[v->login_n++] =
            (struct login_row){ db_i64(&q, 0), db_text(&q, 1), db_text(&q, 2),
                                device_of(op, db_text(&q, 3)), db_text(&q, 4) };
    db_done(&q);
}

static enum err answer(struct req *r, int64_t account, const char *base)
{
    struct sessions_view *v = arena_new(r->mem, struct sessions_view);

    v->name = db_str(r->op->tx, "select name from account where id = $1", I(account));
    if (!v->name)
        return E_NOT_FOUND;
    v->base = (struct url){ base };
    v->reset = url_of(r->mem, "/admin/people/%s/second/reset", id_text(r->mem, account));
    v->is_own = account == r->op->actor->account_id && strcmp(base, "/me/sessions") == 0;
    v->is_staff = db_int(r->op->tx, "select count(*) from account where id = $1 and kind = 'staff'",
                         I(account)) > 0;
    v->has_second = second_is_on(r->op, account);
    read_sessions(r->op, account, v);
    read_history(r->op, account, v);
    req_title(r, v->is_own ? say(r->op, W("我的登录")) : v->name, v->is_own ? "me" : "people");
    return show(r, sessions_page, sessions_shape, v);
}

/* ---- one's own ---- */

static enum err my_sessions(struct req *r)
{
    return answer(r, r->op->actor->account_id, "/me/sessions");
}

static enum err end_one(struct req *r, int64_t account, int64_t session)
{
    if (db_exec(r->op->tx,
                "update session set ended_at = $3 where id = $1 and account_id = $2"
                " and ended_at is null",
                I(session), I(account), I(r->op->now)) == 0)
        return E_NOT_FOUND;
    event_add(r->op, "account", account, "account.session_end", NULL);
    return OK;
}

static enum err my_session_end(struct req *r)
{
    enum err e = end_one(r, r->op->actor->account_id, path_id(r, "session"));

    return e == OK ? done(r, (struct url){ "/me/sessions" }, NULL, NULL, false) : e;
}

static enum err my_others_end(struct req *r)
{
    session_end_all(r->op, r->op->actor->account_id, r->op->actor->session_id);
    event_add(r->op, "account", r->op->actor->account_id, "account.session_end", NULL);
    return done(r, (struct url){ "/me/sessions" }, NULL, NULL, false);
}

/* ---- another's ---- */

static const char *base_of(struct req *r)
{
    return arena_printf(r->mem, "/admin/people/%s/sessions", path_text(r, "id"));
}

static enum err their_sessions(struct req *r)
{
    enum err e = whole_admin(r);

    return e == OK ? answer(r, path_id(r, "id"), base_of(r)) : e;
}

static enum err their_session_end(struct req *r)
{
    enum err e = whole_admin(r);

    if (e == OK)
        e = end_one(r, path_id(r, "id"), path_id(r, "session"));
    return e == OK ? done(r, (struct url){ base_of(r) }, NULL, NULL, false) : e;
}

static bool is_account(struct req *r)
{
    return db_int(r->op->tx, "select count(*) from account where id = $1 and kind <> 'system'",
                  I(path_id(r, "id"))) > 0;
}

static enum err their_sessions_end(struct req *r)
{
    enum err e = whole_admin(r);

    if (e == OK && !is_account(r))
        e = E_NOT_FOUND;
    if (e != OK)
        return e;
    session_end_all(r->op, path_id(r, "id"), 0);
    event_add(r->op, "account", path_id(r, "id"), "account.session_end", NULL);
    return done(r, (struct url){ base_of(r) }, NULL, NULL, false);
}

/* Her telephone is lost, and the recovery codes too. */
static enum err their_second_off(struct req *r)
{
    enum err e = whole_admin(r);

    if (e == OK && !second_is_on(r->op, path_id(r, "id")))
        e = E_NOT_FOUND;
    if (e == OK && path_id(r, "id") == r->op->actor->account_id)
        e = fail(r->op, E_DENIED, "own_second", NULL,
                 W("自己的两步验证要用验证码关闭，或请另一位管理员重置"));
    if (e != OK)
        return e;
    second_remove(r->op, path_id(r, "id"), 0);
    return done(r, (struct url){ base_of(r) }, NULL, NULL, false);
}

const struct route session_routes[] = {
    /* clang-format off */
    ROUTE(GET, "/me/sessions", LOGGED_IN, SCOPE_GLOBAL, NULL, sessions_shape, NULL, my_sessions, NULL),
    ROUTE(POST, "/me/sessions/{session}/end", LOGGED_IN, SCOPE_GLOBAL, NULL, NULL, NULL, my_session_end, my_sessions),
    ROUTE(POST, "/me/sessions/end_others", LOGGED_IN, SCOPE_GLOBAL, NULL, NULL, NULL, my_others_end, my_sessions),
    ROUTE(GET, "/admin/people/{id}/sessions", ACCOUNT_ADMIN, SCOPE_GLOBAL, NULL, sessions_shape, NULL, their_sessions, NULL),
    ROUTE(POST, "/admin/people/{id}/sessions/{session}/end", ACCOUNT_ADMIN, SCOPE_GLOBAL, NULL, NULL, NULL, their_session_end, their_sessions),
    ROUTE(POST, "/admin/people/{id}/sessions/end_all", ACCOUNT_ADMIN, SCOPE_GLOBAL, NULL, NULL, NULL, their_sessions_end, their_sessions),
    ROUTE(POST, "/admin/people/{id}/second/reset", ACCOUNT_ADMIN, SCOPE_GLOBAL, NULL, NULL, NULL, their_second_off, their_sessions),
    /* clang-format on */
};
const size_t session_route_n = LEN(session_routes);
