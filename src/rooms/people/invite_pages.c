/*
 * invite_pages.c -- the people of a company, by themselves: who may log in, who is invited, and the
 * page that an invitation leads to.
 */
#include "app/outbox.h"
#include "app/page.h"
#include "base/id.h"
#include "base/must.h"
#include "links.html.h"
#include "rooms/people/invite.h"
#include "rooms/people/people_pages.h"
#include "rooms/people/people_view.h"

#define ROWS_SHOWN       100
#define PASSWORD_LEAST   10
#define PASSWORD_LONGEST 200
#define QUARTER_MS       (INT64_C(15) * 60000)
#define TRIES_MOST       30

static const struct shape colleague_shape[] = {
    SHAPE(struct colleague, id, S_ID, "id"),
    SHAPE(struct colleague, name, S_TEXT, "name"),
    SHAPE(struct colleague, login, S_TEXT, "login"),
    SHAPE(struct colleague, is_lead, S_BOOL, "lead"),
    SHAPE_END,
};
static const struct shape invited_shape[] = {
    SHAPE(struct invited, id, S_ID, "id"),
    SHAPE(struct invited, name, S_TEXT, "name"),
    SHAPE(struct invited, phone, S_TEXT, "phone"),
    SHAPE(struct invited, expires_at, S_INSTANT, "expires_at"),
    SHAPE_END,
};
static const struct shape colleagues_shape[] = {
    SHAPE(struct colleagues_view, company, S_TEXT, "company"),
    SHAPE_LIST(struct colleagues_view, rows, n, struct colleague, colleague_shape, "people"),
    SHAPE_LIST(struct colleagues_view, invited, invited_n, struct invited, invited_shape,
               "invitations"),
    SHAPE(struct colleagues_view, link, S_TEXT, "url"),
    SHAPE_END,
};

static void read_people(const struct op *op, const struct place *p, struct colleagues_view *v)
{
    struct query q;

    v->rows = arena_new_n(op->mem, struct colleague, ROWS_SHOWN);
    for (db_query(op->tx, &q,
                  "select a.id, a.name, a.login, m.is_lead from membership m join account a"
                  " on a.id = m.account_id where m.company_id = $1 and m.role = $2"
                  " and m.project_id = $3 and m.ended_at is null and a.disabled_at is null"
                  " order by m.is_lead desc, a.name limit 100",
                  I(p->company_id), T(p->role), I(p->project_id));
         v->n < ROWS_SHOWN && db_next(&q);)
        v->rows[v->n++] = (struct colleague){ db_i64(&q, 0), id_text(op->mem, db_i64(&q, 0)),
                                              db_text(&q, 1), db_text(&q, 2), db_i64(&q, 3) == 1 };
    db_done(&q);
}

static void read_invited(const struct op *op, const struct place *p, struct colleagues_view *v)
{
    struct query q;

    v->invited = arena_new_n(op->mem, struct invited, ROWS_SHOWN);
    for (db_query(op->tx, &q,
                  "select id, name, phone_masked, expires_at from invitation where company_id = $1"
                  " and used_at is null and ended_at is null and expires_at > $2"
                  " order by id desc limit 100",
                  I(p->company_id), I(op->now));
         v->invited_n < ROWS_SHOWN && db_next(&q);)
        v->invited[v->invited_n++] =
            (struct invited){ db_i64(&q, 0), id_text(op->mem, db_i64(&q, 0)), db_text(&q, 1),
                              db_text(&q, 2), db_i64(&q, 3) };
    db_done(&q);
}

static enum err answer(struct req *r, const char *name, const char *link)
{
    struct colleagues_view *v = arena_new(r->mem, struct colleagues_view);
    struct place p;
    enum err e = invite_place(r->op, &p);

    if (e != OK)
        return e;
    v->company = p.company;
    v->is_lead = p.is_lead;
    v->invited_name = name;
    v->link = link;
    read_people(r->op, &p, v);
    if (p.is_lead)
        read_invited(r->op, &p, v);
    req_title(r, say(r->op, W("本单位人员")), "colleagues");
    return show(r, colleagues_page, colleagues_shape, v);
}

static enum err colleagues(struct req *r)
{
    return answer(r, NULL, NULL);
}

static const struct field invite_fields[] = {
    { "name", F_TEXT, true, 1, 40, NULL, W("姓名") },
    { "phone", F_PHONE, true, 0, 0, NULL, W("手机号") },
    { 0 },
};

