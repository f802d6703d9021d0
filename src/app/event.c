/*
 * event.c -- appending to the log and checking it; see event.h for the promise.
 *
 * The counter row of the project is read and written under the turn, so numbers
 * have no gap that a rollback did not close.
 */
#include "app/event.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"
#include "base/when.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define HASH_BYTES 32

static const char *hash_text(struct arena *mem, const char *text)
{
    unsigned char h[HASH_BYTES];

    crypto_generichash(h, sizeof h, (const unsigned char *)text, strlen(text), NULL, 0);
    return text_hex(mem, h, sizeof h);
}

struct row {
    int64_t project, no, subject_id, subject_no, at, actor_id;
    const char *subject, *what, *actor_role, *payload_hash, *prev_hash, *hash;
};

static const char *row_hash(struct arena *mem, const struct row *e)
{
    return hash_text(mem, arena_printf(mem,
                                       "%s|%" PRId64 "|%" PRId64 "|%s|%" PRId64 "|%" PRId64
                                       "|%s|%" PRId64 "|%" PRId64 "|%s|%s",
                                       e->prev_hash, e->project, e->no, e->subject, e->subject_id,
                                       e->subject_no, e->what, e->at, e->actor_id, e->actor_role,
                                       e->payload_hash));
}

static const char *main_role(const struct op *op)
{
    unsigned bits = roles_in(op->actor, op->project);

    for (unsigned b = 1; b <= ROLE_OWNER; b <<= 1)
        if (bits & b)
            return op->actor->account_id ? role_word((enum role)b) : "system";
    return "";
}

static int64_t next_no(struct op *op)
{
    return db_int(op->tx,
                  "insert into event_counter (project_id, no) values ($1, 1)"
                  " on conflict (project_id) do update set no = event_counter.no + 1 returning no",
                  I(op->project));
}

void event_add(struct op *op, const char *subject, int64_t subject_id, const char *what,
               const char *payload)
{
    struct query q;
    struct row e = { .project = op->project,
                     .subject = subject,
                     .subject_id = subject_id,
                     .what = what,
                     .at = op->now,
                     .actor_id = op->actor->account_id,
                     .actor_role = main_role(op),
                     .prev_hash = "" };
    const char *salt = random_token(op->mem, 16), *text = payload ? payload : "{}";

    e.no = next_no(op);
    if (db_one(op->tx, &q,
               "select n, head from event_head where project_id = $1 and subject = $2"
               " and subject_id = $3",
               I(e.project), T(subject), I(subject_id))) {
        e.subject_no = db_i64(&q, 0);
        e.prev_hash = db_text(&q, 1);
    }
    db_done(&q);
    e.subject_no += 1;
    e.payload_hash = hash_text(op->mem, arena_printf(op->mem, "%s|%s", salt, text));
    e.hash = row_hash(op->mem, &e);
    db_exec(op->tx,
            "insert into event (project_id, no, subject, subject_id, subject_no, what, at,"
            " actor_id, actor_name, actor_role, payload_hash, prev_hash, hash)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            I(e.project), I(e.no), T(subject), I(subject_id), I(e.subject_no), T(what), I(e.at),
            I(e.actor_id), T(op->actor->name), T(e.actor_role), T(e.payload_hash), T(e.prev_hash),
            T(e.hash));
    db_exec(op->tx,
            "insert into event_payload (project_id, no, salt, payload) values ($1, $2, $3, $4)",
            I(e.project), I(e.no), T(salt), T(text));
    db_exec(op->tx,
            "insert into event_head (project_id, subject, subject_id, n, head)"
            " values ($1, $2, $3, $4, $5) on conflict (project_id, subject, subject_id)"
            " do update set n = excluded.n, head = excluded.head",
            I(e.project), T(subject), I(subject_id), I(e.subject_no), T(e.hash));
    for (const struct follower *f = op->app->followers; f && f->what; f++)
        if (strcmp(f->what, what) == 0)
            f->follow(op, subject_id);
}

