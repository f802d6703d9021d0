/*
 * acceptance_facts.c -- what an acceptance sheet says, read inside the acceptance's transaction.
 *
 * One function a section of the sheet.  Words are Chinese: they go on paper.
 */
#include "app/number.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/acceptance.h"
#include "rooms/archive/care.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#define FACTS_LIMIT ((size_t)256 * 1024)
#define PHOTO_MOST  2 /* of a purpose */

struct facts {
    struct op *op;
    int64_t matter, fault;
    struct json j;
};

struct zh {
    const char *code, *zh;
};

static const struct zh channels[] = { { "hotline", "电话" }, { "phone_page", "手机" },
                                      { "desk", "前台" },    { "api", "接口" },
                                      { "import", "导入" },  { NULL, "" } };
static const struct zh parties[] = { { "developer", "建设单位" },
                                     { "contractor", "施工单位" },
                                     { "supplier", "供应商" },
                                     { "property", "物业公司" },
                                     { "owner", "业主" },
                                     { "other_owner", "相邻业主" },
                                     { "decorator", "装修公司" },
                                     { "insurer", "保险公司" },
                                     { "nature", "自然原因" },
                                     { "unknown", "待查" },
                                     { NULL, "" } };
static const struct zh footings[] = { { "warranty", "保修责任" },
                                      { "sale_contract", "合同约定" },
                                      { "goodwill", "客户关怀" },
                                      { "paid", "有偿维修" },
                                      { NULL, "" } };
static const struct zh relations[] = { { "owner", "业主" },   { "co_owner", "共有人" },
                                       { "family", "家属" },  { "tenant", "租户" },
                                       { "proxy", "代理人" }, { NULL, "" } };
static const struct zh identities[] = { { "phone_code", "短信验证码核验" },
                                        { "staff_present", "工作人员在场核对" },
                                        { "token", "通过程序接口提交" },
                                        { NULL, "" } };

static const char *zh_of(const struct zh *list, const char *code)
{
    while (list->code && strcmp(list->code, code) != 0)
        list++;
    return list->code ? list->zh : code;
}

static void put_at(struct json *j, struct arena *mem, const char *key, int64_t at)
{
    json_text(j, key, at ? when_text(mem, at, ZONE_SHANGHAI) : "");
}

static void put_date(struct json *j, struct arena *mem, const char *key, const struct query *q,
                     int column)
{
    json_text(j, key, db_is_null(q, column) ? "" : date_text(mem, (int32_t)db_i64(q, column)));
}

static const char *catalogue_zh(struct op *op, const char *kind, const char *code)
{
    const char *zh =
        db_str(op->tx, "select zh from catalogue where kind = $1 and code = $2", T(kind), T(code));

    return zh ? zh : code;
}

/* ---- who and where ---- */

static void put_project(struct facts *f)
{
    struct query q;

    json_open(&f->j, "project", '{');
    if (db_one(f->op->tx, &q,
               "select name, letterhead, hotline, is_demo from project where id = $1",
               I(f->op->project))) {
        json_text(&f->j, "name", db_text(&q, 0));
        json_text(&f->j, "letterhead", db_text(&q, 1));
        json_text(&f->j, "hotline", db_text(&q, 2));
        json_bool(&f->j, "demo", db_i64(&q, 3) != 0);
    }
    db_done(&q);
    json_close(&f->j, '}');
}

/* "一期 5栋 2单元 1802" */
static const char *home_name(struct op *op, int64_t home)
{
    struct query q;
    const char *name = "";

    if (db_one(op->tx, &q,
               "select p.name, b.name, h.unit, h.room from home h"
               " join building b on b.project_id = h.project_id and b.id = h.building_id"
               " join phase p on p.project_id = b.project_id and p.id = b.phase_id"
               " where h.project_id = $1 and h.id = $2",
               I(op->project), I(home))) {
        const char *unit = db_text(&q, 2);

        name = arena_printf(op->mem, "%s %s %s%s%s", db_text(&q, 0), db_text(&q, 1), unit,
                            *unit && !text_ends(unit, "单元") ? "单元 "
                            : *unit                           ? " "
                                                              : "",
                            db_text(&q, 3));
    }
    db_done(&q);
    return name;
}

