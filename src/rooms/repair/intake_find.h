/*
 * intake_find.h -- whose home is it?  The caller by phone, name, initials or room.
 *
 * One box takes whatever she says: a phone or its last four digits, a name or
 * its beginning, pinyin initials (wxy), a room in any spelling (3-2-1802,
 * 3栋2单元1802, 3#1802, full-width digits).  Only projects are searched in which
 * the actor takes calls; a phone is looked for by its blind index alone.
 */
#pragma once
#include "rooms/repair/intake_view.h"

#define HOMES_MAX 40

#define HOME_COLUMNS                                                                               \
    "select h.id, j.slug, j.name, h.code, b.name, h.unit, h.room, hp.relation, p.id, p.name,"      \
    " (select f.masked from person_phone f where f.project_id = p.project_id"                      \
    " and f.person_id = p.id order by f.pos limit 1), h.project_id"
/* Homes from their people's side: add a condition over person p. */
#define HOME_SELECT                                                                                \
    HOME_COLUMNS " from person p"                                                                  \
                 " join home_person hp on hp.project_id = p.project_id and hp.person_id = p.id"    \
                 " and hp.to_on is null join home h on h.project_id = hp.project_id"               \
                 " and h.id = hp.home_id"                                                          \
                 " join building b on b.project_id = h.project_id and b.id = h.building_id"        \
                 " join project j on j.id = h.project_id"

/* A row of HOME_SELECT. */
struct intake_home home_read(const struct op *op, const struct query *q);
/* Homes of those who have this phone (folded), in projects where the actor takes calls. */
size_t homes_of_phone(const struct op *op, const char *phone, struct intake_home **ret);
/* Homes for what was typed into the box, at most HOMES_MAX; the nearest meaning that finds any. */
size_t homes_found(const struct op *op, const char *typed, struct intake_home **ret);