size_t event_list(const struct op *op, const char *subject, int64_t subject_id, struct event **ret)
{
    size_t n = 0, room = (size_t)db_int(op->tx,
                                        "select n from event_head where project_id = $1"
                                        " and subject = $2 and subject_id = $3",
                                        I(op->project), T(subject), I(subject_id));
    struct event *list = arena_new_n(op->mem, struct event, room + 1);
    struct query q;

    for (db_query(op->tx, &q,
                  "select e.no, e.subject_no, e.at, e.actor_id, e.what, e.actor_name,"
                  " e.actor_role, p.payload from event e left join event_payload p"
                  " on p.project_id = e.project_id and p.no = e.no where e.project_id = $1"
                  " and e.subject = $2 and e.subject_id = $3 order by e.subject_no",
                  I(op->project), T(subject), I(subject_id));
         n < room && db_next(&q); n++)
        list[n] = (struct event){ .no = db_i64(&q, 0),
                                  .subject_no = db_i64(&q, 1),
                                  .at = db_i64(&q, 2),
                                  .actor_id = db_i64(&q, 3),
                                  .what = db_text(&q, 4),
                                  .actor_name = db_text(&q, 5),
                                  .actor_role = db_text(&q, 6),
                                  .payload = db_text(&q, 7) };
    db_done(&q);
    *ret = list;
    return n;
}

/* ---- checking ---- */

struct check {
    struct op op;
    struct event_fault *faults;
    size_t n, room;
    /* what the next row of the chain has to follow */
    char subject[64], head[2 * HASH_BYTES + 1];
    int64_t subject_id, subject_no;
};

static void found(struct check *c, const struct row *e, const char *what)
{
    if (c->n == c->room) {
        size_t room = c->room ? c->room * 2 : 16;
        struct event_fault *more = arena_new_n(c->op.mem, struct event_fault, room);
        if (c->n)
            memcpy(more, c->faults, c->n * sizeof *more);
        c->faults = more;
        c->room = room;
    }
    c->faults[c->n++] = (struct event_fault){ .project_id = e->project,
                                              .no = e->no,
                                              .subject = arena_dup(c->op.mem, e->subject),
                                              .subject_id = e->subject_id,
                                              .what = what };
}

static void row_read(const struct query *q, struct row *e)
{
    *e = (struct row){ .project = db_i64(q, 0),
                       .no = db_i64(q, 1),
                       .subject = db_text(q, 2),
                       .subject_id = db_i64(q, 3),
                       .subject_no = db_i64(q, 4),
                       .what = db_text(q, 5),
                       .at = db_i64(q, 6),
                       .actor_id = db_i64(q, 7),
                       .actor_role = db_text(q, 8),
                       .payload_hash = db_text(q, 9),
                       .prev_hash = db_text(q, 10),
                       .hash = db_text(q, 11) };
}

static void check_row(struct check *c, const struct row *e, const struct query *q)
{
    struct arena *mem = tx_mem(c->op.tx);
    bool first = strcmp(c->subject, e->subject) != 0 || c->subject_id != e->subject_id;

    if (e->subject_no != (first ? 1 : c->subject_no + 1))
        found(c, e, "gap");
    if (strcmp(e->prev_hash, first ? "" : c->head) != 0 || strcmp(e->hash, row_hash(mem, e)) != 0)
        found(c, e, "hash");
    if (!db_is_null(q, 12) &&
        strcmp(e->payload_hash,
               hash_text(mem, arena_printf(mem, "%s|%s", db_text(q, 12), db_text(q, 13)))) != 0)
        found(c, e, "payload");
    snprintf(c->subject, sizeof c->subject, "%s", e->subject);
    snprintf(c->head, sizeof c->head, "%s", e->hash);
    c->subject_id = e->subject_id;
    c->subject_no = e->subject_no;
}

static void check_rows(struct check *c, int64_t project, const char *subject, int64_t subject_id)
{
    struct arena *mem = tx_mem(c->op.tx);
    struct query q;
    struct row e;

    for (db_query(c->op.tx, &q,
                  "select e.project_id, e.no, e.subject, e.subject_id, e.subject_no, e.what, e.at,"
                  " e.actor_id, e.actor_role, e.payload_hash, e.prev_hash, e.hash, p.salt,"
                  " p.payload from event e left join event_payload p on p.project_id ="
                  " e.project_id and p.no = e.no where e.project_id = $1 and ($3 = 0 or"
                  " (e.subject = $2 and e.subject_id = $3))"
                  " order by e.subject, e.subject_id, e.subject_no",
                  I(project), T(subject ? subject : ""), I(subject_id));
         db_next(&q);) {
        struct arena_mark mark = arena_mark(mem);

        row_read(&q, &e);
        check_row(c, &e, &q);
        if (mem != c->op.mem) /* the faults are there */
            arena_rewind(mem, mark);
    }
    db_done(&q);
}