static const char *owners_of(struct op *op, int64_t home)
{
    struct buf b = buf_new(op->mem, 2000);
    struct query q;

    for (db_query(op->tx, &q,
                  "select p.name from home_person h join person p on p.project_id = h.project_id"
                  " and p.id = h.person_id where h.project_id = $1 and h.home_id = $2"
                  " and h.relation in ('owner', 'co_owner') and h.to_on is null"
                  " order by h.relation desc, h.id",
                  I(op->project), I(home));
         db_next(&q);)
        buf_printf(&b, "%s%s", b.n ? "、" : "", db_text(&q, 0));
    db_done(&q);
    return b.p;
}

static bool put_matter(struct facts *f)
{
    struct op *op = f->op;
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select no, channel, home_id, contact_name, contact_masked, relation,"
                        " received_at, first_report_at, fault_n from matter"
                        " where project_id = $1 and id = $2",
                        I(op->project), I(f->matter));
    if (found) {
        json_text(&f->j, "matter_no", db_text(&q, 0));
        json_text(&f->j, "channel", zh_of(channels, db_text(&q, 1)));
        json_text(&f->j, "home", home_name(op, db_i64(&q, 2)));
        json_text(&f->j, "owners", owners_of(op, db_i64(&q, 2)));
        json_text(&f->j, "reporter", db_text(&q, 3));
        json_text(&f->j, "contact", db_text(&q, 4));
        json_text(&f->j, "relation", zh_of(relations, db_text(&q, 5)));
        put_at(&f->j, op->mem, "received_at", db_i64(&q, 6));
        put_at(&f->j, op->mem, "first_report_at", db_i64(&q, 7));
        json_int(&f->j, "fault_n", db_i64(&q, 8));
    }
    db_done(&q);
    return found;
}

/* ---- the fault and what was decided ---- */

/* The one sentence of rules/warranty, by itself or inside the whole verdict as JSON. */
static const char *explain_of(struct op *op, const char *verdict)
{
    json_t *v = *verdict == '{' ? json_loads(verdict, 0, NULL) : NULL;
    const char *s = json_string_value(json_object_get(v, "explain"));

    s = arena_dup(op->mem, s ? s : v ? "" : verdict);
    json_decref(v);
    return s;
}

static void put_verdict(struct facts *f, const struct query *q)
{
    json_open(&f->j, "verdict", '{');
    json_text(&f->j, "explain", explain_of(f->op, db_text(q, 9)));
    put_date(&f->j, f->op->mem, "owner_end", q, 10);
    put_date(&f->j, f->op->mem, "contractor_end", q, 11);
    json_text(&f->j, "footing", zh_of(footings, db_text(q, 12)));
    json_text(&f->j, "grounds", db_text(q, 13));
    json_close(&f->j, '}');
}

static bool put_fault(struct facts *f)
{
    struct op *op = f->op;
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select k, place, component, symptom, description, cause_found, finding,"
                        " measures, finished_at, verdict, owner_end_on, contractor_end_on, footing,"
                        " grounds from fault where project_id = $1 and id = $2 and matter_id = $3",
                        I(op->project), I(f->fault), I(f->matter));
    if (found) {
        json_open(&f->j, "fault", '{');
        json_int(&f->j, "k", db_i64(&q, 0));
        json_text(&f->j, "place", catalogue_zh(op, "place", db_text(&q, 1)));
        json_text(&f->j, "component", catalogue_zh(op, "component", db_text(&q, 2)));
        json_text(&f->j, "symptom", catalogue_zh(op, "symptom", db_text(&q, 3)));
        json_text(&f->j, "description", db_text(&q, 4));
        json_text(&f->j, "cause", catalogue_zh(op, "cause", db_text(&q, 5)));
        json_text(&f->j, "finding", db_text(&q, 6));
        json_text(&f->j, "measures", db_text(&q, 7));
        json_text(&f->j, "care", care_note(db_text(&q, 2), db_text(&q, 3)));
        put_at(&f->j, op->mem, "finished_at", db_i64(&q, 8));
        json_close(&f->j, '}');
        put_verdict(f, &q);
    }
    db_done(&q);
    return found;
}

