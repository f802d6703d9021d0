/* post.c -- see post.h. */
#include "rooms/people/post.h"
#include "app/event.h"
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"

#include <string.h>

#define CERTIFICATES_MAX 50

static void read_certificates(const struct op *op, struct post_view *v)
{
    int32_t today = when_date(op->now, ZONE_SHANGHAI);
    struct query q;

    v->certificates = arena_new_n(op->mem, struct certificate, CERTIFICATES_MAX);
    for (db_query(op->tx, &q,
                  "select id, name, no, until_on from certificate where account_id = $1"
                  " and removed_at is null order by name, id limit 50",
                  I(v->account));
         v->certificate_n < CERTIFICATES_MAX && db_next(&q);) {
        int32_t until = db_is_null(&q, 3) ? NO_DATE : (int32_t)db_i64(&q, 3);

        v->certificates[v->certificate_n++] =
            (struct certificate){ db_i64(&q, 0),  id_text(op->mem, db_i64(&q, 0)),
                                  db_text(&q, 1), db_text(&q, 2),
                                  until,          until != NO_DATE && until < today };
    }
    db_done(&q);
}

enum err post_load(const struct op *op, int64_t account, struct post_view *ret)
{
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select version, name, login, department, post from account"
                        " where id = $1 and kind = 'staff'",
                        I(account));

    if (found)
        *ret = (struct post_view){ .account = account,
                                   .version = db_i64(&q, 0),
                                   .name = db_text(&q, 1),
                                   .login = db_text(&q, 2),
                                   .department = db_text(&q, 3),
                                   .post = db_text(&q, 4) };
    db_done(&q);
    if (!found)
        return E_NOT_FOUND;
    read_certificates(op, ret);
    return OK;
}

static void note(struct op *op, int64_t account, const char *what, const char *text)
{
    struct json j = json_new(op->mem, 4 << 10);

    json_open(&j, NULL, '{');
    json_text(&j, "text", text);
    json_close(&j, '}');
    event_add(op, "account", account, what, j.out.p);
}

enum err post_put(struct op *op, int64_t account, const char *department, const char *post)
{
    struct post_view was;
    enum err e = post_load(op, account, &was);

    if (e != OK)
        return e;
    if (strcmp(was.department, department) == 0 && strcmp(was.post, post) == 0)
        return OK;
    db_exec(op->tx,
            "update account set department = $2, post = $3, version = version + 1 where id = $1",
            I(account), T(department), T(post));
    note(op, account, "account.post",
         arena_printf(op->mem, "%s %s → %s %s", was.department, was.post, department, post));
    return OK;
}

enum err certificate_add(struct op *op, int64_t account, const char *name, const char *no,
                         int32_t until_on)
{
    struct post_view v;
    enum err e = post_load(op, account, &v);

    if (e != OK)
        return e;
    if (until_on != NO_DATE && until_on < when_date(op->now, ZONE_SHANGHAI))
        return fail(op, E_INPUT, "until_on", "until_on", W("这张证书已经过期，请核对有效期"));
    if (v.certificate_n == CERTIFICATES_MAX)
        return fail(op, E_INPUT, "too_many", "name", W("证书太多了，请先去掉用不着的"));
    db_exec(op->tx,
            "insert into certificate (id, account_id, name, no, until_on, added_at)"
            " values ($1, $2, $3, $4, $5, $6)",
            I(id_new()), I(account), T(name), T(no), I_OR_NUL(until_on, NO_DATE), I(op->now));
    db_exec(op->tx, "update account set version = version + 1 where id = $1", I(account));
    note(op, account, "account.certificate", name);
    return OK;
}

enum err certificate_remove(struct op *op, int64_t account, int64_t id)
{
    if (db_exec(op->tx,
                "update certificate set removed_at = $3 where id = $2 and account_id = $1"
                " and removed_at is null",
                I(account), I(id), I(op->now)) != 1)
        return E_NOT_FOUND;
    db_exec(op->tx, "update account set version = version + 1 where id = $1", I(account));
    event_add(op, "account", account, "account.certificate_end", NULL);
    return OK;
}