/* Numbers have no gap, so a chain that was taken out whole shows too. */
static void check_count(struct check *c, int64_t project)
{
    int64_t n = db_int(c->op.tx, "select count(*) from event where project_id = $1", I(project));
    int64_t last =
        db_int(c->op.tx, "select no from event_counter where project_id = $1", I(project));

    if (n != last)
        found(c, &(struct row){ .project = project, .no = last, .subject = "" }, "count");
}

/* Each subject keeps count and head of its chain, so a cut tail shows. */
static void check_heads(struct check *c, int64_t project, const char *subject, int64_t subject_id)
{
    struct query q;

    for (db_query(c->op.tx, &q,
                  "select h.project_id, h.n, h.subject, h.subject_id from event_head h"
                  " left join event e on e.project_id = h.project_id and e.subject = h.subject"
                  " and e.subject_id = h.subject_id and e.subject_no = h.n"
                  " where h.project_id = $1 and ($3 = 0 or (h.subject = $2 and h.subject_id = $3))"
                  " and (e.hash is null or e.hash <> h.head)",
                  I(project), T(subject ? subject : ""), I(subject_id));
         db_next(&q);) {
        struct row e = { .project = db_i64(&q, 0),
                         .no = db_i64(&q, 1),
                         .subject = db_text(&q, 2),
                         .subject_id = db_i64(&q, 3) };
        found(c, &e, "head");
    }
    db_done(&q);
}

static const char *anchor_hash(struct arena *mem, struct tx *tx, int64_t project, int64_t last_no,
                               const char *before)
{
    return hash_text(
        mem, arena_printf(mem, "%s|%s", before,
                          db_str(tx, "select hash from event where project_id = $1 and no = $2",
                                 I(project), I(last_no))));
}

static void check_anchors(struct check *c, int64_t project)
{
    struct query q;
    const char *before = "";

    for (db_query(c->op.tx, &q,
                  "select last_no, hash from event_anchor where project_id = $1 order by day_on",
                  I(project));
         db_next(&q);) {
        const char *hash = db_text(&q, 1);
        if (strcmp(hash, anchor_hash(c->op.mem, c->op.tx, project, db_i64(&q, 0), before)) != 0)
            found(c, &(struct row){ .project = project, .no = db_i64(&q, 0), .subject = "" },
                  "anchor");
        before = hash;
    }
    db_done(&q);
}

size_t event_verify(const struct op *op, int64_t project, const char *subject, int64_t subject_id,
                    struct event_fault **ret)
{
    struct check c = { .op = *op };

    check_rows(&c, project, subject, subject_id);
    check_heads(&c, project, subject, subject_id);
    if (subject_id == 0) {
        check_count(&c, project);
        check_anchors(&c, project);
    }
    *ret = c.faults;
    return c.n;
}

void event_anchor(struct op *op, int64_t project)
{
    int64_t today = when_date(op->now, ZONE_SHANGHAI);
    const char *before;
    /* from the newest backwards: today's are passed over, the years before are not read */
    int64_t last = db_int(op->tx,
                          "select no from event where project_id = $1 and at < $2"
                          " order by no desc limit 1",
                          I(project), I(when_of_date((int32_t)today, ZONE_SHANGHAI)));

    if (last == 0 || db_int(op->tx,
                            "select count(*) from event_anchor where project_id = $1"
                            " and (day_on = $2 or last_no >= $3)",
                            I(project), I(today - 1), I(last)) > 0)
        return;
    before = db_str(op->tx,
                    "select hash from event_anchor where project_id = $1"
                    " order by day_on desc limit 1",
                    I(project));
    db_exec(op->tx,
            "insert into event_anchor (project_id, day_on, last_no, hash) values ($1, $2, $3, $4)",
            I(project), I(today - 1), I(last),
            T(anchor_hash(op->mem, op->tx, project, last, before ? before : "")));
}