static void put_shares(struct facts *f)
{
    struct query q;

    json_open(&f->j, "shares", '[');
    for (db_query(f->op->tx, &q,
                  "select s.party, coalesce(c.name, s.name), s.percent_bp, s.grounds"
                  " from liability_share s left join company c on c.id = s.company_id"
                  " where s.project_id = $1 and s.fault_id = $2 order by s.percent_bp desc, s.id",
                  I(f->op->project), I(f->fault));
         db_next(&q);) {
        json_open(&f->j, NULL, '{');
        json_text(&f->j, "party", zh_of(parties, db_text(&q, 0)));
        json_text(&f->j, "name", db_text(&q, 1));
        json_int(&f->j, "percent_bp", db_i64(&q, 2));
        json_text(&f->j, "grounds", db_text(&q, 3));
        json_close(&f->j, '}');
    }
    db_done(&q);
    json_close(&f->j, ']');
}

/* ---- the work ---- */

static void put_plan(struct facts *f)
{
    struct query q;

    if (db_one(f->op->tx, &q,
               "select v, scope, method, materials, cost_fen, answered_at from plan"
               " where project_id = $1 and fault_id = $2 and state = 'agreed'"
               " order by v desc limit 1",
               I(f->op->project), I(f->fault))) {
        json_open(&f->j, "plan", '{');
        json_int(&f->j, "v", db_i64(&q, 0));
        json_text(&f->j, "scope", db_text(&q, 1));
        json_text(&f->j, "method", db_text(&q, 2));
        json_text(&f->j, "materials", db_text(&q, 3));
        json_int(&f->j, "cost_fen", db_i64(&q, 4));
        put_at(&f->j, f->op->mem, "agreed_at", db_i64(&q, 5));
        json_close(&f->j, '}');
    }
    db_done(&q);
}

static void put_orders(struct facts *f)
{
    struct query q;

    json_open(&f->j, "orders", '[');
    for (db_query(f->op->tx, &q,
                  "select o.no, c.name, o.worker, o.work_done, o.scope, o.finished_at"
                  " from work_order o join company c on c.id = o.company_id"
                  " where o.project_id = $1 and o.fault_id = $2 and o.finished_at is not null"
                  " order by o.finished_at, o.id",
                  I(f->op->project), I(f->fault));
         db_next(&q);) {
        json_open(&f->j, NULL, '{');
        json_text(&f->j, "no", db_text(&q, 0));
        json_text(&f->j, "company", db_text(&q, 1));
        json_text(&f->j, "worker", db_text(&q, 2));
        json_text(&f->j, "work_done", *db_text(&q, 3) ? db_text(&q, 3) : db_text(&q, 4));
        put_at(&f->j, f->op->mem, "finished_at", db_i64(&q, 5));
        json_close(&f->j, '}');
    }
    db_done(&q);
    json_close(&f->j, ']');
}

static void put_photos_of(struct facts *f, const char *purpose)
{
    struct query q;

    for (db_query(f->op->tx, &q,
                  "select coalesce(thumb_hash, hash), added_at from file"
                  " where project_id = $1 and type like 'image/%' and purpose = $4"
                  " and ((subject = 'matter' and subject_id = $2)"
                  " or (subject = 'fault' and subject_id = $3)"
                  " or (subject = 'order' and subject_id in"
                  " (select id from work_order where project_id = $1 and fault_id = $3)))"
                  " order by added_at desc, id desc limit $5",
                  I(f->op->project), I(f->matter), I(f->fault), T(purpose), I(PHOTO_MOST));
         db_next(&q);) {
        json_open(&f->j, NULL, '{');
        json_text(&f->j, "hash", db_text(&q, 0));
        json_text(&f->j, "purpose", purpose);
        put_at(&f->j, f->op->mem, "at", db_i64(&q, 1));
        json_close(&f->j, '}');
    }
    db_done(&q);
}

