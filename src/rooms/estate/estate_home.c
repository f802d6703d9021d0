/*
 * estate_home.c -- homes: written, found by what people type, and said aloud.
 *
 * Three dates may count as the handover: the one named in the notice, the day
 * the keys were taken, the day the inspection sheet was signed.  A person says
 * which governs; the warranty of everything inside hangs on it, so a change of
 * it is an event that shows both dates.
 */
#include "rooms/estate/estate.h"

#include "app/event.h"
#include "base/id.h"
#include "rooms/estate/estate_fold.h"
#include "rooms/estate/estate_inside.h"

#include <string.h>

/* ---- reading ---- */

#define HOME_QUERY                                                                                 \
    "select h.id, h.building_id, h.code, b.name, h.unit, h.room, h.home_type, h.fit_out,"          \
    " h.external_id, h.area_cm2, h.inner_cm2, h.notice_on, h.keys_on, h.signed_on,"                \
    " h.handover_on, h.handover_by, b.completion_on, b.design_life_y, h.version"                   \
    " from home h join building b on b.project_id = h.project_id and b.id = h.building_id"         \
    " where h.project_id = $1"

static const char *home_say(const struct op *op, const struct home_view *h)
{
    if (!*h->unit)
        return arena_printf(op->mem, "%s%s", h->building, h->room);
    return say(op, W("%s%s单元%s"), h->building, h->unit, h->room);
}

static struct home_view home_of(const struct op *op, const struct query *q)
{
    struct home_view h = {
        .id = db_i64(q, 0),
        .building_id = db_i64(q, 1),
        .code = db_text(q, 2),
        .building = db_text(q, 3),
        .unit = db_text(q, 4),
        .room = db_text(q, 5),
        .type = db_text(q, 6),
        .fit_out = db_text(q, 7),
        .external_id = db_text(q, 8),
        .area_cm2 = db_i64(q, 9),
        .inner_cm2 = db_i64(q, 10),
        .notice_on = date_or_none(q, 11),
        .keys_on = date_or_none(q, 12),
        .signed_on = date_or_none(q, 13),
        .handover_on = date_or_none(q, 14),
        .handover_by = db_text(q, 15),
        .completion_on = date_or_none(q, 16),
        .design_life_y = db_i64(q, 17),
        .version = db_i64(q, 18),
    };

    h.say = home_say(op, &h);
    return h;
}

enum err home_load(const struct op *op, int64_t id, struct home_view *ret)
{
    struct query q;

    if (!db_one(op->tx, &q, HOME_QUERY " and h.id = $2", I(op->project), I(id)))
        return E_NOT_FOUND;
    *ret = home_of(op, &q);
    db_done(&q);
    return OK;
}

size_t home_list(const struct op *op, int64_t building, int64_t after, int64_t most,
                 struct home_view **ret)
{
    size_t n = 0;
    struct query q;

    *ret = arena_new_n(op->mem, struct home_view, (size_t)most + 1);
    db_query(op->tx, &q,
             HOME_QUERY " and ($2 = 0 or h.building_id = $2) and ($3 = 0 or"
                        " (length(b.code), b.code, length(h.unit), h.unit, length(h.room), h.room,"
                        " h.id) > (select length(c.code), c.code, length(g.unit), g.unit,"
                        " length(g.room), g.room, g.id from home g join building c"
                        " on c.project_id = g.project_id and c.id = g.building_id"
                        " where g.project_id = $1 and g.id = $3))"
                        " order by length(b.code), b.code, length(h.unit), h.unit, length(h.room),"
                        " h.room, h.id limit $4",
             I(op->project), I(building), I(after), I(most));
    while (n < (size_t)most && db_next(&q))
        (*ret)[n++] = home_of(op, &q);
    db_done(&q);
    return n;
}

const char *area_text(struct arena *mem, int64_t cm2)
{
    if (cm2 == 0)
        return "";
    return arena_printf(mem, "%lld.%02lld", (long long)(cm2 / 10000),
                        (long long)(cm2 % 10000 / 100));
}

/* The only home of a building with this room, when the unit was not told. */
static int64_t home_without_unit(const struct op *op, const struct room_code *code)
{
    struct query q;
    int64_t id = 0, n = 0;

    for (db_query(op->tx, &q,
                  "select h.id from home h join building b on b.project_id = h.project_id"
                  " and b.id = h.building_id where h.project_id = $1 and b.code = $2"
                  " and h.room = $3 limit 2",
                  I(op->project), T(code->building), T(code->room));
         db_next(&q); n++)
        id = db_i64(&q, 0);
    return n == 1 ? id : 0;
}

int64_t home_find(const struct op *op, const char *typed)
{
    static const char by_code[] = "select id from home where project_id = $1 and code = $2";
    struct room_code code;
    int64_t id = db_int(op->tx, by_code, I(op->project), T(typed));

    if (id || !fold_room(op->mem, typed, &code) || !*code.room)
        return id;
    id = db_int(op->tx, by_code, I(op->project), T(room_code_text(op->mem, &code)));
    return id || *code.unit ? id : home_without_unit(op, &code);
}

