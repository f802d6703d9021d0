/*
 * dispatch.c -- the five steps of a request; see house.md and dispatch.h.
 *
 * Everything that nobody may forget is here and nowhere else: session, rights
 * of the route, scope, cross-site checks, checked fields, the write's key, the
 * turn, the commit before any answer.  Handlers can't reach around it because
 * they never see the connection or the transaction's end.
 */
#include "app/dispatch.h"
#include "app/assets.h"
#include "app/page.h"
#include "app/req_inner.h"
#include "app/session.h"
#include "base/log.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define YEAR_S INT64_C(31536000)

#define PART_LIMIT 8

struct dispatch {
    struct app *app;
    const struct route_set *sets;
    void (*after_write)(void *arg);
    void *after_arg;
};

/* ---- finding the route ---- */

static size_t split(struct arena *mem, const char *path, const char *parts[PART_LIMIT + 1])
{
    size_t n = 0;

    while (*path == '/' && n <= PART_LIMIT) {
        const char *end = strchr(++path, '/');
        size_t length = end ? (size_t)(end - path) : strlen(path);
        if (length || end)
            parts[n++] = arena_dup_n(mem, path, length);
        path += length;
    }
    return n;
}

static bool match(struct req *r, const struct route *route, const char *const *parts, size_t n)
{
    const char *p = route->path;
    size_t i = 0;

    r->in->part_n = 0;
    while (*p == '/' && p[1]) {
        const char *end = strchr(++p, '/');
        size_t length = end ? (size_t)(end - p) : strlen(p);
        if (i == n)
            return false;
        if (*p == '{') {
            r->in->parts[r->in->part_n].name = arena_dup_n(r->mem, p + 1, length - 2);
            r->in->parts[r->in->part_n++].text = parts[i];
        } else if (strlen(parts[i]) != length || memcmp(parts[i], p, length) != 0)
            return false;
        p += length;
        i++;
    }
    return i == n;
}

/* Literal parts win over {parts}: rows are asked in two passes. */
static const struct route *route_of(struct dispatch *d, struct req *r, enum http_method method,
                                    const char *path, bool *other_method)
{
    const char *parts[PART_LIMIT + 1];
    size_t n = split(r->mem, path, parts), best_parts = SIZE_MAX;
    const struct route *best = NULL;

    *other_method = false;
    for (const struct route_set *s = d->sets; n <= PART_LIMIT && s->routes; s++)
        for (size_t i = 0; i < *s->n; i++) {
            if (!match(r, &s->routes[i], parts, n))
                continue;
            if (s->routes[i].method != method)
                *other_method = true;
            else if (r->in->part_n < best_parts) {
                best = &s->routes[i];
                best_parts = r->in->part_n;
            }
        }
    if (best)
        must(match(r, best, parts, n));
    return best;
}

static const struct route *route_find(struct dispatch *d, struct req *r, const char *path,
                                      bool *other_method)
{
    return route_of(d, r, r->http->method, path, other_method);
}

static bool accept_json(const char *accept, bool by_default)
{
    const char *json, *html;

    if (!accept)
        return by_default;
    json = strstr(accept, "application/json");
    html = strstr(accept, "text/html");
    if (json && (!html || json < html))
        return true;
    return html && !json ? false : by_default;
}

/* ---- look ---- */

static enum lang lang_of(const struct http_request *h)
{
    const char *want = http_query(h, "lang");

    if (!want)
        want = http_cookie(h, "lang");
    if (!want)
        want = http_header(h, "accept-language");
    return want && text_starts(want, "en") ? LANG_EN : LANG_ZH;
}

/* A choice by ?lang= or ?theme= holds from then on, on this device. */
static void choices_keep(struct req *r)
{
    static const char *const themes[] = { "dark", "light", "auto" };
    const char *theme = http_query(r->http, "theme");

    if (r->http->method != HTTP_GET || r->wants_json)
        return;
    if (http_query(r->http, "lang"))
        req_cookie(r, "lang", lang_tag(r->op->lang), YEAR_S);
    for (size_t i = 0; theme && i < LEN(themes); i++)
        if (strcmp(theme, themes[i]) == 0)
            req_cookie(r, "theme", themes[i], YEAR_S);
}

static void actor_look(struct req *r)
{
    const char *bearer = http_header(r->http, "authorization");

    if (bearer)
        bearer = text_starts(bearer, "Bearer ") ? bearer + 7 : "";
    r->op->actor = session_actor(r->op, http_cookie(r->http, SESSION_COOKIE), bearer);
}

static const char *raw_value(const struct http_pair *pairs, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(pairs[i].name, name) == 0)
            return pairs[i].value;
    return NULL;
}

