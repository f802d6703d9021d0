/*
 * estate.c -- projects, phases and buildings; homes are in estate_home.c.
 */
#include "rooms/estate/estate.h"

#include "app/event.h"
#include "base/id.h"
#include "base/text.h"
#include "rooms/estate/estate_fold.h"
#include "rooms/estate/estate_inside.h"
#include "rules/pack.h"
#include "rules/period.h"

#include <string.h>

#define FIRST_PHASE   "一期" /* of a project whose files name no phase */
#define SLUG_MAX      24
#define DESIGN_LIFE_Y 50

/* ---- projects ---- */

/* The project of one row, without its counts. */
#define PROJECT_COLUMNS                                                                            \
    "p.id, p.slug, p.name, p.city, p.address, p.hotline, p.hours, p.letterhead, p.rule_pack,"      \
    " p.waterproof_promise, p.version, p.emergency, p.wechat, p.desk,"                             \
    " (select count(*) from phase f where f.project_id = p.id),"                                   \
    " (select count(*) from building b where b.project_id = p.id),"                                \
    " (select count(*) from home h where h.project_id = p.id),"                                    \
    " (select count(*) from home h where h.project_id = p.id and h.handover_on is not null)"

static struct project_view project_of(const struct query *q)
{
    return (struct project_view){
        .id = db_i64(q, 0),
        .slug = db_text(q, 1),
        .name = db_text(q, 2),
        .city = db_text(q, 3),
        .address = db_text(q, 4),
        .hotline = db_text(q, 5),
        .hours = db_text(q, 6),
        .letterhead = db_text(q, 7),
        .rule_pack = db_text(q, 8),
        .waterproof_promise = db_text(q, 9),
        .version = db_i64(q, 10),
        .emergency = db_text(q, 11),
        .wechat = db_text(q, 12),
        .desk = db_text(q, 13),
        .phase_n = db_i64(q, 14),
        .building_n = db_i64(q, 15),
        .home_n = db_i64(q, 16),
        .handed_n = db_i64(q, 17),
    };
}

int64_t project_find(const struct op *op, const char *slug)
{
    return db_int(op->tx, "select id from project where slug = $1", T(slug));
}

enum err project_load(const struct op *op, int64_t id, struct project_view *ret)
{
    struct query q;

    if (!db_one(op->tx, &q, "select " PROJECT_COLUMNS " from project p where p.id = $1", I(id)))
        return E_NOT_FOUND;
    *ret = project_of(&q);
    db_done(&q);
    return OK;
}

size_t project_list(const struct op *op, enum action a, struct project_view **ret)
{
    size_t n = 0, size = (size_t)db_int(op->tx, "select count(*) from project");
    struct query q;

    *ret = arena_new_n(op->mem, struct project_view, size + 1);
    for (db_query(op->tx, &q, "select " PROJECT_COLUMNS " from project p order by p.name");
         db_next(&q);) {
        struct project_view p = project_of(&q);

        if (n < size && may(op, a, &(struct object){ .project_id = p.id }))
            (*ret)[n++] = p;
    }
    return n;
}

/* The Latin letters and digits of a name, a dash for what is between; "" when they make no word. */
static const char *latin_of(struct arena *mem, const char *name)
{
    char *out = arena_new_n(mem, char, SLUG_MAX + 2);
    size_t n = 0;
    bool gap = false, starts = false;

    for (uint32_t c; n < SLUG_MAX && (c = utf8_next(&name)) != 0;) {
        c = fold_width(c);
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        starts = starts || (c >= 'a' && c <= 'z');
        if (starts && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            if (gap && n)
                out[n++] = '-';
            out[n++] = (char)c;
            gap = false;
        } else
            gap = true;
    }
    out[n] = '\0';
    return n >= 2 ? out : "";
}

static const char *slug_for(struct op *op, const char *name)
{
    const char *slug = latin_of(op->mem, name);
    int64_t n = db_int(op->tx, "select count(*) from project");

    while (!*slug || project_find(op, slug))
        slug = arena_printf(op->mem, "p%lld", (long long)++n);
    return slug;
}

enum err estate_project_ensure(struct op *op, const char *name, int64_t *id)
{
    int64_t was = op->project,
            known = db_int(op->tx, "select id from project where name = $1", T(name));

