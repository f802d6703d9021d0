/* initials.c -- see initials.h. */
#include "rooms/people/initials.h"

#include "rules/pinyin.h"

#define EVERY_MS   (INT64_C(20) * 1000)
#define ONCE_N     500 /* people of one turn, so that others may write in between */
#define PROJECTS_N 64  /* of one look; the next look takes the others */

void initials_put(struct op *op, int64_t person, const char *name)
{
    struct pinyin p = pinyin_of(name);

    db_exec(op->tx, "delete from person_initials where project_id = $1 and person_id = $2",
            I(op->project), I(person));
    for (size_t i = 0; i < p.n; i++)
        db_exec(op->tx,
                "insert into person_initials (project_id, initials, person_id) values ($1, $2, $3)",
                I(op->project), T(p.spelling[i]), I(person));
    db_exec(op->tx, "update person set spelled = $3 where project_id = $1 and id = $2",
            I(op->project), I(person), T(name));
}

struct batch {
    size_t n;
};

static enum err spell(struct op *op, void *arg)
{
    struct batch *b = arg;
    int64_t *ids = arena_new_n(op->mem, int64_t, ONCE_N);
    const char **names = arena_new_n(op->mem, const char *, ONCE_N);
    struct query q;

    b->n = 0;
    for (db_query(op->tx, &q,
                  "select id, name from person where project_id = $1 and spelled <> name limit $2",
                  I(op->project), I(ONCE_N));
         b->n < ONCE_N && db_next(&q); b->n++) {
        ids[b->n] = db_i64(&q, 0);
        names[b->n] = db_text(&q, 1);
    }
    db_done(&q);
    for (size_t i = 0; i < b->n; i++)
        initials_put(op, ids[i], names[i]);
    return OK;
}

/* Asked of a reader, so that nothing is written while there is nothing to do. */
static size_t projects_unspelled(struct job *job, int64_t *ids)
{
    struct tx *tx = db_read(job->app->db, job->mem);
    struct query q;
    size_t n = 0;

    for (db_query(tx, &q, "select distinct project_id from person where spelled <> name limit $1",
                  I(PROJECTS_N));
         n < PROJECTS_N && db_next(&q);)
        ids[n++] = db_i64(&q, 0);
    db_done(&q);
    return db_read_end(tx) == OK ? n : 0;
}

static enum err spell_all(struct job *job)
{
    int64_t *ids = arena_new_n(job->mem, int64_t, PROJECTS_N);
    size_t n = projects_unspelled(job, ids);
    enum err e = OK;

    for (size_t i = 0; i < n && e == OK; i++) {
        struct batch b = { ONCE_N };

        while (b.n == ONCE_N && e == OK) {
            struct arena *mem = arena_open((size_t)64 << 20);

            e = app_write(job->app, ids[i], mem, spell, &b);
            arena_close(mem);
        }
    }
    return e;
}

const struct job_kind people_jobs[] = {
    { "people.initials", spell_all, EVERY_MS },
    { 0 },
};
