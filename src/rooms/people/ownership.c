/* ownership.c -- see ownership.h. */
#include "rooms/people/ownership.h"
#include "app/event.h"
#include "app/session.h"
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/people/person.h"
#include "store/seal.h"

#include <string.h>

#define TWINS_MOST 20

/* ---- a home is sold ---- */

/* Relations that a sale ends; a tenant's is not among them. */
#define LEAVES "('owner', 'co_owner', 'family', 'proxy')"

static enum err check_change(struct op *op, const struct owner_change *c, int32_t today)
{
    struct query q;
    int64_t since = NO_DATE;
    bool known = false, same = false;

    if (db_int(op->tx, "select count(*) from home where project_id = $1 and id = $2",
               I(op->project), I(c->home)) == 0)
        return E_NOT_FOUND;
    if (c->on > today)
        return fail(op, E_INPUT, "on", "on", W("过户日期不能晚于今天：核实之后再登记"));
    for (db_query(op->tx, &q,
                  "select hp.from_on, p.name, (select count(*) from person_phone f where"
                  " f.project_id = p.project_id and f.person_id = p.id and f.full_index = $3)"
                  " from home_person hp join person p on p.project_id = hp.project_id"
                  " and p.id = hp.person_id where hp.project_id = $1 and hp.home_id = $2"
                  " and hp.relation = 'owner' and hp.to_on is null",
                  I(op->project), I(c->home),
                  T(seal_index(op->app->seal, op->mem, "phone", c->phone)));
         db_next(&q);) {
        if (!db_is_null(&q, 0) && (!known || db_i64(&q, 0) > since)) {
            since = db_i64(&q, 0);
            known = true;
        }
        same |= strcmp(db_text(&q, 1), c->name) == 0 && db_i64(&q, 2) > 0;
    }
    db_done(&q);
    if (same)
        return fail(op, E_INPUT, "same_owner", "name", W("这位就是现在的业主，没有变化"));
    if (known && c->on < since)
        return fail(op, E_INPUT, "on", "on", W("过户日期早于现业主取得房屋的日期，请核对"));
    return OK;
}

/* Accounts of those who leave: their browsers and links end now, their keys with their last home.
 */
static void leave(struct op *op, const struct owner_change *c)
{
    db_exec(op->tx,
            "update session set ended_at = $3 where ended_at is null and account_id in"
            " (select ap.account_id from account_person ap join home_person hp"
            " on hp.project_id = ap.project_id and hp.person_id = ap.person_id"
            " where hp.project_id = $1 and hp.home_id = $2 and hp.to_on is null"
            " and hp.relation in " LEAVES ")",
            I(op->project), I(c->home), I(op->now));
    db_exec(op->tx,
            "update token set revoked_at = $3 where revoked_at is null and account_id in"
            " (select ap.account_id from account_person ap join home_person hp"
            " on hp.project_id = ap.project_id and hp.person_id = ap.person_id"
            " join account a on a.id = ap.account_id"
            " where hp.project_id = $1 and hp.home_id = $2 and hp.to_on is null"
            " and hp.relation in " LEAVES " and a.kind = 'owner')"
            " and not exists (select 1 from account_person ap join home_person hp"
            " on hp.project_id = ap.project_id and hp.person_id = ap.person_id"
            " where ap.account_id = token.account_id and hp.to_on is null"
            " and not (hp.project_id = $1 and hp.home_id = $2))",
            I(op->project), I(c->home), I(op->now));
    db_exec(op->tx,
            "update entry_link set ended_at = $3 where project_id = $1 and home_id = $2"
            " and ended_at is null and used_at is null and person_id in (select person_id"
            " from home_person where project_id = $1 and home_id = $2 and to_on is null"
            " and relation in " LEAVES ")",
            I(op->project), I(c->home), I(op->now));
    db_exec(op->tx,
            "update home_person set to_on = $3 where project_id = $1 and home_id = $2"
            " and to_on is null and relation in " LEAVES,
            I(op->project), I(c->home), I(c->on));
}

/* The buyer, and that she was a tenant until then. */
static enum err enter(struct op *op, const struct owner_change *c, int64_t *person)
{
    struct person_new p = { .name = c->name, .phones = { c->phone }, .id_number = c->id_number };
    enum err e = person_put(op, &p, person);

