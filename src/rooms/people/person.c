/* person.c -- see person.h. */
#include "rooms/people/person.h"
#include "app/event.h"
#include "base/id.h"
#include "base/must.h"
#include "rooms/people/initials.h"
#include "store/seal.h"

#include <string.h>

static const char *last4(const char *text)
{
    size_t n = strlen(text);

    return n > 4 ? text + n - 4 : text;
}

static void phone_add(struct op *op, int64_t person, int64_t pos, const char *phone)
{
    const struct seal *seal = op->app->seal;
    struct span sealed = seal_put(seal, op->mem, phone);

    db_exec(op->tx,
            "insert into person_phone (project_id, person_id, pos, sealed, full_index, last4,"
            " masked) values ($1, $2, $3, $4, $5, $6, $7)",
            I(op->project), I(person), I(pos), B(sealed.p, sealed.n),
            T(seal_index(seal, op->mem, "phone", phone)),
            T(seal_index(seal, op->mem, "phone4", last4(phone))), T(phone_masked(op->mem, phone)));
}

static int64_t person_known(const struct op *op, const struct person_new *p)
{
    if (!p->phones[0])
        return 0;
    return db_int(op->tx,
                  "select p.id from person p join person_phone f on f.project_id = p.project_id"
                  " and f.person_id = p.id where f.full_index = $1 and p.project_id = $2"
                  " and p.name = $3 order by p.id limit 1",
                  T(seal_index(op->app->seal, op->mem, "phone", p->phones[0])), I(op->project),
                  T(p->name));
}

enum err person_put(struct op *op, const struct person_new *p, int64_t *id)
{
    const struct seal *seal = op->app->seal;
    struct span sealed = { 0 };

    if (!*p->name)
        return fail(op, E_INPUT, "name", "name", W("请填姓名"));
    if ((*id = person_known(op, p)))
        return OK;
    if (p->id_number)
        sealed = seal_put(seal, op->mem, p->id_number);
    *id = id_new();
    db_exec(op->tx,
            "insert into person (project_id, id, name, id_sealed, id_index, id_last4, prefers,"
            " care, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            I(op->project), I(*id), T(p->name), p->id_number ? B(sealed.p, sealed.n) : NUL,
            T(p->id_number ? seal_index(seal, op->mem, "id", p->id_number) : NULL),
            T(p->id_number ? seal_index(seal, op->mem, "id4", last4(p->id_number)) : NULL),
            T(p->prefers ? p->prefers : ""), T(p->care ? p->care : ""), I(op->now));
    for (int64_t i = 0; i < PHONES_MAX && p->phones[i]; i++)
        phone_add(op, *id, i, p->phones[i]);
    initials_put(op, *id, p->name);
    event_add(op, "person", *id, "person.add", NULL);
    return OK;
}

enum err home_person_put(struct op *op, int64_t home, int64_t person, const char *relation,
                         int32_t from_on)
{
    if (db_int(op->tx, "select count(*) from home where project_id = $1 and id = $2",
               I(op->project), I(home)) == 0 ||
        db_int(op->tx, "select count(*) from person where project_id = $1 and id = $2",
               I(op->project), I(person)) == 0)
        return E_NOT_FOUND;
    db_exec(op->tx,
            "insert into home_person (project_id, id, home_id, person_id, relation, from_on)"
            " values ($1, $2, $3, $4, $5, $6)"
            " on conflict (project_id, home_id, person_id, relation) do update set to_on = null",
            I(op->project), I(id_new()), I(home), I(person), T(relation),
            I_OR_NUL(from_on, NO_DATE));
    event_add(op, "home", home, "home.person", NULL);
    return OK;
}

enum err home_person_prove(struct op *op, int64_t home, int64_t person, const char *relation,
                           const char *proof)
{
    if (db_exec(op->tx,
                "update home_person set proof = $5 where project_id = $1 and home_id = $2"
                " and person_id = $3 and relation = $4 and to_on is null",
                I(op->project), I(home), I(person), T(relation), T(proof)) == 0)
        return E_NOT_FOUND;
    event_add(op, "home", home, "home.person_proof", NULL);
    return OK;
}

enum err home_person_end(struct op *op, int64_t home, int64_t relation_id, int32_t to_on)
{
    if (db_exec(op->tx,
                "update home_person set to_on = $4 where project_id = $1 and home_id = $2"
                " and id = $3 and to_on is null",
                I(op->project), I(home), I(relation_id), I(to_on)) == 0)
        return E_NOT_FOUND;
    db_exec(op->tx,
            "update entry_link set ended_at = $3 where project_id = $1 and home_id = $2"
            " and used_at is null and ended_at is null and not exists (select 1 from home_person x"
            " where x.project_id = $1 and x.home_id = $2 and x.person_id = entry_link.person_id"
            " and x.to_on is null)",
            I(op->project), I(home), I(op->now));
    event_add(op, "home", home, "home.person_end", NULL);
    return OK;
}