static const char *scope_slug(const struct req *r)
{
    const char *slug;

    for (size_t i = 0; i < r->in->part_n; i++)
        if (strcmp(r->in->parts[i].name, "project") == 0)
            return r->in->parts[i].text;
    slug = raw_value(r->in->raw, r->in->raw_n, "project");
    return slug ? slug : http_query(r->http, "project");
}

static enum err scope_look(struct req *r)
{
    const char *slug;

    if (r->route->scope == SCOPE_GLOBAL)
        return OK;
    slug = scope_slug(r);
    if (!slug || !*slug)
        return fail(r->op, E_INPUT, "project_needed", "project", W("请选择项目"));
    r->op->project = db_int(r->op->tx, "select id from project where slug = $1", T(slug));
    return r->op->project ? OK : E_NOT_FOUND;
}

/* Foreign projects don't exist for her; in her own she hears that it is not hers to do. */
static enum err rights_look(struct req *r)
{
    const struct actor *a = r->op->actor;

    if (r->route->access == ANYONE)
        return OK;
    if (!a->account_id)
        return E_LOGIN;
    if (r->http->method != HTTP_GET && !a->may_write)
        return fail(r->op, E_DENIED, "scope", NULL, W("这个令牌只能读取"));
    if (may_somewhere(a, r->route->access, r->op->project))
        return OK;
    return r->op->project && !roles_in(a, r->op->project) ? E_NOT_FOUND : E_DENIED;
}

/* Without the second factor she needs she may only set it up; asked before any project is looked
   for, so that a password alone does not tell which there are. */
static enum err enrol_look(struct req *r)
{
    if (!r->op->actor->must_enrol || r->route->access == ANYONE || r->route->access == LOGGED_IN)
        return OK;
    return fail(r->op, E_DENIED, "second_factor", NULL,
                W("您的角色要求两步验证：请先设置，再继续工作"));
}

/* Cross-site requests are refused by Origin, and by the token of the session. */
static bool same_origin(const struct req *r)
{
    const char *origin = http_header(r->http, "origin");
    const char *site = http_header(r->http, "sec-fetch-site");
    const char *host = origin ? strstr(origin, "://") : NULL;

    if (site && strcmp(site, "cross-site") == 0)
        return false;
    if (!origin)
        return true;
    if (host && r->http->host && strcmp(host + 3, r->http->host) == 0)
        return true;
    return r->op->app->public_url && strcmp(origin, r->op->app->public_url) == 0;
}

static enum err cross_site_look(struct req *r)
{
    const struct actor *a = r->op->actor;
    const char *sent;

    if (r->http->method == HTTP_GET || a->by_token)
        return OK;
    if (!same_origin(r))
        return fail(r->op, E_DENIED, "cross_site", NULL, W("这个请求来自别的网站，已经拒绝"));
    if (!a->session_id)
        return OK;
    sent = http_header(r->http, "x-csrf-token");
    if (!sent)
        sent = raw_value(r->http->form, r->http->form_n, "csrf");
    if (!sent || strcmp(sent, a->csrf) != 0)
        return fail(r->op, E_DENIED, "csrf", NULL, W("页面已过期，请刷新后重新提交"));
    return OK;
}

static void own_values(struct req *r)
{
    const char *key = http_header(r->http, "idempotency-key");
    const char *match_header = http_header(r->http, "if-match");

    if (!key)
        key = raw_value(r->in->raw, r->in->raw_n, "write_key");
    if (key && strlen(key) >= 8 && strlen(key) <= 200)
        r->in->write_key = key;
    r->in->seen_version = raw_value(r->in->raw, r->in->raw_n, "version");
    if (match_header) {
        struct span s = span_trim(span_of(match_header));
        if (s.n >= 2 && s.p[0] == '"')
            s = (struct span){ s.p + 1, s.n - 2 };
        r->in->seen_version = arena_text(r->mem, s);
    }
}

/* Order matters: who, what may she, and only then what did she write. */
static enum err look(struct req *r)
{
    enum err e, input;

    actor_look(r);
    input = req_read(r);
    own_values(r);
    if ((e = enrol_look(r)) != OK) {
        r->in->problem_n = 0;
        return e;
    }
    if ((e = scope_look(r)) != OK) {
        r->in->problem_n = 0;
        if (!r->op->actor->account_id && r->route->access != ANYONE)
            return E_LOGIN;
        return e == E_INPUT && !may_somewhere(r->op->actor, r->route->access, 0) ? E_DENIED : e;
    }
    if ((e = rights_look(r)) != OK || (e = cross_site_look(r)) != OK) {
        r->in->problem_n = 0;
        return e;
    }
    return input;
}

/* ---- the write's key ---- */