    if (e != OK)
        return e;
    db_exec(op->tx,
            "update home_person set to_on = $4 where project_id = $1 and home_id = $2"
            " and person_id = $3 and to_on is null",
            I(op->project), I(c->home), I(*person), I(c->on));
    db_exec(op->tx,
            "insert into home_person (project_id, id, home_id, person_id, relation, from_on, proof)"
            " values ($1, $2, $3, $4, 'owner', $5, $6)"
            " on conflict (project_id, home_id, person_id, relation) do update"
            " set from_on = excluded.from_on, to_on = null, proof = excluded.proof",
            I(op->project), I(id_new()), I(c->home), I(*person), I(c->on), T(c->proof));
    return OK;
}

enum err home_change_owner(struct op *op, const struct owner_change *c, int64_t *person)
{
    enum err e = check_change(op, c, when_date(op->now, ZONE_SHANGHAI));

    if (e != OK)
        return e;
    leave(op, c);
    if ((e = enter(op, c, person)) != OK)
        return e;
    db_exec(op->tx, "update home set owner_changed_at = $3 where project_id = $1 and id = $2",
            I(op->project), I(c->home), I(op->now));
    event_add(op, "person", *person, "person.buys", NULL);
    event_add(op, "home", c->home, "home.owner_change",
              arena_printf(op->mem, "{\"on\":\"%s\",\"person\":\"%lld\"}",
                           date_text(op->mem, c->on), (long long)*person));
    return OK;
}

/* ---- two records, one person ---- */

/* Is one of them the proxy of a home that the other owns? */
static bool stands_for_other(const struct op *op, int64_t one, int64_t other)
{
    return db_int(op->tx,
                  "select count(*) from home_person x join home_person y"
                  " on y.project_id = x.project_id and y.home_id = x.home_id"
                  " where x.project_id = $1 and x.relation = 'proxy'"
                  " and y.relation in ('owner', 'co_owner')"
                  " and ((x.person_id = $2 and y.person_id = $3)"
                  " or (x.person_id = $3 and y.person_id = $2))",
                  I(op->project), I(one), I(other)) > 0;
}

static bool id_numbers_differ(const struct op *op, int64_t one, int64_t other)
{
    return db_int(op->tx,
                  "select count(distinct id_index) from person where project_id = $1"
                  " and id in ($2, $3) and id_index is not null",
                  I(op->project), I(one), I(other)) > 1;
}

static int64_t phones_together(const struct op *op, int64_t one, int64_t other)
{
    return db_int(op->tx,
                  "select count(distinct full_index) from person_phone where project_id = $1"
                  " and person_id in ($2, $3)",
                  I(op->project), I(one), I(other));
}

static enum err check_merge(struct op *op, int64_t keep, int64_t gone)
{
    struct person_view a, b;

    if (person_load(op, keep, &a) != OK || person_load(op, gone, &b) != OK)
        return E_NOT_FOUND;
    if (keep == gone)
        return fail(op, E_RULE, "same_person", "other", W("这是同一份档案，不能和自己合并"));
    if (a.merged_into || b.merged_into)
        return fail(op, E_RULE, "merged_already", "other", W("其中一份档案已经并入别处"));
    if (stands_for_other(op, keep, gone))
        return fail(op, E_RULE, "own_proxy", "other",
                    W("一位是另一位的代理人：业主和代理人是两个人，不能合并"));
    if (id_numbers_differ(op, keep, gone))
        return fail(op, E_RULE, "two_people", "other", W("两份档案的证件号不同，不是同一个人"));
    if (phones_together(op, keep, gone) > PHONES_MAX)
        return fail(op, E_RULE, "too_many_phones", "other",
                    W("合起来超过 %d 个电话，请先删去不用的"), PHONES_MAX);
    return OK;
}

static void move_phones(struct op *op, int64_t keep, int64_t gone)
{
    int64_t last = db_int(op->tx,
                          "select max(pos) from person_phone where project_id = $1"
                          " and person_id = $2",
                          I(op->project), I(keep));

    db_exec(op->tx,
            "delete from person_phone where project_id = $1 and person_id = $2 and full_index in"
            " (select full_index from person_phone where project_id = $1 and person_id = $3)",
            I(op->project), I(gone), I(keep));
    db_exec(op->tx,
            "update person_phone set person_id = $3, pos = pos + $4 where project_id = $1"
            " and person_id = $2",
            I(op->project), I(gone), I(keep), I(last + 1));
}

