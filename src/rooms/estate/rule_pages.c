/*
 * rule_pages.c -- what a component with a symptom usually means: listed by component, edited.
 */
#include "app/parts.h"
#include "rooms/estate/catalogue.h"
#include "rooms/estate/estate_pages.h"
#include "rooms/estate/rule_view.h"
#include "rule.html.h"
#include "rules/pack.h"

#include <string.h>

static const struct shape rule_shape[] = {
    SHAPE(struct rule_row, component, S_TEXT, "component"),
    SHAPE(struct rule_row, symptom, S_TEXT, "symptom"),
    SHAPE(struct rule_row, warranty_code, S_TEXT, "warranty_code"),
    SHAPE(struct rule_row, trade, S_TEXT, "trade"),
    SHAPE(struct rule_row, urgency, S_TEXT, "urgency"),
    SHAPE(struct rule_row, care_zh, S_TEXT, "care_zh"),
    SHAPE(struct rule_row, care_en, S_TEXT, "care_en"),
    SHAPE(struct rule_row, version, S_INT, "version"),
    SHAPE_END,
};

static const struct shape rules_shape[] = {
    SHAPE_LIST(struct rules_view, rows, row_n, struct rule_row, rule_shape, "rules"),
    SHAPE_END,
};

static const struct shape rule_form_shape[] = {
    SHAPE_INLINE(struct rule_form_view, row, rule_shape, "rule"),
    SHAPE_END,
};

/* '' has no place in an address. */
static const char *said(const char *code)
{
    return *code ? code : RULE_ANY;
}

static const char *meant(const char *word)
{
    return strcmp(word, RULE_ANY) == 0 ? "" : word;
}

static const char *words_or_any(const struct op *op, const char *kind, const char *code)
{
    return *code ? catalogue_words(op, kind, code) : say(op, W("任何"));
}

static struct url rules_url(struct req *r, const char *component)
{
    return url_with(r->mem, url_of(r->mem, "/admin/catalogues/rules"), "component",
                    said(component));
}

static bool may_edit(const struct req *r)
{
    return may(r->op, CATALOGUE_EDIT, &(struct object){ 0 });
}

/* ---- the list ---- */

static const struct field list_query[] = {
    { "component", F_TEXT, false, 0, 40, NULL, W("构件") },
    { 0 },
};

static void list_components(struct req *r, struct rules_view *v)
{
    struct catalogue_item *items;
    size_t n = catalogue_list(r->op, "component", &items);

    v->components = arena_new_n(r->mem, struct part_option, n + 1);
    v->components[v->component_n++] =
        (struct part_option){ .value = RULE_ANY, .words = say(r->op, W("任何构件")) };
    for (size_t i = 0; i < n; i++)
        v->components[v->component_n++] =
            (struct part_option){ .value = items[i].code, .words = items[i].words };
}

static void list_missing(struct req *r, struct rules_view *v, const char *component)
{
    struct catalogue_item *items;
    size_t n = catalogue_list(r->op, "symptom", &items);

    v->missing = arena_new_n(r->mem, struct part_link, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool is_there = false;

        for (size_t k = 0; k < v->row_n; k++)
            is_there = is_there || strcmp(v->rows[k].symptom, items[i].code) == 0;
        if (!is_there)
            v->missing[v->missing_n++] =
                (struct part_link){ items[i].words, url_of(r->mem, "/admin/catalogues/rules/%s/%s",
                                                           said(component), items[i].code) };
    }
}

static enum err rules_show(struct req *r)
{
    struct rules_view *v = arena_new(r->mem, struct rules_view);
    const char *component = meant(form_has(r, "component") ? form_text(r, "component") : "wall");

    v->component = said(component);
    v->row_n = rule_rows(r->op, component, &v->rows);
    v->lines = arena_new_n(r->mem, struct rule_line, v->row_n + 1);
    for (size_t i = 0; i < v->row_n; i++)
        v->lines[i] = (struct rule_line){
            .row = &v->rows[i],
            .symptom = words_or_any(r->op, "symptom", v->rows[i].symptom),
            .part = rule_part_words(v->rows[i].warranty_code),
            .trade = catalogue_words(r->op, "trade", v->rows[i].trade),
            .where = url_of(r->mem, "/admin/catalogues/rules/%s/%s", said(component),
                            said(v->rows[i].symptom)),
        };
    list_components(r, v);
    list_missing(r, v, component);
    v->here = url_of(r->mem, "/admin/catalogues/rules");
    v->may_edit = may_edit(r);
    req_title(r, say(r->op, W("常见判断")), "catalogues");
    return show(r, rules_page, rules_shape, v);
}