/* True when this key was answered before; the stored answer is put into *a. */
static bool key_replay(struct req *r, struct http_answer *a, enum err *ret)
{
    struct query q;
    int64_t account = r->op->actor->account_id;

    if (!r->in->write_key || !account)
        return false;
    if (!db_one(r->op->tx, &q,
                "select route, body_hash, status, location, body from write_key"
                " where account_id = $1 and wkey = $2",
                I(account), T(r->in->write_key))) {
        db_done(&q);
        return false;
    }
    *ret = OK;
    if (strcmp(db_text(&q, 0), r->http->path) != 0 ||
        strcmp(db_text(&q, 1), req_body_hash(r)) != 0) {
        *ret = fail(r->op, E_RULE, "key_reused", NULL,
                    W("同一个提交编号已用于别的内容，请刷新页面后重新提交"));
    } else {
        r->in->kind = ANSWER_DONE;
        r->in->where.s = db_text(&q, 3);
        r->in->json = db_text(&q, 4);
        r->in->created = db_i64(&q, 2) == 201;
        r->in->is_elsewhere = *r->in->json == '\0';
        http_answer_header(a, "Idempotency-Replayed", "true");
    }
    db_done(&q);
    return true;
}

static void key_store(struct req *r)
{
    struct req_inner *in = r->in;

    if (in->kind != ANSWER_DONE)
        return;
    if (r->wants_json && !in->is_elsewhere)
        in->json = answer_json(r);
    if (!in->write_key || !r->op->actor->account_id || r->op->keep_on_fail)
        return;
    db_exec(r->op->tx,
            "insert into write_key (account_id, wkey, route, body_hash, status, location, type,"
            " body, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            I(r->op->actor->account_id), T(in->write_key), T(r->http->path), T(req_body_hash(r)),
            I(in->created ? 201 : 200), T(in->where.s), T("application/json"),
            T(in->json ? in->json : ""), I(r->op->now));
}

/* ---- act ---- */

struct act {
    struct req *r;
    struct http_answer *answer;
    enum err said;
    bool replayed;
};

/* Runs on the writer's thread, maybe twice; everything it leaves is set anew. */
static enum err act_in_turn(struct tx *tx, void *arg)
{
    struct act *act = arg;
    struct req *r = act->r;
    const struct actor *seen = r->op->actor;

    r->op->tx = tx;
    r->op->problem = (struct problem){ 0 };
    r->op->keep_on_fail = false;
    r->in->cookie_n = 0;
    r->in->problem_n = 0;
    actor_look(r);
    act->replayed = false;
    if (r->op->actor->account_id != seen->account_id) {
        act->said = E_LOGIN;
    } else if ((act->said = rights_look(r)) == OK) {
        act->replayed = key_replay(r, act->answer, &act->said);
        if (!act->replayed && (act->said = r->route->handler(r)) == OK)
            key_store(r);
    }
    return r->op->keep_on_fail ? OK : act->said;
}

static enum err write_run(struct dispatch *d, struct req *r, struct http_answer *a)
{
    struct act act = { .r = r, .answer = a };
    enum err e;

    if (r->route->prepare && (e = r->route->prepare(r)) != OK)
        return e;
    e = db_write(d->app->db, r->op->project, r->mem, act_in_turn, &act);
    if (e == E_STORE)
        return E_STORE;
    if (act.said == OK && d->after_write)
        d->after_write(d->after_arg);
    return act.said;
}

/* The form again, with what was typed and the words beside the fields. */
static bool form_again(struct dispatch *d, struct req *r, enum err e, struct http_answer *a)
{
    struct problem p = r->op->problem;
    enum err shown;

    if (!r->route->again || r->wants_json || e == E_STORE || e == E_LOGIN || e == E_DENIED ||
        e == E_NOT_FOUND)
        return false;
    r->is_again = true;
    r->in->kind = ANSWER_NONE;
    r->in->status = err_status(e);
    r->op->tx = db_read(d->app->db, r->mem);
    shown = r->route->again(r);
    if (db_read_end(r->op->tx) != OK || shown != OK)
        return false;
    r->op->problem = p;
    answer_render(r, a);
    return true;
}

static bool login_redirect(const struct req *r, enum err e, struct http_answer *a)
{
    if (e == E_DENIED && r->op->actor->must_enrol && !r->wants_json &&
        r->http->method == HTTP_GET) {
        answer_redirect(r, a, 303, "/me/second");
        return true;
    }
    if (e != E_LOGIN || r->wants_json)
        return false;
    answer_redirect(
        r, a, 303,
        url_with(r->mem, (struct url){ text_starts(r->http->path, "/my") ? "/login" : "/staff" },
                 "next", r->http->method == HTTP_GET ? r->http->path : "/")
            .s);
    return true;
}

