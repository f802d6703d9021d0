/*
 * suggestion_pages.c -- the addresses of suggestions: making one, reading one, its acts.
 */
#include "rooms/suggestion/suggestion_pages.h"
#include "app/event.h"
#include "app/page.h"
#include "base/id.h"
#include "base/must.h"
#include "base/when.h"
#include "rooms/archive/file.h"
#include "rooms/suggestion/suggestion_fields.h"
#include "rooms/suggestion/suggestion_view.h"
#include "store/seal.h"
#include "suggestion.html.h"

#include <jansson.h>
#include <string.h>

#define HOMES_MAX 50

/* ---- what is shown ---- */

static const struct shape passing_shape[] = {
    SHAPE(struct passing, to_whom, S_TEXT, "to"),
    SHAPE(struct passing, answer, S_TEXT, "answer"),
    SHAPE(struct passing, due_on, S_DATE, "due_on"),
    SHAPE(struct passing, passed_at, S_INSTANT, "passed_at"),
    SHAPE(struct passing, answered_at, S_INSTANT, "answered_at"),
    SHAPE_END,
};
static const struct shape event_shape[] = {
    SHAPE(struct suggestion_event, what, S_TEXT, "what"),
    SHAPE(struct suggestion_event, words, S_TEXT, "words"),
    SHAPE(struct suggestion_event, actor, S_TEXT, "actor"),
    SHAPE(struct suggestion_event, text, S_TEXT, "text"),
    SHAPE(struct suggestion_event, at, S_INSTANT, "at"),
    SHAPE_END,
};
static const struct shape action_shape[] = {
    SHAPE(struct suggestion_action, act, S_TEXT, "act"),
    SHAPE(struct suggestion_action, words, S_TEXT, "words"),
    SHAPE(struct suggestion_action, href, S_TEXT, "href"),
    SHAPE_END,
};
static const struct shape suggestion_shape[] = {
    SHAPE_INLINE(struct suggestion_view, m, matter_shape, "matter"),
    SHAPE_LIST(struct suggestion_view, passings, passing_n, struct passing, passing_shape,
               "passed_on"),
    SHAPE_LIST(struct suggestion_view, events, event_n, struct suggestion_event, event_shape,
               "events"),
    SHAPE_LIST(struct suggestion_view, actions, action_n, struct suggestion_action, action_shape,
               "actions"),
    SHAPE_END,
};

static struct url where_of(const struct op *op, const struct matter *m)
{
    return url_of(op->mem, "/p/%s/suggestions/%s", m->project, m->no);
}

static const char *text_of(const struct op *op, const char *payload)
{
    json_t *j = payload ? json_loads(payload, 0, NULL) : NULL;
    const char *text = json_string_value(json_object_get(j, "text"));

    text = text ? arena_dup(op->mem, text) : NULL;
    json_decref(j);
    return text;
}

static void fill_events(const struct op *op, struct suggestion_view *v)
{
    struct event *list;
    size_t n = event_list(op, "matter", v->m.id, &list);

    v->events = arena_new_n(op->mem, struct suggestion_event, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *words = suggestion_event_words(list[i].what);
        bool ours = strcmp(list[i].what, "suggestion.pass_on") == 0 && v->is_owner;

        if (words)
            v->events[v->event_n++] = (struct suggestion_event){
                .what = list[i].what,
                .words = word(op->lang, words),
                .actor = list[i].actor_name,
                .text = ours ? NULL : text_of(op, list[i].payload),
                .at = list[i].at,
            };
    }
}

static void fill_actions(const struct op *op, struct suggestion_view *v)
{
    const struct step **steps;
    size_t n = flow_allowed(op, &suggestion_flow, v->m.state, &v->m.object, &steps);

    v->actions = arena_new_n(op->mem, struct suggestion_action, n + 1);
    for (size_t i = 0; i < n; i++)
        v->actions[v->action_n++] = (struct suggestion_action){
            .act = steps[i]->act,
            .words = word(op->lang, steps[i]->button),
            .href = arena_printf(op->mem, "%s/%s", v->here.s, steps[i]->act),
            .fields = steps[i]->fields,
        };
}

