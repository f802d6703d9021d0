/*
 * login_pages.c -- the doors: front page, staff by password, owners by a code, the first start.
 *
 * Whoever tries learns nothing about who exists: known and unknown names and
 * phones get the same answer after the same work (quality, security 11).
 */
#include "app/outbox.h"
#include "app/page.h"
#include "app/session.h"
#include "base/id.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"
#include "login.html.h"
#include "rooms/people/people_pages.h"
#include "rooms/people/people_view.h"
#include "rooms/people/second.h"
#include "store/seal.h"

#include <sodium.h>
#include <string.h>

#define COOKIE_SECONDS   (INT64_C(14) * 86400)
#define TICKET_COOKIE    "anju_code"
#define CODE_MS          (INT64_C(10) * 60000)
#define QUARTER_MS       (INT64_C(15) * 60000)
#define FAILS_MOST       10
#define PEER_FAILS_MOST  50
#define CODES_MOST       5
#define PEER_CODES_MOST  60
#define CODE_TRIES       5
#define SETUP_TRIES      10
#define PASSWORD_LEAST   10
#define PASSWORD_LONGEST 200

const char *safe_next(const char *next)
{
    if (!next || next[0] != '/' || next[1] == '/' || strchr(next, '\\') || strchr(next, ':'))
        return "";
    return next;
}

/* ---- the front page ---- */

static enum err front(struct req *r)
{
    struct front_view *v = arena_new(r->mem, struct front_view);
    struct query q;

    v->is_login = r->op->actor->account_id != 0;
    v->projects = arena_new_n(r->mem, struct front_project, 50);
    for (db_query(r->op->tx, &q, "select name, city, hotline, hours from project order by id");
         v->project_n < 50 && db_next(&q);)
        v->projects[v->project_n++] = (struct front_project){ db_text(&q, 0), db_text(&q, 1),
                                                              db_text(&q, 2), db_text(&q, 3) };
    db_done(&q);
    return show(r, front_page, NULL, v);
}

/* Where each role begins. */
static const struct {
    enum role role;
    const char *where;
} starts[] = {
    { ROLE_MANAGER, "/overview" }, { ROLE_AGENT, "/matters" },    { ROLE_ADMIN, "/overview" },
    { ROLE_ENGINEER, "/field" },   { ROLE_SUPERVISOR, "/field" }, { ROLE_CONTRACTOR, "/field" },
    { ROLE_PROPERTY, "/handed" },  { ROLE_OWNER, "/my" },
};

static enum err start_page(struct req *r)
{
    unsigned bits = roles_in(r->op->actor, 0);

    if (r->op->actor->must_enrol)
        return go(r, (struct url){ "/me/second" });
    for (size_t i = 0; i < LEN(starts); i++)
        if (bits & starts[i].role)
            return go(r, (struct url){ starts[i].where });
    return go(r, (struct url){ "/" });
}

/* ---- sessions ---- */

static const struct shape me_shape[] = {
    SHAPE(struct me_view, id, S_TEXT, "account"),
    SHAPE(struct me_view, name, S_TEXT, "name"),
    SHAPE_END,
};

struct session_new login_of(struct req *r, int64_t account, const char *way)
{
    const char *agent = http_header(r->http, "user-agent");

    return (struct session_new){ .account_id = account,
                                 .way = way,
                                 .needs = "",
                                 .peer = r->http->peer,
                                 .agent = agent ? agent : "" };
}

enum err login_enter(struct req *r, int64_t account, const char *way, const char *next)
{
    struct session_new s = login_of(r, account, way);
    struct me_view *v = arena_new(r->mem, struct me_view);

    v->id = id_text(r->mem, account);
    v->name = db_str(r->op->tx, "select name from account where id = $1", I(account));
    if (second_is_required(r->op, account) && !second_is_on(r->op, account)) {
        s.needs = "enrol";
        next = "/me/second";
    }
    req_cookie(r, SESSION_COOKIE, session_open(r->op, &s), COOKIE_SECONDS);
    return done(r, (struct url){ *next ? next : "/start" }, me_shape, v, false);
}

static enum err logout(struct req *r)
{
    if (r->op->actor->session_id)
        session_end(r->op, r->op->actor->session_id);
    req_cookie(r, SESSION_COOKIE, "", 0);
    return done(r, (struct url){ "/" }, NULL, NULL, false);
}

/* ---- staff ---- */

