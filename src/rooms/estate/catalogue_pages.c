/*
 * catalogue_pages.c -- the words of the catalogues: listed by kind, added, corrected, retired.
 */
#include "catalogues.html.h"
#include "rooms/estate/catalogue_version.h"
#include "rooms/estate/estate_pages.h"
#include "rooms/estate/estate_view.h"

#include <string.h>

#define KINDS_MAX 8

static const struct shape row_shape[] = {
    SHAPE(struct catalogue_row, kind, S_TEXT, "kind"),
    SHAPE(struct catalogue_row, code, S_TEXT, "code"),
    SHAPE(struct catalogue_row, zh, S_TEXT, "zh"),
    SHAPE(struct catalogue_row, en, S_TEXT, "en"),
    SHAPE(struct catalogue_row, pos, S_INT, "pos"),
    SHAPE(struct catalogue_row, is_common, S_BOOL, "common"),
    SHAPE(struct catalogue_row, is_retired, S_BOOL, "retired"),
    SHAPE(struct catalogue_row, version, S_INT, "version"),
    SHAPE_END,
};

static const struct shape rows_shape[] = {
    SHAPE_LIST(struct catalogue_view, rows, row_n, struct catalogue_row, row_shape, "items"),
    SHAPE_END,
};

static const struct shape item_shape[] = {
    SHAPE_INLINE(struct catalogue_item_view, item, row_shape, "item"),
    SHAPE_END,
};

static struct url kind_url(struct req *r, const char *kind)
{
    return url_with(r->mem, url_of(r->mem, "/admin/catalogues"), "kind", kind);
}

static struct url item_url(struct req *r, const struct catalogue_row *row)
{
    return url_of(r->mem, "/admin/catalogues/%s/%s", row->kind, row->code);
}

/* ---- a kind ---- */

static const struct field list_query[] = {
    { "kind", F_WORD, false, 0, 0, catalogue_kinds, W("目录") },
    { 0 },
};

static void list_kinds(struct req *r, struct catalogue_view *v)
{
    v->kinds = arena_new_n(r->mem, struct part_tab, KINDS_MAX);
    for (size_t i = 0; catalogue_kinds[i]; i++)
        v->kinds[v->kind_n++] =
            (struct part_tab){ .words = catalogue_kind_words(catalogue_kinds[i]),
                               .where = kind_url(r, catalogue_kinds[i]),
                               .is_on = strcmp(catalogue_kinds[i], v->kind) == 0 };
}

static enum err catalogue_show(struct req *r)
{
    struct catalogue_view *v = arena_new(r->mem, struct catalogue_view);

    v->kind = form_has(r, "kind") ? form_text(r, "kind") : catalogue_kinds[0];
    list_kinds(r, v);
    v->row_n = catalogue_rows(r->op, v->kind, &v->rows);
    v->lines = arena_new_n(r->mem, struct catalogue_line, v->row_n + 1);
    for (size_t i = 0; i < v->row_n; i++)
        v->lines[i] = (struct catalogue_line){ &v->rows[i], item_url(r, &v->rows[i]) };
    v->action = url_of(r->mem, "/admin/catalogues");
    v->versions = url_of(r->mem, "/admin/catalogues/versions/%s", v->kind);
    v->version = version_now(r->op, book_of(v->kind));
    v->may_edit = may(r->op, CATALOGUE_EDIT, &(struct object){ 0 });
    req_title(r, say(r->op, W("目录")), "catalogues");
    return show(r, catalogue_page, rows_shape, v);
}

static const struct field add_fields[] = {
    { "kind", F_WORD, true, 0, 0, catalogue_kinds, W("目录") },
    { "code", F_TEXT, true, 1, 40, NULL, W("代码") },
    { "zh", F_TEXT, true, 1, 40, NULL, W("中文") },
    { "en", F_TEXT, true, 1, 80, NULL, W("英文") },
    { "common", F_BOOL, false, 0, 0, NULL, W("公共部位") },
    { "reason", F_TEXT, true, 2, 200, NULL, W("原因") },
    { 0 },
};

static enum err catalogue_add(struct req *r)
{
    struct catalogue_row *row = arena_new(r->mem, struct catalogue_row);
    enum err e;

    *row = (struct catalogue_row){ .kind = form_text(r, "kind"),
                                   .code = form_text(r, "code"),
                                   .zh = form_text(r, "zh"),
                                   .en = form_text(r, "en"),
                                   .is_common = form_bool(r, "common") };
    e = catalogue_row_add(r->op, row, form_text(r, "reason"));
    if (e == OK)
        e = catalogue_row_load(r->op, row->kind, row->code, row);
    return e == OK ? done(r, kind_url(r, row->kind), row_shape, row, true) : e;
}

/* ---- an item ---- */

static enum err catalogue_item_show(struct req *r)
{
    struct catalogue_item_view *v = arena_new(r->mem, struct catalogue_item_view);
    enum err e = catalogue_row_load(r->op, path_text(r, "kind"), path_text(r, "code"), &v->item);

    if (e != OK)
        return e;
    v->up = kind_url(r, v->item.kind);
    v->action = item_url(r, &v->item);
    req_etag(r, v->item.version);
    req_title(r, v->item.zh, "catalogues");
    return show(r, catalogue_item_page, item_shape, v);
}

static const struct field item_fields[] = {
    { "zh", F_TEXT, true, 1, 40, NULL, W("中文") },
    { "en", F_TEXT, true, 1, 80, NULL, W("英文") },
    { "pos", F_INT, true, 1, 100000, NULL, W("次序") },
    { "common", F_BOOL, false, 0, 0, NULL, W("公共部位") },
    { "retired", F_BOOL, false, 0, 0, NULL, W("停用") },
    { "reason", F_TEXT, true, 2, 200, NULL, W("原因") },
    { 0 },
};

static enum err catalogue_item_edit(struct req *r)
{
    struct catalogue_row *row = arena_new(r->mem, struct catalogue_row);
    enum err e = catalogue_row_load(r->op, path_text(r, "kind"), path_text(r, "code"), row);

    if (e == OK)
        e = req_fresh(r, row->version);
    if (e != OK)
        return e;
    row->zh = form_text(r, "zh");
    row->en = form_text(r, "en");
    row->pos = form_int(r, "pos");
    row->is_common = form_bool(r, "common");
    row->is_retired = form_bool(r, "retired");
    if ((e = catalogue_row_put(r->op, row, form_text(r, "reason"))) == OK)
        e = catalogue_row_load(r->op, row->kind, row->code, row);
    return e == OK ? done(r, kind_url(r, row->kind), row_shape, row, false) : e;
}

/* clang-format off */
const struct route catalogue_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, "/admin/catalogues", CATALOGUE_READ, SCOPE_GLOBAL, list_query, rows_shape, NULL, catalogue_show, NULL),
    ROUTE(POST, "/admin/catalogues", CATALOGUE_EDIT, SCOPE_GLOBAL, add_fields, row_shape, NULL, catalogue_add, catalogue_show),
    ROUTE(GET, "/admin/catalogues/{kind}/{code}", CATALOGUE_EDIT, SCOPE_GLOBAL, NULL, item_shape, NULL, catalogue_item_show, NULL),
    ROUTE(POST, "/admin/catalogues/{kind}/{code}", CATALOGUE_EDIT, SCOPE_GLOBAL, item_fields, row_shape, NULL, catalogue_item_edit, catalogue_item_show),
};
/* clang-format on */
const size_t catalogue_route_n = sizeof catalogue_routes / sizeof *catalogue_routes;
