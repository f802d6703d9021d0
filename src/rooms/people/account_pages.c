/*
 * account_pages.c -- the administrator's page of staff accounts, and the outbox.
 *
 * Accounts and codes reach into every project, so an administrator of one project alone has no
 * business here; the handlers ask for it, since these rows belong to no project.
 */
#include "app/page.h"
#include "app/session.h"
#include "base/id.h"
#include "base/must.h"
#include "base/random.h"
#include "people.html.h"
#include "rooms/people/people_pages.h"
#include "rooms/people/people_view.h"

#include <string.h>

#define PASSWORD_LEAST 10
#define PASSWORD_BYTES 12
#define OUTBOX_ROWS    100

static const char *const role_words[] = { "agent",      "engineer",   "manager",  "admin",
                                          "supervisor", "contractor", "property", NULL };

static const struct shape account_shape[] = {
    SHAPE(struct account_view, id, S_ID, "id"),
    SHAPE(struct account_view, login, S_TEXT, "login"),
    SHAPE(struct account_view, name, S_TEXT, "name"),
    SHAPE(struct account_view, disabled_at, S_INSTANT, "disabled_at"),
    SHAPE_TEXTS(struct account_view, roles, role_n, "roles"),
    SHAPE_TEXTS(struct account_view, place_ids, role_n, "memberships"),
    SHAPE_END,
};
static const struct shape accounts_shape[] = {
    SHAPE_LIST(struct people_view, accounts, account_n, struct account_view, account_shape,
               "accounts"),
    SHAPE(struct people_view, made_login, S_TEXT, "login"),
    SHAPE(struct people_view, made, S_TEXT, "password"),
    SHAPE_END,
};

static size_t rows_of(const struct op *op, const char *sql, struct part_option **ret)
{
    struct query q;
    size_t n = 0;

    *ret = arena_new_n(op->mem, struct part_option, 300);
    for (db_query(op->tx, &q, sql); n < 300 && db_next(&q);)
        (*ret)[n++] = (struct part_option){ .value = id_text(op->mem, db_i64(&q, 0)),
                                            .words = db_text(&q, 1) };
    db_done(&q);
    return n;
}

enum err whole_admin(const struct req *r)
{
    const struct actor *a = r->op->actor;

    for (size_t i = 0; i < a->grant_n; i++)
        if (a->grants[i].project_id == 0 && a->grants[i].role == ROLE_ADMIN)
            return OK;
    return fail(r->op, E_DENIED, "whole_admin", NULL, W("账号和短信由全部项目的管理员管理"));
}

/* made: the password that was given to `login` just now, or NULL. */
static enum err people_answer(struct req *r, const char *login, const char *made)
{
    struct people_view *v = arena_new(r->mem, struct people_view);

    v->made_login = login;
    v->made = made;
    v->account_n = account_list(r->op, &v->accounts);
    v->project_n = rows_of(r->op, "select id, name from project order by name", &v->projects);
    v->company_n = rows_of(r->op, "select id, name from company order by name", &v->companies);
    req_title(r, say(r->op, W("人员")), "people");
    return show(r, people_page, accounts_shape, v);
}

static enum err people_show(struct req *r)
{
    enum err e = whole_admin(r);

    return e == OK ? people_answer(r, NULL, NULL) : e;
}

/* ---- adding and changing ---- */

static const struct field add_fields[] = {
    { "name", F_TEXT, true, 1, 40, NULL, W("姓名") },
    { "login", F_TEXT, true, 2, 40, NULL, W("登录名") },
    { "password", F_SECRET, false, PASSWORD_LEAST, 200, NULL, W("初始密码") },
    { "role", F_WORD, true, 0, 0, role_words, W("角色") },
    { "project_id", F_ID, false, 0, 0, NULL, W("项目") },
    { "company", F_ID, false, 0, 0, NULL, W("单位") },
    { 0 },
};
static const struct field join_fields[] = {
    { "role", F_WORD, true, 0, 0, role_words, W("角色") },
    { "project_id", F_ID, false, 0, 0, NULL, W("项目") },
    { "company", F_ID, false, 0, 0, NULL, W("单位") },
    { 0 },
};
static const struct field password_fields[] = {
    { "password", F_SECRET, false, PASSWORD_LEAST, 200, NULL, W("新密码") },
    { 0 },
};

static const struct field leave_fields[] = {
    { "membership", F_ID, true, 0, 0, NULL, W("角色") },
    { 0 },
};

static struct url people_url(void)
{
    return (struct url){ "/admin/people" };
}

/* What the administrator typed, or one made here when she typed none. */
struct chosen {
    const char *password, *hash;
    bool is_made;
};

static enum err password_prepare(struct req *r)
{
    struct chosen *c = arena_new(r->mem, struct chosen);

    c->is_made = !form_has(r, "password");
    c->password = c->is_made ? random_token(r->mem, PASSWORD_BYTES) : form_text(r, "password");
    c->hash = password_hash(r->mem, c->password);
    r->kept = c;
    return OK;
}

static enum err password_check(struct req *r, const char *login)
{
    const struct chosen *c = r->kept;
    const char *wrong = c->is_made ? NULL : password_fault(r->mem, login, c->password);

    return wrong ? fail(r->op, E_INPUT, "password", "password", wrong) : OK;
}

/* A made password stands in this one answer and nowhere else, so the write's key keeps no answer.
 */
static enum err password_done(struct req *r, const char *login, bool created)
{
    const struct chosen *c = r->kept;

