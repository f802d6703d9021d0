/* paper.c -- ordering, sealing and checking of papers; see paper.h. */
#include "rooms/archive/paper.h"

#include "app/event.h"
#include "app/number.h"
#include "base/id.h"
#include "base/log.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"
#include "rooms/archive/acceptance.h"
#include "store/files.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#define SEAL "paper.seal"

static const char *hash_text(struct arena *mem, const char *text)
{
    unsigned char h[FILE_HASH_BYTES];

    crypto_generichash(h, sizeof h, (const unsigned char *)text, strlen(text), NULL, 0);
    return text_hex(mem, h, sizeof h);
}

/* What the chain says of a paper. */
static const char *event_words(struct op *op, const struct paper *p)
{
    struct json j = json_new(op->mem, 4000);

    json_open(&j, NULL, '{');
    json_id(&j, "paper", p->id);
    json_text(&j, "no", p->no);
    json_id(&j, "fault", p->fault_id);
    json_text(&j, "facts_hash", p->facts_hash);
    json_text(&j, "file_hash", p->file_hash);
    json_close(&j, '}');
    return j.out.p;
}

/* ---- ordering ---- */

static void put_paper(struct op *op, const struct paper *p, const char *code)
{
    db_exec(op->tx,
            "update paper set replaced_by = $4 where project_id = $1 and subject = 'matter'"
            " and subject_id = $2 and fault_id = $3 and kind = 'acceptance' and replaced_by = 0",
            I(op->project), I(p->matter_id), I(p->fault_id), I(p->id));
    db_exec(op->tx,
            "insert into paper (project_id, id, no, kind, subject, subject_id, fault_id, state,"
            " code, facts, facts_hash, made_by, made_at) values ($1, $2, $3, 'acceptance',"
            " 'matter', $4, $5, 'sealing', $6, $7, $8, $9, $10)",
            I(op->project), I(p->id), T(p->no), I(p->matter_id), I(p->fault_id), T(code),
            T(p->facts), T(p->facts_hash), I(op->actor->account_id), I(p->made_at));
    event_add(op, "matter", p->matter_id, "paper.ordered", event_words(op, p));
}

enum err paper_order(struct op *op, int64_t matter_id, int64_t fault_id, int64_t *paper_id)
{
    struct paper p = { .id = id_new(),
                       .matter_id = matter_id,
                       .fault_id = fault_id,
                       .made_at = op->now,
                       .file_hash = "" };
    struct paper_name name = { number_next(op, "A"), random_token(op->mem, 16), op->now };
    enum err e;

    p.no = name.no;
    e = acceptance_facts(op, matter_id, fault_id, &name, &p.facts);
    if (e != OK)
        return e;
    p.facts_hash = hash_text(op->mem, p.facts);
    put_paper(op, &p, name.code);
    job_add(op, SEAL, arena_printf(op->mem, "{\"paper\":\"%" PRId64 "\"}", p.id), 0);
    *paper_id = p.id;
    return OK;
}

/* ---- reading ---- */

#define COLUMNS                                                                                    \
    "select project_id, id, subject_id, fault_id, file_id, made_at, sealed_at, replaced_by, no,"   \
    " kind, state, facts, facts_hash, file_hash from paper "

static enum err paper_read(struct query *q, struct paper *ret)
{
    bool found = db_next(q);

    if (found)
        *ret = (struct paper){ .project_id = db_i64(q, 0),
                               .id = db_i64(q, 1),
                               .matter_id = db_i64(q, 2),
                               .fault_id = db_i64(q, 3),
                               .file_id = db_i64(q, 4),
                               .made_at = db_i64(q, 5),
                               .sealed_at = db_i64(q, 6),
                               .replaced_by = db_i64(q, 7),
                               .no = db_text(q, 8),
                               .kind = db_text(q, 9),
                               .state = db_text(q, 10),
                               .facts = db_text(q, 11),
                               .facts_hash = db_text(q, 12),
                               .file_hash = db_text(q, 13) };
    db_done(q);
    return found ? OK : E_NOT_FOUND;
}

enum err paper_by_code(const struct op *op, const char *code, struct paper *ret)
{
    struct query q;

    db_query(op->tx, &q, COLUMNS "where code = $1", T(code));
    return paper_read(&q, ret);
}

enum err paper_by_no(const struct op *op, const char *no, struct paper *ret)
{
    struct query q;

    db_query(op->tx, &q, COLUMNS "where project_id = $1 and no = $2", I(op->project), T(no));
    return paper_read(&q, ret);
}

static enum err paper_by_id(const struct op *op, int64_t id, struct paper *ret)
{
    struct query q;

    db_query(op->tx, &q, COLUMNS "where project_id = $1 and id = $2", I(op->project), I(id));
    return paper_read(&q, ret);
}

bool paper_next(const struct op *op, int64_t project, int64_t *after, struct paper *ret)
{
    struct query q;

    db_query(op->tx, &q, COLUMNS "where project_id = $1 and id > $2 order by id limit 1",
             I(project), I(*after));
    if (paper_read(&q, ret) != OK)
        return false;
    *after = ret->id;
    return true;
}

/* ---- sealing ---- */

struct sealing {
    struct paper paper;
    int64_t size;
};

static enum err seal_rows(struct op *op, void *arg)
{
    const struct sealing *s = arg;
    const struct paper *p = &s->paper;
    int64_t file = id_new();