/* ---- writing ---- */

static int32_t date_by(const struct home_view *h)
{
    if (strcmp(h->handover_by, "notice") == 0)
        return h->notice_on;
    if (strcmp(h->handover_by, "keys") == 0)
        return h->keys_on;
    return strcmp(h->handover_by, "signed") == 0 ? h->signed_on : h->handover_on;
}

static enum err handover_judge(struct op *op, const struct home_view *h, int32_t on)
{
    int64_t completion = db_int(op->tx,
                                "select coalesce(completion_on, $3) from building"
                                " where project_id = $1 and id = $2",
                                I(op->project), I(h->building_id), I(NO_DATE));

    if (*h->handover_by && on == NO_DATE)
        return fail(op, E_RULE, "handover_date_missing", "handover_by",
                    W("请先填写作为交付依据的那个日期"));
    if (on != NO_DATE && on < completion)
        return fail(op, E_RULE, "handover_before_completion", "handover_by",
                    W("交付日期早于楼栋的竣工验收日期 %s，请核对"),
                    date_text(op->mem, (int32_t)completion));
    return OK;
}

static enum err home_make(struct op *op, const struct home_view *h, int64_t *id)
{
    const char *building = db_str(op->tx,
                                  "select code from building where project_id = $1"
                                  " and id = $2",
                                  I(op->project), I(h->building_id));
    struct room_code code = { "", building, h->unit, h->room };

    if (!building)
        return fail(op, E_INPUT, "building_unknown", "building", W("没有这栋楼"));
    *id = id_new();
    if (db_exec_try(op->tx,
                    "insert into home (project_id, id, building_id, code, unit, room, handover_on,"
                    " created_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
                    I(op->project), I(*id), I(h->building_id), T(room_code_text(op->mem, &code)),
                    T(h->unit), T(h->room), I_OR_NUL(h->handover_on, NO_DATE), I(op->now)) != 1)
        return fail(op, E_RULE, "home_taken", "room", W("已经有 %s 这套房了"),
                    room_code_text(op->mem, &code));
    event_add(op, "home", *id, "home.create", NULL);
    return OK;
}

static void home_write(struct op *op, int64_t id, const struct home_view *h, int32_t on)
{
    db_exec(op->tx,
            "update home set home_type = $3, fit_out = $4, external_id = $5, area_cm2 = $6,"
            " inner_cm2 = $7, notice_on = $8, keys_on = $9, signed_on = $10, handover_on = $11,"
            " handover_by = $12, version = version + 1 where project_id = $1 and id = $2",
            I(op->project), I(id), T(h->type), T(h->fit_out), T(h->external_id), I(h->area_cm2),
            I(h->inner_cm2), I_OR_NUL(h->notice_on, NO_DATE), I_OR_NUL(h->keys_on, NO_DATE),
            I_OR_NUL(h->signed_on, NO_DATE), I_OR_NUL(on, NO_DATE), T(h->handover_by));
}

static struct changes home_changes(const struct op *op, const struct home_view *was,
                                   const struct home_view *is, int32_t on)
{
    struct changes c = changes_new(op);

    changes_text(&c, "home_type", was->type, is->type);
    changes_text(&c, "fit_out", was->fit_out, is->fit_out);
    changes_text(&c, "external_id", was->external_id, is->external_id);
    changes_int(&c, "area_cm2", was->area_cm2, is->area_cm2);
    changes_int(&c, "inner_cm2", was->inner_cm2, is->inner_cm2);
    changes_date(&c, "notice_on", was->notice_on, is->notice_on);
    changes_date(&c, "keys_on", was->keys_on, is->keys_on);
    changes_date(&c, "signed_on", was->signed_on, is->signed_on);
    changes_date(&c, "handover_on", was->handover_on, on);
    changes_text(&c, "handover_by", was->handover_by, is->handover_by);
    return c;
}

enum err estate_home_put(struct op *op, const struct home_view *h, int64_t *id)
{
    struct home_view was, is = *h;
    struct changes c;
    int32_t on;
    enum err e = OK;

    *id = h->id;
    if (!h->id)
        e = home_make(op, h, id);
    if (e == OK)
        e = home_load(op, *id, &was);
    if (e != OK)
        return e;
    is.building_id = was.building_id;
    is.handover_on = was.handover_on;
    on = date_by(&is);
    if ((on != was.handover_on || strcmp(is.handover_by, was.handover_by) != 0) &&
        (e = handover_judge(op, &is, on)) != OK)
        return e;
    c = home_changes(op, &was, &is, on);
    if (h->id && c.n == 0)
        return OK;
    home_write(op, *id, &is, on);
    if (h->id)
        event_add(op, "home", *id, "home.edit", changes_payload(&c));
    return OK;
}
