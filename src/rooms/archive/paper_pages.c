/*
 * paper_pages.c -- papers of a matter: issued by hand, printed again, listed on its page.
 */
#include "app/number.h"
#include "archive.html.h"
#include "base/must.h"
#include "rooms/archive/archive_pages.h"
#include "rooms/archive/archive_view.h"
#include "rooms/archive/file.h"
#include "rooms/archive/paper.h"

#include <string.h>

#define LINES_MOST  300
#define OFFERS_MOST 100

/* ---- the list ---- */

static const char *title_of(const char *kind)
{
    const struct paper_kind *k = paper_kind_of(kind);

    return k ? k->title : kind;
}

static void fill_lines(const struct op *op, int64_t matter_id, const char *project,
                       struct papers_view *v)
{
    struct query q;

    v->lines = arena_new_n(op->mem, struct paper_line, LINES_MOST);
    for (db_query(op->tx, &q,
                  "select p.no, p.kind, p.state, p.code, coalesce(r.no, ''), coalesce(f.k, 0),"
                  " p.made_at, (select count(*) from paper_copy c where c.project_id ="
                  " p.project_id and c.paper_id = p.id), p.part_id, p.id from paper p"
                  " left join paper r on r.project_id = p.project_id and r.id = p.replaced_by"
                  " left join fault f on f.project_id = p.project_id and f.id = p.fault_id"
                  " where p.project_id = $1 and p.subject = 'matter' and p.subject_id = $2"
                  " order by p.id desc limit $3",
                  I(op->project), I(matter_id), I(LINES_MOST));
         v->line_n < LINES_MOST && db_next(&q);) {
        struct paper p = { .project_id = op->project,
                           .subject = "matter",
                           .subject_id = matter_id,
                           .kind = db_text(&q, 1),
                           .part_id = db_i64(&q, 8),
                           .made_at = db_i64(&q, 6) };
        const char *no = db_text(&q, 0);

        if (!paper_is_visible(op, &p))
            continue;
        v->lines[v->line_n++] =
            (struct paper_line){ .no = no,
                                 .no_said = number_say(op->mem, no),
                                 .kind = p.kind,
                                 .title = title_of(p.kind),
                                 .state = db_text(&q, 2),
                                 .replaced_by = db_text(&q, 4),
                                 .fault = db_i64(&q, 5),
                                 .made_at = db_i64(&q, 6),
                                 .copy_n = db_i64(&q, 7),
                                 .where = url_of(op->mem, "/p/%s/papers/%s", project, no),
                                 .print = url_of(op->mem, "/p/%s/papers/%s/print", project, no),
                                 .verify = url_of(op->mem, "/v/%s", db_text(&q, 3)) };
    }
    db_done(&q);
}

/* Number of the last one about the same, or "". */
static const char *last_no(const struct op *op, int64_t matter_id, const struct paper_offer *o)
{
    const char *no = db_str(op->tx,
                            "select no from paper where project_id = $1 and subject = 'matter'"
                            " and subject_id = $2 and kind = $3 and fault_id = $4 and part_id = $5"
                            " and replaced_by = 0",
                            I(op->project), I(matter_id), T(o->kind), I(o->fault_id), I(o->part));

    return no ? no : "";
}

static void offer_kind(const struct op *op, int64_t matter_id, const struct paper_kind *kind,
                       const int64_t fault[2], struct papers_view *v)
{
    struct query q;

    for (db_query(op->tx, &q, kind->parts, I(op->project), I(fault[0]));
         v->offer_n < OFFERS_MOST && db_next(&q);) {
        struct paper_offer *o = &v->offers[v->offer_n++];

        *o = (struct paper_offer){ .kind = kind->kind,
                                   .title = kind->title,
                                   .order = db_text(&q, 1),
                                   .fault = kind->per_fault ? fault[1] : 0,
                                   .fault_id = kind->per_fault ? fault[0] : 0,
                                   .part = db_i64(&q, 0) };
        o->have = last_no(op, matter_id, o);
    }
    db_done(&q);
}

