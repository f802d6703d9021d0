/*
 * import_pages.c -- upload a table, look at what the check says, take it over.
 *
 * The pages change states only; the job does the work and the page follows it.
 * The same routes under /api let a program do all of it: send the file, poll the
 * import, accept.
 */
#include "rooms/estate/import_pages.h"

#include "base/buf.h"
#include "base/id.h"
#include "base/text.h"
#include "import.html.h"
#include "rooms/estate/estate_template.h"
#include "rooms/estate/import_view.h"

#include <string.h>

#define FAULTS_SHOWN 200

static const char *const kind_words[] = { "homes", "owners", "companies", "ledger", NULL };

static const char *kind_of_task(const struct op *op, const struct import_task *t)
{
    static const char *const names[] = { "", W("房屋"), W("业主"), W("合作单位"), W("维修台账") };

    return say(op, names[import_kind_of(t->kind)]);
}

static struct url task_url(struct req *r, int64_t id)
{
    return url_of(r->mem, "/admin/import/%s", id_text(r->mem, id));
}

/* ---- the list ---- */

static const struct shape line_shape[] = {
    SHAPE(struct import_task, id, S_ID, "id"),
    SHAPE(struct import_task, project_name, S_TEXT, "project"),
    SHAPE(struct import_task, kind, S_TEXT, "kind"),
    SHAPE(struct import_task, file_name, S_TEXT, "file"),
    SHAPE(struct import_task, state, S_TEXT, "state"),
    SHAPE(struct import_task, fault, S_TEXT, "fault"),
    SHAPE(struct import_task, row_n, S_INT, "rows"),
    SHAPE(struct import_task, refused_n, S_INT, "refused"),
    SHAPE(struct import_task, home_n, S_INT, "homes"),
    SHAPE(struct import_task, owner_n, S_INT, "owners"),
    SHAPE(struct import_task, company_n, S_INT, "companies"),
    SHAPE(struct import_task, taken_n, S_INT, "taken"),
    SHAPE(struct import_task, blank_n, S_INT, "blank"),
    SHAPE(struct import_task, staged_n, S_INT, "staged"),
    SHAPE(struct import_task, added_at, S_INSTANT, "added_at"),
    SHAPE(struct import_task, ended_at, S_INSTANT, "ended_at"),
    SHAPE_END,
};

static const struct shape imports_shape[] = {
    SHAPE_LIST(struct imports_view, tasks, task_n, struct import_task, line_shape, "imports"),
    SHAPE_END,
};

