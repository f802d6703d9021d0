/*
 * estate_companies.c -- companies of a file and their contract with the project.
 *
 * A company is one for all projects and is found by its name; its contract is
 * the project's own and is found by its number.  There are tens of them, so they
 * need no staging.
 */
#include "rooms/estate/estate_import_inside.h"

#include "base/buf.h"
#include "base/id.h"
#include "base/text.h"
#include "base/when.h"
#include "store/seal.h"

#include <string.h>

/* "土建、防水" → the catalogue's words, with spaces between; what it doesn't know is left out. */
static const char *trades(struct op *op, const char *text)
{
    const char *tight = fold_tight(op->mem, text);
    struct buf b = buf_new(op->mem, 400);
    struct query q;

    for (db_query(op->tx, &q,
                  "select code, zh from catalogue where kind = 'trade' order by pos, code");
         db_next(&q);)
        if (*db_text(&q, 1) && strstr(tight, fold_tight(op->mem, db_text(&q, 1))))
            buf_printf(&b, "%s%s", b.n ? " " : "", db_text(&q, 0));
    return b.p;
}

static int64_t company_id(struct op *op, const struct import_row *r)
{
    bool told = *r->phone != '\0';
    struct span sealed = told ? seal_put(op->app->seal, op->mem, r->phone) : (struct span){ 0 };

    return db_int(
        op->tx,
        "insert into company (id, name, short_name, kind, credit_code, contact,"
        " phone_sealed, phone_masked, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        " on conflict (name) do update set"
        " short_name = case when excluded.short_name <> '' then excluded.short_name"
        " else company.short_name end,"
        " credit_code = case when excluded.credit_code <> '' then excluded.credit_code"
        " else company.credit_code end,"
        " contact = case when excluded.contact <> '' then excluded.contact"
        " else company.contact end,"
        " phone_masked = case when excluded.phone_masked <> '' then excluded.phone_masked"
        " else company.phone_masked end,"
        " phone_sealed = coalesce(excluded.phone_sealed, company.phone_sealed),"
        " version = company.version + 1 returning id",
        I(id_new()), T(r->home), T(r->short_name), T(r->company_kind), T(r->credit_code),
        T(r->contact), told ? B(sealed.p, sealed.n) : NUL,
        T(told ? phone_masked(op->mem, r->phone) : ""), I(op->now));
}

static void contract(struct op *op, const struct stage *s, const struct import_row *r,
                     int64_t company)
{
    int64_t at = db_int(
        op->tx, "select id from contract where project_id = $1 and company_id = $2 and no = $3",
        I(s->project), I(company), T(r->contract));

    if (at)
        db_exec(op->tx,
                "update contract set trades = $3, buildings = $4,"
                " completion_on = coalesce($5, completion_on), ends_on = coalesce($6, ends_on)"
                " where project_id = $1 and id = $2",
                I(s->project), I(at), T(trades(op, r->trades)), T(r->buildings),
                I_OR_NUL(r->completion_on, NO_DATE), I_OR_NUL(r->ends_on, NO_DATE));
    else
        db_exec(op->tx,
                "insert into contract (project_id, id, company_id, no, trades, buildings, "
                "completion_on,"
                " ends_on) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                I(s->project), I(id_new()), I(company), T(r->contract), T(trades(op, r->trades)),
                T(r->buildings), I_OR_NUL(r->completion_on, NO_DATE),
                I_OR_NUL(r->ends_on, NO_DATE));
}

enum err apply_companies(struct op *op, const struct stage *s)
{
    for (size_t i = 0; i < s->n; i++)
        contract(op, s, &s->rows[i], company_id(op, &s->rows[i]));
    return OK;
}
