/*
 * intake_find.c -- see intake_find.h.
 *
 * What was typed can mean several things (1802 is a room, and the end of a
 * phone).  The meanings are tried from the most exact one on, and the first
 * that finds anybody answers.  Each begins with an index, so that a hundred
 * thousand homes answer while one is typing.
 */
#include "rooms/repair/intake_find.h"
#include "app/page.h"
#include "base/id.h"
#include "base/must.h"
#include "base/text.h"
#include "rooms/estate/estate_fold.h"
#include "rules/pinyin.h"
#include "store/seal.h"

#include <string.h>

#define PEOPLE_MOST "200" /* of one beginning of a name; more letters find the others */

/* The same from the side of the homes, people or not. */
#define ROOM_SELECT                                                                                \
    HOME_COLUMNS " from home h"                                                                    \
                 " join building b on b.project_id = h.project_id and b.id = h.building_id"        \
                 " join project j on j.id = h.project_id"                                          \
                 " left join home_person hp on hp.project_id = h.project_id"                       \
                 " and hp.home_id = h.id and hp.to_on is null"                                     \
                 " left join person p on p.project_id = hp.project_id and p.id = hp.person_id"
/* In a subquery, or the planner walks all homes in the order it is to answer. */
#define ROOM_ALONE                                                                                 \
    ROOM_SELECT " where h.project_id = $1 and h.id in (select x.id from home x"                    \
                " where x.project_id = $1 and x.room = $2)"
#define ROOM_ORDER                                                                                 \
    " order by h.code, case hp.relation when 'owner' then 0 when 'co_owner' then 1 else 2 end, "   \
    "p.id"

static const char *text_or(const char *text)
{
    return text ? text : "";
}

struct intake_home home_read(const struct op *op, const struct query *q)
{
    return (struct intake_home){ .id = db_i64(q, 0),
                                 .id_text = id_text(op->mem, db_i64(q, 0)),
                                 .project = db_text(q, 1),
                                 .project_name = db_text(q, 2),
                                 .code = db_text(q, 3),
                                 .said = say(op, W("%s %s单元 %s"), db_text(q, 4), db_text(q, 5),
                                             db_text(q, 6)),
                                 .relation = text_or(db_text(q, 7)),
                                 .person_id = db_i64(q, 8),
                                 .person = text_or(db_text(q, 9)),
                                 .phone = text_or(db_text(q, 10)),
                                 .places = "" };
}

/* ---- meanings of what was typed ---- */

struct seek {
    const struct op *op;
    const char *typed;
    int64_t project;
    struct intake_home *list;
    size_t n;
};

static void take(struct seek *s, struct query *q)
{
    while (s->n < HOMES_MAX && db_next(q))
        s->list[s->n++] = home_read(s->op, q);
    db_done(q);
}

static void by_index(struct seek *s, const char *sql, const char *purpose, const char *digits)
{
    struct query q;

    db_query(s->op->tx, &q, sql, I(s->project),
             T(seal_index(s->op->app->seal, s->op->mem, purpose, digits)));
    take(s, &q);
}

static void by_phone(struct seek *s)
{
    static const char sql[] =
        HOME_SELECT " where p.project_id = $1 and p.id in (select f.person_id from person_phone f"
                    " where f.project_id = $1 and f.full_index = $2) order by h.code";
    const char *phone;

    if (phone_fold(s->op->mem, s->typed, &phone))
        by_index(s, sql, "phone", phone);
}

static void by_room(struct seek *s)
{
    struct room_code code;
    struct query q;

    if (!fold_room(s->op->mem, s->typed, &code) || !*code.building || !*code.room)
        return;
    if (*code.unit)
        db_query(s->op->tx, &q, ROOM_SELECT " where h.project_id = $1 and h.code = $2" ROOM_ORDER,
                 I(s->project), T(room_code_text(s->op->mem, &code)));
    else
        db_query(s->op->tx, &q, ROOM_ALONE " and b.code = $3" ROOM_ORDER, I(s->project),
                 T(code.room), T(code.building));
    take(s, &q);
}

/* 1802: the end of a phone, or a room of some building. */
static void by_digits(struct seek *s)
{
    static const char sql[] =
        HOME_SELECT " where p.project_id = $1 and p.id in (select f.person_id from person_phone f"
                    " where f.project_id = $1 and f.last4 = $2) order by h.code";
    const char *digits = fold_tight(s->op->mem, s->typed);
    size_t n = strlen(digits);
    struct query q;

    if (n < 3 || n > 5 || strspn(digits, "0123456789") != n)
        return;
    if (n == 4)
        by_index(s, sql, "phone4", digits);
    db_query(s->op->tx, &q, ROOM_ALONE ROOM_ORDER, I(s->project), T(digits));
    take(s, &q);
}

static void by_initials(struct seek *s)
{
    const char *letters = pinyin_typed(s->op->mem, s->typed);
    struct query q;

    if (!letters || strlen(letters) < 2)
        return;
    db_query(s->op->tx, &q,
             HOME_SELECT " where p.project_id = $1 and p.id in (select i.person_id"
                         " from person_initials i where i.project_id = $1 and i.initials >= $2"
                         " and i.initials < $3 order by i.initials limit " PEOPLE_MOST
                         ") order by length(p.name), p.name, h.code",
             I(s->project), T(letters), T(arena_printf(s->op->mem, "%s{", letters)));
    take(s, &q);
}

static void by_name(struct seek *s)
{
    struct query q;

    db_query(s->op->tx, &q,
             HOME_SELECT " where p.project_id = $1 and p.id in (select x.id from person x"
                         " where x.project_id = $1 and x.name >= $2 and x.name < $3"
                         " order by x.name limit " PEOPLE_MOST ") order by p.name, h.code",
             I(s->project), T(s->typed), T(arena_printf(s->op->mem, "%s\U0010FFFF", s->typed)));
    take(s, &q);
}

size_t homes_found(const struct op *op, const char *typed, struct intake_home **ret)
{
    static void (*const meanings[])(struct seek * s) = { by_phone, by_room, by_digits, by_initials,
                                                         by_name };
    struct seek s = { .op = op, .typed = text_trim(op->mem, typed) };
    int64_t *projects;
    size_t n = actor_projects(op, &projects);

    *ret = s.list = arena_new_n(op->mem, struct intake_home, HOMES_MAX);
    if (!*s.typed)
        return 0;
    for (size_t m = 0; s.n == 0 && m < LEN(meanings); m++)
        for (size_t i = 0; i < n; i++) {
            s.project = projects[i];
            if (may(op, CALL_TAKE, &(struct object){ .project_id = s.project }))
                meanings[m](&s);
        }
    return s.n;
}

size_t homes_of_phone(const struct op *op, const char *phone, struct intake_home **ret)
{
    struct intake_home *list = arena_new_n(op->mem, struct intake_home, HOMES_MAX);
    size_t n = 0;
    struct query q;

    for (db_query(op->tx, &q,
                  HOME_SELECT " join person_phone pp on pp.project_id = p.project_id"
                              " and pp.person_id = p.id where pp.full_index = $1"
                              " order by h.project_id, h.code",
                  T(seal_index(op->app->seal, op->mem, "phone", phone)));
         n < HOMES_MAX && db_next(&q);)
        if (may(op, CALL_TAKE, &(struct object){ .project_id = db_i64(&q, 11) }))
            list[n++] = home_read(op, &q);
    db_done(&q);
    *ret = list;
    return n;
}