/* The link stands in this one answer and in the message; the database has its hash. */
static enum err invite(struct req *r)
{
    const char *token, *link, *name = form_text(r, "name");
    struct place p;
    enum err e = invite_make(r->op, name, form_text(r, "phone"), &token);

    if (e != OK || (e = invite_place(r->op, &p)) != OK)
        return e;
    link = arena_printf(r->mem, "%s/invite/%s", own_address(r), token);
    outbox_add(r->op, &(struct message){
                          .phone = form_text(r, "phone"),
                          .kind = "invitation",
                          .text = say(r->op, W("【安居】%s邀请您登录查看工单，7 天内打开：%s"),
                                      p.company, link) });
    return answer(r, name, link);
}

static enum err invitation_end(struct req *r)
{
    enum err e = invite_end(r->op, path_id(r, "invitation"));

    return e == OK ? done(r, (struct url){ "/company/people" }, NULL, NULL, false) : e;
}

static enum err dismiss(struct req *r)
{
    enum err e = invite_dismiss(r->op, path_id(r, "id"));

    return e == OK ? done(r, (struct url){ "/company/people" }, NULL, NULL, false) : e;
}

/* ---- the invited one ---- */

static const struct field join_fields[] = {
    { "login", F_TEXT, true, 2, 40, NULL, W("登录名") },
    { "password", F_SECRET, true, PASSWORD_LEAST, PASSWORD_LONGEST, NULL, W("密码") },
    { 0 },
};

static enum err gone(struct req *r)
{
    return fail(r->op, E_NOT_FOUND, "invitation_gone", NULL,
                W("这个邀请已经用过、过期或被收回了，请让同事再邀请一次"));
}

static enum err invitation(struct req *r)
{
    struct invitation_view *v = arena_new(r->mem, struct invitation_view);
    struct invitation i;

    if (invite_find(r->op, path_text(r, "token"), &i) != OK)
        return gone(r);
    v->name = i.name;
    v->company = i.company;
    v->here = url_of(r->mem, "/invite/%s", path_text(r, "token"));
    req_title(r, say(r->op, W("加入单位")), "");
    return show(r, invitation_page, NULL, v);
}

static enum err join_prepare(struct req *r)
{
    r->kept = (void *)(uintptr_t)password_hash(r->mem, form_text(r, "password"));
    return OK;
}

static enum err join(struct req *r)
{
    struct op *op = r->op;
    const char *login = form_text(r, "login");
    const char *wrong = password_fault(r->mem, login, form_text(r, "password"));
    int64_t account = 0;
    struct invitation i;
    enum err e;

    op->keep_on_fail = true;
    if (!rate_ok(op, "invite.peer", r->http->peer, TRIES_MOST, QUARTER_MS))
        return fail(op, E_TOO_MANY, "too_many", NULL, W("尝试次数太多，请 15 分钟后再试"));
    if (invite_find(op, path_text(r, "token"), &i) != OK)
        return gone(r);
    if (wrong)
        return fail(op, E_INPUT, "password", "password", wrong);
    if ((e = invite_accept(op, path_text(r, "token"), login, r->kept, &account)) != OK)
        return e;
    return login_enter(r, account, "password", "");
}

const struct route invite_routes[] = {
    /* clang-format off */
    ROUTE(GET, "/company/people", COMPANY_INVITE, SCOPE_GLOBAL, NULL, colleagues_shape, NULL, colleagues, NULL),
    ROUTE(POST, "/company/people/invite", COMPANY_INVITE, SCOPE_GLOBAL, invite_fields, colleagues_shape, NULL, invite, colleagues),
    ROUTE(POST, "/company/people/invite/{invitation}/end", COMPANY_INVITE, SCOPE_GLOBAL, NULL, NULL, NULL, invitation_end, colleagues),
    ROUTE(POST, "/company/people/{id}/dismiss", COMPANY_INVITE, SCOPE_GLOBAL, NULL, NULL, NULL, dismiss, colleagues),
    ROUTE(GET, "/invite/{token}", ANYONE, SCOPE_GLOBAL, NULL, NULL, NULL, invitation, NULL),
    ROUTE(POST, "/invite/{token}", ANYONE, SCOPE_GLOBAL, join_fields, NULL, join_prepare, join, invitation),
    /* clang-format on */
};
const size_t invite_route_n = LEN(invite_routes);
