/* company.c -- see company.h. */
#include "rooms/company/company.h"
#include "app/event.h"
#include "base/id.h"
#include "store/seal.h"

#include <string.h>

const char *const company_kinds[] = { "contractor", "supplier", "supervisor", "property",
                                      "insurer",    "own_team", NULL };

static bool kind_is_known(const char *kind)
{
    for (size_t i = 0; company_kinds[i]; i++)
        if (strcmp(company_kinds[i], kind) == 0)
            return true;
    return false;
}

enum err company_ensure(struct op *op, const struct company_new *c, int64_t *id)
{
    bool has_phone = c->phone && *c->phone;
    struct span sealed = { 0 };

    if (!*c->name)
        return fail(op, E_INPUT, "name", "name", W("请填单位名称"));
    if (!kind_is_known(c->kind))
        return fail(op, E_INPUT, "kind", "kind", W("请从列出的选项中选一个"));
    if ((*id = db_int(op->tx, "select id from company where name = $1", T(c->name))))
        return OK;
    if (has_phone)
        sealed = seal_put(op->app->seal, op->mem, c->phone);
    *id = id_new();
    db_exec(op->tx,
            "insert into company (id, name, short_name, kind, contact, phone_sealed, phone_masked,"
            " created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            I(*id), T(c->name), T(c->short_name ? c->short_name : ""), T(c->kind),
            T(c->contact ? c->contact : ""), has_phone ? B(sealed.p, sealed.n) : NUL,
            T(has_phone ? phone_masked(op->mem, c->phone) : ""), I(op->now));
    event_add(op, "company", *id, "company.add", NULL);
    return OK;
}

enum err contract_put(struct op *op, const struct contract_new *c, int64_t *id)
{
    if (db_int(op->tx, "select count(*) from company where id = $1", I(c->company_id)) == 0)
        return fail(op, E_INPUT, "company", "company", W("没有这家单位"));
    *id = db_int(op->tx,
                 "select id from contract where project_id = $1 and company_id = $2 and no = $3",
                 I(op->project), I(c->company_id), T(c->no));
    if (*id) {
        db_exec(op->tx,
                "update contract set trades = $3, completion_on = $4, ends_on = $5,"
                " settlement_fen = $6, retention_bp = $7 where project_id = $1 and id = $2",
                I(op->project), I(*id), T(c->trades), I_OR_NUL(c->completion_on, NO_DATE),
                I_OR_NUL(c->ends_on, NO_DATE), I(c->settlement_fen), I(c->retention_bp));
        return OK;
    }
    *id = id_new();
    db_exec(op->tx,
            "insert into contract (project_id, id, company_id, no, trades, completion_on, ends_on,"
            " settlement_fen, retention_bp) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            I(op->project), I(*id), I(c->company_id), T(c->no), T(c->trades),
            I_OR_NUL(c->completion_on, NO_DATE), I_OR_NUL(c->ends_on, NO_DATE),
            I(c->settlement_fen), I(c->retention_bp));
    event_add(op, "company", c->company_id, "company.contract", NULL);
    return OK;
}