static const struct field next_fields[] = {
    { "next", F_TEXT, false, 0, 300, NULL, W("然后去") },
    { 0 },
};
static const struct field staff_fields[] = {
    { "login", F_TEXT, true, 1, 60, NULL, W("登录名") },
    { "password", F_SECRET, true, 1, PASSWORD_LONGEST, NULL, W("密码") },
    { "next", F_TEXT, false, 0, 300, NULL, W("然后去") },
    { 0 },
};

static enum err staff_form(struct req *r)
{
    struct login_view *v = arena_new(r->mem, struct login_view);

    v->next = safe_next(form_text(r, "next"));
    req_title(r, say(r->op, W("员工登录")), "");
    return show(r, staff_page, NULL, v);
}

struct tried {
    int64_t account;
    const char *hash; /* what the password was held against */
    bool ok;
};

/* The hash takes a tenth of a second: outside of any transaction. */
static enum err staff_prepare(struct req *r)
{
    struct tried *t = arena_new(r->mem, struct tried);
    struct tx *tx = db_read(r->op->app->db, r->mem);
    const char *login = login_fold(r->mem, form_text(r, "login"));
    struct query q;
    enum err e;

    if (db_one(tx, &q,
               "select id, password_hash from account where login = $1 and disabled_at is null",
               T(login))) {
        t->account = db_i64(&q, 0);
        t->hash = db_text(&q, 1);
    }
    db_done(&q);
    e = db_read_end(tx);
    t->ok = password_ok(t->hash, form_text(r, "password"));
    r->kept = t;
    return e;
}

static enum err staff_refuse(struct req *r, const struct tried *t)
{
    struct session_new s = login_of(r, t->account, "password");
    struct op *op = r->op;

    op->keep_on_fail = true;
    if (t->account)
        login_note(op, &s, "wrong");
    if (t->account)
        db_exec(op->tx,
                "update account set blocked_until = case when failed_n + 1 >= $2 then $3"
                " else blocked_until end, failed_n = case when failed_n + 1 >= $2 then 0"
                " else failed_n + 1 end where id = $1 and blocked_until <= $4",
                I(t->account), I(FAILS_MOST), I(op->now + QUARTER_MS), I(op->now));
    return fail(op, E_INPUT, "wrong_login", "password",
                W("登录名或密码不对。连续错 10 次会停用 15 分钟"));
}

static enum err staff_enter(struct req *r)
{
    const struct tried *t = r->kept;
    struct op *op = r->op;
    /* The password may have been changed since it was held against the hash. */
    bool is_open = db_int(op->tx,
                          "select count(*) from account where id = $1 and password_hash = $2"
                          " and disabled_at is null and blocked_until <= $3",
                          I(t->account), T(t->hash), I(op->now)) > 0;

    op->keep_on_fail = true;
    if (!rate_ok(op, "login", login_fold(r->mem, form_text(r, "login")), FAILS_MOST * 3,
                 QUARTER_MS) ||
        !rate_ok(op, "login.peer", r->http->peer, PEER_FAILS_MOST, QUARTER_MS))
        return fail(op, E_TOO_MANY, "too_many", NULL, W("尝试次数太多，请 15 分钟后再试"));
    if (!t->ok || !is_open)
        return staff_refuse(r, t);
    db_exec(op->tx, "update account set failed_n = 0, blocked_until = 0 where id = $1",
            I(t->account));
    if (!second_is_on(op, t->account))
        return login_enter(r, t->account, "password", safe_next(form_text(r, "next")));
    return second_ask(r, t->account, safe_next(form_text(r, "next")));
}

/* ---- owners: a code to the phone ---- */

static const struct field phone_fields[] = {
    { "phone", F_PHONE, true, 0, 0, NULL, W("手机号") },
    { "next", F_TEXT, false, 0, 300, NULL, W("然后去") },
    { 0 },
};
static const struct field code_fields[] = {
    { "code", F_TEXT, true, 6, 6, NULL, W("验证码") },
    { "next", F_TEXT, false, 0, 300, NULL, W("然后去") },
    { 0 },
};

static enum err phone_form(struct req *r)
{
    struct login_view *v = arena_new(r->mem, struct login_view);

    v->next = safe_next(form_text(r, "next"));
    req_title(r, say(r->op, W("业主登录")), "");
    return show(r, phone_page, NULL, v);
}

static bool phone_is_known(struct op *op, const char *index)
{
    return db_int(op->tx,
                  "select (select count(*) from person_phone where full_index = $1)"
                  " + (select count(*) from account where phone_index = $1"
                  " and disabled_at is null)",
                  T(index)) > 0;
}