/* Before and after first: those are what acceptance is about; the newest of each. */
static void put_photos(struct facts *f)
{
    static const char *const purposes[] = { "before", "after", "check", "report" };

    json_open(&f->j, "photos", '[');
    for (size_t i = 0; i < LEN(purposes); i++)
        put_photos_of(f, purposes[i]);
    json_close(&f->j, ']');
}

/* ---- the rounds, and who signed ---- */

static void put_signature(struct facts *f, const struct query *q)
{
    int64_t file = db_i64(q, 6);
    const char *hash =
        file ? db_str(f->op->tx, "select hash from file where project_id = $1 and id = $2",
                      I(f->op->project), I(file))
             : NULL;

    json_open(&f->j, "signature", '{');
    json_text(&f->j, "signer", db_text(q, 3));
    json_text(&f->j, "how", db_text(q, 4));
    json_text(&f->j, "identity", zh_of(identities, db_text(q, 5)));
    json_text(&f->j, "strokes_hash", db_text(q, 8));
    json_text(&f->j, "hash", hash ? hash : "");
    put_at(&f->j, f->op->mem, "at", db_i64(q, 7));
    json_close(&f->j, '}');
}

/* False when the last round didn't pass: then there is nothing to seal. */
static bool put_rounds(struct facts *f)
{
    struct query q;
    bool passed = false;

    json_open(&f->j, "rounds", '[');
    for (db_query(f->op->tx, &q,
                  "select round, passed, reason, signer, signed_how, identity, file_id, at,"
                  " strokes_hash from acceptance where project_id = $1 and fault_id = $2"
                  " order by round",
                  I(f->op->project), I(f->fault));
         db_next(&q);) {
        passed = db_i64(&q, 1) != 0;
        json_open(&f->j, NULL, '{');
        json_int(&f->j, "round", db_i64(&q, 0));
        json_bool(&f->j, "passed", passed);
        json_text(&f->j, "reason", db_text(&q, 2));
        put_at(&f->j, f->op->mem, "at", db_i64(&q, 7));
        if (passed)
            put_signature(f, &q);
        json_close(&f->j, '}');
    }
    db_done(&q);
    json_close(&f->j, ']');
    return passed;
}

static void put_people(struct facts *f)
{
    const char *checker = db_str(f->op->tx,
                                 "select a.name from matter m join account a on a.id = m.checker_id"
                                 " where m.project_id = $1 and m.id = $2",
                                 I(f->op->project), I(f->matter));
    json_text(&f->j, "engineer", checker ? checker : "");
}

enum err acceptance_facts(struct op *op, int64_t matter_id, int64_t fault_id,
                          const struct paper_name *name, const char **ret)
{
    struct facts f = { op, matter_id, fault_id, json_new(op->mem, FACTS_LIMIT) };
    const char *site = op->app->public_url ? op->app->public_url : "";
    bool good;

    json_open(&f.j, NULL, '{');
    json_text(&f.j, "kind", "acceptance");
    json_text(&f.j, "no", name->no);
    json_text(&f.j, "verify", arena_printf(op->mem, "%s/v/%s", site, name->code));
    put_at(&f.j, op->mem, "made_at", name->made_at);
    put_project(&f);
    good = put_matter(&f) && put_fault(&f);
    put_shares(&f);
    put_plan(&f);
    put_orders(&f);
    put_photos(&f);
    good = put_rounds(&f) && good;
    put_people(&f);
    json_close(&f.j, '}');
    *ret = f.j.out.p;
    if (f.j.out.full)
        return E_TOO_BIG;
    return good ? OK : E_NOT_FOUND;
}
