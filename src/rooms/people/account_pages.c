/*
 * account_pages.c -- the administrator's page of staff accounts, and the outbox.
 */
#include "app/page.h"
#include "app/session.h"
#include "base/id.h"
#include "base/must.h"
#include "people.html.h"
#include "rooms/people/people_pages.h"
#include "rooms/people/people_view.h"

#include <string.h>

#define PASSWORD_LEAST 10
#define OUTBOX_ROWS    100

static const char *const role_words[] = { "agent",      "engineer",   "manager",  "admin",
                                          "supervisor", "contractor", "property", NULL };

static const struct shape account_shape[] = {
    SHAPE(struct account_view, id, S_ID, "id"),
    SHAPE(struct account_view, login, S_TEXT, "login"),
    SHAPE(struct account_view, name, S_TEXT, "name"),
    SHAPE(struct account_view, disabled_at, S_INSTANT, "disabled_at"),
    SHAPE_TEXTS(struct account_view, roles, role_n, "roles"),
    SHAPE_END,
};
static const struct shape accounts_shape[] = {
    SHAPE_LIST(struct people_view, accounts, account_n, struct account_view, account_shape,
               "accounts"),
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

static enum err people_show(struct req *r)
{
    struct people_view *v = arena_new(r->mem, struct people_view);

    v->account_n = account_list(r->op, &v->accounts);
    v->project_n = rows_of(r->op, "select id, name from project order by name", &v->projects);
    v->company_n = rows_of(r->op, "select id, name from company order by name", &v->companies);
    req_title(r, say(r->op, W("人员")), "people");
    return show(r, people_page, accounts_shape, v);
}

/* ---- adding and changing ---- */

static const struct field add_fields[] = {
    { "name", F_TEXT, true, 1, 40, NULL, W("姓名") },
    { "login", F_TEXT, true, 2, 40, NULL, W("登录名") },
    { "password", F_SECRET, true, PASSWORD_LEAST, 200, NULL, W("初始密码") },
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
    { "password", F_SECRET, true, PASSWORD_LEAST, 200, NULL, W("新密码") },
    { 0 },
};

static struct url people_url(void)
{
    return (struct url){ "/admin/people" };
}

static enum err hash_prepare(struct req *r)
{
    r->kept = (void *)(uintptr_t)password_hash(r->mem, form_text(r, "password"));
    return OK;
}

static enum err people_add(struct req *r)
{
    struct account_new a = { .login = form_text(r, "login"),
                             .name = form_text(r, "name"),
                             .role = role_of_word(form_text(r, "role")),
                             .project = form_int(r, "project_id"),
                             .company = form_int(r, "company"),
                             .password_hash = r->kept };
    int64_t id = 0;
    enum err e = account_add(r->op, &a, &id);

    return e == OK ? done(r, people_url(), NULL, NULL, true) : e;
}

static enum err people_join(struct req *r)
{
    int64_t id = path_id(r, "id");
    enum err e;

    if (db_int(r->op->tx, "select count(*) from account where id = $1 and kind = 'staff'", I(id)) ==
        0)
        return E_NOT_FOUND;
    e = account_join(r->op, id, role_of_word(form_text(r, "role")), form_int(r, "project_id"),
                     form_int(r, "company"));
    return e == OK ? done(r, people_url(), NULL, NULL, false) : e;
}

static enum err people_password(struct req *r)
{
    enum err e = account_password(r->op, path_id(r, "id"), r->kept);

    return e == OK ? done(r, people_url(), NULL, NULL, false) : e;
}

static enum err people_disable(struct req *r)
{
    enum err e = account_disable(r->op, path_id(r, "id"));

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
    ROUTE(POST, "/admin/people", ACCOUNT_ADMIN, SCOPE_GLOBAL, add_fields, NULL, hash_prepare, people_add, people_show),
    ROUTE(POST, "/admin/people/{id}/join", ACCOUNT_ADMIN, SCOPE_GLOBAL, join_fields, NULL, NULL, people_join, people_show),
    ROUTE(POST, "/admin/people/{id}/password", ACCOUNT_ADMIN, SCOPE_GLOBAL, password_fields, NULL, hash_prepare, people_password, people_show),
    ROUTE(POST, "/admin/people/{id}/disable", ACCOUNT_ADMIN, SCOPE_GLOBAL, NULL, NULL, NULL, people_disable, people_show),
    ROUTE(GET, "/admin/outbox", OUTBOX_READ, SCOPE_GLOBAL, NULL, outbox_shape, NULL, outbox_show, NULL),
    /* clang-format on */
};
const size_t account_route_n = LEN(account_routes);
