/* invite.c -- see invite.h. */
#include "rooms/people/invite.h"
#include "app/event.h"
#include "app/session.h"
#include "base/id.h"
#include "base/must.h"
#include "base/random.h"
#include "base/when.h"
#include "rooms/people/account.h"
#include "store/seal.h"

#define TOKEN_BYTES 24
#define DAYS        7
#define A_DAY       10
#define OPEN_MOST   20

enum err invite_place(const struct op *op, struct place *ret)
{
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select m.project_id, m.company_id, m.role, m.is_lead, c.name"
                        " from membership m join company c on c.id = m.company_id"
                        " where m.account_id = $1 and m.ended_at is null"
                        " and m.role in ('contractor', 'property')"
                        " order by m.is_lead desc, m.id limit 1",
                        I(op->actor->account_id));

    if (found)
        *ret = (struct place){ db_i64(&q, 0), db_i64(&q, 1), db_text(&q, 2), db_text(&q, 4),
                               db_i64(&q, 3) == 1 };
    db_done(&q);
    return found ? OK : E_NOT_FOUND;
}

static enum err lead_place(struct op *op, struct place *ret)
{
    enum err e = invite_place(op, ret);

    if (e == OK && !ret->is_lead)
        return fail(op, E_DENIED, "not_lead", NULL, W("本单位人员由负责人管理，请找负责人"));
    return e;
}

enum err invite_make(struct op *op, const char *name, const char *phone, const char **token)
{
    struct place p;
    struct span sealed;
    enum err e = lead_place(op, &p);

    if (e != OK)
        return e;
    if (db_int(op->tx,
               "select count(*) from invitation where company_id = $1 and used_at is null"
               " and ended_at is null and expires_at > $2",
               I(p.company_id), I(op->now)) >= OPEN_MOST ||
        db_int(op->tx, "select count(*) from invitation where made_by = $1 and made_at > $2",
               I(op->actor->account_id), I(op->now - DAY_MS)) >= A_DAY)
        return fail(op, E_TOO_MANY, "too_many", NULL,
                    W("邀请太多了：一人一天最多 %d 个，一家单位最多 %d 个没用过的"), A_DAY,
                    OPEN_MOST);
    *token = random_token(op->mem, TOKEN_BYTES);
    sealed = seal_put(op->app->seal, op->mem, phone);
    db_exec(op->tx,
            "insert into invitation (id, token_hash, project_id, company_id, role, name,"
            " phone_sealed, phone_masked, made_by, made_at, expires_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            I(id_new()), T(token_hash(op->mem, *token)), I(p.project_id), I(p.company_id),
            T(p.role), T(name), B(sealed.p, sealed.n), T(phone_masked(op->mem, phone)),
            I(op->actor->account_id), I(op->now), I(op->now + DAYS * DAY_MS));
    event_add(op, "company", p.company_id, "company.invite", NULL);
    return OK;
}

enum err invite_end(struct op *op, int64_t id)
{
    struct place p;
    enum err e = lead_place(op, &p);

    if (e != OK)
        return e;
    if (db_exec(op->tx,
                "update invitation set ended_at = $3 where id = $1 and company_id = $2"
                " and used_at is null and ended_at is null",
                I(id), I(p.company_id), I(op->now)) == 0)
        return E_NOT_FOUND;
    event_add(op, "company", p.company_id, "company.invite_end", NULL);
    return OK;
}

enum err invite_dismiss(struct op *op, int64_t account)
{
    struct place p;
    struct query q;
    int64_t membership = 0;
    bool is_lead = false;
    enum err e = lead_place(op, &p);

    if (e != OK)
        return e;
    if (db_one(op->tx, &q,
               "select id, is_lead from membership where account_id = $1 and company_id = $2"
               " and role = $3 and project_id = $4 and ended_at is null",
               I(account), I(p.company_id), T(p.role), I(p.project_id))) {
        membership = db_i64(&q, 0);
        is_lead = db_i64(&q, 1) == 1;
    }
    db_done(&q);
    if (!membership)
        return E_NOT_FOUND;
    if (is_lead)
        return fail(op, E_RULE, "is_lead", NULL, W("负责人由管理员停用，请联系客服中心"));
    return account_leave(op, account, membership);
}

enum err invite_find(const struct op *op, const char *token, struct invitation *ret)
{
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select i.id, i.project_id, i.company_id, i.made_by, i.role, i.name, c.name"
                        " from invitation i join company c on c.id = i.company_id"
                        " where i.token_hash = $1 and i.used_at is null and i.ended_at is null"
                        " and i.expires_at > $2",
                        T(token_hash(op->mem, token)), I(op->now));

    if (found)
        *ret = (struct invitation){ db_i64(&q, 0),  db_i64(&q, 1),  db_i64(&q, 2), db_i64(&q, 3),
                                    db_text(&q, 4), db_text(&q, 5), db_text(&q, 6) };
    db_done(&q);
    return found ? OK : E_NOT_FOUND;
}

enum err invite_accept(struct op *op, const char *token, const char *login,
                       const char *password_hash, int64_t *account)
{
    struct invitation i;
    enum err e = invite_find(op, token, &i);

    if (e != OK)
        return e;
    e = account_add(op,
                    &(struct account_new){ .login = login,
                                           .name = i.name,
                                           .role = role_of_word(i.role),
                                           .project = i.project_id,
                                           .company = i.company_id,
                                           .password_hash = password_hash },
                    account);
    if (e != OK)
        return e;
    db_exec(op->tx, "update membership set is_lead = 0, invited_by = $2 where account_id = $1",
            I(*account), I(i.made_by));
    db_exec(op->tx, "update invitation set used_at = $2 where id = $1", I(i.id), I(op->now));
    event_add(op, "company", i.company_id, "company.joined", NULL);
    return OK;
}