/* What the write led to, as it stands now: read like any page, on this thread. */
static void answer_from_elsewhere(struct dispatch *d, struct req *r)
{
    const struct route *write = r->route;
    struct url where = r->in->where;
    bool created = r->in->created, other;
    enum err e;

    r->route = route_of(d, r, HTTP_GET, where.s, &other);
    r->in->json = NULL;
    if (r->route && r->route->answer == write->answer) {
        r->op->tx = db_read(d->app->db, r->mem);
        e = r->route->handler(r);
        if (db_read_end(r->op->tx) == OK && e == OK)
            r->in->json = answer_json(r);
    }
    r->route = write;
    r->in->shape = NULL;
    r->in->kind = ANSWER_DONE;
    r->in->where = where;
    r->in->created = created;
}

static void request_run(struct dispatch *d, struct req *r, struct http_answer *a)
{
    bool is_get = r->route->method == HTTP_GET, replayed = false;
    enum err e, end;

    r->op->tx = db_read(d->app->db, r->mem);
    e = look(r);
    if (e == OK && is_get)
        e = r->route->handler(r);
    else if (e == OK)
        replayed = key_replay(r, a, &e);
    end = db_read_end(r->op->tx);
    if (end != OK)
        e = end;
    if (e == OK && !is_get && !replayed)
        e = write_run(d, r, a);
    if (e == OK && !is_get && r->wants_json && r->in->is_elsewhere)
        answer_from_elsewhere(d, r);
    if (e == OK)
        answer_render(r, a);
    else if (!login_redirect(r, e, a) && !form_again(d, r, e, a))
        answer_problem(r, e, a);
}

static bool is_api(const char *path)
{
    return strcmp(path, "/api") == 0 || text_starts(path, "/api/");
}

/* Style sheets, scripts, icons: named by their content, so browsers keep them. */
static bool asset_answer(const struct http_request *h, struct http_answer *a)
{
    const struct asset *found = text_starts(h->path, "/a/") ? asset_find(h->path) : NULL;
    const char *accept = http_header(h, "accept-encoding");
    bool gz;

    if (!found)
        return false;
    gz = found->gz && accept && strstr(accept, "gzip");
    a->status = 200;
    a->type = found->type;
    a->fixed = gz ? found->gz : found->bytes;
    a->fixed_n = gz ? found->gz_n : found->n;
    if (gz)
        http_answer_header(a, "Content-Encoding", "gzip");
    http_answer_header(a, "Vary", "Accept-Encoding");
    http_answer_header(a, "X-Content-Type-Options", "nosniff");
    http_answer_header(a, "Cache-Control",
                       asset_is_fresh() ? "no-cache" : "public, max-age=31536000, immutable");
    return true;
}

void dispatch_handle(void *arg, const struct http_request *h, struct http_answer *a)
{
    struct dispatch *d = arg;
    struct req_inner in = { .dispatch = d, .fd = -1 };
    struct op op = {
        .app = d->app, .mem = h->mem, .actor = &actor_nobody, .now = when_now(), .lang = lang_of(h)
    };
    struct req r = { .op = &op, .http = h, .mem = h->mem, .in = &in };
    bool other_method;
    int64_t began = when_ticks();

    a->file = -1;
    if (asset_answer(h, a))
        return;
    r.wants_json = accept_json(http_header(h, "accept"), is_api(h->path));
    r.route = route_find(d, &r, is_api(h->path) ? h->path + 4 : h->path, &other_method);
    if (!r.route && is_api(h->path))
        r.route = route_find(d, &r, h->path, &other_method);
    if (r.route) {
        choices_keep(&r);
        request_run(d, &r, a);
    } else {
        answer_problem(&r, E_NOT_FOUND, a);
        if (other_method)
            a->status = 405;
    }
    log_line(LOG_DEBUG, "request", "%d %s %" PRId64 " ms", a->status, r.route ? r.route->name : "-",
             when_ticks() - began);
}

/* ---- opening ---- */

static void route_check(const struct route *route)
{
    must(route->access > ACTION_NONE && route->access < ACTION_END);
    must(route->scope == SCOPE_GLOBAL || route->scope == SCOPE_PROJECT);
    must(route->handler && route->path[0] == '/');
    must(route->method == HTTP_GET || !route->again || route->again != route->handler);
    for (const struct field *f = route->fields; f && f->name; f++)
        must(f->type >= F_TEXT && f->type <= F_FILES && f->label);
}

struct dispatch *dispatch_open(struct app *app, const struct route_set *sets,
                               void (*after_write)(void *arg), void *arg)
{
    struct dispatch *d = calloc(1, sizeof *d);

    must(d);
    *d =
        (struct dispatch){ .app = app, .sets = sets, .after_write = after_write, .after_arg = arg };
    for (const struct route_set *s = sets; s->routes; s++)
        for (size_t i = 0; i < *s->n; i++)
            route_check(&s->routes[i]);
    return d;
}

const struct route_set *dispatch_sets(const struct dispatch *d)
{
    return d->sets;
}

void dispatch_close(struct dispatch *d)
{
    free(d);
}