static const char *code_hash(struct op *op, const char *ticket_hash, const char *code)
{
    return token_hash(op->mem, arena_printf(op->mem, "%s %s", ticket_hash, code));
}

static void code_keep(struct op *op, const char *phone, const char *index, const char *code,
                      const char *ticket)
{
    const char *hash = token_hash(op->mem, ticket);
    struct span sealed = seal_put(op->app->seal, op->mem, phone);

    db_exec(op->tx,
            "insert into login_code (id, phone_index, code_hash, created_at, expires_at,"
            " ticket_hash, phone_sealed) values ($1, $2, $3, $4, $5, $6, $7)",
            I(id_new()), T(index), T(code_hash(op, hash, code)), I(op->now), I(op->now + CODE_MS),
            T(hash), B(sealed.p, sealed.n));
}

static enum err phone_send(struct req *r)
{
    struct op *op = r->op;
    const char *phone = form_text(r, "phone");
    const char *index = seal_index(op->app->seal, r->mem, "phone", phone);
    const char *code = random_digits(r->mem, 6), *ticket = random_token(r->mem, 24);
    struct url next = url_of(r->mem, "/login/code");

    op->keep_on_fail = true;
    if (!rate_ok(op, "code", index, CODES_MOST, CODE_MS) ||
        !rate_ok(op, "code.peer", r->http->peer, PEER_CODES_MOST, CODE_MS))
        return fail(op, E_TOO_MANY, "too_many", NULL,
                    W("验证码发得太频繁，请 10 分钟后再试，或拨打服务热线"));
    code_keep(op, phone, index, code, ticket);
    if (phone_is_known(op, index))
        outbox_add(op, &(struct message){ .phone = phone,
                                          .kind = "login_code",
                                          .text = say(op,
                                                      W("【安居】验证码 %s，10 分钟内有效。"
                                                        "不要告诉任何人，客服也不会问您要"),
                                                      code) });
    req_cookie(r, TICKET_COOKIE, ticket, CODE_MS / 1000);
    if (*safe_next(form_text(r, "next")))
        next = url_with(r->mem, next, "next", safe_next(form_text(r, "next")));
    return done(r, next, NULL, NULL, false);
}

/* The waiting row of the ticket in the cookie; 0: none. */
static int64_t ticket_find(struct req *r, const char **phone, const char **hash)
{
    const char *ticket = http_cookie(r->http, TICKET_COOKIE);
    int64_t id = 0;
    struct query q;
    size_t n;

    *phone = *hash = "";
    if (!ticket)
        return 0;
    if (db_one(r->op->tx, &q,
               "select id, phone_sealed, code_hash from login_code where ticket_hash = $1"
               " and used_at is null and expires_at > $2",
               T(token_hash(r->mem, ticket)), I(r->op->now))) {
        const void *p = db_bytes(&q, 1, &n);
        const char *text = seal_get(r->op->app->seal, r->mem, p, n);

        id = text ? db_i64(&q, 0) : 0;
        *phone = text ? text : "";
        *hash = db_text(&q, 2);
    }
    db_done(&q);
    return id;
}

static enum err code_form(struct req *r)
{
    struct login_view *v = arena_new(r->mem, struct login_view);
    const char *phone, *hash;

    if (!ticket_find(r, &phone, &hash) && !r->is_again)
        return go(r, (struct url){ "/login" });
    v->next = safe_next(form_text(r, "next"));
    v->masked = *phone ? phone_masked(r->mem, phone) : "";
    req_title(r, say(r->op, W("填验证码")), "");
    return show(r, code_page, NULL, v);
}

static enum err code_enter(struct req *r)
{
    struct op *op = r->op;
    const char *phone, *hash, *ticket = http_cookie(r->http, TICKET_COOKIE);
    int64_t id = ticket_find(r, &phone, &hash), account = 0, tries;
    bool good;

    op->keep_on_fail = true;
    if (!id)
        return fail(op, E_INPUT, "code_gone", "code", W("验证码已过期，请重新获取"));
    tries = db_int(op->tx, "update login_code set tries = tries + 1 where id = $1 returning tries",
                   I(id));
    good = tries <= CODE_TRIES &&
           strcmp(hash, code_hash(op, token_hash(r->mem, ticket), form_text(r, "code"))) == 0;
    if (good)
        account = account_of_owner(op, phone);
    if (!account)
        return fail(op, E_INPUT, tries > CODE_TRIES ? "code_gone" : "code", "code",
                    tries > CODE_TRIES ? W("错了太多次，请重新获取验证码")
                                       : W("验证码不对，请再看看短信"));
    db_exec(op->tx, "update login_code set used_at = $2 where id = $1", I(id), I(op->now));
    req_cookie(r, TICKET_COOKIE, "", 0);
    return login_enter(r, account, "code", safe_next(form_text(r, "next")));
}

