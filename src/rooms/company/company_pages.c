/*
 * company_pages.c -- partner companies and their contracts.
 *
 * A company is one for all projects; a contract belongs to its project and is shown only to those
 * who work there.
 */
#include "rooms/company/company_pages.h"
#include "app/page.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/must.h"
#include "companies.html.h"
#include "rooms/company/company_view.h"

#include <string.h>

#define COMPANIES_SHOWN 500
#define CONTRACTS_SHOWN 100
#define TRADES_SHOWN    100

static const struct shape contract_shape[] = {
    SHAPE(struct contract_view, id, S_ID, "id"),
    SHAPE(struct contract_view, project, S_TEXT, "project"),
    SHAPE(struct contract_view, no, S_TEXT, "no"),
    SHAPE(struct contract_view, trades, S_TEXT, "trades"),
    SHAPE(struct contract_view, completion_on, S_DATE, "completion"),
    SHAPE(struct contract_view, ends_on, S_DATE, "ends"),
    SHAPE_END,
};
static const struct shape company_shape[] = {
    SHAPE(struct company_view, id, S_ID, "id"),
    SHAPE(struct company_view, name, S_TEXT, "name"),
    SHAPE(struct company_view, short_name, S_TEXT, "short_name"),
    SHAPE(struct company_view, kind, S_TEXT, "kind"),
    SHAPE(struct company_view, contact, S_TEXT, "contact"),
    SHAPE(struct company_view, phone, S_TEXT, "phone"),
    SHAPE_LIST(struct company_view, contracts, contract_n, struct contract_view, contract_shape,
               "contracts"),
    SHAPE_END,
};
static const struct shape companies_shape[] = {
    SHAPE_LIST(struct companies_view, companies, company_n, struct company_view, company_shape,
               "companies"),
    SHAPE_END,
};

/* ---- the list ---- */

static void read_trades(struct req *r, struct companies_view *v)
{
    struct query q;

    v->trades = arena_new_n(r->mem, struct part_option, TRADES_SHOWN);
    for (db_query(r->op->tx, &q,
                  "select code, zh from catalogue where kind = 'trade' order by pos, code");
         v->trade_n < TRADES_SHOWN && db_next(&q);)
        v->trades[v->trade_n++] =
            (struct part_option){ .value = db_text(&q, 0), .words = db_text(&q, 1) };
    db_done(&q);
}

/* "waterproof paint" → 防水、涂装. */
static const char *trade_words(struct req *r, const struct companies_view *v, const char *codes)
{
    struct buf b = buf_new(r->mem, 2000);

    while (*codes) {
        size_t n = strcspn(codes, " ");

        for (size_t i = 0; i < v->trade_n; i++)
            if (strlen(v->trades[i].value) == n && memcmp(v->trades[i].value, codes, n) == 0)
                buf_printf(&b, "%s%s", b.n ? "、" : "", v->trades[i].words);
        codes += n + strspn(codes + n, " ");
    }
    return b.p;
}

static void read_contracts(struct req *r, const struct companies_view *v, struct company_view *c)
{
    struct query q;

    c->contracts = arena_new_n(r->mem, struct contract_view, CONTRACTS_SHOWN);
    for (db_query(r->op->tx, &q,
                  "select k.id, p.name, k.no, k.trades, k.completion_on, k.ends_on, p.id"
                  " from contract k join project p on p.id = k.project_id where k.company_id = $1"
                  " order by p.name, k.no",
                  I(c->id));
         c->contract_n < CONTRACTS_SHOWN && db_next(&q);)
        if (may(r->op, COMPANY_READ, &(struct object){ .project_id = db_i64(&q, 6) }))
            c->contracts[c->contract_n++] = (struct contract_view){
                .id = db_i64(&q, 0),
                .project = db_text(&q, 1),
                .no = db_text(&q, 2),
                .trades = trade_words(r, v, db_text(&q, 3)),
                .completion_on = db_is_null(&q, 4) ? NO_DATE : (int32_t)db_i64(&q, 4),
                .ends_on = db_is_null(&q, 5) ? NO_DATE : (int32_t)db_i64(&q, 5),
            };
    db_done(&q);
}

static void read_companies(struct req *r, struct companies_view *v)
{
    struct query q;

    v->companies = arena_new_n(r->mem, struct company_view, COMPANIES_SHOWN);
    v->choices = arena_new_n(r->mem, struct part_option, COMPANIES_SHOWN);
    for (db_query(r->op->tx, &q,
                  "select id, name, short_name, kind, contact, phone_masked from company"
                  " order by kind, name");
         v->company_n < COMPANIES_SHOWN && db_next(&q);) {
        struct company_view *c = &v->companies[v->company_n];

        *c = (struct company_view){ .id = db_i64(&q, 0),
                                    .id_text = id_text(r->mem, db_i64(&q, 0)),
                                    .name = db_text(&q, 1),
                                    .short_name = db_text(&q, 2),
                                    .kind = db_text(&q, 3),
                                    .contact = db_text(&q, 4),
                                    .phone = db_text(&q, 5) };
        v->choices[v->company_n++] = (struct part_option){ .value = c->id_text, .words = c->name };
    }
    db_done(&q);
    for (size_t i = 0; i < v->company_n; i++)
        read_contracts(r, v, &v->companies[i]);
}

