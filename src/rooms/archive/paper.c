/* paper.c -- ordering, sealing and checking of papers; see paper.h. */
#include "rooms/archive/paper.h"
#include "rooms/matter/matter.h"

#include "app/event.h"
#include "app/number.h"
#include "base/id.h"
#include "base/log.h"
#include "base/must.h"
#include "base/random.h"
#include "base/text.h"
#include "rooms/archive/file.h"
#include "rooms/archive/keeping.h"
#include "rooms/archive/notice.h"
#include "rooms/archive/paper_words.h"
#include "rooms/archive/sheet.h"
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

/* ---- issuing ---- */

static bool is_said_already(struct op *op, const struct paper *p, const char *body)
{
    return *body &&
           db_int(op->tx,
                  "select count(*) from paper where project_id = $1 and kind = $2"
                  " and subject = $3 and subject_id = $4 and fault_id = $5 and part_id = $6"
                  " and replaced_by = 0 and body_hash = $7",
                  I(op->project), T(p->kind), T(p->subject), I(p->subject_id), I(p->fault_id),
                  I(p->part_id), T(body)) > 0;
}

static void put_paper(struct op *op, const struct paper *p, const char *code, const char *body)
{
    db_exec(op->tx,
            "update paper set replaced_by = $7 where project_id = $1 and kind = $2"
            " and subject = $3 and subject_id = $4 and fault_id = $5 and part_id = $6"
            " and replaced_by = 0",
            I(op->project), T(p->kind), T(p->subject), I(p->subject_id), I(p->fault_id),
            I(p->part_id), I(p->id));
    db_exec(op->tx,
            "insert into paper (project_id, id, no, kind, subject, subject_id, fault_id, part_id,"
            " state, code, facts, facts_hash, body_hash, made_by, made_at) values ($1, $2, $3, $4,"
            " $5, $6, $7, $8, 'sealing', $9, $10, $11, $12, $13, $14)",
            I(op->project), I(p->id), T(p->no), T(p->kind), T(p->subject), I(p->subject_id),
            I(p->fault_id), I(p->part_id), T(code), T(p->facts), T(p->facts_hash), T(body),
            I(op->actor->account_id), I(p->made_at));
    event_add(op, p->subject, p->subject_id, "paper.ordered", event_words(op, p));
}

enum err paper_issue(struct op *op, const struct paper_kind *kind, const struct paper_ask *ask,
                     int64_t *ret_id)
{
    struct paper p = { .id = id_new(),
                       .kind = kind->kind,
                       .subject = kind->subject,
                       .subject_id = ask->subject_id,
                       .fault_id = ask->fault,
                       .part_id = ask->part,
                       .made_at = op->now,
                       .file_hash = "" };
    struct paper_name name = { number_next(op, kind->prefix), random_token(op->mem, 16), op->now };
    struct paper_facts facts = { "", "" };
    const char *body;
    enum err e = kind->facts ? kind->facts(op, ask, &name, &facts)
                             : sheet_facts(op, kind, ask, &name, &facts);

    if (e != OK)
        return e;
    p.no = name.no;
    p.facts = facts.json;
    p.facts_hash = hash_text(op->mem, p.facts);
    body = *facts.body ? hash_text(op->mem, facts.body) : "";
    if (is_said_already(op, &p, body))
        return fail(op, E_RULE, "same", NULL,
                    W("内容和上一份一样，没有重新出具；需要纸质件请再次打印上一份"));
    put_paper(op, &p, name.code, body);
    job_add(op, SEAL, arena_printf(op->mem, "{\"paper\":\"%" PRId64 "\"}", p.id), 0);
    *ret_id = p.id;
    return OK;
}

enum err paper_order(struct op *op, int64_t matter_id, int64_t fault_id, int64_t *paper_id)
{
    return paper_issue(op, paper_kind_of("acceptance"),
                       &(struct paper_ask){ .subject_id = matter_id, .fault = fault_id }, paper_id);
}

/* ---- reading ---- */

#define COLUMNS                                                                                    \
    "select project_id, id, subject_id, fault_id, file_id, made_at, sealed_at, replaced_by, no,"   \
    " kind, state, facts, facts_hash, file_hash, subject, part_id from paper "

static enum err paper_read(struct query *q, struct paper *ret)
{
    bool found = db_next(q);

