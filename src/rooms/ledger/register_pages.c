/*
 * register_pages.c -- the register as a page, as JSON and as a file.
 *
 * A file leaves the house by two steps: a write that records who took which rows
 * (S3.5e), and a download that only she can fetch, for an hour.
 */
#include "app/event.h"
#include "app/page.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "register.html.h"
#include "rooms/ledger/ledger_pages.h"
#include "rooms/ledger/ledger_view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS   50
#define FETCH_MS    INT64_C(3600000)
#define OPTIONS_MAX 300

#define FILTER_FIELDS                                                                              \
    { "project", F_TEXT, false, 0, 60, NULL, W("项目") },                                          \
        { "kind", F_TEXT, false, 0, 20, NULL, W("类别") },                                         \
        { "state", F_TEXT, false, 0, 20, NULL, W("状态") },                                        \
        { "urgency", F_TEXT, false, 0, 20, NULL, W("紧急程度") },                                  \
        { "channel", F_TEXT, false, 0, 20, NULL, W("渠道") },                                      \
        { "open", F_TEXT, false, 0, 1, NULL, W("是否关闭") },                                      \
        { "overdue", F_TEXT, false, 0, 1, NULL, W("超期") },                                       \
        { "waiting", F_TEXT, false, 0, 20, NULL, W("等谁") },                                      \
        { "from", F_TEXT, false, 0, 10, NULL, W("受理从") },                                       \
        { "to", F_TEXT, false, 0, 10, NULL, W("受理到") },                                         \
        { "closed_from", F_TEXT, false, 0, 10, NULL, W("关闭从") },                                \
        { "closed_to", F_TEXT, false, 0, 10, NULL, W("关闭到") },                                  \
        { "accepted_from", F_TEXT, false, 0, 10, NULL, W("验收从") },                              \
        { "age_from", F_TEXT, false, 0, 5, NULL, W("已过天数不少于") },                            \
        { "age_to", F_TEXT, false, 0, 5, NULL, W("已过天数少于") },                                \
        { "building", F_TEXT, false, 0, 20, NULL, W("楼栋") },                                     \
        { "home", F_TEXT, false, 0, 30, NULL, W("房号") },                                         \
        { "component", F_TEXT, false, 0, 40, NULL, W("构件") },                                    \
        { "warranty", F_TEXT, false, 0, 10, NULL, W("保修") },                                     \
        { "company", F_TEXT, false, 0, 20, NULL, W("施工单位") },                                  \
        { "rounds", F_TEXT, false, 0, 3, NULL, W("轮次不少于") },                                  \
    {                                                                                              \
        "first_time", F_TEXT, false, 0, 1, NULL, W("一次修好")                                     \
    }

static const char *const formats[] = { "csv", "xlsx", NULL };
static const struct field list_fields[] = {
    FILTER_FIELDS,
    { "cursor", F_TEXT, false, 0, 60, NULL, W("翻页位置") },
    { 0 },
};
static const struct field export_fields[] = {
    FILTER_FIELDS,
    { "format", F_WORD, true, 0, 0, formats, W("文件格式") },
    { 0 },
};

static const struct shape register_shape[] = {
    SHAPE_LIST(struct register_view, rows, row_n, struct register_row, register_row_shape, "rows"),
    SHAPE(struct register_view, next, S_TEXT, "next"),
    SHAPE_END,
};

static enum err filter_read(struct req *r, struct register_filter *f)
{
    enum register_filter_key bad;

    for (int k = 0; k < FILTER_N; k++)
        f->value[k] = form_text(r, register_filter_name((enum register_filter_key)k));
    if (register_filter_check(f, &bad))
        return OK;
    return fail(r->op, E_INPUT, "filter", register_filter_name(bad), W("“%s”填得不对，请重新选择"),
                word(r->op->lang, register_filter_words(bad)));
}

static struct url filter_url(struct arena *mem, const struct register_filter *f)
{
    struct url u = url_of(mem, "/register");

    for (int k = 0; k < FILTER_N; k++)
        if (f->value[k] && *f->value[k])
            u = url_with(mem, u, register_filter_name((enum register_filter_key)k), f->value[k]);
    return u;
}

/* ---- the page ---- */

/* "2.1700000000000.123": project, instant and id of the last row. */
static bool cursor_read(const char *text, int64_t *project, struct register_cursor *c)
{
    char *end;

    *project = 0;
    *c = (struct register_cursor){ 0 };
    if (!*text)
        return true;
    *project = strtoll(text, &end, 10);
    if (*end != '.')
        return false;
    c->at = strtoll(end + 1, &end, 10);
    return *end == '.' && text_int(end + 1, &c->id) && c->id > 0;
}

/* One project after the other, each newest first. */
static enum err rows_read(struct req *r, struct register_view *v)
{
    int64_t *projects, at;
    struct register_cursor c;
    size_t n = register_projects(r->op, &v->filter, &projects), i = 0;
    int64_t before = r->op->project, last = 0;

