/* link.c -- see link.h. */
#include "rooms/people/link.h"
#include "app/event.h"
#include "app/session.h"
#include "base/id.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/people/account.h"

#define TOKEN_BYTES 24

enum err link_make(struct op *op, int64_t home, int64_t person, int64_t days, const char **token)
{
    if (days < 1 || days > LINK_DAYS_MOST)
        return fail(op, E_INPUT, "days", "days", W("有效天数请填 1 到 %d"), LINK_DAYS_MOST);
    if (db_int(op->tx,
               "select count(*) from home_person where project_id = $1 and home_id = $2"
               " and person_id = $3 and to_on is null",
               I(op->project), I(home), I(person)) == 0)
        return E_NOT_FOUND;
    db_exec(op->tx,
            "update entry_link set ended_at = $4 where project_id = $1 and home_id = $2"
            " and person_id = $3 and used_at is null and ended_at is null",
            I(op->project), I(home), I(person), I(op->now));
    *token = random_token(op->mem, TOKEN_BYTES);
    db_exec(op->tx,
            "insert into entry_link (project_id, id, token_hash, home_id, person_id, made_by,"
            " made_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            I(op->project), I(id_new()), T(token_hash(op->mem, *token)), I(home), I(person),
            I(op->actor->account_id), I(op->now), I(op->now + days * DAY_MS));
    event_add(op, "person", person, "person.link", NULL);
    return OK;
}

/* "陈**": whoever holds the paper knows it is hers; nobody learns a name from it. */
static const char *name_hidden(struct arena *mem, const char *name)
{
    const char *p = name;
    size_t n = utf8_count(name);

    if (!utf8_next(&p))
        return "";
    return arena_printf(mem, "%.*s%s", (int)(p - name), name, n > 2 ? "**" : "*");
}

enum err link_find(const struct op *op, const char *token, struct entry_view *ret)
{
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select l.project_id, l.id, l.home_id, l.person_id, j.name, b.name, h.unit,"
                        " h.room, p.name from entry_link l join project j on j.id = l.project_id"
                        " join home h on h.project_id = l.project_id and h.id = l.home_id"
                        " join building b on b.project_id = h.project_id and b.id = h.building_id"
                        " join person p on p.project_id = l.project_id and p.id = l.person_id"
                        " where l.token_hash = $1 and l.used_at is null and l.ended_at is null"
                        " and l.expires_at > $2 and exists (select 1 from home_person hp"
                        " where hp.project_id = l.project_id and hp.home_id = l.home_id"
                        " and hp.person_id = l.person_id and hp.to_on is null)",
                        T(token_hash(op->mem, token)), I(op->now));

    if (found)
        *ret = (struct entry_view){
            .project = db_i64(&q, 0),
            .id = db_i64(&q, 1),
            .home_id = db_i64(&q, 2),
            .person_id = db_i64(&q, 3),
            .project_name = db_text(&q, 4),
            .home = say(op, W("%s %s单元 %s"), db_text(&q, 5), db_text(&q, 6), db_text(&q, 7)),
            .name = name_hidden(op->mem, db_text(&q, 8)),
        };
    db_done(&q);
    return found ? OK : E_NOT_FOUND;
}

enum err link_use(struct op *op, const char *token, int64_t *account)
{
    struct entry_view l;
    struct op theirs = *op;
    enum err e = link_find(op, token, &l);

    if (e != OK)
        return e;
    theirs.project = l.project;
    if (db_exec(op->tx,
                "update entry_link set used_at = $3 where project_id = $1 and id = $2"
                " and used_at is null",
                I(l.project), I(l.id), I(op->now)) != 1)
        return E_NOT_FOUND;
    theirs.project = l.project;
    *account = account_of_person(&theirs, l.person_id);
    return OK;
}