    if (known) {
        *id = known;
        return OK;
    }
    if (!*id)
        *id = id_new();
    if (db_exec_try(op->tx,
                    "insert into project (id, slug, name, created_at) values ($1, $2, $3, $4)",
                    I(*id), T(slug_for(op, name)), T(name), I(op->now)) != 1)
        return fail(op, E_STALE, "project_made_meanwhile", "project",
                    W("这个项目刚刚由别人建好，请再试一次"));
    op->project = *id;
    event_add(op, "project", *id, "project.create", NULL);
    op->project = was;
    return OK;
}

static enum err project_judge(struct op *op, const struct project_view *p)
{
    struct period promise;

    if (db_int(op->tx, "select count(*) from project where name = $1 and id <> $2", T(p->name),
               I(p->id)) > 0)
        return fail(op, E_RULE, "name_taken", "name", W("已经有一个叫“%s”的项目"), p->name);
    if (*p->rule_pack && !pack_named(p->rule_pack))
        return fail(op, E_INPUT, "pack_unknown", "rule_pack", W("没有叫“%s”的规则包"),
                    p->rule_pack);
    if (*p->waterproof_promise && !period_parse(p->waterproof_promise, &promise))
        return fail(op, E_INPUT, "period", "waterproof_promise",
                    W("期限请写成 5y（年）、18m（月）或 30d（天）"));
    return OK;
}

enum err estate_project_put(struct op *op, const struct project_view *p)
{
    struct project_view was;
    enum err e = project_load(op, p->id, &was);
    struct changes c = changes_new(op);
    int64_t scope = op->project;

    if (e == OK)
        e = project_judge(op, p);
    if (e != OK)
        return e;
    changes_text(&c, "name", was.name, p->name);
    changes_text(&c, "city", was.city, p->city);
    changes_text(&c, "address", was.address, p->address);
    changes_text(&c, "hotline", was.hotline, p->hotline);
    changes_text(&c, "hours", was.hours, p->hours);
    changes_text(&c, "emergency", was.emergency, p->emergency);
    changes_text(&c, "wechat", was.wechat, p->wechat);
    changes_text(&c, "desk", was.desk, p->desk);
    changes_text(&c, "letterhead", was.letterhead, p->letterhead);
    changes_text(&c, "rule_pack", was.rule_pack, p->rule_pack);
    changes_text(&c, "waterproof_promise", was.waterproof_promise, p->waterproof_promise);
    if (c.n == 0)
        return OK;
    db_exec(op->tx,
            "update project set name = $2, city = $3, address = $4, hotline = $5, hours = $6,"
            " letterhead = $7, rule_pack = $8, waterproof_promise = $9, emergency = $10,"
            " wechat = $11, desk = $12, version = version + 1 where id = $1",
            I(p->id), T(p->name), T(p->city), T(p->address), T(p->hotline), T(p->hours),
            T(p->letterhead), T(p->rule_pack), T(p->waterproof_promise), T(p->emergency),
            T(p->wechat), T(p->desk));
    op->project = p->id;
    event_add(op, "project", p->id, "project.edit", changes_payload(&c));
    op->project = scope;
    return OK;
}

/* ---- phases ---- */

int64_t estate_phase_ensure(struct op *op, const char *name)
{
    int64_t id;

    if (!*name)
        name = FIRST_PHASE;
    id = db_int(op->tx, "select id from phase where project_id = $1 and name = $2", I(op->project),
                T(name));
    if (id)
        return id;
    id = id_new();
    db_exec(op->tx, "insert into phase (project_id, id, name) values ($1, $2, $3)", I(op->project),
            I(id), T(name));
    return id;
}

size_t phase_list(const struct op *op, struct phase_view **ret)
{
    size_t n = 0, size = (size_t)db_int(op->tx, "select count(*) from phase where project_id = $1",
                                        I(op->project));
    struct query q;

    *ret = arena_new_n(op->mem, struct phase_view, size + 1);
    db_query(op->tx, &q, "select id, name from phase where project_id = $1 order by id",
             I(op->project));
    while (n < size && db_next(&q))
        (*ret)[n++] = (struct phase_view){ db_i64(&q, 0), db_text(&q, 1) };
    db_done(&q);
    return n;
}

/* ---- buildings ---- */

/* 7 → 7栋, A1 → A1栋, 会所 stays. */
static const char *building_name(struct arena *mem, const char *code)
{
    const char *p = code;
    uint32_t c = utf8_next(&p);

    return is_han(c) ? code : arena_printf(mem, "%s栋", code);
}

static enum err building_make(struct op *op, const struct building_view *b, int64_t *id)
{
    int64_t phase = b->phase_id ? b->phase_id : estate_phase_ensure(op, "");