static void fill_photos(const struct op *op, struct suggestion_view *v)
{
    struct query q;

    v->photos = arena_new_n(op->mem, struct part_photo, 20);
    for (db_query(op->tx, &q,
                  "select id, type from file where project_id = $1 and subject = 'matter'"
                  " and subject_id = $2 and purpose = 'report' order by id limit 20",
                  I(op->project), I(v->m.id));
         v->photo_n < 20 && db_next(&q);)
        v->photos[v->photo_n++] = file_part(op, v->m.project, db_i64(&q, 0), db_text(&q, 1));
    db_done(&q);
}

static enum err suggestion_show(struct req *r)
{
    struct suggestion_view *v = arena_new(r->mem, struct suggestion_view);
    enum err e = matter_load(r->op, path_text(r, "no"), &v->m);

    if (e != OK || strcmp(v->m.kind, "suggestion") != 0)
        return E_NOT_FOUND;
    v->is_owner = roles_in(r->op->actor, r->op->project) == ROLE_OWNER;
    v->here = where_of(r->op, &v->m);
    v->passing_n = passing_list(r->op, v->m.id, &v->passings);
    fill_events(r->op, v);
    fill_actions(r->op, v);
    fill_photos(r->op, v);
    req_etag(r, v->m.version);
    req_title(r, v->m.title, v->is_owner ? "my" : "matters");
    return show(r, suggestion_page, suggestion_shape, v);
}

/* ---- making one ---- */

static void own_homes(const struct op *op, struct suggest_view *v)
{
    struct query q;

    v->homes = arena_new_n(op->mem, struct part_option, HOMES_MAX);
    for (db_query(
             op->tx, &q,
             "select distinct h.id, h.code, p.slug, p.name from account_person x"
             " join home_person hp on hp.project_id = x.project_id and hp.person_id = x.person_id"
             " join home h on h.project_id = hp.project_id and h.id = hp.home_id"
             " join project p on p.id = h.project_id where x.account_id = $1"
             " and hp.to_on is null order by p.slug, h.code limit 50",
             I(op->actor->account_id));
         v->home_n < HOMES_MAX && db_next(&q);) {
        v->project = v->project ? v->project : db_text(&q, 2);
        if (strcmp(v->project, db_text(&q, 2)) == 0)
            v->homes[v->home_n++] = (struct part_option){
                .value = id_text(op->mem, db_i64(&q, 0)),
                .words = arena_printf(op->mem, "%s %s", db_text(&q, 3), db_text(&q, 1)),
            };
    }
    db_done(&q);
    if (v->project)
        v->upload = url_of(op->mem, "/p/%s/files", v->project);
}

static void her_projects(const struct op *op, struct suggest_view *v)
{
    int64_t *ids;
    size_t n = actor_projects(op, &ids);
    struct query q;

    v->projects = arena_new_n(op->mem, struct part_option, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (may(op, SUGGESTION_MAKE, &(struct object){ .project_id = ids[i] }) &&
            db_one(op->tx, &q, "select slug, name from project where id = $1", I(ids[i]))) {
            v->projects[v->project_n++] =
                (struct part_option){ .value = db_text(&q, 0), .words = db_text(&q, 1) };
            db_done(&q);
        }
    }
}

static enum err suggest_form(struct req *r)
{
    struct suggest_view *v = arena_new(r->mem, struct suggest_view);

    v->is_owner = roles_in(r->op->actor, 0) == ROLE_OWNER;
    if (v->is_owner)
        own_homes(r->op, v);
    else
        her_projects(r->op, v);
    req_title(r, say(r->op, W("提个建议")), v->is_owner ? "my" : "call");
    return show(r, suggest_page, NULL, v);
}

static const struct field make_fields[] = {
    { "home", F_ID, false, 0, 0, NULL, W("哪套房") },
    { "room", F_TEXT, false, 0, 40, NULL, W("房号") },
    { "contact_name", F_TEXT, false, 0, 40, NULL, W("姓名") },
    { "contact_phone", F_PHONE, false, 0, 0, NULL, W("电话") },
    { "text", F_LINES, true, 2, 2000, NULL, W("您的建议") },
    { "photos[]", F_ID, false, 0, 0, NULL, W("照片") },
    { 0 },
};