    if (!cursor_read(form_text(r, "cursor"), &at, &c))
        return fail(r->op, E_INPUT, "cursor", "cursor", W("翻页位置不对，请回到第一页"));
    v->rows = arena_new_n(r->mem, struct register_row, PAGE_ROWS + 1);
    while (at && i < n && projects[i] != at)
        i++;
    for (; i < n && v->row_n <= PAGE_ROWS; i++) {
        struct register_row *more;
        size_t k;

        r->op->project = projects[i];
        k = register_read(r->op, &v->filter, &c, PAGE_ROWS + 1 - v->row_n, &more);
        for (size_t m = 0; m < k; m++) {
            if (v->row_n < PAGE_ROWS)
                last = projects[i];
            v->rows[v->row_n++] = more[m];
        }
        c = (struct register_cursor){ 0 };
    }
    r->op->project = before;
    if (v->row_n > PAGE_ROWS) {
        struct url next = filter_url(r->mem, &v->filter);

        v->row_n = PAGE_ROWS;
        next =
            url_with(r->mem, next, "cursor",
                     arena_printf(r->mem, "%" PRId64 ".%" PRId64 ".%" PRId64, last,
                                  v->rows[PAGE_ROWS - 1].received_at, v->rows[PAGE_ROWS - 1].id));
        req_next(r, next);
        v->next = arena_printf(r->mem, "/api%s", next.s);
    }
    return OK;
}

static size_t options(struct req *r, const char *sql, struct part_option **ret)
{
    struct query q;
    size_t n = 0;

    *ret = arena_new_n(r->mem, struct part_option, OPTIONS_MAX);
    for (db_query(r->op->tx, &q, sql); n < OPTIONS_MAX && db_next(&q);)
        (*ret)[n++] = (struct part_option){ .value = db_text(&q, 0), .words = db_text(&q, 1) };
    db_done(&q);
    return n;
}

/* Choices of the form; projects only those in which she reads the register. */
static void fill_options(struct req *r, struct register_view *v)
{
    struct register_filter all = { 0 };
    int64_t *ids, only = 0;
    size_t n = register_projects(r->op, &all, &ids);
    struct query q;

    v->projects = arena_new_n(r->mem, struct part_option, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (db_one(r->op->tx, &q, "select slug, name from project where id = $1", I(ids[i])))
            v->projects[v->project_n++] =
                (struct part_option){ .value = db_text(&q, 0), .words = db_text(&q, 1) };
        db_done(&q);
    }
    if (n == 1 || *v->filter.value[BY_PROJECT])
        n = register_projects(r->op, &v->filter, &ids);
    only = n == 1 ? ids[0] : 0;
    v->buildings = arena_new_n(r->mem, struct part_option, OPTIONS_MAX);
    for (db_query(r->op->tx, &q,
                  "select code, name from building where project_id = $1 order by code", I(only));
         v->building_n < OPTIONS_MAX && db_next(&q);)
        v->buildings[v->building_n++] =
            (struct part_option){ .value = db_text(&q, 0), .words = db_text(&q, 1) };
    db_done(&q);
    v->component_n = options(r,
                             "select code, zh from catalogue where kind = 'component'"
                             " order by pos, code",
                             &v->components);
    v->company_n = options(r,
                           "select cast(id as text), name from company where kind in"
                           " ('contractor', 'own_team') order by name",
                           &v->companies);
}

static const char *value_words(struct req *r, const struct register_view *v, int k)
{
    const char *value = v->filter.value[k];
    const struct part_option *lists[] = { v->components, v->companies, v->projects };
    size_t ns[] = { v->component_n, v->company_n, v->project_n };
    int keys[] = { BY_COMPONENT, BY_COMPANY, BY_PROJECT };

    for (size_t i = 0; i < LEN(lists); i++)
        for (size_t n = 0; keys[i] == k && n < ns[i]; n++)
            if (strcmp(lists[i][n].value, value) == 0)
                return lists[i][n].words;
    if (k == BY_STATE)
        return say(r->op, state_words(value));
    if (k == BY_OPEN)
        return strcmp(value, "1") == 0 ? say(r->op, W("未关闭")) : say(r->op, W("已关闭"));
    if (k == BY_OVERDUE || k == BY_FIRST_TIME)
        return say(r->op, W("是"));
    if (k == BY_KIND || k == BY_URGENCY || k == BY_CHANNEL || k == BY_WAITING || k == BY_WARRANTY)
        return say(r->op, register_words(strcmp(value, "open") == 0 ? "open" : value));
    return value;
}

static void fill_page(struct req *r, struct register_view *v)
{
    v->lines = arena_new_n(r->mem, struct register_line, v->row_n + 1);
    for (size_t i = 0; i < v->row_n; i++)
        v->lines[i] =
            (struct register_line){ &v->rows[i], url_of(r->mem, "/p/%s/matters/%s",
                                                        v->rows[i].project, v->rows[i].no) };
    fill_options(r, v);
    v->chosen = arena_new_n(r->mem, struct register_chosen, FILTER_N);
    for (int k = 0; k < FILTER_N; k++)
        if (*v->filter.value[k])
            v->chosen[v->chosen_n++] =
                (struct register_chosen){ register_filter_words((enum register_filter_key)k),
                                          value_words(r, v, k) };
    v->plain = url_of(r->mem, "/register");
    v->export = url_of(r->mem, "/register/exports");
    v->may_export = may_somewhere(r->op->actor, REGISTER_EXPORT, 0);
}