/* Of the same relation to the same home the one that still runs stays, with the earlier start. */
static void move_homes(struct op *op, int64_t keep, int64_t gone)
{
    db_exec(op->tx,
            "update home_person set to_on = null where project_id = $1 and person_id = $2"
            " and exists (select 1 from home_person g where g.project_id = $1"
            " and g.person_id = $3 and g.home_id = home_person.home_id"
            " and g.relation = home_person.relation and g.to_on is null)",
            I(op->project), I(keep), I(gone));
    db_exec(op->tx,
            "delete from home_person where project_id = $1 and person_id = $2 and exists"
            " (select 1 from home_person k where k.project_id = $1 and k.person_id = $3"
            " and k.home_id = home_person.home_id and k.relation = home_person.relation)",
            I(op->project), I(gone), I(keep));
    db_exec(op->tx,
            "update home_person set person_id = $3 where project_id = $1 and person_id = $2",
            I(op->project), I(gone), I(keep));
}

static void move_accounts(struct op *op, int64_t keep, int64_t gone)
{
    db_exec(op->tx,
            "insert into account_person (project_id, person_id, account_id, way, at)"
            " select project_id, $3, account_id, way, at from account_person where project_id = $1"
            " and person_id = $2 on conflict do nothing",
            I(op->project), I(gone), I(keep));
    db_exec(op->tx, "delete from account_person where project_id = $1 and person_id = $2",
            I(op->project), I(gone));
    db_exec(op->tx, "update entry_link set person_id = $3 where project_id = $1 and person_id = $2",
            I(op->project), I(gone), I(keep));
}

static void move_id_number(struct op *op, int64_t keep, int64_t gone)
{
    db_exec(op->tx,
            "update person set id_sealed = g.id_sealed, id_index = g.id_index,"
            " id_last4 = g.id_last4 from person g where g.project_id = $1 and g.id = $3"
            " and person.project_id = $1 and person.id = $2 and person.id_index is null",
            I(op->project), I(keep), I(gone));
    db_exec(op->tx,
            "update person set merged_into = $2, id_sealed = null, id_index = null,"
            " id_last4 = null, version = version + 1 where project_id = $1 and id = $3",
            I(op->project), I(keep), I(gone));
    db_exec(op->tx, "update person set version = version + 1 where project_id = $1 and id = $2",
            I(op->project), I(keep));
}

enum err person_merge(struct op *op, int64_t keep, int64_t gone)
{
    enum err e = check_merge(op, keep, gone);

    if (e != OK)
        return e;
    move_phones(op, keep, gone);
    move_homes(op, keep, gone);
    move_accounts(op, keep, gone);
    move_id_number(op, keep, gone);
    event_add(op, "person", keep, "person.merge",
              arena_printf(op->mem, "{\"other\":\"%lld\"}", (long long)gone));
    event_add(op, "person", gone, "person.merged",
              arena_printf(op->mem, "{\"into\":\"%lld\"}", (long long)keep));
    return OK;
}

size_t person_twins(const struct op *op, int64_t person, struct twin **ret)
{
    size_t n = 0;
    struct query q;

    *ret = arena_new_n(op->mem, struct twin, TWINS_MOST);
    for (db_query(op->tx, &q,
                  "select p.id, p.name, (select f.masked from person_phone f where f.project_id ="
                  " p.project_id and f.person_id = p.id order by f.pos limit 1),"
                  " (select h.code from home_person hp join home h on h.project_id ="
                  " hp.project_id and h.id = hp.home_id where hp.project_id = p.project_id"
                  " and hp.person_id = p.id order by hp.to_on is not null, hp.id limit 1)"
                  " from person p where p.project_id = $1 and p.id <> $2"
                  " and p.merged_into is null and p.id in"
                  " (select o.id from person o join person me on me.project_id = o.project_id"
                  " and me.id = $2 and me.name = o.name where o.project_id = $1"
                  " union select f.person_id from person_phone f join person_phone mine"
                  " on mine.full_index = f.full_index and mine.project_id = $1"
                  " and mine.person_id = $2 where f.project_id = $1"
                  " union select o.id from person o join person me on me.project_id ="
                  " o.project_id and me.id = $2 and me.id_index = o.id_index"
                  " where o.project_id = $1) order by p.id limit 20",
                  I(op->project), I(person));
         n < TWINS_MOST && db_next(&q);)
        (*ret)[n++] =
            (struct twin){ db_i64(&q, 0), db_text(&q, 1), db_text(&q, 2), db_text(&q, 3) };
    db_done(&q);
    return n;
}
