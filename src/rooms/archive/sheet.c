/* sheet.c -- saying the blocks of a paper; see sheet.h. */
#include "rooms/archive/sheet.h"

#include "base/buf.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "rooms/archive/paper_words.h"

#include <inttypes.h>
#include <string.h>

#define BODY_LIMIT  ((size_t)512 * 1024)
#define FACTS_LIMIT ((size_t)640 * 1024)

/* ---- blocks ---- */

void sheet_row(struct sheet *s, const char *label, const char *text)
{
    if (!*text)
        return;
    json_open(&s->j, NULL, '{');
    json_text(&s->j, "t", "row");
    json_text(&s->j, "label", label);
    json_text(&s->j, "text", text);
    json_close(&s->j, '}');
}

void sheet_pair(struct sheet *s, const char *label, const char *text, const char *label2,
                const char *text2)
{
    json_open(&s->j, NULL, '{');
    json_text(&s->j, "t", "pair");
    json_text(&s->j, "label", label);
    json_text(&s->j, "text", text);
    json_text(&s->j, "label2", label2);
    json_text(&s->j, "text2", text2);
    json_close(&s->j, '}');
}

static void paragraph(struct sheet *s, const char *text, bool right)
{
    json_open(&s->j, NULL, '{');
    json_text(&s->j, "t", "words");
    json_text(&s->j, "text", text);
    json_bool(&s->j, "right", right);
    json_close(&s->j, '}');
}

void sheet_words(struct sheet *s, const char *text)
{
    paragraph(s, text, false);
}

void sheet_ending(struct sheet *s, const char *text)
{
    paragraph(s, text, true);
}

void sheet_table(struct sheet *s, const struct sheet_col *cols, size_t n)
{
    json_open(&s->j, NULL, '{');
    json_text(&s->j, "t", "table");
    json_open(&s->j, "cols", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(&s->j, NULL, '{');
        json_text(&s->j, "words", cols[i].words);
        json_int(&s->j, "weight", cols[i].weight);
        json_bool(&s->j, "right", cols[i].right);
        json_close(&s->j, '}');
    }
    json_close(&s->j, ']');
    json_open(&s->j, "lines", '[');
}

void sheet_line(struct sheet *s, const char *const *cells, size_t n)
{
    json_open(&s->j, NULL, '[');
    for (size_t i = 0; i < n; i++)
        json_text(&s->j, NULL, cells[i] ? cells[i] : "");
    json_close(&s->j, ']');
}

void sheet_table_end(struct sheet *s)
{
    json_close(&s->j, ']');
    json_close(&s->j, '}');
}

void sheet_signs(struct sheet *s, const char *const *labels, size_t n)
{
    json_open(&s->j, NULL, '{');
    json_text(&s->j, "t", "signs");
    json_open(&s->j, "labels", '[');
    for (size_t i = 0; i < n; i++)
        json_text(&s->j, NULL, labels[i]);
    json_close(&s->j, ']');
    json_close(&s->j, '}');
}

/* ---- photos ---- */

static const struct zh purposes_zh[] = { { "report", "报修" }, { "check", "核查" },
                                         { "before", "修前" }, { "after", "修后" },
                                         { "entry", "见证" },  { "posted", "张贴" },
                                         { NULL, "" } };

static void photo_block(struct sheet *s, const char *hash, const char *purpose, int64_t at)
{
    struct civil c = date_civil(when_date(at, ZONE_SHANGHAI));

    json_open(&s->j, NULL, '{');
    json_text(&s->j, "hash", hash);
    json_text(
        &s->j, "caption",
        arena_printf(s->op->mem, "%s　%d月%d日", zh_of(purposes_zh, purpose), c.month, c.day));
    json_close(&s->j, '}');
}

#define OF_MATTER                                                                                  \
    " from file where project_id = $1 and type like 'image/%' and purpose = $3"                    \
    " and ((subject = 'matter' and subject_id = $2)"                                               \
    " or (subject = 'order' and subject_id in"                                                     \
    " (select id from work_order where project_id = $1 and matter_id = $2)))"

static int photos_of(struct sheet *s, const char *purpose, int most)
{
    struct query q;
    int n = 0;

    for (db_query(s->op->tx, &q,
                  "select coalesce(thumb_hash, hash), added_at" OF_MATTER
                  " order by added_at, id limit $4",
                  I(s->op->project), I(s->ask->subject_id), T(purpose), I(most));
         db_next(&q); n++)
        photo_block(s, db_text(&q, 0), purpose, db_i64(&q, 1));
    db_done(&q);
    return n;
}

void sheet_photos(struct sheet *s, const char *label, const char *const *purposes, int most)
{
    int64_t all = 0, shown = 0;

    for (size_t i = 0; purposes[i]; i++)
        all += db_int(s->op->tx, "select count(*)" OF_MATTER, I(s->op->project),
                      I(s->ask->subject_id), T(purposes[i]));
    if (all == 0)
        return;
    json_open(&s->j, NULL, '{');
    json_text(&s->j, "t", "photos");
    json_text(&s->j, "label", label);
    json_open(&s->j, "photos", '[');
    for (size_t i = 0; purposes[i] && shown < most; i++)
        shown += photos_of(s, purposes[i], most - (int)shown);
    json_close(&s->j, ']');
    json_close(&s->j, '}');
    if (all > shown)
        sheet_row(s, "",
                  arena_printf(s->op->mem,
                               "共 %" PRId64 " 张照片，此处印 %" PRId64 " 张，其余以系统存档为准。",
                               all, shown));
}

