/*
 * version_pages.c -- the versions of a catalogue: listed, compared, taken back, brought as a file.
 *
 * Who may look (managers) sees everything; only who may edit gets the forms.
 */
#include "base/id.h"
#include "base/must.h"
#include "base/text.h"
#include "rooms/estate/estate_pages.h"
#include "rooms/estate/sheet.h"
#include "rooms/estate/version_view.h"
#include "versions.html.h"

#include <inttypes.h>
#include <string.h>

#define BOOKS_MAX 8
#define RETIRED   3 /* field of words */

/* ---- answers ---- */

static const struct shape field_shape[] = {
    SHAPE(struct diff_field_view, name, S_TEXT, "field"),
    SHAPE(struct diff_field_view, words, S_TEXT, "words"),
    SHAPE(struct diff_field_view, was, S_TEXT, "was"),
    SHAPE(struct diff_field_view, is, S_TEXT, "is"),
    SHAPE(struct diff_field_view, was_words, S_TEXT, "was_words"),
    SHAPE(struct diff_field_view, is_words, S_TEXT, "is_words"),
    SHAPE_END,
};

static const struct shape entry_shape[] = {
    SHAPE(struct diff_entry_view, change, S_TEXT, "change"),
    SHAPE(struct diff_entry_view, entry, S_TEXT, "entry"),
    SHAPE(struct diff_entry_view, words, S_TEXT, "words"),
    SHAPE_LIST(struct diff_entry_view, fields, field_n, struct diff_field_view, field_shape,
               "fields"),
    SHAPE_END,
};

#define DIFF_SHAPE(type, member, name)                                                             \
    SHAPE_LIST(type, member.entries, member.n, struct diff_entry_view, entry_shape, name)

static const struct shape version_shape[] = {
    SHAPE(struct catalogue_version, no, S_INT, "no"),
    SHAPE(struct catalogue_version, at, S_INSTANT, "at"),
    SHAPE(struct catalogue_version, account_id, S_ID, "account_id"),
    SHAPE(struct catalogue_version, who, S_TEXT, "who"),
    SHAPE(struct catalogue_version, reason, S_TEXT, "reason"),
    SHAPE(struct catalogue_version, how, S_TEXT, "how"),
    SHAPE(struct catalogue_version, back_to, S_INT, "back_to"),
    SHAPE(struct catalogue_version, entry_n, S_INT, "entries"),
    SHAPE_END,
};

static const struct shape versions_shape[] = {
    SHAPE(struct versions_view, name, S_TEXT, "catalogue"),
    SHAPE(struct versions_view, newest, S_INT, "newest"),
    SHAPE_LIST(struct versions_view, versions, version_n, struct catalogue_version, version_shape,
               "versions"),
    SHAPE_END,
};

static const struct shape one_shape[] = {
    SHAPE(struct version_view, name, S_TEXT, "catalogue"),
    SHAPE(struct version_view, newest, S_INT, "newest"),
    SHAPE_INLINE(struct version_view, version, version_shape, "version"),
    DIFF_SHAPE(struct version_view, changed, "changes"),
    DIFF_SHAPE(struct version_view, back, "back"),
    SHAPE_END,
};

static const struct shape compare_shape[] = {
    SHAPE(struct compare_view, name, S_TEXT, "catalogue"),
    SHAPE(struct compare_view, from, S_INT, "from"),
    SHAPE(struct compare_view, to, S_INT, "to"),
    DIFF_SHAPE(struct compare_view, diff, "changes"),
    SHAPE_END,
};

static const struct shape fault_shape[] = {
    SHAPE(struct draft_fault, row, S_INT, "row"),
    SHAPE(struct draft_fault, words, S_TEXT, "message"),
    SHAPE_END,
};

static const struct shape draft_shape[] = {
    SHAPE(struct draft_view, name, S_TEXT, "catalogue"),
    SHAPE(struct draft_view, draft.id, S_ID, "id"),
    SHAPE(struct draft_view, draft.base_no, S_INT, "base"),
    SHAPE(struct draft_view, newest, S_INT, "newest"),
    SHAPE(struct draft_view, draft.file_name, S_TEXT, "file"),
    SHAPE(struct draft_view, draft.row_n, S_INT, "rows"),
    SHAPE(struct draft_view, may_accept, S_BOOL, "acceptable"),
    SHAPE_LIST(struct draft_view, draft.faults, draft.fault_n, struct draft_fault, fault_shape,
               "errors"),
    DIFF_SHAPE(struct draft_view, diff, "changes"),
    SHAPE_END,
};

/* ---- addresses ---- */

static struct url versions_url(struct req *r, const struct book *b)
{
    return url_of(r->mem, "/admin/catalogues/versions/%s", b->name);
}