/* ---- the first start ---- */

static const struct field setup_fields[] = {
    { "code", F_TEXT, true, 1, 40, NULL, W("一次性安装码") },
    { "name", F_TEXT, true, 1, 40, NULL, W("姓名") },
    { "login", F_TEXT, true, 2, 40, NULL, W("登录名") },
    { "password", F_SECRET, true, PASSWORD_LEAST, PASSWORD_LONGEST, NULL, W("密码") },
    { 0 },
};

static bool has_admin(const struct op *op)
{
    return db_int(op->tx,
                  "select count(*) from membership m join account a on a.id = m.account_id"
                  " where m.role = 'admin' and m.ended_at is null and a.disabled_at is null") > 0;
}

static enum err setup_form(struct req *r)
{
    if (!r->op->app->setup_code || has_admin(r->op))
        return E_NOT_FOUND;
    req_title(r, say(r->op, W("第一次使用")), "");
    return show(r, setup_page, NULL, arena_new(r->mem, struct login_view));
}

static enum err setup_prepare(struct req *r)
{
    r->kept = (void *)(uintptr_t)password_hash(r->mem, form_text(r, "password"));
    return OK;
}

static enum err setup(struct req *r)
{
    struct op *op = r->op;
    const char *code = op->app->setup_code, *sent = form_text(r, "code");
    struct account_new a = { .login = form_text(r, "login"),
                             .name = form_text(r, "name"),
                             .role = ROLE_ADMIN,
                             .password_hash = r->kept };
    const char *wrong = password_fault(r->mem, a.login, form_text(r, "password"));
    int64_t id = 0;
    enum err e;

    if (!code || has_admin(op))
        return E_NOT_FOUND;
    op->keep_on_fail = true;
    if (!rate_ok(op, "setup", "", SETUP_TRIES, QUARTER_MS))
        return fail(op, E_TOO_MANY, "too_many", NULL, W("尝试次数太多，请 15 分钟后再试"));
    if (strlen(sent) != strlen(code) || sodium_memcmp(sent, code, strlen(code)) != 0)
        return fail(op, E_INPUT, "code", "code", W("安装码不对：它显示在启动程序的窗口里"));
    if (wrong)
        return fail(op, E_INPUT, "password", "password", wrong);
    if ((e = account_add(op, &a, &id)) != OK)
        return e;
    return login_enter(r, id, "password", "/admin/estate");
}

const struct route login_routes[] = {
    /* clang-format off */
    ROUTE(GET, "/", ANYONE, SCOPE_GLOBAL, NULL, NULL, NULL, front, NULL),
    ROUTE(GET, "/start", LOGGED_IN, SCOPE_GLOBAL, NULL, NULL, NULL, start_page, NULL),
    ROUTE(GET, "/staff", ANYONE, SCOPE_GLOBAL, next_fields, NULL, NULL, staff_form, NULL),
    ROUTE(POST, "/staff", ANYONE, SCOPE_GLOBAL, staff_fields, me_shape, staff_prepare, staff_enter, staff_form),
    ROUTE(GET, "/login", ANYONE, SCOPE_GLOBAL, next_fields, NULL, NULL, phone_form, NULL),
    ROUTE(POST, "/login", ANYONE, SCOPE_GLOBAL, phone_fields, NULL, NULL, phone_send, phone_form),
    ROUTE(GET, "/login/code", ANYONE, SCOPE_GLOBAL, next_fields, NULL, NULL, code_form, NULL),
    ROUTE(POST, "/login/code", ANYONE, SCOPE_GLOBAL, code_fields, me_shape, NULL, code_enter, code_form),
    ROUTE(POST, "/logout", ANYONE, SCOPE_GLOBAL, NULL, NULL, NULL, logout, NULL),
    ROUTE(GET, "/setup", ANYONE, SCOPE_GLOBAL, NULL, NULL, NULL, setup_form, NULL),
    ROUTE(POST, "/setup", ANYONE, SCOPE_GLOBAL, setup_fields, me_shape, setup_prepare, setup, setup_form),
    /* clang-format on */
};
const size_t login_route_n = LEN(login_routes);