static const char *id_masked(const struct op *op, const struct query *q, int column)
{
    size_t n = 0;
    const void *p = db_bytes(q, column, &n);
    const char *whole = seal_get(op->app->seal, op->mem, p, n);

    return whole ? id_number_masked(op->mem, whole) : "****";
}

enum err person_load(const struct op *op, int64_t id, struct person_view *ret)
{
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select name, merged_into, version, prefers, care, id_index, id_sealed"
                        " from person"
                        " where project_id = $1 and id = $2",
                        I(op->project), I(id));

    if (found)
        *ret = (struct person_view){ .id = id,
                                     .id_text = id_text(op->mem, id),
                                     .name = db_text(&q, 0),
                                     .merged_into = db_i64(&q, 1),
                                     .version = db_i64(&q, 2),
                                     .prefers = db_text(&q, 3),
                                     .care = db_text(&q, 4),
                                     .has_id_number = !db_is_null(&q, 5),
                                     .id_masked = "" };
    if (found && ret->has_id_number)
        ret->id_masked = id_masked(op, &q, 6);
    db_done(&q);
    if (!found)
        return E_NOT_FOUND;
    ret->phones = arena_new_n(op->mem, const char *, PHONES_MAX);
    ret->places = arena_new_n(op->mem, int64_t, PHONES_MAX);
    for (db_query(op->tx, &q,
                  "select masked, pos from person_phone where project_id = $1 and person_id = $2"
                  " order by pos",
                  I(op->project), I(id));
         ret->phone_n < PHONES_MAX && db_next(&q); ret->phone_n++) {
        ret->phones[ret->phone_n] = db_text(&q, 0);
        ret->places[ret->phone_n] = db_i64(&q, 1);
    }
    db_done(&q);
    return OK;
}

size_t relation_list(const struct op *op, int64_t person, int64_t home, struct relation_view **ret)
{
    size_t n = 0, room = 200;
    struct query q;

    *ret = arena_new_n(op->mem, struct relation_view, room);
    for (db_query(op->tx, &q,
                  "select hp.id, hp.home_id, hp.person_id, h.code, p.name, hp.relation, hp.from_on,"
                  " hp.to_on, (select f.masked from person_phone f where f.project_id ="
                  " p.project_id and f.person_id = p.id order by f.pos limit 1), hp.proof"
                  " from home_person hp"
                  " join home h on h.project_id = hp.project_id and h.id = hp.home_id"
                  " join person p on p.project_id = hp.project_id and p.id = hp.person_id"
                  " where hp.project_id = $1 and ($2 = 0 or hp.person_id = $2)"
                  " and ($3 = 0 or hp.home_id = $3) order by hp.to_on is not null, hp.id",
                  I(op->project), I(person), I(home));
         n < room && db_next(&q);)
        (*ret)[n++] = (struct relation_view){
            .id = db_i64(&q, 0),
            .home_id = db_i64(&q, 1),
            .person_id = db_i64(&q, 2),
            .home = db_text(&q, 3),
            .person = db_text(&q, 4),
            .relation = db_text(&q, 5),
            .from_on = db_is_null(&q, 6) ? NO_DATE : (int32_t)db_i64(&q, 6),
            .to_on = db_is_null(&q, 7) ? NO_DATE : (int32_t)db_i64(&q, 7),
            .phone = db_text(&q, 8),
            .proof = db_text(&q, 9),
        };
    db_done(&q);
    return n;
}

/* ---- changing ---- */

static enum err phone_more(struct op *op, const struct person_view *p, const char *phone)
{
    int64_t last = db_int(op->tx,
                          "select max(pos) from person_phone where project_id = $1"
                          " and person_id = $2",
                          I(op->project), I(p->id));

    if (db_int(op->tx,
               "select count(*) from person_phone where project_id = $1 and person_id = $2"
               " and full_index = $3",
               I(op->project), I(p->id), T(seal_index(op->app->seal, op->mem, "phone", phone))) > 0)
        return OK;
    if (p->phone_n >= PHONES_MAX)
        return fail(op, E_RULE, "too_many_phones", "phone", W("最多 %d 个电话，请先删去不用的"),
                    PHONES_MAX);
    phone_add(op, p->id, last + 1, phone);
    return OK;
}