static void fill_offers(const struct op *op, int64_t matter_id, struct papers_view *v)
{
    int64_t faults[32][2];
    size_t n = 0;
    struct query q;

    for (db_query(op->tx, &q,
                  "select id, k from fault where project_id = $1 and matter_id = $2 order by k",
                  I(op->project), I(matter_id));
         n < LEN(faults) && db_next(&q); n++) {
        faults[n][0] = db_i64(&q, 0);
        faults[n][1] = db_i64(&q, 1);
    }
    db_done(&q);
    v->offers = arena_new_n(op->mem, struct paper_offer, OFFERS_MOST);
    v->by_fault = n > 1;
    for (size_t i = 0; i < n; i++)
        for (const struct paper_kind *k = paper_kinds; k->kind; k++)
            if (k->parts && (k->per_fault || i == 0))
                offer_kind(op, matter_id, k, faults[i], v);
}

void papers_fill(const struct op *op, int64_t matter_id, const char *project, const char *no,
                 struct papers_view *ret)
{
    struct object o = { .project_id = op->project };

    *ret = (struct papers_view){ .issue = url_of(op->mem, "/p/%s/matters/%s/papers", project, no) };
    fill_lines(op, matter_id, project, ret);
    if (may(op, PAPER_ISSUE, &o))
        fill_offers(op, matter_id, ret);
}

const struct shape paper_line_shape[] = {
    SHAPE(struct paper_line, no, S_TEXT, "no"),
    SHAPE(struct paper_line, kind, S_TEXT, "kind"),
    SHAPE(struct paper_line, title, S_TEXT, "title"),
    SHAPE(struct paper_line, state, S_TEXT, "state"),
    SHAPE(struct paper_line, fault, S_INT, "fault"),
    SHAPE(struct paper_line, made_at, S_INSTANT, "made_at"),
    SHAPE(struct paper_line, copy_n, S_INT, "reprints"),
    SHAPE(struct paper_line, replaced_by, S_TEXT, "replaced_by"),
    SHAPE(struct paper_line, where.s, S_TEXT, "href"),
    SHAPE(struct paper_line, verify.s, S_TEXT, "verify"),
    SHAPE_END,
};
const struct shape paper_offer_shape[] = {
    SHAPE(struct paper_offer, kind, S_TEXT, "kind"),
    SHAPE(struct paper_offer, title, S_TEXT, "title"),
    SHAPE(struct paper_offer, fault, S_INT, "fault"),
    SHAPE(struct paper_offer, order, S_TEXT, "order"),
    SHAPE(struct paper_offer, have, S_TEXT, "last"),
    SHAPE_END,
};
static const struct shape papers_shape[] = {
    SHAPE_LIST(struct papers_view, lines, line_n, struct paper_line, paper_line_shape, "papers"),
    SHAPE_LIST(struct papers_view, offers, offer_n, struct paper_offer, paper_offer_shape,
               "may_issue"),
    SHAPE_END,
};

/* ---- issuing ---- */

/* Kinds that are issued by hand. */
static const char *const kind_words[] = { "slip",  "check", "decision", "plan",
                                          "quote", "order", "refusal",  NULL };

static const struct field issue_fields[] = {
    { "kind", F_WORD, true, 0, 0, kind_words, W("文书") },
    { "fault", F_INT, false, 1, 100, NULL, W("第几项") },
    { "order", F_TEXT, false, 0, 40, NULL, W("派工编号") },
    { 0 },
};

/* The matter of the address, when the actor may see it; 0. */
static int64_t matter_of(struct req *r)
{
    const char *no = number_fold(r->mem, path_text(r, "no"));
    int64_t id = no ? db_int(r->op->tx, "select id from matter where project_id = $1 and no = $2",
                             I(r->op->project), T(no))
                    : 0;

    return id && file_matter_visible(r->op, id) ? id : 0;
}

static const struct paper_offer *offer_asked(struct req *r, const struct papers_view *v)
{
    int64_t fault = form_has(r, "fault") ? form_int(r, "fault") : 1;
    const char *kind = form_text(r, "kind"), *order = form_text(r, "order");

    for (size_t i = 0; i < v->offer_n; i++) {
        const struct paper_offer *o = &v->offers[i];

        if (strcmp(o->kind, kind) == 0 && (o->fault == 0 || o->fault == fault) &&
            (!*order || strcmp(order, o->order) == 0))
            return o;
    }
    return NULL;
}