    if (found)
        *ret = (struct paper){ .project_id = db_i64(q, 0),
                               .id = db_i64(q, 1),
                               .subject_id = db_i64(q, 2),
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
                               .file_hash = db_text(q, 13),
                               .subject = db_text(q, 14),
                               .part_id = db_i64(q, 15) };
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
    event_add(op, p->subject, p->subject_id, "paper.sealed", event_words(op, p));
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

static enum err paper_draw(struct app *app, struct arena *mem, const struct paper *p,
                           const char *mark, const char *replaced, struct span *ret)
{
    const struct paper_kind *kind = paper_kind_of(p->kind);
    struct paper_drawing d = { p->facts, p->facts_hash, mark, replaced };

    return kind ? kind->draw(app, mem, &d, ret) : E_INPUT;
}

enum err paper_seal(struct job *job)
{
    struct sealing s;
    struct span pdf;
    unsigned char hash[FILE_HASH_BYTES];
    enum err e = load(job, &s);

    if (e != OK || strcmp(s.paper.state, "sealed") == 0)
        return e;
    e = paper_draw(job->app, job->mem, &s.paper, NULL, NULL, &pdf);
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

const struct job_kind archive_jobs[] = {
    { SEAL, paper_seal, 0 },
    { "archive.anchor", keeping_anchor, KEEPING_EVERY_MS },
    { "archive.forget", keeping_forget, KEEPING_EVERY_MS },
    { 0 },
};

/* ---- checking ---- */

static const char *const check_words[] = {
    [PAPER_GOOD] = "good", [PAPER_UNSEALED] = "unsealed", [PAPER_FACTS] = "facts",
    [PAPER_FILE] = "file", [PAPER_GONE] = "gone",         [PAPER_CHAIN] = "chain",
};

const char *paper_state_word(enum paper_state s)
{
    return check_words[s];
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
                  " e.project_id and p.no = e.no where e.project_id = $1 and e.subject = $4"
                  " and e.subject_id = $2 and e.what = $3",
                  I(p->project_id), I(p->subject_id), T(what), T(p->subject));
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

/* ---- reading and printing again ---- */

bool paper_is_visible(const struct op *op, const struct paper *p)
{
    const unsigned staff = ROLE_ADMIN | ROLE_MANAGER | ROLE_AGENT | ROLE_ENGINEER | ROLE_SUPERVISOR;
    const struct paper_kind *kind = paper_kind_of(p->kind);
    unsigned bits = roles_in(op->actor, op->project);

    if (!kind || !(bits & (staff | kind->readers)))
        return false;
    if (strcmp(p->subject, "notice") == 0)
        return notice_is_visible(op, p->subject_id);
    if (!file_matter_visible(op, p->subject_id) ||
        p->made_at < matter_veiled_until(op, p->subject_id))
        return false;
    if (bits & (staff | (kind->readers & ROLE_OWNER)))
        return true;
    return db_int(op->tx,
                  "select count(*) from work_order where project_id = $1 and id = $2"
                  " and company_id = $3",
                  I(op->project), I(p->part_id), I(company_in(op->actor, op->project))) > 0;
}

const char *paper_replaced_no(const struct op *op, const struct paper *p)
{
    return p->replaced_by ? db_str(op->tx, "select no from paper where project_id = $1 and id = $2",
                                   I(p->project_id), I(p->replaced_by))
                          : NULL;
}

enum err paper_copy(struct op *op, const struct paper *p, int64_t *ret_n)
{
    struct json j = json_new(op->mem, 1000);
    int64_t n = 1 + db_int(op->tx,
                           "select coalesce(max(n), 0) from paper_copy where project_id = $1"
                           " and paper_id = $2",
                           I(op->project), I(p->id));

    if (strcmp(p->state, "sealed") != 0)
        return fail(op, E_RULE, "not_sealed", NULL, W("这份文书正在封存，请稍后再取"));
    db_exec(op->tx,
            "insert into paper_copy (project_id, paper_id, n, at, by_id)"
            " values ($1, $2, $3, $4, $5)",
            I(op->project), I(p->id), I(n), I(op->now), I(op->actor->account_id));
    json_open(&j, NULL, '{');
    json_id(&j, "paper", p->id);
    json_text(&j, "no", p->no);
    json_int(&j, "n", n);
    json_close(&j, '}');
    event_add(op, p->subject, p->subject_id, "paper.reprinted", j.out.p);
    *ret_n = n;
    return OK;
}

enum err paper_copy_draw(const struct op *op, const struct paper *p, int64_t n, struct span *ret)
{
    struct query q;
    const char *mark = NULL;

    if (db_one(op->tx, &q,
               "select c.at, a.name from paper_copy c left join account a on a.id = c.by_id"
               " where c.project_id = $1 and c.paper_id = $2 and c.n = $3",
               I(op->project), I(p->id), I(n)))
        mark = arena_printf(op->mem, "再次打印　第 %" PRId64 " 次　%s　%s", n,
                            db_text(&q, 1) ? db_text(&q, 1) : "", zh_at(op->mem, db_i64(&q, 0)));
    db_done(&q);
    return mark ? paper_draw(op->app, op->mem, p, mark, paper_replaced_no(op, p), ret)
                : E_NOT_FOUND;
}