static void id_number_put(struct op *op, int64_t person, const char *number)
{
    const struct seal *seal = op->app->seal;
    struct span sealed = seal_put(seal, op->mem, number);

    db_exec(op->tx,
            "update person set id_sealed = $3, id_index = $4, id_last4 = $5"
            " where project_id = $1 and id = $2",
            I(op->project), I(person), B(sealed.p, sealed.n),
            T(seal_index(seal, op->mem, "id", number)),
            T(seal_index(seal, op->mem, "id4", last4(number))));
}

enum err person_change(struct op *op, int64_t person, const struct person_edit *p)
{
    struct person_view v;
    enum err e = person_load(op, person, &v);

    if (e != OK)
        return e;
    if (v.merged_into)
        return fail(op, E_RULE, "merged_already", NULL, W("这份档案已并入别处，请到那里修改"));
    if (p->seen && p->seen != v.version)
        return fail(op, E_STALE, "stale", NULL, W("别人刚改过这份档案，请看最新的再改"));
    if (*p->phone && (e = phone_more(op, &v, p->phone)) != OK)
        return e;
    if (*p->id_number)
        id_number_put(op, person, p->id_number);
    db_exec(op->tx,
            "update person set name = $3, prefers = $4, care = $5, version = version + 1"
            " where project_id = $1 and id = $2",
            I(op->project), I(person), T(p->name), T(p->prefers), T(p->care));
    event_add(op, "person", person, "person.edit", NULL);
    return OK;
}

enum err person_phone_drop(struct op *op, int64_t person, int64_t place)
{
    struct person_view v;
    enum err e = person_load(op, person, &v);
    const char *index = e != OK ? NULL
                                : db_str(op->tx,
                                         "select full_index from person_phone where project_id = $1"
                                         " and person_id = $2 and pos = $3",
                                         I(op->project), I(person), I(place));

    if (!index)
        return E_NOT_FOUND;
    if (v.phone_n == 1)
        return fail(op, E_RULE, "last_phone", NULL, W("至少要留一个电话：请先添加新的，再删旧的"));
    db_exec(op->tx,
            "delete from person_phone where project_id = $1 and person_id = $2 and pos = $3",
            I(op->project), I(person), I(place));
    db_exec(op->tx,
            "delete from account_person where project_id = $1 and person_id = $2 and way = 'phone'"
            " and account_id in (select id from account where phone_index = $3)",
            I(op->project), I(person), T(index));
    db_exec(op->tx, "update person set version = version + 1 where project_id = $1 and id = $2",
            I(op->project), I(person));
    event_add(op, "person", person, "person.edit", NULL);
    return OK;
}

/* ---- revealing ---- */

static const char *phones_of(struct op *op, int64_t person)
{
    const char *all = "";
    struct query q;
    size_t n;

    for (db_query(op->tx, &q,
                  "select sealed from person_phone where project_id = $1 and person_id = $2"
                  " order by pos",
                  I(op->project), I(person));
         db_next(&q);) {
        const void *p = db_bytes(&q, 0, &n);
        const char *phone = seal_get(op->app->seal, op->mem, p, n);

        if (phone)
            all = arena_printf(op->mem, "%s%s%s", all, *all ? " " : "", phone);
    }
    db_done(&q);
    return all;
}

static const char *id_number_of(struct op *op, int64_t person)
{
    const char *number = NULL;
    struct query q;
    size_t n;

    if (db_one(op->tx, &q, "select id_sealed from person where project_id = $1 and id = $2",
               I(op->project), I(person)) &&
        !db_is_null(&q, 0)) {
        const void *p = db_bytes(&q, 0, &n);

        number = seal_get(op->app->seal, op->mem, p, n);
    }
    db_done(&q);
    return number ? number : "";
}

enum err person_reveal(struct op *op, int64_t person, const char *what, const char *reason,
                       const char **ret)
{
    struct person_view p;
    enum err e = person_load(op, person, &p);

    if (e != OK)
        return e;
    *ret = strcmp(what, "phone") == 0 ? phones_of(op, person) : id_number_of(op, person);
    db_exec(op->tx,
            "insert into reveal (project_id, id, account_id, person_id, what, reason, at)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            I(op->project), I(id_new()), I(op->actor->account_id), I(person), T(what), T(reason),
            I(op->now));
    event_add(op, "person", person, "person.reveal",
              arena_printf(op->mem, "{\"what\":\"%s\"}", what));
    return OK;
}