static struct url matter_page(struct req *r)
{
    return url_of(r->mem, "/p/%s/matters/%s", path_text(r, "project"), path_text(r, "no"));
}

static enum err paper_create(struct req *r)
{
    struct papers_view *v = arena_new(r->mem, struct papers_view);
    const char *project = path_text(r, "project"), *no = path_text(r, "no");
    int64_t matter = matter_of(r), id;
    const struct paper_offer *o;
    enum err e;

    if (!matter)
        return E_NOT_FOUND;
    papers_fill(r->op, matter, project, no, v);
    if (!(o = offer_asked(r, v)))
        return fail(r->op, E_RULE, "not_yet", "kind",
                    W("这份文书现在还没有可写的内容：先记录相应的步骤，再来出具"));
    e = paper_issue(r->op, paper_kind_of(o->kind),
                    &(struct paper_ask){ matter, o->fault_id, o->part }, &id);
    if (e != OK)
        return e;
    papers_fill(r->op, matter, project, no, v);
    return done(r, r->wants_json ? v->lines[0].where : matter_page(r), papers_shape, v, true);
}

static enum err papers_show(struct req *r)
{
    struct papers_view *v = arena_new(r->mem, struct papers_view);
    int64_t matter = matter_of(r);

    if (!matter)
        return E_NOT_FOUND;
    papers_fill(r->op, matter, path_text(r, "project"), path_text(r, "no"), v);
    req_title(r, say(r->op, W("单据")), "matters");
    return show(r, papers_page, papers_shape, v);
}

/* ---- printing again ---- */

struct copy {
    const char *no;
    int64_t n;
    struct url where;
};
static const struct shape copy_shape[] = {
    SHAPE(struct copy, no, S_TEXT, "no"),
    SHAPE(struct copy, n, S_INT, "n"),
    SHAPE(struct copy, where.s, S_TEXT, "href"),
    SHAPE_END,
};

static enum err paper_asked(struct req *r, struct paper *p)
{
    enum err e = paper_by_no(r->op, path_text(r, "no"), p);

    return e == OK && !paper_is_visible(r->op, p) ? E_NOT_FOUND : e;
}

static enum err paper_print(struct req *r)
{
    struct copy *c = arena_new(r->mem, struct copy);
    struct paper p;
    enum err e = paper_asked(r, &p);

    if (e != OK || (e = paper_copy(r->op, &p, &c->n)) != OK)
        return e;
    c->no = p.no;
    c->where = url_of(r->mem, "/p/%s/papers/%s/copies/%lld", path_text(r, "project"), p.no,
                      (long long)c->n);
    return done(r, c->where, copy_shape, c, true);
}

static enum err paper_reprint(struct req *r)
{
    struct paper p;
    struct span pdf;
    enum err e = paper_asked(r, &p);

    if (e == OK)
        e = paper_copy_draw(r->op, &p, path_id(r, "n"), &pdf);
    return e == OK ? show_bytes(r, pdf, "application/pdf", NULL) : e;
}

/* clang-format off */
const struct route paper_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, "/p/{project}/matters/{no}/papers", PAPER_ISSUE, SCOPE_PROJECT, NULL, papers_shape, NULL, papers_show, NULL),
    ROUTE(POST, "/p/{project}/matters/{no}/papers", PAPER_ISSUE, SCOPE_PROJECT, issue_fields, papers_shape, NULL, paper_create, papers_show),
    ROUTE(POST, "/p/{project}/papers/{no}/print", FILE_READ, SCOPE_PROJECT, NULL, copy_shape, NULL, paper_print, NULL),
    ROUTE(GET, "/p/{project}/papers/{no}/copies/{n}", FILE_READ, SCOPE_PROJECT, NULL, NULL, NULL, paper_reprint, NULL),
};
/* clang-format on */
const size_t paper_route_n = sizeof paper_routes / sizeof *paper_routes;
