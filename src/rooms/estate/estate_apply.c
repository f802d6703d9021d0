/*
 * estate_apply.c -- from the staging tables into the estate, a statement a table.
 *
 * Homes are found by their code, people by their ID number in the project, by
 * their name within the home, or by their phone within the home when nobody in
 * the file has the known name (a misspelt name was corrected).  A couple that
 * shares a phone stays two people.  What the file does not say is kept: an empty
 * cell erases nothing, and neither does a phone that was added by hand.
 *
 * Events: one for each new or changed building, and one for the whole import with
 * its numbers; the file's own hash says what stood in it.
 */
#include "rooms/estate/estate_import_inside.h"

#include "app/event.h"
#include "rooms/estate/estate.h"
#include "rooms/estate/estate_inside.h"

/* ---- the project, its phases and buildings ---- */

static enum err apply_project(struct op *op, const struct stage *s)
{
    int64_t id = s->project;
    enum err e = s->is_new ? estate_project_ensure(op, s->order->project, &id) : OK;

    if (e == OK && id != s->project)
        return fail(op, E_STALE, "project_made_meanwhile", "project",
                    W("这个项目刚刚由别人建好，请再试一次"));
    return e;
}

/* A building that is known stays in its phase. */
static int64_t phase_of(struct op *op, const struct building_view *b)
{
    int64_t known = db_int(op->tx,
                           "select phase_id from building where project_id = $1"
                           " and code = $2",
                           I(op->project), T(b->code));

    return known ? known : estate_phase_ensure(op, b->phase);
}

static enum err apply_buildings(struct op *op, const struct stage *s)
{
    struct found {
        struct building_view building;
        struct found *next;
    } *first = NULL;
    struct query q;
    enum err e = OK;
    int64_t id;

    for (db_query(op->tx, &q,
                  "select building, max(phase), max(completion_on) from import_home"
                  " where project_id = $1 and job_id = $2 group by building order by building",
                  I(s->project), I(s->job));
         db_next(&q);) {
        struct found *f = arena_new(op->mem, struct found);

        f->building = (struct building_view){ .code = db_text(&q, 0),
                                              .name = "",
                                              .phase = db_text(&q, 1),
                                              .completion_on = date_or_none(&q, 2) };
        f->next = first;
        first = f;
    }
    for (; e == OK && first; first = first->next) {
        first->building.phase_id = phase_of(op, &first->building);
        e = estate_building_ensure(op, &first->building, &id);
    }
    return e;
}

/* ---- whole tables ---- */

/*
 * $1 project, $2 job, $3 now where it is wanted; in the order in which they must run.  min(x + 0)
 * and not min(x): SQLite would walk the primary key to the first row that fits, a minute for 20 000
 * homes.
 */