/* ---- where, whose, which fault ---- */

static const char *reporter_of(struct sheet *s, const struct query *q)
{
    const char *relation = zh_of(zh_relations, db_text(q, 5));

    return arena_printf(s->op->mem, "%s%s%s%s　%s", db_text(q, 3), *relation ? "（" : "", relation,
                        *relation ? "）" : "", db_text(q, 4));
}

enum err sheet_where(struct sheet *s)
{
    struct op *op = s->op;
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select m.no, m.channel, m.home_id, m.contact_name, m.contact_masked,"
                        " m.relation, m.received_at, m.first_report_at, p.name from matter m"
                        " join project p on p.id = m.project_id"
                        " where m.project_id = $1 and m.id = $2",
                        I(op->project), I(s->ask->subject_id));

    if (found) {
        int64_t home = db_i64(&q, 2);

        sheet_pair(s, "房屋", arena_printf(op->mem, "%s %s", db_text(&q, 8), home_name(op, home)),
                   "事项编号",
                   arena_printf(op->mem, "%c %s", db_text(&q, 0)[0], db_text(&q, 0) + 1));
        sheet_pair(s, "报修人", reporter_of(s, &q), "业主", owners_of(op, home));
        sheet_pair(s, "报修时间",
                   arena_printf(op->mem, "%s（%s）", zh_at(op->mem, db_i64(&q, 6)),
                                zh_of(zh_channels, db_text(&q, 1))),
                   "首次报修", zh_on(op->mem, when_date(db_i64(&q, 7), ZONE_SHANGHAI)));
    }
    db_done(&q);
    return found ? OK : E_NOT_FOUND;
}

static void join(struct buf *b, const char *mark, const char *text)
{
    if (*text)
        buf_printf(b, "%s%s", b->n ? mark : "", text);
}

const char *sheet_fault(struct sheet *s)
{
    struct op *op = s->op;
    struct buf b = buf_new(op->mem, 32000);
    struct query q;
    bool found = db_one(op->tx, &q,
                        "select f.place, f.component, f.symptom, f.description, f.k, m.fault_n,"
                        " m.description from fault f join matter m on m.project_id = f.project_id"
                        " and m.id = f.matter_id where f.project_id = $1 and f.id = $2"
                        " and f.matter_id = $3",
                        I(op->project), I(s->ask->fault), I(s->ask->subject_id));

    if (found) {
        join(&b, "", catalogue_zh(op, "place", db_text(&q, 0)));
        join(&b, " · ", catalogue_zh(op, "component", db_text(&q, 1)));
        join(&b, " · ", catalogue_zh(op, "symptom", db_text(&q, 2)));
        join(&b, "，", *db_text(&q, 3) ? db_text(&q, 3) : db_i64(&q, 4) == 1 ? db_text(&q, 6) : "");
        if (db_i64(&q, 5) > 1)
            buf_printf(&b, "（本次报修共 %" PRId64 " 项，此为第 %" PRId64 " 项）", db_i64(&q, 5),
                       db_i64(&q, 4));
    }
    db_done(&q);
    return found ? b.p : NULL;
}

/* ---- the whole ---- */

static void put_project(struct op *op, struct json *j)
{
    struct query q;

    json_open(j, "project", '{');
    if (db_one(op->tx, &q, "select name, letterhead, hotline, is_demo from project where id = $1",
               I(op->project))) {
        json_text(j, "name", db_text(&q, 0));
        json_text(j, "letterhead", db_text(&q, 1));
        json_text(j, "hotline", db_text(&q, 2));
        json_bool(j, "demo", db_i64(&q, 3) != 0);
    }
    db_done(&q);
    json_close(j, '}');
}

enum err sheet_facts(struct op *op, const struct paper_kind *kind, const struct paper_ask *ask,
                     const struct paper_name *name, struct paper_facts *ret)
{
    struct sheet s = { op, ask, json_new(op->mem, BODY_LIMIT), "", "", NULL, false };
    struct json j = json_new(op->mem, FACTS_LIMIT);
    enum err e;

    json_open(&s.j, NULL, '[');
    if ((e = kind->say(&s)) != OK)
        return e;
    json_close(&s.j, ']');
    json_open(&j, NULL, '{');
    json_text(&j, "kind", kind->kind);
    json_text(&j, "title", s.title ? s.title : kind->title);
    json_text(&j, "no", name->no);
    json_text(&j, "verify",
              arena_printf(op->mem, "%s/v/%s", op->app->public_url ? op->app->public_url : "",
                           name->code));
    json_text(&j, "made_at", when_text(op->mem, name->made_at, ZONE_SHANGHAI));
    json_text(&j, "made_by", account_name(op, op->actor->account_id));
    json_text(&j, "under", s.under);
    json_text(&j, "signer", s.signer);
    json_bool(&j, "large", s.is_large);
    put_project(op, &j);
    json_raw(&j, "blocks", s.j.out.p);
    json_close(&j, '}');
    *ret = (struct paper_facts){ j.out.p, arena_printf(op->mem, "%s\n%s\n%s",
                                                       s.title ? s.title : kind->title, s.under,
                                                       s.j.out.p) };
    return s.j.out.full || j.out.full ? E_TOO_BIG : OK;
}