/* ---- one row ---- */

static const char *const urgencies[] = { "emergency", "general_a", "general_b", "complex", NULL };

static const struct field rule_fields[] = {
    { "warranty_code", F_TEXT, true, 1, 40, NULL, W("保修项目") },
    { "trade", F_TEXT, true, 1, 40, NULL, W("专业") },
    { "urgency", F_WORD, true, 0, 0, urgencies, W("紧急程度") },
    { "care_zh", F_LINES, false, 0, 500, NULL, W("上门前请业主注意（中文）") },
    { "care_en", F_LINES, false, 0, 1000, NULL, W("上门前请业主注意（英文）") },
    { "reason", F_TEXT, true, 2, 200, NULL, W("原因") },
    { 0 },
};

static void list_parts(struct req *r, struct rule_form_view *v)
{
    const struct pack *national = pack_named("national");

    v->parts = arena_new_n(r->mem, struct part_option, national->n + 1);
    for (size_t i = 0; i < national->n; i++)
        if (strcmp(national->rows[i].kind, "part") == 0)
            v->parts[v->part_n++] = (struct part_option){ .value = national->rows[i].key,
                                                          .words = national->rows[i].source };
}

static void list_trades(struct req *r, struct rule_form_view *v)
{
    struct catalogue_item *items;
    size_t n = catalogue_list(r->op, "trade", &items);

    v->trades = arena_new_n(r->mem, struct part_option, n + 1);
    for (size_t i = 0; i < n; i++)
        v->trades[v->trade_n++] =
            (struct part_option){ .value = items[i].code, .words = items[i].words };
}

static enum err load(struct req *r, struct rule_row *row)
{
    return rule_row_load(r->op, meant(path_text(r, "component")), meant(path_text(r, "symptom")),
                         row);
}

static enum err rule_show(struct req *r)
{
    struct rule_form_view *v = arena_new(r->mem, struct rule_form_view);
    enum err e = load(r, &v->row);

    if (e != OK)
        return e;
    v->component = words_or_any(r->op, "component", v->row.component);
    v->symptom = words_or_any(r->op, "symptom", v->row.symptom);
    v->part = rule_part_words(v->row.warranty_code);
    v->trade = catalogue_words(r->op, "trade", v->row.trade);
    v->may_edit = may_edit(r);
    list_parts(r, v);
    list_trades(r, v);
    v->up = rules_url(r, v->row.component);
    v->action = url_of(r->mem, "/admin/catalogues/rules/%s/%s", said(v->row.component),
                       said(v->row.symptom));
    req_etag(r, v->row.version);
    req_title(r, arena_printf(r->mem, "%s · %s", v->component, v->symptom), "catalogues");
    return show(r, rule_page, rule_form_shape, v);
}

static enum err rule_edit(struct req *r)
{
    struct rule_row *row = arena_new(r->mem, struct rule_row);
    enum err e = load(r, row);

    if (e == OK)
        e = req_fresh(r, row->version);
    if (e != OK)
        return e;
    row->warranty_code = form_text(r, "warranty_code");
    row->trade = form_text(r, "trade");
    row->urgency = form_text(r, "urgency");
    row->care_zh = form_text(r, "care_zh");
    row->care_en = form_text(r, "care_en");
    if ((e = rule_row_put(r->op, row, form_text(r, "reason"))) == OK)
        e = load(r, row);
    return e == OK ? done(r, rules_url(r, row->component), rule_shape, row, false) : e;
}

/* clang-format off */
const struct route rule_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, "/admin/catalogues/rules", CATALOGUE_READ, SCOPE_GLOBAL, list_query, rules_shape, NULL, rules_show, NULL),
    ROUTE(GET, "/admin/catalogues/rules/{component}/{symptom}", CATALOGUE_READ, SCOPE_GLOBAL, NULL, rule_form_shape, NULL, rule_show, NULL),
    ROUTE(POST, "/admin/catalogues/rules/{component}/{symptom}", CATALOGUE_EDIT, SCOPE_GLOBAL, rule_fields, rule_shape, NULL, rule_edit, rule_show),
};
/* clang-format on */
const size_t rule_route_n = sizeof rule_routes / sizeof *rule_routes;