    return c->is_made ? people_answer(r, login, c->password)
                      : done(r, people_url(), NULL, NULL, created);
}

static enum err people_add(struct req *r)
{
    const struct chosen *c = r->kept;
    struct account_new a = { .login = form_text(r, "login"),
                             .name = form_text(r, "name"),
                             .role = role_of_word(form_text(r, "role")),
                             .project = form_int(r, "project_id"),
                             .company = form_int(r, "company"),
                             .password_hash = c->hash };
    int64_t id = 0;
    enum err e = whole_admin(r);

    if (e == OK)
        e = password_check(r, a.login);
    if (e == OK)
        e = account_add(r->op, &a, &id);
    return e == OK ? password_done(r, login_fold(r->mem, a.login), true) : e;
}

static enum err people_join(struct req *r)
{
    int64_t id = path_id(r, "id");
    enum err e = whole_admin(r);

    if (e == OK && db_int(r->op->tx,
                          "select count(*) from account where id = $1 and kind = 'staff'"
                          " and disabled_at is null",
                          I(id)) == 0)
        e = E_NOT_FOUND;
    if (e == OK)
        e = account_join(r->op, id, role_of_word(form_text(r, "role")), form_int(r, "project_id"),
                         form_int(r, "company"));
    return e == OK ? done(r, people_url(), NULL, NULL, false) : e;
}

static enum err people_leave(struct req *r)
{
    enum err e = whole_admin(r);

    if (e == OK)
        e = account_leave(r->op, path_id(r, "id"), form_int(r, "membership"));
    return e == OK ? done(r, people_url(), NULL, NULL, false) : e;
}

static enum err people_password(struct req *r)
{
    const struct chosen *c = r->kept;
    int64_t id = path_id(r, "id");
    const char *login =
        db_str(r->op->tx, "select login from account where id = $1 and kind = 'staff'", I(id));
    enum err e = whole_admin(r);

    if (e == OK && !login)
        e = E_NOT_FOUND;
    if (e == OK)
        e = password_check(r, login);
    if (e == OK)
        e = account_password(r->op, id, c->hash);
    return e == OK ? password_done(r, login, false) : e;
}

static enum err people_disable(struct req *r)
{
    enum err e = whole_admin(r);

    if (e == OK)
        e = account_disable(r->op, path_id(r, "id"));
    return e == OK ? done(r, people_url(), NULL, NULL, false) : e;
}

/* ---- the outbox ---- */

static const struct shape outbox_row_shape[] = {
    SHAPE(struct outbox_row, to, S_TEXT, "to"),
    SHAPE(struct outbox_row, kind, S_TEXT, "kind"),
    SHAPE(struct outbox_row, text, S_TEXT, "text"),
    SHAPE(struct outbox_row, created_at, S_INSTANT, "created_at"),
    SHAPE(struct outbox_row, sent_at, S_INSTANT, "sent_at"),
    SHAPE_END,
};
static const struct shape outbox_shape[] = {
    SHAPE_LIST(struct outbox_view, rows, n, struct outbox_row, outbox_row_shape, "messages"),
    SHAPE_END,
};

static enum err outbox_show(struct req *r)
{
    struct outbox_view *v = arena_new(r->mem, struct outbox_view);
    struct query q;
    enum err e = whole_admin(r);

    if (e != OK)
        return e;
    v->rows = arena_new_n(r->mem, struct outbox_row, OUTBOX_ROWS);
    for (db_query(r->op->tx, &q,
                  "select to_masked, kind, text, created_at, sent_at from outbox"
                  " where channel = 'sms' order by id desc limit 100");
         v->n < OUTBOX_ROWS && db_next(&q);)
        v->rows[v->n++] = (struct outbox_row){ db_text(&q, 0), db_text(&q, 1), db_text(&q, 2),
                                               db_i64(&q, 3), db_i64(&q, 4) };
    db_done(&q);
    req_title(r, say(r->op, W("短信发件箱")), "outbox");
    return show(r, outbox_page, outbox_shape, v);
}

const struct route account_routes[] = {
    /* clang-format off */
    ROUTE(GET, "/admin/people", ACCOUNT_ADMIN, SCOPE_GLOBAL, NULL, accounts_shape, NULL, people_show, NULL),
    ROUTE(POST, "/admin/people", ACCOUNT_ADMIN, SCOPE_GLOBAL, add_fields, accounts_shape, password_prepare, people_add, people_show),
    ROUTE(POST, "/admin/people/{id}/join", ACCOUNT_ADMIN, SCOPE_GLOBAL, join_fields, NULL, NULL, people_join, people_show),
    ROUTE(POST, "/admin/people/{id}/leave", ACCOUNT_ADMIN, SCOPE_GLOBAL, leave_fields, NULL, NULL, people_leave, people_show),
    ROUTE(POST, "/admin/people/{id}/password", ACCOUNT_ADMIN, SCOPE_GLOBAL, password_fields, accounts_shape, password_prepare, people_password, people_show),
    ROUTE(POST, "/admin/people/{id}/disable", ACCOUNT_ADMIN, SCOPE_GLOBAL, NULL, NULL, NULL, people_disable, people_show),
    ROUTE(GET, "/admin/outbox", OUTBOX_READ, SCOPE_GLOBAL, NULL, outbox_shape, NULL, outbox_show, NULL),
    /* clang-format on */
};
const size_t account_route_n = LEN(account_routes);