static struct url version_url(struct req *r, const struct book *b, int64_t no)
{
    return url_of(r->mem, "/admin/catalogues/versions/%s/%s", b->name, id_text(r->mem, no));
}

static struct url draft_url(struct req *r, const struct book *b, int64_t id)
{
    return url_of(r->mem, "/admin/catalogues/versions/%s/imports/%s", b->name, id_text(r->mem, id));
}

static struct url up_url(struct req *r, const struct book *b)
{
    return b->key_n == 1 ? url_with(r->mem, url_of(r->mem, "/admin/catalogues"), "kind", b->name)
                         : url_of(r->mem, "/admin/catalogues/rules");
}

static enum err find_book(struct req *r, const struct book **ret)
{
    *ret = book_of(path_text(r, "book"));
    return *ret ? OK : E_NOT_FOUND;
}

static bool may_edit(const struct req *r)
{
    return may(r->op, CATALOGUE_EDIT, &(struct object){ 0 });
}

/* ---- differences in words ---- */

static const char *change_of(const struct book *b, const struct diff_line *l)
{
    if (l->kind != DIFF_CHANGED)
        return l->kind == DIFF_ADDED ? "added" : "removed";
    if (b->key_n == 1 && l->fields & (1u << RETIRED))
        return *l->is->values[RETIRED] ? "retired" : "restored";
    return "changed";
}

/* Of an entry that came or went, whatever says something. */
static bool is_shown(const struct diff_line *l, size_t field)
{
    const struct entry *e = l->is ? l->is : l->was;

    return l->kind == DIFF_CHANGED ? (l->fields & (1u << field)) != 0 : *e->values[field] != '\0';
}

static struct diff_entry_view entry_view(struct req *r, const struct book *b,
                                         const struct diff_line *l)
{
    const struct entry *e = l->is ? l->is : l->was;
    struct diff_entry_view v = { .change = change_of(b, l),
                                 .entry = e->key,
                                 .words = book_entry_words(r->op, b, e),
                                 .fields =
                                     arena_new_n(r->mem, struct diff_field_view, b->field_n) };

    for (size_t i = 0; i < b->field_n; i++) {
        const char *was = l->was ? l->was->values[i] : "", *is = l->is ? l->is->values[i] : "";

        if (is_shown(l, i))
            v.fields[v.field_n++] = (struct diff_field_view){
                b->fields[i].name,
                say(r->op, b->fields[i].words),
                was,
                is,
                l->was ? book_value_words(r->op, b, i, was) : "",
                l->is ? book_value_words(r->op, b, i, is) : "",
            };
    }
    return v;
}

static struct diff_view diff_of(struct req *r, const struct book *b, struct entries was,
                                struct entries is)
{
    struct diff_line *lines;
    struct diff_view v = { .n = entries_diff(r->mem, was, is, b->field_n, &lines) };

    v.entries = arena_new_n(r->mem, struct diff_entry_view, v.n + 1);
    for (size_t i = 0; i < v.n; i++)
        v.entries[i] = entry_view(r, b, &lines[i]);
    return v;
}

/* ---- the list ---- */

static const struct field list_query[] = {
    { "before", F_INT, false, 1, INT32_MAX, NULL, W("早于这一版") },
    { 0 },
};

static void list_books(struct req *r, struct versions_view *v)
{
    v->books = arena_new_n(r->mem, struct part_tab, BOOKS_MAX);
    for (const struct book *b = books; b->name; b++)
        v->books[v->book_n++] = (struct part_tab){ .words = b->words,
                                                   .where = versions_url(r, b),
                                                   .is_on = b == v->book };
}

static void list_lines(struct req *r, struct versions_view *v)
{
    v->version_n = version_list(r->op, v->book, form_int(r, "before"), &v->versions);
    v->lines = arena_new_n(r->mem, struct version_line, v->version_n + 1);
    for (size_t i = 0; i < v->version_n; i++)
        v->lines[i] =
            (struct version_line){ &v->versions[i], version_url(r, v->book, v->versions[i].no) };
    if (v->version_n && v->versions[v->version_n - 1].no > 1)
        req_next(r, url_with(r->mem, versions_url(r, v->book), "before",
                             id_text(r->mem, v->versions[v->version_n - 1].no)));
}

static enum err versions_show(struct req *r)
{
    struct versions_view *v = arena_new(r->mem, struct versions_view);
    enum err e = find_book(r, &v->book);

    if (e != OK)
        return e;
    v->name = v->book->name;
    v->newest = version_now(r->op, v->book);
    v->may_edit = may_edit(r);
    list_books(r, v);
    list_lines(r, v);
    v->up = up_url(r, v->book);
    v->compare = url_of(r->mem, "/admin/catalogues/versions/%s/compare", v->name);
    v->download = url_of(r->mem, "/admin/catalogues/versions/%s/file", v->name);
    v->upload = url_of(r->mem, "/admin/catalogues/versions/%s/imports", v->name);
    req_etag(r, v->newest);
    req_title(r, say(r->op, W("目录版本：%s"), say(r->op, v->book->words)), "catalogues");
    return show(r, versions_page, versions_shape, v);
}

