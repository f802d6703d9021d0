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
#include "rooms/archive/paper_words.h"

#include <inttypes.h>
#include <string.h>

#define FACTS_LIMIT ((size_t)256 * 1024)
#define PHOTO_MOST  2 /* of a purpose */

struct facts {
    struct op *op;
    int64_t matter, fault;
    struct json j;
};

static void put_at(struct json *j, struct arena *mem, const char *key, int64_t at)
{
    json_text(j, key, at ? when_text(mem, at, ZONE_SHANGHAI) : "");
}

static void put_date(struct json *j, struct arena *mem, const char *key, const struct query *q,
                     int column)
{
    json_text(j, key, db_is_null(q, column) ? "" : date_text(mem, (int32_t)db_i64(q, column)));
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
        json_text(&f->j, "channel", zh_of(zh_channels, db_text(&q, 1)));
        json_text(&f->j, "home", home_name(op, db_i64(&q, 2)));
        json_text(&f->j, "owners", owners_of(op, db_i64(&q, 2)));
        json_text(&f->j, "reporter", db_text(&q, 3));
        json_text(&f->j, "contact", db_text(&q, 4));
        json_text(&f->j, "relation", zh_of(zh_relations, db_text(&q, 5)));
        put_at(&f->j, op->mem, "received_at", db_i64(&q, 6));
        put_at(&f->j, op->mem, "first_report_at", db_i64(&q, 7));
        json_int(&f->j, "fault_n", db_i64(&q, 8));
    }
    db_done(&q);
    return found;
}

/* ---- the fault and what was decided ---- */

static void put_verdict(struct facts *f, const struct query *q)
{
    json_open(&f->j, "verdict", '{');
    json_text(&f->j, "explain", explain_of(f->op, db_text(q, 9)));
    put_date(&f->j, f->op->mem, "owner_end", q, 10);
    put_date(&f->j, f->op->mem, "contractor_end", q, 11);
    json_text(&f->j, "footing", zh_of(zh_footings, db_text(q, 12)));
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
        json_text(&f->j, "party", zh_of(zh_parties, db_text(&q, 0)));
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
    json_text(&f->j, "identity", zh_of(zh_identities, db_text(q, 5)));
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

enum err acceptance_facts(struct op *op, const struct paper_ask *ask, const struct paper_name *name,
                          struct paper_facts *ret)
{
    struct facts f = { op, ask->subject_id, ask->fault, json_new(op->mem, FACTS_LIMIT) };
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
    *ret = (struct paper_facts){ f.j.out.p, "" };
    if (f.j.out.full)
        return E_TOO_BIG;
    return good ? OK : E_NOT_FOUND;
}