static const struct {
    bool with_now;
    const char *sql;
} statements[] = {
    /* homes: the first row of each code; what the file leaves out is kept */
    { true,
      "insert into home (project_id, id, building_id, code, unit, room, home_type, area_cm2, "
      "inner_cm2,"
      " fit_out, notice_on, keys_on, handover_on, handover_by, external_id, created_at)"
      " select i.project_id, i.new_id, b.id, i.code, i.unit, i.room, i.home_type, i.area_cm2,"
      " i.inner_cm2, i.fit_out, i.notice_on, i.keys_on, i.handover_on, i.handover_by, "
      "i.external_id,"
      " cast($3 as bigint) from import_home i"
      " join building b on b.project_id = i.project_id and b.code = i.building"
      " where i.project_id = $1 and i.job_id = $2 and not exists (select 1 from import_home e"
      " where e.project_id = $1 and e.job_id = $2 and e.code = i.code and e.row_no < i.row_no)"
      " on conflict (project_id, code) do update set"
      " home_type = case when excluded.home_type <> '' then excluded.home_type else home.home_type "
      "end,"
      " area_cm2 = case when excluded.area_cm2 > 0 then excluded.area_cm2 else home.area_cm2 end,"
      " inner_cm2 = case when excluded.inner_cm2 > 0 then excluded.inner_cm2 else home.inner_cm2 "
      "end,"
      " fit_out = case when excluded.fit_out <> '' then excluded.fit_out else home.fit_out end,"
      " notice_on = coalesce(excluded.notice_on, home.notice_on),"
      " keys_on = coalesce(excluded.keys_on, home.keys_on),"
      " handover_by = case when excluded.handover_on is null then home.handover_by"
      " else excluded.handover_by end,"
      " handover_on = coalesce(excluded.handover_on, home.handover_on),"
      " external_id = case when excluded.external_id <> '' then excluded.external_id"
      " else home.external_id end, version = home.version + 1" },

    { false, "update import_person set home_id = (select h.id from home h where h.project_id = $1"
             " and h.code = import_person.home_code)"
             " where project_id = $1 and job_id = $2" },

    /* people: by ID number in the project … */
    { false, "update import_person set person_id = (select min(p.id + 0) from person p where "
             "p.project_id = $1"
             " and p.id_index = import_person.id_index)"
             " where project_id = $1 and job_id = $2 and id_index is not null" },
    /* … by name within the home, unless two ID numbers say that they are two … */
    { false, "update import_person set person_id = (select min(p.id + 0) from home_person hp"
             " cross join person p where p.project_id = hp.project_id and p.id = hp.person_id"
             " and hp.project_id = $1 and hp.home_id = import_person.home_id"
             " and p.name = import_person.name"
             " and (p.id_index is null or import_person.id_index is null))"
             " where project_id = $1 and job_id = $2 and person_id is null" },
    /* … by phone within the home, when nobody in the file has the name that is known */
    { false,
      "update import_person set person_id = (select min(p.id + 0) from home_person hp"
      " cross join person p cross join person_phone pp cross join import_phone ip"
      " where hp.project_id = $1 and hp.home_id = import_person.home_id"
      " and p.project_id = hp.project_id and p.id = hp.person_id"
      " and pp.project_id = p.project_id and pp.person_id = p.id"
      " and ip.project_id = $1 and ip.job_id = $2 and ip.row_no = import_person.row_no"
      " and ip.pos = import_person.pos and ip.full_index = pp.full_index"
      " and (p.id_index is null or import_person.id_index is null)"
      " and not exists (select 1 from import_person o where o.project_id = $1 and o.job_id = $2"
      " and o.home_id = import_person.home_id and o.name = p.name))"
      " where project_id = $1 and job_id = $2 and person_id is null" },
    /* one ID number in two rows is one new person */
    { false,
      "update import_person set person_id = coalesce((select min(o.new_id) from import_person o"
      " where o.project_id = $1 and o.job_id = $2 and o.id_index = import_person.id_index), new_id)"
      " where project_id = $1 and job_id = $2 and person_id is null" },

    { true,
      "insert into person (project_id, id, name, id_sealed, id_index, id_last4, created_at)"
      " select i.project_id, i.person_id, i.name, i.id_sealed, i.id_index, i.id_last4,"
      " cast($3 as bigint) from import_person i where i.project_id = $1 and i.job_id = $2"
      " and not exists (select 1 from import_person e where e.project_id = $1 and e.job_id = $2"
      " and e.person_id = i.person_id and (e.row_no, e.pos) < (i.row_no, i.pos))"
      " on conflict (project_id, id) do update set name = excluded.name,"
      " id_sealed = coalesce(excluded.id_sealed, person.id_sealed),"
      " id_index = coalesce(excluded.id_index, person.id_index),"
      " id_last4 = coalesce(excluded.id_last4, person.id_last4), version = person.version + 1" },

    /* phones that the person hasn't got, behind those she has */
    { false,
      "insert into person_phone (project_id, person_id, pos, sealed, full_index, last4, masked)"
      " select i.project_id, i.person_id, ph.n + 1 + coalesce((select max(pp.pos) from "
      "person_phone "
      "pp"
      " where pp.project_id = $1 and pp.person_id = i.person_id), -1),"
      " ph.sealed, ph.full_index, ph.last4, ph.masked from import_person i"
      " join import_phone ph on ph.project_id = i.project_id and ph.job_id = i.job_id"
      " and ph.row_no = i.row_no and ph.pos = i.pos"
      " where i.project_id = $1 and i.job_id = $2"
      " and not exists (select 1 from person_phone pp where pp.project_id = $1"
      " and pp.person_id = i.person_id and pp.full_index = ph.full_index)"
      " and not exists (select 1 from import_person e where e.project_id = $1 and e.job_id = $2"
      " and e.person_id = i.person_id and (e.row_no, e.pos) < (i.row_no, i.pos))" },

    { false,
      "insert into home_person (project_id, id, home_id, person_id, relation, share_bp)"
      " select i.project_id, i.link_id, i.home_id, i.person_id, i.relation, i.share_bp"
      " from import_person i where i.project_id = $1 and i.job_id = $2"
      " and not exists (select 1 from import_person e where e.project_id = $1 and e.job_id = $2"
      " and e.person_id = i.person_id and e.home_id = i.home_id"
      " and (e.row_no, e.pos) < (i.row_no, i.pos))"
      " and not exists (select 1 from home_person x where x.project_id = $1 and x.home_id = "
      "i.home_id"
      " and x.person_id = i.person_id and x.relation <> i.relation and x.to_on is null"
      " and x.relation in ('owner', 'co_owner') and i.relation in ('owner', 'co_owner'))"
      " on conflict (project_id, home_id, person_id, relation) do update set"
      " share_bp = coalesce(excluded.share_bp, home_person.share_bp), to_on = null" },
};

static const char *numbers(struct op *op, const struct stage *s)
{
    const struct import_count *c = &s->report->count;
    struct json j = json_new(op->mem, 4096);

    json_open(&j, NULL, '{');
    json_text(&j, "kind", import_kind_word(s->order->kind));
    json_text(&j, "file", s->order->file_name);
    json_text(&j, "hash", s->order->file_hash);
    json_int(&j, "rows", c->rows);
    json_int(&j, "refused", c->refused);
    json_int(&j, "homes", c->homes);
    json_int(&j, "owners", c->owners);
    json_int(&j, "companies", c->companies);
    json_close(&j, '}');
    return j.out.p;
}

enum err apply_all(struct op *op, const struct stage *s)
{
    enum err e = apply_project(op, s);

    if (e == OK && s->order->kind == IMPORT_COMPANIES)
        e = apply_companies(op, s);
    if (e == OK)
        e = apply_buildings(op, s);
    if (e != OK)
        return e;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (statements[i].with_now)
            db_exec(op->tx, statements[i].sql, I(s->project), I(s->job), I(op->now));
        else
            db_exec(op->tx, statements[i].sql, I(s->project), I(s->job));
    stage_clear(op, s);
    db_exec(op->tx,
            "update import_job set state = 'done', sealed = null, ended_at = $3 where project_id = "
            "$1 and id = $2",
            I(s->project), I(s->job), I(op->now));
    event_add(op, "project", s->project, "estate.import", numbers(op, s));
    return OK;
}
