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

enum err home_person_end(struct op *op, int64_t home, int64_t relation_id, int32_t to_on)
{
    if (db_exec(op->tx,
                "update home_person set to_on = $4 where project_id = $1 and home_id = $2"
                " and id = $3 and to_on is null",
                I(op->project), I(home), I(relation_id), I(to_on)) == 0)
        return E_NOT_FOUND;
    event_add(op, "home", home, "home.person_end", NULL);
    return OK;
}

enum err person_load(const struct op *op, int64_t id, struct person_view *ret)
{
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select name, account_id, version, prefers, care, id_index from person"
                        " where project_id = $1 and id = $2",
                        I(op->project), I(id));

    if (found)
        *ret = (struct person_view){ .id = id,
                                     .id_text = id_text(op->mem, id),
                                     .name = db_text(&q, 0),
                                     .account_id = db_i64(&q, 1),
                                     .version = db_i64(&q, 2),
                                     .prefers = db_text(&q, 3),
                                     .care = db_text(&q, 4),
                                     .has_id_number = !db_is_null(&q, 5) };
    db_done(&q);
    if (!found)
        return E_NOT_FOUND;
    ret->phones = arena_new_n(op->mem, const char *, PHONES_MAX);
    for (db_query(op->tx, &q,
                  "select masked from person_phone where project_id = $1 and person_id = $2"
                  " order by pos",
                  I(op->project), I(id));
         ret->phone_n < PHONES_MAX && db_next(&q);)
        ret->phones[ret->phone_n++] = db_text(&q, 0);
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
                  " p.project_id and f.person_id = p.id order by f.pos limit 1) from home_person hp"
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
        };
    db_done(&q);
    return n;
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