    if (db_exec(op->tx,
                "update paper set state = 'sealed', file_id = $3, file_hash = $4, sealed_at = $5"
                " where project_id = $1 and id = $2 and state <> 'sealed'",
                I(op->project), I(p->id), I(file), T(p->file_hash), I(op->now)) == 0)
        return OK; /* the other run of this job was quicker */
    db_exec(op->tx,
            "insert into file (project_id, id, hash, type, size, name, subject, subject_id,"
            " purpose, added_by, added_at) values ($1, $2, $3, 'application/pdf', $4, $5, 'paper',"
            " $6, 'sheet', $7, $8)",
            I(op->project), I(file), T(p->file_hash), I(s->size),
            T(arena_printf(op->mem, "%s.pdf", p->no)), I(p->id), I(op->actor->account_id),
            I(op->now));
    event_add(op, "matter", p->matter_id, "paper.sealed", event_words(op, p));
    return OK;
}

static enum err fail_rows(struct op *op, void *arg)
{
    const struct sealing *s = arg;

    db_exec(op->tx,
            "update paper set state = 'failed' where project_id = $1 and id = $2"
            " and state = 'sealing'",
            I(op->project), I(s->paper.id));
    return OK;
}

static int64_t paper_of_arg(const char *arg)
{
    json_t *o = json_loads(arg, 0, NULL);
    const char *text = json_string_value(json_object_get(o, "paper"));
    int64_t id = 0;

    if (!text || !text_int(text, &id))
        id = 0;
    json_decref(o);
    return id;
}

static enum err load(struct job *job, struct sealing *s)
{
    struct op op = { .app = job->app, .mem = job->mem, .project = job->project };
    enum err e, end;

    op.tx = db_read(job->app->db, job->mem);
    e = paper_by_id(&op, paper_of_arg(job->arg), &s->paper);
    end = db_read_end(op.tx);
    return end != OK ? end : e;
}

enum err paper_seal(struct job *job)
{
    struct sealing s;
    struct span pdf;
    unsigned char hash[FILE_HASH_BYTES];
    enum err e = load(job, &s);

    if (e != OK || strcmp(s.paper.state, "sealed") == 0)
        return e;
    e = acceptance_draw(job->app, job->mem, s.paper.facts, s.paper.facts_hash, &pdf);
    if (e == OK)
        e = files_put(job->app->files, pdf.p, pdf.n, hash);
    if (e != OK) {
        log_line(LOG_ERROR, "paper", "%s was not drawn: error %d", s.paper.no, (int)e);
        return job_write(job, fail_rows, &s) == OK ? e : E_STORE;
    }
    s.paper.file_hash = text_hex(job->mem, hash, sizeof hash);
    s.size = (int64_t)pdf.n;
    return job_write(job, seal_rows, &s);
}

const struct job_kind archive_jobs[] = { { SEAL, paper_seal, 0 }, { 0 } };

/* ---- checking ---- */

static const char *const state_words[] = {
    [PAPER_GOOD] = "good", [PAPER_UNSEALED] = "unsealed", [PAPER_FACTS] = "facts",
    [PAPER_FILE] = "file", [PAPER_GONE] = "gone",         [PAPER_CHAIN] = "chain",
};

const char *paper_state_word(enum paper_state s)
{
    return state_words[s];
}

static bool says(const json_t *o, const char *key, const char *value)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s && strcmp(s, value) == 0;
}

static bool has_file_row(const struct op *op, const struct paper *p)
{
    return db_int(op->tx,
                  "select count(*) from file where project_id = $1 and id = $2 and hash = $3"
                  " and subject = 'paper' and subject_id = $4",
                  I(p->project_id), I(p->file_id), T(p->file_hash), I(p->id)) == 1;
}

/* The chain has an event of this paper with these hashes.  Its payload names nobody, so no law asks
   for its destruction: one that is gone confirms nothing. */
static bool in_chain(const struct op *op, const struct paper *p, const char *what,
                     const char *file_hash)
{
    const char *id = id_text(op->mem, p->id);
    struct query q;
    bool found = false;

    for (db_query(op->tx, &q,
                  "select p.payload from event e join event_payload p on p.project_id ="
                  " e.project_id and p.no = e.no where e.project_id = $1 and e.subject = 'matter'"
                  " and e.subject_id = $2 and e.what = $3",
                  I(p->project_id), I(p->matter_id), T(what));
         !found && db_next(&q);) {
        json_t *o = json_loads(db_text(&q, 0), 0, NULL);

        found = says(o, "paper", id) && says(o, "no", p->no) &&
                says(o, "facts_hash", p->facts_hash) && says(o, "file_hash", file_hash);
        json_decref(o);
    }
    db_done(&q);
    return found;
}

enum paper_state paper_check(const struct op *op, const struct paper *p)
{
    unsigned char hash[FILE_HASH_BYTES];
    enum err e;

    if (strcmp(hash_text(op->mem, p->facts), p->facts_hash) != 0)
        return PAPER_FACTS;
    if (!in_chain(op, p, "paper.ordered", ""))
        return PAPER_CHAIN;
    if (strcmp(p->state, "sealed") != 0)
        return PAPER_UNSEALED;
    if (!in_chain(op, p, "paper.sealed", p->file_hash))
        return PAPER_CHAIN;
    if (!hex_bytes(p->file_hash, hash, sizeof hash) || !has_file_row(op, p))
        return PAPER_FILE;
    e = files_check(op->app->files, hash);
    return e == OK ? PAPER_GOOD : e == E_NOT_FOUND ? PAPER_GONE : PAPER_FILE;
}
