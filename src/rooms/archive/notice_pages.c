/*
 * notice_pages.c -- notices of a building: announced, changed, cancelled, posted with a photo.
 */
#include "app/number.h"
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "notice.html.h"
#include "rooms/archive/archive_pages.h"
#include "rooms/archive/archive_view.h"

#include <string.h>

#define PHOTOS_MOST    9
#define BUILDINGS_MOST 500

/* ---- shapes ---- */

const struct shape notice_shape[] = {
    SHAPE(struct notice, id, S_ID, "id"),
    SHAPE(struct notice, kind, S_TEXT, "kind"),
    SHAPE(struct notice, state, S_TEXT, "state"),
    SHAPE(struct notice, project, S_TEXT, "project"),
    SHAPE(struct notice, building_id, S_ID, "building_id"),
    SHAPE(struct notice, building, S_TEXT, "building"),
    SHAPE(struct notice, from_at, S_INSTANT, "from_at"),
    SHAPE(struct notice, to_at, S_INSTANT, "to_at"),
    SHAPE(struct notice, reason, S_TEXT, "reason"),
    SHAPE(struct notice, homes, S_TEXT, "homes"),
    SHAPE(struct notice, contact, S_TEXT, "contact"),
    SHAPE(struct notice, advice, S_TEXT, "advice"),
    SHAPE(struct notice, cancel_reason, S_TEXT, "cancel_reason"),
    SHAPE(struct notice, made_by, S_TEXT, "made_by"),
    SHAPE(struct notice, made_at, S_INSTANT, "made_at"),
    SHAPE(struct notice, posted_at, S_INSTANT, "posted_at"),
    SHAPE(struct notice, posted_where, S_TEXT, "posted_where"),
    SHAPE(struct notice, paper_no, S_TEXT, "paper"),
    SHAPE(struct notice, where.s, S_TEXT, "href"),
    SHAPE(struct notice, version, S_INT, "version"),
    SHAPE_END,
};
static const struct shape notices_shape[] = {
    SHAPE_LIST(struct notices_view, list, n, struct notice, notice_shape, "notices"),
    SHAPE_END,
};
static const struct shape notice_page_shape[] = {
    SHAPE_INLINE(struct notice_view, n, notice_shape, "notice"),
    SHAPE_END,
};
static const struct shape option_shape[] = {
    SHAPE(struct part_option, value, S_TEXT, "id"),
    SHAPE(struct part_option, words, S_TEXT, "name"),
    SHAPE_END,
};
static const struct shape form_shape[] = {
    SHAPE_LIST(struct notice_form_view, buildings, building_n, struct part_option, option_shape,
               "buildings"),
    SHAPE_END,
};

/* ---- the list ---- */

static const struct field list_fields[] = {
    { "building", F_ID, false, 0, 0, NULL, W("楼栋") },
    { 0 },
};

static size_t append(const struct op *op, int64_t project, int64_t building, struct notices_view *v)
{
    struct op in = *op;
    struct notice *list;
    size_t n;

    in.project = project;
    n = notice_list(&in, building, false, &list);
    if (n) {
        struct notice *all = arena_new_n(op->mem, struct notice, v->n + n);

        if (v->n)
            memcpy(all, v->list, v->n * sizeof *all);
        memcpy(all + v->n, list, n * sizeof *all);
        v->list = all;
        v->n += n;
    }
    return n;
}

static void add_project(struct req *r, int64_t project, struct notices_view *v)
{
    struct query q;

    if (!may_somewhere(r->op->actor, NOTICE_EDIT, project))
        return;
    if (db_one(r->op->tx, &q, "select name, slug from project where id = $1", I(project)))
        v->projects[v->project_n++] =
            (struct part_link){ db_text(&q, 0),
                                url_of(r->mem, "/p/%s/notices/new", db_text(&q, 1)) };
    db_done(&q);
}

static enum err notices_show(struct req *r)
{
    struct notices_view *v = arena_new(r->mem, struct notices_view);
    int64_t *projects;
    size_t n = actor_projects(r->op, &projects);

    v->building = "";
    v->projects = arena_new_n(r->mem, struct part_link, n + 1);
    for (size_t i = 0; i < n; i++)
        if (may_somewhere(r->op->actor, NOTICE_READ, projects[i])) {
            append(r->op, projects[i], 0, v);
            add_project(r, projects[i], v);
        }
    req_title(r, say(r->op, W("停水停电通知")), "notices");
    return show(r, notices_page, notices_shape, v);
}