static void read_projects(struct req *r, struct companies_view *v)
{
    int64_t *ids;
    size_t n = actor_projects(r->op, &ids);
    struct query q;

    v->projects = arena_new_n(r->mem, struct company_project, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!may(r->op, COMPANY_EDIT, &(struct object){ .project_id = ids[i] }))
            continue;
        if (db_one(r->op->tx, &q, "select name, slug from project where id = $1", I(ids[i])))
            v->projects[v->project_n++] =
                (struct company_project){ db_text(&q, 0),
                                          url_of(r->mem, "/p/%s/contracts", db_text(&q, 1)) };
        db_done(&q);
    }
}

static enum err companies(struct req *r)
{
    struct companies_view *v = arena_new(r->mem, struct companies_view);

    read_trades(r, v);
    read_companies(r, v);
    read_projects(r, v);
    v->may_edit = may_somewhere(r->op->actor, COMPANY_EDIT, 0);
    req_title(r, say(r->op, W("合作单位")), "companies");
    return show(r, companies_page, companies_shape, v);
}

/* ---- adding ---- */

static const struct field company_fields[] = {
    { "name", F_TEXT, true, 2, 60, NULL, W("单位名称") },
    { "short_name", F_TEXT, false, 0, 20, NULL, W("简称") },
    { "kind", F_WORD, true, 0, 0, company_kinds, W("单位类别") },
    { "contact", F_TEXT, false, 0, 40, NULL, W("联系人") },
    { "phone", F_PHONE, false, 0, 0, NULL, W("电话") },
    { 0 },
};
static const struct field contract_fields[] = {
    { "company", F_ID, true, 0, 0, NULL, W("单位") },
    { "no", F_TEXT, true, 1, 40, NULL, W("合同编号") },
    { "trades[].code", F_TEXT, false, 1, 40, NULL, W("专业") },
    { "completion_on", F_DATE, false, 0, 0, NULL, W("保修起算日") },
    { "ends_on", F_DATE, false, 0, 0, NULL, W("合同到期") },
    { "settlement", F_MONEY, false, 0, INT64_C(1000000000000), NULL, W("结算金额") },
    { "retention", F_PERCENT, false, 0, 0, NULL, W("质保金比例") },
    { 0 },
};

static struct url companies_url(void)
{
    return (struct url){ "/admin/companies" };
}

static enum err company_add(struct req *r)
{
    struct company_new c = { .name = form_text(r, "name"),
                             .short_name = form_text(r, "short_name"),
                             .kind = form_text(r, "kind"),
                             .contact = form_text(r, "contact"),
                             .phone = form_text(r, "phone") };
    struct company_view *v = arena_new(r->mem, struct company_view);
    enum err e;

    if (db_int(r->op->tx, "select count(*) from company where name = $1", T(c.name)) > 0)
        return fail(r->op, E_INPUT, "name_taken", "name", W("这家单位已经登记过"));
    e = company_ensure(r->op, &c, &v->id);
    v->name = c.name;
    v->short_name = c.short_name;
    v->kind = c.kind;
    v->contact = c.contact;
    return e == OK ? done(r, companies_url(), company_shape, v, true) : e;
}

/* The chosen trades, each a word of the catalogue; false: none, or an unknown one. */
static bool chosen_trades(struct req *r, const char **ret)
{
    size_t n = form_count(r, "trades[]");
    struct buf b = buf_new(r->mem, 4000);

    for (size_t i = 0; i < n; i++) {
        const char *code = form_text_at(r, "trades[].code", i);

        if (!*code)
            continue;
        if (db_int(r->op->tx, "select count(*) from catalogue where kind = 'trade' and code = $1",
                   T(code)) == 0)
            return false;
        buf_printf(&b, "%s%s", b.n ? " " : "", code);
    }
    *ret = b.p;
    return b.n > 0;
}

static enum err contract_add(struct req *r)
{
    struct contract_new c = { .company_id = form_int(r, "company"),
                              .no = form_text(r, "no"),
                              .completion_on = form_date(r, "completion_on"),
                              .ends_on = form_date(r, "ends_on"),
                              .settlement_fen = form_int(r, "settlement"),
                              .retention_bp = form_int(r, "retention") };
    struct contract_view *v = arena_new(r->mem, struct contract_view);
    enum err e;

    if (!chosen_trades(r, &c.trades))
        return fail(r->op, E_INPUT, "trades", "trades[].code", W("请至少选一个专业"));
    e = contract_put(r->op, &c, &v->id);
    v->project = db_str(r->op->tx, "select name from project where id = $1", I(r->op->project));
    v->no = c.no;
    v->trades = c.trades;
    v->completion_on = c.completion_on;
    v->ends_on = c.ends_on;
    return e == OK ? done(r, companies_url(), contract_shape, v, true) : e;
}

const struct route company_routes[] = {
    /* clang-format off */
    ROUTE(GET, "/admin/companies", COMPANY_READ, SCOPE_GLOBAL, NULL, companies_shape, NULL, companies, NULL),
    ROUTE(POST, "/admin/companies", COMPANY_EDIT, SCOPE_GLOBAL, company_fields, company_shape, NULL, company_add, companies),
    ROUTE(POST, "/p/{project}/contracts", COMPANY_EDIT, SCOPE_PROJECT, contract_fields, contract_shape, NULL, contract_add, companies),
    /* clang-format on */
};
const size_t company_route_n = LEN(company_routes);
