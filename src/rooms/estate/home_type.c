/*
 * home_type.c -- lists of places by type of home, and what a report may choose from.
 */
#include "rooms/estate/home_type.h"

#include "app/event.h"
#include "base/buf.h"
#include "rooms/estate/estate_inside.h"

#include <string.h>

#define TYPES_MAX    500
#define PAYLOAD_MAX  20000
#define CODES_MAX    8000
#define ALWAYS_PLACE "other" /* 其他部位 */

/* ---- reading ---- */

#define TYPE_SELECT                                                                                \
    "select t.name, (select count(*) from home h where h.project_id = $1"                          \
    " and h.home_type = t.name), (select count(*) from home_type_place p"                          \
    " where p.project_id = $1 and p.home_type = t.name), coalesce(y.version, 0)"                   \
    " from (select home_type as name from home where project_id = $1 and home_type <> ''"          \
    " union select name from home_type where project_id = $1) t"                                   \
    " left join home_type y on y.project_id = $1 and y.name = t.name"

static struct home_type type_of(const struct query *q)
{
    return (struct home_type){ db_text(q, 0), db_i64(q, 1), db_i64(q, 2), db_i64(q, 3) };
}

size_t home_type_list(const struct op *op, struct home_type **ret)
{
    struct query q;
    size_t n = 0;

    *ret = arena_new_n(op->mem, struct home_type, TYPES_MAX);
    db_query(op->tx, &q, TYPE_SELECT " order by t.name", I(op->project));
    while (n < TYPES_MAX && db_next(&q))
        (*ret)[n++] = type_of(&q);
    db_done(&q);
    return n;
}

enum err home_type_load(const struct op *op, const char *name, struct home_type *ret)
{
    struct query q;

    if (!db_one(op->tx, &q, TYPE_SELECT " where t.name = $2", I(op->project), T(name)))
        return E_NOT_FOUND;
    *ret = type_of(&q);
    db_done(&q);
    return OK;
}

size_t home_type_places(const struct op *op, const char *name, struct home_type_place **ret)
{
    size_t n = 0,
           size = (size_t)db_int(op->tx, "select count(*) from catalogue where kind = 'place'");
    struct query q;

    *ret = arena_new_n(op->mem, struct home_type_place, size + 1);
    db_query(op->tx, &q,
             "select c.code, c.zh, c.en, p.place from catalogue c left join home_type_place p"
             " on p.project_id = $1 and p.home_type = $2 and p.place = c.code"
             " where c.kind = 'place' and c.common = 0 and c.retired_at is null and c.code <> $3"
             " order by c.pos, c.code",
             I(op->project), T(name), T(ALWAYS_PLACE));
    while (n < size && db_next(&q))
        (*ret)[n++] =
            (struct home_type_place){ db_text(&q, 0), db_text(&q, op->lang == LANG_EN ? 2 : 1),
                                      !db_is_null(&q, 3) };
    db_done(&q);
    return n;
}

static const char *codes_of(const struct op *op, const char *name)
{
    struct buf b = buf_new(op->mem, CODES_MAX);
    struct query q;

    for (db_query(op->tx, &q,
                  "select place from home_type_place where project_id = $1 and home_type = $2"
                  " order by place",
                  I(op->project), T(name));
         db_next(&q);)
        buf_printf(&b, "%s%s", b.n ? " " : "", db_text(&q, 0));
    return b.p;
}

/* ---- writing ---- */

static enum err judge(struct op *op, const char *const *codes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (db_int(op->tx,
                   "select count(*) from catalogue where kind = 'place' and code = $1"
                   " and common = 0 and retired_at is null and code <> $2",
                   T(codes[i]), T(ALWAYS_PLACE)) == 0)
            return fail(op, E_INPUT, "place", "places[]", W("请从列表里选部位"));
    return OK;
}

static void write_list(struct op *op, const char *name, const char *const *codes, size_t n)
{
    db_exec(op->tx, "delete from home_type_place where project_id = $1 and home_type = $2",
            I(op->project), T(name));
    for (size_t i = 0; i < n; i++)
        db_exec(op->tx,
                "insert into home_type_place (project_id, home_type, place) values ($1, $2, $3)"
                " on conflict (project_id, home_type, place) do nothing",
                I(op->project), T(name), T(codes[i]));
}

enum err home_type_put(struct op *op, const char *name, const char *const *codes, size_t n)
{
    struct json j = json_new(op->mem, PAYLOAD_MAX);
    struct changes c = changes_new(op);
    struct home_type type;
    const char *was;
    enum err e = home_type_load(op, name, &type);

    if (e != OK || (e = judge(op, codes, n)) != OK)
        return e;
    was = codes_of(op, name);
    db_exec(op->tx,
            "insert into home_type (project_id, name) values ($1, $2)"
            " on conflict (project_id, name) do update set version = home_type.version + 1",
            I(op->project), T(name));
    write_list(op, name, codes, n);
    changes_text(&c, "places", was, codes_of(op, name));
    json_open(&j, NULL, '{');
    json_text(&j, "type", name);
    json_raw(&j, "changes", changes_payload(&c));
    json_close(&j, '}');
    event_add(op, "project", op->project, "project.home_type", j.out.p);
    return OK;
}

/* ---- what a report may choose from ---- */

const char *home_places(const struct op *op, int64_t project, int64_t home_id)
{
    struct buf b = buf_new(op->mem, CODES_MAX);
    struct query q;
    bool has_list = false;

    for (db_query(op->tx, &q,
                  "select c.code, p.place from home h"
                  " join catalogue c on c.kind = 'place' and c.retired_at is null"
                  " left join home_type_place p on p.project_id = h.project_id"
                  " and p.home_type = h.home_type and p.place = c.code"
                  " where h.project_id = $1 and h.id = $2"
                  " and (p.place is not null or c.common = 1 or c.code = $3)"
                  " order by c.pos, c.code",
                  I(project), I(home_id), T(ALWAYS_PLACE));
         db_next(&q);) {
        has_list = has_list || !db_is_null(&q, 1);
        buf_printf(&b, "%s%s", b.n ? " " : "", db_text(&q, 0));
    }
    return has_list ? b.p : "";
}

bool home_places_have(const char *places, const char *code)
{
    size_t n = strlen(code);

    if (!*places)
        return true;
    for (const char *p = strstr(places, code); p; p = strstr(p + 1, code))
        if ((p == places || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
            return true;
    return false;
}