/* ---- one version ---- */

static enum err version_show(struct req *r)
{
    struct version_view *v = arena_new(r->mem, struct version_view);
    int64_t no = path_id(r, "no");
    struct entries is, now;
    enum err e = find_book(r, &v->book);

    if (e == OK)
        e = version_load(r->op, v->book, no, &v->version);
    if (e != OK)
        return e;
    v->name = v->book->name;
    v->newest = version_now(r->op, v->book);
    v->may_edit = may_edit(r);
    is = version_entries(r->op, v->book, no);
    if (no > 1)
        v->changed = diff_of(r, v->book, version_entries(r->op, v->book, no - 1), is);
    if (no < v->newest) {
        now = version_entries(r->op, v->book, v->newest);
        v->back = diff_of(r, v->book, now, book_goal(r->op, v->book, now, is));
    }
    v->up = versions_url(r, v->book);
    v->rollback =
        url_of(r->mem, "/admin/catalogues/versions/%s/%s/rollback", v->name, id_text(r->mem, no));
    v->download = url_with(r->mem, url_of(r->mem, "/admin/catalogues/versions/%s/file", v->name),
                           "no", id_text(r->mem, no));
    req_etag(r, v->newest);
    req_title(r,
              arena_printf(r->mem, "%s · %s", say(r->op, v->book->words),
                           say(r->op, W("第 %d 版"), (int)no)),
              "catalogues");
    return show(r, version_page, one_shape, v);
}

static const struct field reason_fields[] = {
    { "reason", F_TEXT, true, 2, 200, NULL, W("原因") },
    { 0 },
};

static enum err newest_done(struct req *r, const struct book *b)
{
    struct catalogue_version *v = arena_new(r->mem, struct catalogue_version);
    int64_t no = version_now(r->op, b);
    enum err e = version_load(r->op, b, no, v);

    return e == OK ? done(r, version_url(r, b, no), version_shape, v, false) : e;
}

static enum err version_back(struct req *r)
{
    const struct book *b;
    enum err e = find_book(r, &b);

    if (e == OK)
        e = req_fresh(r, version_now(r->op, b));
    if (e == OK)
        e = version_rollback(r->op, b, path_id(r, "no"), form_text(r, "reason"));
    return e == OK ? newest_done(r, b) : e;
}

/* ---- two versions ---- */

static const struct field compare_query[] = {
    { "from", F_INT, false, 1, INT32_MAX, NULL, W("从第几版") },
    { "to", F_INT, false, 1, INT32_MAX, NULL, W("到第几版") },
    { 0 },
};

static enum err versions_compare(struct req *r)
{
    struct compare_view *v = arena_new(r->mem, struct compare_view);
    struct catalogue_version asked;
    enum err e = find_book(r, &v->book);

    if (e != OK)
        return e;
    v->name = v->book->name;
    v->newest = version_now(r->op, v->book);
    v->to = form_has(r, "to") ? form_int(r, "to") : v->newest;
    v->from = form_has(r, "from") ? form_int(r, "from") : v->to > 1 ? v->to - 1 : 1;
    if ((e = version_load(r->op, v->book, v->from, &asked)) != OK ||
        (e = version_load(r->op, v->book, v->to, &asked)) != OK)
        return e;
    v->diff = diff_of(r, v->book, version_entries(r->op, v->book, v->from),
                      version_entries(r->op, v->book, v->to));
    v->up = versions_url(r, v->book);
    v->compare = url_of(r->mem, "/admin/catalogues/versions/%s/compare", v->name);
    req_title(r, say(r->op, W("比较版本：%s"), say(r->op, v->book->words)), "catalogues");
    return show(r, compare_page, compare_shape, v);
}

/* ---- as a file ---- */

static const struct field file_query[] = {
    { "no", F_INT, false, 1, INT32_MAX, NULL, W("第几版") },
    { 0 },
};

static enum err version_file(struct req *r)
{
    struct catalogue_version asked;
    const struct book *b;
    enum err e = find_book(r, &b);

    if (e != OK)
        return e;
    e = version_load(r->op, b, form_has(r, "no") ? form_int(r, "no") : version_now(r->op, b),
                     &asked);
    if (e != OK)
        return e;
    return show_bytes(r, book_csv(r->op, b, version_entries(r->op, b, asked.no)),
                      "text/csv; charset=utf-8",
                      arena_printf(r->mem, "anju-%s-%" PRId64 ".csv", b->name, asked.no));
}