static enum err notices_of_project(struct req *r)
{
    struct notices_view *v = arena_new(r->mem, struct notices_view);
    int64_t building = form_int(r, "building");

    v->building = "";
    if (building) {
        v->building =
            db_str(r->op->tx, "select name from building where project_id = $1 and id = $2",
                   I(r->op->project), I(building));
        if (!v->building)
            return E_NOT_FOUND;
    }
    v->projects = arena_new_n(r->mem, struct part_link, 1);
    append(r->op, r->op->project, building, v);
    add_project(r, r->op->project, v);
    req_title(r, say(r->op, W("停水停电通知")), "notices");
    return show(r, notices_page, notices_shape, v);
}

/* ---- a new one ---- */

static const char *const kind_words[] = { "water", "power", "water_power", "heat", "gas", NULL };

#define NOTICE_FIELDS                                                                              \
    { "kind", F_WORD, true, 0, 0, kind_words, W("停什么") },                                       \
        { "from_at", F_INSTANT, true, 0, 0, NULL, W("开始时间") },                                 \
        { "to_at", F_INSTANT, true, 0, 0, NULL, W("恢复时间") },                                   \
        { "reason", F_TEXT, true, 2, 200, NULL, W("原因") },                                       \
        { "homes", F_TEXT, false, 0, 500, NULL, W("影响哪些房屋") },                               \
        { "contact", F_TEXT, true, 2, 100, NULL, W("联系人和电话") },                              \
    {                                                                                              \
        "advice", F_LINES, false, 0, 500, NULL, W("提醒住户")                                      \
    }

static const struct field new_fields[] = {
    { "building", F_ID, true, 0, 0, NULL, W("楼栋") },
    NOTICE_FIELDS,
    { 0 },
};
static const struct field change_fields[] = { NOTICE_FIELDS, { 0 } };
static const struct field cancel_fields[] = {
    { "reason", F_TEXT, true, 2, 200, NULL, W("取消原因") },
    { 0 },
};
static const struct field post_fields[] = {
    { "where", F_TEXT, true, 2, 100, NULL, W("张贴在哪里") },
    { "photos[]", F_ID, false, 0, 0, NULL, W("照片") },
    { 0 },
};

static struct notice notice_form(struct req *r)
{
    return (struct notice){ .building_id = form_int(r, "building"),
                            .kind = form_text(r, "kind"),
                            .from_at = form_int(r, "from_at"),
                            .to_at = form_int(r, "to_at"),
                            .reason = form_text(r, "reason"),
                            .homes = form_text(r, "homes"),
                            .contact = form_text(r, "contact"),
                            .advice = form_text(r, "advice") };
}

static enum err notice_new(struct req *r)
{
    struct notice_form_view *v = arena_new(r->mem, struct notice_form_view);
    struct query q;

    v->buildings = arena_new_n(r->mem, struct part_option, BUILDINGS_MOST);
    for (db_query(r->op->tx, &q,
                  "select id, name from building where project_id = $1 order by id limit $2",
                  I(r->op->project), I(BUILDINGS_MOST));
         v->building_n < BUILDINGS_MOST && db_next(&q);)
        v->buildings[v->building_n++] =
            (struct part_option){ .value = id_text(r->mem, db_i64(&q, 0)),
                                  .words = db_text(&q, 1) };
    db_done(&q);
    v->building = form_int(r, "building") ? id_text(r->mem, form_int(r, "building")) : "";
    v->project_name =
        db_str(r->op->tx, "select name from project where id = $1", I(r->op->project));
    v->action = url_of(r->mem, "/p/%s/notices", path_text(r, "project"));
    v->all = url_of(r->mem, "/notices");
    req_title(r, say(r->op, W("新的停水停电通知")), "notices");
    return show(r, notice_new_page, form_shape, v);
}

/* ---- one ---- */

static const char *open_act(const struct req *r)
{
    const char *slash = strrchr(r->http->path, '/');

    return r->is_again && slash ? slash + 1 : "";
}

/* "2026-11-25T09:00": what a datetime-local field wants. */
static const char *field_at(struct req *r, int64_t at)
{
    return arena_printf(r->mem, "%.16s", when_text(r->mem, at, ZONE_SHANGHAI));
}

static enum err notice_show(struct req *r)
{
    struct notice_view *v = arena_new(r->mem, struct notice_view);
    const char *project = path_text(r, "project"), *id = path_text(r, "id");
    struct object o = { .project_id = r->op->project };
    enum err e = notice_load(r->op, path_id(r, "id"), &v->n);