/* Names of projects into which she may import; the first stands in the form. */
static void find_projects(struct req *r, struct imports_view *v)
{
    int64_t *ids;
    size_t n = actor_projects(r->op, &ids);

    v->projects = arena_new_n(r->mem, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        if (may(r->op, IMPORT_RUN, &(struct object){ .project_id = ids[i] }))
            v->projects[v->project_n++] =
                db_str(r->op->tx, "select name from project where id = $1", I(ids[i]));
}

static enum err import_list(struct req *r)
{
    struct imports_view *v = arena_new(r->mem, struct imports_view);

    v->task_n = v->line_n = import_task_list(r->op, &v->tasks);
    v->lines = arena_new_n(r->mem, struct import_line, v->line_n);
    for (size_t i = 0; i < v->line_n; i++)
        v->lines[i] = (struct import_line){ &v->tasks[i], task_url(r, v->tasks[i].id),
                                            kind_of_task(r->op, &v->tasks[i]) };
    find_projects(r, v);
    v->action = url_of(r->mem, "/admin/import");
    v->template_homes = url_of(r->mem, "/admin/import/template/homes");
    v->template_owners = url_of(r->mem, "/admin/import/template/owners");
    v->template_companies = url_of(r->mem, "/admin/import/template/companies");
    v->template_ledger = url_of(r->mem, "/admin/import/template/ledger");
    req_title(r, say(r->op, W("导入")), "import");
    return show(r, imports_page, imports_shape, v);
}

/* ---- one import ---- */

static const struct shape fault_shape[] = {
    SHAPE(struct import_task_fault, sheet, S_TEXT, "sheet"),
    SHAPE(struct import_task_fault, row, S_INT, "row"),
    SHAPE(struct import_task_fault, field, S_TEXT, "field"),
    SHAPE(struct import_task_fault, home, S_TEXT, "home"),
    SHAPE(struct import_task_fault, message, S_TEXT, "message"),
    SHAPE_END,
};

static const struct shape column_shape[] = {
    SHAPE(struct import_column, letter, S_TEXT, "at"),
    SHAPE(struct import_column, field, S_TEXT, "field"),
    SHAPE(struct import_column, heading, S_TEXT, "heading"),
    SHAPE_END,
};

static const struct shape sheet_shape[] = {
    SHAPE(struct import_sheet, name, S_TEXT, "name"),
    SHAPE(struct import_sheet, year, S_INT, "year"),
    SHAPE(struct import_sheet, rows, S_INT, "rows"),
    SHAPE(struct import_sheet, taken, S_INT, "taken"),
    SHAPE(struct import_sheet, refused, S_INT, "refused"),
    SHAPE(struct import_sheet, blank, S_INT, "blank"),
    SHAPE_END,
};

static const struct shape spelling_shape[] = {
    SHAPE(struct import_spelling, said, S_TEXT, "said"),
    SHAPE(struct import_spelling, n, S_INT, "rows"),
    SHAPE(struct import_spelling, proposed, S_TEXT, "proposed"),
    SHAPE(struct import_spelling, answer, S_TEXT, "answer"),
    SHAPE_END,
};

static const struct shape import_shape[] = {
    SHAPE_INLINE(struct import_view, task, line_shape, "import"),
    SHAPE_LIST(struct import_view, sheets, sheet_n, struct import_sheet, sheet_shape, "sheets"),
    SHAPE_LIST(struct import_view, spellings, spelling_n, struct import_spelling, spelling_shape,
               "spellings"),
    SHAPE_LIST(struct import_view, columns, column_n, struct import_column, column_shape,
               "columns"),
    SHAPE_LIST(struct import_view, faults, fault_n, struct import_task_fault, fault_shape,
               "errors"),
    SHAPE_END,
};

/* The next part of a line up to `mark`; moves behind it. */
static const char *part(struct arena *mem, const char **at, char mark)
{
    const char *p = *at, *end = strchr(p, mark);

    if (!end)
        end = p + strlen(p);
    *at = *end ? end + 1 : end;
    return arena_dup_n(mem, p, (size_t)(end - p));
}

static void read_columns(struct req *r, struct import_view *v)
{
    const char *p = v->task.columns;

    v->columns = arena_new_n(r->mem, struct import_column, SHEET_COLUMNS);
    while (*p && v->column_n < SHEET_COLUMNS) {
        struct import_column *c = &v->columns[v->column_n++];

        c->letter = part(r->mem, &p, '\t');
        c->field = part(r->mem, &p, '\t');
        c->heading = part(r->mem, &p, '\n');
    }
}

static int64_t number_part(struct arena *mem, const char **at, char mark)
{
    int64_t n = 0;

    return text_int(part(mem, at, mark), &n) ? n : 0;
}

static size_t lines_of(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += *text == '\n';
    return n;
}

static void read_sheets(struct req *r, struct import_view *v)
{
    const char *p = v->task.sheets;

    v->sheets = arena_new_n(r->mem, struct import_sheet, lines_of(p) + 1);
    while (*p) {
        struct import_sheet *s = &v->sheets[v->sheet_n++];

        s->name = part(r->mem, &p, '\t');
        s->year = number_part(r->mem, &p, '\t');
        s->rows = number_part(r->mem, &p, '\t');
        s->taken = number_part(r->mem, &p, '\t');
        s->refused = number_part(r->mem, &p, '\t');
        s->blank = number_part(r->mem, &p, '\n');
    }
}

/* "" while nobody has answered, "same", "apart". */
static const char *answer_of(struct req *r, const char *same, const char *said)
{
    while (*same) {
        const char *name = part(r->mem, &same, '\t'), *company = part(r->mem, &same, '\n');

        if (strcmp(name, said) == 0)
            return *company ? "same" : "apart";
    }
    return "";
}

static void read_spellings(struct req *r, struct import_view *v)
{
    const char *p = v->task.spellings;

    v->spellings = arena_new_n(r->mem, struct import_spelling, lines_of(p) + 1);
    while (*p) {
        struct import_spelling *s = &v->spellings[v->spelling_n++];

        s->said = part(r->mem, &p, '\t');
        s->n = number_part(r->mem, &p, '\t');
        s->proposed = part(r->mem, &p, '\n');
        s->answer = answer_of(r, v->task.same, s->said);
        v->proposed_n += *s->proposed != '\0';
        v->is_unanswered |= *s->proposed && !*s->answer;
    }
}

static void list_fields(struct req *r, struct import_view *v)
{
    v->fields = arena_new_n(r->mem, struct part_option, COLUMN_N);
    for (int c = 0; c < COL_NOTE; c++)
        if (column_is_for((enum column)c, import_kind_of(v->task.kind)))
            v->fields[v->field_n++] = (struct part_option){ .value = column_name((enum column)c),
                                                            .words = column_words((enum column)c) };
}

static enum err import_show(struct req *r)
{
    struct import_view *v = arena_new(r->mem, struct import_view);
    enum err e = import_task_load(r->op, path_id(r, "id"), &v->task);
    const struct import_task *t = &v->task;

    if (e != OK)
        return e;
    v->kind = kind_of_task(r->op, t);
    v->good_n = t->row_n - t->refused_n - t->blank_n;
    v->is_working = strcmp(t->state, "checking") == 0 || strcmp(t->state, "applying") == 0;
    v->may_apply = strcmp(t->state, "checked") == 0 && v->good_n > 0;
    v->may_check = strcmp(t->state, "checked") == 0 || strcmp(t->state, "failed") == 0;
    read_columns(r, v);
    read_sheets(r, v);
    read_spellings(r, v);
    list_fields(r, v);
    v->fault_n = import_task_faults(r->op, t, FAULTS_SHOWN, &v->faults);
    v->here = task_url(r, t->id);
    v->check = url_of(r->mem, "/admin/import/%s/check", id_text(r->mem, t->id));
    v->apply = url_of(r->mem, "/admin/import/%s/apply", id_text(r->mem, t->id));
    v->same = url_of(r->mem, "/admin/import/%s/same", id_text(r->mem, t->id));
    v->all = url_of(r->mem, "/admin/import");
    req_title(r, t->file_name, "import");
    return show(r, import_page, import_shape, v);
}

/* ---- sending, checking again, taking over ---- */

static const struct field upload_fields[] = {
    { "project", F_TEXT, true, 1, 40, NULL, W("项目名称") },
    { "kind", F_WORD, true, 0, 0, kind_words, W("导入什么") },
    { "file", F_FILES, true, 1, 1, NULL, W("表格文件") },
    { 0 },
};

static enum err upload_prepare(struct req *r)
{
    struct import_upload *u = arena_new(r->mem, struct import_upload);
    const struct http_upload *file;

    if (form_files(r, "file", &file) == 0)
        return OK; /* the fields say what is missing */
    r->kept = u;
    return import_upload_read(r->op, file->path, file->file_name, file->size, u);
}

static enum err import_upload_post(struct req *r)
{
    int64_t id = 0;
    enum err e = import_submit(r->op, r->kept, form_text(r, "project"),
                               import_kind_of(form_text(r, "kind")), &id);
    struct import_task *t = arena_new(r->mem, struct import_task);

    if (e == OK)
        e = import_task_load(r->op, id, t);
    return e == OK ? done(r, task_url(r, id), line_shape, t, true) : e;
}

static const struct field check_fields[] = {
    { "columns[].at", F_TEXT, false, 1, 3, NULL, W("列") },
    { "columns[].field", F_TEXT, false, 0, 30, NULL, W("当作") },
    { 0 },
};

/* What the person chose, for columns_override: fields that she did not choose are in no column. */
static const char *mapping_of(struct req *r, enum import_kind kind)
{
    struct buf b = buf_new(r->mem, 8000);
    size_t n = form_count(r, "columns[]");

    for (int c = 0; c < COL_NOTE; c++)
        if (column_is_for((enum column)c, kind))
            buf_printf(&b, "%s%s=", b.n ? "," : "", column_name((enum column)c));
    for (size_t i = 0; i < n; i++) {
        enum column c = column_of(form_text_at(r, "columns[].field", i));

        if (c != COLUMN_N && column_is_for(c, kind))
            buf_printf(&b, ",%s=%s", column_name(c), form_text_at(r, "columns[].at", i));
    }
    return b.p;
}

static enum err import_recheck(struct req *r)
{
    struct import_task t;
    enum err e = import_task_load(r->op, path_id(r, "id"), &t);

    if (e == OK)
        e = import_check_again(r->op, &t, mapping_of(r, import_kind_of(t.kind)));
    return e == OK ? done(r, task_url(r, t.id), NULL, NULL, false) : e;
}

static const char *const answers[] = { "same", "apart", NULL };
static const struct field same_fields[] = {
    { "companies[].said", F_TEXT, true, 1, 200, NULL, W("台账里的写法") },
    { "companies[].answer", F_WORD, true, 0, 0, answers, W("是不是同一家") },
    { 0 },
};

/* What she said, as lines for the operation: only spellings that were proposed. */
static enum err import_same_post(struct req *r)
{
    struct import_view v = { 0 };
    enum err e = import_task_load(r->op, path_id(r, "id"), &v.task);
    struct buf b = buf_new(r->mem, 64 << 10);
    size_t n = form_count(r, "companies[]");

    if (e != OK)
        return e;
    read_spellings(r, &v);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < v.spelling_n; k++)
            if (*v.spellings[k].proposed &&
                strcmp(v.spellings[k].said, form_text_at(r, "companies[].said", i)) == 0)
                buf_printf(&b, "%s\t%s\n", v.spellings[k].said,
                           strcmp(form_text_at(r, "companies[].answer", i), "same") == 0
                               ? v.spellings[k].proposed
                               : "");
    if (b.n == 0)
        return fail(r->op, E_INPUT, "spellings", NULL, W("没有要确认的写法"));
    e = import_same(r->op, &v.task, b.p);
    return e == OK ? done(r, task_url(r, v.task.id), NULL, NULL, false) : e;
}

