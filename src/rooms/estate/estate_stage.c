/*
 * estate_stage.c -- good rows into the staging tables, sealed on the way.
 *
 * New ids are made here, one for every home, person and relation that the apply
 * may turn out to need: statements over whole tables cannot make them.
 */
#include "rooms/estate/estate_import_inside.h"

#include "base/id.h"
#include "base/text.h"
#include "base/when.h"
#include "store/seal.h"

#include <string.h>

#define STALE_MS (24 * INT64_C(3600000))

/* The date that governs, and which of the three it is when the file doesn't say 收楼日期 itself. */
static int32_t governing(const struct import_row *r, const char **by)
{
    *by = "";
    if (r->handover_on != NO_DATE)
        return r->handover_on;
    *by = r->keys_on != NO_DATE ? "keys" : r->notice_on != NO_DATE ? "notice" : "";
    return r->keys_on != NO_DATE ? r->keys_on : r->notice_on;
}

static void stage_home(struct op *op, const struct stage *s, const struct import_row *r)
{
    const char *by;
    int32_t on = governing(r, &by);

    db_exec(
        op->tx,
        "insert into import_home (project_id, job_id, row_no, new_id, code, building, unit, room,"
        " phase, home_type, area_cm2, inner_cm2, fit_out, completion_on, notice_on, keys_on,"
        " handover_on, handover_by, external_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
        " $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        I(s->project), I(s->job), I(r->no), I(id_new()), T(r->home), T(r->code.building),
        T(r->code.unit), T(r->code.room), T(r->phase), T(r->home_type), I(r->area_cm2),
        I(r->inner_cm2), T(r->fit_out), I_OR_NUL(r->completion_on, NO_DATE),
        I_OR_NUL(r->notice_on, NO_DATE), I_OR_NUL(r->keys_on, NO_DATE), I_OR_NUL(on, NO_DATE),
        T(by), T(r->external_id));
}

static const char *last4(const char *digits)
{
    size_t n = strlen(digits);

    return digits + (n > 4 ? n - 4 : 0);
}

static void stage_person(struct op *op, const struct stage *s, const struct import_row *r,
                         size_t pos)
{
    const struct import_person *p = &r->person[pos];
    const struct seal *seal = op->app->seal;
    bool told = *p->id_number != '\0';
    struct span sealed = told ? seal_put(seal, op->mem, p->id_number) : (struct span){ 0 };

    db_exec(
        op->tx,
        "insert into import_person (project_id, job_id, row_no, pos, home_code, new_id, link_id,"
        " name, id_sealed, id_index, id_last4, relation, share_bp) values ($1, $2, $3, $4, $5, $6,"
        " $7, $8, $9, $10, $11, $12, $13)",
        I(s->project), I(s->job), I(r->no), I((int64_t)pos), T(r->home), I(id_new()), I(id_new()),
        T(p->name), told ? B(sealed.p, sealed.n) : NUL,
        T(told ? seal_index(seal, op->mem, "id", p->id_number) : NULL),
        T(told ? seal_index(seal, op->mem, "id4", last4(p->id_number)) : NULL), T(p->relation),
        I_OR_NUL(p->share_bp, NOT_TOLD));
    for (size_t k = 0; k < p->phone_n; k++) {
        sealed = seal_put(seal, op->mem, p->phones[k]);
        db_exec(op->tx,
                "insert into import_phone (project_id, job_id, row_no, pos, n, sealed, full_index,"
                " last4, masked) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                I(s->project), I(s->job), I(r->no), I((int64_t)pos), I((int64_t)k),
                B(sealed.p, sealed.n), T(seal_index(seal, op->mem, "phone", p->phones[k])),
                T(seal_index(seal, op->mem, "phone4", last4(p->phones[k]))),
                T(phone_masked(op->mem, p->phones[k])));
    }
}

void stage_rows(struct op *op, const struct stage *s)
{
    for (size_t i = 0; i < s->n; i++) {
        stage_home(op, s, &s->rows[i]);
        for (size_t p = 0; p < s->rows[i].person_n; p++)
            stage_person(op, s, &s->rows[i], p);
    }
    db_exec(op->tx,
            "update import_job set staged_n = staged_n + $3 where project_id = $1 and id = $2",
            I(s->project), I(s->job), I((int64_t)s->n));
}

/* Rows of imports that a crash left behind; a day is longer than any import. */
static void clear_stale(struct op *op, int64_t project)
{
    static const char *const statements[] = {
        "delete from import_phone where project_id = $1 and job_id in (select id from import_job"
        " where project_id = $1 and added_at < $2)",
        "delete from import_person where project_id = $1 and job_id in (select id from import_job"
        " where project_id = $1 and added_at < $2)",
        "delete from import_home where project_id = $1 and job_id in (select id from import_job"
        " where project_id = $1 and added_at < $2)",
    };

    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        db_exec(op->tx, statements[i], I(project), I(op->now - STALE_MS));
}

void stage_begin(struct op *op, const struct stage *s)
{
    const struct import_order *o = s->order;
    const struct import_count *c = &s->report->count;

    clear_stale(op, s->project);
    db_exec(op->tx,
            "insert into import_job (project_id, id, project_name, kind, file_name, file_hash,"
            " mapping, state, accept_good, added_by, added_at) values ($1, $2, $3, $4, $5, $6, $7,"
            " 'applying', $8, $9, $10) on conflict (project_id, id) do update set"
            " state = 'applying', staged_n = 0, accept_good = excluded.accept_good",
            I(s->project), I(s->job), T(o->project), T(import_kind_word(o->kind)), T(o->file_name),
            T(o->file_hash), T(o->mapping), I(o->accept_good), I(s->who->account_id), I(op->now));
    db_exec(op->tx,
            "update import_job set row_n = $3, refused_n = $4, home_n = $5, owner_n = $6,"
            " company_n = $7 where project_id = $1 and id = $2",
            I(s->project), I(s->job), I(c->rows), I(c->refused), I(c->homes), I(c->owners),
            I(c->companies));
}

void stage_clear(struct op *op, const struct stage *s)
{
    static const char *const statements[] = {
        "delete from import_phone where project_id = $1 and job_id = $2",
        "delete from import_person where project_id = $1 and job_id = $2",
        "delete from import_home where project_id = $1 and job_id = $2",
    };

    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        db_exec(op->tx, statements[i], I(s->project), I(s->job));
}