    *id = id_new();
    if (db_exec_try(op->tx,
                    "insert into building (project_id, id, phase_id, code, name, completion_on,"
                    " design_life_y) values ($1, $2, $3, $4, $5, $6, $7)",
                    I(op->project), I(*id), I(phase), T(b->code),
                    T(*b->name ? b->name : building_name(op->mem, b->code)),
                    I_OR_NUL(b->completion_on, NO_DATE),
                    I(b->design_life_y ? b->design_life_y : DESIGN_LIFE_Y)) != 1)
        return fail(op, E_RULE, "building_taken", "code", W("已经有 %s 了"), b->code);
    event_add(op, "building", *id, "building.create", NULL);
    return OK;
}

enum err estate_building_ensure(struct op *op, const struct building_view *b, int64_t *id)
{
    struct building_view now;
    enum err e;

    *id = db_int(op->tx, "select id from building where project_id = $1 and code = $2",
                 I(op->project), T(b->code));
    if (!*id)
        return building_make(op, b, id);
    if ((e = building_load(op, *id, &now)) != OK)
        return e;
    if (*b->name)
        now.name = b->name;
    if (b->completion_on != NO_DATE)
        now.completion_on = b->completion_on;
    if (b->design_life_y)
        now.design_life_y = b->design_life_y;
    return estate_building_put(op, &now);
}

enum err estate_building_put(struct op *op, const struct building_view *b)
{
    struct building_view was;
    enum err e = building_load(op, b->id, &was);
    struct changes c = changes_new(op);

    if (e != OK)
        return e;
    changes_text(&c, "name", was.name, b->name);
    changes_int(&c, "phase_id", was.phase_id, b->phase_id);
    changes_date(&c, "completion_on", was.completion_on, b->completion_on);
    changes_int(&c, "design_life_y", was.design_life_y, b->design_life_y);
    if (c.n == 0)
        return OK;
    if (db_exec_try(op->tx,
                    "update building set phase_id = $3, name = $4, completion_on = $5,"
                    " design_life_y = $6, version = version + 1 where project_id = $1 and id = $2",
                    I(op->project), I(b->id), I(b->phase_id), T(b->name),
                    I_OR_NUL(b->completion_on, NO_DATE), I(b->design_life_y)) != 1)
        return fail(op, E_INPUT, "phase_unknown", "phase", W("没有这个分期"));
    event_add(op, "building", b->id, "building.edit", changes_payload(&c));
    return OK;
}

#define BUILDING_QUERY                                                                             \
    "select b.id, b.phase_id, b.code, b.name, f.name, b.completion_on, b.design_life_y,"           \
    " b.version,"                                                                                  \
    " (select count(distinct h.unit) from home h where h.project_id = b.project_id"                \
    " and h.building_id = b.id),"                                                                  \
    " (select count(*) from home h where h.project_id = b.project_id and h.building_id = b.id),"   \
    " (select count(*) from home h where h.project_id = b.project_id and h.building_id = b.id"     \
    " and h.handover_on is not null)"                                                              \
    " from building b join phase f on f.project_id = b.project_id and f.id = b.phase_id"           \
    " where b.project_id = $1"

static struct building_view building_of(const struct query *q)
{
    return (struct building_view){
        .id = db_i64(q, 0),
        .phase_id = db_i64(q, 1),
        .code = db_text(q, 2),
        .name = db_text(q, 3),
        .phase = db_text(q, 4),
        .completion_on = date_or_none(q, 5),
        .design_life_y = db_i64(q, 6),
        .version = db_i64(q, 7),
        .unit_n = db_i64(q, 8),
        .home_n = db_i64(q, 9),
        .handed_n = db_i64(q, 10),
    };
}

enum err building_load(const struct op *op, int64_t id, struct building_view *ret)
{
    struct query q;

    if (!db_one(op->tx, &q, BUILDING_QUERY " and b.id = $2", I(op->project), I(id)))
        return E_NOT_FOUND;
    *ret = building_of(&q);
    db_done(&q);
    return OK;
}

size_t building_list(const struct op *op, struct building_view **ret)
{
    size_t n = 0,
           size = (size_t)db_int(op->tx, "select count(*) from building where project_id = $1",
                                 I(op->project));
    struct query q;

    *ret = arena_new_n(op->mem, struct building_view, size + 1);
    db_query(op->tx, &q, BUILDING_QUERY " order by length(b.code), b.code", I(op->project));
    while (n < size && db_next(&q))
        (*ret)[n++] = building_of(&q);
    db_done(&q);
    return n;
}