static const struct field apply_fields[] = {
    { "accept_good", F_BOOL, false, 0, 0, NULL, W("只导入通过的行") },
    { 0 },
};

static enum err import_take_over(struct req *r)
{
    struct import_task t;
    enum err e = import_task_load(r->op, path_id(r, "id"), &t);

    if (e == OK)
        e = import_accept(r->op, &t, form_bool(r, "accept_good"));
    return e == OK ? done(r, task_url(r, t.id), NULL, NULL, false) : e;
}

static enum err import_template_file(struct req *r)
{
    enum import_kind kind = import_kind_of(path_text(r, "kind"));

    if (kind == IMPORT_NONE)
        return E_NOT_FOUND;
    return show_bytes(r, import_template(r->mem, kind),
                      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                      arena_printf(r->mem, "anju-%s.xlsx", import_kind_word(kind)));
}

/* clang-format off */
const struct route import_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, "/admin/import", IMPORT_RUN, SCOPE_GLOBAL, NULL, imports_shape, NULL, import_list, NULL),
    ROUTE(POST, "/admin/import", IMPORT_RUN, SCOPE_GLOBAL, upload_fields, line_shape, upload_prepare, import_upload_post, import_list),
    ROUTE(GET, "/admin/import/template/{kind}", IMPORT_RUN, SCOPE_GLOBAL, NULL, NULL, NULL, import_template_file, NULL),
    ROUTE(GET, "/admin/import/{id}", IMPORT_RUN, SCOPE_GLOBAL, NULL, import_shape, NULL, import_show, NULL),
    ROUTE(POST, "/admin/import/{id}/check", IMPORT_RUN, SCOPE_GLOBAL, check_fields, NULL, NULL, import_recheck, import_show),
    ROUTE(POST, "/admin/import/{id}/same", IMPORT_RUN, SCOPE_GLOBAL, same_fields, NULL, NULL, import_same_post, import_show),
    ROUTE(POST, "/admin/import/{id}/apply", IMPORT_RUN, SCOPE_GLOBAL, apply_fields, NULL, NULL, import_take_over, import_show),
};
/* clang-format on */
const size_t import_route_n = sizeof import_routes / sizeof *import_routes;