static enum err register_list(struct req *r)
{
    struct register_view *v = arena_new(r->mem, struct register_view);
    enum err e = filter_read(r, &v->filter);

    if (e == OK)
        e = rows_read(r, v);
    if (e != OK)
        return e;
    if (!r->wants_json)
        fill_page(r, v);
    req_title(r, say(r->op, W("台账")), "register");
    return show(r, register_page, register_shape, v);
}

/* ---- files ---- */

struct export_view {
    int64_t id;
    const char *format, *file;
};
static const struct shape export_shape[] = {
    SHAPE(struct export_view, id, S_ID, "id"),
    SHAPE(struct export_view, format, S_TEXT, "format"),
    SHAPE(struct export_view, file, S_TEXT, "file"),
    SHAPE_END,
};

static const char *filter_lines(struct arena *mem, const struct register_filter *f)
{
    struct buf b = buf_new(mem, 8000);

    for (int k = 0; k < FILTER_N; k++)
        if (f->value[k] && *f->value[k])
            buf_printf(&b, "%s\t%s\n", register_filter_name((enum register_filter_key)k),
                       f->value[k]);
    return b.p;
}

static enum err register_export(struct req *r)
{
    struct export_view *v = arena_new(r->mem, struct export_view);
    struct json j = json_new(r->mem, 16384);
    struct register_filter f;
    struct url where;
    enum err e = filter_read(r, &f);

    if (e != OK)
        return e;
    v->id = id_new();
    v->format = form_text(r, "format");
    db_exec(r->op->tx,
            "insert into register_export (id, account_id, format, filters, at)"
            " values ($1, $2, $3, $4, $5)",
            I(v->id), I(r->op->actor->account_id), T(v->format), T(filter_lines(r->mem, &f)),
            I(r->op->now));
    json_open(&j, NULL, '{');
    json_text(&j, "format", v->format);
    for (int k = 0; k < FILTER_N; k++)
        if (*f.value[k])
            json_text(&j, register_filter_name((enum register_filter_key)k), f.value[k]);
    json_close(&j, '}');
    event_add(r->op, "export", v->id, "register.export", j.out.p);
    where = url_of(r->mem, "/register/exports/%s", id_text(r->mem, v->id));
    v->file = arena_printf(r->mem, "/api%s", where.s);
    return done(r, where, export_shape, v, true);
}

static void filter_of_lines(struct arena *mem, const char *p, struct register_filter *f)
{
    for (int k = 0; k < FILTER_N; k++)
        f->value[k] = "";
    while (*p) {
        size_t line = strcspn(p, "\n"), tab = strcspn(p, "\t");

        for (int k = 0; k < FILTER_N && tab < line; k++)
            if (strcmp(arena_dup_n(mem, p, tab),
                       register_filter_name((enum register_filter_key)k)) == 0)
                f->value[k] = arena_dup_n(mem, p + tab + 1, line - tab - 1);
        p += line + (p[line] == '\n');
    }
}

static enum err register_fetch(struct req *r)
{
    struct register_filter f;
    struct query q;
    bool is_xlsx = false,
         found = db_one(r->op->tx, &q,
                        "select format, filters from register_export where id = $1"
                        " and account_id = $2 and at > $3",
                        I(path_id(r, "id")), I(r->op->actor->account_id), I(r->op->now - FETCH_MS));

    if (found) {
        is_xlsx = strcmp(db_text(&q, 0), "xlsx") == 0;
        filter_of_lines(r->mem, db_text(&q, 1), &f);
    }
    db_done(&q);
    if (!found)
        return E_NOT_FOUND;
    return show_stream(r, register_file_pull, register_file_close,
                       register_file_open(r->op, &f, is_xlsx),
                       is_xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                               : "text/csv; charset=utf-8",
                       arena_printf(r->mem, "register-%s.%s",
                                    date_text(r->mem, when_date(r->op->now, ZONE_SHANGHAI)),
                                    is_xlsx ? "xlsx" : "csv"));
}

/* clang-format off */
const struct route register_routes[] = {
    ROUTE(GET, "/register", REGISTER_READ, SCOPE_GLOBAL, list_fields, register_shape, NULL, register_list, NULL),
    ROUTE(POST, "/register/exports", REGISTER_EXPORT, SCOPE_GLOBAL, export_fields, export_shape, NULL, register_export, NULL),
    ROUTE(GET, "/register/exports/{id}", REGISTER_EXPORT, SCOPE_GLOBAL, NULL, NULL, NULL, register_fetch, NULL),
};
/* clang-format on */
const size_t register_route_n = LEN(register_routes);