    if (e != OK)
        return e;
    v->may_edit = may(r->op, NOTICE_EDIT, &o);
    v->change = url_of(r->mem, "/p/%s/notices/%s/change", project, id);
    v->cancel = url_of(r->mem, "/p/%s/notices/%s/cancel", project, id);
    v->post = url_of(r->mem, "/p/%s/notices/%s/post", project, id);
    v->upload = url_of(r->mem, "/p/%s/files", project);
    v->print = url_of(r->mem, "/p/%s/papers/%s/print", project, v->n.paper_no);
    v->all = url_of(r->mem, v->may_edit ? "/notices" : "/my");
    v->from = field_at(r, v->n.from_at);
    v->to = field_at(r, v->n.to_at);
    v->open_act = open_act(r);
    req_etag(r, v->n.version);
    req_title(r, say(r->op, W("%s：%s"), v->n.building, word(r->op->lang, v->n.kind_words)),
              "notices");
    return show(r, notice_page, notice_page_shape, v);
}

static enum err notice_done(struct req *r, int64_t id, bool created)
{
    struct notice_view *v = arena_new(r->mem, struct notice_view);
    enum err e = notice_load(r->op, id, &v->n);

    return e == OK ? done(r, v->n.where, notice_page_shape, v, created) : e;
}

static enum err notice_create(struct req *r)
{
    struct notice n = notice_form(r);
    int64_t id = 0;
    enum err e = notice_add(r->op, &n, &id);

    return e == OK ? notice_done(r, id, true) : e;
}

/* The version the sender saw, and the notice itself. */
static enum err fresh(struct req *r)
{
    struct notice n;
    enum err e = notice_load(r->op, path_id(r, "id"), &n);

    return e == OK ? req_fresh(r, n.version) : e;
}

static enum err notice_edit(struct req *r)
{
    struct notice n = notice_form(r);
    enum err e = fresh(r);

    if (e == OK)
        e = notice_change(r->op, path_id(r, "id"), &n);
    return e == OK ? notice_done(r, path_id(r, "id"), false) : e;
}

static enum err notice_withdraw(struct req *r)
{
    enum err e = fresh(r);

    if (e == OK)
        e = notice_cancel(r->op, path_id(r, "id"), form_text(r, "reason"));
    return e == OK ? notice_done(r, path_id(r, "id"), false) : e;
}

static enum err notice_hang(struct req *r)
{
    int64_t photos[PHOTOS_MOST];
    size_t n = form_count(r, "photos[]");
    enum err e = fresh(r);

    if (e != OK)
        return e;
    if (n > PHOTOS_MOST)
        return fail(r->op, E_INPUT, "too_many", "photos", W("照片最多 %d 张"), PHOTOS_MOST);
    for (size_t i = 0; i < n; i++)
        photos[i] = form_int_at(r, "photos[]", i);
    e = notice_post(r->op, path_id(r, "id"), form_text(r, "where"), photos, n);
    return e == OK ? notice_done(r, path_id(r, "id"), false) : e;
}

#define N "/p/{project}/notices"

/* clang-format off */
const struct route notice_routes[] = {
    /*    method, path, access, scope, fields, answer, prepare, handler, again */
    ROUTE(GET, "/notices", NOTICE_READ, SCOPE_GLOBAL, NULL, notices_shape, NULL, notices_show, NULL),
    ROUTE(GET, N, NOTICE_READ, SCOPE_PROJECT, list_fields, notices_shape, NULL, notices_of_project, NULL),
    ROUTE(GET, N "/new", NOTICE_EDIT, SCOPE_PROJECT, list_fields, form_shape, NULL, notice_new, NULL),
    ROUTE(POST, N, NOTICE_EDIT, SCOPE_PROJECT, new_fields, notice_page_shape, NULL, notice_create, notice_new),
    ROUTE(GET, N "/{id}", NOTICE_SEE, SCOPE_PROJECT, NULL, notice_page_shape, NULL, notice_show, NULL),
    ROUTE(POST, N "/{id}/change", NOTICE_EDIT, SCOPE_PROJECT, change_fields, notice_page_shape, NULL, notice_edit, notice_show),
    ROUTE(POST, N "/{id}/cancel", NOTICE_EDIT, SCOPE_PROJECT, cancel_fields, notice_page_shape, NULL, notice_withdraw, notice_show),
    ROUTE(POST, N "/{id}/post", NOTICE_EDIT, SCOPE_PROJECT, post_fields, notice_page_shape, NULL, notice_hang, notice_show),
};
/* clang-format on */
const size_t notice_route_n = sizeof notice_routes / sizeof *notice_routes;