static const int64_t *photos_read(struct req *r, size_t *n)
{
    int64_t *ids;

    *n = form_count(r, "photos[]");
    ids = arena_new_n(r->mem, int64_t, *n + 1);
    for (size_t i = 0; i < *n; i++)
        ids[i] = form_int_at(r, "photos[]", i);
    return ids;
}

static void own_contact(struct req *r, struct suggestion_new *s)
{
    struct query q;

    s->person_id = person_of_actor(r->op, s->home_id);
    if (!*s->contact_name)
        s->contact_name = r->op->actor->name;
    if (*s->contact_phone)
        return;
    if (db_one(r->op->tx, &q,
               "select sealed from person_phone where project_id = $1 and person_id = $2"
               " order by pos limit 1",
               I(r->op->project), I(s->person_id))) {
        size_t n;
        const void *p = db_bytes(&q, 0, &n);
        const char *phone = seal_get(r->op->app->seal, r->mem, p, n);

        s->contact_phone = phone ? phone : "";
    }
    db_done(&q);
}

static enum err suggestion_make(struct req *r)
{
    bool owner = roles_in(r->op->actor, r->op->project) == ROLE_OWNER;
    struct suggestion_new s = { .home_id = form_int(r, "home"),
                                .channel = r->op->actor->by_token ? "api"
                                           : owner                ? "phone_page"
                                                                  : "desk",
                                .contact_name = form_text(r, "contact_name"),
                                .contact_phone = form_text(r, "contact_phone"),
                                .text = form_text(r, "text") };
    struct matter m;
    int64_t id;
    enum err e;

    s.photos = photos_read(r, &s.photo_n);
    if (!s.home_id && form_has(r, "room"))
        s.home_id = db_int(r->op->tx, "select id from home where project_id = $1 and code = $2",
                           I(r->op->project), T(form_text(r, "room")));
    if (!s.home_id)
        return fail(r->op, E_INPUT, "home", "room", W("请填这个项目里的房号，例如 5-2-1802"));
    if (owner)
        own_contact(r, &s);
    if ((e = suggestion_add(r->op, &s, &id)) != OK || (e = matter_load_id(r->op, id, &m)) != OK)
        return e;
    return done_at(r, where_of(r->op, &m), true);
}

/* ---- acts ---- */

static enum err suggestion_act(struct req *r)
{
    struct suggestion_act a = { .act = strrchr(r->route->path, '/') + 1,
                                .text = form_text(r, "text"),
                                .to_whom = form_text(r, "to_whom"),
                                .due_on = form_date(r, "due_on") };
    struct matter m;
    enum err e = matter_load(r->op, path_text(r, "no"), &m);

    a.no = m.no;
    if (e != OK || (e = req_fresh(r, m.version)) != OK || (e = suggestion_do(r->op, &a)) != OK)
        return e;
    return done_at(r, where_of(r->op, &m), false);
}

/* clang-format off */
#define S "/p/{project}/suggestions/{no}"
#define ACT(act, right, fields)                                                                    \
    { HTTP_POST, S "/" act, right, SCOPE_PROJECT, fields, suggestion_shape, NULL, suggestion_act,  \
      suggestion_show, "suggestion_" act }
const struct route suggestion_routes[] = {
    ROUTE(GET, "/suggestions", SUGGESTION_MAKE, SCOPE_GLOBAL, NULL, NULL, NULL, suggest_form, NULL),
    ROUTE(POST, "/suggestions", SUGGESTION_MAKE, SCOPE_PROJECT, make_fields, suggestion_shape, NULL, suggestion_make, suggest_form),
    ROUTE(GET, S, SUGGESTION_READ, SCOPE_PROJECT, NULL, suggestion_shape, NULL, suggestion_show, NULL),
    ACT("acknowledge", SUGGESTION_WORK, suggestion_no_fields),
    ACT("pass_on", SUGGESTION_WORK, suggestion_pass_fields),
    ACT("answer", SUGGESTION_WORK, suggestion_text_fields),
    ACT("reply", SUGGESTION_OWN, suggestion_text_fields),
    ACT("close", SUGGESTION_WORK, suggestion_no_fields),
    ACT("reopen", SUGGESTION_WORK, suggestion_text_fields),
};
/* clang-format on */
const size_t suggestion_route_n = LEN(suggestion_routes);