static const struct field upload_fields[] = {
    { "file", F_FILES, true, 1, 1, NULL, W("表格文件") },
    { 0 },
};

static enum err upload_prepare(struct req *r)
{
    struct book_file *f = arena_new(r->mem, struct book_file);
    const struct http_upload *file;
    const struct book *b;
    struct sheet_fault why;
    struct span bytes;
    enum err e = find_book(r, &b);

    if (e != OK)
        return e;
    if (form_files(r, "file", &file) == 0)
        return OK; /* the fields say what is missing */
    if (file->size > BOOK_FILE_MAX)
        return fail(r->op, E_TOO_BIG, "too_big", "file", W("文件超过 2 MB，请分成几个文件"));
    if ((e = sheet_load(r->mem, file->path, &bytes, &why)) != OK)
        return fail(r->op, e, why.code, "file", why.zh);
    r->kept = f;
    return book_file_read(r->op, b, bytes, file->file_name, f);
}

static enum err fill_draft(struct req *r, struct draft_view *v, int64_t id)
{
    struct entries base;
    enum err e = find_book(r, &v->book);

    if (e == OK)
        e = draft_load(r->op, v->book, id, &v->draft);
    if (e != OK)
        return e;
    v->name = v->book->name;
    v->newest = version_now(r->op, v->book);
    base = version_entries(r->op, v->book, v->draft.base_no);
    v->diff = diff_of(r, v->book, base, draft_entries(r->op, &v->draft, base));
    v->may_accept = v->draft.fault_n == 0 && v->diff.n > 0 && v->newest == v->draft.base_no;
    v->up = versions_url(r, v->book);
    v->accept = url_of(r->mem, "/admin/catalogues/versions/%s/imports/%s/accept", v->name,
                       id_text(r->mem, id));
    return OK;
}

static enum err draft_upload(struct req *r)
{
    struct draft_view *v = arena_new(r->mem, struct draft_view);
    const struct book *b;
    enum err e = find_book(r, &b);

    if (e == OK)
        e = fill_draft(r, v, draft_add(r->op, b, r->kept));
    return e == OK ? done(r, draft_url(r, b, v->draft.id), draft_shape, v, true) : e;
}

static enum err draft_show(struct req *r)
{
    struct draft_view *v = arena_new(r->mem, struct draft_view);
    enum err e = fill_draft(r, v, path_id(r, "id"));

    if (e != OK)
        return e;
    req_title(r, say(r->op, W("核对文件：%s"), say(r->op, v->book->words)), "catalogues");
    return show(r, draft_page, draft_shape, v);
}

static enum err draft_take_over(struct req *r)
{
    struct catalogue_draft d;
    const struct book *b;
    enum err e = find_book(r, &b);

    if (e == OK)
        e = draft_load(r->op, b, path_id(r, "id"), &d);
    if (e == OK)
        e = draft_accept(r->op, &d, form_text(r, "reason"));
    return e == OK ? newest_done(r, b) : e;
}

/* clang-format off */
const struct route version_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, "/admin/catalogues/versions/{book}", CATALOGUE_READ, SCOPE_GLOBAL, list_query, versions_shape, NULL, versions_show, NULL),
    ROUTE(GET, "/admin/catalogues/versions/{book}/compare", CATALOGUE_READ, SCOPE_GLOBAL, compare_query, compare_shape, NULL, versions_compare, NULL),
    ROUTE(GET, "/admin/catalogues/versions/{book}/file", CATALOGUE_READ, SCOPE_GLOBAL, file_query, NULL, NULL, version_file, NULL),
    ROUTE(GET, "/admin/catalogues/versions/{book}/{no}", CATALOGUE_READ, SCOPE_GLOBAL, NULL, one_shape, NULL, version_show, NULL),
    ROUTE(POST, "/admin/catalogues/versions/{book}/{no}/rollback", CATALOGUE_EDIT, SCOPE_GLOBAL, reason_fields, version_shape, NULL, version_back, version_show),
    ROUTE(POST, "/admin/catalogues/versions/{book}/imports", CATALOGUE_EDIT, SCOPE_GLOBAL, upload_fields, draft_shape, upload_prepare, draft_upload, versions_show),
    ROUTE(GET, "/admin/catalogues/versions/{book}/imports/{id}", CATALOGUE_EDIT, SCOPE_GLOBAL, NULL, draft_shape, NULL, draft_show, NULL),
    ROUTE(POST, "/admin/catalogues/versions/{book}/imports/{id}/accept", CATALOGUE_EDIT, SCOPE_GLOBAL, reason_fields, version_shape, NULL, draft_take_over, draft_show),
};
/* clang-format on */
const size_t version_route_n = sizeof version_routes / sizeof *version_routes;
